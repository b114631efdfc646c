"""The scenario: every parameter a user varies, with unit, range, meaning and source, declared once.

Documentation, command-line help, error messages, the JSON Schema and the app's sliders are all made from these classes.
A file may state the sections of :class:`Organisation` at its top level, where they hold for every organisation, and
again under `organisations:`, where they hold for one (see load.py).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from trustsim.scenario.claim import Claim
from trustsim.scenario.mechanisms import Mechanisms
from trustsim.scenario.parameter import ASSUMED, Section, par, share
from trustsim.scenario.sections import (
    Building,
    Conditions,
    History,
    Leadership,
    Meetings,
    Partnership,
    People,
    Staffing,
)
from trustsim.scenario.timeline import Intervention

MAX_STAFF = 200_000
TOPICS = ("leadership", "time", "boundary spanners", "breaches", "people", "change", "partnership")   # in the order shown


class Team(Section):
    """One team, where a number is not enough."""

    staff: int = par(5, "people", "staff of the team", ASSUMED, ge=1, le=MAX_STAFF)
    profession: str | None = par(None, "", "profession; by default the organisation's", "NC (professions)")
    role: Literal["teacher", "support", "partner"] | None = par(None, "", "role of its members; by default teacher where the profession is teaching, else partner", "NC")


TeamSize = Annotated[int, Field(ge=1, le=MAX_STAFF)]


class Organisation(Section):
    """One organisation: a school, or a partner agency."""

    staff: int | None = par(None, "people", "all staff, leaders included; by default 60, or what the teams add up to", ASSUMED, ge=2, le=None)
    teams: Annotated[int, Field(ge=1, le=MAX_STAFF)] | dict[str, TeamSize | Team] | None = par(
        None, "teams", "how many teams, or a mapping from team name to its size; by default one for every six staff", ASSUMED)
    profession: str = par("teaching", "", "profession of its staff", "NC (professions)")
    head: bool = par(True, "", "whether it has a head", "NC")
    senior_leaders: int = par(0, "people", "senior leaders, in a leadership team with the head", ASSUMED, ge=0, le=50)
    middle_leaders: bool = par(True, "", "whether the first of each team leads it", ASSUMED)
    leadership: Leadership = Leadership()
    meetings: Meetings = Meetings()
    people: People = People()
    staffing: Staffing = Staffing()
    conditions: Conditions = Conditions()
    history: History = History()
    building: Building = Building()


class Spanners(Section):
    """Boundary spanners: staff who carry contact across teams or organisations."""

    count: int = par(0, "people", "how many spanners in each organisation", "NC; Burt 2004", ge=0, le=10_000)
    between: Literal["teams", "organisations"] = par("teams", "", "which boundary they span", "NC")
    chosen: Literal["random", "sociable", "well_connected", "listening"] = par("sociable", "", "how they are chosen", "NC (sociability); rule assumed")
    contacts: int = par(4, "people", "fixed counterparts of each, in as many teams (the designated contact point)",
                        "NC (consistent single designated contact point)", ge=1, le=100)
    spread: bool = par(False, "", "spread the time over everybody instead of fixed counterparts", "NC, the contrast")
    minutes_per_week: float = par(60.0, "minutes", "time of each spanner for these contacts", ASSUMED, ge=0, le=1200)


class Network(Section):
    """The collaboration network at the start: generated, or read from an imported staff table and ties."""

    advice_per_person: float = par(3.5, "ties", "colleagues a person asks for advice, on average", "Pitts & Spillane 2009, fifteen schools", ge=0, le=30)
    team_odds: float = par(1.6, "odds ratio", "advice within the team before reciprocity and closure", "calibrated on Pitts & Spillane 2009", ge=0.1, le=100)
    distance_odds_per_24_metres: float = par(0.38, "odds ratio", "advice, for each 24 metres, before reciprocity and closure",
                                             "Spillane & Shirrell 2017 find .54", ge=0.01, le=1)
    reciprocity: float = share(0.15, "chance that advice asked is asked back", "calibrated on Pitts & Spillane 2009")
    closure: float = share(0.38, "chance that an adviser's adviser is asked too", "calibrated on Pitts & Spillane 2009")
    acquaintances: int = par(14, "ties", "colleagues a person knows at the start, about (fewer in a smaller staff)", ASSUMED, ge=1, le=200)
    staff_file: str | None = par(None, "", "imported staff table, beside the scenario", "run_sim.py import")
    ties_file: str | None = par(None, "", "imported ties, beside the scenario", "run_sim.py import")

    @model_validator(mode="after")
    def _both_files(self) -> Network:
        if (self.staff_file is None) != (self.ties_file is None):
            raise ValueError("staff_file and ties_file come together")
        return self


class Viability(Section):
    """When a professional learning community counts as viable (docs/submodels.md)."""

    building_share: float = share(0.5, "share of interactions that must build trust (more than)", "RT (the majority of interactions)")
    cooperation_share: float = share(0.5, "share of attempted encounters in which both must cooperate (more than)", "RT; value assumed")
    joint_work_share: float = share(0.25, "share of formal meeting time that must go into joint work", ASSUMED)
    connected_share: float = par(2 / 3, "0-1", "share of staff in the largest set joined by active mutual ties", ASSUMED, ge=0, le=1)
    active_cooperations: int = par(3, "per term", "joint cooperations in a term that make a tie active", ASSUMED, ge=1, le=1000)
    persist_weeks: int = par(6, "weeks", "weeks all parts must hold, or fail, before the change counts", ASSUMED, ge=1, le=104)


class Record(Section):
    """What a run keeps."""

    tie_weeks: tuple[int, ...] = par((), "weeks", "weeks whose ties are kept, beside first, middle and last", "", strict=False)
    events: bool = par(True, "", "whether to keep single events (breaches, stages, arrivals)", "")


class Shared(Section):
    """What a scenario states once for everybody."""

    title: str = par("", "", "name in figures and lists", "")
    question: str = par("", "", "the question the scenario asks", "")
    source: str = par("", "", "the text it rests on", "")
    expected: str = par("", "", "what the source leads one to expect", "")
    topic: Literal[TOPICS] | None = par(None, "", "heading under which `list` and the page of scenarios show it", "")  # type: ignore[valid-type]
    contrast: str = par("", "", "scenario it is compared with under the same luck: a name of the library, or a file beside it", "")
    claims: tuple[Claim, ...] = par((), "", "what 30 runs must show, each tested", "", strict=False)
    finding: str = par("", "", "what 30 runs showed: two sentences, the first of at most 110 characters", "")
    weeks: int = par(117, "weeks", "school weeks to simulate (39 a year)", "", ge=1, le=10_000)
    weeks_per_year: int = par(39, "weeks", "school weeks in a year", "docs/ODD.md", ge=1, le=53)
    weeks_per_term: int = par(13, "weeks", "school weeks in a term, the window of all shares", "docs/ODD.md", ge=1, le=16)
    spanners: Spanners = Spanners()
    partnership: Partnership = Partnership()
    network: Network = Network()
    mechanisms: Mechanisms = Mechanisms()
    viability: Viability = Viability()
    record: Record = Record()
    timeline: tuple[Intervention, ...] = par((), "", "dated interventions", "", strict=False)


class Scenario(Shared):
    """A whole scenario, every organisation complete. Made by :func:`trustsim.load_scenario`, or in Python."""

    organisations: dict[str, Organisation] = Field(default={"school": Organisation()}, min_length=1, max_length=64,
                                                   description="the organisations by name", json_schema_extra={"unit": "", "source": "NC"})


class ScenarioFile(Shared, Organisation):
    """What a file may say: sections of an organisation at the top level hold for every organisation."""

    extends: str | None = Field(default=None, description="scenario this one builds on", json_schema_extra={"unit": "", "source": ""})
    organisations: dict[str, Organisation] = Field(default={}, description="organisations by name; what is left out is taken from the top level",
                                                   json_schema_extra={"unit": "", "source": "NC"})
