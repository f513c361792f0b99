"""tv.circuits: interop with the real packages, errors, drawing, progress."""

import matplotlib
import numpy as np
import pytest

import traversable as tv
from traversable._core import gates
from traversable.circuits import Angle, Circuit

matplotlib.use("Agg")
qiskit = pytest.importorskip("qiskit")
cirq = pytest.importorskip("cirq")

# All that is a gate by itself.
GATES = [gate for gate in gates() if gate.name not in ("pauli_rotation", "unitary", "measure", "barrier")]


def random_circuit(seed, num_qubits=4, gates=40):
    """Every gate of the table at least now and then."""
    random = np.random.default_rng(seed)
    circuit = Circuit(num_qubits)
    for _ in range(gates):
        qubits = random.permutation(num_qubits).tolist()
        kind = random.integers(5)
        if kind < 3:
            gate = GATES[random.integers(len(GATES))]
            circuit.append(gate.name, qubits[: gate.num_qubits], random.normal(size=gate.num_angles).tolist())
        elif kind == 3:
            circuit.append_rotation("".join(random.choice(list("IXYZ"), size=num_qubits)), random.normal())
        else:
            size = int(random.integers(1, 4))
            matrix = np.linalg.qr(random.normal(size=(2**size, 2**size)) + 1j * random.normal(size=(2**size, 2**size)))[0]
            circuit.append_unitary(matrix, qubits[:size])
    return circuit


def distance(a, b):
    """Largest element of the difference after the phases are made equal."""
    phase = np.vdot(b, a)
    return abs(a - phase / abs(phase) * b).max()


def bit_reversed(unitary):
    n = int(np.log2(len(unitary)))
    order = [int(f"{i:0{n}b}"[::-1], 2) for i in range(2**n)]
    return unitary[np.ix_(order, order)]


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.name)
def test_every_gate_in_other_tools(gate):
    circuit = Circuit(3)
    circuit.append(gate.name, [2, 0][: gate.num_qubits], [0.3, -1.1, 2.2][: gate.num_angles])
    expected = circuit.unitary()
    theirs = tv.circuits.to_qiskit(circuit)
    assert distance(qiskit.quantum_info.Operator(theirs).data, expected) < 1e-14
    assert distance(tv.circuits.from_qiskit(theirs).unitary(), expected) < 1e-14
    for version, reader in ((2, qiskit.qasm2), (3, qiskit.qasm3)):
        read = reader.loads(circuit.to_qasm(version))
        assert distance(qiskit.quantum_info.Operator(read).data, expected) < 1e-13
    wires = cirq.LineQubit.range(3)
    in_cirq = tv.circuits.to_cirq(circuit).unitary(qubit_order=wires, qubits_that_should_be_present=wires)
    assert distance(bit_reversed(in_cirq), expected) < 1e-6
    assert gate.name in Circuit.__doc__


@pytest.mark.parametrize("seed", range(8))
def test_qiskit_has_the_same_unitary_and_comes_back(seed):
    circuit = random_circuit(seed)
    theirs = tv.circuits.to_qiskit(circuit)
    assert distance(qiskit.quantum_info.Operator(theirs).data, circuit.unitary()) < 1e-10
    assert distance(tv.circuits.from_qiskit(theirs).unitary(), circuit.unitary()) < 1e-10


@pytest.mark.parametrize("seed", range(8))
def test_cirq_has_the_same_unitary(seed):
    circuit = random_circuit(seed)
    theirs = tv.circuits.to_cirq(circuit).unitary(qubit_order=cirq.LineQubit.range(4))
    assert distance(bit_reversed(theirs), circuit.unitary()) < 1e-6  # Cirq's PauliStringPhasor and others in complex64


@pytest.mark.parametrize("seed", range(4))
def test_openqasm_files_in_the_real_readers(seed):
    circuit = random_circuit(seed)
    expected = circuit.unitary()
    two = qiskit.qasm2.loads(circuit.to_qasm(2))
    assert distance(qiskit.quantum_info.Operator(two).data, expected) < 1e-10
    three = qiskit.qasm3.loads(circuit.to_qasm(3))
    assert distance(qiskit.quantum_info.Operator(three).data, expected) < 1e-10
    assert distance(tv.circuits.from_qasm2(circuit.to_qasm(2)).unitary(), expected) < 1e-10


