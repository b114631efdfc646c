"""The command line: a thin layer over the API.

Exit codes: 0 done; 1 the machine failed (disk full, out of memory); 2 input or options that cannot be used; 130 interrupted.
Names and titles come from strangers' files: what is shown of them is never read as markup, and is free of control characters.
"""

from __future__ import annotations

import gc
import io
import json
import re
import shlex
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace as changed
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trustsim import __version__
from trustsim.calibration.command import calibrate
from trustsim.errors import MOST_SHOWN, InputError, Problem
from trustsim.scorecard.command import scorecard
from trustsim.study.commands import COMMANDS as STUDY_COMMANDS
from trustsim.terminal import overrides_of, save_run, say, seed_of, write
from trustsim.web.commands import COMMANDS as WEB_COMMANDS
from trustsim.words import printable

if TYPE_CHECKING:
    from trustsim.results import Results
    from trustsim.scenario.load import LoadedScenario

app = typer.Typer(add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False,
                  context_settings={"help_option_names": ["-h", "--help"]},
                  help="Simulate relational trust among the staff of a school. "
                       "Without a command, the baseline school runs for three years.")

Scenario = Annotated[str, typer.Argument(metavar="SCENARIO",
                                         help="Library scenario (see `list`), YAML file, or scenario folder (see `import`).")]
Seed = Annotated[str, typer.Option(metavar="N",
                                   help="Whole number from 0 to 2^64 - 1; the same seed gives the same run, on every machine.")]
Setting = Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Override one parameter, as "
                                                   "meetings.team_minutes_per_week=90. Repeatable.")]
Force = Annotated[bool, typer.Option("--force", help="Go ahead although the estimate of time and memory is large.")]


def main() -> None:
    """Run the command line and exit with its code."""
    gc.disable()   # a short process has little to collect, and collecting costs a tenth of its start
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # where the terminal cannot show a letter
    try:
        app()
    except InputError as error:
        for problem in error.problems[:MOST_SHOWN]:
            say(f"error: {problem}")
        if len(error.problems) > MOST_SHOWN:
            say(f"error: ... and {len(error.problems) - MOST_SHOWN} more")
        sys.exit(2)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        say(f"error: {where}{error.strerror or error}; nothing half written is left")
        sys.exit(1)
    except MemoryError:
        say("error: there is not enough memory; nothing half written is left")
        sys.exit(1)
    except SystemExit as leaving:
        if leaving.code == 130:  # what typer makes of an interrupt
            say("Interrupted; nothing half written is left.")
        raise


