"""Pictures as an editor sees them: no text over another or outside, nothing below 5 pt, letters that stay letters."""

import io
import itertools
import re

import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
import pypdf  # noqa: E402
import pytest  # noqa: E402
import traversable as tv  # noqa: E402
import xarray as xr  # noqa: E402
from matplotlib.axes import Axes  # noqa: E402
from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: E402
from matplotlib.text import Text  # noqa: E402
from traversable._core import gates  # noqa: E402
from traversable.plot.__main__ import main  # noqa: E402

H = tv.models.learned()
T = np.linspace(0, 6, 13)
NOISY = {"noise": "sycamore", "noise_scale": [0, 1, 2, 3], "processor": tv.Processor(trials=5)}


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def texts(figure):
    """Every text that is drawn, with its box in pixels, shrunk by half a pixel."""
    FigureCanvasAgg(figure)
    drawn, draw = [], Text.draw

    def recorded(text, renderer, *args, **kwargs):
        if text.get_visible() and text.get_text().strip():
            drawn.append(text)
        draw(text, renderer, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Text, "draw", recorded)
        figure.canvas.draw()
    return [(text, text.get_window_extent().padded(-0.5)) for text in dict.fromkeys(drawn)]


def check(drawing):
    figure = drawing.figure if isinstance(drawing, Axes) else drawing
    found = texts(figure)
    assert found
    for (one, a), (other, b) in itertools.combinations(found, 2):
        assert not a.overlaps(b), f"{one.get_text()!r} and {other.get_text()!r}"
    for text, box in found:
        assert box.x0 >= -1 and box.y0 >= -1 and box.x1 <= figure.bbox.width + 1 and box.y1 <= figure.bbox.height + 1, text.get_text()
        assert text.get_fontsize() >= 5, text.get_text()
        assert "-" not in re.sub(r"\$[^$]*\$|\w-\w", "", text.get_text()), f"hyphen for minus: {text.get_text()!r}"
    for ax in figure.axes:
        legend = ax.get_legend()
        if legend is not None:
            assert not legend.get_window_extent().padded(-0.5).overlaps(ax.get_window_extent()), "a legend over its panel"


# ---- what is drawn


@pytest.fixture(scope="module")
def ensemble():
    return [tv.models.dense_syk(6, seed=1, instance=i) for i in range(4)]


SWEEPS = {
    "both signs": (4.0, [-12, 12], {"t": T}),
    "one curve": (4.0, -12, {"t": T}),
    "one point": (4.0, -12, {"t": 2.8}),
    "two points": (4.0, [-12, 12], {"t": 2.8}),
    "two times": (4.0, [-12, 12], {"t": [1, 2]}),
    "many beta and mu": ([0.5, 1, 2, 4, 8], [-24, -12, -6, 6, 12, 24], {"t": T}),
    "more beta than names": (np.linspace(0.1, 20, 16), [-12, 12], {"t": T}),
    "many mu": (4.0, np.arange(-20, 21, 2.5), {"t": T}),
    "many mu at one time": ([1, 2, 4], np.arange(-20, 21, 2.5), {"t": 2.8}),
    "many beta at one time": ([0.5, 1, 2, 4, 8], -12, {"t": 2.8}),
    "numbers with powers": ([1e-5, 123456.789], [-1e-4, 1e-4], {"t": T * 1e-3}),
    "one sign of some": ([1, 4], [-12, -6, 6], {"t": T}),
    "map": (4.0, [-12, 12], {"t0": T, "t1": T}),
    "map of unequal axes": (4.0, -12, {"t0": T, "t1": T[:4]}),
    "maps of a sweep": ([1, 4], [-12, -6, 6, 12], {"t0": T[:5], "t1": T[:5]}),
    "fixed injection": ([1, 4], [-12, 12], {"t0": 2.8, "t1": T}),
}
WIDTHS = (None, 89, 183)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", SWEEPS)
def test_sweeps(name, width):
    beta, mu, times = SWEEPS[name]
    figure = tv.plot.figure(tv.teleport(H, beta, mu, **times), width_mm=width)
    check(figure)
    if width is not None:
        assert figure.get_figwidth() * 25.4 == pytest.approx(width)


@pytest.mark.parametrize("variable", ["negativity", "renyi2_mutual_information", "fully_entangled_fraction", "average_fidelity", "energy"])
def test_any_variable(variable, ensemble):
    ds = tv.teleport(ensemble, [1, 4], [-12, -6, 6, 12], T)
    check(tv.plot.figure(ds, variable))
    check(tv.plot.figure(ds[variable]))
    check(tv.plot.curves(ds, variable))
    ax = tv.plot.curves(ds[variable].isel(beta=0))
    assert len(ax.lines) >= 1


