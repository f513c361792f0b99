"""CZ counts of Qiskit's transpiler for the circuits of docs/circuits.md: `pip install . qiskit`, then run this.

optimization_level=3, best of ten seeds, the unitary preserved.
"""

import qiskit
from qiskit.transpiler import CouplingMap

import traversable as tv


def fewest(circuit, coupling_map=None):
    counts = (
        qiskit.transpile(
            circuit, basis_gates=["cz", "u"], coupling_map=coupling_map, optimization_level=3, seed_transpiler=seed
        ).count_ops()["cz"]
        for seed in range(10)
    )
    return min(counts)


def main():
    print("Qiskit", qiskit.__version__)
    wormhole = tv.circuits.wormhole(tv.models.learned(), 4.0, -12.0, 2.8, 2.8, encoding="sycamore")
    theirs = tv.circuits.to_qiskit(wormhole)
    graphs = {"all": None, "line": CouplingMap.from_line(9), "3x3": CouplingMap.from_grid(3, 3)}
    for name, graph in graphs.items():
        print(f"nine qubits, {name}: {fewest(theirs, graph)} CZ")
    for num_majoranas in (6, 8):
        H = tv.models.dense_syk(num_majoranas, seed=1)
        one_copy = [(c, s[: num_majoranas // 2]) for c, s in tv.pauli.left_hamiltonian(H, "split")]
        step = tv.circuits.to_qiskit(tv.circuits.evolution(one_copy, t=0.1))
        print(f"Trotter step, N = {num_majoranas}: {fewest(step)} CZ")


if __name__ == "__main__":
    main()
