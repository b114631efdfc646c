"""A view: what a page shows, in one small mapping, and the scenario that it stands for.

    {"scenario": "baseline", "settings": {"meetings.team_minutes_per_week": 90}, "happenings": [{"week": 31, "do": "new_head"}], "seed": 3}

`settings` hold from the start, as `--set`; `happenings` are put at the end of the scenario's timeline. Every draw is keyed, so that an entry of
week w + 1 leaves weeks 0 to w equal to the bit: a slider moved in week w becomes a happening of week w + 1, the run is made anew, and the page
plays on. What comes from a page is a stranger's: it names scenarios that the server knows, and paths of the schema, and never a file.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from trustsim.errors import InputError, Problem, nearest
from trustsim.randomness import check_seed
from trustsim.scenario.library import find_scenario, names
from trustsim.scenario.load import LoadedScenario, load_scenario, scenario_from, size_of, varied
from trustsim.scenario.schema import Organisation
from trustsim.scenario.yaml_guard import to_yaml
from trustsim.web.controls import MOST_STAFF, MOST_WEEKS, by_path, intervention_names

MOST_HAPPENINGS, MOST_TEXT, MOST_DEPTH = 60, 200, 5
MOST_TIES = 40_000   # directed ties at the start, about
FIELDS = ("scenario", "settings", "happenings", "seed")
WORDS = ("title", "question", "source", "expected", "topic", "contrast", "claims", "finding")
ORGANISATIONS = "organisations"
Json = Mapping[str, Any]


@dataclass(frozen=True)
class View:
    """What a page shows. `key` is the same for the same view."""

    scenario: str
    settings: Json
    happenings: Sequence[Json]
    seed: int = 0

    @property
    def key(self) -> str:
        """The view as one line of text."""
        return json.dumps([self.scenario, sorted(self.settings.items()), self.happenings, self.seed], sort_keys=True)

    @property
    def setting(self) -> str:
        """The same without the seed: what runs of other luck share."""
        return json.dumps([self.scenario, sorted(self.settings.items()), self.happenings], sort_keys=True)

    def as_json(self) -> dict[str, Any]:
        """As the page writes it; a seed beyond 2^53 as text."""
        seed = self.seed if self.seed < 2**53 else str(self.seed)
        return {"scenario": self.scenario, "settings": dict(self.settings), "happenings": list(self.happenings), "seed": seed}


def view_of(given: Any) -> View:
    """A view from JSON; InputError with everything that cannot be."""
    if not isinstance(given, Mapping):
        raise InputError(Problem("is not a view", key="view", given=given, allowed="a mapping with scenario, settings, happenings and seed"))
    problems = [Problem("is no part of a view", key=str(name), nearest=nearest(str(name), list(FIELDS))) for name in given if name not in FIELDS]
    scenario, settings, happenings = given.get("scenario", "baseline"), given.get("settings") or {}, given.get("happenings") or []
    if not isinstance(scenario, str) or len(scenario) > MOST_TEXT:
        problems.append(Problem("is not a name", key="scenario", given=scenario))
    if not isinstance(settings, Mapping):
        problems.append(Problem("is not a mapping from path to value", key="settings", given=settings))
        settings = {}
    if not isinstance(happenings, list) or len(happenings) > MOST_HAPPENINGS:
        problems.append(Problem("is not a list of happenings", key="happenings", allowed=f"a list of at most {MOST_HAPPENINGS}"))
        happenings = []
    problems += [problem for number, item in enumerate(happenings) for problem in _faults_of(item, f"happenings[{number}]")]
    try:
        seed = _seed(given.get("seed", 0))
    except ValueError:
        problems.append(Problem("is not a seed", key="seed", given=given.get("seed"), allowed="a whole number from 0 to 18446744073709551615"))
    if problems:
        raise InputError(problems)
    return View(scenario, dict(settings), list(happenings), seed)


def _seed(given: Any) -> int:
    if isinstance(given, str):
        if not re.fullmatch("[0-9]{1,20}", given):
            raise ValueError("a seed is written in digits")
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int):
        raise ValueError("a seed is a whole number")
    return check_seed(given)


def _faults_of(item: Any, key: str) -> list[Problem]:
    """What is wrong with a happening, before the schema looks at it."""
    known = list(intervention_names())
    if not isinstance(item, Mapping):
        return [Problem("is not a happening", key=key, given=item, allowed='a mapping such as {"week": 31, "do": "new_head"}')]
    if item.get("do") not in known:
        given = item.get("do")
        return [Problem("cannot be done from the page", key=f"{key}.do", given=given, allowed=", ".join(known),
                        nearest=nearest(given, known) if isinstance(given, str) and len(given) < MOST_TEXT else None)]
    fault = _unfit(item, MOST_DEPTH)
    return [Problem(fault, key=key)] if fault else []


def _unfit(value: Any, depth: int) -> str:
    """Why a value is nothing that a page sends; empty where it may."""
    if depth < 0:
        return "is nested too deeply"
    if isinstance(value, str):
        return f"holds a text of more than {MOST_TEXT} letters" if len(value) > MOST_TEXT else ""
    if isinstance(value, float) and not math.isfinite(value):
        return "holds a number that is none"
    inner: Any = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    if len(inner) > MOST_HAPPENINGS:
        return "holds too many values"
    return next((fault for one in inner if (fault := _unfit(one, depth - 1))), "")


class Library:
    """The scenarios that a page may show: those of the library, and files that were named on the command line."""

    def __init__(self, files: Sequence[str] = ()) -> None:
        self.own: dict[str, LoadedScenario] = {}
        for file in files:
            source = load_scenario(file)
            check_for_page(source)
            name, number = source.name, 2
            while name in self.own:
                name, number = f"{source.name} ({number})", number + 1
            self.own[name] = replace(source, name=name)
        self._names = [*self.own, *(name for name in names() if name not in self.own)]
        self._loaded: dict[str, LoadedScenario] = dict(self.own)

    @property
    def names(self) -> list[str]:
        """Those named on the command line first."""
        return list(self._names)

    def source(self, name: str) -> LoadedScenario:
        """A scenario by its name; InputError where there is none, or it does not fit on a page."""
        if name not in self._names:
            raise InputError(Problem("there is no such scenario", key="scenario", given=name, nearest=nearest(name, self._names)))
        if name not in self._loaded:
            self._loaded[name] = load_scenario(name)
            check_for_page(self._loaded[name])
        return self._loaded[name]

    def resolve(self, view: View) -> LoadedScenario:
        """The scenario that a view stands for; InputError with everything wrong, in words for the page."""
        source = self.source(view.scenario)
        problems = [problem for path, value in view.settings.items() for problem in _setting_faults(source, path, value)]
        if problems:
            raise InputError(problems)
        overrides = dict(view.settings)
        own = list(source.settings.get("timeline") or [])
        if view.happenings:
            overrides["timeline"] = [*own, *view.happenings]
        if not overrides:
            return source
        try:
            made = varied(source, overrides)
        except InputError as error:
            raise InputError([for_page(problem, len(own)) for problem in error.problems]) from None
        check_for_page(made)
        return made

    def yaml(self, view: View) -> tuple[str, str]:
        """The view as a scenario file: its name, and its text, which runs the same to the bit."""
        source, made = self.source(view.scenario), self.resolve(view)
        stem = re.sub(r"[^A-Za-z0-9_-]+", "_", view.scenario) or "scenario"
        again = f"python3 run_sim.py run {stem}_changed.yaml --seed {view.seed}"
        title = f"{source.scenario.title or source.name}{', changed' if made is not source else ''}"
        data = self._short(view, made, title) or {"title": title, **{key: value for key, value in made.settings.items() if key not in WORDS}}
        head = [f"# What the page showed; runs again with: {again}"]
        if source.school is not None:
            head.append(f"# It reads {', '.join(file.name for file in source.files[-2:])}: put this file beside them.")
        return f"{stem}_changed.yaml", "\n".join(head) + "\n" + to_yaml(data)

    def _short(self, view: View, made: LoadedScenario, title: str) -> dict[str, Any] | None:
        """What the view changes over a scenario of the library; None where that would not give the same scenario."""
        if view.scenario in self.own:
            return None
        data: dict[str, Any] = {"extends": view.scenario, "title": title}
        for path, value in view.settings.items():
            holder = data
            for part in path.split(".")[:-1]:
                holder = holder.setdefault(part, {})
            holder[path.rsplit(".", 1)[-1]] = value
        if view.happenings:
            data["timeline"] = list(made.settings["timeline"])
        try:
            again = scenario_from(data, folder=find_scenario(view.scenario)[0].parent)
        except InputError:
            return None
        return data if without_words(again) == without_words(made.scenario) else None


def without_words(scenario: Any) -> Any:
    """A scenario without what is only said of it."""
    blank = type(scenario)()
    return scenario.model_copy(update={name: getattr(blank, name) for name in WORDS})


def _setting_faults(source: LoadedScenario, path: str, value: Any) -> list[Problem]:
    """What is wrong with one setting, before the schema looks at it."""
    bare = path
    if path.startswith(f"{ORGANISATIONS}."):
        _, name, bare = [*path.split(".", 2), ""][:3]
        if name not in source.scenario.organisations or bare.partition(".")[0] not in Organisation.model_fields:
            known = list(source.scenario.organisations)
            return [Problem("is no setting of an organisation of this scenario", key=path[:MOST_TEXT], nearest=nearest(name[:MOST_TEXT], known))]
    control = by_path().get(bare)
    if control is None or not control["at_start"]:
        return [Problem("is no setting that the page can change", key=path[:MOST_TEXT], nearest=nearest(bare[:MOST_TEXT], list(by_path())))]
    if isinstance(value, list | Mapping) or _unfit(value, 0):
        return [Problem("is not a value of this setting", key=path, given=value)]
    most = control["max"]
    if most is not None and isinstance(value, int | float) and value > most:
        return [Problem("is too large for the page", key=path, given=value, allowed=f"at most {most:g}")]
    return []


def for_page(problem: Problem, own: int) -> Problem:
    """A problem without the server's files; entries of the timeline that the page made are its happenings."""
    key = problem.key or ""
    found = re.match(r"timeline\[(\d+)\](.*)", key, flags=re.DOTALL)
    if found and int(found[1]) >= own:
        key = f"happenings[{int(found[1]) - own}]{found[2]}"
    return replace(problem, file=None, line=None, key=key or None)


def check_for_page(source: LoadedScenario) -> None:
    """InputError where a school is too large to be shown."""
    scenario, size = source.scenario, size_of(source.scenario, source.school)
    problems = []
    if size.staff > MOST_STAFF:
        problems.append(Problem("are too many staff to be shown; `run` takes them", key="staff", given=size.staff, allowed=f"at most {MOST_STAFF}"))
    if size.ties > MOST_TIES:
        problems.append(Problem("makes too many ties to be shown; `run` takes them", key="network.acquaintances",
                                given=scenario.network.acquaintances, allowed="fewer acquaintances, or fewer staff"))
    if scenario.weeks > MOST_WEEKS:
        problems.append(Problem("is too long to be shown; `run` takes it", key="weeks", given=scenario.weeks, allowed=f"at most {MOST_WEEKS}"))
    if problems:
        raise InputError(problems)
