"""Circuits of Cirq and OpenQASM 3 back into ours."""

import re

import numpy as np
import pytest
import traversable as tv
from test_circuits import GATES, bit_reversed, distance, random_circuit
from traversable.circuits import Angle, Circuit, from_cirq, from_qasm3, to_cirq

cirq = pytest.importorskip("cirq")
sympy = pytest.importorskip("sympy")

Q = cirq.LineQubit.range(3)


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.name)
def test_every_gate_comes_back(gate):
    circuit = Circuit(3)
    circuit.append(gate.name, [2, 0][: gate.num_qubits], [0.3, -1.1, 2.2][: gate.num_angles])
    back = from_cirq(to_cirq(circuit))
    assert distance(back.unitary(), circuit.unitary()) < 1e-14
    if gate.name not in ("u3", "fswap"):  # two or three gates in Cirq
        assert [one.name for one in back.operations] == [gate.name]
    assert from_qasm3(circuit.to_qasm(3)).num_qubits == 3
    assert distance(from_qasm3(circuit.to_qasm(3)).unitary(), circuit.unitary()) < 1e-13


@pytest.mark.parametrize("seed", range(6))
def test_random_circuits_come_back(seed):
    circuit = random_circuit(seed)
    back = from_cirq(to_cirq(circuit))
    assert distance(back.unitary(), circuit.unitary()) < 1e-10
    assert distance(from_qasm3(circuit.to_qasm(3)).unitary(), circuit.unitary()) < 1e-10


@pytest.mark.parametrize("exponent", [1, 0.5, -0.5, 0.25, 0.3, -1.7])
@pytest.mark.parametrize("gate", ["X", "Y", "Z", "CZ", "ISWAP", "XX", "YY", "ZZ"])
def test_powers_of_cirqs_own_gates(gate, exponent):
    theirs = getattr(cirq, gate) ** exponent
    circuit = cirq.Circuit(theirs(*Q[: cirq.num_qubits(theirs)]))
    assert distance(from_cirq(circuit).unitary(), bit_reversed(cirq.unitary(circuit))) < 1e-7


def test_a_circuit_of_cirq_is_read():
    circuit = cirq.Circuit(
        cirq.X(Q[0]).with_tags("first"), cirq.PhasedXPowGate(phase_exponent=0.3, exponent=0.7)(Q[1]), cirq.CNOT(Q[2], Q[0]), cirq.I(Q[1]),
        cirq.PauliStringPhasor(-cirq.X(Q[0]) * cirq.Y(Q[2]), exponent_neg=0.4, exponent_pos=0.1),
        cirq.MatrixGate(cirq.testing.random_unitary(8, random_state=1))(Q[1], Q[2], Q[0]), cirq.rx(0.3)(Q[2]), cirq.SWAP(*Q[:2]),
    )  # fmt: skip
    for one in (circuit, circuit.freeze()):
        assert distance(from_cirq(one).unitary(), bit_reversed(cirq.unitary(circuit))) < 1e-6
    grid = cirq.GridQubit.rect(1, 2)
    assert from_cirq(cirq.Circuit(cirq.H(grid[1]))).num_qubits == 1
    assert from_cirq(cirq.Circuit(cirq.CZ(*grid))).operations[0].qubits == [0, 1]
    assert from_cirq(cirq.Circuit(cirq.H(cirq.LineQubit(2)))).num_qubits == 3


def test_parameters_and_measurements_come_back():
    circuit = Circuit(2)
    circuit.append("rx", [0], [2 * Angle("theta") + 0.5])
    circuit.append("fsim", [0, 1], ["theta", "phi"])
    circuit.append_rotation("XY", Angle("phi"))
    circuit.barrier()
    back, values = from_cirq(to_cirq(circuit)), {"theta": 0.3, "phi": -0.8}
    assert back.parameters == {"theta", "phi"} and "barrier" in [one.name for one in back.operations]
    assert distance(back.assign_parameters(values).unitary(), circuit.assign_parameters(values).unitary()) < 1e-12
    circuit.measure(0, 1)
    circuit.measure(1, 0)
    assert from_cirq(to_cirq(circuit)).measured_qubits == [1, 0]
    theirs = cirq.Circuit(cirq.measure(Q[1], Q[0], key="a"), cirq.measure(Q[2], key="c0"))
    assert from_cirq(theirs).measured_qubits == [1, 0, 2]


