"""Keyed randomness: every draw is a pure function of (seed, stream, who, week, event). No generator state exists.

Philox 4x32 with 10 rounds (Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", SC11,
doi:10.1145/2063384.2063405) turns a 128-bit counter and a 64-bit key into four 32-bit words. Here

    key     = the seed (64 bits)
    counter = who (64 bits: a person, or a pair of people), week (32 bits),
              stream (8 bits) | event within the week (16 bits) | block (8 bits)

so that the same pair in the same week draws the same numbers in every scenario with that seed, whoever else is hired or leaves.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from trustsim.compiled import rule

u64 = np.uint64
_LOW = u64(0xFFFFFFFF)
_M0, _M1 = u64(0xD2511F53), u64(0xCD9E8D57)
_W0, _W1 = u64(0x9E3779B9), u64(0xBB67AE85)
_32, _16 = u64(32), u64(16)
_LOW16 = u64(0xFFFF)
UNIT = 2.3283064365386963e-10   # 1 / 2**32

# Streams are part of what a seed means: never renumber, only append.
PERSON, LEAVING, ENCOUNTER_COUNT, INTERACTION, BREACH, STAGE, FIRST_TRUST, WORD_OF_MOUTH, INTRODUCTION, NETWORK, SPANNER, \
    ADVICE, RECIPROCITY, CLOSURE, ACQUAINTANCE, HISTORY, TIMELINE, PLACE, SURVEY, SCHOOL = range(1, 21)

MAX_SEED = 0xFFFF_FFFF_FFFF_FFFF
GOLDEN = 0x9E3779B97F4A7C15   # odd, so that its multiples modulo 2**64 are a permutation


@rule(inline=True)
def philox4x32(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> Any:
    """Four 32-bit words (as uint64) from counter `c0..c3` and key `k0, k1` (each a uint64 below 2**32)."""
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        n0 = (p1 >> _32) ^ c1 ^ k0
        n2 = (p0 >> _32) ^ c3 ^ k1
        c1 = p1 & _LOW
        c3 = p0 & _LOW
        c0 = n0
        c2 = n2
        k0 = (k0 + _W0) & _LOW
        k1 = (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@rule(inline=True)
def words(seed: Any, stream: int, who: Any, week: int, event: int, block: int) -> Any:
    """The four 32-bit words of one block (uint64 each)."""
    code = u64((stream << 24) | (event << 8) | block)
    return philox4x32(who & _LOW, who >> _32, u64(week) & _LOW, code, seed & _LOW, seed >> _32)


@rule(inline=True)
def unit(word: Any) -> float:
    """A 32-bit word as a number strictly between 0 and 1: the middle of its cell."""
    return (float(word) + 0.5) * UNIT


@rule(inline=True)
def unit_high(word: Any) -> float:
    """The upper 16 bits as a number in (0, 1): enough where a chance is neither tiny nor near one."""
    return (float(word >> _16) + 0.5) * 1.52587890625e-05  # 2**-16


@rule(inline=True)
def unit_low(word: Any) -> float:
    """The lower 16 bits as a number in (0, 1)."""
    return (float(word & _LOW16) + 0.5) * 1.52587890625e-05


@rule(inline=True)
def by_eights(n: int) -> int:
    """The next multiple of eight: vector instructions take eight at a time, and what is left over would go one by one."""
    return (n + 7) & ~7


@rule
def draw_many(seed: Any, week: int, who: Any, codes: Any, shift: int, n: int, out: Any, first_row: int) -> None:
    """The blocks of `n` keys at once, into `out[first_row:first_row + 4, :n]` (uint32): the same words as `words`, one by one.

    A plain loop over independent counters, which compilers turn into vector instructions: several times as fast as one by one.

    Parameters
    ----------
    who, codes : (n,) uint64; `shift` is added to every code: (stream << 24) | (event << 8) | block.
    """
    k0, k1, c2 = seed & _LOW, seed >> _32, u64(week) & _LOW
    added = u64(shift)
    for e in range(n):
        a, b, c, d = philox4x32(who[e] & _LOW, who[e] >> _32, c2, codes[e] + added, k0, k1)
        out[first_row, e] = a
        out[first_row + 1, e] = b
        out[first_row + 2, e] = c
        out[first_row + 3, e] = d


@rule
def uniforms(seed: Any, stream: int, who: Any, week: int, event: int, block: int) -> Any:
    """Four independent uniforms on (0, 1)."""
    a, b, c, d = words(seed, stream, who, week, event, block)
    return unit(a), unit(b), unit(c), unit(d)


@rule
def normal(seed: Any, stream: int, who: Any, week: int, event: int, block: int) -> float:
    """A bell-shaped draw, mean 0 and variance 1: the sum of four uniforms, rescaled (so bounded by 3.46).

    Additions only, so that it is the same number on every machine; an inverse normal would need log and be platform's own.
    """
    a, b, c, d = words(seed, stream, who, week, event, block)
    return bell(a, b, c, d)


@rule(inline=True)
def bell(a: Any, b: Any, c: Any, d: Any) -> float:
    """Four words as one bell-shaped draw."""
    return ((unit(a) + unit(b)) + (unit(c) + unit(d)) - 2.0) * 1.7320508075688772


@rule
def trait_block(quality: int) -> int:
    """The block of stream PERSON that draws the trait of a quality: 1 to 4, and from 12 on for further ones (5 to 11 draw other things)."""
    return 1 + quality if quality < 4 else 8 + quality


@rule
def pair_key(key: Any, other: Any) -> Any:
    """The 64-bit identity of an unordered pair of people, from their own identities."""
    low, high = (key, other) if key < other else (other, key)
    a, b, _, _ = philox4x32(low & _LOW, low >> _32, high & _LOW, high >> _32, u64(0x7472), u64(0x7573))
    return (a << _32) | b


@rule
def next_hire_key(key: Any, generation: int) -> Any:
    """The identity of the `generation`-th later holder of the post whose first holder is `key`."""
    a, b, _, _ = philox4x32(key & _LOW, key >> _32, u64(generation), u64(1), u64(0x6869), u64(0x7265))
    return (a << _32) | b


def check_seed(seed: Any) -> int:
    """`seed` as an int between 0 and 2**64 - 1; ValueError says what is wrong otherwise."""
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer):
        raise ValueError(f"a seed is a whole number from 0 to 2**64 - 1; given {seed!r}")
    if not 0 <= int(seed) <= MAX_SEED:
        raise ValueError(f"a seed is a whole number from 0 to 2**64 - 1; given {seed}")
    return int(seed)


def replicate_seed(study_seed: int, replicate: int) -> int:
    """The seed of a replicate: study seed + replicate x 0x9E3779B97F4A7C15 (2**64 / golden ratio), modulo 2**64.

    The factor is odd, so no two replicates of a study ever share a seed; and because multiples of the golden ratio keep apart
    (Knuth 1998, The Art of Computer Programming 3, 6.4), neither do replicates of two studies whose seeds lie within 2**30 of each other,
    where each has fewer than 2**30. Replicate 0 has the study's own seed.
    """
    if isinstance(replicate, bool) or not isinstance(replicate, int | np.integer) or replicate < 0:
        raise ValueError(f"a replicate is a whole number from 0; given {replicate!r}")
    return (check_seed(study_seed) + int(replicate) * GOLDEN) % (MAX_SEED + 1)
