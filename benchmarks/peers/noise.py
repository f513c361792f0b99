"""Noisy circuits beside other simulators, in one run.

    python -m venv peers && peers/bin/pip install . -r benchmarks/peers/requirements.txt
    env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE peers/bin/python benchmarks/peers/noise.py > docs/benchmarks/noise.md

The circuit has 164 CZ and 295 one-qubit gates on 9 qubits (the published experiment's counts), in the same density
on more, depolarising after each. Every time is the best of several; threads are set by OMP_NUM_THREADS in a process
of its own for each number. A peer that is not installed is left out. --quick leaves out the largest sizes.
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
from typing import Any

import numpy as np

ONE_QUBIT_ERROR, TWO_QUBIT_ERROR = 1e-3, 6e-3
PACKAGES = ("qiskit-aer", "qulacs")
Gate = tuple[str, list[int], list[float]]


def best(work: Callable[[], object], least_seconds: float = 1.0, least: int = 3, most: int = 50) -> float:
    """Seconds of the fastest call; the first of several warms up."""
    if least > 1:
        work()
    times: list[float] = []
    while len(times) < least or (sum(times) < least_seconds and len(times) < most):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def gates(n: int) -> list[Gate]:
    """A random circuit with 164 CZ and 295 u3 on 9 qubits, as many a qubit on more."""
    random = np.random.default_rng(2022)
    num_cz, num_u3 = round(164 * n / 9), round(295 * n / 9)
    kinds = random.permutation([True] * num_cz + [False] * num_u3)
    result: list[Gate] = []
    for is_cz in kinds:
        if is_cz:
            result.append(("cz", random.choice(n, 2, replace=False).tolist(), []))
        else:
            result.append(("u3", [int(random.integers(n))], random.uniform(0, 2 * np.pi, 3).tolist()))
    return result


def u3(theta: float, phi: float, lam: float) -> np.ndarray:
    c, s = np.cos(theta / 2), np.sin(theta / 2)
    return np.array([[c, -np.exp(1j * lam) * s], [np.exp(1j * phi) * s, np.exp(1j * (phi + lam)) * c]])


# -- ours -----------------------------------------------------------------------------------------------------


def our_circuit(n: int) -> tuple[Any, Any]:
    import traversable as tv

    circuit = tv.circuits.Circuit(n)
    for name, qubits, angles in gates(n):
        circuit.append(name, qubits, angles)
    circuit.measure(0, 0)
    circuit.measure(1, 1)
    model = tv.noise.NoiseModel(
        "depolarizing",
        one_qubit=[tv.noise.depolarizing(ONE_QUBIT_ERROR, 1)],
        two_qubit=[tv.noise.depolarizing(TWO_QUBIT_ERROR, 2)],
    )
    return circuit, model


def ours(n: int) -> dict[str, Any]:
    import traversable as tv

    circuit, model = our_circuit(n)
    seconds = best(lambda: tv.noise.noisy_state(circuit, model))
    rho = tv.noise.measured_states(circuit, model)
    return {"seconds": seconds, "rho": as_lists(rho)}


def ours_batch(n: int) -> dict[str, Any]:
    """Seconds for one more noise scale in a batch of 16."""
    import traversable as tv

    circuit, model = our_circuit(n)
    scales = np.linspace(0, 2, 16)
    seconds = best(lambda: tv.noise.measured_states(circuit, model, scales), least=2)
    return {"seconds": seconds / len(scales)}


def ours_trajectories(n: int) -> dict[str, Any]:
    """Seconds a trajectory, and of the circuit without noise on a state vector, both on all threads."""
    import traversable as tv

    circuit, model = our_circuit(n)
    count = 200
    noisy = best(lambda: tv.noise.run_trajectories(circuit, model, count), least=3) / count
    none = tv.noise.preset("none")
    noiseless = best(lambda: tv.noise.run_trajectories(circuit, none, count), least=3) / count
    damped = tv.noise.preset("sycamore")
    relaxing = best(lambda: tv.noise.run_trajectories(circuit, damped, count), least=3) / count
    plain = best(lambda: tv.circuits.run(circuit))
    return {"noisy": noisy, "noiseless": noiseless, "relaxing": relaxing, "plain": plain}


# -- peers ----------------------------------------------------------------------------------------------------


def aer(n: int) -> dict[str, Any]:
    from qiskit import QuantumCircuit
    from qiskit_aer import AerSimulator
    from qiskit_aer.noise import NoiseModel, depolarizing_error

    model = NoiseModel()
    model.add_all_qubit_quantum_error(depolarizing_error(ONE_QUBIT_ERROR * 4 / 3, 1), ["u"])
    model.add_all_qubit_quantum_error(depolarizing_error(TWO_QUBIT_ERROR * 16 / 15, 2), ["cz"])
    circuit = QuantumCircuit(n)
    for name, qubits, angles in gates(n):
        circuit.cz(*qubits) if name == "cz" else circuit.u(*angles, qubits[0])
    circuit.save_density_matrix([0, 1])
    simulator = AerSimulator(method="density_matrix", noise_model=model)
    results = []

    def work() -> None:
        results.append(simulator.run(circuit, shots=1).result())

    best(work, least_seconds=0, least=2 if n <= 11 else 1)
    rho = np.asarray(results[-1].data()["density_matrix"])
    return {"seconds": min(result.results[0].time_taken for result in results), "rho": as_lists(rho)}


def qulacs(n: int) -> dict[str, Any]:
    from qulacs import DensityMatrix, QuantumCircuit
    from qulacs.gate import CZ, U3, DepolarizingNoise, TwoQubitDepolarizingNoise

    circuit = QuantumCircuit(n)
    for name, qubits, angles in gates(n):
        if name == "cz":
            circuit.add_gate(CZ(*qubits))
            circuit.add_gate(TwoQubitDepolarizingNoise(*qubits, TWO_QUBIT_ERROR))
        else:
            circuit.add_gate(U3(qubits[0], *angles))
            circuit.add_gate(DepolarizingNoise(qubits[0], ONE_QUBIT_ERROR))
    state = DensityMatrix(n)

    def work() -> None:
        state.set_zero_state()
        circuit.update_quantum_state(state)

    seconds = best(work, least_seconds=0, least=1)
    matrix = state.get_matrix().reshape((2,) * (2 * n))
    rows = list(range(n - 1, -1, -1))  # axis of qubit k is n - 1 - k
    keep = [rows[1], rows[0]]
    others = [axis for axis in range(n) if axis not in keep]
    tensor = matrix.transpose(keep + others + [a + n for a in keep] + [a + n for a in others])
    rho = np.einsum("iaja->ij", tensor.reshape(4, 2 ** (n - 2), 4, 2 ** (n - 2)))
    return {"seconds": seconds, "rho": as_lists(rho)}


def as_lists(rho: np.ndarray) -> list[list[list[float]]]:
    return [[[float(x.real), float(x.imag)] for x in row] for row in np.asarray(rho)]


def difference(a: dict[str, Any] | None, b: dict[str, Any] | None) -> str:
    if a is None or b is None:
        return "-"
    return f"{np.abs(np.array(a['rho']) - np.array(b['rho'])).max():.0e}"


# -- processes and the page -----------------------------------------------------------------------------------

WORK = {f.__name__: f for f in (ours, ours_batch, ours_trajectories, aer, qulacs)}


def measured(name: str, n: int, threads: int) -> dict[str, Any] | None:
    """WORK[name](n) in a process of its own; None where the peer is not installed or fails."""
    package = {"aer": "qiskit-aer", "qulacs": "qulacs"}.get(name)
    if package is not None and not installed(package):
        return None
    environment = {**os.environ, "OMP_NUM_THREADS": str(threads), "QULACS_NUM_THREADS": str(threads)}
    command = [sys.executable, __file__, "--measure", name, "-n", str(n)]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        print(result.stderr, file=sys.stderr)
        return None
    print(f"{name} n={n} threads={threads}", file=sys.stderr)
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def installed(package: str) -> bool:
    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True


def ms(result: dict[str, Any] | None) -> str:
    return "-" if result is None else f"{1e3 * result['seconds']:.3g}"


def ratio(peer: dict[str, Any] | None, own: dict[str, Any]) -> str:
    return "-" if peer is None else f"**{peer['seconds'] / own['seconds']:.1f}**"


def page(quick: bool) -> None:
    versions = ", ".join(f"{name} {version(name)}" for name in ("traversable", *PACKAGES) if installed(name))
    print(f"""# Noisy circuits beside other simulators

