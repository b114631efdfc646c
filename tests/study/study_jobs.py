"""What the tests of executors have workers do. A module of its own, since workers import it."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa


def double(number: int) -> int:
    return 2 * number


def pid(_: Any) -> int:
    return os.getpid()


def slow_pid(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def large(megabytes: int) -> bytes:
    time.sleep(0.02)
    return bytes(megabytes << 20)


def print_and_double(number: int) -> int:
    print("a job may print")
    sys.stdout.flush()
    os.write(1, b"at any level\n")
    return 2 * number


def odd(kind: str) -> Any:
    """Ways to fail."""
    if kind == "raise":
        raise ValueError("as asked")
    if kind == "memory":
        return len(bytearray(3 << 30))
    if kind == "hang":
        time.sleep(3600)
    if kind == "hang holding everything":   # as compiled code does: no thread of the process comes to its turn
        sys.setswitchinterval(3600)
        while True:
            pass
    if kind == "exit":
        sys.exit(3)
    if kind == "unsendable":
        return lambda: 1
    if kind == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    return kind


def runs(numbers: list[int]) -> list[Any]:
    """A chunk of runs, some of them bad: 13 dies, 22 hangs, 30 raises, 41 wants all memory."""
    bad = {13: "killed", 22: "hang", 30: "raise", 41: "memory"}
    return [odd(bad[number]) if number in bad else number for number in numbers]


def dies_at_first(where: tuple[str, int]) -> int:
    """Kills its worker the first times, counted by files in a folder."""
    folder, times = Path(where[0]), where[1]
    tried = len(list(folder.iterdir()))
    if tried < times:
        (folder / str(tried)).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return tried


def cannot_start() -> None:
    raise RuntimeError("this machine has no flux capacitor")


def dies_at_start() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def table(start: int, rows: int = 300) -> pa.Table:
    """Rows as runs leave them, of all types a chunk has."""
    numbers = range(start, start + rows)
    return pa.table({
        "point": pa.array(numbers, pa.int32()), "replicate": pa.array([k % 7 for k in numbers], pa.int32()),
        "seed": pa.array([(k * 0x9E3779B97F4A7C15) % 2**64 for k in numbers], pa.uint64()),
        "status": pa.array(["ok" if k % 50 else "failed" for k in numbers]), "trust": pa.array([1 / (k + 3) for k in numbers]),
        "viable_week": pa.array([None if k % 3 else k for k in numbers], pa.float64()),
        "trust_series": pa.array([[k / 9, k / 7] for k in numbers], pa.list_(pa.float64()))})
