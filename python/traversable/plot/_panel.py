"""What all functions of one panel have in common: their arguments, what they return and what they refuse."""

import inspect
from collections.abc import Callable
from typing import ParamSpec

from matplotlib.axes import Axes

from traversable._datasets import reads_dataset

P = ParamSpec("P")

_PARAMETERS = {
    "H": "H : Hamiltonian\n    The model.",
    "sample": "sample : int\n    Place on the axis `sample`: 0 is the model, the instances of the ensembles follow.",
    "fermion": "fermion : int\n    Majorana, from 0.",
    "num_terms": "num_terms : int\n    Terms of the model, at most.",
    "name": "name : str\n    A variable over samples alone, such as \"winding_quality\".",
    "largest": "largest : float, optional\n    Where the colours end, in bits; at the largest value where not given.",
    "ax": "ax : matplotlib.axes.Axes, optional\n    Where to draw; on a new figure of pyplot where not given.",
}
_RESULT = """
Returns
-------
matplotlib.axes.Axes
    The panel.

Raises
------
TypeError, ValueError
    For arguments of another kind, and a Dataset without what is drawn."""


def panel(dataset: str) -> Callable[[Callable[P, Axes]], Callable[P, Axes]]:
    """A function that draws one panel, its docstring completed; `dataset` says where the argument of this name is from."""

    def completed(function: Callable[P, Axes]) -> Callable[P, Axes]:
        described = {**_PARAMETERS, "dataset": f"dataset : xarray.Dataset\n    {dataset}"}
        parameters = [described[name] for name in inspect.signature(function).parameters]
        drawn = reads_dataset(function)
        text = [inspect.cleandoc(function.__doc__ or ""), "", "Parameters", "----------", *parameters, _RESULT]
        drawn.__doc__ = "\n".join(text)
        return drawn

    return completed
