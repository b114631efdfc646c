"""A clock inside the compiled week: the calls of `advance`, `run_weeks` and `one_week` timed one by one, from their own source.

Their source is read, each call of a rule is put between two looks at the clock, and the result is compiled. So the parts are
those of the real week, in its order, whatever that is. What an empty pair of looks measures is taken off for each call.
"""

from __future__ import annotations

import ast
import ctypes
import inspect
import sys
import textwrap
import time
from collections.abc import Callable
from typing import Any

import numba
import numpy as np

from trustsim import model as model_of
from trustsim.rules import week as week_of

PROCESSOR_TIME = getattr(time, "CLOCK_THREAD_CPUTIME_ID", 3)


class NoClock(Exception):
    """Why compiled code cannot look at a clock here."""


def _system_clock() -> Any:
    if sys.platform == "win32" or sys.maxsize < 2**32:
        raise NoClock("compiled code finds no clock_gettime here")
    look = ctypes.CDLL(None).clock_gettime
    look.argtypes, look.restype = [ctypes.c_int, ctypes.c_void_p], ctypes.c_int
    return look


def make_now() -> Any:
    """A compiled function of a scratch array of two int64: nanoseconds of processor time of this thread."""
    look = _system_clock()

    @numba.njit
    def now(scratch: Any) -> int:
        look(PROCESSOR_TIME, scratch.ctypes)
        return int(scratch[0] * 1_000_000_000 + scratch[1])

    return now


class Watched(ast.NodeTransformer):
    """Put calls of compiled rules between two looks at the clock; `inside` are watched themselves and not timed."""

    def __init__(self, known: dict[str, Any], parts: list[str], inside: set[str]) -> None:
        self.known, self.parts, self.inside = known, parts, inside

    def _called(self, node: ast.AST) -> list[str]:
        return [call.func.id for call in ast.walk(node) if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
                and hasattr(self.known.get(call.func.id), "py_func")]

    def _between(self, names: list[str], node: ast.stmt) -> list[ast.stmt]:
        name = " + ".join(dict.fromkeys(names))
        if name not in self.parts:
            self.parts.append(name)
        k = self.parts.index(name)
        return [*ast.parse("_begun = _now(_scratch)").body, node,
                *ast.parse(f"_spent[{k}] += _now(_scratch) - _begun\n_calls[{k}] += 1").body]

    def _simple(self, node: ast.stmt) -> Any:
        names = self._called(node)
        if set(names) & self.inside:
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in self.inside:
                    call.args += [ast.Name(name, ast.Load()) for name in ("_spent", "_calls", "_scratch")]
            return node
        return self._between(names, node) if names else node

    visit_Expr = visit_Assign = visit_AugAssign = visit_AnnAssign = _simple

    def visit_If(self, node: ast.If) -> Any:
        """A rule in the question itself is asked first, between two looks."""
        names = self._called(node.test)
        self.generic_visit(node)
        if not names:
            return node
        asked = ast.Assign([ast.Name("_answer", ast.Store())], node.test)
        node.test = ast.Name("_answer", ast.Load())
        return [*self._between(names, asked), node]


def watched(function: Any, known: dict[str, Any], parts: list[str], inside: set[str]) -> Any:
    """`function`, a compiled rule, with a clock between its calls; takes `_spent`, `_calls`, `_scratch` besides."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function.py_func)))
    definition = tree.body[0]
    assert isinstance(definition, ast.FunctionDef)
    definition.decorator_list = []
    definition.returns = None
    definition.args.args += [ast.arg(name) for name in ("_spent", "_calls", "_scratch")]
    for argument in definition.args.args:
        argument.annotation = None
    watch = Watched(known, parts, inside)
    definition.body = [found for node in definition.body
                       for found in (lambda got: got if isinstance(got, list) else [got])(watch.visit(node))]
    exec(compile(ast.fix_missing_locations(tree), f"<{definition.name}, watched>", "exec"), known)
    return numba.njit(known[definition.name], error_model="numpy")


class WatchedWeek:
    """`advance` with a clock between its rules. Call it in place of `advance`; `nanoseconds` then says what each part took."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        known: dict[str, Any] = dict(vars(week_of)) | {"_now": make_now()}
        self._now = known["_now"]
        known["one_week"] = watched(week_of.one_week, known, self.parts, set())
        known["run_weeks"] = watched(week_of.run_weeks, known, self.parts, {"one_week"})
        self._advance = watched(week_of.advance, known, self.parts, {"run_weeks"})
        self._scratch = np.zeros(2, np.int64)
        self.empty = self._empty_look()
        self.clear()

    def _empty_look(self) -> float:
        now = self._now

        @numba.njit
        def looks(scratch: Any, times: int) -> int:
            spent = 0
            for _ in range(times):
                begun = now(scratch)
                spent += now(scratch) - begun
            return spent

        return min(looks(self._scratch, 2000) / 2000 for _ in range(20))

    def clear(self) -> None:
        """Begin anew."""
        self._spent, self._calls = np.zeros(len(self.parts), np.int64), np.zeros(len(self.parts), np.int64)

    def __call__(self, w: Any, until: int) -> int:
        """As `advance`."""
        return int(self._advance(w, until, self._spent, self._calls, self._scratch))

    @property
    def calls(self) -> dict[str, int]:
        """How often each part ran since the last `clear`."""
        return dict(zip(self.parts, self._calls.tolist(), strict=True))

    @property
    def nanoseconds(self) -> dict[str, float]:
        """Processor time in each part since the last `clear`, without what looking at the clock took."""
        spent = np.maximum(0.0, self._spent - self._calls * self.empty)
        return dict(zip(self.parts, spent.tolist(), strict=True))


class instead:
    """Within this, the model runs its weeks by another function than `advance`; `seconds` adds up what it took, call by call."""

    def __init__(self, function: Callable[[Any, int], int] | None = None) -> None:
        self.function: Any = function if function is not None else model_of.advance
        self.seconds = 0.0

    def _timed(self, w: Any, until: int) -> int:
        begun = time.process_time()
        answer = self.function(w, until)
        self.seconds += time.process_time() - begun
        return int(answer)

    def __enter__(self) -> instead:
        self.before, model_of.advance = model_of.advance, self._timed
        return self

    def __exit__(self, *_: Any) -> None:
        model_of.advance = self.before
