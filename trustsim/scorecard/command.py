"""run_sim.py scorecard. Exit code 0 whatever the verdicts: a failed pattern is a finding."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from trustsim.scorecard.running import Card

TELL_EVERY = 30.0   # seconds

Setting = Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Hold the model at another value of a parameter against "
                                                   "the evidence. Repeatable.")]
Rule = Annotated[list[str] | None, typer.Option("--rule", metavar="RULE", help="Rival rule to run beside the model; by default all. 'none' runs "
                                                "the model alone. Repeatable.")]


def scorecard(out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="Folder of the scorecard; goes on where it has begun.")]
              = Path("results/scorecard"),
              quick: Annotated[bool, typer.Option("--quick", help="Fewer replicates: within two minutes on two processors.")] = False,
              rule: Rule = None,
              setting: Setting = None,
              schools: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Tables of real schools, whose own figures are marked in the "
                                                           "plots.")] = None,
              workers: Annotated[int | None, typer.Option(metavar="N", help="Worker processes; by default as many as there are processors.")] = None,
              replace: Annotated[bool, typer.Option("--replace", help="Write over a scorecard of other code.")] = False) -> None:
    """Hold the model, and rival rules, against published evidence: every pattern with its band, interval and verdict."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from trustsim.errors import InputError, Problem, nearest
    from trustsim.scenario.load import load_scenario
    from trustsim.scenario.mechanisms import RIVALS
    from trustsim.scorecard.page import write_page
    from trustsim.scorecard.running import make, prepare
    from trustsim.terminal import overrides_of

    for name in rule or ():
        if name not in RIVALS:
            raise InputError(Problem("is no rule", key="--rule", given=name, nearest=nearest(name, list(RIVALS)), allowed=", ".join(RIVALS)))
    rules = RIVALS if not rule else tuple(name for name in RIVALS if name in {RIVALS[0], *rule})
    real = None
    if schools is not None:
        from trustsim.scorecard.real import real_figures

        real = real_figures(schools)
    settings = overrides_of(setting)
    load_scenario("baseline", overrides=settings)   # so that what does not fit is said here
    prepare(out, settings=settings, replace=replace)
    console = Console(stderr=True)
    with Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console, transient=True,
                  disable=not console.is_terminal) as bar:
        task = bar.add_task("verdicts")
        told = monotonic()

        def done(key: str, still: int, verdicts: int) -> None:
            nonlocal told
            words = f"{verdicts - still} of {verdicts} verdicts clear"
            bar.update(task, total=verdicts, completed=verdicts - still, description=words)
            if not console.is_terminal and monotonic() - told > TELL_EVERY:   # a line now and then in the log of a batch job
                console.print(words, highlight=False)
                told = monotonic()

        card = make(out, quick=quick, rules=rules, settings=settings, workers=workers, done=done)
    pages = write_page(card, out, real)
    show(card)
    print(f"Pages: {', '.join(str(path) for path in pages)}")


def show(card: Card) -> None:
    """The table on the terminal."""
    from rich.console import Console
    from rich.table import Table

    from trustsim.scorecard.page import RULES, cell, headline, lines, told

    console = Console()
    table = Table(title="Scorecard of the model", title_justify="left")
    for name in ("pattern", "criterion", "band", "estimate", "replicates", "verdict"):
        table.add_column(name, justify="right" if name == "replicates" else "left")
    before = ""
    for pattern, criterion, finding in lines(card):
        colour = {"pass": "blue", "fail": "bold red", "undecided": "dim"}[finding.verdict]
        table.add_row(pattern.name if pattern.name != before else "", criterion.words, str(criterion.band), told(finding), str(finding.n),
                      f"[{colour}]{finding.verdict}[/]")
        before = pattern.name
    console.print(table)
    if len(card.rules) > 1:
        from trustsim.scorecard.patterns import PATTERNS

        matrix = Table(title="Which rule shows what (✓ pass, ✗ fail, ? undecided)", title_justify="left")
        matrix.add_column("pattern")
        for rule in card.rules:
            matrix.add_column(RULES[rule], justify="center")
        for pattern in PATTERNS:
            matrix.add_row(pattern.name, *(cell(card, pattern, rule) for rule in card.rules))
        console.print(matrix)
    console.print(headline(card), highlight=False)
