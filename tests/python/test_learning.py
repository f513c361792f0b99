"""tv.learn, losses, gradients, reports and their plots."""

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
import pytest  # noqa: E402
import traversable as tv  # noqa: E402
from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from traversable.learning._learn import best_place  # noqa: E402

TARGET = tv.models.dense_syk(6, J=2**0.5, seed=1)
T = [0.0, 1.4, 2.8, 4.2]
FAST = {"evaluations": 15, "regrowth": 1, "candidates": 2}


@pytest.fixture(scope="module")
def learned():
    return tv.learn(TARGET, 4.0, [-12, 12], t=T, schedule=[15, 8, 5, 4], starts=2, seed=3, **FAST)


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 100),
    beta=st.floats(0, 6),
    mu=st.floats(-15, 15),
    t0=st.floats(-4, 4),
    t1=st.floats(-4, 4),
    probe=st.permutations(range(6)).map(lambda p: (p[0], p[1])),
)
def test_protocol_gradient_against_differences(seed, beta, mu, t0, t1, probe):
    H = tv.models.dense_syk(6, J=2**0.5, seed=seed)
    random = np.random.default_rng(seed)
    a = random.normal(size=(4, 4)) + 1j * random.normal(size=(4, 4))
    weight = a + a.conj().T
    keywords = {"t0": [t0], "t1": [t1], "probe": probe}
    slope, by_beta, by_mu = tv.learning.protocol_gradient(H, beta, [mu], weight[None, None, None], **keywords)
    assert len(slope) == len(H.terms) and by_mu.shape == (1,)

    def value(terms, b=beta, m=mu):
        rho = tv.teleport(tv.Hamiltonian(6, terms), b, [m], **keywords).rho_pt.values[0, 0, 0]
        return np.trace(weight @ rho).real

    step = 1e-4
    for k in (0, 7):
        shifted = [
            [(c + s * (n == k), t) for n, (c, t) in enumerate(H.terms)] for s in (2 * step, step, -step, -2 * step)
        ]
        far, near, back, farther = (value(terms) for terms in shifted)
        expected = (8 * (near - back) - (far - farther)) / (12 * step)
        assert slope[k] == pytest.approx(expected, abs=1e-6 * max(1, np.abs(slope).max()))
    expected = (value(H.terms, m=mu + step) - value(H.terms, m=mu - step)) / (2 * step)
    assert by_mu[0] == pytest.approx(expected, abs=1e-5)
    if beta > 0.01:
        expected = (value(H.terms, beta + step) - value(H.terms, beta - step)) / (2 * step)
        assert by_beta == pytest.approx(expected, abs=1e-5)


def test_loss_is_what_its_docstring_says():
    other = tv.models.dense_syk(6, J=2**0.5, seed=2)
    loss = tv.learning.Loss(TARGET, 4.0, [-12, 12], t=T, curve_weight=2.0, asymmetry_weight=3.0, norm_weight=0.5, norm=1.0)
    wanted, found = (
        tv.teleport(H, 4.0, [-12, 12], t=T).mutual_information.values for H in (TARGET, other)
    )
    assert np.allclose(loss.target_information, wanted, atol=1e-12)
    assert np.allclose(loss.information(other), found, atol=1e-12)
    distance = found - wanted
    parts = loss.parts(other)
    assert parts.curves == pytest.approx(2 * (distance**2).mean())
    assert parts.asymmetry == pytest.approx(3 * ((distance[0] - distance[1]) ** 2).mean())
    squares = sum(c**2 for c, _ in other.terms)
    assert parts.penalties == pytest.approx(0.5 * (squares * 6**3 / (6 * 15) - 1) ** 2)
    value, slope = loss(other)
    assert value == parts.total == pytest.approx(parts.curves + parts.asymmetry + parts.penalties)
    assert slope.shape == (15,) and loss.hamiltonian(loss.couplings(other)) == other


