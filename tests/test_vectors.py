"""Numbers side by side: each step gives what plain Python gives, to the bit."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import pytest
from numba.core.errors import TypingError

from trustsim.vectors import EIGHT, PLACES, aligned, column, higher, keep, lower, note_below, some, the, with_one

WIDTHS = (3, 4, 5, EIGHT)   # whatever the processor has: also what it has not


def reckon(width: int) -> Any:
    @numba.njit
    def steps(one: Any, other: Any, number: float, out: Any) -> float:
        a, b = some(one, 1, width), some(other, 1, width)
        keep(a + b, out[0], 1)
        keep(a - b, out[1], 1)
        keep(a * number, out[2], 1)
        keep(1.0 - a, out[3], 1)
        keep(a / b, out[4], 1)
        keep(lower(a, b), out[5], 1)
        keep(higher(a, number), out[6], 1)
        keep(with_one(a, width - 1, number), out[7], 1)
        return float(the(a, width - 1))

    return steps


@pytest.mark.parametrize("width", WIDTHS)
def test_every_step_is_that_of_plain_numbers(width: int) -> None:
    drawn = np.random.default_rng(5)
    one, other, number = drawn.normal(size=width + 2), drawn.normal(size=width + 2), 0.3
    out = np.full((8, width + 2), np.nan)
    last = reckon(width)(one, other, number, out)
    a, b = one[1:-1], other[1:-1]
    expected = [a + b, a - b, a * number, 1.0 - a, a / b, np.minimum(a, b), np.maximum(a, number), np.append(a[:-1], number)]
    assert np.array_equal(out[:, 1:-1], expected)
    assert np.isnan(out[:, [0, -1]]).all()   # nothing beside is touched
    assert last == a[-1]


def test_a_column_of_words_becomes_eight_numbers() -> None:
    words = np.random.default_rng(1).integers(0, 2**32, (EIGHT, 5), dtype=np.uint32)
    words[0, 3], words[1, 3] = 0, 2**32 - 1   # unsigned

    @numba.njit
    def one(words: Any, k: int, out: Any) -> None:
        keep(column(words, k), out, 0)

    out = np.empty(EIGHT)
    one(words, 3, out)
    assert np.array_equal(out, words[:, 3].astype(float))


def test_places_below_are_noted_in_order_for_every_pattern() -> None:
    @numba.njit
    def note(one: Any, other: Any, first: int, noted: Any, n: int) -> int:
        return int(note_below(some(one, 0, EIGHT), some(other, 0, EIGHT), first, PLACES, noted, n))

    for bits in range(1 << EIGHT):
        set_ones = [k for k in range(EIGHT) if bits >> k & 1]
        other = np.array([1.0 if k in set_ones else 0.0 for k in range(EIGHT)])   # equal is not below
        noted = np.full(40, 7, np.uint32)
        end = note(np.zeros(EIGHT), other, 80, noted, 3)
        assert end == 3 + len(set_ones)
        assert noted[:end].tolist() == [7, 7, 7, *(80 + k for k in set_ones)]


@pytest.mark.parametrize("rows", [1, 7, 600])
def test_aligned_room_begins_with_a_line_of_memory(rows: int) -> None:
    for made in (aligned(rows, EIGHT), aligned.py_func(rows, EIGHT)):
        assert made.shape == (rows, EIGHT)
        assert made.ctypes.data % 64 == 0
        assert not made.any()


def test_numbers_that_do_not_lie_side_by_side_are_refused() -> None:
    @numba.njit
    def load(array: Any) -> float:
        return float(the(some(array, 0, 4), 0))

    assert load(np.ones(4)) == 1.0
    with pytest.raises(TypingError, match="side by side"):
        load(np.ones(8)[::2])
    with pytest.raises(TypingError, match="side by side"):
        load(np.ones((4, 4)))
