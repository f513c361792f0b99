"""tv.diagnostics: shapes, limits, agreement between functions, bad input. Brute force is in tests/sim."""

import re

import numpy as np
import pytest
import traversable as tv
import xarray as xr

H = tv.models.learned()
D = tv.diagnostics
SYK = tv.models.dense_syk(8, J=2**0.5, seed=4)


def test_beta_adds_a_dimension():
    one = D.size_winding(H, 4.0, [1.0, 2.8])
    two = D.size_winding(H, [0.0, 4.0], [1.0, 2.8])
    assert one.size_distribution.dims == ("fermion", "t", "size") and two.winding_quality.dims == ("beta", "fermion", "t")
    assert one.equals(two.sel(beta=4.0)) and one.thermal_size.dims == ()
    assert D.two_point(H, [1, 2], [0, 1]).late_fluctuation.dims == ("beta", "fermion")
    assert D.otoc(H, [1, 2], [0, 1]).otoc.dims == ("beta", "pair", "t")
    assert D.left_right_response(H, [1, 2], [1, 2, 3], 1.0, [1, 2]).response.dims == ("beta", "mu", "t1")
    for ds in (one, two):
        for variable in [*ds.data_vars.values(), *ds.coords.values()]:
            assert variable.attrs["units"] and variable.attrs["long_name"], variable.name


def test_at_time_zero_and_infinite_temperature_a_fermion_has_size_one():
    ds = D.size_winding(SYK, 0.0, 0.0)
    assert np.allclose(ds.size_distribution.sel(size=1), 1, atol=1e-13)
    assert np.allclose(ds.winding_distribution.sel(size=1), 1, atol=1e-13)
    assert np.allclose(ds.winding_quality, 1) and np.allclose(ds.mean_size, 1)
    assert ds.thermal_size.item() == pytest.approx(0, abs=1e-12)


def test_at_infinite_temperature_nothing_winds():
    ds = D.size_winding(SYK, 0.0, [0.7, 2.0])
    # psi(t) is Hermitian: all c_S are real, Q = P.
    assert np.allclose(ds.winding_distribution, ds.size_distribution, atol=1e-13)
    assert np.allclose(ds.winding_slope, 0, atol=1e-9)


def test_free_fermions_do_not_grow():
    free = tv.models.dense_syk(10, q=2, seed=3)
    ds = D.size_winding(free, 0.0, np.linspace(0, 20, 5))
    assert np.allclose(ds.size_distribution.sel(size=1), 1, atol=1e-12)
    # psi_i(t) is a sum of psi_k: F_ij = -1/4 + G_ij^2 terms, bounded away from scrambling at late times.
    f = D.otoc(free, 0.0, np.linspace(0, 50, 101)).otoc.real
    assert f.isel(t=slice(50, None)).mean() < -0.15
    assert D.spectrum(free).attrs["symmetry_class"] == "none"


def test_commuting_models_return():
    # Levels are multiples of one energy: everything is periodic.
    model = tv.Hamiltonian(8, [(1.0, (0, 1, 2, 3)), (1.0, (4, 5, 6, 7)), (2.0, (0, 1, 4, 5))])
    period = 2 * np.pi / 0.25
    t = np.array([0.0, 0.6, period, period + 0.6])
    g = D.two_point(model, 1.0, t).two_point
    assert np.allclose(g.isel(t=[0, 1]), g.isel(t=[2, 3]), atol=1e-11)
    f = D.otoc(model, 1.0, t, regularized=True).otoc
    assert np.allclose(f.isel(t=[0, 1]), f.isel(t=[2, 3]), atol=1e-11)
    assert D.commutation_graph(model).noncommutativity == 0


def test_against_typicality():
    """Random states of one copy: other code, other method."""
    big = tv.models.dense_syk(14, J=2**0.5, seed=2)
    t, options = [0.0, 0.8, 2.0], {"num_states": 60, "seed": 3}
    exact = D.two_point(big, 2.0, t, [1, 6]).two_point
    drawn = tv.typicality.two_point(big, 2.0, t, [1, 6], **options)
    assert (abs(exact.real.values - drawn.two_point.real) < 5 * drawn.two_point_stderr_real + 1e-10).all()
    for regularized in (False, True):
        exact_f = D.otoc(big, 2.0, t, [(0, 5)], regularized).otoc.isel(pair=0)
        drawn_f = tv.typicality.otoc(big, 2.0, 0, 5, t, regularized, **{**options, "num_states": 12})
        assert (abs(exact_f.real.values - drawn_f.otoc.real) < 5 * drawn_f.otoc_stderr_real + 1e-10).all()
    exact_r = D.left_right_response(SYK, 2.0, [-4, 4], 1.0, [0.5, 1.0]).response
    drawn_r = tv.typicality.left_right_response(SYK, 2.0, [-4, 4], 1.0, [0.5, 1.0], num_states=100, seed=1)
    assert (abs(exact_r.values - drawn_r.response) < 5 * drawn_r.response_stderr).all()


