"""Sliders, switches and interventions, made from the schema of scenarios: words, units, ranges and sources stand there and nowhere else.

Here is only what a page must know besides: which controls a beginner sees, between which values a slider moves, and what acts at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from trustsim.scenario.describe import ParameterRow, rows
from trustsim.scenario.load import LoadedScenario
from trustsim.scenario.schema import Organisation, ScenarioFile
from trustsim.scenario.sections import presets
from trustsim.scenario.staffing import staff_of, team_count
from trustsim.scenario.timeline import Change, Intervention
from trustsim.study.factors import own_value
from trustsim.summary import sentence

if TYPE_CHECKING:
    from trustsim.model import TrustModel

MOST_STAFF, MOST_WEEKS, MOST_TEAMS = 400, 520, 100   # of what a page shows; `run` takes far more
# What a beginner sees first, in this order: label ("" for the meaning), ends and step of the slider (None: from the schema).
BASIC: dict[str, tuple[str, tuple[float, float, float] | None]] = {
    "leadership.preset": ("Leadership style", None),
    "meetings.team_minutes_per_week": ("", (0, 180, 5)),
    "meetings.team_format": ("", None),
    "meetings.cross_team_minutes_per_week": ("", (0, 120, 5)),
    "meetings.joint_work_minutes_per_week": ("", (0, 120, 5)),
    "leadership.protecting_time": ("", None),
    "conditions.threat": ("", None),
    "staffing.turnover_per_year": ("", (0, 0.6, 0.01)),
    "spanners.count": ("", (0, 8, 1)),
    "people.disposition_mean": ("", None),
    "staff": ("Staff", (30, 200, 1)),
    "weeks": ("", (39, 273, 13)),
}
GROUPS = {"": "School", "leadership": "Leadership", "meetings": "Time to meet", "spanners": "Boundary spanners", "conditions": "Pressure",
          "staffing": "Coming and going", "people": "People", "history": "History", "building": "Building", "partnership": "Partnership",
          "network": "Network at the start", "viability": "What counts as viable", "mechanisms": "Constants of the rules"}
NO_CONTROL = {"title", "question", "source", "expected", "topic", "contrast", "claims", "finding", "extends", "organisations", "timeline",
              "weeks_per_year", "weeks_per_term", "profession", "network.staff_file", "network.ties_file"}
ONLY_AT_START = {"staffing.tenure_mean_years", "conditions.climate", "partnership.contacts_per_person"}   # `change` takes them, to no effect later
ONLY_LIVE = "workload"   # `change` alone knows it; at the start it is drawn (people.workload_mean)
NOT_LIVE = {"change": "sliders do it", "new_partner": "an organisation that joins later is away from the start"}
# Kinds of the timeline that share a declaration: what sets one apart, and fields that go without saying.
APART: dict[str, tuple[str, tuple[str, ...]]] = {
    "broken_promise": ("Somebody breaks a promise, seen by all who know them: a breach of integrity.", ("kind",)),
    "breach": ("Somebody fails or acts in bad faith, seen by all who know them; choose what is broken.", ())}
KINDS = {"number": "number", "integer": "integer", "boolean": "switch", "string": "text"}
LIMITS = {"staff": MOST_STAFF, "weeks": MOST_WEEKS, "teams": MOST_TEAMS}


@cache
def controls() -> list[dict[str, Any]]:
    """Every control of a page, beginners' first, then by group."""
    made = {row.path: control for row in rows() if (control := _control(row)) is not None}
    made[ONLY_LIVE] = _workload()
    order = [*BASIC, *(path for group in GROUPS for path in made if path not in BASIC and made[path]["section"] == group)]
    return [made[path] for path in order]


@cache
def by_path() -> dict[str, dict[str, Any]]:
    """The same by path."""
    return {control["path"]: control for control in controls()}


