"""The week of one pair: their encounters, and in each what both dare, show, notice and conclude.

RT: relational trust is demonstrated and discerned in interactions; people may comply with those they do not trust, but cooperate only
where they trust. Vangen & Huxham in NC: readiness to risk grows by small joint wins and falls by failures and by being let down.

All draws of an encounter come from a few blocks keyed by (pair, week, setting, number), so an encounter keeps its luck whatever else
changes. Within a week trust is read as it stood when the week began, and pairs see nothing of each other: their order cannot matter. So
the week goes in rounds, everybody's first encounter, then the second of those who meet again, and so on, and each step of a round is taken
for all at once: `act` (conduct.py: what both do), `show_and_notice` (signals.py), `conclude` (what both make of it), and for those few
where it happens `take_results` (of joint tasks), `suffer` (bad faith), `pass_gates` (to another stage).
"""

from __future__ import annotations

from typing import Any

from trustsim.compiled import FAR, fetch, rule
from trustsim.portable import response
from trustsim.randomness import BREACH as BREACH_STREAM
from trustsim.randomness import uniforms, unit
from trustsim.rules.acquaintance import log
from trustsim.rules.beliefs import ceiling, loss_ratio, trust_of, updated
from trustsim.rules.blocks import BLOCK, STAGE_OF_A, STAGE_OF_B
from trustsim.rules.breaches import KIND_COMPETENCE, apologise, breach, kind_of_breach
from trustsim.rules.conduct import TASK, WON, WRONGED_I, WRONGED_J, act, prepare_conduct
from trustsim.rules.leadership import MEDIATION
from trustsim.rules.schedule import count_all, draw_counts, draw_encounters, draw_gates, in_rounds, list_candidates, list_encounters, live_pairs
from trustsim.rules.signals import perceive, seen, show_and_notice
from trustsim.rules.stages import advanced
from trustsim.rules.trace import BROKEN, MENDED, note_gates, note_met, note_task, note_tie
from trustsim.rules.viability import add_up
from trustsim.state import APOLOGY, BREACH, CALCULATIVE, CALENDAR_TERM, COMPETENCE, KEEP_EVENTS, N_PAIRS, N_QUALITIES, RANDOM_NULL, STAGE_CHANGE

AHEAD = 16              # pairs from now whose ties are asked for in advance


@rule(inline=True)
def credentials(p: Any, pair: Any) -> float:
    """How well people read each other's role, 0-1: fully within a profession, through a spanner or under a full service agreement."""
    other = p.stages.role_other_profession
    return other + (1.0 - other) * p.partnership.service_agreement if pair.foreign else 1.0


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
def conclude(w: Any, week: int, row: Any, block: Any, n: int) -> Any:
    """What both conclude from the `n` encounters of a round that are held.

    Lists those with a joint task, with bad faith, and where a stage may be left; returns how many of each: no branch hangs on luck here.
    """
    p, staff, pairs, ties, teams = w.p, w.staff, w.pairs, w.ties, w.teams
    events, held = block.events, block.held
    c, shown, good = block.conduct, block.shown, block.good
    known, notice, did = c.known, c.notice, c.did
    tasks, wrongdoings, gates = block.tasks, block.wrongdoings, block.gates
    building = n_tasks = n_wrongdoings = n_gates = 0
    for k in range(n):
        e = held[k]
        number = c.pair[e]
        pair = pairs[number]
        tie_i, tie_j = ties[2 * number], ties[2 * number + 1]
        s_i, s_j = staff[c.a[e]], staff[c.b[e]]
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
        wrong = did[e] & (WRONGED_I | WRONGED_J) != 0
        tasks[n_tasks] = wrongdoings[n_wrongdoings] = gates[n_gates] = e   # what is not to be kept is written over by the next
        n_tasks += int(did[e] & TASK != 0)
        n_wrongdoings += int(wrong)
        n_gates += int((did[e] & WON != 0) | (tie_i.stage == CALCULATIVE) | (tie_j.stage == CALCULATIVE) | wrong)
    row.building += building
    return n_tasks, n_wrongdoings, n_gates


@rule(inline=True)
def take_results(w: Any, week: int, block: Any, n: int) -> None:
    """The results of `n` joint tasks, and that the pair has worked together this week."""
    p, pairs, ties, c, tasks = w.p, w.pairs, w.ties, block.conduct, block.tasks
    term_slot = week % int(w.count[CALENDAR_TERM])
    for k in range(n):
        e = tasks[k]
        number = c.pair[e]
        pair, won = pairs[number], c.did[e] & WON != 0
        joint_result(p, ties[2 * number], won)
        joint_result(p, ties[2 * number + 1], won)
        if pair.watched:
            note_task(w, number, week, int(block.events[e] >> BLOCK), won)
        if pair.cooperations[term_slot] < 255:
            pair.cooperations[term_slot] += 1
            pair.cooperations_term += 1


