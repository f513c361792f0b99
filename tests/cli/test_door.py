"""What a run refuses it refuses before it writes: exit code 2, one line, nothing there."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

TELEPORT = ["teleport", "-m", "dense_syk", "-N", "6", "--mu=-12", "-o", "out.h5"]
NOISE = ["noise", "-m", "learned", "--mu=-12", "--noise", "noise.toml", "--scales", "0,1", "-o", "out.h5"]
LEARN = ["learn", "-m", "dense_syk", "-N", "6", "--mu=-12,12", "-o", "out.h5"]
DIAGNOSE = ["diagnose", "-m", "dense_syk", "-N", "6", "--mu", "12", "-o", "out.h5"]
STATE_VECTORS = [["--method", method, "--tolerance", "1e-6"] for method in ("krylov", "chebyshev", "trotter")]
TOO_LONG = "times the sum of |coefficients| is"

CASES = {
    **{f"exact, t = {t}": ([*TELEPORT, "--beta", "4", f"--t={t}"], TOO_LONG) for t in ("1e12", "1e14", "-1e15", "1e300", "1,1e16")},
    "exact, t0": ([*TELEPORT, "--beta", "4", "--t0=1e15", "--t1=1"], "--t0: 1000000000000000: "),
    "exact, t1": ([*TELEPORT, "--beta", "4", "--t0=1", "--t1=1,1e15"], "--t1: 1000000000000000: "),
    "an instance of many": ([*TELEPORT, "--instances", "3", "--beta", "4", "--t=1e12"], TOO_LONG),
    **{f"{m[1]}, beta": ([*TELEPORT, *m, "--beta", "1e300", "--t", "1"], TOO_LONG) for m in STATE_VECTORS},
    **{f"{m[1]}, t": ([*TELEPORT, *m, "--beta", "1", "--t", "1e15"], TOO_LONG) for m in STATE_VECTORS},
    **{f"{m[1]}, couplings": ([*TELEPORT, *m, "--beta", "1", "--t", "1"][:1] + ["-m", "huge.json", "--mu=-12", "-o", "out.h5", *m, "--beta", "1", "--t", "1"], TOO_LONG) for m in STATE_VECTORS},
    "trotter, steps": ([*TELEPORT, "--method", "trotter", "--trotter-step", "1e-9", "--beta", "1", "--t", "1"], "takes 1e+09 steps"),
    "noise, t": ([*NOISE, "--beta", "4", "--t", "1e15"], TOO_LONG),
    "noise, beta": ([*NOISE, "--beta", "1e300", "--t", "1"], TOO_LONG),
    "noise, read-out that says nothing": ([*NOISE, "--beta", "4", "--t", "1", "--shots", "100"], "expected a sum below 1, to be undone"),
    "noise, read-out at a scale": (
        [*NOISE[:3], "--noise", "half.toml", "--scales", "0,2", "-o", "out.h5", "--mu=-12", "--beta", "4", "--t", "1", "--shots", "100"],
        "at scale 2",
    ),
    "noise, terms that do not commute": (
        ["noise", "-m", "dense_syk", "-N", "6", "--mu=-12", "--noise", "none", "-o", "out.h5", "--beta", "4", "--t", "1", "--preparation", "commuting"],
        "all commute",
    ),
    "noise, too many qubits": ([*NOISE, "--beta", "4", "--t", "1", "--connectivity", "5x5"], "25 qubits, expected at most 16"),
    "learn, t": ([*LEARN, "--beta", "4", "--t", "1,1e15"], TOO_LONG),
    "learn, times of two-point functions": ([*LEARN, "--beta", "4", "--t", "1", "--two-point-weight", "1", "--two-point-t", "1e15"], TOO_LONG),
    "learn, start": ([*LEARN, "--beta", "4", "--t", "1", "--start", "huge.json"], ""),
    "diagnose, t": ([*DIAGNOSE, "--beta", "4", "--t", "0,1,2,1e15"], TOO_LONG),
    "diagnose, reference time": ([*DIAGNOSE, "--beta", "4", "--t", "0,1,2,3", "--reference-time", "1e15"], TOO_LONG),
    "diagnose, injections": ([*DIAGNOSE, "--beta", "4", "--t", "0,1,2,3", "--injections", "1e15"], TOO_LONG),
}

HUGE = {"num_majoranas": 6, "terms": [{"indices": [0, 1, 2, 3], "coupling": 1e155}]}


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "huge.json").write_text(json.dumps(HUGE))
    (folder / "noise.toml").write_text("name = 'blind'\n[read_out]\nzero_as_one = 0.5\none_as_zero = 0.5\n")
    (folder / "half.toml").write_text("name = 'half'\n[read_out]\nzero_as_one = 0.25\none_as_zero = 0.25\n")
    return folder


@pytest.mark.parametrize("case", CASES)
def test_refused_at_the_door(run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path, files: Path, case: str) -> None:
    arguments, message = CASES[case]
    placed = [str(files / word) if (files / word).exists() else word for word in arguments]
    result = run(*placed)
    assert result.returncode == 2, result
    assert message in result.stderr, result
    assert result.stderr.startswith("traversable: ") and result.stderr.count("\n") == 1, result
    assert sorted(path.name for path in tmp_path.iterdir()) == ["files"], result


@pytest.mark.parametrize(
    "arguments",
    [
        [*TELEPORT, "--beta", "1e300", "--t", "1"],
        [*TELEPORT, "--beta", "4", "--t", "1e6"],
        [*DIAGNOSE, "--beta", "1e4", "--t", "0,1,2,3", "--ensembles", "none"],
        [*DIAGNOSE, "--beta", "1e300", "--t", "0,1,2,3", "--ensembles", "none"],
        # A third of these have no term, H = 0.
        [*DIAGNOSE, "--beta", "4", "--t", "0,1,2,3", "--ensembles", "sparse:0.2", "--ensemble-instances", "20"],
        [*TELEPORT[:1], "-m", "sparse_syk", "--k", "0.2", *TELEPORT[3:], "--instances", "20", "--beta", "4", "--t", "1"],
        ["noise", "-m", "sparse_syk", "--k", "0.2", "-N", "4", "--instances", "6", "--mu=-12", "--noise", "none", "--scales", "1",
         "-o", "out.h5", "--beta", "4", "--t", "1", "--trials", "1"],
    ],
)
def test_extremes_that_are_right_still_run(run: Callable[..., subprocess.CompletedProcess[str]], arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.returncode == 0, result
