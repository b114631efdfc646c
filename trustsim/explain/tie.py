"""The story of one tie in plain words: where it stands, how it began, what moved it, its turning points, single encounters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from trustsim.explain.apart import apart
from trustsim.explain.encounter import AVOID, COOPERATE, gate_words, told
from trustsim.explain.replay import Story
from trustsim.qualities import QUALITY_WORDS
from trustsim.rules.stages import NO_WIN
from trustsim.state import QUALITIES, STAGES
from trustsim.summary import KIND_WORDS, Summary, person_name, sentence
from trustsim.words import count, level, listed, when

BREACHES = ("competence", "integrity", "confidentiality", "deception")
CAUSES = ("interactions that built trust", "interactions that did not", "joint tasks won", "joint tasks failed", "breaches between the two",
          "what was done (the timeline)", "a voucher", "swift trust", "going on to another stage", "apologies", "history")
MOST_TURNS, BREACH_WEIGHT = 9, 20.0
TURN = 0.02    # moves of a week below this are no turning points
STILL = 0.005   # moves of trust below this are none, in words


@dataclass(frozen=True)
class Tie:
    """One directed tie of a story, as far as week `until`: its steps, weeks and encounters."""

    story: Story
    holder: int
    other: int
    until: int

    @cached_property
    def steps(self) -> pd.DataFrame:
        """Steps up to the week, with `change`: what each did to the trust that the beliefs make."""
        whole = self.story.tie(self.holder, self.other).steps
        steps = whole[whole["week"] <= self.until].reset_index(drop=True)
        return steps.assign(change=steps["now"].diff().fillna(0.0))

    @cached_property
    def weeks(self) -> pd.DataFrame:
        """The tie at the end of each week."""
        return self.steps[self.steps["kind"] == "week"].reset_index(drop=True)

    @cached_property
    def encounters(self) -> pd.DataFrame:
        """Encounters, in order."""
        whole = self.story.tie(self.holder, self.other).encounters
        return whole[whole["week"] <= self.until].reset_index(drop=True)

    @property
    def names(self) -> tuple[str, str]:
        """Names of the holder and of the other."""
        return str(self.story.staff.loc[self.holder, "name"]), str(self.story.staff.loc[self.other, "name"])

    @property
    def last(self) -> pd.Series[Any]:
        """The tie as it stood last."""
        return self.weeks.iloc[-1] if len(self.weeks) else self.steps.iloc[-1]

    @cached_property
    def first(self) -> pd.Series[Any]:
        """The tie before its first encounter: with the history, voucher or swift trust it began with."""
        begins = self.steps["kind"].isin(["began", "history", "vouched", "swift"])
        start = int(self.steps["week"].iloc[0])
        return self.steps[begins & (self.steps["week"] == start)].iloc[-1]

    def moves(self) -> pd.Series[float]:
        """What moved trust since the tie began, by cause; with the beginning they add up to where trust stands."""
        steps, found = self.steps, dict.fromkeys(CAUSES, 0.0)
        builds_from = self.story.scenario.mechanisms.beliefs.builds_from
        for row in steps.itertuples():
            if not row.change or row.kind == "began":
                continue
            good = bin(int(row.code) >> 4).count("1")
            cause = {"met": CAUSES[0] if good >= builds_from else CAUSES[1], "task": CAUSES[2] if row.code == 1 else CAUSES[3],
                     "breach": CAUSES[4], "timeline": CAUSES[5], "vouched": CAUSES[6], "swift": CAUSES[7], "gates": CAUSES[8],
                     "apology": CAUSES[9], "history": CAUSES[10]}[str(row.kind)]
            found[cause] += float(row.change)
        return pd.Series(found)


def explain_tie(story: Story, holder: int, other: int, *, week: int | None = None, everything: bool = False) -> Summary:
    """Why one trusts another as far as one does, up to a week or to the end; with `week`, that week's encounters in full."""
    until = story.scenario.weeks if week is None else week
    tie, back = Tie(story, holder, other, until), Tie(story, other, holder, until)
    a, b = tie.names
    title = f"{a} and {b}: {story.scenario.title or story.name.replace('_', ' ')}, seed {story.seed}"
    about = [f"{person_name(story, holder)}: staff number {holder}.", f"{person_name(story, other)}: staff number {other}."]  # type: ignore[arg-type]
    if tie.steps.empty:
        headline, lines = apart(story, holder, other, until)
        return Summary(title, about, headline, {"What keeps them apart": lines})
    sections: dict[str, list[str]] = {}
    if week is not None:
        sections[f"Week {week}"] = _week(tie, back, week)
    sections |= {"How it began": _began(tie), "What it rests on": _stands(tie), "What moved it": _moved(tie)}
    sections["Turning points"] = _turning_points(tie)
    sections["The other way"] = [_headline(back)]
    if everything:
        sections["Every encounter"] = _encounters(tie, back, tie.encounters)
    return Summary(title, about, _headline(tie), {name: lines for name, lines in sections.items() if lines})


