"""Staff as Mesa agents: thin views on the arrays, for everything Mesa users know (AgentSet, DataCollector, properties)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from trustsim.scenario.sections import ROLES
from trustsim.state import DIRTY, HERE, QUALITIES, STAGES

if TYPE_CHECKING:
    from trustsim.model import TrustModel


class TieView:
    """What one member of staff holds of another, as it stands now (a view, not a copy)."""

    def __init__(self, model: TrustModel, number: int) -> None:
        self.model = model
        self.number = number

    @property
    def _record(self) -> Any:
        return self.model.state.ties[self.number]

    @property
    def other(self) -> StaffAgent:
        """Whom the tie is about."""
        pair = self.model.state.pairs[self.number // 2]
        return self.model.staff_member(int(pair["b" if self.number % 2 == 0 else "a"]))

    @property
    def trust(self) -> float:
        """Trust in the other, 0-1."""
        return float(self._record["trust"])

    @property
    def beliefs(self) -> dict[str, float]:
        """Belief in each quality of the other, 0-1."""
        return dict(zip(QUALITIES, self._record["belief"].tolist(), strict=True))

    @property
    def stage(self) -> str:
        """Bottery's stage the tie rests on."""
        return STAGES[int(self._record["stage"])]

    @property
    def familiarity(self) -> int:
        """Interactions so far."""
        return int(self._record["familiarity"])

    @property
    def readiness(self) -> float:
        """Readiness to risk, 0-1."""
        return float(self._record["readiness"])

    @property
    def scars(self) -> tuple[float, float]:
        """Scars of competence and of integrity, 0-1."""
        return float(self._record["scar_competence"]), float(self._record["scar_integrity"])


class StaffAgent(mesa.Agent):
    """A member of staff. Reads and writes go straight to the model's arrays; there is no state of its own."""

    def __init__(self, model: TrustModel, number: int) -> None:
        super().__init__(model)
        self.number = number

    @property
    def _record(self) -> Any:
        return self.model.state.staff[self.number]

    @property
    def name(self) -> str:
        """Readable name."""
        return self.model.names[self.number]

    @property
    def role(self) -> str:
        """Role in the organisation."""
        return ROLES[int(self._record["role"])]

    @property
    def organisation(self) -> str:
        """Name of the organisation."""
        return self.model.roster.organisations[int(self._record["organisation"])]

    @property
    def team(self) -> str:
        """Name of the team, as 'school/team 1'."""
        return self.model.roster.teams[int(self._record["team"])]

    @property
    def profession(self) -> str:
        """Name of the profession."""
        return self.model.roster.professions[int(self._record["profession"])]

    @property
    def is_here(self) -> bool:
        """Whether in post this week."""
        return bool(self._record["presence"] == HERE)

    @property
    def is_spanner(self) -> bool:
        """Whether a boundary spanner."""
        return bool(self._record["spanner"])

    @property
    def disposition(self) -> float:
        """Propensity to trust, 0-1."""
        return float(self._record["disposition"])

    @disposition.setter
    def disposition(self, value: float) -> None:
        self._record["disposition"] = value

    @property
    def listening(self) -> float:
        """How well others' conduct is noticed, 0-1."""
        return float(self._record["listening"])

    @listening.setter
    def listening(self, value: float) -> None:
        self._record["listening"] = value

    @property
    def traits(self) -> np.ndarray[Any, Any]:
        """How readily each quality is shown, (4,), 0-1; a view that may be written."""
        return np.asarray(self._record["trait"])

    @property
    def workload(self) -> float:
        """Workload above what is usual."""
        return float(self._record["workload"])

    @property
    def tenure_years(self) -> float:
        """Years in post."""
        return float(self._record["tenure_weeks"]) / self.model.scenario.weeks_per_year

    @property
    def ties(self) -> list[TieView]:
        """The ties this person holds of colleagues in post."""
        return [TieView(self.model, int(t)) for t in self.model.ties_held(self.number)]

    @property
    def mean_trust(self) -> float:
        """Mean trust in colleagues known, NaN where nobody is."""
        ties = self.ties
        return float(np.mean([tie.trust for tie in ties])) if ties else float("nan")

    @property
    def mean_trust_received(self) -> float:
        """Mean trust of colleagues in this person, NaN where nobody knows them."""
        ties = self.ties
        return float(np.mean([self.model.state.ties[tie.number ^ 1]["trust"] for tie in ties])) if ties else float("nan")

    def tie_to(self, other: StaffAgent) -> TieView | None:
        """The tie held of `other`, or None where they do not know each other."""
        return next((tie for tie in self.ties if tie.other is other), None)

    def touch(self) -> None:
        """Tell the model that rooms, teams or presence were changed by hand, so that encounter rates are made anew."""
        self.model.state.count[DIRTY] = 1
