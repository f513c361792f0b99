"""Circuits to Cirq, which is imported when asked for."""

from math import pi
from typing import Any

from traversable._arguments import instance
from traversable._core import Angle, Circuit, Operation


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
