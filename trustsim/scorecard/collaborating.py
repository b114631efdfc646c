"""How long it takes to work together, and what grows meanwhile: time to collaborate, stages of ties."""

from __future__ import annotations

from math import inf

from trustsim.derived import spells_in
from trustsim.model import TrustModel
from trustsim.scorecard.criteria import Band, Criterion, Experiment, Figures, Pattern
from trustsim.scorecard.simulate import SCHOOL, YEAR, model_of, seed_of

YEARS = 5
WITH_HISTORY = {**SCHOOL, "weeks": YEARS * YEAR, "history": {"years": 4}}
WITHOUT = {**SCHOOL, "weeks": YEARS * YEAR}


def years_to_viability(model: TrustModel) -> float:
    """School years until the first viable spell began; infinite where there was none."""
    spells = spells_in(model.state.weeks["viable"][: model.week + 1], int(model.scenario.viability.persist_weeks))
    return spells[0][0] / YEAR if spells else inf


def replicate(rule: str, number: int) -> Figures:
    """A school without a history of collaborating, and one with four years of it, for five school years."""
    seed = seed_of(number)
    without, with_it = model_of(WITHOUT, rule, seed).run(), model_of(WITH_HISTORY, rule, seed).run()
    last = without.figures
    return {"years_without": years_to_viability(without), "years_with": years_to_viability(with_it),
            "role_or_practice": float(last["role"] + last["practice"]), "identificatory": float(last["identificatory"])}


def sixty(rule: str, number: int) -> Figures:
    """The baseline school, of 60 staff, for five school years."""
    return {"years_sixty": years_to_viability(model_of({"weeks": YEARS * YEAR}, rule, seed_of(number), extends="baseline").run())}


EXPERIMENT = Experiment("collaborating", replicate, looks=(50, 100, 200, 400, 800), quick_looks=(50,))
SIXTY = Experiment("sixty", sixty, looks=(50, 100, 200, 400), quick_looks=(50,))

PATTERNS = (
    Pattern("time-to-collaborate", "Without a history, learning to collaborate takes years", EXPERIMENT, (
        Criterion("years_without", "until viable, no history", Band(2.0, 3.0), "median", "school years"),
        Criterion("years_with", "until viable, four years of history", Band(high=1.0), "median", "school years")),
        "A school of 30 staff, fair leadership, 60 minutes of team meetings a week, for five school years; without and with four years of "
        "working together before.",
        "Median over schools of the time until the first viable spell began; never counts as longer than all.",
        "Huxham & Vangen, in NC (about two and a half years)", "calibrated", "`stance.demand` and `demonstration.level` were set on it."),
    Pattern("sixty-collaborate", "In a school of sixty it takes as long", SIXTY, (
        Criterion("years_sixty", "until viable, 60 staff, no history", Band(2.0, 3.0), "median", "school years"),),
        "The baseline school: 60 staff in ten teams, two senior leaders, fair leadership, an hour of team meetings a week and some across teams.",
        "Median over schools of the time until the first viable spell began.",
        "Huxham & Vangen, in NC (about two and a half years, for no size in particular)", "calibrated",
        "Only points put to the proof are asked for it."),
    Pattern("stages", "Most working ties rest on role or practice", EXPERIMENT, (
        Criterion("role_or_practice", "working ties at role or practice", Band(low=0.5), unit="share"),
        Criterion("identificatory", "working ties at the identificatory stage", Band(high=0.3), unit="share")),
        "The same school without history, at the end of five school years.", "Shares of working ties, mean over schools.",
        "NC (many good working ties rest at role or practice); Bottery 2005", "calibrated",
        "Chances of passing a stage come from the prototype's search; identificatory ties are gated by values, which nothing moves."),
)
