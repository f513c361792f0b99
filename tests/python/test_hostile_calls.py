"""No argument of any function ends in a crash, a hang, or an error that is not a line about it."""

import json
import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).with_name("hostile_calls.py")


def test_every_argument_of_every_function_refuses_in_a_line(tmp_path):
    done = subprocess.run([sys.executable, str(PROGRAM), "10"], capture_output=True, text=True, timeout=600, check=True, cwd=tmp_path)
    *failures, summary = map(json.loads, done.stdout.splitlines())
    assert not failures, "\n".join(f"{one['call']}: {one['wrong']}" for one in failures)
    assert summary["calls"] > 1500