@app.callback(invoke_without_command=True)
def no_command(context: typer.Context, version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Run the baseline where no command is given."""
    if version:
        print(f"trustsim {__version__}")
    elif context.invoked_subcommand is None:
        run("baseline")


def read(scenario: str, settings: list[str] | None, force: bool, *, retitle: bool = True) -> LoadedScenario:
    """A scenario, validated, with its overrides (which its title names); refused where it is too large and not forced."""
    from trustsim.scenario.load import check_size, load_scenario

    source = load_scenario(scenario, overrides=overrides_of(settings))
    try:
        check_size(source.scenario, source.school, force)
    except InputError as error:
        place = source.places.get(("staff",)) or source.places[()]
        raise InputError([changed(problem, file=place.file, line=place.line or None) for problem in error.problems]) from None
    if settings and retitle:
        title = f"{source.scenario.title or source.name}, with {', '.join(settings)}"
        source = changed(source, scenario=source.scenario.model_copy(update={"title": title}))
    return source


def whole_number(text: str, option: str, allowed: str) -> int:
    """A whole number that a user wrote; InputError where it is none."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise InputError(Problem("is not a whole number", key=option, given=text, allowed=allowed))
    return int(text)


def free_folder(name: str, seed: int) -> Path:
    """results/NAME-seedN, with a number where that is taken."""
    first = Path("results") / f"{name}-seed{seed}"
    folder, number = first, 2
    while folder.exists() or folder.is_symlink():
        folder, number = first.with_name(f"{first.name}-{number}"), number + 1
    return folder


@app.command()
def run(scenario: Scenario = "baseline", seed: Seed = "0",
        out: Annotated[Path | None, typer.Option(metavar="FOLDER",
                                                 help="Folder for the results; by default results/SCENARIO-seedN.")] = None,
        settings: Setting = None,
        csv: Annotated[bool, typer.Option("--csv", help="Write the tables as CSV too.")] = False,
        figures: Annotated[bool, typer.Option(help="Draw the figures.")] = True,
        vector: Annotated[bool, typer.Option("--vector", help="Draw them as SVG and PDF too.")] = False,
        replace: Annotated[bool, typer.Option("--replace", help="Write over an older results folder.")] = False,
        force: Force = False) -> None:
    """Run a scenario: tables, figures and a summary in a results folder."""
    number = seed_of(seed)
    source = read(scenario, settings, force)
    from trustsim.compiled import is_compiled_once
    from trustsim.store import check_out

    check_out(out if out is not None else free_folder(source.name, number), replace=replace)
    results = with_progress(source, number, first_time=not is_compiled_once())
    # Another run may have taken the free name in the meantime.
    folder = save_run(results, out if out is not None else free_folder(source.name, number), csv=csv, figures=figures, vector=vector,
                      replace=replace)
    from rich.console import Console

    Console().print(f"Results: {printable(str(folder))}" + ("  (pictures in its figures folder)" if figures else ""),
                    highlight=False, markup=False, emoji=False, soft_wrap=True)


def with_progress(source: LoadedScenario, seed: int, *, first_time: bool) -> Results:
    """Run with a progress bar on the terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if first_time:
        console.print("Compiling the rules once; this takes a minute or two, later runs start at once.")
    columns = (TextColumn("{task.description}", markup=False), BarColumn(),
               TextColumn("week {task.completed:.0f} of {task.total:.0f}"), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        title = printable(" ".join((source.scenario.title or source.name).split()))
        task = bar.add_task(title if len(title) <= 40 else f"{title[:37]}...", total=source.scenario.weeks)
        from trustsim.results import run as run_model

        return run_model(source, seed=seed, progress=lambda week: bar.update(task, completed=week))


@app.command()
def compare(scenarios: Annotated[list[str], typer.Argument(metavar="REFERENCE SCENARIO...", help="Two to five scenarios; the others are held "
                                                           "against the first.")],
            replicates: Annotated[str, typer.Option(metavar="N", help="Runs of each scenario; run r of each has the same seed.")] = "30",
            seed: Seed = "0",
            out: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Folder for the comparison; by default "
                                                     "results/REFERENCE-vs-SCENARIO-seedN.")] = None,
            figure: Annotated[list[str] | None, typer.Option(metavar="COLUMN", help="Weekly column to draw; docs/results.md lists them. "
                                                             "Repeatable.")] = None,
            ties: Annotated[str | None, typer.Option(metavar="R", help="Replicate whose ties are listed by name; by default one whose trust "
                                                     "differs about as much as in the middle of all.")] = None,
            settings: Setting = None,
            csv: Annotated[bool, typer.Option("--csv", help="Write every table as CSV too.")] = False,
            figures: Annotated[bool, typer.Option(help="Draw the figures.")] = True,
            vector: Annotated[bool, typer.Option("--vector", help="Draw them as SVG and PDF too.")] = False,
            replace: Annotated[bool, typer.Option("--replace", help="Write over an older comparison.")] = False,
            force: Force = False) -> None:
    """Compare scenarios run by run under the same luck: differences with intervals, when they part, whose ties are whose."""
    from trustsim.compare.command import Options, comparison_folder, name_of, write_comparison
    from trustsim.compare.comparison import check_comparable
    from trustsim.compare.comparison import compare as run_all

    number, many = seed_of(seed), whole_number(replicates, "--replicates", "2 to 1,000; 30 is a good start")
    one = None if ties is None else whole_number(ties, "--ties", f"a replicate, 0 to {many - 1}")
    sources = [read(scenario, settings, force, retitle=False) for scenario in scenarios]
    check_comparable(sources, many)
    options = Options(figure or [], one, settings or [], csv=csv, figures=figures, vector=vector, replace=replace)
    options.check(many)
    comparison_folder(out if out is not None else free_folder(name_of(sources), number), replace=replace)
    with counted(f"{len(sources)} scenarios, {many} runs of each", len(sources) * many) as done:
        found = run_all(sources, replicates=many, seed=number, done=done)
    folder = out if out is not None else free_folder(name_of(sources), number)
    words, commands = write_comparison(found, folder, options)
    from rich.console import Console

    console = Console()
    console.print(words, width=min(100, console.width))
    for line in commands:
        console.print(printable(line), highlight=False, markup=False, emoji=False, soft_wrap=True)


@contextmanager
def counted(title: str, total: int) -> Iterator[Callable[[], None]]:
    """A progress bar on the terminal for so many runs; what is yielded is called after each."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from trustsim.compiled import is_compiled_once

    console = Console(stderr=True)
    if not is_compiled_once():
        console.print("Compiling the rules once; this takes a minute or two, later runs start at once.")
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=total)
        yield lambda: bar.advance(task)


