"""Who knows whom: the list of each person's ties, the ring for choosing strangers, and the log of events.

Choices among people go by identity, not by position: the one chosen is the next identity at or after a drawn point on a circle of all
identities. A hire or a leaver then changes only the choices that would have fallen on them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from trustsim.compiled import rule
from trustsim.randomness import words
from trustsim.state import HEAD, HERE, KEEP_EVENTS, LEAVERS, N_EVENTS, N_PAIRS, N_STAFF, POOL_END, RING, SENIOR_LEADER

_32 = np.uint64(32)
FARTHEST = np.uint64(0xFFFF_FFFF_FFFF_FFFF)   # along the circle
MANY_TIES = 60   # beyond these the ring is the shorter way to the next contact


@rule(inline=True)
def is_leader(role: int) -> bool:
    """Whether a role leads the organisation (head or senior leader)."""
    return role == HEAD or role == SENIOR_LEADER


@rule(inline=True)
def may_broker(s: Any) -> bool:
    """Whether a person might introduce people to each other: spanners and leaders."""
    return s.spanner == 1 or is_leader(s.role)


@rule
def log(w: Any, week: int, kind: int, who: int, other: int, value: float) -> None:
    """Append one event, where events are kept."""
    if w.count[KEEP_EVENTS] == 0:
        return
    n = w.count[N_EVENTS]
    w.count[N_EVENTS] = n + 1
    event = w.events[n]
    event.week = week
    event.kind = kind
    event.who = who
    event.other = other
    event.value = value


@rule(inline=True)
def both_here(staff: Any, pair: Any) -> bool:
    """Whether both of a pair are in post."""
    return staff[pair.a].presence == HERE and staff[pair.b].presence == HERE


@rule
def place_pair(w: Any, pair: Any) -> None:
    """Note where a pair stands: whether both are in post, and of each tie which cell of `seen` it speaks to and whether it is of a head."""
    a, b = w.staff[pair.a], w.staff[pair.b]
    professions = w.seen.shape[1]
    pair.live = 1 if both_here(w.staff, pair) else 0
    pair.about[0] = a.organisation * professions + b.profession
    pair.about[1] = b.organisation * professions + a.profession
    pair.of_head[0] = 1 if b.role == HEAD else 0
    pair.of_head[1] = 1 if a.role == HEAD else 0


@rule
def list_ties(w: Any) -> None:
    """List every person's live ties anew, in the order in which the acquaintances were made, with room for some more."""
    pairs, first, last, limit = w.pairs, w.first, w.last, w.limit
    n = w.count[N_STAFF]
    for i in range(n):
        last[i] = 0
    for number in range(w.count[N_PAIRS]):
        pair = pairs[number]
        place_pair(w, pair)
        last[pair.a] += pair.live
        last[pair.b] += pair.live
    end = 0
    for i in range(n):
        first[i] = end
        end += last[i] + last[i] // 2 + 4
        limit[i] = end
        last[i] = first[i]
    w.count[POOL_END] = end
    for number in range(w.count[N_PAIRS]):
        if pairs[number].live == 1:
            append_tie(w, pairs[number].a, 2 * number, w.staff[pairs[number].b].key)
            append_tie(w, pairs[number].b, 2 * number + 1, w.staff[pairs[number].a].key)


@rule(inline=True)
def append_tie(w: Any, i: int, t: int, key: Any) -> bool:
    """Append tie `t`, about the person of that key, to the list of person `i`, which moves to where there is room; False where none is left."""
    first, last, limit = w.first, w.last, w.limit
    if last[i] == limit[i]:
        known = last[i] - first[i]
        end = w.count[POOL_END]
        if end + 2 * known + 8 > len(w.ties_of):
            return False
        for k in range(known):
            w.ties_of[end + k] = w.ties_of[first[i] + k]
            w.contact_of[end + k] = w.contact_of[first[i] + k]
        first[i] = end
        last[i] = end + known
        limit[i] = end + 2 * known + 8
        w.count[POOL_END] = limit[i]
    w.ties_of[last[i]] = t
    w.contact_of[last[i]] = key
    last[i] += 1
    return True


@rule
def end_ties_of_leavers(w: Any) -> int:
    """The ties of those who have left since the last time are over; returns how many contacts they had, who stand in `group` then."""
    contacts = 0
    for n in range(w.count[LEAVERS]):
        i = w.leavers[n]
        for k in range(w.first[i], w.last[i]):
            t = int(w.ties_of[k])
            j = other_end(w, t)
            w.pairs[t >> 1].live = 0
            if w.staff[j].presence == HERE and w.staff[j].recount == 0:
                w.staff[j].recount = 1
                w.group[contacts] = j
                contacts += 1
        w.last[i] = w.first[i]
    return contacts


