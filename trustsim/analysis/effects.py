"""Main effects and two-way interactions of a factorial.

Every effect is computed within each replicate, across whose cells the luck is the same, and its t interval is over replicates. Intervals hold for
one effect at a time: of twenty effects that are not there, one is expected to have an interval of 95 % that leaves out 0.

References
----------
Box, Hunter & Hunter (2005), Statistics for Experimenters, 2nd ed., ch. 5 (effects of factors at two levels).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd

from trustsim.analysis.intervals import CONFIDENCE, estimates, share_interval
from trustsim.analysis.runs import NAMED
from trustsim.errors import InputError, Problem

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Effects:
    """Effects of a factorial; each table has columns estimate, low, high, sd, n (replicates).

    Attributes
    ----------
    grand : mean over all cells, one row.
    levels : factor, level: the mean at a level (over the cells of all other factors).
    main : factor, level: that mean less the grand mean.
    contrasts : factor, other (empty of a main effect), first, last (levels). Of a factor: its last level less its first. Of a pair: half of
        by how much the effect of `factor` is larger at the last level of `other` than at its first.
    pairs : factor, level, other, other_level: the mean of both levels together.
    interactions : the same keys: that mean less what the grand mean and both main effects add up to.
    replicates : how many.
    share : whether the outcome is yes or no: then means by level that are shares of runs, or of which all runs end alike, have the interval of
        Clopper & Pearson, and no interval leaves 0 to 1.
    """

    grand: pd.DataFrame
    levels: pd.DataFrame
    main: pd.DataFrame
    contrasts: pd.DataFrame
    pairs: pd.DataFrame
    interactions: pd.DataFrame
    replicates: int
    confidence: float
    share: bool = False

    @property
    def factors(self) -> int:
        """How many factors."""
        return self.levels["factor"].nunique()


def effects(runs: pd.DataFrame, factors: Sequence[str], outcome: str, *, share: bool = False, confidence: float = CONFIDENCE) -> Effects:
    """Effects of `factors` on an outcome.

    Parameters
    ----------
    runs : a row a run, with columns of factors, replicate and the outcome: every combination of levels, each with the same replicates.
        Levels of numbers are in order; others as they first appear.
    share : the outcome is yes (1) or no (0).

    Raises
    ------
    InputError
        Where a cell lacks a replicate that others have, has it twice, or its outcome is not finite; it names the cells.
    """
    names = list(factors)
    levels = {name: _levels(runs[name]) for name in names}
    y, replicates = _cube(runs, names, outcome, levels)
    axes = range(len(names))

    def over(*kept: int) -> Array:
        """Means by kept factors, replicate last."""
        return np.asarray(y.mean(axis=tuple(axis for axis in axes if axis not in kept)))

    def table(keys: list[dict[str, Any]], values: list[Array], columns: Sequence[str]) -> pd.DataFrame:
        made = estimates(np.stack(values), confidence) if values else estimates(np.empty((0, replicates)), confidence)
        return pd.concat([pd.DataFrame(keys, columns=list(columns)), made], axis=1)

    def means_of(keys: list[dict[str, Any]], values: list[Array], columns: Sequence[str]) -> pd.DataFrame:
        made = table(keys, values, columns)
        for row, each in enumerate(values if share else ()):
            low, high = max(made["low"].iloc[row], 0.0), min(made["high"].iloc[row], 1.0)
            if np.isin(each, (0.0, 1.0)).all():
                low, high = (float(end) for end in share_interval(each.sum(), len(each), confidence))
            made.loc[row, ["low", "high"]] = low, high
        return made

    grand = over()
    single = [({"factor": name, "level": level}, over(axis)[k]) for axis, name in enumerate(names) for k, level in enumerate(levels[name])]
    keys = [key for key, _ in single]
    crossed, means, beyond = [], [], []
    contrast_keys, contrasts = [], []
    for axis, name in enumerate(names):
        contrast_keys.append({"factor": name, "other": "", "first": levels[name][0], "last": levels[name][-1]})
        contrasts.append(over(axis)[-1] - over(axis)[0])
    for a, b in combinations(axes, 2):
        both = over(a, b)
        for (i, level), (j, other) in product(enumerate(levels[names[a]]), enumerate(levels[names[b]])):
            crossed.append({"factor": names[a], "level": level, "other": names[b], "other_level": other})
            means.append(both[i, j])
            beyond.append(both[i, j] - over(a)[i] - over(b)[j] + grand)
        contrast_keys.append({"factor": names[a], "other": names[b], "first": levels[names[a]][0], "last": levels[names[a]][-1]})
        contrasts.append(((both[-1, -1] - both[0, -1]) - (both[-1, 0] - both[0, 0])) / 2)
    pair = ("factor", "level", "other", "other_level")
    return Effects(
        grand=estimates(grand, confidence),
        levels=means_of(keys, [value for _, value in single], ("factor", "level")),
        main=table(keys, [value - grand for _, value in single], ("factor", "level")),
        contrasts=table(contrast_keys, contrasts, ("factor", "other", "first", "last")),
        pairs=means_of(crossed, means, pair),
        interactions=table(crossed, beyond, pair),
        replicates=replicates,
        confidence=confidence,
        share=share,
    )


def by_level(runs: pd.DataFrame, factors: Sequence[str], outcome: str, *, base: Mapping[str, Any] | None = None, share: bool = False,
             confidence: float = CONFIDENCE) -> pd.DataFrame:
    """Mean and interval at each level of every factor, of any design.

    Runs of a level are averaged within each replicate, and the interval is over replicates; one that lacks a cell others have, or its value, is left
    out there.

    Parameters
    ----------
    runs : a row a run, with columns of factors, point, replicate and the outcome.
    base : of a design of one factor at a time, the level at which each factor stays while others change (NaN: none that can be named, and
        left out of that factor's levels); without it, all runs of a level are averaged.
    share : the outcome is yes (1) or no (0): a level with a single point, or whose runs all ended alike, has the interval of Clopper & Pearson
        over replicates.

    Returns
    -------
    Table with columns factor, level, estimate, low, high, n (replicates), points.
    """
    values = runs[outcome].astype(float).to_numpy(na_value=np.nan)
    table = runs[[*factors, "point", "replicate"]].assign(value=np.where(np.isfinite(values), values, np.nan))
    rows = []
    for name in factors:
        of = table if base is None else at_base(table, factors, name, base)
        for level in _levels(of[name].dropna()):
            wide = of[of[name] == level].pivot(index="replicate", columns="point", values="value").dropna()
            each = wide.mean(axis=1).to_numpy()
            found = estimates(each[None, :], confidence).iloc[0]
            low, high = found["low"], found["high"]
            if share and (wide.shape[1] == 1 or each.sum() in (0, len(each))):
                low, high = (float(end) for end in share_interval(each.sum(), len(each), confidence))
            elif share:
                low, high = max(low, 0.0), min(high, 1.0)
            rows.append({"factor": name, "level": level, "estimate": found["estimate"], "low": low, "high": high, "n": len(each),
                         "points": wide.shape[1]})
    return pd.DataFrame(rows)


def at_base(runs: pd.DataFrame, factors: Sequence[str], name: str, base: Mapping[str, Any]) -> pd.DataFrame:
    """Runs in which every factor but `name` stays at its base: what a design of one factor at a time says of that factor."""
    for other in factors:
        if other != name:
            runs = runs[(runs[other] == base[other]) | (runs[other].isna() & pd.isna(base[other]))]
    return runs


def _levels(column: pd.Series[Any]) -> list[Any]:
    found = list(pd.unique(column))
    numbers = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    return sorted(found) if numbers or pd.api.types.is_bool_dtype(column) else found


def _cube(runs: pd.DataFrame, names: list[str], outcome: str, levels: dict[str, list[Any]]) -> tuple[Array, int]:
    """The outcome by factor, factor, ..., replicate."""
    replicates = sorted(pd.unique(runs["replicate"]))
    values = runs[outcome].astype(float).to_numpy(na_value=np.nan)
    shape = (*(len(levels[name]) for name in names), len(replicates))
    codes = [pd.Categorical(runs[name], categories=levels[name]).codes for name in names]
    codes.append(pd.Categorical(runs["replicate"], categories=replicates).codes)
    place = np.ravel_multi_index([np.asarray(code, dtype=np.int64) for code in codes], shape)
    times = np.bincount(place, minlength=int(np.prod(shape))).reshape(shape)
    y = np.full(shape, np.nan)
    y.reshape(-1)[place] = values
    faults = []
    for cell in product(*(range(size) for size in shape[:-1])):
        lacks = [replicates[k] for k in np.flatnonzero(times[cell] == 0)]
        twice = [replicates[k] for k in np.flatnonzero(times[cell] > 1)]
        blank = [replicates[k] for k in np.flatnonzero((times[cell] == 1) & ~np.isfinite(y[cell]))]
        said = [f"{words} {_few(which)}" for words, which in (("lacks", lacks), ("has twice", twice), ("has no finite value of", blank)) if which]
        if said:
            where = ", ".join(f"{name} = {levels[name][k]}" for name, k in zip(names, cell))
            faults.append(Problem(f"the cell {where} {' and '.join(said)}", key=outcome))
    if faults:
        faults[-1] = Problem(faults[-1].message, key=outcome, allowed="every combination of levels, each with the same replicates")
        raise InputError(faults)
    return y, len(replicates)


def _few(replicates: Sequence[Any]) -> str:
    shown = ", ".join(str(each) for each in replicates[:NAMED])
    more = len(replicates) - NAMED
    return f"replicate{'s' if len(replicates) > 1 else ''} {shown}" + (f" and {more} more" if more > 0 else "")
