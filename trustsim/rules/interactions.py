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
from trustsim.rules.trace import BROKEN, MENDED, note_gates, note_met, note_stances, note_task, note_tie
from trustsim.state import (
    APOLOGY,
    BREACH,
    CALCULATIVE,
    CALENDAR_TERM,
    COMPETENCE,
    HERE,
    INFORMAL,
    JOINT,
    N_PAIRS,
    RANDOM_NULL,
    STAGE_CHANGE,
    VISIT,
    WHOLE_STAFF,
    WIN,
)

AVOID, COMPLY, COOPERATE = range(3)
CHECKING_SCAR = 0.1     # a tie scarred so far spends meeting time on repair
NULL_CHANCE = 0.77      # the random null shows-and-notices by a coin of this chance, about the baseline's share


@rule(inline=True)
def is_formal(setting: int) -> bool:
    """Meetings, training and agreed visits are formal: one may comply there. Informal encounters and a leader's walk are not."""
    return setting != INFORMAL and setting != VISIT


@rule(inline=True)
def is_work(setting: int) -> bool:
    """Formal settings where people work on something together: not the whole-staff meeting, where most sit and listen."""
    return setting != INFORMAL and setting != VISIT and setting != WHOLE_STAFF


@rule
def dare(p: Any, tie: Any, norm: float) -> float:
    """The risk that is dared on a tie: trust, carried by readiness and by the organisation's norm of cooperation."""
    s = p.stance
    return tie.trust * (s.trust_alone + s.norm_share * norm + (1.0 - s.trust_alone - s.norm_share) * tie.readiness)


@rule
def extended(p: Any, tie: Any, o: Any) -> float:
    """How far the leaders of `o` who extend trust lower a tie's demand; judgement keeps it from the untrustworthy (NC: smart trust)."""
    wise = 1.0 if tie.trust >= p.stance.trustworthy_from else 1.0 - o.behaviour[JUDGEMENT]
    return p.stance.demand_extension * o.behaviour[EXTENDING] * wise


@rule
def comply_chance(p: Any, i: Any, j: Any, power: float, formal: bool) -> float:
    """Chance that person `i` complies rather than avoids `j`, where cooperation is too much: formality and authority make people comply."""
    s = p.stance
    if formal:
        return s.comply_formal
    if is_leader(j.role) and not is_leader(i.role):
        return s.comply_authority + (1.0 - s.comply_authority) * power
    return s.comply_informal


@rule(inline=True)
def stance(dared: float, demand: float, width: float, comply: float, u_cooperate: float, u_comply: float) -> int:
    """Cooperate where what is dared meets the demand (gradually, over `width`), else comply or avoid."""
    if u_cooperate < response((dared - demand) / width):
        return COOPERATE
    return COMPLY if u_comply < comply else AVOID


@rule
def discern_bonus(p: Any, i: Any, j: Any) -> float:
    """What professions and spanners do to noticing: another profession is harder to read, unless somebody translates (NC)."""
    d = p.discernment
    bonus = 0.0
    spanner = i.spanner == 1 or j.spanner == 1
    if i.profession != j.profession and not spanner:
        bonus -= d.other_profession * (1.0 - p.partnership.service_agreement)
    if spanner and i.team != j.team:
        bonus += d.spanner
    return bonus


@rule
def credentials(p: Any, i: Any, j: Any) -> float:
    """How well people read each other's role, 0-1: fully within a profession, through a spanner or under a full service agreement."""
    if i.profession == j.profession or i.spanner == 1 or j.spanner == 1:
        return 1.0
    other = p.stages.role_other_profession
    return other + (1.0 - other) * p.partnership.service_agreement


