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
from trustsim.rules.encounters import expected, table_of
from trustsim.rules.leadership import MEDIATION
from trustsim.state import CALENDAR_TERM, JOINT, N_PAIRS, N_QUALITIES

PAIRS_AT_ONCE = 128
MOST_A_PAIR = 8 * 60          # settings, and encounters in each, at most (poisson_count)
ENCOUNTERS_AT_ONCE = 1024
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
def list_encounters(w: Any, pair: Any, counts: Any, m: int, keys: Any, events: Any, n: int) -> int:
    """Append the encounters of a pair this week, `n` being listed so far; returns how many are listed then.

    exp(-rate) is at least 1 - rate: most settings are seen to bring no encounter without it.
    `events` holds (setting << 12) | number, shifted to where the key of a draw has it.
    """
    offers, a, b = w.offers, pair.a, pair.b
    table = table_of(w, pair)
    perhaps = 0
    for setting in range(8):
        rate = pair.weight[setting] * (offers[a, table + setting] + offers[b, table + setting])
        perhaps |= int(1.0 - unit(counts[setting, m]) < rate + 1e-12) << setting
    if pair.group_rate > 0.0:
        perhaps |= 1 << JOINT
    setting = 0
    while perhaps > 0:
        if perhaps & 1:
            rate = expected(w, pair, setting)
            for k in range(poisson_count(unit(counts[setting, m]), rate, exp_minus(rate))):
                keys[n] = pair.key
                events[n] = _u64(((setting << 12) | k) << 8)
                n += 1
        perhaps >>= 1
        setting += 1
    return n


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
