"""What a calibration found: a page in Markdown with its figures, and the result as YAML with its provenance."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import trustsim
from trustsim.calibration.fit import BEFORE, NEAREST, Fit
from trustsim.calibration.heldout import CONFIDENCE, MODEL, Foretold, against, scores
from trustsim.calibration.infer import RULED_OUT
from trustsim.calibration.priors import Prior
from trustsim.calibration.targets import MEAN, SPREAD, Target, held_out
from trustsim.scenario.yaml_guard import to_yaml
from trustsim.study.durable import write_whole

RESULT, PAGE = "result.yaml", "calibration.md"
CANNOT_TELL = 0.8    # a posterior at least so wide, as a share of the prior, says that the data cannot tell
NO_TELLING = "the data cannot tell"
OUTSIDE = 0.2        # standard deviations: less than that outside a band is not worth naming


def verdict(fit: Fit, prior: Prior) -> str:
    """What the data say of a parameter."""
    if fit.values(prior) is None:
        return "unidentified: nothing responds to it"
    return NO_TELLING if fit.width(prior) >= CANNOT_TELL else "narrowed" if fit.width(prior) >= 0.5 else "identified"


def nearest_value(fit: Fit, prior: Prior) -> float | None:
    """The value at the nearest point, in the digits in which it would be shipped."""
    return None if fit.nearest is None else float(f"{fit.nearest[prior.paths[0]]:.6g}")


def figure(value: float | None) -> str:
    """A number in three digits."""
    return "-" if value is None or not np.isfinite(value) else f"{value:.3g}"


def band(target: Target) -> str:
    """Where a figure should lie."""
    if target.low == target.high:
        return f"{target.low:.3f}"
    if target.low == -np.inf:
        return f"at most {target.high:g}"
    return f"at least {target.low:g}" if target.high == np.inf else f"{target.low:g} to {target.high:g}"


def parameters(fit: Fit) -> list[dict[str, Any]]:
    """A row a parameter: prior, posterior (median and middle nine tenths), value before, value at the nearest point, and what the data say."""
    rows = []
    for k, prior in enumerate(fit.plan.priors):
        values = fit.values(prior)
        quantiles = (None, None, None) if values is None else tuple(float(q) for q in np.quantile(values, [0.05, 0.5, 0.95]))
        rows.append({"parameter": prior.name, "paths": list(prior.paths), "low": prior.said.low, "high": prior.said.high, "scale": prior.said.scale,
                     "prior_source": prior.said.source, "posterior_median": quantiles[1], "posterior_5": quantiles[0], "posterior_95": quantiles[2],
                     "width_of_prior": round(fit.width(prior), 3), "before": prior.start, "nearest": nearest_value(fit, prior),
                     "verdict": verdict(fit, prior),
                     "responds_most": fit.screening.figure[k] if fit.screening.active[k] else None,
                     "share_of_its_variance": round(float(fit.screening.share[k]), 3)})
    return rows


def moved(row: dict[str, Any]) -> str:
    """The value at the nearest point, where it is another than before."""
    return "-" if row["nearest"] is None else "as before" if np.isclose(row["nearest"], row["before"]) else f"**{figure(row['nearest'])}**"


def correlations(fit: Fit, least: float = 0.3) -> list[tuple[str, str, float]]:
    """Pairs of parameters that the posterior ties to each other, the strongest first."""
    active = np.flatnonzero(fit.screening.active)
    if len(active) < 2:
        return []
    table = np.corrcoef(fit.sample[:, active].T)
    names = [fit.plan.priors[number].name for number in active]
    pairs = [(names[i], names[j], float(table[i, j])) for i in range(len(names)) for j in range(i) if abs(table[i, j]) >= least]
    return sorted(pairs, key=lambda pair: -abs(pair[2]))


def target_rows(fit: Fit) -> list[dict[str, Any]]:
    """A row a target: where it should lie, and what the values before, the best point and the nearest one give with new luck."""
    missed = {target.figure: why for target, _, why in fit.reach.missed}
    rows = []
    for target in fit.plan.targets:
        row: dict[str, Any] = {"figure": target.figure, "words": target.words, "band": band(target), "discrepancy": target.discrepancy,
                               "reach": missed.get(target.figure, "only points put to the proof are asked" if target.proof_only else
                                                   "met by points not ruled out"), "source": target.source}
        for name, found in fit.checked.items():
            key = name.replace(" ", "_")
            row |= {key: round(found.figures[target.figure][0], 4), f"{key}_implausibility": round(found.each[target.figure], 2)}
        if target.figure in fit.judge.emulators:
            row["emulator_r_squared"] = round(fit.judge.emulators[target.figure].r_squared, 3)
            row["emulator_outside_95"] = round(fit.judge.emulators[target.figure].outside, 3)
        rows.append(row)
    return rows


def back_rows(fit: Fit) -> list[dict[str, Any]]:
    """A row a parameter that is moved, those first that most depends on: with it back, how much worse, and which patterns are missed by how much."""
    rows = [{"parameter": name, "grows_by": round(found.total, 2),
             "outside": {figure: [round(found.figures[figure][0], 4), round(off, 2)]
                         for figure, off in sorted(found.each.items(), key=lambda item: -item[1]) if off >= OUTSIDE}}
            for name, found in fit.back.items()]
    return sorted(rows, key=lambda row: -float(row["grows_by"]))


def result(fit: Fit, foretold: Sequence[Foretold], made_with: str) -> dict[str, Any]:
    """All of it, for a file."""
    plan = fit.plan
    return {
        "made_with": {"trustsim": trustsim.__version__, "code_and_data": made_with, "seed": plan.seed, "waves": plan.waves, "points": plan.points,
                      "experiments": dict(plan.experiments), "proved": dict(plan.proved),
                      "schools": [school.name for school in plan.schools], "surveys": plan.surveys},
        "parameters": parameters(fit),
        "not_ruled_out": [float(f"{share:.3g}") for share in fit.left],
        "best_point": {path: float(f"{value:.6g}") for path, value in fit.best.items()},
        "sum_of_squared_implausibility": {name: round(found.total, 2) for name, found in fit.checked.items()},
        "before_less_best_over_targets_met": dict(zip(("difference", "low", "high"), (round(x, 2) for x in fit.better), strict=True)),
        "nearest_point": None if fit.nearest is None else {
            "rule": "from the point that fits best, parameters back at the values before as long as runs do not tell the point from it",
            "room": fit.room if np.isfinite(fit.room) else None,
            "proofs": fit.plan.proofs, "new_luck_confirms_it": fit.confirmed,
            "values": {path: float(f"{value:.6g}") for path, value in fit.nearest.items()}},
        "correlations": [{"of": [a, b], "r": round(r, 2)} for a, b, r in correlations(fit)],
        "targets": target_rows(fit),
        "one_back": back_rows(fit),
        "held_out_schools": [{key: round(value, 4) if isinstance(value, float) else value for key, value in vars(each).items()} for each in foretold],
    }


def page(fit: Fit, foretold: Sequence[Foretold]) -> str:
    """The page in Markdown."""
    plan = fit.plan
    one = not plan.unknown
    name = plan.schools[0].name if plan.schools else ""
    lines = [f"# Calibration{f' to {name}' if one else ''}", "",
             f"trustsim {trustsim.__version__}, {len(plan.priors)} parameters, {len(plan.targets)} "
             f"targets, seed {plan.seed}.", "", *(f"{text}\n" for text in opening(fit)),
             "![Posterior](posterior.png)", "",
             "| parameter | prior | posterior: median (5 % to 95 %) | before | nearest point | width of the prior left | what the data say |",
             "| --- | --- | --- | --- | --- | --- | --- |"]
    for row in parameters(fit):
        said = "-" if row["posterior_median"] is None else (f"{figure(row['posterior_median'])} ({figure(row['posterior_5'])} to "
                                                            f"{figure(row['posterior_95'])})")
        lines.append(f"| `{row['parameter']}` | {row['low']:g} to {row['high']:g} | {said} | {figure(row['before'])} | "
                     f"{moved(row)} | "
                     f"{row['width_of_prior']:.0%} | {row['verdict']} |")
    if pairs := correlations(fit):
        lines += ["", "Tied to each other in the posterior, so that the data tell of both together more than of either: "
                  + "; ".join(f"`{a}` and `{b}` (r {r:.2f})" for a, b, r in pairs[:8]) + "."]
    shown = list(fit.checked)
    lines += ["", "## Targets", "", "Each figure from runs with new luck; in brackets by how many standard deviations it lies outside its band. An "
              f"implausibility above {RULED_OUT:g} rules a point out.", "",
              "| target | should be | " + " | ".join(shown) + " | |", "| --- | --- |" + " --- |" * (len(shown) + 1)]
    for row in target_rows(fit):
        cells = [f"{row[key]:.3f} ({row[f'{key}_implausibility']:.1f})" for key in (each.replace(" ", "_") for each in shown)]
        note = "" if row["reach"].startswith("met") else row["reach"]
        lines.append(f"| {row['words']} | {row['band']} | {' | '.join(cells)} | {note} |")
    if fit.back:
        words = {target.figure: target.words for target in plan.targets}
        lines += ["", "## What each move is for", "", "The nearest point with one parameter back at the value before, all others as they are: what "
                  "patterns would then be missed, and in brackets by how many standard deviations.", "",
                  "| parameter back | sum of squares grows by | outside their bands |", "| --- | --- | --- |"]
        for row in back_rows(fit):
            missed = "; ".join(f"{words[figure]} {value:.3f} ({off:.1f})" for figure, (value, off) in row["outside"].items())
            lines.append(f"| `{row['parameter']}` | {row['grows_by']:.1f} | {missed or 'none, but nearer to their edges'} |")
    if foretold:
        lines += ["", "## Schools left out", "", *held_out_lines(foretold), "", "![Schools left out](schools.png)"]
    if plan.experiments:
        lines += ["", "Of the scorecard's patterns these were not calibrated on: " + "; ".join(title.lower() for title in held_out()) + "."]
    return "\n".join(lines) + "\n"


def opening(fit: Fit) -> list[str]:
    """What came of it, in sentences."""
    rows = parameters(fit)
    blind = [row["parameter"] for row in rows if row["width_of_prior"] >= CANNOT_TELL]
    said = []
    if len(blind) == len(rows):
        said.append(f"**{NO_TELLING.capitalize()}**: the posterior of every parameter is about as wide as its prior, so that nothing was learnt "
                    "about any of them. What the model says of this school rests on what was assumed.")
    else:
        known = [row for row in rows if row["width_of_prior"] < CANNOT_TELL]
        said.append(f"The data narrow {len(known)} of {len(rows)} parameters to less than {CANNOT_TELL:.0%} of their prior ("
                    + ", ".join(f"`{row['parameter']}` {row['width_of_prior']:.0%}" for row in sorted(known, key=lambda row: row["width_of_prior"]))
                    + f"); of the other {len(blind)} {NO_TELLING} values within the prior apart.")
    before = fit.checked[BEFORE]
    kept = {target.figure for target in (*fit.reach.kept, *fit.plan.proved_targets)}
    worst = max((value, name) for name, value in before.each.items() if name in kept or not fit.reach.missed)
    out = "are not ruled out" if worst[0] <= RULED_OUT else "are ruled out"
    said.append(f"The values before calibration {out}: over the targets that can be met their greatest implausibility is {worst[0]:.1f} ({worst[1]})."
                f" After the last wave {fit.left[-1]:.2g} of the prior's volume was not ruled out.")
    less, low, high = fit.better
    said.append(f"Over these targets the sum of squared implausibility of the point that fits best is less by {less:.1f} ({low:.1f} to {high:.1f}, "
                "new luck).")
    if NEAREST in fit.checked:
        moves = [row for row in rows if moved(row) != "as before"]
        worst = max((value, name) for name, value in fit.checked[NEAREST].each.items() if name in kept)
        told = "so that these are the values to ship" if fit.confirmed else "which rules it out: no value is moved"
        said.append(f"Of {fit.plan.proofs} points put to the proof the best, with as many parameters back at the values before as it is not "
                    f"told apart from (the nearest point), moves {len(moves)} of {len(rows)} parameters: "
                    + ", ".join(f"`{row['parameter']}` {figure(row['before'])} to {figure(row['nearest'])}" for row in moves)
                    + f". With new luck its greatest implausibility is {worst[0]:.1f} ({worst[1]}), {told}.")
    elif fit.plan.proofs:
        said.append(f"New luck ruled out all of {fit.plan.proofs} points put to the proof, so no value is moved.")
    for target, least, why in fit.reach.missed:
        said.append(f"Not reached: {target.words} ({band(target)}): {why} (implausibility {least:.1f} at least).")
    return said


def held_out_lines(foretold: Sequence[Foretold]) -> list[str]:
    """How well schools are foretold, and whether better than by the baselines."""
    lines = ["| what | method | root mean square error | mean error | intervals that hold the truth | width of interval |",
             "| --- | --- | --- | --- | --- | --- |"]
    for score in scores(foretold):
        what = "mean answer" if score.figure == MEAN else "spread of answers"
        lines.append(f"| {what} | {score.method} | {score.rms:.3f} | {score.absolute:.3f} | {score.covered:.0%} of {score.schools} | "
                     f"{score.width:.3f} |")
    lines.append("")
    for kind, what in ((MEAN, "mean"), (SPREAD, "spread")):
        for other in dict.fromkeys(each.method for each in foretold if each.method != MODEL):
            difference, low, high = against(foretold, kind, MODEL, other)
            word = "smaller than those" if high < 0 else "larger than those" if low > 0 else "not to be told from those"
            lines.append(f"- Of the {what}, the model's errors are {word} of the {other}: "
                         f"{difference:+.3f} on average ({low:+.3f} to {high:+.3f}, {CONFIDENCE:.0%} interval over schools).")
    return lines


def _plain(data: Any) -> Any:
    """Numbers of NumPy as those of Python, which YAML knows."""
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(value) for value in data]
    return data.item() if isinstance(data, np.generic) else data


def write(fit: Fit, foretold: Sequence[Foretold], folder: Path, made_with: str) -> list[Path]:
    """Write page, figures and result into the folder."""
    from trustsim.calibration.plots import save_plots

    save_plots(fit, foretold, folder)
    write_whole(folder / RESULT, to_yaml(_plain(result(fit, foretold, made_with))).encode())
    write_whole(folder / PAGE, page(fit, foretold).encode())
    return [folder / PAGE, folder / RESULT]
