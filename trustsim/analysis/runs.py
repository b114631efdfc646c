"""From a tidy table to an array of points by replicates, joined by run id: rows may come in any order, and none may be there twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from trustsim.errors import InputError, Problem

NAMED = 5   # of the runs at fault, so many are named


def run_id(point: int, replicate: int) -> str:
    """The name of a run in a study."""
    return f"p{point}r{replicate}"


def joined(runs: pd.DataFrame, outcome: str, *, points: int, replicates: int | None = None) -> np.ndarray[Any, Any]:
    """An outcome by point and replicate.

    Parameters
    ----------
    runs : a row a run, in any order, with columns point, replicate and the outcome.
    points : how many the design has, numbered from 0.
    replicates : how many of each; the highest there is, where None.

    Returns
    -------
    Array, shape (points, replicates); NaN where a run is missing or has no value.

    Raises
    ------
    InputError
        Where a run is there twice, or lies outside the design.
    """
    point, replicate = runs["point"].to_numpy(dtype=np.int64), runs["replicate"].to_numpy(dtype=np.int64)
    many = replicates if replicates is not None else int(replicate.max()) + 1 if len(runs) else 0
    outside = (point < 0) | (point >= points) | (replicate < 0) | (replicate >= many)
    if outside.any():
        raise InputError(Problem(f"{int(outside.sum())} runs are not of this design: {named(point[outside], replicate[outside])}",
                                 allowed=f"points 0 to {points - 1}, replicates 0 to {many - 1}"))
    place = point * many + replicate
    found, times = np.unique(place, return_counts=True)
    if (times > 1).any():
        twice = found[times > 1]
        raise InputError(Problem(f"{len(twice)} runs are there more than once: {named(*np.divmod(twice, many))}"))
    made = np.full(points * many, np.nan)
    made[place] = runs[outcome].astype(float).to_numpy(na_value=np.nan)
    return made.reshape(points, many)


def named(points: Sequence[int] | np.ndarray[Any, Any], replicates: Sequence[int] | np.ndarray[Any, Any]) -> str:
    """Some runs by name, and how many more."""
    ids = [run_id(int(p), int(r)) for p, r in zip(points[:NAMED], replicates[:NAMED])]
    more = len(points) - len(ids)
    return ", ".join(ids) + (f" and {more:,} more" if more else "")


def at_fault(values: np.ndarray[Any, Any]) -> str:
    """The runs without a finite value, of an array of points by replicates; empty where all have one."""
    point, replicate = np.nonzero(~np.isfinite(values))
    return f"{len(point):,} of {values.size:,} runs are missing or not finite: {named(point, replicate)}" if len(point) else ""
