"""One browser: what it asks, and what it is sent.

A session keeps nothing of a model. Every request belongs to a channel (the film of slot a, the band of slot b, ...); a newer one takes the place
of an older one, both while it is made and while it waits to be sent, so that nothing piles up however fast a page asks or however slowly it reads.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from trustsim.errors import InputError, Problem, nearest, shorten
from trustsim.web.coding import json_of
from trustsim.web.engine import Engine
from trustsim.web.recording import Stopped
from trustsim.web.views import view_of

BAD_MESSAGE, TOO_MANY, CRASHED = 1008, 1013, 1011   # codes with which a session is closed
SLOTS = ("a", "b")
Message = Mapping[str, Any]
Handler = Callable[["Session", Message, str], Awaitable[None]]


class Refused(Exception):
    """A message that is none: it closes its session, with the reason."""


class Session:
    """One WebSocket."""

    def __init__(self, socket: WebSocket, engine: Engine) -> None:
        self.socket, self.engine = socket, engine
        self._making: dict[str, asyncio.Task[None]] = {}
        self._outbox: OrderedDict[str, str | bytes] = OrderedDict()
        self._more = asyncio.Event()

    async def run(self) -> None:
        """Serve the session to its end."""
        sender = asyncio.create_task(self._send())
        try:
            while True:
                message = await self.socket.receive()
                if message["type"] == "websocket.disconnect":
                    break
                self._receive(message)
        except Refused as refusal:
            await self._close(BAD_MESSAGE, str(refusal))
        except (WebSocketDisconnect, RuntimeError):   # gone in the meantime
            pass
        finally:
            tasks = [sender, *self._making.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._making.clear()
            self._outbox.clear()

    async def _close(self, code: int, reason: str) -> None:
        if self.socket.application_state == WebSocketState.CONNECTED:
            with suppress(RuntimeError, WebSocketDisconnect):
                await self.socket.close(code, reason.encode()[:120].decode(errors="ignore"))

    async def _send(self) -> None:
        """Send what waits, one thing after another; a slow reader only ever gets the latest of each channel."""
        while True:
            await self._more.wait()
            self._more.clear()
            while self._outbox:
                _, data = self._outbox.popitem(last=False)
                try:
                    await (self.socket.send_bytes(data) if isinstance(data, bytes) else self.socket.send_text(data))
                except (RuntimeError, WebSocketDisconnect):
                    return

    def put(self, channel: str, data: str | bytes) -> None:
        """Have something sent, instead of what still waits in the same channel."""
        self._outbox.pop(channel, None)
        self._outbox[channel] = data
        self._more.set()

    def _receive(self, message: Message) -> None:
        text = message.get("text")
        if text is None:
            raise Refused("messages are JSON text, not bytes")
        try:
            asked = json.loads(text, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise Refused("the message is not JSON") from None
        if not isinstance(asked, dict) or not isinstance(asked.get("do"), str) or not _is_id(asked.get("id")):
            raise Refused('a message is a mapping with "id" (a whole number) and "do"')
        do, slot = asked["do"], asked.get("slot", "a")
        if do not in DOES:
            raise Refused(f"nothing is called {shorten(do, 40)}" + (f"; did you mean {near}?" if (near := nearest(do[:40], list(DOES))) else ""))
        if slot not in SLOTS:
            raise Refused("a slot is a or b")
        channel = f"{do} {slot}"
        before = self._making.pop(channel, None)
        if before is not None:
            before.cancel()
        if do == "film":   # its band is of no use any more
            band = self._making.pop(f"band {slot}", None)
            if band is not None:
                band.cancel()
        task = asyncio.create_task(self._answer(channel, asked))
        self._making[channel] = task
        task.add_done_callback(lambda done: self._making.pop(channel) if self._making.get(channel) is done else None)

    async def _answer(self, channel: str, asked: Message) -> None:
        """Make the answer; what is wrong with the request goes back to the page, and the session stays."""
        try:
            await DOES[asked["do"]](self, asked, channel)
        except InputError as error:
            self.put(channel, json_of({"id": asked["id"], "kind": "problem", "do": asked["do"], "slot": asked.get("slot", "a"),
                                       "problems": problems_of(error)}))
        except Stopped:
            pass
        except RecursionError:
            self.put(channel, json_of({"id": asked["id"], "kind": "problem", "problems": problems_of(InputError(Problem("is nested too deeply")))}))
        except MemoryError:
            await self._close(TOO_MANY, "there is not enough memory for this")

    def tell(self, channel: str, asked: Message, kind: str, **more: Any) -> None:
        """Send an answer in JSON."""
        self.put(channel, json_of({"id": asked["id"], "kind": kind, **more}))


def problems_of(error: InputError) -> list[dict[str, Any]]:
    """Problems as the page is told them: what was given in short, and nothing of the server's files."""
    told = []
    for problem in error.problems[:20]:
        said = {name: value for name, value in asdict(problem).items() if name not in ("file", "line")}
        told.append({**said, "given": None if problem.given is None else shorten(problem.given), "words": _words(problem)})
    return told


