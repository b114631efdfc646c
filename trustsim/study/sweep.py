"""The driver: begins a study's folder, or goes on with it, until every run is stored."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from trustsim.errors import InputError, Problem
from trustsim.scenario.load import size_of
from trustsim.study import work
from trustsim.study.chunks import present, remove_chunk, write_chunk
from trustsim.study.designs import count
from trustsim.study.isolate import run_isolated
from trustsim.study.load import LoadedStudy
from trustsim.study.lock import CHUNKS, FAILURES, check_same
from trustsim.study.opened import OpenStudy
from trustsim.study.outcomes import columns
from trustsim.study.plan import Round, chunk_size
from trustsim.study.tasks import Executor, ExecutorLost, Task
from trustsim.study.worker import warm

EARLY = 60              # runs after which a study in which most runs fail is given up
WORKER_BYTES = 400e6    # of a worker with the rules loaded
CHUNK_BYTES = 7e3       # of a chunk's file beside its rows
LOOK_AGAIN = 2.0        # seconds between two looks at what another driver has stored


@dataclass(frozen=True)
class Estimate:
    """What a study will take: runs, seconds on one core, bytes of memory a worker, bytes on disk. `timed` says on how many runs it rests."""

    runs: int
    seconds: float
    memory: float
    disk: float
    timed: int


@dataclass
class Progress:
    """How far a study is. ``runs`` counts those of all rounds known so far, ``made`` those that this driver made, at ``since``."""

    runs: int = 0
    stored: int = 0
    made: int = 0
    failed: int = 0
    round: int = 0
    since: float = field(default_factory=time.monotonic)
    causes: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Runs a second by this driver; NaN before the first."""
        taken = time.monotonic() - self.since
        return self.made / taken if self.made and taken > 0 else float("nan")

    @property
    def left(self) -> float:
        """Seconds left at this rate."""
        return (self.runs - self.stored) / self.rate if self.made else float("nan")


class TooManyFailures(RuntimeError):
    """Most of a study's first runs failed; the message groups the causes."""


