"""A sample of schools that differ as schools do, and what a survey finds in them.

Real schools differ in size, in how they are led and in how much they meet. Sizes are those of the ten schools of Pitts & Spillane (2009).
How far leaders and meeting times differ between schools is nowhere measured on the model's scales, so it is assumed: what a leader does lies
around the preset `fair`, with a standard deviation of .15 between leaders and .10 between the behaviours of one (nine in ten leaders lie
between the named styles `absent` and `servant`); reliance on power falls with the level; meeting time is even from half to one and a half
of the usual. All schools have a history of four years, for nobody surveys a school in its first week.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
from scipy.stats import skew, spearmanr

from trustsim.model import TrustModel
from trustsim.randomness import MAX_SEED, SCHOOL, normal, uniforms
from trustsim.results import tie_columns
from trustsim.scenario.sections import BEHAVIOURS, Leadership
from trustsim.scorecard.criteria import Band, Criterion, Experiment, Figures, Pattern
from trustsim.scorecard.simulate import YEAR, model_of, seed_of
from trustsim.state import HERE, N_PAIRS, N_STAFF
from trustsim.survey import ask, intraclass

Array = np.ndarray[Any, Any]
SIZES = (30, 25, 19, 26, 49, 42, 29, 12, 14, 15)
YEARS = 3
BETWEEN_LEADERS, WITHIN_LEADER = 0.15, 0.10
FAIR = Leadership().levels()


@dataclass(frozen=True)
class School:
    """A drawn school: what it is like, as scenario settings, and the level of its leadership (mean of the behaviours, power turned round)."""

    settings: dict[str, Any]
    leadership: float
    seed: int


def drawn(replicate: int, number: int, size: int, weeks: int = YEARS * YEAR) -> School:
    """School `number` of a sample; the same under every rule."""
    seed = (seed_of(replicate) + 7919 * (number + 1)) % MAX_SEED
    key = np.uint64(seed)
    level = BETWEEN_LEADERS * normal(key, SCHOOL, np.uint64(0), 0, 0, 0)
    behaviours = {}
    for k, name in enumerate(BEHAVIOURS):
        own = WITHIN_LEADER * normal(key, SCHOOL, np.uint64(0), 0, 1 + k, 0)
        behaviours[name] = float(np.clip(FAIR[name] + (-level if name == "power" else level) + own, 0.0, 1.0))
    time = 0.5 + uniforms(key, SCHOOL, np.uint64(0), 0, 100, 0)[0]
    level = float(np.mean([1.0 - value if name == "power" else value for name, value in behaviours.items()]))
    meetings = {"team_minutes_per_week": 60.0 * time, "cross_team_minutes_per_week": 15.0 * time, "joint_work_minutes_per_week": 15.0 * time}
    return School({"staff": size, "weeks": weeks, "leadership": behaviours, "meetings": meetings, "history": {"years": 4}}, level, seed)


def correlation(a: Array, b: Array) -> float:
    """Pearson's r; NaN where either does not vary."""
    return float(np.corrcoef(a, b)[0, 1]) if len(a) > 2 and np.std(a) > 1e-12 and np.std(b) > 1e-12 else float("nan")


def tie_lengths(model: TrustModel) -> tuple[Array, Array]:
    """Weeks that the two of each working tie have known each other, and its trust.

    Ties of the first week are as old as the shorter tenure of the two, where that is longer than the run.
    """
    staff = model.state.staff[: int(model.state.count[N_STAFF])]
    columns = tie_columns(model)
    since = since_of(model)
    tenure = np.minimum(staff["tenure_weeks"][columns["source"]], staff["tenure_weeks"][columns["target"]])
    weeks = np.where(since > 0, model.week - since, tenure)
    return weeks[columns["working"]], columns["trust"][columns["working"]]


def since_of(model: TrustModel) -> Array:
    """The week in which each tie of :func:`trustsim.results.tie_columns` began, in its order."""
    w = model.state
    n = int(w.count[N_PAIRS])
    here = (w.staff["presence"][w.pairs[:n]["a"]] == HERE) & (w.staff["presence"][w.pairs[:n]["b"]] == HERE)
    return np.asarray(w.ties[: 2 * n][np.repeat(here, 2)]["since_week"])


