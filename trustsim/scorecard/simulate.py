"""Runs for the scorecard: scenarios as YAML would give them, under one of the rules, made ready once in each worker."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import numpy as np

from trustsim.model import TrustModel
from trustsim.randomness import replicate_seed
from trustsim.replicates import Replicates
from trustsim.scenario.load import load_scenario, loaded, varied
from trustsim.scenario.schema import Scenario

SEED = 20_000   # of the scorecard, far from the seeds 0, 1, 2 ... on which values were set
YEAR = 39       # school weeks
SCHOOL = {"staff": 30, "teams": 5}   # the school of most patterns: fair leadership, 60 minutes of team meetings a week, no history

_beside = "{}"   # overrides of every scenario, as JSON


def seed_of(replicate: int) -> int:
    """The seed of a replicate."""
    return replicate_seed(SEED, replicate)


@contextmanager
def beside(overrides: Mapping[str, Any]) -> Iterator[None]:
    """Lay overrides (path to value) over every scenario that is made within: the patterns at other values than those shipped.

    What a pattern sets itself stays: a school in distrust is one at other values too.
    """
    global _beside
    before, _beside = _beside, json.dumps(dict(overrides), sort_keys=True)
    try:
        yield
    finally:
        _beside = before


def model_of(settings: Mapping[str, Any], rule: str, seed: int, *, extends: str | None = None) -> TrustModel:
    """A school before its first week: `settings` as a file would state them, or as overrides of a library scenario."""
    return _ready(json.dumps(settings, sort_keys=True), rule, extends, _beside).founded(seed)


def weeks_of(settings: Mapping[str, Any], rule: str, seed: int, *, extends: str | None = None) -> np.ndarray[Any, Any]:
    """The weekly table (trustsim.state.WEEK) of a run to its end; row 0 is the start."""
    return model_of(settings, rule, seed, extends=extends).run().state.weeks


def scenario_of(settings: Mapping[str, Any], rule: str) -> Scenario:
    """The scenario that these settings make, for what looks at it alone."""
    return _ready(json.dumps(settings, sort_keys=True), rule, None, _beside).scenario


@lru_cache(maxsize=64)
def _ready(settings: str, rule: str, extends: str | None, more: str) -> Replicates:
    said = json.loads(settings)
    own = flat(said)   # what a pattern sets is what it is about, so that other values leave it alone
    overrides = {path: value for path, value in json.loads(more).items() if path not in own}
    if extends is not None:
        return Replicates(load_scenario(extends, overrides={**overrides, **own, "mechanisms.beliefs.rival": rule}))
    mechanisms = dict(said.get("mechanisms", {}))
    mechanisms["beliefs"] = {**mechanisms.get("beliefs", {}), "rival": rule}
    return Replicates(varied(loaded({**said, "mechanisms": mechanisms}), overrides))


def flat(settings: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """Settings as overrides: {'meetings': {'structure': 1}} becomes {'meetings.structure': 1}."""
    made: dict[str, Any] = {}
    for name, value in settings.items():
        made |= flat(value, f"{path}{name}.") if isinstance(value, Mapping) else {f"{path}{name}": value}
    return made
