"""`python -m traversable.circuits`: the gate counts of docs/circuits.md, as Markdown."""

import argparse

from traversable import models, pauli
from traversable._core import Circuit, Hamiltonian, Preparation
from traversable.circuits._build import evolution, prepare_thermofield_double, wormhole
from traversable.circuits._compile import compile, resources
from traversable.observables import mutual_information

_BETA, _TIME, _MU = 4.0, 2.8, 12.0
# CX in the authors' files for one instance each, arXiv:2311.17991, github.com/rgjha/SYKquantumcomp.
_PUBLISHED_STEP = {6: 30, 8: 110}


def _row(*cells: object) -> None:
    print("| " + " | ".join(str(cell) for cell in cells) + " |")


def _experiment(H: Hamiltonian, preparation: Preparation, sign: int) -> Circuit:
    return wormhole(H, _BETA, sign * _MU, _TIME, _TIME, encoding="sycamore", preparation=preparation)


def _experiment_table(trials: int) -> None:
    H = models.learned()
    preparations = {
        "exact": prepare_thermofield_double(H, _BETA, "sycamore"),
        "trained": prepare_thermofield_double(H, _BETA, "sycamore", method="adaptive", fidelity=0.997),
    }
    _row("preparation", "fidelity", "preserve", "qubits", "CZ", "CZ depth", "one-qubit", "√iSWAP", "I(-12)", "I(+12)")
    _row(*["---"] * 10)
    for name, preparation in preparations.items():
        for preserve in ("unitary", "measured_state"):
            for connectivity in ("all", "line", "3x3"):
                negative, positive = (
                    compile(
                        _experiment(H, preparation, sign), connectivity=connectivity, preserve=preserve, trials=trials
                    ).circuit
                    for sign in (-1, 1)
                )  # fmt: skip
                root = compile(
                    _experiment(H, preparation, -1),
                    connectivity=connectivity,
                    preserve=preserve,
                    trials=trials,
                    entangler="sqrt_iswap",
                ).circuit
                cost = resources(negative)
                information = [mutual_information(circuit.measured_state()) for circuit in (negative, positive)]
                _row(
                    name, f"{preparation.fidelity:.4f}", preserve, connectivity, cost.two_qubit_gates,
                    cost.two_qubit_depth, cost.one_qubit_gates, root.num_two_qubit_gates,
                    *(f"{value:.4f}" for value in information),
                )  # fmt: skip


def _trotter_table(trials: int) -> None:
    _row("N", "qubits", "terms", "CZ, all", "CZ, line", "CX, arXiv:2311.17991")
    _row(*["---"] * 6)
    for num_majoranas, published in _PUBLISHED_STEP.items():
        H = models.dense_syk(num_majoranas, seed=1)
        qubits = num_majoranas // 2
        one_copy = [(c, letters[:qubits]) for c, letters in pauli.left_hamiltonian(H, "split")]
        step = evolution(one_copy, t=0.1)
        counts = [compile(step, connectivity=graph, trials=trials).circuit.num_two_qubit_gates for graph in ("all", "line")]
        _row(num_majoranas, qubits, len(one_copy), *counts, published)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m traversable.circuits", description=__doc__)
    parser.add_argument("--trials", type=int, default=1000, help="networks that the compiler chooses from (1000)")
    trials = parser.parse_args().trials
    if trials < 1:
        parser.error(f"--trials: {trials}, expected 1 at least")
    _experiment_table(trials)
    print()
    _trotter_table(trials)


if __name__ == "__main__":
    main()
