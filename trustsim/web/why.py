"""Why somebody trusts somebody as far as they do: the words of trustsim.explain, line by line, each with the week it speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from trustsim.errors import InputError, Problem
from trustsim.explain.person import explain_person
from trustsim.explain.replay import Story, watch
from trustsim.explain.tie import explain_tie
from trustsim.scenario.load import LoadedScenario
from trustsim.state import QUALITIES
from trustsim.summary import Summary

MOST_LINES = 60   # of one heading; the last ones are told
OVER_WEEKS = (*QUALITIES, "trust", "readiness", "stage")


def why_tie(source: LoadedScenario, seed: int, holder: int, other: int, week: int) -> dict[str, Any]:
    """Why one person trusts another as far as one does at the end of a week."""
    return why_tie_in(source, seed, holder, other, [week])[0]


def why_tie_in(source: LoadedScenario, seed: int, holder: int, other: int, weeks: Sequence[int]) -> list[dict[str, Any]]:
    """The same for several weeks of one run."""
    story = _story(source, seed, max(holder, other), ties=[(holder, other)])
    _check(story, holder, other)
    return [_tie(story, holder, other, week) for week in weeks]


def _tie(story: Story, holder: int, other: int, week: int) -> dict[str, Any]:
    said = explain_tie(story, holder, other, week=_week(story, week), everything=True)
    tie = story.weeks[(story.weeks["holder"] == holder) & (story.weeks["other"] == other) & (story.weeks["week"] <= week)]
    about = [line for line in said.about if ": staff number" not in line]   # the page shows who they are
    weeks = {"week": tie["week"].tolist(), **{name: tie[name].astype(float).round(4).tolist() for name in OVER_WEEKS}}
    return {"title": said.title, "about": about, "lines": lines_of(said), "weeks": weeks}


def why_person(source: LoadedScenario, seed: int, person: int, week: int) -> dict[str, Any]:
    """Whom a person trusts and who trusts them at the end of a week, and what moved it."""
    return why_person_in(source, seed, person, [week])[0]


def why_person_in(source: LoadedScenario, seed: int, person: int, weeks: Sequence[int]) -> list[dict[str, Any]]:
    """The same for several weeks of one run."""
    story = _story(source, seed, person, person=person)
    _check(story, person)
    told = [explain_person(story, person, week=_week(story, week)) for week in weeks]
    return [{"title": said.title, "about": [], "lines": lines_of(said), "weeks": {}} for said in told]


def _story(source: LoadedScenario, seed: int, highest: int, **watched: Any) -> Story:
    if not 0 <= highest < 65_536:
        raise InputError(Problem("is not a staff number", key="tie", given=highest))
    return watch(source, seed=seed, **watched)


def _check(story: Story, *people: int) -> None:
    for number in people:
        if number not in story.staff.index:
            raise InputError(Problem("there is no such staff number in this run", key="tie", given=number, allowed=f"0 to {len(story.staff) - 1}"))


def _week(story: Story, week: int) -> int | None:
    """The week as the words take it: none where it is the last, of which they speak by themselves."""
    return None if week >= story.scenario.weeks else max(0, week)


def lines_of(said: Summary) -> list[dict[str, Any]]:
    """Every line, with its heading and the week it speaks of; the headline first."""
    lines: list[dict[str, Any]] = [{"heading": "", "text": said.headline, "week": None}]
    for heading, told in said.sections.items():
        kept = [line for line in told if "--all" not in line]
        if len(kept) > MOST_LINES:
            lines.append({"heading": heading, "text": f"The last {MOST_LINES} of {len(kept)}:", "week": None})
        lines += [{"heading": heading, "text": line, "week": week_in(line)} for line in kept[-MOST_LINES:]]
    return lines


def week_in(line: str) -> int | None:
    """The week that a line begins with: 'Week 12: ...'."""
    found = re.match(r"Week (\d+)[:,]", line)
    return int(found[1]) if found else None
