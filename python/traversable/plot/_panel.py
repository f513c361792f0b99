"""What all functions of one panel have in common: their arguments, what they return and what they refuse."""

from collections.abc import Callable
from typing import ParamSpec

from matplotlib.axes import Axes

from traversable._datasets import reads_dataset
from traversable._documented import documented

P = ParamSpec("P")

_PARAMETERS = (
    "H : Hamiltonian\n    The model.",
    "sample : int\n    Place on the axis `sample`: 0 is the model, the instances of the ensembles follow.",
    "fermion : int\n    Majorana, from 0.",
    "num_terms : int\n    Terms of the model, at most.",
    'name : str\n    A variable over samples alone, such as "winding_quality".',
    "largest : float, optional\n    Where the colours end, in bits; at the largest value where not given.",
    "ax : matplotlib.axes.Axes, optional\n    Where to draw; on a new figure of pyplot where not given.",
)


def panel(dataset: str) -> Callable[[Callable[P, Axes]], Callable[P, Axes]]:
    """A function that draws one panel, its docstring completed; `dataset` says where the argument of this name is from."""
    completed = documented(
        (*_PARAMETERS, f"dataset : xarray.Dataset\n    {dataset}"),
        returns="matplotlib.axes.Axes\n    The panel.",
        raises="TypeError, ValueError\n    For arguments of another kind, and a Dataset without what is drawn.",
    )
    return lambda function: completed(reads_dataset(function))
