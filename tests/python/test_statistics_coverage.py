"""Do errors, intervals and rules by rank do what they say? By simulation; docs/statistics.md prints the tables.

Long ones: pytest -m coverage -s tests/python/test_statistics_coverage.py
"""

import functools
import tomllib

import numpy as np
import pytest
import traversable as tv
from scipy import stats
from traversable import _core

D = tv.diagnostics
NORMAL = np.array([0.6827, 0.9545])
"""Coverage of one and two standard errors."""


def coverage(estimates, errors, truth):
    """Shares within one and within two errors, over the first axis."""
    distance = np.abs(np.asarray(estimates) - truth)
    return np.array([(distance <= k * np.asarray(errors)).mean(0) for k in (1, 2)])


def simulation_error(expected, repetitions):
    return np.sqrt(expected * (1 - expected) / repetitions)


# ---- gap ratios ----


def mean_ratios(n, q, draws, k=None):
    """Of dense models, or of sparse ones with k terms a fermion, those with two gaps or more."""
    make = tv.models.dense_syk if k is None else lambda n, **numbers: tv.models.sparse_syk(n, k, **numbers)
    found = [_core.ExactCopy(make(n, q=q, seed=91, instance=i)).gap_ratio() for i in range(draws)]
    values, errors, _ = np.array([one for one in found if np.isfinite(one[1])]).T
    return values, errors


@pytest.mark.parametrize("q", [4, 6])
@pytest.mark.parametrize("n, draws", [(10, 500), (12, 500), (14, 250)])
def test_error_of_the_gap_ratio(n, q, draws):
    values, errors = mean_ratios(n, q, draws)
    assert np.sqrt((errors**2).mean()) == pytest.approx(values.std(), rel=0.12)  # 4 times the error of a scatter
    found = coverage(values, errors, values.mean())
    assert (abs(found - NORMAL) < 3.5 * simulation_error(NORMAL, draws)).all(), found


@pytest.mark.coverage
@pytest.mark.parametrize("q", [4, 6])
@pytest.mark.parametrize("n, draws", [(10, 4000), (12, 4000), (14, 2000)])
def test_table_of_gap_ratios(n, q, draws):
    values, errors = mean_ratios(n, q, draws)
    found = coverage(values, errors, values.mean())
    ratio = np.sqrt((errors**2).mean()) / values.std()
    print(f"\n| {n} | {q} | {draws} | {values.std():.4f} | {ratio:.2f} | {found[0]:.3f} / {found[1]:.3f} |")
    assert (abs(found - NORMAL) < 0.01 + 3.5 * simulation_error(NORMAL, draws)).all()


@pytest.mark.coverage
@pytest.mark.parametrize("q, k, least", [(2, None, 0.5), (4, 1.0, 0.3)])
def test_table_of_gap_ratios_of_other_levels(q, k, least):
    """Neither independent nor of random matrices: the error is a convention and too small, down to a half and less."""
    values, errors = mean_ratios(12, q, 2000, k)
    found = coverage(values, errors, values.mean())
    ratio = np.sqrt((errors**2).mean()) / values.std()
    name = "free fermions" if k is None else f"sparse, k = {k:g}"
    print(f"\n| 12, {name} | {q} | {len(values)} | {values.std():.4f} | {ratio:.2f} | {found[0]:.3f} / {found[1]:.3f} |")
    assert least < ratio < 0.9


