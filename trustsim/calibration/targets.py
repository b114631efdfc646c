"""What must come out: bands of the scorecard's patterns, and what staff of real schools answered.

The bands are those of the scorecard, and nothing else about them is said here but how far the model may be wrong at its best (`discrepancy`,
Kennedy & O'Hagan 2001): a standard deviation beside that of the runs and of the emulator. It is ours: about a tenth of what matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from trustsim.errors import InputError, Problem
from trustsim.scenario.load import load_scenario
from trustsim.scorecard.patterns import PATTERNS

Array = np.ndarray[Any, Any]
CALIBRATED_ON = {   # figures of the scorecard, by experiment; the replicates of each at a point, and the discrepancy of each figure
    "collaborating": (16, {"years_without": 0.1, "years_with": 0.05}),
    "propensity": (16, {"first": 0.02, "growth": 0.02}),
    "time-by-quality": (6, {"cooperation_high": 0.005, "cooperation_low": 0.005, "viable_high": 0.02, "viable_low": 0.02}),
    "recovery": (4, {"regained_competence": 0.005, "regained_integrity": 0.005, "regained_confidentiality": 0.005, "gap_deception": 0.01}),
    "schools": (4, {"skew": 0.03, "icc": 0.01, "size": 0.05, "length": 0.03}),
    "each-interaction": (4, {"step_ratio": 0.02}),
    "needs": (8, {"lacking_nothing": 0.05, "lacking_time": 0.05, "lacking_leadership": 0.05, "lacking_trust": 0.05}),
}
PROVED_ON = {"sixty": (16, {"years_sixty": 0.1})}   # no emulators: a school of 60 over five years costs as much as most of the others together
MEAN, SPREAD = "mean of", "spread of"
MEAN_DISCREPANCY, SPREAD_DISCREPANCY = 0.01, 0.01


@dataclass(frozen=True)
class Target:
    """What a figure should be.

    Attributes
    ----------
    figure : its name among the figures of a point.
    words : what it is.
    low, high : within these it says nothing against a point.
    discrepancy : how far the model may be wrong at its best, as a standard deviation.
    one_draw : whether it is the figure of a single real school, so that the spread between single simulated schools counts too; else
        it is of the mean of all replicates.
    source : where it comes from.
    proof_only : whether only points that are put to the proof are asked for it; emulators know nothing of it.
    """

    figure: str
    words: str
    low: float
    high: float
    discrepancy: float
    one_draw: bool
    source: str
    proof_only: bool = False


@dataclass(frozen=True)
class RealSchool:
    """An imported school with a survey of trust.

    Attributes
    ----------
    answers : what its staff answered, 0-1; those who did not are left out.
    density : advice ties over possible ones.
    """

    name: str
    folder: Path
    staff: int
    answers: Array
    density: float

    @property
    def mean(self) -> float:
        """Of the answers."""
        return float(self.answers.mean())

    @property
    def spread(self) -> float:
        """Standard deviation of the answers."""
        return float(self.answers.std(ddof=1))


def pattern_targets() -> tuple[Target, ...]:
    """The patterns of the scorecard that ordinary runs can compute cheaply; all others are held out."""
    made = []
    for experiment, (_, figures) in {**CALIBRATED_ON, **PROVED_ON}.items():
        for pattern in PATTERNS:
            if pattern.experiment.name == experiment:
                made += [Target(criterion.figure, criterion.words, criterion.band.low, criterion.band.high, figures[criterion.figure], False,
                                pattern.source, experiment in PROVED_ON) for criterion in pattern.criteria if criterion.figure in figures]
    return tuple(made)


def held_out() -> list[str]:
    """Patterns of the scorecard of which no figure is calibrated on."""
    used = {target.figure for target in pattern_targets()}
    return [pattern.title for pattern in PATTERNS if not used & {criterion.figure for criterion in pattern.criteria}]


def school_targets(schools: Sequence[RealSchool]) -> tuple[Target, ...]:
    """Mean and spread of the answers of each school."""
    return tuple(target for school in schools for target in (
        Target(f"{MEAN} {school.name}", f"mean answer in {school.name}", school.mean, school.mean, MEAN_DISCREPANCY, True,
               "its survey"),
        Target(f"{SPREAD} {school.name}", f"spread of answers in {school.name}", school.spread, school.spread, SPREAD_DISCREPANCY, True,
               "its survey")))


def real_school(folder: Path) -> RealSchool:
    """A school that `import` made, with its survey.

    Raises
    ------
    InputError
        Where it is no imported school, or fewer than five of its staff answered a survey.
    """
    source = load_scenario(folder)
    if source.school is None:
        raise InputError(Problem("is no imported school", file=str(folder), allowed="a folder that `run_sim.py import` made"))
    trust = source.school.trust
    answers = trust[~np.isnan(trust)]
    if len(answers) < 5:
        raise InputError(Problem("has no survey to fit to, which at least five staff must have answered", file=str(folder),
                                 given=f"{len(answers)} staff with a score", allowed="a column `trust` in the table of staff, see docs/import.md"))
    n = len(source.school.ids)
    return RealSchool(folder.name, folder, n, answers, len(source.school.ties) / (n * (n - 1)))
