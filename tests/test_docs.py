"""The documents say what the code does.

    python3 tests/test_docs.py       writes the tables anew that are made from the code, and the picture of the week
"""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from PIL import Image

from trustsim import qualities, weekly
from trustsim.explain import watch
from trustsim.model import TrustModel
from trustsim.results import TIE_COLUMNS, staff_table
from trustsim.scenario.describe import as_markdown, rows
from trustsim.scenario.mechanisms import Mechanisms
from trustsim.scenario.timeline import Intervention
from trustsim.state import QUALITIES, STAGES
from trustsim.study import schema

PROJECT = Path(__file__).resolve().parents[1]
DOCS = PROJECT / "docs"
sys.path.insert(0, str(PROJECT / "experiments"))

import week_diagram  # noqa: E402

TIE, WEEK = (20, 16), 41   # the tie of the tour, in the baseline school with seed 0: short weeks in which much happens are rare
STANCES = ("avoids", "complies", "cooperates")
DECIDES = {"stance": "`conduct.py`: `dare`, `stance`", "met": "`signals.py`: `show_and_notice`, `perceive`; `beliefs.py`: `moved`",
           "task": "`interactions.py`: `joint_result`", "gates": "`stages.py`: `advanced`", "week": "`beliefs.py`: `trust_of`"}


def read(name: str) -> str:
    """A page of docs/, or README.md."""
    return (PROJECT / name if name == "README.md" else DOCS / name).read_text(encoding="utf-8")


# What is made from the code


def markdown(table: list[list[str]]) -> str:
    """A table, head first."""
    return "\n".join("| " + " | ".join(row) + " |" for row in [table[0], ["---"] * len(table[0]), *table[1:]]) + "\n"


def week_table() -> str:
    """The steps of the week in words, for those who see no picture."""
    found = [("timeline", "interventions due this week change conditions or people"), *week_diagram.steps().items()]
    files = {"timeline": "interventions.py", **{name: f"rules/{file}" for name, file in week_diagram.FILES.items()}}
    return markdown([["step", "name", "what happens", "file in `trustsim/`"],
                     *([str(number), name, words, f"`{files[name]}`"] for number, (name, words) in enumerate(found))])


@cache
def followed() -> str:
    """The week of the tour's tie, step by step."""
    story = watch("baseline", seed=0, ties=[TIE]).tie(*TIE)
    i, j = (story.staff["name"][number].split()[0] for number in TIE)
    steps, met = story.steps, story.encounters[story.encounters["week"] == WEEK]
    inside = steps.index[steps["week"] == WEEK]
    rates = story.rates[story.rates["week"] == WEEK].iloc[0].drop(["week", "a", "b", "overlap"])
    expected = ", ".join(f"{setting} {rate:.2f}" for setting, rate in rates.items() if rate > 0)
    lines = [["what happens", "decided by, in `trustsim/rules/`", *QUALITIES, "readiness", "trust", "stage"]]

    def add(what: str, by: str, row: Any) -> None:
        numbers = [f"{row[name]:.3f}" for name in (*QUALITIES, "readiness", "now")]
        lines.append([what, by, *numbers, STAGES[int(row["stage"])]])

    add(f"the week begins; encounters to be expected: {expected}", "`encounters.py`: `expected`", steps.loc[inside[0] - 1])
    count = -1
    for k in inside:
        row, kind, before = steps.loc[k], str(steps.loc[k, "kind"]), steps.loc[k - 1]
        count += kind == "stance"
        now = met.iloc[count]
        what = {"task": f"a joint task is {'won' if now['task'] == 1 else 'failed'}",
                "gates": "gates to deeper stages are tried", "week": "the week ends: trust is made anew from the beliefs"}.get(kind)
        if kind == "stance":
            own, other = STANCES[now["own"]], STANCES[now["others"]]
            what = f"**{now['setting']}**: {now['demand']:.2f} is asked of {i}, who dares {now['dared']:.2f} and {own}; {j} {other}"
            what += f"; {i} is let down" if now["let_down"] else ""
        elif kind == "met":
            missing = [f"{quality} was not {'noticed' if now[f'shown_{quality}'] else 'shown'}" for quality in QUALITIES
                       if not now[f"noticed_{quality}"]]
            what = f"{j} shows, {i} notices: {int(now['good'])} of {len(QUALITIES)}{''.join(', ' + words for words in missing)}"
        elif kind == "gates" and row["stage"] != before["stage"]:
            what = f"the tie goes from {STAGES[before['stage']]} to {STAGES[row['stage']]}"
        assert what, f"the tour does not know how to tell '{kind}'"
        add(what, DECIDES[kind], row)
    return markdown(lines)


