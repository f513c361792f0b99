"""Scramblers: Floquet, Brownian and random circuits, drives, and circuits of the user."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from traversable import _core
from traversable._arguments import instance as instance_checked
from traversable._arguments import one_of, real_number, real_numbers, seed_of, shown, whole_number
from traversable._core import Circuit, Scrambler, SpinHamiltonian
from traversable._documented import documented
from traversable._types import Seed
from traversable.spins._models import BOUNDARIES, DESCRIBED, instance_of, sites_of

MOST_STEPS = 100_000

_circuit = documented(
    (
        *DESCRIBED,
        "num_steps : int\n    Steps, 1 to 100000: the largest that `teleport` can be asked for.",
        "constant, driven : SpinHamiltonian\n    H_0 and H_1 of H(t) = H_0 + J(t) H_1, of one number of sites.",
        "duration : float\n    Of the drive, > 0, in 1/energy.",
    ),
    returns="Scrambler\n    The same for the same arguments, on any machine.",
)


def _steps(num_steps: int) -> int:
    return whole_number("num_steps", num_steps, 1, MOST_STEPS)


@_circuit
def kicked_ising(
    num_qubits: int,
    num_steps: int,
    J: float = math.pi / 4,
    b: float = math.pi / 4,
    h: float = 0.5,
    boundary: str = "open",
) -> Scrambler:
    """The kicked Ising chain: every step is exp(-i b sum X_k) exp(-i (J sum Z_k Z_k+1 + h sum Z_k)), the right factor first.

    Self-dual at |J| = |b| = pi/4. Source: Bertini, Kos and Prosen, arXiv:1812.05090.

    Parameters
    ----------
    J, b, h : float
        Angles of the bonds, of the kick and of the longitudinal field.

    Examples
    --------
    >>> import traversable as tv
    >>> tv.spins.kicked_ising(4, num_steps=6)
    <Scrambler of 4 qubits a side, 6 steps>
    """
    return _core.kicked_ising(
        sites_of(num_qubits), real_number("J", J), real_number("b", b), real_number("h", h),
        one_of("boundary", boundary, BOUNDARIES), _steps(num_steps),
    )  # fmt: skip


@_circuit
def brownian(
    num_qubits: int, num_steps: int, J: float = 1.0, dt: float = 0.05, seed: Seed = 0, instance: int = 0
) -> Scrambler:
    """Brownian spins: every step is exp(-i H_s dt), H_s new and of all pairs, with <Tr (H_s dt)^2> / D = n J dt.

    The coefficients are Gaussian with variance 2 J / (9 (n - 1) dt). After Lashkari et al., arXiv:1111.6580, without terms of one site.

    Parameters
    ----------
    J, dt : float
        Rate and length of a step, > 0.

    Examples
    --------
    >>> import traversable as tv
    >>> tv.spins.brownian(4, num_steps=10, seed=1).num_steps
    10
    """
    return _core.brownian_spins(
        sites_of(num_qubits), real_number("J", J), real_number("dt", dt), _steps(num_steps), seed_of("seed", seed), instance_of(instance)
    )


@_circuit
def brickwork(
    num_qubits: int, num_steps: int, gates: str = "haar", boundary: str = "open", seed: Seed = 0, instance: int = 0
) -> Scrambler:
    """A brickwork of independent random gates of two sites, a layer a step.

    Uniform on U(4) ("haar"), or on the 11520 Clifford gates ("clifford"). The bonds (k, k+1) with even k and with odd k take turns.
    Source: Nahum, Vijay and Haah, arXiv:1705.08975.

    Parameters
    ----------
    gates : {"haar", "clifford"}
        The ensemble. A periodic brickwork has an even number of sites.

    Examples
    --------
    >>> import traversable as tv
    >>> tv.spins.brickwork(4, num_steps=2, gates="clifford", seed=1).steps[0][0][0]
    (0, 1)
    """
    return _core.brickwork(
        sites_of(num_qubits), one_of("gates", gates, ("haar", "clifford")), one_of("boundary", boundary, BOUNDARIES),
        _steps(num_steps), seed_of("seed", seed), instance_of(instance),
    )  # fmt: skip


def _sampled(J: Callable[[float], float], duration: float, num_steps: int) -> list[float]:
    """J at the middle of every step."""
    middles = [(s + 0.5) * duration / num_steps for s in range(num_steps)]
    return [real_number(f"J({t:.6g})", J(t)) for t in middles]


def _duration(duration: float) -> float:
    value = real_number("duration", duration)
    if value <= 0:
        raise ValueError(f"duration = {value}: expected a positive number")
    return value


def _drive(constant: Any, driven: Any, values: list[float], duration: float) -> Scrambler:
    instance_checked("constant", constant, SpinHamiltonian, "a SpinHamiltonian")
    instance_checked("driven", driven, SpinHamiltonian, "a SpinHamiltonian")
    return _core.piecewise_drive(constant, driven, [duration / len(values)] * len(values), values)


@_circuit
def drive(
    constant: SpinHamiltonian,
    driven: SpinHamiltonian,
    J: Callable[[float], float] | Sequence[float],
    duration: float,
    num_steps: int | None = None,
) -> Scrambler:
    """H(t) = H_0 + J(t) H_1, t the distance from time zero on both sides: H_R(t) = H_L(-t)^T.

    A list of J is piecewise constant in equal steps, which is exact. A function is taken at the middle of `num_steps` steps; the error falls as
    the square of the step, and `drive_error` estimates it.

    Parameters
    ----------
    J : function or list of float
        J(t) for 0 <= t <= duration, or its value in every step.
    num_steps : int, optional
        Steps of a function, 1 to 100000 (100); a list has its own.

    Examples
    --------
    >>> import math, traversable as tv
    >>> H, X = tv.spins.xxz(3), tv.spins.SpinHamiltonian(3, [(1.0, "X")])
    >>> tv.spins.drive(H, X, lambda t: math.cos(4 * t), duration=2.0, num_steps=40)
    <Scrambler of 3 qubits a side, 40 steps>
    >>> tv.spins.drive(H, X, [1.0, 0.0, -1.0], duration=3.0).num_steps
    3
    """
    length = _duration(duration)
    if callable(J):
        return _drive(constant, driven, _sampled(J, length, _steps(100 if num_steps is None else num_steps)), length)
    if num_steps is not None:
        raise ValueError(f"num_steps = {shown(num_steps)}: only with a function J; a list has a value for every step")
    values = real_numbers("J", J)
    if not values:
        raise ValueError("J = []: expected a value for every step, one at least")
    return _drive(constant, driven, values, length)


@_circuit
def drive_error(
    constant: SpinHamiltonian, driven: SpinHamiltonian, J: Callable[[float], float], duration: float, num_steps: int = 100
) -> float:
    """The error of `drive` with a function, |U(dt) - U|_F / sqrt D, estimated with steps of half the length.

    The rule is of second order: U(dt) - U = 4/3 (U(dt) - U(dt/2)) up to dt^3.

    Parameters
    ----------
    J : function
        J(t) for 0 <= t <= duration.

    Returns
    -------
    float
        A pure number; sqrt 2 for unitaries that have nothing to do with each other.

    Examples
    --------
    >>> import math, traversable as tv
    >>> H, X = tv.spins.xxz(3), tv.spins.SpinHamiltonian(3, [(1.0, "X")])
    >>> errors = [tv.spins.drive_error(H, X, lambda t: math.cos(4 * t), 2.0, n) for n in (20, 40)]
    >>> round(errors[0] / errors[1], 1)
    4.0
    """
    if not callable(J):
        raise TypeError(f"J = {shown(J)}: expected a function")
    length, steps = _duration(duration), _steps(num_steps)
    return _core.step_error(
        _drive(constant, driven, _sampled(J, length, steps), length), _drive(constant, driven, _sampled(J, length, 2 * steps), length)
    )


@_circuit
def from_circuit(circuit: Circuit, num_steps: int = 1) -> Scrambler:
    """Any circuit of gates on one or two qubits and of Pauli rotations, without measurements: `num_steps` steps of it.

    Parameters
    ----------
    circuit : Circuit
        Qubit k is site k.

    Examples
    --------
    >>> import traversable as tv
    >>> circuit = tv.circuits.Circuit(3)
    >>> circuit.append("h", [0])
    >>> circuit.append("cnot", [0, 2])
    >>> tv.spins.from_circuit(circuit, num_steps=2)
    <Scrambler of 3 qubits a side, 2 steps>
    """
    instance_checked("circuit", circuit, Circuit, "a Circuit")
    step = [_gate(operation, circuit.num_qubits) for operation in circuit.operations if operation.name != "barrier"]
    return Scrambler(circuit.num_qubits, [step] * _steps(num_steps))


def _gate(operation: Any, num_qubits: int) -> tuple[Any, Any]:
    """A rotation of any number of qubits by its string, other gates by their matrices."""
    if any(not angle.is_number for angle in operation.angles):
        raise ValueError(f"circuit: {operation.name} with a parameter, expected numbers (Circuit.assign_parameters)")
    if operation.pauli:
        letters = ["I"] * num_qubits
        for qubit, letter in zip(operation.qubits, operation.pauli, strict=True):
            letters[qubit] = letter
        return "".join(letters), operation.angles[0].offset
    if operation.name == "measure" or len(operation.qubits) > 2:
        raise ValueError(f"circuit: {operation.name} on {len(operation.qubits)} qubits, expected unitary gates on one or two")
    return tuple(operation.qubits), operation.matrix()
