"""The strict reader of staff.csv and ties.csv."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from trustsim.errors import InputError
from trustsim.imports import read_school

HEADER = "id,name,organisation,team,role,profession,tenure_years,trust,disposition,x_metres,y_metres\n"
STAFF = HEADER + "a,Ann,school,team 1,head,,10.0,0.25,,1.5,-2.0\nb,,school,team 1,teacher,maths,3.0,,0.5,,\n"
TIES = "source,target,value\nb,a,2.5\na,b,1.0\n"


def read(folder: Path, staff: str = STAFF, ties: str = TIES):
    (folder / "staff.csv").write_text(staff, encoding="utf-8")
    (folder / "ties.csv").write_text(ties, encoding="utf-8")
    return read_school(folder / "staff.csv", folder / "ties.csv")


def problems_of(*args):
    with pytest.raises(InputError) as caught:
        read(*args)
    return caught.value.problems


def test_reads_everything(tmp_path):
    school = read(tmp_path)
    assert school.ids == ("a", "b")
    assert school.names == ("Ann", "Staff b")
    assert school.organisations == ("school", "school")
    assert school.teams == ("team 1", "team 1")
    assert school.roles == ("head", "teacher")
    assert school.professions == ("", "maths")
    np.testing.assert_array_equal(school.tenure_years, [10, 3])
    np.testing.assert_array_equal(school.trust, [0.25, np.nan])
    np.testing.assert_array_equal(school.disposition, [np.nan, 0.5])
    np.testing.assert_array_equal(school.x_metres, [1.5, np.nan])
    np.testing.assert_array_equal(school.y_metres, [-2, np.nan])
    np.testing.assert_array_equal(school.ties, [[1, 0], [0, 1]])
    np.testing.assert_array_equal(school.values, [2.5, 1])


def test_columns_in_another_order_and_left_out(tmp_path):
    school = read(tmp_path, "role,id,team,organisation\nteacher,a,t,o\nteacher,b,t,o\n")
    assert school.ids == ("a", "b")
    assert np.isnan(school.trust).all()


def test_no_ties_are_an_empty_array(tmp_path):
    school = read(tmp_path, STAFF, "source,target,value\n")
    assert school.ties.shape == (0, 2)
    assert school.values.shape == (0,)


def test_problems_of_both_files_at_once(tmp_path):
    staff = (
        HEADER
        + "anna,,s,t,head,,1,1.5,,,\nbert,,s,t,head,,nan,0,,,\nanna,,s,,principal,,1,0,2,x,\ncem,,,t,techer,,-1,,,,\n"
        + "dora,,s,t,,,,,,,\n"
    )
    ties = "source,target,value\nanna,bret,1\nanna,anna,1\nanna,bert,0\nbert,cem,1\nbert,cem,1\ncem,bert,inf\n"
    found = problems_of(tmp_path, staff, ties)
    at = {(Path(p.file).name, p.line, p.key) for p in found}
    assert at == {
        ("staff.csv", 2, "trust"), ("staff.csv", 3, "role"), ("staff.csv", 3, "tenure_years"), ("staff.csv", 4, "id"),
        ("staff.csv", 4, "team"), ("staff.csv", 4, "role"), ("staff.csv", 4, "disposition"),
        ("staff.csv", 4, "x_metres"), ("staff.csv", 5, "organisation"), ("staff.csv", 5, "role"),
        ("staff.csv", 5, "tenure_years"), ("staff.csv", 6, "role"), ("ties.csv", 2, None), ("ties.csv", 3, None),
        ("ties.csv", 4, "anna -> bert"), ("ties.csv", 6, "bert -> cem"), ("ties.csv", 7, "value"),
        ("ties.csv", 7, "cem -> bert"),
    }  # fmt: skip
    assert {p.nearest for p in found if p.line == 2 and p.file.endswith("ties.csv")} == {"bert"}


def test_no_synonyms_here(tmp_path):
    found = problems_of(tmp_path, STAFF.replace("tenure_years", "tenure"), TIES.replace("value", "weight"))
    assert [(p.key, p.nearest) for p in found] == [("tenure", "tenure_years"), ("weight", None), ("value", None)]
    found = problems_of(tmp_path, STAFF.replace("head", "principal"))
    assert [(p.given, p.nearest) for p in found] == [("principal", "head")]


def test_both_files_missing_are_two_problems(tmp_path):
    with pytest.raises(InputError) as caught:
        read_school(tmp_path / "staff.csv", tmp_path / "ties.csv")
    assert len(caught.value.problems) == 2
