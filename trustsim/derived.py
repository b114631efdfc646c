"""What is read off the tables of a run, once, for figures and summaries: parts of viability, spells, pairs, who is trusted, which teams.

Nothing here is simulated. Teams are those of the staff table, that is of the end of the run or of a person's last week in post.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from trustsim.state import PRACTICE
from trustsim.weekly import OF_TIES

if TYPE_CHECKING:
    from trustsim.results import Results


@dataclass(frozen=True)
class Part:
    """One part of viability: the weekly column, its threshold, and how far it got.

    ``holds`` : boolean by row of the weekly table; a part that must exceed its threshold does not hold where it equals it.
    """

    column: str
    name: str
    threshold: float
    strictly: bool
    holds: pd.Series[bool]


_PARTS = (
    ("building_share", "most interactions build trust", True),
    ("cooperation_share", "people cooperate with each other", True),
    ("joint_work_share", "meetings are used for joint work", False),
    ("connected_share", "staff are connected", False),
    ("bridged_share", "teams are bridged", False),
)


def parts(results: Results) -> list[Part]:
    """The five parts of viability, in the order of the model; together they give the weekly column `all_parts_hold`."""
    thresholds = results.scenario.viability
    made = []
    for column, name, strictly in _PARTS:
        threshold = float(getattr(thresholds, column, 1.0))
        values = results.weekly[column]
        made.append(Part(column, name, threshold, strictly, (values > threshold) if strictly else (values >= threshold)))
    return made


def spells(results: Results) -> list[tuple[int, int | None]]:
    """First week and week of loss of each viable spell (None: it lasted), also where no events were kept.

    The weekly column turns only when a change has persisted; a spell is dated to the week in which the change began.
    """
    if results.scenario.record.events:
        return list(results.viable_spells)
    return spells_in(results.weekly["viable"].to_numpy(), results.scenario.viability.persist_weeks)


def spells_in(viable: np.ndarray[Any, Any], persist_weeks: int) -> list[tuple[int, int | None]]:
    """The viable spells in a weekly column `viable` that begins with the start (row 0), as :func:`spells` gives them."""
    found: list[tuple[int, int | None]] = []
    for k in np.flatnonzero(viable[1:] != viable[:-1]) + 1:
        week = int(k) - persist_weeks + 1
        found = [*found, (week, None)] if viable[k] else [*found[:-1], (found[-1][0], week)]
    return found


def shown_weeks(results: Results) -> pd.DataFrame:
    """The weekly table, with nothing (NaN) in the means over working ties where there are none."""
    table, some = results.weekly, has_ties(results.weekly)
    return pd.DataFrame({name: table[name].where(some) if name in OF_TIES else table[name] for name in table.columns})


def has_ties(weekly: Any) -> Any:
    """In which weeks of a weekly table there are working ties, so that means over them mean anything."""
    return weekly["working_ties"] > 0


def pairs_at(results: Results, week: int) -> pd.DataFrame:
    """One row a pair that know each other in a kept week: `a` < `b`, `trust` (mean of both directions), `stage` (the lower, as a number),
    `active`, `advice` (either asks), `team_a`, `team_b`, `across` (of two teams)."""
    ties = results.ties_at(week)
    team = team_numbers(results)
    source, target = ties["source"].to_numpy(), ties["target"].to_numpy()
    table = pd.DataFrame(
        {
            "a": np.minimum(source, target),
            "b": np.maximum(source, target),
            "trust": ties["trust"].to_numpy(),
            "stage": ties["stage"].cat.codes.to_numpy(),
            "active": ties["active"].to_numpy(),
            "advice": ties["advice"].to_numpy(),
        }
    )
    made: pd.DataFrame = table.groupby(["a", "b"], as_index=False, sort=True).agg(
        trust=("trust", "mean"), stage=("stage", "min"), active=("active", "max"), advice=("advice", "max")
    )
    made["team_a"], made["team_b"] = team[made["a"]], team[made["b"]]
    made["across"] = made["team_a"] != made["team_b"]
    return made


def between_teams(results: Results, week: int) -> pd.DataFrame:
    """One row for two teams with active ties between them in a kept week: `team_a` < `team_b`, mean `trust`, number of `ties`."""
    pairs = pairs_at(results, week)
    pairs = pairs[pairs["active"] & pairs["across"]]
    ends = np.sort(pairs[["team_a", "team_b"]].to_numpy(), axis=1)
    table = pd.DataFrame({"team_a": ends[:, 0], "team_b": ends[:, 1], "trust": pairs["trust"].to_numpy()})
    made: pd.DataFrame = table.groupby(["team_a", "team_b"], as_index=False).agg(trust=("trust", "mean"), ties=("trust", "size"))
    return made


def team_numbers(results: Results) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The number of each person's team in `results.teams`."""
    number = {name: k for k, name in enumerate(results.teams)}
    return np.array([number[name] for name in results.staff["team"]], dtype=np.int64)


def in_post(results: Results, week: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Who was in post at the end of a week, by staff number."""
    staff = results.staff
    left = staff["left_week"]
    still = np.where(left.isna(), staff["here"], left.fillna(0).astype(int) > week)
    return np.asarray((staff["joined_week"].to_numpy() <= week) & still, dtype=bool)


def trust_received(results: Results, week: int) -> pd.Series[float]:
    """Mean trust that others hold in each person in a kept week (index: staff number; NaN where nobody knows them)."""
    received: pd.Series[float] = results.ties_at(week).groupby("target")["trust"].mean().reindex(range(len(results.staff)))
    return received


def active_ties(results: Results, week: int, *, across: bool = False) -> pd.Series[int]:
    """Number of active mutual ties of each person in a kept week; only those to other teams where `across`."""
    pairs = pairs_at(results, week)
    pairs = pairs[pairs["active"] & (pairs["across"] | (not across))]
    counts: pd.Series[int] = pd.concat([pairs["a"], pairs["b"]]).value_counts().reindex(range(len(results.staff)), fill_value=0)
    return counts


def teams_at(results: Results, week: int) -> pd.DataFrame:
    """One row a team, in the order of `results.teams`: `staff`, mean trust `inside` it and `received`, and whether it is `bridged`."""
    team, here = team_numbers(results), in_post(results, week)
    n = len(results.teams)
    pairs = pairs_at(results, week)
    bridges = pairs[pairs["active"] & pairs["across"] & (pairs["stage"] >= PRACTICE)]
    inside = pairs[~pairs["across"]].groupby("team_a")["trust"].mean().reindex(range(n))
    received = trust_received(results, week).groupby(team).mean().reindex(range(n))
    bridged = np.isin(np.arange(n), np.concatenate([bridges["team_a"], bridges["team_b"]]))
    return pd.DataFrame(
        {
            "team": results.teams,
            "staff": np.bincount(team[here], minlength=n),
            "inside": inside.to_numpy(),
            "received": received.to_numpy(),
            "bridged": bridged,
        }
    )


def team_label(results: Results, team: str) -> str:
    """A team's name as people say it: without the organisation where there is only one, or where it says the same."""
    organisation, _, name = team.partition("/")
    return name if len(results.organisations) == 1 else f"{organisation}: {name}"
