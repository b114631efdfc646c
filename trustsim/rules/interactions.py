"""The week of one pair: their encounters, and in each what both dare, show, notice and conclude.

RT: relational trust is demonstrated and discerned in interactions; people may comply with those they do not trust, but cooperate only
where they trust. Vangen & Huxham in NC: readiness to risk grows by small joint wins and falls by failures and by being let down.

All draws of an encounter come from a few blocks keyed by (pair, week, setting, number), so an encounter keeps its luck whatever else
changes. Within a week trust is read as it stood when the week began, and pairs see nothing of each other: their order cannot matter. So
the week goes in rounds, everybody's first encounter, then the second of those who meet again, and so on, and each step of a round is taken
for all at once: `act` (what both do), `show_and_notice` (signals.py), `conclude` (what both make of it).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from trustsim.compiled import fetch, rule
from trustsim.portable import is_below_response, response
from trustsim.randomness import BREACH as BREACH_STREAM
from trustsim.randomness import uniforms, unit, unit_high, unit_low
from trustsim.rules.acquaintance import is_leader, log
from trustsim.rules.beliefs import ceiling, loss_ratio, share_known, trust_of, updated
from trustsim.rules.breaches import KIND_COMPETENCE, apologise, breach, kind_of_breach
from trustsim.rules.leadership import EXTENDING, JUDGEMENT, MEDIATION, POWER
from trustsim.rules.schedule import (
    BLOCK,
    CHANCES,
    EVENT_TO_SETTING,
    SITUATION,
    STAGE_OF_A,
    STAGE_OF_B,
    count_all,
    draw_counts,
    draw_encounters,
    in_rounds,
    list_candidates,
    list_encounters,
    live_pairs,
)
from trustsim.rules.signals import perceive, seen, show_and_notice
from trustsim.rules.stages import advanced
from trustsim.rules.trace import BROKEN, MENDED, note_gates, note_met, note_stances, note_task, note_tie
from trustsim.rules.viability import add_up
from trustsim.state import (
    APOLOGY,
    BREACH,
    CALCULATIVE,
    CALENDAR_TERM,
    COMPETENCE,
    INFORMAL,
    INTEGRITY,
    JOINT,
    N_PAIRS,
    N_QUALITIES,
    RANDOM_NULL,
    STAGE_CHANGE,
    VISIT,
    WHOLE_STAFF,
    WIN,
)

AVOID, COMPLY, COOPERATE = range(3)
TASK, WON, WRONGED_I, WRONGED_J = (1 << bit for bit in range(4))   # what happened in an encounter
CHECKING_SCAR = 0.1     # a tie scarred so far spends meeting time on repair
AHEAD = 8               # encounters from now whose records are asked for in advance


@rule(inline=True)
def is_formal(setting: int) -> bool:
    """Meetings, training and agreed visits are formal: one may comply there. Informal encounters and a leader's walk are not."""
    return setting != INFORMAL and setting != VISIT


@rule(inline=True)
def is_work(setting: int) -> bool:
    """Formal settings where people work on something together: not the whole-staff meeting, where most sit and listen."""
    return setting != INFORMAL and setting != VISIT and setting != WHOLE_STAFF


@rule(inline=True)
def dare(p: Any, tie: Any, norm: float) -> float:
    """The risk that is dared on a tie: trust, carried by readiness and by the organisation's norm of cooperation."""
    s = p.stance
    return tie.trust * (s.trust_alone + s.norm_share * norm + (1.0 - s.trust_alone - s.norm_share) * tie.readiness)


@rule(inline=True)
def extended(p: Any, other: Any, o: Any) -> float:
    """How far the leaders of `o` extend trust to `other`, 0-1: judgement keeps it from who does not merit it (NC: smart trust)."""
    unwise = 1.0 - o.behaviour[JUDGEMENT]
    wise = 1.0 if other.trait[INTEGRITY] >= p.stance.trustworthy_from else unwise
    return o.behaviour[EXTENDING] * wise


