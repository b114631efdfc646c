"""Intervals of means, shares and paired differences; when enough replicates have been run.

All functions work on whole tables of cells at once.

References
----------
Clopper & Pearson (1934), Biometrika 26:404-413, doi:10.1093/biomet/26.4.404.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy.special import bdtrik, betaincinv, stdtrit

from trustsim.errors import InputError, Problem

CONFIDENCE = 0.95
LOOKS = (50, 100, 200, 400, 800, 1600)

Array = np.ndarray[Any, Any]
Numbers = Any   # what numpy makes an array of


def mean_interval(mean: Numbers, sd: Numbers, n: Numbers, confidence: float = CONFIDENCE) -> tuple[Array, Array]:
    """Student's t interval of means.

    Parameters
    ----------
    mean, sd, n : of each cell, of shapes that broadcast; `sd` with divisor n - 1.

    Returns
    -------
    Lower and upper ends; NaN where n < 2, for then nothing is known of the spread. Where sd is 0 both ends are the mean.
    """
    mean, sd, n = np.broadcast_arrays(*(np.asarray(each, dtype=float) for each in (mean, sd, n)))
    known = n >= 2
    degrees = np.where(known, n - 1, np.nan)
    half = stdtrit(degrees, 0.5 + checked(confidence) / 2) * np.where(known, sd, np.nan) / np.sqrt(np.where(known, n, np.nan))
    return mean - half, mean + half


def share_interval(k: Numbers, n: Numbers, confidence: float = CONFIDENCE) -> tuple[Array, Array]:
    """The exact interval of Clopper & Pearson of shares k / n.

    Returns
    -------
    Lower and upper ends; 0 and 1 where n is 0.

    Raises
    ------
    InputError
        Where k is not between 0 and n.
    """
    k, n = np.broadcast_arrays(np.asarray(k, dtype=float), np.asarray(n, dtype=float))
    if not ((k >= 0) & (k <= n)).all():
        raise InputError(Problem("k must lie between 0 and n in every cell", key="k", allowed="counts from 0 to n"))
    tail = (1 - checked(confidence)) / 2
    low = np.where(k > 0, betaincinv(np.where(k > 0, k, 1.0), n - k + 1, tail), 0.0)
    high = np.where(k < n, betaincinv(k + 1, np.where(k < n, n - k, 1.0), 1 - tail), 1.0)
    return low, high


def median_interval(values: Numbers, confidence: float = CONFIDENCE) -> tuple[float, float, float]:
    """Median of `values`, shape (n,), and its interval from order statistics: exact, whatever the distribution. Infinities count as values.

    Returns
    -------
    Median (the lower of the two middle values), lower and upper end; NaN without values, infinite ends where there are too few.
    """
    ordered = np.sort(np.asarray(values, dtype=float))
    n = len(ordered)
    if n == 0 or np.isnan(ordered).any():
        return float("nan"), float("nan"), float("nan")
    k = int(bdtrik((1 - checked(confidence)) / 2, n, 0.5)) if 2.0 ** (1 - n) <= 1 - confidence else -1   # values outside, at either end, less one
    low, high = (-np.inf, np.inf) if k < 0 else (ordered[k], ordered[n - 1 - k])
    return float(ordered[(n - 1) // 2]), float(low), float(high)


def checked(confidence: float) -> float:
    """`confidence`, if it is one."""
    if not 0 < confidence < 1:
        raise InputError(Problem("a confidence level lies between 0 and 1", key="confidence", given=confidence, allowed="such as 0.95"))
    return confidence


def estimates(values: Numbers, confidence: float = CONFIDENCE) -> pd.DataFrame:
    """Mean, sd, n and t interval of each row of `values`, shape (cells, replicates); NaN where a run has no value, and left out.

    Returns
    -------
    Table with columns estimate, low, high, sd, n.
    """
    rows = np.atleast_2d(np.asarray(values, dtype=float))
    there = np.isfinite(rows)
    n = there.sum(axis=1)
    mean = np.where(there, rows, 0.0).sum(axis=1) / np.where(n > 0, n, np.nan)
    off = np.where(there, rows - mean[:, None], 0.0)
    sd = np.sqrt((off * off).sum(axis=1) / np.where(n > 1, n - 1, np.nan))
    low, high = mean_interval(mean, sd, n, confidence)
    return pd.DataFrame({"estimate": mean, "low": low, "high": high, "sd": sd, "n": n})


def paired(values: Numbers, less: Numbers, confidence: float = CONFIDENCE) -> pd.DataFrame:
    """Differences `values` - `less` of runs with the same luck: :func:`estimates` over replicates that both have.

    Parameters
    ----------
    values, less : shape (cells, replicates), the same replicates in the same order; one row of `less` stands for all cells.
    """
    return estimates(np.atleast_2d(np.asarray(values, dtype=float)) - np.atleast_2d(np.asarray(less, dtype=float)), confidence)


def by_cell(runs: pd.DataFrame, by: Sequence[str], outcome: str, *, share: bool = False, confidence: float = CONFIDENCE) -> pd.DataFrame:
    """Estimate and interval of an outcome in each cell of a tidy table.

    Parameters
    ----------
    runs : a row a run, with a column replicate.
    by : columns that make the cells; the order of the table is theirs.
    share : the outcome is yes (1) or no (0): its interval is that of Clopper & Pearson.

    Returns
    -------
    Table: columns `by`, then estimate, low, high, n, missing (runs without a finite value, left out), and sd, or k of a share.

    Raises
    ------
    InputError
        Where a cell has several runs of the same luck, which are no independent runs; where a share is not of yes and no.
    """
    twice = runs.duplicated([*by, "replicate"])
    if twice.any():
        where = ", ".join(f"{name} = {runs.loc[twice, name].iloc[0]}" for name in by)
        raise InputError(Problem(f"the cell {where} has several runs of the same replicate: the same luck counted twice makes an interval too narrow",
                                 key=outcome, allowed="one point a cell: choose a level of every other factor, or make them part of the cells"))
    values = runs[outcome].astype(float).to_numpy(na_value=np.nan)
    there = np.isfinite(values)
    if share and not np.isin(values[there], (0.0, 1.0)).all():
        odd = values[there & ~np.isin(values, (0.0, 1.0))][0]
        raise InputError(Problem("a share is of runs with yes (1) or no (0)", key=outcome, given=float(odd), allowed="0, 1"))
    keyed = runs[list(by)].assign(value=np.where(there, values, np.nan))
    groups = keyed.groupby(list(by), sort=True, observed=True, dropna=False)["value"]
    cells = groups.agg(estimate="mean", sd="std", n="count", rows="size").reset_index()
    if share:
        cells["k"] = np.rint(cells["estimate"].fillna(0.0) * cells["n"]).astype(int)
        cells["low"], cells["high"] = share_interval(cells["k"], cells["n"], confidence)
    else:
        cells["low"], cells["high"] = mean_interval(cells["estimate"], cells["sd"], cells["n"], confidence)
    cells["missing"] = cells["rows"] - cells["n"]
    return cells[[*by, "estimate", "low", "high", "n", "missing", "k" if share else "sd"]]


@dataclass(frozen=True)
class PreciseEnough:
    """Run replicates until an interval is narrow enough, looking at set numbers of replicates only.

    To stop when an interval first looks narrow is wrong: it stops where luck made it narrow. Each of the six looks is allowed a sixth of the
    error (Bonferroni), so the interval at whichever look was the last holds the truth with at least the stated confidence, as far as the
    interval of that look does: exactly of shares, and nearly of means and differences at 50 replicates or more. A mean of an outcome
    whose second peak is so rare that the first looks may miss it is not covered (a peak of .02: .71 in simulation): ask for the share of
    runs in that peak instead.

    Parameters
    ----------
    half_width : the target, in units of the outcome.
    kind : of what; a "share" has an exact interval, a "mean" or a "difference" of paired runs that of Student's t.
    confidence : of the interval that is left in the end.
    looks : numbers of replicates, increasing; the last is the cap.
    """

    half_width: float
    kind: Literal["mean", "share", "difference"] = "mean"
    confidence: float = CONFIDENCE
    looks: tuple[int, ...] = LOOKS

    def __post_init__(self) -> None:
        problems = []
        if not self.half_width > 0:
            problems.append(Problem("the target must be above 0", key="half_width", given=self.half_width))
        if not self.looks or self.looks[0] < 2 or any(a >= b for a, b in zip(self.looks, self.looks[1:])):
            problems.append(Problem("looks are numbers of replicates, increasing, 2 at least", key="looks", given=self.looks))
        if problems:
            raise InputError(problems)
        checked(self.confidence)

    @property
    def confidence_of_a_look(self) -> float:
        """What each look's own interval has: 1 - alpha / number of looks."""
        return 1 - (1 - self.confidence) / len(self.looks)

    def after(self, replicates: int | None) -> int | None:
        """The next look after so many planned replicates (None: before the first); None after the cap."""
        return next((look for look in self.looks if replicates is None or look > replicates), None)

    def look(self, replicates: int, *, n: Numbers, mean: Numbers = None, sd: Numbers = None, k: Numbers = None) -> pd.DataFrame:
        """Judge every cell at a look.

        Parameters
        ----------
        replicates : the look; one of `looks`.
        n : runs with a value in each cell (fewer than `replicates` where runs failed).
        mean, sd : of each cell, for means and differences.
        k : runs with yes in each cell, for shares.

        Returns
        -------
        Table, a row a cell: n, estimate, low, high, half_width (achieved), precise (it is at most the target), capped (it is not, and this
        was the last look). A cell goes on where neither holds.

        Raises
        ------
        InputError
            For a number of replicates that is no look.
        """
        if replicates not in self.looks:
            allowed = ", ".join(str(look) for look in self.looks)
            raise InputError(Problem("the rule holds only where it looks at set numbers of replicates", key="replicates", given=replicates,
                                     allowed=allowed))
        size = np.atleast_1d(np.asarray(n))
        if self.kind == "share":
            low, high = share_interval(k, size, self.confidence_of_a_look)
            middle = np.asarray(k, dtype=float) / np.where(size > 0, size, np.nan)
        else:
            low, high = mean_interval(mean, sd, size, self.confidence_of_a_look)
            middle = np.broadcast_to(np.asarray(mean, dtype=float), size.shape)
        half = (high - low) / 2
        precise = np.where(np.isfinite(half), half, np.inf) <= self.half_width
        return pd.DataFrame({"n": size, "estimate": middle, "low": low, "high": high, "half_width": half, "precise": precise,
                             "capped": ~precise & (replicates == self.looks[-1])})

    def look_at(self, values: Numbers) -> pd.DataFrame:
        """:meth:`look` at outcomes themselves, shape (cells, replicates), NaN where a run failed; of a difference, at paired differences."""
        rows = np.atleast_2d(np.asarray(values, dtype=float))
        found = estimates(rows)
        if self.kind == "share":
            return self.look(rows.shape[1], n=found["n"].to_numpy(), k=np.nansum(rows, axis=1))
        return self.look(rows.shape[1], n=found["n"].to_numpy(), mean=found["estimate"].to_numpy(), sd=found["sd"].to_numpy())
