"""What scenarios of the library teach about single ties and people, which no weekly figure shows.

Each test compares a run with its contrast of the same seed, over 30 seeds, by a one-sided sign test: were the statement idle, seeds drawn
anew would bear it out once in a thousand times (24 of 30 agree). Seeds are fixed; margins are stated beside each comparison.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import trustsim
from trustsim.claims import FALSE_ALARM, sign_test
from trustsim.model import TrustModel
from trustsim.paired import SEEDS
from trustsim.scenario.load import load_scenario
from trustsim.state import BREACH, COMPETENCE, HERE, INTEGRITY, N_EVENTS, N_PAIRS, N_STAFF, REGARD, RESPECT

LIBRARY = Path(trustsim.__file__).parent.parent / "scenarios"
UNSWIFT = (("mechanisms.first_trust.swift_bonus", 0.0), ("mechanisms.first_trust.swift_readiness", 0.0),
           ("mechanisms.first_trust.swift_fragility", 1.0))   # the same task group, but people start as with any stranger


@cache
def scenario(name: str, overrides: tuple[tuple[str, float], ...] = ()) -> Any:
    return load_scenario(LIBRARY / f"{name}.yaml", overrides=dict(overrides)).scenario


def run_to(name: str, week: int, seed: int, overrides: tuple[tuple[str, float], ...] = ()) -> Any:
    """The state of a scenario of the library after `week`."""
    return TrustModel(scenario(name, overrides), seed=seed).run(week).state


def holds(statement: Callable[[int], bool]) -> bool:
    """Whether a statement about single seeds is true so often that a coin would do as well once in a thousand times."""
    true = sum(bool(statement(seed)) for seed in SEEDS)
    return sign_test(true, len(SEEDS) - true) < FALSE_ALARM


def pairs_here(w: Any) -> tuple[Any, Any]:
    """Pairs of people who are in post, and their ties as rows of two."""
    pairs = w.pairs[: int(w.count[N_PAIRS])]
    here = (w.staff["presence"][pairs["a"]] == HERE) & (w.staff["presence"][pairs["b"]] == HERE)
    return pairs[here], w.ties[: 2 * len(pairs)].reshape(-1, 2)[here]


def active_between(w: Any, place: str) -> Any:
    """Active pairs whose two differ in `place` (team or organisation)."""
    pairs, _ = pairs_here(w)
    return pairs[(pairs["cooperations_term"] >= 3) & (w.staff[place][pairs["a"]] != w.staff[place][pairs["b"]])]


def with_spanner(w: Any, pairs: Any) -> Any:
    return (w.staff["spanner"][pairs["a"]] == 1) | (w.staff["spanner"][pairs["b"]] == 1)


def of_head(w: Any) -> Any:
    """The ties that others hold of the head."""
    pairs, ties = pairs_here(w)
    head = int(w.organisations["head"][0])
    return np.concatenate([ties[pairs["b"] == head, 0], ties[pairs["a"] == head, 1]])


# Boundary spanners


def test_what_joins_the_teams_hangs_on_the_contact_points() -> None:
    """Before they leave, three in four active ties across teams have one of them at an end (NC; Burt 2004)."""
    def hangs(seed: int) -> bool:
        w = run_to("contact_points", 78, seed)
        across = active_between(w, "team")
        return len(across) > 0 and with_spanner(w, across).mean() >= 0.75
    assert holds(hangs)


def test_what_hung_on_them_goes_inactive_and_stays_so() -> None:
    """A year after they left, at most a quarter of the active ties across teams are there that would have been."""
    def gone(seed: int) -> bool:
        left, stayed = (len(active_between(run_to(name, 117, seed), "team")) for name in ("contact_points_leave", "contact_points"))
        return stayed > 0 and left <= 0.25 * stayed
    assert holds(gone)


def test_partners_work_together_through_the_contact_points_first() -> None:
    """After a year most active ties between organisations have a spanner at one end, after three years few (NC)."""
    def first_through_spanners(seed: int) -> bool:
        shares = []
        for week in (39, 117):
            w = run_to("multi_agency_partnership", week, seed)
            between = active_between(w, "organisation")
            shares.append(with_spanner(w, between).mean() if len(between) else 0.0)
        return shares[0] > 0.5 > shares[1]
    assert holds(first_through_spanners)


def test_moving_together_makes_working_ties_between_the_services() -> None:
    """Ten times as many people of the two services know each other well enough to have met three times (NC: proximity)."""
    def between(w: Any) -> int:
        pairs, ties = pairs_here(w)
        apart = w.staff["organisation"][pairs["a"]] != w.staff["organisation"][pairs["b"]]
        return int(np.count_nonzero(ties["familiarity"][apart] >= 3))
    assert holds(lambda seed: between(run_to("co_location", 78, seed)) > 10 * between(run_to("two_sites", 78, seed)))


# Swift trust (Meyerson, Weick & Kramer 1996)


def group_ties(w: Any) -> Any:
    """Ties of the task group between people who did not know each other before it began, in the order of their identities."""
    pairs, ties = pairs_here(w)
    new = (pairs["group_rate"] > 0) & (ties["since_week"] == 5).any(axis=1)
    return ties[new][np.argsort(pairs["key"][new])].ravel()


def test_swift_trust_starts_high_in_competence_and_integrity_alone() -> None:
    """In its first week the group believes more in competence and integrity than strangers do (by .05), not in respect and regard (.02)."""
    def swift(seed: int) -> bool:
        quick, slow = (group_ties(run_to("swift_task_group", 5, seed, how)) for how in ((), UNSWIFT))
        more = quick["belief"].mean(axis=0) - slow["belief"].mean(axis=0)
        return bool((more[[COMPETENCE, INTEGRITY]] > 0.05).all() and (abs(more[[RESPECT, REGARD]]) < 0.02).all())
    assert holds(swift)


def test_swift_trust_is_fragile() -> None:
    """Where competence is missed, belief in it falls twice as far: of its head start at most half is left when the group ends."""
    def used_up(seed: int) -> bool:
        first, last = ([group_ties(run_to("swift_task_group", week, seed, how))["belief"][:, COMPETENCE].mean() for how in ((), UNSWIFT)]
                       for week in (5, 17))
        return last[0] - last[1] < 0.5 * (first[0] - first[1])
    assert holds(used_up)


def test_swift_trust_gets_strangers_to_work_at_once() -> None:
    """In its first term the group has more joint cooperations than the same group without swift trust."""
    def cooperations(w: Any) -> int:
        pairs, _ = pairs_here(w)
        return int(pairs["cooperations_term"][pairs["group_rate"] > 0].sum())
    assert holds(lambda seed: cooperations(run_to("swift_task_group", 17, seed)) > 1.25 * cooperations(run_to("swift_task_group", 17, seed, UNSWIFT)))


# Breaches and what mends them


def test_an_apology_mends_a_mistake_more_than_a_broken_promise() -> None:
    """Share of the lost trust in the head that is back a week after the apology: larger by .4 after a mistake (Kim et al. 2004)."""
    def back(seed: int, breach: str) -> float:
        trust = {name: of_head(run_to(name, 43, seed))["trust"].mean() for name in ("baseline", breach, f"{breach}_apology")}
        return float((trust[f"{breach}_apology"] - trust[breach]) / (trust["baseline"] - trust[breach]))
    assert holds(lambda seed: back(seed, "competence_failure") > 0.4 + back(seed, "broken_promise"))


def test_a_deception_is_never_forgotten() -> None:
    """Two years later every tie to the head that suffered it carries a scar of integrity that nothing mended (Schweitzer et al. 2006)."""
    def scarred(seed: int) -> bool:
        ties = of_head(run_to("deception", 117, seed))
        old = ties[ties["since_week"] < 40]
        return len(old) > 20 and bool((old["scar_integrity"] >= 0.25).all()) and bool((old["scar_lasting"] >= 0.25 - 1e-12).all())
    assert holds(scarred)


def test_blind_trust_is_abused_by_those_who_do_not_merit_it() -> None:
    """Among those of low integrity breaches rise by half and more where trust goes to all; among the others by less than a tenth (Covey 2006)."""
    def breaches(seed: int, name: str) -> tuple[int, int]:
        w = run_to(name, 117, seed)
        events = w.events[: int(w.count[N_EVENTS])]
        offenders = events["who"][events["kind"] == BREACH]
        low = w.staff["trait"][offenders, INTEGRITY] < 0.3
        return int(low.sum()), int((~low).sum())

    def abused(seed: int) -> bool:
        (blind_low, blind_other), (wise_low, wise_other) = (breaches(seed, name) for name in ("trust_blindly", "trust_wisely"))
        return blind_low > 1.5 * wise_low and blind_other < 1.1 * wise_other
    assert holds(abused)


# People


def test_recruits_share_values_with_their_colleagues() -> None:
    """Overlap of values of newcomers with their acquaintances: larger by .02 where they are recruited for it; others are as they were."""
    def overlap(seed: int, name: str) -> tuple[float, float]:
        w = run_to(name, 117, seed)
        pairs, _ = pairs_here(w)
        recruit = (w.staff["joined_week"][pairs["a"]] > 0) | (w.staff["joined_week"][pairs["b"]] > 0)
        return float(pairs["overlap"][recruit].mean()), float(pairs["overlap"][~recruit].mean())

    def shared(seed: int) -> bool:
        (with_new, of_old), (with_any, of_same) = (overlap(seed, name) for name in ("recruitment_for_values", "high_turnover"))
        return with_new > with_any + 0.02 and abs(of_old - of_same) < 0.01
    assert holds(shared)


def test_the_same_people_leave_whomever_is_recruited() -> None:
    """Both scenarios of high turnover have the same luck: the posts change hands in the same weeks, in every run."""
    for seed in SEEDS[:5]:
        one, other = (run_to(name, 117, seed) for name in ("recruitment_for_values", "high_turnover"))
        n = int(one.count[N_STAFF])
        assert n == int(other.count[N_STAFF])
        assert np.array_equal(one.staff["left_week"][:n], other.staff["left_week"][:n])
