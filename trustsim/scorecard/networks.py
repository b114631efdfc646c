"""Whom staff ask for advice: the generated network beside those of ten real schools."""

from __future__ import annotations

from trustsim.founding import found
from trustsim.network_facts import network_facts
from trustsim.scorecard.criteria import Band, Criterion, Experiment, Figures, Kind, Pattern
from trustsim.scorecard.simulate import scenario_of, seed_of

SIZES = (15, 30, 75)
SOURCE = "Pitts & Spillane 2009 (data of 15 schools in R package HLSM; ten of them here); Sweet, Thomas & Junker 2013"


def replicate(rule: str, number: int) -> Figures:
    """Facts of the networks of a small, a middling and a large school before the first week."""
    figures: dict[str, float] = {}
    for size in SIZES:
        founded = found(scenario_of({"staff": size}, rule), seed_of(number))
        people = founded.state.staff[:size]
        facts = network_facts(founded.advice, people["team"], people["x"], people["y"])
        figures |= {f"{name}_{size}": getattr(facts, name) for name in
                    ("density", "out_degree", "reciprocity", "transitivity", "team_odds", "distance_odds")}
    figures["out_degree_ratio"] = figures["out_degree_75"] / figures["out_degree_15"]
    return figures


EXPERIMENT = Experiment("networks", replicate, looks=(50, 100, 200, 400, 800), quick_looks=(50,), rivals=False)
SIMULATED = "Schools of 15, 30 and 75 staff in teams of about six, as they stand before the first week."


def at_sizes(figure: str, words: str, band: Band, unit: str = "", kind: Kind = "mean") -> tuple[Criterion, ...]:
    """The same criterion at every size: the data's schools have 12 to 76 staff, and differ little in it."""
    return tuple(Criterion(f"{figure}_{size}", f"{words}, {size} staff", band, kind, unit) for size in SIZES)


PATTERNS = (
    Pattern("network", "Network of a school: sparse, and everybody asks a few", EXPERIMENT, (
        Criterion("density_30", "density, 30 staff", Band(0.07, 0.25)),
        *at_sizes("out_degree", "colleagues asked for advice", Band(2.5, 5.0), "ties a person"),
        Criterion("out_degree_ratio", "colleagues asked, 75 staff against 15", Band(0.8, 1.25), "median", "ratio")),
        SIMULATED, "Density: ties over possible ties. Out-degree: ties a person. Constant: the ratio of 75 to 15 staff lies within .8 to 1.25.",
        SOURCE, "calibrated", "The margin of 'constant' is ours."),
    Pattern("reciprocity", "Advice is returned and closes triangles", EXPERIMENT, (
        *at_sizes("reciprocity", "reciprocity", Band(0.20, 0.45)), *at_sizes("transitivity", "transitivity", Band(0.30, 0.45))),
        SIMULATED, "Share of ties that are returned; share of connected triples, direction ignored, that are closed (Newman 2003).",
        SOURCE, "calibrated"),
    Pattern("teams-and-distance", "Advice stays in the team and near", EXPERIMENT, (
        *at_sizes("team_odds", "tie within against across teams", Band(1.8, 3.5), "odds ratio", "median"),
        *at_sizes("distance_odds", "tie for each 24 m, team held equal", Band(0.45, 0.65), "odds ratio", "median")),
        SIMULATED, "Odds ratio of a tie within against across teams; odds ratio for each 24 metres, by logistic regression beside the team. "
        "Medians over schools, for ratios are skewed.",
        SOURCE + "; Spillane, Shirrell & Sweet 2017 (distance: .54)", "calibrated",
        "Teams are same-grade teachers in the data; distances come from another study."),
)
