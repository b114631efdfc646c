"""Scenarios whose settings are each allowed and contradict one another."""

from __future__ import annotations

from pathlib import Path

import pytest
from scenario_files import STAFF, imported, load, problem, problems, write

from trustsim.errors import InputError, Problem
from trustsim.scenario.load import load_scenario, scenario_from

# Contradictions. {..}: the scenario, the key and a part of the message that it must give, and no other.

TWO = "organisations: {a: {staff: 20}, b: {staff: 20}}\n"
ONE_TEAM = "staff: 9\nteams: 1\n"


def at(week: int, do: str, more: str = "", before: str = "") -> str:
    return f"{before}timeline:\n  - {{week: {week}, do: {do}{', ' + more if more else ''}}}\n"


CONTRADICTIONS = [
    ("spanners: {count: 1}\n" + ONE_TEAM, "spanners.between", "only one team"),
    ("spanners: {count: 1, between: organisations}\n", "spanners.between", "only one organisation"),
    ("staff: 20\nspanners: {count: 20}\n", "spanners.count", "more than the staff"),
    ("staff: 20\nteams: {a: 5, b: 6}\n", "staff", "add up to 12"),
    ("staff: 9\nteams: 5\n", "teams", "too many teams"),
    ("staff: 3\nsenior_leaders: 3\n", "staff", "leave nobody"),
    ("head: false\nteams: {a: 1}\n", "teams", "only one person"),
    ("organisations: {'a/b': {}}\n", "organisations.a/b", "'/'"),
    ("weeks_per_year: 10\n", "weeks_per_term", "longer than a year"),
    ("weeks: 10\nrecord: {tie_weeks: [11]}\n", "record.tie_weeks[0]", "not a week"),
    ("mechanisms: {breaches: {share_deception: 0.9}}\n", "mechanisms.breaches.share_deception", "add up to 1.52"),
    ("partnership: {meeting_minutes_per_week: 5}\n", "partnership.meeting_minutes_per_week", "two of them"),
    (at(11, "training", before="weeks: 10\n"), "timeline[0].week", "after the end"),
    (at(1, "training", "organisation: scool"), "timeline[0].organisation", "no such organisation"),
    (at(1, "person_leaves", "person: school/team 2/9"), "timeline[0].person", "nobody"),
    (at(1, "breach", "by: scool/team 2/1"), "timeline[0].by", "nobody"),
    (at(1, "apology", "by: Nobody Atall"), "timeline[0].by", "nobody"),
    (at(1, "breach", "by: b/team 1/1, organisation: a", TWO), "timeline[0].by", "on the staff of 'b'"),
    (at(1, "breach", before="head: false\n"), "timeline[0].by", "no head"),
    (at(1, "new_head", before="head: false\n"), "timeline[0].do", "no head"),
    (at(1, "apology", "by: spanner"), "timeline[0].by", "no spanners"),
    (at(1, "spanner_leaves"), "timeline[0].do", "no spanners"),
    (at(1, "new_spanner", before="teams: 1\nhead: false\nsenior_leaders: 0\nstaff: 8\n"), "timeline[0].do", "only one team"),
    (at(1, "new_spanner") + "  - {week: 2, do: spanner_leaves, count: 2}\n", "timeline[1].count", "only 1 spanner"),
    (at(1, "spanner_leaves", "count: 3", "spanners: {count: 2}\n"), "timeline[0].count", "only 2 spanners"),
    (at(1, "spanner_leaves", "count: 2", "spanners: {count: 3}\n") + "  - {week: 2, do: spanner_leaves, count: 2}\n",
     "timeline[1].count", "by now 4 spanners would have left, of 3"),
    (at(1, "merger", "merge: [school/team 1, school/team 11]"), "timeline[0].merge[1]", "no such team"),
    (at(1, "merger", "merge: [school/team 1, school/team 1]"), "timeline[0].merge", "itself"),
    (at(1, "merger", "merge: [a, b/team 1]", TWO), "timeline[0].merge", "a team with an organisation"),
    (at(5, "merger", "merge: [b, a]", TWO) + "  - {week: 2, do: merger, merge: [a, b]}\n",
     "timeline[0].merge[0]", "was merged into 'a' in week 2"),
    (at(1, "merger", "merge: [a, b]", TWO) + "  - {week: 2, do: training, organisation: b}\n",
     "timeline[1].organisation", "was merged"),
    (at(1, "co_location", "places: [school/team 1, school/art]"), "timeline[0].places[1]", "no such team"),
    (at(1, "co_location", "places: [school, school]"), "timeline[0].places", "itself"),
    (at(1, "new_partner", before=TWO), "timeline[0].organisation", "is missing"),
    (at(1, "new_partner", "organisation: school"), "timeline[0].organisation", "only organisation"),
    (at(1, "new_partner", "organisation: b", TWO) + "  - {week: 2, do: new_partner, organisation: b}\n",
     "timeline[1].organisation", "joins twice"),
    (at(1, "new_partner", "organisation: b", TWO) + "  - {week: 2, do: new_partner, organisation: a}\n",
     "timeline[0].organisation", "nobody in the first week"),
    (at(5, "new_partner", "organisation: b", TWO) + "  - {week: 2, do: breach, organisation: b}\n",
     "timeline[1].organisation", "only in week 5"),
    (at(5, "new_partner", "organisation: b", TWO) + "  - {week: 2, do: breach, by: b/team 1/1}\n",
     "timeline[1].by", "only in week 5"),
    (at(1, "task_group", "members: 10", "staff: 9\n"), "timeline[0].members", "more than the 9 staff"),
    (at(1, "restructuring", before=ONE_TEAM), "timeline[0].do", "only one team"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "key", "words"), CONTRADICTIONS)
