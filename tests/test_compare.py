"""Comparisons: intervals that cover, differences that are those of the runs, zero where nothing differs, a folder that runs again."""

from __future__ import annotations

import hashlib
import json
import shlex
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from trustsim.analysis.pairs import (
    correlation,
    effect,
    mcnemar,
    mean,
    paired_effect,
    paired_shares,
    share,
    spread,
    unpaired_replicates,
)
from trustsim.cli import main
from trustsim.compare import Comparison, compare
from trustsim.compare.comparison import MAIN, OUTCOMES, labels_of
from trustsim.compare.ties import named_ties, ties_of
from trustsim.compare.words import as_text, said
from trustsim.errors import InputError
from trustsim.model import TrustModel
from trustsim.paired import ACQUAINTANCE, Run, runs
from trustsim.randomness import replicate_seed
from trustsim.results import run, tie_columns
from trustsim.scenario.load import loaded
from trustsim.state import WEEK

SMALL: dict[str, Any] = {"title": "Small", "staff": 14, "teams": 2, "weeks": 30, "viability": {"persist_weeks": 2}}
BUSY: dict[str, Any] = {**SMALL, "title": "Busy", "meetings": {"team_minutes_per_week": 120}}
LATE: dict[str, Any] = {**SMALL, "title": "Late", "timeline": [{"week": 12, "do": "new_head", "note": "a new head"}]}


def are_same(one: np.ndarray[Any, Any], two: np.ndarray[Any, Any]) -> bool:
    """Equal to the bit in every column (the bytes between columns are nobody's)."""
    return one.shape == two.shape and all(one[name].tobytes() == two[name].tobytes() for name in WEEK.names or ())


@pytest.fixture(scope="module")
def small() -> Comparison:
    return compare([SMALL, BUSY, LATE], replicates=6, seed=7)


# Intervals


def test_mean_and_share_are_those_of_scipy() -> None:
    values = np.random.default_rng(1).normal(3, 2, (12, 4))
    found = mean(values)
    for column in range(4):
        theirs = stats.ttest_1samp(values[:, column], 0).confidence_interval(0.95)
        assert (found.low[column], found.high[column]) == pytest.approx((theirs.low, theirs.high), rel=1e-12)
    for yes in (0, 3, 12):
        exact = stats.binomtest(yes, 12).proportion_ci(0.95, method="exact")
        assert share(yes, 12) == pytest.approx((yes / 12, exact.low, exact.high), rel=1e-9)


def test_missing_replicates_are_left_out_and_one_alone_has_no_interval() -> None:
    found = mean(np.array([[1.0, np.nan, np.nan], [3.0, 2.0, np.nan]]))
    assert found.estimate[:2].tolist() == [2.0, 2.0]
    assert np.isnan([found.low[1], found.high[1], found.estimate[2]]).all()


def test_what_differs_by_rounding_only_does_not_vary() -> None:
    values = np.array([0.1 + 0.2, 0.3, 0.3])
    assert values.std() > 0
    assert spread(values) == 0
    assert mean(values).low == mean(values).high


@pytest.mark.parametrize("n", [10, 30, 100])
def test_difference_of_paired_shares_covers(n: int) -> None:
    """Exact coverage over a grid of shares: 0.93 or more everywhere, 0.95 on average."""
    gained, lost = (part.ravel() for part in np.meshgrid(range(n + 1), range(n + 1)))
    gained, lost = gained[gained + lost <= n], lost[gained + lost <= n]
    found = paired_shares(gained, lost, n)
    covers = []
    for up in np.linspace(0.05, 0.9, 18):
        for down in np.linspace(0.05, 0.9, 18):
            if up + down < 0.999:
                chance = stats.multinomial.pmf(np.column_stack([gained, lost, n - gained - lost]), n, [up, down, 1 - up - down])
                covers.append(chance[(found.low <= up - down) & (up - down <= found.high)].sum())
    assert min(covers) > 0.925
    assert np.mean(covers) > 0.945


