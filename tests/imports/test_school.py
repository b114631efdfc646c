"""From data to a scenario folder: made-up staff first, then the ten schools of Pitts and Spillane."""

from __future__ import annotations

import csv
import os
import statistics
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import yaml

from trustsim.errors import InputError
from trustsim.imports import import_school, read_school, read_ties

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "pitts-spillane"
SCHOOLS = ("01", "03", "04", "05", "06", "08", "10", "11", "13", "15")
FILES = ["import-report.txt", "scenario.yaml", "staff.csv", "ties.csv"]
STAFF = "id,years,trust\na,1,1\nb,,2\nc,6,4\nd,2,3\ne,9,3\n"
TIES = "source,target,same_team\na,b,1\nb,a,1\nc,b,0\nd,b,0\ne,c,0\nd,e,1\na,c,0\n"

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the folder shared/data is not beside the repository")


def make(folder: Path, staff: str = STAFF, ties: str = TIES, **settings):
    (folder / "s.csv").write_text(staff, encoding="utf-8")
    (folder / "t.csv").write_text(ties, encoding="utf-8")
    return import_school(folder / "s.csv", folder / "t.csv", folder / "out", **settings)


def school_of(folder: Path):
    return read_school(folder / "out" / "staff.csv", folder / "out" / "ties.csv")


def problems_of(folder: Path, *args, **settings):
    before = sorted(path.name for path in folder.iterdir())
    with pytest.raises(InputError) as caught:
        make(folder, *args, **settings)
    after = sorted(path.name for path in folder.iterdir() if path.name not in ("s.csv", "t.csv"))
    assert after == [name for name in before if name not in ("s.csv", "t.csv")]
    return caught.value.problems


def test_round_trip(tmp_path):
    report = make(tmp_path, name="Made up", history_years=2)
    school = school_of(tmp_path)
    assert school.ids == ("a", "b", "c", "d", "e")
    assert school.names[0] == "Staff a"
    assert set(school.organisations) == {"school"}
    assert school.roles == ("teacher", "head", "teacher", "teacher", "teacher")
    np.testing.assert_array_equal(school.tenure_years, [1, 4, 6, 2, 9])
    np.testing.assert_allclose(school.trust, [0, 1 / 3, 1, 2 / 3, 2 / 3])
    pairs = [(school.ids[s], school.ids[t]) for s, t in school.ties]
    assert pairs == [("a", "b"), ("a", "c"), ("b", "a"), ("c", "b"), ("d", "b"), ("d", "e"), ("e", "c")]
    assert set(school.values) == {1.0}
    assert (report.staff, report.ties) == (5, 7)
    assert sorted(os.listdir(tmp_path / "out")) == FILES
    assert sorted(os.listdir(tmp_path)) == ["out", "s.csv", "t.csv"]


def test_scenario_and_report(tmp_path):
    report = make(tmp_path, name="Made up", history_years=2)
    text = (tmp_path / "out" / "scenario.yaml").read_text(encoding="utf-8")
    settings = yaml.safe_load(text)
    assert list(settings) == ["title", "question", "source", "expected", "weeks", "network", "history"]
    assert text.startswith(f"# {settings['question']}\n")
    assert settings["title"] == "Made up"
    assert settings["weeks"] == 117
    assert settings["network"] == {"staff_file": "staff.csv", "ties_file": "ties.csv"}
    assert settings["history"] == {"years": 2.0}
    lines = (tmp_path / "out" / "import-report.txt").read_text(encoding="utf-8").splitlines()
    assert lines == report.lines()
    assert not any(str(tmp_path) in line for line in [*lines, text])
    said = "\n".join(lines)
    parts = ("from 1 to 4", "tenure of 1 staff with the median, 4 years", "role of 4 staff", "of 'school' is 'b'")
    assert [part for part in parts if part not in said] == []


def test_a_value_survives_to_the_last_bit(tmp_path):
    staff = "id,trust,x\na,0.1,0.30000000000000004\nb,1,1e-17\n"
    make(tmp_path, staff, "source,target,value\na,b,0.7000000000000001\n")
    school = school_of(tmp_path)
    assert school.x_metres.tolist() == [0.30000000000000004, 1e-17]
    assert school.values.tolist() == [0.7000000000000001]
    assert school.trust[0] == 0.1


@pytest.mark.parametrize(
    ("relation", "teams"),
    [
        ("ab ba cd dc", {"ab", "cd", "e"}),  # an equivalence, one alone
        ("ab", {"ab", "cde"}),  # one direction; three alone together
        ("ab bc de", {"abc", "de"}),  # a chain, one pair added to three
        ("ab ac ad ae", {"ab", "cde"}),  # a star, which would merge everybody
        ("ab bc ac cd de", {"abc", "de"}),  # groups hanging together by one pair
    ],
)
def test_teams_of_a_relation(tmp_path, relation, teams):
    everyone = "abcde"
    rows = [
        f"{s},{t},{int(s < t)},{int(s + t in relation.split())}" for s in everyone for t in everyone if s != t
    ]
    staff = "id\n" + "\n".join(everyone) + "\n"
    make(tmp_path, staff, "\n".join(["source,target,advice,same_grade", *rows]))
    found: dict[str, str] = {}
    school = school_of(tmp_path)
    for id_, team in zip(school.ids, school.teams, strict=True):
        found[team] = found.get(team, "") + id_
    assert set(found.values()) == teams


