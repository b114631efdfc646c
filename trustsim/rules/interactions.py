"""The week of one pair: their encounters, and in each what both dare, show, notice and conclude.

RT: relational trust is demonstrated and discerned in interactions; people may comply with those they do not trust, but cooperate only
where they trust. Vangen & Huxham in NC: readiness to risk grows by small joint wins and falls by failures and by being let down.

All draws of an encounter come from a few blocks keyed by (pair, week, setting, number), so an encounter keeps its luck whatever else
changes. Within a week a person reads the other's trust as it stood when the week began: the order of pairs cannot matter.
"""

from __future__ import annotations

from typing import Any

from trustsim.compiled import rule
from trustsim.portable import poisson_count, response
from trustsim.randomness import BREACH as BREACH_STREAM
from trustsim.randomness import ENCOUNTER_COUNT, INTERACTION, STAGE, uniforms, unit, unit_high, unit_low, words
from trustsim.rules.acquaintance import is_leader, log
from trustsim.rules.beliefs import ceiling, loss_ratio, trust_of, updated
from trustsim.rules.breaches import KIND_COMPETENCE, breach, kind_of_breach, mend
from trustsim.rules.leadership import EXTENDING, JUDGEMENT, MEDIATION, POWER
from trustsim.rules.stages import advanced
from trustsim.state import (
    APOLOGY,
    BREACH,
    CALENDAR_TERM,
    COMPETENCE,
    HERE,
    INFORMAL,
    JOINT,
    RANDOM_NULL,
    STAGE_CHANGE,
    VISIT,
    WIN,
)

AVOID, COMPLY, COOPERATE = range(3)
CHECKING_SCAR = 0.1     # a tie scarred so far spends meeting time on repair
NULL_CHANCE = 0.77      # the random null shows-and-notices by a coin of this chance, about the baseline's share


@rule(inline=True)
def is_formal(setting: int) -> bool:
    """Meetings, training and agreed visits are formal: one may comply there. Informal encounters and a leader's walk are not."""
    return setting != INFORMAL and setting != VISIT


@rule
def dare(w: Any, i: int, tie: Any) -> float:
    """The risk that `i` dares on a tie: trust, carried by readiness and by the organisation's norm of cooperation."""
    s = w.p.stance
    norm = w.organisations[w.staff[i].organisation].norm
    return tie.trust * (s.trust_alone + s.norm_share * norm + (1.0 - s.trust_alone - s.norm_share) * tie.readiness)


@rule
def extended(w: Any, i: int, tie: Any) -> float:
    """How far leaders who extend trust lower the demand for `i` on a tie; judgement keeps it from the untrustworthy (NC: smart trust)."""
    o = w.organisations[w.staff[i].organisation]
    wise = 1.0 if tie.trust >= w.p.stance.trustworthy_from else 1.0 - o.behaviour[JUDGEMENT]
    return w.p.stance.demand_extension * o.behaviour[EXTENDING] * wise


@rule
def stance(w: Any, i: int, j: int, dared: float, demand: float, formal: bool, u_cooperate: float, u_comply: float) -> int:
    """Cooperate, comply or avoid."""
    s = w.p.stance
    if u_cooperate < response((dared - demand) / s.width):
        return COOPERATE
    if formal:
        chance = s.comply_formal
    elif is_leader(w.staff[j].role) and not is_leader(w.staff[i].role):
        power = w.organisations[w.staff[j].organisation].behaviour[POWER]
        chance = s.comply_authority + (1.0 - s.comply_authority) * power
    else:
        chance = s.comply_informal
    return COMPLY if u_comply < chance else AVOID


@rule
def discern_bonus(w: Any, pair: Any, i: int, j: int) -> float:
    """What professions and spanners do to noticing: another profession is harder to read, unless somebody translates (NC)."""
    d = w.p.discernment
    bonus = 0.0
    spanner = w.staff[i].spanner == 1 or w.staff[j].spanner == 1
    if w.staff[i].profession != w.staff[j].profession and not spanner:
        bonus -= d.other_profession * (1.0 - w.p.partnership.service_agreement)
    if spanner and w.staff[i].team != w.staff[j].team:
        bonus += d.spanner
    return bonus


