"""The sections of a scenario that describe one organisation: leadership, time, people, staffing, building, history."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import field_validator, model_validator

from trustsim.errors import nearest
from trustsim.scenario.parameter import ASSUMED, Section, par, share

ROLES = ("head", "senior_leader", "middle_leader", "teacher", "support", "partner")
MEETING_FORMATS = ("discussion", "structured_protocol", "presentation")

@cache
def presets() -> dict[str, dict[str, Any]]:
    """The named styles of leadership: behaviour levels and a `source` each."""
    from trustsim.scenario.yaml_guard import read_yaml

    return dict(read_yaml(Path(__file__).with_name("leadership.yaml")).data)


class Leadership(Section):
    """What leaders of an organisation do, each 0-1: a named style, and single behaviours that differ from it.

    Every parameter but the preset is a behaviour (BEHAVIOURS); its default holds in presets that do not name it.
    """

    preset: str = par("fair", "", "named style that fills every behaviour not given", "trustsim/scenario/leadership.yaml")
    modelling: float = share(0.5, "show the conduct they ask for", "NC (modelling; Mayer et al. 1995)")
    vision: float = share(0.5, "communicate a shared moral purpose", "NC (the vision thing)")
    listening: float = share(0.5, "listen to the views of others", "NC (listening)")
    fairness: float = share(0.5, "decide fairly", "NC (organisational justice; Hoy & Tarter 2004)")
    word_deed_consistency: float = share(0.5, "do what they say", "RT (integrity); NC (word and deed)")
    visibility: float = share(0.5, "walk about, be on the shop floor", "NC (Alvesson & Sveningsson 2003)")
    personal_support: float = share(0.5, "support individuals", "NC (supporting individuals); Sun, Zhang & Forsyth 2023")
    distributing: float = share(0.5, "share decisions and leadership", "NC (distributed leadership)")
    protecting_time: float = share(0.5, "protect meeting time from other business", "RT (establish time)")
    extending_trust: float = share(0.5, "trust others first", "NC; Covey 2006 (smart trust)")
    judgement: float = share(0.5, "judge whom to trust when extending it", "NC; Covey 2006 (smart against blind trust)")
    brokering: float = share(0.5, "introduce people and stand guarantor", "NC (broker new relationships)")
    mediation: float = share(0.5, "mediate where trust broke down", "NC; Tschannen-Moran 2004")
    challenge: float = share(0.5, "challenge practice in a helpful way", "NC; Tschannen-Moran 2004; Bass 1998")
    power: float = share(0.2, "rely on power and sanctions", "NC (leading through authority, not power)")

    @field_validator("preset")
    @classmethod
    def _known_preset(cls, preset: str) -> str:
        if preset not in presets():
            guess = nearest(preset, list(presets()))
            raise ValueError(f"no such leadership preset; there are {', '.join(presets())}" + (f"; did you mean '{guess}'?" if guess else ""))
        return preset

    def levels(self) -> dict[str, float]:
        """The level of every behaviour: as given, else from the preset."""
        style = presets()[self.preset]
        return {name: style[name] if name in style and name not in self.model_fields_set else getattr(self, name) for name in BEHAVIOURS}


BEHAVIOURS = tuple(name for name in Leadership.model_fields if name != "preset")


class Meetings(Section):
    """Time to meet, per person and week, before leaders protect it or fail to."""

    team_minutes_per_week: float = par(60.0, "minutes", "team meetings", "RT (time for collaborative interaction)", ge=0, le=1200)
    team_format: Literal[MEETING_FORMATS] = par("discussion", "", "how team meetings run", "NC (protocols for running meetings)")  # type: ignore[valid-type]
    cross_team_minutes_per_week: float = par(15.0, "minutes", "meetings across teams", ASSUMED, ge=0, le=1200)
    whole_staff_minutes_per_week: float = par(30.0, "minutes", "whole-staff meetings, run as presentations", ASSUMED, ge=0, le=1200)
    joint_work_minutes_per_week: float = par(15.0, "minutes", "co-teaching or a shared case with a team mate", "NC (working together)", ge=0, le=1200)
    training_minutes_per_week: float = par(0.0, "minutes", "shared training", "NC (shared training)", ge=0, le=1200)
    informal_encounters_per_week: float = par(4.0, "encounters", "informal encounters a person of average sociability has",
                                              "NC (opportunities to mix informally); value assumed", ge=0, le=200)
    structure: float = share(0.0, "working protocols and service agreements in all formal settings but whole-staff meetings", "NC (service level agreements)")


class People(Section):
    """Dispositions and traits of staff: means and standard deviations of bell-shaped draws, held to 0-1."""

    disposition_mean: float = share(0.60, "propensity to trust", "NC; Mayer et al. 1995; value assumed")
    disposition_sd: float = par(0.15, "SD", "its spread", ASSUMED, ge=0, le=0.5)
    competence_mean: float = share(0.5, "how readily competence is shown", "RT; value assumed")
    respect_mean: float = share(0.5, "how readily respect is shown", "RT; value assumed")
    integrity_mean: float = share(0.5, "how readily integrity is shown", "RT; value assumed")
    regard_mean: float = share(0.5, "how readily personal regard is shown", "RT; value assumed")
    trait_sd: float = par(0.2, "SD", "spread of each trait between people", ASSUMED, ge=0, le=0.5)
    listening_mean: float = share(0.5, "how well others' conduct is noticed", "NC (listening); value assumed")
    listening_sd: float = par(0.2, "SD", "its spread", ASSUMED, ge=0, le=0.5)
    sociability_mean: float = share(0.5, "readiness for informal contact", "NC (sociability); value assumed")
    sociability_sd: float = par(0.2, "SD", "its spread", ASSUMED, ge=0, le=0.5)
    purpose: tuple[float, float, float] = par((0.6, 0.6, 0.6), "0-1", "centre of staff's values in a space of three purposes",
                                              "NC (shared values); space assumed", strict=False)
    values_sd: float = par(0.15, "SD", "spread of values around the centre", ASSUMED, ge=0, le=0.5)
    workload_mean: float = par(0.0, "SD of usual load", "workload above what is usual", ASSUMED, ge=-3, le=3)
    workload_sd: float = par(0.3, "SD of usual load", "its spread", ASSUMED, ge=0, le=3)

    @model_validator(mode="after")
    def _purpose_in_range(self) -> People:
        if not all(0.0 <= value <= 1.0 for value in self.purpose):
            raise ValueError(f"every value of purpose lies between 0 and 1; given {list(self.purpose)}")
        return self


class Staffing(Section):
    """Who leaves and who comes."""

    turnover_per_year: float = share(0.12, "share of teachers, middle leaders and partner professionals who leave in a year", "typical of national statistics; value assumed")
    leader_turnover_per_year: float = share(0.0, "share of head and senior leaders who leave in a year (use the timeline for one head)", ASSUMED)
    support_turnover_per_year: float = share(0.15, "share of support staff who leave in a year", ASSUMED)
    newcomer_factor: float = par(1.5, "factor", "how much likelier staff leave in their first three years", ASSUMED, ge=0, le=10)
    recruitment_for_values: float = share(0.0, "how far newcomers' values are drawn to the purpose", "NC (recruiting staff sympathetic to the aims)")
    tenure_mean_years: float = par(6.0, "years", "mean tenure at the start (drawn evenly from 0 to twice this)", ASSUMED, ge=0, le=40)


class Conditions(Section):
    """What presses on an organisation."""

    threat: float = share(0.1, "accountability pressure and other threat", "NC (perceived threat; Sitkin & George 2005)")
    climate: float = share(0.70, "how often each quality was shown lately, at the start", "surveys find about .7; value assumed")


class History(Section):
    """Collaboration before the first week."""

    years: float = par(0.0, "years", "years of working together before the start", "NC (history of collaborative working)", ge=0, le=40)
    norm: float = share(0.75, "norm of cooperation that such a history left (counts only with years above 0)", ASSUMED)


class Building(Section):
    """Where teams sit: rooms along two corridors."""

    team_spacing_metres: float = par(20.0, "metres", "distance between neighbouring teams", ASSUMED, ge=0, le=500)
    room_spread_metres: float = par(24.0, "metres", "how far people of a team sit from its middle, at most", ASSUMED, ge=0, le=500)
    site_metres: float | None = par(None, "metres", "where the site lies on a line; by default 2,000 m beyond the one before", ASSUMED, ge=0, le=1e6)


class Partnership(Section):
    """What organisations share."""

    meeting_minutes_per_week: float = par(0.0, "minutes", "meetings between organisations, per person", "NC (working together)", ge=0, le=1200)
    training_minutes_per_week: float = par(0.0, "minutes", "training shared by all organisations, per person", "NC (shared training)", ge=0, le=1200)
    service_agreement: float = share(0.0, "how far agreements make credentials and professions readable, and working across organisations less risky", "NC (service level agreements)")
    contacts_per_person: float = par(1.0, "people", "acquaintances in other organisations at the start, on average", ASSUMED, ge=0, le=100)
