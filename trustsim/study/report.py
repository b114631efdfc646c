"""What a study shows: tables with intervals and figures, in FOLDER/report, and the short table at the end.

Which tables and figures there are depends on the design. Everything is computed by trustsim.analysis from the stored runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from trustsim.analysis.effects import by_level, effects
from trustsim.analysis.intervals import mean_interval
from trustsim.analysis.labels import About, Label
from trustsim.analysis.phase import phase_map
from trustsim.analysis.runs import joined
from trustsim.analysis.sensitivity import analyse_morris, analyse_sobol, convergence
from trustsim.analysis.survival import survival
from trustsim.errors import InputError
from trustsim.store import write_csv, write_folder
from trustsim.study.load import is_share_of_runs
from trustsim.study.opened import OpenStudy
from trustsim.study.plan import precision
from trustsim.study.schema import Adaptive, Grid, Morris, OneAtATime, Precision, Sobol, words_of
from trustsim.weekly import WEEKLY, is_share

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from rich.table import Table

HEADLINES = ("viable", "trust", "cooperation_share", "plc_index")
MOST_HEADLINES = 3
MOST_ROWS = 24        # of the table on the terminal
MOST_PANELS = 4       # phase maps of one study
MOST_GROUPS = 6       # curves in one figure
REPORT = "report.json"

Draw = Callable[[], "Figure"]


def report(study: OpenStudy, *, figures: bool = True, vector: bool = True, drop: bool = False) -> tuple[list[str | Table], list[Path]]:
    """Write tables (CSV) and figures (PNG; SVG and PDF where `vector`) into FOLDER/report; returns lines for the terminal, and the files.

    Parameters
    ----------
    drop : of Sobol and Morris designs, leave out base points and trajectories with failed runs, and say how many, rather than refuse.
    """
    made = _Report(study, drop)
    made.build()
    names: list[str] = []

    def fill(building: Path) -> None:
        for name, table in made.tables.items():
            write_csv(table, building / f"{name}.csv")
            names.append(f"{name}.csv")
        if figures:
            from trustsim.figures.style import save

            for name, draw in made.figures.items():
                figure = draw()
                for ending in ("png", "svg", "pdf") if vector else ("png",):
                    save(figure, building / f"{name}.{ending}")
                    names.append(f"{name}.{ending}")

    def seal(files: dict[str, str]) -> dict[str, Any]:
        return {"study_id": study.lock["study_id"], "complete": study.complete, "notes": made.notes, "files": files}

    place = write_folder(study.folder / "report", fill, seal, replace=True, is_old=lambda folder: (folder / REPORT).is_file(), name=REPORT)
    return [*made.lines, *made.notes], [place / name for name in names]


def about_of(study: OpenStudy) -> About:
    """What figures say of a study."""
    first = study.study.materials.scenarios[0].scenario
    labels = {factor.name: Label(factor.label, factor.unit if factor.unit not in ("", "0-1") else "", log=factor.log)
              for factor in study.study.factors}
    labels |= {name: Label(words_of(name), *_unit_of(name)) for name in study.outcomes}
    most, least = max(made.last for made in study.rounds), min(made.last for made in study.rounds)
    wanted = study.study.study.replicates
    return About(study.study.title, len(study.design) if not isinstance(study.study.study.design, Adaptive) else _points_run(study),
                 f"{least:,}-{most:,}" if isinstance(wanted, Precision) and least < most else most,
                 f"study seed {study.study.study.seed}, replicates 0-{most - 1}", labels, first.weeks_per_term, first.weeks_per_year)


def _points_run(study: OpenStudy) -> int:
    return len({int(point) for made in study.rounds for point in made.points})


def _unit_of(outcome: str) -> tuple[str, bool]:
    """The unit of an outcome, and whether it is read in percent."""
    if is_share_of_runs(outcome):
        return "share of runs", True
    figure, _, week = outcome.rpartition("_w")
    known = figure if figure in WEEKLY and week.isdigit() else outcome
    if known in WEEKLY:
        return ("", True) if is_share(known) else ("" if WEEKLY[known].unit == "0-1" else WEEKLY[known].unit, False)
    return ("week" if known == "viable_week" else "weeks" if known == "weeks_viable" else ""), False


class _Report:
    """Tables, figures and lines of a study, collected."""

    def __init__(self, study: OpenStudy, drop: bool) -> None:
        self.study, self.drop = study, drop
        self.design = study.study.study.design
        self.confidence = study.study.study.confidence
        named = study.study.study.headlines
        self.headlines = list(dict.fromkeys(named)) or [name for name in HEADLINES if name in study.outcomes][:MOST_HEADLINES]
        self.tables: dict[str, pd.DataFrame] = {}
        self.figures: dict[str, Draw] = {}
        self.lines: list[str | Table] = []
        self.notes: list[str] = []
        self.about = about_of(study)

    def build(self) -> None:
        """Collect what fits the design."""
        of = {self.design.of} if isinstance(self.design, Adaptive) else set()
        self.runs = self.study.runs(sorted({*self.headlines, "viable_week", *of}), lean=True)
        self.tables["summary"] = self.study.summary()
        if isinstance(self.study.study.study.replicates, Precision):
            self._precision()
        if isinstance(self.design, Sobol):
            self._sobol()
        elif isinstance(self.design, Morris):
            self._morris()
        else:
            self._means()
            self._maps()
            for name in self.study.study.study.outcomes.series:
                self._series(name)
        self._survival()
        if not self.study.complete:
            self.notes.append("The study is not complete: what is shown is of the runs there are.")

    def _tried(self, name: str, make: Callable[[], None]) -> None:
        """An analysis that refuses its data is named, with its reason, rather than left out silently."""
        try:
            make()
        except InputError as error:
            self.notes.append(f"No {name}: {error.problems[0]}")

    def _precision(self) -> None:
        judged = pd.concat([precision(self.study.study, made, self.study.cells) for made in self.study.rounds if not self.study.missing(made)])
        last = judged.groupby("point", as_index=False).last()
        self.tables["precision"] = last
        of = self.study.study.study.replicates
        assert isinstance(of, Precision)
        capped = int(last["capped"].sum())
        self.notes.append(f"Interval of {words_of(of.of)}: half-width {last['half_width'].max():.3g} at most (wanted {of.half_width:g}), with "
                          f"{int(last['n'].min()):,} to {int(last['n'].max()):,} replicates"
                          + (f"; {capped} of {len(last)} points reached the most replicates before they were precise" if capped else ""))

    def _means(self) -> None:
        """The table of points, and means by level."""
        self.lines.append(self._table(self.tables["summary"]))
        factors = list(self.study.factors)
        if not factors:
            return
        base = None
        if isinstance(self.design, OneAtATime):
            base = dict(self.study.design.iloc[0][factors])
        levels = {name: by_level(self.runs, factors, name, base=base, share=is_share_of_runs(name), confidence=self.confidence)
                  for name in self.headlines}
        if not isinstance(self.design, Adaptive):
            self.tables["levels"] = pd.concat([table.assign(outcome=name) for name, table in levels.items()], ignore_index=True)
            self.figures["means"] = lambda: _figures("effects").means(levels, self.about, one_at_a_time=base is not None, confidence=self.confidence)
        if isinstance(self.design, Grid) and len(factors) > 1:
            for name in self.headlines:
                self._tried(f"effects on {words_of(name)}", lambda name=name: self._effects(name, factors))  # type: ignore[misc]

    def _effects(self, outcome: str, factors: list[str]) -> None:
        fewest = int(self.runs.groupby("point")["replicate"].max().min()) + 1   # where replicates grew, points have more or fewer
        found = effects(self.runs[self.runs["replicate"] < fewest], factors, outcome, share=is_share_of_runs(outcome), confidence=self.confidence)
        self.tables[f"effects_{outcome}"] = found.contrasts
        self.tables[f"interactions_{outcome}"] = found.interactions
        self.figures[f"effects_{outcome}"] = lambda: _figures("effects").effects(found, outcome, self.about)
        self.figures[f"interactions_{outcome}"] = lambda: _figures("effects").interactions(found, outcome, self.about)

    def _maps(self) -> None:
        """Phase maps of the first outcome of yes or no over two factors; a map for each combination of the others."""
        known = {factor.name: factor for factor in self.study.study.factors}
        of = self.design.of if isinstance(self.design, Adaptive) else next((name for name in self.headlines if is_share_of_runs(name)), None)
        axes = [name for name, factor in known.items() if factor.is_range] if isinstance(self.design, Adaptive) else list(known)[:2]
        if of is None or len(axes) < 2 or not isinstance(self.design, Grid | Adaptive):
            return
        for words, rows in self._panels([name for name in known if name not in axes]):
            self._tried("map", lambda words=words, rows=rows: self._map(axes, of, words, rows))  # type: ignore[misc]

    def _panels(self, others: list[str]) -> Iterator[tuple[str, pd.DataFrame]]:
        """Runs by combination of the other factors, with its name; as many as can be looked at."""
        if not others:
            yield "", self.runs
            return
        groups = list(self.runs.groupby(others, sort=False))
        if len(groups) > MOST_PANELS:
            self.notes.append(f"Maps of the first {MOST_PANELS} of {len(groups)} combinations of {', '.join(others)}")
        for levels, rows in groups[:MOST_PANELS]:
            yield ", ".join(f"{self.about.label(name).words} {level}" for name, level in zip(others, levels)), rows

    def _map(self, axes: list[str], outcome: str, words: str, rows: pd.DataFrame) -> None:
        log = [axis for axis in axes if self.about.label(axis).log]
        found = phase_map(rows, axes[0], axes[1], outcome, log=log, confidence=self.confidence)
        name = f"map_{outcome}" + (f"_{sum(key.startswith('map_') for key in self.figures) + 1}" if words else "")
        self.tables[name] = found.cells
        sides = found.cells["side"]
        above, below, undecided = (int((sides == side).sum()) for side in (1, -1, 0))
        self.lines.append(f"{words + ': ' if words else ''}{words_of(outcome)} in most runs at {above} of {len(sides)} cells, in fewer than half at "
                          f"{below}, undecided at {undecided}")
        self.figures[name] = lambda: _figures("phase").phase(found, self.about, where=words)

    def _series(self, figure: str) -> None:
        """Means week by week of a grid: a line a level of the factor with more levels, a panel a level of the other."""
        factors = sorted(self.study.factors, key=lambda name: self.study.design[name].nunique())
        sizes = [self.study.design[name].nunique() for name in factors]
        fits = sizes[-1:] <= [MOST_GROUPS] and (len(sizes) == 1 or sizes[0] <= MOST_PANELS)
        if not isinstance(self.design, Grid) or len(factors) not in (1, 2) or not fits:
            self.notes.append(f"No figure of {words_of(figure)} week by week: it wants a grid of one or two factors, of at most {MOST_GROUPS} and "
                              f"{MOST_PANELS} levels; open_study(FOLDER).series({figure!r}) gives the numbers")
            return
        runs, values = self.study.series(figure)
        made = []
        for levels, rows in runs.groupby(factors, sort=False).groups.items():
            n = np.isfinite(values[rows]).sum(axis=0)
            known = np.ma.masked_invalid(values[rows])
            mean, sd = known.mean(axis=0).filled(np.nan), known.std(axis=0, ddof=1).filled(np.nan)
            low, high = mean_interval(mean, sd, n, self.confidence)
            keys = dict(zip(factors, levels if isinstance(levels, tuple) else (levels,)))
            made.append(pd.DataFrame({**keys, "week": np.arange(len(mean)), "n": n, "estimate": mean, "low": low, "high": high}))
        table = self.tables[f"series_{figure}"] = pd.concat(made, ignore_index=True)
        panel = factors[0] if len(factors) > 1 else ""
        self.figures[f"series_{figure}"] = lambda: _figures("series").series(table, figure, self.about, lines=factors[-1], panels=panel,
                                                                             confidence=self.confidence)

    def _values(self, outcome: str) -> np.ndarray[Any, Any]:
        return joined(self.runs, outcome, points=len(self.study.design), replicates=self.study.study.study.most_replicates)

    def _sobol(self) -> None:
        assert isinstance(self.design, Sobol)
        second = self.design.second_order
        design = self.study.design[list(self.study.factors)]

        def one(outcome: str) -> None:
            values = self._values(outcome)
            found = analyse_sobol(design, values, second_order=second, drop=self.drop, confidence=self.confidence)
            settled = convergence(design, values, second_order=second, drop=self.drop, confidence=self.confidence)
            self.tables[f"sobol_{outcome}"] = found.indices
            self.tables[f"settling_{outcome}"] = settled.table
            if found.second is not None:
                self.tables[f"sobol_pairs_{outcome}"] = found.second
            self.lines += [_said(f"Sobol indices of {words_of(outcome)}", found.words), self._indices(found.indices, ("first", "total"))]
            self.figures[f"sobol_{outcome}"] = lambda: _figures("indices").sobol(found, outcome, self.about)
            self.figures[f"settling_{outcome}"] = lambda: _figures("indices").settling(settled, outcome, self.about, confidence=self.confidence)

        for name in self.headlines:
            self._tried(f"Sobol indices of {words_of(name)}", lambda name=name: one(name))  # type: ignore[misc]

    def _morris(self) -> None:
        names = list(self.study.factors)
        design = self.study.design[[f"unit_{name}" for name in names]].set_axis(names, axis=1)

        def one(outcome: str) -> None:
            found = analyse_morris(design, self._values(outcome), drop=self.drop, confidence=self.confidence)
            self.tables[f"morris_{outcome}"] = found.effects
            self.lines += [_said(f"Elementary effects on {words_of(outcome)}", found.words), self._indices(found.effects, ("mu_star", "sigma"))]
            self.figures[f"morris_{outcome}"] = lambda: _figures("indices").morris(found, outcome, self.about)

        for name in self.headlines:
            self._tried(f"elementary effects on {words_of(name)}", lambda name=name: one(name))  # type: ignore[misc]

    def _survival(self) -> None:
        """Time to viability, by the levels of as many factors as make few enough groups."""
        if not isinstance(self.design, Grid) or not self.runs["viable_week"].notna().any():
            return
        by: list[str] = []
        sizes = self.study.design[list(self.study.factors)].nunique()
        for count in range(min(2, len(sizes)), 0, -1):
            by = next((list(names) for names in combinations(sizes.index, count) if sizes[list(names)].prod() <= MOST_GROUPS), [])
            if by:
                break
        weeks = [self.study.study.materials.at(coded).scenario.weeks for coded in self.study.study.points.coded]
        labels = [self.about.label(name) for name in by]
        groups = [", ".join(label.number(value) for label, value in zip(labels, row)) for row in self.study.design[by].itertuples(index=False)]
        at = self.runs["point"].to_numpy()
        runs = self.runs[["replicate", "viable_week"]].assign(weeks=np.array(weeks)[at])
        if by:
            runs["group"] = np.array(groups, dtype=object)[at]

        def make() -> None:
            found = survival(runs, group="group" if by else None, confidence=self.confidence)
            self.tables["time_to_viability"], self.tables["time_to_viability_curves"] = found.medians, found.curves
            from dataclasses import replace

            label = Label(", ".join(self.about.label(name).words for name in by))
            about = replace(self.about, labels={**self.about.labels, "group": label})
            self.figures["time_to_viability"] = lambda: _figures("survival").survival(found, about, group="group" if by else "")

        self._tried("time to viability", make)

    # The terminal

    def _table(self, summary: pd.DataFrame) -> Table:
        """Points by outcomes, each estimate with its interval."""
        from rich.table import Table

        outcomes = self.headlines[:MOST_HEADLINES]   # more do not fit
        shown = summary[summary["outcome"].isin(outcomes)]
        points = list(dict.fromkeys(shown["point"]))
        more = f"; the first {MOST_ROWS} of {len(points):,} points" if len(points) > MOST_ROWS else ""
        table = Table(title=f"Estimates with {self.confidence:.0%} intervals{more}", title_justify="left", box=None, padding=(0, 2, 0, 0))
        for name in self.study.factors:
            table.add_column(self.about.label(name).axis)
        table.add_column("runs", justify="right")
        for name in outcomes:
            table.add_column(self.about.label(name).words, min_width=20)   # an estimate stays on one line
        for _, rows in shown[shown["point"].isin(points[:MOST_ROWS])].groupby("point", sort=False):
            first = rows.iloc[0]
            table.add_row(*(self.about.label(name).number(first[name]) for name in self.study.factors), f"{int(rows['n'].max()):,}",
                          *(_estimate(rows[rows["outcome"] == name].iloc[0], self.about.label(name).percent) for name in outcomes))
        return table

    def _indices(self, found: pd.DataFrame, columns: tuple[str, str]) -> Table:
        from rich.table import Table

        table = Table(box=None, padding=(0, 2, 0, 0))
        for heading in ("factor", *(column.replace("mu_star", "mu*") for column in columns)):
            table.add_column(heading)
        for _, row in found.sort_values(columns[1] if columns[1] == "total" else columns[0], ascending=False).head(MOST_ROWS).iterrows():
            table.add_row(self.about.label(row["factor"]).words, *(f"{row[name]:.3f} ({row[f'{name}_low']:.3f} to {row[f'{name}_high']:.3f})"
                                                                    for name in columns))
        return table


def _figures(name: str) -> Any:
    """A module of figures; matplotlib is loaded when something is drawn."""
    from importlib import import_module

    return import_module(f"trustsim.figures.{name}")


def _said(what: str, more: str) -> str:
    return f"{what}: {more}" if more else what


def _estimate(row: pd.Series[Any], percent: bool) -> str:
    if percent:
        return f"{row['estimate']:.0%} ({row['low']:.0%}-{row['high']:.0%})"
    return f"{row['estimate']:.3f} ({row['low']:.3f}-{row['high']:.3f})"
