"""A film as bytes, and back.

    [magic "TSF1"][u32 length of the header][header, JSON][blanks to 8 bytes][arrays one after another, each to 8 bytes]

All numbers are little endian. The header's `arrays` maps a name to its `type` (u8, u16, i16, f32, u32), `shape`, `at` (bytes from the start of
the arrays) and `coding`: "plain", "delta" (each week the difference to the week before, modulo 2^bits) or "xor"; both along the last axis.
Neighbouring weeks are much alike, so that what is sent is mostly zeros.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
MAGIC = b"TSF1"
TYPES: dict[str, np.dtype[Any]] = {
    "u8": np.dtype("<u1"), "u16": np.dtype("<u2"), "i16": np.dtype("<i2"), "f32": np.dtype("<f4"), "u32": np.dtype("<u4")}
NAMES = {dtype: name for name, dtype in TYPES.items()}
CODINGS = {"state": "xor", "weekly": "plain", "pairs": "plain"}   # all others: delta


def encode(header: Mapping[str, Any], arrays: Mapping[str, Array]) -> bytes:
    """A film as bytes; `header` without `arrays`, which is made here."""
    placed, blob = packed(arrays)
    return join(json_of({**header, "arrays": placed}), blob)


def packed(arrays: Mapping[str, Array]) -> tuple[dict[str, Any], bytes]:
    """Arrays one after another, and where each lies."""
    placed, parts, at = {}, [], 0
    for name, array in arrays.items():
        coding = CODINGS.get(name, "delta")
        raw = np.ascontiguousarray(coded(array, coding)).tobytes()
        placed[name] = {"type": NAMES[array.dtype.newbyteorder("<")], "shape": list(array.shape), "at": at, "coding": coding}
        parts += [raw, bytes(-len(raw) % 8)]
        at += len(raw) + -len(raw) % 8
    return placed, b"".join(parts)


def join(header: str, blob: bytes) -> bytes:
    """Magic, header and arrays together."""
    text = header.encode()
    return b"".join([MAGIC, struct.pack("<I", len(text)), text, b" " * (-(len(MAGIC) + 4 + len(text)) % 8), blob])


def decode(data: bytes) -> tuple[dict[str, Any], dict[str, Array]]:
    """The header and the arrays of a film, as they were before coding."""
    if data[:4] != MAGIC:
        raise ValueError("these bytes are no film")
    (length,) = struct.unpack("<I", data[4:8])
    header = json.loads(data[8: 8 + length])
    start = 8 + length + -(8 + length) % 8
    arrays = {}
    for name, where in header["arrays"].items():
        shape, dtype = tuple(where["shape"]), TYPES[where["type"]]
        flat: Array = np.frombuffer(data, dtype=dtype, count=math.prod(shape), offset=start + where["at"])
        arrays[name] = uncoded(flat.reshape(shape), where["coding"])
    return header, arrays


def coded(array: Array, coding: str) -> Array:
    """An array whose neighbours along the last axis have been taken from each other."""
    if coding == "plain" or array.shape[-1] == 0:
        return array
    made = array.copy()
    if coding == "xor":
        np.bitwise_xor(array[..., 1:], array[..., :-1], out=made[..., 1:])
    else:
        np.subtract(array[..., 1:], array[..., :-1], out=made[..., 1:])
    return made


def uncoded(array: Array, coding: str) -> Array:
    """The array that :func:`coded` was given."""
    if coding == "plain":
        return array.copy()
    add = np.bitwise_xor if coding == "xor" else np.add
    return np.asarray(add.accumulate(array, axis=-1, dtype=array.dtype))


def json_of(value: Any) -> str:
    """Strict JSON, as short as it goes: no NaN, and nothing that would end a script."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
