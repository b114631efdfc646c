"""What is wrong with an input, said so that the reader can mend it.

Every check of user input collects :class:`Problem` objects and raises one :class:`InputError` with all of them;
the command line prints them and ends with exit code 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

MOST_SHOWN = 40


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input.

    Parameters
    ----------
    message : what is wrong, in one sentence without a full stop.
    file, line : where; ``line`` counts from 1.
    key : dotted path of the setting, or the column of a table.
    given : the offending value as the user wrote it.
    allowed : what would have been accepted, in words.
    nearest : the known name closest to an unknown one.
    """

    message: str
    file: str | None = None
    line: int | None = None
    key: str | None = None
    given: Any = None
    allowed: str | None = None
    nearest: str | None = None

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        text = f"{where}: " if where else ""
        if self.key:
            text += f"{self.key}: "
        text += self.message
        if self.given is not None:
            text += f"; given {shorten(self.given)}"
        if self.allowed:
            text += f"; allowed: {self.allowed}"
        if self.nearest:
            text += f"; did you mean '{self.nearest}'?"
        return text


class InputError(ValueError):
    """Input that cannot be used.

    ``problems`` holds everything found, in the order of the file; ``read`` what could be read all the same, so that the rest can be checked.
    """

    def __init__(self, problems: list[Problem] | Problem, read: Any = None) -> None:
        self.read = read
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        shown = [str(problem) for problem in self.problems[:MOST_SHOWN]]
        if len(self.problems) > MOST_SHOWN:
            shown.append(f"... and {len(self.problems) - MOST_SHOWN} more")
        super().__init__("\n".join(shown))


def shorten(value: Any, most: int = 60) -> str:
    """`value` as the user would recognise it, on one line of at most `most` characters."""
    text = repr(value) if not isinstance(value, int) or abs(value) < 10**most else f"an integer of {value.bit_length()} bits"
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 3] + "..."


def nearest(name: str, known: list[str]) -> str | None:
    """The known name closest to `name`, or None where nothing is close."""
    match = get_close_matches(str(name), known, n=1, cutoff=0.6)
    return match[0] if match else None
