"""The scorecard: its statistics, its entries, and a whole quick one of the model alone."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom

from trustsim.analysis.intervals import median_interval
from trustsim.errors import InputError
from trustsim.model import TrustModel
from trustsim.randomness import replicate_seed
from trustsim.scenario.mechanisms import RIVALS
from trustsim.scenario.sections import BEHAVIOURS
from trustsim.scorecard import running
from trustsim.scorecard.criteria import CONFIDENCE, FAIL, PASS, UNDECIDED, Band, Criterion, Finding, judged, number, of_pattern
from trustsim.scorecard.patterns import EXPERIMENTS, PATTERNS
from trustsim.scorecard.plots import RULES
from trustsim.scorecard.real import real_figures
from trustsim.scorecard.schools import SIZES, drawn
from trustsim.scorecard.simulate import SCHOOL, SEED, beside, scenario_of
from trustsim.scorecard.single import chance_of
from trustsim.survey import Survey, ask, intraclass

WHO = np.arange(1, 2001, dtype=np.uint64)


# The survey layer

def test_a_survey_without_spread_reads_trust_to_the_nearest_point() -> None:
    exact = Survey(items=1, points=4, perceiver_sd=0.0, item_sd=0.0)
    assert exact.answers(np.array([0.0, 0.2, 0.5 - 1e-9, 0.7, 1.0]), WHO[:5], seed=1) == pytest.approx([0, 1 / 3, 1 / 3, 2 / 3, 1])


def test_a_survey_has_the_spread_it_states() -> None:
    """Middling trust, so that hardly anybody reaches an end of the scale: variance of perceivers + (items' error + rounding) / items.

    2,000 people: the SD has a standard error of 1.6 %; a right survey would miss 6 % in fewer than one of 5,000 seeds.
    """
    survey = Survey(items=4, points=11, perceiver_sd=0.10, item_sd=0.10)
    found = survey.answers(np.full(len(WHO), 0.5), WHO, seed=3)
    assert found.mean() == pytest.approx(0.5, abs=4 * 0.12 / np.sqrt(len(WHO)))
    assert found.std() == pytest.approx(np.sqrt(0.10**2 + (0.10**2 + 0.1**2 / 12) / 4), rel=0.06)


def test_people_keep_their_bent_and_items_their_luck() -> None:
    """The same week gives the same answers; another week the same bent with new errors: a correlation of .76 by arithmetic, without clipping."""
    survey, trust = Survey(), np.full(len(WHO), 0.5)
    first, again, later = survey.answers(trust, WHO, 5, 10), survey.answers(trust, WHO, 5, 10), survey.answers(trust, WHO, 5, 20)
    assert np.array_equal(first, again)
    assert 0.6 < np.corrcoef(first, later)[0, 1] < 0.95


def test_only_those_with_working_ties_answer() -> None:
    model = TrustModel({"staff": 12, "teams": 2, "weeks": 6}, seed=1)
    assert len(ask(model)) == 0   # nobody has met
    assert len(ask(model.run())) == 12


def test_intraclass_of_a_worked_example() -> None:
    """Groups (1, 3), (5, 7), (9, 11): mean squares 32 between and 2 within, ICC(1) = 30 / 34. No variance within: 1."""
    assert intraclass(np.array([1, 3, 5, 7, 9, 11.0]), np.repeat([0, 1, 2], 2)) == pytest.approx(30 / 34)
    assert intraclass(np.array([1, 1, 5, 5.0]), np.array([4, 4, 9, 9])) == pytest.approx(1.0)
    assert np.isnan(intraclass(np.array([1, 2.0]), np.array([0, 0])))


# Intervals and verdicts

@pytest.mark.parametrize("n", [10, 25, 50])
def test_interval_of_a_median_is_exact(n: int) -> None:
    """Its ends are the innermost order statistics that are wrong with at most the stated chance."""
    values = np.arange(1.0, n + 1)
    middle, low, high = median_interval(values[::-1], 0.95)
    assert middle == (n + 1) // 2
    below = int(low) - 1
    assert 2 * binom.cdf(below, n, 0.5) <= 0.05 < 2 * binom.cdf(below + 1, n, 0.5)
    assert high == n + 1 - low


def test_interval_of_a_median_with_few_or_infinite_values() -> None:
    assert median_interval([1.0, 2.0, 3.0], 0.95) == (2.0, -np.inf, np.inf)
    assert median_interval([np.inf] * 20, 0.95) == (np.inf, np.inf, np.inf)
    assert np.isnan(median_interval([], 0.95)[0])


def test_a_band_says_pass_only_for_a_whole_interval() -> None:
    band = Band(0.2, 0.4)
    assert [band.verdict(*ends) for ends in ((0.2, 0.4), (0.19, 0.4), (0.41, 0.5), (0.1, 0.19), (0.4, 0.5), (np.nan, np.nan))] == [
        PASS, UNDECIDED, FAIL, FAIL, UNDECIDED, UNDECIDED]
    assert Band(high=1.0).verdict(-np.inf, 1.0) == PASS
    assert (str(band), str(Band(low=0.5)), str(Band(high=3.0))) == (".20 to .40", "at least .50", "at most 3.00")
    assert [number(value) for value in (0.0, -0.04, 12.345, np.inf, np.nan)] == ["0", "-.040", "12.3", "never", "-"]


def test_wrong_verdicts_are_rare_at_every_look_together() -> None:
    """A mean just outside its band must not pass at any of five looks in more than half a percent of cards (the other half is the other end).

    4,000 cards: at that chance more than 40 are wrong in fewer than one of 10,000 tries; five looks that are not paid for make 74.
    """
    criterion, looks = Criterion("x", "x", Band(low=0.0)), (10, 20, 40, 80, 160)
    draws = np.random.default_rng(11).normal(-1e-9, 1.0, (4000, looks[-1]))
    wrong = sum(any(judged(criterion, {"x": row}, look, looks).verdict == PASS for look in looks) for row in draws)
    assert 0 < wrong <= 40


def test_least_and_most_are_of_all_and_of_one() -> None:
    rows = {"over_a": np.linspace(0.4, 0.5, 20), "over_b": np.linspace(-0.2, 0.0, 20), "other": np.full(20, -9.0),
            "is_a": np.repeat([0.0, 1.0], [1, 19]), "is_b": np.zeros(20)}
    least = judged(Criterion("over_", "all", Band(low=0.0), "least mean"), rows, 20, (20,))
    most = judged(Criterion("is_", "one", Band(low=0.4), "largest share"), rows, 20, (20,))
    assert (least.verdict, least.which) == (FAIL, "b")
    assert (most.verdict, most.which) == (PASS, "a")


def test_replicates_that_all_agree_prove_nothing_by_themselves() -> None:
    """No spread, no t interval; with the ends of the figure, the interval is that of another value's chance (25 of 25: at most .19)."""
    same = {"x": np.zeros(25)}
    assert judged(Criterion("x", "x", Band(high=0.05)), same, 25, (25,)).verdict == UNDECIDED
    found = judged(Criterion("x", "x", Band(high=0.05), ends=(-1, 1)), same, 25, (25,))
    assert (found.verdict, found.high) == (UNDECIDED, pytest.approx(1 - 0.005 ** (1 / 25)))
    assert judged(Criterion("x", "x", Band(high=0.05), ends=(-1, 1)), {"x": np.zeros(400)}, 400, (400,)).verdict == PASS


def test_figures_without_a_value_are_counted_and_left_out() -> None:
    found = judged(Criterion("x", "x", Band(0, 1)), {"x": np.array([0.5, np.nan, 0.6, 0.55, 0.5])}, 5, (5,))
    assert (found.n, found.missing) == (5, 1)
    assert found.estimate == pytest.approx(0.5375)
    assert judged(Criterion("x", "x", Band(0, 1)), {"x": np.full(5, np.nan)}, 5, (5,)).verdict == UNDECIDED


def test_a_pattern_fails_where_one_criterion_does() -> None:
    def finding(verdict: Any) -> Finding:
        return Finding(0, 0, 0, 1, 0, verdict)

    assert of_pattern([finding(PASS), finding(FAIL), finding(UNDECIDED)]) == FAIL
    assert of_pattern([finding(PASS), finding(UNDECIDED)]) == UNDECIDED
    assert of_pattern([finding(PASS)]) == PASS


# The entries

@pytest.fixture(scope="module")
def first_replicates() -> dict[str, dict[str, float]]:
    """The first replicate of every experiment."""
    return {name: dict(experiment.replicate(RIVALS[0], 0)) for name, experiment in EXPERIMENTS.items()}


def test_every_criterion_has_its_figure(first_replicates: dict[str, dict[str, float]]) -> None:
    assert len({pattern.name for pattern in PATTERNS}) == len(PATTERNS) == 21
    for pattern in PATTERNS:
        figures = first_replicates[pattern.experiment.name]
        for criterion in pattern.criteria:
            prefixed = criterion.of_several
            assert any(name.startswith(criterion.figure) for name in figures) if prefixed else criterion.figure in figures, criterion


def test_every_entry_says_what_it_is() -> None:
    for pattern in PATTERNS:
        assert all(len(getattr(pattern, name)) > 10 for name in ("title", "simulated", "statistic")), pattern.name
        assert re.search(r"\d{4}|RT|NC", pattern.source), pattern.name
        assert any(not np.isinf([criterion.band.low, criterion.band.high]).all() for criterion in pattern.criteria)


def test_replicates_are_the_same_again_and_differ_by_number(first_replicates: dict[str, dict[str, float]]) -> None:
    for name in ("collaborating", "propensity", "each-interaction"):
        again, other = EXPERIMENTS[name].replicate(RIVALS[0], 0), EXPERIMENTS[name].replicate(RIVALS[0], 1)
        assert dict(again) == first_replicates[name]
        assert dict(other) != first_replicates[name]


def test_rules_differ_where_the_texts_say_they_must() -> None:
    """A bank shrugs off what comes after 500 interactions; a count of the past hardly moves; a plain mean buys off a missing quality."""
    ratio = {rule: EXPERIMENTS["each-interaction"].replicate(rule, 0)["step_ratio"] for rule in ("none", "bank_of_credits", "beta_count")}
    assert ratio["none"] > 0.8 > 0.1 > max(ratio["bank_of_credits"], ratio["beta_count"])
    missing = {rule: EXPERIMENTS["one-missing"].replicate(rule, 0)["missing"] for rule in ("none", "plain_mean")}
    assert missing["none"] < 0.6 < missing["plain_mean"]


def test_the_share_of_building_interactions_is_what_is_asked() -> None:
    q = chance_of(0.45)
    assert 4 * q**3 * (1 - q) + q**4 == pytest.approx(0.45)


def test_drawn_schools_lie_around_the_fair_ones() -> None:
    """200 schools: the mean level has a standard error of .011, its SD of 5 %; bounds are four of these or more away."""
    schools = [drawn(replicate, k, 30) for replicate in range(20) for k in range(len(SIZES))]
    levels = np.array([school.leadership for school in schools])
    assert levels.mean() == pytest.approx(0.54, abs=0.05)
    assert levels.std() == pytest.approx(0.15, abs=0.035)
    assert len({school.seed for school in schools}) == len(schools)
    assert set(schools[0].settings["leadership"]) == set(BEHAVIOURS)
    assert drawn(3, 2, 19).settings == drawn(3, 2, 19).settings
    assert replicate_seed(SEED, 0) == SEED


def test_every_rule_has_a_name() -> None:
    assert tuple(RULES) == RIVALS


# A whole one

def test_a_quick_scorecard_of_the_model_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every pattern gets a verdict within 40 s of processor time (so that with six rivals two processors need two minutes); again, it
    runs nothing, says the same, and its page asks nothing of a network."""
    from trustsim.scorecard.page import write_page

    folder = tmp_path / "card"
    running.prepare(folder)
    card = running.make(folder, quick=True, rules=("none", "plain_mean"))
    assert card.simulated <= 2 * 40.0
    assert {name: len(found["none"]) for name, found in card.findings.items()} == {pattern.name: len(pattern.criteria) for pattern in PATTERNS}
    assert "plain_mean" not in card.findings["network"]   # no rival touches what is made before the first week
    assert card.findings["one-missing"]["plain_mean"][0].verdict == FAIL

    running.prepare(folder)
    again = running.make(folder, quick=True, rules=("none", "plain_mean"))
    assert again.simulated == 0.0
    assert repr(again.findings) == repr(card.findings)

    web, text = (path.read_text(encoding="utf-8") for path in write_page(again, folder, {"density_30": 0.12}))
    assert not re.search(r"""(src|href)=["'](?!data:|#)|https?://|@import|url\(""", web)
    shown = re.findall(r"\]\((plots/[^)]+)\)", text)
    assert len(shown) == len(set(shown)) == sum(len(pattern.criteria) for pattern in PATTERNS)
    assert all((folder / plot).stat().st_size > 1000 for plot in shown)
    failed = [(pattern, k) for pattern in PATTERNS for k, found in enumerate(card.findings[pattern.name]["none"]) if found.verdict == FAIL]
    for pattern, k in failed:   # nothing that fails is left out
        assert f"{pattern.title}: {pattern.criteria[k].words} is " in text
        assert pattern.criteria[k].words in web

    monkeypatch.setattr(running, "identity", lambda settings: "other code")
    with pytest.raises(InputError, match="other code"):
        running.prepare(folder)
    running.prepare(folder, replace=True)
    assert json.loads((folder / running.CARD).read_text())["made_with"] == "other code"
    assert not list((folder / running.REPLICATES).glob("*.parquet"))


def test_patterns_at_other_values_than_those_shipped() -> None:
    """Settings beside the card reach runs, and the rules that single ties meet; afterwards all is as shipped."""
    shipped = EXPERIMENTS["collaborating"].replicate("none", 0), EXPERIMENTS["majority"].replicate("none", 0)
    with beside({"mechanisms.stance.demand": 0.2, "mechanisms.beliefs.gain": 0.01}):
        eager, slow = EXPERIMENTS["collaborating"].replicate("none", 0), EXPERIMENTS["majority"].replicate("none", 0)
    assert eager["years_without"] < 0.9 * shipped[0]["years_without"]
    assert slow["at_70"] < 0.6 * shipped[1]["at_70"]
    assert (EXPERIMENTS["collaborating"].replicate("none", 0), EXPERIMENTS["majority"].replicate("none", 0)) == shipped
    assert running.identity({}) != running.identity({"mechanisms.stance.demand": 0.2})


def test_other_values_leave_what_a_pattern_is_about() -> None:
    """Distrust at the start is first trust lower by as much at any values; said again, the value shipped changes nothing."""
    path = "mechanisms.first_trust.level"
    shipped = [EXPERIMENTS["needs"].replicate("none", number) for number in range(12)]
    level = scenario_of(SCHOOL, "none").mechanisms.first_trust.level
    with beside({path: level}):
        assert [EXPERIMENTS["needs"].replicate("none", number) for number in range(12)] == shipped
    with beside({path: level + 0.1}):
        assert scenario_of({**SCHOOL, "mechanisms": {"first_trust": {"level": -0.2}}}, "none").mechanisms.first_trust.level == -0.2
        assert scenario_of(SCHOOL, "none").mechanisms.first_trust.level == level + 0.1
    assert np.mean([row["lacking_trust"] for row in shipped]) < np.mean([row["lacking_nothing"] for row in shipped])


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="no scorecard"):
        running.prepare(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_bench_takes_no_more_than_it_needs(tmp_path: Path) -> None:
    """Looks beyond the one at which all is clear are not asked for, and parts may come in any order."""
    (tmp_path / running.REPLICATES).mkdir()
    bench = running.Bench(tmp_path, "one-missing", "none", (2, 4, 8))
    assert bench.next_look() == 2
    bench.take(1, ({"missing": [1.3]}, 0.1))
    bench.keep()
    assert bench.count == 0   # the one before it is missing yet
    bench.take(0, ({"missing": [0.3]}, 0.1))
    bench.keep()
    assert bench.figures["missing"].tolist() == [0.3, 1.3]
    assert bench.next_look() is None   # exact: clear at once
    kept = running.Bench(tmp_path, "one-missing", "none", (2, 4, 8))
    assert kept.count == 2


def test_real_schools(real_schools: Path) -> None:
    """The facts that the data's own notes state of them."""
    figures = real_figures(real_schools)
    assert figures["size"] == pytest.approx(-0.49, abs=0.01)
    assert 0.07 < figures["icc"] < 0.15
    assert figures["skew"] < -0.3
    assert 2.5 < figures["out_degree_30"] < 5
    with pytest.raises(InputError, match="no schools"):
        real_figures(real_schools.parent)


def test_confidence_is_of_a_verdict() -> None:
    assert CONFIDENCE == 0.99
