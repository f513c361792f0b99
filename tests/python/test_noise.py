"""Channels, density matrices, noise models, tomography and teleport with noise, from Python."""

import numpy as np
import pytest
import traversable as tv
from hypothesis import given, settings
from hypothesis import strategies as st
from traversable.observables import mutual_information

H = tv.models.learned()
FAST = tv.Processor(trials=20)


@pytest.fixture(scope="module")
def compiled():
    circuit = tv.circuits.wormhole(H, 4.0, -12.0, 2.8, 2.8, encoding="sycamore")
    return tv.circuits.compile(circuit, preserve="measured_state", trials=20).circuit


def apply_kraus(kraus, qubits, rho):
    """sum K rho K^+ on a dense matrix of n qubits, qubit k = bit k."""
    n = int(np.log2(len(rho)))
    result = np.zeros_like(rho)
    for k in kraus:
        full = np.zeros((2**n, 2**n), dtype=complex)
        for i in range(2**n):
            for row in range(len(k)):
                column = sum((i >> q & 1) << b for b, q in enumerate(qubits))
                j = i
                for b, q in enumerate(qubits):
                    j = (j & ~(1 << q)) | ((row >> b & 1) << q)
                full[j, i] += k[row, column]
        result += full @ rho @ full.conj().T
    return result


CHANNELS = [
    tv.noise.depolarizing(0.1),
    tv.noise.depolarizing(0.2, 2),
    tv.noise.pauli_channel([0.1, 0.2, 0.05]),
    tv.noise.amplitude_damping(0.3),
    tv.noise.phase_damping(0.4),
    tv.noise.thermal_relaxation(10, 15, 3),
    tv.noise.over_rotation(0.3, "X"),
    tv.noise.over_rotation(0.2, "ZZ"),
    tv.noise.kraus_channel([np.eye(2) * 0.6, np.array([[0, 0.8], [0.8, 0]])]),
]


@pytest.mark.parametrize("channel", CHANNELS, ids=str)
def test_channels_on_density_matrices_are_their_kraus_sums(channel):
    random = np.random.default_rng(3)
    a = random.normal(size=(8, 8)) + 1j * random.normal(size=(8, 8))
    matrix = a @ a.conj().T / np.trace(a @ a.conj().T)
    qubits = [2, 0][: channel.num_qubits]
    rho = tv.DensityMatrix.from_matrix(matrix)
    rho.apply_channel(channel, qubits)
    assert np.allclose(rho.to_matrix(), apply_kraus(channel.kraus_operators, qubits, matrix), atol=1e-13)
    assert sum(k.conj().T @ k for k in channel.kraus_operators) == pytest.approx(np.eye(2**channel.num_qubits))
    assert rho.trace() == pytest.approx(1, abs=1e-13)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(range(len(CHANNELS))), st.permutations([0, 1, 2])), max_size=12))
def test_random_sequences_of_channels_keep_states_states(sequence):
    rho = tv.DensityMatrix.from_state(tv.StateVector.random(3, seed=1))
    for index, qubits in sequence:
        channel = CHANNELS[index]
        rho.apply_channel(channel, qubits[: channel.num_qubits])
    assert rho.trace() == pytest.approx(1, abs=1e-12)
    assert rho.purity() <= 1 + 1e-12
    assert np.linalg.eigvalsh(rho.to_matrix()).min() > -1e-12


def test_density_matrix_is_the_state_vector_without_noise():
    psi = tv.StateVector.random(5, seed=2)
    rho = tv.DensityMatrix.from_state(psi)
    dense = np.outer(psi.amplitudes, psi.amplitudes.conj())
    assert np.allclose(rho.to_matrix(), dense, atol=1e-13)
    assert rho.fidelity(psi) == pytest.approx(1, abs=1e-13)
    assert rho.expectation("XYZIX") == pytest.approx(psi.expectation([(1.0, "XYZIX")]), abs=1e-13)
    assert np.allclose(rho.reduced_density_matrix([3, 1]), psi.reduced_density_matrix([3, 1]), atol=1e-13)
    assert rho.coefficients.shape == (4**5,)
    rho.coefficients[1:] = 0  # the maximally mixed state
    assert rho.purity() == pytest.approx(2.0**-5)


