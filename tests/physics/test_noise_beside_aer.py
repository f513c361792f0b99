"""The nine-qubit circuit with noise beside Qiskit Aer's density-matrix method."""

import numpy as np
import pytest

import traversable as tv
from traversable.observables import mutual_information

qiskit = pytest.importorskip("qiskit")
pytest.importorskip("qiskit_aer")
from qiskit_aer import AerSimulator  # noqa: E402
from qiskit_aer.noise import NoiseModel, depolarizing_error  # noqa: E402

H = tv.models.learned()


def compiled(mu, connectivity="all"):
    circuit = tv.circuits.wormhole(H, 4.0, mu, 2.8, 2.8, encoding="sycamore")
    return tv.circuits.compile(circuit, preserve="measured_state", trials=30, connectivity=connectivity).circuit


def density_matrix(circuit, measured, noise_model=None):
    circuit.save_density_matrix(list(measured), label="pair")
    # Fusion would diagonalise products of channels, which fails for very weak ones.
    simulator = AerSimulator(method="density_matrix", noise_model=noise_model, fusion_enable=False)
    return np.asarray(simulator.run(circuit, shots=1).result().data()["pair"])


@pytest.mark.parametrize("mu", [-12.0, 12.0])
@pytest.mark.parametrize("connectivity", ["all", "3x3"])
def test_the_exported_circuit_with_the_same_noise_model(mu, connectivity):
    """Aer's own noise model, attached to the gates of the OpenQASM file."""
    circuit = compiled(mu, connectivity)
    theirs = qiskit.qasm2.loads(circuit.to_qasm(2))
    theirs.remove_final_measurements()
    one, two = 2e-3, 7e-3
    noise = NoiseModel()
    for name in set(theirs.count_ops()) - {"cz"}:
        noise.add_all_qubit_quantum_error(depolarizing_error(one * 4 / 3, 1), [name])
    noise.add_all_qubit_quantum_error(depolarizing_error(two * 16 / 15, 2), ["cz"])
    ours = tv.noise.NoiseModel(
        "same", one_qubit=[tv.noise.depolarizing(one)], two_qubit=[tv.noise.depolarizing(two, 2)]
    )
    rho = density_matrix(theirs, circuit.measured_qubits, noise)
    assert np.abs(rho - tv.noise.measured_states(circuit, ours)).max() < 1e-8


@pytest.mark.parametrize("mu", [-12.0, 12.0])
@pytest.mark.parametrize("preset", ["sycamore", "ionq_like"])
def test_presets_step_by_step(mu, preset):
    """Every gate and channel, relaxation of waiting qubits included, as Aer's instructions."""
    from qiskit.quantum_info import Kraus

    circuit = compiled(mu)
    theirs = qiskit.QuantumCircuit(circuit.num_qubits)
    for qubits, step in tv.noise.noisy_steps(circuit, preset).steps:
        if isinstance(step, tv.noise.Channel):
            theirs.append(Kraus(step.kraus_operators).to_instruction(), qubits)
        else:
            theirs.unitary(step, qubits)
    rho = density_matrix(theirs, circuit.measured_qubits)
    assert np.abs(rho - tv.noise.measured_states(circuit, preset)).max() < 1e-8


def test_noise_hides_the_signal_gradually():
    """Asymmetry falls with every scale and keeps its sign."""
    scales = [0, 0.5, 1, 1.5, 2]
    negative, positive = (
        mutual_information(tv.noise.measured_states(compiled(mu), "sycamore", scales)) for mu in (-12.0, 12.0)
    )
    asymmetry = negative - positive
    assert asymmetry[0] == pytest.approx(0.40121 - 0.09950, abs=1e-5)
    assert (np.diff(asymmetry) < 0).all() and asymmetry[-1] > 0
