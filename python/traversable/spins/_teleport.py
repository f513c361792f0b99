"""The protocol for qubits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from traversable import _core
from traversable._arguments import instance, one_of, real_axis, real_numbers, sequence, shown, whole_numbers
from traversable._arguments import real_number, text
from traversable._core import Scrambler, SpinHamiltonian
from traversable._documented import documented
from traversable._teleport import _times
from traversable._types import Reals

Axis = tuple[npt.NDArray[np.float64], bool]
Coupling = str | Sequence[tuple[float, str]]

_BETA = {"long_name": "inverse temperature", "units": "1/energy"}
_MU = {"long_name": _core.coupling_long_name}
_TIMES = {"t": "injection at -t, read-out at t", "t0": "injection at -t0", "t1": "read-out at t1"}
_FORMULAS = {
    "zz": "V = (1/sum w) sum_k w_k Z_L^k Z_R^k",
    "size": "V = 1 - |S|_w / sum w, |S|_w the weights of the sites where a string is not the identity",
    "strings": "V = (1/sum w) sum_j w_j P_L^j (P_R^j)^*",
}


@documented(
    raises="TypeError, ValueError\n    Naming the argument, its value and what was expected; also where the matrices do not fit in memory.",
)
def teleport(
    dynamics: SpinHamiltonian | Scrambler,
    beta: Reals,
    mu: Reals,
    t: Reals | None = None,
    *,
    t0: Reals | None = None,
    t1: Reals | None = None,
    left: Sequence[int] = (0,),
    right: Sequence[int] | None = None,
    coupling: Coupling = "zz",
    sites: Sequence[int] | None = None,
    weights: Sequence[float] | None = None,
    thermal: SpinHamiltonian | None = None,
    units: str = "bits",
) -> xr.Dataset:
    """The teleportation protocol of qubits: references in Bell pairs with a message of k sites, swapped in on the left and out on the right.

    exp(i H_L t0), swap the message with the sites `left`, exp(-i H_L t0), exp(i mu V), exp(-i H_R t1), swap the sites `right` out, from
    the thermofield double. A scrambler has U_s in the place of exp(-iHt) and times that count steps. V|I> = |I> for every coupling,
    |I> a Bell pair a site: at infinite temperature <V> = 1. Source: Schuster et al., arXiv:2102.00010; Brown et al., arXiv:1911.06314.

    Parameters
    ----------
    dynamics : SpinHamiltonian or Scrambler
        One copy's evolution.
    beta, mu : float or list of float
        Inverse temperatures (>= 0) and coupling strengths. A scalar drops the dimension, a list keeps it.
    t : float or list of float
        Times with t0 = t1 = t, whole numbers of steps for a scrambler; or else
    t0, t1 : float or list of float
        every injection time -t0 with every read-out time t1.
    left, right : list of int
        One, two or three sites of the message on the left; as many where it is read out on the right (`left`).
    coupling : {"zz", "size"} or list of (float, str)
        "zz": (1/sum w) sum_k w_k Z_L^k Z_R^k. "size": 1 - |S|_w / sum w on Pauli strings S, the Pauli size where all weights are 1.
        Or the terms (w, letters) of (1/sum w) sum_j w_j P_L^j (P_R^j)^*.
    sites : list of int, optional
        Coupled sites, all where not given.
    weights : list of float, optional
        Of the coupled sites, >= 0 (1).
    thermal : SpinHamiltonian, optional
        Of the thermofield double for a scrambler; without it beta is 0.
    units : {"bits", "nats"}
        Unit of the entropies.

    Returns
    -------
    xarray.Dataset
        Dimensions ([beta], [mu], [t] or [t0], [t1]), in this order. rho_pt (..., row, column) with row = 2^k p + a, bit j of p and a being
        reference and read-out j; mutual_information of all references with all read-outs; entanglement_fidelity of all with
        Bell pairs, no decoder; and of every pair (..., reference, read_out) pair_information, pair_best_fidelity (the entanglement fidelity
        with the best unitary on the read-out) and measured_information (..., basis) of outcomes where both are measured in the basis X, Y or Z:
        1 bit and no more for classical content. energy = <TFD|H_L|TFD> (not of a scrambler without `thermal`) and
        coupling_expectation = <TFD|V|TFD> over ([beta]).

    Examples
    --------
    >>> import traversable as tv
    >>> H = tv.spins.mixed_field_ising(6)
    >>> ds = tv.spins.teleport(H, beta=0.0, mu=[-4.2, 4.2], t=[0.0, 8.0], coupling="size")
    >>> ds.mutual_information.round(4).values.tolist()
    [[0.028, 0.6067], [0.028, 0.6146]]
    """
    n = _num_sites(dynamics)
    message = whole_numbers("left", left, 0, n - 1)
    arrival = message if right is None else whole_numbers("right", right, 0, n - 1)
    kind, total, terms = _coupling(n, coupling, sites, weights)
    times = _times(t, t0, t1)
    betas, strengths = real_axis("beta", beta), real_axis("mu", mu)
    first, last = next(iter(times.values())), list(times.values())[-1]
    given = (message, arrival, terms, betas[0].tolist(), strengths[0].tolist())
    unit = one_of("units", units, ("bits", "nats"))
    if isinstance(dynamics, SpinHamiltonian):
        if thermal is not None:
            raise ValueError("thermal: for a Scrambler only; a Hamiltonian's thermofield double is its own")
        found = _core.spin_teleport(dynamics, *given, first[0].tolist(), last[0].tolist(), "t" in times, unit)
    else:
        _check_thermal(thermal, betas[0], n)
        steps = [_steps(name, axis[0], dynamics.num_steps) for name, axis in times.items()]
        found = _core.scrambler_teleport(dynamics, thermal, *given, steps[0], steps[-1], "t" in times, unit)
        if thermal is None:
            del found["energy"]
    dataset = _dataset(found, betas, strengths, times, unit, isinstance(dynamics, Scrambler))
    dataset.attrs = {"coupling": _FORMULAS[kind], "total_weight": total, "left": message, "right": arrival}
    return dataset


def _num_sites(dynamics: Any) -> int:
    if not isinstance(dynamics, (SpinHamiltonian, Scrambler)):
        raise TypeError(f"dynamics = {shown(dynamics)}: expected a SpinHamiltonian or a Scrambler")
    return dynamics.num_qubits


def _coupling(
    n: int, coupling: Any, sites: Sequence[int] | None, weights: Sequence[float] | None
) -> tuple[str, float, list[tuple[float, str]]]:
    """The formula's name, its sum of weights and the terms."""
    if isinstance(coupling, str):
        one_of("coupling", coupling, ("zz", "size"))
        coupled = list(range(n)) if sites is None else whole_numbers("sites", sites, 0, n - 1)
        if not coupled:
            raise ValueError("sites = []: expected a site to couple, one at least")
        own = [1.0] * len(coupled) if weights is None else real_numbers("weights", weights)
        if len(own) != len(coupled):
            raise ValueError(f"weights: {len(own)} of them, expected {len(coupled)}, one a coupled site")
        return coupling, sum(own), _core.spin_coupling(coupling, n, coupled, own)
    if sites is not None or weights is not None:
        raise ValueError("coupling: a list of terms has its own sites and weights, expected neither beside it")
    terms = [_term(f"coupling[{k}]", term) for k, term in enumerate(sequence("coupling", coupling, "(weight, letters)"))]
    return "strings", sum(weight for weight, _ in terms), terms


