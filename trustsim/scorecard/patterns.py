"""All patterns, in the order of docs/ODD.md, section 1.2."""

from __future__ import annotations

from trustsim.scorecard import breaking, bridging, collaborating, leading, networks, schools, single, tipping
from trustsim.scorecard.criteria import Experiment, Pattern

_GROUPS = (networks, schools, single, collaborating, leading, breaking, bridging, tipping)
_ORDER = ("network", "reciprocity", "teams-and-distance", "trust-level", "small-schools", "length-of-tie", "propensity", "majority", "each-interaction",
          "one-missing", "time-to-collaborate", "time-by-quality", "breach", "apology", "leadership", "support", "spanners", "viability",
          "hysteresis", "stages")
PATTERNS: tuple[Pattern, ...] = tuple(sorted((pattern for group in _GROUPS for pattern in group.PATTERNS), key=lambda pattern: _ORDER.index(pattern.name)))
EXPERIMENTS: dict[str, Experiment] = {pattern.experiment.name: pattern.experiment for pattern in PATTERNS}
