"""What the founding of a school needs and no seed changes: roster, constants, records of teams and organisations, who sits with whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from trustsim import population
from trustsim.errors import InputError, Problem
from trustsim.names import identity
from trustsim.population import Roster
from trustsim.rules.leadership import leadership
from trustsim.scenario.mechanisms import RIVALS
from trustsim.scenario.schema import Scenario
from trustsim.scenario.sections import BEHAVIOURS, Leadership, Meetings, Partnership, Staffing
from trustsim.state import (
    CALENDAR_TERM,
    CONSTANTS,
    DIRTY,
    EVENT,
    HEAD,
    HERE,
    IMPRESSIONS,
    INFORMAL,
    JOINT,
    KEEP_EVENTS,
    N_QUALITIES,
    N_STAFF,
    NOT_YET,
    ORGANISATION,
    PAIR,
    PERSON_LUCK,
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
from trustsim.vectors import aligned
from trustsim.weekly import OF_TIES

if TYPE_CHECKING:
    from trustsim.imports import School

Ints = np.ndarray[Any, Any]
LARGE_TEAM = 40   # in larger teams people know their neighbours, not everybody


@dataclass
class Prepared:
    """A scenario made ready to be founded with any seed.

    Attributes
    ----------
    scenario : with the organisations of an imported school, where there is one.
    roster : as it is before the first week; a model takes a copy.
    blank : the state before anything is drawn; a model takes a copy.
    room : rows for staff, pairs and events that runs so far have needed; later ones begin with as many, and need not stop to make room.
    ranges : first and last (exclusive) staff number of each organisation.
    tenure_factor : (n,), years that the mean tenure makes of a uniform draw.
    known : (k,), codes (see `code_of`) of the pairs who know each other by team or as leader and led, in order.
    candidates : for each organisation, who may be a spanner, and of how many teams they are.
    rooms : x and y of the middle of each team's rooms, and of each organisation how far people sit from it, in metres.
    history : years of working together and norm of cooperation, by organisation.
    distance_rate : fall of the log odds of advice with each metre.
    """

    scenario: Scenario
    roster: Roster
    school: School | None
    blank: State
    ranges: list[tuple[int, int]]
    tenure_factor: Ints
    known: Ints
    candidates: list[tuple[Ints, int]]
    rooms: tuple[Ints, Ints, Ints]
    history: tuple[Ints, Ints]
    distance_rate: float
    room: tuple[int, int, int] = (0, 0, 0)

    def copy(self, seed: int) -> State:
        """A state of one's own for a run with this seed."""
        return with_rows(State(np.uint64(seed), *map(_copied, self.blank[1:])), *self.room)

    def own_roster(self) -> Roster:
        """A roster of one's own: the timeline moves teams."""
        return replace(self.roster, team_x=list(self.roster.team_x), team_y=list(self.roster.team_y))

    def places_for(self, spanner: int) -> list[list[int]]:
        """Staff numbers by place (team of the organisation, or organisation) that a spanner may be sent to, no place empty."""
        between_teams = self.scenario.spanners.between == "teams"
        place = self.roster.team if between_teams else self.roster.organisation
        own = self.roster.organisation[spanner]
        places: dict[int, list[int]] = {}
        for j, (where, organisation) in enumerate(zip(place, self.roster.organisation, strict=True)):
            if where != place[spanner] and (organisation == own or not between_teams):
                places.setdefault(where, []).append(j)
        return list(places.values()) if between_teams else [places[k] for k in sorted(places)]

    def remember_room(self, w: State) -> None:
        """Let later runs begin with as much room as this one needed."""
        self.room = len(w.staff), len(w.pairs), len(w.events)


def _copied(part: Any) -> Any:
    """A copy of an array or a record, byte by byte: numpy would go through the fields."""
    if part.dtype.names is None:
        return part.copy()
    if isinstance(part, np.void):
        return _copied(part.base)[0]
    return np.ndarray(part.shape, part.dtype, part.view(np.uint8).copy())


