"""The school before its first week: where people sit, who asks whom for advice, who knows whom.

The collaboration network follows Pitts & Spillane 2009 and Spillane & Shirrell 2017: advice is likelier within a team and at short
distance, is partly returned, partly closed into triangles, and a person asks about as many colleagues in a large as in a small school.
Every chance is decided by a draw keyed by the pair, so a colleague more leaves the others' draws as they were.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np

from trustsim.compiled import rule
from trustsim.portable import clip, exp_minus
from trustsim.randomness import (
    ACQUAINTANCE,
    ADVICE,
    CLOSURE,
    HISTORY,
    NETWORK,
    PERSON,
    PLACE,
    RECIPROCITY,
    draw_many,
    pair_key,
    uniforms,
    unit,
)
from trustsim.rules.acquaintance import is_leader, place_on_ring, point
from trustsim.rules.beliefs import trust_of
from trustsim.rules.encounters import propinquity, relist
from trustsim.rules.first_trust import begin_pair
from trustsim.rules.leadership import leadership
from trustsim.rules.people import draw_person
from trustsim.rules.trace import PAST, note_tie
from trustsim.rules.viability import measure, open_measures
from trustsim.rules.word_of_mouth import stranger_for
from trustsim.state import PRACTICE, ROLE

WINDOW = 150   # in larger organisations only so many neighbours along the corridor are candidates: cost stays linear in staff


@rule(allocates=True)
def luck(seed: Any, stream: int, keys: Any, event: int) -> Any:
    """One uniform for each identity in `keys` (uint64): an order among people that nobody else's coming or going changes."""
    drawn = np.zeros(len(keys), np.float64)
    for k in range(len(keys)):
        drawn[k] = uniforms(seed, stream, keys[k], 0, event, 0)[0]
    return drawn


@rule(allocates=True)
def luck_with(seed: Any, stream: int, key: Any, keys: Any, event: int) -> Any:
    """One uniform for each pair of `key` with one of `keys`."""
    drawn = np.zeros(len(keys), np.float64)
    for k in range(len(keys)):
        drawn[k] = uniforms(seed, stream, pair_key(key, keys[k]), 0, event, 1)[0]
    return drawn


@rule(allocates=True)
def know_outside(w: Any, n: int, mean: float) -> Any:
    """Pairs of staff who know each other across organisations, on average `mean` a person. Returns two arrays of staff numbers."""
    place_on_ring(w)
    wanted = mean / 2.0   # each names half of them
    most = int(wanted) + 1
    first = np.zeros(n * most, np.int32)
    second = np.zeros(n * most, np.int32)
    count = 0
    for i in range(n):
        u, _, _, _ = uniforms(w.seed, NETWORK, w.staff[i].key, 0, 0, 0)
        named = int(wanted) + (1 if u < wanted - int(wanted) else 0)
        for k in range(named):
            j = stranger_for(w, i, point(w, NETWORK, w.staff[i].key, 0, 1 + k), False)
            if j >= 0:
                first[count] = i
                second[count] = j
                count += 1
    return first[:count], second[:count]


@rule
def place_person(w: Any, i: int, team_x: float, team_y: float, spread: float) -> None:
    """A place in metres around the middle of the team's rooms, evenly within `spread`."""
    u, v, _, _ = uniforms(w.seed, PLACE, w.staff[i].key, 0, 0, 0)
    w.staff[i].x = team_x + spread * (2.0 * u - 1.0)
    w.staff[i].y = team_y + 0.25 * spread * (2.0 * v - 1.0)


@rule
def draw_all(w: Any, n: int, team_x: Any, team_y: Any, spread: Any) -> None:
    """Draw everybody's dispositions, traits and place; `spread` is metres by organisation."""
    for i in range(n):
        draw_person(w, i, 0.0)
        s = w.staff[i]
        place_person(w, i, team_x[s.team], team_y[s.team], spread[s.organisation])
        u, _, _, _ = uniforms(w.seed, PERSON, s.key, 0, 0, 11)
        s.tenure_weeks = u


@rule
def acquaint_all(w: Any, pairs: Any, advice: Any, contact: Any, years: Any, norm: Any, weeks_per_year: int) -> None:
    """Begin the ties of all `pairs` (m, 2); `advice` is 1 where the first asks the second, 2 the other way, 3 both; history by organisation."""
    for k in range(len(pairs)):
        i, j = pairs[k, 0], pairs[k, 1]
        number = begin_pair(w, i, j, pair_key(w.staff[i].key, w.staff[j].key), 0)
        pair = w.pairs[number]
        pair.advice = advice[k]
        if pair.a != i:
            pair.advice = ((advice[k] & 1) << 1) | (advice[k] >> 1)
        pair.spanner_contact = 1 if contact[k] else 0
        one, other = w.staff[i].organisation, w.staff[j].organisation
        shared_years = min(years[one], years[other])
        if shared_years > 0.0:
            past_work(w, number, shared_years, 0.5 * (norm[one] + norm[other]), weeks_per_year)