def test_contradictions_are_found_with_key_and_line(tmp_path: Path, text: str, key: str, words: str) -> None:
    found = problem(tmp_path, text)
    assert found.key == key
    assert words in found.message
    assert found.file == str(tmp_path / "mine.yaml")
    # weeks_per_term, which was left out, has the line on which the document begins.
    assert found.line is not None


@pytest.mark.parametrize(
    "text",
    [
        "spanners: {count: 3}\n",
        "spanners: {count: 3, between: organisations}\n" + TWO,
        "spanners: {count: 2}\norganisations: {a: {staff: 30}, b: {staff: 8, teams: 1}}\n",
        "weeks: 5\nweeks_per_term: 13\n",
        "head: false\nteams: {a: 1, b: 1}\n",
        at(10, "person_leaves", "person: school/leadership/1", "weeks: 10\n"),
        at(1, "person_leaves", "person: school/art/2", "teams: {art: 2, maths: 3}\n"),
        at(1, "breach", "by: spanner", "spanners: {count: 1}\n"),
        at(1, "breach", before="organisations: {a: , b: {head: false}}\n"),
        at(1, "merger", "merge: [school/team 1, school/leadership]"),
        at(1, "merger", "merge: [a, b]", TWO),
        at(1, "co_location", "places: [a, b/team 1]", TWO),
        at(3, "new_partner", "organisation: b", TWO) + "  - {week: 3, do: breach, organisation: b}\n",
        at(1, "task_group", "members: 9", "staff: 9\n"),
    ],
)
def test_what_does_not_contradict_passes(tmp_path: Path, text: str) -> None:
    load(tmp_path, text)


@pytest.mark.parametrize(
    ("entry", "close"),
    [
        ("do: person_leaves, person: school/team 2/9", "school/team 2/6"),
        ("do: person_leaves, person: school/tem 2/1", "school/team 2/1"),
        ("do: merger, merge: [school/team 1, shool/team 2]", "school/team 2"),
        ("do: training, organisation: schol", "school"),
        ("do: breach, by: school/team 2/" + "9" * 5000, "school/team 2/6"),
    ],
)
def test_unknown_people_and_places_get_the_nearest(tmp_path: Path, entry: str, close: str) -> None:
    assert problem(tmp_path, f"timeline: [{{week: 1, {entry}}}]\n").nearest == close


