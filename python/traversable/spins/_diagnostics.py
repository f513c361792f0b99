"""Pauli-size distributions, two-point functions and OTOCs of one copy of qubits."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from traversable import _core
from traversable._arguments import instance, real_axis, text, truth
from traversable._core import SpinHamiltonian
from traversable._types import Reals
from traversable.diagnostics._common import TIME, betas_of, diagnostic, over_beta

_WINDING = {
    "perfectness": ("sum |Q(n)|", "1"),
    "linearity": ("max_b |sum Q(n) exp(-ibn)| / sum |Q(n)|", "1"),
    "slope": ("slope b of arg Q(n) against n", "radian"),
}
_LETTERS = "letters I, X, Y, Z, leftmost = site 0"


def _spins(H: Any) -> SpinHamiltonian:
    return instance("H", H, SpinHamiltonian, "a SpinHamiltonian")


@diagnostic
def size_winding(H: SpinHamiltonian, beta: Reals, t: Reals, operator: str = "Z") -> xr.Dataset:
    """Pauli-size distribution P(n), winding Q(n) and the fit of its phase, over ([beta], t).

    With Hermitian Pauli strings S, O(-t) rho^(1/2) = sum_S c_S S (normalised), P(n) = sum over strings on n sites of |c_S|^2, Q(n) of
    c_S^2: the operator that exp(i mu V) acts on. The literature's rho^(1/2) O(t) has the same P and Q where H and O are real.
    Perfect size winding is |Q(n)| = P(n) with arg Q(n) = a + b n; the coupling "size" of `teleport` with all weights 1 undoes it at
    mu = b n_sites. Source: Brown et al., arXiv:1911.06314; Schuster et al., arXiv:2102.00010.

    Parameters
    ----------
    H : SpinHamiltonian
        One copy's Hamiltonian.
    operator : str
        O as letters I, X, Y, Z, leftmost = site 0.

    Returns
    -------
    xarray.Dataset
        size_distribution and winding_distribution (..., size); winding_perfectness = sum |Q|, winding_linearity = max_b |sum Q exp(-ibn)| / sum |Q|,
        winding_slope b in (-pi, pi] ((-pi/2, pi/2] where all sizes have one parity), winding_quality, perfectness times linearity; mean_size and size_spread, the standard deviation.

    Examples
    --------
    >>> import traversable as tv
    >>> ds = tv.spins.size_winding(tv.spins.mixed_field_ising(6), beta=0.0, t=[0.0, 6.0], operator="Z")
    >>> ds.mean_size.round(2).values.tolist()
    [1.0, 4.31]
    """
    betas, times = betas_of(beta), real_axis("t", t)[0]
    p, q = _core.pauli_sizes(_spins(H), text("operator", operator, _LETTERS), betas[0].tolist(), times.tolist())
    shape = p.shape[:-1]
    fits = [_core.size_winding(p[place], q[place]) for place in np.ndindex(*shape)]
    dims, sizes = ("beta", "t"), np.arange(p.shape[-1])
    variables: dict[str, Any] = {
        "size_distribution": ((*dims, "size"), p, {"long_name": "size distribution P(n)", "units": "1"}),
        "winding_distribution": ((*dims, "size"), q, {"long_name": "winding distribution Q(n)", "units": "1"}),
    }
    for name, (long_name, units) in _WINDING.items():
        values = np.array([getattr(fit, name) for fit in fits]).reshape(shape)
        variables[f"winding_{name}"] = (dims, values, {"long_name": long_name, "units": units})
    quality = variables["winding_perfectness"][1] * variables["winding_linearity"][1]
    variables["winding_quality"] = (dims, quality, {"long_name": "perfectness times linearity of size winding", "units": "1"})
    mean = (p * sizes).sum(-1)
    spread = np.sqrt(np.maximum((p * sizes**2).sum(-1) - mean**2, 0))
    variables["mean_size"] = (dims, mean, {"long_name": "mean Pauli size of O(-t) rho^(1/2)", "units": "1"})
    variables["size_spread"] = (dims, spread, {"long_name": "standard deviation of the Pauli size", "units": "1"})
    coords = {"t": ("t", times, TIME), "size": ("size", sizes, {"long_name": "sites of a string", "units": "1"})}
    return over_beta(variables, coords, betas)


@diagnostic
def two_point(H: SpinHamiltonian, beta: Reals, t: Reals, a: str = "Z", b: str | None = None) -> xr.Dataset:
    """Two-point functions Tr rho A(t) B over ([beta], t), complex; B = A where not given.

    Parameters
    ----------
    H : SpinHamiltonian
        One copy's Hamiltonian.
    a, b : str
        A and B as letters I, X, Y, Z, leftmost = site 0.

    Returns
    -------
    xarray.Dataset
        two_point, 1 at t = 0 for B = A.

    Examples
    --------
    >>> import traversable as tv
    >>> tv.spins.two_point(tv.spins.xxz(6), beta=0.0, t=[0.0, 2.0]).two_point.real.round(4).values.tolist()
    [1.0, 0.3831]
    """
    betas, times = betas_of(beta), real_axis("t", t)[0]
    first = text("a", a, _LETTERS)
    values = _core.spin_two_point(_spins(H), first, first if b is None else text("b", b, _LETTERS), betas[0].tolist(), times.tolist())
    return _curves("two_point", "two-point function Tr rho A(t) B", values, betas, times)


@diagnostic
def otoc(
    H: SpinHamiltonian, beta: Reals, t: Reals, a: str = "Z", b: str = "IZ", regularized: bool = False
) -> xr.Dataset:
    """Out-of-time-order correlators Tr rho A(t) B A(t) B over ([beta], t), complex.

    regularized=True: Tr y A(t) y B y A(t) y B with y = rho^(1/4) (Maldacena, Shenker and Stanford, arXiv:1503.01409). At beta = 0, t = 0
    it is 1 or -1 as A and B commute or not.

    Parameters
    ----------
    H : SpinHamiltonian
        One copy's Hamiltonian.
    a, b : str
        A and B as letters I, X, Y, Z, leftmost = site 0.
    regularized : bool
        Whether rho is spread over the four places.

    Returns
    -------
    xarray.Dataset
        otoc.

    Examples
    --------
    >>> import traversable as tv
    >>> tv.spins.otoc(tv.spins.mixed_field_ising(6), 0.0, [0.0, 3.0], "Z", "IIIZ").otoc.real.round(3).values.tolist()
    [1.0, -0.149]
    """
    betas, times = betas_of(beta), real_axis("t", t)[0]
    values = _core.spin_otoc(
        _spins(H), text("a", a, _LETTERS), text("b", b, _LETTERS), betas[0].tolist(), times.tolist(), truth("regularized", regularized)
    )
    return _curves("otoc", "out-of-time-order correlator", values, betas, times)


def _curves(name: str, long_name: str, values: Any, betas: Any, times: Any) -> xr.Dataset:
    variables = {name: (("beta", "t"), values, {"long_name": long_name, "units": "1"})}
    return over_beta(variables, {"t": ("t", times, TIME)}, betas)
