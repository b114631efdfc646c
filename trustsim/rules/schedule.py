"""Who meets this week, in which setting and how often, and the luck of every encounter: drawn for many at once.

A draw depends on its key alone, so it does not matter when it is made. The draws of some hundred encounters are made in one go,
which is several times as fast as one by one (trustsim.randomness.draw_many), and then used pair by pair.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from trustsim.compiled import rule
from trustsim.portable import exp_minus, poisson_count
from trustsim.randomness import ENCOUNTER_COUNT, INTERACTION, STAGE, draw_many, unit
from trustsim.rules.breaches import mediate
from trustsim.rules.encounters import expected, table_of, weight_of
from trustsim.rules.leadership import MEDIATION
from trustsim.state import CALENDAR_TERM, CROSS_TEAM, INFORMAL, JOINT, N_PAIRS, N_QUALITIES, SPANNER_VISIT, TEAM_MEETING, TRAINING, VISIT, WHOLE_STAFF

PAIRS_AT_ONCE = 128
MOST_A_PAIR = 8 * 60          # settings, and encounters in each, at most (poisson_count)
ENCOUNTERS_AT_ONCE = 1040      # no power of two: rows of words would take each other's place in the processor's cache
# Rows of an encounter's luck, from blocks of four words: the situation, chances of complying and breaching, what a notices of b and b
# of a (a word for each quality: a block, or more where there are more than four), stages of both.
QUALITY_BLOCKS = (N_QUALITIES + 3) // 4
SITUATION, CHANCES, SHOWN_TO_A, SHOWN_TO_B = 0, 4, 8, 8 + 4 * QUALITY_BLOCKS
STAGE_OF_A = SHOWN_TO_B + 4 * QUALITY_BLOCKS
STAGE_OF_B, LUCK_ROWS = STAGE_OF_A + 4, STAGE_OF_A + 8
EVENT_TO_SETTING, BLOCK = np.uint64(20), np.uint64(8)   # bits by which an event stands above its setting, and the key's block
_u64 = np.uint64


@rule
def live_pairs(w: Any, week: int, start: int, numbers: Any, keys: Any) -> Any:
    """The next pairs from `start` on who are both in post: how many, and where to go on. Fills their numbers and keys.

    For each the window of a term moves on (what is as old as a term goes out), and leaders mediate.
    """
    pairs = w.pairs
    slot = week % int(w.count[CALENDAR_TERM])
    live = 0
    number = start
    while number < w.count[N_PAIRS] and live < len(numbers):
        pair = pairs[number]
        if pair.live == 1:
            numbers[live] = number
            keys[live] = pair.key
            live += 1
            if pair.cooperations_term > 0:
                pair.cooperations_term -= pair.cooperations[slot]
                pair.cooperations[slot] = 0
            if pair.scarred == 1:
                mediate(w.p, w.ties[2 * number], w.organisations[w.staff[pair.a].organisation].behaviour[MEDIATION])
                mediate(w.p, w.ties[2 * number + 1], w.organisations[w.staff[pair.b].organisation].behaviour[MEDIATION])
        number += 1
    return live, number


@rule
def draw_counts(seed: Any, week: int, keys: Any, no_event: Any, n: int, counts: Any) -> None:
    """The luck of how often `n` pairs meet: a word for each setting, `counts[setting, pair]`."""
    draw_many(seed, week, keys, no_event, ENCOUNTER_COUNT << 24, n, counts, 0)
    draw_many(seed, week, keys, no_event, (ENCOUNTER_COUNT << 24) | 1, n, counts, 4)


@rule(inline=True)
def may_meet_in(p: Any, pair: Any, offers: Any, a: int, b: int, table: int, setting: int, word: Any, more: float) -> int:
    """1 where a pair may meet in a setting, 0 where surely not: exp(-rate), the chance of no encounter, is at least 1 - rate."""
    rate = weight_of(p, pair, setting) * (offers[a, table + setting] + offers[b, table + setting]) + more
    return int(1.0 - unit(word) < rate + 1e-12)


@rule(inline=True)
def list_candidates(w: Any, numbers: Any, live: int, counts: Any, candidates: Any) -> int:
    """List who may meet: 8 m + setting for pair m, in order; returns how many are listed. No branch hangs on luck."""
    p, offers, pairs = w.p, w.offers, w.pairs
    n = 0
    for m in range(live):
        pair = pairs[numbers[m]]
        a, b = pair.a, pair.b
        table = table_of(pair)
        if pair.own_setting == TEAM_MEETING:
            candidates[n] = 8 * m + TEAM_MEETING
            n += may_meet_in(p, pair, offers, a, b, table, TEAM_MEETING, counts[TEAM_MEETING, m], 0.0)
        else:
            candidates[n] = 8 * m + CROSS_TEAM
            n += may_meet_in(p, pair, offers, a, b, table, CROSS_TEAM, counts[CROSS_TEAM, m], 0.0)
        candidates[n] = 8 * m + WHOLE_STAFF
        n += may_meet_in(p, pair, offers, a, b, table, WHOLE_STAFF, counts[WHOLE_STAFF, m], 0.0)
        candidates[n] = 8 * m + JOINT
        n += may_meet_in(p, pair, offers, a, b, table, JOINT, counts[JOINT, m], pair.group_rate)
        candidates[n] = 8 * m + INFORMAL
        n += may_meet_in(p, pair, offers, a, b, table, INFORMAL, counts[INFORMAL, m], 0.0)
        if pair.led or pair.spanner_contact or offers[a, table + TRAINING] > 0.0:
            candidates[n] = 8 * m + VISIT
            n += may_meet_in(p, pair, offers, a, b, table, VISIT, counts[VISIT, m], 0.0)
            candidates[n] = 8 * m + TRAINING
            n += may_meet_in(p, pair, offers, a, b, table, TRAINING, counts[TRAINING, m], 0.0)
            candidates[n] = 8 * m + SPANNER_VISIT
            n += may_meet_in(p, pair, offers, a, b, table, SPANNER_VISIT, counts[SPANNER_VISIT, m], 0.0)
    return n


@rule(inline=True)
def list_encounters(w: Any, numbers: Any, counts: Any, candidates: Any, first: int, last: int, meeting: Any, until: Any, keys: Any,
                    events: Any) -> Any:
    """The encounters of candidates `first` to `last`, as many as fit: where to go on, how many pairs meet, how many encounters there are.

    `meeting` holds the numbers of the pairs, `until` where the encounters of each end; `events` (setting << 12) | number, shifted to
    where the key of a draw has it.
    """
    n = met = 0
    before = -1
    c = first
    while c < last:
        m, setting = candidates[c] >> 3, candidates[c] & 7
        if m != before and n + MOST_A_PAIR > ENCOUNTERS_AT_ONCE:
            break
        pair = w.pairs[numbers[m]]
        rate = expected(w, pair, setting)
        count = poisson_count(unit(counts[setting, m]), rate, exp_minus(rate))
        event = _u64(setting << 20)
        for k in range(3):   # written in any case, counted as far as they take place
            keys[n + k] = pair.key
            events[n + k] = event + _u64(k << 8)
        for k in range(3, count):
            keys[n + k] = pair.key
            events[n + k] = event + _u64(k << 8)
        n += count
        met += int((count > 0) & (m != before))
        before = m if count > 0 else before
        slot = met - 1 if count > 0 else PAIRS_AT_ONCE   # the last place takes what is not to be kept
        meeting[slot] = numbers[m]
        until[slot] = n
        c += 1
    return c, met, n


@rule
def draw_encounters(seed: Any, week: int, keys: Any, events: Any, n: int, luck: Any) -> None:
    """The luck of `n` encounters: `luck[row, encounter]`, see the rows above."""
    draw_many(seed, week, keys, events, INTERACTION << 24, n, luck, SITUATION)
    draw_many(seed, week, keys, events, (INTERACTION << 24) | 1, n, luck, CHANCES)
    for k in range(QUALITY_BLOCKS):   # blocks 2, 4, ... and 3, 5, ...: a further quality leaves the luck of others as it is
        draw_many(seed, week, keys, events, (INTERACTION << 24) | (2 + 2 * k), n, luck, SHOWN_TO_A + 4 * k)
        draw_many(seed, week, keys, events, (INTERACTION << 24) | (3 + 2 * k), n, luck, SHOWN_TO_B + 4 * k)
    for block in range(2):
        draw_many(seed, week, keys, events, (STAGE << 24) | block, n, luck, STAGE_OF_A + 4 * block)
