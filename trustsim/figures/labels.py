"""What the figures of a study share: colours, axes and the caption.

These figures draw the tables of trustsim.analysis and compute no statistics.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

import trustsim
from trustsim.analysis.labels import About, Label
from trustsim.figures.style import RULE, SOFT

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Colour, dashes and marker of up to six groups (Okabe & Ito); what has no group is in the first.
LOOKS: tuple[tuple[str, Any, str], ...] = (
    ("#0072B2", "-", "o"), ("#D55E00", (0, (5, 1.6)), "s"), ("#009E73", (0, (1, 1.2)), "D"), ("#CC79A7", (0, (6, 1.6, 1, 1.6)), "^"),
    ("#E69F00", (0, (3, 1.2)), "v"), ("#56B4E9", (0, (3, 1.2, 1, 1.2, 1, 1.2)), "P"))
RAMP = LinearSegmentedColormap.from_list("levels", ["#9CC3DD", "#2E7EBB", "#08306B"])   # of more groups, in order
CAPTION_LETTER = 0.0525   # inches, about, at 7 points
CAPTION_LINE, CAPTION_FOOT = 0.147, 0.11   # inches
LINE = 0.16   # inches of a line of a label on an axis


def wrapped(text: str, inches: float, letter: float = 0.068) -> str:
    """Text on lines no longer than so many inches."""
    return "\n".join(textwrap.wrap(text, max(8, int(min(inches, 100.0) / letter)))) or text


def looks(groups: int) -> list[tuple[Any, Any, str]]:
    """Colour, dashes and marker of so many groups: distinct colours of a few, light to dark of many."""
    if groups <= len(LOOKS):
        return list(LOOKS[:groups])
    return [(to_hex(RAMP(k / (groups - 1))), "-", LOOKS[k % len(LOOKS)][2]) for k in range(groups)]


def caption_lines(width: float, about: About, reading: str, notes: str = "") -> list[str]:
    """The lines of a caption in a figure so many inches wide."""
    points = f"{about.points:,} point{'s' if about.points != 1 else ''}"
    many = f"{about.replicates:,}" if isinstance(about.replicates, int) else about.replicates
    replicates = f"{many} replicate{'s' if about.replicates != 1 else ''} of each, with the same luck" if about.points > 1 else f"{many} replicates"
    of = f"{about.title} · {points} · {replicates} · {about.seeds} · trustsim\u00a0{trustsim.__version__}"
    of = of.replace(" ·", "\u00a0·")   # no line begins with a dot
    return [line for text in (reading, notes, of) if text for line in textwrap.wrap(text, int((width - 0.15) / CAPTION_LETTER))]


def caption_inches(lines: Sequence[str]) -> float:
    """Room for a caption."""
    return CAPTION_FOOT + CAPTION_LINE * len(lines)


def caption(figure: Figure, lines: Sequence[str]) -> None:
    """The caption at the bottom."""
    figure.text(0.012, 0.09 / figure.get_figheight(), "\n".join(lines), fontsize=7, color=SOFT, va="bottom", ha="left", linespacing=1.5)


def value_axis(ax: Axes, label: Label, *, along: str = "y", difference: bool = False) -> None:
    """Ticks of an axis with values of an outcome; of differences with signs, those of shares in percentage points."""
    axis = ax.yaxis if along == "y" else ax.xaxis
    axis.set_major_locator(MaxNLocator(4 if along == "y" else 5, steps=[1, 2, 2.5, 5, 10]))

    def words(value: float, _: Any) -> str:
        if abs(value) < 1e-12:
            return "0"
        if label.percent:
            return f"{100 * value:+.3g}" if difference else f"{100 * value:.3g}%"
        return f"{value:{'+' if difference else ''}g}"

    axis.set_major_formatter(FuncFormatter(words))


def light_grid(ax: Axes, along: str) -> None:
    """Thin lines at the ticks, behind everything."""
    ax.set_axisbelow(True)
    ax.grid(axis=along, color=RULE, linewidth=0.6)  # type: ignore[arg-type]
    ax.tick_params(length=3)


def calendar(ax: Axes, weeks: float, about: About) -> list[float]:
    """Ticks at ends of terms, or of years in long studies."""
    term, year = about.weeks_per_term, about.weeks_per_year
    step = max(1, int(weeks) // 5) if weeks < 3 * term else term if weeks <= 4 * year else year * max(1, round(weeks / year / 10))
    ticks = [float(tick) for tick in range(0, int(weeks) + 1, step)]
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.tick_params(length=3)
    return ticks
