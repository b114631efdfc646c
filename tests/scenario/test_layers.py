"""Layers of scenario files, and a model's complaints with their places in them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from trustsim.errors import InputError, Problem
from trustsim.scenario.layers import Layered, load_layers, problems_of
from trustsim.scenario.yaml_guard import dotted, parse_yaml


def write(folder: Path, **texts: str) -> Path:
    """Write each text to `name.yaml`; the path of the first."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text)
    return folder / f"{next(iter(texts))}.yaml"


def refused(path: Path, **options: Any) -> Problem:
    with pytest.raises(InputError) as caught:
        load_layers(path, **options)
    assert len(caught.value.problems) == 1, caught.value
    return caught.value.problems[0]


def lines(layered: Layered) -> dict[str, tuple[str, int]]:
    return {dotted(path): (Path(place.file).name, place.line) for path, place in layered.places.items()}


def test_a_child_covers_its_parent_and_every_place_says_whose_it_is(tmp_path: Path) -> None:
    child = write(
        tmp_path,
        child="extends: base\nstaff:\n  size: 2\n  list: [9]\n  gone:\nflat: {a: 1}\nnew: 1\n",
        base="staff:\n  size: 1\n  kept: 5\n  list: [1, 2, 3]\n  gone:\n    deep: 1\nflat: 3\nown:\n  x: 1\n",
    )
    layered = load_layers(child)
    assert layered.data == {
        "staff": {"size": 2, "kept": 5, "list": [9], "gone": None}, "flat": {"a": 1}, "own": {"x": 1}, "new": 1,
    }  # fmt: skip
    c, b = "child.yaml", "base.yaml"
    assert lines(layered) == {
        "": (c, 1), "staff": (c, 2), "staff.size": (c, 3), "staff.kept": (b, 3), "staff.list": (c, 4),
        "staff.list[0]": (c, 4), "staff.gone": (c, 5), "flat": (c, 6), "flat.a": (c, 6), "new": (c, 7),
        "own": (b, 8), "own.x": (b, 9),
    }  # fmt: skip
    assert layered.files == [tmp_path / "base.yaml", child]


def test_three_layers_the_nearest_wins_and_a_mapping_over_null_brings_nothing_back(tmp_path: Path) -> None:
    a = write(tmp_path, a="extends: b\nx: {q: 1}\n", b="extends: c.yaml\nx:\ny: 2\n", c="x: {p: 3}\ny: 3\nz: 3\n")
    layered = load_layers(a)
    assert layered.data == {"x": {"q": 1}, "y": 2, "z": 3}
    assert ("x", "p") not in layered.places
    assert [file.name for file in layered.files] == ["c.yaml", "b.yaml", "a.yaml"]


def test_a_file_that_extends_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, a="x: {extends: y}\n")
    layered = load_layers(path)
    assert layered.data == {"x": {"extends": "y"}}
    assert layered.files == [path]


def test_extends_is_relative_to_the_file_that_names_it(tmp_path: Path) -> None:
    write(tmp_path / "sub", b="extends: c\n", c="x: sub\n")
    assert load_layers(write(tmp_path, a="extends: sub/b\n", c="x: top\n")).data == {"x": "sub"}


def test_bare_names_are_sought_beside_the_file_and_then_in_the_library(tmp_path: Path) -> None:
    library = tmp_path / "library"
    write(library, base="extends: deep\nx: library\n", deep="y: library\n")
    a = write(tmp_path / "user", a="extends: base\nz: 1\n")
    assert load_layers(a, library=library).data == {"x": "library", "y": "library", "z": 1}
    write(tmp_path / "user", base="x: mine\n")
    assert load_layers(a, library=library).data == {"x": "mine", "z": 1}


