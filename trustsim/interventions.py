"""The timeline: what each kind of intervention does to conditions and people, before the week runs.

One function a kind, with the scenario's word for it above; what lasts for some `weeks` may have a second one for its end. Choices
among people are drawn by identity from the TIMELINE stream.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from trustsim.prepared import set_leadership, set_meetings, set_partnership, set_staffing
from trustsim.randomness import TIMELINE, pair_key
from trustsim.rules.acquaintance import is_tied, list_ties, log, tie_to
from trustsim.rules.breaches import apologise, breach
from trustsim.rules.encounters import propinquity
from trustsim.rules.first_trust import begin_pair, begin_swift
from trustsim.rules.founding import luck, luck_with
from trustsim.rules.people import depart, hand_over, replace
from trustsim.rules.trace import note_all
from trustsim.scenario.parameter import Section
from trustsim.scenario.timeline import BREACH_KINDS
from trustsim.state import (
    APOLOGY,
    BREACH,
    DIRTY,
    HEAD,
    HERE,
    JOINED,
    LEFT_SCHOOL,
    N_EVENTS,
    N_PAIRS,
    N_STAFF,
    NOT_YET,
    SENIOR_LEADER,
    State,
)

if TYPE_CHECKING:
    from trustsim.model import TrustModel

Effect = Callable[["TrustModel", Any, int], None]   # of the model, the entry of the timeline, its number
Task = tuple[Effect, Any, int, bool]                # what to do, the entry, its number, whether it begins or ends
APPLY: dict[str, Effect] = {}
ENDS: dict[str, Effect] = {}


def does(*kinds: str, at: dict[str, Effect] = APPLY) -> Callable[[Effect], Effect]:
    """Enter a function as what these kinds of intervention do, or with `at=ENDS` what their end does."""
    def enter(effect: Effect) -> Effect:
        at.update(dict.fromkeys(kinds, effect))
        return effect
    return enter


def schedule(model: TrustModel) -> dict[int, list[Task]]:
    """Weeks in order, and what happens in each; what lasts for a while is ended by a task of its own."""
    tasks: dict[int, list[Task]] = {}
    item: Any
    for number, item in enumerate(model.scenario.timeline):
        tasks.setdefault(item.week, []).append((APPLY[item.do], item, number, True))
        if item.do in ENDS:
            tasks.setdefault(item.week + item.weeks, []).append((ENDS[item.do], item, number, False))
    return dict(sorted(tasks.items()))


def apply_due(model: TrustModel, week: int) -> None:
    """Do what the timeline holds for `week`, in the order of the file."""
    for task, item, number, begins in model.schedule[week]:
        if begins:
            model.log_intervention(week, number)
        task(model, item, number)
        model.state.count[DIRTY] = 1
        if len(model.state.trace):
            note_all(model.state, week, number)


def merged(section: Section, change: Section) -> Any:
    """`section` with the parameters that `change` names; a change of preset starts the style afresh."""
    given = {name: getattr(change, name) for name in change.model_fields_set}
    if "preset" in given:
        return change
    kept = {name: getattr(section, name) for name in section.model_fields_set}
    return type(section)(**{**kept, **given})


def _named(model: TrustModel, organisation: str | None) -> list[int]:
    if organisation is None:
        return list(range(len(model.roster.organisations)))
    return [model.roster.organisations.index(organisation)]


def _set(model: TrustModel, k: int, **sections: Section) -> None:
    """Change sections of organisation `k`'s conditions, and write them into its record."""
    name = model.roster.organisations[k]
    now = model.conditions[name]
    changed = {key: merged(getattr(now, key), section) for key, section in sections.items()}
    model.conditions[name] = now = now.model_copy(update=changed)
    o = model.state.organisations[k]
    set_leadership(o, now.leadership)
    set_meetings(o, now.meetings, model.state.p)
    set_staffing(o, now.staffing, model.scenario.weeks_per_year)
    o["threat"] = now.conditions.threat


