"""The model in plain Python, a person at a time: what a newcomer reads to learn the science.

The tests hold the compiled rules (trustsim/rules) equal to it, to the last bit; it is also what their speed is compared with.
People, teams and organisations are in people.py, what passes between two people in rules.py, dated interventions in timeline.py,
chance and curves in draws.py.
RT = "Relational Trust" (one-page text), NC = Coleman, "Trust in collaborative working" (NCSL). `self.m` are the mechanisms' constants.
"""

from __future__ import annotations

from bisect import bisect_left
from math import nan, sqrt
from typing import TYPE_CHECKING, Any, Literal

import mesa

from trustsim import founding
from trustsim.names import name_of
from trustsim.randomness import INTRODUCTION, LEAVING, WORD_OF_MOUTH, check_seed
from trustsim.scenario.load import loaded
from trustsim.scenario.schema import Scenario
from trustsim.scenario.sections import ROLES
from trustsim.state import EVENTS, QUALITIES, STAGES
from trustsim.twin import timeline
from trustsim.twin.draws import KeyedDraws, PythonDraws, fifth_root, next_hire_key
from trustsim.twin.people import Organisation, Person, Team
from trustsim.twin.rules import CHECKING_SCAR, Dyad
from trustsim.twin.ties import PRACTICE
from trustsim.weekly import OF_TIES, WEEKLY

if TYPE_CHECKING:
    from trustsim.imports import School

WORKING_INTERACTIONS = 3   # a working tie has met in the last term, and so often at least in all


def share_of(part: float, whole: float) -> float:
    """part / whole, and 0 of nothing."""
    return part / whole if whole > 0 else 0.0


class Week:
    """The figures of a week, by the names of trustsim.state.WEEK."""

    def __init__(self, week: int) -> None:
        self.__dict__.update({name: nan if name in OF_TIES else 0 for name in WEEKLY}, week=week)

    if TYPE_CHECKING:
        def __getattr__(self, name: str) -> Any: ...
        def __setattr__(self, name: str, value: Any) -> None: ...


