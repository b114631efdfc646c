"""Scenarios from files, folders, names and mappings: layers, overrides, and one error with everything wrong."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scenario_files import imported, levels, load, problem, problems, write

from trustsim.errors import InputError
from trustsim.scenario import library
from trustsim.scenario.load import (
    check_size,
    check_whole,
    contrast_of,
    load_scenario,
    loaded,
    resolve,
    scenario_from,
    size_of,
    varied,
)
from trustsim.scenario.schema import Scenario
from trustsim.scenario.sections import Leadership, presets
from trustsim.scenario.timeline import Change

# Where scenarios come from


def test_a_file_is_a_scenario(tmp_path: Path) -> None:
    loaded = load(tmp_path, "staff: 24\nmeetings: {team_minutes_per_week: 90}\n")
    assert loaded.scenario.organisations["school"].staff == 24
    assert loaded.scenario.organisations["school"].meetings.team_minutes_per_week == 90
    assert (loaded.name, loaded.path, loaded.folder) == ("mine", tmp_path / "mine.yaml", tmp_path)
    assert loaded.files == (tmp_path / "mine.yaml",)
    assert loaded.school is None
    assert loaded.places["meetings", "team_minutes_per_week"].line == 2


def test_a_folder_is_a_scenario_with_its_imported_staff(tmp_path: Path) -> None:
    loaded = load_scenario(
        imported(tmp_path / "hill", "history: {years: 3}\norganisations: {south: {history: {years: 1}}}\n")
    )
    assert loaded.name == load_scenario(tmp_path / "hill" / "scenario.yaml").name == "hill"
    assert loaded.school is not None
    assert loaded.school.ids == ("p1", "p2", "p3", "p4", "p5")
    assert {name: own.history.years for name, own in loaded.scenario.organisations.items()} == {
        "north": 3,
        "south": 1,
    }
    assert [file.name for file in loaded.files] == ["scenario.yaml", "staff.csv", "ties.csv"]
    assert size_of(loaded.scenario, loaded.school).staff == 5


def test_an_imported_school_may_be_extended_from_elsewhere(tmp_path: Path) -> None:
    imported(tmp_path / "hill")
    loaded = load(tmp_path, "extends: hill/scenario\nweeks: 20\n")
    assert loaded.scenario.weeks == 20
    assert loaded.school is not None


def test_names_are_sought_here_and_then_beside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "scenarios", "weeks: 20\n", "baseline-of-mine.yaml")
    imported(tmp_path / "scenarios" / "hill")
    (tmp_path / "baseline-of-mine").mkdir()  # results, say: no scenario
    assert load_scenario("baseline-of-mine").scenario.weeks == 20
    assert load_scenario("baseline-of-mine.yaml").name == "baseline-of-mine"
    assert load_scenario("hill").school is not None
    with pytest.raises(InputError) as caught:
        load_scenario("baseline-of-mime")
    assert caught.value.problems[0].nearest == "baseline-of-mine"
    assert {"baseline-of-mine", "hill"} <= set(library.names())


def test_the_package_brings_a_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import trustsim

    package = tmp_path / "there"
    monkeypatch.setattr(trustsim, "__file__", str(package / "trustsim" / "__init__.py"))
    write(package / "scenarios", "weeks: 21\n", "base.yaml")
    monkeypatch.chdir(tmp_path)
    assert load_scenario("base").scenario.weeks == 21
    write(tmp_path / "scenarios", "weeks: 22\n", "base.yaml")
    assert load_scenario("base").scenario.weeks == 22
    # What a file extends does not depend on where one stands.
    assert load(tmp_path / "else", "extends: base\nstaff: 30\n").scenario.weeks == 21
    assert scenario_from({"extends": "base", "staff": 30}).weeks == 22


def test_bundled_scenarios_load() -> None:
    for name in library.names():
        load_scenario(name)


@pytest.mark.parametrize("path", ["nowhere/at/all.yaml", ".", "x" * 5000, "a\0b", "no-such-name", ""])
def test_what_cannot_be_read_is_refused(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError):
        load_scenario(path)


def test_a_misspelt_path_gets_its_neighbour(tmp_path: Path) -> None:
    write(tmp_path, "weeks: 2\n", "growth.yaml")
    with pytest.raises(InputError) as caught:
        load_scenario(tmp_path / "grwth.yaml")
    assert caught.value.problems[0].nearest == str(tmp_path / "growth.yaml")


# The top level and the organisations


def test_the_top_level_holds_for_every_organisation_that_says_nothing_else(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        "staff: 30\nmeetings: {team_minutes_per_week: 90, structure: 0.5}\norganisations:\n"
        "  north:\n  south: {staff: 12, meetings: {structure: 0.1}}\n  east: {}\n",
    )
    assert {name: own.staff for name, own in loaded.scenario.organisations.items()} == {
        "north": 30,
        "south": 12,
        "east": 30,
    }
    south = loaded.scenario.organisations["south"].meetings
    assert (south.team_minutes_per_week, south.structure) == (90, 0.1)
    assert "staff" not in type(loaded.scenario).model_fields


def test_resolving_is_pure() -> None:
    data = {"weeks": 2, "staff": 9, "organisations": {"a": None, "b": {"staff": 4}}}
    assert resolve(data) == {"weeks": 2, "organisations": {"a": {"staff": 9}, "b": {"staff": 4}}}
    assert data == {"weeks": 2, "staff": 9, "organisations": {"a": None, "b": {"staff": 4}}}
    assert resolve({"staff": 9}, ["x"]) == {"organisations": {"x": {"staff": 9}}}


def test_leadership_keeps_what_was_given_and_no_more(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        "leadership: {preset: servant, vision: 0.1}\norganisations: {a: {leadership: {listening: 0.3}}, b: }\n",
    )
    assert loaded.scenario.organisations["a"].leadership.model_fields_set == {"preset", "vision", "listening"}
    servant = Leadership(preset="servant").levels()
    assert levels(loaded, "a") == {**servant, "vision": 0.1, "listening": 0.3}
    assert levels(loaded, "b") == {**servant, "vision": 0.1}


def test_a_preset_of_an_organisation_begins_afresh(tmp_path: Path) -> None:
    loaded = load(
        tmp_path, "leadership: {listening: 0.99}\norganisations: {a: {leadership: {preset: hero, power: 0.2}}, b: }\n"
    )
    assert levels(loaded, "a")["listening"] == presets()["hero"]["listening"]
    assert levels(loaded, "a")["power"] == 0.2
    assert levels(loaded, "b")["listening"] == 0.99


def test_a_preset_of_a_child_begins_afresh_too(tmp_path: Path) -> None:
    write(tmp_path, "leadership: {preset: servant, listening: 0.99}\n", "base.yaml")
    changed = load(tmp_path, "extends: base\nleadership: {preset: hero}\n")
    assert levels(changed, "school")["listening"] == presets()["hero"]["listening"]
    assert ("leadership", "listening") not in changed.places
    kept = load(tmp_path, "extends: base\nleadership: {vision: 0.2}\n")
    assert levels(kept, "school")["listening"] == 0.99
    assert levels(kept, "school")["modelling"] == presets()["servant"]["modelling"]


# Wrong settings


def test_a_wrong_top_level_value_is_reported_once_where_it_was_written(tmp_path: Path) -> None:
    found = problem(tmp_path, "weeks: 5\nmeetings:\n  team_minutes_per_week: -1\norganisations: {a: , b: , c: }\n")
    assert (found.key, found.line, found.given) == ("meetings.team_minutes_per_week", 3, -1)
    assert str(found).startswith(f"{tmp_path / 'mine.yaml'}:3: meetings.team_minutes_per_week: ")


def test_several_errors_come_at_once_with_lines_and_nearest_names(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        "weeeks: 5\nmeetings: {team_format: lecture}\norganisations:\n"
        "  a: {pepole: {}}\ntimeline: [{week: 1, do: mergr}]\n",
    )
    assert [(p.line, p.key, p.nearest) for p in found] == [
        (1, "weeeks", "weeks"),
        (2, "meetings.team_format", None),
        (4, "organisations.a.pepole", "people"),
        (5, "timeline[0].do", "merger"),
    ]


def test_a_contradiction_from_the_top_level_is_reported_once(tmp_path: Path) -> None:
    found = problem(tmp_path, "staff: 12\nteams: 9\norganisations: {a: , b: }\n")
    assert (found.line, found.key, found.given) == (2, "teams", 9)
    own = problem(tmp_path, "staff: 12\norganisations:\n  a:\n  b: {teams: 9}\n")
    assert (own.line, own.key) == (4, "organisations.b.teams")


def test_a_parent_is_named_where_the_parent_is_wrong(tmp_path: Path) -> None:
    write(tmp_path, "\nweeks: 10\nrecord: {tie_weeks: [5, 30]}\n", "base.yaml")
    found = problem(tmp_path, "extends: base\n")
    assert (found.file, found.line, found.key) == (str(tmp_path / "base.yaml"), 3, "record.tie_weeks[1]")


# Overrides


def test_overrides_go_before_the_file(tmp_path: Path) -> None:
    text = "weeks: 50\nstaff: 30\ntimeline: [{week: 3, do: training}]\n"
    loaded = load(
        tmp_path,
        text,
        overrides={"meetings.team_minutes_per_week": 90, "timeline[0].week": 40, "staff": np.int64(24)},
    )
    school = loaded.scenario.organisations["school"]
    assert (school.staff, school.meetings.team_minutes_per_week, loaded.scenario.timeline[0].week) == (24, 90, 40)


def test_an_override_holds_also_for_an_organisation_with_its_own_value(tmp_path: Path) -> None:
    text = "organisations: {a: {meetings: {structure: 0.2}}, b: {leadership: {preset: hero, vision: 0.1}}}\n"
    loaded = load(tmp_path, text, overrides={"meetings.structure": 0.9, "organisations.b.meetings.structure": 0.4})
    assert [own.meetings.structure for own in loaded.scenario.organisations.values()] == [0.9, 0.4]
    loaded = load(tmp_path, text, overrides={"leadership.listening": 0.7})
    assert levels(loaded, "b")["listening"] == 0.7
    assert levels(loaded, "b")["power"] == presets()["hero"]["power"]
    loaded = load(tmp_path, text, overrides={"leadership.power": 0.3, "leadership.preset": "servant"})
    assert levels(loaded, "a") == levels(loaded, "b")
    assert levels(loaded, "b")["vision"] == presets()["servant"]["vision"]
    assert levels(loaded, "b")["power"] == 0.3


def test_an_override_by_a_mapping_lies_over_what_is_there(tmp_path: Path) -> None:
    loaded = load(tmp_path, "meetings: {structure: 0.2}\n", overrides={"meetings": {"team_minutes_per_week": 90}})
    meetings = loaded.scenario.organisations["school"].meetings
    assert (meetings.structure, meetings.team_minutes_per_week) == (0.2, 90)


@pytest.mark.parametrize(
    ("key", "shown", "close"),
    [
        ("meetings.team_minutes_per_wek", "meetings.team_minutes_per_wek", "team_minutes_per_week"),
        ("metings.structure", "metings", "meetings"),
        ("timeline[3].week", "timeline[3].week", None),
        ("weeks.x", "weeks", None),
        ("", "", None),
        ("extends", "extends", None),
    ],
)
def test_unknown_overrides_are_refused(tmp_path: Path, key: str, shown: str, close: str | None) -> None:
    found = problem(tmp_path, "weeks: 3\norganisations: {a: {meetings: {}}, b: {meetings: {}}}\n", overrides={key: 1})
    assert (found.key or "", found.file, found.line, found.nearest) == (shown, "override", None, close)


# From Python


def test_a_mapping_makes_a_scenario() -> None:
    timeline = (Change(week=3, leadership=Leadership(preset="hero")),)
    scenario = scenario_from(
        {
            "staff": 24,
            "leadership": Leadership(listening=0.9),
            "timeline": timeline,
            "people": {"purpose": (0.1, 0.2, 0.3)},
        }
    )
    assert isinstance(scenario, Scenario)
    assert levels(scenario, "school")["listening"] == 0.9
    assert levels(scenario, "school")["fairness"] == presets()["fair"]["fairness"]
    assert scenario.timeline[0].leadership.model_fields_set == {"preset"}
    assert scenario_from({}) == Scenario()


def test_a_wrong_mapping_names_no_file() -> None:
    with pytest.raises(InputError) as caught:
        scenario_from({"stff": 3, "weeks": 0})
    assert {(p.file, p.line, p.key) for p in caught.value.problems} == {(None, None, "stff"), (None, None, "weeks")}
    with pytest.raises(InputError) as caught:
        scenario_from({"staff": 9, "teams": 7})
    assert [(p.file, p.line, p.key) for p in caught.value.problems] == [(None, None, "teams")]
    with pytest.raises(InputError):
        scenario_from([1])  # type: ignore[arg-type]


def test_a_mapping_may_name_tables_of_a_folder(tmp_path: Path) -> None:
    data = {"network": {"staff_file": "staff.csv", "ties_file": "ties.csv"}}
    assert list(scenario_from(data, folder=imported(tmp_path)).organisations) == ["north", "south"]
    with pytest.raises(InputError, match="no folder"):
        scenario_from(data)


def test_check_whole_serves_scenarios_made_by_hand() -> None:
    scenario = Scenario(spanners={"count": 2, "between": "organisations"})
    (found,) = check_whole(scenario, None, {}, "here")
    assert (found.file, found.key) == ("here", "spanners.between")


# Size


def test_the_size_is_estimated() -> None:
    small = size_of(scenario_from({"staff": 10, "weeks": 100}))
    assert (small.staff, small.ties, small.bytes) == (10, 90, 27_000)
    assert small.seconds == pytest.approx(100 * 90 * 0.2e-6)
    two = size_of(
        scenario_from(
            {"staff": 100, "organisations": {"a": None, "b": {"teams": {"x": 20}}}, "weeks": 1} | {"staff": None}
        )
    )
    assert two.staff == 60 + 21


def test_too_many_staff_need_force() -> None:
    check_size(scenario_from({"staff": 200_000}))
    scenario = scenario_from({"staff": 200_001})
    with pytest.raises(InputError, match="--force"):
        check_size(scenario)
    check_size(scenario, force=True)


def test_ten_million_staff_give_an_estimate_in_a_second(tmp_path: Path) -> None:
    text = "staff: 10000000\nspanners: {count: 5}\ntimeline:\n"
    text += "  - {week: 1, do: person_leaves, person: school/team 1666667/5}\n"
    start = time.perf_counter()
    loaded = load(tmp_path, text + "  - {week: 2, do: merger, merge: [school/team 1, school/team 1666666]}\n")
    with pytest.raises(InputError) as caught:
        check_size(loaded.scenario, loaded.school)
    found = problems(
        tmp_path, text + "  - {week: 2, do: breach, by: Ann}\n  - {week: 2, do: breach, by: school/tem 1/1}\n"
    )
    assert time.perf_counter() - start < 1.0
    assert "60 GB of memory and 1.3 hours" in str(caught.value)
    assert [p.key for p in found] == ["timeline[1].by", "timeline[2].by"]


def test_loading_imports_nothing_heavy(tmp_path: Path) -> None:
    path = write(tmp_path, "staff: 24\ntimeline: [{week: 1, do: breach}]\n")
    heavy = "{'pandas', 'numba', 'matplotlib', 'networkx', 'mesa'}"
    code = f"import sys; from trustsim.scenario.load import load_scenario as l; l({str(path)!r}); "
    code += f"print(sorted({heavy} & set(sys.modules)))"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        == "[]"
    )


def test_what_is_wrong_in_single_settings_does_not_hide_what_contradicts(tmp_path: Path) -> None:
    """All errors of a file at once: unknown keys, wrong entries of the timeline, contradictions, late weeks, unknown people."""
    file = tmp_path / "bad.yaml"
    file.write_text("""weeks: 10
