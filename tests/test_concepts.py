"""Concepts of the two texts that have no test elsewhere, each by the direction in which it works (docs/coverage.md)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from trustsim.prepared import constants_of
from trustsim.rules.blocks import CHANCES, new_block
from trustsim.rules.breaches import KIND_COMPETENCE, breach, mediate
from trustsim.rules.conduct import (
    COOPERATE,
    abused,
    bad_faith,
    comply_by_authority,
    comply_chance,
    discern_bonus,
    extended,
    merits,
    prepare_conduct,
)
from trustsim.rules.encounters import compare, expected, keep_lists, team_rate
from trustsim.rules.interactions import credentials
from trustsim.rules.leadership import BROKERING, EXTENDING, FAIRNESS, JUDGEMENT, POWER, SUPPORT, exposures, meeting_load, prepare_person
from trustsim.rules.word_of_mouth import broker_of
from trustsim.scenario.load import scenario_from
from trustsim.scenario.timeline import BREACH_KINDS
from trustsim.state import (
    CHANNELS,
    HEAD,
    HERE,
    INFORMAL,
    INTEGRITY,
    JOINT,
    N_PAIRS,
    N_STAFF,
    NOTICE,
    ORGANISATION,
    PAIR,
    REGARD,
    RESPECT,
    SENIOR_LEADER,
    STAFF,
    TEACHER,
    TEAM,
    TEAM_MEETING,
    TIE,
    TRAINING,
    VISIT,
    WHOLE_STAFF,
)

P = constants_of(scenario_from({}))


def record(kind: Any, **fields: Any) -> Any:
    """One record with these fields, all else 0."""
    one = np.zeros(1, kind)[0]
    for name, value in fields.items():
        one[name] = value
    return one


def prepared(role: int = TEACHER, conditions: dict[str, Any] | None = None, **fields: Any) -> Any:
    """A person prepared for the week, in an organisation of middling leaders unless `conditions` say otherwise."""
    o = record(ORGANISATION, **{"behaviour": 0.5, "exposure": 0.5, "direct": 0.5, "climate": 0.7, **(conditions or {})})
    person = record(STAFF, **{"role": role, "trait": 0.5, "disposition": 0.5, "listening": 0.5, **fields})
    prepare_person(P, person, record(TEAM, climate=0.7), o)
    return person


# Who shows, who notices, who breaks trust


@pytest.mark.parametrize(("name", "fields", "conditions"), [
    ("trait", {"trait": 0.3}, {}), ("workload", {"workload": 1.0}, {}), ("threat", {}, {"felt_threat": 0.8}), ("dip", {}, {"dip": 0.5}),
    ("climate", {}, {"climate": 0.4}), ("leaders", {}, {"exposure": 0.2})])
def test_less_is_shown_under(name: str, fields: dict[str, float], conditions: dict[str, float]) -> None:
    """A weaker trait, load, threat, the dip, a poor climate and poor leaders each lower what is shown, of every quality."""
    assert np.all(prepared(conditions=conditions, **fields)["show_base"] < prepared()["show_base"] - 1e-6), name


def test_leaders_show_what_they_lead_by_whatever_their_reach() -> None:
    """NC: the medium becomes the message."""
    far = {"exposure": 0.1, "direct": 0.9}
    assert np.all(prepared(HEAD, far)["show_base"] > prepared(HEAD)["show_base"])
    assert np.all(prepared(TEACHER, far)["show_base"] < prepared(TEACHER)["show_base"])


def test_who_listens_notices_more() -> None:
    """One's own listening, a trustful disposition, and leaders who listen."""
    led = np.full(len(CHANNELS), 0.5)
    led[NOTICE] = 0.9
    for other in (prepared(listening=0.8), prepared(disposition=0.8), prepared(conditions={"exposure": led})):
        assert other["notice_base"] > prepared()["notice_base"]


def test_bad_faith_is_likelier_at_low_integrity_under_threat_and_where_word_and_deed_part() -> None:
    usual = prepared()["breach_base"]
    assert usual == pytest.approx(P["breaches"]["chance"])
    assert prepared(trait=0.0)["breach_base"] == pytest.approx(P["breaches"]["low_integrity"] * usual)
    assert prepared(conditions={"felt_threat": 1.0})["breach_base"] == pytest.approx(P["breaches"]["threat"] * usual)
    assert prepared(conditions={"behaviour": 0.0})["breach_base"] == pytest.approx(P["breaches"]["consistency"] * usual)


