"""The commands of the browser: serve, replay and gallery. Heavy imports wait until they are needed."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trustsim.errors import InputError, Problem
from trustsim.study.commands import say_compiling
from trustsim.terminal import say, seed_of, write
from trustsim.words import printable

if TYPE_CHECKING:
    from trustsim.scenario.load import LoadedScenario
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
    say_compiling()
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
    from trustsim.web.why import why_tie

    engine.warm()

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


def replay(what: Annotated[list[str] | None, typer.Argument(metavar="[SCENARIO [SCENARIO]|FOLDER RUN]",
                                                           help="One or two scenarios; or the folder of a study and a run, as p12r3.")] = None,
           out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE.html|FOLDER",
                                                    help="Page to write; or, for a run of a study, the folder for its results.")] = None,
           captions: Annotated[str | None, typer.Option(metavar="TALK.yaml", help="Captions to step through: a file, or a talk that came along "
                                                        "(scenarios/talks).")] = None,
           seed: Annotated[str | None, typer.Option(metavar="N", help="The luck, the same for both; by default that of the captions, or "
                                                                      "0.")] = None,
           from_sweep: Annotated[bool, typer.Option("--from-sweep", help="Make the page of a run of a study: FOLDER RUN.")] = False,
           band: Annotated[bool, typer.Option(help="Put the band of thirty runs behind each line.")] = True,
           replace: Annotated[bool, typer.Option("--replace", help="Write over an older file or older results.")] = False,
           figures: Annotated[bool, typer.Option(help="Draw the figures of a run of a study.")] = True) -> None:
    """Make one file that plays one or two scenarios in any browser, offline. Or make one run of a study again, to the bit."""
    from trustsim.study.lock import is_study

    given = list(what or ())
    if not from_sweep and captions is None and len(given) == 2 and is_study(Path(given[0])):
        from trustsim.study.commands import replay as again

        again(Path(given[0]), given[1], out, replace=replace, figures=figures)
        return
    place = page_place(out, replace)
    from trustsim.web.captions import read_talk
    from trustsim.web.replay import replay_page

    talk = read_talk(captions) if captions is not None else None
    sources, luck = run_of_sweep(given) if from_sweep else (scenarios_of(given, talk.scenarios if talk is not None else ()), None)
    luck = seed_of(seed) if seed is not None else luck if luck is not None else talk.seed if talk is not None else 0
    say_compiling()
    text = replay_page(sources, luck, talk=talk, name=Path(captions).stem if captions is not None else "talk", bands=band)
    write(place, text)
    print(f"Replay: {printable(str(place))} ({len(text.encode()) / 1e6:.2f} MB; opens in any browser, without a network)")


def page_place(out: Path | None, replace: bool) -> Path:
    """Where a page goes; InputError where that is no page, or one that must not be written over."""
    if out is None or out.suffix.lower() not in (".html", ".htm"):
        raise InputError(Problem("names no page to write", key="-o", given=None if out is None else str(out), allowed="-o FILE.html"))
    if (out.exists() or out.is_symlink()) and not replace:
        raise InputError(Problem("exists", file=str(out), allowed="a new file, or --replace to write over it"))
    if not out.parent.is_dir():
        raise InputError(Problem("there is no such folder", file=str(out.parent)))
    return out


def scenarios_of(given: list[str], told: tuple[str, ...]) -> list[LoadedScenario]:
    """The scenarios of a replay: those named, else those that the captions are about."""
    from trustsim.scenario.load import load_scenario

    names = given or list(told)
    if not 1 <= len(names) <= 2:
        raise InputError(Problem("shows one scenario, or two side by side", key="replay", given=len(names) or None,
                                 allowed="replay A.yaml [B.yaml] -o FILE.html; captions may name the scenarios instead"))
    return [load_scenario(name) for name in names]


def run_of_sweep(given: list[str]) -> tuple[list[LoadedScenario], int]:
    """The scenario and seed of a run of a study."""
    from dataclasses import replace as changed

    from trustsim.study.opened import OpenStudy
    from trustsim.study.upkeep import scenario_of

    if len(given) != 2:
        raise InputError(Problem("takes a study's folder and a run", key="--from-sweep", given=" ".join(given) or None,
                                 allowed="FOLDER RUN, as results/q p12r3"))
    study = OpenStudy(Path(given[0]))
    source, seed = scenario_of(study, given[1])
    title = f"{study.study.title}, run {given[1]}"
    return [changed(source, name=given[1], scenario=source.scenario.model_copy(update={"title": title}))], seed


def gallery(out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="Folder to write.")],
            scenarios: Annotated[list[str] | None, typer.Argument(metavar="[SCENARIO...]", help="Only these; by default the whole library, and "
                                                                  "the talks of the project.")] = None,
            seed: Annotated[str, typer.Option(metavar="N", help="The luck of all replays but the talks.")] = "0",
            band: Annotated[bool, typer.Option(help="Put the band of thirty runs behind each line.")] = True,
            replace: Annotated[bool, typer.Option("--replace", help="Write over an older gallery.")] = False) -> None:
    """Make a folder with a page of all scenarios and their replays, for a memory stick or any web host; nothing else is needed."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from trustsim.store import check_out
    from trustsim.web.gallery import how_many, is_gallery, write_gallery

    check_out(out, replace=replace, is_old=is_gallery)
    say_compiling()
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("replays", total=how_many(scenarios))
        folder, entries, left_out = write_gallery(out, seed=seed_of(seed), only=scenarios, replace=replace, bands=band,
                                                  done=lambda: bar.advance(task))
    size = sum(file.stat().st_size for file in folder.iterdir())
    print(f"Gallery: {printable(str(folder / 'index.html'))} ({len(entries)} replays, {size / 1e6:.1f} MB)")
    if left_out:
        print(f"Left out, too large to be shown: {', '.join(left_out)}")


COMMANDS = (serve, replay, gallery)
