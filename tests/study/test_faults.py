"""What may befall a study, each thing really done to a whole one; its bytes are then compared with those of a study nothing befell."""

from __future__ import annotations

import gc
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sabotage
import yaml

from trustsim.cli import main
from trustsim.errors import InputError
from trustsim.study import worker
from trustsim.study.load import load_study
from trustsim.study.local import LocalExecutor
from trustsim.study.lock import create
from trustsim.study.opened import OpenStudy
from trustsim.study.sweep import TooManyFailures, causes_of, go_on

PATH = os.pathsep.join(folder for folder in sys.path if folder)
STUDY: dict[str, Any] = {
    "title": "Small", "scenario": {"weeks": 39, "staff": 12}, "design": "grid", "replicates": 20, "chunk": 10,
    "factors": {"meetings.team_minutes_per_week": [30, 90], "staffing.turnover_per_year": [0.0, 0.2]}}
RUNS, CHUNKS = 80, 8
Run = Callable[..., tuple[int, str]]


def in_folder(folder: Path, *, workers: int = 2, warm: Callable[[], None] = worker.warm, memory_bytes: int | None = None, **changes: Any) -> OpenStudy:
    """A study in a new folder, run in workers of this process."""
    study = load_study(STUDY | changes)
    create(study, folder)
    with LocalExecutor(workers, warm=warm, memory_bytes=memory_bytes) as executor:
        return go_on(folder, executor)


def stored(folder: Path) -> dict[str, bytes]:
    """All chunk files by name."""
    return {path.name: path.read_bytes() for path in sorted((folder / "chunks").iterdir())}


