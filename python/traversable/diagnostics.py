"""Is it a wormhole? The diagnostics that the debate about the 2022 experiment turns on.

Size winding (Brown et al., arXiv:1911.06314; Nezami et al., arXiv:2102.01064), thermalisation of two-point functions,
scrambling, the left-right response (Gao and Jafferis, arXiv:1911.07416), causal order, level statistics, and
teleportation of every pair of fermions; the objections are those of Kobrin, Schuster and Yao, arXiv:2302.07897.
Everything is exact, in the eigenbasis of one copy: up to some N = 26 Majoranas a side.

Functions take a Hamiltonian and return an xarray.Dataset. `beta` may be a number or a list, which adds a dimension.
Common errors: TypeError and ValueError that name the argument, its value and what was expected; ValueError where the
matrices do not fit in memory. Ctrl-C ends a computation. `diagnose` computes all of them beside ensembles of the same
size.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from traversable import _core, models, observables
from traversable._arguments import real_axis, real_number, whole_number
from traversable._core import Hamiltonian
from traversable._teleport import _probe, _Reporter, teleport

__all__ = [
    "arrival_times",
    "commutation_graph",
    "compare_with_ensembles",
    "diagnose",
    "fermion_pairs",
    "left_right_response",
    "otoc",
    "reference_ensembles",
    "scrambling",
    "second_message",
    "size_winding",
    "spectral_form_factor",
    "spectrum",
    "two_point",
]

_TIME = {"long_name": "time", "units": "1/energy"}
_READ_OUT = {"long_name": "read-out at t1", "units": "1/energy"}
_MU = {"long_name": "strength of the coupling, negative energy below 0", "units": "1"}
_BETA = {"long_name": "inverse temperature", "units": "1/energy"}
_FERMION = {"long_name": "Majorana fermion", "units": "1"}

_WINDING = {
    "perfectness": ("sum |Q(n)|", "1"),
    "linearity": ("max_b |sum Q(n) exp(-ibn)| / sum |Q(n)|", "1"),
    "slope": ("slope b of arg Q(n) against n", "radian"),
    "intercept": ("arg Q(n) - b n", "radian"),
    "slope_error": ("standard error of the slope", "radian"),
    "residual": ("root mean square of arg Q(n) about the line", "radian"),
}


def size_winding(
    H: Hamiltonian, beta: npt.ArrayLike, t: npt.ArrayLike, fermions: Sequence[int] | None = None
) -> xr.Dataset:
    """Size distribution P(n), winding Q(n) and the fit of its phase, over ([beta], fermion, t).

    With Hermitian Majorana strings Gamma_S, rho^(1/2) psi_j(t) = sum_S c_S Gamma_S (normalised), P(n) = sum over
    strings of size n of |c_S|^2, Q(n) of c_S^2. Perfect size winding is |Q(n)| = P(n) with arg Q(n) = a + b n; exp(i
    mu V) undoes it at mu = -b q N (`winding_mu`). Source: Brown et al., arXiv:1911.06314, section 3.

    Variables: size_distribution and winding_distribution (..., size); perfectness = sum |Q|; linearity = max_b |sum Q
    exp(-ibn)| / sum |Q|; quality, their product; slope b with slope_error (of a regression weighted by |Q|; NaN with
    fewer than three sizes), intercept, residual; mean_size, and thermal_size of rho^(1/2) over ([beta]).

    Cost: half a product of D x D matrices and a transform of O(D^2 log D) for every fermion and time, D = 2^(N/2).

    >>> import traversable as tv
    >>> ds = tv.diagnostics.size_winding(tv.models.learned(), beta=4.0, t=[2.8], fermions=[0, 3])
    >>> ds.size_distribution.sel(fermion=0, t=2.8, size=[1, 3, 5]).values.round(4).tolist()
    [0.1766, 0.5927, 0.2307]
    >>> (abs(ds.winding_distribution) / ds.size_distribution).sel(fermion=3, t=2.8, size=[1, 3, 5]).values.round(3).tolist()
    [1.0, 0.996, 0.631]
    """
    copy, betas, times, chosen = _copy(H), _betas(beta), real_axis("t", t)[0], _fermions(H, fermions)
    p, q = zip(*(copy.size_distributions(b, chosen, times.tolist()) for b in betas[0].tolist()), strict=True)
    sizes, winding = np.array(p), np.array(q)
    shape = sizes.shape[:-1]
    fits = [_core.size_winding(sizes[place], winding[place]) for place in np.ndindex(*shape)]
    dims = ("beta", "fermion", "t")
    variables: dict[str, Any] = {
        "size_distribution": ((*dims, "size"), sizes, {"long_name": "size distribution P(n)", "units": "1"}),
        "winding_distribution": ((*dims, "size"), winding, {"long_name": "winding distribution Q(n)", "units": "1"}),
    }
    for name, (long_name, units) in _WINDING.items():
        values = np.array([fit[name] for fit in fits]).reshape(shape)
        variables[name] = (dims, values, {"long_name": long_name, "units": units})
    variables["quality"] = (
        dims, variables["perfectness"][1] * variables["linearity"][1],
        {"long_name": "perfectness times linearity of size winding", "units": "1"},
    )  # fmt: skip
    variables["winding_mu"] = (
        dims, -variables["slope"][1] * H.degree * H.num_majoranas,
        {"long_name": "mu at which exp(i mu V) undoes the winding", "units": "1"},
    )  # fmt: skip
    mean = (sizes * np.arange(sizes.shape[-1])).sum(-1) / sizes.sum(-1)
    variables["mean_size"] = (dims, mean, {"long_name": "mean size of rho^(1/2) psi_j(t)", "units": "1"})
    variables["thermal_size"] = (
        ("beta",), [copy.thermal_size(b) for b in betas[0].tolist()],
        {"long_name": "mean size of rho^(1/2)", "units": "1"},
    )  # fmt: skip
    coords = {
        "fermion": ("fermion", chosen, _FERMION),
        "t": ("t", times, _TIME),
        "size": ("size", np.arange(sizes.shape[-1]), {"long_name": "number of Majoranas in a string", "units": "1"}),
    }
    return _over_beta(variables, coords, betas)


def two_point(
    H: Hamiltonian, beta: npt.ArrayLike, t: npt.ArrayLike, fermions: Sequence[int] | None = None
) -> xr.Dataset:
    """Two-point functions Tr rho psi_j(t) psi_j over ([beta], fermion, t) and what they do at late times.

    Of Re G / G(0), G(0) = 1/2: late_mean and late_fluctuation, the infinite-time mean and root mean square deviation
    from it, exact sums over the spectrum without a time window; and where t begins at 0 and ascends, within that
    window, decay_time (first fall to 1/e), dip with dip_time, and recurrence, the largest return behind the dip. The
    same of the curve averaged over `fermions` with the suffix _average.

    >>> import traversable as tv
    >>> ds = tv.diagnostics.two_point(tv.models.learned(), beta=4.0, t=[0, 1.4, 2.8, 5.6, 11.2])
    >>> ds.two_point.sel(fermion=0).real.round(4).values.tolist()
    [0.5, 0.3789, 0.0964, -0.2337, 0.239]
    >>> bool(ds.late_fluctuation.min() > 0.4)  # no single fermion thermalises: 0.7 is one undamped frequency
    True
    """
    copy, betas, times, chosen = _copy(H), _betas(beta), real_axis("t", t)[0], _fermions(H, fermions)
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
            add(name, long_name, units, np.array([[one[name] for one in rows] for rows in found]))
    coords = {"fermion": ("fermion", chosen, _FERMION), "t": ("t", times, _TIME)}
    return _over_beta(variables, coords, betas)


def otoc(
    H: Hamiltonian,
    beta: npt.ArrayLike,
    t: npt.ArrayLike,
    pairs: Sequence[tuple[int, int]] | None = None,
    regularized: bool = False,
) -> xr.Dataset:
    """Out-of-time-order correlators Tr rho psi_i(t) psi_j psi_i(t) psi_j over ([beta], pair, t).

    regularized=True: Tr y psi_i(t) y psi_j y psi_i(t) y psi_j with y = rho^(1/4) (Maldacena, Shenker and Stanford,
    arXiv:1503.01409). `pairs` are (i, j); without, fermion 0 with every other. i and j are coordinates of `pair`. See
    `scrambling` for what is read off.

    >>> import traversable as tv
    >>> ds = tv.diagnostics.otoc(tv.models.dense_syk(8, seed=1), beta=0.0, t=[0.0, 2.0], pairs=[(0, 1)])
    >>> ds.otoc.real.sel(t=0.0).round(6).values.tolist()
    [-0.25]
    """
    copy, betas, times = _copy(H), _betas(beta), real_axis("t", t)[0]
    chosen = [(0, j) for j in range(1, H.num_majoranas)] if pairs is None else [_pair(H, pair) for pair in pairs]
    if not chosen:
        raise ValueError("pairs = []: expected a pair of fermions")
    f = np.array([copy.otoc(b, chosen, times.tolist(), bool(regularized)) for b in betas[0].tolist()])
    kind = "regularised out-of-time-order correlator" if regularized else "out-of-time-order correlator"
    variables = {"otoc": (("beta", "pair", "t"), f, {"long_name": kind, "units": "1"})}
    i, j = zip(*chosen, strict=True)
    coords = {
        "pair": ("pair", np.arange(len(chosen)), {"long_name": "pair of fermions", "units": "1"}),
        "i": ("pair", list(i), {"long_name": "evolved fermion", "units": "1"}),
        "j": ("pair", list(j), {"long_name": "other fermion", "units": "1"}),
        "t": ("t", times, _TIME),
    }
    return _over_beta(variables, coords, betas)


def scrambling(curve: xr.DataArray) -> dict[str, float]:
    """Scrambling time and growth exponent of an OTOC over t, the first time 0; its real part, averaged over other
    dimensions.

    scrambling_time: first fall to half of F(0). lyapunov: slope of log(1 - F/F(0)) where it first rises from 0.05 to
    0.5; lyapunov_error adds the regression's error and half the difference between the earlier and the later half of
    the window, which is large where the growth is not exponential, as in every small system. num_times in the window;
    NaN below 4. The bound of Maldacena, Shenker and Stanford is 2 pi / beta.

    >>> import numpy as np, traversable as tv
    >>> ds = tv.diagnostics.otoc(tv.models.dense_syk(10, J=2**.5, seed=1), 4.0, np.linspace(0, 4, 41), regularized=True)
    >>> found = tv.diagnostics.scrambling(ds.otoc)
    >>> 1.5 < found["scrambling_time"] < 3, found["lyapunov"] < 2 * np.pi / 4 + 2 * found["lyapunov_error"]
    (True, True)
    """
    if not isinstance(curve, xr.DataArray) or "t" not in curve.dims:
        raise TypeError("curve: expected a DataArray over t")
    mean = curve.real.mean([name for name in curve.dims if name != "t"])
    times = mean.t.values.astype(float)
    if len(times) < 2 or times[0] != 0 or not (np.diff(times) > 0).all():
        raise ValueError("curve: expected ascending times from 0")
    return _core.scrambling(times.tolist(), mean.values.tolist())


def left_right_response(
    H: Hamiltonian,
    beta: npt.ArrayLike,
    mu: npt.ArrayLike,
    t0: float,
    t1: npt.ArrayLike,
    majoranas: Sequence[int] = (0,),
) -> xr.Dataset:
    """What the right copy feels of a kick on the left, over ([beta], [mu], [t1]).

    <{O_R(t1)', O_L(-t0)}> for an odd number of `majoranas`, i<[O_R(t1)', O_L(-t0)]> for an even one, with O the
    Hermitian product of these Majoranas and O_R(t1)' = exp(-i mu V) O_R(t1) exp(i mu V), in the thermofield double
    (Gao and Jafferis, arXiv:1911.07416; Maldacena, Stanford and Yang, arXiv:1704.05333). left_right_response is
    exact; probe_limit replaces exp(i mu V)|TFD> by exp(i mu <V>)|TFD>, which is the prediction from the size
    distribution alone: for one Majorana and t1 = t0 it is the sum over n of Q(n) exp(i mu (n - N/2)/(qN)), so perfect
    winding peaks where `size_winding` says.

    >>> import traversable as tv
    >>> ds = tv.diagnostics.left_right_response(tv.models.learned(), 4.0, mu=[-12, 0, 12], t0=2.8, t1=2.8)
    >>> ds.left_right_response.round(3).values.tolist()  # exact
    [-0.795, -0.0, 0.564]
    >>> ds.probe_limit.round(3).values.tolist()  # by size winding alone
    [-0.744, -0.0, 0.292]
    """
    copy, betas = _copy(H), _betas(beta)
    couplings, one_mu = real_axis("mu", mu)
    times, one_time = real_axis("t1", t1)
    chosen = [_fermion(H, j) for j in majoranas]
    found = [
        copy.left_right_response(b, chosen, real_number("t0", t0), couplings.tolist(), times.tolist())
        for b in betas[0].tolist()
    ]
    dims = ("beta", "mu", "t1")
    variables = {
        "left_right_response": (
            dims, np.array([exact for exact, _ in found]), {"long_name": "left-right response", "units": "1"},
        ),
        "probe_limit": (
            dims, np.array([probe for _, probe in found]),
            {"long_name": "left-right response by size winding alone", "units": "1"},
        ),
    }  # fmt: skip
    coords = {"mu": ("mu", couplings, _MU), "t1": ("t1", times, _READ_OUT)}
    dataset = _over_beta(variables, coords, betas)
    return dataset.isel({name: 0 for name, one in (("mu", one_mu), ("t1", one_time)) if one})


def arrival_times(
    H: Hamiltonian,
    beta: float,
    mu: float,
    t0: npt.ArrayLike,
    t1: npt.ArrayLike,
    probe: tuple[int, int] = (0, 1),
) -> xr.Dataset:
    """When a message injected at -t0 comes out, t1*(t0): the time of the largest I_PT, refined by a parabola.

    Variables: mutual_information (t0, t1); arrival_time (t0), NaN where the largest value is the first or the last of
    t1; slope = dt1*/dt0 by least squares over the finite ones, and slope_error. Semiclassical gravity keeps the order
    of messages, slope < 0; peaked-size teleportation reverses it, slope +1; small systems lie between.

    >>> import numpy as np, traversable as tv
    >>> ds = tv.diagnostics.arrival_times(tv.models.learned(), 4.0, -12, t0=[2.4, 2.8, 3.2], t1=np.linspace(0, 6, 121))
    >>> ds.arrival_time.values.round(1).tolist()
    [3.1, 3.2, 3.3]
    """
    injections, times = np.atleast_1d(real_axis("t0", t0)[0]), real_axis("t1", t1)[0]
    if not (np.diff(times) > 0).all():
        raise ValueError("t1: expected ascending times")
    one_beta, one_mu = real_number("beta", beta), real_number("mu", mu)
    information = teleport(H, one_beta, one_mu, t0=injections, t1=times, probe=probe).mutual_information
    peaks = [_core.peak(times.tolist(), row.tolist()) for row in information.values]
    arrival = np.array([time if inside else np.nan for time, _, inside in peaks])
    there = np.isfinite(arrival)
    slope, error = _core.arrival_slope(injections[there].tolist(), arrival[there].tolist())
    return xr.Dataset(
        {
            "mutual_information": information,
            "arrival_time": (("t0",), arrival, {"long_name": "read-out time of the largest I_PT", "units": "1/energy"}),
            "slope": ((), slope, {"long_name": "slope of arrival against injection time", "units": "1"}),
            "slope_error": ((), error, {"long_name": "standard error of the slope", "units": "1"}),
        }
    )


def second_message(
    H: Hamiltonian,
    beta: float,
    mu: npt.ArrayLike,
    t0: float,
    t1: npt.ArrayLike,
    second_t: float,
    second_side: str = "left",
    probe: tuple[int, int] = (0, 1),
    second_probe: tuple[int, int] = (2, 3),
    units: str = "bits",
) -> xr.Dataset:
    """The protocol with a second qubit on its way through the same wormhole, over ([mu], [t1]).

    The second qubit is swapped into the mode `second_probe` of `second_side` at -second_t; its own reference and what
    it displaces are traced out. On the left, two messages whose order is asked for (at equal times the second goes in
    first); on the right, one that crosses the first: the shift of the first one's arrival is the Shapiro delay.
    Variables: mutual_information of the first message's reference and its read-out, and rho_pt.

    >>> import numpy as np, traversable as tv
    >>> H, t1 = tv.models.dense_syk(10, J=2**.5, seed=1), np.linspace(0, 6, 31)
    >>> crossed = tv.diagnostics.second_message(H, 4.0, -12, t0=2.6, t1=t1, second_t=0.5, second_side="right")
    >>> alone = tv.teleport(H, 4.0, -12, t0=2.6, t1=t1)
    >>> bool(crossed.mutual_information.max() < alone.mutual_information.max())
    True
    """
    _check(H)
    if second_side not in ("left", "right"):
        raise ValueError(f"second_side = {second_side!r}: expected 'left' or 'right'")
    if units not in ("bits", "nats"):
        raise ValueError(f"units = {units!r}: expected 'bits' or 'nats'")
    couplings, one_mu = real_axis("mu", mu)
    times, one_time = real_axis("t1", t1)
    rho = _core.teleport_beside(
        H, _probe(probe, H.num_majoranas), second_side == "left", real_number("second_t", second_t),
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
        coords={"mu": ("mu", couplings, _MU), "t1": ("t1", times, _READ_OUT)},
    )  # fmt: skip
    return dataset.isel({name: 0 for name, one in (("mu", one_mu), ("t1", one_time)) if one})


def spectrum(H: Hamiltonian) -> xr.Dataset:
    """Levels of both parity sectors with degeneracies, and the mean gap ratio beside its class.

    Variables: level and degeneracy (sector, place), distinct levels ascending, NaN and 0 behind the last; gap_ratio,
    the mean of min/max of adjacent gaps within sectors (of one sector where both have the same levels), with
    gap_ratio_error. Attributes symmetry_class ("GOE", "GUE", "GSE" or "none" for free fermions) and
    expected_gap_ratio of a chaotic H of this N and q; Poisson has 0.3863. Sources: Atas et al., arXiv:1212.5611; You,
    Ludwig and Xu, arXiv:1602.06964.

    >>> import traversable as tv
    >>> ds = tv.diagnostics.spectrum(tv.models.dense_syk(16, seed=3))
    >>> ds.attrs["symmetry_class"], bool(abs(ds.gap_ratio - 0.5307) < 4 * ds.gap_ratio_error)
    ('GOE', True)
    """
    copy = _copy(H)
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


def spectral_form_factor(H: Hamiltonian | Sequence[Hamiltonian], t: npt.ArrayLike, beta: float = 0.0) -> xr.Dataset:
    """g(t) = <|Z(beta + it)|^2> / <Z(beta)>^2 over t, averaged over a sequence of disorder instances.

    With its connected part, <|Z|^2> - |<Z>|^2, and the standard error over instances (NaN for one). Source: Cotler et
    al., arXiv:1611.04650.

    >>> import traversable as tv
    >>> ds = tv.diagnostics.spectral_form_factor([tv.models.dense_syk(10, seed=1, instance=i) for i in range(20)], t=[0, 1000])
    >>> ds.spectral_form_factor.round(3).values[0].item(), bool(ds.spectral_form_factor[1] < 0.2)
    (1.0, True)
    """
    instances = [H] if isinstance(H, Hamiltonian) else list(H)
    if not instances:
        raise ValueError("H: expected a Hamiltonian or a non-empty sequence of them")
    times = real_axis("t", t)[0]
    one_beta = real_number("beta", beta)
    copies = [_copy(one) for one in instances]
    levels = [np.concatenate([np.repeat(energy, count) for energy, count in copy.levels()]) for copy in copies]
    ground = min(energies.min() for energies in levels)
    static = np.array([np.exp(-one_beta * (energies - ground)).sum() for energies in levels])
    ratios = np.array([copy.partition_ratio(one_beta, times.tolist()) for copy in copies])
    z = static[:, None] * ratios
    scale = static.mean() ** 2
    square = np.abs(z) ** 2 / scale
    count = len(instances)
    error = square.std(0, ddof=1) / np.sqrt(count) if count > 1 else np.full(len(times), np.nan)
    name = {"long_name": "spectral form factor", "units": "1"}
    return xr.Dataset(
        {
            "spectral_form_factor": (("t",), square.mean(0), name),
            "spectral_form_factor_stderr": (("t",), error, {"long_name": "its standard error", "units": "1"}),
            "connected": (
                ("t",), square.mean(0) - np.abs(z.mean(0)) ** 2 / scale,
                {"long_name": "connected spectral form factor", "units": "1"},
            ),
        },
        coords={"t": ("t", times, _TIME)},
    )  # fmt: skip


def commutation_graph(H: Hamiltonian) -> dict[str, Any]:
    """Which terms anticommute: a vertex a term, an edge an anticommuting pair.

    "anticommuting": pairs (k, l) of places in H.terms; "component": the connected component of every term; and
    "noncommutativity", 2 sum over edges of J_k^2 J_l^2 / (sum J^2)^2, zero where all terms commute.

    >>> import traversable as tv
    >>> tv.diagnostics.commutation_graph(tv.models.learned())["anticommuting"]
    []
    """
    return _core.commutation_graph(_check(H))


def fermion_pairs(
    H: Hamiltonian,
    beta: float,
    mu: float,
    t: npt.ArrayLike,
    pairs: Sequence[tuple[int, int]] | None = None,
) -> xr.DataArray:
    """Largest I_PT(-|mu|) - I_PT(+|mu|) over t (t0 = t1 = t) of every pair of fermions, in bits, as a matrix.

    Trained or not trained shows at once. NaN on the diagonal and where `pairs` leaves a pair out.

    >>> import traversable as tv
    >>> matrix = tv.diagnostics.fermion_pairs(tv.models.learned(), 4.0, 12, t=[2.4, 2.8, 3.2])
    >>> matrix.sel(fermion=0, partner=1).round(3).item()
    0.306
    """
    times = real_axis("t", t)[0]
    n = _check(H).num_majoranas
    chosen = [(a, b) for a in range(n) for b in range(a + 1, n)] if pairs is None else [_probe(p, n) for p in pairs]
    peaks = _copy(H).peak_asymmetries(real_number("beta", beta), real_number("mu", mu), times.tolist(), chosen)
    matrix = np.full((n, n), np.nan)
    for (a, b), peak in zip(chosen, peaks, strict=True):
        matrix[a, b] = matrix[b, a] = peak
    return xr.DataArray(
        matrix, dims=("fermion", "partner"), name="pair_asymmetry",
        coords={"fermion": ("fermion", np.arange(n), _FERMION), "partner": ("partner", np.arange(n), _FERMION)},
        attrs={"long_name": "largest I_PT(-|mu|) - I_PT(+|mu|)", "units": "bits"},
    )  # fmt: skip


def reference_ensembles(
    H: Hamiltonian, instances: int = 40, seed: int = 1, J: float | None = None
) -> dict[str, list[Hamiltonian]]:
    """Ensembles of H's size and Tr H^2 to compare it with, those that exist for its number of fermions and terms.

    Dense SYK, sparse SYK with 1, 2 and 4 terms a fermion, binary sparse SYK and commuting SYK, and as many random
    terms as H has, all commuting or not. J is that of dense SYK (`models.matched_J` of H where not given). The same
    as those of `traversable diagnose`.

    >>> import traversable as tv
    >>> sorted(tv.diagnostics.reference_ensembles(tv.models.learned()))
    ['binary:0.714286', 'dense', 'same_terms_commuting', 'same_terms_noncommuting', 'sparse:2', 'sparse:4']
    """
    n, q, terms = _check(H).num_majoranas, H.degree, len(H.terms)
    whole_number("instances", instances, 2, 10**6)
    common: dict[str, Any] = {"q": q, "J": models.matched_J(H) if J is None else real_number("J", J), "seed": seed}
    k = float(f"{terms / n:.6g}")
    families: dict[str, Callable[[int], Hamiltonian]] = {
        "dense": lambda i: models.dense_syk(n, instance=i, **common),
        "sparse:1": lambda i: models.sparse_syk(n, 1, instance=i, **common),
        "sparse:2": lambda i: models.sparse_syk(n, 2, instance=i, **common),
        "sparse:4": lambda i: models.sparse_syk(n, 4, instance=i, **common),
        f"binary:{k:g}": lambda i: models.binary_sparse_syk(n, k, instance=i, **common),
        "commuting_syk": lambda i: models.commuting_syk(n, instance=i, **common),
        "same_terms_commuting": lambda i: models.fixed_terms_syk(n, terms, "commuting", instance=i, **common),
        "same_terms_noncommuting": lambda i: models.fixed_terms_syk(n, terms, "noncommuting", instance=i, **common),
    }
    found = {}
    for name, make in families.items():
        try:
            found[name] = [make(i) for i in range(instances)]
        except ValueError:
            continue
    return found


def diagnose(
    H: Hamiltonian,
    beta: float = 4.0,
    mu: float = 12.0,
    t: npt.ArrayLike | None = None,
    *,
    probe: tuple[int, int] = (0, 1),
    pairs: str | None = None,
    reference_time: float | None = None,
    injections: Sequence[float] = (0.7, 0.85, 1.0, 1.15, 1.3),
    messages: tuple[float, float] = (1.2, 0.8),
    ensembles: Mapping[str, Sequence[Hamiltonian]] | None = None,
    progress: bool | Callable[[int, int], object] = False,
) -> xr.Dataset:
    """Every diagnostic of H, and of the ensembles that it is compared with: what `traversable diagnose` writes.

    Parameters
    ----------
    H : Hamiltonian
    beta, mu : float
        Inverse temperature, and |mu| > 0 whose both signs are run.
    t : list of float
        Times of everything, ascending from 0 (0 to 8 in steps of 0.2).
    probe : (int, int)
        The Majoranas of the probe mode.
    pairs : {"all", "disjoint", "none"}
        Teleport every pair of fermions, or (0,1), (2,3), ... alone ("all" up to N = 12, then "disjoint").
    reference_time : float
        Of size distributions, response and injections; each Hamiltonian's own time of largest asymmetry where not
        given.
    injections, messages : list of float
        Injection times of the arrivals and of two messages (earlier first), in units of the reference time.
    ensembles : dict of name -> list of Hamiltonian
        `reference_ensembles(H)` where not given; {} for none.
    progress : bool or callable
        A progress bar, or progress(done, total).

    Returns
    -------
    xarray.Dataset
        Dimension sample: H, then the instances of every ensemble; sample_ensemble is the place in the coordinate
        `ensemble`, whose first is "model". Scalars of a sample are the criteria; for each NAME also NAME_mean,
        NAME_spread and NAME_percentile over ensembles (`compare_with_ensembles`). `traversable.report.report` makes a
        page of it.

    >>> import traversable as tv
    >>> H = tv.models.learned()
    >>> ds = tv.diagnostics.diagnose(H, ensembles={"dense": [tv.models.dense_syk(7, J=1.25, seed=1, instance=i) for i in range(10)]})
    >>> ds.late_fluctuation_single_percentile.sel(ensemble="dense").item()  # its fermions fluctuate more than any SYK's
    100.0
    """
    n = _check(H).num_majoranas
    times = np.linspace(0, 8, 41) if t is None else np.atleast_1d(real_axis("t", t)[0])
    options: dict[str, Any] = {
        "beta": real_number("beta", beta),
        "mu": real_number("mu", mu),
        "times": times.tolist(),
        "probe": _probe(probe, n),
        "pairs": ("all" if n <= 12 else "disjoint") if pairs is None else str(pairs),
        "reference_time": None if reference_time is None else real_number("reference_time", reference_time),
        "injections": [real_number("injections", f) for f in injections],
        "messages": [real_number("messages", f) for f in messages],
    }
    if len(options["messages"]) != 2:
        raise ValueError(f"messages = {messages!r}: expected two numbers")
    chosen = reference_ensembles(H) if ensembles is None else {name: list(one) for name, one in ensembles.items()}
    samples = [H, *(_same_size(name, one, n) for name, members in chosen.items() for one in members)]
    place = [0, *(e for e, members in enumerate(chosen.values(), 1) for _ in members)]
    instance = [0, *(i for members in chosen.values() for i in range(len(members)))]
    with _Reporter(progress) as reporter:
        found = _core.diagnose(samples, options, reporter.callback)
    coords: dict[str, Any] = {
        "sample": ("sample", np.arange(len(samples)), {"long_name": "0 the model, then instances of the ensembles"}),
        "ensemble": ("ensemble", ["model", *chosen], {"long_name": "what the model is compared with"}),
    }
    for name, (axis_values, long_name, units, is_index) in _core.diagnosis_axes(n, options).items():
        axis = np.array(axis_values).astype(int) if is_index else np.array(axis_values)
        coords[name] = (name, axis, {"long_name": long_name, "units": units})
    variables: dict[str, Any] = {
        "sample_ensemble": (("sample",), place, {"long_name": "place of its ensemble, 0 the model", "units": "1"}),
        "sample_instance": (("sample",), instance, {"long_name": "instance of its ensemble", "units": "1"}),
    }
    for name, (dims, long_name, units, values) in found.items():
        variables[name] = (("sample", *dims), values, {"long_name": long_name, "units": units})
    dataset = xr.Dataset(variables, coords=coords)
    described = {key: str(value) for key, value in options.items() if key not in ("times", "reference_time")}
    return compare_with_ensembles(dataset).assign_attrs(experiment="diagnose", **described)


def compare_with_ensembles(dataset: xr.Dataset) -> xr.Dataset:
    """Adds NAME_mean, NAME_spread (standard deviation) and NAME_percentile over `ensemble` for every NAME over
    samples alone.

    The percentile is the percentage of instances below the model's value, equal ones counted half. Instances without
    a value (NaN) are left out.
    """
    groups = dataset.sample_ensemble.values
    result = dataset.copy()
    for name in list(dataset.data_vars):
        if dataset[name].dims != ("sample",) or str(name).startswith("sample_"):
            continue
        values, attributes = dataset[name].values, dataset[name].attrs
        rows = [(np.nan, np.nan, np.nan)]
        rows += [
            _core.compare_with_ensemble(float(values[0]), values[groups == e].tolist())
            for e in range(1, dataset.sizes["ensemble"])
        ]
        for suffix, column, units in zip(
            ("mean", "spread", "percentile"), np.array(rows).T, (None, None, "percent"), strict=True
        ):
            result[f"{name}_{suffix}"] = (
                ("ensemble",), column, {"long_name": f"{suffix}: {attributes['long_name']}", "units": units or attributes["units"]},
            )  # fmt: skip
    return result


def _check(H: Hamiltonian) -> Hamiltonian:
    if not isinstance(H, Hamiltonian):
        raise TypeError(f"H = {H!r}: expected a Hamiltonian")
    return H


def _same_size(name: str, one: Hamiltonian, num_majoranas: int) -> Hamiltonian:
    if _check(one).num_majoranas != num_majoranas:
        raise ValueError(f"ensembles[{name!r}]: {one.num_majoranas} Majoranas, expected {num_majoranas}")
    return one


def _copy(H: Hamiltonian) -> _core.ExactCopy:
    return _core.ExactCopy(_check(H))


def _betas(beta: npt.ArrayLike) -> tuple[npt.NDArray[np.float64], bool]:
    betas, one = real_axis("beta", beta)
    if (betas < 0).any():
        raise ValueError(f"beta = {betas.min()}: expected numbers >= 0")
    return betas, one


def _fermion(H: Hamiltonian, j: int) -> int:
    return whole_number("fermion", j, 0, _check(H).num_majoranas - 1)


def _fermions(H: Hamiltonian, fermions: Sequence[int] | None) -> list[int]:
    chosen = list(range(_check(H).num_majoranas)) if fermions is None else [_fermion(H, j) for j in fermions]
    if not chosen or len(set(chosen)) < len(chosen):
        raise ValueError(f"fermions = {chosen}: expected distinct fermions, one at least")
    return chosen


def _pair(H: Hamiltonian, pair: tuple[int, int]) -> tuple[int, int]:
    try:
        i, j = pair
    except (TypeError, ValueError):
        raise TypeError(f"pairs: {pair!r}, expected two fermions (i, j)") from None
    return _fermion(H, i), _fermion(H, j)


def _over_beta(
    variables: Mapping[str, Any], coords: Mapping[str, Any], betas: tuple[npt.NDArray[np.float64], bool]
) -> xr.Dataset:
    dataset = xr.Dataset(variables, coords={"beta": ("beta", betas[0], _BETA), **coords})
    return dataset.isel(beta=0) if betas[1] else dataset
