"""Dated interventions: what happens to a school, and when.

Each entry names its `week` and what to `do`. A change of conditions (`do: change`) takes the same sections as the scenario.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from trustsim.scenario.parameter import ASSUMED, Section, par, share
from trustsim.scenario.sections import Conditions, Leadership, Meetings, Partnership, Staffing

BREACH_KINDS = ("competence", "integrity", "confidentiality", "deception")


class Dated(Section):
    """Common to all: when, where."""

    week: int = Field(ge=1, le=10_000, description="school week in which it happens", json_schema_extra={"unit": "week", "source": ""})
    organisation: str | None = par(None, "", "organisation it concerns; by default all of them", "")
    note: str = par("", "", "words for the timeline of figures and summaries", "")


class Change(Dated):
    """Change conditions: any parameter of these sections, from this week on."""

    do: Literal["change"] = "change"
    leadership: Leadership | None = par(None, "", "leadership: a preset, or single behaviours", "")
    meetings: Meetings | None = par(None, "", "meeting times and formats", "")
    staffing: Staffing | None = par(None, "", "turnover and recruitment", "")
    conditions: Conditions | None = par(None, "", "threat", "")
    workload: float | None = par(None, "SD of usual load", "workload of everybody, above what is usual", "", ge=-3, le=3)
    partnership: Partnership | None = par(None, "", "what organisations share", "")

    @model_validator(mode="after")
    def _changes_something(self) -> Change:
        if all(getattr(self, name) is None for name in ("leadership", "meetings", "staffing", "conditions", "workload", "partnership")):
            raise ValueError("a change names at least one of leadership, meetings, staffing, conditions, workload, partnership")
        if self.conditions is not None and "climate" in self.conditions.model_fields_set:
            raise ValueError("conditions.climate is where a run starts; afterwards climate follows from what people show")
        return self


class NewHead(Dated):
    """The head leaves and another comes, with another style."""

    do: Literal["new_head"] = "new_head"
    leadership: Leadership | None = par(None, "", "the new head's style: a preset, or single behaviours", "NC")


class PersonLeaves(Dated):
    """A person leaves; the post is filled by a newcomer unless told otherwise."""

    do: Literal["person_leaves"] = "person_leaves"
    person: str = Field(description="name or id of a member of staff, such as 'school/team 2/1'", json_schema_extra={"unit": "", "source": ""})
    replaced: bool = par(True, "", "whether a newcomer takes the post", "")


class SpannerLeaves(Dated):
    """Boundary spanners leave; what hung on them is put to the test."""

    do: Literal["spanner_leaves"] = "spanner_leaves"
    count: int = par(1, "people", "how many spanners leave", "NC; Burt 2004", ge=1, le=10_000)
    replaced: bool = par(False, "", "whether newcomers take the posts (they are no spanners)", "")


class NewSpanner(Dated):
    """Somebody on the staff becomes a boundary spanner, with fixed contacts beyond the own team or organisation."""

    do: Literal["new_spanner"] = "new_spanner"
    count: int = par(1, "people", "how many, in each organisation", "NC; Burt 2004", ge=1, le=10_000)
    chosen: Literal["random", "sociable", "listening"] = par("sociable", "", "who: among those who are neither leaders of the school nor spanners yet",
                                                             "NC (sociability); rule assumed")
    contacts: int = par(4, "people", "fixed counterparts of each, in as many places (the designated contact point)",
                        "NC (consistent single designated contact point)", ge=1, le=100)


class Breach(Dated):
    """Somebody acts in bad faith, seen by all who know them."""

    do: Literal["breach", "broken_promise"] = "breach"
    kind: Literal[BREACH_KINDS] = par("integrity", "", "what is broken", "NC; Schweitzer et al. 2006")  # type: ignore[valid-type]
    by: str = par("head", "", "who: 'head', 'spanner', or a name or id", "")
    severity: float = share(1.0, "how heavy, against a breach between colleagues", ASSUMED)


class Apology(Dated):
    """An apology for what was breached before: it mends competence more than integrity, and never a deception."""

    do: Literal["apology"] = "apology"
    by: str = par("head", "", "who: 'head', 'spanner', or a name or id", "")


class Restructuring(Dated):
    """Teams are mixed anew, with the emotional dip of the remodelling stages (NC; TDA 2008)."""

    do: Literal["restructuring"] = "restructuring"
    moved: float = share(0.3, "share of staff who change team", ASSUMED)
    stage_weeks: int = par(6, "weeks", "length of each stage: mobilise, discover, deepen, develop, deliver", "NC (TDA 2008); length assumed", ge=1, le=39)
    depth: float = share(0.6, "depth of the dip", ASSUMED)


class Merger(Dated):
    """Two teams become one, or one organisation is taken into another."""

    do: Literal["merger"] = "merger"
    merge: tuple[str, str] = Field(strict=False, description="two teams ('school/team 1'), or two organisations; the second joins the first",
                                   json_schema_extra={"unit": "", "source": "NC"})


class CoLocation(Dated):
    """Teams or organisations move to one place."""

    do: Literal["co_location"] = "co_location"
    places: tuple[str, ...] = Field(strict=False, min_length=2, description="teams or organisations that move together, beside the first",
                                    json_schema_extra={"unit": "", "source": "NC (promoting proximity)"})


class TaskGroup(Dated):
    """A temporary task group across teams: swift trust (NC; Meyerson et al. 1996)."""

    do: Literal["task_group"] = "task_group"
    members: int = par(6, "people", "size, drawn from as many teams", ASSUMED, ge=2, le=100)
    weeks: int = par(10, "weeks", "how long it works", ASSUMED, ge=1, le=400)
    minutes_per_week: float = par(60.0, "minutes", "meeting time of the group", ASSUMED, ge=0, le=1200)


class Training(Dated):
    """A course of shared training."""

    do: Literal["training"] = "training"
    weeks: int = par(6, "weeks", "how long it runs", ASSUMED, ge=1, le=400)
    minutes_per_week: float = par(60.0, "minutes", "minutes a person a week", ASSUMED, ge=0, le=1200)
    listening_gain: float = par(0.1, "0-1", "what it adds to everybody's listening by its end", "NC (awareness-building); value assumed", ge=0, le=1)


class NewPartner(Dated):
    """An organisation of the scenario joins the partnership in this week."""

    do: Literal["new_partner"] = "new_partner"


def words_of(item: Any) -> str:
    """What an entry of the timeline is called in figures and summaries: its note, else what it does in a few words."""
    if item.note:
        return str(item.note)
    if item.do == "change":
        names = ("leadership", "meetings", "staffing", "conditions", "workload", "partnership")
        return "change of " + ", ".join(name for name in names if getattr(item, name) is not None)
    return "co-location" if item.do == "co_location" else str(item.do).replace("_", " ")


Intervention = Annotated[
    Change | NewHead | PersonLeaves | NewSpanner | SpannerLeaves | Breach | Apology | Restructuring | Merger | CoLocation | TaskGroup | Training
    | NewPartner, Field(discriminator="do")]