def rows(study: OpenStudy) -> pd.DataFrame:
    """Everything stored, a row a run, by point and replicate."""
    return study.arrow().to_pandas().set_index(["point", "replicate"]).sort_index()


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study that nothing befell. Do not touch."""
    folder = tmp_path_factory.mktemp("clean") / "study"
    assert in_folder(folder).complete
    assert len(stored(folder)) == CHUNKS
    return folder


@pytest.fixture
def copy(clean: Path, tmp_path: Path) -> Path:
    return shutil.copytree(clean, tmp_path / "study")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(yaml.safe_dump(STUDY))
    return path


class Command:
    """`run_sim.py ...` as a process of its own."""

    def __init__(self, *words: object, slow: float = 0.0, sabotaged: dict[str, str] | None = None, cwd: Path | None = None) -> None:
        environment = os.environ | {"PYTHONPATH": PATH, "SLOW": str(slow), "SABOTAGE": json.dumps(sabotaged or {}), "COLUMNS": "200"}
        self.process = subprocess.Popen([sys.executable, sabotage.__file__, *map(str, words)], env=environment, text=True, cwd=cwd,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def end(self, within: float = 120.0) -> tuple[int, str]:
        try:
            said = self.process.communicate(timeout=within)[0]
        finally:
            self.process.kill()
        return self.process.returncode, said

    def workers(self) -> list[int]:
        return [int(pid) for task in Path(f"/proc/{self.process.pid}/task").iterdir() for pid in (task / "children").read_text().split()]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """The same in this process, its workers apart: exit code and what it says."""
    def call(*words: object, sabotaged: dict[str, str] | None = None) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["run_sim.py", *map(str, words)])
        monkeypatch.setattr(worker, "warm", sabotage.begin)
        monkeypatch.setenv("SABOTAGE", json.dumps(sabotaged or {}))
        monkeypatch.setenv("COLUMNS", "200")
        capfd.readouterr()
        code: Any = 0
        try:
            main()
        except SystemExit as leaving:
            code = leaving.code
        finally:
            gc.enable()
        said = capfd.readouterr()
        return code or 0, said.out + said.err
    return call


def wait_until(true: Callable[[], Any], within: float = 90.0) -> None:
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def chunks_in(folder: Path) -> int:
    try:
        return len([path for path in (folder / "chunks").iterdir() if path.suffix == ".parquet" and not path.name.startswith(".")])
    except OSError:
        return 0


def ended(pids: list[int]) -> bool:
    def runs(pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            return False
    return not any(runs(pid) for pid in pids)


# ---- processes are killed --------------------------------------------------------------------------------------------------------

def test_workers_killed(file: Path, clean: Path, tmp_path: Path) -> None:
    """Again and again, while it runs: the study is what it would have been."""
    out = tmp_path / "out"
    running = Command("sweep", file, "--out", out, "--workers", "2", "--no-figures", slow=0.03)
    kills = 0
    for chunks in (1, 2, 4, 5):
        wait_until(lambda chunks=chunks: chunks_in(out) >= chunks)
        for pid in running.workers()[:1]:
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)
                kills += 1
    code, said = running.end()
    assert (code, kills) == (0, 4), said
    assert stored(out) == stored(clean)


def test_the_driver_killed(file: Path, clean: Path, tmp_path: Path, command: Run) -> None:
    """At several moments; each time no worker outlives it, and what it stored is whole. In the end it is the same study."""
    out = tmp_path / "out"
    words: list[object] = ["sweep", file, "--out", out, "--workers", "2", "--no-figures"]
    for chunks in (1, 4):
        running = Command(*words, slow=0.03)
        wait_until(lambda chunks=chunks: chunks_in(out) >= chunks)
        workers = running.workers()
        assert len(workers) == 2
        running.process.kill()
        running.end()
        wait_until(lambda workers=workers: ended(workers), within=60)
        there = {name: data for name, data in stored(out).items() if not name.startswith(".")}
        assert len(there) >= chunks
        assert there.items() <= stored(clean).items()
        words = ["resume", out, "--workers", "2", "--no-figures"]
    code, said = command("resume", out, "--workers", "1", "--no-figures")
    assert code == 0, said
    assert f"{RUNS} of {RUNS} runs stored" in said
    assert {name: data for name, data in stored(out).items() if not name.startswith(".")} == stored(clean)


@pytest.mark.parametrize(("signals", "code", "at_once"), [([signal.SIGINT], 130, False), ([signal.SIGINT, signal.SIGINT], 130, True),
                                                          ([signal.SIGTERM], 143, True)], ids=["Ctrl-C", "Ctrl-C twice", "SIGTERM"])
def test_asked_to_end(file: Path, clean: Path, tmp_path: Path, signals: list[signal.Signals], code: int, at_once: bool, command: Run) -> None:
    """Ctrl-C lets the chunks in hand end; a second one, and the end of a batch job's time, do not. One goes on from there."""
    out = tmp_path / "out"
    hanging = {"p3r19": "hang"} if at_once else {}   # in the last chunk: only who ends at once ends at all
    running = Command("sweep", file, "--out", out, "--workers", "2", "--no-figures", slow=0.03, sabotaged=hanging)
    wait_until(lambda: chunks_in(out) >= (CHUNKS - 1 if at_once else 1))
    workers = running.workers()
    for number in signals:
        running.process.send_signal(number)
        time.sleep(0.3)
    left, said = running.end()
    assert left == code, said
    assert "what is stored stays" in said
    assert "Traceback" not in said
    assert ended(workers)
    assert 1 <= len(stored(out)) < CHUNKS
    assert stored(out).items() <= stored(clean).items()
    left, said = command("resume", out, "--workers", "1", "--no-figures")
    assert (left, stored(out)) == (0, stored(clean)), said


def test_the_dask_scheduler_killed(file: Path, clean: Path, tmp_path: Path, command: Run) -> None:
    pytest.importorskip("distributed", reason="clusters need the extra trustsim[cluster]")
    from test_cluster import dask

    out = tmp_path / "out"
    with dask(tmp_path) as cluster:
        running = Command("sweep", file, "--out", out, "--scheduler", cluster.address, "--no-figures", slow=0.05)
        wait_until(lambda: chunks_in(out) >= 2)
        cluster.scheduler.kill()
        began = time.monotonic()
        code, said = running.end()
        assert time.monotonic() - began < 30
    assert code == 1, said
    assert "the Dask scheduler is gone" in said
    assert f"resume {out}" in said
    assert "Traceback" not in said
    assert 2 <= len(stored(out)) < CHUNKS
    code, said = command("resume", out, "--scheduler", cluster.address, "--no-figures")
    assert code == 1, said
    assert "no Dask scheduler answers" in said
    assert "Traceback" not in said
    code, said = command("resume", out, "--workers", "1", "--no-figures")
    assert (code, stored(out)) == (0, stored(clean)), said


