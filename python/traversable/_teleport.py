from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from traversable import _core, observables
from traversable._arguments import hamiltonian, one_of, real_axis, real_number, sequence, shown, text, whole_number
from traversable._core import Hamiltonian
from traversable._noisy_teleport import Processor, noisy_run, noisy_variables, shots_axis
from traversable._run import Reporter
from traversable.noise import Noise, model_of
from traversable.pauli import Encoding, encoding_strings

_AXES = {
    "instance": ("disorder instance", "1"),
    "beta": ("inverse temperature", "1/energy"),
    "mu": ("strength of the coupling, negative energy below 0", "1"),
    "t": ("time of injection and read-out, t0 = t1", "1/energy"),
    "t0": ("injection at -t0", "1/energy"),
    "t1": ("read-out at t1", "1/energy"),
    "noise_scale": ("factor on every rate of the noise", "1"),
    "shots": ("shots in each of the nine settings", "1"),
    "row": ("2 p + a, p of the reference and a of the read-out", "1"),
    "column": ("2 p + a, p of the reference and a of the read-out", "1"),
}

_REPORT = {
    "error_estimate": "estimated error of the protocol's state in norm",
    "operator_applications": "products of a Hamiltonian with a state",
    "pauli_rotations": "Pauli rotations of the evolution",
}


