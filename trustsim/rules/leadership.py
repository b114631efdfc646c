"""Leaders' behaviour: how far it reaches, and what it does to climate, demand and the reading of conduct.

Exposure falls with staff for each leader (the main reason why small schools trust more) and rises where leading
is distributed. NC: leaders lead by what they do (modelling), word and deed, fairness, listening, support, visibility; by moral
purpose rather than power. Sun, Zhang & Forsyth 2023: supportive behaviour matters most.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from trustsim import qualities
from trustsim.compiled import rule
from trustsim.portable import clip
from trustsim.rules.breaches import scaled_around_half
from trustsim.scenario.sections import BEHAVIOURS
from trustsim.state import CHANNELS, DARE, HEAD, HERE, INTEGRITY, MIDDLE_LEADER, N_QUALITIES, N_STAFF, NOTICE, REGARD, RESPECT, SENIOR_LEADER

VISION, FAIRNESS, CONSISTENCY, VISIBILITY, SUPPORT, DISTRIBUTING, PROTECTING, EXTENDING, JUDGEMENT, BROKERING, MEDIATION, POWER = (
    BEHAVIOURS.index(name) for name in (
        "vision", "fairness", "word_deed_consistency", "visibility", "personal_support", "distributing", "protecting_time",
        "extending_trust", "judgement", "brokering", "mediation", "power"))

# Which behaviour works through which channel.
CHANNEL_WEIGHTS = np.array([[qualities.CHANNELS[channel].get(behaviour, 0.0) for behaviour in BEHAVIOURS] for channel in CHANNELS])
DIP_SHAPE = np.array([0.2, 0.6, 1.0, 0.6, 0.2])  # mobilise, discover, deepen, develop, deliver (TDA 2008 in NC); depths assumed


@rule
def reach(p: Any, staff: int, seniors: int, middles: int, heads: int, distributing: float) -> float:
    """How much of leaders' behaviour a member of staff meets: 1 at as many staff a leader as one can reach, at most 2."""
    leaders = heads + distributing * (p.leadership.senior_share * seniors + p.leadership.middle_share * middles)
    if leaders <= 0.0 or staff == 0:
        return 0.0
    reachable = p.leadership.reach * leaders
    return 2.0 * reachable / (reachable + staff)


@rule
def exposures(p: Any, o: Any, how_far: float) -> None:
    """Fill an organisation's channels: `direct` as leaders act, `exposure` as staff meet it."""
    for c in range(len(CHANNEL_WEIGHTS)):
        level = 0.0
        for b in range(len(o.behaviour)):
            acted = o.behaviour[b]
            if b == VISION:   # a vision works as far as it has come to be shared, fairness as far as it has come to be felt
                acted = o.purpose_shared
            elif b == FAIRNESS:
                acted = o.fairness_felt
            level += CHANNEL_WEIGHTS[c, b] * acted
        if c == RESPECT or c == REGARD:
            level *= 1.0 - p.leadership.power_harm * o.behaviour[POWER]
        o.direct[c] = level
        o.exposure[c] = min(1.0, how_far * level)   # nobody meets more than all of it


@rule
def emotional_dip(o: Any, week: int) -> float:
    """Depth of the emotional dip of a restructuring this week; personal support softens it (NC)."""
    if o.dip_stage_weeks <= 0 or week < o.dip_start:
        return 0.0
    stage = (week - o.dip_start) // o.dip_stage_weeks
    if stage >= len(DIP_SHAPE):
        return 0.0
    return o.dip_depth * DIP_SHAPE[stage] * (1.0 - 0.6 * o.behaviour[SUPPORT])


@rule
def meeting_load(p: Any, o: Any, course: float, protected: float) -> float:
    """Overload from meetings and training: half a unit for each hour, less where leaders support (docs/submodels.md)."""
    minutes = (o.team_minutes + o.cross_minutes + 0.5 * o.whole_minutes + o.joint_minutes) * protected
    minutes += o.training_minutes + course + (p.partnership.meeting_minutes + p.partnership.training_minutes)
    return 0.5 * (minutes / 60.0) * (1.1 - o.behaviour[SUPPORT])


@rule
def count_staff(w: Any) -> None:
    """How many are in post in each organisation: all, heads, senior and middle leaders."""
    for k in range(len(w.organisations)):
        w.organisations[k].present[:] = 0
    for i in range(w.count[N_STAFF]):
        s = w.staff[i]
        if s.presence == HERE:
            present = w.organisations[s.organisation].present
            present[0] += 1
            if s.role == HEAD:
                present[1] += 1
            elif s.role == SENIOR_LEADER:
                present[2] += 1
            elif s.role == MIDDLE_LEADER:
                present[3] += 1


@rule
def leadership(w: Any, week: int) -> None:
    """Leaders act: fill this week's exposures, demand, threat, load and everybody's readiness to show, notice and breach."""
    p, staff = w.p, w.staff
    count_staff(w)
    for k in range(len(w.organisations)):
        o = w.organisations[k]
        o.staff = o.present[0]
        o.breach_most = 0.0
        exposures(p, o, reach(p, o.present[0], o.present[2], o.present[3], o.present[1], o.behaviour[DISTRIBUTING]))
        o.felt_threat = clip(o.threat + p.leadership.power_threat * o.behaviour[POWER], 0.0, 1.0)
        o.dip = emotional_dip(o, week)
        protected = p.encounters.protected_floor + (1.0 - p.encounters.protected_floor) * o.behaviour[PROTECTING]
        course = o.course_minutes if week < o.course_until else 0.0
        o.overload = meeting_load(p, o, course, protected)
        o.demand = (p.stance.demand - p.stance.demand_leader * (o.exposure[DARE] - 0.5) + p.stance.demand_threat * o.felt_threat)
    for i in range(w.count[N_STAFF]):
        if staff[i].presence == HERE:
            s = staff[i]
            prepare_person(p, s, w.teams[s.team], w.organisations[s.organisation])


@rule
def prepare_person(p: Any, s: Any, team: Any, o: Any) -> None:
    """This week's readiness of a person to show each quality, to notice, and to act in bad faith, before the tie comes in."""
    d, n, b = p.demonstration, p.discernment, p.breaches
    own = p.drift.climate_organisation
    for q in range(N_QUALITIES):
        climate = (1.0 - own) * team.climate[q] + own * o.climate[q]
        if s.role == HEAD or s.role == SENIOR_LEADER:
            led = d.leader_own * (o.direct[q] - 0.5)
        else:
            led = d.leader * (o.exposure[q] - 0.5)
        s.show_base[q] = (d.level + d.trait * (s.trait[q] - 0.5) + d.climate * (climate - 0.7) + led - d.overload * s.workload
                          - d.threat * o.felt_threat - d.dip * o.dip)
    s.notice_base = (n.level + n.listening * (s.listening - 0.5) + n.disposition * (s.disposition - 0.5)
                     + n.leader_listening * (o.exposure[NOTICE] - 0.5))
    s.breach_base = (b.chance * scaled_around_half(s.trait[INTEGRITY], b.low_integrity)
                     * (1.0 + (b.threat - 1.0) * o.felt_threat) * scaled_around_half(o.behaviour[CONSISTENCY], b.consistency))
    o.breach_most = max(o.breach_most, s.breach_base)
    s.built = 0
    s.met = 0
