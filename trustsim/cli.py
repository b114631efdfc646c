"""The command line: a thin layer over the API. Exit codes: 0 done, 2 input that cannot be used, 130 interrupted."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trustsim import __version__
from trustsim.errors import InputError, Problem

if TYPE_CHECKING:
    from trustsim.results import Results
    from trustsim.scenario.load import LoadedScenario

app = typer.Typer(add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]},
                  help="Simulate relational trust among the staff of a school. Without a command, the baseline school runs for three years.")

Scenario = Annotated[str, typer.Argument(help="Library scenario (see `list`), YAML file, or scenario folder (see `import`).", metavar="SCENARIO")]
Seed = Annotated[str, typer.Option(help="Whole number from 0 to 2^64 - 1; the same seed gives the same run, on every machine.", metavar="N")]
Setting = Annotated[list[str] | None, typer.Option("--set", help="Override one parameter, as meetings.team_minutes_per_week=90. Repeatable.",
                                                   metavar="PATH=VALUE")]
Force = Annotated[bool, typer.Option("--force", help="Go ahead although the estimate of time and memory is large.")]


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        app()
    except InputError as error:
        for problem in str(error).splitlines():
            print(f"error: {problem}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("Interrupted; nothing half written is left.", file=sys.stderr)
        sys.exit(130)


@app.callback(invoke_without_command=True)
def no_command(context: typer.Context, version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Run the baseline where no command is given."""
    if version:
        print(f"trustsim {__version__}")
    elif context.invoked_subcommand is None:
        run("baseline")


def seed_of(text: str) -> int:
    """The seed a user wrote; InputError where it is none."""
    allowed = "a whole number from 0 to 18446744073709551615"
    if not (text.isascii() and text.isdigit() and len(text) <= 20 and int(text) < 2**64):
        raise InputError(Problem("is not a seed", key="--seed", given=text, allowed=allowed))
    return int(text)


def overrides_of(settings: list[str] | None) -> dict[str, Any]:
    """`--set` options as a mapping from path to value; values are read as YAML scalars."""
    from trustsim.scenario.yaml_guard import parse_yaml

    overrides = {}
    for setting in settings or []:
        path, equals, value = setting.partition("=")
        if not equals or not path.strip():
            raise InputError(Problem("is not a setting", key="--set", given=setting, allowed="PATH=VALUE"))
        overrides[path.strip()] = parse_yaml(f"value: {value}", file="--set").data["value"]
    return overrides


def read(scenario: str, settings: list[str] | None, force: bool) -> LoadedScenario:
    """A scenario, validated, with its overrides; refused where it is too large and not forced."""
    from trustsim.scenario.load import check_size, load_scenario

    source = load_scenario(scenario, overrides=overrides_of(settings))
    check_size(source.scenario, source.school, force)
    return source


def free_folder(name: str, seed: int) -> Path:
    """results/NAME-seedN, with a number where that is taken."""
    first = Path("results") / f"{name}-seed{seed}"
    folder, number = first, 2
    while folder.exists():
        folder, number = first.with_name(f"{first.name}-{number}"), number + 1
    return folder


@app.command()
def run(scenario: Scenario = "baseline", seed: Seed = "0",
        out: Annotated[Path | None, typer.Option(help="Folder for the results; by default results/SCENARIO-seedN.", metavar="FOLDER")] = None,
        settings: Setting = None,
        csv: Annotated[bool, typer.Option("--csv", help="Write the tables as CSV too.")] = False,
        figures: Annotated[bool, typer.Option(help="Draw the figures.")] = True,
        vector: Annotated[bool, typer.Option("--vector", help="Draw them as SVG too.")] = False,
        replace: Annotated[bool, typer.Option("--replace", help="Write over an older results folder.")] = False,
        force: Force = False) -> None:
    """Run a scenario: tables, figures and a summary in a results folder."""
    number = seed_of(seed)
    source = read(scenario, settings, force)
    folder = out if out is not None else free_folder(source.name, number)
    from trustsim.compiled import is_compiled_once
    from trustsim.store import check_out, save

    check_out(folder, replace=replace)
    results = with_progress(source, number, first_time=not is_compiled_once())
    from trustsim.summary import as_rich, summary

    words = summary(results)

    def more(results: Results, building: Path) -> None:
        (building / "summary.txt").write_text(words.as_text() + "\n", encoding="utf-8")
        if figures:
            from trustsim.figures import save_all

            save_all(results, building / "figures", vector=vector)

    save(results, folder, csv=csv, replace=replace, extra=more)
    from rich.console import Console

    console = Console()
    console.print(as_rich(words))
    console.print(f"Results: {folder}" + ("  (pictures in its figures folder)" if figures else ""), highlight=False, soft_wrap=True)


