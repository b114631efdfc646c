"""Who acts in the plain-Python twin: people, their teams, and organisations with their leaders.

RT = "Relational Trust" (one-page text), NC = Coleman, "Trust in collaborative working" (NCSL). `self.m` are the mechanisms' constants.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from trustsim.qualities import CHANNELS
from trustsim.randomness import PERSON
from trustsim.scenario.schema import Organisation as Conditions
from trustsim.state import QUALITIES
from trustsim.twin.draws import clip
from trustsim.twin.rules import CROSS_TEAM, INFORMAL, JOINT, SPANNER_VISIT, TEAM_MEETING, TRAINING, VISIT, WHOLE_STAFF
from trustsim.twin.ties import INTEGRITY, Tie

if TYPE_CHECKING:
    from trustsim.twin.model import TwinModel

PRESENCE = ("not yet", "here", "left")

DIP = (0.2, 0.6, 1.0, 0.6, 0.2)   # mobilise, discover, deepen, develop, deliver (TDA 2008 in NC); depths assumed


def around_half(level: float, factor: float) -> float:
    """1 at a level of one half, `factor` at 0, 1 / factor at 1; straight between."""
    if level < 0.5:
        return 1.0 + (factor - 1.0) * (1.0 - 2.0 * level)
    return 1.0 + (1.0 / factor - 1.0) * (2.0 * level - 1.0)


class Team:
    """A team: where it sits, and how often each quality was shown in it lately (climate)."""

    def __init__(self, number: int, name: str, organisation: Organisation, x: float, y: float) -> None:
        self.number, self.name, self.organisation, self.x, self.y = number, name, organisation, x, y
        self.climate = [organisation.conditions.conditions.climate] * len(QUALITIES)
        self.shown, self.acts, self.size = [0] * len(QUALITIES), 0, 0
        self.bridged = False


class Organisation:
    """A school or a partner agency: its leaders' behaviour, its times and conditions, its climate and norm of cooperation."""

    def __init__(self, model: TwinModel, number: int, name: str, conditions: Conditions, professions: list[str]) -> None:
        self.model, self.m, self.number, self.name = model, model.m, number, name
        self.profession = conditions.profession
        self.head: Person | None = None
        self.climate = [conditions.conditions.climate] * len(QUALITIES)
        self.norm = conditions.history.norm if conditions.history.years > 0 else 0.0
        self.seen = dict.fromkeys(professions, self.m.first_trust.role_norm)   # what is believed here of each profession
        self.staff = self.cooperated = self.stances = self.course_until = self.dip_start = self.dip_stage_weeks = 0
        self.load = self.overload = self.dip_depth = self.dip = self.felt_threat = self.demand = self.course_minutes = 0.0
        self.purpose_shared, self.fairness_felt = (conditions.leadership.levels()[name] for name in ("vision", "fairness"))
        self.direct: dict[str, float] = {}     # channels, as leaders act
        self.exposure: dict[str, float] = {}   # channels, as staff meet it
        self.adopt(conditions)

    def adopt(self, conditions: Conditions) -> None:
        """Take conditions from the scenario: behaviour, meetings and what their formats do to showing and noticing, staffing, threat."""
        e, meetings = self.m.encounters, conditions.meetings
        self.conditions, self.meetings, self.threat = conditions, meetings, conditions.conditions.threat
        self.behaviour = conditions.leadership.levels()
        self.exchange_factor = e.presentation_exchanges if meetings.team_format == "presentation" else 1.0
        loose = (INFORMAL, VISIT, WHOLE_STAFF)   # what working protocols (NC) do not reach
        self.show_setting = [0.0 if k in loose else meetings.structure * e.protocol_demonstrate for k in range(8)]
        self.notice_setting = [0.0 if k in loose else meetings.structure * e.protocol_discern for k in range(8)]
        if meetings.team_format == "structured_protocol":
            self.show_setting[TEAM_MEETING] = self.show_setting[JOINT] = e.protocol_demonstrate
            self.notice_setting[TEAM_MEETING] = self.notice_setting[JOINT] = e.protocol_discern
        self.notice_setting[INFORMAL] = e.informal_discern

    def protected(self, minutes: float) -> float:
        """What is left of meeting time where leaders protect it only so far (RT: establish time)."""
        floor = self.m.encounters.protected_floor
        return minutes * (floor + (1.0 - floor) * self.behaviour["protecting_time"])

    def course(self, week: int) -> float:
        """Minutes of a course of training, while it runs."""
        return self.course_minutes if week < self.course_until else 0.0

    def lead(self, week: int) -> None:
        """Leaders act (NC: by what they do). Exposure falls with staff a leader; power undoes respect and regard."""
        own, b, m = self.model.staff_of(self), self.behaviour, self.m
        roles = [person.role for person in own]
        self.staff = len(own)
        leaders = roles.count("head") + b["distributing"] * (m.leadership.senior_share * roles.count("senior_leader")
                                                             + m.leadership.middle_share * roles.count("middle_leader"))
        reachable = m.leadership.reach * leaders
        how_far = 2.0 * reachable / (reachable + self.staff) if reachable > 0.0 and own else 0.0
        felt = {"vision": self.purpose_shared, "fairness": self.fairness_felt}   # these work as far as they have come to be shared
        for channel, weights in CHANNELS.items():
            level = 0.0
            for behaviour, acted in b.items():
                level += weights.get(behaviour, 0.0) * felt.get(behaviour, acted)
            if channel in ("show_respect", "show_regard"):
                level *= 1.0 - m.leadership.power_harm * b["power"]
            self.direct[channel], self.exposure[channel] = level, min(1.0, how_far * level)
        self.felt_threat = clip(self.threat + m.leadership.power_threat * b["power"], 0.0, 1.0)
        self.dip = self.emotional_dip(week)
        t, shared = self.meetings, self.model.partnership
        minutes = self.protected(t.team_minutes_per_week + t.cross_team_minutes_per_week + 0.5 * t.whole_staff_minutes_per_week
                                 + t.joint_work_minutes_per_week)
        minutes += (t.training_minutes_per_week + self.course(week)
                    + (shared.meeting_minutes_per_week + shared.training_minutes_per_week))
        self.overload = 0.5 * (minutes / 60.0) * (1.1 - b["personal_support"])
        s = m.stance
        self.demand = s.demand - s.demand_leader * (self.exposure["dare"] - 0.5) + s.demand_threat * self.felt_threat

    def emotional_dip(self, week: int) -> float:
        """The emotional dip of a restructuring; personal support softens it (NC)."""
        if self.dip_stage_weeks == 0 or week >= self.dip_start + len(DIP) * self.dip_stage_weeks:
            return 0.0
        stage = (week - self.dip_start) // self.dip_stage_weeks
        return self.dip_depth * DIP[stage] * (1.0 - 0.6 * self.behaviour["personal_support"])


