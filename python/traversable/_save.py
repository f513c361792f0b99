"""Datasets as result files."""

import fcntl
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import xarray as xr

from traversable import _core
from traversable._arguments import hamiltonian as checked_hamiltonian
from traversable._arguments import instance, path_of, sequence, shown, shown_path, truth
from traversable._core import Hamiltonian
from traversable._load import SAVED, load, load_hamiltonian
from traversable._outputs import RESULTS, check_output, write_whole


def save(
    dataset: xr.Dataset,
    path: str | os.PathLike[str],
    hamiltonian: Hamiltonian | Sequence[Hamiltonian] | None = None,
    *,
    overwrite: bool = False,
) -> Path:
    """Writes a Dataset as a result file, from which `load` gives an equal one.

    The layout is that of the program's files, `completed` left out: axes with units and long names, attributes,
    checksums of everything, and the couplings of `hamiltonian`, one or a list with one for every instance, which
    `load_hamiltonian` reads back. Any selection, mean or further variable is kept as it is. The file is written
    beside `path`, read back, given to the disk and then renamed: a kill leaves what was there before.

    Parameters
    ----------
    dataset : xarray.Dataset
        Any of this package, also a part of one or with more in it.
    path : str or path
        Of the file.
    hamiltonian : Hamiltonian or list of Hamiltonian, optional
        One, or one for every instance.
    overwrite : bool
        Whether a file that is there is replaced; only an HDF5 file is, and none that a run is writing to.

    Returns
    -------
    pathlib.Path
        Of the file.

    Raises
    ------
    FileExistsError
        Where there is a file, unless `overwrite`.
    TypeError, ValueError
        Naming a variable or attribute that cannot be kept, or the file that `overwrite` may not replace.
    FileNotFoundError, OSError
        For no such folder, and where the disk fails.

    Examples
    --------
    >>> import traversable as tv
    >>> H = tv.models.learned()
    >>> ds = tv.teleport(H, 4.0, [-12, 12], t=[0.0, 2.8])
    >>> tv.load(tv.save(ds, "kept.h5", H, overwrite=True)).identical(ds)
    True
    >>> tv.load_hamiltonian("kept.h5") == H
    True
    """
    instance("dataset", dataset, xr.Dataset, "a Dataset")
    target = Path(path_of("path", path))
    hamiltonians = _hamiltonians(hamiltonian, dataset)
    _check_content(dataset)
    _check_target(target, truth("overwrite", overwrite))

    def write(partial: Path) -> None:
        places = _write(dataset, hamiltonians, partial)
        _core.seal_result_file(str(partial), shown_path(target), places)
        _compare(dataset, hamiltonians, partial)

    try:
        write_whole(target, write, replace=overwrite)
    except FileExistsError:
        raise FileExistsError(_exists(target)) from None
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split())[:200]
        raise OSError(f"{shown_path(target)}: cannot be written ({reason})") from None
    return target


def _hamiltonians(given: Hamiltonian | Sequence[Hamiltonian] | None, dataset: xr.Dataset) -> list[Hamiltonian]:
    if given is None:
        return []
    several = [given] if isinstance(given, Hamiltonian) else sequence("hamiltonian", given, "Hamiltonians")
    checked = [checked_hamiltonian(one, "hamiltonian") for one in several]
    if not checked:
        raise ValueError("hamiltonian = []: expected a Hamiltonian or a list of them")
    if len({one.num_majoranas for one in checked}) > 1:
        raise ValueError("hamiltonian: expected one number of Majoranas")
    count = dataset.sizes.get("instance", len(checked))
    if len(checked) != count:
        raise ValueError(f"hamiltonian: {len(checked)} for {count} instances of the Dataset, expected one each")
    return checked


def _exists(target: Path) -> str:
    return f"{shown_path(target)}: exists, expected another name or overwrite=True"


