"""The types of the compiled part are those of its bindings."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_stub_is_what_the_bindings_say():
    printed = subprocess.run([sys.executable, ROOT / "scripts/stub.py"], capture_output=True, text=True, check=True).stdout
    assert printed == (ROOT / "python/traversable/_core.pyi").read_text(), "python scripts/stub.py python/traversable/_core.pyi"