def teleport(
    H: Hamiltonian | Sequence[Hamiltonian],
    beta: npt.ArrayLike,
    mu: npt.ArrayLike,
    t: npt.ArrayLike | None = None,
    *,
    t0: npt.ArrayLike | None = None,
    t1: npt.ArrayLike | None = None,
    probe: tuple[int, int] = (0, 1),
    units: str = "bits",
    method: str | None = None,
    device: str | None = None,
    precision: str | None = None,
    encoding: Encoding | None = None,
    tolerance: float | None = None,
    trotter_order: int | None = None,
    trotter_step: float | None = None,
    noise: Noise | None = None,
    noise_scale: npt.ArrayLike | None = None,
    processor: Processor | None = None,
    shots: int | Sequence[int] | None = None,
    reconstruction: str | None = None,
    mitigate: bool | None = None,
    resamples: int | None = None,
    trajectories: int | None = None,
    target_error: float | None = None,
    common_random_numbers: bool | None = None,
    seed: int | None = None,
    progress: bool | Callable[[int, int], object] = False,
) -> xr.Dataset:
    """The traversable-wormhole teleportation protocol.

    A reference P is maximally entangled with a message Q; the copies L and R are in the thermofield double.
    exp(i H_L t0), swap Q with chi_L, exp(-i H_L t0), exp(i mu V), exp(-i H_R t1), swap T with chi_R, with
    V = (1/(qN)) sum_j i psi_L^j psi_R^j and chi = (psi_a + i psi_b) / sqrt 2. mu < 0 is the negative-energy
    shockwave. Source: Jafferis et al., Nature 612, 51 (2022), doi:10.1038/s41586-022-05424-3; Gao and Jafferis,
    arXiv:1911.07416.

    Parameters
    ----------
    H : Hamiltonian or sequence of Hamiltonian
        One copy's Hamiltonian; a sequence (disorder instances, all of one size) adds a dimension `instance`.
    beta, mu : float or list of float
        Inverse temperatures (>= 0) and coupling strengths. A scalar drops the dimension, a list keeps it.
    t : float or list of float
        Times with t0 = t1 = t; or else
    t0, t1 : float or list of float
        every injection time -t0 with every read-out time t1.
    probe : (int, int)
        The Majoranas (a, b) of the probe mode, on both sides.
    units : {"bits", "nats"}
        Unit of the entropies.
    method : {"exact", "krylov", "chebyshev", "trotter"}, or {"density_matrix", "trajectories"} with noise
        The two-sided exact engine, or evolution of state vectors on the qubits of `encoding`: Lanczos or
        Chebyshev to a tolerance, for sparse models and sizes beyond the exact engine's, or Pauli rotations.
        With noise the density matrix, or random histories of state vectors for more than some 13 qubits.
    device : {"cpu", "cuda", "cuda:K", "auto"}
        The CPU; every CUDA device, which share the instances; the K-th; or "cuda" where there is a device ("cpu").
    precision : {"double", "single"}
        Of the amplitudes on a CUDA device ("double"): single takes half of the memory.
    encoding : "split", "paired", "sycamore" or (left, right)
        Of state vectors and circuits ("split"; with noise "sycamore" for the learned Hamiltonian); as in
        `traversable.pauli`. Without noise only a product formula's error depends on it.
    tolerance : float
        Error of a state in norm that one evolution may make (1e-10; 1e-5 in single precision); for "trotter" instead of
        trotter_step.
    trotter_order, trotter_step : int, float
        1, 2 or 4 (2); the longest Trotter step.
    noise : NoiseModel, str or path, optional
        Runs the compiled circuit on a noisy processor: a model, a preset's name (`noise.preset`) or a .toml file.
    noise_scale : float or list of float
        Factors on every rate of the noise (1); a list adds a dimension after the times.
    processor : Processor, optional
        Gates, connectivity, Trotter steps and preparation of the circuit.
    shots : int or list of int, optional
        Simulates experiments: so many shots in each of the nine settings of `tomography`; a list adds a dimension.
    reconstruction, mitigate, resamples
        Of these experiments, as in `tomography.estimate_mutual_information` ("projected", True, 100).
    trajectories, target_error : int, float
        At most so many (1000; 20 to 100 000 000), fewer once every element of rho_pt has this standard error.
    common_random_numbers : bool
        The same trajectories for both signs of a mu (False): what their noise shares drops out of the asymmetry.
    seed : int
        Of shots, resamples and trajectories (0). Their numbers are keyed by H, its place among the instances, beta, mu,
        the times, noise_scale and shots as well: points are independent of each other.
    progress : bool or callable
        True for a progress bar; or called as progress(points done, points in all) a few times a second.

    Returns
    -------
    xarray.Dataset
        Dimensions ([instance], [beta], [mu], [t] or [t0], [t1]), in this order. Variables: rho_pt
        (..., row, column) with row = 2 p + a, mutual_information, renyi2_mutual_information, negativity,
        average_fidelity, fully_entangled_fraction; energy = <TFD|H_L|TFD> and coupling_expectation =
        <TFD|V|TFD> over ([instance], [beta]). With state vectors also error_estimate (of the protocol's state
        in norm), operator_applications (products H psi) and pauli_rotations over ([instance], [beta], [t]|[t0]).
        An I_PT from trajectories has its bias taken off and is not cut at 0: it may lie slightly below, within its standard
        error. One from shots lies in [0, 2] bits, as its interval does.
        With noise: ([instance], [beta], [mu], [t] or [t0], [t1], [noise_scale]) of rho_pt, mutual_information,
        mutual_information_read_out (read-out errors left in, infinitely many shots), with trajectories
        mutual_information_stderr and, at either sign of a mu of which there are both, asymmetry = I_PT(-|mu|) - I_PT(+|mu|)
        and asymmetry_stderr (of the difference with common_random_numbers, else in quadrature); with shots mutual_information_shots, _shots_stderr, _shots_low and _shots_high
        over (..., [shots]); two_qubit_gates of the circuits.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, its value and what was expected; also where the run does not fit in memory.
    KeyboardInterrupt
        Ctrl-C ends the computation after the current step.

    Examples
    --------
    >>> import traversable as tv
    >>> ds = tv.teleport(tv.models.learned(), beta=4.0, mu=[-12, 12], t0=2.8, t1=[0.8, 3.2])
    >>> ds.mutual_information.dims
    ('mu', 't1')
    >>> ds.mutual_information.sel(mu=-12).round(5).values.tolist()
    [0.15926, 0.41014]
    >>> noisy = tv.teleport(tv.models.learned(), 4.0, [-12, 12], t=2.8, noise="sycamore", noise_scale=[0, 1], shots=10_000)
    >>> noisy.mutual_information_shots.dims
    ('mu', 'noise_scale')
    >>> noisy.mutual_information.sel(noise_scale=0).round(5).values.tolist()
    [0.40121, 0.0995]
    """
    hamiltonians = _hamiltonians(H)
    times = _times(t, t0, t1)
    axes = {"beta": real_axis("beta", beta), "mu": real_axis("mu", mu), **times}
    if (axes["beta"][0] < 0).any():
        raise ValueError(f"beta = {axes['beta'][0].min()}: expected numbers >= 0")
    one_of("units", units, ("bits", "nats"))
    probe = _probe(probe, hamiltonians[0].num_majoranas)
    instances = (np.arange(len(hamiltonians)), isinstance(H, Hamiltonian))
    of_noise = {
        "processor": processor, "reconstruction": reconstruction, "mitigate": mitigate, "resamples": resamples,
        "trajectories": trajectories, "target_error": target_error, "common_random_numbers": common_random_numbers,
        "seed": seed,
    }  # fmt: skip
    if noise is not None:
        of_evolution = {
            "precision": precision, "tolerance": tolerance, "trotter_order": trotter_order, "trotter_step": trotter_step,
        }  # fmt: skip
        _refuse(of_evolution, "not with noise, whose circuits take processor=Processor(trotter_steps=...)")
        shot_axis = shots_axis(shots)
        scales = {"noise_scale": real_axis("noise_scale", 1.0 if noise_scale is None else noise_scale)}
        run = noisy_run(model_of(noise), method, encoding, probe, shot_axis, units, {**of_noise, "device": device})
        with Reporter(progress) as reporter:
            variables = noisy_variables(run, hamiltonians, axes, scales["noise_scale"][0], shot_axis, reporter.callback)
        return _dataset({"instance": instances, **axes, **scales, **shot_axis}, variables)
    _refuse({"noise_scale": noise_scale, "shots": shots, **of_noise}, "only with noise")
    diagonal = "t" in times
    method = "exact" if method is None else method
    engine = _method(
        method, device, precision, encoding, tolerance, trotter_order, trotter_step, hamiltonians[0].num_majoranas
    )
    with Reporter(progress) as reporter:
        rho, energy, coupling, *report = _core.teleport(
            hamiltonians,
            axes["beta"][0],
            axes["mu"][0],
            diagonal,
            times["t" if diagonal else "t0"][0],
            np.empty(0) if diagonal else times["t1"][0],
            probe,
            engine,
            reporter.callback,
        )
    if diagonal:
        rho = rho[:, :, :, :, 0]
    work = {} if method == "exact" else dict(zip(_REPORT, report, strict=True))
    return _dataset({"instance": instances, **axes}, _variables(list(axes), rho, energy, coupling, work, units))