class Person(mesa.Agent):
    """A member of staff."""

    model: TwinModel

    def __init__(self, model: TwinModel, number: int, key: int, post: str, name: str, organisation: Organisation, team: Team, role: str,
                 profession: str, x: float, y: float) -> None:
        super().__init__(model)
        self.m, self.number, self.key, self.post, self.name = model.m, number, key, post, name
        self.organisation, self.team, self.role, self.profession, self.x, self.y = organisation, team, role, profession, x, y
        self.post_key, self.generation = key, 0
        self.presence, self.spanner = "here", False
        self.joined_week, self.left_week = model.week, -1
        self.tenure_weeks = 0.0
        self.survey_trust: float | None = None
        self.ties: list[Tie] = []
        self.reputation: dict[Organisation, float] = {}
        self.built = self.met = 0
        self.near = self.n_all = self.n_org = self.n_cross = self.n_outer = self.n_spanner = 0.0
        self.notice_base = self.breach_base = 0.0
        self.show_base = [0.0] * len(QUALITIES)
        self.inside: list[float] = []    # encounters a week offered to each contact, by setting: in the organisation
        self.outside: list[float] = []   # and in others

    def copy(self, record: Any) -> None:
        """Take what the founding drew (trustsim/founding.py)."""
        self.presence, self.spanner = PRESENCE[record["presence"]], bool(record["spanner"])
        self.joined_week, self.tenure_weeks = int(record["joined_week"]), float(record["tenure_weeks"])
        self.survey_trust = float(record["survey_trust"]) if record["survey_trust"] >= 0.0 else None
        self.traits, self.values = record["trait"].tolist(), record["values"].tolist()
        for name in ("disposition", "listening", "sociability", "own_load", "workload"):
            setattr(self, name, float(record[name]))
        if self.presence != "here":
            self.remove()

    def draw(self) -> None:
        """Dispositions and traits of a newcomer; recruitment draws values toward the purpose (NC: staff sympathetic to its aims)."""
        p, o = self.organisation.conditions.people, self.organisation
        recruitment = o.conditions.staffing.recruitment_for_values

        def bell(block: int) -> float:
            return self.model.draws.normal(PERSON, self.key, 0, 0, block)

        self.disposition = clip(p.disposition_mean + p.disposition_sd * bell(0), 0.02, 0.98)
        means = [getattr(p, f"{quality}_mean") for quality in QUALITIES]
        blocks = [1 + q if q < 4 else 8 + q for q in range(len(QUALITIES))]   # 5 to 11 draw other things
        self.traits = [clip(mean + p.trait_sd * bell(block), 0.0, 1.0) for mean, block in zip(means, blocks)]
        self.listening = clip(p.listening_mean + p.listening_sd * bell(5), 0.0, 1.0)
        self.sociability = clip(p.sociability_mean + p.sociability_sd * bell(6), 0.05, 1.0)
        self.values = [clip(aim + (1.0 - recruitment) * (p.values_sd * bell(7 + k)), 0.0, 1.0) for k, aim in enumerate(p.purpose)]
        self.own_load = p.workload_mean + p.workload_sd * bell(10)
        self.workload = self.own_load + o.overload + o.load

    @property
    def is_leader(self) -> bool:
        """Whether head or senior leader."""
        return self.role in ("head", "senior_leader")

    def prepare(self) -> None:
        """This week's readiness to show each quality, to notice, and to act in bad faith, before the tie comes in (RT, NC)."""
        o, d, n, b, own = self.organisation, self.m.demonstration, self.m.discernment, self.m.breaches, self.m.drift.climate_organisation
        for q, quality in enumerate(QUALITIES):
            climate = (1.0 - own) * self.team.climate[q] + own * o.climate[q]
            show = f"show_{quality}"
            led = d.leader_own * (o.direct[show] - 0.5) if self.is_leader else d.leader * (o.exposure[show] - 0.5)
            self.show_base[q] = (d.level + d.trait * (self.traits[q] - 0.5) + d.climate * (climate - 0.7) + led
                                 - d.overload * self.workload - d.threat * o.felt_threat - d.dip * o.dip)
        self.notice_base = (n.level + n.listening * (self.listening - 0.5) + n.disposition * (self.disposition - 0.5)
                            + n.leader_listening * (o.exposure["notice"] - 0.5))
        self.breach_base = (b.chance * around_half(self.traits[INTEGRITY], b.low_integrity) * (1.0 + (b.threat - 1.0) * o.felt_threat)
                            * around_half(o.behaviour["word_deed_consistency"], b.consistency))
        self.built = self.met = 0

    def offer(self, week: int) -> None:
        """Encounters a week that this person's time offers each contact, by setting (RT: time for interactions with each other).

        `inside` holds for colleagues of the organisation, `outside` for those of others.
        """
        o, e, t, shared, size = self.organisation, self.m.encounters, self.organisation.meetings, self.model.partnership, self.team.size

        def exchanges(minutes: float) -> float:   # in a mixed meeting: two speak at a time, in talking groups
            return 2.0 * minutes / (e.minutes_per_exchange * e.talking_group)

        everybody = 0.5 / max(self.n_all, 1.0)
        team = o.protected(t.team_minutes_per_week) * o.exchange_factor
        visits = self.model.scenario.spanners.minutes_per_week / e.minutes_per_joint_work   # a matter between two, not a turn in a meeting
        self.inside, self.outside = [0.0] * 8, [0.0] * 8
        if size > 1:
            self.inside[TEAM_MEETING] = 0.5 * (2.0 * team / (e.minutes_per_exchange * min(size, e.talking_group) * (size - 1)))
        self.inside[JOINT] = 0.5 * o.protected(t.joint_work_minutes_per_week) / (e.minutes_per_joint_work * max(1, size - 1))
        self.inside[CROSS_TEAM] = 0.5 * exchanges(o.protected(t.cross_team_minutes_per_week)) / max(self.n_cross, 1.0)
        self.inside[WHOLE_STAFF] = (0.5 * exchanges(o.protected(t.whole_staff_minutes_per_week)) * e.presentation_exchanges
                                    / max(self.n_org, 1.0))
        self.inside[VISIT] = 0.5 * e.leader_visits_per_week * o.behaviour["visibility"] / max(1, o.staff)
        own_training = t.training_minutes_per_week + o.course(week)
        self.inside[TRAINING] = everybody * exchanges(shared.training_minutes_per_week + own_training)
        self.outside[CROSS_TEAM] = 0.5 * exchanges(shared.meeting_minutes_per_week) / max(self.n_outer, 1.0)
        self.outside[TRAINING] = everybody * exchanges(shared.training_minutes_per_week)
        for offered in (self.inside, self.outside):
            offered[INFORMAL] = t.informal_encounters_per_week * self.sociability / max(self.near, 1e-9)
            offered[SPANNER_VISIT] = visits * self.spanner / max(self.n_spanner, 1.0)

    def chance_to_leave(self) -> float:
        """This week's, by role and tenure."""
        s, year = self.organisation.conditions.staffing, self.model.scenario.weeks_per_year
        per_year = s.leader_turnover_per_year if self.is_leader else s.turnover_per_year
        if self.role == "support":
            per_year = s.support_turnover_per_year
        chance = per_year / year
        return chance * s.newcomer_factor if self.tenure_weeks < 3 * year else chance

    def next_contact(self, start: int, but_not: Person | None = None) -> Tie | None:
        """The tie to the next identity at or after a point of the circle: who is chosen does not hang on who else is there."""
        others = [tie for tie in self.ties if tie.other is not but_not]
        return min(others, key=lambda tie: (tie.other.key - start) % 2**64) if others else None

    def knows(self, other: Person) -> bool:
        """Whether the two know each other, or are the same."""
        return other is self or any(tie.other is other for tie in self.ties)
