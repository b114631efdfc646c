"""The command line of studies. Exit codes beside those of cli.py: 3 done, but some runs failed; 143 ended by the system."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trustsim.errors import InputError, Problem
from trustsim.terminal import save_run
from trustsim.words import printable

if TYPE_CHECKING:
    from rich.console import Console

    from trustsim.study.load import LoadedStudy
    from trustsim.study.opened import OpenStudy
    from trustsim.study.sweep import Estimate, Progress

PARTIAL, INTERRUPTED, TERMINATED = 3, 130, 143
TELL_EVERY = 30.0   # seconds

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of a study.")]
Workers = Annotated[int | None, typer.Option(metavar="N", help="Worker processes; by default as many as there are processors.")]
Shard = Annotated[str | None, typer.Option(metavar="I/N", help="Only every N-th chunk from the I-th on, for batch systems.")]
Scheduler = Annotated[str | None, typer.Option(metavar="ADDRESS", help="Dask scheduler: tcp://127.0.0.1:8786 (pip install 'trustsim\\[cluster]').")]
Slurm = Annotated[Path | None, typer.Option(metavar="FILE.yaml", help="Start workers as SLURM jobs by dask-jobqueue, with the options in this file.")]
Tls = Annotated[Path | None, typer.Option(metavar="FOLDER", help="Folder with cert.pem and key.pem, the same for scheduler, workers and here.")]
Insecure = Annotated[bool, typer.Option("--insecure", help="Allow a scheduler that others on the network can reach without TLS.")]
Memory = Annotated[float | None, typer.Option("--memory", metavar="GB", help="Most memory of a worker; a run that wants more fails alone.")]
Retry = Annotated[bool, typer.Option("--retry-failed", help="Make chunks with failed runs again.")]
Figures = Annotated[bool, typer.Option(help="Draw the figures at the end.")]
Force = Annotated[bool, typer.Option("--force", help="Go ahead although disk or memory may not suffice, or most runs fail.")]


def sweep(file: Annotated[Path, typer.Argument(metavar="STUDY.yaml", help="Study file: scenario, factors, design, replicates, outcomes.")],
          out: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Folder of the study; by default results/STUDY.")] = None,
          only_estimate: Annotated[bool, typer.Option("--estimate", help="Say what it would take, and run nothing.")] = False,
          workers: Workers = None, shard: Shard = None, scheduler: Scheduler = None, slurm: Slurm = None, tls: Tls = None, insecure: Insecure = False,
          memory: Memory = None, figures: Figures = True, force: Force = False) -> None:
    """Run a study: every design point, with replicates, into a folder that survives anything. Goes on where the folder has begun."""
    from trustsim.compiled import is_compiled_once

    part = _shard(shard)
    if only_estimate or scheduler is not None or slurm is not None:
        folder = _begin(file, out, workers, only_estimate, force)
        if folder is not None:
            finish(folder, _executor(workers, scheduler, slurm, tls, insecure, memory), part, False, figures, force)
        return
    with _executor(workers, None, None, tls, insecure, memory) as executor:
        ready = is_compiled_once()   # else all would compile at once
        if ready:
            executor.start()
        folder = _begin(file, out, workers, False, force, executor if ready else None)
        assert folder is not None
        finish(folder, executor, part, False, figures, force)


def _begin(file: Path, out: Path | None, workers: int | None, only_estimate: bool, force: bool, executor: Any = None) -> Path | None:
    """Read a study, say what it will take, and make its folder or find it as it was left; None where only the estimate is wanted."""
    from trustsim.study.durable import write_whole
    from trustsim.study.load import load_study
    from trustsim.study.lock import STUDY, check_same, create, is_study, opened
    from trustsim.study.sweep import check_room, estimate

    say_compiling()
    study = load_study(file)
    folder = out if out is not None else Path("results") / study.name
    say_study(study)
    found = estimate(study, executor)
    say_estimate(found, workers)
    if only_estimate:
        return None
    if is_study(folder):
        lock = opened(folder)[1]
        check_same(study, lock, folder)
        if set(study.sources) == set(lock["sources"]):   # the same runs, but its words or headlines may be new
            write_whole(folder / STUDY, study.text.encode("utf-8"))
    else:
        if not force:
            check_room(found, folder, workers or 1)
        try:
            create(study, folder)
        except InputError:
            if not is_study(folder):   # else another driver, as of another shard, was quicker
                raise
            check_same(study, opened(folder)[1], folder)
    return folder


def resume(folder: Folder, workers: Workers = None, shard: Shard = None, scheduler: Scheduler = None, slurm: Slurm = None,
           tls: Tls = None, insecure: Insecure = False, memory: Memory = None, retry_failed: Retry = False, figures: Figures = True,
           force: Force = False,
           fork: Annotated[Path | None, typer.Option(metavar="NEW_FOLDER", help="Begin another study here, with the study, scenarios and code as "
                                                     "they are now.")] = None) -> None:
    """Go on with a study that was stopped, on this machine or another; refuses where its runs would not be the same."""
    from trustsim.study.lock import create, opened

    if fork is not None:
        create(opened(folder, points=False)[0], fork)
        folder = fork
    finish(folder, _executor(workers, scheduler, slurm, tls, insecure, memory), _shard(shard), retry_failed, figures, force)


def status(folder: Folder) -> None:
    """How far a study is, what failed and why; looks at the files alone."""
    from trustsim.study.opened import OpenStudy
    from trustsim.study.upkeep import status as look

    study = OpenStudy(folder)
    say_status(study, look(study))


def verify(folder: Folder, repair: Annotated[bool, typer.Option("--repair", help="Set damaged files aside and make their runs again.")] = False,
           workers: Workers = None) -> None:
    """Read every stored run and check it against its checksum. Exit code 1 where anything is damaged."""
    from trustsim.study.opened import OpenStudy
    from trustsim.study.upkeep import set_aside
    from trustsim.study.upkeep import status as look

    study = OpenStudy(folder)
    found = look(study)
    console = _console()
    for fault in found.faults:
        _plain(console, f"{fault.path}: {fault.reason}")
    for path in found.unfinished:
        _plain(console, f"{path}: was left by a writer that was stopped, or is being written")
    _plain(console, f"{found.stored:,} of {found.runs:,} runs are whole")
    if repair and (found.faults or found.unfinished or not found.complete):
        for path in set_aside(study):
            _plain(console, f"set aside: {path}")
        finish(folder, _executor(workers, None, None, None, False, None), None, False, False, False)
    elif found.faults:
        sys.exit(1)


def compact(folder: Folder) -> None:
    """Put the chunks of a complete study together into one file: smaller, and quicker to read."""
    from trustsim.study.opened import OpenStudy

    study = OpenStudy(folder)
    if not study.complete:
        raise InputError(Problem("is not complete, so its chunks are still needed singly", file=str(folder),
                                 allowed="a complete study; see `resume`"))
    from trustsim.study.upkeep import compact as put_together

    before, place = put_together(study)
    _plain(_console(), f"{before:,} files are now one: {place}")


def export(folder: Folder, csv: Annotated[bool, typer.Option("--csv", help="Comma-separated values.")] = False,
           dta: Annotated[bool, typer.Option("--dta", help="Stata 14 and later.")] = False,
           r: Annotated[bool, typer.Option("--r", help="Parquet, and a script that reads it in R.")] = False,
           out: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where to; by default FOLDER/export.")] = None,
           replace: Annotated[bool, typer.Option("--replace", help="Write over an older export.")] = False) -> None:
    """Write a study's runs for other programs."""
    from trustsim.study.opened import OpenStudy
    from trustsim.study.upkeep import export as write

    study = OpenStudy(folder)
    formats = [name for name, wanted in (("csv", csv), ("dta", dta), ("r", r)) if wanted] or ["csv"]
    place = write(study, out if out is not None else folder / "export", formats, replace=replace)
    _plain(_console(), f"Exported to {place}" + ("" if study.complete else " (the study is not complete)"))


