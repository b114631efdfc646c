"""Word of mouth, introductions and lent trust.

NC: reputation is decisive where there is no experience; a broker introduces and stands guarantor. Burt & Knez 1996: third parties
amplify; good word passes in strong ties, bad word is louder in weak ones. Reputation moves first trust only: without an
interaction, no tie changes (RT).
"""

from __future__ import annotations

from typing import Any

from trustsim.compiled import FAR, fetch, fetch_from, rule
from trustsim.randomness import INTRODUCTION, WORD_OF_MOUTH, by_eights, draw_many, pair_key, unit
from trustsim.rules.acquaintance import is_tied, log, next_contact, other_end, place_at, point, point_of
from trustsim.rules.blocks import PAIRS_AT_ONCE
from trustsim.rules.first_trust import begin_pair, vouch
from trustsim.rules.leadership import BROKERING
from trustsim.state import HERE, LUCK_OF_INTRODUCTION, LUCK_OF_TALK, N_PAIRS, N_STAFF, NEW_TIE, RING

AHEAD = 8   # speakers from now whose lists are asked for in advance


@rule(inline=True)
def speaks(w: Any, i: int) -> bool:
    """Whether person `i` speaks of a colleague this week."""
    return unit(w.luck[LUCK_OF_TALK, i]) < w.p.word_of_mouth.talk_per_week and w.staff[i].presence == HERE and w.last[i] - w.first[i] >= 2


@rule(inline=True)
def speak(w: Any, i: int, to: int, start: Any) -> None:
    """Person `i` speaks of a colleague, the next one from a point of the circle on, to the one whom tie `to` is about."""
    m = w.p.word_of_mouth
    listener = other_end(w, to)
    about = next_contact(w, i, start, listener)
    subject = other_end(w, about)
    where = w.staff[listener].organisation
    heard = w.ties[about].trust
    known = w.reputation[subject, where]
    strong = w.ties[to].trust >= m.strong_from
    if heard > known:
        if strong:
            w.reputation[subject, where] = known + m.positive_weight * (heard - known)
    else:
        loudness = 0.5 if strong else 1.0
        w.reputation[subject, where] = known + loudness * m.negative_weight * (heard - known)


@rule
def talk(w: Any, week: int, block: Any) -> None:
    """Some people speak of a colleague to a colleague: the colleague's reputation in the listener's organisation moves.

    First some hundred choose to whom they speak, then of whom: what the second step reads has been asked for by then.
    """
    to, people, far = w.size, int(w.count[N_STAFF]), len(w.staff) > FAR
    who, keys, drawn = block.numbers, block.identities, block.words
    for begin in range(0, people, PAIRS_AT_ONCE):
        n = 0
        for i in range(begin, min(begin + PAIRS_AT_ONCE, people)):
            who[n], keys[n] = i, w.staff[i].key   # who does not speak is written over by the next
            n += int(speaks(w, i))
        draw_many(w.seed, week, keys, block.no_event, (WORD_OF_MOUTH << 24) | 1, by_eights(n), drawn, 0)
        draw_many(w.seed, week, keys, block.no_event, (WORD_OF_MOUTH << 24) | 2, by_eights(n), drawn, 4)
        for k in range(n):
            if far:
                later = w.first[who[min(k + AHEAD, n - 1)]]
                fetch_from(w.contact_of, later)
                fetch_from(w.ties_of, later)
            to[k] = next_contact(w, int(who[k]), point_of(drawn[0, k], drawn[1, k]), -1)
            fetch(w.pairs[to[k] >> 1])
            fetch(w.ties[to[k]])
        for k in range(n):
            speak(w, int(who[k]), to[k], point_of(drawn[4, k], drawn[5, k]))


@rule
def broker_of(w: Any, i: int) -> Any:
    """The tie of `i` to the broker who would introduce people: the trusted spanner or leader who lends most.

    Returns the tie (-1 where nobody brokers) and how much that broker brokers, 0-1.
    """
    best = -1
    strength = most = 0.0
    left = w.staff[i].brokers
    for k in range(w.first[i] + w.staff[i].broker_from, w.last[i]):
        if left == 0:
            break
        t = int(w.ties_of[k])
        if not w.pairs[t >> 1].broker[1 - (t & 1)]:
            continue
        left -= 1
        v = w.staff[other_end(w, t)]
        brokers = 1.0 if v.spanner == 1 else w.organisations[v.organisation].behaviour[BROKERING]
        if w.ties[t].trust < w.p.word_of_mouth.strong_from:
            continue
        if brokers * w.ties[t].trust > most:
            most = brokers * w.ties[t].trust
            best = t
            strength = brokers
    return best, strength


@rule
def may_meet(w: Any, i: int, j: int, pairs_before: int) -> bool:
    """Whether `i` and `j` are two people here, with room for one more acquaintance, who do not know each other yet."""
    most = w.p.word_of_mouth.acquaintances_most
    if w.staff[j].presence != HERE or w.last[i] - w.first[i] >= most or w.last[j] - w.first[j] >= most:
        return False
    if w.size[i] == 0 or w.size[j] == 0:   # one of them met nobody new this week: the lists tell all
        pairs_before = int(w.count[N_PAIRS])
    return not is_tied(w, i, j, pairs_before)


