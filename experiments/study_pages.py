#!/usr/bin/env python3
"""Make docs/studies.md and the figures in docs/studies: every study of experiments/studies, what it asks, and what its runs showed.

    python3 experiments/study_pages.py                 all of it, about ten minutes on two cores; goes on where it was stopped
    python3 experiments/study_pages.py --only NAME...  the sections and figures of these studies alone
    python3 experiments/study_pages.py --check         compare the page with the stored runs, made where they are not there; writes nothing

Runs are kept in results/studies (--results FOLDER). Every number comes from trustsim.open_study. Each section names what it was drawn from,
so that a test notices a page that is older than its study or than the model.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
from PIL import Image

import trustsim
from trustsim.analysis.labels import Label
from trustsim.study.load import LoadedStudy, load_study
from trustsim.study.lock import identity
from trustsim.study.opened import OpenStudy, open_study
from trustsim.study.report import about_of
from trustsim.study.schema import words_of

ROOT = Path(__file__).resolve().parent.parent
STUDIES, PAGE, PICTURES = ROOT / "experiments" / "studies", ROOT / "docs" / "studies.md", ROOT / "docs" / "studies"
BASELINES = ROOT / "tests" / "baselines.json"
MARK = '<a id="{}"></a>\n'
COLOURS = 64   # are enough for these figures


@dataclass(frozen=True)
class Shown:
    """What the page shows of a study: the figure of its report that answers the question, outcomes, and levels (all, where not named)."""

    figure: str
    outcomes: tuple[str, ...]
    levels: dict[str, tuple[Any, ...]]


SHOWN = {   # in the order of the page
    "meeting_time_leadership": Shown("map_viable", ("viable", "trust", "cooperation_share"),
                                     {"meeting time": (10, 30, 60, 120), "leadership": (0.45, 0.5, 0.55, 0.8)}),
    "time_quality": Shown("interactions_cooperation_share_w58", ("cooperation_share_w58", "viable", "trust"), {"quality": (0.2, 0.4, 0.5, 0.6, 0.8)}),
    "spanners_team_structure": Shown("interactions_connected_share", ("connected_share", "viable", "cooperation_share"),
                                     {"spanners.count": (0, 2, 5, 20), "teams": (3, 5, 10, 15)}),
    "turnover_recruitment": Shown("interactions_viable", ("viable", "trust", "identificatory"),
                                  {"staffing.turnover_per_year": (0, 0.2, 0.4, 0.6), "staffing.recruitment_for_values": (0, 1)}),
    "breach_apology_deception": Shown("series_trust_in_heads", ("trust_in_heads_w43", "trust_in_heads_w78", "trust_in_heads"),
                                      {"apology": ("never", "after 2 weeks")}),
    "partnership_size": Shown("interactions_connected_share_w39", ("connected_share_w39", "active_across_organisations_w39", "viable_w78"),
                              {"spanners.count": (0, 1, 3)}),
}

HEAD = """# Studies

Made by `python3 experiments/study_pages.py`; do not edit it by hand. trustsim {version}.

Each study is a file that says what is varied, how often, and what is kept; how to write one is in [sweeps.md](sweeps.md). Run it with the
command it names, then look into its folder, draw its figures again, or replay and explain any of its runs. A first look that takes
some seconds:

```
python3 run_sim.py sweep experiments/quick.yaml
```

Run r has the same luck at every point of a study, so that points are compared like for like. Estimates stand with their {confidence:.0%}
intervals over runs, each for itself: Student's t of means, Clopper and Pearson's of shares of runs. They say how sure the numbers of the
model are, not how sure the model is. Run times are of one machine with two cores, from the command to its figures. What each outcome
means is in [results.md](results.md). RT and NC are the two texts of [ODD.md](ODD.md).
"""


def names() -> list[str]:
    """The studies in the order of the page; a new one comes last."""
    found = sorted(path.stem for path in STUDIES.glob("*.yaml"))
    return sorted(found, key=lambda name: list(SHOWN).index(name) if name in SHOWN else len(SHOWN))


def study(name: str) -> LoadedStudy:
    """A study of the folder."""
    return load_study(STUDIES / f"{name}.yaml")


def head() -> str:
    """The page up to its first study, with a list of all."""
    links = [f"- [{(of := study(name)).title}](#{name}): {of.study.question}" for name in names()]
    return HEAD.format(version=trustsim.__version__, confidence=0.95) + "\n" + "\n".join(links) + "\n"


def command(name: str) -> str:
    """What one types to run a study."""
    return f"python3 run_sim.py sweep experiments/studies/{name}.yaml"


def drawn_from(name: str) -> str:
    """What the runs of a section depend on: a hash of the study with its scenarios, and of the baseline's runs in tests/baselines.json."""
    found = identity(study(name))
    asked = hashlib.sha256(json.dumps([found[key] for key in ("study", "scenarios", "networks")], sort_keys=True).encode()).hexdigest()
    return f"study {asked[:12]}, baseline {json.loads(BASELINES.read_text(encoding='utf-8'))['baseline']['sha256'][:12]}"


def said(name: str) -> list[str]:
    """What the page says of a study without running it."""
    of = study(name).study
    lines = [f"**{word.capitalize()}.** {' '.join(getattr(of, word).split())}" for word in ("question", "source", "finding")]
    return [*lines, command(name), f"Drawn from {drawn_from(name)}."]


