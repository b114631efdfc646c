"""The parameters described: rows for the command line and docs/parameters.md, and the JSON Schema that editors use.

Everything is made from the declarations in schema.py; nothing is said twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from trustsim.errors import InputError, Problem, nearest
from trustsim.scenario.schema import ScenarioFile
from trustsim.scenario.sections import BEHAVIOURS, presets

DIALECT = "https://json-schema.org/draft/2020-12/schema"
REQUIRED = "required"
FROM_PRESET = "from preset"
MAPPINGS = {"teams": "teams.<name>"}  # settings of an organisation that are mappings from a name the user makes up
TYPES = {
    "string": "text",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "null": "null",
}
LEADERSHIP, TEAM = "trustsim__scenario__sections__Leadership", "Team"


@dataclass(frozen=True)
class ParameterRow:
    """One parameter. ``default`` is the value itself; None where not set, a word where it is said elsewhere."""

    path: str
    default: Any
    unit: str
    allowed: str
    meaning: str
    source: str


def rows() -> list[ParameterRow]:
    """Every parameter of a scenario file, as declared; interventions as ``timeline[change].week``."""
    return list(_rows())


def find(query: str) -> list[ParameterRow]:
    """The parameters whose path contains `query`; InputError with the nearest name where there are none."""
    wanted = query.strip().lower()
    found = [row for row in _rows() if wanted in row.path.lower()]
    if found:
        return found
    names = list(
        dict.fromkeys(
            name for row in _rows() for name in (row.path, row.path.rsplit(".", 1)[-1], row.path.split(".")[0])
        )
    )
    raise InputError(Problem("no parameter has this in its name", given=query, nearest=nearest(wanted, names)))


def written(value: Any) -> str:
    """A default as a file would say it."""
    if value is None:
        return "not set"
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)


def as_text(shown: Sequence[ParameterRow]) -> str:
    """A plain table with one line for each parameter."""
    table = _cells(shown)
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    return (
        "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in table
        )
        + "\n"
    )


def as_markdown(shown: Sequence[ParameterRow]) -> str:
    """A Markdown table with one line for each parameter."""
    head, *body = [
        [cell.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*") for cell in line] for line in _cells(shown)
    ]
    lines = [head, ["---"] * len(head), *([f"`{line[0]}`".replace("&lt;", "<"), *line[1:]] for line in body)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a scenario file, for editors (``# yaml-language-server: $schema=...``) and other tools."""
    schema: dict[str, Any] = json.loads(json.dumps(_raw()))
    for model in [schema, *schema["$defs"].values()]:
        properties = model.get("properties", {})
        for field in properties.values():
            _complete_field(field)
        if "do" in properties:
            model["required"] = ["week", "do", *(name for name in model.get("required", ()) if name != "week")]
            properties["do"].pop("default", None)
    # Behaviours that a file leaves out come from the preset.
    style = schema["$defs"][LEADERSHIP]["properties"]
    style["preset"]["enum"] = list(presets())
    for name in BEHAVIOURS:
        style[name].pop("default", None)
    # An organisation may be only named.
    organisations = schema["properties"]["organisations"]
    organisations["additionalProperties"] = {"anyOf": [organisations["additionalProperties"], {"type": "null"}]}
    schema.pop("title")
    about = "A scenario of trustsim: an organisation's sections at the top level hold for every organisation."
    return {
        "$schema": DIALECT,
        "title": "trustsim scenario",
        "description": about,
        **{k: v for k, v in schema.items() if k != "description"},
    }


def _cells(shown: Sequence[ParameterRow]) -> list[list[str]]:
    names = [field.name for field in fields(ParameterRow)]
    return [
        names,
        *(
            [
                " ".join(str(written(row.default) if name == "default" else getattr(row, name)).split())
                for name in names
            ]
            for row in shown
        ),
    ]


@cache
def _raw() -> dict[str, Any]:
    return ScenarioFile.model_json_schema()


@cache
def _rows() -> tuple[ParameterRow, ...]:
    return tuple(_of_model(_raw(), ""))


def _of_model(model: dict[str, Any], prefix: str) -> Iterator[ParameterRow]:
    """The rows of a model's own fields, then of its sections."""
    required = model.get("required", ())
    behaviours = BEHAVIOURS if "preset" in model["properties"] else ()
    sections = []
    for name, field in model["properties"].items():
        if "$ref" in field:
            sections.append((name, field["$ref"]))
        elif name != "do":
            default = REQUIRED if name in required else FROM_PRESET if name in behaviours else field.get("default")
            allowed = ", ".join(presets()) if name == "preset" and behaviours else _allowed(field)
            yield ParameterRow(
                prefix + name,
                default,
                field.get("unit", ""),
                allowed,
                field.get("description", ""),
                field.get("source", ""),
            )
            if name in MAPPINGS and not prefix:
                sections.append((MAPPINGS[name], f"#/$defs/{TEAM}"))
            if name == "timeline":
                sections += [(f"timeline[{_tags(one['$ref'])}]", one["$ref"]) for one in field["items"]["oneOf"]]
            if name == "claims":
                sections.append(("claims[]", field["items"]["$ref"]))
    for name, reference in sections:
        yield from _of_model(_definition(reference), f"{prefix}{name}.")


def _definition(reference: str) -> dict[str, Any]:
    model: dict[str, Any] = _raw()["$defs"][reference.rsplit("/", 1)[-1]]
    return model


def _tags(reference: str) -> str:
    """What an intervention may be called."""
    do = _definition(reference)["properties"]["do"]
    return "/".join(do.get("enum") or [do["const"]])


def _allowed(field: dict[str, Any]) -> str:
    """What a JSON Schema lets through, in words."""
    if "anyOf" in field:
        # The default says already that a setting may be left out.
        return " or ".join(dict.fromkeys(_allowed(one) for one in field["anyOf"] if one.get("type") != "null"))
    if "$ref" in field:
        return f"settings of {_definition(field['$ref'])['title'].lower()}"
    if "enum" in field:
        return ", ".join(field["enum"])
    if field["type"] == "object":
        return f"a mapping from name to {_allowed(field['additionalProperties'])}"
    if field["type"] == "array":
        return _allowed_list(field)
    whole = ", whole" if field["type"] == "integer" else ""
    low, high = _number(field.get("minimum")), _number(field.get("maximum"))
    if low and high:
        return f"{low} to {high}{whole}"
    return f"at least {low}{whole}" if low else f"at most {high}{whole}" if high else TYPES[field["type"]]


def _number(bound: float | None) -> str:
    return "" if bound is None else f"{bound:,}" if bound % 1 else f"{int(bound):,}"


def _allowed_list(field: dict[str, Any]) -> str:
    if "prefixItems" in field:
        return f"a list of {len(field['prefixItems'])}, each {_allowed(field['prefixItems'][0])}"
    if "oneOf" in field["items"]:
        return "a list of interventions"
    least = f" of at least {field['minItems']}" if "minItems" in field else ""
    return f"a list{least}, each {_allowed(field['items'])}"


def _complete_field(field: dict[str, Any]) -> None:
    """Say unit and source where an editor shows them, and leave out what it cannot use."""
    field.pop("title", None)
    unit, source = field.pop("unit", ""), field.pop("source", "")
    if field.get("description"):
        field["description"] += (f" [{unit}]" if unit else "") + (f". Source: {source}" if source else "")
    if isinstance(field.get("default"), dict) or field.get("default", 0) is None:
        field.pop("default")
    field.get("items", {}).pop("discriminator", None)
