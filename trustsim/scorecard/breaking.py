"""Trust broken and mended: what a breach by the head leaves, with and without deception, and what an apology gives back."""

from __future__ import annotations

from typing import Any

from trustsim.scorecard.criteria import Band, Criterion, Experiment, Figures, Pattern
from trustsim.scorecard.simulate import SCHOOL, YEAR, seed_of, weeks_of

BREACH, APOLOGY = 40, 42
STABLE = {**SCHOOL, "staffing": {"turnover_per_year": 0.0, "support_turnover_per_year": 0.0, "leader_turnover_per_year": 0.0}}
REGAINED, LASTING = BREACH + 2 * YEAR, BREACH + 5 * YEAR
KINDS = ("competence", "integrity", "confidentiality", "deception")


def school(kind: str | None, weeks: int, *, apology: bool = False) -> dict[str, Any]:
    """The school, with a breach by the head or without one, and an apology or none."""
    timeline: list[dict[str, Any]] = [] if kind is None else [{"week": BREACH, "do": "breach", "kind": kind, "by": "head"}]
    if apology:
        timeline.append({"week": APOLOGY, "do": "apology", "by": "head"})
    return {**STABLE, "weeks": weeks, "timeline": timeline}


def recovery(rule: str, number: int) -> Figures:
    """A school in which the head breaches the trust of all, in each way, beside the same school without a breach."""
    seed = seed_of(number)
    untouched = weeks_of(school(None, LASTING), rule, seed)["trust_in_heads"]
    after = {kind: weeks_of(school(kind, LASTING), rule, seed)["trust_in_heads"] for kind in KINDS}
    figures = {f"regained_{kind}": float(after[kind][REGAINED] / untouched[REGAINED]) for kind in KINDS}
    return {**figures, "gap_deception": 1.0 - float(after["deception"][LASTING] / untouched[LASTING])}


def apologies(rule: str, number: int) -> Figures:
    """The same school: of what a breach of competence, and of integrity, took away, the share that an apology two weeks later gives back."""
    seed, at = seed_of(number), APOLOGY + 1
    untouched = weeks_of(school(None, at), rule, seed)["trust_in_heads"][at]
    mended = {}
    for kind in ("competence", "integrity"):
        without, given = (weeks_of(school(kind, at, apology=said), rule, seed)["trust_in_heads"][at] for said in (False, True))
        mended[kind] = float((given - without) / (untouched - without)) if untouched > without else float("nan")
    return {"mended_more": mended["competence"] - mended["integrity"]}


RECOVERY = Experiment("recovery", recovery, looks=(25, 50, 100, 200), quick_looks=(12,))
APOLOGIES = Experiment("apologies", apologies, looks=(25, 50, 100, 200), quick_looks=(12,))
SIMULATED = ("A school of 30 staff without turnover, so that all remember. In week 40 the head breaches the trust of everybody; the same school "
             "under the same luck without a breach is the yardstick.")

PATTERNS = (
    Pattern("breach", "Trust recovers from a breach, but not from deception", RECOVERY, (
        *(Criterion(f"regained_{kind}", f"trust in the head regained after two years, {words}", Band(low=0.9), unit="share")
          for kind, words in (("competence", "failure of competence"), ("integrity", "broken promise"), ("confidentiality", "broken confidence"))),
        Criterion("gap_deception", "gap five years after a deception", Band(low=0.1), unit="share")),
        SIMULATED, "Mean trust in the head against the same week of the same school without the breach.",
        "Schweitzer, Hershey & Bradlow 2006, Organizational Behavior and Human Decision Processes 101, 1", "calibrated",
        "The scar of a deception was set on the gap in the prototype. The experiments have rounds of a game, not weeks: the years are ours."),
    Pattern("apology", "An apology mends competence more than integrity", APOLOGIES, (
        Criterion("mended_more", "share of the loss mended at once, competence less integrity", Band(low=0.0), unit="difference"),),
        SIMULATED + " Two weeks later the head apologises, or does not.",
        "Of what the breach took from mean trust in the head, the share that the apology has given back a week later.",
        "Kim, Ferrin, Cooper & Dirks 2004, Journal of Applied Psychology 89, 104", "built in", "The shares mended are parameters (.8 and .2)."),
)