def test_teams_of_the_staff_table_come_first(tmp_path):
    report = make(tmp_path, "id,team\na,x\nb,y\nc,y\nd,\ne,\n")
    assert report.teams == {"x": 1, "y": 2, "others": 2}
    report = make(tmp_path, "id,team\na,x\nb,y\nc,y\nd,\ne,\n", team_column="same_team", force=True)
    assert report.teams == {"team 1": 2, "team 2": 1, "team 3": 2}


def test_teams_are_detected_where_nothing_is_known(tmp_path):
    ties = "source,target\na,b\nb,c\nc,a\nd,e\ne,f\nf,d\nc,d\n"
    report = make(tmp_path, "id\na\nb\nc\nd\ne\nf\n", ties)
    assert school_of(tmp_path).teams == ("team 1",) * 3 + ("team 2",) * 3
    assert any("greedy modularity" in line for line in report.assumed)


def test_two_organisations_do_not_share_teams_or_heads(tmp_path):
    staff = "id,school\na,East\nb,East\nc,West\nd,West\n"
    make(tmp_path, staff, "source,target,same_team\na,b,0\nc,d,0\nb,c,1\n")
    school = school_of(tmp_path)
    assert school.teams == ("others of East",) * 2 + ("others of West",) * 2
    assert school.roles == ("teacher", "head", "head", "teacher")


def test_head_named_by_the_user(tmp_path):
    make(tmp_path, head="e", organisation="Oak")
    school = school_of(tmp_path)
    assert school.roles[4] == "head"
    assert school.roles.count("head") == 1
    assert set(school.organisations) == {"Oak"}


def test_assumed_head_by_tenure_where_named_equally_often(tmp_path):
    make(tmp_path, "id,years\na,1\nb,9\nc,9\n", "source,target\na,b\nb,a\na,c\n")
    assert school_of(tmp_path).roles == ("teacher", "head", "teacher")


def test_a_second_head_is_a_problem(tmp_path):
    staff = "id,role\na,head\nb,\nc,\nd,\ne,\n"
    (problem,) = problems_of(tmp_path, staff, head="b")
    assert "second head" in problem.message
    (problem,) = problems_of(tmp_path, staff.replace("b,", "b,principal"))
    assert problem.line == 3
    (problem,) = problems_of(tmp_path, head="f")
    assert problem.key == "head"


def test_mean_and_silence_are_no_answer(tmp_path):
    # b, c and d have the mean of 2; b names somebody, so only c and d have not answered.
    report = make(tmp_path, "id,trust\na,1\nb,2\nc,2.0003\nd,2\ne,3\n", "source,target\na,b\nb,c\ne,a\n")
    assert np.isnan(school_of(tmp_path).trust).tolist() == [False, False, True, True, False]
    assert any("treated as not answered: c, d" in line for line in report.assumed)
    make(tmp_path, "id,trust\na,2\nb,2\n", "source,target\na,b\n", force=True)
    assert not np.isnan(school_of(tmp_path).trust).any()  # all alike: the mean says nothing


def test_the_mean_is_that_of_the_organisation(tmp_path):
    rows = ["a,E,1", "b,E,2", "c,E,3", "d,W,2", "e,W,3", "f,W,4"]
    make(tmp_path, "\n".join(["id,school,trust", *rows]), "source,target\na,b\nc,b\nf,a\n", survey_scale=(1, 4))
    assert np.isnan(school_of(tmp_path).trust).tolist() == [False, True, False, False, True, False]


def test_problems_of_both_files_and_the_settings_at_once(tmp_path):
    found = problems_of(tmp_path, STAFF.replace("a,1", "a,x"), TIES.replace("e,c", "e,cc"), history_years=-1)
    assert [(p.line, p.key) for p in found] == [(None, "history_years"), (2, "years"), (6, None)]
    assert found[-1].nearest == "c"


def test_unknown_team_column(tmp_path):
    (problem,) = problems_of(tmp_path, team_column="same_teem")
    assert (problem.key, problem.nearest) == ("team_column", "same_team")


def test_columns_go_to_the_table_they_belong_to(tmp_path):
    ties = TIES.replace("source,target", "x1,x2")
    staff = STAFF.replace("id,", "who,")
    make(tmp_path, staff, ties, columns={"id": "who", "source": "x1", "target": "x2"})
    assert len(school_of(tmp_path).ties) == 7


