#!/usr/bin/env python3
"""Make figures and tables of docs/tipping.md, docs/sensitivity.md and docs/calibration.md from stored runs; the words there are ours.

    python3 experiments/evidence_pages.py tipping                         runs experiments/tipping.yaml where it has not been run (twelve minutes)
    python3 experiments/evidence_pages.py sensitivity                     the two studies of experiments/sensitivity (half an hour)
    python3 experiments/evidence_pages.py calibration --from FOLDER       a folder that `run_sim.py calibrate` made

Runs are kept in results (--results FOLDER). What stands between the marks in a page is written anew, all else is left.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from PIL import Image

import trustsim
from trustsim.analysis.phase import PhaseMap, phase_map
from trustsim.figures.phase import BELOW_TO_ABOVE
from trustsim.figures.style import INK, SOFT, new_figure, styled
from trustsim.scenario.yaml_guard import read_yaml, to_yaml
from trustsim.study.load import load_study
from trustsim.study.lock import identity
from trustsim.study.opened import OpenStudy, open_study

ROOT = Path(__file__).resolve().parent.parent
DOCS, BASELINES = ROOT / "docs", ROOT / "tests" / "baselines.json"
DEFAULTS = ROOT / "trustsim" / "calibration" / "defaults.yaml"
TIPPING = ROOT / "experiments" / "tipping.yaml"
SCREENING, INDICES = (ROOT / "experiments" / "sensitivity" / f"{name}.yaml" for name in ("screening", "indices"))
OUTCOMES = {"trust": "mean trust", "cooperation_share": "cooperation", "plc_index": "index of viability", "ever_viable": "viable within three years"}
SETTLED = 0.1   # half of the widest interval of a total index that will do, and the most it may move from half to all base points
MINUTES, LEADERSHIP, SPANNERS = "meeting time", "leadership", "spanners.count"
COLOURS = 96


def drawn_from(path: Path) -> str:
    """What the runs of a study depend on: a hash of the study with its scenarios, and of the baseline's runs in tests/baselines.json."""
    found = identity(load_study(path))
    asked = hashlib.sha256(json.dumps([found[key] for key in ("study", "scenarios", "networks")], sort_keys=True).encode()).hexdigest()
    return f"study {asked[:12]}, baseline {json.loads(BASELINES.read_text(encoding='utf-8'))['baseline']['sha256'][:12]}"


def made(path: Path, results: Path) -> OpenStudy:
    """A study's runs and report, made where they are not there."""
    folder = results / path.stem
    done = subprocess.run([sys.executable, str(ROOT / "run_sim.py"), "sweep", str(path), "--out", str(folder)], check=False)
    if done.returncode:
        sys.exit(f"{path.stem} ended with {done.returncode}; runs of an older program are in {folder}: remove it, or name another --results")
    return open_study(folder)


def put(page: str, name: str, text: str) -> None:
    """Write what stands between the marks of that name."""
    path = DOCS / page
    whole = path.read_text(encoding="utf-8")
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    if not marks.search(whole):
        sys.exit(f"docs/{page} has no marks <!-- {name} --> and <!-- end of {name} -->")
    path.write_text(marks.sub(lambda found: found[1] + text.strip() + "\n" + found[2], whole), encoding="utf-8")


def save(picture: Any, path: Path) -> None:
    """A figure as PNG in few colours."""
    written, few = BytesIO(), BytesIO()
    picture.savefig(written, dpi=130, format="png", metadata={"Software": None})
    with Image.open(written) as image:
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(few, format="png", optimize=True)
    path.write_bytes(few.getvalue())


def maps(study: OpenStudy) -> dict[int, PhaseMap]:
    """A map for each number of spanners."""
    runs = study.runs(["viable"])
    return {int(number): phase_map(rows, MINUTES, LEADERSHIP, "viable", log=[MINUTES]) for number, rows in runs.groupby(SPANNERS)}


