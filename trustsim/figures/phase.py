"""Phase maps: an outcome over two factors, where it tips, and which cells are undecided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import FixedFormatter, FixedLocator, FuncFormatter, LogLocator, MaxNLocator, NullLocator

from trustsim.analysis.labels import About, Label
from trustsim.analysis.phase import is_number
from trustsim.figures.labels import LINE, caption, caption_inches, caption_lines, wrapped
from trustsim.figures.style import IDLE, INK, SOFT, heading, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from trustsim.analysis.phase import PhaseMap

WIDE, TALL, BAR = 7.4, 4.3, 1.25   # inches; of the scale of colours at the right
BELOW_TO_ABOVE = LinearSegmentedColormap.from_list("phase", ["#B84E00", "#E8A36B", "#F7F4EF", "#6FAFD8", "#00507F"])   # white where it tips
_Places = list[np.ndarray[Any, Any]]   # of the x and of the y axis
SCATTERED = 4   # a grid of more than so many places a cell is drawn as points
MOST_TICKS = 13
NUMBER_WIDE, NUMBER_HIGH = 0.36, 0.2   # inches a number needs


@styled
def phase(found: PhaseMap, about: About, *, where: str = "") -> Figure:
    """Cells coloured by the share of runs (or the mean), undecided cells hatched, and the line on which it tips.

    Parameters
    ----------
    where : what other factors are set to, if there are any.
    """
    label = about.label(found.outcome)
    level = f"{found.level:.0%}" if found.share else label.number(found.level)
    what = label.title
    if found.threshold is not None:
        what += f" of at least {label.number(found.threshold)}"
    counts = sorted({int(n) for n in found.cells["n"]})
    runs = f"{counts[0]:,}" if len(counts) == 1 else f"{counts[0]:,}-{counts[-1]:,}"
    scattered = found.grid.size > SCATTERED * len(found.cells)
    between = "between dots" if scattered else "between cells"
    kind = "Clopper-Pearson" if found.share else "t"
    reading = (f"{'diamonds' if scattered else 'hatched'}: the {found.confidence:.0%} interval ({kind}, {runs} runs each) holds {level}: undecided"
               + (f"; line: linear {between}" if found.line else "")
               + (f"; colours linear {between}" if scattered else "; cells without a border were not run: linear between those that were"
                  if np.isfinite(found.grid).sum() > len(found.cells) else ""))
    missing = int(found.cells["missing"].sum())
    lines = caption_lines(WIDE, about, reading, f"{missing:,} runs without a value are left out" if missing else "")
    left = max(0.75, 0.4 + 0.06 * max(len(about.label(found.y).number(value)) for value in found.rows) if len(found.rows) <= MOST_TICKS else 0.75)
    under = [wrapped(about.label(found.x).number(value), (WIDE - left - BAR) / len(found.columns)).count("\n") for value in found.columns]
    foot = caption_inches(lines) + 0.5 + (LINE * max(under) if len(found.columns) <= MOST_TICKS else 0.0)
    figure = new_figure(WIDE, 0.98 + TALL + foot)
    total = figure.get_figheight()
    heading(figure, f"{what}: where it tips", ("share of runs, by cell" if found.share else "mean, by cell") + (f"; {where}" if where else ""))
    ax = figure.add_axes((left / WIDE, foot / total, (WIDE - left - BAR) / WIDE, TALL / total), label="phase", facecolor=IDLE)
    places = [np.asarray(values, dtype=float) if is_number(found.cells[axis]) else np.arange(len(values), dtype=float)
              for axis, values in (("x", found.columns), ("y", found.rows))]
    scale = _scale(found)
    edges = [_edges(each, ratio) for each, ratio in zip(places, found.log)]
    for ratio, rescale in zip(found.log, (ax.set_xscale, ax.set_yscale)):
        if ratio:
            rescale("log")
    ax.pcolormesh(*edges, np.ma.masked_invalid(found.grid), cmap=BELOW_TO_ABOVE, norm=scale, edgecolors="none")
    if scattered:
        _dots(ax, found, scale)
    else:
        _cells(ax, found, places, edges, scale, label)
    for line in found.line:
        ax.plot(line[:, 0], line[:, 1], color="white", linewidth=4.2, zorder=4, solid_capstyle="round")
        ax.plot(line[:, 0], line[:, 1], color=INK, linewidth=1.9, zorder=4.1, solid_capstyle="round")
    _ticks(ax.xaxis, about.label(found.x), found.columns, places[0], WIDE - left - BAR, found.log[0])
    _ticks(ax.yaxis, about.label(found.y), found.rows, places[1], np.inf, found.log[1])
    ax.set_xlim(edges[0][0], edges[0][-1])
    ax.set_ylim(edges[1][0], edges[1][-1])
    ax.set_xlabel(about.label(found.x).axis)
    ax.set_ylabel(about.label(found.y).axis)
    ax.tick_params(length=3)
    bar = figure.colorbar(ScalarMappable(scale, BELOW_TO_ABOVE), cax=figure.add_axes((1 - 1.05 / WIDE, foot / total, 0.16 / WIDE, TALL / total)))
    bar.outline.set_visible(False)
    percent = Label("", percent=found.share or label.percent)
    bar.ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: percent.number(round(value, 9))))
    bar.set_label("share of runs" if found.share else label.axis)
    handles: list[Any] = [Line2D([], [], color=INK, marker="D", markersize=5, markerfacecolor="#F7F4EF", linewidth=0, label="undecided") if scattered
                          else Patch(facecolor="#F7F4EF", edgecolor=INK, hatch="////", linewidth=0.5, label="undecided")]
    if found.line:
        handles.insert(0, Line2D([], [], color=INK, linewidth=1.9, label=f"{level} line"))
    figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.006, 1.0 - 0.58 / total), ncols=2, frameon=False, fontsize=8.5,
                  borderaxespad=0.0)
    caption(figure, lines)
    return figure


def _scale(found: PhaseMap) -> Normalize:
    """White at the level: of shares from 0 to 1, of means as far as they go."""
    if found.share and found.level == 0.5:
        return Normalize(0.0, 1.0)
    known = found.cells["estimate"].dropna()
    reach = float((known - found.level).abs().max()) if len(known) else 1.0
    return Normalize(found.level - (reach or 1.0), found.level + (reach or 1.0))


def _edges(values: np.ndarray[Any, Any], ratio: bool) -> np.ndarray[Any, Any]:
    """Half-way between values, and as far beyond the outer ones."""
    flat = np.log(values) if ratio else values
    if len(flat) == 1:
        made = np.array([flat[0] - 0.5, flat[0] + 0.5])
    else:
        middle = (flat[1:] + flat[:-1]) / 2
        made = np.concatenate([[2 * flat[0] - middle[0]], middle, [2 * flat[-1] - middle[-1]]])
    return np.exp(made) if ratio else made


def _cells(ax: Axes, found: PhaseMap, places: _Places, edges: _Places, scale: Normalize, label: Label) -> None:
    """Hatching, a border round each cell that was run, and its estimate where there is room."""
    decimals = int(np.clip(1 - np.floor(np.log10(0.5 * (scale.vmax - scale.vmin))), 0, 6))   # type: ignore[operator]
    inches = [_parts(edges[0], found.log[0]) * ax.get_position().width * WIDE, _parts(edges[1], found.log[1]) * TALL]
    columns, rows = _at(found)
    rooms = (inches[0][columns] > NUMBER_WIDE) & (inches[1][rows] > NUMBER_HIGH)
    rooms &= rooms.mean() > 0.5   # a few numbers among many cells without one would say that these matter
    for column, row, room, value, side in zip(columns, rows, rooms, found.cells["estimate"], found.cells["side"]):
        corner = (edges[0][column], edges[1][row])
        wide, high = edges[0][column + 1] - corner[0], edges[1][row + 1] - corner[1]
        if side == 0 and np.isfinite(value):
            ax.add_patch(Rectangle(corner, wide, high, facecolor="none", edgecolor="#00000059", hatch="////", linewidth=0))
        ax.add_patch(Rectangle(corner, wide, high, facecolor="none", edgecolor="white", linewidth=0.9 if room else 0.3))
        if room:
            red, green, blue, _ = BELOW_TO_ABOVE(scale(value))
            ink = SOFT if not np.isfinite(value) else "white" if 0.299 * red + 0.587 * green + 0.114 * blue < 0.55 else INK
            shown = "none" if not np.isfinite(value) else f"{value:.0%}" if found.share or label.percent else f"{value:.{decimals}f}"
            behind = {"facecolor": BELOW_TO_ABOVE(scale(value)), "edgecolor": "none", "pad": 1.2} if side == 0 and np.isfinite(value) else None
            ax.text(places[0][column], places[1][row], shown, ha="center", va="center", fontsize=8, color=ink, zorder=5, bbox=behind)


def _parts(edges: np.ndarray[Any, Any], ratio: bool) -> np.ndarray[Any, Any]:
    """Widths of cells as parts of the axis."""
    flat = np.log(edges) if ratio else edges
    return np.diff(flat) / (flat[-1] - flat[0])


def _dots(ax: Axes, found: PhaseMap, scale: Normalize) -> None:
    """Points that make no grid: a dot each, a diamond where undecided."""
    for undecided, marker, size in ((False, "o", 26), (True, "D", 30)):
        of = found.cells[(found.cells["side"] == 0) == undecided]
        ax.scatter(of["x"], of["y"], c=of["estimate"], cmap=BELOW_TO_ABOVE, norm=scale, marker=marker, s=size,
                   edgecolors=INK if undecided else "white", linewidths=1.0, zorder=5, clip_on=False)


def _at(found: PhaseMap) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Column and row of each cell."""
    columns = [found.columns.index(value) for value in found.cells["x"]]
    rows = [found.rows.index(value) for value in found.cells["y"]]
    return np.asarray(columns), np.asarray(rows)


def _ticks(axis: Any, label: Label, values: tuple[Any, ...], places: np.ndarray[Any, Any], inches: float,
           ratio: bool) -> None:
    """Ticks at the cells; of many numbers, at round ones."""
    axis.set_minor_locator(NullLocator())
    if len(values) > MOST_TICKS and ratio:
        axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axis.set_major_formatter(FuncFormatter(lambda value, _: label.number(value)))
        return
    if len(values) > MOST_TICKS:
        axis.set_major_locator(MaxNLocator(8, steps=[1, 2, 2.5, 5, 10]))
        axis.set_major_formatter(FuncFormatter(lambda value, _: label.number(round(value, 12))))
        return
    axis.set_major_locator(FixedLocator([float(place) for place in places]))
    axis.set_major_formatter(FixedFormatter([wrapped(label.number(value), inches / len(values)) for value in values]))
