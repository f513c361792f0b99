"""P and T as a laboratory sees them: counts in nine settings, a state from them, I_PT with error bars.

Setting 3 b_P + b_T, bases X, Y, Z = 0, 1, 2; outcome 2 p + a. Read-out errors are ((P(1|0), P(0|1)) of P, the same of
T). Sources: James et al., quant-ph/0103121; Smolin, Gambetta and Smith, arXiv:1106.5458.

>>> import numpy as np, traversable as tv
>>> bell = np.zeros((4, 4)); bell[np.ix_([0, 3], [0, 3])] = 0.5
>>> counts = tv.tomography.sample_counts(bell, shots=10_000, seed=1)
>>> counts.shape, int(counts.sum())
((9, 4), 90000)
>>> estimate = tv.tomography.estimate_mutual_information(counts)
>>> 1.9 < estimate.low <= estimate.value <= estimate.high <= 2
True
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Literal

import numpy as np
import numpy.typing as npt

from traversable import _core
from traversable._arguments import (
    complex_array,
    one_of,
    real_number,
    real_numbers,
    seed_of,
    sequence,
    shown,
    truth,
    whole_array,
    whole_number,
)
from traversable._core import MutualInformationEstimate
from traversable._documented import documented
from traversable._types import Numbers, Seed

__all__ = [
    "MutualInformationEstimate",
    "estimate_mutual_information",
    "extrapolate_to_zero",
    "reconstruct",
    "sample_counts",
]

ReadOutErrors = tuple[tuple[float, float], tuple[float, float]]
PERFECT: ReadOutErrors = ((0.0, 0.0), (0.0, 0.0))
MOST_SHOTS = 10**15


@documented()
def sample_counts(
    rho: Numbers,
    shots: int,
    *,
    read_out: ReadOutErrors = PERFECT,
    seed: Seed = 0,
    experiment: int = 0,
) -> npt.NDArray[np.int64]:
    """`shots` measurements in each of the nine settings on a state of P and T: counts of shape (9, 4).

    Experiments 0, 1, ... of a seed are independent of each other. Two calls with the same seed and experiment draw
    the same random numbers, also for different states: give them different experiments.

    Parameters
    ----------
    rho : array of complex, shape (4, 4)
        State of P and T, row and column 2 p + a.
    shots : int
        In every setting, at least 1.
    read_out : ((float, float), (float, float))
        (P(1|0), P(0|1)) of P and of T.
    seed, experiment : int
        Of the random numbers, >= 0.

    Returns
    -------
    numpy.ndarray of int, shape (9, 4)
        Setting, outcome.
    """
    counts = _core.sample_counts(
        complex_array("rho", rho),
        whole_number("shots", shots, 1, MOST_SHOTS),
        _read_out(read_out),
        seed_of("seed", seed, 2**64 - 1),
        whole_number("experiment", experiment, 0, 2**64 - 1),
    )
    return np.array(counts, dtype=np.int64)


def _read_out(errors: ReadOutErrors) -> ReadOutErrors:
    short = _core.short_real_array(errors)
    if short is not None and short.shape == (2, 2):
        return errors
    pairs = [real_numbers("read_out", pair) for pair in sequence("read_out", errors, "two pairs of probabilities")]
    if [len(pair) for pair in pairs] != [2, 2]:
        raise ValueError(f"read_out = {shown(errors)}: expected ((P(1|0), P(0|1)) of P, the same of T)")
    (a, b), (c, d) = pairs
    return (a, b), (c, d)


def _counts(counts: Numbers) -> list[list[int]]:
    array = whole_array("counts", counts)
    if array.shape != (9, 4):
        raise ValueError(f"counts: shape {array.shape}, expected (9, 4)")
    result: list[list[int]] = array.tolist()
    numbers = [*chain.from_iterable(result)]
    least, most = min(numbers), max(numbers)
    if least < 0 or most > MOST_SHOTS:
        raise ValueError(f"counts: {least} to {most}, expected numbers of shots from 0 to {MOST_SHOTS}")
    return result


def reconstruct(
    counts: Numbers,
    *,
    reconstruction: Literal["linear", "projected", "maximum_likelihood"] = "projected",
    mitigate: bool = True,
    read_out: ReadOutErrors = PERFECT,
) -> npt.NDArray[np.complex128]:
    """rho_PT from counts of shape (9, 4).

    "linear": as the expectation values are, perhaps with negative eigenvalues. "projected": the nearest state.
    "maximum_likelihood": of the counts (Rehacek et al., quant-ph/0611244). `mitigate` undoes the given read-out
    errors.

    Parameters
    ----------
    counts : array of int, shape (9, 4)
        Setting, outcome.
    reconstruction : {"linear", "projected", "maximum_likelihood"}
        How the state is found.
    mitigate : bool
        Whether read-out errors are undone.
    read_out : ((float, float), (float, float))
        (P(1|0), P(0|1)) of P and of T.

    Returns
    -------
    numpy.ndarray of complex, shape (4, 4)
        Hermitian, of trace 1.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, its value and what was expected; also for a setting without shots and for errors that cannot
        be undone.

    Examples
    --------
    >>> import numpy as np, traversable as tv
    >>> counts = tv.tomography.sample_counts(np.eye(4) / 4, shots=100_000, seed=2)
    >>> bool(np.abs(tv.tomography.reconstruct(counts) - np.eye(4) / 4).max() < 0.01)
    True
    """
    kind = one_of("reconstruction", reconstruction, ("linear", "projected", "maximum_likelihood"))
    return _core.reconstruct(_counts(counts), kind, truth("mitigate", mitigate), _read_out(read_out))


@documented()
def estimate_mutual_information(
    counts: Numbers,
    *,
    reconstruction: Literal["projected", "maximum_likelihood"] = "projected",
    mitigate: bool = True,
    read_out: ReadOutErrors = PERFECT,
    resamples: int = 100,
    confidence: float = 0.95,
    units: str = "bits",
    seed: Seed = 0,
    experiment: int = 0,
) -> MutualInformationEstimate:
    """I_PT from counts, with its error and interval by inverting tests.

    The statistic is the I_PT of linear inversion, smoothed where eigenvalues lie within two standard errors of zero.
    `resamples` experiments are drawn anew from each of eight states, through the reconstructed one, whose true I_PT
    differ; value and interval are the true values that go with the statistic found. Measured coverage:
    docs/statistics.md.

    Parameters
    ----------
    counts, reconstruction, mitigate, read_out
        As in `reconstruct`; "projected" or "maximum_likelihood".
    resamples : int
        Experiments drawn anew from each state, at least 2.
    confidence : float
        Of the interval, between 0 and 1.
    seed, experiment : int
        Of the random numbers, >= 0.

    Returns
    -------
    MutualInformationEstimate
        Value, standard error, interval and state.

    Raises
    ------
    TypeError, ValueError
        As `reconstruct`.
    """
    return _core.estimate_mutual_information(
        _counts(counts),
        one_of("reconstruction", reconstruction, ("projected", "maximum_likelihood")),
        truth("mitigate", mitigate),
        _read_out(read_out),
        whole_number("resamples", resamples, 2, 1_000_000),
        real_number("confidence", confidence),
        one_of("units", units, ("bits", "nats")),
        seed_of("seed", seed, 2**64 - 1),
        whole_number("experiment", experiment, 0, 2**64 - 1),
    )


def extrapolate_to_zero(
    scales: Sequence[float],
    values: Sequence[float],
    errors: Sequence[float],
    model: Literal["linear", "quadratic", "exponential"] = "linear",
) -> tuple[float, float]:
    """The value at noise scale 0 and its standard error, from values at other scales.

    A polynomial with the least weighted squares, exact through as many points as it has coefficients (Richardson), or
    a e^{-b s} fitted as a line to the logarithm. Source: Temme, Bravyi and Gambetta, arXiv:1612.02058.

    Parameters
    ----------
    scales, values, errors : list of float
        Noise scales, what was measured there and its standard errors, of one length.
    model : {"linear", "quadratic", "exponential"}
        Of the dependence on the scale.

    Returns
    -------
    (float, float)
        In the unit of the values.

    Raises
    ------
    TypeError, ValueError
        For too few different scales, errors that are not positive, or an exponential through values that are not.

    Examples
    --------
    >>> import traversable as tv
    >>> value, error = tv.tomography.extrapolate_to_zero([1, 2], [0.5, 0.3], [0.01, 0.01])
    >>> round(value, 12), round(error, 4)
    (0.7, 0.0224)
    """
    degrees = {"linear": 1, "quadratic": 2, "exponential": None}
    degree = degrees[one_of("model", model, degrees)]
    return _core.extrapolate_to_zero(
        real_numbers("scales", scales), real_numbers("values", values), real_numbers("errors", errors), degree
    )
