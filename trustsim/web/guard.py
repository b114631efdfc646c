"""Who may ask: only pages that this server sent, called by a name it has, and on a local network only who holds the token.

A page elsewhere in the same browser must not reach the server through it (foreign Origin), nor by having a name of its own point here (DNS
rebinding: foreign Host).
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

WEAK = "This link is not complete: ask for the address with its token, or scan the code again."


def policy(origins: Iterable[str]) -> str:
    """What a page may load: itself, and nothing from anywhere else."""
    sockets = " ".join(origin.replace("http", "ws", 1) for origin in origins)
    return (f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self' {sockets}; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'")


@dataclass
class Guard:
    """Stands before the app.

    Parameters
    ----------
    hosts : how the server may be called, as `127.0.0.1:8765`.
    token : what a browser must bring once, in the address; then a cookie says it. None where everybody on this machine may.
    """

    app: ASGIApp
    hosts: tuple[str, ...]
    token: str | None = None

    def __post_init__(self) -> None:
        self.origins = tuple(f"http://{host}" for host in self.hosts)
        self.cookie = f"trustsim-{self.hosts[0].rpartition(':')[2]}"   # cookies do not heed the port
        self.headers = {"content-security-policy": policy(self.origins), "x-content-type-options": "nosniff", "referrer-policy": "no-referrer",
                        "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin", "cache-control": "no-store",
                        "permissions-policy": "camera=(), microphone=(), geolocation=()"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        heads = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        refusal = self._refusal(heads) or self._unknown(scope, heads)
        if refusal:
            await PlainTextResponse(refusal, 403, self.headers)(scope, receive, send)   # also as the answer to a handshake
            return
        fresh = self.token is not None and scope["type"] == "http" and self._brought(scope)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                more = dict(self.headers)
                if fresh:
                    more["set-cookie"] = f"{self.cookie}={self.token}; HttpOnly; SameSite=Strict; Path=/"
                have = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *((name.encode(), value.encode()) for name, value in more.items()
                                                             if name.encode() not in have)]
            await send(message)

        await self.app(scope, receive, with_headers)

    def _refusal(self, heads: MutableMapping[str, str]) -> str:
        """Why a request is refused; empty where it is not."""
        if heads.get("host", "").lower() not in self.hosts:
            return "This server does not go by that name."
        if "origin" in heads and heads["origin"].lower() not in self.origins:
            return "Another page may not ask this server."
        if heads.get("sec-fetch-site", "none") not in ("none", "same-origin") and heads.get("sec-fetch-mode") != "navigate":
            return "Another page may not ask this server."
        return ""

    def _unknown(self, scope: Scope, heads: MutableMapping[str, str]) -> str:
        if self.token is None or self._brought(scope):
            return ""
        cookies: SimpleCookie = SimpleCookie()
        try:
            cookies.load(heads.get("cookie", ""))
        except CookieError:
            return WEAK
        held = cookies.get(self.cookie)
        return "" if held is not None and self._is_token(held.value) else WEAK

    def _brought(self, scope: Scope) -> bool:
        """Whether the address holds the token."""
        given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [""])
        return self._is_token(given[0])

    def _is_token(self, given: str) -> bool:
        return self.token is not None and hmac.compare_digest(given.encode(), self.token.encode())
