"""A real Chromium, the server as a user starts it, and pages that fail the test on any request leaving the machine and on any error.

Without a Chromium these tests are skipped, and say so.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

expect.set_options(timeout=20_000)   # machines of tests are busy, and the first "why" may still be compiled
REPO = Path(__file__).resolve().parents[2]
sys.path.append(str(REPO / "tests" / "web"))   # for `live`, a server in this process
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync"]
NO_CHROMIUM = "no Chromium here: apt-get install chromium, or name one in TRUSTSIM_CHROMIUM"
HERE = ("127.0.0.1", "localhost")
WIDE, NARROW = {"width": 1920, "height": 1080}, {"width": 390, "height": 844}


def chromium() -> str | None:
    """Where Chromium is, or None."""
    return os.environ.get("TRUSTSIM_CHROMIUM") or next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium instead of one to be downloaded."""
    found = chromium()
    if found is None:
        pytest.skip(NO_CHROMIUM)
    return {**browser_type_launch_args, "executable_path": found, "args": FLAGS}


@dataclass
class Server:
    """`run_sim.py serve` in a process of its own."""

    port: int | None = None
    files: list[str] = field(default_factory=list)
    url: str = ""
    lines: list[str] = field(default_factory=list)
    process: subprocess.Popen[str] | None = None
    ready: float = 0.0   # when it printed its address, in seconds of time.monotonic

    def start(self) -> None:
        """Start it, and wait for its address."""
        command = [sys.executable, str(REPO / "run_sim.py"), "serve", *self.files, "--no-open", *(["--port", str(self.port)] if self.port else [])]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=REPO,
                                        env={**os.environ, "PYTHONPATH": str(REPO), "PYTHONUNBUFFERED": "1"})
        assert self.process.stdout is not None
        self.url = ""
        for line in self.process.stdout:
            self.lines.append(line)
            if found := re.search(r"http://[\w.:]+/", line):
                self.ready, self.url = time.monotonic(), found.group()
                break
        assert self.url, f"the server did not start: {''.join(self.lines)}"
        self.port = urlsplit(self.url).port
        threading.Thread(target=lambda: self.lines.extend(self.process.stdout), daemon=True).start()   # type: ignore[union-attr, arg-type]

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def memory(self) -> float:
        """Resident memory of the process, MB."""
        assert self.process is not None
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.process.pid}/status").read_text())
        return int(found.group(1)) / 1024 if found else 0.0

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A running server, one for all tests; without Chromium none is started."""
    if chromium() is None:
        pytest.skip(NO_CHROMIUM)
    made = Server()
    made.start()
    yield made
    made.stop()


@dataclass
class Watch:
    """What must not happen in a page."""

    faults: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)   # patterns of errors that a test brings about itself

    def on(self, context: Any) -> None:
        context.on("request", self._request)
        context.on("console", lambda message: self._fault(f"console: {message.text}") if message.type in ("error", "warning") else None)
        context.on("weberror", lambda error: self._fault(f"error: {error.error.stack}"))
        context.on("page", lambda page: page.on("websocket", lambda wire: self._address(wire.url)))

    def _request(self, request: Any) -> None:
        self._address(request.url)

    def _address(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("file", "data", "blob", "about") and parts.hostname not in HERE:
            self._fault(f"leaves the machine: {url}")

    def _fault(self, words: str) -> None:
        if not any(re.search(pattern, words) for pattern in self.allowed):
            self.faults.append(words)


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Faults of every context that was made in the test; it fails if there are any."""
    made = Watch()
    yield made
    assert not made.faults, made.faults


@pytest.fixture
def open_page(browser: Any, watch: Watch) -> Iterator[Callable[..., Any]]:
    """A page in a browser of its own: open_page(url, viewport=NARROW)."""
    contexts = []

    def make(url: str, viewport: dict[str, int] = WIDE, new: bool = False, **more: Any) -> Any:
        context = browser.new_context(viewport=viewport, accept_downloads=True, **more)
        contexts.append(context)
        context.set_default_timeout(15_000)
        watch.on(context)
        if not new:
            context.add_init_script("try { localStorage.setItem('trustsim-seen', '1') } catch {}")
        page = context.new_page()
        page.goto(url)
        return page

    yield make
    for context in contexts:
        context.close()