def with_progress(source: LoadedScenario, seed: int, *, first_time: bool) -> Results:
    """Run with a progress bar on the terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if first_time:
        console.print("Compiling the rules once; this takes a minute or two, later runs start at once.")
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("week {task.completed:.0f} of {task.total:.0f}"), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(source.scenario.title or source.name, total=source.scenario.weeks)
        from trustsim.results import run as run_model

        return run_model(source, seed=seed, progress=lambda week: bar.update(task, completed=week))


@app.command()
def check(files: Annotated[list[str], typer.Argument(help="Scenarios to check.", metavar="FILE...")], settings: Setting = None) -> None:
    """Check scenarios without running them; every error of a file at once."""
    from trustsim.scenario.load import check_size, load_scenario, size_of

    problems = []
    for file in files:
        try:
            source = load_scenario(file, overrides=overrides_of(settings))
            check_size(source.scenario, source.school, False)
        except InputError as error:
            problems += error.problems
            continue
        size = size_of(source.scenario, source.school)
        print(f"{file}: valid; {size.staff} staff, about {size.ties} ties, {source.scenario.weeks} weeks, about {size.seconds:.2g} s of computing")
    if problems:
        raise InputError(problems)


@app.command()
def describe(parameter: Annotated[str, typer.Argument(help="A parameter's path, or a part of it.", metavar="[PARAMETER]")] = "",
             markdown: Annotated[bool, typer.Option("--markdown", help="As a Markdown table.")] = False) -> None:
    """What every parameter means: default, unit, range, source."""
    from trustsim.scenario.describe import as_markdown, as_text, find, rows

    found = find(parameter) if parameter else rows()
    print(as_markdown(found) if markdown else as_text(found))


@app.command(name="list")
def list_scenarios() -> None:
    """The library of scenarios and the question each asks."""
    from rich.console import Console
    from rich.table import Table

    from trustsim.scenario.library import names
    from trustsim.scenario.load import load_scenario

    table = Table("scenario", "question", box=None, pad_edge=False)
    for name in names():
        table.add_row(name, load_scenario(name).scenario.question)
    Console().print(table)


@app.command()
def schema(out: Annotated[Path | None, typer.Option(help="File to write; by default it is printed.", metavar="FILE")] = None) -> None:
    """The JSON Schema of scenario files, so that editors complete and check them."""
    from trustsim.scenario.describe import json_schema

    text = json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
    if out is None:
        print(text, end="")
        return
    writing(out, lambda: out.write_text(text, encoding="utf-8"))


def writing(path: Path, write: Callable[[], object]) -> None:
    """Write, and say plainly where that cannot be done."""
    try:
        write()
    except OSError as error:
        raise InputError(Problem(f"cannot be written ({error.strerror or error})", file=str(path))) from error


def pairs_of(columns: list[str] | None) -> dict[str, str]:
    """`--column` options as a mapping from canonical name to the file's own."""
    mapping = {}
    for column in columns or []:
        name, equals, own = column.partition("=")
        if not equals:
            raise InputError(Problem("is not a column", key="--column", given=column, allowed="NAME=COLUMN, as tenure_years=Jahre"))
        mapping[name.strip()] = own.strip()
    return mapping


def scale_of(text: str | None) -> tuple[float, float] | None:
    """`--survey-scale 1-4` as its two ends."""
    if text is None:
        return None
    low, _, high = text.replace(":", "-").partition("-")
    try:
        return float(low), float(high)
    except ValueError as error:
        raise InputError(Problem("is not a scale", key="--survey-scale", given=text, allowed="LOW-HIGH, as 1-4")) from error


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
    for line in report.lines():
        print(line)
    print(f"Run it: python3 run_sim.py run {out}")
