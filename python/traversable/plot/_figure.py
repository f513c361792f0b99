import xarray as xr
from matplotlib.figure import Figure

from traversable._datasets import reads_dataset, whole
from traversable.plot._curves import Sweep, asymmetry_of, sweep_of
from traversable.plot._diagnostics import diagnosis_figure
from traversable.plot._learning import learning_figure
from traversable.plot._maps import maps
from traversable.plot._noise import noise_figure
from traversable.plot._selection import DEFAULT, is_map, keep_axes, variable_of
from traversable.plot._style import (
    COLUMN_MM,
    LEAST_PANEL_MM,
    PAGE_MM,
    Style,
    colour_bar,
    finish,
    legend_above,
    letter,
    number,
    panels,
    picture,
)


@reads_dataset
def figure(
    dataset: xr.Dataset | xr.DataArray, variable: str | None = None, *, style: Style | None = None, width_mm: float | None = None
) -> Figure:
    """The figure that suits the Dataset, ready for print: curves with their asymmetry below, maps over (t0, t1), or
    those of a noise run, of learning or of a diagnosis; of a `variable`, its curves or maps.

    Curves: beta is the colour, solid lines are mu < 0, dashed ones mu > 0, a panel for every |mu|. Text has 7 pt and 6 pt at
    any width, and stays text in PDF (TrueType) and SVG. The Figure is none of pyplot's: a notebook shows it once,
    `savefig` writes it.

    Parameters
    ----------
    dataset : Dataset or DataArray
        Of `teleport`, `learn`, `diagnose` or `load`, or one of their variables.
    variable : str, optional
        Any variable of real numbers.
    style : str, path or dict, optional
        A style of matplotlib, by name or file, or settings (rcParams) over the house's own: `{"font.size": 8}`.
    width_mm : float, optional
        89 is a column and 183 a page of most journals; by what there is to draw.

    Returns
    -------
    matplotlib.figure.Figure
        None of pyplot's.

    Raises
    ------
    ValueError
        For a Dataset without `variable`, an unknown style, a width outside of 30 to 1000.

    Examples
    --------
    >>> import traversable as tv
    >>> ds = tv.teleport(tv.models.learned(), beta=[1, 4], mu=[-12, -6, 6, 12], t=[0, 1, 2, 3])
    >>> picture = tv.plot.figure(ds, width_mm=183)
    >>> [ax.get_title() for ax in picture.axes[:2]]
    ['$|\\\\mu| = 6$', '$|\\\\mu| = 12$']
    >>> picture.savefig("sweep.pdf")                                                        # doctest: +SKIP
    """
    dataset = whole(dataset)
    if variable is None and len(dataset.data_vars) > 1:
        if "sample_ensemble" in dataset:
            return diagnosis_figure(dataset, style=style, width_mm=width_mm)
        if "rung" in dataset.dims:
            return learning_figure(dataset, style=style, width_mm=width_mm)
        if DEFAULT in dataset and "noise_scale" in dataset[DEFAULT].dims:
            return noise_figure(dataset, style=style, width_mm=width_mm)
    name = variable_of(dataset, variable)
    if is_map(dataset[name]):
        return maps(dataset, name, style=style, width_mm=width_mm)
    shown = [sweep_of(dataset, name)]
    if name == DEFAULT and not shown[0].dots and _has_both_signs(dataset):
        shown.append(asymmetry_of(dataset))
    return _sweep_figure(shown, style, width_mm)


def _sweep_figure(shown: list[Sweep], style: Style | None, width_mm: float | None) -> Figure:
    """A column of panels for every |mu| where beta has the colours, else a column for all."""
    first = shown[0]
    sizes = first.sizes if len(first.betas) > 1 and len(first.sizes) > 1 else []
    count = max(1, len(sizes))
    usual = LEAST_PANEL_MM if first.mean.sizes[first.axis] < 3 else COLUMN_MM
    with picture(style, width_mm, min(PAGE_MM, max(usual, LEAST_PANEL_MM * count))) as drawing:
        heights = ((0.8, 0.6) if count > 1 else (0.6, 0.44)) if len(shown) > 1 else (0.75,)
        axes = panels(drawing, count, 3, heights, sharex=True, sharey="row")
        for row, sweep in zip(axes, shown, strict=True):
            for k, ax in enumerate(row):
                if sizes and sizes[k] not in sweep.sizes:
                    ax.set_axis_off()
                    continue
                (sweep.of_size(sizes[k]) if sizes else sweep).draw(ax)
                finish(ax, sweep.x_label, sweep.y_label, legend=False)
                ax.label_outer()
        for k, size in enumerate(sizes):
            axes[0, k].set_title(rf"$|\mu| = {number(size)}$")
        if axes.size > 1:
            letter([ax for ax in axes.T.flat if ax.axison])
        one = first.of_size(max(sizes, key=lambda size: sum(abs(mu) == size for mu in first.mus))) if sizes else first
        legend_above(drawing, *one.legend())
        if one.bar is not None:
            colour_bar(drawing, [ax for ax in axes.flat if ax.axison], *one.bar)
    return drawing


def _has_both_signs(dataset: xr.Dataset) -> bool:
    values = keep_axes(dataset[DEFAULT]).mu.values
    return any(-mu in values for mu in values if mu > 0)
