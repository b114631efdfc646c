"""Shared by all tests: where real schools lie, and small schools that run in milliseconds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

REPO = Path(__file__).resolve().parent.parent
REAL_SCHOOLS = REPO.parent / "shared" / "data" / "pitts-spillane"
# Files that take half a minute or more on a processor, the longest first: begun first, so that none is left over when all else is done.
LONG = ("browser/test_live.py", "study/test_faults.py", "test_reproducible.py", "scenario/test_library_claims.py", "test_twin.py", "test_cli.py",
        "test_calibration.py", "test_scorecard.py", "browser/test_access.py", "study/test_cluster.py", "test_benchmarks.py", "browser/test_replay.py",
        "web/test_server.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first; all else stays as it was."""
    place = {REPO / "tests" / name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path, len(LONG)))


@pytest.fixture
def real_schools() -> Path:
    """The folder of real schools; the test is skipped, saying so, where it is missing."""
    if not REAL_SCHOOLS.is_dir():
        pytest.skip(f"the real schools' folder {REAL_SCHOOLS.parent.name}/{REAL_SCHOOLS.name} is not beside the project")
    return REAL_SCHOOLS


@pytest.fixture
def make_model() -> Callable[..., Any]:
    """A model from settings as YAML would give them: make_model({'staff': 20}, seed=3)."""
    from trustsim.model import TrustModel
    from trustsim.scenario.load import scenario_from

    def make(settings: dict[str, Any], seed: int = 0) -> Any:
        return TrustModel(scenario_from(settings), seed=seed)

    return make
