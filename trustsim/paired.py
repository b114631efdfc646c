"""Paired runs: scenarios under the same luck, seed by seed, kept in memory as weekly figures alone.

    from trustsim.paired import band, weekly
    band(weekly("baseline"), "trust").middle
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from trustsim.model import TrustModel
from trustsim.replicates import Replicates
from trustsim.scenario.load import Source, loaded
from trustsim.state import HERE, N_PAIRS, N_STAFF

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


# Who knows whom: the same pair has the same `key` in every scenario; `a` and `b` are the identities of the two.
ACQUAINTANCE = np.dtype([("key", "u8"), ("a", "u8"), ("b", "u8"), ("across", "?"), ("active", "?")])


@dataclass(frozen=True)
class Run:
    """What a comparison needs of a run.

    Attributes
    ----------
    weeks : its weekly table (trustsim.state.WEEK), shape (weeks + 1,).
    pairs : those who know each other at its end (ACQUAINTANCE), in order of `key`: whether of two teams, and whether active.
    people, founders : identities of those in post at its end, and at its start.
    """

    weeks: np.ndarray[Any, Any]
    pairs: np.ndarray[Any, Any]
    people: np.ndarray[Any, Any]
    founders: np.ndarray[Any, Any]


def runs(scenario: Source, seeds: Sequence[int], *, until: int | None = None, done: Callable[[], None] | None = None) -> list[Run]:
    """A run with each seed to the end of week `until` (the scenario's last by default); `done` is called after each."""
    ready = Replicates(scenario)
    made = []
    for seed in seeds:
        model = ready.founded(seed)
        founders = _in_post(model)
        model.run(until)
        made.append(Run(model.state.weeks[: model.week + 1].copy(), _acquaintances(model), _in_post(model), founders))
        if done is not None:
            done()
    return made


def _in_post(model: TrustModel) -> np.ndarray[Any, Any]:
    staff = model.state.staff[: int(model.state.count[N_STAFF])]
    return np.sort(staff["key"][staff["presence"] == HERE])


def _acquaintances(model: TrustModel) -> np.ndarray[Any, Any]:
    """Pairs in post who know each other now."""
    w = model.state
    pairs, staff = w.pairs[: int(w.count[N_PAIRS])], w.staff
    pairs = pairs[(staff["presence"][pairs["a"]] == HERE) & (staff["presence"][pairs["b"]] == HERE)]
    ends = np.sort(np.stack([staff["key"][pairs["a"]], staff["key"][pairs["b"]]]), axis=0)
    made = np.zeros(len(pairs), ACQUAINTANCE)
    made["key"], made["a"], made["b"] = pairs["key"], *ends
    made["across"] = staff["team"][pairs["a"]] != staff["team"][pairs["b"]]
    made["active"] = pairs["cooperations_term"] >= model.scenario.viability.active_cooperations
    return np.sort(made, order="key")


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
