"""A result file survives a kill at any moment, and resuming gives the bits of an uninterrupted run."""

import random
import signal
import subprocess
import time

import numpy as np
import pytest
import xarray as xr
from read_results import datasets

SWEEP = [
    "teleport", "--model", "dense_syk", "-N", "14", "--seed", "7", "--instances", "24", "--beta", "1,4",
    "--mu=-12,12", "--t0", "0:4:12", "--t1", "0:4:40", "--quiet",
]  # fmt: skip


def survives_kills(program, sweep, tmp_path, count):
    """Five kills and an interrupt of a run of `count` points, then --resume: the bits of an uninterrupted run, on any
    number of threads."""
    run = {"timeout": 300, "check": True, "stdout": subprocess.DEVNULL}
    whole, path, one = (tmp_path / name for name in ("whole.h5", "killed.h5", "one.h5"))
    start = time.monotonic()
    subprocess.run([program, *sweep, "-o", str(whole)], **run)
    duration = time.monotonic() - start
    done = 0
    for attempt in range(6):
        process = subprocess.Popen(
            [program, *sweep, "-o", str(path), "--resume"], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        time.sleep(duration * (0.05 + 0.03 * attempt))
        process.send_signal(signal.SIGINT if attempt == 3 else signal.SIGKILL)
        _, errors = process.communicate(timeout=60)
        if attempt == 3:
            assert process.returncode == 3 and "--resume goes on" in errors
        if path.exists():
            with xr.open_dataset(path, engine="h5netcdf") as dataset:
                assert done <= (dataset.completed == 1).sum()
                done = int((dataset.completed == 1).sum())
    assert 0 < done < count
    subprocess.run([program, *sweep, "-o", str(path), "--resume"], **run)
    assert datasets(path) == datasets(whole)
    subprocess.run([program, *sweep, "-o", str(one), "--threads", "1"], **run)
    assert datasets(one) == datasets(whole)


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory):
    from conftest import PROGRAM

    path = tmp_path_factory.mktemp("whole") / "whole.h5"
    start = time.monotonic()
    subprocess.run([PROGRAM, *SWEEP, "-o", str(path)], check=True, timeout=300)
    return path, time.monotonic() - start


def test_twenty_kills(program, tmp_path, uninterrupted):
    whole, duration = uninterrupted
    path = tmp_path / "killed.h5"
    moments = random.Random(2022)
    done, kills = 0, 0
    while kills < 20:
        process = subprocess.Popen([program, *SWEEP, "-o", str(path), "--resume"])
        time.sleep(moments.uniform(0.0, duration / 12))
        process.send_signal(signal.SIGKILL)
        process.wait()
        kills += 1
        if path.exists():
            with xr.open_dataset(path, engine="h5netcdf") as dataset:
                completed = dataset.completed.values == 1
                assert completed.sum() >= done
                done = completed.sum()
                # transpose: completed is over (instance, beta, t0)
                values = dataset.mutual_information.transpose("instance", "beta", "t0", "mu", "t1").values
                assert np.isfinite(values[completed]).all()
    assert done > 0
    subprocess.run([program, *SWEEP, "-o", str(path), "--resume"], check=True, timeout=300)
    assert datasets(path) == datasets(whole)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupt_saves_and_exits_with_3(program, tmp_path, uninterrupted, number):
    whole, duration = uninterrupted
    path = tmp_path / "stopped.h5"
    process = subprocess.Popen(
        [program, *SWEEP, "-o", str(path)], stderr=subprocess.PIPE, text=True
    )
    time.sleep(duration / 3)
    process.send_signal(number)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 3, errors
    assert "interrupted; everything finished is saved, --resume goes on" in errors
    with xr.open_dataset(path, engine="h5netcdf") as dataset:
        assert 0 < dataset.completed.sum() < dataset.completed.size
    subprocess.run([program, *SWEEP, "-o", str(path), "--resume"], check=True, timeout=300)
    assert datasets(path) == datasets(whole)


def test_any_number_of_threads_gives_the_same_bits(program, tmp_path, uninterrupted):
    whole, _ = uninterrupted
    path = tmp_path / "one.h5"
    subprocess.run([program, *SWEEP, "-o", str(path), "--threads", "1"], check=True, timeout=300)
    assert datasets(path) == datasets(whole)
