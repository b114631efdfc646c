"""How the staff of an organisation sit in teams: the one place where staff numbers become seats.

Only :func:`team_sizes` makes a list of teams, and nothing a list of people, so that ten million staff are counted as
fast as ten.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from trustsim.errors import InputError, Problem
from trustsim.scenario.schema import Organisation, Team

DEFAULT_STAFF = 60
STAFF_PER_TEAM = 6
LEAST_IN_TEAM = 2
LEADERSHIP_TEAM = "leadership"
TEACHING = "teaching"


@dataclass(frozen=True)
class TeamPlan:
    """One team before anybody sits in it; in the leadership team the head has the first seat."""

    name: str
    staff: int
    profession: str
    role: str
    is_leadership: bool


@dataclass(frozen=True)
class Fault:
    """Why an organisation cannot be staffed; ``path`` begins at the organisation."""

    path: tuple[str, ...]
    message: str
    given: Any = None
    allowed: str | None = None

    def problem(self, name: str) -> Problem:
        """The same for an organisation that was made in Python and has no place in a file."""
        return Problem(
            self.message, key=".".join(("organisations", name, *self.path)), given=self.given, allowed=self.allowed
        )


def leaders_of(organisation: Organisation) -> int:
    """How many sit in the leadership team."""
    return int(organisation.head) + organisation.senior_leaders


def staff_of(organisation: Organisation) -> int:
    """All staff, leaders included."""
    if organisation.staff is not None:
        return organisation.staff
    if isinstance(organisation.teams, dict):
        return leaders_of(organisation) + _in_mapping(organisation.teams)
    return DEFAULT_STAFF


def team_count(organisation: Organisation) -> int:
    """How many teams there are beside the leadership team."""
    if isinstance(organisation.teams, dict):
        return len(organisation.teams)
    if organisation.teams is not None:
        return organisation.teams
    return max(1, (_outside_leadership(organisation) + STAFF_PER_TEAM // 2) // STAFF_PER_TEAM)


def team_size(organisation: Organisation, team: str) -> int | None:
    """How many sit in the team of this name, leadership included; None where there is no such team."""
    if team == LEADERSHIP_TEAM and leaders_of(organisation):
        return leaders_of(organisation)
    if isinstance(organisation.teams, dict):
        return _size(organisation.teams[team]) if team in organisation.teams else None
    number = team.removeprefix("team ")
    # Only the form in which team_sizes writes the number is a name: neither 'team 01' nor 'team ²'.
    if number == team or not (number.isascii() and number.isdigit()) or number.startswith("0") or len(number) > 18:
        return None
    return _numbered_size(organisation, int(number)) if int(number) <= team_count(organisation) else None


def role_in(profession: str) -> str:
    """The role of staff of a profession who do not lead: teacher in a school, partner elsewhere."""
    return "teacher" if profession == TEACHING else "partner"


def team_sizes(name: str, organisation: Organisation) -> list[TeamPlan]:
    """The teams of the organisation `name`: leadership first, then the others in order.

    Where `teams` is a number, the staff outside the leadership team are spread evenly and the first teams get one
    more: in as many teams, one person more is one seat more, and everybody else keeps theirs. Without a number there
    is one team for every six of these staff. InputError where the numbers contradict each other.
    """
    if problems := [fault.problem(name) for fault in faults(organisation)]:
        raise InputError(problems)
    plans = []
    if leaders := leaders_of(organisation):
        plans.append(TeamPlan(LEADERSHIP_TEAM, leaders, organisation.profession, "senior_leader", True))
    if isinstance(organisation.teams, dict):
        for team, given in organisation.teams.items():
            own = given if isinstance(given, Team) else Team(staff=given)
            profession = own.profession or organisation.profession
            plans.append(TeamPlan(team, own.staff, profession, own.role or role_in(profession), False))
    else:
        for number in range(1, team_count(organisation) + 1):
            size, profession = _numbered_size(organisation, number), organisation.profession
            plans.append(TeamPlan(f"team {number}", size, profession, role_in(profession), False))
    return plans


def faults(organisation: Organisation) -> Iterator[Fault]:
    """Why the numbers of this organisation cannot all hold."""
    leaders, remaining = leaders_of(organisation), _outside_leadership(organisation)
    if isinstance(organisation.teams, dict):
        yield from _mapping_faults(organisation, organisation.teams)
    elif remaining < 1:
        key = "staff" if organisation.staff is not None else "senior_leaders"
        given = organisation.staff if organisation.staff is not None else organisation.senior_leaders
        allowed = (
            f"at least {leaders + 1} staff"
            if key == "staff"
            else f"fewer leaders than the {DEFAULT_STAFF} staff there are by default"
        )
        yield Fault((key,), f"the head and senior leaders ({leaders}) leave nobody for a team", given, allowed)
    elif organisation.teams is not None and remaining < LEAST_IN_TEAM * organisation.teams:
        most = remaining // LEAST_IN_TEAM
        allowed = f"1 to {most} teams, or more staff" if most else "more staff"
        message = f"too many teams for the {remaining} staff outside the leadership team: each needs {LEAST_IN_TEAM}"
        yield Fault(("teams",), message, organisation.teams, allowed)


def _mapping_faults(organisation: Organisation, teams: dict[str, Any]) -> Iterator[Fault]:
    if not teams:
        yield Fault(("teams",), "names no team", allowed="at least one team, or a number of teams")
        return
    for team in teams:
        if "/" in team or not team.strip():
            yield Fault(("teams", team), "a team's name may not be blank or hold '/'", team)
    leaders = leaders_of(organisation)
    if leaders and LEADERSHIP_TEAM in teams:
        yield Fault(
            ("teams", LEADERSHIP_TEAM),
            "is the name of the team of the head and senior leaders, which is made without being asked for",
            allowed="another name; or head: false and no senior_leaders",
        )
    total = leaders + _in_mapping(teams)
    if organisation.staff is not None and organisation.staff != total:
        message = f"the teams ({total - leaders}) with the head and senior leaders ({leaders}) add up to {total}"
        yield Fault(("staff",), message, organisation.staff, f"{total}, or no staff at all where the teams say it")


def _outside_leadership(organisation: Organisation) -> int:
    return staff_of(organisation) - leaders_of(organisation)


def _numbered_size(organisation: Organisation, number: int) -> int:
    each, more = divmod(_outside_leadership(organisation), team_count(organisation))
    return each + (number <= more)


def _in_mapping(teams: dict[str, Any]) -> int:
    return sum(_size(team) for team in teams.values())


def _size(team: int | Team) -> int:
    return team.staff if isinstance(team, Team) else team


def posts(name: str, organisation: Organisation) -> list[str]:
    """Every post of an organisation, in order: 'school/team 1/3' is the third seat of that team."""
    return [f"{name}/{plan.name}/{seat + 1}" for plan in team_sizes(name, organisation) for seat in range(plan.staff)]
