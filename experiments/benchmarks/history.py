"""The history of measurements: one JSON object a line. What got worse since the last entry of the same machine, by more than noise."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from measure import TIME_FLOOR, Figure

SAME = ("cpu", "cores")   # what makes two entries comparable; versions of Python, numba and compiler are what one wants to compare


def read(path: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """Entries in order, and what is wrong with lines that are none."""
    entries, problems = [], []
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except ValueError as error:
            problems.append(f"{path.name}:{number}: not JSON ({error}); the line is left out")
            continue
        if isinstance(entry, dict) and isinstance(entry.get("machine"), dict) and _are_figures(entry.get("figures")):
            entries.append(entry)
        else:
            problems.append(f"{path.name}:{number}: no entry with 'machine' and 'figures'; the line is left out")
    return entries, problems


def _are_figures(figures: Any) -> bool:
    return isinstance(figures, dict) and all(isinstance(f, dict) and isinstance(f.get("value"), int | float) for f in figures.values())


def of_machine(entries: list[dict[str, Any]], machine: dict[str, Any]) -> list[dict[str, Any]]:
    """The entries of the same machine, in order."""
    return [entry for entry in entries if all(entry["machine"].get(key) == machine[key] for key in SAME)]


def last_values(entries: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The latest record of each figure: a quick run leaves some out."""
    return {name: record for entry in entries for name, record in entry["figures"].items()}


def append(path: Path, entry: dict[str, Any]) -> None:
    """Add an entry. The file is replaced whole, so that nothing half written stays."""
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    if text and not text.endswith("\n"):
        text += "\n"
    building = path.with_name(f"{path.name}.{os.getpid()}")
    building.write_text(text + json.dumps(entry, ensure_ascii=False) + "\n", encoding="utf-8")
    building.replace(path)


def noise(figure: Figure, before: dict[str, Any]) -> float:
    """Relative change that is noise: a floor, or the spread of the repetitions, then or now, where that is larger."""
    return max(figure.floor, figure.spread, float(before.get("spread", TIME_FLOOR)))


def change(figure: Figure, before: dict[str, Any] | None) -> float | None:
    """Relative change since `before`, times at the same pace of the machine: above 0 is worse. None where nothing can be compared."""
    if before is None or before["value"] <= 0 or figure.value <= 0:
        return None
    moved = figure.value / float(before["value"])
    if figure.pace and before.get("pace"):
        moved *= float(before["pace"]) / figure.pace
    return (1.0 / moved if figure.more_is_better else moved) - 1.0


def judged(figure: Figure, before: dict[str, Any] | None) -> str:
    """'WORSE', 'better', 'same' or 'new', beyond noise."""
    moved = change(figure, before)
    if moved is None or before is None:
        return "new"
    limit = noise(figure, before)
    if moved > limit:
        return "WORSE"
    return "better" if moved < 1.0 / (1.0 + limit) - 1.0 else "same"
