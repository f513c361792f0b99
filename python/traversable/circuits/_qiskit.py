"""Circuits to and from Qiskit, which is imported when asked for."""

import re
from collections.abc import Collection
from functools import cache
from math import pi
from typing import Any

import numpy as np

from traversable._arguments import instance, shown
from traversable._core import Angle, Circuit, Operation, gates
from traversable._optional import imported

_MOST_QUBITS = 64
_MOST_MATRIX_QUBITS = 6
# Qiskit's own check of a unitary is as loose.
_UNITARY_TOLERANCE = 1e-6

# Qiskit's names of gates where they are neither those of OpenQASM 3 nor ours.
_NAMES = {"u3": "u", "sqrt_x": "sx", "sqrt_x_dagger": "sxdg"}
_OLDER_CLASSES = {"U1Gate": "phase", "U3Gate": "u3", "CU1Gate": "cphase"}


def _parameters(names: Collection[str]) -> dict[str, Any]:
    """A Parameter of every name; elements of ParameterVectors where the name is v[3]."""
    from qiskit.circuit import Parameter, ParameterVector

    elements = {name: found for name in names if (found := re.fullmatch(r"(.+)\[(0|[1-9][0-9]{0,5})\]", name))}
    lengths: dict[str, int] = {}
    for found in elements.values():
        lengths[found[1]] = max(lengths.get(found[1], 0), int(found[2]) + 1)
    vectors = {vector: ParameterVector(vector, length) for vector, length in lengths.items()}
    return {name: vectors[elements[name][1]][int(elements[name][2])] if name in elements else Parameter(name) for name in names}


def to_qiskit(circuit: Circuit) -> Any:
    """A qiskit.QuantumCircuit with the same qubits, bits and parameters; unitary equal up to a phase.

    Parameters named v[0], v[1], ... are those of one ParameterVector.

    Parameters
    ----------
    circuit : Circuit
        Its operations and parameters.

    Returns
    -------
    qiskit.QuantumCircuit
        The same gates.

    Raises
    ------
    TypeError, ValueError
        For another object.
    ImportError
        Where Qiskit is not installed.
    """
    instance("circuit", circuit, Circuit, "a Circuit")
    qiskit = imported("qiskit", "qiskit")

    parameters = _parameters(circuit.parameters)
    result = qiskit.QuantumCircuit(circuit.num_qubits, circuit.num_bits)

    def number(angle: Angle) -> Any:
        return angle.offset if angle.is_number else angle.factor * parameters[angle.name] + angle.offset

    for operation in circuit.operations:
        _append_to_qiskit(result, operation, [number(angle) for angle in operation.angles])
    return result


def _append_to_qiskit(result: Any, operation: Operation, angles: list[Any]) -> None:
    from qiskit.circuit.library import PauliEvolutionGate, XXPlusYYGate
    from qiskit.quantum_info import SparsePauliOp

    qubits = operation.qubits
    match operation.name:
        case "measure":
            result.measure(qubits[0], operation.bit)
        case "barrier":
            result.barrier(*qubits)
        case "unitary":
            result.unitary(operation.matrix(), qubits)
        case "pauli_rotation":
            gate = PauliEvolutionGate(SparsePauliOp(operation.pauli[::-1]), time=angles[0])
            result.append(gate, qubits)
        case "sqrt_iswap":
            result.append(XXPlusYYGate(-pi / 2), qubits)
        case "fsim":
            result.append(XXPlusYYGate(2 * angles[0]), qubits)
            result.cp(-angles[1], *qubits)
        case "fswap":
            result.swap(*qubits)
            result.cz(*qubits)
        case "phased_xz":
            x, z, axis = angles
            result.rz(-pi * axis, qubits[0])
            result.rx(pi * x, qubits[0])
            result.rz(pi * axis, qubits[0])
            result.rz(pi * z, qubits[0])
        case name:
            result.append(_standard_gates()[name](*angles), qubits)


