"""Chance and curves of the plain-Python twin: Philox on Python's own integers, and the S-curve, exp(-x) and roots that it uses."""

from __future__ import annotations

from decimal import Context, Decimal
from math import factorial, sqrt
from random import Random

from trustsim.randomness import INTERACTION

LOW = 2**32 - 1


def philox4x32(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Four random 32-bit words from a counter and a key (Salmon et al. 2011, Philox 4x32 with 10 rounds)."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & LOW, (p0 >> 32) ^ c3 ^ k1, p0 & LOW
        k0, k1 = (k0 + 0x9E3779B9) & LOW, (k1 + 0xBB67AE85) & LOW
    return c0, c1, c2, c3


def pair_key(key: int, other: int) -> int:
    """The identity of two people together."""
    low, high = min(key, other), max(key, other)
    a, b, _, _ = philox4x32((low & LOW, low >> 32, high & LOW, high >> 32), (0x7472, 0x7573))
    return a << 32 | b


def next_hire_key(key: int, generation: int) -> int:
    """The identity of a later holder of the post whose first holder is `key`."""
    a, b, _, _ = philox4x32((key & LOW, key >> 32, generation, 1), (0x6869, 0x7265))
    return a << 32 | b


class KeyedDraws:
    """Every draw is a function of the seed, a stream, who draws, the week and the event: the same luck in every scenario."""

    def __init__(self, seed: int) -> None:
        self.key = (seed & LOW, seed >> 32)

    def words(self, stream: int, who: int, week: int, event: int, block: int) -> tuple[int, int, int, int]:
        """Four 32-bit words."""
        return philox4x32((who & LOW, who >> 32, week, stream << 24 | event << 8 | block), self.key)

    def uniforms(self, stream: int, who: int, week: int, event: int = 0, block: int = 0) -> list[float]:
        """Four numbers between 0 and 1."""
        return [(word + 0.5) * 2.0**-32 for word in self.words(stream, who, week, event, block)]

    def halves(self, stream: int, who: int, week: int, event: int, block: int) -> list[tuple[float, float]]:
        """Four pairs of numbers between 0 and 1, of 16 bits each."""
        words = self.words(stream, who, week, event, block)
        return [(((word >> 16) + 0.5) * 2.0**-16, ((word & 0xFFFF) + 0.5) * 2.0**-16) for word in words]

    def situation(self, who: int, week: int, event: int) -> tuple[float, float, float, float, float]:
        """The luck of an encounter: how much it asks, whether it holds a joint task, whether that is won, who cooperates."""
        asked, task, one, other = self.words(INTERACTION, who, week, event, 0)
        return ((asked + 0.5) * 2.0**-32, ((task >> 16) + 0.5) * 2.0**-16, ((task & 0xFFFF) + 0.5) * 2.0**-16,
                (one + 0.5) * 2.0**-32, (other + 0.5) * 2.0**-32)

    def normal(self, stream: int, who: int, week: int, event: int, block: int) -> float:
        """A bell-shaped draw with mean 0 and variance 1: four uniforms added and rescaled."""
        a, b, c, d = self.uniforms(stream, who, week, event, block)
        return ((a + b) + (c + d) - 2.0) * 1.7320508075688772

    def point(self, stream: int, who: int, week: int, block: int) -> int:
        """A point on the circle of identities."""
        a, b, _, _ = self.words(stream, who, week, 0, block)
        return a << 32 | b


class PythonDraws(KeyedDraws):
    """Python's own generator, as most Mesa models use it; only for comparing speed."""

    def __init__(self, random: Random) -> None:
        self.random = random.random
        self.point_of = random.getrandbits

    def uniforms(self, *_: int) -> list[float]:
        """Four numbers between 0 and 1."""
        return [self.random(), self.random(), self.random(), self.random()]

    def halves(self, *_: int) -> list[tuple[float, float]]:
        """Four pairs of numbers between 0 and 1."""
        return [(self.random(), self.random()) for _ in range(4)]

    def situation(self, *_: int) -> tuple[float, float, float, float, float]:
        """The luck of an encounter."""
        return self.random(), self.random(), self.random(), self.random(), self.random()

    def point(self, *_: int) -> int:
        """A point on the circle of identities."""
        return self.point_of(64)


# Curves without exp or log, so that every machine gives the same numbers

STEPS = [float(Context(prec=40).exp(Decimal(-k) / 32)) for k in range(1025)]


def clip(x: float, low: float, high: float) -> float:
    """`x` held between `low` and `high`."""
    return low if x < low else high if x > high else x


def response(x: float) -> float:
    """An S-curve from 0 to 1, one half at 0."""
    return 0.5 + 0.5 * x / sqrt(1.0 + x * x)


def is_below_response(u: float, x: float) -> bool:
    """Whether u < response(x), by products alone."""
    v = 2.0 * u - 1.0
    return v * abs(v) * (1.0 + x * x) < x * abs(x)


def exp_minus(x: float) -> float:
    """exp(-x) for 0 <= x <= 32: that of the step of 1/32 below, times a series for the rest."""
    k = int(x * 32.0)
    y = x - k / 32
    y2 = y * y
    c = [1.0 / factorial(k) for k in range(7)]
    series = ((1.0 - y) + y2 * (0.5 - y * c[3])) + (y2 * y2) * ((c[4] - y * c[5]) + y2 * c[6])
    return STEPS[k] * series


def poisson_count(u: float, rate: float, none: float) -> int:
    """The Poisson count at quantile `u`; `none` is the chance of a count of 0."""
    count, chance, cumulated = 0, none, none
    while u > cumulated and count < 60:
        count += 1
        chance = chance * rate / count
        cumulated += chance
    return count


def fifth_root(x: float) -> float:
    """The fifth root of 0 <= x <= 1 by Newton's iteration from above."""
    if x <= 0.0:
        return 0.0
    y = 1.0
    while True:
        y2 = y * y
        better = (4.0 * y + x / (y2 * y2)) / 5.0
        if better >= y:
            return y
        y = better
