"""Plots of teleportation experiments; `python -m traversable.plot FILE.h5` draws any result file.

Every function takes a Dataset of `teleport` or `load` and returns the matplotlib Axes or Figure. Colours are
from the palette of Okabe and Ito, which colour-blind readers can tell apart; signs differ in line style too.
"""

from traversable.plot._curves import asymmetry, mutual_information
from traversable.plot._figure import figure
from traversable.plot._learning import coupling_path, hypergraph, learned_curves, sparsity_path, training_curve
from traversable.plot._maps import mutual_information_map
from traversable.plot._noise import noise_asymmetry, noise_budget, noise_information, noise_map

__all__ = [
    "asymmetry",
    "coupling_path",
    "figure",
    "hypergraph",
    "learned_curves",
    "mutual_information",
    "mutual_information_map",
    "noise_asymmetry",
    "noise_budget",
    "noise_information",
    "noise_map",
    "sparsity_path",
    "training_curve",
]
