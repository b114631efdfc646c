"""The page of scenarios says what the scenario files say, and was drawn from the runs of today. Nothing is simulated here."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

import trustsim

ROOT = Path(trustsim.__file__).parent.parent
NAMES = sorted(path.stem for path in (ROOT / "scenarios").glob("*.yaml"))
AGAIN = "run python3 experiments/scenario_pages.py"
MOST_BYTES = 60_000


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("scenario_pages", ROOT / "experiments" / "scenario_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


PAGES = script()
PAGE = PAGES.PAGE.read_text(encoding="utf-8")


def test_the_page_has_every_scenario_in_order_and_no_other() -> None:
    assert list(PAGES.sections(PAGE)) == PAGES.names(), AGAIN
    assert PAGE.startswith(PAGES.head()), AGAIN
    assert {path.stem for path in PAGES.PICTURES.glob("*.png")} == set(NAMES), AGAIN


@pytest.mark.parametrize("name", NAMES)
def test_a_section_says_what_its_file_says(name: str) -> None:
    """Question, source, expectation, finding, each claim in words, and the hashes of the runs it was drawn from."""
    section = PAGES.sections(PAGE)[name]
    for text in PAGES.said(name):
        assert text.removesuffix(" |") in section, f"{AGAIN} --only {name}"
    assert section.count("\n| ") == 2 + len(PAGES.source(name).scenario.claims), f"{AGAIN} --only {name}"
    assert "**fails**" not in section
    assert f"](scenarios/{name}.png)" in section
    assert 1000 < (PAGES.PICTURES / f"{name}.png").stat().st_size < MOST_BYTES


def test_a_page_older_than_the_model_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    text = PAGES.drawn_from("hero_leadership")
    assert text.startswith("hero_leadership ")
    assert ", baseline " in text
    assert text in PAGES.sections(PAGE)["hero_leadership"]
    monkeypatch.setattr(PAGES.json, "loads", lambda _: {"hero_leadership": {"sha256": "0" * 64}, "baseline": {"sha256": "1" * 64}})
    assert PAGES.drawn_from("hero_leadership") not in PAGE
