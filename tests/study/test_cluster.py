"""A real Dask scheduler with two workers on this computer, which are killed; and SLURM played by two shell scripts."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import study_jobs

from trustsim.errors import InputError
from trustsim.study import cluster
from trustsim.study.cluster import MAKE_CERTIFICATE, DaskExecutor, SlurmExecutor, check_address
from trustsim.study.tasks import Done, ExecutorLost, Task

pytest.importorskip("distributed", reason="clusters need the extra trustsim[cluster]")
PATH = os.pathsep.join(folder for folder in sys.path if folder)


class Dask:
    """A scheduler and workers, each a process of its own; ended by their ids."""

    def __init__(self, folder: Path, *, tls: Path | None = None) -> None:
        self.file = folder / "scheduler.json"
        self.log = (folder / "dask.log").open("w")
        self.security = [] if tls is None else ["--tls-ca-file", tls / "cert.pem", "--tls-cert", tls / "cert.pem", "--tls-key", tls / "key.pem"]
        protocol = [] if tls is None else ["--protocol", "tls"]
        self.scheduler = self.start("dask_scheduler", "--port", "0", *protocol, "--scheduler-file", self.file)
        self.workers: list[subprocess.Popen[bytes]] = []
        self.address = json.loads(waited_for(self.file))["address"]

    def start(self, what: str, *options: object) -> subprocess.Popen[bytes]:
        words = ["--host", "127.0.0.1", "--no-dashboard", *self.security, *options]
        return subprocess.Popen([sys.executable, "-m", f"distributed.cli.{what}", *map(str, words)], stdout=self.log, stderr=self.log,
                                env=os.environ | {"PYTHONPATH": PATH})

    def add_worker(self, threads: int = 1) -> None:
        self.workers.append(self.start("dask_worker", self.address, "--no-nanny", "--nthreads", threads))

    def end(self) -> None:
        for process in [*self.workers, self.scheduler]:
            process.kill()
            process.wait()
        self.log.close()


def waited_for(path: Path, seconds: float = 60.0) -> str:
    """The text of a file once there is any."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError):
            if text := path.read_text():
                return text
        time.sleep(0.05)
    raise TimeoutError(f"{path.name} has not appeared")


@contextmanager
def dask(folder: Path, workers: int = 2, **options: Any) -> Iterator[Dask]:
    running = Dask(folder, **options)
    try:
        for _ in range(workers):
            running.add_worker()
        yield running
    finally:
        running.end()


def tasks(jobs: Any, seconds: float | None = 60.0) -> Iterator[Task]:
    return (Task(str(number), job, seconds) for number, job in enumerate(jobs))


def gone(pids: set[int], within: float = 60.0) -> bool:
    end = time.monotonic() + within
    while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < end:
        time.sleep(0.05)
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_a_cluster_that_loses_a_worker_and_then_its_scheduler(tmp_path: Path) -> None:
    with dask(tmp_path) as running:
        with DaskExecutor(running.address) as executor:
            done = {one.key: one for one in executor.run(study_jobs.odd, tasks(["fine", "raise", "hang", "killed", "well"], 2.0))}
            assert [done[key].value for key in "04"] == ["fine", "well"]
            assert [done[key].failure for key in "0123"] == ["", "error", "timeout", "killed"]
            assert "SIGKILL" in done["3"].detail
            assert all(worker.poll() is None for worker in running.workers)   # what kills a run does not kill Dask

            who: dict[str, int] = {}
            for one in executor.run(study_jobs.slow_pid, tasks([0.2] * 30)):
                assert one.failure == "", one.detail
                who[one.key] = one.value
                if len(who) == 6:
                    running.workers[0].kill()
            assert sorted(map(int, who)) == list(range(30))
            pids = set(who.values())
            assert len(pids) == 2

            more = executor.run(study_jobs.slow_pid, tasks([0.3] * 1000))
            assert next(more).failure == ""
            running.scheduler.kill()
            began = time.monotonic()
            with pytest.raises(ExecutorLost, match="the Dask scheduler"):
                list(more)
            assert time.monotonic() - began < 15
        left = time.monotonic()
    assert time.monotonic() - left < 10
    assert gone(pids), "a worker's process outlived it"


def test_workers_may_come_later_or_never(tmp_path: Path) -> None:
    with dask(tmp_path, workers=0) as running:
        with DaskExecutor(running.address, patience_seconds=3.0) as executor, pytest.raises(ExecutorLost, match="no workers for 3 s"):
            list(executor.run(study_jobs.double, tasks(range(3))))
        running.add_worker(threads=2)
        with DaskExecutor(running.address) as executor:
            assert sorted(one.value for one in executor.run(study_jobs.double, tasks(range(50)))) == [2 * number for number in range(50)]
            first: list[Done] = []
            for one in executor.run(study_jobs.slow_pid, tasks([0.2] * 100)):
                first.append(one)
                executor.stop()
            assert 1 <= len(first) <= 4   # what was under way
        with DaskExecutor(running.address) as executor:
            began = time.monotonic()
            for _ in executor.run(study_jobs.slow_pid, tasks([0.0, 3600.0, 3600.0], None)):
                executor.stop(now=True)
            assert time.monotonic() - began < 20


