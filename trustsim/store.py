"""A results folder: written beside its place, made durable, then renamed, so that an interrupted run leaves nothing that looks whole.

What a killed run leaves is a hidden folder `.NAME.unfinished-*`, which nothing reads; where it was killed while it took the place of
older results, these are in `.NAME.unfinished-*.old`. In CSV files, texts that a spreadsheet would compute have an apostrophe before
them: `=1+1` is written `'=1+1`. Parquet files hold every text as it is.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import trustsim
from trustsim.derived import spells
from trustsim.errors import InputError, Problem
from trustsim.scenario.schema import Scenario
from trustsim.scenario.yaml_guard import to_yaml

if TYPE_CHECKING:
    from trustsim.imports import School
    from trustsim.results import Results

MANIFEST = "manifest.json"
TABLES = ("weekly", "staff", "ties", "events")
PACKAGES = ("mesa", "numpy", "scipy", "numba", "llvmlite", "networkx", "pydantic", "pandas", "pyarrow", "matplotlib")
RANDOMNESS = "philox4x32-10, layout 1"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # a cell that begins so, a spreadsheet computes


def resolved(scenario: Scenario) -> dict[str, Any]:
    """A scenario written out in full, so that it runs the same without what it extends; leadership styles as levels."""
    data = scenario.model_dump(mode="json", exclude={"topic", "contrast", "claims", "finding"})   # of the library, not of a run
    for name, organisation in scenario.organisations.items():
        written = data["organisations"][name]
        written["leadership"] = {"preset": organisation.leadership.preset, **organisation.leadership.levels()}
        if isinstance(organisation.teams, dict):
            teams = organisation.teams.items()
            written["teams"] = {team: plan if isinstance(plan, int) else plan.model_dump(mode="json") for team, plan in teams}
    data["timeline"] = [item.model_dump(mode="json", exclude_unset=True) | {"week": item.week, "do": item.do} for item in scenario.timeline]
    return data


def digest(scenario: Scenario) -> str:
    """A hash of everything in a resolved scenario."""
    return hashlib.sha256(json.dumps(resolved(scenario), sort_keys=True).encode()).hexdigest()


def check_out(out: Path, *, replace: bool = False, is_old: Callable[[Path], bool] | None = None) -> None:
    """Refuse a folder that cannot or should not be written, before anything runs; InputError says why.

    `is_old` knows the folders that may be replaced; by default those of a run.
    """
    try:
        problem = _fault(Path(out), replace, is_old or is_results)
    except (OSError, ValueError) as error:
        problem = Problem(f"cannot be written ({getattr(error, 'strerror', None) or error})", file=str(out), allowed="a new folder")
    if problem is not None:
        raise InputError(problem)


def _fault(out: Path, replace: bool, is_old: Callable[[Path], bool]) -> Problem | None:
    """Why results cannot be written to `out`; None where nothing is in the way."""
    place = Path(os.path.abspath(out))
    if place.is_symlink():
        return Problem("is a link, not a folder for results", file=str(out), allowed="a new folder")
    if place.exists():
        if not place.is_dir():
            return Problem("is a file, not a folder for results", file=str(out), allowed="a new folder")
        if place in (here := Path.cwd(), *here.parents):
            return Problem("is the folder you are in", file=str(out), allowed="a new folder")
        if any(place.iterdir()):
            if not replace:
                return _taken(out)
            if not is_old(place):
                allowed = "a folder with the manifest.json of a run" if is_old is is_results else "a folder that the same command wrote"
                return Problem("is not a results folder, so it is not replaced", file=str(out), allowed=allowed)
    parent = place.parent
    while not parent.exists():
        parent = parent.parent
    for folder in (parent, place) if place.exists() else (parent,):
        if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
            return Problem("cannot be written into", file=str(folder), allowed="a folder where you may write")
    return None


def _taken(out: Path) -> Problem:
    return Problem("exists and is not empty", file=str(out), allowed="a new folder, or --replace to write over old results")


def is_results(folder: Path) -> bool:
    """Whether a run wrote this folder; other programs have a manifest.json too."""
    return {"trustsim", "scenario_sha256", "files"} <= keys_of_manifest(folder)


def keys_of_manifest(folder: Path) -> set[str]:
    """What a folder's manifest.json speaks of; nothing where there is none."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return set()
    return set(found) if isinstance(found, dict) else set()


def commit() -> dict[str, Any] | None:
    """The commit of the checkout the package runs from, and whether it was changed since; None outside a checkout."""
    here = Path(__file__).resolve().parent.parent
    if not (here / ".git").exists():
        return None
    try:
        git = ["git", "-C", str(here)]
        options: Any = {"capture_output": True, "text": True, "timeout": 5, "check": True}
        name = subprocess.run([*git, "rev-parse", "HEAD"], **options).stdout.strip()
        changed = subprocess.run([*git, "status", "--porcelain", "--untracked-files=no"], **options)
    except (OSError, subprocess.SubprocessError):
        return None
    return {"commit": name, "changed_since": bool(changed.stdout.strip())}


def manifest(results: Results, files: dict[str, str]) -> dict[str, Any]:
    """What it takes to make this run again, and to know that nothing was altered. `files` maps names to SHA-256."""
    return {
        "trustsim": trustsim.__version__, "scenario": results.name, "title": results.scenario.title, "seed": results.seed,
        "scenario_sha256": digest(results.scenario), "randomness": RANDOMNESS, "weeks": results.scenario.weeks,
        "seconds": {part: round(value, 4) for part, value in results.seconds.items()}, **surroundings(),
        "viable": [list(spell) for spell in spells(results)], "files": files}


