"""From a table of staff and a file of ties to a scenario folder that the model can run."""

from __future__ import annotations

import csv
import io
import math
import os
import shutil
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trustsim.errors import InputError, Problem, nearest
from trustsim.imports.reading import Notes
from trustsim.imports.staff import COLUMNS, Floats, StaffTable, collect_staff, two_heads
from trustsim.imports.teams import RELATION_NAMES, join_singles, teams_of_relation, teams_of_ties
from trustsim.imports.ties import END_NAMES, TieTable, collect_ties
from trustsim.scenario.yaml_guard import to_yaml

WEEKS = 117  # three school years of 39 weeks
DEFAULT_ORGANISATION = "school"
MEAN_TOLERANCE = 0.0005  # survey points: equal to three decimals


@dataclass(frozen=True)
class ImportReport:
    """What an import wrote and how it came about; ``teams`` maps each team to its number of members."""

    out: Path
    staff: int
    ties: int
    teams: dict[str, int]
    read: tuple[str, ...]
    assumed: tuple[str, ...]
    dropped: tuple[str, ...]
    filled: tuple[str, ...]

    def lines(self) -> list[str]:
        """The report for the terminal, which is also the text of import-report.txt."""
        sizes = ", ".join(f"{team}: {size}" for team, size in self.teams.items())
        text = [f"{self.staff} staff, {self.ties} ties, {len(self.teams)} teams ({sizes})"]
        for title in ("read", "assumed", "dropped", "filled"):
            text.append(f"{title}:")
            text.extend(f"  - {line}" for line in getattr(self, title) or ("nothing",))
        return text


def import_school(
    staff_path: str | Path,
    ties_path: str | Path,
    out: str | Path,
    *,
    name: str | None = None,
    columns: Mapping[str, str] | None = None,
    tie_column: str | None = None,
    team_column: str | None = None,
    survey_scale: tuple[float, float] | None = None,
    organisation: str | None = None,
    head: str | None = None,
    form: str | None = None,
    history_years: float = 3.0,
    force: bool = False,
) -> ImportReport:
    """Write a scenario folder from a table of staff and a file of ties; InputError with everything wrong.

    Parameters
    ----------
    out : the folder to write; must not exist, or be empty. Nothing is left there after an error.
    name : title of the scenario; the name of `out` where None.
    columns : canonical name -> column, for the staff and for source, target and value of the ties.
    tie_column : the column (or edge attribute) of the ties file that holds the ties.
    team_column : the 0/1 column of the ties file that says who is of one team; goes before teams of the staff table.
    survey_scale : lowest and highest answer of the trust survey; assumed from the data where None.
    organisation : the organisation of staff for whom none is given.
    head : id of the head, where the table of staff has no roles or no head.
    form : form of the ties file, one of ``ties.FORMS``; seen from its content where None.
    history_years : school years of shared past before the first week.
    force : replace `out` where it is a scenario folder.
    """
    staff_path, ties_path, target = Path(staff_path), Path(ties_path), Path(os.path.abspath(out))
    try:
        problems = _check_out(target, force, (staff_path, ties_path))
    except OSError as error:
        problems = [Problem(f"the folder cannot be looked into: {error.strerror}", str(out), key="out")]
    if not (math.isfinite(history_years) and history_years >= 0):
        message, allowed = "this is no length of time", "a number of school years from 0 up"
        problems.append(Problem(message, key="history_years", given=history_years, allowed=allowed))
    ends = {**END_NAMES, "value": ()}
    staff_columns = {key: column for key, column in (columns or {}).items() if key not in ends}
    tie_columns = {key: column for key, column in (columns or {}).items() if key in ends}
    staff = collect_staff(staff_path, staff_columns, survey_scale, problems)
    ids = None if staff is None else staff.ids
    ties = collect_ties(ties_path, ids, form, tie_columns, tie_column, problems)
    if staff is not None and head is not None and head not in staff.ids:
        near = nearest(head, list(staff.ids))
        problems.append(Problem("nobody on the staff has this id", staff.file, key="head", given=head, nearest=near))
    if problems or staff is None or ties is None:
        raise InputError(problems)

    notes = Notes()
    notes.add(staff.notes)
    notes.add(ties.notes)
    row_of = {id_: row for row, id_ in enumerate(staff.ids)}
    edges = sorted((row_of[s], row_of[t], v) for s, t, v in zip(ties.source, ties.target, ties.value.tolist()))
    pairs = [(source, to) for source, to, _ in edges]
    organisations = _organisations(staff, organisation, notes)
    trust = _trust(staff, organisations, pairs, notes)
    tenure = _tenure(staff, notes)
    teams = _teams(staff, ties, row_of, organisations, pairs, team_column, notes)
    roles = _roles(staff, organisations, pairs, head, notes)
    names = [known or f"Staff {id_}" for known, id_ in zip(staff.names, staff.ids)]
    unnamed = sum(not known for known in staff.names)
    if unnamed:
        notes.filled.append(f"{unnamed} names with 'Staff' and the id")

    numbers = [tenure, trust, staff.disposition, staff.x_metres, staff.y_metres]
    texts: list[Sequence[str]] = [staff.ids, names, organisations, teams, roles, staff.professions]
    staff_rows = list(zip(*texts, *([_written(value) for value in column] for column in numbers)))
    tie_rows = [(staff.ids[source], staff.ids[to], repr(value)) for source, to, value in edges]
    report = ImportReport(
        out=Path(out),
        staff=len(staff.ids),
        ties=len(edges),
        teams=dict(Counter(teams)),
        read=tuple(notes.read),
        assumed=tuple(notes.assumed),
        dropped=tuple(notes.dropped),
        filled=tuple(notes.filled),
    )
    title = "".join(letter for letter in " ".join((name or target.name).split()) if letter.isprintable())
    _write_folder(
        target,
        {
            "staff.csv": _csv(COLUMNS, staff_rows),
            "ties.csv": _csv(("source", "target", "value"), tie_rows),
            "scenario.yaml": _scenario(title, staff_path.name, ties_path.name, history_years),
            "import-report.txt": "\n".join(report.lines()) + "\n",
        },
        force,
    )
    return report


