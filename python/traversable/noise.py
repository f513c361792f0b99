"""Noise: channels, models of processors, noisy circuits, thresholds and budgets.

>>> import traversable as tv
>>> wormhole = tv.circuits.wormhole(tv.models.learned(), beta=4.0, mu=-12.0, t0=2.8, t1=2.8, encoding="sycamore")
>>> compiled = tv.circuits.compile(wormhole, preserve="measured_state").circuit
>>> states = tv.noise.measured_states(compiled, "sycamore", scales=[0, 1])
>>> tv.observables.mutual_information(states)[0].round(5).item()    # no noise
0.40121
>>> bool(tv.observables.mutual_information(states)[1] < 0.35)
True
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from traversable import _core
from traversable._arguments import (
    complex_array,
    function,
    instance,
    one_of,
    path_of,
    real_axis,
    real_number,
    real_numbers,
    seed_of,
    sequence,
    shown,
    shown_path,
    text,
    truth,
    whole_number,
)
from traversable._arguments import text as _text
from traversable._core import Channel, Circuit, NoiseModel, Threshold, TrajectoryEstimate
from traversable._types import Numbers, Reals, Seed
from traversable.density_matrix import DensityMatrix
from traversable.tomography import MOST_SHOTS

__all__ = [
    "Channel",
    "NoiseBudget",
    "NoiseModel",
    "Threshold",
    "TrajectoryEstimate",
    "amplitude_damping",
    "budget",
    "depolarizing",
    "from_file",
    "from_toml",
    "kraus_channel",
    "measured_states",
    "NoisySteps",
    "noisy_state",
    "noisy_steps",
    "over_rotation",
    "pauli_channel",
    "phase_damping",
    "preset",
    "presets",
    "run_trajectories",
    "thermal_relaxation",
    "threshold",
    "uniform_depolarizing",
]

MOST_TRAJECTORIES = 100_000_000

Noise = str | os.PathLike[str] | NoiseModel


def depolarizing(probability: float, num_qubits: int = 1) -> Channel:
    """(1 - p) rho + p / (4^k - 1) sum_{P != 1} P rho P: any Pauli error with probability p in [0, 1], k = 1 or 2.

    Its average infidelity is p d / (d + 1), d = 2^k; Qiskit's depolarizing_error takes p 4^k / (4^k - 1).

    >>> import traversable as tv
    >>> round(tv.noise.depolarizing(0.01, 2).average_infidelity, 6)
    0.008
    """
    return _core.depolarizing(real_number("probability", probability), whole_number("num_qubits", num_qubits, 1, 2))


def pauli_channel(probabilities: Sequence[float]) -> Channel:
    """sum_P p_P P rho P. Three probabilities, of X, Z and Y, or fifteen: base-4 numbers 1 to 15 with a digit a qubit,
    I, X, Z, Y = 0 to 3, the first qubit lowest. ValueError where one is negative or their sum is beyond 1."""
    return _core.pauli_channel(real_numbers("probabilities", probabilities))


def amplitude_damping(gamma: float) -> Channel:
    """K0 = diag(1, sqrt(1 - gamma)), K1 = sqrt(gamma) |0><1|."""
    return _core.amplitude_damping(real_number("gamma", gamma))


def phase_damping(lambda_: float) -> Channel:
    """<0|rho|1> -> sqrt(1 - lambda) <0|rho|1>."""
    return _core.phase_damping(real_number("lambda_", lambda_))


def thermal_relaxation(t1: float, t2: float, duration: float) -> Channel:
    """Populations decay to |0> as e^{-t/T1}, coherences as e^{-t/T2}; T2 <= 2 T1, infinity allowed."""
    return _core.thermal_relaxation(
        real_number("t1", t1, infinite=True), real_number("t2", t2, infinite=True), real_number("duration", duration)
    )


def over_rotation(angle: float, pauli: str) -> Channel:
    """exp(-i angle/2 P) with P of one or two letters: "X", or "ZZ" for the error of a CZ's phase. Radians."""
    return _core.over_rotation(real_number("angle", angle), text("pauli", pauli, "one or two letters X, Y, Z"))


def kraus_channel(kraus: Sequence[Numbers], tolerance: float = 1e-8) -> Channel:
    """sum_k K rho K^+ of 2 x 2 or 4 x 4 matrices.

    ValueError where S = sum_k K^+ K is beyond `tolerance` from 1 (1e-6 for matrices in single precision, 1e-3 at most);
    the channel is that of K S^(-1/2), which keeps the trace.
    """
    return _core.kraus_channel(
        [complex_array(f"kraus[{k}]", matrix) for k, matrix in enumerate(sequence("kraus", kraus, "matrices", most=256))],
        real_number("tolerance", tolerance),
    )


