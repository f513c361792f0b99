import matplotlib.pyplot as plt
import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from traversable._datasets import reads_dataset
from traversable.plot._curves import TIME_LABELS
from traversable.plot._selection import curve, mean_and_error


@reads_dataset
def mutual_information_map(dataset: xr.Dataset) -> Figure:
    """I_PT over (t1, t0), a panel for every mu and beta on one colour scale; mean over instances.

    ValueError for a Dataset without both time axes.
    """
    mean, _ = mean_and_error(dataset)
    if not {"t0", "t1"} <= set(mean.dims):
        raise ValueError("a map needs the axes t0 and t1")
    betas, mus = np.atleast_1d(mean.beta.values), np.atleast_1d(mean.mu.values)
    figure, axes = plt.subplots(
        len(betas), len(mus), squeeze=False, sharex=True, sharey=True, layout="constrained",
        figsize=(1.2 + 3.6 * len(mus), 0.6 + 3.0 * len(betas)),
    )  # fmt: skip
    top = float(mean.max())
    for row, beta in zip(axes, betas, strict=True):
        for ax, mu in zip(row, mus, strict=True):
            panel = curve(mean, beta=beta, mu=mu).transpose("t0", "t1")
            image = ax.pcolormesh(
                panel.t1.values, panel.t0.values, panel.values, vmin=0, vmax=top, cmap="cividis",
                shading="nearest", rasterized=True,
            )  # fmt: skip
            ax.set_title(f"$\\mu = {mu:+g}$, $\\beta = {beta:g}$", fontsize="medium")
    for ax in axes[-1]:
        ax.set_xlabel(TIME_LABELS["t1"])
    for ax in axes[:, 0]:
        ax.set_ylabel(TIME_LABELS["t0"])
    units = dataset.mutual_information.attrs.get("units", "bits")
    figure.colorbar(image, ax=axes, label=f"mutual information $I_{{PT}}$  [{units}]")
    return figure