def test_the_library_is_open_to_bare_names_only_where_it_is_given(tmp_path: Path) -> None:
    write(tmp_path / "library" / "sub", base="x: 1\n")
    a = write(tmp_path / "user", a="extends: sub/base\n")
    assert "no such file" in refused(a, library=tmp_path / "library").message
    b = write(tmp_path / "user", b="extends: ../library/sub/base\n")
    assert load_layers(b, library=tmp_path / "library").data == {"x": 1}
    assert "outside" in refused(b).message


def test_a_circle_is_shown(tmp_path: Path) -> None:
    a = write(tmp_path, a="extends: b\n", b="x: 1\nextends: c\n", c="extends: ./b\n", me="extends: me\n")
    problem = refused(a)
    assert "b.yaml -> c.yaml -> b.yaml" in problem.message
    assert "a.yaml" not in problem.message
    assert problem.file == str(tmp_path / "c.yaml")
    assert "me.yaml -> me.yaml" in refused(tmp_path / "me.yaml").message


def test_ten_layers_and_no_more(tmp_path: Path) -> None:
    write(tmp_path, **{f"l{i}": f"extends: l{i + 1}\nv: {i}\n" for i in range(11)}, l11="v: 11\n")
    write(tmp_path, l10="v: 10\n")
    assert len(load_layers(tmp_path / "l1.yaml").files) == 10
    assert "too many layers" in refused(tmp_path / "l0.yaml").message


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("/etc/passwd", "relative"),
        ("'C:\\x.yaml'", "relative"),
        ("~/x", "relative"),
        ("../outside", "outside"),
        ("sub/../../outside", "outside"),
        ("link", "outside"),
        ("folder/outside", "outside"),
        ("loop", ""),
        ("n" * 190 + "/" + "m" * 300, ""),
        ("5", "one file"),
        ("[base]", "one file"),
        ("''", "one file"),
        ("", "one file"),
        ("sub", "no such file"),
        ("..", "no such file"),
    ],
)
def test_extends_that_is_refused(tmp_path: Path, name: str, words: str) -> None:
    home = tmp_path / "home"
    write(tmp_path, outside="x: 1\n")
    path = write(home, a=f"x: 1\nextends: {name}\n")
    (home / "sub.yaml").mkdir()
    (home / "sub").mkdir()
    (home / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    (home / "folder").symlink_to(tmp_path)
    (home / "loop.yaml").symlink_to(home / "loop.yaml")
    problem = refused(path)
    assert words in problem.message
    assert (problem.file, problem.line, problem.key) == (str(path), 2, "extends")


def test_a_link_that_stays_inside_and_a_wider_root_are_followed(tmp_path: Path) -> None:
    a = write(tmp_path / "home", a="extends: link\n", b="x: 1\n", c="extends: ../top\n")
    (tmp_path / "home" / "link.yaml").symlink_to(tmp_path / "home" / "b.yaml")
    assert load_layers(a).data == {"x": 1}
    write(tmp_path, top="x: top\n")
    assert load_layers(tmp_path / "home" / "c.yaml", root=tmp_path).data == {"x": "top"}


def test_a_missing_file_brings_the_nearest_name(tmp_path: Path) -> None:
    library = tmp_path / "library"
    write(library, primary_school="x: 1\n")
    write(tmp_path / "sub", secondary="x: 1\n")
    a = write(tmp_path, a="extends: secondry\n", secondary="x: 1\n", b="extends: sub/secondry\n")
    assert refused(a).nearest == "secondary"
    assert refused(tmp_path / "b.yaml").nearest == "sub/secondary"
    c = write(tmp_path, c="extends: primary_schol\n")
    assert refused(c).nearest is None
    assert refused(c, library=library).nearest == "primary_school"


def test_a_broken_parent_is_reported_as_itself(tmp_path: Path) -> None:
    problem = refused(write(tmp_path, a="extends: b\n", b="x: 1\ny: .nan\n"))
    assert (problem.file, problem.line, problem.key) == (str(tmp_path / "b.yaml"), 2, "y")


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Fixed(Strict):
    kind: Literal["fixed"] = "fixed"
    rate: float = Field(0.5, ge=0, le=1)


class Rate(Strict):
    kind: Literal["rate"]
    rate: float = Field(0.5, gt=0, lt=1)
    steps: list[int] = []


class Group(Strict):
    name: str
    size: int = Field(1, ge=1)


Policy = Annotated[Fixed | Rate, Field(discriminator="kind")]


class Model(Strict):
    title: str = "t"
    seed: int | None = None
    on: bool = True
    share: float = 0.5
    mode: Literal["slow", "quick"] = "slow"
    either: Literal["auto"] | float = 1.0
    both: list[float] | float = 1.0
    groups: list[Group] = Field(default=[], max_length=3)
    named: dict[str, Group] = {}
    policy: Policy | None = None
    policies: list[Policy] = []
    code: str = Field("ab", pattern="^[a-z]+$", max_length=4)

    @model_validator(mode="after")
    def whole(self) -> Model:
        if self.title == "bad":
            raise ValueError("the title is bad")
        return self


def complaints(text: str, model: type[BaseModel] = Model) -> list[Problem]:
    document = parse_yaml(text, file="s.yaml")
    with pytest.raises(ValidationError) as caught:
        model.model_validate(document.data)
    return problems_of(caught.value, model, document.data, document.places, "s.yaml")


def one(text: str) -> Problem:
    found = complaints(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "key", "words", "allowed", "given"),
    [
        ("seed: 1.5", "seed", "type", "a whole number", 1.5),
        ("seed: x", "seed", "type", "a whole number", "x"),
        ("seed: 1_000", "seed", "without underscores", "a whole number", "1_000"),
        ("share: '5'", "share", "without quotes", "a number", "5"),
        ("share: true", "share", "type", "a number", True),
        ("share:", "share", "nothing is given", "a number", None),
        ("'on': yes", "on", "write true or false", "true or false", "yes"),
        ("'on': maybe", "on", "wrong type", "true or false", "maybe"),
        ("title: 5", "title", "put it in quotes", "text", 5),
        ("title: false", "title", "put it in quotes", "text", False),
        ("title: [a]", "title", "wrong type", "text", ["a"]),
        ("groups: {}", "groups", "wrong type", "a list", {}),
        ("groups: [1]", "groups[0]", "wrong type", "a mapping of settings", 1),
        ("named: []", "named", "wrong type", "a mapping of settings", []),
        ("groups: [{name: a, size: 0}]", "groups[0].size", "out of range", "at least 1", 0),
        ("policy: {kind: fixed, rate: 2}", "policy.rate", "out of range", "at most 1", 2),
        ("policy: {kind: rate, rate: 0}", "policy.rate", "out of range", "more than 0", 0),
        ("policy: {kind: rate, rate: 1}", "policy.rate", "out of range", "less than 1", 1),
        ("code: abcde", "code", "length", "at most 4 letters", "abcde"),
        ("code: A", "code", "form", "text of the form ^[a-z]+$", "A"),
        ("mode: 3", "mode", "choices", "'slow' or 'quick'", 3),
        ("policy: {kind: rate, steps: [1, x]}", "policy.steps[1]", "type", "a whole number", "x"),
        ("policies: [{kind: rate, rate: 0.1, steps: [x]}]", "policies[0].steps[0]", "type", "a whole number", "x"),
        ("policy: {rate: 1}", "policy.kind", "missing", None, None),
        ("policy: {kind: other}", "policy.kind", "choices", "'fixed', 'rate'", "other"),
        ("named: {a: {size: 2}}", "named.a.name", "missing", None, None),
        ("title: bad", None, "the title is bad", None, None),
    ],
)
def test_each_kind_of_complaint(text: str, key: str, words: str, allowed: str | None, given: Any) -> None:
    problem = one("# head\n" + text + "\n")
    assert (problem.file, problem.line) == ("s.yaml", 2)
    assert problem.key == key
    assert words in problem.message
    assert problem.allowed == allowed
    if words != "the title is bad":
        assert problem.given == given


