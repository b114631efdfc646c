"""Where trust starts: rules of first trust held against what is known of its start and its growth.

    python3 experiments/first_trust.py --results results/first_trust

Each rule shares the same weight of one differently between disposition, norm of the profession, shared values and reputation. The level is set so
that mean first trust is the same under all, or else what a weight does could not be told from what a lower start does. Prints the table of
docs/calibration.md and writes it there.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "experiments"))

from evidence_pages import put  # noqa: E402

from trustsim.calibration.simulate import Job  # noqa: E402
from trustsim.calibration.waves import figures_of, prepare  # noqa: E402
from trustsim.results import tie_columns  # noqa: E402
from trustsim.scorecard.patterns import PATTERNS  # noqa: E402
from trustsim.scorecard.simulate import SCHOOL, beside, model_of, scenario_of, seed_of  # noqa: E402

FIRST, DISCERNS = "mechanisms.first_trust.", "mechanisms.discernment.disposition"
WEIGHTS = ("weight_disposition", "weight_norm", "weight_values", "weight_reputation")
BEFORE = (0.33, 0.44, 0.14, 0.09)   # the prototype's
RULES: dict[str, tuple[float, ...]] = {
    "as before": BEFORE,
    "disposition-heavy": (0.55, 0.22, 0.14, 0.09),
    "norm-heavy": (0.17, 0.60, 0.14, 0.09),
    "similarity-heavy": (0.17, 0.44, 0.30, 0.09),
    "reputation-heavy": (0.17, 0.44, 0.14, 0.25),
}
ALSO = {"norm-heavy, and who trusts discerns more (`discernment.disposition` .66 to 1)": ("norm-heavy", {DISCERNS: 1.0}, True),
        "disposition .2, all else as before: trust starts lower": ("as before", {FIRST + "weight_disposition": 0.2}, False)}
REPLICATES = {"propensity": 64, "schools": 24, "collaborating": 64}
FIGURES = {"first": "disposition with first trust, r", "growth": "disposition with growth, r", "length": "trust with length of tie, r",
           "years_without": "years to collaborate, no history", "years_with": "with history"}
NEW_LUCK = 100_000


def mean_first_trust(settings: dict[str, float]) -> float:
    """Mean trust of all ties before the first week, over eight schools."""
    with beside(settings):
        return float(np.mean([tie_columns(model_of(SCHOOL, "none", seed_of(number)))["trust"].mean() for number in range(8)]))


def settings_of() -> dict[str, dict[str, float]]:
    """Each rule's settings, its level such that mean first trust is that of the first rule."""
    level = float(scenario_of(SCHOOL, "none").mechanisms.first_trust.level)
    made: dict[str, dict[str, float]] = {}
    asked = {name: (dict(zip((FIRST + weight for weight in WEIGHTS), weights, strict=True)), True) for name, weights in RULES.items()}
    asked |= {name: (asked[rule][0] | more, levelled) for name, (rule, more, levelled) in ALSO.items()}
    goal = mean_first_trust({**asked["as before"][0], FIRST + "level": level})
    for name, (settings, levelled) in asked.items():
        own = level
        for _ in range(3 if levelled else 0):
            own += goal - mean_first_trust({**settings, FIRST + "level": own})
        made[name] = {**settings, FIRST + "level": round(own, 3)}
    return made


def main() -> int:
    """Run the rules and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, default=ROOT / "results" / "first_trust", metavar="FOLDER", help="where runs are kept")
    parser.add_argument("--workers", type=int, default=None, metavar="N")
    options = parser.parse_args()
    prepare(options.results, ())
    made = settings_of()
    rows = figures_of(options.results, [Job(settings, REPLICATES, first=NEW_LUCK) for settings in made.values()], workers=options.workers)
    bands = {criterion.figure: criterion.band for pattern in PATTERNS for criterion in pattern.criteria}
    lines = ["| weights of disposition, norm, values, reputation | level | " + " | ".join(FIGURES.values()) + " |",
             "| --- |" + " --- |" * (1 + len(FIGURES)),
             "| *should be* | | " + " | ".join(f"*{bands[figure]}*" for figure in FIGURES) + " |"]
    for (name, settings), row in zip(made.items(), rows, strict=True):
        weights = " ".join(f"{settings[FIRST + weight]:.2f}".lstrip("0") for weight in WEIGHTS)
        cells = []
        for figure in FIGURES:
            value, variance = row[figure][:2]
            cells.append(f"{value:.2f} ± {1.96 * variance**0.5:.2f}")
        lines.append(f"| {name}: {weights} | {settings[FIRST + 'level']:.3f} | {' | '.join(cells)} |")
    print("\n".join(lines))
    put("calibration.md", "first trust", "\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
