"""The pages of the tipping map and of sensitivity are of today's studies and rules; the result of the calibration says where it comes from."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

import trustsim
from trustsim.calibration.priors import OF_PATTERNS, read_priors, shipped_file
from trustsim.scenario.describe import rows
from trustsim.scenario.parameter import CALIBRATED
from trustsim.scenario.yaml_guard import read_yaml
from trustsim.study.load import load_study

ROOT = Path(trustsim.__file__).parent.parent
MOST_BYTES = 150_000


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("evidence_pages", ROOT / "experiments" / "evidence_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


PAGES = script()


@pytest.mark.parametrize(("page", "studies"), [("tipping", ("TIPPING",)), ("sensitivity", ("SCREENING", "INDICES"))])
def test_a_page_is_of_todays_study_and_rules(page: str, studies: tuple[str, ...]) -> None:
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    for study in studies:
        assert PAGES.drawn_from(getattr(PAGES, study)) in text, f"run python3 experiments/evidence_pages.py {page}"


def test_the_studies_of_sensitivity_vary_what_calibration_may_move() -> None:
    """The same parameters over the same ranges as the priors."""
    priors = {prior.name: (prior.said.low, prior.said.high, prior.said.scale) for prior in read_priors(shipped_file(OF_PATTERNS))}
    for path, whole in ((PAGES.SCREENING, True), (PAGES.INDICES, False)):
        factors = {name: (factor.low, factor.high, factor.scale) for name, factor in load_study(path).study.factors.items()}
        assert set(factors.items()) <= set(priors.items())
        assert not whole or len(factors) == len(priors)


def test_figures_are_there_and_small() -> None:
    for name in ("tipping", "sensitivity", "sensitivity-screening", "calibration-posterior", "calibration-correlations", "calibration-schools"):
        assert 5_000 < (ROOT / "docs" / f"{name}.png").stat().st_size <= MOST_BYTES, name


def test_the_result_of_the_calibration_says_where_it_comes_from() -> None:
    """Every prior has its row, with prior, posterior, value shipped and verdict; the page shows the same."""
    found = read_yaml(ROOT / "experiments" / "calibration" / "result.yaml").data
    page = (ROOT / "docs" / "calibration.md").read_text(encoding="utf-8")
    priors = {prior.name: prior for prior in read_priors(shipped_file(OF_PATTERNS))}
    assert {row["parameter"] for row in found["parameters"]} == set(priors)
    for row in found["parameters"]:
        assert row["before"] == pytest.approx(priors[row["parameter"]].start)
        assert row["verdict"]
        assert row["prior_source"]
        assert f"| `{row['parameter']}` |" in page
    assert found["made_with"]["trustsim"] == trustsim.__version__
    assert len(found["held_out_schools"]) > 0


def test_the_values_shipped_are_those_of_the_file_of_defaults() -> None:
    """The schema's defaults are the file's, and the file is what its result makes it; what the schema says of their source agrees."""
    text = PAGES.DEFAULTS.read_text(encoding="utf-8")
    assert text == PAGES.defaults_of(ROOT / "experiments" / "calibration" / "result.yaml"), "run python3 experiments/evidence_pages.py calibration"
    values = read_yaml(PAGES.DEFAULTS).data["values"]
    priors = {prior.name: prior for prior in read_priors(shipped_file(OF_PATTERNS))}
    sources = {row.path: row.source for row in rows()}
    assert set(values) == set(priors)
    for name, said in values.items():
        assert priors[name].shipped == pytest.approx(said["value"]), f"{name} is shipped at another value than the file of defaults says"
        assert (CALIBRATED in sources[name]) == (said["value"] != said["before"]), name
        assert said["from"].startswith("calibrated") == (said["value"] != said["before"]), name


def test_where_a_line_is_crossed() -> None:
    """From the last cell that is surely below one half to the first that is surely above."""
    cells = pd.DataFrame({"x": [1.0, 2.0, 4.0, 8.0], "y": 0.5, "side": [-1, -1, 0, 1]})
    assert PAGES.crossing(cells, "x", "y", 0.5) == "2 to 8"
    assert PAGES.crossing(cells.assign(side=[1, 1, 1, 1]), "x", "y", 0.5) == "at most 1"
    assert PAGES.crossing(cells.assign(side=[-1, 0, 0, 0]), "x", "y", np.float64(0.5)) == "nowhere"