@rule(inline=True)
def abused(p: Any, other: Any, extension: float) -> float:
    """How much likelier `other` breaches where trust was extended to somebody who does not merit it (NC: blind trust)."""
    more = p.breaches.blind_trust * extension
    return more if other.trait[INTEGRITY] < p.stance.trustworthy_from else 0.0


@rule(inline=True)
def comply_chance(s: Any, i: Any, j: Any, power: float, formal: bool) -> float:
    """Chance that person `i` complies rather than avoids `j`, where cooperation is too much: formality and authority make people comply."""
    in_meetings = s.comply_formal
    chance, by_authority = s.comply_informal, s.comply_authority + (1.0 - s.comply_authority) * power
    if is_leader(j.role) & (not is_leader(i.role)):
        chance = by_authority
    return in_meetings if formal else chance


@rule(inline=True)
def stance(dared: float, demand: float, width: float, comply: float, u_cooperate: float, u_comply: float) -> int:
    """Cooperate where what is dared meets the demand (gradually, over `width`), else comply or avoid."""
    otherwise = COMPLY if u_comply < comply else AVOID
    return COOPERATE if is_below_response(u_cooperate, (dared - demand) / width) else otherwise


@rule(inline=True)
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


@rule(inline=True)
def credentials(p: Any, i: Any, j: Any) -> float:
    """How well people read each other's role, 0-1: fully within a profession, through a spanner or under a full service agreement."""
    if i.profession == j.profession or i.spanner == 1 or j.spanner == 1:
        return 1.0
    other = p.stages.role_other_profession
    return other + (1.0 - other) * p.partnership.service_agreement


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
def suffer_breach(w: Any, number: int, side: int, week: int, row: Any) -> Any:
    """Somebody breaches the trust of the holder of one side of a pair, and may apologise; mediation makes an apology likelier.

    Returns the kind of breach and 1 where there was an apology, else 0.
    """
    p = w.p
    pair = w.pairs[number]
    tie = w.ties[2 * number + side]
    u_kind, u_apology, _, _ = uniforms(w.seed, BREACH_STREAM, pair.key, week, 0, side)
    kind = kind_of_breach(p, u_kind)
    breach(p, tie, kind, 1.0)
    note_tie(w, 2 * number + side, week, BROKEN, kind)
    pair.scarred = 1
    row.breaches += 1
    mediation = w.organisations[w.staff[pair.a if side == 0 else pair.b].organisation].behaviour[MEDIATION]
    if not u_apology < p.breaches.apology_chance * (0.5 + mediation):
        return kind, 0
    if kind == KIND_COMPETENCE:
        apologise(p, tie, p.breaches.apology_competence, 0.0)
    else:
        apologise(p, tie, 0.0, p.breaches.apology_integrity)
    note_tie(w, 2 * number + side, week, MENDED, kind)
    row.apologies += 1
    return kind, 1


@rule(inline=True)
def is_scarred(tie: Any) -> bool:
    """Whether a tie is scarred so far that meeting time goes into repair."""
    return max(tie.scar_integrity, tie.scar_competence) >= CHECKING_SCAR


