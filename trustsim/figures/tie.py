"""One tie over the weeks: trust and its qualities, every encounter, joint tasks, breaches, stages and readiness."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MultipleLocator

from trustsim.explain.tie import ended
from trustsim.figures.style import (
    HOLDS,
    INK,
    QUALITY,
    RULE,
    SOFT,
    STAGE,
    WILLING,
    caption,
    heading,
    label_lines,
    line,
    mark_timeline,
    new_figure,
    notes_inches,
    school_calendar,
    styled,
)
from trustsim.qualities import QUALITY_WORDS
from trustsim.state import QUALITIES, STAGES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from trustsim.explain.tie import Tie

WIDE, LEFT, RIGHT = 9.0, 0.125, 0.80
BACK = "#9AA0A6"
LOST = "#D55E00"
STRIP_POINTS = 12.0
MANY = 250   # encounters, from which on their marks are drawn smaller


@styled
def tie_figure(tie: Tie, back: Tie) -> Figure:
    """What the holder of a tie trusts the other over the weeks, and what moved it; the other's trust in grey beside it."""
    story: Any = tie.story
    a, b = tie.names
    above = 0.72 + notes_inches(story, WIDE * (RIGHT - LEFT)) + STRIP_POINTS / 72.0
    height = 5.95 + above
    figure = new_figure(WIDE, height)
    heading(figure, f"Trust of {a} in {b}", "what one holds of the other at the end of each week, and every encounter of the two")
    top = figure.add_axes((LEFT, 3.25 / height, RIGHT - LEFT, 2.7 / height), label="trust")
    _trust(top, tie, back)
    _stage_strip(top, tie)
    rug = figure.add_axes((LEFT, 2.05 / height, RIGHT - LEFT, 1.05 / height), label="encounters")
    _encounters(rug, tie)
    ready = figure.add_axes((LEFT, 0.9 / height, RIGHT - LEFT, 0.95 / height), label="readiness")
    _readiness(ready, tie, back)
    for ax, labels in ((top, False), (rug, False), (ready, True)):
        school_calendar(ax, story, labels=labels)
        mark_timeline(ax, story, WIDE * (RIGHT - LEFT), words=ax is top, raised=STRIP_POINTS if ax is top else 0.0)
    rug.tick_params(axis="y", length=0)
    caption(figure, story)
    return figure


def _trust(ax: Axes, tie: Tie, back: Tie) -> None:
    weeks, mine, theirs = tie.weeks["week"], tie.weeks, back.weeks
    shown = np.concatenate([mine[["trust", *QUALITIES]].to_numpy(dtype=float).clip(0.0, 1.0).ravel(), theirs["trust"].to_numpy(dtype=float)])
    low, high = np.floor(10 * shown.min()) / 10, min(1.0, np.ceil(10 * shown.max() + 0.01) / 10)
    low = max(0.0, min(low, high - 0.2))   # at least two steps, and never above the end of the scale
    ax.set_ylim(low, max(high, low + 0.2))
    ax.yaxis.set_major_locator(MultipleLocator(0.1))
    ends = []
    for quality in QUALITIES:
        colour, dashes = QUALITY[quality]
        end = line(ax, weeks, mine[quality].clip(0.0, 1.0), color=colour, linestyle=dashes, linewidth=1.1, alpha=0.9)
        ends += [(*end, f"{QUALITY_WORDS[quality]} {end[1]:.2f}", colour)] if end else []
    end = line(ax, theirs["week"], theirs["trust"], color=BACK, linewidth=2.0, zorder=2.6)
    ends += [(*end, f"the other way {end[1]:.2f}", SOFT)] if end else []
    end = line(ax, weeks, mine["trust"], color=INK, linewidth=2.6, zorder=3)
    ends += [(*end, f"TRUST {end[1]:.2f}", INK)] if end else []
    label_lines(ax, ends)
    ax.set_ylabel("trust and beliefs (0-1)")
    level = mine.set_index("week")["trust"]
    for week, sign in _breaches(tie):
        beside = 0.014 * tie.story.scenario.weeks if sign == "P" else 0.0   # an apology often comes with the breach
        colour = LOST if sign == "X" else HOLDS
        ax.plot([week + beside], [level.get(week, level.iloc[-1])], marker=sign, markersize=13, color=colour, markeredgecolor="white", zorder=6,
                clip_on=False)
    handles = [Line2D([], [], linestyle="none", marker=sign, markersize=8, color=colour, markeredgecolor="white", label=name)
               for sign, colour, name in (("X", LOST, "breach"), ("P", HOLDS, "apology")) if sign in {mark for _, mark in _breaches(tie)}]
    if handles:
        ax.legend(handles=handles, loc="center left", bbox_to_anchor=(1.01, 1.04), ncols=2, frameon=False, fontsize=8, handletextpad=0.0,
                  columnspacing=0.8, borderaxespad=0.0)
    end_words = ended(tie)
    if end_words:
        ax.annotate(f"{end_words} ", (float(weeks.iloc[-1]), 0.0), xycoords=ax.get_xaxis_transform(), xytext=(4, 4), textcoords="offset points",
                    fontsize=8, color=SOFT, ha="left", va="bottom")



