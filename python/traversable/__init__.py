"""Exact simulation of traversable-wormhole experiments on SYK-like models.

>>> import numpy as np, traversable as tv
>>> ds = tv.teleport(tv.models.learned(), beta=4.0, mu=[-12, 12], t=[0.0, 2.8])
>>> ds.mutual_information.sel(t=2.8).round(5).values.tolist()
[0.40121, 0.0995]
"""

import os
from typing import TYPE_CHECKING, Any

# With OMP_PROC_BIND OpenMP binds the thread that loads it to one core, and all that it starts later inherits that.
_cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None

from traversable import (  # noqa: E402
    circuits,
    diagnostics,
    intervals,
    learning,
    models,
    noise,
    observables,
    pauli,
    report,
    runs,
    spins,
    state_vector,
    tomography,
    typicality,
)
from traversable._core import Hamiltonian, __version__
from traversable._about import about
from traversable._coupling import coupling_formula
from traversable._load import load, load_hamiltonian
from traversable._processor import Processor
from traversable._save import save
from traversable._spectrum import levels
from traversable._teleport import teleport
from traversable.density_matrix import DensityMatrix
from traversable.diagnostics import diagnose
from traversable.learning import learn
from traversable.state_vector import (
    EvolutionReport,
    GroundState,
    StateVector,
    evolve,
    ground_state,
    imaginary_time_evolve,
    infinite_temperature_state,
    maldacena_qi_ground_state,
    thermofield_double,
    trotter_step,
)

if _cores is not None:
    os.sched_setaffinity(0, _cores)
del _cores

if TYPE_CHECKING:
    from traversable import plot

__all__ = [
    "DensityMatrix",
    "EvolutionReport",
    "GroundState",
    "Hamiltonian",
    "Processor",
    "StateVector",
    "__version__",
    "about",
    "circuits",
    "coupling_formula",
    "diagnose",
    "diagnostics",
    "evolve",
    "ground_state",
    "imaginary_time_evolve",
    "infinite_temperature_state",
    "intervals",
    "learn",
    "learning",
    "levels",
    "load",
    "load_hamiltonian",
    "maldacena_qi_ground_state",
    "models",
    "noise",
    "observables",
    "pauli",
    "plot",
    "report",
    "runs",
    "save",
    "spins",
    "state_vector",
    "teleport",
    "thermofield_double",
    "tomography",
    "trotter_step",
    "typicality",
]


def __getattr__(name: str) -> Any:
    # matplotlib is slow to import and not needed on a cluster.
    if name == "plot":
        import importlib

        return importlib.import_module("traversable.plot")
    raise AttributeError(f"module 'traversable' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
