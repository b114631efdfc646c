"""The gallery: a folder with a page of all scenarios, their questions and findings, and a replay of each beside its contrast.

It works from disk, from a memory stick or any host of still files: every link is relative, and nothing else is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path

import trustsim
from trustsim.errors import InputError
from trustsim.scenario.library import names
from trustsim.scenario.load import LoadedScenario, contrast_of, load_scenario
from trustsim.scenario.schema import TOPICS
from trustsim.store import keys_of_manifest, write_folder
from trustsim.web.captions import Talk, read_talk, talk_files
from trustsim.web.replay import Memo, Page, built_page, hash_of, replay_page
from trustsim.web.views import check_for_page

HEAD = "Relational trust in schools: a gallery"
STYLE = """
:root { color-scheme: light } body { font: 1.05rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 68rem; padding: 1.5rem; color: #1b1b1b }
h1 { line-height: 1.2 } h2 { margin: 2.5rem 0 .5rem; border-bottom: 2px solid #ddd } ul { list-style: none; padding: 0; display: grid; gap: 1rem;
grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)) } li { border: 1px solid #ccc; border-radius: .5rem; padding: 1rem }
h3 { margin: 0 0 .4rem } h3 a { color: #00538a } a:focus-visible { outline: 3px solid #d55e00; outline-offset: 2px } p { margin: .4rem 0 }
.found { color: #444; font-size: .95rem } .beside { color: #555; font-size: .9rem } footer { margin-top: 3rem; color: #555; font-size: .9rem }
"""


@dataclass(frozen=True)
class Entry:
    """One replay of the gallery."""

    file: str
    title: str
    question: str
    found: str
    beside: str
    topic: str


def is_gallery(folder: Path) -> bool:
    """Whether `gallery` wrote this folder."""
    return {"trustsim", "gallery", "files"} <= keys_of_manifest(folder)


def write_gallery(out: Path, *, seed: int = 0, only: list[str] | None = None, replace: bool = False, bands: bool = True,
                  done: Callable[[], None] = lambda: None) -> tuple[Path, list[Entry], list[str]]:
    """Write the folder, whole or not at all; `done` is called after each replay.

    Returns
    -------
    The folder, what is in it, and the names of scenarios that are too large to be shown.
    """
    page, memo = built_page(), Memo()
    made: list[Entry] = []
    left_out: list[str] = []

    def fill(building: Path) -> None:
        for name, talk in talks(only):
            made.append(_write_talk(building, name, talk, page, bands, memo))
            done()
        for name in names() if only is None else only:
            try:
                source = load_scenario(name)
                check_for_page(source)
            except InputError:
                if only is not None:
                    raise
                left_out.append(name)
                continue
            made.append(_write_one(building, source, seed, page, bands, memo))
            done()
        (building / "index.html").write_text(index_page(made, seed), encoding="utf-8")

    folder = write_folder(out, fill, lambda hashes: {"trustsim": trustsim.__version__, "gallery": HEAD, "seed": seed, "files": hashes},
                          replace=replace, is_old=is_gallery)
    return folder, made, left_out


def talks(only: list[str] | None = None) -> list[tuple[str, Talk]]:
    """The talks that are told over replays: those of the project for trainers, where all scenarios are asked for."""
    read = [(name, read_talk(name)) for name in talk_files()] if only is None else []
    return [(name, talk) for name, talk in read if talk.audience == "trainers"]


def how_many(only: list[str] | None = None) -> int:
    """How many replays a gallery will have."""
    return len(talks(only)) + len(names() if only is None else only)


def _write_one(folder: Path, source: LoadedScenario, seed: int, page: Page, bands: bool, memo: Memo) -> Entry:
    contrast = contrast_of(source)
    sources = [source] if contrast is None else [contrast, source]
    scenario = source.scenario
    title = scenario.title or source.name.replace("_", " ")
    text = replay_page(sources, seed, title=title, bands=bands, home="index.html", page=page, memo=memo)
    (folder / f"{source.name}.html").write_text(text, encoding="utf-8")
    beside = "" if contrast is None else f"beside {contrast.scenario.title or contrast.name}"
    return Entry(f"{source.name}.html", title, scenario.question, scenario.finding, beside, scenario.topic or "")


def _write_talk(folder: Path, name: str, talk: Talk, page: Page, bands: bool, memo: Memo) -> Entry:
    sources = [load_scenario(scenario) for scenario in talk.scenarios]
    file = f"talk-{name}.html"
    text = replay_page(sources, talk.seed, talk=talk, name=name, bands=bands, home="index.html", page=page, memo=memo)
    (folder / file).write_text(text, encoding="utf-8")
    return Entry(file, talk.title, talk.about, "", f"{len(talk.steps)} steps", "talks")


def index_page(entries: list[Entry], seed: int) -> str:
    """The page that lists all replays by topic."""
    headings = {"talks": "Talks, with captions", "": "Where to begin", **{topic: topic.capitalize() for topic in TOPICS}}
    parts = []
    for topic in ("", "talks", *TOPICS):
        inside = [entry for entry in entries if entry.topic == topic]
        if inside:
            parts.append(f"<h2>{escape(headings[topic])}</h2>\n<ul>\n" + "".join(map(_item, inside)) + "</ul>\n")
    policy = f"default-src 'none'; style-src '{hash_of(STYLE)}'; img-src data:; base-uri 'none'; form-action 'none'"
    return ('<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<title>{HEAD}</title>\n<link rel="icon" href="data:,">\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{HEAD}</h1>\n'
            "<p>Each opens a school, week by week. Where there are two, they have the same people and the same luck; only the scenario differs. "
            f"One run is one possible history: the band behind each line is thirty of them.</p>\n{''.join(parts)}</main>\n"
            f"<footer>trustsim {escape(trustsim.__version__)}, seed {seed}. No network is needed.</footer>\n</body>\n</html>\n")


def _item(entry: Entry) -> str:
    found = f'<p class="found">Found: {escape(" ".join(entry.found.split()))}</p>' if entry.found else ""
    beside = f'<p class="beside">{escape(entry.beside[:1].upper() + entry.beside[1:])}</p>' if entry.beside else ""
    return f'<li><h3><a href="{escape(entry.file)}">{escape(entry.title)}</a></h3><p>{escape(entry.question)}</p>{found}{beside}</li>\n'
