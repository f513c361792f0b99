from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from traversable import _core
from traversable._arguments import (
    as_index,
    hamiltonian,
    instance,
    real_axis,
    real_number,
    seed_of,
    sequence,
    shown,
    text,
    truth,
)
from traversable._core import Hamiltonian
from traversable._coupling import Couple, coupling_text
from traversable._processor import PROCESSOR_NAMES, Processor
from traversable._run import Kinds, Reporter, checked, dataset_of, refuse, whole
from traversable._types import Reals, Seed
from traversable.noise import Noise, model_of
from traversable.pauli import Encoding, encoding_strings

def teleport(
    H: Hamiltonian | Sequence[Hamiltonian],
    beta: Reals,
    mu: Reals,
    t: Reals | None = None,
    *,
    t0: Reals | None = None,
    t1: Reals | None = None,
    probe: tuple[int, int] = (0, 1),
    couple: Couple = "all",
    units: str = "bits",
    method: str | None = None,
    device: str | None = None,
    precision: str | None = None,
    encoding: Encoding | None = None,
    tolerance: float | None = None,
    trotter_order: int | None = None,
    trotter_step: float | None = None,
    noise: Noise | None = None,
    noise_scale: Reals | None = None,
    processor: Processor | None = None,
    shots: int | Sequence[int] | None = None,
    reconstruction: str | None = None,
    mitigate: bool | None = None,
    resamples: int | None = None,
    trajectories: int | None = None,
    target_error: float | None = None,
    common_random_numbers: bool | None = None,
    extrapolation: str | None = None,
    threshold: float | None = None,
    max_scale: float | None = None,
    budget: bool | None = None,
    seed: Seed | None = None,
    progress: bool | Callable[[int, int], object] = False,
) -> xr.Dataset:
    """The traversable-wormhole teleportation protocol.

    A reference P is maximally entangled with a message Q; the copies L and R are in the thermofield double.
    exp(i H_L t0), swap Q with chi_L, exp(-i H_L t0), exp(i mu V), exp(-i H_R t1), swap T with chi_R, with
    V = (1/(qN)) sum_j i psi_L^j psi_R^j (or `couple`) and chi = (psi_a + i psi_b) / sqrt 2. mu < 0 is the negative-energy
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
    couple : str, list of int, list of (int, int) or dict
        What V couples ("all"): fermions, [2, 3, 4] or "2-9", with weights {2: 1.0, 3: 0.5}; or bits of pairs, [(2, 3), (4, 5)]
        or "2+3,4+5". `coupling_formula` writes V out.
    units : {"bits", "nats"}
        Unit of the entropies.
    method : {"exact", "krylov", "chebyshev", "trotter"}, or {"density_matrix", "trajectories"} with noise
        The two-sided exact engine, or evolution of state vectors on the qubits of `encoding`: Lanczos or
        Chebyshev to a tolerance, for sparse models and sizes beyond the exact engine's, or Pauli rotations.
        With noise the density matrix, or random histories of state vectors for more than some 13 qubits.
    device : {"cpu", "cuda", "cuda:K", "auto"}
        The CPU; every CUDA device, which share the instances; the K-th; or "cuda" where there is a device ("cpu").
    precision : {"double", "single"}
        Of the amplitudes ("double"). Single takes half of the memory and about half of the time; rho_pt is then right to some
        1e-7. Levels and eigenvectors are found in double.
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
        Factors on every rate of the noise ([0, 0.5, 1, 1.5, 2]); a list is a dimension after the times.
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
    extrapolation : {"none", "linear", "quadratic", "exponential"}
        Of experiments with shots, from scales >= 1 to no noise ("none").
    threshold, max_scale : float
        Finds the noise scale at which half of the experiments with shots see the asymmetry of two mu of opposite sign
        below so many standard errors, up to max_scale (8).
    budget : bool
        Also I_PT with each part of the noise alone and left out, at scale 1 (False).
    seed : int, numpy.random.Generator or SeedSequence
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
        over (..., [shots]); two_qubit_gates and circuit_duration of the circuits; with an extrapolation
        mutual_information_extrapolated and _extrapolated_stderr; with a threshold threshold_scale, _low (16 % of experiments)
        and _high (84 %) over ([instance], [beta], the times, [shots]); with a budget mutual_information_only and _without
        over (..., component).
        Of a sequence of Hamiltonians without noise also mutual_information_mean and _stderr over instances. Names,
        attributes and values are those of the file that the program writes for the same run.

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
    axes = {"beta": real_axis("beta", beta), "mu": real_axis("mu", mu), **_times(t, t0, t1)}
    common = {
        "probe": list(_probe(probe, hamiltonians[0].num_majoranas)),
        "couple": coupling_text(couple),
        "encoding": _encoding(encoding, hamiltonians[0].num_majoranas),
        **checked(_COMMON, units=units, method=method, device=device),
    }
    of_evolution = checked(
        _OF_EVOLUTION, precision=precision, tolerance=tolerance, trotter_order=trotter_order, trotter_step=trotter_step
    )
    of_noise = checked(
        _OF_NOISE, reconstruction=reconstruction, mitigate=mitigate, resamples=resamples, trajectories=trajectories,
        target_error=target_error, common_random_numbers=common_random_numbers, extrapolation=extrapolation,
        threshold=threshold, max_scale=max_scale, budget=budget, seed=seed,
    )  # fmt: skip
    if noise is None:
        refuse({**of_noise, "noise_scale": noise_scale, "shots": shots, "processor": processor}, "only with noise")
        asked, run = {**common, **of_evolution}, _core.teleport
    else:
        refuse(of_evolution, "not with noise, whose circuits take processor=Processor(trotter_steps=...)")
        axes |= {} if noise_scale is None else {"noise_scale": real_axis("noise_scale", noise_scale)}
        axes |= {} if shots is None else {"shots": _shots(shots)}
        asked, run = {**common, **of_noise, **_options_of(processor)}, partial(_core.noise, model_of(noise))
    asked |= {name: values.tolist() for name, (values, _) in axes.items()}
    with Reporter(progress) as reporter:
        result = run(
            hamiltonians, not isinstance(H, Hamiltonian), {_KEYS.get(name, name): value for name, value in asked.items()},
            {**{key: name for name, key in _KEYS.items()}, **PROCESSOR_NAMES}, reporter.callback,
        )  # fmt: skip
    return dataset_of(result, [name for name, (_, scalar) in axes.items() if scalar])


# What kind of argument each is; what it may be, the run's own table says.
_COMMON: Kinds = {"units": text, "method": text, "device": text}
_OF_EVOLUTION: Kinds = {"precision": text, "tolerance": real_number, "trotter_order": whole, "trotter_step": real_number}
_OF_NOISE: Kinds = {
    "reconstruction": text, "mitigate": truth, "resamples": whole, "trajectories": whole, "target_error": real_number,
    "common_random_numbers": truth, "extrapolation": text, "threshold": real_number, "max_scale": real_number,
    "budget": truth, "seed": seed_of,
}  # fmt: skip
# Arguments whose option has another name.
_KEYS = {"noise_scale": "scales", "seed": "shot_seed"}


def _encoding(encoding: Encoding | None, num_majoranas: int) -> str | None:
    """A name, or both sides' strings as the core reads them."""
    if encoding is None or isinstance(encoding, str):
        return None if encoding is None else text("encoding", encoding)
    return ";".join(",".join(side) for side in encoding_strings(encoding, num_majoranas))


def _shots(shots: int | Sequence[int]) -> tuple[npt.NDArray[Any], bool]:
    scalar = isinstance(shots, (int, np.integer)) or not isinstance(shots, (Sequence, np.ndarray))
    return np.array([whole("shots", one) for one in ([shots] if scalar else sequence("shots", shots, "integers"))]), scalar


def _options_of(processor: Processor | None) -> dict[str, Any]:
    return (Processor() if processor is None else instance("processor", processor, Processor, "a Processor")).options()


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
    t: Reals | None, t0: Reals | None, t1: Reals | None
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
    try:
        a, b = map(as_index, pair)
    except Exception:  # of the values' own __index__
        raise TypeError(f"probe = {shown(probe)}: expected two Majoranas (a, b)") from None
    if a == b or not {a, b} <= set(range(num_majoranas)):
        raise ValueError(f"probe = {shown(probe)}: expected two distinct Majoranas from 0 to {num_majoranas - 1}")
    return a, b
