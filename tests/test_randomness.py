"""Keyed draws: published vectors, keys that do not collide, portable curves."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from trustsim.names import identity
from trustsim.portable import exp_minus, fifth_root, is_below_response, poisson_count, response
from trustsim.randomness import (
    check_seed,
    draw_many,
    next_hire_key,
    normal,
    pair_key,
    philox4x32,
    replicate_seed,
    uniforms,
    unit,
    unit_high,
    unit_low,
    words,
)

# Random123's known answers for philox4x32-10 (Salmon et al. 2011).
VECTORS = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]


def words_of(text: str) -> list[np.uint64]:
    return [np.uint64(int(word, 16)) for word in text.split()]


@pytest.mark.parametrize(("counter", "key", "answer"), VECTORS)
def test_published_test_vectors(counter: str, key: str, answer: str) -> None:
    assert list(philox4x32(*words_of(counter), *words_of(key))) == words_of(answer)


def test_the_counter_is_laid_out_as_documented() -> None:
    """who | week | stream, event, block; the seed is the key."""
    who, seed = 0x1122334455667788, 0x99AABBCCDDEEFF00
    expected = philox4x32(*(np.uint64(v) for v in (0x55667788, 0x11223344, 77, (5 << 24) | (300 << 8) | 2, 0xDDEEFF00, 0x99AABBCC)))
    assert words(np.uint64(seed), 5, np.uint64(who), 77, 300, 2) == expected


def test_every_part_of_the_key_matters() -> None:
    base = (np.uint64(0), 1, np.uint64(2), 3, 4, 5)
    drawn = {uniforms(*base)}
    for part in range(6):
        changed = list(base)
        changed[part] = type(base[part])(int(base[part]) + 1)
        drawn.add(uniforms(*changed))
    assert len(drawn) == 7


def test_uniforms_and_normals_have_the_right_moments() -> None:
    """40,000 draws: means within 4 standard errors (a right generator with another seed fails once in 10,000)."""
    drawn = np.array([uniforms(np.uint64(3), 9, np.uint64(k), 0, 0, 0) for k in range(10_000)])
    assert drawn.min() > 0.0
    assert drawn.max() < 1.0
    assert abs(drawn.mean() - 0.5) < 4 / math.sqrt(12 * 40_000)
    assert abs(np.corrcoef(drawn.T)[np.triu_indices(4, 1)]).max() < 0.04
    bell = np.array([normal(np.uint64(3), 9, np.uint64(k), 0, 0, 0) for k in range(10_000)])
    assert abs(bell.mean()) < 0.04
    assert abs(bell.std() - 1.0) < 0.03


def test_the_ends_of_the_unit_interval_are_never_reached() -> None:
    for of in (unit, unit_high, unit_low):
        assert 0.0 < of(np.uint64(0)) < 1e-4
        assert 1.0 - 1e-4 < of(np.uint64(2**32 - 1)) < 1.0


def test_identities_are_distinct_and_pairs_unordered() -> None:
    keys = [identity(f"school/team {t}/{s}") for t in range(200) for s in range(50)]
    assert len(set(keys)) == len(keys)
    a, b = np.uint64(keys[0]), np.uint64(keys[1])
    assert pair_key(a, b) == pair_key(b, a)
    assert len({int(pair_key(a, np.uint64(k))) for k in keys[1:]}) == len(keys) - 1
    assert len({int(next_hire_key(a, g)) for g in range(1, 500)} | {keys[0]}) == 500


def test_response_is_an_s_curve() -> None:
    assert response(0.0) == 0.5
    for x in (0.1, 1.0, 5.0, 1e8):
        assert response(x) + response(-x) == pytest.approx(1.0, abs=1e-15)
    values = [response(x) for x in np.linspace(-10, 10, 101)]
    assert all(a < b for a, b in pairwise(values))


def test_exp_minus_is_exp() -> None:
    for x in np.linspace(0.0, 32.0, 400):
        assert exp_minus(x) == pytest.approx(math.exp(-x), rel=1e-12)
    assert exp_minus(1e6) == 0.0


def test_fifth_root() -> None:
    for x in (0.0, 1e-6, 0.03, 0.5, 1.0):
        assert fifth_root(x) ** 5 == pytest.approx(x, rel=1e-12, abs=1e-300)


def test_poisson_by_inversion() -> None:
    """Mean and variance as the rate says (4 standard errors), and more time keeps every encounter there was."""
    for rate in (0.1, 1.3, 6.0):
        u = (np.arange(20_000) + 0.5) / 20_000
        counts = np.array([poisson_count(v, rate, exp_minus(rate)) for v in u])
        assert counts.mean() == pytest.approx(rate, rel=0.01)
        assert counts.var() == pytest.approx(rate, rel=0.02)
    for v in np.linspace(0.01, 0.99, 50):
        more = [poisson_count(v, rate, exp_minus(rate)) for rate in np.linspace(0.0, 9.0, 60)]
        assert more == sorted(more)


@pytest.mark.parametrize("seed", [0, 1, 2**63, 2**64 - 1])
def test_seeds_that_are_seeds(seed: int) -> None:
    assert check_seed(seed) == seed


@pytest.mark.parametrize("seed", [-1, 2**64, 1.0, "1", None, True])
def test_seeds_that_are_none(seed: object) -> None:
    with pytest.raises(ValueError, match="a seed is a whole number from 0"):
        check_seed(seed)


def test_draws_of_many_at_once_are_those_one_by_one() -> None:
    who = np.array([0, 1, 2**63 + 5, 2**64 - 1, 77], np.uint64)
    events = np.array([0, 1 << 8, 3 << 20, 5 << 8, 9], np.uint64)
    out = np.zeros((9, 5), np.uint32)
    draw_many(np.uint64(2**63 + 1), 38, who, events, (4 << 24) | 2, 5, out, 4)
    for e in range(5):
        one = words(np.uint64(2**63 + 1), 4, who[e], 38, int(events[e]) >> 8, (int(events[e]) & 255) + 2)
        assert out[4:8, e].tolist() == [int(word) for word in one]
    assert not out[:4].any()
    assert not out[8].any()


def test_below_response_is_below_response() -> None:
    """The comparison without root or division decides as the curve does."""
    u = (np.arange(2000) + 0.5) / 2000
    for x in (-30.0, -2.5, -1e-9, 0.0, 0.3, 1.7, 40.0):
        assert [is_below_response(v, x) for v in u] == [v < response(x) for v in u]


def test_replicates_have_seeds_of_their_own() -> None:
    """Within a study all differ, and also between studies with neighbouring seeds; replicate 0 has the study's seed."""
    assert replicate_seed(0, 0) == 0
    assert replicate_seed(2**64 - 1, 0) == 2**64 - 1
    assert replicate_seed(2**64 - 1, 1) == 0x9E3779B97F4A7C15 - 1
    seeds = {replicate_seed(study, replicate) for study in (0, 1, 2, 30, 2**32 - 1, 2**64 - 1) for replicate in range(20_000)}
    assert len(seeds) == 6 * 20_000
    with pytest.raises(ValueError, match="replicate"):
        replicate_seed(0, -1)
    with pytest.raises(ValueError, match="seed"):
        replicate_seed(-1, 0)
