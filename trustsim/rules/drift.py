"""What changes slowly: dispositions, climate, norms, workload (NC: dispositions are not static; trust is socially constructed)."""

from __future__ import annotations

from typing import Any

from trustsim.compiled import rule
from trustsim.rules.leadership import FAIRNESS, VISION
from trustsim.state import HERE, N_QUALITIES, N_STAFF


@rule
def drift(w: Any) -> None:
    """Dispositions toward own mean experience, climates toward what was shown, the norm toward the share that cooperated.

    Shared purpose and fairness as it is felt follow what leaders do with a delay (NC: organisations have long memories).
    """
    d = w.p.drift
    for i in range(w.count[N_STAFF]):
        s = w.staff[i]
        if s.presence != HERE:
            continue
        o = w.organisations[s.organisation]
        if s.met > 0:
            step = d.disposition_per_interaction * s.met
            s.disposition += min(step, w.p.beliefs.gain / 20.0) * (s.built / s.met - s.disposition)
        s.workload += d.workload_per_week * (s.own_load + o.overload + o.load - s.workload)
    for k in range(len(w.organisations)):
        w.organisations[k].acts = 0
        w.organisations[k].shown[:] = 0
    for k in range(len(w.teams)):
        team = w.teams[k]
        o = w.organisations[team.organisation]
        o.acts += team.acts
        for q in range(N_QUALITIES):
            o.shown[q] += team.shown[q]
            if team.acts > 0:
                team.climate[q] += d.climate_per_week * (team.shown[q] / team.acts - team.climate[q])
            team.shown[q] = 0
        team.acts = 0
    for k in range(len(w.organisations)):
        o = w.organisations[k]
        for q in range(N_QUALITIES):
            if o.acts > 0:
                o.climate[q] += d.climate_per_week * (o.shown[q] / o.acts - o.climate[q])
        cooperated, stances = o.cooperated[0] + o.cooperated[1], o.stances[0] + o.stances[1]
        if stances > 0:
            o.norm += w.p.stance.norm_change_per_week * (cooperated / stances - o.norm)
        for side in range(2):
            o.cooperated[side] = o.stances[side] = 0
        o.purpose_shared += d.purpose_per_week * (o.behaviour[VISION] - o.purpose_shared)
        o.fairness_felt += d.fairness_per_week * (o.behaviour[FAIRNESS] - o.fairness_felt)
