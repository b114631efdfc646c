"""The benchmarks measure what they say: C and compiled rules do the same work, the clock changes nothing, history tells what got worse."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from conftest import REPO

sys.path.insert(0, str(REPO / "experiments" / "benchmarks"))

import core
import history
import measure
import picture
import report
import sweep
import weekloop
from clock import NoClock, WatchedWeek
from measure import Figure, Findings

from trustsim.replicates import Replicates
from trustsim.state import N_QUALITIES, NO_RIVAL, RANDOM_NULL

MACHINE = {"cpu": "a processor", "cores": 2, "system": "Linux", "python": "3.11", "numba": "0", "numpy": "2", "mesa": "3", "compiler": None}


def random_inputs(seed: int) -> core.Inputs:
    """A small school whose ties hold anything that the rules allow."""
    luck = np.random.default_rng(seed)
    inputs = core.Inputs({"staff": 20}, warm_weeks=3)
    ties = inputs.ties
    n = len(ties)
    ties["belief"] = luck.uniform(0.0, 1.0, (n, N_QUALITIES))
    ties["trust"] = luck.uniform(0.05, 1.0, n)
    for scar in ("scar_competence", "scar_integrity"):
        ties[scar] = luck.choice([0.0, 0.05, 0.15, 0.4, 0.9], n)
    ties["familiarity"] = luck.integers(0, 60, n)
    ties["stage"] = luck.integers(0, 4, n)
    ties["swift"] = luck.integers(0, 2, n)
    inputs.pairs["overlap"] = luck.uniform(0.6, 1.0, len(inputs.pairs))
    return inputs


@pytest.mark.parametrize("rival", range(NO_RIVAL, RANDOM_NULL + 1))
def test_c_and_compiled_rules_leave_the_same_bits(rival: int) -> None:
    try:
        function, _ = core.c_core()
    except core.Refused as why:
        pytest.skip(f"no C version to compare with: {why}")
    start = random_inputs(rival)
    start.p["beliefs"]["rival"] = rival
    by_rules, by_c = start.copy(), start.copy()
    weeks = start.weeks_of(100_000)
    assert by_rules.by_rules(weeks) == by_c.by_c(function, weeks) >= 100_000
    assert by_rules.same_as(by_c)
    assert not by_rules.same_as(start)


def test_without_a_compiler_the_ratio_is_left_out_and_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "compiler", lambda: None)
    found = Findings()
    core.measure_core(found, interactions=1, repetitions=1)
    assert [figure.name for figure in found.figures] == ["core_rules_ns"]
    assert "no C compiler" in found.notes[0]


def test_the_clock_in_the_week_changes_nothing() -> None:
    try:
        watch = WatchedWeek()
    except NoClock as why:
        pytest.skip(str(why))
    school = weekloop.school(30, 12)
    _, interactions, plain = weekloop.run_once(school, 1)
    weekloop.run_once(school, 1, watch)   # compiles
    watch.clear()
    _, as_many, watched = weekloop.run_once(school, 1, watch)
    assert interactions == as_many > 0
    for mine, theirs in zip(plain.state, watched.state, strict=True):
        if isinstance(mine, np.ndarray):
            assert mine.tobytes() == theirs.tobytes() or all(mine[name].tobytes() == theirs[name].tobytes() for name in mine.dtype.names)
    assert {"leadership", "people", "meet_all", "talk", "introductions", "measure", "drift", "has_room"} <= set(watch.nanoseconds)
    assert watch.nanoseconds["meet_all"] > 0.0
    assert watch.calls["meet_all"] == watch.calls["drift"] == 12
    watch.clear()
    assert sum(watch.nanoseconds.values()) == 0.0


# History


def slow(value: float, **more: Any) -> Figure:
    return Figure("week_ns", "week loop", value, "ns", target=100.0, **more)


@pytest.mark.parametrize(("now", "before", "said"), [
    (slow(130.0), slow(100.0), "WORSE"),
    (slow(107.0), slow(100.0), "same"),                                  # within the floor of 10 %
    (slow(130.0), slow(100.0, spread=0.4), "same"),                      # within the spread that the last one had
    (slow(130.0, spread=0.4), slow(100.0), "same"),                      # within its own
    (slow(200.0, pace=2.0), slow(100.0, pace=1.0), "same"),              # all of the machine is half as fast today
    (slow(100.0, pace=1.0), slow(100.0, pace=2.0), "WORSE"),             # the machine is twice as fast, and this is not
    (slow(70.0), slow(100.0), "better"),
    (Figure("twin", "twin", 50.0, "x", more_is_better=True), Figure("twin", "twin", 100.0, "x", more_is_better=True), "WORSE"),
    (Figure("twin", "twin", 100.0, "x", more_is_better=True), Figure("twin", "twin", 50.0, "x", more_is_better=True), "better"),
])
def test_history_flags_what_got_worse_beyond_noise(now: Figure, before: Figure, said: str) -> None:
    assert history.judged(now, before.record()) == said


def test_the_bare_loop_is_that_of_the_runs() -> None:
    ready = Replicates({"staff": 20, "teams": 3, "weeks": 30, "staffing": {"turnover_per_year": 0.9}})   # must make room
    models = [ready.founded(seed) for seed in (1, 2)]
    assert sweep.bare_seconds(models, perf_counter) > 0.0
    for model, seed in zip(models, (1, 2), strict=True):
        assert model.state.weeks["trust"].tobytes() == ready.run(seed).state.weeks["trust"].tobytes()


def test_a_command_that_fails_stops_the_benchmark() -> None:
    took = sweep.taken([sys.executable, "-c", "print(1)"], [sys.executable, "-c", "print(2)"])
    assert took.said.split() == ["1", "2"]   # each whole, in the order of the commands
    assert took.processor > 0.0
    assert took.resident > 1e6
    with pytest.raises(SystemExit, match="exit code 7"):
        sweep.taken([sys.executable, "-c", "raise SystemExit(7)"])


def test_what_was_never_measured_is_new() -> None:
    assert history.judged(slow(130.0), None) == "new"


def test_history_is_kept_and_broken_lines_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    assert history.read(path) == ([], [])
    first = {"machine": MACHINE, "figures": {"week_ns": slow(100.0).record(), "rss": slow(9.0).record()}}
    history.append(path, first)
    path.write_text(path.read_text() + '{"half": \n[1, 2]\n{"machine": {}, "figures": {"a": 3}}', encoding="utf-8")   # and no end of line
    second = {"machine": MACHINE | {"numba": "1"}, "figures": {"week_ns": slow(120.0).record()}}
    history.append(path, second)
    history.append(path, {"machine": MACHINE | {"cores": 64}, "figures": {"week_ns": slow(1.0).record()}})
    entries, problems = history.read(path)
    assert len(entries) == 3
    assert [problem.split(":")[1] for problem in problems] == ["2", "3", "4"]
    mine = history.of_machine(entries, MACHINE)
    assert mine == [first, second]
    last = history.last_values(mine)
    assert (last["week_ns"]["value"], last["rss"]["value"]) == (120.0, 9.0)   # what the last run left out is older
    assert [p.name for p in tmp_path.iterdir()] == ["history.jsonl"]


def test_the_committed_history_is_sound() -> None:
    entries, problems = history.read(measure.HERE / measure.HISTORY)
    assert entries
    assert problems == []
    for entry in entries:
        assert {"date", "commit", "dirty", "version", "quick", "machine", "figures"} <= set(entry)
        assert {"cpu", "cores", "python", "numba", "numpy", "compiler"} <= set(entry["machine"])


# What is written


def test_report_and_figure_say_what_is_missed_and_what_got_worse(tmp_path: Path) -> None:
    found = Findings(figures=[slow(130.0), Figure("core_ratio", "core", 1.5, "x", target=2.0)], notes=["something was left out"])
    found.tables["growth"] = [{"staff": n, "ties": 14 * n, "ties each": 14.0, "interactions a tie a week": 0.5, "ns": 100.0 + n / 60,
                               "bytes a tie": 240.0} for n in (60, 600, 6000)]
    found.tables["week"] = [{"part": "meet_all", "ns": 100.0, "share": 0.77}, {"part": "drift", "ns": 30.0, "share": 0.23}]
    entry = {"date": "2026-01-01 00:00 UTC", "commit": "0123456789", "dirty": True, "version": "0", "quick": True, "machine": MACHINE,
             "figures": {figure.name: figure.record() for figure in found.figures}}
    before = {"week_ns": slow(90.0).record()}
    text = report.report(found, entry, before, ["history.jsonl:2: not JSON"])
    assert "**1 of 2 targets met.** Missed: week loop." in text
    assert "Worse than in the last entry of this machine: week loop." in text
    assert "44 % worse" in text
    assert "history.jsonl:2: not JSON" in text
    assert "| 6,000 | 84,000 | 14.0 |" in text
    json.dumps(entry)
    assert picture.draw(found, [entry, entry], entry, tmp_path / "figure.png").stat().st_size > 10_000
    assert picture.draw(Findings(), [], entry, tmp_path / "empty.png").exists()
