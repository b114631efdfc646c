"""Who meets this week, in which setting and how often, and the luck of every encounter: drawn for many at once.

A draw depends on its key alone, so it does not matter when it is made. The draws of some hundred encounters are made in one go,
which is several times as fast as one by one (trustsim.randomness.draw_many), and then used pair by pair.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from trustsim.compiled import FAR, fetch, fetch_row, rule
from trustsim.portable import exp_minus, exp_minus_32, poisson_count, up_to_three
from trustsim.randomness import ENCOUNTER_COUNT, INTERACTION, STAGE, UNIT, by_eights, draw_many, unit
from trustsim.rules.blocks import (
    CHANCES,
    ENCOUNTERS_AT_ONCE,
    MOST_A_PAIR,
    PAIRS_AT_ONCE,
    QUALITY_BLOCKS,
    SHOWN_TO_A,
    SHOWN_TO_B,
    SITUATION,
    STAGE_OF_A,
    STAGE_OF_B,
)
from trustsim.rules.breaches import mediate
from trustsim.rules.encounters import kind_of, table_of
from trustsim.rules.leadership import MEDIATION
from trustsim.state import CALENDAR_TERM, INFORMAL, JOINT, N_PAIRS
from trustsim.vectors import EIGHT, PLACES, column, keep, note_below, some, the, with_one

_u64 = np.uint64
# A listed encounter is one word: which of those who meet it is of, how many of theirs come before it, and its event.
SLOT, NTH, LOW, EVENT = _u64(48), _u64(32), _u64(0xFFFF), _u64(0xFFFF_FFFF)
NEXT = _u64((1 << 32) | (1 << 8))   # from one to the next of a pair in a setting
AHEAD = 16   # pairs from now whose records are asked for in advance


@rule
def live_pairs(w: Any, week: int, start: int, block: Any) -> Any:
    """The next pairs from `start` on who are both in post: how many, and where to go on. Fills their numbers and keys.

    For each the window of a term moves on (what is as old as a term goes out), and leaders mediate.
    """
    pairs, numbers, keys = w.pairs, block.numbers, block.identities
    slot = week % int(w.count[CALENDAR_TERM])
    far, last = len(w.staff) > FAR, _u64(w.count[N_PAIRS]) - _u64(1)
    live, number = _u64(0), _u64(start)
    while number < _u64(w.count[N_PAIRS]) and live < _u64(len(numbers)):
        if far:
            fetch(pairs[min(number + _u64(4 * AHEAD), last)])
        pair = pairs[number]
        if pair.live == 1:
            numbers[live] = number
            keys[live] = pair.key
            live += _u64(1)
            if pair.cooperations_term > 0:
                pair.cooperations_term -= pair.cooperations[slot]
                pair.cooperations[slot] = 0
            if pair.scarred == 1:
                mediate(w.p, w.ties[_u64(2) * number], w.organisations[w.staff[pair.a].organisation].behaviour[MEDIATION])
                mediate(w.p, w.ties[_u64(2) * number + _u64(1)], w.organisations[w.staff[pair.b].organisation].behaviour[MEDIATION])
        number += _u64(1)
    return int(live), int(number)


@rule
def draw_counts(seed: Any, week: int, n: int, block: Any) -> None:
    """The luck of how often `n` pairs meet: a word for each setting, `words[setting, pair]`."""
    n, keys, no_event, words = by_eights(n), block.identities, block.no_event, block.words
    draw_many(seed, week, keys, no_event, ENCOUNTER_COUNT << 24, n, words, 0)
    draw_many(seed, week, keys, no_event, (ENCOUNTER_COUNT << 24) | 1, n, words, 4)


@rule(inline=True)
def list_candidates(w: Any, live: int, block: Any) -> int:
    """List who may meet: 8 m + setting for pair m, in order, with the rate and the luck of it; returns how many are listed.

    Surely not where the chance is above the rate: exp(-rate), the chance of no encounter, is at least 1 - rate. The rates are those
    of `expected`, of all settings at once.
    """
    offers, pairs = w.offers, w.pairs
    numbers, words, candidates, rates, chances, expected = block.numbers, block.words, block.candidates, block.rates, block.chances, block.expected
    n = 0
    far, last = len(w.staff) > FAR, len(w.ties) - 2
    for m in range(live):
        if far:
            fetch(w.ties[min(int(2 * numbers[m]) + 2 * PAIRS_AT_ONCE, last)])   # of the next block: memory is idle while this one is worked on
            later = pairs[numbers[min(m + AHEAD, live - 1)]]
            fetch_row(offers, later.a)
            fetch_row(offers, later.b)
        pair = pairs[numbers[m]]
        table = table_of(pair)
        offered = some(offers[pair.a], table, EIGHT) + some(offers[pair.b], table, EIGHT)
        rate = with_one(some(block.weights[kind_of(pair)], 0, EIGHT), INFORMAL, pair.near) * offered
        rate = with_one(rate, JOINT, the(rate, JOINT) + pair.group_rate)
        keep(rate, expected[m], 0)
        luck = (column(words, m) + 0.5) * UNIT
        n = note_below(1.0 - luck, rate + 1e-12, 8 * m, PLACES, candidates, n)
    for c in range(n):
        m, setting = candidates[c] >> 3, candidates[c] & 7
        rates[c] = min(expected[m, setting], 30.0)
        chances[c] = unit(words[setting, m])
    return int(n)


@rule
def count_all(chances: Any, rates: Any, n: int, often: Any) -> None:
    """How often each of `n` candidates meets: a plain loop that compilers turn into vector instructions, and the few who meet more than thrice."""
    for c in range(n):
        often[c] = up_to_three(chances[c], rates[c], exp_minus_32(rates[c]))
    for c in range(n):
        if often[c] > 3:
            often[c] = poisson_count(chances[c], rates[c], exp_minus(rates[c]))


@rule(inline=True)
def list_encounters(w: Any, first: int, last: int, block: Any) -> Any:
    """The encounters of candidates `first` to `last`, as many as fit: where to go on, how many pairs meet, how many encounters there are.

    Fills the pairs that meet, and lists the encounters in the order of pairs.
    """
    numbers, keys, candidates, often = block.numbers, block.identities, block.candidates, block.often
    meeting, key_of, listed = block.meeting, block.key_of, block.listed
    n, met, earlier, before = _u64(0), _u64(0), 0, -1
    c = _u64(first)
    while c < _u64(last):
        m, setting = candidates[c] >> 3, candidates[c] & 7
        if m != before and int(n) + MOST_A_PAIR > ENCOUNTERS_AT_ONCE:
            break
        count = often[c]
        new = (m != before) & (count > 0)
        earlier = 0 if m != before else earlier
        meeting[met] = numbers[m]     # the place after the last takes what is not to be kept
        key_of[met] = keys[m]
        met += _u64(new)
        before = m if count > 0 else before
        first_one = ((met - _u64(1)) << SLOT) | _u64(earlier << 32) | _u64(setting << 20)
        for k in range(3):   # written in any case, counted as far as they take place
            listed[n + _u64(k)] = first_one + _u64(k) * NEXT
        for k in range(3, count):
            listed[n + _u64(k)] = first_one + _u64(k) * NEXT
        n += _u64(count)
        earlier += count
        c += _u64(1)
    return int(c), int(met), int(n)


@rule(inline=True)
def nth_of(listed: Any) -> Any:
    """How many encounters of its pair come before a listed one this week."""
    return np.int64((listed >> NTH) & LOW)


@rule(inline=True)
def in_rounds(block: Any, n: int) -> int:
    """Put `n` listed encounters in the order of rounds: everybody's first of the week, then the second, ...; returns how many rounds."""
    begins, listed, key_of = block.begins, block.listed, block.key_of
    rounds = 0
    begins[0] = 0
    for e in range(n):
        nth = nth_of(listed[e])
        if nth == rounds:
            rounds += 1
            begins[rounds] = 0
        begins[nth + 1] += 1
    for r in range(rounds):
        begins[r + 1] += begins[r]
    place = block.place
    for r in range(rounds):
        place[r] = begins[r]
    for e in range(n):
        nth, slot = nth_of(listed[e]), listed[e] >> SLOT
        at = place[nth]
        place[nth] = at + 1
        block.slot[at] = slot
        block.keys[at] = key_of[slot]
        block.events[at] = listed[e] & EVENT
    return rounds


