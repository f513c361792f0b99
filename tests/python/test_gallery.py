"""scripts/gallery.py: every picture from the program to PNG, with few instances."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import traversable

ROOT = Path(__file__).parents[2]
PROGRAM = os.environ.get("TRAVERSABLE_CLI", str(Path(traversable.__file__).parent / "bin" / "traversable"))
NAMES = ["information", "winding", "two_point", "untrained", "commuting", "ordering"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("gallery")


def gallery(folder, *arguments):
    return subprocess.run(
        [sys.executable, str(ROOT / "scripts/gallery.py"), *arguments, "--instances", "3", "--data", "data", "--pictures", "."],
        cwd=folder, env={**os.environ, "TRAVERSABLE_CLI": PROGRAM}, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_one_command_makes_the_picture(folder, name):
    result = gallery(folder, name)
    assert result.returncode == 0, result.stderr
    picture = folder / f"gallery_{name}.png"
    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert f"wrote gallery_{name}.png" in result.stdout and "nan" not in result.stdout.split("arrival")[0]
    page = (ROOT / "docs/gallery.md").read_text()
    assert f"images/gallery_{name}.png" in page and f"scripts/gallery.sh {name}" in page


def test_unknown_picture(folder):
    assert "unknown picture 'stars'" in gallery(folder, "stars").stderr
