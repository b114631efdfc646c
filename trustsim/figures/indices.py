"""Sensitivity: Sobol indices, Morris effects, and whether indices have settled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D

from trustsim.analysis.labels import About
from trustsim.figures.labels import LOOKS, caption, caption_inches, caption_lines, light_grid, value_axis
from trustsim.figures.style import INK, SOFT, heading, label_lines, new_figure, say_nothing, spread, styled

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from trustsim.analysis.sensitivity import Convergence, Morris, Sobol

WIDE, ROW, MOST_PAIRS, MOST_NAMED = 8.0, 0.36, 8, 15   # inches; inches a factor; pairs that are drawn; dots that have room for a name
LETTER = 0.064   # inches, at 8.5 points
FIRST, TOTAL = LOOKS[1], LOOKS[0]


@styled
def sobol(found: Sobol, outcome: str, about: About) -> Figure:
    """First-order and total indices of every factor, the largest total on top; and of pairs, the largest, where there are any."""
    table = found.indices.sort_values("total", ascending=False, kind="stable")
    names = [about.label(name).words for name in table["factor"]]
    pairs = found.second
    if pairs is not None:
        pairs = pairs.reindex(pairs["estimate"].abs().sort_values(ascending=False, kind="stable").index)[:MOST_PAIRS]
    lines = caption_lines(WIDE, about, f"bars: {found.confidence:.0%} intervals from {found.bootstraps:,} bootstrap draws of the {found.base:,} base "
                          "points and of replicates; an index may come out below 0 or above 1 by chance", found.words)
    foot = caption_inches(lines) + 0.5
    left = _room([*names, *(() if pairs is None else _pair_names(pairs, about))])
    heights = [ROW * max(2, len(table)), *([ROW * max(1, len(pairs))] if pairs is not None and len(pairs) else [])]
    head, gap = 0.98, 0.72
    figure = new_figure(WIDE, head + sum(heights) + gap * (len(heights) - 1) + foot)
    heading(figure, f"{about.label(outcome).title}: what it depends on", "share of the variance between points that goes back to a factor")
    total = figure.get_figheight()
    ax = figure.add_axes((left / WIDE, 1 - (head + heights[0]) / total, (WIDE - left - 0.25) / WIDE, heights[0] / total), label="indices")
    rows = np.arange(len(table))
    for name, shift, (colour, _, marker) in (("total", -0.14, TOTAL), ("first", 0.14, FIRST)):
        _dots(ax, table[name], table[f"{name}_low"], table[f"{name}_high"], rows + shift, colour, marker)
    _rows(ax, names)
    if found.variance == 0.0:
        say_nothing(ax, "variance 0: the outcome is the same at every point")
    handles = [Line2D([], [], color=TOTAL[0], marker=TOTAL[2], markersize=5.5, label="total: alone and in interactions"),
               Line2D([], [], color=FIRST[0], marker=FIRST[2], markersize=5, label="first order: alone")]
    figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.006, 1.0 - 0.56 / total), ncols=2, frameon=False, fontsize=8.5,
                  handlelength=2.2, columnspacing=2.0, borderaxespad=0.0)
    if pairs is not None and len(heights) > 1:
        low = ax.get_xlim()
        ax.set_xlabel("")
        under = figure.add_axes((left / WIDE, foot / total, (WIDE - left - 0.25) / WIDE, heights[1] / total), label="pairs")
        colour, _, marker = LOOKS[2]
        _dots(under, pairs["estimate"], pairs["low"], pairs["high"], np.arange(len(pairs)), colour, marker)
        _rows(under, _pair_names(pairs, about))
        ends = np.array([low, under.get_xlim()])
        for each in (ax, under):
            each.set_xlim(ends[:, 0].min(), ends[:, 1].max())
        shown = "" if found.second is None or len(found.second) <= MOST_PAIRS else f": the {MOST_PAIRS} largest of {len(found.second)}"
        figure.text(0.012, (foot + heights[1] + 0.1) / total, f"Second order: two factors together, beyond each alone{shown}", fontsize=9,
                    fontweight="bold", va="bottom")
        under.set_xlabel("share of variance")
    else:
        ax.set_xlabel("share of variance")
    caption(figure, lines)
    return figure


def _pair_names(pairs: pd.DataFrame, about: About) -> list[str]:
    """On one line, or on two where they are long."""
    words = [(about.label(a).words, about.label(b).words) for a, b in zip(pairs["factor"], pairs["other"])]
    joint = " × " if max(len(a) + len(b) for a, b in words) < 48 else "\n× "
    return [f"{a}{joint}{b}" for a, b in words]


def _room(names: list[str]) -> float:
    """Inches for names of rows."""
    return min(3.6, 0.3 + LETTER * max(len(line) for name in names for line in name.split("\n")))


def _dots(ax: Axes, middle: pd.Series[float], low: pd.Series[float], high: pd.Series[float], rows: Any, colour: str, marker: str) -> None:
    ax.hlines(rows, low, high, color=colour, linewidth=1.6)
    ax.plot(middle, rows, marker, color=colour, markersize=5.5, markeredgecolor="white", markeredgewidth=0.7, zorder=3)


def _rows(ax: Axes, names: list[str]) -> None:
    """Names at the left from the top down, a line at 0."""
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_yticks(range(len(names)), names, fontsize=8.5 if all("\n" not in name for name in names) else 7.5, color=INK)
    ax.margins(x=0.04)
    low, high = ax.get_xlim()
    ax.set_xlim(min(low, -0.02), max(high, 0.1))
    ax.axvline(0, color=INK, linewidth=0.8, zorder=1)
    light_grid(ax, "x")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


@styled
def morris(found: Morris, outcome: str, about: About) -> Figure:
    """Size of effect against its spread over trajectories, a dot a factor with both intervals."""
    tall, label = 4.2, about.label(outcome)
    wide = 5.6 + _room([f"+ {about.label(name).words}" for name in found.effects["factor"]])
    unit = "share of runs" if label.percent else label.unit
    lines = caption_lines(wide, about, f"crosses: {found.confidence:.0%} intervals from {found.bootstraps:,} bootstrap draws of the "
                          f"{found.trajectories:,} trajectories and of replicates; above the dashed line (sigma = mu*) an effect depends on "
                          f"the other factors{f'; grey: all but the {MOST_NAMED} largest' if len(found.effects) > MOST_NAMED else ''}",
                          found.words)
    foot = caption_inches(lines) + 0.55
    figure = new_figure(wide, 0.75 + tall + foot)
    total = figure.get_figheight()
    heading(figure, f"{label.title}: what it depends on",
            "elementary effects of a factor over its whole range; + raises it, − lowers it, ± either way or unsure")
    ax = figure.add_axes((0.75 / wide, foot / total, 4.65 / wide, tall / total), label="morris")
    table = found.effects.sort_values("mu_star", ascending=False, kind="stable")
    for rows, colour in ((table[MOST_NAMED:], SOFT), (table[:MOST_NAMED], LOOKS[0][0])):
        ax.hlines(rows["sigma"], rows["mu_star_low"], rows["mu_star_high"], color=colour, linewidth=1.3, alpha=0.75)
        ax.vlines(rows["mu_star"], rows["sigma_low"], rows["sigma_high"], color=colour, linewidth=1.3, alpha=0.75)
        ax.plot(rows["mu_star"], rows["sigma"], "o", color=colour, markersize=6, markeredgecolor="white", markeredgewidth=0.8, zorder=3)
    right, top = (1.05 * float(np.nanmax([*table[name], *table[f"{name}_high"]])) or 1.0 for name in ("mu_star", "sigma"))
    ax.set_xlim(0, right)
    ax.set_ylim(0, top)
    value_axis(ax, label)
    value_axis(ax, label, along="x")
    light_grid(ax, "both")
    ax.set_xlabel(f"mu*: mean size of effect ({unit})" if unit else "mu*: mean size of effect")
    ax.set_ylabel(f"sigma: its spread ({unit})" if unit else "sigma: its spread")
    if found.variance == 0.0:
        say_nothing(ax, "variance 0: the outcome is the same at every point")
    else:
        ax.plot([0, min(right, top)], [0, min(right, top)], color=SOFT, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
        _name_dots(ax, table[:MOST_NAMED], about)
    caption(figure, lines)
    return figure


def _name_dots(ax: Axes, table: pd.DataFrame, about: About) -> None:
    """Names in a column at the right, each joined to its dot, with the sign of the mean effect."""
    order = table.sort_values("sigma", kind="stable")
    low, high = ax.get_ylim()
    places = spread(list(order["sigma"]), 0.26 / 4.2 * (high - low), low + 0.02 * (high - low), high)
    right = ax.get_xlim()[1]
    for place, row in zip(places, order.itertuples()):
        sign = "+" if row.mu_low > 0 else "−" if row.mu_high < 0 else "±"
        ax.annotate(f"{sign} {about.label(row.factor).words}", (row.mu_star, row.sigma), xytext=(right * 1.03, place), textcoords="data", va="center",
                    fontsize=8.5, annotation_clip=False, arrowprops={"arrowstyle": "-", "color": SOFT, "linewidth": 0.5, "shrinkA": 1, "shrinkB": 3,
                                                                     "relpos": (0, 0.5)})


@styled
def settling(found: Convergence, outcome: str, about: About, *, confidence: float = 0.95) -> Figure:
    """Total indices from a quarter, half and all of the base points."""
    tall = 3.2
    wide = 5.1 + _room([about.label(name).words for name in found.table["factor"]])
    said = "no two factors that are told apart changed places from half to all" if found.settled else (
        "not settled: " + ", ".join(f"{about.label(a).words} and {about.label(b).words}" for a, b in found.swapped[:3])
        + " changed places from half to all" if found.swapped else "too few base points to tell")
    lines = caption_lines(wide, about, f"bars: {confidence:.0%} bootstrap intervals; {said}"
                          + (f"; no total changed by more than {found.moved:.2g}" if np.isfinite(found.moved) else "")
                          + (f"; grey: all but the {len(LOOKS)} largest" if found.table["factor"].nunique() > len(LOOKS) else ""))
    foot = caption_inches(lines) + 0.5
    figure = new_figure(wide, 0.75 + tall + foot)
    total = figure.get_figheight()
    heading(figure, f"{about.label(outcome).title}: have the indices settled?", "total index of each factor, from more and more base points")
    ax = figure.add_axes((0.65 / wide, foot / total, 4.25 / wide, tall / total), label="settling")
    bases = sorted(found.table["base"].unique())
    last = found.table[found.table["base"] == bases[-1]].sort_values("total", ascending=False, kind="stable")
    ends = []
    for k, name in enumerate(last["factor"]):
        colour, dashes, marker = LOOKS[k % len(LOOKS)] if k < len(LOOKS) else (SOFT, "-", ".")
        of = found.table[found.table["factor"] == name].sort_values("base")
        x = np.arange(len(bases)) + 0.2 * (k / max(1, len(last) - 1) - 0.5)
        ax.plot(x, of["total"], color=colour, linestyle=dashes, marker=marker, markersize=5, linewidth=1.4, markeredgecolor="white",
                markeredgewidth=0.6)
        ax.vlines(x, of["total_low"], of["total_high"], color=colour, linewidth=1.2)
        if np.isfinite(of["total"].iloc[-1]) and k < len(LOOKS):
            ends.append((len(bases) - 0.85, float(of["total"].iloc[-1]), about.label(name).words, colour))
    ax.set_xlim(-0.25, len(bases) - 0.75)
    ax.set_xticks(range(len(bases)), [f"{base:,}" for base in bases])
    ax.set_xlabel("base points")
    ax.set_ylabel("total index (share of variance)")
    ax.set_ylim(*((min(0.0, ax.get_ylim()[0]), None) if ends else (0, 1)))
    light_grid(ax, "y")
    if ends:
        label_lines(ax, ends)
    else:
        say_nothing(ax, "variance 0: the outcome is the same at every point")
    caption(figure, lines)
    return figure
