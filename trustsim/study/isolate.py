"""A task that kills its worker is tried again, then split until the one run that does it is found and set aside; the rest goes on.

A worker may die through no fault of its task (the system was out of memory, somebody killed it), so a task gets several attempts
before it is split, and a single run before it is set aside. Parts in between get one: nothing is decided by them. A task that took
too long, or raised, is split at once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from trustsim.study.tasks import Done, Executor, Task

Place = tuple[int, ...]   # of a part within its task: (0, 1) is the second part of the first part


@dataclass
class _Pieces:
    """A task in pieces: those that are done, and how many are not."""

    values: dict[Place, Any] = field(default_factory=dict)
    missing: int = 1


@dataclass
class _Piece:
    origin: str
    place: Place
    task: Task
    failures: int = 0


def run_isolated(executor: Executor, function: Callable[[Any], Any], tasks: Iterable[Task], *, split: Callable[[Any], list[Any]],
                 join: Callable[[list[Any]], Any], poisoned: Callable[[Any, str, str], Any],
                 seconds: Callable[[Any], float | None] | None = None, attempts: int = 3) -> Iterator[Done]:
    """What became of each task, as they end; all have a value.

    Parameters
    ----------
    function : does a job, on a worker.
    split : cuts a job into smaller ones, in order; a single run gives a list of one.
    join : puts the values of a job's parts together, in order.
    poisoned : the value of a single run that cannot be done: called with its job, the failure ("killed", "timeout", "memory", "error")
        and the detail.
    seconds : time allowed for a part of a task; by default what the task was allowed.
    attempts : how often a task, and a single run, may kill its worker.

    Yields
    ------
    Done
        With failure "". `detail` says what was set aside. Where the executor is stopped, tasks that are not whole are left out.
    """
    again: deque[_Piece] = deque()
    running: dict[str, _Piece] = {}
    broken: dict[str, _Pieces] = {}
    trouble: dict[str, str] = {}
    source = iter(tasks)

    def feed() -> Iterator[Task]:
        while True:
            if again:
                piece = again.popleft()
            elif (task := next(source, None)) is not None:
                piece = _Piece(task.key, (), task)
            else:
                return
            running[piece.task.key] = piece
            yield piece.task

    def settle(piece: _Piece, value: Any) -> Iterator[Done]:
        whole = broken.get(piece.origin)
        if whole is None:
            yield Done(piece.origin, value, detail=trouble.pop(piece.origin, ""))
            return
        whole.values[piece.place] = value
        whole.missing -= 1
        if not whole.missing:
            del broken[piece.origin]
            yield Done(piece.origin, join([whole.values[place] for place in sorted(whole.values)]), detail=trouble.pop(piece.origin, ""))

    while True:
        for done in executor.run(function, feed()):
            piece = running.pop(done.key)
            if not done.failure:
                yield from settle(piece, done.value)
                continue
            piece.failures += 1
            parts = split(piece.task.job)
            patient = done.failure != "error" if len(parts) == 1 else done.failure == "killed" and piece.place == ()
            if piece.failures < (attempts if patient else 1):
                again.append(piece)
            elif len(parts) > 1:
                broken.setdefault(piece.origin, _Pieces()).missing += len(parts) - 1
                for number, job in enumerate(parts):
                    place = (*piece.place, number)
                    allowed = seconds(job) if seconds is not None else piece.task.seconds_allowed
                    again.append(_Piece(piece.origin, place, Task(f"{piece.origin}/{'.'.join(map(str, place))}", job, allowed)))
            else:
                words = f"{done.failure}: {done.detail}"
                trouble[piece.origin] = f"{trouble[piece.origin]}; {words}" if piece.origin in trouble else words
                yield from settle(piece, poisoned(piece.task.job, done.failure, done.detail))
        if executor.stopped or not again:
            return
