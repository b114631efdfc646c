"""Workers of this computer: whatever befalls one takes its own task with it and no other, and none outlives its driver."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
import study_jobs

from trustsim.errors import InputError
from trustsim.study.local import LocalExecutor
from trustsim.study.tasks import Done, ExecutorLost, Task

PATH = os.pathsep.join(folder for folder in sys.path if folder)
LINUX = sys.platform == "linux"


def tasks(jobs: Any, seconds: float | None = 60.0) -> Iterator[Task]:
    return (Task(str(number), job, seconds) for number, job in enumerate(jobs))


def alive(pid: int) -> bool:
    """Whether a process runs; a dead one that nobody has asked about does not."""
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pids: list[int], within: float = 60.0) -> bool:
    end = time.monotonic() + within
    while any(alive(pid) for pid in pids) and time.monotonic() < end:
        time.sleep(0.02)
    return not any(alive(pid) for pid in pids)


@pytest.fixture(scope="module")
def pool() -> Iterator[LocalExecutor]:
    with LocalExecutor(2) as pool:
        yield pool


def test_every_task_is_done_once(pool: LocalExecutor) -> None:
    done = list(pool.run(study_jobs.double, tasks(range(1000))))
    assert sorted((int(one.key), one.value) for one in done) == [(number, 2 * number) for number in range(1000)]
    assert {(one.failure, one.detail) for one in done} == {("", "")}


def test_work_is_shared_and_workers_are_kept(pool: LocalExecutor) -> None:
    first = {one.value for one in pool.run(study_jobs.slow_pid, tasks([0.1] * 6))}
    assert first == {one.value for one in pool.run(study_jobs.slow_pid, tasks([0.1] * 6))} == set(pool.pids())
    assert len(first) == 2
    assert os.getpid() not in first


def test_tasks_are_drawn_when_there_is_somebody_to_take_them(pool: LocalExecutor) -> None:
    """At most two a worker are under way or waiting, and as many done but not yet looked at, so memory is flat in their number."""
    drawn = 0

    def counted() -> Iterator[Task]:
        nonlocal drawn
        for number in range(60):
            drawn += 1
            yield Task(str(number), number)

    ahead = []
    for heard, _ in enumerate(pool.run(study_jobs.double, counted())):
        time.sleep(0.01)   # a slow disk
        ahead.append(drawn - heard)
    assert max(ahead) <= 9


def test_what_jobs_print_does_not_disturb(pool: LocalExecutor) -> None:
    assert [one.value for one in pool.run(study_jobs.print_and_double, tasks([4]))] == [8]


@pytest.mark.parametrize(("kind", "failure", "detail"), [
    ("raise", "error", "ValueError: as asked"), ("unsendable", "error", "cannot be sent"), ("exit", "killed", "code 3"),
    ("killed", "killed", "SIGKILL"), ("hang", "timeout", "3 s"), ("hang holding everything", "timeout", "3 s")])
def test_a_failure_is_named_and_others_are_untouched(pool: LocalExecutor, kind: str, failure: str, detail: str) -> None:
    jobs = ["fine", kind, "fine", "well"]
    done = {one.key: one for one in pool.run(study_jobs.odd, tasks(jobs, seconds=3.0 if kind.startswith("hang") else 60.0))}
    assert [done[key].value for key in "023"] == ["fine", "fine", "well"]
    assert (done["1"].failure, done["1"].value) == (failure, None)
    assert detail in done["1"].detail


def test_a_job_that_cannot_be_sent(pool: LocalExecutor) -> None:
    done = {one.key: one for one in pool.run(study_jobs.double, tasks([1, lambda: 1, 2]))}
    assert (done["0"].value, done["1"].failure, done["2"].value) == (2, "error", 4)
    assert "cannot be sent" in done["1"].detail


@pytest.mark.skipif(not LINUX, reason="only Linux limits the memory of a process")
def test_a_job_that_wants_all_memory() -> None:
    with LocalExecutor(1, memory_bytes=500 << 20) as pool:
        done = list(pool.run(study_jobs.odd, tasks(["fine", "memory", "fine"])))
        pids = pool.pids()
        assert [(one.value, one.failure) for one in done] == [("fine", ""), (None, "memory"), ("fine", "")]
        assert "MemoryError" in done[1].detail
        assert pool.pids() == pids   # it goes on


@pytest.mark.skipif(not LINUX, reason="only Linux limits the memory of a process")
def test_a_limit_below_what_a_worker_itself_needs() -> None:
    with LocalExecutor(1, memory_bytes=1 << 20) as pool, pytest.raises(ExecutorLost, match=r"a worker needs [0-9]+ MB .* limit is 1 MB"):
        list(pool.run(study_jobs.odd, tasks(["fine"])))


def test_workers_killed_at_random_cost_only_what_they_did(pool: LocalExecutor) -> None:
    """In the middle of sending large results, too. Each kill costs one task at most, and every task is heard of."""
    kills, over = 0, threading.Event()
    chance = random.Random(1)

    def kill() -> None:
        nonlocal kills
        while not over.wait(chance.uniform(0.15, 0.4)):
            for pid in chance.sample(pool.pids(), min(1, len(pool.pids()))):
                with suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
                    kills += 1

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        done = list(pool.run(study_jobs.large, tasks([8] * 150)))
    finally:
        over.set()
        killer.join()
    assert sorted(int(one.key) for one in done) == list(range(150))
    failed = [one for one in done if one.failure]
    assert all(len(one.value) == 8 << 20 for one in done if not one.failure)
    assert {one.failure for one in failed} <= {"killed"}
    assert len(failed) <= kills
    assert kills >= 3


def test_an_idle_worker_that_was_killed_is_replaced(pool: LocalExecutor) -> None:
    list(pool.run(study_jobs.slow_pid, tasks([0.1] * 4)))
    before = pool.pids()
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert gone(before)
    done = list(pool.run(study_jobs.slow_pid, tasks([0.1] * 4)))
    assert {one.value for one in done if not one.failure}.isdisjoint(before)
    assert len([one for one in done if one.failure]) <= 2   # those handed to a worker in the moment of its death


@pytest.mark.parametrize(("warm", "said"), [(study_jobs.cannot_start, "no flux capacitor"), (study_jobs.dies_at_start, "SIGKILL")])
def test_workers_that_cannot_start(warm: Callable[[], None], said: str) -> None:
    with LocalExecutor(2, warm=warm) as pool, pytest.raises(ExecutorLost, match=f"no worker can be started: .*{said}"):
        list(pool.run(study_jobs.double, tasks(range(10))))


def test_a_function_of_the_script_is_refused_with_advice(pool: LocalExecutor) -> None:
    def mine(_: Any) -> None: ...

    mine.__module__ = "__main__"
    with pytest.raises(InputError, match="move it into a module"):
        next(pool.run(mine, tasks([1])))
    with pytest.raises(InputError, match="workers"):
        LocalExecutor(0)


# ---- the end ---------------------------------------------------------------------------------------------------------------------

def test_stop_lets_what_runs_end() -> None:
    with LocalExecutor(2) as pool:
        done: list[Done] = []
        for one in pool.run(study_jobs.slow_pid, tasks([0.3] * 100)):
            done.append(one)
            pool.stop()
        assert 1 <= len(done) <= 4
        assert not any(one.failure for one in done)
        assert list(pool.run(study_jobs.double, tasks([1]))) == []


def test_stop_now_ends_what_runs() -> None:
    with LocalExecutor(2) as pool:
        began = time.monotonic()
        timer = threading.Timer(2.0, pool.stop, [True])
        timer.start()
        assert [one for one in pool.run(study_jobs.slow_pid, tasks([0.0] + [3600.0] * 5, None)) if one.failure] == []
        assert time.monotonic() - began < 20
        assert pool.pids() == []


def test_leaving_ends_the_workers_whatever_they_do() -> None:
    with LocalExecutor(2) as pool:
        for _ in pool.run(study_jobs.slow_pid, tasks([0.0, 0.0, 0.0, 3600.0, 3600.0], None)):
            pids = pool.pids()
            break
    assert pids
    assert gone(pids)


DRIVER = """
import study_jobs
from trustsim.study.local import LocalExecutor
from trustsim.study.tasks import Task
with LocalExecutor(2) as pool:
    for done in pool.run(study_jobs.odd, [Task("a", "fine"), Task("b", "fine"), *[Task(str(k), KIND) for k in range(9)]]):
        pass
        print(*pool.pids(), flush=True)