def test_a_variable_that_cannot_be_drawn():
    ds = tv.teleport(H, 4.0, [-12, 12], T)
    with pytest.raises(ValueError, match="no speed in the Dataset, it has mutual_information, "):
        tv.plot.figure(ds, "speed")
    with pytest.raises(ValueError, match="rho_pt: complex128, expected real numbers"):
        tv.plot.figure(ds, "rho_pt")
    with pytest.raises(ValueError, match="a DataArray without a name"):
        tv.plot.curves(xr.DataArray([1.0, 2.0], dims="t"))
    with pytest.raises(ValueError, match="axes t, noise_scale, select one"):
        tv.plot.curves(tv.teleport(H, 4.0, -12, t=[1, 2], **NOISY))


def test_one_rule_for_colours_and_lines():
    figure = tv.plot.figure(tv.teleport(H, [1, 2, 4], [-12, -6, 6, 12], T))
    above = figure.axes[:2]
    assert [ax.get_title() for ax in above] == [r"$|\mu| = 6$", r"$|\mu| = 12$"]
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["a", "b", "c", "d"]
    for ax in above:
        assert len({line.get_color() for line in ax.lines[:6]}) == 3
        assert [line.get_linestyle() for line in ax.lines[:6]] == ["-", "--"] * 3
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [
        r"$\beta = 1$", r"$\beta = 2$", r"$\beta = 4$", r"$\mu < 0$", r"$\mu > 0$",
    ]  # fmt: skip
    assert above[0].get_ylim() == above[1].get_ylim()


def test_an_ensemble_says_what_its_band_is(ensemble):
    figure = tv.plot.figure(tv.teleport(ensemble, 4.0, [-12, 12], T))
    check(figure)
    assert [text.get_text() for text in figure.legends[0].get_texts()][-1] == "± s.e.m., 4 instances"
    check(tv.plot.figure(tv.teleport(ensemble, 4.0, [-12, 12], t=2.8)))


@pytest.fixture(scope="module")
def noisy():
    ds = tv.teleport(H, 4.0, [-12, 12], t=[1.4, 2.8, 4.2], **NOISY, shots=[10, 100, 1000, 100000])
    ds["threshold_scale"], ds["threshold_low"], ds["threshold_high"] = (
        ("shots", values) for values in ([0.0, 0.9, 2.5, np.inf], [0.0, 0.5, 2.1, 4.0], [0.2, 1.2, np.inf, np.inf])
    )
    ds = ds.assign_coords(component=["one_qubit", "two_qubit", "idle", "read_out", "a_channel_of_a_long_name"])
    values = np.where(ds.mu < 0, 0.2, 0.1)[:, None, None] * np.ones((2, 3, 5))
    ds["mutual_information_only"] = (("mu", "t", "component"), values)
    ds["mutual_information_without"] = 0.5 * ds.mutual_information_only
    return ds


@pytest.mark.parametrize("times", [[0, 1, 2], [0, 2], 1])
@pytest.mark.parametrize("shots", [[0, 1, 2, 3], [1, 3], 2, None])
def test_noise(noisy, times, shots):
    ds = noisy.isel(t=times)
    if shots is None:
        ds = ds.drop_vars([name for name in ds.variables if "shots" in ds[name].dims])
    else:
        ds = ds.isel(shots=shots)
    for width in WIDTHS:
        check(tv.plot.figure(ds, width_mm=width))
    for panel in (tv.plot.noise_asymmetry, tv.plot.noise_information, tv.plot.noise_budget):
        check(panel(ds))


@pytest.fixture(scope="module")
def learned():
    return tv.learn(tv.models.dense_syk(6, J=2**0.5, seed=1), 4.0, [-12, 12], t=[0, 1, 2, 3], schedule=[15, 8, 5, 4], starts=2, seed=3, evaluations=25)


@pytest.mark.parametrize("num_terms", [None, 15])
def test_learning(learned, num_terms):
    ds = learned.dataset
    # The target fits itself: a distance of nothing on a logarithmic axis.
    ds["mutual_information_rms"] = ds.mutual_information_rms.where(ds.rung < 15, 0.0)
    for width in WIDTHS:
        check(tv.plot.figure(ds, width_mm=width))
    panels = [tv.plot.learned_curves, tv.plot.coupling_path]
    for panel in panels:
        check(panel(ds) if num_terms is None else panel(ds, num_terms))
    ax = tv.plot.sparsity_path(ds)
    check(ax)
    low, high = ax.get_ylim()
    on_scale = [line for line in ax.lines if line.get_transform() == ax.transData]
    assert all(low <= y <= high for line in on_scale for y in line.get_ydata()) and low > 1e-12
    check(tv.plot.training_curve(ds))