@rule(inline=True)
def nearness(a: Any, b: Any, distance_rate: float) -> float:
    """How the odds of advice fall with the distance between two people: 1 at the same place."""
    distance = sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y))
    return exp_minus(distance_rate * distance)


@rule(inline=True)
def advice_weight(asked: Any, near: float, odds: float) -> float:
    """Relative odds of being asked: competence (who knows more is asked more), distance, team."""
    return (0.5 + asked.trait[0]) * near * odds


@rule(inline=True)
def windows(i: int, start: int, end: int) -> Any:
    """Up to where (exclusive) the candidates of `i` reach in an organisation's staff `start..end`, and those of whom `i` is a candidate."""
    if end - start <= 2 * WINDOW:
        return end, end
    return min(end, i + WINDOW), min(end, i + WINDOW + 1)


@rule
def draw_ahead(w: Any, stream: int, i: int, end: int, who: Any, codes: Any, drawn: Any) -> None:
    """The luck that `i` has with each of the staff after them, up to `end`, into `drawn[:, :end - i - 1]`."""
    for j in range(i + 1, end):
        who[j - i - 1] = pair_key(w.staff[i].key, w.staff[j].key)
    draw_many(w.seed, 0, who, codes, stream << 24, end - i - 1, drawn, 0)


@rule(allocates=True)
def ask_advice(w: Any, start: int, end: int, mean: float, team_odds: float, distance_rate: float, reciprocity: float, closure: float) -> Any:
    """Directed advice ties among staff `start..end`: arrays of who asks and who is asked, in order, each once.

    Parameters
    ----------
    mean : ties a person has on average, after reciprocity and closure.
    distance_rate : fall of the log odds with each metre.
    """
    # mean = x + closure x^2 where x is what asking and asking back bring; solved for the asking that is needed.
    x = mean
    if closure > 0.0:
        x = (sqrt(1.0 + 4.0 * closure * mean) - 1.0) / (2.0 * closure)
    wanted = x / (1.0 + reciprocity)
    n = end - start
    asked = np.zeros((n, 64), np.int32)
    degree = np.zeros(n, np.int32)
    total = np.zeros(n, np.float64)
    for i in range(start, end):   # every pair is looked at once, for both directions
        mine, theirs = windows(i, start, end)
        a = w.staff[i]
        for j in range(i + 1, theirs):
            b = w.staff[j]
            near, odds = nearness(a, b, distance_rate), team_odds if a.team == b.team else 1.0
            if j < mine:
                total[i - start] += advice_weight(b, near, odds)
            total[j - start] += advice_weight(a, near, odds)
    room = min(n, 2 * WINDOW)
    who, codes, drawn = np.zeros(room, np.uint64), np.zeros(room, np.uint64), np.zeros((4, room), np.uint32)
    for i in range(start, end):
        mine, theirs = windows(i, start, end)
        draw_ahead(w, ADVICE, i, theirs, who, codes, drawn)
        a = w.staff[i]
        for j in range(i + 1, theirs):
            b = w.staff[j]
            near, odds = nearness(a, b, distance_rate), team_odds if a.team == b.team else 1.0
            side = 0 if a.key < b.key else 1
            chance = min(0.9, wanted * advice_weight(b, near, odds) / total[i - start])
            if j < mine and unit(drawn[side, j - i - 1]) < chance:
                ask(asked, degree, i - start, j)
            chance = min(0.9, wanted * advice_weight(a, near, odds) / total[j - start])
            if unit(drawn[1 - side, j - i - 1]) < chance:
                ask(asked, degree, j - start, i)
    own = degree.copy()
    for i in range(start, end):
        for k in range(own[i - start]):
            j = asked[i - start, k]
            side = 0 if w.staff[i].key < w.staff[j].key else 1
            u = uniforms(w.seed, RECIPROCITY, pair_key(w.staff[i].key, w.staff[j].key), 0, 0, 0)
            if u[side] < reciprocity:
                add_once(asked, degree, j - start, i)
    own = degree.copy()
    for i in range(start, end):
        for k in range(own[i - start]):
            j = asked[i - start, k]
            for m in range(own[j - start]):
                third = asked[j - start, m]
                if third == i:
                    continue
                u, _, _, _ = uniforms(w.seed, CLOSURE, pair_key(w.staff[i].key, w.staff[third].key) ^ w.staff[j].key, 0, 0, 0)
                if u < closure:
                    add_once(asked, degree, i - start, third)
    total_ties = 0
    for i in range(n):
        total_ties += degree[i]
    source = np.zeros(total_ties, np.int32)
    target = np.zeros(total_ties, np.int32)
    k = 0
    for i in range(n):
        for m in range(degree[i]):
            source[k] = start + i
            target[k] = asked[i, m]
            k += 1
    return source, target


