"""The table of staff: its columns by their usual names, roles, survey scales, and what can be wrong."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trustsim.errors import InputError, Problem, nearest
from trustsim.imports.reading import Notes, Sheet, find_columns, is_missing, normal, number_cell, read_sheet

ROLES = ("head", "senior_leader", "middle_leader", "teacher", "support", "partner")
COLUMNS = (
    "id", "name", "organisation", "team", "role", "profession", "tenure_years", "trust", "disposition",
    "x_metres", "y_metres",
)  # fmt: skip
SYNONYMS: dict[str, tuple[str, ...]] = {
    "id": ("staff_id", "person_id", "participant_id", "respondent_id", "person", "participant", "node", "code"),
    "name": ("full_name", "staff_name", "label"),
    "organisation": ("organization", "org", "school", "school_name", "school_id", "institution", "site"),
    "team": ("team_name", "team_id", "grade", "grade_level", "grade_team", "department", "plc", "faculty", "group"),
    "role": ("position", "job", "job_title", "function"),
    "profession": ("subject", "discipline", "specialism", "occupation"),
    "tenure_years": (
        "tenure", "years_teaching", "years", "years_in_school", "experience", "years_experience", "experience_years",
    ),
    "trust": ("trust_score", "trust_survey", "survey_trust", "relational_trust", "mean_trust", "trust_mean"),
    "disposition": ("disposition_to_trust", "propensity_to_trust", "trust_propensity", "propensity"),
    "x_metres": ("x_m", "x_meters", "x", "room_x"),
    "y_metres": ("y_m", "y_meters", "y", "room_y"),
}  # fmt: skip
ROLE_NAMES: dict[str, tuple[str, ...]] = {
    "head": ("principal", "headteacher", "head_teacher", "head_of_school", "school_head", "director"),
    "senior_leader": (
        "deputy", "deputy_head", "deputy_principal", "assistant_principal", "assistant_head", "vice_principal",
        "vice_head", "senior_leadership", "slt",
    ),
    "middle_leader": (
        "department_head", "head_of_department", "hod", "department_chair", "team_leader", "grade_leader",
        "year_leader", "head_of_year", "coordinator", "subject_leader", "coach", "instructional_coach",
    ),
    "teacher": ("classroom_teacher", "class_teacher", "subject_teacher", "special_education_teacher", "tutor"),
    "support": (
        "support_staff", "teaching_assistant", "assistant", "aide", "paraprofessional", "counselor", "counsellor",
        "librarian", "secretary", "administrator", "admin", "nurse", "social_worker", "psychologist",
    ),
    "partner": ("external", "external_partner", "consultant", "community_partner", "university_partner"),
}  # fmt: skip
KNOWN_ROLES = {name: role for role, names in ROLE_NAMES.items() for name in (role, *names)}
# Tried from the narrowest to the widest where the scale of a survey is not given.
SCALES = ((0.0, 1.0), (1.0, 4.0), (1.0, 5.0), (1.0, 6.0), (1.0, 7.0), (0.0, 10.0), (0.0, 100.0))

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class StaffTable:
    """Staff in the order of the file; text is ``""`` and numbers are NaN where the file says nothing.

    ``trust`` and ``disposition`` run from 0 to 1 (``survey_scale`` is what trust was before), ``tenure_years`` is in
    years, coordinates are in metres, ``present`` names the canonical columns the file has.
    """

    file: str
    lines: tuple[int, ...]
    ids: tuple[str, ...]
    names: tuple[str, ...]
    organisations: tuple[str, ...]
    teams: tuple[str, ...]
    roles: tuple[str, ...]
    professions: tuple[str, ...]
    tenure_years: Floats
    trust: Floats
    disposition: Floats
    x_metres: Floats
    y_metres: Floats
    survey_scale: tuple[float, float] | None
    present: frozenset[str]
    notes: Notes


def read_staff(
    path: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    survey_scale: tuple[float, float] | None = None,
) -> StaffTable:
    """Read a table of staff in any of the forms it comes in.

    Parameters
    ----------
    path : a file of values separated by commas, semicolons or tabs, in UTF-8, with a header.
    columns : canonical name -> column of the file, where the usual names are not used.
    survey_scale : lowest and highest answer of the trust survey; assumed from the data where None.
    """
    problems: list[Problem] = []
    staff = collect_staff(Path(path), columns or {}, survey_scale, problems)
    if problems or staff is None:
        raise InputError(problems)
    return staff


def collect_staff(
    path: Path,
    columns: Mapping[str, str],
    survey_scale: tuple[float, float] | None,
    problems: list[Problem],
) -> StaffTable | None:
    """`read_staff`, with what is wrong added to `problems`; None where there is no table to speak of."""
    try:
        sheet = read_sheet(path)
    except InputError as error:
        problems.extend(error.problems)
        return None
    notes = Notes()
    where = find_columns(sheet, SYNONYMS, columns, ["id"], problems)
    if "id" not in where:
        return None
    if survey_scale is not None and not _is_scale(survey_scale):
        allowed = "two finite numbers, the lower first"
        problems.append(Problem("this is not a scale", key="survey_scale", given=survey_scale, allowed=allowed))
        survey_scale = None
    staff = staff_of_sheet(sheet, where, survey_scale, notes, problems)
    shown = [
        name if sheet.header[i] == name else f"{name} (from '{sheet.header[i]}')"
        for name, i in sorted(where.items(), key=lambda pair: pair[1])
    ]
    notes.read.insert(0, f"{path.name}: {len(staff.ids)} staff; columns {', '.join(shown)}")
    unused = [name for i, name in enumerate(sheet.header) if name and i not in where.values()]
    if unused:
        notes.dropped.append(f"{path.name}: columns not used: {', '.join(unused)}")
    return staff


def staff_of_sheet(
    sheet: Sheet,
    where: Mapping[str, int],
    survey_scale: tuple[float, float] | None,
    notes: Notes,
    problems: list[Problem],
) -> StaffTable:
    """Check every cell of a table of staff and turn it into numbers, trust rescaled to 0-1."""
    count = len(sheet.rows)

    def text(name: str) -> list[str]:
        if name not in where:
            return [""] * count
        cells = [row[where[name]] for row in sheet.rows]
        return cells if name in ("id", "name") else ["" if is_missing(cell) else cell for cell in cells]

    def numbers(name: str, low: float = -math.inf, high: float = math.inf, unit: str = "") -> Floats:
        if name not in where:
            return np.full(count, math.nan)
        return np.array([number_cell(sheet, row, where[name], low, high, problems, unit) for row in range(count)])

    ids = text("id")
    _check_ids(sheet, sheet.header[where["id"]], ids, problems)
    roles = _roles(sheet, text("role"), where.get("role"), notes, problems)
    organisations = text("organisation")
    problems.extend(two_heads(sheet.file, sheet.lines, ids, roles, organisations))
    low, high = survey_scale or (-math.inf, math.inf)
    trust = numbers("trust", low, high, "on the survey scale" if survey_scale else "")
    if survey_scale is None and np.isfinite(trust).any():
        survey_scale = _assume_scale(sheet, where["trust"], trust, notes, problems)
    if survey_scale is not None:
        trust = (trust - survey_scale[0]) / (survey_scale[1] - survey_scale[0])
    return StaffTable(
        file=sheet.file,
        lines=tuple(sheet.lines),
        ids=tuple(ids),
        names=tuple(text("name")),
        organisations=tuple(organisations),
        teams=tuple(text("team")),
        roles=tuple(roles),
        professions=tuple(text("profession")),
        tenure_years=numbers("tenure_years", 0.0, math.inf, "of years"),
        trust=trust,
        disposition=numbers("disposition", 0.0, 1.0),
        x_metres=numbers("x_metres", unit="of metres"),
        y_metres=numbers("y_metres", unit="of metres"),
        survey_scale=survey_scale,
        present=frozenset(where),
        notes=notes,
    )


def two_heads(
    file: str | None, lines: Sequence[int], ids: Sequence[str], roles: Sequence[str], organisations: Sequence[str]
) -> list[Problem]:
    """One problem for each head beyond the first of an organisation."""
    first: dict[str, int] = {}
    problems = []
    for row, role in enumerate(roles):
        if role != "head":
            continue
        other = first.setdefault(organisations[row], row)
        if other != row:
            message = f"a second head of one organisation: '{ids[other]}' in line {lines[other]} is its head"
            problems.append(Problem(message, file, lines[row], "role", ids[row], "one head an organisation"))
    return problems


def _check_ids(sheet: Sheet, column: str, ids: Sequence[str], problems: list[Problem]) -> None:
    first: dict[str, int] = {}
    for name, line in zip(ids, sheet.lines):
        if not name:
            problems.append(Problem("the id is missing", sheet.file, line, column, allowed="an id in every row"))
        elif name in first:
            message = f"the id stands twice, in lines {first[name]} and {line}"
            problems.append(Problem(message, sheet.file, line, column, name, "each id once"))
        else:
            first[name] = line


def _roles(
    sheet: Sheet, cells: Sequence[str], column: int | None, notes: Notes, problems: list[Problem]
) -> list[str]:
    roles = []
    mapped: dict[str, str] = {}
    for cell, line in zip(cells, sheet.lines):
        role = KNOWN_ROLES.get(normal(cell), "") if cell else ""
        roles.append(role)
        if cell and not role and column is not None:
            near = nearest(normal(cell), list(KNOWN_ROLES))
            allowed = ", ".join(ROLES)
            problems.append(Problem("unknown role", sheet.file, line, sheet.header[column], cell, allowed, near))
        elif cell != role:
            mapped[cell] = role
    if mapped:
        notes.read.append("roles read as: " + ", ".join(f"'{cell}' as {role}" for cell, role in mapped.items()))
    return roles


def _is_scale(scale: Sequence[float]) -> bool:
    return len(scale) == 2 and all(math.isfinite(end) for end in scale) and scale[0] < scale[1]


def _assume_scale(
    sheet: Sheet, column: int, values: Floats, notes: Notes, problems: list[Problem]
) -> tuple[float, float] | None:
    """The narrowest of the usual survey scales that holds all the answers."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    for scale in SCALES:
        if scale[0] <= low and high <= scale[1]:
            notes.assumed.append(
                f"the trust survey runs from {scale[0]:g} to {scale[1]:g}: the narrowest usual scale that holds the "
                f"answers, {low:g} to {high:g}"
            )
            return scale
    allowed = "; ".join(f"{scale[0]:g} to {scale[1]:g}" for scale in SCALES) + ", or a survey scale that you give"
    line = sheet.lines[int(np.nanargmin(values) if low < 0 else np.nanargmax(values))]
    message, given = "no usual survey scale holds the answers", f"{low:g} to {high:g}"
    problems.append(Problem(message, sheet.file, line, sheet.header[column], given, allowed))
    return None
