"""mypy finds what the functions would refuse."""

import subprocess
import sys

import pytest

pytest.importorskip("mypy")

GOOD = """
import numpy as np
import pandas as pd
import traversable as tv
import xarray as xr

H = 2 * tv.models.learned() - tv.Hamiltonian(7, {(0, 1): 0.5}) / 3
total: tv.Hamiltonian = sum([H, -H], H)
coupling, indices = H[-1]
first: int = indices[0] + len(H)
levels = np.linalg.eigvalsh(H.matrix("even"))
for beta in (1, 2.0, np.float32(1), np.float64(1), [1, 2.0], (1.0,), range(3), np.arange(3), [np.float32(1)], xr.DataArray([1.0]), pd.Series([1.0])):
    tv.teleport(H, beta, -12.0, t=[0.0])
for seed in (1, np.random.default_rng(1), np.random.SeedSequence(1)):
    tv.models.dense_syk(8, seed=seed)
tv.StateVector.from_amplitudes([1, 1j])
tv.noise.kraus_channel([np.eye(2), [[1, 0], [0, 1j]]])
"""
BAD = [
    'tv.teleport(H, "4", -12.0, t=[0.0])',
    'tv.teleport(H, beta=["4"], mu=-12.0, t=0.0)',
    'tv.teleport(H, 4.0, -12.0, t="0:10:101")',
    "tv.teleport(H, 4.0, -12.0, t={0.0})",
    "tv.teleport(H, 4.0, 1j, t=0.0)",
    'tv.models.dense_syk(8, seed="1")',
    "tv.models.dense_syk(8, seed=1.5)",
    "1j * H",
    "H + 1",
    'H.matrix("up")',
    'H["first"]',
    'tv.StateVector.from_amplitudes("10")',
]


def errors_of(text, folder):
    file = folder / "user.py"
    file.write_text(text)
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", str(folder / "cache"), "--ignore-missing-imports", str(file)]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder).stdout


def test_mypy_on_a_users_file(tmp_path):
    assert errors_of(GOOD, tmp_path) == ""
    found = errors_of("import traversable as tv\n\nH = tv.models.learned()\n" + "\n".join(BAD) + "\n", tmp_path)
    assert {int(line.split(":")[1]) for line in found.splitlines() if ": error:" in line} == set(range(4, 4 + len(BAD))), found
