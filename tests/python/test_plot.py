"""What the plots show: curves, labels, units, legends."""

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
import pytest  # noqa: E402
import traversable as tv  # noqa: E402
from traversable.plot.__main__ import main  # noqa: E402

H = tv.models.learned()
T = np.linspace(0, 4, 9)


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def labels(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_curves_of_both_signs():
    ds = tv.teleport(H, 4.0, [-12, 12], T)
    ax = tv.plot.mutual_information(ds)
    assert labels(ax) == ["$\\mu = -12$", "$\\mu = +12$"]
    assert "[bits]" in ax.get_ylabel() and "t_0 = t_1" in ax.get_xlabel()
    for line, mu in zip(ax.lines, (-12, 12)):
        assert np.array_equal(line.get_ydata(), ds.mutual_information.sel(mu=mu).values)
    assert ax.lines[0].get_color() != ax.lines[1].get_color()
    assert ax.lines[0].get_linestyle() != ax.lines[1].get_linestyle()


def test_asymmetry_is_negative_energy_minus_positive():
    ds = tv.teleport(H, 4.0, [-12, 12], T)
    ax = tv.plot.asymmetry(ds)
    difference = ds.mutual_information.sel(mu=-12) - ds.mutual_information.sel(mu=12)
    assert np.array_equal(ax.lines[0].get_ydata(), difference.values)
    with pytest.raises(ValueError, match="both signs"):
        tv.plot.asymmetry(tv.teleport(H, 4.0, -12, T))


def test_every_curve_of_several_betas_and_couplings_looks_different():
    ds = tv.teleport(H, [1, 4.0], [-12, -6, 6, 12], t0=2.8, t1=T)
    ax = tv.plot.mutual_information(ds)
    assert len(set(labels(ax))) == 6  # four colours and two line styles
    assert len({(line.get_color(), line.get_linestyle()) for line in ax.lines[:8]}) == 8


def test_ensembles_get_a_band_of_the_standard_error():
    ensemble = [tv.models.dense_syk(6, seed=1, instance=i) for i in range(5)]
    ds = tv.teleport(ensemble, 4.0, [-12, 12], T)
    ax = tv.plot.mutual_information(ds)
    assert len(ax.collections) == 2
    assert np.allclose(ax.lines[0].get_ydata(), ds.mutual_information.sel(mu=-12).mean("instance"))


def test_maps_share_one_scale():
    figure = tv.plot.figure(tv.teleport(H, 4.0, [-12, 12], t0=T, t1=T))
    panels = [ax for ax in figure.axes if ax.get_title()]
    assert [ax.get_title() for ax in panels] == [r"$\mu = -12,\ \beta = 4$", r"$\mu = +12,\ \beta = 4$"]
    assert [ax.get_title(loc="left") for ax in panels] == ["a", "b"]
    limits = {ax.collections[0].get_clim() for ax in panels}
    assert len(limits) == 1
    with pytest.raises(ValueError, match="map"):
        tv.plot.mutual_information(tv.teleport(H, 4.0, [-12, 12], t0=T, t1=T))


def test_every_kind_of_dataset_has_a_figure():
    for keywords in ({"t": T}, {"t0": T, "t1": 1.0}, {"t0": [1], "t1": T}, {"t0": T, "t1": T}):
        for mu in (-12, [-12], [-12, 12]):
            assert tv.plot.figure(tv.teleport(H, 4.0, mu, **keywords)).axes
    for beta, mu in ((4.0, [-12, 12]), ([1, 4], -12), ([1, 4], [-12, 12]), (4.0, -12)):
        ds = tv.teleport(H, beta, mu, t=1.0)
        (ax,) = tv.plot.figure(ds).axes
        assert ax.get_xlabel().startswith(r"inverse temperature" if beta != 4.0 and mu == -12 else r"coupling $\mu$")
        assert np.array_equal(np.sort(np.concatenate([line.get_ydata() for line in ax.lines if len(line.get_xdata()) and line.get_marker() == "o"])), np.sort(ds.mutual_information.values.ravel()))


def test_program(tmp_path, capsys):
    assert main([str(tmp_path / "none.h5")]) == 2
    assert "no such file" in capsys.readouterr().err
    (tmp_path / "text.h5").write_text("text")
    assert main([str(tmp_path / "text.h5")]) == 2
    assert "not a result file of traversable" in capsys.readouterr().err


NOISY = {"noise": "sycamore", "noise_scale": [0, 1, 2], "shots": [200, 2000], "processor": tv.Processor(trials=5)}


def test_asymmetry_against_the_noise_scale_with_experiments():
    ds = tv.teleport(H, 4.0, [-12, 12], t=[1.4, 2.8], **NOISY)
    ax = tv.plot.noise_asymmetry(ds)
    assert labels(ax) == ["exact, $t = 2.8$", "exact, $t = 1.4$", "200 shots", "2\u202f000 shots"]
    difference = ds.mutual_information.sel(t=2.8, mu=-12) - ds.mutual_information.sel(t=2.8, mu=12)
    assert np.array_equal(ax.lines[0].get_ydata(), difference.values)
    assert "noise scale" in ax.get_xlabel() and "[bits]" in ax.get_ylabel()
    with pytest.raises(ValueError, match="both signs"):
        tv.plot.noise_asymmetry(tv.teleport(H, 4.0, -12, t=2.8, **NOISY))
    with pytest.raises(ValueError, match="noise_scale"):
        tv.plot.noise_asymmetry(tv.teleport(H, 4.0, [-12, 12], t=[2.8]))


def test_thresholds_and_budgets_are_drawn():
    ds = tv.teleport(H, 4.0, [-12, 12], t=2.8, **NOISY)
    ds["threshold_scale"], ds["threshold_low"], ds["threshold_high"] = (
        ("shots", values) for values in ([0.8, np.inf], [0.5, 4.0], [1.1, np.inf])
    )
    ax = tv.plot.noise_asymmetry(ds)
    assert [text for text in labels(ax) if "lost" in text] == [
        "200 shots: lost at scale 0.80", "2\u202f000 shots: not lost up to scale 2",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="budget"):
        tv.plot.noise_budget(ds)
    ds = ds.assign_coords(component=["one_qubit", "idle"])
    ds["mutual_information_only"] = (("mu", "component"), [[0.3, 0.2], [0.1, 0.1]])
    ds["mutual_information_without"] = (("mu", "component"), [[0.1, 0.2], [0.05, 0.05]])
    ax = tv.plot.noise_budget(ds)
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([0.2, 0.1, 0.05, 0.15])
    assert [text.get_text() for text in ax.get_yticklabels()] == ["one-qubit gates", "waiting"]
    assert len([panel for panel in tv.plot.figure(ds).axes if panel.get_xlabel()]) == 3


def test_every_kind_of_noisy_dataset_has_a_figure():
    for times in ({"t": [1.4, 2.8]}, {"t": 2.8}, {"t0": 2.8, "t1": [2, 3]}, {"t0": [1, 2.8], "t1": [2, 3]}):
        for mu in (-12, [-12, 12]):
            for shots in (None, 100, [100, 1000]):
                ds = tv.teleport(H, 4.0, mu, **times, **{**NOISY, "shots": shots})
                assert tv.plot.figure(ds).axes
                plt.close("all")
    ds = tv.teleport(H, 4.0, [-12, 12], t=[1.4, 2.8], **NOISY)
    panel = tv.plot.noise_map(ds)
    assert panel.collections[0].get_array().shape == (3, 2)
