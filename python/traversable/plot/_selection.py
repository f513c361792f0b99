"""Which curves a Dataset holds."""

from typing import Any

import numpy as np
import xarray as xr

TIMES = ("t", "t0", "t1")
DEFAULT = "mutual_information"


def keep_axes(array: xr.DataArray) -> xr.DataArray:
    """The array with beta and mu, where they were scalars, back as axes of length one."""
    missing = [name for name in ("mu", "beta") if name not in array.dims and name in array.coords]
    return array.expand_dims(missing) if missing else array


def variable_of(dataset: xr.Dataset, variable: str | None) -> str:
    """The variable to draw: the one named, the only one, or I_PT. ValueError where it is not there or holds no real numbers."""
    if variable is None:
        variable = str(next(iter(dataset.data_vars))) if len(dataset.data_vars) == 1 else DEFAULT
    if variable not in dataset.data_vars:
        known = ", ".join(str(name) for name, one in dataset.data_vars.items() if _is_real(one))
        raise ValueError(f"no {variable} in the Dataset, it has {known or 'no variable of real numbers'}")
    if not _is_real(dataset[variable]):
        raise ValueError(f"{variable}: {dataset[variable].dtype}, expected real numbers")
    return variable


def _is_real(array: xr.DataArray) -> bool:
    return array.dtype.kind in "fiub"


def mean_and_error(dataset: xr.Dataset, variable: str = DEFAULT) -> tuple[xr.DataArray, xr.DataArray | None]:
    """A variable, averaged over the instances where there are any, and the standard error of the mean."""
    values = keep_axes(dataset[variable])
    if "instance" not in values.dims:
        return values, None
    count = values.notnull().sum("instance")
    mean = values.mean("instance", keep_attrs=True)
    error = values.std("instance", ddof=1) / np.sqrt(count)
    return mean, error if values.sizes["instance"] > 1 else None


def is_map(array: xr.DataArray) -> bool:
    return array.sizes.get("t0", 1) > 1 and array.sizes.get("t1", 1) > 1


def axis_of(array: xr.DataArray) -> str:
    """The axis to draw along: the time that is no single one, then any other axis, then mu and beta.

    ValueError for a map, and where more axes than beta and mu are left.
    """
    if is_map(array):
        raise ValueError("a map over t0 and t1: select one of them, or draw maps")
    long = [str(name) for name in array.dims if array.sizes[name] > 1]
    times = [name for name in long if name in TIMES]
    others = [name for name in long if name not in (*TIMES, "beta", "mu")]
    along = times + others
    if len(along) > 1:
        raise ValueError(f"{array.name}: axes {', '.join(along)}, select one value of all but one of them")
    for name in (*along, *(name for name in ("mu", "beta") if name in long), *TIMES, "mu", "beta"):
        if name in array.dims:
            return name
    raise ValueError(f"{array.name}: a single number, no axis to draw along")


def curve(array: xr.DataArray, **selection: Any) -> xr.DataArray:
    """One curve: the selected beta and mu, other axes of length one dropped."""
    return array.sel(selection).squeeze(drop=True) if selection else array.squeeze(drop=True)


def signed_pairs(array: xr.DataArray) -> list[float]:
    """The |mu| for which both signs are there, ascending. ValueError where there is none."""
    values = array.mu.values
    pairs = [float(mu) for mu in values if mu > 0 and -mu in values]
    if not pairs:
        raise ValueError(f"mu = {values.tolist()}: the asymmetry needs both signs of one |mu|")
    return sorted(pairs)