def preset(name: str) -> NoiseModel:
    """"sycamore", "rainbow", "ionq_like", "none" or "uniform_depolarizing(0.003)". ValueError with the names there are.

    >>> import traversable as tv
    >>> tv.noise.preset("sycamore")
    <NoiseModel sycamore: one_qubit, two_qubit, idle, read_out>
    """
    return _core.noise_preset(text("name", name, "a preset's name"))


def presets() -> list[str]:
    """Names that `preset` knows."""
    return _core.noise_preset_names()


def uniform_depolarizing(probability: float) -> NoiseModel:
    """Depolarising with this probability after every gate, on the qubits it acts on."""
    return _core.noise_preset(f"uniform_depolarizing({real_number('probability', probability)!r})")


def from_toml(text: str) -> NoiseModel:
    """A model from TOML text (docs/noise.md has the keys). ValueError with the line of what is wrong."""
    return _core.noise_model_from_toml(_text("text", text), "TOML")


def from_file(path: str | os.PathLike[str]) -> NoiseModel:
    """A model from a TOML file. OSError where it cannot be read, ValueError with the line of what is wrong."""
    name = shown_path(path_of("path", path))
    try:
        content = Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ValueError(f"{name}: no text in UTF-8, expected a TOML file") from None
    return _core.noise_model_from_toml(content, name)


def model_of(noise: Noise) -> NoiseModel:
    """The model itself, of a preset's name, or of a .toml file."""
    if isinstance(noise, NoiseModel):
        return noise
    if not isinstance(noise, (str, os.PathLike)):
        raise TypeError(f"noise = {shown(noise)}: expected a NoiseModel, a preset's name or a .toml file")
    name = path_of("noise", noise)
    return from_file(name) if name.endswith(".toml") or os.sep in name else preset(name)


def _circuit(circuit: Any, name: str = "circuit") -> Circuit:
    return instance(name, circuit, Circuit, "a Circuit")


@dataclass(frozen=True, eq=False, repr=False)
class NoisySteps:
    """A circuit and what goes wrong in it, in the order in which it happens.

    Attributes
    ----------
    steps : list of (qubits, unitary or Channel)
        Unitaries and channels of one or two qubits, the first qubit the lowest bit.
    duration : float
        ns, without the read-out.
    """

    steps: list[tuple[list[int], npt.NDArray[np.complex128] | Channel]]
    duration: float

    def __repr__(self) -> str:
        channels = sum(isinstance(one, Channel) for _, one in self.steps)
        return f"<NoisySteps: {len(self.steps) - channels} unitaries, {channels} channels, {self.duration:g} ns>"

    __hash__ = None  # type: ignore[assignment]  # as arrays

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, NoisySteps):
            return NotImplemented
        pairs: Any = zip(self.steps, other.steps, strict=False)
        alike = self.duration == other.duration and len(self.steps) == len(other.steps)
        return alike and all(a == b and np.array_equal(mine, theirs) for (a, mine), (b, theirs) in pairs)


def noisy_steps(circuit: Circuit, noise: Noise) -> NoisySteps:
    """Every gate and channel in order, to hand a noisy circuit to another simulator.

    Gates are scheduled as late as they can be, moment after moment; a qubit idles from its first gate on.

    >>> import traversable as tv
    >>> circuit = tv.circuits.Circuit(2)
    >>> circuit.append("h", [0]); circuit.append("cz", [0, 1])
    >>> [step if isinstance(step, tv.noise.Channel) else "gate" for _, step in tv.noise.noisy_steps(circuit, "sycamore").steps]
    ['gate', depolarizing(0.002436), 'gate', depolarizing(0.01047)]
    """
    return NoisySteps(*_core.noisy_steps(_circuit(circuit), model_of(noise)))


def noisy_state(circuit: Circuit, noise: Noise) -> DensityMatrix:
    """The state after a circuit of one- and two-qubit gates from |0...0>, before any measurement.

    ValueError for unbound parameters, larger gates (compile first), or more qubits than fit in memory.
    """
    return DensityMatrix._wrap(_core.noisy_state(_circuit(circuit), model_of(noise)))


