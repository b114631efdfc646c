"""What each kind of intervention does: before it nothing differs from the same luck without it, after it what it is for does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from trustsim.state import HERE, N_EVENTS, N_PAIRS, N_STAFF, SENIOR_LEADER

SCHOOL = {"staff": 24, "teams": 4, "weeks": 60, "senior_leaders": 1, "staffing": {"turnover_per_year": 0.0}}
WEEK = 20


def both(make_model: Any, item: dict[str, Any], until: int = WEEK, seed: int = 3, **settings: Any) -> tuple[Any, Any]:
    """The same school with and without one intervention in week 20, run to `until`; equal to the bit before it."""
    scenario = {**SCHOOL, **settings}
    plain = make_model(scenario, seed=seed)
    other = make_model({**scenario, "timeline": [{"week": WEEK, **item}]}, seed=seed)
    for model in (plain, other):
        model.run(WEEK - 1)
    assert plain.state.weeks.tobytes() == other.state.weeks.tobytes()
    assert plain.state.ties[: 2 * plain.state.count[N_PAIRS]].tobytes() == other.state.ties[: 2 * other.state.count[N_PAIRS]].tobytes()
    for model in (plain, other):
        model.run(until)
    return plain, other


def about(model: Any, number: int) -> Any:
    """Numbers of the ties that others hold of one person."""
    return model.ties_held(number) ^ 1


def events(model: Any, kind: str) -> Any:
    from trustsim.results import event_table

    table = event_table(model)
    return table[table["kind"] == kind]


def test_change_of_meetings(make_model: Any) -> None:
    plain, other = both(make_model, {"do": "change", "meetings": {"team_minutes_per_week": 180}})
    assert other.figures["attempted"] > 1.5 * plain.figures["attempted"]


def test_change_names_only_what_changes(make_model: Any) -> None:
    _, other = both(make_model, {"do": "change", "leadership": {"power": 0.9}}, leadership={"preset": "servant", "vision": 0.33})
    levels = other.conditions["school"].leadership.levels()
    assert (levels["power"], levels["vision"], levels["listening"]) == (0.9, 0.33, 0.9)


def test_change_of_threat_lowers_what_is_shown(make_model: Any) -> None:
    plain, other = both(make_model, {"do": "change", "conditions": {"threat": 1.0}}, until=50)
    assert other.figures["trust"] < plain.figures["trust"] - 0.01
    assert other.figures["cooperation_share"] < plain.figures["cooperation_share"]


def test_new_head(make_model: Any) -> None:
    plain, other = both(make_model, {"do": "new_head", "leadership": {"preset": "hero"}})
    old, new = int(plain.state.organisations["head"][0]), int(other.state.organisations["head"][0])
    assert new != old
    assert other.state.staff["presence"][old] != HERE
    assert other.posts[new] == plain.posts[old]
    assert np.all(other.state.ties["familiarity"][about(other, new)] <= 10)
    assert other.conditions["school"].leadership.preset == "hero"
    assert len(about(other, new)) >= 20


@pytest.mark.parametrize("replaced", [True, False])
def test_person_leaves(make_model: Any, replaced: bool) -> None:
    _, other = both(make_model, {"do": "person_leaves", "person": "school/team 2/3", "replaced": replaced})
    assert int(other.state.weeks["staff"][WEEK]) == (24 if replaced else 23)
    gone = other.posts.index("school/team 2/3")
    assert other.state.staff["left_week"][gone] == WEEK
    assert list(events(other, "left")["who"]) == [gone]


def test_a_new_spanner_has_contacts_in_other_teams_and_joins_them(make_model: Any) -> None:
    """The most sociable of the staff; four contacts in four teams; more active ties across teams than without (Burt; NC)."""
    settings = {"weeks": 160, "history": {"years": 4}, "meetings": {"cross_team_minutes_per_week": 0}, "spanners": {"minutes_per_week": 90}}
    plain, other = both(make_model, {"do": "new_spanner", "count": 2}, until=WEEK, **settings)
    staff = other.state.staff
    new = np.flatnonzero(staff["spanner"])
    able = np.flatnonzero((plain.state.staff["presence"] == HERE) & (plain.state.staff["role"] > SENIOR_LEADER))
    assert set(new) == set(able[np.argsort(-staff["sociability"][able])[:2]])
    pairs = other.state.pairs[: int(other.state.count[N_PAIRS])]
    contacts = pairs[pairs["spanner_contact"] == 1]
    for i in new:
        counterparts = np.where(contacts["a"] == i, contacts["b"], contacts["a"])[(contacts["a"] == i) | (contacts["b"] == i)]
        teams = set(staff["team"][counterparts].tolist())
        assert len(teams) == 4   # three teams and the leaders
        assert int(staff["team"][i]) not in teams
    plain, other = both(make_model, {"do": "new_spanner", "count": 2}, until=100, **settings)

    def across(model: Any) -> int:
        return int(model.figures["active_across_teams"])

    assert across(other) > 2 * max(1, across(plain))


def test_spanner_leaves_and_what_hung_on_them(make_model: Any) -> None:
    """Fixed contact points carry cross-team work; when they go, most of the active ties across teams go with them (Burt; NC)."""
    settings = {"weeks": 160, "history": {"years": 4}, "spanners": {"count": 2, "minutes_per_week": 90},
                "meetings": {"cross_team_minutes_per_week": 0}}

    def across(model: Any) -> int:
        w = model.state
        pairs = w.pairs[: int(w.count[N_PAIRS])]
        here = (w.staff["presence"][pairs["a"]] == HERE) & (w.staff["presence"][pairs["b"]] == HERE)
        teams = w.staff["team"][pairs["a"]] != w.staff["team"][pairs["b"]]
        return int(np.count_nonzero(here & teams & (pairs["cooperations_term"] >= 3)))

    plain, other = both(make_model, {"do": "spanner_leaves", "count": 2}, until=60, **settings)
    none = make_model({**SCHOOL, **settings, "spanners": {"count": 0}}, seed=3).run(60)
    assert across(plain) >= 5
    assert across(plain) > 2 * across(none)
    assert across(other) < 0.5 * across(plain)


def test_broken_promise_is_seen_by_all_and_apology_mends_little_of_it(make_model: Any) -> None:
    plain, other = both(make_model, {"do": "broken_promise", "kind": "integrity", "by": "head"})
    head = int(plain.state.organisations["head"][0])
    before, after = (model.state.ties[about(model, head)] for model in (plain, other))
    assert np.all(after["scar_integrity"] > before["scar_integrity"])
    assert after["trust"].mean() < 0.8 * before["trust"].mean()
    sorry = make_model({**SCHOOL, "timeline": [{"week": WEEK, "do": "broken_promise"}, {"week": WEEK + 1, "do": "apology"}]}, seed=3).run(WEEK + 1)
    silent = make_model({**SCHOOL, "timeline": [{"week": WEEK, "do": "broken_promise"}]}, seed=3).run(WEEK + 1)
    scars = [model.state.ties["scar_integrity"][about(model, head)].mean() for model in (sorry, silent)]
    assert 0.7 * scars[1] < scars[0] < 0.95 * scars[1]


def test_breach_by_a_named_person_and_severity(make_model: Any) -> None:
    scars = []
    for severity in (0.3, 1.0):
        _, other = both(make_model, {"do": "breach", "kind": "competence", "by": "school/team 1/2", "severity": severity})
        scars.append(other.state.ties["scar_competence"][about(other, other.posts.index("school/team 1/2"))].mean())
    assert 0.0 < scars[0] < 0.5 * scars[1]


def test_restructuring_moves_people_and_dips(make_model: Any) -> None:
    plain, other = both(make_model, {"do": "restructuring", "moved": 0.5, "depth": 1.0, "stage_weeks": 4}, until=WEEK + 9)
    moved = np.count_nonzero(plain.state.staff["team"][:24] != other.state.staff["team"][:24])
    assert 5 <= moved <= 18
    assert np.array_equal(np.sort(plain.state.staff["team"][:24]), np.sort(other.state.staff["team"][:24]))
    assert other.state.organisations["dip"][0] > 0.3          # the third stage, deepen, is the deepest
    building = [model.state.weeks["building"][WEEK + 8: WEEK + 10].sum() / model.state.weeks["interactions"][WEEK + 8: WEEK + 10].sum()
                for model in (plain, other)]
    assert building[1] < building[0] - 0.05
    later = other.run(WEEK + 25)
    assert later.state.organisations["dip"][0] == 0.0


def test_merger_of_teams(make_model: Any) -> None:
    _, other = both(make_model, {"do": "merger", "merge": ["school/team 1", "school/team 2"]}, until=WEEK + 1)
    one, two = (other.roster.teams.index(f"school/team {k}") for k in (1, 2))
    assert other.state.teams["size"][two] == 0
    members = np.flatnonzero(other.state.staff["team"][:24] == one)
    assert other.state.teams["size"][one] == len(members) >= 10
    agents = [other.staff_member(int(k)) for k in members]
    assert all(a.tie_to(b) is not None for a in agents for b in agents if a is not b)


def test_merger_of_organisations_leaves_one_head(make_model: Any) -> None:
    settings = {"organisations": {"north": {"staff": 14, "teams": 2}, "south": {"staff": 12, "teams": 2}}, "staff": None, "teams": None}
    _, other = both(make_model, {"do": "merger", "merge": ["north", "south"]}, until=WEEK + 1, **settings)
    assert set(other.state.staff["organisation"][:26]) == {0}
    assert np.count_nonzero(other.state.staff["role"][:26] == 0) == 1
    assert other.state.organisations["staff"].tolist() == [26, 0]


def test_co_location_brings_people_together(make_model: Any) -> None:
    settings = {"organisations": {"north": {"staff": 14, "teams": 2}, "south": {"staff": 12, "teams": 2}}, "staff": None, "teams": None,
                "partnership": {"contacts_per_person": 4.0}}
    plain, other = both(make_model, {"do": "co_location", "places": ["north", "south"]}, until=WEEK + 15, **settings)

    def contact(model: Any) -> int:
        w = model.state
        pairs = w.pairs[: int(w.count[N_PAIRS])]
        apart = w.staff["organisation"][pairs["a"]] != w.staff["organisation"][pairs["b"]]
        return int(w.ties["familiarity"][: 2 * len(pairs)].reshape(-1, 2)[apart].sum())

    assert contact(other) > 2 * contact(plain)


def test_co_location_introduces_the_nearer_people(make_model: Any) -> None:
    settings = {"organisations": {"north": {"staff": 30, "teams": 5}, "south": {"staff": 30, "teams": 5}}, "staff": None, "teams": None}
    plain, other = both(make_model, {"do": "co_location", "places": ["north", "south"]}, **settings)
    w = other.state
    pairs = w.pairs[: int(w.count[N_PAIRS])]
    new = pairs[w.ties["since_week"][: 2 * len(pairs): 2] == WEEK]
    new = new[w.staff["organisation"][new["a"]] != w.staff["organisation"][new["b"]]]
    assert len(new) > 100 + np.count_nonzero(plain.state.ties["since_week"][: 2 * int(plain.state.count[N_PAIRS]): 2] == WEEK)

    def metres(a: Any, b: Any) -> Any:
        return np.hypot(w.staff["x"][a] - w.staff["x"][b], w.staff["y"][a] - w.staff["y"][b])

    north, south = (np.flatnonzero(w.staff["organisation"][: w.count[N_STAFF]] == k) for k in (0, 1))
    assert np.median(metres(new["a"], new["b"])) < 0.9 * np.median(metres(north[:, None], south[None, :]))


def test_task_group_starts_with_swift_trust_and_ends(make_model: Any) -> None:
    plain, other = both(make_model, {"do": "task_group", "members": 6, "weeks": 8, "minutes_per_week": 90})
    pairs = other.state.pairs[: int(other.state.count[N_PAIRS])]
    group = np.flatnonzero(pairs["group_rate"] > 0)
    assert len(group) == 15
    people = np.unique([pairs["a"][group], pairs["b"][group]])
    assert len(np.unique(other.state.staff["team"][people])) == 5    # as many teams as there are
    swift = other.state.ties["swift"].reshape(-1, 2)[group] == 1
    competence = other.state.ties["belief"][:, 0].reshape(-1, 2)[group][swift].mean()
    assert competence > plain.state.ties["belief"][: 2 * plain.state.count[N_PAIRS], 0].mean() + 0.03
    other.run(WEEK + 8)
    assert not other.state.ties["swift"].any()
    assert not other.state.pairs["group_rate"].any()


def test_training_adds_encounters_and_listening(make_model: Any) -> None:
    plain, other = both(make_model, {"do": "training", "weeks": 5, "minutes_per_week": 120, "listening_gain": 0.2}, until=WEEK + 3)
    assert other.figures["attempted"] > 1.2 * plain.figures["attempted"]
    listening = other.state.staff["listening"][:24].copy()
    other.run(WEEK + 5)
    np.testing.assert_allclose(other.state.staff["listening"][:24], np.minimum(1.0, listening + 0.2))
    assert other.figures["attempted"] < 1.2 * plain.run(WEEK + 5).figures["attempted"]


def test_new_partner(make_model: Any) -> None:
    settings = {"organisations": {"school": {"staff": 14, "teams": 2}, "agency": {"staff": 8, "teams": 1}}, "staff": None, "teams": None,
                "partnership": {"meeting_minutes_per_week": 60}}
    model = make_model({**SCHOOL, **settings, "timeline": [{"week": WEEK, "do": "new_partner", "organisation": "agency"}]}, seed=1).run(WEEK - 1)
    assert model.figures["staff"] == 14
    assert len(model.agents) == 14
    model.run(WEEK + 10)
    assert model.figures["staff"] == 22
    assert len(model.agents) == 22
    assert len(events(model, "joined")) == 8


def test_interventions_are_logged_with_their_note(make_model: Any) -> None:
    _, other = both(make_model, {"do": "training", "weeks": 2, "note": "Listening course"})
    row = events(other, "intervention").iloc[0]
    assert (row["week"], row["detail"]) == (WEEK, "Listening course")
    assert int(other.state.count[N_STAFF]) == 24
    assert int(other.state.count[N_EVENTS]) > 1
