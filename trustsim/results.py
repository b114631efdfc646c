"""A run and what it leaves: weekly table, staff, ties at chosen weeks, events. Figures, summaries and files read this and nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from trustsim.model import TrustModel
from trustsim.rules.viability import WORKING_INTERACTIONS
from trustsim.scenario.load import LoadedScenario, load_scenario, scenario_from
from trustsim.scenario.schema import Scenario
from trustsim.scenario.sections import ROLES
from trustsim.scenario.timeline import BREACH_KINDS
from trustsim.state import (
    APOLOGY,
    BREACH,
    EVENTS,
    HERE,
    INTERVENTION,
    N_EVENTS,
    N_PAIRS,
    N_STAFF,
    QUALITIES,
    STAGE_CHANGE,
    STAGES,
)

if TYPE_CHECKING:
    from trustsim.imports import School

TIE_COLUMNS = ("week", "source", "target", "trust", *QUALITIES, "readiness", "familiarity", "wins", "stage", "scar_competence",
               "scar_integrity", "advice", "working", "active")


@dataclass
class Results:
    """Everything a run leaves, in memory.

    Attributes
    ----------
    scenario, seed, name : what was run.
    weekly : one row a week, row 0 the start; shares are of the last term. Columns: trustsim.state.WEEK.
    staff : one row a person who ever was in post, in order of arrival (index: staff number).
    ties : directed ties at the kept weeks; `source` holds trust in `target` (staff numbers).
    events : what happened to whom, in order.
    teams, organisations : names; the staff table refers to them by name.
    seconds : wall time by part.
    """

    scenario: Scenario
    seed: int
    name: str
    weekly: pd.DataFrame
    staff: pd.DataFrame
    ties: pd.DataFrame
    events: pd.DataFrame
    teams: list[str]
    organisations: list[str]
    seconds: dict[str, float] = field(default_factory=dict)
    school: School | None = None
    source_files: tuple[Path, ...] = ()

    @cached_property
    def tie_weeks(self) -> list[int]:
        """The weeks whose ties were kept."""
        return sorted(int(week) for week in self.ties["week"].unique())

    def ties_at(self, week: int) -> pd.DataFrame:
        """The ties of one kept week."""
        return self.ties[self.ties["week"] == week]

    @cached_property
    def viable_spells(self) -> list[tuple[int, int | None]]:
        """Weeks in which viability began and was lost again (None: it lasted to the end)."""
        spells: list[tuple[int, int | None]] = []
        for row in self.events[self.events["kind"].isin(["viable", "lost"])].itertuples():
            if row.kind == "viable":
                spells.append((int(row.value), None))
            else:
                spells[-1] = (spells[-1][0], int(row.value))
        return spells


def kept_weeks(scenario: Scenario) -> tuple[int, ...]:
    """Weeks whose ties are kept: first, middle, last, and those the scenario names."""
    return tuple(sorted({0, scenario.weeks // 2, scenario.weeks, *scenario.record.tie_weeks}))


def tie_table(model: TrustModel) -> pd.DataFrame:
    """All ties between people in post, as they stand now."""
    w = model.state
    n = int(w.count[N_PAIRS])
    pairs = w.pairs[:n]
    here = (w.staff["presence"][pairs["a"]] == HERE) & (w.staff["presence"][pairs["b"]] == HERE)
    pairs, ties = pairs[here], w.ties[: 2 * n][np.repeat(here, 2)]
    active = pairs["cooperations_term"] >= model.scenario.viability.active_cooperations
    recent = (model.week - pairs["last_met"] < model.scenario.weeks_per_term) & (model.week > 0)
    ends = np.column_stack([pairs["a"], pairs["b"]]), np.column_stack([pairs["b"], pairs["a"]])
    asks = {(int(i), int(j)) for i, j in model.advice}
    source, target = ends[0].ravel(), ends[1].ravel()
    columns = {"week": np.full(len(ties), model.week, np.int32), "source": source, "target": target, "trust": ties["trust"]}
    columns |= {quality: ties["belief"][:, q] for q, quality in enumerate(QUALITIES)}
    columns |= {name: ties[name] for name in ("readiness", "familiarity", "wins")}
    columns["stage"] = pd.Categorical.from_codes(ties["stage"], categories=list(STAGES))
    columns |= {name: ties[name] for name in ("scar_competence", "scar_integrity")}
    columns["advice"] = np.array([(i, j) in asks for i, j in zip(source.tolist(), target.tolist(), strict=True)], dtype=bool)
    columns["working"] = np.repeat(recent, 2) & (ties["familiarity"] >= WORKING_INTERACTIONS)
    columns["active"] = np.repeat(active, 2)
    return pd.DataFrame(columns)[list(TIE_COLUMNS)]


def staff_table(model: TrustModel) -> pd.DataFrame:
    """Everybody who ever was in post."""
    w, roster = model.state, model.roster
    n = int(w.count[N_STAFF])
    staff = w.staff[:n]
    table = pd.DataFrame({
        "post": model.posts, "name": model.names,
        "organisation": [roster.organisations[k] for k in staff["organisation"]],
        "team": [roster.teams[k] for k in staff["team"]],
        "role": [ROLES[k] for k in staff["role"]], "profession": [roster.professions[k] for k in staff["profession"]],
        "spanner": staff["spanner"] == 1, "here": staff["presence"] == HERE,
        "joined_week": staff["joined_week"], "left_week": pd.array(np.where(staff["left_week"] < 0, 0, staff["left_week"]), dtype="Int32"),
        "tenure_years": staff["tenure_weeks"] / model.scenario.weeks_per_year,
        "x_metres": staff["x"], "y_metres": staff["y"],
        "disposition": staff["disposition"], **{quality: staff["trait"][:, q] for q, quality in enumerate(QUALITIES)},
        "listening": staff["listening"], "sociability": staff["sociability"], "workload": staff["workload"],
        **{f"value_{k + 1}": staff["values"][:, k] for k in range(3)},
    })
    table.loc[staff["left_week"] < 0, "left_week"] = pd.NA
    ties = tie_table(model)
    table["ties"] = ties.groupby("source").size().reindex(range(n), fill_value=0)
    table["trust_given"] = ties.groupby("source")["trust"].mean().reindex(range(n))
    table["trust_received"] = ties.groupby("target")["trust"].mean().reindex(range(n))
    table.index.name = "number"
    return table


def event_table(model: TrustModel) -> pd.DataFrame:
    """Events with names and, where there is one, a word of detail."""
    w = model.state
    events = w.events[: int(w.count[N_EVENTS])]
    names = np.array([*model.names, ""], dtype=object)   # -1 is nobody
    details = np.full(len(events), "", dtype=object)
    for kind in (BREACH, APOLOGY):
        which = events["kind"] == kind
        details[which] = np.array(BREACH_KINDS, dtype=object)[events["value"][which].astype(int)]
    which = events["kind"] == STAGE_CHANGE
    moves = events["value"][which].astype(int)
    details[which] = [f"{STAGES[move // 10]} to {STAGES[move % 10]}" for move in moves]
    for k in np.flatnonzero(events["kind"] == INTERVENTION):
        item = model.scenario.timeline[int(events["value"][k])]
        details[k] = item.note or item.do.replace("_", " ")
    return pd.DataFrame({"week": events["week"], "kind": np.array(EVENTS, dtype=object)[events["kind"]], "who": events["who"],
                         "who_name": names[events["who"]], "other": events["other"], "other_name": names[events["other"]],
                         "detail": details, "value": events["value"]})


def loaded(scenario: Scenario | LoadedScenario | str | Path | Mapping[str, Any]) -> LoadedScenario:
    """A scenario in any of its forms, read and validated."""
    if isinstance(scenario, LoadedScenario):
        return scenario
    if isinstance(scenario, str | Path):
        return load_scenario(scenario)
    made = scenario if isinstance(scenario, Scenario) else scenario_from(scenario)
    return LoadedScenario(scenario=made, name=made.title or "scenario", path=None, folder=None, files=(), school=None, places={})


def run(scenario: Scenario | LoadedScenario | str | Path | Mapping[str, Any] = "baseline", *, seed: int = 0,
        progress: Callable[[int], None] | None = None) -> Results:
    """Run a scenario and return everything it leaves.

    Parameters
    ----------
    scenario : name of a library scenario, file, folder, mapping (as YAML would give), or a :class:`Scenario`.
    seed : 0 to 2**64 - 1. The same scenario, seed and version give the same numbers on every machine.
    progress : called with the week now and then.

    Raises
    ------
    InputError
        Where the scenario is not valid; it holds everything that is wrong.
    """
    source = loaded(scenario)
    start = time.perf_counter()
    model = TrustModel(source.scenario, seed=seed, school=source.school)
    founded = time.perf_counter()
    stops = kept_weeks(model.scenario)
    tables = [tie_table(model)]
    copying = 0.0

    def keep(week: int) -> None:
        nonlocal copying
        before = time.perf_counter()
        tables.append(tie_table(model))
        copying += time.perf_counter() - before

    model.run(progress=progress, stops=stops[1:], at_stop=keep)
    ran = time.perf_counter()
    results = Results(scenario=model.scenario, seed=model.seed, name=source.name, weekly=pd.DataFrame(model.state.weeks.copy()),
                      staff=staff_table(model), ties=pd.concat(tables, ignore_index=True), events=event_table(model),
                      teams=list(model.roster.teams), organisations=list(model.roster.organisations), school=source.school,
                      source_files=source.files)
    results.seconds = {"set-up": founded - start, "weeks": ran - founded - copying, "tables": time.perf_counter() - ran + copying}
    return results
