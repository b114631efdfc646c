"""Where trust starts: rules of first trust held against what is known of its start and its growth.

    python3 experiments/first_trust.py --results results/first_trust

Each rule shares weight differently between disposition, norm of the profession, shared values and reputation. The level is set so that mean first
trust is that of the values shipped, or else what a weight does could not be told from what a lower start does; the last two move the start alone.
Prints the table of docs/calibration.md and writes it there.
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
from trustsim.scenario.mechanisms import FirstTrust  # noqa: E402
from trustsim.scorecard.patterns import PATTERNS  # noqa: E402
from trustsim.scorecard.simulate import SCHOOL, beside, model_of, scenario_of, seed_of  # noqa: E402

FIRST, DISCERNS = "mechanisms.first_trust.", "mechanisms.discernment.disposition"
WEIGHTS = ("weight_disposition", "weight_norm", "weight_values", "weight_reputation")
SHIPPED = tuple(getattr(FirstTrust(), weight) for weight in WEIGHTS)
RULES: dict[str, tuple[float, ...]] = {
    "as shipped": SHIPPED,
    "the prototype's": (0.33, 0.44, 0.14, 0.09),
    "disposition-heavy": (0.40, 0.22, 0.14, 0.09),
    "norm-heavy": (0.05, 0.57, 0.14, 0.09),
    "similarity-heavy": (0.05, 0.44, 0.27, 0.09),
    "reputation-heavy": (0.05, 0.44, 0.14, 0.22),
}
ALSO = {"as shipped, and who trusts discerns more (`discernment.disposition` .66 to 1)": ("as shipped", {DISCERNS: 1.0}, 0.0),
        "as shipped, trust starts .05 higher": ("as shipped", {}, 0.05),
        "as shipped, trust starts .05 lower": ("as shipped", {}, -0.05)}
REPLICATES = {"propensity": 64, "schools": 24, "collaborating": 64, "needs": 64}
FIGURES = {"first": "disposition with first trust, r", "growth": "disposition with growth, r", "length": "trust with length of tie, r",
           "years_without": "years to collaborate, no history", "years_with": "with history", "lacking_trust": "viable after distrust, share"}
NEW_LUCK = 100_000


def mean_first_trust(settings: dict[str, float]) -> float:
    """Mean trust of all ties before the first week, over eight schools."""
    with beside(settings):
        return float(np.mean([tie_columns(model_of(SCHOOL, "none", seed_of(number)))["trust"].mean() for number in range(8)]))


def settings_of() -> dict[str, dict[str, float]]:
    """Each rule's settings, its level such that mean first trust is that of the values shipped, but for what ALSO adds."""
    level = float(scenario_of(SCHOOL, "none").mechanisms.first_trust.level)
    goal = mean_first_trust({})
    made: dict[str, dict[str, float]] = {}
    for name, (rule, more, higher) in {**{rule: (rule, {}, 0.0) for rule in RULES}, **ALSO}.items():
        settings, own = dict(zip((FIRST + weight for weight in WEIGHTS), RULES[rule], strict=True)) | more, level
        for _ in range(3):
            own += goal + higher - mean_first_trust({**settings, FIRST + "level": own})
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
