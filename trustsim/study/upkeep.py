"""Looking after a study's folder: how far it is, whether it is whole, one run again, exports."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from trustsim.errors import InputError, Problem
from trustsim.randomness import replicate_seed
from trustsim.scenario.load import LoadedScenario
from trustsim.store import write_csv, write_folder, write_table
from trustsim.study import work
from trustsim.study.chunks import Fault, put_together
from trustsim.study.lock import CHUNKS, differences, identity
from trustsim.study.opened import OpenStudy

if TYPE_CHECKING:
    from trustsim.results import Results

RUN_ID = re.compile(r"p([0-9]{1,9})r([0-9]{1,9})")
FORMATS = ("csv", "dta", "r")
STATA_NAME = 32
EXPORT = "export.json"


@dataclass(frozen=True)
class Status:
    """How far a study is.

    Attributes
    ----------
    runs, stored : of the rounds known so far; further rounds may follow where `complete` is False.
    failed, flagged : stored runs that failed, and that have an outcome which is not finite.
    faults : files that are not what they should be.
    unfinished : files that a writer left, or is writing now.
    changed : what of the study is not as it was begun: path, then, now.
    """

    complete: bool
    rounds: int
    points: int
    runs: int
    stored: int
    failed: int
    flagged: int
    faults: tuple[Fault, ...]
    unfinished: tuple[Path, ...]
    changed: tuple[tuple[str, Any, Any], ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is missing or damaged."""
        return self.complete and not self.faults


def status(study: OpenStudy) -> Status:
    """How far a study is, from its files alone."""
    stored = sum(made.size(k) for made in study.rounds for k in range(len(made)) if made.key(k) in study.listing.done)
    failures = study.failures()
    failed = int((failures["status"] != work.OK).sum())
    return Status(study.complete, len(study.rounds), len(study.design), study.planned, stored, failed, len(failures) - failed,
                  tuple(study.listing.damaged), tuple(study.listing.unfinished), tuple(differences(study.lock["identity"], identity(study.study))))


def set_aside(study: OpenStudy) -> list[Path]:
    """Move files that are not what they should be out of the way, into FOLDER/damaged, so that their chunks are made again."""
    moved = []
    place = study.folder / "damaged"
    for fault in study.listing.damaged:
        place.mkdir(exist_ok=True)
        to = place / fault.path.name
        number = 1
        while to.exists() or to.is_symlink():
            number += 1
            to = place / f"{fault.path.name}.{number}"
        fault.path.rename(to)
        moved.append(to)
    for path in study.listing.unfinished:
        path.unlink(missing_ok=True)
    return moved


def run_of(study: OpenStudy, run_id: str) -> tuple[int, int]:
    """Point and replicate of a run's name such as p12r3; InputError where the study has no such run."""
    found = RUN_ID.fullmatch(run_id)
    if found is None:
        raise InputError(Problem("is not the name of a run", key="RUN", given=run_id, allowed="pPOINTrREPLICATE, as p12r3"))
    point, replicate = int(found[1]), int(found[2])
    if point >= len(study.design):
        raise InputError(Problem("the study has no such design point", key="RUN", given=run_id, allowed=f"p0 to p{len(study.design) - 1}"))
    most = study.study.study.most_replicates
    if replicate >= most:
        raise InputError(Problem("the study has no such replicate", key="RUN", given=run_id, allowed=f"r0 to r{most - 1}"))
    return point, replicate


def scenario_of(study: OpenStudy, run_id: str) -> tuple[LoadedScenario, int]:
    """The scenario and the seed of a run; InputError where the study has no such run."""
    point, replicate = run_of(study, run_id)
    return study.study.materials.at(study.study.points.coded[point]), replicate_seed(study.study.study.seed, replicate)


