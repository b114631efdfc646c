"""The compiled week loop: time an interaction at 60 staff and by part, and how it grows with the staff; memory a tie."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from clock import NoClock, WatchedWeek, instead
from measure import BYTES_FLOOR, HERE, Figure, Findings, interleaved, spread_of, timed

from trustsim.model import TrustModel
from trustsim.scenario.load import scenario_from
from trustsim.scenario.schema import Scenario
from trustsim.state import HERE as IN_POST
from trustsim.state import N_PAIRS

ACQUAINTANCES = 14
TEAM = 6
WEEKS = 117             # three school years
GROWTH_WEEKS = 18       # half a school year, the same weeks at every size
SCHOOLS = {60: 40, 600: 4, 6000: 1, 60_000: 1}   # schools of a size in one repetition
EVEN = 1.5              # slowest size against fastest


def school(staff: int, weeks: int) -> Scenario:
    """A school of any size: teams of six, a head, everybody knows about fourteen colleagues, no events kept."""
    return scenario_from({"staff": staff, "teams": max(1, staff // TEAM), "weeks": weeks, "network": {"acquaintances": ACQUAINTANCES},
                          "record": {"events": False}})


def run_once(scenario: Scenario, seed: int, advance: Callable[[Any, int], int] | None = None) -> tuple[float, int, TrustModel]:
    """Run a school; nanoseconds in `advance` alone, directed interactions, and the model at its end."""
    model = TrustModel(scenario, seed=seed)
    with instead(advance) as loop:
        model.run()
    return loop.seconds * 1e9, int(model.state.weeks["interactions"][1:].sum()), model


def ties_in_post(model: TrustModel) -> int:
    """Directed ties between people in post."""
    w = model.state
    pairs, here = w.pairs[: w.count[N_PAIRS]], w.staff["presence"] == IN_POST
    return 2 * int((here[pairs["a"]] & here[pairs["b"]]).sum())


def bytes_of(model: TrustModel) -> int:
    """Bytes of all arrays of the state, spare room included, but for the weekly table."""
    return sum(array.nbytes for name, array in model.state._asdict().items() if isinstance(array, np.ndarray) and name != "weeks")


# Sixty staff


@cache
def watched_week() -> WatchedWeek | None:
    """`advance` with a clock in it, compiled; None where compiled code finds no clock."""
    try:
        watch = WatchedWeek()
    except NoClock:
        return None
    run_once(school(60, 2), 0, watch)
    return watch


def measure_week(found: Findings, *, repetitions: int) -> None:
    """Time an interaction of the whole week and of the meetings of pairs, and the parts of the week."""
    scenario = school(60, WEEKS)
    watch = watched_week()
    run_once(scenario, 0)
    parts: dict[str, list[float]] = {}

    def plain() -> float:
        nanoseconds, interactions, _ = run_once(scenario, 1)
        return nanoseconds / interactions

    def with_clock() -> float:
        assert watch is not None
        watch.clear()
        nanoseconds, interactions, _ = run_once(scenario, 1, watch)
        for part, spent in watch.nanoseconds.items():
            parts.setdefault(part, []).append(spent / interactions)
        return nanoseconds / interactions

    took = interleaved(repetitions, plain=plain, **({"clock": with_clock} if watch else {}))
    found.add(timed("week_ns", "week loop at 60 staff, an interaction", took, "plain", "ns", target=100.0))
    if watch is None:
        found.notes.append("The parts of the week are left out: compiled code finds no clock on this system.")
        return
    best = {part: min(values) for part, values in parts.items()}
    total = sum(best.values())
    if "meet_all" in parts:
        found.add(timed("meet_ns", "of these the meetings of pairs (meet_all)", took | parts, "meet_all", "ns"))
    found.tables["week"] = [{"part": part, "ns": best[part], "share": best[part] / total} for part in sorted(best, key=lambda part: -best[part])]
    plain_best, clock_best = min(took["plain"]), min(took["clock"])
    found.notes.append(f"Parts of the week: their smallest times come to {total / plain_best:.1%} of the week loop's. With the clock the loop takes "
                       f"{clock_best / plain_best:.3f} times as long. A look at the clock takes {watch.empty:.0f} ns; it is taken off for each call.")


# Growth with the staff


def measure_growth(found: Findings, *, sizes: list[int], repetitions: int) -> None:
    """Time an interaction at several sizes of staff, over the same weeks; repetitions take turns through the sizes."""
    scenarios = {size: school(size, GROWTH_WEEKS) for size in sizes}
    facts: dict[int, dict[str, Any]] = {}

    def one(size: int) -> float:
        spent, done = 0.0, 0
        for seed in range(SCHOOLS[size]):
            nanoseconds, interactions, model = run_once(scenarios[size], seed)
            spent, done = spent + nanoseconds, done + interactions
        ties = ties_in_post(model)
        facts[size] = {"staff": size, "ties": ties, "ties each": ties / size, "interactions": done / SCHOOLS[size],
                       "interactions a tie a week": interactions / ties / GROWTH_WEEKS, "bytes a tie": bytes_of(model) / ties}
        return spent / done

    took = interleaved(repetitions, **{str(size): (lambda size=size: one(size)) for size in sizes})
    found.tables["growth"] = [facts[size] | {"ns": min(took[str(size)])} for size in sizes]
    if watch := watched_week():
        shares: dict[int, dict[str, float]] = {}
        for size in sizes:
            watch.clear()
            for seed in range(SCHOOLS[size]):
                run_once(scenarios[size], seed, watch)
            spent = watch.nanoseconds
            shares[size] = {part: spent[part] / sum(spent.values()) for part in watch.parts}
        found.tables["growth_parts"] = [{"part": part} | {str(size): shares[size][part] * min(took[str(size)]) for size in sizes}
                                        for part in sorted(watch.parts, key=lambda part: -shares[sizes[-1]][part])]
    for last in sizes[2:]:
        upto = [took[str(size)] for size in sizes if size <= last]
        best = [min(values) for values in upto]
        spreads = [max(row) / min(row) for row in zip(*upto, strict=True)]
        found.add(Figure(f"growth_{last}", f"ns an interaction from 60 to {last:,} staff, largest / smallest", max(best) / min(best), "x",
                         target=EVEN, spread=spread_of(spreads)))
    found.add(Figure("bytes_a_tie", "arrays, bytes a directed tie (largest of the sizes)", max(row["bytes a tie"] for row in facts.values()), "bytes",
                     target=300.0, floor=BYTES_FLOOR))


# Memory of the process


def resident_bytes() -> tuple[int, int] | None:
    """Resident memory of this process, now and at its peak; None where the system does not tell."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
        told = dict(line.split(":", 1) for line in lines if ":" in line)
        return 1024 * int(told["VmRSS"].split()[0]), 1024 * int(told["VmHWM"].split()[0])
    except (OSError, KeyError, ValueError):
        return None


