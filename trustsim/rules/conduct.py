"""What both do in an encounter: what each dares, and so their stances, joint work and bad faith; how ready they are to show and to notice.

RT: people may comply with those they do not trust, but cooperate only where they trust. All encounters of a round are worked on at once:
`look_up` brings together what they hang on, plain loops decide, `settle` does what follows. No branch hangs on luck but for what is rare:
what does not take place counts nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from trustsim.compiled import FAR, fetch, rule
from trustsim.portable import is_below_response
from trustsim.randomness import by_eights, unit, unit_high, unit_low
from trustsim.rules.beliefs import known_after
from trustsim.rules.blocks import BLOCK, CHANCES, EVENT_TO_SETTING, SITUATION
from trustsim.rules.encounters import A_LEADS, B_LEADS
from trustsim.rules.leadership import EXTENDING, JUDGEMENT, POWER
from trustsim.rules.trace import note_stances
from trustsim.state import COMPETENCE, INFORMAL, INTEGRITY, JOINT, N_QUALITIES, VISIT, WHOLE_STAFF, WIN

AVOID, COMPLY, COOPERATE = range(3)
TASK, WON, WRONGED_I, WRONGED_J = (1 << bit for bit in range(4))   # what happened in an encounter
CHECKING_SCAR = 0.1     # a tie scarred so far spends meeting time on repair
AHEAD = 16              # encounters from now whose records are asked for in advance


@rule(inline=True)
def is_formal(setting: int) -> bool:
    """Meetings, training and agreed visits are formal: one may comply there. Informal encounters and a leader's walk are not."""
    return setting != INFORMAL and setting != VISIT


@rule(inline=True)
def is_work(setting: int) -> bool:
    """Formal settings where people work on something together: not the whole-staff meeting, where most sit and listen."""
    return setting != INFORMAL and setting != VISIT and setting != WHOLE_STAFF


@rule(inline=True)
def norm_dares(s: Any, norm: float) -> float:
    """The share of trust that is dared whatever the readiness: by itself, and by the organisation's norm of cooperation."""
    return s.trust_alone + s.norm_share * norm


@rule(inline=True)
def dare(trust: float, by_norm: float, by_readiness: float, readiness: float) -> float:
    """The risk that is dared on a tie: trust, carried by the norm (`norm_dares`) and by readiness, which has the share that is left."""
    return trust * (by_norm + by_readiness * readiness)


@rule(inline=True)
def merits(p: Any, other: Any) -> bool:
    """Whether trust is well placed in `other`."""
    return other.trait[INTEGRITY] >= p.stance.trustworthy_from


@rule(inline=True)
def extended(o: Any, merited: bool) -> float:
    """How far the leaders of `o` extend trust to somebody, 0-1: judgement keeps it from who does not merit it (NC: smart trust)."""
    unwise = 1.0 - o.behaviour[JUDGEMENT]
    wise = 1.0 if merited else unwise
    return o.behaviour[EXTENDING] * wise


@rule(inline=True)
def abused(p: Any, extension: float, merited: bool) -> float:
    """How much likelier somebody breaches where trust was extended to them who does not merit it (NC: blind trust)."""
    more = p.breaches.blind_trust * extension
    return 0.0 if merited else more


@rule(inline=True)
def comply_by_authority(s: Any, power: float) -> float:
    """Chance to comply, in informal encounters, with a leader who leads by power to such a degree."""
    return s.comply_authority + (1.0 - s.comply_authority) * power


@rule(inline=True)
def comply_chance(s: Any, led: bool, by_authority: float, formal: bool) -> float:
    """Chance that a person complies rather than avoids, where cooperation is too much: formality makes people comply, and authority
    where the other leads them (`led`)."""
    in_meetings = s.comply_formal
    chance = by_authority if led else s.comply_informal
    return in_meetings if formal else chance


@rule(inline=True)
def stance(dared: float, demand: float, width: float, comply: float, u_cooperate: float, u_comply: float) -> int:
    """Cooperate where what is dared meets the demand (gradually, over `width`), else comply or avoid."""
    otherwise = COMPLY if u_comply < comply else AVOID
    return COOPERATE if is_below_response(u_cooperate, (dared - demand) / width) else otherwise


@rule(inline=True)
def discern_bonus(p: Any, pair: Any) -> float:
    """What professions and spanners do to noticing: another profession is harder to read, unless somebody translates (NC)."""
    harder = -p.discernment.other_profession * (1.0 - p.partnership.service_agreement)
    easier = p.discernment.spanner if pair.translated else 0.0
    return harder if pair.foreign else easier


