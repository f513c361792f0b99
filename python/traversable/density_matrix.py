"""Mixed states of up to 16 qubits in the Pauli basis.

rho = 2^-n sum_P r_P P with r_P = Tr P rho: 4^n real numbers, half the memory of rho. Strings are letters I, X, Y, Z,
qubit 0 leftmost; qubit k is bit k of a row or column of the matrix. Source: Greenbaum, arXiv:1509.02921.

>>> import numpy as np, traversable as tv
>>> rho = tv.DensityMatrix(2)
>>> rho.apply_unitary(np.array([[1, 1], [1, -1]]) / 2**.5, [0])
>>> rho.apply_channel(tv.noise.depolarizing(0.3), [0])
>>> round(rho.expectation("XI").real, 6), round(rho.purity(), 6)
(0.6, 0.68)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from traversable import _core
from traversable._arguments import complex_array, instance, shown, whole_number, whole_numbers
from traversable._attributes import State
from traversable._core import Channel
from traversable._types import Numbers
from traversable.pauli import PauliTerms, terms_of
from traversable.state_vector import StateVector, state_of

__all__ = ["DensityMatrix"]


class DensityMatrix(State):
    """rho on n qubits, |0...0><0...0| to begin with.

    Parameters
    ----------
    num_qubits : int
        1 to 16; ValueError with the estimate where the memory is not there.

    Examples
    --------
    >>> import numpy as np, traversable as tv
    >>> bell = tv.StateVector.from_amplitudes(np.array([1, 0, 0, 1]) / 2**.5)
    >>> rho = tv.DensityMatrix.from_state(bell)
    >>> rho.apply_channel(tv.noise.phase_damping(0.19), [1])
    >>> rho.to_matrix().real.round(3).tolist()
    [[0.5, 0.0, 0.0, 0.45], [0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0], [0.45, 0.0, 0.0, 0.5]]
    >>> round(rho.fidelity(bell), 3)
    0.95
    """

    def __init__(self, num_qubits: int) -> None:
        self._core: _core.DensityMatrix = _core.DensityMatrix(whole_number("num_qubits", num_qubits, 1, 16))

    @classmethod
    def from_matrix(cls, matrix: Numbers) -> "DensityMatrix":
        """Of a state `matrix`, 2^n x 2^n. ValueError for what is none: not Hermitian or not finite, a trace that is off by more than
        1e-3, an eigenvalue below -0.2."""
        return cls._wrap(_core.DensityMatrix.from_matrix(complex_array("matrix", matrix)))

    @classmethod
    def from_state(cls, state: StateVector) -> "DensityMatrix":
        """|psi><psi| of a `state`; TypeError or ValueError for what is none in double precision."""
        if state_of(state).precision != "double":
            raise ValueError("state: expected one in double precision")
        return cls._wrap(_core.DensityMatrix.from_state(state._core))

    @property
    def num_qubits(self) -> int:
        """Qubits, n."""
        return self._core.num_qubits

    @property
    def coefficients(self) -> npt.NDArray[np.float64]:
        """The 4^n numbers r_P themselves, not a copy; a base-4 digit a qubit (I, X, Z, Y = 0 to 3), qubit 0 lowest."""
        buffer: Any = self._core
        return np.asarray(buffer)

    def __eq__(self, other: object) -> bool:
        """The same coefficients, to the bit."""
        if not isinstance(other, DensityMatrix):
            return NotImplemented
        return np.array_equal(self.coefficients, other.coefficients)

    __hash__ = None  # type: ignore[assignment]  # a state can be changed

    def to_matrix(self) -> npt.NDArray[np.complex128]:
        """2^n x 2^n. ValueError where it does not fit in memory."""
        return self._core.to_matrix()

    def trace(self) -> float:
        """Tr rho."""
        return self._core.trace()

    def purity(self) -> float:
        """Tr rho^2."""
        return self._core.purity()

    def expectation(self, operator: str | PauliTerms) -> complex:
        """Tr rho O, complex, of an `operator`: a Pauli string or a list of (coefficient, letters). ValueError for other letters."""
        return self._core.expectation(terms_of("operator", [(1.0, operator)] if isinstance(operator, str) else operator))

    def fidelity(self, other: "StateVector | DensityMatrix") -> float:
        """<psi| rho |psi>, or (Tr sqrt(sqrt(rho) sigma sqrt(rho)))^2 for mixed states of up to 10 qubits.

        `other` is psi or sigma; TypeError or ValueError for other objects and sizes.
        """
        if not isinstance(other, (StateVector, DensityMatrix)):
            raise TypeError(f"other = {shown(other)}: expected a StateVector or a DensityMatrix")
        return self._core.fidelity(other._core)

    def reduced_density_matrix(self, qubits: Sequence[int]) -> npt.NDArray[np.complex128]:
        """Tr over all other qubits, 2^k x 2^k, qubits[0] the lowest bit of row and column; ValueError unless they are distinct."""
        return self._core.reduced_density_matrix(self._qubits(qubits))

    def apply_unitary(self, matrix: Numbers, qubits: Sequence[int]) -> None:
        """rho -> U rho U^+ for one or two qubits, qubits[0] the lowest bit; any `matrix`, not checked to be unitary.

        ValueError for another shape and for qubits that are not distinct.
        """
        transfer = _core.kraus_to_transfer_matrix([complex_array("matrix", matrix)])
        self._core.apply_transfer_matrix(transfer, self._qubits(qubits))

    def apply_channel(self, channel: Channel, qubits: Sequence[int]) -> None:
        """rho -> E(rho) on as many `qubits` as the `channel` has; ValueError for another number of them."""
        transfer = instance("channel", channel, Channel, "a Channel").transfer_matrix
        self._core.apply_transfer_matrix(transfer, self._qubits(qubits))

    def _qubits(self, qubits: Sequence[int]) -> list[int]:
        return whole_numbers("qubits", qubits, 0, 63)

    def __repr__(self) -> str:
        return f"<DensityMatrix of {self.num_qubits} qubits>"
