"""A tie is told whole: every change of it is a noted step, and each step is what the rules do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import trustsim
from trustsim.explain.difference import Difference, explain_difference
from trustsim.explain.person import explain_person, ties_of
from trustsim.explain.replay import TIE_FIELDS, Story, unaccounted, watch
from trustsim.explain.tie import Tie, explain_tie
from trustsim.prepared import constants_of
from trustsim.rules.beliefs import ceiling, loss_ratio, updated
from trustsim.scenario.load import load_scenario, scenario_from
from trustsim.state import QUALITIES, STAGES, TIE
from trustsim.summary import Summary

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
            good = bool((int(after["code"]) >> (len(QUALITIES) + q)) & 1)
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


def test_results_are_replayed_with_their_own_seed() -> None:
    results = trustsim.run(SCENARIOS["broken"], seed=7)
    story = watch(results, ties=[(3, 4)])
    assert (story.seed, story.name) == (7, results.name)
    assert story.weekly.equals(results.weekly)
    for wrong in ([(3, 3)], [(-1, 2)]):
        with pytest.raises(ValueError, match="two different staff numbers"):
            watch(results, ties=wrong)


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


# Words.


@pytest.fixture(scope="module")
def broken() -> Story:
    return told("broken", ties=[(5, 0)])


@pytest.fixture(scope="module")
def mates() -> tuple[Story, int, int]:
    """Two team mates of the same school who are both here to the end, with a breach among what passed between them."""
    for person in range(4, 14):
        story = told("broken", person=person)
        staying = set(story.weeks[(story.weeks["holder"] == person) & (story.weeks["week"] == 40)]["other"])
        broken = story.encounters[(story.encounters["holder"] == person) & (story.encounters["breach"] >= 0)]
        for other in broken["other"]:
            if other in staying and len(story.tie(person, int(other)).encounters) > 10:
                return story, person, int(other)
    raise AssertionError("no such pair in this run")


def said(words: Summary) -> str:
    return "\n".join([words.title, *words.about, words.headline, *(line for name, lines in words.sections.items() for line in (name, *lines))])


def test_causes_add_up_to_where_trust_stands() -> None:
    for name in ("broken", "partnership", "history"):
        story = told(name, person=3)
        moved = 0
        for other in sorted(set(story.steps["other"]) - {3}):
            for ends in ((3, other), (other, 3)):
                tie = Tie(story, *ends, story.scenario.weeks)
                assert tie.steps["now"].iloc[0] + tie.moves().sum() == pytest.approx(tie.last["trust"], abs=1e-9)
                moved += bool(tie.moves().abs().sum() > 0)
        assert moved > 10


def test_a_tie_is_told_from_its_tables(broken: Story) -> None:
    tie = Tie(broken, 5, 0, 40)
    a, b = tie.names
    text = said(explain_tie(broken, 5, 0))
    held = tie.encounters[tie.encounters["held"]]
    assert f"{a}'s trust in {b}" in text
    assert f"{len(held)} interaction" in text
    assert f"of which {int(held['built'].sum())} built trust" in text
    assert "Week 6: " in text
    assert f"{b} acted in bad faith" in text
    assert "never mends (deception)" in text
    assert "mediation" not in said(explain_tie(broken, 5, 0))
    shown = int((held["shown_respect"] & held["noticed_respect"]).sum())
    assert f"Respect: shown and noticed in {shown} of {len(held)}" in text
    assert "disposition to trust +0." in text


def test_mediation_is_told_apart_from_apology() -> None:
    breach = {"week": 6, "do": "breach", "by": "head", "kind": "integrity", "severity": 1.0}
    lasting = {"scar_integrity": 0.3, "chance": 0.0}
    story = watch({**SMALL, "timeline": [breach], "leadership": {"mediation": 1.0}, "mechanisms": {"breaches": lasting}}, seed=1, ties=[(5, 0)])
    scars = story.weeks[story.weeks["holder"] == 5].set_index("week")["scar_integrity"]
    at_once = story.steps[(story.steps["holder"] == 5) & (story.steps["kind"] == "timeline")]["scar_integrity"].iloc[-1]
    mended = at_once - scars[40]
    assert mended > 0.02
    assert f"Leaders' mediation has mended {mended:.2f} of the scars" in said(explain_tie(story, 5, 0))


def _week_lost(tie: Tie, stages: Any) -> int:
    return int(tie.steps["week"].iloc[int(np.flatnonzero(stages == stages.max())[-1]) + 1])


def test_a_stage_that_was_lost_is_not_said_to_have_stayed_shut() -> None:
    """What kept a gate from opening before a scar closed it again is no reason now."""
    story = watch("broken_promise_apology", seed=1, person=0)
    fell = 0
    for other in sorted(set(story.steps["other"]) - {0}):
        tie = Tie(story, other, 0, story.scenario.weeks)
        stages = tie.steps["stage"].to_numpy()
        stands = explain_tie(story, other, 0).sections["What it rests on"][1]
        lost = stages[-1] < stages.max()
        assert ("It had come to" in stands) == lost, stands
        after = tie.encounters[(tie.encounters["gates"] >= 0) & (tie.encounters["week"] > _week_lost(tie, stages))] if lost else []
        assert ("again" in stands) == (lost and len(after) > 0), stands
        fell += int(lost)
    assert fell


def test_every_encounter_is_told_with_all(mates: tuple[Story, int, int]) -> None:
    tie = Tie(*mates, 40)
    lines = explain_tie(*mates, everything=True).sections["Every encounter"]
    assert len(lines) == len(tie.encounters) > 10
    for line, row in zip(lines, tie.encounters.itertuples(), strict=True):
        assert line.startswith(f"Week {row.week}, {row.setting}: ")
        assert ("avoided the encounter" in line) == (not row.held)
        assert ("both cooperated" in line) == (row.own == row.others == 2)
        if row.held:
            ours = line.split("The other way")[0]
            assert f"{tie.names[0]}'s trust {row.trust_before:.2f} to {row.trust_after:.2f}" in ours
            assert ("That built trust" in ours) == row.built
            assert row.breach < 0 or ours.index(" Then ") < ours.index(f"'s trust {row.trust_before:.2f} to ")   # the cause before the move
            assert ("Their joint task" in line) == (row.task >= 0)
            if row.task == 1:
                assert ("did not open" in line or f"went from {STAGES[row.stage_before]}" in ours) == (row.stage_before < 3)
    broken = tie.encounters[tie.encounters["breach"] >= 0]
    assert f"Week {broken['week'].iloc[0]}: {tie.names[1]} broke {tie.names[0]}'s trust" in said(explain_tie(*mates))


def test_a_week_is_told_as_it_stood_then(broken: Story, mates: tuple[Story, int, int]) -> None:
    for story, holder, other, week in ((broken, 5, 0, 0), (broken, 5, 0, 6), (*mates, 5), (*mates, 30)):
        words = explain_tie(story, holder, other, week=week)
        trust = story.tie(holder, other).weeks.set_index("week")["trust"][week]
        assert f"at {trust:.2f} " in words.headline
        assert f"Week {week}" in words.sections
    assert "bad faith" not in said(explain_tie(broken, 5, 0, week=5))
    quiet = next(week for week in range(1, 15) if week not in set(broken.tie(5, 0).encounters["week"]) and week != 6)
    assert "Without an interaction trust does not move" in explain_tie(broken, 5, 0, week=quiet).sections[f"Week {quiet}"][0]


def test_ties_that_ended_began_late_or_never_were() -> None:
    people = trustsim.run(SCENARIOS["broken"], seed=1).staff
    leaver, newcomer = (int(number) for number in people.index[people["post"] == "school/team 2/1"])
    mate = next(int(n) for n in people.index if people.loc[n, "team"] == people.loc[leaver, "team"] and n not in (leaver, newcomer)
                and people.loc[n, "here"])
    assert f"{people.loc[leaver, 'name']} left in week 25." in explain_tie(told("broken", ties=[(mate, leaver)]), mate, leaver).headline
    late = explain_tie(told("broken", ties=[(newcomer, mate)]), newcomer, mate)
    assert "in week 25" in late.headline
    never = explain_tie(told("broken", ties=[(leaver, newcomer)]), leaver, newcomer)
    assert "do not know each other" in never.headline
    assert "left in week 25, before" in never.sections["What keeps them apart"][0]
    before = explain_tie(told("broken", ties=[(newcomer, mate)]), newcomer, mate, week=3)
    assert "do not know each other up to week 3" in before.headline


def test_strangers_are_told_what_keeps_them_apart() -> None:
    results = trustsim.run("multi_agency_partnership", seed=1)
    known = set(zip(results.ties["source"], results.ties["target"], strict=True))
    here = results.staff.index[results.staff["here"] & (results.staff["joined_week"] == 0)]
    pairs = [(int(a), int(b)) for a in here[:12] for b in here[-6:] if (a, b) not in known]
    words = [explain_tie(told("partnership", ties=[pair]), *pair) for pair in pairs[:6]]
    assert all("do not know each other" in each.headline for each in words)
    text = "\n".join(said(each) for each in words)
    assert "They work in different organisations" in text
    assert "introduce" in text


def test_a_tie_without_an_encounter_is_told() -> None:
    story = watch({"weeks": 2, "staff": 8, "teams": 2, "meetings": {"team_minutes_per_week": 0, "cross_team_minutes_per_week": 0,
                  "whole_staff_minutes_per_week": 0, "informal_encounters_per_week": 0}, "leadership": {"visibility": 0}}, person=4)
    other = int(story.steps["other"][story.steps["holder"] == 4].iloc[0])
    assert "have not met" in explain_tie(story, 4, other).headline
    assert explain_person(story, 4).headline


def test_a_person_is_told_from_the_ties() -> None:
    story = told("partnership", person=4)
    assert story.staff.loc[4, "here"]
    table = ties_of(story, 4, 117)
    last = story.weeks[(story.weeks["week"] == 117) & (story.weeks["holder"] == 4)].set_index("other")["trust"]
    back = story.weeks[(story.weeks["week"] == 117) & (story.weeks["other"] == 4)].set_index("holder")["trust"]
    now = table[table["until"] == 117]
    assert now["trust"].to_dict() == last.to_dict()
    assert now["back"].to_dict() == back.to_dict()
    words = explain_person(story, 4, everything=True)
    assert f"{now['trust'].mean():.2f} on average" in words.headline
    assert len(words.sections["Every tie"]) == len(table)


def test_those_who_left_that_week_are_counted_no_more() -> None:
    week = 40   # of the promise, which those who leave in that week see too
    story = watch({"weeks": week + 1, "staff": 20, "teams": 4, "timeline": [
        {"week": week, "do": "broken_promise", "by": "head"}, {"week": week, "do": "person_leaves", "person": "school/team 1/2"}]}, person=0)
    left = set(story.staff.index[story.staff["left_week"] == week])
    now = story.weeks[story.weeks["week"] == week]
    back = now[(now["other"] == 0) & ~now["holder"].isin(left)]["trust"]
    assert left & set(story.steps["holder"][(story.steps["week"] == week) & (story.steps["other"] == 0)])
    words = explain_person(story, 0, week=week).headline
    assert f" {len(back)} colleagues" in words
    assert f"trusted {back.mean():.2f} in return" in words


# Two runs.


def parting(first: Any, second: Any, ends: tuple[int, int], seed: int = 1) -> Difference:
    ties = [Tie(watch(source, seed=seed, ties=[ends]), *ends, 40) for source in (first, second)]
    return Difference(ties[0], ties[1], ("one", "two"))


def test_the_same_run_does_not_part() -> None:
    same = parting(SMALL, dict(SMALL), (4, 5))
    assert (same.week, same.encounter) == (None, None)
    assert "same in both runs, to the last digit" in explain_difference(same).headline


def test_longer_meetings_part_where_only_one_run_has_an_encounter() -> None:
    longer = {**SMALL, "meetings": {"team_minutes_per_week": 120}}
    found = parting(SMALL, longer, (4, 5))
    first, second = (set(zip(tie.encounters["week"], tie.encounters["event"], strict=True)) for tie in (found.first, found.second))
    row = found.encounter
    assert row is not None
    assert all((week, event) in second for week, event in first if week < row["week"])
    text = "\n".join(explain_difference(found).sections["Where they part"])
    assert "meetings.team_minutes_per_week" in said(explain_difference(found))
    assert "in the second run only" in text
    assert "they meet more often there" in text


def test_a_breach_of_one_run_is_named() -> None:
    with_breach = {**SMALL, "timeline": [{"week": 9, "do": "breach", "by": "head", "kind": "integrity"}]}
    found = parting(with_breach, SMALL, (5, 0))
    assert found.week == 9
    text = "\n".join(explain_difference(found).sections["Where they part"])
    assert "In week 9 the timeline of the first run alone moves trust by -" in text


def test_same_encounter_another_stance_says_what_was_dared() -> None:
    harder = {**SMALL, "conditions": {"threat": 0.9}}
    texts = [explain_difference(parting(SMALL, harder, (a, b))).sections.get("Where they part", [""])[-1] for a in range(3, 7) for b in range(7, 9)]
    assert any("dared of" in text and "asked" in text for text in texts), texts
