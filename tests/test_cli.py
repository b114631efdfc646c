"""The command line: what it refuses and how it says so, what it leaves, and that it leaves nothing when it fails."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from trustsim.cli import main, printable
from trustsim.scenario.load import load_scenario
from trustsim.words import first_sentence

REPO = Path(__file__).resolve().parent.parent
FRONT_DOOR = [sys.executable, str(REPO / "run_sim.py")]
SMALL = "weeks: 3\nstaff: 12\nteams: 2\n"
TABLES = {f"{name}.parquet" for name in ("weekly", "staff", "ties", "events")}
PROMISED = {"manifest.json", "scenario.yaml", "summary.txt", *TABLES}
PICTURES = {f"figures/{name}.png" for name in ("trust", "stages", "viability", "network")}
STAFF = "id,name,team,role,trust\np1,Ann,maths,head,3\np2,=Bo,maths,teacher,2\np3,Cy,art,teacher,4\np4,Di,art,teacher,1\n"
TIES = "source,target,value\np1,p2,1\np2,p3,1\np3,p4,2\n"


@dataclass(frozen=True)
class Said:
    """What a command left on the terminal."""

    code: int
    out: str
    err: str


Cli = Callable[..., Said]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Cli:
    """Call the command line in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["run_sim.py", *map(str, arguments)])
        code: Any = 0
        try:
            main()
        except SystemExit as leaving:
            code = leaving.code or 0
        out, err = capsys.readouterr()
        return Said(code, out, err)

    return call


def tree(folder: Path) -> dict[str, str]:
    """Everything in `folder`: files with a hash of what they hold, folders and links by what they are."""
    found = {}
    for path in sorted(folder.rglob("*")):
        kind = "link" if path.is_symlink() else "folder" if path.is_dir() else hashlib.sha256(path.read_bytes()).hexdigest()
        found[path.relative_to(folder).as_posix()] = kind
    return found


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def refused(cli: Cli, *arguments: object) -> str:
    """What is said of input that cannot be used: code 2, nothing run, nothing left behind."""
    before = tree(Path.cwd())
    said = cli(*arguments)
    assert said.code == 2, said
    assert "Traceback" not in said.err
    assert all(line.startswith("error: ") for line in said.err.splitlines()), said.err
    assert said.err.strip()
    assert said.out == ""
    assert tree(Path.cwd()) == before
    return said.err


def ran(cli: Cli, *arguments: object) -> Said:
    said = cli("run", *arguments, "--no-figures")
    assert said.code == 0, said.err
    return said


# What a file may not say. The text, and what must be said of it line by line; {f} is the file.

