"""What commands share: `--set`, lines for the user, and a run saved and told. Heavy imports wait until they are needed."""

from __future__ import annotations

import os
import sys
import warnings
from contextlib import suppress
from dataclasses import replace as changed
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trustsim.errors import InputError, Problem
from trustsim.words import printable

if TYPE_CHECKING:
    from trustsim.results import Results


def say(text: str) -> None:
    """One line for the user, beside the output proper."""
    print(printable(text), file=sys.stderr)


def overrides_of(settings: list[str] | None) -> dict[str, Any]:
    """`--set` options as a mapping from path to value; values are read as YAML. InputError with all that are wrong."""
    from trustsim.scenario.yaml_guard import LIMITS, parse_yaml

    overrides: dict[str, Any] = {}
    problems = []
    for setting in settings or []:
        path, equals, value = setting.partition("=")
        path = path.strip()
        if not equals or not all(path.split(".")):
            problems.append(Problem("is not a setting", key="--set", given=setting, allowed="PATH=VALUE"))
        elif path.count(".") >= LIMITS.depth:
            problems.append(Problem("is nested too deeply", key="--set", given=setting, allowed=f"at most {LIMITS.depth} levels"))
        elif path in overrides:
            problems.append(Problem("is given twice", "--set", key=path, given=value))
        else:
            try:
                read = parse_yaml(f"value: {value}", file="--set").data
            except InputError as error:
                problems += [changed(problem, line=None, key=path, given=value) for problem in error.problems]
                continue
            if len(read) > 1:
                problems.append(Problem("is more than one value", "--set", key=path, given=value))
            overrides[path] = read["value"]
    if problems:
        raise InputError(problems)
    return overrides


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


def write(path: Path, text: str) -> None:
    """Write a file, whole or not at all; InputError where that cannot be done."""
    beside = path.parent / f".{path.name[:50]}.unfinished-{os.getpid()}"
    try:
        whole = path if path.exists() and not path.is_file() else beside  # /dev/stdout is written as it is
        whole.write_text(text, encoding="utf-8")
        if whole is beside:
            beside.replace(path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(Problem(f"cannot be written ({reason})", file=str(path))) from error
    finally:
        with suppress(OSError, ValueError):
            beside.unlink()


def seed_of(text: str) -> int:
    """The seed a user wrote; InputError where it is none."""
    allowed = "a whole number from 0 to 18446744073709551615"
    if not (text.isascii() and text.isdigit() and len(text) <= 20 and int(text) < 2**64):
        raise InputError(Problem("is not a seed", key="--seed", given=text, allowed=allowed))
    return int(text)
