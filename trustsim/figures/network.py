"""The staff at the start, in the middle and at the end: who works together, and how far they are trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.collections import EllipseCollection, LineCollection
from matplotlib.colors import Normalize
from matplotlib.lines import Line2D

from trustsim.derived import between_teams, in_post, pairs_at, team_label, teams_at, trust_received
from trustsim.figures.layout import ROOM, Layout, bounds, layout
from trustsim.figures.style import (
    INK,
    MISSED,
    ROLE,
    RULE,
    SOFT,
    TRUST_MAP,
    TRUST_RANGE,
    caption,
    heading,
    new_figure,
    styled,
    title_of,
)
from trustsim.words import count, when

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from trustsim.results import Results

MOST_PEOPLE = 300  # above this, teams are drawn instead of people
MOST_LABELS = 16  # above this, teams are not named
WIDTHS = np.array([0.7, 1.0, 1.9, 3.0])  # points, by stage
SPANNER = "#D55E00"
PAPER = {"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.8}
NORM = Normalize(*TRUST_RANGE)


@styled
def network(results: Results) -> Figure:
    """Start, middle and end with the same places: colour for trust, shape for role, thickness for the stage of a tie."""
    weeks = sorted({0, results.scenario.weeks // 2, results.scenario.weeks} & set(results.tie_weeks))
    by_person = int(results.weekly["staff"].max()) <= MOST_PEOPLE
    places = layout(results, person=by_person)
    several = len(places.organisations) > 1
    low, high = bounds(dict(enumerate(places.organisations.values())) if several else places.teams)
    low, high = low - 0.5, high + np.array([0.5, 1.2 if several else 0.5])
    wide, tall = high - low
    panel = min(4.6, 12.4 / max(2, len(weeks)))
    size = np.array([panel, min(5.4, max(2.4, panel * tall / wide))])
    scale = float(min(size[0] / wide, size[1] / tall)) * 72.0  # points a unit
    figure = new_figure(max(8.0, panel * len(weeks) + 0.9), float(size[1]) + 1.95)
    width, height = figure.get_size_inches()
    heading(
        figure,
        f"Who works with whom: {title_of(results)}",
        "lines join people with an active tie: both cooperated, again and again, in the last term"
        if by_person
        else "each circle is a team; lines join teams whose people have active ties: both cooperated, again and again, in the last term",
    )
    for k, week in enumerate(weeks):
        ax = figure.add_axes(
            (0.05 / width + k * panel / width, 1.12 / height, (panel - 0.1) / width, float(size[1]) / height), label=f"week {week}"
        )
        ax.set_xlim(low[0], high[0])
        ax.set_ylim(low[1], high[1])
        ax.set_aspect("equal", anchor="C")
        ax.set_axis_off()
        said = _people(ax, results, places, week, scale) if by_person else _teams(ax, results, places, week, scale)
        ax.text(
            0.5,
            1.0,
            "start" if week == 0 else f"{'end' if week == weeks[-1] else 'middle'}: {when(week, results.scenario)}",
            transform=ax.transAxes,
            fontsize=9.5,
            fontweight="bold",
            ha="center",
            va="bottom",
        )
        ax.text(0.5, -0.015, said, transform=ax.transAxes, fontsize=8, color=SOFT, ha="center", va="top")
    bar = figure.add_axes(((width - 0.72) / width, (1.12 + 0.22 * size[1]) / height, 0.13 / width, 0.56 * size[1] / height), label="trust")
    figure.colorbar(ScalarMappable(NORM, TRUST_MAP), cax=bar, extend="both", ticks=[0.5, 0.6, 0.7, 0.8, 0.9]).set_label("trust (0-1)")
    bar.tick_params(length=2)
    _legend(figure, results, by_person)
    caption(
        figure,
        results,
        "" if by_person else f"{int(results.weekly['staff'].max()):,} staff are too many to draw one by one: teams are drawn instead",
    )
    return figure


def _rooms(ax: Axes, results: Results, places: Layout) -> None:
    """Pale discs behind teams and organisations, with their names."""
    many = len(places.organisations) > 1
    teams = np.array(list(places.teams.values()))
    if many:
        for name, (x, y, r) in places.organisations.items():
            ax.add_collection(
                EllipseCollection(
                    [2 * r + 0.5],
                    [2 * r + 0.5],
                    [0],
                    units="x",
                    offsets=[(x, y)],
                    offset_transform=ax.transData,
                    facecolors="#F7F8F9",
                    edgecolors=RULE,
                    linewidths=0.8,
                    zorder=0,
                )
            )
            ax.text(x, y + r + 0.3, name, fontsize=7.5, fontweight="bold", ha="center", va="bottom", zorder=6, bbox=PAPER)
    ax.add_collection(
        EllipseCollection(
            2 * teams[:, 2],
            2 * teams[:, 2],
            np.zeros(len(teams)),
            units="x",
            offsets=teams[:, :2],
            offset_transform=ax.transData,
            facecolors="#EDEFF1",
            edgecolors="none",
            zorder=1,
        )
    )
    if len(teams) <= MOST_LABELS and not many:
        for number, (x, y, r) in places.teams.items():
            if np.hypot(x, y) < r:
                continue  # the leadership in the middle: its shapes name it
            below = y < -0.2 * r
            ax.text(
                x,
                y + (-r - 0.08 if below else r + 0.08),
                team_label(results, results.teams[number]),
                fontsize=6.5,
                color=SOFT,
                ha="center",
                va="top" if below else "bottom",
                zorder=6,
            )


def _lines(ax: Axes, ends: Any, **look: Any) -> None:
    ax.add_collection(LineCollection(ends, capstyle="round", **look))


def _people(ax: Axes, results: Results, places: Layout, week: int, scale: float) -> str:
    """One panel, person by person; returns what stands below it."""
    _rooms(ax, results, places)
    at = places.people
    pairs = pairs_at(results, week)
    asks, active = pairs[pairs["advice"]], pairs[pairs["active"]].sort_values(["trust", "a", "b"])
    if active.empty:
        _lines(ax, at[asks[["a", "b"]].to_numpy(dtype=np.int64)], colors=MISSED, linewidths=0.6, alpha=0.6, zorder=2)
    thin = min(1.0, (150 / max(1, len(active))) ** 0.4)
    _lines(
        ax,
        at[active[["a", "b"]].to_numpy(dtype=np.int64)],
        array=active["trust"].to_numpy(),
        cmap=TRUST_MAP,
        norm=NORM,
        linewidths=WIDTHS[active["stage"]] * thin,
        alpha=0.85,
        zorder=3,
    )
    here = in_post(results, week)
    trust = trust_received(results, week)
    size = float(np.clip((1.25 * ROOM * scale) ** 2, 9, 130))
    for role, (marker, _) in ROLE.items():
        who = np.flatnonzero(here & (results.staff["role"] == role).to_numpy())
        if len(who):
            bulk = 2.3 if marker == "*" else 0.85 if marker == "D" else 1.0
            ax.scatter(
                at[who, 0],
                at[who, 1],
                s=size * bulk,
                c=trust.iloc[who].fillna(TRUST_RANGE[0]),
                marker=marker,
                cmap=TRUST_MAP,
                norm=NORM,
                edgecolors=INK,
                linewidths=0.6,
                zorder=5,
            )
    spans = np.flatnonzero(here & results.staff["spanner"].to_numpy())
    ax.scatter(at[spans, 0], at[spans, 1], s=size * 2.6, facecolors="none", edgecolors=SPANNER, linewidths=1.6, zorder=5.5)
    if week == 0:
        return f"grey lines: {count(len(asks), 'pair', digits=True)} in which one asks\nthe other for advice; no active ties yet"
    if active.empty:
        return f"no active tie; grey lines: what is left\nof the advice ties of the start ({count(len(asks), 'pair', digits=True)})"
    largest = results.weekly.loc[results.weekly["week"] == week, "connected_share"].iloc[0]
    said = f"{count(len(active), 'active tie', digits=True)}, {int(active['across'].sum())} of them across teams"
    return f"{said};\nthe largest connected group holds {largest:.0%} of staff"


def _teams(ax: Axes, results: Results, places: Layout, week: int, scale: float) -> str:
    """One panel for a large staff, team by team."""
    pairs = pairs_at(results, week)
    active = pairs[pairs["active"]]
    between = between_teams(results, week)
    middle = np.full((len(results.teams), 2), np.nan)
    for number, (x, y, _) in places.teams.items():
        middle[number] = x, y
    _lines(
        ax,
        middle[between[["team_a", "team_b"]].to_numpy(dtype=np.int64)],
        array=between["trust"].to_numpy(),
        cmap=TRUST_MAP,
        norm=NORM,
        linewidths=np.clip(0.4 * np.sqrt(between["ties"].to_numpy()), 0.4, 2.5),
        alpha=0.7,
        zorder=2,
    )
    table = teams_at(results, week)
    shown = np.flatnonzero(((table["staff"] > 0) & np.isfinite(middle[:, 0])).to_numpy())
    largest = max(1, int(table["staff"].max()))
    ax.scatter(
        middle[shown, 0],
        middle[shown, 1],
        s=(1.5 * scale) ** 2 * table["staff"].iloc[shown] / largest,
        c=table["inside"].iloc[shown].fillna(TRUST_RANGE[0]),
        cmap=TRUST_MAP,
        norm=NORM,
        edgecolors=INK,
        linewidths=0.4,
        zorder=3,
    )
    for name, (x, y, r) in places.organisations.items() if len(places.organisations) > 1 else ():
        ax.text(x, y + r + 0.2, name, fontsize=7.5, fontweight="bold", ha="center", va="bottom", zorder=6)
    if week == 0:
        return "no active ties yet"
    return f"{count(len(active), 'active tie', digits=True)}, {int(active['across'].sum()):,} of them across teams"


def _legend(figure: Figure, results: Results, by_person: bool) -> None:
    """Shapes and lines in words, in one row."""
    height = figure.get_figheight()
    keys: list[Line2D] = []
    if by_person:
        present = set(results.staff["role"])
        mixed = (
            results.staff.loc[results.staff["role"] == "teacher", "profession"] != "teaching"
        ).any()  # other professions have the same shape
        keys += [
            Line2D(
                [],
                [],
                linestyle="",
                marker=marker,
                markersize=9 if marker == "*" else 6,
                markerfacecolor="white",
                markeredgecolor=INK,
                label="teacher, or peer of another profession" if mixed and role == "teacher" else name,
            )
            for role, (marker, name) in ROLE.items()
            if role in present
        ]
        if results.staff["spanner"].any():
            keys.append(
                Line2D(
                    [],
                    [],
                    linestyle="",
                    marker="o",
                    markersize=9,
                    markerfacecolor="none",
                    markeredgecolor=SPANNER,
                    markeredgewidth=1.5,
                    label="boundary spanner",
                )
            )
        keys += [
            Line2D([], [], color=SOFT, linewidth=width, label=name)
            for width, name in zip(WIDTHS[1:], ("role", "practice", "identificatory stage"), strict=True)
        ]
    else:
        keys += [
            Line2D(
                [],
                [],
                linestyle="",
                marker="o",
                markersize=8,
                markerfacecolor="white",
                markeredgecolor=INK,
                label="team (larger: more staff; colour: trust inside it)",
            ),
            Line2D([], [], color=SOFT, linewidth=1.8, label="active ties between two teams (thicker: more)"),
        ]
    figure.legend(
        handles=keys,
        loc="lower left",
        bbox_to_anchor=(0.006, (0.27 if by_person else 0.42) / height),
        ncols=len(keys),
        frameon=False,
        fontsize=7.5,
        handletextpad=0.4,
        columnspacing=1.2,
        borderpad=0.2,
    )
