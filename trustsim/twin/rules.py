"""What passes between two people, in plain Python: ties (beliefs, breaches, stages) and the week of a pair.

RT = "Relational Trust" (one-page text), NC = Coleman, "Trust in collaborative working" (NCSL). `self.m` are the mechanisms' constants.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from trustsim.randomness import BREACH, ENCOUNTER_COUNT, FIRST_TRUST, INTERACTION, STAGE
from trustsim.scenario.timeline import BREACH_KINDS
from trustsim.twin.draws import clip, exp_minus, pair_key, poisson_count, response

if TYPE_CHECKING:
    from trustsim.twin.model import TwinModel
    from trustsim.twin.people import Organisation, Person

COMPETENCE, RESPECT, INTEGRITY, REGARD = range(4)
CALCULATIVE, ROLE, PRACTICE, IDENTIFICATORY = range(4)
TEAM_MEETING, CROSS_TEAM, WHOLE_STAFF, JOINT, INFORMAL, VISIT, TRAINING, SPANNER_VISIT = range(8)
AVOID, COMPLY, COOPERATE = range(3)
CHECKING_SCAR = 0.1   # a tie scarred so far spends meeting time on repair
NULL_CHANCE = 0.77    # the random null's coin

# Weights of competence, respect, integrity and regard at each stage (Bottery 2005 in NC; numbers assumed).
STAGE_WEIGHTS = ((0.40, 0.20, 0.25, 0.15), (0.35, 0.20, 0.25, 0.20), (0.25, 0.25, 0.25, 0.25), (0.15, 0.20, 0.325, 0.325))


def even_share(amount: float, n: float, n_other: float) -> float:
    """What two people get of each other's time where each spreads `amount` over so many."""
    return amount * 0.5 * (1.0 / max(n, 1.0) + 1.0 / max(n_other, 1.0))