def test_openqasm_2_of_qiskit_is_read():
    theirs = qiskit.QuantumCircuit(3, 2)
    theirs.h(0)
    theirs.cu(0.1, 0.2, 0.3, 0.4, 0, 1)
    theirs.append(qiskit.circuit.library.CU3Gate(0.3, -0.4, 0.9), [2, 0])
    theirs.ccx(0, 1, 2)
    theirs.crz(0.7, 2, 0)
    theirs.rzz(0.2, 0, 2)
    theirs.ryy(0.5, 1, 2)
    theirs.sxdg(1)
    theirs.append(qiskit.circuit.library.QFTGate(3), [0, 1, 2])
    expected = qiskit.quantum_info.Operator(theirs).data
    assert distance(tv.circuits.from_qasm2(qiskit.qasm2.dumps(theirs)).unitary(), expected) < 1e-10
    assert distance(tv.circuits.from_qiskit(theirs).unitary(), expected) < 1e-10


def test_parameters_in_other_tools():
    circuit = Circuit(2)
    circuit.append("rx", [0], [2 * Angle("theta") + 0.5])
    circuit.append("fsim", [0, 1], ["theta", "phi"])
    circuit.append_rotation("XY", Angle("phi"))
    values = {"theta": 0.3, "phi": -0.8}
    expected = circuit.assign_parameters(values).unitary()
    theirs = tv.circuits.to_qiskit(circuit)
    assert {p.name for p in theirs.parameters} == {"theta", "phi"}
    back = tv.circuits.from_qiskit(theirs)
    assert back.parameters == {"theta", "phi"}
    assert distance(back.assign_parameters(values).unitary(), expected) < 1e-12
    bound = theirs.assign_parameters({p: values[p.name] for p in theirs.parameters})
    assert distance(qiskit.quantum_info.Operator(bound).data, expected) < 1e-12
    loaded = qiskit.qasm3.loads(circuit.to_qasm(3))
    bound = loaded.assign_parameters({p: values[p.name] for p in loaded.parameters})
    assert distance(qiskit.quantum_info.Operator(bound).data, expected) < 1e-12
    resolved = cirq.resolve_parameters(tv.circuits.to_cirq(circuit), values)
    assert distance(bit_reversed(cirq.unitary(resolved)), expected) < 1e-6


def test_from_qiskit_refuses_what_has_no_counterpart():
    theirs = qiskit.QuantumCircuit(1)
    theirs.h(0)
    theirs.reset(0)
    with pytest.raises(ValueError, match="reset after a gate: no counterpart"):
        tv.circuits.from_qiskit(theirs)
    theirs = qiskit.QuantumCircuit(1, 1)
    with theirs.if_test((0, 1)):
        theirs.x(0)
    with pytest.raises(ValueError, match="if_else: no counterpart"):
        tv.circuits.from_qiskit(theirs)
    theta = qiskit.circuit.Parameter("theta")
    theirs = qiskit.QuantumCircuit(1)
    theirs.rx(theta * theta, 0)
    with pytest.raises(ValueError, match="linear function"):
        tv.circuits.from_qiskit(theirs)


def test_measurements_move_with_their_qubits():
    circuit = Circuit(2)
    circuit.append("x", [1])
    circuit.measure(1, 0)
    circuit.measure(0, 1)
    theirs = tv.circuits.to_qiskit(circuit)
    assert tv.circuits.from_qiskit(theirs) == circuit
    result = cirq.Simulator().run(tv.circuits.to_cirq(circuit))
    assert result.measurements["c0"].item() == 1
    assert result.measurements["c1"].item() == 0


def test_run_continues_from_a_state():
    flip = Circuit(2)
    flip.append("x", [0])
    once = tv.circuits.run(flip)
    assert once.amplitudes[1] == 1
    assert tv.circuits.run(flip, once).amplitudes[0] == 1
    assert once.amplitudes[1] == 1
    single = tv.circuits.run(flip, tv.StateVector(2, "single"))
    assert single.precision == "single"
    assert single.amplitudes[1] == 1


def test_compile_to_pairs_of_a_processor():
    circuit = random_circuit(3, num_qubits=3, gates=10)
    star = tv.circuits.compile(circuit, connectivity=[(0, 3), (1, 3), (2, 3)], entangler="sqrt_iswap")
    assert star.circuit.num_qubits == 4
    for operation in star.circuit.operations:
        assert len(operation.qubits) == 1 or (operation.name == "sqrt_iswap" and 3 in operation.qubits)
    with pytest.raises(ValueError, match="no path from qubit 0 to qubit 2"):
        tv.circuits.compile(circuit, connectivity=[(0, 1)])


def test_same_circuit_for_a_seed():
    circuit = random_circuit(4)
    first, second, other = (tv.circuits.compile(circuit, trials=5, seed=seed).circuit for seed in (1, 1, 2))
    assert first == second
    assert distance(first.measured_state() if first.num_bits else first.unitary()[:, 0], first.unitary()[:, 0]) < 1e-12
    assert other.num_two_qubit_gates > 0


