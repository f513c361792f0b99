"""SIGTERM and SIGINT end every phase of every command in time, with exit code 3 and nothing left behind but results.

Walked: phases before, beside and in the loop over points: long lay-outs, drawing of ensembles, diagonalisation, runs of
every kind, at moments drawn with a fixed seed.
"""

import os
import random
import re
import signal
import subprocess
import time

import pytest
from conftest import PROGRAM
from result_files import LONG_RUNS, leftovers

LIMIT = 1.5  # seconds from the signal to the end
OUTPUT = ["-o", "out.h5", "--quiet"]
PHASES = {
    "lay-out of teleport": ["teleport", "-m", "dense_syk", "-N", "16", "--instances", "20000", "--beta", "4", "--mu=-12",
                            "--t", "1", *OUTPUT],
    "drawing of diagnose": ["diagnose", "-m", "dense_syk", "-N", "24", "--beta", "4", "--mu", "12", "--t", "0:6:5",
                            "--ensembles", "dense", "--ensemble-instances", "200000", *OUTPUT],
    "instances of learn": ["learn", "-m", "dense_syk", "-N", "12", "--instances", "20000", "--beta", "4", "--mu=-12,12",
                           "--t", "0:6:5", "--terms", "40", "--schedule", "50,40", *OUTPUT],
    "spectrum of model": ["model", "-m", "dense_syk", "-N", "24", "--spectrum"],
    **{name: [*arguments, *OUTPUT] for name, arguments in LONG_RUNS.items()},
}  # fmt: skip


def stopped(folder, arguments, number, moment):
    """(exit code, seconds from the signal to the end, errors); the code is None where the program was done before it."""
    process = subprocess.Popen(
        [PROGRAM, *arguments], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    time.sleep(moment)
    if process.poll() is not None:
        _, errors = process.communicate()
        assert process.returncode == 0, errors
        return None, 0.0, errors
    sent = time.monotonic()
    process.send_signal(number)
    try:
        _, errors = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        _, errors = process.communicate()
    return process.returncode, time.monotonic() - sent, errors


def assert_whole(folder, arguments):
    """A run that says it is done has written every point."""
    if "out.h5" in arguments:
        told = subprocess.run([PROGRAM, "info", "out.h5"], cwd=folder, capture_output=True, text=True, timeout=60, check=True)
        assert re.search(r"^points +(\d+) of \1$", told.stdout, re.MULTILINE), told.stdout


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("name", PHASES)
def test_a_signal_ends_every_phase(tmp_path, name, number):
    draw = random.Random(name)
    for moment in (draw.uniform(0.0, 0.1), draw.uniform(0.2, 0.5), draw.uniform(0.5, 1.5)):
        for attempt in range(3):  # a busy machine may be late, not three times
            if (tmp_path / "out.h5").exists():
                (tmp_path / "out.h5").unlink()
            code, seconds, errors = stopped(tmp_path, PHASES[name], number, moment)
            assert leftovers(tmp_path) == [], (moment, code, errors)
            if seconds < LIMIT:
                break
        assert seconds < LIMIT, (moment, code, seconds)
        if code == -number:  # before the program could listen
            assert moment < 0.1 and os.listdir(tmp_path) == []
        elif code == 0:  # the signal came when all was done
            assert_whole(tmp_path, PHASES[name])
        elif code is not None:
            assert code == 3 and "interrupted" in errors, (moment, code, errors)
