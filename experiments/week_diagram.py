#!/usr/bin/env python3
"""The school week as one picture, for docs/tour.md: its steps are those of the docstring of trustsim/rules/week.py.

    python3 experiments/week_diagram.py        draws docs/week.png
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from trustsim.rules.week import one_week

OUT = Path(__file__).resolve().parents[1] / "docs" / "week.png"
INK, SOFT, EDGE, FILL, CORE = "#222222", "#5F6368", "#4A90C2", "#EEF5FA", "#FFF6DA"
FILES = {"leadership": "leadership.py", "people": "people.py", "lists": "encounters.py", "meet": "interactions.py", "talk": "word_of_mouth.py",
         "introductions": "word_of_mouth.py", "measure": "viability.py", "drift": "drift.py"}
# What an encounter is made of, in order: what happens, and the function of rules/ that decides it.
ENCOUNTER = (("a situation asks for something", "schedule.draw_encounters"),
             ("both cooperate, comply or avoid (then it ends)", "conduct.dare, .stance"),
             ("each shows qualities; the other notices, or not", "signals.show_and_notice"),
             ("beliefs move by what was shown and noticed", "beliefs.moved"),
             ("where both cooperate: a joint task, won or failed", "interactions.joint_result"),
             ("rarely: a breach of trust, perhaps an apology", "breaches.breach, .apologise"),
             ("a tie may go on to a deeper stage", "stages.advanced"))


def steps() -> dict[str, str]:
    """Name and words of each step of the week, in order, as the docstring of `one_week` lists them."""
    lines = re.findall(r"^\s+\d\. (\w+)\s+(.+)$", one_week.py_func.__doc__ or "", flags=re.MULTILINE)
    return dict(lines)


def box(ax: Axes, x: float, y: float, width: float, height: float, colour: str = FILL, edge: str = EDGE) -> None:
    """A box by its lower left corner."""
    ax.add_patch(FancyBboxPatch((x, y), width, height, boxstyle="round,pad=0,rounding_size=0.08", facecolor=colour, edgecolor=edge, linewidth=1.1))


def arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float], style: str = "arc3", colour: str = SOFT) -> None:
    """An arrow from one point to another."""
    ax.add_patch(FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=11, color=colour, linewidth=1.2, connectionstyle=style))


def draw() -> Figure:
    """The figure."""
    figure = Figure(figsize=(9.4, 7.2), facecolor="white")
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, 9.4), ylim=(0, 7.2))
    ax.axis("off")
    found = [("timeline", "interventions due this week"), *steps().items()]
    height, gap, left, width = 0.58, 0.15, 0.65, 3.75
    top = 6.85
    middle = {}
    for number, (name, words) in enumerate(found):
        y = top - (number + 1) * height - number * gap
        box(ax, left, y, width, height, CORE if name == "meet" else FILL)
        file = "interventions.py" if name == "timeline" else f"rules/{FILES[name]}"
        ax.text(left + 0.12, y + height - 0.14, f"{number}  {name}", fontsize=9.5, fontweight="bold", color=INK, va="center")
        ax.text(left + width - 0.1, y + height - 0.14, file, fontsize=7.4, color=SOFT, va="center", ha="right", family="monospace")
        said = textwrap.wrap(words, 58)
        ax.text(left + 0.12, y + 0.21 if len(said) == 1 else y + 0.2, "\n".join(said), fontsize=7.6, color=INK, va="center", linespacing=1.05)
        middle[name] = y + height / 2
        if number:
            arrow(ax, (left + width / 2, y + height + gap), (left + width / 2, y + height))
    # Back to the next week.
    x = 0.28
    ax.plot([left, x, x], [middle["drift"], middle["drift"], middle["timeline"]], color=SOFT, linewidth=1.2)
    arrow(ax, (x, middle["timeline"]), (left, middle["timeline"]))
    ax.text(x - 0.1, (middle["timeline"] + middle["drift"]) / 2, "next week", rotation=90, fontsize=8, color=SOFT, ha="center", va="center")
    # An encounter.
    x, width, high = 5.15, 3.95, 4.55
    low = middle["measure"] + 0.42
    box(ax, x, low, width, high, "#FFFDF5", "#C9A227")
    ax.text(x + 0.15, low + high - 0.22, "each encounter of two people", fontsize=9.5, fontweight="bold", color=INK, va="center")
    ax.text(x + 0.15, low + high - 0.42, "what i holds of j, and what j holds of i, move together", fontsize=7, color=SOFT, va="center")
    room = (high - 0.68) / len(ENCOUNTER)
    for k, (what, where) in enumerate(ENCOUNTER):
        y = low + high - 0.62 - (k + 1) * room + 0.1
        box(ax, x + 0.15, y, width - 0.3, room - 0.13, CORE, "#C9A227")
        ax.text(x + 0.27, y + room - 0.28, what, fontsize=8.2, color=INK, va="center")
        ax.text(x + width - 0.25, y + 0.11, where, fontsize=7, color=SOFT, va="center", ha="right", family="monospace")
        if k:
            arrow(ax, (x + 0.75, y + room + 0.0), (x + 0.75, y + room - 0.13))
    edge = left + 3.75
    ax.plot([edge, x], [middle["meet"] + 0.1, low + high - 0.1], color="#C9A227", linewidth=0.9, linestyle=(0, (4, 3)))
    ax.plot([edge, x], [middle["meet"] - 0.1, low + 0.1], color="#C9A227", linewidth=0.9, linestyle=(0, (4, 3)))
    # What leaves the week.
    arrow(ax, (edge, middle["measure"]), (5.35, middle["measure"]))
    ax.text(5.43, middle["measure"], "one row of the weekly table\n(weekly.py, results.py)", fontsize=8, color=INK, va="center")
    return figure


def main() -> None:
    """Write the picture; the steps it shows stand in it as text, so that a test can compare them."""
    draw().savefig(OUT, dpi=100, metadata={"Software": None, "Description": "\n".join(f"{name}: {words}" for name, words in steps().items())})
    print(OUT)


if __name__ == "__main__":
    main()
