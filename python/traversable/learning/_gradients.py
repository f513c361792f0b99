"""Gradients of I_PT."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from traversable import _core
from traversable._arguments import complex_array, hamiltonian, one_of, sequence
from traversable._core import Hamiltonian
from traversable._coupling import Couple
from traversable._documented import documented
from traversable._types import Numbers, Reals
from traversable.learning._points import points_of


@documented()
def mutual_information_gradient(rho: Numbers, units: str = "bits") -> npt.NDArray[np.complex128]:
    """Lambda with dI_PT = Tr(Lambda d rho): log rho - log rho_P x 1 - 1 x log rho_T, 4 x 4.

    Parameters
    ----------
    rho : array of complex, shape (4, 4)
        State of P and T, row and column 2 p + a.

    Returns
    -------
    numpy.ndarray of complex, shape (4, 4)
        Lambda, Hermitian.

    Raises
    ------
    TypeError, ValueError
        For what is no such array or unit.
    """
    return _core.information_gradient(complex_array("rho", rho), one_of("units", units, ("bits", "nats")))


@documented()
def protocol_gradient(
    H: Hamiltonian,
    beta: float,
    mu: Reals,
    weights: Numbers,
    t: Reals | None = None,
    *,
    t0: Reals | None = None,
    t1: Reals | None = None,
    probe: tuple[int, int] = (0, 1),
    couple: Couple = "all",
    also: Sequence[str] = (),
) -> tuple[Any, ...]:
    """The derivative of any scalar of rho_PT with respect to all couplings of H, beta and every mu, and what V and the times do.

    `weights` has the shape (mu, times, 4, 4) of `teleport(H, beta, [..], ..).rho_pt`, a matrix Lambda for each with
    dL = sum Tr(Lambda d rho); the derivative is that of the couplings in the order of `H.terms`. Exact, by the adjoint
    of the whole chain: the thermofield double, both evolutions, the shockwave, the partial trace.

    Parameters
    ----------
    mu : list of float
        Strengths of the coupling V.
    weights : array of complex, shape (mu, times, 4, 4)
        The matrices Lambda.
    t, t0, t1 : float or list of float
        Times as in `teleport`, in 1/energy.
    probe : (int, int)
        The Majoranas (a, b) of the probe mode, from 0.
    couple : str, list of int, list of (int, int) or dict
        What V couples, as in `teleport`.
    also : list of {"weights", "times"}
        Derivatives that follow the others in the result.

    Returns
    -------
    (numpy.ndarray of float, float, numpy.ndarray of float, ...)
        dL/dJ for every term, dL/dbeta, dL/dmu for every mu; as asked for, dL/dw for every fermion or pair that V couples (weights of 0 are
        left out), lowest fermion first, and a dict of dL/dt, or of dL/dt0 and dL/dt1, an array a list of times.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, its value and what was expected; also where the matrices do not fit in memory.

    Examples
    --------
    >>> import numpy as np, traversable as tv
    >>> H = tv.models.learned()
    >>> rho = tv.teleport(H, 4.0, [-12.0], t=[2.8]).rho_pt.values
    >>> weights = [[tv.learning.mutual_information_gradient(rho[0, 0])]]
    >>> slope, by_beta, by_mu = tv.learning.protocol_gradient(H, 4.0, [-12.0], weights, t=[2.8])
    >>> step = 1e-5
    >>> up, down = (tv.teleport(H, 4.0 + s, -12.0, t=2.8).mutual_information.item() for s in (step, -step))
    >>> abs(by_beta - (up - down) / (2 * step)) < 1e-8
    True
    """
    points, axes = points_of(hamiltonian(H).num_majoranas, beta, mu, t, t0, t1, probe, couple)
    shape = (*(len(values) for values in axes.values()), 4, 4)
    array = complex_array("weights", weights)
    if array.shape != shape:
        raise ValueError(f"weights: shape {array.shape}, expected {shape}")
    # (mu, t0, t1) -> a list a group, mu-major.
    grouped = np.moveaxis(array.reshape(shape[0], shape[1], -1, 4, 4), 1, 0)
    space = _core.CouplingSpace(H)
    lists = [list(group.reshape(-1, 4, 4)) for group in grouped]
    extra = [one_of("also", one, ("weights", "times")) for one in sequence("also", also, "weights or times")]
    *first, by_weight, of_groups = _core.protocol_gradient(
        space, space.couplings_of(H), points, lists, "weights" in extra, "times" in extra
    )
    return (*first, *(by_weight if one == "weights" else _by_time(of_groups, axes) for one in extra))


def _by_time(
    groups: list[tuple[float, list[float]]], axes: dict[str, npt.NDArray[np.float64]]
) -> dict[str, npt.NDArray[np.float64]]:
    """An array an axis of times."""
    injections, read_outs = np.array([t0 for t0, _ in groups]), np.array([t1 for _, t1 in groups])
    if "t" in axes:
        return {"t": injections + read_outs[:, 0]}
    return {"t0": injections, "t1": read_outs.sum(axis=0)}
