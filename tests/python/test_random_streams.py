"""What a run treats as independent is: one seed in several places.

n seeds know a correlation to 1/sqrt(n): the bound is four of these, 0.1 from 1600 seeds, 0.2 from 400 where a draw takes
time. Random numbers that are shared give 0.3 to 1.
"""

import numpy as np
import pytest
import traversable as tv

SEEDS = 1600
FEW_SEEDS = 400


def bound(seeds=SEEDS):
    return 4 / seeds**0.5


def correlations(rows):
    """Largest |r| between the columns of one function and another's, of (name, (seeds, columns))."""
    found = {}
    for a, (first, x) in enumerate(rows):
        for second, y in rows[:a]:
            r = np.corrcoef(np.atleast_2d(x), np.atleast_2d(y))
            found[first, second] = np.abs(r[0, 1])
    return found


ENSEMBLES = {
    "dense": lambda **draw: tv.models.dense_syk(8, **draw),
    "sparse": lambda **draw: tv.models.sparse_syk(8, 2, **draw),
    "regular": lambda **draw: tv.models.sparse_syk(8, 2, hypergraph="regular", **draw),
    "binary": lambda **draw: tv.models.binary_sparse_syk(8, 1.25, **draw),
    "commuting_syk": lambda **draw: tv.models.commuting_syk(8, **draw),
    "any": lambda **draw: tv.models.fixed_terms_syk(8, 6, "any", **draw),
    "commuting": lambda **draw: tv.models.fixed_terms_syk(8, 6, "commuting", **draw),
    "noncommuting": lambda **draw: tv.models.fixed_terms_syk(8, 6, "noncommuting", **draw),
}


def direction(H):
    """The couplings as a vector over all strings, of length 1: models that differ in J alone have the same."""
    vector = dict.fromkeys(range(2**H.num_majoranas), 0.0)
    for coupling, indices in H.terms:
        vector[sum(1 << j for j in indices)] = coupling
    array = np.array(list(vector.values()))
    return array / np.linalg.norm(array)


@pytest.mark.parametrize("name", ENSEMBLES)
def test_a_model_is_no_member_of_its_own_ensembles(name):
    for seed in (0, 1, 2):
        H = ENSEMBLES[name](seed=seed)
        for ensemble, members in tv.diagnostics.reference_ensembles(H, instances=4, seed=seed).items():
            for member in members:
                if not (ensemble, name) == ("binary:1.25", "binary") and any(J for J, _ in member.terms):
                    assert abs(direction(member) @ direction(H)) < 0.999, (seed, ensemble)
                assert member != H
            # Nor is a member one of its own, nor do two Hamiltonians share theirs.
            again = tv.diagnostics.reference_ensembles(members[0], instances=2, seed=seed) if members[0].terms[0][0] else {}
            assert members[0] not in again.get(ensemble, [])
            assert not set(again.get(ensemble, [])) & set(members)


def test_the_first_reference_is_independent_of_the_model():
    pairs = []
    for seed in range(SEEDS):
        H = tv.models.dense_syk(6, seed=seed)
        reference = tv.diagnostics.reference_ensembles(H, instances=2, seed=seed)["dense"][0]
        pairs.append((H.terms[0][0], reference.terms[0][0]))
    assert abs(np.corrcoef(np.array(pairs).T)[0, 1]) < bound()


def test_random_states_of_other_instances_beta_and_functions_are_independent():
    models = [tv.models.dense_syk(6, seed=1, instance=i) for i in range(2)]
    rows = {
        "instance 0, beta 0.5": lambda s: tv.typicality.energy(models[0], 0.5, num_states=2, seed=s).energy.item(),
        "instance 0, beta 2": lambda s: tv.typicality.energy(models[0], 2.0, num_states=2, seed=s).energy.item(),
        "instance 1, beta 2": lambda s: tv.typicality.energy(models[1], 2.0, num_states=2, seed=s).energy.item(),
        "two-point": lambda s: tv.typicality.two_point(models[0], 2.0, 1.0, [0], num_states=2, seed=s).two_point.values.real.item(),
        "otoc": lambda s: tv.typicality.otoc(models[0], 2.0, 0, 1, 1.0, num_states=2, seed=s).otoc.values.real.item(),
        "another otoc": lambda s: tv.typicality.otoc(models[0], 2.0, 0, 2, 1.0, num_states=2, seed=s).otoc.values.real.item(),
    }
    drawn = [(name, np.array([draw(s) for s in range(FEW_SEEDS)])) for name, draw in rows.items()]
    for pair, r in correlations(drawn).items():
        assert r < bound(FEW_SEEDS), pair