def test_mixed_fidelity_is_uhlmanns():
    a = tv.DensityMatrix.from_matrix(np.diag([0.7, 0.3]))
    b = tv.DensityMatrix.from_matrix(np.diag([0.4, 0.6]))
    assert a.fidelity(b) == pytest.approx((np.sqrt(0.28) + np.sqrt(0.18)) ** 2)


def test_models_by_toml_and_by_arguments_are_equal():
    text = """
name = 'mine'
virtual_gates = ['rz']
[one_qubit]
duration = 20
[[one_qubit.channels]]
kind = 'depolarizing'
probability = 1e-3
[idle]
t1 = 9000
t2 = 8000
[read_out]
zero_as_one = 0.01
one_as_zero = 0.02
"""
    mine = tv.noise.NoiseModel(
        "mine", one_qubit=[tv.noise.depolarizing(1e-3)], one_qubit_duration=20, virtual_gates=["rz"], t1=9000, t2=8000,
        read_out=(0.01, 0.02),
    )  # fmt: skip
    assert tv.noise.from_toml(text) == mine
    assert tv.noise.from_toml(mine.to_toml()) == mine
    assert mine.scaled(2) != mine
    assert mine.scaled(2, "read_out").to_toml() != mine.scaled(2, "one_qubit").to_toml()
    for name in tv.noise.presets():
        if "(" not in name:
            assert tv.noise.preset(name).name == name
    for name in ("sycamore", "rainbow"):
        assert "cirq-google" in tv.noise.preset(name).origin


def test_scales_run_side_by_side_as_alone(compiled):
    together = tv.noise.measured_states(compiled, "sycamore", scales=[0, 0.5, 1])
    for state, scale in zip(together, (0, 0.5, 1), strict=True):
        assert np.array_equal(state, tv.noise.measured_states(compiled, "sycamore", scale))
    assert np.abs(together[0] - compiled.measured_state()).max() < 1e-12
    t, p = compiled.measured_qubits
    whole = tv.noise.noisy_state(compiled, "sycamore")
    assert np.allclose(whole.reduced_density_matrix([t, p]), together[2], atol=1e-14)


def test_trajectories_converge_to_the_density_matrix(compiled):
    exact = tv.noise.measured_states(compiled, "sycamore")
    done = []
    estimate = tv.noise.run_trajectories(compiled, "sycamore", 4000, seed=3, progress=lambda n, total: done.append(n))
    assert estimate.count == 4000 and done and done[-1] <= 4000
    assert (np.abs(estimate.mean - exact) <= 4 * estimate.standard_error + 1e-12).all()
    early = tv.noise.run_trajectories(compiled, "sycamore", 10**6, target_error=0.02)
    assert early.count < 10_000 and early.standard_error.max() <= 0.02


def test_teleport_with_noise_keeps_or_drops_dimensions():
    ds = tv.teleport(H, 4.0, [-12, 12], t=[0.0, 2.8], noise="sycamore", noise_scale=[0, 1], shots=[100, 1000],
                     processor=FAST)  # fmt: skip
    assert ds.mutual_information.dims == ("mu", "t", "noise_scale")
    assert ds.mutual_information_shots.dims == ("mu", "t", "noise_scale", "shots")
    assert ds.rho_pt.dims == ("mu", "t", "noise_scale", "row", "column")
    exact = tv.teleport(H, 4.0, [-12, 12], t=[0.0, 2.8])
    clean = ds.sel(noise_scale=0)
    assert np.abs(clean.rho_pt.values - exact.rho_pt.values).max() < 1e-10
    assert (ds.mutual_information.sel(noise_scale=1) < clean.mutual_information).all()
    alone = tv.teleport(H, 4.0, -12, t=2.8, noise="sycamore", noise_scale=1, processor=FAST)
    assert alone.mutual_information.dims == ()
    assert alone.mutual_information.item() == ds.mutual_information.sel(mu=-12, t=2.8, noise_scale=1).item()


