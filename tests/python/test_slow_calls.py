"""Long calls beside others: forked children, Python's other threads, the caller's number of threads."""

import json
import os
import pickle
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import slow_inputs
import traversable as tv

FORK_SECONDS = 20
# Of CPU time: some hundredths go to Python's own garbage collection where a result has 100 000 objects.
HELD_SECONDS = 0.15


def test_every_public_function_is_slow_or_quick() -> None:
    assert slow_inputs.missing() == (set(), set())
    quick = [name for names in slow_inputs.QUICK.values() for name in names]
    assert len(quick) == len(set(quick))
    assert not set(quick) & set(slow_inputs.SLOW)


def in_a_child(call: slow_inputs.Call, limit: float = FORK_SECONDS) -> Any:
    """The result of a call in a forked child."""
    read, write = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            found = pickle.dumps(call())
        except BaseException as error:
            found = pickle.dumps(repr(error))
        with os.fdopen(write, "wb") as pipe:
            pipe.write(found)
        os._exit(0)
    os.close(write)
    parts, end = [], time.monotonic() + limit
    with os.fdopen(read, "rb", buffering=0) as pipe:
        while select.select([pipe], [], [], max(0.0, end - time.monotonic()))[0]:
            if not (part := pipe.read(1 << 20)):
                break
            parts.append(part)
        else:
            os.kill(process, signal.SIGKILL)
            parts = [pickle.dumps(f"no answer in {limit} s")]
    os.waitpid(process, 0)
    return pickle.loads(b"".join(parts))


def work_on_all_cores() -> None:
    psi = tv.StateVector(18)
    psi.rotate_all([("XYZ" * 6, 0.1)] * 4)
    psi.rotate("XYZ" * 6, 0.1)
    tv.teleport(tv.models.dense_syk(8, seed=1), 4.0, [-12, 12], np.linspace(0, 2, 8))


@pytest.mark.filterwarnings("ignore:.*fork.*")
@pytest.mark.parametrize("name", slow_inputs.SLOW)
def test_a_forked_child_computes_the_same(name: str) -> None:
    one = slow_inputs.SLOW[name]
    work_on_all_cores()
    call = one.make(one.small)
    child, here = in_a_child(call), one.make(one.small)()
    np.testing.assert_equal(child, here)


@pytest.mark.filterwarnings("ignore:.*fork.*")
@pytest.mark.parametrize("threads", [1, 3])
def test_a_forked_child_may_choose_its_threads(threads: int) -> None:
    import ctypes

    gomp = ctypes.CDLL("libgomp.so.1")
    psi = tv.StateVector(18)
    psi.rotate("XYZ" * 6, 0.1)

    def call() -> Any:
        gomp.omp_set_num_threads(threads)
        own = tv.StateVector(18)
        own.rotate("XYZ" * 6, 0.1)
        return own.amplitudes.copy()

    np.testing.assert_equal(in_a_child(call), psi.amplitudes)


def slow_calls(threads: int, *names: str) -> dict[str, dict[str, Any]]:
    program = Path(__file__).with_name("slow_calls.py")
    # BLAS's own threads stay idle, but they are there.
    done = subprocess.run(
        [sys.executable, program, str(threads), *names], capture_output=True, text=True, timeout=600,
        env={**os.environ, "PYTHONPATH": str(program.parent), "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {line["name"]: line for line in map(json.loads, done.stdout.splitlines())}


@pytest.fixture(scope="module")
def on_one_thread() -> dict[str, dict[str, Any]]:
    return slow_calls(1)


@pytest.mark.parametrize("name", slow_inputs.SLOW)
def test_other_threads_of_python_run_meanwhile(name: str, on_one_thread: dict[str, dict[str, Any]]) -> None:
    assert on_one_thread[name]["held"] < HELD_SECONDS


@pytest.mark.parametrize("name", slow_inputs.SLOW)
def test_the_callers_limit_of_threads_holds(name: str, on_one_thread: dict[str, dict[str, Any]]) -> None:
    found = on_one_thread[name]
    assert found["threads"] <= 1  # the one that works while the caller listens to Ctrl-C
    assert found["cpu"] < 1.3 * found["seconds"] + 0.1


def test_more_threads_are_seen() -> None:
    names = ("StateVector.rotate", "StateVector.rotate_all", "teleport", "circuits.Circuit.measured_state")
    for name, found in slow_calls(3, *names).items():
        assert found["threads"] >= 2, name


def test_the_import_keeps_the_cores_of_the_process() -> None:
    program = "import os; before = os.sched_getaffinity(0); import traversable; assert before == os.sched_getaffinity(0)"
    binding = {**os.environ, "OMP_PROC_BIND": "close", "OMP_PLACES": "cores"}
    subprocess.run([sys.executable, "-c", program], env=binding, check=True, timeout=60)
