"""Who is in the school: the roster of posts, from the scenario or from an imported staff table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from trustsim.names import identity, names_of
from trustsim.scenario.schema import Scenario
from trustsim.scenario.sections import ROLES
from trustsim.scenario.staffing import team_sizes

if TYPE_CHECKING:
    from trustsim.imports import School

SITE_GAP_METRES = 2000.0
CORRIDORS = 2


@dataclass
class Roster:
    """Posts in order of organisation and team, one entry a person in each list.

    ``survey_trust`` and ``disposition`` are 0-1 and ``tenure_years`` years, NaN where they are to be drawn; ``x``, ``y`` are metres,
    NaN where the building decides. ``team_x``, ``team_y`` is the middle of each team's rooms.
    """

    organisations: list[str]
    teams: list[str] = field(default_factory=list)              # 'school/team 1'
    team_organisation: list[int] = field(default_factory=list)
    professions: list[str] = field(default_factory=list)        # names, in order of first use
    posts: list[str] = field(default_factory=list)              # 'school/team 1/3', or the id of an imported person
    names: list[str] = field(default_factory=list)
    organisation: list[int] = field(default_factory=list)
    team: list[int] = field(default_factory=list)
    role: list[int] = field(default_factory=list)
    profession: list[int] = field(default_factory=list)
    tenure_years: list[float] = field(default_factory=list)
    survey_trust: list[float] = field(default_factory=list)
    disposition: list[float] = field(default_factory=list)
    x: list[float] = field(default_factory=list)
    y: list[float] = field(default_factory=list)
    team_x: list[float] = field(default_factory=list)
    team_y: list[float] = field(default_factory=list)

    def profession_number(self, name: str) -> int:
        """The number of a profession, new where it was not known yet."""
        if name not in self.professions:
            self.professions.append(name)
        return self.professions.index(name)

    def add_team(self, scenario: Scenario, organisation: int, name: str) -> int:
        """Add a team and place its rooms along the corridors of its organisation's site."""
        building = scenario.organisations[self.organisations[organisation]].building
        before = self.team_organisation.count(organisation)
        site = building.site_metres if building.site_metres is not None else SITE_GAP_METRES * organisation
        self.teams.append(f"{self.organisations[organisation]}/{name}")
        self.team_organisation.append(organisation)
        self.team_x.append(site + building.team_spacing_metres * (before // CORRIDORS))
        self.team_y.append(building.team_spacing_metres * (before % CORRIDORS))
        return len(self.teams) - 1

    def add_person(self, *, post: str, organisation: int, team: int, role: int, profession: str, tenure_years: float = np.nan,
                   survey_trust: float = np.nan, disposition: float = np.nan, x: float = np.nan, y: float = np.nan) -> None:
        """Add one post and its first holder."""
        self.posts.append(post)
        self.organisation.append(organisation)
        self.team.append(team)
        self.role.append(role)
        self.profession.append(self.profession_number(profession))
        self.tenure_years.append(tenure_years)
        self.survey_trust.append(survey_trust)
        self.disposition.append(disposition)
        self.x.append(x)
        self.y.append(y)


def generated(scenario: Scenario) -> Roster:
    """The roster that a scenario's numbers of staff and teams describe."""
    roster = Roster(organisations=list(scenario.organisations))
    for number, (name, organisation) in enumerate(scenario.organisations.items()):
        for plan in team_sizes(name, organisation):
            team = roster.add_team(scenario, number, plan.name)
            for seat in range(plan.staff):
                if plan.is_leadership:
                    role = "head" if organisation.head and seat == 0 else "senior_leader"
                elif seat == 0 and organisation.middle_leaders and plan.role != "support":
                    role = "middle_leader"
                else:
                    role = plan.role
                roster.add_person(post=f"{name}/{plan.name}/{seat + 1}", organisation=number, team=team, role=ROLES.index(role),
                                  profession=plan.profession)
    roster.names = names_of([identity(post) for post in roster.posts])
    return roster


def imported(scenario: Scenario, school: School) -> Roster:
    """The roster of an imported staff table, in its order."""
    names = list(dict.fromkeys(school.organisations))
    roster = Roster(organisations=names)
    teams: dict[tuple[str, str], int] = {}
    for i, post in enumerate(school.ids):
        organisation = names.index(school.organisations[i])
        place = (school.organisations[i], school.teams[i])
        if place not in teams:
            teams[place] = roster.add_team(scenario, organisation, school.teams[i])
        profession = school.professions[i] or scenario.organisations[names[organisation]].profession
        roster.add_person(post=post, organisation=organisation, team=teams[place], role=ROLES.index(school.roles[i]), profession=profession,
                          tenure_years=school.tenure_years[i], survey_trust=school.trust[i], disposition=school.disposition[i],
                          x=school.x_metres[i], y=school.y_metres[i])
    roster.names = list(school.names)
    return roster
