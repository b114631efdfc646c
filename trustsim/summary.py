"""A run in plain language: what happened, when the learning community became viable or failed, and why.

    from trustsim.summary import summary
    print(summary(trustsim.run("baseline", seed=1)).as_text())

It reads the tables of the run and simulates nothing. Wording keeps to what one run can tell.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from trustsim.derived import Part, active_ties, in_post, parts, shown_weeks, spells, team_label, team_numbers, teams_at, trust_received
from trustsim.qualities import QUALITY_WORDS
from trustsim.scenario.timeline import words_of
from trustsim.state import QUALITIES
from trustsim.words import SMALL, count, level, listed, when

if TYPE_CHECKING:
    from rich.panel import Panel

    from trustsim.results import Results

LAST_WORDS = "One run is one possible history; run other seeds to see how far luck matters."
ROLE_WORDS = {
    "head": "head",
    "senior_leader": "senior leader",
    "middle_leader": "team leader",
    "teacher": "teacher",
    "support": "support staff",
    "partner": "partner professional",
}
KIND_WORDS = {
    "deception": "trust by deception",
    "confidentiality": "confidence",
    "integrity": "integrity",
    "competence": "competence",
}  # worst first
NOTABLE_LOSS = 5  # active ties that a leaver had, from which on the leaving is worth a line
EVEN = 0.02  # differences of trust below this are no differences


@dataclass(frozen=True)
class Summary:
    """What a run says. `about` is the scenario's own question and expectation, `sections` maps a heading to its lines."""

    title: str
    about: list[str]
    headline: str
    sections: dict[str, list[str]] = field(default_factory=dict)

    @property
    def lines(self) -> list[str]:
        """Every sentence in order, from the headline to the last words."""
        return [self.headline, *(said for lines in self.sections.values() for said in lines), LAST_WORDS]

    def as_text(self, width: int = 88) -> str:
        """Plain text, wrapped."""
        wrap = partial(textwrap.fill, width=max(30, width), break_long_words=False, break_on_hyphens=False)
        blocks = [wrap(self.title), *(wrap(said, subsequent_indent="  ") for said in self.about), "", wrap(self.headline)]
        for name, lines in self.sections.items():
            blocks += ["", name, *(wrap(said, initial_indent="- ", subsequent_indent="  ") for said in lines)]
        return "\n".join([*blocks, "", wrap(LAST_WORDS)]) + "\n"


def summary(results: Results) -> Summary:
    """The plain-language summary of a run."""
    scenario = results.scenario
    staff = int(results.weekly["staff"].iloc[0])
    size = f"{staff} staff, {count(_teams(results), 'team')}, {count(scenario.weeks, 'school week')} ({_years(results)})"
    title = f"{scenario.title or results.name.replace('_', ' ')}: {size}, seed {results.seed}"
    about = [f"{name}: {text}" for name, text in (("Question", scenario.question), ("Expected", scenario.expected)) if text]
    sections = {
        "Why": _why(results),
        "Trust": _trust(results),
        "Time": _time(results),
        "People": _people(results),
        "Trust broken": _breaches(results),
        "What was done, and what followed": _timeline(results),
    }
    return Summary(title, about, _headline(results), {name: lines for name, lines in sections.items() if lines})


def as_rich(said: Summary) -> Panel:
    """The summary as a panel for the terminal."""
    from rich import box
    from rich.console import Group
    from rich.padding import Padding
    from rich.panel import Panel
    from rich.text import Text

    blocks: list[Any] = [Text(line, style="dim") for line in said.about]
    blocks.append(Padding(Text(said.headline, style="bold"), (1 if said.about else 0, 0, 0, 0)))
    for name, lines in said.sections.items():
        blocks.append(Padding(Text(name, style="bold cyan"), (1, 0, 0, 0)))
        for line in lines:
            blocks.append(Padding(Text(line), (0, 0, 0, 2)))
    blocks.append(Padding(Text(LAST_WORDS, style="italic dim"), (1, 0, 0, 0)))
    return Panel(Group(*blocks), title=Text(said.title, style="bold"), title_align="left", box=box.ROUNDED, padding=(1, 2), width=100)


def _years(results: Results) -> str:
    years = results.scenario.weeks / results.scenario.weeks_per_year
    return f"{years:.1f} years".replace(".0 years", " years").replace("1 years", "1 year") if years >= 1 else f"{years:.0%} of a year"


