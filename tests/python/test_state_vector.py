"""State vectors from Python, against dense matrices of NumPy and SciPy."""

import threading
import time

import numpy as np
import pytest
import scipy.linalg
import traversable as tv

MATRIX = {
    "I": np.eye(2),
    "X": np.array([[0, 1], [1, 0]]),
    "Y": np.array([[0, -1j], [1j, 0]]),
    "Z": np.diag([1, -1]),
}


def dense(letters: str, num_qubits: int) -> np.ndarray:
    """Qubit 0 is the lowest bit: the last factor of the Kronecker product."""
    result = np.eye(1)
    for letter in letters.ljust(num_qubits, "I"):
        result = np.kron(MATRIX[letter], result)
    return result


def dense_sum(terms, num_qubits):
    return sum(c * dense(p, num_qubits) for c, p in terms)


def random_terms(num_qubits, count, seed):
    random = np.random.default_rng(seed)
    return [(complex(random.normal()), "".join(random.choice(list("IXYZ"), num_qubits))) for _ in range(count)]


@pytest.mark.parametrize(("precision", "tolerance"), [("double", 1e-13), ("single", 1e-5)])
def test_operations_against_dense_matrices(precision, tolerance):
    n = 5
    psi = tv.StateVector.random(n, seed=1, precision=precision)
    start = psi.amplitudes.copy()
    assert start.dtype == (np.complex128 if precision == "double" else np.complex64)
    terms = random_terms(n, 12, 0)
    A = dense_sum(terms, n)
    assert np.abs(psi.apply(terms).amplitudes - A @ start).max() < 20 * tolerance
    assert abs(psi.expectation(terms) - start.conj() @ A @ start) < 20 * tolerance
    psi.rotate("XYIZY", 0.7)
    expected = scipy.linalg.expm(-0.7j * dense("XYIZY", n)) @ start
    assert np.abs(psi.amplitudes - expected).max() < tolerance
    rotations = [(p, 0.1 * k) for k, (_, p) in enumerate(terms)]
    psi.rotate_all(rotations)
    for p, angle in rotations:
        expected = scipy.linalg.expm(-1j * angle * dense(p, n)) @ expected
    assert np.abs(psi.amplitudes - expected).max() < 10 * tolerance
    psi.apply_pauli("-iZX")
    assert np.abs(psi.amplitudes + 1j * dense("ZX", n) @ expected).max() < 10 * tolerance
    rho = psi.reduced_density_matrix([3, 1])
    assert rho.shape == (4, 4)
    assert np.trace(rho) == pytest.approx(1, abs=10 * tolerance)


def test_amplitudes_are_the_state_itself():
    psi = tv.StateVector(3)
    psi.amplitudes[:] = np.arange(8)
    assert psi.norm() == pytest.approx(np.sqrt(140))
    other = psi.copy()
    other.normalize()
    assert psi.amplitudes[7] == 7
    assert other.inner(psi) == pytest.approx(np.sqrt(140))


@pytest.mark.parametrize("method", ["krylov", "chebyshev", "trotter"])
def test_evolution_against_scipy(method):
    terms = random_terms(4, 10, 3)
    psi = tv.StateVector.random(4, seed=2)
    start = psi.amplitudes.copy()
    keywords = {"tolerance": 1e-6} if method == "trotter" else {}
    report = tv.evolve(psi, terms, 1.3, method=method, **keywords)
    expected = scipy.linalg.expm(-1.3j * dense_sum(terms, 4)) @ start
    assert np.linalg.norm(psi.amplitudes - expected) < (1e-6 if method == "trotter" else 1e-10)
    assert report.error <= (1e-6 if method == "trotter" else 1e-10)
    assert report.rotations > 0 if method == "trotter" else report.applications > 0


def test_single_precision_has_a_tolerance_of_its_own():
    terms = random_terms(4, 10, 3)
    psi = tv.StateVector.random(4, seed=2, precision="single")
    start = psi.amplitudes.copy()
    assert tv.evolve(psi, terms, 1.3).error < 1e-4
    expected = scipy.linalg.expm(-1.3j * dense_sum(terms, 4)) @ start
    assert np.linalg.norm(psi.amplitudes - expected) < 1e-4


