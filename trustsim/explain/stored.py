"""A stored run, opened for replay, and people found by number, post or name."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import trustsim
from trustsim.errors import InputError, Problem, nearest
from trustsim.explain.replay import Story
from trustsim.scenario.load import LoadedScenario, load_scenario
from trustsim.store import MANIFEST, is_results


@dataclass(frozen=True)
class Stored:
    """A results folder: what was run, and the tables that a replay is held against."""

    folder: Path
    source: LoadedScenario
    seed: int
    version: str
    staff: pd.DataFrame
    weekly: pd.DataFrame


def open_results(folder: str | Path) -> Stored:
    """Open the results folder of a run; InputError where it is none, or was altered since."""
    place = Path(folder)
    if not is_results(place):
        raise InputError(Problem("is not a results folder", file=str(folder), allowed="a folder that `run` wrote, with its manifest.json"))
    try:
        found = json.loads((place / MANIFEST).read_text(encoding="utf-8"))
        seed, version, name = int(found["seed"]), str(found["trustsim"]), str(found["scenario"])
        for part in ("scenario.yaml", "weekly.parquet", "staff.parquet"):
            if hashlib.sha256((place / part).read_bytes()).hexdigest() != found["files"].get(part):
                raise InputError(Problem("was altered since the run (its SHA-256 is not that of manifest.json)", file=str(place / part),
                                         allowed="the file as the run wrote it; copy it elsewhere to change it, and run it again"))
        staff, weekly = (pd.read_parquet(place / f"{table}.parquet") for table in ("staff", "weekly"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        if isinstance(error, InputError):
            raise
        reason = getattr(error, "strerror", None) or error
        raise InputError(Problem(f"cannot be read as results ({reason})", file=str(folder))) from error
    source = load_scenario(place / "scenario.yaml")
    return Stored(place, replace(source, name=name), seed, version, staff.set_index("number"), weekly)


def check_same(stored: Stored, story: Story) -> None:
    """Refuse to explain where the replay is not the stored run: InputError names the first number that differs."""
    for column in story.weekly.columns:
        if column not in stored.weekly.columns:
            continue   # a figure that later versions add
        was, now = stored.weekly[column].to_numpy(), story.weekly[column].to_numpy()
        same = len(was) == len(now) and bool(np.all((was == now) | ((was != was) & (now != now))))
        if not same:
            week = int(np.flatnonzero((was != now) & ~((was != was) & (now != now)))[0]) if len(was) == len(now) else 0
            rules = "by other rules" if stored.version == trustsim.__version__ else f"by version {stored.version}"
            raise InputError(Problem(
                f"was made {rules}: replayed, '{column}' is {now[week]:.6g} in week {week}, and {was[week]:.6g} is stored", file=str(stored.folder),
                allowed=f"results of these rules (version {trustsim.__version__}); run its scenario.yaml again with seed {stored.seed}, "
                        "or explain it with the version that made it"))


def find_person(staff: pd.DataFrame, given: str, *, option: str, folder: Path | None = None) -> int:
    """Staff number of who is given by post (or imported id), name or staff number; InputError helps where that is nobody, or several.

    Where imported ids are numbers, a number is an id, as their owner means it; `#3` is always staff number 3.
    """
    file = str(folder) if folder is not None else None
    text = " ".join(given.split())
    number = text.removeprefix("#")
    if number.isascii() and number.isdigit() and (text != number or not (staff["post"].astype(str) == text).any()):
        if len(number) < 10 and int(number) in staff.index:
            return int(number)
        raise InputError(Problem("there is no such staff number", file, key=option, given=given, allowed=f"0 to {len(staff) - 1}"))
    folded = text.casefold()
    for column in ("post", "name"):
        values = staff[column].astype(str)
        hits = staff.index[[value.casefold() == folded for value in values]].tolist()
        if len(hits) == 1:
            return int(hits[0])
        if hits:
            raise InputError(Problem(f"{len(hits)} people go by that {column}", file, key=option, given=given,
                                     allowed=f"a number: {'; '.join(_described(staff, int(number)) for number in hits[:6])}"))
    parts = [number for number, name in staff["name"].items() if folded and folded in str(name).casefold().split()]
    if len(parts) == 1:
        return int(parts[0])
    if parts:
        raise InputError(Problem(f"{len(parts)} people have that name", file, key=option, given=given,
                                 allowed=f"a number or a full name: {'; '.join(_described(staff, int(number)) for number in parts[:6])}"))
    known = {str(value).casefold(): str(value) for column in ("name", "post") for value in staff[column]}
    close: Any = nearest(folded, list(known))
    raise InputError(Problem("nobody goes by that name", file, key=option, given=given,
                             allowed="a staff number, a post such as 'school/team 2/1', or a name (see staff.parquet)",
                             nearest=known[close] if close else None))


def _described(staff: pd.DataFrame, number: int) -> str:
    """'12 (Ruth Osei, school/team 2/1, weeks 0-40)'."""
    row = staff.loc[number]
    until = "the end" if pd.isna(row["left_week"]) else f"week {int(row['left_week'])}"
    return f"#{number} ({row['name']}, {row['post']}, from week {int(row['joined_week'])} to {until})"
