"""What is no number, no state or no count is refused in words, and the bounds leave what is measured usable."""

import numpy as np
import pytest
import traversable as tv
from traversable import observables

H = tv.models.learned()
BELL = np.zeros((4, 4))
BELL[np.ix_([0, 3], [0, 3])] = 0.5

OBSERVABLES = [getattr(observables, name) for name in observables.__all__]
TAKE_A_STATE = [*OBSERVABLES, tv.learning.mutual_information_gradient, lambda rho: tv.tomography.sample_counts(rho, 10)]

NO_STATES = {
    "trace 2": 2 * BELL,
    "zero": np.zeros((4, 4)),
    "negative": np.diag([1.5, -0.5, 0, 0]),
    "minus": -np.eye(4) / 4,
    "not Hermitian": BELL + np.triu(np.ones((4, 4)), 1) / 10,
    "large": np.full((4, 4), 1e308),
    "nan": np.full((4, 4), np.nan),
    "inf": np.diag([np.inf, 0, 0, 0]),
    "text": np.full((4, 4), "1"),
    "structured": np.zeros((4, 4), dtype=[("a", float), ("b", float)]),
    "objects": np.full((4, 4), None),
    "masked": np.ma.masked_array(BELL, mask=BELL == 0),
    "3 x 3": np.eye(3) / 3,
    "a number": 1.0,
    "ragged": [[1.0], [1.0, 2.0]],
}


@pytest.mark.parametrize("name", NO_STATES)
def test_what_is_no_state_is_refused(name):
    for function in TAKE_A_STATE:
        with pytest.raises((TypeError, ValueError), match="rho|matrix|Kraus") as caught:
            function(NO_STATES[name])
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["trace 2", "zero", "negative", "not Hermitian", "nan"])
def test_one_of_many_that_is_no_state_is_refused(name):
    for function in OBSERVABLES:
        with pytest.raises(ValueError, match="rho"):
            function(np.array([BELL, NO_STATES[name]]))


def test_single_precision_and_linear_inversion_stay_usable():
    single = (0.7 * BELL + 0.3 * np.eye(4) / 4).astype(np.complex64)
    single[0, 0] += 3e-6
    for function in OBSERVABLES:
        assert np.isfinite(function(single))
    counts = tv.tomography.sample_counts(BELL, 100, seed=1)
    linear = tv.tomography.reconstruct(counts, reconstruction="linear")
    assert np.linalg.eigvalsh(linear)[0] < -0.01
    for function in OBSERVABLES:
        assert np.isfinite(function(linear))


@pytest.mark.parametrize("matrix", [2 * BELL, np.diag([1.5, -0.5]), np.full((2, 2), 1e308), np.zeros((2, 2))])
def test_a_density_matrix_is_a_state(matrix):
    with pytest.raises(ValueError):
        tv.DensityMatrix.from_matrix(matrix)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_coefficients_are_finite(value):
    for call in (
        lambda: tv.pauli.coupled_hamiltonian(H, value),
        lambda: tv.pauli.maldacena_qi(H, value),
        lambda: tv.trotter_step([(1.0, "ZI")], value),
        lambda: tv.trotter_step([(value, "ZI")], 0.1),
        lambda: tv.circuits.evolution([(value, "ZI")], 0.1),
        lambda: tv.StateVector(2).apply([(value, "ZI")]),
        lambda: tv.DensityMatrix(2).expectation([(value, "ZI")]),
        lambda: tv.Hamiltonian(4, [(value, (0, 1, 2, 3))]),
        lambda: tv.StateVector(1).rotate("Z", value),
        lambda: tv.StateVector(1).rotate_all([("Z", value)]),
        lambda: tv.circuits.wormhole(H, value, 1.0, 1.0, 1.0),
    ):
        with pytest.raises(ValueError, match="finite"):
            call()


def test_couplings_whose_energy_would_overflow_are_refused():
    huge = [(1e308, (0, 1, 2, 3)), (1e308, (1, 2, 3, 4)), (-1e308, (2, 3, 4, 5))]
    with pytest.raises(ValueError, match="add up to"):
        tv.Hamiltonian(7, huge)
    large = tv.Hamiltonian(4, [(1e299, (0, 1, 2, 3)), (1e299, (0, 1)), (1e299, (1, 2))])
    assert np.isfinite(tv.levels(large)).all()
    assert np.isfinite(tv.models.matched_J(large))
    assert 0 < tv.diagnostics.commutation_graph(large).noncommutativity < 1
    small = tv.Hamiltonian(4, [(1e-200 * J, term) for J, term in ((1.0, (0, 1)), (1.0, (1, 2)))])
    assert tv.diagnostics.commutation_graph(small).noncommutativity == 0.5


