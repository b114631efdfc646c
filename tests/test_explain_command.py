"""The command `explain`: people found, runs replayed and held against what is stored, figures that never write over anything."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib.image
import numpy as np
import pandas as pd
import pytest

import trustsim
from trustsim.cli import main
from trustsim.errors import InputError
from trustsim.explain.command import explained
from trustsim.explain.stored import find_person, open_results
from trustsim.figures.style import save as save_figure

SMALL: dict[str, Any] = {"weeks": 20, "staff": 14, "teams": 3, "title": "Small", "timeline": [{"week": 6, "do": "breach", "by": "head"},
                         {"week": 8, "do": "person_leaves", "person": "school/team 2/1"}]}  # fmt: skip
Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with results: `one`, `two` (longer meetings), `other` (another seed), `quiet` (no events kept), `few` (other people)."""
    folder = tmp_path_factory.mktemp("shelf")
    longer = {**SMALL, "meetings": {"team_minutes_per_week": 120}}
    for name, scenario, seed in (("one", SMALL, 1), ("two", longer, 1), ("other", SMALL, 2), ("quiet", {**SMALL, "record": {"events": False}}, 1),
                                 ("few", {"weeks": 20, "staff": 6, "teams": 2}, 1)):
        trustsim.save(trustsim.run(scenario, seed=seed), folder / name)
    return folder


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], shelf: Path) -> Cli:
    monkeypatch.chdir(shelf)
    monkeypatch.setenv("COLUMNS", "120")

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["run_sim.py", "explain", *map(str, arguments)])
        code: Any = 0
        try:
            main()
        except SystemExit as leaving:
            code = leaving.code or 0
        return code, *capsys.readouterr()

    return call


def hashes(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def test_a_tie_a_person_and_two_runs(cli: Cli, shelf: Path) -> None:
    before = hashes(shelf / "one")
    for options, file in ((("--tie", "4", "5"), "tie-4-5.png"), (("--person", "4"), "person-4.png"),
                          (("--tie", "4", "5", "--difference", "two"), "tie-4-5-difference.png"), (("--tie", "4", "5"), "tie-4-5-2.png")):
        code, out, err = cli("one", *options)
        assert (code, err) == (0, "")
        assert f"Figure: one-explained/{file}" in out
        assert (shelf / "one-explained" / file).stat().st_size > 5000
    assert hashes(shelf / "one") == before   # the manifest seals the results
    assert not [path for path in (shelf / "one-explained").iterdir() if "unfinished" in path.name]


def test_vector_files_and_a_place_of_ones_own(cli: Cli, shelf: Path, tmp_path: Path) -> None:
    assert cli("one", "--tie", "4", "5", "--vector", "-o", tmp_path / "a.png")[0] == 0
    assert {path.name for path in tmp_path.iterdir()} == {"a.png", "a.svg", "a.pdf"}
    kept = hashes(tmp_path)
    code, _, err = cli("one", "--tie", "4", "5", "-o", tmp_path / "a.png")
    assert (code, "exists and is not written over" in err) == (2, True)
    assert hashes(tmp_path) == kept
    assert "seals it" in cli("one", "--tie", "4", "5", "-o", "one/figure.png")[2]
    assert "is not a picture" in cli("one", "--tie", "4", "5", "-o", tmp_path / "a.txt")[2]
    assert cli("one", "--tie", "4", "5", "--no-figures")[1].count("Figure") == 0


def test_people_by_number_post_and_name(shelf: Path) -> None:
    staff = open_results(shelf / "one").staff
    for number in (0, 5, 13):
        row = staff.loc[number]
        assert find_person(staff, str(number), option="--tie") == number
        if (staff["post"] == row["post"]).sum() == 1:
            assert find_person(staff, row["post"].upper(), option="--tie") == number
        assert find_person(staff, f"  {row['name'].upper()} ", option="--tie") == number
    with pytest.raises(InputError, match=r"2 people go by that post.*a number: .*, from week 0 to week 8\).*from week 8 to the end"):
        find_person(staff, "school/team 2/1", option="--tie")
    with pytest.raises(InputError, match=f"no such staff number; given '99'; allowed: 0 to {len(staff) - 1}$"):
        find_person(staff, "99", option="--tie")
    wrong = staff.loc[3, "name"][:-1] + "x"
    with pytest.raises(InputError, match=f"did you mean '{staff.loc[3, 'name']}'"):
        find_person(staff, wrong, option="--tie")
    twins = staff.assign(name=["Ann Lee", "Ann Lee", *staff["name"][2:]])
    with pytest.raises(InputError, match=r"2 people go by that name.*0 \(Ann Lee, .*1 \(Ann Lee"):
        find_person(twins, "ann lee", option="--tie")
    imported = staff.assign(post=[str(k + 1) for k in range(len(staff))])   # ids that are numbers, as in a survey
    assert find_person(imported, "3", option="--tie") == 2
    assert find_person(imported, "#3", option="--tie") == find_person(staff, "#3", option="--tie") == 3
    alike = staff.assign(name=["Ann Lee", "Ann Day", *["Bo Ek"] * (len(staff) - 2)])
    assert find_person(alike, "day", option="--tie") == 1
    with pytest.raises(InputError, match="2 people have that name"):
        find_person(alike, "ann", option="--tie")


@pytest.mark.parametrize(("options", "words"), [
    (("one",), "one of --tie A B and --person A"), (("one", "--tie", "1", "2", "--person", "3"), "one of --tie A B and --person A"),
    (("one", "--tie", "4", "4"), "names the same person twice"), (("one", "--tie", "4", "5", "--week", "21"), "allowed: 0 to 20"),
    (("one", "--person", "4", "--difference", "two"), "compares one tie in two runs"), (("nowhere", "--person", "4"), "is not a results folder"),
    (("one", "--tie", "4", "5", "--difference", "other"), "has another seed (2, not 1), so its luck is not the same"),
    (("one", "--tie", "4", "13", "--difference", "few"), "is not among the people of this run"),
    (("one", "--tie", "4", "5", "--difference", "nowhere"), "is not a results folder")])  # fmt: skip
def test_what_is_refused(cli: Cli, options: tuple[str, ...], words: str) -> None:
    code, out, err = cli(*options)
    assert (code, out) == (2, "")
    assert words in err
    assert len(err.splitlines()) == 1


def altered(shelf: Path, tmp_path: Path, **changes: Any) -> Path:
    """A copy of the results `one` whose weekly table or manifest was changed, sealed anew."""
    folder = tmp_path / "altered"
    folder.mkdir()
    for path in (shelf / "one").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    manifest = json.loads((folder / "manifest.json").read_text())
    if "weekly" in changes:
        table = pd.read_parquet(folder / "weekly.parquet")
        table.loc[12, changes["weekly"]] += 0.125
        table.to_parquet(folder / "weekly.parquet")
        manifest["files"]["weekly.parquet"] = hashlib.sha256((folder / "weekly.parquet").read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest | {key: value for key, value in changes.items() if key != "weekly"}))
    return folder


