"""When messages come out, and in which order."""

from __future__ import annotations

import numpy as np
import xarray as xr

from traversable import _core, observables
from traversable._arguments import one_of, real_axis, real_number
from traversable._core import Hamiltonian
from traversable._coupling import Couple, coupling_text
from traversable._teleport import _probe, teleport
from traversable._types import Reals
from traversable.diagnostics._common import MU, READ_OUT, check, diagnostic


@diagnostic
def arrival_times(
    H: Hamiltonian,
    beta: float,
    mu: float,
    t0: Reals,
    t1: Reals,
    probe: tuple[int, int] = (0, 1),
    *,
    couple: Couple = "all",
) -> xr.Dataset:
    """When a message injected at -t0 comes out, t1*(t0): the time of the largest I_PT, refined by a parabola.

    Variables: mutual_information (t0, t1); arrival_time (t0), NaN where the largest value is the first or the last of
    t1; arrival_slope = dt1*/dt0 by least squares over the finite ones, arrival_slope_error, and arrival_slope_points, how many
    these are, as in `diagnose`. Semiclassical gravity keeps the order of messages, slope < 0; peaked-size teleportation reverses
    it, slope +1; small systems lie between.

    Parameters
    ----------
    beta : float
        Inverse temperature, >= 0, in 1/energy.
    mu : float
        Strength of the coupling V, negative energy below 0.
    t0, t1 : list of float
        Injections at -t0 and read-outs, the latter ascending, in 1/energy.
    probe : (int, int)
        The Majoranas (a, b) of the probe mode, from 0.
    couple : str, list of int, list of (int, int) or dict
        What V couples, as in `teleport`.

    Returns
    -------
    xarray.Dataset
        The variables above.

    Examples
    --------
    >>> import numpy as np, traversable as tv
    >>> ds = tv.diagnostics.arrival_times(tv.models.learned(), 4.0, -12, t0=[2.4, 2.8, 3.2], t1=np.linspace(0, 6, 121))
    >>> ds.arrival_time.values.round(1).tolist()
    [3.1, 3.2, 3.3]
    """
    injections, times = np.atleast_1d(real_axis("t0", t0)[0]), real_axis("t1", t1)[0]
    if not (np.diff(times) > 0).all():
        raise ValueError("t1: expected ascending times")
    one_beta, one_mu = real_number("beta", beta), real_number("mu", mu)
    information = teleport(H, one_beta, one_mu, t0=injections, t1=times, probe=probe, couple=couple).mutual_information
    peaks = [_core.peak(times.tolist(), row.tolist()) for row in information.values]
    arrival = np.array([time if inside else np.nan for time, _, inside in peaks])
    slope, error, points = _core.arrival_slope(injections.tolist(), arrival.tolist())
    return xr.Dataset(
        {
            "mutual_information": information,
            "arrival_time": (("t0",), arrival, {"long_name": "read-out time of the largest I_PT", "units": "1/energy"}),
            "arrival_slope": ((), slope, {"long_name": "slope of arrival against injection time", "units": "1"}),
            "arrival_slope_error": ((), error, {"long_name": "standard error of the slope", "units": "1"}),
            "arrival_slope_points": ((), points, {"long_name": "arrivals that the slope rests on", "units": "1"}),
        }
    )


@diagnostic
def second_message(
    H: Hamiltonian,
    beta: float,
    mu: Reals,
    t0: float,
    t1: Reals,
    second_t: float,
    second_side: str = "left",
    probe: tuple[int, int] = (0, 1),
    second_probe: tuple[int, int] = (2, 3),
    units: str = "bits",
    *,
    couple: Couple = "all",
) -> xr.Dataset:
    """The protocol with a second qubit on its way through the same wormhole, over ([mu], [t1]).

    The second qubit is swapped into the mode `second_probe` of `second_side` at -second_t; its own reference and what
    it displaces are traced out. On the left, two messages whose order is asked for (at equal times the second goes in
    first); on the right, one that crosses the first: the shift of the first one's arrival is the Shapiro delay.
    Variables: mutual_information of the first message's reference and its read-out, and rho_pt.

    Parameters
    ----------
    beta : float
        Inverse temperature, >= 0, in 1/energy.
    mu : float or list of float
        Strengths of the coupling V, negative energy below 0; a list adds a dimension.
    t0 : float
        The first message goes in at -t0, in 1/energy.
    t1 : float or list of float
        Read-out times, in 1/energy; a list adds a dimension.
    second_t : float
        The second message goes in at -second_t, in 1/energy.
    second_side : {"left", "right"}
        Where it goes in.
    probe, second_probe : (int, int)
        Majoranas (a, b) of the two modes, from 0.
    couple : str, list of int, list of (int, int) or dict
        What V couples, as in `teleport`.

    Returns
    -------
    xarray.Dataset
        mutual_information and rho_pt.

    Examples
    --------
    >>> import numpy as np, traversable as tv
    >>> H, t1 = tv.models.dense_syk(10, J=2**.5, seed=1), np.linspace(0, 6, 31)
    >>> crossed = tv.diagnostics.second_message(H, 4.0, -12, t0=2.6, t1=t1, second_t=0.5, second_side="right")
    >>> alone = tv.teleport(H, 4.0, -12, t0=2.6, t1=t1)
    >>> bool(crossed.mutual_information.max() < alone.mutual_information.max())
    True
    """
    check(H)
    one_of("second_side", second_side, ("left", "right"))
    one_of("units", units, ("bits", "nats"))
    couplings, one_mu = real_axis("mu", mu)
    times, one_time = real_axis("t1", t1)
    rho = _core.teleport_beside(
        H, _probe(probe, H.num_majoranas), coupling_text(couple), second_side == "left", real_number("second_t", second_t),
        _probe(second_probe, H.num_majoranas), real_number("beta", beta), real_number("t0", t0), couplings.tolist(),
        times.tolist(),
    )  # fmt: skip
    dataset = xr.Dataset(
        {
            "mutual_information": (
                ("mu", "t1"), observables.mutual_information(rho, units),
                {"long_name": "mutual information I_PT of reference and read-out", "units": units},
            ),
            "rho_pt": (
                ("mu", "t1", "row", "column"), rho,
                {"long_name": "density matrix of reference and read-out", "units": "1"},
            ),
        },
        coords={"mu": ("mu", couplings, MU), "t1": ("t1", times, READ_OUT)},
    )  # fmt: skip
    return dataset.isel({name: 0 for name, one in (("mu", one_mu), ("t1", one_time)) if one})
