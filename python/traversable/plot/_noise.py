from collections.abc import Callable
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from traversable._datasets import reads_dataset
from traversable.plot._curves import ASYMMETRY, AXIS_LABELS, VARIABLE_LABELS
from traversable.plot._panel import panel
from traversable.plot._selection import DEFAULT, TIMES, keep_axes, signed_pairs
from traversable.plot._style import (
    BLUE,
    COLOURS,
    PAGE_MM,
    PURPLE,
    SKY,
    VERMILION,
    Style,
    axes_of,
    bar_beside,
    colours_of,
    finish,
    legend_below,
    letter,
    number,
    panels,
    picture,
    sequence,
    unit,
)

NOISE = "Of a noisy `teleport` or a file of `traversable noise`."
MOST_CURVES = 4
COMPONENTS = {"one_qubit": "one-qubit gates", "two_qubit": "two-qubit gates", "idle": "waiting", "read_out": "read-out"}


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


@panel(NOISE)
def noise_asymmetry(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """I_PT(-|mu|) - I_PT(+|mu|) against the noise scale, a curve for up to four times.

    With shots: points with error bars are one simulated experiment for every number of shots, at the time of the first
    curve, beside each other. Dashed lines are the thresholds, the band about them where the expected significance is one
    standard error more and less. Ensembles are averaged. ValueError where no |mu| has both signs or there is no axis
    noise_scale.
    """
    curves, units = _times_to_draw(dataset, DEFAULT)
    ax = axes_of(ax)
    for place, (label, point) in enumerate(curves):
        _, negative, positive = signed(over_instances(point.mutual_information))
        line = negative - positive
        style = ["-", "--", ":", "-."][place]
        name = "exact" + (f", {label}" if len(curves) > 1 else "")
        ax.plot(line.noise_scale.values, line.values, color="0.15", linestyle=style, label=name)
    if "shots" in dataset.coords:
        _shots_on(ax, curves[0][1])
    ax.axhline(0, color="0.4", linewidth=0.6, zorder=0)
    ax.margins(x=0.02)
    return finish(ax, _scale_label(curves[0][0] if len(curves) == 1 else ""), ASYMMETRY + unit(units))


@panel(NOISE)
def noise_information(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """I_PT against the noise scale for both signs, at the time of the largest asymmetry; dotted: as read out."""
    (label, point), *_ = _times_to_draw(dataset, DEFAULT, most=1)[0]
    ax = axes_of(ax)
    for mu in np.atleast_1d(point.mu.values):
        colour = BLUE if mu < 0 else VERMILION
        for name, line in ((DEFAULT, "-" if mu < 0 else "--"), ("mutual_information_read_out", ":")):
            values = keep_axes(over_instances(point[name])).sel(mu=mu).squeeze(drop=True)
            text = None if line == ":" else rf"$\mu = {number(mu, '+g')}$"
            ax.plot(values.noise_scale.values, values.values, color=colour, linestyle=line, label=text)
    ax.margins(x=0.02)
    ax.set_ylim(bottom=0)
    units = dataset.mutual_information.attrs.get("units", "bits")
    finish(ax, _scale_label(label), VARIABLE_LABELS[DEFAULT] + unit(units), legend=False)
    handles, labels = ax.get_legend_handles_labels()
    dotted = Line2D([], [], color="0.3", linestyle=":")
    legend_below(ax, [*handles, dotted], [*labels, "read-out errors left in"])
    return ax


@panel(NOISE)
def noise_map(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """The asymmetry over (noise scale, time), mean over instances. ValueError without one time axis of length > 1."""
    _, negative, positive = signed(over_instances(dataset.mutual_information))
    difference = (negative - positive).squeeze(drop=True)
    axis = [name for name in TIMES if difference.sizes.get(name, 1) > 1]
    if len(axis) != 1:
        raise ValueError(f"times {axis}: the map needs one time axis")
    ax = axes_of(ax)
    panel = difference.transpose("noise_scale", axis[0])
    image = ax.pcolormesh(
        panel[axis[0]].values, panel.noise_scale.values, panel.values, shading="nearest", rasterized=True, **colours_of(panel.values)
    )  # fmt: skip
    finish(ax, AXIS_LABELS[axis[0]], AXIS_LABELS["noise_scale"], legend=False)
    units = dataset.mutual_information.attrs.get("units", "bits")
    bar_beside(ax, image, ASYMMETRY + unit(units))
    return ax


@panel(NOISE)
def noise_budget(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """The asymmetry as read out, with each kind of noise alone and with all others, at scale 1.

    At the time of the largest asymmetry. ValueError where the run had no budget.
    """
    if "mutual_information_only" not in dataset:
        raise ValueError("no mutual_information_only in the Dataset: run with --budget")
    (label, point), *_ = _times_to_draw(dataset, DEFAULT, most=1)[0]
    ax = axes_of(ax)
    names = [str(name) for name in np.atleast_1d(point.component.values)]
    places = np.arange(len(names))
    for name, shift, colour, text in (
        ("mutual_information_only", -0.2, SKY, "this noise alone"),
        ("mutual_information_without", 0.2, PURPLE, "all other noise"),
    ):
        _, negative, positive = signed(over_instances(point[name]))
        ax.barh(places + shift, (negative - positive).values, height=0.38, color=colour, label=text)
    _, negative, positive = signed(over_instances(point.mutual_information_read_out))
    scales = negative.noise_scale.values
    for scale, style, text in ((0, "--", "no noise"), (1, "-", "all noise")):
        if scale in scales:
            value = float((negative - positive).sel(noise_scale=scale))
            ax.axvline(value, color="0.2", linestyle=style, linewidth=1, label=text)
    ax.set_yticks(places, [COMPONENTS.get(name, name.replace("_", " ")) for name in names])
    ax.invert_yaxis()
    units = dataset.mutual_information.attrs.get("units", "bits")
    return finish(ax, "asymmetry as read out" + (f" at {label}" if label else "") + unit(units), "")


@reads_dataset
def noise_figure(dataset: xr.Dataset, *, style: Style | None = None, width_mm: float | None = None) -> Figure:
    """What a noise run holds: I_PT and asymmetry against the scale, the map over times, the budget."""
    information = dataset.mutual_information
    drawn: list[Callable[[xr.Dataset, Axes], Axes]] = [noise_information]
    try:
        signed(information)
    except ValueError:
        pass
    else:
        drawn.append(noise_asymmetry)
        if "mutual_information_only" in dataset:
            drawn.append(noise_budget)
        if sum(information.sizes.get(name, 1) > 1 for name in TIMES) == 1:
            drawn.append(noise_map)
    with picture(style, width_mm, PAGE_MM if len(drawn) > 1 else PAGE_MM / 2) as drawing:
        (axes,) = panels(drawing, len(drawn), 2)
        for ax, panel in zip(axes, drawn, strict=True):
            panel(dataset, ax)
        if len(drawn) > 1:
            letter(axes.tolist())
    return drawing


def _scale_label(time: str) -> str:
    return AXIS_LABELS["noise_scale"] + (f", at {time}" if time else "")


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
    times = [axis for axis in TIMES if axis in size.dims]
    by_time = size.max("noise_scale").stack(time=times) if times else None
    units = str(dataset[name].attrs.get("units", "bits"))
    if by_time is None:
        return [("", dataset)], units
    order = np.argsort(-by_time.values)
    drawn = order[:1] if len(order) > MOST_CURVES or most == 1 else order
    selections = []
    for index in drawn:
        point: dict[str, float] = dict(zip(times, by_time.time.values[int(index)], strict=True))
        label = ", ".join(f"${axis[0]}_{axis[1]} = {number(v)}$" if axis != "t" else f"$t = {number(v)}$" for axis, v in point.items())
        selections.append((label, dataset.sel(point)))
    return selections, units


def _shots_on(ax: Axes, point: xr.Dataset) -> None:
    """A simulated experiment and the threshold for every number of shots, in one colour each."""
    scales = point.noise_scale.values
    every = [int(shots) for shots in np.atleast_1d(point.shots.values)]
    # Beside each other, so that error bars can be told.
    step = 0.02 * (scales.max() - scales.min()) if len(every) > 1 else 0.0
    thresholds = _thresholds(point)
    tints = COLOURS[1:4] if len(every) <= 3 else sequence(len(every))
    for place, (shots, colour) in enumerate(zip(every, tints, strict=False)):
        value, error = (_difference_at(point, name, shots) for name in ("mutual_information_shots", "mutual_information_shots_stderr"))
        name = f"{shots:,} shots".replace(",", "\u202f")
        if shots in thresholds:
            scale, low, high = thresholds[shots]
            within = np.isfinite(scale) and scale <= scales.max()
            name += f": lost at scale {scale:.2f}" if within else f": not lost up to scale {scales.max():g}"
            if within:
                ax.axvline(scale, color=colour, linestyle="--", zorder=1)
                ax.axvspan(low, min(high, float(scales.max())), color=colour, alpha=0.12, linewidth=0, zorder=0)
        ax.errorbar(
            scales + (place - (len(every) - 1) / 2) * step, value, error, fmt="o", color=colour, markersize=2.5, capsize=1.5,
            linewidth=0.8, label=name,
        )  # fmt: skip


def _difference_at(point: xr.Dataset, name: str, shots: int) -> Any:
    """Of both signs, for one number of shots: of values the difference, of errors the root of the sum of squares."""
    array = point[name].isel(instance=0) if "instance" in point[name].dims else point[name]
    _, negative, positive = signed(array.sel(shots=shots) if "shots" in array.dims else array)
    return np.hypot(negative.values, positive.values) if name.endswith("stderr") else negative.values - positive.values


def _thresholds(point: xr.Dataset) -> dict[int, tuple[float, float, float]]:
    """Scale, low and high end for every number of shots."""
    names = ["threshold_scale", "threshold_low", "threshold_high"]
    if names[0] not in point:
        return {}
    threshold = point[names]
    threshold = threshold.median("instance") if "instance" in threshold.dims else threshold
    found = {}
    for shots in np.atleast_1d(threshold.shots.values):
        one = threshold.sel(shots=shots) if "shots" in threshold.dims else threshold
        scale, low, high = (float(one[name]) for name in names)
        found[int(shots)] = (scale, low, high)
    return found