@rule
def acquaint(w: Any, i: int, j: int, week: int, row: Any) -> int:
    """`i` and `j` get to know each other; returns the number of the pair."""
    number = begin_pair(w, i, j, pair_key(w.staff[i].key, w.staff[j].key), week)
    row.new_ties += 1
    w.size[i] = 1
    w.size[j] = 1
    log(w, week, NEW_TIE, i, j, 0.0)
    return number


@rule
def introduced(w: Any, i: int, week: int, pairs_before: int, row: Any) -> None:
    """A trusted broker introduces `i` to one of their contacts, and lends both trust."""
    t, strength = broker_of(w, i)
    if t < 0 or unit(w.luck[LUCK_OF_INTRODUCTION, i]) >= w.p.word_of_mouth.introductions_per_week * strength:
        return
    broker = other_end(w, t)
    known = next_contact(w, broker, point(w, INTRODUCTION, w.staff[i].key, week, 1), i)
    if known < 0:
        return
    j = other_end(w, known)
    if not may_meet(w, i, j, pairs_before):
        return
    number = acquaint(w, i, j, week, row)
    mine = 2 * number if w.pairs[number].a == i else 2 * number + 1
    vouch(w, mine, broker, w.ties[t].trust * w.ties[known].trust)
    vouch(w, mine ^ 1, broker, w.ties[known ^ 1].trust * w.ties[t ^ 1].trust)


@rule
def stranger_for(w: Any, i: int, start: Any, inside: bool) -> int:
    """The next person at or after a point of the circle, in the organisation of `i` or outside it; -1 where there is none."""
    ring = int(w.count[RING])
    place = place_at(w, start)
    for k in range(ring):
        j = int(w.ring_person[(place + k) % ring])
        if (w.staff[j].organisation == w.staff[i].organisation) == inside and j != i:
            return j
    return -1


@rule
def prepare_introductions(w: Any, week: int) -> None:
    """This week's chance of everybody to meet a stranger, within the organisation and with others: by hours of mixed meetings and training."""
    chance = w.p.word_of_mouth.met_per_hour
    for k in range(len(w.organisations)):
        o = w.organisations[k]
        course = o.course_minutes if week < o.course_until else 0.0
        o.met_inside = chance * ((o.cross_minutes + o.whole_minutes + o.training_minutes + course) / 60.0)
        outside = (w.p.partnership.meeting_minutes + w.p.partnership.training_minutes) / 60.0
        o.met_outside = chance * outside if len(w.organisations) > 1 else 0.0


@rule(inline=True)
def luck_of_introduction(w: Any, i: int) -> Any:
    """This week's luck of person `i` in meeting people: through a broker, in mixed meetings, with others outside."""
    first = LUCK_OF_INTRODUCTION
    return unit(w.luck[first, i]), unit(w.luck[first + 1, i]), unit(w.luck[first + 2, i])


@rule(inline=True)
def most_introductions(w: Any, i: int) -> int:
    """At most so many new acquaintances does person `i` make this week (the draws are those of `introductions`)."""
    o = w.organisations[w.staff[i].organisation]
    u_broker, u_mixed, u_outside = luck_of_introduction(w, i)
    return int(u_broker < w.p.word_of_mouth.introductions_per_week) + int(u_mixed < o.met_inside) + int(u_outside < o.met_outside)


@rule
def introductions(w: Any, week: int, row: Any) -> None:
    """New acquaintances: through brokers, and by sitting together in mixed meetings and training."""
    m = w.p.word_of_mouth
    pairs_before = int(w.count[N_PAIRS])
    w.size[: w.count[N_STAFF]] = 0   # who has met somebody new this week
    far, last = len(w.staff) > FAR, w.count[N_STAFF] - 1
    for i in range(w.count[N_STAFF]):
        if far:
            later = min(i + 4 * AHEAD, last)
            if unit(w.luck[LUCK_OF_INTRODUCTION, later]) < m.introductions_per_week:
                fetch_from(w.ties_of, w.first[later] + w.staff[later].broker_from)
        s = w.staff[i]
        if s.presence != HERE:
            continue
        u_broker, u_mixed, u_outside = luck_of_introduction(w, i)
        if u_broker < m.introductions_per_week:
            introduced(w, i, week, pairs_before, row)
        o = w.organisations[s.organisation]
        if u_mixed < o.met_inside:
            j = stranger_for(w, i, point(w, INTRODUCTION, s.key, week, 2), True)
            if j >= 0 and may_meet(w, i, j, pairs_before):
                acquaint(w, i, j, week, row)
        if u_outside < o.met_outside:
            j = stranger_for(w, i, point(w, INTRODUCTION, s.key, week, 3), False)
            if j >= 0 and may_meet(w, i, j, pairs_before):
                acquaint(w, i, j, week, row)