{versions}; Python {platform.python_version()}, {date.today()}. {processor()}, {os.cpu_count()} cores. Best of several
calls, milliseconds. Made by

```
python -m venv peers && peers/bin/pip install . -r benchmarks/peers/requirements.txt
env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE peers/bin/python benchmarks/peers/noise.py > docs/benchmarks/noise.md
```

## Density matrices

164 CZ and 295 one-qubit gates on 9 qubits (18.2 and 32.8 a qubit on more), depolarising with probability {ONE_QUBIT_ERROR} and
{TWO_QUBIT_ERROR} after each. Ours includes building and fusing the program from the circuit; Aer's is the time that its result
reports. Differences are of the reduced state of two qubits.
""")
    for threads in (1, 2):
        print(f"Threads: {threads}\n")
        print("| n | ours | Aer | qulacs | Aer / ours | qulacs / ours | Aer, difference | qulacs, difference |")
        print("|---|---|---|---|---|---|---|---|")
        for n in (9, 10) if quick else (9, 10, 11, 12, 13)[: 3 if threads == 1 else 5]:
            own = measured("ours", n, threads)
            assert own is not None
            peers = [measured("aer", n, threads), measured("qulacs", n, threads) if n <= 10 else None]
            cells = [str(n), ms(own), *map(ms, peers), *(ratio(peer, own) for peer in peers)]
            print("| " + " | ".join(cells + [difference(own, peer) for peer in peers]) + " |", flush=True)
        print()
    print("""qulacs is left out from 11 qubits on, for its time; from 12 on Aer ran once.

