"""Where a tie starts: before any interaction there is already trust, or the lack of it (NC; McKnight et al. 1998).

First trust = disposition, what is believed of that profession (transference), overlap of values and reputation, weighted; plus a
first impression, which is luck. A broker's guarantee lifts it; a temporary task group starts high but shallow (swift trust).
"""

from __future__ import annotations

from typing import Any

from trustsim.compiled import rule
from trustsim.portable import clip
from trustsim.randomness import FIRST_TRUST, bell, words
from trustsim.rules.acquaintance import place_pair
from trustsim.rules.beliefs import overlap_of, trust_of
from trustsim.rules.trace import SWIFT, VOUCHED, is_watched, note_first, note_tie
from trustsim.state import COMPETENCE, IMPRESSIONS, INTEGRITY, N_PAIRS, N_QUALITIES, ROLE, WEEK_NOW


@rule
def first_belief(w: Any, holder: int, other: int, overlap: float) -> Any:
    """First belief of `holder` in `other`, before impressions, 0-1; and what disposition, norm, values and reputation give to it.

    The level is counted to the norm: where a survey stands for both, there is none.
    """
    f = w.p.first_trust
    s = w.staff[holder]
    o = w.staff[other]
    disposition = s.disposition
    norm = w.seen[s.organisation, o.profession]
    level = f.level
    if s.survey_trust >= 0.0:   # a survey says what this person trusts colleagues, so it stands for disposition and norm
        disposition = s.survey_trust
        norm = s.survey_trust
        level = 0.0
    by_disposition, by_norm = f.weight_disposition * disposition, f.weight_norm * norm
    by_values, by_reputation = f.weight_values * overlap, f.weight_reputation * w.reputation[other, s.organisation]
    return level + by_disposition + by_norm + by_values + by_reputation, by_disposition, by_norm + level, by_values, by_reputation


@rule
def draw_impressions(w: Any, key: Any) -> None:
    """The luck of both first impressions of a pair, into `w.impressions`: a plain loop, which compilers turn into vector instructions."""
    seed = w.seed
    for e in range(2 * IMPRESSIONS):
        a, b, c, d = words(seed, FIRST_TRUST, key, 0, e // IMPRESSIONS, e % IMPRESSIONS)
        w.impressions[e] = bell(a, b, c, d)


@rule
def begin_tie(w: Any, t: int, holder: int, other: int, pair: Any, week: int) -> None:
    """Fill the new tie `t` that `holder` holds of `other`."""
    f = w.p.first_trust
    tie = w.ties[t]
    level, disposition, norm, values, reputation = first_belief(w, holder, other, pair.overlap)
    mine = (t & 1) * IMPRESSIONS
    impression = f.noise_tie * w.impressions[mine]
    level += impression
    for q in range(N_QUALITIES):
        tie.belief[q] = clip(level + f.noise_quality * w.impressions[mine + 1 + q], 0.02, 0.98)
    tie.stage = 0
    tie.trust = trust_of(w.p, tie.belief, 0)
    tie.readiness = f.history_readiness * w.organisations[w.staff[holder].organisation].norm
    tie.scar_competence = 0.0
    tie.scar_integrity = 0.0
    tie.scar_lasting = 0.0
    tie.before_competence = 0.0
    tie.before_integrity = 0.0
    tie.familiarity = 0
    tie.wins = 0
    tie.voucher = -1
    tie.since_week = week
    tie.swift = 0
    if pair.watched:
        note_first(w, t, week, disposition, norm, values, reputation, impression)


@rule
def begin_pair(w: Any, i: int, j: int, key: Any, week: int) -> int:
    """Make `i` and `j` acquainted; returns the number of the pair. The one of the lower identity becomes `a`."""
    number = int(w.count[N_PAIRS])
    w.count[N_PAIRS] = number + 1
    a, b = (i, j) if w.staff[i].key < w.staff[j].key else (j, i)
    pair = w.pairs[number]
    pair.key = key
    pair.a = a
    pair.b = b
    pair.overlap = overlap_of(w.staff[a].values, w.staff[b].values)
    pair.group_rate = 0.0
    pair.near = 0.0   # until the lists know the pair
    pair.scarred = 0
    place_pair(w, pair)
    pair.advice = 0
    pair.spanner_contact = 0
    pair.watched = is_watched(w, a, b)
    for k in range(len(pair.cooperations)):
        pair.cooperations[k] = 0
    pair.cooperations_term = 0
    pair.last_met = -1000
    draw_impressions(w, key)
    begin_tie(w, 2 * number, a, b, pair, week)
    begin_tie(w, 2 * number + 1, b, a, pair, week)
    return number


@rule
def vouch(w: Any, t: int, voucher: int, lent: float) -> None:
    """A broker lends trust: belief moves toward the trust lent, where that is higher."""
    tie = w.ties[t]
    for q in range(N_QUALITIES):
        tie.belief[q] += w.p.first_trust.guarantee * max(0.0, lent - tie.belief[q])
    tie.trust = trust_of(w.p, tie.belief, tie.stage)
    tie.voucher = voucher
    note_tie(w, t, int(w.count[WEEK_NOW]) + 1, VOUCHED, voucher)


@rule
def begin_swift(w: Any, t: int) -> None:
    """Swift trust of a temporary task group: high, shallow, resting on competent work (Meyerson, Weick & Kramer 1996)."""
    f = w.p.first_trust
    tie = w.ties[t]
    tie.swift = 1
    for q in (COMPETENCE, INTEGRITY):
        tie.belief[q] += f.swift_bonus * max(0.0, 1.0 - tie.scar_integrity - tie.belief[q])
    tie.readiness = max(tie.readiness, f.swift_readiness)
    tie.stage = max(int(tie.stage), ROLE)
    tie.trust = trust_of(w.p, tie.belief, tie.stage)
    note_tie(w, t, int(w.count[WEEK_NOW]) + 1, SWIFT, 0)