def test_mcnemar_is_the_sign_test() -> None:
    assert mcnemar(6, 0) == pytest.approx(2 / 64)
    assert (mcnemar(3, 3), mcnemar(0, 0)) == (1.0, 1.0)


def test_effect_sizes_cover() -> None:
    """2000 draws of 30 pairs, true d = 1.2 and r = .8: coverage .95 +- .02 (beyond it with chance 5e-5 were it .95)."""
    random = np.random.default_rng(5)
    d, r, hits, paired_hits = 1.2, 0.8, 0, 0
    for _ in range(2000):
        luck = random.normal(size=30)
        first, second = (np.sqrt(r) * luck + np.sqrt(1 - r) * random.normal(size=30) for _ in range(2))
        found, paired = effect(first, second + d), paired_effect(first, second + d)
        hits += found.low <= d <= found.high
        paired_hits += paired.low <= d / np.sqrt(2 - 2 * r) <= paired.high
    assert 0.93 < hits / 2000 < 0.97
    assert 0.93 < paired_hits / 2000 < 0.97


def test_unpaired_runs_as_many_as_said_give_the_same_interval() -> None:
    """Of 400 pairs with r = .9 the formula asks for ten times as many; so many unpaired runs have the same error, within a tenth."""
    random = np.random.default_rng(2)
    luck = random.normal(size=400)
    first, second = (np.sqrt(0.9) * luck + np.sqrt(0.1) * random.normal(size=400) for _ in range(2))
    asked = int(unpaired_replicates(first, second))
    assert 3500 < asked < 4600
    paired = spread(second - first) / np.sqrt(400)
    alone = [spread(random.normal(size=asked)) ** 2 / asked for _ in range(2)]
    assert np.sqrt(sum(alone)) == pytest.approx(paired, rel=0.1)


def test_where_nothing_varies_there_is_no_effect_size_and_pairing_saves_nothing_or_all() -> None:
    still, moving = np.full(5, 2.0), np.array([1.0, 2.0, 3.0, 4.0, 6.0])
    assert np.isnan([effect(still, still + 1).estimate, paired_effect(moving, moving + 1).estimate, correlation(still, moving)]).all()
    assert np.isnan(unpaired_replicates(still, still + 1))
    assert unpaired_replicates(moving, moving + 1) == np.inf


# The comparison


def test_replicates_share_their_seeds_across_scenarios(small: Comparison) -> None:
    assert small.seeds == tuple(replicate_seed(7, replicate) for replicate in range(6))
    assert small.seeds[0] == 7
    assert len(set(small.seeds)) == 6
    for k, scenario in enumerate((SMALL, BUSY, LATE)):
        alone = TrustModel(scenario, seed=small.seeds[4]).run()
        assert are_same(small.weekly[k][4], alone.state.weeks)


def test_outcomes_are_the_paired_differences_of_the_runs(small: Comparison) -> None:
    table = small.outcomes.set_index(["scenario", "outcome"])
    assert set(table.index.get_level_values("outcome")) == set(OUTCOMES)
    row = table.loc["Busy", "trust"]
    one, two = ([TrustModel(scenario, seed=seed).run().figures["trust"] for seed in small.seeds] for scenario in (SMALL, BUSY))
    theirs = stats.ttest_rel(two, one).confidence_interval(0.95)
    assert (row["low"], row["high"]) == pytest.approx((theirs.low, theirs.high), rel=1e-9)
    assert row["difference"] == pytest.approx(np.mean(two) - np.mean(one), abs=1e-12)
    assert row["correlation"] == pytest.approx(np.corrcoef(one, two)[0, 1], rel=1e-9)
    assert (row["higher_in"], row["lower_in"]) == ((np.array(two) > one).sum(), (np.array(two) < one).sum())
    assert row["unpaired_replicates"] == np.ceil(6 * (np.var(one, ddof=1) + np.var(two, ddof=1)) / np.var(np.subtract(two, one), ddof=1))


