"""The documents say what the code does.

    python3 tests/test_docs.py       writes the tables anew that are made from the code
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from trustsim import qualities, weekly
from trustsim.scenario.describe import as_markdown, rows
from trustsim.scenario.timeline import Intervention

PROJECT = Path(__file__).resolve().parents[1]
DOCS = PROJECT / "docs"
MADE = {"parameters.md": lambda: as_markdown(rows()), "results.md": weekly.as_markdown}   # page: its table


def table_in(page: str, table: str) -> str:
    """The table of a page that has the same first line as `table`."""
    start = page.index(table.splitlines()[0])
    return page[start:].partition("\n\n")[0].rstrip("\n") + "\n"


@pytest.mark.parametrize("name", MADE)
def test_tables_are_what_the_code_says(name: str) -> None:
    page, table = (DOCS / name).read_text(encoding="utf-8"), MADE[name]()
    assert table_in(page, table) == table, "run python3 tests/test_docs.py"


def test_the_description_of_the_model_has_the_weights_of_every_channel_and_stage() -> None:
    """ODD.md writes 'personal support .6, modelling .2'; sources stand behind in brackets."""
    page = (DOCS / "ODD.md").read_text(encoding="utf-8")
    for channel, weights in qualities.CHANNELS.items():
        row = re.search(rf"^\| {channel.replace('_', ' ')} \| ([^(|]*)", page, flags=re.MULTILINE)
        assert row, f"ODD.md, 7.10: a row for {channel}"
        said = {name.strip().replace("-", " ").replace(" ", "_"): float(weight) for name, weight in re.findall(r"([a-z -]+) (\.\d+|1)", row[1])}
        assert said == weights, f"ODD.md, 7.10: {channel}"
    table = page[page.index("| weight by stage | "):].splitlines()
    head = [cell.strip().removeprefix("personal ") for cell in table[0].split("|")[2:-1]]
    said_of = {cells[1].strip(): dict(zip(head, map(float, cells[2:-1]), strict=True)) for cells in (row.split("|") for row in table[2:6])}
    assert said_of == qualities.STAGE_WEIGHTS, "ODD.md, 7.7"


def test_the_description_of_the_model_names_every_intervention() -> None:
    page = (DOCS / "ODD.md").read_text(encoding="utf-8").partition("## 6. Input data")[2].partition("## 7.")[0]
    kinds = {do for kind in get_args(get_args(Intervention)[0]) for do in get_args(kind.model_fields["do"].annotation)}
    assert {do for do in kinds if f"`{do}`" not in page} == set()


def write() -> None:
    """Put the tables of the code into the pages."""
    for name, made in MADE.items():
        page = (DOCS / name).read_text(encoding="utf-8")
        (DOCS / name).write_text(page.replace(table_in(page, made()), made()), encoding="utf-8")


if __name__ == "__main__":
    write()
