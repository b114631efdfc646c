"""The work of a calibration, wave by wave: points, screening, emulators, what is ruled out, the posterior, and a check by runs with new luck."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from trustsim.calibration.emulate import Screening, emulators, screened
from trustsim.calibration.infer import RULED_OUT, Judge, Reach, density_of, evenly, implausibility, likely, reachable, sampled, spread_out, within
from trustsim.calibration.nearest import PARENTS, drawn_back, off, proven, refined, settled, well_inside, worth
from trustsim.calibration.priors import Prior, overrides, possible
from trustsim.calibration.simulate import Job
from trustsim.calibration.targets import RealSchool, Target
from trustsim.calibration.waves import Figures, array_of, figures_of
from trustsim.errors import InputError, Problem

Array = np.ndarray[Any, Any]
SAMPLE = 2048          # points of the posterior
REGION = 1024          # points by which a region is known while waves go on
NEW_LUCK, CHECK_LUCK = 100_000, 200_000   # number of the first replicate of the proofs, and of the check
MORE = 4               # times as many replicates in both
FORETELLERS = 32       # points of the posterior at which schools are foretold
ROUNDS = 3             # of points that are put to the proof
BEFORE, BEST, NEAREST = "values before", "best point", "nearest point"
Told = Callable[[str, int, int], None]   # what is being done, points made, of how many


@dataclass(frozen=True)
class Plan:
    """What to calibrate on what.

    Attributes
    ----------
    experiments, proved : of the scorecard, with the replicates of each at a point; the latter are asked only of points put to the proof.
    unknown : whether leadership and meeting time of the schools are unknown, and drawn anew in every run.
    points : of each wave.
    proofs : points that are run with new luck, to find the best and from there the values to ship; 0 looks for none.
    generations : of the search by runs that goes on from these.
    """

    priors: tuple[Prior, ...]
    targets: tuple[Target, ...]
    experiments: Mapping[str, int]
    schools: tuple[RealSchool, ...]
    unknown: bool = True
    surveys: int = 6
    waves: int = 3
    points: int = 128
    seed: int = 0
    proofs: int = 24
    generations: int = 16
    proved: Mapping[str, int] = field(default_factory=dict)

    @property
    def proved_targets(self) -> tuple[Target, ...]:
        """Those that emulators know nothing of."""
        return tuple(target for target in self.targets if target.proof_only)

    def possible(self, x: Array) -> Array:
        """Which points keep the order that priors demand, shape (points,)."""
        return possible(self.priors, x)

    def ordered(self, log_density: Callable[[Array], Array]) -> Callable[[Array], Array]:
        """A log density, without the points that are out of order."""
        return lambda x: np.where(self.possible(x), log_density(x), -np.inf)

    def job(self, unit: Array, *, times: int = 1, first: int = 0) -> Job:
        """The runs of a point of the unit cube; NaN leaves a parameter as it is shipped."""
        asked = {**self.experiments, **(self.proved if first else {})}
        return Job(overrides(self.priors, unit), {name: times * number for name, number in asked.items()},
                   tuple(str(school.folder) for school in self.schools), times * self.surveys, self.unknown, first)


@dataclass(frozen=True)
class Checked:
    """A point run with new luck: sum of squared implausibility, and that of each target."""

    total: float
    each: dict[str, float]
    figures: Figures


@dataclass(frozen=True)
class Fit:
    """What came of it.

    Attributes
    ----------
    left : share of the prior that is not ruled out after each wave from the first on.
    sample : the posterior, points of the unit cube, shape (points, parameters).
    nearest : the point to ship (:mod:`trustsim.calibration.nearest`), in the parameters' own units; None where no such point was found.
    room : how many standard deviations patterns may lie outside their bands for the nearest point, as its check shows; infinite where that
        rules the point out, schools included, and NaN without such a point.
    checked : the values before, the best point and the nearest one, run with new luck.
    back : of each parameter that the nearest point moves, the nearest point with it back at the value before: patterns alone, and by how much the
        sum of squares that is aimed at grows.
    foretelling : points of the posterior, and the figures of the schools there, with new luck and more draws.
    better : by how much the sum of squared implausibility of the best point is less than that of the values before, with its 95 % interval.
    """

    plan: Plan
    screening: Screening
    judge: Judge
    reach: Reach
    left: tuple[float, ...]
    sample: Array
    best: dict[str, float]
    nearest: dict[str, float] | None
    room: float
    checked: dict[str, Checked]
    back: dict[str, Checked]
    better: tuple[float, float, float]
    foretelling: tuple[Array, list[Figures]]

    @property
    def confirmed(self) -> bool:
        """Whether new luck does not rule the nearest point out: what is not confirmed is not shipped."""
        return self.room <= RULED_OUT

    def values(self, prior: Prior) -> Array | None:
        """The posterior of a parameter, in its own unit; None where nothing responds to it."""
        number = self.plan.priors.index(prior)
        return np.asarray(prior.value(self.sample[:, number])) if self.screening.active[number] else None

    def width(self, prior: Prior) -> float:
        """Width of the middle nine tenths of the posterior as a share of the prior's; 1 where nothing responds to the parameter."""
        number = self.plan.priors.index(prior)
        if not self.screening.active[number]:
            return 1.0
        low, high = np.quantile(self.sample[:, number], [0.05, 0.95])
        return min(1.0, float(high - low) / 0.9)


