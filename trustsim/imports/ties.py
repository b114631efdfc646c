"""Ties between staff: edge lists, tables of all ordered pairs, adjacency matrices, GraphML and GEXF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trustsim.errors import MOST_SHOWN, InputError, Problem, nearest
from trustsim.imports.graphs import is_graph, read_graph
from trustsim.imports.reading import (
    Notes,
    Sheet,
    find_columns,
    is_missing,
    match_header,
    missing_column,
    normal,
    read_sheet,
    read_text,
    to_number,
)

FORMS = ("edges", "dyads", "matrix", "graphml", "gexf")
END_NAMES = {
    "source": ("from", "ego", "sender", "seeker", "i", "source_id", "from_id", "respondent"),
    "target": ("to", "alter", "receiver", "advisor", "j", "target_id", "to_id", "nominee"),
}
VALUE_NAMES = ("advice", "tie", "value", "weight", "strength", "frequency", "trust", "collaboration")

Pair = tuple[str, str]
Edge = tuple[int | None, str, str, float]  # line of the file where known, source, target, value


@dataclass(frozen=True)
class TieTable:
    """Directed ties with a value above 0, in the order of the file.

    ``source[k]`` names ``target[k]``. ``attributes`` holds, for every other numeric column, the pairs where it is
    not 0; ``everyone`` are all ids seen, with or without ties; ``form`` is one of ``FORMS``.
    """

    file: str
    form: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    value: NDArray[np.float64]
    attributes: dict[str, dict[Pair, float]]
    everyone: tuple[str, ...]
    tie_column: str | None
    notes: Notes


def read_ties(
    path: str | Path,
    *,
    ids: Sequence[str] | None = None,
    form: str | None = None,
    columns: Mapping[str, str] | None = None,
    tie_column: str | None = None,
) -> TieTable:
    """Read ties in any of the forms they come in.

    Parameters
    ----------
    ids : the staff; a tie to anybody else is a problem. Not checked where None.
    form : one of ``FORMS``; seen from the content where None.
    columns : ``source``, ``target`` or ``value`` -> column of the file, where the usual names are not used.
    tie_column : the column that says whether (0/1) or how strongly there is a tie.
    """
    problems: list[Problem] = []
    ties = collect_ties(Path(path), ids, form, columns or {}, tie_column, problems)
    if problems or ties is None:
        raise InputError(problems)
    return ties


def collect_ties(
    path: Path,
    ids: Sequence[str] | None,
    form: str | None,
    columns: Mapping[str, str],
    tie_column: str | None,
    problems: list[Problem],
) -> TieTable | None:
    """`read_ties`, with what is wrong added to `problems`; None where there is no table to speak of."""
    if form is not None and form not in FORMS:
        near = nearest(str(form), list(FORMS))
        allowed = ", ".join(FORMS)
        problems.append(Problem("unknown form of ties", key="form", given=form, allowed=allowed, nearest=near))
        return None
    notes = Notes()
    attributes: dict[str, dict[Pair, float]] = {}
    try:
        text = read_text(path)
        if form in ("graphml", "gexf") or (form is None and is_graph(text)):
            graph = read_graph(path, text, form, ids, tie_column, notes, problems)
            form, edges, attributes, everyone = graph
        else:
            sheet = read_sheet(path, text)
            if form == "matrix" or (form is None and _is_matrix(sheet, ids)):
                form = "matrix"
                edges, everyone = _matrix(sheet, notes, problems)
            else:
                long = _long(sheet, form, columns, tie_column, attributes, notes, problems)
                if long is None:
                    return None
                form, tie_column, edges = long
                everyone = tuple(dict.fromkeys(end for _, *pair, _ in edges for end in pair))
    except InputError as error:
        problems.extend(error.problems)
        return None
    kept = check_edges(str(path), edges, ids, notes, problems)
    if not kept and not problems:
        problems.append(Problem("the file has no tie with a value above 0", str(path)))
    column = f", ties in column '{tie_column}'" if tie_column and form in ("edges", "dyads") else ""
    names = {"edges": "a list of ties", "dyads": "a table of ordered pairs", "matrix": "an adjacency matrix"}
    shown = names.get(form, {"graphml": "GraphML", "gexf": "GEXF"}.get(form, form))
    notes.read.insert(0, f"{path.name}: {len(kept)} ties; read as {shown}{column}")
    return TieTable(
        file=str(path),
        form=form,
        source=tuple(edge[1] for edge in kept),
        target=tuple(edge[2] for edge in kept),
        value=np.array([edge[3] for edge in kept], dtype=float),
        attributes=attributes,
        everyone=everyone,
        tie_column=tie_column,
        notes=notes,
    )


def check_edges(
    file: str,
    edges: Iterable[Edge],
    ids: Sequence[str] | None,
    notes: Notes,
    problems: list[Problem],
    strict: bool = False,
) -> list[Edge]:
    """The ties with a value above 0; unknown staff, self ties and contradictions become problems.

    With `strict` a repeated tie and a tie of value 0 are problems too.
    """
    known = None if ids is None else set(ids)
    unknown: dict[str, int | None] = {}
    times: Counter[str] = Counter()
    first: dict[Pair, Edge] = {}
    repeated = 0
    for edge in edges:
        line, source, target, value = edge
        for end in (source, target):
            if end and known is not None and end not in known:  # a missing id is a problem already
                unknown.setdefault(end, line)
                times[end] += 1
        if value < 0 or (strict and value == 0):
            key = f"{source} -> {target}"
            allowed = "a number above 0" if strict else "0 for no tie, or a number above 0"
            problems.append(Problem("a tie cannot have this value", file, line, key, value, allowed))
        if source == target:
            if value > 0:
                problems.append(Problem("a tie of somebody with themselves", file, line, given=source))
            continue
        earlier = first.setdefault((source, target), edge)
        if earlier is edge:
            continue
        if earlier[3] != value or strict:
            other = f" (line {earlier[0]})" if earlier[0] is not None else ""
            how = "" if strict else " with different values"
            message = f"the tie stands twice{how}, {earlier[3]:g}{other} and {value:g}"
            problems.append(Problem(message, file, line, f"{source} -> {target}", allowed="each ordered pair once"))
        else:
            repeated += 1
    for count, (end, line) in enumerate(unknown.items()):
        near = nearest(end, list(known or ())) if count < MOST_SHOWN else None  # looking for names is slow
        often = f", named {times[end]} times" if times[end] > 1 else ""
        problems.append(Problem(f"not in the table of staff{often}", file, line, given=end, nearest=near))
    if repeated:
        notes.dropped.append(f"{repeated} rows that repeat a tie with the same value")
    kept = [edge for edge in first.values() if edge[3] > 0]
    if len(kept) < len(first):
        notes.dropped.append(f"{len(first) - len(kept)} ordered pairs with value 0, which are no ties")
    return kept


def numbers_of(sheet: Sheet, column: int, allowed: str, problems: list[Problem], binary: bool = False) -> list[float]:
    """The numbers of a column that must not have gaps; a wrong cell becomes a problem and 0."""
    values = []
    for row, line in zip(sheet.rows, sheet.lines):
        try:
            value = to_number(row[column], sheet.decimal_comma)
            wrong = "this is neither 0 nor 1" if binary and value not in (0.0, 1.0) else None
        except ValueError:
            value, wrong = 0.0, "the value is missing" if is_missing(row[column]) else "this is not a finite number"
        if wrong:
            problems.append(Problem(wrong, sheet.file, line, sheet.header[column], row[column] or None, allowed))
        values.append(value)
    return values


def ends_of(sheet: Sheet, where: Mapping[str, int], problems: list[Problem]) -> list[Pair]:
    """Source and target of every row."""
    for row, line in zip(sheet.rows, sheet.lines):
        for end in ("source", "target"):
            if not row[where[end]]:
                problems.append(Problem("the id is missing", sheet.file, line, sheet.header[where[end]]))
    return [(row[where["source"]], row[where["target"]]) for row in sheet.rows]


def _long(
    sheet: Sheet,
    form: str | None,
    columns: Mapping[str, str],
    tie_column: str | None,
    attributes: dict[str, dict[Pair, float]],
    notes: Notes,
    problems: list[Problem],
) -> tuple[str, str | None, list[Edge]] | None:
    """Rows of source and target; `attributes` is filled from the numeric columns that do not hold the tie.

    Returns the form, the column of the tie (None: every row is one) and the edges, zeros among them.
    """
    given = {name: column for name, column in columns.items() if name != "value"}
    before = len(problems)
    where = find_columns(sheet, END_NAMES, given, ["source", "target"], problems)
    tie_column = tie_column or columns.get("value")
    column = match_header(sheet, tie_column) if tie_column else None
    if tie_column and column is None:
        problems.append(missing_column(sheet, "tie_column", tie_column))
    if len(problems) > before:
        return None
    pairs = ends_of(sheet, where, problems)
    others = [i for i, name in enumerate(sheet.header) if name and i not in where.values()]
    numeric = {i: _numbers_or_none(sheet, i) for i in others}
    binary = [i for i in others if _is_binary(numeric[i])]
    people = {end for pair in pairs for end in pair}
    distinct = {pair for pair in pairs if pair[0] != pair[1]}
    complete = len(people) > 2 and len(distinct) == len(people) * (len(people) - 1)
    if column is None and form != "edges" and (form == "dyads" or complete) and binary:
        named = [i for name in VALUE_NAMES for i in binary if normal(sheet.header[i]) == name]
        column = (named or binary)[0]
        if not named or len(named) > 1:
            also = ", ".join(sheet.header[i] for i in binary if i != column)
            notes.assumed.append(f"'{sheet.header[column]}' holds the ties{f' (and not {also})' if also else ''}")
    if column is None:
        named = [i for name in VALUE_NAMES for i in others if normal(sheet.header[i]) == name]
        column = named[0] if named else None
    if column is None and (form == "dyads" or (form is None and complete and others)):
        message = "the table has a row for every ordered pair, but no column is known to hold the ties"
        headers = ", ".join(sheet.header[i] for i in others)
        problems.append(Problem(message, sheet.file, sheet.lines[0] - 1, "tie_column", allowed=f"one of: {headers}"))
        return None
    form = form or ("dyads" if column in binary and complete else "edges")
    if column is None:
        values = [1.0] * len(pairs)
        notes.assumed.append("every row is a tie of value 1: no column holds values")
    else:
        allowed = "0 or 1" if form == "dyads" else "0 for no tie, or a number above 0"
        values = numbers_of(sheet, column, allowed, problems, binary=form == "dyads")
    if form == "dyads" and not complete:
        notes.assumed.append("ordered pairs without a row have no tie")
    for i in others:
        cells = numeric[i]
        if i != column and cells is not None:
            attributes[sheet.header[i]] = {pair: cell for pair, cell in zip(pairs, cells) if cell}
    unused = [sheet.header[i] for i in others if i != column and numeric[i] is None]
    if unused:
        notes.dropped.append(f"{Path(sheet.file).name}: columns not used: {', '.join(unused)}")
    edges: list[Edge] = [(line, *pair, value) for line, pair, value in zip(sheet.lines, pairs, values)]
    return form, None if column is None else sheet.header[column], edges


def _numbers_or_none(sheet: Sheet, column: int) -> list[float] | None:
    """The numbers of a column, a missing one as 0; None where a cell is anything else."""
    try:
        cells = [row[column] for row in sheet.rows]
        return [0.0 if is_missing(cell) else to_number(cell, sheet.decimal_comma) for cell in cells]
    except ValueError:
        return None


def _is_binary(values: list[float] | None) -> bool:
    return values is not None and set(values) <= {0.0, 1.0}


def _is_matrix(sheet: Sheet, ids: Sequence[str] | None) -> bool:
    """Whether header and first column (or the staff) share names; a matrix of two people has three columns."""
    names = {normal(name) for name in sheet.header}
    if all(names & {end, *more} for end, more in END_NAMES.items()):
        return False
    across = {name for name in sheet.header[1:] if name}
    down = {row[0] for row in sheet.rows}
    return len(sheet.header) > 2 and bool(across & (down | set(ids or ())))


def _matrix(sheet: Sheet, notes: Notes, problems: list[Problem]) -> tuple[list[Edge], tuple[str, ...]]:
    """A square matrix: the row names the column. Empty cells are no ties."""
    down = [row[0] for row in sheet.rows]
    across = list(sheet.header[1:])
    head = sheet.lines[0] - 1
    before = len(problems)
    if len(down) != len(across):
        given, allowed = f"{len(down)} rows, {len(across)} columns", "as many rows as columns"
        problems.append(Problem("the matrix is not square", sheet.file, head, given=given, allowed=allowed))
    twice = {name for name, times in Counter(down).items() if times > 1}
    for name, line in zip(down, sheet.lines):
        if not name or name in twice:
            message = "the id stands twice" if name else "the id is missing"
            problems.append(Problem(message, sheet.file, line, given=name or None))
        elif name not in across:
            message = "the row has no column of the same id"
            problems.append(Problem(message, sheet.file, line, given=name, nearest=nearest(name, across)))
    for name in across:
        if name not in down:
            message, near = "the column has no row of the same id", nearest(name, down)
            problems.append(Problem(message, sheet.file, head, given=name or "an empty name", nearest=near))
    if len(problems) > before:
        return [], tuple(down)
    edges: list[Edge] = []
    blank = 0
    for column, target in enumerate(across, start=1):
        for row, (source, line) in enumerate(zip(down, sheet.lines)):
            cell = sheet.rows[row][column]
            if is_missing(cell):
                blank += source != target
                continue
            try:
                edges.append((line, source, target, to_number(cell, sheet.decimal_comma)))
            except ValueError:
                allowed = "0 for no tie, or a number above 0"
                problems.append(Problem("this is not a finite number", sheet.file, line, target, cell, allowed))
    if blank:
        notes.assumed.append(f"{blank} empty cells of the matrix are no ties")
    order = {name: place for place, name in enumerate(down)}
    edges.sort(key=lambda edge: (order[edge[1]], order[edge[2]]))
    problems[before:] = sorted(problems[before:], key=lambda problem: problem.line or 0)
    return edges, tuple(down)
