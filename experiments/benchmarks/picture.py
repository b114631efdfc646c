"""The figure of the report: parts of the week and of a run, growth with the staff, history."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullLocator
from measure import Findings
from weekloop import EVEN

from trustsim.figures.style import HOLDS, INK, RULE, SOFT, heading, label_lines, new_figure, save, say_nothing, styled

BAR, OTHER = "#4A90C2", "#BFC4CA"
LINES = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#222222", "#7F6A00"]
SHORT = {"week_ns": "week loop, ns", "core_ratio": "core against C", "twin_python": "speed against twin", "growth_6000": "growth to 6,000",
         "growth_60000": "growth to 60,000", "bytes_a_tie": "bytes a tie", "run_parts": "set-up and tables",
         "process_bytes_a_tie_60000": "process, bytes a tie"}
SHOWN_ENTRIES = 40


def bars(ax: Axes, names: list[str], values: list[float], labels: list[str], colours: list[str], title: str, unit: str) -> None:
    """Horizontal bars, the largest on top, the numbers beside them."""
    places = np.arange(len(values))[::-1]
    ax.barh(places, values, color=colours, height=0.68)
    ax.set_yticks(places, names)
    ax.tick_params(axis="y", length=0, labelcolor=INK)
    top = max(values)
    for place, value, label in zip(places, values, labels, strict=True):
        ax.text(value + 0.012 * top, place, label, va="center", fontsize=8, color=INK)
    ax.set_xlim(0, 1.28 * top)
    ax.set_xlabel(unit)
    ax.set_title(title, loc="left", fontweight="bold")


def percent(share: float) -> str:
    """A share in words."""
    return f"{share:.0%}" if share >= 0.005 else "<1%"


def week_panel(ax: Axes, found: Findings) -> None:
    """What each rule of the week takes."""
    table = found.tables.get("week")
    if not table:
        say_nothing(ax, "the parts of the week could not be timed here")
        return
    figure = next(f for f in found.figures if f.name == "week_ns")
    bars(ax, [row["part"].replace("_", " ") for row in table], [row["ns"] for row in table],
         [f"{row['ns']:.1f} ({percent(row['share'])})" for row in table], [BAR] * len(table),
         f"A week at 60 staff: {figure.value:.0f} ns an interaction (target: at most {figure.target:.0f})", "ns a directed interaction")


def run_panel(ax: Axes, found: Findings) -> None:
    """Where a whole run goes."""
    table = found.tables.get("run_parts", [])
    if not table:
        say_nothing(ax, "not measured")
        return
    total = sum(row["ms"] for row in table)
    bars(ax, [row["what"] for row in table], [row["ms"] for row in table], [f"{row['ms']:.1f} ({percent(row['share'])})" for row in table],
         [BAR if row["part"] == "weeks, compiled" else OTHER for row in table], f"A whole run of 60 staff, 117 weeks: {total:.0f} ms", "ms")
    ax.text(0.98, 0.05, "blue: compiled weeks\ngrey: set-up, tables and the rest", transform=ax.transAxes, ha="right", va="bottom",
            fontsize=8, color=SOFT)


def growth_panel(ax: Axes, found: Findings) -> None:
    """Time an interaction over the size of the staff, with the band that counts as linear."""
    table = found.tables.get("growth", [])
    if not table:
        say_nothing(ax, "not measured")
        return
    staff, ns = [row["staff"] for row in table], [row["ns"] for row in table]
    ax.set_xscale("log")
    ax.set_xlim(staff[0] / 1.8, staff[-1] * 1.8)
    ax.set_ylim(0, 1.18 * max(max(ns), EVEN * min(ns)))
    ax.axhspan(min(ns), EVEN * min(ns), color=HOLDS, alpha=0.16, linewidth=0)
    ax.text(staff[0] / 1.7, EVEN * min(ns), f"linear within a factor of {EVEN:g} of the fastest", fontsize=8, color="#00664A", va="bottom")
    ax.plot(staff, ns, "-o", color=BAR, linewidth=1.8, markersize=5)
    for x, y in zip(staff, ns, strict=True):
        ax.annotate(f"{y:.0f}", (x, y), xytext=(0, -13), textcoords="offset points", ha="center", fontsize=8.5, color=INK)
    ax.xaxis.set_major_locator(FixedLocator(staff))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xticklabels([f"{x:,}" for x in staff])
    each = [row["ties each"] for row in table]
    ax.set_xlabel(f"staff, {min(each):.0f} to {max(each):.0f} directed ties each")
    ax.set_ylabel("ns a directed interaction")
    ax.set_title("Growth with the staff", loc="left", fontweight="bold")


def history_panel(ax: Axes, entries: list[dict[str, Any]]) -> None:
    """Figures with a target, as parts of it, over the entries of this machine."""
    shown = entries[-SHOWN_ENTRIES:]
    ends: list[tuple[float, float, str, str]] = []
    for (name, words), colour in zip(SHORT.items(), LINES, strict=True):
        points = [(k, entry["figures"][name]) for k, entry in enumerate(shown) if name in entry["figures"] and entry["figures"][name].get("target")]
        if not points:
            continue
        x = [k for k, _ in points]
        y = [f["target"] / f["value"] if f.get("more_is_better") else f["value"] / f["target"] for _, f in points]
        ax.plot(x, y, "-o", color=colour, linewidth=1.4, markersize=3.5, zorder=3)
        ends.append((x[-1], y[-1], words, colour))
    last, width = len(shown) - 1, max(1, len(shown) - 1)
    ax.set_xlim(last - 1.04 * width, last + 0.04 * width)
    ax.set_yscale("log", base=2)
    low, high = ax.get_ylim()
    low, high = min(low, 0.4), max(high, 2.3)
    ax.set_ylim(low, high)
    ticks = [t for t in (0.0625, 0.125, 0.25, 0.5, 1, 2, 4, 8, 16) if low <= t <= high]
    ax.yaxis.set_major_locator(FixedLocator(ticks))
    ax.yaxis.set_minor_locator(NullLocator())
    ax.set_yticklabels([f"{t:g}" for t in ticks])
    ax.axhline(1.0, color=INK, linewidth=0.9, linestyle=(0, (4, 2)), zorder=2)
    ax.axhspan(low, 1.0, color=HOLDS, alpha=0.10, linewidth=0, zorder=0)
    ax.grid(axis="y", color=RULE, linewidth=0.6, zorder=0)
    every = max(1, -(-len(shown) // 6))
    names = [f"{entry.get('commit') or '?'}"[:7] + ("+" if entry.get("dirty") else "") for entry in shown]
    ax.set_xticks(range(0, len(shown), every), names[::every], fontsize=7)
    ax.set_xlabel("commit (+: with changes of its own), oldest first")
    ax.set_ylabel("measured / target, below 1 is met")
    ax.set_title("History on this machine", loc="left", fontweight="bold")
    _label(ax, ends)


def _label(ax: Axes, ends: list[tuple[float, float, str, str]]) -> None:
    """Names beside the ends of lines, spread on the logarithmic axis by labelling on a linear twin of it."""
    twin = ax.twinx()
    twin.set_ylim(*np.log2(ax.get_ylim()))
    twin.axis("off")
    label_lines(twin, [(x, float(np.log2(y)), words, colour) for x, y, words, colour in ends], size=8)


@styled
def draw(found: Findings, entries: list[dict[str, Any]], entry: dict[str, Any], path: Path) -> Path:
    """Draw the figure. `entries`: those of this machine, this run's last."""
    figure = new_figure(13.0, 8.6)
    heading(figure, "Benchmarks of trustsim", f"{entry['date']} · commit {entry['commit']}{' with changes of its own' if entry['dirty'] else ''} · "
            f"{entry['machine']['cpu']}, {entry['machine']['cores']} cores · Python {entry['machine']['python']}, numba {entry['machine']['numba']}")
    boxes = ((0.125, 0.56, 0.35, 0.32), (0.645, 0.56, 0.34, 0.32), (0.07, 0.075, 0.405, 0.36), (0.56, 0.075, 0.305, 0.36))
    axes = [figure.add_axes(box) for box in boxes]
    week_panel(axes[0], found)
    run_panel(axes[1], found)
    growth_panel(axes[2], found)
    history_panel(axes[3], entries)
    return save(figure, path, dpi=110)
