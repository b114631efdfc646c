"""Many runs of one scenario: what does not depend on the seed is made once.

    from trustsim.replicates import Replicates
    ready = Replicates("baseline")
    [ready.run(seed).state.weeks["trust"][-1] for seed in range(100)]
"""

from __future__ import annotations

from dataclasses import replace

from trustsim.model import TrustModel
from trustsim.prepared import prepare
from trustsim.scenario.load import Source, loaded
from trustsim.scenario.schema import Scenario


class Replicates:
    """A scenario made ready to be run with many seeds. The same model and numbers as a single run of each.

    Parameters
    ----------
    scenario : in any form that :func:`trustsim.run` takes.
    events : whether the runs keep events where the scenario asks for them; nothing else in a run depends on it.
    """

    def __init__(self, scenario: Source, *, events: bool = False) -> None:
        source = loaded(scenario)
        if not events and source.scenario.record.events:
            quiet = source.scenario.record.model_copy(update={"events": False})
            source = replace(source, scenario=source.scenario.model_copy(update={"record": quiet}))
        self.prepared = prepare(source.scenario, source.school)

    @property
    def scenario(self) -> Scenario:
        """The scenario that is run."""
        return self.prepared.scenario

    def founded(self, seed: int) -> TrustModel:
        """The model of one seed before its first week."""
        return TrustModel(self.prepared, seed=seed)

    def run(self, seed: int) -> TrustModel:
        """The finished model of one seed."""
        return self.founded(seed).run()
