"""From a scenario and a seed to the state of the first week: people, rooms, advice, acquaintance, spanners, first trust."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from trustsim import population
from trustsim.errors import InputError, Problem
from trustsim.names import identity
from trustsim.population import Roster
from trustsim.randomness import SPANNER
from trustsim.rules import founding as rules
from trustsim.rules.acquaintance import list_ties
from trustsim.rules.encounters import relist
from trustsim.rules.leadership import leadership
from trustsim.scenario.mechanisms import RIVALS
from trustsim.scenario.schema import Scenario
from trustsim.scenario.sections import BEHAVIOURS, Leadership, Meetings, Partnership, Staffing
from trustsim.state import (
    CALENDAR_TERM,
    CONSTANTS,
    DIRTY,
    EVENT,
    HERE,
    INFORMAL,
    JOINT,
    KEEP_EVENTS,
    LEFT,
    N_PAIRS,
    N_QUALITIES,
    N_STAFF,
    NOT_YET,
    ORGANISATION,
    PAIR,
    QUALITIES,
    SENIOR_LEADER,
    STAFF,
    TEAM,
    TEAM_MEETING,
    TIE,
    TRACE,
    VISIT,
    WEEK,
    WHOLE_STAFF,
    State,
    grown,
)
from trustsim.weekly import OF_TIES

if TYPE_CHECKING:
    from trustsim.imports import School

Ints = np.ndarray[Any, Any]
LARGE_TEAM = 40   # in larger teams people know their neighbours, not everybody


@dataclass(frozen=True)
class Watch:
    """Whose ties are noted step by step: flags by staff number (rules/trace.py), and room for so many notes at a time."""

    flags: Mapping[int, int]
    notes: int


@dataclass(frozen=True)
class Founded:
    """A school before its first week. ``advice`` is the (m, 2) list of who asks whom, as staff numbers."""

    state: State
    roster: Roster
    scenario: Scenario
    advice: Ints


def constants_of(scenario: Scenario) -> Any:
    """The constants of the rules as one CONSTANTS record."""
    record = np.zeros(1, CONSTANTS)
    for section in type(scenario.mechanisms).model_fields:
        values = getattr(scenario.mechanisms, section)
        for name in type(values).model_fields:
            value = getattr(values, name)
            record[section][name] = RIVALS.index(value) if name == "rival" else value
    for name in type(scenario.viability).model_fields:
        record["viability"][name] = getattr(scenario.viability, name)
    record["partnership"]["spanner_minutes"] = scenario.spanners.minutes_per_week
    set_partnership(record[0], scenario.partnership)
    return record[0]


def set_partnership(p: Any, partnership: Partnership) -> None:
    """Write what organisations share into the constants."""
    p["partnership"]["meeting_minutes"] = partnership.meeting_minutes_per_week
    p["partnership"]["training_minutes"] = partnership.training_minutes_per_week
    p["partnership"]["service_agreement"] = partnership.service_agreement


def set_leadership(o: Any, leadership: Leadership) -> None:
    """Write leaders' behaviour into an organisation's record."""
    levels = leadership.levels()
    o["behaviour"] = [levels[name] for name in BEHAVIOURS]


def set_meetings(o: Any, meetings: Meetings, p: Any) -> None:
    """Write meeting times, and what formats do to showing and noticing, into an organisation's record."""
    o["team_minutes"] = meetings.team_minutes_per_week
    o["cross_minutes"] = meetings.cross_team_minutes_per_week
    o["whole_minutes"] = meetings.whole_staff_minutes_per_week
    o["joint_minutes"] = meetings.joint_work_minutes_per_week
    o["training_minutes"] = meetings.training_minutes_per_week
    o["informal"] = meetings.informal_encounters_per_week
    encounters = p["encounters"]
    o["exchange_factor"] = encounters["presentation_exchanges"] if meetings.team_format == "presentation" else 1.0
    show, notice = np.zeros(8), np.zeros(8)
    formal = [k for k in range(8) if k not in (INFORMAL, VISIT, WHOLE_STAFF)]
    show[formal] += meetings.structure * encounters["protocol_demonstrate"]
    notice[formal] += meetings.structure * encounters["protocol_discern"]
    if meetings.team_format == "structured_protocol":
        show[[TEAM_MEETING, JOINT]] = encounters["protocol_demonstrate"]
        notice[[TEAM_MEETING, JOINT]] = encounters["protocol_discern"]
    notice[INFORMAL] += encounters["informal_discern"]
    o["show_setting"] = show
    o["notice_setting"] = notice