@app.command()
def check(files: Annotated[list[str], typer.Argument(help="Scenarios to check.", metavar="FILE...")], settings: Setting = None) -> None:
    """Check scenarios without running them; every error of a file at once."""
    from trustsim.scenario.load import size_of

    overrides_of(settings)
    problems: list[Problem] = []
    for file in files:
        try:
            source = read(file, settings, force=False)
        except InputError as error:
            problems += [problem for problem in error.problems if problem not in problems]
            continue
        size = size_of(source.scenario, source.school)
        print(f"{printable(file)}: valid; {size.staff} staff, about {size.ties} ties, {source.scenario.weeks} weeks, "
              f"about {size.seconds:.2g} s of computing")
    if problems:
        raise InputError(problems)


@app.command(name="judge")
def judge_claims(scenario: Scenario) -> None:
    """Run a scenario and its contrast 30 times with the same luck, and test the claims it makes."""
    source = read(scenario, None, force=False)
    if not source.scenario.claims:
        raise InputError(Problem("makes no claims; docs/own-scenario.md says how", file=scenario))
    from trustsim.claims import FALSE_ALARM, judge

    verdicts = judge(source)
    for verdict in verdicts:
        print(printable(str(verdict)))
    print(f"{sum(verdict.holds for verdict in verdicts)} of {len(verdicts)} claims hold (sign tests, false-alarm rate {FALSE_ALARM:g} each)")


@app.command()
def describe(parameter: Annotated[str, typer.Argument(help="A parameter's path, or a part of it.", metavar="[PARAMETER]")] = "",
             markdown: Annotated[bool, typer.Option("--markdown", help="As a Markdown table.")] = False) -> None:
    """What every parameter means: default, unit, range, source."""
    from trustsim.scenario.describe import as_markdown, as_text, find, rows

    found = find(parameter) if parameter else rows()
    print(as_markdown(found) if markdown else as_text(found))


@app.command(name="list")
def list_scenarios() -> None:
    """The library of scenarios by topic: the question each asks, and what 30 runs of it found."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    from trustsim.scenario.library import names
    from trustsim.scenario.load import load_scenario
    from trustsim.scenario.schema import TOPICS
    from trustsim.words import first_sentence

    topics: dict[str, list[tuple[str, str, str]]] = {topic: [] for topic in ("", *TOPICS)}
    for name in names():
        try:
            scenario = load_scenario(name).scenario
        except InputError:
            topics[""].append((name, f"not valid; see: check {name}", ""))
            continue
        topics[scenario.topic or ""].append((name, " ".join(scenario.question.split()), first_sentence(scenario.finding)))
    widest = max((len(name) for rows in topics.values() for name, _, _ in rows), default=0)
    console = Console()
    for topic, rows in topics.items():
        if topic and rows:
            console.print(Text(f"\n{topic.capitalize()}", style="bold"))
        table = Table.grid(padding=(0, 2))
        table.add_column(width=min(widest, 32), overflow="fold")
        table.add_column()
        for name, question, found in rows:
            table.add_row(Text(printable(name), style="cyan"), Text(printable(question)))
            if found:
                table.add_row("", Text(printable(f"Found: {found}"), style="dim"))
        console.print(Padding(table, (0, 0, 0, 2 if topic else 0)))


@app.command()
def schema(out: Annotated[Path | None, typer.Option(help="File to write; by default it is printed.", metavar="FILE")] = None) -> None:
    """The JSON Schema of scenario files, so that editors complete and check them."""
    from trustsim.scenario.describe import json_schema

    text = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    if out is None:
        print(text, end="")
        return
    write(out, text)


@app.command()
def explain(results: Annotated[Path, typer.Argument(help="Results folder of a run.", metavar="RESULTS")],
            tie: Annotated[tuple[str, str] | None, typer.Option(metavar="A B", help="Why A trusts B as far as A does: staff numbers, posts "
                                                                "(such as 'school/team 2/1') or names.")] = None,
            person: Annotated[str | None, typer.Option(metavar="A", help="Whom A trusts, who trusts A, and what moved these ties most.")] = None,
            week: Annotated[int | None, typer.Option(metavar="W", help="As it stood after that week, with that week in full.")] = None,
            everything: Annotated[bool, typer.Option("--all", help="Tell every encounter, or every tie.")] = False,
            difference: Annotated[Path | None, typer.Option(metavar="RESULTS", help="Where the tie parts from the same tie in another run "
                                                            "with the same seed, and why.")] = None,
            out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE.png", help="Picture to write; by default in a folder "
                                                     "RESULTS-explained beside the results.")] = None,
            figures: Annotated[bool, typer.Option(help="Draw the figure.")] = True,
            vector: Annotated[bool, typer.Option("--vector", help="Draw it as SVG and PDF too.")] = False) -> None:
    """Explain a tie, or a person's ties: the run is replayed from its seed, and every step of the tie is told."""
    from rich.console import Console

    from trustsim.explain.command import draw, explained, free_file

    wanted = explained(results, tie=tie, person=person, week=week, everything=everything, difference=difference)
    place = free_file(results, wanted.stem, out, vector=vector) if figures else None
    console = Console()
    said = wanted.words
    from trustsim.summary import Summary, as_rich

    clean = Summary(printable(said.title), [printable(line) for line in said.about], printable(said.headline),
                    {printable(name): [printable(line) for line in lines] for name, lines in said.sections.items()})
    console.print(as_rich(clean))
    if place is not None and wanted.figure is not None:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Glyph ")
            files = draw(wanted.figure(), place, vector=vector)
        console.print(f"Figure: {printable(', '.join(str(file) for file in files))}", highlight=False, markup=False, emoji=False, soft_wrap=True)


