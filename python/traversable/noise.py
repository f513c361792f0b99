"""Noise: channels, models of processors, noisy circuits, thresholds and budgets.

The channels are those of Nielsen and Chuang, Quantum Computation and Quantum Information, section 8.3.

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
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from traversable import _core
from traversable._arguments import (
    function,
    instance,
    one_of,
    path_of,
    real_axis,
    real_number,
    seed_of,
    shown,
    shown_path,
    text,
    truth,
    whole_number,
)
from traversable._arguments import text as _text
from traversable._channels import (
    amplitude_damping,
    depolarizing,
    kraus_channel,
    over_rotation,
    pauli_channel,
    phase_damping,
    thermal_relaxation,
)
from traversable._core import Channel, Circuit, NoiseModel, Threshold, TrajectoryEstimate
from traversable._documented import documented
from traversable._types import Reals, Seed
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


def preset(name: str) -> NoiseModel:
    """"sycamore", "rainbow", "ionq_like", "none" or "uniform_depolarizing(0.003)".

    Parameters
    ----------
    name : str
        One of `presets`, or uniform_depolarizing with its probability.

    Returns
    -------
    NoiseModel
        With the origin of its figures.

    Raises
    ------
    TypeError, ValueError
        For another name, with those there are.

    Examples
    --------
    >>> import traversable as tv
    >>> tv.noise.preset("sycamore")
    <NoiseModel sycamore: one_qubit, two_qubit, idle, read_out>
    """
    return _core.noise_preset(text("name", name, "a preset's name"))


def presets() -> list[str]:
    """Names that `preset` knows.

    Returns
    -------
    list of str
        Names.
    """
    return _core.noise_preset_names()


_noisy = documented(
    (
        "noise : NoiseModel, str or path\n    A model, a preset's name (`preset`) or a .toml file.",
        "circuit : Circuit\n    Of gates on one and two qubits, with all parameters assigned.",
    ),
)


@_noisy
def uniform_depolarizing(probability: float) -> NoiseModel:
    """Depolarising with this probability after every gate, on the qubits it acts on.

    Parameters
    ----------
    probability : float
        p of `depolarizing`, in [0, 1].

    Returns
    -------
    NoiseModel
        Without read-out errors.
    """
    return _core.noise_preset(f"uniform_depolarizing({real_number('probability', probability)!r})")


def from_toml(text: str) -> NoiseModel:
    """A model from TOML text (docs/noise.md has the keys).

    Parameters
    ----------
    text : str
        TOML.

    Returns
    -------
    NoiseModel
        As the text says.

    Raises
    ------
    TypeError, ValueError
        With the line of what is wrong.
    """
    return _core.noise_model_from_toml(_text("text", text), "TOML")


def from_file(path: str | os.PathLike[str]) -> NoiseModel:
    """A model from a TOML file.

    Parameters
    ----------
    path : str or path
        Of the file.

    Returns
    -------
    NoiseModel
        As the file says.

    Raises
    ------
    OSError
        Where it cannot be read.
    TypeError, ValueError
        With the line of what is wrong.
    """
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


@_noisy
def noisy_steps(circuit: Circuit, noise: Noise) -> NoisySteps:
    """Every gate and channel in order, to hand a noisy circuit to another simulator.

    Gates are scheduled as late as they can be, moment after moment; a qubit idles from its first gate on.

    Returns
    -------
    NoisySteps
        Steps and duration.

    Raises
    ------
    TypeError, ValueError
        For parameters without a value, and gates on three qubits or more.

    Examples
    --------
    >>> import traversable as tv
    >>> circuit = tv.circuits.Circuit(2)
    >>> circuit.append("h", [0]); circuit.append("cz", [0, 1])
    >>> [step if isinstance(step, tv.noise.Channel) else "gate" for _, step in tv.noise.noisy_steps(circuit, "sycamore").steps]
    ['gate', depolarizing(0.002436), 'gate', depolarizing(0.01047)]
    """
    return NoisySteps(*_core.noisy_steps(_circuit(circuit), model_of(noise)))


@_noisy
def noisy_state(circuit: Circuit, noise: Noise) -> DensityMatrix:
    """The state after a circuit of one- and two-qubit gates from |0...0>, before any measurement.

    Returns
    -------
    DensityMatrix
        Of all qubits.

    Raises
    ------
    TypeError, ValueError
        For parameters without a value, larger gates (compile first), or more qubits than fit in memory.
    """
    return DensityMatrix._wrap(_core.noisy_state(_circuit(circuit), model_of(noise)))


@_noisy
def measured_states(circuit: Circuit, noise: Noise, scales: Reals = 1.0) -> npt.NDArray[np.complex128]:
    """The state of the measured qubits, classical bit k = bit k of row and column: rho_PT of a wormhole circuit.

    `scales` are factors on every rate of the noise; a list of m gives shape (m, 2^k, 2^k). Read-out errors are not in
    it. All scales run side by side.

    Parameters
    ----------
    scales : float or list of float
        Factors on every rate, >= 0.

    Returns
    -------
    numpy.ndarray of complex, shape (2^k, 2^k) or (m, 2^k, 2^k)
        Of k measured qubits.

    Raises
    ------
    TypeError, ValueError
        As `noisy_state`, or where a scale takes a probability beyond one.
    """
    axis, scalar = real_axis("scales", scales)
    states = np.array(_core.noisy_measured_states(_circuit(circuit), model_of(noise), axis.tolist()))
    return states[0] if scalar else states


@_noisy
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

    Parameters
    ----------
    count : int
        Trajectories at most.
    seed : int
        Of the random numbers, >= 0.
    target_error : float
        Standard error that ends the run; 0 for none.
    progress : callable, optional
        Called as progress(trajectories done, count) a few times a second.

    Returns
    -------
    TrajectoryEstimate
        Mean, standard error of every element, and how many trajectories.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, its value and what was expected; circuits as `noisy_state`.

    Examples
    --------
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


@_noisy
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

    `negative` and `positive` are wormhole circuits of the two signs of mu. 400 experiments with `shots` in every
    setting of each sign are simulated, independent of those of other circuits; their errors are those that
    experiments report from their own counts, found for a part of them (docs/statistics.md). Scales are scanned in
    steps of 1/4 and bisected to `tolerance`.

    Parameters
    ----------
    negative, positive : Circuit
        Wormhole circuits of mu < 0 and mu > 0.
    shots : int
        In each of the nine settings, of either sign.
    sigmas : float
        Standard errors that count as a signal, > 0.
    max_scale, tolerance : float
        Largest scale, and how well it is found.
    reconstruction : {"projected", "maximum_likelihood"}
        As in `tomography.reconstruct`.
    mitigate : bool
        Whether read-out errors are undone.
    seed : int
        Of the random numbers, >= 0.

    Returns
    -------
    Threshold
        Scales at which 16, 50 and 84 % of the experiments find less.

    Raises
    ------
    TypeError, ValueError
        For figures that are not positive or a `max_scale` that takes a probability beyond one.
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
    """I_PT, read-out errors left in, with one component of the noise alone and with all but that one.

    Attributes
    ----------
    only : dict of float
        I_PT with one component alone, by its name.
    without : dict of float
        I_PT with all others.
    """

    only: dict[str, float]
    without: dict[str, float]

    def __repr__(self) -> str:
        return f"NoiseBudget(only={shown(self.only)}, without={shown(self.without)})"


@_noisy
def budget(circuit: Circuit, noise: Noise, units: str = "bits") -> NoiseBudget:
    """What each component of a model costs: I_PT with it alone, and without it.

    Returns
    -------
    NoiseBudget
        I_PT by component.

    Raises
    ------
    TypeError, ValueError
        As `noisy_state`.

    Examples
    --------
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