## One more noise scale

In a batch of 16 scales of one circuit, on 2 threads; `alone` is the first table's time.

| n | alone | one more | alone / one more |
|---|---|---|---|""")
    for n in (9, 10) if quick else (9, 10, 11, 12):
        own, batch = measured("ours", n, 2), measured("ours_batch", n, 2)
        assert own is not None and batch is not None
        print(f"| {n} | {ms(own)} | {ms(batch)} | {own['seconds'] / batch['seconds']:.2f} |", flush=True)
    print("""
## Trajectories

Time of one trajectory of the same circuit in a run of 200, with depolarising, with the `sycamore` preset (relaxation while
waiting), and with no noise at all through the same fused program; `gate by gate` is the noiseless circuit on a state vector.

| n | threads | depolarising | sycamore | no noise | gate by gate | depolarising / no noise | sycamore / no noise |
|---|---|---|---|---|---|---|---|""")
    for n in (9, 12) if quick else (9, 12, 14, 16):
        for threads in (1, 2):
            t = measured("ours_trajectories", n, threads)
            assert t is not None
            cells = [f"{1e3 * t[key]:.3g}" for key in ("noisy", "relaxing", "noiseless", "plain")]
            ratios = [f"**{t[key] / t['noiseless']:.2f}**" for key in ("noisy", "relaxing")]
            print(f"| {n} | {threads} | " + " | ".join(cells + ratios) + " |", flush=True)


def processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return next(line.split(":")[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="leave out the largest sizes")
    parser.add_argument("--measure", choices=list(WORK), help=argparse.SUPPRESS)
    parser.add_argument("-n", type=int, default=9, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(WORK[options.measure](options.n)))
    else:
        page(options.quick)
