"""The YAML reader: what it makes of scalars, what it refuses, and that it says where."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from trustsim.errors import InputError, Problem
from trustsim.scenario.yaml_guard import Document, Limits, Place, dotted, parse_yaml, read_yaml


def value(text: str) -> Any:
    """What `text` is as a plain value."""
    return parse_yaml(f"x: {text}\n", file="s.yaml").data["x"]


def problems(text: str, **limits: int) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        parse_yaml(text, file="s.yaml", limits=Limits(**limits))
    assert all(problem.file == "s.yaml" for problem in caught.value.problems)
    return caught.value.problems


def only(text: str, **limits: int) -> Problem:
    found = problems(text, **limits)
    assert len(found) == 1, found
    return found[0]


def refused(path: Path, **limits: int) -> Problem:
    with pytest.raises(InputError) as caught:
        read_yaml(path, limits=Limits(**limits))
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].file == str(path)
    return caught.value.problems[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None), ("~", None), ("null", None), ("NULL", None),
        ("true", True), ("True", True), ("TRUE", True), ("false", False),
        ("12", 12), ("-3", -3), ("+4", 4), ("012", 12), ("0o17", 15), ("0x1F", 31), ("9" * 18, int("9" * 18)),
        ("1e3", 1000.0), (".5", 0.5), ("1.", 1.0), ("-1.5E-2", -0.015),
        ("no", "no"), ("Yes", "Yes"), ("on", "on"), ("OFF", "OFF"), ("y", "y"), ("N", "N"),
        ("1_000", "1_000"), ("1:30", "1:30"), ("2024-01-01", "2024-01-01"), ("0b11", "0b11"), ("tRue", "tRue"),
        ("'1'", "1"), ('"true"', "true"), ("''", ""), ("'.nan'", ".nan"), ("|\n  5\n", "5\n"), ("[1, a]", [1, "a"]),
        ("١", "١"),
    ],
)  # fmt: skip
def test_scalars_follow_the_core_schema_of_yaml_1_2(text: str, expected: Any) -> None:
    found = value(text)
    assert found == expected
    assert type(found) is type(expected)


def test_places_of_keys_items_and_start() -> None:
    document = parse_yaml("# head\nstaff:\n  groups:\n    - name: a\n    -\n      name: b\n", file="s.yaml")
    assert document.data == {"staff": {"groups": [{"name": "a"}, {"name": "b"}]}}
    lines = {dotted(path): place.line for path, place in document.places.items()}
    assert lines == {
        "": 2, "staff": 2, "staff.groups": 3, "staff.groups[0]": 4, "staff.groups[0].name": 4,
        "staff.groups[1]": 6, "staff.groups[1].name": 6,
    }  # fmt: skip
    assert document.places[("staff",)] == Place("s.yaml", 2)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "empty"),
        ("# nothing\n", 1, "empty"),
        ("---\n~\n", 2, "empty"),
        ("- a\n- b\n", 1, "not a mapping"),
        ("'text'\n", 1, "not a mapping"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("a: 1\nb: .nan\n", 2, "not a number"),
        ("a: 1\nb: -.Inf\n", 2, "infinite"),
        ("a: 1e999\n", 1, "too large"),
        ("a: " + "9" * 4000, 1, "an integer of 4000 digits"),
        ("a: " + "9" * 21, 1, "an integer of 21 digits"),
        ("a: 0x" + "f" * 18, 1, "an integer of 22 digits"),
        ("a: &x 1\n", 1, "anchor"),
        ("a: 1\nb: *x\n", 2, "alias"),
        ("a: !!python/object:os.system 1\n", 1, "tag"),
        ("a: !!int 1\n", 1, "tag"),
        ("a:\n  <<: {b: 1}\n", 2, "merge key"),
        ("? [a]\n: 1\n", 1, "must be text, not a mapping"),
        ("{a: 1}: 1\n", 1, "must be text, not a mapping"),
        ("a: 1\n2: b\n", 2, "put it in quotes"),
        ("true: b\n", 1, "put it in quotes"),
        ("~: b\n", 1, "put it in quotes"),
        ("1e3: b\n", 1, "put it in quotes"),
        ("k" * 201 + ": b\n", 1, "key is too long"),
        ("a: 1\nb:\n\tc: 1\n", 3, "a tab in the indentation"),
        ("a: 1\n\tb: 2\n", 2, "a tab in the indentation"),
        ("a: 1\nb: c: d\n", 2, "':' where no setting can begin"),
        ("a: 1\nb: 'open\nc: 2\n", 2, "never closed"),
        ("a: 1\nb: [1, 2\nc: 3\n", 3, "bracket is not closed"),
        ("a: 1\nb: @c\n", 2, "'@' needs quotes"),
        ('a: "\\q"\n', 1, "unknown escape"),
        ("a: 1\nb: x\0y\n", 2, "code 0x0"),
        ("a: 1\n\nb: \x1b[1m\n", 3, "code 0x1b"),
        ('a: 1\nb: "\\e[1m"\n', 2, "code 0x1b"),
        ('a: "\\ud800"\n', 1, "code 0xd800"),
        ('"\\ud800": a\n', 1, "code 0xd800"),
        ('a: "\\UFFFFFFFF"\n', 1, "impossible number"),
        ("%YAML " + "1" * 5000 + ".1\n---\na: 1\n", 1, "impossible number"),
    ],
)
def test_refused_with_its_line(text: str, line: int, words: str) -> None:
    problem = only(text)
    assert words in problem.message
    assert problem.line == line
    str(problem).encode()  # can be printed


def test_keys_that_yaml_1_1_would_take_for_booleans_are_text() -> None:
    assert parse_yaml("no: 1\n'2': 3\n'<<': 4\n", file="s.yaml").data == {"no": 1, "2": 3, "<<": 4}


def test_a_duplicate_key_names_both_lines_and_keeps_no_value() -> None:
    problem = only("a:\n  b: 1\n  c: 2\n  b: 3\n")
    assert problem.key == "a.b"
    assert problem.line == 4
    assert "line 2" in problem.message
    assert "line 4" in problem.message


def test_the_same_key_in_different_mappings_is_no_duplicate() -> None:
    assert parse_yaml("a: {x: 1}\nb: {x: 2}\n", file="s.yaml").data == {"a": {"x": 1}, "b": {"x": 2}}


def test_independent_problems_are_reported_together_and_a_syntax_error_ends_it() -> None:
    found = problems("a: .nan\na: 1\nb: !!int 2\nc: &x 3\nd: *x\n5: e\nf: [1, .inf]\ng: '\nh: .nan\n")
    assert [problem.line for problem in found] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [problem.key for problem in found] == ["a", "a", "b", "c", "d", None, "f[1]", None]


def test_problems_inside_a_duplicate_and_under_a_bad_key_are_found_too() -> None:
    assert [problem.line for problem in problems("a: 1\na:\n  b: .nan\n3:\n  c: .inf\n")] == [2, 3, 4, 5]


def test_limits() -> None:
    assert parse_yaml("a: [[1]]\n", file="s.yaml", limits=Limits(depth=3)).data == {"a": [[1]]}
    assert "nested too deeply" in only("a: [[1]]\n", depth=2).message
    assert parse_yaml("a: [1, 2]\n", file="s.yaml", limits=Limits(nodes=5)).data == {"a": [1, 2]}
    assert "too many" in only("a: [1, 2]\n", nodes=4).message
    assert parse_yaml("a: é\n", file="s.yaml", limits=Limits(bytes=6)).data == {"a": "é"}
    assert "too large" in only("a: é\n", bytes=5).message


@pytest.mark.parametrize(
    "text",
    ["a: " + "[" * 100_000, "a:\n " + "- " * 100_000, "a: " + "{a: " * 100_000, "{" * 100_000, "? " * 100_000],
    ids=["flow list", "block list", "flow mapping", "mapping keys", "block keys"],
)
def test_deep_nesting_is_refused_quickly(text: str) -> None:
    start = time.perf_counter()
    found = problems(text)
    assert time.perf_counter() - start < 2
    assert any("nested too deeply" in problem.message for problem in found)


def test_a_bomb_of_aliases_is_refused_quickly() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    start = time.perf_counter()
    found = problems("\n".join(rows))
    assert time.perf_counter() - start < 1
    assert len(found) == 12 + 110


def test_the_largest_document_is_read_in_seconds() -> None:
    start = time.perf_counter()
    assert "too many" in only("a: [" + "1," * 490_000 + "]").message
    assert time.perf_counter() - start < 10


def test_files_by_their_encoding(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: \xc3\xa9\n")
    assert read_yaml(path) == Document({"a": "é"}, {(): Place(str(path), 1), ("a",): Place(str(path), 1)})
    for name in ("utf-16", "utf-16-be", "utf-16-le"):
        path.write_bytes("a: 1\n".encode(name))
        assert "UTF-16" in refused(path).message
    path.write_bytes("a: 1\nb: caf\u00e9\n".encode("latin-1"))
    problem = refused(path)
    assert "0xe9 at byte offset 11" in problem.message
    assert problem.line == 2


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert "no such file" in refused(tmp_path / "none.yaml").message
    assert "folder" in refused(tmp_path).message
    assert "ordinary" in refused(Path("/dev/zero")).message
    assert "cannot be read" in refused(tmp_path / ("n" * 300)).message
    assert "too large" in refused(_written(tmp_path / "big.yaml", "a: 12345\n"), bytes=8).message
    with pytest.raises(InputError, match="possible name"):
        read_yaml(Path("a\0b"))


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    path = _written(tmp_path / "s.yaml", "a: 1\n")
    monkeypatch.setattr(Path, "open", forbid)  # root, as in a container, could read it whatever its mode
    assert "Permission denied" in refused(path).message


def _written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def _finite(data: Any) -> bool:
    if isinstance(data, dict):
        return all(type(key) is str and _finite(inner) for key, inner in data.items())
    if isinstance(data, list):
        return all(_finite(inner) for inner in data)
    return data is None or type(data) in (str, bool, int) or (type(data) is float and math.isfinite(data))


PIECES = [*"ab1:-[]{},?&*!|>'\"%#@.<\\\n\t 0_~x", ": ", "- ", "\n  ", "---", "...", "<<: ", ".nan", "\\u", "\r"]
YAMLISH = st.lists(st.sampled_from(PIECES)).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(), YAMLISH, YAMLISH.map(lambda text: "a: 1\nb: " + text)))
@example("a: !%ff x")
@example("%TAG ! tag:x\n--- a")
@example('a: "\\U00110000"')
def test_any_text_is_a_document_or_an_input_error(text: str) -> None:
    found: list[Problem] = []
    document = None
    try:
        document = parse_yaml(text, file="s.yaml")
    except InputError as error:
        found = error.problems
        str(error).encode()
    if document is None:
        assert found
        assert all(problem.file == "s.yaml" and problem.line for problem in found)
    else:
        assert isinstance(document.data, dict)
        assert _finite(document.data)
        assert all((key,) in document.places for key in document.data)
