#!/usr/bin/env python3
"""Make docs/scenarios.md and the figures in docs/scenarios: every scenario of the library, what it claims, and what 30 runs showed.

    python3 experiments/scenario_pages.py                 all of it, about a minute
    python3 experiments/scenario_pages.py --only NAME...  the sections and figures of these scenarios alone
    python3 experiments/scenario_pages.py --check         run all again and compare with the page; writes nothing

Every number comes from trustsim.claims and trustsim.paired. Each section names the runs it was drawn from by their hashes in
tests/baselines.json, so that a test notices a page that is older than the model.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import re
import sys
from dataclasses import replace
from pathlib import Path

import trustsim
from trustsim.claims import FALSE_ALARM, Verdict, judge, week_of, words_of
from trustsim.figures.contrast import Group, contrast, png
from trustsim.model import TrustModel
from trustsim.paired import SEEDS, weekly
from trustsim.scenario.load import LoadedScenario, contrast_of, load_scenario
from trustsim.scenario.schema import TOPICS
from trustsim.weekly import WEEKLY, is_share

ROOT = Path(__file__).resolve().parent.parent
LIBRARY, PAGE, PICTURES = ROOT / "scenarios", ROOT / "docs" / "scenarios.md", ROOT / "docs" / "scenarios"
BASELINES, NOT_KEPT = ROOT / "tests" / "baselines.json", {"sha256": "unknown"}
MOST_FIGURES = 3
MARK = '<a id="{}"></a>\n'

HEAD = """# The library of scenarios

Made by `python3 experiments/scenario_pages.py`; do not edit it by hand. trustsim {version}, {runs} runs of each scenario, seeds
{first} to {last}.

Every scenario asks one question and is compared with another that differs in what is asked about. Both have the same luck: run 7 of
one and run 7 of the other have the same people, with the same good and bad days. Claims say in numbers what the runs must show, and each
is tested over the {runs} runs: it *holds* where so many of them agree that a coin would do as well in less than one of {odds:,} trials
(a sign test; false-alarm rate {alarm:g} a claim). Directions come from the sources; margins ("by more than") were set afterwards, below
what the runs showed, so that a change of the model is noticed. Where the runs do not show what a source leads one to expect, the finding
says so.

In the figures a line is the median of the runs and a band holds the middle 80% of them; for yes-or-no figures the line is the share of
runs. In the tables, medians stand first, then the median of the differences run by run, with its quartiles. What each figure means is in
[results.md](results.md). RT and NC are the two texts of [ODD.md](ODD.md). The model explains and compares; it does not predict what
will happen in a particular school.

