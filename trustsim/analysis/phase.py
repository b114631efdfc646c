"""Where in the plane of two factors an outcome tips: its probability or mean in each cell with an interval, which cells are undecided, and the line.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from contourpy import contour_generator
from scipy.interpolate import LinearNDInterpolator

from trustsim.analysis.intervals import CONFIDENCE, by_cell
from trustsim.errors import InputError, Problem

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class PhaseMap:
    """An outcome over two factors.

    Attributes
    ----------
    cells : a row a cell: x, y, estimate, low, high, n, missing (runs without a value, left out), side (1 above the level, -1 below, 0
        undecided: the interval holds the level); and k of a share.
    level : the probability or mean at which it tips.
    log : whether x, and y, are axes of equal ratios.
    columns, rows : all values there are of x and of y, in order; of words, in order of appearance.
    grid : the estimate by row and column; where there is no cell, interpolated linearly between those around it, or NaN where that cannot be.
    line : where the grid crosses the level, as arrays of points (x, y), linear between cells. Empty where no cell lies on the other side,
        or an axis is no number.
    share : whether the estimate is a share of runs.
    """

    x: str
    y: str
    outcome: str
    cells: pd.DataFrame
    level: float
    log: tuple[bool, bool]
    columns: tuple[Any, ...]
    rows: tuple[Any, ...]
    grid: Array
    line: tuple[Array, ...]
    share: bool
    threshold: float | None
    confidence: float

    @property
    def undecided(self) -> pd.DataFrame:
        """Cells that need more replicates, or neighbours."""
        return self.cells[self.cells["side"] == 0]


def phase_map(runs: pd.DataFrame, x: str, y: str, outcome: str, *, threshold: float | None = None, level: float | None = None,
              log: Collection[str] = (), confidence: float = CONFIDENCE) -> PhaseMap:
    """The phase map of an outcome.

    Parameters
    ----------
    runs : a row a run, with columns `x`, `y`, replicate and the outcome. Cells need not make a whole grid, nor have equally many runs.
    threshold : an outcome counts as yes where it is at least this much. None: an outcome of 0 and 1 is yes or no already; of any other the
        map is of means.
    level : where it tips: 0.5 of a share unless given; of means it must be given.
    log : of `x` and `y`, those along which equal ratios lie equally far apart, for what is interpolated.

    Raises
    ------
    InputError
        Where no level is given for means, or a cell has several runs of the same replicate (as where a third factor varies).
    """
    values = runs[outcome].astype(float).to_numpy(na_value=np.nan)
    known = np.isfinite(values)
    share = threshold is not None or bool(np.isin(values[known], (0.0, 1.0)).all())
    if threshold is not None:
        values = np.where(known, (values >= threshold).astype(float), np.nan)
    if level is None:
        if not share:
            raise InputError(Problem("a map of means needs the level at which the outcome tips", key=outcome,
                                     allowed="level=..., or threshold=... for the share of runs that reach it"))
        level = 0.5
    table = pd.DataFrame({x: _ordered(runs[x]), y: _ordered(runs[y]), "replicate": runs["replicate"].to_numpy(),
                          outcome: np.where(known, values, np.nan)})
    cells = by_cell(table, [x, y], outcome, share=share, confidence=confidence).rename(columns={x: "x", y: "y"})
    cells["side"] = np.where(cells["low"] > level, 1, np.where(cells["high"] < level, -1, 0))
    columns, across = np.unique(_places(cells["x"]), return_inverse=True)
    rows, up = np.unique(_places(cells["y"]), return_inverse=True)
    grid = np.full((len(rows), len(columns)), np.nan)
    grid[up, across] = cells["estimate"]
    line: tuple[Array, ...] = ()
    ratios = (x in log and is_number(cells["x"]), y in log and is_number(cells["y"]))
    if all(is_number(cells[axis]) for axis in ("x", "y")) and len(columns) > 1 and len(rows) > 1:
        flat_x, flat_y = (np.log(values) if ratio else values for values, ratio in zip((columns, rows), ratios))
        grid = _filled(grid, flat_x, flat_y)
        found = contour_generator(flat_x, flat_y, np.ma.masked_invalid(grid)).lines(level)
        line = tuple(np.column_stack([np.exp(part[:, k]) if ratios[k] else part[:, k] for k in (0, 1)]) for part in map(np.asarray, found))
    values_of = [tuple(column.cat.categories if not is_number(column) else places) for column, places in ((cells["x"], columns), (cells["y"], rows))]
    return PhaseMap(x, y, outcome, cells, level, ratios, values_of[0], values_of[1], grid, line, share, threshold, confidence)


def is_number(column: pd.Series[Any]) -> bool:
    """Whether an axis is one of numbers."""
    return bool(pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column))


def _ordered(column: pd.Series[Any]) -> Any:
    """Numbers as they are; anything else in order of appearance."""
    return column.to_numpy() if is_number(column) else pd.Categorical(column, categories=pd.unique(column), ordered=True)


def _places(column: pd.Series[Any]) -> Array:
    """Where cells stand on an axis: numbers where they are, others one after the other."""
    return (column if is_number(column) else column.cat.codes).to_numpy(dtype=float)


def _filled(grid: Array, columns: Array, rows: Array) -> Array:
    """A grid with what lies between its cells, on axes of equal length; NaN where too few cells are known, or outside them."""
    known = np.isfinite(grid)
    wide, high = np.meshgrid((columns - columns[0]) / (columns[-1] - columns[0]), (rows - rows[0]) / (rows[-1] - rows[0]))
    if known.all() or np.linalg.matrix_rank(np.column_stack([wide[known], high[known], np.ones(known.sum())])) < 3:
        return grid
    between = LinearNDInterpolator(np.column_stack([wide[known], high[known]]), grid[known])
    return np.where(known, grid, between(wide, high))