class Tie:
    """What one person (`holder`) holds of another: four beliefs, trust, readiness to risk, scars, a stage."""

    def __init__(self, dyad: Dyad, side: int, holder: Person, other: Person) -> None:
        self.dyad, self.side, self.holder, self.other = dyad, side, holder, other
        self.m = dyad.m
        self.beliefs = [0.0, 0.0, 0.0, 0.0]
        self.trust = self.readiness = 0.0
        self.scar_competence = self.scar_integrity = self.scar_lasting = 0.0
        self.familiarity = self.wins = self.since_week = 0
        self.stage = CALCULATIVE
        self.swift = self.breached = False
        self.voucher: Person | None = None

    @property
    def back(self) -> Tie:
        """What the other holds of the holder."""
        return self.dyad.ties[1 - self.side]

    # Where a tie starts

    def first_belief(self) -> float:
        """Trust before any experience: disposition, the profession's norm, shared values, reputation (NC; McKnight et al. 1998)."""
        f, holder, other = self.m.first_trust, self.holder, self.other
        disposition, norm, level = holder.disposition, holder.organisation.seen[other.profession], f.level
        if holder.survey_trust is not None:   # a survey says what this person trusts colleagues
            disposition, norm, level = holder.survey_trust, holder.survey_trust, 0.0
        return (level + f.weight_disposition * disposition + f.weight_norm * norm + f.weight_values * self.dyad.overlap
                + f.weight_reputation * other.reputation[holder.organisation])

    def begin(self, week: int) -> None:
        """First trust with a first impression, which is luck (NC, intuition)."""
        f, draws, key = self.m.first_trust, self.dyad.model.draws, self.dyad.key
        level = self.first_belief() + f.noise_tie * draws.normal(FIRST_TRUST, key, 0, self.side, 0)
        self.beliefs = [clip(level + f.noise_quality * draws.normal(FIRST_TRUST, key, 0, self.side, 1 + q), 0.02, 0.98) for q in range(4)]
        self.readiness = f.history_readiness * self.holder.organisation.norm
        self.since_week = week
        self.conclude()

    def vouch(self, broker: Person, lent: float) -> None:
        """A broker stands guarantor: beliefs move toward the trust lent, where that is higher (NC; Burt & Knez 1996)."""
        for q in range(4):
            self.beliefs[q] += self.m.first_trust.guarantee * max(0.0, lent - self.beliefs[q])
        self.conclude()
        self.voucher = broker

    def begin_swift(self) -> None:
        """Swift trust of a temporary task group: high, shallow, resting on competent work (NC; Meyerson et al. 1996)."""
        f = self.m.first_trust
        self.swift = True
        for q in (COMPETENCE, INTEGRITY):
            self.beliefs[q] += f.swift_bonus * max(0.0, 1.0 - self.scar_integrity - self.beliefs[q])
        self.readiness = max(self.readiness, f.swift_readiness)
        self.stage = max(self.stage, ROLE)
        self.conclude()

    # Beliefs and trust

    def ceiling(self, quality: int) -> float:
        """The highest belief that the scars allow (NC: never forgotten)."""
        own, other = self.scar_integrity, self.scar_competence
        if quality == COMPETENCE:
            own, other = other, own
        return max(0.0, 1.0 - own - self.m.beliefs.other_scar * other)

    def loss_ratio(self) -> float:
        """Loss against gain: under 2, so that a majority of interactions can build trust (RT); less in familiar ties."""
        b = self.m.beliefs
        known = self.familiarity / (self.familiarity + self.m.discernment.familiarity_half)
        return b.loss_ratio_new + (b.loss_ratio_familiar - b.loss_ratio_new) * known

    def update(self, quality: int, good: bool, ratio: float, weight: float = 1.0) -> None:
        """One signal: up by a constant share of the gap to the ceiling, down by a constant share of the belief (RT)."""
        belief, top, gain = self.beliefs[quality], self.ceiling(quality), self.m.beliefs.gain * weight
        if self.m.beliefs.rival == "bank_of_credits":   # fixed credits, beyond what shows
            new = min(2.0, belief + 0.4 * gain) if good else max(0.0, belief - 0.4 * gain * ratio)
        elif self.m.beliefs.rival == "beta_count":      # each further interaction counts less
            step = weight / (self.familiarity + 2.0)
            new = belief + step * (top - belief) if good else belief - step * belief
        else:
            new = belief + gain * max(0.0, top - belief) if good else belief - gain * ratio * belief
        self.beliefs[quality] = new

    def conclude(self) -> None:
        """Trust: the weighted harmonic mean of beliefs, a soft minimum (RT: without one quality, trust is diminished)."""
        total = inverse = 0.0
        for weight, belief in zip(STAGE_WEIGHTS[self.stage], self.beliefs, strict=True):
            total += weight * belief
            inverse += weight / max(min(belief, 1.0), self.m.beliefs.trust_floor)
        self.trust = 1.0 / inverse
        if self.m.beliefs.rival == "plain_mean":
            self.trust = total
        if self.m.beliefs.rival == "strict_minimum":
            self.trust = min(self.beliefs)

    # What is dared, shown and noticed

    def dare(self) -> float:
        """The risk that is dared: trust, carried by readiness and by the norm of cooperation (NC: managing risk)."""
        s = self.m.stance
        norm = self.holder.organisation.norm
        return self.trust * (s.trust_alone + s.norm_share * norm + (1.0 - s.trust_alone - s.norm_share) * self.readiness)

    def ease(self) -> float:
        """How far leaders who extend trust make it easier; judgement keeps it from the untrustworthy (NC; Covey 2006)."""
        s, leaders = self.m.stance, self.holder.organisation.behaviour
        wise = 1.0 if self.trust >= s.trustworthy_from else 1.0 - leaders["judgement"]
        return s.demand_extension * leaders["extending_trust"] * wise

    def comply_chance(self, formal: bool) -> float:
        """Chance to comply rather than avoid where cooperation is too much: formality and authority make people comply (RT)."""
        s = self.m.stance
        if formal:
            return s.comply_formal
        if self.other.is_leader and not self.holder.is_leader:
            return s.comply_authority + (1.0 - s.comply_authority) * self.other.organisation.behaviour["power"]
        return s.comply_informal

    def stance(self, dared: float, demand: float, formal: bool, u_cooperate: float, u_comply: float) -> int:
        """Cooperate where what is dared meets the demand, else comply or avoid (RT)."""
        if u_cooperate < response((dared - demand) / self.m.stance.width):
            return COOPERATE
        return COMPLY if u_comply < self.comply_chance(formal) else AVOID

    def conduct(self) -> float:
        """Who trusts behaves better toward the other (NC; Mollering 2005)."""
        return self.m.demonstration.own_trust * (2.0 * self.trust - 1.0)

    def notice_chance(self, bonus: float, setting: int) -> float:
        """Chance that the holder notices a quality that is shown (RT: discerned)."""
        d, known = self.m.discernment, self.familiarity
        return response(self.holder.notice_base + d.familiarity * (known / (known + d.familiarity_half) - 0.5) + bonus
                        + self.holder.organisation.notice_setting[setting])

    def perceive(self, luck: list[tuple[float, float]], show: float, notice: float) -> int:
        """The other shows each quality or not, the holder notices or not, and believes accordingly (RT). Returns how many were good."""
        ratio = self.loss_ratio()
        good_ones = 0
        for q, (u_show, u_notice) in enumerate(luck):
            shown = u_show < response(self.other.show_base[q] + show)
            good = shown and u_notice < notice
            if self.m.beliefs.rival == "random_null":
                good = u_show < NULL_CHANCE
            self.other.team.shown[q] += shown
            good_ones += good
            fragile = self.m.first_trust.swift_fragility if self.swift and q == COMPETENCE else 1.0
            self.update(q, good, ratio * fragile)
        self.other.team.acts += 1
        self.familiarity += 1
        return good_ones

    def joint_result(self, won: bool) -> None:
        """Small wins raise readiness to risk, failures lower it (Vangen & Huxham in NC); both speak of competence."""
        j = self.m.joint_work
        if won:
            self.readiness += j.win_readiness * (1.0 - self.readiness)
            self.wins += 1
        else:
            self.readiness -= j.failure_readiness * self.readiness
        if self.m.beliefs.rival != "random_null":
            self.update(COMPETENCE, won, self.loss_ratio(), self.m.beliefs.joint_signal)

    def let_down(self) -> None:
        """The holder cooperated and the other did not (NC)."""
        self.readiness -= self.m.joint_work.let_down_readiness * self.readiness

    # Bad faith and what mends it

    def breach(self, kind: str, severity: float = 1.0) -> None:
        """Belief and readiness fall at once and a scar stays (NC; Galford & Drapeau 2003: never forgotten)."""
        b = self.m.breaches
        if kind == "competence":
            self.beliefs[COMPETENCE] *= 1.0 - b.drop_competence * severity
            self.scar_competence += b.scar_competence * severity * (1.0 - self.scar_competence)
        else:
            self.beliefs[INTEGRITY] *= 1.0 - b.drop_integrity * severity
            self.beliefs[REGARD] *= 1.0 - b.drop_regard * severity
            scars = {"integrity": b.scar_integrity, "confidentiality": b.scar_confidentiality, "deception": b.scar_deception}
            scar = scars[kind] * severity
            if kind == "deception":   # of which nothing ever mends (Schweitzer et al. 2006)
                self.scar_lasting += scar * (1.0 - self.scar_lasting)
            self.scar_integrity += scar * (1.0 - self.scar_integrity)
        self.readiness *= 1.0 - b.drop_readiness * severity
        if self.m.beliefs.rival == "no_scar":
            self.scar_competence = self.scar_integrity = self.scar_lasting = 0.0
        self.fall_back()

    def kind_of_breach(self, u: float) -> str:
        """Which kind a breach is."""
        b, edge = self.m.breaches, 0.0
        shares = {"competence": b.share_competence, "confidentiality": b.share_confidentiality, "deception": b.share_deception}
        for kind, share in shares.items():
            edge += share
            if u < edge:
                return kind
        return "integrity"

    def suffer_breach(self, week: int) -> None:
        """The other acts in bad faith, and may apologise, likelier where leaders mediate (NC; Kim et al. 2004)."""
        b, model = self.m.breaches, self.dyad.model
        u_kind, u_apology, _, _ = model.draws.uniforms(BREACH, self.dyad.key, week, 0, self.side)
        kind = self.kind_of_breach(u_kind)
        self.breach(kind)
        model.row.breaches += 1
        model.log("breach", self.other, self.holder, BREACH_KINDS.index(kind))
        if u_apology < b.apology_chance * (0.5 + self.holder.organisation.behaviour["mediation"]):
            if kind == "competence":
                self.mend(b.apology_competence, 0.0)
            else:
                self.mend(0.0, b.apology_integrity)
            model.row.apologies += 1
            model.log("apology", self.other, self.holder, BREACH_KINDS.index(kind))

    def mend(self, share_competence: float, share_integrity: float) -> None:
        """Mend shares of the scars; what deception left stays for good."""
        self.scar_competence -= share_competence * self.scar_competence
        self.scar_integrity -= share_integrity * max(0.0, self.scar_integrity - self.scar_lasting)

    def mediate(self) -> None:
        """Leaders who mediate mend a little every week (NC; Tschannen-Moran 2004)."""
        share = self.m.breaches.mediation_per_week * self.holder.organisation.behaviour["mediation"]
        self.mend(share, 0.5 * share)

    @property
    def worst_scar(self) -> float:
        """The deeper of the two scars."""
        return max(self.scar_integrity, self.scar_competence)

    # Stages (Bottery 2005 in NC)

    def advance(self, won: bool, credentials: float, luck: list[float]) -> None:
        """The deepest open gate, passed by chance: shared values and long acquaintance, tested trust, a readable role."""
        s = self.m.stages
        u_role, u_practice, u_identificatory, _ = luck
        if (won and self.stage < IDENTIFICATORY and self.familiarity > s.identificatory_familiarity
                and self.dyad.overlap > s.identificatory_overlap and self.worst_scar < s.identificatory_scar
                and u_identificatory < s.identificatory_chance):
            self.stage = IDENTIFICATORY
        elif (won and self.stage < PRACTICE and self.scar_integrity < s.practice_scar
                and u_practice < s.practice_chance * response(6.0 * self.trust - 3.0)):
            self.stage = PRACTICE
        elif self.stage == CALCULATIVE and self.scar_integrity < s.role_scar and u_role < s.role_chance * credentials:
            self.stage = ROLE

    def fall_back(self) -> None:
        """The same gates on the way down: the stage that the scars still allow."""
        s = self.m.stages
        if self.stage == IDENTIFICATORY and self.worst_scar >= s.identificatory_scar:
            self.stage = PRACTICE
        if self.stage == PRACTICE and self.scar_integrity >= s.practice_scar:
            self.stage = ROLE
        if self.stage == ROLE and self.scar_integrity >= s.role_scar:
            self.stage = CALCULATIVE


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
        distance = sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y))
        far = 1.0 + e.distance_factor * distance / e.distance_scale
        self.near = liking * (1.0 / (far * far))
        for person in (a, b):
            person.near += self.near
            person.n_all += 1
            if a.organisation is not b.organisation:
                person.n_outer += liking
            else:
                person.n_org += 1
                person.n_cross += liking if a.team is not b.team else 0.0
            person.n_spanner += person.spanner and self.spanner_contact

    def exchanges(self, minutes: float) -> float:
        """Exchanges a person has in a mixed meeting: two speak at a time, in talking groups."""
        return 2.0 * minutes / (self.m.encounters.minutes_per_exchange * self.m.encounters.talking_group)

    def expect(self, week: int) -> None:
        """Expected encounters a week in each setting (RT: staff need time for interactions with each other)."""
        a, b, e, partnership, o = self.a, self.b, self.m.encounters, self.model.partnership, self.a.organisation
        liking = e.advice_factor if self.advice else 1.0
        training = partnership.training_minutes_per_week
        self.rate = rate = [0.0] * 8
        rate[JOINT] = self.group_rate
        if o is b.organisation:
            if a.team is b.team:
                self.meet_in_team(o, a.team.size)
            else:
                mixed = self.exchanges(o.protected(o.meetings.cross_team_minutes_per_week))
                rate[CROSS_TEAM] = even_share(mixed * liking, a.n_cross, b.n_cross)
            whole = self.exchanges(o.protected(o.meetings.whole_staff_minutes_per_week)) * e.presentation_exchanges
            rate[WHOLE_STAFF] = even_share(whole, a.n_org, b.n_org)
            if a.is_leader != b.is_leader:
                rate[VISIT] = e.leader_visits_per_week * o.behaviour["visibility"] / max(1, o.staff)
            training = training + o.meetings.training_minutes_per_week + o.course(week)
        else:
            rate[CROSS_TEAM] = even_share(self.exchanges(partnership.meeting_minutes_per_week) * liking, a.n_outer, b.n_outer)
        rate[TRAINING] = even_share(self.exchanges(training), a.n_all, b.n_all)
        informal = 0.5 * (o.meetings.informal_encounters_per_week + b.organisation.meetings.informal_encounters_per_week)
        rate[INFORMAL] = informal * self.near * (a.sociability / max(a.near, 1e-9) + b.sociability / max(b.near, 1e-9))
        if self.spanner_contact:
            visits = self.model.scenario.spanners.minutes_per_week / e.minutes_per_joint_work   # a matter between two, not a turn in a meeting
            rate[SPANNER_VISIT] = visits * (a.spanner / max(a.n_spanner, 1.0) + b.spanner / max(b.n_spanner, 1.0))
        self.rate = [min(r, 30.0) for r in rate]
        self.none = [exp_minus(r) for r in self.rate]

    def meet_in_team(self, o: Organisation, size: int) -> None:
        """Team meetings, and joint work of two at a time."""
        e = self.m.encounters
        minutes = o.protected(o.meetings.team_minutes_per_week) * o.exchange_factor
        self.rate[TEAM_MEETING] = 2.0 * minutes / (e.minutes_per_exchange * min(size, e.talking_group) * (size - 1))
        self.rate[JOINT] += o.protected(o.meetings.joint_work_minutes_per_week) / (e.minutes_per_joint_work * (size - 1))

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

    def win_chance(self) -> float:
        """Chance that joint work ends in a small win: competence of both, challenge and support of leaders."""
        j, a, b = self.m.joint_work, self.a, self.b
        return response(j.win_level + j.win_competence * (0.5 * (a.traits[COMPETENCE] + b.traits[COMPETENCE]) - 0.5)
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
            luck = draws.halves(INTERACTION, self.key, week, event, 2 + tie.side)
            good = tie.perceive(luck, show, tie.notice_chance(bonus, setting))
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
                won = u_win < self.win_chance()
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
                risk *= 1.0 + self.m.breaches.over_extended * max(0.0, demand - dared[i])
            if not tie.breached and chances[2 + i] < risk:
                tie.breached = True
                tie.suffer_breach(week)

        if won or CALCULATIVE in (one.stage, other.stage):
            for tie in self.ties:
                tie.advance(won, self.credentials(), draws.uniforms(STAGE, self.key, week, event, tie.side))
        return True, jointly
