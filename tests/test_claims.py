"""The sign test against known values, and what counts as agreeing, differing and missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from trustsim.claims import FALSE_ALARM, Verdict, judge, sign_test
from trustsim.errors import InputError
from trustsim.paired import band, share_of_runs, weekly
from trustsim.scenario.claim import Claim
from trustsim.scenario.load import load_scenario
from trustsim.state import WEEK
from trustsim.weekly import WEEKLY

SMALL = {"staff": 12, "teams": 2, "weeks": 4}
SEEDS = range(12)


def verdict(tmp_path: Path, claim: dict[str, Any], settings: str = "", contrast: str = "meetings: {team_minutes_per_week: 0}\n") -> Verdict:
    common = "staff: 12\nteams: 2\nweeks: 4\n"
    (tmp_path / "other.yaml").write_text(f"title: Other\n{common}{contrast}")
    (tmp_path / "mine.yaml").write_text(f"contrast: other\nclaims: [{claim}]\n{common}{settings}".replace("'", '"'))
    return judge(tmp_path / "mine.yaml", SEEDS)[0]


def test_the_weekly_table_and_its_words_have_the_same_names() -> None:
    assert ("week", *WEEKLY) == WEEK.names


@pytest.mark.parametrize(("agree", "differ", "p"), [
    (10, 0, 1 / 1024), (9, 1, 11 / 1024), (8, 2, 56 / 1024), (0, 10, 1.0), (0, 0, 1.0), (1, 0, 0.5), (1, 1, 0.75),
    (24, 6, 768212 / 2**30), (23, 7, 2804012 / 2**30), (15, 15, 0.5722322)])   # binomial tails: 15 of 30 is (1 + C(30, 15) / 2^30) / 2
def test_sign_test_against_the_binomial_distribution(agree: int, differ: int, p: float) -> None:
    assert sign_test(agree, differ) == pytest.approx(p, rel=1e-6)


def test_what_it_takes_of_thirty_runs() -> None:
    """24 of 30 hold and 23 do not; ten without a difference the other way are the fewest."""
    assert sign_test(24, 6) < FALSE_ALARM < sign_test(23, 7)
    assert sign_test(10, 0) < FALSE_ALARM < sign_test(9, 0)


def test_more_meetings_more_interactions_and_never_the_reverse(tmp_path: Path) -> None:
    higher = verdict(tmp_path, {"figure": "interactions", "direction": "higher"})
    assert higher.holds
    assert (higher.agree, higher.differ, higher.missing) == (12, 0, 0)
    assert higher.quartiles[0] > 0
    assert higher.words == "interactions in week 4: higher than in Other"
    lower = verdict(tmp_path, {"figure": "interactions", "direction": "lower"})
    assert (lower.holds, lower.agree, lower.differ, lower.p) == (False, 0, 12, 1.0)


def test_by_asks_for_more_than_any_difference(tmp_path: Path) -> None:
    most = float(max(verdict(tmp_path, {"figure": "interactions", "direction": "higher"}).quartiles))
    assert verdict(tmp_path, {"figure": "interactions", "direction": "higher", "by": 5}).holds
    assert not verdict(tmp_path, {"figure": "interactions", "direction": "higher", "by": most}).holds


def test_alike_needs_most_runs_within_reach(tmp_path: Path) -> None:
    """The same school twice is alike to the last bit; with meetings and without they are not."""
    same = verdict(tmp_path, {"figure": "trust", "direction": "alike"}, contrast="")
    assert same.holds
    assert same.quartiles == (0.0, 0.0, 0.0)
    apart = verdict(tmp_path, {"figure": "interactions", "direction": "alike", "by": 1})
    assert (apart.holds, apart.agree, apart.differ) == (False, 0, 12)
    most = float(max(abs(apart.values - apart.others)))
    assert verdict(tmp_path, {"figure": "interactions", "direction": "alike", "by": most}).agree == 12
    assert verdict(tmp_path, {"figure": "interactions", "direction": "alike", "by": most - 1}).differ >= 1


def test_runs_without_a_difference_are_left_out(tmp_path: Path) -> None:
    never = verdict(tmp_path, {"figure": "viable", "direction": "higher"})
    assert (never.agree, never.differ, never.p, never.holds) == (0, 0, 1.0, False)


@pytest.mark.parametrize("direction", ["higher", "lower", "alike"])
def test_a_figure_that_is_not_there_fails(tmp_path: Path, direction: str) -> None:
    """Without a head there is no trust in heads, in the scenario or in its contrast: no direction holds, also not 'alike'."""
    for own, other in (("head: false\n", ""), ("", "head: false\n"), ("head: false\n", "head: false\n")):
        lacking = verdict(tmp_path, {"figure": "trust_in_heads", "direction": direction, "by": 0.0}, own, other)
        assert (lacking.holds, lacking.missing) == (False, 12)
        assert "missing in 12" in str(lacking)


def test_one_missing_run_is_enough_to_fail() -> None:
    values = np.array([1.0] * 29 + [np.nan])
    claim = Claim(figure="trust", direction="higher", than=0.0)
    assert not Verdict(claim, "", values, np.zeros(30), 29, 0, 1, sign_test(29, 0)).holds


@pytest.mark.parametrize(("than", "week"), [("start", 0), ({"week": 2}, 2)])
def test_the_same_run_in_another_week(tmp_path: Path, than: Any, week: int) -> None:
    found = verdict(tmp_path, {"figure": "trust", "direction": "higher", "than": than, "week": 3})
    runs = weekly(load_scenario(tmp_path / "mine.yaml"), SEEDS)
    assert found.values.tolist() == runs["trust"][:, 3].tolist()
    assert found.others.tolist() == runs["trust"][:, week].tolist()


def test_a_number(tmp_path: Path) -> None:
    assert verdict(tmp_path, {"figure": "trust", "direction": "higher", "than": 0.1}).holds
    assert not verdict(tmp_path, {"figure": "trust", "direction": "higher", "than": 1}).holds


@pytest.mark.parametrize(("claim", "words"), [
    ({"figure": "trust", "direction": "higher", "by": 0.05}, "mean trust in week 4: higher than in Other, by more than 0.05"),
    ({"figure": "cooperation_share", "direction": "lower", "by": 0.05, "week": 3},
     "encounters in which both cooperate in week 3: lower than in Other, by more than 5 percentage points"),
    ({"figure": "cooperation_share", "direction": "higher", "than": 0.5}, "encounters in which both cooperate in week 4: higher than 50%"),
    ({"figure": "trust", "direction": "alike", "by": 0.02}, "mean trust in week 4: as in Other, within 0.02"),
    ({"figure": "active_pairs", "direction": "alike", "than": 0, "by": 1}, "active ties in week 4: about 0, within 1"),
    ({"figure": "trust", "direction": "higher", "than": "start"}, "mean trust in week 4: higher than at the start"),
    ({"figure": "trust", "direction": "lower", "than": {"week": 2}}, "mean trust in week 4: lower than in week 2"),
    ({"figure": "viable", "direction": "higher"}, "viable learning community in week 4: more often than in Other"),
    ({"figure": "viable", "direction": "higher", "than": 0.5}, "viable learning community in week 4: in most runs"),
    ({"figure": "viable", "direction": "lower", "than": 0.5}, "viable learning community in week 4: in less than half of the runs")])
def test_a_claim_in_words(tmp_path: Path, claim: dict[str, Any], words: str) -> None:
    assert verdict(tmp_path, claim).words == words


def test_a_week_that_the_contrast_does_not_reach(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("staff: 12\nteams: 2\nweeks: 2\n")
    (tmp_path / "mine.yaml").write_text("extends: other\nweeks: 4\ncontrast: other\nclaims: [{figure: trust, direction: higher}]\n")
    with pytest.raises(InputError, match=r"claims\[0\]: week 4 is beyond the 2 weeks of its contrast other"):
        judge(tmp_path / "mine.yaml", SEEDS)


def test_runs_are_kept_and_are_those_of_the_seed() -> None:
    first = weekly(SMALL, (0, 5))
    assert first.shape == (2, 5)
    np.testing.assert_array_equal(weekly(SMALL, (5,))["trust"][0], first["trust"][1])
    from trustsim.results import run

    np.testing.assert_array_equal(run(SMALL, seed=5).weekly["trust"], first["trust"][1])


def test_bands_are_quantiles_of_each_week() -> None:
    runs = np.zeros((5, 2), WEEK)
    runs["trust"] = np.array([[1.0, 2, 3, 4, 5], [1, 1, 1, np.nan, np.nan]]).T
    runs["viable"][:, 1] = (1, 1, 1, 0, 0)
    found = band(runs, "trust", 0.5)
    assert (found.low.tolist(), found.middle.tolist(), found.high.tolist()) == ([2, 1], [3, 1], [4, 1])
    assert share_of_runs(runs, "viable").tolist() == [0.0, 0.6]
    runs["trust"] = np.nan
    assert np.isnan(band(runs, "trust").middle).all()
