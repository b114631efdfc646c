"""Same scenario, seed and version: the same bytes, in any process, with any number of threads, for any processor."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from trustsim.model import TrustModel
from trustsim.state import DIRTY, N_STAFF

SCRIPT = """
import hashlib, sys
from trustsim.model import TrustModel
from trustsim.scenario.load import scenario_from
model = TrustModel(scenario_from({"staff": 24, "teams": 4, "weeks": 40, "senior_leaders": 1,
    "staffing": {"turnover_per_year": 0.4}, "spanners": {"count": 2}, "conditions": {"threat": 0.5}}), seed=int(sys.argv[1])).run()
w = model.state
digest = hashlib.sha256(w.weeks.tobytes())
for part in (w.ties[: 2 * w.count[1]], w.staff[: w.count[0]], w.events[: w.count[2]]):
    digest.update(part.tobytes())
print(digest.hexdigest())
"""


def digest(seed: int, **environment: str) -> str:
    """The hash of a run in a process of its own."""
    done = subprocess.run([sys.executable, "-c", SCRIPT, str(seed)], env={**os.environ, **environment}, capture_output=True, text=True, timeout=500,
                          check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_same_bytes_in_every_process_and_for_every_number_of_threads() -> None:
    """Also with another hash seed, which would show any order that comes from a set."""
    first = digest(5)
    assert first == digest(5, NUMBA_NUM_THREADS="1", OMP_NUM_THREADS="1", PYTHONHASHSEED="1")
    assert first == digest(5, NUMBA_NUM_THREADS="2", OMP_NUM_THREADS="2", PYTHONHASHSEED="2")
    assert first != digest(6)


def test_same_bytes_for_two_processors() -> None:
    """The kernel compiled for this processor and for a plain x86-64 (no AVX, no FMA) gives the same bytes."""
    import llvmlite.binding as llvm

    llvm_cpu = llvm.get_host_cpu_name()
    if not llvm.get_process_triple().startswith("x86_64"):
        pytest.skip(f"two targets are known for x86-64 only; this is {llvm.get_process_triple()}")
    assert llvm_cpu != "x86-64"
    assert digest(5) == digest(5, NUMBA_CPU_NAME="x86-64", NUMBA_CPU_FEATURES="")


def test_weekly_table_bytes_are_the_same_on_disk(tmp_path: Any) -> None:
    from trustsim.results import run
    from trustsim.store import save

    for name in "ab":
        save(run({"staff": 14, "teams": 3, "weeks": 20}, seed=3), tmp_path / name, csv=True)
    for file in ("weekly.parquet", "weekly.csv", "ties.parquet", "staff.parquet", "events.parquet", "scenario.yaml"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_week_by_week_is_the_same_as_all_at_once(make_model: Any) -> None:
    settings = {"staff": 20, "teams": 4, "weeks": 30, "staffing": {"turnover_per_year": 0.5},
                "timeline": [{"week": 7, "do": "new_head", "leadership": {"preset": "servant"}}, {"week": 12, "do": "restructuring"}]}
    at_once = make_model(settings, seed=4).run()
    by_step = make_model(settings, seed=4)
    while by_step.running:
        by_step.step()
    assert by_step.steps == at_once.steps == 30
    assert at_once.state.weeks.tobytes() == by_step.state.weeks.tobytes()


def test_seeds_differ_and_zero_is_a_seed(make_model: Any) -> None:
    runs = {make_model({"staff": 14, "weeks": 10}, seed=seed).run().state.weeks.tobytes() for seed in (0, 1, 2**63, 2**64 - 1)}
    assert len(runs) == 4


# One person more changes nobody else's luck.

def people_of(model: Any) -> dict[str, Any]:
    """What was drawn about each person, by seat."""
    fields = ["key", "disposition", "trait", "listening", "sociability", "values", "own_load", "x", "y", "tenure_weeks"]
    return {seat: [model.state.staff[name][i].tobytes() for name in fields] for i, seat in enumerate(seats(model))}


def seats(model: Any) -> list[str]:
    """Where each person sits: the team, and which place in it."""
    teams = model.roster.team
    return [f"{model.roster.teams[team]}/{teams[:i].count(team) + 1}" for i, team in enumerate(teams)]


def pairs_of(model: Any) -> dict[tuple[str, str], Any]:
    """The luck of each pair, by seats: its key, and first impressions of either side."""
    found, seat = {}, seats(model)
    for number in range(int(model.state.count[1])):
        pair = model.state.pairs[number]
        noise = [model.state.ties["belief"][2 * number + side] - model.state.ties["belief"][2 * number + side].mean() for side in (0, 1)]
        found[seat[pair["a"]], seat[pair["b"]]] = (int(pair["key"]), noise)
    return found


@pytest.mark.parametrize("larger", [
    {"staff": 32, "teams": 5},                                                                        # one seat more, in the first team
    {"staff": 36, "teams": {**{f"team {k}": 6 for k in range(1, 6)}, "new": 5}},                      # one team more
])
def test_one_person_or_team_more_changes_nobody_elses_draws(make_model: Any, larger: dict[str, Any]) -> None:
    small, large = make_model({"staff": 31, "teams": 5}, seed=9), make_model(larger, seed=9)
    before, after = people_of(small), people_of(large)
    assert len(after) > len(before)
    assert {seat: after[seat] for seat in before} == before
    pairs_before, pairs_after = pairs_of(small), pairs_of(large)
    shared = pairs_before.keys() & pairs_after.keys()
    assert len(shared) > 0.8 * len(pairs_before)
    for pair in sorted(shared):
        assert pairs_before[pair][0] == pairs_after[pair][0]
        np.testing.assert_allclose(pairs_before[pair][1], pairs_after[pair][1], atol=1e-12)


def test_one_person_more_leaves_the_others_week_as_it_was(make_model: Any) -> None:
    """Two organisations far apart: a hire in one leaves every number of the other's people and ties the same, to the bit."""
    def far_apart(staff: int) -> Any:
        settings = {"organisations": {"one": {"staff": 16, "teams": 3}, "two": {"staff": staff, "teams": 3}}, "weeks": 25,
                    "meetings": {"informal_encounters_per_week": 2}, "partnership": {"contacts_per_person": 0.0},
                    "staffing": {"turnover_per_year": 0.3}}
        return make_model(settings, seed=2).run()

    def ties_of_one(model: Any) -> dict[tuple[int, int], bytes]:
        w = model.state
        staff, pairs = w.staff, w.pairs[: int(w.count[1])]
        found = {}
        for number, pair in enumerate(pairs):
            if staff["organisation"][pair["a"]] == 0 and staff["organisation"][pair["b"]] == 0:
                found[int(staff["key"][pair["a"]]), int(staff["key"][pair["b"]])] = w.ties[2 * number: 2 * number + 2][
                    ["belief", "trust", "readiness", "stage", "familiarity"]].tobytes()
        return found

    small, large = ties_of_one(far_apart(16)), ties_of_one(far_apart(17))
    assert len(small) > 80
    assert small == large