@rule
def perceive(p: Any, seed: Any, pair: Any, tie: Any, side: int, actor: Any, team: Any, week: int, event: int, shift: float,
             notice_chance: float) -> Any:
    """One meets the conduct of another: qualities shown and noticed move the beliefs of `tie`.

    Returns how many were shown and noticed, and which: bits 1 to 8 for the qualities shown, 16 to 128 for those that counted as good.

    Parameters
    ----------
    side : 0 where the holder of the tie is `a` of the pair, else 1; part of the key of the draws.
    actor, team : the one who shows, and their team, whose climate keeps count.
    shift : what the tie, the setting and the actor's stance add to the readiness to show (response units).
    notice_chance : chance that a quality that is shown is noticed.
    """
    familiarity = float(tie.familiarity)
    ratio = loss_ratio(p, familiarity)
    drawn = words(seed, INTERACTION, pair.key, week, event, 2 + side)
    good_ones = seen = 0
    for q in range(4):
        word = drawn[q]
        shown = unit_high(word) < response(actor.show_base[q] + shift)
        good = shown and unit_low(word) < notice_chance
        if p.beliefs.rival == RANDOM_NULL:
            good = unit_high(word) < NULL_CHANCE
        if shown:
            team.shown[q] += 1
            seen |= 1 << q
        if good:
            good_ones += 1
            seen |= 16 << q
        loss = ratio
        if tie.swift == 1 and q == COMPETENCE:
            loss = ratio * p.first_trust.swift_fragility
        tie.belief[q] = updated(p, tie.belief[q], ceiling(p, tie, q), good, loss, 1.0, familiarity)
    team.acts += 1
    tie.familiarity += 1
    return good_ones, seen


@rule
def joint_result(p: Any, tie: Any, won: bool) -> None:
    """A joint win or failure: readiness moves, and the result is itself a signal of competence."""
    if won:
        tie.readiness += p.joint_work.win_readiness * (1.0 - tie.readiness)
        tie.wins += 1
    else:
        tie.readiness -= p.joint_work.failure_readiness * tie.readiness
    if p.beliefs.rival != RANDOM_NULL:
        familiarity = float(tie.familiarity)
        tie.belief[COMPETENCE] = updated(p, tie.belief[COMPETENCE], ceiling(p, tie, COMPETENCE), won, loss_ratio(p, familiarity),
                                         p.beliefs.joint_signal, familiarity)


@rule
def suffer_breach(w: Any, number: int, side: int, week: int, row: Any) -> None:
    """Somebody breaches the trust of the holder of one side of a pair, and may apologise; mediation makes an apology likelier."""
    p = w.p
    pair = w.pairs[number]
    tie = w.ties[2 * number + side]
    victim, offender = (pair.a, pair.b) if side == 0 else (pair.b, pair.a)
    u_kind, u_apology, _, _ = uniforms(w.seed, BREACH_STREAM, pair.key, week, 0, side)
    kind = kind_of_breach(p, u_kind)
    breach(p, tie, kind, 1.0)
    note_tie(w, 2 * number + side, week, BROKEN, kind)
    row.breaches += 1
    log(w, week, BREACH, offender, victim, float(kind))
    mediation = w.organisations[w.staff[victim].organisation].behaviour[MEDIATION]
    if u_apology < p.breaches.apology_chance * (0.5 + mediation):
        if kind == KIND_COMPETENCE:
            mend(tie, p.breaches.apology_competence, 0.0)
        else:
            mend(tie, 0.0, p.breaches.apology_integrity)
        note_tie(w, 2 * number + side, week, MENDED, kind)
        row.apologies += 1
        log(w, week, APOLOGY, offender, victim, float(kind))


@rule
def mediate(p: Any, tie: Any, mediation: float) -> None:
    """Leaders' mediation mends what can be mended, a little every week."""
    if tie.scar_competence > 0.0 or tie.scar_integrity > 0.0:
        share = p.breaches.mediation_per_week * mediation
        mend(tie, share, 0.5 * share)


@rule(inline=True)
def is_scarred(tie: Any) -> bool:
    """Whether a tie is scarred so far that meeting time goes into repair."""
    return max(tie.scar_integrity, tie.scar_competence) >= CHECKING_SCAR