def _teams(results: Results) -> int:
    """How many teams those of the start belong to, leadership teams apart."""
    return sum(not team.endswith("/leadership") for team in results.staff.loc[results.staff["joined_week"] == 0, "team"].unique())


def _real_teams(results: Results) -> int:
    """How many teams have two people or more, so that they can be bridged."""
    return int((results.staff.loc[results.staff["here"], "team"].value_counts() >= 2).sum())


def _term(results: Results, week: int) -> pd.DataFrame:
    """The weeks of the term that ends with a week."""
    weeks = results.weekly["week"]
    return results.weekly[(weeks > max(0, week - results.scenario.weeks_per_term)) & (weeks <= week)]


def _last(results: Results) -> pd.Series[Any]:
    return results.weekly.iloc[-1]


def _headline(results: Results) -> str:
    """What became of the learning community, in a sentence or two."""
    scenario, found = results.scenario, spells(results)
    whole = "partnership" if len(results.organisations) > 1 else "school"
    if not found:
        missed = [_short(results, part, scenario.weeks) for part in _missed(results)]
        if scenario.weeks < scenario.viability.persist_weeks:
            return (
                f"The run is shorter than the {count(scenario.viability.persist_weeks, 'week')} in which all five parts must hold, "
                f"so it cannot say whether the {whole} becomes a viable learning community."
            )
        ended = listed(missed) if missed else "all five parts held at the end, but not yet for long enough"
        return f"The {whole} did not become a viable learning community in {count(scenario.weeks, 'week')}: {ended}."
    first, last = found[0], found[-1]
    said = f"The {whole} became a viable learning community in {when(first[0], scenario)}"
    if len(found) > 1:
        lost = [when(end, scenario) for _, end in found if end is not None]
        back = [when(start, scenario) for start, _ in found[1:]]
        return (
            f"{said}, lost it in {listed(lost)} and regained it in {listed(back)}; at the end it was "
            f"{'viable' if last[1] is None else 'not viable'}."
        )
    if last[1] is None:
        return f"{said} and stayed one to the end."
    row = results.weekly.index[results.weekly["week"] == last[1]]
    gone = [_short(results, part, last[1]) for part in parts(results) if len(row) and not part.holds.loc[row[0]]]
    return f"{said} and lost it in {when(last[1], scenario)}" + (f", when {listed(gone)}" if gone else "") + "; it did not come back."


def _missed(results: Results) -> list[Part]:
    """The parts that do not hold at the end, the one that held least often first."""
    return sorted((part for part in parts(results) if not part.holds.iloc[-1]), key=lambda part: int(part.holds.iloc[1:].sum()))


def _short(results: Results, part: Part, week: int) -> str:
    """What it means that a part does not hold, without numbers."""
    if part.column != "cooperation_share":
        return {
            "building_share": "too few interactions built trust",
            "joint_work_share": "too little of meeting time went into joint work",
            "connected_share": "staff were not connected by active ties",
            "bridged_share": "not every team had a bridge of tested trust to another",
        }[part.column]
    term = _term(results, week)
    for how, words in (
        ("complied", "mostly complied rather than cooperated"),
        ("avoided", "mostly avoided each other rather than cooperated"),
    ):
        if term[how].sum() > 0.5 * term["attempted"].sum():
            return f"people {words}"
    return "people complied with or avoided each other more often than they cooperated"


def _why(results: Results) -> list[str]:
    """The part that held viability back longest, the one lost first, and what is missing at the end."""
    made, found = parts(results), spells(results)
    lines = []
    if found:
        start = found[0][0]
        held_from = {part.column: _held_from(results, part, start) for part in made}
        latest = max(made, key=lambda part: held_from[part.column])
        earliest = min(made, key=lambda part: held_from[part.column])
        same = [part for part in made if held_from[part.column] == held_from[latest.column]]
        if held_from[latest.column] > 1:
            lines.append(
                f"The last part to fall into place: {listed([part.name for part in same])}, "
                f"from {when(held_from[latest.column], results.scenario)} on; "
                f"the first: {earliest.name}, from week {held_from[earliest.column]} on."
            )
    for _, end in found:
        if end is not None:
            row = results.weekly.index[results.weekly["week"] == end]
            gone = [part for part in made if len(row) and not part.holds.loc[row[0]]]
            if gone:
                lines.append(
                    f"What was lost first, in {when(end, results.scenario)}: {listed([_missing(results, part, end) for part in gone])}."
                )
    if not found or found[-1][1] is not None:
        missing = _missed(results)
        for part in missing:
            held = int(part.holds.iloc[1:].sum())
            how_long = (
                "in no week of this run was it enough"
                if held == 0
                else f"it was enough only in {held} of {count(len(part.holds) - 1, 'week')}"
            )
            lines.append(f"{sentence(_missing(results, part, int(_last(results)['week'])))}; {how_long}.")
        kept = [part.name for part in made if part.holds.iloc[-1] and (part.column != "bridged_share" or _real_teams(results) > 1)]
        if kept and missing:
            lines.append(f"What did hold at the end: {listed(kept)}.")
    if _real_teams(results) < 2:
        lines.append("There are no two teams of two or more people, so there was nothing to bridge.")
    return lines