def from_qiskit(circuit: Any) -> Circuit:
    """A circuit with the gates of a qiskit.QuantumCircuit; unitary equal up to a phase.

    A gate is known by its class, never by its name; others are taken apart by their definition, and unitaries and
    gates without a definition become matrices (up to six qubits). Parameters may enter linearly, one an angle;
    elements of a ParameterVector keep their names v[0], v[1], ... Of more than 64 qubits the idle ones are left out.
    A reset of a qubit on which nothing has acted changes nothing. Labels and the names of registers are not kept.

    Parameters
    ----------
    circuit : qiskit.QuantumCircuit
        Of gates and measurements.

    Returns
    -------
    Circuit
        The same gates.

    Raises
    ------
    TypeError, ValueError
        Naming the instruction that has no counterpart: another reset, a condition, a delay, an instruction with a
        duration.
    """
    if isinstance(circuit, type) or not all(hasattr(circuit, name) for name in ("num_qubits", "qubits", "clbits", "data")):
        raise TypeError(f"circuit = {shown(circuit)}: expected a qiskit.QuantumCircuit")
    used = _used_qubits(circuit)
    kept = [qubit for qubit in circuit.qubits if circuit.num_qubits <= _MOST_QUBITS or qubit in used]
    if not 1 <= len(kept) <= _MOST_QUBITS:
        raise ValueError(f"circuit: {circuit.num_qubits} qubits, {len(used)} of them used, expected 1 to {_MOST_QUBITS}")
    qubit_index = {qubit: k for k, qubit in enumerate(kept)}
    bit_index = {bit: k for k, bit in enumerate(circuit.clbits)}
    reader = _Reader(len(kept))
    for item in circuit.data:
        qubits = [qubit_index[qubit] for qubit in item.qubits if qubit in qubit_index]
        reader.append(item.operation, qubits, [bit_index[bit] for bit in item.clbits])
    return reader.result


def _used_qubits(circuit: Any) -> set[Any]:
    """On which something acts: barriers, identities and resets of what is |0> do not."""
    from qiskit.circuit import Barrier, Reset
    from qiskit.circuit.library import IGate

    used: set[Any] = set()
    for item in circuit.data:
        kind = _class_of(item.operation)
        if kind not in (Barrier, IGate, Reset) or (kind is Reset and used.intersection(item.qubits)):
            used.update(item.qubits)
    return used


def _class_of(instruction: Any) -> Any:
    return getattr(instruction, "base_class", type(instruction))


@cache
def _standard_gates() -> dict[str, Any]:
    """Qiskit's class of every gate that its library has, by our name."""
    from qiskit.circuit.library import get_standard_gate_name_mapping

    theirs = get_standard_gate_name_mapping()
    names = {gate.name: _NAMES.get(gate.name, gate.qasm3 or gate.name) for gate in gates()}
    return {ours: _class_of(theirs[name]) for ours, name in names.items() if name in theirs}


@cache
def _standard_classes() -> dict[Any, str]:
    from qiskit.circuit import library

    older = {getattr(library, theirs): ours for theirs, ours in _OLDER_CLASSES.items() if hasattr(library, theirs)}
    return {theirs: ours for ours, theirs in _standard_gates().items()} | older