def test_teleport_by_trajectories_agrees():
    run = {"beta": 4.0, "mu": -12, "t": 2.8, "noise": "sycamore", "noise_scale": 1, "processor": FAST}
    exact = tv.teleport(H, **run)
    ds = tv.teleport(H, **run, method="trajectories", trajectories=4000, seed=1)
    error = ds.mutual_information_stderr.item()
    assert 0 < error < 0.02
    assert abs(ds.mutual_information - exact.mutual_information).item() < 4 * error


def test_instances_betas_and_other_processors():
    models = [tv.models.dense_syk(4, seed=1, instance=i) for i in range(2)]
    grid = tv.Processor(entangler="sqrt_iswap", connectivity="3x3", trials=5, trotter_steps=2, trotter_order=2)
    noise = tv.noise.uniform_depolarizing(1e-4)
    ds = tv.teleport(models, [0.5, 1.0], -2.0, t0=1.0, t1=[0.5, 1.0], noise=noise, noise_scale=1, processor=grid)
    assert ds.mutual_information.dims == ("instance", "beta", "t1")
    exact = tv.teleport(models, [0.5, 1.0], -2.0, t0=1.0, t1=[0.5, 1.0])
    # One term commutes with itself: no Trotter error, and so little noise moves I_PT by little.
    assert 1e-6 < abs(ds.mutual_information - exact.mutual_information).max() < 0.05


def test_tomography_estimates_lie_around_the_truth():
    state = tv.noise.measured_states(tv.circuits.wormhole(H, 4.0, -12.0, 2.8, 2.8, encoding="sycamore"), "none")
    read_out = ((0.02, 0.04), (0.03, 0.05))
    exact = mutual_information(state).item()
    inside = 0
    for experiment in range(40):
        counts = tv.tomography.sample_counts(state, 2000, read_out=read_out, seed=5, experiment=experiment)
        estimate = tv.tomography.estimate_mutual_information(counts, read_out=read_out, seed=5, experiment=experiment)
        inside += estimate.low <= exact <= estimate.high
    assert 32 <= inside <= 40  # 95 %
    likely = tv.tomography.reconstruct(counts, reconstruction="maximum_likelihood", read_out=read_out)
    assert np.abs(likely - state).max() < 0.05


def test_threshold_and_budget(compiled):
    positive = tv.circuits.compile(
        tv.circuits.wormhole(H, 4.0, 12.0, 2.8, 2.8, encoding="sycamore"), preserve="measured_state", trials=20
    ).circuit
    few = tv.noise.threshold(compiled, positive, "sycamore", shots=1000, tolerance=0.05)
    many = tv.noise.threshold(compiled, positive, "sycamore", shots=10_000, tolerance=0.05)
    assert 0 < few.low < few.scale < few.high < many.scale
    costs = tv.noise.budget(compiled, "sycamore")
    assert list(costs.only) == tv.noise.preset("sycamore").components
    total = mutual_information(tv.noise.measured_states(compiled, "sycamore")).item()
    for name in costs.only:
        assert costs.without[name] > total * 0.5
        assert costs.only[name] > costs.without["two_qubit"] or name == "two_qubit" or costs.only[name] > total


