"""What one person holds of another, in plain Python: beliefs, trust, readiness, breaches and what mends them, stages.

RT = "Relational Trust" (one-page text), NC = Coleman, "Trust in collaborative working" (NCSL). `self.m` are the mechanisms' constants.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from trustsim.qualities import STAGE_WEIGHTS
from trustsim.randomness import BREACH, FIRST_TRUST
from trustsim.scenario.timeline import BREACH_KINDS
from trustsim.state import QUALITIES, STAGES
from trustsim.twin.draws import clip, is_below_response, response

if TYPE_CHECKING:
    from trustsim.twin.people import Person
    from trustsim.twin.rules import Dyad

COMPETENCE, INTEGRITY, REGARD = (QUALITIES.index(name) for name in ("competence", "integrity", "regard"))
CALCULATIVE, ROLE, PRACTICE, IDENTIFICATORY = range(4)
AVOID, COMPLY, COOPERATE = range(3)
NULL_CHANCE = 0.77    # the random null's coin


class Tie:
    """What one person (`holder`) holds of another: a belief in each quality, trust, readiness to risk, scars, a stage."""

    def __init__(self, dyad: Dyad, side: int, holder: Person, other: Person) -> None:
        self.dyad, self.side, self.holder, self.other = dyad, side, holder, other
        self.m = dyad.m
        self.beliefs = [0.0] * len(QUALITIES)
        self.trust = self.readiness = 0.0
        self.scar_competence = self.scar_integrity = self.scar_lasting = 0.0
        self.before_competence = self.before_integrity = 0.0   # belief before the latest breach of it
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
        for q in range(len(QUALITIES)):
            self.beliefs[q] = clip(level + f.noise_quality * draws.normal(FIRST_TRUST, key, 0, self.side, 1 + q), 0.02, 0.98)
        self.readiness = f.history_readiness * self.holder.organisation.norm
        self.since_week = week
        self.conclude()

    def vouch(self, broker: Person, lent: float) -> None:
        """A broker stands guarantor: beliefs move toward the trust lent, where that is higher (NC; Burt & Knez 1996)."""
        for q in range(len(QUALITIES)):
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
        weights = STAGE_WEIGHTS[STAGES[self.stage]]
        for quality, belief in zip(QUALITIES, self.beliefs, strict=True):
            total += weights[quality] * belief
            inverse += weights[quality] / max(min(belief, 1.0), self.m.beliefs.trust_floor)
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

    @property
    def merited(self) -> bool:
        """Whether the other merits that leaders extend trust."""
        return self.other.traits[INTEGRITY] >= self.m.stance.trustworthy_from

    def extended(self) -> float:
        """How far leaders extend trust to the other; judgement keeps it from who does not merit it (NC; Covey 2006)."""
        leaders = self.holder.organisation.behaviour
        return leaders["extending_trust"] * (1.0 if self.merited else 1.0 - leaders["judgement"])

    def ease(self) -> float:
        """How much less the situation asks where leaders extend trust."""
        return self.m.stance.demand_extension * self.extended()

    def abused(self) -> float:
        """How much likelier the other breaches where trust was extended to somebody who does not merit it (NC: blind trust)."""
        return 0.0 if self.merited else self.m.breaches.blind_trust * self.extended()

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
        if is_below_response(u_cooperate, (dared - demand) / self.m.stance.width):
            return COOPERATE
        return COMPLY if u_comply < self.comply_chance(formal) else AVOID

    def conduct(self) -> float:
        """Who trusts behaves better toward the other (NC; Mollering 2005)."""
        return self.m.demonstration.own_trust * (2.0 * self.trust - 1.0)

    def notices(self, bonus: float, setting: int) -> float:
        """How readily the holder notices a quality that is shown, in response units (RT: discerned)."""
        d, known = self.m.discernment, self.familiarity
        return (self.holder.notice_base + d.familiarity * (known / (known + d.familiarity_half) - 0.5) + bonus
                + self.holder.organisation.notice_setting[setting])

    def perceive(self, luck: list[tuple[float, float]], show: float, notice: float) -> int:
        """The other shows each quality or not, the holder notices or not, and believes accordingly (RT). Returns how many were good."""
        ratio = self.loss_ratio()
        good_ones = 0
        for q, (u_show, u_notice) in enumerate(luck):
            shown = is_below_response(u_show, self.other.show_base[q] + show)
            good = shown and is_below_response(u_notice, notice)
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
            self.before_competence = self.beliefs[COMPETENCE]
            self.beliefs[COMPETENCE] *= 1.0 - b.drop_competence * severity
            self.scar_competence += b.scar_competence * severity * (1.0 - self.scar_competence)
        else:
            self.before_integrity = self.beliefs[INTEGRITY]
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
                self.apologise(b.apology_competence, 0.0)
            else:
                self.apologise(0.0, b.apology_integrity)
            model.row.apologies += 1
            model.log("apology", self.other, self.holder, BREACH_KINDS.index(kind))

    def mend(self, share_competence: float, share_integrity: float) -> None:
        """Mend shares of the scars; what deception left stays for good."""
        self.scar_competence -= share_competence * self.scar_competence
        self.scar_integrity -= share_integrity * max(0.0, self.scar_integrity - self.scar_lasting)

    def apologise(self, share_competence: float, share_integrity: float) -> None:
        """An apology mends shares of the scars, and gives back the same shares of the belief that is still missing (Kim et al. 2004)."""
        self.mend(share_competence, share_integrity)
        for q, before, share in ((COMPETENCE, self.before_competence, share_competence), (INTEGRITY, self.before_integrity, share_integrity)):
            self.beliefs[q] += share * max(0.0, min(before, self.ceiling(q)) - self.beliefs[q])

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