def test_more_meeting_time_keeps_every_encounter(make_model: Any) -> None:
    """Same luck: with more minutes no pair meets less often in its first week."""
    counts = []
    for minutes in (30, 60, 120):
        model = make_model({"staff": 20, "teams": 4, "weeks": 1, "meetings": {"team_minutes_per_week": minutes},
                            "mechanisms": {"stance": {"comply_formal": 1.0, "comply_informal": 1.0, "comply_authority": 1.0}}}, seed=3)
        model.step()
        counts.append(model.state.ties["familiarity"][: 2 * int(model.state.count[1])].copy())
    n = min(map(len, counts))
    assert np.all(counts[0][:n] <= counts[1][:n])
    assert np.all(counts[1][:n] <= counts[2][:n])
    assert counts[2].sum() > counts[0].sum() * 1.5


@pytest.mark.parametrize("seed", [0, 3])
def test_lists_kept_up_to_date_are_those_made_anew(seed: int) -> None:
    """Newcomers, leavers and new ties go into the lists one by one; a school that makes all lists anew every week is the same to the bit."""
    scenario = {"staff": 40, "teams": 6, "weeks": 40, "spanners": {"count": 3}, "staffing": {"turnover_per_year": 0.9},
                "meetings": {"cross_team_minutes_per_week": 60}, "mechanisms": {"word_of_mouth": {"met_per_hour": 0.4}}}
    kept, anew = TrustModel(scenario, seed=seed), TrustModel(scenario, seed=seed)
    while kept.week < 40:
        kept.step()
        anew.state.count[DIRTY] = 1
        anew.step()
    assert kept.state.weeks["left"].sum() > 20
    assert kept.state.weeks["new_ties"].sum() > 100
    assert kept.state.weeks.tobytes() == anew.state.weeks.tobytes()
    n = int(kept.state.count[N_STAFF])
    for model in (kept, anew):   # the list of the last week's new ties is due
        model.listed()
    for person in range(n):
        assert kept.ties_held(person).tolist() == anew.ties_held(person).tolist()


def test_looking_at_a_model_changes_nothing() -> None:
    scenario = {"staff": 30, "weeks": 20, "staffing": {"turnover_per_year": 0.9}}
    plain, seen = TrustModel(scenario, seed=1).run(), TrustModel(scenario, seed=1)
    while seen.week < 20:
        assert sum(len(person.ties) for person in seen.agents) > 0
        seen.step()
    assert plain.state.weeks.tobytes() == seen.state.weeks.tobytes()