def test_nothing_differs_before_the_week_of_an_intervention(small: Comparison) -> None:
    assert (small.parted[1] == 12).all()
    weeks = small.weeks[(small.weeks["scenario"] == "Late") & (small.weeks["week"] < 12)]
    assert (weeks[["difference", "low", "high", "low_all", "high_all"]].fillna(0.0) == 0).all(axis=None)
    assert (small.weeks["low_all"].fillna(0) <= small.weeks["low"].fillna(0)).all()
    assert set(small.replicates.loc[small.replicates["scenario"] == "Late", "parted_week"]) == {12}


def test_identical_scenarios_differ_by_exactly_zero_and_say_so() -> None:
    found = compare([SMALL, {**SMALL, "title": "Twin"}], replicates=3)
    assert found.is_same(1)
    assert (found.parted == -1).all()
    rows = found.outcomes
    assert (rows[["difference", "low", "high", "difference_sd"]].dropna() == 0).all(axis=None)
    assert (rows["same_in"] == rows["n"]).all()
    assert rows["apart_from_week"].isna().all()
    assert not found.ties[["only_reference", "only_other"]].any(axis=None)
    text = as_text(said(found), "Small")
    assert "Twin and Small are the same: in none of 3 replicates does anything differ" in " ".join(text.split())


def made(values: np.ndarray[Any, Any], others: np.ndarray[Any, Any], figure: str = "norm") -> Comparison:
    """A comparison of made-up values of a weekly column, shape (replicates, weeks)."""
    source = loaded(SMALL)

    def run_of(row: np.ndarray[Any, Any]) -> Run:
        table = np.zeros(len(row), WEEK)
        table["week"], table[figure] = range(len(row)), row
        return Run(table, np.zeros(0, ACQUAINTANCE), np.zeros(0, np.uint64), np.zeros(1, np.uint64))

    groups = tuple(tuple(run_of(row) for row in rows) for rows in (values, others))
    return Comparison((source, source), ("A", "B"), 0, tuple(range(len(values))), values.shape[1] - 1, groups)


def test_clear_from_the_week_after_the_last_whose_interval_holds_zero() -> None:
    noise = np.random.default_rng(3).normal(0, 1, (20, 30))
    found = made(np.zeros((20, 30)), noise + np.where(np.arange(30) >= 10, 5.0, 0.0))
    assert found.apart_from(1, "norm") == 10
    lapsed = made(np.zeros((20, 30)), noise + np.where((np.arange(30) >= 10) & (np.arange(30) != 20), 5.0, 0.0))
    assert lapsed.apart_from(1, "norm") == 21
    turned = made(np.zeros((20, 30)), noise + np.where(np.arange(30) >= 15, 5.0, -5.0))
    assert turned.apart_from(1, "norm") == 15
    back = made(np.zeros((20, 30)), noise + np.where(np.arange(30) < 29, 5.0, 0.0))
    assert back.apart_from(1, "norm") is None


def test_allowing_for_all_weeks_few_idle_comparisons_seem_clear_in_any_week() -> None:
    """400 comparisons without a difference: some week by itself in most, allowing for all weeks in about one of twenty (under 36 but once in 1e4)."""
    random = np.random.default_rng(4)
    each = together = 0
    for _ in range(400):
        found = made(np.zeros((12, 40)), random.normal(0, 1, (12, 40)))
        bands = found.band(1, "norm"), found.band(1, "norm", confidence=found.all_weeks)
        each += bool(((bands[0].low > 0) | (bands[0].high < 0)).any())
        together += bool(((bands[1].low > 0) | (bands[1].high < 0)).any())
    assert each > 250
    assert together < 36


def test_lengths_may_differ_and_the_shorter_is_where_they_are_compared() -> None:
    found = compare([SMALL, {**BUSY, "weeks": 20}], replicates=2)
    assert found.week == 20
    assert are_same(found.weekly[0], compare([{**SMALL, "weeks": 20}, BUSY], replicates=2).weekly[0])
    assert "of different length (20 and 30 weeks); all are compared in week 20" in " ".join(as_text(said(found), "Small").split())


