"""Mesa's standard ways in: step, AgentSet, agent properties, DataCollector, a subclass of one's own."""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np
import pytest

from trustsim.agents import StaffAgent
from trustsim.model import TrustModel
from trustsim.scenario.load import scenario_from
from trustsim.state import QUALITIES

SCHOOL = {"staff": 16, "teams": 3, "weeks": 20, "staffing": {"turnover_per_year": 0.8}}


def test_step_and_agents(make_model: Any) -> None:
    model = make_model(SCHOOL)
    assert isinstance(model, mesa.Model)
    model.step()
    assert model.steps == model.week == 1
    assert len(model.agents) == 16
    head = model.agents.select(lambda agent: agent.role == "head")
    assert len(head) == 1
    assert isinstance(head[0], StaffAgent)
    assert set(model.agents.get("team")) == {"school/leadership", "school/team 1", "school/team 2", "school/team 3"}
    assert model.agents.agg("disposition", np.mean) == pytest.approx(model.figures["disposition"], abs=0.01)
    grouped = model.agents.groupby("team").count()
    assert sum(grouped.values()) == 16
    assert model.agent_types == [StaffAgent]


def test_agents_follow_turnover(make_model: Any) -> None:
    """Leavers go from model.agents, newcomers come in, and views keep pointing at the same person."""
    model = make_model(SCHOOL, seed=2)
    first = {agent.number: agent for agent in model.agents}
    names = {number: agent.name for number, agent in first.items()}
    model.run()
    now = {agent.number: agent for agent in model.agents}
    assert len(now) == 16
    assert now.keys() - first.keys(), "nobody was hired in this run"
    for number, agent in first.items():
        assert agent.name == names[number]
        assert agent.is_here == (number in now)
        assert number not in now or now[number] is agent


def test_ties_are_views(make_model: Any) -> None:
    model = make_model(SCHOOL).run(5)
    agent = model.agents[3]
    tie = agent.ties[0]
    assert 0.0 < tie.trust < 1.0
    assert tuple(tie.beliefs) == QUALITIES
    assert tie.other is not agent
    assert agent.tie_to(tie.other).trust == tie.trust
    assert tie.other.tie_to(agent) is not None
    assert agent.mean_trust == pytest.approx(np.mean([t.trust for t in agent.ties]))
    received = [other.tie_to(agent).trust for other in model.agents if other.tie_to(agent) is not None]
    assert agent.mean_trust_received == pytest.approx(np.mean(received))


def test_setting_an_agent_changes_the_arrays(make_model: Any) -> None:
    model = make_model(SCHOOL)
    agent = model.agents[5]
    agent.disposition = 0.9
    agent.traits[:] = 1.0
    assert model.state.staff["disposition"][agent.number] == 0.9
    assert np.all(model.state.staff["trait"][agent.number] == 1.0)


def test_datacollector(make_model: Any) -> None:
    model = make_model(SCHOOL)
    collector = mesa.DataCollector(model_reporters={"trust": lambda m: float(m.figures["trust"])}, agent_reporters={"trust": "mean_trust"})
    for _ in range(6):
        model.step()
        collector.collect(model)
    frame = collector.get_model_vars_dataframe()
    assert list(frame["trust"]) == list(model.state.weeks["trust"][1:7])
    assert len(collector.get_agent_vars_dataframe()) == 6 * 16


def test_a_subclass_of_ones_own() -> None:
    """A step of one's own is taken every week, also by run()."""
    class Kind(TrustModel):
        def __init__(self, **settings: Any) -> None:
            super().__init__(scenario_from(SCHOOL), **settings)
            self.weeks_seen: list[int] = []

        def step(self) -> None:
            super().step()
            self.weeks_seen.append(self.week)
            for agent in self.agents:
                agent.traits[3] = 1.0   # everybody becomes kind

    kind, plain = Kind(seed=1).run(), TrustModel(scenario_from(SCHOOL), seed=1).run()
    assert kind.weeks_seen == list(range(1, 21))
    assert kind.steps == 20
    assert kind.figures["regard"] > plain.figures["regard"] + 0.02


def test_running_past_the_end_is_refused(make_model: Any) -> None:
    model = make_model(SCHOOL).run()
    assert not model.running
    with pytest.raises(ValueError, match="the scenario ends with week 20"):
        model.step()


def test_no_agents_are_made_unless_somebody_looks(make_model: Any) -> None:
    model = make_model(SCHOOL).run()
    assert not model._views
    assert len(model.agents) == 16


def test_the_model_takes_what_run_takes() -> None:
    """A name, a loaded scenario or a mapping; an imported school must come along with its scenario."""
    from trustsim.errors import InputError
    from trustsim.scenario.load import load_scenario

    by_name, loaded = TrustModel("baseline", seed=3), TrustModel(load_scenario("baseline"), seed=3)
    assert by_name.state.ties.tobytes() == loaded.state.ties.tobytes()
    assert len(TrustModel({"staff": 9, "teams": 2}).agents) == 9
    alone = scenario_from(SCHOOL)
    network = alone.network.model_copy(update={"staff_file": "staff.csv", "ties_file": "ties.csv"})
    with pytest.raises(InputError, match="was not read along"):
        TrustModel(alone.model_copy(update={"network": network}))
