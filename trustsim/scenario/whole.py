"""What is wrong with a scenario as a whole: settings that are each allowed and contradict one another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from trustsim.errors import InputError, Problem, nearest
from trustsim.names import identity, names_of
from trustsim.scenario import staffing
from trustsim.scenario.claim import check_claims
from trustsim.scenario.schema import MAX_STAFF, Organisation, Scenario
from trustsim.scenario.yaml_guard import Path_, Place, dotted

if TYPE_CHECKING:
    from trustsim.imports import School

ORGANISATIONS = "organisations"
LEADING = ("head", "senior_leader")
MOST_COMPARED = 5_000  # names that are searched for the nearest: beyond, a message would take seconds


def check_whole(
    scenario: Scenario, school: School | None, places: Mapping[Path_, Place], file: str | None
) -> list[Problem]:
    """Every contradiction in a resolved scenario, in the order of the file's lines.

    Parameters
    ----------
    school : the imported staff, where the scenario names them; None leaves unchecked what only they can tell.
    places : where each setting was written, by its path in the file.
    file : shown where nothing of a setting's path was written.
    """
    return _Check(scenario, school, places, file).all()


class Staff:
    """Who there is, counted without making a list of people where the staff are generated."""

    def __init__(self, scenario: Scenario, school: School | None) -> None:
        self.scenario = scenario
        self.school = school
        self.generated = scenario.network.staff_file is None
        self._names: dict[str, str] | None = None
        self._teams: dict[str, set[str]] = {}
        self._roles: dict[str, list[str]] = {}
        if school is not None:
            for organisation, team, role in zip(school.organisations, school.teams, school.roles, strict=True):
                self._teams.setdefault(organisation, set()).add(team)
                self._roles.setdefault(organisation, []).append(role)

    def number(self, name: str) -> int:
        """Staff of the organisation `name`."""
        return staffing.staff_of(self.of(name)) if self.generated else len(self._roles.get(name, ()))

    def total(self) -> int:
        """All staff."""
        return sum(self.number(name) for name in self.scenario.organisations)

    def others(self, name: str) -> int:
        """Staff of the organisation who are neither head nor senior leader: who can be a spanner."""
        if self.generated:
            return self.number(name) - staffing.leaders_of(self.of(name))
        return sum(role not in LEADING for role in self._roles.get(name, ()))

    def teams(self, name: str) -> int:
        """Teams of the organisation, the leadership team aside."""
        return staffing.team_count(self.of(name)) if self.generated else len(self._teams.get(name, ()))

    def head(self, name: str) -> bool:
        """Whether the organisation has a head."""
        return self.of(name).head if self.generated else "head" in self._roles.get(name, ())

    def of(self, name: str) -> Organisation:
        """The organisation of this name."""
        return self.scenario.organisations[name]

    def is_team(self, text: str) -> bool:
        """Whether `text` is a team, in the form 'school/team 1'."""
        organisation, _, team = text.partition("/")
        if organisation not in self.scenario.organisations:
            return False
        return (
            staffing.team_size(self.of(organisation), team) is not None
            if self.generated
            else team in self._teams.get(organisation, ())
        )

    def some_teams(self) -> list[str]:
        """Teams to compare a misspelt one with."""
        known: list[str] = []
        for name in self.scenario.organisations:
            if not self.generated:
                known += [f"{name}/{team}" for team in sorted(self._teams.get(name, ()))]
            elif isinstance(teams := self.of(name).teams, dict):
                known += [f"{name}/{team}" for team in teams]
            else:
                known += [f"{name}/team {number + 1}" for number in range(min(self.teams(name), MOST_COMPARED))]
            if self.generated and staffing.leaders_of(self.of(name)):
                known.append(f"{name}/{staffing.LEADERSHIP_TEAM}")
        return known[:MOST_COMPARED]

    def home(self, person: str) -> str | None:
        """The organisation of a person by post, id or name; None where there is nobody so called."""
        if self.school is not None:
            for who in (self.school.ids, self.school.names):
                if person in who:
                    return self.school.organisations[who.index(person)]
            return None
        team, _, seat = person.rpartition("/")
        if self.is_team(team) and seat.isascii() and seat.isdigit() and not seat.startswith("0") and len(seat) <= 18:
            organisation, _, name = team.partition("/")
            size = staffing.team_size(self.of(organisation), name)
            return organisation if size is not None and int(seat) <= size else None
        return self.names().get(person)

    def names(self) -> dict[str, str]:
        """Name -> organisation of generated staff; empty where they are too many to be called by name."""
        if self._names is None:
            self._names = {}
            if self.total() <= MAX_STAFF:
                posts = [(post, name) for name, of in self.scenario.organisations.items() for post in staffing.posts(name, of)]
                self._names = dict(zip(names_of([identity(post) for post, _ in posts]), [name for _, name in posts], strict=True))
        return self._names

    def like(self, person: str) -> str | None:
        """The person closest to one who is unknown."""
        if self.school is not None:
            return nearest(person, [*self.school.ids, *self.school.names][:MOST_COMPARED])
        team, _, seat = person.rpartition("/")
        if not team:
            return nearest(person, list(self.names())[:MOST_COMPARED])
        close = team if self.is_team(team) else nearest(team, self.some_teams())
        if close is None:
            return None
        organisation, _, name = close.partition("/")
        size = staffing.team_size(self.of(organisation), name) or 1
        wanted = int(seat[:18]) if seat.isascii() and seat.isdigit() else 1
        return f"{close}/{min(max(wanted, 1), size)}"


class _Check:
    """One check of one scenario."""

    def __init__(
        self, scenario: Scenario, school: School | None, places: Mapping[Path_, Place], file: str | None
    ) -> None:
        self.scenario = scenario
        self.places = places
        self.file = file
        self.staff = Staff(scenario, school)
        self.names = list(scenario.organisations)
        self.problems: list[Problem] = []

    def all(self) -> list[Problem]:
        from trustsim.scenario.dated import check_timeline

        staffed = self.organisations()
        self.settings()
        check_claims(self.scenario, self.add)
        # Whom the timeline may name is only known once the staff are.
        if staffed and (self.staff.generated or self.staff.school is not None):
            self.spanners()
            check_timeline(self.scenario, self.staff, self.add)
        unique = {(p.file, p.line, p.key, p.message, repr(p.given)): p for p in self.problems}
        return sorted(unique.values(), key=lambda problem: (problem.file or "", problem.line or 0))

    def add(self, path: Path_, message: str, **more: Any) -> None:
        """Note a problem at `path` of the resolved scenario, in the words and at the line of the file."""
        written, place = located(path, self.places)
        file, line = (place.file or None, place.line or None) if place else (self.file, None)
        self.problems.append(Problem(message, file, line, dotted(written), **more))

    def organisations(self) -> bool:
        """Names and staffing; whether everybody has a seat."""
        before = len(self.problems)
        for name, organisation in self.scenario.organisations.items():
            here = (ORGANISATIONS, name)
            if "/" in name or not name.strip():
                self.add(here, "an organisation's name may not be blank or hold '/'", given=name)
            if self.staff.generated:
                for fault in staffing.faults(organisation):
                    self.add((*here, *fault.path), fault.message, given=fault.given, allowed=fault.allowed)
                continue
            for key in ("staff", "teams", "senior_leaders"):
                if getattr(organisation, key):
                    self.add(
                        (*here, key),
                        "contradicts network.staff_file: the imported staff table says who there is",
                        given=getattr(organisation, key),
                        allowed="nothing here, or no network.staff_file",
                    )
        if before == len(self.problems) and self.staff.generated and self.staff.total() < 2:
            self.add((ORGANISATIONS, self.names[0], "teams"), "there is only one person, and trust takes two")
        if self.staff.school is not None and len(self.staff.school.ids) < 2:
            self.add(("network", "staff_file"), "there is only one person, and trust takes two")
        return before == len(self.problems)

    def settings(self) -> None:
        """Contradictions between single numbers."""
        scenario = self.scenario
        for number, week in enumerate(scenario.record.tie_weeks):
            if not 0 <= week <= scenario.weeks:
                self.add(
                    ("record", "tie_weeks", number),
                    "is not a week of this scenario",
                    given=week,
                    allowed=f"0 to {scenario.weeks}, its weeks",
                )
        if scenario.weeks_per_term > scenario.weeks_per_year:
            self.add(
                ("weeks_per_term",),
                "a term is longer than a year",
                given=scenario.weeks_per_term,
                allowed=f"at most {scenario.weeks_per_year}, weeks_per_year",
            )
        breaches = scenario.mechanisms.breaches
        kinds = ("share_competence", "share_confidentiality", "share_deception")
        total = sum(getattr(breaches, kind) for kind in kinds)
        if total > 1.0 + 1e-9:
            first = next((kind for kind in kinds if ("mechanisms", "breaches", kind) in self.places), kinds[0])
            self.add(
                ("mechanisms", "breaches", first),
                f"{', '.join(kinds)} add up to {total:g}, more than all breaches",
                allowed="a sum of at most 1",
            )
        if len(self.names) == 1 and scenario.partnership.meeting_minutes_per_week > 0:
            self.add(
                ("partnership", "meeting_minutes_per_week"),
                "meetings between organisations need two of them, and there is one",
                given=scenario.partnership.meeting_minutes_per_week,
            )

    def spanners(self) -> None:
        """Whether there is a boundary to span, and staff to span it."""
        count = self.scenario.spanners.count
        if not count:
            return
        if self.scenario.spanners.between == "organisations" and len(self.names) == 1:
            self.add(
                ("spanners", "between"),
                "there is only one organisation to span",
                given="organisations",
                allowed="teams, or a second organisation",
            )
        if self.scenario.spanners.between == "teams" and all(self.staff.teams(name) < 2 for name in self.names):
            message = (
                "no organisation has two teams to span" if len(self.names) > 1 else "there is only one team to span"
            )
            self.add(("spanners", "between"), message, given="teams", allowed="organisations, or more teams")
        most = max(self.staff.others(name) for name in self.names)
        if count > most:
            self.add(
                ("spanners", "count"),
                "more than the staff of an organisation outside its leadership team",
                given=count,
                allowed=f"at most {most}",
            )


def located(path: Path_, places: Mapping[Path_, Place]) -> tuple[Path_, Place | None]:
    """The path under which a file says what holds at `path` of the resolved scenario, and its place.

    A setting of an organisation may stand in the organisation or at the top level; the more exact path is the one.
    """
    own = path[2:] if path[:1] == (ORGANISATIONS,) else ()
    for end in range(len(path), 0, -1):
        if path[:end] in places:
            return path, places[path[:end]]
        if own and end > 2 and own[: end - 2] in places:
            return own, places[own[: end - 2]]
    named = bool(own) and path[:1] in places
    return (path if named or not own else own), places.get(())


Add = Callable[..., None]


def known_or_nearest(value: str, known: Iterable[str]) -> dict[str, Any]:
    """The rest of a problem about the unknown name `value`."""
    names = list(known)
    return {
        "given": value,
        "nearest": nearest(value, names),
        "allowed": ", ".join(names) if len(names) <= 12 else None,
    }


def refuse(problems: list[Problem]) -> None:
    """Raise the problems, if there are any."""
    if problems:
        raise InputError(problems)