@rule(inline=True)
def act(w: Any, week: int, row: Any, block: Any, first: int, last: int) -> int:
    """What both do in the encounters of a round: their stances, joint work, bad faith. Lists those that are held; returns how many.

    No branch hangs on luck: what does not take place counts nothing.
    """
    p, staff, pairs, ties, organisations = w.p, w.staff, w.pairs, w.ties, w.organisations
    meeting, slot, events, luck, did, held = block.meeting, block.slot, block.events, block.luck, block.did, block.held
    known, show, notice = block.known, block.show, block.notice
    let_down, cooperating, demand_informal = p.joint_work.let_down_readiness, p.demonstration.cooperating, p.stance.demand_informal
    task_formal, task_informal = p.encounters.joint_task_formal, p.encounters.joint_task_informal
    in_meetings = both_cooperated = checking = formal_joint = tasks = wins = repair = n = 0
    for e in range(first, last):
        later = meeting[slot[min(e + np.uint64(AHEAD), last - np.uint64(1))]]   # in a large school these are not at hand
        fetch(ties[2 * later])
        fetch(ties[2 * later + 1])
        fetch(staff[pairs[later].a])
        fetch(staff[pairs[later].b])
        number = meeting[slot[e]]
        pair = pairs[number]
        tie_i, tie_j = ties[2 * number], ties[2 * number + 1]     # what i holds of j; what j holds of i
        s_i, s_j = staff[pair.a], staff[pair.b]
        o_i, o_j = organisations[s_i.organisation], organisations[s_j.organisation]
        setting = int(events[e] >> EVENT_TO_SETTING)
        formal, work = is_formal(setting), is_work(setting)

        # Both dare, and cooperate, comply or avoid.
        extension_i, extension_j = extended(p, s_j, o_i), extended(p, s_i, o_j)
        demand = 0.5 * (o_i.demand + o_j.demand)
        if s_i.organisation != s_j.organisation:
            demand += p.stance.demand_boundary * (1.0 - p.partnership.service_agreement)
        demand += p.stance.demand_spread * (unit(luck[SITUATION, e]) - 0.5)
        demand -= 0.0 if formal else demand_informal
        demand_i, demand_j = demand - p.stance.demand_extension * extension_i, demand - p.stance.demand_extension * extension_j
        comply_i = comply_chance(p.stance, s_i, s_j, o_j.behaviour[POWER], formal)
        comply_j = comply_chance(p.stance, s_j, s_i, o_i.behaviour[POWER], formal)
        dare_i, dare_j = dare(p, tie_i, o_i.norm), dare(p, tie_j, o_j.norm)
        do_i = stance(dare_i, demand_i, p.stance.width, comply_i, unit(luck[SITUATION + 2, e]), unit(luck[CHANCES, e]))
        do_j = stance(dare_j, demand_j, p.stance.width, comply_j, unit(luck[SITUATION + 3, e]), unit(luck[CHANCES + 1, e]))
        cooperates_i, cooperates_j = do_i == COOPERATE, do_j == COOPERATE
        both = cooperates_i & cooperates_j
        meets = (do_i != AVOID) & (do_j != AVOID)
        o_i.stances += int(work)   # the norm of cooperation is learnt where work is asked for
        o_j.stances += int(work)
        o_i.cooperated += int(work & cooperates_i)
        o_j.cooperated += int(work & cooperates_j)
        tie_i.readiness -= let_down * int(cooperates_i & (not cooperates_j)) * tie_i.readiness
        tie_j.readiness -= let_down * int(cooperates_j & (not cooperates_i)) * tie_j.readiness
        if pair.watched:
            note_stances(w, number, week, int(events[e] >> BLOCK), do_i, do_j, demand_i, demand_j, dare_i, dare_j)

        # How ready each is to show, to one who trusts them or not, and to notice.
        conduct_i = p.demonstration.own_trust * (2.0 * tie_i.trust - 1.0)   # i's conduct toward j rests on i's own trust
        conduct_j = p.demonstration.own_trust * (2.0 * tie_j.trust - 1.0)
        shift_i = conduct_i + (cooperating if cooperates_i else -cooperating) + o_i.show_setting[setting]
        shift_j = conduct_j + (cooperating if cooperates_j else -cooperating) + o_j.show_setting[setting]
        for q in range(N_QUALITIES):
            show[q, e] = s_j.show_base[q] + shift_j
            show[N_QUALITIES + q, e] = s_i.show_base[q] + shift_i
        bonus = discern_bonus(p, s_i, s_j)
        known_i, known_j = share_known(p, float(tie_i.familiarity)), share_known(p, float(tie_j.familiarity))
        known[0, e], known[1, e] = known_i, known_j
        notice[0, e] = s_i.notice_base + p.discernment.familiarity * (known_i - 0.5) + bonus + o_i.notice_setting[setting]
        notice[1, e] = s_j.notice_base + p.discernment.familiarity * (known_j - 0.5) + bonus + o_j.notice_setting[setting]

        # Joint work: only joint cooperation can win.
        task_chance = task_formal if work else task_informal
        task = both & ((setting == JOINT) | (unit_high(luck[SITUATION + 1, e]) < task_chance))
        win_base = (p.joint_work.win_level
                    + p.joint_work.win_competence * (0.5 * (s_i.trait[COMPETENCE] + s_j.trait[COMPETENCE]) - 0.5)
                    + p.joint_work.win_leader * (0.5 * (o_i.exposure[WIN] + o_j.exposure[WIN]) - 0.5))
        won = task & is_below_response(unit_low(luck[SITUATION + 1, e]), win_base)

        # Bad faith: rarer than all else, likelier where more was staked than the tie dares.
        staked_i = 1.0 + p.breaches.over_extended * max(0.0, demand - dare_i) + abused(p, s_j, extension_i)
        staked_j = 1.0 + p.breaches.over_extended * max(0.0, demand - dare_j) + abused(p, s_i, extension_j)
        wronged_i = unit(luck[CHANCES + 2, e]) < s_j.breach_base * (staked_i if cooperates_i else 1.0)
        wronged_j = unit(luck[CHANCES + 3, e]) < s_i.breach_base * (staked_j if cooperates_j else 1.0)

        did[e] = TASK * int(task) | WON * int(won) | WRONGED_I * int(wronged_i) | WRONGED_J * int(wronged_j)
        held[n] = e
        n += int(meets)
        in_meetings += int(formal)
        both_cooperated += int(both)
        checking += int(meets & formal & (not both))
        tasks += int(task)
        wins += int(won)
        formal_joint += int(formal & task)
        repair += int(meets & formal & (is_scarred(tie_i) | is_scarred(tie_j)))
    attempted = int(last - first)
    row.attempted += attempted
    row.avoided += attempted - n
    row.interactions += 2 * n
    row.formal += in_meetings
    row.both_cooperated += both_cooperated
    row.complied += n - both_cooperated
    row.checking += checking
    row.formal_joint += formal_joint
    row.wins += wins
    row.failures += tasks - wins
    row.repair += repair
    return n