def replay(folder: Path, run: str, out: Path | None = None, *, replace: bool = False, figures: bool = True) -> None:
    """Make one run of a study again, to the bit, as `run` does; then `explain` tells its ties."""
    from trustsim.study.opened import OpenStudy
    from trustsim.study.upkeep import replay as again
    from trustsim.study.upkeep import run_of

    study = OpenStudy(folder)
    results, different = again(study, run)
    if different:
        raise InputError(Problem(f"run {run} does not come out as it was stored: {', '.join(different)} differ", file=str(folder),
                                 allowed="the program and packages that the study was made with (status says what changed)"))
    point = study.design.iloc[run_of(study, run)[0]]
    _plain(_console(), f"{study.study.title}, run {run}: {', '.join(f'{factor.label} {point[factor.name]}' for factor in study.study.factors)}")
    place = save_run(results, out if out is not None else Path("results") / f"{study.lock['name']}-{run}", replace=replace, figures=figures)
    _plain(_console(), f"Run {run} again, equal to the bit where it was stored: {place}")


def report(folder: Folder, drop: Annotated[bool, typer.Option("--drop", help="Of Sobol and Morris designs, leave out base points and "
                                                             "trajectories with failed runs.")] = False,
           vector: Annotated[bool, typer.Option(help="Draw figures as SVG and PDF too.")] = True) -> None:
    """Tables with intervals, and figures, of a study as it stands."""
    from trustsim.study.opened import OpenStudy

    say_report(OpenStudy(folder), figures=True, vector=vector, drop=drop)


