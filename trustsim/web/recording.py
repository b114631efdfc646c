"""A run recorded week by week: which pairs knew each other, and how each stood, as small whole numbers ready to be sent.

A week is written down by one compiled function; what needs all weeks at once is done at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from trustsim.compiled import rule
from trustsim.errors import InputError, Problem
from trustsim.model import TrustModel
from trustsim.results import is_active, is_working
from trustsim.state import HERE, N_PAIRS, N_QUALITIES, N_STAFF, grown

Array = np.ndarray[Any, Any]
LEVELS = 254                    # a share from 0 to 1 is written as 1 to 255; 0 says that there is none
MOST_PAIR_WEEKS = 3_000_000     # pairs times weeks of one film: about 40 MB on its way to the page
ACTIVE, WORKING, STAGE, STAGE_BACK, ASKS, IS_ASKED = 0, 1, 2, 4, 6, 7   # bits of `state`
SCALES = {"workload": (-4.0, 4.0), "disposition": (0.0, 1.0)}   # what 1 and 255 stand for
WORKLOAD, DISPOSITION = (np.array(ends) for ends in SCALES.values())


class Stopped(Exception):
    """Nobody waits for the film any more."""


class Pairs(NamedTuple):
    """What is kept of pairs. Weeks come first, so that a week is written in one go; then pairs, or ties, two a pair.

    Attributes
    ----------
    trust, beliefs, scar : levels, 0 where the two do not know each other or one has left.
    bits : stages and advice, as in `state`.
    cooperations, last_met, familiarity : as the state has them; familiarity of the less familiar side.
    ends : staff numbers of each pair, the lower first, in the order in which pairs first appeared in the state.
    """

    trust: Any
    beliefs: Any
    scar: Any
    bits: Any
    cooperations: Any
    last_met: Any
    familiarity: Any
    ends: Any


class People(NamedTuple):
    """What is kept of people, weeks first."""

    team: Any
    trust_given: Any
    trust_received: Any
    workload: Any
    disposition: Any


@rule
def level(share: float) -> Any:
    """A share from 0 to 1 as 1 to 255."""
    return np.uint8(share * LEVELS + 1.5)


@rule
def level_within(value: float, ends: Any) -> Any:
    """The same of a value between two ends."""
    return level((min(max(value, ends[0]), ends[1]) - ends[0]) / (ends[1] - ends[0]))


@rule
def write_pairs(kept: Any, known: int, week: int, n: int, pairs: Any, ties: Any, staff: Any, sums: Any) -> int:
    """Write down how `n` pairs stand, of whom `known` had been seen before; returns how many now have, or -1 where there is no room.

    `sums` is left with the sum of levels of trust and its number, of each person's own ties and of others' in them.
    """
    place = 0
    for p in range(n):
        pair = pairs[p]
        a, b = min(pair.a, pair.b), max(pair.a, pair.b)
        while place < known and (kept.ends[place, 0] != a or kept.ends[place, 1] != b):
            place += 1   # pairs of leavers may have been swept out of the state; the others keep their order
        if place == known:
            if known == len(kept.ends):
                return -1
            kept.ends[place, 0], kept.ends[place, 1] = a, b
            known += 1
        if staff[a].presence == HERE and staff[b].presence == HERE:
            turned = 1 if pair.a != a else 0   # the state may have the higher number first: a newcomer
            stages = advice = 0
            for side in range(2):
                tie = ties[2 * p + (side ^ turned)]
                held = level(tie.trust)
                kept.trust[week, 2 * place + side] = held
                for q in range(N_QUALITIES):
                    kept.beliefs[week, q, 2 * place + side] = level(tie.belief[q])
                kept.scar[week, 2 * place + side] = level(max(tie.scar_competence, tie.scar_integrity))
                stages |= tie.stage << (STAGE + 2 * side)
                advice |= (pair.advice >> (side ^ turned) & 1) << (ASKS + side)
                holder, other = (b, a) if side else (a, b)
                sums[0, holder] += held
                sums[1, holder] += 1
                sums[2, other] += held
                sums[3, other] += 1
            kept.bits[week, place] = stages | advice
            kept.cooperations[week, place] = pair.cooperations_term
            kept.last_met[week, place] = pair.last_met
            kept.familiarity[week, place] = min(ties[2 * p].familiarity, ties[2 * p + 1].familiarity)
        place += 1
    return known


@rule
def write_people(kept: Any, week: int, n: int, staff: Any, sums: Any, workload: Any, disposition: Any) -> None:
    """Write down how `n` people stand."""
    for i in range(n):
        kept.team[week, i] = staff[i].team
        if sums[1, i]:
            kept.trust_given[week, i] = np.uint8(sums[0, i] / sums[1, i] + 0.5)
        if sums[3, i]:
            kept.trust_received[week, i] = np.uint8(sums[2, i] / sums[3, i] + 0.5)
        if staff[i].presence == HERE:
            kept.workload[week, i] = level_within(staff[i].workload, workload)
            kept.disposition[week, i] = level_within(staff[i].disposition, disposition)


@dataclass
class Recorder:
    """Writes down what a film needs at the end of each week.

    Attributes
    ----------
    stop : asked every week; where it says yes, Stopped is raised.
    """

    model: TrustModel
    stop: Callable[[], bool] | None = None
    _known: int = 0   # pairs that were ever seen
    _pairs: Pairs = field(init=False)
    _people: People = field(init=False)

    def __post_init__(self) -> None:
        rows, w = self.model.scenario.weeks + 1, self.model.state
        pairs, staff = len(w.pairs), len(w.staff)

        def blank(*shape: int, dtype: Any = np.uint8) -> Array:
            return np.zeros((rows, *shape), dtype)

        self._pairs = Pairs(trust=blank(2 * pairs), beliefs=blank(N_QUALITIES, 2 * pairs), scar=blank(2 * pairs), bits=blank(pairs),
                            cooperations=blank(pairs, dtype=np.int32), last_met=blank(pairs, dtype=np.int32),
                            familiarity=blank(pairs, dtype=np.int32), ends=np.zeros((pairs, 2), np.uint32))
        self._people = People(team=blank(staff, dtype=np.uint32), **{name: blank(staff) for name in People._fields[1:]})

    def week(self, week: int = 0) -> None:
        """Write down the state as it stands now, at the end of a week."""
        if self.stop is not None and self.stop():
            raise Stopped
        w = self.model.state
        n_staff = int(w.count[N_STAFF])
        if n_staff > self._people.team.shape[1]:
            self._people = People(*(longer(array, len(w.staff)) for array in self._people))
        while (known := self._written(week, n_staff)) < 0:
            size = 2 * len(self._pairs.ends)
            sizes = {name: 2 * size if name in ("trust", "beliefs", "scar") else size for name in Pairs._fields[:-1]}
            self._pairs = Pairs(**{name: longer(getattr(self._pairs, name), most) for name, most in sizes.items()},
                                ends=grown(self._pairs.ends, size))
        self._known = known
        if known * (self.model.scenario.weeks + 1) > MOST_PAIR_WEEKS:
            raise InputError(Problem("is too large for the page: too many people come to know each other", given=f"{known:,} pairs",
                                     key="weeks", allowed="fewer staff, fewer acquaintances, or fewer weeks; `run` has no such limit"))

    def _written(self, week: int, n_staff: int) -> int:
        w = self.model.state
        sums = np.zeros((4, n_staff), np.int64)
        known = int(write_pairs(self._pairs, self._known, week, int(w.count[N_PAIRS]), w.pairs, w.ties, w.staff, sums))
        write_people(self._people, week, n_staff, w.staff, sums, WORKLOAD, DISPOSITION)
        return known

    def arrays(self) -> dict[str, Array]:
        """The arrays of the film (trustsim/web/coding.py says what is in them), a row a pair, tie or person and a column a week."""
        kept = self._pairs
        ever = np.flatnonzero(kept.trust[:, : 2 * self._known: 2].any(axis=0))   # not where one had left before the two could meet
        both = slice(0, 2 * self._known)
        if len(ever) < self._known:
            both = np.column_stack([2 * ever, 2 * ever + 1]).ravel()   # type: ignore[assignment]
        one = slice(0, self._known) if len(ever) == self._known else ever
        made = {"pairs": kept.ends[one].astype(np.uint16), "trust": by_row(kept.trust[:, both]), "state": by_row(self._state(one)),
                "beliefs": by_row(kept.beliefs[:, :, both]), "scar": by_row(kept.scar[:, both])}
        people = {name: by_row(array[:, : int(self.model.state.count[N_STAFF])]) for name, array in self._people._asdict().items()}
        people["team"] = people["team"].astype(np.uint8 if people["team"].max(initial=0) < 256 else np.uint16)
        return {**made, **people}

    def _state(self, which: Any) -> Array:
        """The bits of each pair, week by week."""
        kept, scenario = self._pairs, self.model.scenario
        there = kept.trust[:, ::2][:, which] > 0
        active = is_active(kept.cooperations[:, which], scenario)
        working = is_working(kept.last_met[:, which], kept.familiarity[:, which], np.arange(len(there))[:, None], scenario)
        bits: Array = (kept.bits[:, which] | active.view(np.uint8) << ACTIVE | working.view(np.uint8) << WORKING) * there.view(np.uint8)
        return bits


def longer(array: Array, size: int) -> Array:
    """An array with at least so many entries along its last axis; what is new is zero."""
    made = np.zeros((*array.shape[:-1], max(size, array.shape[-1])), array.dtype)
    made[..., : array.shape[-1]] = array
    return made


def by_row(array: Array) -> Array:
    """Weeks last instead of first."""
    return np.ascontiguousarray(np.moveaxis(array, 0, -1))


def levels(share: Array) -> Array:
    """Shares from 0 to 1 as 1 to 255."""
    return (share * LEVELS + 1.5).astype(np.uint8)
