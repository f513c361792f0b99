import os

import h5netcdf
import numpy as np
import xarray as xr

from traversable import _core
from traversable._arguments import path_of, shown_path, whole_number
from traversable._core import Hamiltonian, Verified


def load(path: str | os.PathLike[str], *, verify: bool = True) -> xr.Dataset:
    """Reads a result file of the command line into memory.

    The same names and units as the Dataset of `teleport`, with the axes `beta` and `mu` always there and
    `instance` for an ensemble. The attributes hold the configuration that made the file. Every byte is compared with the
    file's checksums first; numbers of points that are not done yet are NaN (counts 0).

    `verify=False` reads without checksums what another program has changed or an earlier version has written.
    FileNotFoundError for no such file, OSError where the system cannot open it, ValueError for a file of another kind or
    one that is damaged.
    """
    name = path_of("path", path)
    if not os.path.exists(name):
        raise FileNotFoundError(f"{shown_path(name)}: no such file")
    with open(name, "rb"):  # the system's reason, where it has one
        pass
    state = _core.verify_result_file(name) if verify else None
    loaded = _read(name, None, locking=not verify)
    if not str(loaded.attrs.get("schema", "")).startswith("traversable/"):
        raise ValueError(f"{shown_path(name)}: not a result file of traversable")
    if "stretches" in loaded.attrs:
        loaded.attrs["stretches"] = [row for row in np.atleast_1d(loaded.attrs["stretches"]).tolist() if row]
    return loaded if state is None else _without_open_points(loaded, state)


def _read(name: str, group: str | None, *, locking: bool) -> xr.Dataset:
    """The variables of a group. OSError of a lock or a disk, ValueError for what is no file of ours.

    A run that goes on holds a lock on its file, which NFS makes one against readers as well: what the seal has vouched for is
    read without asking for HDF5's.
    """
    try:
        with h5netcdf.File(name, "r", decode_vlen_strings=True, locking=locking) as file:
            return xr.open_dataset(xr.backends.H5NetCDFStore(file, group=group)).load()
    except OSError as error:
        if error.errno is not None:
            raise
        raise ValueError(f"{shown_path(name)}: not an HDF5 file of ours ({error})") from None
    except Exception as error:  # of h5py, h5netcdf and xarray, whatever they meet in a damaged file
        raise ValueError(f"{shown_path(name)}: not an HDF5 file of ours ({type(error).__name__}: {error})") from None


def _without_open_points(dataset: xr.Dataset, state: Verified) -> xr.Dataset:
    """What a run has not finished, or was killed over, is no result."""
    if state.points_done < state.points:
        done = dataset.completed == 1
        for variable in state.point_datasets:
            values = dataset[variable]
            here = done.any([axis for axis in done.dims if axis not in values.dims])
            dataset[variable] = values.where(here, 0 if values.dtype.kind in "iu" else np.nan)
    if not state.has_statistics:
        for variable in state.statistics:
            dataset[variable] = dataset[variable].where(False)
    return dataset


def load_hamiltonian(path: str | os.PathLike[str], instance: int = 0) -> Hamiltonian:
    """The Hamiltonian of one instance of a result file, counted from 0; sample 0 of `traversable diagnose` is its model.

    Raises as `load`, and ValueError for an instance that is not there.
    """
    name = path_of("path", path)
    load(name)
    group = _read(name, "hamiltonian", locking=False)
    offset = group.offset.values
    k = whole_number("instance", instance, 0, len(offset) - 2)
    terms = slice(offset[k], offset[k + 1])
    couplings, indices = group.coupling.values[terms], group.indices.values[terms]
    n = int(group.attrs["num_majoranas"])
    return Hamiltonian(n, [(float(J), [int(j) for j in s if j >= 0]) for J, s in zip(couplings, indices, strict=True)])