@styled
def three_maps(found: dict[int, PhaseMap]) -> Any:
    """Shares of runs that are viable, side by side; the line without spanners is in all of them."""
    width, height = 9.4, 3.9
    figure = new_figure(width, height)
    mesh = None
    for k, (number, panel) in enumerate(found.items()):
        ax = figure.add_axes((0.075 + 0.283 * k, 0.2, 0.26, 0.62))
        x, y = (np.asarray(values, dtype=float) for values in (panel.columns, panel.rows))
        ax.set_xscale("log")
        mesh = ax.pcolormesh(_edges(np.log(x), np.exp), _edges(y, np.asarray), np.ma.masked_invalid(panel.grid), cmap=BELOW_TO_ABOVE, vmin=0, vmax=1)
        open_ = panel.cells[panel.cells["side"] == 0]
        ax.plot(open_["x"], open_["y"], "x", color=INK, markersize=3, markeredgewidth=0.7)
        for line in found[0].line if number else ():
            ax.plot(line[:, 0], line[:, 1], color=INK, linewidth=1.2, linestyle=(0, (3, 2)))
        for line in panel.line:
            ax.plot(line[:, 0], line[:, 1], color="white", linewidth=3.6)
            ax.plot(line[:, 0], line[:, 1], color=INK, linewidth=1.8)
        ax.set_xticks([5, 10, 20, 40, 80, 160], ["5", "10", "20", "40", "80", "160"])
        ax.set_xticks([], minor=True)
        ax.set_xlim(4.5, 178.0)
        ax.set_ylim(0.3875, 0.8125)
        ax.set_title({0: "no spanners", 5: "5 spanners: one for every two teams", 10: "10 spanners: one a team"}.get(number, f"{number} spanners"),
                     fontsize=9, loc="left")
        if k:
            ax.set_yticklabels([])
        else:
            ax.set_ylabel("twelve behaviours of leaders (0-1)")
    assert mesh is not None
    bar = figure.colorbar(mesh, cax=figure.add_axes((0.925, 0.2, 0.014, 0.62)), format=lambda share, _: f"{share:.0%}")
    bar.outline.set_visible(False)
    bar.ax.set_title("viable", fontsize=8, pad=5)
    figure.text(0.49, 0.085, "minutes a week that each person meets in the team, and as many across teams (ratio scale)", ha="center", fontsize=8.5)
    figure.text(0.075, 0.025, "line: half of the runs are viable at the end of three years; dashed: the same without spanners; ×: the 95 % interval "
                "of that cell (50 runs) holds one half", fontsize=7.5, color=SOFT)
    figure.text(0.075, 0.93, "Where a school of 60 becomes a learning community", fontsize=11.5, fontweight="bold")
    return figure


def _edges(values: Any, back: Any) -> Any:
    middle = (values[1:] + values[:-1]) / 2
    return back(np.concatenate([[2 * values[0] - middle[0]], middle, [2 * values[-1] - middle[-1]]]))


def crossing(cells: pd.DataFrame, along: str, other: str, at: float) -> str:
    """Between which values of one factor the share of viable runs passes one half, the other factor held: the last cell whose interval lies
    below one half, and the first above it whose interval lies above."""
    line = cells[np.isclose(cells[other], at)].sort_values(along)
    above = line[line["side"] == 1]
    if above.empty:
        return "nowhere"
    first = float(above[along].iloc[0])
    below = line[(line["side"] == -1) & (line[along] < first)]
    return f"{_number(float(below[along].iloc[-1]))} to {_number(first)}" if len(below) else f"at most {_number(first)}"


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 2 else f"{value:.3f}".rstrip("0").rstrip(".").lstrip("0")


def tipping(results: Path) -> None:
    """Figure and table of the tipping map."""
    study = made(TIPPING, results)
    found = maps(study)
    save(three_maps(found), DOCS / "tipping.png")
    numbers = list(found)
    lines = ["| | " + " | ".join(f"{number or 'no'} spanners" for number in numbers) + " |", "| --- |" + " --- |" * len(numbers)]
    for level in (0.55, 0.6, 0.7, 0.8):
        cells = [crossing(panel.cells, "x", "y", level) for panel in found.values()]
        lines.append(f"| minutes needed where leaders stand at {_number(level)} | " + " | ".join(cells) + " |")
    for minutes in sorted({float(x) for panel in found.values() for x in panel.columns}):
        if any(np.isclose(minutes, wanted, rtol=0.02) for wanted in (11.89, 18.34, 28.28, 67.27, 160.0)):
            cells = [crossing(panel.cells, "y", "x", minutes) for panel in found.values()]
            lines.append(f"| leadership needed with {minutes:.0f} minutes | " + " | ".join(cells) + " |")
    runs = len(study.design) and sum(len(panel.cells) for panel in found.values())
    lines += ["", f"{runs} points were run, each 50 times: {runs * 50:,} runs. A range is from the last cell whose 95 % interval lies below one half "
              "to the first whose interval lies above.", "", f"<sub>Drawn from {drawn_from(TIPPING)}.</sub>"]
    put("tipping.md", "table", "\n".join(lines))


