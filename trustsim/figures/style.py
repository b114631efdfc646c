"""What all figures share: palette, school calendar, direct labels, the timeline, viable spells, caption, and saving.

Colours are the set of Okabe & Ito (2008) and single-hue ramps, told apart also by line style, marker, order or label.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedFormatter, FixedLocator

import trustsim
from trustsim.derived import spells
from trustsim.qualities import QUALITIES
from trustsim.scenario.timeline import words_of
from trustsim.words import count

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from trustsim.results import Results
    from trustsim.scenario.schema import Scenario

INK, SOFT, RULE, IDLE = "#222222", "#5F6368", "#DADCE0", "#F1F3F4"
VIABLE = "#CDEBDD"  # Okabe-Ito green, light
HOLDS, MISSED = "#009E73", "#9AA0A6"
_LOOKS = (("#0072B2", (0, (5, 1.6))), ("#D55E00", (0, (1, 1.2))), ("#009E73", (0, (6, 1.6, 1, 1.6))), ("#CC79A7", "-"),
          ("#E69F00", (0, (3, 1.2))), ("#56B4E9", (0, (3, 1.2, 1, 1.2, 1, 1.2))))
QUALITY = dict(zip(QUALITIES, _LOOKS, strict=False))  # colour and line style, for up to six
STAGE = {"calculative": "#DDDDDD", "role": "#9CC3DD", "practice": "#4A90C2", "identificatory": "#0B3C66"}  # light to dark, as in print
STAGE_NAMES = {
    "calculative": "calculative: “what do I risk?”",
    "role": "role: trust in the job they hold",
    "practice": "practice: tested in working together",
    "identificatory": "identificatory: shared purpose",
}
WILLING = {"readiness": ("#E69F00", "-"), "norm": ("#56B4E9", (0, (5, 1.6)))}
TRUST_RANGE = (0.5, 0.9)  # one scale for all runs, so that networks can be compared
TRUST_MAP = LinearSegmentedColormap.from_list("trust", ["#FFF3B0", "#9FD3B9", "#3A8FB7", "#173F73"])
ROLE = {
    "head": ("*", "head"),
    "senior_leader": ("D", "senior leader"),
    "middle_leader": ("^", "team leader"),
    "teacher": ("o", "teacher"),
    "support": ("s", "support staff"),
    "partner": ("h", "partner professional"),
}

RC: Any = {
    "font.family": ["DejaVu Sans"],
    "font.size": 9.0,
    "axes.titlesize": 9.5,
    "axes.labelsize": 8.5,
    "xtick.labelsize": 8.0,
    "ytick.labelsize": 8.0,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "figure.facecolor": "white",
    "axes.facecolor": "none",
    "savefig.facecolor": "white",
    "savefig.bbox": None,
    "svg.hashsalt": "trustsim",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "text.parse_math": False,
    "text.usetex": False,
    "axes.unicode_minus": False,
    "path.simplify": True,
    "axes.xmargin": 0.0,
}
CAPTION = 0.018  # of the figure's height, where the caption stands
ROW_POINTS, MOST_ROWS = 11.0, 6  # between two rows of notes above a panel, and how many
LETTER_INCHES = 0.062  # about, in a note

P = ParamSpec("P")


class HasScenario(Protocol):
    """What the calendar and the timeline of a panel are read from: results of a run, or a scenario that was loaded."""

    @property
    def scenario(self) -> Scenario: ...


@contextmanager
def style() -> Iterator[None]:
    """Matplotlib's settings for these figures, whatever the user's own are."""
    with mpl.rc_context(RC):
        yield


def styled(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    """Draw under :func:`style`."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with style():
            return draw(*args, **kwargs)

    return drawn


def new_figure(width: float, height: float) -> Figure:
    """An empty figure in inches, drawn by Agg."""
    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure


def save(figure: Figure, path: Path, *, dpi: int = 100) -> Path:
    """Write a figure without time stamps; the ending of `path` says how."""
    metadata: dict[str, dict[str, Any]] = {
        ".png": {"Software": None},
        ".svg": {"Date": None},
        ".pdf": {"CreationDate": None, "Producer": None},
    }
    extra: dict[str, Any] = {"pil_kwargs": {"compress_level": 1}} if path.suffix == ".png" else {}
    with style():
        figure.savefig(path, dpi=dpi, metadata=metadata[path.suffix], **extra)
    return path


def title_of(results: Results) -> str:
    """The name a run goes by."""
    return results.scenario.title or results.name.replace("_", " ")


def caption(figure: Figure, results: Results, more: str = "") -> None:
    """The line at the bottom that says what this is."""
    staff = int(results.weekly["staff"].iloc[-1])
    weeks = count(results.scenario.weeks, "school week", digits=True)
    line = f"{title_of(results)} · {staff} staff · {weeks} · one run, seed {results.seed} · trustsim {trustsim.__version__}"
    text = f"{more}\n{line}" if more else line
    figure.text(0.012, CAPTION, text, fontsize=7, color=SOFT, va="bottom", ha="left", linespacing=1.5)