def test_imaginary_time_and_ground_state():
    terms = random_terms(4, 10, 4)
    levels, vectors = np.linalg.eigh(dense_sum(terms, 4))
    psi = tv.StateVector.random(4, seed=2)
    start = psi.amplitudes.copy()
    tv.imaginary_time_evolve(psi, terms, 0.8)
    expected = scipy.linalg.expm(-0.8 * dense_sum(terms, 4)) @ start
    assert np.linalg.norm(psi.amplitudes - expected / np.linalg.norm(expected)) < 1e-10
    ground = tv.ground_state(terms, tv.StateVector.random(4, seed=5))
    assert ground.energy == pytest.approx(levels[0], abs=1e-9)
    assert abs(vectors[:, 0].conj() @ ground.state.amplitudes) == pytest.approx(1, abs=1e-8)


@pytest.mark.parametrize("encoding", ["paired", "split", "sycamore"])
def test_thermofield_double_in_every_encoding(encoding):
    H = tv.models.learned()
    psi = tv.thermofield_double(H, 4.0, encoding)
    assert psi.expectation(tv.pauli.left_hamiltonian(H, encoding)).real == pytest.approx(-0.271210, abs=1e-6)
    assert psi.expectation(tv.pauli.right_hamiltonian(H, encoding)).real == pytest.approx(-0.271210, abs=1e-6)
    assert psi.expectation(tv.pauli.size_coupling(7, 4, encoding)).real == pytest.approx(-0.0903359, abs=1e-7)


@pytest.mark.parametrize(("nu", "overlap"), [(4.0, 0.8899), (10.0, 0.9954)])
def test_maldacena_qi_ground_state_overlaps_with_the_thermofield_double(nu, overlap):
    H = tv.models.learned()
    for encoding in ("split", "paired"):
        ground = tv.maldacena_qi_ground_state(H, nu, encoding)
        assert abs(ground.state.inner(tv.thermofield_double(H, 4.0, encoding))) == pytest.approx(overlap, abs=1e-4)


@pytest.mark.parametrize("method", ["krylov", "chebyshev"])
def test_teleport_methods_agree_with_the_exact_engine(method):
    H = tv.models.dense_syk(8, seed=2)
    sweep = {"beta": [1, 4], "mu": [-12, 12], "t0": [0.0, 2.8], "t1": [3.0, 0.5]}
    exact = tv.teleport(H, **sweep)
    ds = tv.teleport(H, **sweep, method=method, encoding="paired")
    assert np.abs(ds.rho_pt - exact.rho_pt).max() < 1e-9
    assert np.abs(ds.coupling_expectation - exact.coupling_expectation).max() < 1e-9
    assert ds.error_estimate.dims == ("beta", "t0")
    assert (ds.error_estimate < 1e-8).all()
    assert (ds.operator_applications > 0).all()
    assert "error_estimate" not in exact


def test_teleport_by_trotter_steps_in_a_users_encoding():
    H = tv.models.learned()
    strings = tv.pauli.encoding_strings("sycamore", 7)
    exact = tv.teleport(H, 4, [-12, 12], t=2.8)
    ds = tv.teleport(H, 4, [-12, 12], t=2.8, method="trotter", encoding=strings, trotter_step=10, trotter_order=1)
    assert np.abs(ds.rho_pt - exact.rho_pt).max() < 1e-9  # the terms commute
    assert (ds.pauli_rotations > 0).all()


def test_typicality_of_one_copy():
    H = tv.models.dense_syk(12, seed=4)
    levels = tv.levels(H)
    weights = np.exp(-2.0 * levels)
    ds = tv.typicality.energy(H, 2.0, num_states=100, seed=1)
    assert abs(ds.energy.item() - (weights @ levels) / weights.sum()) < 4 * ds.energy_stderr.item()
    ds = tv.typicality.two_point(H, 2.0, [0.0, 1.0], num_states=4)
    assert ds.two_point.dims == ("fermion", "t")
    assert ds.two_point.shape == (12, 2)
    np.testing.assert_allclose(ds.two_point.sel(t=0.0), 0.5, atol=1e-10)
    one = tv.typicality.otoc(H, 1.0, 0, 3, 1.0, num_states=4, seed=7)
    again = tv.typicality.otoc(H, 1.0, 0, 3, 1.0, num_states=4, seed=7)
    assert one.otoc.item() == again.otoc.item()


