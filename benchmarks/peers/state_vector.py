"""Pauli rotations, a Trotter step and H psi beside other simulators, in one run.

    python -m venv peers && peers/bin/pip install . -r benchmarks/peers/requirements.txt
    env -u OPENBLAS_CORETYPE peers/bin/python benchmarks/peers/state_vector.py > docs/benchmarks/state_vector.md

Every time is the best of several; the threads are set by OMP_NUM_THREADS in a process of its own for each
number. A peer that is not installed is left out. --quick leaves out the largest sizes.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from importlib.metadata import PackageNotFoundError, version

import numpy as np

ROTATIONS = {
    "low": "XYZZX",
    "middle": "IIIIIIIIIIXZZY",
    "low and high": "XIIIIIIIIIIIIIIIIIX",
    "spread": "IIIIZIIIIYIIIIIIIIIX",
    "diagonal": "ZZIZ",
}
PACKAGES = ("qulacs", "pennylane-lightning", "qiskit-aer", "quspin", "scipy")


def best(work: Callable[[], object], least_seconds: float = 0.3, least: int = 3, most: int = 200) -> float:
    """Seconds of the fastest call."""
    work()
    times: list[float] = []
    while len(times) < least or (sum(times) < least_seconds and len(times) < most):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def installed(package: str) -> bool:
    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True


def letters(text: str) -> tuple[list[int], list[int]]:
    """Qubits and codes (X, Y, Z = 1, 2, 3) of a Pauli string."""
    codes = ["IXYZ".index(letter) for letter in text]
    return [k for k, code in enumerate(codes) if code], [code for code in codes if code]


# -- one rotation ---------------------------------------------------------------------------------------------


def ours(n: int, text: str, precision: str) -> tuple[float, float]:
    """Scaling in place and our rotation, in turn on one state: a shared machine's speed drifts."""
    import traversable as tv

    core = tv.StateVector.random(n, precision=precision)._core
    scale = rotation = float("inf")
    for _ in range(40):
        scale = min(scale, best(lambda: core.scale(1.0000000001), 0, 1))
        rotation = min(rotation, best(lambda: core.rotate(text, 0.3), 0, 1))
    return scale, rotation


def qulacs_rotation(n: int, text: str) -> float:
    from qulacs import QuantumState
    from qulacs.gate import PauliRotation

    state = QuantumState(n)
    state.set_Haar_random_state(1)
    gate = PauliRotation(*letters(text), 0.6)
    return best(lambda: gate.update_quantum_state(state))


def lightning_rotation(n: int, text: str) -> float:
    from pennylane_lightning.lightning_qubit_ops import StateVectorC128

    state = StateVectorC128(n)
    wires = [k for k, letter in enumerate(text) if letter != "I"]
    word = text.replace("I", "")
    return best(lambda: state.applyPauliRot(wires, False, [0.6], word))


def aer_rotation(n: int, text: str) -> float:
    """One of 20 in a circuit, as the gates that Qiskit makes of it; the time of an empty circuit taken off."""
    from qiskit import QuantumCircuit
    from qiskit.circuit.library import PauliEvolutionGate
    from qiskit.quantum_info import SparsePauliOp
    from qiskit_aer import AerSimulator

    simulator = AerSimulator(method="statevector", fusion_enable=False, enable_truncation=False)
    word = text.ljust(n, "I")[::-1]

    def seconds(count: int) -> float:
        circuit = QuantumCircuit(n)
        circuit.h(range(n))
        for _ in range(count):
            circuit.append(PauliEvolutionGate(SparsePauliOp(word), 0.3), range(n))
        circuit = circuit.decompose(["PauliEvolution"])
        circuit.save_expectation_value(SparsePauliOp("Z"), [0])
        results = [simulator.run(circuit, shots=1).result() for _ in range(3)]
        return min(result.results[0].time_taken for result in results)

    return (seconds(20) - seconds(0)) / 20


def rotations(sizes: list[int]) -> list[dict[str, object]]:
    rows = []
    for n in sizes:
        for name, text in ROTATIONS.items():
            row: dict[str, object] = {"n": n, "string": name}
            row["scale"], row["ours"] = ours(n, text, "double")
            row["scale32"], row["ours32"] = ours(n, text, "single")
            if installed("qulacs"):
                row["qulacs"] = qulacs_rotation(n, text)
            if installed("pennylane-lightning"):
                row["lightning"] = lightning_rotation(n, text)
            if installed("qiskit-aer") and n <= 20:  # minutes beyond
                row["aer"] = aer_rotation(n, text)
            rows.append(row)
    return rows


# -- a Trotter step -------------------------------------------------------------------------------------------


