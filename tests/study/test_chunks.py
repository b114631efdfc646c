"""The store of a study holds whole files only, whatever happens, and says of every other file what is wrong with it."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from study_jobs import table

from trustsim.study.chunks import Listing, encode, file_name, listing, read_chunk, write_bytes, write_chunk

STUDY = "a-study"
ROWS = {"r0-000000": 300, "r0-000001": 300}
KEY, OTHER = ROWS
PATH = os.pathsep.join(folder for folder in sys.path if folder)


def look(folder: Path, rows: dict[str, int] = ROWS) -> Listing:
    return listing(folder, study_id=STUDY, rows=rows)


def python(code: str, **options: Any) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": PATH}, text=True, stdout=subprocess.PIPE, **options)


@pytest.fixture
def chunk(tmp_path: Path) -> Path:
    return write_chunk(tmp_path, KEY, table(0), study_id=STUDY)


def test_what_is_stored_comes_back(chunk: Path) -> None:
    assert read_chunk(chunk).equals(table(0))
    assert look(chunk.parent) == Listing({KEY: chunk}, [], [])
    assert chunk.name == f"{KEY}-{hashlib.sha256(chunk.read_bytes()).hexdigest()[:16]}.parquet"


def test_same_rows_same_bytes_in_every_process() -> None:
    """Also where the table is laid out otherwise in memory."""
    code = (f"from study_jobs import table; from trustsim.study.chunks import *; import hashlib\n"
            f"print(hashlib.sha256(encode(table(0), study_id={STUDY!r}, key={KEY!r})).hexdigest())")
    said = [process.communicate()[0].strip() for process in [python(code), python(code)]]
    in_parts = pa.concat_tables([table(0, 100), table(100, 1), table(101, 199)])
    assert said == [hashlib.sha256(encode(in_parts, study_id=STUDY, key=KEY)).hexdigest()] * 2
    assert encode(table(0), study_id=STUDY, key=KEY) != encode(table(0), study_id=STUDY, key=OTHER)


def test_a_flipped_bit_is_named_wherever_it_is(chunk: Path) -> None:
    whole = chunk.read_bytes()
    places = range(0, len(whole), max(1, len(whole) // 400))
    for place in places:
        flipped = bytearray(whole)
        flipped[place] ^= 1 << place % 8
        chunk.write_bytes(flipped)
        found = look(chunk.parent)
        assert (found.done, [(fault.path, fault.key) for fault in found.damaged]) == ({}, [(chunk, KEY)]), place
        assert "bytes" in found.damaged[0].reason
    assert len(places) >= 400


def test_reading_a_damaged_page_fails(chunk: Path) -> None:
    """Should a bit flip after the listing: numbers are not silently others."""
    whole = chunk.read_bytes()
    silent = 0
    for place in range(4, len(whole) - 4000, 97):
        flipped = bytearray(whole)
        flipped[place] ^= 0x10
        chunk.write_bytes(flipped)
        try:
            silent += not read_chunk(chunk).equals(table(0))
        except (OSError, pa.ArrowException):
            continue
    assert silent == 0


def test_a_truncated_file_is_named(chunk: Path) -> None:
    whole = chunk.read_bytes()
    for length in (0, 1, 4, len(whole) // 2, len(whole) - 8, len(whole) - 1):
        chunk.write_bytes(whole[:length])
        found = look(chunk.parent)
        assert found.done == {}
        assert [fault.key for fault in found.damaged] == [KEY]


def foreign(data: bytes, key: str = KEY) -> Callable[[Path], Path]:
    def put(folder: Path) -> Path:
        path = folder / file_name(key, data)
        path.write_bytes(data)
        return path
    return put


def parquet_of_somebody() -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table(0), sink)
    return bytes(sink.getvalue())


def text_file(folder: Path) -> Path:
    path = folder / "notes.txt"
    path.write_text("do not forget the milk")
    return path


def link(folder: Path) -> Path:
    target = folder.parent / "elsewhere.parquet"
    data = encode(table(0), study_id=STUDY, key=KEY)
    target.write_bytes(data)
    path = folder / file_name(KEY, data)
    path.symlink_to(target)
    return path


def subfolder(folder: Path) -> Path:
    path = folder / file_name(KEY, b"")
    path.mkdir()
    return path


def odd_name(folder: Path) -> Path:
    path = folder / "r0-000000.parquet"
    path.write_bytes(encode(table(0), study_id=STUDY, key=KEY))
    return path


@pytest.mark.parametrize(("put", "reason"), [
    (text_file, "is not named as a chunk"), (odd_name, "is not named as a chunk"), (link, "is a link"), (subfolder, "is not a file"),
    (foreign(b"PAR1 not at all"), "is no Parquet file"), (foreign(b""), "is no Parquet file"),
    (foreign(parquet_of_somebody()), "is of another study"),
    (foreign(encode(table(0), study_id="b-study", key=KEY)), "is of another study"),
    (foreign(encode(table(0), study_id=STUDY, key=OTHER)), f"is chunk {OTHER} under another name"),
    (foreign(encode(table(0), study_id=STUDY, key="r9-000000"), "r9-000000"), "is no chunk of this study"),
    (foreign(encode(table(0, 299), study_id=STUDY, key=KEY)), "has 299 rows, not 300")],
    ids=["text", "odd name", "link", "folder", "no parquet", "empty", "parquet of somebody", "other study", "other key", "unknown key", "rows"])
def test_what_is_no_chunk_is_named_and_left_out(tmp_path: Path, put: Callable[[Path], Path], reason: str) -> None:
    folder = tmp_path / "chunks"
    folder.mkdir()
    good = write_chunk(folder, OTHER, table(300), study_id=STUDY)
    path = put(folder)
    found = look(folder)
    assert found.done == {OTHER: good}
    assert [fault.path for fault in found.damaged] == [path]
    assert reason in found.damaged[0].reason


def test_of_two_files_of_a_chunk_one_counts(tmp_path: Path) -> None:
    """As two versions of a library might write them; the same one every time."""
    first = write_chunk(tmp_path, KEY, table(0), study_id=STUDY)
    second = write_chunk(tmp_path, KEY, table(1), study_id=STUDY)
    found = look(tmp_path)
    assert list(found.done.values()) == [min(first, second)]
    assert [fault.path for fault in found.damaged] == [max(first, second)]
    assert "same chunk" in found.damaged[0].reason


def test_a_damaged_file_is_healed_by_writing_it_again(chunk: Path) -> None:
    whole = chunk.read_bytes()
    chunk.write_bytes(whole[:-9])
    assert write_bytes(chunk.parent, KEY, whole) == chunk
    assert look(chunk.parent) == Listing({KEY: chunk}, [], [])


# ---- failures of the file system -------------------------------------------------------------------------------------------------

CALLS = ("open", "write", "fsync", "replace", "close")


class Failing:
    """The system's calls, one of which fails; a write may put down half first."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, fail_at: int | None, number: int = errno.ENOSPC) -> None:
        self.calls: list[str] = []
        self.fail_at, self.number = fail_at, number
        for name in CALLS:
            monkeypatch.setattr(os, name, self.wrapped(name, getattr(os, name)))

    def wrapped(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            self.calls.append(name)
            if len(self.calls) - 1 != self.fail_at:
                if name == "write":   # a system may write less than asked
                    return real(arguments[0], arguments[1][:5000])
                return real(*arguments, **options)
            if name == "write":
                real(arguments[0], arguments[1][:1000])
            elif name == "close":
                real(*arguments)
            raise OSError(self.number, os.strerror(self.number))
        return call


def calls_of_a_write(folder: Path) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        failing = Failing(patch, None)
        write_chunk(folder, KEY, table(0), study_id=STUDY)
    return failing.calls


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT], ids=lambda number: errno.errorcode[number])
def test_a_full_disk_at_any_call_leaves_whole_files_only(tmp_path: Path, number: int) -> None:
    calls = calls_of_a_write(tmp_path)
    assert calls[0] == "open"
    assert calls.count("write") > 1
    assert calls[-6:] == ["fsync", "close", "replace", "open", "fsync", "close"]
    for fail_at, name in enumerate(calls):
        folder = tmp_path / f"{fail_at}-{name}"
        folder.mkdir()
        good = write_chunk(folder, OTHER, table(300), study_id=STUDY)
        with pytest.MonkeyPatch.context() as patch:
            Failing(patch, fail_at, number)
            with pytest.raises(OSError, match=os.strerror(number)):
                write_chunk(folder, KEY, table(0), study_id=STUDY)
        found = look(folder)
        assert (found.damaged, found.unfinished, found.done[OTHER]) == ([], [], good), name
        assert (KEY in found.done) == (fail_at > calls.index("replace"))   # whole, though nobody was told so
        write_chunk(folder, KEY, table(0), study_id=STUDY)
        assert set(look(folder).done) == set(ROWS)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 KB."""
    place = tmp_path / "small"
    place.mkdir()
    if not shutil.which("mount") or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", place], capture_output=True).returncode:
        pytest.skip("a small file system can be mounted by root only; full disks are simulated above")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_disk_that_is_really_full(small_disk: Path) -> None:
    rows = {f"r0-{number:06d}": 300 for number in range(100)}
    stored = 0

    def write_all() -> None:
        nonlocal stored
        for number, key in enumerate(rows):
            write_chunk(small_disk, key, table(number), study_id=STUDY)
            stored += 1

    with pytest.raises(OSError, match="No space left") as caught:
        write_all()
    assert caught.value.errno == errno.ENOSPC
    found = look(small_disk, rows)
    assert (len(found.done), found.damaged, found.unfinished) == (stored, [], [])
    assert stored > 0


def test_a_power_cut_at_any_moment(tmp_path: Path) -> None:
    """The worst a disk may do: bytes that were not brought to disk are lost, a rename lasts already, or only once the folder is brought to
    disk. At no moment is there a broken file of a final name, and what was reported as stored is there."""
    log: list[tuple[str, Any]] = []
    names: dict[int, str] = {}
    with pytest.MonkeyPatch.context() as patch:
        real = {name: getattr(os, name) for name in CALLS}

        def opened(path: Any, *rest: Any) -> int:
            handle = real["open"](path, *rest)
            names[handle] = str(path)
            return handle

        def written(handle: int, data: Any) -> int:
            log.append(("write", (names[handle], bytes(data[:5000]))))
            return real["write"](handle, data[:5000])

        patch.setattr(os, "open", opened)
        patch.setattr(os, "write", written)
        patch.setattr(os, "fsync", lambda handle: (log.append(("fsync", names[handle])), real["fsync"](handle)))
        patch.setattr(os, "replace", lambda old, new: (log.append(("replace", (str(old), str(new)))), real["replace"](old, new)))
        path = write_chunk(tmp_path, KEY, table(0), study_id=STUDY)
    whole = path.read_bytes()
    for moment in range(len(log) + 1):
        for rename_lasts_at_once in (False, True):
            cached: dict[str, bytes] = {}
            on_disk: dict[str, bytes] = {}
            renamed: dict[str, str] = {}
            for name, what in log[:moment]:
                if name == "write":
                    cached[what[0]] = cached.get(what[0], b"") + what[1]
                elif name == "fsync" and what in cached:
                    on_disk[what] = cached[what]
                elif name == "replace":
                    renamed[what[1]] = what[0]
            durable = ("fsync", str(tmp_path)) in log[:moment]
            left = on_disk.get(renamed[str(path)], b"") if str(path) in renamed and (durable or rename_lasts_at_once) else None
            assert left in (None, whole), log[moment - 1]
            if moment == len(log):
                assert left == whole


WRITE_MANY = """
import sys
from pathlib import Path
from study_jobs import table
from trustsim.study.chunks import write_bytes, encode
data = {f"r0-{k:06d}": encode(table(k), study_id="a-study", key=f"r0-{k:06d}") for k in range(40)}
print("go", flush=True)
while True:
    for key, bytes_ in data.items():
        write_bytes(Path(sys.argv[1]), key, bytes_)