def _term(name: str, term: Any) -> tuple[float, str]:
    pair = sequence(name, term, "a weight and letters")
    if len(pair) != 2:
        raise ValueError(f"{name} = {shown(term)}: expected (weight, letters)")
    return real_number(f"{name} weight", pair[0]), text(f"{name} letters", pair[1], "letters I, X, Y, Z")


def _check_thermal(thermal: Any, betas: npt.NDArray[np.float64], n: int) -> None:
    if thermal is None:
        if betas.any():
            raise ValueError(f"beta = {betas[betas != 0][0]}: expected 0 for a Scrambler without `thermal`")
        return
    instance("thermal", thermal, SpinHamiltonian, "a SpinHamiltonian")
    if thermal.num_qubits != n:
        raise ValueError(f"thermal: of {thermal.num_qubits} qubits, expected {n}")


def _steps(name: str, times: npt.NDArray[np.float64], most: int) -> list[int]:
    for value in times:
        if value != int(value) or not 0 <= value <= most:
            raise ValueError(f"{name} = {value:g}: expected a whole number of steps from 0 to {most}")
    return [int(value) for value in times]


def _dataset(
    found: dict[str, Any], betas: Axis, strengths: Axis, times: dict[str, Axis], units: str, counts_steps: bool
) -> xr.Dataset:
    axes = {"beta": betas, "mu": strengths, **times}
    shape = tuple(len(axis[0]) for axis in axes.values())
    dims = tuple(axes)

    def variable(key: str, more: tuple[str, ...], long_name: str, unit: str) -> tuple[Any, ...]:
        values = found[key]
        return (*dims, *more), values.reshape(*shape, *values.shape[1:]), {"long_name": long_name, "units": unit}

    pair = ("reference", "read_out")
    variables = {
        "rho_pt": variable("rho", ("row", "column"), "state of references and read-outs", "1"),
        "mutual_information": variable("information", (), "mutual information of all references and read-outs", units),
        "entanglement_fidelity": variable("fidelity", (), "fidelity with Bell pairs of references and read-outs", "1"),
        "pair_information": variable("pairs", pair, "mutual information of a reference and a read-out", units),
        "pair_best_fidelity": variable("best_fidelity", pair, "fidelity of a pair with a Bell pair, best unitary on the read-out", "1"),
        "measured_information": variable("measured", (*pair, "basis"), "mutual information of a pair's outcomes in one basis", units),
        "coupling_expectation": ("beta", found["coupling"], {"long_name": "<TFD|V|TFD>", "units": "1"}),
    }
    if "energy" in found:
        variables["energy"] = ("beta", found["energy"], {"long_name": "<TFD|H_L|TFD>", "units": "energy"})
    unit_of_time = "step" if counts_steps else "1/energy"
    coords = {
        "beta": ("beta", betas[0], _BETA), "mu": ("mu", strengths[0], _MU), "basis": ("basis", list("XYZ"), {"long_name": "basis"}),
        **{name: (name, axis[0], {"long_name": _TIMES[name], "units": unit_of_time}) for name, axis in times.items()},
    }  # fmt: skip
    dataset = xr.Dataset(variables, coords=coords)
    return dataset.isel(dict.fromkeys((name for name, axis in axes.items() if axis[1]), 0))
