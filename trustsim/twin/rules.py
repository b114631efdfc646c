"""The week of two people who know each other, in plain Python: how often they meet, and what passes in each encounter.

RT = "Relational Trust" (one-page text), NC = Coleman, "Trust in collaborative working" (NCSL). `self.m` are the mechanisms' constants.
"""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

from trustsim.qualities import QUALITIES
from trustsim.randomness import ENCOUNTER_COUNT, INTERACTION, STAGE
from trustsim.twin.draws import exp_minus, is_below_response, pair_key, poisson_count
from trustsim.twin.ties import AVOID, CALCULATIVE, COMPETENCE, COOPERATE, Tie

if TYPE_CHECKING:
    from trustsim.twin.model import TwinModel
    from trustsim.twin.people import Person

TEAM_MEETING, CROSS_TEAM, WHOLE_STAFF, JOINT, INFORMAL, VISIT, TRAINING, SPANNER_VISIT = range(8)
CHECKING_SCAR = 0.1   # a tie scarred so far spends meeting time on repair


def propinquity(m: Any, a: Person, b: Person) -> float:
    """Relative informal contact at a distance: 1 at the same desk, about .54 at 24 metres (Spillane & Shirrell 2017)."""
    distance = sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y))
    far = 1.0 + m.encounters.distance_factor * distance / m.encounters.distance_scale
    return 1.0 / (far * far)


