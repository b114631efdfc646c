"""Effects: means by level of every factor, effects of a factorial with intervals, and interactions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.ticker import NullLocator

from trustsim.analysis.labels import About, Label
from trustsim.figures.labels import LINE, LOOKS, caption, caption_inches, caption_lines, light_grid, looks, value_axis, wrapped
from trustsim.figures.style import INK, heading, new_figure, say_nothing, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from trustsim.analysis.effects import Effects

PANEL, TALL, GAP = 2.35, 1.5, 0.42   # inches of a panel of means, and between rows
EFFECT_ROW, MOST_EFFECTS, MOST_PAIRS = 0.3, 16, 6
KEY_LINE = 0.14   # inches, of the key of a panel


@styled
def means(tables: Mapping[str, pd.DataFrame], about: About, *, one_at_a_time: bool = False, confidence: float = 0.95) -> Figure:
    """Means with intervals by level: a row an outcome, a column a factor.

    Parameters
    ----------
    tables : by outcome, what trustsim.analysis.effects.by_level gives, with the same factors.
    one_at_a_time : the other factors stay at their base; else each level is averaged over the levels of the others.
    confidence : of the intervals.
    """
    outcomes = list(tables)
    factors = list(dict.fromkeys(tables[outcomes[0]]["factor"]))
    left, right = 0.85, 0.15
    wide = max(6.4, left + right + PANEL * len(factors))
    span = (wide - left - right) / len(factors)
    others = "the other factors stay at their base" if one_at_a_time else "each level is averaged over those of the other factors"
    exact = any(about.label(outcome).percent for outcome in outcomes)
    kind = "t; of yes and no at one point, or with all runs alike, Clopper-Pearson" if exact else "t"
    lines = caption_lines(wide, about, f"bars: {confidence:.0%} intervals over replicates ({kind}); {others}")
    under = [_under(tables[outcomes[0]].loc[tables[outcomes[0]]["factor"] == name, "level"], about.label(name), span) for name in factors]
    foot, head = caption_inches(lines) + 0.35 + LINE + max(under), 0.72
    figure = new_figure(wide, head + len(outcomes) * (TALL + GAP) - GAP + foot)
    total = figure.get_figheight()
    heading(figure, f"{about.title}: means by factor")
    for row, outcome in enumerate(outcomes):
        table, label = tables[outcome], about.label(outcome)
        low, high = _ends(table, label)
        for column, factor in enumerate(factors):
            bottom = (total - head - TALL - row * (TALL + GAP)) / total
            ax = figure.add_axes(((left + column * span) / wide, bottom, (span - 0.28) / wide, TALL / total), label=f"{outcome} {factor}")
            of = table[table["factor"] == factor]
            x = _places(of["level"])
            if _numeric(of["level"]):
                ax.plot(x, of["estimate"], color=LOOKS[0][0], linewidth=1.1, alpha=0.55)
            ax.vlines(x, of["low"], of["high"], color=LOOKS[0][0], linewidth=1.8)
            ax.plot(x, of["estimate"], "o", color=LOOKS[0][0], markersize=4.2, zorder=3)
            ax.set_ylim(low, high)
            value_axis(ax, label)
            light_grid(ax, "y")
            _level_ticks(ax, of["level"], x, about.label(factor), span, last=row == len(outcomes) - 1)
            if column:
                ax.tick_params(axis="y", labelleft=False)
            else:
                ax.set_title(label.title, loc="left", fontsize=9, fontweight="bold", pad=4)
                ax.set_ylabel(label.unit)
    caption(figure, lines)
    return figure


@styled
def effects(found: Effects, outcome: str, about: About) -> Figure:
    """Main effects and interactions, the largest on top: each the change from the first to the last level of a factor."""
    label = about.label(outcome)
    table = found.contrasts
    table = table.reindex(table["estimate"].abs().sort_values(ascending=False, kind="stable").index)[:MOST_EFFECTS]
    names = [_effect_name(row, about) for row in table.itertuples()]
    left = min(4.4, 0.35 + 0.062 * max(len(line) for name in names for line in name.split("\n")))
    wide = left + 4.3
    more = f"; the {MOST_EFFECTS} largest of {len(found.contrasts)}" if len(found.contrasts) > MOST_EFFECTS else ""
    more += "; no bar: all replicates agree" if (table["sd"] == 0).any() else ""
    paired = (table["other"] != "").any()
    cross = "; ×: half of by how much the first factor does more at the last level of the second than at its first" if paired else ""
    bars = f"bars: {found.confidence:.0%} t intervals over {found.replicates} replicates, one effect at a time"
    lines = caption_lines(wide, about, bars + cross + more)
    foot, head, row = caption_inches(lines) + 0.5, 0.95, EFFECT_ROW + (0.1 if any("\n" in name for name in names) else 0)
    figure = new_figure(wide, head + row * max(3, len(table)) + foot)
    total = figure.get_figheight()
    heading(figure, f"{label.title}: effects", "from the first to the last level of each factor")
    handles = [Line2D([], [], color=LOOKS[0][0], marker="o", markersize=4.6, label="main effect"),
               Line2D([], [], color=LOOKS[1][0], marker="s", markersize=4.6, label="interaction (×)")]
    figure.legend(handles=handles if paired else handles[:1], loc="upper left", bbox_to_anchor=(0.006, 1.0 - 0.56 / total), ncols=2,
                  frameon=False, fontsize=8.5, borderaxespad=0.0)
    ax = figure.add_axes((left / wide, foot / total, (wide - left - 0.3) / wide, row * max(3, len(table)) / total), label="effects")
    for kind, (colour, _, marker) in zip((True, False), LOOKS):
        of = np.flatnonzero((table["other"] == "").to_numpy() == kind)
        part = table.iloc[of]
        ax.hlines(of, part["low"], part["high"], color=colour, linewidth=1.8)
        ax.plot(part["estimate"], of, marker, color=colour, markersize=4.6, zorder=3)
    ax.set_yticks(range(len(names)), names, fontsize=8, color=INK)
    ax.set_ylim(max(3, len(table)) - 0.5, -0.5)
    ax.margins(x=0.06)
    ax.axvline(0, color=INK, linewidth=0.8, zorder=1)
    light_grid(ax, "x")
    value_axis(ax, label, along="x", difference=True)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    unit = "percentage points" if label.percent else label.unit
    ax.set_xlabel(f"change of {label.words} ({unit})" if unit else f"change of {label.words}")
    caption(figure, lines)
    return figure


@styled
def interactions(found: Effects, outcome: str, about: About) -> Figure:
    """Means of two factors together, a panel a pair, the strongest interactions first: parallel lines do not interact."""
    label = about.label(outcome)
    pairs = found.contrasts[found.contrasts["other"] != ""]
    strength = found.interactions.groupby(["factor", "other"])["estimate"].agg(lambda each: float(np.abs(each).max()))
    order = sorted(zip(pairs["factor"], pairs["other"]), key=lambda pair: -strength[pair])[:MOST_PAIRS]
    across = min(3, max(1, len(order)))
    down = max(1, -(-len(order) // across))
    span, tall, gap, left = (2.75, 1.95, 1.05, 0.8) if across > 1 else (5.4, 2.6, 1.05, 0.8)
    wide = max(6.4, left + span * across + 0.1)
    more = f"; the {MOST_PAIRS} strongest of {len(pairs)} pairs" if len(pairs) > MOST_PAIRS else ""
    kind = "t" if not found.share else "Clopper-Pearson" if found.factors == 2 else "t (Clopper-Pearson where all runs end alike)"
    lines = caption_lines(wide, about, f"bars: {found.confidence:.0%} {kind} intervals over {found.replicates} replicates; "
                          f"lines that are not parallel show an interaction{more}")
    shown = [_pair(found.pairs, *pair) for pair in order]
    taller = max([_under(table["level"], about.label(table["factor"].iloc[0]), span) for table in shown], default=0.0)
    key = KEY_LINE * (-(-max([table["other_level"].nunique() for table in shown], default=1) // _key_columns(span)) - 1)
    head, foot, gap = 1.1 + key, caption_inches(lines) + 0.5 + taller, gap + taller + key
    figure = new_figure(wide, head + down * (tall + gap) - gap + foot)
    total = figure.get_figheight()
    heading(figure, f"{label.title}: two factors together", "does the one do more where the other is different?")
    low, high = _ends(pd.concat(shown), label) if shown else (0.0, 1.0)
    for k, table in enumerate(shown):
        row, column = divmod(k, across)
        bottom = (total - head - tall - row * (tall + gap)) / total
        ax = figure.add_axes(((left + column * span) / wide, bottom, (span - 0.35) / wide, tall / total), label=" ".join(order[k]))
        _interaction(ax, table, about, span)
        ax.set_ylim(low, high)
        value_axis(ax, label)
        light_grid(ax, "y")
        if column:
            ax.tick_params(axis="y", labelleft=False)
        else:
            ax.set_ylabel(label.axis if len(label.axis) < 34 else label.unit)
    if not order:
        nothing = figure.add_axes((0, foot / total, 1, tall / total), frameon=False, xticks=[], yticks=[])
        say_nothing(nothing, "a single factor has none to interact with")
    caption(figure, lines)
    return figure


def _interaction(ax: Axes, table: pd.DataFrame, about: About, span: float) -> None:
    """One pair: the factor with more levels, or with numbers, along the axis; a line for each level of the other."""
    x = pd.Series(_places(table["level"]), index=table.index)
    levels = list(dict.fromkeys(table["other_level"]))
    unit = (x.max() - x.min()) or 1.0
    other, label = about.label(table["other"].iloc[0]), about.label(table["factor"].iloc[0])
    log = label.log and _numeric(table["level"]) and x.min() > 0
    handles = []
    for k, (level, (colour, dashes, marker)) in enumerate(zip(levels, looks(len(levels)))):
        of = table[table["other_level"] == level]
        aside = min(0.02, 0.05 / len(levels)) * (k - 0.5 * (len(levels) - 1))   # so that bars do not hide each other
        at = x[of.index] * (x.max() / x.min()) ** aside if log else x[of.index] + aside * unit
        look: Any = {"color": colour, "linestyle": dashes, "marker": marker, "linewidth": 1.5}
        ax.plot(at, of["estimate"], markersize=4, **look)
        ax.vlines(at, of["low"], of["high"], color=colour, linewidth=1.3)
        handles.append(Line2D([], [], markersize=4.5, label=other.number(level), **look))
    beside = min(_key_columns(span), len(levels))
    ax.legend(handles=handles, title=other.axis, loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=beside, frameon=False,
              fontsize=7.5, title_fontsize=7.5, alignment="left", handlelength=2.2, columnspacing=1.0, borderaxespad=0.1, labelspacing=0.2)
    _level_ticks(ax, table["level"], x.to_numpy(), label, span, last=True)


def _pair(pairs: pd.DataFrame, factor: str, other: str) -> pd.DataFrame:
    """Rows of a pair; turned round where the other has more levels, so that lines are few."""
    table = pairs[(pairs["factor"] == factor) & (pairs["other"] == other)].reset_index(drop=True)
    turn = (table["other_level"].nunique(), _numeric(table["other_level"])) > (table["level"].nunique(), _numeric(table["level"]))
    if not turn:
        return table
    return table.rename(columns={"factor": "other", "other": "factor", "level": "other_level", "other_level": "level"})


def _effect_name(row: Any, about: About) -> str:
    """A main effect with its levels; an interaction with its factors, on two lines where they are long."""
    label = about.label(row.factor)
    if not row.other:
        return f"{label.words}: {label.number(row.first)} → {label.number(row.last)}"
    other = about.label(row.other).words
    joint = " × " if len(label.words) + len(other) < 44 else "\n× "
    return f"{label.words}{joint}{other}"


def _numeric(levels: pd.Series[Any]) -> bool:
    return all(isinstance(level, int | float | np.number) and not isinstance(level, bool | np.bool_) for level in levels)


def _places(levels: pd.Series[Any]) -> np.ndarray[Any, Any]:
    """Where levels stand: numbers where they are, others one after the other."""
    if _numeric(levels):
        return np.asarray(levels, dtype=float)
    return np.asarray(pd.factorize(levels)[0], dtype=float)


def _level_ticks(ax: Axes, levels: pd.Series[Any], x: np.ndarray[Any, Any], label: Label, span: float, *, last: bool) -> None:
    """The levels along the axis, thinned out or turned where there is no room."""
    places: dict[float, str] = {}
    for at, level in zip(x, levels):
        places.setdefault(float(at), label.number(level))
    ordered = sorted(places.items())
    room = span - 0.3
    longest = max(len(words) for _, words in ordered)
    turned = _turned(levels, label, span) > 0
    step = 1 if not _numeric(levels) else -(-len(ordered) // max(2, int(room / (0.065 * longest + 0.12))))
    log = label.log and _numeric(levels) and ordered[0][0] > 0
    if log:
        ax.set_xscale("log")
        ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xticks([at for at, _ in ordered[::step]], [words for _, words in ordered[::step]] if last else [], rotation=25 if turned else 0,
                  ha="right" if turned else "center")
    first, end = (np.log(at) if log else at for at in (ordered[0][0], ordered[-1][0]))
    ends = np.array([first, end]) + np.array([-0.12, 0.12]) * ((end - first) or 1.0)
    ax.set_xlim(*(np.exp(ends) if log else ends))
    if last:
        ax.set_xlabel(wrapped(label.axis, span - 0.15))


def _turned(levels: pd.Series[Any], label: Label, span: float) -> float:
    """Inches that levels need below the axis where they must be turned for want of room; else 0."""
    words = {label.number(level) for level in levels}
    longest = max(len(text) for text in words)
    return 0.028 * longest if not _numeric(levels) and len(words) * (0.06 * longest + 0.08) > span - 0.3 else 0.0


def _under(levels: pd.Series[Any], label: Label, span: float) -> float:
    """Inches below an axis for turned levels, and for all lines of its name but the first."""
    return _turned(levels, label, span) + LINE * wrapped(label.axis, span - 0.15).count("\n")


def _key_columns(span: float) -> int:
    """Names beside each other in the key of a panel."""
    return 3 if span < 4 else 6


def _ends(table: pd.DataFrame, label: Label) -> tuple[float, float]:
    """Limits that hold all intervals; of shares near the whole range, the whole."""
    every: Sequence[float] = [*table["low"].dropna(), *table["high"].dropna(), *table["estimate"].dropna()]
    if not every:
        return 0.0, 1.0
    low, high = min(every), max(every)
    if label.percent and high - low > 0.4:
        return min(low, -0.03), max(high, 1.03)
    room = 0.08 * (high - low) or 0.05 * abs(high) or 0.05
    return low - room, high + room
