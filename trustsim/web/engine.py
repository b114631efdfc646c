"""What all sessions share: the scenarios, threads that make films off the event loop, and what was made lately.

The same thing asked for by a whole class at once is made once. What nobody waits for any more is stopped at the next week.
"""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from trustsim import __version__
from trustsim.errors import InputError, Problem
from trustsim.results import run
from trustsim.scenario.schema import TOPICS
from trustsim.scenario.sections import presets
from trustsim.summary import summary
from trustsim.web import captions, comparing, why
from trustsim.web.controls import MOST_STAFF, MOST_TEAMS, MOST_WEEKS, controls, interventions
from trustsim.web.film import Film, film
from trustsim.web.recording import Stopped
from trustsim.web.views import MOST_HAPPENINGS, MOST_TEXT, Library, View

MOST_CACHED = 128 * 2**20    # bytes of films and words kept for whoever asks next
MOST_MESSAGE = 64 * 2**10    # bytes that a page may send at once
MOST_SECONDS = 20.0          # of computing for one film; hostile views are stopped there
LARGE_FILM = 6 * 2**20       # bytes from which on beliefs are left out: `why` tells them
BAND_BYTES = 200_000         # of memory that a band takes, about
PATIENCE = 0.02              # seconds that a band waits at a time while somebody waits for a film


class Cache:
    """What was used last, up to so many bytes."""

    def __init__(self, most: int = MOST_CACHED) -> None:
        self.most, self.bytes = most, 0
        self._kept: OrderedDict[str, tuple[Any, int]] = OrderedDict()

    def get(self, key: str) -> Any:
        """What is kept under a key; None where nothing is."""
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key][0]

    def put(self, key: str, value: Any, size: int) -> None:
        """Keep something; what was used longest ago goes."""
        if key in self._kept:
            self.bytes -= self._kept.pop(key)[1]
        self._kept[key] = (value, size)
        self.bytes += size
        while self.bytes > self.most and len(self._kept) > 1:
            self.bytes -= self._kept.popitem(last=False)[1][1]


@dataclass
class _Job:
    """Something that is being made, and how many wait for it."""

    future: asyncio.Future[Any]
    stop: threading.Event
    waiting: int = 0


