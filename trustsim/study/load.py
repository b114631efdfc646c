"""From a study file to a study that can be run: scenarios read, factors with their levels, design points; all problems at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import ValidationError

from trustsim.errors import InputError, Problem
from trustsim.scenario.layers import problems_of
from trustsim.scenario.load import LoadedScenario, load_scenario, loaded, size_of, varied
from trustsim.scenario.whole import refuse
from trustsim.scenario.yaml_guard import Path_, Place, dotted, read_yaml, to_yaml
from trustsim.study.designs import Points, check_design, count, points
from trustsim.study.factors import ReadyFactor, ready
from trustsim.study.outcomes import ALWAYS, check_outcomes, columns
from trustsim.study.schema import Adaptive, Morris, Precision, Sobol, Study, written_out
from trustsim.weekly import WEEKLY, is_yes_no

if TYPE_CHECKING:
    from trustsim.imports import School

MOST_CHECKED = 3000   # design points whose combination is checked before anything runs
MOST_POINTS = 20_000_000


@dataclass(frozen=True)
class Materials:
    """What a worker needs to make any run of a study, without reading a file: scenarios and imported networks that points choose from."""

    scenarios: tuple[LoadedScenario, ...]
    networks: tuple[School, ...]
    factors: tuple[ReadyFactor, ...]
    study: Study

    def at(self, coded: np.ndarray[Any, Any]) -> LoadedScenario:
        """The scenario of a design point; InputError where its levels do not go together."""
        overrides: dict[str, Any] = {}
        scenario, network = 0, None
        for factor, code in zip(self.factors, coded):
            overrides |= factor.overrides(float(code))
            if factor.levels and not np.isnan(code):
                level = factor.levels[int(code)]
                scenario = level.scenario if level.scenario is not None else scenario
                network = level.network if level.network is not None else network
        return varied(self.scenarios[scenario], overrides, school=None if network is None else self.networks[network])


@dataclass(frozen=True)
class LoadedStudy:
    """A study, checked, and where it came from.

    Attributes
    ----------
    name : the stem of its file.
    text : the study as it was written.
    materials : what its runs are made from.
    sources : scenarios and networks that the study names, as they were read, by the name it gives them.
    """

    study: Study
    name: str
    path: Path | None
    text: str
    materials: Materials
    sources: Mapping[str, LoadedScenario]

    @property
    def factors(self) -> tuple[ReadyFactor, ...]:
        """Its factors, in the order of the file."""
        return self.materials.factors

    @cached_property
    def points(self) -> Points:
        """Its design points."""
        return points(self.study.design, self.factors, self.study.seed)

    @property
    def title(self) -> str:
        """What it is called."""
        return self.study.title or self.name.replace("_", " ")

    @property
    def weeks(self) -> int:
        """Weeks of the scenario as it is."""
        return self.materials.scenarios[0].scenario.weeks


def load_study(source: str | Path | Mapping[str, Any], *, places: Mapping[str, Path] | None = None, name: str = "") -> LoadedStudy:
    """Read and check a study.

    Parameters
    ----------
    source : a study file, or a mapping as YAML would give. Files it names are sought beside it, then as `run` would.
    places : where copies of the scenarios it names lie.
    name : its name, by default that of the file.

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    if isinstance(source, Mapping):
        data: Any = dict(source)
        return _complete(data, {(): Place("", 0)}, None, to_yaml(data), places or {}, name or "study")
    path = Path(source)
    document = read_yaml(path)
    return _complete(document.data, document.places, path, path.read_text(encoding="utf-8-sig"), places or {}, name or path.stem)


class _Problems:
    """Problems with the places where a study says what is wrong."""

    def __init__(self, places: Mapping[Path_, Place], file: str | None) -> None:
        self.places, self.file = places, file
        self.found: list[Problem] = []

    def add(self, path: Path_, message: str, **more: Any) -> None:
        """One thing that is wrong at `path` of the study."""
        self.found.append(Problem(message, **self.place(path), key=dotted(path) or None, **more))

    def place(self, path: Path_) -> dict[str, Any]:
        """File and line of `path`, or of what it lies in."""
        at = next((self.places[path[:end]] for end in range(len(path), -1, -1) if path[:end] in self.places), None)
        return {"file": (at.file if at else None) or self.file, "line": (at.line if at else None) or None}

    def collect(self, path: Path_, error: InputError) -> None:
        """What another file, or a scenario made with this setting, complains of: said where the study asks for it."""
        for problem in error.problems:
            key = f"{dotted(path)} ({problem.key})" if problem.key and problem.key != path[-1] else dotted(path)
            moved = replace(problem, **self.place(path), key=key)
            if moved not in self.found:
                self.found.append(moved)


def _complete(data: Any, places: Mapping[Path_, Place], path: Path | None, text: str, copies: Mapping[str, Path], name: str) -> LoadedStudy:
    file = str(path) if path is not None else None
    data = written_out(data)
    try:
        study = Study.model_validate(data)
    except ValidationError as error:
        raise InputError(problems_of(error, Study, data, places, file or "")) from None
    problems = _Problems(places, file)
    reader = _Reader(path.parent if path is not None else None, copies)
    materials = _materials(study, problems, reader)
    refuse(problems.found)
    made = LoadedStudy(study, name, path, text, materials, reader.read)
    weeks = max(source.scenario.weeks for source in materials.scenarios)
    check_outcomes(study.outcomes, weeks, lambda where, message, **more: problems.add(("outcomes", *where), message, **more))
    check_design(study.design, materials.factors, problems.add)
    _check_of(study, problems)
    refuse(problems.found)
    many = count(study.design, materials.factors)
    if many > MOST_POINTS:
        years = many * study.most_replicates * _seconds(made) / 3.2e7
        problems.add(("design",), f"has {many:,} points: at {_seconds(made):.2g} s a run and {study.most_replicates} replicates that would take "
                     f"about {years:,.3g} years of computing, and {many * 200 / 1e9:,.3g} GB for a list of the points alone",
                     allowed=f"at most {MOST_POINTS:,} points")
        refuse(problems.found)
    _check_points(made, problems)
    refuse(problems.found)
    return made


