"""Who meets whom, how often and in which setting.

RT: staff need interactions with each other, and time for them. Minutes of meeting become encounters through the minutes that an
exchange takes and the size of talking groups. Informal contact follows sociability and propinquity (Spillane & Shirrell 2017: odds .54
at 24 m, falling off more slowly beyond). Spanners have fixed counterparts (NC: the single designated contact point).
"""

from __future__ import annotations

from math import sqrt
from typing import Any

from trustsim.compiled import FAR, fetch, fetch_from, fetch_row, rule
from trustsim.rules.acquaintance import (
    append_tie,
    both_here,
    end_ties_of_leavers,
    is_leader,
    list_ties,
    may_broker,
    place_on_ring,
    renew_ring,
)
from trustsim.rules.leadership import PROTECTING, VISIBILITY
from trustsim.state import (
    CROSS_TEAM,
    DIRTY,
    HERE,
    INFORMAL,
    JOINT,
    LEAVERS,
    LISTED,
    N_PAIRS,
    N_STAFF,
    SPANNER_VISIT,
    TEAM_MEETING,
    TRAINING,
    VISIT,
    WHOLE_STAFF,
)

A_LEADS, B_LEADS = 1, 2   # Pair.led
KINDS = 16                # of pairs, see kind_of
AHEAD = 8                 # people or pairs from now whose records are asked for in advance


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
def no_contacts(s: Any) -> None:
    """Somebody without contacts, before they are counted."""
    s.n_cross = s.n_org = s.n_outer = s.n_all = s.n_spanner = s.near = 0.0
    s.brokers = s.broker_from = s.recount = 0


@rule(inline=True)
def add_contact(p: Any, s: Any, pair: Any, side: int, place: int) -> None:
    """Count one of those over whom a person's time in mixed meetings, and informal contact, are spread.

    `side` is 0 where the person is a of the pair, else 1; `place` is that of the tie on the person's list.
    """
    liking = p.encounters.advice_factor if pair.advice else 1.0
    s.near += pair.near
    s.n_all += 1.0
    if pair.outside:
        s.n_outer += liking
    else:
        s.n_org += 1.0
        s.n_cross += liking if pair.own_setting == CROSS_TEAM else 0.0
    if pair.spanner_contact:
        s.n_spanner += s.spanner
    if pair.broker[1 - side]:
        s.broker_from = place if s.brokers == 0 else s.broker_from
        s.brokers += 1


@rule(inline=True)
def compare(pair: Any, a: Any, b: Any) -> None:
    """Note how readable the two of a pair are to each other: of two professions, or with a spanner who translates."""
    spanner = a.spanner == 1 or b.spanner == 1
    pair.foreign = 1 if a.profession != b.profession and not spanner else 0
    pair.translated = 1 if spanner and a.team != b.team else 0


@rule(inline=True)
def weigh(w: Any, pair: Any) -> None:
    """Note in which settings a pair meets, how near they are, and how readable to each other."""
    a, b = w.staff[pair.a], w.staff[pair.b]
    liking = w.p.encounters.advice_factor if pair.advice else 1.0
    pair.near = liking * propinquity(w.p, a.x, a.y, b.x, b.y)
    pair.own_setting = TEAM_MEETING if a.team == b.team else CROSS_TEAM
    pair.led = (A_LEADS if is_leader(a.role) else B_LEADS) if is_leader(a.role) != is_leader(b.role) else 0
    pair.outside = 1 if a.organisation != b.organisation else 0
    pair.broker[0], pair.broker[1] = int(may_broker(a)), int(may_broker(b))
    compare(pair, a, b)


@rule(inline=True)
def weight_where(p: Any, in_team: bool, asked: bool, led: bool, spanned: bool, setting: int) -> float:
    """What a pair gets, in a setting but informal ones, of the time that each of the two offers a contact.

    Parameters
    ----------
    in_team, asked, led, spanned : whether they are of one team, one asks the other for advice, one leads the other, one spans to the other.
    """
    if setting == TEAM_MEETING or setting == JOINT:
        return 1.0 if in_team else 0.0
    if setting == CROSS_TEAM:
        liking = p.encounters.advice_factor if asked else 1.0
        return 0.0 if in_team else liking
    if setting == VISIT:
        return 1.0 if led else 0.0
    if setting == SPANNER_VISIT:
        return 1.0 if spanned else 0.0
    return 1.0


