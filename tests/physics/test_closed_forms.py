"""Where the protocol's answer is known in closed form (docs/couplings.md), on every engine."""

import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
import scipy.linalg
import traversable as tv
import xarray as xr


def h2(p):
    """Binary entropy in bits."""
    p = np.clip(p, 1e-300, 1)
    q = np.clip(1 - p, 1e-300, 1)
    return -p * np.log2(p) - q * np.log2(q)


def gaussian_entropy(covariance):
    nu = np.sort(np.abs(np.linalg.eigvals(covariance)))[::2]
    return h2((1 + np.minimum(nu, 1)) / 2).sum()


def free_fermions(A, mu, t0, t1, probe=(0, 1)):
    """I_PT of H = (i/2) sum A_ab psi_a psi_b at beta = 0, q = 2; `mu` of all fermions alike."""
    n, (a, b) = len(A), probe
    theta = mu / (2 * n)
    turned, back = scipy.linalg.expm(A * t0), scipy.linalg.expm(-A * t1)
    rest = np.diag([0.0 if j in (a, b) else 1.0 for j in range(n)])
    K = back @ turned @ rest @ turned.T
    pair = np.ix_([a, b], [a, b])
    B = np.sin(theta) * (back @ turned)[pair]
    g12 = np.cos(theta) * np.sin(theta) * (back @ K.T - K @ back.T)[a, b]
    g = np.array([[0, g12], [-g12, 0]])
    return 1 + gaussian_entropy(g) - gaussian_entropy(np.block([[np.zeros((2, 2)), B], [-B.T, g]]))


def chain(n):
    """The chain of the checked numbers."""
    A = np.zeros((n, n))
    for a in range(n - 1):
        A[a, a + 1] = 0.5 * (1 + 0.1 * a)
    A[0, 2] += 0.3
    A[1, n - 1] += -0.2
    return A - A.T


def quadratic(A):
    """H = (i/2) sum A_ab psi_a psi_b: one term i A_ab psi_a psi_b a pair."""
    n = len(A)
    return tv.Hamiltonian(n, [(A[a, b], (a, b)) for a in range(n) for b in range(a + 1, n) if A[a, b] != 0])


def name_of(method):
    return "-".join(str(value) for name, value in method.items() if name != "tolerance") or "exact"


METHODS = ({}, {"precision": "single"}, {"method": "krylov"}, {"method": "chebyshev"}, {"method": "trotter", "tolerance": 1e-8})
TOLERANCE = {"single": 2e-6}


def information(H, beta, mu, method, **times):
    ds = tv.teleport(H, beta, mu, **times, **method)
    return np.asarray(ds.mutual_information), TOLERANCE.get(method.get("precision"), 1e-10)


@pytest.mark.parametrize("method", METHODS, ids=name_of)
@pytest.mark.parametrize(("n", "q", "beta"), [(7, 4, 0.0), (7, 4, 3.0), (8, 6, 0.0), (10, 2, 0.0), (14, 4, 4.0)])
def test_at_once(n, q, beta, method):
    """t0 = t1 = 0, any N: any H of terms of 4 (or 8, ...) fermions and temperature, or any H at beta = 0."""
    H = tv.models.dense_syk(n, q, seed=4)
    mu = np.array([-12.0, 5.0, np.pi * q * n / 2])
    found, tolerance = information(H, beta, mu.tolist(), method, t=0.0)
    # Next to 2 bits an entropy takes the square root of a rounding error's place: compared where it does not.
    expected = 2 * (1 - h2((1 + np.sin(mu / (q * n))) / 2))
    assert found[:2] == pytest.approx(expected[:2], abs=tolerance)
    assert found[2] == pytest.approx(2, abs=1e-6 if tolerance < 1e-6 else 1e-3)


def test_at_once_needs_a_mode_that_is_half_filled():
    """The two fermions of the probe must be uncorrelated, which quadratic terms do not leave them at beta > 0."""
    found, _ = information(tv.models.dense_syk(10, 2, seed=4), 2.0, -12.0, {}, t=0.0)
    assert abs(found - 2 * (1 - h2((1 + np.sin(12 / 20)) / 2))) > 1e-5


def test_the_checked_value_and_large_sizes():
    expected = 2 * (1 - h2((1 + np.sin(12 / 28)) / 2))
    assert expected == pytest.approx(0.2568716762, abs=1e-10)
    assert tv.teleport(tv.models.learned(), 4.0, 12.0, t=0.0).mutual_information.item() == pytest.approx(expected, abs=1e-10)
    H = tv.models.sparse_syk(20, k=2, seed=1)
    found = tv.teleport(H, 1.0, [-12.0, 40.0], t=0.0).mutual_information.values
    assert found == pytest.approx(2 * (1 - h2((1 + np.sin(np.array([-12, 40]) / 80)) / 2)), abs=1e-10)


@pytest.mark.parametrize("method", METHODS, ids=name_of)
def test_at_once_with_weights(method):
    """Each of the probe's fermions has its own angle; a coupling without them lets nothing through."""
    n, q = 8, 4
    H = tv.models.dense_syk(n, q, seed=4)
    weights = {0: 0.5, 1: 2.0, 5: 1.0, 7: 0.25}
    for mu in (-12.0, 7.0):
        theta = [mu * weights[j] / (q * sum(weights.values())) for j in (0, 1)]
        expected = 2 - sum(h2((1 + np.sin(t)) / 2) for t in theta)
        ds = tv.teleport(H, 2.0, mu, t=0.0, couple=weights, **method)
        assert ds.mutual_information.item() == pytest.approx(expected, abs=TOLERANCE.get(method.get("precision"), 1e-10))
    for couple in ("2-7", [(2, 3), (4, 7)], {3: 0.2}):
        ds = tv.teleport(H, 2.0, [-12.0, 12.0], t=0.0, couple=couple, **method)
        assert np.abs(ds.mutual_information.values).max() < TOLERANCE.get(method.get("precision"), 1e-10)


