"""Workers on other computers: Dask, by the address of its scheduler, or started by SLURM. Needs the extra `trustsim[cluster]`.

Dask only carries tasks and results. On each Dask worker a task runs in a process of its own, the same as on one computer (`local`), so
what hangs is ended, what takes too much memory is told so, and Dask's own process always answers.

A Dask scheduler runs whatever anybody sends to it. Where others could reach it, both sides must show a certificate (tls://). Where the
scheduler is lost, so is all that Dask holds; what is stored stays.
"""

from __future__ import annotations

import ipaddress
import logging
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

import trustsim
from trustsim.errors import InputError, Problem
from trustsim.study.engine import code_hash, packages
from trustsim.study.local import LocalExecutor, check_importable
from trustsim.study.tasks import Done, ExecutorLost, Task

if TYPE_CHECKING:
    from distributed import Client, Future

GLANCE_SECONDS = 0.2
LOOK_ROUND_SECONDS = 2.0
MAKE_CERTIFICATE = ('mkdir -m 700 FOLDER && openssl req -x509 -newkey rsa:3072 -nodes -days 365 -subj "/CN=trustsim" '
                    "-keyout FOLDER/key.pem -out FOLDER/cert.pem")

_own = threading.local()


@cache
def version() -> str:
    """What must be the same everywhere for the numbers to be."""
    beneath = ", ".join(f"{name} {of}" for name, of in packages().items())
    return f"trustsim {trustsim.__version__} (code {code_hash()[:12]}), {beneath}"


def carry(function: Callable[[Any], Any], task: Task, warm: Callable[[], None] | None, memory_bytes: int | None, expected: str) -> Done | str:
    """Do a task in a process beside this Dask worker; the version that is here, where it is not the one expected."""
    if version() != expected:
        return version()
    settings = (warm, memory_bytes)
    if getattr(_own, "settings", None) != settings:
        _own.executor, _own.settings = LocalExecutor(1, warm=warm, memory_bytes=memory_bytes), settings
    try:
        return next(iter(list(_own.executor.run(function, [task]))))
    except ExecutorLost as error:
        return Done(task.key, failure="error", detail=str(error))


class DaskExecutor:
    """Workers of a Dask cluster.

    Parameters
    ----------
    address : of the scheduler, as "tcp://127.0.0.1:8786" or "tls://server:8786".
    tls : folder with `cert.pem` and `key.pem`, the same on the scheduler and all workers.
    insecure : take a scheduler that others can reach and that asks for no certificate.
    warm, memory_bytes : as for :class:`trustsim.study.local.LocalExecutor`.
    patience_seconds : how long to go without any worker (None: for ever, as when jobs wait in a queue).
    connect_seconds : how long to wait for the scheduler to answer.

    Raises
    ------
    InputError
        An address that is none, or not safe.
    ExecutorLost
        Nobody answers there.
    """

    def __init__(self, address: str, *, tls: Path | None = None, insecure: bool = False, warm: Callable[[], None] | None = None,
                 memory_bytes: int | None = None, patience_seconds: float | None = 120.0, connect_seconds: float = 10.0) -> None:
        check_address(address, insecure)
        client, security = _client(), security_of(tls)
        check_importable(warm)
        try:
            connected = client(address, security=security, timeout=connect_seconds, set_as_default=False)
        except (OSError, TimeoutError) as error:
            raise ExecutorLost(f"no Dask scheduler answers at {address} ({type(error).__name__}: {error})") from error
        self._begin(connected, warm, memory_bytes, patience_seconds)

    def _begin(self, client: Client, warm: Callable[[], None] | None, memory_bytes: int | None, patience_seconds: float | None) -> None:
        self.stopped = self._now = False
        for name in list(logging.root.manager.loggerDict):
            if name.startswith("distributed"):
                logging.getLogger(name).setLevel(logging.CRITICAL + 1)   # what goes wrong there is said here, in one line
        self._client = client
        self._settings = (warm, memory_bytes, version())
        self._patience = patience_seconds
        self._threads, self._looked, self._seen = 0, 0.0, time.monotonic()

    def run(self, function: Callable[[Any], Any], tasks: Iterable[Task]) -> Iterator[Done]:
        """What became of each task, as they end; see :class:`trustsim.study.tasks.Executor`."""
        check_importable(function)
        source = iter(tasks)
        exhausted = False
        news: queue.SimpleQueue[Future] = queue.SimpleQueue()
        running: dict[Future, Task] = {}
        try:
            while not self._now:
                self._look_round()
                while not self.stopped and not exhausted and len(running) < 2 * max(1, self._threads):
                    task = next(source, None)
                    if task is None:
                        exhausted = True
                    else:
                        future = self._client.submit(carry, function, task, *self._settings, pure=False)
                        running[future] = task
                        future.add_done_callback(news.put)
                if not running:
                    return
                with suppress(queue.Empty):
                    future = news.get(timeout=GLANCE_SECONDS)
                    yield self._heard(future, running.pop(future))
        finally:
            with suppress(Exception):
                self._client.cancel(list(running), force=True)

    def _look_round(self) -> None:
        """Count who is there now and then; ExecutorLost where the scheduler is gone, or no worker has been there for long."""
        if self._client.status != "running":
            raise ExecutorLost("the Dask scheduler is gone")
        if time.monotonic() - self._looked < LOOK_ROUND_SECONDS:
            return
        try:
            self._threads = sum(self._client.nthreads().values())
        except Exception as error:
            raise ExecutorLost(f"the Dask scheduler does not answer ({type(error).__name__}: {error})") from error
        self._looked = time.monotonic()
        if self._threads:
            self._seen = self._looked
        elif self._patience is not None and self._looked - self._seen > self._patience:
            raise ExecutorLost(f"the Dask scheduler has had no workers for {self._patience:g} s")

    def _heard(self, future: Future, task: Task) -> Done:
        """What a future holds."""
        while True:
            try:
                found = future.result(timeout=LOOK_ROUND_SECONDS)
                break
            except TimeoutError:
                self._look_round()   # its worker died with the result: Dask does it again
            except MemoryError as error:
                return Done(task.key, failure="memory", detail=str(error))
            except Exception as error:
                if future.cancelled():
                    raise ExecutorLost("the Dask scheduler is gone, or has forgotten this study") from error
                killed = type(error).__name__ == "KilledWorker"
                return Done(task.key, failure="killed" if killed else "error", detail=f"{type(error).__name__}: {error}")
        if isinstance(found, str):
            raise ExecutorLost(f"a Dask worker has {found}; here is {self._settings[2]}: install the same there")
        return found

    def stop(self, now: bool = False) -> None:
        """Begin nothing more; with `now`, what runs is given up too (a Dask worker ends the task it is at, and nobody waits for it)."""
        self.stopped = True
        self._now = self._now or now

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *why: object) -> None:
        with suppress(Exception):
            self._client.close(timeout=2)


