"""A run and what it leaves: weekly table, staff, ties at chosen weeks, events. Figures, summaries and files read this and nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from trustsim.model import TrustModel
from trustsim.rules.viability import WORKING_INTERACTIONS
from trustsim.scenario.load import LoadedScenario, loaded
from trustsim.scenario.schema import Scenario
from trustsim.scenario.sections import ROLES
from trustsim.scenario.timeline import BREACH_KINDS, words_of
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


@dataclass(repr=False)
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

    def __repr__(self) -> str:
        return (f"<Results of {self.name!r}, seed {self.seed}: {len(self.weekly) - 1} weeks, {len(self.staff)} people, {len(self.ties)} ties in "
                f"{len(self.tie_weeks)} weeks, {len(self.events)} events>")

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
        for kind, value in zip(self.events["kind"].to_numpy(), self.events["value"].to_numpy(), strict=True):
            if kind == "viable":
                spells.append((int(value), None))
            elif kind == "lost":
                spells[-1] = (spells[-1][0], int(value))
        return spells


def kept_weeks(scenario: Scenario) -> tuple[int, ...]:
    """Weeks whose ties are kept: first, middle, last, those the scenario names, and the week before somebody is to leave."""
    farewells = {item.week - 1 for item in scenario.timeline if item.do in ("new_head", "person_leaves", "spanner_leaves")}
    return tuple(sorted({0, scenario.weeks // 2, scenario.weeks, *scenario.record.tie_weeks, *farewells}))


Columns = dict[str, Any]


def tie_columns(model: TrustModel) -> Columns:
    """All ties between people in post, as they stand now: a copy of each column."""
    w = model.state
    n = int(w.count[N_PAIRS])
    pairs = w.pairs[:n]
    here = (w.staff["presence"][pairs["a"]] == HERE) & (w.staff["presence"][pairs["b"]] == HERE)
    pairs, ties = pairs[here], w.ties[: 2 * n][np.repeat(here, 2)]
    source = np.column_stack([pairs["a"], pairs["b"]]).ravel()
    target = np.column_stack([pairs["b"], pairs["a"]]).ravel()
    columns: Columns = {"week": np.full(len(ties), model.week, np.int32), "source": source, "target": target}
    columns |= {name: ties[name] for name in ("trust", "readiness", "familiarity", "wins", "stage", "scar_competence", "scar_integrity")}
    columns |= {quality: ties["belief"][:, q] for q, quality in enumerate(QUALITIES)}
    columns["advice"] = np.column_stack([pairs["advice"] & 1, pairs["advice"] >> 1]).ravel() == 1
    columns["working"] = is_working(np.repeat(pairs["last_met"], 2), ties["familiarity"], model.week, model.scenario)
    columns["active"] = np.repeat(is_active(pairs["cooperations_term"], model.scenario), 2)
    return columns


def is_active(cooperations_term: Any, scenario: Scenario) -> Any:
    """Whether a tie is active: from the joint cooperations of the last term, in an array of any shape."""
    return cooperations_term >= scenario.viability.active_cooperations


def is_working(last_met: Any, familiarity: Any, week: Any, scenario: Scenario) -> Any:
    """Whether a directed tie is a working one at the end of `week`: from the week of the last meeting and the interactions so far."""
    return (week - last_met < scenario.weeks_per_term) & (week > 0) & (familiarity >= WORKING_INTERACTIONS)


def tie_table(*kept: Columns) -> pd.DataFrame:
    """One table of the ties kept at different weeks."""
    together = {name: np.concatenate([columns[name] for columns in kept]) for name in TIE_COLUMNS}
    together["stage"] = pd.Categorical.from_codes(together["stage"], categories=list(STAGES))
    return pd.DataFrame(together, copy=False)


def mean_by(people: Any, values: Any, n: int) -> Any:
    """Mean of `values` for each of `n` people; NaN where there are none."""
    count = np.bincount(people, minlength=n)
    return np.divide(np.bincount(people, values, minlength=n), count, out=np.full(n, np.nan), where=count > 0)


def staff_table(model: TrustModel) -> pd.DataFrame:
    """Everybody who ever was in post."""
    w, roster = model.state, model.roster
    n = int(w.count[N_STAFF])
    staff = w.staff[:n]
    ties = tie_columns(model)
    left = np.where(staff["left_week"] < 0, 0, staff["left_week"])
    return pd.DataFrame({
        "post": model.posts, "name": model.names,
        "organisation": np.array(roster.organisations, dtype=object)[staff["organisation"]],
        "team": np.array(roster.teams, dtype=object)[staff["team"]],
        "role": np.array(ROLES, dtype=object)[staff["role"]], "profession": np.array(roster.professions, dtype=object)[staff["profession"]],
        "spanner": staff["spanner"] == 1, "here": staff["presence"] == HERE,
        "joined_week": staff["joined_week"], "left_week": pd.arrays.IntegerArray(left.astype(np.int32), staff["left_week"] < 0),
        "tenure_years": staff["tenure_weeks"] / model.scenario.weeks_per_year,
        "x_metres": staff["x"], "y_metres": staff["y"],
        "disposition": staff["disposition"], **{quality: staff["trait"][:, q] for q, quality in enumerate(QUALITIES)},
        "listening": staff["listening"], "sociability": staff["sociability"], "workload": staff["workload"],
        **{f"value_{k + 1}": staff["values"][:, k] for k in range(3)},
        "ties": np.bincount(ties["source"], minlength=n),
        "trust_given": mean_by(ties["source"], ties["trust"], n), "trust_received": mean_by(ties["target"], ties["trust"], n),
    }, index=pd.RangeIndex(n, name="number"))


def event_table(model: TrustModel, kinds: Collection[str] = EVENTS) -> pd.DataFrame:
    """Events, all or of some kinds, with names and, where there is one, a word of detail."""
    w = model.state
    events = w.events[: int(w.count[N_EVENTS])]
    events = events[np.array([kind in kinds for kind in EVENTS])[events["kind"]]]
    names = np.array([*model.names, ""], dtype=object)   # -1 is nobody
    details = np.full(len(events), "", dtype=object)
    for kind in (BREACH, APOLOGY):
        which = events["kind"] == kind
        details[which] = np.array([*BREACH_KINDS, "all of it"], dtype=object)[events["value"][which].astype(int)]   # -1: all
    which = events["kind"] == STAGE_CHANGE
    moves = events["value"][which].astype(int)
    words = np.array([f"{before} to {after}" for before in STAGES for after in STAGES], dtype=object)
    details[which] = words[moves // 10 * len(STAGES) + moves % 10]
    for k in np.flatnonzero(events["kind"] == INTERVENTION):
        item = model.scenario.timeline[int(events["value"][k])]
        details[k] = words_of(item)
    return pd.DataFrame({"week": events["week"], "kind": np.array(EVENTS, dtype=object)[events["kind"]], "who": events["who"],
                         "who_name": names[events["who"]], "other": events["other"], "other_name": names[events["other"]],
                         "detail": details, "value": events["value"]})


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
    model = TrustModel(source, seed=seed)
    founded = time.perf_counter()
    stops = kept_weeks(model.scenario)
    kept = [tie_columns(model)]
    copying = 0.0

    def keep(week: int) -> None:
        nonlocal copying
        before = time.perf_counter()
        kept.append(tie_columns(model))
        copying += time.perf_counter() - before

    model.run(progress=progress, stops=stops[1:], at_stop=keep)
    ran = time.perf_counter()
    results = Results(scenario=model.scenario, seed=model.seed, name=source.name, weekly=pd.DataFrame(model.state.weeks.copy()),
                      staff=staff_table(model), ties=tie_table(*kept), events=event_table(model),
                      teams=list(model.roster.teams), organisations=list(model.roster.organisations), school=source.school,
                      source_files=source.files)
    results.seconds = {"set-up": founded - start, "weeks": ran - founded - copying, "tables": time.perf_counter() - ran + copying}
    return results
