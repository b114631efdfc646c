"""Every scenario of the library says what it teaches, and 30 runs of it and of its contrast bear each claim out.

Each claim is a sign test with a false-alarm rate of .001: were a claim idle, 30 seeds drawn anew would bear it out once in a thousand
times. The seeds are fixed, so that what holds today holds until the model changes.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

import trustsim
from trustsim.claims import judge
from trustsim.scenario.load import load_scenario
from trustsim.words import first_sentence

LIBRARY = Path(trustsim.__file__).parent.parent / "scenarios"
NAMES = sorted(path.stem for path in LIBRARY.glob("*.yaml"))
FINDING_MOST = 110


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_asks_expects_and_found(name: str) -> None:
    scenario = load_scenario(LIBRARY / f"{name}.yaml").scenario
    for word in ("title", "question", "source", "expected", "finding"):
        assert getattr(scenario, word).strip(), f"{word} is missing"
    assert len(first_sentence(scenario.finding)) <= FINDING_MOST
    if name != "baseline":
        assert scenario.topic
        assert scenario.contrast
        assert any(claim.than == "contrast" for claim in scenario.claims), "no claim compares it with its contrast"
    assert scenario.claims


@pytest.mark.parametrize("name", NAMES)
def test_its_claims_hold(name: str) -> None:
    failed = [str(verdict) for verdict in judge(LIBRARY / f"{name}.yaml") if not verdict.holds]
    assert not failed, "\n".join(failed)


def test_the_example_of_the_documentation_holds(tmp_path: Path) -> None:
    page = (LIBRARY.parent / "docs" / "own-scenario.md").read_text(encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(page.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    assert [verdict.holds for verdict in judge(tmp_path / "mine.yaml")] == [True, True]


@pytest.mark.parametrize("name", ["hero_leadership", "protected_time"])
def test_the_reverse_of_a_claim_fails(name: str, tmp_path: Path) -> None:
    for file in LIBRARY.glob("*.yaml"):
        shutil.copy(file, tmp_path)
    text = yaml.safe_load((LIBRARY / f"{name}.yaml").read_text(encoding="utf-8"))
    reverse = {"higher": "lower", "lower": "higher"}
    text["claims"] = [{**claim, "direction": reverse[claim["direction"]]} for claim in text["claims"]]
    (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(text), encoding="utf-8")
    assert [verdict.holds for verdict in judge(tmp_path / f"{name}.yaml")] == [False] * len(text["claims"])