def _refuse(options: dict[str, Any], why: str) -> None:
    """No option is accepted and ignored."""
    for name, value in options.items():
        if value is not None:
            raise ValueError(f"{name}: {why}")


def _method(
    method: str,
    device: str | None,
    precision: str | None,
    encoding: Encoding | None,
    tolerance: float | None,
    trotter_order: int | None,
    trotter_step: float | None,
    num_majoranas: int,
) -> _core.TeleportMethod:
    state_vector = {"encoding": encoding, "tolerance": tolerance}
    trotter = {"trotter_order": trotter_order, "trotter_step": trotter_step}
    refused = {**(state_vector if method == "exact" else {}), **(trotter if method != "trotter" else {})}
    for name, value in refused.items():
        if value is not None:
            needed = "trotter" if name in trotter else "krylov, chebyshev or trotter"
            raise ValueError(f"{name}: only with method {needed}")
    if method == "trotter" and (tolerance is None) == (trotter_step is None):
        raise ValueError("method = 'trotter': expected trotter_step or tolerance, one of them")
    step = 0.0 if trotter_step is None else real_number("trotter_step", trotter_step)
    if trotter_step is not None and not step > 0:
        raise ValueError(f"trotter_step = {trotter_step}: expected a number > 0")
    strings: tuple[list[str], list[str]] = ([], [])
    if method != "exact":
        strings = encoding_strings("split" if encoding is None else encoding, num_majoranas)
    return _core.TeleportMethod(
        text("method", method),
        "cpu" if device is None else text("device", device),
        "double" if precision is None else one_of("precision", precision, ("double", "single")),
        *strings,
        None if tolerance is None else real_number("tolerance", tolerance),
        2 if trotter_order is None else whole_number("trotter_order", trotter_order, 1, 4),
        step,
    )


