"""Rounds and chunks: every run once, balanced, and what comes next hangs on what was found alone."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest

from trustsim.study.load import LoadedStudy, load_study
from trustsim.study.plan import BLOCK, Round, next_round

MINUTES = "meetings.team_minutes_per_week"


@pytest.mark.parametrize(("points", "first", "last", "chunk"), [(3, 0, 25, 7), (1, 0, 1, 10), (5, 50, 100, 100), (4, 3, 14, 1), (7, 0, 20, 1000)])
def test_every_run_is_in_one_chunk(points: int, first: int, last: int, chunk: int) -> None:
    made = Round(0, np.arange(points, dtype=np.int32) * 2, first, last, chunk)
    runs = Counter((int(p), int(r)) for k in range(len(made)) for p, r in zip(*made.runs_of(k)))
    assert runs == Counter((2 * p, r) for p in range(points) for r in range(first, last))
    assert [made.size(k) for k in range(len(made))] == [len(made.runs_of(k)[0]) for k in range(len(made))]


def test_a_round_that_is_stopped_is_balanced() -> None:
    made = Round(0, np.arange(6, dtype=np.int32), 0, 95, 17)
    done: Counter[int] = Counter(dict.fromkeys(range(6), 0))
    for k in range(len(made)):
        done.update(made.runs_of(k)[0].tolist())
        assert max(done.values()) - min(done.values()) <= BLOCK


def cells(means: dict[int, float], n: int) -> Any:
    def of(outcome: str) -> pd.DataFrame:
        share = np.array(list(means.values()))
        return pd.DataFrame({"point": list(means), "n": n, "mean": share, "sd": np.sqrt(share * (1 - share)), "k": np.rint(share * n).astype(int)})
    return of


def test_replicates_are_added_where_the_interval_is_wide() -> None:
    study = load_study({"factors": {MINUTES: [30, 60, 90]}, "replicates": {"half_width": 0.05, "of": "viable", "at_most": 400}})
    first = next_round(study, None, cells({}, 0))
    assert first is not None
    assert (first.first, first.last, first.points.tolist()) == (0, 50, [0, 1, 2])
    second = next_round(study, first, cells({0: 0.0, 1: 0.5, 2: 0.88}, 50))
    assert second is not None
    assert (second.number, second.first, second.last, second.points.tolist()) == (1, 50, 100, [1, 2])
    third = next_round(study, second, cells({0: 0.0, 1: 0.5, 2: 0.99}, 100))
    assert third is not None
    assert (third.last, third.points.tolist()) == (200, [1])
    last = next_round(study, third, cells({1: 0.5}, 200))
    assert last is not None
    assert last.last == 400
    assert next_round(study, last, cells({1: 0.5}, 400)) is None


def adaptive(halvings: int = 2) -> LoadedStudy:
    return load_study({"design": {"kind": "adaptive", "start": 3, "halvings": halvings}, "replicates": 40,
                       "factors": {MINUTES: {"low": 0, "high": 80}, "gain": {"path": "mechanisms.beliefs.gain", "low": 0.02, "high": 0.1}}})


def test_the_grid_is_refined_on_the_line_alone() -> None:
    """The line lies between the third and the fourth row of the finest grid, 0 below and 1 above."""
    study = adaptive()
    row, column = study.points.structure["row"], study.points.structure["column"]

    def found(outcome: str) -> pd.DataFrame:
        k = np.where(row[known] > 2.5, 40, 0)
        return pd.DataFrame({"point": known, "n": 40, "mean": k / 40, "sd": 0.0, "k": k})

    known = np.array([], dtype=int)
    rounds: list[Round] = []
    while (made := next_round(study, rounds[-1] if rounds else None, found)) is not None:
        rounds.append(made)
        assert not set(made.points) & set(known)
        known = np.concatenate([known, made.points])
    assert [len(made.points) for made in rounds][:2] == [9, 3 * 5 - 6]
    assert sorted(set(row[rounds[1].points])) == [0, 2, 4]
    assert sorted(set(row[rounds[2].points])) == [2, 3, 4]
    assert sorted(set(column[rounds[2].points])) == list(range(9))
    assert all(b.number == a.number + 1 for a, b in pairwise(rounds))


def test_without_a_line_nothing_is_refined() -> None:
    study = adaptive()
    first = next_round(study, None, cells({}, 0))
    assert first is not None
    assert next_round(study, first, cells(dict.fromkeys(map(int, first.points), 0.0), 40)) is None


def test_undecided_cells_are_refined() -> None:
    study = adaptive()
    first = next_round(study, None, cells({}, 0))
    assert first is not None
    assert next_round(study, first, cells(dict.fromkeys(map(int, first.points), 0.55), 40)) is not None
