from collections.abc import Callable, Iterable, Iterator
from typing import Any

from trustsim.study.tasks import Done, Executor, Task


def run_isolated(executor: Executor, function: Callable[[Any], Any], tasks: Iterable[Task], **more: Any) -> Iterator[Done]:
    return executor.run(function, tasks)
