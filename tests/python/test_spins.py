"""tv.spins against registers written out with NumPy, closed forms, and what it refuses."""

import functools

import numpy as np
import pytest
import traversable as tv

LETTERS = {"I": np.eye(2), "X": np.array([[0, 1], [1, 0]]), "Y": np.array([[0, -1j], [1j, 0]]), "Z": np.diag([1, -1])}


def matrix(letters):
    """Site 0 the lowest bit."""
    return functools.reduce(np.kron, [LETTERS[letter] for letter in reversed(letters)])


def exponential(h, factor):
    values, vectors = np.linalg.eigh(h)
    return vectors * np.exp(factor * values) @ vectors.conj().T


def by_hand(h, u, v, beta, mu, site_in, site_out):
    """One qubit, n sites: a tensor with an index a qubit, reference, message, left and right sites."""
    size = len(h)
    n = size.bit_length() - 1
    both = exponential(h, -beta / 2)
    psi = np.einsum("pm,lr->pmlr", np.eye(2) / np.sqrt(2), both / np.linalg.norm(both))
    psi = np.einsum("kl,pmlr->pmkr", u.conj().T, psi).reshape(2, 2, *[2] * n, size)
    psi = np.swapaxes(psi, 1, 2 + n - 1 - site_in).reshape(2, 2, size, size)
    psi = np.einsum("kl,pmlr->pmkr", u, psi)
    psi = np.einsum("ab,pmb->pma", exponential(v, 1j * mu), psi.reshape(2, 2, -1)).reshape(2, 2, size, size)
    psi = np.einsum("kr,pmlr->pmlk", u.T, psi).reshape(2, 2 * size, *[2] * n)
    psi = np.moveaxis(psi, 2 + n - 1 - site_out, 1).reshape(2, 2, -1)
    return np.einsum("pax,qbx->paqb", psi, psi.conj()).reshape(4, 4)


COUPLINGS = {
    "zz": ({"coupling": "zz", "sites": [0, 2], "weights": [1.0, 3.0]}, [(1, "ZII"), (3, "IIZ")]),
    "size": ({"coupling": "size"}, [(1, letter.join(pair)) for letter in "IXYZ" for pair in (("", "II"), ("I", "I"), ("II", ""))]),
    "strings": ({"coupling": [(1.0, "XX"), (0.5, "IZY")]}, [(1, "XXI"), (0.5, "IZY")]),
}


@pytest.mark.parametrize("name", COUPLINGS)
@pytest.mark.parametrize("beta", [0.0, 1.4])
def test_teleport_is_that_of_registers_written_out(name, beta):
    H = tv.spins.random_two_local(3, seed=4)
    keywords, terms = COUPLINGS[name]
    v = sum(w * np.kron(matrix(p), matrix(p).conj()) for w, p in terms) / sum(w for w, _ in terms)
    ds = tv.spins.teleport(H, beta, [-2.0, 3.0], [0.7], left=[1], right=[2], **keywords)
    h = sum(c * matrix(p) for c, p in H.terms)
    assert np.allclose(h, H.matrix(), atol=1e-14)
    for mu in (-2.0, 3.0):
        expected = by_hand(h, exponential(h, -0.7j), v, beta, mu, 1, 2)
        assert np.allclose(ds.rho_pt.sel(mu=mu, t=0.7), expected, atol=1e-10)
        assert ds.mutual_information.sel(mu=mu, t=0.7).item() == pytest.approx(float(tv.observables.mutual_information(expected)), abs=1e-9)


def test_scrambler_is_that_of_its_unitary():
    S = tv.spins.brickwork(3, 5, seed=2)
    v = sum(np.kron(matrix(p), matrix(p).conj()) for p in ("ZII", "IZI", "IIZ")) / 3
    ds = tv.spins.teleport(S, 0.0, 2.5, [5], left=[0], right=[1])
    expected = by_hand(np.zeros((8, 8)), S.unitary(), v, 0.0, 2.5, 0, 1)
    assert np.allclose(ds.rho_pt[0], expected, atol=1e-10)
    assert S.unitary(0).tolist() == np.eye(8).tolist()


