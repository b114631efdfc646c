"""Scenarios beside each other: bands in words and units, whose intervention it was, small files, the same bytes twice."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from trustsim.figures.contrast import Group, contrast, png
from trustsim.paired import band, weekly
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


def test_differences_beside() -> None:
    both = groups(FIRST, SECOND)
    drawn = contrast(both, ["interactions", "viable"], seeds=SEEDS, differences=True)
    assert [ax.get_label() for ax in drawn.axes] == ["interactions 0", "interactions 1", "viable 0", "viable 1"]
    line = np.asarray(drawn.axes[1].lines[0].get_ydata())
    expected = np.median(both[0].runs["interactions"][:, 1:17] - both[1].runs["interactions"][:, 1:17], axis=0)
    assert line.tolist() == expected.tolist()


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