def test_samples_of_a_state_and_counts_are_independent():
    plus = tv.StateVector.product([[1, 1]] * 2)
    state = np.eye(4) / 4
    rows = [
        ("sample", np.array([int(plus.sample(1, seed=s)[0]) for s in range(SEEDS)])),
        ("counts", np.array([tv.tomography.sample_counts(state, 1, seed=s)[0].argmax() for s in range(SEEDS)])),
        ("next experiment", np.array([tv.tomography.sample_counts(state, 1, seed=s, experiment=1)[0].argmax() for s in range(SEEDS)])),
        ("a state", np.array([tv.StateVector.random(2, seed=s).amplitudes[0].real for s in range(SEEDS)])),
        ("a larger state", np.array([tv.StateVector.random(3, seed=s).amplitudes[0].real for s in range(SEEDS)])),
        ("a coupling", np.array([tv.models.dense_syk(4, seed=s).terms[0][0] for s in range(SEEDS)])),
    ]
    for pair, r in correlations(rows).items():
        assert r < bound(), pair


# One term commutes with itself and its circuit is short: each axis twice, next to itself.
ONE_TERM = tv.Hamiltonian(4, [(0.7, (0, 1, 2, 3))])
NEXT = 1 + 1e-12
AXES = {
    "H": [ONE_TERM, tv.Hamiltonian(4, [(0.7 * NEXT, (0, 1, 2, 3))])],
    "beta": [2.0, 2.0 * NEXT],
    "mu": [-6.0, -6.0 * NEXT],
    "t0": [1.0, NEXT],
    "t1": [1.5, 1.5 * NEXT],
    "noise_scale": [1.0, NEXT],
}


def all_axes(**options):
    return tv.teleport(**AXES, noise=tv.noise.uniform_depolarizing(0.02), processor=tv.Processor(trials=1), seed=3, **options)


def test_every_axis_of_a_noisy_run_has_its_own_numbers():
    """64 circuits that differ by 1e-12: with shared random numbers they would agree to 1e-9."""
    values = all_axes(method="trajectories", trajectories=200).mutual_information.values.ravel()
    assert len(set(values.round(9))) == len(values) == 64
    ds = all_axes(shots=[10**6, 10**6 + 1])
    assert np.ptp(ds.mutual_information.values) < 1e-9
    assert len(set(ds.mutual_information_shots.values.ravel().round(9))) == 128
    assert len(set(ds.mutual_information_shots_stderr.values.ravel().round(9))) == 128


def test_a_point_does_not_depend_on_the_others():
    whole = all_axes(shots=1000).isel(instance=0)
    one = tv.teleport(
        ONE_TERM, 2.0, -6.0, t0=1.0, t1=1.5 * NEXT, noise=tv.noise.uniform_depolarizing(0.02),
        noise_scale=1, processor=tv.Processor(trials=1), seed=3, shots=1000,
    )  # fmt: skip
    there = whole.sel(beta=2.0, mu=-6.0, t0=1.0, t1=1.5 * NEXT, noise_scale=1.0)
    assert one.mutual_information_shots.item() == there.mutual_information_shots.item()


def noisy(**options):
    return tv.teleport(
        ONE_TERM, 2.0, t=1.0, noise=tv.noise.uniform_depolarizing(0.02), noise_scale=1, processor=tv.Processor(trials=1),
        method="trajectories", trajectories=200, **options,
    )  # fmt: skip