class TwinModel(mesa.Model):
    """Relational trust among the staff of a school or a partnership, in plain Python.

    Parameters
    ----------
    scenario, seed, school : as of :class:`trustsim.model.TrustModel`.
    draws : "keyed", to be equal to the compiled model; "python" for Python's own generator, to compare speed.
    """

    def __init__(self, scenario: Any = None, *, seed: int = 0, school: School | None = None,
                 draws: Literal["keyed", "python"] = "keyed") -> None:
        super().__init__(seed=check_seed(seed))
        source = loaded(scenario if scenario is not None else Scenario())
        founded = founding.found(source.scenario, seed, school if school is not None else source.school)
        self.scenario, self.m, self.partnership = founded.scenario, founded.scenario.mechanisms, founded.scenario.partnership
        self.draws = KeyedDraws(seed) if draws == "keyed" else PythonDraws(self.random)
        self.week, self.term = 0, self.scenario.weeks_per_term
        self.weeks: list[Week] = []
        self.events: list[tuple[int, str, int, int, float]] = []
        self.dyads: list[Dyad] = []
        self.changed = True   # people, ties, rooms or times have changed, so that encounters are to be expected anew
        self.holding = self.failing = 0
        self.viable = False
        self.groups: dict[int, tuple[list[Person], float]] = {}   # temporary task groups: members, their rate
        self.schedule = timeline.schedule(self.scenario)
        self._found(founded, same_draws=draws == "keyed")
        self._start()

    def _found(self, founded: founding.Founded, *, same_draws: bool) -> None:
        """Make people, teams, organisations and ties from the records of the founding, shared with the compiled model."""
        w, roster = founded.state, founded.roster
        self.organisations = [Organisation(self, k, name, self.scenario.organisations[name], roster.professions)
                              for k, name in enumerate(roster.organisations)]
        self.teams = [Team(k, name, self.organisations[roster.team_organisation[k]], roster.team_x[k], roster.team_y[k])
                      for k, name in enumerate(roster.teams)]
        self.everybody: list[Person] = []
        for i, post in enumerate(roster.posts):
            record, organisation = w.staff[i], self.organisations[roster.organisation[i]]
            person = Person(self, i, int(record["key"]), post, roster.names[i], organisation, self.teams[roster.team[i]],
                            ROLES[roster.role[i]], roster.professions[roster.profession[i]], float(record["x"]), float(record["y"]))
            person.copy(record)
            person.reputation = dict.fromkeys(self.organisations, self.m.first_trust.role_norm)
            if person.role == "head":
                organisation.head = person
            self.everybody.append(person)
        for number in range(int(w.count[1])):
            pair = w.pairs[number]
            dyad = Dyad(self, self.everybody[pair["a"]], self.everybody[pair["b"]])
            dyad.advice, dyad.spanner_contact = bool(pair["advice"]), bool(pair["spanner_contact"])
            self.dyads.append(dyad)
            history = min(person.organisation.conditions.history.years for person in (dyad.a, dyad.b))
            for tie, record in zip(dyad.ties, w.ties[2 * number: 2 * number + 2], strict=True):
                if same_draws:
                    tie.begin(0)
                if history > 0 or not same_draws:
                    tie.beliefs, tie.trust, tie.readiness = record["belief"].tolist(), float(record["trust"]), float(record["readiness"])
                    tie.familiarity, tie.stage = int(record["familiarity"]), int(record["stage"])

    def _start(self) -> None:
        """Measure the school as it stands before the first week."""
        self.row = Week(0)
        self.weeks.append(self.row)
        self.list_ties()
        self.expect_encounters()
        self.leadership()
        self.measure()

    # The week

    def step(self) -> None:
        """One school week.

        0. timeline       interventions due this week change conditions or people
        1. leadership     acts on conduct, load, demand and the reading of conduct
        2. people         leave and join; newcomers start with first trust
        3. expect         minutes, rooms and roles become expected encounters, only where these have changed
        4. meet           encounters: stance, show, notice, update, joint work, breach, stages
        5. talk           reputation passes along ties
        6. introductions  brokers and mixed meetings make new ties
        7. measure        figures of the week, parts of viability
        8. drift          dispositions, climate, norm, workload, shared purpose, fairness as it is felt
        """
        self.week += 1
        self.row = Week(self.week)
        self.weeks.append(self.row)
        timeline.apply_due(self)
        self.leadership()
        self.people_leave_and_join()
        if self.changed:
            self.list_ties()
            self.expect_encounters()
            self.changed = False
        self.meet()
        self.talk()
        self.introductions()
        self.measure()
        self.drift()
        self.running = self.week < self.scenario.weeks

    def run(self) -> TwinModel:
        """Simulate to the scenario's last week."""
        while self.week < self.scenario.weeks:
            self.step()
        return self

    # Who is here and who knows whom

    @property
    def staff(self) -> list[Person]:
        """Everybody in post, in the order of arrival."""
        return [person for person in self.everybody if person.presence == "here"]

    def staff_of(self, organisation: Organisation) -> list[Person]:
        """Everybody in post in an organisation."""
        return [person for person in self.staff if person.organisation is organisation]

    def log(self, kind: str, who: Person | None = None, other: Person | None = None, value: float = 0.0) -> None:
        """Note an event, where events are kept."""
        if self.scenario.record.events:
            assert kind in EVENTS
            self.events.append((self.week, kind, -1 if who is None else who.number, -1 if other is None else other.number, value))

    def list_ties(self) -> None:
        """List every person's ties, in the order in which the acquaintances were made; ties end where somebody leaves."""
        self.dyads = [dyad for dyad in self.dyads if "left" not in (dyad.a.presence, dyad.b.presence)]
        for person in self.everybody:
            person.ties = []
        for dyad in self.dyads:
            if dyad.here:
                for tie in dyad.ties:
                    tie.holder.ties.append(tie)

    def acquaint(self, one: Person, other: Person) -> Dyad:
        """Two people get to know each other, and start with first trust."""
        dyad = Dyad(self, one, other)
        for tie in dyad.ties:
            tie.begin(self.week)
        self.dyads.append(dyad)
        self.changed = True
        return dyad

    # People leave and join

    def people_leave_and_join(self) -> None:
        """Turnover: people leave and newcomers take their posts; everybody else is a week longer here."""
        before = len(self.dyads)
        for person in self.staff:
            if self.draws.uniforms(LEAVING, person.key, self.week)[0] < person.chance_to_leave():
                self.depart(person)
                newcomer = self.replace(person, before)
                newcomer.prepare()
                self.row.left += 1
                self.row.joined += 1
                self.log("left", person, value=person.tenure_weeks)
                self.log("joined", newcomer, person)
            else:
                person.tenure_weeks += 1.0

    def depart(self, person: Person) -> None:
        """Somebody leaves."""
        person.presence, person.left_week = "left", self.week
        person.remove()
        self.changed = True

    def replace(self, leaver: Person, dyads_before: int) -> Person:
        """A newcomer takes the post; the reputation of a newcomer is that of the profession (NC: transference)."""
        key = next_hire_key(leaver.post_key, leaver.generation + 1)
        o = leaver.organisation
        newcomer = Person(self, len(self.everybody), key, leaver.post, name_of(key), o, leaver.team, leaver.role, leaver.profession,
                          leaver.x, leaver.y)
        newcomer.post_key, newcomer.generation = leaver.post_key, leaver.generation + 1
        newcomer.draw()
        newcomer.reputation = {k: k.seen[newcomer.profession] for k in self.organisations}
        self.everybody.append(newcomer)
        if o.head is leaver:
            o.head = newcomer
        # The post brings along team mates, leaders and partners in advice whom the leaver knew, and newcomers of the same week.
        inherited = [(tie.dyad, tie.other) for tie in leaver.ties if tie.other.presence == "here" and tie.other.organisation is o
                     and (tie.other.team is leaver.team or tie.other.is_leader or leaver.is_leader or tie.dyad.advice)]
        inherited += [(dyad, dyad.b if dyad.a is leaver else dyad.a) for dyad in self.dyads[dyads_before:] if leaver in (dyad.a, dyad.b)]
        for dyad, other in inherited:
            self.acquaint(newcomer, other).advice = dyad.advice
        return newcomer

    # Encounters and leadership

    def expect_encounters(self) -> None:
        """What meeting time, rooms and roles let everybody expect of the week."""
        self.ring = sorted(self.staff, key=lambda person: person.key)
        for team in self.teams:
            team.size = 0
        for organisation in self.organisations:
            organisation.staff = len(self.staff_of(organisation))
        for person in self.staff:
            person.team.size += 1
            person.near = person.n_all = person.n_org = person.n_cross = person.n_outer = person.n_spanner = 0.0
        live = [dyad for dyad in self.dyads if dyad.here]
        for dyad in live:
            dyad.count()
        for person in self.staff:
            person.offer(self.week)
        for dyad in live:
            dyad.expect()

    def leadership(self) -> None:
        """Leaders act; everybody's readiness to show, notice and breach this week follows."""
        for organisation in self.organisations:
            organisation.lead(self.week)
        for person in self.staff:
            person.prepare()

    def meet(self) -> None:
        """All encounters of all pairs; pairs do not see each other's week, so their order cannot matter."""
        for dyad in self.dyads:
            if dyad.here:
                dyad.meet(self.week)

    # Word of mouth and introductions

    def talk(self) -> None:
        """Some speak of a colleague to a colleague (NC: reputation; Burt & Knez 1996: bad word is louder in weak ties)."""
        m, draws = self.m.word_of_mouth, self.draws
        for person in self.staff:
            if len(person.ties) < 2 or draws.uniforms(WORD_OF_MOUTH, person.key, self.week)[0] >= m.talk_per_week:
                continue
            to = person.next_contact(draws.point(WORD_OF_MOUTH, person.key, self.week, 1))
            assert to is not None
            about = person.next_contact(draws.point(WORD_OF_MOUTH, person.key, self.week, 2), to.other)
            assert about is not None
            reputation, where = about.other.reputation, to.other.organisation
            heard, known, strong = about.trust, reputation[where], to.trust >= m.strong_from
            if heard <= known:
                reputation[where] = known + (0.5 if strong else 1.0) * m.negative_weight * (heard - known)
            elif strong:
                reputation[where] = known + m.positive_weight * (heard - known)

    def introductions(self) -> None:
        """New acquaintances: through brokers, and by sitting together in mixed meetings and training (NC)."""
        m, shared = self.m.word_of_mouth, self.partnership
        self.new_from = len(self.dyads)
        outside = (shared.meeting_minutes_per_week + shared.training_minutes_per_week) / 60.0
        for person in self.staff:
            u_broker, u_mixed, u_outside, _ = self.draws.uniforms(INTRODUCTION, person.key, self.week)
            if u_broker < m.introductions_per_week:
                self.introduced(person, u_broker)
            t = person.organisation.meetings
            inside = (t.cross_team_minutes_per_week + t.whole_staff_minutes_per_week + t.training_minutes_per_week
                      + person.organisation.course(self.week)) / 60.0
            if u_mixed < m.met_per_hour * inside:
                self.sit_beside(person, self.draws.point(INTRODUCTION, person.key, self.week, 2), inside=True)
            if len(self.organisations) > 1 and u_outside < m.met_per_hour * outside:
                self.sit_beside(person, self.draws.point(INTRODUCTION, person.key, self.week, 3), inside=False)

    def may_meet(self, one: Person, other: Person) -> bool:
        """Whether two have room for one more acquaintance and do not know each other yet."""
        most = self.m.word_of_mouth.acquaintances_most
        just_met = any(one in (dyad.a, dyad.b) and other in (dyad.a, dyad.b) for dyad in self.dyads[self.new_from:])
        return len(one.ties) < most and len(other.ties) < most and not one.knows(other) and not just_met

    def introduced(self, person: Person, u: float) -> None:
        """The trusted spanner or leader who lends most introduces somebody, and stands guarantor to both (NC; Burt 2004)."""
        best, strength, most = None, 0.0, 0.0
        for tie in person.ties:
            broker = tie.other
            brokers = 1.0 if broker.spanner else broker.organisation.behaviour["brokering"] if broker.is_leader else 0.0
            if tie.trust >= self.m.word_of_mouth.strong_from and brokers * tie.trust > most:
                best, strength, most = tie, brokers, brokers * tie.trust
        if best is None or u >= self.m.word_of_mouth.introductions_per_week * strength:
            return
        known = best.other.next_contact(self.draws.point(INTRODUCTION, person.key, self.week, 1), person)
        if known is None or not self.may_meet(person, known.other):
            return
        for tie in self.new_tie(person, known.other).ties:
            if tie.holder is person:
                tie.vouch(best.other, best.trust * known.trust)
            else:
                tie.vouch(best.other, known.back.trust * best.back.trust)

    def sit_beside(self, person: Person, start: int, *, inside: bool) -> None:
        """A new acquaintance with the next person at or after a point of the circle, in the own organisation or outside."""
        first = bisect_left([somebody.key for somebody in self.ring], start)
        for somebody in self.ring[first:] + self.ring[:first]:
            if (somebody.organisation is person.organisation) == inside and somebody is not person:
                if self.may_meet(person, somebody):
                    self.new_tie(person, somebody)
                return

    def new_tie(self, one: Person, other: Person) -> Dyad:
        """Two who met this week."""
        self.row.new_ties += 1
        self.log("new tie", one, other)
        return self.acquaint(one, other)

    # Measures

    def measure(self) -> None:
        """The figures of the week, and the parts of viability."""
        self.measure_ties()
        self.measure_organisations()
        self.judge()

    def measure_ties(self) -> None:
        """Means over working ties, and what each organisation's staff have come to believe of each profession."""
        row, live = self.row, [dyad for dyad in self.dyads if dyad.here]
        ties = [tie for dyad in live for tie in dyad.ties]
        believed: dict[tuple[Organisation, str], list[float]] = {}
        for tie in ties:
            believed.setdefault((tie.holder.organisation, tie.other.profession), []).append(tie.trust)
        for (organisation, profession), trusts in believed.items():
            organisation.seen[profession] += self.m.drift.climate_per_week * (mean(trusts) - organisation.seen[profession])
        working = [tie for tie in ties if self.week == 0
                   or (tie.familiarity >= WORKING_INTERACTIONS and self.week - tie.dyad.last_met < self.term)]
        row.ties, row.working_ties = len(ties), len(working)
        active = [dyad for dyad in live if self.is_active(dyad)]
        row.active_pairs = len(active)
        row.active_across_teams = sum(dyad.a.team is not dyad.b.team for dyad in active)
        row.active_across_organisations = sum(dyad.a.organisation is not dyad.b.organisation for dyad in active)
        if working:   # else there is no mean
            row.trust, row.readiness = mean([tie.trust for tie in working]), mean([tie.readiness for tie in working])
            row.trust_sd = sqrt(max(0.0, mean([tie.trust * tie.trust for tie in working]) - row.trust * row.trust))
            for q, quality in enumerate(QUALITIES):
                setattr(row, quality, mean([min(tie.beliefs[q], 1.0) for tie in working]))
            stages = [tie.stage for tie in working]
            for stage, name in enumerate(STAGES):
                setattr(row, name, stages.count(stage) / len(working))
            row.scarred = sum(tie.worst_scar >= CHECKING_SCAR for tie in working) / len(working)
            heads = [tie.trust for tie in working if tie.other.role == "head"]
            if heads:
                row.trust_in_heads = mean(heads)

    def is_active(self, dyad: Dyad) -> bool:
        """Whether two have cooperated often enough in the last term."""
        return dyad.here and sum(dyad.cooperations) >= self.scenario.viability.active_cooperations

    def measure_organisations(self) -> None:
        """Staff, those connected by active ties, teams bridged by ties of practice or deeper, norm and climate."""
        row, staff, active = self.row, self.staff, [dyad for dyad in self.dyads if self.is_active(dyad)]
        row.staff = len(staff)
        row.disposition = mean([person.disposition for person in staff])
        largest = largest_set(staff, active)
        row.connected_share = largest / len(staff) if largest > 1 else 0.0
        bridges = [dyad for dyad in active if dyad.a.team is not dyad.b.team and min(tie.stage for tie in dyad.ties) >= PRACTICE]
        teams = [team for team in self.teams if team.size >= 2]
        bridged = [team for team in teams if any(team in (dyad.a.team, dyad.b.team) for dyad in bridges)]
        row.bridged_share = len(bridged) / len(teams) if len(teams) > 1 else 1.0
        norm = climate = 0.0
        for o in self.organisations:
            norm += o.norm * o.staff
            climate += mean(o.climate) * o.staff
        row.norm, row.climate = norm / max(1, len(staff)), climate / max(1, len(staff))

    def judge(self) -> None:
        """The five parts of viability over the last term (RT: the majority of interactions; cooperate only where they trust).

        The index is their geometric mean. A change counts when it has persisted, and is dated to the week in which it began.
        """
        v, row = self.scenario.viability, self.row
        past = self.weeks[max(1, self.week - self.term + 1):]
        formal = sum(week.formal for week in past)
        row.building_share = share_of(sum(week.building for week in past), sum(week.interactions for week in past))
        row.cooperation_share = share_of(sum(week.both_cooperated for week in past), sum(week.attempted for week in past))
        row.joint_work_share = share_of(sum(week.formal_joint for week in past), formal)
        row.checking_share = share_of(sum(week.checking for week in past), formal)
        row.repair_share = share_of(sum(week.repair for week in past), formal)
        row.plc_index = fifth_root(row.building_share * row.cooperation_share * row.joint_work_share * row.connected_share
                                   * row.bridged_share)
        holds = (row.building_share > v.building_share and row.cooperation_share > v.cooperation_share
                 and row.joint_work_share >= v.joint_work_share and row.connected_share >= v.connected_share and row.bridged_share >= 1.0)
        row.all_parts_hold = int(holds)
        if self.week > 0:
            self.holding, self.failing = (self.holding + 1, 0) if holds else (0, self.failing + 1)
        if not self.viable and self.holding >= v.persist_weeks:
            self.viable = True
            self.log("viable", value=self.week - self.holding + 1)
        elif self.viable and self.failing >= v.persist_weeks:
            self.viable = False
            self.log("lost", value=self.week - self.failing + 1)
        row.viable = int(self.viable)

    # What changes slowly

    def drift(self) -> None:
        """Dispositions toward own mean experience, climates toward what was shown, the norm toward what was done (NC)."""
        d = self.m.drift
        for person in self.staff:
            o = person.organisation
            if person.met > 0:
                step = min(d.disposition_per_interaction * person.met, self.m.beliefs.gain / 20.0)
                person.disposition += step * (person.built / person.met - person.disposition)
            person.workload += d.workload_per_week * (person.own_load + o.overload + o.load - person.workload)
        for o in self.organisations:
            teams = [team for team in self.teams if team.organisation is o]
            acts = sum(team.acts for team in teams)
            for q in range(len(QUALITIES)):
                if acts > 0:
                    o.climate[q] += d.climate_per_week * (sum(team.shown[q] for team in teams) / acts - o.climate[q])
            if o.stances > 0:
                o.norm += self.m.stance.norm_change_per_week * (o.cooperated / o.stances - o.norm)
            o.cooperated = o.stances = 0
            o.purpose_shared += d.purpose_per_week * (o.behaviour["vision"] - o.purpose_shared)
            o.fairness_felt += d.fairness_per_week * (o.behaviour["fairness"] - o.fairness_felt)
        for team in self.teams:
            for q in range(len(QUALITIES)):
                if team.acts > 0:
                    team.climate[q] += d.climate_per_week * (team.shown[q] / team.acts - team.climate[q])
            team.shown, team.acts = [0] * len(QUALITIES), 0


def mean(values: list[float]) -> float:
    """The mean, added in order (Python's own sum corrects rounding from 3.12 on)."""
    total = 0.0
    for value in values:
        total += value
    return total / max(1, len(values))


def largest_set(people: list[Person], dyads: list[Dyad]) -> int:
    """How many people are in the largest set that `dyads` join, directly or through others."""
    joined: dict[Person, list[Person]] = {person: [] for person in people}
    for dyad in dyads:
        joined[dyad.a].append(dyad.b)
        joined[dyad.b].append(dyad.a)
    found: set[Person] = set()
    largest = 0
    for person in people:
        group, reached = 0, [person]
        while reached:
            somebody = reached.pop()
            if somebody not in found:
                found.add(somebody)
                group += 1
                reached += joined[somebody]
        largest = max(largest, group)
    return largest