BAD = [
    (lambda: tv.noise.depolarizing(1.5), "probability"),
    (lambda: tv.noise.depolarizing(-0.1, 2), "probability"),
    (lambda: tv.noise.depolarizing(0.1, 3), "num_qubits"),
    (lambda: tv.noise.pauli_channel([0.5, 0.4, 0.2]), "sum"),
    (lambda: tv.noise.pauli_channel([0.5]), "probabilities"),
    (lambda: tv.noise.amplitude_damping(1.1), "gamma"),
    (lambda: tv.noise.thermal_relaxation(10, 21, 1), "2 T1"),
    (lambda: tv.noise.thermal_relaxation(10, 5, -1), "duration"),
    (lambda: tv.noise.kraus_channel([np.eye(2), np.eye(2)]), "sum"),
    (lambda: tv.noise.over_rotation(0.1, "XYZ"), "XYZ"),
    (lambda: tv.noise.depolarizing(0.6).scaled(2), "probability"),
    (lambda: tv.noise.depolarizing(0.6).scaled(-1), "scale"),
    (lambda: tv.noise.preset("eagle"), "sycamore"),
    (lambda: tv.noise.preset("uniform_depolarizing(2)"), "probability"),
    (lambda: tv.noise.from_toml("name = 'x'\ncolour = 3"), "line 2, colour"),
    (lambda: tv.noise.NoiseModel("x", t1=10, t2=30), "T2|t2"),
    (lambda: tv.noise.NoiseModel("x", read_out=(0.1, 1.2)), "read_out"),
    (lambda: tv.DensityMatrix(17), "num_qubits = 17"),
    (lambda: tv.DensityMatrix.from_matrix([[1, 1], [0, 0]]), "Hermitian"),
    (lambda: tv.DensityMatrix(2).apply_channel(CHANNELS[0], [2]), "qubit 2"),
    (lambda: tv.DensityMatrix(2).apply_channel(CHANNELS[1], [1, 1]), "twice"),
    (lambda: tv.tomography.sample_counts(np.eye(4) / 4, 0), "shots = 0"),
    (lambda: tv.tomography.sample_counts(np.eye(4), 10), "not a state"),
    (lambda: tv.tomography.reconstruct(np.zeros((9, 4), dtype=int)), "no shots"),
    (lambda: tv.tomography.reconstruct(np.zeros((8, 4), dtype=int)), "shape"),
    (lambda: tv.tomography.extrapolate_to_zero([1, 1], [1, 2], [1, 1]), "scales"),
    (lambda: tv.tomography.extrapolate_to_zero([1, 2], [1, 2], [1, 1], "cubic"), "cubic"),
    (lambda: tv.teleport(H, 4, -12, 1, noise="none", shots=0), "shots = 0"),
    (lambda: tv.teleport(H, 4, -12, 1, noise="none", noise_scale=-1), "scale"),
    (lambda: tv.teleport(H, 4, -12, 1, noise="none", method="krylov"), "density_matrix or trajectories"),
    (lambda: tv.teleport(H, 4, -12, 1, noise="none", trajectories=100), "only with method trajectories"),
    (lambda: tv.teleport(H, 4, -12, 1, noise="none", resamples=100), "only with shots"),
    (lambda: tv.teleport(H, 4, -12, 1, noise="none", tolerance=1e-8), "not with noise"),
    (lambda: tv.teleport(H, 4, -12, 1, shots=100), "only with noise"),
    (lambda: tv.teleport(H, 4, -12, 1, seed=1), "only with noise"),
    (lambda: tv.teleport(H, 4, -12, 1, method="density_matrix"), "method"),
]


@pytest.mark.parametrize("number", range(len(BAD)))
def test_bad_input_is_named(number):
    work, message = BAD[number]
    with pytest.raises(ValueError, match=message):
        work()


def test_wrong_types():
    with pytest.raises(TypeError, match="noise = 3"):
        tv.teleport(H, 4, -12, 1, noise=3)
    with pytest.raises(TypeError, match="processor"):
        tv.teleport(H, 4, -12, 1, noise="none", processor="3x3")
    with pytest.raises(TypeError, match="shots"):
        tv.tomography.sample_counts(np.eye(4) / 4, 10.5)


def test_devices():
    run = {"t": 2.8, "noise": "sycamore", "noise_scale": [0, 1], "processor": FAST}
    cpu = tv.teleport(H, 4.0, [-12, 12], device="cpu", **run)
    auto = tv.teleport(H, 4.0, [-12, 12], device="auto", **run)
    np.testing.assert_allclose(auto.mutual_information, cpu.mutual_information, atol=1e-10)
    with pytest.raises(ValueError, match="device = 'gpu': expected cpu, cuda, cuda:K or auto"):
        tv.teleport(H, 4.0, -12, t=2.8, noise="sycamore", device="gpu")
    with pytest.raises(ValueError, match="precision: not with noise"):
        tv.teleport(H, 4.0, -12, t=2.8, noise="sycamore", precision="single")