"""


@pytest.mark.parametrize("kind", ["hang", "hang holding everything"])
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_worker_outlives_its_driver(kind: str, end: signal.Signals) -> None:
    """The driver is a script from standard input without a main guard, as in a notebook. Its workers are busy when it ends."""
    if kind != "hang" and not LINUX:
        pytest.skip("only Linux ends a process whose driver is gone while compiled code holds the interpreter")
    driver = subprocess.Popen([sys.executable, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              env=os.environ | {"PYTHONPATH": PATH}, text=True)
    assert driver.stdin is not None
    assert driver.stdout is not None
    driver.stdin.write(DRIVER.replace("KIND", repr(kind)))
    driver.stdin.close()
    driver.stdout.readline()
    pids = [int(pid) for pid in driver.stdout.readline().split()]
    assert len(pids) == 2
    time.sleep(0.3)
    assert all(alive(pid) for pid in pids)
    driver.send_signal(end)
    assert gone(pids), "an orphan"
    assert gone([driver.pid])
    driver.wait()
    driver.stdout.close()


def test_ctrl_c_reaches_the_driver_alone() -> None:
    """A terminal sends it to the whole group of the driver; what runs may end in peace."""
    with LocalExecutor(1) as pool:
        for _ in pool.run(study_jobs.double, tasks([1])):
            pass
        assert os.getpgid(pool.pids()[0]) != os.getpgid(0)
        os.kill(pool.pids()[0], signal.SIGINT)   # and were it sent to them, they would not mind
        before = pool.pids()
        assert [one.value for one in pool.run(study_jobs.pid, tasks([1]))] == before