def set_staffing(o: Any, staffing: Staffing, weeks_per_year: int) -> None:
    """Write turnover and recruitment into an organisation's record, as chances a week."""
    leader, teacher, support = staffing.leader_turnover_per_year, staffing.turnover_per_year, staffing.support_turnover_per_year
    o["leaving_per_week"] = np.array([leader, leader, teacher, teacher, support, teacher]) / weeks_per_year
    o["newcomer_factor"] = staffing.newcomer_factor
    o["newcomer_weeks"] = 3 * weeks_per_year
    o["recruitment"] = staffing.recruitment_for_values


def blank_weeks(weeks: int) -> Ints:
    """Rows for the start and each week: counts of 0, and means of ties that are blank until there are ties to take them over."""
    rows = np.zeros(weeks + 1, WEEK)
    for name in OF_TIES:
        rows[name] = np.nan
    return rows


def _organisations(scenario: Scenario, roster: Roster, p: Any) -> Ints:
    records = np.zeros(len(roster.organisations), ORGANISATION)
    for o, name in zip(records, roster.organisations, strict=True):
        organisation = scenario.organisations[name]
        people = organisation.people
        o["profession"] = roster.profession_number(organisation.profession)
        o["head"] = -1
        o["threat"] = organisation.conditions.threat
        o["climate"] = organisation.conditions.climate
        o["norm"] = organisation.history.norm if organisation.history.years > 0 else 0.0
        set_leadership(o, organisation.leadership)
        o["purpose_shared"] = organisation.leadership.levels()["vision"]
        o["fairness_felt"] = organisation.leadership.levels()["fairness"]
        set_meetings(o, organisation.meetings, p)
        set_staffing(o, organisation.staffing, scenario.weeks_per_year)
        o["disposition"] = people.disposition_mean, people.disposition_sd
        o["trait_mean"] = [getattr(people, f"{quality}_mean") for quality in QUALITIES]
        o["trait_sd"] = people.trait_sd
        o["listening"] = people.listening_mean, people.listening_sd
        o["sociability"] = people.sociability_mean, people.sociability_sd
        o["purpose"] = people.purpose
        o["values_sd"] = people.values_sd
        o["own_load"] = people.workload_mean, people.workload_sd
    return records


def _people(w: State, scenario: Scenario, roster: Roster, joins: dict[str, int]) -> None:
    for i, post in enumerate(roster.posts):
        s = w.staff[i]
        s["key"] = s["post_key"] = identity(post)
        s["organisation"], s["team"] = roster.organisation[i], roster.team[i]
        s["role"], s["profession"] = roster.role[i], roster.profession[i]
        organisation = roster.organisations[roster.organisation[i]]
        s["presence"] = NOT_YET if joins.get(organisation, 0) > 0 else HERE
        s["joined_week"], s["left_week"] = joins.get(organisation, 0), -1
        if roster.role[i] == 0:
            w.organisations[s["organisation"]]["head"] = i
    keys = w.staff["key"][: len(roster.posts)]
    if len(np.unique(keys)) < len(keys):
        raise ValueError("two posts have the same name, or (chance 3e-8 in a million posts) the same identity: rename one")
    n = len(roster.posts)
    buildings = [scenario.organisations[name].building for name in roster.organisations]
    rules.draw_all(w, n, np.array(roster.team_x), np.array(roster.team_y), np.array([b.room_spread_metres for b in buildings]))
    staff = w.staff[:n]
    placed = ~(np.isnan(roster.x) | np.isnan(roster.y))
    staff["x"] = np.where(placed, roster.x, staff["x"])
    staff["y"] = np.where(placed, roster.y, staff["y"])
    staff["disposition"] = np.where(np.isnan(roster.disposition), staff["disposition"], roster.disposition)
    staff["survey_trust"] = _survey(np.array(roster.survey_trust), staff["organisation"])
    means = np.array([scenario.organisations[name].staffing.tenure_mean_years for name in roster.organisations])
    drawn = 2.0 * means[staff["organisation"]] * staff["tenure_weeks"]   # draw_all leaves a uniform there
    staff["tenure_weeks"] = np.where(np.isnan(roster.tenure_years), drawn, roster.tenure_years) * scenario.weeks_per_year