@pytest.mark.parametrize(
    "operation",
    [
        lambda: cirq.depolarize(0.1)(Q[0]), lambda: cirq.reset(Q[0]), lambda: cirq.H(Q[0]) ** 0.5, lambda: cirq.CNOT(*Q[:2]) ** 0.5,
        lambda: cirq.Y(Q[0]).controlled_by(Q[1]), lambda: cirq.CCX(*Q), lambda: cirq.X(Q[0]).with_classical_controls("a"),
        lambda: cirq.CircuitOperation(cirq.FrozenCircuit(cirq.X(Q[0]))), lambda: cirq.wait(Q[0]),
        lambda: cirq.SingleQubitCliffordGate.H(Q[0]),
    ],
)  # fmt: skip
def test_what_has_no_counterpart_is_named(operation):
    with pytest.raises(ValueError, match="no counterpart here, expected the gates of this package") as error:
        from_cirq(cirq.Circuit(cirq.measure(Q[2], key="a"), operation()))
    assert "\n" not in str(error.value)


def test_a_gate_is_known_by_its_class():
    class X(cirq.XPowGate):
        def _unitary_(self):
            return np.eye(2)

    with pytest.raises(ValueError, match="no counterpart"):
        from_cirq(cirq.Circuit(X()(Q[0])))


def test_other_refusals():
    t = sympy.Symbol("t")
    for angle in (t * t, t * sympy.Symbol("s"), sympy.I * t):
        with pytest.raises(ValueError, match="expected a real linear function of one parameter"):
            from_cirq(cirq.Circuit(cirq.rx(angle)(Q[0])))
    with pytest.raises(ValueError, match="inverted or confused"):
        from_cirq(cirq.Circuit(cirq.measure(Q[0], invert_mask=(True,))))
    for qudit in (cirq.XPowGate(dimension=3)(cirq.LineQid(0, 3)), cirq.MatrixGate(np.eye(3), qid_shape=(3,))(cirq.LineQid(0, 3)), cirq.IdentityGate(qid_shape=(3,))(cirq.LineQid(0, 3))):
        with pytest.raises(ValueError, match="3 levels, expected qubits"):
            from_cirq(cirq.Circuit(cirq.X(Q[1]), qudit))
    with pytest.raises(ValueError, match="no qubits, expected 1 to 64"):
        from_cirq(cirq.Circuit())
    with pytest.raises(ValueError, match="70 qubits, expected 1 to 64"):
        from_cirq(cirq.Circuit(cirq.X.on_each(*cirq.LineQubit.range(70))))
    for wrong in (Circuit(1), None, "qreg", cirq.X(Q[0])):
        with pytest.raises(TypeError, match="expected a cirq.Circuit"):
            from_cirq(wrong)


def test_qasm_3_is_read_by_qiskit(capfd):
    assert tv.circuits.from_qasm3('OPENQASM 3.0; include "stdgates.inc"; qubit[2] q; bit[2] c; cx q[1], q[0]; c[1] = measure q[0];').measured_qubits[-1] == 0
    for wrong in ("", "a\nb\x1b[31m", "a\0b", "x" * 10_000, "OPENQASM 3.0; qubit[2", "OPENQASM 3.0; nonsense q;", "OPENQASM 3.0; qubit q; reset q; U(1,2,3) q; reset q;"):
        with pytest.raises(ValueError) as error:
            from_qasm3(wrong)
        assert str(error.value).isprintable() and 20 < len(str(error.value)) < 300
    assert capfd.readouterr().err == ""
    with pytest.raises(TypeError):
        from_qasm3(b"OPENQASM 3.0;")


def test_openqasm3_says_what_is_wrong():
    head = 'OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit[2] q;\n'
    for text, words in (
        (head + "x q[0]\n", "line 5:0 unexpected '<EOF>'"), (head + "x q[5];", "IndexError: index out of range"),
        (head + "rx(1/0) q[0];", "ZeroDivisionError"), ("// a comment\nOPENQASM 2.0;\nqreg q[1];", "OpenQASM 2.0: expected version 3 (from_qasm2 reads 2)"),
        ("OPENQASM 4.0;\nqubit q;", "OpenQASM 4.0: expected version 3"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=re.escape(words)):
            tv.circuits.from_qasm3(text)
