"""Figures at a point: the scorecard's experiments, and imported schools with their survey layer, at given values of the parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from trustsim.calibration.targets import MEAN, SPREAD
from trustsim.replicates import Replicates
from trustsim.scenario.load import LoadedScenario, load_scenario, varied
from trustsim.scorecard.collaborating import YEARS as LONGEST
from trustsim.scorecard.patterns import EXPERIMENTS
from trustsim.scorecard.schools import YEARS, drawn
from trustsim.scorecard.simulate import YEAR, beside, flat, seed_of
from trustsim.survey import ask

Array = np.ndarray[Any, Any]
HISTORY = 4.0   # school years that a school has worked together before; it is surveyed three years later, as the scorecard's are


@dataclass(frozen=True)
class Job:
    """What a worker computes.

    Attributes
    ----------
    settings : values of the parameters.
    experiments : of the scorecard, with the replicates of each.
    schools : folders of imported schools, each surveyed in `surveys` runs.
    unknown : whether leadership and meeting time of these schools are drawn anew in every run, as the scorecard draws them, since nobody knows
        them; else they are as the school's scenario and the settings say.
    first : number of the first replicate: others are other luck.
    """

    settings: Mapping[str, float]
    experiments: Mapping[str, int]
    schools: tuple[str, ...] = ()
    surveys: int = 6
    unknown: bool = True
    first: int = 0


def figures_at(job: Job) -> dict[str, list[float]]:
    """Each figure's value, the variance of that value as an estimate, and the variance between single replicates."""
    found: dict[str, list[float]] = {}
    with beside(job.settings):
        for name, replicates in job.experiments.items():
            rows = [EXPERIMENTS[name].replicate("none", number) for number in range(job.first, job.first + replicates)]
            for figure in rows[0]:
                values = np.array([row[figure] for row in rows], dtype=float)
                found[figure] = summed(values, years=figure.startswith("years"))
    for k, folder in enumerate(job.schools):
        answers = [_survey(folder, k, number, job) for number in range(job.first, job.first + job.surveys)]
        name = _source(folder).name
        found[f"{MEAN} {name}"] = summed(np.array([each.mean() for each in answers]))
        found[f"{SPREAD} {name}"] = summed(np.array([each.std(ddof=1) for each in answers]))
    return found


def summed(values: Array, *, years: bool = False) -> list[float]:
    """Mean of replicates; of years until something the median, with never as the length of the runs."""
    values = values[~np.isnan(values)]
    if years:
        values = np.minimum(values, LONGEST)
    n = len(values)
    if n < 2:
        return [float(values.mean()) if n else float("nan"), float("nan"), float("nan")]
    spread = float(values.var(ddof=1))
    return [float(np.median(values)), np.pi / 2 * spread / n, spread] if years else [float(values.mean()), spread / n, spread]


@lru_cache(maxsize=64)
def _source(folder: str) -> LoadedScenario:
    return load_scenario(folder)


def _survey(folder: str, k: int, number: int, job: Job) -> Array:
    """What the staff of an imported school answer in a run."""
    source = _source(folder)
    assert source.school is not None
    unasked = replace(source.school, trust=np.full(len(source.school.ids), np.nan))   # a fit must not start from its own answer
    settings: dict[str, Any] = {"weeks": YEARS * YEAR, "history.years": HISTORY, "record.events": False}
    seed = seed_of(number)
    if job.unknown:
        school = drawn(number, k, len(source.school.ids))
        seed = school.seed
        settings |= {path: value for path, value in flat(school.settings).items() if path.startswith(("leadership.", "meetings."))}
    made = varied(source, {**settings, **job.settings}, school=unasked)
    return ask(Replicates(made).founded(seed).run())
