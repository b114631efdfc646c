"""Room for the encounters of some hundred pairs, which are worked on together.

One array for each figure, an encounter beside the other: plain loops over them that do not hang on each other become vector instructions.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from trustsim.compiled import rule
from trustsim.rules.encounters import KINDS
from trustsim.state import N_QUALITIES
from trustsim.vectors import EIGHT, aligned

PAIRS_AT_ONCE = 600          # or people, where luck is theirs
MOST_A_PAIR = 8 * 60          # settings, and encounters in each, at most (poisson_count)
ENCOUNTERS_AT_ONCE = 1040      # no power of two: rows of words would take each other's place in the processor's cache
# Rows of an encounter's luck, from blocks of four words: the situation, chances of complying and breaching, what a notices of b and b
# of a (a word for each quality: a block, or more where there are more than four).
QUALITY_BLOCKS = (N_QUALITIES + 3) // 4
SITUATION, CHANCES, SHOWN_TO_A, SHOWN_TO_B = 0, 4, 8, 8 + 4 * QUALITY_BLOCKS
LUCK_ROWS = SHOWN_TO_B + 4 * QUALITY_BLOCKS
STAGE_OF_A, STAGE_OF_B, STAGE_ROWS = 0, 4, 8   # rows of the luck of gates, of both
EVENT_TO_SETTING, BLOCK = np.uint64(20), np.uint64(8)   # bits by which an event stands above its setting, and the key's block


class Conduct(NamedTuple):
    """What both do in each encounter, and what that hangs on; by side where there are two rows (0 is a of the pair, 1 is b).

    Attributes
    ----------
    pair, a, b : numbers of the pair and of the two people.
    setting, scarred : where they meet, and 1 where the tie of either is scarred.
    demand, win : what is asked of both, and how ready a joint task is to be won (response units).
    eased, comply, dared : by side: what extended trust takes off the demand, the chance to comply, the risk that is dared.
    do, did : by side, the stance; what happened, as bits (conduct.py).
    known, notice : by side: familiarity as a share, readiness to notice (response units).
    show : readiness to show each quality (response units), row N_QUALITIES side + quality: what the other shows that side.
    """

    pair: Any
    a: Any
    b: Any
    setting: Any
    scarred: Any
    demand: Any
    win: Any
    eased: Any
    comply: Any
    dared: Any
    do: Any
    did: Any
    known: Any
    notice: Any
    show: Any


@rule(allocates=True)
def new_conduct(n: int) -> Any:
    """Room for what both do in `n` encounters."""
    one, each = (n,), (2, n)
    return Conduct(np.empty(one, np.uint32), np.empty(one, np.uint32), np.empty(one, np.uint32),
                   np.empty(one, np.uint8), np.empty(one, np.uint8), np.empty(one), np.empty(one), np.empty(each), np.empty(each), np.empty(each),
                   np.empty(each, np.uint8), np.empty(one, np.uint8), np.empty(each), np.empty(each), np.empty((2 * N_QUALITIES, n)))


class Block(NamedTuple):
    """Encounters of some pairs, worked on together, round by round: everybody's first of the week, then the second, ...

    Attributes
    ----------
    meeting, key_of, stage, breached : of the pairs that meet: number, key, stages at the beginning and whether let down, by side.
    begins : where the encounters of each round begin, one more than there are rounds.
    slot, keys, events, luck : of each encounter: which of `meeting` meets, and what its draws are keyed by; its drawn words.
    conduct : what both do in each encounter, and all that it hangs on.
    held : those encounters of a round that were not avoided.
    tasks, wrongdoings, gates : of these, where a joint task was taken up, where somebody acted in bad faith, where a stage may be left.
    gate_keys, gate_events, gate_luck : what the draws of the last are keyed by; their drawn words.
    shown, good : whether each quality was shown, and noticed too: row N_QUALITIES side + quality.
    wrongs : breaches, in the order of rounds: slot, side, kind, 1 with an apology.
    listed, place : scratch for the order.
    numbers, identities, no_event, words : of pairs in post, or of people: number, key, zeros, drawn words (of a pair a row each setting).
    weights, expected : what each kind of pair gets of the time that people offer, by setting; encounters that each pair in post expects.
    candidates, rates, chances, often : who may meet (8 m + setting for pair m): expected encounters, the luck of it, how many there are.
    """

    meeting: Any
    key_of: Any
    stage: Any
    breached: Any
    begins: Any
    slot: Any
    keys: Any
    events: Any
    luck: Any
    conduct: Any
    held: Any
    tasks: Any
    wrongdoings: Any
    gates: Any
    gate_keys: Any
    gate_events: Any
    gate_luck: Any
    shown: Any
    good: Any
    wrongs: Any
    listed: Any
    place: Any
    numbers: Any
    identities: Any
    no_event: Any
    words: Any
    weights: Any
    expected: Any
    candidates: Any
    rates: Any
    chances: Any
    often: Any


@rule(allocates=True)
def new_block() -> Any:
    """Room for a block, made once for many weeks."""
    listed, may = PAIRS_AT_ONCE, 8 * PAIRS_AT_ONCE
    n, pairs, rows = ENCOUNTERS_AT_ONCE + 8, PAIRS_AT_ONCE + 1, 2 * N_QUALITIES
    return Block(np.empty(pairs, np.uint32), np.empty(pairs, np.uint64), np.empty((2, pairs), np.int64), np.empty((2, pairs), np.uint8),
                 np.empty(MOST_A_PAIR + 2, np.uint64),
                 np.empty(n, np.uint32), np.zeros(n, np.uint64), np.zeros(n, np.uint64), np.empty((LUCK_ROWS, n), np.uint32),
                 new_conduct(n), np.empty(n, np.uint32), np.empty(n, np.uint32), np.empty(n, np.uint32), np.empty(n, np.uint32),
                 np.zeros(n, np.uint64), np.zeros(n, np.uint64), np.empty((STAGE_ROWS, n), np.uint32),
                 np.empty((rows, n), np.uint8), np.empty((rows, n), np.uint8),
                 np.empty((2 * pairs, 4), np.int64),
                 np.empty(n, np.uint64), np.empty(MOST_A_PAIR + 1, np.uint32),
                 np.empty(listed, np.uint32), np.zeros(listed, np.uint64), np.zeros(listed, np.uint64), np.empty((8, listed), np.uint32),
                 aligned(KINDS, 8), aligned(listed, 8), np.empty(may + EIGHT, np.uint32), np.empty(may), np.empty(may), np.empty(may, np.int64))
