"""Claims: what many runs of a scenario must show, so that what it teaches is tested (trustsim/claims.py judges them)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from pydantic import ConfigDict, Field

from trustsim.errors import nearest
from trustsim.scenario.parameter import Section, par
from trustsim.weekly import WEEKLY

if TYPE_CHECKING:
    from trustsim.scenario.schema import Scenario


class AtWeek(Section):
    """Another week of the same run."""

    model_config = ConfigDict(title="another week")

    week: int = Field(ge=0, le=10_000, description="week of the same run to compare with; 0 is the start",
                      json_schema_extra={"unit": "week", "source": ""})


class Claim(Section):
    """One claim: a figure, when, and how it lies to what it is compared with."""

    figure: str = Field(description="column of the weekly table (docs/results.md)", json_schema_extra={"unit": "", "source": ""})
    direction: Literal["higher", "lower", "alike"] = Field(description="how the figure lies to what it is compared with",
                                                           json_schema_extra={"unit": "", "source": ""})
    week: int | None = par(None, "week", "week of the figure; by default the last", "", ge=0, le=10_000)
    than: Literal["contrast", "start"] | float | AtWeek = par(
        "contrast", "", "what it is compared with: the contrast in the same week, the same run at its start or in {week: N}, or a number", "")
    by: float = par(0.0, "unit of the figure", "higher or lower by more than this; alike: at most so far apart", "", ge=0)


def check_claims(scenario: Scenario, add: Callable[..., None]) -> None:
    """Report to `add(path, message, ...)` what in the claims cannot be judged."""
    alone = False
    for number, claim in enumerate(scenario.claims):
        here = ("claims", number)
        if claim.figure not in WEEKLY:
            add((*here, "figure"), "there is no such column in the weekly table", given=claim.figure,
                nearest=nearest(claim.figure, list(WEEKLY)), allowed="a column of weekly, see docs/results.md")
        if claim.week is not None and claim.week > scenario.weeks:
            add((*here, "week"), f"is after the end of the scenario, {scenario.weeks} weeks", given=claim.week, allowed=f"0 to {scenario.weeks}")
        when = scenario.weeks if claim.week is None else claim.week
        if claim.than == "contrast":
            if not scenario.contrast and not alone:
                alone = True   # said once
                key = "than" if "than" in claim.model_fields_set else "figure"
                add((*here, key), "has nothing to be compared with: no contrast is named", given=claim.figure,
                    allowed="contrast: NAME in the scenario, or than: start, a number or {week: N}")
            continue
        other = 0 if claim.than == "start" else claim.than.week if isinstance(claim.than, AtWeek) else None
        if other is not None and other > scenario.weeks:
            add((*here, "than"), f"is after the end of the scenario, {scenario.weeks} weeks", given=other, allowed=f"0 to {scenario.weeks}")
        elif other == when:
            add((*here, "than"), f"compares week {when} with itself", given=claim.than if isinstance(claim.than, str) else other,
                allowed="another week")


def plain(claim: Claim) -> dict[str, Any]:
    """A claim as a file would say it, what was left out left out."""
    return claim.model_dump(mode="json", exclude_defaults=True)