@pytest.mark.parametrize(
    ("text", "key", "near", "allowed"),
    [
        ("groups:\n- {name: a, sise: 2}", "groups[0].sise", "size", "name, size"),
        ("named:\n  x: {name: a, nme: b}", "named.x.nme", "name", "name, size"),
        ("policy:\n  {kind: rate, stps: []}", "policy.stps", "steps", "kind, rate, steps"),
        ("policy:\n  {kind: fixed, steps: []}", "policy.steps", None, "kind, rate"),
        ("policies:\n- {kind: rate, stps: []}", "policies[0].stps", "steps", "kind, rate, steps"),
    ],
)
def test_an_unknown_setting_names_the_nearest_of_its_own_model(
    text: str, key: str, near: str | None, allowed: str
) -> None:
    problem = one(text + "\n")
    assert (problem.key, problem.line, problem.message) == (key, 2, "unknown setting")
    assert (problem.nearest, problem.allowed) == (near, allowed)


def test_many_names_are_not_listed() -> None:
    wide = type("Wide", (Strict,), {"__annotations__": {f"setting_{i}": int for i in range(30)}})
    found = complaints("\n".join(f"setting_{i}: 1" for i in range(30)) + "\nsetting_x: 1\n", wide)
    assert [(problem.line, problem.allowed) for problem in found] == [(31, None)]
    assert found[0].nearest


