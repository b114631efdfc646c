#!/usr/bin/env python3
"""Measure the speed and the memory of trustsim, beside the targets and the last measurement of the same machine.

    python3 experiments/benchmarks/run.py            about four minutes; writes report.md, figure.png and a line of history.jsonl
    python3 experiments/benchmarks/run.py --quick    under a minute: fewer repetitions, no school of 60,000
    python3 experiments/benchmarks/run.py --dry      prints only

Run it on a machine that has nothing else to do. A missed target is printed, and does not change the exit code.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import history
from core import measure_core
from measure import HERE, HISTORY, PICTURE, REPORT, Findings, commit, machine
from report import report, screen_table
from rich.console import Console
from rich.markup import escape
from weekloop import measure_growth, measure_memory, measure_week
from whole import measure_extras, measure_profile, measure_twin

from trustsim.compiled import is_compiled_once

Step = tuple[str, Callable[[Findings], None]]


def steps(quick: bool) -> list[Step]:
    """What is measured, in order."""
    sizes = [60, 600, 6000] if quick else [60, 600, 6000, 60_000]
    return [
        ("the week loop", lambda found: measure_week(found, repetitions=15 if quick else 60)),
        ("the core against C", lambda found: measure_core(found, interactions=1_000_000, repetitions=7 if quick else 25)),
        ("whole runs against the twin", lambda found: measure_twin(found, repetitions=2 if quick else 7, keyed_repetitions=0 if quick else 4)),
        ("growth with the staff", lambda found: measure_growth(found, sizes=sizes, repetitions=3 if quick else 5)),
        ("memory of the process", lambda found: measure_memory(found, staff=sizes[-1])),
        ("where a run goes", lambda found: measure_profile(found, repetitions=15 if quick else 60)),
        ("events and agents", lambda found: measure_extras(found, repetitions=9 if quick else 40)),
    ]


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="under a minute: fewer repetitions, no school of 60,000")
    parser.add_argument("--dry", action="store_true", help="print only, write nothing")
    choice = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 150)
    entry: dict[str, Any] = {"date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"), **commit(), "quick": choice.quick, "machine": machine()}
    entries, problems = history.read(HERE / HISTORY)
    entries = history.of_machine(entries, entry["machine"])
    if not is_compiled_once():
        console.print("The rules are compiled first, which takes about a minute.")
    found, begun = Findings(), perf_counter()
    for words, measure in steps(choice.quick):
        with console.status(f"measuring {words} ..."):
            measure(found)
    entry["seconds"] = round(perf_counter() - begun, 1)
    entry["figures"] = {figure.name: figure.record() for figure in found.figures}

    before = history.last_values(entries)
    latest = entries[-1] if entries else None
    last = f"; the last on this machine was {latest.get('date')}, commit {latest.get('commit')}" if latest else "; the first on this machine"
    console.print(screen_table(found, before, last))
    for note in [*found.notes, *problems]:
        console.print(f"- {escape(note)}", highlight=False)
    missed = [figure for figure in found.figures if figure.is_met is False]
    for figure in missed:
        console.print(f"[bold red]MISSED[/]  {escape(figure.words)}: {figure.value:.3g} {figure.unit}, target {figure.target:g}")
    if not missed:
        console.print("All targets are met.")
    if choice.dry:
        return
    from picture import draw

    history.append(HERE / HISTORY, entry)
    draw(found, [*entries, entry], entry, HERE / PICTURE)
    (HERE / REPORT).write_text(report(found, entry, before, problems), encoding="utf-8")
    console.print(f"{entry['seconds']:.0f} s. Written: {', '.join(str(HERE / name) for name in (REPORT, PICTURE, HISTORY))}", soft_wrap=True)


if __name__ == "__main__":
    main()