def test_numbers_of_other_rules_are_not_explained(shelf: Path, tmp_path: Path) -> None:
    folder = altered(shelf, tmp_path, weekly="trust", trustsim="0.0.9")
    with pytest.raises(InputError, match=r"was made by version 0.0.9: replayed, 'trust' is .* in week 12, and .* is stored; allowed: .*seed 1"):
        explained(folder, tie=("4", "5"))
    assert explained(shelf / "one", tie=("4", "5")).words.headline


def test_an_altered_folder_is_refused(shelf: Path, tmp_path: Path) -> None:
    folder = altered(shelf, tmp_path)
    (folder / "scenario.yaml").write_text((folder / "scenario.yaml").read_text().replace("weeks: 20", "weeks: 19"))
    with pytest.raises(InputError, match="was altered since the run"):
        explained(folder, person="4")
    (folder / "scenario.yaml").unlink()
    with pytest.raises(InputError, match="cannot be read as results"):
        explained(folder, person="4")


def test_results_without_events_are_explained_the_same(shelf: Path) -> None:
    with_events, without = (explained(shelf / name, tie=("4", "0"), everything=True).words for name in ("one", "quiet"))
    assert with_events.sections == without.sections


def test_names_from_strangers_are_shown_as_they_are(cli: Cli, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from trustsim.explain import command

    whole = command.watch

    def renamed(*args: Any, **options: Any) -> Any:
        story = whole(*args, **options)
        story.staff.loc[5, "name"] = "[red]An\x1b[2Jn[/red] $x^2$"
        return story

    monkeypatch.setattr(command, "watch", renamed)
    for options in (("--tie", "4", "5"), ("--person", "5"), ("--tie", "4", "5", "--difference", "two")):
        code, out, _ = cli("one", *options, "--no-figures")
        assert code == 0
        assert "\x1b" not in out
        assert "[red]An\\x1b[2Jn[/red]" in out.replace("\n", " ")


# Figures.


@pytest.mark.parametrize("options", [{"tie": ("4", "5")}, {"tie": ("4", "5"), "week": 0}, {"tie": ("4", "5"), "week": 1}, {"person": "0"},
                                     {"person": "0", "week": 0}, {"tie": ("4", "0"), "difference": "two"}])  # fmt: skip
def test_figures_are_drawn_and_the_same_every_time(shelf: Path, tmp_path: Path, options: dict[str, Any]) -> None:
    if "difference" in options:
        options = {**options, "difference": shelf / options["difference"]}
    drawn = []
    for name in ("a", "b"):
        figure = explained(shelf / "one", **options).figure
        assert figure is not None
        drawn.append(save_figure(figure(), tmp_path / f"{name}.png").read_bytes())
    assert drawn[0] == drawn[1]
    assert np.asarray(matplotlib.image.imread(tmp_path / "a.png"))[..., :3].std() > 0.05


def test_the_curve_is_the_tie(shelf: Path) -> None:
    found = explained(shelf / "one", tie=("4", "0"))
    assert found.figure is not None
    figure = found.figure()
    by_name = {ax.get_label(): ax for ax in figure.axes}
    results = trustsim.run(SMALL, seed=1)
    ties = results.ties[(results.ties["source"] == 4) & (results.ties["target"] == 0)].set_index("week")["trust"]
    curve = next(line for line in by_name["trust"].lines if line.get_linewidth() == 2.6)
    drawn = dict(zip(np.asarray(curve.get_xdata()).tolist(), np.asarray(curve.get_ydata()).tolist(), strict=True))
    assert {week: drawn[float(week)] for week in ties.index} == ties.to_dict()
    marks = [line for line in by_name["trust"].lines if line.get_marker() == "X"]
    assert next(np.asarray(mark.get_xdata()).tolist() for mark in marks) == [6]   # the dated breach
