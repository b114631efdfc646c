"""Figures of a run. They draw what `Results` and `trustsim.derived` hold and compute no science.

    from trustsim.figures import save_all
    save_all(trustsim.run("baseline", seed=1), "results/baseline")

Every function returns a `matplotlib.figure.Figure`; the same run gives the same bytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from trustsim.figures.network import network
from trustsim.figures.style import save, style
from trustsim.figures.trust import stage_shares, trust_by_quality
from trustsim.figures.viability import viability

if TYPE_CHECKING:
    from trustsim.results import Results

__all__ = ["FIGURES", "network", "save_all", "stage_shares", "style", "trust_by_quality", "viability"]

FIGURES = {"trust": trust_by_quality, "stages": stage_shares, "viability": viability, "network": network}


def save_all(results: Results, folder: str | Path, *, dpi: int = 100, vector: bool = False) -> list[Path]:
    """Write every figure as PNG, and as SVG and PDF where `vector`, under `folder`/figures; returns the files in order."""
    target = Path(folder) / "figures"
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for name, draw in FIGURES.items():
        figure = draw(results)
        for ending in ("png", "svg", "pdf") if vector else ("png",):
            written.append(save(figure, target / f"{name}.{ending}", dpi=dpi))
    return written
