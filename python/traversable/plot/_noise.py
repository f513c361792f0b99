from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from traversable._datasets import reads_dataset
from traversable.plot._curves import BLUE, COLOURS, TIME_LABELS, VERMILION
from traversable.plot._selection import keep_axes, signed_pairs

SCALE_LABEL = "noise scale"
MOST_CURVES = 4


def signed(array: xr.DataArray) -> tuple[float, xr.DataArray, xr.DataArray]:
    """|mu|, and the values at -|mu| and +|mu|. ValueError unless there is one such pair."""
    if "mu" not in array.dims:
        raise ValueError("mu: the asymmetry needs both signs of one |mu|")
    pairs = signed_pairs(array)
    if len(pairs) > 1:
        raise ValueError(f"|mu| = {pairs}: select one of them")
    return pairs[0], array.sel(mu=-pairs[0], drop=True), array.sel(mu=pairs[0], drop=True)


def over_instances(array: xr.DataArray) -> xr.DataArray:
    return array.mean("instance", keep_attrs=True) if "instance" in array.dims else array


@reads_dataset
def noise_asymmetry(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """I_PT(-|mu|) - I_PT(+|mu|) against the noise scale, a curve for up to four times.

    With shots: the band is one standard error of an experiment with the fewest shots, points with error bars are
    the simulated experiments of the first curve, and dashed lines the thresholds, the band about them where the
    expected significance is one standard error more and less. Ensembles are averaged. ValueError where no |mu| has
    both signs or there is no axis noise_scale.
    """
    curves, units = _times_to_draw(dataset, "mutual_information")
    ax = plt.subplots()[1] if ax is None else ax
    for number, (label, point) in enumerate(curves):
        colour = COLOURS[(number + 2) % len(COLOURS)]
        _, negative, positive = signed(over_instances(point.mutual_information))
        line = negative - positive
        style = ["-", "--", ":", "-."][number]
        ax.plot(line.noise_scale.values, line.values, color=colour, linestyle=style, label=label or "exact")
        if "shots" in dataset.coords:
            _shots_on(ax, point, line, colour, experiments=number == 0)
    ax.axhline(0, color="0.4", linewidth=0.8)
    ax.set_ylabel(f"$I_{{PT}}(-|\\mu|) - I_{{PT}}(+|\\mu|)$  [{units}]")
    return _finish(ax)


@reads_dataset
def noise_information(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """I_PT against the noise scale for both signs, at the time of the largest asymmetry; dotted: as read out."""
    (label, point), *_ = _times_to_draw(dataset, "mutual_information", most=1)[0]
    ax = plt.subplots()[1] if ax is None else ax
    for mu in np.atleast_1d(point.mu.values):
        colour = BLUE if mu < 0 else VERMILION
        for name, line in (("mutual_information", "-" if mu < 0 else "--"), ("mutual_information_read_out", ":")):
            values = keep_axes(over_instances(point[name])).sel(mu=mu).squeeze(drop=True)
            text = f"$\\mu = {mu:+g}$" + (", read-out errors left in" if line == ":" else "")
            ax.plot(values.noise_scale.values, values.values, color=colour, linestyle=line, label=text)
    units = dataset.mutual_information.attrs.get("units", "bits")
    ax.set_ylabel(f"mutual information $I_{{PT}}$  [{units}]")
    ax.set_title(label, fontsize="medium")
    return _finish(ax)


@reads_dataset
def noise_map(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """The asymmetry over (noise scale, time), mean over instances. ValueError without one time axis of length > 1."""
    _, negative, positive = signed(over_instances(dataset.mutual_information))
    difference = (negative - positive).squeeze(drop=True)
    axis = [name for name in ("t", "t0", "t1") if difference.sizes.get(name, 1) > 1]
    if len(axis) != 1:
        raise ValueError(f"times {axis}: the map needs one time axis")
    ax = plt.subplots()[1] if ax is None else ax
    panel = difference.transpose("noise_scale", axis[0])
    largest = float(np.nanmax(np.abs(panel.values)))
    image = ax.pcolormesh(
        panel[axis[0]].values, panel.noise_scale.values, panel.values, vmin=-largest, vmax=largest, cmap="PuOr_r",
        shading="nearest", rasterized=True,
    )  # fmt: skip
    ax.set_xlabel(TIME_LABELS[axis[0]])
    ax.set_ylabel(SCALE_LABEL)
    units = dataset.mutual_information.attrs.get("units", "bits")
    bar = ax.figure.colorbar(image, ax=ax)
    bar.set_label(f"$I_{{PT}}(-|\\mu|) - I_{{PT}}(+|\\mu|)$  [{units}]")
    return ax


@reads_dataset
def noise_budget(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """The asymmetry as read out, with each kind of noise alone and with all others, at scale 1.

    At the time of the largest asymmetry. ValueError where the run had no budget.
    """
    if "mutual_information_only" not in dataset:
        raise ValueError("no mutual_information_only in the Dataset: run with --budget")
    (label, point), *_ = _times_to_draw(dataset, "mutual_information", most=1)[0]
    ax = plt.subplots()[1] if ax is None else ax
    names = [str(name) for name in np.atleast_1d(point.component.values)]
    places = np.arange(len(names))
    for name, shift, colour, text in (
        ("mutual_information_only", -0.2, COLOURS[5], "this noise alone"),
        ("mutual_information_without", 0.2, COLOURS[3], "all other noise"),
    ):
        _, negative, positive = signed(over_instances(point[name]))
        ax.barh(places + shift, (negative - positive).values, height=0.38, color=colour, label=text)
    _, negative, positive = signed(over_instances(point.mutual_information_read_out))
    scales = negative.noise_scale.values
    for scale, style, text in ((0, "--", "no noise"), (1, "-", "all noise")):
        if scale in scales:
            value = float((negative - positive).sel(noise_scale=scale))
            ax.axvline(value, color="0.2", linestyle=style, linewidth=1, label=text)
    ax.set_yticks(places, [name.replace("_", " ") for name in names])
    ax.invert_yaxis()
    units = dataset.mutual_information.attrs.get("units", "bits")
    ax.set_xlabel(f"asymmetry as read out  [{units}]")
    ax.set_title(label, fontsize="medium")
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(frameon=False, fontsize="small", loc="upper center", bbox_to_anchor=(0.5, -0.15), ncol=2)
    return ax


@reads_dataset
def noise_figure(dataset: xr.Dataset) -> Figure:
    """What a noise run holds: I_PT and asymmetry against the scale, the map over times, the budget."""
    information = dataset.mutual_information
    panels: list[Any] = [noise_information]
    try:
        signed(information)
    except ValueError:
        both = False
    else:
        both = True
    if both:
        panels.append(noise_asymmetry)
        if sum(information.sizes.get(name, 1) > 1 for name in ("t", "t0", "t1")) == 1:
            panels.append(noise_map)
        if "mutual_information_only" in dataset:
            panels.append(noise_budget)
    columns = min(len(panels), 2)
    rows = -(-len(panels) // columns)
    figure, axes = plt.subplots(
        rows, columns, squeeze=False, figsize=(5.4 * columns, 4.0 * rows), layout="constrained"
    )
    for ax in axes.flat[len(panels) :]:
        ax.remove()
    for ax, panel in zip(axes.flat, panels, strict=False):
        panel(dataset, ax)
    return figure


def _times_to_draw(dataset: xr.Dataset, name: str, most: int = MOST_CURVES) -> tuple[list[tuple[str, xr.Dataset]], str]:
    """Labels and selections of up to `most` times, the one of the largest asymmetry first; and the unit."""
    information = over_instances(dataset[name])
    if "noise_scale" not in information.dims:
        raise ValueError("no axis noise_scale in the Dataset")
    if "beta" in information.dims:
        if information.sizes["beta"] > 1:
            raise ValueError("beta: select one of them")
        dataset, information = dataset.isel(beta=0), information.isel(beta=0)
    try:
        _, negative, positive = signed(information)
        size = negative - positive
    except ValueError:
        size = information.max("mu") if "mu" in information.dims else information
    times = [axis for axis in ("t", "t0", "t1") if axis in size.dims]
    by_time = size.max("noise_scale").stack(time=times) if times else None
    units = str(dataset[name].attrs.get("units", "bits"))
    if by_time is None:
        return [("", dataset)], units
    order = np.argsort(-by_time.values)
    drawn = order[:1] if len(order) > MOST_CURVES or most == 1 else order
    selections = []
    for index in drawn:
        point: dict[str, float] = dict(zip(times, by_time.time.values[int(index)], strict=True))
        label = ", ".join(f"${axis[0]}_{axis[1]} = {v:g}$" if axis != "t" else f"$t = {v:g}$" for axis, v in point.items())
        selections.append((label, dataset.sel(point)))
    return selections, units


def _shots_on(ax: Axes, point: xr.Dataset, line: xr.DataArray, colour: str, experiments: bool) -> None:
    fewest = np.atleast_1d(point.shots.values).min()

    def at(name: str) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        array = point[name] if "instance" not in point[name].dims else point[name].isel(instance=0)
        _, negative, positive = signed(array.sel(shots=fewest) if "shots" in array.dims else array)
        return negative.values, positive.values

    error = np.hypot(*at("mutual_information_shots_stderr"))
    scales = line.noise_scale.values
    ax.fill_between(scales, line.values - error, line.values + error, color=colour, alpha=0.2, linewidth=0)
    if not experiments:
        return
    negative, positive = at("mutual_information_shots")
    ax.errorbar(
        scales, negative - positive, error, fmt="o", color="0.15", markersize=4, capsize=2, linewidth=1,
        label=f"one experiment, {fewest:,} shots",
    )  # fmt: skip
    if "threshold_scale" not in point:
        return
    threshold = point[["threshold_scale", "threshold_low", "threshold_high"]]
    threshold = threshold.median("instance") if "instance" in threshold.dims else threshold
    for number, shots in enumerate(np.atleast_1d(threshold.shots.values)):
        t = threshold.sel(shots=shots) if "shots" in threshold.dims else threshold
        scale, low, high = (float(t[name]) for name in ("threshold_scale", "threshold_low", "threshold_high"))
        if not np.isfinite(scale) or scale > scales.max():
            continue
        tint = COLOURS[(number + 3) % len(COLOURS)]
        ax.axvline(scale, color=tint, linestyle="--", label=f"lost in {shots:,} shots: scale {scale:.2f}")
        ax.axvspan(low, min(high, float(scales.max())), color=tint, alpha=0.12, linewidth=0)


def _finish(ax: Axes) -> Axes:
    ax.set_xlabel(SCALE_LABEL)
    ax.margins(x=0.02)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(frameon=True, facecolor="white", edgecolor="none", framealpha=1, fontsize="small", loc="upper right")
    return ax
