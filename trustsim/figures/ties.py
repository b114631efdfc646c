"""All ties of one person: trust given and received, when each tie began and now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import MultipleLocator

from trustsim.figures.style import CAPTION, INK, RULE, SOFT, STAGE, caption, heading, new_figure, say_nothing, styled
from trustsim.state import STAGES
from trustsim.words import count

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from trustsim.explain.replay import Story

WIDE, ROW, MOST_ROWS = 9.0, 0.205, 40
ENDED = "#C9CCD1"


@styled
def ties_figure(story: Story, person: int, table: pd.DataFrame, until: int) -> Figure:
    """A row an acquaintance: how far the person trusts them, and they the person; an open dot at the beginning, a full one now.

    `table` is that of `trustsim.explain.person.ties_of`. Of very many, those with the most interactions are drawn.
    """
    source: Any = story
    name = str(story.staff.loc[person, "name"])
    drawn = table.sort_values("interactions", ascending=False, kind="stable")[:MOST_ROWS].sort_values("trust", kind="stable")
    height = 1.95 + ROW * max(3, len(drawn))
    figure = new_figure(WIDE, height)
    under = "open: when the tie began; full: as it stands, or stood when one of the two left"
    heading(figure, f"Whom {name} trusts, and who trusts {name}", under)
    bottom, tall = 1.2 / height, ROW * max(3, len(drawn)) / height
    axes = [figure.add_axes((left, bottom, 0.30, tall), label=label) for left, label in ((0.235, "given"), (0.575, "received"))]
    if drawn.empty:
        say_nothing(axes[0], "knows nobody")
    low = np.floor(10 * np.nanmin(drawn[["trust", "trust_first", "back", "back_first"]].to_numpy(dtype=float), initial=0.9)) / 10
    now = table[table["until"] == table["until"].max()] if len(table) else table
    for ax, column, stage in zip(axes, ("trust", "back"), ("stage", "back_stage"), strict=True):
        _column(ax, drawn, column, stage, until, story.scenario.weeks, float(low))
        ax.axvline(float(now[column].mean()), color=INK, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
    axes[0].set_title(f"{name} trusts them", loc="left", fontsize=9.5)
    axes[1].set_title(f"they trust {name}", loc="left", fontsize=9.5)
    axes[0].set_yticks(range(len(drawn)), [_label(story, int(number)) for number in drawn.index], fontsize=8, color=INK)
    axes[1].set_yticks([])
    right = axes[1].get_yaxis_transform()
    for y, row in enumerate(drawn.itertuples()):
        share = f"{row.built / row.interactions:.0%}" if row.interactions else "–"
        axes[1].text(1.04, y, f"{row.interactions}", transform=right, fontsize=8, color=SOFT, va="center_baseline")
        axes[1].text(1.19, y, share, transform=right, fontsize=8, color=SOFT, va="center_baseline")
    for x, words in ((1.04, "inter-\nactions"), (1.19, "of these\nbuilt trust")):
        axes[1].text(x, 1.0 + 0.05 / (tall * height), words, transform=axes[1].transAxes, fontsize=7, color=SOFT, va="bottom", linespacing=1.05)
    _legend(figure, height)
    more = f"the {MOST_ROWS} with most interactions of {count(len(table), 'tie', digits=True)}" if len(table) > MOST_ROWS else ""
    caption(figure, source, more)
    return figure


def _label(story: Story, number: int) -> str:
    row = story.staff.loc[number]
    team = str(row["team"]).rpartition("/")[2]
    return f"{_short(row['name'])} · {_short(team if len(story.organisations) == 1 or team != 'leadership' else row['organisation'], 14)}"


def _short(text: str, most: int = 20) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _column(ax: Axes, drawn: pd.DataFrame, column: str, stage: str, until: int, weeks: int, low: float) -> None:
    y = np.arange(len(drawn))
    first, now = drawn[f"{column}_first"].to_numpy(dtype=float), drawn[column].to_numpy(dtype=float)
    ended = drawn["until"].to_numpy() < until
    ax.hlines(y, low, 1.0, color=RULE, linewidth=0.5, zorder=0)
    ax.hlines(y, first, now, color=[ENDED if over else SOFT for over in ended], linewidth=1.6, zorder=2)
    ax.plot(first, y, linestyle="none", marker="o", markersize=4.0, markerfacecolor="white", markeredgecolor=SOFT, zorder=3)
    for number, name in enumerate(STAGES):
        which = (drawn[stage].to_numpy() == number) & ~ended
        ax.plot(now[which], y[which], linestyle="none", marker="o", markersize=7.0, color=STAGE[name], markeredgecolor=INK,
                markeredgewidth=0.6, zorder=4)
    ax.plot(now[ended], y[ended], linestyle="none", marker="X", markersize=6.0, color=ENDED, markeredgecolor=SOFT, markeredgewidth=0.5, zorder=4)
    ax.set_xlim(low, 1.0)
    ax.set_ylim(-0.7, max(3, len(drawn)) - 0.3)
    ax.xaxis.set_major_locator(MultipleLocator(0.1 if 1.0 - low <= 0.6 else 0.2))
    ax.set_xlabel("trust (0-1); dashed: mean of all that stand")
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)


def _legend(figure: Figure, height: float) -> None:
    marks = [Line2D([], [], linestyle="none", marker="o", markersize=7, color=colour, markeredgecolor=INK, markeredgewidth=0.6, label=name)
             for name, colour in STAGE.items()]
    marks.append(Line2D([], [], linestyle="none", marker="X", markersize=6, color=ENDED, markeredgecolor=SOFT, markeredgewidth=0.5, label="ended"))
    figure.legend(handles=marks, loc="lower left", bbox_to_anchor=(0.225, CAPTION + 0.32 / height), ncols=5, frameon=False, fontsize=8,
                  handletextpad=0.2, columnspacing=1.4)
