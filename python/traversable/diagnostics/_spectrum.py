"""What levels and terms alone say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from traversable import _core
from traversable._arguments import real_axis, real_number, sequence
from traversable._core import CommutationGraph, Hamiltonian
from traversable._types import Reals
from traversable.diagnostics._common import TIME, check, copy_of, diagnostic


@diagnostic
def spectrum(H: Hamiltonian) -> xr.Dataset:
    """Levels of both parity sectors with degeneracies, and the mean gap ratio beside its class.

    Variables: level and degeneracy (sector, place), distinct levels ascending, NaN and 0 behind the last; gap_ratio,
    the mean of min/max of adjacent gaps within sectors, each ratio once (of one sector where both have the same
    levels or E -> -E maps one to the other, of half a sector that E -> -E maps to itself, as with q = 2 mod 4);
    gap_ratio_error, how much this mean scatters over draws of a chaotic or an integrable model: the correlation of
    neighbouring ratios, which share a gap, is that of the random matrices of this mean, and their variance is the
    measured one averaged with the random matrices' as if that had been seen in 30 more. For free
    fermions and for few terms it is too small, down to a half and less: of many instances the scatter over instances
    needs no such assumption. Attributes symmetry_class ("GOE", "GUE", "GSE" or "none" for free fermions) and
    expected_gap_ratio of a chaotic H of this N and q; Poisson has 0.3863. Sources: Atas et al., arXiv:1212.5611; You,
    Ludwig and Xu, arXiv:1602.06964.

    Returns
    -------
    xarray.Dataset
        The variables above, levels in energy.

    Examples
    --------
    >>> import traversable as tv
    >>> ds = tv.diagnostics.spectrum(tv.models.dense_syk(16, seed=3))
    >>> ds.attrs["symmetry_class"], bool(abs(ds.gap_ratio - 0.5307) < 4 * ds.gap_ratio_error)
    ('GOE', True)
    """
    copy = copy_of(H)
    sectors = copy.levels()
    longest = max(len(energy) for energy, _ in sectors)
    level = np.full((2, longest), np.nan)
    degeneracy = np.zeros((2, longest), dtype=int)
    for s, (energy, count) in enumerate(sectors):
        level[s, : len(energy)], degeneracy[s, : len(count)] = energy, count
    mean, error, _ = copy.gap_ratio()
    name, expected = _core.symmetry_class(H) or ("none", float("nan"))
    return xr.Dataset(
        {
            "level": (("sector", "place"), level, {"long_name": "distinct level", "units": "energy"}),
            "degeneracy": (("sector", "place"), degeneracy, {"long_name": "states of the level", "units": "1"}),
            "gap_ratio": ((), mean, {"long_name": "mean ratio of adjacent level spacings", "units": "1"}),
            "gap_ratio_error": ((), error, {"long_name": "its standard error", "units": "1"}),
        },
        coords={"sector": ("sector", ["even", "odd"], {"long_name": "fermion parity"})},
        attrs={"symmetry_class": name, "expected_gap_ratio": expected},
    )


@diagnostic
def spectral_form_factor(H: Hamiltonian | Sequence[Hamiltonian], t: Reals, beta: float = 0.0) -> xr.Dataset:
    """g(t) = <|Z(beta + it)|^2> / <Z(beta)>^2 over t, averaged over a sequence of disorder instances.

    With its connected part, (<|Z|^2> - |<Z>|^2) n/(n - 1) over the same, without bias over n instances, and standard
    errors by the jackknife over instances: leaving one out changes numerator and denominator together. NaN where the
    instances do not suffice: connected and the error of g need two, the error of connected three. Source: Cotler et
    al., arXiv:1611.04650.

    Parameters
    ----------
    H : Hamiltonian or list of Hamiltonian
        One copy's; a list is averaged over.
    beta : float
        Inverse temperature, >= 0, in 1/energy.

    Returns
    -------
    xarray.Dataset
        spectral_form_factor and connected (t), each with its _stderr.

    Examples
    --------
    >>> import traversable as tv
    >>> ds = tv.diagnostics.spectral_form_factor([tv.models.dense_syk(10, seed=1, instance=i) for i in range(20)], t=[0, 1000])
    >>> ds.spectral_form_factor.round(3).values[0].item(), bool(ds.spectral_form_factor[1] < 0.2)
    (1.0, True)
    """
    instances = [H] if isinstance(H, Hamiltonian) else sequence("H", H, "Hamiltonians")
    if not instances:
        raise ValueError("H: expected a Hamiltonian or a non-empty sequence of them")
    times = real_axis("t", t)[0]
    one_beta = real_number("beta", beta)
    copies = [copy_of(one) for one in instances]
    levels = [np.concatenate([np.repeat(energy, count) for energy, count in copy.levels()]) for copy in copies]
    ground = min(energies.min() for energies in levels)
    static = np.array([np.exp(-one_beta * (energies - ground)).sum() for energies in levels])
    ratios = np.array([copy.partition_ratio(one_beta, times.tolist()) for copy in copies])
    z = static[:, None] * ratios
    names = ("spectral form factor", "connected spectral form factor")
    variables = {}
    for key, long_name, factor in zip(("spectral_form_factor", "connected"), names, _form_factors(z, static), strict=True):
        variables[key] = (("t",), factor[0], {"long_name": long_name, "units": "1"})
        error = _jackknife_error(factor[1:])
        variables[key + "_stderr"] = (("t",), error, {"long_name": f"standard error of the {long_name}", "units": "1"})
    return xr.Dataset(variables, coords={"t": ("t", times, TIME)})


def _form_factors(
    z: npt.NDArray[np.complex128], static: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The form factor and its connected part, of all instances and then of all but each in turn: (1 + instance, t).

    z is Z(beta + it) over (instance, t), static Z(beta) over instances.
    """
    count = len(z)
    n = np.array([count] + [count - 1.0] * count)[:, None]

    def means(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        total = values.sum(0, keepdims=True)
        found: npt.NDArray[Any] = np.concatenate([total, total - values]) / n
        return found

    with np.errstate(divide="ignore", invalid="ignore"):
        scale = means(static[:, None]) ** 2
        square, product = means(np.abs(z) ** 2), np.abs(means(z)) ** 2
        return square / scale, np.where(n > 1, (square - product) * n / (n - 1), np.nan) / scale


def _jackknife_error(left_out: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Standard error from the values with one instance left out, over the first axis."""
    error: npt.NDArray[np.float64] = np.sqrt(len(left_out) - 1) * left_out.std(0)
    return error


@diagnostic
def commutation_graph(H: Hamiltonian) -> CommutationGraph:
    """Which terms anticommute.

    Returns
    -------
    CommutationGraph
        Pairs, components and kappa.

    Raises
    ------
    TypeError, ValueError
        For what is no Hamiltonian.

    Examples
    --------
    >>> import traversable as tv
    >>> tv.diagnostics.commutation_graph(tv.models.learned()).anticommuting
    []
    """
    return _core.commutation_graph(check(H))
