"""A small plot for each criterion: the band, and under each rule the estimate with its interval and the verdict."""

from __future__ import annotations

import textwrap
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from trustsim.figures.style import INK, RULE, SOFT, new_figure, save, styled
from trustsim.scorecard.criteria import FAIL, PASS, UNDECIDED, Criterion, Finding, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

RULES = {
    "none": "this model", "bank_of_credits": "bank of credits", "beta_count": "beta count", "plain_mean": "plain mean",
    "strict_minimum": "strict minimum", "no_scar": "no scar", "random_null": "random null",
}
LOOKS = {PASS: ("o", "#0072B2", "#0072B2"), FAIL: ("X", "#D55E00", "#D55E00"), UNDECIDED: ("D", "white", SOFT)}   # marker, fill, line
BAND = "#CDEBDD"


@styled
def draw(criterion: Criterion, findings: dict[str, Finding], real: float | None = None) -> Figure:
    """One criterion under all rules that touch it; `real` is what real schools show."""
    rows = list(findings.items())
    height = 0.72 + 0.17 * len(rows)
    figure = new_figure(4.4, height)
    ax = figure.add_axes((0.25, 0.52 / height, 0.72, 1.0 - 0.6 / height))
    left, right = _range(criterion, findings, real)
    ax.axvspan(max(left, criterion.band.low), min(right, criterion.band.high), color=BAND, linewidth=0)
    for edge in (criterion.band.low, criterion.band.high):
        if left <= edge <= right:
            ax.axvline(edge, color="#009E73", linewidth=0.8)
    if real is not None:
        ax.axvline(real, color=INK, linewidth=0.9, linestyle=(0, (1, 1)))
    for k, (_, finding) in enumerate(rows):
        _row(ax, len(rows) - 1 - k, finding, left, right)
    ax.set_xlim(left, right)
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.set_yticks(range(len(rows)), [RULES[rule] for rule, _ in reversed(rows)])
    ax.get_yticklabels()[-1].set_fontweight("bold")
    ax.tick_params(axis="y", length=0, labelsize=7.5)
    ax.tick_params(axis="x", length=2.5, labelsize=7.5)
    ax.spines["left"].set_visible(False)
    which = " " + rows[0][1].which.replace("_", " ") if criterion.of_several else ""
    unit = f" ({criterion.unit})" if criterion.unit else ""
    ax.set_xlabel(textwrap.fill(f"{criterion.words}{which}{unit}", 62), fontsize=7.5, labelpad=2)
    return figure


def _range(criterion: Criterion, findings: dict[str, Finding], real: float | None) -> tuple[float, float]:
    """Limits of the axis: the estimates, our interval and the band's ends, with room at either side."""
    ours = next(iter(findings.values()))
    ends = [criterion.band.low, criterion.band.high, ours.low, ours.high, *(finding.estimate for finding in findings.values())]
    known = [end for end in (*ends, *(() if real is None else (real,))) if np.isfinite(end)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    room = 0.12 * (high - low) or 0.1 * max(abs(high), 0.1)
    return low - room, high + room


def _row(ax: Axes, y: int, finding: Finding, left: float, right: float) -> None:
    ax.axhline(y, color=RULE, linewidth=0.5, zorder=0.5)
    marker, fill, line = LOOKS[finding.verdict]
    if np.isnan(finding.estimate):
        ax.text(0.5 * (left + right), y, "no value", fontsize=7, color=SOFT, ha="center", va="center")
        return
    low, high = (float(np.clip(end, left, right)) if not np.isnan(end) else end for end in (finding.low, finding.high))
    ax.plot([low, high], [y, y], color=line, linewidth=1.6, solid_capstyle="butt", zorder=2)
    if abs(finding.estimate) == inf:
        ax.annotate(number(finding.estimate), (right, y), xytext=(-3, 0), textcoords="offset points", fontsize=7, color=line, ha="right",
                    va="center", bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5})
        return
    ax.plot([finding.estimate], [y], marker=marker, markersize=5.5, markerfacecolor=fill, markeredgecolor=line, markeredgewidth=1.0, zorder=3,
            clip_on=False)


def save_plot(criterion: Criterion, findings: dict[str, Finding], path: Path, real: float | None = None) -> bytes:
    """Draw a criterion into a PNG file, and return its bytes."""
    return save(draw(criterion, findings, real), path, dpi=150).read_bytes()
