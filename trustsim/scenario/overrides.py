"""Overrides: single settings that are changed over what the files say, as a sweep or the command line does."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

from trustsim.errors import InputError, Problem
from trustsim.scenario.layers import EXTENDS, PRESET, STYLE
from trustsim.scenario.schema import Organisation
from trustsim.scenario.whole import ORGANISATIONS
from trustsim.scenario.yaml_guard import Path_, Place, dotted

OVERRIDE = "override"


def apply_overrides(
    data: Any, places: Mapping[Path_, Place], overrides: Mapping[str, Any]
) -> tuple[Any, dict[Path_, Place]]:
    """Copies of `data` and `places` with every override in its place, still to be checked like the rest."""
    if not overrides or not isinstance(data, dict):
        return data, dict(places)
    changed, where = copy.deepcopy(data), dict(places)
    problems = []
    for path, value in _ordered(overrides):
        if path[0] == EXTENDS:
            problems.append(
                Problem("cannot be overridden: name the scenario itself", OVERRIDE, key=EXTENDS, given=value)
            )
        elif not _set(changed, where, path, value):
            problems.append(Problem("there is no such item of a list", OVERRIDE, key=dotted(path), given=value))
    if problems:
        raise InputError(problems)
    return changed, where


def everywhere(
    data: dict[str, Any], places: Mapping[Path_, Place], overrides: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[Path_, Place]]:
    """Copies in which overrides of the top level also replace organisations' own values; for checked ones only."""
    changed, where = copy.deepcopy(data), dict(places)
    own = changed.get(ORGANISATIONS) or {}
    ordered = list(_ordered(overrides))
    for path, value in ordered:
        if path[0] in Organisation.model_fields:
            for name, sections in own.items():
                if isinstance(sections, dict) and path[0] in sections:
                    _set(changed, where, (ORGANISATIONS, name, *path), value)
    # An override for one organisation is more exact than one for all.
    for path, value in ordered:
        if path[0] == ORGANISATIONS:
            _set(changed, where, path, value)
    return changed, where


def _ordered(overrides: Mapping[str, Any]) -> Iterator[tuple[Path_, Any]]:
    """Single settings; a preset first, because it begins a leadership afresh."""
    single = [pair for key, value in overrides.items() for pair in _single(path_of(key), value)]
    yield from sorted(single, key=lambda pair: pair[0][-1] != PRESET)


def _single(path: Path_, value: Any) -> Iterator[tuple[Path_, Any]]:
    """The settings in a value that is a mapping: it lies over what is there, as a file over the one it extends."""
    if isinstance(value, Mapping) and value:
        for key, item in value.items():
            yield from _single((*path, key), item)
    else:
        yield path, value


def path_of(key: str) -> Path_:
    """The parts of a dotted path such as ``timeline[0].week``."""
    parts: list[str | int] = []
    for part in str(key).split("."):
        name, *numbers = re.split(r"\[([0-9]{1,9})\](?=\[|$)", part)
        parts.append(name)
        parts += [int(number) for number in numbers if number]
    return tuple(parts)


def _set(data: dict[str, Any], places: dict[Path_, Place], path: Path_, value: Any) -> bool:
    """Put `value` at `path`, making mappings on the way; False where a list has no such item."""
    holder: Any = data
    for depth, part in enumerate(path):
        last = depth == len(path) - 1
        if isinstance(holder, list) != isinstance(part, int) or (isinstance(part, int) and part >= len(holder)):
            return False
        if last:
            break
        if isinstance(path[depth + 1], int):
            if not isinstance(holder[part] if isinstance(part, int) else holder.get(part), list):
                return False
        elif isinstance(part, str) and not isinstance(holder.get(part), dict | list):
            holder[part] = {}
            places[path[: depth + 1]] = Place(OVERRIDE, 0)
        holder = holder[part]
    if len(path) > 1 and path[-1] == PRESET and path[-2] == STYLE:
        holder.clear()
        _forget(places, path[:-1])
    _forget(places, path)
    holder[path[-1]] = copy.deepcopy(value)
    places[path] = Place(OVERRIDE, 0)
    return True


def _forget(places: dict[Path_, Place], path: Path_) -> None:
    """Drop the places below `path`, which are covered now."""
    for below in [known for known in places if known[: len(path)] == path and len(known) > len(path)]:
        del places[below]