def survey_figures(answers: list[Array]) -> dict[str, float]:
    """What a survey of several schools finds: level, shape, spread within, and ICC(1) between."""
    together = np.concatenate(answers)
    group = np.repeat(np.arange(len(answers)), [len(each) for each in answers])
    within = np.concatenate([each - each.mean() for each in answers])
    return {"mean": float(together.mean()), "skew": float(skew(together)),
            "sd": float(np.sqrt((within**2).sum() / (len(within) - len(answers)))), "icc": intraclass(together, group)}


def replicate(rule: str, number: int) -> Figures:
    """Ten schools, surveyed after three years."""
    answers, lengths, trusts = [], [], []
    for k, size in enumerate(SIZES):
        school = drawn(number, k, size)
        model = model_of(school.settings, rule, school.seed).run()
        answers.append(ask(model))
        weeks, trust = tie_lengths(model)
        lengths.append(weeks)
        trusts.append(trust)
    means = np.array([each.mean() for each in answers])
    rank = float(spearmanr(means, SIZES).statistic)
    return {**survey_figures(answers), "size": rank if not isnan(rank) else 0.0,
            "length": correlation(np.concatenate(lengths), np.concatenate(trusts))}


def leadership_replicate(rule: str, number: int) -> Figures:
    """Twenty schools of the same ten sizes: how leaders act, and the trust that a survey finds after three years."""
    schools = [drawn(number, 100 + k, SIZES[k % len(SIZES)]) for k in range(20)]
    means = [float(ask(model_of(school.settings, rule, school.seed).run()).mean()) for school in schools]
    return {"leadership": correlation(np.array([school.leadership for school in schools]), np.array(means))}


EXPERIMENT = Experiment("schools", replicate, looks=(20, 40, 80, 120), quick_looks=(20,))   # of fewer, intervals of the skewed ICC are too short
LEADERSHIP = Experiment("leadership", leadership_replicate, looks=(15, 30, 60, 120), quick_looks=(5,))
SIMULATED = ("Ten schools of the sizes of the ten real ones (12 to 49 staff), which differ in leadership and meeting time, with four years of "
             "history; surveyed at the end of three further years.")
DATA = "Pitts & Spillane 2009 (data of fifteen schools in R package HLSM)"
ASSUMED = "How far leadership and meeting time differ between schools is assumed (trustsim/scorecard/schools.py), and moves the ICC."

PATTERNS = (
    Pattern("trust-level", "Trust as surveys find it", EXPERIMENT, (
        Criterion("mean", "mean answer", Band(0.65, 0.80), unit="0-1"),
        Criterion("skew", "skew of answers", Band(high=-0.05)),
        Criterion("sd", "spread of answers within a school", Band(0.14, 0.19), unit="SD"),
        Criterion("icc", "share of variance between schools, ICC(1)", Band(0.08, 0.20))),
        SIMULATED, "Answers of all staff, each the survey layer's reading of the mean trust of their working ties, over the ten schools together; "
        "ICC(1) by analysis of variance.", DATA, "calibrated",
        "The survey layer's spread is set on the spread of answers, which therefore tests nothing. 'About .165' is read as .14 to .19, negative "
        "skew as below -.05. " + ASSUMED),
    Pattern("small-schools", "Small schools trust more", EXPERIMENT, (
        Criterion("size", "rank correlation of a school's mean answer with its size", Band(-0.75, -0.30)),),
        SIMULATED, "Spearman's correlation over the ten schools; 0 where it has no value.", DATA, "calibrated",
        "Of the parameters that calibration moved, it speaks most for the staff that a leader reaches. " + ASSUMED),
    Pattern("length-of-tie", "Trust hardly depends on how long people have known each other", EXPERIMENT, (
        Criterion("length", "correlation of trust with length of tie", Band(-0.15, 0.15)),),
        SIMULATED, "Pearson's r over all working ties of the ten schools; ties from before the run are as old as the shorter tenure.",
        "Dirks & Ferrin 2002 (meta-analysis)", "calibrated"),
    Pattern("leadership", "Where leaders act well, staff trust", LEADERSHIP, (
        Criterion("leadership", "correlation of leaders' behaviour with a school's mean answer", Band(low=0.5)),),
        "Twenty schools of the same ten sizes, which differ as above, surveyed after three years.",
        "Pearson's r over the twenty schools of the mean of all behaviours (power turned round) with the mean answer.",
        "Sun, Zhang & Forsyth 2023, Educational Administration Quarterly 59(4), 744 (large effects of all five domains)", "calibrated",
        "Used in the prototype's search. Behaviour is taken as it is, without the error with which staff would report it. " + ASSUMED),
)