To write a scenario of your own, with claims: [own-scenario.md](own-scenario.md).
"""


def names() -> list[str]:
    """The library by topic, in the order of the page."""
    order = {name: (("", *TOPICS).index(source(name).scenario.topic or ""), name) for name in (path.stem for path in LIBRARY.glob("*.yaml"))}
    return sorted(order, key=lambda name: order[name])


def source(name: str) -> LoadedScenario:
    """A scenario of the library that came with the package."""
    return load_scenario(LIBRARY / f"{name}.yaml")


def title(of: LoadedScenario) -> str:
    """The name it goes by."""
    return of.scenario.title or of.name


def head() -> str:
    """The page up to its first scenario, with a list of all."""
    text = HEAD.format(version=trustsim.__version__, runs=len(SEEDS), first=min(SEEDS), last=max(SEEDS), odds=round(1 / FALSE_ALARM),
                       alarm=FALSE_ALARM)
    topics: dict[str, list[str]] = {}
    for name in names():
        of = source(name)
        topics.setdefault(of.scenario.topic or "", []).append(f"[{title(of)}](#{name})")
    return text + "\n" + "\n".join(f"- {topic.capitalize() + ': ' if topic else ''}{', '.join(links)}" for topic, links in topics.items()) + "\n"


def drawn_from(name: str) -> str:
    """Which runs a section rests on: the hashes of the scenario and of its contrast in tests/baselines.json."""
    kept = json.loads(BASELINES.read_text(encoding="utf-8"))
    other = contrast_of(source(name))
    return ", ".join(f"{each} {kept.get(each, NOT_KEPT)['sha256'][:12]}" for each in (name, *([other.name] if other else [])))


def check_baselines() -> None:
    """Refuse to draw from runs that tests/baselines.json does not know: the page would name others than it shows."""
    kept = json.loads(BASELINES.read_text(encoding="utf-8"))
    for name in names():
        weeks = TrustModel(source(name), seed=0).run().state.weeks
        if hashlib.sha256(weeks.tobytes()).hexdigest() != kept.get(name, NOT_KEPT)["sha256"]:
            sys.exit(f"{name} gives other numbers than tests/baselines.json: run python3 tests/test_baselines.py first")


def said(name: str) -> list[str]:
    """What the page says of a scenario without running it: question, source, expectation, finding, and each claim in words."""
    of = source(name)
    other = contrast_of(of)
    scenario = of.scenario
    lines = [f"**{word.capitalize()}.** {' '.join(getattr(scenario, word).split())}" for word in ("question", "source", "expected", "finding")]
    return [*lines, *(f"| {words_of(claim, of, other)} |" for claim in scenario.claims), f"Drawn from {drawn_from(name)}."]


def number(value: float, figure: str, *, difference: bool = False) -> str:
    """A value of a figure as people read it."""
    if math.isnan(value):
        return "none"
    if is_share(figure):
        digits = int(0.0 < abs(value) < 0.0995)   # of 3.7% against 2.4% a whole percentage would make 4% against 2%
        return f"{100 * value:+.{digits}f}" if difference else f"{value:.{digits}%}"
    if WEEKLY[figure].unit == "0-1":
        return f"{value:+.3f}" if difference else f"{value:.2f}"
    return f"{value:+.0f}" if difference else f"{value:.0f}"


def row(verdict: Verdict) -> str:
    """A claim in the table."""
    figure, runs = verdict.claim.figure, len(verdict.values)
    first, second = verdict.middles
    fixed = isinstance(verdict.claim.than, float)
    if verdict.often:
        cells = [f"{first:.0f} of {runs} runs", "" if fixed else f"{second:.0f} of {runs} runs", "" if fixed else f"{first - second:+.0f} runs"]
    else:
        low, middle, high = (number(value, figure, difference=True) for value in verdict.quartiles)
        points = " points" if is_share(figure) else ""
        cells = [number(first, figure), number(second, figure), f"{middle}{points} ({low} to {high})"]
    missing = f", missing in {verdict.missing}" if verdict.missing else ""
    return f"| {verdict.words} | {' | '.join(cells)} | {verdict.agree} : {verdict.differ}{missing} | {'holds' if verdict.holds else '**fails**'} |"


def section(name: str) -> str:
    """A scenario's part of the page; runs it and its contrast."""
    of = source(name)
    other = contrast_of(of)
    question, rests, expected, finding, *_, drawn = said(name)
    beside = f", beside [{title(other)}](#{other.name})" if other else ""
    alt = f"{title(of)}{' beside ' + title(other) if other else ''}: what {len(SEEDS)} runs did"
    parts = [f"{MARK.format(name)}\n## {title(of)}", f"`{name}`{beside}", question, rests, expected, f"![{alt}](scenarios/{name}.png)",
             "\n".join(["| claim | here | compared with | difference | runs that agree : differ | verdict |", "| --- | --- | --- | --- | --- | --- |",
                        *map(row, judge(of))]), finding, f"<sub>{drawn}</sub>"]
    return "\n\n".join(parts) + "\n"


def picture(name: str) -> bytes:
    """The figure of a scenario: the first figures that its claims name, those that differ before those that are alike."""
    of = source(name)
    other = contrast_of(of)
    differ, alike = ([claim.figure for claim in of.scenario.claims if (claim.direction == "alike") == same] for same in (False, True))
    figures = list(dict.fromkeys([*differ, *alike]))[:MOST_FIGURES]
    if other is not None:   # the contrast is shown for as long as the scenario is
        other = replace(other, scenario=other.scenario.model_copy(update={"weeks": of.scenario.weeks}))
    groups = [Group(each, weekly(each)) for each in (of, other) if each is not None]
    return png(contrast(groups, figures, seeds=SEEDS, marks=[(claim.figure, week_of(claim, of)) for claim in of.scenario.claims]))


def sections(page: str) -> dict[str, str]:
    """The sections of a page by the name of their scenario."""
    found = re.split(r'(?m)^<a id="([^"]+)"></a>\n', page)
    return {name: MARK.format(name) + text.rstrip("\n") + "\n" for name, text in zip(found[1::2], found[2::2], strict=True)}


def main() -> int:
    """Make the page, a part of it, or compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", metavar="NAME", default=[], choices=names(), help="these scenarios alone")
    parser.add_argument("--check", action="store_true", help="compare and write nothing")
    options = parser.parse_args()
    check_baselines()
    older = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    parts = sections(older)
    for name in options.only or names():
        parts[name] = section(name)
        if not options.check:
            PICTURES.mkdir(exist_ok=True)
            (PICTURES / f"{name}.png").write_bytes(picture(name))
        print(name, *(["FAILS"] if "**fails**" in parts[name] else []), flush=True)
    page = "\n".join([head(), *(parts[name] for name in names() if name in parts)])
    if options.check:
        stale = [name for name in names() if sections(older).get(name) != parts.get(name) or not (PICTURES / f"{name}.png").exists()]
        print("as the runs say" if page == older else f"the page is not what the runs say; differs: {', '.join(stale) or 'its head'}")
        return int(page != older)
    for left in PICTURES.glob("*.png"):
        if left.stem not in names():
            left.unlink()
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
