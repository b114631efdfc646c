"""All patterns, in the order of docs/ODD.md, section 1.2."""

from __future__ import annotations

from trustsim.scorecard import collaborating, networks
from trustsim.scorecard.criteria import Experiment, Pattern

PATTERNS: tuple[Pattern, ...] = (*networks.PATTERNS, *collaborating.PATTERNS)
EXPERIMENTS: dict[str, Experiment] = {pattern.experiment.name: pattern.experiment for pattern in PATTERNS}
