"""The timeline of the plain-Python twin: what each kind of dated intervention does, before the week runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from trustsim.randomness import TIMELINE
from trustsim.scenario.parameter import Section
from trustsim.scenario.schema import Scenario
from trustsim.scenario.timeline import BREACH_KINDS
from trustsim.twin.draws import pair_key
from trustsim.twin.rules import propinquity

if TYPE_CHECKING:
    from trustsim.twin.model import TwinModel
    from trustsim.twin.people import Organisation, Person, Team

Effect = Callable[..., None]   # of the model, the entry of the timeline, its number
START: dict[str, Effect] = {}
END: dict[str, Effect] = {}
NEW_ENOUGH = 10   # interactions below which a tie in a task group begins anew, with swift trust


def does(*kinds: str, at: dict[str, Effect] = START) -> Callable[[Effect], Effect]:
    """Enter a function as what these kinds of intervention do, or with `at=END` what their end does."""
    def enter(effect: Effect) -> Effect:
        at.update(dict.fromkeys(kinds, effect))
        return effect
    return enter


def schedule(scenario: Scenario) -> dict[int, list[tuple[Effect, Any, int]]]:
    """What happens in each week: what to do, the entry of the timeline, its number (-1: the end of one)."""
    due: dict[int, list[tuple[Effect, Any, int]]] = {}
    item: Any
    for number, item in enumerate(scenario.timeline):
        due.setdefault(item.week, []).append((START[item.do], item, number))
        if item.do in END:
            due.setdefault(item.week + item.weeks, []).append((END[item.do], item, -1))
    return due


def apply_due(model: TwinModel) -> None:
    """Do what is due this week, in the order of the file."""
    for do, item, number in model.schedule.get(model.week, []):
        if number >= 0:
            model.log("intervention", value=number)
        model.list_ties()
        do(model, item, number)
        model.changed = True
    model.list_ties()


# Whom and what an entry means


def concerned(model: TwinModel, item: Any) -> list[Organisation]:
    """The organisation that is named, or all of them."""
    return [o for o in model.organisations if item.organisation in (None, o.name)]


def meant(model: TwinModel, who: str, item: Any) -> list[Person]:
    """The heads or spanners of the organisations concerned, or the holder of a post, by post or name."""
    if who == "head":
        return [person for person in model.staff if person.role == "head" and person.organisation in concerned(model, item)]
    if who == "spanner":
        return [person for person in model.staff if person.spanner and person.organisation in concerned(model, item)]
    return [person for person in model.staff if who in (person.post, person.name)]


def luck(model: TwinModel, person: Person, number: int) -> float:
    """What a person draws in intervention `number`."""
    return model.draws.uniforms(TIMELINE, person.key, 0, number)[0]


def teams_at(model: TwinModel, place: str) -> list[Team]:
    """The team of this name, or the teams of the organisation of this name."""
    return [team for team in model.teams if place in (team.name, team.organisation.name)]


def with_changes(section: Section, change: Section) -> Any:
    """A section with what a change names; another style of leadership starts afresh."""
    named = {name: getattr(change, name) for name in change.model_fields_set}
    if "preset" in named:
        return change
    return type(section)(**{**{name: getattr(section, name) for name in section.model_fields_set}, **named})


# Conditions


@does("change")
def change(model: TwinModel, item: Any, number: int) -> None:
    """Other leadership, times, staffing, threat, workload, or terms of the partnership."""
    for o in concerned(model, item):
        sections = {name: with_changes(getattr(o.conditions, name), getattr(item, name))
                    for name in ("leadership", "meetings", "staffing", "conditions") if getattr(item, name) is not None}
        o.adopt(o.conditions.model_copy(update=sections))
        if item.workload is not None:
            o.load = item.workload
    if item.partnership is not None:
        model.partnership = with_changes(model.partnership, item.partnership)


@does("training")
def training(model: TwinModel, item: Any, number: int) -> None:
    """A course of shared training begins (NC: awareness-building)."""
    for o in concerned(model, item):
        o.course_minutes, o.course_until = item.minutes_per_week, item.week + item.weeks


@does("training", at=END)
def training_ends(model: TwinModel, item: Any, number: int) -> None:
    """All who are here have learnt to listen."""
    for o in concerned(model, item):
        for person in model.staff_of(o):
            person.listening = min(1.0, person.listening + item.listening_gain)


# People who leave and join


def leave(model: TwinModel, person: Person, replaced: bool) -> None:
    """Somebody leaves; a newcomer takes the post, or nobody."""
    model.list_ties()
    model.depart(person)
    model.row.left += 1
    model.log("left", person, value=person.tenure_weeks)
    if replaced:
        model.row.joined += 1
        model.log("joined", model.replace(person, len(model.dyads)), person)
    elif person.organisation.head is person:
        person.organisation.head = None


@does("new_head")
def new_head(model: TwinModel, item: Any, number: int) -> None:
    """The head leaves and another comes, with another style."""
    for o in concerned(model, item):
        if o.head is not None and o.head.presence == "here":
            leave(model, o.head, True)
        if item.leadership is not None:
            o.adopt(o.conditions.model_copy(update={"leadership": with_changes(o.conditions.leadership, item.leadership)}))


@does("person_leaves")
def person_leaves(model: TwinModel, item: Any, number: int) -> None:
    """Somebody leaves."""
    for person in meant(model, item.person, item)[:1]:
        leave(model, person, item.replaced)


@does("new_spanner")
def new_spanner(model: TwinModel, item: Any, number: int) -> None:
    """Some of the staff become boundary spanners, each with contacts in as many other teams, or organisations, as may be (NC; Burt 2004)."""
    def merit(person: Person) -> float:
        return {"random": 0.0, "sociable": person.sociability, "listening": person.listening}[item.chosen]

    for o in concerned(model, item):
        able = [person for person in model.staff_of(o) if person.role not in ("head", "senior_leader") and not person.spanner]
        for person in sorted(able, key=lambda person: (-merit(person), luck(model, person, number)))[: item.count]:
            person.spanner = True
            for other in counterparts(model, person, item.contacts, number):
                get_to_know(model, person, other)
                next(tie for tie in person.ties if tie.other is other).dyad.spanner_contact = True


def counterparts(model: TwinModel, person: Person, most: int, number: int) -> list[Person]:
    """One of each other team of the organisation, or of each other organisation, before any gives a second; in an order drawn by the pair."""
    between_teams = model.scenario.spanners.between == "teams"
    people = [other for other in model.staff if (other.organisation is person.organisation and other.team is not person.team if between_teams
                                                 else other.organisation is not person.organisation)]
    people.sort(key=lambda other: model.draws.uniforms(TIMELINE, pair_key(person.key, other.key), 0, number, 1)[0])
    places = [other.team.name if between_teams else other.organisation.name for other in people]
    turns = [places[:k].count(place) for k, place in enumerate(places)]
    return [people[k] for k in sorted(range(len(people)), key=lambda k: (turns[k], k))[:most]]


@does("spanner_leaves")
def spanner_leaves(model: TwinModel, item: Any, number: int) -> None:
    """Boundary spanners leave; what hung on them is put to the test (NC; Burt 2004)."""
    for person in sorted(meant(model, "spanner", item), key=lambda person: luck(model, person, number))[: item.count]:
        leave(model, person, item.replaced)


@does("new_partner")
def new_partner(model: TwinModel, item: Any, number: int) -> None:
    """An organisation joins."""
    for person in model.everybody:
        if person.presence == "not yet" and person.organisation in concerned(model, item):
            person.presence, person.joined_week = "here", item.week
            model.register_agent(person)
            model.row.joined += 1
            model.log("joined", person)


# Bad faith


@does("breach", "broken_promise")
def breach(model: TwinModel, item: Any, number: int) -> None:
    """Somebody acts in bad faith, seen by all who know them."""
    for person in meant(model, item.by, item):
        for tie in person.ties:
            tie.back.breach(item.kind, item.severity)
            tie.back.conclude()
            model.row.breaches += 1
            model.log("breach", person, tie.other, BREACH_KINDS.index(item.kind))


@does("apology")
def apology(model: TwinModel, item: Any, number: int) -> None:
    """An apology to all: it mends competence more than integrity, and never a deception (Kim et al. 2004)."""
    b = model.m.breaches
    for person in meant(model, item.by, item):
        for tie in person.ties:
            tie.back.apologise(b.apology_competence, b.apology_integrity)
            tie.back.conclude()
            model.row.apologies += 1
            model.log("apology", person, tie.other, -1)   # for all that was breached


# Teams and places


def move(person: Person, team: Team) -> None:
    """Somebody sits with another team; the place within the rooms stays."""
    person.x += team.x - person.team.x
    person.y += team.y - person.team.y
    person.team = team


def get_to_know(model: TwinModel, one: Person, other: Person) -> None:
    """Two know each other from now on, if they did not yet."""
    if not one.knows(other):
        model.acquaint(one, other)
        model.list_ties()


def meet_team(model: TwinModel, person: Person) -> None:
    """Somebody gets to know the team mates not known yet."""
    for mate in model.staff:
        if mate.team is person.team:
            get_to_know(model, person, mate)


@does("restructuring")
def restructuring(model: TwinModel, item: Any, number: int) -> None:
    """Some change team, each with somebody of another team; the emotional dip begins (NC; TDA 2008)."""
    for o in concerned(model, item):
        o.dip_start, o.dip_stage_weeks, o.dip_depth = item.week, item.stage_weeks, item.depth
        moving = [person for person in model.staff_of(o) if not person.is_leader and luck(model, person, number) < item.moved]
        moving.sort(key=lambda person: person.team.number)
        teams = [person.team for person in moving]
        shift = max(map(teams.count, teams), default=0)   # far enough along the list to land in another team
        for person, team in zip(moving, teams[shift:] + teams[:shift], strict=True):
            move(person, team)
        for person in moving:
            meet_team(model, person)


@does("merger")
def merger(model: TwinModel, item: Any, number: int) -> None:
    """The second team, or organisation, joins the first, under one head."""
    first, second = item.merge
    if "/" in first:
        (into,), (gone,) = teams_at(model, first), teams_at(model, second)
        moving = [person for person in model.everybody if person.team is gone]
        for person in moving:
            move(person, into)
        for person in moving:
            if person.presence == "here":
                meet_team(model, person)
        return
    one, other = (next(o for o in model.organisations if o.name == name) for name in (first, second))
    moving = [person for person in model.everybody if person.organisation is other]
    for team in model.teams:
        team.organisation = one if team.organisation is other else team.organisation
    other.head = None
    for person in moving:
        person.organisation = one
        if person.role == "head" and person.presence == "here":
            if one.head is None:
                one.head = person
            else:
                person.role = "senior_leader"
    for person in moving:
        if person.presence == "here" and one.head is not None:
            get_to_know(model, one.head, person)


@does("co_location")
def co_location(model: TwinModel, item: Any, number: int) -> None:
    """Teams or organisations move beside the first that is named; the nearer get to know each other (NC: promoting proximity)."""
    def middle(place: str) -> tuple[float, float]:
        teams = teams_at(model, place)
        return add(team.x for team in teams) / len(teams), add(team.y for team in teams) / len(teams)

    for place in item.places[1:]:
        (x, y), (x_now, y_now) = middle(item.places[0]), middle(place)
        for team in teams_at(model, place):
            things: list[Any] = [team, *(person for person in model.everybody if person.team is team)]
            for thing in things:
                thing.x += x - x_now
                thing.y += y - y_now
    for position, place in enumerate(item.places):
        for person in people_at(model, place):
            for other in (other for beside in item.places[:position] for other in people_at(model, beside)):
                if model.draws.uniforms(TIMELINE, pair_key(person.key, other.key), 0, number, 1)[0] < propinquity(model.m, person, other):
                    get_to_know(model, person, other)


def people_at(model: TwinModel, place: str) -> list[Person]:
    """Who is here, in the team or the organisation of this name."""
    return [person for person in model.staff if person.team in teams_at(model, place)]


def add(values: Any) -> float:
    """The sum, added in order (Python's own sum corrects rounding from 3.12 on)."""
    total = 0.0
    for value in values:
        total += value
    return total


# A temporary task group


@does("task_group")
def task_group(model: TwinModel, item: Any, number: int) -> None:
    """People of as many teams as possible work together for a while: swift trust (NC; Meyerson, Weick & Kramer 1996)."""
    candidates = [person for person in model.staff if person.organisation in concerned(model, item)]
    candidates.sort(key=lambda person: luck(model, person, number))
    members: list[Person] = []
    while len(members) < item.members and candidates:   # one from each team, then a second round
        used = [person.team for person in members]
        members.append(min(candidates, key=lambda person, used=used: used.count(person.team)))   # type: ignore[misc]
        candidates.remove(members[-1])
    for position, person in enumerate(members):
        for other in members[:position]:
            get_to_know(model, person, other)
    e, size = model.m.encounters, len(members)
    rate = 2.0 * item.minutes_per_week / (e.minutes_per_exchange * min(size, e.talking_group) * max(1, size - 1))
    for dyad in model.dyads:
        if dyad.a in members and dyad.b in members:
            dyad.group_rate += rate
            for tie in dyad.ties:
                if tie.familiarity < NEW_ENOUGH:
                    tie.begin_swift()
    model.groups[id(item)] = (members, rate)


@does("task_group", at=END)
def task_group_ends(model: TwinModel, item: Any, number: int) -> None:
    """The group is dissolved: what is left of swift trust is ordinary trust from now on."""
    members, rate = model.groups.pop(id(item))
    for dyad in model.dyads:
        if dyad.a in members and dyad.b in members:
            dyad.group_rate = max(0.0, dyad.group_rate - rate)
            for tie in dyad.ties:
                tie.swift = False
