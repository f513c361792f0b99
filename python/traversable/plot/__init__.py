"""Plots of experiments; `python -m traversable.plot FILE.h5` draws any result file.

`figure` makes the picture that suits a Dataset, ready for print: its size in mm (`width_mm`), its `style`, any `variable`.
Other functions draw one panel on Axes of yours, in your own style, or on a new figure of pyplot. Colours are from the
palette of Okabe and Ito and from maps that colour-blind readers can tell apart; signs differ in line style too.
"""

from traversable.plot._curves import asymmetry, curves, mutual_information
from traversable.plot._diagnostics import (
    arrival_times,
    commutation_graph,
    crossed_messages,
    diagnosis_figure,
    ensemble_strips,
    information,
    level_density,
    messages,
    operator_growth,
    otoc,
    pair_asymmetry,
    response_scan,
    size_winding,
    spectral_form_factor,
    two_point_functions,
    winding_quality,
)
from traversable.plot._figure import figure
from traversable.plot._learning import coupling_path, hypergraph, learned_curves, sparsity_path, training_curve
from traversable.plot._maps import maps, mutual_information_map
from traversable.plot._noise import noise_asymmetry, noise_budget, noise_information, noise_map

__all__ = [
    "arrival_times",
    "asymmetry",
    "commutation_graph",
    "coupling_path",
    "crossed_messages",
    "curves",
    "diagnosis_figure",
    "ensemble_strips",
    "figure",
    "hypergraph",
    "information",
    "learned_curves",
    "level_density",
    "maps",
    "messages",
    "mutual_information",
    "mutual_information_map",
    "noise_asymmetry",
    "noise_budget",
    "noise_information",
    "noise_map",
    "operator_growth",
    "otoc",
    "pair_asymmetry",
    "response_scan",
    "size_winding",
    "sparsity_path",
    "spectral_form_factor",
    "training_curve",
    "two_point_functions",
    "winding_quality",
]
