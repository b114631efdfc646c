"""The parameters described, and the JSON Schema of scenario files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest

import trustsim
from trustsim.errors import InputError
from trustsim.scenario.describe import as_markdown, as_text, find, json_schema, rows, written
from trustsim.scenario.layers import load_layers
from trustsim.scenario.load import scenario_from
from trustsim.scenario.mechanisms import Leadership
from trustsim.scenario.sections import BEHAVIOURS, presets
from trustsim.scenario.timeline import Intervention

LIBRARY = Path(trustsim.__file__).parent.parent / "scenarios"
BY_PATH = {row.path: row for row in rows()}
TECHNICAL = {
    "title",
    "question",
    "source",
    "expected",
    "topic",
    "contrast",
    "claims",
    "finding",
    "weeks",
    "timeline",
    "extends",
    "record.tie_weeks",
    "record.events",
}


def test_rows_say_what_was_declared() -> None:
    row = BY_PATH["meetings.team_minutes_per_week"]
    assert (row.default, row.unit, row.allowed, row.meaning) == (60.0, "minutes", "0 to 1,200", "team meetings")
    assert row.source == "RT (time for collaborative interaction)"
    assert BY_PATH["conditions.threat"].allowed == "0 to 1"
    assert BY_PATH["staff"].allowed == "at least 2, whole"
    assert BY_PATH["building.site_metres"].allowed == "0 to 1,000,000"
    assert BY_PATH["meetings.team_format"].allowed == "discussion, structured_protocol, presentation"
    assert BY_PATH["leadership.preset"].allowed == ", ".join(presets())
    assert BY_PATH["leadership.listening"].default == "from preset"
    assert BY_PATH["mechanisms.leadership.reach"].default == Leadership().reach
    assert BY_PATH["timeline[change].week"].default == "required"
    assert BY_PATH["timeline[breach/broken_promise].kind"].default == "integrity"
    assert BY_PATH["timeline[merger].merge"].allowed == "a list of 2, each text"
    assert BY_PATH["teams.<name>.role"].allowed == "teacher, support, partner"
    assert len(BY_PATH) == len(rows()) > 250


def test_every_parameter_has_a_meaning_a_unit_entry_and_a_source() -> None:
    assert [row.path for row in rows() if not row.meaning] == []
    assert [row.path for row in rows() if not row.allowed] == []
    unsourced = {row.path for row in rows() if not row.source}
    assert {path for path in unsourced - TECHNICAL if not path.startswith(("timeline[", "claims[]"))} == set()


def test_every_declaration_has_an_entry_for_unit_and_source() -> None:
    from trustsim.scenario.schema import ScenarioFile

    raw = ScenarioFile.model_json_schema()
    lacking = [
        f"{model.get('title')}.{name}"
        for model in [raw, *raw["$defs"].values()]
        for name, field in model["properties"].items()
        if "$ref" not in field and name != "do" and not {"unit", "source"} <= set(field)
    ]
    assert lacking == []


def test_find_gives_all_that_contain_the_query() -> None:
    assert [row.path for row in find("team_minutes")] == [
        "meetings.team_minutes_per_week",
        "meetings.cross_team_minutes_per_week",
    ]
    assert {row.path.split(".")[1] for row in find("LEADERSHIP.") if row.path.startswith("leadership.")} == {
        "preset",
        *BEHAVIOURS,
    }


@pytest.mark.parametrize(
    ("query", "close"), [("team_minuts_per_week", "team_minutes_per_week"), ("meetigns", "meetings")]
)
def test_find_names_the_nearest(query: str, close: str) -> None:
    with pytest.raises(InputError) as caught:
        find(query)
    assert caught.value.problems[0].nearest == close


def test_tables_have_one_line_for_each_parameter() -> None:
    shown = find("history.")
    text, markdown = as_text(shown).splitlines(), as_markdown(shown).splitlines()
    assert len(text) == len(shown) + 1
    assert len(markdown) == len(shown) + 2
    assert text[1].startswith("history.years  0.0")
    assert all(line.count(" | ") == 5 for line in markdown)
    assert markdown[2].startswith("| `history.years` | 0.0 | years | 0 to 40 |")
    assert as_markdown(find("teams.<name>.staff")).splitlines()[2].startswith("| `teams.<name>.staff` |")


@pytest.mark.parametrize(
    ("value", "text"), [(None, "not set"), ("", '""'), (True, "true"), ([], "[]"), (0.5, "0.5"), ("fair", "fair")]
)
def test_defaults_are_written_as_in_a_file(value: Any, text: str) -> None:
    assert written(value) == text


def objects(schema: Any) -> list[dict[str, Any]]:
    """Every schema of an object with fields of its own."""
    inner = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    own = (
        [schema]
        if isinstance(schema, dict) and isinstance(schema.get("properties"), dict) and schema.get("type") == "object"
        else []
    )
    return own + [found for value in inner for found in objects(value)]


def test_the_schema_is_closed_and_asks_for_little() -> None:
    schema = json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"] == "trustsim scenario"
    assert "required" not in schema
    found = objects(schema)
    assert len(found) > 35
    assert all(one["additionalProperties"] is False for one in found)
    items = [
        schema["$defs"][one["$ref"].rsplit("/", 1)[1]] for one in schema["properties"]["timeline"]["items"]["oneOf"]
    ]
    assert len(items) == len(get_args(get_args(Intervention)[0]))
    assert all(item["required"][:2] == ["week", "do"] for item in items)
    assert json.loads(json.dumps(schema)) == schema


def test_the_schema_says_unit_and_source_and_has_no_false_defaults() -> None:
    schema = json_schema()
    meetings = schema["$defs"]["Meetings"]["properties"]["team_minutes_per_week"]
    assert meetings["description"] == "team meetings [minutes]. Source: RT (time for collaborative interaction)"
    style = next(one["properties"] for one in schema["$defs"].values() if "preset" in one.get("properties", {}))
    assert style["preset"]["enum"] == list(presets())
    assert "default" not in style["listening"]
    assert {"type": "null"} in schema["properties"]["organisations"]["additionalProperties"]["anyOf"]


def test_making_the_schema_twice_gives_the_same() -> None:
    first = json_schema()
    first["properties"].clear()
    assert json_schema()["properties"]
    assert rows()[0].unit == "people"


def test_names_in_the_schema_are_those_that_loading_knows() -> None:
    for row in rows():
        if row.path.startswith("mechanisms."):
            first, second, name = row.path.split(".")
            scenario_from({first: {second: {name: row.default}}})


def test_the_bundled_examples_fit_the_schema() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="the package jsonschema is not installed")
    validator = jsonschema.Draft202012Validator(json_schema())
    assert list(validator.iter_errors({"weeks": 2, "organisations": {"a": None}})) == []
    assert list(validator.iter_errors({"weks": 2})) != []
    assert list(validator.iter_errors({"timeline": [{"week": 2}]})) != []
    for file in sorted(LIBRARY.glob("*.yaml")):
        data = load_layers(file, library=LIBRARY).data
        assert [error.message for error in validator.iter_errors(data)] == [], file.name


def test_the_bundled_examples_use_only_names_of_the_schema() -> None:
    schema = json_schema()
    files = sorted(LIBRARY.glob("*.yaml"))
    if not files:
        pytest.skip("no scenarios are bundled yet")
    for file in files:
        assert set(load_layers(file, library=LIBRARY).data) <= set(schema["properties"]), file.name