def _words(problem: Problem) -> str:
    return str(Problem(problem.message, key=problem.key, given=problem.given, allowed=problem.allowed, nearest=problem.nearest))


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _is_id(given: Any) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and 0 <= given < 2**53


def _whole(asked: Message, key: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 65_536:
        raise InputError(Problem("is not a whole number from 0", key=key, given=value))
    return value


async def _hello(session: Session, asked: Message, channel: str) -> None:
    session.tell(channel, asked, "hello", **await session.engine.hello())


async def _film(session: Session, asked: Message, channel: str) -> None:
    view = view_of(asked.get("view"))
    session.put(channel, await session.engine.film_data(view, whole=asked.get("whole") is True, id=asked["id"],
                                                          slot=asked.get("slot", "a")))


async def _pair(session: Session, asked: Message, channel: str) -> None:
    one, two = view_of(asked.get("a")), view_of(asked.get("b"))
    session.tell(channel, asked, "pair", **await session.engine.pair(one, two))


async def _band(session: Session, asked: Message, channel: str) -> None:
    view, slot = view_of(asked.get("view")), asked.get("slot", "a")

    told = 0

    def grown(band: dict[str, Any]) -> None:
        nonlocal told
        if band["replicates"] > told:
            told = band["replicates"]
            session.tell(channel, asked, "band", slot=slot, **band)

    grown(await session.engine.band(view, grown))


async def _why(session: Session, asked: Message, channel: str) -> None:
    view, week, tie, person = view_of(asked.get("view")), _whole(asked, "week", asked.get("week")), asked.get("tie"), asked.get("person")
    if (tie is None) == (person is None):
        raise InputError(Problem("names neither or both of a tie and a person", key="why", allowed="one of tie and person"))
    if tie is not None and (not isinstance(tie, list) or len(tie) != 2 or tie[0] == tie[1]):
        raise InputError(Problem("is not a tie", key="tie", given=tie, allowed="two staff numbers"))
    pair = (_whole(asked, "tie", tie[0]), _whole(asked, "tie", tie[1])) if tie is not None else None
    number = _whole(asked, "person", person) if pair is None else None
    found = await session.engine.why(view, week, pair, number)
    session.tell(channel, asked, "why", tie=tie, person=person, week=week, **found)


async def _summary(session: Session, asked: Message, channel: str) -> None:
    session.tell(channel, asked, "summary", lines=await session.engine.summary(view_of(asked.get("view"))))


async def _yaml(session: Session, asked: Message, channel: str) -> None:
    view = view_of(asked.get("view"))
    name, text = await session.engine.aside(lambda: session.engine.library.yaml(view))
    session.tell(channel, asked, "file", name=name, text=text)


DOES: dict[str, Handler] = {"hello": _hello, "film": _film, "pair": _pair, "band": _band, "why": _why, "summary": _summary, "yaml": _yaml}
