"""Captions of a talk and tours for students: steps with words, questions to the room and what to look for. One schema for both.

Talks that come with the project lie in `scenarios/talks`. Who is looked at is written as people are known beforehand (`head`, `spanner`, a post or
a name), and found in the film for the week of the step.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from trustsim.errors import InputError, Problem, nearest
from trustsim.explain.stored import find_person
from trustsim.scenario.layers import problems_of
from trustsim.scenario.library import libraries
from trustsim.scenario.parameter import Section
from trustsim.scenario.yaml_guard import read_yaml
from trustsim.web.film import Film
from trustsim.weekly import WEEKLY

FOLDER = "talks"
FIRST = "first_minutes"   # the tour that a student is offered
MOST_STEPS, MOST_LETTERS, MOST_TITLE, MOST_CHOICES = 60, 2_000, 120, 6


def said(meaning: str, most: int = MOST_LETTERS) -> Any:
    """A text that may be left out."""
    return Field(default="", max_length=most, description=meaning)


class Predict(Section):
    """A guess to be made before going on: one of some choices, or a curve to draw; else whether it rises or falls."""

    question: str = said("what is to be guessed", 300)
    choices: tuple[str, ...] = Field(default=(), strict=False, max_length=MOST_CHOICES, description="what may be guessed")
    draw: str | None = Field(default=None, description="weekly column whose curve is drawn by hand")

    @model_validator(mode="after")
    def _one_way(self) -> Predict:
        if self.choices and self.draw:
            raise ValueError("a guess has choices, or a column to draw; not both")
        if self.draw is not None and self.draw not in WEEKLY:
            near = nearest(self.draw, list(WEEKLY))
            raise ValueError(f"'{self.draw}' is not a column of the weekly table" + (f"; did you mean '{near}'?" if near else ""))
        if len(self.choices) == 1 or any(len(choice) > MOST_TITLE for choice in self.choices):
            raise ValueError(f"a guess has two choices or more, each of at most {MOST_TITLE} letters")
        return self


class Step(Section):
    """One step of a talk or tour."""

    title: str = said("heading", MOST_TITLE)
    text: str = Field(min_length=1, max_length=MOST_LETTERS, description="what is said; a blank line begins a paragraph")
    ask: str = said("what to ask the room")
    look_for: str = said("what to look for")
    week: int | None = Field(default=None, ge=0, le=10_000, description="week to go to")
    play_to: int | None = Field(default=None, ge=1, le=10_000, description="week to play to, from there")
    select: str | list[str] | None = Field(default=None, description="whom to look at: head, spanner, a post or a name; or a list of two of these, "
                                                                     "for the trust of the first in the second")
    reveal: bool = Field(default=False, description="whether charts show all weeks, also those to come")
    predict: Predict | None = Field(default=None, description="the guess that is asked for before going on; `true` for whether it rises or falls")

    @field_validator("predict", mode="before")
    @classmethod
    def _plain_guess(cls, given: Any) -> Any:
        return {} if given is True else None if given is False else given

    @model_validator(mode="after")
    def _one_or_two(self) -> Step:
        if isinstance(self.select, list) and (len(self.select) != 2 or self.select[0] == self.select[1]):
            raise ValueError("select names one person, or two different people")
        return self


class Talk(Section):
    """Captions of a replay, a workshop, or a tour."""

    title: str = Field(min_length=1, max_length=MOST_TITLE, description="what it is called")
    audience: Literal["students", "trainers"] = Field(default="trainers", description="for whom")
    about: str = said("what it is for, in a sentence or two", 500)
    scenarios: tuple[str, ...] = Field(default=(), strict=False, max_length=2, description="one scenario, or two side by side under the same luck")
    seed: int = Field(default=0, ge=0, le=2**53 - 1, description="the luck")
    steps: tuple[Step, ...] = Field(strict=False, min_length=1, max_length=MOST_STEPS, description="the steps in order")


def read_talk(path: str | Path) -> Talk:
    """A talk from its file, or by its name if it came with the project; InputError with everything wrong."""
    file = _file(path)
    document = read_yaml(file)
    try:
        talk = Talk.model_validate(document.data)
    except ValidationError as error:
        raise InputError(problems_of(error, Talk, document.data, document.places, str(file))) from None
    problems = [Problem("is not after the week it plays from", str(file), document.places[("steps", k)].line, f"steps[{k}].play_to", step.play_to,
                        f"a week after {step.week}")
                for k, step in enumerate(talk.steps) if step.play_to is not None and step.week is not None and step.play_to <= step.week]
    if problems:
        raise InputError(problems)
    return talk


def _file(given: str | Path) -> Path:
    path = Path(given)
    if path.is_file() or len(path.parts) > 1:
        return path
    known = talk_files()
    if path.name.removesuffix(".yaml") in known:
        return known[path.name.removesuffix(".yaml")]
    raise InputError(Problem("there is no such file of captions", given=str(given), allowed=f"a file, or one of {', '.join(known)}",
                             nearest=nearest(path.name.removesuffix(".yaml"), list(known))))


def talk_files() -> dict[str, Path]:
    """The talks that came with the project, by name; the students' first."""
    found: dict[str, Path] = {}
    for folder in reversed(libraries()):
        found |= {path.stem: path for path in sorted((folder / FOLDER).glob("*.yaml"))}
    return dict(sorted(found.items(), key=lambda item: (item[0] != FIRST, item[0])))


