"""What a study folder is about: what its runs depend on, and where it came from.

    FOLDER/study.yaml        the study, as it was written
    FOLDER/scenarios/        the scenarios it varies, and imported networks, so that the folder needs nothing beside it
    FOLDER/lock.json         identity (what the numbers depend on) and provenance (where and when it was made)
    FOLDER/design.parquet    the design points
    FOLDER/chunks/           the runs, a file a chunk (chunks.py)
    FOLDER/failures/         a note on every run that failed

Two studies with the same identity have the same rows, so a folder is only gone on with where the identity is the same.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

import trustsim
from trustsim.errors import InputError, Problem
from trustsim.scenario.load import LoadedScenario
from trustsim.scenario.yaml_guard import to_yaml
from trustsim.store import RANDOMNESS, digest, surroundings, write_folder, write_table
from trustsim.study.load import LoadedStudy, load_study
from trustsim.study.plan import chunk_size

if TYPE_CHECKING:
    from trustsim.imports import School

LOCK, STUDY, DESIGN, SCENARIOS, CHUNKS, FAILURES = "lock.json", "study.yaml", "design.parquet", "scenarios", "chunks", "failures"
ENGINE = ("numpy", "numba", "llvmlite", "pyarrow")   # packages whose version may show in numbers or bytes
NOT_ENGINE = (   # files that no row depends on
    "figures/", "explain/", "twin/", "cli.py", "terminal.py", "summary.py", "compare/", "scorecard/", "survey.py", "claims.py",
    "words.py", "agents.py",
    *(f"analysis/{name}.py" for name in ("effects", "pairs", "phase", "runs", "sensitivity", "survival")),
    *(f"study/{name}.py" for name in ("cluster", "commands", "durable", "isolate", "local", "opened", "report", "sweep", "tasks", "upkeep",
                                        "worker")))
WORDS = ("title", "question", "source", "confidence")   # of a study, no row depends on them


def identity(study: LoadedStudy) -> dict[str, Any]:
    """Everything that the rows of a study depend on, as JSON."""
    said = study.study.model_dump(mode="json", exclude=set(WORDS))
    said["factors"] = {name: {key: value for key, value in factor.items() if key not in ("label", "unit")}
                       for name, factor in said["factors"].items()}
    for name in ("scenario", "scenarios", "networks"):   # what they hold is below; where they lie does not matter
        said.pop(name, None)
    return {
        "study": said,
        "scenarios": [_digest(source) for source in study.materials.scenarios],
        "networks": [_school_hash(school) for school in study.materials.networks],
        "chunk": chunk_size(study),
        "trustsim": trustsim.__version__,
        "code": code_hash(),
        "randomness": RANDOMNESS,
        "packages": {name: version(name) for name in ENGINE},
    }


def _digest(source: LoadedScenario) -> str:
    return digest(source.scenario) if source.school is None else f"{digest(source.scenario)} {_school_hash(source.school)}"


def _school_hash(school: School) -> str:
    """A hash of an imported school, to the last digit of every number."""
    columns = {field.name: np.asarray(getattr(school, field.name)).tolist() for field in fields(school)}
    return hashlib.sha256(json.dumps(columns, sort_keys=True, default=str).encode()).hexdigest()


def code_hash() -> str:
    """A hash of the source files that numbers depend on."""
    package = Path(str(trustsim.__file__)).parent
    made = hashlib.sha256()
    for path in sorted(path for path in package.rglob("*") if path.suffix in (".py", ".yaml")):
        name = path.relative_to(package).as_posix()
        if not name.startswith(NOT_ENGINE):
            made.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return made.hexdigest()


def study_id(found: Mapping[str, Any]) -> str:
    """A short name of an identity."""
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()[:16]


def differences(old: Any, new: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Where two identities differ: path, old value, new value."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted({*old, *new}):
            yield from differences(old.get(key), new.get(key), f"{path}.{key}" if path else str(key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for k, (a, b) in enumerate(zip(old, new)):
            yield from differences(a, b, f"{path}[{k}]")
    elif old != new:
        yield path, old, new


def is_study(folder: Path) -> bool:
    """Whether a folder holds a study."""
    try:
        found = json.loads((folder / LOCK).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and {"study_id", "identity"} <= set(found)


def create(study: LoadedStudy, folder: Path) -> str:
    """Write a study's folder, whole or not at all; returns its id."""
    found = identity(study)
    places: dict[str, str] = {}

    def fill(building: Path) -> None:
        (building / STUDY).write_text(study.text, encoding="utf-8")
        (building / CHUNKS).mkdir()
        places.update(_write_sources(study, building))
        write_table(study.points.table(study.factors), building / DESIGN)

    def seal(files: dict[str, str]) -> dict[str, Any]:
        return {"study_id": study_id(found), "name": study.name, "points": len(study.points), "sources": places, "identity": found,
                "files": files, "made": surroundings()}

    write_folder(folder, fill, seal, name=LOCK)
    return study_id(found)