def surroundings() -> dict[str, Any]:
    """When, by which code and on what machine something was made: a part of every manifest."""
    return {
        "written": datetime.now(UTC).isoformat(timespec="seconds"), "git": commit(), "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "platform": {"system": platform.system(), "release": platform.release(), "machine": platform.machine(),
                     "processors": os.cpu_count(), "byte_order": sys.byteorder}}


def save(results: Results, out: str | Path, *, csv: bool = False, replace: bool = False,
         extra: Callable[[Results, Path], None] | None = None) -> Path:
    """Write a results folder, whole or not at all.

    Parameters
    ----------
    csv : write every table as CSV too.
    replace : write over an older results folder.
    extra : called with the results and the folder being built (figures, summary) before it takes its place.

    Raises
    ------
    InputError
        Where `out` exists and is not empty, or may not be written.
    OSError
        Where writing fails, as on a full disk; nothing is left then.
    """

    def fill(building: Path) -> None:
        write_scenario(building, results.scenario, results.school, results.source_files, seed=results.seed)
        for name in TABLES:
            table = getattr(results, name)
            write_table(table.reset_index() if table.index.name else table, building / f"{name}.parquet", csv=csv)
        if extra is not None:
            extra(results, building)

    return write_folder(out, fill, lambda hashes: manifest(results, hashes), replace=replace)


def write_folder(out: str | Path, fill: Callable[[Path], None], seal: Callable[[dict[str, str]], dict[str, Any]], *, replace: bool = False,
                 is_old: Callable[[Path], bool] | None = None, name: str = MANIFEST) -> Path:
    """Write a folder, whole or not at all: made beside its place, had on disk, then renamed.

    Parameters
    ----------
    fill : writes its files into the folder it is given.
    seal : the manifest, from the SHA-256 of each of these files.
    name : of the manifest's file.
    replace, is_old : as for :func:`check_out`.
    """
    check_out(Path(out), replace=replace, is_old=is_old)
    place = Path(os.path.abspath(out))
    made = [folder for folder in place.parents if not folder.exists()]
    building: Path | None = None
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=f".{place.name[:50]}.unfinished-", dir=place.parent))
        building.chmod(0o755)
        fill(building)
        hashes = {path.relative_to(building).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in _files(building)}
        (building / name).write_text(json.dumps(seal(hashes), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        for path in building.rglob("*"):
            _sync(path)
        _sync(building)
        _put(building, place, replace)
        _sync(place.parent)
    except BaseException:
        if building is not None:
            shutil.rmtree(building, ignore_errors=True)
        for folder in made:
            with suppress(OSError):
                folder.rmdir()
        raise
    return Path(out)


def write_table(table: pd.DataFrame, path: Path, *, csv: bool = False) -> None:
    """Write a table as Parquet, and as CSV beside it where `csv`."""
    pq.write_table(_arrow(table), path, compression="zstd", write_page_checksum=True)
    if csv:
        write_csv(table, path.with_suffix(".csv"))


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV in which no text is a formula."""
    for_spreadsheets(table).to_csv(path, index=False, lineterminator="\n")


def _put(building: Path, place: Path, replace: bool) -> None:
    """Give a finished folder its name. Older results are only removed once the new ones are in their place."""
    if not place.exists():
        building.rename(place)
    elif not any(place.iterdir()):
        place.rmdir()
        building.rename(place)
    elif not replace:
        raise InputError(_taken(place))  # somebody else wrote it in the meantime
    else:
        old = building.with_name(f"{building.name}.old")
        place.rename(old)
        try:
            building.rename(place)
        except BaseException:
            old.rename(place)
            raise
        shutil.rmtree(old, ignore_errors=True)


def _arrow(table: pd.DataFrame) -> pa.Table:
    """A table whose columns have the same types whatever the version of pandas, and also where it has no rows."""
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    text = [pa.types.is_null(field.type) or pa.types.is_large_string(field.type) for field in arrow.schema]
    fields = [field.with_type(pa.string()) if is_text else field for field, is_text in zip(arrow.schema, text)]
    return arrow.cast(pa.schema(fields)).replace_schema_metadata(None)


def for_spreadsheets(table: pd.DataFrame) -> pd.DataFrame:
    """A copy of a table in which no text is a formula, nor the name of a column."""
    safe = table.rename(columns=lambda name: f"'{name}" if str(name).startswith(FORMULA) else name)
    for column in safe.columns:
        if pd.api.types.is_object_dtype(safe[column]) or pd.api.types.is_string_dtype(safe[column]):
            safe[column] = safe[column].map(lambda text: f"'{text}" if isinstance(text, str) and text.startswith(FORMULA) else text)
    return safe


def write_scenario(folder: Path, scenario: Scenario, school: School | None, source_files: Sequence[Path], *, seed: int) -> None:
    """Write a scenario in full as scenario.yaml, with the tables of its imported school, so that the folder runs by itself."""
    data = resolved(scenario)
    if school is not None:
        for setting, name, table in zip(("staff_file", "ties_file"), ("staff.csv", "ties.csv"), source_files[-2:]):
            shutil.copyfile(table, folder / f"network-{name}")
            data["network"][setting] = f"network-{name}"
        for organisation in data["organisations"].values():
            organisation.pop("staff", None)
            organisation.pop("teams", None)
    again = f"python3 run_sim.py run scenario.yaml --seed {seed}"
    text = f"# Resolved scenario of a run with seed {seed}; runs again with: {again}\n"
    (folder / "scenario.yaml").write_text(text + to_yaml(data), encoding="utf-8")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _sync(path: Path) -> None:
    """Have a file, or the entries of a folder, on disk; not every system lets a folder be opened for this."""
    if os.name != "posix" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
