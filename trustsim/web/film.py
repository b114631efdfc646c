"""A film: the whole run of a scenario, week by week, with every word and number that a page shows of it.

    from trustsim.web.film import film
    made = film("broken_promise", seed=1)
    made.data()          # bytes, see trustsim/web/coding.py
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

import trustsim
from trustsim.derived import has_ties, parts, spells, team_label
from trustsim.model import TrustModel
from trustsim.qualities import QUALITY_WORDS
from trustsim.results import Results, event_table, kept_weeks, staff_table, tie_columns, tie_table
from trustsim.scenario.load import LoadedScenario, Source, loaded
from trustsim.scenario.timeline import words_of
from trustsim.state import EVENTS, N_STAFF, QUALITIES, STAGES
from trustsim.summary import KIND_WORDS, ROLE_WORDS, summary
from trustsim.web.coding import Array, join, json_of, packed
from trustsim.web.controls import values_of
from trustsim.web.recording import SCALES, Recorder
from trustsim.weekly import OF_TIES, WEEKLY
from trustsim.words import count

TOLD = ("breach", "apology", "joined", "left", "viable", "lost", "intervention")   # kinds of events that a page marks
LATER = ("beliefs", "scar")   # most of the bytes, and shown of one tie at a time: a page asks for them when it shows a tie
PLAIN = {"viable": "The learning community is viable from here on", "lost": "The learning community is no longer viable from here on"}


@dataclass(frozen=True)
class Film:
    """A recorded run.

    Attributes
    ----------
    header : everything but the arrays (docs/browser.md says what is in it).
    arrays : by name, before coding.
    keys : identity of everybody who ever was in post, by staff number.
    """

    header: dict[str, Any]
    arrays: dict[str, Array]
    keys: Array

    def data(self, *, whole: bool = True, **more: Any) -> bytes:
        """The film as bytes, or without what is in LATER; `more` goes into the header (id, slot, view)."""
        placed, blob = self._packed
        first = {name: place for name, place in placed.items() if name not in LATER}
        if not whole and len(first) < len(placed):
            blob = blob[: min(place["at"] for name, place in placed.items() if name in LATER)]
            placed, more = first, {**more, "in_part": True}
        return join(f"{json_of({**more, 'arrays': placed})[:-1]},{self._text[1:]}", blob)

    def thinned(self, every: int) -> Film:
        """The same film with beliefs as they stood at every so many weeks, so that it is smaller; 0 leaves them out."""
        if every == 1:
            return self
        arrays = dict(self.arrays)
        beliefs = arrays.pop("beliefs")
        if every:
            weeks = np.arange(beliefs.shape[-1])
            held = beliefs[..., weeks - weeks % every]
            arrays["beliefs"] = np.where((beliefs == 0) | (held == 0), beliefs, held)   # ties begin and end when they do
        return Film({**self.header, "beliefs_every": every}, arrays, self.keys)

    @cached_property
    def _packed(self) -> tuple[dict[str, Any], bytes]:
        return packed(dict(sorted(self.arrays.items(), key=lambda item: item[0] in LATER)))

    @cached_property
    def _text(self) -> str:
        return json_of(self.header)

    @property
    def weeks(self) -> int:
        """Weeks that were simulated."""
        return int(self.arrays["weekly"].shape[1]) - 1

    @property
    def bytes(self) -> int:
        """Memory it takes, about."""
        return 2 * sum(array.nbytes for array in self.arrays.values()) + 4 * len(self._text)


def film(scenario: Source, seed: int = 0, *, added: int = 0, told: bool = False, stop: Callable[[], bool] | None = None) -> Film:
    """Run a scenario and keep every week of it.

    Parameters
    ----------
    added : how many entries at the end of the timeline were put there on the page.
    told : with the summary in words (trustsim.summary), which takes longer than all else.
    stop : asked every week; where it says yes, trustsim.web.recording.Stopped is raised.
    """
    source = loaded(scenario)
    model = TrustModel(source, seed=seed)
    recorder = Recorder(model, stop)
    tie_weeks = frozenset(kept_weeks(model.scenario) if told else ())
    kept = [tie_columns(model)]   # the tables of ties are for the summary alone
    values = [(0, values_of(source))]
    acts = {item.week for item in model.scenario.timeline if item.do in ("change", "new_head")}

    def keep(week: int) -> None:
        recorder.week(week)
        if week in tie_weeks:
            kept.append(tie_columns(model))
        if week in acts:
            values.append((week, values_of(source, model)))

    recorder.week()
    model.run(stops=tuple(range(1, model.scenario.weeks + 1)), at_stop=keep)
    results = Results(scenario=model.scenario, seed=model.seed, name=source.name, weekly=pd.DataFrame(model.state.weeks.copy()),
                      staff=staff_table(model), ties=tie_table(*kept), events=event_table(model, EVENTS if told else TOLD),
                      teams=list(model.roster.teams), organisations=list(model.roster.organisations), school=source.school, source_files=source.files)
    arrays = {"weekly": weekly_of(model.state.weeks), **recorder.arrays()}
    keys = model.state.staff["key"][: int(model.state.count[N_STAFF])].copy()
    said = summary(results).lines if told else None
    return Film(header_of(source, results, keys, values, added) | {"summary": said}, arrays, keys)


def weekly_of(weeks: Array) -> Array:
    """The weekly records, a row a column of them, blank (NaN) where there is nothing to tell."""
    some = has_ties(weeks)
    return np.array([np.where(some, weeks[name], np.nan) if name in OF_TIES else weeks[name] for name in WEEKLY], np.float32)


def header_of(source: LoadedScenario, results: Results, keys: Array, values: list[tuple[int, dict[str, Any]]], added: int) -> dict[str, Any]:
    """Everything of a film but its arrays."""
    scenario = results.scenario
    entries = len(scenario.timeline) - added
    teams = [{"name": name, "organisation": results.organisations.index(name.partition("/")[0]), "label": team_label(results, name)}
             for name in results.teams]
    return {
        "name": source.name, "title": scenario.title or source.name.replace("_", " "), "question": scenario.question, "source": scenario.source,
        "expected": scenario.expected, "finding": scenario.finding, "weeks": scenario.weeks, "weeks_per_year": scenario.weeks_per_year,
        "weeks_per_term": scenario.weeks_per_term, "seed": seed_word(results.seed), "version": trustsim.__version__,
        "organisations": results.organisations, "teams": teams, "roles": list(ROLE_WORDS), "role_words": ROLE_WORDS, "stages": list(STAGES),
        "qualities": [{"key": key, "words": words} for key, words in QUALITY_WORDS.items()],
        "people": people_of(results, keys), "columns": {name: column._asdict() for name, column in WEEKLY.items()},
        "parts": [{"column": part.column, "name": part.name, "threshold": part.threshold, "strictly": part.strictly} for part in parts(results)],
        "spells": [list(spell) for spell in spells(results)],
        "timeline": [{"week": item.week, "do": item.do, "words": words_of(item), "added": number >= entries}
                     for number, item in enumerate(scenario.timeline)],
        "events": events_of(results), "scales": {name: list(ends) for name, ends in SCALES.items()},
        "values": values[0][1], "values_from": changes_of(values)}


def seed_word(seed: int) -> int | str:
    """A seed as JSON may hold it: above 2^53 the page would lose its last digits, so it is sent as text."""
    return seed if seed < 2**53 else str(seed)


def people_of(results: Results, keys: Array) -> list[dict[str, Any]]:
    """Everybody who ever was in post, by staff number; traits, tenure and load as at the end or on leaving."""
    staff = results.staff
    rounded = {name: staff[name].to_numpy().round(3).tolist() for name in ("disposition", "listening", "sociability", "tenure_years", "workload")}
    traits = np.column_stack([staff[quality] for quality in QUALITIES]).round(3).tolist()
    team = {name: number for number, name in enumerate(results.teams)}
    organisation = {name: number for number, name in enumerate(results.organisations)}
    left = [None if week is pd.NA else int(week) for week in staff["left_week"].tolist()]
    plain = {name: staff[name].tolist() for name in ("name", "post", "role", "team", "organisation", "profession", "spanner", "joined_week", "here")}
    return [{"key": f"{int(key):x}", "name": plain["name"][k], "post": plain["post"][k], "role": plain["role"][k], "team": team[plain["team"][k]],
             "organisation": organisation[plain["organisation"][k]], "profession": plain["profession"][k], "spanner": plain["spanner"][k],
             "joined": plain["joined_week"][k], "left": left[k], "traits": traits[k], **{name: values[k] for name, values in rounded.items()}}
            for k, key in enumerate(keys.tolist())]


def events_of(results: Results) -> list[dict[str, Any]]:
    """What happened to whom, in words; what one does to many at once (a promise broken before all) is told once."""
    told: dict[tuple[Any, ...], dict[str, Any]] = {}
    for week, kind, who, name, other, other_name, detail, value in zip(*(results.events[column].tolist() for column in (
            "week", "kind", "who", "who_name", "other", "other_name", "detail", "value")), strict=True):
        if kind not in TOLD:
            continue
        key = (week, kind, who, detail) if kind in ("breach", "apology") else (week, kind, who, detail, len(told))
        if key in told:
            told[key]["others"].append(other)
            continue
        told[key] = {"week": int(value) if kind in PLAIN else week, "kind": kind, "who": who if who >= 0 else None,
                     "others": [other] if other >= 0 else [], "detail": detail, "names": (name, other_name)}
    return [event_words(event) for event in told.values()]


def event_words(event: dict[str, Any]) -> dict[str, Any]:
    """The event with its words, and with `other` where it is one person."""
    name, other = event.pop("names")
    others = event.pop("others")
    kind, felt = event["kind"], other if len(others) == 1 else count(len(others), "colleague")
    if kind == "breach":
        words = f"{name} broke trust with {felt}: {KIND_WORDS[event['detail']].removeprefix('trust by ')}"
    elif kind == "apology":
        words = f"{name} apologised to {felt}"
    elif kind == "joined":
        words = f"{name} joined" + (f" in place of {other}" if other else "")
    elif kind == "left":
        words = f"{name} left"
    else:
        words = PLAIN.get(kind) or event["detail"]
    del event["detail"]
    return {**event, "other": others[0] if len(others) == 1 else None, **({"others": others} if len(others) > 1 else {}), "words": words}


def changes_of(values: list[tuple[int, dict[str, Any]]]) -> list[dict[str, Any]]:
    """From which week on which controls stand elsewhere than before."""
    changes = []
    for (_, before), (week, after) in pairwise(values):
        changed = {path: value for path, value in after.items() if before.get(path) != value}
        if changed:
            changes.append({"week": week, "values": changed})
    return changes