def grow(staff: int) -> dict[str, Any]:
    """Resident memory before and after a school of that size is set up and has run two weeks; to be called in a process of its own."""
    run_once(school(60, 2), 0)
    before = resident_bytes()
    _, _, model = run_once(school(staff, 2), 0)
    return {"staff": staff, "ties": ties_in_post(model), "arrays": bytes_of(model), "before": before, "after": resident_bytes()}


def measure_memory(found: Findings, *, staff: int) -> None:
    """Growth of a fresh process by one large school."""
    code = f"import json, sys; sys.path.insert(0, {str(HERE)!r}); import weekloop; print(json.dumps(weekloop.grow({staff})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        found.notes.append(f"Memory of the process was not measured: {done.stderr.strip().splitlines()[-1:]}.")
        return
    facts = json.loads(done.stdout.splitlines()[-1])
    if facts["before"] is None:
        found.notes.append("Memory of the process: this system does not tell the resident size; left out.")
        return
    growth, peak = (after - facts["before"][0] for after in facts["after"])
    found.add(Figure(f"process_bytes_a_tie_{staff}", f"growth of the process, bytes a directed tie ({staff:,} staff)",
                     growth / facts["ties"], "bytes", target=300.0, floor=0.05))
    found.notes.append(f"Memory: at {staff:,} staff with {facts['ties']:,} directed ties the arrays take {facts['arrays'] / 2**20:.0f} MiB; a fresh "
                       f"process grew by {growth / 2**20:.0f} MiB (its peak, while the school was set up, by {peak / 2**20:.0f} MiB).")
