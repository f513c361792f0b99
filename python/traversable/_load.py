import glob
import os
from collections.abc import Sequence

import h5netcdf
import numpy as np
import xarray as xr

from traversable import _core
from traversable._arguments import path_of, sequence, shown, shown_path, whole_number
from traversable._core import Hamiltonian, Verified
from traversable._parts import join

Path = str | os.PathLike[str]

# The attribute of files that `save` wrote.
SAVED = "saved"


def load(path: Path | Sequence[Path], *, verify: bool = True) -> xr.Dataset:
    """Reads result files of the program and of `save` into memory.

    The same names and units as the Dataset of `teleport`; in the program's files the axes `beta` and `mu` are always there, and
    `instance` for an ensemble. The attributes hold the configuration that made the file. Every byte is compared with the
    file's checksums first; numbers of points that are not done yet are NaN (counts 0).

    A list of files, or a name with *, ? or [...], stands for the parts of one ensemble, made with `--first-instance`: they
    are joined along `instance` in its order, means and errors over instances are those of the whole, and so is the
    configuration. Where other attributes of the parts differ, each is a line; start_time is the first, end_time the last.

    `verify=False` reads without checksums what another program has changed or an earlier version has written.

    Parameters
    ----------
    path : str, path or list of them
        A file, a name with *, ? or [...], or the parts.
    verify : bool
        Whether checksums are compared.

    Returns
    -------
    xarray.Dataset
        As the run gives it; its attributes say how it was made.

    Raises
    ------
    FileNotFoundError
        For no such file.
    OSError
        Where the system cannot open it.
    TypeError, ValueError
        For a file of another kind or one that is damaged, and for parts that overlap, leave instances out or are of
        different runs.
    """
    names = _names(path)
    if isinstance(names, str):
        return _load(names, verify=verify)
    return join([(shown_path(name), _load(name, verify=verify)) for name in names])


def _names(path: Path | Sequence[Path]) -> str | list[str]:
    """One file, or those of a list or pattern. FileNotFoundError for a pattern without a file."""
    if isinstance(path, (str, os.PathLike)) or not isinstance(path, Sequence) or isinstance(path, (bytes, bytearray)):
        name = path_of("path", path)
        if os.path.exists(name) or not glob.has_magic(name):
            return name
        found = sorted(glob.glob(name))
        if not found:
            raise FileNotFoundError(f"{shown_path(name)}: no such file")
        return found
    names = [path_of("path", one) for one in sequence("path", path, "a path or a list of paths")]
    if not names:
        raise ValueError(f"path = {shown(path)}: expected a path or a list of paths")
    return names


def _load(name: str, *, verify: bool) -> xr.Dataset:
    if not os.path.exists(name):
        raise FileNotFoundError(f"{shown_path(name)}: no such file")
    with open(name, "rb"):  # the system's reason, where it has one
        pass
    state = _core.verify_result_file(name) if verify else None
    loaded = _read(name, None, locking=not verify)
    saved = loaded.attrs.pop(SAVED, None)
    if saved is None and not str(loaded.attrs.get("schema", "")).startswith("traversable/"):
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


def load_hamiltonian(path: Path | Sequence[Path], instance: int = 0) -> Hamiltonian:
    """The Hamiltonian of one instance of a result file, counted from 0; sample 0 of `traversable diagnose` is its model.

    Of a list of parts, as `load` takes it, `instance` is the number on the axis `instance`.

    Parameters
    ----------
    path : str, path or list of them
        As in `load`.
    instance : int
        From 0.

    Returns
    -------
    Hamiltonian
        Its couplings to the last bit.

    Raises
    ------
    TypeError, ValueError, OSError
        As `load`; also for an instance that is not there and a file without Hamiltonians.
    """
    names = _names(path)
    if isinstance(names, str):
        _load(names, verify=True)
        return _hamiltonian(names, instance)
    wanted = whole_number("instance", instance, 0, 2**63 - 1)
    for name in names:
        here = _load(name, verify=True)
        numbers = np.atleast_1d(here.instance.values).tolist() if "instance" in here.coords else []
        if wanted in numbers:
            return _hamiltonian(name, numbers.index(wanted))
    raise ValueError(f"instance = {wanted}: in none of {len(names)} files, the last {shown_path(names[-1])}")


def _hamiltonian(name: str, instance: int) -> Hamiltonian:
    """Of a file whose checksums have been compared."""
    with h5netcdf.File(name, "r", locking=False) as file:
        if "hamiltonian" not in file.groups:
            raise ValueError(f"{shown_path(name)}: no Hamiltonian in it, it was saved without one")
    group = _read(name, "hamiltonian", locking=False)
    offset = group.offset.values
    k = whole_number("instance", instance, 0, len(offset) - 2)
    terms = slice(offset[k], offset[k + 1])
    couplings, indices = group.coupling.values[terms], group.indices.values[terms]
    n = int(group.attrs["num_majoranas"])
    return Hamiltonian(n, [(float(J), [int(j) for j in s if j >= 0]) for J, s in zip(couplings, indices, strict=True)])
