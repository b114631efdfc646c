"""Time to viability: curves with bands, medians, and how many runs are not viable yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import FixedLocator, PercentFormatter

from trustsim.analysis.labels import About
from trustsim.figures.labels import LOOKS, calendar, caption, caption_inches, caption_lines, light_grid
from trustsim.figures.style import INK, RULE, SOFT, heading, label_lines, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from trustsim.analysis.survival import Survival

WIDE, TALL, ROW = 7.4, 3.4, 0.19   # inches


@styled
def survival(found: Survival, about: About, *, group: str = "") -> Figure:
    """The share of runs that have become viable by each week (1 - Kaplan-Meier), a line a group.

    Parameters
    ----------
    group : the column that makes the groups, for the heading of their names.
    """
    names = list(found.medians["group"])
    label = about.label(group) if group else None
    words = {name: label.number(_value(name)) if label else str(name) for name in names}
    side = max(1.35, min(2.6, 0.35 + 0.065 * max([len(text) for text in words.values()])))
    kind = "bootstrap intervals over replicates" if found.clustered else "log-log intervals"
    bands = (f"bands: {found.confidence:.0%} {kind}, week by week (none where no run is viable, or all are); "
             "markers: median, when half of the runs are viable")
    lines = caption_lines(WIDE, about, bands, _compared(found, words))
    under = ROW * (len(names) + 1) + 0.1
    foot = caption_inches(lines) + 0.5 + under
    figure = new_figure(WIDE, 0.75 + TALL + foot)
    total = figure.get_figheight()
    of = f", by {label.axis}" if label else ""
    heading(figure, "Time to viability", f"share of runs that have become viable (1 - Kaplan-Meier){of}")
    left = max(0.75, 0.35 + 0.062 * max(len(text) for text in words.values()))
    ax = figure.add_axes((left / WIDE, foot / total, (WIDE - left - side) / WIDE, TALL / total), label="survival")
    weeks = float(found.medians["horizon"].max())
    ends: list[tuple[float, float, str, Any]] = []
    for k, name in enumerate(names):
        colour, dashes, marker = LOOKS[k] if k < len(LOOKS) else (SOFT, "-", ".")
        curve = found.curves[found.curves["group"] == name]
        end = float(found.medians["horizon"].iloc[k])
        week = np.append(curve["week"], max(end, float(curve["week"].iloc[-1])))
        middle, low, high = (1 - np.append(curve[column], curve[column].iloc[-1]) for column in ("not_yet", "high", "low"))
        ax.fill_between(week, low, high, step="post", color=colour, alpha=0.16, linewidth=0)
        ax.step(week, middle, where="post", color=colour, linestyle=dashes, linewidth=1.9)
        median = found.medians["median"].iloc[k]
        if np.isfinite(median):
            ax.plot(median, 0.5, marker, color=colour, markersize=6.5, markeredgecolor="white", markeredgewidth=0.9, zorder=4)
        ends.append((weeks, float(middle[-1]), words[name], colour))
    ax.axhline(0.5, color=RULE, linewidth=0.9, zorder=0)
    ax.set_xlim(0, weeks)
    ax.set_ylim(-0.02, 1.02)
    ticks = calendar(ax, weeks, about)
    ax.yaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1.0]))
    ax.yaxis.set_major_formatter(PercentFormatter(1.0))
    ax.set_ylabel("share of runs viable by then")
    ax.set_xlabel("school week")
    light_grid(ax, "y")
    if len(names) > 1:
        label_lines(ax, ends)
    _at_risk(ax, found, words, ticks)
    caption(figure, lines)
    return figure


def _value(name: str) -> Any:
    """A group's name as the number it was, so that labels can write it their way."""
    try:
        return float(name)
    except ValueError:
        return name


def _compared(found: Survival, words: dict[Any, str]) -> str:
    """Of two groups, how they differ."""
    text = ""
    if len(found.tests) == 1:
        row = found.tests.iloc[0]
        if row["n"] > 1:
            text = (f"weeks without viability up to week {found.horizon:.0f}, {words[row['group']]} less {words[row['other']]}, pair by pair of the "
                    f"same luck: {row['difference']:+.1f} ({row['low']:+.1f} to {row['high']:+.1f})")
        elif np.isfinite(row["p"]):
            text = f"logrank p = {row['p']:.2g}"
    return text


def _at_risk(ax: Axes, found: Survival, words: dict[Any, str], ticks: list[float]) -> None:
    """Under the axis, runs not viable yet and still simulated; at the right, medians with intervals."""
    wide, height = np.array(ax.bbox.size) / ax.get_figure(root=True).dpi  # type: ignore[union-attr]
    small: dict[str, Any] = {"fontsize": 7.5, "va": "center"}
    top = -(0.5 + 0.5 * ROW) / height
    ax.text(-0.2 / wide, top, "runs not viable yet:", transform=ax.transAxes, color=SOFT, ha="left", **small)
    ax.text(1 + 0.2 / wide, top, f"median ({found.confidence:.0%}):", transform=ax.transAxes, color=SOFT, ha="left", **small)
    for k, row in enumerate(found.medians.itertuples()):
        colour = LOOKS[k][0] if k < len(LOOKS) else SOFT
        curve = found.curves[found.curves["group"] == row.group]
        y = top - (k + 1) * ROW / height
        if len(words) > 1:
            ax.text(-0.2 / wide, y, words[row.group], transform=ax.transAxes, color=colour, ha="right", fontweight="bold", **small)
        for tick in ticks:
            later = curve[curve["week"] >= tick]
            count = int(later["at_risk"].iloc[0]) if len(later) else 0
            ax.text(tick, y, str(count), transform=ax.get_xaxis_transform(), color=INK, ha="center", **small)
        low, high = (f"{end:.0f}" if np.isfinite(end) else "…" for end in (row.low, row.high))
        median = f"week {row.median:.0f} ({low}-{high})" if np.isfinite(row.median) else "not reached"
        ax.text(1 + 0.2 / wide, y, median, transform=ax.transAxes, color=INK, ha="left", **small)