def test_integrity_confidence_and_deception_scar_deeper_and_deeper() -> None:
    scars = {}
    for kind, name in enumerate(BREACH_KINDS):
        tie = record(TIE, belief=0.7)
        breach(P, tie, kind, 1.0)
        scars[name] = max(tie["scar_competence"], tie["scar_integrity"])
        assert (tie["scar_lasting"] > 0) == (name == "deception")
        assert (tie["belief"][REGARD] < 0.7) == (kind != KIND_COMPETENCE)
    assert scars["competence"] < scars["integrity"] < scars["confidentiality"] < scars["deception"]


def test_leaders_who_mediate_mend_scars_and_more_of_competence() -> None:
    tie = record(TIE, belief=0.6, scar_competence=0.2, scar_integrity=0.2, scar_lasting=0.1)
    mediate(P, tie, 0.0)
    assert tie["scar_competence"] == tie["scar_integrity"] == 0.2
    for _ in range(2000):
        mediate(P, tie, 1.0)
    assert tie["scar_competence"] < 1e-6
    assert tie["scar_integrity"] == pytest.approx(0.1)    # what deception left
    np.testing.assert_array_equal(tie["belief"], 0.6)     # belief is left to conduct


# Leaders


def test_power_makes_people_comply_and_undoes_respect_and_regard() -> None:
    """NC: leading through authority, not power. RT: people may comply with whom they do not trust."""
    weak, strong = (comply_chance(P["stance"], True, comply_by_authority(P["stance"], power), False) for power in (0.0, 1.0))
    assert P["stance"]["comply_informal"] < weak < strong == 1.0
    assert comply_chance(P["stance"], False, 1.0, False) == P["stance"]["comply_informal"]
    levels = []
    for power in (0.0, 1.0):
        o = record(ORGANISATION, behaviour=0.6, purpose_shared=0.6, fairness_felt=0.6)
        o["behaviour"][POWER] = power
        exposures(P, o, 1.0)
        levels.append(o["exposure"].copy())
    lower = levels[1] < levels[0] - 1e-9
    assert sorted(np.flatnonzero(lower)) == [RESPECT, REGARD]


def test_fairness_works_as_far_as_it_is_felt_and_vision_as_far_as_it_is_shared(make_model: Any) -> None:
    """NC: organisations have long memories. After a change both close half of the gap in about 14 and 34 weeks."""
    model = make_model({"staff": 12, "teams": 2, "weeks": 60, "leadership": {"fairness": 0.2, "vision": 0.2},
                        "timeline": [{"week": 2, "do": "change", "leadership": {"fairness": 0.8, "vision": 0.8}}]})
    felt = []
    for _ in range(60):
        model.step()
        o = model.state.organisations[0]
        felt.append((float(o["fairness_felt"]), float(o["purpose_shared"])))
    assert o["behaviour"][FAIRNESS] == 0.8
    halfway = [next(week for week, level in enumerate(column) if level > 0.5) for column in zip(*felt, strict=True)]
    assert halfway[0] == pytest.approx(14, abs=2)
    assert halfway[1] == pytest.approx(34, abs=3)
    for fair in (0.2, 0.8):   # what leaders do now moves no channel, what is felt does
        o = record(ORGANISATION, fairness_felt=fair)
        exposures(P, o, 1.0)
        assert o["exposure"][INTEGRITY] == pytest.approx(0.3 * fair)


def test_smart_trust_goes_to_who_merits_it_and_blind_trust_is_abused() -> None:
    honest, other, o = record(STAFF, trait=0.6), record(STAFF, trait=0.1), record(ORGANISATION)
    o["behaviour"][EXTENDING], o["behaviour"][JUDGEMENT] = 1.0, 1.0
    assert (extended(o, merits(P, honest)), extended(o, merits(P, other))) == (1.0, 0.0)
    o["behaviour"][JUDGEMENT] = 0.0
    assert extended(o, merits(P, other)) == 1.0
    assert abused(P, 1.0, merits(P, other)) > 0.0 == abused(P, 1.0, merits(P, honest))


