"""Workers on this computer: one process each, with pipes of its own.

Nothing is shared between workers, so one that is killed in the middle of anything takes nothing with it but its own task, and which task
that was is known. (The pools of the standard library, and of pebble, share a pipe and its lock: a worker killed at the wrong moment
breaks or blocks them.) Workers are started as programs, not forked and not by importing the caller's main module: scripts need no
`if __name__ == "__main__"`, and notebooks and scripts from standard input work.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, Self

from trustsim.errors import InputError, Problem
from trustsim.study import worker
from trustsim.study.tasks import Done, ExecutorLost, Failure, Task

GLANCE_SECONDS = 0.1
STARTS = 5   # so many workers in a row that die before they are ready: none ever will be
ONE_THREAD = dict.fromkeys(("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def processors() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class LocalExecutor:
    """Worker processes on this computer.

    Parameters
    ----------
    workers : how many; by default as many as there are processors to use.
    warm : called once in each worker before it takes a task, to import and compile what tasks need.
    memory_bytes : most resident memory of a worker (Linux only); a task that asks for more gets a MemoryError.
    """

    def __init__(self, workers: int | None = None, *, warm: Callable[[], None] | None = None, memory_bytes: int | None = None) -> None:
        if workers is not None and workers < 1:
            raise InputError(Problem("there must be somebody to work", key="workers", given=workers, allowed="1 or more"))
        if not sys.executable:
            raise InputError(Problem("the Python that runs this does not say where it is, so no workers can be started", key="sys.executable"))
        check_importable(warm)
        self.stopped = False
        self._wanted = workers or processors()
        self._first_words = pickle.dumps((warm, memory_bytes))
        self._workers: list[_Worker] = []
        self._shelf: deque[tuple[Task, bytes]] = deque()    # tasks for whoever is free next
        self._news: queue.SimpleQueue[tuple[_Worker, Done | None]] = queue.SimpleQueue()
        self._unfit = 0
        self._now = False

    def pids(self) -> list[int]:
        """Process ids of the workers."""
        return [worker.process.pid for worker in self._workers]

    def run(self, function: Callable[[Any], Any], tasks: Iterable[Task]) -> Iterator[Done]:
        """What became of each task, as they end; see :class:`trustsim.study.tasks.Executor`."""
        check_importable(function)
        source = iter(tasks)
        exhausted = False
        try:
            while not self._now:
                if self.stopped:
                    self._shelf.clear()
                while not self.stopped and not exhausted and len(self._shelf) < self._wanted:
                    task = next(source, None)
                    if task is None:
                        exhausted = True
                    else:
                        try:
                            self._shelf.append((task, pickle.dumps((function, task.job), protocol=pickle.HIGHEST_PROTOCOL)))
                        except Exception as error:
                            yield Done(task.key, failure="error", detail=f"the job cannot be sent ({type(error).__name__}: {error})")
                self._hire()
                for person in self._workers:
                    person.take()
                if not self._shelf and not any(person.busy for person in self._workers) and self._news.empty():
                    if exhausted or self.stopped:
                        return
                    continue
                yield from self._hear()
        finally:
            if self._now or any(person.busy for person in self._workers):
                self._end()

    def start(self) -> None:
        """Begin to start all workers: they import what they need while the caller does something else."""
        self._hire(self._wanted)

    def _hire(self, least: int = 0) -> None:
        """Have as many workers as there is work for, or `least`, and no more than wanted."""
        for person in [person for person in self._workers if person.gone]:
            self._workers.remove(person)
        work = max(least, len(self._shelf) + sum(person.busy for person in self._workers))
        while len(self._workers) < min(self._wanted, work):
            try:
                self._workers.append(_Worker(self._first_words, self._shelf, self._news))
            except OSError as error:
                if not self._workers:
                    raise ExecutorLost(f"no worker can be started: {error.strerror or error}") from error
                break   # those that are there will do

    def _hear(self) -> Iterator[Done]:
        """Wait a moment for news, and end tasks that have had their time."""
        with suppress(queue.Empty):
            while not self._now:
                person, done = self._news.get(timeout=GLANCE_SECONDS)
                if done is not None:
                    self._unfit = 0
                    yield done
                elif person.ready:
                    self._unfit = 0
                else:
                    self._unfit += 1
                    if self._unfit >= STARTS:
                        raise ExecutorLost(f"no worker can be started: {person.last_words}")
                if self._news.empty():
                    break
        for person in self._workers:
            person.end_if_late()

    def stop(self, now: bool = False) -> None:
        """Begin nothing more; with `now`, what runs is ended too."""
        self.stopped = True
        self._now = self._now or now

    def _end(self) -> None:
        for person in self._workers:
            person.kill()
        for person in self._workers:
            person.join()
        self._workers.clear()
        self._shelf.clear()
        self._news = queue.SimpleQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *why: object) -> None:
        self._end()


def check_importable(function: Callable[..., Any] | None) -> None:
    """Refuse, with words that help, a function that a new process could not find; InputError."""
    if function is not None and getattr(function, "__module__", None) == "__main__":
        raise InputError(Problem("is of the script that runs, which workers cannot import: move it into a module of its own",
                                 key=getattr(function, "__qualname__", repr(function)), allowed="a function of an importable module"))


class _Worker:
    """A worker process as its driver sees it. The thread that starts it reads what it sends, and hands it the next task at once, so that it
    does not wait while the driver stores a result."""

    def __init__(self, first_words: bytes, shelf: deque[tuple[Task, bytes]], news: queue.SimpleQueue[tuple[_Worker, Done | None]]) -> None:
        self.ready = self.gone = False
        self.last_words = ""
        self._shelf, self._news = shelf, news
        self._task: Task | None = None
        self._began = 0.0
        self._late = False
        self._lock = threading.Lock()
        self._started = threading.Event()
        self._refused: OSError | None = None
        self._thread = threading.Thread(target=self._attend, args=(first_words,), daemon=True)
        self._thread.start()
        self._started.wait()
        if self._refused is not None:
            raise self._refused

    @property
    def busy(self) -> bool:
        return self._task is not None

    def take(self) -> None:
        """Take a task from the shelf, where this worker is free and there is one."""
        with self._lock:
            if self._task is not None or not self.ready or self.gone or self._late:
                return
            try:
                self._task, data = self._shelf.popleft()
            except IndexError:
                return
            self._began = time.monotonic()
            with suppress(OSError):   # it has died: its end says so
                self._send(data)

    def end_if_late(self) -> None:
        """Kill the worker where its task has had the time allowed."""
        with self._lock:
            task = self._task
            if task is not None and task.seconds_allowed is not None and time.monotonic() - self._began > task.seconds_allowed:
                self._late = True
                self.process.kill()

    def kill(self) -> None:
        self.process.kill()

    def join(self) -> None:
        self._thread.join()

    def _send(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(len(data).to_bytes(worker.LENGTH, "big"))
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def _attend(self, first_words: bytes) -> None:
        """The thread of a worker: start it, read what it sends, say how it ended."""
        path = [os.path.abspath(folder) for folder in sys.path]
        code = f"import sys; sys.path[:] = {path!r}; from trustsim.study.worker import main; main()"
        apart: dict[str, Any] = {"process_group": 0} if os.name == "posix" else {"creationflags": 0x200}   # Ctrl-C is for the driver alone
        try:
            self.process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                            env=os.environ | ONE_THREAD, **apart)
        except OSError as error:
            self._refused, self.gone = error, True
            return
        finally:
            self._started.set()
        assert self.process.stdout is not None
        with suppress(OSError):
            self._send(first_words)
        while (message := worker.receive(self.process.stdout)) is not None:
            try:
                failure, value, detail = pickle.loads(message)
            except Exception as error:   # whatever a strange result brings with it
                failure, value, detail = "error", None, f"the result cannot be read ({type(error).__name__}: {error})"
            if failure == "unfit":
                self.last_words = detail
            elif failure == "ready":
                self.ready = True
                self.take()
                self._news.put((self, None))
            else:
                assert self._task is not None
                self._news.put((self, Done(self._task.key, value, failure, detail)))
                self._task = None   # only now: who is neither busy nor has news has nothing
                self.take()
            del message, value
        self._farewell()

    def _farewell(self) -> None:
        """Say how the worker ended, and what became of its task."""
        try:
            code = self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:   # it only closed its end, and cannot be heard any more
            self.process.kill()
            code = self.process.wait()
        words = ending(code)
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            with suppress(OSError):
                pipe.close()
        self.last_words = self.last_words or words
        with self._lock:
            self.gone = True
            if self._task is not None:
                failure: Failure = "timeout" if self._late else "killed"
                detail = f"ended after {self._task.seconds_allowed:g} s" if self._late else words
                self._news.put((self, Done(self._task.key, None, failure, detail)))
                self._task = None
            elif not self.ready:
                self._news.put((self, None))


def ending(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"its worker ended with code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    return f"its worker was killed ({name}{'; often the system, out of memory' if name == 'SIGKILL' else ''})"
