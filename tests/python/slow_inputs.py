"""What a call of every public function takes: inputs on which it takes long, or the reason why none does.

`SLOW` has the functions that take more than some ten milliseconds for a legal input, `QUICK` all others; a test compares
both with everything that is public.
"""

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import hostile_calls
import numpy as np
import traversable as tv

Call = Callable[[], Any]


@dataclass(frozen=True)
class Input:
    """make(size) prepares a call: of milliseconds for `small`, of some tenths of a second for `slow`, and of several
    seconds for `long`, which a function lacks that ends within a second for all that fits in memory."""

    make: Callable[[Any], Call]
    small: Any
    slow: Any
    long: Any = None


T = np.linspace(0, 10, 201)


def circuit(qubits: int, gates: int, measured: bool = True) -> Any:
    one = tv.circuits.Circuit(qubits)
    for k in range(gates):
        one.append("rx", [k % qubits], [0.1])
        one.append("cz", [k % qubits, (k + 1) % qubits])
    if measured:
        one.measure(0, 0)
        one.measure(1, 1)
    return one


def doubled(times: int) -> Any:
    """16 * 2^times operations on 8 qubits."""
    one = circuit(8, 8, measured=False)
    for _ in range(times):
        one.append_circuit(one)
    return one


def state(qubits: int) -> Any:
    return tv.StateVector.product([[1.0, 0.5j]] * qubits)


def terms(qubits: int, count: int) -> list[tuple[float, str]]:
    letters = np.array(list("IXYZ"))
    draws = np.random.default_rng(1).integers(0, 4, (count, qubits))
    return [(1.0 / count, "".join(letters[row])) for row in draws]


def mixed(qubits: int) -> Any:
    return tv.DensityMatrix.from_matrix(np.eye(1 << qubits) / (1 << qubits))


def dense(n: int, q: int = 4) -> Any:
    return tv.models.dense_syk(n, q, seed=1)


def states(count: int) -> Any:
    return np.broadcast_to(np.eye(4) / 4, (count, 4, 4)).astype(complex)


def of(make: Callable[[Any], Any], call: Callable[[Any], Any]) -> Callable[[Any], Call]:
    """Of what is made before, the call alone."""

    def prepared(size: Any) -> Call:
        made = make(size)
        return lambda: call(made)

    return prepared


def just(call: Callable[[Any], Any]) -> Callable[[Any], Call]:
    return lambda size: lambda: call(size)


