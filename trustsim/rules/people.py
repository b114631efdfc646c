"""People: who they are, who leaves and who comes.

Every draw about a person is keyed by that person's identity, so a colleague more or less changes nothing of who they are.
"""

from __future__ import annotations

from typing import Any

from trustsim.compiled import rule
from trustsim.portable import clip
from trustsim.randomness import INTRODUCTION, LEAVING, PERSON, WORD_OF_MOUTH, by_eights, draw_many, next_hire_key, normal, pair_key, trait_block, unit
from trustsim.rules.acquaintance import is_leader, log
from trustsim.rules.blocks import PAIRS_AT_ONCE
from trustsim.rules.encounters import no_contacts
from trustsim.rules.first_trust import begin_pair
from trustsim.rules.leadership import prepare_person
from trustsim.state import (
    HERE,
    JOINED,
    LEAVERS,
    LEFT,
    LEFT_SCHOOL,
    LUCK_OF_INTRODUCTION,
    LUCK_OF_LEAVING,
    LUCK_OF_TALK,
    N_PAIRS,
    N_QUALITIES,
    N_STAFF,
)


@rule
def draw_person(w: Any, i: int, recruitment: float) -> None:
    """Draw the dispositions and traits of person `i` from the organisation's distributions.

    `recruitment` 0-1 draws values toward the organisation's purpose (NC: recruiting staff sympathetic to its aims).
    """
    s = w.staff[i]
    o = w.organisations[s.organisation]
    s.disposition = clip(o.disposition[0] + o.disposition[1] * normal(w.seed, PERSON, s.key, 0, 0, 0), 0.02, 0.98)
    for q in range(N_QUALITIES):
        s.trait[q] = clip(o.trait_mean[q] + o.trait_sd * normal(w.seed, PERSON, s.key, 0, 0, trait_block(q)), 0.0, 1.0)
    s.listening = clip(o.listening[0] + o.listening[1] * normal(w.seed, PERSON, s.key, 0, 0, 5), 0.0, 1.0)
    s.sociability = clip(o.sociability[0] + o.sociability[1] * normal(w.seed, PERSON, s.key, 0, 0, 6), 0.05, 1.0)
    for k in range(3):
        off = o.values_sd * normal(w.seed, PERSON, s.key, 0, 0, 7 + k)
        s.values[k] = clip(o.purpose[k] + (1.0 - recruitment) * off, 0.0, 1.0)
    s.own_load = o.own_load[0] + o.own_load[1] * normal(w.seed, PERSON, s.key, 0, 0, 10)
    s.workload = s.own_load + o.overload + o.load


@rule
def replace(w: Any, leaver: int, week: int) -> int:
    """A newcomer takes the post of `leaver`, in a new slot: a slot is never used twice. Returns the newcomer's number."""
    i = int(w.count[N_STAFF])
    w.count[N_STAFF] = i + 1
    watched = w.staff[i].watched   # set beforehand by who replays a run
    w.staff[i] = w.staff[leaver]
    s = w.staff[i]
    s.watched = watched
    s.generation += 1
    s.key = next_hire_key(s.post_key, s.generation)
    s.presence = HERE
    s.spanner = 0
    s.joined_week = week
    s.left_week = -1
    s.tenure_weeks = 0.0
    s.survey_trust = -1.0
    s.built = 0
    s.met = 0
    no_contacts(s)
    o = w.organisations[s.organisation]
    draw_person(w, i, o.recruitment)
    for k in range(len(w.organisations)):
        w.reputation[i, k] = w.seen[k, s.profession]
    if o.head == leaver:
        o.head = i
    return i


@rule
def carry_advice(w: Any, number: int, before: Any, leaver: int, newcomer: int) -> None:
    """The post's advice ties go on: who asked the leaver, or was asked, asks the newcomer, or is asked."""
    pair = w.pairs[number]
    pair.advice = before.advice
    if (before.a == leaver) != (pair.a == newcomer):   # the two sides have changed places
        pair.advice = ((before.advice & 1) << 1) | (before.advice >> 1)