def random_levels(kind, count, rng):
    """Levels of a random matrix, their middle half; "Poisson": independent ones."""
    if kind == "Poisson":
        return np.cumsum(rng.exponential(size=count))
    a, b = rng.normal(size=(2, count, count))
    if kind == "GOE":
        levels = np.linalg.eigvalsh(a + a.T)
    elif kind == "GUE":
        levels = np.linalg.eigvalsh(a + a.T + 1j * (b - b.T))
    else:
        c, d = rng.normal(size=(2, count, count))
        block, other = a + a.T + 1j * (b - b.T), c - c.T + 1j * (d - d.T)
        levels = np.linalg.eigvalsh(np.block([[block, other], [-other.conj(), block.conj()]]))[::2]
    return levels[count // 4 : 3 * count // 4]


@pytest.mark.parametrize(
    "kind, mean, deviation, correlation, draws",
    [
        ("Poisson", 0.38629, 0.2796, 0.153, 4000), ("GOE", 0.5307, 0.2539, 0.240, 200),
        pytest.param("GUE", 0.5996, 0.2311, 0.270, 400, marks=pytest.mark.coverage),
        pytest.param("GSE", 0.6744, 0.2000, 0.286, 200, marks=pytest.mark.coverage),
    ],
)  # fmt: skip
def test_constants_of_the_classes_are_those_of_random_matrices(kind, mean, deviation, correlation, draws):
    """What sim/diagnostics/spectral_statistics.cpp takes from them."""
    rng = np.random.default_rng(4)
    gaps = np.diff([random_levels(kind, 100, rng) for _ in range(draws)], axis=1)
    r = np.minimum(gaps[:, 1:], gaps[:, :-1]) / np.maximum(gaps[:, 1:], gaps[:, :-1])
    d = r - r.mean()
    error = 1.3 / np.sqrt(r.size)
    assert abs(r.mean() - mean) < 4 * error * deviation + 0.002
    assert abs(d.std() - deviation) < 4 * error * deviation
    assert abs((d[:, 1:] * d[:, :-1]).mean() / (d * d).mean() - correlation) < 4 * error
    assert abs((d[:, 2:] * d[:, :-2]).mean() / (d * d).mean()) < 4 * error + 0.01


# ---- spectral form factor ----


@functools.cache
def levels_of_instances(count):
    return np.array([tv.levels(tv.models.dense_syk(8, seed=17, instance=i)) for i in range(count)])


def form_factors(instances, sets, beta, times):
    """g and its connected part with errors over sets of instances, (set, t), and both for very many instances."""
    count = instances * sets
    levels = levels_of_instances(count)
    z = np.exp(-(beta + 1j * np.array(times)[:, None]) * levels[:, None, :]).sum(2)
    static = np.exp(-beta * levels).sum(1)
    square, scale = (np.abs(z) ** 2).mean(0), static.mean() ** 2
    truth = square / scale, (square - np.abs(z.mean(0)) ** 2) / scale
    models = [[tv.models.dense_syk(8, seed=17, instance=s * instances + i) for i in range(instances)] for s in range(sets)]
    found = [D.spectral_form_factor(one, times, beta) for one in models]
    return found, truth


@pytest.mark.parametrize("beta", [0.0, 1.0, 5.0])
def test_errors_of_the_form_factor(beta):
    times, instances, sets = [1.0, 2.0, 6.0], 20, 100
    found, (g, connected) = form_factors(instances, sets, beta, times)
    for name, truth, slack in (("spectral_form_factor", g, 0.07), ("connected", connected, 0.12)):
        values = np.array([ds[name].values for ds in found])
        errors = np.array([ds[name + "_stderr"].values for ds in found])
        shares = coverage(values, errors, truth)
        # 20 skew numbers: somewhat less than a normal distribution's.
        assert (abs(shares - NORMAL[:, None]) < slack + 3 * simulation_error(NORMAL, sets)[:, None]).all(), (name, shares)
        bias = (values.mean(0) - truth) / (values.std(0, ddof=1) / np.sqrt(sets))
        assert (abs(bias) < 4).all(), (name, bias)


@pytest.mark.coverage
@pytest.mark.parametrize("beta", [0.0, 1.0, 5.0])
@pytest.mark.parametrize("instances", [10, 20, 60])
def test_table_of_the_form_factor(beta, instances):
    times = [2.0]
    found, truths = form_factors(instances, 12000 // instances, beta, times)
    for name, truth in zip(("spectral_form_factor", "connected"), truths, strict=True):
        values = np.array([ds[name].values for ds in found])
        errors = np.array([ds[name + "_stderr"].values for ds in found])
        shares = coverage(values, errors, truth)
        for k, t in enumerate(times):
            ratio = np.sqrt((errors[:, k] ** 2).mean()) / values[:, k].std()
            mean = values[:, k].mean() / truth[k]
            print(f"\n| {name} | {instances} | {beta:g} | {t:g} | {mean:.3f} | {ratio:.2f} | {shares[0, k]:.3f} / {shares[1, k]:.3f} |")


def test_form_factor_of_few_instances():
    models = [tv.models.dense_syk(8, seed=1, instance=i) for i in range(3)]
    one, two, three = (D.spectral_form_factor(models[:n], [2.0]).isel(t=0) for n in (1, 2, 3))
    assert np.isfinite(one.spectral_form_factor)
    assert np.isnan([one.connected, one.spectral_form_factor_stderr, one.connected_stderr, two.connected_stderr]).all()
    assert np.isfinite([two.connected, two.spectral_form_factor_stderr, three.connected_stderr]).all()


# ---- rules by rank ----


@pytest.mark.parametrize("members", [40, 47, 60, 100])
def test_a_rule_by_rank_rejects_no_more_than_it_says(members):
    """Exchangeable numbers, without and with ties."""
    rng, draws = np.random.default_rng(8), 20000
    for numbers in (rng.normal(size=(draws, members + 1)), rng.integers(0, 12, (draws, members + 1)).astype(float)):
        ranks = np.array([_core.compare_with_ensemble(row[0], row[1:])[4:] for row in numbers])
        rejected = (ranks <= 0.025).mean(0)
        assert (rejected <= 0.025 + 3 * simulation_error(0.025, draws)).all(), rejected
        assert (ranks.min(1) <= 0.025).mean() <= 0.05 + 3 * simulation_error(0.05, draws)
    assert ranks.min() >= 1 / (members + 1)


# ---- intervals ----


def test_student_t_is_scipys():
    for nu in (1, 2, 3, 4, 7, 15, 30, 199, 200, 201, 999, 10**6):
        for confidence in (0.5, 0.6827, 0.95, 0.999):
            expected = stats.t.ppf((1 + confidence) / 2, nu)
            assert tv.intervals.student_t(nu, confidence) == pytest.approx(expected, rel=2e-7), (nu, confidence)


def test_wilson_is_scipys_and_covers():
    for n in (1, 7, 60, 1000):
        for count in {0, 1, n // 3, n}:
            expected = stats.binomtest(count, n).proportion_ci(0.95, "wilson")
            assert tv.intervals.wilson(count, n) == pytest.approx((expected.low, expected.high), abs=1e-9)
    # Averaged over the fraction, 95 %; a bare +- 1.96 standard errors holds none at 0 of 60.
    rng = np.random.default_rng(2)
    p = rng.uniform(size=4000)
    ends = np.array([tv.intervals.wilson(int(count), 60) for count in rng.binomial(60, p)])
    assert ((ends[:, 0] <= p) & (p <= ends[:, 1])).mean() == pytest.approx(0.95, abs=0.014)
    assert np.isnan(tv.intervals.wilson(0, 0)).all()


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda: tv.intervals.wilson(3, 2), "successes = 3.0: expected 0 to trials = 2"),
        (lambda: tv.intervals.wilson(1, 2, 1.0), "confidence = 1.0"), (lambda: tv.intervals.wilson(1, -1), "trials = -1"),
        (lambda: tv.intervals.student_t(0), "degrees_of_freedom = 0"), (lambda: tv.intervals.student_t(3, 0), "confidence = 0"),
    ],
)  # fmt: skip
def test_bad_numbers_for_intervals(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# ---- few random states ----


def typical(states, seeds, beta=2.0):
    """Energies of dense N = 10 with their intervals, over seeds, and the exact one."""
    H = tv.models.dense_syk(10, J=2**0.5, seed=2)
    found = [tv.typicality.energy(H, beta, num_states=states, seed=seed) for seed in range(seeds)]
    values, errors, low, high = (
        np.array([ds["energy" + name].item() for ds in found]) for name in ("", "_stderr", "_low", "_high")
    )
    levels = tv.levels(H)
    weights = np.exp(-beta * (levels - levels.min()))
    return values, errors, low, high, (levels * weights).sum() / weights.sum()


@pytest.mark.parametrize("states, seeds", [(2, 800), (4, 600), (16, 200)])
def test_interval_of_few_random_states(states, seeds):
    values, _, low, high, exact = typical(states, seeds)
    held = ((low <= exact) & (exact <= high)).mean()
    assert 0.93 - 2 * simulation_error(0.95, seeds) < held < 0.97 + 2 * simulation_error(0.95, seeds), held
    assert abs(values.mean() - exact) < 0.1 * values.std() + 3.5 * values.std() / np.sqrt(seeds)


@pytest.mark.coverage
@pytest.mark.parametrize("states, seeds", [(2, 1500), (4, 800), (16, 250)])
def test_table_of_few_random_states(states, seeds):
    values, errors, low, high, exact = typical(states, seeds)
    held, bias = ((low <= exact) & (exact <= high)).mean(), (values.mean() - exact) / values.std()
    one, two = coverage(values, errors, exact)
    print(f"\n| {states} | 2 | {seeds} | {bias:+.3f} ({1 / np.sqrt(seeds):.3f}) | {one:.3f} / {two:.3f} | {held:.3f} |")
    assert 0.93 - 2 * simulation_error(0.95, seeds) < held < 0.97 + 2 * simulation_error(0.95, seeds)


# ---- tomography ----


def weakly_entangled():
    """A random pure state of 0.45 bits."""
    parts = np.random.default_rng(12).normal(size=40)
    psi = parts[32:36] + 1j * parts[36:]
    return np.outer(psi, psi.conj()) / (abs(psi) ** 2).sum()


@pytest.mark.coverage
@pytest.mark.parametrize("shots", [100, 1000, 10_000])
def test_table_of_a_weakly_entangled_pure_state(shots):
    """Short of 0.95 where shots are few: docs/statistics.md says so."""
    rho = weakly_entangled()
    exact, found = tv.observables.mutual_information(rho).item(), []
    for k in range(400):
        counts = tv.tomography.sample_counts(rho, shots, seed=41, experiment=k)
        found.append(tv.tomography.estimate_mutual_information(counts, seed=42, experiment=k))
    low, high = (np.mean([miss(e) for e in found]) for miss in (lambda e: e.low > exact, lambda e: e.high < exact))
    print(f"\n| pure, {exact:.2f} bits | {shots} | {1 - low - high:.3f} | {low:.3f} | {high:.3f} |")
    assert 0.85 < 1 - low - high < 0.98


# ---- threshold of the noise ----


def significances_of_own(circuits, shots, scale, experiments):
    """(estimate for -mu less that for +mu) over its error, of experiments with errors of their own."""
    rates = tv.noise.preset("sycamore").scaled(scale)
    read_out = tomllib.loads(rates.to_toml())["read_out"]
    read_out = ((read_out["zero_as_one"], read_out["one_as_zero"]),) * 2
    values, errors = np.empty((2, 2, experiments))
    for sign, circuit in enumerate(circuits):
        state = tv.noise.measured_states(circuit, rates)
        for k in range(experiments):
            numbers = {"read_out": read_out, "seed": 77 + sign, "experiment": k}
            counts = tv.tomography.sample_counts(state, shots, **numbers)
            estimate = tv.tomography.estimate_mutual_information(counts, **numbers)
            values[sign, k], errors[sign, k] = estimate.value, estimate.standard_error
    return (values[0] - values[1]) / np.hypot(*errors)


def shares_at_thresholds(shots, experiments):
    """Of experiments that have lost the asymmetry where 16, 50 and 84 % should have."""
    model = tv.models.learned()
    circuits = [
        tv.circuits.compile(
            tv.circuits.wormhole(model, 4.0, mu, 2.8, 2.8, encoding="sycamore"), preserve="measured_state", trials=20
        ).circuit
        for mu in (-12.0, 12.0)
    ]
    found = tv.noise.threshold(*circuits, "sycamore", shots)
    scales = (found.low, found.scale, found.high)
    return scales, [(significances_of_own(circuits, shots, s, experiments) < 3).mean() for s in scales]


def test_thresholds_are_those_of_experiments_with_their_own_errors():
    _, shares = shares_at_thresholds(1000, 60)
    expected = np.array([0.16, 0.5, 0.84])
    # 400 experiments in the threshold, 60 here.
    assert (abs(shares - expected) < 4 * simulation_error(expected, 1 / (1 / 60 + 1 / 400))).all(), shares


@pytest.mark.coverage
@pytest.mark.parametrize("shots", [1000, 10_000])
def test_table_of_thresholds(shots):
    scales, shares = shares_at_thresholds(shots, 400)
    print(f"\n| {shots} | " + " | ".join(f"{s:.2f}: {share:.3f}" for s, share in zip(scales, shares, strict=True)) + " |")
    expected = np.array([0.16, 0.5, 0.84])
    assert (abs(shares - expected) < 0.02 + 3.5 * simulation_error(expected, 200)).all()