def test_two_drivers(file: Path, clean: Path, tmp_path: Path) -> None:
    """Begun at the same time on one study: both end well, and there is one of each chunk."""
    out = tmp_path / "out"
    for running in [Command("sweep", file, "--out", out, "--workers", "1", "--no-figures", slow=0.03) for _ in range(2)]:
        code, said = running.end()
        assert code == 0, said
    assert stored(out) == stored(clean)


# ---- the file system -------------------------------------------------------------------------------------------------------------

@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """A file system of so many KB."""
    place = tmp_path / "disk"
    place.mkdir()

    def of(kilobytes: int) -> Path:
        size = ["-o", f"{'remount,' if place.is_mount() else ''}size={kilobytes}k"]
        if not shutil.which("mount") or subprocess.run(["mount", "-t", "tmpfs", *size, "none", place], capture_output=True).returncode:
            pytest.skip("a small file system can be mounted by root only; full disks are simulated in test_chunks.py")
        return place

    yield of
    if place.is_mount():
        subprocess.run(["umount", place], check=True)


def test_a_full_disk(file: Path, clean: Path, small_disk: Callable[[int], Path], command: Run) -> None:
    out = small_disk(80) / "study"
    code, said = command("sweep", file, "--out", out, "--no-figures", "--force")
    assert code == 1, said
    assert re.search("No space left on device; nothing half written is left", said), said
    left = stored(out)
    assert 1 <= len(left) < CHUNKS
    assert f"{10 * len(left)} of {RUNS} runs stored" in said
    assert left.items() <= stored(clean).items()
    small_disk(4000)
    code, said = command("resume", out, "--workers", "1", "--no-figures")
    assert (code, stored(out)) == (0, stored(clean)), said


