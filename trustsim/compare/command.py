"""What the command `compare` leaves: a folder with tables, figures, a summary and the scenarios, whole or not at all."""

from __future__ import annotations

import shlex
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import trustsim
from trustsim.compare.comparison import Comparison
from trustsim.compare.ties import Named, named_ties
from trustsim.compare.words import as_rich, as_text, said
from trustsim.errors import InputError, Problem, nearest
from trustsim.scenario.load import LoadedScenario
from trustsim.store import RANDOMNESS, check_out, digest, keys_of_manifest, surroundings, write_csv, write_folder, write_scenario, write_table
from trustsim.weekly import WEEKLY

if TYPE_CHECKING:
    from rich.console import Group

SHOWN = ("trust", "cooperation_share", "plc_index", "viable", "active_across_teams")   # drawn where nothing else is asked for
MOST_SHOWN = 12


@dataclass(frozen=True)
class Options:
    """What was asked for: columns to draw, the replicate whose ties are named (None: a typical one), `--set` options, and what to write."""

    columns: Sequence[str] = ()
    replicate: int | None = None
    settings: Sequence[str] = ()
    csv: bool = False
    figures: bool = True
    vector: bool = False
    replace: bool = False

    def check(self, replicates: int) -> None:
        """InputError with everything that cannot be done."""
        problems = [Problem("is not a column of the weekly table", key="--figure", given=name, allowed="a column of docs/results.md",
                            nearest=nearest(name, list(WEEKLY))) for name in self.columns if name not in WEEKLY]
        if len(self.columns) > MOST_SHOWN:
            problems.append(Problem("are too many for one figure", key="--figure", given=len(self.columns), allowed=f"at most {MOST_SHOWN}"))
        if self.replicate is not None and not 0 <= self.replicate < replicates:
            problems.append(Problem("is not a replicate", key="--ties", given=self.replicate, allowed=f"0 to {replicates - 1}"))
        if problems:
            raise InputError(problems)


def name_of(sources: Sequence[LoadedScenario]) -> str:
    """A name for the folder: 'baseline-vs-protected_time'."""
    names = [source.name[:40] for source in sources]
    return f"{names[0]}-vs-{names[1]}" + (f"-and-{len(names) - 2}-more" if len(names) > 2 else "")


def is_comparison(folder: Path) -> bool:
    """Whether `compare` wrote this folder."""
    return {"trustsim", "compared", "files"} <= keys_of_manifest(folder)


def comparison_folder(out: Path, *, replace: bool) -> None:
    """Refuse a folder that cannot or should not be written, before anything runs."""
    check_out(out, replace=replace, is_old=is_comparison)


def write_comparison(found: Comparison, out: Path, options: Options) -> tuple[Group, list[str]]:
    """Write the folder; returns the words for the terminal, and the lines that go below them.

    Raises
    ------
    InputError, OSError
        As :func:`trustsim.store.write_folder`.
    """
    words = said(found)
    replicate = found.typical() if options.replicate is None else options.replicate
    named = {k: named_ties(found.sources[0], found.sources[k], seed=found.seeds[replicate], week=found.week) for k in found.others}
    commands = _commands(found, out, replicate, named, typical=options.replicate is None)
    places = [_place(found, k) for k in range(len(found.sources))]

    def fill(building: Path) -> None:
        tables = {"comparison": found.outcomes, "weeks": found.weeks, "replicates": found.replicates, "ties": found.ties}
        tables |= {f"ties-replicate{replicate}" + (f"-{k}" if len(named) > 1 else ""): each.table for k, each in named.items()}
        for name, table in tables.items():
            write_table(table, building / f"{name}.parquet", csv=options.csv)
        write_csv(found.outcomes, building / "comparison.csv")   # for reading, always
        for source, place in zip(found.sources, places, strict=True):
            (building / place).mkdir(parents=True)
            write_scenario(building / place, source.scenario, source.school, source.files, seed=found.seed)
        (building / "summary.txt").write_text(as_text(words, found.labels[0]) + "\n" + "\n".join(commands) + "\n", encoding="utf-8")
        if options.figures:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", "Glyph ")   # a letter of a title that the font lacks
                draw(found, building / "figures", tuple(dict.fromkeys(options.columns)) or SHOWN, vector=options.vector)

    def seal(files: dict[str, str]) -> dict[str, object]:
        compared = [{"label": label, "scenario": source.name, "title": source.scenario.title, "scenario_sha256": digest(source.scenario),
                     "folder": place} for label, source, place in zip(found.labels, found.sources, places, strict=True)]
        return {"trustsim": trustsim.__version__, "compared": compared, "seed": found.seed, "replicates": found.n, "week": found.week,
                "randomness": RANDOMNESS, "settings": list(options.settings), **surroundings(), "files": files}

    write_folder(out, fill, seal, replace=options.replace, is_old=is_comparison)
    pictures = "  (pictures in its figures folder)" if options.figures else ""
    return as_rich(words, found.labels[0]), ["", *commands, "", f"Comparison: {out}{pictures}"]


def draw(found: Comparison, folder: Path, columns: Sequence[str], *, vector: bool) -> list[Path]:
    """The figures: weeks.png (bands and differences by week) and effects.png (effect sizes)."""
    from dataclasses import replace

    from trustsim.compare.comparison import MAIN
    from trustsim.figures.contrast import Group as Runs
    from trustsim.figures.contrast import contrast
    from trustsim.figures.effect_sizes import effects
    from trustsim.figures.style import save

    folder.mkdir()
    luck = f"seed {found.seed}, replicates 0-{found.n - 1}"
    cut = [replace(source, scenario=source.scenario.model_copy(update={"weeks": found.week})) for source in found.sources]
    runs = [Runs(source, table, label) for source, table, label in zip(cut, found.weekly, found.labels, strict=True)]
    differences = [{name: found.band(k, name) for name in columns} for k in found.others]
    main = found.outcomes[found.outcomes["outcome"].isin(MAIN)]
    drawn = {"weeks": contrast(runs, columns, seeds=found.seeds, differences=differences, luck=luck),
             "effects": effects(main.set_index("outcome", drop=False).loc[list(MAIN)].reset_index(drop=True),
                                luck=f"{found.n} replicates, seed {found.seed}, week {found.week}")}
    return [save(figure, folder / f"{name}.{ending}") for name, figure in drawn.items() for ending in (("png", "svg", "pdf") if vector else ("png",))]


def _place(found: Comparison, scenario: int) -> str:
    """Where the folder keeps a scenario, so that it runs by itself."""
    return f"scenarios/{scenario}-{found.sources[scenario].name[:40]}"


def _commands(found: Comparison, out: Path, replicate: int, named: dict[int, Named], *, typical: bool) -> list[str]:
    """The exact commands that make one replicate again, and explain where a tie of it parts."""
    seed = found.seeds[replicate]
    results = [f"{out}-replicate{replicate}-{k}" for k in range(len(found.sources))]
    middling = " (its difference of trust is in the middle of all)" if typical and found.n > 2 else ""
    lines = [f"One replicate by itself: replicate {replicate}{middling}; other seeds are in replicates.parquet."]
    for k, result in enumerate(results):
        lines.append(shlex.join(["python3", "run_sim.py", "run", f"{out}/{_place(found, k)}", "--seed", str(seed), "--out", result]))
    for k, each in named.items():
        if each.telling is not None:
            lines.append(shlex.join(["python3", "run_sim.py", "explain", results[0], "--tie", each.telling.a, each.telling.b,
                                     "--difference", results[k]]))
    return lines
