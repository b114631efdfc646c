"""From a factor's levels or range to what they change in a scenario."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from trustsim.scenario.describe import rows
from trustsim.scenario.load import LoadedScenario
from trustsim.scenario.overrides import path_of
from trustsim.scenario.schema import Organisation, Scenario
from trustsim.study.schema import Factor

PRESET_PATH = "leadership.preset"


@dataclass(frozen=True)
class Level:
    """One level: what it is called in tables, and what it changes.

    ``scenario`` and ``network`` count in the study's list of scenarios and of imported networks; None leaves them as they are.
    """

    label: Any
    overrides: dict[str, Any]
    scenario: int | None = None
    network: int | None = None


@dataclass(frozen=True)
class ReadyFactor:
    """A factor whose levels are known.

    Attributes
    ----------
    levels : its levels, none for a range.
    low, high, log, whole, steps : of a range; `whole` where the parameter is a whole number.
    own : the parameter's value in the scenario as it is, None where there is no single one.
    """

    name: str
    label: str
    unit: str
    paths: tuple[str, ...]
    levels: tuple[Level, ...]
    own: Any = None
    low: float = 0.0
    high: float = 1.0
    log: bool = False
    whole: bool = False
    steps: int | None = None

    @property
    def is_range(self) -> bool:
        """Whether it takes any value between two ends."""
        return not self.levels

    def scaled(self, unit: Any) -> Any:
        """Points of [0, 1] as values of the range, or as numbers of levels."""
        unit = np.asarray(unit, dtype=float)
        if not self.is_range:
            return np.minimum(np.floor(unit * len(self.levels)), len(self.levels) - 1)
        if self.log:
            values = np.exp(np.log(self.low) + unit * (np.log(self.high) - np.log(self.low)))
        else:
            values = self.low + unit * (self.high - self.low)
        values = np.where(unit == 1, self.high, np.where(unit == 0, self.low, values))   # the ends exactly
        return np.rint(values) if self.whole else values

    def overrides(self, coded: float) -> dict[str, Any]:
        """What a number of a level, or a value of the range, changes; NaN changes nothing."""
        if np.isnan(coded):
            return {}
        if self.levels:
            return self.levels[int(coded)].overrides
        return dict.fromkeys(self.paths, int(coded) if self.whole else float(coded))

    def shown(self, coded: Any) -> list[Any]:
        """Numbers of levels, or values of the range, as tables show them."""
        if self.levels:
            return [self.as_it_is if np.isnan(number) else self.levels[int(number)].label for number in coded]
        values = [self.as_it_is if np.isnan(value) else int(value) if self.whole else float(value) for value in coded]
        return values

    @property
    def as_it_is(self) -> Any:
        """What tables show where the factor is left as the scenario has it."""
        if self.own is not None and (not self.levels or not isinstance(self.levels[0].label, str)):
            return self.own
        return float("nan") if not self.levels else "as it is" if self.own is None else shown_value(self.own)

    def coded(self, value: Any) -> float | None:
        """The number of the level that a user names, or a value within the range; None where there is no such."""
        if self.levels:
            return next((float(k) for k, level in enumerate(self.levels) if level.label == value or level.label == shown_value(value)), None)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return float(value) if is_number and self.low <= value <= self.high and not (self.whole and value != int(value)) else None


def shown_value(value: Any) -> Any:
    """A value of a parameter as a table shows it: numbers as they are, all else as text."""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, int | float) else str(value)


_parts_of = lru_cache(512)(path_of)   # the browser looks up every parameter for each film


def own_value(scenario: Scenario, path: str) -> Any:
    """The value of a parameter in a scenario; None where there is none, or organisations differ."""
    parts = _parts_of(path)
    holders = list(scenario.organisations.values()) if parts[0] in Organisation.model_fields else [scenario]
    found = []
    for start in holders:
        holder: Any = start
        for depth, part in enumerate(parts):
            if isinstance(holder, dict | tuple | list):
                known = part in holder if isinstance(holder, dict) else isinstance(part, int) and part < len(holder)
                holder = holder[part] if known else None   # type: ignore[index]
            elif depth == 1 and parts[0] == "leadership" and part != "preset":
                holder = holder.levels().get(part)
            else:
                holder = getattr(holder, str(part), None)
        found.append(holder)
    return found[0] if all(value == found[0] for value in found) and isinstance(found[0], int | float | str) else None


def ready(name: str, factor: Factor, source: LoadedScenario, first_scenario: int, first_network: int) -> ReadyFactor:
    """A factor with its levels; its scenarios and networks count from the given numbers on."""
    said = factor.path if factor.path is not None else name
    paths = (PRESET_PATH,) if factor.kind == "presets" else (said,) if isinstance(said, str) else tuple(said)
    on_path = factor.kind in ("values", "low", "presets")
    own = own_value(source.scenario, paths[0]) if on_path else None
    unit = factor.unit or (next((row.unit for row in rows() if row.path == paths[0]), "") if on_path else "")
    label = factor.label or (_short(name) if name in paths else name)
    common: dict[str, Any] = {"name": name, "label": label, "unit": unit, "paths": paths if on_path else (), "own": own}
    if factor.low is not None and factor.high is not None:
        whole = isinstance(own, int) and not isinstance(own, bool)
        return ReadyFactor(levels=(), low=float(factor.low), high=float(factor.high), log=factor.scale == "log", whole=whole, steps=factor.steps,
                           **common)
    if factor.kind == "levels":
        levels = [Level(label, dict(overrides)) for label, overrides in (factor.levels or {}).items()]
    elif factor.kind == "scenarios":
        levels = [Level(_stem(given), {}, scenario=first_scenario + k) for k, given in enumerate(factor.scenarios or ())]
    elif factor.kind == "networks":
        levels = [Level(_stem(given), {}, network=first_network + k) for k, given in enumerate(factor.networks or ())]
    else:
        values = factor.values if factor.kind == "values" else factor.presets
        shown = [shown_value(value) for value in values or ()]
        if not all(isinstance(value, int | float) for value in shown):
            shown = [str(value) for value in shown]
        levels = [Level(label, dict.fromkeys(paths, value)) for label, value in zip(shown, values or ())]
    return ReadyFactor(levels=tuple(levels), **common)


def _short(path: str) -> str:
    """The end of a path, with its section where one word alone says little: 'team minutes per week', but 'spanners count'."""
    end = path.split(".")[-1]
    return " ".join(path.split(".")[-1 if "_" in end else -2:]).replace("_", " ")


def _stem(given: str) -> str:
    """The last part of a file's or folder's name."""
    return given.rstrip("/").rsplit("/", 1)[-1].removesuffix(".yaml")
