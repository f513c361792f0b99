"""NumPy's generators as seeds."""

import numpy as np
import pytest
import slow_inputs
import traversable as tv

H = tv.models.dense_syk(6, seed=1)
BELL = slow_inputs.circuit(2, 1)
COUNTS = np.full((9, 4), 25)
# Every public function that takes a seed, as a call that depends on it.
CALLS = {
    "models.dense_syk": lambda seed: tv.models.dense_syk(6, seed=seed).terms,
    "models.sparse_syk": lambda seed: tv.models.sparse_syk(8, 2.0, seed=seed).terms,
    "models.binary_sparse_syk": lambda seed: tv.models.binary_sparse_syk(8, 2.0, seed=seed).terms,
    "models.commuting_syk": lambda seed: tv.models.commuting_syk(8, seed=seed).terms,
    "models.fixed_terms_syk": lambda seed: tv.models.fixed_terms_syk(8, 5, seed=seed).terms,
    "StateVector.random": lambda seed: tv.StateVector.random(3, seed).amplitudes,
    "StateVector.sample": lambda seed: tv.StateVector.product([[1, 1]] * 6).sample(20, seed),
    "evolve": lambda seed: drifted(seed),
    "typicality.energy": lambda seed: tv.typicality.energy(H, 1.0, num_states=3, seed=seed).energy.values,
    "tomography.sample_counts": lambda seed: tv.tomography.sample_counts(np.eye(4) / 4, 1000, seed=seed),
    "tomography.estimate_mutual_information": lambda seed: tv.tomography.estimate_mutual_information(COUNTS, resamples=20, seed=seed).low,
    "noise.run_trajectories": lambda seed: tv.noise.run_trajectories(BELL, "sycamore", 50, seed=seed).mean,
    "diagnostics.reference_ensembles": lambda seed: [one.terms for one in tv.diagnostics.reference_ensembles(H, 2, seed)["same_terms"]],
    "teleport": lambda seed: tv.teleport(H, 1.0, -12.0, 1.0, noise="sycamore", noise_scale=1.0, shots=100, seed=seed).mutual_information_shots.values,
    "runs.teleport": lambda seed: tv.runs.teleport(model="dense_syk", majoranas=6, seed=seed, beta=1.0, mu=-12.0, t=1.0).mutual_information.values,
}


def drifted(seed):
    psi = tv.StateVector(3)
    tv.evolve(psi, [(1.0, "XXI"), (0.7, "ZIZ"), (0.3, "IYI")], 0.3, method="qdrift", tolerance=0.1, seed=seed)
    return psi.amplitudes.copy()


@pytest.mark.parametrize("name", CALLS)
def test_a_generator_gives_its_next_draw(name):
    call, generator = CALLS[name], np.random.default_rng(7)
    drawn = int(np.random.default_rng(7).integers(2**63))
    first, second = call(generator), call(generator)
    assert np.array_equal(first, call(drawn)) and np.array_equal(first, call(np.random.default_rng(7)))
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("name", CALLS)
def test_a_seed_sequence_gives_its_state(name):
    call, sequence = CALLS[name], np.random.SeedSequence(7)
    derived = int(sequence.generate_state(1, np.uint64)[0]) >> 1
    assert np.array_equal(call(sequence), call(derived)) and np.array_equal(call(sequence), call(np.random.SeedSequence(7)))
    assert not np.array_equal(call(sequence), call(sequence.spawn(1)[0]))


def test_compiling_and_learning_take_them_too():
    for seed in (np.random.SeedSequence(3), int(np.random.SeedSequence(3).generate_state(1, np.uint64)[0]) >> 1):
        tv.circuits.compile(BELL, trials=2, seed=seed)
        tv.circuits.prepare_thermofield_double(H, 1.0, method="hardware_efficient", layers=1, starts=1, seed=seed)
        tv.noise.threshold(BELL, BELL, "none", shots=10, seed=seed)
        tv.learn(H, 1.0, [-1, 1], [0.0, 1.0], num_terms=1, schedule=[1], seed=seed)
    rng = np.random.default_rng(5)
    processor = tv.Processor(seed=rng)
    assert processor.seed == int(np.random.default_rng(5).integers(2**63)) == processor.options()["compiler_seed"]


def test_the_number_is_recorded():
    ds = tv.runs.teleport(model="dense_syk", majoranas=6, seed=np.random.default_rng(7), beta=1.0, mu=-12.0, t=1.0)
    assert f"seed = {np.random.default_rng(7).integers(2**63)}" in ds.attrs["configuration"]


@pytest.mark.parametrize("seed", [1.5, "1", None, [1], np.random.RandomState(1), True])
def test_other_seeds_are_refused(seed):
    with pytest.raises(TypeError, match="^seed = .*: expected an integer, or a Generator or SeedSequence of NumPy$"):
        tv.models.dense_syk(6, seed=seed)
