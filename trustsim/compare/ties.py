"""Which ties exist in only one of two scenarios: counted in every replicate, by name in one.

A pair is the same pair where both people have the same identity, that is the same post and place in the row of its holders. Each pair is
inside a team or across teams as it stands in the scenario that has it; pairs of both, as in the reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from trustsim.model import TrustModel
from trustsim.paired import Run
from trustsim.results import staff_table, tie_columns
from trustsim.scenario.load import LoadedScenario

KINDS, PLACES = ("acquaintances", "active"), ("all", "inside teams", "across teams")
STANDING = ("unknown to each other", "acquainted", "active")
UNKNOWN = (0, float("nan"), float("nan"))
NAMED = ("a", "b", "a_post", "b_post", "a_team", "b_team", "a_number", "b_number", "place", "reference", "other", "reference_trust", "other_trust",
         "why")


def ties_of(reference: Sequence[Run], other: Sequence[Run]) -> pd.DataFrame:
    """One row for each replicate, kind and place: numbers of pairs at the end.

    Columns: `reference`, `other`, `both`, `only_reference`, `only_other`; `only_reference_gone` and `only_other_gone` of these where one of
    the two is not in post in the other scenario.
    """
    rows = []
    for replicate, (one, two) in enumerate(zip(reference, other, strict=True)):
        for kind in KINDS:
            first, second = (run.pairs if kind == "acquaintances" else run.pairs[run.pairs["active"]] for run in (one, two))
            alone = first[~np.isin(first["key"], second["key"])], second[~np.isin(second["key"], first["key"])]
            both = first[np.isin(first["key"], second["key"])]
            gone = [~(np.isin(pairs["a"], run.people) & np.isin(pairs["b"], run.people)) for pairs, run in zip(alone, (two, one), strict=True)]
            for place in PLACES:
                inside, beyond, common, mine, theirs = (_at(pairs, place) for pairs in (first, second, both, *alone))
                rows.append({"replicate": replicate, "kind": kind, "place": place, "reference": int(inside.sum()), "other": int(beyond.sum()),
                             "both": int(common.sum()), "only_reference": int(mine.sum()), "only_other": int(theirs.sum()),
                             "only_reference_gone": int((mine & gone[0]).sum()), "only_other_gone": int((theirs & gone[1]).sum())})
    return pd.DataFrame(rows)


def _at(pairs: np.ndarray[Any, Any], place: str) -> np.ndarray[Any, Any]:
    return np.ones(len(pairs), dtype=bool) if place == "all" else pairs["across"] == (place == "across teams")


@dataclass(frozen=True)
class Pair:
    """Two people known to each other in both scenarios, as `explain --tie` takes them in the reference: `a`, whose trust in `b` differs more."""

    a: str
    b: str


@dataclass(frozen=True)
class Named:
    """One replicate by name.

    Attributes
    ----------
    table : the pairs that stand otherwise at the end in the two, those that differ most first. Columns: `a`, `b` (names), posts, teams and
        staff numbers of both (in the reference; of pairs that only the other has, in the other), `place`, `reference` and `other` (how they
        stand: unknown to each other, acquainted, active), `reference_trust` and `other_trust` (mean of both directions; blank where
        unknown), `why` (who is not in post where).
    telling : of the pairs known in both, the one that differs most; None where no pair does.
    """

    table: pd.DataFrame
    telling: Pair | None


def named_ties(reference: LoadedScenario, other: LoadedScenario, *, seed: int, week: int) -> Named:
    """The ties of one replicate: two runs with `seed` to the end of `week`."""
    (pairs_1, people_1), (pairs_2, people_2) = (_standing(source, seed, week) for source in (reference, other))
    rows = []
    for pair in {**pairs_1, **pairs_2}:
        (now_1, *trust_1), (now_2, *trust_2) = pairs_1.get(pair, UNKNOWN), pairs_2.get(pair, UNKNOWN)
        if now_1 == now_2:
            continue
        of = people_1 if pair in pairs_1 else people_2
        one, two = sorted((of[key] for key in pair), key=lambda person: person["number"])
        away = [f"{of[key]['name']} is not in post in {name}" for name, those in (("the reference", people_1), ("the other", people_2))
                for key in pair if key not in those or not those[key]["here"]]
        rows.append({
            "a": one["name"], "b": two["name"], "a_post": one["post"], "b_post": two["post"], "a_team": one["team"], "b_team": two["team"],
            "a_number": one["number"], "b_number": two["number"], "place": "inside a team" if one["team"] == two["team"] else "across teams",
            "reference": STANDING[now_1], "other": STANDING[now_2], "reference_trust": sum(trust_1) / 2,
            "other_trust": sum(trust_2) / 2, "why": "; ".join(away), "steps": abs(now_1 - now_2)})
    table = pd.DataFrame(rows, columns=[*NAMED, "steps"]).sort_values(
        ["steps", "reference", "other", "a_number", "b_number"], ascending=[False, True, True, True, True])
    names = [person["name"] for person in people_1.values()]
    most, telling = (0.0, 0.0), None
    for pair, (now_1, *trust_1) in pairs_1.items():
        now_2, *trust_2 = pairs_2.get(pair, UNKNOWN)
        for (holder, held), first, second in zip((pair, pair[::-1]), trust_1, trust_2, strict=True):
            apart = (abs(now_1 - now_2), abs(first - second))
            if now_2 and apart[1] > 0 and apart > most:
                most = apart
                telling = Pair(*(person["name"] if names.count(person["name"]) == 1 else f"#{person['number']}"
                                 for person in (people_1[holder], people_1[held])))
    return Named(table[list(NAMED)].reset_index(drop=True), telling)


def _standing(source: LoadedScenario, seed: int, week: int) -> tuple[dict[tuple[int, int], tuple[int, float, float]], dict[int, dict[str, Any]]]:
    """How each pair stands at the end of `week`, by the identities of the two, and the trust of each in the other; and everybody, by identity."""
    model = TrustModel(source, seed=seed).run(week)
    ties, staff = tie_columns(model), staff_table(model)
    keys = model.state.staff["key"][: len(staff)].tolist()
    people = {key: {"number": number, "here": bool(here), "name": str(name), "post": str(post), "team": str(team)}
              for number, (key, here, name, post, team) in enumerate(zip(keys, staff["here"], staff["name"], staff["post"], staff["team"]))}
    trust = {(keys[a], keys[b]): float(held) for a, b, held in zip(ties["source"], ties["target"], ties["trust"])}
    active = dict(zip(trust, ties["active"].tolist()))
    return {pair: (2 if active[pair] else 1, trust[pair], trust[pair[::-1]]) for pair in trust if pair[0] < pair[1]}, people
