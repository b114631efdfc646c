"""A results folder: written beside its place, made durable, then renamed, so that an interrupted run leaves nothing that looks whole."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

import trustsim
from trustsim.errors import InputError, Problem
from trustsim.results import Results
from trustsim.scenario.schema import Scenario

MANIFEST = "manifest.json"
TABLES = ("weekly", "staff", "ties", "events")
PACKAGES = ("mesa", "numpy", "numba", "llvmlite", "networkx", "pydantic", "pandas", "pyarrow", "matplotlib")
RANDOMNESS = "philox4x32-10, layout 1"


def resolved(scenario: Scenario) -> dict[str, Any]:
    """A scenario written out in full, so that it runs the same without what it extends; leadership styles as levels."""
    data = scenario.model_dump(mode="json")
    for name, organisation in scenario.organisations.items():
        written = data["organisations"][name]
        written["leadership"] = {"preset": organisation.leadership.preset, **organisation.leadership.levels()}
        if isinstance(organisation.teams, dict):
            written["teams"] = {team: plan if isinstance(plan, int) else plan.model_dump(mode="json") for team, plan in organisation.teams.items()}
    data["timeline"] = [item.model_dump(mode="json", exclude_unset=True) | {"week": item.week, "do": item.do} for item in scenario.timeline]
    return data


def digest(scenario: Scenario) -> str:
    """A hash of everything in a resolved scenario."""
    return hashlib.sha256(json.dumps(resolved(scenario), sort_keys=True).encode()).hexdigest()


def check_out(out: Path, *, replace: bool = False) -> None:
    """Refuse a folder that cannot or should not be written, before anything runs; InputError says why."""
    out = Path(out)
    if out.exists():
        if not out.is_dir():
            raise InputError(Problem("is a file, not a folder for results", file=str(out), allowed="a new folder"))
        if any(out.iterdir()):
            if not replace:
                raise InputError(Problem("exists and is not empty", file=str(out), allowed="a new folder, or --replace to write over old results"))
            if not (out / MANIFEST).exists():
                raise InputError(Problem("is not a results folder, so it is not replaced", file=str(out), allowed="a folder with a manifest.json"))
    parent = out.parent
    while not parent.exists():
        parent = parent.parent
    if not parent.is_dir() or not os.access(parent, os.W_OK):
        raise InputError(Problem("cannot be written into", file=str(parent), allowed="a folder where you may write"))


def commit() -> dict[str, Any] | None:
    """The commit of the checkout the package runs from, and whether it was changed since; None outside a checkout."""
    here = Path(__file__).resolve().parent.parent
    if not (here / ".git").exists():
        return None
    try:
        git = ["git", "-C", str(here)]
        name = subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True, timeout=5, check=True).stdout.strip()
        changed = subprocess.run([*git, "status", "--porcelain", "--untracked-files=no"], capture_output=True, text=True, timeout=5, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return {"commit": name, "changed_since": bool(changed.stdout.strip())}


def manifest(results: Results, files: dict[str, str]) -> dict[str, Any]:
    """What it takes to make this run again, and to know that nothing was altered. `files` maps names to SHA-256."""
    return {
        "trustsim": trustsim.__version__, "scenario": results.name, "title": results.scenario.title, "seed": results.seed,
        "scenario_sha256": digest(results.scenario), "randomness": RANDOMNESS, "weeks": results.scenario.weeks,
        "written": datetime.now(UTC).isoformat(timespec="seconds"), "seconds": {part: round(value, 4) for part, value in results.seconds.items()},
        "git": commit(), "python": platform.python_version(), "packages": {name: version(name) for name in PACKAGES},
        "platform": {"system": platform.system(), "release": platform.release(), "machine": platform.machine(),
                     "processors": os.cpu_count(), "byte_order": sys.byteorder},
        "viable": [list(spell) for spell in results.viable_spells], "files": files}


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
        Where `out` exists and is not empty, or cannot be written.
    """
    out = Path(out)
    check_out(out, replace=replace)
    out.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f".{out.name}.unfinished-", dir=out.parent))
    try:
        building.chmod(0o755)
        _write_scenario(results, building)
        for name in TABLES:
            table = getattr(results, name)
            indexed = table.reset_index() if table.index.name else table
            pq.write_table(pa.Table.from_pandas(indexed, preserve_index=False).replace_schema_metadata(None), building / f"{name}.parquet",
                           compression="zstd", write_page_checksum=True)
            if csv:
                indexed.to_csv(building / f"{name}.csv", index=False, lineterminator="\n")
        if extra is not None:
            extra(results, building)
        hashes = {str(path.relative_to(building)): hashlib.sha256(path.read_bytes()).hexdigest() for path in _files(building)}
        (building / MANIFEST).write_text(json.dumps(manifest(results, hashes), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        for path in _files(building):
            _sync(path)
        _sync(building)
        if out.exists():
            shutil.rmtree(out)
        building.rename(out)
        _sync(out.parent)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    return out


def _write_scenario(results: Results, folder: Path) -> None:
    data = resolved(results.scenario)
    network = results.scenario.network
    for setting, name in (("staff_file", "staff.csv"), ("ties_file", "ties.csv")):
        written = getattr(network, setting)
        if written is not None and results.source_files:
            kept = next(path for path in results.source_files if path.name == Path(written).name)
            shutil.copyfile(kept, folder / f"network-{name}")
            data["network"][setting] = f"network-{name}"
    if results.school is not None:
        for organisation in data["organisations"].values():
            organisation.pop("staff", None)
            organisation.pop("teams", None)
    text = f"# Resolved scenario of a run with seed {results.seed}; runs again with: python3 run_sim.py run scenario.yaml --seed {results.seed}\n"
    (folder / "scenario.yaml").write_text(text + yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
