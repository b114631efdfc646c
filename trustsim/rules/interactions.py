"""The week of one pair: their encounters, and in each what both dare, show, notice and conclude.

RT: relational trust is demonstrated and discerned in interactions; people may comply with those they do not trust, but cooperate only
where they trust. Vangen & Huxham in NC: readiness to risk grows by small joint wins and falls by failures and by being let down.

All draws of an encounter come from a few blocks keyed by (pair, week, setting, number), so an encounter keeps its luck whatever else
changes. Within a week trust is read as it stood when the week began, and pairs see nothing of each other: their order cannot matter.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from trustsim.compiled import fetch, rule
from trustsim.portable import is_below_response, response
from trustsim.randomness import BREACH as BREACH_STREAM
from trustsim.randomness import uniforms, unit, unit_high, unit_low
from trustsim.rules.acquaintance import is_leader, log
from trustsim.rules.beliefs import ceiling, loss_ratio, moved, ratio_where, share_known, trust_of, updated
from trustsim.rules.breaches import KIND_COMPETENCE, apologise, breach, kind_of_breach
from trustsim.rules.leadership import EXTENDING, JUDGEMENT, MEDIATION, POWER
from trustsim.rules.schedule import (
    BLOCK,
    CHANCES,
    ENCOUNTERS_AT_ONCE,
    EVENT_TO_SETTING,
    LUCK_ROWS,
    PAIRS_AT_ONCE,
    SHOWN_TO_A,
    SHOWN_TO_B,
    SITUATION,
    STAGE_OF_A,
    STAGE_OF_B,
    draw_counts,
    draw_encounters,
    list_candidates,
    list_encounters,
    live_pairs,
)
from trustsim.rules.stages import advanced
from trustsim.rules.trace import BROKEN, MENDED, note_gates, note_met, note_stances, note_task, note_tie
from trustsim.rules.viability import add_up
from trustsim.state import (
    APOLOGY,
    BANK,
    BETA_COUNT,
    BREACH,
    CALCULATIVE,
    CALENDAR_TERM,
    COMPETENCE,
    INFORMAL,
    INTEGRITY,
    JOINT,
    N_PAIRS,
    N_QUALITIES,
    NO_RIVAL,
    RANDOM_NULL,
    STAGE_CHANGE,
    VISIT,
    WHOLE_STAFF,
    WIN,
)

AVOID, COMPLY, COOPERATE = range(3)
CHECKING_SCAR = 0.1     # a tie scarred so far spends meeting time on repair
AHEAD = 3               # pairs from now whose records are asked for in advance
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
def extended(p: Any, other: Any, o: Any) -> float:
    """How far the leaders of `o` extend trust to `other`, 0-1: judgement keeps it from who does not merit it (NC: smart trust)."""
    wise = 1.0 if other.trait[INTEGRITY] >= p.stance.trustworthy_from else 1.0 - o.behaviour[JUDGEMENT]
    return o.behaviour[EXTENDING] * wise


@rule
def abused(p: Any, other: Any, extension: float) -> float:
    """How much likelier `other` breaches where trust was extended to somebody who does not merit it (NC: blind trust)."""
    return p.breaches.blind_trust * extension if other.trait[INTEGRITY] < p.stance.trustworthy_from else 0.0


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
    otherwise = COMPLY if u_comply < comply else AVOID
    return COOPERATE if is_below_response(u_cooperate, (dared - demand) / width) else otherwise


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
def perceive(p: Any, tie: Any, actor: Any, team: Any, known: float, shift: float, notice: float, luck: Any, first: int, e: int) -> Any:
    """One meets the conduct of another: qualities shown and noticed move the beliefs of `tie`.

    Returns how many were shown and noticed, and which: a bit for each quality shown, above them a bit for each that counted as good.

    Parameters
    ----------
    actor, team : the one who shows, and their team, whose climate keeps count.
    known : familiarity as a share, 0-1 (`share_known`).
    shift : what the tie, the setting and the actor's stance add to the readiness to show (response units).
    notice : readiness to notice a quality that is shown (response units).
    luck : drawn words; `luck[first + q, e]` holds that of quality q, its upper half for showing, the lower for noticing.
    """
    rival = p.beliefs.rival
    if rival == BANK or rival == BETA_COUNT or rival == RANDOM_NULL:
        return signals(rival, p, tie, actor, team, known, shift, notice, luck, first, e)
    return signals(NO_RIVAL, p, tie, actor, team, known, shift, notice, luck, first, e)   # a loop without the rivals' branches


@rule(inline=True)
def signals(rival: float, p: Any, tie: Any, actor: Any, team: Any, known: float, shift: float, notice: float, luck: Any, first: int,
            e: int) -> Any:
    """The four signals of `perceive`, under one of the rival rules."""
    familiarity = float(tie.familiarity)
    ratio = ratio_where(p, known)
    fragile = ratio * p.first_trust.swift_fragility if tie.swift == 1 else ratio
    top, other_top = ceiling(p, tie, COMPETENCE), ceiling(p, tie, INTEGRITY)
    gain = p.beliefs.gain
    belief, readiness, shown_lately = tie.belief, actor.show_base, team.shown
    good_ones = seen = 0
    for q in range(N_QUALITIES):
        word = luck[first + q, e]
        shown = is_below_response(unit_high(word), readiness[q] + shift)
        good = shown & is_below_response(unit_low(word), notice)
        if rival == RANDOM_NULL:
            good = unit_high(word) < NULL_CHANCE
        shown_lately[q] += int(shown)
        good_ones += int(good)
        seen |= (int(shown) << q) | (int(good) << (q + N_QUALITIES))
        belief[q] = moved(rival, gain, belief[q], top if q == COMPETENCE else other_top, good, fragile if q == COMPETENCE else ratio, 1.0,
                          familiarity)
    team.acts += 1
    tie.familiarity += 1
    return good_ones, seen


@rule
def joint_result(p: Any, tie: Any, won: bool) -> None:
    """A joint win or failure: readiness moves, and the result is itself a signal of competence."""
    grown = tie.readiness + p.joint_work.win_readiness * (1.0 - tie.readiness)
    shrunk = tie.readiness - p.joint_work.failure_readiness * tie.readiness
    tie.readiness = grown if won else shrunk
    tie.wins += int(won)
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
    pair.scarred = 1
    row.breaches += 1
    log(w, week, BREACH, offender, victim, float(kind))
    mediation = w.organisations[w.staff[victim].organisation].behaviour[MEDIATION]
    if u_apology < p.breaches.apology_chance * (0.5 + mediation):
        if kind == KIND_COMPETENCE:
            apologise(p, tie, p.breaches.apology_competence, 0.0)
        else:
            apologise(p, tie, 0.0, p.breaches.apology_integrity)
        note_tie(w, 2 * number + side, week, MENDED, kind)
        row.apologies += 1
        log(w, week, APOLOGY, offender, victim, float(kind))


@rule(inline=True)
def is_scarred(tie: Any) -> bool:
    """Whether a tie is scarred so far that meeting time goes into repair."""
    return max(tie.scar_integrity, tie.scar_competence) >= CHECKING_SCAR


@rule(allocates=True)
def meet_all(w: Any, week: int, row: Any) -> None:
    """All encounters of all pairs in a week. Pairs do not see each other's week, so their order cannot matter."""
    numbers, keys = np.empty(PAIRS_AT_ONCE, np.int64), np.empty(PAIRS_AT_ONCE, np.uint64)
    no_event, counts = np.zeros(PAIRS_AT_ONCE, np.uint64), np.empty((8, PAIRS_AT_ONCE), np.uint32)
    candidates = np.empty(8 * PAIRS_AT_ONCE, np.int64)
    meeting, until = np.empty(PAIRS_AT_ONCE + 1, np.int64), np.empty(PAIRS_AT_ONCE + 1, np.int64)
    keys_of, events = np.empty(ENCOUNTERS_AT_ONCE, np.uint64), np.empty(ENCOUNTERS_AT_ONCE, np.uint64)
    luck = np.empty((LUCK_ROWS, ENCOUNTERS_AT_ONCE), np.uint32)
    start = 0
    while start < w.count[N_PAIRS]:
        live, start = live_pairs(w, week, start, numbers, keys)
        draw_counts(w.seed, week, keys, no_event, live, counts)
        n_candidates = list_candidates(w, numbers, live, counts, candidates)
        done = 0
        while done < n_candidates:
            done, met, n = list_encounters(w, numbers, counts, candidates, done, n_candidates, meeting, until, keys_of, events)
            draw_encounters(w.seed, week, keys_of, events, n, luck)
            meet(w, week, row, meeting, until, met, events, luck)
        add_up(w, week, start)