def test_counts_are_bounded():
    bell = tv.circuits.Circuit(2)
    bell.append("h", [0])
    bell.measure(0, 0)
    bell.measure(1, 1)
    many = 2**31
    for call in (
        lambda: tv.typicality.energy(H, 1.0, num_states=many),
        lambda: tv.typicality.two_point(H, 1.0, [1.0], num_states=many),
        lambda: tv.typicality.otoc(H, 1.0, 0, 1, [1.0], num_states=many),
        lambda: tv.typicality.left_right_response(H, 1.0, [1.0], 1.0, [1.0], num_states=many),
        lambda: tv.noise.run_trajectories(bell, "sycamore", many),
        lambda: tv.teleport(H, 4, -12, 1, noise="sycamore", method="trajectories", trajectories=many),
        lambda: tv.learning.Loss(H, 1.0, [1.0], [1.0], winding_weight=1.0, winding_t=np.zeros(10**6)),
        lambda: tv.learning.Loss(H, 1.0, [1.0], [1.0], winding_weight=1.0, winding_t=np.linspace(0, 1, 10**6)),
        lambda: tv.learning.Loss(H, 1.0, [1.0], [1.0], two_point_weight=1.0, two_point_t=np.linspace(0, 1, 10**6)),
        lambda: tv.noise.kraus_channel(np.zeros(10**6)),
        lambda: tv.noise.kraus_channel([np.eye(2) / 100] * 10**4),
        lambda: tv.circuits.wormhole(H, 4, -12, 1, 1, trotter_steps=10**6),
        lambda: tv.circuits.evolution([(1.0, "Z")], 1.0, steps=many),
        lambda: tv.diagnostics.reference_ensembles(H, instances=many),
        lambda: tv.learn(H, 1.0, [1.0], [1.0], starts=many),
        lambda: tv.tomography.estimate_mutual_information(np.ones((9, 4), int), resamples=many),
        lambda: tv.StateVector(2).sample(2**40),
    ):
        with pytest.raises(ValueError):
            call()


def test_messages_are_text_whatever_was_read(tmp_path):
    for text in ("OPENQASM 2.0; é", "OPENQASM 2.0;\nqreg q[1];\n\u00e9\u00e9", "\ufeff"):
        with pytest.raises(ValueError) as caught:
            tv.circuits.from_qasm2(text)
        assert "\n" not in str(caught.value)
    binary = tmp_path / "model.toml"
    binary.write_bytes(bytes(range(256)) * 4)
    with pytest.raises(ValueError, match="UTF-8"):
        tv.noise.from_file(binary)
    with pytest.raises(ValueError) as caught:
        tv.Hamiltonian.from_json("{\n\n\u00e9")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: tv.circuits.Circuit("a"), "Circuit: num_qubits = 'a': expected an integer"),
        (lambda: tv.circuits.Circuit(), "Circuit: num_qubits is missing: expected an integer"),
        (lambda: tv.circuits.Circuit(1, 2), "Circuit: 2 arguments, expected 1 at most (num_qubits)"),
        (lambda: tv.circuits.Circuit(2).append("h", ["a"]), "Circuit.append: qubits[0] = 'a': expected an integer"),
        (lambda: tv.circuits.Circuit(2).append("h", [0], foo=1), "unexpected argument 'foo'"),
        (lambda: tv.circuits.Circuit(2).append_rotation("Z", None), "Circuit.append_rotation: angle = None: expected a number, a name or an Angle"),
        (lambda: tv.noise.NoiseModel("x", one_qubit=[3]), "NoiseModel: one_qubit[0] = 3: expected a Channel"),
        (lambda: tv.learn(H, 1.0, [1.0], [1.0], sparsifier=3), "sparsifier = 3: expected 'prune'"),
        (lambda: tv.learn(H, 1.0, [1.0], [1.0], schedule={}), "schedule = {}"),
        (lambda: tv.thermofield_double(3, 1.0), "H = 3: expected a Hamiltonian"),
        (lambda: tv.diagnose(H, ensembles=3), "ensembles = 3: expected a dict"),
        (lambda: tv.plot.figure(3), "dataset = 3: expected a Dataset"),
        (lambda: tv.circuits.wormhole(H, 10**400, 1, 1, 1), "beta = an integer of 1329 bits: expected a number"),
        (lambda: tv.circuits.run(3), "circuit = 3: expected a Circuit"),
        (lambda: tv.evolve(3, [(1.0, "Z")], 1.0), "state = 3: expected a StateVector"),
    ],
)
def test_errors_name_the_argument(call, words):
    with pytest.raises((TypeError, ValueError)) as caught:
        call()
    assert words in str(caught.value) and "\n" not in str(caught.value)
