"""Two people who do not know each other: what keeps them apart, and who might introduce them."""

from __future__ import annotations

import pandas as pd

from trustsim.explain.replay import Story
from trustsim.summary import person_name
from trustsim.words import listed

NEAR = 24.0   # metres; beyond, informal contact is about half of that at the next desk


def apart(story: Story, holder: int, other: int, until: int) -> tuple[str, list[str]]:
    """A headline and lines on two people without a tie up to a week."""
    staff = story.staff
    one, two = staff.loc[holder], staff.loc[other]
    a, b = str(one["name"]), str(two["name"])
    headline = f"{a} and {b} do not know each other{'' if until == story.scenario.weeks else f' up to week {until}'}: there is no tie to explain."
    for first, second in ((one, two), (two, one)):
        if not pd.isna(first["left_week"]) and int(first["left_week"]) <= int(second["joined_week"]):
            return headline, [f"{first['name']} left in week {int(first['left_week'])}, before {second['name']} came in week "
                              f"{int(second['joined_week'])}."]
    lines = []
    if one["organisation"] != two["organisation"]:
        minutes = story.scenario.partnership.meeting_minutes_per_week + story.scenario.partnership.training_minutes_per_week
        lines.append(f"They work in different organisations ({one['organisation']}, {two['organisation']}), which share "
                     f"{minutes:g} minutes of meetings and training a week at the start.")
    elif one["team"] != two["team"]:
        teams = " and ".join(str(team).rpartition("/")[2] for team in (one["team"], two["team"]))
        lines.append(f"They work in different teams ({teams}) and meet at most in mixed meetings.")
    metres = float(((one["x_metres"] - two["x_metres"]) ** 2 + (one["y_metres"] - two["y_metres"]) ** 2) ** 0.5)
    if metres > NEAR:
        lines.append(f"Their places are {metres:.0f} metres apart.")
    for row in (one, two):
        if not pd.isna(row["left_week"]):
            return headline, [*lines, f"{row['name']} left in week {int(row['left_week'])}."]
    met = [story.ties[story.ties["source"] == number].set_index("target")["trust"] for number in (holder, other)]
    both = pd.concat(met, axis=1, keys=["mine", "theirs"], join="inner").min(axis=1).sort_values(ascending=False)
    if both.empty:
        lines.append("At the end of the run they have no acquaintance in common.")
        return headline, lines
    strong = story.scenario.mechanisms.word_of_mouth.strong_from
    roles = staff.loc[both.index]
    may = both[(roles["spanner"] | roles["role"].isin(["head", "senior_leader"])).to_numpy() & (both >= strong).to_numpy()]
    if len(may):
        names = listed([person_name(story, int(number)) for number in may.index[:3]], 3)  # type: ignore[arg-type]
        lines.append(f"{names} might introduce them: {'they are' if len(may) > 1 else 'this is'} known to both, trusted by both, and in a place "
                     "to broker.")
    else:
        lines.append(f"They have {len(both)} acquaintances in common, but none that leads or spans boundaries and is trusted by both "
                     f"({strong:.2f} or more), so nobody introduces them; only a mixed meeting can bring them together.")
    return headline, lines
