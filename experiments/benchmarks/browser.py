"""How fast the page is: frames, slider to picture, start, size, memory, a class of thirty. Writes a table.

    python3 experiments/benchmarks/browser.py            # about two minutes, on a machine that does nothing else
    python3 experiments/benchmarks/browser.py -o FILE.md

Wants Chromium and the test dependencies.
"""

from __future__ import annotations

import argparse
import gzip
import json
import platform
import statistics
import sys
import threading
import time
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright
from websockets.sync.client import connect

REPO = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPO / "tests"))

from browser.conftest import FLAGS, WIDE, Server, chromium  # noqa: E402
from browser.steps import LATENCY, is_ready, week_of  # noqa: E402

STATIC = REPO / "trustsim" / "web" / "static"
VIEW: dict[str, Any] = {"scenario": "baseline", "settings": {}, "happenings": [], "seed": 0}
# Times of frames while the page plays, until it stops.
FRAMES = """() => new Promise(done => {
    const at = [];
    const play = document.querySelector('.play');
    const tick = now => { at.push(now); play.getAttribute('aria-label') === 'Pause' ? requestAnimationFrame(tick) : done(at); };
    play.click();
    requestAnimationFrame(() => requestAnimationFrame(tick));
})"""


def ready(page: Page, url: str) -> float:
    """Seconds from asking for the page to its picture."""
    page.goto("about:blank")
    begun = time.perf_counter()
    page.goto(url)
    is_ready(page)
    return time.perf_counter() - begun


def frames(page: Page, url: str) -> tuple[float, float, int, int]:
    """Frames a second, weeks a second, frames dropped, and frames, over a whole run at 30 weeks a second."""
    ready(page, url)
    page.wait_for_timeout(6000)   # the band
    page.get_by_label("Speed, weeks a second").select_option("30")
    at = page.evaluate(FRAMES)
    gaps = [after - before for before, after in pairwise(at)]
    frame = statistics.median(gaps)
    dropped = sum(max(0, round(gap / frame) - 1) for gap in gaps)
    seconds = (at[-1] - at[0]) / 1000
    return len(gaps) / seconds, week_of(page) / seconds, dropped, len(gaps)


def slider(page: Page, url: str, times: int = 24) -> list[float]:
    """Milliseconds from moving a slider in week 30 to the picture, in order of length."""
    page.add_init_script(LATENCY)
    ready(page, url + "#scenario=baseline&week=30")
    page.keyboard.press("m")
    page.wait_for_timeout(6000)
    took = []
    for k in range(times):
        took.append(page.evaluate("([id, value]) => window.latency(id, value)", ["set-meetings-team_minutes_per_week", 5 * k]))
        page.wait_for_timeout(100)
    return sorted(took)


def heap(page: Page) -> float:
    """Memory of the page's objects after collecting what is left over, MB."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    return float(session.send("Runtime.getHeapUsage")["usedSize"]) / 2**20


def reconnects(server: Server, page: Page, times: int = 500) -> tuple[float, float]:
    """MB that the server and an open page grow by over so many reconnections, each with a film."""
    ready(page, server.url)
    address = server.url.replace("http", "ws") + "ws"

    def visit(n: int) -> None:
        for _ in range(n):
            with connect(address, proxy=None, max_size=None) as wire:
                wire.send(json.dumps({"id": 1, "do": "film", "view": VIEW}))
                wire.recv(20)

    visit(50)
    page.wait_for_timeout(5000)
    before, page_before = server.memory(), heap(page)
    visit(times)
    grown = server.memory() - before
    for seed in range(1, 101):   # and a hundred films of other luck, in the page
        page.keyboard.press("l")
        page.wait_for_function("seed => document.querySelector('.luck-now').textContent === `Luck ${seed}`", arg=seed)
        is_ready(page)
    return grown, heap(page) - page_before


def class_of(server: Server, many: int = 30, each: int = 10) -> list[float]:
    """Milliseconds to a film, in order, for so many browsers that all move a slider once a second."""
    address = server.url.replace("http", "ws") + "ws"
    took: list[float] = []

    def student(number: int) -> None:
        with connect(address, proxy=None, max_size=None) as wire:
            time.sleep(number / many)
            for k in range(each):
                begun = time.perf_counter()
                view = {**VIEW, "seed": number, "happenings": [{"week": 31, "do": "change", "meetings": {"team_minutes_per_week": 30 + 10 * k}}]}
                wire.send(json.dumps({"id": k, "do": "film", "view": view}))
                while not isinstance(wire.recv(60), bytes):
                    pass
                took.append(1000 * (time.perf_counter() - begun))
                time.sleep(max(0.0, 1 - (time.perf_counter() - begun)))

    students = [threading.Thread(target=student, args=(number,)) for number in range(many)]
    for one in students:
        one.start()
    for one in students:
        one.join()
    return sorted(took)


def measure() -> list[tuple[str, str, str]]:
    """Rows of the table: what, found, held to."""
    server = Server()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            page = browser.new_page(viewport=WIDE)   # type: ignore[arg-type]
            page.goto("about:blank")
            page.wait_for_timeout(2000)
            begun = time.monotonic()
            server.start()
            started = server.ready - begun
            page.goto(server.url)
            is_ready(page)
            first = time.monotonic() - server.ready
            again = statistics.median(ready(page, server.url) for _ in range(5))
            fps, speed, dropped, shown = frames(page, server.url)
            moved = slider(browser.new_page(viewport=WIDE), server.url)   # type: ignore[arg-type]
            grown, page_grown = reconnects(server, browser.new_page(viewport=WIDE))   # type: ignore[arg-type]
            browser.close()
        taught = class_of(server)
    finally:
        server.stop()
    size = sum(len(gzip.compress((STATIC / name).read_bytes(), 9, mtime=0)) for name in ("index.html", "app.js", "app.css"))
    return [
        ("`serve` to its address", f"{started:.1f} s", ""),
        ("address printed to picture, in a browser that is open", f"{first:.2f} s", "1 s"),
        ("address to picture, later pages", f"{again:.2f} s", "1 s"),
        ("playing 60 staff at 30 weeks/s", f"{fps:.0f} frames/s, {speed:.1f} weeks/s, {dropped} of {shown} frames dropped", "none dropped"),
        ("slider to picture", f"{statistics.median(moved):.0f} ms; nine of ten within {moved[int(0.9 * len(moved))]:.0f} ms", "100 ms"),
        ("page, gzip", f"{size / 1024:.1f} KB", "200 KB"),
        ("500 reconnections: server", f"{grown:+.1f} MB", "no leak"),
        ("100 films in one page: objects", f"{page_grown:+.1f} MB", "no leak"),
        ("30 browsers, each a film a second", f"{statistics.median(taught):.0f} ms; nine of ten within {taught[int(0.9 * len(taught))]:.0f} ms", ""),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--out", type=Path, help="write the table here")
    options = parser.parse_args()
    rows = measure()
    text = "\n".join([f"Measured {date.today()} on {platform.machine()}, Python {platform.python_version()}, headless Chromium without a GPU.", "",
                      "| what | found | held to |", "| --- | --- | --- |", *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"
    print(text)
    if options.out:
        options.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