@rule
def draw_encounters(seed: Any, week: int, keys: Any, events: Any, n: int, luck: Any) -> None:
    """The luck of `n` encounters: `luck[row, encounter]`, see the rows above. The arrays have room for the next multiple of eight."""
    n = by_eights(n)
    draw_many(seed, week, keys, events, INTERACTION << 24, n, luck, SITUATION)
    draw_many(seed, week, keys, events, (INTERACTION << 24) | 1, n, luck, CHANCES)
    for k in range(QUALITY_BLOCKS):   # blocks 2, 4, ... and 3, 5, ...: a further quality leaves the luck of others as it is
        draw_many(seed, week, keys, events, (INTERACTION << 24) | (2 + 2 * k), n, luck, SHOWN_TO_A + 4 * k)
        draw_many(seed, week, keys, events, (INTERACTION << 24) | (3 + 2 * k), n, luck, SHOWN_TO_B + 4 * k)


@rule
def draw_gates(seed: Any, week: int, keys: Any, events: Any, n: int, luck: Any) -> None:
    """The luck of both stages in `n` encounters: `luck[row, encounter]`, as `draw_encounters`."""
    n = by_eights(n)
    draw_many(seed, week, keys, events, STAGE << 24, n, luck, STAGE_OF_A)
    draw_many(seed, week, keys, events, (STAGE << 24) | 1, n, luck, STAGE_OF_B)