def _seconds(study: LoadedStudy) -> float:
    source = study.materials.scenarios[0]
    return size_of(source.scenario, source.school).seconds


class _Reader:
    """Reads the scenarios that a study names, and keeps them."""

    def __init__(self, folder: Path | None, copies: Mapping[str, Path]) -> None:
        self.folder, self.copies = folder, copies
        self.read: dict[str, LoadedScenario] = {}

    def __call__(self, given: str) -> LoadedScenario:
        """The scenario of a name, file or folder: a copy, one beside the study, or what `run` would take."""
        if given not in self.read:
            beside = self.folder is not None and not Path(given).is_absolute() and ("/" in given or given.endswith(".yaml"))
            path = self.copies.get(given) or (self.folder / given if beside and self.folder and (self.folder / given).exists() else given)
            self.read[given] = load_scenario(path)
        return self.read[given]


def _materials(study: Study, problems: _Problems, reader: _Reader) -> Materials:
    """Scenarios, networks and factors; each level is tried by itself."""
    sources: list[LoadedScenario] = []
    schools: list[School] = []

    def take(given: Any, path: Path_) -> LoadedScenario | None:
        try:
            source = loaded(given) if isinstance(given, Mapping) else reader(given)
        except InputError as error:
            problems.collect(path, error)
            return None
        try:
            return varied(source, study.settings)
        except InputError as error:
            problems.collect(("settings",), error)
            return source

    first = take(study.scenario, ("scenario",))
    if first is None:
        return Materials((), (), (), study)
    sources.append(first)
    factors: list[ReadyFactor] = []
    for name, factor in study.factors.items():
        here = ("factors", name)
        factors.append(ready(name, factor, first, len(sources), len(schools)))
        for k, given in enumerate(factor.scenarios or ()):
            sources.append(take(given, (*here, "scenarios", k)) or first)
        for k, given in enumerate(factor.networks or ()):
            try:
                school = reader(given).school
            except InputError as error:
                problems.collect((*here, "networks", k), error)
                continue
            if school is None:
                problems.add((*here, "networks", k), "is a scenario without an imported network", given=given, allowed="a folder that `import` made")
            else:
                schools.append(school)
    many = [name for name, factor in study.factors.items() if factor.scenarios]
    if len(many) > 1:
        problems.add(("factors", many[1]), "is a second factor of scenarios", allowed="one; further differences as levels")
    if not problems.found:
        made = Materials(tuple(sources), tuple(schools), tuple(factors), study)
        for k, one in enumerate(factors):
            kind = study.factors[one.name].kind
            for number, code in enumerate(range(len(one.levels)) if one.levels else (one.low, one.high)):
                row = np.where(np.arange(len(factors)) == k, float(code), np.nan)
                where: Path_ = ("factors", one.name, ("low", "high")[number]) if one.is_range else (
                    "factors", one.name, kind, one.levels[number].label if kind == "levels" else number)
                if where not in problems.places:   # written short
                    where = ("factors", one.name)
                try:
                    made.at(row)
                except InputError as error:
                    problems.collect(where, error)
    return Materials(tuple(sources), tuple(schools), tuple(factors), study)


def _check_of(study: Study, problems: _Problems) -> None:
    """Outcomes that the design or the stopping rule go by, or the report shows, must be among those that runs leave."""
    kept = {field.name for field in columns(study.outcomes) if not field.name.endswith("_series") and field.name != "ties"}
    asked: list[tuple[Path_, str, bool]] = [(("headlines", k), name, False) for k, name in enumerate(study.headlines)]
    if isinstance(study.replicates, Precision):
        asked.append((("replicates", "of"), study.replicates.of, False))
        if isinstance(study.design, Adaptive | Sobol | Morris):
            problems.add(("replicates",), f"cannot grow in a design of kind {study.design.kind}", allowed="a number")
    if isinstance(study.design, Adaptive):
        asked.append((("design", "of"), study.design.of, True))
    for path, name, yes_no in asked:
        if name not in kept:
            problems.add(path, "is none of the outcomes that runs leave", given=name, allowed=", ".join(sorted(kept)))
        elif yes_no and not is_share_of_runs(name):
            problems.add(path, "is not an outcome of yes or no", given=name, allowed="viable, ever_viable")


def is_share_of_runs(outcome: str) -> bool:
    """Whether an outcome is 0 or 1 in each run, so that its mean is a share of runs."""
    figure, _, week = outcome.rpartition("_w")
    known = figure if figure in WEEKLY and week.isdigit() else outcome
    return known == "ever_viable" or (known in WEEKLY and is_yes_no(known)) or (known in ALWAYS and known == "viable")


def _check_points(study: LoadedStudy, problems: _Problems) -> None:
    """Try design points as a whole: all of a small design, some of a large one. Levels that do not go together are said once."""
    coded = study.points.coded
    for row in coded[:: max(1, len(coded) // MOST_CHECKED)]:
        try:
            study.materials.at(row)
        except InputError as error:
            shown = ", ".join(f"{factor.label} {factor.shown([code])[0]}" for factor, code in zip(study.factors, row))
            problems.add(("factors",), f"levels do not go together ({shown}): {error.problems[0]}")
            return