teams: 1
staff: 8
spanners: {count: 2}
foo: 1
timeline:
  - {week: 90, do: new_head}
  - {week: 5, do: trainin}
  - {week: 5, do: person_leaves, person: Nobody}
meetings: {team_minutes_per_week: 1e9}
""")
    with pytest.raises(InputError) as caught:
        load_scenario(file)
    assert [problem.line for problem in caught.value.problems] == [4, 5, 7, 8, 9, 10]


def test_a_variant_does_not_inherit_what_its_base_expects(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("extends: baseline\nquestion: And mine?\n")
    scenario = load_scenario(file).scenario
    assert (scenario.question, scenario.expected, scenario.source, scenario.title) == ("And mine?", "", "", "")
    assert scenario.organisations["school"].staff == 60


def test_what_is_wrong_in_the_yaml_does_not_hide_the_rest(tmp_path: Path) -> None:
    """A duplicate key and a NaN are told together with an unknown key and a week after the end; each line once."""
    file = tmp_path / "bad.yaml"
    file.write_text("weeks: 10\nweeks: 12\nfoo: 1\nmeetings: {team_minutes_per_week: .nan}\ntimeline: [{week: 90, do: new_head}]\n")
    with pytest.raises(InputError) as caught:
        load_scenario(file)
    assert [problem.line for problem in caught.value.problems] == [2, 3, 4, 5]


# Claims.


WORDS = "title: T\nquestion: Q\nsource: S\nexpected: E\ntopic: time\ncontrast: baseline\nfinding: F.\nweeks: 117\n" \
    "claims: [{figure: trust, direction: higher, week: 117}]\n"


def test_words_of_a_file_are_not_its_variants(tmp_path: Path) -> None:
    write(tmp_path, WORDS, "base.yaml")
    for scenario in (load(tmp_path, "extends: base\n").scenario, scenario_from({"extends": str(tmp_path / "base.yaml")})):
        assert (scenario.title, scenario.expected, scenario.topic, scenario.contrast, scenario.claims, scenario.finding) == ("", "", None, "", (), "")


def test_what_is_said_of_runs_does_not_outlive_an_override(tmp_path: Path) -> None:
    """Nor does a claim on week 117 stand in the way of a shorter run."""
    scenario = load(tmp_path, WORDS, overrides={"weeks": 20}).scenario
    assert (scenario.expected, scenario.claims, scenario.finding) == ("", (), "")
    assert (scenario.title, scenario.question, scenario.topic, scenario.contrast) == ("T", "Q", "time", "baseline")


CLAIMS = {
    "figure: trsut, direction: higher, than: 1": ("claims[0].figure", "there is no such column in the weekly table", "trust"),
    "figure: trust, direction: higher, week: 51, than: start": ("claims[0].week", "is after the end of the scenario, 50 weeks", None),
    "figure: trust, direction: higher, than: {week: 60}": ("claims[0].than", "is after the end of the scenario, 50 weeks", None),
    "figure: trust, direction: higher, than: {week: 50}": ("claims[0].than", "compares week 50 with itself", None),
    "figure: trust, direction: higher, week: 0, than: start": ("claims[0].than", "compares week 0 with itself", None),
    "figure: trust, direction: higher": ("claims[0].figure", "has nothing to be compared with: no contrast is named", None),
    "figure: trust, direction: hihger, than: 1": ("claims[0].direction", "is not one of the choices", "higher"),
    "figure: trust, direction: higher, than: contrats": ("claims[0].than", "fits none of the alternatives", "contrast"),
    "figure: trust, direction: higher, than: 1, by: -1": ("claims[0].by", "is out of range", None),
    "direction: higher, than: 1": ("claims[0].figure", "is missing", None),
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_wrong_claim(tmp_path: Path, claim: str) -> None:
    found = problem(tmp_path, f"weeks: 50\nclaims:\n  - {{{claim}}}\n")
    assert (found.key, found.message, found.nearest, found.line) == (*CLAIMS[claim], 3)


def test_wrong_claims_are_told_at_once(tmp_path: Path) -> None:
    text = "weeks: 9\ncontrast: basline\nclaims:\n  - {figure: trust}\n  - {figure: x, direction: higher}\n  - {figure: trust, direction: up}\n"
    assert [found.line for found in problems(tmp_path, text)] == [2, 4, 5, 6]


def test_a_contrast_is_a_file_beside_or_a_name_of_the_library(tmp_path: Path) -> None:
    write(tmp_path, "title: Beside\n", "beside.yaml")
    for name, title in (("beside", "Beside"), ("beside.yaml", "Beside"), ("baseline", "Baseline school")):
        other = contrast_of(load(tmp_path, f"contrast: {name}\n"))
        assert other is not None
        assert other.scenario.title == title
    assert contrast_of(load(tmp_path, "weeks: 9\n")) is None
    assert problem(tmp_path, "contrast: besid\n").nearest == "beside"
    for name in ("/etc/passwd", "../outside", "~/mine"):
        assert problem(tmp_path, f"contrast: {name}\n").key == "contrast"


@pytest.mark.parametrize("overrides", [{"meetings.team_minutes_per_week": 90}, {"leadership.preset": "hero", "weeks": 400}, {"timeline": []}])
def test_what_is_varied_equals_what_is_loaded_with_overrides(overrides: dict[str, Any]) -> None:
    """Also where organisations have settings of their own, and where a base is extended."""
    for name in ("baseline", "multi_agency_partnership", "new_head_worse"):
        whole, made = load_scenario(name, overrides=overrides), varied(load_scenario(name), overrides)
        assert made.scenario.model_copy(update={"contrast": "", "claims": (), "finding": "", "expected": ""}) == whole.scenario.model_copy(
            update={"contrast": "", "claims": (), "finding": "", "expected": ""})
        assert (made.name, made.files) == (whole.name, whole.files)


def test_varying_reads_no_file_again(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("weeks: 20\nstaff: 12\n")
    source = load_scenario(file)
    file.unlink()
    assert varied(source, {"weeks": 30}).scenario.weeks == 30
    twice = varied(varied(source, {"weeks": 30, "meetings.team_minutes_per_week": 90}), {"staff": 20}).scenario
    assert (twice.weeks, twice.organisations["school"].staff) == (30, 20)
    assert twice.organisations["school"].meetings.team_minutes_per_week == 90
    assert varied(source, {}) is source
    with pytest.raises(InputError, match="at least"):
        varied(source, {"weeks": 0})
    with pytest.raises(InputError, match="made in Python"):
        varied(loaded(source.scenario), {"weeks": 30})
    assert varied(loaded({"staff": 12}), {"weeks": 30}).scenario.weeks == 30