@rule
def meet_all(w: Any, week: int, row: Any) -> None:
    """All encounters of all pairs in a week. Pairs do not see each other's week, so their order cannot matter."""
    # Local names keep the loop free of reference counting.
    p, seed, staff, pairs, ties, teams, organisations = w.p, w.seed, w.staff, w.pairs, w.ties, w.teams, w.organisations
    half = p.discernment.familiarity_half
    term = int(w.count[CALENDAR_TERM])
    slot = week % term
    for number in range(w.count[N_PAIRS]):
        pair = pairs[number]
        s_i, s_j = staff[pair.a], staff[pair.b]
        if s_i.presence != HERE or s_j.presence != HERE:
            continue
        tie_i, tie_j = ties[2 * number], ties[2 * number + 1]     # what i holds of j; what j holds of i
        o_i, o_j = organisations[s_i.organisation], organisations[s_j.organisation]
        team_i, team_j = teams[s_i.team], teams[s_j.team]
        stage_i, stage_j = int(tie_i.stage), int(tie_j.stage)
        mediate(p, tie_i, o_i.behaviour[MEDIATION])
        mediate(p, tie_j, o_j.behaviour[MEDIATION])

        # What does not change within the week.
        ease_i, ease_j = extended(p, tie_i, o_i), extended(p, tie_j, o_j)
        demand_week = 0.5 * (o_i.demand + o_j.demand)
        if s_i.organisation != s_j.organisation:
            demand_week += p.stance.demand_boundary * (1.0 - p.partnership.service_agreement)
        shift_i = p.demonstration.own_trust * (2.0 * tie_i.trust - 1.0)   # i's conduct toward j rests on i's own trust
        shift_j = p.demonstration.own_trust * (2.0 * tie_j.trust - 1.0)
        bonus = discern_bonus(p, s_i, s_j)
        readable = credentials(p, s_i, s_j)
        win_base = (p.joint_work.win_level
                    + p.joint_work.win_competence * (0.5 * (s_i.trait[COMPETENCE] + s_j.trait[COMPETENCE]) - 0.5)
                    + p.joint_work.win_leader * (0.5 * (o_i.exposure[WIN] + o_j.exposure[WIN]) - 0.5))
        cooperations = 0
        breached_i = breached_j = held = False
        drawn = words(seed, ENCOUNTER_COUNT, pair.key, week, 0, 0)
        for setting in range(8):
            if setting == 4:
                drawn = words(seed, ENCOUNTER_COUNT, pair.key, week, 0, 1)
            if pair.rate[setting] <= 0.0:
                continue
            n = poisson_count(unit(drawn[setting & 3]), pair.rate[setting], pair.none[setting])
            if n == 0:
                continue
            formal = is_formal(setting)
            comply_i = comply_chance(p, s_i, s_j, o_j.behaviour[POWER], formal)
            comply_j = comply_chance(p, s_j, s_i, o_i.behaviour[POWER], formal)
            for k in range(n):
                event = (setting << 12) | k
                situation = words(seed, INTERACTION, pair.key, week, event, 0)
                chances = words(seed, INTERACTION, pair.key, week, event, 1)
                demand = demand_week + p.stance.demand_spread * (unit(situation[0]) - 0.5)
                if not formal:
                    demand -= p.stance.demand_informal
                dare_i, dare_j = dare(p, tie_i, o_i.norm), dare(p, tie_j, o_j.norm)
                do_i = stance(dare_i, demand - ease_i, p.stance.width, comply_i, unit(situation[2]), unit(chances[0]))
                do_j = stance(dare_j, demand - ease_j, p.stance.width, comply_j, unit(situation[3]), unit(chances[1]))

                row.attempted += 1
                if formal:
                    row.formal += 1
                if is_work(setting):   # the norm of cooperation is learnt where work is asked for
                    o_i.stances += 1
                    o_j.stances += 1
                    if do_i == COOPERATE:
                        o_i.cooperated += 1
                    if do_j == COOPERATE:
                        o_j.cooperated += 1
                if do_i == COOPERATE and do_j != COOPERATE:
                    tie_i.readiness -= p.joint_work.let_down_readiness * tie_i.readiness
                if do_j == COOPERATE and do_i != COOPERATE:
                    tie_j.readiness -= p.joint_work.let_down_readiness * tie_j.readiness
                if pair.watched:
                    note_stances(w, number, week, event, do_i, do_j, demand - ease_i, demand - ease_j, dare_i, dare_j)
                if do_i == AVOID or do_j == AVOID:
                    row.avoided += 1
                    continue
                held = True

                # Both show, both notice.
                stance_i = p.demonstration.cooperating if do_i == COOPERATE else -p.demonstration.cooperating
                stance_j = p.demonstration.cooperating if do_j == COOPERATE else -p.demonstration.cooperating
                known_i, known_j = float(tie_i.familiarity), float(tie_j.familiarity)
                notice_i = response(s_i.notice_base + p.discernment.familiarity * (known_i / (known_i + half) - 0.5)
                                    + bonus + o_i.notice_setting[setting])
                notice_j = response(s_j.notice_base + p.discernment.familiarity * (known_j / (known_j + half) - 0.5)
                                    + bonus + o_j.notice_setting[setting])
                good_i, seen_i = perceive(p, seed, pair, tie_i, 0, s_j, team_j, week, event, shift_j + stance_j + o_j.show_setting[setting], notice_i)
                good_j, seen_j = perceive(p, seed, pair, tie_j, 1, s_i, team_i, week, event, shift_i + stance_i + o_i.show_setting[setting], notice_j)
                if pair.watched:
                    note_met(w, number, week, event, seen_i, seen_j, notice_i, notice_j)
                row.interactions += 2
                s_i.met += 1
                s_j.met += 1
                if good_i >= p.beliefs.builds_from:
                    row.building += 1
                    s_i.built += 1
                if good_j >= p.beliefs.builds_from:
                    row.building += 1
                    s_j.built += 1

                # Joint work: only joint cooperation can win.
                won = False
                if do_i == COOPERATE and do_j == COOPERATE:
                    row.both_cooperated += 1
                    task_chance = p.encounters.joint_task_formal if is_work(setting) else p.encounters.joint_task_informal
                    if setting == JOINT or unit_high(situation[1]) < task_chance:
                        won = unit_low(situation[1]) < response(win_base)
                        joint_result(p, tie_i, won)
                        joint_result(p, tie_j, won)
                        if pair.watched:
                            note_task(w, number, week, event, won)
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
                if formal and (is_scarred(tie_i) or is_scarred(tie_j)):
                    row.repair += 1

                # Bad faith: rarer than all else, likelier where more was staked than the tie dares.
                risk_i, risk_j = s_j.breach_base, s_i.breach_base
                if do_i == COOPERATE:
                    risk_i *= 1.0 + p.breaches.over_extended * max(0.0, demand - dare_i)
                if do_j == COOPERATE:
                    risk_j *= 1.0 + p.breaches.over_extended * max(0.0, demand - dare_j)
                if not breached_i and unit(chances[2]) < risk_i:
                    breached_i = True
                    suffer_breach(w, number, 0, week, row)
                if not breached_j and unit(chances[3]) < risk_j:
                    breached_j = True
                    suffer_breach(w, number, 1, week, row)

                if won or tie_i.stage == CALCULATIVE or tie_j.stage == CALCULATIVE:
                    u_i = uniforms(seed, STAGE, pair.key, week, event, 0)
                    u_j = uniforms(seed, STAGE, pair.key, week, event, 1)
                    if pair.watched:
                        note_gates(w, number, week, event, won, readable)
                    tie_i.stage = advanced(p, tie_i, won, pair.overlap, readable, u_i[0], u_i[1], u_i[2])
                    tie_j.stage = advanced(p, tie_j, won, pair.overlap, readable, u_j[0], u_j[1], u_j[2])

        # The window of a term: what is as old as a term goes out as this week comes in.
        kept = min(cooperations, 255)
        pair.cooperations_term += kept - int(pair.cooperations[slot])
        pair.cooperations[slot] = kept
        if held:
            pair.last_met = week
            tie_i.trust = trust_of(p, tie_i.belief, tie_i.stage)
            tie_j.trust = trust_of(p, tie_j.belief, tie_j.stage)
        if tie_i.stage != stage_i:
            log(w, week, STAGE_CHANGE, pair.a, pair.b, float(10 * stage_i + tie_i.stage))
        if tie_j.stage != stage_j:
            log(w, week, STAGE_CHANGE, pair.b, pair.a, float(10 * stage_j + tie_j.stage))
