"""All patterns, in the order of docs/ODD.md, section 1.2."""

from __future__ import annotations

from trustsim.scorecard import breaking, bridging, collaborating, leading, networks, schools, single, tipping
from trustsim.scorecard.criteria import Experiment, Pattern

_GROUPS = (networks, schools, single, collaborating, leading, breaking, bridging, tipping)
_ORDER = (
    "network", "reciprocity", "teams-and-distance", "trust-level", "small-schools", "length-of-tie", "propensity", "majority", "each-interaction",
    "one-missing", "time-to-collaborate", "sixty-collaborate", "time-by-quality", "breach", "apology", "leadership", "support", "spanners",
    "viability", "hysteresis", "stages")
_BY_NAME = {pattern.name: pattern for group in _GROUPS for pattern in group.PATTERNS}
PATTERNS: tuple[Pattern, ...] = tuple(_BY_NAME[name] for name in _ORDER)
EXPERIMENTS: dict[str, Experiment] = {pattern.experiment.name: pattern.experiment for pattern in PATTERNS}
