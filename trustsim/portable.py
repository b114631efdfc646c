"""Curves made of + - * / and square roots only, so that a seed gives the same numbers on every machine.

IEEE 754 rounds these five operations exactly; exp, log and tanh are left to each platform's library and differ in the last digit.
"""

from __future__ import annotations

from decimal import Context, Decimal
from math import factorial, sqrt

import numpy as np

from trustsim.compiled import rule

# exp(-k / 32), rounded once from exact decimals, so the same on every machine.
_exact = Context(prec=40)
EXP_MINUS = np.array([float(_exact.exp(Decimal(-k) / 32)) for k in range(1025)])
_1_6, _1_24, _1_120, _1_720 = (1.0 / factorial(k) for k in (3, 4, 5, 6))


@rule(inline=True)
def response(x: float) -> float:
    """An S-curve from 0 to 1 with s(0) = 1/2: s(x) = (1 + x / sqrt(1 + x^2)) / 2. Plays the part of the logistic."""
    return 0.5 + 0.5 * x / sqrt(1.0 + x * x)


@rule(inline=True)
def is_below_response(u: float, x: float) -> bool:
    """Whether u < s(x), without root or division: with v = 2 u - 1 it says v |v| (1 + x^2) < x |x|."""
    v = 2.0 * u - 1.0
    return v * abs(v) * (1.0 + x * x) < x * abs(x)


@rule(inline=True)
def exp_minus_32(x: float) -> float:
    """exp(-x) for 0 <= x <= 32, to about 1e-14 relative: a table of steps of 1/32, times a series for what is left."""
    k = int(x * 32.0)
    y = x - k * 0.03125
    y2 = y * y
    return EXP_MINUS[k] * (((1.0 - y) + y2 * (0.5 - y * _1_6)) + (y2 * y2) * ((_1_24 - y * _1_120) + y2 * _1_720))


@rule(inline=True)
def exp_minus(x: float) -> float:
    """exp(-x) for 0 <= x: beyond 32 by squaring."""
    squared = 0
    while x > 32.0 and squared < 6:
        x *= 0.5
        squared += 1
    if x > 32.0:
        return 0.0
    r = exp_minus_32(x)
    for _ in range(squared):
        r = r * r
    return r


@rule(inline=True)
def up_to_three(u: float, rate: float, none: float) -> int:
    """`poisson_count` where it is at most 3, else 4: without a branch."""
    first = none * rate
    second = first * rate / 2
    third = second * rate / 3
    once, twice = none + first, none + first + second
    return int(u > none) + int(u > once) + int(u > twice) + int(u > twice + third)


@rule(inline=True)
def poisson_count(u: float, rate: float, none: float) -> int:
    """The Poisson count at quantile `u`, by inversion; `none` = exp(-rate).

    For a fixed u the count never falls as the rate grows: more meeting time keeps every encounter there was.
    """
    count = up_to_three(u, rate, none)
    if count <= 3:
        return count
    first = none * rate
    second = first * rate / 2
    third = second * rate / 3
    chance, cumulated, count = third, none + first + second + third, 3
    while u > cumulated and count < 60:
        count += 1
        chance = chance * rate / count
        cumulated += chance
    return count


@rule
def fifth_root(x: float) -> float:
    """The fifth root of 0 <= x <= 1 by Newton's iteration from above (monotone, so it ends)."""
    if x <= 0.0:
        return 0.0
    y = 1.0
    for _ in range(200):
        y2 = y * y
        better = (4.0 * y + x / (y2 * y2)) / 5.0
        if better >= y:
            break
        y = better
    return y


@rule
def clip(x: float, low: float, high: float) -> float:
    """`x` held between `low` and `high`."""
    if x < low:
        return low
    if x > high:
        return high
    return x