def _held_from(results: Results, part: Part, start: int) -> int:
    """First week of the stretch in which a part held when viability began."""
    upto = part.holds[(results.weekly["week"] >= 1) & (results.weekly["week"] <= start)].to_numpy()
    missed = np.flatnonzero(~upto)
    return int(missed[-1]) + 2 if len(missed) else 1


def _missing(results: Results, part: Part, week: int) -> str:
    """What it means that a part does not hold, with its number in a week."""
    row = results.weekly.loc[results.weekly["week"] == week].iloc[0]
    value = float(row[part.column])
    needed = f"{part.threshold:.0%} {'must be exceeded' if part.strictly else 'are needed'}"
    if part.column == "building_share":
        return f"{_short(results, part, week)} ({value:.0%} in the last term; {needed})"
    if part.column == "cooperation_share":
        return f"{_short(results, part, week)}: in {value:.0%} of attempted encounters both cooperated ({needed})"
    if part.column == "joint_work_share":
        return f"{_short(results, part, week)} ({value:.0%}; {needed})"
    if part.column == "connected_share":
        held = round(value * int(row["staff"]))
        if not held:
            return f"nobody had an active tie with anybody: staff were not connected ({needed})"
        return f"staff were split: the largest group connected by active ties held {held} of {int(row['staff'])} ({needed})"
    return _unbridged(results, week, value)


def _unbridged(results: Results, week: int, value: float) -> str:
    """Which teams had no bridge: by name where the ties of the week were kept."""
    if value == 0:
        return "no team had a bridge of tested trust to another team (all need one)"
    if week not in results.tie_weeks:
        return f"only {value:.0%} of teams had a bridge of tested trust to another team (all need one)"
    table = teams_at(results, week)
    real = table[table["staff"] >= 2]
    alone = [team_label(results, name) for name in real.loc[~real["bridged"], "team"]]
    noted = [kept for kept in results.tie_weeks if 0 < kept <= week]
    never = len(noted) > 1 and all(not teams_at(results, kept)["bridged"][real.index[~real["bridged"]]].any() for kept in noted)
    weeks = f", nor in week {listed([str(kept) for kept in noted[:-1]])}, when ties were noted before" if never else ""
    return f"{listed(alone)} had no bridge of tested trust to another team{weeks} (all need one)"


def sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _trust(results: Results) -> list[str]:
    """Level at start and end, the weakest quality, where trust lives, the stages."""
    table = shown_weeks(results)
    known = table[table["trust"].notna()]
    if known.empty:
        return ["Nobody worked with anybody often enough to say how far they trust each other."]
    term = results.scenario.weeks_per_term
    later = known[known["week"] >= term]
    first, last = (later.iloc[0] if len(later) else known.iloc[0]), known.iloc[-1]
    lines = []
    if first["week"] == last["week"]:
        lines.append(f"Trust among people who work together: {level(last['trust'])} ({last['trust']:.2f} on a scale from 0 to 1).")
    else:
        change = last["trust"] - first["trust"]
        start, end = f"{first['trust']:.2f} in week {int(first['week'])}", f"{last['trust']:.2f} in week {int(last['week'])}"
        if abs(change) < EVEN:
            lines.append(
                f"Trust among people who work together hardly moved: {start}, {end}, on a scale from 0 to 1 ({level(last['trust'])})."
            )
        else:
            lines.append(
                f"Trust among people who work together {'rose' if change > 0 else 'fell'}: from {start} ({level(first['trust'])}) to {end} "
                f"({level(last['trust'])}), on a scale from 0 to 1."
            )
    qualities = last[list(QUALITIES)].astype(float)
    weakest, strongest = str(qualities.idxmin()), str(qualities.idxmax())
    if qualities.max() - qualities.min() >= EVEN:
        lines.append(
            f"Of the {SMALL[len(QUALITIES)]} qualities people see least {QUALITY_WORDS[weakest]} in each other ({qualities.min():.2f}) and most "
            f"{QUALITY_WORDS[strongest]} ({qualities.max():.2f})."
        )
    else:
        low, high = f"{qualities.min():.2f}", f"{qualities.max():.2f}"
        lines.append(
            f"The {SMALL[len(QUALITIES)]} qualities are about even ({low if low == high else f'{low} to {high}'}); "
            f"{QUALITY_WORDS[weakest]} is the lowest by a hair."
        )
    teams = teams_at(results, results.tie_weeks[-1])
    inside = teams[(teams["staff"] >= 2) & teams["inside"].notna()].sort_values(["inside", "team"], ascending=[False, True])
    if len(inside) >= 2:
        top, low = inside.iloc[0], inside.iloc[-1]
        lines.append(
            f"Inside teams, trust is highest in {team_label(results, top['team'])} ({top['inside']:.2f}) and lowest in "
            f"{team_label(results, low['team'])} ({low['inside']:.2f})."
        )
    lines.append(
        f"Of the working ties, {last['calculative']:.0%} are calculative, {last['role']:.0%} rest on role, {last['practice']:.0%} on "
        f"practice (tested in working together) and {last['identificatory']:.0%} on shared purpose."
    )
    return lines


def _time(results: Results) -> list[str]:
    """Where meeting time went: dividend and tax of trust."""
    row = _last(results)
    if not _term(results, int(row["week"]))["formal"].sum():
        return ["There were no meetings in the last term, so there is no meeting time to account for."]
    lines = [
        f"Of every meeting hour in the last term, {_minutes(row['joint_work_share'])} went into joint work (the dividend of trust) and "
        f"{_minutes(row['checking_share'])} into checking, where people met but did not both cooperate (the tax)."
    ]
    if row["repair_share"] > 0:
        lines.append(f"In {_minutes(row['repair_share'])} of the hour, two people met between whom a breach was not healed.")
    return lines


def _minutes(share: float) -> str:
    """A share of an hour in minutes."""
    minutes = round(60 * float(share))
    return f"{minutes} minute{'s' * (minutes != 1)}" if minutes else "less than a minute" if share > 0 else "no time"


def person_name(results: Results, person: int) -> str:
    staff = results.staff
    row = staff.loc[person]
    other = row["role"] == "teacher" and row["profession"] != "teaching"  # a peer of another profession: the team says it
    known_as = "boundary spanner" if row["spanner"] else "" if other else ROLE_WORDS[row["role"]]
    team = team_label(results, row["team"])
    place = "" if team == "leadership" else row["organisation"] if team.endswith(": leadership") else team
    return f"{row['name']} ({', '.join(word for word in (known_as, place) if word)})"


def _people(results: Results) -> list[str]:
    """Who is trusted, who holds the teams together, who left."""
    week = results.tie_weeks[-1]
    here = in_post(results, week)
    lines = []
    ties = results.ties_at(week)
    holders = ties.groupby("target").size().reindex(range(len(results.staff)), fill_value=0).to_numpy()
    enough = min(3, int(holders[here].max(initial=0)))
    trust = trust_received(results, week)[here & (holders >= max(1, enough))].dropna()
    if len(trust):
        best = int(trust.idxmax())
        lines.append(
            f"Most trusted at the end: {person_name(results, best)}, {trust[best]:.2f} in the eyes of {count(int(holders[best]), 'colleague')}."
        )
    if len(set(team_numbers(results)[here])) > 1:
        across = active_ties(results, week, across=True)[here]
        total = int(across.sum()) // 2
        if total:
            most = across.sort_values(ascending=False, kind="stable").head(3)
            names = [f"{person_name(results, int(person))} with {int(number)}" for person, number in most.items() if number > 0]
            lines.append(f"The teams are held together by {count(total, 'active tie')} across them; most are held by {listed(names)}.")
        else:
            lines.append("No active tie joins one team with another: nothing but acquaintance holds the teams together.")
    return lines + _leavers(results)


