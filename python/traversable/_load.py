import os

import xarray as xr

from traversable._arguments import whole_number
from traversable._core import Hamiltonian


def load(path: str | os.PathLike[str]) -> xr.Dataset:
    """Reads a result file of the command line into memory.

    The same names and units as the Dataset of `teleport`, with the axes `beta` and `mu` always there and
    `instance` for an ensemble. The attributes hold the configuration that made the file.
    FileNotFoundError for no such file, ValueError for a file of another kind.
    """
    if not os.path.exists(path):
        raise FileNotFoundError(f"{os.fspath(path)}: no such file")
    try:
        with xr.open_dataset(path, engine="h5netcdf") as dataset:
            loaded = dataset.load()
    except OSError as error:
        raise ValueError(f"{os.fspath(path)}: not an HDF5 file ({error})") from None
    if not str(loaded.attrs.get("schema", "")).startswith("traversable/"):
        raise ValueError(f"{os.fspath(path)}: not a result file of traversable")
    return loaded


def load_hamiltonian(path: str | os.PathLike[str], instance: int = 0) -> Hamiltonian:
    """The Hamiltonian of one instance of a result file, counted from 0; sample 0 of `traversable diagnose` is its model.

    Raises as `load`, and ValueError for an instance that is not there.
    """
    load(path)
    with xr.open_dataset(path, engine="h5netcdf", group="hamiltonian") as group:
        offset = group.offset.values
        k = whole_number("instance", instance, 0, len(offset) - 2)
        terms = slice(offset[k], offset[k + 1])
        couplings, indices = group.coupling.values[terms], group.indices.values[terms]
        n = int(group.attrs["num_majoranas"])
    return Hamiltonian(n, [(float(J), [int(j) for j in s if j >= 0]) for J, s in zip(couplings, indices, strict=True)])
