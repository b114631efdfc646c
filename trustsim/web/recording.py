"""A run recorded week by week: which pairs knew each other, and how each stood, as small whole numbers ready to be sent.

What is copied in a week is whole columns; everything else is done once, at the end, for all weeks together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from trustsim.errors import InputError, Problem
from trustsim.model import TrustModel
from trustsim.results import is_active, is_working
from trustsim.state import HERE, LEFT, N_PAIRS, N_QUALITIES, N_STAFF

Array = np.ndarray[Any, Any]
LEVELS = 254                    # a share from 0 to 1 is written as 1 to 255; 0 says that there is none
MOST_PAIR_WEEKS = 3_000_000     # pairs times weeks of one film: about 40 MB on its way to the page
ACTIVE, WORKING, STAGE, STAGE_BACK, ASKS, IS_ASKED = 0, 1, 2, 4, 6, 7   # bits of `state`
TIE_COLUMNS = ("trust", "belief", "stage", "familiarity", "scar_competence", "scar_integrity")
PAIR_COLUMNS = ("cooperations_term", "last_met", "advice")
STAFF_COLUMNS = ("team", "presence", "workload", "disposition")


class Stopped(Exception):
    """Nobody waits for the film any more."""


@dataclass
class Recorder:
    """Copies what a film needs at the end of each week.

    Attributes
    ----------
    stop : asked every week; where it says yes, Stopped is raised.
    numbers : the film's number of each pair, by the staff numbers of the two as the state holds them.
    """

    model: TrustModel
    stop: Callable[[], bool] | None = None
    numbers: dict[tuple[int, int], int] = field(default_factory=dict)
    _known: Array = field(default_factory=lambda: np.zeros((0, 2), np.int64))   # the state's pairs when they were last looked at
    _places: Array = field(default_factory=lambda: np.zeros(0, np.int64))       # and the film's number of each
    _weeks: list[dict[str, Array]] = field(default_factory=list)

    def week(self, week: int = 0) -> None:
        """Copy the state as it stands now, at the end of a week."""
        if self.stop is not None and self.stop():
            raise Stopped
        w = self.model.state
        n = int(w.count[N_PAIRS])
        pairs, ties, staff = w.pairs[:n], w.ties[: 2 * n], w.staff[: int(w.count[N_STAFF])]
        kept = {name: ties[name].copy() for name in TIE_COLUMNS}
        kept |= {name: pairs[name].copy() for name in PAIR_COLUMNS}
        kept |= {name: staff[name].copy() for name in STAFF_COLUMNS}
        kept["place"] = self._placed(pairs)
        self._weeks.append(kept)
        if len(self.numbers) * (self.model.scenario.weeks + 1) > MOST_PAIR_WEEKS:
            raise InputError(Problem("is too large for the page: too many people come to know each other", given=f"{len(self.numbers):,} pairs",
                                     key="weeks", allowed="fewer staff, fewer acquaintances, or fewer weeks; `run` has no such limit"))

    def _placed(self, pairs: Array) -> Array:
        """The film's number of each pair of the state: pairs are appended, and those of leavers may be swept out."""
        ends = np.column_stack([pairs["a"], pairs["b"]]).astype(np.int64)
        known = len(self._known)
        if len(ends) == known and np.array_equal(ends, self._known):
            return self._places
        appended = len(ends) > known and np.array_equal(ends[:known], self._known)
        more = ends[known:] if appended else ends
        numbers = np.array([self.numbers.setdefault((a, b), len(self.numbers)) for a, b in more.tolist()], np.int64)
        self._places = np.concatenate([self._places, numbers]) if appended else numbers
        self._known = ends
        return self._places

    def arrays(self) -> dict[str, Array]:
        """The arrays of the film (trustsim/web/coding.py says what is in them), a row a pair, tie or person and a column a week."""
        if not self.numbers:
            ends = np.zeros((0, 2), np.int64)
        else:
            ends = np.array(list(self.numbers), np.int64)
        turned = ends[:, 0] > ends[:, 1]   # a newcomer may come first in the state
        n_weeks, n_pairs, n_staff = len(self._weeks), len(ends), len(self._weeks[-1]["team"])
        raw = {name: self._filled(name, n_weeks, n_pairs, n_staff) for name in (*TIE_COLUMNS, *PAIR_COLUMNS, *STAFF_COLUMNS)}
        here = raw["presence"] == HERE
        both = (here[:, ends[:, 0]] & here[:, ends[:, 1]] & self._exists(n_weeks, n_pairs))
        out = self._of_ties(raw, both, turned)
        ends = np.where(turned[:, None], ends[:, ::-1], ends)
        ever = both.any(axis=0)
        ties = np.repeat(ever, 2)
        out = {name: values[..., ties if name in ("trust", "beliefs", "scar") else ever, :] for name, values in out.items()}
        made = {"pairs": ends[ever].astype(np.uint16), **out}
        return made | self._of_people(raw, here, ends[ever], made["trust"], n_staff)

    def _filled(self, name: str, n_weeks: int, n_pairs: int, n_staff: int) -> Array:
        """One column over the weeks: (weeks, ties, pairs or staff, ...), zeros where a pair or person is not there."""
        first = self._weeks[0][name]
        n = 2 * n_pairs if name in TIE_COLUMNS else n_pairs if name in PAIR_COLUMNS else n_staff
        filled = np.zeros((n_weeks, n, *first.shape[1:]), first.dtype if first.dtype != np.float64 else np.float32)
        for row, kept in zip(filled, self._weeks, strict=True):
            values = kept[name]
            if name in STAFF_COLUMNS or self._in_order(kept["place"]):
                row[: len(values)] = values
            elif name in PAIR_COLUMNS:
                row[kept["place"]] = values
            else:
                row.reshape(n_pairs, 2, *row.shape[1:])[kept["place"]] = values.reshape(-1, 2, *values.shape[1:])
        return filled

    def _in_order(self, place: Array) -> bool:
        """Whether the state's pairs are the film's, as they are until some are swept out."""
        return len(place) == 0 or int(place[-1]) == len(place) - 1

    def _exists(self, n_weeks: int, n_pairs: int) -> Array:
        exists = np.zeros((n_weeks, n_pairs), bool)
        for row, kept in zip(exists, self._weeks, strict=True):
            row[kept["place"]] = True
        return exists

    def _of_ties(self, raw: dict[str, Array], both: Array, turned: Array) -> dict[str, Array]:
        """Trust, beliefs, scars and the state of pairs, the lower staff number first."""
        scenario = self.model.scenario
        n_weeks, n_pairs = both.shape
        week = np.arange(n_weeks)[:, None]
        turn = np.flatnonzero(turned)

        def by_side(values: Array) -> Array:   # (weeks, pairs, 2, ...), a's side first
            sides = values.reshape(n_weeks, n_pairs, 2, *values.shape[2:])
            sides[:, turn] = sides[:, turn, ::-1]
            return sides

        stage = by_side(raw["stage"])
        advice = raw["advice"]
        advice[:, turn] = (advice[:, turn] >> 1) | ((advice[:, turn] & 1) << 1)
        met, familiarity = raw["last_met"], by_side(raw["familiarity"]).min(axis=2)
        state = (is_active(raw["cooperations_term"], scenario).astype(np.uint8) << ACTIVE
                 | is_working(met, familiarity, week, scenario).astype(np.uint8) << WORKING
                 | stage[..., 0].astype(np.uint8) << STAGE | stage[..., 1].astype(np.uint8) << STAGE_BACK | advice.astype(np.uint8) << ASKS)
        scar = np.maximum(raw["scar_competence"], raw["scar_integrity"])
        there = both[..., None]
        trust = np.where(there, levels(by_side(raw["trust"])), 0).reshape(n_weeks, 2 * n_pairs)
        beliefs = np.where(there[..., None], levels(by_side(raw["belief"])), 0).reshape(n_weeks, 2 * n_pairs, N_QUALITIES)
        return {"trust": over_weeks(trust), "state": over_weeks(np.where(both, state, 0)), "beliefs": over_weeks(beliefs).transpose(1, 0, 2),
                "scar": over_weeks(np.where(there, levels(by_side(scar)), 0).reshape(n_weeks, 2 * n_pairs))}

    def _of_people(self, raw: dict[str, Array], here: Array, ends: Array, trust: Array, n_staff: int) -> dict[str, Array]:
        """Team, workload and disposition of people, and mean trust given and received."""
        holders = np.column_stack([ends[:, 0], ends[:, 1]]).ravel()
        others = np.column_stack([ends[:, 1], ends[:, 0]]).ravel()
        team = over_weeks(raw["team"])
        made = {"team": team.astype(np.uint8 if team.max(initial=0) < 256 else np.uint16)}
        made |= {"trust_given": means_by(holders, trust, n_staff), "trust_received": means_by(others, trust, n_staff)}
        known = (raw["presence"] == HERE) | (raw["presence"] == LEFT)
        for name, (low, high) in SCALES.items():
            share = (np.clip(raw[name], low, high) - low) / (high - low)
            made[name] = over_weeks(np.where(here & known, levels(share), 0))
        return made


SCALES = {"workload": (-4.0, 4.0), "disposition": (0.0, 1.0)}   # what 1 and 255 stand for


def levels(share: Array) -> Array:
    """Shares from 0 to 1 as 1 to 255."""
    return (share * LEVELS + 1.5).astype(np.uint8)


def over_weeks(values: Array) -> Array:
    """Weeks from the first axis to the last, where they lie together in memory."""
    return np.ascontiguousarray(np.moveaxis(values, 0, -1))


def means_by(people: Array, trust: Array, n: int) -> Array:
    """Mean level of trust of each person's ties in each week; 0 where there are none."""
    order = np.argsort(people, kind="stable")
    starts = np.searchsorted(people[order], np.arange(n))
    padded = np.concatenate([trust[order].astype(np.uint32), np.zeros((1, trust.shape[1]), np.uint32)])
    some = np.concatenate([starts[1:], [len(people)]]) > starts
    total = np.add.reduceat(padded, starts, axis=0)
    count = np.add.reduceat((padded > 0).astype(np.uint32), starts, axis=0)
    means = np.where(some[:, None] & (count > 0), total / np.maximum(count, 1) + 0.5, 0.0)
    return means.astype(np.uint8)
