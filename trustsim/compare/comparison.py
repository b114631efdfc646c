"""The comparison as data: outcomes, weeks, partings and ties of scenarios that share their luck. Nothing is printed here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from textwrap import shorten
from typing import Any

import numpy as np
import pandas as pd

from trustsim.analysis.pairs import (
    CONFIDENCE,
    Interval,
    correlation,
    effect,
    mcnemar,
    mean,
    paired_effect,
    paired_shares,
    share,
    spread,
    unpaired_replicates,
)
from trustsim.compare.ties import ties_of
from trustsim.errors import InputError, Problem
from trustsim.paired import Band, Run, Source, runs
from trustsim.qualities import QUALITIES
from trustsim.randomness import replicate_seed
from trustsim.scenario.load import LoadedScenario, loaded
from trustsim.weekly import NOW, WEEKLY, YES_NO, Column

REPLICATES, MOST_REPLICATES, MOST_SCENARIOS = 30, 1000, 5
LONGEST_LABEL = 60   # letters of a title
# Outcomes of a whole run, beside the weekly columns as they stand in the last week.
WHOLE = {
    "ever_viable": Column(NOW, "ever a viable learning community", YES_NO, "1 where it was viable in some week"),
    "weeks_viable": Column(NOW, "weeks as a viable learning community", "weeks", "how many weeks it was viable"),
}
OUTCOMES: dict[str, Column] = {**WEEKLY, **WHOLE}
MAIN = ("trust", *QUALITIES, "cooperation_share", "building_share", "joint_work_share", "connected_share", "bridged_share", "plc_index",
        "viable", "weeks_viable", "active_pairs", "active_across_teams")


@dataclass(frozen=True, repr=False)
class Comparison:
    """Scenarios, the reference first, and their runs: replicate r of each has the same seed.

    Attributes
    ----------
    sources, labels : the scenarios, and names for them that differ.
    seed, seeds : of the comparison, and of each replicate (trustsim.randomness.replicate_seed).
    week : the last week that all scenarios reach; everything is compared as it stood then.
    runs : of each scenario, a run a replicate.
    """

    sources: tuple[LoadedScenario, ...]
    labels: tuple[str, ...]
    seed: int
    seeds: tuple[int, ...]
    week: int
    runs: tuple[tuple[Run, ...], ...]

    def __repr__(self) -> str:
        return f"<Comparison of {', '.join(self.labels)}: {self.n} replicates, seed {self.seed}, week {self.week}>"

    @property
    def n(self) -> int:
        """How many replicates."""
        return len(self.seeds)

    @property
    def others(self) -> range:
        """Which scenarios are compared with the reference."""
        return range(1, len(self.sources))

    @cached_property
    def weekly(self) -> tuple[np.ndarray[Any, Any], ...]:
        """The weekly tables of each scenario, shape (replicates, week + 1)."""
        return tuple(np.stack([run.weeks for run in of]) for of in self.runs)

    def final(self, scenario: int, outcome: str) -> np.ndarray[Any, Any]:
        """An outcome in each replicate of a scenario, as floats."""
        table = self.weekly[scenario]
        if outcome in WHOLE:
            viable = table["viable"].sum(axis=1)
            return np.asarray(viable > 0 if outcome == "ever_viable" else viable, dtype=float)
        return np.asarray(table[outcome][:, -1], dtype=float)

    @cached_property
    def parted(self) -> np.ndarray[Any, Any]:
        """First week in which anything in the weekly tables differs from the reference, shape (others, replicates); -1 where nothing does."""
        found = np.full((len(self.others), self.n), -1)
        for k in self.others:
            one, other = self.weekly[0], self.weekly[k]
            unlike = np.zeros(one.shape, dtype=bool)
            for name in WEEKLY:
                a, b = one[name], other[name]
                unlike |= (a != b) & ~((a != a) & (b != b))
            some = unlike.any(axis=1)
            found[k - 1, some] = unlike[some].argmax(axis=1)
        return found

    def first_parting(self, other: int) -> int:
        """The first week in which anything differs from the reference in any replicate; the week after the last where nothing does."""
        some = self.parted[other - 1][self.parted[other - 1] >= 0]
        return int(some.min()) if len(some) else self.week + 1

    def is_same(self, other: int) -> bool:
        """Whether a scenario gives the very same weekly tables and ties as the reference, in every replicate."""
        return bool((self.parted[other - 1] < 0).all()) and all(
            np.array_equal(one.pairs, two.pairs) for one, two in zip(self.runs[0], self.runs[other], strict=True))

    def people_in_common(self, other: int) -> float:
        """Of the people in post at the start of either scenario, the share that both have; who is in one only shares no luck."""
        one, two = self.runs[0][0].founders, self.runs[other][0].founders
        return len(np.intersect1d(one, two)) / len(np.union1d(one, two))

    def band(self, other: int, figure: str, *, confidence: float = CONFIDENCE) -> Band:
        """Mean paired difference of a weekly column from the reference in each week, with its interval (each week by itself).

        Before anything differs in any replicate, the interval is zero too: until then they are the same school with the same history.
        """
        one, two = self.weekly[0][figure].astype(float), self.weekly[other][figure].astype(float)
        if OUTCOMES[figure].unit == YES_NO:
            found = paired_shares((two > one).sum(axis=0), (two < one).sum(axis=0), self.n, confidence)
        else:
            found = mean(two - one, confidence)
        weeks = self.weekly[0]["week"][0]
        same = weeks < self.first_parting(other)
        return Band(weeks, np.where(same, 0.0, found.low), np.where(same, 0.0, found.estimate), np.where(same, 0.0, found.high))

    def apart_from(self, other: int, figure: str, *, confidence: float = CONFIDENCE) -> int | None:
        """First week from which on the interval leaves out zero, on the same side, to the end; None where it holds zero at the end."""
        found = self.band(other, figure, confidence=confidence)
        sides = np.where(found.low > 0, 1, np.where(found.high < 0, -1, 0))
        if sides[-1] == 0:
            return None
        unlike = np.flatnonzero(sides != sides[-1])
        return int(found.weeks[unlike[-1] + 1]) if len(unlike) else int(found.weeks[0])

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """One row for each other scenario and outcome; docs/compare.md lists the columns."""
        return pd.DataFrame([self._outcome(k, name) for k in self.others for name in OUTCOMES])

    def _outcome(self, other: int, name: str) -> dict[str, Any]:
        one, two = self.final(0, name), self.final(other, name)
        known = ~(np.isnan(one) | np.isnan(two))
        missing = int((~known).sum())
        one, two = one[known], two[known]
        n, yes_no = len(one), OUTCOMES[name].unit == YES_NO
        gained, lost = int((two > one).sum()), int((two < one).sum())
        if yes_no:
            means = [share(int(values.sum()), n) for values in (one, two)]
            difference = paired_shares(gained, lost, n) if self.first_parting(other) <= self.week else Interval(0.0, 0.0, 0.0)
        else:
            means, difference = [mean(values) for values in (one, two)], mean(two - one)
        nothing = Interval(np.nan, np.nan, np.nan)
        d_z, d = (nothing, nothing) if yes_no else (paired_effect(one, two), effect(one, two))
        weekly = name in WEEKLY
        return {
            "scenario": self.labels[other], "reference": self.labels[0], "outcome": name, "main": name in MAIN, "words": OUTCOMES[name].words,
            "unit": OUTCOMES[name].unit, "week": self.week, "n": n, "missing": missing,
            "reference_mean": float(means[0].estimate), "reference_low": float(means[0].low), "reference_high": float(means[0].high),
            "reference_sd": float(spread(one)),
            "scenario_mean": float(means[1].estimate), "scenario_low": float(means[1].low), "scenario_high": float(means[1].high),
            "scenario_sd": float(spread(two)),
            "difference": float(difference.estimate), "low": float(difference.low), "high": float(difference.high),
            "difference_sd": float(spread(two - one)), "higher_in": gained, "lower_in": lost, "same_in": n - gained - lost,
            "p_mcnemar": mcnemar(gained, lost) if yes_no else np.nan,
            "d_z": d_z.estimate, "d_z_low": d_z.low, "d_z_high": d_z.high, "d": d.estimate, "d_low": d.low, "d_high": d.high,
            "correlation": correlation(one, two), "unpaired_replicates": unpaired_replicates(one, two),
            "apart_from_week": self.apart_from(other, name) if weekly else None,
            "apart_from_week_all": self.apart_from(other, name, confidence=self.all_weeks) if weekly else None,
        }

    @property
    def all_weeks(self) -> float:
        """Confidence of each week's interval with which all weeks together keep 95 % (Bonferroni)."""
        return 1 - (1 - CONFIDENCE) / max(1, self.week)

    @cached_property
    def weeks(self) -> pd.DataFrame:
        """One row for each other scenario, weekly column and week: means, paired difference, its interval, and one that allows for all weeks."""
        tables = []
        for k in self.others:
            for name in WEEKLY:
                each, together = self.band(k, name), self.band(k, name, confidence=self.all_weeks)
                levels = [mean(self.weekly[of][name]).estimate for of in (0, k)]
                tables.append(pd.DataFrame({
                    "scenario": self.labels[k], "outcome": name, "week": each.weeks, "reference_mean": levels[0], "scenario_mean": levels[1],
                    "difference": each.middle, "low": each.low, "high": each.high, "low_all": together.low, "high_all": together.high}))
        return pd.concat(tables, ignore_index=True)

    @cached_property
    def replicates(self) -> pd.DataFrame:
        """One row for each scenario and replicate: seed, week of parting from the reference (blank: never, or the reference), outcomes."""
        tables = []
        for k, label in enumerate(self.labels):
            parted = pd.array([None] * self.n if k == 0 else [None if week < 0 else int(week) for week in self.parted[k - 1]], dtype="Int64")
            tables.append(pd.DataFrame({"scenario": label, "replicate": range(self.n), "seed": np.array(self.seeds, dtype=np.uint64),
                                        "parted_week": parted, **{name: self.final(k, name) for name in OUTCOMES}}))
        return pd.concat(tables, ignore_index=True)

    @cached_property
    def ties(self) -> pd.DataFrame:
        """One row for each other scenario, replicate, kind and place of ties: how many are in both, and in one only (trustsim.compare.ties)."""
        return pd.concat([ties_of(self.runs[0], self.runs[k]).assign(scenario=self.labels[k]) for k in self.others], ignore_index=True)

    def typical(self, other: int = 1) -> int:
        """The replicate whose difference of trust lies nearest to the middle of all; the first where there is none."""
        differences = self.final(other, "trust") - self.final(0, "trust")
        if np.isnan(differences).all():
            return 0
        away = np.abs(differences - np.nanmedian(differences))
        return int(np.nanargmin(away))


