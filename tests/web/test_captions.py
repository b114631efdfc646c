"""Captions: what may stand in them, and that the talks of the project say what their runs show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from trustsim.errors import InputError
from trustsim.scenario.library import names
from trustsim.scenario.load import load_scenario
from trustsim.web.captions import FIRST, Talk, as_json, person_key, read_talk, talk_files
from trustsim.web.film import Film, film
from trustsim.web.recording import LEVELS
from trustsim.weekly import WEEKLY

TALKS = list(talk_files())


def films_of(talk: Talk) -> list[Film]:
    return [film(load_scenario(name), talk.seed) for name in talk.scenarios]


def test_the_tour_comes_first_and_four_workshops_are_there() -> None:
    assert TALKS[0] == FIRST
    assert len(read_talk(FIRST).steps) == 5
    workshops = [name for name in TALKS if read_talk(name).audience == "trainers"]
    assert {"time_without_quality", "broken_promise", "boundary_spanner_leaves", "new_head"} <= set(workshops)
    for name in workshops:
        talk = read_talk(name)
        assert len(talk.scenarios) == 2
        assert sum(bool(step.ask) for step in talk.steps) >= 4, f"{name} asks the room too little"
        assert sum(bool(step.look_for) for step in talk.steps) >= 4
        assert any(step.predict for step in talk.steps)
        assert any(step.reveal for step in talk.steps)


def test_talks_are_no_scenarios() -> None:
    assert not set(names()) & (set(TALKS) - {"time_without_quality", "broken_promise"})
    assert not [name for name in names() if "talk" in name or name == FIRST]


@pytest.mark.parametrize("name", TALKS)
def test_every_talk_fits_its_runs(name: str) -> None:
    talk = read_talk(name)
    told = as_json(name, talk, films_of(talk))
    json.dumps(told, allow_nan=False)
    assert [view["scenario"] for view in told["views"]] == list(talk.scenarios)
    assert len(told["steps"]) == len(talk.steps)
    for step, said in zip(talk.steps, told["steps"], strict=True):
        assert said.get("question", "") == step.ask
        assert ("select" in said) == (step.select is not None)


# What the talks say of their runs: talk, column, week, left and right (None: not said), and how exactly.
SAID = [
    ("time_without_quality", "trust", 0, 0.55, 0.55, 0.005),
    ("time_without_quality", "respect", 0, 0.55, 0.55, 0.005),
    ("time_without_quality", "regard", 0, 0.55, 0.55, 0.005),
    ("time_without_quality", "building_share", 13, 0.25, 0.16, 0.005),
    ("time_without_quality", "building_share", 39, 0.05, 0.01, 0.005),
    ("time_without_quality", "trust", 39, 0.32, 0.26, 0.005),
    ("time_without_quality", "respect", 39, 0.26, 0.21, 0.01),
    ("time_without_quality", "regard", 39, 0.26, 0.21, 0.01),
    ("time_without_quality", "competence", 39, 0.48, 0.37, 0.02),
    ("time_without_quality", "integrity", 39, 0.48, 0.37, 0.02),
    ("time_without_quality", "trust", 78, None, 0.15, 0.005),       # where the other school is a year later
    ("time_without_quality", "trust", 117, 0.15, 0.12, 0.005),
    ("time_without_quality", "cooperation_share", 117, 0.005, 0.005, 0.005),
    ("time_without_quality", "active_pairs", 117, 0, 0, 0),
    ("broken_promise", "trust", 39, 0.66, 0.66, 0.005),
    ("broken_promise", "head is trusted", 39, 0.62, 0.62, 0.005),   # as the panel of a person says it: the mean over all who know them
    ("broken_promise", "head is trusted", 40, None, 0.44, 0.005),
    ("broken_promise", "head is trusted", 78, 0.68, 0.59, 0.005),
    ("broken_promise", "head is trusted", 117, 0.72, 0.67, 0.005),
    ("broken_promise", "trust", 117, 0.742, 0.739, 0.0005),
    ("broken_promise", "cooperation_share", 117, 0.79, 0.79, 0.005),
    ("boundary_spanner_leaves", "active_across_teams", 39, 6, 6, 0),
    ("boundary_spanner_leaves", "active_across_teams", 78, 10, 10, 0),
    ("boundary_spanner_leaves", "active_pairs", 78, 130, 130, 0),
    ("boundary_spanner_leaves", "connected_share", 78, 0.8, 0.8, 0.005),
    ("boundary_spanner_leaves", "connected_share", 79, None, 0.10, 0.005),
    ("boundary_spanner_leaves", "active_across_teams", 79, None, 0, 0),
    ("boundary_spanner_leaves", "trust", 79, 0.694, 0.688, 0.0005),
    ("boundary_spanner_leaves", "active_pairs", 117, 142, 134, 0),
    ("boundary_spanner_leaves", "active_across_teams", 117, 8, 0, 0),
    ("boundary_spanner_leaves", "connected_share", 117, 0.82, 0.1, 0.005),
    ("boundary_spanner_leaves", "trust", 117, 0.72, 0.71, 0.005),
    ("new_head", "trust", 0, 0.55, 0.55, 0.005),
    ("new_head", "trust", 39, 0.54, 0.54, 0.005),
    ("new_head", "cooperation_share", 39, 0.02, 0.02, 0.005),
    ("new_head", "building_share", 39, 0.54, 0.54, 0.005),
    ("new_head", "building_share", 52, None, 0.75, 0.005),
    ("new_head", "trust", 52, None, 0.61, 0.005),
    ("new_head", "cooperation_share", 52, None, 0.13, 0.005),
    ("new_head", "active_pairs", 52, 5, 35, 0),
    ("new_head", "active_pairs", 65, 6, 92, 0),
    ("new_head", "active_pairs", 78, 6, 145, 0),
    ("new_head", "trust", 117, 0.48, 0.76, 0.005),
    ("new_head", "cooperation_share", 117, 0.05, 0.88, 0.005),
    ("first_minutes", "trust", 0, 0.55, None, 0.005),
    ("first_minutes", "trust", 39, 0.65, None, 0.005),
    ("first_minutes", "trust", 117, 0.75, None, 0.005),
    ("first_minutes", "cooperation_share", 39, 0.24, None, 0.005),
    ("first_minutes", "cooperation_share", 117, 0.81, None, 0.005),
]


@pytest.fixture(scope="module")
def filmed() -> dict[str, list[Film]]:
    return {name: films_of(read_talk(name)) for name in TALKS}


@pytest.mark.parametrize(("name", "column", "week", "left", "right", "within"), SAID)
def test_talks_say_what_their_runs_show(filmed: dict[str, list[Film]], name: str, column: str, week: int, left: float | None, right: float | None,
                                        within: float) -> None:
    for one, value in zip(filmed[name], (left, right), strict=False):   # the tour has one school
        if column == "head is trusted":
            head = next(k for k, person in enumerate(one.header["people"]) if person["role"] == "head")
            shown = (float(one.arrays["trust_received"][head, week]) - 1) / LEVELS
        else:
            shown = float(one.arrays["weekly"][list(WEEKLY).index(column), week])
        if value is not None:
            assert shown == pytest.approx(value, abs=within + 1e-6)


def test_talks_name_the_weeks_and_people_of_their_runs(filmed: dict[str, list[Film]]) -> None:
    assert [one.header["spells"] for one in filmed["broken_promise"]] == [[[103, None]], [[103, None]]]
    assert filmed["new_head"][1].header["spells"][0][0] == 96
    assert [person["name"] for person in filmed["broken_promise"][1].header["people"] if person["role"] == "head"] == ["Carlos Banerjee"]
    spanner = as_json("x", read_talk("boundary_spanner_leaves"), filmed["boundary_spanner_leaves"])["steps"][2]["select"]["key"]
    people = {person["key"]: person["name"] for person in filmed["boundary_spanner_leaves"][0].header["people"]}
    assert people[spanner] == "Amir Gill"
    promise = [event for event in filmed["broken_promise"][1].header["events"] if event["week"] == 40 and "others" in event]
    assert len(promise[0]["others"]) == 59


def written(tmp_path: Path, text: str) -> Path:
    (tmp_path / "talk.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "talk.yaml"


@pytest.mark.parametrize(("text", "said"), [
    ("title: x\n", "steps"),
    ("title: x\nsteps: []\n", "steps"),
    ("title: x\nsteps:\n  - {txt: hello}\n", "did you mean 'text'"),
    ("title: x\nsteps:\n  - {text: hello, week: -1}\n", "steps[0].week"),
    ("title: x\nsteps:\n  - {text: hello, week: soon}\n", "steps[0].week"),
    ("title: x\nsteps:\n  - {text: hello, week: 10, play_to: 10}\n", "is not after the week it plays from"),
    ("title: x\nsteps:\n  - {text: hello, select: [a]}\n", "one person, or two different people"),
    ("title: x\nsteps:\n  - {text: hello, predict: {draw: trst}}\n", "did you mean 'trust'"),
    ("title: x\nsteps:\n  - {text: hello, predict: {choices: [one]}}\n", "two choices or more"),
    ("title: x\nsteps:\n  - {text: hello, predict: {draw: trust, choices: [a, b]}}\n", "not both"),
    ("title: x\naudience: everybody\nsteps:\n  - {text: hello}\n", "audience"),
    ("title: x\nscenarios: [a, b, c]\nsteps:\n  - {text: hello}\n", "scenarios"),
    ("title: &a x\nsteps: *a\n", "talk.yaml"),
])
def test_wrong_captions_are_told_what_is_wrong(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read_talk(written(tmp_path, text))
    assert said in str(error.value)
    assert "talk.yaml" in str(error.value)


def test_people_and_weeks_that_are_not_there_are_told(tmp_path: Path) -> None:
    made = film(load_scenario("baseline", overrides={"weeks": 20}), 0)
    talk = read_talk(written(tmp_path, "title: x\nsteps:\n  - {text: a, select: spanner}\n  - {text: b, week: 21}\n  - {text: c, select: Nobody}\n"
                                       "  - {text: d, select: [head, school/team 1/1]}\n"))
    with pytest.raises(InputError) as error:
        as_json("x", talk, [made])
    assert [problem.key for problem in error.value.problems] == ["steps[0].select", "steps[1].week", "steps[2].select"]
    good = Talk(title="x", steps=talk.steps[3:])
    tie = as_json("x", good, [made])["steps"][0]["select"]
    head = next(person for person in made.header["people"] if person["role"] == "head")
    assert tie["kind"] == "tie"
    assert tie["holder"] == head["key"]


def test_the_head_is_whoever_is_head_in_that_week() -> None:
    made = film("new_head_better", 0)
    people: list[dict[str, Any]] = made.header["people"]
    heads = [person["key"] for person in people if person["role"] == "head"]
    assert [person_key(made, "head", week, "select") for week in (39, 40)] == heads


def test_an_unknown_talk_is_told_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'broken_promise'"):
        read_talk("broken_promis")
