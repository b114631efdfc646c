"""When the learning community was viable, and which of its five parts held it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from trustsim.derived import parts, spells
from trustsim.figures.style import (
    HOLDS,
    INK,
    MISSED,
    SOFT,
    VIABLE,
    caption,
    heading,
    line,
    mark_timeline,
    new_figure,
    notes_inches,
    school_calendar,
    styled,
    title_of,
    viable_strip,
)
from trustsim.words import when

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from trustsim.derived import Part
    from trustsim.results import Results

WIDE, LEFT, RIGHT = 9.0, 0.085, 0.985
STRIP, INDEX, PART, GAP, FOOT = 0.20, 1.35, 0.66, 0.27, 1.02  # inches
AXIS = {
    "building_share": "share of\ninteractions",
    "cooperation_share": "share of\nencounters",
    "joint_work_share": "share of\nmeeting time",
    "connected_share": "share of\nstaff",
    "bridged_share": "share of\nteams",
}


def verdict(results: Results) -> str:
    """In words, when the learning community became viable and was lost."""
    found = spells(results)
    if not found:
        return f"never viable in {results.scenario.weeks} weeks"
    said = [
        f"viable from {when(start, results.scenario)}" + ("" if end is None else f", lost in {when(end, results.scenario)}")
        for start, end in found[:2]
    ]
    more = len(found) - 2
    return (
        "; ".join(said)
        + (f"; and {more} more spell{'s' if more > 1 else ''}" if more > 0 else "")
        + (", and still so at the end" if found[-1][1] is None else "")
    )


@styled
def viability(results: Results) -> Figure:
    """The index of viability, the weeks in which it held, and the five parts against their thresholds."""
    above = 0.72 + notes_inches(results, WIDE * (RIGHT - LEFT))
    height = above + INDEX + STRIP + 0.06 + 5 * (PART + GAP) + FOOT
    figure = new_figure(WIDE, height)
    heading(
        figure,
        f"{title_of(results)}: {verdict(results)}",
        f"top: index of viability, the geometric mean of the five parts below; viable where all five hold for "
        f"{results.scenario.viability.persist_weeks} weeks; shares are of the last term",
    )
    bottom = height - above - INDEX
    ax = figure.add_axes((LEFT, bottom / height, RIGHT - LEFT, INDEX / height), label="index")
    weeks = results.weekly["week"].to_numpy()[1:]
    ax.set_ylim(0, 1.02)
    line(ax, weeks, results.weekly["plc_index"].to_numpy()[1:], color=INK, linewidth=2.2)
    ax.fill_between(weeks, 0, results.weekly["plc_index"].to_numpy()[1:], color=INK, alpha=0.06, linewidth=0)
    ax.set_ylabel("index of\nviability (0-1)")
    school_calendar(ax, results, labels=False)
    mark_timeline(ax, results, WIDE * (RIGHT - LEFT))
    bottom -= STRIP + 0.06
    viable_strip(ax, results, -(STRIP + 0.06) / INDEX, -0.06 / INDEX)
    for part in parts(results):
        bottom -= PART + GAP
        panel = figure.add_axes((LEFT, bottom / height, RIGHT - LEFT, PART / height), label=part.column)
        _part(panel, results, part)
        last = part.column == "bridged_share"
        school_calendar(panel, results, labels=last)
        mark_timeline(panel, results, WIDE * (RIGHT - LEFT), words=False)
    caption(figure, results, "green: the part is above its threshold (dashed line); grey: it is not")
    return figure


def _part(ax: Axes, results: Results, part: Part) -> None:
    """One part against its threshold."""
    weeks = results.weekly["week"].to_numpy()[1:].astype(float)
    values = results.weekly[part.column].to_numpy()[1:]
    holds = part.holds.to_numpy()[1:]
    ax.set_ylim(0, 1.04)
    starts = np.flatnonzero(np.diff(np.concatenate([[0], holds.astype(int)])) == 1)
    stops = np.flatnonzero(np.diff(np.concatenate([holds.astype(int), [0]])) == -1)
    for start, stop in zip(starts, stops, strict=True):  # week w is the interval that ends at w
        ax.axvspan(weeks[start] - 1, weeks[stop], color=VIABLE, linewidth=0, zorder=-1)
    ax.axhline(part.threshold, color=SOFT, linewidth=1.0, linestyle=(0, (4, 2)))
    line(ax, weeks, values, color=MISSED, linewidth=1.6)
    line(ax, weeks, np.where(holds, values, np.nan), color=HOLDS, linewidth=2.4)
    sign = "more than" if part.strictly else "at least"
    needed = "all" if part.threshold == 1.0 else f"{sign} {part.threshold:.0%}"
    name = part.name[0].upper() + part.name[1:]
    ax.set_title(name, loc="left", fontsize=8.5, fontweight="bold", pad=2.5)
    share = f"held in {holds.mean():.0%} of weeks" if holds.any() else "never held"
    ax.set_title(f"needed: {needed} · at the end {values[-1]:.0%} · {share}", loc="right", fontsize=8, color=INK, pad=2.5)
    ax.set_ylabel(AXIS[part.column], fontsize=7)
    ax.set_yticks([0, 0.5, 1.0], ["0", "50%", "100%"], fontsize=7)
