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


def points(path):
    """(points that are done, points in all); nothing is done where there is no file yet."""
    if not path.exists():
        return 0, None
    with xr.open_dataset(path, engine="h5netcdf") as dataset:
        return int((dataset.completed == 1).sum()), dataset.completed.size


def signalled(command, number, pause):
    """(exit code, errors) of a run that is sent `number` after `pause` seconds."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    time.sleep(pause)
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    return process.returncode, errors


def signalled_between_points(command, path, numbers, pause):
    """Sends `numbers` to one run after the other of a command with --resume, each before it has ended, until all are
    sent and some but not all points are there; returns what (exit code, errors) each gave. A machine with other work
    makes any fixed moment come too early or too late: then a later or an earlier one is tried."""
    done, ended = 0, []
    for _ in range(60):
        if len(ended) == len(numbers) and done > 0:
            return ended
        number = numbers[min(len(ended), len(numbers) - 1)]
        code, errors = signalled([*command, "-o", str(path), "--resume"], number, pause)
        before, (done, count) = done, points(path)
        assert done >= before
        if code == 0 or done == count:  # the run was over: once more from the start
            path.unlink()
            done, ended, pause = 0, [], pause / 2
        elif code == -number and number != signal.SIGKILL:  # before it listens
            pause *= 1.5
        else:
            ended = [*ended, (code, errors)][-len(numbers) :]
            pause *= 1.5 if done == before else 1
    raise AssertionError(f"no moment between the points of {command} found")


def survives_kills(program, sweep, tmp_path, count):
    """Five kills and an interrupt of a run of `count` points, then --resume: the bits of an uninterrupted run, on any
    number of threads."""
    run = {"timeout": 300, "check": True, "stdout": subprocess.DEVNULL}
    whole, path, one = (tmp_path / name for name in ("whole.h5", "killed.h5", "one.h5"))
    start = time.monotonic()
    subprocess.run([program, *sweep, "-o", str(whole)], **run)
    duration = time.monotonic() - start
    assert points(whole) == (count, count)
    numbers = [signal.SIGKILL] * 3 + [signal.SIGINT] + [signal.SIGKILL] * 2
    ended = signalled_between_points([program, *sweep], path, numbers, duration / 15)
    for code, errors in ended:
        assert code == -signal.SIGKILL or (code == 3 and "--resume goes on" in errors), errors
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
    ((code, errors),) = signalled_between_points([program, *SWEEP], path, [number], duration / 3)
    assert code == 3, errors
    assert "interrupted; everything finished is saved, --resume goes on" in errors
    subprocess.run([program, *SWEEP, "-o", str(path), "--resume"], check=True, timeout=300)
    assert datasets(path) == datasets(whole)


def test_any_number_of_threads_gives_the_same_bits(program, tmp_path, uninterrupted):
    whole, _ = uninterrupted
    path = tmp_path / "one.h5"
    subprocess.run([program, *SWEEP, "-o", str(path), "--threads", "1"], check=True, timeout=300)
    assert datasets(path) == datasets(whole)
