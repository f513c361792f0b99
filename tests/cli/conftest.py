"""The command-line program as a fixture: TRAVERSABLE_CLI, or that of the installed package."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import traversable

ROOT = Path(__file__).parents[2]
PROGRAM = os.environ.get("TRAVERSABLE_CLI", str(Path(traversable.__file__).parent / "bin" / "traversable"))


@pytest.fixture
def program() -> str:
    assert os.access(PROGRAM, os.X_OK), f"{PROGRAM} is not built"
    return PROGRAM


@pytest.fixture
def run(program: str, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """run("teleport", ...) in an empty folder."""

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [program, *arguments], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
        )

    return call


def assert_refused(run: Callable[..., subprocess.CompletedProcess[str]], folder: Path, arguments: list[str], message: str) -> None:
    """One clear line, exit code 2, nothing printed, nothing written into an empty folder."""
    result = run(*arguments)
    assert result.returncode == 2, result
    assert message in result.stderr
    assert result.stderr.startswith("traversable: ") and result.stderr.count("\n") == 1
    assert result.stdout == ""
    assert os.listdir(folder) == []
