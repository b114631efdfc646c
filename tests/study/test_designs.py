"""Design points: counted as they are made, spread as they should be, the same for the same seed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from trustsim.study.designs import count, finest
from trustsim.study.load import LoadedStudy, load_study
from trustsim.study.schema import Adaptive

MINUTES = "meetings.team_minutes_per_week"
RANGES: dict[str, Any] = {MINUTES: {"low": 20, "high": 120, "steps": 4}, "gain": {"path": "mechanisms.beliefs.gain", "low": 0.02, "high": 0.1, "steps": 3}}
DESIGNS: list[Any] = ["grid", "one_at_a_time", {"kind": "latin_hypercube", "points": 16}, {"kind": "sobol", "base_points": 8},
                      {"kind": "sobol", "base_points": 8, "second_order": True}, {"kind": "morris", "trajectories": 5},
                      {"kind": "adaptive", "start": 3, "halvings": 2}, {"kind": "list", "points": [{"gain": 0.05}, {MINUTES: 33.5, "style": "hero"}]}]


def made(design: Any, seed: int = 0) -> LoadedStudy:
    return load_study({"design": design, "seed": seed, "factors": {**RANGES, "style": {"presets": ["hero", "servant", "absent"]}}})


@pytest.mark.parametrize("design", DESIGNS, ids=str)
def test_points_are_as_many_as_counted(design: Any) -> None:
    study = made(design)
    assert len(study.points) == count(study.study.design, study.factors)
    assert np.array_equal(study.points.coded, made(design).points.coded, equal_nan=True)
    for k, factor in enumerate(study.factors):
        coded = study.points.coded[:, k]
        low, high = (factor.low, factor.high) if factor.is_range else (0, len(factor.levels) - 1)
        assert np.nanmin(coded) >= low
        assert np.nanmax(coded) <= high


@pytest.mark.parametrize("design", DESIGNS[2:6], ids=str)
@pytest.mark.parametrize("seed", [0, 2**64 - 1])
def test_seeds_make_other_points(design: Any, seed: int) -> None:
    assert not np.array_equal(made(design, seed).points.coded, made(design, 1).points.coded)


def test_a_latin_hypercube_has_one_point_in_each_slice() -> None:
    minutes = made({"kind": "latin_hypercube", "points": 16}).points.coded[:, 0]
    assert sorted(np.floor((minutes - 20) / 100 * 16)) == list(range(16))


def test_rows_of_a_base_point_cross_two_points_factor_by_factor() -> None:
    study = made({"kind": "sobol", "base_points": 8, "second_order": True})
    rows = study.points.coded.reshape(8, -1, 3)
    a, b = rows[:, 0], rows[:, -1]
    for j in range(3):
        others = np.arange(3) != j
        assert np.array_equal(rows[:, 1 + j, j], b[:, j])
        assert np.array_equal(rows[:, 1 + j][:, others], a[:, others])
        assert np.array_equal(rows[:, 4 + j, j], a[:, j])
        assert np.array_equal(rows[:, 4 + j][:, others], b[:, others])
    assert study.points.structure["matrix"][:8].tolist() == list(range(8))


def test_one_at_a_time_changes_one_thing() -> None:
    study = made("one_at_a_time")
    changed = ~np.isnan(study.points.coded)
    assert changed.sum(axis=1).tolist() == [0] + [1] * (len(study.points) - 1)
    first = study.materials.at(study.points.coded[0]).scenario
    assert first == study.materials.scenarios[0].scenario
    table = study.points.table(study.factors)
    assert table.iloc[0][MINUTES] == 60   # what the scenario has
    assert len(table) == 1 + 4 + 3 + 3


def test_the_finest_grid_contains_the_coarser_ones() -> None:
    study = made({"kind": "adaptive", "start": 3, "halvings": 2})
    assert finest(Adaptive(start=3, halvings=2)) == 9
    where = study.points.structure
    corner = (where["row"] == 8) & (where["column"] == 0) & (where["panel"] == 2)
    assert study.points.coded[corner].tolist() == [[120, 0.02, 2]]