def calibrate(plan: Plan, folder: Path, *, workers: int | None = None, told: Told | None = None) -> Fit:
    """Calibrate in a folder that :func:`trustsim.calibration.waves.prepare` made; goes on where that was stopped.

    Raises
    ------
    InputError
        Where there are too few points for so many parameters, or a point cannot be simulated.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):   # many small products of matrices: more threads wait for each other
        return _calibrated(plan, folder, workers, told)


def _calibrated(plan: Plan, folder: Path, workers: int | None, told: Told | None) -> Fit:
    p = len(plan.priors)
    if plan.points < 4 * p + 8:
        raise InputError(Problem(f"are too few to see which of {p} parameters matter", key="--points", given=plan.points,
                                 allowed=f"at least {4 * p + 8}"))

    def made(jobs: list[Job], words: str) -> list[Figures]:
        return figures_of(folder, jobs, workers=workers, made=None if told is None or not jobs else lambda done, of: told(words, done, of))

    def run(points: Array, words: str, **how: int) -> list[Figures]:
        return made([plan.job(point, **how) for point in points], words)

    x = evenly(p, plan.points, np.random.default_rng(plan.seed))
    rows = run(x, "wave 1")
    left: list[float] = []
    for wave in range(1, plan.waves + 1):
        if told is not None:
            told(f"emulators after wave {wave}", 0, 0)
        screening, judge = _judge(plan, x, rows)
        reach = reachable(judge, p, 4 * REGION, plan.seed + wave)
        judge = Judge(reach.kept, judge.emulators, judge.spreads)
        region, share = sampled(density_of(judge, within), p, REGION, plan.seed + 10 * wave)   # emulators learn from points out of order as well
        left.append(float(np.exp(share) * plan.possible(region).mean()))
        if wave < plan.waves:
            new = spread_out(region, plan.points)
            rows += run(new, f"wave {wave + 1}")
            x = np.vstack([x, new])
    start = np.array([np.nan if prior.start is None else prior.unit(prior.start) for prior in plan.priors])
    best = near = None
    back: dict[str, Checked] = {}

    if plan.proofs and not np.isnan(start).any():
        proofs: list[Figures] = []
        for turn in range(1, ROUNDS + 1):
            likeliest = sampled(plan.ordered(density_of(judge, likely)), p, REGION, plan.seed + 100 + turn)[0]
            top = likeliest[np.argsort(-likely(judge.at(likeliest)))[:REGION // 16]]
            new = np.array([settled(point, start, plan.priors) for point in spread_out(top, plan.proofs // ROUNDS)])
            new = new[plan.possible(new)]   # rounding may have put two out of order
            proofs += run(new, f"put to the proof, round {turn}", times=MORE, first=NEW_LUCK)   # other luck than that which is in the emulators
            x = np.vstack([x, new])
            screening, judge = _judge(plan, x, rows + proofs)
            reach = reachable(judge, p, 4 * REGION, plan.seed + 100 + turn)
            judge = Judge(reach.kept, judge.emulators, judge.spreads)
        prover = _prover(plan, judge)
        patterns = Judge(tuple(well_inside(target) for target in prover.targets if not target.one_draw), {}, prover.spreads)

        def prove(points: Array, words: str = "search by runs", times: int = MORE) -> list[Figures]:
            return made([replace(plan.job(point, times=times, first=NEW_LUCK), schools=()) for point in points], words)

        order = sorted(range(len(proofs)), key=lambda k: worth(patterns, proofs[k]))
        best = refined(x[len(rows):][order[:PARENTS]], patterns, prove, lambda point: settled(point, start, plan.priors), plan.possible,
                       plan.generations, plan.seed)
        if proven(patterns, prove(best[None])[0]) <= RULED_OUT:
            near = drawn_back(best, start, patterns, lambda points: prove(points, "back by one", 1), lambda points: prove(points, "back", 2 * MORE),
                              plan.possible)
            back = _one_back(plan, near, start, prover, patterns, lambda points: prove(points, "back", 2 * MORE))
    sample, _ = sampled(plan.ordered(density_of(judge, likely)), p, SAMPLE, plan.seed + 1)
    if best is None:
        best = sample[int(np.argmax(likely(judge.at(sample))))]
    ends = {BEFORE: start, BEST: best, **({} if near is None else {NEAREST: near})}
    of_ends = dict(zip(ends, run(np.vstack(list(ends.values())), "check", times=MORE, first=CHECK_LUCK), strict=True))
    few = sample[np.linspace(0, SAMPLE - 1, FORETELLERS).astype(int)] if len(plan.schools) > 2 else sample[:0]
    jobs = [replace(plan.job(point, times=MORE, first=CHECK_LUCK), experiments={}) for point in few]
    schools = made(jobs, "schools left out")
    checked = {name: _checked(plan, figures) for name, figures in of_ends.items()}
    return Fit(plan, screening, judge, reach, tuple(left), sample, overrides(plan.priors, best),
               None if near is None else overrides(plan.priors, near),
               np.nan if near is None else proven(_prover(plan, judge), of_ends[NEAREST]), checked, back,
               _better(reach.kept, of_ends[BEFORE], of_ends[BEST], plan.seed), (few, schools))


def _judge(plan: Plan, x: Array, rows: list[Figures]) -> tuple[Screening, Judge]:
    emulated = tuple(target for target in plan.targets if not target.proof_only)
    tables = {target.figure: array_of(rows, target.figure) for target in emulated}
    values = {name: table[:, 0] for name, table in tables.items()}
    screening = screened(x, values)
    shared = 1.0 + 1.0 / plan.surveys   # the luck of these draws is the same at all points, so that no emulator knows of it
    return screening, Judge(emulated, emulators(x, values, screening),
                            {name: shared * float(np.nanmean(table[:, 2])) for name, table in tables.items()})


def _prover(plan: Plan, judge: Judge) -> Judge:
    """A judge of runs: what emulators are asked and can be met, and what only points put to the proof are asked."""
    return Judge((*judge.targets, *plan.proved_targets), {}, {**{target.figure: 0.0 for target in plan.proved_targets}, **judge.spreads})


def _one_back(plan: Plan, near: Array, start: Array, prover: Judge, aimed: Judge, prove: Callable[[Array], list[Figures]]) -> dict[str, Checked]:
    """The nearest point with each parameter that it moves back by itself, where the order of priors allows it."""
    backs = {plan.priors[k].name: np.where(np.arange(len(near)) == k, start, near) for k in np.flatnonzero(near != start)}
    backs = {name: point for name, point in backs.items() if plan.possible(point[None])[0]}
    here, *others = prove(np.vstack([near, *backs.values()]))
    least, patterns = worth(aimed, here)[1], replace(prover, targets=tuple(target for target in prover.targets if not target.one_draw))
    names = [target.figure for target in patterns.targets]
    return {name: Checked(worth(aimed, figures)[1] - least, dict(zip(names, off(patterns, figures).tolist(), strict=True)), figures)
            for name, figures in zip(backs, others, strict=True)}


def _checked(plan: Plan, figures: Figures) -> Checked:
    each = {target.figure: float(implausibility(target, figures[target.figure][0], figures[target.figure][1], figures[target.figure][2]))
            for target in plan.targets}
    return Checked(float(sum(value**2 for value in each.values())), each, figures)


def _better(kept: tuple[Target, ...], before: Figures, best: Figures, seed: int) -> tuple[float, float, float]:
    """How much less implausible the best point is over the targets that can be met, and between what its runs' luck puts that."""
    rng = np.random.default_rng(seed)
    totals = []
    for figures in (before, best):
        total = np.zeros(4001)
        for target in kept:
            value, variance, spread = figures[target.figure]
            luck = np.concatenate([[0.0], rng.standard_normal(4000)]) * np.sqrt(variance)
            total += implausibility(target, value + luck, variance, spread) ** 2
        totals.append(total)
    less = totals[0] - totals[1]
    low, high = np.quantile(less[1:], [0.025, 0.975])
    return float(less[0]), float(low), float(high)