class Dyad:
    """Two people who know each other: what they share, how often they meet, and the tie that each holds of the other."""

    def __init__(self, model: TwinModel, one: Person, other: Person) -> None:
        self.model, self.m = model, model.m
        self.a, self.b = a, b = (one, other) if one.key < other.key else (other, one)
        self.key = pair_key(a.key, b.key)
        x, y = a.values, b.values
        self.overlap = 1.0 - (abs(x[0] - y[0]) + abs(x[1] - y[1]) + abs(x[2] - y[2])) / 3.0
        self.advice = self.spanner_contact = False
        self.near = self.group_rate = 0.0
        self.rate, self.none = [0.0] * 8, [1.0] * 8
        self.cooperations, self.last_met = [0] * model.term, -1000
        self.ties = (Tie(self, 0, a, b), Tie(self, 1, b, a))

    @property
    def here(self) -> bool:
        """Whether both are in post."""
        return self.a.presence == "here" and self.b.presence == "here"

    # How often they meet

    def count(self) -> None:
        """Each is one of those over whom the other's time is spread; nearer people meet more (Spillane & Shirrell 2017)."""
        a, b, e = self.a, self.b, self.m.encounters
        liking = e.advice_factor if self.advice else 1.0
        self.near = liking * propinquity(self.m, a, b)
        for person in (a, b):
            person.near += self.near
            person.n_all += 1
            if a.organisation is not b.organisation:
                person.n_outer += liking
            else:
                person.n_org += 1
                person.n_cross += liking if a.team is not b.team else 0.0
            person.n_spanner += person.spanner and self.spanner_contact

    def expect(self) -> None:
        """Expected encounters a week in each setting: what both offer a contact there, as far as the pair gets of it."""
        a, b = self.a, self.b
        inside, team = a.organisation is b.organisation, a.team is b.team
        liking = self.m.encounters.advice_factor if self.advice else 1.0
        weight = [0.0] * 8
        weight[TEAM_MEETING] = weight[JOINT] = float(team)
        weight[CROSS_TEAM] = 0.0 if team else liking
        weight[WHOLE_STAFF] = float(inside)
        weight[INFORMAL] = self.near
        weight[VISIT] = float(inside and a.is_leader != b.is_leader)
        weight[TRAINING] = 1.0
        weight[SPANNER_VISIT] = float(self.spanner_contact)
        offered = zip(a.inside if inside else a.outside, b.inside if inside else b.outside, strict=True)
        self.rate = [w * (mine + yours) for w, (mine, yours) in zip(weight, offered, strict=True)]
        self.rate[JOINT] += self.group_rate
        self.rate = [min(rate, 30.0) for rate in self.rate]
        self.none = [exp_minus(rate) for rate in self.rate]

    # How easily they read each other

    def discern_bonus(self) -> float:
        """Another profession is harder to read; a boundary spanner translates (NC; Burt 2004)."""
        d, bonus = self.m.discernment, 0.0
        spanner = self.a.spanner or self.b.spanner
        if self.a.profession != self.b.profession and not spanner:
            bonus -= d.other_profession * (1.0 - self.model.partnership.service_agreement)
        if spanner and self.a.team is not self.b.team:
            bonus += d.spanner
        return bonus

    def credentials(self) -> float:
        """How well they read each other's role, 0-1 (NC: service level agreements)."""
        if self.a.profession == self.b.profession or self.a.spanner or self.b.spanner:
            return 1.0
        other = self.m.stages.role_other_profession
        return other + (1.0 - other) * self.model.partnership.service_agreement

    def can_win(self) -> float:
        """How likely joint work ends in a small win (response units): competence of both, challenge and support of leaders."""
        j, a, b = self.m.joint_work, self.a, self.b
        return (j.win_level + j.win_competence * (0.5 * (a.traits[COMPETENCE] + b.traits[COMPETENCE]) - 0.5)
                + j.win_leader * (0.5 * (a.organisation.exposure["win"] + b.organisation.exposure["win"]) - 0.5))

    # The week

    def demand(self) -> float:
        """The risk that a situation between the two asks for; across organisations more, unless agreements make it clear (NC)."""
        demand = 0.5 * (self.a.organisation.demand + self.b.organisation.demand)
        if self.a.organisation is not self.b.organisation:
            demand += self.m.stance.demand_boundary * (1.0 - self.model.partnership.service_agreement)
        return demand

    def meet(self, week: int) -> None:
        """All encounters of two people in a week. Trust in the other is read as it stood when the week began."""
        before = [tie.stage for tie in self.ties]
        for tie in self.ties:
            tie.mediate()
            tie.breached = False
        draws = self.model.draws
        luck = draws.uniforms(ENCOUNTER_COUNT, self.key, week, 0, 0) + draws.uniforms(ENCOUNTER_COUNT, self.key, week, 0, 1)
        held = False
        together = 0
        for setting in range(8):
            for k in range(poisson_count(luck[setting], self.rate[setting], self.none[setting])):
                happened, jointly = self.encounter(setting, setting << 12 | k, week)
                held = held or happened
                together += jointly
        self.cooperations[week % self.model.term] = min(together, 255)   # the window of a term
        if held:
            self.last_met = week
            for tie in self.ties:
                tie.conclude()
        for tie, stage in zip(self.ties, before, strict=True):
            if tie.stage != stage:
                self.model.log("stage", tie.holder, tie.other, 10 * stage + tie.stage)

    def encounter(self, setting: int, event: int, week: int) -> tuple[bool, bool]:
        """One encounter: stance, showing and noticing, joint work, bad faith, stages. Returns whether it was held, and worked jointly."""
        row, s, draws, (one, other) = self.model.row, self.m.stance, self.model.draws, self.ties
        asked, u_task, u_win, *u_cooperate = draws.situation(self.key, week, event)
        chances = draws.uniforms(INTERACTION, self.key, week, event, 1)
        formal = setting not in (INFORMAL, VISIT)
        work = formal and setting != WHOLE_STAFF   # where people work on something together, rather than sit and listen
        demand = self.demand() + s.demand_spread * (asked - 0.5)
        if not formal:
            demand -= s.demand_informal

        # What both do.
        row.attempted += 1
        row.formal += formal
        dared = [tie.dare() for tie in self.ties]
        does = [tie.stance(dared[i], demand - tie.ease(), formal, u_cooperate[i], chances[i]) for i, tie in enumerate(self.ties)]
        both = does == [COOPERATE, COOPERATE]
        for tie in self.ties:
            cooperates = does[tie.side] == COOPERATE
            if work:   # the norm of cooperation is learnt where work is asked for
                tie.holder.organisation.stances += 1
                tie.holder.organisation.cooperated += cooperates
            if cooperates and not both:
                tie.let_down()
        if AVOID in does:
            row.avoided += 1
            return False, False

        # Both show, both notice (RT: demonstrated and discerned).
        bonus, cooperating = self.discern_bonus(), self.m.demonstration.cooperating
        for tie in self.ties:
            does_other = does[1 - tie.side]
            show = (tie.back.conduct() + (cooperating if does_other == COOPERATE else -cooperating)
                    + tie.other.organisation.show_setting[setting])
            blocks = range(2 + tie.side, 2 + tie.side + 2 * ceil(len(QUALITIES) / 4), 2)
            luck = [halves for block in blocks for halves in draws.halves(INTERACTION, self.key, week, event, block)][: len(QUALITIES)]
            good = tie.perceive(luck, show, tie.notices(bonus, setting))
            row.interactions += 1
            tie.holder.met += 1
            if good >= self.m.beliefs.builds_from:
                row.building += 1
                tie.holder.built += 1

        # Joint work: only those who both cooperate can win (NC).
        jointly = won = False
        if both:
            row.both_cooperated += 1
            e = self.m.encounters
            jointly = setting == JOINT or u_task < (e.joint_task_formal if work else e.joint_task_informal)
            if jointly:
                won = is_below_response(u_win, self.can_win())
                row.wins += won
                row.failures += not won
                row.formal_joint += formal
                one.joint_result(won)
                other.joint_result(won)
        else:
            row.complied += 1
            row.checking += formal
        row.repair += formal and max(one.worst_scar, other.worst_scar) >= CHECKING_SCAR

        # Bad faith: rare, likelier where more was staked than the tie dares (NC: blind trust leaves vulnerable).
        for i, tie in enumerate(self.ties):
            risk = tie.other.breach_base
            if does[i] == COOPERATE:
                risk *= 1.0 + self.m.breaches.over_extended * max(0.0, demand - dared[i]) + tie.abused()
            if not tie.breached and chances[2 + i] < risk:
                tie.breached = True
                tie.suffer_breach(week)

        if won or CALCULATIVE in (one.stage, other.stage):
            for tie in self.ties:
                tie.advance(won, self.credentials(), draws.uniforms(STAGE, self.key, week, event, tie.side))
        return True, jointly