def ended(tie: Tie) -> str:
    """How the tie ended, where one of the two has left; empty where both are here."""
    for number in (tie.holder, tie.other):
        left = tie.story.staff.loc[number, "left_week"]
        if not pd.isna(left) and int(left) <= tie.until:
            return f"{tie.story.staff.loc[number, 'name']} left in week {int(left)}"
    return ""


def _headline(tie: Tie) -> str:
    a, b = tie.names
    last, first, met = tie.last, tie.first, tie.encounters
    end = ended(tie)
    week = int(last["week"])
    verb = "stood" if end else "stands"
    start = "when the run began" if first["week"] == 0 else f"in week {int(first['week'])}"
    text = f"{a}'s trust in {b} {verb} at {last['trust']:.2f} ({level(float(last['trust']))}) in {when(week, tie.story.scenario)}"
    text += f"; it was {first['now']:.2f} {start}. " if week else ". "
    held = int(met["held"].sum())
    if held:
        text += (f"{sentence(count(held, 'interaction', digits=True))}, of which {int(met['built'].sum())} built trust "
                 f"({met['built'].sum() / held:.0%}; only a majority raises trust).")
    elif week:
        text += f"They know each other, but {'avoided each other' if len(met) else 'have not met'}: nothing has moved it."
    return text + (f" {end}." if end else "")


def _began(tie: Tie) -> list[str]:
    """How the two got to know each other, and what first trust was made of."""
    a, b = tie.names
    staff, began = tie.story.staff, tie.steps.iloc[0]
    week = int(began["week"])
    first = tie.steps[tie.steps["week"] == week]
    kinds = set(first["kind"].astype(str))
    newcomers = [name for number, name in ((tie.holder, a), (tie.other, b)) if int(staff.loc[number, "joined_week"]) == week > 0]
    dated = [item.do.replace("_", " ") for item in tie.story.scenario.timeline if item.week == week]
    if week == 0:
        how = "They knew each other when the run began."
        if "history" in kinds:
            how = (f"They knew each other when the run began, with {count(int(tie.first['familiarity']), 'earlier interaction', digits=True)} "
                   f"from before; trust was at {STAGES[int(tie.first['stage'])]}.")
    elif "vouched" in kinds:
        voucher = int(first[first["kind"] == "vouched"]["voucher"].iloc[0])
        how = f"In week {week} {staff.loc[voucher, 'name']}, whom both know, introduced them and stood guarantor."
    elif newcomers:
        how = f"{listed(newcomers)} came in week {week}; the post brought the acquaintance along."
    elif "timeline" in kinds and dated:
        how = f"They got to know each other in week {week}, by what was done then ({listed(dated)})."
    else:
        how = f"They got to know each other in week {week}, sitting together in a mixed meeting or training."
    parts = {"disposition to trust": "x0", "what is believed of that profession": "x1", "shared values": "x2", "reputation": "x3",
             "a first impression (luck)": "x4"}
    given = ", ".join(f"{name} {began[x]:+.2f}" for name, x in parts.items())
    lines = [how, f"Before any interaction trust was {began['now']:.2f}, made of {given}, and luck in each quality."]
    for kind, words in (("vouched", "the guarantee"), ("swift", "swift trust of the task group"), ("history", "their history")):
        change = float(first[first["kind"] == kind]["change"].sum())
        if abs(change) >= STILL:
            lines.append(f"{sentence(words)} moved it by {change:+.2f}.")
    return lines