def test_late_times_are_those_of_a_long_window():
    t = np.linspace(0, 40000, 8001)
    ds = D.two_point(SYK, 2.0, t, [0, 3])
    curve = 2 * ds.two_point.real.isel(t=slice(100, None))
    assert np.allclose(curve.mean("t"), ds.late_mean, atol=0.01)
    assert np.allclose(curve.std("t"), ds.late_fluctuation, atol=0.01)
    assert np.allclose(curve.mean("fermion").std("t"), ds.late_fluctuation_average, atol=0.01)
    assert "dip" not in D.two_point(SYK, 2.0, [1.0, 2.0])


def test_arrival_times_and_messages():
    t1 = np.arange(121) * 0.05
    ds = D.arrival_times(H, 4.0, -12, [2.4, 2.8, 3.2, 4.0], t1)
    assert np.allclose(ds.arrival_time, [3.05, 3.20, 3.25, 3.40], atol=0.026)  # published on this grid
    assert ds.arrival_slope.item() == pytest.approx(np.polyfit(ds.t0, ds.arrival_time, 1)[0])
    early = D.arrival_times(H, 4.0, -12, [2.4, 2.8], [0.0, 1.0, 2.0])
    assert early.arrival_time.isnull().all() and np.isnan(early.arrival_slope) and early.arrival_slope_points == 0
    # A second message through fermions in no term leaves the first alone, from either side.
    idle = tv.Hamiltonian(9, H.terms)
    alone = tv.teleport(idle, 4.0, [-12, 12], t0=2.8, t1=[1.0, 3.2])
    for side in ("left", "right"):
        beside = D.second_message(idle, 4.0, [-12, 12], 2.8, [1.0, 3.2], 1.0, side, second_probe=(7, 8))
        assert np.allclose(beside.mutual_information, alone.mutual_information, atol=1e-10)


def test_one_rule_for_the_slope():
    """Arrivals at the edge are left out by diagnose as by arrival_times."""
    t = np.linspace(0, 3.3, 34)
    ds = tv.diagnose(H, t=t, pairs="none", ensembles={})
    assert 2 < np.isfinite(ds.arrival_time[0]).sum() < 5
    alone = D.arrival_times(H, 4.0, -12, ds.injection_time[0].values, t)
    assert alone.arrival_slope.item() == pytest.approx(ds.arrival_slope[0].item(), rel=1e-12)
    assert alone.arrival_slope_error.item() == pytest.approx(ds.arrival_slope_error[0].item(), rel=1e-9)
    assert alone.arrival_slope_points == ds.arrival_slope_points[0] == np.isfinite(ds.arrival_time[0]).sum()
    assert ds.arrival_slope[0].item() == pytest.approx(0.338, abs=0.002)


def test_slope_of_winding_at_the_start_has_no_error():
    """At t = 0 Q(n) is real and alternates: pi/2 and -pi/2 are one slope."""
    ds = D.size_winding(H, 4.0, [0.0, 2.8])
    assert np.allclose(ds.winding_slope.sel(t=0.0), np.pi / 2) and ds.winding_slope_error.sel(t=0.0).isnull().all()
    assert (ds.winding_slope_error.sel(t=2.8) > 1e-6).all()


def test_pairs_of_both_signs():
    """At the trained time all 21 pairs are positive; over all times some have the other sign."""
    t = np.linspace(0, 12, 61)
    trained, signed = (D.fermion_pairs(H, 4.0, 12, times).values[np.triu_indices(7, 1)] for times in ([2.8], t))
    assert trained.min() == pytest.approx(0.084, abs=0.001) and trained.max() == pytest.approx(0.378, abs=0.001)
    assert (signed > 0).any() and (signed < 0).any()
    matrix = D.fermion_pairs(H, 4.0, 12, t)
    ds = tv.teleport(H, 4.0, [-12, 12], t, probe=(2, 4)).mutual_information
    curve = (ds[0] - ds[1]).values
    assert matrix[2, 4].item() == pytest.approx(curve[abs(curve).argmax()]) and matrix[2, 4] < -0.12


