"""The weekly table, declared once: names, kinds, words, units and meanings of its columns.

The record of a week (trustsim.state.WEEK), what a claim may name, what figures and pages call a column, and the table in
docs/results.md are all made from here. docs/extending.md says how to add one.
"""

from __future__ import annotations

from typing import NamedTuple

from trustsim.qualities import QUALITY_WORDS, STAGE_WEIGHTS

YES_NO = "yes or no"
COUNT, NOW, TIES, FIGURE = "count", "now", "ties", "figure"


class Column(NamedTuple):
    """One column.

    Attributes
    ----------
    kind : COUNT, a whole number that adds up over the week; NOW, a whole number as it stands at its end; TIES, a mean or share over
        working ties, blank (NaN) in a week without any; FIGURE, any other number.
    words : what it is called within a sentence.
    unit : of its values.
    meaning : what docs/results.md says of it.
    """

    kind: str
    words: str
    unit: str
    meaning: str


WEEKLY: dict[str, Column] = {
    "interactions": Column(COUNT, "interactions", "a week", "directed interactions: an encounter that takes place counts twice"),
    "building": Column(COUNT, "interactions that build trust", "a week",
        "interactions that built trust (three of the qualities shown and noticed; `mechanisms.beliefs.builds_from`)"),
    "attempted": Column(COUNT, "attempted encounters", "a week", "encounters that came about; each ends in one of the next three"),
    "both_cooperated": Column(COUNT, "encounters in which both cooperate", "a week", "both cooperated"),
    "complied": Column(COUNT, "encounters in which somebody only complies", "a week", "at least one only complied"),
    "avoided": Column(COUNT, "avoided encounters", "a week", "at least one avoided"),
    "formal": Column(COUNT, "formal encounters", "a week", "attempted encounters in formal settings (all but informal ones and leaders' visits)"),
    "formal_joint": Column(COUNT, "formal encounters with joint work", "a week", "formal encounters with joint work"),
    "checking": Column(COUNT, "formal encounters spent on checking", "a week", "formal encounters in which at least one only complied"),
    "repair": Column(COUNT, "formal encounters on scarred ties", "a week", "formal encounters held on a tie scarred by .1 or more"),
    "wins": Column(COUNT, "joint tasks won", "a week", "joint tasks won"),
    "failures": Column(COUNT, "joint tasks failed", "a week", "joint tasks failed"),
    "breaches": Column(COUNT, "breaches of trust", "a week",
        "breaches of trust between colleagues; a dated one counts once for each tie it concerns"),
    "apologies": Column(COUNT, "apologies", "a week", "apologies between colleagues; a dated one counts once for each tie it concerns"),
    "new_ties": Column(COUNT, "new acquaintances", "pairs a week", "pairs who got to know each other by introductions and mixed meetings"),
    "joined": Column(COUNT, "people who join", "a week", "people who came, by turnover and by the timeline"),
    "left": Column(COUNT, "people who leave", "a week", "people who went, by turnover and by the timeline"),
    "staff": Column(NOW, "staff", "people", "people in post"),
    "ties": Column(NOW, "ties", "directed ties", "ties between them"),
    "working_ties": Column(NOW, "working ties", "directed ties", "working ties, as above"),
    "active_pairs": Column(NOW, "active ties", "pairs", "active pairs, as above"),
    "active_across_teams": Column(NOW, "active ties across teams", "pairs", "active pairs whose two work in different teams"),
    "active_across_organisations": Column(NOW, "active ties across organisations", "pairs", "active pairs whose two work in different organisations"),
    "all_parts_hold": Column(NOW, "all parts of viability hold", YES_NO, "1 where all five parts of viability hold this week"),
    "viable": Column(NOW, "viable learning community", YES_NO, "1 from when that has persisted until its loss has persisted"),
    "trust": Column(TIES, "mean trust", "0-1", "mean trust over working ties"),
    "trust_sd": Column(TIES, "spread of trust between ties", "0-1", "standard deviation of trust over working ties"),
    **{name: Column(TIES, f"belief in {words}", "0-1", f"mean belief in {words} over working ties") for name, words in QUALITY_WORDS.items()},
    "readiness": Column(TIES, "readiness to risk", "0-1", "mean readiness to risk over working ties"),
    "norm": Column(FIGURE, "norm of cooperation", "0-1", "norm of cooperation, mean over staff"),
    "climate": Column(FIGURE, "climate: how often qualities are shown", "0-1", "how often qualities were shown lately, mean over staff"),
    "disposition": Column(FIGURE, "disposition to trust", "0-1", "mean propensity to trust of staff"),
    **{stage: Column(TIES, f"ties at the {stage} stage", "share of working ties", f"share of working ties at the {stage} stage")
       for stage in STAGE_WEIGHTS},
    "scarred": Column(TIES, "scarred ties", "share of working ties", "share of working ties with a scar of .1 or more"),
    "trust_in_heads": Column(TIES, "trust in heads", "0-1",
        "mean trust in heads over working ties that others hold of them; blank where there are none"),
    "building_share": Column(FIGURE, "interactions that build trust", "share, last term", "of interactions in the last term, those that built trust"),
    "cooperation_share": Column(FIGURE, "encounters in which both cooperate", "share, last term",
        "of attempted encounters in the last term, those in which both cooperated"),
    "joint_work_share": Column(FIGURE, "meeting time used for joint work", "share, last term",
        "of formal encounters attempted in the last term, those with joint work (the dividend of trust)"),
    "connected_share": Column(FIGURE, "staff connected by active ties", "share of staff", "staff in the largest set joined by active pairs"),
    "bridged_share": Column(FIGURE, "bridged teams", "share of teams",
        "teams of two or more with an active pair of practice or deeper, both ways, to another team"),
    "plc_index": Column(FIGURE, "index of viability", "0-1", "geometric mean of the five shares of viability"),
    "checking_share": Column(FIGURE, "meeting time lost to checking", "share, last term",
        "of formal encounters attempted in the last term, those in `checking` (the tax)"),
    "repair_share": Column(FIGURE, "meeting time on scarred ties", "share, last term", "the same for `repair`"),
}
OF_TIES = tuple(name for name, column in WEEKLY.items() if column.kind == TIES)


def is_whole(figure: str) -> bool:
    """Whether a figure is a whole number."""
    return WEEKLY[figure].kind in (COUNT, NOW)


def is_yes_no(figure: str) -> bool:
    """Whether a figure is 0 or 1."""
    return WEEKLY[figure].unit == YES_NO


def is_share(figure: str) -> bool:
    """Whether a figure is a share of something, which people read in percent."""
    return WEEKLY[figure].unit.startswith("share")


def as_markdown() -> str:
    """The table of docs/results.md."""
    lines = ["| column | unit | meaning |", "| --- | --- | --- |", "| `week` | week | school week |"]
    return "\n".join([*lines, *(f"| `{name}` | {column.unit} | {column.meaning} |" for name, column in WEEKLY.items())]) + "\n"