def _survey(trust: Ints, organisation: Ints) -> Ints:
    """Survey trust, 0-1, blanks filled with the organisation's mean; -1 where an organisation has no survey at all."""
    filled = trust.copy()
    for k in np.unique(organisation):
        inside = organisation == k
        answered = inside & ~np.isnan(trust)
        filled[inside & np.isnan(trust)] = trust[answered].mean() if answered.any() else -1.0
    return filled


def _advice(w: State, scenario: Scenario, roster: Roster, school: School | None) -> Ints:
    if school is not None:
        return np.asarray(school.ties, dtype=np.int64).reshape(-1, 2)
    network = scenario.network
    # exp(-rate x metres): the odds fall to the given ratio over 24 metres.
    rate = -np.log(network.distance_odds_per_24_metres) / 24.0
    parts = []
    for start, end in _ranges(roster):
        source, target = rules.ask_advice(w, start, end, network.advice_per_person, network.team_odds, round(rate, 12), network.reciprocity,
                                          network.closure)
        parts.append(np.column_stack([source, target]).astype(np.int64))
    return np.concatenate(parts) if parts else np.zeros((0, 2), np.int64)


def _ranges(roster: Roster) -> list[tuple[int, int]]:
    """Ranges of staff numbers by organisation; staff of an imported table may come in any order, then one range holds all."""
    order = np.asarray(roster.organisation)
    if np.any(np.diff(order) < 0):
        return [(0, len(order))]
    return [(int(np.searchsorted(order, k)), int(np.searchsorted(order, k, side="right"))) for k in range(len(roster.organisations))]


def _spanner_contacts(w: State, scenario: Scenario, roster: Roster) -> tuple[list[int], list[tuple[int, int]]]:
    """Who spans boundaries, and with whom: fixed counterparts in as many teams (or organisations), or everybody."""
    wanted = scenario.spanners
    if wanted.count == 0:
        return [], []
    n = len(roster.posts)
    team, organisation, role = np.array(roster.team), np.array(roster.organisation), np.array(roster.role)
    luck = rules.luck(w.seed, SPANNER, w.staff["key"][:n], 0)
    merit = {"random": luck, "sociable": w.staff["sociability"][:n], "listening": w.staff["listening"][:n],
             "well_connected": w.staff["n_all"][:n] + 0.5 * luck}[wanted.chosen]
    spanners: list[int] = []
    contacts: list[tuple[int, int]] = []
    for k in range(len(roster.organisations)):
        staff = [i for i in range(n) if organisation[i] == k and role[i] > SENIOR_LEADER]
        # One from each team before any team gives a second.
        taken: dict[int, int] = {}
        for i in sorted(staff, key=lambda i: -merit[i]):
            if sum(taken.values()) < wanted.count and taken.get(int(team[i]), 0) <= sum(taken.values()) // max(1, len(set(team[staff]))):
                taken[int(team[i])] = taken.get(int(team[i]), 0) + 1
                spanners.append(i)
    for i in spanners:
        if wanted.between == "organisations":
            places = [[j for j in range(n) if organisation[j] == k] for k in range(len(roster.organisations)) if k != organisation[i]]
        else:
            places = [[j for j in range(n) if team[j] == t] for t in dict.fromkeys(team[organisation == organisation[i]]) if t != team[i]]
        places = [place for place in places if place]
        luck_of = rules.luck_with(w.seed, SPANNER, w.staff["key"][i], w.staff["key"][:n], 0)
        places.sort(key=lambda place: max(luck_of[j] for j in place))
        per_place = [sorted(place, key=luck_of.__getitem__) for place in places]
        most = 10**9 if wanted.spread else wanted.contacts
        chosen = [place[depth] for depth in range(max(map(len, per_place), default=0)) for place in per_place if depth < len(place)]
        contacts += [(i, j) for j in chosen[:most]]
    return spanners, contacts


