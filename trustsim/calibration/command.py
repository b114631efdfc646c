"""run_sim.py calibrate."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from trustsim.calibration.targets import RealSchool

TELL_EVERY = 30.0   # seconds
SURVEYS_OF_ONE = 24


def calibrate(out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="Folder of the calibration; goes on where it has begun.")]
              = Path("results/calibration"),
              priors: Annotated[Path | None, typer.Option(metavar="FILE.yaml", help="What is held possible of which parameters; by default what "
                                                          "comes with the program.")] = None,
              schools: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Real schools with surveys: folders that `import` made, or pairs "
                                                           "of NAME_staff.csv and NAME_dyads.csv.")] = None,
              school: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Fit to this one school, a folder that `import` made.")] = None,
              waves: Annotated[int, typer.Option(min=1, max=20, help="Waves of points.")] = 3,
              points: Annotated[int, typer.Option(min=8, help="Points of each wave, best a power of two.")] = 128,
              seed: Annotated[int, typer.Option(min=0, help="Key of the luck of designs and samples.")] = 0,
              workers: Annotated[int | None, typer.Option(metavar="N", help="Worker processes; by default as many as there are processors.")] = None,
              ) -> None:
    """Fit parameters to published patterns and real schools: what the data rule out, what they cannot tell, how schools are foretold."""
    from importlib.util import find_spec

    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from trustsim.errors import InputError, Problem

    if find_spec("sklearn") is None:
        raise InputError(Problem("needs scikit-learn, which is not installed", key="calibrate", allowed="pip install 'trustsim[calibration]'"))
    if school is not None and schools is not None:
        raise InputError(Problem("goes with patterns and many schools, not with one", key="--schools", given=str(schools),
                                 allowed="--schools or --school"))
    from trustsim.calibration.fit import Plan
    from trustsim.calibration.fit import calibrate as fit_to
    from trustsim.calibration.heldout import left_out
    from trustsim.calibration.priors import OF_A_SCHOOL, OF_PATTERNS, read_priors, shipped_file
    from trustsim.calibration.report import opening, write
    from trustsim.calibration.targets import CALIBRATED_ON, PROVED_ON, pattern_targets, real_school, school_targets
    from trustsim.calibration.waves import identity, prepare

    held = read_priors(priors if priors is not None else shipped_file(OF_A_SCHOOL if school is not None else OF_PATTERNS))
    if school is not None:
        one = (real_school(school),)
        plan = Plan(held, school_targets(one), {}, one, False, SURVEYS_OF_ONE, waves, points, seed, proofs=0)
    else:
        many = tuple(found(schools, out)) if schools is not None else ()
        plan = Plan(held, pattern_targets() + school_targets(many), {name: number for name, (number, _) in CALIBRATED_ON.items()}, many,
                    waves=waves, points=points, seed=seed, proved={name: number for name, (number, _) in PROVED_ON.items()})
    prepare(out, plan.schools)
    console = Console(stderr=True)
    with Progress(TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:.0f} of {task.total:.0f} points"),
                  TimeRemainingColumn(), console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("points", total=1)
        began: dict[str, tuple[float, int]] = {}
        told = monotonic()

        def tell(words: str, made: int, of: int) -> None:
            nonlocal told
            now = monotonic()
            if words not in began:
                began[words] = (now, made)
                bar.reset(task, total=max(of, 1), description=words)
            bar.update(task, completed=made, total=max(of, 1), description=words)
            if not console.is_terminal and (now - told > TELL_EVERY or not of):   # a line now and then in the log of a batch job
                since, first = began[words]
                left = f", {(now - since) / (made - first) * (of - made) / 60:.0f} min left" if made > first else ""
                console.print(f"{words}: {made} of {of} points{left}" if of else words, highlight=False)
                told = now

        fit = fit_to(plan, out, workers=workers, told=tell)
    foretold = left_out(fit.judge, *fit.foretelling, plan.schools, seed) if len(plan.schools) > 2 else []
    pages = write(fit, foretold, out, identity(plan.schools))
    plain = Console()
    for line in opening(fit):
        plain.print(line.replace("**", ""), highlight=False, markup=False)
    print(f"Page and result: {', '.join(str(path) for path in pages)}")


def found(folder: Path, out: Path) -> list[RealSchool]:
    """Schools of a folder: imported ones as they are; tables are imported first, below the calibration's own folder."""
    from trustsim.calibration.targets import real_school
    from trustsim.errors import InputError, Problem
    from trustsim.imports import import_school

    made = sorted(path.parent for path in folder.glob("*/scenario.yaml"))
    if not made:
        for staff in sorted(folder.glob("*_staff.csv")):
            name = staff.name.removesuffix("_staff.csv")
            place = out / "schools" / name
            if not (place / "scenario.yaml").is_file():
                place.parent.mkdir(parents=True, exist_ok=True)
                import_school(staff, staff.with_name(f"{name}_dyads.csv"), place, tie_column="advice", team_column="same_grade", survey_scale=(1, 4),
                              columns={"tenure_years": "years_teaching"})
            made.append(place)
    if len(made) < 3:
        raise InputError(Problem("holds too few schools to leave one out", key="--schools", given=f"{len(made)} in {folder}",
                                 allowed="at least three: folders that `import` made, or NAME_staff.csv beside NAME_dyads.csv"))
    return [real_school(path) for path in made]