def estimate(study: LoadedStudy, executor: Executor | None = None, *, probes: int = 3) -> Estimate:
    """What a study will take, from runs of a few of its design points that are timed (0: from the sizes of its schools alone).

    They are timed by workers of the executor, who have the rules at hand; here where there is none.
    """
    many = count(study.study.design, study.factors) * study.study.most_replicates
    at = sorted({0, len(study.points) // 2, len(study.points) - 1})[:probes]
    jobs = [work.Job(study.materials, {point: tuple(study.points.coded[point])}, ((point, 0),)) for point in at]
    seconds: list[float] = []
    if executor is None and jobs:
        warm()
        seconds = [work.seconds_of(job) for job in jobs]
    elif executor is not None:
        with suppress(ExecutorLost):   # whoever asks for the runs is told
            timed = executor.run(work.seconds_of, (Task(f"timed {k}", job, 2 * _longest(study)) for k, job in enumerate(jobs)))
            seconds = [done.value for done in timed if not done.failure]
    sizes = [size_of(source.scenario, source.school) for source in study.materials.scenarios]
    each = sum(seconds) / len(seconds) if seconds else max(size.seconds for size in sizes)
    largest = max(size.bytes for size in sizes)
    disk = many * _bytes_a_run(study, max(size.ties for size in sizes)) + CHUNK_BYTES * ceil(many / chunk_size(study))
    return Estimate(many, many * each, WORKER_BYTES + 3 * largest, disk, len(seconds))


def _bytes_a_run(study: LoadedStudy, ties: int) -> float:
    outcomes = study.study.outcomes
    numbers = sum(pa.types.is_floating(column.type) for column in columns(outcomes)) + len(outcomes.series) * (study.weeks + 1)
    return 20 + 6.0 * numbers + 25.0 * ties * len(outcomes.tie_weeks(study.weeks))


def check_room(found: Estimate, folder: Path, workers: int) -> None:
    """Refuse a study for which disk or memory surely do not suffice; InputError with the estimate."""
    parent = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    free = shutil.disk_usage(parent).free
    problems = []
    if found.disk * 1.2 > free:
        problems.append(Problem(f"{found.runs:,} runs would take about {found.disk / 1e9:.3g} GB on disk, and {free / 1e9:.3g} GB are free; "
                                "keep fewer outcomes, or --force", file=str(parent)))
    with suppress(ValueError, OSError, AttributeError):
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        if found.memory * workers > memory:
            problems.append(Problem(f"{workers} workers would take about {found.memory * workers / 1e9:.3g} GB of memory, and this machine has "
                                    f"{memory / 1e9:.3g} GB; fewer --workers, or --force", key="--workers", given=workers))
    if problems:
        raise InputError(problems)


def go_on(folder: Path, executor: Executor, *, shard: tuple[int, int] | None = None, retry_failed: bool = False,
          watch: Callable[[Progress], None] | None = None, give_up: bool = True) -> OpenStudy:
    """Make the runs of a study that are not stored yet.

    Parameters
    ----------
    shard : (i, n), only every n-th chunk from the i-th on, i from 1; of a study in rounds, only while no chunk of another shard is waited for.
    retry_failed : make chunks with failed runs again.
    watch : called with the progress now and then.
    give_up : stop where most of the first runs fail.

    Returns
    -------
    The study as it is then: `complete`, or not where a shard waits for others or the executor was told to stop.

    Raises
    ------
    InputError
        Where the folder holds no study, or its runs would not be the same as those it was begun with.
    TooManyFailures
        Where most of the first runs fail; what is stored stays.
    OSError
        Where a chunk cannot be stored; those before it are.
    """
    study = OpenStudy(folder)
    check_same(study.study, study.lock, folder)
    state = Progress(runs=study.planned, stored=_stored(study))
    with _only_driver(folder) as alone:
        first = True
        while study.rounds and (not study.complete or (retry_failed and first)):
            wanted = [(made, k) for made in study.rounds for k in study.missing(made)]
            if retry_failed and first:
                failed = study.with_failures()
                if failed and study.is_compact:
                    raise InputError(Problem("is in one file, of which no part is made again", file=str(folder),
                                             allowed="a study that was not compacted; --fork begins it anew"))
                wanted += [(made, k) for made in study.rounds for k in range(len(made)) if made.key(k) in failed]
            again = {made.key(k) for made, k in wanted} & set(study.listing.done)
            first = False
            mine = [(made, k) for made, k in wanted if shard is None or k % shard[1] == shard[0] - 1]
            if not alone and mine:   # another driver is at work from the beginning: begin elsewhere
                start = os.getpid() % len(mine)
                mine = mine[start:] + mine[:start]
            state.runs, state.stored, state.round = study.planned, _stored(study), len(study.rounds)
            stopped = _run(study, executor, mine, again, state, watch, give_up)
            study.refresh()
            if stopped or (shard is not None and not study.complete and any(study.missing(made) for made in study.rounds)):
                break
    return study


def _stored(study: OpenStudy) -> int:
    return sum(made.size(k) for made in study.rounds for k in range(len(made)) if made.key(k) in study.listing.done)


def _run(study: OpenStudy, executor: Executor, wanted: Sequence[tuple[Round, int]], again: set[str], state: Progress,
         watch: Callable[[Progress], None] | None, give_up: bool) -> bool:
    """Make chunks and store each as it comes; True where the executor was stopped before the last."""
    folder = study.folder / CHUNKS
    left = len(wanted)
    patience = _patience(study)
    tasks = _tasks(study, wanted, again, state, patience)
    for done in run_isolated(executor, work.run_job, tasks, split=work.split, poisoned=work.poisoned, join=work.join,
                             seconds=lambda job: patience(len(job.runs))):
        if done.key in again:
            remove_chunk(folder, done.key)
        write_chunk(folder, done.key, done.value, study_id=str(study.lock["study_id"]))
        left -= 1
        _count(study, done.value, state)
        if watch is not None:
            watch(state)
        if give_up and EARLY <= state.made <= 10 * EARLY and 2 * state.failed > state.made:
            executor.stop(now=True)
            raise TooManyFailures(causes_of(state.causes))
    return left > 0 and executor.stopped


def _patience(study: OpenStudy) -> Callable[[int], float]:
    """Seconds that so many runs together may take: what one may, and for each ten times what it should."""
    longest, expected = _longest(study.study), _expected(study.study)
    return lambda runs: longest if runs == 1 else longest + 10.0 * expected * runs


def _expected(study: LoadedStudy) -> float:
    """Seconds that a run of its largest school should take."""
    return max(size_of(source.scenario, source.school).seconds for source in study.materials.scenarios)


def _longest(study: LoadedStudy) -> float:
    """Seconds that one run may take."""
    one = study.study.seconds_per_run
    return one if one is not None else max(60.0, 50.0 * _expected(study))


def _tasks(study: OpenStudy, wanted: Sequence[tuple[Round, int]], again: set[str], state: Progress,
           patience: Callable[[int], float]) -> Iterator[Task]:
    """Jobs one after the other, as they are asked for; chunks that another driver has stored in the meantime are left out."""
    materials, points = study.study.materials, study.study.points
    looked, there = -1e9, set[str]()
    for made, k in wanted:
        key = made.key(k)
        if time.monotonic() - looked > LOOK_AGAIN:
            looked, there = time.monotonic(), present(study.folder / CHUNKS)
        if key in there and key not in again:
            state.stored += made.size(k)
            continue
        numbers, replicates = made.runs_of(k)
        rows = {int(point): tuple(map(float, points.coded[point])) for point in dict.fromkeys(numbers)}
        runs = tuple(zip(map(int, numbers), map(int, replicates)))
        yield Task(key, work.Job(materials, rows, runs), patience(len(runs)))


def _count(study: OpenStudy, table: pa.Table, state: Progress) -> None:
    """Count what a chunk brought, and leave a note on each run that failed."""
    failed = table.filter(pc.not_equal(table["status"], work.OK)).select(["point", "replicate", "seed", "status", "error"]).to_pylist()
    state.made += len(table)
    state.stored += len(table)
    state.failed += len(failed)
    for run in failed:
        state.causes[f"{run['status']}: {run['error']}"] += 1
        note(study, run)


def note(study: OpenStudy, run: dict[str, Any]) -> None:
    """Write down a failed run, with its levels and how to see it fail again; a help, not the record, so that a full disk does not matter here."""
    name = f"p{run['point']}r{run['replicate']}"
    levels = {key: value for key, value in study.design.iloc[run["point"]].items() if key in study.factors}
    text = json.dumps({"run": name, **run, "levels": levels, "again": f"python3 run_sim.py replay {study.folder} {name}"}, indent=2, default=str)
    with suppress(OSError):
        (study.folder / FAILURES).mkdir(exist_ok=True)
        (study.folder / FAILURES / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def causes_of(causes: Counter[str], most: int = 5) -> str:
    """Causes of failure, the commonest first."""
    lines = [f"{number} x {cause}" for cause, number in causes.most_common(most)]
    return "\n".join([*lines, *([f"and {len(causes) - most} other causes"] if len(causes) > most else [])])


@contextmanager
def _only_driver(folder: Path) -> Iterator[bool]:
    """Whether no other driver is at work on this folder (as far as the file system tells); held until the end."""
    try:
        import fcntl

        with (folder / ".driver").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
                return
            yield True
    except ImportError:   # not every system has it; two drivers then do some runs twice
        yield True
