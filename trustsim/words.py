"""Small words shared by figures and summaries: weeks as people say them, levels of trust, lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trustsim.scenario.schema import Scenario

LEVELS = ((0.85, "high"), (0.75, "good"), (0.60, "middling"), (0.40, "guarded"), (0.0, "low"))  # of trust; words, not findings
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def when(week: int, scenario: Scenario) -> str:
    """A week, with its year and term: 'week 62 (year 2, term 2)'."""
    year, within = divmod(max(0, week - 1), scenario.weeks_per_year)
    return f"week {week} (year {year + 1}, term {within // scenario.weeks_per_term + 1})"


def level(trust: float) -> str:
    """Trust in a word."""
    return next(word for least, word in LEVELS if trust >= least)


def listed(names: Sequence[str], most: int = 5) -> str:
    """'A', 'A and B', 'A, B and C'; longer lists end with how many more."""
    if len(names) > most + 1:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def count(number: int, one: str, many: str = "", *, digits: bool = False) -> str:
    """'one breach', 'twelve breaches', '34 breaches'; '12 breaches' with `digits`."""
    return f"{SMALL[number] if number < len(SMALL) and not digits else f'{number:,}'} {one if number == 1 else many or one + 's'}"


def first_sentence(text: str) -> str:
    """The first sentence of a text, on one line."""
    return re.split(r"(?<=[.!?])\s+(?=[A-Z0-9“'\"])", " ".join(text.split()), maxsplit=1)[0]


def printable(text: str) -> str:
    """`text` on one line, with whatever could play tricks on a terminal written as an escape."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape", "backslashreplace").decode() for letter in text)
