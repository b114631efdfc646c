"""From a scenario and a seed to the state of the first week: people, rooms, advice, acquaintance, spanners, first trust."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from trustsim.population import Roster
from trustsim.prepared import Ints, Prepared, code_of, prepare, with_rows
from trustsim.randomness import SPANNER
from trustsim.rules import founding as rules
from trustsim.rules.acquaintance import list_ties
from trustsim.scenario.schema import Scenario
from trustsim.state import DIRTY, LEFT, N_PAIRS, TIE, TRACE, State

if TYPE_CHECKING:
    from trustsim.imports import School


@dataclass(frozen=True)
class Watch:
    """Whose ties are noted step by step: flags by staff number (rules/trace.py), and room for so many notes at a time."""

    flags: Mapping[int, int]
    notes: int


@dataclass(frozen=True)
class Founded:
    """A school before its first week. ``advice`` is the (m, 2) list of who asks whom, as staff numbers."""

    state: State
    roster: Roster
    scenario: Scenario
    advice: Ints


def _draw_people(w: State, ready: Prepared) -> None:
    scenario, roster = ready.scenario, ready.roster
    n = len(roster.posts)
    rules.draw_all(w, n, *ready.rooms)
    staff = w.staff[:n]
    years = ready.tenure_factor * staff["tenure_weeks"]   # draw_all leaves a uniform there
    if ready.school is not None:   # a table may say some of it
        x, y, disposition, tenure = (np.array(told) for told in (roster.x, roster.y, roster.disposition, roster.tenure_years))
        placed = ~(np.isnan(x) | np.isnan(y))
        staff["x"] = np.where(placed, x, staff["x"])
        staff["y"] = np.where(placed, y, staff["y"])
        staff["disposition"] = np.where(np.isnan(disposition), staff["disposition"], disposition)
        years = np.where(np.isnan(tenure), years, tenure)
    staff["tenure_weeks"] = years * scenario.weeks_per_year


def _advice(w: State, ready: Prepared) -> Ints:
    if ready.school is not None:
        return np.asarray(ready.school.ties, dtype=np.int64).reshape(-1, 2)
    network = ready.scenario.network
    asked = [rules.ask_advice(w, start, end, network.advice_per_person, network.team_odds, ready.distance_rate, network.reciprocity, network.closure)
             for start, end in ready.ranges]
    return np.concatenate([np.column_stack(both).astype(np.int64) for both in asked])


def _spanner_contacts(w: State, ready: Prepared, advice: Ints) -> tuple[list[int], list[tuple[int, int]]]:
    """Who spans boundaries, and with whom: fixed counterparts in as many teams (or organisations), or everybody."""
    wanted, roster = ready.scenario.spanners, ready.roster
    if wanted.count == 0:
        return [], []
    n = len(roster.posts)
    keys = w.staff["key"][:n]
    luck = rules.luck(w.seed, SPANNER, keys, 0)
    merit = {"random": luck, "sociable": w.staff["sociability"][:n], "listening": w.staff["listening"][:n],
             "well_connected": np.bincount(advice.ravel(), minlength=n) + 0.5 * luck}[wanted.chosen]
    spanners: list[int] = []
    contacts: list[tuple[int, int]] = []
    for staff, teams in ready.candidates:
        # One from each team before any team gives a second.
        taken: dict[int, int] = {}
        for i in staff[np.argsort(-merit[staff], kind="stable")].tolist():
            given = sum(taken.values())
            if given == wanted.count:
                break
            if taken.get(roster.team[i], 0) <= given // max(1, teams):
                taken[roster.team[i]] = taken.get(roster.team[i], 0) + 1
                spanners.append(i)
    for i in spanners:
        luck_of = rules.luck_with(w.seed, SPANNER, w.staff["key"][i], keys, 0).tolist()
        per_place = [sorted(place, key=luck_of.__getitem__) for place in ready.places_for(i)]
        per_place.sort(key=lambda place: luck_of[place[-1]])
        most = 10**9 if wanted.spread else wanted.contacts
        chosen = [place[depth] for depth in range(max(map(len, per_place), default=0)) for place in per_place if depth < len(place)]
        contacts += [(i, j) for j in chosen[:most]]
    return spanners, contacts


def _pairs(w: State, ready: Prepared, advice: Ints) -> tuple[Ints, Ints, Ints]:
    """All pairs who know each other at the start, as (m, 2) staff numbers in order; who asks for advice (1, 2, 3: both), spanners' contacts."""
    scenario = ready.scenario
    n = len(ready.roster.posts)
    asking = code_of(advice.T, n)
    codes = [ready.known, asking]
    most = min(scenario.network.acquaintances, max(1, n - 1))
    codes += [code_of(rules.nominate(w, start, end, most), n) for start, end in ready.ranges if end - start > 1]
    if len(ready.roster.organisations) > 1 and scenario.partnership.contacts_per_person > 0:   # on average so many a person
        codes.append(code_of(rules.know_outside(w, n, scenario.partnership.contacts_per_person), n))
    spanners, contacts = _spanner_contacts(w, ready, advice)
    w.staff["spanner"][spanners] = 1
    visits = code_of(np.array(contacts, dtype=np.int64).reshape(-1, 2).T, n)
    every = np.sort(np.concatenate([*codes, visits]))
    every = every[np.flatnonzero(np.diff(every, prepend=-1))]
    asks, is_contact = np.zeros(len(every), np.uint8), np.zeros(len(every), np.bool_)
    place = np.searchsorted(every, asking)
    forward = advice[:, 0] < advice[:, 1]
    asks[place[forward]] = 1
    asks[place[~forward]] += 2
    is_contact[np.searchsorted(every, visits)] = True
    return np.column_stack(np.divmod(every, n)), asks, is_contact