def _control(row: ParameterRow) -> dict[str, Any] | None:
    section = row.path.partition(".")[0] if "." in row.path else ""
    if row.path in NO_CONTROL or section not in GROUPS or any(mark in row.path for mark in "[<"):
        return None
    field = _field(row.path)
    kind = _kind(field)
    if kind not in ("number", "integer", "choice", "switch"):
        return None
    label, ends = BASIC.get(row.path, ("", None))
    control = {"path": row.path, "section": section, "group": GROUPS[section], "about": _about(section), "label": label or _label(row),
               "unit": row.unit, "meaning": row.meaning, "source": row.source, "kind": kind, "choices": _choices(row.path, field),
               "default": row.default if row.default != "from preset" else None, "live": is_live(row.path), "at_start": True,
               "basic": row.path in BASIC}
    return control | _ends(row, field, kind, ends)


def _ends(row: ParameterRow, field: dict[str, Any], kind: str, ends: tuple[float, float, float] | None) -> dict[str, Any]:
    """`min` and `max` that are allowed, and `low`, `high` and `step` of a slider: narrower where nobody goes further."""
    if kind not in ("number", "integer"):
        return {"min": None, "max": None, "low": None, "high": None, "step": None}
    low, high = field.get("minimum"), field.get("maximum")
    high = min(LIMITS.get(row.path, high), high) if high is not None else LIMITS.get(row.path)
    if ends is not None:
        return {"min": low, "max": high, "low": ends[0], "high": ends[1], "step": ends[2]}
    default = row.default if isinstance(row.default, int | float) and not isinstance(row.default, bool) else None
    far = 4 * default if default else 120 if row.unit == "minutes" else high
    most = far if high is None else high if far is None else min(far, high)
    most = 10.0 if most is None else most
    least = low if low is not None else min(0.0, -most)
    step = 1 if kind == "integer" else 5 if row.unit == "minutes" else 0.01 if most - least <= 2 else 0.1 if most - least <= 20 else 1
    return {"min": low, "max": high, "low": least, "high": most, "step": step}


def _label(row: ParameterRow) -> str:
    """What a control is called: what it means, where that is short and stands by itself, else the words of its path."""
    if len(row.meaning) <= 60 and not row.meaning.startswith("its "):
        return sentence(row.meaning)
    return sentence(row.path.rsplit(".", 1)[-1].replace("_", " "))


def _workload() -> dict[str, Any]:
    """The one control that only acts during a run."""
    field = Change.model_json_schema()["properties"][ONLY_LIVE]
    least, most = field["anyOf"][0]["minimum"], field["anyOf"][0]["maximum"]
    return {"path": ONLY_LIVE, "section": "conditions", "group": GROUPS["conditions"], "about": _about("conditions"),
            "label": sentence(field["description"]), "unit": field["unit"], "meaning": field["description"], "source": field["source"],
            "kind": "number", "choices": None, "default": 0.0, "live": True, "at_start": False, "basic": False, "min": least, "max": most,
            "low": least, "high": most, "step": 0.1}


def is_live(path: str) -> bool:
    """Whether a change of a setting acts in the week after: where the timeline's `change` takes it, and it does something then."""
    section, _, name = path.partition(".")
    return bool(name) and path not in ONLY_AT_START and section in Change.model_fields


@cache
def _schema() -> dict[str, Any]:
    return ScenarioFile.model_json_schema()


def _field(path: str) -> dict[str, Any]:
    """The JSON Schema of one parameter."""
    field = _schema()
    for part in path.split("."):
        field = _resolved(field)["properties"][part]
    return field


def _resolved(field: dict[str, Any]) -> dict[str, Any]:
    reference = field.get("$ref")
    found: dict[str, Any] = _schema()["$defs"][reference.rsplit("/", 1)[-1]] if reference else field
    return found


