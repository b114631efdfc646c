"""Scenarios beside each other: bands in words and units, whose intervention it was, small files, the same bytes twice."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from PIL import Image

from trustsim.figures.contrast import Group, contrast, png
from trustsim.figures.effect_sizes import effects
from trustsim.paired import Band, band, weekly
from trustsim.scenario.load import loaded
from trustsim.weekly import WEEKLY

SEEDS = range(5)
SMALL: dict[str, Any] = {"staff": 12, "teams": 2, "weeks": 20}
FIRST = {**SMALL, "title": "First", "timeline": [{"week": 8, "do": "new_head", "note": "a new head"}]}
SECOND = {**SMALL, "title": "Second", "weeks": 16, "meetings": {"team_minutes_per_week": 20},
          "timeline": [{"week": 8, "do": "new_head", "note": "a new head"}, {"week": 12, "do": "apology", "by": "head"}]}
NO_HEAD = {**SMALL, "title": "No head", "head": False}


def groups(*scenarios: dict[str, Any]) -> list[Group]:
    return [Group(loaded(each), weekly(each, SEEDS)) for each in scenarios]


def words(figure: Figure) -> set[str]:
    axes = [text.get_text() for ax in figure.axes for text in (*ax.texts, ax.title, ax._left_title, ax.yaxis.label)]  # type: ignore[attr-defined]
    return {*axes, *(text.get_text() for text in figure.texts), *(text.get_text() for key in figure.legends for text in key.get_texts())}


def test_a_panel_for_each_figure_with_its_words_unit_and_key() -> None:
    drawn = contrast(groups(FIRST, SECOND), ["trust", "viable", "interactions", "scarred"], seeds=SEEDS, marks=[("trust", 20), ("trust", 3)])
    assert [ax.get_label() for ax in drawn.axes] == ["trust 0", "viable 0", "interactions 0", "scarred 0"]
    found = words(drawn)
    assert {"First", "Second", "Mean trust", "0-1", "Viable learning community", "share of runs", "Interactions", "a week",
            "share of working ties"} <= found
    assert any("median of 5 runs of each, with the same luck" in text and "seeds 0-4" in text for text in found)


def test_lines_and_bands_are_those_of_the_runs() -> None:
    both = groups(FIRST, SECOND)
    ax = contrast(both, ["interactions"], seeds=SEEDS).axes[0]
    lines = {len(line.get_ydata()): np.asarray(line.get_ydata()) for line in ax.lines if len(line.get_ydata()) > 2}
    assert lines[20].tolist() == band(both[0].runs, "interactions").middle[1:].tolist()
    assert lines[16].tolist() == band(both[1].runs, "interactions").middle[1:].tolist()


def test_an_intervention_of_the_contrast_alone_says_whose_it_is() -> None:
    found = words(contrast(groups(FIRST, SECOND), ["trust"], seeds=SEEDS))
    assert {"a new head", "apology (dashed line)"} <= found
    assert {"a new head", "apology"} <= words(contrast(groups(SECOND, FIRST), ["trust"], seeds=SEEDS))
    assert {"a new head", "apology (in Second)"} <= words(contrast(groups(FIRST, NO_HEAD, SECOND), ["trust"], seeds=SEEDS))


def test_differences_beside_are_those_that_are_given() -> None:
    both = groups(FIRST, SECOND)
    weeks = np.arange(17)
    given = {name: Band(weeks, np.full(17, 0.1), np.full(17, 0.3), np.full(17, 0.4)) for name in ("interactions", "viable", "trust")}
    drawn = contrast(both, ["interactions", "viable", "trust"], seeds=SEEDS, differences=[given], luck="seed 0, replicates 0-4")
    assert [ax.get_label() for ax in drawn.axes] == [f"{name} {k}" for name in ("interactions", "viable", "trust") for k in (0, 1)]
    for ax in drawn.axes[1::2]:
        assert np.asarray(ax.lines[0].get_ydata()).tolist() == [0.3] * 16
    found = words(drawn)
    assert {"Second compared with First", "difference: Second less First", "percentage points"} <= found
    assert any("seed 0, replicates 0-4" in text and "95% interval" in text for text in found)
    low, high = drawn.axes[1].get_ylim()
    assert (low, high) == (-1.0, 1.0)   # half an interaction is not made to look large


def test_names_that_are_long_leave_room_for_each_other() -> None:
    three = [Group(group.source, group.runs, f"{group.title} {'and so on ' * 20}") for group in groups(FIRST, SECOND, NO_HEAD)]
    drawn = contrast(three, ["trust"], seeds=SEEDS)
    drawn.canvas.draw()   # type: ignore[attr-defined]
    key = drawn.legends[0].get_window_extent()
    assert key.x1 <= drawn.bbox.x1


def rows(scenario: str, d: float) -> dict[str, Any]:
    return {"scenario": scenario, "reference": "R", "outcome": "trust", "words": "mean trust", "d": d, "d_low": d - 1, "d_high": d + 1}


def test_effects_beyond_the_axis_say_how_far() -> None:
    drawn = effects(pd.DataFrame([rows("A", 2.0), rows("B", -352.4)]), luck="5 replicates")
    found = words(drawn)
    assert {"A", "B", "-352"} <= found
    low, high = drawn.axes[0].get_xlim()
    assert low >= -20
    assert high <= 20
    assert effects(pd.DataFrame([rows("A", float("nan"))]), luck="").axes[0].texts[0].get_text() == "nothing varies between these runs"


@pytest.mark.parametrize("figure", WEEKLY)
def test_every_figure_can_be_drawn_also_alone_and_where_it_is_missing(figure: str) -> None:
    assert contrast(groups(NO_HEAD), [figure], seeds=SEEDS).axes
    if figure == "trust_in_heads":
        assert "there is none in these runs" in words(contrast(groups(NO_HEAD), [figure], seeds=SEEDS))


def test_the_file_is_small_and_the_same_twice() -> None:
    made = [png(contrast(groups(FIRST, SECOND), ["trust", "readiness", "interactions"], seeds=SEEDS)) for _ in range(2)]
    assert made[0] == made[1]
    assert len(made[0]) < 60_000
    with Image.open(BytesIO(made[0])) as image:
        assert image.width == 800
        assert len(image.getcolors() or ()) <= 48