def _stands(tie: Tie) -> list[str]:
    """Beliefs, stage and what keeps it from a deeper one, readiness, scars."""
    a, b = tie.names
    last = tie.last
    beliefs = {quality: float(last[quality]) for quality in QUALITIES}
    weakest = min(beliefs, key=lambda quality: beliefs[quality])
    said = ", ".join(f"{QUALITY_WORDS[quality]} {value:.2f}" for quality, value in beliefs.items())
    lines = [f"{a} believes of {b}: {said}. The weakest, {QUALITY_WORDS[weakest]}, weighs most: three strong qualities cannot make up for it."]
    lines.append(_stage(tie))
    first, now = float(tie.first["readiness"]), float(last["readiness"])
    grown = f"it was {first:.2f} at first" if abs(now - first) >= STILL else "as at first"
    lines.append(f"Readiness to take a risk together: {now:.2f} ({grown}); {count(int(last['wins']), 'joint task')} won so far. "
                 "Small wins raise it, failures and being let down lower it.")
    scar = max(float(last["scar_integrity"]), float(last["scar_competence"]))
    if scar >= STILL:
        kept = float(last["scar_lasting"])
        lasting = f", of which {kept:.2f} never mends (deception)" if kept >= STILL else ""
        lines.append(f"A scar of {scar:.2f} is left{lasting}: it caps how far {a} can believe in {b} again.")
    between = tie.steps["kind"].isin(["stance", "week"]) & (tie.steps["kind"].shift() != "began")   # leaders mediate before the first encounter
    mended = -float(tie.steps[["scar_competence", "scar_integrity"]].diff().sum(axis=1)[between].sum())
    if mended >= STILL:
        lines.append(f"Leaders' mediation has mended {mended:.2f} of the scars between them, a little every week.")
    return lines


def _stage(tie: Tie) -> str:
    """The stage, since when, and what keeps the tie from the next."""
    stages = tie.steps["stage"].to_numpy()
    stage = int(stages[-1])
    changes = [k for k in range(1, len(stages)) if stages[k] != stages[k - 1]]
    since = f" since week {int(tie.steps['week'].iloc[changes[-1]])}" if changes and int(tie.steps["week"].iloc[changes[-1]]) else " from the start"
    text = f"The tie rests at {STAGES[stage]} trust{since}."
    tried = tie.encounters[tie.encounters["gates"] >= 0]
    deepest = int(stages.max())
    if stage < deepest:   # what kept it from opening before says nothing of why it is shut again
        lost = int(tie.steps["week"].iloc[int(np.flatnonzero(stages == deepest)[-1]) + 1])
        text += f" It had come to {STAGES[deepest]} trust; a scar ended that in week {lost}."
        tried = tried[tried["week"] > lost]
    if stage == len(STAGES) - 1 or tried.empty:
        return text
    for deeper in range(stage + 1, len(STAGES)):
        shut = "has not opened again" if deepest >= deeper else "has not opened"
        reasons = (tried["gates"].to_numpy() >> (3 * (deeper - 1))) & 7
        with_win = [int(reason) for reason in reasons if reason != NO_WIN]
        if deeper == 1 or with_win:
            text += f" {sentence(STAGES[deeper])} trust {shut}: {gate_words(tie, deeper, with_win or reasons.tolist())}."
        else:
            text += f" {sentence(STAGES[deeper])} trust {shut}: only a joint task that is won opens it, and none was."
            break
    return text