def test_a_disk_that_will_not_suffice_is_known_before(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from trustsim.study.sweep import Estimate, check_room

    with pytest.raises(InputError, match=r"GB on disk, and .* GB are free"):
        check_room(Estimate(10**9, 1.0, 1.0, 1e18, 3), tmp_path / "out", 1)
    with pytest.raises(InputError, match=r"workers would take about .* GB of memory"):
        check_room(Estimate(10, 1.0, 1e9, 1.0, 3), tmp_path / "out", 10**6)
    check_room(Estimate(10, 1.0, 1.0, 1.0, 3), tmp_path / "out", 1)


def test_the_folder_vanishes(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    running = Command("sweep", file, "--out", out, "--workers", "2", "--no-figures", slow=0.03)
    wait_until(lambda: chunks_in(out) >= 2)
    workers = running.workers()
    out.rename(tmp_path / "elsewhere")
    code, said = running.end()
    assert code == 1, said
    assert "No such file or directory" in said
    assert "Traceback" not in said
    wait_until(lambda: ended(workers), within=60)
    assert not out.exists()


def test_a_folder_that_may_only_be_read(file: Path, clean: Path, tmp_path: Path, command: Run) -> None:
    """Refused before anything runs. Root may write anywhere, so the file system says no, where it can be had to."""
    if os.getuid() == 0 and not shutil.which("mount"):
        pytest.skip("root may write anywhere, and mount is not here")
    place = tmp_path / "locked"
    shutil.copytree(clean, place / "study")
    gone = next(iter((place / "study" / "chunks").iterdir()))
    gone.unlink()
    if os.getuid():
        for folder in (place, place / "study", place / "study" / "chunks"):
            folder.chmod(0o555)
    elif subprocess.run(["mount", "--bind", "-o", "ro", place, place], capture_output=True).returncode:
        pytest.skip("root may write anywhere, and cannot mount here")
    try:
        if not os.getuid():
            subprocess.run(["mount", "-o", "remount,bind,ro", place], check=True)
        for words in (["sweep", file, "--out", place / "new"], ["resume", place / "study"]):
            code, said = command(*words, "--no-figures")
            assert code in (1, 2), said
            assert re.search("Read-only file system|Permission denied|cannot be written", said), said
            assert "Traceback" not in said
        code, said = command("status", place / "study")
        assert (code, f"70 of {RUNS} runs stored" in said) == (0, True), said
    finally:
        if os.getuid() == 0:
            subprocess.run(["umount", place], check=True)
        else:
            for folder in (place, place / "study", place / "study" / "chunks"):
                folder.chmod(0o755)


# ---- what is stored is damaged ---------------------------------------------------------------------------------------------------

def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 4
    path.write_bytes(data)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def foreign(path: Path) -> None:
    pd.DataFrame({"trust": [1.0]}).to_parquet(path)


def linked(path: Path) -> None:
    path.rename(path.parent.parent / "elsewhere.parquet")
    path.symlink_to(path.parent.parent / "elsewhere.parquet")


DAMAGES = [flip, truncate, foreign, linked]


def test_damaged_files_are_named_ignored_and_made_again(copy: Path, clean: Path, command: Run) -> None:
    files = sorted((copy / "chunks").iterdir())
    for damage, path in zip(DAMAGES, files):
        damage(path)
    (copy / "chunks" / "notes.txt").write_text("milk")
    study = OpenStudy(copy)
    assert not study.complete
    assert len(study.runs(failed=True)) == RUNS - 10 * len(DAMAGES)   # never numbers from a damaged file
    code, said = command("verify", copy)
    assert code == 1, said
    for path in [*files[: len(DAMAGES)], copy / "chunks" / "notes.txt"]:
        assert path.name in said
    assert f"{RUNS - 10 * len(DAMAGES)} of {RUNS} runs are whole" in said
    code, said = command("verify", copy, "--repair")
    assert (code, stored(copy)) == (0, stored(clean)), said
    assert command("verify", copy)[0] == 0


@pytest.mark.parametrize("name", ["lock.json", "design.parquet", "study.yaml"])
def test_a_damaged_study_is_refused(copy: Path, name: str) -> None:
    path = copy / name
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(InputError, match=re.escape(name)):
        OpenStudy(copy)


# ---- what a study is changes -----------------------------------------------------------------------------------------------------

def test_a_changed_study_is_refused_with_the_difference(copy: Path, clean: Path, tmp_path: Path, command: Run) -> None:
    path = copy / "study.yaml"
    path.write_text(path.read_text().replace("0.2", "0.3"))
    next(iter((copy / "chunks").iterdir())).unlink()
    code, said = command("resume", copy)
    assert code == 2, said
    assert "0.3" in said
    assert "0.2" in said
    assert "--fork" in said
    code, said = command("resume", copy, "--fork", tmp_path / "other", "--no-figures")
    assert code == 0, said
    other = OpenStudy(tmp_path / "other")
    assert other.complete
    assert other.lock["study_id"] != OpenStudy(clean).lock["study_id"]
    same, new = rows(OpenStudy(clean)), rows(other)
    assert same.loc[[0, 2]].equals(new.loc[[0, 2]])   # where only the other level changed, the same luck gives the same runs
    assert not same.loc[[1, 3], "trust"].equals(new.loc[[1, 3], "trust"])


@pytest.mark.parametrize("change", [("code", "0" * 64), ("trustsim", "0.0.9"), ("packages", {"numba": "0.1"}), ("randomness", "dice")])
def test_changed_code_or_versions_are_refused_with_the_difference(copy: Path, change: tuple[str, Any]) -> None:
    """Here the lock is changed, as if the study had been begun by another program."""
    lock = json.loads((copy / "lock.json").read_text())
    lock["identity"][change[0]] = change[1]
    (copy / "lock.json").write_text(json.dumps(lock))
    with LocalExecutor(1) as executor, pytest.raises(InputError, match=change[0]) as caught:
        go_on(copy, executor)
    assert str(next(iter(change[1].values())) if isinstance(change[1], dict) else change[1])[:20] in str(caught.value)


# ---- runs go wrong ---------------------------------------------------------------------------------------------------------------

def test_runs_that_go_wrong_are_recorded_and_others_untouched(file: Path, clean: Path, tmp_path: Path, command: Run) -> None:
    """One raises, one kills its worker every time, one hangs, one wants all memory, two have no finite outcome. All in one command."""
    bad = {"p0r3": "raise", "p1r7": "killed", "p2r12": "hang", "p3r19": "memory", "p0r11": "nan", "p3r2": "inf"}
    file.write_text(yaml.safe_dump(STUDY | {"seconds_per_run": 3.0}))
    out = tmp_path / "out"
    code, said = command("sweep", file, "--out", out, "--no-figures", "--memory", "1", sabotaged=bad)
    assert code == 3, said
    assert "4 runs failed" in said, said
    assert "runs with an outcome that has no value (column flags): " in said
    study, good = OpenStudy(out), rows(OpenStudy(clean))
    assert study.complete
    found = rows(study)
    named = {f"p{point}r{replicate}": row for (point, replicate), row in found.iterrows()}
    assert {name: row["status"] for name, row in named.items() if row["status"] != "ok"} == {
        "p0r3": "failed", "p1r7": "killed", "p2r12": "timeout", "p3r19": "memory"}
    assert "ValueError: as asked" in named["p0r3"]["error"]
    assert {name: row["flags"] for name, row in named.items() if row["flags"]} == {"p0r11": "trust", "p3r2": "trust"}
    assert np.isnan(named["p0r11"]["trust"])
    assert named["p3r2"]["trust"] == np.inf
    others = [index for index in good.index if f"p{index[0]}r{index[1]}" not in bad]
    assert found.loc[others].equals(good.loc[others])
    notes = {path.stem for path in (out / "failures").iterdir()}
    assert notes == {"p0r3", "p1r7", "p2r12", "p3r19"}
    # Made again where nothing goes wrong:
    code, said = command("resume", out, "--retry-failed", "--no-figures")
    assert code == 0, said
    again = rows(OpenStudy(out))
    healed = [index for index in good.index if f"p{index[0]}r{index[1]}" not in ("p0r11", "p3r2")]
    assert again.loc[healed].equals(good.loc[healed])


def test_a_study_that_fails_from_the_start_is_given_up_with_the_causes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SABOTAGE", '{"all": "raise"}')
    with pytest.raises(TooManyFailures, match="60 x failed: ValueError: as asked"):
        in_folder(tmp_path / "out", workers=1, warm=sabotage.begin, replicates=200)
    assert len(stored(tmp_path / "out")) == 6
    assert causes_of(Counter("aabcdefg")).splitlines()[::5] == ["2 x a", "and 2 other causes"]


def test_sensitivity_refuses_runs_that_are_missing_or_not_finite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from trustsim.analysis.runs import joined
    from trustsim.analysis.sensitivity import analyse_sobol

    monkeypatch.setenv("SABOTAGE", '{"p5r1": "nan"}')
    ranges = {"staffing.turnover_per_year": {"low": 0.0, "high": 0.2}, "meetings.team_minutes_per_week": {"low": 30, "high": 90}}
    study = in_folder(tmp_path / "out", warm=sabotage.begin, replicates=2, design={"kind": "sobol", "base_points": 4}, factors=ranges)
    assert study.complete

    def indices(of: OpenStudy) -> Any:
        return analyse_sobol(of.design[list(of.factors)], joined(of.runs(), "trust", points=len(of.design), replicates=2), second_order=False)

    with pytest.raises(InputError, match="p5r1"):
        indices(study)
    next(iter((tmp_path / "out" / "chunks").glob("r0-000000-*"))).unlink()
    with pytest.raises(InputError, match="p0r0"):
        indices(OpenStudy(tmp_path / "out"))


# ---- the same rows, whoever runs them --------------------------------------------------------------------------------------------

@pytest.mark.parametrize("workers", [1, 4])
def test_any_number_of_workers(clean: Path, tmp_path: Path, workers: int) -> None:
    in_folder(tmp_path / "out", workers=workers)
    assert stored(tmp_path / "out") == stored(clean)


@pytest.mark.parametrize("chunk", [1, 7])
def test_any_size_of_chunks(clean: Path, tmp_path: Path, chunk: int) -> None:
    assert rows(in_folder(tmp_path / "out", chunk=chunk)).equals(rows(OpenStudy(clean)))


def test_dask_or_processes(file: Path, clean: Path, tmp_path: Path, command: Run) -> None:
    pytest.importorskip("distributed", reason="clusters need the extra trustsim[cluster]")
    from test_cluster import dask

    with dask(tmp_path) as cluster:
        code, said = command("sweep", file, "--out", tmp_path / "out", "--scheduler", cluster.address, "--no-figures")
    assert (code, stored(tmp_path / "out")) == (0, stored(clean)), said


def test_shards(file: Path, clean: Path, tmp_path: Path) -> None:
    """Three processes that know nothing of each other, in any order, the last twice."""
    out = tmp_path / "out"
    create(load_study(file), out)
    for shard in ("3/3", "1/3", "2/3", "2/3"):
        with LocalExecutor(1, warm=worker.warm) as executor:
            first, last = map(int, shard.split("/"))
            go_on(out, executor, shard=(first, last))
    assert stored(out) == stored(clean)


# ---- what cannot be run ----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("changes", "words"), [
    ({"design": {"kind": "sobol", "base_points": 100}}, "allowed: 64 or 128"), ({"factors": {"staff": []}}, "factors.staff"),
    ({"factors": {"staff": {"low": 30, "high": 20}}}, "low must be below high"), ({"factors": {"stuff": [1]}}, "did you mean 'staff'"),
    ({"seed": -1}, "seed"), ({"seed": "lucky"}, "seed"), ({"seed": 2**64}, "seed"), ({"seed": 1.5}, "seed"),
    ({"replicates": 0}, "replicates")])
