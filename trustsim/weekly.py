"""The columns of the weekly table in words: what a claim may name, and what figures and pages call it.

The table itself is trustsim.state.WEEK; a test holds both to the same names. docs/results.md says more of each.
"""

from __future__ import annotations

YES_NO = "yes or no"

# column: words within a sentence, unit
WEEKLY: dict[str, tuple[str, str]] = {
    "interactions": ("interactions", "a week"),
    "building": ("interactions that build trust", "a week"),
    "attempted": ("attempted encounters", "a week"),
    "both_cooperated": ("encounters in which both cooperate", "a week"),
    "complied": ("encounters in which somebody only complies", "a week"),
    "avoided": ("avoided encounters", "a week"),
    "formal": ("formal encounters", "a week"),
    "formal_joint": ("formal encounters with joint work", "a week"),
    "checking": ("formal encounters spent on checking", "a week"),
    "repair": ("formal encounters on scarred ties", "a week"),
    "wins": ("joint tasks won", "a week"),
    "failures": ("joint tasks failed", "a week"),
    "breaches": ("breaches of trust", "a week"),
    "apologies": ("apologies", "a week"),
    "new_ties": ("new acquaintances", "pairs a week"),
    "joined": ("people who join", "a week"),
    "left": ("people who leave", "a week"),
    "staff": ("staff", "people"),
    "ties": ("ties", "directed ties"),
    "working_ties": ("working ties", "directed ties"),
    "active_pairs": ("active ties", "pairs"),
    "active_across_teams": ("active ties across teams", "pairs"),
    "active_across_organisations": ("active ties across organisations", "pairs"),
    "all_parts_hold": ("all parts of viability hold", YES_NO),
    "viable": ("viable learning community", YES_NO),
    "trust": ("mean trust", "0-1"),
    "trust_sd": ("spread of trust between ties", "0-1"),
    "competence": ("belief in competence", "0-1"),
    "respect": ("belief in respect", "0-1"),
    "integrity": ("belief in integrity", "0-1"),
    "regard": ("belief in personal regard", "0-1"),
    "readiness": ("readiness to risk", "0-1"),
    "norm": ("norm of cooperation", "0-1"),
    "climate": ("climate: how often qualities are shown", "0-1"),
    "disposition": ("disposition to trust", "0-1"),
    "calculative": ("ties at the calculative stage", "share of working ties"),
    "role": ("ties at the role stage", "share of working ties"),
    "practice": ("ties at the practice stage", "share of working ties"),
    "identificatory": ("ties at the identificatory stage", "share of working ties"),
    "scarred": ("scarred ties", "share of working ties"),
    "trust_in_heads": ("trust in heads", "0-1"),
    "building_share": ("interactions that build trust", "share, last term"),
    "cooperation_share": ("encounters in which both cooperate", "share, last term"),
    "joint_work_share": ("meeting time used for joint work", "share, last term"),
    "connected_share": ("staff connected by active ties", "share of staff"),
    "bridged_share": ("bridged teams", "share of teams"),
    "plc_index": ("index of viability", "0-1"),
    "checking_share": ("meeting time lost to checking", "share, last term"),
    "repair_share": ("meeting time on scarred ties", "share, last term"),
}


def is_yes_no(figure: str) -> bool:
    """Whether a figure is 0 or 1."""
    return WEEKLY[figure][1] == YES_NO


def is_share(figure: str) -> bool:
    """Whether a figure is a share of something, which people read in percent."""
    return WEEKLY[figure][1].startswith("share")