def _hamiltonians(H: Hamiltonian | Sequence[Hamiltonian]) -> list[Hamiltonian]:
    given = [H] if isinstance(H, Hamiltonian) else sequence("H", H, "Hamiltonians") if np.iterable(H) else []
    if not given or not all(isinstance(one, Hamiltonian) for one in given):
        raise TypeError(f"H: expected a Hamiltonian or a non-empty sequence of them, not {shown(H)}")
    hamiltonians = [hamiltonian(one) for one in given]
    sizes = {h.num_majoranas for h in hamiltonians}
    if len(sizes) > 1:
        raise ValueError(f"H: instances of {sorted(sizes)} Majoranas, expected one size")
    return hamiltonians


def _times(
    t: npt.ArrayLike | None, t0: npt.ArrayLike | None, t1: npt.ArrayLike | None
) -> dict[str, tuple[npt.NDArray[np.float64], bool]]:
    if t is not None:
        if t0 is not None or t1 is not None:
            raise ValueError("t: cannot be given with t0 or t1 (t means t0 = t1 = t)")
        return {"t": real_axis("t", t)}
    if t0 is None or t1 is None:
        raise ValueError("t: missing, expected t, or both t0 and t1")
    return {"t0": real_axis("t0", t0), "t1": real_axis("t1", t1)}


def _probe(probe: tuple[int, int], num_majoranas: int) -> tuple[int, int]:
    pair = sequence("probe", probe, "two Majoranas (a, b)")
    if len(pair) != 2 or not all(isinstance(j, (int, float, np.number)) for j in pair):
        raise TypeError(f"probe = {shown(probe)}: expected two Majoranas (a, b)")
    if pair[0] == pair[1] or not all(j in range(num_majoranas) for j in pair):
        raise ValueError(f"probe = {shown(probe)}: expected two distinct Majoranas from 0 to {num_majoranas - 1}")
    return int(pair[0]), int(pair[1])


def _variables(
    axes: list[str],
    rho: npt.NDArray[np.complex128],
    energy: npt.NDArray[np.float64],
    coupling: npt.NDArray[np.float64],
    report: dict[str, npt.NDArray[Any]],
    units: str,
) -> dict[str, Any]:
    dims = ["instance", *axes]
    values = {
        "mutual_information": (
            observables.mutual_information(rho, units),
            "mutual information I_PT of reference and read-out",
            units,
        ),
        "renyi2_mutual_information": (
            observables.renyi2_mutual_information(rho, units),
            "Renyi-2 mutual information of reference and read-out",
            units,
        ),
        "negativity": (observables.negativity(rho), "entanglement negativity of reference and read-out", "1"),
        "average_fidelity": (
            observables.average_fidelity(rho),
            "mean fidelity of the teleported state, no correction on the read-out",
            "1",
        ),
        "fully_entangled_fraction": (
            observables.fully_entangled_fraction(rho),
            "entanglement fidelity after the best fixed unitary on the read-out",
            "1",
        ),
    }
    variables: dict[str, Any] = {
        name: (dims, array, {"long_name": long_name, "units": unit})
        for name, (array, long_name, unit) in values.items()
    }
    variables["rho_pt"] = (
        [*dims, "row", "column"],
        rho,
        {"long_name": "density matrix of reference and read-out", "units": "1"},
    )
    thermal = ["instance", "beta"]
    variables["energy"] = (thermal, energy, {"long_name": "<TFD|H_L|TFD>", "units": "energy"})
    variables["coupling_expectation"] = (thermal, coupling, {"long_name": "<TFD|V|TFD>", "units": "1"})
    time = "t" if "t" in axes else "t0"
    for key, array in report.items():
        variables[key] = ([*thermal, time], array, {"long_name": _REPORT[key], "units": "1"})
    return variables


def _dataset(axes: dict[str, tuple[npt.NDArray[Any], bool]], variables: dict[str, Any]) -> xr.Dataset:
    """The variables with their coordinates, axes of scalars dropped."""
    coordinates = {name: (name, values) for name, (values, _) in axes.items()}
    coordinates |= {name: (name, np.arange(4)) for name in ("row", "column")}
    dataset = xr.Dataset(variables, coords=coordinates)
    for name in dataset.coords:
        long_name, unit = _AXES[str(name)]
        dataset[name].attrs.update(long_name=long_name, units=unit)
    dataset = dataset.isel({name: 0 for name, (_, scalar) in axes.items() if scalar})
    return dataset.drop_vars("instance") if axes["instance"][1] else dataset