def test_other_people_are_told() -> None:
    found = compare([SMALL, {**SMALL, "title": "Large", "staff": 20}], replicates=2)
    assert 0 < found.people_in_common(1) < 1
    assert "14 and 20 staff at the start" in as_text(said(found), "Small")
    strangers = compare([SMALL, {"title": "Elsewhere", "weeks": 30, "organisations": {"clinic": {"staff": 14, "teams": 2}}}], replicates=2)
    assert strangers.people_in_common(1) == 0
    assert "nobody in common" in " ".join(as_text(said(strangers), "Small").split())


@pytest.mark.parametrize(("scenarios", "replicates", "words"), [
    ([SMALL], 5, "are not enough to compare"), ([SMALL] * 6, 5, "are too many to tell apart"), ([SMALL, BUSY], 1, "gives no interval"),
    ([SMALL, {**BUSY, "weeks_per_term": 10}], 5, "weeks_per_term: is not that of the reference (13)")])
def test_what_cannot_be_compared_is_refused(scenarios: list[Any], replicates: int, words: str) -> None:
    with pytest.raises(InputError, match=words.replace("(", r"\(").replace(")", r"\)")):
        compare(scenarios, replicates=replicates)


def test_labels_always_differ() -> None:
    one, two = loaded({**SMALL, "title": "A"}), loaded({**SMALL, "title": "B"})
    assert labels_of([one, two]) == ("A", "B")
    assert labels_of([one, one, two]) == ("A, 1", "A, 2", "B")
    assert labels_of([loaded("baseline"), loaded({"extends": "baseline", "title": "Baseline school"})])[0] == "Baseline school (baseline)"


# Ties


def test_ties_of_one_only_are_those_that_the_other_run_lacks(small: Comparison) -> None:
    found = small.ties
    for k, (name, scenario) in enumerate([("Busy", BUSY), ("Late", LATE)], 1):
        sets = []
        for each in (SMALL, scenario):
            model = TrustModel(each, seed=small.seeds[2]).run()
            ties, keys = tie_columns(model), model.state.staff["key"]
            sets.append({frozenset((int(keys[a]), int(keys[b]))) for a, b, active in zip(ties["source"], ties["target"], ties["active"]) if active})
        row = found[(found["scenario"] == name) & (found["replicate"] == 2) & (found["kind"] == "active") & (found["place"] == "all")].iloc[0]
        assert (row["reference"], row["other"], row["both"]) == (len(sets[0]), len(sets[1]), len(sets[0] & sets[1]))
        assert (row["only_reference"], row["only_other"]) == (len(sets[0] - sets[1]), len(sets[1] - sets[0]))
        assert row["other"] == small.weekly[k][2]["active_pairs"][-1]
    assert found["only_other"].sum() > 0
    places = found.pivot_table(index=["scenario", "replicate", "kind"], columns="place", values="only_other")
    assert (places["all"] == places["inside teams"] + places["across teams"]).all()


def test_a_pair_lost_with_a_person_is_counted_as_such() -> None:
    def of(pairs: list[tuple[int, int, int, bool, bool]], people: list[int]) -> Run:
        return Run(np.zeros(1, WEEK), np.array(pairs, ACQUAINTANCE), np.array(people, np.uint64), np.array(people, np.uint64))

    one = of([(1, 1, 2, False, True), (2, 1, 3, True, True), (3, 2, 3, True, False)], [1, 2, 3])
    two = of([(1, 1, 2, False, False), (4, 2, 9, True, True)], [1, 2, 9])
    table = ties_of([one], [two]).set_index(["kind", "place"])
    assert table.loc[("acquaintances", "all"), ["both", "only_reference", "only_other", "only_reference_gone"]].tolist() == [1, 2, 1, 2]
    assert table.loc[("active", "all"), ["both", "only_reference", "only_reference_gone", "only_other_gone"]].tolist() == [0, 2, 1, 1]
    assert table.loc[("acquaintances", "inside teams"), ["reference", "both", "only_reference", "only_other"]].tolist() == [1, 1, 0, 0]
    assert table.loc[("acquaintances", "across teams"), ["reference", "both", "only_reference", "only_other"]].tolist() == [2, 0, 2, 1]


