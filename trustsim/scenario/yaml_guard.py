"""Read a YAML file from a stranger: bounded in size, without surprises, and with the place of every setting.

Only PyYAML's event stream is used, in its pure-Python form: the C loader crashes on deep nesting, and the
constructors expand aliases. Each limit is checked while the events come, before anything is built. Plain
scalars follow the core schema of YAML 1.2, so `no`, `1_000`, `1:30` and `2024-01-01` are text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

import yaml

from trustsim.errors import InputError, Problem

Path_ = tuple[str | int, ...]

NULLS = {"", "~", "null", "Null", "NULL"}
BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
# What escapes such as "\0" or "\ud800" can smuggle into a text: no file name and no table can hold it, or it plays
# tricks on a terminal, as "\e" and the marks that turn the direction of writing do.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

# PyYAML's words (a part of them) and ours, tried in this order.
SYNTAX = [
    ("mapping values are not allowed", "a ':' where no setting can begin: check the indentation, or quote the text"),
    ("could not find expected ':'", "a line that is neither 'key: value' nor '- item'"),
    ("expected <block end>", "the indentation does not fit the lines above it"),
    ("expected ',' or", "a bracket is not closed, or a comma is missing"),
    ("found unexpected end of stream", "a quote is opened and never closed"),
    ("found unknown escape character", "an unknown escape after a backslash: use single quotes to keep it"),
    ("codec can't decode", "a tag that is not UTF-8"),
    ("'\\x00'", "the text ends before what was begun here is finished"),
    ("sequence entries are not allowed", "a '- item' where no list can begin: put it on a line of its own"),
    ("expected the node content", "a value is missing, or a comma or bracket too many"),
    ("that cannot start any token", "a text beginning with this character needs quotes"),
]


@dataclass(frozen=True)
class Place:
    """A line (from 1) of a file."""

    file: str
    line: int


@dataclass(frozen=True)
class Limits:
    """The most a document may have: bytes, levels, keys and values; digits of an integer, letters of a key."""

    bytes: int = 1_000_000
    depth: int = 20
    nodes: int = 50_000
    digits: int = 20
    key: int = 200


LIMITS = Limits()


@dataclass(frozen=True)
class Document:
    """A mapping read from YAML and the place of every key and list item in it; `()` is the document's start."""

    data: Any
    places: dict[Path_, Place]


def dotted(path: Path_) -> str:
    """`path` as a user reads it, such as ``staff.groups[2].name``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def read_yaml(path: Path, *, limits: Limits = LIMITS) -> Document:
    """Read the YAML file at `path`, or raise one InputError with everything wrong in it."""
    file = str(path)
    raw = b""
    unusual = None
    try:
        # Opening a pipe or a device would wait for ever.
        if path.is_dir():
            unusual = "is a folder, not a file"
        elif path.exists() and not path.is_file():
            unusual = "is not an ordinary file"
        else:
            with path.open("rb") as stream:
                raw = stream.read(limits.bytes + 1)
    except FileNotFoundError:
        raise InputError(Problem("there is no such file", file=file)) from None
    except OSError as error:
        raise InputError(Problem(f"cannot be read ({error.strerror or error})", file=file)) from None
    except ValueError:
        raise InputError(Problem("is not a possible name of a file", file=repr(file))) from None
    if unusual:
        raise InputError(Problem(unusual, file=file))
    if len(raw) > limits.bytes:
        raise InputError(_too_large(file, limits))
    return parse_yaml(_decoded(raw, file), file=file, limits=limits)


@lru_cache(maxsize=16)   # a library's baseline is read again for every scenario that extends it
def parse_yaml(text: str, *, file: str, limits: Limits = LIMITS) -> Document:
    """Read YAML from `text`; `file` is the name shown in problems. The document is shared with later readers: copy it to change it."""
    if len(text.encode("utf-8", "surrogatepass")) > limits.bytes:
        raise InputError(_too_large(file, limits))
    builder = _Builder(text.removeprefix("\ufeff"), file, limits)
    try:
        data = builder.document()
    except _Stop:
        data = None
    document = Document(data, builder.places)
    if builder.problems:
        raise InputError(sorted(builder.problems, key=lambda problem: problem.line or 0), read=document if isinstance(data, dict) else None)
    return document


class _Writer(yaml.SafeDumper):
    """Writes every value out, and quotes a text that :func:`parse_yaml` would take for something else, such as 1e3."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _written_text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=None if _kind(text) == "text" else "'")


