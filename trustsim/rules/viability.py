"""When a professional learning community is viable. Nothing sets it: it is read off what people did in the last term.

RT: the majority of interactions must build trust; people cooperate only where they trust; staff need interactions with each other.
The five parts, their thresholds and the index are stated in docs/submodels.md.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

from numba import literal_unroll

from trustsim.compiled import FAR, fetch, rule
from trustsim.portable import fifth_root
from trustsim.rules.acquaintance import log
from trustsim.rules.blocks import PAIRS_AT_ONCE
from trustsim.state import (
    CALCULATIVE,
    CALENDAR_TERM,
    FAILING,
    HERE,
    HOLDING,
    IS_VIABLE,
    LOST,
    MEASURED,
    N_PAIRS,
    N_QUALITIES,
    N_STAFF,
    OF_HEADS,
    PRACTICE,
    QUALITIES,
    ROLE,
    VIABLE,
)
from trustsim.vectors import keep, lower, some

AHEAD = 8   # pairs from now whose ties are asked for in advance
WORKING_INTERACTIONS = 3   # a working tie has met in the last term, and so often at least in all


@rule
def representative(group: Any, i: int) -> int:
    """The person who stands for the connected set of `i` (path halving)."""
    while group[i] != i:
        group[i] = group[group[i]]
        i = group[i]
    return int(i)


@rule
def share_of(part: int, whole: int) -> float:
    """part / whole, and 0 of nothing."""
    return part / whole if whole > 0 else 0.0


@rule
def mean_beliefs(row: Any, belief_sum: Any, ties: int) -> None:
    """The columns of a week that bear the names of the qualities."""
    q = 0
    for quality in literal_unroll(QUALITIES):
        row[quality] = belief_sum[q] / ties
        q += 1   # noqa: SIM113 - numba unrolls names, not pairs


@rule
def open_measures(w: Any) -> None:
    """Nothing is added up yet."""
    for i in range(w.count[N_STAFF]):
        w.group[i] = i
    for k in range(len(w.teams)):
        w.teams[k].bridged = 0
    for k in range(len(w.seen_sum)):
        w.seen_sum[k] = 0.0
        w.seen_count[k] = 0.0
    for q in range(N_QUALITIES):
        w.belief_sum[q] = 0.0
    w.sums[0] = w.sums[1]
    w.count[MEASURED] = w.count[OF_HEADS] = 0


@rule
def add_up(w: Any, week: int, end: int) -> None:
    """Add the pairs up to number `end` to the week's sums: working ties (before the first week all), connected staff, bridged teams.

    Called piece by piece while the week goes on, for pairs whose ties change no more this week and are still at hand.
    """
    begin = w.count[MEASURED]
    p, staff, teams, group = w.p, w.staff, w.teams, w.group
    pairs, ties_held = w.pairs[begin:end], w.ties[2 * begin:2 * end]
    seen_sum, seen_count, belief_sum = w.seen_sum, w.seen_count, w.belief_sum
    term = int(w.count[CALENDAR_TERM])
    least = WORKING_INTERACTIONS if week > 0 else 0
    sums = w.sums[0]
    one_cell = len(seen_sum) == 1   # one school, one profession: its sums then stay at hand
    believed, holders = seen_sum[0], seen_count[0]
    beliefs = some(belief_sum, 0, N_QUALITIES)
    trust, trust_squared, readiness, trust_in_heads = sums.trust, sums.trust_sd, sums.readiness, sums.trust_in_heads
    past_calculative = past_role = past_practice = 0
    working = ties = scarred = active = across_teams = across_organisations = of_heads = 0
    far = len(staff) > FAR
    for number in range(len(pairs)):
        if far:
            later = 2 * min(number + AHEAD, len(pairs) - 1)
            fetch(ties_held[later])
            fetch(ties_held[later + 1])
            following = min(begin + number + PAIRS_AT_ONCE, len(w.pairs) - 1)   # of the next block, see `list_candidates`
            fetch(w.pairs[following])
            fetch(w.ties[2 * following + 1])
        pair = pairs[number]
        if pair.live == 0:
            continue
        ties += 2
        recent = week - pair.last_met < term or week == 0
        for side in range(2):
            tie = ties_held[2 * number + side]
            if one_cell:
                believed += tie.trust
                holders += 1.0
            else:
                seen_sum[pair.about[side]] += tie.trust
                seen_count[pair.about[side]] += 1.0
            if not (recent and tie.familiarity >= least):
                continue
            working += 1
            trust += tie.trust
            trust_squared += tie.trust * tie.trust
            readiness += tie.readiness
            beliefs = beliefs + lower(some(tie.belief, 0, N_QUALITIES), 1.0)
            past_calculative += int(tie.stage > CALCULATIVE)
            past_role += int(tie.stage > ROLE)
            past_practice += int(tie.stage > PRACTICE)
            scarred += int(max(tie.scar_integrity, tie.scar_competence) >= 0.1)
            if pair.of_head[side]:
                of_heads += 1
                trust_in_heads += tie.trust
        if pair.cooperations_term >= p.viability.active_cooperations:
            active += 1
            a = representative(group, int(pair.a))
            b = representative(group, int(pair.b))
            if a != b:
                group[max(a, b)] = min(a, b)
            team_a, team_b = staff[pair.a].team, staff[pair.b].team
            if team_a != team_b:
                across_teams += 1
                if ties_held[2 * number].stage >= PRACTICE and ties_held[2 * number + 1].stage >= PRACTICE:
                    teams[team_a].bridged = 1
                    teams[team_b].bridged = 1
            if staff[pair.a].organisation != staff[pair.b].organisation:
                across_organisations += 1
    if one_cell:
        seen_sum[0], seen_count[0] = believed, holders
    keep(beliefs, belief_sum, 0)
    sums.trust, sums.trust_sd, sums.readiness, sums.trust_in_heads = trust, trust_squared, readiness, trust_in_heads
    sums.calculative += working - past_calculative
    sums.role += past_calculative - past_role
    sums.practice += past_role - past_practice
    sums.identificatory += past_practice
    sums.scarred += scarred
    sums.ties += ties
    sums.working_ties += working
    sums.active_pairs += active
    sums.active_across_teams += across_teams
    sums.active_across_organisations += across_organisations
    w.count[OF_HEADS] += of_heads
    w.count[MEASURED] = end


@rule
def measure_ties(w: Any, row: Any) -> None:
    """From sums to means and shares over working ties, and what is believed of each profession."""
    p, sums, seen_sum, seen_count = w.p, w.sums[0], w.seen_sum, w.seen_count
    row.ties = sums.ties
    row.working_ties = sums.working_ties
    row.active_pairs = sums.active_pairs
    row.active_across_teams = sums.active_across_teams
    row.active_across_organisations = sums.active_across_organisations
    working = sums.working_ties
    if working > 0:   # else they stay blank
        row.trust = sums.trust / working
        row.trust_sd = sqrt(max(0.0, sums.trust_sd / working - row.trust * row.trust))
        row.readiness = sums.readiness / working
        mean_beliefs(row, w.belief_sum, working)
        row.calculative = sums.calculative / working
        row.role = sums.role / working
        row.practice = sums.practice / working
        row.identificatory = sums.identificatory / working
        row.scarred = sums.scarred / working
        if w.count[OF_HEADS] > 0:
            row.trust_in_heads = sums.trust_in_heads / w.count[OF_HEADS]
    professions = w.seen.shape[1]
    for k in range(len(seen_sum)):
        if seen_count[k] > 0.0:
            o, profession = k // professions, k % professions
            w.seen[o, profession] += p.drift.climate_per_week * (seen_sum[k] / seen_count[k] - w.seen[o, profession])


@rule
def connect(w: Any, row: Any) -> None:
    """Share of staff in the largest set joined by active mutual ties, and of teams bridged by one of practice or deeper."""
    staff, size, teams_all, group = w.staff, w.size, w.teams, w.group
    n = int(w.count[N_STAFF])
    for i in range(n):
        size[i] = 0
    here = largest = 0
    disposition = 0.0
    for i in range(n):
        if staff[i].presence == HERE:
            here += 1
            disposition += staff[i].disposition
            k = representative(group, i)
            size[k] += 1
            largest = max(largest, size[k])
    row.staff = here
    row.connected_share = share_of(largest, here) if largest > 1 else 0.0
    row.disposition = disposition / max(1, here)
    teams = bridged = 0
    for k in range(len(teams_all)):
        if teams_all[k].size >= 2:
            teams += 1
            bridged += teams_all[k].bridged
    row.bridged_share = share_of(bridged, teams) if teams > 1 else 1.0
    staff = 0
    norm = climate = 0.0
    for k in range(len(w.organisations)):
        o = w.organisations[k]
        staff += o.staff
        norm += o.norm * o.staff
        shown = 0.0
        for q in range(N_QUALITIES):
            shown += o.climate[q]
        climate += shown / N_QUALITIES * o.staff
    row.norm = norm / max(1, staff)
    row.climate = climate / max(1, staff)


@rule
def judge(w: Any, week: int, row: Any) -> None:
    """The five parts over the last term, the index (their geometric mean), and whether viability began or was lost.

    A change counts only when it has persisted; it is then dated to the week in which it began.
    """
    v = w.p.viability
    term = int(w.count[CALENDAR_TERM])
    interactions = building = attempted = both = formal = joint = checking = repair = 0
    for k in range(max(1, week - term + 1), week + 1):
        past = w.weeks[k]
        interactions += past.interactions
        building += past.building
        attempted += past.attempted
        both += past.both_cooperated
        formal += past.formal
        joint += past.formal_joint
        checking += past.checking
        repair += past.repair
    row.building_share = share_of(building, interactions)
    row.cooperation_share = share_of(both, attempted)
    row.joint_work_share = share_of(joint, formal)
    row.checking_share = share_of(checking, formal)
    row.repair_share = share_of(repair, formal)
    row.plc_index = fifth_root(row.building_share * row.cooperation_share * row.joint_work_share * row.connected_share * row.bridged_share)
    holds = (row.building_share > v.building_share and row.cooperation_share > v.cooperation_share
             and row.joint_work_share >= v.joint_work_share and row.connected_share >= v.connected_share and row.bridged_share >= 1.0)
    row.all_parts_hold = 1 if holds else 0
    if holds:
        w.count[HOLDING] += 1
        w.count[FAILING] = 0
    else:
        w.count[FAILING] += 1
        w.count[HOLDING] = 0
    if w.count[IS_VIABLE] == 0 and w.count[HOLDING] >= v.persist_weeks:
        w.count[IS_VIABLE] = 1
        log(w, week, VIABLE, -1, -1, float(week - w.count[HOLDING] + 1))
    elif w.count[IS_VIABLE] == 1 and w.count[FAILING] >= v.persist_weeks:
        w.count[IS_VIABLE] = 0
        log(w, week, LOST, -1, -1, float(week - w.count[FAILING] + 1))
    row.viable = w.count[IS_VIABLE]


@rule
def measure(w: Any, week: int, row: Any) -> None:
    """Fill the week's row of figures: add up the ties that are left, and conclude."""
    row.week = week
    add_up(w, week, int(w.count[N_PAIRS]))
    measure_ties(w, row)
    connect(w, row)
    judge(w, week, row)