def test_a_fixed_injection_has_its_axes():
    loss = tv.learning.Loss(TARGET, 4.0, [-12, 12], t0=[2.8], t1=T)
    assert loss.target_information.shape == (2, 1, 4)
    exact = tv.teleport(TARGET, 4.0, [-12, 12], t0=[2.8], t1=T).mutual_information.values
    assert np.allclose(loss.target_information, exact, atol=1e-12)
    learned = tv.learn(TARGET, 4.0, [-12, 12], t0=[2.8], t1=T, schedule=[15, 6], num_terms=6, **FAST)
    assert learned.dataset.mutual_information.dims == ("start", "rung", "mu", "t0", "t1")
    assert tv.plot.figure(learned.dataset).axes


def test_the_ladder(learned):
    ds = learned.dataset
    assert ds.rung.values.tolist() == [15, 8, 5, 4]
    assert (ds.num_terms <= ds.rung).all() and learned.messages == []
    # The target fits itself; each rung is what its couplings say.
    assert ds.loss.sel(start=0, rung=15) < 1e-20
    H = learned.loss.hamiltonian(ds.coupling.sel(start=1, rung=5).values)
    exact = tv.teleport(H, 4.0, [-12, 12], t=T).mutual_information
    assert np.allclose(ds.mutual_information.sel(start=1, rung=5), exact, atol=1e-12)
    assert len(learned.best.terms) <= 5
    again = tv.learn(TARGET, 4.0, [-12, 12], t=T, schedule=[15, 8, 5, 4], starts=2, seed=3, **FAST)
    assert again.dataset.equals(ds)


def test_pareto_front(learned):
    front = tv.learning.pareto_front(learned.dataset)
    terms, loss = front.num_terms.values, front.loss.values
    assert (np.diff(terms) > 0).all() and (np.diff(loss) < 0).all()
    assert loss[-1] == learned.dataset.loss.min()


@pytest.mark.parametrize("sparsifier", ["greedy", "l1", "hard_concrete"])
def test_other_sparsifiers(sparsifier):
    learned = tv.learn(TARGET, 4.0, [-12, 12], t=T, schedule=[15, 8, 5], sparsifier=sparsifier, evaluations=20)
    assert (learned.dataset.num_terms <= learned.dataset.rung).all()
    assert learned.dataset.mutual_information_rms.sel(rung=8).max() < 0.02


def test_report_of_a_learned_model(learned):
    report = learned.report()
    assert report.num_terms == len(learned.best.terms)
    trained = report.information[0]
    assert trained.trained and trained.rms < 0.05
    assert "probe 2,3" in [g.name for g in report.information]
    assert "fermions in no term" in str(report)
    assert 0 < report.winding <= 1 + 1e-12


def test_plots(learned):
    ax = tv.plot.learned_curves(learned.dataset)
    assert [text.get_text() for text in ax.get_legend().get_texts()][0] == "target, $\\mu = -12$"
    assert "[bits]" in ax.get_ylabel()
    assert np.array_equal(ax.lines[0].get_ydata(), learned.dataset.target_mutual_information.sel(mu=-12))
    ax = tv.plot.sparsity_path(learned.dataset)
    assert ax.get_xscale() == ax.get_yscale() == "log"
    ax = tv.plot.training_curve(learned.dataset)
    assert len(ax.lines) == 4  # a curve and its dots for each chain
    ax = tv.plot.coupling_path(learned.dataset)
    assert len(ax.get_legend().get_texts()) == len(learned.best.terms)
    ax = tv.plot.hypergraph(tv.models.learned())
    assert len(ax.patches) == 10 and len(ax.texts) == 7
    assert len(tv.plot.figure(learned.dataset).axes) == 6
    with pytest.raises(ValueError, match="rung"):
        tv.plot.sparsity_path(tv.teleport(TARGET, 4.0, [-12, 12], t=T))
    plt.close("all")