BAD: dict[str, tuple[str | bytes, list[str]]] = {
    "unknown key": (
        "weeks: 5\nmetings: {}\n",
        ["{f}:2: metings: unknown setting; did you mean 'meetings'?"]),
    "unknown key inside": (
        "meetings:\n  team_minute_per_week: 5\n",
        ["{f}:2: meetings.team_minute_per_week: unknown setting; allowed: team_minutes_per_week, * did you mean 'team_minutes_per_week'?"]),
    "duplicate key": (
        "weeks: 5\ntitle: a\nweeks: 6\n",
        ["{f}:3: weeks: is given twice, on line 1 and on line 3"]),
    "YAML 1.1 no": (
        "weeks: 3\nhead: no\n",
        ["{f}:2: head: has the wrong type: write true or false; given 'no'; allowed: true or false"]),
    "1e3 as text": (
        "weeks: '1e3'\n",
        ["{f}:1: weeks: has the wrong type; given '1e3'; allowed: a whole number"]),
    "1e3 as a number": (
        "weeks: 1e3\n",
        ["{f}:1: weeks: has the wrong type; given 1000.0; allowed: a whole number"]),
    "a date": (
        "weeks: 2024-01-01\n",
        ["{f}:1: weeks: has the wrong type; given '2024-01-01'; allowed: a whole number"]),
    "a time": (
        "weeks: 1:30\n",
        ["{f}:1: weeks: has the wrong type; given '1:30'; allowed: a whole number"]),
    "underscores": (
        "weeks: 1_000\n",
        ["{f}:1: weeks: has the wrong type: write the number without underscores; given '1_000'; allowed: a whole number"]),
    "wrong types, all at once": (
        "weeks: many\nmeetings: 5\ntimeline: {}\nleadership: fair\nhead: 1\n",
        ["{f}:1: weeks: has the wrong type; given 'many'; allowed: a whole number",
         "{f}:2: meetings: has the wrong type; given 5; allowed: a mapping of settings",
         "{f}:3: timeline: has the wrong type; given {}; allowed: a list",
         "{f}:4: leadership: has the wrong type; given 'fair'; allowed: a mapping of settings",
         "{f}:5: head: has the wrong type; given 1; allowed: true or false"]),
    "not finite": (
        "people:\n  disposition_mean: .nan\n  respect_mean: .inf\n  trait_sd: -.inf\n  listening_sd: 1e999\n",
        ["{f}:2: people.disposition_mean: is not a number (NaN); given '.nan'; allowed: a finite number",
         "{f}:3: people.respect_mean: is infinite; given '.inf'; allowed: a finite number",
         "{f}:4: people.trait_sd: is infinite; given '-.inf'; allowed: a finite number",
         "{f}:5: people.listening_sd: is too large for a number; given '1e999'; allowed: a finite number"]),
    "out of range": (
        "weeks: 0\npeople: {disposition_mean: 1.5}\nmeetings: {team_minutes_per_week: -1}\n",
        ["{f}:1: weeks: is out of range; given 0; allowed: at least 1",
         "{f}:2: people.disposition_mean: is out of range; given 1.5; allowed: at most 1",
         "{f}:3: meetings.team_minutes_per_week: is out of range; given -1; allowed: at least 0"]),
    "4,000 digits": (
        f"weeks: {'9' * 4000}\n",
        ["{f}:1: weeks: is an integer of 4000 digits; given '999*...; allowed: at most 20 digits"]),
    "an alias bomb": (
        "a: &a [x, x]\nb: [*a, *a]\n",
        ["{f}:1: a: an anchor is not allowed; given '&a'", "{f}:2: b[0]: an alias is not allowed*",
         "{f}:2: b[1]: an alias is not allowed*"]),
    "deep nesting": (
        f"people: {'[' * 5000}{']' * 5000}\n",
        ["{f}:1: people[0][0]: nested too deeply; allowed: at most 20 levels"]),
    "not UTF-8": (
        b"weeks: 5\ntitle: caf\xe9\n",
        ["{f}:2: not UTF-8: byte 0xe9 at byte offset 19; allowed: text saved as UTF-8"]),
    "UTF-16": (
        "weeks: 5\n".encode("utf-16"),
        ["{f}:1: the file is UTF-16, not UTF-8; allowed: text saved as UTF-8"]),
    "an empty file": ("", ["{f}:1: the file is empty; allowed: a mapping of settings"]),
    "only a comment": ("# to do\n", ["{f}:1: the file is empty; allowed: a mapping of settings"]),
    "a list": ("- weeks\n", ["{f}:1: the document is not a mapping; allowed: 'key: value' lines at the top"]),
    "two documents": ("weeks: 5\n---\nweeks: 6\n", ["{f}:2: a second document begins here; allowed: one document per file"]),
    "extends itself": ("weeks: 5\nextends: bad\n", ["{f}:2: extends: files extend each other in a circle: bad.yaml -> bad.yaml"]),
    "extends a path outside": (
        "weeks: 5\nextends: ../../etc/passwd\n",
        ["{f}:2: extends: leads outside the folder of scenarios; given '../../etc/passwd'; allowed: files in *"]),
    "extends an absolute path": (
        "extends: /etc/passwd\n",
        ["{f}:1: extends: must be a relative path; given '/etc/passwd'; allowed: the name of a scenario or a relative path"]),
    "extends nothing": ("extends: baselin\n", ["{f}:1: extends: there is no such file; given 'baselin'; did you mean 'baseline'?"]),
    "an unknown style": (
        "leadership: {preset: ethica}\n",
        ["{f}:1: leadership.preset: no such leadership preset; there are fair, *; did you mean 'ethical'?; given 'ethica'"]),
    "spanners in a school of one team": (
        "staff: 9\nteams: 1\nspanners: {count: 1}\n",
        ["{f}:3: spanners.between: there is only one team to span; given 'teams'; allowed: organisations, or more teams"]),
    "interventions after the end and on nobody": (
        "weeks: 10\ntimeline:\n  - {week: 11, do: training}\n  - {week: 3, do: person_leaves, person: school/team 2/99}\n"
        "  - {week: 3, do: breach, by: Nobody Atall}\n",
        ["{f}:3: timeline[0].week: is after the end of the scenario, 10 weeks; given 11; allowed: 1 to 10",
         "{f}:4: timeline[1].person: there is nobody so called; given 'school/team 2/99'; allowed: a name, or a post such as "
         "'school/team 1/3'; did you mean 'school/team 2/6'?",
         "{f}:5: timeline[2].by: there is nobody so called; given 'Nobody Atall'; allowed: *"]),
    "an unknown intervention": (
        "timeline:\n  - {week: 3, do: trainng}\n",
        ["{f}:2: timeline[0].do: is not one of the choices; given 'trainng'; allowed: 'change', *; did you mean 'training'?"]),
    "10 million staff": (
        "weeks: 3\nstaff: 10000000\n",
        ["{f}:2: staff: 10,000,000 staff would take about * GB of memory and * hours; --force goes ahead; given 10000000; "
         "allowed: at most 200,000 staff"]),
    "control characters": ('title: "a\\e[31m"\n', ["{f}:1: title: a character that text may not hold (code 0x1b)"]),
    "writing that turns": ('title: "a\\u202eb"\n', ["{f}:1: title: a character that text may not hold (code 0x202e)"]),
    "a key with a line break": ('"a\\nb": 1\n', ["{f}:1: a\\nb: unknown setting"]),
}  # fmt: skip


def like(line: str, pattern: str) -> bool:
    """Whether `line` is `pattern`, where each * stands for any text."""
    parts, at = pattern.split("*"), 0
    for number, part in enumerate(parts):
        found = line.find(part, at)
        if found < 0 or (number == 0 and found > 0):
            return False
        at = found + len(part)
    return pattern.endswith("*") or line.endswith(parts[-1])


