"""Figures of studies: what is drawn is what was analysed, captions say n, seeds and interval, nothing lies outside, the same bytes twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample

from trustsim.analysis.effects import by_level, effects
from trustsim.analysis.labels import About, Label
from trustsim.analysis.phase import phase_map
from trustsim.analysis.sensitivity import analyse_morris, analyse_sobol, convergence
from trustsim.analysis.survival import survival
from trustsim.figures import effects as draw_effects
from trustsim.figures import indices
from trustsim.figures.phase import phase as draw_phase
from trustsim.figures.style import style
from trustsim.figures.survival import survival as draw_survival

LABELS = {"meetings.team_minutes_per_week": Label("team meetings", "minutes a week"),
          "turnover": Label("turnover of teachers", "a year", percent=True),
          "viable": Label("viable learning community", "share of runs", percent=True), "trust": Label("mean trust", "0-1")}
MINUTES, TURNOVER, LEADERSHIP = "meetings.team_minutes_per_week", "turnover", "leadership.preset"
ABOUT = About("Time and turnover", 12, 8, "study seed 3, replicates 0-7", LABELS)
LONG = [f"mechanisms.part.rather_a_long_parameter_name_of_number_{k}" for k in range(9)]


def runs() -> pd.DataFrame:
    """A factorial of 2 x 2 x 3 cells and 8 replicates, with an outcome of each kind."""
    draw = np.random.default_rng(1)
    rows: list[dict[str, Any]] = []
    for point, (minutes, turnover, leadership) in enumerate(product([30, 90], [0.1, 0.25], ["absent", "fair", "ethical"])):
        for replicate in range(8):
            trust = 0.5 + 0.001 * minutes - 0.4 * turnover + 0.05 * len(leadership) + 0.03 * draw.normal()
            week = float(draw.integers(10, 60))
            rows.append({MINUTES: minutes, TURNOVER: turnover, LEADERSHIP: leadership, "point": point, "replicate": replicate, "trust": trust,
                         "viable": float(trust > 0.75), "viable_week": week if week < 50 else np.nan})
    return pd.DataFrame(rows)


def sobol_design(names: list[str], base: int, second_order: bool) -> pd.DataFrame:
    problem = {"num_vars": len(names), "names": names, "bounds": [[0, 1]] * len(names)}
    return pd.DataFrame(sobol_sample.sample(problem, base, calc_second_order=second_order, seed=1), columns=names)


def sloping(design: pd.DataFrame, replicates: int = 3) -> Any:
    luck = 0.02 * np.random.default_rng(2).normal(size=(len(design), replicates))
    return (design.to_numpy() @ 0.6 ** np.arange(design.shape[1]))[:, None] + luck


def sobol_of(names: list[str], second_order: bool = True, flat: bool = False) -> Figure:
    design = sobol_design(names, 16, second_order)
    values = sloping(design) * (0 if flat else 1)
    return indices.sobol(analyse_sobol(design, values, second_order=second_order, bootstraps=50), "trust", ABOUT)


def settling_of(names: list[str], flat: bool = False) -> Figure:
    design = sobol_design(names, 16, False)
    return indices.settling(convergence(design, sloping(design) * (0 if flat else 1), second_order=False, bootstraps=50), "trust", ABOUT)


def morris_of(names: list[str], flat: bool = False) -> Figure:
    problem = {"num_vars": len(names), "names": names, "bounds": [[0, 1]] * len(names)}
    design = pd.DataFrame(morris_sample.sample(problem, 8, seed=1), columns=names)
    return indices.morris(analyse_morris(design, sloping(design) * (0 if flat else 1), bootstraps=50), "viable", ABOUT)


def plane(places: Any, replicates: int = 10) -> pd.DataFrame:
    """Yes and no at places of minutes and turnover."""
    draw = np.random.default_rng(3)
    rows = [{MINUTES: x, TURNOVER: y, "replicate": r, "viable": float(draw.random() < x / 100 + y)} for x, y in places for r in range(replicates)]
    return pd.DataFrame(rows)


def grid(many: int) -> list[tuple[float, float]]:
    return list(product(np.linspace(0, 100, many), np.linspace(-0.5, 0.5, many)))


WORDS = [(f"scenario_with_a_long_name_{k}", y) for k in range(3) for y in (0.0, 0.5)]
FIGURES: dict[str, Callable[[], Figure]] = {
    "sobol": lambda: sobol_of([MINUTES, TURNOVER, "x"]),
    "sobol, many long names": lambda: sobol_of(LONG, second_order=False),
    "sobol, pairs of long names": lambda: sobol_of(LONG[:5]),
    "sobol, variance 0": lambda: sobol_of([MINUTES, TURNOVER], flat=True),
    "settling": lambda: settling_of([MINUTES, TURNOVER, "x"]),
    "settling, many long names": lambda: settling_of(LONG),
    "settling, variance 0": lambda: settling_of([MINUTES, TURNOVER], flat=True),
    "morris": lambda: morris_of([MINUTES, TURNOVER, "x"]),
    "morris, many long names": lambda: morris_of(LONG),
    "morris, variance 0": lambda: morris_of([MINUTES, TURNOVER], flat=True),
    "phase": lambda: draw_phase(phase_map(plane(grid(5)), MINUTES, TURNOVER, "viable"), ABOUT),
    "phase, many cells": lambda: draw_phase(phase_map(plane(grid(15), 2), MINUTES, TURNOVER, "viable"), ABOUT),
    "phase, points that make no grid": lambda: draw_phase(phase_map(plane(np.random.default_rng(4).random((20, 2)) * [100, 1]), MINUTES, TURNOVER,
                                                                    "viable"), ABOUT),
    "phase, ratios": lambda: draw_phase(phase_map(plane(grid(4)).assign(turnover=lambda f: 2 ** f["turnover"]), MINUTES, TURNOVER, "viable",
                                                  log=[TURNOVER]), ABOUT, where="leadership fair"),
    "phase, words": lambda: draw_phase(phase_map(plane([(0, y) for _, y in WORDS], 8).assign(**{MINUTES: np.repeat([x for x, _ in WORDS], 8)})[:-8],
                                                 MINUTES, TURNOVER, "viable"), ABOUT),
    "phase, one row": lambda: draw_phase(phase_map(plane([(0, 0), (1, 0), (2, 0)]), MINUTES, TURNOVER, "viable"), ABOUT),
    "phase, means": lambda: draw_phase(phase_map(runs()[lambda f: f[LEADERSHIP] == "fair"], MINUTES, TURNOVER, "trust", level=0.7), ABOUT),
    "effects": lambda: draw_effects.effects(effects(runs(), [MINUTES, TURNOVER, LEADERSHIP], "trust"), "trust", ABOUT),
    "effects, one factor": lambda: draw_effects.effects(effects(runs()[:24], [LEADERSHIP], "viable"), "viable", ABOUT),
    "interactions": lambda: draw_effects.interactions(effects(runs(), [MINUTES, TURNOVER, LEADERSHIP], "trust"), "trust", ABOUT),
    "interactions, one factor": lambda: draw_effects.interactions(effects(runs()[:24], [LEADERSHIP], "viable"), "viable", ABOUT),
    "means": lambda: draw_effects.means({name: by_level(runs(), [MINUTES, TURNOVER, LEADERSHIP], name, share=name == "viable")
                                         for name in ("trust", "viable")}, ABOUT),
    "means, long names": lambda: draw_effects.means({"trust": by_level(runs().rename(columns={MINUTES: LONG[0], TURNOVER: LONG[1]}), LONG[:2],
                                                                       "trust")}, ABOUT),
    "means, ratios": lambda: draw_effects.means({"trust": by_level(runs(), [TURNOVER], "trust")},
                                                replace(ABOUT, labels={TURNOVER: Label("turnover", log=True)})),
    "survival": lambda: draw_survival(survival(runs()[:8], weeks=50), ABOUT),
    "survival, groups": lambda: draw_survival(survival(runs(), weeks=50, group=LEADERSHIP), ABOUT, group=LEADERSHIP),
    "survival, two groups": lambda: draw_survival(survival(runs(), weeks=50, group=TURNOVER), ABOUT, group=TURNOVER),
    "survival, many groups": lambda: draw_survival(survival(runs(), weeks=50, group=[MINUTES, LEADERSHIP]), ABOUT),
    "survival, never": lambda: draw_survival(survival(runs()[:8].assign(viable_week=np.nan), weeks=20), ABOUT),
}


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(lambda each: hasattr(each, "get_text") and each.get_visible()) if text.get_text()]


@pytest.mark.parametrize("name", FIGURES)
def test_words_lie_within_the_figure_and_the_caption_says_what_they_rest_on(name: str) -> None:
    figure = FIGURES[name]()
    with style():
        figure.draw_without_rendering()
        drawn = figure.get_tightbbox()
    assert drawn.x0 > -0.01
    assert drawn.y0 > -0.01
    assert drawn.x1 < figure.get_figwidth() + 0.01
    assert drawn.y1 < figure.get_figheight() + 0.01
    said = " ".join(figure.texts[-1].get_text().replace("\xa0", " ").split())
    assert "12 points · 8 replicates of each, with the same luck · study seed 3, replicates 0-7 · trustsim" in said
    assert "95%" in said
    assert "interval" in said
    assert not any(part in said for part in ("nan", "inf "))


@pytest.mark.parametrize("name", ["sobol", "phase", "survival, groups"])
def test_the_same_runs_give_the_same_bytes(name: str) -> None:
    made = []
    for _ in range(2):
        with style():
            written = BytesIO()
            FIGURES[name]().savefig(written, format="svg", metadata={"Date": None})
        made.append(written.getvalue())
    assert made[0] == made[1]


def test_dots_and_bars_are_those_of_the_tables() -> None:
    found = effects(runs(), [MINUTES, TURNOVER, LEADERSHIP], "trust")
    ax = draw_effects.effects(found, "trust", ABOUT).axes[0]
    drawn = sorted(float(x) for line in ax.lines if line.get_marker() in "os" for x in np.asarray(line.get_xdata()))
    assert drawn == pytest.approx(sorted(found.contrasts["estimate"]))
    bars = sorted(tuple(segment[:, 0]) for part in ax.collections for segment in part.get_segments())   # type: ignore[attr-defined]
    assert np.allclose(bars, sorted(zip(found.contrasts["low"], found.contrasts["high"])))
    assert {"team meetings: 30 → 90", "turnover of teachers: 10% → 25%", "team meetings × turnover of teachers"} <= set(texts(ax.figure))   # type: ignore[arg-type]


def test_undecided_cells_are_hatched_and_numbers_stand_in_cells() -> None:
    found = phase_map(plane(grid(5)), MINUTES, TURNOVER, "viable")
    ax = draw_phase(found, ABOUT).axes[0]
    hatched = [patch for patch in ax.patches if patch.get_hatch()]
    corners = {(round(patch.get_x() + patch.get_width() / 2, 9), round(patch.get_y() + patch.get_height() / 2, 9)) for patch in hatched
               if isinstance(patch, Rectangle)}
    assert corners == {(round(x, 9), round(y, 9)) for x, y in zip(found.undecided["x"], found.undecided["y"])}
    assert 0 < len(corners) < 25
    numbers = {(round(text.get_position()[0], 9), round(text.get_position()[1], 9)): text.get_text() for text in ax.texts}
    for x, y, share in zip(found.cells["x"], found.cells["y"], found.cells["estimate"]):
        assert numbers[round(x, 9), round(y, 9)] == f"{share:.0%}"
    dark = [line for line in ax.lines if line.get_color() == "#222222"]
    assert len(dark) == len(found.line)


def test_curves_rise_to_what_became_viable_and_the_table_counts_the_rest() -> None:
    table = runs()
    found = survival(table, weeks=50, group=LEADERSHIP)
    figure = draw_survival(found, ABOUT, group=LEADERSHIP)
    ends = [float(np.asarray(line.get_ydata())[-1]) for line in figure.axes[0].lines if len(np.asarray(line.get_ydata())) > 2]
    assert ends == pytest.approx(list(1 - table.groupby(LEADERSHIP, sort=False)["viable_week"].apply(lambda week: week.isna().mean())))
    counts = [text.get_text() for text in figure.axes[0].texts if text.get_text().isdigit()]
    ticks = [float(tick) for tick in figure.axes[0].get_xticks()]
    expected = [str(int((table[table[LEADERSHIP] == name]["viable_week"].fillna(50) >= tick).sum()))
                for name in ("absent", "fair", "ethical") for tick in ticks]
    assert counts == expected
