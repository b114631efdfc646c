"""Two runs that share their luck, held side by side for one tie: the first week and the first encounter in which they part, and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from trustsim.errors import InputError, Problem
from trustsim.explain.encounter import COOPERATE, DONE
from trustsim.explain.replay import TIE_FIELDS
from trustsim.explain.tie import Tie
from trustsim.qualities import QUALITY_WORDS
from trustsim.scenario.timeline import words_of
from trustsim.state import QUALITIES, SETTINGS
from trustsim.store import resolved
from trustsim.summary import Summary, person_name, sentence
from trustsim.words import count, listed

SAME = 1e-12
APART = 0.02   # a gap of trust worth naming
OUTCOMES = ("own", "others", "task", "breach", "apology", *(f"{what}_{quality}" for what in ("shown", "noticed") for quality in QUALITIES))
NAMES = ("the first run", "the second run")


@dataclass(frozen=True)
class Difference:
    """One directed tie in two runs with the same seed; `labels` name the runs."""

    first: Tie
    second: Tie
    labels: tuple[str, str]

    @cached_property
    def trust(self) -> pd.DataFrame:
        """Trust at the end of each week in both runs, `first` and `second`; blank where the tie is not there."""
        return pd.concat([tie.weeks.set_index("week")["trust"] for tie in (self.first, self.second)], axis=1, keys=["first", "second"]).sort_index()

    @cached_property
    def week(self) -> int | None:
        """The first week at whose end the ties are not the same; None where they always are."""
        one, two = (tie.weeks.set_index("week")[list(TIE_FIELDS)] for tie in (self.first, self.second))
        weeks = one.index.union(two.index)
        one, two = one.reindex(weeks), two.reindex(weeks)
        differ = ~((one == two) | (one.isna() & two.isna())).all(axis=1)
        return int(weeks[differ][0]) if differ.any() else None

    @cached_property
    def encounter(self) -> pd.Series[Any] | None:
        """The first encounter that is not the same in both runs (columns end in `_1` and `_2`); None where all are."""
        keys = ["week", "event"]
        columns = [*keys, "setting", "demand", "dared", "trust_before", "readiness_before", *OUTCOMES]
        both = self.first.encounters[columns].merge(self.second.encounters[columns], on=keys, how="outer", suffixes=("_1", "_2"), indicator=True)
        differ = both["_merge"] != "both"
        for name in OUTCOMES:
            differ |= both[f"{name}_1"] != both[f"{name}_2"]
        found = both[differ].sort_values(keys)
        return None if found.empty else found.iloc[0]


def same_people(first: pd.DataFrame, second: pd.DataFrame, person: int, folder: str) -> int:
    """The number in the second run of a person of the first: the same post and name; InputError where nobody is."""
    row = first.loc[person]
    found = second.index[(second["post"] == row["post"]) & (second["name"] == row["name"])]
    if len(found) == 0:
        holders = second[second["post"] == row["post"]]["name"].tolist()
        raise InputError(Problem(f"{row['name']} ({row['post']}) is not among the people of this run", file=folder, key="--difference",
                                 allowed=f"a run with the same people; that post is held there by {listed(holders)}" if holders
                                 else "a run in which that post exists"))
    return int(found[0])


def explain_difference(difference: Difference) -> Summary:
    """Where two runs part for one tie, and why."""
    tie, labels = difference.first, difference.labels
    a, b = tie.names
    story = tie.story
    title = f"{a}'s trust in {b}: {labels[0]} against {labels[1]}, seed {story.seed}"
    about = [f"{person_name(story, tie.holder)}.", f"{person_name(story, tie.other)}.", f"First run: {labels[0]}. Second run: {labels[1]}."]  # type: ignore[arg-type]
    changed = settings_that_differ(story.scenario, difference.second.story.scenario)
    about.append(f"What differs between them: {listed(changed, 6)}." if changed else "The two scenarios are the same.")
    if difference.first.steps.empty or difference.second.steps.empty:
        known = [name for name, one in zip(NAMES, (difference.first, difference.second), strict=True) if not one.steps.empty]
        return Summary(title, about, f"They get to know each other only in {known[0]}." if known else "They do not know each other in either run.")
    trust = difference.trust
    last = trust.dropna()
    sections: dict[str, list[str]] = {"Where they part": where(difference)}
    if difference.week is None:
        stands = "" if last.empty else f": trust {last['first'].iloc[-1]:.2f} at the end"
        headline = f"The tie is the same in both runs, to the last digit{stands}."
    elif last.empty:
        headline = f"The tie parts in week {difference.week}; there is no week in which it stands in both."
    else:
        end = int(last.index[-1])
        gap = float(last["second"].iloc[-1] - last["first"].iloc[-1])
        headline = (f"The tie parts in week {difference.week}. In week {end} trust stands at {last['first'].iloc[-1]:.2f} in the first run and at "
                    f"{last['second'].iloc[-1]:.2f} in the second ({_apart(gap)}).")
        wide = (last["second"] - last["first"]).abs()
        sections["How far apart"] = [f"The gap was widest in week {int(wide.idxmax())}: {last['first'][wide.idxmax()]:.2f} against "
                                     f"{last['second'][wide.idxmax()]:.2f}."] if wide.max() >= APART else ["Trust never differs by 0.02 or more."]
    sections["What moved it in each"] = [_totals(name, one) for name, one in zip(NAMES, (difference.first, difference.second), strict=True)]
    return Summary(title, about, headline, {name: lines for name, lines in sections.items() if lines})


def where(difference: Difference) -> list[str]:
    """The first thing that is not the same, in words, and why."""
    one, two = difference.first, difference.second
    lines = []
    start = [int(tie.steps["week"].iloc[0]) for tie in (one, two)]
    if start[0] != start[1]:
        return [f"They get to know each other in week {start[0]} in the first run and in week {start[1]} in the second."]
    parts = {"x0": "disposition", "x1": "what is believed of the profession", "x2": "shared values", "x3": "reputation"}
    began = [tie.steps.iloc[0] for tie in (one, two)]
    unlike = [f"{name} gives {began[0][x]:+.3f} and {began[1][x]:+.3f}" for x, name in parts.items() if abs(began[0][x] - began[1][x]) > SAME]
    if unlike:
        lines.append(f"It begins differently in the first and the second run: {listed(unlike)}.")
    encounter = difference.encounter
    outside = _outside(one, two, 10**9 if encounter is None else int(encounter["week"]))
    if outside:
        lines.append(outside)
    if encounter is not None:
        lines.append(why(difference, encounter))
    if not unlike and not outside and difference.week is not None and (encounter is None or difference.week < encounter["week"]):
        lines.insert(0, f"In week {difference.week} the tie parts though every encounter so far is the same: what differs between the settings "
                        "moves it by another measure.")
    ends = [tie.weeks["week"].iloc[-1] for tie in (one, two)]
    if not lines and ends[0] != ends[1]:
        lines.append(f"The tie ends in week {ends[0]} in the first run and in week {ends[1]} in the second: somebody leaves in one of them.")
    return lines


def _outside(one: Tie, two: Tie, before: int) -> str:
    """A step outside encounters (timeline, mediation) that comes up to the parting encounter in one run only."""
    columns = ["week", "kind", "change"]
    steps = [tie.steps[tie.steps["kind"].isin(["timeline"]) & (tie.steps["change"].abs() > SAME)][columns] for tie in (one, two)]
    for name, mine, theirs in ((NAMES[0], *steps), (NAMES[1], *steps[::-1])):
        alone = mine[~mine["week"].isin(theirs["week"]) & (mine["week"] <= before)]
        if len(alone):
            row = alone.iloc[0]
            return f"In week {int(row['week'])} the timeline of {name} alone moves trust by {row['change']:+.2f}."
    return ""


def why(difference: Difference, row: pd.Series[Any]) -> str:
    """What is different in the first encounter that is not the same, and where that comes from."""
    one, two = difference.first, difference.second
    a, b = one.names
    week, setting = int(row["week"]), SETTINGS[int(row["event"]) >> 12]
    at, same = f"From week {week} on: ", f"From week {week} on: in the same encounter ({setting})"
    if row["_merge"] != "both":
        here, there = (0, 1) if row["_merge"] == "left_only" else (1, 0)
        rates = [_rate(tie, week, setting) for tie in (one, two)]
        text = f"{at}an encounter of the two ({setting}) comes about in {NAMES[here]} only"
        if np.isnan(rates[there]):
            return f"{text}: in {NAMES[there]} there is no such tie in that week."
        return f"{text}: they meet more often there in this setting ({rates[here]:.2f} times a week on average, against {rates[there]:.2f})."
    for who, stance in ((a, "own"), (b, "others")):
        if row[f"{stance}_1"] != row[f"{stance}_2"]:
            did = [DONE[int(row[f"{stance}_{k}"])] for k in (1, 2)]
            return f"{same} {who} {did[0]} in the first run and {did[1]} in the second{_stance_why(difference, row, who, stance)}"
    for quality in QUALITIES:
        for what, who in (("shown", b), ("noticed", a)):
            if row[f"{what}_{quality}_1"] != row[f"{what}_{quality}_2"]:
                only = NAMES[0] if row[f"{what}_{quality}_1"] else NAMES[1]
                verb = "showed" if what == "shown" else "noticed"
                more = (f"{who} is readier to show it there, by own trust in {a}, climate, leaders, workload or threat" if what == "shown"
                        else f"{who} notices more there, by familiarity, listening, the setting or leaders")
                return f"{same} {who} {verb} {QUALITY_WORDS[quality]} in {only} only: {more}."
    if row["task_1"] != row["task_2"]:
        words = {1: "won", 0: "failed", -1: "not tried"}
        return f"{same} the joint task is {words[int(row['task_1'])]} in the first run and {words[int(row['task_2'])]} in the second."
    only = NAMES[0] if row["breach_1"] >= 0 or row["apology_1"] > row["apology_2"] else NAMES[1]
    return f"{same} trust is broken, or apologised for, in {only} only."


def _stance_why(difference: Difference, row: pd.Series[Any], who: str, stance: str) -> str:
    """Demand and daring of the one who did otherwise, in both runs."""
    both = (difference.first, difference.second)
    ties = both if stance == "own" else [Tie(tie.story, tie.other, tie.holder, tie.until) for tie in both]
    one, two = (tie.encounters[(tie.encounters["week"] == row["week"]) & (tie.encounters["event"] == row["event"])].iloc[0] for tie in ties)
    text = f" ({one['dared']:.3f} dared of {one['demand']:.3f} asked in the first, {two['dared']:.3f} of {two['demand']:.3f} in the second)"
    reasons = []
    if abs(one["demand"] - two["demand"]) > SAME:
        reasons.append("the situation asks for another risk (leaders who extend trust, threat)")
    if abs(one["dared"] - two["dared"]) > SAME:
        moved = [name for name in ("trust", "readiness") if abs(one[f"{name}_before"] - two[f"{name}_before"]) > SAME]
        reasons.append(f"{who}'s {listed(moved)} had come to differ" if moved else "the norm of cooperation around them differs")
    same_side = (one["dared"] > one["demand"]) == (two["dared"] > two["demand"])
    luck = "; cooperation is a matter of chance, and what was dared only shifts the odds" if reasons and same_side else ""
    return f"{text}: {' and '.join(reasons) or 'authority makes people comply more in one of them'}{luck}."


def _apart(gap: float) -> str:
    """'the second 0.02 lower'; 'less than 0.01 apart'."""
    return f"the second {abs(gap):.2f} {'higher' if gap > 0 else 'lower'}" if abs(gap) >= 0.01 else "less than 0.01 apart"


def _rate(tie: Tie, week: int, setting: str) -> float:
    rates = tie.story.rates
    pair = rates[(rates["week"] == week) & (rates["a"] == min(tie.holder, tie.other)) & (rates["b"] == max(tie.holder, tie.other))]
    return float(pair[setting].iloc[0]) if len(pair) else float("nan")


def _totals(name: str, tie: Tie) -> str:
    met = tie.encounters
    held = int(met["held"].sum())
    both = int(((met["own"] == COOPERATE) & (met["others"] == COOPERATE)).sum())
    return (f"{sentence(name)}: {count(len(met), 'encounter', digits=True)}, {held} took place, {int(met['built'].sum())} of them built trust; both "
            f"cooperated in {both}; {int((met['task'] == 1).sum())} joint tasks won, {int((met['task'] == 0).sum())} failed; "
            f"{count(int((met['breach'] >= 0).sum()), 'breach', 'breaches')}.")


def settings_that_differ(first: Any, second: Any, names: tuple[str, str] = NAMES) -> list[str]:
    """Settings of two scenarios that are not the same, as 'meetings.team_minutes_per_week: 60 and 120'; those of texts left out."""
    one, two = (dict(_flat(resolved(scenario))) for scenario in (first, second))
    told = []
    for path in {**one, **two}:
        if path[0] in ("title", "question", "source", "expected", "record", "timeline") or one.get(path) == two.get(path):
            continue
        shown = path[2:] if path[0] == "organisations" and min(len(first.organisations), len(second.organisations)) == 1 else path
        told.append(f"{'.'.join(str(part) for part in shown)} ({one.get(path, 'none')} and {two.get(path, 'none')})")
    dated = [[f"week {item.week}: {words_of(item)}" for item in scenario.timeline] for scenario in (first, second)]
    return told + [f"{words} ({name} only)" for name, mine, theirs in ((names[0], *dated), (names[1], *dated[::-1])) for words in mine
                   if words not in theirs]


def _flat(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Any]]:
    pairs: Any = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else None
    if pairs is None:
        return [(path, data)]
    return [leaf for key, value in pairs for leaf in _flat(value, (*path, key))]