def _check_target(target: Path, overwrite: bool) -> None:
    if not target.parent.is_dir():
        raise FileNotFoundError(f"{shown_path(target.parent)}: no such folder")
    try:
        target.lstat()
    except FileNotFoundError:
        return
    except OSError as error:
        raise ValueError(f"{shown_path(target)}: {error.strerror}") from None
    if not overwrite:
        raise FileExistsError(_exists(target))
    check_output(target, RESULTS)
    with open(target, "r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ValueError(f"{shown_path(target)}: a run is writing to it") from None
        except OSError:  # a file system without locks
            pass


def _check_content(dataset: xr.Dataset) -> None:
    """ValueError for what has no form in HDF5."""
    for name, variable in dataset.variables.items():
        if not isinstance(name, str) or not name or "/" in name or not name.isprintable():
            raise ValueError(f"dataset: a variable called {shown(name)}, expected a name without /")
        if name in dataset.indexes and dataset.indexes[name].nlevels > 1:
            raise ValueError(f"{name}: an index of several levels, expected reset_index({name!r}) first")
        values = variable.values
        texts = values.dtype.kind == "O" and all(isinstance(one, str) for one in values.flat)
        if not texts and values.dtype.kind not in "biufcU":
            raise ValueError(f"{name}: values of type {values.dtype}, expected numbers or texts")
        _check_attributes(f"{name}: ", variable.attrs)
    _check_attributes("dataset: ", dataset.attrs)


def _check_attributes(where: str, attributes: Mapping[Any, Any]) -> None:
    for name, value in attributes.items():
        if not isinstance(name, str) or not name or name == SAVED:
            raise ValueError(f"{where}an attribute called {shown(name)}, expected another name")
        values = value if isinstance(value, (list, tuple)) else [value]
        array = isinstance(value, np.ndarray) and value.dtype.kind in "biufc"
        if not array and not all(isinstance(one, (str, int, float, complex, np.number, np.bool_)) for one in values):
            raise ValueError(f"{where}attribute {name} = {shown(value)}, expected text, a number or a list of them")


def _write(dataset: xr.Dataset, hamiltonians: list[Hamiltonian], partial: Path) -> list[tuple[str, int, int]]:
    """Name, offset and bytes of every dataset that lies in one piece."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    kept = dataset.copy().assign_attrs({SAVED: f"{now}, Python, traversable {_core.__version__}"})
    partial.unlink(missing_ok=True)  # of a killed process of the same number
    try:
        _append(kept, partial, None)
        if hamiltonians:
            _append(_couplings(hamiltonians), partial, "hamiltonian")
    except OSError:
        raise
    except Exception as error:  # of xarray, h5netcdf and h5py
        raise ValueError(f"dataset: cannot be written ({type(error).__name__}: {' '.join(str(error).split())[:200]})") from None
    with h5py.File(partial, "r") as file:
        return list(_places(file))


def _append(dataset: xr.Dataset, partial: Path, group: str | None) -> None:
    dataset.encoding = {}
    for variable in dataset.variables.values():
        variable.encoding = {"_FillValue": None}
    dataset.to_netcdf(partial, mode="a", group=group, engine="h5netcdf", invalid_netcdf=True)


def _places(group: Any) -> Iterator[tuple[str, int, int]]:
    for item in group.values():
        if isinstance(item, h5py.Group):
            yield from _places(item)
        elif isinstance(item, h5py.Dataset) and item.id.get_offset() is not None:
            yield item.name.lstrip("/"), item.id.get_offset(), item.id.get_storage_size()


def _couplings(hamiltonians: list[Hamiltonian]) -> xr.Dataset:
    """The group `hamiltonian` of a result file."""
    terms = [term for one in hamiltonians for term in one.terms]
    width = max((len(indices) for _, indices in terms), default=0)
    rows = np.array([[*indices, *[-1] * (width - len(indices))] for _, indices in terms], np.int8).reshape(len(terms), width)
    offset = np.cumsum([0, *(len(one.terms) for one in hamiltonians)])

    def axis(name: str, size: int, words: str) -> tuple[str, Any, dict[str, str]]:
        return name, np.arange(size), {"long_name": words, "units": "1"}

    return xr.Dataset(
        {
            "coupling": ("term", np.array([J for J, _ in terms], float), {"long_name": "J_S", "units": "energy"}),
            "indices": (
                ("term", "position"), rows,
                {"long_name": "Majoranas of the term, 0-based, -1 behind the last", "units": "1"},
            ),
            "offset": ("boundary", offset, {"long_name": "first term of each instance", "units": "1"}),
        },  # fmt: skip
        {
            "term": axis("term", len(terms), "term of an instance"),
            "position": axis("position", width, "position in the term"),
            "boundary": axis("boundary", len(offset), "start of an instance, and the end"),
        },
        {
            "num_majoranas": hamiltonians[0].num_majoranas,
            "definition": "H = sum_S coupling_S h_q psi_s1 ... psi_sq, 0-based indices; h_q = 1 where "
            "q(q-1)/2 is even, i where odd; {psi_i, psi_j} = delta_ij",
        },
    )


def _compare(dataset: xr.Dataset, hamiltonians: list[Hamiltonian], partial: Path) -> None:
    """ValueError naming what is not in the file as it is in memory."""
    back = load(partial)
    _compare_attributes("dataset: ", dataset.attrs, back.attrs)
    for name in {*dataset.variables, *back.variables}:
        if name not in back.variables or name not in dataset.variables or (name in dataset.coords) != (name in back.coords):
            raise ValueError(f"{name}: cannot be kept in a result file")
        ours, theirs = dataset[name].variable, back[name].variable
        same_kind = ours.dtype == theirs.dtype or {ours.dtype.kind, theirs.dtype.kind} <= set("UO")
        if not same_kind or not ours.equals(theirs):  # type: ignore[no-untyped-call]
            raise ValueError(f"{name}: its values of type {ours.dtype} cannot be kept in a result file")
        _compare_attributes(f"{name}: ", ours.attrs, theirs.attrs)
    for k, one in enumerate(hamiltonians):
        if load_hamiltonian(partial, k) != one:
            raise ValueError(f"hamiltonian {k}: cannot be kept in a result file")


def _compare_attributes(where: str, ours: Mapping[Any, Any], theirs: Mapping[Any, Any]) -> None:
    for name in {*ours, *theirs}:
        if name not in ours or name not in theirs or not _equal(ours[name], theirs[name]):
            raise ValueError(f"{where}its attribute {name} cannot be kept in a result file")


def _equal(ours: Any, theirs: Any) -> bool:
    a, b = np.atleast_1d(ours), np.atleast_1d(theirs)
    texts = a.dtype.kind in "UO"
    return a.shape == b.shape and texts == (b.dtype.kind in "UO") and np.array_equal(a, b, equal_nan=not texts)