def compare(scenarios: Sequence[Source], *, replicates: int = REPLICATES, seed: int = 0, done: Callable[[], None] | None = None) -> Comparison:
    """Run scenarios with the same seeds and hold each against the first.

    Parameters
    ----------
    scenarios : two to five, the reference first.
    replicates, seed : replicate r has seed `replicate_seed(seed, r)`.
    done : called after each run.

    Raises
    ------
    InputError
        Where scenarios are not valid or cannot be compared, or there are too few replicates for an interval.
    """
    sources = tuple(loaded(scenario) for scenario in scenarios)
    check_comparable(sources, replicates)
    week = min(source.scenario.weeks for source in sources)
    seeds = tuple(replicate_seed(seed, replicate) for replicate in range(replicates))
    made = tuple(tuple(runs(source, seeds, until=week, done=done)) for source in sources)
    return Comparison(sources, labels_of(sources), seed, seeds, week, made)


def check_comparable(sources: Sequence[LoadedScenario], replicates: int) -> None:
    """Refuse what cannot be compared; InputError says everything that stands in the way."""
    problems = []
    if not 2 <= len(sources) <= MOST_SCENARIOS:
        problems.append(Problem("are not enough to compare" if len(sources) < 2 else "are too many to tell apart in a figure", key="scenarios",
                                given=len(sources), allowed=f"2 to {MOST_SCENARIOS}, the reference first; a sweep takes more"))
    if not 2 <= replicates <= MOST_REPLICATES:
        problems.append(Problem("gives no interval" if replicates < 2 else "is more than is kept in memory", key="--replicates", given=replicates,
                                allowed=f"2 to {MOST_REPLICATES:,}; 30 is a good start"))
    for source in sources[1:]:
        for name, words in (("weeks_per_term", "shares are of the last term"), ("weeks_per_year", "leaving is by the year")):
            here, first = getattr(source.scenario, name), getattr(sources[0].scenario, name)
            if here != first:
                problems.append(Problem(f"is not that of the reference ({first}), so weeks do not mean the same: {words}",
                                        file=str(source.path or source.name), key=name, given=here,
                                        allowed=f"the same in all, as with --set {name}={first}"))
    if problems:
        raise InputError(problems)


def labels_of(sources: Sequence[LoadedScenario]) -> tuple[str, ...]:
    """A name for each scenario that no other has: its title, with the file's name or a number where needed."""
    labels = [shorten(source.scenario.title or source.name.replace("_", " "), LONGEST_LABEL, placeholder="…") for source in sources]
    named = [f"{label} ({source.name})" for label, source in zip(labels, sources, strict=True)]
    labels = [label if labels.count(label) == 1 or named.count(name) == labels.count(label) else name
              for label, name in zip(labels, named, strict=True)]
    return tuple(label if labels.count(label) == 1 else f"{label}, {labels[:k + 1].count(label)}" for k, label in enumerate(labels))
