"""What a row of the scorecard is: a pattern, its criteria, and the verdict of replicates.

An experiment simulates one replicate at a time and gives figures by name. A criterion names such a figure and the band in which the
literature, or data, want its mean (median, share ...). Replicates are added at set looks, and at each look the criterion's interval is

    inside the band   -> pass        outside it -> fail        neither -> more replicates; at the last look: undecided

Each look has its share of the allowed error (Bonferroni, as in trustsim.analysis.intervals.PreciseEnough), so that looking often does not
make a wrong verdict likelier: each verdict is wrong with a chance of at most 1 %, as far as the interval of that look holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any, Final, Literal

import numpy as np

from trustsim.analysis.intervals import mean_interval, median_interval, share_interval

CONFIDENCE = 0.99   # of each verdict
LOOKS = (25, 50, 100, 200, 400)
Verdict = Literal["pass", "fail", "undecided"]
PASS: Final = "pass"
FAIL: Final = "fail"
UNDECIDED: Final = "undecided"
Kind = Literal["mean", "median", "share", "exact", "least mean", "largest share", "largest mean"]
Array = np.ndarray[Any, Any]
Figures = Mapping[str, float]


@dataclass(frozen=True)
class Band:
    """Where a figure must lie, ends included."""

    low: float = -inf
    high: float = inf

    def verdict(self, low: float, high: float) -> Verdict:
        """What an interval says; NaN ends say nothing."""
        if self.low <= low and high <= self.high:
            return PASS
        return FAIL if high < self.low or low > self.high else UNDECIDED

    def __str__(self) -> str:
        if self.low == -inf:
            return f"at most {number(self.high)}"
        return f"at least {number(self.low)}" if self.high == inf else f"{number(self.low)} to {number(self.high)}"


def number(value: float, *, fine: bool = False) -> str:
    """A figure in two or three digits (`fine`: three decimals), without a leading zero."""
    if not np.isfinite(value):
        return "never" if value == inf else "-" if np.isnan(value) else "before"
    text = f"{value:.3f}" if fine or abs(value) < 0.1 else f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"
    text = text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
    return "0" if not text.strip("-.0") else text


@dataclass(frozen=True)
class Criterion:
    """What must hold.

    Attributes
    ----------
    figure : name of the figure that a replicate gives; of the least or largest of several, what the names of the figures begin with.
    words : what the figure is, without a full stop.
    band : where it must lie.
    kind : mean, median or share of the replicates; exact: the figure has no chance in it; least or largest of several means or shares, as in
        "all of them" and "at least one of them" (their intervals share the error, Bonferroni).
    unit : of the figure.
    ends : the least and largest value that a replicate can have, for figures that may come out the same in all of them.
    """

    figure: str
    words: str
    band: Band
    kind: Kind = "mean"
    unit: str = ""
    ends: tuple[float, float] | None = None

    @property
    def of_several(self) -> bool:
        """Whether it speaks of the least or largest of several figures, whose names `figure` begins."""
        return " " in self.kind


@dataclass(frozen=True)
class Experiment:
    """How a replicate is simulated.

    Attributes
    ----------
    name : of the experiment.
    replicate : from the rule (one of trustsim.scenario.mechanisms.RIVALS) and the replicate's number to figures; NaN where there is none.
        Replicates are independent, and the same number has the same luck under every rule.
    looks, quick_looks : numbers of replicates at which verdicts are sought; the last is the limit.
    rivals : whether the rival rules touch it at all.
    """

    name: str
    replicate: Callable[[str, int], Figures]
    looks: tuple[int, ...] = LOOKS
    quick_looks: tuple[int, ...] = (25,)
    rivals: bool = True


@dataclass(frozen=True)
class Pattern:
    """A pattern that the literature or data show, and the model must.

    Attributes
    ----------
    name : short name, also of its files.
    title : the pattern.
    simulated : what a replicate simulates.
    statistic : how its figures are computed.
    source : who found it.
    use : "calibrated": values were set on it, here or in the prototype that they come from; "in view": no value was fitted to it, but rules were
        chosen with it in view; "built in": a rule states it directly; "held out": it was used for nothing.
    note : what a reader should know to judge the criterion.
    """

    name: str
    title: str
    experiment: Experiment
    criteria: tuple[Criterion, ...]
    simulated: str
    statistic: str
    source: str
    use: Literal["calibrated", "in view", "built in", "held out"]
    note: str = ""


@dataclass(frozen=True)
class Finding:
    """What the replicates say of a criterion under a rule.

    Attributes
    ----------
    estimate, low, high : the figure and its interval at the look at which the verdict fell, or the last.
    n, missing : replicates so far, and those of them without the figure.
    verdict : pass, fail or undecided.
    which : of the least or largest of several, which it is.
    """

    estimate: float
    low: float
    high: float
    n: int
    missing: int
    verdict: Verdict
    which: str = ""


def judged(criterion: Criterion, figures: Mapping[str, Array], n: int, looks: tuple[int, ...]) -> Finding:
    """The verdict on a criterion at a look: `figures` hold at least `n` replicates each, of which the first `n` count."""
    confidence = 1.0 - (1.0 - CONFIDENCE) / len(looks)
    if criterion.of_several:
        return _extreme(criterion, {name: values[:n] for name, values in figures.items() if name.startswith(criterion.figure)}, n, confidence)
    values = figures[criterion.figure][:n]
    known = values[~np.isnan(values)]
    low, high = np.nan, np.nan
    if criterion.kind == "exact":
        estimate = low = high = float(values[0])
    elif criterion.kind == "median":
        estimate, low, high = median_interval(known, confidence)
    elif criterion.kind == "share":
        estimate = float(known.mean()) if len(known) else np.nan
        low, high = (float(end) for end in share_interval(known.sum(), len(known), confidence))
    else:
        estimate, low, high = _mean(known, confidence, criterion.ends)
    return Finding(estimate, low, high, n, n - len(known), criterion.band.verdict(low, high))


def _mean(values: Array, confidence: float, ends: tuple[float, float] | None) -> tuple[float, float, float]:
    """A mean and its t interval.

    Replicates that all give the same number say nothing of their spread, so that there is no such interval. How often another number may
    still come is known (at most 1 - (error / 2)^(1 / n), Clopper & Pearson), and with `ends` so is what that could do to the mean.
    """
    n = len(values)
    if n < 2:
        return float(values.mean()) if n else np.nan, np.nan, np.nan
    middle, spread = float(values.mean()), float(values.std(ddof=1))
    if np.ptp(values) == 0.0:
        if ends is None:
            return middle, np.nan, np.nan
        other = 1.0 - ((1.0 - confidence) / 2.0) ** (1.0 / n)
        return middle, middle - other * (middle - ends[0]), middle + other * (ends[1] - middle)
    low, high = mean_interval(middle, spread, n, confidence)
    return middle, float(low), float(high)


def _extreme(criterion: Criterion, figures: Mapping[str, Array], n: int, confidence: float) -> Finding:
    """The least or largest of several means or shares; the ends of its interval are those of the least (largest) lower and upper ends."""
    each = 1.0 - (1.0 - confidence) / len(figures)
    rows: list[tuple[float, ...]] = []
    for values in figures.values():
        known = values[~np.isnan(values)]
        if criterion.kind.endswith("share"):
            rows.append((float(known.mean()) if len(known) else np.nan, *map(float, share_interval(known.sum(), len(known), each))))
        else:
            rows.append(_mean(known, each, criterion.ends))
    table = np.array(rows, dtype=float)
    pick, best = (np.argmin, np.min) if criterion.kind.startswith("least") else (np.argmax, np.max)
    at = int(pick(table[:, 0]))
    low, high = float(best(table[:, 1])), float(best(table[:, 2]))
    missing = max(int(np.isnan(values).sum()) for values in figures.values())
    return Finding(float(table[at, 0]), low, high, n, missing, criterion.band.verdict(low, high), list(figures)[at].removeprefix(criterion.figure))


def of_pattern(findings: list[Finding]) -> Verdict:
    """A pattern passes where all its criteria do, and fails where one does."""
    verdicts = {finding.verdict for finding in findings}
    return FAIL if FAIL in verdicts else UNDECIDED if UNDECIDED in verdicts else PASS
