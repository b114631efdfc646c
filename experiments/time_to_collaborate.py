#!/usr/bin/env python3
"""How long a learning community takes to become viable: school years, by size and history, over many seeds (about a minute).

    python3 experiments/time_to_collaborate.py [SEEDS]

Huxham & Vangen (in NC) estimate 2.5 years without a history of collaborating. Five years are simulated; 'never' is counted as longer.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from trustsim.results import run
from trustsim.scenario.load import load_scenario, scenario_from
from trustsim.scenario.schema import Scenario

SCHOOLS: dict[str, dict[str, Any]] = {
    "13 staff, no history": {"staff": 13, "teams": 2},
    "30 staff, no history": {"staff": 30, "teams": 5},
    "30 staff, four years of history": {"staff": 30, "teams": 5, "history": {"years": 4}},
}


def years(scenario: Scenario, seeds: int) -> list[float]:
    """Years until viability began, for each seed; infinite where it never did."""
    found = []
    for seed in range(seeds):
        spells = run(scenario, seed=seed).viable_spells
        found.append(spells[0][0] / scenario.weeks_per_year if spells else np.inf)
    return found


def main() -> None:
    """Print medians and quartiles."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 24
    rows = {name: scenario_from({**settings, "weeks": 195}) for name, settings in SCHOOLS.items()}
    rows["the baseline: 60 staff, no history"] = load_scenario("baseline", overrides={"weeks": 195}).scenario
    print(f"{'school':36} {'first quarter':>14} {'median':>8} {'third quarter':>14}   in {seeds} seeds, school years")
    for name, scenario in rows.items():
        low, middle, high = np.percentile(years(scenario, seeds), [25, 50, 75], method="nearest")
        print(f"{name:36} {low:14.2f} {middle:8.2f} {high:14.2f}")


if __name__ == "__main__":
    main()
