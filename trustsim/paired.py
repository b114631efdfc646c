"""Paired runs: scenarios under the same luck, seed by seed, kept in memory as weekly figures alone.

    from trustsim.paired import band, weekly
    band(weekly("baseline"), "trust").middle
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from trustsim.replicates import Replicates
from trustsim.scenario.load import Source, loaded

SEEDS = tuple(range(30))   # the seeds of everything the library claims

_kept: dict[tuple[str, tuple[Path, ...], int], np.ndarray[Any, Any]] = {}


def weekly(scenario: Source, seeds: Sequence[int] = SEEDS) -> np.ndarray[Any, Any]:
    """The weekly table (trustsim.state.WEEK) of a run with each seed; row 0 of each is the start.

    Runs are kept for the life of the process, so that a scenario many others are compared with is simulated once.

    Returns
    -------
    Structured array, shape (seeds, weeks + 1).
    """
    source = loaded(scenario)
    ready: Replicates | None = None
    runs = []
    for seed in seeds:
        key = (repr(source.scenario), source.files, seed)
        if key not in _kept:
            ready = ready or Replicates(source)
            _kept[key] = ready.run(seed).state.weeks.copy()
        runs.append(_kept[key])
    return np.stack(runs)


@dataclass(frozen=True)
class Band:
    """A figure over the weeks in many runs: median, and between which values the middle part of the runs lies (NaN where none has it)."""

    weeks: np.ndarray[Any, Any]
    low: np.ndarray[Any, Any]
    middle: np.ndarray[Any, Any]
    high: np.ndarray[Any, Any]


def band(runs: np.ndarray[Any, Any], figure: str, share: float = 0.8, *, less: np.ndarray[Any, Any] | None = None) -> Band:
    """The band of a figure that holds `share` of the runs (in each week by itself).

    Parameters
    ----------
    runs : what :func:`weekly` gives.
    less : runs of another scenario with the same seeds; the band is then that of the paired differences `runs` - `less`, over the weeks
        of the shorter.
    """
    values = runs[figure].astype(float)
    if less is not None:
        weeks = min(runs.shape[1], less.shape[1])
        values = values[:, :weeks] - less[figure][:, :weeks].astype(float)
    made = np.full((3, values.shape[1]), np.nan)
    known = ~np.isnan(values).all(axis=0)
    made[:, known] = np.nanquantile(values[:, known], [0.5 - share / 2, 0.5, 0.5 + share / 2], axis=0)
    return Band(runs["week"][0, : values.shape[1]], *made)


def share_of_runs(runs: np.ndarray[Any, Any], figure: str) -> np.ndarray[Any, Any]:
    """Of a figure of yes or no, the share of runs with yes in each week."""
    return np.asarray(runs[figure].mean(axis=0))
