"""Which factors an outcome depends on: Sobol indices of a Saltelli design, and elementary effects of a Morris design.

Both are of the outcome's mean over replicates. Intervals are from a bootstrap that draws anew base points (or trajectories) and replicates;
a replicate is drawn for all points at once, since its luck is the same at all of them. Where two things are drawn that cross each
other, such intervals are somewhat too wide rather than too narrow (Owen 2007).

References
----------
First order, and designs: Saltelli et al. (2010), Comput. Phys. Commun. 181:259-270, doi:10.1016/j.cpc.2009.09.018.
Total order: Jansen (1999), Comput. Phys. Commun. 117:35-43, doi:10.1016/S0010-4655(98)00154-4.
Second order: Saltelli (2002), Comput. Phys. Commun. 145:280-297, doi:10.1016/S0010-4655(02)00280-1.
Elementary effects: Morris (1991), Technometrics 33:161-174, doi:10.1080/00401706.1991.10484804; mu*: Campolongo et al. (2007),
Environ. Model. Softw. 22:1509-1518, doi:10.1016/j.envsoft.2006.10.004.
Bootstrap of crossed draws: Owen (2007), Ann. Appl. Stat. 1:386-411, doi:10.1214/07-AOAS122.
Estimators of Sobol indices are those of SALib: Iwanaga et al. (2022), SESMO 4:18155, doi:10.18174/sesmo.18155.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from trustsim.analysis.intervals import CONFIDENCE, checked
from trustsim.analysis.runs import at_fault
from trustsim.errors import InputError, Problem

BOOTSTRAPS = 1000
NO_VARIANCE = 1e-12   # of the outcome's size: less is rounding, and the outcome does not vary
WITH_VARIANCE = 0.95   # of bootstrap draws at least, or there is no interval
AT_ONCE = 4_000_000   # numbers held in memory at once by the bootstrap

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Sobol:
    """Sobol indices.

    Attributes
    ----------
    indices : a row a factor: factor, first, first_low, first_high, total, total_low, total_high.
    second : a row a pair: factor, other, estimate, low, high; None where the design has no second order.
    base, replicates : how many.
    dropped : base blocks left out because runs were missing.
    variance : of the outcome between points; where it is 0 there is nothing to explain and all indices are NaN.
    luck : of that variance, the part that is luck left over by the mean over replicates, as estimated from how replicates differ in what
        points do to them; NaN of one replicate. It inflates totals: above .05 or so, take more replicates.
    """

    indices: pd.DataFrame
    second: pd.DataFrame | None
    base: int
    replicates: int
    dropped: int
    variance: float
    luck: float
    confidence: float
    bootstraps: int

    @property
    def words(self) -> str:
        """What the reader must know beside the numbers."""
        return _words(self.variance, self.replicates, self.dropped, "base blocks", self.luck)


@dataclass(frozen=True)
class Morris:
    """Elementary effects, in units of the outcome over the whole range of a factor.

    Attributes
    ----------
    effects : a row a factor: factor, mu_star (mean size of effect), mu_star_low, mu_star_high, mu (mean effect), mu_low, mu_high,
        sigma (its standard deviation over trajectories: curves or interactions), sigma_low, sigma_high.
    trajectories, replicates : how many.
    dropped : trajectories left out because runs were missing.
    variance : of the outcome between points; where it is 0, all effects are 0.
    luck : as of :class:`Sobol`.
    """

    effects: pd.DataFrame
    trajectories: int
    replicates: int
    dropped: int
    variance: float
    luck: float
    confidence: float
    bootstraps: int

    @property
    def words(self) -> str:
        """What the reader must know beside the numbers."""
        return _words(self.variance, self.replicates, self.dropped, "trajectories", self.luck)


def analyse_sobol(design: pd.DataFrame, values: Array, *, second_order: bool, drop: bool = False, confidence: float = CONFIDENCE,
                  bootstraps: int = BOOTSTRAPS, seed: int = 0) -> Sobol:
    """Sobol indices of an outcome.

    Parameters
    ----------
    design : a row a point in order, a column a factor: base blocks of A, each A with one factor from B, (second order: each B with one
        factor from A), B.
    values : the outcome, shape (points, replicates), as :func:`trustsim.analysis.runs.joined` makes it.
    second_order : whether the design has the rows for pairs.
    drop : leave out base blocks in which a run is missing or not finite, and count them, rather than refuse.
    seed : of the bootstrap.

    Raises
    ------
    InputError
        Where the rows are not such a design (shuffled or incomplete), or runs are missing or not finite; it names them.
    """
    factors = list(design.columns)
    blocks = _blocks(design, values, (2 if second_order else 1) * len(factors) + 2, "base block")
    _check_saltelli(design, len(factors), second_order)
    blocks, dropped = _whole(blocks, drop, "base blocks")
    base, _, replicates = blocks.shape
    count = len(factors)
    pairs = list(combinations(range(count), 2)) if second_order else []
    variance = _variance(blocks[:, [0, -1]])
    shape = (2 * count + len(pairs),)
    if variance == 0.0:
        found, low, high = (np.full(shape, np.nan) for _ in range(3))
    else:
        standard = (blocks - blocks.mean()) / np.sqrt(variance)   # steadier about 0, and SALib takes a variance below 2e-16 for none
        found, low, high = _bootstrapped(standard, lambda y: _sobol(y, count, pairs), confidence, bootstraps, seed)
    first, total, second = np.split(np.stack([found, low, high]), [count, 2 * count], axis=1)
    total = np.maximum(total, 0.0)   # it cannot be less
    indices = pd.DataFrame({"factor": factors, "first": first[0], "first_low": first[1], "first_high": first[2],
                            "total": total[0], "total_low": total[1], "total_high": total[2]})
    names = {"factor": [factors[a] for a, _ in pairs], "other": [factors[b] for _, b in pairs]}
    table = pd.DataFrame({**names, "estimate": second[0], "low": second[1], "high": second[2]}) if second_order else None
    return Sobol(indices, table, base, replicates, dropped, variance, _luck(blocks, variance), confidence, bootstraps)


def analyse_morris(design: pd.DataFrame, values: Array, *, bounds: Mapping[str, tuple[float, float]] | None = None, drop: bool = False,
                   confidence: float = CONFIDENCE, bootstraps: int = BOOTSTRAPS, seed: int = 0) -> Morris:
    """Elementary effects of an outcome.

    Parameters
    ----------
    design : a row a point in order, a column a factor: trajectories of factors + 1 points, each step changing one factor.
    values : the outcome, shape (points, replicates).
    bounds : lowest and highest of each factor, so that effects are over its whole range; 0 and 1 where None.
    drop : leave out trajectories in which a run is missing or not finite, and count them, rather than refuse.

    Raises
    ------
    InputError
        Where the rows are not such a design, or runs are missing or not finite; it names them.
    """
    factors = list(design.columns)
    count = len(factors)
    blocks = _blocks(design, values, count + 1, "trajectory")
    ends = np.array([(bounds or {}).get(factor, (0.0, 1.0)) for factor in factors], dtype=float)
    steps = np.diff(design.to_numpy(dtype=float).reshape(-1, count + 1, count), axis=1) / (ends[:, 1] - ends[:, 0])
    moved = np.abs(steps) > 1e-9
    wrong = ~((moved.sum(axis=2) == 1).all(axis=1) & (moved.sum(axis=1) == 1).all(axis=1))
    if wrong.any():
        raise InputError(Problem("rows are not those of a Morris design: each step of a trajectory changes one factor, and each factor changes once; "
                                 f"first at fault: trajectory {int(np.flatnonzero(wrong)[0])} of {len(wrong)}"))
    which = moved.argmax(axis=1)   # (trajectory, factor): the step that changes it
    size = np.take_along_axis(steps, which[:, None, :], axis=1)[:, 0, :]
    complete = np.isfinite(blocks).all(axis=(1, 2))
    blocks, dropped = _whole(blocks, drop, "trajectories")
    which, size = which[complete], size[complete]
    effects = np.take_along_axis(np.diff(blocks, axis=1), which[:, :, None], axis=1) / size[:, :, None]   # (trajectory, factor, replicate)
    found, low, high = _bootstrapped(effects, _morris, confidence, bootstraps, seed)
    low = np.where(np.arange(len(low)) // count == 1, low, np.maximum(low, 0.0))   # sizes and spreads cannot be less
    columns: dict[str, Any] = {"factor": factors}
    for name, part in zip(("mu_star", "mu", "sigma"), range(3)):
        for ending, numbers in (("", found), ("_low", low), ("_high", high)):
            columns[name + ending] = numbers[part * count : (part + 1) * count]
    variance = _variance(blocks)
    return Morris(pd.DataFrame(columns), len(blocks), blocks.shape[2], dropped, variance, _luck(blocks, variance), confidence, bootstraps)


def convergence(design: pd.DataFrame, values: Array, *, second_order: bool, drop: bool = False, confidence: float = CONFIDENCE,
                bootstraps: int = BOOTSTRAPS, seed: int = 0) -> Convergence:
    """Sobol indices from the first quarter, the first half and all base points: whether they have settled.

    The order of factors is called settled where, by total index, no two factors changed places between half and all of the base points
    but such as their intervals do not tell apart.
    """
    rows = (2 if second_order else 1) * design.shape[1] + 2
    base = len(design) // rows
    tables, analysed = [], []
    for part in sorted({max(2, base // 4), max(2, base // 2), base}):
        found = analyse_sobol(design.iloc[: part * rows], values[: part * rows], second_order=second_order, drop=drop, confidence=confidence,
                              bootstraps=bootstraps, seed=seed)
        analysed.append(found)
        tables.append(found.indices.assign(base=part))
    last, before = analysed[-1].indices, analysed[-2].indices if len(analysed) > 1 else None
    if before is None or analysed[-1].variance == 0.0:
        return Convergence(pd.concat(tables, ignore_index=True), (), np.nan, before is not None)
    swapped = []
    for a, b in combinations(range(len(last)), 2):
        then, now = before["total"][a] - before["total"][b], last["total"][a] - last["total"][b]
        apart = last["total_low"][a] > last["total_high"][b] or last["total_low"][b] > last["total_high"][a]
        if then * now < 0 and apart:
            swapped.append((str(last["factor"][a]), str(last["factor"][b])))
    moved = float(np.abs(last["total"] - before["total"]).max())
    return Convergence(pd.concat(tables, ignore_index=True), tuple(swapped), moved, not swapped)


@dataclass(frozen=True)
class Convergence:
    """Indices at a quarter, half and all of the base points.

    Attributes
    ----------
    table : the columns of :class:`Sobol`'s `indices`, and base.
    swapped : pairs of factors that changed places from half to all although their intervals tell them apart.
    moved : the most a total index changed from half to all.
    settled : no pair did.
    """

    table: pd.DataFrame
    swapped: tuple[tuple[str, str], ...]
    moved: float
    settled: bool


def _blocks(design: pd.DataFrame, values: Array, rows: int, name: str) -> Array:
    """Values by block, row of the block and replicate."""
    values = np.asarray(values, dtype=float)
    if values.ndim != 2 or len(values) != len(design) or not values.size:
        raise InputError(Problem("values are needed for every point of the design, as an array of points by replicates",
                                 given=values.shape, allowed=f"({len(design)}, replicates)"))
    if len(values) % rows:
        raise InputError(Problem(f"the design is incomplete: a {name} has {rows} points", given=len(values), allowed=f"a multiple of {rows} points"))
    return values.reshape(-1, rows, values.shape[1])


def _check_saltelli(design: pd.DataFrame, count: int, second_order: bool) -> None:
    """That every block is made of two points in the way the estimators take for granted: shuffled rows would give numbers, and wrong ones."""
    rows = (2 if second_order else 1) * count + 2
    for j in range(count):
        column = design.iloc[:, j].to_numpy().reshape(-1, rows)
        a, b = column[:, :1], column[:, -1:]
        expected = np.repeat(a, rows, axis=1)
        expected[:, 1 + j] = b[:, 0]
        if second_order:
            expected[:, 1 + count : -1] = b
            expected[:, 1 + count + j] = a[:, 0]
        expected[:, -1] = b[:, 0]
        wrong = np.flatnonzero((column != expected).any(axis=1))
        if len(wrong):
            raise InputError(Problem("rows are not those of a Saltelli design in its order (shuffled, or made with another second_order?); "
                                     f"first at fault: base block {wrong[0]} of {len(column)}", key=str(design.columns[j])))


def _whole(blocks: Array, drop: bool, name: str) -> tuple[Array, int]:
    """Blocks with every run, and how many were left out."""
    complete = np.isfinite(blocks).all(axis=(1, 2))
    if not complete.all() and not drop:
        fault = at_fault(blocks.reshape(-1, blocks.shape[2]))
        raise InputError(Problem(f"{fault}; an index from the rest would be wrong",
                                 allowed=f"all runs, or drop=True to leave out the {int((~complete).sum())} {name} they belong to"))
    if complete.sum() < 2:
        raise InputError(Problem(f"{int(complete.sum())} whole {name} are too few", allowed="2 at least"))
    return blocks[complete], int((~complete).sum())


def _variance(blocks: Array) -> float:
    """Of the means over replicates, between points; 0 where it is no more than rounding."""
    means = blocks.mean(axis=-1)
    variance = float(means.var())
    return variance if np.sqrt(variance) > NO_VARIANCE * max(1e-300, float(np.abs(means).max())) else 0.0


def _luck(blocks: Array, variance: float) -> float:
    """The part of `variance` that is left-over luck: the interaction of points and replicates, over the number of replicates."""
    replicates = blocks.shape[-1]
    if replicates < 2 or variance == 0.0:
        return np.nan
    flat = blocks.reshape(-1, replicates)
    off = flat - flat.mean(axis=1, keepdims=True) - flat.mean(axis=0, keepdims=True) + flat.mean()
    return float((off * off).sum() / ((len(flat) - 1) * (replicates - 1)) / replicates / variance)


def _bootstrapped(blocks: Array, of: Callable[[Array], Array], confidence: float, bootstraps: int, seed: int) -> tuple[Array, Array, Array]:
    """An estimate and its interval, from an array of (block, row, replicate).

    `of` takes means over replicates, shape (block, row, draws), and gives estimates, shape (estimates, draws).
    """
    base, rows, replicates = blocks.shape
    found = of(blocks.mean(axis=2)[:, :, None])[:, 0]
    draw = np.random.default_rng(np.random.SeedSequence(seed))
    spread = ndtri(0.5 + checked(confidence) / 2)
    at_once = max(1, min(bootstraps, AT_ONCE // (base * rows)))
    made = []
    for start in range(0, bootstraps, at_once):
        many = min(at_once, bootstraps - start)
        weights = draw.multinomial(replicates, np.full(replicates, 1 / replicates), size=many).T / replicates
        chosen = draw.integers(base, size=(base, many))
        means = (blocks.reshape(-1, replicates) @ weights).reshape(base, rows, many)
        made.append(of(np.take_along_axis(means, chosen[:, None, :], axis=0)))
    drawn = np.concatenate(made, axis=1)
    known = np.isfinite(drawn)
    half = np.full(len(found), np.nan)
    enough = known.mean(axis=1) > WITH_VARIANCE
    half[enough] = spread * np.nanstd(drawn[enough], axis=1, ddof=1)
    return found, found - half, found + half


def _sobol(y: Array, count: int, pairs: list[tuple[int, int]]) -> Array:
    """First, total and second-order indices, shape (estimates, draws), of outcomes (block, row, draws); NaN in a draw without variance."""
    from SALib.analyze.sobol import first_order, second_order, total_order

    a, b = y[:, 0], y[:, -1]
    mixed = [y[:, 1 + j] for j in range(count)]
    other = [y[:, 1 + count + j] for j in range(count)] if pairs else []
    found = [first_order(a, mixed[j], b) for j in range(count)] + [total_order(a, mixed[j], b) for j in range(count)]
    found += [second_order(a, mixed[j], mixed[k], other[j], b) for j, k in pairs]
    varies = np.concatenate([a, b]).var(axis=0) > np.finfo(float).eps
    return np.where(varies, np.stack(found), np.nan)   # SALib gives 0 there


def _morris(effects: Array) -> Array:
    """mu*, mu and sigma of each factor, shape (estimates, draws)."""
    return np.concatenate([np.abs(effects).mean(axis=0), effects.mean(axis=0), effects.std(axis=0, ddof=1)])


def _words(variance: float, replicates: int, dropped: int, blocks: str, luck: float) -> str:
    said = []
    if variance == 0.0:
        said.append("variance 0: the outcome is the same at every point, so there is nothing to explain")
    if dropped:
        said.append(f"{dropped:,} {blocks} left out because runs were missing or not finite")
    if replicates == 1:
        said.append("one replicate: intervals say nothing of luck")
    elif luck > 0.05:
        said.append(f"{luck:.0%} of the variance between points is luck that {replicates} replicates have not averaged out")
    return "; ".join(said)
