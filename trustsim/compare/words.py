"""A comparison in plain language, for the terminal and summary.txt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from trustsim.analysis.pairs import mean
from trustsim.compare.comparison import MAIN, OUTCOMES, Comparison
from trustsim.explain.difference import settings_that_differ
from trustsim.summary import EVEN
from trustsim.weekly import YES_NO
from trustsim.words import count, listed, printable

if TYPE_CHECKING:
    from rich.console import Group

TOLD = ("trust", "cooperation_share", "plc_index", "viable")   # outcomes of the headline
LAST_WORDS = "Differences are the model's; the intervals cover luck, not whether the model is right."
WIDTH = 88
HEADS = ("at the end", "A", "B", "B less A (95% interval)", "d", "clear", "unpaired")
SHORT = {   # of the table, which must fit a small window
    "trust": "Mean trust", "competence": "Competence", "respect": "Respect", "integrity": "Integrity", "regard": "Personal regard",
    "cooperation_share": "Both cooperate", "building_share": "Builds trust", "joint_work_share": "Joint work",
    "connected_share": "Staff connected", "bridged_share": "Teams bridged", "plc_index": "Viability index", "viable": "Viable",
    "weeks_viable": "Weeks viable", "active_pairs": "Active ties", "active_across_teams": "...across teams",
    "active_across_organisations": "...across orgs"}


@dataclass(frozen=True)
class Said:
    """What a comparison says; `tables` has rows of texts for each other scenario, the first saying whether it is clearly apart."""

    title: str
    headlines: list[str]
    tables: dict[str, list[tuple[bool, tuple[str, ...]]]]
    sections: dict[str, list[str]]


def said(found: Comparison) -> Said:
    """The comparison in words."""
    reference = found.labels[0]
    others = [found.labels[k] for k in found.others]
    title = f"{listed(others)} compared with {reference}: {count(found.n, 'replicate', digits=True)} each, week {found.week}, seed {found.seed}"
    tables = {found.labels[k]: [_row(row, found.n) for _, row in _main(found, k).iterrows()] for k in found.others if not found.is_same(k)}
    sections = {
        "What differs between them": [_settings(found, k) for k in found.others],
        "Mind": _notes(found),
        "How to read the table": _reading(found) if tables else [],
        "When they part": [_parting(found, k) for k in found.others if not found.is_same(k)],
        "Ties that only one has": [line for k in found.others if not found.is_same(k) for line in _ties(found, k)],
        "What the same luck saved": [_saved(found, k) for k in found.others if not found.is_same(k)],
    }
    return Said(title, [_headline(found, k) for k in found.others], tables, {name: lines for name, lines in sections.items() if lines})


def _main(found: Comparison, other: int) -> pd.DataFrame:
    table = found.outcomes[found.outcomes["scenario"] == found.labels[other]].set_index("outcome", drop=False)
    more = ("active_across_organisations",) if any(len(source.scenario.organisations) > 1 for source in found.sources) else ()
    return table.loc[[*MAIN, *more]]


def _is_clear(row: pd.Series[Any]) -> bool:
    return bool(row["low"] > 0 or row["high"] < 0)


def _level(row: pd.Series[Any], value: float) -> str:
    """A mean, in the unit people read it in."""
    if np.isnan(value):
        return "none"
    if _is_percent(row):
        return f"{100 * value:.0f}%"
    return f"{value:.3f}" if row["unit"] == "0-1" else f"{value:.1f}"


def _is_percent(row: pd.Series[Any]) -> bool:
    return bool(row["unit"] == YES_NO or str(row["unit"]).startswith("share"))


def _gap(row: pd.Series[Any], value: float, *, sign: bool = True) -> str:
    """A difference without its unit; a zero has no sign."""
    fine = row["high"] - row["low"] < 0.004   # then three decimals would hide the interval
    text = f"{100 * value:.1f}" if _is_percent(row) else f"{value:.{4 if fine else 3}f}" if row["unit"] == "0-1" else f"{value:.1f}"
    if not float(text):
        return text.lstrip("-")
    return f"+{text}" if sign and value > 0 else text if sign else text.lstrip("-")


def _row(row: pd.Series[Any], n: int) -> tuple[bool, tuple[str, ...]]:
    unit = " pp" if _is_percent(row) else ""
    if not row["n"]:
        difference = "missing in all runs"
    elif row["n"] < 2:
        difference = f"{_gap(row, row['difference'])}{unit} (in one pair of runs)"
    elif row["difference_sd"] == 0 and row["unit"] != YES_NO:
        difference = f"{_gap(row, row['difference'])}{unit} in all runs" if row["difference"] else "0 in all runs"
    else:
        difference = f"{_gap(row, row['difference'])}{unit} ({_gap(row, row['low'])} to {_gap(row, row['high'])})"
    weeks = ["-" if pd.isna(row[name]) else f"{row[name]:.0f}" for name in ("apart_from_week", "apart_from_week_all")]
    clear = "" if row["unit"] == "weeks" else weeks[0] if weeks[0] == "-" else f"{weeks[0]} ({weeks[1]})"
    needed = row["unpaired_replicates"]
    none = row["difference_sd"] == 0 and row["difference"] == 0   # then there is no effect to size, and nothing to save
    unpaired = "-" if np.isnan(needed) or none else "no number" if np.isinf(needed) else f"{needed:,.0f}"
    d = "" if np.isnan(row["d"]) or none else "0.0" if abs(row["d"]) < 0.05 else f"{row['d']:+.1f}" if abs(row["d"]) < 10 else f"{row['d']:+.0f}"
    words = SHORT.get(row["outcome"], row["words"]) + (f" (of {row['n']})" if row["n"] < n else "")
    return _is_clear(row), (words, _level(row, row["reference_mean"]), _level(row, row["scenario_mean"]), difference, d, clear, unpaired)


def _headline(found: Comparison, other: int) -> str:
    label, reference = found.labels[other], found.labels[0]
    if found.is_same(other):
        return (f"{label} and {reference} are the same: in none of {found.n} replicates does anything differ in any week, "
                "so every difference is exactly zero.")
    table = _main(found, other)
    parts = []
    for name in TOLD:
        row = table.loc[name]
        words = "the share of encounters in which both cooperate" if name == "cooperation_share" else row["words"]
        if row["unit"] == YES_NO:
            yes = [round(row[f"{of}_mean"] * row["n"]) for of in ("scenario", "reference")]
            parts.append(f"viable in {yes[0]} of {row['n']} runs, against {yes[1]}")
        elif row["n"] < 2:
            parts.append(f"{words} missing in {row['missing']} of {found.n} pairs of runs")
        elif row["difference_sd"] == 0 and row["difference"] == 0:
            parts.append(f"{words} exactly the same")
        elif _is_clear(row):
            ends = [_gap(row, row[end], sign=False) for end in (("low", "high") if row["difference"] > 0 else ("high", "low"))]
            unit = " percentage points" if _is_percent(row) else ""
            more = "higher" if row["difference"] > 0 else "lower"
            size = f"{_gap(row, row['difference'], sign=False)}{unit}"
            how = f"hardly {more}, by {size}" if abs(row["difference"]) < EVEN else f"{size} {more}"
            parts.append(f"{words} {how} ({ends[0]} to {ends[1]})")
        else:
            parts.append(f"{words} not clearly different ({_gap(row, row['low'])} to {_gap(row, row['high'])})")
    return f"{label} against {reference}, with the same luck, in week {found.week}: {'; '.join(parts)}."


def _settings(found: Comparison, other: int) -> str:
    one, two = found.sources[0].scenario, found.sources[other].scenario
    changed = settings_that_differ(one, two, (found.labels[0], found.labels[other]))
    text = f"{listed(changed, 6)}." if changed else "nothing in their settings."
    return f"{found.labels[other]}: {text}"


def _notes(found: Comparison) -> list[str]:
    """What a reader must know before the numbers are believed."""
    lines = []
    lengths = {source.scenario.weeks for source in found.sources}
    if len(lengths) > 1:
        lines.append(f"They are of different length ({listed([str(weeks) for weeks in sorted(lengths)])} weeks); all are compared in week "
                     f"{found.week}, the last that all reach.")
    for k in found.others:
        staff = [int(found.weekly[of]["staff"][0, 0]) for of in (0, k)]
        common = found.people_in_common(k)
        if common < 1:
            sizes = f"{staff[0]} and {staff[1]} staff" if staff[0] != staff[1] else f"{staff[0]} staff each"
            shared = "nobody in common, so they share no luck, and pairing gains nothing" if common == 0 else (
                f"{common:.0%} of their people in common; the luck of the others is their own")
            lines.append(f"{found.labels[0]} and {found.labels[k]} have {sizes} at the start, and {shared}."
                         + (" Counts grow with staff: look at shares." if staff[0] != staff[1] else ""))
        one, two = (found.sources[of].scenario.viability for of in (0, k))
        if one != two:
            unlike = [name for name in type(one).model_fields if getattr(one, name) != getattr(two, name)]
            lines.append(f"{found.labels[k]} measures viability otherwise ({listed([f'viability.{name}' for name in unlike])}), so what is viable or "
                         "active does not mean the same in both.")
        table = _main(found, k)
        for missing, rows in table[table["missing"] > 0].groupby("missing"):
            lines.append(f"{found.labels[k]}: no {listed(list(rows['words']), 8)} in {missing} of {found.n} pairs of runs; the rest are compared.")
    return lines


def _reading(found: Comparison) -> list[str]:
    return [
        "A is the reference, B the scenario; shares in percent, their differences in percentage points (pp), trust and qualities from 0 to 1. "
        "Each interval is over replicates and stands by itself: of twenty outcomes that nothing moves, about one seems to differ. Grey: the "
        "interval holds zero.",
        "d: the difference in standard deviations between runs of one scenario. At 1, a middling run of B lies above 84% of the runs of A. "
        "What is clear is not yet large.",
        f"Clear: first week from which on the interval of the mean difference leaves out zero to the end; in brackets, allowing for having "
        f"looked at {found.week} weeks.",
        "Unpaired: replicates of each scenario that runs with luck of their own would have needed for as narrow an interval.",
    ]


def _parting(found: Comparison, other: int) -> str:
    parted = found.parted[other - 1]
    some = np.sort(parted[parted >= 0])
    label, never = found.labels[other], found.n - len(some)
    if not len(some):
        return f"{label}: the weekly tables never differ, only ties do."
    where = "at the start" if some[-1] == 0 else f"in week {some[0]}" if some[0] == some[-1] else (
        f"between week {some[0]} and week {some[-1]} (median {np.median(some):g})")
    which = f"all {found.n} pairs of runs part" if not never else f"{len(some)} of {found.n} pairs of runs part"
    rest = f"; {never} {'is' if never == 1 else 'are'} the same to the end" if never else ""
    return f"{label}: {which} {where}{rest}."


def _ties(found: Comparison, other: int) -> list[str]:
    table = found.ties[found.ties["scenario"] == found.labels[other]]
    lines = []
    for kind, words in (("active", "active ties"), ("acquaintances", "acquaintances")):
        of = dict(iter(table[table["kind"] == kind].groupby("place")))
        everywhere = of["all"]
        means = everywhere.mean(numeric_only=True)
        common = f"{means['both']:.1f} are in both" if means["both"] else "none is in both"
        text = (f"{words[0].upper()}{words[1:]} at the end: {means['other']:.1f} pairs in {found.labels[other]}, {means['reference']:.1f} in "
                f"{found.labels[0]}; {common}.")
        for column, label in (("only_other", found.labels[other]), ("only_reference", found.labels[0])):
            each = mean(everywhere[column].to_numpy())
            across, gone = of["across teams"][column].mean(), everywhere[f"{column}_gone"].mean()
            if each.estimate == 0:
                text += f" None is only in {label}."
                continue
            low, high = max(0.0, float(each.low)), float(each.high)
            away = f", {gone:.1f} with somebody who is not in post in the other" if gone else ""
            text += f" Only in {label}: {each.estimate:.1f} ({low:.1f} to {high:.1f}), {across:.1f} of them across teams{away}."
        lines.append(text)
    return lines


def _saved(found: Comparison, other: int) -> str:
    table = _main(found, other)
    needed = table["unpaired_replicates"]
    some = needed[np.isfinite(needed)]
    label = found.labels[other]
    if some.empty:
        return f"{label}: nothing varies by luck in both, so there was nothing to save."
    name = "trust" if "trust" in some.index else str(some.index[0])
    factor = some[name] / found.n
    how = "about as many" if 0.8 <= factor <= 1.25 else f"about {_rounded(some[name])}" + (" (so pairing was no gain there)" if factor < 0.8 else "")
    least, most = some.idxmin(), some.idxmax()
    return (f"{label}: for as narrow an interval of {OUTCOMES[name].words}, runs with luck of their own would have needed {how} replicates of each "
            f"scenario, instead of {found.n}; over the outcomes, from {_rounded(some[least])} ({OUTCOMES[str(least)].words}) to "
            f"{_rounded(some[most])} ({OUTCOMES[str(most)].words}).")


def _rounded(number: float) -> str:
    """To two figures: it is an estimate itself."""
    digits = max(0, len(str(int(number))) - 2)
    return f"{int(round(number, -digits)):,}"


def as_rich(words: Said, reference: str) -> Group:
    """The words for a terminal; `summary.txt` is the same without colour."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    blocks: list[Any] = [Text(printable(words.title), style="bold"), Text()]
    blocks += [Text(printable(line), style="bold cyan") for line in words.headlines]
    for label, rows in words.tables.items():
        table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim")
        for k, head in enumerate(HEADS):
            table.add_column(Text(head), justify="left" if k in (0, 3) else "right", overflow="fold")
        for clear, cells in rows:
            table.add_row(*(Text(cell) for cell in cells), style="" if clear else "dim")
        blocks += [Text(), Text(printable(f"A: {reference}. B: {label}"), style="bold"), table]
    for name, lines in words.sections.items():
        blocks += [Text(), Text(name, style="bold cyan"), *(Padding(Text(printable(line)), (0, 0, 0, 2)) for line in lines)]
    return Group(*blocks, Text(), Text(LAST_WORDS, style="italic dim"))


def as_text(words: Said, reference: str) -> str:
    """Plain text, wrapped."""
    from io import StringIO

    from rich.console import Console

    page = StringIO()
    Console(file=page, width=WIDTH, color_system=None, force_terminal=False, highlight=False, emoji=False).print(as_rich(words, reference))
    return "\n".join(line.rstrip() for line in page.getvalue().splitlines()) + "\n"