@rule(inline=True)
def win_readiness(p: Any, i: Any, j: Any, o_i: Any, o_j: Any) -> float:
    """How ready a joint task is to be won (response units): by the competence of both, and by leaders."""
    return (p.joint_work.win_level
            + p.joint_work.win_competence * (0.5 * (i.trait[COMPETENCE] + j.trait[COMPETENCE]) - 0.5)
            + p.joint_work.win_leader * (0.5 * (o_i.exposure[WIN] + o_j.exposure[WIN]) - 0.5))


@rule(inline=True)
def staked(p: Any, demand: float, dared: float, abuse: float) -> float:
    """How much likelier the other's bad faith is where one cooperates: more was staked than the tie dares, or trust extended blindly."""
    return 1.0 + p.breaches.over_extended * max(0.0, demand - dared) + abuse


@rule(inline=True)
def is_scarred(tie: Any) -> bool:
    """Whether a tie is scarred so far that meeting time goes into repair."""
    return max(tie.scar_integrity, tie.scar_competence) >= CHECKING_SCAR


@rule
def prepare_organisation(p: Any, o: Any) -> None:
    """What holds in an organisation for every encounter of a week: leaders' extension of trust, authority, the norm."""
    for merited in range(2):
        o.extended[merited] = extended(o, merited == 1)
    o.by_authority = comply_by_authority(p.stance, o.behaviour[POWER])
    o.norm_dares = norm_dares(p.stance, o.norm)


@rule
def prepare_conduct(w: Any) -> Any:
    """What holds for every encounter of a week. Returns the drawn word above which nobody at all acts in bad faith."""
    p = w.p
    likeliest = demand = 0.0
    for k in range(len(w.organisations)):
        o = w.organisations[k]
        prepare_organisation(p, o)
        likeliest, demand = max(likeliest, o.breach_most), max(demand, o.demand)
    demand += p.stance.demand_boundary + p.stance.demand_spread
    likeliest *= staked(p, demand, 0.0, p.breaches.blind_trust)
    return np.uint32(min(likeliest * 4294967296.0 + 1.0, 4294967295.0))


@rule(inline=True)
def home(organisations: Any, s: Any) -> Any:
    """The organisation of a person. Of a single school nothing need be looked up: no step waits for it."""
    k = np.uint64(0)
    if len(organisations) > 1:
        k = np.uint64(s.organisation)
    return organisations[k]


@rule(inline=True)
def look_up(w: Any, block: Any, first: Any, last: Any) -> None:
    """Bring together what the stances of both hang on, and how ready they are to notice, in the encounters of a round."""
    p, staff, pairs, ties, organisations, c = w.p, w.staff, w.pairs, w.ties, w.organisations, block.conduct
    meeting, slot, events = block.meeting, block.slot, block.events
    across = p.stance.demand_boundary * (1.0 - p.partnership.service_agreement)
    by_readiness = 1.0 - p.stance.trust_alone - p.stance.norm_share
    half, by_familiarity, demand_extension = p.discernment.familiarity_half, p.discernment.familiarity, p.stance.demand_extension
    far = len(staff) > FAR
    for e in range(first, last):
        later = meeting[slot[min(e + np.uint64(AHEAD), last - np.uint64(1))]]
        fetch(ties[2 * later])
        fetch(ties[2 * later + 1])
        if far:
            fetch(pairs[meeting[slot[min(e + np.uint64(2 * AHEAD), last - np.uint64(1))]]])
            fetch(staff[pairs[later].a])
            fetch(staff[pairs[later].b])
        number = meeting[slot[e]]
        pair = pairs[number]
        c.pair[e], c.a[e], c.b[e] = number, pair.a, pair.b
        tie_i, tie_j = ties[2 * number], ties[2 * number + 1]     # what i holds of j; what j holds of i
        s_i, s_j = staff[pair.a], staff[pair.b]
        o_i, o_j = home(organisations, s_i), home(organisations, s_j)
        setting = int(events[e] >> EVENT_TO_SETTING)
        formal, work = is_formal(setting), is_work(setting)
        c.setting[e] = setting
        o_i.stances[0] += int(work)   # the norm of cooperation is learnt where work is asked for
        o_j.stances[1] += int(work)
        c.scarred[e] = is_scarred(tie_i) | is_scarred(tie_j)
        c.demand[e] = 0.5 * (o_i.demand + o_j.demand) + (across if pair.outside else 0.0)
        c.eased[0, e] = demand_extension * o_i.extended[int(merits(p, s_j))]
        c.eased[1, e] = demand_extension * o_j.extended[int(merits(p, s_i))]
        c.comply[0, e] = comply_chance(p.stance, pair.led == B_LEADS, o_j.by_authority, formal)
        c.comply[1, e] = comply_chance(p.stance, pair.led == A_LEADS, o_i.by_authority, formal)
        c.dared[0, e] = dare(tie_i.trust, o_i.norm_dares, by_readiness, tie_i.readiness)
        c.dared[1, e] = dare(tie_j.trust, o_j.norm_dares, by_readiness, tie_j.readiness)
        c.win[e] = win_readiness(p, s_i, s_j, o_i, o_j)
        bonus = discern_bonus(p, pair)
        known_i, known_j = known_after(float(tie_i.familiarity), half), known_after(float(tie_j.familiarity), half)
        c.known[0, e], c.known[1, e] = known_i, known_j
        c.notice[0, e] = s_i.notice_base + by_familiarity * (known_i - 0.5) + bonus + o_i.notice_setting[setting]
        c.notice[1, e] = s_j.notice_base + by_familiarity * (known_j - 0.5) + bonus + o_j.notice_setting[setting]


