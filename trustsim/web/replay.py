"""A replay: one file that plays one or two runs in any browser, from disk, without a network.

The page (trustsim/web/static) is put inside, the films as gzip in base64. Nothing may be loaded from anywhere: the file's own policy forbids it,
and allows only the one script and the one style that it was made with, by their hashes.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import trustsim
from trustsim.errors import InputError, Problem
from trustsim.scenario.load import LoadedScenario
from trustsim.scenario.yaml_guard import to_yaml
from trustsim.store import digest, resolved
from trustsim.web import comparing
from trustsim.web.captions import Talk, as_json
from trustsim.web.coding import json_of
from trustsim.web.film import Film, film, seed_word
from trustsim.web.views import check_for_page
from trustsim.web.why import why_person_in, why_tie_in

STATIC = Path(__file__).with_name("static")
MOST_BYTES = 1_000_000          # of a file that holds two runs of 60 staff and 117 weeks
EVERY = (1, 4, 8, 13, 0)        # weeks between beliefs: as often as fits, else none
QUICK, LEVEL = 6, 9             # of gzip
WORTH = 0.95                    # what the second makes of a page by the first, at best


@dataclass(frozen=True)
class Page:
    """The built page: its script and its style."""

    script: str
    style: str


def built_page(folder: Path = STATIC) -> Page:
    """The page as it was built; InputError where it was not."""
    try:
        return Page(*((folder / name).read_text(encoding="utf-8") for name in ("app.js", "app.css")))
    except OSError as error:
        raise InputError(Problem("the page was not built, so that nothing can be put into a replay", file=str(folder),
                                 allowed="docs/browser.md says how it is built")) from error


@dataclass
class Memo:
    """Bands that were made: a contrast is shown beside many."""

    bands: dict[tuple[Any, ...], dict[str, Any]] = field(default_factory=dict)

    def band(self, source: LoadedScenario) -> dict[str, Any]:
        """The band of thirty runs of a scenario."""
        key = (digest(source.scenario), source.files)
        if key not in self.bands:
            self.bands[key] = comparing.band_of(source, lambda band: None)
        return self.bands[key]


def replay_page(sources: Sequence[LoadedScenario], seed: int, *, talk: Talk | None = None, name: str = "talk", title: str | None = None,
                bands: bool = True, home: str | None = None, page: Page | None = None, memo: Memo | None = None) -> str:
    """One or two scenarios with the same luck, as one HTML file.

    Parameters
    ----------
    talk, name : captions to step through, and what they are called.
    bands : with the band of thirty runs behind each line, which takes a second or two.
    home : relative address of the gallery that the file belongs to.
    memo : what several replays of one gallery share.
    """
    page, memo = page or built_page(), memo if memo is not None else Memo()
    for source in sources:
        check_for_page(source)
    films = [film(source, seed, told=True) for source in sources]
    told: dict[str, Any] = {
        "title": title or (talk.title if talk is not None else " | ".join(made.header["title"] for made in films)), "version": trustsim.__version__,
        "captions": as_json(name, talk, films, views=False) if talk is not None else None,
        "pair": None if len(films) < 2 else {**comparing.pair_of(films[0], films[1]),
                                             "differs": comparing.differing(sources[0], sources[1], (seed, seed))},
        "yaml": [scenario_file(source, seed) for source in sources],
        "why": {} if talk is None else whys_of(sources, seed, films, talk),
        "bands": [memo.band(source) if bands else None for source in sources], "home": home}
    views: list[dict[str, Any]] = [{"scenario": source.name, "settings": {}, "happenings": [], "seed": seed_word(seed)} for source in sources]
    for every in EVERY:
        made = ""
        for level in (QUICK, LEVEL):   # packed well, which takes ten times as long, only where it could then fit
            made = html_of(told, [_packed(one.thinned(every), view, slot, level) for one, view, slot in zip(films, views, "ab")], page)
            if len(made.encode()) > MOST_BYTES / WORTH and every:
                break
        if len(made.encode()) <= MOST_BYTES:
            break
    return made


def whys_of(sources: Sequence[LoadedScenario], seed: int, films: Sequence[Film], talk: Talk) -> dict[str, list[dict[str, Any]]]:
    """Why those whom the captions look at stand as they do, in the weeks at which a step begins or rests.

    By "SLOT person KEY" or "SLOT tie HOLDER OTHER".
    """
    weeks: dict[tuple[str, ...], set[int]] = {}
    looked_at, week = None, 0
    for step in as_json("talk", talk, films, views=False)["steps"]:
        looked_at = step.get("select", looked_at)
        begins = step.get("week", week)
        week = step.get("play_to", begins)
        if looked_at is not None:
            ends = ("key",) if looked_at["kind"] == "person" else ("holder", "other")
            weeks.setdefault(tuple(looked_at[end] for end in ends), set()).update((begins, week))
    told: dict[str, list[dict[str, Any]]] = {}
    for slot, source, made in zip("ab", sources, films, strict=False):
        people = {person["key"]: (number, person) for number, person in enumerate(made.header["people"])}
        for who, wanted in weeks.items():
            if not all(key in people for key in who):
                continue
            numbers = [people[key][0] for key in who]
            persons = [people[key][1] for key in who]
            there = [at for at in sorted(wanted) if at <= made.weeks and all(
                person["joined"] <= at and (person["left"] is None or at < person["left"]) for person in persons)]
            with suppress(InputError):   # two who never meet
                said = (why_person_in(source, seed, numbers[0], there) if len(who) == 1 else
                        why_tie_in(source, seed, numbers[0], numbers[1], there))
                told[" ".join((slot, "person" if len(who) == 1 else "tie", *who))] = [
                    {"week": at, **{name: one[name] for name in ("title", "about", "lines")}} for at, one in zip(there, said, strict=True)]
    return told


def scenario_file(source: LoadedScenario, seed: int) -> dict[str, str] | None:
    """The scenario in full, as a file that runs the same; None where it reads an imported school, whose tables are not shown to everybody."""
    if source.school is not None:
        return None
    name = f"{source.name}.yaml"
    return {"name": name, "text": f"# Runs again with: python3 run_sim.py run {name} --seed {seed}\n{to_yaml(resolved(source.scenario))}"}


def _packed(made: Film, view: dict[str, Any], slot: str, level: int) -> str:
    return base64.b64encode(gzip.compress(made.data(id=0, slot=slot, view=view), level, mtime=0)).decode()


def html_of(told: dict[str, Any], films: Sequence[str], page: Page) -> str:
    """The file around its parts."""
    script, style = in_script(page.script), in_style(page.style)
    policy = (f"default-src 'none'; script-src '{hash_of(script)}'; style-src '{hash_of(style)}'; img-src data: blob:; base-uri 'none'; "
              "form-action 'none'")
    data = "".join(f'<script type="application/octet-stream;base64" id="film-{k}">{text}</script>\n' for k, text in enumerate(films))
    return ('<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="referrer" content="no-referrer">\n'
            f"<title>{escape(told['title'])}</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>{style}</style>\n</head>\n<body>\n"
            '<div id="app" data-mode="replay"></div>\n<noscript>This page needs JavaScript.</noscript>\n'
            f'<script type="application/json" id="replay">{in_json(told)}</script>\n{data}<script>{script}</script>\n</body>\n</html>\n')


def in_json(value: Any) -> str:
    """JSON that cannot end the script it stands in, whatever texts it holds."""
    return json_of(value).replace("<", "\\u003c").replace(">", "\\u003e").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def in_script(text: str) -> str:
    """A script that does not end before its end; the built page has such letters within texts only."""
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def in_style(text: str) -> str:
    """A style that does not end before its end."""
    return text.replace("</style", "<\\/style")


def hash_of(text: str) -> str:
    """What a policy calls a script or style that stands in the page."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
