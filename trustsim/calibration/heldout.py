"""Real schools foretold without their own answers, by the calibrated model and by two plain baselines.

Each school is left out in turn: of the posterior, what its own answers had put in is taken out again by weights (importance sampling; Gelfand,
Dey & Chang 1992), and its answers are foretold from its network, teams and size, with leadership and meeting time unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import t as student

from trustsim.calibration.infer import Judge
from trustsim.calibration.targets import MEAN, SPREAD, RealSchool
from trustsim.calibration.waves import Figures

Array = np.ndarray[Any, Any]
CONFIDENCE = 0.90
MODEL, OTHERS, REGRESSION = "calibrated model", "mean of the other schools", "regression on size and density"


@dataclass(frozen=True)
class Foretold:
    """An estimate with its prediction interval, for one school; `effective` is how many points of the posterior it rests on (0: none)."""

    school: str
    method: str
    figure: str
    truth: float
    estimate: float
    low: float
    high: float
    effective: float = 0.0

    @property
    def error(self) -> float:
        """Size of the error."""
        return abs(self.estimate - self.truth)

    @property
    def covered(self) -> bool:
        """Whether the interval holds the truth."""
        return self.low <= self.truth <= self.high


def mean_of_others(y: Array, confidence: float = CONFIDENCE) -> tuple[float, float, float]:
    """The mean of the other schools, and where one more school of their kind lies (Student's t)."""
    n = len(y)
    reach = float(student.ppf(0.5 + confidence / 2.0, n - 1) * y.std(ddof=1) * np.sqrt(1.0 + 1.0 / n))
    return float(y.mean()), float(y.mean()) - reach, float(y.mean()) + reach


def regression(x: Array, y: Array, at: Array, confidence: float = CONFIDENCE) -> tuple[float, float, float]:
    """Least squares on columns of x with a constant, and its prediction interval at a new row."""
    design = np.column_stack([np.ones(len(x)), x])
    row = np.concatenate([[1.0], at])
    fitted, *_ = np.linalg.lstsq(design, y, rcond=None)
    free = len(y) - design.shape[1]
    variance = float(((y - design @ fitted) ** 2).sum()) / free
    lever = float(row @ np.linalg.pinv(design.T @ design) @ row)
    middle = float(row @ fitted)
    reach = float(student.ppf(0.5 + confidence / 2.0, free)) * float(np.sqrt(variance * (1.0 + lever)))
    return middle, middle - reach, middle + reach


def by_model(judge: Judge, points: Array, figures: Sequence[Figures], school: RealSchool, figure: str,
             seed: int) -> tuple[float, float, float, float]:
    """Estimate, interval, and effective number of points: the posterior without this school's own answers.

    Parameters
    ----------
    points : of the posterior, in the unit cube.
    figures : what schools show there, by runs with other luck than those of the fit: what sets a school apart there is its own network, teams
        and size, and not the leaders that it happened to be given.
    """
    own = [k for k, target in enumerate(judge.targets) if target.figure in (f"{MEAN} {school.name}", f"{SPREAD} {school.name}")]
    put_in = 0.5 * (judge.at(points)[:, own] ** 2).sum(axis=1) if own else np.zeros(len(points))
    weight = np.exp(put_in - put_in.max())
    weight /= weight.sum()
    value, error, spread = np.array([row[figure] for row in figures]).T
    rng = np.random.default_rng(seed)
    drawn = rng.choice(len(points), size=20_000, p=weight)
    discrepancy = next((target.discrepancy for target in judge.targets if target.figure == figure), 0.01)
    future = value[drawn] + np.sqrt(error[drawn] + spread[drawn] + discrepancy**2) * rng.standard_normal(len(drawn))
    low, high = np.quantile(future, [0.5 - CONFIDENCE / 2.0, 0.5 + CONFIDENCE / 2.0])
    return float(value @ weight), float(low), float(high), float(1.0 / (weight**2).sum())


def left_out(judge: Judge, points: Array, figures: Sequence[Figures], schools: Sequence[RealSchool], seed: int) -> list[Foretold]:
    """Mean and spread of every school, each foretold by the model and by both baselines from the other schools."""
    made = []
    features = np.array([[school.staff, school.density] for school in schools], dtype=float)
    for kind in (MEAN, SPREAD):
        truth = np.array([school.mean if kind == MEAN else school.spread for school in schools])
        for k, school in enumerate(schools):
            others = np.arange(len(schools)) != k
            estimate, low, high, effective = by_model(judge, points, figures, school, f"{kind} {school.name}", seed)
            made.append(Foretold(school.name, MODEL, kind, float(truth[k]), estimate, low, high, effective))
            made.append(Foretold(school.name, OTHERS, kind, float(truth[k]), *mean_of_others(truth[others])))
            if others.sum() > features.shape[1] + 1:
                made.append(Foretold(school.name, REGRESSION, kind, float(truth[k]), *regression(features[others], truth[others], features[k])))
    return made


@dataclass(frozen=True)
class Score:
    """How well a method foretold the schools: root mean square and mean size of error, share of intervals that hold the truth, their width."""

    method: str
    figure: str
    schools: int
    rms: float
    absolute: float
    covered: float
    width: float


def scores(foretold: Sequence[Foretold]) -> list[Score]:
    """Of each figure and method, in the order they come."""
    made = []
    for figure, method in dict.fromkeys((each.figure, each.method) for each in foretold):
        rows = [each for each in foretold if (each.figure, each.method) == (figure, method)]
        error = np.array([row.error for row in rows])
        made.append(Score(method, figure, len(rows), float(np.sqrt((error**2).mean())), float(error.mean()),
                          float(np.mean([row.covered for row in rows])), float(np.mean([row.high - row.low for row in rows]))))
    return made


def against(foretold: Sequence[Foretold], figure: str, method: str, other: str) -> tuple[float, float, float]:
    """How much larger one method's errors are than another's, school by school: mean difference, with its interval (Student's t)."""
    error = {(each.school, each.method): each.error for each in foretold if each.figure == figure}
    difference = np.array([error[school, method] - error[school, other] for school, way in error if way == method])
    n = len(difference)
    reach = float(student.ppf(0.5 + CONFIDENCE / 2.0, n - 1) * difference.std(ddof=1) / np.sqrt(n))
    return float(difference.mean()), float(difference.mean()) - reach, float(difference.mean()) + reach
