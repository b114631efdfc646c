"""Which combinations of factors are run: the design points, in a fixed order.

References
----------
McKay, Beckman & Conover 1979, Technometrics 21, 239, doi:10.2307/1268522 (Latin hypercube)
Saltelli et al. 2010, Comput. Phys. Commun. 181, 259, doi:10.1016/j.cpc.2009.09.018 (Sobol indices)
Morris 1991, Technometrics 33, 161, doi:10.2307/1269043 (elementary effects)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np
import pandas as pd

from trustsim.study.factors import ReadyFactor
from trustsim.study.schema import Adaptive, Design, Grid, LatinHypercube, Morris, OneAtATime, PointList, Sobol

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Points:
    """Design points.

    Attributes
    ----------
    coded : (points, factors), numbers of levels, or values of ranges; NaN where a factor is left as the scenario has it.
    structure : further columns that an analysis needs: of Sobol designs `base` and `matrix` (0: A, j: A with factor j of B, then B with
        factor j of A where asked for, last: B), of Morris designs `trajectory` and `step`, of adaptive ones `panel`, `row` and `column` on the
        finest grid.
    """

    coded: Array
    structure: Mapping[str, Array] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.coded)

    def table(self, factors: Sequence[ReadyFactor]) -> pd.DataFrame:
        """One row a point: its number, each factor as tables show it, then the structure."""
        shown = {factor.name: factor.shown(self.coded[:, k]) for k, factor in enumerate(factors)}
        return pd.DataFrame({"point": np.arange(len(self), dtype=np.int32), **shown, **self.structure})


def check_design(design: Design, factors: Sequence[ReadyFactor], add: Callable[..., None]) -> None:
    """Report to `add(path, message, ...)` why a design cannot be made of these factors; `path` begins at the study."""
    ranges = [factor for factor in factors if factor.is_range]
    if not factors and not isinstance(design, Grid):
        add(("factors",), "is empty, and so is the design", allowed="at least one factor; without any, a grid runs the scenario as it is")
    elif isinstance(design, Grid | OneAtATime):
        for factor in ranges:
            if factor.steps is None:
                add(("factors", factor.name), f"is a range, which a {design.kind.replace('_', ' ')} design cannot walk",
                    allowed="values: [...], or steps: N")
    elif isinstance(design, PointList):
        known = {factor.name: factor for factor in factors}
        for number, point in enumerate(design.points):
            for name, value in point.items():
                here = ("design", "points", number, name)
                if name not in known:
                    add(here, "there is no such factor", given=name, allowed=", ".join(known))
                elif known[name].coded(value) is None:
                    factor = known[name]
                    among = ", ".join(str(level.label) for level in factor.levels[:12])
                    allowed = f"{factor.low:g} to {factor.high:g}{', a whole number' if factor.whole else ''}" if factor.is_range else among
                    where = "is not within the factor's range" if factor.is_range else "is none of the factor's levels"
                    add(here, where, given=value, allowed=allowed)
    elif isinstance(design, Adaptive) and len(ranges) != 2:
        add(("design",), "refines a grid over two ranges", given=f"{len(ranges)} factors with low and high",
            allowed="exactly two factors with low and high")


def count(design: Design, factors: Sequence[ReadyFactor]) -> int:
    """Design points, counted without making them; of an adaptive design, those of its finest grid."""
    k = len(factors)
    if isinstance(design, PointList):
        return len(design.points)
    if isinstance(design, OneAtATime):
        return 1 + sum(_size(factor) - _holds_own(factor) for factor in factors)
    if isinstance(design, LatinHypercube):
        return design.points
    if isinstance(design, Sobol):
        return design.base_points * ((2 if design.second_order else 1) * k + 2)
    if isinstance(design, Morris):
        return design.trajectories * (k + 1)
    if isinstance(design, Adaptive):
        return finest(design) ** 2 * prod(len(factor.levels) for factor in factors if not factor.is_range)
    return prod(_size(factor) for factor in factors)


def finest(design: Adaptive) -> int:
    """Values of each range in the finest grid of an adaptive design."""
    return (design.start - 1) * 2**design.halvings + 1


def points(design: Design, factors: Sequence[ReadyFactor], seed: int) -> Points:
    """The design points. The same design, factors and seed give the same points."""
    if isinstance(design, PointList):
        return Points(np.array([[np.nan if factor.name not in point else _code(factor, point[factor.name]) for factor in factors]
                                for point in design.points], dtype=float).reshape(len(design.points), len(factors)))
    if isinstance(design, OneAtATime):
        return _one_at_a_time(factors)
    if isinstance(design, LatinHypercube):
        from scipy.stats import qmc

        return Points(_scaled(qmc.LatinHypercube(len(factors), rng=np.random.default_rng(seed)).random(design.points), factors))
    if isinstance(design, Sobol):
        return _saltelli(design, factors, seed)
    if isinstance(design, Morris):
        return _trajectories(design, factors, seed)
    if isinstance(design, Adaptive):
        return _finest_grid(design, factors)
    return Points(_crossed([_steps(factor) for factor in factors]))


def _crossed(axes: Sequence[Array]) -> Array:
    """Every combination, the last axis quickest; of no axes, one combination of nothing."""
    return np.array(np.meshgrid(*axes, indexing="ij"), dtype=float).reshape(len(axes), -1).T if axes else np.zeros((1, 0))


def _code(factor: ReadyFactor, value: Any) -> float:
    coded = factor.coded(value)
    assert coded is not None, "check_design lets no other value through"
    return coded


def _size(factor: ReadyFactor) -> int:
    return len(factor.levels) if factor.levels else int(factor.steps or 0)


def _steps(factor: ReadyFactor) -> Array:
    """What a grid makes of a factor."""
    if factor.levels:
        return np.arange(len(factor.levels), dtype=float)
    return np.asarray(np.unique(factor.scaled(np.linspace(0, 1, int(factor.steps or 0)))))


def _holds_own(factor: ReadyFactor) -> bool:
    """Whether one of the levels is what the scenario has anyhow."""
    return factor.own is not None and any(factor.own == shown for shown in factor.shown(_steps(factor)))


def _one_at_a_time(factors: Sequence[ReadyFactor]) -> Points:
    rows = [np.full(len(factors), np.nan)]
    for k, factor in enumerate(factors):
        for value, shown in zip(_steps(factor), factor.shown(_steps(factor))):
            if factor.own is None or shown != factor.own:
                rows.append(np.where(np.arange(len(factors)) == k, value, np.nan))
    return Points(np.array(rows))


def _scaled(unit: Array, factors: Sequence[ReadyFactor]) -> Array:
    return np.column_stack([factor.scaled(unit[:, k]) for k, factor in enumerate(factors)])


def _saltelli(design: Sobol, factors: Sequence[ReadyFactor], seed: int) -> Points:
    from scipy.stats import qmc

    k, n = len(factors), design.base_points
    both = qmc.Sobol(2 * k, scramble=True, rng=np.random.default_rng(seed)).random(n)
    a, b = both[:, :k], both[:, k:]
    crossed = np.eye(k, dtype=bool)
    blocks = [a, *(np.where(column, b, a) for column in crossed), *((np.where(column, a, b) for column in crossed) if design.second_order else ()), b]
    unit = np.stack(blocks, axis=1).reshape(-1, k)   # all rows of a base point together
    return Points(_scaled(unit, factors), {"base": np.repeat(np.arange(n, dtype=np.int32), len(blocks)),
                                           "matrix": np.tile(np.arange(len(blocks), dtype=np.int32), n)})


def _trajectories(design: Morris, factors: Sequence[ReadyFactor], seed: int) -> Points:
    from SALib.sample import morris

    k = len(factors)
    problem = {"num_vars": k, "names": [factor.name for factor in factors], "bounds": [[0.0, 1.0]] * k}
    unit = morris.sample(problem, design.trajectories, num_levels=design.grid_levels, seed=np.random.default_rng(seed))
    return Points(_scaled(np.clip(unit, 0, 1), factors),
                  {**{f"unit_{factor.name}": unit[:, j] for j, factor in enumerate(factors)},
                   "trajectory": np.repeat(np.arange(design.trajectories, dtype=np.int32), k + 1),
                   "step": np.tile(np.arange(k + 1, dtype=np.int32), design.trajectories)})


def _finest_grid(design: Adaptive, factors: Sequence[ReadyFactor]) -> Points:
    m = finest(design)
    first, second = (k for k, factor in enumerate(factors) if factor.is_range)
    others = [k for k, factor in enumerate(factors) if not factor.is_range]
    panels = _crossed([np.arange(len(factors[k].levels)) for k in others])
    panel, row, column = (axis.ravel() for axis in np.meshgrid(np.arange(len(panels)), np.arange(m), np.arange(m), indexing="ij"))
    coded = np.empty((len(panel), len(factors)))
    coded[:, others] = panels[panel]
    coded[:, first] = factors[first].scaled(row / (m - 1))
    coded[:, second] = factors[second].scaled(column / (m - 1))
    return Points(coded, {"panel": panel.astype(np.int32), "row": row.astype(np.int32), "column": column.astype(np.int32)})