def test_folder_that_exists(tmp_path):
    (tmp_path / "out").mkdir()
    make(tmp_path)  # an empty folder is filled
    first = (tmp_path / "out" / "staff.csv").read_bytes()
    (problem,) = problems_of(tmp_path, STAFF.replace("a,1", "a,2"))
    assert problem.message == "the folder is not empty"
    assert (tmp_path / "out" / "staff.csv").read_bytes() == first
    make(tmp_path, STAFF.replace("a,1", "a,2"), force=True)
    assert (tmp_path / "out" / "staff.csv").read_bytes() != first
    assert sorted(os.listdir(tmp_path)) == ["out", "s.csv", "t.csv"]


def test_force_replaces_scenarios_only(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("years of work", encoding="utf-8")
    (problem,) = problems_of(tmp_path, force=True)
    assert "only a scenario" in problem.message
    assert (tmp_path / "out" / "thesis.txt").exists()


def test_force_keeps_the_inputs(tmp_path):
    make(tmp_path)
    inside = tmp_path / "out" / "s.csv"
    inside.write_text(STAFF, encoding="utf-8")
    with pytest.raises(InputError, match="input lies in the folder"):
        import_school(inside, tmp_path / "t.csv", tmp_path / "out", force=True)
    assert inside.exists()


def test_parent_that_cannot_be_written(tmp_path):
    (tmp_path / "s.csv").write_text(STAFF, encoding="utf-8")
    (tmp_path / "t.csv").write_text(TIES, encoding="utf-8")
    for out in (tmp_path / "s.csv" / "out", tmp_path / "no" / "out", tmp_path / "t.csv"):
        with pytest.raises(InputError) as caught:
            import_school(tmp_path / "s.csv", tmp_path / "t.csv", out)
        assert caught.value.problems[0].key == "out"
    assert sorted(os.listdir(tmp_path)) == ["s.csv", "t.csv"]


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_nothing_half_written_where_the_disk_fails(tmp_path, monkeypatch, call):
    make(tmp_path)
    first = (tmp_path / "out" / "staff.csv").read_bytes()

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, fail)
    (problem,) = problems_of(tmp_path, STAFF.replace("a,1", "a,2"), force=True)
    assert "No space left" in problem.message
    assert (tmp_path / "out" / "staff.csv").read_bytes() == first  # the old scenario is still whole
    (tmp_path / "out").rename(tmp_path / "kept")
    problems_of(tmp_path)
    assert not (tmp_path / "out").exists()


# --- the ten real schools ---------------------------------------------------------------------------------------


def rows_of(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@needs_data
@pytest.mark.parametrize("number", SCHOOLS)
def test_real_schools(tmp_path, number):
    staff_path, ties_path = DATA / f"school-{number}_staff.csv", DATA / f"school-{number}_dyads.csv"
    staff, pairs = rows_of(staff_path), rows_of(ties_path)
    report = import_school(staff_path, ties_path, tmp_path / "out", survey_scale=(1, 4))
    school = school_of(tmp_path)
    advice = [(row["source"], row["target"]) for row in pairs if row["advice"] == "1"]
    assert report.ties == len(school.ties) == len(advice) > 0
    assert {(school.ids[s], school.ids[t]) for s, t in school.ties} == set(advice)
    assert (school.values == 1).all()
    assert school.ids == tuple(row["id"] for row in staff)
    assert school.tenure_years.tolist() == [float(row["years_teaching"]) for row in staff]
    # One team exactly where the data say same grade; others are those with no colleague of the same grade.
    grade = {(row["source"], row["target"]): row["same_grade"] == "1" for row in pairs}
    team = dict(zip(school.ids, school.teams, strict=True))
    for (source, target), same in grade.items():
        assert same == (team[source] == team[target]) or team[source] == team[target] == "others"
    sizes = Counter(school.teams)
    assert sum(size == 1 for size in sizes.values()) <= 1
    assert report.teams == sizes
    # Trust on 0-1; blank for those who have the mean and name nobody.
    mean = statistics.mean(float(row["trust"]) for row in staff)
    naming = {source for source, _ in advice}
    for row, trust in zip(staff, school.trust, strict=True):
        if row["id"] not in naming and abs(float(row["trust"]) - mean) < 0.0005:
            assert np.isnan(trust)
        else:
            assert trust == pytest.approx((float(row["trust"]) - 1) / 3)
    assert school.roles.count("head") == 1
    named = Counter(target for _, target in advice)
    assert named[school.ids[school.roles.index("head")]] == max(named.values())


@needs_data
def test_unanswered_of_one_school_are_the_ones_known(tmp_path):
    import_school(DATA / "school-10_staff.csv", DATA / "school-10_dyads.csv", tmp_path / "out")
    school = school_of(tmp_path)
    blank = [id_ for id_, trust in zip(school.ids, school.trust, strict=True) if np.isnan(trust)]
    assert blank == ["2", "7", "12", "15", "18", "19", "28"]


@needs_data
def test_other_columns_of_a_real_school_are_kept():
    ties = read_ties(DATA / "school-15_dyads.csv")
    rows = rows_of(DATA / "school-15_dyads.csv")
    assert ties.form == "dyads"
    for name in ("same_grade", "same_innovation_attitude", "similar_years_in_school"):
        assert len(ties.attributes[name]) == sum(row[name] == "1" for row in rows)
