"""Steps of watched ties, noted as they happen, so that a run can be replayed and explained. Rules call this; it decides nothing.

A pair is watched where the flags of its two people add up to two: 1 and 1 for one tie, 2 for all ties of a person. Each note is the
tie as a step left it, and what the step was. Nothing is noted, and nothing costs time, where nobody is watched.
"""

from __future__ import annotations

from typing import Any

from trustsim.compiled import rule
from trustsim.randomness import STAGE, uniforms
from trustsim.rules.beliefs import trust_of
from trustsim.rules.stages import advanced, identificatory_gate, practice_gate, role_gate
from trustsim.state import N_PAIRS, N_TRACE

# What a note is about; the comment says what `code` and `x` hold.
KINDS = ("began", "history", "vouched", "swift", "timeline", "stance", "met", "task", "breach", "apology", "gates")
BEGAN, PAST, VOUCHED, SWIFT, TIMELINE, STANCES, MET, TASK, BROKEN, MENDED, GATES = range(11)


@rule
def is_watched(w: Any, a: int, b: int) -> int:
    """1 where the ties between two people are watched, else 0."""
    return 1 if w.staff[a].watched + w.staff[b].watched >= 2 else 0


@rule
def note(w: Any, t: int, week: int, kind: int, event: int, code: int) -> Any:
    """Note tie `t` as it now stands; returns the note. Where the list is full it is only counted, so that a replay can bring a longer one.

    `event` is the key of the encounter (setting << 12 | number), -1 outside encounters.
    """
    n = w.count[N_TRACE]
    w.count[N_TRACE] = n + 1
    at = min(n, len(w.trace) - 1)
    pair = w.pairs[t >> 1]
    row = w.trace[at]
    row.week = week
    row.kind = kind
    row.event = event
    row.holder, row.other = (pair.a, pair.b) if (t & 1) == 0 else (pair.b, pair.a)
    row.code = code
    for k in range(len(row.x)):
        row.x[k] = 0.0
    w.traced[at] = w.ties[t]
    return row


@rule
def note_first(w: Any, t: int, week: int, disposition: float, norm: float, values: float, reputation: float, impression: float) -> None:
    """A tie begins: what disposition, norm, values, reputation and the first impression give to the first belief."""
    x = note(w, t, week, BEGAN, -1, 0).x
    x[0], x[1], x[2], x[3], x[4] = disposition, norm, values, reputation, impression


@rule
def note_tie(w: Any, t: int, week: int, kind: int, code: int) -> None:
    """Note a step outside encounters (history, a voucher, swift trust, a breach, an apology) if tie `t` is watched."""
    if w.pairs[t >> 1].watched:
        note(w, t, week, kind, -1, code)


@rule
def note_all(w: Any, week: int, number: int) -> None:
    """After entry `number` of the timeline: every watched tie as it stands."""
    for pair in range(w.count[N_PAIRS]):
        if w.pairs[pair].watched:
            note(w, 2 * pair, week, TIMELINE, -1, number)
            note(w, 2 * pair + 1, week, TIMELINE, -1, number)


@rule
def note_stances(w: Any, number: int, week: int, event: int, do_i: int, do_j: int, demand_i: float, demand_j: float, dare_i: float,
                 dare_j: float) -> None:
    """What the encounter asks of each, what each dares and does, and the ties after one let the other down."""
    x = note(w, 2 * number, week, STANCES, event, do_i + 4 * do_j).x
    x[0], x[1] = demand_i, dare_i
    x = note(w, 2 * number + 1, week, STANCES, event, do_j + 4 * do_i).x
    x[0], x[1] = demand_j, dare_j


@rule
def note_met(w: Any, number: int, week: int, event: int, seen_i: int, seen_j: int, notice_i: float, notice_j: float) -> None:
    """What each saw of the other (bits of `perceive`), and with which chance they notice what is shown."""
    note(w, 2 * number, week, MET, event, seen_i).x[0] = notice_i
    note(w, 2 * number + 1, week, MET, event, seen_j).x[0] = notice_j


@rule
def note_task(w: Any, number: int, week: int, event: int, won: bool) -> None:
    """A joint task was won or failed."""
    code = 1 if won else 0
    note(w, 2 * number, week, TASK, event, code)
    note(w, 2 * number + 1, week, TASK, event, code)


@rule
def note_gates(w: Any, number: int, week: int, event: int, won: bool, readable: float) -> None:
    """Why each gate to a deeper stage opens or not (as the rule itself decides), and the tie with the stage it goes to."""
    pair = w.pairs[number]
    for side in range(2):
        tie = w.ties[2 * number + side]
        u = uniforms(w.seed, STAGE, pair.key, week, event, side)
        code = (role_gate(w.p, tie, readable, u[0]) + 8 * practice_gate(w.p, tie, won, u[1])
                + 64 * identificatory_gate(w.p, tie, won, pair.overlap, u[2]))
        row = note(w, 2 * number + side, week, GATES, event, code)
        row.x[0] = pair.overlap
        row.x[1] = float(advanced(w.p, tie, won, pair.overlap, readable, u[0], u[1], u[2]))


@rule
def trust_as_it_stands(p: Any, ties: Any, out: Any) -> None:
    """What the trust of each of `ties` would be if the week ended now."""
    for k in range(len(ties)):
        out[k] = trust_of(p, ties[k].belief, ties[k].stage)
