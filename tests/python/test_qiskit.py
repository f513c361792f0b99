"""Circuits from Qiskit go by class and definition: names that a user chooses mean nothing."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import traversable as tv

qiskit = pytest.importorskip("qiskit")
from qiskit import QuantumCircuit, QuantumRegister  # noqa: E402
from qiskit.circuit import Gate, Parameter, ParameterVector, library  # noqa: E402
from qiskit.quantum_info import Operator, SparsePauliOp, Statevector, random_unitary  # noqa: E402
from qiskit.synthesis import LieTrotter, SuzukiTrotter  # noqa: E402

NAMES = [
    "h", "x", "y", "z", "s", "sdg", "t", "tdg", "sx", "swap", "cz", "cx", "iswap", "id", "barrier", "p", "rz", "u", "u3", "measure",
    "reset", "delay", "unitary", "PauliEvolution", "global_phase", "permutation", "if_else",
]  # fmt: skip


def distance(ours: tv.circuits.Circuit, theirs: QuantumCircuit) -> float:
    a, b = ours.unitary(), Operator(theirs).data
    phase = np.vdot(b, a)
    return float(abs(a - phase / abs(phase) * b).max())


@pytest.mark.parametrize("name", NAMES)
def test_a_block_of_any_name_is_its_definition(name: str) -> None:
    block = QuantumCircuit(2, name=name)
    block.ry(0.4, 0)
    block.cx(0, 1)
    block.rz(0.3, 1)
    outer = QuantumCircuit(3)
    outer.h(0)
    outer.append(block.to_gate(), [2, 0])
    assert distance(tv.circuits.from_qiskit(outer), outer) < 1e-12


def standard_gates() -> list[Any]:
    gates = []
    for name in sorted(dir(library.standard_gates)):
        kind = getattr(library.standard_gates, name)
        if not name.endswith("Gate") or not isinstance(kind, type):
            continue
        for angles in range(5):
            for controls in ((), (3,)):  # how many there are, for those that ask
                try:
                    gate = kind(*(0.3 + 0.2 * k for k in range(angles)), *controls)
                    QuantumCircuit(max(gate.num_qubits, 1)).append(gate, range(gate.num_qubits))
                except Exception:  # takes another number of arguments
                    continue
                gates.append(pytest.param(gate, id=f"{name}-{angles}-{len(controls)}"))
    return gates


@pytest.mark.parametrize("gate", standard_gates())
def test_every_standard_gate(gate: Any) -> None:
    circuit = QuantumCircuit(gate.num_qubits + 1)
    circuit.h(0)
    circuit.append(gate, range(gate.num_qubits))
    assert distance(tv.circuits.from_qiskit(circuit), circuit) < 1e-9


@pytest.mark.parametrize("state", [0, 1, 2, 3])
def test_controls_on_zero(state: int) -> None:
    circuit = QuantumCircuit(3)
    circuit.append(library.CCXGate(ctrl_state=state), [0, 1, 2])
    circuit.append(library.CXGate(ctrl_state=state % 2), [1, 2])
    circuit.append(library.CPhaseGate(0.7, ctrl_state=state % 2), [2, 0])
    assert distance(tv.circuits.from_qiskit(circuit), circuit) < 1e-12


def test_a_subclass_is_its_definition() -> None:
    class Mine(library.XGate):  # type: ignore[misc]
        def _define(self) -> None:
            self.definition = QuantumCircuit(1)
            self.definition.ry(0.5, 0)

    circuit = QuantumCircuit(1)
    circuit.append(Mine(), [0])
    assert [o.name for o in tv.circuits.from_qiskit(circuit).operations] == ["ry"]


def test_matrices() -> None:
    for qubits in (1, 2, 3):
        circuit = QuantumCircuit(qubits)
        circuit.unitary(random_unitary(2**qubits, seed=qubits), range(qubits))
        assert distance(tv.circuits.from_qiskit(circuit), circuit) < 1e-12

    class Opaque(Gate):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__("x", 1, [])

        def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
            return np.diag([1, 1j])

    circuit = QuantumCircuit(1)
    circuit.append(Opaque(), [0])
    assert np.allclose(tv.circuits.from_qiskit(circuit).unitary(), np.diag([1, 1j]))


@pytest.mark.parametrize("num_qubits", [2, 6, 7])
@pytest.mark.parametrize("synthesis", [LieTrotter(reps=1), SuzukiTrotter(order=2, reps=2)])
def test_evolutions_by_their_definition_at_every_size(num_qubits: int, synthesis: Any) -> None:
    pad = "I" * (num_qubits - 2)
    operator = SparsePauliOp([pad + "XX", pad + "ZI", pad + "IY"], [1.0, 0.7, 0.5])
    circuit = QuantumCircuit(num_qubits)
    circuit.append(library.PauliEvolutionGate(operator, time=1.0, synthesis=synthesis), range(num_qubits))
    steps = circuit.decompose(reps=3)
    assert distance(tv.circuits.from_qiskit(circuit), steps) < 1e-10


def test_a_free_time() -> None:
    time = Parameter("time")
    circuit = QuantumCircuit(2)
    circuit.append(library.PauliEvolutionGate(SparsePauliOp(["XX", "ZI"], [1.0, 0.7]), time=time), [0, 1])
    ours = tv.circuits.from_qiskit(circuit)
    assert ours.parameters == {"time"}
    bound = circuit.assign_parameters({time: 0.4}).decompose(reps=3)
    assert distance(ours.assign_parameters({"time": 0.4}), bound) < 1e-12


def test_parameter_vectors_come_back() -> None:
    vector = ParameterVector("v", 12)
    circuit = QuantumCircuit(12)
    for k in range(12):
        circuit.rx(vector[k], k)
    back = tv.circuits.to_qiskit(tv.circuits.from_qiskit(circuit))
    assert [p.name for p in back.parameters] == [p.name for p in circuit.parameters]
    values = np.linspace(0.1, 1.2, 12)
    states = [Statevector(one.assign_parameters(values)) for one in (circuit, back)]
    assert abs(states[0].inner(states[1])) == pytest.approx(1, abs=1e-12)


def test_phases_permutations_and_idle_qubits() -> None:
    circuit = QuantumCircuit(7, global_phase=0.4)
    circuit.h(0)
    circuit.append(library.GlobalPhaseGate(0.3), [])
    circuit.append(library.PermutationGate([3, 0, 6, 1, 2, 5, 4]), range(7))
    circuit.cx(3, 6)
    assert distance(tv.circuits.from_qiskit(circuit), circuit) < 1e-12
    wide = QuantumCircuit(QuantumRegister(127, "q"))
    wide.h(61)
    wide.cx(61, 62)
    wide.barrier()
    ours = tv.circuits.from_qiskit(wide)
    assert ours.num_qubits == 2 and [o.qubits for o in ours.operations] == [[0], [0, 1], [0, 1]]
    reset = QuantumCircuit(127)
    reset.reset(range(127))
    reset.id(range(127))
    reset.h(61)
    assert tv.circuits.from_qiskit(reset).num_qubits == 1
    wide.h(range(100))
    with pytest.raises(ValueError, match="127 qubits, 100 of them used"):
        tv.circuits.from_qiskit(wide)


def test_bits_that_nobody_measures_into() -> None:
    circuit = QuantumCircuit(2, 5)
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.measure([0, 1], [2, 4])
    bell = tv.circuits.from_qiskit(circuit).measured_state()
    assert np.allclose(bell, 0.5 * np.array([[1, 0, 0, 1], [0, 0, 0, 0], [0, 0, 0, 0], [1, 0, 0, 1]]))


def refused_circuits() -> dict[str, QuantumCircuit]:
    delay = QuantumCircuit(1)
    delay.delay(100, 0, unit="ns")
    reset = QuantumCircuit(1)
    reset.h(0)
    reset.reset(0)
    branch = QuantumCircuit(1, 1)
    branch.measure(0, 0)
    with branch.if_test((branch.clbits[0], 1)):
        branch.x(0)
    loop = QuantumCircuit(1)
    with loop.for_loop(range(3)):
        loop.x(0)
    bare = QuantumCircuit(1)
    bare.append(Gate("h", 1, []), [0])
    curved = QuantumCircuit(1)
    curved.rx(Parameter("a") ** 2, 0)
    two = QuantumCircuit(1)
    two.rx(Parameter("a") + Parameter("b"), 0)
    kinked = QuantumCircuit(1)
    kinked.rx(Parameter("a").sign(), 0)
    shifted = QuantumCircuit(1)
    shifted.rx(Parameter("a") + 1j, 0)
    return {
        "delay": delay, "reset": reset, "branch": branch, "loop": loop, "bare": bare, "curved": curved, "two": two, "kinked": kinked,
        "shifted": shifted,
    }  # fmt: skip


@pytest.mark.parametrize("name", refused_circuits())
def test_what_cannot_be_carried_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no counterpart|expected"):
        tv.circuits.from_qiskit(refused_circuits()[name])


def test_a_class_is_no_circuit() -> None:
    with pytest.raises(TypeError, match="circuit = .*expected a qiskit.QuantumCircuit"):
        tv.circuits.from_qiskit(QuantumCircuit)


def test_every_parameter_of_a_gate_comes_back() -> None:
    circuit = tv.circuits.Circuit(1)
    angles = {"x": 0.3, "z": 0.7, "axis": -0.2}
    circuit.append("phased_xz", [0], [tv.circuits.Angle(name) for name in angles])
    back = tv.circuits.from_qiskit(tv.circuits.to_qiskit(circuit))
    bound = [one.assign_parameters(angles).unitary() for one in (circuit, back)]
    phase = np.vdot(bound[1], bound[0])
    assert np.allclose(bound[0], phase / abs(phase) * bound[1])


def test_a_reset_before_any_gate() -> None:
    circuit = QuantumCircuit(2)
    circuit.reset(0)
    circuit.initialize([0, 1], 1)
    circuit.cx(1, 0)
    state = tv.circuits.run(tv.circuits.from_qiskit(circuit))
    assert abs(state.amplitudes[3]) == pytest.approx(1)


def test_conditions_of_qiskit_1() -> None:
    circuit = QuantumCircuit(2, 2)
    circuit.measure(0, 0)
    circuit.x(1)
    if not hasattr(library.XGate(), "c_if"):
        pytest.skip("Qiskit 2 has none")
    circuit.data[-1].operation.c_if(0, 1)
    with pytest.raises(ValueError, match="condition"):
        tv.circuits.from_qiskit(circuit)


LIBRARIES = Path(qiskit.__file__).parent / "qasm" / "libs"


def gates_of(library: str) -> list[tuple[str, int, int]]:
    """(name, angles, qubits) of every gate that a library file defines."""
    text = re.sub(r"//.*", "", (LIBRARIES / library).read_text())
    found = re.findall(r"\bgate\s+(\w+)\s*(?:\(([^)]*)\))?\s*([\w\s,]+)\{", text)
    return [(name, len([a for a in angles.split(",") if a.strip()]), len(qubits.split(","))) for name, angles, qubits in found]


@pytest.mark.parametrize(("name", "angles", "qubits"), gates_of("qelib1.inc"))
def test_every_gate_of_qelib1(name: str, angles: int, qubits: int) -> None:
    arguments = f"({','.join(str(0.3 + 0.2 * k) for k in range(angles))})" if angles else ""
    lines = "".join(f"ry({0.4 + 0.3 * k}) q[{k}];\n" for k in range(qubits))
    text = f'OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[{qubits}];\n{lines}{name}{arguments} {",".join(f"q[{k}]" for k in range(qubits))};\n'
    # Built as the file says: with qelib1.inc itself in place of the include.
    written_out = text.replace('include "qelib1.inc";', re.sub(r"//.*", "", (LIBRARIES / "qelib1.inc").read_text()))
    theirs = qiskit.qasm2.loads(written_out)
    assert distance(tv.circuits.from_qasm2(text), theirs) < 1e-9


def test_the_libraries_were_read() -> None:
    assert len(gates_of("qelib1.inc")) > 35 and len(gates_of("stdgates.inc")) > 25


@pytest.mark.parametrize("name", [name for name, _, _ in gates_of("stdgates.inc")])
def test_no_parameter_has_the_name_of_a_gate_of_stdgates(name: str) -> None:
    circuit = tv.circuits.Circuit(1)
    circuit.append("rx", [0], [name])
    assert f"input float[64] {name}_;" in circuit.to_qasm(3)
