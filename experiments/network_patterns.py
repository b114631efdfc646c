#!/usr/bin/env python3
"""Facts of generated staff networks by size of school, beside imported ones.

    python3 experiments/network_patterns.py                          generated, 40 schools of each size (seconds)
    python3 experiments/network_patterns.py FOLDER [FOLDER ...]      scenario folders that `run_sim.py import` wrote
"""

from __future__ import annotations

import sys
from dataclasses import astuple, fields

import numpy as np

from trustsim.founding import found
from trustsim.network_facts import NetworkFacts, network_facts
from trustsim.scenario.load import load_scenario, scenario_from

SIZES = (15, 20, 30, 45, 60, 75)
SCHOOLS = 40


def generated(staff: int, seed: int) -> NetworkFacts:
    """One generated school."""
    founded = found(scenario_from({"staff": staff}), seed)
    people = founded.state.staff[:staff]
    return network_facts(founded.advice, people["team"], people["x"], people["y"])


def imported(folder: str) -> NetworkFacts:
    """One imported school; where people sit is not known, so distances count for nothing."""
    school = load_scenario(folder).school
    if school is None:
        raise SystemExit(f"{folder} names no imported network")
    team = np.unique(school.teams, return_inverse=True)[1]
    nowhere = np.zeros(len(team))
    return network_facts(school.ties, team, nowhere, nowhere)


def main() -> None:
    """Print the table."""
    names = [field.name for field in fields(NetworkFacts)]
    print("  ".join(f"{name:>14}" for name in ("school", *names)))
    if sys.argv[1:]:
        rows = [(folder, astuple(imported(folder))) for folder in sys.argv[1:]]
    else:
        rows = [(f"{SCHOOLS} generated", np.nanmean([astuple(generated(staff, seed)) for seed in range(SCHOOLS)], axis=0)) for staff in SIZES]
    for name, row in rows:
        print("  ".join([f"{name[-14:]:>14}", *(f"{value:14.3f}" for value in row)]))


if __name__ == "__main__":
    main()
