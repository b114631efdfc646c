"""What a study's report says: every estimate under its own name, means week by week, intervals of shares that stay shares."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from rich.table import Table

from trustsim.analysis.effects import effects
from trustsim.analysis.intervals import share_interval
from trustsim.analysis.labels import About
from trustsim.errors import InputError
from trustsim.figures.series import series
from trustsim.study.chunks import write_chunk
from trustsim.study.load import load_study
from trustsim.study.lock import CHUNKS, create
from trustsim.study.opened import OpenStudy
from trustsim.study.report import report
from trustsim.study.work import Job, run_job

SMALL = {"staff": 12, "teams": 2, "weeks": 20}
STUDY: dict[str, Any] = {
    "settings": SMALL, "replicates": 4, "headlines": ["cooperation_share_w13", "trust", "viable"],
    "outcomes": {"final": ["trust", "norm"], "weeks": [13], "at": ["cooperation_share"], "series": ["trust"]},
    "factors": {"meetings.team_minutes_per_week": [30, 60, 90], "leadership": {"presets": ["hero", "servant"]}}}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> OpenStudy:
    """A study run here, without workers."""
    study, folder = load_study(STUDY), tmp_path_factory.mktemp("report") / "study"
    create(study, folder)
    opened = OpenStudy(folder)
    for first in opened.rounds:
        for k in range(len(first)):
            runs = tuple(zip(*(at.tolist() for at in first.runs_of(k))))
            points = {point: tuple(map(float, study.points.coded[point])) for point, _ in runs}
            write_chunk(folder / CHUNKS, first.key(k), run_job(Job(study.materials, points, runs)), study_id=str(opened.lock["study_id"]))
    opened.refresh()
    assert opened.complete
    return opened


def test_estimates_stand_under_their_own_names(made: OpenStudy) -> None:
    lines, files = report(made, figures=False)
    table = next(line for line in lines if isinstance(line, Table))
    shown = {str(column.header): list(column.cells) for column in table.columns}
    summary = made.summary("trust", "cooperation_share_w13").set_index(["outcome", "point"])["estimate"]
    assert [text.split(" ")[0] for text in shown["mean trust"]] == [f"{summary['trust', point]:.3f}" for point in range(6)]
    assert [text.split(" ")[0] for text in shown["encounters in which both cooperate in week 13"]] == [
        f"{summary['cooperation_share_w13', point]:.0%}" for point in range(6)]
    assert {path.name for path in files} >= {"summary.csv", "effects_trust.csv", "series_trust.csv"}
    assert "effects_norm.csv" not in {path.name for path in files}


def test_means_week_by_week_are_those_of_the_runs(made: OpenStudy) -> None:
    report(made, figures=False)
    table = pd.read_csv(made.folder / "report" / "series_trust.csv")
    runs, values = made.series("trust")
    chosen = (runs["leadership"] == "servant") & (runs["meetings.team_minutes_per_week"] == 60)
    of = table[(table["leadership"] == "servant") & (table["meetings.team_minutes_per_week"] == 60)]
    assert of["week"].tolist() == list(range(21))
    assert of["estimate"].to_numpy() == pytest.approx(values[chosen.to_numpy()].mean(axis=0))
    assert (of["low"] < of["estimate"]).all()
    drawn = series(table, "trust", About("A study", 6, 4, "seeds"), lines="meetings.team_minutes_per_week", panels="leadership")
    panels = [ax for ax in drawn.axes if ax.get_label().startswith("series")]
    assert [ax.get_title(loc="left") for ax in panels] == ["leadership: hero", "leadership: servant"]
    assert np.asarray(panels[1].lines[1].get_ydata()) == pytest.approx(of["estimate"].to_numpy())


def test_shares_have_intervals_of_shares() -> None:
    """Means of a pair of levels that are shares of runs have the exact interval; no interval of any mean leaves 0 to 1."""
    runs = pd.DataFrame([(a, b, r, float((a + b) * 10 + r > 12)) for a in (0, 1) for b in (0, 1) for r in range(10)],
                        columns=["a", "b", "replicate", "yes"])
    found = effects(runs, ["a", "b"], "yes", share=True)
    for row in found.pairs.itertuples():
        k = runs[(runs["a"] == row.level) & (runs["b"] == row.other_level)]["yes"].sum()
        low, high = share_interval(k, 10)
        assert (row.low, row.high) == (pytest.approx(float(low)), pytest.approx(float(high)))
    assert found.levels["low"].min() >= 0
    assert found.levels["high"].max() <= 1
    plain = effects(runs, ["a", "b"], "yes")
    pd.testing.assert_frame_equal(plain.contrasts, found.contrasts)
    assert plain.pairs["high"].max() > 1


def test_headlines_must_be_outcomes() -> None:
    with pytest.raises(InputError, match=r"headlines\[0\].*none of the outcomes"):
        load_study({"settings": SMALL, "headlines": ["trus"]})