def test_progress_is_called():
    seen = []
    tv.circuits.compile(random_circuit(5, gates=60), trials=300, progress=lambda done, total: seen.append((done, total)))
    assert seen
    assert seen[-1][1] == 300
    history = []
    H = tv.models.dense_syk(8, seed=1)
    tv.circuits.prepare_thermofield_double(
        H, 4.0, "split", method="adaptive", progress=lambda step, fidelity: history.append(fidelity)
    )
    assert history and history[-1] <= 1


def test_an_exception_in_progress_ends_the_work():
    def stop(done, total):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        tv.circuits.compile(random_circuit(5, gates=60), trials=100_000, progress=stop)


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (lambda c: c.append("cz", [0, 2]), r"cz q0 q2: qubit 2 is not there, expected 0 to 1"),
        (lambda c: c.append("toffoli", [0, 1]), r"'toffoli': expected the name of a gate"),
        (lambda c: c.append("rx", [0]), r"rx q0: 0 angles, expected 1"),
        (lambda c: c.append_unitary(np.ones((2, 2)), [0]), r"matrix is not unitary"),
        (lambda c: c.append_unitary(np.eye(4), [0]), r"matrix of shape \(4, 4\), expected \(2, 2\)"),
        (lambda c: c.append_rotation("XYZ", 0.1), r"rotation about XYZ: expected at most 2 qubits"),
        (lambda c: c.append_rotation("XQ", 0.1), r"Q"),
        (lambda c: c.measure(5, 0), r"qubit 5 is not there"),
        (lambda c: c.measured_qubits, r"measures nothing"),
        (lambda c: c.assign_parameters({"a": 1.0}), r"parameter 'a': not one of the circuit's, expected none"),
        (lambda c: c.to_qasm(4), r"version = 4: expected 2 or 3"),
        (lambda c: tv.circuits.compile(c, entangler="cnot"), r"'cnot': expected 'cz' or 'sqrt_iswap'"),
        (lambda c: tv.circuits.compile(c, connectivity="ring"), r"'ring': expected all, line, a grid"),
        (lambda c: tv.circuits.compile(c, connectivity="1x1"), r"a 1x1 grid for a circuit of 2 qubits"),
        (lambda c: tv.circuits.compile(c, connectivity=[]), r"connectivity: no pairs"),
        (lambda c: tv.circuits.compile(c, preserve="all"), r"'all': expected 'unitary' or 'measured_state'"),
        (lambda c: tv.circuits.compile(c, preserve="measured_state"), r"measures nothing"),
        (lambda c: tv.circuits.resources(c, two_qubit_error=2.0), r"two_qubit_error = 2: expected a probability"),
        (lambda c: tv.circuits.run(c, tv.StateVector(3)), r"a circuit of 2 qubits on a state of 3"),
        (lambda c: tv.circuits.draw(c, labels=["a"]), r"labels: 1, expected 2"),
        (lambda c: tv.circuits.from_qasm2("OPENQASM 2.0;\nqreg q[1];\nU(0,0,1) q[0];\nreset q[0];"), r"line 4: 'reset' after a gate is not supported"),
    ],
)
def test_errors_name_the_argument(action, message):
    with pytest.raises(ValueError, match=message):
        action(Circuit(2))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"method": "vqe"}, r"'vqe': expected 'commuting', 'exact'"),
        ({"goal": "loss"}, r"'loss': expected 'fidelity' or 'energy'"),
        ({"method": "commuting", "goal": "energy"}, r"goal = energy with the commuting preparation"),
        ({"fidelity": 1.5}, r"fidelity = 1.5: expected"),
        ({"max_rotations": 0}, r"max_rotations = 0: expected"),
        ({"method": "adaptive", "goal": "energy", "nu": -1.0}, r"nu = -1: expected a positive number"),
        ({"encoding": "split", "connectivity": "2x2", "method": "hardware_efficient"}, r"a 2x2 grid"),
    ],
)
def test_preparation_errors(arguments, message):
    encoding = arguments.pop("encoding", "sycamore")
    with pytest.raises(ValueError, match=message):
        tv.circuits.prepare_thermofield_double(tv.models.learned(), 4.0, encoding, **arguments)


def test_commuting_preparation_needs_commuting_terms():
    with pytest.raises(ValueError, match="expected a Hamiltonian whose terms all commute"):
        tv.circuits.prepare_thermofield_double(tv.models.dense_syk(6), 4.0, "split", method="commuting")


def test_drawing_has_every_gate():
    circuit = random_circuit(1, gates=60)
    circuit.measure(0, 0)
    figure = tv.circuits.draw(circuit, columns=20)
    texts = {text.get_text() for text in figure.axes[0].texts}
    assert {"q0", "q3", "M→c0"} <= texts
    assert str(circuit).count("\n") >= 6
    import matplotlib.pyplot as plt

    plt.close(figure)
