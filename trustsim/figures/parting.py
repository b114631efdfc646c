"""One tie in two runs that share their luck: both curves, the gap between them, and where they part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import MultipleLocator

from trustsim.figures.style import (
    INK,
    RULE,
    SOFT,
    caption,
    heading,
    label_lines,
    line,
    new_figure,
    say_nothing,
    school_calendar,
    styled,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from trustsim.explain.difference import Difference

WIDE, LEFT, RIGHT = 9.0, 0.125, 0.80
FIRST, SECOND = "#0072B2", "#D55E00"


@styled
def parting_figure(difference: Difference) -> Figure:
    """Trust of one in another in both runs, the gap shaded, the week of parting marked, and the encounters of each run."""
    story: Any = difference.first.story
    a, b = difference.first.names
    height = 5.1
    figure = new_figure(WIDE, height)
    heading(figure, f"Trust of {a} in {b}, in two runs with the same luck",
            f"first run: {difference.labels[0]}; second run: {difference.labels[1]}; below, their encounters: coloured where one run alone has them")
    ax = figure.add_axes((LEFT, 2.0 / height, RIGHT - LEFT, 2.35 / height), label="trust")
    table = difference.trust
    shown = table.to_numpy(dtype=float)
    if np.isfinite(shown).any():
        low = max(0.0, np.floor(10 * np.nanmin(shown)) / 10)
        ax.set_ylim(low, max(min(1.0, np.ceil(10 * np.nanmax(shown) + 0.01) / 10), low + 0.2))
        ax.yaxis.set_major_locator(MultipleLocator(0.1))
        ax.fill_between(table.index, table["first"], table["second"], color=INK, alpha=0.12, linewidth=0)
        ends = []
        for column, colour, dashes, name in (("first", FIRST, "-", "first run"), ("second", SECOND, (0, (4, 1.5)), "second run")):
            end = line(ax, table.index, table[column], color=colour, linestyle=dashes, linewidth=2.4)
            ends += [(*end, f"{name} {end[1]:.2f}", colour)] if end else []
        label_lines(ax, ends)
    else:
        ax.set_ylim(0, 1)
        say_nothing(ax, "they do not know each other in either run")
    ax.set_ylabel("trust (0-1)")
    rug = figure.add_axes((LEFT, 0.9 / height, RIGHT - LEFT, 0.95 / height), label="encounters")
    _rug(rug, difference)
    for each, labels in ((ax, False), (rug, True)):
        school_calendar(each, story, labels=labels)
        if difference.week is not None:
            each.axvline(difference.week, color=INK, linewidth=0.8, linestyle=(0, (2, 2)), zorder=4)
    rug.tick_params(axis="y", length=0)
    if difference.week is not None:
        late = difference.week > 0.6 * story.scenario.weeks
        ax.annotate(f"they part in week {difference.week}", (difference.week, 1.0), xycoords=ax.get_xaxis_transform(), xytext=(-3 if late else 3, 3),
                    textcoords="offset points", fontsize=8, ha="right" if late else "left", va="bottom", annotation_clip=False)
    caption(figure, story)
    return figure


def _rug(ax: Axes, difference: Difference) -> None:
    """Encounters that took place: long where the run alone had them; up where they built trust, down where not."""
    pair = (difference.first, difference.second)
    held = [tie.encounters[tie.encounters["held"]] for tie in pair]
    keys = [set(zip(table["week"], table["event"], strict=True)) for table in held]
    for row, (table, theirs, colour) in enumerate(zip(held, (keys[1], keys[0]), (FIRST, SECOND), strict=True)):
        y = 3.0 - 1.6 * row
        x = _places(table)
        built = table["built"].to_numpy(dtype=bool)
        alone = np.array([key not in theirs for key in zip(table["week"], table["event"], strict=True)], dtype=bool)
        for which, look in ((alone, {"color": colour, "linewidth": 1.6}), (~alone, {"color": SOFT, "linewidth": 0.6, "alpha": 0.7})):
            ax.vlines(x[which & built], y + 0.05, y + 0.7, **look)   # type: ignore[arg-type]
            ax.vlines(x[which & ~built], y - 0.7, y - 0.05, **look)   # type: ignore[arg-type]
        ax.axhline(y, color=RULE, linewidth=0.8, zorder=0)
        ax.annotate(f"{int(built.sum())} of {len(table)}\nbuilt trust ↑", (1.0, y), xycoords=ax.get_yaxis_transform(), xytext=(14, 0),
                    textcoords="offset points", va="center", fontsize=7.5, color=colour, annotation_clip=False)
    ax.set_ylim(0.5, 3.9)
    ax.set_yticks([3.0, 1.4], ["first run", "second run"])
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)


def _places(table: Any) -> Any:
    """Encounters of a week side by side within it."""
    size = table.groupby("week")["event"].transform("size")
    return (table["week"] - 1 + (table.groupby("week").cumcount() + 0.5) / size).to_numpy(dtype=float)
