"""A worker process: reads jobs, sends back what became of them, and ends when the driver does, however that ended.

Jobs come on standard input and results go to what was standard output, each a length and a pickle; what a job prints goes to standard
error. A thread reads, so that the end of the driver is noticed during a job; where compiled code keeps that thread from running, Linux
itself ends the worker.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import sys
import threading
from typing import IO, Any

LENGTH = 8


def send(stream: IO[bytes], message: Any) -> None:
    """Write a message; OSError where nobody reads any more."""
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(len(data).to_bytes(LENGTH, "big"))
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """The next message, still pickled; None where the other end is gone, be it in the middle of one."""
    head = stream.read(LENGTH)
    data = stream.read(int.from_bytes(head, "big")) if len(head) == LENGTH else b""
    return data if len(head) == LENGTH and len(data) == int.from_bytes(head, "big") else None


def end_with_driver() -> None:
    """Have Linux kill this process when the thread that started it ends; elsewhere the reading thread alone must do."""
    if sys.platform == "linux":
        import ctypes

        PR_SET_PDEATHSIG = 1
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)


def limit_memory(most_bytes: int) -> None:
    """From here on, a job that would take this process above `most_bytes` of resident memory gets a MemoryError (Linux only).

    The system limits address space, of which a process reserves more than it uses: what is reserved and unused now comes on top.
    """
    if sys.platform == "linux":
        import resource

        with open("/proc/self/statm") as file:
            reserved, resident = (int(pages) * os.sysconf("SC_PAGE_SIZE") for pages in file.read().split()[:2])
        if most_bytes <= resident:
            raise MemoryError(f"a worker needs {resident >> 20} MB before it runs anything; the limit is {most_bytes >> 20} MB")
        resource.setrlimit(resource.RLIMIT_AS, (reserved + most_bytes - resident, resource.RLIM_INFINITY))


def outcome(function: Any, job: Any) -> tuple[str, Any, str]:
    """Do one job: value, failure, detail."""
    try:
        return "", function(job), ""
    except MemoryError as error:
        return "memory", None, f"{type(error).__name__}: {error}"
    except Exception as error:
        return "error", None, f"{type(error).__name__}: {error}"


def warm() -> None:
    """Load the rules, or compile them, by a very small school, and all that tasks need: the first thing a worker does."""
    from trustsim.model import TrustModel
    from trustsim.study import work  # noqa: F401  before memory is limited: libraries reserve more than they use

    TrustModel({"staff": 6, "teams": 2, "weeks": 2}).run()


def main() -> None:
    """Work until the driver goes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)   # the driver is asked, and decides
    end_with_driver()
    jobs, results = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    arrived: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def listen() -> None:
        while (message := receive(jobs)) is not None:
            arrived.put(message)
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    try:
        warm, most_bytes = pickle.loads(arrived.get())
        if warm is not None:
            warm()
        if most_bytes is not None:
            limit_memory(most_bytes)
    except BaseException as error:
        send(results, ("unfit", None, f"{type(error).__name__}: {error}"))
        return
    send(results, ("ready", None, ""))
    while True:
        message = arrived.get()
        try:
            function, job = pickle.loads(message)
        except Exception as error:
            answer: tuple[str, Any, str] = "error", None, f"a worker cannot read the job ({type(error).__name__}: {error})"
        else:
            answer = outcome(function, job)
        try:
            send(results, answer)
        except OSError:
            os._exit(0)
        except Exception as error:
            failure = "memory" if isinstance(error, MemoryError) else "error"
            send(results, (failure, None, f"the result cannot be sent ({type(error).__name__}: {error})"))
        del message, answer