def _moved(tie: Tie) -> list[str]:
    """What moved trust by cause, qualities shown and noticed, and where they met."""
    moves = tie.moves()
    moves = moves[moves.abs() >= STILL]
    lines = []
    if len(moves):
        by = listed([f"{cause} {change:+.2f}" for cause, change in moves.sort_values(key=abs, ascending=False).items()], len(CAUSES))
        lines.append(f"Since it began trust moved by {float(tie.last['now'] - tie.steps['now'].iloc[0]):+.2f} in all: {by}.")
        if moves.get(CAUSES[0], 0.0) < 0.0:
            lines.append("An interaction builds trust where most qualities are shown and noticed; one that is missed can still pull trust down.")
    met = tie.encounters[tie.encounters["held"]]
    if len(met):
        for quality in QUALITIES:
            shown, noticed = int(met[f"shown_{quality}"].sum()), int((met[f"shown_{quality}"] & met[f"noticed_{quality}"]).sum())
            lines.append(f"{sentence(QUALITY_WORDS[quality])}: shown and noticed in {noticed} of {len(met)} interactions ({noticed / len(met):.0%}), "
                         f"shown but not noticed in {shown - noticed}, not shown in {len(met) - shown}.")
    if len(tie.encounters):
        places = tie.encounters["setting"].value_counts()
        lines.append(f"Where encounters came about: {listed([f'{place} ({number})' for place, number in places.items()], 8)}.")
        lines.append(_stances(tie))
    return lines


def _stances(tie: Tie) -> str:
    """How often the two cooperated, complied, avoided each other, and what came of joint tasks."""
    a, b = tie.names
    met = tie.encounters
    own, others = met["own"], met["others"]
    both = int(((own == COOPERATE) & (others == COOPERATE)).sum())
    avoided = [f"{times(int((stance == AVOID).sum()))} by {name}" for stance, name in ((own, a), (others, b)) if (stance == AVOID).any()]
    text = f"Of {count(len(met), 'encounter', digits=True)} both cooperated in {both}"
    if avoided:
        text += f"; avoided {' and '.join(avoided)}"
    won, failed = int((met["task"] == 1).sum()), int((met["task"] == 0).sum())
    text += f". Joint tasks: {won} won, {failed} failed." if won + failed else ". They had no joint task."
    down = int(met["let_down"].sum())
    return text + (f" {sentence(a)} cooperated and was let down {times(down)}." if down else "")