HEADING_LETTER = 0.112   # inches, about, of a bold letter at 12 points


def heading(figure: Figure, text: str, under: str = "") -> None:
    """The title of a figure, and a line under it that says how to read it."""
    height = figure.get_figheight()
    size = min(12.0, 12.0 * (figure.get_figwidth() - 0.2) / (HEADING_LETTER * max(1, len(text))))   # long ones are smaller
    figure.text(0.012, 1.0 - 0.12 / height, text, fontsize=size, fontweight="bold", va="top", ha="left")
    if under:
        figure.text(0.012, 1.0 - 0.37 / height, under, fontsize=8.5, color=SOFT, va="top", ha="left")


def school_calendar(ax: Axes, results: HasScenario, *, labels: bool = True, above: bool = False) -> None:
    """Ticks at the ends of terms, lines at the ends of years: grey behind what is drawn, or white above it."""
    scenario = results.scenario
    weeks, term, year = scenario.weeks, scenario.weeks_per_term, scenario.weeks_per_year
    ax.set_xlim(0, weeks)
    step = 1 if weeks <= term else term if weeks <= 4 * year else year * max(1, round(weeks / year / 12))
    ticks = list(range(0, weeks + 1, step))
    ax.tick_params(axis="both", length=3)
    if labels:
        ax.xaxis.set_major_locator(FixedLocator(ticks))
        ax.xaxis.set_major_formatter(FixedFormatter([str(tick) for tick in ticks]))
    else:
        ax.xaxis.set_visible(False)
    every = year * max(1, round(weeks / year / 12))
    if weeks > year:
        ax.vlines(
            range(every, weeks, every),
            0,
            1,
            transform=ax.get_xaxis_transform(),
            color="white" if above else RULE,
            linewidth=0.9,
            zorder=2.5 if above else 0,
        )
    if labels:
        for start in range(0, weeks, every) if weeks > term else ():
            end = min(weeks, start + every)
            if end - start > 0.06 * weeks:
                name = f"year {start // year + 1}" if every == year else f"years {start // year + 1}-{-(-end // year)}"
                ax.annotate(
                    name,
                    (0.5 * (start + end), 0.0),
                    xycoords=ax.get_xaxis_transform(),
                    xytext=(0, -17),
                    textcoords="offset points",
                    fontsize=8,
                    color=SOFT,
                    ha="center",
                    va="top",
                )
        ax.set_xlabel(f"school week ({term} weeks a term, {year} a year)", labelpad=14 if weeks > term else 4)


def shade_viable(ax: Axes, results: Results, *, label: bool = False) -> None:
    """The weeks in which the learning community was viable, shaded."""
    weeks = results.scenario.weeks
    for start, end in spells(results):
        stop = weeks if end is None else end
        ax.axvspan(start, stop, color=VIABLE, linewidth=0, zorder=-1)
        if label and stop - start > 0.1 * weeks:
            ax.text(
                0.5 * (start + stop),
                0.97,
                "viable learning community",
                transform=ax.get_xaxis_transform(),
                fontsize=7.5,
                color="#00664A",
                ha="center",
                va="top",
                zorder=6,
                bbox={"facecolor": VIABLE, "edgecolor": "none", "pad": 1.0},
            )


def viable_strip(ax: Axes, results: Results, low: float, high: float) -> None:
    """A bar along the weeks in which the learning community was viable; `low`, `high` in parts of the panel's height."""
    weeks = results.scenario.weeks
    transform = ax.get_xaxis_transform()
    ax.add_patch(Rectangle((0, low), weeks, high - low, transform=transform, facecolor=IDLE, linewidth=0, clip_on=False, zorder=2.9))
    found = [(start, weeks if end is None else end) for start, end in spells(results)]
    for start, stop in found:
        ax.add_patch(
            Rectangle((start, low), stop - start, high - low, transform=transform, facecolor=HOLDS, linewidth=0, clip_on=False, zorder=3)
        )
    edges = [0, *(edge for spell in found for edge in spell), weeks]
    stretches = [(*spell, "VIABLE", "white") for spell in found] + [
        (edges[k], edges[k + 1], "not viable", SOFT) for k in range(0, len(edges), 2)
    ]
    for start, stop, words, colour in stretches:
        if stop - start > 0.09 * weeks:
            ax.text(
                0.5 * (start + stop),
                0.5 * (low + high),
                words,
                transform=transform,
                ha="center",
                va="center_baseline",
                fontsize=7.5,
                color=colour,
                fontweight="bold",
            )


def notes(results: HasScenario) -> list[tuple[int, str]]:
    """Week and words of each dated intervention, in order."""
    return sorted(
        ((item.week, words_of(item)) for item in results.scenario.timeline if item.week <= results.scenario.weeks),
        key=lambda note: note[0],
    )


@dataclass(frozen=True)
class Note:
    """A note above a panel: its week, words, row (-1: no room, the line stands alone), and whether it stands to the left of its line."""

    week: int
    text: str
    row: int
    leftward: bool