def _leavers(results: Results) -> list[str]:
    """Who left with ties that were active when ties were last kept before: heads and spanners always, others where it was much."""
    staff = results.staff
    left = staff["left_week"].dropna().astype(int)
    if left.empty:
        return []
    lines = [f"{sentence(count(len(left), 'person', 'people'))} left during the run."]
    kept = {int(person): max([kept for kept in results.tie_weeks if 0 < kept < week], default=0) for person, week in left.items()}
    active = {week: active_ties(results, week) for week in set(kept.values()) if week}
    lost = {person: int(active[week][person]) for person, week in kept.items() if week}
    key = [int(person) for person in left.index if staff.loc[person, "spanner"] or staff.loc[person, "role"] == "head"]
    others = sorted(
        (person for person, ties in lost.items() if ties >= NOTABLE_LOSS and person not in key), key=lambda person: -lost[person]
    )
    for person in sorted((person for person in key if person in lost), key=lambda person: -lost[person])[:3] + others[: 0 if key else 1]:
        lines.append(
            f"{person_name(results, person)} left in {when(int(left[person]), results.scenario)}; in week {kept[person]}, when ties were last "
            f"noted before, {count(lost[person], 'active tie')} hung on them."
        )
    unknown = [person for person in key if person not in lost]
    if unknown:
        names = [f"{person_name(results, person)} in week {int(left[person])}" for person in unknown]
        lines.append(
            f"{listed(names)} left too; how many active ties went with them was not noted (record.tie_weeks can name the week before)."
        )
    return lines


def _breaches(results: Results) -> list[str]:
    """Breaches, the worst of them, apologies, and the scars that are left."""
    weekly, events = results.weekly, results.events
    between, apologies = int(weekly["breaches"].sum()), int(weekly["apologies"].sum())
    broken = events[events["kind"] == "breach"]
    lines = []
    if between:
        often = round(int(weekly["interactions"].sum()) / between)
        lines.append(
            f"{sentence(count(between, 'breach', 'breaches'))} of trust between colleagues, one in {often:,} interactions; "
            f"{count(apologies, 'apology', 'apologies')}."
        )
    seen = broken.groupby(["week", "who", "detail"]).size()
    staged = {item.week for item in results.scenario.timeline if item.do in ("breach", "broken_promise")}
    public = seen[(seen > 1) & seen.index.get_level_values("week").isin(staged)] if len(seen) else seen
    if len(public):
        week, who, detail = public.idxmax()
        lines.append(
            f"The worst: {person_name(results, int(who))} in {when(int(week), results.scenario)}, a breach of {KIND_WORDS[detail]} felt by "
            f"{count(int(public.max()), 'colleague')}."
        )
    elif len(broken):
        kinds = broken["detail"].value_counts()
        kind = next(kind for kind in KIND_WORDS if kind in kinds)
        lines.append(f"The worst: {count(int(kinds[kind]), 'breach', 'breaches')} of {KIND_WORDS[kind]}.")
    scarred = shown_weeks(results)["scarred"].dropna()
    if lines and len(scarred):
        lines.append(f"At the end {scarred.iloc[-1]:.0%} of working ties carry a scar.")
    return lines or ["Nobody broke anybody's trust."]


def _timeline(results: Results) -> list[str]:
    """Each intervention with trust and cooperation before it and a term after: what followed, not what it caused."""
    scenario = results.scenario
    table = shown_weeks(results).set_index("week")
    lines = []
    for item in sorted(scenario.timeline, key=lambda item: item.week):
        if item.week > scenario.weeks:
            continue
        before, after = item.week - 1, min(scenario.weeks, item.week + scenario.weeks_per_term)
        said = f"Week {item.week}: {words_of(item)}"
        was, then = table.loc[before], table.loc[after]
        if np.isfinite(was["trust"]) and np.isfinite(then["trust"]):
            told = "a term later" if after - item.week == scenario.weeks_per_term else f"in week {after}"
            said += (
                f". Trust was {was['trust']:.2f} before and {then['trust']:.2f} {told}; both cooperated in "
                f"{was['cooperation_share']:.0%} of encounters before, {then['cooperation_share']:.0%} {told}"
            )
            others = [other.week for other in scenario.timeline if other is not item and item.week <= other.week <= after]
            said += "; other things were done in the same term" if others else ""
        lines.append(f"{said}.")
    return lines
