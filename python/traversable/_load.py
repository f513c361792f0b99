import os

import xarray as xr


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
