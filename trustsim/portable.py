"""Curves made of + - * / and square roots only, so that a seed gives the same numbers on every machine.

IEEE 754 rounds these five operations exactly; exp, log and tanh are left to each platform's library and differ in the last digit.
"""

from __future__ import annotations

from math import factorial, sqrt

from trustsim.compiled import rule

_E3, _E4, _E5, _E6, _E7, _E8, _E9, _E10, _E11, _E12 = (1.0 / factorial(k) for k in range(3, 13))


@rule(inline=True)
def response(x: float) -> float:
    """An S-curve from 0 to 1 with s(0) = 1/2: s(x) = (1 + x / sqrt(1 + x^2)) / 2. Plays the part of the logistic."""
    return 0.5 + 0.5 * x / sqrt(1.0 + x * x)


@rule(inline=True)
def is_below_response(u: float, x: float) -> bool:
    """Whether u < s(x), without root or division: with v = 2 u - 1 it says v |v| (1 + x^2) < x |x|."""
    v = 2.0 * u - 1.0
    return v * abs(v) * (1.0 + x * x) < x * abs(x)


@rule
def exp_minus(x: float) -> float:
    """exp(-x) for 0 <= x, to about 1e-13 relative for x <= 32: a series for small x; for larger, of x / 64, squared six times."""
    if x > 640.0:
        return 0.0
    y = x if x <= 0.5 else x / 64.0
    y2 = y * y
    y4 = y2 * y2
    low = (1.0 - y) + y2 * (0.5 - y * _E3)
    middle = (_E4 - y * _E5) + y2 * (_E6 - y * _E7)
    high = (_E8 - y * _E9) + y2 * (_E10 - y * _E11)
    r = low + y4 * (middle + y4 * (high + y4 * _E12))
    if x > 0.5:
        for _ in range(6):
            r = r * r
    return r


@rule
def poisson_count(u: float, rate: float, none: float) -> int:
    """The Poisson count at quantile `u`, by inversion; `none` = exp(-rate).

    For a fixed u the count never falls as the rate grows: more meeting time keeps every encounter there was.
    """
    count = 0
    chance = none
    cumulated = none
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
