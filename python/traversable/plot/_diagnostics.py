from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from traversable import _core
from traversable._datasets import first_of_probe, reads_dataset
from traversable._core import Hamiltonian
from traversable.plot._curves import AXIS_LABELS, INFORMATION
from traversable.plot._learning import term_label
from traversable.plot._panel import panel
from traversable.plot._style import (
    BAND,
    BLUE,
    GUIDE,
    PAGE_MM,
    VERMILION,
    Style,
    axes_of,
    bar_beside,
    finish,
    legend_below,
    letter,
    number,
    panels,
    picture,
    points,
    text_width,
    unit,
    wrapped,
)

DIAGNOSIS = "Of `diagnose` or its result file."
TIME = "time $t$  [energy$^{-1}$]"
BITS = INFORMATION + "  [bits]"


@panel(DIAGNOSIS)
def two_point_functions(dataset: xr.Dataset, sample: int = 0, ax: Axes | None = None) -> Axes:
    """Re G_j(t) / G_j(0) of every fermion, and of their average, of one sample of `diagnose`."""
    ax = axes_of(ax)
    curves = _one(dataset, sample).two_point.real * 2
    for j in curves.fermion.values:
        ax.plot(
            curves.t,
            curves.sel(fermion=j),
            color=BLUE,
            linewidth=0.6,
            alpha=0.7,
            label="each fermion" if j == 0 else None,
        )
    ax.plot(curves.t, curves.mean("fermion"), color="black", linewidth=1.5, label="average")
    ax.axhline(0, color=GUIDE, linewidth=0.6, zorder=0)
    return finish(ax, TIME, r"Re $G_j(t)/G_j(0)$")