def test_ties_by_name_are_those_that_were_counted(small: Comparison) -> None:
    named = named_ties(small.sources[0], small.sources[2], seed=small.seeds[1], week=small.week)
    counts = small.ties[(small.ties["scenario"] == "Late") & (small.ties["replicate"] == 1) & (small.ties["place"] == "all")].set_index("kind")
    table = named.table
    assert (table["other"].eq("active") & table["reference"].ne("active")).sum() == counts.loc["active", "only_other"]
    assert table["other"].eq("unknown to each other").sum() == counts.loc["acquaintances", "only_reference"]
    assert table.loc[table["other"] == "unknown to each other", "other_trust"].isna().all()
    gone = table[table["other"].eq("unknown to each other") & table["why"].ne("")]
    assert len(gone) == counts.loc["acquaintances", "only_reference_gone"] > 0   # the old head's
    assert gone["why"].str.contains("is not in post in the other").all()
    ranks = {"unknown to each other": 0, "acquainted": 1, "active": 2}
    steps = (table["reference"].map(ranks) - table["other"].map(ranks)).abs()
    assert all(a >= b for a, b in pairwise(steps))


def test_runs_stop_where_they_are_told_and_go_as_the_whole_run_goes() -> None:
    whole, part = runs(LATE, [5])[0], runs(LATE, [5], until=15)[0]
    assert are_same(part.weeks, whole.weeks[:16])
    assert len(whole.founders) == 14
    assert set(whole.people) != set(whole.founders)   # the new head


# Words


def test_the_summary_fits_a_small_window_and_reads_no_markup(small: Comparison) -> None:
    text = as_text(said(small), "Small")
    assert max(map(len, text.splitlines())) <= 88
    odd = compare([SMALL, {**BUSY, "title": "[red]Odd\u202e"}], replicates=2)
    shown = as_text(said(odd), "Small")
    assert "[red]Odd" in shown
    assert "\u202e" not in shown
    assert {letter for letter in shown if not letter.isprintable()} == {"\n"}


def test_what_is_missing_in_some_replicates_is_said() -> None:
    """Two people who hardly meet: in some runs nobody works with anybody, so there is no trust to compare."""
    lonely = {"staff": 2, "teams": 1, "weeks": 1, "head": False}
    found = compare([lonely, {**lonely, "title": "Silent", "meetings": {"team_minutes_per_week": 0}}], replicates=3)
    row = found.outcomes.set_index("outcome").loc["trust"]
    assert (row["n"], row["missing"]) == (1, 2)
    assert np.isnan([row["low"], row["high"], row["d"]]).all()
    text = " ".join(as_text(said(found), found.labels[0]).split())
    assert "(in one pair of runs)" in text
    assert "mean trust missing in 2 of 3 pairs of runs" in text
    assert "Silent: no mean trust, belief in competence" in text
    assert "nan" not in text


def test_ties_are_told_with_both_numbers_also_where_none_is_in_both() -> None:
    none = {"weeks": 1, "viability": {"active_cooperations": 50}}   # nobody cooperates so often in a week
    found = compare([{**SMALL, **none}, {**BUSY, **none}], replicates=2)
    text = " ".join(as_text(said(found), "Small").split())
    assert "Active ties at the end: 0.0 pairs in Busy, 0.0 in Small; none is in both. None is only in Busy. None is only in Small." in text


def test_every_main_outcome_has_a_row(small: Comparison) -> None:
    words = said(small)
    assert {len(rows) for rows in words.tables.values()} == {len(MAIN)}
    assert [rows[0][1][0] for rows in words.tables.values()] == ["Mean trust"] * 2


