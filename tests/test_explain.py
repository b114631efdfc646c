"""A tie is told whole: every change of it is a noted step, and each step is what the rules do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import trustsim
from trustsim.explain.replay import TIE_FIELDS, Story, unaccounted, watch
from trustsim.founding import constants_of
from trustsim.rules.beliefs import ceiling, loss_ratio, updated
from trustsim.scenario.load import load_scenario, scenario_from
from trustsim.state import QUALITIES, TIE

SMALL: dict[str, Any] = {"weeks": 40, "staff": 14, "teams": 3, "senior_leaders": 1}
BROKEN = [{"week": 6, "do": "breach", "by": "head", "kind": "deception"}, {"week": 9, "do": "apology", "by": "head"},
          {"week": 12, "do": "task_group", "members": 6, "weeks": 8}, {"week": 15, "do": "new_head"},
          {"week": 20, "do": "restructuring", "moved": 0.6}, {"week": 25, "do": "person_leaves", "person": "school/team 2/1"}]
SCENARIOS: dict[str, Any] = {
    "plain": SMALL, "broken": {**SMALL, "timeline": BROKEN, "leadership": {"preset": "absent"}, "mechanisms": {"breaches": {"chance": 0.02}}},
    "bank": {**SMALL, "mechanisms": {"beliefs": {"rival": "bank_of_credits"}}}, "beta": {**SMALL, "mechanisms": {"beliefs": {"rival": "beta_count"}}},
    "null": {**SMALL, "mechanisms": {"beliefs": {"rival": "random_null"}}}, "no scar": {**SMALL, "mechanisms": {"beliefs": {"rival": "no_scar"}}},
    "history": {**SMALL, "history": {"years": 3, "norm": 0.6}}, "no events": {**SMALL, "record": {"events": False}, "timeline": BROKEN},
    "partnership": "multi_agency_partnership"}  # fmt: skip


def told(name: str, seed: int = 1, **whose: Any) -> Story:
    return watch(SCENARIOS[name], seed=seed, **(whose or {"person": 0}))


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_change_of_a_tie_is_accounted_for(name: str) -> None:
    """The steps form a chain from the first week to the last, each touching only what its kind may touch, and end where the run ends."""
    for person in (0, 5):
        story = told(name, person=person)
        assert unaccounted(story) == []
        ties = trustsim.run(SCENARIOS[name], seed=1).ties
        assert len(ties[(ties["source"] == person) | (ties["target"] == person)]) > 20
        for tie in ties[(ties["source"] == person) | (ties["target"] == person)].itertuples():
            week = story.weeks[(story.weeks["holder"] == tie.source) & (story.weeks["other"] == tie.target) & (story.weeks["week"] == tie.week)]
            assert len(week) == 1
            for field in ("trust", "readiness", "familiarity", "wins", "scar_competence", "scar_integrity", *QUALITIES):
                assert week[field].iloc[0] == getattr(tie, field), (tie, field)


def test_a_step_left_out_is_missed() -> None:
    """The check above can fail: without one step of a kind, its change is laid to a step that may not make it."""
    story = told("broken")
    for kind in ("breach", "timeline", "met", "task"):
        rows = story.steps["kind"].to_numpy() == kind
        assert rows.any(), kind
        fewer = replace(story, steps=story.steps[~rows].reset_index(drop=True))
        assert unaccounted(fewer), kind


@pytest.mark.parametrize("name", ["plain", "broken", "bank", "beta"])
def test_what_was_seen_moves_beliefs_as_the_rule_says(name: str) -> None:
    """From the belief before, the rule and the noted signals alone follow the beliefs after, to the bit."""
    story = told(name)
    p = constants_of(story.scenario)
    steps = story.steps
    met = np.flatnonzero(steps["kind"] == "met")
    assert len(met) > 200
    for k in met.tolist():
        before, after = steps.iloc[k - 1], steps.iloc[k]
        tie = np.zeros(1, TIE)[0]
        tie["scar_competence"], tie["scar_integrity"] = before["scar_competence"], before["scar_integrity"]
        known = float(before["familiarity"])
        for q, quality in enumerate(QUALITIES):
            loss = loss_ratio(p, known)
            if q == 0 and before["swift"] == 1:
                loss *= p["first_trust"]["swift_fragility"]
            good = bool((int(after["code"]) >> (4 + q)) & 1)
            assert updated(p, before[quality], ceiling(p, tie, q), good, loss, 1.0, known) == after[quality]


def test_watching_changes_no_number() -> None:
    for name, source in SCENARIOS.items():
        weekly = trustsim.run(source, seed=3).weekly
        assert watch(source, seed=3, ties=[(1, 4)]).weekly.equals(weekly), name
        assert watch(source, seed=3, person=2).weekly.equals(weekly), name


def test_encounters_are_those_of_the_run() -> None:
    """Watched one person at a time, encounters add up to what the weekly table counts."""
    story = [told("broken", person=i) for i in range(14 + 6)]
    rows = [set(zip(*(tale.encounters[name] for name in ("week", "event", "holder", "other")))) for tale in story]
    everyone = set().union(*rows)
    weekly = story[0].weekly
    assert len(everyone) == 2 * int(weekly["attempted"].sum())
    table = {key: row for tale in story for key, row in zip(zip(*(tale.encounters[name] for name in ("week", "event", "holder", "other"))),
                                                             tale.encounters.itertuples())}
    assert sum(row.held for row in table.values()) == int(weekly["interactions"].sum())
    assert sum(row.built for row in table.values()) == int(weekly["building"].sum())
    assert sum(row.task == 1 for row in table.values()) == 2 * int(weekly["wins"].sum())
    assert sum(row.task == 0 for row in table.values()) == 2 * int(weekly["failures"].sum())


def test_too_many_notes_for_the_room_are_noted_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = told("plain")
    from trustsim.explain import replay

    monkeypatch.setattr(replay, "ROOM", 4)
    assert told("plain").steps.equals(whole.steps)


def test_newcomers_are_watched_from_the_day_they_come() -> None:
    people = trustsim.run(SCENARIOS["broken"], seed=1).staff
    newcomer = int(people.index[people["post"] == "school/team 2/1"][1])
    story = told("broken", person=newcomer)
    assert (story.steps["week"].min(), unaccounted(story)) == (25, [])
    assert set(story.steps[story.steps["kind"] == "began"]["week"]) >= {25}
    leaver = int(people.index[people["post"] == "school/team 2/1"][0])
    assert told("broken", ties=[(leaver, newcomer)]).steps.empty


def test_first_trust_is_the_sum_of_its_parts() -> None:
    began = told("plain").steps
    began = began[began["kind"] == "began"]
    noise = scenario_from(SMALL).mechanisms.first_trust.noise_quality
    parts = began[[f"x{k}" for k in range(5)]].sum(axis=1)
    for quality in QUALITIES:
        assert (abs(began[quality] - parts) < 3.5 * noise).all()   # the rest is the first impression of that quality, bounded
    assert load_scenario("baseline").scenario.mechanisms.first_trust.noise_quality > 0
    assert set(TIE_FIELDS) <= set(began.columns)