def as_json(name: str, talk: Talk, films: Sequence[Film], *, views: bool = True) -> dict[str, Any]:
    """A talk as the page takes it: people found in the films, weeks within them. InputError where somebody or a week is not there.

    Parameters
    ----------
    films : what it is told over, one or two.
    views : with the views it begins with, for the live app.
    """
    steps, problems = [], []
    for number, step in enumerate(talk.steps):
        told: dict[str, Any] = {"text": step.text}
        told |= {key: value for key, value in (("title", step.title), ("question", step.ask), ("look_for", step.look_for)) if value}
        told |= {key: value for key, value in (("week", step.week), ("play_to", step.play_to)) if value is not None}
        if step.reveal:
            told["reveal"] = True
        if step.predict is not None:
            told["predict"] = _guess(step.predict)
        try:
            told |= _selected(step, films, f"steps[{number}]")
        except InputError as error:
            problems += error.problems
        longest = max(film.weeks for film in films)
        problems += [Problem("is after the end of the run", key=f"steps[{number}].{key}", given=week, allowed=f"0 to {longest}")
                     for key, week in (("week", step.week), ("play_to", step.play_to)) if week is not None and week > longest]
        steps.append(told)
    if problems:
        raise InputError(problems)
    made: dict[str, Any] = {"id": name, "title": talk.title, "audience": talk.audience, "about": talk.about, "steps": steps}
    if views:
        made["views"] = [{"scenario": scenario, "settings": {}, "happenings": [], "seed": talk.seed} for scenario in talk.scenarios]
    return made


def _guess(predict: Predict) -> dict[str, Any] | bool:
    told = {"choices": list(predict.choices), "draw": predict.draw, "question": predict.question}
    return {name: value for name, value in told.items() if value} or True


def _selected(step: Step, films: Sequence[Film], key: str) -> dict[str, Any]:
    """Who is looked at, by identity: in the first film that has them in that week."""
    if step.select is None:
        return {}
    wanted = [step.select] if isinstance(step.select, str) else step.select
    week = step.week or 0
    error: InputError | None = None
    for film in films:
        try:
            keys = [person_key(film, who, week, f"{key}.select") for who in wanted]
        except InputError as problem:
            error = error or problem
            continue
        return {"select": {"kind": "person", "key": keys[0]} if len(keys) == 1 else {"kind": "tie", "holder": keys[0], "other": keys[1]}}
    assert error is not None
    raise error


def person_key(film: Film, who: str, week: int, key: str) -> str:
    """The identity of the head, a spanner (of several the first), or whoever goes by a post or name and is in post in a week."""
    people: list[dict[str, Any]] = film.header["people"]
    here = [person for person in people if person["joined"] <= week and (person["left"] is None or person["left"] > week)]
    if who in ("head", "spanner"):
        found = [person for person in here if (person["role"] == "head" if who == "head" else person["spanner"])]
        if not found:
            raise InputError(Problem(f"there is no {who} in week {week}", key=key, given=who, allowed="a post, such as 'school/team 1/1', or a name"))
        return str(found[0]["key"])
    import pandas as pd

    table = pd.DataFrame([{"post": person["post"], "name": person["name"], "joined_week": person["joined"], "left_week": person["left"]}
                          for person in here], index=[people.index(person) for person in here])
    return str(people[find_person(table, who, option=key)]["key"])
