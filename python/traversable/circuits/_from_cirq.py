"""Circuits of Cirq, which is imported when asked for."""

import math
import re
from collections.abc import Callable
from functools import cache
from math import pi
from typing import Any

import numpy as np

from traversable._arguments import instance, shown
from traversable._core import Angle, Circuit
from traversable._optional import imported

_MOST_QUBITS = 64
_EXPECTED = "expected the gates of this package, Pauli rotations, matrices and measurements"
_UNITARY_TOLERANCE = 1e-6


def from_cirq(circuit: Any) -> Circuit:
    """A circuit with the gates of a cirq.Circuit; unitary equal up to a phase.

    A gate is known by its class: powers of X, Y and Z, H, rx, ry, rz, PhasedXZGate, PhasedXPowGate, powers of CZ and ISWAP, CNOT,
    SWAP, FSimGate, powers of XX, YY and ZZ, PauliStringPhasor, MatrixGate of up to six qubits, and measurements; identities are
    left out, an empty Moment is a barrier, tags are not kept. LineQubit(k) is qubit k, of other qubits the k-th in
    Cirq's order. Parameters may enter linearly, one an angle. A measurement with the key "c3" goes into bit 3 where all keys are
    of this kind, else bits follow one another. Cirq counts the first qubit as the highest bit of an index, here it is the lowest.

    Parameters
    ----------
    circuit : cirq.Circuit or cirq.FrozenCircuit
        On 1 to 64 qubits.

    Returns
    -------
    Circuit

    Raises
    ------
    ImportError
        Where Cirq is not installed.
    TypeError, ValueError
        For what is no circuit of Cirq; naming the operation that has no counterpart: channels, resets, conditions, controlled and other gates, which
        `cirq.decompose` may take apart.
    """
    cirq = imported("cirq", "cirq")
    instance("circuit", circuit, cirq.AbstractCircuit, "a cirq.Circuit")
    places = _places(circuit.all_qubits())
    result = Circuit(1 + max(places.values()))
    bits = _bits(circuit)
    for moment in circuit:
        if not moment.operations:
            result.barrier()
        for operation in moment.operations:
            _append(result, operation.untagged, [places[qubit] for qubit in operation.qubits], bits)
    return result


def _places(qubits: Any) -> dict[Any, int]:
    line = imported("cirq", "cirq").LineQubit
    if not qubits:
        raise ValueError("circuit: no qubits, expected 1 to 64")
    for qubit in qubits:
        if qubit.dimension != 2:
            raise ValueError(f"{qubit}: {qubit.dimension} levels, expected qubits")
    if all(type(qubit) is line and 0 <= qubit.x < _MOST_QUBITS for qubit in qubits):
        return {qubit: qubit.x for qubit in qubits}
    if len(qubits) > _MOST_QUBITS:
        raise ValueError(f"circuit: {len(qubits)} qubits, expected 1 to {_MOST_QUBITS}")
    return {qubit: k for k, qubit in enumerate(sorted(qubits))}


def _bits(circuit: Any) -> dict[tuple[str, int], int]:
    """The classical bit of the n-th qubit of every key."""
    kind = imported("cirq", "cirq").MeasurementGate
    measured = [one.gate for _, one in circuit.findall_operations(lambda one: type(one.gate) is kind)]
    names = [re.fullmatch(r"c(0|[1-9][0-9]?)", gate.key) if gate.num_qubits() == 1 else None for gate in measured]
    if all(names):
        return {(gate.key, 0): int(name[1]) for gate, name in zip(measured, names, strict=True) if name}
    slots = [(gate.key, n) for gate in measured for n in range(gate.num_qubits())]
    return {slot: k for k, slot in enumerate(dict.fromkeys(slots))}


def _append(result: Circuit, operation: Any, qubits: list[int], bits: dict[tuple[str, int], int]) -> None:
    cirq = imported("cirq", "cirq")
    gate: Any = operation.gate if type(operation) in (cirq.GateOperation, cirq.PauliStringPhasor, *_pauli_operations()) else None
    if type(gate) is cirq.IdentityGate:
        return
    if type(gate) is cirq.MeasurementGate:
        _measure(result, gate, qubits, bits)
    elif type(gate) is cirq.MatrixGate and len(qubits) <= 6:
        result.append_unitary(np.asarray(cirq.unitary(gate)), qubits[::-1], _UNITARY_TOLERANCE)
    elif type(gate) is cirq.PauliStringPhasorGate:
        rotation = Circuit(len(qubits))
        letters = "".join("IXYZ"[k] for k in gate.dense_pauli_string.pauli_mask)
        rotation.append_rotation(letters, _angle(gate.exponent_neg - gate.exponent_pos, pi / 2))
        result.append_circuit(rotation, qubits)
    elif type(gate) in _readers() and (named := _readers()[type(gate)](gate)) is not None:
        result.append(named[0], qubits, list(named[1:]))
    else:
        raise ValueError(f"{shown(str(operation))[1:-1]}: no counterpart here, {_EXPECTED}")


