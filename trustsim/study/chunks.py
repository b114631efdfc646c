"""The store of a study: a folder with one Parquet file a chunk, named by what it holds. The files that pass are what is done.

A file is `KEY-SHA16.parquet`: the chunk's key, and the first 16 hexadecimal digits of the SHA-256 of all its bytes. It says in its
metadata of which study it is. The same rows always make the same bytes, so two writers of a chunk write the same file, and studies
can be compared by name. Files that begin with a dot are being written, or were when their writer died.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from trustsim.study.durable import sync_folder, write_whole

STUDY, KEY, ROWS, PARTS = b"trustsim.study", b"trustsim.chunk", b"trustsim.rows", b"trustsim.parts"
ALL = "all"         # the key of a file that holds every chunk
ROW_GROUP = 100_000
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
        parts: list[str] = []
        reason = _fault(path, name, study_id, rows, parts)
        twice = next((part for part in parts if part in found.done), None)
        if reason is None and twice is not None:
            reason = f"holds the same chunk as {found.done[twice].name}"
        if reason is not None:
            found.damaged.append(Fault(path, reason, key))
        else:
            found.done.update(dict.fromkeys(parts, path))
    return found


def _fault(path: Path, name: re.Match[str] | None, study_id: str, rows: Mapping[str, int], parts: list[str]) -> str | None:
    """Why a file is no chunk of this study; None where it is one, and then `parts` are the chunks it holds."""
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
    if key == ALL == said.get(KEY, b"").decode(errors="replace"):
        held: dict[str, int] = json.loads(said.get(PARTS, b"{}"))
        parts += [part for part in held if part in rows]
        wrong = about.num_rows != sum(held.values()) or any(held[part] != rows[part] for part in parts)
        return "does not have the rows it says it has" if wrong else None
    if said.get(KEY) != key.encode() or key not in rows:
        return "is no chunk of this study" if key not in rows else f"is chunk {said.get(KEY, b'?').decode(errors='replace')} under another name"
    if about.num_rows != rows[key]:
        return f"has {about.num_rows} rows, not {rows[key]}"
    parts.append(key)
    return None


def put_together(folder: Path, found: Listing, keys: Sequence[str], *, study_id: str) -> Path:
    """Make one file of all chunks, in the order of `keys`, and then remove theirs; where that fails, they are still there.

    Raises
    ------
    OSError
        The new file cannot be written.
    """
    held = {key: pq.read_metadata(found.done[key]).num_rows for key in keys}
    beside = folder / f".{ALL}-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        with beside.open("xb") as file:
            schema = pq.read_schema(found.done[keys[0]])
            about = {STUDY: study_id.encode(), KEY: ALL.encode(), ROWS: str(sum(held.values())).encode(), PARTS: json.dumps(held).encode()}
            with pq.ParquetWriter(file, schema.with_metadata(about), compression="zstd", write_page_checksum=True) as writer:
                some: list[pa.Table] = []
                for key in keys:
                    some.append(read_chunk(found.done[key]))
                    if sum(len(table) for table in some) >= ROW_GROUP or key == keys[-1]:
                        writer.write_table(pa.concat_tables(some).replace_schema_metadata(about))
                        some = []
            file.flush()
            os.fsync(file.fileno())
        with beside.open("rb") as file:
            place = folder / f"{ALL}-{hashlib.file_digest(file, 'sha256').hexdigest()[:16]}.parquet"
        os.replace(beside, place)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(folder)
    for path in {*found.done.values()} - {place}:
        path.unlink()
    sync_folder(folder)
    return place


def present(folder: Path) -> set[str]:
    """Chunks that have a file of their own, whole or not: enough to leave them to whoever wrote it."""
    return {name["key"] for path in folder.iterdir() if (name := NAME.fullmatch(path.name))}


def remove_chunk(folder: Path, key: str) -> None:
    """Remove every file of a chunk."""
    for path in folder.iterdir():
        name = NAME.fullmatch(path.name)
        if name and name["key"] == key:
            path.unlink()
