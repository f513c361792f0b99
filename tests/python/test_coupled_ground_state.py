"""The ground state of H_L + H_R + nu V, against dense matrices made from the definitions."""

import functools
import itertools
import operator

import numpy as np
import pytest
import scipy.sparse as sp
import traversable as tv

PAULI = {
    "I": sp.identity(2),
    "X": sp.csr_matrix([[0, 1], [1, 0]]),
    "Y": sp.csr_matrix([[0, -1j], [1j, 0]]),
    "Z": sp.csr_matrix([[1, 0], [0, -1]]),
}


def pauli(letters, num_qubits):
    """Qubit 0 is the lowest bit: the last factor of the Kronecker product."""
    letters = letters.ljust(num_qubits, "I")
    return functools.reduce(lambda result, letter: sp.kron(PAULI[letter], result, format="csr"), letters, sp.identity(1))


def of_size(n, q, seed):
    """Gaussian couplings of all terms of size q, or of every size of a tuple."""
    random = np.random.default_rng([n, seed])
    sizes = q if isinstance(q, tuple) else (q,)
    return tv.Hamiltonian(
        n, [(random.normal(), string) for size in sizes for string in itertools.combinations(range(n), size)]
    )


def copies(H, encoding):
    """H_L + H_R, H_R = (-1)^(q/2) H[psi_R], and V = sum_j i psi_L^j psi_R^j / (qN), q the largest."""
    n = H.num_majoranas
    strings = tv.pauli.encoding_strings(encoding, n)
    qubits = max(len(letters) for side in strings for letters in side)
    left, right = ([pauli(letters, qubits) / np.sqrt(2) for letters in side] for side in strings)
    both = sp.csr_matrix((2**qubits, 2**qubits))
    for coupling, string in H.terms:
        q = len(string)
        factor = coupling * (1 if q * (q - 1) // 2 % 2 == 0 else 1j)
        for sign, side in ((1, left), ((-1) ** (q // 2), right)):
            both = both + sign * factor * functools.reduce(operator.matmul, [side[j] for j in string])
    V = sum(1j * a @ b for a, b in zip(left, right, strict=True)) / (H.degree * n)
    return both.toarray(), V.toarray()


MODELS = [
    pytest.param(of_size(n, q, seed), id=f"N{n}-q{q}-{seed}")
    for n in range(2, 9)
    for q in (2, 4, (2, 4))
    if max(np.atleast_1d(q)) <= n
    for seed in range(2 if n < 8 else 1)
]


@pytest.mark.parametrize("encoding", ["split", "paired"])
@pytest.mark.parametrize("H", [*MODELS, pytest.param(tv.models.learned(), id="learned")])
def test_ground_state_is_the_lowest_of_all(H, encoding):
    both, V = copies(H, encoding)
    for nu in (-14.13, -0.2, 0.0, 0.2, 14.13):
        ground = tv.maldacena_qi_ground_state(H, nu, encoding)
        matrix = both + nu * V
        levels = np.linalg.eigvalsh(matrix)
        scale = max(abs(levels).max(), 1)
        assert ground.energy == pytest.approx(levels[0], abs=1e-10 * scale)
        psi = ground.state.amplitudes
        assert np.linalg.norm(psi) == pytest.approx(1, abs=1e-12)
        assert np.linalg.norm(matrix @ psi - levels[0] * psi) < 1e-8 * scale


@pytest.mark.parametrize("nu", [-5.0, 5.0])
@pytest.mark.parametrize("n", [5, 6, 7])
def test_ground_state_does_not_depend_on_the_encoding(n, nu):
    H = of_size(n, 4, 3)
    sides = {}
    for encoding in ("split", "paired"):
        psi = tv.maldacena_qi_ground_state(H, nu, encoding).state
        strings = tv.pauli.encoding_strings(encoding, n)
        # i gamma_L^a gamma_R^b: what the two copies know of each other.
        sides[encoding] = [
            psi.inner(_image(psi, a, b)) for a, b in itertools.product(strings[0], strings[1])
        ]
    assert np.abs(np.subtract(sides["split"], sides["paired"])).max() < 1e-8


def _image(psi, *letters):
    image = psi.copy()
    for string in reversed(letters):
        image.apply_pauli(string)
    return image


def test_at_no_coupling_it_is_the_thermofield_double_of_no_temperature():
    H = of_size(7, 4, 1)
    ground = tv.maldacena_qi_ground_state(H, 0.0)
    assert abs(ground.state.inner(tv.thermofield_double(H, 400.0))) == pytest.approx(1, abs=1e-8)
