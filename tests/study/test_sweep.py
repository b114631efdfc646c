"""Whole studies, small: the same rows as single runs, however they are cut and whoever makes them; read, repeated, exported."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import study_jobs
from typer.testing import CliRunner

import trustsim
from trustsim.cli import app
from trustsim.errors import InputError
from trustsim.randomness import replicate_seed
from trustsim.study import sweep
from trustsim.study.load import load_study
from trustsim.study.local import LocalExecutor
from trustsim.study.lock import create
from trustsim.study.opened import OpenStudy, open_study
from trustsim.study.sweep import Progress, estimate, go_on
from trustsim.study.upkeep import compact, export, replay, status
from trustsim.study.worker import warm

MINUTES = "meetings.team_minutes_per_week"
SMALL: dict[str, Any] = {"scenario": {"staff": 14, "teams": 2, "weeks": 16}, "factors": {MINUTES: [20, 80], "style": {"presets": ["hero", "servant"]}},
                         "replicates": 7, "seed": 5, "outcomes": {"final": ["trust", "cooperation_share"], "weeks": [8], "series": ["trust"], "ties": True}}


@pytest.fixture(scope="module")
def workers() -> Iterator[LocalExecutor]:
    with LocalExecutor(2) as executor:
        yield executor


def swept(folder: Path, executor: LocalExecutor, **more: Any) -> OpenStudy:
    create(load_study({**SMALL, **more}), folder)
    return go_on(folder, executor)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory, workers: LocalExecutor) -> OpenStudy:
    return swept(tmp_path_factory.mktemp("study") / "small", workers)


def test_rows_are_those_of_single_runs(study: OpenStudy) -> None:
    assert study.complete
    runs = study.runs()
    assert len(runs) == 4 * 7
    for row in runs.iloc[[0, 9, 27]].itertuples():
        minutes, style = study.design.iloc[row.point][[MINUTES, "style"]]
        alone = trustsim.run({**SMALL["scenario"], "meetings": {"team_minutes_per_week": int(minutes)}, "leadership": {"preset": style}},
                             seed=replicate_seed(5, row.replicate))
        last = alone.weekly.iloc[-1]
        assert (row.seed, row.trust, row.cooperation_share) == (alone.seed, last["trust"], last["cooperation_share"])
        assert row.trust_w8 == alone.weekly["trust"][8]
        keys, series = study.series("trust")
        mine = (keys["point"] == row.point) & (keys["replicate"] == row.replicate)
        assert np.array_equal(series[mine][0], alone.weekly["trust"], equal_nan=True)
        ties = study.ties()
        ties = ties[(ties["point"] == row.point) & (ties["replicate"] == row.replicate)]
        kept = alone.ties_at(16)
        assert ties["trust"].tolist() == kept["trust"].tolist()
        assert ties["source"].tolist() == kept["source"].tolist()


@pytest.mark.parametrize(("chunk", "count"), [(1, 2), (5, 1), (5, 4), (100, 2)])
def test_rows_hang_neither_on_chunks_nor_on_workers(study: OpenStudy, workers: LocalExecutor, tmp_path: Path, chunk: int, count: int) -> None:
    create(load_study({**SMALL, "chunk": chunk}), tmp_path / "other")
    with workers if count == 2 else LocalExecutor(count, warm=warm) as executor:
        other = go_on(tmp_path / "other", executor)
    assert other.arrow().equals(study.arrow())
    assert len(other.listing.done) == -(-28 // chunk)


def test_same_luck_at_all_points_and_other_luck_for_other_seeds(study: OpenStudy, workers: LocalExecutor, tmp_path: Path) -> None:
    seeds = study.runs().groupby("replicate")["seed"].nunique()
    assert (seeds == 1).all()
    lowest, highest = (swept(tmp_path / str(seed), workers, seed=seed, replicates=2) for seed in (0, 2**64 - 1))
    assert lowest.runs()["seed"].min() == 0
    assert highest.runs()["seed"].max() == 2**64 - 1
    assert set(lowest.runs()["trust"]).isdisjoint(highest.runs()["trust"])


def test_shards_make_the_whole_together(study: OpenStudy, workers: LocalExecutor, tmp_path: Path) -> None:
    create(load_study({**SMALL, "chunk": 3}), tmp_path / "s")
    for number in (3, 1, 2):
        part = go_on(tmp_path / "s", workers, shard=(number, 3))
    assert part.complete
    assert part.arrow().equals(study.arrow())
    assert len(part.listing.done) == 10


def test_nothing_is_made_twice(study: OpenStudy, workers: LocalExecutor) -> None:
    before = {path: path.stat().st_mtime_ns for path in study.listing.done.values()}
    seen: list[Progress] = []
    again = go_on(study.folder, workers, watch=seen.append)
    assert again.complete
    assert seen == []
    assert {path: path.stat().st_mtime_ns for path in again.listing.done.values()} == before


def test_replicates_grow_until_they_are_enough(workers: LocalExecutor, tmp_path: Path) -> None:
    """Trust varies little between runs, so 50 replicates do; a goal that cannot be reached takes them all."""
    easy = swept(tmp_path / "easy", workers, replicates={"half_width": 0.05, "of": "trust", "at_most": 60}, factors={MINUTES: [20, 80]}, outcomes={})
    assert easy.runs().groupby("point").size().tolist() == [50, 50]
    hard = swept(tmp_path / "hard", workers, replicates={"half_width": 1e-9, "of": "trust", "at_most": 60}, factors={MINUTES: [20, 80]}, outcomes={})
    assert hard.runs().groupby("point").size().tolist() == [60, 60]
    assert [made.number for made in hard.rounds] == [0, 1]


def test_runs_that_raise_become_rows_and_the_rest_go_on(workers: LocalExecutor, tmp_path: Path) -> None:
    """A level that fits no other: found only where it is combined, so it is not refused at the door."""
    data = {"scenario": {"staff": 30, "weeks": 6}, "factors": {"staff": [30, 12], "teams": [2, 10]}, "replicates": 3, "outcomes": {}}
    with pytest.raises(InputError, match="do not go together"):
        load_study(data)
    data["design"] = {"kind": "list", "points": [{"staff": 30, "teams": 2}, {"staff": 30, "teams": 10}]}
    study = load_study(data)
    study.points.coded[1, 0] = 1.0   # past the door
    create(study, tmp_path / "s")
    opened = OpenStudy(tmp_path / "s")
    opened.study.points.coded[1, 0] = 1.0
    from trustsim.study import work

    table = work.run_job(work.Job(opened.study.materials, {p: tuple(row) for p, row in enumerate(opened.study.points.coded)},
                                  tuple((p, r) for p in (0, 1) for r in range(3)))).to_pandas()
    assert table["status"].tolist() == ["ok"] * 3 + ["failed"] * 3
    assert table["error"][3].startswith("InputError: ")
    assert table["trust"][3:].isna().all()
    assert table["trust"][:3].notna().all()


def test_a_summary_has_intervals_of_its_kind(study: OpenStudy) -> None:
    found = study.summary("trust", "viable")
    runs = study.runs()
    first = runs[runs["point"] == 0]["trust"]
    row = found[(found["point"] == 0) & (found["outcome"] == "trust")].iloc[0]
    assert row["estimate"] == pytest.approx(first.mean())
    half = 2.4469 * first.std() / np.sqrt(7)   # Student's t with 6 degrees of freedom
    assert (row["low"], row["high"]) == pytest.approx((first.mean() - half, first.mean() + half), abs=1e-5)
    none = found[(found["point"] == 0) & (found["outcome"] == "viable")].iloc[0]
    assert (none["low"], none["high"]) == pytest.approx((0, 1 - 0.025 ** (1 / 7)))   # 0 of 7
    assert study.sql(f'select avg(trust) as t from runs where "{MINUTES}" = 20 and style = \'hero\'')["t"][0] == pytest.approx(first.mean())


def test_unknown_names_are_refused(study: OpenStudy) -> None:
    for ask in (lambda: study.summary("trst"), lambda: study.runs(["trst"]), lambda: study.cells("trst")):
        with pytest.raises(InputError, match="did you mean 'trust'"):
            ask()
    with pytest.raises(InputError, match="was not kept weekly"):
        study.series("norm")


def test_one_run_again_to_the_bit(study: OpenStudy) -> None:
    results, different = replay(study, "p2r3")
    assert different == []
    assert results.seed == replicate_seed(5, 3)
    for name in ("p4r0", "p0r7", "2", "p-1r0"):
        with pytest.raises(InputError):
            replay(study, name)


def test_a_study_of_other_code_is_not_replayed_as_if_it_were_the_same(workers: LocalExecutor, tmp_path: Path) -> None:
    made = swept(tmp_path / "s", workers, replicates=1)
    made.study.study.__dict__["seed"] = 6   # another luck
    assert "trust" in replay(made, "p0r0")[1]


def test_exports_can_be_read(study: OpenStudy, tmp_path: Path) -> None:
    place = export(study, tmp_path / "e", ["csv", "dta", "r"])
    table, stata, parquet = pd.read_csv(place / "runs.csv"), pd.read_stata(place / "runs.dta"), pd.read_parquet(place / "runs.parquet")
    assert table["trust"].tolist() == study.runs()["trust"].tolist() == stata["trust"].tolist() == parquet["trust"].tolist()
    assert all(len(name) <= 32 for name in stata.columns)
    assert stata["point"].dtype == np.int32
    assert stata["seed"].tolist() == [str(seed) for seed in study.runs()["seed"]]
    assert table["run"][8] == "p1r1"
    with pytest.raises(InputError, match="csv, dta, r"):
        export(study, tmp_path / "f", ["xlsx"])
    with pytest.raises(InputError, match="not empty"):
        export(study, tmp_path / "e", ["csv"])


def test_a_name_that_is_a_formula_is_text_in_a_spreadsheet(workers: LocalExecutor, tmp_path: Path) -> None:
    made = swept(tmp_path / "s", workers, factors={"=cmd()": {"levels": {"=1+1": {}, "two": {"weeks": 10}}}}, replicates=1, outcomes={})
    export(made, tmp_path / "e", ["csv"])
    assert "'=1+1" in (tmp_path / "e" / "runs.csv").read_text()


def test_a_compact_study_is_the_same(study: OpenStudy, workers: LocalExecutor, tmp_path: Path) -> None:
    made = swept(tmp_path / "s", workers)
    before, place = compact(made)
    assert before > 1
    again = open_study(tmp_path / "s")
    assert again.complete
    assert set(again.listing.done.values()) == {place}
    assert again.arrow().equals(study.arrow())
    assert compact(again) == (1, place)
    raw = bytearray(place.read_bytes())
    raw[len(raw) // 2] ^= 1
    place.write_bytes(raw)
    assert [fault.path for fault in status(OpenStudy(tmp_path / "s")).faults] == [place]


def test_an_estimate_is_of_the_right_size(tmp_path: Path, study: OpenStudy) -> None:
    found = estimate(study.study)
    on_disk = sum(path.stat().st_size for path in study.listing.done.values())
    assert found.runs == 28
    assert found.timed == 3
    assert 0.2 < found.disk / on_disk < 5
    assert 0 < found.seconds < 60


def test_workers_time_an_estimate_and_one_without_workers_rests_on_sizes(study: OpenStudy, workers: LocalExecutor,
                                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "warm", study_jobs.odd)   # what an estimate made here begins with: it would want an argument
    assert estimate(study.study, workers).timed == 3
    with LocalExecutor(1, warm=study_jobs.dies_at_start) as nobody:
        found = estimate(study.study, nobody)
    assert (found.timed, found.runs) == (0, 28)
    assert found.seconds > 0


def test_a_driver_starts_without_rules_and_plots() -> None:
    """It would wait for them while its workers load them too."""
    heavy = "trustsim.model", "mesa", "matplotlib"
    code = f"import sys, trustsim.study.sweep, trustsim.study.local; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_the_command_line_from_a_file_to_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("q.yaml").write_text("scenario: {staff: 12, teams: 2, weeks: 12}\nfactors:\n  meetings.team_minutes_per_week: [20, 80]\nreplicates: 4\n")
    call = CliRunner().invoke
    assert "At most 8 runs" in call(app, ["sweep", "q.yaml", "--estimate"]).output
    assert not Path("results").exists()
    done = call(app, ["sweep", "q.yaml"])
    assert done.exit_code == 0, done.output
    assert "8 of 8 runs stored" in done.output
    assert Path("results/q/report/means.png").stat().st_size > 5000
    assert call(app, ["resume", "results/q", "--no-figures"]).exit_code == 0
    assert "8 of 8 runs stored" in call(app, ["status", "results/q"]).output
    assert call(app, ["verify", "results/q"]).exit_code == 0
    assert call(app, ["export", "results/q"]).exit_code == 0
    assert call(app, ["compact", "results/q"]).exit_code == 0
    again = call(app, ["replay", "results/q", "p1r2", "--no-figures"])
    assert "equal to the bit" in again.output
    assert Path("results/q-p1r2/weekly.parquet").is_file()
    Path("q.yaml").write_text(Path("q.yaml").read_text().replace("replicates: 4", "replicates: 5"))
    changed = call(app, ["sweep", "q.yaml"])
    assert isinstance(changed.exception, InputError)
    assert "study.replicates" in str(changed.exception)
