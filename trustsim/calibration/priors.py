"""What is held possible of parameters before any target is looked at: read from YAML, checked, and turned to and from the unit cube."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import Field, ValidationError, model_validator
from scipy.stats import truncnorm

from trustsim.errors import InputError, Problem, nearest
from trustsim.scenario.layers import problems_of
from trustsim.scenario.load import load_scenario, varied
from trustsim.scenario.parameter import Section, par
from trustsim.scenario.yaml_guard import read_yaml
from trustsim.study.factors import own_value

Array = np.ndarray[Any, Any]
OF_PATTERNS, OF_A_SCHOOL = "priors.yaml", "school.yaml"


class Said(Section):
    """A prior as a file says it."""

    path: tuple[str, ...] = par((), "", "several parameters that take the same value; by default the one the prior is named by", "", strict=False)
    low: float = par(..., "unit of the parameter", "lowest value held possible", "")
    high: float = par(..., "unit of the parameter", "highest value held possible", "")
    scale: Literal["linear", "log"] = par("linear", "", "even on this scale; log needs low above 0", "")
    mean: float | None = par(None, "unit of the parameter", "middle of a normal prior, cut off at low and high; with sd", "")
    sd: float | None = par(None, "unit of the parameter", "its standard deviation", "", gt=0)
    start: float | None = par(None, "unit of the parameter", "value from which the point chosen to be shipped moves as little as it can; by default "
                              "the one shipped", "")
    at_most: str | None = par(None, "", "another prior whose value this one never exceeds", "")
    source: str = par(..., "", "why these values are held possible", "", min_length=3)

    @model_validator(mode="after")
    def _fits(self) -> Said:
        if not self.low < self.high:
            raise ValueError(f"low must be below high; given {self.low:g} and {self.high:g}")
        if self.scale == "log" and self.low <= 0:
            raise ValueError(f"a prior on a log scale lies above 0; given low {self.low:g}")
        if (self.mean is None) != (self.sd is None):
            raise ValueError("mean and sd come together")
        if self.start is not None and not self.low <= self.start <= self.high:
            raise ValueError(f"start lies from low to high; given {self.start:g}")
        if self.mean is not None and self.scale == "log":
            raise ValueError("a normal prior has a linear scale")
        return self


class Priors(Section):
    """A file of priors."""

    priors: dict[str, Said] = Field(min_length=1)


@dataclass(frozen=True)
class Prior:
    """What is held possible of one parameter, or of several that take the same value.

    Attributes
    ----------
    shipped : the value in the baseline; None where the parameters have different ones.
    """

    name: str
    paths: tuple[str, ...]
    said: Said
    shipped: float | None

    def value(self, unit: Any) -> Any:
        """Values at points of [0, 1], by the inverse of the prior's distribution."""
        low, high = self.said.low, self.said.high
        if self.said.mean is not None and self.said.sd is not None:
            made = self._normal().ppf(unit)
        elif self.said.scale == "log":
            made = low * (high / low) ** np.asarray(unit, dtype=float)
        else:
            made = low + (high - low) * np.asarray(unit, dtype=float)
        return np.clip(made, low, high)

    def unit(self, value: float) -> float:
        """The point of [0, 1] of a value; one beyond the range is drawn to its end."""
        low, high = self.said.low, self.said.high
        value = min(max(value, low), high)
        if self.said.mean is not None and self.said.sd is not None:
            return float(self._normal().cdf(value))
        return float(np.log(value / low) / np.log(high / low)) if self.said.scale == "log" else (value - low) / (high - low)

    def _normal(self) -> Any:
        mean, sd = float(self.said.mean or 0.0), float(self.said.sd or 1.0)
        return truncnorm((self.said.low - mean) / sd, (self.said.high - mean) / sd, mean, sd)

    @property
    def start(self) -> float | None:
        """The value before any data: what the file says, else the one shipped."""
        return self.said.start if self.said.start is not None else self.shipped

    @property
    def within(self) -> bool:
        """Whether the shipped value is one and lies in the range."""
        return self.shipped is not None and self.said.low <= self.shipped <= self.said.high


def overrides(priors: tuple[Prior, ...], unit: Array) -> dict[str, float]:
    """A point of the unit cube, shape (priors,), as settings; NaN leaves a parameter as it is."""
    return {path: float(prior.value(at)) for prior, at in zip(priors, unit, strict=True) if not np.isnan(at) for path in prior.paths}


def possible(priors: tuple[Prior, ...], units: Array) -> Array:
    """Which points of the unit cube, shape (points, priors), keep the order that priors demand of each other; shape (points,)."""
    number = {prior.name: k for k, prior in enumerate(priors)}
    kept = np.ones(len(units), dtype=bool)
    for prior in priors:
        if prior.said.at_most is not None:
            k, most = number[prior.name], number[prior.said.at_most]
            kept &= prior.value(units[:, k]) <= priors[most].value(units[:, most]) + 1e-9
    return kept


def shipped_file(name: str) -> Path:
    """A file of priors that comes with the package."""
    return Path(str(files("trustsim.calibration") / name))


def read_priors(path: Path) -> tuple[Prior, ...]:
    """Read a file of priors.

    Raises
    ------
    InputError
        With everything that is wrong: no such parameter, values that it cannot take, a range that is none, no source.
    """
    document = read_yaml(path)
    try:
        made = Priors.model_validate(document.data)
    except ValidationError as error:
        raise InputError(problems_of(error, Priors, document.data, document.places, str(path))) from None
    baseline = load_scenario("baseline")
    problems: list[Problem] = []
    priors = []
    for name, said in made.priors.items():
        paths = said.path or (name,)
        place = document.places.get(("priors", name))
        before = len(problems)
        problems += _out_of_order(name, said, made.priors, str(path), place.line if place else None)
        for value in (said.low, said.high):
            problems += _wrong(baseline, dict.fromkeys(paths, value), str(path), place.line if place else None, f"priors.{name}")
            if len(problems) > before:
                break
        if len(problems) == before:
            own = {own_value(baseline.scenario, each) for each in paths}
            priors.append(Prior(name, paths, said, float(own.pop()) if len(own) == 1 and None not in own else None))
    if problems:
        raise InputError(problems)
    return tuple(priors)


def _out_of_order(name: str, said: Said, priors: Mapping[str, Said], file: str, line: int | None) -> list[Problem]:
    """What is wrong with the prior that this one must not exceed."""
    if said.at_most is None:
        return []
    key, others = f"priors.{name}.at_most", [other for other in priors if other != name]
    if said.at_most not in others:
        return [Problem("names no other prior of this file", file, line, key, said.at_most, nearest=nearest(said.at_most, others))]
    most = priors[said.at_most]
    if said.low > most.high:
        return [Problem("leaves no value: low lies above all values of the other", file, line, key, said.at_most)]
    if said.start is not None and most.start is not None and said.start > most.start:
        return [Problem("does not hold at the start", file, line, key, said.at_most, f"start at most {most.start:g}")]
    return []


def _wrong(baseline: Any, settings: Mapping[str, Any], file: str, line: int | None, key: str) -> list[Problem]:
    """What the scenario says against these values, told where the prior stands."""
    try:
        varied(baseline, settings)
    except InputError as error:
        return [Problem(problem.message, file, line, key if problem.key in (None, key.removeprefix("priors.")) else f"{key} ({problem.key})",
                        problem.given, problem.allowed, problem.nearest) for problem in error.problems[:1]]
    return []