def _organisations(staff: StaffTable, organisation: str | None, notes: Notes) -> list[str]:
    default = organisation or DEFAULT_ORGANISATION
    blank = sum(not known for known in staff.organisations)
    if blank:
        notes.filled.append(f"organisation of {blank} staff with '{default}'")
    return [known or default for known in staff.organisations]


def _trust(staff: StaffTable, organisations: Sequence[str], pairs: Sequence[tuple[int, int]], notes: Notes) -> Floats:
    """Trust from 0 to 1 without the answers of those who, it seems, gave none.

    Data sets are often handed on with the mean of the school in place of a missing answer: whoever has exactly the
    mean and names nobody is taken not to have answered.
    """
    trust = staff.trust.copy()
    naming = {source for source, _ in pairs}
    guessed = []
    for one in dict.fromkeys(organisations):
        rows = [row for row, name in enumerate(organisations) if name == one and math.isfinite(trust[row])]
        if staff.survey_scale is None or len({float(trust[row]) for row in rows}) < 2:
            continue
        tolerance = MEAN_TOLERANCE / (staff.survey_scale[1] - staff.survey_scale[0])
        mean = float(np.mean(trust[rows]))
        guessed += [row for row in rows if abs(trust[row] - mean) < tolerance and row not in naming]
    trust[guessed] = math.nan
    if guessed:
        shown = ", ".join(staff.ids[row] for row in guessed)
        notes.assumed.append(
            f"{len(guessed)} staff whose trust is the mean and who name nobody are treated as not answered: {shown}"
        )
    blank = int(np.isnan(trust).sum())
    if blank == len(trust):
        notes.filled.append("trust is left blank for everybody; the model draws dispositions instead")
    elif blank:
        notes.filled.append(f"trust of {blank} staff is left blank; the model fills it with the mean of the school")
    return trust


def _tenure(staff: StaffTable, notes: Notes) -> Floats:
    """Tenure in years, the median where it is missing."""
    blank = np.isnan(staff.tenure_years)
    if not blank.any():
        return staff.tenure_years
    if blank.all():
        notes.filled.append("tenure is known of nobody and left blank")
        return staff.tenure_years
    median = float(np.nanmedian(staff.tenure_years))
    notes.filled.append(f"tenure of {int(blank.sum())} staff with the median, {median:g} years")
    return np.where(blank, median, staff.tenure_years)


def _teams(
    staff: StaffTable,
    ties: TieTable,
    row_of: Mapping[str, int],
    organisations: Sequence[str],
    pairs: Sequence[tuple[int, int]],
    team_column: str | None,
    notes: Notes,
) -> list[str]:
    if team_column is not None and team_column not in ties.attributes:
        near = nearest(team_column, list(ties.attributes))
        allowed = ", ".join(ties.attributes) or "none: the file has no other numeric column"
        message = "no such column of pairs"
        raise InputError(Problem(message, ties.file, None, "team_column", team_column, allowed, near))
    if team_column is None and any(staff.teams):
        teams = list(staff.teams)
        rows = [row for row, team in enumerate(teams) if not team]
        join_singles(teams, rows, organisations, "without a team", notes)
        for row, team in enumerate(teams):
            teams[row] = team or f"Staff {staff.ids[row]}"
        return teams
    column = team_column or next((name for name in RELATION_NAMES if name in ties.attributes), None)
    if column is None:
        return teams_of_ties(organisations, pairs, notes)
    odd = sorted({value for value in ties.attributes[column].values() if value != 1})
    if odd:
        raise InputError(Problem("the column holds more than 0 and 1", ties.file, None, column, odd[0], "0 or 1"))
    if ties.form == "edges":
        notes.assumed.append(f"'{column}' is known only of pairs that have a row")
    related = ((row_of[a], row_of[b]) for a, b in ties.attributes[column] if a != b)
    return teams_of_relation(organisations, related, column, notes)


