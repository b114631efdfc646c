"""Who meets whom, how often and in which setting.

RT: staff need interactions with each other, and time for them. Minutes of meeting become encounters through the minutes that an
exchange takes and the size of talking groups. Informal contact follows sociability and propinquity (Spillane & Shirrell 2017: odds .54
at 24 m, falling off more slowly beyond). Spanners have fixed counterparts (NC: the single designated contact point).
"""

from __future__ import annotations

from math import sqrt
from typing import Any

from trustsim.compiled import rule
from trustsim.portable import exp_minus
from trustsim.rules.acquaintance import both_here, is_leader
from trustsim.rules.leadership import PROTECTING, VISIBILITY
from trustsim.state import CROSS_TEAM, HERE, INFORMAL, JOINT, N_PAIRS, N_STAFF, SPANNER_VISIT, TEAM_MEETING, TRAINING, VISIT, WHOLE_STAFF


@rule
def propinquity(p: Any, x: float, y: float, x2: float, y2: float) -> float:
    """Relative informal contact at a distance: 1 at the same desk, about .54 at 24 metres."""
    distance = sqrt((x - x2) * (x - x2) + (y - y2) * (y - y2))
    far = 1.0 + p.encounters.distance_factor * distance / p.encounters.distance_scale
    return 1.0 / (far * far)


@rule
def protected_minutes(p: Any, o: Any, minutes: float) -> float:
    """Meeting minutes that are left where leaders protect time only so far."""
    return minutes * (p.encounters.protected_floor + (1.0 - p.encounters.protected_floor) * o.behaviour[PROTECTING])


@rule
def exchanges(p: Any, minutes: float) -> float:
    """Exchanges a person has in a mixed meeting of so many minutes: two speak at a time, in talking groups."""
    return 2.0 * minutes / (p.encounters.minutes_per_exchange * p.encounters.talking_group)


@rule
def team_rate(p: Any, o: Any, size: int) -> float:
    """Exchanges a week of each pair of a team of `size` in its meetings."""
    if size < 2:
        return 0.0
    minutes = protected_minutes(p, o, o.team_minutes) * o.exchange_factor
    return 2.0 * minutes / (p.encounters.minutes_per_exchange * min(size, p.encounters.talking_group) * (size - 1))


@rule
def even_share(amount: float, n: float, n_other: float) -> float:
    """What a pair gets where each of the two spreads `amount` over so many others."""
    return amount * 0.5 * (1.0 / max(n, 1.0) + 1.0 / max(n_other, 1.0))


@rule
def count_contacts(w: Any) -> None:
    """Count for each person the acquaintances over whom mixed meetings and informal contact are spread; sizes of teams and staffs."""
    p, staff, pairs, teams = w.p, w.staff, w.pairs, w.teams
    for k in range(len(teams)):
        teams[k].size = 0
    for k in range(len(w.organisations)):
        w.organisations[k].staff = 0
    for i in range(w.count[N_STAFF]):
        s = staff[i]
        s.n_cross = 0.0
        s.n_org = 0.0
        s.n_outer = 0.0
        s.n_all = 0.0
        s.n_spanner = 0.0
        s.near = 0.0
        if s.presence == HERE:
            teams[s.team].size += 1
            w.organisations[s.organisation].staff += 1
    for number in range(w.count[N_PAIRS]):
        pair = pairs[number]
        if not both_here(staff, pair):
            continue
        a = staff[pair.a]
        b = staff[pair.b]
        liking = p.encounters.advice_factor if pair.advice else 1.0
        pair.near = liking * propinquity(p, a.x, a.y, b.x, b.y)
        a.near += pair.near
        b.near += pair.near
        a.n_all += 1.0
        b.n_all += 1.0
        if a.organisation == b.organisation:
            a.n_org += 1.0
            b.n_org += 1.0
            if a.team != b.team:
                a.n_cross += liking
                b.n_cross += liking
        else:
            a.n_outer += liking
            b.n_outer += liking
        if pair.spanner_contact:
            a.n_spanner += a.spanner
            b.n_spanner += b.spanner


@rule
def encounter_rates(w: Any, week: int) -> None:
    """Fill every pair's expected encounters a week in each setting. Needed anew only when people, ties or times have changed."""
    p, staff, pairs, teams, organisations = w.p, w.staff, w.pairs, w.teams, w.organisations
    count_contacts(w)
    for number in range(w.count[N_PAIRS]):
        pair = pairs[number]
        for k in range(8):
            pair.rate[k] = 0.0
            pair.none[k] = 1.0
        if not both_here(staff, pair):
            continue
        a = staff[pair.a]
        b = staff[pair.b]
        o = organisations[a.organisation]
        liking = p.encounters.advice_factor if pair.advice else 1.0
        pair.rate[JOINT] = pair.group_rate
        training = p.partnership.training_minutes
        if a.organisation == b.organisation:
            if a.team == b.team:
                size = teams[a.team].size
                pair.rate[TEAM_MEETING] = team_rate(p, o, size)
                pair.rate[JOINT] += protected_minutes(p, o, o.joint_minutes) / (p.encounters.minutes_per_joint_work * max(1, size - 1))
            else:
                mixed = exchanges(p, protected_minutes(p, o, o.cross_minutes))
                pair.rate[CROSS_TEAM] = even_share(mixed * liking, a.n_cross, b.n_cross)
            whole = exchanges(p, protected_minutes(p, o, o.whole_minutes)) * p.encounters.presentation_exchanges
            pair.rate[WHOLE_STAFF] = even_share(whole, a.n_org, b.n_org)
            if is_leader(a.role) != is_leader(b.role):
                pair.rate[VISIT] = p.encounters.leader_visits_per_week * o.behaviour[VISIBILITY] / max(1, o.staff)
            training += o.training_minutes
            if week < o.course_until:
                training += o.course_minutes
        else:
            mixed = exchanges(p, p.partnership.meeting_minutes)
            pair.rate[CROSS_TEAM] = even_share(mixed * liking, a.n_outer, b.n_outer)
        if training > 0.0:
            pair.rate[TRAINING] = even_share(exchanges(p, training), a.n_all, b.n_all)
        informal = 0.5 * (o.informal + organisations[b.organisation].informal)
        pair.rate[INFORMAL] = informal * pair.near * (a.sociability / max(a.near, 1e-9) + b.sociability / max(b.near, 1e-9))
        if pair.spanner_contact:
            visits = p.partnership.spanner_minutes / p.encounters.minutes_per_joint_work   # a matter between two, not a turn in a meeting
            pair.rate[SPANNER_VISIT] = visits * (a.spanner / max(a.n_spanner, 1.0) + b.spanner / max(b.n_spanner, 1.0))
        for k in range(8):
            if pair.rate[k] > 0.0:
                pair.rate[k] = min(pair.rate[k], 30.0)
                pair.none[k] = exp_minus(pair.rate[k])
