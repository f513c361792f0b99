"""Curves of a sweep: beta is the colour, the sign of mu the line style, and |mu| the panel, or the colour where beta is one."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from traversable._datasets import reads_dataset, whole
from traversable.plot._panel import panel
from traversable.plot._selection import DEFAULT, axis_of, curve, mean_and_error, signed_pairs, variable_of
from traversable.plot._style import BAND, BLUE, VERMILION, axes_of, finish, legend_below, number, sequence, unit

AXIS_LABELS = {
    "t": r"time $t_0 = t_1 = t$  [energy$^{-1}$]",
    "t0": r"injection time $t_0$  [energy$^{-1}$]",
    "t1": r"read-out time $t_1$  [energy$^{-1}$]",
    "mu": r"coupling $\mu$",
    "|mu|": r"coupling $|\mu|$",
    "beta": r"inverse temperature $\beta$  [energy$^{-1}$]",
    "noise_scale": "noise scale",
}
VARIABLE_LABELS = {DEFAULT: r"mutual information $I_\mathrm{PT}$"}
ASYMMETRY = r"$I_\mathrm{PT}(-|\mu|) - I_\mathrm{PT}(+|\mu|)$"
INFORMATION = r"$I_\mathrm{PT}$"
TIME_LABELS = AXIS_LABELS
SWEEP = "Of `teleport` or `load`."
MOST_NAMED = 10
"""Colours that a legend names; more go into a bar."""


@reads_dataset
def curves(dataset: xr.Dataset | xr.DataArray, variable: str | None = None, ax: Axes | None = None) -> Axes:
    """Any variable of real numbers against time, a curve for every mu and beta; mean and standard error over instances.

    Where all times are single ones: against noise_scale or whatever axis there is, else against mu, else against beta.

    Parameters
    ----------
    dataset : Dataset or DataArray
        Of `teleport`, `load`, or one of their variables.
    variable : str, optional
        Its only variable, or `mutual_information`.
    ax : Axes, optional
        A new figure.

    Returns
    -------
    matplotlib.axes.Axes
        The panel.

    Raises
    ------
    ValueError
        For a variable that is not there or is complex, a map over t0 and t1, more than one further axis.
    """
    return _drawn(sweep_of(dataset, variable), ax)


@panel(SWEEP)
def mutual_information(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """I_PT as `curves` draws it."""
    return _drawn(sweep_of(dataset, DEFAULT), ax)


@panel(SWEEP)
def asymmetry(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """I_PT(-|mu|) - I_PT(+|mu|) against time: positive where the negative-energy shockwave carries more.

    ValueError where no |mu| has both signs or there is no one axis to draw along.
    """
    return _drawn(asymmetry_of(dataset), ax)


def _drawn(sweep: "Sweep", ax: Axes | None) -> Axes:
    ax = axes_of(ax)
    sweep.draw(ax)
    finish(ax, sweep.x_label, sweep.y_label, legend=False)
    legend_below(ax, *sweep.legend())
    return ax


@dataclass(frozen=True)
class Sweep:
    """A variable over beta, mu and one axis more, and the standard error of its mean over instances."""

    mean: xr.DataArray
    error: xr.DataArray | None
    axis: str
    y_label: str
    instances: int
    signed: bool
    """Whether mu has signs, or is |mu|."""

    @property
    def dots(self) -> bool:
        """Whether there are marks with error bars in place of lines with a band."""
        return self.axis in ("mu", "beta") or self.mean.sizes[self.axis] < 3

    @property
    def betas(self) -> list[float]:
        return self._values("beta")

    @property
    def mus(self) -> list[float]:
        return self._values("mu")

    @property
    def sizes(self) -> list[float]:
        """Every |mu|, ascending."""
        return sorted({abs(mu) for mu in self.mus})

    def _values(self, name: str) -> list[float]:
        if name == self.axis or name not in self.mean.dims:
            return []
        return [float(value) for value in self.mean[name].values]

    @property
    def keys(self) -> list[tuple[float | None, float | None]]:
        """What has a colour of its own: (beta, |mu|)."""
        betas: list[float | None] = [*self.betas] or [None]
        sizes: list[float | None] = [*self.sizes] or [None]
        return [(beta, size) for beta in betas for size in sizes]

    @property
    def x_label(self) -> str:
        if self.axis == "mu" and not self.signed:
            return AXIS_LABELS["|mu|"]
        about = self.mean[self.axis].attrs
        return AXIS_LABELS.get(self.axis) or str(about.get("long_name", self.axis)) + unit(about.get("units"))

    def of_size(self, size: float) -> "Sweep":
        """The curves of one |mu|."""
        chosen = [mu for mu in self.mus if abs(mu) == size]
        error = None if self.error is None else self.error.sel(mu=chosen)
        return Sweep(self.mean.sel(mu=chosen), error, self.axis, self.y_label, self.instances, self.signed)

    def draw(self, ax: Axes) -> None:
        """The curves, without labels and legend."""
        x = self.mean[self.axis].values
        line = {"linestyle": "none"} if len(x) < 3 else {}
        for (beta, size), colour in zip(self.keys, sequence(len(self.keys)), strict=True):
            signs: list[float | None] = [mu for mu in self.mus if abs(mu) == size]
            for mu in signs or [None]:
                select = {name: value for name, value in (("beta", beta), ("mu", mu)) if value is not None}
                style = self._style(mu, colour)
                values = np.atleast_1d(curve(self.mean, **select).values)
                spread = None if self.error is None else np.atleast_1d(curve(self.error, **select).values)
                if self.dots:
                    ax.errorbar(x, values, spread, marker="o", capsize=2, **{**style, **line})
                    continue
                ax.plot(x, values, **style)
                if spread is not None:
                    ax.fill_between(x, values - spread, values + spread, color=style["color"], alpha=0.2, linewidth=0)
        if self.dots:
            ax.margins(x=0.08 if len(x) > 2 else 0.4)
            if len(x) <= 6:
                ax.set_xticks(x, [f"${number(float(value), '+g' if self.axis == 'mu' and self.signed else 'g')}$" for value in x])
        else:
            ax.margins(x=0)
        zero = ax.axhline(0, color="0.4", linewidth=0.6, zorder=0)
        if np.nanmin(self.mean.values, initial=0.0) >= 0:
            zero.sticky_edges.y.append(0)

    def _style(self, mu: float | None, colour: str) -> dict[str, Any]:
        """Solid for a negative energy, dashed for a positive one; a lone pair of signs in blue and vermilion."""
        positive = self.signed and mu is not None and mu > 0
        if len(self.keys) == 1:
            colour = VERMILION if positive else BLUE
        return {"color": colour, "linestyle": "--" if positive else "-"}

    @property
    def bar(self) -> tuple[list[float], str] | None:
        """Values and label of a colour bar, where one quantity has more colours than a legend names."""
        if len(self.keys) <= MOST_NAMED or min(len(self.betas), len(self.sizes)) > 1:
            return None
        return (self.betas, r"$\beta$") if len(self.betas) > 1 else (self.sizes, r"$|\mu|$")

    def legend(self) -> tuple[list[Any], list[str]]:
        """Handles and labels: colours, then line styles, then the band."""
        entries: list[tuple[Any, str]] = []
        marker: dict[str, Any] = {"marker": "o", "linestyle": "none"} if self.dots else {}
        if len(self.keys) == 1 and self.signed:
            entries = [(Line2D([], [], **(self._style(mu, BLUE) | marker)), rf"$\mu = {number(mu, '+g')}$") for mu in self.mus]
        elif len(self.keys) > 1:
            if self.bar is None:
                for key, colour in zip(self.keys, sequence(len(self.keys)), strict=True):
                    entries.append((Line2D([], [], color=colour, **marker), self._name(*key)))
            if self.signed and any(mu > 0 for mu in self.mus) and any(mu < 0 for mu in self.mus):
                entries.append((Line2D([], [], color="0.3"), r"$\mu < 0$"))
                entries.append((Line2D([], [], color="0.3", linestyle="--"), r"$\mu > 0$"))
        if self.error is not None:
            bar = Line2D([], [], color=BAND, marker="|", markersize=7, linestyle="none")
            band = bar if self.dots else Patch(color=BAND, alpha=0.3, linewidth=0)
            entries.append((band, f"± s.e.m., {self.instances} instances"))
        return [handle for handle, _ in entries], [label for _, label in entries]

    def _name(self, beta: float | None, size: float | None) -> str:
        parts = [rf"\beta = {number(beta)}"] if beta is not None and len(self.betas) > 1 else []
        parts += [rf"|\mu| = {number(size)}"] if size is not None and len(self.sizes) > 1 else []
        return f"${', '.join(parts)}$".replace(", ", r",\ ")


def sweep_of(dataset: xr.Dataset | xr.DataArray, variable: str | None) -> Sweep:
    """The curves of a variable. ValueError where it has no one axis to be drawn along."""
    dataset = whole(dataset)
    name = variable_of(dataset, variable)
    mean, error = mean_and_error(dataset, name)
    about = dataset[name].attrs
    label = VARIABLE_LABELS.get(name) or str(about.get("long_name", name.replace("_", " ")))
    return Sweep(mean, error, axis_of(mean), label + unit(about.get("units")), dataset.sizes.get("instance", 1), True)


def asymmetry_of(dataset: xr.Dataset) -> Sweep:
    """The curves of I_PT(-|mu|) - I_PT(+|mu|)."""
    information = dataset.mutual_information
    if "mu" not in information.dims:
        raise ValueError("mu: the asymmetry needs both signs of one |mu|")
    pairs = signed_pairs(information)
    negative = information.sel(mu=[-mu for mu in pairs]).assign_coords(mu=pairs)
    difference: xr.DataArray = negative - information.sel(mu=pairs)
    mean, error = mean_and_error(difference.to_dataset(name=DEFAULT))
    label = ASYMMETRY + unit(information.attrs.get("units", "bits"))
    return Sweep(mean, error, axis_of(mean), label, dataset.sizes.get("instance", 1), False)
