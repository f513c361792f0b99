"""Functions of a Dataset: what is missing in it is said in a line."""

import functools
import inspect
import sys
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import xarray as xr

from traversable._arguments import hamiltonian, instance, picture_style, real_number, text, whole_number

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

P = ParamSpec("P")
R = TypeVar("R")


def _check(name: str, value: Any) -> None:
    """The arguments that plots and reports share, by name."""
    if name == "dataset":
        instance(name, value, xr.Dataset, "a Dataset")
    elif name == "H" or (name == "hamiltonian" and value is not None):
        hamiltonian(value, name)
    elif name == "ax" and value is not None:
        from matplotlib.axes import Axes

        instance(name, value, Axes, "matplotlib Axes")
    elif name in ("sample", "fermion", "num_terms") and value is not None:
        whole_number(name, value, 0, 2**31 - 1)
    elif name in ("largest", "width_mm") and value is not None:
        real_number(name, value)
    elif name == "name" or (name == "variable" and value is not None):
        text(name, value, "the name of a variable")
    elif name == "style":
        picture_style(value)


def whole(dataset: xr.Dataset | xr.DataArray) -> xr.Dataset:
    """A Dataset, also of one variable. ValueError for a DataArray without a name."""
    if isinstance(dataset, xr.Dataset):
        return dataset
    if dataset.name is None:
        raise ValueError("dataset: a DataArray without a name, expected a Dataset or one of its variables")
    return dataset.to_dataset()


def reads_dataset(function: Callable[P, R]) -> Callable[P, R]:
    """Takes a variable of a Dataset for one. Raises TypeError for arguments of another kind, and ValueError in one line for
    a Dataset that is not complete."""
    signature = inspect.signature(function)

    @functools.wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        bound = signature.bind(*args, **kwargs)
        if isinstance(bound.arguments.get("dataset"), xr.DataArray):
            bound.arguments["dataset"] = whole(bound.arguments["dataset"])
        for name, value in bound.arguments.items():
            _check(name, value)
        try:
            return function(*bound.args, **bound.kwargs)
        except (OSError, MemoryError):
            raise
        except Exception as error:
            raise ValueError(_in_words(error)) from error

    return checked


def _in_words(error: Exception) -> str:
    line = " ".join(str(error).split())[:200]
    match error:
        case ValueError():
            return line
        case AttributeError(name=str(name)):
            return f"dataset: no {name}"
        case _:
            return f"dataset: not complete or of another kind ({type(error).__name__}: {line})"


def settings_of(dataset: xr.Dataset) -> dict[str, Any]:
    """The configuration that made a Dataset. ValueError where it is no TOML."""
    try:
        return tomllib.loads(str(dataset.attrs.get("configuration", "")))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"dataset: its configuration is no TOML ({error})") from None


def setting_of(dataset: xr.Dataset, key: str) -> Any:
    """The value of a key in the configuration that made a Dataset."""
    settings = settings_of(dataset)
    if key not in settings:
        raise ValueError(f"dataset: no {key} in its configuration")
    return settings[key]


def first_of_probe(dataset: xr.Dataset) -> int:
    """The fermion whose size distribution the criteria are of."""
    return int(setting_of(dataset, "probe")[0])