def trotter_step() -> dict[str, object]:
    """Second order, dense SYK_4, N = 20, one side's 4845 terms, on 22 qubits."""
    import traversable as tv
    from traversable import _core

    terms = tv.pauli.left_hamiltonian(tv.models.dense_syk(20, seed=1), "split")
    state = _core.StateVector.random(22, 1, 0)
    step = tv.trotter_step(terms, 0.01, order=2)
    evolution = _core.Evolution(22, terms, "trotter", 1e-10, 2, 0.01, 0)
    many, few = 12, 2
    # Two numbers of steps: the error estimate of an evolution and what is compiled once drop out.
    long, short = (best(lambda m=m: evolution.evolve(state, 0.01 * m), 0, 2) for m in (many, few))
    row: dict[str, object] = {"rotations": len(step), "ours": (long - short) / (many - few)}
    if installed("qulacs"):
        from qulacs import QuantumState
        from qulacs.gate import PauliRotation

        other = QuantumState(22)
        other.set_Haar_random_state(1)
        gates = [PauliRotation(*letters(text), 0.02) for text, _ in step[:: len(step) // 60]]

        def some() -> None:
            for gate in gates:
                gate.update_quantum_state(other)

        row["qulacs"] = best(some, 0, 3) / len(gates) * len(step)
    return row


# -- H psi ----------------------------------------------------------------------------------------------------


def csr_matrix(n: int, terms: list[tuple[complex, str]]):  # type: ignore[no-untyped-def]
    """The matrix row by row: all rows have one entry an X mask."""
    import scipy.sparse

    index = np.arange(2**n)
    groups: dict[int, list[tuple[int, complex]]] = {}
    for coefficient, text in terms:
        x = sum(1 << k for k, letter in enumerate(text) if letter in "XY")
        z = sum(1 << k for k, letter in enumerate(text) if letter in "YZ")
        groups.setdefault(x, []).append((z, coefficient * (1j) ** text.count("Y")))
    data = np.empty((2**n, len(groups)), complex)
    columns = np.empty((2**n, len(groups)), np.int32)
    for m, (x, members) in enumerate(groups.items()):
        source = index ^ x
        diagonal = np.zeros(2**n, complex)
        for z, coefficient in members:
            parity = source & z
            for shift in (16, 8, 4, 2, 1):
                parity = parity ^ (parity >> shift)
            diagonal += coefficient * (1 - 2 * (parity & 1))
        data[:, m], columns[:, m] = diagonal, source
    pointer = np.arange(2**n + 1, dtype=np.int64) * len(groups)
    return scipy.sparse.csr_matrix((data.ravel(), columns.ravel(), pointer), shape=(2**n, 2**n))


def quspin_product(n: int, terms: list[tuple[complex, str]], vector: np.ndarray) -> tuple[float, np.ndarray]:
    from quspin.basis import spin_basis_1d
    from quspin.operators import quantum_LinearOperator

    static: dict[str, list[list[object]]] = {}
    for coefficient, text in terms:
        word = text.replace("I", "").lower()
        static.setdefault(word, []).append([coefficient.real, *(k for k, letter in enumerate(text) if letter != "I")])
    basis = spin_basis_1d(n, pauli=1)
    H = quantum_LinearOperator(
        [[word, list(members)] for word, members in static.items()], basis=basis, dtype=np.complex128,
        check_herm=False, check_symm=False, check_pcon=False,
    )  # fmt: skip
    start = time.perf_counter()
    image = H.dot(vector)
    return time.perf_counter() - start, image  # seconds to minutes: once is enough


def products(sizes: list[int]) -> list[dict[str, object]]:
    import traversable as tv
    from traversable import _core

    rows = []
    for n in sizes:
        H = tv.models.dense_syk(2 * n, seed=1)
        terms = [(c, text[:n].ljust(n, "I")) for c, text in tv.pauli.left_hamiltonian(H, "split")]
        operator = _core.PauliOperator(n, terms)
        x, y = _core.StateVector.random(n, 1, 0), _core.StateVector(n)
        row: dict[str, object] = {"n": n, "terms": len(terms), "passes": operator.num_passes}
        row["ours"] = best(lambda op=operator, x=x, y=y: op.apply(x, y))
        vector = np.asarray(x).copy()
        if installed("quspin"):
            # Site 0 of QuSpin is the highest bit of an index.
            reversed_bits = vector.reshape([2] * n).transpose(range(n)[::-1]).reshape(-1).copy()
            row["quspin"], image = quspin_product(n, terms, reversed_bits)
            image = image.reshape([2] * n).transpose(range(n)[::-1]).reshape(-1)
            row["quspin_difference"] = float(np.abs(image - np.asarray(y)).max())
        if installed("scipy"):
            matrix = csr_matrix(n, terms)
            row["csr_gib"] = (matrix.data.nbytes + matrix.indices.nbytes + matrix.indptr.nbytes) / 2**30
            row["csr"] = best(lambda A=matrix, v=vector: A @ v)
            row["csr_difference"] = float(np.abs(matrix @ vector - np.asarray(y)).max())
            del matrix
        rows.append(row)
    return rows


# -- report ---------------------------------------------------------------------------------------------------


def measure(quick: bool) -> dict[str, object]:
    return {
        "rotations": rotations([20] if quick else [20, 24]),
        "trotter": trotter_step(),
        "products": products([12] if quick else [12, 14, 16]),
    }


def run(threads: int, quick: bool) -> dict[str, object]:
    environment = os.environ | {"OMP_NUM_THREADS": str(threads), "QULACS_NUM_THREADS": str(threads)}
    command = [sys.executable, __file__, "--measure", *(["--quick"] if quick else [])]
    return json.loads(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)


def processor() -> str:
    with open("/proc/cpuinfo") as lines:
        return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "unknown")


def cell(row: dict[str, object], key: str, unit: float = 1e3) -> str:
    return f"{row[key] * unit:.3g}" if key in row else "-"  # type: ignore[operator]


def ratio(row: dict[str, object], over: str, under: str) -> str:
    return f"{row[over] / row[under]:.2f}" if over in row and under in row else "-"  # type: ignore[operator]


def table(head: str, rows: list[list[str]]) -> str:
    columns = head.count("|") - 1
    return "\n".join([head, "|" + "---|" * columns, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"


def report(results: dict[int, dict[str, object]]) -> str:
    from traversable import __version__, _core

    versions = ", ".join(f"{p} {version(p)}" for p in PACKAGES if installed(p))
    text = f"""# State vectors beside other simulators

traversable {__version__} ({_core.simd_target()}), {versions}; Python {platform.python_version()}, {date.today()}.
{processor()}, {os.cpu_count()} cores. Best of several calls (QuSpin: one), milliseconds. Made by

```
python -m venv peers && peers/bin/pip install . -r benchmarks/peers/requirements.txt
env -u OPENBLAS_CORETYPE peers/bin/python benchmarks/peers/state_vector.py > docs/benchmarks/state_vector.md
```

## One Pauli rotation

`scale` multiplies the same array by a number in place, in turn with our rotations: reading and writing every amplitude once, the
limit of memory. Double precision but for the columns f32.

"""
    for threads, result in results.items():
        rows = [
            [
                str(r["n"]), str(r["string"]), cell(r, "scale"), cell(r, "ours"), cell(r, "qulacs"), cell(r, "lightning"),
                cell(r, "aer"), "**" + ratio(r, "qulacs", "ours") + "**", ratio(r, "scale", "ours"),
                cell(r, "ours32"), ratio(r, "scale32", "ours32"), ratio(r, "ours", "ours32"),
            ]
            for r in result["rotations"]  # type: ignore[attr-defined]
        ]  # fmt: skip
        text += f"Threads: {threads}\n\n" + table(
            "| n | string | scale | ours | qulacs | Lightning | Aer | qulacs / ours | scale / ours | ours f32 "
            "| scale / ours f32 | f64 / f32 |",
            rows,
        ) + "\n"
    text += "Strings, qubit 0 first: " + "; ".join(f"{k}: `{v}`" for k, v in ROTATIONS.items()) + ".\n"
    text += """
## A Trotter step

Second order, dense SYK_4 with N = 20, one side's 4845 terms, on 22 qubits; qulacs: the same number of single rotations, from 60 of
them spread over the step.

"""
    text += table(
        "| threads | rotations | ours, s | qulacs, s | qulacs / ours |",
        [
            [str(k), str(r["trotter"]["rotations"]), cell(r["trotter"], "ours", 1), cell(r["trotter"], "qulacs", 1),
             "**" + ratio(r["trotter"], "qulacs", "ours") + "**"]
            for k, r in results.items()
        ],
    )  # fmt: skip
    text += """
## H psi

Dense SYK_4, one copy of N = 2n Majoranas on n qubits. QuSpin: `quantum_LinearOperator`, matrix-free; SciPy: the same matrix as CSR,
one thread whatever the setting. The results agree with ours to the difference given.

"""
    for threads, result in results.items():
        rows = [
            [
                str(r["n"]), str(r["terms"]), str(r["passes"]), cell(r, "ours"), cell(r, "quspin"), cell(r, "csr"),
                "**" + ratio(r, "quspin", "ours") + "**", "**" + ratio(r, "csr", "ours") + "**", cell(r, "csr_gib", 1),
                f"{max(r.get('csr_difference', 0), r.get('quspin_difference', 0)):.0e}",
            ]
            for r in result["products"]  # type: ignore[attr-defined]
        ]  # fmt: skip
        text += f"Threads: {threads}\n\n" + table(
            "| n | terms | passes | ours | QuSpin | CSR | QuSpin / ours | CSR / ours | CSR, GiB | difference |", rows
        ) + "\n"
    return text.rstrip() + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="n = 20 and n = 12 alone")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.quick)))
    else:
        print(report({threads: run(threads, options.quick) for threads in options.threads}), end="")