def measured_states(circuit: Circuit, noise: Noise, scales: Reals = 1.0) -> npt.NDArray[np.complex128]:
    """The state of the measured qubits, classical bit k = bit k of row and column: rho_PT of a wormhole circuit.

    `scales` are factors on every rate of the noise; a list of m gives shape (m, 2^k, 2^k). Read-out errors are not
    in it. All scales run side by side. ValueError as `noisy_state`, or where a scale takes a probability beyond one.
    """
    axis, scalar = real_axis("scales", scales)
    states = np.array(_core.noisy_measured_states(_circuit(circuit), model_of(noise), axis.tolist()))
    return states[0] if scalar else states


def run_trajectories(
    circuit: Circuit,
    noise: Noise,
    count: int = 1000,
    *,
    seed: Seed = 0,
    target_error: float = 0.0,
    progress: Callable[[int, int], object] | None = None,
) -> TrajectoryEstimate:
    """A noisy circuit on state vectors, one random history at a time, for more qubits than density matrices allow.

    Trajectory k of a seed is the same for any number of trajectories and threads; those of another circuit or other
    noise are independent. Ends early once every element's
    standard error is at most `target_error`, where that is above 0. Source: Dalibard, Castin and Molmer, PRL 68, 580
    (1992); Plenio and Knight, quant-ph/9702007.

    >>> import numpy as np, traversable as tv
    >>> bell = tv.circuits.Circuit(2)
    >>> bell.append("h", [0]); bell.append("cnot", [0, 1])
    >>> bell.measure(0, 0); bell.measure(1, 1)
    >>> model = tv.noise.uniform_depolarizing(0.1)
    >>> estimate = tv.noise.run_trajectories(bell, model, 20_000, seed=1)
    >>> exact = tv.noise.measured_states(bell, model)
    >>> bool((np.abs(estimate.mean - exact) <= 4.5 * estimate.standard_error + 1e-12).all())
    True
    """
    return _core.run_trajectories(
        _circuit(circuit),
        model_of(noise),
        whole_number("count", count, 2, MOST_TRAJECTORIES),
        seed_of("seed", seed, 2**64 - 1),
        real_number("target_error", target_error),
        function("progress", progress),
    )


def threshold(
    negative: Circuit,
    positive: Circuit,
    noise: Noise,
    shots: int,
    *,
    sigmas: float = 3.0,
    max_scale: float = 8.0,
    tolerance: float = 1e-3,
    reconstruction: Literal["projected", "maximum_likelihood"] = "projected",
    mitigate: bool = True,
    units: str = "bits",
    seed: Seed = 0,
) -> Threshold:
    """The noise scale at which half of the experiments find I_PT(-mu) - I_PT(+mu) below `sigmas` of their standard errors.

    `negative` and `positive` are wormhole circuits of the two signs of mu. 400 experiments with `shots` in every setting
    of each sign are simulated, independent of those of other circuits; their errors are those that experiments report
    from their own counts, found for a part of them (docs/statistics.md). Scales are scanned in steps of 1/4 and bisected
    to `tolerance`. ValueError for figures that are not positive or a `max_scale` that takes a probability beyond one.
    """
    return _core.noise_threshold(
        _circuit(negative, "negative"),
        _circuit(positive, "positive"),
        model_of(noise),
        whole_number("shots", shots, 1, MOST_SHOTS),
        real_number("sigmas", sigmas),
        real_number("max_scale", max_scale),
        real_number("tolerance", tolerance),
        one_of("reconstruction", reconstruction, ("projected", "maximum_likelihood")),
        truth("mitigate", mitigate),
        one_of("units", units, ("bits", "nats")),
        seed_of("seed", seed, 2**64 - 1),
    )


@dataclass(frozen=True, repr=False)
class NoiseBudget:
    """I_PT, read-out errors left in, with one component of the noise alone and with all but that one."""

    only: dict[str, float]
    without: dict[str, float]

    def __repr__(self) -> str:
        return f"NoiseBudget(only={shown(self.only)}, without={shown(self.without)})"


def budget(circuit: Circuit, noise: Noise, units: str = "bits") -> NoiseBudget:
    """What each component of a model costs: I_PT with it alone, and without it.

    >>> import traversable as tv
    >>> bell = tv.circuits.Circuit(2)
    >>> bell.append("h", [0]); bell.append("cnot", [0, 1])
    >>> bell.measure(0, 0); bell.measure(1, 1)
    >>> costs = tv.noise.budget(bell, "sycamore")
    >>> min(costs.only, key=costs.only.get)
    'read_out'
    """
    rows = _core.noise_budget(_circuit(circuit), model_of(noise), one_of("units", units, ("bits", "nats")))
    return NoiseBudget({name: only for name, only, _ in rows}, {name: without for name, _, without in rows})
