"""What real schools show of the same figures, where their tables are at hand: marks on the page, never part of a verdict.

A folder holds `NAME_staff.csv` (id, trust on a scale from 1 to 4) and `NAME_dyads.csv` (source, target, advice, same_grade) of each school, as
made from the data of Pitts & Spillane (2009). People whose trust equals the mean of their school and who name nobody did not answer.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from trustsim.errors import InputError, Problem
from trustsim.network_facts import network_facts
from trustsim.scorecard.schools import survey_figures

LOW, HIGH = 1.0, 4.0   # ends of the survey's scale
ROUNDING = 0.005


def real_figures(folder: Path) -> dict[str, float]:
    """Figures of real schools, by the names that criteria give them: means over schools, medians of ratios.

    Raises
    ------
    InputError
        Where the folder holds no such schools, or tables that cannot be read.
    """
    networks, answers, sizes = [], [], []
    for path in sorted(folder.glob("*_staff.csv")):
        try:
            staff, dyads = pd.read_csv(path), pd.read_csv(path.with_name(path.name.replace("_staff", "_dyads")))
            asked = dyads[dyads["advice"] == 1]
            number = pd.Series(range(len(staff)), index=staff["id"])
            ties = np.column_stack([asked["source"].map(number), asked["target"].map(number)])
            nobody = ~staff["id"].isin(asked["source"])
            silent = nobody & ((staff["trust"] - staff["trust"].mean()).abs() < ROUNDING)
            answers.append(((staff["trust"][~silent] - LOW) / (HIGH - LOW)).to_numpy(dtype=float))
            nowhere = np.zeros(len(staff))
            facts = network_facts(ties, nowhere, nowhere, nowhere)
            cells = pd.crosstab(dyads["same_grade"], dyads["advice"])
            odds = cells.loc[1, 1] * cells.loc[0, 0] / (cells.loc[1, 0] * cells.loc[0, 1])
        except (OSError, ValueError, KeyError) as error:
            raise InputError(Problem(f"cannot be read as a school ({type(error).__name__}: {error})", file=str(path),
                                     allowed="staff with id and trust; dyads with source, target, advice and same_grade")) from error
        networks.append((facts.density, facts.out_degree, facts.reciprocity, facts.transitivity, float(odds)))
        sizes.append(len(staff))
    if not networks:
        raise InputError(Problem("holds no schools", file=str(folder), allowed="a folder with NAME_staff.csv and NAME_dyads.csv"))
    density, degree, reciprocity, transitivity, odds = np.array(networks).T
    figures = {"density_30": float(np.median(density)), "out_degree_30": float(degree.mean()), "reciprocity_30": float(reciprocity.mean()),
               "transitivity_30": float(transitivity.mean()), "team_odds_30": float(np.median(odds)), **survey_figures(answers)}
    return {**figures, "size": float(spearmanr([each.mean() for each in answers], sizes).statistic)}
