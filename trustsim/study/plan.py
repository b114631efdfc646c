"""In which order runs are made: rounds, cut into chunks. What comes next depends on what was found, never on who ran it or when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
import pandas as pd

from trustsim.analysis.intervals import LOOKS, PreciseEnough, share_interval
from trustsim.scenario.load import size_of
from trustsim.study.load import LoadedStudy, is_share_of_runs
from trustsim.study.schema import Adaptive, Precision

BLOCK = 10            # replicates of a point that are run in turn, so that what they share is made once
SECONDS_A_CHUNK = 5.0
MOST_A_CHUNK = 1000

Ints = np.ndarray[Any, Any]
Cells = Callable[[str], pd.DataFrame]   # of an outcome: point, n, mean, sd, k over all runs so far


@dataclass(frozen=True)
class Round:
    """Replicates `first` to `last` - 1 of some points, cut into chunks of `chunk` runs (the last may have fewer).

    Runs go through all points in blocks of ten replicates, so that a study that is stopped is balanced.
    """

    number: int
    points: Ints
    first: int
    last: int
    chunk: int

    @property
    def runs(self) -> int:
        """How many runs the round has."""
        return len(self.points) * (self.last - self.first)

    def __len__(self) -> int:
        return ceil(self.runs / self.chunk)

    def key(self, k: int) -> str:
        """The name of chunk `k`."""
        return f"r{self.number}-{k:06d}"

    def size(self, k: int) -> int:
        """Runs in chunk `k`."""
        return min(self.chunk, self.runs - k * self.chunk)

    def runs_of(self, k: int) -> tuple[Ints, Ints]:
        """Points and replicates of the runs in chunk `k`, in order."""
        at = np.arange(k * self.chunk, k * self.chunk + self.size(k))
        block, rest = np.divmod(at, len(self.points) * BLOCK)
        in_block = np.minimum(BLOCK, self.last - self.first - block * BLOCK)
        return self.points[rest // in_block], (self.first + block * BLOCK + rest % in_block).astype(np.int32)


def chunk_size(study: LoadedStudy) -> int:
    """Runs stored together: some seconds' worth, but at least eight chunks a study. Depends on the study alone."""
    if study.study.chunk is not None:
        return study.study.chunk
    source = study.materials.scenarios[0]
    first = study.study.replicates if isinstance(study.study.replicates, int) else LOOKS[0]
    most = min(MOST_A_CHUNK, int(SECONDS_A_CHUNK / max(size_of(source.scenario, source.school).seconds, 1e-6)), ceil(len(study.points) * first / 8))
    return most if most < BLOCK else most - most % BLOCK


def rule_of(study: LoadedStudy) -> PreciseEnough | None:
    """The rule by which replicates are added; None where their number is fixed."""
    wanted = study.study.replicates
    if not isinstance(wanted, Precision):
        return None
    looks = (*(look for look in LOOKS if look < wanted.at_most), wanted.at_most)
    kind = "share" if is_share_of_runs(wanted.of) else "mean"
    return PreciseEnough(half_width=wanted.half_width, kind=kind, confidence=study.study.confidence, looks=looks)  # type: ignore[arg-type]


def next_round(study: LoadedStudy, past: Round | None, cells: Cells) -> Round | None:
    """The round after `past` (None: the first); None where the study is complete.

    Parameters
    ----------
    cells : gives n, mean, sd and k of an outcome by point, over the runs of all rounds so far; called once those are complete.
    """
    chunk = past.chunk if past is not None else chunk_size(study)
    wanted, design = study.study.replicates, study.study.design
    if isinstance(design, Adaptive):
        return _refined(study, design, past, cells, chunk)
    everything = np.arange(len(study.points), dtype=np.int32)
    if isinstance(wanted, int):
        return Round(0, everything, 0, wanted, chunk) if past is None else None
    rule = rule_of(study)
    assert rule is not None
    if past is None:
        return Round(0, everything, 0, rule.looks[0], chunk)
    upto = rule.after(past.last)
    judged = precision(study, past, cells)
    going_on = judged.loc[~judged["precise"], "point"].to_numpy(dtype=np.int32)
    if upto is None or not len(going_on):
        return None
    return Round(past.number + 1, going_on, past.last, upto, chunk)


def precision(study: LoadedStudy, past: Round, cells: Cells) -> pd.DataFrame:
    """How precise the points of a round are at its look: point, n, estimate, low, high, half_width, precise, capped."""
    rule = rule_of(study)
    assert rule is not None
    assert isinstance(study.study.replicates, Precision)
    found = cells(study.study.replicates.of).set_index("point").reindex(past.points)
    judged = rule.look(past.last, n=found["n"].fillna(0).to_numpy(), mean=found["mean"].to_numpy(), sd=found["sd"].to_numpy(),
                       k=found["k"].fillna(0).to_numpy())
    return judged.assign(point=past.points)


def _refined(study: LoadedStudy, design: Adaptive, past: Round | None, cells: Cells, chunk: int) -> Round | None:
    """Corners of the cells through which the line of one half may pass, a grid finer than those of the round before.

    A cell is halved unless all its corners lie surely above one half, or all surely below.
    """
    assert isinstance(study.study.replicates, int)
    number = 0 if past is None else past.number + 1
    if number > design.halvings:
        return None
    where = study.points.structure
    panel, row, column = where["panel"], where["row"], where["column"]
    step = 2 ** (design.halvings - number)
    if past is None:
        chosen = np.flatnonzero((row % step == 0) & (column % step == 0))
        return Round(0, chosen.astype(np.int32), 0, study.study.replicates, chunk)
    found = cells(design.of)
    found = found[found["n"] > 0]
    low, high = share_interval(found["k"].to_numpy(), found["n"].to_numpy(), study.study.confidence)
    m = int(row.max()) + 1
    side = np.full((int(panel.max()) + 1, m, m), np.nan)   # 1 surely above, -1 surely below, 0 undecided, NaN not run
    known = found["point"].to_numpy()
    side[panel[known], row[known], column[known]] = np.where(low > 0.5, 1, np.where(high < 0.5, -1, 0))
    wide = 2 * step
    wanted = np.zeros_like(side, dtype=bool)
    for r in range(0, m - 1, wide):
        for c in range(0, m - 1, wide):
            corners = side[:, r: r + wide + 1: wide, c: c + wide + 1: wide].reshape(len(side), 4)
            on_line = ~np.isnan(corners).any(axis=1) & ~((corners == 1).all(axis=1) | (corners == -1).all(axis=1))
            wanted[on_line, r: r + wide + 1: step, c: c + wide + 1: step] = True
    points = np.flatnonzero((wanted & np.isnan(side))[panel, row, column])
    return Round(number, points.astype(np.int32), 0, study.study.replicates, chunk) if len(points) else None
