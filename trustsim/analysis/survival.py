"""Time to viability: the share of runs that have not become viable yet, by week, and how groups differ.

References
----------
Kaplan & Meier (1958), J. Am. Stat. Assoc. 53:457-481, doi:10.1080/01621459.1958.10501452.
Interval of the median: Brookmeyer & Crowley (1982), Biometrics 38:29-41, doi:10.2307/2530286.
Restricted mean: Royston & Parmar (2013), BMC Med. Res. Methodol. 13:152, doi:10.1186/1471-2288-13-152.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from trustsim.analysis.intervals import CONFIDENCE, checked, paired
from trustsim.errors import InputError, Problem

BOOTSTRAPS = 1000
SOME = 100   # of them at a time

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Survival:
    """Time to viability by group.

    Attributes
    ----------
    curves : a row a group and week of change: group, week, not_yet (share of runs not viable before the end of that week), low, high,
        at_risk (runs not viable and still simulated just before it). Each group begins with week 0. The interval is pointwise: log-log;
        or, where a group has several runs of the same replicate, from a bootstrap over replicates.
    medians : a row a group: group, median (NaN: not reached), low, high (NaN: not reached), n, viable (runs that became so), horizon
        (weeks simulated, the fewest of a run that did not), mean_weeks (weeks without viability up to the shortest horizon of all).
    tests : a row a pair of groups: group, other, p of a logrank test, which takes all runs as independent (NaN where a group has several
        of the same replicate); and the paired difference of weeks without viability up to the shortest horizon, over replicates: difference,
        low, high, n.
    horizon : that shortest horizon.
    clustered : whether intervals are from the bootstrap.
    """

    curves: pd.DataFrame
    medians: pd.DataFrame
    tests: pd.DataFrame
    horizon: float
    clustered: bool
    confidence: float


def survival(runs: pd.DataFrame, *, week: str = "viable_week", weeks: str | int = "weeks", group: str | Sequence[str] | None = None,
             confidence: float = CONFIDENCE, seed: int = 0) -> Survival:
    """Kaplan-Meier curves of the time to the first viable spell.

    Parameters
    ----------
    runs : a row a run; a column replicate says which have the same luck. Without it, all are taken as independent.
    week : column with the week viability began, null where it never did.
    weeks : how long each run was simulated: a column, or one number for all. A run that never was viable is known up to then only.
    group : column, or columns, whose values make the groups, numbers in order, others as they first appear; all runs together where None.
    seed : of the bootstrap.

    Raises
    ------
    InputError
        Where viability began after the end of a run, or there is no run.
    """
    began = runs[week].astype(float).to_numpy(na_value=np.nan)
    long = runs[weeks].to_numpy(dtype=float) if isinstance(weeks, str) else np.full(len(runs), float(weeks))
    if not len(runs):
        raise InputError(Problem("there are no runs", key=week))
    late = (began > long) | (began < 0)
    if late.any():
        raise InputError(Problem(f"viability began outside the weeks simulated in {int(late.sum())} runs", key=week, given=float(began[late][0]),
                                 allowed=f"weeks 0 to {long[late][0]:g}, or null where it never did"))
    labels = _labels(runs, group)
    names = _in_order(list(dict.fromkeys(labels)))
    horizon = float(long.min())
    spent = np.fmin(np.where(np.isnan(began), long, began), horizon)
    replicate = runs["replicate"].to_numpy() if "replicate" in runs else np.arange(len(runs))
    clustered = bool(pd.DataFrame({"group": labels, "replicate": replicate}).duplicated().any())
    curves, medians = [], []
    for name in names:
        of = labels == name
        curve = _curve(began[of], long[of], checked(confidence))
        middle = _median(curve)
        if clustered:
            middle |= _resampled(curve, began[of], long[of], replicate[of], confidence, seed)
        curves.append(curve.assign(group=name))
        medians.append({"group": name, **middle, "n": int(of.sum()), "viable": int(np.isfinite(began[of]).sum()),
                        "horizon": float(long[of & np.isnan(began)].min(initial=long[of].max())), "mean_weeks": float(spent[of].mean())})
    tests = []
    for a, b in combinations(names, 2):
        p = np.nan if clustered else _logrank(began, long, labels == a, labels == b)
        row = {"group": a, "other": b, "p": p, "difference": np.nan, "low": np.nan, "high": np.nan, "n": 0}
        if "replicate" in runs:
            table = pd.DataFrame({"group": labels, "replicate": replicate, "spent": spent})
            wide = table[(labels == a) | (labels == b)].pivot_table(index="replicate", columns="group", values="spent", aggfunc="mean").dropna()
            found = paired(wide[a].to_numpy(), wide[b].to_numpy(), confidence).iloc[0]
            row |= {"difference": found["estimate"], "low": found["low"], "high": found["high"], "n": int(found["n"])}
        tests.append(row)
    columns = ["group", "other", "p", "difference", "low", "high", "n"]
    return Survival(pd.concat(curves, ignore_index=True)[["group", "week", "not_yet", "low", "high", "at_risk"]], pd.DataFrame(medians),
                    pd.DataFrame(tests, columns=columns), horizon, clustered, confidence)


def _labels(runs: pd.DataFrame, group: str | Sequence[str] | None) -> Array:
    if group is None:
        return np.full(len(runs), "all runs", dtype=object)
    if isinstance(group, str):
        return np.array([str(value) for value in runs[group]], dtype=object)
    return np.array([", ".join(str(value) for value in row) for row in runs[list(group)].itertuples(index=False)], dtype=object)


def _in_order(names: list[str]) -> list[str]:
    try:
        return sorted(names, key=float)
    except ValueError:
        return names


def _data(began: Array, long: Array) -> stats.CensoredData:
    never = np.isnan(began)
    return stats.CensoredData(uncensored=began[~never], right=long[never])


def _curve(began: Array, long: Array, confidence: float) -> pd.DataFrame:
    never = np.isnan(began)
    if never.all():   # scipy has no interval of a curve without a step
        weeks, share = np.array([0.0, long.max()]), np.ones(2)
        low = high = np.full(2, np.nan)
    else:
        found = stats.ecdf(_data(began, long)).sf
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)   # where the curve is 1 or 0 it has no log-log interval, and says NaN
            ends = found.confidence_interval(confidence, method="log-log")
        weeks, share = found.quantiles, found.probabilities
        low, high = ends.low.probabilities, ends.high.probabilities
        if weeks[0] > 0:
            weeks, share = np.append(0.0, weeks), np.append(1.0, share)
            low, high = np.append(1.0, low), np.append(1.0, high)
    ended = np.where(never, long, began)
    at_risk = [(ended >= week).sum() for week in weeks]
    return pd.DataFrame({"week": weeks, "not_yet": share, "low": low, "high": high, "at_risk": at_risk})


def _median(curve: pd.DataFrame) -> dict[str, float]:
    """First weeks at which the curve and its band are at most one half."""

    def first(column: str) -> float:
        below = curve["week"][curve[column] <= 0.5 + 1e-12]
        return float(below.iloc[0]) if len(below) else np.nan

    return {"median": first("not_yet"), "low": first("low"), "high": first("high")}


def _resampled(curve: pd.DataFrame, began: Array, long: Array, replicate: Array, confidence: float, seed: int) -> dict[str, float]:
    """Intervals over replicates, all runs of one drawn together: of the curve, in place, and of its median."""
    weeks = curve["week"].to_numpy()
    found, which = np.unique(replicate, return_inverse=True)
    never = np.isnan(began)
    ended = np.where(never, long, began)
    shape = (len(found), len(weeks) + 1)
    place = which * shape[1] + np.searchsorted(weeks, ended)   # the first week of the curve that is not before the run's last
    at_risk = np.bincount(place, minlength=shape[0] * shape[1]).reshape(shape)[:, ::-1].cumsum(axis=1)[:, ::-1][:, :-1].astype(float)
    events = np.bincount(place[~never], minlength=shape[0] * shape[1]).reshape(shape)[:, :-1].astype(float)
    draw = np.random.default_rng(np.random.SeedSequence(seed))
    shares = []
    for _ in range(0, BOOTSTRAPS, SOME):
        weights = draw.multinomial(len(found), np.full(len(found), 1 / len(found)), size=SOME).astype(float)
        risk = weights @ at_risk
        shares.append(np.cumprod(1 - (weights @ events) / np.where(risk > 0, risk, 1), axis=1))
    share = np.concatenate(shares)
    tail = (1 - confidence) / 2
    curve["low"], curve["high"] = np.quantile(share, [tail, 1 - tail], axis=0)
    below = share <= 0.5 + 1e-12
    medians = np.where(below.any(axis=1), weeks[below.argmax(axis=1)], np.inf)
    low, high = np.quantile(medians, [tail, 1 - tail], method="inverted_cdf")
    return {"low": float(low) if np.isfinite(low) else np.nan, "high": float(high) if np.isfinite(high) else np.nan}


def _logrank(began: Array, long: Array, a: Array, b: Array) -> float:
    if np.isnan(began[a | b]).all():
        return np.nan   # nothing happened in either
    return float(stats.logrank(_data(began[a], long[a]), _data(began[b], long[b])).pvalue)
