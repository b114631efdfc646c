"""Effect sizes beside each other: of each outcome, how far scenarios lie from the reference in standard deviations between runs."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

import trustsim
from trustsim.figures.contrast import LOOKS
from trustsim.figures.style import CAPTION, INK, RULE, SOFT, heading, new_figure, say_nothing, styled

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

WIDE, LEFT, RIGHT = 9.0, 0.335, 0.97
ROW, ABOVE, FOOT = 0.27, 0.68, 0.82   # inches
MOST = 20.0   # standard deviations on the axis: what lies beyond is far beyond luck, however far
MARKERS = ("o", "s", "^", "D", "v")


@styled
def effects(outcomes: pd.DataFrame, *, luck: str) -> Figure:
    """d of each outcome and its 95% interval, a marker for each scenario that is compared with the reference.

    Parameters
    ----------
    outcomes : rows of trustsim.compare.Comparison.outcomes: `scenario`, `reference`, `outcome`, `words`, `d`, `d_low`, `d_high`.
    luck : what the caption says of replicates and seeds.
    """
    others = list(dict.fromkeys(outcomes["scenario"]))
    known = outcomes[outcomes["d"].notna()]
    names = [name for name in dict.fromkeys(outcomes["outcome"]) if name in set(known["outcome"])]
    words = outcomes.drop_duplicates("outcome").set_index("outcome")["words"]
    rows = max(3, len(names)) * max(1.0, 0.6 * len(others))
    height = ABOVE + (0.24 if len(others) > 1 else 0.0) + ROW * rows + FOOT
    figure = new_figure(WIDE, height)
    reference = str(outcomes["reference"].iloc[0])
    what = others[0] if len(others) == 1 else "others"
    heading(figure, textwrap.shorten(f"How far {what} {'lies' if len(others) == 1 else 'lie'} from {reference}", 92, placeholder="…"),
            "in standard deviations between runs of one scenario (d); outcomes of yes or no have none and are left out")
    ax = figure.add_axes((LEFT, FOOT / height, RIGHT - LEFT, ROW * rows / height), label="effects")
    ax.set_ylim(max(1, len(names)) - 0.5, -0.5)
    for k, (name, (colour, _), marker) in enumerate(zip(others, LOOKS[1:], MARKERS, strict=False)):
        of = known[known["scenario"] == name].set_index("outcome")
        places = np.array([names.index(outcome) for outcome in of.index]) + (k - (len(others) - 1) / 2) * 0.7 / len(others)
        inside = of["d"].abs() <= MOST
        ax.hlines(places[inside], of["d_low"][inside].clip(-MOST, MOST), of["d_high"][inside].clip(-MOST, MOST), color=colour, linewidth=2.0)
        look = {"color": colour, "markersize": 5.5, "markeredgecolor": "white", "markeredgewidth": 0.7, "linestyle": "none"}
        ax.plot(of["d"][inside], places[inside], marker, **look)   # type: ignore[arg-type]
        for place, d in zip(places[~inside], of["d"][~inside], strict=True):   # beyond the axis: an arrow and the number
            side = 1 if d > 0 else -1
            ax.plot([side * MOST], [place], ">" if d > 0 else "<", **look, clip_on=False)   # type: ignore[arg-type]
            ax.annotate(f"{d:+.0f}", (side * MOST, place), xytext=(-8 * side, 0), textcoords="offset points", fontsize=7.5, color=colour,
                        ha="right" if d > 0 else "left", va="center_baseline")
    if not names:
        say_nothing(ax, "nothing varies between these runs")
    ax.set_yticks(range(len(names)), [f"{words[name][0].upper()}{words[name][1:]}" for name in names])
    ax.hlines(np.arange(len(names) - 1) + 0.5, 0, 1, transform=ax.get_yaxis_transform(), color=RULE, linewidth=0.6, zorder=0)
    ax.margins(x=0.05)
    low, high = ax.get_xlim()
    ax.set_xlim(max(min(low, -1.0), -MOST), min(max(high, 1.0), MOST))
    ax.axvline(0, color=INK, linewidth=0.9)
    ax.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel(f"d: less than in {textwrap.shorten(reference, 40, placeholder='…')} (left), more (right)")
    if len(others) > 1:
        handles = [Line2D([], [], color=colour, marker=marker, linewidth=2.0, label=textwrap.shorten(name, 100 // len(others), placeholder="…"))
                   for name, (colour, _), marker in zip(others, LOOKS[1:], MARKERS, strict=False)]
        figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.006, 1.0 - 0.52 / height), ncols=len(handles), frameon=False,
                      fontsize=8.5, columnspacing=2.0, borderaxespad=0.0)
    figure.text(0.012, CAPTION, f"lines: 95% intervals over replicates with the same luck; arrows: beyond the axis · {luck} · "
                f"trustsim {trustsim.__version__}", fontsize=7, color=SOFT, va="bottom", ha="left")
    return figure
