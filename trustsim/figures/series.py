"""An outcome week by week: its mean at each level of a factor, with a panel for each level of another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.lines import Line2D

from trustsim.analysis.labels import About
from trustsim.figures.labels import LOOKS, calendar, caption, caption_inches, caption_lines, light_grid, value_axis
from trustsim.figures.style import SOFT, heading, new_figure, styled

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

WIDE, TALL, LEFT, GAP = 8.4, 2.7, 0.75, 0.22   # inches
PER_LINE = 3   # names in a line of the key


@styled
def series(table: pd.DataFrame, figure: str, about: About, *, lines: str, panels: str = "", confidence: float = 0.95) -> Figure:
    """Means with bands over the weeks.

    Parameters
    ----------
    table : a row a week of each combination of levels: the two factors, week, estimate, low, high.
    figure : column of the weekly table that it is about.
    lines : the factor with a line a level.
    panels : the factor with a panel a level, side by side; "" for a single panel.
    confidence : of the bands.
    """
    label, by = about.label(figure), about.label(lines)
    shown = list(dict.fromkeys(table[panels])) if panels else [None]
    names = list(dict.fromkeys(table[lines]))
    words = caption_lines(WIDE, about, f"lines: means; bands: {confidence:.0%} t intervals over replicates, week by week")
    key = 0.19 * -(-len(names) // PER_LINE)
    head, foot = 0.65 + key + (0.25 if panels else 0.0), caption_inches(words) + 0.5
    drawn = new_figure(WIDE, head + TALL + foot)
    total = drawn.get_figheight()
    heading(drawn, f"{label.title}, week by week", f"by {by.words}" + (f" and {about.label(panels).words}" if panels else ""))
    handles = []
    span = (WIDE - LEFT - 0.15 + GAP) / len(shown)
    low, high = float(table["low"].min()), float(table["high"].max())
    room = 0.05 * (high - low) or 0.05
    for number, level in enumerate(shown):
        ax = drawn.add_axes(((LEFT + number * span) / WIDE, foot / total, (span - GAP) / WIDE, TALL / total), label=f"series {number}")
        part = table[table[panels] == level] if panels else table
        for k, name in enumerate(names):
            colour, dashes, _ = LOOKS[k] if k < len(LOOKS) else (SOFT, "-", ".")
            of = part[part[lines] == name]
            look: Any = {"color": colour, "linestyle": dashes, "linewidth": 1.7}
            ax.fill_between(of["week"], of["low"], of["high"], color=colour, alpha=0.16, linewidth=0)
            ax.plot(of["week"], of["estimate"], **look)
            if not number:
                handles.append(Line2D([], [], label=by.number(name), **look))
        ax.set_xlim(0, float(table["week"].max()))
        ax.set_ylim(low - room, high + room)
        calendar(ax, float(table["week"].max()) * (2 if len(shown) > 1 else 1), about)
        ax.set_xlabel("school week")
        value_axis(ax, label)
        light_grid(ax, "y")
        if panels:
            ax.set_title(f"{about.label(panels).words}: {about.label(panels).number(level)}", loc="left", fontsize=9, fontweight="bold", pad=4)
        if number:
            ax.tick_params(axis="y", labelleft=False)
        else:
            ax.set_ylabel(label.axis)
    drawn.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.006, 1.0 - 0.56 / total), ncols=PER_LINE, frameon=False, fontsize=8.5,
                 borderaxespad=0.0, handlelength=3.2)
    caption(drawn, words)
    return drawn
