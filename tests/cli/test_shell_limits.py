"""Limits of the shell end in one line, never in a hang: ulimit -v and the others."""

import resource
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

RUNS = {
    "model": ["model", "-m", "learned", "--spectrum"],
    "teleport": ["teleport", "-m", "learned", "--beta", "4", "--mu=-12,12", "--t", "0:1:3", "-o", "out.h5"],
    "krylov": ["teleport", "-m", "learned", "--method", "krylov", "--beta", "4", "--mu=-12", "--t", "1", "-o", "out.h5"],
    "noise": ["noise", "-m", "learned", "--beta", "4", "--mu=-12", "--t", "2.8", "--noise", "sycamore", "--scales", "1", "-o", "out.h5"],
    "circuit": ["circuit", "-m", "learned", "--beta", "4", "--mu=-12", "--t", "2.8"],
    "learn": ["learn", "-m", "dense_syk", "-N", "6", "--beta", "4", "--mu=-12,12", "--t", "1,2", "--schedule", "5", "--evaluations", "3", "--terms", "5", "-o", "out.h5"],
    "diagnose": ["diagnose", "-m", "learned", "--beta", "4", "--mu", "12", "--t", "0:2:5", "--ensembles", "none", "-o", "out.h5"],
    "info": ["info", "none.h5"],
    "help": ["--help"],
}
# What libraries say where they cannot make their threads, before or beside anything of ours.
THREADLESS = ("OpenBLAS blas_thread_init", "libgomp: Thread creation failed")


def limited(program: str, folder: Path, arguments: list[str], limits: dict[int, int], threads: int) -> subprocess.CompletedProcess[str]:
    def set_limits() -> None:
        for kind, value in limits.items():
            resource.setrlimit(kind, (value, value))

    environment = {"PATH": "/usr/bin:/bin", "OMP_NUM_THREADS": str(threads)}
    return subprocess.run(  # a hang fails by its timeout
        [program, *arguments], cwd=folder, env=environment, preexec_fn=set_limits, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("megabytes", [100, 150, 200, 250, 300, 350, 400, 450, 500, 600, 800])
@pytest.mark.parametrize("command", RUNS)
def test_address_space(program: str, tmp_path: Path, command: str, megabytes: int, threads: int) -> None:
    result = limited(program, tmp_path, RUNS[command], {resource.RLIMIT_AS: megabytes * 1024 * 1000}, threads)
    if result.returncode in (0, 2):
        return
    if any(text in result.stderr for text in THREADLESS) or "error while loading shared libraries" in result.stderr:
        return
    assert result.returncode == 1, result
    lines = [line for line in result.stderr.splitlines() if line.startswith("traversable: ")]
    assert len(lines) == 1, result


# Where the first thread has no room, and where the first product has none.
@pytest.mark.parametrize("megabytes", [130, 145, 150, 160, 180])
def test_the_line_says_what_is_left_and_what_is_needed(program: str, tmp_path: Path, megabytes: int) -> None:
    result = limited(program, tmp_path, RUNS["teleport"], {resource.RLIMIT_DATA: megabytes * 1024 * 1000}, 2)
    assert result.returncode == 1, result
    assert "ulimit" in result.stderr and "are needed" in result.stderr, result


@pytest.mark.parametrize("command", RUNS)
@pytest.mark.parametrize(("kind", "value"), [(resource.RLIMIT_NOFILE, 4), (resource.RLIMIT_NOFILE, 8), (resource.RLIMIT_STACK, 256 * 1024)])
def test_other_limits(program: str, tmp_path: Path, command: str, kind: int, value: int) -> None:
    result = limited(program, tmp_path, RUNS[command], {kind: value}, 2)
    assert result.returncode in (0, 1, 2, 127), result


@pytest.fixture(autouse=True)
def _no_core(tmp_path: Path) -> Callable[[], None]:
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    return lambda: None