@dataclass
class Engine:
    """Makes what pages ask for.

    Parameters
    ----------
    library : the scenarios that may be shown.
    squeeze : send films gzipped, as over a wireless network.
    """

    library: Library
    squeeze: bool = False
    cache: Cache = field(default_factory=Cache)
    _jobs: dict[str, _Job] = field(default_factory=dict)
    # One thread each: two that compute in Python would only wait for each other, and films come in the order in which they were asked for.
    _films: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "film"))
    _words: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "words"))
    _bands: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "band"))
    _watching: dict[str, list[Callable[[dict[str, Any]], None]]] = field(default_factory=dict)   # who sees a band grow
    _pressing: int = 0   # films that somebody waits for
    _closing: threading.Event = field(default_factory=threading.Event)

    def close(self) -> None:
        """Stop everything that is being made."""
        self._closing.set()
        for job in self._jobs.values():
            job.stop.set()
        for threads in (self._films, self._words, self._bands):
            threads.shutdown(wait=False, cancel_futures=True)

    async def hello(self) -> dict[str, Any]:
        """What a page must know once."""
        return await self._once("hello", self._hello, 200_000)

    def _hello(self, stop: Callable[[], bool]) -> dict[str, Any]:
        cards = [self._card(name) for name in self.library.names]
        order = ["mine", "", *TOPICS]   # those named on the command line first, then the baseline, which has no topic
        cards.sort(key=lambda card: order.index("mine" if card["name"] in self.library.own else card.get("topic", TOPICS[-1])))
        return {"version": __version__, "scenarios": cards, "topics": list(TOPICS),
                "controls": controls(), "interventions": interventions(), "presets": {"leadership": presets()},
                "tours": self._tours(),
                "limits": {"staff": MOST_STAFF, "weeks": MOST_WEEKS, "teams": MOST_TEAMS, "happenings": MOST_HAPPENINGS,
                           "message_bytes": MOST_MESSAGE, "text": MOST_TEXT}}

    def _tours(self) -> list[dict[str, Any]]:
        """The tour for students and the talks, with the people they speak of found in their films."""
        made = []
        for name in captions.talk_files():
            try:
                talk = captions.read_talk(name)
                films = [film(self.library.source(scenario), talk.seed) for scenario in talk.scenarios]
                made.append(captions.as_json(name, talk, films))
            except InputError:   # a talk of somebody's own folder that does not fit
                continue
        return made

    def warm(self) -> None:
        """Make what every page asks for first."""
        self.cache.put("hello", self._hello(lambda: False), 200_000)
        view = View(self.library.names[0] if self.library.own else "baseline", {}, [])
        made = self._film(view, lambda: False)
        self.cache.put(f"film {view.key}", made, made.bytes)

    def _card(self, name: str) -> dict[str, Any]:
        try:
            scenario = self.library.source(name).scenario
        except InputError as error:
            return {"name": name, "title": name, "problem": error.problems[0].message}
        said = {key: getattr(scenario, key) for key in ("question", "source", "expected", "finding", "contrast", "weeks")}
        return {"name": name, "title": scenario.title or name.replace("_", " "), "topic": scenario.topic or "", **said}

    async def film(self, view: View) -> Film:
        """The film of a view."""
        return await self._once(f"film {view.key}", lambda stop: self._film(view, stop))

    def _film(self, view: View, stop: Callable[[], bool]) -> Film:
        latest = time.monotonic() + MOST_SECONDS

        def give_up() -> bool:
            if time.monotonic() > latest:
                raise InputError(Problem("takes too long to be shown; `run` takes it", key="view", allowed=f"{MOST_SECONDS:.0f} s of computing"))
            return stop()

        made = film(self.library.resolve(view), view.seed, added=len(view.happenings), stop=give_up)
        if made.bytes > 2 * LARGE_FILM:
            made = made.thinned(0)
        made.data()   # packed here, off the event loop
        return made

    async def film_data(self, view: View, *, whole: bool, **more: Any) -> bytes:
        """The film as it is sent, with beliefs and scars or without."""
        made = await self.film(view)
        if not self.squeeze:
            return made.data(whole=whole, view=view.as_json(), **more)
        return await self.aside(lambda: gzip.compress(made.data(whole=whole, view=view.as_json(), **more), 1))

    async def pair(self, one: View, two: View) -> dict[str, Any]:
        """What two views have in common, and what differs."""
        films = await asyncio.gather(self.film(one), self.film(two))

        def make(stop: Callable[[], bool]) -> dict[str, Any]:
            differs = comparing.differing(self.library.resolve(one), self.library.resolve(two), (one.seed, two.seed))
            return {**comparing.pair_of(*films), "differs": differs}

        return await self._once(f"pair {one.key} {two.key}", make, 20_000)

    async def why(self, view: View, week: int, tie: tuple[int, int] | None, person: int | None) -> dict[str, Any]:
        """Why a tie, or the ties of a person, stand as they do."""
        def make(stop: Callable[[], bool]) -> dict[str, Any]:
            source = self.library.resolve(view)
            if tie is not None:
                return why.why_tie(source, view.seed, *tie, week)
            return why.why_person(source, view.seed, person or 0, week)

        return await self._once(f"why {view.key} {week} {tie} {person}", make, 60_000, self._words)

    async def summary(self, view: View) -> list[str]:
        """The run in words."""
        return await self._once(f"summary {view.key}",
                                lambda stop: summary(run(self.library.resolve(view), seed=view.seed)).lines, 5_000, self._words)

    async def band(self, view: View, grown: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
        """The band of many runs around a view; `grown` is given it as it grows, on the event loop."""
        key = f"band {view.setting}"
        loop = asyncio.get_running_loop()

        def make(stop: Callable[[], bool]) -> dict[str, Any]:
            def wait() -> bool:
                while self._pressing and not stop():
                    time.sleep(PATIENCE)
                return stop()

            def tell(band: dict[str, Any]) -> None:
                loop.call_soon_threadsafe(self._grown, key, band)

            return comparing.band_of(self.library.resolve(view), tell, wait)

        self._watching.setdefault(key, []).append(grown)
        try:
            return await self._once(key, make, BAND_BYTES, self._bands)
        finally:
            self._watching[key].remove(grown)
            if not self._watching[key]:
                del self._watching[key]

    def _grown(self, key: str, band: dict[str, Any]) -> None:
        if band["replicates"] == comparing.STEPS[-1]:
            self.cache.put(key, band, BAND_BYTES)   # before anybody is told, who might ask again at once
        for grown in self._watching.get(key, ()):
            grown(band)

    async def aside(self, make: Callable[[], Any]) -> Any:
        """Something made in a thread, for one who asks only once."""
        return await asyncio.get_running_loop().run_in_executor(self._words, make)

    async def _once(self, key: str, make: Callable[[Callable[[], bool]], Any], size: int | None = None,
                    threads: ThreadPoolExecutor | None = None) -> Any:
        """What is kept under a key, or is made for all who wait for it; where nobody waits any more it is stopped."""
        kept = self.cache.get(key)
        if kept is not None:
            return kept
        job = self._jobs.get(key)
        if job is None or job.stop.is_set():
            stop = threading.Event()
            pressing = threads is None
            self._pressing += pressing
            future = asyncio.get_running_loop().run_in_executor(threads or self._films, self._made, make, stop)
            job = self._jobs[key] = _Job(future, stop)
            future.add_done_callback(lambda done, job=job: self._done(key, job, size, pressing))   # type: ignore[misc]
        job.waiting += 1
        try:
            return await asyncio.shield(job.future)
        finally:
            job.waiting -= 1
            if not job.waiting and not job.future.done():
                job.stop.set()
                job.future.cancel()

    def _made(self, make: Callable[[Callable[[], bool]], Any], stop: threading.Event) -> Any:
        if stop.is_set() or self._closing.is_set():
            raise Stopped
        return make(lambda: stop.is_set() or self._closing.is_set())

    def _done(self, key: str, job: _Job, size: int | None, pressing: bool) -> None:
        self._pressing -= pressing
        if self._jobs.get(key) is job:
            del self._jobs[key]
        if not job.future.cancelled() and job.future.exception() is None:
            made = job.future.result()
            self.cache.put(key, made, size if size is not None else made.bytes)


def engine_of(files: Sequence[str] = (), *, squeeze: bool = False) -> Engine:
    """An engine for the library and the files that were named; InputError where one of them cannot be shown."""
    return Engine(Library(files), squeeze)
