"""The description of the model (ODD.md, submodels.md) is whole, and its coverage of the two texts in step with code, schema and tests."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from trustsim import randomness
from trustsim.qualities import QUALITIES
from trustsim.scenario.describe import rows
from trustsim.scenario.mechanisms import RIVALS, Mechanisms
from trustsim.scenario.schema import Organisation, ScenarioFile
from trustsim.scenario.sections import BEHAVIOURS, presets

PROJECT = Path(__file__).resolve().parents[1]
PATHS = {row.path for row in rows()}
SCENARIOS = {path.stem for path in (PROJECT / "scenarios").glob("*.yaml")}
WORDS_OF_A_FILE = {"title", "question", "source", "expected", "topic", "contrast", "claims", "finding", "extends"}   # no part of the model

# What the coverage of the texts must speak of, in the model or left out.
CONCEPTS = (
    "competence", "respect", "integrity", "personal regard", "calculative trust", "role trust", "practice trust", "identificatory trust",
    "trust-building loop", "boundary spanners", "kinship", "professional groups", "reputation", "transference", "testing trust", "swift trust",
    "smart trust", "long memory", "disposition to trust", "propinquity", "organisational justice", "threat", "recruiting", "working protocols",
    "service agreements", "shared training", "single designated contact point", "remodelling", "trust dividend", "trust tax", "compliance",
    "the majority of interactions", "professional learning communities")


@cache
def read(name: str) -> str:
    """A page of docs/."""
    return (PROJECT / "docs" / name).read_text(encoding="utf-8")


def part(page: str, heading: str) -> str:
    """What stands under a heading, up to the next of its level."""
    level = heading.split()[0]
    assert f"\n{heading}" in page, heading
    return re.split(rf"\n{level} ", page.partition(f"\n{heading}")[2])[0]


def table(text: str, *head: str) -> list[dict[str, str]]:
    """The rows of all tables in `text` whose first columns are called so."""
    found: list[dict[str, str]] = []
    names: list[str] = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")] if line.startswith("|") else []
        if not cells:
            names = []
        elif tuple(cells[: len(head)]) == head:
            names = cells
        elif names and not set(line) <= set("|- "):
            cells += [""] * (len(names) - len(cells))
            found.append(dict(zip(names, (cell.strip("| ") for cell in cells), strict=True)))
    return found


def ticked(cell: str) -> list[str]:
    """What stands in backticks."""
    return re.findall(r"`([^`]+)`", cell)


@cache
def functions_of(module: str) -> frozenset[str]:
    """Functions of a module of the rules, or above them."""
    names: set[str] = set()
    for path in (PROJECT / "trustsim" / "rules" / f"{module}.py", PROJECT / "trustsim" / f"{module}.py"):
        if path.exists():
            names |= {node.name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)}
    return frozenset(names)


def is_function(name: str) -> bool:
    """Whether 'module.function' is one."""
    module, _, function = name.partition(".")
    return function in functions_of(module)


@cache
def all_tests() -> frozenset[str]:
    """The names of all tests."""
    return frozenset(name for path in (PROJECT / "tests").rglob("test_*.py")
                     for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), flags=re.MULTILINE))


DEMANDS = table(read("coverage.md"), "the texts demand", "rule")
COVERED = table(read("coverage.md"), "concept", "text", "rule")
LEFT_OUT = table(read("coverage.md"), "concept", "text", "left out, because")


# The coverage of the texts


def test_the_coverage_names_what_is_there() -> None:
    """Every function, parameter, scenario and test; and every concept has a rule, and a test or a scenario, which is held to its claims."""
    assert len(COVERED) > 60
    for row in [*DEMANDS, *COVERED]:
        concept = row.get("concept") or row["the texts demand"]
        assert ticked(row["rule"]), concept
        assert [name for name in ticked(row["rule"]) if not is_function(name)] == [], concept
        assert [name for name in ticked(row.get("parameters", "")) if name not in PATHS] == [], concept
        assert [name for name in ticked(row.get("scenarios", "")) if name not in SCENARIOS] == [], concept
        assert ticked(row["tests"]), concept
        assert [name for name in ticked(row["tests"]) if name not in all_tests()] == [], concept
    for row in LEFT_OUT:
        assert len(row["left out, because"]) > 15, row["concept"]
    for row in [*COVERED, *LEFT_OUT]:
        assert re.match(r"(RT|NC)\b", row["text"]), row["concept"]


def test_no_concept_stands_twice_and_all_that_are_asked_for_stand_once() -> None:
    names = [row["concept"] for row in [*COVERED, *LEFT_OUT]]
    assert len(set(names)) == len(names)
    assert [concept for concept in CONCEPTS if not any(concept in name for name in names)] == []


def test_the_coverage_counts_right() -> None:
    partly = sum(bool(row["not in the model"]) for row in COVERED)
    said = f"{len(COVERED)} concepts in the model, {partly} of them in part; {len(LEFT_OUT)} left out."
    assert f"Counts: {said}" in " ".join(read("coverage.md").split()), said


def test_every_demand_has_all_its_tests() -> None:
    for number, row in enumerate(DEMANDS, start=1):
        assert set(ticked(row["tests"])) == {name for name in all_tests() if name.startswith(f"test_p{number}_")}, row["the texts demand"]
    assert len(DEMANDS) == 9


def test_every_part_of_the_schema_stands_for_something_in_the_texts() -> None:
    """Every section of mechanisms, section of a scenario, behaviour of leaders, kind of intervention and scenario of the library."""
    named = {name for row in COVERED for name in ticked(row["parameters"])}
    groups = {".".join(path.split(".")[:2 if path.startswith("mechanisms.") else 1]) for path in PATHS if "." in path and "[" not in path}
    assert {"mechanisms.stages", "spanners", "history"} <= groups
    assert {group for group in groups - {"record", "organisations"} if not any(name.startswith(f"{group}.") for name in named)} == set()
    assert {name for name in BEHAVIOURS if f"leadership.{name}" not in named | {f"leadership.{path}" for row in crosswalk("domain") for path in
                                                                               ticked(row["where it is"])}} == set()
    kinds = {path.partition("]")[0] for path in PATHS if path.startswith("timeline[")}
    assert len(kinds) > 10
    assert {kind for kind in kinds if not any(name.startswith(kind) for name in named)} == set()
    assert {name for row in COVERED for name in ticked(row["scenarios"])} == SCENARIOS


# Crosswalks


def crosswalk(head: str) -> list[dict[str, str]]:
    """A table of section 4."""
    return table(read("coverage.md"), head, "where it is")


@pytest.mark.parametrize(("head", "number"), [("factor", 10), ("facet", 5), ("type", 3)])
def test_factors_facets_and_types_are_read_as_qualities(head: str, number: int) -> None:
    """Each names qualities, or says why there is none; there is no second rule."""
    found = crosswalk(head)
    assert len(found) == number
    for row in found:
        assert row["where it is"] == "-" or set(row["where it is"].split(", ")) <= set(QUALITIES), row[head]
        assert row["where it is"] != "-" or row["what is missing"].startswith("no quality"), row[head]


def test_domains_and_models_of_leadership_are_read_as_behaviours_and_styles() -> None:
    assert len(crosswalk("domain")) == 5
    assert {name for row in crosswalk("domain") for name in ticked(row["where it is"])} == set(BEHAVIOURS)
    assert {name for row in crosswalk("model") for name in ticked(row["where it is"])} == set(presets())


# Submodels


def submodels() -> dict[str, str]:
    """Text by number: '7.5'."""
    pieces = re.split(r"\n## (7\.\d+) ", read("submodels.md"))
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


@pytest.mark.parametrize("section", list(Mechanisms.model_fields))
def test_every_constant_of_the_rules_stands_in_an_equation_or_beside_one(section: str) -> None:
    """In a submodel that says it has parameters of this section; else the model could not be rebuilt from the page."""
    pages = [text for text in submodels().values() if f"`mechanisms.{section}`" in text]
    assert len(pages) >= 1, section
    elsewhere = {name for text in submodels().values() for name in ticked(text) if name.startswith(f"{section}.")}
    names = type(Mechanisms.model_fields[section].default).model_fields
    missing = [name for name in names if not any(re.search(rf"\b{name}\b", text) for text in pages) and f"{section}.{name}" not in elsewhere]
    assert missing == []


def test_every_parameter_of_a_scenario_is_explained() -> None:
    page = read("ODD.md") + read("submodels.md")
    paths = [path for path in PATHS if not path.startswith("mechanisms.") and re.split(r"[.[]", path)[0] not in WORDS_OF_A_FILE]
    names = {path.rsplit(".", 1)[-1] for path in paths} - {"note"}
    assert len(names) > 80
    assert {name for name in names if not re.search(rf"\b{name}\b", page)} == set()
    assert {name for name in ("rival", *RIVALS[1:], *presets()) if f"`{name}`" not in page} == set()
    assert set(Organisation.model_fields) <= set(ScenarioFile.model_fields)


def test_submodels_are_listed_and_numbered() -> None:
    numbers = [f"7.{k}" for k in range(1, len(submodels()) + 1)]
    assert list(submodels()) == numbers
    listed = table(read("submodels.md"), "", "submodel")
    assert [row[""].partition("]")[0].strip("[") for row in listed] == numbers
    in_odd = part(read("ODD.md"), "## 7. Submodels")
    assert sorted(re.findall(r"\[(7\.\d+) ", in_odd), key=numbers.index) == numbers
    for row in listed:
        for file in ticked(row["code in `trustsim/`"]):
            assert (PROJECT / "trustsim" / file).exists(), file


def test_every_stream_of_draws_is_in_the_table() -> None:
    streams = {name: value for name, value in vars(randomness).items()
               if name.isupper() and isinstance(value, int) and name not in ("MAX_SEED", "GOLDEN")}
    said = {ticked(row["stream"])[0]: int(row["number"]) for row in table(read("submodels.md"), "stream", "number")}
    assert said == streams


def test_rules_that_the_model_description_names_exist() -> None:
    """`module.function` where the module is one of the rules, or of those above them that make the founding and the timeline."""
    modules = {path.stem for path in (PROJECT / "trustsim" / "rules").glob("*.py")} | {"interventions", "population", "prepared"}
    named = [name for page in ("ODD.md", "submodels.md") for name in ticked(read(page))
             if re.fullmatch(r"[a-z_]+\.[a-z_]+", name) and not name.endswith(".py") and name.partition(".")[0] in modules]
    assert len(named) > 12
    assert [name for name in named if not is_function(name) and f"mechanisms.{name}" not in PATHS] == []


# Overview and design concepts


def test_the_description_has_all_parts_of_odd_and_odd_d() -> None:
    heads: list[Any] = [head.lower() for head in re.findall(r"^### 4\.\d+ (.*)$", read("ODD.md"), flags=re.MULTILINE)]
    for concept in ("basic principles", "emergence", "adaptation", "objectives", "learning", "prediction", "sensing", "interaction", "stochasticity",
                    "collectives", "observation", "heterogeneity", "theoretical and empirical background", "individual decision making"):
        assert sum(concept in head for head in heads) == 1, concept
    parts = re.findall(r"^## \d+\. (.*)$", read("ODD.md"), flags=re.MULTILINE)
    assert parts[:7] == ["Purpose and patterns", "Entities, state variables and scales", "Process overview and scheduling", "Design concepts",
                         "Initialization", "Input data", "Submodels"]


def test_the_schedule_is_the_one_of_the_code() -> None:
    """The functions of the table are called in this order by the compiled week."""
    called = [ticked(row["function"])[0] for row in table(part(read("ODD.md"), "## 3. Process"), "step", "function")]
    tree = ast.parse((PROJECT / "trustsim" / "rules" / "week.py").read_text(encoding="utf-8"))
    week = next(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "one_week")
    order = [node.value.func.id for node in week.body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
             and isinstance(node.value.func, ast.Name)]
    assert [name.split(".")[1] for name in called] == ["apply_due", *(name for name in order if name != "open_measures")]