@rule(inline=True)
def conclude(w: Any, week: int, row: Any, block: Any, n: int, wrongs: int) -> int:
    """What both conclude from the `n` encounters of a round that are held; `wrongs` breaches are on the list before; returns how many after."""
    p, staff, pairs, ties, teams = w.p, w.staff, w.pairs, w.ties, w.teams
    meeting, slot, events, luck, did, held = block.meeting, block.slot, block.events, block.luck, block.did, block.held
    known, notice, shown, good, breached = block.known, block.notice, block.shown, block.good, block.breached
    term_slot = week % int(w.count[CALENDAR_TERM])
    building = 0
    for k in range(n):
        e = held[k]
        m = slot[e]
        number = meeting[m]
        pair = pairs[number]
        tie_i, tie_j = ties[2 * number], ties[2 * number + 1]
        s_i, s_j = staff[pair.a], staff[pair.b]
        good_i = perceive(p, tie_i, teams[s_j.team], known[0, e], shown, good, 0, e)
        good_j = perceive(p, tie_j, teams[s_i.team], known[1, e], shown, good, N_QUALITIES, e)
        if pair.watched:
            note_met(w, number, week, int(events[e] >> BLOCK), seen(shown, good, 0, e), seen(shown, good, N_QUALITIES, e),
                     response(notice[0, e]), response(notice[1, e]))
        builds_i, builds_j = good_i >= p.beliefs.builds_from, good_j >= p.beliefs.builds_from
        building += int(builds_i) + int(builds_j)
        s_i.met += 1
        s_j.met += 1
        s_i.built += int(builds_i)
        s_j.built += int(builds_j)
        pair.last_met = week

        won = did[e] & WON != 0
        if did[e] & TASK:
            joint_result(p, tie_i, won)
            joint_result(p, tie_j, won)
            if pair.watched:
                note_task(w, number, week, int(events[e] >> BLOCK), won)
            if pair.cooperations[term_slot] < 255:
                pair.cooperations[term_slot] += 1
                pair.cooperations_term += 1
        if did[e] & (WRONGED_I | WRONGED_J):
            for side in range(2):
                if did[e] & (WRONGED_J if side else WRONGED_I) and not breached[side, m]:   # once a week at most
                    breached[side, m] = 1
                    kind, apologised = suffer_breach(w, number, side, week, row)
                    block.wrongs[wrongs, 0], block.wrongs[wrongs, 1] = m, side
                    block.wrongs[wrongs, 2], block.wrongs[wrongs, 3] = kind, apologised
                    wrongs += 1
        if won or tie_i.stage == CALCULATIVE or tie_j.stage == CALCULATIVE:
            readable = credentials(p, s_i, s_j)
            if pair.watched:
                note_gates(w, number, week, int(events[e] >> BLOCK), won, readable)
            tie_i.stage = advanced(p, tie_i, won, pair.overlap, readable, unit(luck[STAGE_OF_A, e]), unit(luck[STAGE_OF_A + 1, e]),
                                   unit(luck[STAGE_OF_A + 2, e]))
            tie_j.stage = advanced(p, tie_j, won, pair.overlap, readable, unit(luck[STAGE_OF_B, e]), unit(luck[STAGE_OF_B + 1, e]),
                                   unit(luck[STAGE_OF_B + 2, e]))
    row.building += building
    return wrongs