def test_nothing_learned_but_the_target(learned):
    ds = learned.dataset.copy()
    ds["mutual_information_rms"] = 0 * ds.mutual_information_rms
    ds["history"] = 0 * ds.history
    check(tv.plot.sparsity_path(ds))
    check(tv.plot.training_curve(ds))
    check(tv.plot.figure(ds))


MODELS = {
    "learned": H, "N = 14, couplings of every size": tv.models.fixed_terms_syk(14, 6, "any", seed=1),
    "N = 14, dense": tv.models.dense_syk(14, seed=1), "N = 50": tv.models.sparse_syk(50, 1, seed=1),
    "one term": tv.Hamiltonian(4, [(-1e-7, (0, 1, 2, 3))]), "large couplings": tv.Hamiltonian(10, [(-123456.0, (0, 3, 7, 9)), (1.0, (5, 6, 8, 9))]),
    "16 terms": tv.models.fixed_terms_syk(12, 16, "any", seed=1),
}  # fmt: skip


@pytest.mark.parametrize("name", MODELS)
def test_graphs(name):
    check(tv.plot.hypergraph(MODELS[name]))
    check(tv.plot.commutation_graph(MODELS[name]))


@pytest.fixture(scope="module")
def diagnosed():
    ensembles = {
        name: [tv.models.dense_syk(7, seed=2 + k, instance=i) for i in range(3)]
        for k, name in enumerate(("dense", "same_terms_noncommuting", "an ensemble of my own with a name that does not end"))
    }
    return tv.diagnose(H, 4.0, 12, np.linspace(0, 10, 21), ensembles=ensembles)


def test_diagnosis(diagnosed):
    alone = tv.diagnose(tv.models.dense_syk(10, seed=1), 4.0, 12, [0, 1, 2, 3, 4], ensembles={}, pairs="none")
    for width in WIDTHS:
        check(tv.plot.figure(diagnosed, width_mm=width))
        check(tv.plot.figure(alone, width_mm=width))


PANELS = [
    tv.plot.information, tv.plot.size_winding, tv.plot.winding_quality, tv.plot.two_point_functions, tv.plot.otoc, tv.plot.operator_growth,
    tv.plot.response_scan, tv.plot.pair_asymmetry, tv.plot.arrival_times, tv.plot.messages, tv.plot.crossed_messages,
    tv.plot.spectral_form_factor, tv.plot.level_density, lambda ds, ax=None: tv.plot.ensemble_strips(ds, "late_fluctuation_single", ax),
]  # fmt: skip


@pytest.mark.parametrize("panel", PANELS)
def test_panels_of_a_diagnosis(diagnosed, panel):
    check(panel(diagnosed))
    with plt.rc_context({"font.size": 7}):
        _, ax = plt.subplots(figsize=(2.8, 2.4), layout="constrained")
        check(panel(diagnosed, ax=ax).set_title("a title of mine").axes)


def test_matrix_of_many_fermions(diagnosed):
    n = 26
    matrix = np.where(np.eye(n), np.nan, 0.1)
    ds = xr.Dataset({"pair_asymmetry": (("sample", "fermion", "other"), matrix[None])}, coords={"fermion": np.arange(n)})
    check(tv.plot.pair_asymmetry(ds))


# ---- circuits


CIRCUITS = {
    "wormhole": lambda: tv.circuits.wormhole(H, 4.0, -12.0, 2.8, 2.8, encoding="sycamore"),
    "compiled": lambda: tv.circuits.compile(CIRCUITS["wormhole"](), preserve="measured_state", seed=1, trials=5).circuit,
    "empty": lambda: tv.circuits.Circuit(2),
}


@pytest.mark.parametrize("width", [60, 89, 183])
@pytest.mark.parametrize("name", CIRCUITS)
def test_circuits(name, width):
    circuit = CIRCUITS[name]()
    labels = [f"a qubit, {k}" for k in range(circuit.num_qubits)]
    figure = tv.circuits.draw(circuit, labels=labels, width_mm=width)
    check(figure)
    assert figure.get_figwidth() * 25.4 <= width + 1e-6
    assert not re.search(r"1\.57|3\.14", " ".join(text.get_text() for text, _ in texts(figure)))
    boxes = [patch.get_window_extent() for patch in figure.axes[0].patches]
    for text, box in texts(figure):
        hit = [one for one in boxes if one.overlaps(box)]
        assert len(hit) <= 1 and all(one.x0 <= box.x0 and box.x1 <= one.x1 and one.y0 <= box.y0 and box.y1 <= one.y1 for one in hit), text.get_text()
    for one, other in itertools.combinations(boxes, 2):
        assert not one.padded(-1).overlaps(other.padded(-1))


