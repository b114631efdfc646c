"""All ties of one person in overview: whom they trust, who trusts them, and what moved these ties most."""

from __future__ import annotations

import numpy as np
import pandas as pd

from trustsim.explain.replay import Story
from trustsim.explain.tie import STILL, Tie
from trustsim.state import STAGES
from trustsim.summary import Summary, person_name, sentence
from trustsim.words import count, level, listed, when

MOST = 4         # people named in each list
MOST_MOVED = 5
UNEVEN = 0.15    # trust one way against the other, from which on it is worth a line


def ties_of(story: Story, person: int, until: int) -> pd.DataFrame:
    """One row for each acquaintance of a person up to a week (index: staff number), by `trust`, the highest first.

    `name`, `since` (week), `until` (last week of the tie); `trust_first`, `trust` (what the person holds of them) and `back_first`, `back`
    (what they hold); `interactions`, `built`, `back_built` (of these, how many built trust each way), `stage`, `back_stage`, `wins`.
    """
    steps = story.steps[story.steps["week"] <= until]
    steps = steps[(steps["holder"] == person) | (steps["other"] == person)]
    own = steps["holder"] == person
    steps = steps.assign(own=own, them=np.where(own, steps["other"], steps["holder"]))
    keys = ["own", "them"]
    start = steps.groupby(keys)["week"].transform("min")
    begins = steps["kind"].isin(["began", "history", "vouched", "swift"]) & (steps["week"] == start)
    first = steps[begins].groupby(keys)["now"].last()
    last = steps.groupby(keys).last()
    met = story.encounters[(story.encounters["week"] <= until) & story.encounters["held"]]
    met = met.assign(own=met["holder"] == person, them=np.where(met["holder"] == person, met["other"], met["holder"]))
    held, built = met.groupby(keys).size(), met.groupby(keys)["built"].sum()
    table = pd.DataFrame(index=pd.Index(sorted(set(steps["them"])), name="number"))
    table["name"] = story.staff["name"].reindex(table.index)
    for mine, name in ((True, "trust"), (False, "back")):
        table[f"{name}_first"] = first.xs(mine).reindex(table.index)
        table[name] = last["now"].xs(mine).reindex(table.index)
        which = "built" if mine else "back_built"
        table[which] = (built.xs(mine) if len(built) else pd.Series(dtype=int)).reindex(table.index).fillna(0).astype(int)
        table["stage" if mine else "back_stage"] = last["stage"].xs(mine).reindex(table.index)
    table["since"], table["until"] = start.groupby([steps["own"], steps["them"]]).first().xs(True), last["week"].xs(True)
    table["interactions"] = (held.xs(True) if len(held) else pd.Series(dtype=int)).reindex(table.index).fillna(0).astype(int)
    table["wins"] = last["wins"].xs(True)
    return table.sort_values(["trust", "interactions"], ascending=False, kind="stable")


