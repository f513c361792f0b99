"""Ctrl-C ends every long computation within a second or so, and what comes after it is right."""

import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
import traversable as tv

BIG = tv.models.dense_syk(22, seed=1)
SPARSE = tv.models.sparse_syk(32, 4, seed=1)


def long_circuit(num_qubits, gates):
    circuit = tv.circuits.Circuit(num_qubits)
    for k in range(gates):
        circuit.append("rx", [k % num_qubits], [0.1])
        circuit.append("cz", [k % num_qubits, (k + 1) % num_qubits])
    circuit.measure(0, 0)
    circuit.measure(1, 1)
    return circuit


T = np.linspace(0, 10, 201)
LONG = {
    "levels": lambda: tv.levels(BIG),
    "teleport": lambda: tv.teleport(BIG, 4.0, [-12, 12], T),
    "teleport krylov": lambda: tv.teleport(tv.models.sparse_syk(20, 4, seed=1), 4.0, -12, T, method="krylov"),
    "diagnose": lambda: tv.diagnose(BIG, ensembles={}),
    "spectrum": lambda: tv.diagnostics.spectrum(BIG),
    "size_winding": lambda: tv.diagnostics.size_winding(BIG, 4.0, T),
    "second_message": lambda: tv.diagnostics.second_message(BIG, 4.0, -12, 2.8, T, 0.5),
    "typicality": lambda: tv.typicality.energy(SPARSE, 4.0, num_states=1000),
    "learn": lambda: tv.learn(tv.models.dense_syk(16, seed=1), 4.0, [-12, 12], T),
    "estimate": lambda: tv.tomography.estimate_mutual_information(np.full((9, 4), 100), resamples=1_000_000),
    "trajectories": lambda: tv.noise.run_trajectories(long_circuit(12, 400), "sycamore", 1_000_000),
    "noisy_state": lambda: tv.noise.noisy_state(long_circuit(12, 2000), "sycamore"),
    "measured_states": lambda: tv.noise.measured_states(long_circuit(12, 2000), "sycamore", [1, 2]),
    "compile": lambda: tv.circuits.compile(long_circuit(12, 400), trials=10_000_000),
    "measured_state": lambda: long_circuit(22, 3000).measured_state(),
    "run": lambda: tv.circuits.run(long_circuit(22, 3000)),
    "evolve": lambda: tv.evolve(tv.StateVector(18), tv.pauli.left_hamiltonian(SPARSE, "split"), 1e4),
}


@pytest.mark.parametrize("name", LONG)
def test_ctrl_c_ends(name):
    sent = []

    def interrupt():
        sent.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(0.3, interrupt)
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            LONG[name]()
        assert time.monotonic() - sent[0] < 3  # a second, on a machine with nothing else to do
    finally:
        timer.cancel()
        signal.signal(signal.SIGINT, previous)
    assert tv.levels(tv.models.learned()).shape == (16,)


def test_a_process_that_left_work_behind_ends_as_usual():
    program = (
        "import os, signal, sys, threading, traversable as tv\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a batch system may ignore it
        "threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()\n"
        "try:\n    tv.levels(tv.models.dense_syk(24, seed=1))\n"
        "except KeyboardInterrupt:\n    print('interrupted')\n    sys.exit(7)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (7, "interrupted\n"), done.stderr