def test_every_gate_has_a_box_that_fits():
    circuit = tv.circuits.Circuit(3)
    theta = tv.circuits.Angle("theta")
    for name, about in ((gate.name, gate) for gate in gates()):
        if name not in ("pauli_rotation", "unitary", "measure", "barrier") and about.num_qubits <= 3:
            circuit.append(name, list(range(about.num_qubits)), [0.123456 * np.pi, 3 * np.pi / 4, 2 * theta - np.pi / 2][: about.num_angles])
    circuit.append_rotation("XYZ", 1e-5)
    check(tv.circuits.draw(circuit))
    assert "3π/4" in {part for text in tv.circuits.draw(circuit).axes[0].texts for part in text.get_text().split(", ")}
    lines = tv.circuits.to_quantikz(circuit).splitlines()
    assert lines[0] == r"\begin{quantikz}" and lines[-1] == r"\end{quantikz}" and len(lines) == 5
    assert len({line.count("&") for line in lines[1:-1]}) == 1
    assert all(line.count("{") == line.count("}") for line in lines) and "π" not in "".join(lines)


def test_a_width_that_no_gate_fits():
    with pytest.raises(ValueError, match="width_mm = 30: column 0 of the circuit takes"):
        tv.circuits.draw(CIRCUITS["wormhole"](), labels=["a name that is far too long"] * 9, width_mm=30)


# ---- what comes out


def test_letters_stay_letters():
    figure = tv.plot.figure(tv.teleport(H, 4.0, [-12, 12], T))
    pdf, svg = io.BytesIO(), io.StringIO()
    figure.savefig(pdf, format="pdf")
    figure.savefig(svg, format="svg")
    fonts = pypdf.PdfReader(pdf).pages[0]["/Resources"]["/Font"]
    kinds = {font.get_object()["/Subtype"] for font in fonts.values()}
    assert kinds == {"/Type0"}, kinds
    assert "<text" in svg.getvalue() and "mutual information" in svg.getvalue()
    alone = io.StringIO()
    tv.plot.asymmetry(tv.teleport(H, 4.0, [-12, 12], T)).figure.savefig(alone, format="svg")
    assert "<text" in alone.getvalue()


def test_figures_are_none_of_pyplots_and_show_themselves():
    figure = tv.plot.figure(tv.teleport(H, 4.0, [-12, 12], T))
    tv.circuits.draw(tv.circuits.Circuit(2))
    assert plt.get_fignums() == []
    assert figure._repr_png_()[:8] == b"\x89PNG\r\n\x1a\n"
    tv.plot.asymmetry(tv.teleport(H, 4.0, [-12, 12], T))
    assert len(plt.get_fignums()) == 1


def test_style():
    ds = tv.teleport(H, 4.0, [-12, 12], T)
    figure = tv.plot.figure(ds, style={"axes.labelsize": 9})
    assert figure.axes[1].xaxis.label.get_fontsize() == 9
    assert tv.plot.figure(ds, style="dark_background").get_facecolor() == (0, 0, 0, 1)
    assert tv.plot.figure(ds, style="nature").axes[0].yaxis.get_ticklabels()[0].get_fontsize() == 7  # of SciencePlots; 6 else
    for style, width, error, message in (
        ("nature of things", None, ValueError, "style = 'nature of things': expected"), ({"no.such": 1}, None, ValueError, "style = "),
        (3, None, TypeError, "style = 3"), (None, 10, ValueError, "width_mm = 10: expected 30 to 1000"), (None, "wide", TypeError, "width_mm"),
    ):  # fmt: skip
        with pytest.raises(error, match=message):
            tv.plot.figure(ds, style=style, width_mm=width)
    assert matplotlib.rcParams["font.size"] == matplotlib.rcParamsDefault["font.size"]


def test_dir_lists_plot():
    assert "plot" in dir(tv) and "TYPE_CHECKING" not in dir(tv)


def test_program(tmp_path, capsys):
    from pathlib import Path

    source = str(Path(__file__).parents[1] / "data/results/teleport.h5")
    target = str(tmp_path / "a.pdf")
    betas, mus = (tv.load(source, verify=False)[axis].values for axis in ("beta", "mu"))
    assert main([source, "-o", target, "--variable", "negativity", f"--mu={mus[0]:g}", f"--beta={betas[0]:g}", "--width", "89", "--style", "ggplot"]) == 0
    page = pypdf.PdfReader(target).pages[0]
    assert float(page.mediabox.width) * 25.4 / 72 == pytest.approx(89, abs=0.1) and "negativity" in page.extract_text()
    for arguments, message in (
        (["--variable", "speed"], "no speed in the Dataset"), (["--mu=3.25"], "--mu 3.25: expected of"), (["--width", "3"], "width_mm = 3"),
        (["--style", "none"], "style = 'none'"), (["--beta", "x"], "--beta x: expected of"),
    ):  # fmt: skip
        capsys.readouterr()
        assert main([source, "-o", target, *arguments]) == 2
        assert message in capsys.readouterr().err
