"""In place of runs: each figure as a smooth function of the parameters, learnt from the points that were run.

Gaussian processes (Sacks et al. 1989, Statistical Science 4, 409; library: scikit-learn) say how sure they are where nothing was run, which
ruling points out needs. Each is one of those parameters alone to which its figure responds, by F tests in a quadratic regression over the points
so far; what all others do counts as noise (Vernon, Goldstein & Bower 2010), and they go on being varied, for what does nothing in a large region
may do something in a small one.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg import cho_solve, cholesky, solve_triangular
from scipy.optimize import minimize
from scipy.stats import f as f_distribution

Array = np.ndarray[Any, Any]
SCREENING_ERROR = 0.05   # chance that any parameter to which nothing responds is taken for one that matters
STEPS = 60               # of the optimiser, at most


@dataclass(frozen=True)
class Screening:
    """To which parameters anything responds.

    Attributes
    ----------
    p_value : of each parameter, the least over figures, times their number and that of parameters (Bonferroni).
    figure : the one that responds most to it.
    share : of that figure's variance between points, what the parameter explains by itself.
    of : for each figure, numbers of the parameters to which it responds (error shared by parameters, not by figures).
    """

    p_value: Array
    figure: tuple[str, ...]
    share: Array
    of: dict[str, tuple[int, ...]]

    @property
    def active(self) -> Array:
        """Whether a figure responds to the parameter."""
        return self.p_value < SCREENING_ERROR


def screened(x: Array, figures: dict[str, Array]) -> Screening:
    """F tests of a line and a curve in each parameter, beside those of all others; x are points of the unit cube."""
    n, p = x.shape
    parts = np.hstack([np.ones((n, 1)), x - 0.5, (x - 0.5) ** 2 - 1.0 / 12.0])
    best, names, shares = np.full(p, np.inf), [""] * p, np.zeros(p)
    of: dict[str, tuple[int, ...]] = dict.fromkeys(figures, ())
    for name, values in figures.items():
        known = np.isfinite(values)
        y, m = values[known], parts[known]
        free = len(y) - m.shape[1]
        if free < 5 or np.ptp(y) < 1e-12:
            continue
        inverse = np.linalg.pinv(m.T @ m)
        slopes = inverse @ (m.T @ y)
        full = float(((y - m @ slopes) ** 2).sum())
        total = float(((y - y.mean()) ** 2).sum())
        for j in range(p):
            both = [1 + j, 1 + p + j]
            explained = float(slopes[both] @ np.linalg.solve(inverse[np.ix_(both, both)], slopes[both]))   # in squares
            ratio = explained / 2.0 / max(full / free, 1e-300)
            chance = float(f_distribution.sf(ratio, 2, free))
            if chance < SCREENING_ERROR / p:
                of[name] += (j,)
            if chance < best[j]:
                best[j], names[j], shares[j] = chance, name, explained / total
    return Screening(np.minimum(1.0, best * p * max(1, len(figures))), tuple(names), np.clip(shares, 0.0, 1.0), of)


class Emulator:
    """One figure as a Gaussian process over the parameters to which it responds.

    Attributes
    ----------
    r_squared : of points foretold from all others.
    outside : share of points outside their 95 % interval so foretold.
    """

    def __init__(self, x: Array, y: Array, columns: Sequence[int] | None = None) -> None:
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.gaussian_process import GaussianProcessRegressor
        from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
        from threadpoolctl import threadpool_limits

        self.columns = list(range(x.shape[1]) if columns is None else columns)
        x, known = x[:, self.columns], np.isfinite(y)
        self.x, values = x[known], y[known]
        self.middle, self.scale = float(values.mean()), float(values.std()) or 1.0
        self.constant = np.ptp(values) < 1e-12 or x.shape[1] == 0
        self.noise = float(values.var()) if self.constant else 0.0
        self.r_squared, self.outside = 1.0, 0.0
        if self.constant:
            return
        kernel = ConstantKernel(1.0, (1e-2, 1e2)) * RBF(np.ones(x.shape[1]), (0.1, 30.0)) + WhiteKernel(0.1, (1e-5, 1.0))
        process = GaussianProcessRegressor(kernel, alpha=1e-8, optimizer=_most_likely, random_state=0)
        with warnings.catch_warnings(), threadpool_limits(1):   # one thread: quicker for small matrices, and the same sums everywhere
            warnings.simplefilter("ignore", ConvergenceWarning)   # a length at the end of its range: a parameter that does nothing here
            process.fit(self.x, (values - self.middle) / self.scale)
        fitted = process.kernel_
        self.height, self.lengths, self.noise = fitted.k1.k1.constant_value, fitted.k1.k2.length_scale, fitted.k2.noise_level
        self._factor = cholesky(self._covariance(self.x, self.x) + (self.noise + 1e-8) * np.eye(len(self.x)), lower=True)
        y_scaled = (values - self.middle) / self.scale
        self._weights = cho_solve((self._factor, True), y_scaled)
        inverse = cho_solve((self._factor, True), np.eye(len(self.x)))
        error = self._weights / np.diag(inverse)   # of each point, foretold from all others (Dubrule 1983)
        self.r_squared = 1.0 - float((error**2).sum() / ((y_scaled - y_scaled.mean()) ** 2).sum())
        self.outside = float((np.abs(error * np.sqrt(np.diag(inverse))) > 1.96).mean())

    def _covariance(self, a: Array, b: Array) -> Array:
        a, b = a / self.lengths, b / self.lengths
        squared = (a**2).sum(1)[:, None] + (b**2).sum(1)[None, :] - 2.0 * a @ b.T
        return np.asarray(self.height * np.exp(-0.5 * np.maximum(squared, 0.0)))

    def at(self, x: Array) -> tuple[Array, Array]:
        """The figure without the luck of runs, and its variance, at points of shape (n, parameters)."""
        x = x[:, self.columns]
        if self.constant:
            return np.full(len(x), self.middle), np.full(len(x), self.noise / max(1, len(self.x)))
        cross = self._covariance(x, self.x)
        half = solve_triangular(self._factor, cross.T, lower=True, check_finite=False)
        return self.middle + self.scale * (cross @ self._weights), self.scale**2 * np.maximum(self.height - (half**2).sum(0), 1e-12)


def _most_likely(of: Any, start: Array, bounds: Array) -> tuple[Array, float]:
    """The lengths, height and noise under which the points are likeliest (L-BFGS-B of SciPy)."""
    found = minimize(of, start, method="L-BFGS-B", jac=True, bounds=bounds, options={"maxiter": STEPS})
    return found.x, float(found.fun)


def emulators(x: Array, figures: dict[str, Array], screening: Screening) -> dict[str, Emulator]:
    """An emulator of each figure."""
    return {name: Emulator(x, values, screening.of[name]) for name, values in figures.items()}
