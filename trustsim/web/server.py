"""The live app: one page, one WebSocket, two downloads."""

from __future__ import annotations

import io
import ipaddress
import json
import secrets
import socket
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from trustsim.errors import InputError, Problem
from trustsim.results import run
from trustsim.store import TABLES, for_spreadsheets
from trustsim.summary import summary
from trustsim.web.engine import MOST_MESSAGE, Engine
from trustsim.web.guard import Guard
from trustsim.web.session import TOO_MANY, Session
from trustsim.web.views import Library, View, view_of

STATIC = Path(__file__).with_name("static")
FILES = {"/": ("index.html", "text/html"), "/app.js": ("app.js", "text/javascript"), "/app.css": ("app.css", "text/css"),
         "/licences.txt": ("licences.txt", "text/plain")}
FIRST_PORT, PORTS = 8765, 40
LOOPBACK = "127.0.0.1"
MOST_SESSIONS = 200


@dataclass(frozen=True)
class Place:
    """Where the app is served: its sockets' address, how browsers may call it, and the token they need on a network."""

    socket: socket.socket
    hosts: tuple[str, ...]
    token: str | None = None

    @property
    def url(self) -> str:
        """The address to open."""
        return f"http://{self.hosts[0]}/" + (f"?token={self.token}" if self.token else "")


def place_for(port: int | None, address: str | None = None) -> Place:
    """A socket to listen on: the port asked for, or the first that is free from 8765; on this machine only, unless an address is given.

    InputError where it cannot be had.
    """
    host = address or LOOPBACK
    error: OSError | None = None
    for candidate in (port,) if port is not None else range(FIRST_PORT, FIRST_PORT + PORTS):
        listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, candidate))
            listening.listen(512)
        except OSError as refused:
            listening.close()
            error = refused
            continue
        number = listening.getsockname()[1]
        shown = f"[{host}]:{number}" if ":" in host else f"{host}:{number}"
        if address is None:
            return Place(listening, (shown, f"localhost:{number}"))
        return Place(listening, (shown,), secrets.token_urlsafe(9))
    allowed = "a port from 1024 to 65535 that no other program uses" if port is not None else "an address of this machine, and a free port"
    raise InputError(Problem(f"cannot be listened on ({error.strerror if error else 'no port is free'})",
                             key="--port" if port is not None else "serve", given=port if port is not None else host, allowed=allowed))


def lan_address() -> str:
    """The address of this machine on its local network; nothing is sent to find it. InputError where there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))   # an address for documentation: a datagram socket only looks up the route
            found = str(probe.getsockname()[0])
        except OSError:
            found = LOOPBACK
    if ipaddress.ip_address(found).is_loopback:
        raise InputError(Problem("there is no local network", key="--lan", allowed="join a network first, or say --address with one of this machine"))
    return found


def app_for(engine: Engine, place: Place) -> ASGIApp:
    """The app behind its guard."""
    sessions: set[Session] = set()

    async def talk(websocket: WebSocket) -> None:
        await websocket.accept()
        if len(sessions) >= MOST_SESSIONS:
            await websocket.close(TOO_MANY, f"there are {MOST_SESSIONS} pages open already")
            return
        session = Session(websocket, engine)
        sessions.add(session)
        try:
            await session.run()
        finally:
            sessions.discard(session)

    async def still(request: Request) -> Response:
        name, kind = FILES[request.url.path]
        file = STATIC / name
        if not file.is_file():
            return PlainTextResponse(f"{name} is missing: the page was not built (docs/browser.md says how)", 404)
        return Response(file.read_bytes(), media_type=kind)

    async def data(request: Request) -> Response:
        try:
            view = view_of(json.loads(request.query_params.get("view", "")))
            name, archive = await engine.aside(partial(tables_of, engine.library, view))
        except InputError as error:
            return PlainTextResponse(str(error), 400)
        except (ValueError, RecursionError):
            return PlainTextResponse("view: is not JSON", 400)
        return Response(archive, media_type="application/zip", headers={"content-disposition": f'attachment; filename="{name}"'})

    async def join(request: Request) -> Response:
        return HTMLResponse(join_page(place))

    async def look(request: Request) -> Response:
        return Response(JOIN_CSS, media_type="text/css")

    routes = [*(Route(path, still) for path in FILES), Route("/data", data), Route("/join", join), Route("/join.css", look),
              WebSocketRoute("/ws", talk)]
    return Guard(Starlette(routes=routes), place.hosts, place.token)


def tables_of(library: Library, view: View) -> tuple[str, bytes]:
    """The tables of a view's run as a ZIP of CSV files, with its scenario and its summary."""
    file, text = library.yaml(view)
    results = run(library.resolve(view), seed=view.seed)
    packed = io.BytesIO()
    stem = f"{file.removesuffix('.yaml')}-seed{view.seed}"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{stem}/{file}", text)
        archive.writestr(f"{stem}/summary.txt", summary(results).as_text())
        for name in TABLES:
            table: pd.DataFrame = getattr(results, name)
            archive.writestr(f"{stem}/{name}.csv", for_spreadsheets(table.reset_index() if table.index.name else table).to_csv(
                index=False, lineterminator="\n"))
    return f"{stem}.zip", packed.getvalue()


JOIN_CSS = """body { font: 2.2vmin/1.4 system-ui, sans-serif; margin: 4vmin; color: #1a1a1a; background: #fff; text-align: center }
svg { width: min(70vmin, 90vw); height: auto } .url { font: 600 min(6vmin, 5vw)/1.3 ui-monospace, monospace; overflow-wrap: anywhere }"""


def join_page(place: Place) -> str:
    """The address in large letters, and as a code to scan."""
    if place.token is None:
        body = "<p>Only this computer can open the app. For a class: <code>python3 run_sim.py serve --lan</code></p>"
    else:
        body = (f'<p class="url">{escape(place.url)}</p>{qr_svg(place.url)}'
                "<p>Same network needed. What is shown and done is not encrypted: anybody on this network could read along.</p>")
    return ('<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            f'<title>Join trustsim</title><link rel="stylesheet" href="/join.css"></head><body><h1>Join</h1>{body}</body></html>')


def qr_svg(text: str) -> str:
    """A QR code as SVG within a page."""
    import segno

    return str(segno.make(text, error="m", micro=False).svg_inline(scale=8, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None,
                                                                   omitsize=True))


def qr_text(text: str) -> str:
    """A QR code for the terminal."""
    import segno

    out = io.StringIO()
    segno.make(text, error="l", micro=False).terminal(out, compact=True)
    return out.getvalue()


def server_of(engine: Engine, place: Place, ready: Callable[[], None]) -> uvicorn.Server:
    """A server that calls `ready` when it answers; `server.run(sockets=[place.socket])` serves until it is interrupted."""
    config = uvicorn.Config(app_for(engine, place), log_level="warning", access_log=False, ws="websockets-sansio", ws_max_size=MOST_MESSAGE,
                            ws_max_queue=8, ws_ping_interval=20, ws_ping_timeout=60, ws_per_message_deflate=False, lifespan="off",
                            server_header=False, date_header=False, timeout_graceful_shutdown=1, proxy_headers=False,
                            h11_max_incomplete_event_size=96 * 2**10)

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[Any] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                ready()

        async def shutdown(self, sockets: list[Any] | None = None) -> None:
            engine.close()
            await super().shutdown(sockets)

    return Server(config)
