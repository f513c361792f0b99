from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from traversable import _core
from traversable._datasets import first_of_probe, reads_dataset
from traversable._core import Hamiltonian
from traversable.plot._curves import BLUE, TIME_LABELS, VERMILION

BAND = "0.55"
TIME = "time $t$  [1/energy]"


@reads_dataset
def two_point_functions(dataset: xr.Dataset, sample: int = 0, ax: Axes | None = None) -> Axes:
    """Re G_j(t) / G_j(0) of every fermion, and of their average, of one sample of `diagnose`."""
    ax = plt.subplots()[1] if ax is None else ax
    curves = _one(dataset, sample).two_point.real * 2
    for j in curves.fermion.values:
        ax.plot(
            curves.t,
            curves.sel(fermion=j),
            color=BLUE,
            linewidth=0.9,
            alpha=0.7,
            label="each fermion" if j == 0 else None,
        )
    ax.plot(curves.t, curves.mean("fermion"), color="black", linewidth=2.2, label="average")
    ax.axhline(0, color="0.8", linewidth=0.8, zorder=0)
    return _finish(ax, TIME, r"Re $G_j(t)/G_j(0)$", legend=True)


@reads_dataset
def size_winding(dataset: xr.Dataset, fermion: int = 0, sample: int = 0, ax: Axes | None = None) -> Axes:
    """P(n) and |Q(n)| as bars and the phase of Q(n) on an axis of its own, at the reference time of one sample."""
    ax = plt.subplots()[1] if ax is None else ax
    one = _one(dataset, sample).sel(fermion=fermion)
    sizes, p, q = one["size"].values, one.size_distribution.values, one.winding_distribution.values
    there = p > 0.002 * p.sum()
    ax.bar(sizes[there] - 0.3, p[there], 0.6, color="0.75", label="$P(n)$")
    ax.bar(sizes[there] + 0.3, np.abs(q[there]), 0.6, color=BLUE, label="$|Q(n)|$")
    ax.set_xticks(sizes[there])
    ax.set_ylim(0, 1.45 * p.max())
    phases = ax.twinx()
    fit = _core.size_winding(p, q)
    wound = np.abs(q) > 0.005 * np.abs(q).sum()
    line = fit.intercept + fit.slope * sizes[wound]
    angle = np.angle(q[wound] * np.exp(-1j * line)) + line
    phases.plot(sizes[wound], angle, "o", color=VERMILION, label="arg $Q(n)$")
    phases.plot(sizes[wound], line, "--", color=VERMILION, linewidth=1, label="linear fit")
    phases.set_ylabel("arg $Q(n)$  [radian]", color=VERMILION)
    phases.spines["top"].set_visible(False)
    (bars, bar_names), (lines, line_names) = ax.get_legend_handles_labels(), phases.get_legend_handles_labels()
    ax.legend([*bars, *lines], [*bar_names, *line_names], frameon=False, fontsize="small", ncols=2, loc="upper center")
    return _finish(ax, "size $n$", "weight of strings of size $n$")


