"""Every form of staff and ties, and every way in which they can be wrong."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trustsim.errors import InputError, Problem
from trustsim.imports import read_staff, read_ties, reading

STAFF = "id,name,role,years,trust\nann,Ann A.,Principal,10,1\nbea,Bea B.,teacher,,2.5\ncem,Cem C.,,3,4\n"
IDS = ("ann", "bea", "cem")
TIES = {("ann", "bea"): 1.0, ("bea", "ann"): 2.0, ("cem", "ann"): 0.5}


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def problems_of(reader, *args, **kwargs) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        reader(*args, **kwargs)
    return caught.value.problems


def tie_dict(ties) -> dict[tuple[str, str], float]:
    return {(s, t): v for s, t, v in zip(ties.source, ties.target, ties.value.tolist(), strict=True)}


def edge_list() -> str:
    return "source,target,weight\n" + "".join(f"{s},{t},{v}\n" for (s, t), v in TIES.items())


# --- staff ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_staff_in_any_separator_with_or_without_mark(tmp_path, separator, mark):
    staff = read_staff(write(tmp_path, "s.csv", mark + STAFF.replace(",", separator).encode()))
    assert staff.ids == IDS
    assert staff.names == ("Ann A.", "Bea B.", "Cem C.")
    assert staff.roles == ("head", "teacher", "")
    np.testing.assert_array_equal(staff.tenure_years, [10, np.nan, 3])
    np.testing.assert_allclose(staff.trust, [0, 0.5, 1])
    assert staff.lines == (2, 3, 4)
    assert np.isnan(staff.x_metres).all()


def test_decimal_commas_between_semicolons(tmp_path):
    staff = read_staff(write(tmp_path, "s.csv", "id;x;trust\na;1,5;3,25\nb;-2,5;4\n"), survey_scale=(1, 4))
    np.testing.assert_allclose(staff.x_metres, [1.5, -2.5])
    np.testing.assert_allclose(staff.trust, [0.75, 1])


@pytest.mark.parametrize(
    ("answers", "scale"),
    [((0, 1), (0, 1)), ((1, 4), (1, 4)), ((1, 4.2), (1, 5)), ((2, 6), (1, 6)), ((3, 7), (1, 7)), ((0, 4), (0, 10)),
     ((2, 8), (0, 10)), ((5, 60), (0, 100))],
)  # fmt: skip
def test_scale_is_assumed_and_said(tmp_path, answers, scale):
    staff = read_staff(write(tmp_path, "s.csv", f"id,trust\na,{answers[0]}\nb,{answers[1]}\n"))
    assert staff.survey_scale == scale
    np.testing.assert_allclose(staff.trust, (np.array(answers) - scale[0]) / (scale[1] - scale[0]))
    assert f"from {scale[0]} to {scale[1]}" in staff.notes.assumed[0]


def test_given_scale_is_not_an_assumption(tmp_path):
    staff = read_staff(write(tmp_path, "s.csv", STAFF), survey_scale=(1, 7))
    np.testing.assert_allclose(staff.trust, [0, 0.25, 0.5])
    assert staff.notes.assumed == []


def test_columns_named_by_the_user(tmp_path):
    path = write(tmp_path, "s.csv", "Kürzel,Dienstjahre,years\na,4,9\n")
    staff = read_staff(path, columns={"id": "Kürzel", "tenure_years": "Dienstjahre"})
    assert staff.tenure_years.tolist() == [4]
    assert "years" in staff.notes.dropped[0]


def test_all_problems_of_a_staff_table_at_once(tmp_path):
    text = (
        "id,role,tenure,trust\na,teecher,1,2\nb,principal,nan,3\na,head,x,9\n,teacher,-1,inf\nd,teacher,NA,1_0\n"
    )
    found = problems_of(read_staff, write(tmp_path, "s.csv", text), survey_scale=(1, 4))
    at = {(p.line, p.key): p for p in found}
    assert set(at) == {
        (2, "role"), (3, "tenure"), (4, "id"), (4, "role"), (4, "tenure"), (4, "trust"), (5, "id"), (5, "tenure"),
        (5, "trust"), (6, "trust"),
    }  # fmt: skip
    assert len(found) == len(at)
    assert at[2, "role"].nearest == "teacher"
    assert "lines 2 and 4" in at[4, "id"].message
    assert "second head" in at[4, "role"].message
    assert "out of range" in at[4, "trust"].message
    assert "1 to 4" in at[4, "trust"].allowed
    assert at[3, "tenure"].given == "nan"
    assert "finite" in at[5, "trust"].message


def test_one_head_in_each_of_two_organisations_is_fine(tmp_path):
    staff = read_staff(write(tmp_path, "s.csv", "id,school,role\na,East,head\nb,West,principal\n"))
    assert staff.roles == ("head", "head")


def test_no_scale_holds_the_answers(tmp_path):
    (problem,) = problems_of(read_staff, write(tmp_path, "s.csv", "id,trust\na,3\nb,101\n"))
    assert (problem.line, problem.key) == (3, "trust")


@pytest.mark.parametrize("scale", [(4, 1), (1, 1), (0, float("inf"))])
def test_no_scale_at_all(tmp_path, scale):
    (problem,) = problems_of(read_staff, write(tmp_path, "s.csv", STAFF), survey_scale=scale)
    assert problem.key == "survey_scale"


def test_missing_id_column_and_unknown_given_columns(tmp_path):
    path = write(tmp_path, "s.csv", "idd,trust\na,3\n")
    (problem,) = problems_of(read_staff, path)
    assert (problem.key, problem.nearest) == ("id", "idd")
    found = problems_of(read_staff, path, columns={"id": "iddd", "tust": "trust"})
    assert [(p.key, p.nearest) for p in found] == [("columns.id", "idd"), ("columns.tust", "trust")]


@pytest.mark.parametrize("reader", [read_staff, read_ties])
@pytest.mark.parametrize(
    ("content", "message", "line"),
    [
        (b"", "empty", None),
        (b"\xef\xbb\xbf \n", "empty", None),
        (b"id,trust\na,1\nb\xe9,2\n", "not UTF-8", 3),
        ("id,trust\na,1\n".encode("utf-16-le"), "NUL", 1),
        (b"id,trust\n", "no row", 1),
        (b"id,trust\na,1\nb,2,3\n", "wrong number of cells", 3),
        (b"id,ID\na,1\n", "two columns", 1),
        (b'id,trust\na,1\n"b,2\n', "cannot be split", 3),
    ],
)
def test_files_that_are_no_tables(tmp_path, reader, content, message, line):
    (problem,) = problems_of(reader, write(tmp_path, "s.csv", content))
    assert message in problem.message
    assert problem.line == line
    assert problem.file.endswith("s.csv")


@pytest.mark.parametrize("reader", [read_staff, read_ties])
def test_file_missing_folder_or_too_large(tmp_path, monkeypatch, reader):
    path = write(tmp_path, "staff.csv", STAFF)
    (missing,) = problems_of(reader, tmp_path / "staf.csv")
    assert missing.nearest == "staff.csv"
    (folder,) = problems_of(reader, tmp_path)
    assert "folder" in folder.message
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    (large,) = problems_of(reader, path)
    assert "too large" in large.message


def test_quoted_line_breaks_do_not_shift_the_lines(tmp_path):
    path = write(tmp_path, "s.csv", 'id,name,trust\na,"Ann\nA.",1\n\nb,Bea,x\n')
    (problem,) = problems_of(read_staff, path)
    assert problem.line == 5


# --- ties in their forms ----------------------------------------------------------------------------------------


def test_edge_list(tmp_path):
    ties = read_ties(write(tmp_path, "t.csv", edge_list()), ids=IDS)
    assert (ties.form, ties.tie_column) == ("edges", "weight")
    assert tie_dict(ties) == TIES


def test_edge_list_without_values_and_with_attributes(tmp_path):
    ties = read_ties(write(tmp_path, "t.tsv", "from\tto\tdistance\tnote\nann\tbea\t3.5\thi\nbea\tcem\t0\tho\n"))
    assert tie_dict(ties) == {("ann", "bea"): 1, ("bea", "cem"): 1}
    assert ties.attributes == {"distance": {("ann", "bea"): 3.5}}
    assert any("every row is a tie" in line for line in ties.notes.assumed)
    assert any("note" in line for line in ties.notes.dropped)


def dyads(header: str = "source,target,same_grade,advice,other") -> str:
    rows = [f"{s},{t},{int({s, t} == {'ann', 'bea'})},{int((s, t) in TIES)},1" for s in IDS for t in IDS if s != t]
    return "\n".join([header, *rows]) + "\n"


def test_table_of_all_ordered_pairs(tmp_path):
    ties = read_ties(write(tmp_path, "t.csv", dyads()), ids=IDS)
    assert (ties.form, ties.tie_column) == ("dyads", "advice")
    assert set(tie_dict(ties)) == set(TIES)
    assert set(ties.attributes["same_grade"]) == {("ann", "bea"), ("bea", "ann")}
    assert len(ties.attributes["other"]) == 6
    assert "3 ordered pairs" in ties.notes.dropped[0]


def test_tie_column_of_a_table_of_pairs(tmp_path):
    path = write(tmp_path, "t.csv", dyads())
    assert set(tie_dict(read_ties(path, tie_column="same_grade"))) == {("ann", "bea"), ("bea", "ann")}
    assert read_ties(path, columns={"value": "other"}).tie_column == "other"
    (problem,) = problems_of(read_ties, path, tie_column="advise")
    assert (problem.key, problem.nearest) == ("tie_column", "advice")
    first = read_ties(write(tmp_path, "u.csv", dyads("source,target,p,q,r")))
    assert first.tie_column == "p"
    assert "'p' holds the ties" in first.notes.assumed[0]


def test_all_pairs_without_a_tie_column_are_not_a_full_network(tmp_path):
    rows = [f"{s},{t},{2 + i}" for i, (s, t) in enumerate((s, t) for s in IDS for t in IDS if s != t)]
    path = write(tmp_path, "t.csv", "\n".join(["source,target,metres", *rows]))
    (problem,) = problems_of(read_ties, path)
    assert (problem.key, problem.allowed) == ("tie_column", "one of: metres")


def test_forced_dyads_must_be_0_or_1(tmp_path):
    (problem,) = problems_of(read_ties, write(tmp_path, "t.csv", edge_list()), form="dyads", tie_column="weight")[:1]
    assert (problem.line, problem.key, problem.given) == (3, "weight", "2.0")


def matrix(corner: str = "") -> str:
    rows = [",".join([s, *(str(TIES.get((s, t), 0)) for t in IDS)]) for s in IDS]
    return "\n".join([",".join([corner, *IDS]), *rows]) + "\n"


@pytest.mark.parametrize("corner", ["", "id", "source"])
def test_matrix(tmp_path, corner):
    ties = read_ties(write(tmp_path, "m.csv", matrix(corner)), ids=IDS)
    assert ties.form == "matrix"
    assert tie_dict(ties) == TIES


def test_matrix_in_another_order_and_with_gaps(tmp_path):
    ties = read_ties(write(tmp_path, "m.csv", ",b,a\na,1,\nb,,1\n"), form="matrix")
    assert tie_dict(ties) == {("a", "b"): 1} | {("b", "a"): 1}
    found = problems_of(read_ties, write(tmp_path, "n.csv", ",b,a\na,1,0\nb,2,x\n"))
    assert [(p.line, p.key, p.given) for p in found] == [(3, "a", "x"), (3, None, "b")]


def test_matrix_that_is_not_square(tmp_path):
    found = problems_of(read_ties, write(tmp_path, "m.csv", ",anna,bert,cem\nanna,0,1,0\nbret,1,0,0\n"))
    assert "not square" in found[0].message
    assert found[0].given == "2 rows, 3 columns"
    assert {(p.given, p.nearest) for p in found[1:]} == {("bret", "bert"), ("bert", "bret"), ("cem", None)}


@pytest.mark.parametrize(("suffix", "writer"), [("graphml", nx.write_graphml), ("gexf", nx.write_gexf)])
@pytest.mark.parametrize("name", ["g.{}", "g.xml"])
def test_graph_files(tmp_path, suffix, writer, name):
    graph = nx.DiGraph()
    graph.add_nodes_from(IDS)
    for (s, t), v in TIES.items():
        graph.add_edge(s, t, weight=v, same_grade=1)
    path = tmp_path / name.format(suffix)
    writer(graph, path)
    ties = read_ties(path, ids=IDS)
    assert ties.form == suffix
    assert tie_dict(ties) == TIES
    assert set(ties.attributes["same_grade"]) == set(TIES)


def test_undirected_graph_goes_both_ways_and_labels_name_the_staff(tmp_path):
    graph = nx.Graph([("n1", "n2")])
    nx.set_node_attributes(graph, {"n1": "ann", "n2": "cem"}, "staff")
    nx.write_graphml(graph, tmp_path / "g.graphml")
    ties = read_ties(tmp_path / "g.graphml", ids=IDS)
    assert tie_dict(ties) == {("ann", "cem"): 1, ("cem", "ann"): 1}
    assert any("both directions" in line for line in ties.notes.assumed)
    assert any("'staff'" in line for line in ties.notes.assumed)


# --- what is wrong with ties ------------------------------------------------------------------------------------


def test_all_problems_of_ties_at_once(tmp_path):
    rows = ["ann,bee,1", "ann,ann,1", "bea,ann,1", "bea,ann,2", "cem,ann,nan", "cem,bea,-1", "ann,bee,1", ",bea,1"]
    text = "\n".join(["source,target,weight", *rows])
    found = problems_of(read_ties, write(tmp_path, "t.csv", text), ids=IDS)
    said = {p.line: p for p in found}
    assert len(said) == len(found)
    assert set(said) == {2, 3, 5, 6, 7, 9}
    assert (said[2].given, said[2].nearest) == ("bee", "bea")
    assert "2 times" in said[2].message
    assert "themselves" in said[3].message
    assert "1 (line 4) and 2" in said[5].message
    assert (said[6].key, said[6].given) == ("weight", "nan")
    assert said[7].given == -1


def test_repeated_rows_of_equal_value_are_dropped_and_said(tmp_path):
    ties = read_ties(write(tmp_path, "t.csv", "source,target\na,b\na,b\nb,a\n"))
    assert tie_dict(ties) == {("a", "b"): 1, ("b", "a"): 1}
    assert any("1 rows that repeat" in line for line in ties.notes.dropped)


def test_zero_on_the_diagonal_is_fine_and_more_is_not(tmp_path):
    assert len(read_ties(write(tmp_path, "m.csv", ",a,b\na,0,1\nb,0,0\n")).value) == 1
    (problem,) = problems_of(read_ties, write(tmp_path, "n.csv", ",a,b\na,1,1\nb,0,0\n"))
    assert (problem.line, problem.given) == (2, "a")


def test_missing_columns_with_the_nearest(tmp_path):
    found = problems_of(read_ties, write(tmp_path, "t.csv", "sorce,target\na,b\n"))
    assert [(p.key, p.nearest) for p in found] == [("source", "sorce")]
    found = problems_of(read_ties, write(tmp_path, "u.csv", "sources,targets\na,b\n"))
    assert [(p.key, p.nearest) for p in found] == [("source", "sources"), ("target", "targets")]


def test_ties_of_value_0_only(tmp_path):
    (problem,) = problems_of(read_ties, write(tmp_path, "t.csv", "source,target,value\na,b,0\n"))
    assert "no tie" in problem.message


def test_unknown_form(tmp_path):
    (problem,) = problems_of(read_ties, write(tmp_path, "t.csv", edge_list()), form="edge")
    assert problem.nearest == "edges"


BOMB = '<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>\n<graphml>&b;</graphml>'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BOMB, "<!DOCTYPE"),
        ('<graphml><!ENTITY a "x"></graphml>', "<!ENTITY"),
        ('<?xml version="1.0" encoding="cp037"?><graphml/>', "another encoding"),
        ("<graphml><graph>", "broken"),
        ("<html/>", "neither"),
        ("<graphml/>", "GraphML"),
        ('<gexf xmlns="http://gexf.net/1.3"/>', "GEXF"),
    ],
)
def test_xml_that_is_refused(tmp_path, text, message):
    (problem,) = problems_of(read_ties, write(tmp_path, "g.xml", text))
    assert message in str(problem)


def test_values_of_a_graph_must_be_numbers(tmp_path):
    graph = nx.DiGraph([("ann", "bea", {"weight": "much"}), ("bea", "bea", {"weight": "1"})])
    nx.write_graphml(graph, tmp_path / "g.xml")
    found = problems_of(read_ties, tmp_path / "g.xml", ids=IDS)
    assert [p.given for p in found] == ["much", "bea"]


PIECES = ["id", "trust", "role", "source", "target", "advice", "a", "b", "0", "1", "2.5", "nan", "1e999", ",", ";",
          "\t", "\n", "\r", '"', " ", "<graphml>", "<gexf ", "\ufeff", "\0", "é"]  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=60), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)))
def test_any_file_at_all_is_read_or_refused(tmp_path, content):
    path = write(tmp_path, "any.csv", content)
    for reader in (read_staff, read_ties):
        try:
            table = reader(path)
        except InputError:
            continue
        assert table.file == str(path)
