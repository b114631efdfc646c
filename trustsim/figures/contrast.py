"""Scenarios beside each other under the same luck: what many runs of each did, week by week, and by how much they differ."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from math import ceil, floor
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

import trustsim
from trustsim.figures.style import (
    CAPTION,
    INK,
    SOFT,
    HasScenario,
    heading,
    line,
    mark_timeline,
    new_figure,
    notes_inches,
    say_nothing,
    school_calendar,
    style,
    styled,
)
from trustsim.paired import Band, band, share_of_runs
from trustsim.scenario.load import LoadedScenario
from trustsim.scenario.timeline import words_of
from trustsim.weekly import WEEKLY, is_share, is_yes_no

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# The first is the scenario in question, the second what it is compared with; colours of Okabe & Ito, told apart by line style too.
LOOKS: tuple[tuple[str, Any], ...] = (
    ("#0072B2", "-"), ("#D55E00", (0, (5, 1.6))), ("#009E73", (0, (1, 1.2))), ("#CC79A7", (0, (6, 1.6, 1, 1.6))), ("#56B4E9", (0, (3, 1))))
WIDE, LEFT, RIGHT, BESIDE = 8.0, 0.085, 0.985, 0.075   # inches; of the width
PANEL, GAP, FOOT = 1.25, 0.36, 0.92   # inches
BAND = 0.8   # of the runs lie in a band
LETTERS_PER_INCH = 14.0   # about, in the key
HALF_EMPTY = 0.4   # above it, a share has an axis to 100%
SMALLEST_SPAN = 0.2   # of an axis from 0 to 1, so that small differences do not look large
SMALLEST_GAP = 0.01   # of an axis of differences, up and down


@dataclass(frozen=True)
class Group:
    """The runs of one scenario (trustsim.paired.weekly), all groups with the same seeds; `label` is its name where not its title."""

    source: LoadedScenario
    runs: np.ndarray[Any, Any]
    label: str = ""

    @property
    def title(self) -> str:
        """The name it goes by."""
        return self.label or self.source.scenario.title or self.source.name.replace("_", " ")


@styled
def contrast(groups: Sequence[Group], figures: Sequence[str], *, seeds: Sequence[int], marks: Sequence[tuple[str, int]] = (),
             differences: Sequence[Mapping[str, Band]] = (), luck: str = "") -> Figure:
    """A panel for each figure: median and band of the runs of each group; of figures of yes or no, the share of runs.

    Parameters
    ----------
    groups : the scenario in question first; the others are what it is compared with. With `differences`, the reference first.
    figures : columns of the weekly table.
    seeds : of the runs, for the caption.
    marks : figure and week of dots, where a claim looks.
    differences : a second column with the mean paired difference of each other group from the first, by column, and its interval.
    luck : what the caption says of the seeds; by default the first and last of them.
    """
    of = _together(groups)
    columns = 2 if differences else 1
    wide = WIDE if columns == 1 else 1.5 * WIDE
    span = (RIGHT - LEFT - (columns - 1) * BESIDE) / columns
    above = (0.86 if len(groups) > 1 else 0.62) + notes_inches(of, wide * span)
    height = above + len(figures) * (PANEL + GAP) - GAP + FOOT
    figure = new_figure(wide, height)
    other = groups[1].title if len(groups) == 2 else "Others"
    heading(figure, textwrap.shorten(f"{other} compared with {groups[0].title}", 110, placeholder="…") if differences else groups[0].title)
    if len(groups) > 1:
        _key(figure, groups, height)
    for row, name in enumerate(figures):
        bottom = (height - above - PANEL - row * (PANEL + GAP)) / height
        for column in range(columns):
            ax = figure.add_axes((LEFT + column * (span + BESIDE), bottom, span, PANEL / height), label=f"{name} {column}")
            if column == 0:
                _levels(ax, groups, name, [week for marked, week in marks if marked == name])
            else:
                _differences(ax, groups, name, differences)
            school_calendar(ax, of, labels=row == len(figures) - 1)
            mark_timeline(ax, of, wide * span, words=row == 0, raised=13.0)
    runs = f"{len(seeds)} runs of each" if len(groups) > 1 else f"{len(seeds)} runs"
    same = ", with the same luck" if len(groups) > 1 else ""
    dots = "; dots: weeks of the claims" if marks else ""
    beside = "; right: mean of the paired differences, with a 95% interval for each week by itself" if differences else ""
    figure.text(0.012, CAPTION, f"lines: median of {runs}{same}; bands: the middle {BAND:.0%} of the runs{dots}{beside} · "
                f"{luck or f'seeds {min(seeds)}-{max(seeds)}'} · trustsim {trustsim.__version__}", fontsize=7, color=SOFT, va="bottom", ha="left")
    return figure


def png(figure: Figure, *, dpi: int = 100, colours: int = 48) -> bytes:
    """The figure as a small PNG: few colours are enough for lines and bands. The same figure gives the same bytes."""
    from PIL import Image

    with style():
        drawn = BytesIO()
        figure.savefig(drawn, format="png", dpi=dpi)
    drawn.seek(0)
    with Image.open(drawn) as image:
        small = image.convert("RGB").quantize(colours, dither=Image.Dither.NONE)
    written = BytesIO()
    small.save(written, format="png", optimize=True)
    return written.getvalue()


def _together(groups: Sequence[Group]) -> HasScenario:
    """The first scenario over the weeks of the longest, with the interventions of all; those it has not itself say whose they are."""
    first = groups[0]
    own = [(item.week, words_of(item)) for item in first.source.scenario.timeline]
    items = list(first.source.scenario.timeline)
    for group in groups[1:]:
        for item in group.source.scenario.timeline:
            if (item.week, words_of(item)) not in own:
                whose = "dashed line" if len(groups) == 2 else f"in {group.title}"
                items.append(item.model_copy(update={"note": f"{words_of(item)} ({whose})"}))
    weeks = max(group.source.scenario.weeks for group in groups)
    return replace(first.source, scenario=first.source.scenario.model_copy(update={"timeline": tuple(items), "weeks": weeks}))


def _key(figure: Figure, groups: Sequence[Group], height: float) -> None:
    """Which line is which scenario, under the heading."""
    room = int(LETTERS_PER_INCH * figure.get_figwidth() / len(groups)) - 8
    handles = [Line2D([], [], color=colour, linestyle=dashes, linewidth=2.0, label=textwrap.shorten(group.title, room, placeholder="…"))
               for group, (colour, dashes) in zip(groups, LOOKS)]
    figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.006, 1.0 - 0.32 / height), ncols=len(handles), frameon=False,
                  fontsize=8.5, handlelength=3.2, columnspacing=2.0, borderaxespad=0.0)


def _levels(ax: Axes, groups: Sequence[Group], name: str, marked: Sequence[int]) -> None:
    """What the runs of each group did."""
    words, unit = WEEKLY[name].words, WEEKLY[name].unit
    often = is_yes_no(name)
    lowest, highest = np.inf, -np.inf
    for order, ((colour, dashes), group) in enumerate(zip(LOOKS, groups)):
        look: Any = {"color": colour, "linestyle": dashes, "linewidth": 1.8 if order else 2.4, "zorder": 2 + 0.1 * order}   # dashes over the line
        if often:
            weeks, middle = group.runs["week"][0], share_of_runs(group.runs, name)
        else:
            found = band(group.runs, name, BAND)
            weeks, middle = found.weeks, found.middle
            ax.fill_between(weeks[1:], found.low[1:], found.high[1:], color=colour, alpha=0.22, linewidth=0)
            if np.isfinite(found.low[1:]).any():
                lowest, highest = min(lowest, np.nanmin(found.low[1:])), max(highest, np.nanmax(found.high[1:]))
        line(ax, weeks[1:], middle[1:], **look)
        dots = [week for week in marked if week < len(weeks)]
        ax.plot(dots, middle[dots], "o", color=colour, markersize=5.2 if order else 7.0, markeredgecolor="white", markeredgewidth=0.9,
                zorder=5, clip_on=False)
    ax.set_title(f"{words[0].upper()}{words[1:]}", loc="left", fontsize=9, fontweight="bold", pad=3)
    if often or (is_share(name) and highest > HALF_EMPTY):
        ax.set_ylim(-0.03, 1.03)   # a line along the bottom is to be seen
        ax.set_yticks([0, 0.5, 1.0], ["0", "50%", "100%"])
        ax.set_ylabel("share of runs" if often else unit)
    elif not np.isfinite(lowest):
        say_nothing(ax, "there is none in these runs")
    elif unit == "0-1":
        room = max(SMALLEST_SPAN - (highest - lowest), 0.0) / 2
        low, high = max(0, floor(20 * (lowest - room))), min(20, ceil(20 * (highest + room)))   # in twentieths
        ax.set_ylim(0.05 * low - 0.001, 0.05 * high)
        ax.yaxis.set_major_locator(MultipleLocator(0.05 if high - low <= 6 else 0.1 if high - low <= 10 else 0.2))
        ax.set_ylabel("0-1")
    elif is_share(name):
        ax.set_ylim(-0.03 * max(0.05, highest), max(0.05, 1.08 * highest))
        ax.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.3g}" if value == 0 else f"{value:.0%}"))
        ax.set_ylabel(unit)
    else:
        ax.set_ylim(-0.03 * max(1.0, highest), max(1.0, 1.08 * highest))
        ax.yaxis.set_major_locator(MaxNLocator(4, integer=True))
        ax.set_ylabel(unit)


def _differences(ax: Axes, groups: Sequence[Group], name: str, differences: Sequence[Mapping[str, Band]]) -> None:
    """Mean paired difference of each other group from the first, with its interval."""
    share = is_yes_no(name) or is_share(name)
    for order, ((colour, dashes), each) in enumerate(zip(LOOKS[1:], differences, strict=False)):
        found = each[name]
        ax.fill_between(found.weeks[1:], found.low[1:], found.high[1:], color=colour, alpha=0.22, linewidth=0)
        line(ax, found.weeks[1:], found.middle[1:], color=colour, linestyle=dashes, linewidth=2.0, zorder=2 + 0.1 * order)
    shown = np.concatenate([values[1:] for each in differences for values in (each[name].low, each[name].high)])
    reach = np.abs(shown[np.isfinite(shown)]).max(initial=0.0)
    least = SMALLEST_GAP if share or WEEKLY[name].unit == "0-1" else 1.0   # so that next to nothing does not look large
    if reach < least:
        ax.set_ylim(-least, least)
    ax.axhline(0, color=INK, linewidth=0.8)
    ax.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: "0" if abs(value) < 1e-9 else f"{100 * value:+.3g}" if share else f"{value:+.3g}"))
    ax.set_ylabel("percentage points" if share else WEEKLY[name].unit)
    less = groups[1].title if len(groups) == 2 else "each other"
    ax.set_title(textwrap.shorten(f"difference: {less} less {groups[0].title}", 84, placeholder="…"), loc="left", fontsize=8.5, pad=3)