@rule
def log_week(w: Any, week: int, pair: Any, m: int, block: Any, wrongs: int) -> None:
    """Log what happened between a pair: breaches and apologies."""
    for k in range(wrongs):
        if block.wrongs[k, 0] == m:
            side, kind = block.wrongs[k, 1], float(block.wrongs[k, 2])
            victim, offender = (pair.a, pair.b) if side == 0 else (pair.b, pair.a)
            log(w, week, BREACH, offender, victim, kind)
            if block.wrongs[k, 3]:
                log(w, week, APOLOGY, offender, victim, kind)


@rule
def meet(w: Any, week: int, row: Any, block: Any, met: int, rounds: int) -> None:
    """The encounters of `met` pairs: everybody's first of the week, then the second of those who meet again, and so on."""
    p, pairs, ties = w.p, w.pairs, w.ties
    meeting, stage, breached, begins = block.meeting, block.stage, block.breached, block.begins
    for m in range(met):
        if m + AHEAD < met:   # in a large school these are not at hand
            fetch(ties[2 * meeting[m + AHEAD]])
        for side in range(2):
            stage[side, m] = ties[2 * meeting[m] + side].stage
            breached[side, m] = 0
    wrongs = 0
    for r in range(rounds):
        held = act(w, week, row, block, begins[r], begins[r + 1])
        show_and_notice(p, block.luck, block.show, block.notice, begins[r], begins[r + 1], block.shown, block.good)
        wrongs = conclude(w, week, row, block, held, wrongs)
    for m in range(met):
        number = meeting[m]
        pair = pairs[number]
        tie_i, tie_j = ties[2 * number], ties[2 * number + 1]
        if breached[0, m] or breached[1, m]:
            log_week(w, week, pair, m, block, wrongs)
        if pair.last_met == week:
            tie_i.trust = trust_of(p, tie_i.belief, tie_i.stage)
            tie_j.trust = trust_of(p, tie_j.belief, tie_j.stage)
        if tie_i.stage != stage[0, m]:
            log(w, week, STAGE_CHANGE, pair.a, pair.b, float(10 * stage[0, m] + tie_i.stage))
        if tie_j.stage != stage[1, m]:
            log(w, week, STAGE_CHANGE, pair.b, pair.a, float(10 * stage[1, m] + tie_j.stage))


@rule
def meet_all(w: Any, week: int, row: Any, block: Any) -> None:
    """All encounters of all pairs in a week. Pairs do not see each other's week, so their order cannot matter."""
    start = 0
    while start < w.count[N_PAIRS]:
        live, start = live_pairs(w, week, start, block)
        draw_counts(w.seed, week, live, block)
        n_candidates = list_candidates(w, live, block)
        count_all(block.chances, block.rates, n_candidates, block.often)
        done = 0
        while done < n_candidates:
            done, met, n = list_encounters(w, done, n_candidates, block)
            rounds = in_rounds(block, n)
            draw_encounters(w.seed, week, block.keys, block.events, n, block.luck)
            meet(w, week, row, block, met, rounds)
        add_up(w, week, start)
