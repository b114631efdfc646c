"""The house keeps its order: imports run one way, no ambient randomness, no room too large, quick start."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from pathlib import Path

import pytest

import trustsim

PACKAGE = Path(trustsim.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

# From the ground up; a module imports from its own floor or below.
FLOORS = [
    {"errors", "compiled", "names", "network_facts", "qualities", "weekly"},
    {"portable", "randomness", "vectors", "scenario", "imports"},
    {"state"},
    {"rules"},
    {"population", "prepared", "founding"},
    {"interventions", "agents", "model", "twin"},
    {"results", "replicates", "paired", "claims", "analysis", "survey"},
    {"derived", "words", "store", "figures", "summary", "explain"},
    {"terminal"},
    {"compare", "study", "scorecard"},
    {"calibration", "web"},
    {"cli"},
]
FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names}


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else module


def imported(path: Path) -> set[str]:
    """Modules of the package that a file imports for use, leaving out imports for types only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {id(node) for block in ast.walk(tree) if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
                   for node in ast.walk(block)}
    found = set()
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("trustsim"):
            found |= {node.module} if node.module != "trustsim" else {f"trustsim.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("trustsim.")}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if own == "__init__":
        return
    assert own in FLOOR, f"{own} has no floor yet: add it to FLOORS"
    for module in imported(path):
        other = room(module)
        if other in ("__version__", "trustsim"):
            continue
        assert FLOOR[other] <= FLOOR[own], f"{own} imports {other}, which lies above it"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_ambient_randomness(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"np\.random\.(seed|rand|randn|random|normal|choice|shuffle|default_rng\(\))", text)
    if path.parent.name != "twin":   # the twin's second source of draws, for comparing speed only
        assert not re.search(r"^\s*(import random|from random import)", text, flags=re.MULTILINE)
    assert "fastmath=True" not in text


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_room_is_too_large(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


def test_compiled_rules_use_portable_arithmetic_only() -> None:
    """No exp, log, power or tanh in what is compiled: they differ in the last digit between machines."""
    for path in [*(PACKAGE / "rules").glob("*.py"), PACKAGE / "portable.py", PACKAGE / "randomness.py", PACKAGE / "vectors.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                assert not re.fullmatch(r"(math|np)\.(exp|log|pow|tanh|sin|cos|expm1|log1p|power|sum|mean)|pow|sum", name), (
                    f"{path.name}:{node.lineno}: {name}")
            assert not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)), f"{path.name}:{node.lineno}: **"


def test_every_stream_has_a_number_of_its_own() -> None:
    from trustsim import randomness

    names = [name for name, value in vars(randomness).items() if name.isupper() and isinstance(value, int) and name not in ("MAX_SEED", "GOLDEN")]
    numbers = [getattr(randomness, name) for name in names]
    assert len(set(numbers)) == len(numbers) == 20
    assert (randomness.PERSON, randomness.ENCOUNTER_COUNT, randomness.INTERACTION, randomness.PLACE, randomness.SCHOOL) == (1, 3, 4, 18, 20)


def test_every_rule_to_break_stands_where_the_list_says() -> None:
    """experiments/break_a_rule.py takes long; that its lines are still those of the rules is seen at once."""
    spec = importlib.util.spec_from_file_location("break_a_rule", PACKAGE.parent / "experiments" / "break_a_rule.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module   # dataclasses look there
    spec.loader.exec_module(module)
    stands = {broken.name: (PACKAGE / broken.file).read_text(encoding="utf-8").count(broken.old) for broken in module.BREAKS}
    assert set(stands.values()) == {1}, stands