_Writer.add_representer(str, _written_text)


def to_yaml(data: Any) -> str:
    """`data` as YAML that :func:`parse_yaml` reads back as it was."""
    text: str = yaml.dump(data, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=110)
    return text


def _too_large(file: str, limits: Limits) -> Problem:
    return Problem("the file is too large", file=file, allowed=f"at most {limits.bytes} bytes")


def _decoded(raw: bytes, file: str) -> str:
    """The text of a UTF-8 file."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(Problem("the file is UTF-16, not UTF-8", file=file, line=1, allowed="text saved as UTF-8"))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"not UTF-8: byte {raw[error.start]:#04x} at byte offset {error.start}"
        raise InputError(Problem(message, file=file, line=line, allowed="text saved as UTF-8")) from None


class _Stop(Exception):
    """Nothing after this point can be read; what is wrong has been noted."""


@dataclass
class _Builder:
    """Builds data from events, noting problems and going on where the stream allows it."""

    text: str
    file: str
    limits: Limits
    problems: list[Problem] = field(default_factory=list)
    places: dict[Path_, Place] = field(default_factory=dict)
    nodes: int = 0

    def __post_init__(self) -> None:
        self.events = self.stream()

    def stream(self) -> Iterator[yaml.Event]:
        """The events, with every way PyYAML has of failing turned into a noted problem and a stop."""
        line = 1
        try:
            for event in yaml.parse(self.text, Loader=yaml.SafeLoader):
                line = event.start_mark.line + 1
                yield event
        except yaml.reader.ReaderError as error:
            at = self.text.count("\n", 0, error.position) + 1
            hint = "; is it UTF-16, or not a text file?" if error.character == 0 else ""
            self.stop(f"a character that YAML does not allow (code {error.character:#x}){hint}", at)
        except yaml.MarkedYAMLError as error:
            self.stop(*self.syntax(error))
        except (ValueError, OverflowError):
            # PyYAML lets these escape for "\UFFFFFFFF" and for a %YAML directive with thousands of digits.
            self.stop("an escape or a directive with an impossible number, on this line or a later one", line)

    def syntax(self, error: yaml.MarkedYAMLError) -> tuple[str, int]:
        """What a syntax error says in plain words, and its line."""
        problem = error.problem or error.context or "not YAML"
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        start = error.context_mark.line + 1 if error.context_mark else line
        lines = self.text.split("\n")
        source = lines[line - 1] if line <= len(lines) else ""
        if "'\\t'" in problem or "\t" in source[: len(source) - len(source.lstrip())]:
            return "a tab in the indentation: YAML is indented with spaces only", line
        words = next((ours for theirs, ours in SYNTAX if theirs in problem), problem)
        if "never closed" in words:
            return words, start
        if "this character" in words and mark:
            words = words.replace("this character", repr(source[mark.column : mark.column + 1]))
        return words + (f" (in what begins on line {start})" if start != line else ""), line

    def note(self, message: str, line: int, path: Path_ = (), **more: Any) -> None:
        self.problems.append(Problem(message, file=self.file, line=line, key=dotted(path) or None, **more))

    def stop(self, message: str, line: int, path: Path_ = (), **more: Any) -> NoReturn:
        self.note(message, line, path, **more)
        raise _Stop

    def document(self) -> Any:
        """The one document of the stream."""
        next(self.events)
        start = next(self.events)
        if isinstance(start, yaml.StreamEndEvent):
            self.stop("the file is empty", 1, allowed="a mapping of settings")
        top = next(self.events)
        line = top.start_mark.line + 1
        self.places[()] = Place(self.file, line)
        data = self.node(top, (), 1)
        if isinstance(top, yaml.ScalarEvent) and data is None and not self.problems:
            self.note("the document is empty", line, allowed="a mapping of settings")
        elif not isinstance(top, yaml.MappingStartEvent):
            self.note("the document is not a mapping", line, allowed="'key: value' lines at the top")
        next(self.events)
        following = next(self.events)
        if not isinstance(following, yaml.StreamEndEvent):
            self.stop("a second document begins here", following.start_mark.line + 1, allowed="one document per file")
        return data

    def admit(self, event: yaml.NodeEvent, line: int, path: Path_) -> None:
        """Count a key or value, and note the anchor or tag on it."""
        self.nodes += 1
        if self.nodes > self.limits.nodes:
            self.stop("the document has too many keys and values", line, allowed=f"at most {self.limits.nodes}")
        if isinstance(event, yaml.AliasEvent):
            self.note("an alias is not allowed: write the value out", line, path, given=f"*{event.anchor}")
            return
        if event.anchor is not None:
            self.note("an anchor is not allowed", line, path, given=f"&{event.anchor}")
        if event.tag is not None:
            self.note("a tag is not allowed", line, path, given=event.tag)

    def node(self, event: yaml.NodeEvent, path: Path_, depth: int) -> Any:
        """The value that begins with `event`; `depth` is the level it would have as a mapping or list."""
        line = event.start_mark.line + 1
        self.admit(event, line, path)
        if isinstance(event, yaml.AliasEvent):
            return None
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, line, path)
        if depth > self.limits.depth:
            self.stop("nested too deeply", line, path[:3], allowed=f"at most {self.limits.depth} levels")
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(path, depth)
        return self.mapping(path, depth)

    def sequence(self, path: Path_, depth: int) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            here = (*path, len(items))
            self.places[here] = Place(self.file, event.start_mark.line + 1)
            items.append(self.node(event, here, depth + 1))
        return items

    def mapping(self, path: Path_, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
            key = self.key(event, line, path, depth)
            if key is None:
                self.node(next(self.events), path, depth + 1)
                continue
            here = (*path, key)
            if key in data:
                self.note(f"is given twice, on line {self.places[here].line} and on line {line}", line, here)
            else:
                self.places[here] = Place(self.file, line)
            data[key] = self.node(next(self.events), here, depth + 1)
        return data

    def key(self, event: yaml.NodeEvent, line: int, path: Path_, depth: int) -> str | None:
        """The text of a key, or None when it cannot be one, which has then been noted."""
        if isinstance(event, yaml.AliasEvent):
            self.admit(event, line, path)
            return None
        if not isinstance(event, yaml.ScalarEvent):
            self.note("a key must be text, not a mapping or a list", line, path)
            self.node(event, path, depth + 1)
            return None
        self.admit(event, line, path)
        text, plain = event.value, event.style is None
        if match := UNWRITABLE.search(text):
            self.note(f"a character that a key may not hold (code {ord(match[0]):#x})", line, path)
        elif len(text) > self.limits.key:
            self.note("a key is too long", line, path, given=text, allowed=f"at most {self.limits.key} characters")
        elif plain and text == "<<":
            self.note("a merge key is not allowed: write the settings out", line, path, given="<<")
        elif plain and _kind(text) != "text":
            self.note("a key must be text: put it in quotes", line, path, given=text)
        else:
            return text
        return None

    def scalar(self, event: yaml.ScalarEvent, line: int, path: Path_) -> Any:
        """The value of a scalar by the core schema; a quoted or block scalar is always text."""
        text = event.value
        kind = _kind(text) if event.style is None else "text"
        if kind == "null":
            return None
        if kind == "bool":
            return BOOLS[text]
        if kind == "integer":
            return self.integer(text, line, path)
        if kind == "float":
            return self.number(text, line, path)
        if match := UNWRITABLE.search(text):
            self.note(f"a character that text may not hold (code {ord(match[0]):#x})", line, path)
        return text

    def number(self, text: str, line: int, path: Path_) -> float | None:
        if NOT_FINITE.fullmatch(text):
            what = "infinite" if text[-1] in "fF" else "not a number (NaN)"
        elif math.isfinite(value := float(text)):
            return value
        else:
            what = "too large for a number"
        self.note(f"is {what}", line, path, given=text, allowed="a finite number")
        return None

    def integer(self, text: str, line: int, path: Path_) -> int | None:
        """An integer within the limit of digits, counted first: int() itself fails on thousands of digits."""
        digits = len(text.lstrip("+-"))
        if digits <= self.limits.digits + len("0x"):
            value = int(text, 0) if text[:2] in ("0x", "0o") else int(text)
            digits = len(str(abs(value)))
            if digits <= self.limits.digits:
                return value
        allowed = f"at most {self.limits.digits} digits"
        self.note(f"is an integer of {digits} digits", line, path, given=text, allowed=allowed)
        return None


def _kind(text: str) -> str:
    """What a plain scalar is by the core schema of YAML 1.2."""
    if text in NULLS:
        return "null"
    if text in BOOLS:
        return "bool"
    if INTEGER.fullmatch(text):
        return "integer"
    if FLOAT.fullmatch(text) or NOT_FINITE.fullmatch(text):
        return "float"
    return "text"
