"""Published figures and claims of the debate about the learned model, and limits of random-matrix theory."""

import numpy as np
import pytest
import traversable as tv

H = tv.models.learned()
D = tv.diagnostics
EXPECTED = {16: ("GOE", 0.5307, 40), 18: ("GUE", 0.5996, 20), 20: ("GSE", 0.6744, 10)}


@pytest.mark.parametrize("n", EXPECTED)
def test_gap_ratios_of_random_matrix_theory(n):
    """Atas et al., arXiv:1212.5611, table I; within three standard errors over all gaps of all instances."""
    name, expected, instances = EXPECTED[n]
    found = [D.spectrum(tv.models.dense_syk(n, seed=11, instance=i)) for i in range(instances)]
    assert {ds.attrs["symmetry_class"] for ds in found} == {name}
    values = np.array([ds.gap_ratio.item() for ds in found])
    error = np.sqrt((np.array([ds.gap_ratio_error.item() for ds in found]) ** 2).sum()) / instances
    assert abs(values.mean() - expected) < 3 * error and error < 0.01, (values.mean(), error)


def test_degeneracies_follow_n_mod_8():
    for n, count in {8: 1, 10: 1, 12: 2, 14: 1}.items():
        ds = D.spectrum(tv.models.dense_syk(n, seed=1))
        assert set(ds.degeneracy.values[ds.degeneracy.values > 0]) == {count}
    # N mod 8 = 2, 6: the sectors have the same levels.
    ds = D.spectrum(tv.models.dense_syk(10, seed=1))
    assert np.allclose(ds.level[0], ds.level[1], atol=1e-10)


def test_size_winding_of_the_learned_model():
    ds = D.size_winding(H, 4.0, 2.8, [0, 3]).isel(t=0)
    assert ds.size_distribution.sel(fermion=0, size=[1, 3, 5]).values == pytest.approx(
        [0.1766, 0.5927, 0.2307], abs=5e-5
    )
    assert ds.size_distribution.sel(fermion=3, size=[1, 3, 5]).values == pytest.approx(
        [0.4123, 0.5349, 0.0528], abs=5e-5
    )
    ratio = abs(ds.winding_distribution) / ds.size_distribution
    assert ratio.sel(fermion=0, size=[1, 3, 5]).values == pytest.approx([1.000, 0.962, 0.956], abs=5e-4)
    assert ratio.sel(fermion=3, size=[1, 3, 5]).values == pytest.approx([1.000, 0.996, 0.631], abs=5e-4)


def test_objection_one_fermions_do_not_thermalise():
    learned = D.two_point(H, 4.0, [0.0])
    dense = [D.two_point(tv.models.dense_syk(10, J=2**0.5, seed=1, instance=i), 4.0, [0.0]) for i in range(10)]
    assert learned.late_fluctuation.min() > 3 * max(ds.late_fluctuation.max() for ds in dense) / 2
    assert learned.late_fluctuation_average < 0.5 * learned.late_fluctuation.mean()


def test_objection_two_untrained_fermions_differ():
    t = np.linspace(0, 6, 16)

    def variation(model):
        pairs = D.fermion_pairs(model, 4.0, 12, t).values
        return np.nanstd(pairs) / np.nanmean(pairs)

    assert variation(H) > 2 * variation(tv.models.dense_syk(10, J=2**0.5, seed=1))


def test_objection_three_commuting_models_wind_like_it():
    """The learned model's winding is nothing that small commuting models with as many terms do not have; N = 14 ones lose it."""

    def near_perfect(n, terms):
        models = [tv.models.fixed_terms_syk(n, terms, "commuting", J=1.25, seed=5, instance=i) for i in range(30)]
        found = []
        for model in models:
            t = np.linspace(0, 8, 21)
            ds = tv.teleport(model, 4.0, [-12, 12], t)
            asymmetry = ds.mutual_information.sel(mu=-12) - ds.mutual_information.sel(mu=12)
            if asymmetry.max() > 0.01:
                found.append(D.size_winding(model, 4.0, asymmetry.idxmax().item(), [0]).winding_quality.item())
        return np.mean(np.array(found) > 0.9)

    small, large = near_perfect(7, 5), near_perfect(14, 10)
    assert small > 0.6 and large < 0.75 * small, (small, large)


def test_peaks_of_the_response_are_where_winding_says():
    """Probe limit: |sum Q e^{i mu n/(qN)}| is largest at mu = -b q N."""
    fit = D.size_winding(H, 4.0, 2.8, [0]).isel(fermion=0, t=0)
    n = fit["size"].values
    mu = np.linspace(-30, 30, 2401)
    overlap = abs((fit.winding_distribution.values * np.exp(1j * mu[:, None] * n / 28)).sum(1))
    assert mu[overlap.argmax()] == pytest.approx(fit.winding_mu.item(), abs=0.03)
    assert overlap.max() == pytest.approx(fit.winding_quality.item(), abs=1e-5)