# The command


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., tuple[int, str, str]]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    Path("small.yaml").write_text("title: Small\nstaff: 14\nteams: 2\nweeks: 20\n")
    Path("late.yaml").write_text("extends: small.yaml\ntitle: =Late\ntimeline:\n  - {week: 12, do: new_head}\n")

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["run_sim.py", *map(str, arguments)])
        code: Any = 0
        try:
            main()
        except SystemExit as leaving:
            code = leaving.code or 0
        out, err = capsys.readouterr()
        return code, out, err

    return call


def test_the_folder_is_whole_sealed_and_its_commands_run(cli: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = cli("compare", "small.yaml", "late.yaml", "--replicates", 4, "--seed", 3, "--ties", 2, "--csv", "--vector", "--set",
                         "meetings.team_minutes_per_week=90", "--figure", "viable", "--figure", "readiness")
    assert code == 0, err
    folder = Path("results/small-vs-late-seed3")
    manifest = json.loads((folder / "manifest.json").read_text())
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    tables = {f"{name}.{ending}" for name in ("comparison", "weeks", "replicates", "ties", "ties-replicate2") for ending in ("parquet", "csv")}
    pictures = {f"figures/{name}.{ending}" for name in ("weeks", "effects") for ending in ("png", "svg", "pdf")}
    assert found == tables | pictures | {"manifest.json", "summary.txt", "scenarios/0-small/scenario.yaml", "scenarios/1-late/scenario.yaml"}
    assert set(manifest["files"]) == found - {"manifest.json"}
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert (manifest["seed"], manifest["replicates"], manifest["week"]) == (3, 4, 20)
    assert manifest["settings"] == ["meetings.team_minutes_per_week=90"]
    assert set(pd.read_csv(folder / "comparison.csv")["scenario"]) == {"'=Late"}
    assert set(pd.read_parquet(folder / "comparison.parquet")["scenario"]) == {"=Late"}
    commands = [shlex.split(line) for line in out.splitlines() if line.startswith("python3 run_sim.py ")]
    assert [command[2] for command in commands] == ["run", "run", "explain"]
    replicates = pd.read_parquet(folder / "replicates.parquet")
    for k, command in enumerate(commands[:2]):
        assert cli(*command[2:], "--no-figures")[0] == 0
        row = replicates[(replicates["replicate"] == 2) & (replicates["scenario"] == ("Small", "=Late")[k])].iloc[0]
        weekly = pd.read_parquet(Path(command[-1]) / "weekly.parquet").iloc[-1]
        assert all(weekly[name] == row[name] or (np.isnan(weekly[name]) and np.isnan(row[name])) for name in weekly.index if name != "week")
    code, told, err = cli(*commands[2][2:], "--no-figures")
    assert code == 0, err
    assert "The tie parts in week" in " ".join(told.split())
    assert (folder / "summary.txt").read_text().rstrip().splitlines()[-1] == shlex.join(commands[2])


def test_a_folder_is_never_half_written_and_only_a_comparison_is_replaced(cli: Callable[..., tuple[int, str, str]],
                                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    few = ("compare", "small.yaml", "late.yaml", "--replicates", 2, "--no-figures", "--out", "o")
    assert cli(*few)[0] == 0
    before = (Path("o") / "manifest.json").read_bytes()
    code, _, err = cli(*few)
    assert code == 2
    assert "exists and is not empty" in err
    code, _, err = cli("run", "small.yaml", "--out", "o", "--replace")
    assert code == 2
    assert "is not a results folder" in err
    assert cli("run", "small.yaml", "--out", "r", "--no-figures")[0] == 0
    code, _, err = cli(*few[:-1], "r", "--replace")
    assert code == 2
    assert "is not a results folder" in err
    assert cli(*few, "--replace", "--seed", 1)[0] == 0
    assert (Path("o") / "manifest.json").read_bytes() != before

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("trustsim.compare.command.write_csv", full)
    kept = {path.as_posix() for path in Path().rglob("*")}
    assert cli(*few[:-1], "new")[0] == 1
    assert {path.as_posix() for path in Path().rglob("*")} == kept


def test_all_that_is_wrong_is_said_before_anything_runs(cli: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trustsim.compare.comparison.runs", None)
    for options, words in ((("--figure", "trusst"), "did you mean 'trust'?"), (("--ties", "2"), "is not a replicate; given 2; allowed: 0 to 1"),
                           (("--replicates", "1"), "gives no interval"), (("--replicates", "-3"), "is not a whole number"),
                           (("--seed", "x"), "is not a seed"), (("--set", "meetings.team_minute=3"), "did you mean"),
                           (("--out", "small.yaml"), "is a file, not a folder")):
        code, _, err = cli("compare", "small.yaml", "late.yaml", "--replicates", 2, *options)
        assert code == 2, options
        assert words in err, err
    code, _, err = cli("compare", "small.yaml", "lte.yaml")
    assert code == 2
    assert "there is no such scenario" in err
    assert "are not enough to compare" in cli("compare", "small.yaml")[2]
    assert not Path("results").exists()


def test_an_imported_school_is_compared_and_its_copy_runs(cli: Callable[..., tuple[int, str, str]]) -> None:
    Path("s.csv").write_text("id,name,team,role\n" + "".join(f"p{k},N{k},t{k % 3},{'head' if k == 0 else 'teacher'}\n" for k in range(9)))
    Path("t.csv").write_text("source,target\n" + "".join(f"p{k},p{(k + 1) % 9}\n" for k in range(9)))
    assert cli("import", "--staff", "s.csv", "--ties", "t.csv", "--out", "school")[0] == 0
    Path("school/busy.yaml").write_text("extends: scenario.yaml\ntitle: Busy\nmeetings: {team_minutes_per_week: 120}\n")
    code, out, err = cli("compare", "school", "school/busy.yaml", "--replicates", 2, "--set", "weeks=5", "--out", "o", "--no-figures")
    assert code == 0, err
    for command in [shlex.split(line) for line in out.splitlines() if line.startswith("python3 run_sim.py ")]:
        code, _, err = cli(*command[2:], "--no-figures")
        assert code == 0, err
    weekly = pd.read_parquet("o/replicates.parquet")
    assert weekly["staff"].eq(9).all()


def test_the_same_comparison_gives_the_same_bytes(cli: Callable[..., tuple[int, str, str]]) -> None:
    for name in ("a", "b"):
        assert cli("compare", "small.yaml", "late.yaml", "--replicates", 3, "--out", name)[0] == 0
    hashes = [json.loads(Path(name, "manifest.json").read_text())["files"] for name in ("a", "b")]
    assert {name for name in hashes[0] if hashes[0][name] != hashes[1][name]} == {"summary.txt"}   # its commands name the folder


def test_a_run_of_the_library_is_a_replicate() -> None:
    found = compare(["baseline", "protected_time"], replicates=2, seed=11)
    alone = run("protected_time", seed=11)
    assert found.final(1, "trust")[0] == alone.weekly["trust"].iloc[-1]


# The page


def test_the_page_names_every_column_and_its_python_runs(small: Comparison, capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).resolve().parent.parent / "docs" / "compare.md").read_text(encoding="utf-8")
    columns = {*small.outcomes.columns, *small.weeks.columns, *small.replicates.columns[:4], *small.ties.columns,
               *named_ties(*small.sources[:2], seed=1, week=5).table.columns} - {f"scenario_{end}" for end in ("mean", "low", "high", "sd")}
    assert [name for name in sorted(columns) if f"`{name}`" not in page] == []
    code = page.partition("```python\n")[2].partition("```")[0]
    exec(code, {})
    assert "unpaired_replicates" in capsys.readouterr().out
