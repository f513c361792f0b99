"""Size distributions and the winding of their phases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr

from traversable import _core
from traversable._arguments import real_axis
from traversable._core import Hamiltonian
from traversable._coupling import Couple, coupling_text
from traversable._types import Reals
from traversable.diagnostics._common import FERMION, TIME, betas_of, copy_of, diagnostic, fermions_of, over_beta

_WINDING = {
    "perfectness": ("sum |Q(n)|", "1"),
    "linearity": ("max_b |sum Q(n) exp(-ibn)| / sum |Q(n)|", "1"),
    "slope": ("slope b of arg Q(n) against n, modulo pi", "radian"),
    "intercept": ("arg Q(n) - b n", "radian"),
    "slope_error": ("standard error of the slope", "radian"),
    "residual": ("root mean square of arg Q(n) about the line", "radian"),
}


_SIZES = {True: "number of Majoranas in a string", False: "coupled fermions or pairs in a string"}


@diagnostic
def size_winding(
    H: Hamiltonian, beta: Reals, t: Reals, fermions: Sequence[int] | None = None, *, couple: Couple = "all"
) -> xr.Dataset:
    """Size distribution P(n), winding Q(n) and the fit of its phase, over ([beta], fermion, t).

    With Hermitian Majorana strings Gamma_S, psi_j(-t) rho^(1/2) = sum_S c_S Gamma_S (normalised), P(n) = sum over
    strings of size n of |c_S|^2, Q(n) of c_S^2: the operator that exp(i mu V) acts on. The literature writes
    rho^(1/2) psi_j(t), which has the same P and Q where all q are 4, 8, ... or all are 2, and not otherwise. Perfect size winding is |Q(n)| = P(n) with arg Q(n) = a + b n; exp(i
    mu V) undoes it at mu = -b q N (`winding_mu`; of a `couple` at -b n / the mean weight, exactly where weights are equal). Source: Brown et al., arXiv:1911.06314, section 3.

    Variables: size_distribution and winding_distribution (..., size); winding_perfectness = sum |Q|; winding_linearity =
    max_b |sum Q exp(-ibn)| / sum |Q|; winding_quality, their product; winding_slope b, modulo pi and in (-pi/2, pi/2] where all
    sizes have one parity, as without `couple`, else modulo 2 pi and in (-pi, pi], with winding_slope_error (of a regression weighted by |Q|; NaN with fewer than three sizes, and at pi/2,
    which is -pi/2 as well: Q(n) alternates, as at t = 0), winding_intercept, winding_residual; mean_size, and thermal_size of
    rho^(1/2) over ([beta]).

    The size that counts is the one that V sees: of `couple`, the coupled fermions in a string, or the pairs with one fermion in
    it, each as one whatever its weight.

    Cost: half a product of D x D matrices and a transform of O(D^2 log D) for every fermion and time, D = 2^(N/2).

    Parameters
    ----------
    couple : str, list of int, list of (int, int) or dict
        What V couples, as in `teleport`.

    Returns
    -------
    xarray.Dataset
        The variables above.

    Examples
    --------
    >>> import traversable as tv
    >>> ds = tv.diagnostics.size_winding(tv.models.learned(), beta=4.0, t=[2.8], fermions=[0, 3])
    >>> ds.size_distribution.sel(fermion=0, t=2.8, size=[1, 3, 5]).values.round(4).tolist()
    [0.1766, 0.5927, 0.2307]
    >>> (abs(ds.winding_distribution) / ds.size_distribution).sel(fermion=3, t=2.8, size=[1, 3, 5]).values.round(3).tolist()
    [1.0, 0.996, 0.631]
    """
    copy, betas, times, chosen = copy_of(H), betas_of(beta), real_axis("t", t)[0], fermions_of(H, fermions)
    counted = coupling_text(couple)
    p, q = zip(*(copy.size_distributions(b, chosen, times.tolist(), counted) for b in betas[0].tolist()), strict=True)
    sizes, winding = np.array(p), np.array(q)
    shape = sizes.shape[:-1]
    fits = [_core.size_winding(sizes[place], winding[place]) for place in np.ndindex(*shape)]
    dims = ("beta", "fermion", "t")
    variables: dict[str, Any] = {
        "size_distribution": ((*dims, "size"), sizes, {"long_name": "size distribution P(n)", "units": "1"}),
        "winding_distribution": ((*dims, "size"), winding, {"long_name": "winding distribution Q(n)", "units": "1"}),
    }
    for name, (long_name, units) in _WINDING.items():
        values = np.array([getattr(fit, name) for fit in fits]).reshape(shape)
        variables[f"winding_{name}"] = (dims, values, {"long_name": long_name, "units": units})
    variables["winding_quality"] = (
        dims, variables["winding_perfectness"][1] * variables["winding_linearity"][1],
        {"long_name": "perfectness times linearity of size winding", "units": "1"},
    )  # fmt: skip
    variables["winding_mu"] = (
        dims, -variables["winding_slope"][1] * copy.size_scale(counted),
        {"long_name": "mu at which exp(i mu V) undoes the winding", "units": "1"},
    )  # fmt: skip
    mean = (sizes * np.arange(sizes.shape[-1])).sum(-1) / sizes.sum(-1)
    variables["mean_size"] = (dims, mean, {"long_name": "mean size of psi_j(-t) rho^(1/2)", "units": "1"})
    variables["thermal_size"] = (
        ("beta",), [copy.thermal_size(b, counted) for b in betas[0].tolist()],
        {"long_name": "mean size of rho^(1/2)", "units": "1"},
    )  # fmt: skip
    coords = {
        "fermion": ("fermion", chosen, FERMION),
        "t": ("t", times, TIME),
        "size": ("size", np.arange(sizes.shape[-1]), {"long_name": _SIZES[counted == "all"], "units": "1"}),
    }
    return over_beta(variables, coords, betas)