def _measure(result: Circuit, gate: Any, qubits: list[int], bits: dict[tuple[str, int], int]) -> None:
    if any(gate.invert_mask) or gate.confusion_map:
        raise ValueError(f"measurement {shown(gate.key)}: inverted or confused, expected a plain one (errors belong to a noise model)")
    for n, qubit in enumerate(qubits):
        result.measure(qubit, bits[gate.key, n])


Named = tuple[Any, ...] | None


@cache
def _pauli_operations() -> tuple[Any, ...]:
    """Classes of cirq.X(q) and its like, which are operations of their own."""
    cirq = imported("cirq", "cirq")
    qubit = cirq.LineQubit(0)
    return tuple({type(pauli(qubit)) for pauli in (cirq.X, cirq.Y, cirq.Z)})


@cache
def _readers() -> dict[Any, Callable[[Any], Named]]:
    """Of every class of gates the function that gives our name and the angles, None for a power that we lack."""
    cirq = imported("cirq", "cirq")
    x, y, z = _power({1: "x", 0.5: "sqrt_x", -0.5: "sqrt_x_dagger"}, "rx"), _power({1: "y"}, "ry"), _power(
        {1: "z", 0.5: "s", -0.5: "s_dagger", 0.25: "t", -0.25: "t_dagger"}, "phase"
    )
    return {
        cirq.XPowGate: x, type(cirq.X): x, cirq.Rx: _power({}, "rx"), cirq.YPowGate: y, type(cirq.Y): y, cirq.Ry: _power({}, "ry"),
        cirq.ZPowGate: z, type(cirq.Z): z, cirq.Rz: _power({}, "rz"), cirq.HPowGate: _power({1: "h"}),
        cirq.PhasedXZGate: lambda g: ("phased_xz", _angle(g.x_exponent), _angle(g.z_exponent), _angle(g.axis_phase_exponent)),
        cirq.PhasedXPowGate: lambda g: ("phased_xz", _angle(g.exponent), 0.0, _angle(g.phase_exponent)),
        cirq.CZPowGate: _power({1: "cz"}, "cphase"), cirq.CXPowGate: _power({1: "cnot"}), cirq.SwapPowGate: _power({1: "swap"}),
        cirq.ISwapPowGate: lambda g: _power({1: "iswap", 0.5: "sqrt_iswap"})(g) or ("fsim", _angle(g.exponent, -pi / 2), 0.0),
        cirq.FSimGate: lambda g: ("fsim", _angle(g.theta), _angle(g.phi)),
        cirq.XXPowGate: _power({}, "rxx"), cirq.YYPowGate: _power({}, "ryy"), cirq.ZZPowGate: _power({}, "rzz"),
    }  # fmt: skip


def _power(names: dict[float, str], rotation: str | None = None) -> Callable[[Any], Named]:
    """Of a gate by its exponent: a name, else the rotation by pi times the exponent."""

    def read(gate: Any) -> Named:
        exponent = gate.exponent
        if isinstance(exponent, (int, float)) and exponent in names:
            return (names[exponent],)
        return None if rotation is None else (rotation, _angle(exponent, pi))

    return read


def _angle(value: Any, unit: float = 1.0) -> float | Angle:
    """value * unit, of a number or of a linear function of one symbol."""
    symbols = getattr(value, "free_symbols", ())
    try:
        if not symbols:
            number = float(value) * unit
            if math.isfinite(number):
                return number
        elif len(symbols) == 1:
            (symbol,) = symbols
            return Angle(str(symbol)) * (float(value.diff(symbol)) * unit) + float(value.subs(symbol, 0)) * unit
    except TypeError:  # a slope that depends on the symbol, a complex number
        pass
    raise ValueError(f"angle {shown(str(value))[1:-1]}: expected a real linear function of one parameter at most")
