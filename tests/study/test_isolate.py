"""A run that kills its worker is found and set aside; no other loses anything by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import study_jobs

from trustsim.study.isolate import run_isolated
from trustsim.study.local import LocalExecutor
from trustsim.study.tasks import Done, Task

Numbers = list[int]


def halve(numbers: Numbers) -> list[Numbers]:
    half = len(numbers) // 2
    return [numbers[:half], numbers[half:]] if half else [numbers]


def joined(values: list[list[Any]]) -> list[Any]:
    return [value for part in values for value in part]


def set_aside(numbers: Numbers, failure: str, detail: str) -> list[Any]:
    assert len(numbers) == 1
    assert detail
    return [f"{numbers[0]} {failure}"]


def run(executor: Any, tasks: Iterator[Task], function: Any = study_jobs.runs, **options: Any) -> dict[str, Done]:
    done = list(run_isolated(executor, function, tasks, split=halve, join=joined, poisoned=set_aside, **options))
    assert len({one.key for one in done}) == len(done)
    return {one.key: one for one in done}


def test_bad_runs_are_found_one_by_one() -> None:
    """Six chunks of eight runs: one kills its worker every time, one hangs, one raises, one wants all memory."""
    with LocalExecutor(2, memory_bytes=500 << 20) as pool:
        done = run(pool, (Task(f"c{k}", list(range(8 * k, 8 * k + 8)), 2.0) for k in range(6)), seconds=lambda numbers: 0.5)
    assert len(done) == 6
    assert not any(one.failure for one in done.values())
    values = joined([done[f"c{k}"].value for k in range(6)])
    bad = {13: "13 killed", 22: "22 timeout", 30: "30 error", 41: "41 memory"}
    assert values == [bad.get(number, number) for number in range(48)]
    assert [key for key, one in sorted(done.items()) if one.detail] == ["c1", "c2", "c3", "c5"]
    assert "SIGKILL" in done["c1"].detail
    assert "as asked" in done["c3"].detail


@pytest.mark.parametrize("times", [0, 1, 2])
def test_a_worker_that_dies_by_accident_costs_nothing(tmp_path: Path, times: int) -> None:
    with LocalExecutor(1) as pool:
        done = list(run_isolated(pool, study_jobs.dies_at_first, [Task("c", (str(tmp_path), times))], split=lambda job: [job, job], join=list,
                                 poisoned=set_aside))
    assert done == [Done("c", times)]


class Scripted:
    """An executor that does as told: how often each job fails before it is done."""

    def __init__(self, fails: dict[int, tuple[str, int]]) -> None:
        self.stopped = False
        self.fails, self.seen = dict(fails), []

    def run(self, function: Any, tasks: Any) -> Iterator[Done]:
        for task in tasks:
            if self.stopped:
                return
            self.seen.append((task.key, list(task.job), task.seconds_allowed))
            worst = next((number for number in task.job if self.fails.get(number, ("", 0))[1] > 0), None)
            if worst is None:
                yield Done(task.key, list(task.job))
            else:
                failure, left = self.fails[worst]
                self.fails[worst] = (failure, left - 1)
                yield Done(task.key, failure=failure, detail="as told")   # type: ignore[arg-type]


def jobs_tried(executor: Scripted) -> list[Numbers]:
    return [job for _, job, _ in executor.seen]


ALWAYS = 10**9


def test_three_attempts_before_halving_and_before_setting_aside() -> None:
    executor = Scripted({2: ("killed", ALWAYS)})
    assert run(executor, iter([Task("c", [0, 1, 2, 3])]))["c"].value == [0, 1, "2 killed", 3]
    assert jobs_tried(executor) == [[0, 1, 2, 3]] * 3 + [[0, 1], [2, 3], [2], [3], [2], [2]]


@pytest.mark.parametrize(("failure", "alone"), [("timeout", 3), ("memory", 3), ("error", 1)])
def test_what_is_slow_or_raises_is_halved_at_once(failure: str, alone: int) -> None:
    executor = Scripted({0: (failure, ALWAYS)})
    assert run(executor, iter([Task("c", [0, 1])]))["c"].value == [f"0 {failure}", 1]
    assert jobs_tried(executor).count([0, 1]) == 1
    assert jobs_tried(executor).count([0]) == alone


def test_several_bad_runs_of_a_chunk() -> None:
    executor = Scripted(dict.fromkeys((0, 5, 6), ("killed", ALWAYS)))
    done = run(executor, iter([Task("c", list(range(8))), Task("d", [8, 9])]))
    assert done["c"].value == ["0 killed", 1, 2, 3, 4, "5 killed", "6 killed", 7]
    assert done["d"] == Done("d", [8, 9])


def test_parts_get_the_time_that_is_theirs() -> None:
    executor = Scripted({0: ("timeout", 1)})
    run(executor, iter([Task("c", [0, 1, 2, 3], 40.0)]), seconds=lambda numbers: 10.0 * len(numbers))
    assert [seconds for _, _, seconds in executor.seen] == [40.0, 20.0, 20.0]


def test_stopped_in_the_middle_nothing_half_is_given_out() -> None:
    executor = Scripted({0: ("timeout", 1)})

    def stop_after_first(numbers: Numbers) -> float:
        executor.stopped = True
        return 1.0

    assert run(executor, iter([Task("c", [0, 1])]), seconds=stop_after_first) == {}
