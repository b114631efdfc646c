"""What is ruled out, and what is left: implausibility, the region that is not ruled out, and an approximate posterior in it.

History matching (Craig et al. 1997; Vernon, Goldstein & Bower 2010, Bayesian Analysis 5, 619): a point is implausible where a figure lies further
from its target than runs, emulator and the model's own discrepancy explain,

    I = distance from [low, high] / sqrt(emulator's variance + discrepancy^2 [+ spread between single schools])

and ruled out where the greatest I of all targets exceeds three (Pukelsheim 1994: at least 95 % of any distribution with one peak lies within).
The posterior weighs what is left by exp(-1/2 sum I^2), a Gaussian kernel in place of the sharp rejection of approximate Bayesian computation
(Wilkinson 2013, Statistical Applications in Genetics and Molecular Biology 12, 129). Both are sampled by tempered sequential Monte Carlo
(Del Moral, Doucet & Jasra 2006, JRSS B 68, 411).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import qmc

from trustsim.calibration.emulate import Emulator
from trustsim.calibration.targets import Target

Array = np.ndarray[Any, Any]
RULED_OUT = 3.0
SHARPNESS = 2.0    # of the edge of the region not ruled out: its log density falls by this times the square of what is over three
MOVES = 6
CHUNK = 1000


@dataclass(frozen=True)
class Judge:
    """Implausibility of points, by emulators.

    Attributes
    ----------
    spreads : variance between single replicates of each figure, for targets that are figures of one school.
    """

    targets: tuple[Target, ...]
    emulators: dict[str, Emulator]
    spreads: dict[str, float]

    def at(self, x: Array) -> Array:
        """Implausibility, shape (points, targets)."""
        made = np.empty((len(x), len(self.targets)))
        for start in range(0, len(x), CHUNK):
            part = slice(start, start + CHUNK)
            for k, target in enumerate(self.targets):
                value, variance = self.emulators[target.figure].at(x[part])
                made[part, k] = implausibility(target, value, variance, self.spreads[target.figure])
        return made


def implausibility(target: Target, value: Any, variance: Any, spread: float) -> Any:
    """How many standard deviations a figure lies from its target."""
    away = np.maximum(np.maximum(target.low - value, value - target.high), 0.0)
    return away / np.sqrt(variance + target.discrepancy**2 + (spread if target.one_draw else 0.0))


def within(implausible: Array) -> Array:
    """Log density of the region that is not ruled out: even within it, falling quickly beyond."""
    return np.asarray(-SHARPNESS * np.maximum(implausible.max(axis=1) - RULED_OUT, 0.0) ** 2)


def likely(implausible: Array) -> Array:
    """Log of the kernel by which the posterior weighs a point."""
    return np.asarray(-0.5 * (implausible**2).sum(axis=1))


def density_of(judge: Judge, of: Callable[[Array], Array]) -> Callable[[Array], Array]:
    """Log density at points, by `within` or `likely`."""
    return lambda x: of(judge.at(x))


def evenly(dimensions: int, n: int, rng: np.random.Generator) -> Array:
    """Points of the unit cube from a scrambled Sobol sequence, shape (n, dimensions); a power of two of them is the most even."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The balance properties", UserWarning)
        return np.asarray(qmc.Sobol(dimensions, rng=rng).random(n))


def sampled(log_density: Callable[[Array], Array], dimensions: int, n: int, seed: int) -> tuple[Array, float]:
    """Points of the unit cube drawn by a density, shape (n, dimensions), and the log of its mean over the cube.

    The density is raised step by step from a power of 0 to 1, each so far that half of the points are still worth something; then points are
    drawn anew by weight and moved by Metropolis steps, whose size follows how many are accepted.
    """
    rng = np.random.default_rng(seed)
    x = evenly(dimensions, n, rng)
    density = log_density(x)
    power, evidence = 0.0, 0.0
    while power < 1.0:
        step = _step(density, 1.0 - power)
        weight = np.exp(step * (density - density.max()))
        evidence += step * float(density.max()) + float(np.log(weight.mean()))
        power += step
        chosen = np.searchsorted(np.cumsum(weight) / weight.sum(), (np.arange(n) + rng.random()) / n).clip(max=n - 1)
        x, density = x[chosen], density[chosen]
        factor = np.linalg.cholesky(np.atleast_2d(np.cov(x.T)) + 1e-10 * np.eye(dimensions))
        size = 2.38 / np.sqrt(dimensions)
        for _ in range(MOVES):
            to = x + size * rng.standard_normal((n, dimensions)) @ factor.T
            inside = ((to >= 0.0) & (to <= 1.0)).all(axis=1)
            new = np.full(n, -np.inf)
            if inside.any():
                new[inside] = log_density(to[inside])
            taken = np.log(rng.random(n)) < power * (new - density)
            x[taken], density[taken] = to[taken], new[taken]
            size *= 1.3 if taken.mean() > 0.3 else 0.75 if taken.mean() < 0.15 else 1.0
    return x, evidence


def _step(density: Array, most: float) -> float:
    """The largest step of the power that leaves half of the points effective."""
    def effective(step: float) -> float:
        weight = np.exp(step * (density - density.max()))
        return float(weight.sum() ** 2 / (weight**2).sum()) / len(density)

    if effective(most) >= 0.5:
        return most
    low, high = 0.0, most
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if effective(middle) >= 0.5 else (low, middle)
    return max(low, 1e-9)


@dataclass(frozen=True)
class Reach:
    """Which targets can be met.

    Attributes
    ----------
    kept : those that some points meet together.
    missed : those that no point comes near, with the least implausibility there is, or that cannot be met beside the others.
    """

    kept: tuple[Target, ...]
    missed: tuple[tuple[Target, float, str], ...]


def reachable(judge: Judge, dimensions: int, n: int, seed: int) -> Reach:
    """Set aside targets that no point of the prior reaches, then one by one those that stand in the way of all others together."""
    x = evenly(dimensions, n, np.random.default_rng(seed))
    implausible = judge.at(x)
    left = list(range(len(judge.targets)))
    missed: list[tuple[Target, float, str]] = []
    for k in list(left):
        if (least := float(implausible[:, k].min())) > RULED_OUT:
            missed.append((judge.targets[k], least, "no point of the prior reaches it"))
            left.remove(k)
    while len(left) > 1:
        some = _of(judge, left)
        found = some.at(sampled(density_of(some, within), dimensions, n // 4, seed)[0])
        best = found[np.argmin(found.max(axis=1))]
        if best.max() <= RULED_OUT:
            break
        worst = left[int(np.argmax(np.median(found, axis=0)))]
        missed.append((judge.targets[worst], float(best.max()), "not together with the others"))
        left.remove(worst)
    return Reach(tuple(judge.targets[k] for k in left), tuple(missed))


def _of(judge: Judge, which: Sequence[int]) -> Judge:
    return Judge(tuple(judge.targets[k] for k in which), judge.emulators, judge.spreads)


def spread_out(x: Array, n: int) -> Array:
    """Some of these points that lie far from each other, shape (n, dimensions): each next one is the farthest from those there are."""
    x = np.unique(x, axis=0)
    if len(x) <= n:
        return x
    chosen = [int(np.argmin(((x - x.mean(axis=0)) ** 2).sum(axis=1)))]
    distance = ((x - x[chosen[0]]) ** 2).sum(axis=1)
    for _ in range(n - 1):
        chosen.append(int(np.argmax(distance)))
        distance = np.minimum(distance, ((x - x[chosen[-1]]) ** 2).sum(axis=1))
    return x[chosen]
