"""scripts/gallery.py: every picture from the program to PNG, with few instances of few sizes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import traversable

ROOT = Path(__file__).parents[2]
PROGRAM = os.environ.get("TRAVERSABLE_CLI", str(Path(traversable.__file__).parent / "bin" / "traversable"))
NAMES = ["information", "winding", "two_point", "untrained", "commuting", "ordering"]


def gallery(folder, *arguments):
    return subprocess.run(
        [sys.executable, str(ROOT / "scripts/gallery.py"), *arguments, "--instances", "3", "--data", "data", "--pictures", "."],
        cwd=folder, env={**os.environ, "TRAVERSABLE_CLI": PROGRAM}, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("names", [NAMES, ["winding"]], ids=["all", "one"])
def test_a_command_makes_pictures(tmp_path, names):
    """Several share their runs."""
    result = gallery(tmp_path, *names, "--sizes", "7", "8", "10")
    assert result.returncode == 0, result.stderr
    assert [path.name for path in sorted(tmp_path.glob("*.png"))] == sorted(f"gallery_{name}.png" for name in names)
    page = (ROOT / "docs/gallery.md").read_text()
    for name in names:
        picture = tmp_path / f"gallery_{name}.png"
        assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
        printed = result.stdout.split(f"wrote gallery_{name}.png")
        assert len(printed) == 2 and "nan" not in printed[0].split("wrote")[-1].split("arrival")[0]
        assert f"images/gallery_{name}.png" in page and f"scripts/gallery.sh {name}" in page


def test_unknown_picture(tmp_path):
    assert "unknown picture 'stars'" in gallery(tmp_path, "stars").stderr
