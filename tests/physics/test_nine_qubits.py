"""The nine-qubit experiment as a circuit: the published figures from gates, in this program, Qiskit and Cirq."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import traversable as tv
from traversable.observables import mutual_information

qiskit = pytest.importorskip("qiskit")
cirq = pytest.importorskip("cirq")

PUBLISHED_GATES = 164
# t0, t1, I(mu = -12), I(mu = +12)
TABLE = [
    (0.0, 0.0, 0.25687, 0.25687),
    (1.2, 1.2, 0.30495, 0.25791),
    (2.8, 2.8, 0.40121, 0.09950),
    (4.0, 4.0, 0.25396, 0.06232),
    (2.8, 0.8, 0.15926, 0.12393),
    (2.8, 2.0, 0.32808, 0.13747),
    (2.8, 3.2, 0.41014, 0.07833),
    (2.8, 4.8, 0.29193, 0.02909),
]


def compiled(mu, t0, t1, **options):
    circuit = tv.circuits.wormhole(tv.models.learned(), 4.0, mu, t0, t1, encoding="sycamore")
    return tv.circuits.compile(circuit, trials=options.pop("trials", 30), **options).circuit


def exact_information(mu, t0, t1):
    ds = tv.teleport(tv.models.learned(), 4.0, mu, t0=[t0], t1=[t1])
    return ds.mutual_information.item()


def rho_pt_in_qiskit(theirs):
    """The state of the measured qubits before they are measured, bit 0 the lowest."""
    measured = {theirs.find_bit(item.clbits[0]).index: theirs.find_bit(item.qubits[0]).index
                for item in theirs.data if item.operation.name == "measure"}  # fmt: skip
    theirs.remove_final_measurements()
    state = qiskit.quantum_info.Statevector(theirs)
    others = [q for q in range(theirs.num_qubits) if q not in measured.values()]
    reduced = qiskit.quantum_info.partial_trace(state, others).data
    return reduced if measured[0] < measured[1] else reduced[np.ix_([0, 2, 1, 3], [0, 2, 1, 3])]


@pytest.mark.parametrize("preserve", ["unitary", "measured_state"])
@pytest.mark.parametrize("row", TABLE)
def test_compiled_circuits_give_the_published_table(row, preserve):
    t0, t1, *published = row
    for mu, value in zip((-12.0, 12.0), published, strict=True):
        information = mutual_information(compiled(mu, t0, t1, preserve=preserve).measured_state())
        assert information == pytest.approx(exact_information(mu, t0, t1), abs=1e-8)
        assert information == pytest.approx(value, abs=5.1e-6)


@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize("mu", [-12.0, 12.0])
@pytest.mark.parametrize(("t0", "t1"), [(row[0], row[1]) for row in TABLE])
def test_qiskit_from_the_exported_files(version, mu, t0, t1):
    entangler = "cz" if version == 2 else "sqrt_iswap"
    circuit = compiled(mu, t0, t1, connectivity="3x3", preserve="measured_state", entangler=entangler)
    loads = qiskit.qasm2.loads if version == 2 else qiskit.qasm3.loads
    rho = rho_pt_in_qiskit(loads(circuit.to_qasm(version)))
    assert mutual_information(rho) == pytest.approx(exact_information(mu, t0, t1), abs=1e-8)


@pytest.mark.parametrize("mu", [-12.0, 12.0])
@pytest.mark.parametrize(("t0", "t1"), [(row[0], row[1]) for row in TABLE])
def test_cirq_from_the_exported_files(mu, t0, t1):
    from cirq.contrib.qasm_import import circuit_from_qasm

    circuit = compiled(mu, t0, t1, connectivity="line")
    theirs = circuit_from_qasm(circuit.to_qasm(2))
    gates = cirq.Circuit(op for op in theirs.all_operations() if not cirq.is_measurement(op))
    wires = [cirq.NamedQubit(f"q_{k}") for k in range(9)]
    state = cirq.Simulator(dtype=np.complex128).simulate(gates, qubit_order=wires).final_state_vector
    t, p = circuit.measured_qubits
    tensor = np.moveaxis(state.reshape((2,) * 9), [p, t], [0, 1]).reshape(4, -1)
    assert mutual_information(tensor @ tensor.conj().T) == pytest.approx(exact_information(mu, t0, t1), abs=1e-8)


def test_native_objects_give_the_same_information():
    circuit = compiled(-12.0, 2.8, 2.8)
    expected = exact_information(-12.0, 2.8, 2.8)
    assert mutual_information(rho_pt_in_qiskit(tv.circuits.to_qiskit(circuit))) == pytest.approx(expected, abs=1e-8)
    back = tv.circuits.from_qiskit(tv.circuits.to_qiskit(circuit))
    assert mutual_information(back.measured_state()) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize(
    ("connectivity", "preserve", "most"),
    [("all", "unitary", 60), ("all", "measured_state", 50), ("line", "measured_state", 120), ("3x3", "measured_state", 80)],
)
def test_far_fewer_gates_than_the_published_circuit(connectivity, preserve, most):
    circuit = compiled(-12.0, 2.8, 2.8, trials=500, connectivity=connectivity, preserve=preserve)
    assert circuit.num_two_qubit_gates <= most < PUBLISHED_GATES
    assert {operation.name for operation in circuit.operations} <= {"cz", "rz", "u3", "measure"}


@pytest.mark.parametrize("goal", ["fidelity", "energy"])
def test_trained_preparation_keeps_the_asymmetry(goal):
    H = tv.models.learned()
    fidelity = 0.997 if goal == "fidelity" else 0.99
    preparation = tv.circuits.prepare_thermofield_double(
        H, 4.0, "sycamore", method="adaptive", goal=goal, fidelity=fidelity
    )
    assert preparation.fidelity >= 0.99
    asymmetry = 0.0
    for mu, sign in ((-12.0, 1), (12.0, -1)):
        circuit = tv.circuits.wormhole(H, 4.0, mu, 2.8, 2.8, encoding="sycamore", preparation=preparation)
        small = tv.circuits.compile(circuit, preserve="measured_state", trials=100).circuit
        assert small.num_two_qubit_gates < 100
        asymmetry += sign * mutual_information(small.measured_state())
    if goal == "fidelity":
        assert asymmetry == pytest.approx(0.40121 - 0.09950, abs=0.01)


def test_one_trotter_step_of_dense_syk_takes_fewer_gates_than_published():
    # Asaduzzaman, Jha and Sambasivam, arXiv:2311.17991: 30 and 110 CX for one instance each (their files).
    for num_majoranas, published in ((6, 30), (8, 110)):
        H = tv.models.dense_syk(num_majoranas, seed=1)
        one_copy = [(c, letters[: num_majoranas // 2]) for c, letters in tv.pauli.left_hamiltonian(H, "split")]
        step = tv.circuits.evolution(one_copy, t=0.1)
        assert len(step) == len(H.terms)
        assert tv.circuits.compile(step, trials=50).circuit.num_two_qubit_gates < published


def cells(text):
    """The rows of all Markdown tables in a text."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]


def test_the_table_of_the_documentation():
    """docs/circuits.md holds 1000 trials; fewer find at most a few gates more."""
    command = [sys.executable, "-m", "traversable.circuits", "--trials", "300"]
    printed = cells(subprocess.run(command, capture_output=True, text=True, check=True, timeout=600).stdout)
    page = (Path(__file__).parents[2] / "docs/circuits.md").read_text()
    documented = [row for row in cells(page) if row[0] in ("exact", "trained", "6", "8")]
    computed = [row for row in printed if row[0] in ("exact", "trained", "6", "8")]
    assert len(documented) == len(computed) == 14
    for here, there in zip(computed, documented, strict=True):
        experiment = here[0] in ("exact", "trained")
        labels = 4 if experiment else 3
        assert here[:labels] == there[:labels]
        counts = slice(4, 8) if experiment else slice(3, 6)
        assert [int(n) for n in here[counts]] == pytest.approx([int(n) for n in there[counts]], rel=0.25)
        assert [float(x) for x in here[8:]] == pytest.approx([float(x) for x in there[8:]], abs=5e-4)
