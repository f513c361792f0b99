"""One copy by quantum typicality: thermal quantities from random states, with error bars.

For sizes where two copies do not fit: N Majoranas take ceil(N/2) qubits. A trace is an average over
Haar-random states (Sugiura and Shimizu, arXiv:1302.3138), a thermal value a ratio of two such averages; the
jackknife over the states removes its bias and gives its error.

The states of a seed are keyed by H, the function with its fermions, and beta: estimates for other instances or at other
beta are independent. All times, mu and fermions of one call share their states, and their errors are correlated.

Every function returns an xarray.Dataset with the mean, its standard error `<name>_stderr`, and the ends `<name>_low`
and `<name>_high` of its 95 % interval: Student's t with num_states - 1 degrees of freedom (`intervals.student_t`), 12.7
errors with two states, 2.13 with 16. Complex ones have all three with the suffixes _real and _imag. Common keywords:
num_states (2 to 1000000), seed, method ("krylov"
or "chebyshev") and tolerance of the evolution. ValueError or TypeError name what is wrong; Ctrl-C ends the
computation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from traversable import _core
from traversable._arguments import (
    hamiltonian,
    one_of,
    real_axis,
    real_number,
    seed_of,
    truth,
    whole_number,
    whole_numbers,
)
from traversable._core import Hamiltonian
from traversable._documented import documented
from traversable._types import Reals, Seed
from traversable.diagnostics._common import FERMION
from traversable.intervals import student_t

MOST_STATES = 1_000_000
_USUAL_STATES = 16

__all__ = ["energy", "left_right_response", "otoc", "two_point"]


_estimate = documented(
    (
        '**keywords\n    num_states (16, at least 2), seed (0), method ("krylov" or "chebyshev") and tolerance (1e-8): of the random states\n    and their evolution.',
    ),
)


@_estimate
def energy(H: Hamiltonian, beta: float, **keywords: Any) -> xr.Dataset:
    """Tr(rho H), rho = exp(-beta H) / Z.

    Returns
    -------
    xarray.Dataset
        energy with _stderr, _low and _high, the ends of its 95 % interval.

    Examples
    --------
    >>> import traversable as tv
    >>> ds = tv.typicality.energy(tv.models.learned(), beta=4.0, num_states=200)
    >>> bool(abs(ds.energy + 0.271210) < 4 * ds.energy_stderr)
    True
    """
    mean, error, _ = _copy(H, **keywords).energy(real_number("beta", beta))
    attributes = {"long_name": "thermal energy of one copy", "units": "energy"}
    return xr.Dataset(_real("energy", attributes, {}, mean.real, error, _states(**keywords)))


@_estimate
def two_point(
    H: Hamiltonian, beta: float, t: Reals, fermions: Sequence[int] | None = None, **keywords: Any
) -> xr.Dataset:
    """Tr(rho psi_j(t) psi_j) over (fermion, t); all j where `fermions` is not given. 1/2 at t = 0.

    Returns
    -------
    xarray.Dataset
        two_point (fermion, t), complex, with _stderr, _low and _high of real and imaginary parts.

    Examples
    --------
    >>> import traversable as tv
    >>> ds = tv.typicality.two_point(tv.models.learned(), beta=4.0, t=[0.0, 2.8], fermions=[0], num_states=200)
    >>> ds.two_point.real.sel(fermion=0, t=0.0).round(6).item()
    0.5
    """
    n = hamiltonian(H).num_majoranas
    chosen = list(range(n)) if fermions is None else whole_numbers("fermions", fermions, 0, n - 1)
    times, _ = real_axis("t", t)
    estimate = _copy(H, **keywords).two_point(real_number("beta", beta), chosen, times.tolist())
    axes = {"fermion": ("fermion", chosen, FERMION), "t": _time_axis("t", times)}
    return _complex("two_point", "two-point function Tr rho psi_j(t) psi_j", estimate, axes, _states(**keywords))


@_estimate
def otoc(
    H: Hamiltonian, beta: float, i: int, j: int, t: Reals, regularized: bool = False, **keywords: Any
) -> xr.Dataset:
    """Tr(rho psi_i(t) psi_j psi_i(t) psi_j) over t.

    Regularised, Tr(y psi_i(t) y psi_j y psi_i(t) y psi_j) with y = rho^(1/4) (Maldacena, Shenker and Stanford,
    arXiv:1503.01409). -1/4 at beta = 0, t = 0 for i != j.

    Parameters
    ----------
    i, j : int
        The evolved Majorana and the other one, from 0.
    regularized : bool
        Whether rho is spread over the four places.

    Returns
    -------
    xarray.Dataset
        otoc (t), complex, with _stderr, _low and _high of real and imaginary parts.

    Examples
    --------
    >>> import traversable as tv
    >>> ds = tv.typicality.otoc(tv.models.dense_syk(16, seed=1), beta=0.0, i=0, j=1, t=[0.0, 4.0], num_states=4)
    >>> ds.otoc.real.sel(t=0.0).round(6).item()
    -0.25
    """
    times, _ = real_axis("t", t)
    estimate = _copy(H, **keywords).otoc(
        real_number("beta", beta), _majorana(H, "i", i), _majorana(H, "j", j), times.tolist(), truth("regularized", regularized)
    )
    return _complex(
        "otoc", "out-of-time-order correlator", estimate, {"t": _time_axis("t", times)}, _states(**keywords)
    )


@_estimate
def left_right_response(
    H: Hamiltonian, beta: float, mu: Reals, t0: float, t1: Reals, fermion: int = 0, **keywords: Any
) -> xr.Dataset:
    """The signal through the wormhole over (mu, t1), without the second copy.

    < {exp(-i mu V) psi_R^j(t1) exp(i mu V), psi_L^j(-t0)} > in the thermofield double, the response of the
    right copy to a kick on the left (Gao and Jafferis, arXiv:1911.07416). The coupling is a sum over insertions
    of Majorana strings, which are drawn together with the states: the average is exact, its spread grows like
    exp(|mu| / q).

    Parameters
    ----------
    mu : float or list of float
        Strengths of the coupling V, negative energy below 0; a number is a list of one.
    t0 : float
        Time of the kick is -t0, in 1/energy.
    t1 : float or list of float
        Times of the response, in 1/energy.
    fermion : int
        Majorana, from 0.

    Returns
    -------
    xarray.Dataset
        response (mu, t1) with _stderr, _low and _high.

    Examples
    --------
    >>> import traversable as tv
    >>> H = tv.models.dense_syk(8, seed=1)
    >>> ds = tv.typicality.left_right_response(H, beta=2.0, mu=[-4, 4], t0=1.0, t1=[1.0], num_states=20)
    >>> ds.response.dims
    ('mu', 't1')
    """
    couplings, _ = real_axis("mu", mu)
    times, _ = real_axis("t1", t1)
    mean, error, _ = _copy(H, **keywords).left_right_response(
        real_number("beta", beta), _majorana(H, "fermion", fermion), real_number("t0", t0), couplings.tolist(), times.tolist()
    )
    attributes = {"long_name": "left-right response through the coupling", "units": "1"}
    coords = {
        "mu": ("mu", couplings, {"long_name": _core.coupling_long_name}),
        "t1": _time_axis("t1", times),
    }
    values = _real("response", attributes, coords, mean.real, error, _states(**keywords))
    return xr.Dataset(values, coords=coords)


def _copy(
    H: Hamiltonian, num_states: int = _USUAL_STATES, seed: Seed = 0, method: str = "krylov", tolerance: float = 1e-8
) -> _core.OneCopy:
    return _core.OneCopy(
        hamiltonian(H),
        whole_number("num_states", num_states, 2, MOST_STATES),
        seed_of("seed", seed, 2**64 - 1),
        one_of("method", method, ("krylov", "chebyshev")),
        real_number("tolerance", tolerance),
    )


def _majorana(H: Hamiltonian, name: str, j: int) -> int:
    return whole_number(name, j, 0, hamiltonian(H).num_majoranas - 1)


def _states(num_states: int = _USUAL_STATES, **_: Any) -> int:
    return num_states


def _time_axis(name: str, times: npt.NDArray[np.float64]) -> tuple[str, npt.NDArray[np.float64], dict[str, str]]:
    return name, times, {"long_name": "read-out at t1" if name == "t1" else "time", "units": "1/energy"}


def _errors(
    name: str, suffix: str, attributes: dict[str, str], axes: dict[str, Any], mean: Any, error: Any, num_states: int
) -> dict[str, Any]:
    """The standard error of a real number and the ends of its 95 % interval, over axes."""
    long_name, units = attributes["long_name"], attributes["units"]
    degrees_of_freedom = num_states - 1
    half = student_t(degrees_of_freedom) * error
    interval = f"of the 95 % interval of the {long_name}, Student's t with {degrees_of_freedom} degrees of freedom"
    found = {
        "stderr": (error, f"standard error of the {long_name}, {degrees_of_freedom} degrees of freedom"),
        "low": (mean - half, f"lower end {interval}"),
        "high": (mean + half, f"upper end {interval}"),
    }
    shape = tuple(len(axis[1]) for axis in axes.values())
    return {
        f"{name}_{key}{suffix}": (tuple(axes), values.reshape(shape), {"long_name": described, "units": units})
        for key, (values, described) in found.items()
    }


def _real(
    name: str, attributes: dict[str, str], axes: dict[str, Any], mean: Any, error: Any, num_states: int
) -> dict[str, Any]:
    shape = tuple(len(axis[1]) for axis in axes.values())
    return {
        name: (tuple(axes), mean.reshape(shape), attributes),
        **_errors(name, "", attributes, axes, mean, error, num_states),
    }


def _complex(
    name: str, long_name: str, estimate: tuple[Any, Any, Any], axes: dict[str, Any], num_states: int
) -> xr.Dataset:
    mean, real_error, imaginary_error = estimate
    shape = tuple(len(axis[1]) for axis in axes.values())
    attributes = {"long_name": long_name, "units": "1"}
    return xr.Dataset(
        {
            name: (tuple(axes), mean.reshape(shape), attributes),
            **_errors(name, "_real", attributes, axes, mean.real, real_error, num_states),
            **_errors(name, "_imag", attributes, axes, mean.imag, imaginary_error, num_states),
        },
        coords=axes,
    )
