"""What tables and figures of a study share: what factors and outcomes are called, and numbers as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Label:
    """What a factor or an outcome is called.

    Parameters
    ----------
    words : within a sentence, such as "team meetings".
    unit : of its values, such as "minutes a week"; "" where they are words.
    percent : whether its values, from 0 to 1, are read in percent.
    log : whether an axis of it is one of equal ratios.
    """

    words: str
    unit: str = ""
    percent: bool = False
    log: bool = False

    @property
    def title(self) -> str:
        """The words as a heading."""
        return self.words[:1].upper() + self.words[1:]

    @property
    def axis(self) -> str:
        """The words and the unit, for an axis."""
        return f"{self.words} ({self.unit})" if self.unit else self.words

    def number(self, value: Any) -> str:
        """A value as it is read on a tick; what is no number as it is."""
        if isinstance(value, bool | np.bool_):
            return "yes" if value else "no"
        if not isinstance(value, int | float | np.number):
            return str(value).replace("_", " ")
        number = float(value)
        return f"{100 * number:.4g}%" if self.percent else f"{number:.4g}" if abs(number) < 1e4 else f"{number:,.0f}"


@dataclass(frozen=True)
class About:
    """What every figure of a study says of it.

    Parameters
    ----------
    title : what the study is called.
    points, replicates : how many runs: points of the design, and replicates of each ("50-1,600" where they differ).
    seeds : which, in words: "study seed 0, replicates 0-19".
    labels : of factors and outcomes, by column; what has none goes by its column.
    weeks_per_term, weeks_per_year : of the calendar.
    """

    title: str
    points: int
    replicates: int | str
    seeds: str
    labels: Mapping[str, Label] = field(default_factory=dict)
    weeks_per_term: int = 13
    weeks_per_year: int = 39

    def label(self, column: str) -> Label:
        """What a column is called."""
        return self.labels.get(column) or Label(column.rsplit(".", 1)[-1].replace("_", " "))