BAD = [
    (lambda: tv.learn(TARGET, 4.0, [-12, 12]), "t: missing"),
    (lambda: tv.learn(TARGET, -4.0, [-12, 12], t=T), "beta"),
    (lambda: tv.learn(TARGET, 4.0, [-12, 12], t=T, schedule=[15, 5, 5]), "falling"),
    (lambda: tv.learn(TARGET, 4.0, [-12, 12], t=T, schedule=[15, 0]), "schedule = 0"),
    (lambda: tv.learn(TARGET, 4.0, [-12, 12], t=T, schedule=[]), "schedule: the value is empty"),
    (lambda: tv.learn(TARGET, 4.0, [-12, 12], t=T, optimizer="adam", learning_rate=0), "learning_rate = 0: expected a number > 0"),
    (lambda: tv.learn([], 4.0, [-12, 12], t=T), "target: no Hamiltonian"),
    (lambda: tv.learn(TARGET, 4.0, [-12, 12], t=T, num_terms=2), "num_terms = 2: the schedule ends at 3"),
    (lambda: tv.learn(TARGET, 4.0, [-12, 12], t=T, sparsifier="lasso"), "lasso"),
    (lambda: tv.learn(TARGET, 4.0, [-12, 12], t=T, start="zero"), "start = 'zero'"),
    (lambda: tv.learn(TARGET, 4.0, [-12, 12], t=T, start=tv.models.learned()), "^start: a model of 7 Majoranas"),
    (lambda: tv.learn(TARGET, 4.0, [-12, 12], t=T, curve_weight=0), "curve_weight = 0: no target with a weight"),
    (lambda: tv.learn(TARGET, 4.0, [-12], t=T, asymmetry_weight=1), "both signs"),
    (lambda: tv.learning.Loss([TARGET, tv.models.learned()], 4.0, [-12, 12], t=T), "target: 7 Majoranas, expected 6"),
    (lambda: tv.learning.Loss(TARGET, 4.0, [-12, 12], t=T, two_point_weight=1), "two_point_t"),
    (lambda: tv.learning.Loss(TARGET, 4.0, [-12, 12], t=T)(np.zeros(3)), "shape"),
    (lambda: tv.learning.protocol_gradient(TARGET, 4.0, [-12], np.zeros((1, 2, 4, 4)), t=[1.0]), "weights: shape"),
    (lambda: tv.learning.mutual_information_gradient(np.eye(3)), "4 x 4"),
]


@pytest.mark.parametrize("number", range(len(BAD)))
def test_bad_input_is_named(number):
    work, message = BAD[number]
    with pytest.raises(ValueError, match=message):
        work()


def test_the_best_model_is_of_the_terms_that_are_used(learned):
    ds = learned.dataset.isel(start=[0], rung=slice(0, 3)).copy(deep=True)
    ds["num_terms"].values[:], ds["loss"].values[:] = [[4, 8, 5]], [[0.1, 0.01, 0.2]]
    assert best_place(ds, 5) == best_place(ds.transpose("rung", "start", ...), 5) == (0, 0)
    ds["loss"].values[0, 0] = np.nan
    assert best_place(ds, 5) == (0, 2)
    with pytest.raises(ValueError, match="no model of 3 terms"):
        best_place(ds, 3)


def test_unknown_keywords_are_refused():
    with pytest.raises(TypeError, match="colour"):
        tv.learn(TARGET, 4.0, [-12, 12], t=T, colour="red")


def test_devices():
    auto = tv.learning.Loss(TARGET, 4.0, [-12, 12], t=T, device="auto")
    value, gradient = tv.learning.Loss(TARGET, 4.0, [-12, 12], t=T)(0.9 * auto.couplings(TARGET))
    found, its_gradient = auto(0.9 * auto.couplings(TARGET))
    assert found == pytest.approx(value, abs=1e-12)
    np.testing.assert_allclose(its_gradient, gradient, atol=1e-9)
    with pytest.raises(ValueError, match="device 'gpu': expected cpu, cuda, cuda:K or auto"):
        tv.learning.Loss(TARGET, 4.0, [-12, 12], t=T, device="gpu")