def test_a_study_that_cannot_be_run_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        load_study(STUDY | changes)


def test_too_many_runs_are_refused_with_what_they_would_take(file: Path, tmp_path: Path, command: Run) -> None:
    steps = {name: {"low": low, "high": high, "steps": 1000} for name, low, high in (
        ("meetings.team_minutes_per_week", 0, 90), ("staffing.turnover_per_year", 0, 0.5))}
    file.write_text(yaml.safe_dump(STUDY | {"factors": steps, "replicates": 1_000_000}))
    code, said = command("sweep", file, "--out", tmp_path / "out")
    assert code == 2, said
    assert re.search("1,000,000,000,000 runs", said), said
    assert re.search("years|days", said), said
    assert re.search("memory", said), said
    assert re.search("disk", said), said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("seed", [0, 1, 2**64 - 1])
def test_any_seed(clean: Path, tmp_path: Path, seed: int) -> None:
    found = in_folder(tmp_path / "out", seed=seed, replicates=5, chunk=20)
    assert found.complete
    seeds = found.runs()["seed"].to_numpy(dtype=np.uint64)
    assert len(np.unique(seeds)) == 5
    assert int(seeds[0]) == seed
    same = rows(OpenStudy(clean)).groupby("replicate").head(5).loc[(slice(None), slice(0, 4)), "trust"].sort_index()
    assert same.equals(rows(found)["trust"].sort_index()) == (seed == 0)