# Plain loops over the encounters from `first` to `last` (unsigned), which compilers turn into vector instructions.


@rule(inline=True)
def ask(s: Any, luck: Any, c: Any, first: Any, last: Any) -> None:
    """What is asked of both: the organisations' demand, which spreads by chance and is less where it is informal."""
    spread, informal, setting, demand = s.demand_spread, s.demand_informal, c.setting, c.demand
    for e in range(first, last):
        demand[e] = (demand[e] + spread * (unit(luck[SITUATION, e]) - 0.5)) - (0.0 if is_formal(setting[e]) else informal)


@rule(inline=True)
def decide(s: Any, luck: Any, c: Any, side: int, first: Any, last: Any) -> None:
    """Whether one side cooperates, complies or avoids."""
    width, demand, dared, eased, comply, do = s.width, c.demand, c.dared, c.eased, c.comply, c.do
    u_cooperate, u_comply = SITUATION + 2 + side, CHANCES + side
    for e in range(first, last):
        do[side, e] = stance(dared[side, e], demand[e] - eased[side, e], width, comply[side, e], unit(luck[u_cooperate, e]), unit(luck[u_comply, e]))


@rule(inline=True)
def work_together(s: Any, luck: Any, c: Any, first: Any, last: Any) -> None:
    """Joint tasks: only joint cooperation takes one up, and can win it."""
    formal, informal, setting, do, win, did = s.joint_task_formal, s.joint_task_informal, c.setting, c.do, c.win, c.did
    for e in range(first, last):
        both = (do[0, e] == COOPERATE) & (do[1, e] == COOPERATE)
        chance = formal if is_work(setting[e]) else informal
        task = both & ((setting[e] == JOINT) | (unit_high(luck[SITUATION + 1, e]) < chance))
        won = task & is_below_response(unit_low(luck[SITUATION + 1, e]), win[e])
        did[e] = TASK * int(task) | WON * int(won)


@rule(inline=True)
def count_conduct(row: Any, c: Any, first: Any, last: Any, held: int) -> None:
    """Add what took place in the encounters of a round to the figures of the week."""
    do, setting, did, scarred = c.do, c.setting, c.did, c.scarred
    in_meetings = both_cooperated = checking = formal_joint = tasks = wins = repair = 0
    for e in range(first, last):
        formal, task = is_formal(setting[e]), did[e] & TASK != 0
        both = (do[0, e] == COOPERATE) & (do[1, e] == COOPERATE)
        met_formally = (do[0, e] != AVOID) & (do[1, e] != AVOID) & formal
        in_meetings += int(formal)
        both_cooperated += int(both)
        checking += int(met_formally & (not both))
        tasks += int(task)
        wins += int(did[e] & WON != 0)
        formal_joint += int(formal & task)
        repair += int(met_formally & (scarred[e] == 1))
    attempted = int(last - first)
    row.attempted += attempted
    row.avoided += attempted - held
    row.interactions += 2 * held
    row.formal += in_meetings
    row.both_cooperated += both_cooperated
    row.complied += held - both_cooperated
    row.checking += checking
    row.formal_joint += formal_joint
    row.wins += wins
    row.failures += tasks - wins
    row.repair += repair