@reads_dataset
def otoc(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """The regularised OTOC, F(t) / F(0), of the model, and the band of the first ensemble."""
    ax = plt.subplots()[1] if ax is None else ax
    _model_and_band(dataset, dataset.otoc_regularized / dataset.otoc_regularized.isel(t=0), ax)
    ax.axhline(0.5, color="0.8", linewidth=0.8, zorder=0)
    return _finish(ax, TIME, "$F(t)/F(0)$, regularised", legend=True)


@reads_dataset
def operator_growth(dataset: xr.Dataset, fermion: int = 0, ax: Axes | None = None) -> Axes:
    """The mean size of psi_j(-t) rho^(1/2) of the model, and the band of the first ensemble."""
    ax = plt.subplots()[1] if ax is None else ax
    _model_and_band(dataset, dataset.mean_size.sel(fermion=fermion), ax)
    n = dataset.sizes["fermion"]
    ax.axhline(n / 2, color="0.8", linewidth=0.8, zorder=0)
    ax.annotate(
        "$N/2$, a random string", (0, n / 2), xytext=(2, 2), textcoords="offset points", fontsize="x-small", color="0.4"
    )
    return _finish(ax, TIME, rf"mean size of $\psi_{{{fermion + 1}}}(-t)\rho^{{1/2}}$", legend=True)


@reads_dataset
def winding_quality(dataset: xr.Dataset, fermion: int = 0, ax: Axes | None = None) -> Axes:
    """Perfectness times linearity of size winding against time, model and band."""
    ax = plt.subplots()[1] if ax is None else ax
    quality = (dataset.winding_perfectness * dataset.winding_linearity).sel(fermion=fermion)
    _model_and_band(dataset, quality, ax)
    ax.set_ylim(0, 1.03)
    return _finish(ax, TIME, rf"size winding of $\psi_{{{fermion + 1}}}$, perfect = 1", legend=True)


@reads_dataset
def response_scan(dataset: xr.Dataset, sample: int = 0, ax: Axes | None = None) -> Axes:
    """The left-right response against mu at t0 = t1 = the reference time, exact and by size winding alone."""
    ax = plt.subplots()[1] if ax is None else ax
    one = _one(dataset, sample)
    ax.plot(one.scan, one.response_scan, color=BLUE, label="exact")
    ax.plot(one.scan, one.response_scan_probe_limit, "--", color=VERMILION, label="by size winding alone")
    for mu in one.mu.values:
        ax.axvline(mu, color="0.8", linewidth=0.8, zorder=0)
    ax.axhline(0, color="0.8", linewidth=0.8, zorder=0)
    return _finish(ax, r"coupling $\mu$", "left-right response", legend=True)


@reads_dataset
def pair_asymmetry(dataset: xr.Dataset, sample: int = 0, ax: Axes | None = None, largest: float | None = None) -> Axes:
    """I_PT(-|mu|) - I_PT(+|mu|), where its modulus is largest, of every pair of fermions as a matrix; 1-based as in papers.

    Colours run from -largest, red, to +largest, blue.
    """
    ax = plt.subplots()[1] if ax is None else ax
    matrix = _one(dataset, sample).pair_asymmetry
    top = float(np.nanmax(np.abs(matrix))) if largest is None else largest
    image = ax.imshow(matrix, cmap="RdBu", vmin=-top, vmax=top)
    ticks = np.arange(matrix.sizes["fermion"])
    ax.set_xticks(ticks, ticks + 1)
    ax.set_yticks(ticks, ticks + 1)
    colours = ax.figure.colorbar(image, ax=ax, shrink=0.85)
    colours.set_label("signed peak of the asymmetry  [bits]")
    ax.set_xlabel("fermion")
    ax.set_ylabel("fermion")
    return ax


@reads_dataset
def arrival_times(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """Arrival against injection, in units of the reference time: the model, and the instances of the first ensemble."""
    ax = plt.subplots()[1] if ax is None else ax
    x = dataset.injection_time / dataset.reference_time
    y = dataset.arrival_time / dataset.reference_time
    for sample in np.flatnonzero(dataset.sample_ensemble.values == 1):
        ax.plot(
            x[sample],
            y[sample],
            color=BAND,
            linewidth=0.6,
            alpha=0.6,
            label=_ensemble(dataset) if sample == 1 else None,
        )
    ax.plot(x[0], y[0], "o-", color=BLUE, label="model", zorder=3)
    middle = float(y[0].mean())
    ends = np.array([float(x[0].min()), float(x[0].max())])
    if np.isfinite(middle):
        for slope, style, name in ((1, ":", "order reversed, slope $+1$"), (-1, "--", "order kept, slope $-1$")):
            ax.plot(ends, middle + slope * (ends - ends.mean()), style, color=VERMILION, linewidth=1, label=name)
    ax.legend(framealpha=0.85, edgecolor="none", fontsize="small")
    return _finish(ax, "injection $t_0$ / reference time", "arrival $t_1^*$ / reference time")


@reads_dataset
def messages(dataset: xr.Dataset, sample: int = 0, ax: Axes | None = None) -> Axes:
    """I_PT of two messages inserted one after the other, against the read-out time."""
    ax = plt.subplots()[1] if ax is None else ax
    one = _one(dataset, sample)
    for k, (name, style, colour) in enumerate((("earlier", "-", BLUE), ("later", "--", VERMILION))):
        ax.plot(one.t1, one.message_information.sel(message=k), style, color=colour, label=f"the {name} message")
        arrival = float(one.message_arrival.sel(message=k))
        if np.isfinite(arrival):
            ax.axvline(arrival, color=colour, linestyle=":", linewidth=1)
    return _finish(ax, TIME_LABELS["t1"], r"$I_{PT}$  [bits]", legend=True)


@reads_dataset
def crossed_messages(dataset: xr.Dataset, sample: int = 0, ax: Axes | None = None) -> Axes:
    """I_PT of a message injected at the reference time, alone and crossed by one from the other side."""
    ax = plt.subplots()[1] if ax is None else ax
    one = _one(dataset, sample)
    ax.plot(one.t1, one.alone_information, color=BLUE, label="alone")
    ax.plot(one.t1, one.delayed_information, "--", color=VERMILION, label="crossed by another")
    return _finish(ax, TIME_LABELS["t1"], r"$I_{PT}$  [bits]", legend=True)


@reads_dataset
def spectral_form_factor(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """|Z(beta + it) / Z(beta)|^2 of the model and the mean over the first ensemble."""
    ax = plt.subplots()[1] if ax is None else ax
    values = dataset.spectral_form_factor
    ensemble = values[dataset.sample_ensemble.values == 1]
    if ensemble.sizes["sample"]:
        ax.plot(values.t, ensemble.mean("sample"), color=BAND, linewidth=2, label=f"mean over {_ensemble(dataset)}")
    ax.plot(values.t, values[0], color=BLUE, label="model")
    ax.set_yscale("log")
    return _finish(ax, TIME, r"$|Z(\beta+it)/Z(\beta)|^2$", legend=True)


@reads_dataset
def level_density(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """The levels of the model as lines over the density of the first ensemble's."""
    ax = plt.subplots()[1] if ax is None else ax
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
    return _finish(ax, "energy", "density of states, normalised", legend=True)


@reads_dataset
def ensemble_strips(dataset: xr.Dataset, name: str, ax: Axes | None = None) -> Axes:
    """One criterion of every instance, a row an ensemble, and the model's value as a line.

    ValueError for what is no criterion.
    """
    if name not in dataset or dataset[name].dims != ("sample",):
        raise ValueError(f"name = {name!r}: expected a variable over samples alone")
    ax = plt.subplots()[1] if ax is None else ax
    values, groups = dataset[name].values, dataset.sample_ensemble.values
    labels = [_words(str(name)) for name in dataset.ensemble.values[1:]]
    for row, _ in enumerate(labels):
        own = values[groups == row + 1]
        # A fixed pattern in place of random jitter: the same picture every time.
        spread = ((np.arange(len(own)) * 0.618034) % 1 - 0.5) * 0.5
        ax.plot(own, row + spread, ".", color=BAND, markersize=4)
        if np.isfinite(own).any():
            ax.plot([np.nanmedian(own)] * 2, [row - 0.35, row + 0.35], color="black", linewidth=1.5)
    if np.isfinite(values[0]):
        ax.axvline(values[0], color=BLUE, linewidth=1.5)
    ax.set_yticks(range(len(labels)), labels, fontsize="small")
    ax.set_ylim(len(labels) - 0.4, -0.6)
    units = dataset[name].attrs.get("units", "1")
    ax.set_xlabel(name.replace("_", " ") + ("" if units == "1" else f"  [{units}]"))
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return ax


@reads_dataset
def commutation_graph(H: Hamiltonian, ax: Axes | None = None) -> Axes:
    """The terms on a circle, a line between two that anticommute; the area of a dot is J_S^2."""
    ax = plt.subplots()[1] if ax is None else ax
    pairs = _core.commutation_graph(H).anticommuting
    angle = np.pi / 2 - 2 * np.pi * np.arange(len(H.terms)) / len(H.terms)
    x, y = np.cos(angle), np.sin(angle)
    for k, l in pairs:
        ax.plot([x[k], x[l]], [y[k], y[l]], color=VERMILION, linewidth=0.8, alpha=max(0.05, min(1, 20 / len(pairs))))
    weights = np.array([J * J for J, _ in H.terms])
    ax.scatter(x, y, 20 + 200 * weights / max(weights.max(), 1e-300), color=BLUE, zorder=3)
    if len(H.terms) <= 16:
        for place, (_, indices) in enumerate(H.terms):
            text = (
                "".join(chr(0x2080 + int(d)) for j in indices for d in str(j + 1))
                if H.num_majoranas < 10
                else ",".join(str(j + 1) for j in indices)
            )
            name = "ψ" + text if H.num_majoranas < 10 else text
            ax.annotate(name, (1.2 * x[place], 1.2 * y[place]), ha="center", va="center", fontsize="small")
    ax.set_xlim(-1.6, 1.6)
    ax.set_ylim(-1.4, 1.4)
    ax.set_aspect("equal")
    ax.axis("off")
    return ax


@reads_dataset
def diagnosis_figure(dataset: xr.Dataset) -> Figure:
    """Nine panels of a Dataset of `diagnose` or its result file."""
    drawing, axes = plt.subplots(3, 3, figsize=(15, 12), layout="constrained")
    probe = first_of_probe(dataset)
    information(dataset, axes[0, 0])
    size_winding(dataset, probe, ax=axes[0, 1])
    winding_quality(dataset, probe, axes[0, 2])
    two_point_functions(dataset, ax=axes[1, 0])
    otoc(dataset, axes[1, 1])
    response_scan(dataset, ax=axes[1, 2])
    if np.isfinite(dataset.pair_asymmetry[0].values).any():
        pair_asymmetry(dataset, ax=axes[2, 0])
    else:
        axes[2, 0].axis("off")
    arrival_times(dataset, axes[2, 1])
    messages(dataset, ax=axes[2, 2])
    return drawing


@reads_dataset
def information(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """I_PT for both signs of mu, the model's curves over the bands of the first ensemble."""
    ax = plt.subplots()[1] if ax is None else ax
    groups = dataset.sample_ensemble.values
    for mu, colour, style in zip(dataset.mu.values, (BLUE, VERMILION), ("-", "--"), strict=True):
        curves = dataset.mutual_information.sel(mu=mu)
        _band(curves, groups, ax, colour, None)
        ax.plot(curves.t, curves[0], style, color=colour, label=rf"$\mu = {mu:+g}$")
    if (groups == 1).any():
        ax.fill_between([], [], color=BAND, alpha=0.3, label=f"{_ensemble(dataset)}, middle 68 %")
    ax.set_ylim(bottom=0)
    return _finish(ax, TIME_LABELS["t"], r"$I_{PT}$  [bits]", legend=True)


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


def _finish(ax: Axes, x: str, y: str, legend: bool = False) -> Axes:
    ax.set_xlabel(x)
    ax.set_ylabel(y)
    ax.spines["top"].set_visible(False)
    if legend:
        ax.legend(frameon=False, fontsize="small")
    return ax
