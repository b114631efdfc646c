"""The strict reader of the two files a scenario names: staff.csv and ties.csv as :mod:`school` writes them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trustsim.errors import InputError, Problem, nearest
from trustsim.imports.reading import Notes, Sheet, read_sheet
from trustsim.imports.staff import COLUMNS, ROLES, staff_of_sheet
from trustsim.imports.ties import check_edges, ends_of, numbers_of

TIE_COLUMNS = ("source", "target", "value")
REQUIRED = ("id", "organisation", "team", "role")


@dataclass(frozen=True)
class School:
    """Staff and ties for the set-up of a model; row ``i`` of every array is the person ``ids[i]``.

    ``trust`` and ``disposition`` run from 0 to 1, ``tenure_years`` is in years, coordinates are in metres; NaN where
    nothing is known. ``ties`` has shape (m, 2), rows of (source, target) as indices of staff; ``values`` are above 0.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    organisations: tuple[str, ...]
    teams: tuple[str, ...]
    roles: tuple[str, ...]
    professions: tuple[str, ...]
    tenure_years: NDArray[np.float64]
    trust: NDArray[np.float64]
    disposition: NDArray[np.float64]
    x_metres: NDArray[np.float64]
    y_metres: NDArray[np.float64]
    ties: NDArray[np.int64]
    values: NDArray[np.float64]


def read_school(staff_file: Path, ties_file: Path) -> School:
    """Read a school; InputError with everything wrong in both files.

    Columns go by their canonical names only. Staff need id, organisation, team and role in every row; other columns
    may be blank or left out (a blank name becomes ``Staff <id>``). A file of ties may have no rows.
    """
    problems: list[Problem] = []
    staff_sheet = _sheet(Path(staff_file), COLUMNS, REQUIRED, problems)
    ties_sheet = _sheet(Path(ties_file), TIE_COLUMNS, TIE_COLUMNS, problems, may_be_bare=True)
    if staff_sheet is None or "id" not in staff_sheet.header:
        raise InputError(problems)
    where = {name: i for i, name in enumerate(staff_sheet.header) if name in COLUMNS}
    staff = staff_of_sheet(staff_sheet, where, (0.0, 1.0), Notes(), problems)
    given = {"organisation": staff.organisations, "team": staff.teams, "role": staff.roles}
    for column, cells in given.items():
        if column not in where:
            continue
        for row, (cell, line) in enumerate(zip(cells, staff.lines)):
            written = staff_sheet.rows[row][where[column]]
            if not written or (not cell and column != "role"):
                allowed = ", ".join(ROLES) if column == "role" else None
                problems.append(Problem("the cell is empty", staff.file, line, column, allowed=allowed))
            elif column == "role" and cell and written != cell:  # a synonym; an unknown role is reported already
                problems.append(Problem("unknown role", staff.file, line, column, written, ", ".join(ROLES), cell))
    edges = []
    if ties_sheet is not None:
        columns = {name: i for i, name in enumerate(ties_sheet.header)}
        if all(name in columns for name in TIE_COLUMNS):
            pairs = ends_of(ties_sheet, columns, problems)
            values = numbers_of(ties_sheet, columns["value"], "a number above 0", problems)
            rows = [(line, *pair, value) for line, pair, value in zip(ties_sheet.lines, pairs, values)]
            edges = check_edges(ties_sheet.file, rows, staff.ids, Notes(), problems, strict=True)
    if problems:
        raise InputError(problems)
    order = {name: row for row, name in enumerate(staff.ids)}
    return School(
        ids=staff.ids,
        names=tuple(name or f"Staff {id_}" for name, id_ in zip(staff.names, staff.ids)),
        organisations=staff.organisations,
        teams=staff.teams,
        roles=staff.roles,
        professions=staff.professions,
        tenure_years=staff.tenure_years,
        trust=staff.trust,
        disposition=staff.disposition,
        x_metres=staff.x_metres,
        y_metres=staff.y_metres,
        ties=np.array([(order[edge[1]], order[edge[2]]) for edge in edges], dtype=np.int64).reshape(-1, 2),
        values=np.array([edge[3] for edge in edges], dtype=float),
    )


def _sheet(
    path: Path, known: tuple[str, ...], required: tuple[str, ...], problems: list[Problem], may_be_bare: bool = False
) -> Sheet | None:
    """The table in `path`, its columns checked against the canonical names."""
    try:
        sheet = read_sheet(path, may_be_bare=may_be_bare)
    except InputError as error:
        problems.extend(error.problems)
        return None
    for name in sheet.header:
        if name not in known:
            near = nearest(name, [other for other in known if other not in sheet.header])
            key, allowed = name or "(no name)", ", ".join(known)
            problems.append(Problem("unknown column", sheet.file, 1, key, allowed=allowed, nearest=near))
    for name in required:
        if name not in sheet.header:
            near = nearest(name, [other for other in sheet.header if other not in known])
            problems.append(Problem("the column is missing", sheet.file, 1, name, nearest=near))
    return sheet