@pytest.mark.parametrize("case", BAD)
def test_bad_file_is_refused_with_every_error_and_its_place(cli: Cli, case: str) -> None:
    text, expected = BAD[case]
    Path("bad.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    start = time.perf_counter()
    lines = refused(cli, "run", "bad.yaml").splitlines()
    assert time.perf_counter() - start < 2
    assert len(lines) == len(expected), lines
    for line, pattern in zip(lines, expected):
        assert like(line, f"error: {pattern}".replace("{f}", "bad.yaml")), line
    assert refused(cli, "check", "bad.yaml").splitlines() == lines


def test_a_cycle_of_three_files_is_refused(cli: Cli) -> None:
    for name, base in (("a", "b"), ("b", "c"), ("c", "a")):
        Path(f"{name}.yaml").write_text(f"extends: {base}\n")
    assert "c.yaml:1: extends: files extend each other in a circle: a.yaml -> b.yaml -> c.yaml -> a.yaml" in refused(cli, "run", "a.yaml")


def test_many_errors_are_counted(cli: Cli) -> None:
    Path("bad.yaml").write_text("".join(f"unknown_{number}: 1\n" for number in range(60)))
    lines = refused(cli, "run", "bad.yaml").splitlines()
    assert len(lines) == 41
    assert lines[-1] == "error: ... and 20 more"


def test_byte_order_mark_is_accepted(cli: Cli) -> None:
    Path("mark.yaml").write_bytes(b"\xef\xbb\xbf" + SMALL.encode())
    Path("plain.yaml").write_text(SMALL)
    ran(cli, "mark.yaml", "--out", "a")
    ran(cli, "plain.yaml", "--out", "b")
    assert Path("a/weekly.parquet").read_bytes() == Path("b/weekly.parquet").read_bytes()


# Options.


@pytest.mark.parametrize("seed", ["-1", "x", str(2**64), "1.5", "", "1e3", "0x1", "٣", "9" * 4000])
def test_bad_seed_is_refused(cli: Cli, seed: str) -> None:
    said = refused(cli, "run", "baseline", "--seed", seed)
    assert "--seed: is not a seed; given '" in said
    assert "allowed: a whole number from 0 to 18446744073709551615" in said


def test_first_and_last_seed_are_seeds_of_their_own(cli: Cli) -> None:
    Path("small.yaml").write_text(SMALL)
    for seed in (0, 1, 2**64 - 1):
        ran(cli, "small.yaml", "--seed", seed, "--out", seed)
        assert json.loads(Path(str(seed), "manifest.json").read_text())["seed"] == seed
    trust = {tuple(pd.read_parquet(f"{seed}/weekly.parquet")["trust"]) for seed in (0, 1, 2**64 - 1)}
    assert len(trust) == 3


@pytest.mark.parametrize(("settings", "said"), [
    (["meetings.team_minute_per_week=90"], "meetings.team_minute_per_week: unknown setting; allowed: team_minutes_per_week*"
                                           "did you mean 'team_minutes_per_week'?"),
    (["metings.team_minutes_per_week=90"], "metings: unknown setting; did you mean 'meetings'?"),
    (["meetings.team_minutes_per_week=9000"], "meetings.team_minutes_per_week: is out of range; given 9000; allowed: at most 1200"),
    (["weeks=.nan"], "weeks: is not a number (NaN); given '.nan'"),
    (["weeks="], "weeks: has the wrong type: nothing is given; allowed: a whole number"),
    (["weeks"], "is not a setting; given 'weeks'; allowed: PATH=VALUE"),
    (["=5"], "is not a setting; given '=5'"),
    (["people..trait_sd=0"], "is not a setting; given 'people..trait_sd=0'"),
    (["weeks=5", "weeks=6"], "weeks: is given twice; given '6'"),
    (["weeks=5\nstaff: 3"], "weeks: is more than one value"),
    (["title=a: b"], "title: a ':' where no setting can begin*; given 'a: b'"),
    ([f"{'a.' * 3000}a=1"], "is nested too deeply*; allowed: at most 20 levels"),
    (["timeline[4].week=1"], "timeline[4].week: there is no such item of a list; given 1"),
    (["extends=hero_leadership"], "extends: cannot be overridden"),
    (["\x1b[31mx=1"], "\\x1b[31mx: unknown setting"),
])  # fmt: skip
def test_bad_setting_is_refused(cli: Cli, settings: list[str], said: str) -> None:
    options = [part for setting in settings for part in ("--set", setting)]
    for command in ("run", "check"):
        lines = refused(cli, command, "baseline", *options).splitlines()
        assert len(lines) == 1
        assert like(lines[0], f"*{said}*"), lines


def test_all_bad_settings_are_said_at_once(cli: Cli) -> None:
    assert len(refused(cli, "run", "baseline", "--set", "weeks", "--set", "=1", "--set", "title='").splitlines()) == 3


def test_settings_reach_the_run(cli: Cli) -> None:
    Path("small.yaml").write_text(SMALL)
    ran(cli, "small.yaml", "--set", "weeks=2", "--set", "leadership.preset=hero", "--set", "record.tie_weeks=[1]", "--out", "o")
    assert len(pd.read_parquet("o/weekly.parquet")) == 3
    assert set(pd.read_parquet("o/ties.parquet")["week"]) == {0, 1, 2}
    assert "preset: hero" in Path("o/scenario.yaml").read_text()


def test_unknown_scenario_has_a_nearest_one(cli: Cli) -> None:
    said = refused(cli, "run", "protected_tim")
    assert "there is no such scenario; given 'protected_tim'; allowed: a file, a folder, or a name of the library (run_sim.py list)" in said
    assert "did you mean 'protected_time'?" in said
    Path("mine.yaml").write_text(SMALL)
    for given in ("mien.yaml", "./mien.yaml"):
        assert "did you mean 'mine.yaml'?" in refused(cli, "run", given)


@pytest.mark.parametrize("name", ["../x", "../../etc/passwd", "..", "/", "", "=cmd()", "[/red]", "a\nb", "\x1b[31m", "a\0b", "n" * 5000])
def test_strange_names_of_scenarios_are_only_unknown(cli: Cli, name: str) -> None:
    assert len(refused(cli, "run", name).splitlines()) == 1


@pytest.mark.parametrize("arguments", [["rnu"], ["[/red]"], ["run", "--sed", "1"], ["run", "a", "b"], ["describe", "--markdwon"],
                                       ["import"]])
def test_bad_use_ends_with_2_and_points_to_help(cli: Cli, arguments: list[str]) -> None:
    said = cli(*arguments)
    assert said.code == 2
    assert "Usage:" in said.err
    assert "Traceback" not in said.err
    assert tree(Path.cwd()) == {}


def test_unknown_command_has_a_nearest_one(cli: Cli) -> None:
    assert "Did you mean 'run'?" in cli("runn").err


# Where results may go.


@pytest.mark.parametrize("out", ["taken", "file", "file/inside/deep", "link", "nowhere", ".", "", "n" * 300, "stranger"])
def test_out_that_cannot_be_written_is_refused_before_anything_runs(cli: Cli, out: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trustsim.results.run", None)  # nothing may run
    Path("taken").mkdir()
    Path("taken/notes.txt").write_text("mine")
    Path("file").write_text("mine")
    Path("link").symlink_to("taken")
    Path("nowhere").symlink_to("missing")
    Path("stranger").mkdir()
    Path("stranger/manifest.json").write_text('{"name": "an app for browsers", "version": "1"}')
    for replacing in ([], ["--replace"]):
        said = refused(cli, "run", "baseline", "--out", out, *replacing)
        assert len(said.splitlines()) == 1
        assert "allowed: a " in said


def test_folder_that_may_not_be_written_is_refused(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trustsim.results.run", None)
    monkeypatch.setattr(os, "access", lambda path, mode, **_: not mode & os.W_OK)
    assert "cannot be written into; allowed: a folder where you may write" in refused(cli, "run", "baseline", "--out", "a/b/c")
    assert "cannot be written into" in refused(cli, "run", "baseline")


def test_folder_that_fails_only_when_written_is_said_plainly(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("small.yaml").write_text(SMALL)

    def readonly(*_: Any, **__: Any) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), "a")

    monkeypatch.setattr("tempfile.mkdtemp", readonly)
    before = tree(Path.cwd())
    said = cli("run", "small.yaml", "--out", "a/b/c")
    assert (said.code, said.err) == (1, "error: a: Read-only file system; nothing half written is left\n")
    assert tree(Path.cwd()) == before


def test_free_folder_is_found_beside_those_taken(cli: Cli) -> None:
    Path("small.yaml").write_text(SMALL)
    for name in ("small-seed7", "small-seed7-2", "small-seed7-3"):
        ran(cli, "small.yaml", "--seed", 7)
        assert files(Path("results", name)) == PROMISED
    Path("results/small-seed7-4").symlink_to("nowhere")
    assert "results/small-seed7-5" in ran(cli, "small.yaml", "--seed", 7).out


def test_free_folder_that_another_run_takes_meanwhile_is_left_alone(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    import trustsim.results

    Path("small.yaml").write_text(SMALL)
    run = trustsim.results.run

    def slow(*arguments: Any, **options: Any) -> Any:
        Path("results/small-seed0").mkdir(parents=True)
        Path("results/small-seed0/theirs").write_text("theirs")
        return run(*arguments, **options)

    monkeypatch.setattr(trustsim.results, "run", slow)
    assert "results/small-seed0-2" in ran(cli, "small.yaml").out
    assert files(Path("results/small-seed0")) == {"theirs"}


# A run and what it leaves.


def test_run_leaves_what_is_promised_and_a_true_manifest(cli: Cli) -> None:
    Path("small.yaml").write_text(SMALL)
    said = cli("run", "small.yaml", "--csv", "--vector", "--seed", 5, "--out", "deep/er/out")
    assert said.code == 0, said.err
    assert "Results: deep/er/out" in said.out
    out = Path("deep/er/out")
    drawn = {picture.replace(".png", ending) for picture in PICTURES for ending in (".png", ".svg", ".pdf")}
    tables = {name.replace(".parquet", ".csv") for name in TABLES}
    assert files(out) == PROMISED | drawn | tables
    assert files(Path.cwd()) == {"small.yaml"} | {f"deep/er/out/{name}" for name in files(out)}
    assert out.stat().st_mode & 0o777 == 0o755
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["files"] == {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in files(out) - {"manifest.json"}}
    assert (manifest["scenario"], manifest["seed"], manifest["weeks"]) == ("small", 5, 3)
    for key in ("trustsim", "scenario_sha256", "randomness", "written", "python", "packages", "platform", "seconds"):
        assert manifest[key]
    assert {"mesa", "numpy", "numba"} <= set(manifest["packages"])
    for name in TABLES:
        assert len(pd.read_parquet(out / name)) == len(pd.read_csv(out / name.replace(".parquet", ".csv")))
    assert all((out / picture).stat().st_size > 1000 for picture in drawn)
    assert "12 staff" in (out / "summary.txt").read_text(encoding="utf-8")


def test_run_without_figures_leaves_none(cli: Cli) -> None:
    Path("small.yaml").write_text(SMALL)
    assert "figures" not in ran(cli, "small.yaml", "--out", "o").out
    assert files(Path("o")) == PROMISED


RUNS_AGAIN = {
    "a partnership": "extends: multi_agency_partnership\nweeks: 9\n",
    "a timeline": (
        "weeks: 30\nstaff: 20\nspanners: {count: 2}\nleadership: {preset: hero, listening: 0.9}\ntimeline:\n"
        "  - {week: 4, do: new_head, leadership: {preset: ethical, vision: 0.1}}\n"
        "  - {week: 8, do: change, leadership: {fairness: 0.2}, meetings: {team_minutes_per_week: 120}}\n"
        "  - {week: 9, do: change, leadership: {preset: absent}, workload: 1}\n"
        "  - {week: 10, do: breach, by: head, kind: deception}\n  - {week: 12, do: apology}\n"
        "  - {week: 13, do: merger, merge: [school/team 1, school/team 2]}\n  - {week: 15, do: person_leaves, person: school/team 3/2}\n"
        "  - {week: 16, do: task_group}\n  - {week: 20, do: restructuring}\n  - {week: 21, do: broken_promise}\n"),
    "names that YAML could misread": (
        'title: "1e3"\nquestion: "08"\nsource: "no"\nexpected: "0o17"\nweeks: 5\n'
        'organisations:\n  "1e3": {teams: {"08": 4, "null": 4, "=": 4, "- a": 3}}\n  "yes": {staff: 9}\n'),
}  # fmt: skip


@pytest.mark.parametrize("case", RUNS_AGAIN)
def test_resolved_scenario_runs_again_the_same(cli: Cli, case: str) -> None:
    Path("first.yaml").write_text(RUNS_AGAIN[case])
    ran(cli, "first.yaml", "--seed", 3, "--out", "a")
    ran(cli, "a/scenario.yaml", "--seed", 3, "--out", "b")
    for table in TABLES:
        assert Path("a", table).read_bytes() == Path("b", table).read_bytes(), table
    first, second = (json.loads(Path(folder, "manifest.json").read_text()) for folder in "ab")
    assert first["scenario_sha256"] == second["scenario_sha256"]


def test_leadership_of_the_timeline_is_what_runs_again(cli: Cli) -> None:
    """The table must feel the timeline, or running again equal would prove nothing."""
    Path("first.yaml").write_text(RUNS_AGAIN["a timeline"])
    ran(cli, "first.yaml", "--out", "a")
    text = Path("a/scenario.yaml").read_text()
    assert text.count("preset: ethical") == text.count("preset: absent") == 1
    Path("other.yaml").write_text(text.replace("preset: absent", "preset: servant"))
    ran(cli, "other.yaml", "--out", "b")
    one, other = (pd.read_parquet(f"{folder}/weekly.parquet")["trust"] for folder in "ab")
    assert list(one[:9]) == list(other[:9])
    assert list(one) != list(other)


def test_replace_takes_the_place_of_results_only(cli: Cli) -> None:
    Path("small.yaml").write_text(SMALL)
    ran(cli, "small.yaml", "--out", "o", "--seed", 1)
    first = tree(Path("o"))
    assert "o: exists and is not empty; allowed: a new folder, or --replace" in refused(cli, "run", "small.yaml", "--out", "o")
    Path("o/left over").write_text("of the older run")
    ran(cli, "small.yaml", "--out", "o", "--seed", 2, "--replace")
    assert files(Path("o")) == PROMISED
    assert tree(Path("o"))["weekly.parquet"] != first["weekly.parquet"]
    assert files(Path.cwd()) == {"small.yaml", *(f"o/{name}" for name in PROMISED)}


def test_results_can_be_run_again_into_their_own_folder(cli: Cli) -> None:
    Path("s.csv").write_text(STAFF)
    Path("t.csv").write_text(TIES)
    assert cli("import", "--staff", "s.csv", "--ties", "t.csv", "--out", "school").code == 0
    ran(cli, "school", "--set", "weeks=3", "--out", "o")
    weekly = Path("o/weekly.parquet").read_bytes()
    ran(cli, "o", "--out", "o", "--replace")
    assert files(Path("o")) == PROMISED | {"network-staff.csv", "network-ties.csv"}
    assert Path("o/weekly.parquet").read_bytes() == weekly


# Runs that break off.


@pytest.mark.parametrize("number", range(4))
def test_full_disk_leaves_nothing(cli: Cli, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    import pyarrow.parquet as pq

    Path("small.yaml").write_text(SMALL)
    write = pq.write_table
    written: list[Path] = []

    def full(table: Any, path: Path, **options: Any) -> None:
        if len(written) == number:
            Path(path).write_bytes(b"half")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written.append(path)
        write(table, path, **options)

    monkeypatch.setattr(pq, "write_table", full)
    before = tree(Path.cwd())
    said = cli("run", "small.yaml", "--no-figures", "--out", "new/folder/o")
    assert said.code == 1
    assert said.err.splitlines() == ["error: No space left on device; nothing half written is left"]
    assert len(written) == number
    assert tree(Path.cwd()) == before


@pytest.mark.parametrize(("error", "code", "said"), [
    (OSError(errno.ENOSPC, "No space left on device", "x.png"), 1, "error: x.png: No space left on device; nothing half written is left"),
    (MemoryError(), 1, "error: there is not enough memory; nothing half written is left"),
    (KeyboardInterrupt(), 130, "Interrupted; nothing half written is left."),
])  # fmt: skip
@pytest.mark.parametrize("replacing", [False, True])
def test_break_in_the_figures_leaves_what_there_was(
        cli: Cli, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, said: str, replacing: bool) -> None:
    import trustsim.figures

    Path("small.yaml").write_text(SMALL)
    if replacing:
        ran(cli, "small.yaml", "--out", "o")

    def breaking(results: Any, folder: Path, **_: Any) -> None:
        assert files(folder) == {"scenario.yaml", "summary.txt", *TABLES}
        (folder / "figures").mkdir()
        raise error

    monkeypatch.setattr(trustsim.figures, "save_all", breaking)
    before = tree(Path.cwd())
    told = cli("run", "small.yaml", "--out", "o", *(["--replace"] if replacing else []))
    assert (told.code, told.err.splitlines()[-1]) == (code, said)
    assert tree(Path.cwd()) == before


def test_interrupt_while_the_weeks_run_ends_with_130(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("trustsim.model.TrustModel.run", interrupted)
    said = cli("run", "baseline")
    assert said.code == 130
    assert said.err.splitlines()[-1] == "Interrupted; nothing half written is left."
    assert tree(Path.cwd()) == {}


SLOW = """
import pathlib, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)   # also where the parent ignores it
import trustsim.figures
def slow(results, folder, **_):
    pathlib.Path("half way").touch()
    time.sleep(60)
trustsim.figures.save_all = slow
from trustsim.cli import main
sys.argv = ["run_sim.py", "run", "small.yaml", "--out", "o"]
main()
"""


@pytest.mark.parametrize(("how", "left"), [(signal.SIGKILL, 1), (signal.SIGINT, 0)])
def test_run_stopped_half_way_has_no_results_and_the_next_one_has(cli: Cli, how: signal.Signals, left: int) -> None:
    Path("small.yaml").write_text(SMALL)
    with subprocess.Popen([sys.executable, "-c", SLOW], stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 300  # rules that were changed are compiled first
        while not Path("half way").exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(how)
        _, err = process.communicate(timeout=30)
    assert process.returncode == (-signal.SIGKILL if how == signal.SIGKILL else 130), err
    assert "Traceback" not in err
    assert not Path("o").exists()
    assert len([path for path in Path.cwd().iterdir() if path.name.startswith(".o.unfinished-")]) == left
    ran(cli, "small.yaml", "--out", "o")
    assert files(Path("o")) == PROMISED
    ran(cli, "small.yaml", "--out", "o", "--replace")


# Names and titles of strangers.

STRANGE = '''weeks: 4
title: "../../=cmd() [red] [/red] $x^ $\\n\\r<b> :smile:"
question: "[/bold] $\\\\frac{$ \\n q"
organisations: {"=1+1 [red]": {teams: {"$\\\\frac{$\\nb": 9, "@x": 2}}}
timeline:
  - {week: 3, do: training, note: "=SUM(A1) $^$ [/x]\\n\\rnext"}
  - {week: 3, do: training, note: "-1"}
  - {week: 3, do: training, note: "plain = text"}
'''


def test_strange_words_break_neither_terminal_nor_figures_nor_tables(cli: Cli) -> None:
    folder = Path("here")
    folder.mkdir()
    (folder / "=c [red] \x1b[31m.yaml").write_text(STRANGE)
    os.chdir(folder)
    said = cli("run", "=c [red] \x1b[31m.yaml", "--csv")
    assert said.code == 0, said.err
    assert said.err == ""
    assert "\x1b" not in said.out
    assert "[red] [/red] $x^ $" in said.out
    assert "Results: results/=c [red] \\x1b[31m-seed0" in said.out
    (out,) = Path("results").iterdir()
    assert files(Path()) == {"=c [red] \x1b[31m.yaml"} | {(out / name).as_posix() for name in files(out)}
    assert files(out) == PROMISED | PICTURES | {name.replace(".parquet", ".csv") for name in TABLES}
    assert os.listdir("..") == ["here"]
    title = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["title"]
    assert title == "../../=cmd() [red] [/red] $x^ $\n\r<b> :smile:"
    staff, exact = pd.read_csv(out / "staff.csv"), pd.read_parquet(out / "staff.parquet")
    assert set(staff["organisation"]) == {"'=1+1 [red]"}
    assert set(exact["organisation"]) == {"=1+1 [red]"}
    assert set(exact["team"]) == {f"=1+1 [red]/{team}" for team in ("leadership", "$\\frac{$\nb", "@x")}
    assert set(staff["team"]) == {f"'{team}" for team in exact["team"]}
    assert (staff["x_metres"] == exact["x_metres"]).all()
    events = pd.read_csv(out / "events.csv", keep_default_na=False)
    notes = set(events.loc[events["kind"] == "intervention", "detail"])
    assert {"'=SUM(A1) $^$ [/x]\n\rnext", "'-1", "plain = text"} <= {note.replace("\r\n", "\n\r") for note in notes}


def test_list_shows_strange_and_broken_scenarios(cli: Cli) -> None:
    Path("scenarios").mkdir()
    Path("scenarios/strange.yaml").write_text('question: "[/red] [bold]?"\n')
    Path("scenarios/broken.yaml").write_text("weeks: 0\n")
    said = cli("list")
    assert said.code == 0, said.err
    assert "[/red] [bold]?" in said.out
    assert "not valid; see: check broken" in said.out
    assert "baseline" in said.out


def test_name_that_is_not_unicode_runs(cli: Cli) -> None:
    name = os.fsdecode(b"caf\xe9.yaml")
    Path(name).write_text(SMALL)
    ran(cli, name)
    assert [path.name for path in Path("results").iterdir()] == ["caf?-seed0"]


def test_printable_escapes_what_a_terminal_would_obey() -> None:
    assert printable("é 漢 [red]") == "é 漢 [red]"
    assert printable("a\x1b[2J\r\n\u202e\udcff") == "a\\x1b[2J\\r\\n\\u202e\\udcff"


# The other commands.


def test_check_says_the_valid_and_the_errors_of_all_others(cli: Cli) -> None:
    Path("good.yaml").write_text(SMALL)
    Path("bad.yaml").write_text("weeks: 0\nstaf: 5\n")
    Path("worse.yaml").write_text("")
    said = cli("check", "good.yaml", "bad.yaml", "baseline", "worse.yaml", "baselin")
    assert said.code == 2
    assert [line.split(":")[0] for line in said.out.splitlines()] == ["good.yaml", "baseline"]
    assert said.out.startswith("good.yaml: valid; 12 staff, about ")
    assert [line.split(" ")[1] for line in said.err.splitlines()] == ["bad.yaml:1:", "bad.yaml:2:", "worse.yaml:1:", "there"]
    assert cli("check", "good.yaml", "baseline").code == 0


def test_every_scenario_of_the_library_is_valid(cli: Cli) -> None:
    names = [path.stem for path in (REPO / "scenarios").glob("*.yaml")]
    said = cli("check", *names)
    assert (said.code, said.err) == (0, "")
    assert said.out.count(": valid;") == len(names) > 0


def test_describe(cli: Cli) -> None:
    everything = cli("describe")
    assert everything.code == 0
    assert "meetings.team_minutes_per_week" in everything.out
    some = cli("describe", "gain")
    lines = some.out.strip().splitlines()
    assert lines[0].split() == ["path", "default", "unit", "allowed", "meaning", "source"]
    assert len(lines) > 1
    assert all("gain" in line.split()[0] for line in lines[1:])
    assert refused(cli, "describe", "gian") == "error: no parameter has this in its name; given 'gian'; did you mean 'gain'?\n"
    assert cli("describe", "gain", "--markdown").out.startswith("| path |")


@pytest.mark.parametrize("columns", [60, 80, 100, 160])
def test_list_has_every_scenario_with_its_question_and_finding(cli: Cli, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    """Under the heading of its topic, at every width."""
    monkeypatch.setenv("COLUMNS", str(columns))
    said = cli("list")
    assert said.code == 0
    lines = said.out.splitlines()
    assert max(len(line) for line in lines) <= columns
    running = " ".join(said.out.split())
    for path in (REPO / "scenarios").glob("*.yaml"):
        scenario = load_scenario(path).scenario
        first = next(k for k, line in enumerate(lines) if line.split()[:1] == [path.stem])
        headings = [line for line in lines[:first] if line and line[0].isupper()]
        assert headings[-1:] == ([scenario.topic.capitalize()] if scenario.topic else [])
        for text in (scenario.question, f"Found: {first_sentence(scenario.finding)}"):
            assert " ".join(text.split()) in running


def test_list_takes_a_strange_library(cli: Cli) -> None:
    Path("scenarios").mkdir()
    Path("scenarios/strange.yaml").write_text('question: "[/red] [bold]?"\nfinding: "[bold]So. And so."\ntopic: time\n')
    Path("scenarios/wrong.yaml").write_text("topic: tim\n")
    said = cli("list").out
    assert "[/red] [bold]?" in said
    assert "Found: [bold]So." in said
    assert "And so" not in said
    assert "not valid; see: check wrong" in said


def test_judge_says_whether_claims_hold(cli: Cli) -> None:
    Path("other.yaml").write_text("title: Other\nstaff: 12\nteams: 2\nweeks: 3\nmeetings: {team_minutes_per_week: 0}\n")
    claims = ("{figure: interactions, direction: higher}", "{figure: interactions, direction: lower}")
    Path("mine.yaml").write_text(f"staff: 12\nteams: 2\nweeks: 3\ncontrast: other\nclaims: [{', '.join(claims)}]\n")
    said = cli("judge", "mine.yaml")
    assert said.code == 0
    first, second, last = said.out.splitlines()
    assert first.startswith("holds: interactions in week 3: higher than in Other; 30 of 30 runs agree, 0 differ, p = 9.3e-10; median difference +")
    assert second.startswith("FAILS: interactions in week 3: lower than in Other; 0 of 30 runs agree, 30 differ, p = 1;")
    assert last.startswith("1 of 2 claims hold")
    assert refused(cli, "judge", "other.yaml") == "error: other.yaml: makes no claims; docs/own-scenario.md says how\n"


def test_schema(cli: Cli) -> None:
    printed = cli("schema")
    assert cli("schema", "--out", "schema.json") == Said(0, "", "")
    assert Path("schema.json").read_text(encoding="utf-8") == printed.out
    assert json.loads(printed.out)["properties"]["weeks"]["maximum"] == 10_000
    assert files(Path.cwd()) == {"schema.json"}
    for out in ("missing/schema.json", "schema.json/inside", ".", "n" * 300):
        assert "cannot be written" in refused(cli, "schema", "--out", out)


def test_schema_on_a_full_disk_keeps_the_older_one(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("schema.json").write_text("old")
    write = Path.write_text

    def full(self: Path, text: str, **options: Any) -> int:
        write(self, text[:10], **options)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_text", full)
    assert "schema.json: cannot be written (No space left on device)" in refused(cli, "schema", "--out", "schema.json")


def test_version_and_help(cli: Cli) -> None:
    assert cli("--version").out.startswith("trustsim 0.")
    for command in ([], ["run"], ["check"], ["describe"], ["list"], ["judge"], ["schema"], ["import"]):
        said = cli(*command, "--help")
        assert said.code == 0
        assert "Usage:" in said.out


# Imports.


def importing(cli: Cli, staff: str, ties: str, *options: str) -> list[str]:
    Path("s.csv").write_text(staff)
    Path("t.csv").write_text(ties)
    return refused(cli, "import", "--staff", "s.csv", "--ties", "t.csv", "--out", "school", *options).splitlines()


def test_import_says_everything_wrong_at_once(cli: Cli) -> None:
    staff = STAFF + "p2,Bo again,art,teacher,2\np5,Ed,art,techer,9\n"
    ties = TIES + "p1,p9,1\np3,p3,1\n"
    lines = importing(cli, staff, ties, "--survey-scale", "1-4")
    assert len(lines) == 5
    for pattern in ("error: s.csv:6: id: the id stands twice, in lines 3 and 6; given 'p2'; allowed: each id once",
                    "error: s.csv:7: role: unknown role; given 'techer'; allowed: head, *; did you mean 'teacher'?",
                    "error: s.csv:7: trust: the value is out of range; given '9'; allowed: a number on the survey scale from 1 to 4*",
                    "error: t.csv:5: *'p9'*", "error: t.csv:6: *'p3'*"):
        assert any(like(line, pattern) for line in lines), (pattern, lines)


@pytest.mark.parametrize(("options", "said"), [
    (["--survey-scale", "4-1"], "scale"), (["--survey-scale", "low"], "--survey-scale: is not a scale; given 'low'; allowed: LOW-HIGH"),
    (["--survey-scale", "nan-4"], "is not a scale"), (["--survey-scale", "1-inf"], "is not a scale"),
    (["--column", "tenure_years"], "--column: is not a column; given 'tenure_years'; allowed: NAME=COLUMN"),
    (["--column", "id=id", "--column", "id=name"], "--column: is given twice; given 'id=name'"),
    (["--column", "teem=team"], "did you mean 'team'?"), (["--column", "team=teem"], "did you mean 'team'?"),
    (["--head", "p11"], "head: nobody on the staff has this id; given 'p11'"), (["--history-years", "nan"], "history_years"),
    (["--form", "edgs"], "edges"), (["--team-column", "grade"], "no such column"),
])  # fmt: skip
def test_bad_options_of_import_are_refused(cli: Cli, options: list[str], said: str) -> None:
    lines = importing(cli, STAFF, TIES, *options)
    assert said in "\n".join(lines)


def test_survey_scale_may_begin_below_zero(cli: Cli) -> None:
    Path("s.csv").write_text(STAFF.replace(",3\n", ",-2\n"))
    Path("t.csv").write_text(TIES)
    for scale in ("-2:4", "-2-4", "-2.0:4.0"):
        said = cli("import", "--staff", "s.csv", "--ties", "t.csv", "--out", f"o{scale}", "--survey-scale", scale)
        assert said.code == 0, said.err


def test_import_refuses_control_characters(cli: Cli) -> None:
    assert importing(cli, STAFF.replace("Ann", "A\x1b[31mn"), TIES) == ["error: s.csv:2: a character that text may not hold (code 0x1b)"]


def test_import_into_a_folder_that_is_taken_is_refused(cli: Cli) -> None:
    Path("school").mkdir()
    Path("school/mine").write_text("mine")
    assert "school: out: the folder is not empty" in importing(cli, STAFF, TIES)[0]
    assert "only a scenario folder is replaced" in importing(cli, STAFF, TIES, "--force")[0]


@pytest.mark.parametrize("name", ["1e3", "08", "no", "=cmd() [red]: #1", "a\x1b[31mb", "'"])
def test_imported_school_may_have_any_name_and_its_formulas_are_text(cli: Cli, name: str) -> None:
    Path("s.csv").write_text(STAFF)
    Path("t.csv").write_text(TIES)
    said = cli("import", "--staff", "s.csv", "--ties", "t.csv", "--out", "school", "--name", name)
    assert said.code == 0, said.err
    assert "\x1b" not in said.out
    ran(cli, "school", "--set", "weeks=2", "--csv", "--out", "o")
    assert json.loads(Path("o/manifest.json").read_text())["title"] == name.replace("\x1b", "") + ", with weeks=2"
    assert list(pd.read_csv("o/staff.csv")["name"]) == ["Ann", "'=Bo", "Cy", "Di"]
    assert list(pd.read_parquet("o/staff.parquet")["name"]) == ["Ann", "=Bo", "Cy", "Di"]


def test_tables_of_one_name_in_two_folders_are_both_kept(cli: Cli) -> None:
    Path("s.csv").write_text(STAFF)
    Path("t.csv").write_text(TIES)
    assert cli("import", "--staff", "s.csv", "--ties", "t.csv", "--out", "school").code == 0
    for table, folder in (("staff.csv", "people"), ("ties.csv", "links")):
        Path("school", folder).mkdir()
        Path("school", table).rename(Path("school", folder, "table.csv"))
    Path("school/scenario.yaml").write_text("weeks: 3\nnetwork: {staff_file: people/table.csv, ties_file: links/table.csv}\n")
    ran(cli, "school", "--out", "a")
    ran(cli, "a", "--out", "b")
    assert Path("a/weekly.parquet").read_bytes() == Path("b/weekly.parquet").read_bytes()


def test_ten_real_schools_are_imported_and_run(cli: Cli, real_schools: Path) -> None:
    schools = sorted(real_schools.glob("*_staff.csv"))
    assert len(schools) == 10
    for staff in schools:
        name = staff.name.removesuffix("_staff.csv")
        said = cli("import", "--staff", staff, "--ties", staff.with_name(f"{name}_dyads.csv"), "--out", name, "--survey-scale", "1-4",
                   "--tie-column", "advice", "--team-column", "same_grade")
        assert said.code == 0, said.err
        assert said.out.rstrip().endswith(f"run_sim.py run {name}")
        ran(cli, name, "--set", "weeks=5", "--out", f"{name}-a")
        assert files(Path(f"{name}-a")) == PROMISED | {"network-staff.csv", "network-ties.csv"}
        assert Path(f"{name}-a/network-staff.csv").read_bytes() == Path(name, "staff.csv").read_bytes()
        ran(cli, f"{name}-a", "--out", f"{name}-b")
        assert Path(f"{name}-a/weekly.parquet").read_bytes() == Path(f"{name}-b/weekly.parquet").read_bytes()
        assert len(pd.read_parquet(f"{name}-a/staff.parquet").query("joined_week == 0")) == len(staff.read_text().splitlines()) - 1


# As users call it.


def fastest(*command: str) -> float:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return min(times)


def test_help_list_and_import_are_quick() -> None:
    assert fastest(*FRONT_DOOR, "--help") < 2   # beside other tests
    assert fastest(*FRONT_DOOR, "list") < 2   # beside other tests
    assert fastest(sys.executable, "-c", "import trustsim") < 2   # beside other tests


def test_front_door_without_a_command_runs_the_baseline(tmp_path: Path) -> None:
    plain = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(FRONT_DOOR, cwd=tmp_path, capture_output=True, text=True, env=plain)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert files(tmp_path / "results" / "baseline-seed0") == PROMISED | PICTURES
    assert len(pd.read_parquet(tmp_path / "results" / "baseline-seed0" / "weekly.parquet")) == 118


def test_front_door_exits_with_2(tmp_path: Path) -> None:
    done = subprocess.run([*FRONT_DOOR, "run", "baselin"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("error: there is no such scenario; given 'baselin'")
    assert list(tmp_path.iterdir()) == []
