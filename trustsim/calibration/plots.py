"""Figures of a calibration: the posterior beside the prior, how parameters hang together, and schools that were left out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from trustsim.calibration.fit import Fit
from trustsim.calibration.heldout import MODEL, OTHERS, REGRESSION, Foretold
from trustsim.calibration.targets import MEAN
from trustsim.figures.style import INK, RULE, SOFT, new_figure, save, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ACROSS = 4
BLUE, ORANGE, GREEN = "#0072B2", "#D55E00", "#009E73"
LOOKS = {MODEL: (BLUE, "o"), OTHERS: (SOFT, "s"), REGRESSION: (ORANGE, "D")}


def short(name: str) -> str:
    """A parameter's name without its first part."""
    return name.removeprefix("mechanisms.").replace("_", " ").replace(".", ": ", 1)


@styled
def posterior(fit: Fit) -> Figure:
    """Each parameter to which something responds: its posterior as bars, the prior as a line, the value before and that of the nearest point."""
    priors = [prior for prior, active in zip(fit.plan.priors, fit.screening.active, strict=True) if active] or list(fit.plan.priors)
    down = -(-len(priors) // ACROSS)
    height = 1.45 * down + 0.65
    figure = new_figure(9.0, height)
    for k, prior in enumerate(priors):
        row, column = divmod(k, ACROSS)
        ax = figure.add_axes((0.025 + 0.245 * column, 1.0 - (0.28 + 1.45 * (row + 1) - 0.42) / height, 0.22, 0.85 / height))
        values = fit.values(prior)
        edges = prior.value(np.linspace(0.0, 1.0, 25))
        if values is not None:
            counts = np.histogram(values, edges)[0] / len(values) * (len(edges) - 1)
            ax.stairs(counts, edges, fill=True, color=BLUE, alpha=0.75, linewidth=0)
        ax.plot([edges[0], edges[-1]], [1.0, 1.0], color=INK, linewidth=0.9, linestyle=(0, (4, 2)))
        if prior.start is not None:
            ax.axvline(prior.start, color=ORANGE, linewidth=1.6)
        if fit.nearest is not None and prior.start is not None and not np.isclose(fit.nearest[prior.paths[0]], prior.start):
            ax.axvline(fit.nearest[prior.paths[0]], color=INK, linewidth=1.6)
        if prior.said.scale == "log":
            ax.set_xscale("log")
        ax.set_xticks([prior.said.low, prior.said.high], [f"{prior.said.low:g}", f"{prior.said.high:g}"])
        ax.set_xticks([], minor=True)
        first, last = ax.get_xticklabels()
        first.set_horizontalalignment("left")
        last.set_horizontalalignment("right")
        ax.set_xlim(prior.said.low, prior.said.high)
        ax.set_ylim(0, max(1.4, ax.get_ylim()[1]))
        ax.set_yticks([])
        ax.spines["left"].set_visible(False)
        ax.tick_params(axis="x", length=2.5, labelsize=7)
        ax.set_title(f"{short(prior.name)}", fontsize=7.5, loc="left", pad=3)
    figure.text(0.025, 1.0 - 0.16 / height, "bars: posterior    dashed: prior (each of 24 bars as probable)    orange: value before    "
                "black: nearest point, where another", fontsize=8, color=SOFT, va="center")
    return figure


@styled
def together(fit: Fit) -> Figure:
    """Correlations of parameters in the posterior."""
    active = np.flatnonzero(fit.screening.active)
    names = [short(fit.plan.priors[number].name) for number in active]
    n = len(names)
    table = np.corrcoef(fit.sample[:, active].T)
    side = 0.34 * n
    width, height = side + 3.6, side + 0.75
    figure = new_figure(width, height)
    ax = figure.add_axes((2.4 / width, 0.6 / height, side / width, side / height))
    shown = np.where(np.tri(n, k=-1, dtype=bool), table, np.nan)
    image = ax.imshow(shown, cmap="RdBu_r", vmin=-1, vmax=1)
    for i in range(n):
        for j in range(i):
            if abs(table[i, j]) >= 0.2:
                ax.text(j, i, f"{table[i, j]:.1f}".replace("0.", "."), ha="center", va="center", fontsize=6.5,
                        color="white" if abs(table[i, j]) > 0.6 else INK)
    ax.set_yticks(range(1, n), names[1:], fontsize=7.5)
    ax.set_xticks(range(n - 1), [str(k + 1) for k in range(n - 1)], fontsize=7.5)
    ax.set_yticklabels([f"{name}  {k + 2}" for k, name in enumerate(names[1:])])
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    bar = figure.colorbar(image, cax=figure.add_axes(((2.4 + side + 0.15) / width, 0.6 / height, 0.14 / width, side / height)))
    bar.outline.set_visible(False)
    bar.set_label("correlation in the posterior", fontsize=8)
    ax.text(0, -0.1, f"1  {names[0]}", fontsize=7.5, va="center", ha="left")
    return figure


@styled
def schools(foretold: Sequence[Foretold]) -> Figure:
    """Each school's mean answer as it was, and as the model and the baselines foretold it without it."""
    rows = [each for each in foretold if each.figure == MEAN]
    names = sorted({each.school for each in rows}, key=lambda name: next(each.truth for each in rows if each.school == name))
    height = 0.42 * len(names) + 1.15
    figure = new_figure(7.4, height)
    ax = figure.add_axes((0.16, 0.52 / height, 0.81, (height - 1.05) / height))
    for k, name in enumerate(names):
        ax.axhline(k, color=RULE, linewidth=0.6, zorder=0)
        truth = next(each.truth for each in rows if each.school == name)
        ax.plot([truth, truth], [k - 0.36, k + 0.36], color=INK, linewidth=2.2)
        for j, (method, (colour, marker)) in enumerate(LOOKS.items()):
            for each in rows:
                if each.school == name and each.method == method:
                    y = k + 0.22 * (1 - j)
                    ax.plot([each.low, each.high], [y, y], color=colour, linewidth=1.3)
                    ax.plot([each.estimate], [y], marker=marker, color=colour, markersize=4.5, linestyle="")
    ax.set_yticks(range(len(names)), names)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set_ylim(-0.6, len(names) - 0.4)
    ax.set_xlim(max(0.0, min(each.low for each in rows)) - 0.01, min(1.0, max(each.high for each in rows)) + 0.01)   # answers end at 1
    ax.set_xlabel("mean answer to the trust survey (0-1)")
    for j, (words, colour, mark) in enumerate((("as it was", INK, "|"), *((method, *look) for method, look in LOOKS.items()))):
        x = (0.16, 0.27, 0.45, 0.695)[j]
        figure.text(x, 1.0 - 0.2 / height, {"o": "●", "s": "■", "D": "◆", "|": "┃"}[mark], color=colour, fontsize=8.5, va="center")
        figure.text(x + 0.022, 1.0 - 0.2 / height, words, fontsize=8, va="center")
    figure.text(0.16, 1.0 - 0.4 / height, "lines: 90 % prediction intervals", fontsize=7.5, color=SOFT, va="center")
    return figure


def save_plots(fit: Fit, foretold: Sequence[Foretold], folder: Path) -> None:
    """Write the figures."""
    save(posterior(fit), folder / "posterior.png", dpi=150)
    if fit.screening.active.sum() > 1:
        save(together(fit), folder / "correlations.png", dpi=150)
    if foretold:
        save(schools(foretold), folder / "schools.png", dpi=150)