@styled
def two_screens(tables: dict[str, pd.DataFrame], short: Any) -> Any:
    """Mean size of elementary effects on each outcome, the parameters in one order."""
    order = sum(table.set_index("factor")["mu_star"] / table["mu_star"].max() for table in tables.values()).sort_values()
    width, height = 9.2, 0.215 * len(order) + 1.25
    figure = new_figure(width, height)
    for k, (outcome, table) in enumerate(tables.items()):
        ax = figure.add_axes((0.245 + 0.19 * k, 0.62 / height, 0.17, (height - 1.15) / height))
        rows = table.set_index("factor").loc[order.index]
        at = np.arange(len(rows))
        ax.hlines(at, rows["mu_star_low"].clip(lower=0), rows["mu_star_high"], color="#0072B2", linewidth=1.2, alpha=0.7)
        ax.plot(rows["mu_star"], at, "o", color="#0072B2", markersize=3.6)
        ax.set_ylim(-0.7, len(rows) - 0.3)
        ax.set_xlim(0, 1.04 * float(rows["mu_star_high"].max()))
        ax.set_yticks(at, [short(name) for name in rows.index] if k == 0 else [""] * len(at))
        ax.tick_params(axis="y", length=0, labelsize=7.5)
        ax.grid(axis="x", color="#DADCE0", linewidth=0.5)
        ax.set_title(OUTCOMES[outcome], fontsize=8.5, loc="left")
    figure.text(0.245, 0.22 / height, "mean size of effect over the whole range of a parameter, in units of the outcome (Morris mu*), with 95 % "
                "bootstrap intervals", fontsize=7.8, color=SOFT)
    return figure


@styled
def four_indices(tables: dict[str, pd.DataFrame], short: Any) -> Any:
    """First-order and total indices of each outcome."""
    order = tables["plc_index"].set_index("factor")["total"].sort_values().index
    width, height = 9.2, 0.34 * len(order) + 1.45
    figure = new_figure(width, height)
    for k, (outcome, table) in enumerate(tables.items()):
        ax = figure.add_axes((0.2 + 0.2 * k, 0.62 / height, 0.18, (height - 1.35) / height))
        rows = table.set_index("factor").loc[order]
        at = np.arange(len(rows))
        for name, shift, colour, marker in (("total", 0.14, "#0072B2", "o"), ("first", -0.14, "#D55E00", "s")):
            ax.hlines(at + shift, rows[f"{name}_low"], rows[f"{name}_high"], color=colour, linewidth=1.4)
            ax.plot(rows[name], at + shift, marker, color=colour, markersize=4.2)
        ax.axvline(0, color=SOFT, linewidth=0.7)
        ax.set_ylim(-0.6, len(rows) - 0.4)
        ax.set_xlim(-0.12, 1.0)
        ax.set_xticks([0, 0.5, 1.0], ["0", ".5", "1"])
        ax.set_yticks(at, [short(name) for name in rows.index] if k == 0 else [""] * len(at))
        ax.tick_params(axis="y", length=0, labelsize=7.8)
        ax.grid(axis="x", color="#DADCE0", linewidth=0.5)
        ax.set_title(OUTCOMES[outcome], fontsize=8.5, loc="left")
    figure.text(0.2, 1 - 0.28 / height, "●", color="#0072B2", fontsize=9, va="center")
    figure.text(0.22, 1 - 0.28 / height, "total: by itself and with others", fontsize=8, va="center")
    figure.text(0.45, 1 - 0.28 / height, "■", color="#D55E00", fontsize=9, va="center")
    figure.text(0.47, 1 - 0.28 / height, "first order: by itself", fontsize=8, va="center")
    figure.text(0.2, 0.2 / height, "share of the variance between points (Sobol indices, 95 % bootstrap intervals)", fontsize=7.8, color=SOFT)
    return figure


