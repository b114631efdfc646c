"""The state of a run: plain arrays, one record a person, pair, directed tie, team and organisation.

Ties are stored sparsely, two for each pair of people who know each other: tie 2p is what `a` of pair p holds of `b`, tie 2p + 1
what `b` holds of `a`. Memory grows with ties, never with staff squared.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from trustsim import qualities
from trustsim.scenario.mechanisms import Mechanisms
from trustsim.scenario.sections import BEHAVIOURS, ROLES
from trustsim.weekly import WEEKLY, is_whole

QUALITIES = qualities.QUALITIES
N_QUALITIES = len(QUALITIES)
COMPETENCE, RESPECT, INTEGRITY, REGARD = (QUALITIES.index(name) for name in ("competence", "respect", "integrity", "regard"))
STAGES = tuple(qualities.STAGE_WEIGHTS)
CALCULATIVE, ROLE, PRACTICE, IDENTIFICATORY = range(4)
HEAD, SENIOR_LEADER, MIDDLE_LEADER, TEACHER, SUPPORT, PARTNER = range(6)
SETTINGS = ("team meeting", "cross-team meeting", "whole staff", "joint work", "informal", "leader's visit", "shared training",
            "spanner's visit")
TEAM_MEETING, CROSS_TEAM, WHOLE_STAFF, JOINT, INFORMAL, VISIT, TRAINING, SPANNER_VISIT = range(8)
NOT_YET, HERE, LEFT = range(3)
EVENTS = ("breach", "apology", "stage", "new tie", "joined", "left", "viable", "lost", "intervention")
BREACH, APOLOGY, STAGE_CHANGE, NEW_TIE, JOINED, LEFT_SCHOOL, VIABLE, LOST, INTERVENTION = range(9)
TERM_MOST = 16

# Leaders' behaviour reaches staff through these channels: showing each quality first, in the order of qualities, then others.
CHANNELS = (*(f"show_{quality}" for quality in QUALITIES), *(name for name in qualities.CHANNELS if not name.startswith("show_")))
DARE, WIN, NOTICE = (CHANNELS.index(name) for name in ("dare", "win", "notice"))

# What every encounter reads comes first, so that it lies together in memory.
STAFF = np.dtype([
    ("organisation", "u4"), ("team", "u4"), ("profession", "i4"), ("role", "i4"), ("presence", "i4"), ("spanner", "i4"),
    ("built", "i8"), ("met", "i8"),                            # this week: own interactions that built trust, and all
    ("show_base", "f8", N_QUALITIES), ("notice_base", "f8"), ("breach_base", "f8"),   # this week, filled by leadership
    ("trait", "f8", N_QUALITIES), ("disposition", "f8"),
    ("key", "u8"), ("post_key", "u8"), ("generation", "i4"), ("joined_week", "i4"), ("left_week", "i4"),
    ("x", "f8"), ("y", "f8"),                                  # metres
    ("listening", "f8"), ("sociability", "f8"), ("values", "f8", 3),
    ("own_load", "f8"), ("workload", "f8"), ("tenure_weeks", "f8"),
    ("survey_trust", "f8"),                                    # 0-1, -1 where no survey
    ("n_cross", "f8"), ("n_org", "f8"), ("n_outer", "f8"), ("n_all", "f8"), ("n_spanner", "f8"), ("near", "f8"),   # contacts, weighed
    ("brokers", "i4"), ("broker_from", "i4"),                  # contacts who might introduce people, and where on the list the first stands
    ("recount", "i4"),                                         # 1 while contacts have changed
    ("watched", "i4"),                                         # see rules/trace.py
], align=True)

PAIR = np.dtype([
    ("key", "u8"), ("a", "u4"), ("b", "u4"),
    ("overlap", "f8"),                                         # of values, 0-1
    ("near", "f8"),                                            # weight of informal contact
    ("group_rate", "f8"),                                      # joint work a week in a temporary task group
    ("advice", "u1"),                                          # 1 where a asks b, 2 where b asks a, 3 both
    ("own_setting", "u1"), ("led", "u1"), ("outside", "u1"),   # team or cross-team meeting; 1 where only a leads, 2 only b; of two organisations
    ("foreign", "u1"), ("translated", "u1"),                   # of two professions without a spanner; a spanner and somebody of another team
    ("spanner_contact", "u1"), ("watched", "u1"), ("live", "u1"), ("scarred", "u1"),
    ("cooperations", "u1", TERM_MOST), ("cooperations_term", "i4"), ("last_met", "i4"),
    ("about", "u4", 2), ("of_head", "u1", 2),                  # of each tie: which cell of `seen` it speaks to; whether of a head
    ("broker", "u1", 2),                                       # whether a and b are spanners or leaders, who might introduce people
], align=True)

TIE = np.dtype([
    ("belief", "f8", N_QUALITIES), ("trust", "f8"), ("readiness", "f8"),
    ("scar_competence", "f8"), ("scar_integrity", "f8"), ("scar_lasting", "f8"),
    ("before_competence", "f8"), ("before_integrity", "f8"),   # belief before the latest breach of it, 0 without one
    ("familiarity", "i4"), ("wins", "i4"), ("voucher", "i4"), ("since_week", "i4"), ("stage", "i4"), ("swift", "i4"),
], align=True)

TEAM = np.dtype([("organisation", "u4"), ("size", "i4"), ("climate", "f8", N_QUALITIES), ("shown", "i8", N_QUALITIES), ("acts", "i8"),
                 ("bridged", "i4")], align=True)

_PEOPLE = [("disposition", "f8", 2), ("trait_mean", "f8", N_QUALITIES), ("trait_sd", "f8"), ("listening", "f8", 2),
           ("sociability", "f8", 2), ("purpose", "f8", 3), ("values_sd", "f8"), ("own_load", "f8", 2)]
ORGANISATION = np.dtype([
    ("profession", "i4"), ("staff", "i4"), ("head", "i4"),
    ("behaviour", "f8", len(BEHAVIOURS)), ("exposure", "f8", len(CHANNELS)), ("direct", "f8", len(CHANNELS)),
    ("climate", "f8", N_QUALITIES), ("norm", "f8"), ("purpose_shared", "f8"), ("fairness_felt", "f8"),
    ("threat", "f8"), ("felt_threat", "f8"), ("demand", "f8"),
    ("team_minutes", "f8"), ("cross_minutes", "f8"), ("whole_minutes", "f8"), ("joint_minutes", "f8"), ("training_minutes", "f8"),
    ("informal", "f8"), ("course_minutes", "f8"), ("course_until", "i4"),
    ("exchange_factor", "f8"), ("show_setting", "f8", 8), ("notice_setting", "f8", 8), ("load", "f8"), ("overload", "f8"),
    ("dip_start", "i4"), ("dip_stage_weeks", "i4"), ("dip_depth", "f8"), ("dip", "f8"),
    ("leaving_per_week", "f8", len(ROLES)), ("newcomer_factor", "f8"), ("newcomer_weeks", "f8"), ("recruitment", "f8"),
    ("cooperated", "i8", 2), ("stances", "i8", 2),               # this week, as a and as b of a pair
    ("present", "i8", 4), ("shown", "i8", N_QUALITIES), ("acts", "i8"),   # this week: staff, heads, senior and middle leaders; sums over teams
    ("extended", "f8", 2), ("by_authority", "f8"), ("norm_dares", "f8"), ("breach_most", "f8"),   # this week, see rules/conduct.py
    ("met_inside", "f8"), ("met_outside", "f8"),                 # this week's chances to meet a stranger, see rules/word_of_mouth.py
    *_PEOPLE,
], align=True)

WEEK = np.dtype([("week", "i4"), *((name, "i8" if is_whole(name) else "f8") for name in WEEKLY)], align=True)

EVENT = np.dtype([("week", "i4"), ("kind", "i4"), ("who", "i4"), ("other", "i4"), ("value", "f8")], align=True)

# A step of a watched tie: what it was (rules/trace.py says what `code` and `x` hold); the tie it left stands beside it, in State.traced.
TRACE = np.dtype([("week", "i4"), ("kind", "i4"), ("event", "i4"), ("holder", "i4"), ("other", "i4"), ("code", "i4"), ("x", "f8", 5)], align=True)

IMPRESSIONS = (1 + N_QUALITIES + 7) // 8 * 8   # a side; by eights, see trustsim.randomness.by_eights
LUCK_OF_LEAVING, LUCK_OF_TALK, LUCK_OF_INTRODUCTION, PERSON_LUCK = 0, 1, 2, 5   # rows of State.luck, and how many

NO_RIVAL, BANK, BETA_COUNT, PLAIN_MEAN, STRICT_MINIMUM, NO_SCAR, RANDOM_NULL = range(7)

# Indices into State.count.
N_STAFF, N_PAIRS, N_EVENTS, WEEK_NOW, DIRTY, HOLDING, FAILING, IS_VIABLE, CALENDAR_TERM, KEEP_EVENTS, RING, \
    NEED_STAFF, NEED_PAIRS, NEED_EVENTS, LISTED, LEAVERS, POOL_END, N_TRACE, MEASURED, OF_HEADS = range(20)

_VIABILITY = [("building_share", "f8"), ("cooperation_share", "f8"), ("joint_work_share", "f8"), ("connected_share", "f8"),
              ("active_cooperations", "f8"), ("persist_weeks", "f8")]
_PARTNERSHIP = [("meeting_minutes", "f8"), ("training_minutes", "f8"), ("service_agreement", "f8"), ("spanner_minutes", "f8")]


def _constants_dtype() -> np.dtype[Any]:
    fields: list[Any] = [(name, [(inner, "f8") for inner in section.default.__class__.model_fields])
                         for name, section in Mechanisms.model_fields.items()]
    return np.dtype([*fields, ("viability", _VIABILITY), ("partnership", _PARTNERSHIP)], align=True)


CONSTANTS = _constants_dtype()


class State(NamedTuple):
    """Everything that a week reads and writes. Arrays have spare room; `count` says how much is in use.

    Attributes
    ----------
    seed : uint64, the key of every draw.
    p : one CONSTANTS record, the constants of the rules.
    staff, pairs, ties, teams, organisations : arrays of the records above; len(ties) == 2 len(pairs).
    reputation : (staff, organisations), what is said of a person in an organisation, 0-1.
    seen : (organisations, professions), what an organisation's staff believe of a profession, 0-1.
    weeks : one WEEK record a week, row 0 the start.
    sums : two WEEK records, sums over ties until the week is measured, and zeros.
    events : EVENT records in order.
    first, last, limit, ties_of : the ties that person i holds are ties_of[first[i]:last[i]]; there is room up to limit[i].
    contact_of : keys of whom those ties are about, in the same places.
    leavers : who has left since the lists were brought up to date.
    luck : (5, staff), this week's drawn words of each person: of leaving, of talking, three of being introduced.
    offers : (staff, 16), encounters a week that a person's time offers each contact, by setting: of the own organisation, of others.
    ring_key, ring_person : people present in order of identity, for choosing strangers.
    seen_sum, seen_count : scratch for `seen`, flattened.
    belief_sum : scratch for the mean belief in each quality.
    impressions : (2 IMPRESSIONS,), scratch for the luck of a pair's first impressions: for each side one of the person, one of each quality.
    group, size : scratch for sets of connected staff.
    trace, traced : steps of watched ties, and the tie after each (no rows where nobody is watched).
    count : int64, see N_STAFF and the following.
    """

    seed: Any
    p: Any
    staff: Any
    pairs: Any
    ties: Any
    teams: Any
    organisations: Any
    reputation: Any
    seen: Any
    weeks: Any
    sums: Any
    events: Any
    first: Any
    last: Any
    limit: Any
    ties_of: Any
    contact_of: Any
    leavers: Any
    luck: Any
    offers: Any
    ring_key: Any
    ring_person: Any
    seen_sum: Any
    seen_count: Any
    belief_sum: Any
    impressions: Any
    group: Any
    size: Any
    trace: Any
    traced: Any
    count: Any


def grown(array: np.ndarray[Any, Any], length: int) -> np.ndarray[Any, Any]:
    """`array` with at least `length` rows; what is new is zero."""
    if len(array) >= length:
        return array
    larger = np.zeros((length, *array.shape[1:]), dtype=array.dtype)
    larger[: len(array)] = array
    return larger
