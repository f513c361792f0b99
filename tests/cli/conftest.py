"""The command-line program as a fixture: TRAVERSABLE_CLI, or that of the release build."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = os.environ.get("TRAVERSABLE_CLI", str(ROOT / "build/release/bin/traversable"))


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