@rule(inline=True)
def suffer(w: Any, week: int, row: Any, block: Any, n: int, wrongs: int) -> int:
    """Bad faith in `n` encounters, once a week at most for each side; `wrongs` breaches are on the list before; returns how many after."""
    c, breached = block.conduct, block.breached
    for k in range(n):
        e = block.wrongdoings[k]
        m = block.slot[e]
        for side in range(2):
            if c.did[e] & (WRONGED_J if side else WRONGED_I) and not breached[side, m]:
                breached[side, m] = 1
                kind, apologised = suffer_breach(w, c.pair[e], side, week, row)
                block.wrongs[wrongs, 0], block.wrongs[wrongs, 1] = m, side
                block.wrongs[wrongs, 2], block.wrongs[wrongs, 3] = kind, apologised
                wrongs += 1
    return wrongs


@rule(inline=True)
def pass_gates(w: Any, week: int, block: Any, n: int) -> None:
    """The gates of both stages in `n` encounters: luck is drawn only here, where one may open."""
    p, pairs, ties, c = w.p, w.pairs, w.ties, block.conduct
    gates, keys, events, luck = block.gates, block.gate_keys, block.gate_events, block.gate_luck
    for k in range(n):
        keys[k], events[k] = block.keys[gates[k]], block.events[gates[k]]
    draw_gates(w.seed, week, keys, events, n, luck)
    for k in range(n):
        e = gates[k]
        number = c.pair[e]
        pair, won = pairs[number], c.did[e] & WON != 0
        tie_i, tie_j = ties[2 * number], ties[2 * number + 1]
        if won or tie_i.stage == CALCULATIVE or tie_j.stage == CALCULATIVE:   # bad faith may have left neither
            readable = credentials(p, pair)
            if pair.watched:
                note_gates(w, number, week, int(events[k] >> BLOCK), won, readable)
            tie_i.stage = advanced(p, tie_i, won, pair.overlap, readable, unit(luck[STAGE_OF_A, k]), unit(luck[STAGE_OF_A + 1, k]),
                                   unit(luck[STAGE_OF_A + 2, k]))
            tie_j.stage = advanced(p, tie_j, won, pair.overlap, readable, unit(luck[STAGE_OF_B, k]), unit(luck[STAGE_OF_B + 1, k]),
                                   unit(luck[STAGE_OF_B + 2, k]))


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
def meet(w: Any, week: int, row: Any, block: Any, rare: Any, met: int, rounds: int) -> None:
    """The encounters of `met` pairs: everybody's first of the week, then the second of those who meet again, and so on."""
    p, pairs, ties = w.p, w.pairs, w.ties
    meeting, stage, breached, begins = block.meeting, block.stage, block.breached, block.begins
    far, keeps = len(w.staff) > FAR, w.count[KEEP_EVENTS] == 1
    for m in range(met):
        breached[0, m] = breached[1, m] = 0
    if keeps:
        for m in range(met):
            if far:
                later = 2 * meeting[min(m + 2 * AHEAD, met - 1)]
                fetch(ties[later])
                fetch(ties[later + 1])
            stage[0, m], stage[1, m] = ties[2 * meeting[m]].stage, ties[2 * meeting[m] + 1].stage
    wrongs = 0
    for r in range(rounds):
        held = act(w, week, row, block, rare, begins[r], begins[r + 1])
        show_and_notice(p, block.luck, block.conduct.show, block.conduct.notice, begins[r], begins[r + 1], block.shown, block.good)
        n_tasks, n_wrongdoings, n_gates = conclude(w, week, row, block, held)
        take_results(w, week, block, n_tasks)
        wrongs = suffer(w, week, row, block, n_wrongdoings, wrongs)
        pass_gates(w, week, block, n_gates)
    for m in range(met):
        number = meeting[m]
        pair = pairs[number]
        tie_i, tie_j = ties[2 * number], ties[2 * number + 1]
        if pair.last_met == week:
            tie_i.trust = trust_of(p, tie_i.belief, tie_i.stage)
            tie_j.trust = trust_of(p, tie_j.belief, tie_j.stage)
        if not keeps:
            continue
        if breached[0, m] or breached[1, m]:
            log_week(w, week, pair, m, block, wrongs)
        if tie_i.stage != stage[0, m]:
            log(w, week, STAGE_CHANGE, pair.a, pair.b, float(10 * stage[0, m] + tie_i.stage))
        if tie_j.stage != stage[1, m]:
            log(w, week, STAGE_CHANGE, pair.b, pair.a, float(10 * stage[1, m] + tie_j.stage))


@rule
def meet_all(w: Any, week: int, row: Any, block: Any) -> None:
    """All encounters of all pairs in a week. Pairs do not see each other's week, so their order cannot matter."""
    rare = prepare_conduct(w)
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
            meet(w, week, row, block, rare, met, rounds)
        add_up(w, week, start)