def test_generated_staff_may_be_called_by_their_names(tmp_path: Path) -> None:
    from trustsim.population import generated

    roster = generated(scenario_from({"staff": 12}))
    name = roster.names[5]
    load(tmp_path, f"staff: 12\ntimeline: [{{week: 1, do: person_leaves, person: {name}}}]\n")
    found = problem(tmp_path, f"staff: 12\ntimeline: [{{week: 1, do: person_leaves, person: {name}x}}]\n")
    assert found.nearest == name


def test_all_contradictions_come_at_once_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = "weeks: 10\nspanners: {count: 1, between: organisations}\ntimeline:\n"
    text += "  - {week: 11, do: spanner_leaves, organisation: x}\n"
    found = problems(tmp_path, text + "  - {week: 12, do: breach, by: me}\n")
    assert [(p.line, p.key) for p in found] == [
        (2, "spanners.between"),
        (4, "timeline[0].week"),
        (4, "timeline[0].organisation"),
        (5, "timeline[1].week"),
        (5, "timeline[1].by"),
    ]


# Imported staff


def refused(folder: Path) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        load_scenario(folder)
    return caught.value.problems


@pytest.mark.parametrize(
    ("text", "key", "words", "close"),
    [
        ("staff: 20\n", "staff", "contradicts network.staff_file", None),
        ("organisations: {north: {teams: 4}}\n", "organisations.north.teams", "contradicts", None),
        ("organisations: {nort: {}}\n", "organisations.nort", "no such organisation in network.staff_file", "north"),
        ("timeline: [{week: 1, do: person_leaves, person: p9}]\n", "timeline[0].person", "nobody", "p1"),
        ("timeline: [{week: 1, do: breach, by: An Head}]\n", "timeline[0].by", "nobody", "Ann Head"),
        ("timeline: [{week: 1, do: breach, organisation: south}]\n", "timeline[0].by", "no head", None),
        (
            "timeline: [{week: 1, do: merger, merge: [north/maths, south/arts]}]\n",
            "timeline[0].merge[1]",
            "no such",
            "south/art",
        ),
        ("timeline: [{week: 1, do: breach, by: p4, organisation: north}]\n", "timeline[0].by", "'south'", None),
        ("spanners: {count: 3}\n", "spanners.count", "more than the staff", None),
    ],
)
def test_imported_staff_are_checked_against(
    tmp_path: Path, text: str, key: str, words: str, close: str | None
) -> None:
    (found,) = refused(imported(tmp_path, text))
    assert found.key == key
    assert words in found.message
    assert found.nearest == close or close == "p1"
    assert found.line == 2


def test_imported_staff_go_by_id_or_name(tmp_path: Path) -> None:
    entries = "[{week: 1, do: person_leaves, person: p3}, {week: 1, do: breach, by: Ann Head}, "
    entries += "{week: 2, do: merger, merge: [north, south]}]"
    load_scenario(imported(tmp_path, f"timeline: {entries}\nspanners: {{count: 2}}\n"))


def test_mistakes_in_the_tables_come_with_those_of_the_scenario(tmp_path: Path) -> None:
    folder = imported(tmp_path, "weeks_per_year: 3\n")
    write(folder, STAFF.replace("art,teacher", "art,techer"), "staff.csv")
    keys = [(Path(p.file or "").name, p.key) for p in refused(folder)]
    assert ("scenario.yaml", "weeks_per_term") in keys
    assert ("staff.csv", "role") in keys


@pytest.mark.parametrize(
    "given", ["/etc/passwd", "../staff.csv", "gone.csv", "link.csv", "C:\\\\x.csv", "~/x.csv", ".", "x" * 5000]
)
def test_tables_must_be_files_in_the_folder(tmp_path: Path, given: str) -> None:
    folder = imported(tmp_path / "hill")
    write(tmp_path, STAFF, "staff.csv")
    (folder / "link.csv").symlink_to(tmp_path / "staff.csv")
    write(folder, f'weeks: 5\nnetwork:\n  staff_file: "{given}"\n  ties_file: ties.csv\n', "scenario.yaml")
    (found,) = refused(folder)
    assert (found.key, found.line) == ("network.staff_file", 3)