@does("change")
def _change(model: TrustModel, item: Any, number: int) -> None:
    sections = {key: getattr(item, key) for key in ("leadership", "meetings", "staffing", "conditions") if getattr(item, key) is not None}
    for k in _named(model, item.organisation):
        _set(model, k, **sections)
        if item.workload is not None:
            model.state.organisations[k]["load"] = item.workload
    if item.partnership is not None:
        model.partnership = merged(model.partnership, item.partnership)
        set_partnership(model.state.p, model.partnership)


def _leave(model: TrustModel, i: int, week: int, replaced: bool) -> int:
    """Person `i` leaves; returns the newcomer's number, or -1."""
    w = model.listed()
    known = int(w.last[i] - w.first[i])
    model.make_room(int(w.count[N_STAFF]) + 1, int(w.count[N_PAIRS]) + known, 0)
    w = model.listed()
    depart(w, i, week)
    w.weeks["left"][week] += 1
    log_safely(model, week, LEFT_SCHOOL, i, -1, float(w.staff["tenure_weeks"][i]))
    if not replaced:
        if w.organisations["head"][w.staff["organisation"][i]] == i:
            w.organisations["head"][w.staff["organisation"][i]] = -1
        return -1
    before = int(w.count[N_PAIRS])
    newcomer = int(replace(w, i, week))
    hand_over(w, i, newcomer, before, week)
    w.weeks["joined"][week] += 1
    log_safely(model, week, JOINED, newcomer, i, 0.0)
    list_ties(w)
    return newcomer


def log_safely(model: TrustModel, week: int, kind: int, who: int, other: int, value: float) -> None:
    """Log an event from outside the compiled week, growing the list where it is full."""
    model.make_room(0, 0, int(model.state.count[N_EVENTS]) + 1)
    log(model.state, week, kind, who, other, value)


@does("new_head")
def _new_head(model: TrustModel, item: Any, number: int) -> None:
    for k in _named(model, item.organisation):
        head = int(model.state.organisations["head"][k])
        if head >= 0 and model.state.staff["presence"][head] == HERE:
            _leave(model, head, item.week, True)
        if item.leadership is not None:
            _set(model, k, leadership=item.leadership)


def _find(model: TrustModel, who: str, organisation: str | None) -> list[int]:
    """Staff numbers of 'head', 'spanner', or of the holder of a post, id or name."""
    w = model.state
    n = int(w.count[N_STAFF])
    here = w.staff["presence"][:n] == HERE
    inside = np.isin(w.staff["organisation"][:n], _named(model, organisation))
    if who == "head":
        return np.flatnonzero(here & inside & (w.staff["role"][:n] == HEAD)).tolist()
    if who == "spanner":
        return np.flatnonzero(here & inside & (w.staff["spanner"][:n] == 1)).tolist()
    return [i for i, called in enumerate(zip(model.posts, model.names, strict=True)) if here[i] and who in called]


@does("person_leaves")
def _person_leaves(model: TrustModel, item: Any, number: int) -> None:
    for i in _find(model, item.person, item.organisation)[:1]:
        _leave(model, i, item.week, item.replaced)


@does("spanner_leaves")
def _spanner_leaves(model: TrustModel, item: Any, number: int) -> None:
    for i in _by_luck(model, _find(model, "spanner", item.organisation), number)[: item.count]:
        _leave(model, i, item.week, item.replaced)


