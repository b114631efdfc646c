"""Reading files of unknown quality: text, separated values, columns by name, numbers.

Each function adds what is wrong to a list of problems, so that a reader hears of everything at once.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from trustsim.errors import InputError, Problem, nearest
from trustsim.scenario.yaml_guard import UNWRITABLE

MOST_BYTES = 200 * 1024 * 1024
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
MISSING = frozenset({"", "na", "n/a"})


@dataclass
class Notes:
    """What an import read, assumed, dropped and filled, in sentences."""

    read: list[str] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    filled: list[str] = field(default_factory=list)

    def add(self, other: Notes) -> None:
        """Take over all sentences of `other`."""
        for kind in ("read", "assumed", "dropped", "filled"):
            getattr(self, kind).extend(getattr(other, kind))


@dataclass(frozen=True)
class Sheet:
    """A table of text cells; ``lines`` are the lines of the file at which the rows begin, from 1."""

    file: str
    header: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]
    decimal_comma: bool


def read_text(path: Path) -> str:
    """The text of a UTF-8 file (a byte order mark is dropped); InputError where it cannot be read as such."""
    file = str(path)
    try:
        if path.is_dir():
            raise InputError(Problem("this is a folder", file, allowed="a file"))
        size = path.stat().st_size
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1) if size <= MOST_BYTES else b""  # a device has no size, and no end
        if max(size, len(data)) > MOST_BYTES:
            allowed = f"files up to {MOST_BYTES // 2**20} MB"
            raise InputError(Problem("the file is too large", file, given=f"{size / 2**20:.1f} MB", allowed=allowed))
    except FileNotFoundError:
        beside = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
        raise InputError(Problem("there is no such file", file, nearest=nearest(path.name, beside))) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(Problem(f"the file cannot be read: {reason}", file)) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        allowed = "UTF-8, with or without a byte order mark"
        raise InputError(Problem("the file is not UTF-8 text", file, line, allowed=allowed)) from None
    if "\0" in text:  # UTF-16 without a byte order mark, or a binary file
        line = text[: text.index("\0")].count("\n") + 1
        raise InputError(Problem("the file holds NUL characters and is not UTF-8 text", file, line, allowed="UTF-8"))
    if match := UNWRITABLE.search(text):
        line = text.count("\n", 0, match.start()) + 1
        raise InputError(Problem(f"a character that text may not hold (code {ord(match[0]):#x})", file, line))
    if not text.strip():
        raise InputError(Problem("the file is empty", file))
    return text


def read_sheet(path: Path, text: str | None = None, may_be_bare: bool = False) -> Sheet:
    """The separated values in `path` (comma, semicolon or tab, seen from its first line).

    A header without rows is a problem unless `may_be_bare`.
    """
    text = read_text(path) if text is None else text
    first = re.sub(r'"[^"]*"', "", next(line for line in text.splitlines() if line.strip()))
    separator = max(SEPARATORS, key=first.count)  # the first of equals, so a comma where there is none
    rows: list[list[str]] = []
    lines: list[int] = []
    problems: list[Problem] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begin = 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                rows.append(cells)
                lines.append(begin)
            begin = reader.line_num + 1
    except csv.Error as error:
        raise InputError(Problem(f"the line cannot be split into cells: {error}", str(path), begin)) from None
    if not rows:
        raise InputError(Problem("the file is empty", str(path)))
    header = tuple(rows[0])
    seen: set[str] = set()
    for name in header:
        if name and normal(name) in seen:
            problems.append(Problem("two columns have this name", str(path), lines[0], name))
        seen.add(normal(name))
    for row, line in zip(rows[1:], lines[1:]):
        if len(row) != len(header):
            allowed = f"{len(header)} cells, as in the header, with a {SEPARATORS[separator]} between them"
            message = "the row has the wrong number of cells"
            problems.append(Problem(message, str(path), line, given=len(row), allowed=allowed))
    if len(rows) == 1 and not may_be_bare:
        problems.append(Problem("there is a header but no row below it", str(path), lines[0]))
    if problems:
        raise InputError(problems)
    return Sheet(str(path), header, rows[1:], lines[1:], decimal_comma=separator != ",")


def normal(name: str) -> str:
    """`name` in the form names are compared in: lower case, words joined by one underscore."""
    return re.sub(r"[\W_]+", "_", name.strip().lower()).strip("_")


def match_header(sheet: Sheet, name: str) -> int | None:
    """Where the column `name` stands: as written, else without regard to case, spaces and hyphens."""
    if name in sheet.header:
        return sheet.header.index(name)
    found = [i for i, header in enumerate(sheet.header) if header and normal(header) == normal(name)]
    return found[0] if found else None


def find_columns(
    sheet: Sheet,
    synonyms: Mapping[str, Sequence[str]],
    given: Mapping[str, str],
    required: Sequence[str],
    problems: list[Problem],
) -> dict[str, int]:
    """Where each known column stands, for the columns that the table has.

    Parameters
    ----------
    synonyms : for each canonical name the names it goes by, best first.
    given : canonical name -> column of the file, from the user; goes before any synonym.
    required : canonical names that must be found.
    """
    where: dict[str, int] = {}
    headers = [header for header in sheet.header if header]
    for canonical, column in given.items():
        if canonical not in synonyms:
            key, allowed, close = f"columns.{canonical}", ", ".join(synonyms), nearest(canonical, list(synonyms))
            problems.append(Problem("unknown column to assign", sheet.file, 1, key, column, allowed, close))
            continue
        index = match_header(sheet, column)
        if index is None:
            problems.append(missing_column(sheet, f"columns.{canonical}", column))
        else:
            where[canonical] = index
    for canonical, names in synonyms.items():
        if canonical in given:
            continue
        taken = set(where.values())
        found = [match_header(sheet, name) for name in (canonical, *names)]
        free = [index for index in found if index is not None and index not in taken]
        if free:
            where[canonical] = free[0]
        elif canonical in required:
            close = next(filter(None, (nearest(name, headers) for name in (canonical, *names))), None)
            shown, allowed = ", ".join(headers), "a column " + " or ".join([canonical, *names][:4])
            problems.append(Problem("the column is missing", sheet.file, 1, canonical, shown, allowed, close))
    return where


def missing_column(sheet: Sheet, key: str, column: str) -> Problem:
    """The problem of a column that the user named and the file does not have."""
    headers = [header for header in sheet.header if header]
    close = nearest(column, headers)
    return Problem("the file has no such column", sheet.file, 1, key, column, ", ".join(headers), close)


def is_missing(cell: str) -> bool:
    """Whether a cell says that nothing is known: empty, NA or n/a."""
    return cell.lower() in MISSING


def to_number(cell: str, decimal_comma: bool = False) -> float:
    """The finite number in `cell`; ValueError where there is none."""
    if decimal_comma and "." not in cell:
        cell = cell.replace(",", ".", 1)
    if "_" in cell:  # Python reads 1_000 as a number, nobody else does
        raise ValueError(cell)
    value = float(cell)
    if not math.isfinite(value):
        raise ValueError(cell)
    return value


def number_cell(
    sheet: Sheet, row: int, column: int, low: float, high: float, problems: list[Problem], unit: str = ""
) -> float:
    """The number in one cell; NaN where it is missing, or wrong, which becomes a problem."""
    cell = sheet.rows[row][column]
    if is_missing(cell):
        return math.nan
    try:
        value = to_number(cell, sheet.decimal_comma)
        wrong = None if low <= value <= high else "the value is out of range"
    except ValueError:
        value, wrong = math.nan, "this is not a finite number"
    if wrong is None:
        return value
    name = f" {unit}" if unit else ""
    if math.isinf(low):
        allowed = f"a number{name}, or nothing"
    elif math.isinf(high):
        allowed = f"a number{name} from {low:g} up, or nothing"
    else:
        allowed = f"a number{name} from {low:g} to {high:g}, or nothing"
    problems.append(Problem(wrong, sheet.file, sheet.lines[row], sheet.header[column], cell, allowed))
    return math.nan
