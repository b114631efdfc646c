"""A live app in this process, and a client for it."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from websockets.sync.client import ClientConnection, connect

from trustsim.web.coding import decode
from trustsim.web.engine import Engine
from trustsim.web.server import Place, place_for, server_of
from trustsim.web.views import Library

SMALL = {"staff": 30, "weeks": 40}   # quick to simulate


@dataclass
class Live:
    """A server that runs."""

    engine: Engine
    place: Place

    @property
    def host(self) -> str:
        return self.place.hosts[0]

    def connect(self, **more: Any) -> ClientConnection:
        return connect(f"ws://{self.host}/ws", max_size=None, compression=None, **more)


@contextlib.contextmanager
def served(*, address: str | None = None, squeeze: bool = False, files: Sequence[str] = ()) -> Iterator[Live]:
    place = place_for(None, address)
    engine = Engine(Library(files), squeeze)
    ready = threading.Event()
    server = server_of(engine, place, ready.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [place.socket]}, daemon=True)
    thread.start()
    assert ready.wait(30)
    try:
        yield Live(engine, place)
    finally:
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive(), "the server does not stop"


def view(minutes: float = 60.0, **more: Any) -> dict[str, Any]:
    return {"scenario": "baseline", "settings": {**SMALL, "meetings.team_minutes_per_week": minutes}, "happenings": [], "seed": 0, **more}


def ask(socket: ClientConnection, do: str, id: int = 1, **more: Any) -> None:
    socket.send(json.dumps({"id": id, "do": do, **more}))


def answer(socket: ClientConnection, seconds: float = 60.0) -> Any:
    """The next message: JSON, or a film's header."""
    data = socket.recv(timeout=seconds)
    return json.loads(data) if isinstance(data, str) else decode(data)[0]


def resident() -> int:
    """Bytes of memory that this process holds."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4096


def until(condition: Any, seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return bool(condition())
