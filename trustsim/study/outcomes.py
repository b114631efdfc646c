"""What a run of a study leaves: figures of its last week, at given weeks, weekly series, ties. Read off a finished model, never computed anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isfinite, isnan
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import pyarrow as pa
from pydantic import Field

from trustsim.derived import spells_in
from trustsim.errors import InputError, Problem, nearest
from trustsim.scenario.load import Source
from trustsim.scenario.parameter import Section, par
from trustsim.state import QUALITIES
from trustsim.weekly import TIES, WEEKLY

if TYPE_CHECKING:   # a driver starts without the rules
    from trustsim.model import TrustModel
    from trustsim.replicates import Replicates
    from trustsim.results import Columns

MAIN = ("trust", *QUALITIES, "readiness", "norm", "trust_in_heads", "building_share", "cooperation_share", "joint_work_share", "connected_share",
        "bridged_share", "plc_index")
ALWAYS = {
    "viable": "1 where the school is viable at the end, else 0",
    "ever_viable": "1 where it ever was viable",
    "viable_week": "week in which the first viable spell began; null where there was none",
    "weeks_viable": "weeks within viable spells, each from the week in which it began to the one before it began to be lost, or to the last",
}
TIE_FIELDS = pa.struct([("week", pa.int32()), ("source", pa.int32()), ("target", pa.int32()), ("trust", pa.float64()),
                        *((quality, pa.float64()) for quality in QUALITIES), ("stage", pa.int8()), ("working", pa.bool_()), ("active", pa.bool_())])
TIE_LIST = pa.list_(pa.field("item", TIE_FIELDS, nullable=False))
FLAGS = "flags"


class Outcomes(Section):
    """What each run leaves. Names are those of the weekly table; viability (`ALWAYS`) is always there."""

    final: tuple[str, ...] = par(MAIN, "", "columns of the weekly table kept as they stand at the end", "", strict=False)
    weeks: tuple[int, ...] = par((), "weeks", "weeks at which columns are kept as well, as `trust_w39`; 0 is the start", "", strict=False)
    at: tuple[str, ...] | None = par(None, "", "columns kept at these weeks; by default those of `final`", "", strict=False)
    series: tuple[str, ...] = par((), "", "columns kept in every week from the start on, as `trust_series`", "", strict=False)
    ties: bool | Annotated[tuple[int, ...], Field(strict=False)] = par(
        False, "weeks", "whether all ties are kept as they stand at the end; or weeks at which they are (large)", "")

    @property
    def at_weeks(self) -> list[tuple[str, str, int]]:
        """Name of each outcome at a given week, its weekly column and the week, in order."""
        return [(f"{figure}_w{week}", figure, week) for week in dict.fromkeys(self.weeks)
                for figure in dict.fromkeys(self.final if self.at is None else self.at)]

    def tie_weeks(self, weeks: int) -> tuple[int, ...]:
        """The weeks whose ties are kept in a run of `weeks` weeks."""
        if isinstance(self.ties, bool):
            return (weeks,) if self.ties else ()
        return tuple(sorted(set(self.ties)))


def check_outcomes(outcomes: Outcomes, weeks: int, add: Callable[..., None]) -> None:
    """Report to `add(path, message, ...)` what in the outcomes a run of `weeks` weeks cannot give; `path` begins at the outcomes."""
    for field in ("final", "at", "series"):
        for k, figure in enumerate(getattr(outcomes, field) or ()):
            if figure not in WEEKLY and figure not in ALWAYS:
                add((field, k), "there is no such column in the weekly table", given=figure, nearest=nearest(figure, list(WEEKLY)),
                    allowed="a column of weekly, see docs/results.md")
            elif figure not in WEEKLY and field != "final":
                add((field, k), "speaks of the whole run and has no weekly column", given=figure, allowed="a column of weekly, see docs/results.md")
    for field in ("weeks", "ties"):
        named = getattr(outcomes, field)
        for k, week in enumerate(named if not isinstance(named, bool) else ()):
            if not 0 <= week <= weeks:
                add((field, k), f"lies outside the scenario, {weeks} weeks", given=week, allowed=f"0 to {weeks}")
    if outcomes.ties and "ties" in outcomes.final:
        add(("final", outcomes.final.index("ties")), "is their number here, and the ties themselves bear the same name", given="ties",
            allowed="ties: false, or their number as `ties_w39` (weeks and at) or as a series")
    if outcomes.at is not None and not outcomes.weeks:
        add(("at",), "has no weeks to be kept at", given=list(outcomes.at), allowed="outcomes.weeks: [39, 78] beside it")


def columns(outcomes: Outcomes) -> pa.Schema:
    """The columns that outcomes bring to the table of runs, in order: scalars float64, series lists of float64, `ties` a list of structs."""
    scalars = dict.fromkeys((*ALWAYS, *outcomes.final, *(name for name, _, _ in outcomes.at_weeks)))
    series = [(f"{figure}_series", pa.list_(pa.float64())) for figure in dict.fromkeys(outcomes.series)]
    return pa.schema([*((name, pa.float64()) for name in scalars), *series, *([("ties", TIE_LIST)] if outcomes.ties else [])])


def measured(model: TrustModel, outcomes: Outcomes, ties: Sequence[Columns] = ()) -> dict[str, Any]:
    """The outcomes of a finished run, by the names of :func:`columns`, and under `flags` the names of those that are not finite, comma-joined.

    A mean over working ties is None in a week without any; an infinity, or a NaN that is nobody's to expect, is given as it is. All of
    these are flagged. `viable_week` is None, and not flagged, where the school never was viable. Ties are a pyarrow.StructArray.

    Parameters
    ----------
    ties : what :func:`trustsim.results.tie_columns` gave at the weeks of `outcomes.tie_weeks`, in order.
    """
    weeks = model.state.weeks
    names = weeks.dtype.names
    flagged: list[str] = []

    def known(name: str, figure: str, value: Any, working: int) -> float | None:
        value = float(value)
        if isfinite(value):
            return value
        if name not in flagged:
            flagged.append(name)
        blank = WEEKLY[figure].kind == TIES and (working == 0 or figure == "trust_in_heads")   # of heads there may be no ties among others
        return None if isnan(value) and blank else value

    last = dict(zip(names, weeks[model.week].item(), strict=True))
    spells = spells_in(weeks["viable"][: model.week + 1], int(model.scenario.viability.persist_weeks))
    row: dict[str, Any] = {
        "viable": float(last["viable"]), "ever_viable": float(bool(spells)), "viable_week": float(spells[0][0]) if spells else None,
        "weeks_viable": float(sum((model.week + 1 if end is None else end) - start for start, end in spells))}
    for figure in outcomes.final:
        if figure not in row:
            row[figure] = known(figure, figure, last[figure], last["working_ties"])
    for name, figure, week in outcomes.at_weeks:
        row[name] = known(name, figure, weeks[figure][week], weeks["working_ties"][week])
    for figure in outcomes.series:
        values = weeks[figure][: model.week + 1].astype(float)
        name = f"{figure}_series"
        row[name] = values if np.isfinite(values).all() else [known(name, figure, value, working) for value, working in
                                                              zip(values, weeks["working_ties"], strict=False)]
    if outcomes.ties:
        row["ties"] = _tie_array(ties)
    row[FLAGS] = ",".join(flagged)
    return row


def _tie_array(kept: Sequence[Columns]) -> pa.StructArray:
    fields = [TIE_FIELDS.field(k) for k in range(TIE_FIELDS.num_fields)]
    together = [np.concatenate([columns[field.name] for columns in kept]) for field in fields]
    return pa.StructArray.from_arrays([pa.array(values, field.type, safe=False) for values, field in zip(together, fields, strict=True)],
                                      fields=fields)


def arrays(rows: Sequence[Mapping[str, Any]], outcomes: Outcomes) -> list[pa.Array]:
    """What :func:`measured` gave for many runs as arrays in the order of :func:`columns`; what a row does not have (a failed run) is null."""
    made = []
    for field in columns(outcomes):
        values = [row.get(field.name) for row in rows]
        if field.type == TIE_LIST:
            ends = np.cumsum([0, *(0 if value is None else len(value) for value in values)])
            parts = [value for value in values if value is not None]
            together = pa.concat_arrays(parts) if parts else pa.array([], TIE_FIELDS)
            blank = pa.array([value is None for value in values], pa.bool_())
            made.append(pa.ListArray.from_arrays(pa.array(ends, pa.int32()), together, type=TIE_LIST, mask=blank))
        else:
            made.append(pa.array(values, field.type))
    return made


def run_one(ready: Replicates, seed: int, outcomes: Outcomes) -> dict[str, Any]:
    """The outcomes of one run (see :func:`measured`)."""
    from trustsim.results import tie_columns

    weeks = outcomes.tie_weeks(ready.scenario.weeks)
    kept: list[Columns] = []
    model = ready.founded(seed)
    if weeks[:1] == (0,):
        kept.append(tie_columns(model))
    model.run(stops=weeks, at_stop=lambda week: kept.append(tie_columns(model)))
    row = measured(model, outcomes, kept)
    model.__dict__.clear()   # Mesa's step refers to its model: without this, the arrays of many runs would wait for the garbage collector
    return row


def run_replicates(source: Source, seeds: Sequence[int], outcomes: Outcomes | None = None) -> Iterator[dict[str, Any]]:
    """The outcomes of a run with each seed, in order, with `seed` beside them. The same numbers as single runs.

    Raises
    ------
    InputError
        Where the scenario is not valid, or the outcomes name what it does not have.
    """
    from trustsim.replicates import Replicates

    wanted = outcomes if outcomes is not None else Outcomes()
    ready = Replicates(source)
    problems: list[Problem] = []
    check_outcomes(wanted, ready.scenario.weeks, lambda path, message, **more: problems.append(
        Problem(message, key=".".join(("outcomes", *map(str, path))), **more)))
    if problems:
        raise InputError(problems)
    for seed in seeds:
        yield {"seed": seed} | run_one(ready, seed, wanted)