def test_a_wrong_choice_brings_the_nearest() -> None:
    assert one("mode: quik\n").nearest == "quick"
    assert one("policy: {kind: fixd}\n").nearest == "fixed"


def test_the_alternatives_of_a_union_are_one_problem() -> None:
    problem = one("either: atuo\n")
    assert (problem.key, problem.nearest, problem.allowed) == ("either", "auto", "'auto' or a number")
    problem = one("both: x\n")
    assert (problem.message, problem.allowed) == ("has the wrong type", "a list or a number")


def test_what_one_member_of_a_union_looks_into_is_not_also_refused_whole() -> None:
    problem = one("both:\n  - 1\n  - x\n")
    assert (problem.key, problem.line, problem.allowed) == ("both[1]", 3, "a number")


def test_all_problems_come_in_the_order_of_lines() -> None:
    found = complaints("zzz: 1\npolicy:\n  kind: rate\n  rate: x\nshare: no\ngroups:\n  - size: 0\nseed: a\n")
    assert [(problem.line, problem.key) for problem in found] == [
        (1, "zzz"), (4, "policy.rate"), (5, "share"), (7, "groups[0].name"), (7, "groups[0].size"), (8, "seed"),
    ]  # fmt: skip


def test_a_long_value_is_not_repeated() -> None:
    assert one(f"title: [{', '.join(['word'] * 50)}]\n").given is None


def test_complaints_point_into_the_layer_that_is_to_blame(tmp_path: Path) -> None:
    base = "policy:\n  kind: rate\n  steps: []\n"
    child = write(tmp_path, child="extends: base\npolicy:\n  kind: fixed\n", base=base)
    layered = load_layers(child)
    with pytest.raises(ValidationError) as caught:
        Model.model_validate(layered.data)
    (problem,) = problems_of(caught.value, Model, layered.data, layered.places, str(child))
    assert (problem.file, problem.line, problem.key) == (str(tmp_path / "base.yaml"), 3, "policy.steps")


def test_without_any_place_the_file_alone_is_named() -> None:
    with pytest.raises(ValidationError) as caught:
        Model.model_validate({"seed": "x"})
    (problem,) = problems_of(caught.value, Model, {"seed": "x"}, {}, "s.yaml")
    assert (problem.file, problem.line) == ("s.yaml", None)
