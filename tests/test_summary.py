"""The plain-language summary: it says what the tables say, names people, and never crashes on a small or silent run."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest

import trustsim
from trustsim.results import Results
from trustsim.summary import LAST_WORDS, as_rich, summary
from trustsim.words import count, level, listed, when

MEETINGS = {"team_minutes_per_week": 120, "team_format": "structured_protocol", "cross_team_minutes_per_week": 60}
SCENARIOS = {
    "school": {
        "title": "A small school",
        "question": "Does it work?",
        "expected": "It does.",
        "staff": 20,
        "teams": 3,
        "weeks": 45,
        "senior_leaders": 1,
        "leadership": {"preset": "ethical"},
        "meetings": MEETINGS,
        "spanners": {"count": 2},
        "record": {"tie_weeks": [29]},
        "timeline": [
            {"week": 14, "do": "spanner_leaves", "count": 1, "note": "a spanner leaves"},
            {"week": 30, "do": "new_head", "note": "a new head"},
            {"week": 31, "do": "broken_promise", "by": "head", "note": "a promise is broken"},
            {"week": 44, "do": "apology", "by": "head"},
        ],
    },
    "power": {"title": "Power", "staff": 16, "teams": 3, "weeks": 20, "leadership": {"preset": "hero"}},
    "partnership": {
        "weeks": 14,
        "organisations": {"school": {"staff": 8, "teams": 2}, "health": {"profession": "health", "teams": {"nurses": 3}}},
    },
    "idle": {
        "staff": 10,
        "teams": 2,
        "weeks": 8,
        "meetings": {
            "team_minutes_per_week": 0,
            "cross_team_minutes_per_week": 0,
            "whole_staff_minutes_per_week": 0,
            "joint_work_minutes_per_week": 0,
        },
    },
    "two": {"staff": 2, "weeks": 1},
    "one team": {"staff": 5, "teams": 1, "weeks": 9, "head": False},
    "silent": {"staff": 6, "teams": 2, "weeks": 3, "record": {"events": False}},
}


@cache
def of(name: str) -> Results:
    return trustsim.run(SCENARIOS[name], seed=2)


def with_spells(results: Results, *marks: tuple[str, int]) -> Results:
    """A run with other beginnings and ends of viability in events and weekly table."""
    kept = results.events[~results.events["kind"].isin(["viable", "lost"])]
    made = [
        {"week": week + 5, "kind": kind, "who": -1, "who_name": "", "other": -1, "other_name": "", "detail": "", "value": float(week)}
        for kind, week in marks
    ]
    events = pd.concat([kept, pd.DataFrame(made)], ignore_index=True) if made else kept
    return replace(results, events=events)


@pytest.mark.parametrize("name", SCENARIOS)
def test_no_run_is_too_small_or_too_silent(name: str) -> None:
    said = summary(of(name))
    assert said.headline
    assert said.lines[-1] == LAST_WORDS
    text = said.as_text()
    assert text.rstrip().endswith("see how far luck matters.")
    assert not re.search(r"nan|NaN|None|<NA>|\{|\}|_", text.replace("record.tie_weeks", "")), text
    assert max(map(len, text.splitlines())) <= 88


def test_events_that_are_empty_do_not_matter() -> None:
    results = of("school")
    said = summary(replace(results, events=results.events.iloc[:0]))
    assert said.headline


def test_question_and_expectation_stand_on_top() -> None:
    text = summary(of("school")).as_text()
    assert text.index("Question: Does it work?") < text.index("Expected: It does.") < text.index(summary(of("school")).headline[:40])
    assert text.startswith("A small school: 20 staff, three teams, 45 school weeks")


def test_a_viable_run_says_when() -> None:
    results = of("school")
    start, end = results.viable_spells[0]
    assert end is None
    assert f"became a viable learning community in {when(start, results.scenario)} and stayed one to the end" in summary(results).headline


def test_a_run_that_was_never_viable_says_so_and_why() -> None:
    said = summary(of("power"))
    assert "did not become a viable learning community in 20 weeks" in said.headline
    assert "people mostly complied rather than cooperated" in said.headline
    why = " ".join(said.sections["Why"])
    share = of("power").weekly["cooperation_share"].iloc[-1]
    assert f"in {share:.0%} of attempted encounters both cooperated" in why
    assert "What did hold at the end: most interactions build trust" in why


def test_a_run_in_which_people_avoid_each_other_says_so() -> None:
    results = of("power")
    weekly = results.weekly.assign(complied=0, avoided=results.weekly["attempted"])
    assert "people mostly avoided each other" in summary(replace(results, weekly=weekly)).headline
    weekly = results.weekly.assign(complied=0.4 * results.weekly["attempted"], avoided=0.4 * results.weekly["attempted"])
    assert "complied with or avoided each other more often than they cooperated" in summary(replace(results, weekly=weekly)).headline


def test_a_lost_community_says_when_and_what_was_lost_first() -> None:
    results = with_spells(of("school"), ("viable", 10), ("lost", 30))
    weekly = results.weekly.copy()
    weekly.loc[weekly["week"] >= 30, ["connected_share", "plc_index"]] = 0.5, 0.6
    said = summary(replace(results, weekly=weekly))
    assert "week 10 (year 1, term 1)" in said.headline
    assert "lost it in week 30 (year 1, term 3), when staff were not connected by active ties; it did not come back" in said.headline
    assert any(
        "What was lost first, in week 30" in line and "the largest group connected by active ties held 10 of 19" in line
        for line in said.sections["Why"]
    )


def test_a_community_that_came_back_says_so() -> None:
    headline = summary(with_spells(of("school"), ("viable", 8), ("lost", 20), ("viable", 30))).headline
    assert "lost it in week 20" in headline
    assert "regained it in week 30" in headline
    assert headline.endswith("at the end it was viable.")


def test_a_run_too_short_to_tell_does_not_claim_failure() -> None:
    assert "cannot say" in summary(of("two")).headline
    assert "did not become" not in " ".join(summary(of("two")).lines)


def test_teams_without_a_bridge_are_named() -> None:
    results = of("power")
    ties = results.ties.assign(active=False)
    weekly = results.weekly.copy()
    weekly["bridged_share"] = 0.0
    assert "No team had a bridge of tested trust" in " ".join(summary(replace(results, ties=ties, weekly=weekly)).sections["Why"])
    team = results.staff["team"]
    far = results.staff.index[team == "school/team 3"]
    ties["active"] = ~(ties["source"].isin(far) | ties["target"].isin(far))
    ties["stage"] = pd.Categorical(["practice"] * len(ties), categories=ties["stage"].cat.categories)
    weekly["bridged_share"] = 0.75
    why = " ".join(summary(replace(results, ties=ties, weekly=weekly)).sections["Why"])
    assert "Team 3 had no bridge of tested trust to another team, nor in week 10" in why


def test_the_most_trusted_and_the_connectors_are_named() -> None:
    results = of("school")
    ties = results.ties.copy()
    person = int(results.staff.index[results.staff["here"]][5])
    ties.loc[ties["target"] == person, "trust"] = 0.99
    people = " ".join(summary(replace(results, ties=ties)).sections["People"])
    name = results.staff.loc[person, "name"]
    assert re.search(rf"Most trusted at the end: {re.escape(name)} \(.*?\), 0.99", people)
    assert "active ties across them" in people
    assert sum(name in people for name in results.staff["name"]) >= 4


def test_head_and_spanners_who_left_are_named_with_what_hung_on_them() -> None:
    results = of("school")
    people = " ".join(summary(results).sections["People"])
    head = results.staff[(results.staff["role"] == "head") & results.staff["left_week"].notna()].iloc[0]
    assert head["left_week"] == 30
    assert f"{head['name']} (head) left in week 30 (year 1, term 3); in week 29," in people
    spanner = results.staff[results.staff["spanner"] & (results.staff["left_week"] == 14)].iloc[0]["name"]
    assert spanner in people
    assert "in week 13" in people   # the week before, when ties were kept


def test_breaches_and_apologies_are_counted() -> None:
    results = of("school")
    broken = " ".join(summary(results).sections["Trust broken"])
    assert count(int(results.weekly["breaches"].sum()), "breach", "breaches").lower() in broken.lower()
    assert count(int(results.weekly["apologies"].sum()), "apology", "apologies") in broken
    assert "a breach of integrity felt by" in broken
    quiet = replace(
        results, weekly=results.weekly.assign(breaches=0, apologies=0), events=results.events[results.events["kind"] != "breach"]
    )
    assert summary(quiet).sections["Trust broken"] == ["Nobody broke anybody's trust."]


def test_minutes_of_the_meeting_hour() -> None:
    results = of("school")
    weekly = results.weekly.copy()
    weekly.loc[weekly.index[-1], ["joint_work_share", "checking_share", "repair_share"]] = 38 / 60, 11 / 60, 0.001
    time = " ".join(summary(replace(results, weekly=weekly)).sections["Time"])
    assert "38 minutes went into joint work" in time
    assert "11 minutes into checking" in time
    assert "In less than a minute of the hour" in time
    assert "no meetings" in summary(of("idle")).sections["Time"][0]


def test_trust_in_words_and_numbers() -> None:
    results = of("school")
    said = summary(results).sections["Trust"][0]
    assert f"{results.weekly['trust'].iloc[13]:.2f} in week 13" in said
    assert f"{results.weekly['trust'].iloc[-1]:.2f} in week 45" in said
    weekly = results.weekly.assign(trust=0.7)
    assert "hardly moved" in summary(replace(results, weekly=weekly)).sections["Trust"][0]
    weekly.loc[weekly.index[-1], ["trust", "regard"]] = 0.5, 0.3
    lines = summary(replace(results, weekly=weekly)).sections["Trust"]
    assert "fell: from 0.70 in week 13 (middling) to 0.50 in week 45 (guarded)" in lines[0]
    assert "people see least personal regard in each other (0.30)" in lines[1]


def test_interventions_with_what_followed() -> None:
    results = of("school")
    lines = summary(results).sections["What was done, and what followed"]
    assert len(lines) == 4
    trust = results.weekly["trust"]
    assert lines[0].startswith(f"Week 14: a spanner leaves. Trust was {trust.iloc[13]:.2f} before and {trust.iloc[27]:.2f} a term later")
    assert "other things were done in the same term" in lines[1]
    assert "in week 45" in lines[3]
    assert "What was done, and what followed" not in summary(of("power")).sections


def test_the_terminal_shows_the_same_words() -> None:
    from rich.console import Console

    said = summary(of("school"))
    console = Console(width=110, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(as_rich(said))
    shown = re.sub(r"[\s│╭╮╰╯─]+", " ", console.export_text())
    for line in said.lines:
        assert re.sub(r"\s+", " ", line) in shown


def test_words() -> None:
    scenario = of("school").scenario
    assert when(39, scenario) == "week 39 (year 1, term 3)"
    assert when(40, scenario) == "week 40 (year 2, term 1)"
    assert [level(x) for x in (0.0, 0.4, 0.6, 0.75, 1.0)] == ["low", "guarded", "middling", "good", "high"]
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(list("abcdefgh")) == "a, b, c, d, e and 3 more"
    assert count(1, "breach", "breaches") == "one breach"
    assert count(1300, "breach", "breaches") == "1,300 breaches"
