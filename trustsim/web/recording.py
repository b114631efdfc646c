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
from trustsim.state import HERE, N_PAIRS, N_QUALITIES, N_STAFF

Array = np.ndarray[Any, Any]
LEVELS = 254                    # a share from 0 to 1 is written as 1 to 255; 0 says that there is none
MOST_PAIR_WEEKS = 3_000_000     # pairs times weeks of one film: about 40 MB on its way to the page
ACTIVE, WORKING, STAGE, STAGE_BACK, ASKS, IS_ASKED = 0, 1, 2, 4, 6, 7   # bits of `state`
TIE_COLUMNS = ("trust", "belief", "scar", "stage", "familiarity")
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
    _places: Array = field(default_factory=lambda: np.zeros(0, np.int64))   # the film's number of each pair of the state, as last looked at
    _last: tuple[int, int] | None = None                                    # and the last of these pairs
    _weeks: list[dict[str, Array]] = field(default_factory=list)

    def week(self, week: int = 0) -> None:
        """Copy the state as it stands now, at the end of a week."""
        if self.stop is not None and self.stop():
            raise Stopped
        w = self.model.state
        n = int(w.count[N_PAIRS])
        pairs, ties, staff = w.pairs[:n], w.ties[: 2 * n], w.staff[: int(w.count[N_STAFF])]
        scar = np.maximum(ties["scar_competence"], ties["scar_integrity"])
        kept = {"trust": levels(ties["trust"]), "belief": levels(ties["belief"]), "scar": levels(scar), "stage": ties["stage"].astype(np.uint8),
                "familiarity": ties["familiarity"].copy()}
        kept |= {name: pairs[name].copy() for name in PAIR_COLUMNS}
        kept |= {name: staff[name].copy() for name in STAFF_COLUMNS}
        kept["place"] = self._placed(pairs)
        self._weeks.append(kept)
        if len(self.numbers) * (self.model.scenario.weeks + 1) > MOST_PAIR_WEEKS:
            raise InputError(Problem("is too large for the page: too many people come to know each other", given=f"{len(self.numbers):,} pairs",
                                     key="weeks", allowed="fewer staff, fewer acquaintances, or fewer weeks; `run` has no such limit"))

    def _placed(self, pairs: Array) -> Array:
        """The film's number of each pair of the state: pairs are appended, and those of leavers may be swept out."""
        known, last = len(self._places), self._last
        # Were any swept out, all that stood behind them has moved up: the last one stands elsewhere.
        if known > len(pairs) or (last is not None and (int(pairs["a"][known - 1]), int(pairs["b"][known - 1])) != last):
            known = 0
        if known < len(pairs) or known < len(self._places):
            more = zip(pairs["a"][known:].tolist(), pairs["b"][known:].tolist(), strict=True)
            numbers = np.array([self.numbers.setdefault(ends, len(self.numbers)) for ends in more], np.int64)
            self._places = np.concatenate([self._places[:known], numbers])
            self._last = (int(pairs["a"][-1]), int(pairs["b"][-1])) if len(pairs) else None
        return self._places

    def arrays(self) -> dict[str, Array]:
        """The arrays of the film (trustsim/web/coding.py says what is in them), a row a pair, tie or person and a column a week."""
        ends = np.array(list(self.numbers), np.int64).reshape(-1, 2)
        turned = np.flatnonzero(ends[:, 0] > ends[:, 1])   # a newcomer may come first in the state
        raw = {name: self._filled(name, len(ends)) for name in (*TIE_COLUMNS, *PAIR_COLUMNS, *STAFF_COLUMNS)}
        here = raw["presence"] == HERE
        both = here[ends[:, 0]] & here[ends[:, 1]] & self._exists(len(ends))
        out = self._of_ties(raw, both, turned)
        ends[turned] = ends[turned, ::-1]
        ever = both.any(axis=1)
        if not ever.all():   # somebody who has left before anybody could meet them
            ends = ends[ever]
            out = {name: np.compress(ever if name == "state" else np.repeat(ever, 2), values, axis=-2) for name, values in out.items()}
        return {"pairs": ends.astype(np.uint16), **out, **self._of_people(raw, here, ends, out["trust"])}

    def _filled(self, name: str, n_pairs: int) -> Array:
        """One column over the weeks, these last: (ties, pairs or staff, ..., weeks), zeros where a pair or person is not there."""
        first = self._weeks[0][name]
        n = 2 * n_pairs if name in TIE_COLUMNS else n_pairs if name in PAIR_COLUMNS else len(self._weeks[-1]["team"])
        filled = np.zeros((len(self._weeks), n, *first.shape[1:]), first.dtype)
        for row, kept in zip(filled, self._weeks, strict=True):
            values = kept[name]
            if name in STAFF_COLUMNS or self._in_order(kept["place"]):
                row[: len(values)] = values
            elif name in PAIR_COLUMNS:
                row[kept["place"]] = values
            else:
                row.reshape(n_pairs, 2, *row.shape[1:])[kept["place"]] = values.reshape(-1, 2, *values.shape[1:])
        return np.ascontiguousarray(np.moveaxis(filled, 0, -1))

    def _in_order(self, place: Array) -> bool:
        """Whether the state's pairs are the film's, as they are until some are swept out."""
        return len(place) == 0 or int(place[-1]) == len(place) - 1

    def _exists(self, n_pairs: int) -> Array:
        """Whether each pair is in the state in each week."""
        exists = np.zeros((len(self._weeks), n_pairs), bool)
        for row, kept in zip(exists, self._weeks, strict=True):
            row[kept["place"]] = True
        return np.ascontiguousarray(exists.T)

    def _of_ties(self, raw: dict[str, Array], both: Array, turned: Array) -> dict[str, Array]:
        """Trust, beliefs, scars and the state of pairs, the lower staff number first."""
        scenario = self.model.scenario
        n_pairs, n_weeks = both.shape

        def sides(name: str) -> Array:   # (pairs, 2, ..., weeks), the lower number's side first
            values = raw[name].reshape(n_pairs, 2, *raw[name].shape[1:])
            values[turned] = values[turned, ::-1]
            return values

        there = both.view(np.uint8)   # 1 where both are in post, to multiply with
        trust, scar = (sides(name) * there[:, None] for name in ("trust", "scar"))
        beliefs = sides("belief") * there[:, None, None]
        stage, familiarity, advice = sides("stage"), sides("familiarity"), raw["advice"]
        advice[turned] = (advice[turned] >> 1) | ((advice[turned] & 1) << 1)
        working = is_working(raw["last_met"], np.minimum(familiarity[:, 0], familiarity[:, 1]), np.arange(n_weeks), scenario)
        state = (is_active(raw["cooperations_term"], scenario).view(np.uint8) << ACTIVE | working.view(np.uint8) << WORKING
                 | stage[:, 0] << STAGE | stage[:, 1] << STAGE_BACK | advice << ASKS) * there
        return {"trust": trust.reshape(-1, n_weeks), "state": state, "beliefs": beliefs.reshape(-1, N_QUALITIES, n_weeks).transpose(1, 0, 2),
                "scar": scar.reshape(-1, n_weeks)}

    def _of_people(self, raw: dict[str, Array], here: Array, ends: Array, trust: Array) -> dict[str, Array]:
        """Team, workload and disposition of people, and mean trust given and received."""
        team = raw["team"]
        made = {"team": team.astype(np.uint8 if team.max(initial=0) < 256 else np.uint16)}
        made |= {"trust_given": means_by(ends.ravel(), trust, len(team)), "trust_received": means_by(ends[:, ::-1].ravel(), trust, len(team))}
        for name, (low, high) in SCALES.items():
            share = (np.clip(raw[name], low, high) - low) / (high - low)
            made[name] = np.where(here, levels(share), 0)
        return made


SCALES = {"workload": (-4.0, 4.0), "disposition": (0.0, 1.0)}   # what 1 and 255 stand for


def levels(share: Array) -> Array:
    """Shares from 0 to 1 as 1 to 255."""
    return (share * LEVELS + 1.5).astype(np.uint8)


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