@rule
def credentials(w: Any, i: int, j: int) -> float:
    """How well `i` reads the role of `j`, 0-1: fully within a profession, through a spanner or under a full service agreement."""
    if w.staff[i].profession == w.staff[j].profession or w.staff[i].spanner == 1 or w.staff[j].spanner == 1:
        return 1.0
    other = w.p.stages.role_other_profession
    return other + (1.0 - other) * w.p.partnership.service_agreement


@rule
def perceive(w: Any, pair: Any, t: int, i: int, j: int, week: int, event: int, shift: float, notice_chance: float) -> int:
    """`i` meets the conduct of `j`: shown and noticed qualities move the beliefs of tie `t`. Returns how many were shown and noticed.

    Parameters
    ----------
    shift : what the tie, the setting and j's stance add to j's readiness to show (response units).
    notice_chance : chance that `i` notices a quality that is shown.
    """
    p = w.p
    tie = w.ties[t]
    actor = w.staff[j]
    team = w.teams[actor.team]
    ratio = loss_ratio(p, float(tie.familiarity))
    familiarity = float(tie.familiarity)
    drawn = words(w.seed, INTERACTION, pair.key, week, event, 2 + (t & 1))
    good_ones = 0
    for q in range(4):
        word = drawn[q]
        shown = unit_high(word) < response(actor.show_base[q] + shift)
        noticed = unit_low(word) < notice_chance
        good = shown and noticed
        if int(p.beliefs.rival) == RANDOM_NULL:
            good = unit_high(word) < NULL_CHANCE
        if shown:
            team.shown[q] += 1
        if good:
            good_ones += 1
        elif tie.swift == 1 and q == COMPETENCE:
            tie.belief[q] = updated(p, tie.belief[q], 1.0, False, ratio * p.first_trust.swift_fragility, 1.0, familiarity)
            continue
        tie.belief[q] = updated(p, tie.belief[q], ceiling(p, tie, q), good, ratio, 1.0, familiarity)
    team.acts += 1
    tie.familiarity += 1
    return good_ones


@rule
def joint_result(w: Any, t: int, won: bool) -> None:
    """A joint win or failure on tie `t`: readiness moves, and the result is itself a signal of competence."""
    p = w.p
    tie = w.ties[t]
    if won:
        tie.readiness += p.joint_work.win_readiness * (1.0 - tie.readiness)
        tie.wins += 1
    else:
        tie.readiness -= p.joint_work.failure_readiness * tie.readiness
    if int(p.beliefs.rival) != RANDOM_NULL:
        familiarity = float(tie.familiarity)
        tie.belief[COMPETENCE] = updated(p, tie.belief[COMPETENCE], ceiling(p, tie, COMPETENCE), won, loss_ratio(p, familiarity),
                                         p.beliefs.joint_signal, familiarity)


@rule
def suffer_breach(w: Any, pair: Any, t: int, i: int, j: int, week: int, row: Any) -> None:
    """`j` breaches the trust of `i`, and may apologise; mediation by leaders makes an apology likelier."""
    p = w.p
    tie = w.ties[t]
    u_kind, u_apology, _, _ = uniforms(w.seed, BREACH_STREAM, pair.key, week, 0, t & 1)
    kind = kind_of_breach(p, u_kind)
    breach(p, tie, kind, 1.0)
    row.breaches += 1
    log(w, week, BREACH, j, i, float(kind))
    mediation = w.organisations[w.staff[i].organisation].behaviour[MEDIATION]
    if u_apology < p.breaches.apology_chance * (0.5 + mediation):
        competence = p.breaches.apology_competence if kind == KIND_COMPETENCE else 0.0
        integrity = p.breaches.apology_integrity if kind != KIND_COMPETENCE else 0.0
        mend(tie, competence, integrity)
        row.apologies += 1
        log(w, week, APOLOGY, j, i, float(kind))


