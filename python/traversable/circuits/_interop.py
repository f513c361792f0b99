"""Circuits to and from Qiskit and Cirq; both are imported when asked for."""

from math import pi
from typing import Any

import numpy as np

from traversable._arguments import instance, shown
from traversable._arguments import text as _text
from traversable._core import Angle, Circuit, Operation

_QISKIT_NAMES = {
    "x": "x", "y": "y", "z": "z", "h": "h", "s": "s", "s_dagger": "sdg", "t": "t", "t_dagger": "tdg",
    "sqrt_x": "sx", "sqrt_x_dagger": "sxdg", "rx": "rx", "ry": "ry", "rz": "rz", "phase": "p", "u3": "u",
    "cz": "cz", "cnot": "cx", "swap": "swap", "iswap": "iswap", "cphase": "cp", "rxx": "rxx", "ryy": "ryy",
    "rzz": "rzz",
}  # fmt: skip


def from_qasm2(text: str) -> Circuit:
    """Reads OpenQASM 2; the same as `Circuit.from_qasm2`. ValueError with the line of what is wrong.

    >>> import traversable as tv
    >>> bell = 'OPENQASM 2.0; include "qelib1.inc"; qreg q[2]; h q[0]; cx q[0],q[1];'
    >>> tv.circuits.from_qasm2(bell).operations
    [h q0, cnot q0 q1]
    """
    return Circuit.from_qasm2(_text("text", text))


def to_qiskit(circuit: Circuit) -> Any:
    """A qiskit.QuantumCircuit with the same qubits, bits and parameters; unitary equal up to a phase.

    ImportError where Qiskit is not installed.
    """
    instance("circuit", circuit, Circuit, "a Circuit")
    import qiskit
    from qiskit.circuit import Parameter

    parameters = {name: Parameter(name) for name in circuit.parameters}
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
            result.rz(pi * (z + axis), qubits[0])
        case name:
            getattr(result, _QISKIT_NAMES[name])(*angles, *qubits)


def from_qiskit(circuit: Any) -> Circuit:
    """A circuit with the gates of a qiskit.QuantumCircuit; unitary equal up to a phase.

    Gates that are not known here become unitaries (up to six qubits) or are taken apart by their definition.
    Parameters may enter linearly, one an angle. ValueError naming the instruction that has no counterpart, such
    as a reset or a condition.
    """
    if not all(hasattr(circuit, name) for name in ("num_qubits", "qubits", "clbits", "data")):
        raise TypeError(f"circuit = {shown(circuit)}: expected a qiskit.QuantumCircuit")
    result = Circuit(circuit.num_qubits)
    qubit_index = {qubit: k for k, qubit in enumerate(circuit.qubits)}
    bit_index = {bit: k for k, bit in enumerate(circuit.clbits)}
    for item in circuit.data:
        qubits = [qubit_index[qubit] for qubit in item.qubits]
        _append_from_qiskit(result, item.operation, qubits, [bit_index[bit] for bit in item.clbits])
    return result


def _append_from_qiskit(result: Circuit, instruction: Any, qubits: list[int], bits: list[int]) -> None:
    from qiskit.circuit.library import PauliEvolutionGate

    names = {theirs: ours for ours, theirs in _QISKIT_NAMES.items()} | {"u1": "phase", "u3": "u3", "cu1": "cphase"}
    name = instruction.name
    if name == "measure":
        result.measure(qubits[0], bits[0])
    elif name == "barrier":
        result.barrier(qubits)
    elif name == "id":
        pass
    elif name in names:
        result.append(names[name], qubits, [_angle_from_qiskit(p) for p in instruction.params])
    elif isinstance(instruction, PauliEvolutionGate) and _single_pauli(instruction):
        letters, coefficient = _single_pauli(instruction)[0]
        rotation = Circuit(len(qubits))
        rotation.append_rotation(letters, _angle_from_qiskit(instruction.time * coefficient))
        result.append_circuit(rotation, qubits)
    else:
        _append_other_from_qiskit(result, instruction, qubits, bits)


def _append_other_from_qiskit(result: Circuit, instruction: Any, qubits: list[int], bits: list[int]) -> None:
    from qiskit.exceptions import QiskitError

    if len(qubits) <= 6 and not bits and hasattr(instruction, "to_matrix"):
        try:
            matrix = np.asarray(instruction.to_matrix(), dtype=complex)
        except (QiskitError, TypeError):
            matrix = None
        if matrix is not None:
            result.append_unitary(matrix, qubits)
            return
    definition = getattr(instruction, "definition", None)
    if definition is None:
        raise ValueError(f"{instruction.name}: no counterpart here, expected gates, measurements and barriers")
    for item in definition.data:
        inner = [qubits[definition.find_bit(qubit).index] for qubit in item.qubits]
        inner_bits = [bits[definition.find_bit(bit).index] for bit in item.clbits]
        _append_from_qiskit(result, item.operation, inner, inner_bits)