def test_asymmetry_and_its_error():
    apart, common = (noisy(mu=[-6, 6, 3], seed=5, common_random_numbers=choice) for choice in (False, True))
    for ds in (apart, common):
        negative, positive = ds.mutual_information.sel(mu=-6), ds.mutual_information.sel(mu=6)
        assert ds.asymmetry.sel(mu=[-6, 6]).values.tolist() == [(negative - positive).item()] * 2
        assert np.isnan(ds.asymmetry.sel(mu=3)) and np.isnan(ds.asymmetry_stderr.sel(mu=3))
    error = np.hypot(*apart.mutual_information_stderr.sel(mu=[-6, 6]).values)
    assert apart.asymmetry_stderr.sel(mu=6).item() == pytest.approx(error, rel=1e-12)
    error = np.hypot(*common.mutual_information_stderr.sel(mu=[-6, 6]).values)
    assert common.asymmetry_stderr.sel(mu=6).item() != pytest.approx(error, rel=1e-6)
    assert apart.mutual_information.sel(mu=3) != common.mutual_information.sel(mu=-6)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: noisy(mu=-6, common_random_numbers=True), "needs both signs of one |mu|"),
        (lambda: noisy(mu=[-6, 5], common_random_numbers=True), "needs both signs of one |mu|"),
        (lambda: all_axes(common_random_numbers=True), "common_random_numbers: only with method trajectories"),
        (lambda: tv.teleport(ONE_TERM, 1, [-6, 6], 1, common_random_numbers=True), "only with noise"),
        (lambda: noisy(mu=[-6, 6], common_random_numbers=2), "common_random_numbers"),
    ],
)
def test_common_random_numbers_are_refused_where_they_mean_nothing(call, message):
    with pytest.raises((ValueError, TypeError)) as error:
        call()
    assert message in str(error.value)


def test_trajectories_of_other_circuits_are_independent():
    """Through `run_trajectories`: a Bell pair, and one that is turned."""
    def bell(angle):
        circuit = tv.circuits.Circuit(2)
        circuit.append("h", [0])
        circuit.append("ry", [0], [angle])
        circuit.append("cnot", [0, 1])
        circuit.measure(0, 0)
        circuit.measure(1, 1)
        return circuit

    noise = tv.noise.uniform_depolarizing(0.2)
    rows = [
        (angle, np.array([tv.noise.run_trajectories(bell(angle), noise, 20, seed=s).mean[0, 3].real for s in range(FEW_SEEDS)]))
        for angle in (0.0, 0.01)
    ]
    assert all(r < bound(FEW_SEEDS) for r in correlations(rows).values())


EMPTY = (tv.models.sparse_syk(8, 0.25, seed=1, instance=i) for i in range(100))
ZERO = next(H for H in EMPTY if not any(J for J, _ in H.terms))


def test_an_empty_graph_is_a_hamiltonian_of_zero():
    assert ZERO.degree == 4 and ZERO.is_commuting
    assert tv.Hamiltonian.from_json(ZERO.to_json()) == ZERO
    assert np.abs(tv.levels(ZERO)).max() == 0


def test_teleport_of_zero():
    """H = 0: nothing moves, I_PT is that of t = 0, by every method."""
    exact = tv.teleport(ZERO, 4.0, [-12, 12], t=[0.0, 2.0])
    assert np.ptp(exact.mutual_information.values, axis=1).max() < 1e-12 and np.isfinite(exact.mutual_information).all()
    for method in ("krylov", "chebyshev"):
        other = tv.teleport(ZERO, 4.0, [-12, 12], t=[0.0, 2.0], method=method)
        assert np.abs(other.mutual_information.values - exact.mutual_information.values).max() < 1e-8, method
    other = tv.teleport(ZERO, 4.0, [-12, 12], t=[0.0, 2.0], method="trotter", trotter_step=0.5)
    assert np.abs(other.mutual_information.values - exact.mutual_information.values).max() < 1e-8
    noisy = tv.teleport(ZERO, 4.0, -12, t=2.0, noise="none", processor=tv.Processor(trials=1), noise_scale=0.0)
    assert noisy.mutual_information.item() == pytest.approx(exact.mutual_information.sel(mu=-12)[0].item(), abs=1e-8)


def test_diagnose_of_an_ensemble_with_zero_in_it():
    members = [ZERO, tv.models.sparse_syk(8, 2, seed=1)]
    ds = tv.diagnose(tv.models.dense_syk(8, seed=1), t=np.linspace(0, 4, 9), ensembles={"sparse": members})
    assert np.isfinite(ds.peak_asymmetry).all() and ds.peak_asymmetry[1] == pytest.approx(0, abs=1e-10)
    assert ds.two_point.isel(sample=1).values.real == pytest.approx(0.5)
    assert np.isfinite(ds.peak_asymmetry_mean[1])


def test_zero_has_no_reference_ensembles():
    with pytest.raises(ValueError, match="couplings of H are all zero"):
        tv.diagnostics.reference_ensembles(ZERO)
    assert "dense" in tv.diagnostics.reference_ensembles(ZERO, instances=2, J=1.0)
