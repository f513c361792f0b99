"""Functions of a Dataset: what is missing in it is said in a line."""

import functools
import inspect
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import xarray as xr

from traversable._arguments import hamiltonian, instance, real_number, text, whole_number

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
    elif name == "largest" and value is not None:
        real_number(name, value)
    elif name == "name":
        text(name, value, "the name of a variable")


def reads_dataset(function: Callable[P, R]) -> Callable[P, R]:
    """Raises TypeError for arguments of another kind, and ValueError in one line for a Dataset that is not complete."""
    signature = inspect.signature(function)

    @functools.wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        for name, value in signature.bind(*args, **kwargs).arguments.items():
            _check(name, value)
        try:
            return function(*args, **kwargs)
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


def setting_of(dataset: xr.Dataset, key: str) -> str:
    """The value of a key in the configuration that made a Dataset, as TOML."""
    for line in str(dataset.attrs.get("configuration", "")).splitlines():
        if line.startswith(f"{key} = "):
            return line.removeprefix(f"{key} = ")
    raise ValueError(f"dataset: no {key} in its configuration")


def first_of_probe(dataset: xr.Dataset) -> int:
    """The fermion whose size distribution the criteria are of."""
    return int(setting_of(dataset, "probe").strip("[").split(",")[0])