def changed(call: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What a method makes of its object, as an array."""

    def result(one: Any) -> Any:
        call(one)
        return np.array(one.amplitudes if isinstance(one, tv.StateVector) else one.coefficients)

    return result


def chain(n: int) -> Any:
    return tv.spins.mixed_field_ising(n)


def layers(n: int, count: int = 4) -> Any:
    return tv.spins.brickwork(n, count, seed=1)


def loss(n: int) -> Any:
    return tv.learning.Loss(dense(n), 4.0, [-12.0, 12.0], [0.0, 1.0, 2.0])


# Of one pass over a state: at most a second for what fits in memory.
ONE_PASS = {
    "StateVector": Input(just(lambda n: tv.StateVector(n).amplitudes), 15, 23),
    "StateVector.basis": Input(just(lambda n: tv.StateVector.basis(n, 1).amplitudes), 15, 23),
    "StateVector.copy": Input(of(state, lambda psi: psi.copy().amplitudes), 15, 23),
    "StateVector.__eq__": Input(of(state, lambda psi: psi == psi), 15, 23),
    "StateVector.from_amplitudes": Input(of(lambda n: np.ones(1 << n) + 0j, lambda a: tv.StateVector.from_amplitudes(a).amplitudes), 15, 23),
    "StateVector.norm": Input(of(state, lambda psi: psi.norm()), 15, 23),
    "StateVector.normalize": Input(of(state, lambda psi: psi.normalize()), 15, 23),
    "StateVector.inner": Input(of(state, lambda psi: psi.inner(psi)), 15, 23),
    "StateVector.rotate": Input(of(state, changed(lambda psi: psi.rotate("XYZ", 0.1))), 15, 23),
    "StateVector.apply_pauli": Input(of(state, changed(lambda psi: psi.apply_pauli("XYZ"))), 15, 23),
    "DensityMatrix": Input(just(lambda n: tv.DensityMatrix(n).coefficients), 8, 12),
    "DensityMatrix.copy": Input(of(tv.DensityMatrix, lambda rho: rho.copy().coefficients), 8, 12),
    "DensityMatrix.__eq__": Input(of(tv.DensityMatrix, lambda rho: rho == rho), 8, 12),
    "DensityMatrix.purity": Input(of(tv.DensityMatrix, lambda rho: rho.purity()), 8, 12),
}  # fmt: skip

LONG = {
    # States and operators.
    "StateVector.product": Input(just(lambda n: tv.StateVector.product([[1.0, 0.5]] * n).amplitudes), 15, 22, 25),
    "StateVector.random": Input(just(lambda n: tv.StateVector.random(n, 1).amplitudes), 15, 20, 24),
    "StateVector.rotate_all": Input(
        lambda size: of(state, changed(lambda psi: psi.rotate_all([(p, 0.1) for _, p in terms(size[0], size[1])])))(size[0]),
        (15, 10), (20, 50), (20, 20_000),
    ),
    "StateVector.apply": Input(
        lambda size: of(state, lambda psi, t=terms(*size): psi.apply(t).amplitudes)(size[0]), (15, 10), (20, 50), (20, 20_000)
    ),
    "StateVector.expectation": Input(
        lambda size: of(state, lambda psi, t=terms(*size): psi.expectation(t))(size[0]), (15, 10), (20, 50), (20, 20_000)
    ),
    "StateVector.reduced_density_matrix": Input(
        lambda size: of(state, lambda psi: psi.reduced_density_matrix(range(size[1])))(size[0]), (15, 2), (20, 7), (22, 12)
    ),
    "StateVector.sample": Input(
        lambda size: of(state, lambda psi: psi.sample(size[1], 1))(size[0]), (15, 1000), (18, 2_000_000), (18, 20_000_000)
    ),
    "infinite_temperature_state": Input(just(lambda n: tv.infinite_temperature_state(n).amplitudes), 16, 22, 25),
    "thermofield_double": Input(of(dense, lambda H: tv.thermofield_double(H, 4.0).amplitudes), 6, 14, 24),
    "evolve": Input(
        lambda size: of(state, changed(lambda psi: tv.evolve(psi, terms(size[0], 50), size[1])))(size[0]), (4, 1.0), (14, 10.0), (18, 1e4)
    ),
    "imaginary_time_evolve": Input(
        lambda size: of(state, changed(lambda psi: tv.imaginary_time_evolve(psi, terms(size[0], 50), size[1])))(size[0]),
        (4, 1.0), (14, 10.0), (20, 1e4),
    ),
    "ground_state": Input(
        lambda n: lambda: tv.ground_state(tv.pauli.left_hamiltonian(dense(n), "split"), tv.StateVector.random(n, 1)).energy, 4, 10, 18
    ),
    "maldacena_qi_ground_state": Input(of(dense, lambda H: tv.maldacena_qi_ground_state(H, 2.0).energy), 6, 10, 20),
    "trotter_step": Input(
        of(lambda n: tv.pauli.left_hamiltonian(dense(n), "split"), lambda t: tv.trotter_step(t, 0.1, 4)), 6, 26, 50
    ),
    "DensityMatrix.from_matrix": Input(
        of(lambda n: np.eye(1 << n) / (1 << n), lambda m: tv.DensityMatrix.from_matrix(m).coefficients), 8, 10, 12
    ),
    "DensityMatrix.from_state": Input(of(state, lambda psi: tv.DensityMatrix.from_state(psi).coefficients), 8, 11, 13),
    "DensityMatrix.to_matrix": Input(of(tv.DensityMatrix, lambda rho: rho.to_matrix()), 8, 11, 12),
    "DensityMatrix.fidelity": Input(of(mixed, lambda rho: rho.fidelity(rho)), 7, 9, 10),
    "DensityMatrix.reduced_density_matrix": Input(
        lambda n: of(tv.DensityMatrix, lambda rho: rho.reduced_density_matrix(range(n - 1)))(n), 8, 12
    ),
    "DensityMatrix.apply_unitary": Input(
        of(tv.DensityMatrix, changed(lambda rho: rho.apply_unitary(np.eye(4), [0, 1]))), 8, 11, 13
    ),
    "DensityMatrix.apply_channel": Input(
        of(tv.DensityMatrix, changed(lambda rho: rho.apply_channel(tv.noise.depolarizing(0.1, 2), [0, 1]))), 8, 11, 13
    ),
    # Hamiltonians.
    "Hamiltonian": Input(of(lambda n: dense(n).terms, lambda t: tv.Hamiltonian(64, t).num_majoranas), 6, 40, 64),
    "Hamiltonian.__eq__": Input(of(dense, lambda H: H == H), 6, 64),
    "Hamiltonian.__setstate__": Input(of(lambda n: dense(n).to_json(), lambda s: tv.Hamiltonian.from_json(s)), 6, 40, 64),
    "Hamiltonian.to_json": Input(of(dense, lambda H: H.to_json()), 6, 40, 64),
    "Hamiltonian.from_json": Input(of(lambda n: dense(n).to_json(), lambda s: tv.Hamiltonian.from_json(s)), 6, 40, 64),
    "Hamiltonian.__add__": Input(of(lambda n: (dense(n), tv.models.dense_syk(n, seed=2)), lambda pair: (pair[0] + pair[1]).degree), 6, 64),
    "Hamiltonian.__mul__": Input(of(dense, lambda H: (H * 2).degree), 6, 64),
    "Hamiltonian.matrix": Input(of(dense, lambda H: H.matrix()), 6, 22, 24),
    "Hamiltonian.to_sparse": Input(of(dense, lambda H: H.to_sparse().data), 6, 24, 30),
    "models.dense_syk": Input(just(lambda size: tv.models.dense_syk(*size, seed=1)), (6, 4), (44, 4), (28, 8)),
    "models.commuting_syk": Input(just(lambda size: tv.models.commuting_syk(*size, seed=1)), (8, 4), (64, 4)),
    "models.sparse_syk": Input(just(lambda size: tv.models.sparse_syk(size[0], size[1], seed=1)), (8, 2.0), (64, 2000.0)),
    "models.binary_sparse_syk": Input(just(lambda size: tv.models.binary_sparse_syk(size[0], size[1], seed=1)), (8, 2.0), (64, 2000.0)),
    "models.fixed_terms_syk": Input(just(lambda size: tv.models.fixed_terms_syk(*size, seed=1)), (8, 10), (60, 400_000)),
    "models.matched_J": Input(of(dense, tv.models.matched_J), 6, 64),
    "levels": Input(of(dense, tv.levels), 6, 18, 22),
    "pauli.left_hamiltonian": Input(of(dense, tv.pauli.left_hamiltonian), 6, 40, 64),
    "pauli.right_hamiltonian": Input(of(dense, tv.pauli.right_hamiltonian), 6, 40, 64),
    "pauli.coupled_hamiltonian": Input(of(dense, lambda H: tv.pauli.coupled_hamiltonian(H, 1.0)), 6, 36, 64),
    "pauli.maldacena_qi": Input(of(dense, lambda H: tv.pauli.maldacena_qi(H, 1.0)), 6, 36, 64),
    # The protocol.
    "teleport": Input(
        lambda n: lambda: tv.teleport(dense(n), 4.0, [-12, 12], T[::20] if n < 16 else T).rho_pt.values, 6, 14, 22
    ),
    "teleport krylov": Input(
        lambda n: lambda: tv.teleport(tv.models.sparse_syk(n, 4, seed=1), 4.0, -12, T[:20], method="krylov").rho_pt.values, 8, 10, 20
    ),
    "diagnose": Input(lambda n: lambda: tv.diagnose(dense(n), ensembles={}, t=T[::10]).otoc.values, 6, 8, 22),
    "learn": Input(
        lambda n: lambda: tv.learn(dense(n), 4.0, [-12, 12], T[:40:10], **({} if n > 8 else {"schedule": [8, 4], "num_terms": 4})).best, 6, 7, 16
    ),
    "learning.Loss": Input(just(lambda n: loss(n).target_information), 6, 16, 22),
    "learning.Loss.__call__": Input(of(loss, lambda one: one(one.targets[0])[1]), 6, 14, 18),
    "learning.Loss.information": Input(of(loss, lambda one: one.information(one.targets[0])), 6, 16, 18),
    "learning.Loss.parts": Input(of(loss, lambda one: one.parts(one.targets[0])), 6, 14, 18),
    "learning.protocol_gradient": Input(
        lambda n: lambda: tv.learning.protocol_gradient(dense(n), 4.0, [-12.0], np.ones((1, 4, 4, 4)) * np.eye(4), T[:4])[0], 6, 12, 20
    ),
    "learning.report": Input(of(loss, lambda one: str(tv.learning.report(one.targets[0], one))), 6, 10, 16),
    # Diagnostics.
    "diagnostics.arrival_times": Input(
        lambda n: lambda: tv.diagnostics.arrival_times(dense(n), 4.0, 12, [1.0, 2.0], T[::10]).attrs, 6, 12, 22
    ),
    "diagnostics.commutation_graph": Input(of(dense, lambda H: tv.diagnostics.commutation_graph(H).noncommutativity), 6, 16, 26),
    "diagnostics.fermion_pairs": Input(lambda n: lambda: tv.diagnostics.fermion_pairs(dense(n), 4.0, 12, T[::20]).values, 6, 10, 18),
    "diagnostics.left_right_response": Input(
        lambda n: lambda: tv.diagnostics.left_right_response(dense(n), 4.0, [-12.0], 1.0, T[::20]).to_array().values, 6, 12, 20
    ),
    "diagnostics.otoc": Input(lambda n: lambda: tv.diagnostics.otoc(dense(n), 4.0, T[::4], [(0, 1)]).otoc.values, 6, 14, 22),
    "diagnostics.reference_ensembles": Input(
        just(lambda size: tv.diagnostics.reference_ensembles(dense(size[0]), size[1])), (6, 2), (8, 100), (16, 100_000)
    ),
    "diagnostics.second_message": Input(
        lambda n: lambda: tv.diagnostics.second_message(dense(n), 4.0, -12, 2.8, T[::20], 0.5).to_array().values, 6, 12, 22
    ),
    "diagnostics.size_winding": Input(
        lambda n: lambda: tv.diagnostics.size_winding(dense(n), 4.0, T[::20]).winding_perfectness.values, 6, 14, 22
    ),
    "diagnostics.spectral_form_factor": Input(
        lambda size: lambda: tv.diagnostics.spectral_form_factor(dense(size[0]), np.linspace(0, 9, size[1])).to_array().values,
        (6, 20), (14, 4000), (18, 1_000_000),
    ),
    "diagnostics.spectrum": Input(lambda n: lambda: tv.diagnostics.spectrum(dense(n)).level.values, 6, 16, 22),
    "diagnostics.two_point": Input(lambda n: lambda: tv.diagnostics.two_point(dense(n), 4.0, T[::4]).to_array().values, 6, 14, 22),
    **{
        f"typicality.{name}": Input(
            lambda size, name=name, arguments=arguments: lambda: getattr(tv.typicality, name)(
                tv.models.sparse_syk(size[0], 4, seed=1), 4.0, *arguments, num_states=size[1]
            ).to_array().values,
            (8, 4), (20, 4), (32, 1000),
        )
        for name, arguments in {
            "energy": (), "two_point": ([0.0, 1.0], [0]), "otoc": (0, 1, [0.0, 1.0]), "left_right_response": ([-1.0], 1.0, [0.0, 1.0]),
        }.items()
    },
    **{
        f"observables.{name}": Input(of(states, getattr(tv.observables, name)), 3, 100_000, 1_000_000)
        for name in tv.observables.__all__
    },
    "tomography.estimate_mutual_information": Input(
        just(lambda n: tv.tomography.estimate_mutual_information(np.full((9, 4), 100), resamples=n).value), 20, 20_000, 1_000_000
    ),
    # Qubits.
    "spins.SpinHamiltonian": Input(of(lambda n: tv.spins.random_two_local(n).terms, lambda t: tv.spins.SpinHamiltonian(64, t).num_qubits), 4, 64),
    "spins.SpinHamiltonian.__setstate__": Input(of(tv.spins.random_two_local, lambda H: pickle.loads(pickle.dumps(H))), 4, 64),
    "spins.SpinHamiltonian.matrix": Input(of(chain, lambda H: H.matrix()), 4, 11),
    "spins.spin_syk": Input(just(lambda size: tv.spins.spin_syk(*size, seed=1)), (4, 4), (12, 4), (12, 6)),
    "spins.xy_syk": Input(just(lambda size: tv.spins.xy_syk(*size, seed=1)), (4, 4), (14, 4), (16, 6)),
    "spins.random_two_local": Input(just(lambda n: tv.spins.random_two_local(n, seed=1)), 4, 64),
    "spins.brownian": Input(just(lambda size: tv.spins.brownian(*size, seed=1)), (4, 4), (16, 100), (20, 20_000)),
    "spins.brickwork": Input(just(lambda size: tv.spins.brickwork(*size, seed=1)), (4, 4), (16, 2000), (30, 100_000)),
    "spins.Scrambler": Input(of(lambda size: layers(*size).steps, lambda s: tv.spins.Scrambler(16, s).num_steps), (4, 4), (16, 400)),
    "spins.Scrambler.__setstate__": Input(of(lambda size: layers(*size), lambda s: pickle.loads(pickle.dumps(s))), (4, 4), (16, 400)),
    "spins.Scrambler.unitary": Input(of(lambda size: layers(*size), lambda s: s.unitary()), (3, 4), (9, 10), (11, 400)),
    "spins.drive_error": Input(
        lambda size: lambda: tv.spins.drive_error(chain(size[0]), tv.spins.xxz(size[0]), np.cos, 2.0, size[1]), (3, 4), (7, 10), (9, 400)
    ),
    "spins.teleport": Input(
        lambda n: lambda: tv.spins.teleport(chain(n), 1.0, [-4.0, 4.0], T[::20]).rho_pt.values, 3, 7, 10
    ),
    "spins.teleport scrambler": Input(
        lambda n: lambda: tv.spins.teleport(layers(n, 20), 0.0, [-4.0, 4.0], np.arange(0, 20, 4)).rho_pt.values, 3, 7, 10
    ),
    "spins.size_winding": Input(lambda n: lambda: tv.spins.size_winding(chain(n), 1.0, T[::20]).mean_size.values, 3, 7, 10),
    "spins.otoc": Input(lambda n: lambda: tv.spins.otoc(chain(n), 1.0, T[::4]).otoc.values, 3, 7, 10),
    "spins.two_point": Input(lambda n: lambda: tv.spins.two_point(chain(n), 1.0, T).two_point.values, 3, 9, 12),
    # Circuits.
    **{
        f"circuits.Circuit.{name}": Input(of(doubled, call), 0, slow, longest)
        for name, call, slow, longest in (
            ("__eq__", lambda c: c == c.adjoint().adjoint(), 14, None),
            ("__setstate__", lambda c: pickle.loads(pickle.dumps(c)), 8, None),
            ("adjoint", lambda c: c.adjoint(), 14, None),
            ("append_circuit", lambda c: len(tv.circuits.Circuit(8).append_circuit(c) or c), 14, 15),
            ("assign_parameters", lambda c: c.assign_parameters({}), 14, 15),
            ("draw_text", lambda c: c.draw_text(100), 12, 15),
            ("drawing_columns", lambda c: len(c.drawing_columns()), 12, 15),
            ("moments", lambda c: c.moments(), 13, 15),
            ("to_qasm", lambda c: c.to_qasm(), 12, 15),
        )
    },
    "circuits.Circuit.from_qasm2": Input(of(lambda k: doubled(k).to_qasm(2), tv.circuits.Circuit.from_qasm2), 0, 12, 15),
    "circuits.Circuit.apply_to": Input(
        lambda size: lambda: tv.circuits.run(circuit(*size)).amplitudes, (15, 10), (18, 100), (22, 3000)
    ),
    "circuits.Circuit.measured_state": Input(lambda size: of(lambda s: circuit(*s), lambda c: c.measured_state())(size), (15, 10), (18, 100), (22, 3000)),
    "circuits.Circuit.unitary": Input(lambda size: of(lambda s: circuit(*s, measured=False), lambda c: c.unitary())(size), (3, 10), (9, 100), (12, 3000)),
    "circuits.compile": Input(
        lambda size: lambda: tv.circuits.compile(circuit(*size[:2]), trials=size[2]).circuit, (4, 10, 2), (6, 40, 20), (12, 400, 10_000_000)
    ),
    "circuits.evolution": Input(
        just(lambda size: tv.circuits.evolution(terms(size[0], size[1]), 1.0, steps=size[2])), (4, 4, 2), (10, 100, 500), (10, 100, 30_000)
    ),
    "circuits.from_qasm2": Input(of(lambda k: doubled(k).to_qasm(2), tv.circuits.from_qasm2), 0, 12, 15),
    "circuits.prepare_thermofield_double": Input(
        lambda n: lambda: tv.circuits.prepare_thermofield_double(dense(n), 1.0, method="adaptive", max_rotations=n).fidelity, 6, 9, 20
    ),
    "circuits.resources": Input(of(doubled, tv.circuits.resources), 0, 12, 15),
    "circuits.run": Input(lambda size: lambda: tv.circuits.run(circuit(*size)).amplitudes, (15, 10), (18, 100), (22, 3000)),
    "circuits.wormhole": Input(
        lambda size: lambda: tv.circuits.wormhole(
            dense(size[0]), 1.0, -12.0, 1.0, 1.0, trotter_steps=size[1], preparation=tv.circuits.Circuit(size[0])
        ),
        (6, 1), (10, 60), (10, 4000),
    ),
    # Noise.
    "noise.budget": Input(lambda size: lambda: tv.noise.budget(circuit(*size), "sycamore"), (3, 10), (6, 100), (11, 1000)),
    "noise.measured_states": Input(lambda size: lambda: tv.noise.measured_states(circuit(*size), "sycamore", [1, 2]), (8, 4), (8, 100), (12, 2000)),
    "noise.noisy_state": Input(lambda size: lambda: tv.noise.noisy_state(circuit(*size), "sycamore").coefficients, (8, 4), (8, 100), (12, 2000)),
    "noise.noisy_steps": Input(of(doubled, lambda c: tv.noise.noisy_steps(c, "sycamore").duration), 0, 8, 15),
    "noise.run_trajectories": Input(
        lambda size: lambda: tv.noise.run_trajectories(circuit(*size[:2]), "sycamore", size[2]).mean, (3, 10, 10), (8, 40, 200), (12, 400, 1_000_000)
    ),
    "noise.threshold": Input(
        lambda size: lambda: tv.noise.threshold(circuit(*size), circuit(size[0], 2), "sycamore", 1000), (3, 4), (5, 10), (11, 2000)
    ),
}  # fmt: skip

SLOW = ONE_PASS | LONG

# Why nothing of these takes long.
QUICK = {
    "the same plans as teleport, learn and diagnose, by the same call of the core": {
        "runs.teleport", "runs.noise", "runs.learn", "runs.diagnose", "runs.spins",
    },
    "matrices of two qubits, counts of nine settings, at most 64 numbers or letters": {
        "noise.Channel", "noise.Channel.__eq__", "noise.Channel.__setstate__", "noise.Channel.scaled", "noise.amplitude_damping",
        "noise.depolarizing", "noise.kraus_channel", "noise.over_rotation", "noise.pauli_channel", "noise.phase_damping",
        "noise.thermal_relaxation", "tomography.reconstruct", "tomography.sample_counts", "learning.mutual_information_gradient",
        "pauli.encoding_strings", "pauli.size_coupling", "coupling_formula", "models.binary_sparse_n8", "models.learned", "DensityMatrix.expectation", "DensityMatrix.trace",
    },
    "one operation, of at most 12 qubits where its matrix is asked for": {
        "circuits.Angle", "circuits.Angle.__add__", "circuits.Angle.__eq__", "circuits.Angle.__mul__", "circuits.Angle.__setstate__",
        "circuits.Circuit", "circuits.Circuit.append", "circuits.Circuit.append_rotation", "circuits.Circuit.append_unitary",
        "circuits.Circuit.barrier", "circuits.Circuit.measure", "circuits.Operation", "circuits.Operation.__eq__",
        "circuits.Operation.__setstate__", "circuits.Operation.angles_text", "circuits.Operation.label", "circuits.Operation.matrix",
    },
    "a noise model: a few lines for a gate or a qubit": {
        "noise.NoiseModel", "noise.NoiseModel.__eq__", "noise.NoiseModel.__setstate__", "noise.NoiseModel.scaled",
        "noise.NoiseModel.to_toml", "noise.from_file", "noise.from_toml", "noise.preset", "noise.presets", "noise.uniform_depolarizing",
    },
    "Python throughout, which hears Ctrl-C and other threads between its lines": {
        "circuits.draw", "circuits.from_cirq", "circuits.from_qasm3", "circuits.from_qiskit", "circuits.to_cirq", "circuits.to_qiskit", "circuits.to_quantikz", "diagnostics.compare_with_ensembles", "diagnostics.scrambling",
        "about", "learning.pareto_front", "load", "load_hamiltonian", "save", "report.criteria", "report.html", "report.write",
        "tomography.extrapolate_to_zero", *(f"plot.{name}" for name in tv.plot.__all__),
    },
    "libraries of others, which Ctrl-C finds in their Python, after a call above": {
        "Hamiltonian.from_openfermion", "Hamiltonian.to_openfermion", "Hamiltonian.to_qutip", "Hamiltonian.to_sparse_pauli_op",
    },
    "at most 192 strings, or steps that are the same; comparisons and sums of strings": {
        "spins.mixed_field_ising", "spins.transverse_ising", "spins.xxz", "spins.kicked_ising", "spins.SpinHamiltonian.__eq__",
        "spins.SpinHamiltonian.__add__", "spins.SpinHamiltonian.__mul__",
        "spins.Scrambler.__eq__",
    },
    "Python throughout, a gate after the other": {"spins.drive", "spins.from_circuit"},
    "formulas of a few numbers": {"intervals.student_t", "intervals.wilson"},
    "a pass over the couplings of a loss, of which there are a few thousand": {
        "learning.Loss.couplings", "learning.Loss.hamiltonian",
    },
}  # fmt: skip


def missing() -> tuple[set[str], set[str]]:
    """Public functions that are in none of both, and names in them that are not public (a method's name may follow)."""
    public = {name for name, _, _ in hostile_calls.public_callables()}
    known = {name.split()[0] for name in SLOW} | set().union(*QUICK.values())
    return public - known, known - public