def test_spectral_form_factor_by_hand():
    instances = [tv.models.dense_syk(8, seed=1, instance=i) for i in range(4)]
    t = np.array([0.0, 3.0, 50.0])
    z = np.array([np.exp(-(0.5 + 1j * t[:, None]) * tv.levels(one)).sum(1) for one in instances])
    at_rest = z[:, 0].real.mean()
    ds = D.spectral_form_factor(instances, t, beta=0.5)
    assert np.allclose(ds.spectral_form_factor, (abs(z) ** 2).mean(0) / at_rest**2)
    assert np.allclose(ds.connected, ((abs(z) ** 2).mean(0) - abs(z.mean(0)) ** 2) / at_rest**2 * 4 / 3)
    without = [np.delete(z, i, 0) for i in range(4)]
    g = np.array([(abs(one) ** 2).mean(0) / one[:, 0].real.mean() ** 2 for one in without])
    connected = [one.var(0, ddof=1) / one[:, 0].real.mean() ** 2 for one in without]
    for name, left_out in (("spectral_form_factor", g), ("connected", np.array(connected))):
        expected = np.sqrt(3 / 4 * ((left_out - left_out.mean(0)) ** 2).sum(0))
        assert np.allclose(ds[name + "_stderr"], expected, rtol=1e-9, atol=1e-14), name


def test_spectrum_counts_every_state():
    for model in (H, SYK, tv.models.dense_syk(12, seed=1), tv.models.dense_syk(9, seed=1)):
        ds = D.spectrum(model)
        all_levels = np.sort(np.concatenate([np.repeat(ds.level[s].values, ds.degeneracy[s].values) for s in (0, 1)]))
        assert np.allclose(all_levels, tv.levels(model), atol=1e-8)


def test_fermion_pairs_leave_out_what_is_not_asked_for():
    matrix = D.fermion_pairs(H, 4.0, 12, [2.8], [(0, 1), (4, 2)])
    assert np.isfinite(matrix.values).sum() == 4 and matrix[2, 4] == matrix[4, 2]
    ds = tv.teleport(H, 4.0, [-12, 12], 2.8, probe=(2, 4))
    assert matrix[2, 4].item() == pytest.approx((ds.mutual_information[0] - ds.mutual_information[1]).item())


def test_percentiles():
    ds = xr.Dataset(
        {"sample_ensemble": ("sample", [0, 1, 1, 1, 1, 2]), "value": ("sample", [2.0, 1.0, 2.0, 3.0, np.nan, np.nan], {"long_name": "v", "units": "1"})},
        coords={"ensemble": ["model", "a", "b"]},
    )  # fmt: skip
    found = D.compare_with_ensembles(ds)
    assert found.value_count.values[1:].tolist() == [3, 0]
    assert found.value_percentile.values[1] == pytest.approx(50) and found.value_mean.values[1] == 2
    assert found.value_spread.values[1] == 1 and np.isnan(found.value_percentile.values[[0, 2]]).all()


def test_report_refuses_what_is_no_diagnosis():
    with pytest.raises(ValueError, match="not a diagnosis"):
        tv.report.html(tv.teleport(H, 4.0, [-12, 12], t=2.8))


@pytest.mark.parametrize(
    "model, beta",
    [
        (tv.models.dense_syk(4, seed=1), 0.0),
        (tv.models.dense_syk(6, q=2, seed=1), 30.0),
        (tv.models.dense_syk(6, q=6, seed=1), 1.0),
        (tv.Hamiltonian(2, [(1.0, (0, 1))]), 4.0),
        (tv.Hamiltonian(6, [(0.0, (0, 1, 2, 3))]), 2.0),
    ],
)
def test_odd_models_get_a_report(model, beta):
    """Free, trivial, tiny, hot and cold: numbers or dashes, no error."""
    ds = tv.diagnose(model, beta, 3.0, [0, 1, 2, 3, 4], ensembles={})
    page = tv.report.html(ds, model)
    text = re.sub(r"<svg.*?</svg>|<[^>]*>", " ", page, flags=re.DOTALL)
    assert page.count("<section") == 9 and not re.search(r"\b(nan|inf)\b", text), text


