"""Some numbers at once, where numba's loops over four or eight come out one by one.

`Numbers` is a short vector of float64 that a rule may load, reckon with and keep, as if it were one number. LLVM cuts it to what the
processor has; every operation is rounded by itself, as in plain Python, so the results are the same everywhere.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.errors import TypingError
from numba.extending import intrinsic, models, overload, register_model

from trustsim.compiled import LINE, rule

_int32, _int64, _double = ir.IntType(32), ir.IntType(64), ir.DoubleType()
EIGHT = 8
# For each set of eight bits the places of those that are set, in order, and then of the others.
PLACES: Any = np.array([place for bits in range(1 << EIGHT) for wanted in (1, 0) for place in range(EIGHT) if bits >> place & 1 == wanted], np.uint32)


class Numbers(types.Type):
    """So many float64 side by side."""

    def __init__(self, width: int) -> None:
        self.width = width
        super().__init__(name=f"Numbers({width})")


@register_model(Numbers)
class _Model(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Numbers) -> None:
        super().__init__(manager, kind, ir.VectorType(_double, kind.width))


@rule(allocates=True)
def aligned(rows: int, columns: int) -> Any:
    """Zeros (rows, columns) that begin where a line of memory does: eight of a row are then read from one line."""
    room = np.zeros(rows * columns + EIGHT)
    start = (LINE - room.ctypes.data % LINE) % LINE // 8
    return room[start:start + rows * columns].reshape(rows, columns)


def _each(builder: Any, value: Any, width: int) -> Any:
    """A vector that holds `value` in every place."""
    nothing = ir.Constant(ir.VectorType(value.type, width), ir.Undefined)
    return builder.shuffle_vector(builder.insert_element(nothing, value, _int32(0)), nothing, ir.Constant(ir.VectorType(_int32, width), [0] * width))


def _place(context: Any, builder: Any, kind: Any, array: Any, start: Any, vector: Any) -> Any:
    """Where a vector of a plain array begins in memory."""
    made = context.make_array(kind)(context, builder, array)
    return builder.bitcast(builder.gep(made.data, [start]), vector.as_pointer())


@intrinsic(prefer_literal=True)
def _some(typing_context: Any, array: Any, start: Any, width: Any) -> Any:
    """The `width` numbers of a plain one-dimensional array from `start` on."""
    if array.ndim != 1 or array.layout != "C":
        raise TypingError(f"numbers side by side are wanted; given {array}")
    kind = Numbers(width.literal_value)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        loaded = builder.load(_place(context, builder, signature.args[0], arguments[0], arguments[1], context.get_value_type(kind)))
        loaded.align = 8
        return loaded

    return kind(array, types.int64, width), generate


@intrinsic
def _keep(typing_context: Any, values: Any, array: Any, start: Any) -> Any:
    """Write the numbers into an array from `start` on."""
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        builder.store(arguments[0], _place(context, builder, signature.args[1], arguments[1], arguments[2], arguments[0].type)).align = 8
        return context.get_dummy_value()

    return types.void(values, array, types.int64), generate


@intrinsic
def _with_one(typing_context: Any, values: Any, place: Any, value: Any) -> Any:
    """The numbers with another in one place."""
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.insert_element(arguments[0], arguments[2], builder.trunc(arguments[1], _int32))

    return values(values, types.int64, types.float64), generate


@intrinsic
def _the(typing_context: Any, values: Any, place: Any) -> Any:
    """The number in one place."""
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.extract_element(arguments[0], builder.trunc(arguments[1], _int32))

    return types.float64(values, types.int64), generate


def _elementwise(step: Callable[[Any, Any, Any], Any]) -> Any:
    """An intrinsic of numbers and numbers, or of numbers and one number."""
    @intrinsic
    def reckon(typing_context: Any, one: Any, other: Any) -> Any:
        width = (one if isinstance(one, Numbers) else other).width
        kinds = [kind if isinstance(kind, Numbers) else types.float64 for kind in (one, other)]

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            both = [value if isinstance(kind, Numbers) else _each(builder, value, width) for kind, value in zip(kinds, arguments, strict=True)]
            return step(builder, *both)

        return Numbers(width)(*kinds), generate

    return reckon


_lower = _elementwise(lambda builder, one, other: builder.select(builder.fcmp_ordered("<", one, other), one, other))
_higher = _elementwise(lambda builder, one, other: builder.select(builder.fcmp_ordered(">", one, other), one, other))


def _operator(function: Any, name: str) -> None:
    step = _elementwise(lambda builder, one, other: getattr(builder, name)(one, other))

    @overload(function)
    def of_numbers(one: Any, other: Any) -> Any:
        def reckoned(one: Any, other: Any) -> Any:
            return step(one, other)

        return reckoned if isinstance(one, Numbers) or isinstance(other, Numbers) else None


for _function, _name in ((operator.add, "fadd"), (operator.sub, "fsub"), (operator.mul, "fmul"), (operator.truediv, "fdiv")):
    _operator(_function, _name)


@intrinsic
def _column(typing_context: Any, words: Any, k: Any) -> Any:
    """Eight uint32, from column k of the first eight rows, as numbers."""
    kind = Numbers(EIGHT)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        made = context.make_array(signature.args[0])(context, builder, arguments[0])
        found = ir.Constant(ir.VectorType(_int32, EIGHT), ir.Undefined)
        for row in range(EIGHT):
            place = cgutils.pointer_add(builder, made.data, builder.mul(_int64(row), builder.extract_value(made.strides, 0)))
            found = builder.insert_element(found, builder.load(builder.gep(place, [arguments[1]])), _int32(row))
        return builder.uitofp(found, context.get_value_type(kind))

    return kind(words, types.int64), generate


@intrinsic
def _note_below(typing_context: Any, one: Any, other: Any, first: Any, places: Any, noted: Any, n: Any) -> Any:
    """Note `first` + place in `noted` from n on, in order, for each place where one number is below the other; returns where the list ends.

    What is beyond is written over by the next, up to eight of it: no branch hangs on the numbers.
    """
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        one, other, first, places, noted, n = arguments
        vector = ir.VectorType(_int32, EIGHT)
        bits = builder.zext(builder.bitcast(builder.fcmp_ordered("<", one, other), ir.IntType(EIGHT)), _int64)
        found = builder.load(_place(context, builder, signature.args[3], places, builder.mul(bits, _int64(EIGHT)), vector))
        found.align = 4
        found = builder.add(found, _each(builder, builder.trunc(first, _int32), EIGHT))
        builder.store(found, _place(context, builder, signature.args[4], noted, n, vector)).align = 4
        return builder.add(n, builder.ctpop(bits))

    return types.int64(one, other, types.int64, places, noted, types.int64), generate


some: Any = _some
keep: Any = _keep
with_one: Any = _with_one
the: Any = _the
lower: Any = _lower
higher: Any = _higher
column: Any = _column
note_below: Any = _note_below
