"""Points of a calibration, computed by workers and kept one by one, so that a stopped calibration goes on where it was.

    FOLDER/calibration.json      what the figures depend on
    FOLDER/points/KEY.json       the figures of a point, with a checksum; KEY is a hash of what was asked for

A point is known by what was asked for, not by its place, so that the order of work, workers and stops cannot matter.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import trustsim
from trustsim.calibration.simulate import Job, figures_at
from trustsim.calibration.targets import RealSchool
from trustsim.errors import InputError, Problem
from trustsim.scorecard.running import identity as scorecard_identity
from trustsim.study.durable import write_whole
from trustsim.study.local import LocalExecutor
from trustsim.study.tasks import Task
from trustsim.study.worker import warm

MARK, POINTS = "calibration.json", "points"
FIGURES_HANG_ON = ("simulate.py",)   # of this package

Figures = dict[str, list[float]]
Made = Callable[[int, int], None]   # points made, of how many


def identity(schools: Sequence[RealSchool]) -> str:
    """A hash of all code and data that figures depend on."""
    made = hashlib.sha256(f"{trustsim.__version__} {scorecard_identity({})}".encode())
    for name in FIGURES_HANG_ON:
        made.update((Path(__file__).parent / name).read_bytes())
    for school in schools:
        for path in sorted(school.folder.glob("*.csv")):
            made.update(path.read_bytes())
    return made.hexdigest()[:16]


def prepare(folder: Path, schools: Sequence[RealSchool]) -> None:
    """Make the folder of a calibration, or go on with one of the same code and schools; InputError where it holds something else."""
    mark = {"made_with": identity(schools)}
    if (folder / MARK).is_file():
        try:
            same = json.loads((folder / MARK).read_text(encoding="utf-8"))["made_with"] == mark["made_with"]
        except (ValueError, KeyError, TypeError):
            same = False
        if not same:
            raise InputError(Problem("holds a calibration of other code or other schools, whose runs cannot be gone on with", file=str(folder),
                                     allowed="another folder"))
    elif folder.exists() and any(path.name != "schools" for path in folder.iterdir()):
        raise InputError(Problem("holds something that is no calibration", file=str(folder), allowed="a new or empty folder"))
    (folder / POINTS).mkdir(parents=True, exist_ok=True)
    write_whole(folder / MARK, (json.dumps(mark) + "\n").encode())


def key_of(job: Job) -> str:
    """The name of a point: what was asked for, wherever its schools lie."""
    asked = {**asdict(job), "schools": [Path(folder).name for folder in job.schools]}
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:24]


def kept(folder: Path, key: str) -> Figures | None:
    """The figures of a point, where they are there whole."""
    try:
        stored = json.loads((folder / POINTS / f"{key}.json").read_text(encoding="utf-8"))
        found: Figures = stored["figures"]
        return found if stored["sha256"] == _checksum(found) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _checksum(figures: Figures) -> str:
    return hashlib.sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()


def figures_of(folder: Path, jobs: Sequence[Job], *, workers: int | None = None, made: Made | None = None) -> list[Figures]:
    """The figures of each point, in order; those that are kept are not made again.

    Raises
    ------
    InputError
        Where a point cannot be simulated; those that were are kept.
    """
    keys = [key_of(job) for job in jobs]
    found = {key: figures for key in keys if (figures := kept(folder, key)) is not None}
    wanted = {key: job for key, job in zip(keys, jobs, strict=True) if key not in found}
    if made is not None:
        made(len(found), len(set(keys)))
    if wanted:
        with LocalExecutor(workers, warm=warm) as executor:
            for end in executor.run(figures_at, [Task(key, job) for key, job in wanted.items()]):
                if end.failure:
                    settings = ", ".join(f"{path}={value:.4g}" for path, value in wanted[end.key].settings.items())
                    raise InputError(Problem(f"a point cannot be simulated ({end.failure}): {end.detail}", key="calibrate", given=settings,
                                             allowed="priors within which every scenario is valid"))
                write_whole(folder / POINTS / f"{end.key}.json",
                            json.dumps({"figures": end.value, "sha256": _checksum(end.value)}).encode())
                found[end.key] = json.loads(json.dumps(end.value))
                if made is not None:
                    made(len(found), len(set(keys)))
    return [found[key] for key in keys]


def array_of(rows: Sequence[Figures], figure: str) -> Any:
    """A figure at all points: value, variance as an estimate, variance between replicates; shape (points, 3)."""
    import numpy as np

    return np.array([row[figure] for row in rows], dtype=float)