def code_of(both: Any, n: int) -> Ints:
    """A number for each unordered pair of `n` staff, in the order of the lower staff number and then of the higher one.

    `both` holds two arrays: one of each pair, and the other.
    """
    one, other = both
    return np.minimum(one, other).astype(np.int64) * n + np.maximum(one, other)


def prepare(scenario: Scenario, school: School | None = None) -> Prepared:
    """Everything before the first draw.

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
    organisations = organisations_of(scenario, roster, p)
    n_org, n_teams, n_professions = len(roster.organisations), len(roster.teams), len(roster.professions)
    room = n + n // 4 + 32
    count = np.zeros(24, np.int64)
    count[N_STAFF], count[DIRTY], count[CALENDAR_TERM], count[KEEP_EVENTS] = n, 1, scenario.weeks_per_term, int(scenario.record.events)
    teams = np.zeros(n_teams, TEAM)
    teams["organisation"] = roster.team_organisation
    teams["climate"] = organisations["climate"][roster.team_organisation]
    role_norm = p["first_trust"]["role_norm"]
    w = State(seed=np.uint64(0), p=p, staff=np.zeros(room, STAFF), pairs=np.zeros(0, PAIR), ties=np.zeros(0, TIE), teams=teams,
              organisations=organisations, reputation=np.full((room, n_org), role_norm), seen=np.full((n_org, n_professions), role_norm),
              weeks=blank_weeks(scenario.weeks), sums=np.zeros(2, WEEK), events=np.zeros(64, EVENT), first=np.zeros(room, np.int64),
              last=np.zeros(room, np.int64), limit=np.zeros(room, np.int64), ties_of=np.zeros(0, np.int32), contact_of=np.zeros(0, np.uint64),
              leavers=np.zeros(room, np.int32), luck=room_for_luck(room),
              offers=aligned.py_func(room, 16), ring_key=np.zeros(room, np.uint64), ring_person=np.zeros(room, np.int32),
              seen_sum=np.zeros(n_org * n_professions), seen_count=np.zeros(n_org * n_professions),
              belief_sum=np.zeros(N_QUALITIES), impressions=np.zeros(2 * IMPRESSIONS),
              group=np.zeros(room + 1, np.int64), size=np.zeros(room, np.int64),
              trace=np.zeros(0, TRACE), traced=np.zeros(0, TIE), count=count)
    _people(w, scenario, roster)
    leadership(w._replace(staff=w.staff.copy()), 0)   # everybody begins with the load that their meetings bring
    inside = [scenario.organisations[name] for name in roster.organisations]
    tenure_means = np.array([organisation.staffing.tenure_mean_years for organisation in inside])
    spread = np.array([organisation.building.room_spread_metres for organisation in inside])
    history = [organisation.history for organisation in inside]
    # exp(-rate x metres): the odds fall to the given ratio over 24 metres.
    rate = round(-np.log(scenario.network.distance_odds_per_24_metres) / 24.0, 12)
    return Prepared(scenario, roster, school, w, ranges=_ranges(roster), tenure_factor=2.0 * tenure_means[w.staff["organisation"][:n]],
                    known=_known_by_place(roster), candidates=_candidates(roster),
                    rooms=(np.array(roster.team_x), np.array(roster.team_y), spread),
                    history=(np.array([h.years for h in history]), np.array([h.norm for h in history])), distance_rate=rate)


def _people(w: State, scenario: Scenario, roster: Roster) -> None:
    """Fill what is known of everybody before anything is drawn."""
    n = len(roster.posts)
    joins = {item.organisation: item.week for item in scenario.timeline if item.do == "new_partner" and item.organisation}
    joins_week = np.array([joins.get(name, 0) for name in roster.organisations])[roster.organisation]
    staff = w.staff[:n]
    staff["key"] = staff["post_key"] = keys = np.array([identity(post) for post in roster.posts], np.uint64)
    if len(np.unique(keys)) < n:
        raise ValueError("two posts have the same name, or (chance 3e-8 in a million posts) the same identity: rename one")
    staff["organisation"], staff["team"], staff["role"], staff["profession"] = roster.organisation, roster.team, roster.role, roster.profession
    staff["presence"] = np.where(joins_week > 0, NOT_YET, HERE)
    staff["joined_week"], staff["left_week"] = joins_week, -1
    staff["survey_trust"] = _survey(np.array(roster.survey_trust), staff["organisation"])
    heads = np.flatnonzero(staff["role"] == HEAD)
    w.organisations["head"][staff["organisation"][heads]] = heads   # of several the last


def _survey(trust: Ints, organisation: Ints) -> Ints:
    """Survey trust, 0-1, blanks filled with the organisation's mean; -1 where an organisation has no survey at all."""
    filled = trust.copy()
    for k in np.unique(organisation):
        inside = organisation == k
        answered = inside & ~np.isnan(trust)
        filled[inside & np.isnan(trust)] = trust[answered].mean() if answered.any() else -1.0
    return filled


