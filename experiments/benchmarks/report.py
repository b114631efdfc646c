"""The table on the screen and the report in Markdown."""

from __future__ import annotations

from typing import Any

from history import change, judged
from measure import Figure, Findings
from rich.table import Table

METHOD = """\
One process, one core (the model uses no threads); processor time, so that waiting for other processes does not count. What is
compared takes turns, repetition by repetition, so that a slow minute of the machine hits both alike. A time is the smallest of its
repetitions, since other work only ever adds to it, and its spread is how far the quickest tenth of them lies apart; a ratio is the median
of the ratios of neighbours, its spread their interquartile range over the median.

Between the repetitions a yardstick is timed, a bare loop that never changes with the project. "Change" compares times with the last
entry of the same machine (processor and number of cores) by their ratio to it. A figure counts as worse where it moved by more than
10 % (bytes: 2 to 5 %, the twin: 30 %) and by more than its spread, now or then. A missed target is a finding, not a failure: the exit code stays 0.

- **Week loop**: `trustsim.rules.week.advance` within a run of 60 staff over 117 weeks, events off, over the directed interactions that
  took place (`interactions` of the weekly table). The parts come from the same source with a clock between its calls (clock.py).
- **Core**: draws, four qualities shown and noticed, beliefs, stage gates and trust, through the real rules in a bare loop (core.py) and
  in C (core.c). No fused multiply-add in either, so both leave the same bytes; that is checked in each run.
- **Whole runs** take the scenario `baseline`, set-up and weekly measures included.
- **Growth**: schools of one head, teams of six and about 14 colleagues known to each, over the same 18 weeks at every size.
- **Memory**: all arrays of the state but the weekly table, spare room included, over directed ties between people in post; and the
  growth of a fresh process.
"""


def number(value: float) -> str:
    """Three digits or so."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def target_words(figure: Figure) -> str:
    """The bound in words."""
    return "" if figure.target is None else f"{'at least' if figure.more_is_better else 'at most'} {number(figure.target)}"


def rows(found: Findings, before: dict[str, dict[str, Any]]) -> list[tuple[str, ...]]:
    """A row a figure: words, value, unit, target, verdict, last value, change, judgement."""
    out: list[tuple[str, ...]] = []
    for figure in found.figures:
        last = before.get(figure.name)
        moved = change(figure, last)
        size = "" if moved is None else f"{100.0 * abs(moved):.0f} % {'worse' if moved > 0 else 'better'}" if abs(moved) > 0.005 else "0 %"
        out.append((figure.words, number(figure.value), figure.unit, target_words(figure), figure.verdict,
                    number(float(last["value"])) if last else "", size, judged(figure, last)))
    return out


HEADINGS = ("figure", "now", "unit", "target", "", "last", "change", "beyond noise")


def screen_table(found: Findings, before: dict[str, dict[str, Any]], last: str) -> Table:
    """The table that the run prints."""
    table = Table(title=f"trustsim, measured{last}", title_justify="left")
    for heading in HEADINGS:
        table.add_column(heading, justify="right" if heading in ("now", "last", "change") else "left", no_wrap=heading not in ("figure", "target"))
    for row in rows(found, before):
        style = "bold red" if "MISSED" in row or "WORSE" in row else None
        table.add_row(*row, style=style)
    return table


def markdown(headings: tuple[str, ...], body: list[tuple[str, ...]]) -> str:
    """A table."""
    lines = ["| " + " | ".join(headings) + " |", "|" + " --- |" * len(headings)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in body)])


def report(found: Findings, entry: dict[str, Any], before: dict[str, dict[str, Any]], problems: list[str]) -> str:
    """The report."""
    machine = entry["machine"]
    missed = [figure.words for figure in found.figures if figure.is_met is False]
    worse = [figure.words for figure in found.figures if judged(figure, before.get(figure.name)) == "WORSE"]
    with_target = [figure for figure in found.figures if figure.is_met is not None]
    dirty = {True: ", with changes that are not committed", False: "", None: ", changes unknown"}[entry["dirty"]]
    parts = [
        "# Benchmarks", "Written by `python3 experiments/benchmarks/run.py`" + (" --quick" if entry["quick"] else "") + "; do not edit.",
        f"{entry['date']}, trustsim {entry['version']}, commit {entry['commit'] or 'unknown'}{dirty}. {machine['cpu']}, {machine['cores']} cores, "
        f"{machine['system']}; Python {machine['python']}, numba {machine['numba']}, NumPy {machine['numpy']}, Mesa {machine['mesa']}; "
        f"C compiler: {machine['compiler'] or 'none'}.",
        f"**{len(with_target) - len(missed)} of {len(with_target)} targets met.**" + (" Missed: " + "; ".join(missed) + "." if missed else ""),
        "Worse than in the last entry of this machine: " + ("; ".join(worse) if worse else "nothing" if before else "there is none") + ".",
        markdown(tuple(heading or "verdict" for heading in HEADINGS), [tuple(f"**{c}**" if c in ("MISSED", "WORSE") else c for c in row)
                                                                        for row in rows(found, before)]),
        "![Parts of the week and of a run, growth with the staff, history](figure.png)",
    ]
    if "week" in found.tables:
        parts += ["## The week at 60 staff", markdown(("rule", "ns an interaction", "share"), [
            (f"`{row['part']}`", f"{row['ns']:.1f}", f"{row['share']:.1%}") for row in found.tables["week"]])]
    for key, words in (("run_parts", "`trustsim.run('baseline')`"), ("model_parts", "`TrustModel('baseline').run()`")):
        if key in found.tables:
            parts += [f"## Where a run goes: {words}", markdown(("part", "what", "ms", "share"), [
                (row["part"], row["what"], f"{row['ms']:.2f}", f"{row['share']:.1%}") for row in found.tables[key]])]
    if "growth" in found.tables:
        parts += ["## Growth with the staff", markdown(
            ("staff", "directed ties", "ties each", "interactions a tie a week", "ns an interaction", "bytes a tie"),
            [(f"{row['staff']:,}", f"{row['ties']:,}", f"{row['ties each']:.1f}", f"{row['interactions a tie a week']:.2f}", f"{row['ns']:.0f}",
              f"{row['bytes a tie']:.0f}") for row in found.tables["growth"]])]
    if table := found.tables.get("growth_parts"):
        sizes = [key for key in table[0] if key != "part"]
        parts += ["Of these, ns an interaction by rule (one repetition):", markdown(
            ("rule", *(f"{int(size):,} staff" for size in sizes)),
            [(f"`{row['part']}`", *(f"{row[size]:.1f}" for size in sizes)) for row in table])]
    parts += ["## Method", METHOD.strip()]
    notes = [*found.notes, *problems]
    if notes:
        parts += ["## Notes", "\n".join(f"- {note}" for note in notes)]
    return "\n\n".join(parts) + "\n"
