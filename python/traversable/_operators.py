"""Hamiltonians for and from SciPy, QuTiP, Qiskit and OpenFermion, which are imported when asked for."""

from typing import Any

import numpy as np

from traversable import _core
from traversable._arguments import instance, shown, whole_number
from traversable._core import Hamiltonian
from traversable._optional import imported
from traversable.pauli import Encoding, left_hamiltonian

# Of a sum that is Hermitian but for rounding, relative to its largest coefficient.
_ROUNDING = 1e-12


def to_sparse(H: Hamiltonian, parity: str | None = None) -> Any:
    """`H.matrix(parity)` as a scipy.sparse.csr_array."""
    sparse = imported("scipy.sparse", "scipy")
    values, columns, first = _core.sparse_hamiltonian(H, parity)
    size = len(first) - 1
    index = np.int32 if max(len(values), size) < 2**31 else np.int64  # as SciPy's own
    return sparse.csr_array((values, columns.astype(index), first.astype(index)), shape=(size, size))


def to_qutip(H: Hamiltonian) -> Any:
    """`H.matrix()` as a qutip.Qobj on ceil(N/2) qubits, the highest first."""
    qutip = imported("qutip", "qutip")
    qubits = [2] * _num_qubits(H)
    return qutip.Qobj(imported("scipy.sparse", "scipy").csr_matrix(to_sparse(H)), dims=[qubits, qubits])


def to_sparse_pauli_op(H: Hamiltonian, encoding: Encoding | None = None) -> Any:
    """H on the qubits of `H.matrix()`, or H_L in an encoding of both copies, as a SparsePauliOp."""
    information = imported("qiskit.quantum_info", "qiskit")
    terms = left_hamiltonian(H, "split" if encoding is None else encoding)
    if encoding is None:  # the left copy alone
        terms = [(coefficient, letters[: _num_qubits(H)]) for coefficient, letters in terms]
    return information.SparsePauliOp.from_list([(letters[::-1], coefficient) for coefficient, letters in terms])


def to_openfermion(H: Hamiltonian) -> Any:
    """sum_S 2^(-q/2) J_S h_q gamma^S."""
    kind = imported("openfermion", "openfermion").MajoranaOperator
    result = kind()
    for coupling, indices in H.terms:
        result += kind(indices, coupling * _phase(len(indices)) / 2 ** (len(indices) // 2))
    return result


def from_openfermion(operator: Any, num_majoranas: int | None = None) -> Hamiltonian:
    """J_S = 2^(q/2) c_S / h_q."""
    kind = imported("openfermion", "openfermion").MajoranaOperator
    terms = {key: complex(one) for key, one in instance("operator", operator, kind, "an openfermion.MajoranaOperator").terms.items() if one}
    largest = max(map(abs, terms.values()), default=0.0)
    couplings = {}
    for indices, coefficient in terms.items():
        q = len(indices)
        if q == 0 or q % 2 == 1:
            raise ValueError(f"operator: {coefficient} of {q} Majoranas {shown(indices)}, expected terms of 2, 4, 6, ... alone")
        coupling = coefficient * 2 ** (q // 2) / _phase(q)
        if abs((coefficient / _phase(q)).imag) > _ROUNDING * largest:
            expected = "an imaginary" if _phase(q) == 1j else "a real"
            raise ValueError(f"operator: {coefficient} of {shown(indices)} is not Hermitian, expected {expected} coefficient")
        couplings[indices] = coupling.real
    couplings = couplings or {(0, 1): 0.0}  # H = 0, as a sum that cancels
    least = max([2, *(1 + max(indices) for indices in couplings)])
    size = least if num_majoranas is None else whole_number("num_majoranas", num_majoranas, least, 64)
    return Hamiltonian(size, couplings)


def _phase(q: int) -> complex:
    """h_q of an even q."""
    return 1j if q // 2 % 2 else 1


def _num_qubits(H: Hamiltonian) -> int:
    return (H.num_majoranas + 1) // 2
