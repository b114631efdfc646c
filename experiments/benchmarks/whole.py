"""Whole runs of 60 staff: against the plain-Python twin, where the time goes, and what events and agents' views cost."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from time import process_time
from types import TracebackType
from typing import Any

from measure import Figure, Findings, interleaved, median, ratios, seconds_of, spread_of, timed

import trustsim
from trustsim.model import TrustModel
from trustsim.scenario.load import loaded
from trustsim.scenario.schema import Scenario
from trustsim.twin import TwinModel

SCENARIO = "baseline"   # 60 staff, 117 weeks
# Calls of a run that are timed: where the caller finds them, what they are, and the part of the run they belong to.
SET_UP, WEEKS, BETWEEN, TABLES = "set-up", "weeks, compiled", "between weeks", "tables"
CALLS = [("trustsim.results", "loaded", "read the scenario", SET_UP), ("trustsim.model", "prepare", "prepare the school", SET_UP),
         ("trustsim.founding", "found", "found the school", SET_UP),
         ("trustsim.model", "TrustModel.__init__", "start the model", SET_UP), ("trustsim.model", "advance", "the week loop", WEEKS),
         ("trustsim.model", "TrustModel.run", "room, names, dates", BETWEEN), ("trustsim.results", "tie_columns", "copies of ties", TABLES),
         ("trustsim.results", "staff_table", "staff table", TABLES), ("trustsim.results", "tie_table", "tie table", TABLES),
         ("trustsim.results", "event_table", "event table", TABLES)]
REST = "weekly table and the rest"
MOST_ELSEWHERE = 0.25
FEW = 0.3   # a few runs of the twin, each seconds long, do not find the machine's best moments


def baseline() -> Scenario:
    """The scenario of these runs."""
    return loaded(SCENARIO).scenario


# Against the twin


def measure_twin(found: Findings, *, repetitions: int, keyed_repetitions: int) -> None:
    """Whole runs, set-up and weekly measures included: compiled model and twin in turn. A compiled run is the median of several."""
    scenario = baseline()

    def compiled() -> float:
        return median([seconds_of(lambda: TrustModel(scenario, seed=1).run()) for _ in range(7)])

    def twin(draws: Any) -> float:
        return seconds_of(lambda: TwinModel(scenario, seed=1, draws=draws).run())

    python = interleaved(repetitions, compiled=compiled, twin=lambda: twin("python"))
    keyed = interleaved(keyed_repetitions, compiled=compiled, twin=lambda: twin("keyed"))
    ratio = ratios(python["twin"], python["compiled"])
    found.add(Figure("twin_python", "whole run: the twin with Python's own draws, against compiled", median(ratio), "x", target=40.0,
                     more_is_better=True, spread=spread_of(ratio), floor=FEW))
    words = f"Twin: a run takes {min(python['twin']):.2f} s with Python's own draws"
    if keyed_repetitions:
        ratio = ratios(keyed["twin"], keyed["compiled"])
        found.add(Figure("twin_keyed", "whole run: the twin with keyed draws, against compiled", median(ratio), "x", more_is_better=True,
                         spread=spread_of(ratio), floor=FEW))
        words += f", {min(keyed['twin']):.2f} s with keyed draws"
    found.add(timed("model_ms", "whole run of TrustModel, 60 staff x 117 weeks", python, "compiled", "ms", factor=1e3))
    found.notes.append(f"{words}; both begin from the same compiled founding as the compiled model.")


# Where the time of a run goes


class Parts:
    """Within this, the calls of a run named in CALLS are timed; a call inside another counts for the inner one alone."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._inner: list[float] = []

    def _timed(self, function: Callable[..., Any], part: str) -> Callable[..., Any]:
        def timed(*args: Any, **kwargs: Any) -> Any:
            self._inner.append(0.0)
            begun = process_time()
            try:
                return function(*args, **kwargs)
            finally:
                took = process_time() - begun
                self.seconds[part] = self.seconds.get(part, 0.0) + took - self._inner.pop()
                if self._inner:
                    self._inner[-1] += took
        return timed

    def __enter__(self) -> Parts:
        self._before = []
        for module, path, part, _ in CALLS:
            place: Any = importlib.import_module(module)
            *inside, name = path.split(".")
            for outer in inside:
                place = getattr(place, outer)
            self._before.append((place, name, getattr(place, name)))
            setattr(place, name, self._timed(getattr(place, name), part))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for place, name, function in self._before:
            setattr(place, name, function)


def profile(found: Findings, key: str, words: str, run: Callable[[], Any], repetitions: int) -> None:
    """Shares of a run by part, from the fastest of the repetitions; the figure is the largest part that is not the compiled weeks."""
    run()
    runs: list[tuple[float, dict[str, float]]] = []
    for _ in range(repetitions):
        with Parts() as parts:
            total = seconds_of(run)
        runs.append((total, parts.seconds | {REST: total - sum(parts.seconds.values())}))
    part_of = {name: part for _, _, name, part in CALLS} | {REST: TABLES}

    def shares(total: float, seconds: dict[str, float]) -> dict[str, float]:
        return {part: sum(seconds[name] for name in seconds if part_of[name] == part) / total for part in (SET_UP, BETWEEN, TABLES)}

    total, seconds = min(runs, key=lambda one: one[0])
    found.tables[key] = [{"part": part_of[name], "what": name, "ms": 1e3 * seconds[name], "share": seconds[name] / total}
                         for name in sorted(seconds, key=lambda name: -seconds[name])]
    elsewhere = shares(total, seconds)
    largest = max(elsewhere, key=lambda part: elsewhere[part])
    found.add(Figure(key, f"{words}: largest part outside the compiled weeks ({largest})", 100.0 * elsewhere[largest], "%",
                     target=100.0 * MOST_ELSEWHERE, spread=spread_of([max(shares(*one).values()) for one in runs])))


def measure_profile(found: Findings, *, repetitions: int) -> None:
    """Where the time of a run goes, with tables (`trustsim.run`) and without (`TrustModel`)."""
    profile(found, "run_parts", "trustsim.run", lambda: trustsim.run(SCENARIO, seed=1), repetitions)
    scenario = baseline()
    profile(found, "model_parts", "TrustModel", lambda: TrustModel(scenario, seed=1).run(), repetitions)


# For information


def measure_extras(found: Findings, *, repetitions: int) -> None:
    """Events kept or not; Mesa's agents."""
    kept = baseline()
    none = kept.model_copy(update={"record": kept.record.model_copy(update={"events": False})})
    took = interleaved(repetitions, kept=lambda: seconds_of(lambda: trustsim.run(kept, seed=1)),
                       none=lambda: seconds_of(lambda: trustsim.run(none, seed=1)))
    ratio = ratios(took["kept"], took["none"])
    found.add(timed("run_ms", "trustsim.run with all tables, 60 staff x 117 weeks", took, "kept", "ms", factor=1e3))
    found.add(Figure("events_ratio", "trustsim.run, events kept against not kept", median(ratio), "x", spread=spread_of(ratio)))

    models: list[TrustModel] = []

    def look(*, again: bool) -> float:
        if not again:
            models.append(TrustModel(kept, seed=1))
        return seconds_of(lambda: len(models[-1].agents)) / kept_staff

    kept_staff = len(TrustModel(kept, seed=1).posts)
    took = interleaved(repetitions, first=lambda: look(again=False), again=lambda: look(again=True))
    found.add(timed("agents_us", "model.agents, first look, a person", took, "first", "us", factor=1e6),
              timed("agents_again_us", "model.agents, later looks, a person", took, "again", "us", factor=1e6))