def pairs_of(columns: list[str] | None) -> dict[str, str]:
    """`--column` options as a mapping from canonical name to the file's own."""
    mapping = {}
    for column in columns or []:
        name, equals, own = column.partition("=")
        if not equals or name.strip() in mapping:
            message = "is given twice" if equals else "is not a column"
            raise InputError(Problem(message, key="--column", given=column, allowed="NAME=COLUMN, as tenure_years=Jahre"))
        mapping[name.strip()] = own.strip()
    return mapping


def scale_of(text: str | None) -> tuple[float, float] | None:
    """`--survey-scale 1-4` as its two ends."""
    if text is None:
        return None
    number = r"\s*([-+]?[0-9]+(?:\.[0-9]+)?)\s*"
    ends = re.fullmatch(f"{number}[-:]{number}", text)
    if ends is None:
        raise InputError(Problem("is not a scale", key="--survey-scale", given=text, allowed="LOW-HIGH, as 1-4"))
    return float(ends[1]), float(ends[2])


@app.command(name="import")
def import_(staff: Annotated[Path, typer.Option(help="Staff table (CSV).", metavar="STAFF.csv")],
            ties: Annotated[Path, typer.Option(help="Ties: CSV edge list, all dyads, adjacency matrix, GraphML or GEXF.", metavar="TIES")],
            out: Annotated[Path, typer.Option(help="Scenario folder to write.", metavar="FOLDER")],
            column: Annotated[list[str] | None, typer.Option(help="Where a column has a name of its own: NAME=COLUMN. Repeatable.")] = None,
            tie_column: Annotated[str | None, typer.Option(help="Column that says whether there is a tie.")] = None,
            team_column: Annotated[str | None, typer.Option(help="Dyad column that says who is in a team, as same_grade.")] = None,
            survey_scale: Annotated[str | None, typer.Option(help="Ends of the survey's trust scale, as 1-4.")] = None,
            form: Annotated[str | None, typer.Option(help="edges, dyads, matrix, graphml or gexf; found by itself as a rule.")] = None,
            head: Annotated[str | None, typer.Option(help="Id of the head, where the table does not say.")] = None,
            name: Annotated[str | None, typer.Option(help="Title of the school.")] = None,
            history_years: Annotated[float, typer.Option(help="Years of working together before the start.")] = 3.0,
            force: Annotated[bool, typer.Option("--force", help="Write over an older scenario folder.")] = False) -> None:
    """Make a scenario folder from a real staff network; says what was read, assumed, dropped and filled."""
    from trustsim.imports import import_school

    report = import_school(staff, ties, out, name=name, columns=pairs_of(column), tie_column=tie_column, team_column=team_column,
                           survey_scale=scale_of(survey_scale), form=form, head=head, history_years=history_years, force=force)
    for line in [*report.lines(), f"Run it: python3 run_sim.py run {shlex.quote(str(out))}"]:
        print(printable(line))


for command in (*STUDY_COMMANDS, scorecard, calibrate, *WEB_COMMANDS):
    app.command()(command)
