"""Properties of rho_PT for any Hamiltonian, temperature, coupling, times and probe."""

from itertools import combinations

import numpy as np
import traversable as tv
from hypothesis import given, settings
from hypothesis import strategies as st

times = st.floats(0, 6)


@st.composite
def hamiltonians(draw, least=2, most=9):
    n = draw(st.integers(least, most))
    sizes = draw(st.sets(st.sampled_from([q for q in (2, 4, 6) if q <= n]), min_size=1))
    pool = [c for q in sorted(sizes) for c in combinations(range(n), q)]
    chosen = draw(st.lists(st.sampled_from(pool), min_size=1, max_size=12, unique=True))
    couplings = draw(st.lists(st.floats(-2, 2), min_size=len(chosen), max_size=len(chosen)))
    return tv.Hamiltonian(n, list(zip(couplings, chosen, strict=True)))


@st.composite
def runs(draw):
    H = draw(hamiltonians())
    a = draw(st.integers(0, H.num_majoranas - 1))
    b = draw(st.integers(0, H.num_majoranas - 1).filter(lambda j: j != a))
    return {
        "H": H, "beta": draw(st.floats(0, 20)), "mu": draw(st.floats(-50, 50)), "t0": draw(times),
        "t1": draw(times), "probe": (a, b),
    }  # fmt: skip


many = settings(max_examples=60, deadline=None, derandomize=True)


@many
@given(runs())
def test_rho_is_a_state_with_a_maximally_mixed_reference(run):
    rho = tv.teleport(**run).rho_pt.values
    assert abs(np.trace(rho) - 1) < 1e-12
    assert np.abs(rho - rho.conj().T).max() < 1e-14
    assert np.linalg.eigvalsh(rho).min() > -1e-12
    reference = rho.reshape(2, 2, 2, 2).trace(axis1=1, axis2=3)
    assert np.abs(reference - np.eye(2) / 2).max() < 1e-12


@many
@given(runs())
def test_information_is_bounded(run):
    ds = tv.teleport(**run)
    assert -1e-12 < ds.mutual_information < 2 + 1e-12
    assert 0 <= ds.negativity < 0.5 + 1e-12
    assert 0.25 - 1e-12 < ds.fully_entangled_fraction < 1 + 1e-12


@many
@given(runs())
def test_nothing_arrives_without_the_coupling(run):
    assert abs(tv.teleport(**{**run, "mu": 0.0}).mutual_information) < 1e-11


@many
@given(runs(), st.randoms(use_true_random=False))
def test_relabelling_the_other_fermions_changes_nothing(run, random):
    H, probe = run["H"], run["probe"]
    others = [j for j in range(H.num_majoranas) if j not in probe]
    shuffled = random.sample(others, len(others))
    image = dict(zip([*probe, *others], [*probe, *shuffled], strict=True))
    relabelled = tv.Hamiltonian(H.num_majoranas, [(J, [image[j] for j in term]) for J, term in H.terms])
    a, b = tv.teleport(**run), tv.teleport(**{**run, "H": relabelled})
    assert np.abs(a.rho_pt.values - b.rho_pt.values).max() < 1e-10


@many
@given(runs())
def test_scaling_energy_and_time_together_changes_nothing(run):
    H = run["H"]
    scaled = tv.Hamiltonian(H.num_majoranas, [(2 * J, term) for J, term in H.terms])
    half = {key: run[key] / 2 for key in ("beta", "t0", "t1")}
    a, b = tv.teleport(**run), tv.teleport(**{**run, **half, "H": scaled})
    assert np.abs(a.rho_pt.values - b.rho_pt.values).max() < 1e-10


@many
@given(hamiltonians(), hamiltonians(), st.floats(-50, 50))
def test_at_no_time_and_infinite_temperature_only_n_and_q_matter(first, second, mu):
    if (first.num_majoranas, first.degree) != (second.num_majoranas, second.degree):
        return
    a, b = (tv.teleport(H, beta=0.0, mu=mu, t=0.0).rho_pt.values for H in (first, second))
    assert np.abs(a - b).max() < 1e-12