@panel(DIAGNOSIS)
def size_winding(dataset: xr.Dataset, fermion: int = 0, sample: int = 0, ax: Axes | None = None) -> Axes:
    """P(n) and |Q(n)| as bars and the phase of Q(n) on an axis of its own, at the reference time of one sample."""
    ax = axes_of(ax)
    one = _one(dataset, sample).sel(fermion=fermion)
    sizes, p, q = one["size"].values, one.size_distribution.values, one.winding_distribution.values
    there = p > 0.002 * p.sum()
    ax.bar(sizes[there] - 0.3, p[there], 0.6, color="0.75", label="$P(n)$")
    ax.bar(sizes[there] + 0.3, np.abs(q[there]), 0.6, color=BLUE, label="$|Q(n)|$")
    ax.set_xticks(sizes[there][:: -(-int(there.sum()) // 12)])
    # Bars below, phases above them.
    top = float(max(p.max(), np.abs(q).max()))
    ax.set_ylim(0, 2.1 * top)
    ax.set_yticks([tick for tick in MaxNLocator(3).tick_values(0, top) if 0 <= tick <= 1.01 * top])
    phases = ax.twinx()
    fit = _core.size_winding(p, q)
    wound = np.abs(q) > 0.005 * np.abs(q).sum()
    line = fit.intercept + fit.slope * sizes[wound]
    angle = np.angle(q[wound] * np.exp(-1j * line)) + line
    phases.plot(sizes[wound], angle, "o", color=VERMILION, label="arg $Q(n)$")
    phases.plot(sizes[wound], line, "--", color=VERMILION, linewidth=0.8, label="linear fit")
    shown = np.concatenate([angle, line])
    low, high = (float(shown.min()), float(shown.max())) if len(shown) else (0.0, 0.0)
    span = max(high - low, 0.2)
    phases.set_ylim(low - 1.25 * span, high + 0.1 * span)
    phases.set_yticks([tick for tick in MaxNLocator(3).tick_values(low, low + span) if low - 0.05 * span <= tick <= high + 0.1 * span])
    phases.set_ylabel("arg $Q(n)$  [radian]", color=VERMILION)
    phases.spines[["top", "left"]].set_visible(False)
    phases.spines["right"].set_visible(True)
    finish(ax, "size $n$", "weight of size $n$", legend=False)
    (bars, bar_names), (lines, line_names) = ax.get_legend_handles_labels(), phases.get_legend_handles_labels()
    legend_below(ax, [*bars, *lines], [*bar_names, *line_names])
    return ax


@panel(DIAGNOSIS)
def otoc(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """The regularised OTOC, F(t) / F(0), of the model, and the band of the first ensemble."""
    ax = axes_of(ax)
    _model_and_band(dataset, dataset.otoc_regularized / dataset.otoc_regularized.isel(t=0), ax)
    ax.axhline(0.5, color=GUIDE, linewidth=0.6, zorder=0)
    return finish(ax, TIME, "OTOC, regularised, $F(t)/F(0)$")


@panel(DIAGNOSIS)
def operator_growth(dataset: xr.Dataset, fermion: int = 0, ax: Axes | None = None) -> Axes:
    """The mean size of psi_j(-t) rho^(1/2) of the model, and the band of the first ensemble."""
    ax = axes_of(ax)
    _model_and_band(dataset, dataset.mean_size.sel(fermion=fermion), ax)
    n = dataset.sizes["fermion"]
    ax.axhline(n / 2, color=GUIDE, linewidth=0.6, zorder=0)
    ax.annotate(
        "$N/2$, a random string", (1, n / 2), xycoords=("axes fraction", "data"), xytext=(0, 2), textcoords="offset points",
        ha="right", fontsize="small", color="0.4",
    )
    return finish(ax, TIME, rf"mean size of $\psi_{{{fermion + 1}}}(-t)\rho^{{1/2}}$")


@panel(DIAGNOSIS)
def winding_quality(dataset: xr.Dataset, fermion: int = 0, ax: Axes | None = None) -> Axes:
    """Perfectness times linearity of size winding against time, model and band."""
    ax = axes_of(ax)
    quality = (dataset.winding_perfectness * dataset.winding_linearity).sel(fermion=fermion)
    _model_and_band(dataset, quality, ax)
    ax.set_ylim(0, 1.03)
    return finish(ax, TIME, rf"size winding of $\psi_{{{fermion + 1}}}$, perfect = 1")


@panel(DIAGNOSIS)
def response_scan(dataset: xr.Dataset, sample: int = 0, ax: Axes | None = None) -> Axes:
    """The left-right response against mu at t0 = t1 = the reference time, exact and by size winding alone."""
    ax = axes_of(ax)
    one = _one(dataset, sample)
    ax.plot(one.scan, one.response_scan, color=BLUE, label="exact")
    ax.plot(one.scan, one.response_scan_probe_limit, "--", color=VERMILION, label="by size winding alone")
    for mu in one.mu.values:
        ax.axvline(mu, color=GUIDE, linewidth=0.6, zorder=0)
    ax.axhline(0, color=GUIDE, linewidth=0.6, zorder=0)
    return finish(ax, r"coupling $\mu$", "left-right response")


@panel(DIAGNOSIS)
def pair_asymmetry(dataset: xr.Dataset, sample: int = 0, ax: Axes | None = None, largest: float | None = None) -> Axes:
    """I_PT(-|mu|) - I_PT(+|mu|), where its modulus is largest, of every pair of fermions as a matrix; 1-based as in papers.

    Colours run from -largest, red, to +largest, blue.
    """
    ax = axes_of(ax)
    matrix = _one(dataset, sample).pair_asymmetry
    there = np.abs(matrix.values[np.isfinite(matrix.values)])
    top = largest if largest is not None else float(there.max(initial=0)) or 1.0
    image = ax.imshow(matrix, cmap="RdBu", vmin=-top, vmax=top)
    ax.set_facecolor("0.85")
    ticks = np.arange(0, matrix.sizes["fermion"], -(-matrix.sizes["fermion"] // 12))
    ax.set_xticks(ticks, ticks + 1)
    ax.set_yticks(ticks, ticks + 1)
    bar_beside(ax, image, "signed peak asymmetry  [bits]", shrink=0.85)
    ax.set_xlabel("fermion")
    ax.set_ylabel("fermion")
    if not np.isfinite(matrix.values).all():
        legend_below(ax, [Patch(color="0.85")], ["not teleported"])
    return ax


@panel(DIAGNOSIS)
def arrival_times(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """Arrival against injection, in units of the reference time: the model, and the instances of the first ensemble."""
    ax = axes_of(ax)
    x = dataset.injection_time / dataset.reference_time
    y = dataset.arrival_time / dataset.reference_time
    for place, sample in enumerate(np.flatnonzero(dataset.sample_ensemble.values == 1)):
        label = _ensemble(dataset) if place == 0 else None
        ax.plot(x[sample], y[sample], color=BAND, linewidth=0.4, alpha=0.6, label=label)
    ax.plot(x[0], y[0], "o-", color=BLUE, label="model", zorder=3)
    middle = float(y[0].mean())
    ends = np.array([float(x[0].min()), float(x[0].max())])
    if np.isfinite(middle):
        for slope, style, name in ((1, ":", "order reversed, slope $+1$"), (-1, "--", "order kept, slope $-1$")):
            ax.plot(ends, middle + slope * (ends - ends.mean()), style, color=VERMILION, linewidth=1, label=name)
    ax.legend(framealpha=0.85, edgecolor="none", fontsize="small")
    return finish(ax, "injection $t_0$ / reference time", "arrival $t_1^*$ / reference time")


@panel(DIAGNOSIS)
def messages(dataset: xr.Dataset, sample: int = 0, ax: Axes | None = None) -> Axes:
    """I_PT of two messages inserted one after the other, against the read-out time."""
    ax = axes_of(ax)
    one = _one(dataset, sample)
    for k, (name, style, colour) in enumerate((("earlier", "-", BLUE), ("later", "--", VERMILION))):
        ax.plot(one.t1, one.message_information.sel(message=k), style, color=colour, label=f"the {name} message")
        arrival = float(one.message_arrival.sel(message=k))
        if np.isfinite(arrival):
            ax.axvline(arrival, color=colour, linestyle=":", linewidth=1)
    finish(ax, AXIS_LABELS["t1"], BITS, legend=False)
    handles, labels = ax.get_legend_handles_labels()
    if np.isfinite(one.message_arrival).any():
        handles, labels = [*handles, Line2D([], [], color="0.3", linestyle=":")], [*labels, "arrival, where it is a peak"]
    legend_below(ax, handles, labels)
    return ax


@panel(DIAGNOSIS)
def crossed_messages(dataset: xr.Dataset, sample: int = 0, ax: Axes | None = None) -> Axes:
    """I_PT of a message injected at the reference time, alone and crossed by one from the other side."""
    ax = axes_of(ax)
    one = _one(dataset, sample)
    ax.plot(one.t1, one.alone_information, color=BLUE, label="alone")
    ax.plot(one.t1, one.delayed_information, "--", color=VERMILION, label="crossed by another")
    return finish(ax, AXIS_LABELS["t1"], BITS)


@panel(DIAGNOSIS)
def spectral_form_factor(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """|Z(beta + it) / Z(beta)|^2 of the model and the mean over the first ensemble."""
    ax = axes_of(ax)
    values = dataset.spectral_form_factor
    ensemble = values[dataset.sample_ensemble.values == 1]
    if ensemble.sizes["sample"]:
        ax.plot(values.t, ensemble.mean("sample"), color=BAND, linewidth=1.5, label=f"mean over {_ensemble(dataset)}")
    ax.plot(values.t, values[0], color=BLUE, label="model")
    ax.set_yscale("log")
    return finish(ax, TIME, r"$|Z(\beta+it)/Z(\beta)|^2$")


@panel(DIAGNOSIS)
def level_density(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """The levels of the model as lines over the density of the first ensemble's."""
    ax = axes_of(ax)
    levels = dataset.level
    ensemble = levels[dataset.sample_ensemble.values == 1].values.ravel()
    if len(ensemble):
        ax.hist(ensemble, 60, density=True, color="0.8", label=f"density of {_ensemble(dataset)}")
    own = levels[0].values
    if len(own) <= 128:
        ax.vlines(
            own, 0, 0.06, color=BLUE, linewidth=1.2, transform=ax.get_xaxis_transform(), label="levels of the model"
        )
    else:
        ax.hist(own, 60, density=True, histtype="step", color=BLUE, label="model")
    return finish(ax, "energy", "density of states, normalised")


@panel(DIAGNOSIS)
def ensemble_strips(dataset: xr.Dataset, name: str, ax: Axes | None = None) -> Axes:
    """One criterion of every instance, a row an ensemble, and the model's value as a line."""
    if name not in dataset or dataset[name].dims != ("sample",):
        raise ValueError(f"name = {name!r}: expected a variable over samples alone")
    ax = axes_of(ax)
    values, groups = dataset[name].values, dataset.sample_ensemble.values
    size = points("small")
    labels = [wrapped(_words(str(name)), size, 16 * size * 0.5) for name in dataset.ensemble.values[1:]]
    for row, _ in enumerate(labels):
        own = values[groups == row + 1]
        # A fixed pattern in place of random jitter: the same picture every time.
        spread = ((np.arange(len(own)) * 0.618034) % 1 - 0.5) * 0.5
        ax.plot(own, row + spread, ".", color=BAND, markersize=2.5)
        if np.isfinite(own).any():
            ax.plot([np.nanmedian(own)] * 2, [row - 0.35, row + 0.35], color="black", linewidth=1.2)
    if np.isfinite(values[0]):
        ax.axvline(values[0], color=BLUE, linewidth=1.2)
    ax.set_yticks(range(len(labels)), labels, fontsize="small")
    ax.set_ylim(len(labels) - 0.4, -0.6)
    finish(ax, name.replace("_", " ") + unit(dataset[name].attrs.get("units")), "", legend=False)
    marks = [
        (Line2D([], [], color=BAND, marker=".", linestyle="none"), "an instance"),
        (Line2D([], [], color="black", linewidth=1.2), "median"),
        (Line2D([], [], color=BLUE, linewidth=1.2), "model"),
    ]  # fmt: skip
    legend_below(ax, [handle for handle, _ in marks], [label for _, label in marks])
    return ax


@panel(DIAGNOSIS)
def commutation_graph(H: Hamiltonian, ax: Axes | None = None) -> Axes:
    """The terms on a circle, a line between two that anticommute; the area of a dot is J_S^2."""
    ax = axes_of(ax)
    pairs = _core.commutation_graph(H).anticommuting
    angle = np.pi / 2 - 2 * np.pi * np.arange(len(H.terms)) / max(len(H.terms), 1)
    x, y = np.cos(angle), np.sin(angle)
    ends = np.array(pairs, dtype=int).reshape(-1, 2)
    faint = max(0.02, min(1, 20 / max(len(ends), 1)))
    ax.add_collection(
        LineCollection(list(np.stack([x[ends], y[ends]], axis=-1)), colors=VERMILION, linewidths=0.8, alpha=faint, rasterized=len(ends) > 2000)
    )
    weights = np.array([J * J for J, _ in H.terms])
    ax.scatter(x, y, 10 + 60 * weights / max(weights.max(initial=0), 1e-300), color=BLUE, zorder=3)
    if len(H.terms) <= 16:
        for place, (_, indices) in enumerate(H.terms):
            side = "center" if abs(x[place]) < 0.3 else "left" if x[place] > 0 else "right"
            ax.text(1.15 * x[place], 1.15 * y[place], term_label(indices), ha=side, va="center", fontsize="small")
    ax.set_xlim(-2.1, 2.1)
    ax.set_ylim(-1.4, 1.4)
    ax.set_aspect("equal")
    ax.axis("off")
    handles: list[Any] = [Line2D([], [], color=BLUE, marker="o", linestyle="none")]
    labels = ["a term"]
    if pairs:
        handles, labels = [*handles, Line2D([], [], color=VERMILION, linewidth=0.8)], [*labels, "anticommute"]
    legend_below(ax, handles, labels)
    return ax


@reads_dataset
def diagnosis_figure(dataset: xr.Dataset, *, style: Style | None = None, width_mm: float | None = None) -> Figure:
    """Nine panels of a Dataset of `diagnose` or its result file; without pairs of fermions eight.

    Parameters
    ----------
    dataset : xarray.Dataset
        Of `diagnose` or its result file.
    style, width_mm
        As in `figure`.

    Returns
    -------
    matplotlib.figure.Figure
        None of pyplot's.

    Raises
    ------
    TypeError, ValueError
        For arguments of another kind, and a Dataset without what is drawn.
    """
    probe = first_of_probe(dataset)
    with_pairs = bool(np.isfinite(dataset.pair_asymmetry[0].values).any())
    with picture(style, width_mm, PAGE_MM) as drawing:
        (axes,) = panels(drawing, 9 if with_pairs else 8, 3, (0.85,))
        information(dataset, axes[0])
        size_winding(dataset, probe, ax=axes[1])
        winding_quality(dataset, probe, axes[2])
        two_point_functions(dataset, ax=axes[3])
        otoc(dataset, axes[4])
        response_scan(dataset, ax=axes[5])
        arrival_times(dataset, axes[6])
        messages(dataset, ax=axes[7])
        if with_pairs:
            pair_asymmetry(dataset, ax=axes[8])
        letter(axes.tolist())
    return drawing


@panel(DIAGNOSIS)
def information(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """I_PT for both signs of mu, the model's curves over the bands of the first ensemble."""
    ax = axes_of(ax)
    groups = dataset.sample_ensemble.values
    for mu, colour, style in zip(dataset.mu.values, (BLUE, VERMILION), ("-", "--"), strict=True):
        curves = dataset.mutual_information.sel(mu=mu)
        _band(curves, groups, ax, colour, None)
        ax.plot(curves.t, curves[0], style, color=colour, label=rf"$\mu = {number(float(mu), '+g')}$")
    if (groups == 1).any():
        ax.fill_between([], [], color=BAND, alpha=0.3, label=f"{_ensemble(dataset)}, middle 68 %")
    ax.set_ylim(bottom=0)
    return finish(ax, AXIS_LABELS["t"], BITS)


def _one(dataset: xr.Dataset, sample: int) -> xr.Dataset:
    return dataset.isel(sample=sample)


def _ensemble(dataset: xr.Dataset) -> str:
    return _words(str(dataset.ensemble.values[1]))


def _words(ensemble: str) -> str:
    """A short name of an ensemble on an axis or in a legend."""
    kind, _, k = ensemble.partition(":")
    if k and kind in ("sparse", "binary"):
        return f"{kind}, $k={float(k):.3g}$"
    return {
        "dense": "dense SYK", "same_terms_commuting": "commuting", "same_terms_noncommuting": "not commuting",
    }.get(ensemble, ensemble.replace("_", " "))  # fmt: skip


def _model_and_band(dataset: xr.Dataset, curves: xr.DataArray, ax: Axes) -> None:
    groups = dataset.sample_ensemble.values
    label = f"{_ensemble(dataset)}, middle 68 %" if (groups == 1).any() else None
    _band(curves, groups, ax, BAND, label)
    ax.plot(curves.t, curves[0], color=BLUE, label="model")


def _band(curves: xr.DataArray, groups: npt.NDArray[Any], ax: Axes, colour: str, label: str | None) -> None:
    members = curves.values[groups == 1]
    if len(members):
        low, high = np.nanpercentile(members, [16, 84], axis=0)
        ax.fill_between(curves.t, low, high, color=colour, alpha=0.25, linewidth=0, label=label)
