"""The store of a study: a folder with one Parquet file a chunk, named by what it holds. The files that pass are what is done.

A file is `KEY-SHA16.parquet`: the chunk's key, and the first 16 hexadecimal digits of the SHA-256 of all its bytes. It says in its
metadata of which study it is. The same rows always make the same bytes, so two writers of a chunk write the same file, and studies
can be compared by name. Files that begin with a dot are being written, or were when their writer died.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from trustsim.study.durable import write_whole

STUDY, KEY, ROWS = b"trustsim.study", b"trustsim.chunk", b"trustsim.rows"
NAME = re.compile(r"(?P<key>[A-Za-z0-9_-]+)-(?P<sha>[0-9a-f]{16})\.parquet")


@dataclass(frozen=True)
class Fault:
    """A file that is not what it should be; `key` is the chunk it would be, or None where it is none of this study."""

    path: Path
    reason: str
    key: str | None = None


@dataclass(frozen=True)
class Listing:
    """What a chunks folder holds: good files by chunk, faulty ones, and what writers left unfinished (or are writing now)."""

    done: dict[str, Path] = field(default_factory=dict)
    damaged: list[Fault] = field(default_factory=list)
    unfinished: list[Path] = field(default_factory=list)


def encode(table: pa.Table, *, study_id: str, key: str) -> bytes:
    """A chunk as the bytes of its file: the same for the same rows, whoever makes them and however the table is laid out in memory."""
    about = {STUDY: study_id.encode(), KEY: key.encode(), ROWS: str(table.num_rows).encode()}
    sink = pa.BufferOutputStream()
    pq.write_table(table.combine_chunks().replace_schema_metadata(about), sink, compression="zstd", write_page_checksum=True,
                   row_group_size=max(1, table.num_rows))
    return sink.getvalue().to_pybytes()


def file_name(key: str, data: bytes) -> str:
    """The name that a chunk's bytes have."""
    return f"{key}-{hashlib.sha256(data).hexdigest()[:16]}.parquet"


def write_chunk(folder: Path, key: str, table: pa.Table, *, study_id: str) -> Path:
    """Store a chunk, whole or not at all; when this returns, it survives a power cut. OSError where it cannot be written."""
    return write_bytes(folder, key, encode(table, study_id=study_id, key=key))


def write_bytes(folder: Path, key: str, data: bytes) -> Path:
    """Store a chunk that is encoded already, as workers do."""
    path = folder / file_name(key, data)
    write_whole(path, data)
    return path


def read_chunk(path: Path) -> pa.Table:
    """The rows of a chunk; OSError where a page does not have its checksum."""
    return pq.ParquetFile(path, page_checksum_verification=True).read().replace_schema_metadata(None)


def listing(folder: Path, *, study_id: str, rows: Mapping[str, int]) -> Listing:
    """Read and check every file of a chunks folder.

    Parameters
    ----------
    rows : the chunks of the study and how many rows each has.

    Raises
    ------
    OSError
        The folder is gone or cannot be read.
    """
    found = Listing()
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            found.unfinished.append(path)
            continue
        name = NAME.fullmatch(path.name)
        key = name["key"] if name and name["key"] in rows else None
        reason = _fault(path, name, study_id, rows)
        if reason is None and key in found.done:
            reason = f"holds the same chunk as {found.done[key].name}"
        if reason is not None:
            found.damaged.append(Fault(path, reason, key))
        elif key is not None:
            found.done[key] = path
    return found


def _fault(path: Path, name: re.Match[str] | None, study_id: str, rows: Mapping[str, int]) -> str | None:
    """Why a file is no chunk of this study; None where it is one."""
    if name is None:
        return "is not named as a chunk is"
    if path.is_symlink() or not path.is_file():
        return "is a link, not a file" if path.is_symlink() else "is not a file"
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            data = file.read()
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    if hashlib.sha256(data).hexdigest()[:16] != name["sha"]:
        return "is damaged: its bytes are not those it was written with"
    try:
        about = pq.read_metadata(pa.BufferReader(data))
    except (pa.ArrowException, OSError):
        return "is no Parquet file"
    said = about.metadata or {}
    if said.get(STUDY) != study_id.encode():
        return "is of another study"
    key = name["key"]
    if said.get(KEY) != key.encode() or key not in rows:
        return "is no chunk of this study" if key not in rows else f"is chunk {said.get(KEY, b'?').decode(errors='replace')} under another name"
    if about.num_rows != rows[key]:
        return f"has {about.num_rows} rows, not {rows[key]}"
    return None
