"""A school week, in order. The best page for a newcomer, together with trustsim/twin."""

from __future__ import annotations

from typing import Any

from trustsim.compiled import rule
from trustsim.rules.blocks import new_block
from trustsim.rules.drift import drift
from trustsim.rules.encounters import keep_lists, weigh_kinds
from trustsim.rules.interactions import meet_all
from trustsim.rules.leadership import leadership
from trustsim.rules.people import draw_luck, leaves, people
from trustsim.rules.viability import measure, open_measures
from trustsim.rules.word_of_mouth import introductions, most_introductions, prepare_introductions, talk
from trustsim.state import (
    HERE,
    KEEP_EVENTS,
    N_EVENTS,
    N_PAIRS,
    N_STAFF,
    NEED_EVENTS,
    NEED_PAIRS,
    NEED_STAFF,
    WEEK_NOW,
)

DONE, NEEDS_ROOM = range(2)


@rule
def has_room(w: Any, week: int, block: Any) -> bool:
    """Whether a week's newcomers, new ties and events are sure to fit into the arrays; `count` says what is needed.

    Brings the lists up to date first, and draws the week's luck of everybody.
    """
    keep_lists(w, week)
    draw_luck(w, week, 0, block)
    prepare_introductions(w, week)
    here = hires = new_pairs = 0
    for i in range(w.count[N_STAFF]):
        if w.staff[i].presence == HERE:
            here += 1
            new_pairs += most_introductions(w, i)
            if leaves(w, i):
                hires += 1
                new_pairs += w.last[i] - w.first[i] + 3   # hand-over, and what the newcomer may be introduced to
    w.count[NEED_STAFF] = w.count[N_STAFF] + hires + 1
    w.count[NEED_PAIRS] = w.count[N_PAIRS] + new_pairs + hires * hires
    w.count[NEED_EVENTS] = w.count[N_EVENTS] + (6 * w.count[NEED_PAIRS] + 4 * here + 16) * w.count[KEEP_EVENTS]
    return bool(w.count[NEED_STAFF] <= len(w.staff) and w.count[NEED_PAIRS] <= len(w.pairs) and w.count[NEED_EVENTS] <= len(w.events))


@rule
def one_week(w: Any, week: int, block: Any) -> None:
    """One school week (the timeline's interventions are applied before).

    1. leadership    acts on conduct, load, demand and the reading of conduct
    2. people        leave and join; newcomers start with first trust
    3. lists         who knows whom, and what minutes, rooms and roles offer them; only where that has changed
    4. meet          encounters: stance, show, notice, update, joint work, breach, stages
    5. talk          reputation passes along ties
    6. introductions brokers and mixed meetings make new ties
    7. measure       figures of the week, parts of viability
    8. drift         dispositions, climate, norm, workload, shared purpose, fairness as it is felt
    """
    row = w.weeks[week]
    leadership(w, week)
    people(w, week, row, block)
    keep_lists(w, week)
    open_measures(w)
    meet_all(w, week, row, block)
    talk(w, week, block)
    introductions(w, week, row)
    measure(w, week, row)
    drift(w)
    w.count[WEEK_NOW] = week


@rule
def run_weeks(w: Any, until: int, block: Any) -> int:
    """The weeks of `advance`. Whatever allocates would count references to every array at each call."""
    weigh_kinds(w.p, block.weights)
    for week in range(w.count[WEEK_NOW] + 1, until + 1):
        if not has_room(w, week, block):
            return NEEDS_ROOM
        one_week(w, week, block)
    return DONE


@rule(allocates=True)
def advance(w: Any, until: int) -> int:
    """Run week after week to the end of week `until`; stops early, between weeks, where the arrays must grow first."""
    block = new_block()
    reached = run_weeks(w, until, block)
    return reached
