"""What people show each other, what they notice, and what that does to beliefs.

RT: each quality must be demonstrated by one and discerned by the other in the interaction; where either is lacking, trust is diminished.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from trustsim.compiled import rule
from trustsim.portable import is_below_response
from trustsim.randomness import by_eights, unit_high, unit_low
from trustsim.rules.beliefs import ceiling, moved, ratio_where
from trustsim.rules.blocks import SHOWN_TO_A, SHOWN_TO_B
from trustsim.state import BANK, BETA_COUNT, COMPETENCE, INTEGRITY, N_QUALITIES, NO_RIVAL, RANDOM_NULL

NULL_CHANCE = 0.77      # the random null shows-and-notices by a coin of this chance, about the baseline's share


@rule(inline=True)
def signals(luck: Any, show: Any, notice: Any, shown: Any, good: Any, word: int, row: int, side: int, first: Any, last: Any) -> None:
    """One quality in many encounters. A plain loop, which compilers turn into vector instructions."""
    for e in range(first, last):
        shows = is_below_response(unit_high(luck[word, e]), show[row, e])
        shown[row, e] = shows
        good[row, e] = shows & is_below_response(unit_low(luck[word, e]), notice[side, e])


@rule(inline=True)
def coins(luck: Any, good: Any, word: int, row: int, first: Any, last: Any) -> None:
    """One quality in many encounters, under the rule that it is a coin whether it counts as good."""
    for e in range(first, last):
        good[row, e] = unit_high(luck[word, e]) < NULL_CHANCE


@rule
def show_and_notice(p: Any, luck: Any, show: Any, notice: Any, first: int, last: int, shown: Any, good: Any) -> None:
    """Which qualities are shown, and which of them are noticed too and so count as good, in encounters `first` to `last`.

    Plain loops over encounters that do not hang on each other, which compilers turn into vector instructions.

    Parameters
    ----------
    luck : drawn words; `luck[SHOWN_TO[side] + q, e]` holds that of quality q, its upper half for showing, the lower for noticing.
    show, notice : readiness to show each quality, `[N_QUALITIES * side + q, e]`, and to notice what is shown, `[side, e]` (response
        units); side 0 is what a notices of b, side 1 what b notices of a.
    shown, good : the answers, 1 or 0, in the places of `show`.
    """
    begin, end = np.uint64(first), np.uint64(int(first) + by_eights(int(last) - int(first)))   # what is beyond is done again in its own round
    for side in range(2):
        for q in range(N_QUALITIES):
            row, word = N_QUALITIES * side + q, (SHOWN_TO_B if side else SHOWN_TO_A) + q
            signals(luck, show, notice, shown, good, word, row, side, begin, end)
            if p.beliefs.rival == RANDOM_NULL:
                coins(luck, good, word, row, begin, end)


@rule(inline=True)
def perceive(p: Any, tie: Any, team: Any, known: float, shown: Any, good: Any, first: int, e: int) -> int:
    """One has met the conduct of another: the qualities that were shown and noticed move the beliefs of `tie`; returns how many were.

    Parameters
    ----------
    team : that of the one who shows, whose climate keeps count.
    known : familiarity as a share, 0-1 (`share_known`).
    shown, good : `show_and_notice`; `[first + q, e]` holds quality q.
    """
    rival = p.beliefs.rival
    if rival == BANK or rival == BETA_COUNT:
        return learn(rival, p, tie, team, known, shown, good, first, e)
    return learn(NO_RIVAL, p, tie, team, known, shown, good, first, e)   # a loop without the rivals' branches


@rule(inline=True)
def learn(rival: float, p: Any, tie: Any, team: Any, known: float, shown: Any, good: Any, first: int, e: int) -> int:
    """The four signals of `perceive`, under one of the rival rules."""
    familiarity = float(tie.familiarity)
    ratio = ratio_where(p, known)
    fragile = ratio * p.first_trust.swift_fragility if tie.swift == 1 else ratio
    top, other_top = ceiling(p, tie, COMPETENCE), ceiling(p, tie, INTEGRITY)
    gain = p.beliefs.gain
    belief, shown_lately = tie.belief, team.shown
    good_ones = 0
    for q in range(N_QUALITIES):
        shown_lately[q] += shown[first + q, e]
        good_ones += good[first + q, e]
        belief[q] = moved(rival, gain, belief[q], top if q == COMPETENCE else other_top, good[first + q, e], fragile if q == COMPETENCE else ratio,
                          1.0, familiarity)
    team.acts += 1
    tie.familiarity += 1
    return good_ones


@rule
def seen(shown: Any, good: Any, first: int, e: int) -> int:
    """The signals of one side as bits: one for each quality shown, above them one for each that counted as good."""
    bits = 0
    for q in range(N_QUALITIES):
        bits |= (int(shown[first + q, e]) << q) | (int(good[first + q, e]) << (q + N_QUALITIES))
    return bits