class _Reader:
    """Appends Qiskit's instructions to a circuit."""

    def __init__(self, num_qubits: int) -> None:
        self.result = Circuit(num_qubits)
        self._touched: set[int] = set()

    def append(self, instruction: Any, qubits: list[int], bits: list[int]) -> None:
        from qiskit.circuit import Barrier, Measure, Reset
        from qiskit.circuit.library import GlobalPhaseGate, IGate, PauliEvolutionGate, PermutationGate, UnitaryGate

        if getattr(instruction, "blocks", ()):
            raise ValueError(f"{_name_of(instruction)}: no counterpart here, expected gates, measurements and barriers")
        _check_plain(instruction)
        kind = _class_of(instruction)
        if kind is Barrier:
            if qubits:
                self.result.barrier(qubits)
            return
        if kind is Reset:
            if self._touched.intersection(qubits):
                raise ValueError("reset after a gate: no counterpart here, expected gates, measurements and barriers")
            return
        if kind in (IGate, GlobalPhaseGate):
            return
        if kind is Measure:
            self.result.measure(qubits[0], bits[0])
        elif kind in _standard_classes() and _is_closed(instruction):
            self.result.append(_standard_classes()[kind], qubits, [_angle(p) for p in instruction.params])
        elif kind is UnitaryGate and len(qubits) <= _MOST_MATRIX_QUBITS:
            self._append_matrix(instruction.to_matrix(), qubits)
        elif kind is PermutationGate:
            self._permute([int(k) for k in instruction.pattern], qubits)
        elif kind is PauliEvolutionGate and (single := _single_pauli(instruction)):
            letters, coefficient = single
            rotation = Circuit(len(qubits))
            rotation.append_rotation(letters, _angle(instruction.time * coefficient))
            self.result.append_circuit(rotation, qubits)
        else:
            self._append_other(instruction, qubits, bits)
        self._touched.update(qubits)

    def _append_matrix(self, matrix: Any, qubits: list[int]) -> None:
        self.result.append_unitary(np.asarray(matrix, dtype=complex), qubits, _UNITARY_TOLERANCE)

    def _permute(self, pattern: list[int], qubits: list[int]) -> None:
        """Swaps that bring what is on place pattern[k] to place k."""
        held = list(range(len(pattern)))
        for k, wanted in enumerate(pattern):
            place = held.index(wanted)
            if place != k:
                self.result.append("swap", [qubits[k], qubits[place]])
                held[k], held[place] = held[place], held[k]

    def _append_other(self, instruction: Any, qubits: list[int], bits: list[int]) -> None:
        definition = getattr(instruction, "definition", None)
        if definition is None and not bits and 0 < len(qubits) <= _MOST_MATRIX_QUBITS and (matrix := _matrix_of(instruction)) is not None:
            return self._append_matrix(matrix, qubits)
        if definition is None:
            raise ValueError(f"{_name_of(instruction)}: no counterpart here, expected gates, measurements and barriers")
        for item in definition.data:
            inner = [qubits[definition.find_bit(qubit).index] for qubit in item.qubits]
            self.append(item.operation, inner, [bits[definition.find_bit(bit).index] for bit in item.clbits])


def _name_of(instruction: Any) -> str:
    return shown(str(instruction.name))[1:-1]


def _check_plain(instruction: Any) -> None:
    """ValueError for what an operation here has no place for. Private names, for the public ones warn in Qiskit 1."""
    name = _name_of(instruction)
    if getattr(instruction, "_condition", None) is not None:
        raise ValueError(f"{name} with a condition: no counterpart here, expected none")
    if getattr(instruction, "_duration", None) is not None or type(instruction).__name__ == "Delay":
        raise ValueError(f"{name} with a duration: no counterpart here, expected none (idle times belong to a noise model)")


def _is_closed(instruction: Any) -> bool:
    """Whether all controls act on 1."""
    controls = getattr(instruction, "num_ctrl_qubits", 0)
    return controls == 0 or bool(instruction.ctrl_state == 2**controls - 1)


def _matrix_of(instruction: Any) -> Any:
    from qiskit.exceptions import QiskitError

    try:
        return instruction.to_matrix()
    except (QiskitError, TypeError, AttributeError):
        return None


def _single_pauli(gate: Any) -> tuple[str, float] | None:
    """(letters, coefficient) of an evolution under one Pauli string, None of any other."""
    if not hasattr(gate.operator, "to_list"):
        return None
    terms = [(label[::-1], complex(coefficient)) for label, coefficient in gate.operator.to_list()]
    if len(terms) != 1 or terms[0][1].imag != 0:
        return None
    return terms[0][0], terms[0][1].real


def _angle(value: Any) -> float | Angle:
    names = getattr(value, "parameters", None)
    if not names:
        try:
            return float(value)
        except TypeError:
            raise ValueError(f"angle {shown(str(value))}: expected a real number") from None
    if len(names) > 1:
        raise ValueError(f"angle {shown(str(value))}: expected one parameter at most")
    (parameter,) = names
    try:
        factor, offset = float(value.gradient(parameter)), float(value.bind({parameter: 0.0}))
    except Exception:  # Qiskit raises errors of many kinds for what has no slope, and for complex coefficients
        raise ValueError(f"angle {shown(str(value))}: expected a real linear function of its parameter") from None
    return Angle(parameter.name) * factor + offset