BAD = [
    (lambda: D.size_winding("learned", 4.0, 1.0), TypeError, "H = 'learned'"),
    (lambda: D.size_winding(H, -1.0, 1.0), ValueError, "beta = -1.0"),
    (lambda: D.size_winding(H, 4.0, []), ValueError, "t: shape"),
    (lambda: D.size_winding(H, 4.0, np.nan), ValueError, "t = nan"),
    (lambda: D.size_winding(H, 4.0, 1.0, [7]), ValueError, "fermion = 7"),
    (lambda: D.size_winding(H, 4.0, 1.0, []), ValueError, "fermions"),
    (lambda: D.size_winding(H, 4.0, 1.0, [1, 1]), ValueError, "fermions"),
    (lambda: D.two_point(H, 4.0, 1.0, [0.5]), TypeError, "fermion = 0.5"),
    (lambda: D.otoc(H, 4.0, 1.0, [(0, 1, 2)]), (TypeError, ValueError), "pairs"),
    (lambda: D.otoc(H, 4.0, 1.0, [3]), TypeError, "pairs"),
    (lambda: D.otoc(H, 4.0, 1.0, []), ValueError, "pairs"),
    (lambda: D.scrambling([1, 2]), TypeError, "curve"),
    (lambda: D.scrambling(D.otoc(H, 4.0, [1.0, 2.0]).otoc), ValueError, "ascending times from 0"),
    (lambda: D.left_right_response(H, 4.0, 1.0, "now", 1.0), TypeError, "t0"),
    (lambda: D.left_right_response(H, 4.0, 1.0, 1.0, 1.0, (0, 0)), ValueError, "distinct"),
    (lambda: D.left_right_response(H, 4.0, 1.0, 1.0, 1.0, ()), ValueError, "fermion"),
    (lambda: D.arrival_times(H, 4.0, -12, 1.0, [2.0, 1.0]), ValueError, "t1: expected ascending"),
    (lambda: D.second_message(H, 4.0, -12, 1.0, 1.0, 1.0, "up"), ValueError, "second_side = 'up'"),
    (lambda: D.second_message(H, 4.0, -12, 1.0, 1.0, 1.0, second_probe=(0, 0)), ValueError, "probe"),
    (lambda: D.second_message(H, -4.0, -12, 1.0, 1.0, 1.0), ValueError, "beta = -4"),
    (lambda: D.second_message(H, 4.0, -12, 1.0, 1.0, np.inf), ValueError, "t = inf"),
    (lambda: D.spectral_form_factor([], 1.0), ValueError, "H: expected"),
    (lambda: D.spectral_form_factor(H, 1.0, -1.0), ValueError, "beta = -1"),
    (lambda: D.fermion_pairs(H, 4.0, 12, 1.0, [(0, 9)]), ValueError, "probe"),
    (lambda: D.reference_ensembles(H, 1), ValueError, "instances = 1"),
    (lambda: tv.diagnose(H, 4.0, 0.0), ValueError, "mu = 0"),
    (lambda: tv.diagnose(H, 4.0, 12, [0, 1]), ValueError, "expected at least 4"),
    (lambda: tv.diagnose(H, 4.0, 12, [0, 1, 3, 2]), ValueError, "ascending"),
    (lambda: tv.diagnose(H, pairs="some"), ValueError, "pairs = 'some'"),
    (lambda: tv.diagnose(H, messages=(1.0,)), ValueError, "messages"),
    (lambda: tv.diagnose(H, ensembles={"x": [SYK]}), ValueError, r"ensembles\['x'\]: 8 Majoranas"),
    (lambda: tv.models.fixed_terms_syk(7, 30, "commuting"), ValueError, "found no commuting set"),
    (lambda: tv.models.fixed_terms_syk(7, 5, "never"), ValueError, "commutation = 'never'"),
    (lambda: tv.models.matched_J(3), TypeError, "H = 3"),
    (lambda: tv.plot.ensemble_strips(tv.diagnose(H, t=[0, 1, 2, 3], ensembles={}), "two_point"), ValueError, "name"),
]


@pytest.mark.parametrize("call, error, message", BAD, ids=range(len(BAD)))
def test_bad_input(call, error, message):
    with pytest.raises(error, match=message):
        call()
