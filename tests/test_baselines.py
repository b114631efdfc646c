"""Every library scenario at seed 0 gives the numbers it gave before. A change that means to alter them says so in the changelog.

    python3 tests/test_baselines.py       writes the numbers anew
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from trustsim.model import TrustModel
from trustsim.scenario.library import names
from trustsim.scenario.load import load_scenario

FILE = Path(__file__).with_name("baselines.json")


def numbers(name: str) -> dict[str, Any]:
    """What is kept of a run: a hash of its whole weekly table, and some figures of the last week to see what moved."""
    source = load_scenario(name)
    model = TrustModel(source.scenario, seed=0, school=source.school).run()
    last = model.figures
    return {"sha256": hashlib.sha256(model.state.weeks.tobytes()).hexdigest(),
            **{key: round(float(last[key]), 6) for key in ("trust", "cooperation_share", "plc_index")}, "viable": int(last["viable"])}


@pytest.mark.parametrize("name", names())
def test_same_numbers_as_before(name: str) -> None:
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    assert name in kept, "a new scenario: run python3 tests/test_baselines.py"
    assert numbers(name) == kept[name], "if this change is meant, say so in CHANGELOG.md and run python3 tests/test_baselines.py"


if __name__ == "__main__":
    FILE.write_text(json.dumps({name: numbers(name) for name in names()}, indent=2) + "\n", encoding="utf-8")
