"""Facts of a staff network, to hold a generated one against real schools: density, reciprocity, transitivity, odds by team and distance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class NetworkFacts:
    """Facts of one directed network.

    density : ties over possible ties. out_degree : ties a person. reciprocity : share of ties that are returned.
    transitivity : share of connected triples, direction ignored, that are closed (Newman 2003).
    team_odds : odds ratio of a tie within against across teams. distance_odds : odds ratio for each 24 metres, team held equal.
    NaN where there is nothing to tell it from.
    """

    staff: int
    density: float
    out_degree: float
    reciprocity: float
    transitivity: float
    team_odds: float
    distance_odds: float


def network_facts(ties: Array, team: Array, x: Array, y: Array) -> NetworkFacts:
    """Facts of the directed `ties` (m, 2) among staff with `team` numbers and places in metres, each of shape (n,)."""
    n = len(team)
    asks = np.zeros((n, n), dtype=bool)
    asks[ties[:, 0], ties[:, 1]] = True
    off = ~np.eye(n, dtype=bool)
    same = (team[:, None] == team[None, :])[off]
    tie = asks[off]
    either = (asks | asks.T).astype(np.int64)
    closed = int(np.trace(either @ either @ either))
    degree = either.sum(axis=1)
    triples = int((degree * (degree - 1)).sum())
    counts = [np.count_nonzero(same & tie), np.count_nonzero(same & ~tie), np.count_nonzero(~same & tie), np.count_nonzero(~same & ~tie)]
    odds = counts[0] * counts[3] / (counts[1] * counts[2]) if counts[1] * counts[2] else float("nan")
    distance = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :])[off] / 24.0
    slope = logistic_slopes(np.column_stack([distance, same]), tie)[0] if np.ptp(distance) > 0 and 0 < tie.sum() < len(tie) else float("nan")
    return NetworkFacts(staff=n, density=float(tie.mean()), out_degree=float(asks.sum() / n),
                        reciprocity=float((asks & asks.T).sum() / max(1, asks.sum())),
                        transitivity=closed / triples if triples else float("nan"), team_odds=float(odds), distance_odds=float(np.exp(slope)))


def logistic_slopes(features: Array, outcome: Array, *, iterations: int = 40) -> Array:
    """Slopes of a logistic regression of `outcome` (m,) on `features` (m, k), with an intercept: Newton's method."""
    design = np.column_stack([np.ones(len(features)), features]).astype(float)
    beta = np.zeros(design.shape[1])
    for _ in range(iterations):
        chance = 1.0 / (1.0 + np.exp(-np.clip(design @ beta, -30, 30)))
        weight = np.maximum(chance * (1.0 - chance), 1e-9)
        step = np.linalg.lstsq(design.T @ (design * weight[:, None]), design.T @ (outcome - chance), rcond=None)[0]
        beta += step
        if np.max(np.abs(step)) < 1e-9:
            break
    return beta[1:]
