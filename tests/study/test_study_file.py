"""Study files: what they may say, factors and their levels, and one error with everything wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from trustsim.errors import InputError
from trustsim.imports import import_school
from trustsim.scenario.load import load_scenario
from trustsim.study.load import load_study

MINUTES = "meetings.team_minutes_per_week"


def problems(data: dict[str, Any]) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_study(data)
    return [str(problem) for problem in caught.value.problems]


def test_a_grid_of_values_and_styles() -> None:
    study = load_study({"factors": {MINUTES: [30, 90], "style": {"presets": ["hero", "servant"]}}, "settings": {"weeks": 20}})
    table = study.points.table(study.factors)
    assert table[MINUTES].tolist() == [30, 30, 90, 90]
    assert table["style"].tolist() == ["hero", "servant"] * 2
    made = study.materials.at(study.points.coded[3]).scenario
    assert made == load_scenario("baseline", overrides={MINUTES: 90, "leadership.preset": "servant", "weeks": 20}).scenario
    assert study.factors[0].unit == "minutes"


def test_levels_may_change_several_things_and_none() -> None:
    study = load_study({"factors": {"breach": {"levels": {
        "none": {}, "unmended": {"timeline": [{"week": 10, "do": "breach", "kind": "integrity", "by": "head"}], "staff": 30}}}}})
    quiet, loud = (study.materials.at(row).scenario for row in study.points.coded)
    assert quiet == study.materials.scenarios[0].scenario
    assert loud.timeline[0].week == 10
    assert loud.organisations["school"].staff == 30


def test_scenarios_and_imported_networks_are_factors(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text("staff: 12\nteams: 2\n")
    file = tmp_path / "study.yaml"
    file.write_text("factors:\n  school: {scenarios: [baseline, small.yaml]}\n  meetings.team_minutes_per_week: [30, 60]\nsettings: {weeks: 9}\n")
    study = load_study(file)
    assert study.points.table(study.factors)["school"].tolist() == ["baseline", "baseline", "small", "small"]
    made = study.materials.at(study.points.coded[2]).scenario
    assert (made.organisations["school"].staff, made.weeks, made.organisations["school"].meetings.team_minutes_per_week) == (12, 9, 30)

    (tmp_path / "s.csv").write_text("id,team\n" + "".join(f"{k},{k % 2}\n" for k in range(8)))
    (tmp_path / "t.csv").write_text("source,target\n0,1\n2,3\n4,5\n")
    folder = tmp_path / "imported"
    import_school(tmp_path / "s.csv", tmp_path / "t.csv", folder)
    study = load_study({"factors": {"network": {"networks": [str(folder)]}}, "settings": {"weeks": 9}})
    source = study.materials.at(study.points.coded[0])
    assert source.school is not None
    assert len(source.school.ids) == 8
    assert source.scenario.weeks == 9


def test_ranges_are_cut_by_scale_and_rounded_for_whole_numbers() -> None:
    study = load_study({"factors": {"gain": {"path": "mechanisms.beliefs.gain", "low": 0.01, "high": 0.16, "scale": "log", "steps": 5},
                                    "staff": {"low": 30, "high": 61, "steps": 3}}})
    table = study.points.table(study.factors)
    assert np.allclose(sorted(set(table["gain"])), [0.01, 0.02, 0.04, 0.08, 0.16])
    assert sorted(set(table["staff"])) == [30, 46, 61]
    assert isinstance(study.materials.at(study.points.coded[0]).scenario.organisations["school"].staff, int)


def test_a_path_may_be_several() -> None:
    study = load_study({"factors": {"minutes": {"path": [MINUTES, "meetings.joint_work_minutes_per_week"], "values": [25, 35]}}})
    made = study.materials.at(study.points.coded[1]).scenario.organisations["school"].meetings
    assert (made.team_minutes_per_week, made.joint_work_minutes_per_week) == (35, 35)


@pytest.mark.parametrize(("data", "words"), [
    ({"design": {"kind": "sobol", "base_points": 6}}, "power"),
    ({"design": {"kind": "sobol", "base_points": 8}}, "at least one factor"),
    ({"design": "sobl"}, "did you mean 'sobol'"),
    ({"factors": {"meetings.team_minuts_per_week": [30]}}, "did you mean 'team_minutes_per_week'"),
    ({"factors": {MINUTES: []}}, "at least 1 item"),
    ({"factors": {MINUTES: [30, 30]}}, "the same level twice: 30"),
    ({"factors": {MINUTES: [-5]}}, "at least 0"),
    ({"factors": {"a": {"low": 3, "high": 2}}}, "low must be below high"),
    ({"factors": {"a": {"low": 3}}}, "come together"),
    ({"factors": {"a": {"low": 0, "high": 1, "scale": "log"}}}, "above 0"),
    ({"factors": {"a": {}}}, "exactly one of"),
    ({"factors": {MINUTES: {"low": 30, "high": 60}}}, "steps"),
    ({"factors": {"style": {"presets": ["heroic"]}}}, "hero"),
    ({"factors": {"s": {"scenarios": ["baselin"]}}}, "did you mean 'baseline'"),
    ({"factors": {"n": {"networks": ["baseline"]}}}, "without an imported network"),
    ({"scenario": "baselin"}, "did you mean 'baseline'"),
    ({"settings": {"weeks": 0}}, "at least 1"),
    ({"seed": -1}, "at least 0"),
    ({"seed": 2**64}, "not a seed"),
    ({"seed": "one"}, "whole number"),
    ({"replicates": 0}, "at least 1"),
    ({"replicates": {"of": "trst"}}, "none of the outcomes"),
    ({"outcomes": {"final": ["trst"]}}, "did you mean 'trust'"),
    ({"outcomes": {"weeks": [500]}}, "0 to 117"),
    ({"design": {"kind": "list", "points": [{"x": 1}]}, "factors": {MINUTES: [30]}}, "there is no such factor"),
    ({"design": {"kind": "list", "points": [{MINUTES: 31}]}, "factors": {MINUTES: [30]}}, "none of the factor's levels"),
    ({"design": "adaptive", "factors": {MINUTES: [30]}}, "two factors with low and high"),
    ({"design": "adaptive", "factors": {MINUTES: {"low": 1, "high": 2}, "staff": {"low": 30, "high": 60}}, "replicates": {"of": "viable"}}, "cannot grow"),
    ({"factors": {f"gain {k}": {"path": "mechanisms.beliefs.gain", "low": 0.01, "high": 0.1, "steps": 1000} for k in range(4)}}, "years of computing"),
    ({"factors": {"staff": [30], "teams": [2, 25]}}, "do not go together"),
])
def test_what_is_wrong_is_said(data: dict[str, Any], words: str) -> None:
    assert any(words in problem for problem in problems(data)), problems(data)


def test_every_problem_of_a_file_comes_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "study.yaml"
    file.write_text("seed: 3\nfactors:\n  meetings.team_minutes_per_week: [30, -1]\n  leadership.preset: [hero, villain]\n")
    with pytest.raises(InputError) as caught:
        load_study(file)
    assert [(problem.file, problem.line) for problem in caught.value.problems] == [(str(file), 3), (str(file), 4)]


def test_the_largest_seed_can_be_written(tmp_path: Path) -> None:
    file = tmp_path / "study.yaml"
    file.write_text(f"seed: {2**64 - 1}\nsettings: {{weeks: 5}}\n")
    assert load_study(file).study.seed == 2**64 - 1
