"""A film shows the run that it is a film of, to the last pair and week."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from trustsim.compare.ties import ties_of
from trustsim.model import TrustModel
from trustsim.paired import runs
from trustsim.results import run, tie_columns
from trustsim.scenario.load import LoadedScenario, load_scenario, loaded
from trustsim.state import QUALITIES
from trustsim.summary import summary
from trustsim.web.coding import coded, decode, encode, packed, uncoded
from trustsim.web.comparing import band_of, pair_of, plain
from trustsim.web.film import film
from trustsim.web.recording import SCALES, Stopped, levels
from trustsim.weekly import WEEKLY

# Many leave, so that pairs of leavers are swept out of the state while it is filmed.
RESTLESS = {"staff": 24, "teams": 4, "weeks": 60, "staffing.turnover_per_year": 0.9}


def restless() -> LoadedScenario:
    return load_scenario("baseline", overrides=RESTLESS)


@pytest.mark.parametrize("source", ["broken_promise", "merger", "restless", "multi_agency_partnership"])
def test_every_week_is_that_of_the_run(source: str) -> None:
    scenario = restless() if source == "restless" else loaded(source)
    made = film(scenario, 3)
    arrays = made.arrays
    place = {(a, b): k for k, (a, b) in enumerate(arrays["pairs"].tolist())}
    model = TrustModel(scenario, seed=3)
    swept, most = False, 0
    for week in range(made.weeks + 1):
        if week:
            model.step()
        n_pairs = int(model.state.count[1])
        swept, most = swept or n_pairs < most, max(most, n_pairs)
        ties = tie_columns(model)
        source_, target = ties["source"], ties["target"]
        k = np.array([place[min(a, b), max(a, b)] for a, b in zip(source_.tolist(), target.tolist(), strict=True)])
        row = 2 * k + (source_ > target)
        assert np.array_equal(arrays["trust"][row, week], levels(ties["trust"]))
        assert np.count_nonzero(arrays["trust"][:, week]) == len(row)   # and nobody else knows anybody
        for q, quality in enumerate(QUALITIES):
            assert np.array_equal(arrays["beliefs"][q][row, week], levels(ties[quality]))
        assert np.array_equal(arrays["scar"][row, week], levels(np.maximum(ties["scar_competence"], ties["scar_integrity"])))
        state = arrays["state"][k, week]
        back = source_ > target
        assert np.array_equal(state & 1, ties["active"].astype(np.uint8))
        assert np.array_equal((state >> np.where(back, 4, 2)) & 3, ties["stage"])
        assert np.array_equal((state >> np.where(back, 7, 6)) & 1, ties["advice"].astype(np.uint8))
        staff = model.state.staff[: arrays["team"].shape[0]]
        now = int(model.state.count[0])
        assert np.array_equal(arrays["team"][:now, week], staff["team"][:now])
        given = [levels(ties["trust"][source_ == i].mean()) if (source_ == i).any() else 0 for i in range(now)]
        assert np.abs(arrays["trust_given"][:now, week].astype(int) - np.array(given).astype(int)).max() <= 1
        here = staff["presence"][:now] == 1
        for name, (low, high) in SCALES.items():
            said = low + (arrays[name][:now, week][here].astype(float) - 1) / 254 * (high - low)
            assert np.abs(said - staff[name][:now][here]).max() <= (high - low) / 254
            assert not arrays[name][:now, week][~here].any()
    assert swept or source != "restless", "the test of sweeping tests nothing"
    weekly = np.array([model.state.weeks[name] for name in WEEKLY], np.float32)
    shown = arrays["weekly"]
    assert np.array_equal(shown[~np.isnan(shown)], weekly[~np.isnan(shown)])
    assert len(made.keys) == arrays["team"].shape[0] == len(made.header["people"])


def test_working_ties_are_those_of_the_weekly_table() -> None:
    made = film("baseline", 1)
    row = list(WEEKLY).index("working_ties")
    working = ((made.arrays["state"] >> 1) & 1).sum(axis=0)
    assert np.array_equal(2 * working[1:], made.arrays["weekly"][row, 1:].astype(int))


def test_words_come_from_the_run() -> None:
    made, results = film("broken_promise", 1, told=True), run("broken_promise", seed=1)
    header = made.header
    assert header["summary"] == summary(results).lines
    assert header["spells"] == [list(spell) for spell in results.viable_spells]
    assert header["timeline"] == [{"week": 40, "do": "broken_promise", "words": "the head breaks a promise", "added": False}]
    assert [person["name"] for person in header["people"]] == results.staff["name"].tolist()
    promise = [event for event in header["events"] if event["week"] == 40 and len(event.get("others", [])) > 30]
    assert len(promise) == 1, "a promise broken before all is told once"
    assert "colleagues" in promise[0]["words"]
    broken = results.events[(results.events["week"] == 40) & (results.events["kind"] == "breach") & (results.events["who"] == promise[0]["who"])]
    assert promise[0]["others"] == broken["other"].tolist()
    assert header["values"]["leadership.preset"] == "fair"
    assert header["values"]["leadership.fairness"] == 0.7   # what the preset says of it
    assert header["values"]["staff"] == 60
    json.dumps(header, allow_nan=False)


def test_values_follow_the_timeline() -> None:
    head = film("new_head_better", 0).header
    changed = [(item["week"], item["values"]["leadership.preset"]) for item in head["values_from"] if "leadership.preset" in item["values"]]
    week = load_scenario("new_head_better").scenario.timeline[0].week
    assert changed
    assert changed[0][0] == week
    assert changed[0][1] != head["values"]["leadership.preset"]


def test_bytes_bring_back_what_was_coded() -> None:
    made = film(restless(), 0)
    head, arrays = decode(made.data(id=7, slot="b", view={"scenario": "x"}))
    assert (head["id"], head["slot"], head["view"]) == (7, "b", {"scenario": "x"})
    assert set(arrays) == set(made.arrays)
    for name, array in made.arrays.items():
        assert arrays[name].dtype.itemsize == array.dtype.itemsize
        assert np.array_equal(arrays[name], array, equal_nan=name == "weekly"), name
    assert {name: value for name, value in head.items() if name not in ("id", "slot", "view", "arrays")} == json.loads(json.dumps(made.header))


def test_a_film_in_part_leaves_out_what_is_shown_of_one_tie_at_a_time() -> None:
    made = film(restless(), 0)
    head, arrays = decode(made.data(whole=False, id=7))
    assert head["in_part"]
    assert set(made.arrays) - set(arrays) == {"beliefs", "scar"}
    assert all(np.array_equal(arrays[name], made.arrays[name], equal_nan=name == "weekly") for name in arrays)
    assert "in_part" not in decode(made.data(id=7))[0]
    assert len(made.data(whole=False)) < 0.5 * len(made.data())


def test_a_thinned_film_holds_beliefs_between_some_weeks() -> None:
    made = film(restless(), 0)
    assert made.thinned(1) is made
    assert "beliefs" not in decode(made.thinned(0).data())[1]
    head, arrays = decode(made.thinned(5).data())
    whole, thin = made.arrays["beliefs"], arrays["beliefs"]
    assert head["beliefs_every"] == 5
    assert np.array_equal(thin[..., ::5], whole[..., ::5])
    assert np.array_equal(thin == 0, whole == 0), "ties begin and end when they do"
    assert not np.array_equal(thin, whole)
    assert np.array_equal(arrays["trust"], made.arrays["trust"])


@pytest.mark.parametrize("coding", ["plain", "delta", "xor"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int16, np.uint32])
def test_codings_invert(coding: str, dtype: Any) -> None:
    values = np.random.default_rng(5).integers(0, 250, (4, 3, 9)).astype(dtype)
    assert np.array_equal(uncoded(coded(values, coding), coding), values)
    empty = np.zeros((0, 5), dtype)
    assert uncoded(coded(empty, coding), coding).shape == (0, 5)


def test_arrays_lie_where_the_header_says() -> None:
    arrays = {"pairs": np.arange(6, dtype=np.uint16).reshape(3, 2), "trust": np.zeros((1, 3), np.uint8), "weekly": np.ones((2, 2), np.float32)}
    placed, blob = packed(arrays)
    assert all(where["at"] % 8 == 0 for where in placed.values())
    assert len(blob) == 16 + 8 + 16
    data = encode({"é": "</script>"}, arrays)
    start = 8 + int.from_bytes(data[4:8], "little")
    assert data[:4] == b"TSF1"
    assert decode(data)[0]["é"] == "</script>"
    assert len(data) == start + -start % 8 + len(blob)
    with pytest.raises(ValueError, match="no film"):
        decode(b"nothing of the kind")


def test_a_film_that_nobody_waits_for_stops() -> None:
    weeks = []

    def stop() -> bool:
        weeks.append(1)
        return len(weeks) > 4

    with pytest.raises(Stopped):
        film("baseline", 0, stop=stop)
    assert len(weeks) == 5


def test_ties_of_only_one_film_are_those_of_compare() -> None:
    made = pair_of(film("baseline", 2), film("protected_time", 2))
    counted = ties_of(runs("baseline", [2]), runs("protected_time", [2]))
    for kind, name in (("active", "active"), ("known", "acquaintances")):
        row = counted[(counted["kind"] == name) & (counted["place"] == "all")].iloc[0]
        assert [made[f"{kind}_{which}"][-1] for which in ("both", "only_a", "only_b")] == [row["both"], row["only_reference"], row["only_other"]]
    assert made["people_only_a"] == 0
    assert pair_of(film("baseline", 2), film("baseline", 2))["active_only_a"] == [0] * 118


def test_a_band_grows_and_can_be_stopped() -> None:
    source, seen = load_scenario("baseline", overrides={"staff": 20, "teams": 3, "weeks": 30}), []
    made = band_of(source, seen.append, seeds=range(7), steps=(3, 5))
    assert [band["replicates"] for band in seen] == [3, 5, 7]
    assert made is seen[-1]
    weeks = [run(source, seed=seed).weekly for seed in range(7)]
    low, high = np.quantile([table["plc_index"] for table in weeks], [0.1, 0.9], axis=0)
    assert np.allclose(made["columns"]["plc_index"]["low"], low, atol=1e-3)
    assert np.allclose(made["columns"]["plc_index"]["high"], high, atol=1e-3)
    assert plain(np.array([np.nan, 0.123456])) == [None, 0.123]
    json.dumps(made, allow_nan=False)
    with pytest.raises(Stopped):
        band_of(source, seen.append, lambda: len(seen) > 3, seeds=range(7), steps=(1,))