# ---- names ---------------------------------------------------------------------------------------------------------------------

def test_out_that_is_a_link_or_somebodys_folder_is_refused(file: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "thesis.txt").write_text("all of it")
    (tmp_path / "link").symlink_to(tmp_path / "theirs")
    (tmp_path / "a file").write_text("")
    for name in ("theirs", "link", "a file"):
        with pytest.raises(InputError):
            create(load_study(file), tmp_path / name)
    assert [path.name for path in (tmp_path / "theirs").iterdir()] == ["thesis.txt"]


def test_names_that_are_formulas_are_escaped_and_those_that_leave_the_folder_do_not(tmp_path: Path) -> None:
    from trustsim.study.upkeep import export

    levels = {"=cmd()": {}, "../../evil": {"meetings.team_minutes_per_week": 90}, "/etc/passwd": {"meetings.team_minutes_per_week": 10}}
    study = in_folder(tmp_path / "deep" / "er" / "out", factors={"@how": {"levels": levels}}, replicates=1, title="../../x")
    place = export(study, tmp_path / "deep" / "er" / "out" / "export", ["csv", "dta", "r"])
    text = (place / "runs.csv").read_text()
    assert "'=cmd()" in text
    assert "'@how" in text.splitlines()[0]
    assert not re.search(r"(^|,)[=@+-]", text, flags=re.MULTILINE)
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_dir()) == ["chunks", "deep", "er", "export", "out"]