@rule
def mediate(w: Any, tie: Any, i: int) -> None:
    """Leaders' mediation mends what can be mended, a little every week."""
    if tie.scar_competence > 0.0 or tie.scar_integrity > 0.0:
        share = w.p.breaches.mediation_per_week * w.organisations[w.staff[i].organisation].behaviour[MEDIATION]
        mend(tie, share, 0.5 * share)


@rule
def meet(w: Any, number: int, week: int, row: Any) -> None:
    """All encounters of one pair in a week."""
    p = w.p
    pair = w.pairs[number]
    i, j = int(pair.a), int(pair.b)
    if w.staff[i].presence != HERE or w.staff[j].presence != HERE:
        return
    t_i, t_j = 2 * number, 2 * number + 1     # what i holds of j; what j holds of i
    tie_i, tie_j = w.ties[t_i], w.ties[t_j]
    stage_i, stage_j = int(tie_i.stage), int(tie_j.stage)
    o_i, o_j = w.organisations[w.staff[i].organisation], w.organisations[w.staff[j].organisation]
    mediate(w, tie_i, i)
    mediate(w, tie_j, j)

    # What does not change within the week.
    ease_i, ease_j = extended(w, i, tie_i), extended(w, j, tie_j)
    demand_week = 0.5 * (o_i.demand + o_j.demand)
    shift_i = p.demonstration.own_trust * (2.0 * tie_i.trust - 1.0)   # i's conduct toward j rests on i's own trust
    shift_j = p.demonstration.own_trust * (2.0 * tie_j.trust - 1.0)
    bonus = discern_bonus(w, pair, i, j)
    role_i, role_j = credentials(w, i, j), credentials(w, j, i)
    half = p.discernment.familiarity_half
    win_base = (p.joint_work.win_level
                + p.joint_work.win_competence * (0.5 * (w.staff[i].trait[COMPETENCE] + w.staff[j].trait[COMPETENCE]) - 0.5)
                + p.joint_work.win_leader * (0.5 * (o_i.exposure[WIN] + o_j.exposure[WIN]) - 0.5))
    cooperations = 0
    breached_i = False
    breached_j = False
    held = False

    for half_of_settings in range(2):
        counts_needed = False
        for k in range(4):
            if pair.rate[4 * half_of_settings + k] > 0.0:
                counts_needed = True
        if not counts_needed:
            continue
        drawn = words(w.seed, ENCOUNTER_COUNT, pair.key, week, 0, half_of_settings)
        for k in range(4):
            setting = 4 * half_of_settings + k
            if pair.rate[setting] <= 0.0:
                continue
            n = poisson_count(unit(drawn[k]), pair.rate[setting], pair.none[setting])
            formal = is_formal(setting)
            for number_in_week in range(n):
                event = (setting << 12) | number_in_week
                situation = words(w.seed, INTERACTION, pair.key, week, event, 0)
                chances = words(w.seed, INTERACTION, pair.key, week, event, 1)
                demand = demand_week + p.stance.demand_spread * (unit(situation[0]) - 0.5)
                if not formal:
                    demand -= p.stance.demand_informal
                dare_i, dare_j = dare(w, i, tie_i), dare(w, j, tie_j)
                do_i = stance(w, i, j, dare_i, demand - ease_i, formal, unit(situation[2]), unit(chances[0]))
                do_j = stance(w, j, i, dare_j, demand - ease_j, formal, unit(situation[3]), unit(chances[1]))

                row.attempted += 1
                o_i.stances += 1
                o_j.stances += 1
                if formal:
                    row.formal += 1
                if do_i == COOPERATE:
                    o_i.cooperated += 1
                    if do_j != COOPERATE:
                        tie_i.readiness -= p.joint_work.let_down_readiness * tie_i.readiness
                if do_j == COOPERATE:
                    o_j.cooperated += 1
                    if do_i != COOPERATE:
                        tie_j.readiness -= p.joint_work.let_down_readiness * tie_j.readiness
                if do_i == AVOID or do_j == AVOID:
                    row.avoided += 1
                    continue
                held = True

                # Both show, both notice.
                stance_i = p.demonstration.cooperating if do_i == COOPERATE else -p.demonstration.cooperating
                stance_j = p.demonstration.cooperating if do_j == COOPERATE else -p.demonstration.cooperating
                known_i, known_j = float(tie_i.familiarity), float(tie_j.familiarity)
                notice_i = response(w.staff[i].notice_base + p.discernment.familiarity * (known_i / (known_i + half) - 0.5)
                                    + bonus + o_i.notice_setting[setting])
                notice_j = response(w.staff[j].notice_base + p.discernment.familiarity * (known_j / (known_j + half) - 0.5)
                                    + bonus + o_j.notice_setting[setting])
                good_i = perceive(w, pair, t_i, i, j, week, event, shift_j + stance_j + o_j.show_setting[setting], notice_i)
                good_j = perceive(w, pair, t_j, j, i, week, event, shift_i + stance_i + o_i.show_setting[setting], notice_j)
                row.interactions += 2
                w.staff[i].met += 1
                w.staff[j].met += 1
                if good_i >= p.beliefs.builds_from:
                    row.building += 1
                    w.staff[i].built += 1
                if good_j >= p.beliefs.builds_from:
                    row.building += 1
                    w.staff[j].built += 1

                # Joint work: only joint cooperation can win.
                won = False
                joint = False
                if do_i == COOPERATE and do_j == COOPERATE:
                    row.both_cooperated += 1
                    if setting == JOINT:
                        joint = True
                    elif formal:
                        joint = unit_high(situation[1]) < p.encounters.joint_task_formal
                    else:
                        joint = unit_high(situation[1]) < p.encounters.joint_task_informal
                    if joint:
                        won = unit_low(situation[1]) < response(win_base)
                        joint_result(w, t_i, won)
                        joint_result(w, t_j, won)
                        cooperations += 1
                        if won:
                            row.wins += 1
                        else:
                            row.failures += 1
                        if formal:
                            row.formal_joint += 1
                else:
                    row.complied += 1
                    if formal:
                        row.checking += 1
                if formal and (max(tie_i.scar_integrity, tie_i.scar_competence) >= CHECKING_SCAR
                               or max(tie_j.scar_integrity, tie_j.scar_competence) >= CHECKING_SCAR):
                    row.repair += 1

                # Bad faith: rarer than all else, likelier where more was staked than the tie dares.
                if not breached_i:
                    risk = w.staff[j].breach_base
                    if do_i == COOPERATE:
                        risk *= 1.0 + p.breaches.over_extended * max(0.0, demand - dare_i)
                    if unit(chances[2]) < risk:
                        breached_i = True
                        suffer_breach(w, pair, t_i, i, j, week, row)
                if not breached_j:
                    risk = w.staff[i].breach_base
                    if do_j == COOPERATE:
                        risk *= 1.0 + p.breaches.over_extended * max(0.0, demand - dare_j)
                    if unit(chances[3]) < risk:
                        breached_j = True
                        suffer_breach(w, pair, t_j, j, i, week, row)

                if won or tie_i.stage == 0 or tie_j.stage == 0:
                    u_i = uniforms(w.seed, STAGE, pair.key, week, event, 0)
                    u_j = uniforms(w.seed, STAGE, pair.key, week, event, 1)
                    tie_i.stage = advanced(p, tie_i, won, pair.overlap, role_i, u_i[0], u_i[1], u_i[2])
                    tie_j.stage = advanced(p, tie_j, won, pair.overlap, role_j, u_j[0], u_j[1], u_j[2])

    # The window of a term: what is as old as a term goes out as this week comes in.
    slot = week % int(w.count[CALENDAR_TERM])
    kept = min(cooperations, 255)
    pair.cooperations_term += kept - int(pair.cooperations[slot])
    pair.cooperations[slot] = kept
    if held:
        pair.last_met = week
        tie_i.trust = trust_of(p, tie_i.belief, tie_i.stage)
        tie_j.trust = trust_of(p, tie_j.belief, tie_j.stage)
    if tie_i.stage != stage_i:
        log(w, week, STAGE_CHANGE, i, j, float(10 * stage_i + tie_i.stage))
    if tie_j.stage != stage_j:
        log(w, week, STAGE_CHANGE, j, i, float(10 * stage_j + tie_j.stage))
