"""Scenario files written for tests, and what loading them says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from trustsim.errors import InputError, Problem
from trustsim.scenario.load import LoadedScenario, load_scenario
from trustsim.scenario.schema import Scenario

STAFF = """id,name,organisation,team,role
p1,Ann Head,north,office,head
p2,Bo,north,maths,teacher
p3,Cy,north,maths,teacher
p4,Di,south,art,teacher
p5,Ed,south,art,teacher
"""
TIES = "source,target,value\np1,p2,1\np4,p5,2\n"


def write(folder: Path, text: str, name: str = "mine.yaml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    return folder / name


def imported(folder: Path, text: str = "") -> Path:
    write(folder, STAFF, "staff.csv")
    write(folder, TIES, "ties.csv")
    write(folder, "network: {staff_file: staff.csv, ties_file: ties.csv}\n" + text, "scenario.yaml")
    return folder


def load(folder: Path, text: str, **options: Any) -> LoadedScenario:
    return load_scenario(write(folder, text), **options)


def problems(folder: Path, text: str, **options: Any) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        load(folder, text, **options)
    return caught.value.problems


def problem(folder: Path, text: str, **options: Any) -> Problem:
    found = problems(folder, text, **options)
    assert len(found) == 1, found
    return found[0]


def levels(loaded: LoadedScenario | Scenario, name: str) -> dict[str, float]:
    scenario = loaded if isinstance(loaded, Scenario) else loaded.scenario
    return scenario.organisations[name].leadership.levels()
