"""NumPy's generators as seeds."""

import numpy as np
import pytest
import slow_inputs
import traversable as tv

H = tv.models.dense_syk(6, seed=1)
SMALL, ONE = tv.models.dense_syk(4, seed=1), tv.Processor(trials=1)
BELL = slow_inputs.circuit(2, 1)
NOISE = tv.noise.uniform_depolarizing(0.2)
COUNTS = np.full((9, 4), 25)
# Every public function that takes a seed, as a call that depends on it.
CALLS = {
    "models.dense_syk": lambda seed: tv.models.dense_syk(6, seed=seed).terms,
    "models.sparse_syk": lambda seed: tv.models.sparse_syk(8, 2.0, seed=seed).terms,
    "models.binary_sparse_syk": lambda seed: tv.models.binary_sparse_syk(8, 2.0, seed=seed).terms,
    "models.commuting_syk": lambda seed: tv.models.commuting_syk(8, seed=seed).terms,
    "models.fixed_terms_syk": lambda seed: tv.models.fixed_terms_syk(8, 5, seed=seed).terms,
    "spins.spin_syk": lambda seed: tv.spins.spin_syk(4, seed=seed).terms,
    "spins.xy_syk": lambda seed: tv.spins.xy_syk(3, seed=seed).terms,
    "spins.random_two_local": lambda seed: tv.spins.random_two_local(3, seed=seed).terms,
    "spins.brownian": lambda seed: tv.spins.brownian(2, 2, seed=seed).unitary(),
    "spins.brickwork": lambda seed: tv.spins.brickwork(3, 2, seed=seed).unitary(),
    "StateVector.random": lambda seed: tv.StateVector.random(3, seed).amplitudes,
    "StateVector.sample": lambda seed: tv.StateVector.product([[1, 1]] * 6).sample(20, seed),
    "evolve": lambda seed: drifted(seed),
    "typicality.energy": lambda seed: tv.typicality.energy(H, 1.0, num_states=3, seed=seed).energy.values,
    "tomography.sample_counts": lambda seed: tv.tomography.sample_counts(np.eye(4) / 4, 1000, seed=seed),
    "tomography.estimate_mutual_information": lambda seed: tv.tomography.estimate_mutual_information(COUNTS, resamples=20, seed=seed).standard_error,
    "noise.run_trajectories": lambda seed: tv.noise.run_trajectories(BELL, NOISE, 50, seed=seed).mean,
    "diagnostics.reference_ensembles": lambda seed: [H.terms for kind in tv.diagnostics.reference_ensembles(H, 2, seed).values() for H in kind],
    "teleport": lambda seed: tv.teleport(SMALL, 1.0, -12.0, 1.0, noise="sycamore", noise_scale=1.0, shots=100, processor=ONE, seed=seed).mutual_information_shots.values,
    "runs.teleport": lambda seed: tv.runs.teleport(model="dense_syk", majoranas=6, seed=seed, beta=1.0, mu=-12.0, t=1.0).mutual_information.values,
}


def drifted(seed):
    psi = tv.StateVector(3)
    tv.evolve(psi, [(1.0, "XXI"), (0.7, "ZIZ"), (0.3, "IYI")], 0.3, method="qdrift", tolerance=0.1, seed=seed)
    return psi.amplitudes.copy()


def same(a, b):
    return a == b if isinstance(a, list) else np.array_equal(a, b)


@pytest.mark.parametrize("name", CALLS)
def test_a_generator_gives_its_next_draw(name):
    call, generator = CALLS[name], np.random.default_rng(7)
    drawn = int(np.random.default_rng(7).integers(2**63))
    first, second = call(generator), call(generator)
    assert same(first, call(drawn)) and same(first, call(np.random.default_rng(7)))
    assert not same(first, second)


@pytest.mark.parametrize("name", CALLS)
def test_a_seed_sequence_gives_its_state(name):
    call, sequence = CALLS[name], np.random.SeedSequence(7)
    derived = int(sequence.generate_state(1, np.uint64)[0]) >> 1
    assert same(call(sequence), call(derived)) and same(call(sequence), call(np.random.SeedSequence(7)))
    assert not same(call(sequence), call(sequence.spawn(1)[0]))


def test_compiling_and_learning_take_them_too():
    for seed in (np.random.SeedSequence(3), np.random.default_rng(3)):
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
