"""What every benchmark uses: a figure with its target and spread, interleaved repetitions, and what machine and version this is."""

from __future__ import annotations

import gc
import os
import platform
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from time import process_time
from typing import Any

import numba
import numpy as np

import trustsim

HERE = Path(__file__).resolve().parent
TIME_FLOOR, BYTES_FLOOR = 0.10, 0.02   # changes up to so much are noise, whatever the repetitions say


@dataclass(frozen=True)
class Figure:
    """One measured number.

    Attributes
    ----------
    value : the number, in `unit`.
    target : the bound it should keep, None where it is for information.
    more_is_better : whether the target is a lower bound.
    spread : relative spread of the repetitions behind it: of a ratio interquartile range over median; of a time see `timed`.
    floor : relative change that counts as noise in any case.
    pace : for a time, what the yardstick took between the repetitions (ns, see `pace_ns`); times compare by their ratio to it.
    """

    name: str
    words: str
    value: float
    unit: str
    target: float | None = None
    more_is_better: bool = False
    spread: float = 0.0
    floor: float = TIME_FLOOR
    pace: float | None = None

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.target is None:
            return None
        return self.value >= self.target if self.more_is_better else self.value <= self.target

    @property
    def verdict(self) -> str:
        """'met', 'MISSED' or nothing."""
        return {None: "", True: "met", False: "MISSED"}[self.is_met]

    def record(self) -> dict[str, Any]:
        """As the history keeps it."""
        return {key: value for key, value in asdict(self).items() if key not in ("name", "words") and value is not None}


@dataclass
class Findings:
    """Everything a run of the benchmarks found: figures, the tables behind them, and what had to be left out."""

    figures: list[Figure] = field(default_factory=list)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, *figures: Figure) -> None:
        """Add figures in the order in which they are shown."""
        self.figures += figures


def spread_of(values: list[float]) -> float:
    """Interquartile range over median."""
    if not values:
        return 0.0
    low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
    return float((high - low) / middle) if middle else 0.0


def median(values: list[float]) -> float:
    """The middle of the values."""
    return float(np.median(values))


def seconds_of(action: Callable[[], Any]) -> float:
    """Processor time of one call: a process that has to wait for others is not slower for it."""
    start = process_time()
    action()
    return process_time() - start


@numba.njit(error_model="numpy")
def _yardstick(steps: int) -> float:
    """Integer and floating-point work that never changes with the project."""
    word, total = np.uint64(88172645463325252), 0.0
    for _ in range(steps):
        word ^= word << np.uint64(13)
        word ^= word >> np.uint64(7)
        word ^= word << np.uint64(17)
        x = float(word >> np.uint64(32)) * 2.0**-32
        total += x / np.sqrt(1.0 + x * x)
    return total


def pace_ns() -> float:
    """Nanoseconds a step of the yardstick takes just now: how fast the machine is at this moment, other work on it included."""
    return min(seconds_of(lambda: _yardstick(200_000)) for _ in range(3)) / 200_000 * 1e9


def interleaved(repetitions: int, **actions: Callable[[], float]) -> dict[str, list[float]]:
    """Take turns: every action once, then all again; each returns what it measured, under `pace` the yardstick's.

    A slow minute of the machine then hits all alike.
    """
    actions = actions | {"pace": pace_ns}
    found: dict[str, list[float]] = {name: [] for name in actions}
    pace_ns()   # compiles
    for _ in range(repetitions):
        gc.collect()
        for name, action in actions.items():
            found[name].append(action())
    return found


def timed(name: str, words: str, took: dict[str, list[float]], which: str, unit: str, *, factor: float = 1.0,
          target: float | None = None) -> Figure:
    """The figure of a time: the smallest of its repetitions; its spread is how far the quickest tenth of them lies apart."""
    best = min(took[which])
    return Figure(name, words, factor * best, unit, target, spread=float(np.quantile(took[which], 0.1)) / best - 1.0, pace=min(took["pace"]))


def ratios(above: list[float], below: list[float]) -> list[float]:
    """Ratios of measurements that were taken one after the other."""
    return [a / b for a, b in zip(above, below, strict=True)]


# The machine and the version


def first_line(command: list[str], where: Path | None = None) -> str | None:
    """First line of what a command prints, None where it fails."""
    try:
        done = subprocess.run(command, cwd=where, capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return next(iter(done.stdout.splitlines()), "")


def compiler() -> str | None:
    """Path of a C compiler ($CC, cc, gcc or clang), None where there is none."""
    return next((found for name in (os.environ.get("CC", ""), "cc", "gcc", "clang") if name and (found := shutil.which(name))), None)


def cpu_model() -> str:
    """The processor's name, as far as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return first_line(["sysctl", "-n", "machdep.cpu.brand_string"]) or platform.processor() or platform.machine()
    named = dict(line.split(":", 1) for line in reversed(lines) if ":" in line)
    facts = {key.strip(): value.strip() for key, value in named.items()}
    model = facts.get("model name", platform.machine())
    numbers = [f"{key} {facts[key]}" for key in ("cpu family", "model", "stepping") if key in facts]   # some names say little
    return f"{model} ({', '.join(numbers)})" if numbers else model


def machine() -> dict[str, Any]:
    """What ran the benchmarks."""
    cc = compiler()
    return {"cpu": cpu_model(), "cores": os.cpu_count(), "system": platform.system(), "python": platform.python_version(),
            "numba": version("numba"), "numpy": version("numpy"), "mesa": version("mesa"),
            "compiler": first_line([cc, "--version"]) if cc else None}


def commit() -> dict[str, Any]:
    """The commit of the project and whether files beside the benchmarks' own output differ from it; None where git cannot tell."""
    name = first_line(["git", "rev-parse", "--short=10", "HEAD"], HERE)
    changed = first_line(["git", "status", "--porcelain", "--", ":/", *(f":(exclude){output}" for output in OUTPUTS)], HERE)
    return {"commit": name, "dirty": None if name is None or changed is None else changed != "", "version": trustsim.__version__}


HISTORY, REPORT, PICTURE, SWEEP_REPORT = "history.jsonl", "report.md", "figure.png", "sweep.md"
OUTPUTS = (HISTORY, REPORT, PICTURE, SWEEP_REPORT)
