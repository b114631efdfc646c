"""What executors share: a task, what became of it, and what an executor must do.

Durability is not theirs: what is done is what is stored, and whatever an executor loses is run again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, Protocol, Self

Failure = Literal["", "killed", "timeout", "memory", "error"]


@dataclass(frozen=True)
class Task:
    """A job for a worker; `seconds_allowed` after which it is ended (None: never)."""

    key: str
    job: Any
    seconds_allowed: float | None = None


@dataclass(frozen=True)
class Done:
    """What became of a task.

    Attributes
    ----------
    value : what the function returned; None where it failed.
    failure : "" it returned; "killed" its worker died; "timeout" it was ended after the time allowed; "memory" it asked for more memory
        than there is; "error" it raised.
    detail : why, in words.
    """

    key: str
    value: Any = None
    failure: Failure = ""
    detail: str = ""


class ExecutorLost(RuntimeError):
    """Nobody is left to work: no worker starts, or the cluster's scheduler is gone. What is stored stays."""


class Executor(Protocol):
    """Runs tasks on workers. Used as a context: when it is left, no worker is."""

    stopped: bool

    def run(self, function: Callable[[Any], Any], tasks: Iterable[Task]) -> Iterator[Done]:
        """What became of each task, as they end. Tasks are drawn when there is a worker to take them, so memory does not grow with their number.

        Raises
        ------
        ExecutorLost
            Where no worker is left that could go on.
        """

    def stop(self, now: bool = False) -> None:
        """Begin nothing more; `run` ends when what runs has ended, or at once. May be called from a signal handler."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *why: object) -> None: ...