MADE = [("parameters.md", lambda: as_markdown(rows())), ("results.md", weekly.as_markdown), ("tour.md", week_table), ("tour.md", followed),
        ("sweeps.md", schema.as_markdown)]


def table_in(page: str, table: str) -> str:
    """The table of a page whose first two columns are called as those of `table`."""
    start = page.index("|".join(table.split("|")[:3]))
    return page[start:].partition("\n\n")[0].rstrip("\n") + "\n"


@pytest.mark.parametrize(("name", "made"), MADE, ids=["parameters", "weekly", "week", "tie", "study"])
def test_tables_are_what_the_code_says(name: str, made: Any) -> None:
    assert table_in(read(name), made()) == made(), "run python3 tests/test_docs.py; if it is the tie of the tour: is its week still worth telling?"


def test_the_tour_names_those_whom_it_follows() -> None:
    people = staff_table(TrustModel("baseline", seed=0))["name"]
    page = " ".join(read("tour.md").split())
    assert f"What {people[TIE[0]]} (staff number {TIE[0]}) holds of {people[TIE[1]]} ({TIE[1]}), of the same team, in week {WEEK} of" in page
    assert f"--tie {TIE[0]} {TIE[1]} --week {WEEK}`" in page
    assert f"(`gain`, {Mechanisms().beliefs.gain:.2f})".replace("0.", ".") in page


def test_the_picture_of_the_week_shows_its_steps() -> None:
    with Image.open(week_diagram.OUT) as image:
        assert image.text["Description"].splitlines() == [f"{name}: {words}" for name, words in week_diagram.steps().items()]
    assert list(week_diagram.steps()) == list(week_diagram.FILES)
    for name, where in (*week_diagram.FILES.items(), *((where, f"{where.split('.')[0]}.py") for _, where in week_diagram.ENCOUNTER)):
        text = (PROJECT / "trustsim" / "rules" / where).read_text(encoding="utf-8")
        for function in name.split(".", 1)[1].split(", .") if "." in name else ():
            assert f"def {function}(" in text, name


def test_the_week_has_the_same_steps_wherever_it_is_told() -> None:
    """In the compiled week and in the model; the twin expects encounters where the compiled week keeps lists."""
    from trustsim.twin import TwinModel

    for told, other in ((TrustModel.__doc__, {}), (TwinModel.step.__doc__, {"expect": "lists"})):
        names = re.findall(r"^\s+\d\. (\w+) ", told or "", flags=re.MULTILINE)
        assert [other.get(name, name) for name in names] == ["timeline", *week_diagram.steps()]


# What is written by hand


def test_the_description_of_the_model_has_the_weights_of_every_channel_and_stage() -> None:
    """submodels.md writes 'personal support .6, modelling .2'; sources stand behind in brackets."""
    page = read("submodels.md")
    for channel, weights in qualities.CHANNELS.items():
        row = re.search(rf"^\| {channel.replace('_', ' ')} \| ([^(|]*)", page, flags=re.MULTILINE)
        assert row, f"submodels.md, 7.10: a row for {channel}"
        said = {name.strip().replace("-", " ").replace(" ", "_"): float(weight) for name, weight in re.findall(r"([a-z -]+) (\.\d+|1)", row[1])}
        assert said == weights, f"submodels.md, 7.10: {channel}"
    table = page[page.index("| weight by stage | "):].splitlines()
    head = [cell.strip().removeprefix("personal ") for cell in table[0].split("|")[2:-1]]
    said_of = {cells[1].strip(): dict(zip(head, map(float, cells[2:-1]), strict=True)) for cells in (row.split("|") for row in table[2:6])}
    assert said_of == qualities.STAGE_WEIGHTS, "submodels.md, 7.8"