def _ranges(roster: Roster) -> list[tuple[int, int]]:
    """Ranges of staff numbers by organisation; staff of an imported table may come in any order, then one range holds all."""
    order = np.asarray(roster.organisation)
    if np.any(np.diff(order) < 0):
        return [(0, len(order))]
    return [(int(np.searchsorted(order, k)), int(np.searchsorted(order, k, side="right"))) for k in range(len(roster.organisations))]


def _known_by_place(roster: Roster) -> Ints:
    """Codes of the pairs who know each other as team mates, or as leader and led, in order."""
    n = len(roster.posts)
    team, organisation, role = np.array(roster.team), np.array(roster.organisation), np.array(roster.role)
    codes = [np.zeros(0, np.int64)]
    for members in np.split(np.argsort(team, kind="stable"), np.flatnonzero(np.diff(np.sort(team))) + 1):
        for step in range(1, min(len(members), LARGE_TEAM)):
            codes.append(code_of((members[:-step], members[step:]), n))
    for leader in np.flatnonzero(role <= SENIOR_LEADER):
        others = np.flatnonzero((organisation == organisation[leader]) & (np.arange(n) != leader))
        codes.append(code_of((np.full(len(others), leader), others), n))
    return np.unique(np.concatenate(codes))


def _candidates(roster: Roster) -> list[tuple[Ints, int]]:
    team, organisation, role = np.array(roster.team), np.array(roster.organisation), np.array(roster.role)
    found = []
    for k in range(len(roster.organisations)):
        staff = np.flatnonzero((organisation == k) & (role > SENIOR_LEADER))
        found.append((staff, len(np.unique(team[staff]))))
    return found


def room_for_luck(staff: int) -> Ints:
    """Room for a week's draws of so many people."""
    return np.zeros((PERSON_LUCK, staff), np.uint32)


def _grown_aligned(array: Ints, rows: int) -> Ints:
    """As `grown`, in lines of memory."""
    if len(array) >= rows:
        return array
    larger = aligned.py_func(rows, array.shape[1])
    larger[: len(array)] = array
    return larger


def with_rows(w: State, staff: int, pairs: int, events: int) -> State:
    """The same state in arrays with at least so many rows."""
    return w._replace(
        staff=grown(w.staff, staff), reputation=grown(w.reputation, staff), first=grown(w.first, staff), last=grown(w.last, staff),
        limit=grown(w.limit, staff), offers=_grown_aligned(w.offers, staff), ring_key=grown(w.ring_key, staff),
        ring_person=grown(w.ring_person, staff), group=grown(w.group, staff + 1), size=grown(w.size, staff),
        pairs=grown(w.pairs, pairs), ties=grown(w.ties, 2 * pairs),
        ties_of=grown(w.ties_of, 3 * pairs + 4 * staff), contact_of=grown(w.contact_of, 3 * pairs + 4 * staff),
        leavers=grown(w.leavers, staff), luck=w.luck if w.luck.shape[1] >= staff else room_for_luck(staff), events=grown(w.events, events))


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


def organisations_of(scenario: Scenario, roster: Roster, p: Any) -> Ints:
    """One ORGANISATION record each, as they are before the first week."""
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