def placed_notes(results: HasScenario, width_inches: float) -> list[Note]:
    """Notes in rows without overlap. The line of a later note ends below the words of an earlier one, so lines do not cross words."""
    boxes = []
    for week, words in notes(results):
        text = textwrap.shorten(words, 60, placeholder="…")
        x, size = week / results.scenario.weeks * width_inches, LETTER_INCHES * len(text) + 0.12
        leftward = x + size > width_inches
        boxes.append((week, text, leftward, x - size if leftward else x, x if leftward else x + size))
    rows: list[list[tuple[float, float]]] = []
    placed = []
    for week, text, leftward, start, stop in sorted(boxes, key=lambda box: (box[2], -box[0] if not box[2] else box[0])):
        under = [k for k, row in enumerate(rows) for left, right in row if left < stop and start < right]
        row = max(under) + 1 if under else 0
        if row < MOST_ROWS:
            rows += [[]] * (row + 1 - len(rows))
            rows[row] = [*rows[row], (start, stop)]
        placed.append(Note(week, text, row if row < MOST_ROWS else -1, leftward))
    return placed


def notes_inches(results: HasScenario, width_inches: float) -> float:
    """Room for the notes above a panel."""
    return max([note.row + 1 for note in placed_notes(results, width_inches)], default=0) * ROW_POINTS / 72.0


def mark_timeline(ax: Axes, results: HasScenario, width_inches: float, *, words: bool = True, raised: float = 0.0) -> None:
    """Thin lines where something was done, its note above the panel, `raised` points higher than usual."""
    height = ax.bbox.height / ax.get_figure(root=True).dpi * 72.0  # type: ignore[union-attr]
    for note in placed_notes(results, width_inches):
        said = words and note.row >= 0
        top = 1.0 + (((note.row + 0.75) * ROW_POINTS + raised) / height if said else 0.0)
        ax.plot(
            [note.week, note.week],
            [0, top],
            transform=ax.get_xaxis_transform(),
            color=INK,
            linewidth=0.7,
            linestyle=(0, (2, 2)),
            clip_on=False,
            zorder=4,
        )
        if said:
            ax.annotate(
                note.text,
                (note.week, 1.0),
                xycoords=ax.get_xaxis_transform(),
                textcoords="offset points",
                fontsize=7.5,
                xytext=(-3 if note.leftward else 3, note.row * ROW_POINTS + 2 + raised),
                ha="right" if note.leftward else "left",
                va="bottom",
                zorder=5,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4},
            )


def label_lines(ax: Axes, ends: Sequence[tuple[float, float, str, Any]], *, size: float = 8.5) -> None:
    """Names beside the ends of lines, moved apart where they would overlap. `ends`: x, y, text, colour."""
    if not ends:
        return
    low, high = ax.get_ylim()
    height = ax.bbox.height / ax.get_figure(root=True).dpi * 72.0  # type: ignore[union-attr]
    gap = size * 1.25 / height * (high - low)
    order = sorted(ends, key=lambda end: end[1])
    places = spread([end[1] for end in order], gap, low + 0.5 * gap, high - 0.5 * gap)
    for (x, y, text, colour), place in zip(order, places, strict=True):
        shift = (place - y) / (high - low) * height
        ax.annotate(
            text,
            (x, y),
            xytext=(14, shift),
            textcoords="offset points",
            va="center",
            fontsize=size,
            color=colour,
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.7, "shrinkA": 0, "shrinkB": 2, "relpos": (0, 0.5)},
        )


def spread(values: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Sorted places near sorted `values`, at least `gap` apart, between `low` and `high` if there is room."""
    groups: list[list[float]] = []  # middle, how many
    for value in values:
        groups.append([value, 1.0])
        while len(groups) > 1 and groups[-1][0] - groups[-2][0] < 0.5 * gap * (groups[-1][1] + groups[-2][1]):
            middle, many = groups.pop()
            before, few = groups.pop()
            groups.append([(middle * many + before * few) / (many + few), many + few])
        half = 0.5 * gap * (groups[-1][1] - 1)
        groups[-1][0] = min(max(groups[-1][0], low + half), max(high - half, low + half))
    places = [middle + gap * (k - 0.5 * (many - 1)) for middle, many in groups for k in range(int(many))]
    over = places[-1] - high
    return [place - max(0.0, over) for place in places] if over > 0 else places


def line(ax: Axes, weeks: Any, values: Any, **look: Any) -> tuple[float, float] | None:
    """A line, with dots where a run is too short for one; returns its last point."""
    weeks, values = np.asarray(weeks, dtype=float), np.asarray(values, dtype=float)
    known = np.flatnonzero(np.isfinite(values))
    if not len(known):
        return None
    ax.plot(weeks, values, marker="o" if len(known) <= 6 else None, markersize=4, **look)
    return float(weeks[known[-1]]), float(values[known[-1]])


def say_nothing(ax: Axes, text: str) -> None:
    """Words in a panel that has nothing to show."""
    ax.text(0.5, 0.5, text, transform=ax.transAxes, ha="center", va="center", color=SOFT, fontsize=9.5)
