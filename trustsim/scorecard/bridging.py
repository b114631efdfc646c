"""Boundary spanners: active ties across teams, and what is left of them when the spanners go."""

from __future__ import annotations

from trustsim.randomness import MAX_SEED
from trustsim.scorecard.criteria import Band, Criterion, Experiment, Figures, Pattern
from trustsim.scorecard.simulate import model_of, seed_of

BEFORE, AFTER = 78, 91   # the week before they leave; a term of thirteen weeks after
SCHOOLS = 4              # in a replicate, so that ratios have something to rest on


def replicate(rule: str, number: int) -> Figures:
    """Schools whose teams meet only among themselves: without spanners, with five, and with five who leave."""
    before, after = dict.fromkeys(("apart", "stay", "leave"), 0.0), dict.fromkeys(("apart", "stay", "leave"), 0.0)
    for k in range(SCHOOLS):
        seed = (seed_of(number) + k) % MAX_SEED
        for name, scenario in (("apart", "teams_apart"), ("stay", "contact_points"), ("leave", "contact_points_leave")):
            weeks = model_of({}, rule, seed, extends=scenario).run(AFTER).state.weeks["active_across_teams"]
            before[name] += float(weeks[BEFORE]) / SCHOOLS
            after[name] += float(weeks[AFTER]) / SCHOOLS
    hung = after["stay"] - after["apart"]
    return {"rise": before["stay"] - before["apart"], "lost": (after["stay"] - after["leave"]) / hung if hung >= 1.0 else float("nan")}


EXPERIMENT = Experiment("spanners", replicate, looks=(15, 30, 60), quick_looks=(8,))

PATTERNS = (
    Pattern("spanners", "Bridges are people", EXPERIMENT, (
        Criterion("rise", "active mutual ties across teams that five spanners add", Band(low=1.0), unit="pairs"),
        Criterion("lost", "of what hung on them, inactive a term after they left", Band(low=0.5), unit="share")),
        "A school of 60 staff whose teams meet only among themselves (scenarios teams_apart, contact_points and contact_points_leave), under the "
        "same luck; four schools a replicate.",
        "Active pairs across teams after two years, with spanners less without. What hung on them is that difference a term later; lost is the "
        "share of it that is missing where the spanners left in week 79.",
        "Burt 2004, American Journal of Sociology 110, 349; NC (a consistent single designated contact point)", "in view",
        "The time that a visit takes was set so that fixed contact points do more than time spread over everybody. 'Rise' is read as one pair a "
        "school or more. That ties of leavers end is a rule; that nobody takes their place is not."),
)