def found(scenario: Scenario | Prepared, seed: int, school: School | None = None, watch: Watch | None = None) -> Founded:
    """Everything before the first week. Same scenario and seed, same bytes.

    InputError where the scenario names an imported network and `school` does not bring it.
    """
    ready = scenario if isinstance(scenario, Prepared) else prepare(scenario, school)
    w = ready.copy(seed)
    _draw_people(w, ready)
    advice = _advice(w, ready)
    pairs, asks, is_contact = _pairs(w, ready, advice)
    w = with_room(w, staff=max(watch.flags, default=-1) + 1 if watch else 0, pairs=len(pairs))
    if watch:
        w = w._replace(trace=np.zeros(watch.notes, TRACE), traced=np.zeros(watch.notes, TIE))
        w.staff["watched"][list(watch.flags)] = list(watch.flags.values())
    rules.acquaint_all(w, pairs, asks, is_contact, *ready.history, ready.scenario.weeks_per_year)
    return Founded(state=w, roster=ready.own_roster(), scenario=ready.scenario, advice=advice)


def with_room(w: State, *, staff: int, pairs: int, events: int = 0) -> State:
    """The same state in arrays with at least so many rows; what must grow gets an eighth to spare."""
    return with_rows(w, *(have if have >= need else need + need // 8 + 16 for have, need in
                          ((len(w.staff), staff), (len(w.pairs), pairs), (len(w.events), events))))


def without_gone(w: State) -> State:
    """The same state without the pairs of people who have left: order kept, room kept."""
    n = int(w.count[N_PAIRS])
    pairs = w.pairs[:n]
    kept = np.flatnonzero((w.staff["presence"][pairs["a"]] != LEFT) & (w.staff["presence"][pairs["b"]] != LEFT))
    if len(kept) == n:
        return w
    w.pairs[: len(kept)] = pairs[kept]
    sides = np.column_stack([2 * kept, 2 * kept + 1]).ravel()
    w.ties[: 2 * len(kept)] = w.ties[sides]
    w.count[N_PAIRS] = len(kept)
    w.count[DIRTY] = 1
    list_ties(w)
    return w