@pytest.mark.parametrize("method", METHODS, ids=name_of)
@pytest.mark.parametrize(("n", "checked"), [(6, 0.3271037546), (12, 0.0845887478), (7, None)])
def test_free_fermions(n, checked, method):
    A = chain(n)
    expected = free_fermions(A, -6.0, 1.0, 1.5)
    if checked is not None:
        assert expected == pytest.approx(checked, abs=1e-9)
    found, tolerance = information(quadratic(A), 0.0, -6.0, method, t0=1.0, t1=1.5)
    # A product formula's error in norm goes into entropies.
    assert found == pytest.approx(expected, abs=1e-6 if method.get("method") == "trotter" else tolerance)


def test_free_fermions_of_twenty():
    A = chain(20)
    t0, t1, mu = [0.4, 1.0], [0.4, 1.5], [-12.0, 6.0]
    found = tv.teleport(quadratic(A), 0.0, mu, t0=t0, t1=t1).mutual_information
    expected = xr.DataArray(
        [[[free_fermions(A, m, a, b) for b in t1] for a in t0] for m in mu], coords={"mu": mu, "t0": t0, "t1": t1}, dims=("mu", "t0", "t1")
    )
    assert abs(found - expected).max() < 1e-10
    # At t0 = t1 neither H nor t matters.
    assert found.sel(t0=0.4, t1=0.4).values == pytest.approx(2 * (1 - h2((1 + np.sin(np.array(mu) / 40)) / 2)), abs=1e-10)


PROGRAM = os.environ.get("TRAVERSABLE_CLI", str(Path(tv.__file__).parent / "bin" / "traversable"))


def test_as_a_circuit_and_by_the_program(tmp_path):
    H = tv.models.learned()
    circuit = tv.circuits.wormhole(H, 4.0, -12.0, 0.0, 0.0, encoding="sycamore")
    expected = 2 * (1 - h2((1 + np.sin(12 / 28)) / 2))
    assert tv.observables.mutual_information(circuit.measured_state()) == pytest.approx(expected, abs=1e-10)
    weighted = tv.circuits.wormhole(H, 4.0, -12.0, 0.0, 0.0, encoding="sycamore", couple={0: 1.0, 4: 1.0})
    assert tv.observables.mutual_information(weighted.measured_state()) == pytest.approx(1 - h2((1 + np.sin(12 / 8)) / 2), abs=1e-10)
    for couple, value in (("all", expected), ("2-6", 0.0), ("2+3,4+5", 0.0)):
        file = tmp_path / f"{couple}.h5"
        subprocess.run([PROGRAM, "teleport", "-m", "learned", "--beta", "4", "--mu=-12", "--t", "0", "--couple", couple, "-o", file], check=True)
        assert tv.load(file).mutual_information.item() == pytest.approx(value, abs=1e-10)


def test_the_gradients_state():
    """The chain of the gradients: dI/dmu at t0 = t1 = 0 is that of the closed form."""
    H, mu, n, q = tv.models.learned(), -12.0, 7, 4
    rho = tv.teleport(H, 4.0, [mu], t=[0.0]).rho_pt.values
    weights = [[tv.learning.mutual_information_gradient(rho[0, 0])]]
    slope = tv.learning.protocol_gradient(H, 4.0, [mu], weights, t=[0.0])[2]
    s = np.sin(mu / (q * n))
    assert slope[0] == pytest.approx(np.log2((1 + s) / (1 - s)) * np.cos(mu / (q * n)) / (q * n), abs=1e-10)


# ---- FIELD's N = 8 experiment

N8 = {0.5: (0.13156, 0.11978), 1.5: (0.30075, 0.16735), 2.5: (0.37132, 0.10033), 3.0: (0.32426, 0.05744), 4.0: (0.14080, 0.00845), 6.0: (0.00200, 0.00172)}


def test_the_eight_fermion_experiment():
    """arXiv:2604.10090: 34 pairs of terms commute, and the mutual information to the digits of an independent brute force."""
    H = tv.models.binary_sparse_n8()
    graph = tv.diagnostics.commutation_graph(H)
    assert len(graph.anticommuting) == 11
    ds = tv.teleport(H, 3.0, [-12, 12], t0=1.8, t1=list(N8))
    assert ds.mutual_information.values.T.tolist() == [pytest.approx(row, abs=6e-6) for row in N8.values()]


@pytest.mark.parametrize(("encoding", "most"), [("split", 92), ("paired", 92)])
def test_its_circuit_takes_no_more_entanglers_than_known(encoding, most):
    """One first-order step, all to all, with a preparation of fidelity 0.953: 92 CZ."""
    H = tv.models.binary_sparse_n8()
    preparation = tv.circuits.prepare_thermofield_double(H, 3.0, encoding, method="adaptive", fidelity=0.95)
    circuit = tv.circuits.wormhole(H, 3.0, -12.0, 1.8, 2.5, encoding=encoding, preparation=preparation)
    compiled = tv.circuits.compile(circuit, entangler="cz", preserve="measured_state")
    assert preparation.fidelity > 0.953
    assert tv.circuits.resources(compiled.circuit).two_qubit_gates <= most
