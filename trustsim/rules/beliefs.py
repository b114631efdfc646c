"""What an interaction does to beliefs, and how beliefs make trust.

RT: each quality must be demonstrated and discerned in the interaction; where it is not, trust is diminished; every interaction
counts as much as any other (constant gain, no bank of credits). NC: bad faith is never forgotten (the scar lowers the ceiling).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from trustsim import qualities
from trustsim.compiled import rule
from trustsim.state import BANK, BETA_COUNT, COMPETENCE, N_QUALITIES, PLAIN_MEAN, QUALITIES, STRICT_MINIMUM
from trustsim.vectors import higher, lower, some, the

STAGE_WEIGHTS = np.array([[weights[quality] for quality in QUALITIES] for weights in qualities.STAGE_WEIGHTS.values()])


@rule
def ceiling(p: Any, tie: Any, quality: int) -> float:
    """The highest belief that a tie's scars allow: competence is capped by its own scar, the other qualities by integrity's."""
    if quality == COMPETENCE:
        top = 1.0 - tie.scar_competence - p.beliefs.other_scar * tie.scar_integrity
    else:
        top = 1.0 - tie.scar_integrity - p.beliefs.other_scar * tie.scar_competence
    return max(0.0, top)


@rule(inline=True)
def known_after(interactions: float, half: float) -> float:
    """How far people know each other after so many interactions, 0-1: half after `half`."""
    return interactions / (interactions + half)


@rule
def share_known(p: Any, familiarity: float) -> float:
    """How far people know each other, 0-1: half after `familiarity_half` interactions."""
    return known_after(familiarity, p.discernment.familiarity_half)


@rule
def loss_ratio(p: Any, familiarity: float) -> float:
    """Loss against gain: falls from new to familiar ties, and stays under 2, so that a majority of interactions can build."""
    return ratio_where(p, share_known(p, familiarity))


@rule
def ratio_where(p: Any, known: float) -> float:
    """Loss against gain where people know each other so far (0-1)."""
    return p.beliefs.loss_ratio_new + (p.beliefs.loss_ratio_familiar - p.beliefs.loss_ratio_new) * known


@rule(inline=True)
def moved(rival: float, gain: float, belief: float, top: float, good: bool, ratio: float, weight: float, familiarity: float) -> float:
    """A belief after one signal: up by a constant share of the gap to its ceiling, down by a constant share of itself.

    `weight` scales the gain (1 for an interaction, less for a joint result). The rivals: a bank keeps adding fixed credits, also
    beyond 1 (where they do not show, but must be used up); a beta count weighs the n-th interaction 1 / (n + 2).
    """
    step = gain * weight
    risen = belief + step * max(0.0, top - belief)
    fallen = belief - step * ratio * belief
    if rival == BANK:
        risen = min(2.0, belief + 0.4 * step)
        fallen = max(0.0, belief - 0.4 * step * ratio)
    elif rival == BETA_COUNT:
        step = weight / (familiarity + 2.0)
        risen = belief + step * (top - belief)
        fallen = belief - step * belief
    return risen if good else fallen


@rule
def updated(p: Any, belief: float, top: float, good: bool, ratio: float, weight: float, familiarity: float) -> float:
    """A belief after one signal: `moved` by the scenario's gain and rule."""
    return moved(p.beliefs.rival, p.beliefs.gain, belief, top, good, ratio, weight, familiarity)


@rule
def trust_of(p: Any, belief: Any, stage: int) -> float:
    """Trust from the four beliefs: the weighted harmonic mean, a soft minimum (one missing quality cannot be bought off by three).

    Bryk & Schneider 2002: a failing on one quality undermines the whole. The power mean's exponent is -1: it needs no pow.
    """
    rival = p.beliefs.rival
    if rival == PLAIN_MEAN:
        total = 0.0
        for q in range(N_QUALITIES):
            total += STAGE_WEIGHTS[stage, q] * belief[q]
        return total
    if rival == STRICT_MINIMUM:
        least = belief[0]
        for q in range(1, N_QUALITIES):
            least = min(least, belief[q])
        return least
    parts = some(STAGE_WEIGHTS[stage], 0, N_QUALITIES) / higher(lower(some(belief, 0, N_QUALITIES), 1.0), p.beliefs.trust_floor)
    inverse = 0.0
    for q in range(N_QUALITIES):
        inverse += the(parts, q)
    return 1.0 / inverse


@rule
def overlap_of(values: Any, other: Any) -> float:
    """Overlap of two people's values: 1 less their mean distance on the three purposes."""
    return 1.0 - (math.fabs(values[0] - other[0]) + math.fabs(values[1] - other[1]) + math.fabs(values[2] - other[2])) / 3.0