def test_the_description_of_the_model_names_every_intervention() -> None:
    """In the list of ODD.md, 6, and with what it does in submodels.md, 7.19."""
    kinds = {do for kind in get_args(get_args(Intervention)[0]) for do in get_args(kind.model_fields["do"].annotation)}
    said = read("submodels.md").partition("\n## 7.19")[2].partition("\n## 7.20")[0]
    rows_of = "\n".join(line.split("|")[1] for line in said.splitlines() if line.startswith("|"))
    for where in (read("ODD.md").partition("## 6. Input data")[2].partition("## 7.")[0], rows_of):
        assert {do for do in kinds if f"`{do}`" not in where} == set()


def test_the_page_of_results_names_every_column_of_staff_and_ties() -> None:
    page = read("results.md")
    sections = {name: page.partition(f"## {name}")[2].partition("\n## ")[0] for name in ("staff", "ties")}
    columns = {"staff": staff_table(TrustModel({"staff": 4, "teams": 1, "weeks": 1})).columns, "ties": TIE_COLUMNS}
    assert {name: [column for column in columns[name] if f"`{column}`" not in sections[name]] for name in sections} == {"staff": [], "ties": []}


PAGES = ["tour.md", "extending.md"]


@pytest.mark.parametrize("name", PAGES)
def test_what_the_tour_names_is_there(name: str) -> None:
    """Every file in backticks exists, and every function named behind one, as `file.py`: `function`, is in it."""
    page = read(name)
    files: dict[str, list[Path]] = {}
    folders = [PROJECT / folder for folder in ("trustsim", "tests", "experiments", "docs", "scenarios")]
    for path in [*PROJECT.glob("*.*"), *(path for folder in folders for path in folder.rglob("*.*"))]:
        files.setdefault(path.name, []).append(path)
    named = re.findall(r"`([\w./]*\w\.(?:py|yaml|md|json|c))`((?:(?:,|:| and) `[\w.]+`)*)", page)
    assert len(named) > 10
    for file, after in named:
        found = [path for path in files.get(Path(file).name, []) if str(path).endswith(f"/{file}")]
        assert found or file.startswith("my_"), f"{name} names {file}"
        functions = re.findall(r"`(\w+)`", after) if after.startswith(":") else []
        for function in functions:
            assert any(re.search(rf"^\s*(def|class) {function}\b|^{function}\b.* = ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
                       for path in found), f"{name} names {function} in {file}"


@pytest.mark.parametrize("name", ["README.md", *PAGES, "ODD.md", "submodels.md", "coverage.md"])
def test_links_lead_somewhere(name: str) -> None:
    folder = PROJECT if name == "README.md" else DOCS
    for target, anchor in re.findall(r"\]\(([^)#:]*)(?:#([^)]*))?\)", read(name)):
        page = folder / target if target else folder / name
        assert page.exists(), f"{name}: {target}"
        if anchor and page.suffix == ".md":
            assert anchor in anchors(page.read_text(encoding="utf-8")), f"{name}: {target}#{anchor}"


def anchors(page: str) -> set[str]:
    """What links within a page may point to: its headings as GitHub writes them, and anchors of its own."""
    heads = re.findall(r"^#+ (.*)$", page, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads} | set(re.findall(r'<a id="([^"]+)"', page))


def test_the_front_page_links_the_tour() -> None:
    assert {f"docs/{name}" for name in PAGES} <= set(re.findall(r"\]\(([^)#]+)\)", read("README.md")))


def test_the_python_of_the_tour_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """Code on the page does what it says it does."""
    for code in re.findall(r"```python\n(.*?)```", read("tour.md"), flags=re.DOTALL):
        exec(compile(code, "tour.md", "exec"), {})
    assert capsys.readouterr().out


def write() -> None:
    """Put the tables of the code into the pages, and draw the week."""
    for name, made in MADE:
        page = read(name)
        (DOCS / name).write_text(page.replace(table_in(page, made()), made()), encoding="utf-8")
    week_diagram.main()


if __name__ == "__main__":
    write()