@rule(inline=True)
def ask(asked: Any, degree: Any, row: int, j: int) -> None:
    """Ask `j`, unless there are twenty advisers already."""
    if degree[row] < 20:
        asked[row, degree[row]] = j
        degree[row] += 1


@rule
def add_once(asked: Any, degree: Any, row: int, j: int) -> None:
    """Add `j` to a row of advisers, unless it is there already or the row is full."""
    for k in range(degree[row]):
        if asked[row, k] == j:
            return
    if degree[row] < asked.shape[1]:
        asked[row, degree[row]] = j
        degree[row] += 1


@rule(allocates=True)
def nominate(w: Any, start: int, end: int, known: int) -> Any:
    """Pairs of staff who know each other by sight: each names the near colleagues that chance favours, so many that with team mates and
    leaders they know about `known`. Returns two arrays of staff numbers."""
    n = end - start
    structural = np.zeros(n, np.int32)
    for i in range(start, end):   # every pair is looked at once, for both
        mine, theirs = windows(i, start, end)
        for j in range(i + 1, theirs):
            if knows_by_place(w.staff[i], w.staff[j]):
                structural[i - start] += j < mine
                structural[j - start] += 1
    wanted = np.zeros(n, np.int32)
    for i in range(n):
        wanted[i] = min(known, max(0, (known - structural[i] + 1) // 2))
    best_score = np.zeros((n, known), np.float64)
    best = np.full((n, known), -1, np.int32)
    room = min(n, 2 * WINDOW)
    who, codes, drawn = np.zeros(room, np.uint64), np.zeros(room, np.uint64), np.zeros((4, room), np.uint32)
    for i in range(start, end):
        mine, theirs = windows(i, start, end)
        draw_ahead(w, ACQUAINTANCE, i, theirs, who, codes, drawn)
        a = w.staff[i]
        for j in range(i + 1, theirs):
            b = w.staff[j]
            if knows_by_place(a, b):
                continue
            score = unit(drawn[0, j - i - 1]) * propinquity(w.p, a.x, a.y, b.x, b.y)
            if j < mine:
                favour(best_score[i - start], best[i - start], wanted[i - start], score, j)
            favour(best_score[j - start], best[j - start], wanted[j - start], score, i)
    first, second = np.zeros(n * known, np.int32), np.zeros(n * known, np.int32)
    k = 0
    for i in range(n):
        for m in range(wanted[i]):
            if best[i, m] >= 0:
                first[k] = start + i
                second[k] = best[i, m]
                k += 1
    return first[:k], second[:k]


@rule(inline=True)
def knows_by_place(a: Any, b: Any) -> bool:
    """Whether two people of an organisation know each other without being near: team mates, leaders and led."""
    return bool(a.team == b.team or is_leader(a.role) or is_leader(b.role))


@rule(inline=True)
def favour(scores: Any, people: Any, wanted: int, score: float, j: int) -> None:
    """Enter `j` among the `wanted` of the highest scores, if there they belong; of equals the one who came first stands first."""
    m = wanted - 1
    if m < 0 or score <= scores[m]:
        return
    while m > 0 and scores[m - 1] < score:
        scores[m] = scores[m - 1]
        people[m] = people[m - 1]
        m -= 1
    scores[m] = score
    people[m] = j


@rule
def open_school(w: Any) -> None:
    """The school as it stands before the first week: who is listed with whom, leaders' reach, and the figures of week 0."""
    relist(w, 0)
    leadership(w, 0)
    open_measures(w)
    measure(w, 0, w.weeks[0])


@rule
def past_work(w: Any, number: int, years: float, norm: float, weeks_per_year: int) -> None:
    """What a history of working together leaves on a pair: familiarity, readiness and stage (Huxham & Vangen in NC).

    Colleagues of a team or an advice tie have worked closely, others at times; no longer than both have been here.
    """
    pair = w.pairs[number]
    a, b = w.staff[pair.a], w.staff[pair.b]
    years = min(years, min(a.tenure_weeks, b.tenure_weeks) / weeks_per_year)
    if years <= 0.0:
        return
    close = a.team == b.team or pair.advice > 0
    for side in range(2):
        tie = w.ties[2 * number + side]
        u_role, u_practice, _, _ = uniforms(w.seed, HISTORY, pair.key, 0, 0, side)
        per_year = 30.0 if close else 6.0
        tie.familiarity = int(min(400.0, per_year * years))
        worked = years / (years + 0.5) if close else 0.5 * years / (years + 0.5)
        tie.readiness = clip(norm * worked + tie.readiness * (1.0 - worked), 0.0, 1.0)
        if u_role < worked:
            tie.stage = ROLE
        if close and u_practice < 0.45 * worked:
            tie.stage = PRACTICE
        tie.trust = trust_of(w.p, tie.belief, tie.stage)
        note_tie(w, 2 * number + side, 0, PAST, tie.familiarity)
