"""Trust and its four qualities over time, and the stages it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MultipleLocator

from trustsim.derived import shown_weeks
from trustsim.figures.style import (
    INK,
    QUALITY,
    SOFT,
    STAGE,
    STAGE_NAMES,
    WILLING,
    caption,
    heading,
    label_lines,
    line,
    mark_timeline,
    new_figure,
    notes_inches,
    say_nothing,
    school_calendar,
    shade_viable,
    styled,
    title_of,
    viable_strip,
)
from trustsim.qualities import QUALITY_WORDS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from trustsim.results import Results

WIDE, LEFT, RIGHT = 9.0, 0.075, 0.825  # inches; of the width
STRIP_POINTS = 12.0
NO_TIES = "nobody worked together in this run"


def _rows(results: Results, right: float) -> float:
    """Inches for the notes above the first panel."""
    return notes_inches(results, WIDE * (right - LEFT))


@styled
def trust_by_quality(results: Results) -> Figure:
    """Mean trust with its spread and the four qualities (working ties), and below it how willing people are to cooperate."""
    above = 0.72 + _rows(results, RIGHT)
    height = 5.15 + above
    figure = new_figure(WIDE, height)
    heading(figure, f"Trust: {title_of(results)}", "mean over ties between people who worked together in the last term")
    ax = figure.add_axes((LEFT, 2.35 / height, RIGHT - LEFT, 2.8 / height), label="trust")
    table = shown_weeks(results)
    weeks = table["week"].to_numpy()
    low, high = table["trust"] - table["trust_sd"], table["trust"] + table["trust_sd"]
    if table["trust"].notna().any():
        bottom = max(0.0, np.floor(10 * min(low.min(), table[list(QUALITY)].min().min())) / 10)
        top = min(1.0, np.ceil(10 * max(high.max(), table[list(QUALITY)].max().max())) / 10)
        ax.set_ylim(bottom, max(top, bottom + 0.2))
        ax.yaxis.set_major_locator(MultipleLocator(0.05 if top - bottom <= 0.4 else 0.1))
        ax.fill_between(weeks, low, high, color=INK, alpha=0.10, linewidth=0)
        ends = []
        for name, (colour, dashes) in QUALITY.items():
            end = line(ax, weeks, table[name], color=colour, linestyle=dashes, linewidth=1.5)
            ends += [(*end, f"{QUALITY_WORDS[name]} {end[1]:.2f}", colour)] if end else []
        end = line(ax, weeks, table["trust"], color=INK, linewidth=2.6, zorder=3)
        ends += [(*end, f"TRUST {end[1]:.2f}", INK)] if end else []
        label_lines(ax, ends)
        some = int(0.30 * len(table))
        if table["trust"].iloc[some:].notna().sum() > 3 and np.isfinite(low.iloc[some]):
            ax.annotate(
                "band: ±1 SD between ties",
                (weeks[some], low.iloc[some]),
                xytext=(0, -3),
                textcoords="offset points",
                fontsize=7.5,
                color=SOFT,
                va="top",
            )
    else:
        ax.set_ylim(0, 1)
        say_nothing(ax, NO_TIES)
    ax.set_ylabel("trust and its qualities (0-1)")
    shade_viable(ax, results, label=True)
    school_calendar(ax, results, labels=False)
    mark_timeline(ax, results, WIDE * (RIGHT - LEFT))

    willing = figure.add_axes((LEFT, 0.9 / height, RIGHT - LEFT, 1.25 / height), label="willingness")
    willing.set_ylim(0, 1)
    ends = []
    for name, words in (("readiness", "readiness to risk"), ("norm", "cooperation norm")):
        colour, dashes = WILLING[name]
        end = line(willing, weeks[1:], table[name].iloc[1:], color=colour, linestyle=dashes, linewidth=2.0)
        ends += [(*end, f"{words} {end[1]:.2f}", INK)] if end else []
    label_lines(willing, ends, size=8.0)
    willing.set_ylabel("willingness (0-1)")
    shade_viable(willing, results)
    school_calendar(willing, results)
    mark_timeline(willing, results, WIDE * (RIGHT - LEFT), words=False)
    caption(figure, results)
    return figure


@styled
def stage_shares(results: Results) -> Figure:
    """The share of working ties that rest at each of Bottery's four stages."""
    right = 0.76
    above = 0.72 + _rows(results, right) + STRIP_POINTS / 72.0
    height = 4.05 + above
    figure = new_figure(WIDE, height)
    heading(figure, f"What trust rests on: {title_of(results)}", "Bottery's four stages; many good working ties rest at role or practice")
    ax = figure.add_axes((LEFT, 0.9 / height, right - LEFT, 3.15 / height), label="stages")
    ax.set_ylim(0, 1)
    table = shown_weeks(results).iloc[1:]
    edges = np.concatenate([[0.0], table["week"].to_numpy(dtype=float)])  # week w is the interval that ends at w
    base = np.zeros(len(table))
    middles, names = [], []
    known = np.flatnonzero(table["trust"].notna())
    for name, colour in STAGE.items():
        share = table[name].to_numpy()
        top = base + share
        lower, upper = (np.concatenate([values[:1], values]) for values in (base, top))
        ax.fill_between(edges, lower, upper, step="pre", facecolor=colour, edgecolor="white", linewidth=0.5)
        if len(known):
            middles.append(float(base[known[-1]] + 0.5 * share[known[-1]]))
            names.append(f"{share[known[-1]]:.0%} {STAGE_NAMES[name]}")
        base = top
    if len(known):
        x = float(edges[known[-1] + 1])
        label_lines(ax, [(x, y, words.replace(": ", "\n", 1), INK) for y, words in zip(middles, names, strict=True)], size=8.0 * 2.1)
        for text in ax.texts:
            text.set_fontsize(8.0)
    else:
        say_nothing(ax, NO_TIES)
    ax.set_ylabel("share of working ties")
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    school_calendar(ax, results, above=True)
    mark_timeline(ax, results, WIDE * (right - LEFT), raised=STRIP_POINTS)
    viable_strip(ax, results, 1.012, 1.055)
    caption(figure, results)
    return figure
