"""Ctrl-C ends every long computation within a fifth of a second, and what comes after it is right."""

import ctypes
import gc
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
import slow_inputs
import traversable as tv
from test_slow_calls import in_a_child

# Of a machine with nothing else to do 0.2 s; a loaded one takes its time.
SECONDS = 0.2 if os.environ.get("TRAVERSABLE_QUIET_MACHINE") else 3.0
GOMP = ctypes.CDLL("libgomp.so.1")


def seconds_to_end(call):
    """From the signal to KeyboardInterrupt; None where it does not come within ten seconds. Callbacks of the garbage
    collector, such as hypothesis has, are taken out: Python goes on from what is raised in one."""
    sent = []
    callbacks, gc.callbacks[:] = list(gc.callbacks), []

    def interrupt():
        sent.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(0.3, interrupt)
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        timer.start()
        while not sent or time.monotonic() < sent[0] + 10:  # a fast machine may need several calls
            call()
    except KeyboardInterrupt:
        return time.monotonic() - sent[0]
    finally:
        timer.cancel()
        gc.callbacks[:] = callbacks
        signal.signal(signal.SIGINT, previous)
    return None


def seconds_and_what_comes_after(name, threads):
    GOMP.omp_set_num_threads(threads)  # one after a fork
    one = slow_inputs.LONG[name]
    call = one.make(one.slow if one.long is None else one.long)
    # Python drops what is raised in a callback of a weak reference, and a busy machine may be late: not three times.
    for _ in range(3):
        seconds = seconds_to_end(call)
        if seconds is not None and seconds < SECONDS:
            break
    return seconds, tv.levels(tv.models.learned()).shape


@pytest.mark.filterwarnings("ignore:.*fork.*")
@pytest.mark.parametrize("name", slow_inputs.LONG)
def test_ctrl_c_ends(name):
    """In a fork: what an interrupted call leaves behind ends with it, and takes no core from the tests that follow."""
    threads = GOMP.omp_get_max_threads()
    found = in_a_child(lambda: seconds_and_what_comes_after(name, threads), limit=120)
    assert isinstance(found, tuple), found
    seconds, after = found
    assert seconds is not None and seconds < SECONDS
    assert after == (16,)


def threads():
    return len(os.listdir("/proc/self/task"))


def test_a_matrix_that_nobody_waits_for_is_not_made():
    rho = tv.DensityMatrix(12)
    before = threads()
    assert seconds_to_end(rho.to_matrix) is not None
    deadline = time.monotonic() + SECONDS
    while threads() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threads() <= before


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
