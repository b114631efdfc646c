"""What runs of a study leave is what single runs of the same seeds leave, to the bit."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import trustsim
from trustsim.derived import spells_in
from trustsim.errors import InputError
from trustsim.model import TrustModel
from trustsim.paired import weekly
from trustsim.replicates import Replicates
from trustsim.results import run
from trustsim.scenario.load import LoadedScenario, Source, loaded
from trustsim.state import N_EVENTS, STAGES, WEEK
from trustsim.study.outcomes import ALWAYS, MAIN, TIE_FIELDS, Outcomes, arrays, columns, measured, run_one, run_replicates
from trustsim.weekly import WEEKLY

BIG = 2**64 - 1
PARTNERS = {"organisations": {"school": {"staff": 30, "teams": 5}, "agency": {"staff": 9, "teams": 2, "head": False}},
            "partnership": {"meeting_minutes_per_week": 40, "contacts_per_person": 2}, "weeks": 45,
            "spanners": {"count": 2, "between": "organisations"},
            "timeline": [{"week": 12, "do": "new_partner", "organisation": "agency"}]}
RIVAL = {"staff": 30, "teams": 5, "weeks": 45, "mechanisms": {"beliefs": {"rival": "bank_of_credits"}}}
EXTREME_TURNOVER = {"staff": 24, "teams": 4, "weeks": 60, "staffing": {"turnover_per_year": 0.9}}   # room must be made, leavers swept out
SPREAD = {"staff": 40, "teams": 6, "weeks": 40, "spanners": {"count": 3, "spread": True, "chosen": "well_connected"}}
SOURCES: dict[str, Source] = {
    "baseline": "baseline", "multi_agency_partnership": "multi_agency_partnership", "new_head_worse": "new_head_worse", "co_location": "co_location",
    "merger": "merger", "swift_task_group": "swift_task_group", "contact_points_leave": "contact_points_leave", "shared_history": "shared_history",
    "partners": PARTNERS, "rival": RIVAL, "extreme_turnover": EXTREME_TURNOVER, "spread": SPREAD}


def kept_of(source: Source) -> Outcomes:
    """Everything that can be kept, at weeks that every source has."""
    weeks = loaded(source).scenario.weeks
    every = tuple(name for name in WEEKLY if name != "ties")   # their number, which bears the same name
    return Outcomes(final=every, weeks=(0, 13, weeks), at=("trust", "left", "ties"), series=("trust", "viable", "interactions"),
                    ties=(0, weeks // 2, weeks))


def hold_same(row: dict[str, Any], source: Source, outcomes: Outcomes) -> None:
    """A row of the fast path and the tables of a single run, column for column."""
    results = run(source, seed=row["seed"])
    table = results.weekly.set_index("week").astype(float)
    last = results.scenario.weeks
    spells = results.viable_spells   # from the events, which the fast path does not keep
    expected: dict[str, Any] = {figure: table.at[last, figure] for figure in outcomes.final}
    expected |= {f"{figure}_w{week}": table.at[week, figure] for week in outcomes.weeks for figure in outcomes.at or outcomes.final}
    expected |= {"viable": float(bool(spells and spells[-1][1] is None)), "ever_viable": float(bool(spells)),
                 "viable_week": float(spells[0][0]) if spells else None,
                 "weeks_viable": float(sum((last + 1 if end is None else end) - start for start, end in spells))}
    assert {name: row[name] for name in expected} == expected
    for figure in outcomes.series:
        assert np.array_equal(row[f"{figure}_series"], table[figure].to_numpy())
    ties = results.ties[results.ties["week"].isin(outcomes.tie_weeks(last))].reset_index(drop=True)
    kept = row["ties"]
    assert len(kept) == len(ties) > 0
    for field in TIE_FIELDS:
        theirs = ties[field.name].cat.codes if field.name == "stage" else ties[field.name]
        assert np.array_equal(kept.field(field.name).to_numpy(zero_copy_only=False), theirs.to_numpy()), field.name
    assert set(row) == {"seed", "flags", *columns(outcomes).names}


@pytest.mark.parametrize("name", SOURCES)
def test_rows_are_those_of_single_runs(name: str) -> None:
    source, outcomes = SOURCES[name], kept_of(SOURCES[name])
    rows = list(run_replicates(source, [0, 5, BIG], outcomes))
    assert [row["seed"] for row in rows] == [0, 5, BIG]
    for row in rows:
        hold_same(row, source, outcomes)
    assert rows[0]["trust"] != rows[1]["trust"]


def test_rows_of_an_imported_school(real_schools: Path, tmp_path: Path) -> None:
    trustsim.import_school(real_schools / "school-05_staff.csv", real_schools / "school-05_dyads.csv", tmp_path, survey_scale=(1, 4))
    source = loaded(tmp_path)
    assert source.school is not None
    for row in run_replicates(source, [2, 1], outcomes := kept_of(source)):
        hold_same(row, source, outcomes)


def test_the_order_and_number_of_seeds_change_nothing() -> None:
    outcomes = Outcomes(series=("trust",), ties=True)
    for source in (PARTNERS, EXTREME_TURNOVER, "co_location"):
        many = {row["seed"]: row for row in run_replicates(source, [9, 3, 4, 3, 11], outcomes)}
        for seed, row in many.items():
            (alone,) = run_replicates(source, [seed], outcomes)
            assert row.keys() == alone.keys()
            assert all(np.array_equal(row[name], alone[name]) for name in row), seed


def test_prepared_is_not_touched_by_the_runs() -> None:
    ready = Replicates("co_location")
    before = [part.tobytes() for part in ready.prepared.blank[1:]], list(ready.prepared.roster.team_x)
    first = ready.run(3)
    assert first.roster.team_x != before[1]   # a team has moved
    assert ([part.tobytes() for part in ready.prepared.blank[1:]], list(ready.prepared.roster.team_x)) == before
    assert first.names is not ready.run(3).names


def test_later_runs_begin_with_the_room_that_earlier_ones_needed() -> None:
    ready = Replicates(EXTREME_TURNOVER)
    before = len(ready.founded(1).state.pairs)
    needed = len(ready.run(1).state.pairs)
    assert before < needed == len(ready.founded(1).state.pairs) == len(ready.founded(2).state.pairs)


def test_events_are_kept_where_they_are_wanted() -> None:
    quiet, full = Replicates(RIVAL).run(1), Replicates(RIVAL, events=True).run(1)
    assert quiet.state.count[N_EVENTS] == 0 < full.state.count[N_EVENTS]
    paired = weekly(RIVAL, [1])[0]
    for name in WEEK.names:
        assert np.array_equal(quiet.state.weeks[name], full.state.weeks[name], equal_nan=True)
        assert np.array_equal(paired[name], full.state.weeks[name], equal_nan=True)


def test_a_run_leaves_its_arrays_without_the_garbage_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    ready, arrays_of = Replicates(RIVAL), []
    founded = Replicates.founded

    def watched(self: Replicates, seed: int) -> TrustModel:
        model = founded(self, seed)
        arrays_of.append(weakref.ref(model.state.ties))
        return model

    monkeypatch.setattr(Replicates, "founded", watched)
    gc.disable()
    try:
        for seed in range(3):
            run_one(ready, seed, Outcomes())
        assert len(arrays_of) == 3
        assert all(left() is None for left in arrays_of)
    finally:
        gc.enable()


# Viability


def test_spells_are_those_of_the_events() -> None:
    lost = 0
    for name in ("restructuring", "high_turnover", "new_head_worse", "trust_blindly"):
        for seed in range(4):
            results = run(name, seed=seed)
            assert spells_in(results.weekly["viable"].to_numpy(), results.scenario.viability.persist_weeks) == results.viable_spells
            lost += sum(end is not None for _, end in results.viable_spells)
    assert lost >= 4   # some were lost again


def test_a_school_that_lost_its_viability() -> None:
    (row,) = run_replicates("new_head_worse", [23])
    results = run("new_head_worse", seed=23)
    assert results.viable_spells == [(61, 155), (163, 177)]
    assert (row["viable"], row["ever_viable"], row["viable_week"], row["weeks_viable"]) == (0.0, 1.0, 61.0, 94.0 + 14.0)


def test_a_school_that_never_was_viable() -> None:
    (row,) = run_replicates({"staff": 20, "teams": 4, "weeks": 8}, [1])
    assert (row["viable"], row["ever_viable"], row["viable_week"], row["weeks_viable"], row["flags"]) == (0.0, 0.0, None, 0.0, "")


# What is not finite


def test_nothing_to_take_a_mean_of_is_blank_and_flagged() -> None:
    alone = {"staff": 6, "teams": 1, "head": False, "weeks": 3, "meetings": dict.fromkeys((
        "team_minutes_per_week", "cross_team_minutes_per_week", "whole_staff_minutes_per_week", "joint_work_minutes_per_week",
        "informal_encounters_per_week"), 0)}
    (row,) = run_replicates(alone, [1], Outcomes(final=("trust", "norm", "readiness"), weeks=(0, 2), at=("trust",), series=("trust", "norm")))
    assert row["trust"] is row["readiness"] is row["trust_w2"] is None
    assert row["norm"] == 0.0
    assert 0.0 < row["trust_w0"] < 1.0
    assert row["trust_series"] == [row["trust_w0"], None, None, None]
    assert row["flags"] == "trust,readiness,trust_w2,trust_series"


def test_a_school_without_a_head_has_no_trust_in_heads() -> None:
    (row,) = run_replicates({"staff": 12, "teams": 2, "head": False, "weeks": 4}, [1])
    assert row["trust_in_heads"] is None
    assert row["flags"] == "trust_in_heads"


def test_infinity_and_nan_out_of_place_are_given_and_flagged() -> None:
    model = Replicates({"staff": 12, "teams": 2, "weeks": 4}).run(1)
    model.state.weeks["norm"][4], model.state.weeks["climate"][2], model.state.weeks["trust"][4] = np.inf, np.nan, np.nan
    row = measured(model, Outcomes(final=("norm", "trust", "climate"), weeks=(2,), at=("climate",), series=("norm",)))
    assert row["norm"] == np.inf
    assert np.isnan(row["trust"])   # there are working ties: nobody expects this
    assert np.isnan(row["climate_w2"])
    assert row["norm_series"][-1] == np.inf
    assert row["flags"] == "norm,trust,climate_w2,norm_series"
    table = dict(zip(columns(Outcomes(final=("norm", "trust"))).names, arrays([row], Outcomes(final=("norm", "trust"))), strict=True))
    assert table["trust"].null_count == 0   # not to be taken for a mean of nothing


# The table


def test_columns_and_arrays() -> None:
    outcomes = Outcomes(weeks=(10, 4, 10), at=("trust",), series=("norm",), ties=True)
    schema = columns(outcomes)
    assert schema.names == [*ALWAYS, *MAIN, "trust_w10", "trust_w4", "norm_series", "ties"]
    rows = list(run_replicates(RIVAL, [1, 2], outcomes))
    table = pa.table(arrays([rows[0], {}, rows[1]], outcomes), schema=schema)   # a failed run between two others
    table.validate(full=True)
    assert [column.null_count for column in table.columns] == [1 + sum(row[name] is None for row in rows) for name in schema.names]
    assert table["trust"].to_pylist() == [rows[0]["trust"], None, rows[1]["trust"]]
    ties = table["ties"].to_pylist()
    assert ties[0] == rows[0]["ties"].to_pylist()
    assert ties[1] is None
    assert ties[2] == rows[1]["ties"].to_pylist()
    assert {tie["week"] for tie in ties[2]} == {45}
    assert {tie["stage"] for tie in ties[2]} <= set(range(len(STAGES)))
    assert pa.table(arrays([{}, {}], outcomes), schema=schema)["ties"].null_count == 2
    assert set(WEEKLY) >= set(MAIN)


@pytest.mark.parametrize(("given", "said"), [
    ({"final": ["trust", "competance"]}, "outcomes.final.1: there is no such column in the weekly table; given 'competance'"),
    ({"series": ["viable_week"]}, "outcomes.series.0: speaks of the whole run"),
    ({"weeks": [3, 46]}, "outcomes.weeks.1: lies outside the scenario, 45 weeks; given 46; allowed: 0 to 45"),
    ({"ties": [-1]}, "outcomes.ties.0: lies outside the scenario"),
    ({"final": ["trust", "ties"], "ties": True}, "outcomes.final.1: is their number here"),
    ({"at": ["trust"]}, "outcomes.at: has no weeks to be kept at"),
])
def test_outcomes_that_a_run_does_not_have(given: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as error:
        next(run_replicates(RIVAL, [1], Outcomes(**given)))
    assert str(error.value).startswith(said)
    if "competance" in said:
        assert "did you mean 'competence'?" in str(error.value)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(InputError) as error:
        next(run_replicates(RIVAL, [1], Outcomes(final=("a",), weeks=(99,), at=("b",), series=("c",), ties=(-5,))))
    assert len(error.value.problems) == 5


def test_a_loaded_scenario_keeps_its_own_settings() -> None:
    source = loaded("baseline")
    assert isinstance(source, LoadedScenario)
    Replicates(source)
    assert source.scenario.record.events   # only the copy that is run is quiet
