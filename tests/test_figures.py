"""Figures: drawn for every size of school, same run same bytes, axes say what they show; derived tables agree with the model."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import trustsim
from trustsim.derived import active_ties, between_teams, in_post, pairs_at, parts, spells, teams_at
from trustsim.figures import FIGURES, save_all, style
from trustsim.figures.layout import layout
from trustsim.figures.style import QUALITY, ROLE, STAGE, TRUST_MAP, placed_notes, save, spread
from trustsim.results import Results
from trustsim.scenario.sections import ROLES
from trustsim.state import QUALITIES, STAGES

MEETINGS = {"team_minutes_per_week": 120, "team_format": "structured_protocol", "cross_team_minutes_per_week": 60}
SCENARIOS = {
    "school": {
        "title": "School",
        "staff": 20,
        "teams": 3,
        "weeks": 45,
        "senior_leaders": 1,
        "leadership": {"preset": "ethical"},
        "meetings": MEETINGS,
        "spanners": {"count": 2},
        "timeline": [
            {"week": 14, "do": "spanner_leaves", "count": 1, "note": "a spanner leaves"},
            {"week": 16, "do": "new_head", "note": "a new head"},
            {"week": 30, "do": "broken_promise", "by": "head", "note": "a promise is broken"},
            {"week": 44, "do": "apology", "by": "head"},
        ],
    },
    "partnership": {
        "title": "Partnership",
        "weeks": 20,
        "spanners": {"count": 1, "between": "organisations"},
        "partnership": {"meeting_minutes_per_week": 30},
        "organisations": {"school": {"staff": 10, "teams": 2}, "health": {"profession": "health", "teams": {"nurses": 4}}},
    },
    "idle": {
        "title": "Idle",
        "staff": 10,
        "teams": 2,
        "weeks": 6,
        "meetings": {
            "team_minutes_per_week": 0,
            "cross_team_minutes_per_week": 0,
            "whole_staff_minutes_per_week": 0,
            "joint_work_minutes_per_week": 0,
        },
    },
    "two": {"staff": 2, "weeks": 1},
    "six": {"staff": 6, "teams": 2, "weeks": 3, "record": {"events": False}},
}


@cache
def of(name: str) -> Results:
    return trustsim.run(SCENARIOS[name], seed=2)


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_of_every_school_is_drawn_with_a_caption(name: str, figure: str) -> None:
    results = of(name)
    drawn = FIGURES[figure](results)
    with style():
        drawn.canvas.draw()
    words = " ".join(text.get_text() for text in drawn.texts)
    for part in (
        results.scenario.title or results.name,
        f"{results.weekly['staff'].iloc[-1]} staff",
        "one run",
        "seed 2",
        trustsim.__version__,
    ):
        assert part in words


@pytest.mark.parametrize("figure", ["trust", "stages", "viability"])
def test_axes_say_what_they_show_and_in_which_unit(figure: str) -> None:
    axes = FIGURES[figure](of("school")).axes
    for ax in axes:
        assert re.search(r"0-1|share of", ax.get_ylabel()), ax.get_label()
    assert "school week" in axes[-1].get_xlabel()
    assert "13 weeks a term" in axes[-1].get_xlabel()


def test_the_network_says_its_unit_and_its_shapes() -> None:
    figure = FIGURES["network"](of("school"))
    assert figure.axes[-1].get_ylabel() == "trust (0-1)"
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert {"head", "senior leader", "teacher", "boundary spanner", "practice"} <= set(legend)


def test_the_same_run_gives_the_same_bytes(tmp_path) -> None:
    again = trustsim.run(SCENARIOS["school"], seed=2)
    first, second = save_all(of("school"), tmp_path / "a"), save_all(again, tmp_path / "b")
    assert [path.relative_to(tmp_path / "a").as_posix() for path in first] == [f"figures/{name}.png" for name in FIGURES]
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


@pytest.mark.parametrize("ending", ["svg", "pdf"])
def test_vector_files_of_the_same_run_are_the_same_too(tmp_path, ending: str) -> None:
    first, second = (save(FIGURES["network"](of("two")), tmp_path / f"{k}.{ending}") for k in range(2))
    assert first.read_bytes() == second.read_bytes()


def test_vector_files_stand_beside_the_pictures(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("trustsim.figures.FIGURES", {"trust": FIGURES["trust"]})
    assert [path.name for path in save_all(of("two"), tmp_path, dpi=50, vector=True)] == ["trust.png", "trust.svg", "trust.pdf"]


def test_another_run_gives_other_bytes(tmp_path) -> None:
    first = save_all(of("six"), tmp_path / "a", dpi=50)
    second = save_all(trustsim.run(SCENARIOS["six"], seed=3), tmp_path / "b", dpi=50)
    assert all(one.read_bytes() != other.read_bytes() for one, other in zip(first, second, strict=True))


def test_png_holds_no_software_or_time(tmp_path) -> None:
    for path in save_all(of("two"), tmp_path, dpi=50):
        data = path.read_bytes()
        assert b"Software" not in data
        assert b"tIME" not in data


def test_the_users_own_settings_do_not_matter(tmp_path) -> None:
    import matplotlib as mpl

    first = save_all(of("two"), tmp_path / "a", dpi=50)
    with mpl.rc_context({"font.size": 20, "axes.facecolor": "red", "lines.linewidth": 9, "savefig.dpi": 300}):
        second = save_all(of("two"), tmp_path / "b", dpi=50)
        assert mpl.rcParams["font.size"] == 20
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_pyplot_is_not_imported() -> None:
    import subprocess
    import sys

    code = "import sys, trustsim.figures, trustsim.summary; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_trust_is_not_drawn_where_nobody_worked_together() -> None:
    results = of("school")
    weekly = results.weekly.copy()
    weekly.loc[3:5, "working_ties"] = 0
    weekly.loc[3:5, "trust"] = np.nan
    results = replace(results, weekly=weekly)
    ax = FIGURES["trust"](results).axes[0]
    trust = next(line.get_ydata() for line in ax.get_lines() if line.get_linewidth() == 2.6)  # the thick one
    idle = results.weekly["working_ties"].to_numpy() == 0
    assert idle.sum() == 3
    assert np.isnan(np.asarray(trust, dtype=float)[idle]).all()
    np.testing.assert_array_equal(np.asarray(trust)[~idle], results.weekly["trust"][~idle])


def test_figures_draw_the_columns_of_the_weekly_table() -> None:
    results = of("school")
    panels = {ax.get_label(): ax for ax in FIGURES["viability"](results).axes}
    np.testing.assert_array_equal(panels["index"].get_lines()[0].get_ydata(), results.weekly["plc_index"][1:])
    for part in parts(results):
        assert any(np.array_equal(line.get_ydata(), results.weekly[part.column][1:]) for line in panels[part.column].get_lines()), (
            part.column
        )


def test_notes_of_the_timeline_stand_in_the_figures_without_overlap() -> None:
    results = of("school")
    for figure in ("trust", "stages", "viability"):
        words = [text.get_text() for text in FIGURES[figure](results).axes[0].texts]
        assert {"a spanner leaves", "a new head", "a promise is broken", "apology"} <= set(words)
    rows = {note.text: note.row for note in placed_notes(results, 6.0)}
    assert rows["a spanner leaves"] > rows["a new head"] >= 0


def test_the_title_says_when_it_was_viable_or_that_it_never_was() -> None:
    assert "never viable in 6 weeks" in FIGURES["viability"](of("idle")).texts[0].get_text()
    results = of("school")
    assert spells(results), "this school is meant to become viable"
    assert f"viable from week {spells(results)[0][0]} (year 1" in FIGURES["viability"](results).texts[0].get_text()


def test_palettes_are_told_apart_without_colour() -> None:
    assert set(QUALITY) == set(QUALITIES)
    assert tuple(STAGE) == STAGES
    assert set(ROLE) == set(ROLES)
    assert len({str(dashes) for _, dashes in QUALITY.values()}) == len(QUALITIES)
    assert len({marker for marker, _ in ROLE.values()}) == len(ROLE)
    grey = [sum(weight * int(colour[k : k + 2], 16) for weight, k in ((0.299, 1), (0.587, 3), (0.114, 5))) for colour in STAGE.values()]
    assert all(light - dark > 25 for light, dark in pairwise(grey))
    ramp = TRUST_MAP(np.linspace(0, 1, 9))[:, :3] @ [0.299, 0.587, 0.114]
    assert (np.diff(ramp) < 0).all()


def test_labels_are_moved_apart_and_stay_inside() -> None:
    places = spread([0.5, 0.5, 0.51, 0.99], 0.1, 0.05, 0.95)
    assert all(high - low > 0.0999 for low, high in pairwise(places))
    assert min(places) >= 0.0499
    assert max(places) <= 0.9501
    assert spread([0.2, 0.8], 0.1, 0.0, 1.0) == [0.2, 0.8]


def test_places_belong_to_posts_and_do_not_overlap() -> None:
    results = of("school")
    places = layout(results).people
    staff = results.staff
    assert staff["post"].duplicated().any(), "somebody is meant to leave and be replaced"
    for _, same in staff.groupby("post"):
        assert len(np.unique(places[same.index], axis=0)) == 1
    here = places[staff["here"].to_numpy()]
    apart = np.hypot(*(here[:, None] - here[None, :]).transpose(2, 0, 1))[~np.eye(len(here), dtype=bool)]
    assert apart.min() > 0.3


def test_organisations_stand_apart() -> None:
    discs = list(layout(of("partnership")).organisations.values())
    (x, y, r), (u, v, s) = discs
    assert np.hypot(x - u, y - v) > r + s


def test_a_large_staff_is_drawn_by_team_and_says_so(monkeypatch) -> None:
    import sys

    monkeypatch.setattr(sys.modules["trustsim.figures.network"], "MOST_PEOPLE", 10)
    words = " ".join(text.get_text() for text in FIGURES["network"](of("school")).texts)
    assert "teams are drawn instead" in words


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_five_parts_agree_with_the_model(name: str) -> None:
    results = of(name)
    together = np.logical_and.reduce([part.holds for part in parts(results)])
    np.testing.assert_array_equal(together[1:], results.weekly["all_parts_hold"][1:] == 1)


def test_spells_are_the_same_with_and_without_events() -> None:
    results = of("school")
    quiet = replace(
        results,
        scenario=results.scenario.model_copy(update={"record": results.scenario.record.model_copy(update={"events": False})}),
        events=results.events.iloc[:0],
    )
    assert spells(quiet) == spells(results) == results.viable_spells
    assert spells(results)


@pytest.mark.parametrize("name", ["school", "partnership", "six"])
def test_derived_tables_agree_with_the_weekly_table(name: str) -> None:
    results = of(name)
    last = results.scenario.weeks
    row = results.weekly.iloc[-1]
    pairs = pairs_at(results, last)
    assert in_post(results, last).sum() == row["staff"] == results.staff["here"].sum()
    assert pairs["active"].sum() == row["active_pairs"]
    assert len(pairs) * 2 == row["ties"]
    assert active_ties(results, last).sum() == 2 * row["active_pairs"]
    assert between_teams(results, last)["ties"].sum() == (pairs["active"] & pairs["across"]).sum()
    teams = teams_at(results, last)
    real = teams[teams["staff"] >= 2]
    if len(real) > 1:
        assert real["bridged"].mean() == pytest.approx(row["bridged_share"])


def test_who_was_in_post_in_the_first_and_middle_week() -> None:
    results = of("school")
    for week in results.tie_weeks:
        assert in_post(results, week).sum() == results.weekly["staff"].iloc[week]


def test_drawing_side_by_side_gives_the_same_bytes(tmp_path: Path) -> None:
    results = of("school")
    alone = save_all(results, tmp_path / "alone")
    together = save_all(results, tmp_path / "together", side_by_side=True)
    assert [path.name for path in alone] == [path.name for path in together] == ["trust.png", "stages.png", "viability.png", "network.png"]
    assert [path.read_bytes() for path in alone] == [path.read_bytes() for path in together]


def test_an_error_in_the_second_process_is_told_in_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(results: Any) -> Any:
        raise ValueError("no such picture")

    monkeypatch.setitem(FIGURES, "network", broken)
    with pytest.raises(ValueError, match="no such picture"):
        save_all(of("school"), tmp_path, side_by_side=True)
