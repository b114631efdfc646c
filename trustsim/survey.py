"""A staff survey of trust in colleagues, as a measurement model: what people hold of each other, and what they tick.

The rules of the simulation know nothing of it. What a person holds of colleagues is the mean of the trust of their working ties; what a
survey finds is that, moved by the person's own way of seeing colleagues and answering (perceiver spread), and read by several items on a
short scale, each with an error of its own:

    attitude = trust + perceiver_sd x z                                 one z a person
    item     = nearest of the scale's points to attitude + item_sd x z  one z an item
    answer   = mean of the items, rescaled to 0-1

Sources. Scores of the schools of Pitts & Spillane (2009) are means of six items from 1 to 4. Scales of trust among teachers reach individual
reliabilities of about .8 to .9 (Bryk & Schneider 2002; Consortium on Chicago School Research 2003), which is what `item_sd` gives. That who
is asked matters most for perceived benevolence: Jones & Shah 2016, Journal of Applied Psychology 101, 392; the value of `perceiver_sd` is
set so that answers spread within a school as in these schools (standard deviation about .165), so this spread is no test of the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from trustsim.randomness import SURVEY, normal
from trustsim.results import tie_columns
from trustsim.state import HERE, N_STAFF

if TYPE_CHECKING:
    from trustsim.model import TrustModel

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Survey:
    """A survey scale and those who answer it.

    Attributes
    ----------
    items : number of items whose mean is the score.
    points : points of the scale of an item.
    perceiver_sd : spread between people in how they see colleagues and use the scale, on the 0-1 scale of trust.
    item_sd : spread of an item's own error, on the same scale.
    """

    items: int = 6
    points: int = 4
    perceiver_sd: float = 0.16
    item_sd: float = 0.15

    def answers(self, trust: Array, who: Array, seed: int, week: int = 0) -> Array:
        """What people answer, 0-1.

        Parameters
        ----------
        trust : what each holds of colleagues, 0-1, shape (n,).
        who : their identities (64 bits), shape (n,); the same person answers with the same bent in every survey of a seed.
        week : in which they are asked; the items' errors are new in each.
        """
        key = np.uint64(seed)
        steps = self.points - 1
        made = np.empty(len(trust))
        for k, (held, person) in enumerate(zip(trust, who, strict=True)):
            attitude = held + self.perceiver_sd * normal(key, SURVEY, person, 0, 0, 0)
            ticks = [round(steps * (attitude + self.item_sd * normal(key, SURVEY, person, week, item, 1))) for item in range(self.items)]
            made[k] = sum(min(steps, max(0, tick)) for tick in ticks) / (self.items * steps)
        return made


def ask(model: TrustModel, survey: Survey | None = None) -> Array:
    """What the staff in post answer now, 0-1, shape (n,); those without a working tie, who have no colleague to judge, do not answer."""
    n = int(model.state.count[N_STAFF])
    staff, ties = model.state.staff[:n], tie_columns(model)
    working = ties["working"]
    number = np.bincount(ties["source"][working], minlength=n)
    held = np.bincount(ties["source"][working], ties["trust"][working], minlength=n)
    asked = (staff["presence"] == HERE) & (number > 0)
    return (survey or Survey()).answers(held[asked] / number[asked], staff["key"][asked], model.seed, model.week)


def intraclass(answers: Array, group: Array) -> float:
    """ICC(1), the share of variance that lies between groups: one-way analysis of variance with groups of unequal size.

    Source: Bliese 2000; Shrout & Fleiss 1979. NaN with fewer than two groups, or nobody to compare within them.
    """
    number = np.unique(group, return_inverse=True)[1]
    size = np.bincount(number)
    k, n = len(size), len(answers)
    if k < 2 or n <= k:
        return float("nan")
    mean = np.bincount(number, answers) / size
    within = float(((answers - mean[number]) ** 2).sum()) / (n - k)
    between = float((size * (mean - answers.mean()) ** 2).sum()) / (k - 1)
    usual = (n - float((size.astype(float) ** 2).sum()) / n) / (k - 1)
    total = between + (usual - 1.0) * within
    return (between - within) / total if total > 0 else float("nan")
