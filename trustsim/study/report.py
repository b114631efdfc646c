"""Tables and figures of a study as it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from trustsim.study.opened import OpenStudy


def report(study: OpenStudy, *, figures: bool, vector: bool) -> tuple[list[Any], list[Path]]:
    """Lines for the terminal, and files."""
    return [study.summary("trust", "viable").to_string()], []
