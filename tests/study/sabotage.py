"""Runs of a study that go wrong as a test wants them to, in the workers of a real study. The environment says which:
`SABOTAGE={"p1r7": "killed"}`, and `SLOW=0.02` has every run take so many seconds longer."""

from __future__ import annotations

import json
import os
import time
from typing import Any

from study_jobs import odd

from trustsim.study import outcomes, work, worker


def begin() -> None:
    """What a worker does before its first job."""
    wanted = json.loads(os.environ.get("SABOTAGE", "{}"))
    slow = float(os.environ.get("SLOW", "0"))
    row, run_one, measured = work._row, work.run_one, outcomes.measured
    at = ""

    def new_row(job: Any, point: int, replicate: int, ready: Any) -> Any:
        nonlocal at
        at = f"p{point}r{replicate}"
        return row(job, point, replicate, ready)

    def new_run_one(*arguments: Any) -> Any:
        time.sleep(slow)
        what = wanted.get(at, wanted.get("all"))
        if what not in (None, "nan", "inf"):
            odd(what)
        return run_one(*arguments)

    def new_measured(model: Any, *rest: Any) -> Any:
        if wanted.get(at) in ("nan", "inf"):
            model.state.weeks["trust"][model.week] = float(wanted[at])
        return measured(model, *rest)

    work._row, work.run_one, outcomes.measured = new_row, new_run_one, new_measured


def main() -> None:
    """The command line, with workers that do so."""
    worker.warm = begin   # type: ignore[assignment]
    from trustsim.cli import main as command_line

    command_line()


if __name__ == "__main__":
    import sabotage  # workers import what they are to do; they know nothing of this script

    sabotage.main()
