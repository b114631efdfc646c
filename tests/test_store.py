"""The results store: whole or not at all, true to the run, and never in the place of something else."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import trustsim
from trustsim import store
from trustsim.errors import InputError
from trustsim.results import Results
from trustsim.scenario.load import load_scenario, scenario_from
from trustsim.scenario.yaml_guard import parse_yaml, to_yaml
from trustsim.store import TABLES, check_out, digest, resolved, save

SMALL: dict[str, Any] = {"weeks": 4, "staff": 12, "teams": 2, "timeline": [{"week": 2, "do": "breach", "note": "=cmd()"}]}


@pytest.fixture(scope="module")
def results() -> Results:
    return trustsim.run(SMALL, seed=1)


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def tree() -> dict[str, bytes | None]:
    """Every path below the folder we are in, hidden ones too, and what it holds."""
    return {str(path): path.read_bytes() if path.is_file() else None for path in Path().rglob("*")}


def hashes(folder: Path) -> Iterator[tuple[str, str]]:
    for path in folder.rglob("*"):
        if path.is_file() and path.name != "manifest.json":
            yield path.relative_to(folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()


# What is written.


def test_folder_holds_the_tables_as_they_are(results: Results) -> None:
    assert save(results, "o") == Path("o")
    assert {path.name for path in Path("o").iterdir()} == {"manifest.json", "scenario.yaml", *(f"{name}.parquet" for name in TABLES)}
    for name in TABLES:
        table, back = getattr(results, name), pd.read_parquet(f"o/{name}.parquet")
        exact = table.reset_index() if table.index.name else table
        assert list(back.columns) == list(exact.columns)
        assert len(back) == len(exact) > 0
        for column in exact:
            if pd.api.types.is_float_dtype(exact[column]):
                np.testing.assert_array_equal(back[column], exact[column])
            else:
                assert [None if pd.isna(x) else x for x in back[column]] == [None if pd.isna(x) else x for x in exact[column]], column


def test_manifest_knows_every_byte(results: Results) -> None:
    def extra(_: Results, folder: Path) -> None:
        (folder / "figures").mkdir()
        (folder / "figures" / "a.png").write_bytes(b"picture")

    save(results, "o", csv=True, extra=extra)
    manifest = json.loads(Path("o/manifest.json").read_text())
    assert manifest["files"] == dict(hashes(Path("o")))
    assert "figures/a.png" in manifest["files"]
    assert len(manifest["files"]) == 10
    assert manifest["scenario_sha256"] == digest(results.scenario)
    assert manifest["trustsim"] == trustsim.__version__
    assert (manifest["seed"], manifest["weeks"], manifest["packages"]["numpy"]) == (1, 4, np.__version__)


def test_digest_depends_on_everything_that_matters_and_nothing_else() -> None:
    first = digest(scenario_from(SMALL))
    assert digest(scenario_from({**SMALL, "teams": 2})) == first
    assert digest(scenario_from({**SMALL, "leadership": {"preset": "fair"}})) == first
    others: list[dict[str, Any]] = [{"weeks": 5}, {"leadership": {"preset": "hero"}}, {"timeline": []}, {"title": "x"},
                                    {"people": {"trait_sd": 0.1}}]
    assert len({first, *(digest(scenario_from({**SMALL, **other})) for other in others)}) == len(others) + 1


def test_types_are_the_same_with_and_without_events(results: Results) -> None:
    save(results, "a")
    save(trustsim.run({"weeks": 1, "staff": 4, "record": {"events": False}}), "b")
    assert len(pd.read_parquet("b/events.parquet")) == 0
    for name in TABLES:
        first, second = (pq.read_schema(f"{folder}/{name}.parquet") for folder in "ab")
        assert first.equals(second), name
        assert not any(pa.types.is_null(kind) or pa.types.is_large_string(kind) for kind in first.types)


def test_same_run_gives_the_same_bytes(results: Results) -> None:
    save(results, "a", csv=True)
    save(trustsim.run(SMALL, seed=1), "b", csv=True)
    assert dict(hashes(Path("a"))) == dict(hashes(Path("b")))


def test_resolved_scenario_is_the_scenario(results: Results) -> None:
    save(results, "o")
    again = load_scenario("o").scenario
    assert resolved(again) == resolved(results.scenario)
    assert digest(again) == digest(results.scenario)


@pytest.mark.parametrize("name", ["multi_agency_partnership", "protected_time", "transformational_leadership", "no_meeting_time"])
def test_resolved_library_scenarios_load_as_they_were(name: str) -> None:
    scenario = load_scenario(name).scenario
    Path("s.yaml").write_text(to_yaml(resolved(scenario)), encoding="utf-8")
    assert digest(load_scenario("s.yaml").scenario) == digest(scenario)


@pytest.mark.parametrize("text", [
    "1e3", "08", "0o17", "0x1F", "1.", ".5", "+1", "-0", "no", "Null", "~", "", "true", ".nan", "-.INF", "1_000", "1:30", "2024-01-01",
    "<<", "=", "- a", "a: b", "#", "'", '"', "a\nb", "a\r\nb", " a ", "é 漢 🙂", "\u2028", "x" * 300, "word " * 100, "[red]", "{", "*a",
    "&a", "!t", "%", "@", "`", "---", "...", "\t"])  # fmt: skip
def test_yaml_reads_back_as_it_was_written(text: str) -> None:
    data: dict[str, Any] = {"text": text, "list": [text, 1, 1.5, True, None, 1e-7, 1e300]}
    if "text" not in ("", "~") and len(text) <= 200:
        data[f"key {text}"] = {"inside": text}
    back = parse_yaml(to_yaml(data), file="x").data
    assert back == data
    assert [type(item) for item in back["list"]] == [type(item) for item in data["list"]]


def test_shared_lists_are_written_out() -> None:
    shared = [1, 2]
    assert parse_yaml(to_yaml({"a": shared, "b": shared}), file="x").data == {"a": [1, 2], "b": [1, 2]}


def test_texts_in_csv_files_are_no_formulas(results: Results) -> None:
    save(results, "o", csv=True)
    events = pd.read_csv("o/events.csv", keep_default_na=False)
    assert "'=cmd()" in set(events["detail"])
    assert "=cmd()" in set(pd.read_parquet("o/events.parquet")["detail"])
    staff = pd.read_csv("o/staff.csv")
    np.testing.assert_array_equal(staff["x_metres"], results.staff["x_metres"])
    raw = Path("o/staff.csv").read_bytes()
    assert b"'" not in raw
    assert b"\r" not in raw
    made = store.for_spreadsheets(pd.DataFrame({"t": ["=a", "+1", "-1", "@x", "\tx", "\rx", "a=b", "", None], "n": [-1.0] * 9}))
    assert list(made["t"].fillna("none")) == ["'=a", "'+1", "'-1", "'@x", "'\tx", "'\rx", "a=b", "", "none"]
    assert set(made["n"]) == {-1.0}


# Where it is written.


def test_check_out_accepts_what_is_new_or_empty() -> None:
    Path("empty").mkdir()
    before = tree()
    for out in ("new", "new/deep/er", "empty", "empty/new", str(Path.cwd() / "x"), "new/../y"):
        check_out(Path(out))
        check_out(Path(out), replace=True)
    assert tree() == before


@pytest.mark.parametrize("out", ["n" * 300, "f", "f/x", "loop", ".", "..", "/"])
def test_check_out_refuses(out: str) -> None:
    Path("f").touch()
    Path("loop").symlink_to("loop")
    for replace in (False, True):
        with pytest.raises(InputError):
            check_out(Path(out), replace=replace)


def test_long_names_that_fit_are_written(results: Results) -> None:
    name = "é" * 127
    save(results, name)
    assert [path.name for path in Path().iterdir()] == [name]


@pytest.mark.parametrize("manifest", ["", "[]", "{}", '{"name": "an app"}', '{"trustsim": "1"}', "[" * 100_000, "é".encode("latin-1")])
def test_only_the_folder_of_a_run_is_replaced(results: Results, manifest: str | bytes) -> None:
    Path("o").mkdir()
    Path("o/manifest.json").write_bytes(manifest if isinstance(manifest, bytes) else manifest.encode())
    before = tree()
    with pytest.raises(InputError, match="not a results folder"):
        save(results, "o", replace=True)
    assert tree() == before


def test_replaced_folder_is_wholly_new(results: Results) -> None:
    save(results, "o", csv=True)
    save(results, "o", replace=True)
    assert [str(path) for path in Path().iterdir()] == ["o"]
    assert not Path("o/weekly.csv").exists()
    assert json.loads(Path("o/manifest.json").read_text())["files"] == dict(hashes(Path("o")))


def test_empty_folder_is_used(results: Results) -> None:
    Path("o").mkdir()
    save(results, "o")
    assert Path("o/manifest.json").exists()


def test_stale_unfinished_folders_do_not_matter(results: Results) -> None:
    for number in range(3):
        Path(f".o.unfinished-{number}").mkdir()
        Path(f".o.unfinished-{number}/weekly.parquet").write_text("half")
    save(results, "o")
    assert len(list(Path().iterdir())) == 4


def test_results_that_appear_meanwhile_are_never_written_over(results: Results) -> None:
    def other(_: Results, __: Path) -> None:
        Path("o").mkdir()
        Path("o/theirs").write_text("theirs")

    with pytest.raises(InputError, match="exists and is not empty"):
        save(results, "o", extra=other)
    assert tree() == {"o": None, "o/theirs": b"theirs"}


# Writing that fails.


def failing(name: str, error: BaseException, at: int = 0) -> Callable[[pytest.MonkeyPatch], None]:
    """Let the call number `at` of a function fail."""

    def patch(monkeypatch: pytest.MonkeyPatch) -> None:
        holder, _, attribute = name.rpartition(".")
        target: Any = {"os": os, "pq": pq, "Path": Path, "store": store, "DataFrame": pd.DataFrame, "shutil": store.shutil}[holder]
        whole, calls = getattr(target, attribute), []

        def fail(*arguments: Any, **options: Any) -> Any:
            calls.append(arguments)
            if len(calls) == at + 1:
                raise error
            return whole(*arguments, **options)

        monkeypatch.setattr(target, attribute, fail)

    return patch


FULL = OSError(errno.ENOSPC, "No space left on device")
FAILURES = {
    **{f"table {k}": failing("pq.write_table", FULL, k) for k in range(4)},
    "csv": failing("DataFrame.to_csv", FULL, 2),
    "scenario": failing("Path.write_text", FULL),
    "manifest": failing("store.manifest", FULL),
    "fsync": failing("os.fsync", OSError(errno.EIO, "Input/output error"), 3),
    "interrupted": failing("os.fsync", KeyboardInterrupt(), 2),
    "first rename": failing("Path.rename", FULL),
    "second rename": failing("Path.rename", FULL, 1),
}


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("replace", [False, True])
def test_failure_leaves_what_there_was(results: Results, monkeypatch: pytest.MonkeyPatch, failure: str, replace: bool) -> None:
    if failure == "second rename":
        replace = True  # a new folder is renamed once
    if replace:
        save(results, "new/o")
    before = tree()
    with monkeypatch.context() as patch:
        FAILURES[failure](patch)
        with pytest.raises((OSError, KeyboardInterrupt)):
            save(results, "new/o", csv=True, replace=replace)
    assert tree() == before
    save(results, "new/o", replace=replace)


def test_parents_made_for_nothing_are_taken_away_again_but_only_those(results: Results) -> None:
    Path("mine").mkdir()

    def extra(_: Results, __: Path) -> None:
        Path("mine/new/beside").touch()
        raise FULL

    with pytest.raises(OSError, match="No space left"):
        save(results, "mine/new/o", extra=extra)
    assert sorted(tree()) == ["mine", "mine/new", "mine/new/beside"]


def test_claims_stay_with_the_library_and_a_copy_runs_without_the_contrast(tmp_path: Path) -> None:
    """A contrast is a file beside the scenario, which a results folder does not have; what a run is does not hang on its claims."""
    plain = "staff: 12\nteams: 2\nweeks: 3\n"
    (tmp_path / "other.yaml").write_text(plain)
    (tmp_path / "mine.yaml").write_text(plain)
    before = digest(load_scenario(tmp_path / "mine.yaml").scenario)
    (tmp_path / "mine.yaml").write_text(f"{plain}topic: time\ncontrast: other\nfinding: F.\nclaims: [{{figure: trust, direction: higher}}]\n")
    results = trustsim.run(tmp_path / "mine.yaml", seed=1)
    folder = save(results, tmp_path / "results" / "copy")
    copy = load_scenario(folder / "scenario.yaml").scenario
    assert (copy.topic, copy.contrast, copy.claims, copy.finding) == (None, "", (), "")
    assert digest(copy) == digest(results.scenario) == before