@does("new_spanner")
def _new_spanner(model: TrustModel, item: Any, number: int) -> None:
    """Some of the staff become boundary spanners, each with contacts in as many other teams, or organisations, as may be."""
    w = model.state
    place = "team" if model.scenario.spanners.between == "teams" else "organisation"
    for k in _named(model, item.organisation):
        staff = w.staff[: int(w.count[N_STAFF])]
        able = (staff["presence"] == HERE) & (staff["organisation"] == k) & (staff["role"] > SENIOR_LEADER) & (staff["spanner"] == 0)
        people = _by_luck(model, np.flatnonzero(able).tolist(), number)
        if item.chosen != "random":
            merit = "sociability" if item.chosen == "sociable" else "listening"
            people.sort(key=lambda i: -w.staff[merit][i])
        for i in people[: item.count]:
            w.staff["spanner"][i] = 1
            for j in _counterparts(model, i, place, item.contacts, number):
                acquaint(model, i, j, item.week)
                w = model.listed()
                w.pairs["spanner_contact"][tie_to(w, i, j) // 2] = 1


def _counterparts(model: TrustModel, i: int, place: str, most: int, number: int) -> list[int]:
    """Whom a spanner is to meet: one of each other team of the organisation (or of each other organisation), before any gives a second."""
    staff = model.state.staff[: int(model.state.count[N_STAFF])]
    other = (staff["presence"] == HERE) & (staff[place] != staff[place][i])
    if place == "team":
        other &= staff["organisation"] == staff["organisation"][i]
    people = np.flatnonzero(other)
    drawn = luck_with(model.state.seed, TIMELINE, staff["key"][i], staff["key"][people], number)
    turns: dict[int, int] = {}
    rounds: list[tuple[int, int, int]] = []
    for j in people[np.argsort(drawn, kind="stable")].tolist():
        turn = turns[int(staff[place][j])] = turns.get(int(staff[place][j]), -1) + 1
        rounds.append((turn, len(rounds), j))
    return [j for _, _, j in sorted(rounds)[:most]]


def _by_luck(model: TrustModel, people: list[int], number: int) -> list[int]:
    """People in an order drawn by identity, one order for each intervention."""
    drawn = luck(model.state.seed, TIMELINE, model.state.staff["key"][people], number)
    return [people[k] for k in np.argsort(drawn, kind="stable")]


@does("breach", "broken_promise")
def _breach(model: TrustModel, item: Any, number: int) -> None:
    """A breach seen by everybody who knows the one who commits it."""
    for j in _find(model, item.by, item.organisation):
        for t in _ties_about(model, j):
            w = model.state
            breach(w.p, w.ties[t], BREACH_KINDS.index(item.kind), item.severity)
            w.pairs["scarred"][t // 2] = 1
            retrust(w, t)
            w.weeks["breaches"][item.week] += 1
            log_safely(model, item.week, BREACH, j, _holder(w, t), float(BREACH_KINDS.index(item.kind)))


@does("apology")
def _apology(model: TrustModel, item: Any, number: int) -> None:
    b = model.state.p["breaches"]
    for j in _find(model, item.by, item.organisation):
        for t in _ties_about(model, j):
            apologise(model.state.p, model.state.ties[t], b["apology_competence"], b["apology_integrity"])
            retrust(model.state, t)
            model.state.weeks["apologies"][item.week] += 1
            log_safely(model, item.week, APOLOGY, j, _holder(model.state, t), -1.0)   # for all that was breached


def retrust(w: State, t: int) -> None:
    """Make the trust of tie `t` anew from its beliefs."""
    from trustsim.rules.beliefs import trust_of

    w.ties["trust"][t] = trust_of(w.p, w.ties["belief"][t], int(w.ties["stage"][t]))


def _ties_about(model: TrustModel, j: int) -> list[int]:
    return [int(t) ^ 1 for t in model.ties_held(j)]


def _holder(w: State, t: int) -> int:
    return int(w.pairs["a" if t % 2 == 0 else "b"][t // 2])


@does("restructuring")
def _restructuring(model: TrustModel, item: Any, number: int) -> None:
    """Some staff change team, each with somebody of another team as far as the numbers allow; the emotional dip begins."""
    w = model.state
    n = int(w.count[N_STAFF])
    for k in _named(model, item.organisation):
        o = w.organisations[k]
        o["dip_start"], o["dip_stage_weeks"], o["dip_depth"] = item.week, item.stage_weeks, item.depth
        staff = [i for i in range(n) if w.staff["presence"][i] == HERE and w.staff["organisation"][i] == k and w.staff["role"][i] > 1]
        drawn = luck(w.seed, TIMELINE, w.staff["key"][staff], number)
        moving = [i for i, u in zip(staff, drawn, strict=True) if u < item.moved]
        moving.sort(key=lambda i: int(w.staff["team"][i]))
        teams = [int(w.staff["team"][i]) for i in moving]
        shift = max(map(teams.count, teams), default=0)   # far enough along the list to land in another team
        for i, team in zip(moving, teams[shift:] + teams[:shift], strict=True):
            _move(model, i, team)
        for i in moving:
            meet_team(model, i, item.week)


def _move(model: TrustModel, i: int, team: int) -> None:
    """Person `i` sits with another team now; the place within the rooms stays."""
    w = model.state
    s = w.staff[i]
    s["x"] += model.roster.team_x[team] - model.roster.team_x[int(s["team"])]
    s["y"] += model.roster.team_y[team] - model.roster.team_y[int(s["team"])]
    s["team"] = team


def meet_team(model: TrustModel, i: int, week: int) -> None:
    """Person `i` gets to know the team mates not known yet."""
    w = model.state
    mates = np.flatnonzero((w.staff["team"] == w.staff["team"][i]) & (w.staff["presence"] == HERE) & (np.arange(len(w.staff)) < w.count[N_STAFF]))
    for j in mates.tolist():
        acquaint(model, i, j, week)


def acquaint(model: TrustModel, i: int, j: int, week: int) -> None:
    """`i` and `j` know each other from now on, if they do not yet."""
    w = model.listed()
    if i == j or is_tied(w, i, j, int(w.count[N_PAIRS])):
        return
    model.make_room(0, int(w.count[N_PAIRS]) + 1, 0)
    w = model.listed()
    begin_pair(w, i, j, np.uint64(pair_key(w.staff["key"][i], w.staff["key"][j])), week)


@does("merger")
def _merger(model: TrustModel, item: Any, number: int) -> None:
    """The second team, or organisation, joins the first: one head, one set of conditions; people stay where they sit."""
    first, second = item.merge
    w = model.state
    n = int(w.count[N_STAFF])
    if "/" in first:
        into, gone = model.roster.teams.index(first), model.roster.teams.index(second)
        moving = [i for i in range(n) if w.staff["team"][i] == gone]
        for i in moving:
            _move(model, i, into)
        for i in moving:
            if model.state.staff["presence"][i] == HERE:
                meet_team(model, i, item.week)
        return
    into, gone = model.roster.organisations.index(first), model.roster.organisations.index(second)
    head = int(w.organisations["head"][into])
    moving = [i for i in range(n) if w.staff["organisation"][i] == gone]
    w.staff["organisation"][moving] = into
    w.teams["organisation"][w.teams["organisation"] == gone] = into
    w.organisations["head"][gone] = -1
    for i in moving:
        if w.staff["role"][i] == HEAD and w.staff["presence"][i] == HERE:
            if head < 0:
                head = w.organisations["head"][into] = i
            else:
                w.staff["role"][i] = SENIOR_LEADER   # one head: the other becomes a senior leader
    if head >= 0:
        for i in moving:
            if model.state.staff["presence"][i] == HERE:
                acquaint(model, head, i, item.week)


@does("co_location")
def _co_location(model: TrustModel, item: Any, number: int) -> None:
    """Teams or organisations move beside the first that is named, and people get to know whom they now sit near."""
    w = model.state
    for place in item.places[1:]:
        dx, dy = np.subtract(_middle(model, item.places[0]), _middle(model, place))
        for team in _teams_of(model, place):
            model.roster.team_x[team] += dx
            model.roster.team_y[team] += dy
            members = w.staff["team"] == team
            w.staff["x"][members] += dx
            w.staff["y"][members] += dy
    for position, place in enumerate(item.places):
        for i in _people_at(model, place):
            for other in item.places[:position]:
                _meet_near(model, i, _people_at(model, other), item.week, number)


def _people_at(model: TrustModel, place: str) -> list[int]:
    w = model.state
    here = w.staff["presence"][: int(w.count[N_STAFF])] == HERE
    return np.flatnonzero(here & np.isin(w.staff["team"][: len(here)], _teams_of(model, place))).tolist()


def _meet_near(model: TrustModel, i: int, others: list[int], week: int, number: int) -> None:
    """Person `i` gets to know some of `others`, the nearer the likelier (propinquity); the luck is that of the two together."""
    w = model.state
    me = w.staff[i]
    for j, u in zip(others, luck_with(w.seed, TIMELINE, me["key"], w.staff["key"][others], number), strict=True):
        s = w.staff[j]
        if u < propinquity(w.p, me["x"], me["y"], s["x"], s["y"]):
            acquaint(model, i, j, week)


def _teams_of(model: TrustModel, place: str) -> list[int]:
    if place in model.roster.teams:
        return [model.roster.teams.index(place)]
    k = model.roster.organisations.index(place)
    return [team for team, organisation in enumerate(model.state.teams["organisation"]) if organisation == k]


def _middle(model: TrustModel, place: str) -> tuple[float, float]:
    teams = _teams_of(model, place)
    return float(np.mean([model.roster.team_x[t] for t in teams])), float(np.mean([model.roster.team_y[t] for t in teams]))


@does("task_group")
def _task_group(model: TrustModel, item: Any, number: int) -> None:
    """People of as many teams as possible work together for a while: swift trust where they hardly know each other."""
    w = model.state
    n = int(w.count[N_STAFF])
    candidates = [i for i in range(n) if w.staff["presence"][i] == HERE and w.staff["organisation"][i] in _named(model, item.organisation)]
    order = _by_luck(model, candidates, number)
    members: list[int] = []
    while len(members) < min(item.members, len(order)):   # one from each team, then a second round
        used = [int(w.staff["team"][i]) for i in members]
        members.append(min((i for i in order if i not in members), key=lambda i: (used.count(int(w.staff["team"][i])), order.index(i))))
    for position, i in enumerate(members):
        for j in members[:position]:
            acquaint(model, i, j, item.week)
    w = model.state
    size = len(members)
    talking = min(size, int(w.p["encounters"]["talking_group"]))
    rate = 2.0 * item.minutes_per_week / (float(w.p["encounters"]["minutes_per_exchange"]) * talking * max(1, size - 1))
    for pair in range(int(w.count[N_PAIRS])):
        if w.pairs["a"][pair] in members and w.pairs["b"][pair] in members:
            w.pairs["group_rate"][pair] += rate
            for t in (2 * pair, 2 * pair + 1):
                if w.ties["familiarity"][t] < 10:
                    begin_swift(w, t)
    model.groups[number] = ([int(w.staff["key"][i]) for i in members], rate)


@does("task_group", at=ENDS)
def _task_group_ends(model: TrustModel, item: Any, number: int) -> None:
    """The group is dissolved: what is left of swift trust is ordinary trust from now on."""
    w = model.state
    keys, rate = model.groups.pop(number)
    members = np.flatnonzero(np.isin(w.staff["key"], np.array(keys, dtype=np.uint64)))
    for pair in range(int(w.count[N_PAIRS])):
        if w.pairs["a"][pair] in members and w.pairs["b"][pair] in members:
            w.pairs["group_rate"][pair] = max(0.0, w.pairs["group_rate"][pair] - rate)
            w.ties["swift"][[2 * pair, 2 * pair + 1]] = 0


@does("training")
def _training(model: TrustModel, item: Any, number: int) -> None:
    for k in _named(model, item.organisation):
        o = model.state.organisations[k]
        o["course_minutes"], o["course_until"] = item.minutes_per_week, item.week + item.weeks


@does("training", at=ENDS)
def _training_ends(model: TrustModel, item: Any, number: int) -> None:
    w = model.state
    learnt = np.isin(w.staff["organisation"], _named(model, item.organisation)) & (w.staff["presence"] == HERE)
    w.staff["listening"][learnt] = np.minimum(1.0, w.staff["listening"][learnt] + item.listening_gain)


@does("new_partner")
def _new_partner(model: TrustModel, item: Any, number: int) -> None:
    w = model.state
    for k in _named(model, item.organisation):
        joining = (w.staff["organisation"] == k) & (w.staff["presence"] == NOT_YET)
        joining[int(w.count[N_STAFF]):] = False
        w.staff["presence"][joining] = HERE
        w.staff["joined_week"][joining] = item.week
        w.weeks["joined"][item.week] += int(np.count_nonzero(joining))
        for i in np.flatnonzero(joining).tolist():
            log_safely(model, item.week, JOINED, i, -1, 0.0)
