"""Intervals of counts and of means of few numbers.

>>> import traversable as tv
>>> [round(end, 3) for end in tv.intervals.wilson(36, 60)]  # 36 of 60 models
[0.474, 0.714]
>>> round(tv.intervals.student_t(1), 2), round(tv.intervals.student_t(15), 2)
(12.71, 2.13)
"""

from math import nan, pi, sqrt, tan
from statistics import NormalDist

import numpy as np

from traversable._arguments import real_number, whole_number
from traversable._documented import documented

__all__ = ["student_t", "wilson"]

_LONG_SERIES = 200
_MOST = 2**53


@documented()
def wilson(successes: float, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """Both ends of Wilson's interval for a fraction of which `successes` of `trials` were seen.

    (p + z^2/2n -+ z (p (1 - p)/n + z^2/4n^2)^(1/2)) / (1 + z^2/n), p = successes/n, z the normal quantile of (1 +
    confidence)/2. Successes may be half ones (ties). Source: E. B. Wilson, J. Am. Stat. Assoc. 22, 209 (1927).

    Parameters
    ----------
    successes : float
        0 to trials.
    trials : int
        At least 0.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    (float, float)
        In [0, 1]; (NaN, NaN) for no trials.

    Examples
    --------
    >>> import traversable as tv
    >>> [round(end, 3) for end in tv.intervals.wilson(0, 20)]  # none of 20
    [0.0, 0.161]
    """
    n, seen = whole_number("trials", trials, 0, _MOST), real_number("successes", successes)
    if not 0 <= seen <= n:
        raise ValueError(f"successes = {seen}: expected 0 to trials = {n}")
    z = _normal(confidence)
    if n == 0:
        return nan, nan
    p, square = seen / n, z * z / n
    half = z * sqrt(p * (1 - p) / n + square / (4 * n))
    return max(0.0, (p + square / 2 - half) / (1 + square)), min(1.0, (p + square / 2 + half) / (1 + square))


@documented()
def student_t(degrees_of_freedom: int, confidence: float = 0.95) -> float:
    """Standard errors on either side that hold the true value with `confidence`, of a mean whose error has few degrees
    of freedom.

    The quantile of Student's distribution at (1 + confidence)/2: the finite series of its integral up to 200 degrees
    of freedom (Abramowitz and Stegun, 26.7.3 and 26.7.4), beyond the expansion about the normal quantile (26.7.5),
    within 1e-7.

    Parameters
    ----------
    degrees_of_freedom : int
        At least 1; n - 1 of a mean over n.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    float
        The factor of a standard error, above the normal distribution's.

    Examples
    --------
    >>> import traversable as tv
    >>> [round(tv.intervals.student_t(n), 4) for n in (1, 2, 15, 1000)]
    [12.7062, 4.3027, 2.1314, 1.9623]
    """
    nu, level = whole_number("degrees_of_freedom", degrees_of_freedom, 1, _MOST), real_number("confidence", confidence)
    z = _normal(level)
    if nu > _LONG_SERIES:
        terms: tuple[float, ...] = (
            (z**3 + z) / 4,
            (5 * z**5 + 16 * z**3 + 3 * z) / 96,
            (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        )
        return z + float(sum(term / nu**k for k, term in enumerate(terms, 1)))
    low, high = 0.0, pi / 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _student_integral(nu, middle) < level else (low, middle)
    return sqrt(nu) * tan(low)


def _student_integral(nu: int, theta: float) -> float:
    """The chance of |t| < sqrt(nu) tan(theta)."""
    odd = nu % 2
    k = np.arange(nu // 2)
    # 1, 2/3, 2 4/3 5, ... or 1, 1/2, 1 3/2 4, ..., times powers of cos^2.
    steps = (2.0 * k[1:]) / (2 * k[1:] + 1) if odd else (2.0 * k[1:] - 1) / (2 * k[1:])
    series = float(np.cumprod(np.concatenate([[1.0], steps * np.cos(theta) ** 2]))[: len(k)].sum())
    if odd:
        return float(2 / pi * (theta + np.sin(theta) * np.cos(theta) * series))
    return float(np.sin(theta) * series)


def _normal(confidence: float) -> float:
    level = real_number("confidence", confidence)
    if not 0 < level < 1:
        raise ValueError(f"confidence = {level}: expected a number between 0 and 1")
    return NormalDist().inv_cdf((1 + level) / 2)