def _pairs(w: State, scenario: Scenario, roster: Roster, advice: Ints) -> tuple[Ints, Ints, Ints]:
    """All pairs who know each other at the start, as (m, 2) staff numbers in order; who asks for advice (1, 2, 3: both), spanners' contacts."""
    n = len(roster.posts)
    team, organisation, role = np.array(roster.team), np.array(roster.organisation), np.array(roster.role)
    parts = [np.sort(advice, axis=1)]
    for members in np.split(np.argsort(team, kind="stable"), np.flatnonzero(np.diff(np.sort(team))) + 1):
        for step in range(1, min(len(members), LARGE_TEAM)):
            parts.append(np.column_stack([members[:-step], members[step:]]))
    for leader in np.flatnonzero(role <= SENIOR_LEADER):
        others = np.flatnonzero((organisation == organisation[leader]) & (np.arange(n) != leader))
        parts.append(np.column_stack([np.full(len(others), leader), others]))
    known = min(scenario.network.acquaintances, max(1, n - 1))
    for start, end in _ranges(roster):
        if end - start > 1:
            parts.append(np.column_stack(rules.nominate(w, start, end, known)).astype(np.int64))
    parts.append(_across_organisations(w, scenario, roster))
    spanners, contacts = _spanner_contacts(w, scenario, roster)
    w.staff["spanner"][spanners] = 1
    parts.append(np.array(contacts, dtype=np.int64).reshape(-1, 2))
    pairs = np.sort(np.concatenate([part.reshape(-1, 2).astype(np.int64) for part in parts]), axis=1)
    codes = np.unique(pairs[:, 0] * n + pairs[:, 1])
    low_high = np.column_stack([codes // n, codes % n])

    asks = np.isin(codes, advice[:, 0] * n + advice[:, 1]) + 2 * np.isin(codes, advice[:, 1] * n + advice[:, 0])
    ordered = np.sort(np.array(contacts, dtype=np.int64).reshape(-1, 2), axis=1)
    return low_high, asks.astype(np.uint8), np.isin(codes, ordered[:, 0] * n + ordered[:, 1])


def _across_organisations(w: State, scenario: Scenario, roster: Roster) -> Ints:
    """Acquaintances in other organisations at the start: on average so many a person as the partnership says."""
    if len(roster.organisations) == 1 or scenario.partnership.contacts_per_person == 0:
        return np.zeros((0, 2), np.int64)
    return np.column_stack(rules.know_outside(w, len(roster.posts), scenario.partnership.contacts_per_person)).astype(np.int64)


def found(scenario: Scenario, seed: int, school: School | None = None, watch: Watch | None = None) -> Founded:
    """Everything before the first week. Same scenario and seed, same bytes.

    InputError where the scenario names an imported network and `school` does not bring it.
    """
    if school is None and scenario.network.staff_file is not None:
        raise InputError(Problem("names an imported staff table that was not read along", key="network.staff_file",
                                 given=scenario.network.staff_file, allowed="what load_scenario returns, whole: it holds the school too"))
    if school is not None:
        any_one = next(iter(scenario.organisations.values()))
        named = {name: scenario.organisations.get(name, any_one) for name in dict.fromkeys(school.organisations)}
        scenario = scenario.model_copy(update={"organisations": named})
        roster = population.imported(scenario, school)
    else:
        roster = population.generated(scenario)
    n = len(roster.posts)
    p = constants_of(scenario)
    organisations = _organisations(scenario, roster, p)
    joins = {item.organisation: item.week for item in scenario.timeline if item.do == "new_partner" and item.organisation}
    n_org, n_teams, n_professions = len(roster.organisations), len(roster.teams), len(roster.professions)
    room = n + n // 4 + 32
    count = np.zeros(24, np.int64)
    count[N_STAFF], count[DIRTY], count[CALENDAR_TERM], count[KEEP_EVENTS] = n, 1, scenario.weeks_per_term, int(scenario.record.events)
    teams = np.zeros(n_teams, TEAM)
    teams["organisation"] = roster.team_organisation
    teams["climate"] = organisations["climate"][roster.team_organisation]
    role_norm = p["first_trust"]["role_norm"]
    w = State(seed=np.uint64(seed), p=p, staff=np.zeros(room, STAFF), pairs=np.zeros(0, PAIR), ties=np.zeros(0, TIE), teams=teams,
              organisations=organisations, reputation=np.full((room, n_org), role_norm), seen=np.full((n_org, n_professions), role_norm),
              weeks=blank_weeks(scenario.weeks), sums=np.zeros(2, WEEK), events=np.zeros(64, EVENT), first=np.zeros(room, np.int64),
              last=np.zeros(room, np.int64), limit=np.zeros(room, np.int64), ties_of=np.zeros(0, np.int32), contact_of=np.zeros(0, np.uint64),
              leavers=np.zeros(room, np.int32),
              offers=np.zeros((room, 16)), ring_key=np.zeros(room, np.uint64), ring_person=np.zeros(room, np.int32),
              seen_sum=np.zeros(n_org * n_professions), seen_count=np.zeros(n_org * n_professions),
              belief_sum=np.zeros(N_QUALITIES),
              group=np.zeros(room + 1, np.int64), size=np.zeros(room, np.int64),
              trace=np.zeros(watch.notes if watch else 0, TRACE), traced=np.zeros(watch.notes if watch else 0, TIE), count=count)
    _people(w, scenario, roster, joins)
    advice = _advice(w, scenario, roster, school)
    np.add.at(w.staff["n_all"], advice.ravel(), 1.0)
    pairs, asks, is_contact = _pairs(w, scenario, roster, advice)
    w = with_room(w, staff=max(watch.flags, default=-1) + 1 if watch else 0, pairs=len(pairs))
    if watch:
        w.staff["watched"][list(watch.flags)] = list(watch.flags.values())
    history = [scenario.organisations[name].history for name in roster.organisations]
    rules.acquaint_all(w, pairs, asks, is_contact, np.array([h.years for h in history]), np.array([h.norm for h in history]),
                       scenario.weeks_per_year)
    relist(w, 0)
    leadership(w, 0)   # everybody begins with the load that their meetings bring
    w.staff["workload"][:n] = w.staff["own_load"][:n] + organisations["overload"][roster.organisation] + organisations["load"][roster.organisation]
    return Founded(state=w, roster=roster, scenario=scenario, advice=advice)


def with_room(w: State, *, staff: int, pairs: int, events: int = 0) -> State:
    """The same state in arrays with at least so many rows; what must grow gets an eighth to spare."""
    room_staff, room_pairs, room_events = (have if have >= need else need + need // 8 + 16 for have, need in
                                           ((len(w.staff), staff), (len(w.pairs), pairs), (len(w.events), events)))
    return w._replace(
        staff=grown(w.staff, room_staff), reputation=grown(w.reputation, room_staff), first=grown(w.first, room_staff),
        last=grown(w.last, room_staff), limit=grown(w.limit, room_staff), offers=grown(w.offers, room_staff),
        ring_key=grown(w.ring_key, room_staff), ring_person=grown(w.ring_person, room_staff), group=grown(w.group, room_staff + 1),
        size=grown(w.size, room_staff), pairs=grown(w.pairs, room_pairs), ties=grown(w.ties, 2 * room_pairs),
        ties_of=grown(w.ties_of, 3 * room_pairs + 4 * room_staff), contact_of=grown(w.contact_of, 3 * room_pairs + 4 * room_staff),
        leavers=grown(w.leavers, room_staff), events=grown(w.events, room_events))


def without_gone(w: State) -> State:
    """The same state without the pairs of people who have left: order kept, room kept."""
    n = int(w.count[N_PAIRS])
    pairs = w.pairs[:n]
    kept = np.flatnonzero((w.staff["presence"][pairs["a"]] != LEFT) & (w.staff["presence"][pairs["b"]] != LEFT))
    if len(kept) == n:
        return w
    w.pairs[: len(kept)] = pairs[kept]
    sides = np.column_stack([2 * kept, 2 * kept + 1]).ravel()
    w.ties[: 2 * len(kept)] = w.ties[sides]
    w.count[N_PAIRS] = len(kept)
    w.count[DIRTY] = 1
    list_ties(w)
    return w