def explain_person(story: Story, person: int, *, week: int | None = None, everything: bool = False) -> Summary:
    """Whom a person trusts and who trusts them, up to a week or to the end."""
    until = story.scenario.weeks if week is None else week
    name = str(story.staff.loc[person, "name"])
    title = f"{name}: {story.scenario.title or story.name.replace('_', ' ')}, seed {story.seed}"
    about = [f"{person_name(story, person)}: staff number {person}."]  # type: ignore[arg-type]
    if story.steps[story.steps["week"] <= until].empty:
        return Summary(title, about, f"{name} knows nobody{'' if week is None else f' up to week {week}'}: there is no tie to explain.")
    table = ties_of(story, person, until)
    twice = table["name"].duplicated(keep=False)   # a newcomer may bear the name of somebody else
    table["name"] = table["name"].where(~twice, [f"{shared} (number {number})" for number, shared in table["name"].items()])
    left = story.staff.loc[person, "left_week"]
    last = until if pd.isna(left) else min(until, int(left) - 1)
    gone_by = story.staff["left_week"].reindex(table.index).astype(float)   # a promise may be broken before those who leave that week, as they go
    now = table[(table["until"] >= last) & ~(gone_by <= last)]
    gone = len(table) - len(now)
    met = now[now["interactions"] > 0]
    verb, is_, has = ("trusts", "is", "has met") if last == until else ("trusted", "was", "had met")
    headline = (f"In {when(last, story.scenario)} {name} {verb} {count(len(now), 'colleague')} {now['trust'].mean():.2f} on average "
                f"({level(float(now['trust'].mean()))}; {now['trust_first'].mean():.2f} when each tie began) and {is_} trusted "
                f"{now['back'].mean():.2f} in return ({now['back_first'].mean():.2f}). {name} {has} {len(met)} of them in this run, in "
                f"{count(int(now['interactions'].sum()), 'interaction', digits=True)}; {_share(now['built'].sum(), now['interactions'].sum())} built "
                f"{name}'s trust.") if len(now) else f"{name} knows nobody any more."
    if not pd.isna(left) and int(left) <= until:
        headline += f" {name} left in week {int(left)}."
    some = met if len(met) >= MOST else now
    sections = {f"Whom {name} trusts": _ends(some, "trust"), f"Who trusts {name}": _ends(some, "back")}
    sections["What moved these ties most"] = _moved(story, person, table, until)
    uneven = now[(now["trust"] - now["back"]).abs() >= UNEVEN]
    uneven = uneven.loc[(uneven["trust"] - uneven["back"]).abs().sort_values(ascending=False).index][:MOST]
    sections["Where it is not returned"] = [f"{row.name}: {name} trusts them {row.trust:.2f}, they trust {name} {row.back:.2f}."
                                            for row in uneven.drop(columns="name").assign(name=uneven["name"]).itertuples(name="Row", index=False)]
    stages = now["stage"].value_counts()
    sections["What these ties rest on"] = [f"{sentence(STAGES[int(stage)])} trust: {number} of {len(now)}." for stage, number in
                                           sorted(stages.items())]
    if gone:
        sections["What these ties rest on"].append(f"{sentence(count(gone, 'tie'))} ended because somebody left.")
    if everything:
        sections["Every tie"] = [
            f"{row.name} (number {number}): trust {row.trust_first:.2f} to {row.trust:.2f}, in return {row.back_first:.2f} to {row.back:.2f}; "
            f"{count(int(row.interactions), 'interaction', digits=True)}, {row.built} built trust; {STAGES[int(row.stage)]}."
            for number, row in zip(table.index, table.itertuples(index=False, name="Row"), strict=True)]
    return Summary(title, about, headline, {heading: lines for heading, lines in sections.items() if lines})


def _share(part: float, whole: float) -> str:
    return f"{part / whole:.0%}" if whole else "none"


def _ends(ties: pd.DataFrame, column: str) -> list[str]:
    """Those trusted, or trusting, most and least."""
    order = ties.sort_values(column, ascending=False, kind="stable")
    said = [f"{name} {value:.2f}" for name, value in zip(order["name"], order[column], strict=True)]
    if len(said) <= 2 * MOST:
        return [f"{listed(said, 2 * MOST)}."]
    return [f"Most: {listed(said[:MOST], MOST)}.", f"Least: {listed(said[:-MOST - 1:-1], MOST)}."]


def _moved(story: Story, person: int, table: pd.DataFrame, until: int) -> list[str]:
    """The ties that moved furthest since they began, and by what."""
    both = pd.concat([(table["trust"] - table["trust_first"]).rename("change").to_frame().assign(own=True),
                      (table["back"] - table["back_first"]).rename("change").to_frame().assign(own=False)])
    lines = []
    for number, row in both.loc[both["change"].abs() >= STILL].sort_values("change", key=abs, ascending=False, kind="stable")[:MOST_MOVED].iterrows():
        ends = (person, int(str(number))) if row["own"] else (int(str(number)), person)
        tie = Tie(story, *ends, until)
        moves = tie.moves()
        moves = moves[moves.abs() >= STILL].sort_values(key=abs, ascending=False)
        by = listed([f"{cause} {change:+.2f}" for cause, change in moves[:3].items()])
        a, b = tie.names
        lines.append(f"{a}'s trust in {b}: {float(tie.first['now']):.2f} to {float(tie.steps['now'].iloc[-1]):.2f} ({by}).")
    return lines or ["Nothing has moved them yet."]
