import xarray as xr
from matplotlib.figure import Figure

from traversable._datasets import reads_dataset, whole
from traversable.plot._curves import AXIS_LABELS, VARIABLE_LABELS
from traversable.plot._selection import DEFAULT, curve, is_map, mean_and_error, variable_of
from traversable.plot._style import LEAST_PANEL_MM, PAGE_MM, Style, bar_beside, colours_of, finish, letter, number, panels, picture, unit


@reads_dataset
def maps(
    dataset: xr.Dataset | xr.DataArray, variable: str | None = None, *, style: Style | None = None, width_mm: float | None = None
) -> Figure:
    """A variable over (t1, t0), a panel for every mu and beta on one colour scale; mean over instances, dotted t0 = t1.

    Parameters
    ----------
    dataset, variable
        As in `curves`.
    style, width_mm
        As in `figure`.

    Returns
    -------
    matplotlib.figure.Figure
        None of pyplot's.

    Raises
    ------
    ValueError
        For a Dataset without both time axes, or with more axes than these, beta and mu.
    """
    dataset = whole(dataset)
    name = variable_of(dataset, variable)
    mean, _ = mean_and_error(dataset, name)
    if not {"t0", "t1"} <= set(mean.dims):
        raise ValueError("a map needs the axes t0 and t1")
    choices = [{}] if "beta" not in mean.dims else [{"beta": float(beta)} for beta in mean.beta.values]
    if "mu" in mean.dims:
        choices = [{**choice, "mu": float(mu)} for choice in choices for mu in mean.mu.values]
    shades = colours_of(mean.values)
    t0, t1 = mean.t0.values, mean.t1.values
    # A panel of equal axes is square, beside it the colour bar.
    square = is_map(mean) and abs((t0.max() - t0.min()) - (t1.max() - t1.min())) < 1e-9 * max(t1.max() - t1.min(), 1e-300)
    with picture(style, width_mm, min(PAGE_MM, 30 + LEAST_PANEL_MM * len(choices))) as drawing:
        columns = max(1, mean.sizes.get("mu", 1))
        (axes,) = panels(drawing, len(choices), min(columns, 3), (0.86,), sharex=True, sharey=True)
        for ax, choice in zip(axes, choices, strict=True):
            panel = curve(mean, **choice).transpose("t0", "t1") if is_map(mean) else mean.sel(choice).transpose("t0", "t1", ...).squeeze()
            image = ax.pcolormesh(
                t1, t0, panel.values.reshape(len(t0), len(t1)), shading="gouraud" if is_map(mean) else "nearest",
                rasterized=True, **shades,
            )  # fmt: skip
            ax.axline((max(t0.min(), t1.min()),) * 2, slope=1, color="white", linewidth=0.6, linestyle=":")
            ax.set_xlim(t1.min(), t1.max()) if is_map(mean) else None
            ax.set_ylim(t0.min(), t0.max()) if is_map(mean) else None
            if square:
                ax.set_box_aspect(1)
            title = [rf"\mu = {number(choice['mu'], '+g')}"] if "mu" in choice else []
            title += [rf"\beta = {number(choice['beta'])}"] if "beta" in choice else []
            ax.set_title("$" + r",\ ".join(title) + "$" if title else "")
            finish(ax, AXIS_LABELS["t1"], AXIS_LABELS["t0"], legend=False)
            ax.label_outer()
        letter(axes) if len(axes) > 1 else None
        about = dataset[name].attrs
        label = VARIABLE_LABELS.get(name) or str(about.get("long_name", name.replace("_", " ")))
        bar_beside(axes.tolist(), image, label + unit(about.get("units")))
    return drawing


@reads_dataset
def mutual_information_map(dataset: xr.Dataset, *, style: Style | None = None, width_mm: float | None = None) -> Figure:
    """I_PT as `maps` draws it.

    Parameters
    ----------
    dataset : xarray.Dataset
        Of `teleport` or `load`.
    style, width_mm
        As in `figure`.

    Returns
    -------
    matplotlib.figure.Figure
        None of pyplot's.

    Raises
    ------
    TypeError, ValueError
        For a Dataset without both time axes.
    """
    drawing: Figure = maps(dataset, DEFAULT, style=style, width_mm=width_mm)
    return drawing