def _single_pauli(gate: Any) -> list[tuple[str, float]]:
    """[(letters, coefficient)] of an evolution under one Pauli string, [] of any other."""
    if not hasattr(gate.operator, "to_list"):
        return []
    terms = [(label[::-1], complex(coefficient)) for label, coefficient in gate.operator.to_list()]
    if len(terms) != 1 or terms[0][1].imag != 0:
        return []
    return [(terms[0][0], terms[0][1].real)]


def _angle_from_qiskit(value: Any) -> float | Angle:
    names = getattr(value, "parameters", None)
    if not names:
        return float(value)
    if len(names) > 1:
        raise ValueError(f"angle {value}: expected one parameter at most")
    (parameter,) = names
    slope = value.gradient(parameter)
    try:
        factor = float(slope)
    except TypeError:
        raise ValueError(f"angle {value}: expected a linear function of its parameter") from None
    return Angle(parameter.name) * factor + float(value.bind({parameter: 0.0}))


def to_cirq(circuit: Circuit) -> Any:
    """A cirq.Circuit on LineQubit(0), ...; parameters become sympy symbols; bit k is the key "c<k>".

    Cirq counts the first qubit as the highest bit: its unitary is this one's with the bits of the index reversed,
    up to a phase. ImportError where Cirq is not installed.
    """
    instance("circuit", circuit, Circuit, "a Circuit")
    import cirq
    import sympy

    def number(angle: Angle) -> Any:
        return angle.offset if angle.is_number else angle.factor * sympy.Symbol(angle.name) + angle.offset

    wires = cirq.LineQubit.range(circuit.num_qubits)
    result = cirq.Circuit()
    for operation in circuit.operations:
        qubits = [wires[k] for k in operation.qubits]
        if operation.name == "barrier":
            result.append(cirq.Moment())
            continue
        result.append(_to_cirq(operation, qubits, [number(angle) for angle in operation.angles]))
    return result


def _to_cirq(operation: Operation, qubits: list[Any], angles: list[Any]) -> Any:
    import cirq

    fixed: dict[str, Any] = {
        "x": cirq.X, "y": cirq.Y, "z": cirq.Z, "h": cirq.H, "s": cirq.S, "s_dagger": cirq.S**-1, "t": cirq.T,
        "t_dagger": cirq.T**-1, "sqrt_x": cirq.X**0.5, "sqrt_x_dagger": cirq.X**-0.5, "cz": cirq.CZ, "cnot": cirq.CNOT,
        "swap": cirq.SWAP, "iswap": cirq.ISWAP, "sqrt_iswap": cirq.SQRT_ISWAP,
    }  # fmt: skip
    turning: dict[str, Any] = {"rx": cirq.rx, "ry": cirq.ry, "rz": cirq.rz}
    pair: dict[str, Any] = {"rxx": cirq.XXPowGate, "ryy": cirq.YYPowGate, "rzz": cirq.ZZPowGate}
    name = operation.name
    if name in fixed:
        return fixed[name](*qubits)
    if name in turning:
        return turning[name](angles[0])(*qubits)
    if name in pair:
        return pair[name](exponent=angles[0] / pi, global_shift=-0.5)(*qubits)
    match name:
        case "phase":
            return cirq.ZPowGate(exponent=angles[0] / pi)(*qubits)
        case "cphase":
            return cirq.CZPowGate(exponent=angles[0] / pi)(*qubits)
        case "u3":
            theta, phi, lam = angles
            return [cirq.rz(lam)(*qubits), cirq.ry(theta)(*qubits), cirq.rz(phi)(*qubits)]
        case "phased_xz":
            return cirq.PhasedXZGate(x_exponent=angles[0], z_exponent=angles[1], axis_phase_exponent=angles[2])(*qubits)
        case "fswap":
            return [cirq.SWAP(*qubits), cirq.CZ(*qubits)]
        case "fsim":
            return cirq.FSimGate(*angles)(*qubits)
        case "pauli_rotation":
            string = cirq.DensePauliString(operation.pauli).on(*qubits)
            return cirq.PauliStringPhasor(string, exponent_neg=angles[0] / pi, exponent_pos=-angles[0] / pi)
        case "unitary":
            return cirq.MatrixGate(operation.matrix())(*reversed(qubits))
        case _:
            return cirq.measure(*qubits, key=f"c{operation.bit}")
