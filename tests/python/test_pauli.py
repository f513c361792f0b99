"""H_L, H_R, V and the coupled Hamiltonians on qubits, against matrices built here."""

from functools import reduce

import numpy as np
import pytest
import traversable as tv

PAULI = {
    "I": np.eye(2), "X": np.array([[0, 1], [1, 0]]), "Y": np.array([[0, -1j], [1j, 0]]), "Z": np.diag([1, -1]),
}  # fmt: skip


def matrix(terms):
    return sum(c * reduce(np.kron, (PAULI[letter] for letter in letters)) for c, letters in terms)


def majorana(letters, qubits):
    return reduce(np.kron, (PAULI[letter] for letter in letters.ljust(qubits, "I"))) / np.sqrt(2)


@pytest.mark.parametrize("encoding", ["paired", "split", (["YX", "YZ"], ["XI", "ZI"])])
def test_operators_are_those_of_the_majoranas(encoding):
    H = tv.Hamiltonian(2, [(0.7, (0, 1))])  # q = 2: h_q = i, the right copy has the opposite sign
    left, right = tv.pauli.encoding_strings(encoding, 2)
    psi_l, psi_r = ([majorana(s, 2) for s in side] for side in (left, right))
    assert np.allclose(matrix(tv.pauli.left_hamiltonian(H, encoding)), 0.7j * psi_l[0] @ psi_l[1])
    assert np.allclose(matrix(tv.pauli.right_hamiltonian(H, encoding)), -0.7j * psi_r[0] @ psi_r[1])
    pairing = 1j * sum(a @ b for a, b in zip(psi_l, psi_r))
    assert np.allclose(matrix(tv.pauli.size_coupling(2, q=2, encoding=encoding)), pairing / 4)
    whole = matrix(tv.pauli.left_hamiltonian(H, encoding)) + matrix(tv.pauli.right_hamiltonian(H, encoding))
    assert np.allclose(matrix(tv.pauli.maldacena_qi(H, 0.3, encoding)), whole + 0.3 * pairing)


@pytest.mark.parametrize("encoding", ["paired", "sycamore"])
def test_published_ground_energy(encoding):
    terms = tv.pauli.coupled_hamiltonian(tv.models.learned(), 4.0, encoding)
    assert np.linalg.eigvalsh(matrix(terms))[0] == pytest.approx(-1.039092, abs=5e-7)


def test_bad_encodings_are_named():
    H = tv.Hamiltonian(2, [(0.7, (0, 1))])
    for encoding, message in (
        ("bravyi", "encoding 'bravyi': expected paired, split or sycamore"),
        ("sycamore", "for 7 Majoranas a side, not 2"),
        ((["XI", "ZI"], ["XI", "ZZ"]), "left[0] = X and right[0] = X commute"),
        ((["XI", "ZA"], ["XI", "ZZ"]), "letter 'A' at position 1"),
        ((["X"], ["Y"]), "encoding has 1 Majoranas a side, the operator uses 2"),
    ):
        with pytest.raises(ValueError) as caught:
            tv.pauli.left_hamiltonian(H, encoding)
        assert message in str(caught.value)
