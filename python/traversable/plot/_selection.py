"""Which curves a Dataset holds."""

from typing import Any

import numpy as np
import xarray as xr


def keep_axes(array: xr.DataArray) -> xr.DataArray:
    """The array with beta and mu, where they were scalars, back as axes of length one."""
    missing = [name for name in ("mu", "beta") if name not in array.dims and name in array.coords]
    return array.expand_dims(missing) if missing else array


def mean_and_error(dataset: xr.Dataset) -> tuple[xr.DataArray, xr.DataArray | None]:
    """I_PT, averaged over the instances where there are any, and the standard error of the mean."""
    information = keep_axes(dataset.mutual_information)
    if "instance" not in information.dims:
        return information, None
    count = information.notnull().sum("instance")
    mean = information.mean("instance", keep_attrs=True)
    error = information.std("instance", ddof=1) / np.sqrt(count)
    return mean, error if information.sizes["instance"] > 1 else None


def time_axis(array: xr.DataArray) -> str:
    """The axis to draw along: t, or t1 at a single t0, or t0 at a single t1. ValueError for a map."""
    if "t" in array.dims:
        return "t"
    long = [name for name in ("t0", "t1") if array.sizes.get(name, 1) > 1]
    if len(long) == 2:
        raise ValueError("a map over t0 and t1: select one of them, or draw mutual_information_map")
    if long:
        return long[0]
    for name in ("t1", "t0"):
        if name in array.dims:
            return name
    raise ValueError("no time axis to draw along")


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
