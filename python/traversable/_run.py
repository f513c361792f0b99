"""A run of the core as a Dataset, and its progress."""

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr

from traversable._about import library_versions
from traversable._arguments import truth, whole_number


class Reporter:
    """A progress bar, the caller's function, or nothing."""

    def __init__(self, progress: bool | Callable[[int, int], object]) -> None:
        self.callback: Callable[[int, int], object] | None = None
        self._bar: Any = None
        if callable(progress):
            self.callback = progress
        elif progress is not None and truth("progress", progress):
            self.callback = self._advance

    def _advance(self, done: int, total: int) -> None:
        if self._bar is None:  # the bar has its length from the start
            self._bar = _bar_class()(total=total, unit="point")
        self._bar.update(done - self._bar.n)

    def __enter__(self) -> "Reporter":
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()


def _bar_class() -> Any:
    """In a notebook the bar of widgets, where there are widgets."""
    if importlib.util.find_spec("ipywidgets") is None:
        from tqdm import tqdm
    else:
        from tqdm.auto import tqdm
    return tqdm


# What reads an argument, by the argument's name.
Kinds = Mapping[str, Callable[[str, Any], Any]]


def whole(name: str, value: Any) -> int:
    """An integer; the run says which are allowed."""
    return whole_number(name, value, -(2**63), 2**63 - 1)


def checked(kinds: Kinds, **given: Any) -> dict[str, Any]:
    """Every argument as its kind reads it, None where it was not given."""
    return {name: None if value is None else kinds[name](name, value) for name, value in given.items()}


def refuse(arguments: dict[str, Any], why: str) -> None:
    """No argument is accepted and ignored. ValueError for one that is given."""
    for name, value in arguments.items():
        if value is not None:
            raise ValueError(f"{name}: {why}")


def dataset_of(run: dict[str, Any], scalars: Sequence[str] = ()) -> xr.Dataset:
    """Axes, fields and attributes of a run that was computed into arrays: what its result file holds, `completed` left
    out. The axes named in `scalars` have one value, which becomes a coordinate without a dimension."""
    # Texts as xarray reads them from a file.
    coords = {
        name: (name, np.array(values, dtype=object if isinstance(values[0], str) else None), _described(long_name, units))
        for name, long_name, units, values in run["axes"]
    }
    variables = {
        name: (tuple(dims), values, _described(long_name, units))
        for name, dims, long_name, units, values in run["fields"]
    }
    attributes = run["attributes"]
    attributes["libraries"] += f", {library_versions()}"
    dataset = xr.Dataset(variables, coords=coords, attrs=attributes)
    return dataset.isel(dict.fromkeys(scalars, 0))


def _described(long_name: str, units: str) -> dict[str, str]:
    return {"long_name": long_name, "units": units} if units else {"long_name": long_name}