@rule
def meet(w: Any, week: int, row: Any, numbers: Any, until: Any, n: int, events: Any, luck: Any) -> None:
    """The week of the `n` pairs `numbers`: pair m has the encounters of the list up to `until[m]`, each with its luck."""
    # Local names keep the loop free of reference counting.
    p, staff, pairs, ties, teams, organisations = w.p, w.staff, w.pairs, w.ties, w.teams, w.organisations
    slot = week % int(w.count[CALENDAR_TERM])
    let_down, cooperating = p.joint_work.let_down_readiness, p.demonstration.cooperating
    attempted = in_meetings = avoided = building = both_cooperated = checking = joint = formal_joint = wins = repair = 0
    e = 0
    for m in range(n):
        if m + AHEAD < n:   # in a large school these are not at hand
            later = numbers[m + AHEAD]
            fetch(ties[2 * later])
            fetch(ties[2 * later + 1])
            fetch(staff[pairs[later].a])
            fetch(staff[pairs[later].b])
        number = numbers[m]
        pair = pairs[number]
        tie_i, tie_j = ties[2 * number], ties[2 * number + 1]     # what i holds of j; what j holds of i
        s_i, s_j = staff[pair.a], staff[pair.b]
        o_i, o_j = organisations[s_i.organisation], organisations[s_j.organisation]
        cooperations = 0
        team_i, team_j = teams[s_i.team], teams[s_j.team]
        stage_i, stage_j = int(tie_i.stage), int(tie_j.stage)
        # What does not change within the week.
        extension_i, extension_j = extended(p, s_j, o_i), extended(p, s_i, o_j)
        ease_i, ease_j = p.stance.demand_extension * extension_i, p.stance.demand_extension * extension_j
        abuse_i, abuse_j = abused(p, s_j, extension_i), abused(p, s_i, extension_j)
        demand_week = 0.5 * (o_i.demand + o_j.demand)
        if s_i.organisation != s_j.organisation:
            demand_week += p.stance.demand_boundary * (1.0 - p.partnership.service_agreement)
        conduct_i = p.demonstration.own_trust * (2.0 * tie_i.trust - 1.0)   # i's conduct toward j rests on i's own trust
        conduct_j = p.demonstration.own_trust * (2.0 * tie_j.trust - 1.0)
        bonus = discern_bonus(p, s_i, s_j)
        readable = credentials(p, s_i, s_j)
        win_base = (p.joint_work.win_level
                    + p.joint_work.win_competence * (0.5 * (s_i.trait[COMPETENCE] + s_j.trait[COMPETENCE]) - 0.5)
                    + p.joint_work.win_leader * (0.5 * (o_i.exposure[WIN] + o_j.exposure[WIN]) - 0.5))
        breached_i = breached_j = held = False
        while e < until[m]:
            setting = int(events[e] >> EVENT_TO_SETTING)
            formal = is_formal(setting)
            demand = demand_week + p.stance.demand_spread * (unit(luck[SITUATION, e]) - 0.5)
            if not formal:
                demand -= p.stance.demand_informal
            comply_i = comply_chance(p, s_i, s_j, o_j.behaviour[POWER], formal)
            comply_j = comply_chance(p, s_j, s_i, o_i.behaviour[POWER], formal)
            dare_i, dare_j = dare(p, tie_i, o_i.norm), dare(p, tie_j, o_j.norm)
            do_i = stance(dare_i, demand - ease_i, p.stance.width, comply_i, unit(luck[SITUATION + 2, e]), unit(luck[CHANCES, e]))
            do_j = stance(dare_j, demand - ease_j, p.stance.width, comply_j, unit(luck[SITUATION + 3, e]), unit(luck[CHANCES + 1, e]))
            now = e
            e += 1

            cooperates_i, cooperates_j = do_i == COOPERATE, do_j == COOPERATE
            both = cooperates_i & cooperates_j
            attempted += 1
            in_meetings += int(formal)
            work = is_work(setting)   # the norm of cooperation is learnt where work is asked for
            o_i.stances += int(work)
            o_j.stances += int(work)
            o_i.cooperated += int(work & cooperates_i)
            o_j.cooperated += int(work & cooperates_j)
            tie_i.readiness -= (let_down if cooperates_i & (not cooperates_j) else 0.0) * tie_i.readiness
            tie_j.readiness -= (let_down if cooperates_j & (not cooperates_i) else 0.0) * tie_j.readiness
            if pair.watched:
                note_stances(w, number, week, int(events[now] >> BLOCK), do_i, do_j, demand - ease_i, demand - ease_j, dare_i, dare_j)
            if do_i == AVOID or do_j == AVOID:
                avoided += 1
                continue
            held = True

            # Both show, both notice.
            shift_i = conduct_i + (cooperating if cooperates_i else -cooperating) + o_i.show_setting[setting]
            shift_j = conduct_j + (cooperating if cooperates_j else -cooperating) + o_j.show_setting[setting]
            known_i, known_j = share_known(p, float(tie_i.familiarity)), share_known(p, float(tie_j.familiarity))
            notice_i = s_i.notice_base + p.discernment.familiarity * (known_i - 0.5) + bonus + o_i.notice_setting[setting]
            notice_j = s_j.notice_base + p.discernment.familiarity * (known_j - 0.5) + bonus + o_j.notice_setting[setting]
            good_i, seen_i = perceive(p, tie_i, s_j, team_j, known_i, shift_j, notice_i, luck, SHOWN_TO_A, now)
            good_j, seen_j = perceive(p, tie_j, s_i, team_i, known_j, shift_i, notice_j, luck, SHOWN_TO_B, now)
            if pair.watched:
                note_met(w, number, week, int(events[now] >> BLOCK), seen_i, seen_j, response(notice_i), response(notice_j))
            builds_i, builds_j = good_i >= p.beliefs.builds_from, good_j >= p.beliefs.builds_from
            building += int(builds_i) + int(builds_j)
            s_i.met += 1
            s_j.met += 1
            s_i.built += int(builds_i)
            s_j.built += int(builds_j)

            # Joint work: only joint cooperation can win.
            won = False
            both_cooperated += int(both)
            checking += int(formal & (not both))
            if both:
                task_chance = p.encounters.joint_task_formal if work else p.encounters.joint_task_informal
                if setting == JOINT or unit_high(luck[SITUATION + 1, now]) < task_chance:
                    won = is_below_response(unit_low(luck[SITUATION + 1, now]), win_base)
                    joint_result(p, tie_i, won)
                    joint_result(p, tie_j, won)
                    if pair.watched:
                        note_task(w, number, week, int(events[now] >> BLOCK), won)
                    cooperations += 1
                    wins += int(won)
                    formal_joint += int(formal)
            repair += int(formal & (is_scarred(tie_i) | is_scarred(tie_j)))

            # Bad faith: rarer than all else, likelier where more was staked than the tie dares.
            risk_i, risk_j = s_j.breach_base, s_i.breach_base
            if do_i == COOPERATE:
                risk_i *= 1.0 + p.breaches.over_extended * max(0.0, demand - dare_i) + abuse_i
            if do_j == COOPERATE:
                risk_j *= 1.0 + p.breaches.over_extended * max(0.0, demand - dare_j) + abuse_j
            if not breached_i and unit(luck[CHANCES + 2, now]) < risk_i:
                breached_i = True
                suffer_breach(w, number, 0, week, row)
            if not breached_j and unit(luck[CHANCES + 3, now]) < risk_j:
                breached_j = True
                suffer_breach(w, number, 1, week, row)

            if won or tie_i.stage == CALCULATIVE or tie_j.stage == CALCULATIVE:
                if pair.watched:
                    note_gates(w, number, week, int(events[now] >> BLOCK), won, readable)
                tie_i.stage = advanced(p, tie_i, won, pair.overlap, readable, unit(luck[STAGE_OF_A, now]), unit(luck[STAGE_OF_A + 1, now]),
                                       unit(luck[STAGE_OF_A + 2, now]))
                tie_j.stage = advanced(p, tie_j, won, pair.overlap, readable, unit(luck[STAGE_OF_B, now]), unit(luck[STAGE_OF_B + 1, now]),
                                       unit(luck[STAGE_OF_B + 2, now]))
        if held:
            pair.last_met = week
            tie_i.trust = trust_of(p, tie_i.belief, tie_i.stage)
            tie_j.trust = trust_of(p, tie_j.belief, tie_j.stage)
        if tie_i.stage != stage_i:
            log(w, week, STAGE_CHANGE, pair.a, pair.b, float(10 * stage_i + tie_i.stage))
        if tie_j.stage != stage_j:
            log(w, week, STAGE_CHANGE, pair.b, pair.a, float(10 * stage_j + tie_j.stage))
        joint += cooperations
        kept = min(cooperations, 255)
        pair.cooperations_term += kept
        pair.cooperations[slot] = kept

    held_ones = attempted - avoided
    row.attempted += attempted
    row.avoided += avoided
    row.formal += in_meetings
    row.interactions += 2 * held_ones
    row.building += building
    row.both_cooperated += both_cooperated
    row.complied += held_ones - both_cooperated
    row.checking += checking
    row.formal_joint += formal_joint
    row.wins += wins
    row.failures += joint - wins
    row.repair += repair
