"""Figures of a run. They draw what `Results` and `trustsim.derived` hold and compute no science.

    from trustsim.figures import save_all
    save_all(trustsim.run("baseline", seed=1), "results/baseline")

Every function returns a `matplotlib.figure.Figure`; the same run gives the same bytes.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trustsim.figures.network import network
from trustsim.figures.style import save, style
from trustsim.figures.trust import stage_shares, trust_by_quality
from trustsim.figures.viability import viability

if TYPE_CHECKING:
    from trustsim.results import Results

__all__ = ["FIGURES", "network", "save_all", "stage_shares", "style", "trust_by_quality", "viability"]

FIGURES = {"trust": trust_by_quality, "stages": stage_shares, "viability": viability, "network": network}


def save_all(results: Results, folder: str | Path, *, dpi: int = 100, vector: bool = False, side_by_side: bool = False) -> list[Path]:
    """Write every figure as PNG, and as SVG and PDF where `vector`, under `folder`/figures; returns the files in order.

    Parameters
    ----------
    side_by_side : draw half of them in a second process, where the system can fork and a second processor is there.
    """
    target = Path(folder) / "figures"
    target.mkdir(parents=True, exist_ok=True)
    endings = ("png", "svg", "pdf") if vector else ("png",)
    mine = list(FIGURES)
    if side_by_side and hasattr(os, "fork") and (os.cpu_count() or 1) > 1 and threading.active_count() == 1:
        theirs = [name for name in mine if name in ("trust", "network")]   # about half of the work
        helper = multiprocessing.get_context("fork").Process(target=_quietly, args=(results, target, theirs, endings, dpi))
        helper.start()
        _draw(results, target, [name for name in mine if name not in theirs], endings, dpi)
        helper.join(timeout=120)
        if helper.exitcode == 0:
            mine = []
        else:   # whatever it was: draw them here, where an error can be told
            helper.kill()
            helper.join()
            mine = theirs
    _draw(results, target, mine, endings, dpi)
    return [target / f"{name}.{ending}" for name in FIGURES for ending in endings]


def _draw(results: Results, target: Path, names: Sequence[str], endings: Sequence[str], dpi: int) -> None:
    for name in names:
        figure = FIGURES[name](results)
        for ending in endings:
            save(figure, target / f"{name}.{ending}", dpi=dpi)


def _quietly(*args: Any) -> None:
    """Draw in the second process; what goes wrong there is found again, and told, in the first."""
    try:
        _draw(*args)
    except BaseException:
        os._exit(1)
