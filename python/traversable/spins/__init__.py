"""The protocol for any dynamics of qubits: spin models, circuits and drives through the same wormhole.

n qubits a side, |I> a Bell pair (|00> + |11>) / sqrt 2 a site, H_R = H^T; a message of one, two or three sites is swapped in on the left and
out on the right; the coupling is of ZZ on sites, the Pauli size, or any list of strings. A `Scrambler` is a unitary as a list of steps in place
of exp(-iHt): Floquet, Brownian and random circuits, and drives. Everything is exact with matrices of 2^n x 2^n, up to some 12 sites a side.

What peaked-size teleportation does without gravity is told by these models (Schuster et al., arXiv:2102.00010). Common errors: TypeError and
ValueError that name the argument, its value and what was expected; ValueError where the matrices do not fit in memory. Ctrl-C ends a computation.
"""

from traversable._core import Scrambler, SpinHamiltonian
from traversable.spins._circuits import brickwork, brownian, drive, drive_error, from_circuit, kicked_ising
from traversable.spins._diagnostics import otoc, size_winding, two_point
from traversable.spins._models import mixed_field_ising, random_two_local, spin_syk, transverse_ising, xxz, xy_syk
from traversable.spins._teleport import teleport

__all__ = [
    "Scrambler",
    "SpinHamiltonian",
    "brickwork",
    "brownian",
    "drive",
    "drive_error",
    "from_circuit",
    "kicked_ising",
    "mixed_field_ising",
    "otoc",
    "random_two_local",
    "size_winding",
    "spin_syk",
    "teleport",
    "transverse_ising",
    "two_point",
    "xxz",
    "xy_syk",
]
