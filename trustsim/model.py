"""The model: a Mesa model whose state is plain arrays and whose week is compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from trustsim import founding, interventions
from trustsim.agents import StaffAgent
from trustsim.names import name_of
from trustsim.prepared import Prepared, prepare
from trustsim.randomness import check_seed
from trustsim.rules.acquaintance import list_ties
from trustsim.rules.founding import open_school
from trustsim.rules.week import NEEDS_ROOM, advance
from trustsim.scenario.load import Source, loaded
from trustsim.scenario.schema import Scenario
from trustsim.state import (
    DIRTY,
    FAILING,
    HERE,
    HOLDING,
    INTERVENTION,
    IS_VIABLE,
    KEEP_EVENTS,
    LEAVERS,
    LEFT,
    LISTED,
    N_EVENTS,
    N_PAIRS,
    N_STAFF,
    NEED_EVENTS,
    NEED_PAIRS,
    NEED_STAFF,
    WEEK_NOW,
    State,
)

if TYPE_CHECKING:
    from mesa.agent import AgentSet

    from trustsim.imports import School

GONE_SHARE = 0.25   # pairs of leavers are swept out when they are a quarter of all


class TrustModel(mesa.Model):
    """Relational trust among the staff of a school or a partnership.

    A step is one school week:

    0. timeline       interventions due this week change conditions or people (trustsim/interventions.py)
    1. leadership     acts on conduct, load, demand and the reading of conduct
    2. people         leave and join; newcomers start with first trust
    3. lists          who knows whom, and what minutes, rooms and roles offer them; only where that has changed
    4. meet           encounters: stance, demonstrate, discern, update, joint work, breach, stages
    5. talk           reputation passes along ties
    6. introductions  brokers and mixed meetings make new ties
    7. measure        figures of the week and the parts of viability
    8. drift          dispositions, climate, norm, workload, shared purpose, fairness as it is felt

    Steps 1 to 8 are `trustsim.rules.week.one_week`, compiled. Agents are views that are made when somebody asks for them.

    Parameters
    ----------
    scenario : in any form that :func:`trustsim.run` takes, or one prepared for many seeds (trustsim.prepared.prepare); the default
        school where None.
    seed : 0 to 2**64 - 1, the key of every draw.
    school : imported staff and ties, where they do not come with the scenario.
    watch : whose ties are noted step by step (see trustsim.explain).
    """

    def __init__(self, scenario: Source | Prepared | None = None, *, seed: int = 0, school: School | None = None,
                 watch: founding.Watch | None = None) -> None:
        super().__init__(seed=check_seed(seed))
        if isinstance(scenario, Prepared):
            ready = scenario
        else:
            source = loaded(scenario if scenario is not None else Scenario())
            ready = prepare(source.scenario, school if school is not None else source.school)
        founded = founding.found(ready, check_seed(seed), watch=watch)
        self._shared = ready if ready is scenario else None   # with other runs
        self.scenario: Scenario = founded.scenario
        self.roster = founded.roster
        self.advice = founded.advice
        self.state: State = founded.state
        self.seed = check_seed(seed)
        self._names, self._posts = list(self.roster.names), list(self.roster.posts)
        self.conditions = dict(self.scenario.organisations)   # as the timeline has changed them so far
        self.partnership = self.scenario.partnership
        self.groups: dict[int, tuple[list[int], float]] = {}   # temporary task groups: identities of members, their rate
        self.schedule = interventions.schedule(self)
        self._views: dict[int, StaffAgent] = {}
        self._start()

    def _start(self) -> None:
        """Measure the school as it stands before the first week (row 0)."""
        w = self.state
        open_school(w)
        w.count[[HOLDING, FAILING, IS_VIABLE, N_EVENTS]] = 0
        w.count[DIRTY] = 1

    # The week

    @property
    def week(self) -> int:
        """Weeks simulated so far."""
        return int(self.state.count[WEEK_NOW])

    def step(self) -> None:
        """Simulate one school week."""
        self._run_to(self.week + 1)

    def run(self, until: int | None = None, *, progress: Callable[[int], None] | None = None, stops: tuple[int, ...] = (),
            at_stop: Callable[[int], None] | None = None) -> TrustModel:
        """Simulate to the end of week `until` (the scenario's last by default).

        Parameters
        ----------
        progress : called with the week now and then.
        stops, at_stop : weeks after which `at_stop` is called with the week.
        """
        last = self.scenario.weeks if until is None else until
        every = 13 if progress is not None else last
        waypoints = sorted({week for week in (*stops, *range(every, last, max(1, every)), last) if self.week < week <= last})
        for week in waypoints:
            if type(self).step is TrustModel.step:
                self.steps += week - self.week
                self._run_to(week)
            else:   # somebody's own step must be taken every week
                while self.week < week:
                    self.step()
            if progress is not None:
                progress(week)
            if at_stop is not None and week in stops:
                at_stop(week)
        self.running = self.week < self.scenario.weeks
        return self

    def run_model(self) -> None:
        """Mesa's name for running to the end."""
        self.run()

    def _run_to(self, until: int) -> None:
        if until > len(self.state.weeks) - 1:
            raise ValueError(f"the scenario ends with week {self.scenario.weeks}; week {until} is beyond it")
        while self.week < until:
            due = [week for week in self.schedule if self.week < week <= until]
            if due and due[0] == self.week + 1:
                interventions.apply_due(self, due[0])
                self.schedule.pop(due[0])
                due = due[1:]
            self._advance(min(due[0] - 1, until) if due else until)
        self.running = self.week < self.scenario.weeks

    def _advance(self, until: int) -> None:
        while advance(self.state, until) == NEEDS_ROOM:
            self.make_room(*(int(need) for need in self.state.count[[NEED_STAFF, NEED_PAIRS, NEED_EVENTS]]))

    def make_room(self, staff: int, pairs: int, events: int) -> State:
        """Room for at least so many staff, pairs and events, with some to spare; pairs of leavers are swept out if they are many."""
        n = int(self.state.count[N_PAIRS])
        used = self.state.pairs[:n]
        presence = self.state.staff["presence"]
        gone = (presence[used["a"]] == LEFT) | (presence[used["b"]] == LEFT)
        if pairs > len(self.state.pairs) and gone.mean() > GONE_SHARE:
            self.state = founding.without_gone(self.state)
        self.state = founding.with_room(self.state, staff=staff, pairs=pairs, events=events)
        if self._shared is not None:
            self._shared.remember_room(self.state)
        return self.state

    @property
    def names(self) -> list[str]:
        """The name of everybody who ever was in post, by staff number."""
        self._name_newcomers()
        return self._names

    @property
    def posts(self) -> list[str]:
        """The post of everybody who ever was in post, by staff number: 'school/team 1/3', or the id of an imported person."""
        self._name_newcomers()
        return self._posts

    def _name_newcomers(self) -> None:
        """Name the people hired since somebody last asked for names."""
        w, known, n = self.state, len(self._names), int(self.state.count[N_STAFF])
        if known == n:
            return
        post_of = dict(zip(w.staff["post_key"][:known].tolist(), self._posts, strict=True))
        self._names += map(name_of, w.staff["key"][known:n].tolist())
        self._posts += [post_of[key] for key in w.staff["post_key"][known:n].tolist()]

    def log_intervention(self, week: int, number: int) -> None:
        """Note in the events that intervention `number` of the timeline took place."""
        w = self.state
        if w.count[KEEP_EVENTS]:
            w = self.make_room(0, 0, int(w.count[N_EVENTS]) + 1)
            w.events[w.count[N_EVENTS]] = (week, INTERVENTION, -1, -1, number)
            w.count[N_EVENTS] += 1

    def listed(self) -> State:
        """The state with its lists of ties up to date."""
        w = self.state
        if w.count[DIRTY] or w.count[LEAVERS] or w.count[LISTED] < w.count[N_PAIRS]:
            list_ties(w)
            w.count[DIRTY], w.count[LEAVERS], w.count[LISTED] = 1, 0, w.count[N_PAIRS]
        return w

    def ties_held(self, number: int) -> Any:
        """Numbers of the ties that person `number` holds, in the order in which the acquaintances were made."""
        w = self.listed()
        return w.ties_of[w.first[number]: w.last[number]]

    # Mesa's ways in

    def staff_member(self, number: int) -> StaffAgent:
        """The agent for staff number `number` (order of arrival), also of people who have left."""
        if number not in self._views:
            self._views[number] = StaffAgent(self, number)
            if not self._views[number].is_here:
                self._views[number].remove()   # known, but not among model.agents
        return self._views[number]

    def _make_views(self) -> None:
        for number in np.flatnonzero(self.state.staff["presence"][: self.state.count[N_STAFF]] == HERE):
            view = self.staff_member(int(number))
            if view not in self._agents:
                self.register_agent(view)
        for view in [view for view in self._agents if not view.is_here]:
            view.remove()

    @property
    def agents(self) -> AgentSet:
        """Everybody in post, as Mesa agents; made on the first look."""
        self._make_views()
        return self._all_agents

    @property
    def agents_by_type(self) -> dict[Any, Any]:
        """Mesa's agents by class."""
        self._make_views()
        return self._agents_by_type

    @property
    def figures(self) -> Any:
        """The latest week's record (see trustsim.state.WEEK): trust, shares, viability."""
        return self.state.weeks[self.week]