def test_bad_faith_is_looked_for_wherever_a_draw_can_bring_it(make_model: Any) -> None:
    """`prepare_conduct` names the draw above which nobody is asked: nobody may act in bad faith there, at the worst of everything, and not far below
    somebody does."""
    model = make_model({"staff": 20, "teams": 4, "weeks": 3, "leadership": {"extending_trust": 1.0, "judgement": 0.0}}).run()
    w, block = model.state, new_block()
    c, o = block.conduct, w.organisations[0]
    rare = int(prepare_conduct(w))
    assert 0 < rare < 2**32 - 1
    c.do[:, 0], c.dared[:, 0], c.demand[0] = COOPERATE, 0.0, o["demand"] + 0.5 * w.p["stance"]["demand_spread"]

    def somebody(draw: int) -> bool:
        block.luck[CHANCES + 2:CHANCES + 4, 0] = draw
        return any(bad_faith(w.p, block.luck, c, 0, person, person, o, o) for person in w.staff[: w.count[N_STAFF]])

    assert somebody(rare // 2)
    assert not somebody(rare)


def test_brokers_introduce_people_and_nobody_else_does(make_model: Any) -> None:
    """Without mixed meetings and spanners new acquaintances come from leaders who broker (NC)."""
    met = {}
    for brokering in (0.0, 1.0):
        model = make_model({"staff": 40, "teams": 8, "weeks": 30, "staffing": {"turnover_per_year": 0.0}, "leadership": {"brokering": brokering},
                            "mechanisms": {"word_of_mouth": {"met_per_hour": 0.0, "strong_from": 0.5}}}).run()
        assert model.state.organisations["behaviour"][0, BROKERING] == brokering
        met[brokering] = int(model.state.weeks["new_ties"].sum())
        ties = model.state.ties[: 2 * int(model.state.count[N_PAIRS])]
        assert np.count_nonzero(ties["voucher"] >= 0) == 2 * met[brokering]
    assert met[0.0] == 0 < 10 < met[1.0]


def test_the_broker_who_lends_most_is_found_wherever_they_stand_on_the_list(make_model: Any) -> None:
    """After leavers, newcomers and new spanners the short way through the list finds whom a look at all contacts finds."""
    model = make_model({"staff": 40, "teams": 8, "weeks": 41, "spanners": {"count": 2}, "staffing": {"turnover_per_year": 0.9},
                        "timeline": [{"week": 20, "do": "new_spanner", "count": 2}], "leadership": {"brokering": 0.7},
                        "mechanisms": {"word_of_mouth": {"strong_from": 0.6}}}, seed=3).run()
    w = model.state
    keep_lists(w, 42)
    staff, later, several, nobody = w.staff, 0, 0, 0
    for i in np.flatnonzero(staff["presence"] == HERE):
        ties = w.ties_of[w.first[i]:w.last[i]].tolist()
        others = [int(w.pairs[t // 2]["a"] if t % 2 else w.pairs[t // 2]["b"]) for t in ties]
        strength = [1.0 if staff["spanner"][j] else 0.7 * (staff["role"][j] in (HEAD, SENIOR_LEADER)) for j in others]
        lent = [much * w.ties["trust"][t] if w.ties["trust"][t] >= 0.6 else 0.0 for much, t in zip(strength, ties, strict=True)]
        best = int(np.argmax(lent))
        assert broker_of(w, i) == ((ties[best], strength[best]) if lent[best] > 0.0 else (-1, 0.0))
        assert staff["brokers"][i] == np.count_nonzero(strength)
        later, several, nobody = later + (best > 0), several + (staff["brokers"][i] > 1), nobody + (lent[best] == 0.0)
    assert min(later, several, nobody) > 3   # the lists held every kind of case


def test_support_lightens_the_load_of_meetings() -> None:
    loads = []
    for support in (0.0, 1.0):
        o = record(ORGANISATION, team_minutes=60.0)
        o["behaviour"][SUPPORT] = support
        loads.append(meeting_load(P, o, 0.0, 1.0))
    assert loads == pytest.approx([0.55, 0.05])


# Time, place and protocols


def test_a_presentation_gives_few_exchanges() -> None:
    rates = [team_rate(P, record(ORGANISATION, team_minutes=60.0, behaviour=0.5, exchange_factor=factor), 6)
             for factor in (1.0, P["encounters"]["presentation_exchanges"])]
    assert rates[1] == pytest.approx(0.33 * rates[0])


def test_protocols_help_to_show_and_to_notice_where_people_work(make_model: Any) -> None:
    """Service agreements and protocols in all work settings, a structured team meeting in its own and in joint work (NC)."""
    plain, agreed, structured = (make_model({"staff": 12, "teams": 2, "meetings": meetings}).state.organisations[0]
                                 for meetings in ({}, {"structure": 0.5}, {"team_format": "structured_protocol"}))
    for what in ("show_setting", "notice_setting"):
        more = agreed[what] - plain[what]
        assert np.all(more[[INFORMAL, VISIT, WHOLE_STAFF]] == 0.0)
        assert np.all(more[[TEAM_MEETING, JOINT, TRAINING]] == 0.125)
        assert np.flatnonzero(structured[what] - plain[what]).tolist() == [TEAM_MEETING, JOINT]


def rates(make_model: Any, setting: int, **settings: Any) -> Any:
    """Expected encounters a week of every person in a setting."""
    model = make_model({"staff": 30, "teams": 5, "weeks": 1, **settings}).run()
    w = model.state
    total = np.zeros(int(w.count[N_STAFF]))
    for pair in w.pairs[: int(w.count[N_PAIRS])]:
        rate = expected(w, pair, setting)
        total[pair["a"]] += rate
        total[pair["b"]] += rate
    return total


def test_sociable_people_meet_more_informally(make_model: Any) -> None:
    quiet, lively = (rates(make_model, INFORMAL, people={"sociability_mean": mean, "sociability_sd": 0.0}) for mean in (0.25, 0.5))
    assert lively.mean() == pytest.approx(4.0, rel=0.02)   # as many as `informal_encounters_per_week`
    assert np.allclose(lively, 2.0 * quiet)


def test_visible_leaders_walk_about(make_model: Any) -> None:
    """NC: management by walking around; a leader's visits are shared among the staff."""
    assert rates(make_model, VISIT, leadership={"visibility": 0.0}).sum() == 0.0
    head = rates(make_model, VISIT, leadership={"visibility": 1.0})[0]
    assert head == pytest.approx(P["encounters"]["leader_visits_per_week"] * 29 / 30)


# Professions


def test_another_profession_is_harder_to_read_unless_agreements_or_a_spanner_help() -> None:
    teacher, nurse = record(STAFF, profession=0, team=0), record(STAFF, profession=1, team=1)
    spanner = record(STAFF, profession=1, team=1, spanner=1)
    agreed = constants_of(scenario_from({"partnership": {"service_agreement": 1.0}}))
    apart, helped = record(PAIR), record(PAIR)
    compare(apart, teacher, nurse)
    compare(helped, teacher, spanner)
    assert discern_bonus(P, apart) == -P["discernment"]["other_profession"] < discern_bonus(agreed, apart) == 0.0
    assert discern_bonus(P, helped) == P["discernment"]["spanner"]
    assert credentials(P, apart) < credentials(agreed, apart) == credentials(P, helped) == 1.0


def test_working_across_organisations_asks_more_unless_agreements_make_it_clear(make_model: Any) -> None:
    """The same partnership with the same luck: after eight weeks full agreements have made more active ties across."""
    both = []
    for agreement in (0.0, 1.0):
        model = make_model({"organisations": {"one": {"staff": 16, "teams": 2}, "other": {"staff": 16, "teams": 2}}, "weeks": 8,
                            "history": {"years": 4}, "mechanisms": {"stance": {"demand_boundary": 0.4}},
                            "partnership": {"service_agreement": agreement, "meeting_minutes_per_week": 120, "contacts_per_person": 6}}, seed=1).run()
        both.append(int(model.figures["active_across_organisations"]))
    assert both[1] > both[0] + 10


def test_what_is_believed_of_a_profession_goes_on_to_newcomers(make_model: Any) -> None:
    """Transference (NC): where people trust those of a profession, the next one of it is trusted sooner."""
    believed, met = {}, {}
    for preset in ("servant", "absent"):                          # the same people and luck
        model = make_model({"staff": 24, "teams": 4, "weeks": 40, "staffing": {"turnover_per_year": 0.9}, "leadership": {"preset": preset},
                            "mechanisms": {"word_of_mouth": {"talk_per_week": 0.0}}}, seed=2)
        n = int(model.state.count[N_STAFF])
        w = model.run().state
        later = np.arange(n, int(w.count[N_STAFF]))               # in the order in which they came
        assert len(later) > 8
        believed[preset], met[preset] = float(w.seen[0, 0]), w.reputation[later, 0]
    assert believed["servant"] > believed["absent"] + 0.02
    assert met["servant"][-1] > met["absent"][-1] + 0.01
    for preset in believed:                                       # each starts where the profession stands by then
        assert abs(met[preset][-1] - believed[preset]) < 0.01


# The dividend and the tax of trust


def test_dividend_and_tax_are_shares_of_the_meeting_time_of_a_term(make_model: Any) -> None:
    """NC (Covey): joint work is the dividend; checking and repair are the tax. Attempted formal encounters of 13 weeks are the base."""
    model = make_model({"staff": 24, "teams": 4, "weeks": 40, "mechanisms": {"breaches": {"chance": 0.02}}}, seed=4).run()
    weeks = model.state.weeks
    for share, count in (("joint_work_share", "formal_joint"), ("checking_share", "checking"), ("repair_share", "repair")):
        found = weeks[count][28:41].sum() / weeks["formal"][28:41].sum()
        assert 0.0 < found < 1.0
        assert weeks[share][40] == pytest.approx(found)