@rule
def bad_faith(p: Any, luck: Any, c: Any, e: Any, i: Any, j: Any, o_i: Any, o_j: Any) -> int:
    """Whether either acts in bad faith in encounter `e`, as bits: rarer than all else, likelier where more was staked than the tie dares."""
    demand, did = c.demand[e], 0
    i_merits, j_merits = merits(p, i), merits(p, j)
    staked_i = staked(p, demand, c.dared[0, e], abused(p, o_i.extended[int(j_merits)], j_merits)) if c.do[0, e] == COOPERATE else 1.0
    staked_j = staked(p, demand, c.dared[1, e], abused(p, o_j.extended[int(i_merits)], i_merits)) if c.do[1, e] == COOPERATE else 1.0
    if unit(luck[CHANCES + 2, e]) < j.breach_base * staked_i:
        did |= WRONGED_I
    if unit(luck[CHANCES + 3, e]) < i.breach_base * staked_j:
        did |= WRONGED_J
    return did


@rule(inline=True)
def settle(w: Any, week: int, row: Any, block: Any, rare: Any, first: Any, last: Any) -> int:
    """What follows from both stances: who is let down, and how ready each is to show. Lists the encounters that are held; returns how many."""
    p, staff, pairs, ties, organisations, luck, c = w.p, w.staff, w.pairs, w.ties, w.organisations, block.luck, block.conduct
    events, held, do, show = block.events, block.held, c.do, c.show
    let_down, own_trust, cooperating = p.joint_work.let_down_readiness, p.demonstration.own_trust, p.demonstration.cooperating
    n = 0
    for e in range(first, last):
        number = c.pair[e]
        tie_i, tie_j = ties[2 * number], ties[2 * number + 1]
        s_i, s_j = staff[c.a[e]], staff[c.b[e]]
        o_i, o_j = home(organisations, s_i), home(organisations, s_j)
        setting = c.setting[e]
        cooperates_i, cooperates_j = do[0, e] == COOPERATE, do[1, e] == COOPERATE
        o_i.cooperated[0] += int(is_work(setting) & cooperates_i)
        o_j.cooperated[1] += int(is_work(setting) & cooperates_j)
        tie_i.readiness -= let_down * int(cooperates_i & (not cooperates_j)) * tie_i.readiness
        tie_j.readiness -= let_down * int(cooperates_j & (not cooperates_i)) * tie_j.readiness
        conduct_i = own_trust * (2.0 * tie_i.trust - 1.0)   # i's conduct toward j rests on i's own trust
        conduct_j = own_trust * (2.0 * tie_j.trust - 1.0)
        shift_i = conduct_i + (cooperating if cooperates_i else -cooperating) + o_i.show_setting[setting]
        shift_j = conduct_j + (cooperating if cooperates_j else -cooperating) + o_j.show_setting[setting]
        for q in range(N_QUALITIES):
            show[q, e] = s_j.show_base[q] + shift_j
            show[N_QUALITIES + q, e] = s_i.show_base[q] + shift_i
        if (luck[CHANCES + 2, e] < rare) | (luck[CHANCES + 3, e] < rare):
            c.did[e] |= bad_faith(p, luck, c, e, s_i, s_j, o_i, o_j)
        if pairs[number].watched:
            note_stances(w, number, week, int(events[e] >> BLOCK), int(do[0, e]), int(do[1, e]), c.demand[e] - c.eased[0, e],
                         c.demand[e] - c.eased[1, e], c.dared[0, e], c.dared[1, e])
        held[n] = e
        n += int((do[0, e] != AVOID) & (do[1, e] != AVOID))
    return n


@rule(inline=True)
def act(w: Any, week: int, row: Any, block: Any, rare: Any, first: Any, last: Any) -> int:
    """What both do in the encounters of a round. Lists those that are held; returns how many. `rare`: see `prepare_conduct`."""
    p, luck, c = w.p, block.luck, block.conduct
    look_up(w, block, first, last)
    end = first + np.uint64(by_eights(int(last - first)))   # what is beyond is done again in its own round
    ask(p.stance, luck, c, first, end)
    decide(p.stance, luck, c, 0, first, end)
    decide(p.stance, luck, c, 1, first, end)
    work_together(p.encounters, luck, c, first, end)
    held = settle(w, week, row, block, rare, first, last)
    count_conduct(row, c, first, last, held)
    return held
