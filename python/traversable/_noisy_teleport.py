"""The teleportation protocol as a compiled circuit on a noisy processor."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from traversable import _core, tomography
from traversable._arguments import one_of, real_number, shown, text, truth, whole_number, whole_numbers
from traversable._core import Circuit, Hamiltonian, NoiseModel
from traversable.circuits import compile, prepare_thermofield_double, wormhole
from traversable.noise import MOST_TRAJECTORIES
from traversable.pauli import Encoding

Axes = dict[str, tuple[npt.NDArray[Any], bool]]


@dataclass(frozen=True)
class Processor:
    """How the protocol becomes a circuit: gates, connectivity, Trotter steps, preparation.

    The arguments of the same names of `circuits.compile`, `circuits.wormhole` and
    `circuits.prepare_thermofield_double` (`preparation` is its method).
    """

    entangler: Literal["cz", "sqrt_iswap"] = "cz"
    connectivity: str | Sequence[tuple[int, int]] = "all"
    trials: int = 0
    seed: int = 0
    trotter_steps: int = 1
    trotter_order: int = 1
    preparation: Literal["commuting", "exact", "adaptive", "hardware_efficient"] | None = None

    def circuits(
        self, H: Hamiltonian, beta: float, encoding: Encoding, probe: tuple[int, int]
    ) -> Callable[[float, float, float], Circuit]:
        """The compiled circuit as a function of (mu, t0, t1); the thermofield double is prepared once."""
        prepared = prepare_thermofield_double(H, beta, encoding, method=self.preparation)

        def circuit(mu: float, t0: float, t1: float) -> Circuit:
            protocol = wormhole(
                H, beta, mu, t0, t1, encoding=encoding, preparation=prepared, probe=probe,
                trotter_steps=self.trotter_steps, trotter_order=self.trotter_order,
            )  # fmt: skip
            return compile(
                protocol, entangler=self.entangler, connectivity=self.connectivity, preserve="measured_state",
                trials=self.trials, seed=self.seed,
            ).circuit  # fmt: skip

        return circuit


@dataclass(frozen=True)
class NoisyRun:
    """What a noisy run of `teleport` is asked for, checked."""

    model: NoiseModel
    method: str
    encoding: Encoding | None
    probe: tuple[int, int]
    processor: Processor
    trajectories: int
    target_error: float
    reconstruction: str
    mitigate: bool
    resamples: int
    seed: int
    common_random_numbers: bool
    units: str
    device: _core.NoiseDevice

    def encoding_for(self, H: Hamiltonian) -> Encoding:
        if self.encoding is not None:
            return self.encoding
        return "sycamore" if H == _core.learned() else "split"

    def at_scales(
        self, circuits: Sequence[Circuit], points: Sequence[_core.CircuitPoint], scales: Sequence[float]
    ) -> list[list[dict[str, Any]]]:
        """For every circuit its results at all scales."""
        results = _core.run_at_scales(
            circuits, self.model, scales, self.method, self.trajectories, self.target_error, self.seed,
            self.common_random_numbers, points, self.units, self.device,
        )  # fmt: skip
        return [results[k : k + len(scales)] for k in range(0, len(results), len(scales))]

    def measure(self, result: dict[str, Any], shots: int, experiment: int) -> tomography.MutualInformationEstimate:
        """One experiment of the laboratory on the state of a run."""
        counts = _core.sample_counts(result["rho"], shots, result["read_out"], self.seed, experiment)
        estimate = _core.estimate_mutual_information(
            counts, self.reconstruction, self.mitigate, result["read_out"], self.resamples, 0.95, self.units,
            self.seed, experiment,
        )  # fmt: skip
        return tomography.MutualInformationEstimate(**estimate)


def noisy_run(
    model: NoiseModel,
    method: str | None,
    encoding: Encoding | None,
    probe: tuple[int, int],
    shots: Axes,
    units: str,
    options: dict[str, Any],
) -> NoisyRun:
    """`options` are the further arguments of `teleport`, None where not given. ValueError for what would be ignored."""
    method = "density_matrix" if method is None else method
    if text("method", method) not in ("density_matrix", "trajectories"):
        raise ValueError(f"method = {shown(method)}: expected density_matrix or trajectories with noise")
    given = {name: value for name, value in options.items() if value is not None}
    for name in given:
        if name in ("trajectories", "target_error", "common_random_numbers") and method == "density_matrix":
            raise ValueError(f"{name}: only with method trajectories")
        if name in ("reconstruction", "mitigate", "resamples") and not shots:
            raise ValueError(f"{name}: only with shots")
    kinds = ("projected", "maximum_likelihood")
    reconstruction = one_of("reconstruction", given.get("reconstruction", "projected"), kinds)
    processor = given.get("processor", Processor())
    if not isinstance(processor, Processor):
        raise TypeError(f"processor = {shown(processor)}: expected a Processor")
    return NoisyRun(
        model=model,
        method=method,
        encoding=encoding,
        probe=probe,
        processor=processor,
        trajectories=whole_number("trajectories", given.get("trajectories", 1000), 20, MOST_TRAJECTORIES),
        target_error=real_number("target_error", given.get("target_error", 0.0)),
        reconstruction=reconstruction,
        mitigate=truth("mitigate", given.get("mitigate", True)),
        resamples=whole_number("resamples", given.get("resamples", 100), 2, 1_000_000),
        seed=whole_number("seed", given.get("seed", 0), 0, 2**63 - 1),
        common_random_numbers=truth("common_random_numbers", given.get("common_random_numbers", False)),
        units=units,
        device=_core.NoiseDevice(text("device", given.get("device", "cpu"))),
    )


def shots_axis(shots: int | Sequence[int] | None) -> Axes:
    """The axis `shots`, none where there are none."""
    if shots is None:
        return {}
    scalar = isinstance(shots, (int, np.integer)) or not isinstance(shots, (Sequence, np.ndarray))
    values = whole_numbers("shots", [shots] if scalar else shots, 1, tomography.MOST_SHOTS)
    if not values or len(set(values)) != len(values):
        raise ValueError(f"shots = {shown(values)}: expected different numbers, one at least")
    return {"shots": (np.array(values), scalar)}


_SHOTS = {
    "mutual_information_shots": ("value", "I_PT of one experiment, bias-corrected"),
    "mutual_information_shots_stderr": ("standard_error", "its standard error"),
    "mutual_information_shots_low": ("low", "lower end of its 95 % interval"),
    "mutual_information_shots_high": ("high", "upper end of its 95 % interval"),
}


def noisy_variables(
    run: NoisyRun,
    hamiltonians: Sequence[Hamiltonian],
    axes: Axes,
    scales: npt.NDArray[np.float64],
    shots: Axes,
    advance: Callable[[int, int], object] | None,
) -> dict[str, Any]:
    """The variables of a Dataset over (instance, *axes, noise_scale [, shots]); axes are beta, mu and the times."""
    diagonal = "t" in axes
    times = [axes[name][0] for name in (("t",) if diagonal else ("t0", "t1"))]
    circuits_shape = (len(hamiltonians), len(axes["beta"][0]), len(axes["mu"][0]), *map(len, times))
    shape = (*circuits_shape, len(scales))
    rho = np.empty((*shape, 4, 4), dtype=complex)
    numbers = {name: np.empty(shape) for name in ("mutual_information", "mutual_information_read_out")}
    if run.method == "trajectories":
        numbers["mutual_information_stderr"] = np.empty(shape)
    left_out = np.full((*shape, 0), np.nan)
    if pairs := _sign_pairs(run, axes["mu"][0].tolist()):
        left_out = np.empty((*shape, _GROUPS))
    shot_values = shots["shots"][0] if shots else np.empty(0, dtype=int)
    measured = {name: np.empty((*shape, len(shot_values))) for name in (_SHOTS if shots else ())}
    gates = np.empty(circuits_shape, dtype=int)
    total = int(np.prod(circuits_shape))
    for done, (place, circuit, point, results) in enumerate(
        _runs(run, _circuits(run, hamiltonians, axes, times, diagonal), scales.tolist())
    ):
        gates[place] = circuit.num_two_qubit_gates
        for s, result in enumerate(results):
            rho[(*place, s)] = result["rho"]
            for name, array in numbers.items():
                key = "standard_error" if name == "mutual_information_stderr" else name
                array[(*place, s)] = result[key]
            if pairs:
                left_out[(*place, s)] = result["left_out"]
            for k, n in enumerate(shot_values.tolist()):
                estimate = run.measure(result, n, point.experiment_number(scales[s], n))
                for name, (attribute, _) in _SHOTS.items():
                    measured[name][(*place, s, k)] = getattr(estimate, attribute)
        if advance is not None:
            advance(done + 1, total)
    if pairs:
        numbers |= _asymmetries(run, pairs, numbers, left_out)
    return _as_variables(run, list(axes), rho, numbers, measured, gates)


# Of trajectories, for the jackknife.
_GROUPS = 20


def _sign_pairs(run: NoisyRun, mu: list[float]) -> list[tuple[int, int]]:
    """Places of -|mu| and +|mu|, of trajectories. ValueError for common random numbers without."""
    if run.method != "trajectories":
        return []
    pairs = [(m, n) for m, negative in enumerate(mu) for n, positive in enumerate(mu) if negative < 0 and positive == -negative]
    if run.common_random_numbers and not pairs:
        raise ValueError(f"common_random_numbers: mu = {shown(mu)}, expected both signs of one |mu|")
    return pairs


def _asymmetries(
    run: NoisyRun, pairs: list[tuple[int, int]], numbers: dict[str, npt.NDArray[np.float64]], left_out: npt.NDArray[np.float64]
) -> dict[str, npt.NDArray[np.float64]]:
    """At either sign; mu is the third axis. NaN where the other sign is missing."""
    information, error = (np.moveaxis(numbers[name], 2, 0) for name in ("mutual_information", "mutual_information_stderr"))
    groups = np.moveaxis(left_out, 2, 0)
    value, value_error = (np.full(information.shape, np.nan) for _ in range(2))
    for negative, positive in pairs:
        value[[negative, positive]] = information[negative] - information[positive]
        if run.common_random_numbers:
            differences = groups[negative] - groups[positive]
            for place in np.ndindex(differences.shape[:-1]):
                value_error[(negative, *place)] = value_error[(positive, *place)] = _core.jackknife_error(differences[place].tolist())
        else:
            value_error[[negative, positive]] = np.hypot(error[negative], error[positive])
    return {"asymmetry": np.moveaxis(value, 0, 2), "asymmetry_stderr": np.moveaxis(value_error, 0, 2)}


# A device takes so many circuits at once.
_TOGETHER = 64


def _runs(
    run: NoisyRun, circuits: Iterator[tuple[tuple[int, ...], Circuit, _core.CircuitPoint]], scales: list[float]
) -> Iterator[tuple[tuple[int, ...], Circuit, _core.CircuitPoint, list[dict[str, Any]]]]:
    while part := list(islice(circuits, _TOGETHER if run.device.is_cuda else 1)):
        places, built, points = zip(*part, strict=True)
        yield from zip(places, built, points, run.at_scales(built, points, scales), strict=True)


def _circuits(
    run: NoisyRun, hamiltonians: Sequence[Hamiltonian], axes: Axes, times: list[npt.NDArray[Any]], diagonal: bool
) -> Iterator[tuple[tuple[int, ...], Circuit, _core.CircuitPoint]]:
    for i, H in enumerate(hamiltonians):
        fingerprint = _core.fingerprint(H)
        for b, beta in enumerate(axes["beta"][0].tolist()):
            build = run.processor.circuits(H, beta, run.encoding_for(H), run.probe)
            for m, mu in enumerate(axes["mu"][0].tolist()):
                for place in np.ndindex(*map(len, times)):
                    t = [float(times[axis][index]) for axis, index in enumerate(place)]
                    t0, t1 = t[0], t[0] if diagonal else t[1]
                    point = _core.CircuitPoint(fingerprint, i, beta, mu, t0, t1)
                    yield (i, b, m, *place), build(mu, t0, t1), point


def _as_variables(
    run: NoisyRun,
    axes: list[str],
    rho: npt.NDArray[np.complex128],
    numbers: dict[str, npt.NDArray[np.float64]],
    measured: dict[str, npt.NDArray[np.float64]],
    gates: npt.NDArray[np.int64],
) -> dict[str, Any]:
    circuits = ["instance", *axes]
    runs = [*circuits, "noise_scale"]
    names = {
        "mutual_information": "mutual information I_PT before the read-out",
        "mutual_information_read_out": "I_PT of infinitely many shots with read-out errors left in",
        "mutual_information_stderr": "standard error of I_PT over trajectories",
        "asymmetry": "I_PT(-|mu|) - I_PT(+|mu|) before the read-out",
        "asymmetry_stderr": "its standard error over trajectories",
    }
    variables: dict[str, Any] = {
        name: (runs, array, {"long_name": names[name], "units": run.units}) for name, array in numbers.items()
    }
    variables["rho_pt"] = (
        [*runs, "row", "column"],
        rho,
        {"long_name": "density matrix of reference and read-out before the read-out", "units": "1"},
    )
    for name, array in measured.items():
        variables[name] = ([*runs, "shots"], array, {"long_name": _SHOTS[name][1], "units": run.units})
    variables["two_qubit_gates"] = (
        circuits,
        gates,
        {"long_name": "gates on two qubits of the compiled circuit", "units": "1"},
    )
    return variables

