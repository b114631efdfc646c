"""Single rules, by direction and limit: encounters, leadership, first trust, word of mouth, viability, the rivals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from trustsim import qualities
from trustsim.prepared import constants_of
from trustsim.rules.acquaintance import MANY_TIES, next_contact, place_on_ring
from trustsim.rules.beliefs import STAGE_WEIGHTS, loss_ratio, overlap_of, trust_of, updated
from trustsim.rules.blocks import new_block
from trustsim.rules.encounters import exchanges, expected, propinquity, team_rate
from trustsim.rules.first_trust import begin_swift, first_belief, vouch
from trustsim.rules.leadership import CHANNEL_WEIGHTS, emotional_dip, reach
from trustsim.rules.viability import representative
from trustsim.rules.word_of_mouth import talk
from trustsim.scenario.load import scenario_from
from trustsim.scenario.mechanisms import RIVALS
from trustsim.scenario.sections import presets
from trustsim.state import CHANNELS, HERE, N_PAIRS, N_STAFF, ORGANISATION, QUALITIES, REGARD

P = constants_of(scenario_from({}))


def rival(name: str) -> Any:
    return constants_of(scenario_from({"mechanisms": {"beliefs": {"rival": name}}}))


# Encounters

def test_informal_contact_falls_to_54_per_cent_at_24_metres() -> None:
    assert propinquity(P, 0.0, 0.0, 0.0, 0.0) == 1.0
    assert propinquity(P, 0.0, 0.0, 24.0, 0.0) == pytest.approx(0.54, abs=0.005)
    assert propinquity(P, 0.0, 0.0, 0.0, 48.0) < 0.54


def test_minutes_become_exchanges() -> None:
    """An hour in talking groups of four is as many exchanges a person as it holds, halved, whatever the size of the team."""
    an_hour = 2 * 60.0 / (4 * float(P["encounters"]["minutes_per_exchange"]))   # two of four talk in each exchange
    o = np.zeros(1, ORGANISATION)[0]
    o["team_minutes"], o["exchange_factor"], o["behaviour"] = 60.0, 1.0, 1.0
    for size in (4, 6, 10):
        assert team_rate(P, o, size) * (size - 1) == pytest.approx(exchanges(P, 60.0)) == pytest.approx(an_hour)
    assert team_rate(P, o, 1) == 0.0
    o["behaviour"] = 0.0
    assert team_rate(P, o, 6) * 5 == pytest.approx(0.7 * an_hour)     # nobody protects the time


def test_encounters_are_as_many_as_the_rates_say(make_model: Any) -> None:
    """Over 30 weeks the attempted encounters are the sum of the rates, within 4 standard errors (fails by chance once in 10,000)."""
    model = make_model({"staff": 40, "teams": 7, "weeks": 31, "staffing": {"turnover_per_year": 0.0},
                        "mechanisms": {"word_of_mouth": {"introductions_per_week": 0.0, "met_per_hour": 0.0}}}, seed=5).run()
    w = model.state
    rates = 30 * sum(expected(w, w.pairs[k], setting) for k in range(int(w.count[N_PAIRS])) for setting in range(8))
    assert abs(w.weeks["attempted"][2:32].sum() - rates) < 4 * np.sqrt(rates)


# Leadership

def test_leaders_reach_less_of_a_large_staff_and_more_where_leading_is_shared() -> None:
    assert reach(P, float(P["leadership"]["reach"]), 0, 0, 1, 0.0) == pytest.approx(1.0)
    sizes = [reach(P, staff, 0, 0, 1, 0.5) for staff in (10, 30, 60, 200)]
    assert sizes == sorted(sizes, reverse=True)
    assert reach(P, 60, 2, 10, 1, 1.0) > reach(P, 60, 2, 10, 1, 0.0) == reach(P, 60, 0, 0, 1, 0.5)
    assert reach(P, 60, 0, 0, 0, 1.0) == 0.0                              # nobody leads


def test_weights_of_each_channel_add_up_to_one() -> None:
    np.testing.assert_allclose(CHANNEL_WEIGHTS.sum(axis=1), 1.0)


def test_weights_of_each_stage_add_up_to_one() -> None:
    np.testing.assert_allclose(STAGE_WEIGHTS.sum(axis=1), 1.0)


def test_each_quality_is_shown_through_a_channel_of_its_own_and_has_a_mean_in_people() -> None:
    """In the order of qualities, so that quality q is led through channel q."""
    from trustsim.scenario.sections import People

    assert CHANNELS[:len(QUALITIES)] == tuple(f"show_{quality}" for quality in QUALITIES)
    assert set(CHANNELS) == set(qualities.CHANNELS)
    assert {f"{quality}_mean" for quality in QUALITIES} <= set(People.model_fields)


def test_presets_name_behaviours_and_a_source_and_what_they_leave_out_has_a_level() -> None:
    from trustsim.scenario.sections import BEHAVIOURS, Leadership

    for name, style in presets().items():
        assert "source" in style, name
        assert set(style) <= {*BEHAVIOURS, "source"}, name
        assert all(0.0 <= level <= 1.0 for level in Leadership(preset=name).levels().values())


def test_leadership_styles_order_trust(make_model: Any) -> None:
    """Two years, paired by luck over 6 seeds: servant and transformational above fair, hero and absent below it, in every seed."""
    final = {}
    for preset in ("servant", "transformational", "fair", "hero", "absent"):
        final[preset] = np.array([make_model({"staff": 30, "teams": 5, "weeks": 78, "leadership": {"preset": preset}}, seed=s).run().figures["trust"]
                                  for s in range(6)])
    for better in ("servant", "transformational"):
        assert np.all(final[better] > final["fair"])
    for worse in ("hero", "absent"):
        assert np.all(final[worse] < final["fair"])


def test_the_dip_is_deepest_in_the_third_stage_and_support_softens_it() -> None:
    o = np.zeros(1, ORGANISATION)[0]
    o["dip_start"], o["dip_stage_weeks"], o["dip_depth"] = 10, 4, 1.0
    depths = [emotional_dip(o, week) for week in (9, 10, 14, 18, 22, 26, 30)]
    assert depths == [0.0, 0.2, 0.6, 1.0, 0.6, 0.2, 0.0]
    o["behaviour"][6] = 1.0   # personal support
    assert emotional_dip(o, 18) == pytest.approx(0.4)


# First trust and word of mouth

def test_first_trust_rises_with_each_of_its_grounds(make_model: Any) -> None:
    w = make_model({"staff": 12, "teams": 2}).state
    base = first_belief(w, 3, 5, 0.7)[0]
    assert first_belief(w, 3, 5, 0.9)[0] > base
    w.reputation[5, 0] += 0.2
    assert first_belief(w, 3, 5, 0.7)[0] == pytest.approx(base + 0.2 * P["first_trust"]["weight_reputation"])
    w.seen[0, 0] += 0.2
    assert first_belief(w, 3, 5, 0.7)[0] > base + 0.2 * P["first_trust"]["weight_reputation"]
    w.staff["disposition"][3] += 0.1
    assert first_belief(w, 3, 5, 0.7)[0] > base + 0.1
    w.staff["survey_trust"][3] = 0.2                       # what a survey found stands for disposition and norm
    assert first_belief(w, 3, 5, 0.7)[0] < base


def test_a_guarantee_lifts_trust_and_never_lowers_it(make_model: Any) -> None:
    w = make_model({"staff": 12, "teams": 2}).state
    before = w.ties["belief"][0].copy()
    vouch(w, 0, 7, 0.1)
    np.testing.assert_array_equal(w.ties["belief"][0], before)
    vouch(w, 0, 7, 0.95)
    assert np.all(w.ties["belief"][0] > before)
    assert w.ties["voucher"][0] == 7


def test_swift_trust_is_high_in_competence_and_reaches_no_deeper_than_the_role(make_model: Any) -> None:
    w = make_model({"staff": 12, "teams": 2}).state
    before = w.ties["belief"][0].copy()
    begin_swift(w, 0)
    after = w.ties["belief"][0]
    assert after[0] > before[0]
    assert after[2] > before[2]
    assert (after[1], after[3]) == (before[1], before[3])
    assert w.ties["stage"][0] == 1


def test_word_of_mouth_moves_reputation_only_and_bad_word_is_louder(make_model: Any) -> None:
    """RT: no interaction, no change of a tie. Burt & Knez 1996: bad word carries further."""
    moves = {}
    for told in (0.3, 0.9):
        model = make_model({"staff": 30, "teams": 5, "mechanisms": {"word_of_mouth": {"talk_per_week": 1.0}}})
        w = model.listed()
        ties = w.ties[: 2 * int(w.count[N_PAIRS])]
        ties["trust"] = told
        w.reputation[:30] = 0.6
        before = ties.copy()
        talk(w, 1, new_block())
        np.testing.assert_array_equal(ties["trust"], before["trust"])
        assert ties.tobytes() == before.tobytes()
        moves[told] = float((w.reputation[:30] - 0.6).sum())
    assert moves[0.3] < 0.0 < moves[0.9]
    assert abs(moves[0.3]) > 1.2 * abs(moves[0.9])


def test_who_knows_very_many_finds_contacts_along_the_ring(make_model: Any) -> None:
    """The head of a large school knows everybody: the next contact is the same as by looking through the whole list."""
    model = make_model({"staff": 150, "teams": 20, "weeks": 3, "spanners": {"count": 3}}).run()
    w = model.listed()
    place_on_ring(w)
    head = int(w.organisations["head"][0])
    for person in (head, 20, 77):
        ties = model.ties_held(person)
        assert (len(ties) > MANY_TIES) == (person == head)
        others = [(int(w.pairs["b" if t % 2 == 0 else "a"][t // 2]), int(t)) for t in ties]
        for start in range(1, 2**64, 2**58 + 12345):
            for but_not in (-1, others[3][0]):
                expected = min((((int(w.staff["key"][j]) - start) % 2**64, t) for j, t in others if j != but_not))[1]
                assert next_contact(w, person, np.uint64(start), but_not) == expected


def test_newcomers_recruited_for_values_share_them(make_model: Any) -> None:
    spread = {}
    for recruitment in (0.0, 1.0):
        model = make_model({"staff": 30, "weeks": 60, "staffing": {"turnover_per_year": 0.7, "recruitment_for_values": recruitment}}, seed=2).run()
        n = int(model.state.count[N_STAFF])
        spread[recruitment] = model.state.staff["values"][30:n].std(axis=0).mean()
        assert n > 45
        assert np.count_nonzero(model.state.staff["presence"][:n] == HERE) == 30
    assert spread[1.0] < 1e-9 < 0.1 < spread[0.0]


def test_overlap_of_values() -> None:
    same, other = np.array([0.5, 0.5, 0.5]), np.array([0.5, 0.5, 0.8])
    assert overlap_of(same, same) == 1.0
    assert overlap_of(same, other) == overlap_of(other, same) == pytest.approx(0.9)


# Viability

def test_connected_sets() -> None:
    group = np.array([0, 0, 1, 3, 3, 4])
    assert [representative(group, i) for i in range(6)] == [0, 0, 0, 3, 3, 3]


def test_nothing_sets_viability(make_model: Any) -> None:
    """The index is the geometric mean of its parts, and a school is viable only weeks after all of them hold."""
    model = make_model({"staff": 14, "teams": 2, "weeks": 117, "leadership": {"preset": "transformational"}}, seed=1).run()
    weeks = model.state.weeks[1:]
    parts = ("building_share", "cooperation_share", "joint_work_share", "connected_share", "bridged_share")
    product = np.prod([weeks[part] for part in parts], axis=0)
    np.testing.assert_allclose(weeks["plc_index"], product**0.2, rtol=1e-9, atol=1e-12)
    first = int(np.flatnonzero(weeks["viable"])[0])
    persist = model.scenario.viability.persist_weeks
    assert np.all(weeks["all_parts_hold"][first - persist + 1: first + 1])
    assert not weeks["all_parts_hold"][first - persist]


# The rivals

def test_rivals_update_otherwise() -> None:
    """From belief .6, one good and one bad interaction, early and late."""
    def steps(p: Any, familiarity: float) -> tuple[float, float]:
        ratio = loss_ratio(p, familiarity)
        return updated(p, 0.6, 1.0, True, ratio, 1.0, familiarity) - 0.6, updated(p, 0.6, 1.0, False, ratio, 1.0, familiarity) - 0.6

    ours, bank, beta = P, rival("bank_of_credits"), rival("beta_count")
    assert steps(beta, 500.0)[0] < 0.05 * steps(beta, 5.0)[0]               # evidence counts less and less
    assert steps(ours, 500.0)[0] == steps(ours, 5.0)[0]
    assert updated(bank, 1.2, 1.0, True, 1.1, 1.0, 9.0) > 1.2               # credits pile up beyond full trust
    assert updated(ours, 0.999, 1.0, True, 1.1, 1.0, 9.0) < 1.0


def test_rivals_of_aggregation() -> None:
    beliefs = np.full(len(QUALITIES), 0.9)
    beliefs[REGARD] = 0.1
    assert trust_of(rival("strict_minimum"), beliefs, 2) == 0.1
    assert trust_of(rival("plain_mean"), beliefs, 2) == pytest.approx(0.9 - 0.8 * STAGE_WEIGHTS[2, REGARD])
    assert 0.1 < trust_of(P, beliefs, 2) < 0.4


@pytest.mark.parametrize("name", [name for name in RIVALS if name != "none"])
def test_rivals_run_on_the_same_school_and_differ(make_model: Any, name: str) -> None:
    settings = {"staff": 20, "teams": 4, "weeks": 40, "mechanisms": {"breaches": {"chance": 0.02}}}
    ours = make_model(settings, seed=1).run().figures
    theirs = make_model({**settings, "mechanisms": {"breaches": {"chance": 0.02}, "beliefs": {"rival": name}}}, seed=1).run().figures
    assert 0.0 < theirs["trust"] < 1.0
    assert theirs["trust"] != ours["trust"]
    if name == "no_scar":
        assert theirs["scarred"] == 0.0 < ours["scarred"]
