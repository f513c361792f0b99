"""The protocol in the nine-qubit experiment's own encoding, with SciPy on qubits: no code of the package."""

from functools import reduce

import numpy as np
import pytest
import scipy.sparse as sp
import traversable as tv
from scipy.sparse.linalg import eigsh, expm_multiply

LEFT = ["ZX", "ZY", "ZZZZZX", "ZZX", "ZZZZX", "ZZZX", "ZZZZZZX"]
RIGHT = ["X", "Y", "ZZZZZY", "ZZY", "ZZZZY", "ZZZY", "ZZZZZZY"]
TERMS = [(-0.36, (1, 2, 4, 5)), (0.19, (1, 3, 4, 7)), (-0.71, (1, 3, 5, 6)), (0.22, (2, 3, 4, 6)),
         (0.49, (2, 3, 5, 7))]  # fmt: skip
BETA = 4.0
PAULI = {
    "I": sp.identity(2), "X": sp.csr_matrix([[0, 1], [1, 0]]), "Y": sp.csr_matrix([[0, -1j], [1j, 0]]),
    "Z": sp.csr_matrix([[1, 0], [0, -1]]),
}  # fmt: skip


def kron(*factors):
    return reduce(lambda a, b: sp.kron(a, b, format="csr"), factors)


def majorana(string):
    return kron(*(PAULI[letter] for letter in string.ljust(7, "I"))) / np.sqrt(2)


PSI_L, PSI_R = [majorana(s) for s in LEFT], [majorana(s) for s in RIGHT]


def hamiltonian(psi):
    return sum(J * reduce(lambda a, b: a @ b, (psi[j - 1] for j in indices)) for J, indices in TERMS)


H_L, H_R = hamiltonian(PSI_L), hamiltonian(PSI_R)
V = sum(1j * left @ right for left, right in zip(PSI_L, PSI_R)) / (4 * 7)


def thermofield_double():
    state = eigsh(V, k=1, which="SA")[1][:, 0]  # |I> is V's lowest state
    state = expm_multiply(-BETA / 4 * (H_L + H_R), state)
    return state / np.linalg.norm(state)


def test_expectation_values():
    tfd = thermofield_double()
    assert np.vdot(tfd, H_L @ tfd).real == pytest.approx(-0.271210, abs=5e-7)
    assert np.vdot(tfd, V @ tfd).real == pytest.approx(-0.0903359, abs=5e-8)


@pytest.mark.parametrize(("nu", "overlap"), [(4, 0.8899), (10, 0.9954)])
def test_ground_state_of_the_coupled_hamiltonian(nu, overlap):
    energies, states = eigsh(H_L + H_R + nu * V, k=1, which="SA")
    assert abs(np.vdot(states[:, 0], thermofield_double())) == pytest.approx(overlap, abs=5e-5)
    if nu == 4:
        assert energies[0] == pytest.approx(-1.039092, abs=5e-7)


def swap(chi, before, after):
    """[[chi chi^+, chi^+], [chi, chi^+ chi]] with the qubit's unit matrices placed by before and after."""
    raised = chi.conj().T
    blocks = {(0, 0): chi @ raised, (0, 1): raised, (1, 0): chi, (1, 1): raised @ chi}
    units = {key: sp.csr_matrix(([1], ([key[0]], [key[1]])), shape=(2, 2)) for key in blocks}
    return sum(kron(*before(units[key], block), *after(units[key])) for key, block in blocks.items())


@pytest.mark.parametrize(("mu", "t0", "t1"), [(-12, 2.8, 2.8), (12, 2.8, 3.2), (5, 1.0, 0.3)])
def test_engine_in_the_published_encoding(mu, t0, t1):
    one = sp.identity(2)
    bell = np.array([1, 0, 0, 1]) / np.sqrt(2)
    state = np.kron(np.kron(bell, thermofield_double()), [1, 0])  # P, Q, copies, T

    def everywhere(operator):
        return kron(one, one, operator, one)

    chi_l = (PSI_L[0] + 1j * PSI_L[1]) / np.sqrt(2)
    chi_r = (PSI_R[0] + 1j * PSI_R[1]) / np.sqrt(2)
    state = expm_multiply(1j * t0 * everywhere(H_L), state)
    state = swap(chi_l, lambda unit, block: (one, unit, block), lambda unit: (one,)) @ state
    state = expm_multiply(-1j * t0 * everywhere(H_L), state)
    state = expm_multiply(1j * mu * everywhere(V), state)
    state = expm_multiply(-1j * t1 * everywhere(H_R), state)
    state = swap(chi_r, lambda unit, block: (one, one, block), lambda unit: (unit,)) @ state
    tensor = state.reshape(2, -1, 2).transpose(0, 2, 1).reshape(4, -1)
    rho = tensor @ tensor.conj().T
    ds = tv.teleport(tv.models.learned(), beta=BETA, mu=mu, t0=t0, t1=t1)
    assert np.abs(ds.rho_pt.values - rho).max() < 1e-10