class SlurmExecutor(DaskExecutor):
    """Dask workers that SLURM starts, each a job; the scheduler is in this process, and everything ends with it.

    Parameters
    ----------
    jobs : how many SLURM jobs, each with `cores` workers and `memory`, as "8 GB", for `walltime`, as "04:00:00".
    tls : folder with `cert.pem` and `key.pem`, where all nodes can read it.
    queue, account : of SLURM (partition, and who pays), where it wants them.
    interface : network interface that nodes reach each other by, as "ib0".
    directives : further lines for the head of the job script, as "--constraint=avx2".
    prologue : shell commands before the worker starts, as "module load python".
    logs : folder for what jobs print.
    """

    def __init__(self, jobs: int, *, cores: int = 1, memory: str = "4 GB", walltime: str = "01:00:00", tls: Path | None = None,
                 insecure: bool = False, queue: str | None = None, account: str | None = None, interface: str | None = None,
                 directives: Iterable[str] = (), prologue: Iterable[str] = (), logs: Path | None = None,
                 warm: Callable[[], None] | None = None, memory_bytes: int | None = None) -> None:
        if jobs < 1:
            raise InputError(Problem("there must be somebody to work", key="jobs", given=jobs, allowed="1 or more"))
        if tls is None and not insecure:
            raise InputError(Problem("workers on other nodes need a certificate", key="tls",
                                     allowed=f"a folder that all nodes read, made by: {MAKE_CERTIFICATE}"))
        client, security = _client(), security_of(tls)
        try:
            from dask_jobqueue import SLURMCluster
        except ImportError as error:
            raise InputError(_missing("dask-jobqueue")) from error
        self._cluster = SLURMCluster(
            cores=cores, processes=1, memory=memory, walltime=walltime, queue=queue, account=account, interface=interface,
            protocol="tls://" if tls else "tcp://", security=security, job_extra_directives=list(directives),
            job_script_prologue=list(prologue), log_directory=str(logs) if logs else None,
            scheduler_options={"dashboard": False, "dashboard_address": None})
        try:
            self._cluster.scale(jobs=jobs)
            self._begin(client(self._cluster, security=security, set_as_default=False), warm, memory_bytes, None)
        except BaseException:
            self._cluster.close()
            raise

    def __exit__(self, *why: object) -> None:
        super().__exit__(*why)
        with suppress(Exception):
            self._cluster.close(timeout=10)


def check_address(address: str, insecure: bool) -> None:
    """Refuse an address that is none, or a scheduler without certificates that others can reach; InputError."""
    place = urlsplit(address if "://" in address else f"tcp://{address}")
    try:
        known = place.scheme in ("tcp", "tls") and place.hostname and place.port and not place.path.strip("/")
    except ValueError:
        known = None
    if not known:
        raise InputError(Problem("is not the address of a Dask scheduler", key="dask", given=address,
                                 allowed="tcp://127.0.0.1:PORT or tls://HOST:PORT"))
    if place.scheme == "tcp" and not insecure and not _here_only(str(place.hostname)):
        raise InputError(Problem("anybody who reaches this scheduler can run programs as you, and change results", key="dask", given=address,
                                 allowed="tls://HOST:PORT with certificates, or tcp://127.0.0.1:PORT through an ssh tunnel "
                                         "(docs/cluster.md); or take the risk with --insecure"))


def _here_only(host: str) -> bool:
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return bool(found) and all(ipaddress.ip_address(address.split("%")[0]).is_loopback for address in found)


def security_of(tls: Path | None) -> Any:
    """Dask's security settings from a folder with `cert.pem` and `key.pem`; what Dask is configured to where there is no folder."""
    from distributed import Security

    if tls is None:
        return None
    files = {name: Path(tls) / f"{name}.pem" for name in ("cert", "key")}
    missing = [path for path in files.values() if not path.is_file()]
    if missing:
        raise InputError([Problem("is not there", file=str(path), allowed=f"made by: {MAKE_CERTIFICATE}") for path in missing])
    cert, key = str(files["cert"]), str(files["key"])
    pairs = {f"tls_{role}_{part}": path for role in ("client", "scheduler", "worker") for part, path in (("cert", cert), ("key", key))}
    return Security(tls_ca_file=cert, require_encryption=True, **pairs)


def _client() -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise InputError(_missing("distributed")) from error
    return Client


def _missing(package: str) -> Problem:
    return Problem(f"clusters need the package {package}", key="dask", allowed="after: python3 -m pip install 'trustsim[cluster]'")
