"""The values to ship: of the point that fits the patterns best, as few moves from the values before any data as will do.

The rule stands before any scorecard is looked at. Emulators propose points and runs with new luck prove them. From the best of these a search by
runs alone goes on (an evolution strategy: children mix and change what the best have; Beyer & Schwefel 2002, Natural Computing 1, 3), for
emulators foretell too roughly what has a threshold in it. Both aim well inside the bands, by the model's discrepancy, since a point at the edge of
its bands would be on the wrong side of some by other luck. Best is what needs the least room, all patterns within one standard deviation of what is
aimed at, else two, else three; of several, the least sum of squares. From there parameters go back to the values before, those first that cost
least, as long as runs do not tell the point from the best: the sum of squares grows by one at most, a standard deviation of likelihood ratios. So a
parameter on which the data cannot tell keeps the value, and the source, that it had (backward elimination, as of the terms of a regression).
Real schools, whose answers are one draw each, must not rule the point out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from trustsim.calibration.infer import RULED_OUT, Judge, implausibility
from trustsim.calibration.priors import Prior
from trustsim.calibration.targets import Target
from trustsim.calibration.waves import Figures

Array = np.ndarray[Any, Any]
Run = Callable[[Array], list[Figures]]   # figures at points, shape (points, parameters)
ROOM = (1.0, 2.0, RULED_OUT)
FIGURES_FOR_ONE = 20   # of single schools: of so many one may be ruled out
TOLD_APART = 1.0       # in the sum of squares
LEAST_MOVE = 0.02      # prior widths: a parameter that would move less stays
AT_ONCE = 2            # proofs at once: as many as there are likely processors
PARENTS, CHILDREN = 6, 24


def off(judge: Judge, figures: Figures) -> Array:
    """By how many standard deviations a point's runs miss each target, shape (targets,); how much single schools differ all points tell."""
    return np.array([implausibility(target, figures[target.figure][0], figures[target.figure][1], judge.spreads[target.figure])
                     for target in judge.targets])


def proven(judge: Judge, figures: Figures) -> float:
    """The room that patterns need in a point's own runs; infinite where these or single schools rule it out.

    Of twenty figures of single schools one may lie far off by the luck of its one draw: the second greatest counts (Vernon et al. 2010).
    """
    schools = np.array([target.one_draw for target in judge.targets])
    missed = off(judge, figures)
    if (missed[schools] > RULED_OUT).sum() > schools.sum() // FIGURES_FOR_ONE:
        return float(np.inf)
    return next((room for room in ROOM if (missed[~schools] <= room).all()), np.inf)


def well_inside(target: Target) -> Target:
    """What a search aims at: the band without a standard deviation of the model's discrepancy at each end, at least its middle."""
    middle = 0.5 * (target.low + target.high) if np.isfinite(target.high - target.low) else None
    low, high = target.low + target.discrepancy, target.high - target.discrepancy
    return replace(target, low=low if middle is None else min(low, middle), high=high if middle is None else max(high, middle))


def worth(judge: Judge, figures: Figures) -> tuple[float, float]:
    """By what points are compared, the less the better: room, and sum of squares."""
    return proven(judge, figures), float((off(judge, figures) ** 2).sum())


def refined(begins: Array, judge: Judge, prove: Run, plain: Callable[[Array], Array], possible: Callable[[Array], Array], generations: int,
            seed: int) -> Array:
    """The best point that a search by runs finds, from points given, shape (points, parameters).

    Parameters
    ----------
    plain : a point as it would be written.
    possible : which points keep the order of the priors.
    seed : key of the search's luck.
    """
    rng = np.random.default_rng(seed)
    known = {tuple(x): worth(judge, figures) for x, figures in zip(begins, prove(begins), strict=True)}
    for _ in range(generations):
        parents = np.array(sorted(known, key=lambda x: known[x])[:PARENTS])
        children = []
        for _ in range(CHILDREN):
            one, other = parents[rng.integers(len(parents), size=2)]
            child = np.where(rng.random(len(one)) < 0.3, other, one)
            moves = rng.random(len(one)) < 0.15
            children.append(plain(np.clip(child + moves * rng.normal(0.0, 0.1, len(one)), 0.0, 1.0)))
        new = np.unique(children, axis=0)
        new = new[possible(new)]
        known |= {tuple(x): worth(judge, figures) for x, figures in zip(new, prove(new), strict=True)}
    return np.array(min(known, key=lambda x: known[x]))


def drawn_back(x: Array, start: Array, judge: Judge, glance: Run, prove: Run, possible: Callable[[Array], Array]) -> Array:
    """The point with as many parameters as possible back at the start that is not told from the one given, nor ruled out.

    Parameters
    ----------
    x, start : points of the unit cube.
    glance : few runs at points, by which parameters are put in order.
    prove : runs enough to rely on.
    possible : which points keep the order of the priors.
    """
    most, stuck = worth(judge, prove(x[None])[0])[1] + TOLD_APART, set[int]()

    def back(ks: Sequence[int]) -> Array:
        to = x.copy()
        to[list(ks)] = start[list(ks)]
        return to

    def allowed(sets: Sequence[Sequence[int]]) -> list[Sequence[int]]:
        return [ks for ks in sets if possible(back(ks)[None])[0]]

    while moved := [k for k, in allowed([[int(k)] for k in np.flatnonzero(x != start) if k not in stuck])]:
        costs = [worth(judge, figures) for figures in glance(np.vstack([back([k]) for k in moved]))]
        order = [k for _, k in sorted(zip(costs, moved, strict=True))]
        halved = allowed([order[:len(order) >> half] for half in range(len(order).bit_length())])
        for first in range(0, len(halved), AT_ONCE):
            points = np.vstack([back(ks) for ks in halved[first:first + AT_ONCE]])
            found = zip(points, (worth(judge, figures) for figures in prove(points)), strict=True)
            good = [point for point, (room, squares) in found if room <= RULED_OUT and squares <= most]
            if good:
                x = good[0]
                break
        else:
            stuck.add(order[0])
    return x


def settled(x: Array, start: Array, priors: Sequence[Prior]) -> Array:
    """The point in values that a person would write: two digits, and parameters that would hardly move stay."""
    def plain(prior: Prior, at: float) -> float:
        return prior.unit(float(f"{float(prior.value(at)):.2g}"))

    return np.array([start[k] if abs(x[k] - start[k]) < LEAST_MOVE else plain(prior, x[k]) for k, prior in enumerate(priors)])
