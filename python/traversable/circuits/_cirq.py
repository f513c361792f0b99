"""Circuits to Cirq, which is imported when asked for."""

from collections.abc import Callable
from functools import cache
from math import pi
from typing import Any

from traversable._arguments import instance
from traversable._core import Angle, Circuit, Operation
from traversable._optional import imported


def to_cirq(circuit: Circuit) -> Any:
    """A cirq.Circuit on LineQubit(0), ...; parameters become sympy symbols; bit k is the key "c<k>".

    Cirq counts the first qubit as the highest bit: its unitary is this one's with the bits of the index reversed, up
    to a phase.

    Parameters
    ----------
    circuit : Circuit
        Its operations and parameters.

    Returns
    -------
    cirq.Circuit
        On line qubits.

    Raises
    ------
    TypeError, ValueError
        For another object.
    ImportError
        Where Cirq is not installed.
    """
    instance("circuit", circuit, Circuit, "a Circuit")
    cirq, sympy = imported("cirq", "cirq"), imported("sympy", "cirq")

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


@cache
def _gates() -> dict[str, Callable[..., list[Any]]]:
    """Of every gate by name the function from its angles to Cirq's gates, the first acting first."""
    import cirq

    return {
        "x": lambda: [cirq.X],
        "y": lambda: [cirq.Y],
        "z": lambda: [cirq.Z],
        "h": lambda: [cirq.H],
        "s": lambda: [cirq.S],
        "s_dagger": lambda: [cirq.S**-1],
        "t": lambda: [cirq.T],
        "t_dagger": lambda: [cirq.T**-1],
        "sqrt_x": lambda: [cirq.X**0.5],
        "sqrt_x_dagger": lambda: [cirq.X**-0.5],
        "rx": lambda theta: [cirq.rx(theta)],
        "ry": lambda theta: [cirq.ry(theta)],
        "rz": lambda theta: [cirq.rz(theta)],
        "phase": lambda phi: [cirq.ZPowGate(exponent=phi / pi)],
        "u3": lambda theta, phi, lam: [cirq.rz(lam), cirq.ry(theta), cirq.rz(phi)],
        "phased_xz": lambda x, z, axis: [cirq.PhasedXZGate(x_exponent=x, z_exponent=z, axis_phase_exponent=axis)],
        "cz": lambda: [cirq.CZ],
        "cnot": lambda: [cirq.CNOT],
        "swap": lambda: [cirq.SWAP],
        "fswap": lambda: [cirq.SWAP, cirq.CZ],
        "iswap": lambda: [cirq.ISWAP],
        "sqrt_iswap": lambda: [cirq.SQRT_ISWAP],
        "cphase": lambda phi: [cirq.CZPowGate(exponent=phi / pi)],
        "fsim": lambda theta, phi: [cirq.FSimGate(theta, phi)],
        "rxx": lambda theta: [cirq.XXPowGate(exponent=theta / pi, global_shift=-0.5)],
        "ryy": lambda theta: [cirq.YYPowGate(exponent=theta / pi, global_shift=-0.5)],
        "rzz": lambda theta: [cirq.ZZPowGate(exponent=theta / pi, global_shift=-0.5)],
    }


def _to_cirq(operation: Operation, qubits: list[Any], angles: list[Any]) -> Any:
    import cirq

    match operation.name:
        case "pauli_rotation":
            string = cirq.DensePauliString(operation.pauli).on(*qubits)
            return cirq.PauliStringPhasor(string, exponent_neg=angles[0] / pi, exponent_pos=-angles[0] / pi)
        case "unitary":
            return cirq.MatrixGate(operation.matrix())(*reversed(qubits))
        case "measure":
            return cirq.measure(*qubits, key=f"c{operation.bit}")
        case name:
            return [gate(*qubits) for gate in _gates()[name](*angles)]