BAD = {
    "qubits": (lambda: tv.StateVector(0), ValueError, "num_qubits = 0: expected an integer from 1 to 30"),
    "too many": (lambda: tv.StateVector(31), ValueError, "num_qubits = 31"),
    "precision": (lambda: tv.StateVector(2, "half"), ValueError, "precision = 'half'"),
    "index": (lambda: tv.StateVector.basis(2, 4), ValueError, "index = 4"),
    "shape": (lambda: tv.StateVector.product([1, 0]), ValueError, "qubits: shape (2,)"),
    "length": (lambda: tv.StateVector.from_amplitudes([1, 0, 0]), ValueError, "state: 3 amplitudes"),
    "nan": (lambda: tv.StateVector.from_amplitudes([np.nan, 0]), ValueError, "not finite"),
    "letter": (lambda: tv.StateVector(2).rotate("XW", 0.1), ValueError, "W"),
    "reach": (lambda: tv.StateVector(2).rotate("IIX", 0.1), ValueError, "reaches beyond the 2 qubits"),
    "phase": (lambda: tv.StateVector(2).rotate("iX", 0.1), ValueError, "Hermitian"),
    "angle": (lambda: tv.StateVector(2).rotate("X", "a"), TypeError, "angle = 'a'"),
    "not Hermitian": (lambda: tv.evolve(tv.StateVector(2), [(1j, "X")], 1.0), ValueError, "not Hermitian"),
    "method": (lambda: tv.evolve(tv.StateVector(2), [(1, "X")], 1.0, method="euler"), ValueError, "method 'euler'"),
    "tolerance": (lambda: tv.evolve(tv.StateVector(2), [(1, "X")], 1.0, tolerance=1e-18), ValueError, "tolerance = 1e-18"),
    "single tolerance": (
        lambda: tv.evolve(tv.StateVector(2, "single"), [(1, "X")], 1.0, tolerance=1e-9), ValueError, "single precision",
    ),
    "step": (lambda: tv.evolve(tv.StateVector(2), [(1, "X")], 1.0, trotter_step=0.1), ValueError, "trotter_step: only"),
    "time": (lambda: tv.evolve(tv.StateVector(2), [(1, "X")], np.inf), ValueError, "t = inf"),
    "tau": (lambda: tv.imaginary_time_evolve(tv.StateVector(2), [(1, "X")], -1.0), ValueError, "tau = -1"),
    "precisions": (lambda: tv.StateVector(2).inner(tv.StateVector(2, "single")), TypeError, "double precision"),
    "sizes": (lambda: tv.StateVector(2).inner(tv.StateVector(3)), ValueError, "states of 2 and 3 qubits"),
    "one state": (lambda: tv.typicality.energy(tv.models.learned(), 1.0, num_states=1), ValueError, "num_states = 1"),
    "fermion": (lambda: tv.typicality.two_point(tv.models.learned(), 1.0, 1.0, [7]), ValueError, "fermions = 7"),
    "large mu": (
        lambda: tv.typicality.left_right_response(tv.models.learned(), 1.0, 1000.0, 1.0, 1.0), ValueError, "|mu| < pi q N",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_input_names_what_is_wrong(case):
    call, kind, message = BAD[case]
    with pytest.raises(kind) as error:
        call()
    assert message in str(error.value)


def test_a_failed_evolution_leaves_the_state_alone():
    psi = tv.StateVector.random(3)
    before = psi.amplitudes.copy()
    with pytest.raises(ValueError, match="Trotter steps"):
        tv.evolve(psi, random_terms(3, 8, 1), 1e3, method="trotter", tolerance=1e-13, trotter_order=1)
    assert (psi.amplitudes == before).all()


def test_ctrl_c_ends_an_evolution_and_leaves_the_state_alone():
    import os
    import signal

    H = tv.pauli.left_hamiltonian(tv.models.dense_syk(24, seed=1), "split")
    psi = tv.StateVector(12)
    before = psi.amplitudes.copy()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
    threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        tv.evolve(psi, H, 1e5)
    assert time.monotonic() - start < 20
    assert (psi.amplitudes == before).all()