"""


def test_writers_killed_at_any_moment_leave_whole_files_only(tmp_path: Path) -> None:
    """Two of them, of the same chunks, several times over."""
    rows = {f"r0-{number:06d}": 300 for number in range(40)}
    code = WRITE_MANY.replace("sys.argv[1]", repr(str(tmp_path)))
    for wait in (0.003, 0.051, 0.23):
        writers = [python(code), python(code)]
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "go\n"
        time.sleep(wait)
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
            writer.communicate()
        found = look(tmp_path, rows)
        assert found.damaged == []
        assert len(found.unfinished) <= 6   # at most one for each killed writer
        for path in found.done.values():
            assert pq.read_metadata(path).num_rows == 300
    assert found.done


def test_a_folder_that_vanished(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_chunk(tmp_path / "gone", KEY, table(0), study_id=STUDY)
    with pytest.raises(FileNotFoundError):
        look(tmp_path / "gone")


def test_a_folder_that_may_only_be_read(chunk: Path) -> None:
    """Root may write anywhere, so the writer is somebody else."""
    chunk.parent.chmod(0o555)
    for folder in list(chunk.parents)[1:4]:
        folder.chmod(folder.stat().st_mode | 0o055)
    become = "os.setgroups([]); os.setgid(65534); os.setuid(65534)" if os.getuid() == 0 else "pass"
    code = f"""
import os
from pathlib import Path
from study_jobs import table
from trustsim.study.chunks import *
data = encode(table(300), study_id={STUDY!r}, key={OTHER!r})
{become}
folder = Path({str(chunk.parent)!r})
try:
    write_bytes(folder, {OTHER!r}, data)
except PermissionError:
    print("refused", list(listing(folder, study_id={STUDY!r}, rows={ROWS!r}).done), sorted(os.listdir(folder)))
"""
    try:
        said = python(code).communicate()[0]
    finally:
        chunk.parent.chmod(0o755)
    assert said.strip() == f"refused ['{KEY}'] ['{chunk.name}']"
