"""What two films under the same luck have in common, and the band of many runs around one: numbers and words for the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from trustsim.explain.difference import settings_that_differ
from trustsim.paired import SEEDS, band, share_of_runs
from trustsim.replicates import Replicates
from trustsim.scenario.load import LoadedScenario
from trustsim.web.coding import Array
from trustsim.web.film import Film
from trustsim.web.recording import ACTIVE, Stopped

STEPS = (5, 15, 30)    # a band is shown after so many runs
SHARE = 0.8            # of the runs lie within it
BANDED = ("trust", "competence", "respect", "integrity", "regard", "calculative", "role", "practice", "identificatory", "readiness", "trust_in_heads",
          "cooperation_share", "building_share", "joint_work_share", "connected_share", "bridged_share", "plc_index", "active_pairs",
          "active_across_teams", "active_across_organisations", "scarred", "checking_share", "repair_share")


def pair_of(one: Film, two: Film) -> dict[str, Any]:
    """Ties that both films have, and those that only one has, week by week.

    Two pairs are the same where both people have the same identity (trustsim.compare.ties).
    """
    weeks = min(one.weeks, two.weeks) + 1
    places = [_pairs(film) for film in (one, two)]
    shared = [(k, places[1][key]) for key, k in places[0].items() if key in places[1]]
    first, second = (np.array([pair[side] for pair in shared], np.int64) for side in (0, 1))
    made: dict[str, Any] = {"weeks": weeks - 1}
    for kind, of in (("active", _active), ("known", _known)):
        a, b = of(one)[:, :weeks], of(two)[:, :weeks]
        both = (a[first] & b[second]).sum(axis=0)
        made |= {f"{kind}_both": both.tolist(), f"{kind}_only_a": (a.sum(axis=0) - both).tolist(), f"{kind}_only_b": (b.sum(axis=0) - both).tolist()}
    people = set(one.keys.tolist()), set(two.keys.tolist())
    return made | {"people_both": len(people[0] & people[1]), "people_only_a": len(people[0] - people[1]),
                   "people_only_b": len(people[1] - people[0])}


def differing(one: LoadedScenario, two: LoadedScenario, seeds: tuple[int, int], names: tuple[str, str] = ("A", "B")) -> list[str]:
    """What differs between two views, in words."""
    lines = settings_that_differ(one.scenario, two.scenario, names)
    if seeds[0] != seeds[1]:
        lines = [f"the luck is not the same: seed {seeds[0]} and {seeds[1]}", *lines]
    return lines


def _pairs(film: Film) -> dict[tuple[int, int], int]:
    ends = np.sort(film.keys[film.arrays["pairs"]], axis=1)
    return {(a, b): k for k, (a, b) in enumerate(ends.tolist())}


def _active(film: Film) -> Array:
    return (film.arrays["state"] >> ACTIVE) & 1 == 1


def _known(film: Film) -> Array:
    return np.asarray(film.arrays["trust"][::2] > 0)


def band_of(source: LoadedScenario, done: Callable[[dict[str, Any]], None], stop: Callable[[], bool] = lambda: False, *,
            seeds: Sequence[int] = SEEDS, steps: Sequence[int] = STEPS) -> dict[str, Any]:
    """The band of many runs of a scenario, the same whatever luck the page shows; `done` is given it as it grows, and it is returned whole.

    Raises
    ------
    Stopped
        Where `stop`, asked before every run, says yes.
    """
    ready, runs, made = Replicates(source), [], {}
    for number, seed in enumerate(seeds, 1):
        if stop():
            raise Stopped
        runs.append(ready.run(seed).state.weeks.copy())
        if number in steps or number == len(seeds):
            made = _band(np.stack(runs))
            done(made)
    return made


def _band(runs: Array) -> dict[str, Any]:
    tenth = f"{50 - 50 * SHARE:.0f}% to {50 + 50 * SHARE:.0f}%"
    columns = {}
    for name in BANDED:
        found = band(runs, name, SHARE)
        columns[name] = {end: plain(values) for end, values in (("low", found.low), ("mid", found.middle), ("high", found.high))}
    return {"replicates": len(runs), "columns": columns, "viable_share": plain(share_of_runs(runs, "viable")),
            "level": f"{tenth} of {len(runs)} runs"}


def plain(values: Array) -> list[float | None]:
    """Numbers as JSON has them: three digits, blanks as null."""
    return [None if value != value else value for value in np.round(values.astype(float), 3).tolist()]