@rule
def hand_over(w: Any, leaver: int, newcomer: int, pairs_before: int, week: int) -> None:
    """The newcomer meets whom the post brings along: team mates, leaders and partners in advice, and newcomers of the same week."""
    s = w.staff[newcomer]
    for k in range(w.first[leaver], w.last[leaver]):
        pair = w.pairs[w.ties_of[k] >> 1]
        other = pair.b if pair.a == leaver else pair.a
        o = w.staff[other]
        if o.presence == HERE and o.organisation == s.organisation and (
                o.team == s.team or is_leader(o.role) or is_leader(s.role) or pair.advice > 0):
            carry_advice(w, begin_pair(w, newcomer, other, pair_key(s.key, o.key), week), pair, leaver, newcomer)
    for number in range(pairs_before, w.count[N_PAIRS]):
        pair = w.pairs[number]
        if pair.a == leaver or pair.b == leaver:
            other = pair.b if pair.a == leaver else pair.a
            o = w.staff[other]
            carry_advice(w, begin_pair(w, newcomer, other, pair_key(s.key, o.key), week), pair, leaver, newcomer)


@rule(inline=True)
def chance_to_leave(w: Any, i: int) -> float:
    """This week's chance that person `i` leaves, by role and tenure."""
    s = w.staff[i]
    o = w.organisations[s.organisation]
    chance = o.leaving_per_week[s.role]
    if s.tenure_weeks < o.newcomer_weeks:
        chance *= o.newcomer_factor
    return chance


@rule(inline=True)
def draw_words(w: Any, week: int, begin: int, n: int, block: Any, stream: int, first_row: int, rows: int) -> None:
    """So many words of a stream for `n` people from `begin` on, into rows of State.luck."""
    drawn, luck = block.words, w.luck
    draw_many(w.seed, week, block.identities, block.no_event, stream << 24, by_eights(n), drawn, 0)
    for row in range(rows):
        for k in range(n):
            luck[first_row + row, begin + k] = drawn[row, k]


@rule
def draw_luck(w: Any, week: int, first: int, block: Any) -> None:
    """What this week has in store for everybody from `first` on: the draws of leaving, talking and being introduced, for many at once."""
    for begin in range(first, w.count[N_STAFF], PAIRS_AT_ONCE):
        n = int(min(w.count[N_STAFF] - begin, PAIRS_AT_ONCE))
        for k in range(n):
            block.identities[k] = w.staff[begin + k].key
        draw_words(w, week, begin, n, block, LEAVING, LUCK_OF_LEAVING, 1)
        draw_words(w, week, begin, n, block, WORD_OF_MOUTH, LUCK_OF_TALK, 1)
        draw_words(w, week, begin, n, block, INTRODUCTION, LUCK_OF_INTRODUCTION, 3)


@rule(inline=True)
def leaves(w: Any, i: int) -> bool:
    """Whether person `i` leaves this week."""
    return unit(w.luck[LUCK_OF_LEAVING, i]) < chance_to_leave(w, i)


@rule
def depart(w: Any, i: int, week: int) -> None:
    """Person `i` leaves; their ties end with it."""
    s = w.staff[i]
    s.presence = LEFT
    s.left_week = week
    w.leavers[w.count[LEAVERS]] = i
    w.count[LEAVERS] += 1


@rule
def people(w: Any, week: int, row: Any, block: Any) -> None:
    """Turnover: people leave and newcomers take their posts; everybody else is a week longer here."""
    before = int(w.count[N_STAFF])
    pairs_before = int(w.count[N_PAIRS])
    for i in range(before):
        if w.staff[i].presence != HERE:
            continue
        if leaves(w, i):
            depart(w, i, week)
            newcomer = replace(w, i, week)
            hand_over(w, i, newcomer, pairs_before, week)
            s = w.staff[newcomer]
            prepare_person(w.p, s, w.teams[s.team], w.organisations[s.organisation])
            row.left += 1
            row.joined += 1
            log(w, week, LEFT_SCHOOL, i, -1, w.staff[i].tenure_weeks)
            log(w, week, JOINED, newcomer, i, 0.0)
        else:
            w.staff[i].tenure_weeks += 1.0
    if w.count[N_STAFF] > before:
        draw_luck(w, week, before, block)