def _write_sources(study: LoadedStudy, building: Path) -> dict[str, str]:
    """Copies of the scenarios and networks that a study names: settings with all they extend, and imported tables. Name -> place."""
    places: dict[str, str] = {}
    for number, (given, source) in enumerate(study.sources.items()):
        inside = building / SCENARIOS / f"{number}-{_plain_name(source.name)}"
        inside.mkdir(parents=True)
        settings: dict[str, Any] = json.loads(json.dumps(source.settings))
        if source.school is not None:
            for setting, name, table in zip(("staff_file", "ties_file"), ("staff.csv", "ties.csv"), source.files[-2:]):
                shutil.copyfile(table, inside / name)
                settings["network"][setting] = name
        settings.pop("contrast", None)
        settings.pop("claims", None)
        (inside / "scenario.yaml").write_text(to_yaml(settings), encoding="utf-8")
        places[given] = f"{SCENARIOS}/{inside.name}"
    return places


def _plain_name(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in name)[:60]


def opened(folder: str | Path, *, points: bool = True) -> tuple[LoadedStudy, dict[str, Any]]:
    """The study of a folder, as it is there now, and its lock.

    Parameters
    ----------
    points : take the design points from the folder; False makes them anew.

    Raises
    ------
    InputError
        Where the folder holds no study.
    """
    folder = Path(folder)
    try:
        lock = json.loads((folder / LOCK).read_text(encoding="utf-8"))
    except FileNotFoundError:
        allowed = "a folder that `sweep` made, with its lock.json"
        raise InputError(Problem("is not the folder of a study", file=str(folder), allowed=allowed)) from None
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(Problem(f"the lock of the study cannot be read ({error})", file=str(folder / LOCK))) from None
    if not isinstance(lock, dict) or not {"study_id", "identity", "sources", "files"} <= set(lock):
        raise InputError(Problem("is not the lock of a study", file=str(folder / LOCK)))
    study = load_study(folder / STUDY, places={given: folder / place for given, place in lock["sources"].items()}, name=str(lock["name"]))
    return (_with_points(study, folder, lock) if points else study), lock


def _with_points(study: LoadedStudy, folder: Path, lock: Mapping[str, Any]) -> LoadedStudy:
    """The study with the points of its design.parquet: made elsewhere, a last digit might differ."""
    path = folder / DESIGN
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(Problem(f"the design of the study cannot be read ({error.strerror or error})", file=str(path))) from None
    if hashlib.sha256(raw).hexdigest() != lock["files"].get(DESIGN):
        raise InputError(Problem("is not the design that the study was begun with: it is damaged or was changed", file=str(path)))
    table = pd.read_parquet(path)
    if len(table) != len(study.points):
        return study   # the study was changed: its identity says so
    coded = study.points.coded.copy()
    for k, factor in enumerate(study.factors):
        if factor.is_range and factor.name in table:
            coded[:, k] = np.where(np.isnan(coded[:, k]), np.nan, table[factor.name].to_numpy(dtype=float))
    made = replace(study)
    made.__dict__["points"] = replace(study.points, coded=coded)   # takes the place of the cached property
    return made


def check_same(study: LoadedStudy, lock: Mapping[str, Any], folder: Path) -> None:
    """Refuse to go on with a folder whose runs would not be those of `study`; InputError says what differs."""
    found = list(differences(lock["identity"], json.loads(json.dumps(identity(study)))))
    if found:
        words = {"code": "the program's code was changed", "scenarios": "a scenario was changed"}
        problems = [Problem(f"is not what the study in {folder} was begun with{_why(path, words)}", key=path, given=new, allowed=f"{old!r}")
                    for path, old, new in found[:20]]
        problems.append(Problem("go on with what it was begun with, or begin another study in a new folder: --fork FOLDER"))
        raise InputError(problems)


def _why(path: str, words: Mapping[str, str]) -> str:
    return next((f" ({said})" for key, said in words.items() if path.startswith(key)), "")
