"""What single ties do: propensity to trust, the majority of interactions, the 500th interaction, one quality missing.

The last three meet the compiled rules directly (trustsim.rules), one tie at a time, so that a share of building interactions, a familiarity
or a belief can be set exactly.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import brentq

from trustsim.prepared import constants_of
from trustsim.randomness import INTERACTION, words
from trustsim.results import tie_columns
from trustsim.rules.beliefs import share_known, trust_of
from trustsim.rules.blocks import LUCK_ROWS, SHOWN_TO_A
from trustsim.rules.signals import perceive, show_and_notice
from trustsim.scorecard.criteria import Band, Criterion, Experiment, Figures, Pattern
from trustsim.scorecard.schools import correlation
from trustsim.scorecard.simulate import SCHOOL, YEAR, model_of, scenario_of, seed_of
from trustsim.state import N_QUALITIES, ROLE, TEAM, TIE

HIGH = 0.9
START = 0.6           # the standard start
INTERACTIONS = 100
TIES = 4             # in a replicate
SURE = 1e9            # response units: shown, or noticed, for certain


def constants(rule: str) -> Any:
    """The constants of the rules."""
    return constants_of(scenario_of({}, rule))


def tie_of(p: Any, belief: float | np.ndarray[Any, Any], familiarity: int = 0) -> Any:
    """A tie at the role stage."""
    tie = np.zeros(1, TIE)[0]
    tie["belief"], tie["familiarity"], tie["stage"] = belief, familiarity, ROLE
    tie["trust"] = trust_of(p, tie["belief"], ROLE)
    return tie


def meet(p: Any, tie: Any, seed: int, event: int, chance: float, shown: bool = True) -> int:
    """One interaction in which every quality is shown, or none, and what is shown is noticed with `chance`; how many counted as good."""
    luck = np.zeros((LUCK_ROWS, 8), np.uint32)   # by eights
    luck[SHOWN_TO_A:SHOWN_TO_A + N_QUALITIES, 0] = words(np.uint64(seed), INTERACTION, np.uint64(1), event // 60_000, event % 60_000, 0)
    v = 2.0 * chance - 1.0
    notice = v / np.sqrt(1.0 - v * v) if 0.0 < chance < 1.0 else SURE * v   # response(notice) = chance
    did, good = np.zeros((2, 2 * N_QUALITIES, 8), np.uint8)
    show_and_notice(p, luck, np.full((2 * N_QUALITIES, 8), SURE if shown else -SURE), np.full((2, 8), float(notice)), 0, 1, did, good)
    count = int(perceive(p, tie, np.zeros(1, TEAM)[0], share_known(p, float(tie["familiarity"])), did, good, 0, 0))
    tie["trust"] = trust_of(p, tie["belief"], ROLE)
    return count


def chance_of(building: float) -> float:
    """The chance of a quality with which so large a share of interactions builds trust (three or four of the four good)."""
    return float(brentq(lambda q: 4 * q**3 * (1 - q) + q**4 - building, 0.0, 1.0))


def majority(rule: str, number: int) -> Figures:
    """Ties that start at belief .6 and have a hundred interactions, of which 45 % or 70 % build trust."""
    p, seed = constants(rule), seed_of(number)
    figures = {}
    for name, building in (("at_45", 0.45), ("at_70", 0.70)):
        chance, change = chance_of(building), 0.0
        for k in range(TIES):
            tie = tie_of(p, START)
            for event in range(INTERACTIONS):
                meet(p, tie, seed, 1000 * k + event, chance)
            change += float(tie["trust"]) - START
        figures[name] = change / TIES
    return figures


def five_hundredth(rule: str, number: int) -> Figures:
    """A tie with a history of 500 interactions, of which 73 % built trust, beside one of five that shows the same beliefs."""
    p, seed = constants(rule), seed_of(number)
    old = tie_of(p, START)
    for event in range(500):
        meet(p, old, seed, event, chance_of(0.73))
    shown = np.minimum(old["belief"], 1.0)
    steps = []
    for belief, familiarity in ((old["belief"].copy(), 500), (shown, 5)):
        moved = 0.0
        for good in (True, False):
            tie = tie_of(p, belief, familiarity)
            before = float(tie["trust"])
            meet(p, tie, seed, 9000, 1.0, good)
            moved += abs(float(tie["trust"]) - before)
        steps.append(moved)
    return {"step_ratio": steps[0] / steps[1] if steps[1] > 0 else float("nan")}


def one_missing(rule: str, number: int) -> Figures:
    """Trust with one quality at the floor and three high, against all four high; the mildest case over qualities and stages."""
    p = constants(rule)
    worst = 0.0
    for stage in range(4):
        for quality in range(N_QUALITIES):
            belief = np.full(N_QUALITIES, HIGH)
            belief[quality] = p["beliefs"]["trust_floor"]
            worst = max(worst, trust_of(p, belief, stage) / trust_of(p, np.full(N_QUALITIES, HIGH), stage))
    return {"missing": float(worst)}


def propensity(rule: str, number: int) -> Figures:
    """A school in its first year: disposition to trust at the start, first trust, and what each tie gained in the year."""
    model = model_of({**SCHOOL, "weeks": YEAR}, rule, seed_of(number))
    first, disposition = tie_columns(model), model.state.staff["disposition"].copy()
    at = {pair: k for k, pair in enumerate(zip(first["source"].tolist(), first["target"].tolist(), strict=True))}
    model.run()
    last = tie_columns(model)
    gained = [(source, trust - first["trust"][at[source, target]])
              for source, target, trust, working in zip(last["source"].tolist(), last["target"].tolist(), last["trust"], last["working"], strict=True)
              if working and (source, target) in at]
    who, growth = np.array([source for source, _ in gained]), np.array([gain for _, gain in gained])
    return {"first": correlation(disposition[first["source"]], first["trust"]), "growth": correlation(disposition[who], growth)}


PROPENSITY = Experiment("propensity", propensity, looks=(50, 100, 200, 400, 800), quick_looks=(50,))
MAJORITY = Experiment("majority", majority, looks=(20, 40, 80), quick_looks=(20,))
EACH = Experiment("each-interaction", five_hundredth, looks=(20, 40, 80), quick_looks=(20,))
MISSING = Experiment("one-missing", one_missing, looks=(1,), quick_looks=(1,))

PATTERNS = (
    Pattern("propensity", "Propensity to trust colours first trust, not its growth", PROPENSITY, (
        Criterion("first", "correlation of disposition with first trust", Band(0.2, 0.4)),
        Criterion("growth", "correlation of disposition with growth of trust", Band(-0.1, 0.1))),
        "A school of 30 staff without history, over its first year.",
        "Pearson's r of a person's disposition at the start with the trust of each tie at the start, and with what each working tie that was "
        "there from the start gained in the year; mean over schools.",
        "van der Werff & Buckley 2017, Journal of Management 43; Colquitt, Scott & LePine 2007, Journal of Applied Psychology 92, 909",
        "calibrated", "Used in the prototype's search."),
    Pattern("majority", "Trust needs a majority of interactions that build it", MAJORITY, (
        Criterion("at_45", "change of trust where 45 % of interactions build it", Band(high=0.0)),
        Criterion("at_70", "change of trust where 70 % do", Band(low=0.0))),
        "Four ties that start at belief .6 in every quality, through a hundred interactions each, under the compiled rules.",
        "Mean change of trust. At 45 % each quality is shown and noticed with the chance that makes three or four of four good in 45 %.",
        "RT (trust rises to a useful level only where the majority of interactions build it)", "calibrated",
        "More than 70 %, or fewer than 45 %, only push further the same way."),
    Pattern("each-interaction", "The 500th interaction counts as the 5th", EACH, (
        Criterion("step_ratio", "step of trust at interaction 500 against 5, at equal trust", Band(low=0.8), "median", "ratio"),),
        "A tie through 500 interactions of which 73 % build trust, then one good or one bad interaction; beside it a tie of five interactions "
        "that shows the same beliefs.", "Size of the step up and the step down together, the older tie's against the younger's; median over ties.",
        "RT (trust lives in interactions; there is no balance of credits)", "built in"),
    Pattern("one-missing", "One missing quality cannot be bought off", MISSING, (
        Criterion("missing", "trust with one quality at the floor, against none", Band(high=0.6), "exact", "ratio"),),
        "Beliefs of .9 in three qualities and of .05 in the fourth, under the compiled rules.",
        "Trust against that with .9 in all four; the mildest case over four qualities and four stages.",
        "Bryk & Schneider 2002 (a serious deficit in one of the four undermines the whole)", "built in"),
)
