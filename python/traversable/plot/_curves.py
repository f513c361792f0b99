from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from traversable._datasets import reads_dataset
from traversable.plot._selection import curve, mean_and_error, signed_pairs, time_axis

BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9",
)  # fmt: skip
COLOURS = [BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY]
TIME_LABELS = {
    "t": "time $t_0 = t_1 = t$  [1/energy]",
    "t0": "injection time $t_0$  [1/energy]",
    "t1": "read-out time $t_1$  [1/energy]",
}


@reads_dataset
def mutual_information(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """I_PT against time, a curve for every mu and beta; mean and standard error over instances.

    ValueError for a Dataset without one time axis to draw along.
    """
    mean, error = mean_and_error(dataset)
    ax = plt.subplots()[1] if ax is None else ax
    axis = time_axis(mean)
    several_beta = mean.sizes.get("beta", 1) > 1
    for b, beta in enumerate(np.atleast_1d(mean.beta.values)):
        for mu in np.atleast_1d(mean.mu.values):
            label = f"$\\mu = {mu:+g}$" + (f", $\\beta = {beta:g}$" if several_beta else "")
            _draw(ax, mean, error, axis, {"beta": beta, "mu": mu}, label, _style(mu, b, mean))
    ax.set_ylabel(f"mutual information $I_{{PT}}$  [{dataset.mutual_information.attrs.get('units', 'bits')}]")
    return _finish(ax, axis)


@reads_dataset
def asymmetry(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """I_PT(-|mu|) - I_PT(+|mu|) against time: positive where the negative-energy shockwave carries more.

    ValueError where no |mu| has both signs or there is no one time axis.
    """
    mean, error = mean_and_error(_difference(dataset))
    ax = plt.subplots()[1] if ax is None else ax
    axis = time_axis(mean)
    styles = ["-", "--", ":", "-."]
    several_beta = mean.sizes.get("beta", 1) > 1
    for b, beta in enumerate(np.atleast_1d(mean.beta.values)):
        for m, mu in enumerate(np.atleast_1d(mean.mu.values)):
            label = f"$|\\mu| = {mu:g}$" + (f", $\\beta = {beta:g}$" if several_beta else "")
            style = {"color": COLOURS[(b + 2) % len(COLOURS)], "linestyle": styles[m % len(styles)]}
            _draw(ax, mean, error, axis, {"beta": beta, "mu": mu}, label, style)
    ax.axhline(0, color="0.4", linewidth=0.8)
    units = dataset.mutual_information.attrs.get("units", "bits")
    ax.set_ylabel(f"$I_{{PT}}(-|\\mu|) - I_{{PT}}(+|\\mu|)$  [{units}]")
    return _finish(ax, axis)


def _difference(dataset: xr.Dataset) -> xr.Dataset:
    information = dataset.mutual_information
    if "mu" not in information.dims:
        raise ValueError("mu: the asymmetry needs both signs of one |mu|")
    pairs = signed_pairs(information)
    negative = information.sel(mu=[-mu for mu in pairs]).assign_coords(mu=pairs)
    difference: xr.DataArray = negative - information.sel(mu=pairs)
    return difference.to_dataset(name="mutual_information")


def _style(mu: float, b: int, mean: xr.DataArray) -> dict[str, Any]:
    """Colour by beta and |mu|, solid for negative energy; a lone pair of signs in blue and vermilion."""
    sizes = sorted({abs(float(m)) for m in np.atleast_1d(mean.mu.values)})
    linestyle = "-" if mu < 0 else "--"
    if len(sizes) == 1 and mean.sizes.get("beta", 1) == 1:
        return {"color": BLUE if mu < 0 else VERMILION, "linestyle": linestyle}
    index = b * len(sizes) + sizes.index(abs(float(mu)))
    return {"color": COLOURS[index % len(COLOURS)], "linestyle": linestyle}


def _draw(
    ax: Axes,
    mean: xr.DataArray,
    error: xr.DataArray | None,
    axis: str,
    selection: dict[str, float],
    label: str,
    style: dict[str, Any],
) -> None:
    times = mean[axis].values
    values = np.atleast_1d(curve(mean, **selection).values)
    marker = "o" if len(times) == 1 else None
    ax.plot(times, values, label=label, marker=marker, **style)
    if error is not None:
        spread = np.atleast_1d(curve(error, **selection).values)
        ax.fill_between(times, values - spread, values + spread, color=style["color"], alpha=0.2, linewidth=0)


def _finish(ax: Axes, axis: str) -> Axes:
    ax.set_xlabel(TIME_LABELS[axis])
    ax.margins(x=0)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(frameon=False)
    return ax
