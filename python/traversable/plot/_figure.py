import matplotlib.pyplot as plt
import xarray as xr
from matplotlib.figure import Figure

from traversable._datasets import reads_dataset
from traversable.plot._curves import asymmetry, mutual_information
from traversable.plot._diagnostics import diagnosis_figure
from traversable.plot._learning import learning_figure
from traversable.plot._maps import mutual_information_map
from traversable.plot._noise import noise_figure
from traversable.plot._selection import mean_and_error, signed_pairs


@reads_dataset
def figure(dataset: xr.Dataset) -> Figure:
    """The figure that suits the Dataset: curves with their asymmetry below, maps over (t0, t1), or those of a noise
    run, of learning or of a diagnosis.

    ValueError for a Dataset without mutual_information.
    """
    if "sample_ensemble" in dataset:
        return diagnosis_figure(dataset)
    if "rung" in dataset.dims:
        return learning_figure(dataset)
    if "mutual_information" not in dataset:
        raise ValueError("no mutual_information in the Dataset")
    if "noise_scale" in dataset.mutual_information.dims:
        return noise_figure(dataset)
    mean, _ = mean_and_error(dataset)
    if mean.sizes.get("t0", 1) > 1 and mean.sizes.get("t1", 1) > 1:
        return mutual_information_map(dataset)
    if not _has_both_signs(mean):
        drawing, ax = plt.subplots(figsize=(6.4, 4.0), layout="constrained")
        mutual_information(dataset, ax)
        return drawing
    drawing, (top, bottom) = plt.subplots(
        2, 1, figsize=(6.4, 5.6), sharex=True, layout="constrained", gridspec_kw={"height_ratios": [3, 2]}
    )
    mutual_information(dataset, top).set_xlabel("")
    asymmetry(dataset, bottom)
    return drawing


def _has_both_signs(mean: xr.DataArray) -> bool:
    try:
        return bool(signed_pairs(mean))
    except ValueError:
        return False
