"""A view stands for one scenario; what comes from a page can be nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from trustsim.errors import InputError
from trustsim.scenario.describe import find
from trustsim.scenario.load import load_scenario
from trustsim.scenario.timeline import Intervention
from trustsim.web.controls import BASIC, GROUPS, NOT_LIVE, by_path, controls, descend, interventions, is_live
from trustsim.web.film import Film, film
from trustsim.web.views import MOST_HAPPENINGS, Library, for_page, view_of

LIBRARY = Library()
WEEK = 30
# One of every kind of thing that can be done, with what it needs; the scenario in brackets where the baseline has not what it takes.
DONE: dict[str, tuple[dict[str, Any], str]] = {
    "change": ({"meetings": {"team_minutes_per_week": 120}, "workload": 1.0, "conditions": {"threat": 0.5}}, "baseline"),
    "new_head": ({"leadership": {"preset": "hero"}}, "baseline"),
    "person_leaves": ({"person": "school/team 2/1"}, "baseline"),
    "new_spanner": ({"count": 2, "contacts": 3}, "baseline"),
    "spanner_leaves": ({"count": 1}, "contact_points"),
    "breach": ({"kind": "deception"}, "baseline"),
    "broken_promise": ({"by": "head"}, "baseline"),
    "apology": ({"by": "head"}, "competence_failure"),
    "restructuring": ({"moved": 0.5}, "baseline"),
    "merger": ({"merge": ["school/team 1", "school/team 2"]}, "baseline"),
    "co_location": ({"places": ["school/team 1", "school/team 9"]}, "baseline"),
    "task_group": ({"members": 6, "weeks": 5}, "baseline"),
    "training": ({"weeks": 4}, "baseline"),
}


def filmed(view: dict[str, Any]) -> Film:
    read = view_of(view)
    return film(LIBRARY.resolve(read), read.seed, added=len(read.happenings))


def same_until(one: Film, two: Film, week: int) -> bool:
    """Whether two films are the same, to the bit, to the end of a week."""
    places = [{pair: k for k, pair in enumerate(map(tuple, made.arrays["pairs"].tolist()))} for made in (one, two)]
    shared = [pair for pair in places[0] if pair in places[1]]
    first, second = (np.array([where[pair] for pair in shared]) for where in places)
    for name in ("state", "trust", "beliefs", "scar"):
        a, b = (made.arrays[name][..., : week + 1] for made in (one, two))
        ends = (first, second) if name == "state" else tuple(np.column_stack([2 * k, 2 * k + 1]).ravel() for k in (first, second))
        if not np.array_equal(a[..., ends[0], :], b[..., ends[1], :]):
            return False
        for array, own in ((a, ends[0]), (b, ends[1])):   # pairs that only one film has, it has later
            rest = np.setdiff1d(np.arange(array.shape[-2]), own)
            if array[..., rest, :].any():
                return False
    return np.array_equal(one.arrays["weekly"][:, : week + 1], two.arrays["weekly"][:, : week + 1], equal_nan=True)


@pytest.mark.parametrize("do", DONE)
def test_what_happens_later_leaves_what_was_to_the_bit(do: str) -> None:
    fields, scenario = DONE[do]
    plain = {"scenario": scenario, "settings": {"weeks": 60}, "seed": 5}
    before, after = filmed(plain), filmed({**plain, "happenings": [{"week": WEEK + 1, "do": do, **fields}]})
    assert same_until(before, after, WEEK)
    assert not same_until(before, after, 60), "it did nothing at all"
    assert after.header["timeline"][-1]["added"]
    assert after.header["timeline"][-1]["week"] == WEEK + 1


def test_every_kind_of_intervention_is_there_and_tested() -> None:
    kinds = {do for kind in get_args(get_args(Intervention)[0]) for do in get_args(kind.model_fields["do"].annotation)}
    offered = {item["do"] for item in interventions()}
    assert offered == kinds - set(NOT_LIVE)
    assert set(DONE) == offered | {"change"}


@pytest.mark.parametrize("path", [control["path"] for control in controls() if control["live"]])
def test_what_is_said_to_act_live_does(path: str, tmp_path: Path) -> None:
    control = by_path()[path]
    scenario = "partnership_without_spanners" if path.startswith("partnership") else "baseline"
    settings = {"weeks": 33, "leadership.preset": "transactional"}
    for partner in ("partnership.meeting_minutes_per_week",) if path == "partnership.service_agreement" else ():
        settings |= {partner: 60}
    settings |= {"staffing.recruitment_for_values": 0.0, "staffing.turnover_per_year": 0.8} if "staffing" in path else {}
    settings |= {"senior_leaders": 4} if "leader_turnover" in path else {}
    library = LIBRARY
    if path == "staffing.support_turnover_per_year":
        (tmp_path / "offices.yaml").write_text("teams: {office: {staff: 20, role: support}, maths: 10}\n", encoding="utf-8")
        library, scenario = Library([str(tmp_path / "offices.yaml")]), "offices"
    value = control["choices"][-1] if control["choices"] else control["max"] if control["max"] is not None else control["high"]
    before = film(library.resolve(view_of({"scenario": scenario, "settings": settings})), 0)
    view = view_of({"scenario": scenario, "settings": settings, "happenings": [{"week": 2, "do": "change", **descend(value, path)}]})
    after = film(library.resolve(view), 0, added=1)
    assert same_until(before, after, 1)
    assert not same_until(before, after, 33), f"{path} does nothing when it is changed during a run"
    assert after.header["values_from"][0]["values"][path] == value


def test_what_acts_only_at_the_start_is_not_called_live() -> None:
    assert not is_live("spanners.count")
    assert not is_live("staff")
    assert not is_live("staffing.tenure_mean_years")
    assert not is_live("conditions.climate")
    assert is_live("conditions.threat")


def test_controls_say_what_the_schema_says() -> None:
    assert [control["path"] for control in controls()[: len(BASIC)]] == list(BASIC)
    for control in controls():
        if control["path"] != "workload":
            (row,) = [row for row in find(control["path"]) if row.path == control["path"]]
            assert (control["unit"], control["meaning"], control["source"]) == (row.unit, row.meaning, row.source)
        assert control["group"] in GROUPS.values()
        assert control["label"]
        if control["kind"] in ("number", "integer"):
            assert control["low"] < control["high"], control
            assert control["step"] > 0
            assert control["min"] is None or control["low"] >= control["min"]
            assert control["max"] is None or control["high"] <= control["max"]
        if control["kind"] == "choice":
            assert control["choices"]
    assert not [control["path"] for control in controls() if "file" in control["path"] or "timeline" in control["path"]]


@pytest.mark.parametrize("view", [
    {"scenario": "baseline", "settings": {"meetings.team_minutes_per_week": 90, "leadership.preset": "servant"}, "seed": 4},
    {"scenario": "broken_promise", "happenings": [{"week": 50, "do": "apology"}], "seed": 18446744073709551615},
    {"scenario": "multi_agency_partnership", "settings": {"meetings.team_minutes_per_week": 45},
     "happenings": [{"week": 20, "do": "change", "conditions": {"threat": 0.3}}]},
    {"scenario": "two_schools", "settings": {"conditions.threat": 0.2}},
    {"scenario": "merger", "seed": 2},
])
def test_the_file_of_a_view_runs_the_same_to_the_bit(view: dict[str, Any], tmp_path: Path) -> None:
    read = view_of({**view, "settings": {**view.get("settings", {}), "weeks": 60}})
    name, text = LIBRARY.yaml(read)
    (tmp_path / name).write_text(text, encoding="utf-8")
    one, two = film(LIBRARY.resolve(read), read.seed), film(load_scenario(tmp_path / name), read.seed)
    for array in one.arrays:
        assert np.array_equal(one.arrays[array], two.arrays[array], equal_nan=array == "weekly"), array


def test_the_file_of_a_file_runs_the_same(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("extends: baseline\nweeks: 20\nmeetings: {team_minutes_per_week: 75}\n", encoding="utf-8")
    library = Library([str(mine)])
    assert library.names[0] == "mine"
    view = view_of({"scenario": "mine", "settings": {"conditions.threat": 0.4}})
    (tmp_path / "again.yaml").write_text(library.yaml(view)[1], encoding="utf-8")
    one, two = film(library.resolve(view), 0), film(load_scenario(tmp_path / "again.yaml"), 0)
    assert np.array_equal(one.arrays["trust"], two.arrays["trust"])
    assert not np.array_equal(one.arrays["trust"], film(load_scenario("baseline", overrides={"weeks": 20}), 0).arrays["trust"])


@pytest.mark.parametrize(("view", "said"), [
    (None, "is not a view"),
    ([], "is not a view"),
    ({"scenaro": "baseline"}, "did you mean 'scenario'"),
    ({"scenario": "baselin"}, "did you mean 'baseline'"),
    ({"scenario": 3}, "is not a name"),
    ({"scenario": "../../etc/passwd"}, "there is no such scenario"),
    ({"scenario": "scenarios/baseline.yaml"}, "there is no such scenario"),
    ({"settings": []}, None),
    ({"settings": [1]}, "is not a mapping"),
    ({"settings": {"meetings.team_minutes": 1}}, "did you mean 'meetings.team_minutes_per_week'"),
    ({"settings": {"meetings.team_minutes_per_week": "many"}}, "meetings.team_minutes_per_week"),
    ({"settings": {"meetings.team_minutes_per_week": 5000}}, "at most 1200"),
    ({"settings": {"meetings.team_minutes_per_week": {"a": 1}}}, "is not a value"),
    ({"settings": {"meetings.team_minutes_per_week": float("nan")}}, "is not a value"),
    ({"settings": {"staff": 10**30}}, "at most 400"),
    ({"settings": {"staff": 400, "network.acquaintances": 200}}, "too many ties"),
    ({"settings": {"weeks": 10_000}}, "at most 520"),
    ({"settings": {"network.staff_file": "/etc/passwd", "network.ties_file": "/etc/passwd"}}, "no setting that the page can change"),
    ({"settings": {"contrast": "../x"}}, "no setting that the page can change"),
    ({"settings": {"extends": "x"}}, "no setting that the page can change"),
    ({"settings": {"timeline[0].week": 1}}, "no setting that the page can change"),
    ({"settings": {"organisations.nobody.staff": 20}}, "no setting of an organisation"),
    ({"settings": {"workload": 1.0}}, "no setting that the page can change"),
    ({"happenings": {"week": 3}}, "is not a list"),
    ({"happenings": [{}] * (MOST_HAPPENINGS + 1)}, "is not a list"),
    ({"happenings": [3]}, "is not a happening"),
    ({"happenings": [{"week": 3, "do": "new_partner"}]}, "cannot be done from the page"),
    ({"happenings": [{"week": 3, "do": "newhead"}]}, "did you mean 'new_head'"),
    ({"happenings": [{"week": 0, "do": "new_head"}]}, "happenings[0].week"),
    ({"happenings": [{"week": 999, "do": "new_head"}]}, "is after the end"),
    ({"happenings": [{"week": 3, "do": "person_leaves", "person": "nobody"}]}, "there is nobody so called"),
    ({"happenings": [{"week": 3, "do": "training", "note": "x" * 300}]}, "more than 200 letters"),
    ({"happenings": [{"week": 3, "do": "change", "meetings": {"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}}}]}, "nested too deeply"),
    ({"happenings": [{"week": 3, "do": "change", "conditions": {"climate": 0.2}}]}, "climate"),
    ({"seed": -1}, "is not a seed"),
    ({"seed": 2**64}, "is not a seed"),
    ({"seed": "12x"}, "is not a seed"),
    ({"seed": 1.5}, "is not a seed"),
    ({"seed": True}, "is not a seed"),
])
def test_wrong_views_are_told_what_is_wrong(view: Any, said: str | None) -> None:
    if said is None:
        assert LIBRARY.resolve(view_of(view)).name == "baseline"
        return
    with pytest.raises(InputError) as error:
        LIBRARY.resolve(view_of(view))
    assert said in str(error.value)
    assert all(for_page(problem, 0).file is None for problem in error.value.problems)


def test_problems_of_happenings_count_from_the_page(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        LIBRARY.resolve(view_of({"scenario": "broken_promise", "happenings": [{"week": 41, "do": "apology"}, {"week": 999, "do": "apology"}]}))
    assert [problem.key for problem in error.value.problems] == ["happenings[1].week"]
    assert str(tmp_path.parent) not in str(error.value)


def test_a_school_too_large_is_refused_at_the_start(tmp_path: Path) -> None:
    huge = tmp_path / "huge.yaml"
    huge.write_text("staff: 5000\n", encoding="utf-8")
    with pytest.raises(InputError, match="too many staff to be shown"):
        Library([str(huge)])


def test_seeds_beyond_what_a_page_can_count_are_text() -> None:
    view = view_of({"seed": "18446744073709551615"})
    assert view.seed == 2**64 - 1
    assert view.as_json()["seed"] == "18446744073709551615"
    assert view_of(view.as_json()) == view
