"""`rule`: how a pure function becomes machine code that is kept between runs.

Numba's own cache looks only at the file of the outermost function, so a change in a rule that is called by another would go
unnoticed. The cache folder is therefore named by a hash of everything compiled here: edit any rule and all are compiled anew.
No `fastmath`: the numbers must be the same on every machine.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

_PACKAGE = Path(__file__).parent
SOURCES = sorted([*(_PACKAGE / "rules").glob("*.py"), *(_PACKAGE / name for name in (
    "randomness.py", "portable.py", "state.py", "compiled.py", "vectors.py", "qualities.py", "weekly.py", "scenario/sections.py"))])


def _cache_folder() -> str | None:
    """A writable folder for compiled rules: beside the package, else in the user's cache, else None (compile every time)."""
    digest = hashlib.sha256(numba.__version__.encode())
    for source in SOURCES:
        digest.update(source.name.encode())
        digest.update(source.read_bytes())
    name = f"rules-{digest.hexdigest()[:16]}"
    user_cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "trustsim"
    for base in (_PACKAGE / "__pycache__", user_cache, Path(tempfile.gettempdir()) / f"trustsim-{os.getuid()}"
                 if hasattr(os, "getuid") else user_cache):
        folder = base / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return str(folder)
    return None


CACHE_FOLDER = _cache_folder()


LINE = 64   # bytes that a processor fetches at once
FAR = 1000  # staff from which on records are no longer at hand, so that it pays to ask for them in advance


def _ask_for(builder: Any, start: Any, size: int) -> None:
    byte, word = ir.IntType(8), ir.IntType(32)
    function = builder.module.declare_intrinsic("llvm.prefetch", [byte.as_pointer()],
                                                ir.FunctionType(ir.VoidType(), [byte.as_pointer(), word, word, word]))
    start = builder.bitcast(start, byte.as_pointer())
    for line in range(0, min(size, 3 * LINE), LINE):
        builder.call(function, [builder.gep(start, [ir.IntType(64)(line)]), word(0), word(3), word(1)])


@intrinsic
def _fetch(typing_context: Any, record: Any) -> Any:
    """Tell the processor that a record will soon be read: it then waits less for memory. Changes nothing else."""
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        _ask_for(builder, arguments[0], signature.args[0].size)
        return context.get_dummy_value()

    return types.void(record), generate


@intrinsic
def _fetch_from(typing_context: Any, array: Any, place: Any) -> Any:
    """The same for what stands in an array from a place on: three lines."""
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        _ask_for(builder, builder.gep(data, [arguments[1]]), 3 * LINE)
        return context.get_dummy_value()

    return types.void(array, types.int64), generate


@intrinsic
def _fetch_row(typing_context: Any, array: Any, row: Any) -> Any:
    """The same for a row of an array: its first two lines."""
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        made = context.make_array(signature.args[0])(context, builder, arguments[0])
        start = builder.bitcast(made.data, ir.IntType(8).as_pointer())
        _ask_for(builder, builder.gep(start, [builder.mul(arguments[1], builder.extract_value(made.strides, 0))]), 2 * LINE)
        return context.get_dummy_value()

    return types.void(array, types.int64), generate


fetch_from: Any = _fetch_from
fetch_row: Any = _fetch_row
fetch: Any = _fetch



def is_compiled_once() -> bool:
    """Whether an earlier run left compiled rules behind (the first run of a version takes about a minute longer)."""
    return CACHE_FOLDER is not None and any(Path(CACHE_FOLDER).rglob("*.nbc"))


def rule(function: Callable[..., Any] | None = None, *, inline: bool = False, allocates: bool = False) -> Any:
    """Compile `function` with numba; `.py_func` stays the plain Python function.

    Parameters
    ----------
    inline : paste the machine code into its callers (for what the innermost loops call; a call that hands over the whole State
        moves some 150 words).
    allocates : the function makes arrays. All others are compiled without reference counting, which numba would do at every look
        at an array inside a record: it took half of a run.
    """
    if function is None:
        return lambda f: rule(f, inline=inline, allocates=allocates)
    options: dict[str, Any] = {"forceinline": inline, "error_model": "numpy", "_nrt": allocates}
    if CACHE_FOLDER is None:
        return numba.njit(function, **options)
    config: Any = numba.config
    before = config.CACHE_DIR
    config.CACHE_DIR = CACHE_FOLDER
    try:
        return numba.njit(function, cache=True, **options)
    finally:
        config.CACHE_DIR = before
