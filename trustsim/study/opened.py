"""A study's runs as tables: pandas, Arrow, SQL. Everything downstream reads studies through here.

    study = trustsim.open_study("results/quick")
    study.summary("trust")
    study.runs(["trust", "viable"])
    study.sql("select leadership, avg(trust) from runs group by all")
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from trustsim.analysis.intervals import mean_interval, share_interval
from trustsim.errors import InputError, Problem, nearest
from trustsim.study.chunks import Listing, listing
from trustsim.study.load import LoadedStudy, is_share_of_runs
from trustsim.study.lock import CHUNKS, opened
from trustsim.study.outcomes import columns
from trustsim.study.plan import Round, next_round
from trustsim.study.work import OK, schema

if TYPE_CHECKING:
    import duckdb

AT_ONCE = 6   # outcomes read at a time
RUN = ("point", "replicate", "seed", "status", "error", "flags")


class OpenStudy:
    """A study's folder as it is now. Runs that are damaged or missing are not in its tables; `complete` says whether any are.

    Attributes
    ----------
    folder : where it lies.
    study : what was asked for.
    lock : identity and provenance.
    rounds : rounds of runs whose extent is known; the last may be unfinished.
    listing : chunk files that are whole, and what is wrong with others.
    complete : whether every run is there.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.study, self.lock = opened(self.folder)
        self.refresh()

    def refresh(self) -> None:
        """Look at the chunks again, and find the rounds that their runs lead to."""
        for cached in ("_connection", "_kept"):
            self.__dict__.pop(cached, None)
        self.rounds: list[Round] = []
        self.listing = Listing()
        self.complete = False
        past: Round | None = None
        while True:
            following = next_round(self.study, past, self.cells)
            if following is None:
                self.complete = True
                return
            self.rounds.append(following)
            self.listing = self._listing()
            self.__dict__.pop("_connection", None)
            if self.missing(following):
                return
            past = following

    def _listing(self) -> Listing:
        rows = {made.key(k): made.size(k) for made in self.rounds for k in range(len(made))}
        return listing(self.folder / CHUNKS, study_id=str(self.lock["study_id"]), rows=rows)

    def missing(self, made: Round) -> list[int]:
        """Chunks of a round that are not there whole."""
        return [k for k in range(len(made)) if made.key(k) not in self.listing.done]

    @property
    def is_compact(self) -> bool:
        """Whether one file holds several chunks."""
        return len(set(self.listing.done.values())) < len(self.listing.done)

    @property
    def planned(self) -> int:
        """Runs of all rounds whose extent is known."""
        return sum(made.runs for made in self.rounds)

    @property
    def factors(self) -> tuple[str, ...]:
        """Names of the factors."""
        return tuple(factor.name for factor in self.study.factors)

    @cached_property
    def design(self) -> pd.DataFrame:
        """One row a design point: its number, the factors, and what an analysis of the design needs."""
        return self.study.points.table(self.study.factors)

    @property
    def outcomes(self) -> list[str]:
        """Names of the outcomes that are single numbers."""
        return [field.name for field in columns(self.study.study.outcomes) if pa.types.is_floating(field.type)]

    # Tables

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        import duckdb

        connection = duckdb.connect(":memory:")
        connection.register("design", self.design)
        files = sorted({str(path) for path in self.listing.done.values()})
        if files:
            connection.read_parquet(files).create_view("chunk_rows")
        else:
            connection.register("chunk_rows", schema(self.study.materials).empty_table())
        joined = ", ".join(f"design.{_quoted(name)}" for name in self.design.columns if name != "point")
        connection.execute(f"create view runs as select chunk_rows.point, chunk_rows.replicate{', ' + joined if joined else ''}, "
                           "chunk_rows.* exclude (point, replicate) from chunk_rows join design using (point)")
        return connection

    def sql(self, query: str) -> pd.DataFrame:
        """The answer to a query in SQL (DuckDB) over the tables `runs` (factors and outcomes, a row a run) and `design`."""
        return self._connection.sql(query).df()

    def arrow(self, names: Sequence[str] | None = None) -> pa.Table:
        """Runs as an Arrow table, in order of point and replicate; `names` chooses outcomes, by default all columns."""
        chosen = "*" if names is None else ", ".join(_quoted(name) for name in (*RUN[:2], *self.factors, *self._known(names)))
        return self._connection.sql(f"select {chosen} from runs order by point, replicate").to_arrow_table()

    def runs(self, names: Sequence[str] | None = None, *, failed: bool = False, lean: bool = False) -> pd.DataFrame:
        """Runs as a table: point, replicate, seed, factors and outcomes.

        Parameters
        ----------
        names : outcomes, by default every single number.
        failed : those that failed too, with status and error.
        lean : without seeds, and the names of levels stored once: a million runs then take little memory.
        """
        keys = RUN[:2] if lean else RUN[:5] if failed else RUN[:3]
        chosen = ", ".join(_quoted(name) for name in (*keys, *(() if lean else self.factors),
                                                      *self._known(self.outcomes if names is None else names)))
        if lean:
            kept = self._connection.sql(f"select {chosen} from chunk_rows where status = '{OK}'").fetchnumpy()
            order = np.lexsort((kept["replicate"], kept["point"]))
            columns = {name: np.ma.filled(kept.pop(name), np.nan)[order] if name not in keys else kept.pop(name)[order] for name in list(kept)}
            levels = {name: self.design[name].to_numpy()[columns["point"]] for name in self.factors}
            return pd.DataFrame({**{name: columns.pop(name) for name in keys}, **levels, **columns}, copy=False)
        where = "" if failed else f"where status = '{OK}' "
        return self._connection.sql(f"select {chosen} from runs {where}order by point, replicate").df()

    def failures(self) -> pd.DataFrame:
        """Runs that failed, and those with an outcome that is not finite: point, replicate, seed, status, error, flags."""
        return self._connection.sql(f"select {', '.join(RUN)} from runs where status <> '{OK}' or flags <> '' order by point, replicate").df()

    def with_failures(self) -> set[str]:
        """Chunks in which a run failed."""
        failed = self._connection.sql(f"select distinct point, replicate from runs where status <> '{OK}'").fetchnumpy()
        runs = set(zip(failed["point"].tolist(), failed["replicate"].tolist()))
        return {made.key(k) for made in self.rounds for k in range(len(made)) if not runs.isdisjoint(zip(*(at.tolist() for at in made.runs_of(k))))}

    def series(self, figure: str) -> tuple[pd.DataFrame, np.ndarray[Any, Any]]:
        """A weekly series: the runs (point, replicate, factors), and its values, shape (runs, weeks + 1).

        Raises
        ------
        InputError
            Where the study did not keep the series.
        """
        kept = self.study.study.outcomes.series
        if figure not in kept:
            allowed = ", ".join(kept) or "outcomes.series in the study file"
            raise InputError(Problem("was not kept weekly", key="series", given=figure, allowed=allowed))
        keys = ", ".join(_quoted(name) for name in (*RUN[:2], *self.factors))
        table = self._connection.sql(f"select {keys}, {_quoted(f'{figure}_series')} as kept from runs where status = '{OK}' "
                                     "order by point, replicate").df()
        values = table.pop("kept")
        longest = max((len(row) for row in values), default=0)   # scenarios may differ in length
        made = np.full((len(table), longest), np.nan)
        for k, row in enumerate(values):
            made[k, : len(row)] = np.ma.filled(np.ma.asarray(row, dtype=float), np.nan)   # a week without a value is masked
        return table, made

    def ties(self) -> pd.DataFrame:
        """Directed ties that the runs kept: point, replicate, factors, then the columns of a run's table of ties."""
        if not self.study.study.outcomes.ties:
            raise InputError(Problem("were not kept", key="ties", allowed="ties: true among the outcomes of the study file"))
        keys = ", ".join(_quoted(name) for name in (*RUN[:2], *self.factors))
        return self._connection.sql(f"select {keys}, unnest(ties, recursive := true) from runs where status = '{OK}' order by point, replicate").df()

    # Numbers

    def cells(self, outcome: str) -> pd.DataFrame:
        """An outcome by design point: point, n (runs with a value), missing, mean, sd (of runs), k (runs with a value of one half or more).

        Sums are taken in the order of replicates, so that the same runs give the same numbers to the bit, however they are cut.
        """
        return next(iter(self._cells([outcome])))

    def _cells(self, outcomes: Sequence[str]) -> Iterator[pd.DataFrame]:
        """:meth:`cells` of each outcome; some are read at a time, for a study may be larger than memory."""
        self._known(outcomes)
        for start in range(0, len(outcomes), AT_ONCE):
            some = outcomes[start: start + AT_ONCE]
            kept = self._connection.sql(f"select point, replicate, {', '.join(map(_quoted, some))} from chunk_rows").fetchnumpy()
            order = np.lexsort((kept["replicate"], kept["point"]))
            points, at = np.unique(np.asarray(kept["point"])[order], return_inverse=True)
            for outcome in some:
                values: np.ndarray[Any, Any] = np.ma.filled(np.ma.asarray(kept.pop(outcome), dtype=float), np.nan)[order]
                yield _by_point(points, at, values)

    def summary(self, *outcomes: str) -> pd.DataFrame:
        """Each outcome at each design point: factors, outcome, n, missing, estimate, low, high, sd.

        Means have Student's t intervals, shares of runs those of Clopper and Pearson, with the study's confidence.
        """
        confidence = self.study.study.confidence
        made = []
        wanted = list(outcomes) or self.outcomes
        for outcome, cells in zip(wanted, self._cells(wanted)):
            if is_share_of_runs(outcome):
                low, high = share_interval(cells["k"].to_numpy(), cells["n"].to_numpy(), confidence)
            else:
                low, high = mean_interval(cells["mean"].to_numpy(), cells["sd"].to_numpy(), cells["n"].to_numpy(), confidence)
            made.append(self.design.merge(cells.assign(outcome=outcome, estimate=cells["mean"], low=low, high=high), on="point"))
        together = pd.concat(made, ignore_index=True)
        return together[["point", *self.factors, "outcome", "n", "missing", "estimate", "low", "high", "sd"]]

    def _known(self, names: Sequence[str]) -> list[str]:
        known = schema(self.study.materials).names
        for name in names:
            if name not in known:
                raise InputError(Problem("is none of the study's outcomes", key="outcome", given=name, allowed=", ".join(known[len(RUN):]),
                                         nearest=nearest(name, known)))
        return list(names)


def _by_point(points: np.ndarray[Any, Any], at: np.ndarray[Any, Any], values: np.ndarray[Any, Any]) -> pd.DataFrame:
    """The table of :meth:`OpenStudy.cells`, of values in order; `at` is the place of each value's point among `points`."""
    many = len(points)
    known = np.isfinite(values)
    runs = np.bincount(at, minlength=many)
    at, values = at[known], values[known]
    n = np.bincount(at, minlength=many)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(at, values, minlength=many) / n
        sd = np.sqrt(np.bincount(at, (values - mean[at]) ** 2, minlength=many) / (n - 1.0))
    return pd.DataFrame({"point": points, "n": n, "missing": runs - n, "mean": np.where(n > 0, mean, np.nan), "sd": np.where(n > 1, sd, np.nan),
                         "k": np.bincount(at, values >= 0.5, minlength=many).astype(int)})


def open_study(folder: str | Path) -> OpenStudy:
    """Open the folder of a study.

    Raises
    ------
    InputError
        Where it holds no study.
    """
    return OpenStudy(folder)


def seeds_words(study: LoadedStudy) -> str:
    """The luck of a study, for captions: which seeds its runs had."""
    return f"study seed {study.study.seed}, all points with the same luck"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
