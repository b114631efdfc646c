"""The values to ship: of the points that are not ruled out, the one nearest to the values before any data.

The rule stands before any scorecard is looked at. Every pattern should lie within one standard deviation of its band; where no point does that,
within two, else within three. A single school, whose luck is one draw, may lie as far off as rules no point out. Distance is the sum over
parameters of how far each moves, in widths of its prior: such a sum is least where few parameters move, so that one on which the data cannot tell
keeps the value, and the source, that it had (as the lasso leaves out what does not help; Tibshirani 1996, JRSS B 58, 267). Emulators find the
point and runs confirm it; where runs rule it out, they join the points from which the emulators learn, and the next nearest is looked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from trustsim.calibration.infer import RULED_OUT, Judge, implausibility
from trustsim.calibration.priors import Prior
from trustsim.calibration.waves import Figures

Array = np.ndarray[Any, Any]
STARTS, ROUNDS, TRIES = 4, 80, 96
ROOM = (1.0, 2.0, RULED_OUT)   # the greatest implausibility of a pattern: the least of these that can be had
LEAST_MOVE = 0.02      # prior widths: a parameter that would move less stays


def between(start: Array, region: Array, n: int, rng: np.random.Generator) -> Array:
    """Points between the start and a region, shape (n, parameters): some parameters of each are those of a point of the region, or on the way."""
    made = np.empty((n, len(start)))
    made[0] = start
    for row in made[1:]:
        there = region[rng.integers(len(region))]
        moves = rng.random(len(start)) < rng.choice([0.2, 0.35, 0.5])
        row[:] = np.where(moves, start + rng.choice([0.6, 1.0]) * (there - start), start)
    return made


def confirmed(judge: Judge, figures: Figures) -> bool:
    """Whether a point's own runs do not rule it out; how much single schools differ is known better from all points."""
    return all(implausibility(target, figures[target.figure][0], figures[target.figure][1], judge.spreads[target.figure]) <= RULED_OUT
               for target in judge.targets)


def distance(x: Array, start: Array) -> Array:
    """Sum of moves in widths of the priors, shape (points,)."""
    return np.asarray(np.abs(x - start).sum(axis=-1))


def nearest(judge: Judge, start: Array, points: Array, seed: int) -> tuple[Array, float] | None:
    """The nearest point to the start by the emulators, and the room that patterns had; None where all points are ruled out.

    Parameters
    ----------
    start : point of the unit cube.
    points : where the search begins.
    seed : key of the search's luck.
    """
    points = np.unique(points, axis=0)
    implausible = judge.at(points)
    rng = np.random.default_rng(seed)
    for room in ROOM:
        limits = np.array([RULED_OUT if target.one_draw else room for target in judge.targets])
        within = points[(implausible <= limits).all(axis=1)]
        if len(within):
            ends = [_drawn_near(judge, begin, start, limits, rng) for begin in within[np.argsort(distance(within, start))][:STARTS]]
            return min(ends, key=lambda end: float(distance(end, start))), room
    return None


def _drawn_near(judge: Judge, x: Array, start: Array, limits: Array, rng: np.random.Generator) -> Array:
    """Move a point toward the start as far as the limits let it: some parameters go back, wholly or in part, and one may give way."""
    for _ in range(ROUNDS):
        moved = np.flatnonzero(x != start)
        if not len(moved):
            break
        to = np.tile(x, (TRIES, 1))
        for row in to:
            back = rng.choice(moved, size=min(len(moved), int(rng.integers(1, 4))), replace=False)
            part = rng.choice([1.0, 1.0, 0.5, 0.2, 0.05])
            row[back] = start[back] if part == 1.0 else row[back] + part * (start[back] - row[back])
            if rng.random() < 0.5:
                gives = rng.choice(moved)
                row[gives] = np.clip(row[gives] + rng.normal(0.0, 0.05), 0.0, 1.0)
        to = to[distance(to, start) < distance(x, start) - 1e-9]
        to = to[(judge.at(to) <= limits).all(axis=1)] if len(to) else to
        if len(to):
            x = to[np.argmin(distance(to, start))]
    return x


def settled(x: Array, start: Array, priors: Sequence[Prior]) -> Array:
    """The point in values that a person would write: two digits, and parameters that would hardly move stay."""
    def plain(prior: Prior, at: float) -> float:
        return prior.unit(float(f"{float(prior.value(at)):.2g}"))

    return np.array([start[k] if abs(x[k] - start[k]) < LEAST_MOVE else plain(prior, x[k]) for k, prior in enumerate(priors)])