@rule(inline=True)
def kind_of(pair: Any) -> int:
    """The row of `weigh_kinds` that holds for a pair."""
    return (int(pair.own_setting == TEAM_MEETING) | (int(pair.advice > 0) << 1) | (int(pair.led > 0) << 2)
            | (int(pair.spanner_contact > 0) << 3))


@rule
def weigh_kinds(p: Any, weights: Any) -> None:
    """Fill `weight_where` for each kind of pair (KINDS) and each setting."""
    for kind in range(KINDS):
        for setting in range(8):
            weights[kind, setting] = weight_where(p, kind & 1 != 0, kind & 2 != 0, kind & 4 != 0, kind & 8 != 0, setting)


@rule(inline=True)
def offer(w: Any, i: int, week: int) -> None:
    """Encounters a week that the time of person `i` offers each contact, by setting: in the own organisation and in others.

    A pair expects the sum of what both offer, times its weight there: `expected`. Across organisations there is no whole-staff meeting,
    joint work or leader's visit.
    """
    p, s = w.p, w.staff[i]
    e, o = p.encounters, w.organisations[s.organisation]
    size = w.teams[s.team].size
    inside, outside = w.offers[i, :8], w.offers[i, 8:]
    everybody = 0.5 / max(s.n_all, 1.0)
    own_training = o.training_minutes + (o.course_minutes if week < o.course_until else 0.0)
    inside[TEAM_MEETING] = 0.5 * team_rate(p, o, size)
    inside[CROSS_TEAM] = 0.5 * exchanges(p, protected_minutes(p, o, o.cross_minutes)) / max(s.n_cross, 1.0)
    inside[WHOLE_STAFF] = 0.5 * exchanges(p, protected_minutes(p, o, o.whole_minutes)) * e.presentation_exchanges / max(s.n_org, 1.0)
    inside[JOINT] = 0.5 * protected_minutes(p, o, o.joint_minutes) / (e.minutes_per_joint_work * max(1, size - 1))
    inside[INFORMAL] = o.informal * s.sociability / max(s.near, 1e-9)
    inside[VISIT] = 0.5 * e.leader_visits_per_week * o.behaviour[VISIBILITY] / max(1, o.staff)
    inside[TRAINING] = everybody * exchanges(p, p.partnership.training_minutes + own_training)
    visits = p.partnership.spanner_minutes / e.minutes_per_joint_work   # a matter between two, not a turn in a meeting
    inside[SPANNER_VISIT] = visits * s.spanner / max(s.n_spanner, 1.0)
    for k in range(8):
        outside[k] = 0.0
    outside[CROSS_TEAM] = 0.5 * exchanges(p, p.partnership.meeting_minutes) / max(s.n_outer, 1.0)
    outside[INFORMAL] = inside[INFORMAL]
    outside[TRAINING] = everybody * exchanges(p, p.partnership.training_minutes)
    outside[SPANNER_VISIT] = inside[SPANNER_VISIT]


@rule(inline=True)
def table_of(pair: Any) -> int:
    """Which half of `offers` holds for a pair: 0 within an organisation, 8 across."""
    return 8 if pair.outside else 0


@rule(inline=True)
def expected(w: Any, pair: Any, setting: int) -> float:
    """Encounters that a pair expects a week in a setting; at most 30."""
    column = table_of(pair) + setting
    kind = kind_of(pair)
    weight = pair.near if setting == INFORMAL else weight_where(w.p, kind & 1 != 0, kind & 2 != 0, kind & 4 != 0, kind & 8 != 0, setting)
    rate = weight * (w.offers[pair.a, column] + w.offers[pair.b, column])
    if setting == JOINT:
        rate += pair.group_rate
    return min(rate, 30.0)


