"""Every run of the program as a function: the options of `traversable NAME`, and what its file holds as a Dataset.

Each function takes the subcommand's options by keyword, numbers, lists or texts as on the command line, and returns every axis
of the file as a dimension. Points that could not be computed are NaN, with a RuntimeWarning that says why. `teleport`, `learn` and
`diagnose` of the package take Hamiltonians and other objects instead.

>>> import traversable as tv
>>> ds = tv.runs.teleport(model="dense_syk", majoranas=6, instances=3, beta=4, mu=[-12, 12], t="0:2:3")
>>> dict(ds.mutual_information.sizes)
{'instance': 3, 'beta': 1, 'mu': 2, 't': 3}
>>> tv.runs.noise(model="learned", beta=4, mu=[-12, 12], t=2.8, noise="rainy")
Traceback (most recent call last):
ValueError: noise = 'rainy': expected one of ionq_like, none, rainbow, sycamore, uniform_depolarizing(p), or a .toml file
"""

import inspect
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import xarray as xr

from traversable import _core
from traversable._arguments import as_list, real_axis, real_numbers, seed_of, shown, text, truth
from traversable._run import Reporter, dataset_of, whole


# Lists in which a number may stand twice.
_NO_AXES = frozenset({"weights"})


def _value(name: str, value: Any) -> Any:
    """As the core reads it: a truth, text, a number, or a list of numbers or texts. TypeError for anything else."""
    if isinstance(value, (bool, np.bool_)):
        return truth(name, value)
    if isinstance(value, str):
        return text(name, value)
    if isinstance(value, (np.random.Generator, np.random.SeedSequence)) and name.endswith("seed"):
        return seed_of(name, value)
    if isinstance(value, (int, np.integer)):
        return whole(name, value)
    if isinstance(value, (list, tuple)) and value and all(isinstance(one, str) for one in as_list(value)):
        return ",".join(text(name, one) for one in value)
    if name in _NO_AXES and isinstance(value, (list, tuple, np.ndarray)):
        return real_numbers(name, value)
    numbers, scalar = real_axis(name, value)
    return numbers[0].item() if scalar else numbers.tolist()


def _function(name: str, words: str, options: list[tuple[str, str, bool]]) -> Callable[..., xr.Dataset]:
    keys = [key for key, _, _ in options]
    flags = {key for key, _, is_flag in options if is_flag}

    def run(**given: Any) -> xr.Dataset:
        progress = given.pop("progress", False)
        for key in given:
            if key not in keys:
                meant = _core.did_you_mean(key, keys)
                raise TypeError(f"{key} = {shown(given[key])}: no option of {name}" + (meant or f", expected {', '.join(keys)}"))
        values = {key: (truth if key in flags else _value)(key, value) for key, value in given.items() if value is not None}
        with Reporter(progress) as reporter:
            result = _core.run(name, values, reporter.callback)
        for message in result["messages"]:
            warnings.warn(message, RuntimeWarning, stacklevel=2)
        return dataset_of(result)

    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters = [inspect.Parameter(key, keyword, default=None) for key in keys]
    parameters.append(inspect.Parameter("progress", keyword, default=False))
    run.__signature__ = inspect.Signature(parameters, return_annotation=xr.Dataset)  # type: ignore[attr-defined]
    run.__name__ = run.__qualname__ = name
    lines = [f"{key}\n    {help_text}" for key, help_text, _ in options]
    lines.append("progress\n    True for a progress bar; or called as progress(points done, points in all).")
    run.__doc__ = f"{words[0].upper()}{words[1:]}.\n\nParameters\n----------\n" + "\n".join(lines) + (
        "\n\nReturns\n-------\nxarray.Dataset\n    What the file of the run holds, `completed` left out.\n\n"
        "Raises\n------\nTypeError, ValueError\n    Naming the option, its value and what was expected.\n"
    )
    return run


_FUNCTIONS = {name: _function(name, words, options) for name, words, options, _ in _core.run_kinds()}

__all__ = list(_FUNCTIONS)  # noqa: PLE0605


def __getattr__(name: str) -> Callable[..., xr.Dataset]:
    if name not in _FUNCTIONS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _FUNCTIONS[name]


def __dir__() -> list[str]:
    return __all__