def _roles(
    staff: StaffTable, organisations: Sequence[str], pairs: Sequence[tuple[int, int]], head: str | None, notes: Notes
) -> list[str]:
    """Roles of all; a head is assumed only where the table says nothing about roles."""
    roles = list(staff.roles)
    if head is not None:
        roles[staff.ids.index(head)] = "head"
    named = Counter(to for _, to in pairs)
    known = any(staff.roles)
    for one in dict.fromkeys(organisations):
        rows = [row for row, name in enumerate(organisations) if name == one]
        if any(roles[row] == "head" for row in rows):
            continue
        if known:
            notes.assumed.append(f"'{one}' has no head: the roles name none")
            continue
        years = np.nan_to_num(staff.tenure_years, nan=-1.0)
        best = max(rows, key=lambda row: (named[row], years[row], -row))
        roles[best] = "head"
        who = f"'{staff.ids[best]}', whom most ({named[best]}) name"
        notes.assumed.append(f"the head of '{one}' is {who}: no roles are given")
    blank = sum(not role for role in roles)
    if blank:
        notes.filled.append(f"role of {blank} staff with 'teacher'")
    problems = two_heads(staff.file, staff.lines, staff.ids, roles, organisations)
    if problems:
        raise InputError(problems)
    return [role or "teacher" for role in roles]


def _written(value: float) -> str:
    return "" if math.isnan(value) else repr(float(value))


def _csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue()


def _scenario(title: str, staff_name: str, ties_name: str, history_years: float) -> str:
    question = f"How does relational trust among the staff of {title} develop over three school years?"
    settings = {
        "title": title,
        "question": question,
        "source": f"Imported from {staff_name} and {ties_name}; import-report.txt says what was assumed.",
        "expected": "Nothing is expected beforehand: the staff and their ties are imported as they are.",
        "weeks": WEEKS,
        "network": {"staff_file": "staff.csv", "ties_file": "ties.csv"},
        "history": {"years": float(history_years)},
    }
    comment = f"# {question}\n# Change the settings below to put another question to the same staff.\n"
    return comment + to_yaml(settings)


def _check_out(out: Path, force: bool, inputs: Sequence[Path]) -> list[Problem]:
    """What keeps `out` from being written, as far as can be seen beforehand."""
    if not out.parent.is_dir():
        return [Problem("the folder to write into does not exist", str(out.parent), key="out")]
    if not out.exists() and not out.is_symlink():
        return []
    if not out.is_dir() or out.is_symlink():
        return [Problem("this is not a folder", str(out), key="out", allowed="a new or an empty folder")]
    if not any(out.iterdir()):
        return []
    if not force:
        return [Problem("the folder is not empty", str(out), key="out", allowed="a new or an empty folder")]
    if not (out / "scenario.yaml").is_file():
        allowed = "a folder with a scenario.yaml"
        return [Problem("only a scenario folder is replaced", str(out), key="out", allowed=allowed)]
    inside = [path for path in inputs if out in Path(os.path.abspath(path)).parents]
    return [Problem("the input lies in the folder to be replaced", str(path), key="out") for path in inside]


def _write_folder(out: Path, files: Mapping[str, str], force: bool) -> None:
    """Write all files to a folder beside `out` and put it in place in one step: `out` is whole or not there."""
    part = out.parent / f".{out.name}.{uuid.uuid4().hex}.part"
    old = part.with_suffix(".old")
    try:
        part.mkdir()
        for name, text in files.items():
            with open(part / name, "w", encoding="utf-8", newline="") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
        _sync(part)
        if force and out.exists():
            os.rename(out, old)
        os.replace(part, out)
        _sync(out.parent)
    except (OSError, UnicodeEncodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(Problem(f"the folder cannot be written: {reason}", str(out), key="out")) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
        if old.exists() and not out.exists():
            os.rename(old, out)
        else:
            shutil.rmtree(old, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Have the entries of `folder` on disk; not every system lets a folder be opened for this."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
