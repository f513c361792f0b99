"""Two-point functions, out-of-time-order correlators and the response of the right copy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from traversable import _core
from traversable._arguments import real_axis, real_number, sequence, shown, truth, whole_numbers
from traversable._core import Hamiltonian, Scrambling
from traversable._coupling import Couple, coupling_text
from traversable._types import Reals
from traversable.diagnostics._common import FERMION, MU, READ_OUT, TIME, betas_of, copy_of, diagnostic, fermions_of, over_beta


@diagnostic
def two_point(
    H: Hamiltonian, beta: Reals, t: Reals, fermions: Sequence[int] | None = None
) -> xr.Dataset:
    """Two-point functions Tr rho psi_j(t) psi_j over ([beta], fermion, t) and what they do at late times.

    Of Re G / G(0), G(0) = 1/2: late_mean and late_fluctuation, the infinite-time mean and root mean square deviation
    from it, exact sums over the spectrum without a time window; and where t begins at 0 and ascends, within that
    window, decay_time (first fall to 1/e), dip with dip_time, and recurrence, the largest return behind the dip. The
    same of the curve averaged over `fermions` with the suffix _average.

    Returns
    -------
    xarray.Dataset
        two_point, complex, and the numbers above.

    Examples
    --------
    >>> import traversable as tv
    >>> ds = tv.diagnostics.two_point(tv.models.learned(), beta=4.0, t=[0, 1.4, 2.8, 5.6, 11.2])
    >>> ds.two_point.sel(fermion=0).real.round(4).values.tolist()
    [0.5, 0.3789, 0.0964, -0.2337, 0.239]
    >>> bool(ds.late_fluctuation.min() > 0.4)  # no single fermion thermalises: 0.7 is one undamped frequency
    True
    """
    copy, betas, times, chosen = copy_of(H), betas_of(beta), real_axis("t", t)[0], fermions_of(H, fermions)
    g = np.array([copy.two_point(b, chosen, times.tolist()) for b in betas[0].tolist()])
    late = np.array([copy.late_times(b, chosen) for b in betas[0].tolist()])
    dims = ("beta", "fermion", "t")
    of_g = "Re G / G(0)"
    variables: dict[str, Any] = {
        "two_point": (dims, g, {"long_name": "two-point function Tr rho psi_j(t) psi_j", "units": "1"}),
    }

    def add(name: str, long_name: str, units: str, values: npt.NDArray[np.float64]) -> None:
        variables[name] = (dims[:2], values[:, :-1], {"long_name": long_name, "units": units})
        variables[name + "_average"] = (
            dims[:1], values[:, -1], {"long_name": long_name + ", of the average over fermions", "units": units},
        )  # fmt: skip

    add("late_mean", f"infinite-time mean of {of_g}", "1", late[..., 0])
    add("late_fluctuation", f"root mean square of {of_g} about its infinite-time mean", "1", late[..., 1])
    if times[0] == 0 and (np.diff(times) > 0).all():
        curves = np.concatenate([g.real, g.real.mean(1, keepdims=True)], 1)
        found = [[_core.relaxation(times.tolist(), curve.tolist()) for curve in rows] for rows in curves]
        for name, long_name, units in (
            ("decay_time", f"first time at which |{of_g}| is 1/e", "1/energy"),
            ("dip", f"least {of_g}", "1"),
            ("dip_time", "time of the dip", "1/energy"),
            ("recurrence", f"largest {of_g} behind the dip", "1"),
        ):
            add(name, long_name, units, np.array([[getattr(one, name) for one in rows] for rows in found]))
    coords = {"fermion": ("fermion", chosen, FERMION), "t": ("t", times, TIME)}
    return over_beta(variables, coords, betas)


@diagnostic
def otoc(
    H: Hamiltonian,
    beta: Reals,
    t: Reals,
    pairs: Sequence[tuple[int, int]] | None = None,
    regularized: bool = False,
) -> xr.Dataset:
    """Out-of-time-order correlators Tr rho psi_i(t) psi_j psi_i(t) psi_j over ([beta], pair, t).

    regularized=True: Tr y psi_i(t) y psi_j y psi_i(t) y psi_j with y = rho^(1/4) (Maldacena, Shenker and Stanford,
    arXiv:1503.01409). `pairs` are (i, j); without, fermion 0 with every other. i and j are coordinates of `pair`. See
    `scrambling` for what is read off.

    Parameters
    ----------
    pairs : list of (int, int), optional
        (i, j); without, fermion 0 with every other.
    regularized : bool
        Whether rho is spread over the four places.

    Returns
    -------
    xarray.Dataset
        otoc, complex.

    Examples
    --------
    >>> import traversable as tv
    >>> ds = tv.diagnostics.otoc(tv.models.dense_syk(8, seed=1), beta=0.0, t=[0.0, 2.0], pairs=[(0, 1)])
    >>> ds.otoc.real.sel(t=0.0).round(6).values.tolist()
    [-0.25]
    """
    copy, betas, times = copy_of(H), betas_of(beta), real_axis("t", t)[0]
    chosen = [(0, j) for j in range(1, H.num_majoranas)] if pairs is None else [_pair(H, pair) for pair in sequence("pairs", pairs, "pairs (i, j)")]
    if not chosen:
        raise ValueError("pairs = []: expected a pair of fermions")
    f = np.array([copy.otoc(b, chosen, times.tolist(), truth("regularized", regularized)) for b in betas[0].tolist()])
    kind = "regularised out-of-time-order correlator" if regularized else "out-of-time-order correlator"
    variables = {"otoc": (("beta", "pair", "t"), f, {"long_name": kind, "units": "1"})}
    i, j = zip(*chosen, strict=True)
    coords = {
        "pair": ("pair", np.arange(len(chosen)), {"long_name": "pair of fermions", "units": "1"}),
        "i": ("pair", list(i), {"long_name": "evolved fermion", "units": "1"}),
        "j": ("pair", list(j), {"long_name": "other fermion", "units": "1"}),
        "t": ("t", times, TIME),
    }
    return over_beta(variables, coords, betas)


def scrambling(curve: xr.DataArray) -> Scrambling:
    """Scrambling time and growth exponent of an OTOC over t, the first time 0; its real part, averaged over other
    dimensions.

    The exponent is of the window in which 1 - F/F(0) first rises from 0.05 to 0.5; its error is large where the growth
    is not exponential, as in every small system. The bound of Maldacena, Shenker and Stanford is 2 pi / beta.

    Parameters
    ----------
    curve : xarray.DataArray
        Over t, ascending from 0, and what else there is.

    Returns
    -------
    Scrambling
        Time, exponent and its error.

    Raises
    ------
    TypeError, ValueError
        For another array, and times that do not ascend from 0.

    Examples
    --------
    >>> import numpy as np, traversable as tv
    >>> ds = tv.diagnostics.otoc(tv.models.dense_syk(10, J=2**.5, seed=1), 4.0, np.linspace(0, 4, 41), regularized=True)
    >>> found = tv.diagnostics.scrambling(ds.otoc)
    >>> 1.5 < found.scrambling_time < 3, found.lyapunov < 2 * np.pi / 4 + 2 * found.lyapunov_error
    (True, True)
    """
    if not isinstance(curve, xr.DataArray) or "t" not in curve.dims:
        raise TypeError(f"curve = {shown(type(curve))}: expected a DataArray over t")
    mean = curve.real.mean([name for name in curve.dims if name != "t"])
    times = mean.t.values.astype(float)
    if len(times) < 2 or times[0] != 0 or not (np.diff(times) > 0).all():
        raise ValueError("curve: expected ascending times from 0")
    return _core.scrambling(times.tolist(), mean.values.tolist())


@diagnostic
def left_right_response(
    H: Hamiltonian,
    beta: Reals,
    mu: Reals,
    t0: float,
    t1: Reals,
    majoranas: Sequence[int] = (0,),
    *,
    couple: Couple = "all",
) -> xr.Dataset:
    """What the right copy feels of a kick on the left, over ([beta], [mu], [t1]).

    <{O_R(t1)', O_L(-t0)}> for an odd number of `majoranas`, i<[O_R(t1)', O_L(-t0)]> for an even one, with O the
    Hermitian product of these Majoranas and O_R(t1)' = exp(-i mu V) O_R(t1) exp(i mu V), in the thermofield double
    (Gao and Jafferis, arXiv:1911.07416; Maldacena, Stanford and Yang, arXiv:1704.05333). response is
    exact; response_probe_limit replaces exp(i mu V)|TFD> by exp(i mu <V>)|TFD>, which is the prediction from the size
    distribution alone: for one Majorana and t1 = t0 it is 2 Re[-(i/2) exp(-i mu <V>) S(mu)], S(mu) the sum over n of
    Q(n) exp(i mu (n - N/2)/(qN)). `winding_mu` of `size_winding` is where |S| is largest; the response is a real part
    whose phase turns with mu, and is largest elsewhere: at -19.9 instead of -18.4 for the learned Hamiltonian.

    Parameters
    ----------
    mu : float or list of float
        Strengths of the coupling V, negative energy below 0; a list adds a dimension.
    t0 : float
        Time of the kick is -t0, in 1/energy.
    t1 : float or list of float
        Times of the response, in 1/energy.
    majoranas : list of int
        Of the operator O, from 0.
    couple : str, list of int, list of (int, int) or dict
        What V couples, as in `teleport`.

    Returns
    -------
    xarray.Dataset
        response and response_probe_limit.

    Examples
    --------
    >>> import numpy as np, traversable as tv
    >>> ds = tv.diagnostics.left_right_response(tv.models.learned(), 4.0, mu=[-12, 0, 12], t0=2.8, t1=2.8)
    >>> (ds.response.round(3) + 0).values.tolist()  # exact
    [-0.795, 0.0, 0.564]
    >>> (ds.response_probe_limit.round(3) + 0).values.tolist()  # by size winding alone
    [-0.744, 0.0, 0.292]
    >>> ds = tv.diagnostics.left_right_response(tv.models.learned(), 4.0, mu=np.arange(-40, 0, 0.1), t0=2.8, t1=2.8)
    >>> round(float(ds.mu[abs(ds.response_probe_limit).argmax("mu")]), 1)
    -19.9
    """
    copy, betas = copy_of(H), betas_of(beta)
    couplings, one_mu = real_axis("mu", mu)
    times, one_time = real_axis("t1", t1)
    chosen = whole_numbers("majoranas", majoranas, 0, H.num_majoranas - 1)
    found = [
        copy.left_right_response(b, chosen, real_number("t0", t0), couplings.tolist(), times.tolist(), coupling_text(couple))
        for b in betas[0].tolist()
    ]
    dims = ("beta", "mu", "t1")
    variables = {
        "response": (
            dims, np.array([exact for exact, _ in found]), {"long_name": "left-right response", "units": "1"},
        ),
        "response_probe_limit": (
            dims, np.array([probe for _, probe in found]),
            {"long_name": "left-right response by size winding alone", "units": "1"},
        ),
    }  # fmt: skip
    coords = {"mu": ("mu", couplings, MU), "t1": ("t1", times, READ_OUT)}
    dataset = over_beta(variables, coords, betas)
    return dataset.isel({name: 0 for name, one in (("mu", one_mu), ("t1", one_time)) if one})


def _pair(H: Hamiltonian, pair: tuple[int, int]) -> tuple[int, int]:
    chosen = whole_numbers("pairs", pair, 0, H.num_majoranas - 1)
    if len(chosen) != 2:
        raise ValueError(f"pairs: {shown(pair)}, expected two fermions (i, j)")
    return chosen[0], chosen[1]
