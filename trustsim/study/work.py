"""What a worker does: the runs of a chunk, one row each. A run that raises becomes a row too, and the rest go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from time import process_time
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from trustsim.randomness import replicate_seed
from trustsim.study.load import Materials
from trustsim.study.outcomes import FLAGS, arrays, columns, run_one

if TYPE_CHECKING:   # a driver starts without the rules
    from trustsim.replicates import Replicates

OK, FAILED = "ok", "failed"
HEAD = pa.schema([("point", pa.int32()), ("replicate", pa.int32()), ("seed", pa.uint64()), ("status", pa.string()), ("error", pa.string()),
                  (FLAGS, pa.string())])
PARTS = 16
LONGEST = 400   # letters of an error that are kept


@dataclass(frozen=True)
class Job:
    """Runs of a study, and all that is needed to make them.

    Attributes
    ----------
    points : number of each design point -> its row of coded factors.
    runs : point and replicate of each run, in order.
    """

    materials: Materials
    points: dict[int, tuple[float, ...]]
    runs: tuple[tuple[int, int], ...]


def schema(materials: Materials) -> pa.Schema:
    """The columns of a study's table of runs."""
    return pa.schema([*HEAD, *columns(materials.study.outcomes)])


def run_job(job: Job) -> pa.Table:
    """Make the runs of a job; one row each, in order."""
    from trustsim.replicates import Replicates

    rows: list[dict[str, Any]] = []
    at: int | None = None
    ready: Replicates | Exception | None = None
    for point, replicate in job.runs:
        if point != at:
            at = point
            try:
                ready = Replicates(job.materials.at(np.array(job.points[point])))
            except Exception as error:
                ready = error
        rows.append(_row(job, point, replicate, ready))
    return table_of(job, rows)


def seconds_of(job: Job) -> float:
    """Seconds of processor time that the runs of a job take, by their second time where that costs little."""
    taken = 0.0
    for _ in range(2):
        start = process_time()   # others may be at work on the same processors
        run_job(job)
        taken = process_time() - start
        if taken > 1.0:
            break
    return taken


def _row(job: Job, point: int, replicate: int, ready: Replicates | Exception | None) -> dict[str, Any]:
    head = {"point": point, "replicate": replicate, "seed": replicate_seed(job.materials.study.seed, replicate)}
    try:
        if isinstance(ready, Exception):
            raise ready
        assert ready is not None
        return {**head, "status": OK, "error": "", **run_one(ready, int(head["seed"]), job.materials.study.outcomes)}
    except MemoryError:
        return {**head, "status": "memory", "error": "MemoryError: there was not enough memory", FLAGS: ""}
    except Exception as error:
        return {**head, "status": FAILED, "error": f"{type(error).__name__}: {error}"[:LONGEST], FLAGS: ""}


def table_of(job: Job, rows: Sequence[dict[str, Any]]) -> pa.Table:
    """Rows as a table of the study's schema; what a row lacks is null."""
    head = [pa.array([row[field.name] for row in rows], field.type) for field in HEAD]
    return pa.Table.from_arrays([*head, *arrays(rows, job.materials.study.outcomes)], schema=schema(job.materials))


# What failure isolation needs (isolate.py).

def split(job: Job) -> list[Job]:
    """A job in up to sixteen parts, so that a bad run among 1,000 is found in three steps; a single run as it is."""
    size = ceil(len(job.runs) / PARTS)
    return [_part(job, job.runs[start:start + size]) for start in range(0, len(job.runs), size)]


def _part(job: Job, runs: tuple[tuple[int, int], ...]) -> Job:
    return replace(job, runs=runs, points={point: job.points[point] for point, _ in runs})


def poisoned(job: Job, failure: str, detail: str) -> pa.Table:
    """The row of a single run that brought its worker down."""
    rows = [{"point": point, "replicate": replicate, "seed": replicate_seed(job.materials.study.seed, replicate), "status": failure,
             "error": detail[:LONGEST], FLAGS: ""} for point, replicate in job.runs]
    return table_of(job, rows)


def join(parts: Sequence[pa.Table]) -> pa.Table:
    """Parts of a chunk, in order, as one."""
    return pa.concat_tables(parts).combine_chunks()
