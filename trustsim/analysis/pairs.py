"""Pairs of runs with the same luck: means, shares and their differences over replicates, effect sizes, and what pairing saved.

References
----------
Bonett & Price (2012), J. Educ. Behav. Stat. 37:479-488, doi:10.3102/1076998611411915 (difference of paired shares; recommended by Fagerland,
Lydersen & Laake (2014), Stat. Med. 33:2850-2875, doi:10.1002/sim.6148). McNemar (1947), Psychometrika 12:153-157, doi:10.1007/BF02295996.
Bonett (2008), Psychol. Methods 13:99-109, doi:10.1037/1082-989X.13.2.99 (standardised differences).
"""

from __future__ import annotations

from math import ceil, sqrt
from typing import Any, NamedTuple

import numpy as np
from scipy.special import ndtri
from scipy.stats import binomtest

from trustsim.analysis.intervals import CONFIDENCE
from trustsim.analysis.intervals import mean_interval as interval_of_mean
from trustsim.analysis.intervals import share_interval as interval_of_share

ROUNDING = 1e-12   # of the values: a spread below it comes from rounding and is none
Array = np.ndarray[Any, Any]


class Interval(NamedTuple):
    """An estimate and its interval; NaN where there are too few replicates."""

    estimate: Any
    low: Any
    high: Any


def spread(values: Array) -> Array:
    """Standard deviation over replicates (the first axis), 0 where the values differ by rounding only; NaN with fewer than two."""
    values = np.asarray(values, dtype=float)
    n = (~np.isnan(values)).sum(axis=0)
    sums = np.nansum(values, axis=0)
    centre = np.divide(sums, n, out=np.full(np.shape(sums), np.nan), where=n > 0)
    square = np.nansum((values - centre) ** 2, axis=0)
    sd = np.sqrt(np.divide(square, n - 1, out=np.full(np.shape(sums), np.nan), where=n > 1))
    largest = np.max(np.where(np.isnan(values), 0.0, np.abs(values)), axis=0, initial=0.0)
    return np.asarray(np.where(sd <= ROUNDING * largest, 0.0, sd))


def mean(values: Array, confidence: float = CONFIDENCE) -> Interval:
    """Mean over replicates (the first axis; NaN left out) with its t interval."""
    values = np.asarray(values, dtype=float)
    n = (~np.isnan(values)).sum(axis=0)
    sums = np.nansum(values, axis=0)
    middle = np.divide(sums, n, out=np.full(np.shape(sums), np.nan), where=n > 0)
    return Interval(middle, *interval_of_mean(middle, spread(values), n, confidence))


def share(yes: int, n: int, confidence: float = CONFIDENCE) -> Interval:
    """A share with its Clopper-Pearson interval."""
    return Interval(yes / n, *(float(end) for end in interval_of_share(yes, n, confidence)))


def paired_shares(gained: Any, lost: Any, n: Any, confidence: float = CONFIDENCE) -> Interval:
    """Difference of two shares of the same `n` replicates: `gained` have yes in the second only, `lost` in the first only.

    Bonett and Price's interval: Wald's, with one more replicate that gained and one that lost. It keeps near the confidence also where few
    or none differ (at n = 30, 0.934 at the worst).
    """
    gained, lost, n = (np.asarray(each, dtype=float) for each in (gained, lost, n))
    z = ndtri(0.5 + confidence / 2)
    up, down = (gained + 1) / (n + 2), (lost + 1) / (n + 2)
    half = z * np.sqrt((up + down - (up - down) ** 2) / (n + 2))
    return Interval((gained - lost) / n, np.maximum(up - down - half, -1.0), np.minimum(up - down + half, 1.0))


def mcnemar(gained: int, lost: int) -> float:
    """Exact two-sided p that as many gain as lose (1 where none does either)."""
    return float(binomtest(gained, gained + lost).pvalue) if gained + lost else 1.0


def paired_effect(first: Array, second: Array, confidence: float = CONFIDENCE) -> Interval:
    """d_z: mean of the paired differences in their own standard deviations; NaN where that is 0."""
    differences = np.asarray(second - first, dtype=float)
    n, sd = len(differences), float(spread(differences))
    if n < 2 or not sd > 0:
        return Interval(np.nan, np.nan, np.nan)
    d = float(differences.mean()) / sd
    half = float(ndtri(0.5 + confidence / 2)) * sqrt(d * d / (2 * (n - 1)) + 1 / n)
    return Interval(d, d - half, d + half)


def effect(first: Array, second: Array, confidence: float = CONFIDENCE) -> Interval:
    """d: difference of the means in standard deviations between runs of one scenario (root of the mean variance); NaN where that is 0.

    Bonett 2008, for paired measurements: pairing narrows the interval, and leaves d what it would be of unpaired runs.
    """
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    n, one, two, between = len(first), float(spread(first)) ** 2, float(spread(second)) ** 2, float(spread(second - first)) ** 2
    s2 = (one + two) / 2
    if n < 2 or not s2 > 0:
        return Interval(np.nan, np.nan, np.nan)
    d = float(second.mean() - first.mean()) / sqrt(s2)
    covariance = (one + two - between) / 2
    error = sqrt(d * d * (one * one + two * two + 2 * covariance * covariance) / (8 * (n - 1) * s2 * s2) + between / ((n - 1) * s2))
    half = float(ndtri(0.5 + confidence / 2)) * error
    return Interval(d, d - half, d + half)


def correlation(first: Array, second: Array) -> float:
    """Pearson's, between the two scenarios over replicates; NaN where one of them does not vary."""
    if len(first) < 2 or not (spread(first) > 0 and spread(second) > 0):
        return float("nan")
    return float(np.corrcoef(first, second)[0, 1])


def unpaired_replicates(first: Array, second: Array) -> float:
    """How many unpaired replicates of each scenario give the difference as narrow an interval: n (s1^2 + s2^2) / s_d^2, rounded up.

    Infinite where the difference is the same in all replicates though the runs vary; NaN where nothing varies.
    """
    n, alone = len(first), float(spread(first)) ** 2 + float(spread(second)) ** 2
    between = float(spread(np.asarray(second, dtype=float) - first)) ** 2
    if n < 2 or not alone > 0:
        return float("nan")
    return float("inf") if not between > 0 else float(ceil(n * alone / between - 1e-9))
