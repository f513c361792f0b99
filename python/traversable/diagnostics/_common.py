"""Axes and checks that the diagnostics share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from traversable import _core
from traversable._arguments import hamiltonian, real_axis, shown, whole_number, whole_numbers
from traversable._core import Hamiltonian
from traversable._documented import documented
from traversable._types import Reals

TIME = {"long_name": "time", "units": "1/energy"}
READ_OUT = {"long_name": "read-out at t1", "units": "1/energy"}
MU = {"long_name": _core.coupling_long_name}
BETA = {"long_name": "inverse temperature", "units": "1/energy"}
FERMION = {"long_name": "Majorana fermion", "units": "1"}

diagnostic = documented(
    ("beta : float or list of float\n    Inverse temperatures, >= 0, in 1/energy; a list adds a dimension.",),
    raises="TypeError, ValueError\n    Naming the argument, its value and what was expected; also where the matrices do not fit in memory.",
)


def check(H: Hamiltonian) -> Hamiltonian:
    return hamiltonian(H)


def copy_of(H: Hamiltonian) -> _core.ExactCopy:
    return _core.ExactCopy(check(H))


def betas_of(beta: Reals) -> tuple[npt.NDArray[np.float64], bool]:
    betas, one = real_axis("beta", beta)
    if (betas < 0).any():
        raise ValueError(f"beta = {betas.min()}: expected numbers >= 0")
    return betas, one


def fermion_of(H: Hamiltonian, j: int) -> int:
    return whole_number("fermion", j, 0, check(H).num_majoranas - 1)


def fermions_of(H: Hamiltonian, fermions: Sequence[int] | None) -> list[int]:
    chosen = list(range(check(H).num_majoranas)) if fermions is None else whole_numbers("fermion", fermions, 0, H.num_majoranas - 1)
    if not chosen or len(set(chosen)) < len(chosen):
        raise ValueError(f"fermions = {shown(chosen)}: expected distinct fermions, one at least")
    return chosen


def over_beta(
    variables: Mapping[str, Any], coords: Mapping[str, Any], betas: tuple[npt.NDArray[np.float64], bool]
) -> xr.Dataset:
    dataset = xr.Dataset(variables, coords={"beta": ("beta", betas[0], BETA), **coords})
    return dataset.isel(beta=0) if betas[1] else dataset