def _kind(field: dict[str, Any]) -> str:
    if "enum" in field or "$ref" in field:
        return "choice" if "enum" in field else "section"
    if "anyOf" in field:
        for one in field["anyOf"]:
            if one.get("type") in ("integer", "number"):
                field |= {name: one[name] for name in ("minimum", "maximum") if name in one}
                return str(one["type"])
        return next((_kind(one) for one in field["anyOf"] if one.get("type") != "null"), "text")
    if field.get("description", "").startswith("named style"):
        return "choice"
    return KINDS.get(str(field.get("type")), "list")


def _choices(path: str, field: dict[str, Any]) -> list[str] | None:
    return list(presets()) if path == "leadership.preset" else field.get("enum")


@cache
def _about(section: str) -> str:
    """What a section of the scenario is about: the first line of its declaration."""
    owner: Any = Organisation if not section else ScenarioFile.model_fields[section].annotation
    return (owner.__doc__ or "").strip().splitlines()[0]


@cache
def interventions() -> list[dict[str, Any]]:
    """What may be done in a week, from the declarations of the timeline."""
    made = []
    for kind in get_args(get_args(Intervention)[0]):
        schema = kind.model_json_schema()
        for do in get_args(kind.model_fields["do"].annotation):
            if do not in NOT_LIVE:
                meaning, unsaid = APART.get(do, ((kind.__doc__ or "").strip().splitlines()[0], ()))
                fields = [_intervention_field(name, field, schema) for name, field in schema["properties"].items()
                          if name not in ("week", "do", "note", *unsaid)]
                made.append({"do": do, "label": sentence("co-location" if do == "co_location" else do.replace("_", " ")),
                             "meaning": meaning, "source": _sources(fields), "fields": fields})
    return made


def _sources(fields: list[dict[str, Any]]) -> str:
    """The sources named with the fields, each once."""
    return "; ".join(dict.fromkeys(field["source"] for field in fields if field["source"] not in ("", "assumption")))


WHO = {"person": [], "by": ["head", "spanner"]}   # fields that name somebody, and whom besides a person


def _intervention_field(name: str, field: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    field = dict(field)
    kind = ("person" if name in WHO else "organisation" if name == "organisation" else "places" if name in ("places", "merge")
            else "leadership" if name == "leadership" else _kind(field))
    return {"key": name, "label": sentence(name.replace("_", " ")), "unit": field.get("unit", ""), "meaning": field.get("description", ""),
            "source": field.get("source", ""), "kind": kind, "min": field.get("minimum"), "max": field.get("maximum"),
            "choices": list(presets()) if kind == "leadership" else WHO.get(name, field.get("enum")), "default": field.get("default"),
            "optional": name not in schema.get("required", ())}


def values_of(source: LoadedScenario, model: TrustModel | None = None) -> dict[str, Any]:
    """The value of every control in a scenario, or as the timeline of a running model has changed it; None where organisations differ."""
    scenario = source.scenario
    if model is not None:
        changed = scenario.model_copy(update={"organisations": dict(model.conditions), "partnership": model.partnership})
        own = {path: own_value(changed, path) for path in by_path() if is_live(path)}
    else:
        own = {path: own_value(scenario, path) for path in by_path() if path != ONLY_LIVE}
        own["staff"] = _common(staff_of(organisation) for organisation in scenario.organisations.values())
        if source.school is not None:
            own["staff"] = len(source.school.ids)
        own["teams"] = _common(team_count(organisation) for organisation in scenario.organisations.values())
    load = model.state.organisations["load"].tolist() if model is not None else [0.0]
    return own | {ONLY_LIVE: _common(load)}


def _common(values: Any) -> Any:
    """The value that all share; None where they differ."""
    found = list(values)
    return found[0] if found and all(value == found[0] for value in found) else None


def descend(value: Any, path: str) -> dict[str, Any]:
    """`value` within mappings along a dotted path: what an entry `do: change` says of it."""
    made = value
    for part in reversed(path.split(".")):
        made = {part: made}
    return dict(made)


def intervention_names() -> Iterator[str]:
    """What may be done from the page: interventions, and changes by sliders."""
    yield "change"
    yield from (item["do"] for item in interventions())
