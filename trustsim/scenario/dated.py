"""What is wrong with a timeline: weeks, people and places that there are not, and events without effect."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from trustsim.errors import nearest
from trustsim.scenario.schema import Scenario
from trustsim.scenario.timeline import (
    Apology,
    Breach,
    CoLocation,
    Dated,
    Merger,
    NewHead,
    NewPartner,
    NewSpanner,
    PersonLeaves,
    Restructuring,
    SpannerLeaves,
    TaskGroup,
)
from trustsim.scenario.whole import Staff, known_or_nearest


def check_timeline(scenario: Scenario, staff: Staff, add: Callable[..., None]) -> None:
    """Report to `add(path, message, ...)` what in the timeline cannot be or would do nothing."""
    _Timeline(scenario, staff, add).check()


class _Timeline:
    def __init__(self, scenario: Scenario, staff: Staff, add: Callable[..., None]) -> None:
        self.scenario = scenario
        self.staff = staff
        self.report = add
        self.names = list(scenario.organisations)
        self.joins: dict[str, int] = {}  # organisation -> week in which it joins the partnership
        self.gone: dict[str, tuple[int, str]] = {}  # team or organisation -> when it was merged, into what
        self.spanners_left = self.spanners_come = 0

    def check(self) -> None:
        items = list(enumerate(self.scenario.timeline))
        for number, item in items:
            if isinstance(item, NewPartner):
                self.new_partner(number, item)
        if self.joins and len(self.joins) == len(self.names):
            number = next(number for number, item in items if isinstance(item, NewPartner))
            self.add(
                number, "organisation", "every organisation joins later, so that there is nobody in the first week"
            )
        for number, item in sorted(items, key=lambda pair: pair[1].week):
            if item.week > self.scenario.weeks:
                self.add(
                    number,
                    "week",
                    f"is after the end of the scenario, {self.scenario.weeks} weeks",
                    given=item.week,
                    allowed=f"1 to {self.scenario.weeks}",
                )
            if item.organisation is not None:
                self.known_organisation(number, item)
            self.one(number, item)

    def add(self, number: int, key: str | int, message: str, *more_path: int, **more: Any) -> None:
        self.report(("timeline", number, key, *more_path), message, **more)

    def concerned(self, item: Dated) -> list[str]:
        """The organisations an entry concerns; none where it names one that does not exist."""
        return self.names if item.organisation is None else [name for name in self.names if name == item.organisation]

    def known_organisation(self, number: int, item: Dated) -> None:
        name = item.organisation
        if name not in self.scenario.organisations:
            self.add(
                number, "organisation", "there is no such organisation", **known_or_nearest(str(name), self.names)
            )
        elif name in self.gone:
            week, into = self.gone[name]
            self.add(number, "organisation", f"was merged into '{into}' in week {week}", given=name)
        elif not isinstance(item, NewPartner) and item.week < self.joins.get(name, 0):
            self.add(number, "organisation", f"joins the partnership only in week {self.joins[name]}", given=name)

    def one(self, number: int, item: Dated) -> None:
        """What is particular to each kind of entry."""
        concerned = self.concerned(item)
        if isinstance(item, PersonLeaves):
            self.person(number, "person", item.person, item)
        elif isinstance(item, Breach | Apology):
            self.by(number, item)
        elif isinstance(item, NewHead):
            if concerned and not any(self.staff.head(name) for name in concerned):
                self.add(number, "do", "there is no head to follow", given=item.do)
        elif isinstance(item, NewSpanner):
            self.new_spanner(number, item)
        elif isinstance(item, SpannerLeaves):
            self.spanner_leaves(number, item)
        elif isinstance(item, Merger):
            self.merger(number, item)
        elif isinstance(item, CoLocation):
            for position, place in enumerate(item.places):
                self.place(number, "places", position, place, item.week)
            if len(set(item.places)) < 2:
                self.add(
                    number,
                    "places",
                    "is moved beside itself",
                    given=list(item.places),
                    allowed="two different places or more",
                )
        elif isinstance(item, TaskGroup):
            there = sum(self.staff.number(name) for name in concerned)
            if concerned and item.members > there:
                self.add(
                    number,
                    "members",
                    f"more than the {there} staff they are drawn from",
                    given=item.members,
                    allowed=f"at most {there}",
                )
        elif (
            isinstance(item, Restructuring)
            and concerned
            and item.moved > 0
            and all(self.staff.teams(name) < 2 for name in concerned)
        ):
            self.add(number, "do", "there is only one team, and nothing to mix it with", given=item.do)

    def person(self, number: int, key: str, who: str, item: Dated) -> None:
        """A person by post, id or name."""
        home = self.staff.home(who)
        if home is None:
            form = (
                "a name, or a post such as 'school/team 1/3'"
                if self.staff.generated
                else "an id or a name of the staff file"
            )
            self.add(number, key, "there is nobody so called", given=who, allowed=form, nearest=self.staff.like(who))
        elif item.organisation in self.scenario.organisations and home != item.organisation:
            self.add(number, key, f"is on the staff of '{home}', not of '{item.organisation}'", given=who)
        elif item.week < self.joins.get(home, 0):
            self.add(
                number, key, f"is on the staff of '{home}', which joins only in week {self.joins[home]}", given=who
            )

    def by(self, number: int, item: Breach | Apology) -> None:
        concerned = self.concerned(item)
        if item.by == "head":
            if concerned and not any(self.staff.head(name) for name in concerned):
                self.add(number, "by", "there is no head", given=item.by, allowed="'spanner', or a person")
        elif item.by == "spanner":
            if self.scenario.spanners.count == 0 and not self.spanners_come:
                self.add(
                    number,
                    "by",
                    "there are no spanners: spanners.count is 0",
                    given=item.by,
                    allowed="'head', or a person",
                )
        else:
            self.person(number, "by", item.by, item)

    def new_spanner(self, number: int, item: NewSpanner) -> None:
        concerned = self.concerned(item)
        if self.scenario.spanners.between == "organisations":
            if len(self.names) < 2:
                self.add(number, "do", "there is only one organisation, and nothing to span", given=item.do)
        elif concerned and all(self.staff.teams(name) < 2 for name in concerned):
            self.add(number, "do", "there is only one team, and nothing to span", given=item.do)
        self.spanners_come += item.count * len(concerned)

    def spanner_leaves(self, number: int, item: SpannerLeaves) -> None:
        count = self.scenario.spanners.count
        there = sum(min(count, self.staff.others(name)) for name in self.concerned(item)) + self.spanners_come
        if count == 0 and not self.spanners_come:
            self.add(number, "do", "there are no spanners: spanners.count is 0", given=item.do)
        elif item.count > there > 0:
            self.add(
                number, "count", f"there are only {there} spanners", given=item.count, allowed=f"at most {there}"
            )
        else:
            self.spanners_left += item.count
            everywhere = sum(min(count, self.staff.others(name)) for name in self.names) + self.spanners_come
            if self.spanners_left > everywhere:
                self.add(
                    number,
                    "count",
                    f"by now {self.spanners_left} spanners would have left, of {everywhere}",
                    given=item.count,
                )

    def merger(self, number: int, item: Merger) -> None:
        first, second = item.merge
        known = [self.place(number, "merge", position, place, item.week) for position, place in enumerate(item.merge)]
        if first == second:
            self.add(
                number,
                "merge",
                "merges a thing with itself",
                given=list(item.merge),
                allowed="two teams, or two organisations",
            )
        elif all(known):
            if (first in self.names) != (second in self.names):
                self.add(
                    number,
                    "merge",
                    "merges a team with an organisation",
                    given=list(item.merge),
                    allowed="two teams, or two organisations",
                )
            elif "/" in first and first.partition("/")[0] != second.partition("/")[0]:
                self.add(
                    number,
                    "merge",
                    "merges teams of two organisations",
                    given=list(item.merge),
                    allowed="teams of one organisation; for others merge the organisations, or use co_location",
                )
            else:
                self.gone[second] = (item.week, first)

    def place(self, number: int, key: str, position: int, text: str, week: int) -> bool:
        """Whether `text` is a team or an organisation that is there in this week; reported where not."""
        if text in self.gone:
            when, into = self.gone[text]
            self.add(number, key, f"was merged into '{into}' in week {when}", position, given=text)
            return False
        if text in self.scenario.organisations or self.staff.is_team(text):
            return True
        close = nearest(text, [*self.names, *self.staff.some_teams()])
        form = "an organisation, or a team such as 'school/team 1'"
        self.add(
            number, key, "there is no such team or organisation", position, given=text, allowed=form, nearest=close
        )
        return False

    def new_partner(self, number: int, item: NewPartner) -> None:
        name = item.organisation
        if name is None:
            self.add(number, "organisation", "is missing: which organisation joins?", allowed=", ".join(self.names))
        elif name in self.joins:
            self.add(
                number, "organisation", f"joins twice, in week {self.joins[name]} and in week {item.week}", given=name
            )
        elif name in self.scenario.organisations:
            if len(self.names) == 1:
                self.add(number, "organisation", "is the only organisation: there is nobody to join", given=name)
            else:
                self.joins[name] = item.week