def test_a_worker_with_other_rules_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = cluster.version()
    assert own.startswith("trustsim ")
    assert "numba" in own
    monkeypatch.setattr(cluster, "version", lambda: "trustsim 9.9")
    with (dask(tmp_path, workers=1) as running, DaskExecutor(running.address) as executor,
          pytest.raises(ExecutorLost, match=r"has trustsim .* here is trustsim 9\.9: install the same")):
        list(executor.run(study_jobs.double, tasks(range(3))))


@pytest.fixture
def tls(tmp_path: Path) -> Path:
    """The folder that the advice makes."""
    if not shutil.which("openssl"):
        pytest.skip("openssl, which makes certificates, is not installed")
    folder = tmp_path / "tls"
    subprocess.run(MAKE_CERTIFICATE.replace("FOLDER", str(folder)), shell=True, check=True, capture_output=True)
    return folder


def test_certificates(tmp_path: Path, tls: Path) -> None:
    """With the certificate it works, without it nobody is let in."""
    assert folder_mode(tls) == 0o700
    with dask(tmp_path, workers=1, tls=tls) as running:
        assert running.address.startswith("tls://")
        with DaskExecutor(running.address, tls=tls) as executor:
            assert [one.value for one in executor.run(study_jobs.double, tasks([4]))] == [8]
        with pytest.raises(ExecutorLost, match="no Dask scheduler answers"):
            DaskExecutor(running.address.replace("tls:", "tcp:"))


def folder_mode(folder: Path) -> int:
    return folder.stat().st_mode & 0o777


@pytest.mark.parametrize(("address", "words"), [
    ("tcp://10.1.2.3:8786", "anybody who reaches this scheduler"), ("10.1.2.3:8786", "anybody"), ("tcp://0.0.0.0:8786", "anybody"),
    ("tcp://no.such.host.invalid:8786", "anybody"), ("tls://10.1.2.3", "is not the address"), ("http://127.0.0.1:8786", "is not the address"),
    ("tcp://127.0.0.1:port", "is not the address"), ("", "is not the address"), ("study.yaml", "is not the address")])
def test_addresses_that_are_refused(address: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        check_address(address, insecure=False)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:8786", "127.0.0.1:8786", "tcp://localhost:8786", "tcp://[::1]:8786", "tls://10.1.2.3:8786"])
def test_addresses_that_are_taken(address: str) -> None:
    check_address(address, insecure=False)


def test_an_open_scheduler_is_taken_when_told_so() -> None:
    check_address("tcp://10.1.2.3:8786", insecure=True)


def test_nobody_answers(tmp_path: Path) -> None:
    with pytest.raises(ExecutorLost, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        DaskExecutor("tcp://127.0.0.1:9", connect_seconds=1)
    with pytest.raises(InputError, match="made by: mkdir"):
        DaskExecutor("tls://127.0.0.1:9", tls=tmp_path)


# ---- SLURM -----------------------------------------------------------------------------------------------------------------------

SBATCH = """#!/bin/sh
for script; do :; done
cp "$script" "$JOBS/script.$$"
setsid sh "$JOBS/script.$$" >"$JOBS/log.$$" 2>&1 &
echo $! >"$JOBS/pid.$!"
echo $!
"""
SCANCEL = """#!/bin/sh
for job; do kill -TERM -- "-$job"; echo "$job" >>"$JOBS/cancelled"; done
"""


@pytest.fixture
def slurm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """`sbatch` and `scancel` that start and end jobs on this computer."""
    pytest.importorskip("dask_jobqueue", reason="SLURM needs the extra trustsim[cluster]")
    if not shutil.which("setsid"):
        pytest.skip("setsid, with which SLURM is played, is not installed")
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    for name, text in (("sbatch", SBATCH), ("scancel", SCANCEL)):
        (bin_ / name).write_text(text)
        (bin_ / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{bin_}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("JOBS", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", PATH)
    yield tmp_path
    for file in tmp_path.glob("pid.*"):
        with suppress(OSError):
            os.killpg(int(file.read_text()), signal.SIGKILL)


def test_slurm_jobs_work_and_end_with_the_study(slurm: Path, tls: Path) -> None:
    with SlurmExecutor(2, memory="1 GB", walltime="00:10:00", queue="short", account="schools", interface="lo", tls=tls,
                       directives=["--constraint=avx2"], prologue=["echo module load python"]) as executor:
        done = list(executor.run(study_jobs.slow_pid, tasks([0.2] * 20)))
        assert [one.failure for one in done] == [""] * 20
        assert sorted(int(one.key) for one in done) == list(range(20))
    scripts = [path.read_text() for path in slurm.glob("script.*")]
    assert len(scripts) == 2
    for line in ("#SBATCH -p short", "#SBATCH -A schools", "#SBATCH -t 00:10:00", "#SBATCH --constraint=avx2", "echo module load python", "tls://"):
        assert all(line in script for script in scripts), line
    assert gone({one.value for one in done})
    assert gone({int(file.read_text()) for file in slurm.glob("pid.*")})


@pytest.mark.parametrize(("options", "words"), [({}, "need a certificate"), ({"jobs": 0, "insecure": True}, "somebody to work")])
def test_slurm_without_certificate_or_jobs(options: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        SlurmExecutor(**{"jobs": 1, **options})


@pytest.mark.parametrize("make", [lambda: DaskExecutor("tcp://127.0.0.1:9"), lambda: SlurmExecutor(1, insecure=True)])
def test_without_the_extra_the_way_to_it_is_named(make: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"pip install 'trustsim\[cluster\]'"):
        make()