@rule(allocates=True)
def place_on_ring(w: Any) -> None:
    """Order the people here by identity."""
    n = 0
    for i in range(w.count[N_STAFF]):
        if w.staff[i].presence == HERE:
            w.ring_key[n] = w.staff[i].key
            n += 1
    order = np.argsort(w.ring_key[:n], kind="mergesort")
    n = 0
    for i in range(w.count[N_STAFF]):
        if w.staff[i].presence == HERE:
            w.group[n] = i
            n += 1
    for k in range(n):
        w.ring_person[k] = w.group[order[k]]
    for k in range(n):
        w.ring_key[k] = w.staff[w.ring_person[k]].key
    w.count[RING] = n


@rule(allocates=True)
def renew_ring(w: Any, since: int) -> None:
    """Take whoever has left off the ring, and put newcomers (staff numbers from `since`) where their identities stand."""
    n = 0
    for i in range(since, w.count[N_STAFF]):
        if w.staff[i].presence == HERE:
            n += 1
    keys, people = np.empty(n, np.uint64), np.empty(n, np.int32)
    n = 0
    for i in range(since, w.count[N_STAFF]):
        if w.staff[i].presence == HERE:
            keys[n] = w.staff[i].key
            people[n] = i
            n += 1
    order = np.argsort(keys)
    stay = 0
    for k in range(w.count[RING]):
        if w.staff[w.ring_person[k]].presence == HERE:
            w.ring_key[stay] = w.ring_key[k]
            w.ring_person[stay] = w.ring_person[k]
            stay += 1
    w.count[RING] = stay + n
    at = stay + n - 1
    stay -= 1
    n -= 1
    while n >= 0:   # from the end, so that nothing is written over
        if stay >= 0 and w.ring_key[stay] > keys[order[n]]:
            w.ring_key[at] = w.ring_key[stay]
            w.ring_person[at] = w.ring_person[stay]
            stay -= 1
        else:
            w.ring_key[at] = keys[order[n]]
            w.ring_person[at] = people[order[n]]
            n -= 1
        at -= 1


@rule(inline=True)
def point(w: Any, stream: int, who: Any, week: int, block: int) -> Any:
    """A drawn point on the circle of identities (64 bits)."""
    a, b, _, _ = words(w.seed, stream, who, week, 0, block)
    return point_of(a, b)


@rule(inline=True)
def point_of(high: Any, low: Any) -> Any:
    """Two drawn words as a point on the circle."""
    return (np.uint64(high) << _32) | np.uint64(low)


@rule(inline=True)
def other_end(w: Any, t: int) -> int:
    """Whom tie `t` is about."""
    pair = w.pairs[t >> 1]
    return int(pair.b if (t & 1) == 0 else pair.a)


@rule
def tie_to(w: Any, i: int, j: int) -> int:
    """The tie that `i` holds of `j`, by the lists; -1 where they do not know each other. The shorter list is looked through."""
    mine = w.last[i] - w.first[i] <= w.last[j] - w.first[j]
    who, key = (i, w.staff[j].key) if mine else (j, w.staff[i].key)
    for k in range(w.first[who], w.last[who]):
        if w.contact_of[k] == key:
            t = int(w.ties_of[k])
            return t if mine else t ^ 1
    return -1


@rule
def is_tied(w: Any, i: int, j: int, pairs_before: int) -> bool:
    """Whether `i` and `j` know each other, by the lists or by a pair made since `pairs_before`."""
    if i == j or tie_to(w, i, j) >= 0:
        return True
    for number in range(pairs_before, w.count[N_PAIRS]):
        pair = w.pairs[number]
        if (pair.a == i and pair.b == j) or (pair.a == j and pair.b == i):
            return True
    return False


@rule
def place_at(w: Any, start: Any) -> int:
    """Where on the ring the next identity at or after `start` stands; the length of the ring where that is the first of all."""
    ring = int(w.count[RING])
    place: Any = np.int64(((start >> _32) * np.uint64(ring)) >> _32)   # identities are spread evenly: it cannot be far
    while place > 0 and w.ring_key[place - 1] >= start:
        place -= 1
    while place < ring and w.ring_key[place] < start:
        place += 1
    return place


@rule
def next_contact(w: Any, i: int, start: Any, but_not: int) -> int:
    """The tie of `i` to the next identity at or after `start`, passing over person `but_not`; -1 where there is none.

    Who knows very many (a head) is found the next contact along the ring; for others a look through the list is shorter.
    """
    if w.last[i] - w.first[i] > MANY_TIES:
        ring = int(w.count[RING])
        place = place_at(w, start)
        for k in range(ring):
            j = int(w.ring_person[(place + k) % ring])
            if j != but_not and j != i:
                t = tie_to(w, i, j)
                if t >= 0:
                    return t
        return -1
    not_key = w.staff[but_not if but_not >= 0 else i].key   # nobody is a contact of their own
    ties, contacts = w.ties_of[w.first[i]:w.last[i]], w.contact_of[w.first[i]:w.last[i]]
    least = FARTHEST
    for k in range(len(contacts)):   # a plain loop, which compilers turn into vector instructions
        gap = contacts[k] - start    # wraps around: the way along the circle
        least = min(least, FARTHEST if contacts[k] == not_key else gap)
    for k in range(len(contacts)):
        if contacts[k] - start == least and contacts[k] != not_key:
            return int(ties[k])
    return -1