def _turning_points(tie: Tie) -> list[str]:
    """First interaction, first win, breaches and apologies, stage changes, and the weeks that moved trust most; in order."""
    a, b = tie.names
    met, steps = tie.encounters, tie.steps
    found: list[tuple[int, float, str]] = []   # week, weight, words
    held = met[met["held"]]
    if len(held):
        row = held.iloc[0]
        found.append((int(row["week"]), 12.0, f"their first interaction in this run ({row['setting']})."))
    won = met[met["task"] == 1]
    if len(won):
        found.append((int(won["week"].iloc[0]), 8.0, f"their first joint task won; {a}'s readiness to take a risk rises to "
                      f"{won['readiness_after'].iloc[0]:.2f}."))
    stages = steps["stage"].to_numpy()
    for k in range(1, len(steps)):
        row = steps.iloc[k]
        kind, week = str(row["kind"]), int(row["week"])
        before = steps.iloc[k - 1]
        if kind == "breach":
            what = KIND_WORDS[BREACHES[int(row["code"])]]
            found.append((week, BREACH_WEIGHT, f"{b} broke {a}'s trust ({what.removeprefix('trust by ')})"
                          f"{_fell(before, row)}."))
        elif kind == "apology":
            found.append((week, 7.0, f"{b} apologised; the scar is {max(row['scar_competence'], row['scar_integrity']):.2f}."))
        elif kind == "timeline" and abs(row["change"]) >= STILL:
            item = tie.story.scenario.timeline[int(row["code"])]
            words = {"breach": f"{b} acted in bad faith", "broken_promise": f"{b} broke a promise"}.get(item.do, item.do.replace("_", " "))
            found.append((week, BREACH_WEIGHT, f"{words}{_fell(before, row)}."))
        if stages[k] != stages[k - 1] and kind != "history":
            found.append((week, 10.0, f"trust went from {STAGES[stages[k - 1]]} to {STAGES[stages[k]]}."))
    weeks = tie.weeks
    change = weeks["trust"].diff()
    for k in change.abs().sort_values(ascending=False).index[:4]:
        week = int(weeks["week"][k])
        inside = met[(met["week"] == week) & met["held"]]
        broken = any(point[0] == week and point[1] == BREACH_WEIGHT for point in found)   # told already
        if abs(change[k]) >= TURN and len(inside) and not broken:
            words = f"{int(inside['built'].sum())} of {count(len(inside), 'interaction', digits=True)} built trust"
            missed = [QUALITY_WORDS[q] for q in QUALITIES if not (inside[f"shown_{q}"] & inside[f"noticed_{q}"]).all()]
            if change[k] < 0 and inside["built"].all() and missed:
                words += f", but {listed(missed)} {'was' if len(missed) == 1 else 'were'} missed"
            found.append((week, float(abs(change[k])), f"one of the largest moves of a week, {weeks['trust'][k] - change[k]:.2f} to "
                          f"{weeks['trust'][k]:.2f}; {words}."))
    chosen = sorted(sorted(found, key=lambda point: -point[1])[:MOST_TURNS], key=lambda point: point[0])
    lines = [f"Week {week}: {words}" for week, _, words in chosen]
    return lines + ([f"... and {len(found) - len(chosen)} more; --all tells every encounter."] if len(found) > len(chosen) else [])


def _fell(before: Any, after: Any) -> str:
    """': trust 0.71 to 0.52, readiness 0.60 to 0.30, a scar of 0.25'."""
    text = f": trust {before['now']:.2f} to {after['now']:.2f}, readiness {before['readiness']:.2f} to {after['readiness']:.2f}"
    scar = max(float(after["scar_competence"]), float(after["scar_integrity"]))
    return text + (f", a scar of {scar:.2f}" if scar >= STILL else "")


def _week(tie: Tie, back: Tie, week: int) -> list[str]:
    """Everything that passed between the two in one week."""
    inside = tie.encounters[tie.encounters["week"] == week]
    lines = _encounters(tie, back, inside)
    for one in (tie, back):
        steps = one.steps[one.steps["week"] == week]
        for _, row in steps[steps["kind"] == "timeline"].iterrows():
            if abs(row["change"]) >= 1e-12:
                lines.append(f"What was done that week moved {one.names[0]}'s trust by {row['change']:+.2f}.")
    if not lines:
        rates = tie.story.rates
        pair = rates[(rates["week"] == week) & (rates["a"] == min(tie.holder, tie.other)) & (rates["b"] == max(tie.holder, tie.other))]
        expected = float(pair[[c for c in pair.columns if c not in ("week", "a", "b", "overlap")]].sum(axis=1).sum())
        lines = [f"They had no encounter; {expected:.2g} a week are to be expected. Without an interaction trust does not move."]
    return lines


def _encounters(tie: Tie, back: Tie, chosen: pd.DataFrame) -> list[str]:
    """Every chosen encounter in words, from both sides."""
    other = {(row.week, row.event): row for row in back.encounters.itertuples()}
    return [told(tie, row, other[row.week, row.event]) for row in chosen.itertuples()]


def times(number: int) -> str:
    """'once', 'twice', '7 times'."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
