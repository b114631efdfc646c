"""How staff numbers become teams and seats."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustsim.errors import InputError
from trustsim.scenario.schema import Organisation, Team
from trustsim.scenario.staffing import faults, leaders_of, staff_of, team_count, team_size, team_sizes


def sizes(**settings: Any) -> dict[str, int]:
    return {plan.name: plan.staff for plan in team_sizes("school", Organisation(**settings))}


def seats(**settings: Any) -> set[tuple[str, int]]:
    return {(team, seat) for team, staff in sizes(**settings).items() for seat in range(1, staff + 1)}


def test_by_default_sixty_staff_sit_in_a_leadership_team_and_ten_others() -> None:
    plans = team_sizes("school", Organisation())
    assert [plan.name for plan in plans] == ["leadership", *(f"team {n}" for n in range(1, 11))]
    assert [plan.staff for plan in plans] == [1, *[6] * 9, 5]
    assert [plan.is_leadership for plan in plans] == [True, *[False] * 10]
    assert {plan.profession for plan in plans} == {"teaching"}
    assert {plan.role for plan in plans[1:]} == {"teacher"}


def test_without_leaders_there_is_no_leadership_team() -> None:
    assert sizes(staff=7, teams=2, head=False) == {"team 1": 4, "team 2": 3}


def test_the_first_teams_get_one_more() -> None:
    assert sizes(staff=14, teams=3, senior_leaders=2) == {"leadership": 3, "team 1": 4, "team 2": 4, "team 3": 3}


@given(st.integers(2, 400), st.integers(1, 30), st.integers(0, 4), st.booleans())
def test_one_person_more_only_adds_a_seat(staff: int, teams: int, senior: int, head: bool) -> None:
    settings = {"teams": teams, "senior_leaders": senior, "head": head}
    if list(faults(Organisation(staff=staff, **settings))):
        return
    before, after = seats(staff=staff, **settings), seats(staff=staff + 1, **settings)
    assert before < after
    assert len(after) == staff + 1


@given(st.integers(7, 5000))
def test_by_default_teams_have_about_six(staff: int) -> None:
    teams = sizes(staff=staff)
    assert sum(teams.values()) == staff
    assert max(size for name, size in teams.items() if name != "leadership") <= 9
    assert len(teams) - 1 == max(1, round((staff - 1) / 6 + 1e-9))


def test_a_mapping_gives_each_team_its_size_profession_and_role() -> None:
    care = Team(staff=3, profession="social work", role="partner")
    organisation = Organisation(teams={"maths": 4, "care": care}, senior_leaders=1)
    plans = team_sizes("school", organisation)
    assert [(p.name, p.staff, p.profession, p.role) for p in plans[1:]] == [
        ("maths", 4, "teaching", "teacher"),
        ("care", 3, "social work", "partner"),
    ]
    assert staff_of(organisation) == 9
    assert leaders_of(organisation) == 2
    assert team_count(organisation) == 2


@pytest.mark.parametrize(
    "settings",
    [{}, {"staff": 61, "teams": 7, "senior_leaders": 3}, {"teams": {"a": 1, "b": 3}}, {"staff": 9, "head": False}],
)
def test_counting_agrees_with_listing(settings: dict[str, Any]) -> None:
    organisation, listed = Organisation(**settings), sizes(**settings)
    assert staff_of(organisation) == sum(listed.values())
    assert team_count(organisation) == sum(name != "leadership" for name in listed)
    assert {name: team_size(organisation, name) for name in listed} == listed


@pytest.mark.parametrize("name", ["team 0", "team 11", "team 01", "team ²", "team", "1", "", "team " + "9" * 5000])
def test_what_is_no_team_has_no_size(name: str) -> None:
    assert team_size(Organisation(), name) is None
    assert team_size(Organisation(head=False), "leadership") is None


@pytest.mark.parametrize(
    ("settings", "path", "words"),
    [
        ({"staff": 3, "senior_leaders": 2}, ("staff",), "leave nobody for a team"),
        ({"staff": 12, "teams": 6}, ("teams",), "too many teams for the 11 staff"),
        ({"staff": 10, "teams": {"a": 4, "b": 4}}, ("staff",), "add up to 9"),
        ({"teams": {}}, ("teams",), "names no team"),
        ({"teams": {"a/b": 3}}, ("teams", "a/b"), "'/'"),
        ({"teams": {" ": 3}}, ("teams", " "), "blank"),
        ({"teams": {"leadership": 3}}, ("teams", "leadership"), "the name of the team of the head"),
    ],
)
def test_impossible_numbers_are_explained(settings: dict[str, Any], path: tuple[str, ...], words: str) -> None:
    organisation = Organisation(**settings)
    (fault,) = faults(organisation)
    assert fault.path == path
    assert words in fault.message
    with pytest.raises(InputError, match=r"organisations\.school"):
        team_sizes("school", organisation)


@pytest.mark.parametrize(
    "settings",
    [{"staff": 13, "teams": 6}, {"staff": 2}, {"teams": {"a": 1}}, {"teams": {"leadership": 3}, "head": False}],
)
def test_what_is_just_possible_is_possible(settings: dict[str, Any]) -> None:
    assert list(faults(Organisation(**settings))) == []


def test_ten_million_are_counted_at_once() -> None:
    organisation = Organisation(staff=10_000_000)
    start = time.perf_counter()
    assert list(faults(organisation)) == []
    assert team_size(organisation, f"team {team_count(organisation)}") == 5
    assert time.perf_counter() - start < 0.1
