"""Exact simulation of traversable-wormhole experiments on SYK-like models.

>>> import numpy as np, traversable as tv
>>> ds = tv.teleport(tv.models.learned(), beta=4.0, mu=[-12, 12], t=[0.0, 2.8])
>>> ds.mutual_information.sel(t=2.8).round(5).values.tolist()
[0.40121, 0.0995]
"""

from typing import TYPE_CHECKING, Any

from traversable import models, observables, pauli
from traversable._core import Hamiltonian, __version__
from traversable._load import load
from traversable._spectrum import levels
from traversable._teleport import teleport

if TYPE_CHECKING:
    from traversable import plot

__all__ = [
    "Hamiltonian",
    "__version__",
    "levels",
    "load",
    "models",
    "observables",
    "pauli",
    "plot",
    "teleport",
]


def __getattr__(name: str) -> Any:
    # matplotlib is slow to import and not needed on a cluster.
    if name == "plot":
        import importlib

        return importlib.import_module("traversable.plot")
    raise AttributeError(f"module 'traversable' has no attribute '{name}'")