def replay(study: OpenStudy, run_id: str) -> tuple[Results, list[str]]:
    """Make one run of a study again, with everything a single run leaves.

    Returns
    -------
    Its results, and the outcomes that are not to the bit what the study stored (none where all is well, or it stored nothing).

    Raises
    ------
    InputError
        Where the study has no such run; otherwise whatever the run itself raises.
    """
    from trustsim.results import run

    point, replicate = run_of(study, run_id)
    coded = study.study.points.coded[point]
    source, seed = scenario_of(study, run_id)
    results = run(source, seed=seed)
    job = work.Job(study.study.materials, {point: tuple(map(float, coded))}, ((point, replicate),))
    again = work.run_job(job).to_pylist()[0]
    stored = study._connection.sql(f"select * from chunk_rows where point = {point} and replicate = {replicate}").to_arrow_table().to_pylist()
    if not stored or stored[0]["status"] != work.OK:
        return results, []
    return results, [name for name, value in stored[0].items() if not _same(value, again[name])]


def _same(stored: Any, again: Any) -> bool:
    if isinstance(stored, float) and isinstance(again, float):
        return np.float64(stored).tobytes() == np.float64(again).tobytes() or (stored != stored and again != again)
    return bool(stored == again)


def export(study: OpenStudy, out: Path, formats: Sequence[str], *, replace: bool = False) -> Path:
    """Write the runs for other programs, a row a run with its levels and outcomes: runs.csv, runs.dta (Stata), runs.parquet with read.R.

    Raises
    ------
    InputError
        For an unknown format, a folder that cannot be written, or more rows than Stata counts.
    """
    unknown = [form for form in formats if form not in FORMATS]
    if unknown or not formats:
        raise InputError(Problem("is not a format for export", given=", ".join(unknown) or "nothing", allowed=", ".join(FORMATS)))
    table = study.runs(failed=True)
    table.insert(0, "run", [f"p{point}r{replicate}" for point, replicate in zip(table["point"], table["replicate"])])

    def fill(building: Path) -> None:
        if "csv" in formats:
            write_csv(table.assign(seed=table["seed"].astype(str)), building / "runs.csv")
        if "dta" in formats:
            _write_stata(table, building)
        if "r" in formats:
            write_table(table.assign(seed=table["seed"].astype(str)), building / "runs.parquet")   # R has no 64-bit whole numbers of its own
            (building / "read.R").write_text('# install.packages("arrow")\nruns <- arrow::read_parquet("runs.parquet")\nsummary(runs)\n')

    def seal(files: dict[str, str]) -> dict[str, Any]:
        return {"study_id": study.lock["study_id"], "complete": study.complete, "rows": len(table), "files": files}

    return write_folder(out, fill, seal, replace=replace, is_old=lambda folder: (folder / EXPORT).is_file(), name=EXPORT)


def _write_stata(table: pd.DataFrame, building: Path) -> None:
    """Stata's format 118: names of at most 32 letters, 32-bit whole numbers, seeds as text; labels say the full names."""
    names: dict[str, str] = {}
    for column in table.columns:
        plain = re.sub(r"[^A-Za-z0-9_]", "_", column)
        plain = plain if re.match(r"[A-Za-z_]", plain) else f"_{plain}"
        short, number = plain[:STATA_NAME], 1
        while short.lower() in {name.lower() for name in names.values()}:
            number += 1
            short = f"{plain[: STATA_NAME - 1 - len(str(number))]}_{number}"
        names[column] = short
    made = table.rename(columns=names)
    for column in made.columns:
        if column == names["seed"]:
            made[column] = made[column].astype(str)
        elif pd.api.types.is_integer_dtype(made[column]):
            made[column] = made[column].astype("float64" if len(made) and abs(made[column]).max() >= 2**31 - 100 else "int32")
        elif not pd.api.types.is_numeric_dtype(made[column]):
            made[column] = made[column].astype(str)
    labels = {names[column]: column[:80] for column in table.columns}
    made.to_stata(building / "runs.dta", write_index=False, version=118, variable_labels=labels)


def compact(study: OpenStudy) -> tuple[int, Path]:
    """Put the chunks of a complete study together; how many files there were, and the one there is."""
    keys = [made.key(k) for made in study.rounds for k in range(len(made))]
    files = set(study.listing.done.values())
    before = len(files)
    if before == 1:
        return before, files.pop()
    return before, put_together(study.folder / CHUNKS, study.listing, keys, study_id=str(study.lock["study_id"]))
