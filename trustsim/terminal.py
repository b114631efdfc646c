"""What commands share: lines for the user, and a run saved and told. Heavy imports wait until they are needed."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from trustsim.words import printable

if TYPE_CHECKING:
    from trustsim.results import Results


def say(text: str) -> None:
    """One line for the user, beside the output proper."""
    print(printable(text), file=sys.stderr)


def save_run(results: Results, out: Path, *, csv: bool = False, figures: bool = True, vector: bool = False, replace: bool = False) -> Path:
    """Save a run with its summary and figures, and print the summary."""
    from rich.console import Console

    from trustsim.store import save
    from trustsim.summary import as_rich, summary

    words = summary(results)

    def more(results: Results, building: Path) -> None:
        (building / "summary.txt").write_text(words.as_text().rstrip() + "\n", encoding="utf-8")
        if figures:
            from trustsim.figures import save_all

            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", "Glyph ")  # a letter of a name that the font lacks
                save_all(results, building, vector=vector, side_by_side=True)

    folder = save(results, out, csv=csv, replace=replace, extra=more)
    Console().print(as_rich(words))
    return folder
