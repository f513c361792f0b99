"""Is it a wormhole? The diagnostics that the debate about the 2022 experiment turns on.

Size winding (Brown et al., arXiv:1911.06314; Nezami et al., arXiv:2102.01064), thermalisation of two-point functions,
scrambling, the left-right response (Gao and Jafferis, arXiv:1911.07416), causal order, level statistics, and
teleportation of every pair of fermions; the objections are those of Kobrin, Schuster and Yao, arXiv:2302.07897.
Everything is exact, in the eigenbasis of one copy: up to some N = 26 Majoranas a side.

Functions take a Hamiltonian and return an xarray.Dataset. `beta` may be a number or a list, which adds a dimension.
Common errors: TypeError and ValueError that name the argument, its value and what was expected; ValueError where the
matrices do not fit in memory. Ctrl-C ends a computation. `diagnose` computes all of them beside ensembles of the same
size.
"""

from traversable._core import CommutationGraph, Scrambling
from traversable.diagnostics._correlators import left_right_response, otoc, scrambling, two_point
from traversable.diagnostics._diagnose import compare_with_ensembles, diagnose, fermion_pairs, reference_ensembles
from traversable.diagnostics._order import arrival_times, second_message
from traversable.diagnostics._spectrum import commutation_graph, spectral_form_factor, spectrum
from traversable.diagnostics._winding import size_winding

__all__ = [
    "CommutationGraph",
    "Scrambling",
    "arrival_times",
    "commutation_graph",
    "compare_with_ensembles",
    "diagnose",
    "fermion_pairs",
    "left_right_response",
    "otoc",
    "reference_ensembles",
    "scrambling",
    "second_message",
    "size_winding",
    "spectral_form_factor",
    "spectrum",
    "two_point",
]
