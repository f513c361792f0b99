"""What is read off the two-qubit states rho_PT of the reference P and the read-out T.

Every function takes an array of shape (..., 4, 4), row and column 2 p + a, and returns one of shape (...).
TypeError for what is no array of numbers (text, structures, masked arrays). ValueError for another shape and for what is
no state: not finite, trace or Hermiticity off by more than 1e-3 (single precision is far within), or an eigenvalue
below -0.2, which the linear inversion of a hundred shots a setting stays above. Eigenvalues below 0 count as 0 in
entropies.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from traversable import _core
from traversable._arguments import complex_array, one_of
from traversable._documented import documented
from traversable._types import Numbers

__all__ = [
    "average_fidelity",
    "entanglement_fidelity",
    "fully_entangled_fraction",
    "mutual_information",
    "negativity",
    "renyi2_mutual_information",
]


_of_states = documented(
    (
        "rho : array of complex, shape (..., 4, 4)\n    States of P and T, row and column 2 p + a.",
    ),
    returns="numpy.ndarray of float, shape (...)\n    One number a state.",
    raises="TypeError, ValueError\n    For what is no array of states, as in the module's description.",
)


@_of_states
def mutual_information(rho: Numbers, units: str = "bits") -> npt.NDArray[np.float64]:
    """I_PT = S_P + S_T - S_PT in bits or nats; 2 bits for a Bell pair.

    Examples
    --------
    >>> import numpy as np, traversable as tv
    >>> bell = np.zeros((4, 4)); bell[np.ix_([0, 3], [0, 3])] = 0.5
    >>> float(tv.observables.mutual_information(bell).round(12))
    2.0
    """
    return _core.mutual_information(_states(rho), one_of("units", units, ("bits", "nats")))


@_of_states
def renyi2_mutual_information(rho: Numbers, units: str = "bits") -> npt.NDArray[np.float64]:
    """S_2(P) + S_2(T) - S_2(PT), S_2 = -log Tr rho^2; unlike I_PT it can be negative."""
    return _core.renyi2_mutual_information(_states(rho), one_of("units", units, ("bits", "nats")))


@_of_states
def negativity(rho: Numbers) -> npt.NDArray[np.float64]:
    """Sum of |negative eigenvalues| of the partial transpose; 1/2 for a Bell pair (quant-ph/0102117)."""
    return _core.negativity(_states(rho))


@_of_states
def entanglement_fidelity(rho: Numbers) -> npt.NDArray[np.float64]:
    """F_e = <Phi+| rho |Phi+>, |Phi+> = (|00> + |11>) / sqrt 2."""
    return _core.entanglement_fidelity(_states(rho))


@_of_states
def average_fidelity(rho: Numbers) -> npt.NDArray[np.float64]:
    """Mean fidelity of the teleported state over pure messages, (2 F_e + 1) / 3 (quant-ph/9807091)."""
    return _core.average_fidelity(_states(rho))


@_of_states
def fully_entangled_fraction(rho: Numbers) -> npt.NDArray[np.float64]:
    """Largest F_e that a fixed unitary on T can reach (quant-ph/9604024)."""
    return _core.fully_entangled_fraction(_states(rho))


def _states(rho: Numbers) -> npt.NDArray[np.complex128]:
    return complex_array("rho", rho)