def made(name: str, results: Path) -> tuple[OpenStudy, float | None]:
    """The study's runs and report, made where they are not there; and how many seconds that took, if it was all of them."""
    folder = results / name
    whole = not folder.exists()
    start = time.monotonic()
    done = subprocess.run([sys.executable, str(ROOT / "run_sim.py"), "sweep", str(STUDIES / f"{name}.yaml"), "--out", str(folder)], check=False)
    if done.returncode:
        sys.exit(f"{name} ended with {done.returncode}; runs made by an older program are in {folder}: remove it, or name another --results")
    return open_study(folder), time.monotonic() - start if whole else None


def took(seconds: float) -> str:
    """A run time as the page gives it."""
    return f"{seconds:.0f} s" if seconds < 99.5 else f"{seconds / 60:.1f} minutes"


def time_said(section: str) -> str:
    """The run time in an older section."""
    found = re.search(r"(?m)^[0-9,]+ runs.*, (.+) on two cores\.$", section)
    return found[1] if found else "unknown"


def cell(row: pd.Series[Any], label: Label) -> str:
    """An estimate with its interval."""
    if label.percent:
        digits = 0 if row["estimate"] >= 0.0995 or row["estimate"] == 0 else 1
        return f"{row['estimate']:.{digits}%} ({row['low']:.{digits}%} to {row['high']:.{digits}%})"
    digits = 3 if label.unit == "" and abs(row["estimate"]) < 10 else 1
    return f"{row['estimate']:.{digits}f} ({row['low']:.{digits}f} to {row['high']:.{digits}f})"


def table(name: str, runs: OpenStudy) -> str:
    """The main numbers."""
    shown, about = SHOWN[name], about_of(runs)
    found = runs.summary(*shown.outcomes)
    for factor, levels in shown.levels.items():
        found = found[found[factor].isin(levels)]
    headings = [*(about.label(factor).axis for factor in runs.factors), *(words_of(outcome) for outcome in shown.outcomes)]
    lines = [f"| {' | '.join(headings)} |", "| " + " | ".join("---" for _ in headings) + " |"]
    for _, rows in found.groupby("point", sort=True):
        levels = [about.label(factor).number(rows.iloc[0][factor]) for factor in runs.factors]
        cells = [cell(rows[rows["outcome"] == outcome].iloc[0], about.label(outcome)) for outcome in shown.outcomes]
        lines.append(f"| {' | '.join([*levels, *cells])} |")
    return "\n".join(lines)


def section(name: str, runs: OpenStudy, run_time: str) -> str:
    """A study's part of the page."""
    of = runs.study.study
    question, source, finding, typed, drawn = said(name)
    assert isinstance(of.replicates, int)
    points = len(runs.design)
    parts = [f"{MARK.format(name)}\n## {of.title}", question, source, f"```\n{typed}\n```",
             f"{points * of.replicates:,} runs, {points} points with {of.replicates} replicates each, {run_time} on two cores.",
             f"![{of.title}: what {points * of.replicates:,} runs did](studies/{name}.png)", finding, table(name, runs),
             "<details><summary>The study file</summary>", f"```yaml\n{without_finding(runs.study.text)}```", "</details>", f"<sub>{drawn}</sub>"]
    return "\n\n".join(parts) + "\n"


def without_finding(text: str) -> str:
    """A study file as the page shows it; the finding stands above."""
    return re.sub(r"(?m)^finding:.*\n(?:^[ \t]+.*\n)*", "", text)


def picture(name: str, runs: OpenStudy) -> bytes:
    """The figure, in few colours."""
    written = BytesIO()
    with Image.open(runs.folder / "report" / f"{SHOWN[name].figure}.png") as image:
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(written, format="png", optimize=True)
    return written.getvalue()


def sections(page: str) -> dict[str, str]:
    """The sections of a page by the name of their study."""
    found = re.split(r'(?m)^<a id="([^"]+)"></a>\n', page)
    return {name: MARK.format(name) + text.rstrip("\n") + "\n" for name, text in zip(found[1::2], found[2::2], strict=True)}


def main() -> int:
    """Make the page, a part of it, or compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", metavar="NAME", default=[], choices=names(), help="these studies alone")
    parser.add_argument("--check", action="store_true", help="compare and write nothing")
    parser.add_argument("--results", type=Path, default=Path("results") / "studies", metavar="FOLDER", help="where runs are kept")
    options = parser.parse_args()
    older = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    before = sections(older)
    parts, stale = dict(before), []
    for name in options.only or names():
        runs, seconds = made(name, options.results)
        parts[name] = section(name, runs, took(seconds) if seconds is not None and not options.check else time_said(before.get(name, "")))
        drawn = picture(name, runs)
        path = PICTURES / f"{name}.png"
        if parts[name] != before.get(name) or not path.exists() or path.read_bytes() != drawn:
            stale.append(name)
        if not options.check:
            PICTURES.mkdir(exist_ok=True)
            path.write_bytes(drawn)
    page = "\n".join([head(), *(parts[name] for name in names() if name in parts)])
    if options.check:
        right = page == older and not stale
        print("as the runs say" if right else f"the page is not what the runs say; differs: {', '.join(stale) or 'its head'}")
        return int(not right)
    for left in PICTURES.glob("*.png"):
        if left.stem not in names():
            left.unlink()
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
