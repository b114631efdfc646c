"""Whether many runs show what a scenario claims: paired sign tests, each with a false-alarm rate of one in a thousand.

    from trustsim.claims import judge
    for verdict in judge("transformational_leadership"):
        print(verdict)

A claim "higher by more than 0.02" holds where, over 30 seeds, the scenario lies more than 0.02 above its contrast of the same seed so
often that a fair coin would do so in fewer than one of 1000 trials (one-sided; ties are left out). With figures of yes or no this is
McNemar's exact test. "Alike" holds where the two lie within `by` of each other so often, nothing left out.

Source: Dixon & Mood 1946, J. Am. Stat. Assoc. 41, 557 (sign test); McNemar 1947, Psychometrika 12, 153.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np

from trustsim.errors import InputError, Problem
from trustsim.paired import SEEDS, weekly
from trustsim.scenario.claim import AtWeek, Claim
from trustsim.scenario.load import LoadedScenario, Source, contrast_of, loaded
from trustsim.weekly import WEEKLY, is_share, is_yes_no

FALSE_ALARM = 0.001


def sign_test(agree: int, differ: int) -> float:
    """Chance that a fair coin falls `agree` times or more in `agree` + `differ` throws (1 where there are none)."""
    n = agree + differ
    return sum(comb(n, k) for k in range(agree, n + 1)) / 2**n


@dataclass(frozen=True)
class Verdict:
    """A claim and what the runs say.

    Attributes
    ----------
    claim, words : the claim, and the same as a sentence.
    values, others : the figure in each run, and what it is compared with, in the order of the seeds.
    agree, differ : runs that point the claimed way, and the other way; runs without a difference are in neither.
    missing : runs in which the figure or what it is compared with is not there (NaN); with any of them no claim holds.
    p : one-sided chance of so many that agree, were the claim idle.
    """

    claim: Claim
    words: str
    values: np.ndarray[Any, Any]
    others: np.ndarray[Any, Any]
    agree: int
    differ: int
    missing: int
    p: float

    @property
    def holds(self) -> bool:
        """Whether the runs bear the claim out."""
        return self.missing == 0 and self.p < FALSE_ALARM

    @property
    def often(self) -> bool:
        """Whether the figure is one of yes or no."""
        return is_yes_no(self.claim.figure)

    @property
    def middles(self) -> tuple[float, float]:
        """Median of the figure over the runs, and of what it is compared with; of a figure of yes or no, in how many runs."""
        both = (self.values, self.others)
        if self.often:
            return float(np.nansum(self.values)), float(np.nansum(self.others))
        return tuple(float(np.median(known)) if len(known := v[~np.isnan(v)]) else float("nan") for v in both)  # type: ignore[return-value]

    @property
    def quartiles(self) -> tuple[float, float, float]:
        """First quartile, median and third quartile of the paired differences (NaN where none is known)."""
        differences = self.values - self.others
        known = differences[~np.isnan(differences)]
        low, middle, high = np.quantile(known, [0.25, 0.5, 0.75]) if len(known) else (np.nan,) * 3
        return float(low), float(middle), float(high)

    def __str__(self) -> str:
        runs = len(self.values)
        if self.often:
            first, second = self.middles
            size = f"yes in {first:.0f}" + (f", against {second:.0f}" if not isinstance(self.claim.than, float) else "")
        else:
            low, middle, high = self.quartiles
            unit, times = (" percentage points", 100.0) if is_share(self.claim.figure) else ("", 1.0)   # in the unit of the words
            size = f"median difference {times * middle:+.3g}{unit} (quartiles {times * low:+.3g} to {times * high:+.3g})"
        missing = f", missing in {self.missing}" if self.missing else ""
        return (f"{'holds' if self.holds else 'FAILS'}: {self.words}; {self.agree} of {runs} runs agree, {self.differ} differ{missing}, "
                f"p = {self.p:.2g}; {size}")


def judge(scenario: Source, seeds: Sequence[int] = SEEDS) -> list[Verdict]:
    """Run a scenario and its contrast with the same seeds, and test each of its claims.

    Raises
    ------
    InputError
        Where the scenario is not valid, or a claim names a week that its contrast does not reach.
    """
    source = loaded(scenario)
    other = contrast_of(source)
    problems = [Problem(f"week {week} is beyond the {other.scenario.weeks} weeks of its contrast {other.name}", key=f"claims[{number}]", given=week)
                for number, claim in enumerate(source.scenario.claims) if other is not None and claim.than == "contrast"
                and (week := week_of(claim, source)) > other.scenario.weeks]
    if problems:
        raise InputError(problems)
    if not source.scenario.claims:
        return []
    runs = weekly(source, seeds)
    beside = weekly(other, seeds) if other is not None else runs
    return [_judged(claim, source, other, runs, beside) for claim in source.scenario.claims]


def week_of(claim: Claim, source: LoadedScenario) -> int:
    """The week a claim speaks of."""
    return source.scenario.weeks if claim.week is None else claim.week


def words_of(claim: Claim, source: LoadedScenario, other: LoadedScenario | None) -> str:
    """A claim as a sentence without full stop: 'mean trust in week 117: higher than in Baseline school, by more than 0.05'."""
    name = WEEKLY[claim.figure].words
    if claim.than == "contrast":
        than = f"in {other.scenario.title or other.name}" if other is not None else "in the contrast"
    elif claim.than == "start":
        than = "at the start"
    elif isinstance(claim.than, AtWeek):
        than = f"in week {claim.than.week}"
    else:
        than = f"{100 * claim.than:g}%" if is_share(claim.figure) else f"{claim.than:g}"
    by = f"{100 * claim.by:g} percentage point{'s' if claim.by != 0.01 else ''}" if is_share(claim.figure) else f"{claim.by:g}"
    often = is_yes_no(claim.figure)
    if claim.direction == "alike":
        as_ = "about" if isinstance(claim.than, float) else "as often as" if often else "as"
        how = f"{as_} {than}" + (f", within {by}" if claim.by else "")
    elif often and isinstance(claim.than, float):
        how = "in most runs" if claim.direction == "higher" else "in less than half of the runs"
    else:
        more = {"higher": "more often", "lower": "less often"}[claim.direction] if often else claim.direction
        how = f"{more} than {than}" + (f", by more than {by}" if claim.by else "")
    return f"{name} in week {week_of(claim, source)}: {how}"


def _judged(claim: Claim, source: LoadedScenario, other: LoadedScenario | None, runs: np.ndarray[Any, Any],
            beside: np.ndarray[Any, Any]) -> Verdict:
    week = week_of(claim, source)
    values = runs[claim.figure][:, week].astype(float)
    if claim.than == "contrast":
        others = beside[claim.figure][:, week].astype(float)
    elif claim.than == "start":
        others = runs[claim.figure][:, 0].astype(float)
    elif isinstance(claim.than, AtWeek):
        others = runs[claim.figure][:, claim.than.week].astype(float)
    else:
        others = np.full(len(values), float(claim.than))
    differences = values - others
    missing = int(np.isnan(differences).sum())
    if claim.direction == "alike":
        agree = int((abs(differences) <= claim.by).sum())
        differ = len(differences) - missing - agree
    else:
        signed = (differences if claim.direction == "higher" else -differences) - claim.by
        agree, differ = int((signed > 0).sum()), int((signed < 0).sum())
    return Verdict(claim, words_of(claim, source, other), values, others, agree, differ, missing, sign_test(agree, differ))
