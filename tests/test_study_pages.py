"""The studies of experiments/ load and say what they found; their page is of today's files and rules; a first look works from end to end."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

import trustsim
from trustsim.cli import app
from trustsim.study.load import load_study

ROOT = Path(trustsim.__file__).parent.parent
NAMES = sorted(path.stem for path in (ROOT / "experiments" / "studies").glob("*.yaml"))
AGAIN = "run python3 experiments/study_pages.py"
MOST_BYTES = 100_000
MOST_RUNS = 6_000   # of a study, so that it takes some minutes at most


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("study_pages", ROOT / "experiments" / "study_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


PAGES = script()
PAGE = PAGES.PAGE.read_text(encoding="utf-8")


def test_the_page_has_every_study_in_order_and_no_other() -> None:
    assert list(PAGES.sections(PAGE)) == PAGES.names() == list(PAGES.SHOWN), AGAIN
    assert PAGE.startswith(PAGES.head()), AGAIN
    assert {path.stem for path in PAGES.PICTURES.glob("*.png")} == set(NAMES), AGAIN


@pytest.mark.parametrize("name", NAMES)
def test_a_study_says_what_it_asks_and_what_it_found(name: str) -> None:
    study = load_study(ROOT / "experiments" / "studies" / f"{name}.yaml")
    said = study.study
    assert said.title
    assert said.question.endswith("?")
    assert said.source
    assert said.finding.rstrip().endswith(".")
    assert any(letter.isdigit() for letter in said.finding), "a finding has numbers"
    assert len(study.points) * said.most_replicates <= MOST_RUNS


@pytest.mark.parametrize("name", NAMES)
def test_a_section_says_what_its_file_says(name: str) -> None:
    """Question, source, finding, command, and what its runs depend on."""
    section = PAGES.sections(PAGE)[name]
    for text in PAGES.said(name):
        assert text in section, f"{AGAIN} --only {name}"
    assert PAGES.without_finding((PAGES.STUDIES / f"{name}.yaml").read_text()) in section, f"{AGAIN} --only {name}"
    assert f"](studies/{name}.png)" in section
    assert PAGES.time_said(section) != "unknown", f"{AGAIN} --only {name}, with no results of it"
    assert 1000 < (PAGES.PICTURES / f"{name}.png").stat().st_size < MOST_BYTES


def test_a_page_older_than_the_model_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    text = PAGES.drawn_from("time_quality")
    assert text in PAGES.sections(PAGE)["time_quality"]
    kept = PAGES.json.loads
    monkeypatch.setattr(PAGES.json, "loads", lambda raw: kept(raw) | {"baseline": {"sha256": "1" * 64}})
    assert PAGES.drawn_from("time_quality") not in PAGE


def test_the_first_look_runs_from_end_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["sweep", str(ROOT / "experiments" / "quick.yaml"), "--workers", "2"])
    assert done.exit_code == 0, done.output
    study = trustsim.open_study("results/quick")
    assert study.complete
    assert len(study.design) == 4
    assert len(study.runs()) == 80
    assert (tmp_path / "results" / "quick" / "report" / "means.png").stat().st_size > 10_000
    estimates = study.summary("viable").set_index("leadership")["estimate"]
    assert estimates["transformational"].min() > estimates["fair"].min()
    assert f"{estimates.loc['fair'].iloc[0]:.0%} (" in done.output
    again = CliRunner().invoke(app, ["replay", "results/quick", "p2r3", "--no-figures"])
    assert again.exit_code == 0, again.output
    assert "equal to the bit" in again.output
