#!/usr/bin/env python3
"""Measure what a study costs beyond the compiled week: many runs with their outcomes, and `sweep` with everything on disk.

    python3 experiments/benchmarks/sweep.py                 10,000 runs of the baseline, a million of a tiny school: some 15 minutes; writes sweep.md
    python3 experiments/benchmarks/sweep.py --runs 1000     fewer runs: starting up then weighs more
    python3 experiments/benchmarks/sweep.py --million 0     without the million
    python3 experiments/benchmarks/sweep.py --dry           prints only
    python3 experiments/benchmarks/sweep.py --parts         only where the time of a run goes; prints only

Run it on a machine that has nothing else to do. A missed target is printed, and does not change the exit code.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from time import perf_counter, process_time, sleep
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import psutil  # comes with the tests' Dask
from measure import HERE, SWEEP_REPORT, Figure, Findings, commit, interleaved, machine, median, ratios, spread_of
from report import markdown, number, target_words
from rich.console import Console

from trustsim.compiled import is_compiled_once
from trustsim.model import TrustModel
from trustsim.randomness import replicate_seed
from trustsim.replicates import Replicates
from trustsim.rules.week import NEEDS_ROOM, advance
from trustsim.state import NEED_EVENTS, NEED_PAIRS, NEED_STAFF
from trustsim.study.opened import open_study
from trustsim.study.outcomes import Outcomes, measured, run_one

SCENARIO = "baseline"   # 60 staff, 117 weeks
ABOVE_BARE = 1.25       # most that a sweep may take, against the compiled loop alone
SPEEDUP = 1.8           # least that two workers must gain
MEMORY = 1.0            # GB, most for a million runs
SUMMARY = 5.0           # seconds, most for the summary of a million runs, with its intervals
TINY = """\
extends: baseline
weeks: 2
organisations: {school: {staff: 4, teams: 1, senior_leaders: 0}}
"""                     # a run takes a fifth of a millisecond; its row is as long as any
THOUSAND = """\
scenario: tiny.yaml
factors:
  meetings: {path: meetings.team_minutes_per_week, values: [0, 20, 40, 60, 80, 100, 120, 140, 160, 180]}
  threat: {path: conditions.threat, values: [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]}
  climate: {path: conditions.climate, values: [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]}
"""                     # design points
AT_ONCE = 50            # models that are founded before the bare loop runs over them
METHOD = f"""\
`{SCENARIO}` (60 staff, 117 weeks), replicates of seed 0, outcomes as they are by default.

- **Bare loop**: `trustsim.rules.week.advance` alone, on models of the same runs that are founded and have room; events off. Nothing else
  of a run counts: no set-up, no measuring. It is timed in a process of its own (for two workers in two processes at once, each half of the runs).
- **Sweep**: the whole command `run_sim.py sweep`, from its start to its end: imports, estimate, workers, runs, files with their checksums
  on disk, summary; figures are left out. Between two bare loops, which are averaged.
- **Wall time** is what a user waits; **processor time** is that of the command and all its workers, and does not mind other work.
- **Memory**: of a study that really has a million runs, with two workers; 1,000 design points of a tiny school (4 staff, 2 weeks), so that it
  ends today, with all default outcomes. The resident sizes of the command and its workers are added up twice a second; pages that they share
  are counted once.
- **Summary**: the same million runs opened anew, every checksum looked at, and summarised with intervals, in a process of its own; without
  imports.
