"""The commands of the browser: serve, replay and gallery. Heavy imports wait until they are needed."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from trustsim.errors import InputError, Problem
from trustsim.terminal import say

if TYPE_CHECKING:
    from trustsim.web.engine import Engine
    from trustsim.web.server import Place


def serve(files: Annotated[list[str] | None, typer.Argument(metavar="[SCENARIO...]",
                                                            help="Scenario files or folders to show beside the library.")] = None,
          port: Annotated[int | None, typer.Option(metavar="N", min=1, max=65535, help="Port; by default 8765, or the next that is free.")] = None,
          lan: Annotated[bool, typer.Option("--lan", help="For a class: let browsers on the local network in who have the address with its token "
                                                          "(not encrypted).")] = False,
          address: Annotated[str | None, typer.Option(metavar="ADDRESS", help="With --lan, the address of this machine on the network, where it has "
                                                                              "several.")] = None,
          opens: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in the browser.")] = True) -> None:
    """Explore the model in the browser: play, change, compare. Only this computer can open it, unless --lan."""
    if address is not None and not lan:
        raise InputError(Problem("is only for a network", key="--address", given=address, allowed="together with --lan"))
    from trustsim.compiled import is_compiled_once

    if not is_compiled_once():
        say("Compiling the rules once; this takes a minute or two, later starts take seconds.")
    from trustsim.web.engine import engine_of
    from trustsim.web.server import lan_address, place_for, server_of

    gc.enable()   # the command line switches it off, for processes that end soon
    place = place_for(port, (address or lan_address()) if lan else None)
    engine = engine_of(files or (), squeeze=lan)
    warm(engine)
    server = server_of(engine, place, lambda: announce(place, opens))
    with suppress(KeyboardInterrupt):
        server.run(sockets=[place.socket])
    engine.close()
    say("Stopped.")


def warm(engine: Engine) -> None:
    """Load the library and make one film, so that the first page need not wait; what a page asks later is made ready beside it."""
    from trustsim.web.film import film
    from trustsim.web.why import why_tie

    first = engine.library.names[0] if engine.library.own else "baseline"
    source = engine.library.source(first)
    film(source, 0).data()
    for name in engine.library.names:
        with suppress(InputError):
            engine.library.source(name)

    def later() -> None:
        with suppress(InputError):
            why_tie(engine.library.source("baseline"), 0, 0, 1, 1)

    threading.Thread(target=later, name="warm", daemon=True).start()


def announce(place: Place, opens: bool) -> None:
    """Say where the app is, and open it."""
    lines: list[Callable[[], str]] = []
    if place.token is not None:
        from trustsim.web.server import qr_text

        lines = [lambda: qr_text(place.url), lambda: "Not encrypted: anybody on this network could read along. The token is part of the address.",
                 lambda: f"In large letters, to show to the class: http://{place.hosts[0]}/join?token={place.token}"]
    for line in lines:
        print(line(), flush=True)
    print(f"Ready: {place.url}   (Ctrl-C stops it)", flush=True)
    if opens and sys.stdout.isatty():
        import webbrowser

        threading.Thread(target=webbrowser.open, args=(place.url,), daemon=True).start()


COMMANDS = (serve,)
