"""Where in the plane of two factors an outcome tips: its probability or mean in each cell with an interval, which cells are undecided, and the line.
"""

from __future__ import annotations

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
    line : where the estimate crosses the level, as arrays of points (x, y); between cells it is interpolated linearly. Empty where no cell
        lies on the other side, or an axis is no number.
    share : whether the estimate is a share of runs.
    """

    x: str
    y: str
    outcome: str
    cells: pd.DataFrame
    level: float
    line: tuple[Array, ...]
    share: bool
    threshold: float | None
    confidence: float

    @property
    def undecided(self) -> pd.DataFrame:
        """Cells that need more replicates, or neighbours."""
        return self.cells[self.cells["side"] == 0]


def phase_map(runs: pd.DataFrame, x: str, y: str, outcome: str, *, threshold: float | None = None, level: float | None = None,
              confidence: float = CONFIDENCE) -> PhaseMap:
    """The phase map of an outcome.

    Parameters
    ----------
    runs : a row a run, with columns `x`, `y` and the outcome. Cells need not make a whole grid, nor have equally many runs.
    threshold : an outcome counts as yes where it is at least this much. None: an outcome of 0 and 1 is yes or no already; of any other the
        map is of means.
    level : where it tips: 0.5 of a share unless given; of means it must be given.

    Raises
    ------
    InputError
        Where no level is given for means.
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
    table = pd.DataFrame({"x": runs[x].to_numpy(), "y": runs[y].to_numpy(), "value": np.where(known, values, np.nan)})
    cells = by_cell(table, ["x", "y"], "value", share=share, confidence=confidence)
    side = np.where(cells["low"] > level, 1, np.where(cells["high"] < level, -1, 0))
    return PhaseMap(x, y, outcome, cells.assign(side=side), level, _line(cells, level), share, threshold, confidence)


def _line(cells: pd.DataFrame, level: float) -> tuple[Array, ...]:
    """Where the estimate crosses the level."""
    known = cells[np.isfinite(cells["estimate"])]
    if not all(pd.api.types.is_numeric_dtype(known[axis]) and not pd.api.types.is_bool_dtype(known[axis]) for axis in ("x", "y")):
        return ()
    xs, across = np.unique(known["x"].to_numpy(dtype=float), return_inverse=True)
    ys, up = np.unique(known["y"].to_numpy(dtype=float), return_inverse=True)
    if len(xs) < 2 or len(ys) < 2:
        return ()
    grid = np.full((len(ys), len(xs)), np.nan)
    grid[up, across] = known["estimate"]
    if np.isnan(grid).any():   # unevenly refined: fill what lies between cells, on axes of equal length
        flat = LinearNDInterpolator(np.column_stack([across_of(known["x"], xs), across_of(known["y"], ys)]), known["estimate"])
        wide, high = np.meshgrid(across_of(xs, xs), across_of(ys, ys))
        grid = np.where(np.isnan(grid), flat(wide, high), grid)
    lines = contour_generator(xs, ys, np.ma.masked_invalid(grid)).lines(level)
    return tuple(np.asarray(line) for line in lines)


def across_of(values: Any, ends: Array) -> Array:
    """Values as parts of the way from the lowest to the highest."""
    return np.asarray((np.asarray(values, dtype=float) - ends[0]) / (ends[-1] - ends[0]))
