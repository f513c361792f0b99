"""threadpoolctl and OMP_NUM_THREADS set the number of threads; test_slow_calls.py measures that it holds in every long call."""

import os
import subprocess
import sys

import pytest

threadpoolctl = pytest.importorskip("threadpoolctl")

PROGRAM = """
import threadpoolctl, traversable as tv

def threads():
    return next(line.split()[1] for line in str(tv.about()).splitlines() if line.startswith("threads"))

found = [threads()]
with threadpoolctl.threadpool_limits(1):
    found.append(threads())
with threadpoolctl.threadpool_limits(1, user_api="blas"):
    found.append(threads())
print(*found)
"""


@pytest.mark.parametrize("threads", ["1", "3"])
def test_who_sets_the_number_of_threads(threads):
    environment = {**os.environ, "OMP_NUM_THREADS": threads}
    result = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, env=environment)
    assert result.stdout.split() == [threads, "1", threads]