def sensitivity(results: Path) -> None:
    """Figures and tables of the sensitivity page."""
    from trustsim.calibration.plots import short

    screening, indices = made(SCREENING, results), made(INDICES, results)
    screens = {name: pd.read_csv(screening.folder / "report" / f"morris_{name}.csv") for name in OUTCOMES}
    save(two_screens(screens, short), DOCS / "sensitivity-screening.png")
    found = {name: pd.read_csv(indices.folder / "report" / f"sobol_{name}.csv") for name in OUTCOMES}
    save(four_indices(found, short), DOCS / "sensitivity.png")
    names = list(found["plc_index"].sort_values("total", ascending=False)["factor"])
    lines = ["| parameter | " + " | ".join(f"{words}: total (first)" for words in OUTCOMES.values()) + " |", "| --- |" + " --- |" * len(OUTCOMES)]
    for name in names:
        cells = []
        for table in found.values():
            row = table.set_index("factor").loc[name]
            cells.append(f"{row['total']:.2f} ({row['total_low']:.2f} to {row['total_high']:.2f}); {row['first']:.2f}")
        lines.append(f"| `{name}` | " + " | ".join(cells) + " |")
    lines += ["", "| have they settled? | base points | widest half interval of a total | largest move of a total from half the base points | "
              "order of those told apart | |", "| --- | --- | --- | --- | --- | --- |"]
    for name, words in OUTCOMES.items():
        steps = pd.read_csv(indices.folder / "report" / f"settling_{name}.csv")
        sizes = sorted(steps["base"].unique())
        last, half = (steps[steps["base"] == size].set_index("factor") for size in (sizes[-1], sizes[-2]))
        reach = float(((last["total_high"] - last["total_low"]) / 2).max())
        moved = float((last["total"] - half["total"]).abs().max())
        swapped = any(last.loc[a, "total_low"] > last.loc[b, "total_high"] and half.loc[a, "total"] < half.loc[b, "total"]
                      for a in names for b in names)
        lines.append(f"| {words} | {sizes[-1]} | {reach:.3f} | {moved:.3f} | {'changed' if swapped else 'as before'} | "
                     f"{'settled' if max(reach, moved) <= SETTLED and not swapped else 'not settled'} |")
    lines += ["", f"<sub>Drawn from {drawn_from(SCREENING)}; {drawn_from(INDICES)}.</sub>"]
    put("sensitivity.md", "table", "\n".join(lines))


def calibration(folder: Path) -> None:
    """Figures and tables of the calibration page, and the result with its provenance."""
    from trustsim.calibration.report import PAGE, RESULT

    page = (folder / PAGE).read_text(encoding="utf-8")
    for name in ("posterior", "correlations", "schools"):
        with Image.open(folder / f"{name}.png") as image:
            few = BytesIO()
            image.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(few, format="png", optimize=True)   # a scale of colours is shown
            (DOCS / f"calibration-{name}.png").write_bytes(few.getvalue())
    (ROOT / "experiments" / "calibration").mkdir(exist_ok=True)
    (ROOT / "experiments" / "calibration" / RESULT).write_text((folder / RESULT).read_text(encoding="utf-8"), encoding="utf-8")
    body = page.split("\n", 2)[2].replace("](posterior.png)", "](calibration-posterior.png)").replace("](schools.png)", "](calibration-schools.png)")
    put("calibration.md", "result", re.sub(r"(?m)^## ", "### ", body))
    DEFAULTS.write_text(defaults_of(ROOT / "experiments" / "calibration" / RESULT), encoding="utf-8")


def defaults_of(path: Path) -> str:
    """The file of shipped values with their provenance, from the result of a calibration."""
    found = read_yaml(path).data
    near = found["nearest_point"]
    ship = near is not None and near["new_luck_confirms_it"]
    values = {}
    for row in found["parameters"]:
        moved = ship and not np.isclose(row["nearest"], row["before"])
        values[row["parameter"]] = {
            "value": row["nearest"] if moved else row["before"], "before": row["before"],
            "from": "calibrated: with the value before as well, runs would tell the point from the best" if moved else
                    "kept: patterns do without a move" if ship else "kept: no other point is confirmed",
            "prior": [row["low"], row["high"]], "posterior": [row[f"posterior_{which}"] for which in ("5", "median", "95")],
            "what_the_data_say": row["verdict"], "prior_source": row["prior_source"]}
    made = {"result": "experiments/calibration/result.yaml", "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "made_with": found["made_with"],
            "rule": near and near["rule"], "a_point_is_confirmed": ship}
    return ("# The values shipped of all parameters that calibration may move, and where each comes from. Written by `python3\n"
            "# experiments/evidence_pages.py calibration` from the result that it names; a test holds the defaults of the schema to it.\n"
            + to_yaml({"calibration": made, "values": values}))


def main() -> int:
    """Make one of the pages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("page", choices=("tipping", "sensitivity", "calibration"))
    parser.add_argument("--results", type=Path, default=Path("results"), metavar="FOLDER", help="where runs of studies are kept")
    parser.add_argument("--from", dest="source", type=Path, default=Path("results") / "calibration", metavar="FOLDER", help="folder of a calibration")
    options = parser.parse_args()
    if options.page == "calibration":
        calibration(options.source)
    else:
        {"tipping": tipping, "sensitivity": sensitivity}[options.page](options.results)
    print(f"docs/{options.page}.md: trustsim {trustsim.__version__}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