@rule
def expect_all(w: Any, numbers: Any, rates: Any) -> None:
    """Encounters a week that the pairs `numbers` expect: `rates` (pairs, settings) is filled."""
    for k in range(len(numbers)):
        for setting in range(8):
            rates[k, setting] = expected(w, w.pairs[numbers[k]], setting)


@rule
def relist(w: Any, week: int) -> None:
    """Everything about who knows whom and how often they meet, anew: where people, rooms, times or leaders have changed at large."""
    list_ties(w)
    place_on_ring(w)
    for k in range(len(w.teams)):
        w.teams[k].size = 0
    for k in range(len(w.organisations)):
        w.organisations[k].staff = 0
    for i in range(w.count[N_STAFF]):
        if w.staff[i].presence == HERE:
            w.teams[w.staff[i].team].size += 1
            w.organisations[w.staff[i].organisation].staff += 1
    for number in range(w.count[N_PAIRS]):
        if w.pairs[number].live == 1:
            weigh(w, w.pairs[number])
    for i in range(w.count[N_STAFF]):
        recount(w, i, week)
    w.count[DIRTY] = 0
    w.count[LEAVERS] = 0
    w.count[LISTED] = w.count[N_PAIRS]


@rule
def recount(w: Any, i: int, week: int) -> None:
    """Count the contacts of person `i` anew, and take those who have left off the list; the others keep their order."""
    s = w.staff[i]
    no_contacts(s)
    kept = w.first[i]
    for k in range(w.first[i], w.last[i]):
        t = int(w.ties_of[k])
        pair = w.pairs[t >> 1]
        if pair.live == 1:
            w.ties_of[kept] = t
            w.contact_of[kept] = w.contact_of[k]
            add_contact(w.p, s, pair, t & 1, kept - w.first[i])
            kept += 1
    w.last[i] = kept
    offer(w, i, week)


@rule(inline=True)
def ask_for(w: Any, i: int) -> None:
    """Ask in advance for what is read of person `i` when the list of contacts changes."""
    fetch(w.staff[i])
    fetch_row(w.offers, i)
    fetch_from(w.ties_of, w.first[i])
    fetch_from(w.contact_of, w.first[i])


@rule
def keep_lists(w: Any, week: int) -> None:
    """Bring lists and offered time up to date: whoever has left goes out, new pairs come in. Posts are refilled, so teams keep their size."""
    if w.count[DIRTY] == 1:
        relist(w, week)
        return
    far = len(w.staff) > FAR
    if w.count[LEAVERS] > 0:
        contacts = end_ties_of_leavers(w)
        for n in range(contacts):
            if far:
                ask_for(w, w.group[min(n + AHEAD, contacts - 1)])
            recount(w, w.group[n], week)
        renew_ring(w, int(w.count[N_STAFF] - w.count[LEAVERS]))
        w.count[LEAVERS] = 0
    changed = 0
    for number in range(w.count[LISTED], w.count[N_PAIRS]):
        if far:
            later = w.pairs[min(number + AHEAD, w.count[N_PAIRS] - 1)]
            ask_for(w, later.a)
            ask_for(w, later.b)
        pair = w.pairs[number]
        if not both_here(w.staff, pair):
            pair.live = 0
            continue
        kept = append_tie(w, pair.a, 2 * number, w.staff[pair.b].key)
        if not (kept and append_tie(w, pair.b, 2 * number + 1, w.staff[pair.a].key)):
            relist(w, week)
            return
        weigh(w, pair)
        for side in range(2):
            i = pair.b if side else pair.a
            add_contact(w.p, w.staff[i], pair, side, w.last[i] - 1 - w.first[i])
            if w.staff[i].recount == 0:
                w.staff[i].recount = 1
                w.group[changed] = i
                changed += 1
    w.count[LISTED] = w.count[N_PAIRS]
    for n in range(changed):
        if far:
            fetch(w.staff[w.group[min(n + AHEAD, changed - 1)]])
        w.staff[w.group[n]].recount = 0
        offer(w, w.group[n], week)