def test_times_make_a_map_whose_diagonal_is_t():
    H = tv.spins.xy_syk(4, seed=1)
    times = [0.0, 0.8, 2.0]
    diagonal = tv.spins.teleport(H, [0.0, 2.0], [-3.0, 3.0], times, left=[0, 1], right=[2, 3])
    whole = tv.spins.teleport(H, [0.0, 2.0], [-3.0, 3.0], t0=times, t1=times, left=[0, 1], right=[2, 3])
    assert diagonal.rho_pt.dims == ("beta", "mu", "t", "row", "column") and diagonal.rho_pt.shape == (2, 2, 3, 16, 16)
    assert whole.pair_information.dims == ("beta", "mu", "t0", "t1", "reference", "read_out")
    for k in range(3):
        assert np.allclose(whole.rho_pt[:, :, k, k], diagonal.rho_pt[:, :, k], atol=1e-12)
    S = tv.spins.kicked_ising(4, 4)
    steps = tv.spins.teleport(S, 0, 3.0, t0=[1, 4], t1=[0, 4, 2])
    assert steps.t0.attrs["units"] == "step" and "energy" not in steps
    assert np.allclose(steps.rho_pt[1, 1], tv.spins.teleport(S, 0, 3.0, 4).rho_pt, atol=1e-12)


def test_from_circuit_is_the_circuit():
    circuit = tv.circuits.Circuit(3)
    circuit.append("h", [1])
    circuit.append("cnot", [2, 0])
    circuit.append_rotation("-XYZ", 0.4)
    circuit.append("rz", [2], [0.3])
    S = tv.spins.from_circuit(circuit, 2)
    assert np.allclose(S.unitary(1), circuit.unitary(), atol=1e-12)
    assert np.allclose(S.unitary(), circuit.unitary() @ circuit.unitary(), atol=1e-12)


def test_peaked_size_teleportation_of_a_random_circuit():
    """A deep Haar circuit gives X, Y and Z one size, 3n/4, but for a width of n^(1/2): the best mu is (4/3) pi, both signs alike,
    and ten sites carry more than four (arXiv:2102.00010)."""
    mu = 4 * np.pi / 3
    found = [
        np.mean([tv.spins.teleport(tv.spins.brickwork(n, 3 * n, seed=7, instance=k), 0, [-mu, mu], 3 * n, coupling="size").mutual_information.values for k in range(3)], 0)
        for n in (4, 8)
    ]
    assert found[1].min() > found[0].max() > 0.1
    assert abs(found[1][0] - found[1][1]) < 0.02


def test_dataset_says_what_it_is():
    H = tv.spins.xxz(3)
    ds = tv.spins.teleport(H, 0.0, 1.0, 0.0, coupling="size", weights=[1, 2, 0])
    assert ds.attrs["total_weight"] == 3 and ds.coupling_expectation == pytest.approx(1)
    bits = ds.mutual_information.item()
    assert tv.spins.teleport(H, 0.0, 1.0, 0.0, coupling="size", weights=[1, 2, 0], units="nats").mutual_information.item() == pytest.approx(bits * np.log(2))


def test_size_winding_of_one_string():
    ds = tv.spins.size_winding(tv.spins.xy_syk(4, seed=1), 0.0, [0.0], "XYZ")
    assert ds.size_distribution[0].round(12).values.tolist() == [0, 0, 0, 1, 0]
    assert ds.mean_size.item() == pytest.approx(3) and ds.size_spread.item() == pytest.approx(0, abs=1e-6)


H = tv.spins.xxz(3)
NAN = float("nan")
BAD = {
    "left = [1, 1]: site 1 is given twice, expected distinct sites": lambda: tv.spins.teleport(H, 0, 1, 0, left=[1, 1], right=[0, 1]),
    "left = 3: expected an integer from 0 to 2": lambda: tv.spins.teleport(H, 0, 1, 0, left=[3]),
    "right = [0, 1]: expected 1 sites, as many as left has": lambda: tv.spins.teleport(H, 0, 1, 0, right=[0, 1]),
    "weights = nan: expected a finite number": lambda: tv.spins.teleport(H, 0, 1, 0, weights=[1, 1, NAN]),
    "weight = -1: expected a finite number >= 0": lambda: tv.spins.teleport(H, 0, 1, 0, weights=[1, 1, -1]),
    "weights: all 3 of them are zero, expected a positive one": lambda: tv.spins.teleport(H, 0, 1, 0, weights=[0, 0, 0], coupling="size"),
    "weights: 1 of them, expected 3, one a coupled site": lambda: tv.spins.teleport(H, 0, 1, 0, weights=[1]),
    "sites = [1, 1]: site 1 is given twice, expected distinct sites": lambda: tv.spins.teleport(H, 0, 1, 0, sites=[1, 1]),
    "t = 3: expected a whole number of steps from 0 to 2": lambda: tv.spins.teleport(tv.spins.kicked_ising(3, 2), 0, 1, 3),
    "t = 0.5: expected a whole number of steps from 0 to 2": lambda: tv.spins.teleport(tv.spins.kicked_ising(3, 2), 0, 1, 0.5),
    "beta = 1.0: expected 0 for a Scrambler without `thermal`": lambda: tv.spins.teleport(tv.spins.kicked_ising(3, 2), 1, 1, 0),
    "J(0.75) = nan: expected a finite number": lambda: tv.spins.drive(H, H, lambda t: NAN if t > 0.5 else t, 1.0, 2),
    "J = nan: expected a finite number": lambda: tv.spins.drive(H, H, [1.0, NAN], 1.0),
    "num_steps = 2: only with a function J; a list has a value for every step": lambda: tv.spins.drive(H, H, [1.0, 2.0], 1.0, 2),
    "duration = -1.0: expected a positive number": lambda: tv.spins.drive(H, H, [1.0], -1.0),
    "string 'IIIX': reaches qubit 3, expected 0 to 2": lambda: tv.spins.SpinHamiltonian(3, [(1.0, "IIIX")]),
    "circuit: measure on 1 qubits, expected unitary gates on one or two": lambda: tv.spins.from_circuit(measured()),
}