def _breaches(tie: Tie) -> list[tuple[int, str]]:
    """Weeks of breaches and apologies between the two, dated ones too, with their marks."""
    found = [(int(row.week), "X" if row.kind == "breach" else "P") for row in tie.steps[tie.steps["kind"].isin(["breach", "apology"])].itertuples()]
    dated = tie.steps[(tie.steps["kind"] == "timeline") & (tie.steps["change"] < -0.01)]
    return found + [(int(week), "X") for week in dated["week"]]


def _stage_strip(ax: Axes, tie: Tie) -> None:
    """A strip above the panel: the stage that the tie rests at."""
    weeks, stages = tie.weeks["week"].to_numpy(), tie.weeks["stage"].to_numpy()
    edges = [0, *(np.flatnonzero(np.diff(stages)) + 1).tolist(), len(stages)]
    total = tie.story.scenario.weeks
    for start, stop in pairwise(edges):
        if start == stop:
            continue
        left, right = float(weeks[start]), float(weeks[stop] if stop < len(weeks) else weeks[-1])
        name = STAGES[int(stages[start])]
        ax.add_patch(Rectangle((left, 1.012), max(right - left, 0.004 * total), 0.05, transform=ax.get_xaxis_transform(), facecolor=STAGE[name],
                               linewidth=0, clip_on=False, zorder=3))
        if right - left > 0.011 * len(name) * total:
            dark = name in ("practice", "identificatory")
            ax.text(0.5 * (left + right), 1.037, name, transform=ax.get_xaxis_transform(), ha="center", va="center_baseline", fontsize=7.5,
                    color="white" if dark else INK, zorder=4)
    ax.text(-0.012, 1.037, "stage", transform=ax.transAxes, ha="right", va="center_baseline", fontsize=7.5, color=SOFT)


def _encounters(ax: Axes, tie: Tie) -> None:
    """A mark for each encounter: whether it built trust, or somebody avoided it; joint tasks below."""
    met = tie.encounters
    order = met.groupby("week").cumcount() + 0.5
    size = met.groupby("week")["event"].transform("size")
    x = (met["week"] - 1 + order / size).to_numpy(dtype=float)
    held, built = met["held"].to_numpy(dtype=bool), met["built"].to_numpy(dtype=bool)
    width = 1.0 if len(met) < MANY else 0.5
    ax.vlines(x[built], 3.05, 3.75, color=HOLDS, linewidth=width)
    ax.vlines(x[held & ~built], 2.25, 2.95, color=LOST, linewidth=width)
    task, size_points = met["task"].to_numpy(), 4.2 if len(met) < MANY else 2.6
    rows = ((1.75, ~held, "o", "none", SOFT, "avoided"), (1.0, task == 1, "^", HOLDS, HOLDS, "task won"),
            (0.25, task == 0, "v", LOST, LOST, "task failed"))
    for y, which, marker, face, edge, _ in rows:
        ax.plot(x[which], np.full(int(which.sum()), y), linestyle="none", marker=marker, markersize=size_points if face != "none" else 2.6,
                markerfacecolor=face, markeredgecolor=edge, markeredgewidth=0.7 if face == "none" else 0.0)
    ax.axhline(3.0, color=RULE, linewidth=0.8, zorder=0)
    ax.set_ylim(-0.1, 3.9)
    ax.set_yticks([3.4, 2.6, *(row[0] for row in rows)], ["built trust", "did not", *(row[5] for row in rows)])
    for y, which, colour in ((3.4, built, HOLDS), (2.6, held & ~built, LOST), *((row[0], row[1], row[4]) for row in rows)):
        ax.annotate(f"{int(which.sum())}", (1.0, y), xycoords=ax.get_yaxis_transform(), xytext=(14, 0), textcoords="offset points", va="center",
                    fontsize=8, color=colour, annotation_clip=False)
    ax.spines["bottom"].set_visible(False)
    ax.spines["left"].set_visible(False)


def _readiness(ax: Axes, tie: Tie, back: Tie) -> None:
    ax.set_ylim(0, 1)
    colour, _ = WILLING["readiness"]
    ends = []
    end = line(ax, back.weeks["week"], back.weeks["readiness"], color=BACK, linewidth=1.5)
    ends += [(*end, f"the other way {end[1]:.2f}", SOFT)] if end else []
    end = line(ax, tie.weeks["week"], tie.weeks["readiness"], color=colour, linewidth=2.0)
    ends += [(*end, f"readiness {end[1]:.2f}", INK)] if end else []
    label_lines(ax, ends, size=8.0)
    ax.set_ylabel("readiness\nto risk (0-1)")
