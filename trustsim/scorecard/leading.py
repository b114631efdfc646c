"""Which behaviour of leaders raises trust most, and what meeting time does where interactions are good or bad."""

from __future__ import annotations

from typing import Any

import numpy as np

from trustsim.scenario.sections import BEHAVIOURS
from trustsim.scorecard.criteria import Band, Criterion, Experiment, Figures, Pattern
from trustsim.scorecard.simulate import SCHOOL, YEAR, seed_of, weeks_of

LOW, MIDDLE, HIGH = 0.3, 0.5, 0.7
POWER = 0.2
END = 3 * YEAR
TERM = 13
OTHERS = tuple(name for name in BEHAVIOURS if name not in ("personal_support", "power"))


def led(level: float, **other: float) -> dict[str, float]:
    """All behaviours at a level, but those that are named; reliance on power stays where it is."""
    return {name: POWER if name == "power" else other.get(name, level) for name in BEHAVIOURS}


def support(rule: str, number: int) -> Figures:
    """One behaviour at a time, low and high, all others middling."""
    def effect(behaviour: str) -> float:
        low, high = (weeks_of({**SCHOOL, "weeks": END, "leadership": led(MIDDLE, **{behaviour: level})}, rule, seed_of(number))["trust"][END]
                     for level in (LOW, HIGH))
        return float(high - low)

    supportive = effect("personal_support")
    return {f"over_{name}": supportive - effect(name) for name in OTHERS}


def time_by_quality(rule: str, number: int) -> Figures:
    """A school led well or badly, with usual or doubled meetings."""
    cooperation, viable = {}, {}
    for quality, level in (("high", HIGH), ("low", LOW)):
        for times in (1, 2):
            weeks = weeks_of({**SCHOOL, "weeks": END, "leadership": led(level), "meetings": {
                "team_minutes_per_week": 60.0 * times, "cross_team_minutes_per_week": 15.0 * times, "joint_work_minutes_per_week": 15.0 * times}},
                rule, seed_of(number))
            cooperation[quality, times] = float(np.mean(weeks["cooperation_share"][TERM:]))
            viable[quality, times] = float(np.mean(weeks["viable"][1:]))
    figures: dict[str, Any] = {}
    for name, outcome in (("cooperation", cooperation), ("viable", viable)):
        helps = {quality: outcome[quality, 2] - outcome[quality, 1] for quality in ("high", "low")}
        figures |= {f"{name}_{quality}": value for quality, value in helps.items()}
        figures[f"{name}_interaction"] = (helps["high"] - helps["low"]) - 0.5 * (helps["high"] + helps["low"])
    return figures


SUPPORT = Experiment("support", support, looks=(25, 50, 100, 200), quick_looks=(6,))
TIME = Experiment("time-by-quality", time_by_quality, looks=(25, 50, 100, 200, 400, 800), quick_looks=(25,))
HELPS = 0.05

PATTERNS = (
    Pattern("support", "Supportive leadership raises trust most", SUPPORT, (
        Criterion("over_", "effect of personal support on mean trust, less that of", Band(low=0.0), "least mean"),),
        f"A school of 30 staff for three years, each behaviour of leaders in turn at {LOW:g} and at {HIGH:g}, all others at {MIDDLE:g}, under the "
        "same luck.", "Change of mean trust at the end; personal support's less each other's, of which the least is shown (power left out).",
        "Sun, Zhang & Forsyth 2023 (supportive, collegial leadership had the largest effect on teachers' trust)", "in view",
        "How behaviours act follows this study in emphasis (docs/ODD.md, 7.10). The model knows fifteen behaviours where the meta-analysis has a "
        "few styles; 'strongest' is read as stronger than every other one."),
    Pattern("time-by-quality", "Time helps where interactions are good, not where they are bad", TIME, (
        *(Criterion(f"{figure}_{quality}", f"effect of doubled meetings on {words}, {quality} quality", band, unit="share", ends=(-1.0, 1.0))
          for figure, words in (("cooperation", "cooperation"), ("viable", "weeks viable"))
          for quality, band in (("high", Band(low=HELPS)), ("low", Band(high=HELPS)))),
        Criterion("cooperation_interaction", "interaction less main effect of time, cooperation", Band(low=0.0), ends=(-2.0, 2.0)),
        Criterion("viable_interaction", "interaction less main effect of time, weeks viable", Band(low=0.0), ends=(-2.0, 2.0))),
        f"A school of 30 staff without history for three years, leaders' behaviour at {HIGH:g} (high quality) or {LOW:g} (low), team, cross-team and "
        "joint meetings as usual (60, 15 and 15 minutes) or doubled, under the same luck.",
        "Mean over the three years of the share of attempted encounters with both cooperating, and of weeks viable. Interaction: effect of time at "
        "high less at low quality; main effect: their mean.", "Saunders, Goldenberg & Gallimore 2009; Ronfeldt et al. 2015, American Educational "
        "Research Journal 52, 475", "calibrated", "'Helps' is read as five percentage points or more; the margin is ours."),
)