- **Parts**: one process, processor time, in turns.
"""


# One process: where the time of a run goes


def bare_seconds(models: list[TrustModel], clock: Callable[[], float]) -> float:
    """Seconds in `advance` alone."""
    spent = 0.0
    for model in models:
        begun = clock()
        answer = advance(model.state, model.scenario.weeks)
        spent += clock() - begun
        while answer == NEEDS_ROOM:   # the first runs of a process
            model.make_room(*(int(need) for need in model.state.count[[NEED_STAFF, NEED_PAIRS, NEED_EVENTS]]))
            begun = clock()
            answer = advance(model.state, model.scenario.weeks)
            spent += clock() - begun
    return spent


def measure_parts(found: Findings, *, repetitions: int, runs: int = 20) -> None:
    """The fast path with its outcomes against the bare loop, and its parts; the same seeds for all."""
    ready, outcomes = Replicates(SCENARIO), Outcomes()
    for seed in range(10):   # compiled, and room found
        run_one(ready, seed, outcomes)
    parts: dict[str, list[float]] = {"set-up": [], "weeks": [], "outcomes": []}

    def bare() -> float:
        return bare_seconds([ready.founded(seed) for seed in range(runs)], process_time) / runs

    def fast() -> float:
        begun = process_time()
        for seed in range(runs):
            run_one(ready, seed, outcomes)
        return (process_time() - begun) / runs

    def by_part() -> float:
        looks = []
        for seed in range(runs):
            looks.append([process_time()])
            model = ready.founded(seed)
            looks[-1].append(process_time())
            model.run()
            looks[-1].append(process_time())
            measured(model, outcomes)
            model.__dict__.clear()
            looks[-1].append(process_time())
        for k, name in enumerate(parts):
            parts[name].append(sum(look[k + 1] - look[k] for look in looks) / runs)
        return (looks[-1][-1] - looks[0][0]) / runs

    took = interleaved(repetitions, bare=bare, fast=fast, parts=by_part)
    ratio = ratios(took["fast"], took["bare"])
    found.add(Figure("fast_ratio", "runs with outcomes in one process, no files, against the bare loop", median(ratio), "x", target=ABOVE_BARE,
                     spread=spread_of(ratio)))
    best = min(took["bare"])
    found.tables["parts"] = [{"part": "bare loop", "ms": 1e3 * best}, *({"part": name, "ms": 1e3 * min(parts[name])} for name in parts)]


# Commands


@dataclass(frozen=True)
class Took:
    """What a command took: wall seconds, processor seconds with its children, and the largest resident size of one process, bytes."""

    wall: float
    processor: float
    resident: float
    said: str


def taken(*commands: list[str]) -> Took:
    """Run commands side by side to their ends."""
    begun = perf_counter()
    with ExitStack() as files:
        said = [files.enter_context(tempfile.TemporaryFile("w+")) for _ in commands]   # one each: in a shared one lines run into each other
        running = [subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, text=True) for command, file in zip(commands, said, strict=True)]
        processor = resident = 0.0
        for process in running:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            processor += used.ru_utime + used.ru_stime
            resident = max(resident, used.ru_maxrss * (1 if sys.platform == "darwin" else 1024))
        wall = perf_counter() - begun
        for file in said:
            file.seek(0)
        text = "".join(file.read() for file in said)
    for process in running:
        if process.returncode != 0:
            raise SystemExit(f"{' '.join(map(str, process.args))} ended with exit code {process.returncode}:\n{text[-2000:]}")   # type: ignore[arg-type]
    return Took(wall, processor, resident, text)


def bare(first: int, last: int) -> dict[str, float]:
    """Wall and processor seconds of the bare loop over replicates `first` to `last` - 1; to be called in a process of its own."""
    ready = Replicates(SCENARIO)
    for replicate in range(first, first + 5):
        ready.run(replicate_seed(0, replicate))
    spent = {"wall": 0.0, "processor": 0.0}
    for start in range(first, last, AT_ONCE):
        models = [ready.founded(replicate_seed(0, replicate)) for replicate in range(start, min(last, start + AT_ONCE))]
        begun = process_time()
        spent["wall"] += bare_seconds(models, perf_counter)
        spent["processor"] += process_time() - begun
    return spent


def bare_loops(runs: int, workers: int) -> dict[str, float]:
    """The bare loop over all runs in as many processes at once: wall time of the slowest, processor time of all."""
    ends = [round(runs * k / workers) for k in range(workers + 1)]
    took = taken(*([sys.executable, __file__, "--bare", str(first), str(last)] for first, last in pairwise(ends)))
    answers = [json.loads(line) for line in took.said.splitlines() if line.startswith("{")]
    return {"wall": max(answer["wall"] for answer in answers), "processor": sum(answer["processor"] for answer in answers)}


@contextmanager
def folder() -> Iterator[Path]:
    """A folder on the disk that the project is on (a temporary one may be in memory)."""
    with tempfile.TemporaryDirectory(prefix="sweep-", dir=HERE) as place:
        yield Path(place)


def command_of(place: Path, *, workers: int) -> list[str]:
    """The command that does the study in a folder."""
    return [sys.executable, str(HERE.parents[1] / "run_sim.py"), "sweep", str(place / "study.yaml"), "--out", str(place / "out"), "--workers",
            str(workers), "--no-figures"]


def sweep(runs: int, workers: int) -> tuple[Took, int]:
    """One study by its command; what it took, and bytes on disk."""
    with folder() as place:
        (place / "study.yaml").write_text(f"scenario: {SCENARIO}\nreplicates: {runs}\n", encoding="utf-8")
        took = taken(command_of(place, workers=workers))
        return took, sum(file.stat().st_size for file in (place / "out" / "chunks").iterdir())


def measure_sweep(found: Findings, *, runs: int) -> None:
    """The command with one and with two workers, each between bare loops over the same runs."""
    rows, walls = [], {}
    for workers in (1, 2):
        before = bare_loops(runs, workers)
        took, stored = sweep(runs, workers)
        after = bare_loops(runs, workers)
        bare_of = {clock: (before[clock] + after[clock]) / 2 for clock in before}
        spread = {clock: abs(before[clock] - after[clock]) / bare_of[clock] for clock in before}
        walls[workers] = took.wall
        who = f"{workers} worker{'s' if workers > 1 else ''}"
        found.add(Figure(f"sweep_wall_{workers}", f"sweep of {runs:,} runs, {who}: wall time against the bare loop", took.wall / bare_of["wall"], "x",
                         target=ABOVE_BARE, spread=spread["wall"]),
                  Figure(f"sweep_processor_{workers}", f"the same, {who}: processor time", took.processor / bare_of["processor"], "x",
                         spread=spread["processor"]))
        rows.append({"workers": workers, "runs": runs, "wall": took.wall, "bare wall": bare_of["wall"], "processor": took.processor,
                     "bare processor": bare_of["processor"], "resident": took.resident, "stored": stored})
    found.add(Figure("sweep_speedup", f"sweep of {runs:,} runs: one worker against two", walls[1] / walls[2], "x", target=SPEEDUP,
                     more_is_better=True))
    found.tables["sweep"] = rows


def resident(process: psutil.Process) -> list[int]:
    """Resident bytes of a process and of each of its workers; of pages that they share, each has its part (where the system tells)."""
    sizes = []
    for one in (process, *process.children(recursive=True)):
        try:
            sizes.append(int(one.memory_full_info().pss if psutil.LINUX else one.memory_info().rss))
        except psutil.Error:   # it has just ended
            continue
    return sizes


def measure_million(found: Findings, *, runs: int) -> None:
    """A study of a million runs: memory from beginning to end, and how long its summary takes."""
    with folder() as place:
        (place / "tiny.yaml").write_text(TINY, encoding="utf-8")
        (place / "study.yaml").write_text(f"{THOUSAND}replicates: {runs // 1000}\n", encoding="utf-8")
        command = command_of(place, workers=2)
        sums: list[int] = []
        largest, begun = 0, perf_counter()
        with tempfile.TemporaryFile("w+") as said:
            process = psutil.Popen(command, stdout=said, stderr=subprocess.STDOUT)
            while process.poll() is None:
                sizes = resident(process)
                sums.append(sum(sizes))
                largest = max([largest, *sizes])
                sleep(0.5)
            took = perf_counter() - begun
            said.seek(0)
            if process.returncode != 0:
                raise SystemExit(f"the study of {runs:,} runs ended with exit code {process.returncode}:\n{said.read()[-2000:]}")
        early, late = (max(sums[round(len(sums) * start): round(len(sums) * end)], default=0) for start, end in ((0.1, 0.2), (0.8, 0.9)))
        answer = taken([sys.executable, __file__, "--summary", str(place / "out")])
        seconds = min(json.loads(answer.said.splitlines()[-1]))
        stored = sum(file.stat().st_size for file in (place / "out").rglob("*") if file.is_file())
    found.add(Figure("sweep_memory", f"a study of {runs:,} runs: memory of the command and both workers", max(sums) / 1e9, "GB", target=MEMORY),
              Figure("sweep_growth", "the same while it runs: the ninth tenth against the second", late / early, "x"),
              Figure("summary_seconds", f"{runs:,} runs opened, all checksums looked at, summary with intervals", seconds, "s", target=SUMMARY))
    found.notes.append(f"The study of {runs:,} runs took {took:.0f} s and {stored / 1e6:.0f} MB of disk; its largest process {largest / 1e6:.0f} MB "
                       "(the command, when it summarises; its workers have gone by then).")


def summaries(place: str) -> list[float]:
    """Seconds of three summaries of a study, opened anew each time."""
    seconds = []
    for _ in range(3):
        begun = perf_counter()
        open_study(place).summary()
        seconds.append(perf_counter() - begun)
    return seconds


def report(found: Findings, entry: dict[str, Any]) -> str:
    """The report in Markdown."""
    on = entry["machine"]
    dirty = {True: ", with changes that are not committed", False: "", None: ", changes unknown"}[entry["dirty"]]
    parts = ["# Studies, measured", "Written by `python3 experiments/benchmarks/sweep.py`; do not edit.",
             f"{entry['date']}, trustsim {entry['version']}, commit {entry['commit'] or 'unknown'}{dirty}. {on['cpu']}, {on['cores']} cores, "
             f"{on['system']}; Python {on['python']}, numba {on['numba']}, NumPy {on['numpy']}, Mesa {on['mesa']}.",
             markdown(("figure", "now", "unit", "target", "verdict", "spread"), [
                 (figure.words, number(figure.value), figure.unit, target_words(figure), f"**{figure.verdict}**" if figure.is_met is False else
                  figure.verdict, f"{figure.spread:.1%}" if figure.spread else "") for figure in found.figures])]
    if table := found.tables.get("sweep"):
        parts += ["## The command", markdown(("workers", "runs", "wall s", "bare loop, wall s", "processor s", "bare loop, processor s",
                                              "largest process", "on disk"), [
            (str(row["workers"]), f"{row['runs']:,}", number(row["wall"]), number(row["bare wall"]), number(row["processor"]),
             number(row["bare processor"]), f"{row['resident'] / 1e6:.0f} MB", f"{row['stored'] / 1e6:.2f} MB") for row in table])]
    bare_ms = found.tables["parts"][0]["ms"]
    parts += ["## Where a run goes", markdown(("part", "ms", "of the bare loop"), [
        (row["part"], f"{row['ms']:.3f}", f"{row['ms'] / bare_ms:.1%}") for row in found.tables["parts"]]), "## Method", METHOD.strip()]
    if found.notes:
        parts += ["## Notes", "\n".join(f"- {note}" for note in found.notes)]
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=10_000, help="runs of a sweep")
    parser.add_argument("--parts", action="store_true", help="only where the time of a run goes; prints only")
    parser.add_argument("--dry", action="store_true", help="print only, write nothing")
    parser.add_argument("--bare", type=int, nargs=2, metavar=("FIRST", "LAST"), help=argparse.SUPPRESS)
    parser.add_argument("--million", type=int, default=1_000_000, help="runs of the study whose memory is measured; 0: none")
    parser.add_argument("--summary", metavar="FOLDER", help=argparse.SUPPRESS)
    choice = parser.parse_args()
    if choice.summary:
        print(json.dumps(summaries(choice.summary)), flush=True)
        return
    if choice.bare:
        print(json.dumps(bare(*choice.bare)), flush=True)
        return
    console = Console(width=None if sys.stdout.isatty() else 150)
    if not is_compiled_once():
        console.print("The rules are compiled first, which takes about a minute.")
    entry: dict[str, Any] = {"date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"), **commit(), "machine": machine()}
    found = Findings()
    measure_parts(found, repetitions=10)
    if not choice.parts:
        measure_sweep(found, runs=choice.runs)
        if choice.million:
            measure_million(found, runs=choice.million)
    text = report(found, entry)
    console.print(text.split("## Method")[0], markup=False, highlight=False, soft_wrap=True)
    if not (choice.parts or choice.dry):
        (HERE / SWEEP_REPORT).write_text(text, encoding="utf-8")
        console.print(f"Written: {HERE / SWEEP_REPORT}", soft_wrap=True)


if __name__ == "__main__":
    main()