COMMANDS = (sweep, resume, status, verify, compact, export, report)   # `replay` is entered by trustsim.web, which plays runs too


def finish(folder: Path, executor: Any, shard: tuple[int, int] | None, retry_failed: bool, figures: bool, force: bool) -> None:
    """Go on with a study to its end, show its progress, say what came of it, and leave with the exit code that fits."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from trustsim.study.sweep import TooManyFailures, go_on
    from trustsim.study.tasks import ExecutorLost
    from trustsim.study.upkeep import status as look

    lost, latest = "", "no new run"
    console = _console(stderr=True)
    bar = Progress(BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console, transient=True,
                   disable=not console.is_terminal)
    task = bar.add_task("starting workers", total=None)

    told = monotonic()

    def watch(state: Progress_) -> None:
        nonlocal told, latest
        latest = f"{state.stored:,} of {state.runs:,} runs"
        bar.update(task, completed=state.stored, total=state.runs, description=said(state))
        if not console.is_terminal and monotonic() - told > TELL_EVERY:   # the log of a batch job
            told = monotonic()
            _plain(console, said(state))

    with executor, signals(executor, console) as came, bar:
        try:
            study = go_on(folder, executor, shard=shard, retry_failed=retry_failed, watch=watch, give_up=not force)
        except TooManyFailures as error:
            lost = f"given up: most runs fail. What is stored stays; --force goes on.\n{error}"
        except ExecutorLost as error:
            lost = f"stopped: {error}. What is stored stays; go on with: resume {folder}"
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            lost = f"stopped: {where}{error.strerror or error}; nothing half written is left. {latest} stored; go on with: resume {folder}"
    if lost:
        _plain(console, lost)
        sys.exit(PARTIAL if lost.startswith("given up") else 1)
    found = look(study)
    say_status(study, found)
    if came:
        _plain(console, f"Go on with: python3 run_sim.py resume {folder}")
        sys.exit(INTERRUPTED if came[0] == signal.SIGINT else TERMINATED)
    if study.complete:
        say_report(study, figures=figures, vector=True)
    if found.failed:
        sys.exit(PARTIAL)


def said(state: Progress) -> str:
    """Progress on one line."""
    rate = "" if state.rate != state.rate else f", {state.rate:.3g} runs a second, {span(state.left)} left"
    failed = f", {state.failed:,} failed" if state.failed else ""
    return f"{state.stored:,} of {state.runs:,} runs{' (round ' + str(state.round) + ')' if state.round > 1 else ''}{rate}{failed}"


def span(seconds: float) -> str:
    """A time as people say it."""
    if seconds != seconds:
        return "?"
    for size, unit in ((86400, "days"), (3600, "hours"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.2g} s" if seconds < 10 else f"{seconds:.0f} s"


@contextmanager
def signals(executor: Any, console: Console) -> Iterator[list[int]]:
    """While this holds, Ctrl-C lets what runs end and a second one does not; the system's request to end is heeded at once."""
    came: list[int] = []

    def heard(number: int, frame: Any) -> None:
        came.append(number)
        now = number != signal.SIGINT or len(came) > 1
        executor.stop(now=now)
        console.print("Ending at once; what is stored stays." if now else
                      "Letting the chunks in hand end (Ctrl-C again ends at once); what is stored stays.", highlight=False)

    kept = {number: signal.signal(number, heard) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield came
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def _executor(workers: int | None, scheduler: str | None, slurm: Path | None, tls: Path | None, insecure: bool,
              memory: float | None) -> Any:
    """The executor that the options ask for."""
    if scheduler is not None and slurm is not None:
        raise InputError(Problem("workers come from --scheduler or from --slurm, not from both", key="--slurm", given=str(slurm)))
    from trustsim.study.worker import warm

    most = None if memory is None else int(memory * 1e9)
    if scheduler is not None:
        from trustsim.study.cluster import DaskExecutor
        from trustsim.study.tasks import ExecutorLost

        try:
            return DaskExecutor(scheduler, tls=tls, insecure=insecure, warm=warm, memory_bytes=most)
        except ExecutorLost as error:
            _plain(_console(stderr=True), f"stopped: {error}; nothing was run")
            sys.exit(1)
    if slurm is not None:
        from trustsim.study.cluster import SlurmExecutor

        return SlurmExecutor(**_slurm_options(slurm), tls=tls, insecure=insecure, warm=warm, memory_bytes=most)
    from trustsim.study.local import LocalExecutor

    return LocalExecutor(workers, warm=warm, memory_bytes=most)


def _slurm_options(file: Path) -> dict[str, Any]:
    """The options of SLURM jobs; InputError where one is unknown, or the number of jobs is missing."""
    from inspect import signature

    from trustsim.scenario.whole import known_or_nearest
    from trustsim.scenario.yaml_guard import read_yaml
    from trustsim.study.cluster import SlurmExecutor

    options: dict[str, Any] = read_yaml(file).data
    known = [name for name in signature(SlurmExecutor).parameters if name not in ("tls", "insecure", "warm", "memory_bytes")]
    problems = [Problem("is no option of SLURM jobs", str(file), key=name, **known_or_nearest(name, known)) for name in options if name not in known]
    if "jobs" not in options:
        problems.append(Problem("is missing: how many SLURM jobs", str(file), key="jobs"))
    if problems:
        raise InputError(problems)
    return options


def _shard(text: str | None) -> tuple[int, int] | None:
    """`3/100` as (3, 100)."""
    if text is None:
        return None
    first, slash, last = text.partition("/")
    if not (slash and first.isdigit() and last.isdigit() and 1 <= int(first) <= int(last)):
        raise InputError(Problem("is not a shard", key="--shard", given=text, allowed="I/N with I from 1 to N, as 3/100"))
    return int(first), int(last)


def say_compiling() -> None:
    """Say why nothing happens for a while, where the rules are compiled for the first time."""
    from trustsim.compiled import is_compiled_once

    if not is_compiled_once():
        _plain(_console(stderr=True), "Compiling the rules once; this takes a minute or two, later runs start at once.")


def say_study(study: LoadedStudy) -> None:
    """What is going to be run."""
    console = _console()
    replicates = study.study.replicates
    each = f"{replicates} replicates" if isinstance(replicates, int) else f"50 to {replicates.at_most} replicates"
    _plain(console, f"{study.title}: {len(study.points):,} design points ({study.study.design.kind.replace('_', ' ')}) of "
           f"{', '.join(factor.label for factor in study.factors) or 'the scenario as it is'}, {each}")


def say_estimate(found: Estimate, workers: int | None) -> None:
    """What it will take."""
    from trustsim.study.local import processors

    many = workers or processors()
    _plain(_console(), f"At most {found.runs:,} runs, about {span(found.seconds / many)} with {many} worker{'s' if many > 1 else ''} "
           f"({found.timed} runs timed), {found.memory * many / 1e9:.2g} GB of memory, {found.disk / 1e6:.3g} MB on disk")


def say_status(study: OpenStudy, found: Any) -> None:
    """How far it is, in some lines."""
    console = _console()
    more = "" if found.complete else "; not complete" + (f", round {found.rounds}" if found.rounds > 1 else "")
    _plain(console, f"{found.stored:,} of {found.runs:,} runs stored in {study.folder}{more}")
    if found.failed:
        from collections import Counter

        from trustsim.study.sweep import causes_of

        failures = study.failures()
        failures = failures[failures["status"] != "ok"]
        _plain(console, f"{found.failed:,} runs failed:\n{causes_of(Counter(failures['status'] + ': ' + failures['error']))}")
        first = failures.iloc[0]
        _plain(console, f"See one fail: python3 run_sim.py replay {study.folder} p{first['point']}r{first['replicate']}")
    if found.flagged:
        which = study.failures().query("status == 'ok'")["flags"].str.split(",").explode().value_counts()
        _plain(console, f"runs with an outcome that has no value (column flags): {', '.join(f'{name} {many:,}' for name, many in which.items())}")
    for fault in found.faults:
        _plain(console, f"{fault.path}: {fault.reason}; `verify --repair` makes its runs again")
    for path, old, new in found.changed[:10]:
        _plain(console, f"changed since it was begun: {path}: {old!r} then, {new!r} now")


def say_report(study: OpenStudy, *, figures: bool, vector: bool, drop: bool = False) -> None:
    """The tables at the end, on the terminal and in files, and the figures."""
    from trustsim.study.report import report as made

    lines, files = made(study, figures=figures, vector=vector, drop=drop)
    console = _console()
    for line in lines:
        console.print(line, highlight=False, markup=False) if isinstance(line, str) else console.print(line)
    if files:
        _plain(console, f"Tables and figures: {files[0].parent}")


def _console(*, stderr: bool = False) -> Console:
    from rich.console import Console

    console = Console(stderr=stderr)
    return console if console.is_terminal else Console(stderr=stderr, width=120)


def _plain(console: Console, text: str) -> None:
    console.print("\n".join(printable(line) for line in text.splitlines()), highlight=False, markup=False, emoji=False, soft_wrap=True)


Progress_ = Any