def measured():
    circuit = tv.circuits.Circuit(1)
    circuit.measure(0, 0)
    return circuit


@pytest.mark.parametrize("line", BAD)
def test_bad_input_is_one_line(line):
    with pytest.raises(ValueError) as error:
        BAD[line]()
    assert str(error.value) == line


def test_another_kind_is_a_type_error():
    with pytest.raises(TypeError, match="expected a SpinHamiltonian or a Scrambler"):
        tv.spins.teleport(tv.models.learned(), 0, 1, 0)
    with pytest.raises(TypeError, match="J = 2: expected a function"):
        tv.spins.drive_error(H, H, 2, 1.0)
    with pytest.raises(TypeError, match="H = .*: expected a SpinHamiltonian"):
        tv.spins.otoc(tv.models.learned(), 0, 0)


@pytest.mark.parametrize("n", [15, 30, 33, 64])
def test_circuits_beyond_dense_matrices_are_refused_at_once(n):
    with pytest.raises(ValueError, match=f"num_qubits = {n}: expected at most 14"):
        tv.spins.teleport(tv.spins.kicked_ising(n, 1), 0.0, 1.0, 1)


@pytest.mark.parametrize("duration", [1e20, 1e308])
def test_steps_without_a_digit_left_are_refused(duration):
    S = tv.spins.Scrambler(2, [[(tv.spins.xxz(2), duration)]])
    for call in (S.unitary, lambda: tv.spins.teleport(S, 0.0, 1.0, 1, coupling="size")):
        with pytest.raises(ValueError, match="duration"):
            call()


def test_outcomes_of_product_states_stay_finite():
    H = tv.spins.SpinHamiltonian(3, [(1.0, "Y"), (-1.0, "IY"), (1.0, "IIX")])
    for beta in (3.0, 40.0, 400.0):
        ds = tv.spins.teleport(H, beta, 0.0, 1.0, right=[2])
        assert np.isfinite(ds.measured_information).all() and abs(ds.measured_information).max() < 1e-9


def test_the_winding_of_pauli_sizes_goes_all_the_way_round():
    ds = tv.spins.size_winding(tv.spins.xxz(6), 5.0, [0.5, 1.0])
    n, b = np.arange(7), np.linspace(-np.pi, np.pi, 20001)
    for k in range(2):
        q = ds.winding_distribution.values[k]
        best = abs(np.exp(-1j * np.outer(b, n)) @ q).max() / abs(q).sum()
        assert ds.winding_linearity.values[k] == pytest.approx(best, abs=1e-6)


def test_what_is_too_much_is_refused_before_it_is_made():
    for call, words in (
        (lambda: tv.spins.brownian(40, 100_000), "num_steps = 100000: 7021 gates and terms each, expected at most 5e"),
        (lambda: tv.spins.teleport(tv.spins.xxz(8), 0.0, 1.0, t0=0.0, t1=np.arange(10**7) * 1e-7), "memory|expected"),
        (lambda: tv.spins.two_point(tv.spins.xxz(10), 0.0, np.arange(4 * 10**6) * 1e-7), "memory"),
    ):
        with pytest.raises(ValueError, match=words):
            call()


def test_steps_of_a_circuit_are_walked_once():
    """In any order, together or one by one."""
    S = tv.spins.brickwork(3, 6, seed=2)
    together = tv.spins.teleport(S, 0.0, [1.0], [4, 0, 6, 2])
    for s in (4, 0, 6, 2):
        assert (together.rho_pt.sel(t=s).values == tv.spins.teleport(S, 0.0, [1.0], [s]).rho_pt.sel(t=s).values).all()
    mixed = tv.spins.teleport(S, 0.0, [1.0], t0=[5, 1], t1=[0, 6, 3])
    assert (mixed.rho_pt.sel(t0=1, t1=3).values == tv.spins.teleport(S, 0.0, [1.0], t0=[1], t1=[3]).rho_pt.squeeze(["t0", "t1"]).values).all()
