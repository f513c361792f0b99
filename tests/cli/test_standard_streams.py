"""Closed and full standard streams: a result file is never written into, and the exit code stays the documented one.

Walked: every combination of closed standard input, output and error, full ones, with every command that makes, reads or
refuses a file or prints.
"""

import itertools
import os
import shutil
import subprocess

import pytest
from conftest import PROGRAM
from result_files import QUIET, RUNS, changed, content, difference, leftovers, reference

CLOSED = [
    " ".join(words)
    for count in (1, 2, 3)
    for words in itertools.combinations(["<&-", ">&-", "2>&-"], count)
]
STREAMS = [*CLOSED, "2>/dev/full", ">/dev/full", ">/dev/full 2>/dev/full"]

OUTPUT = ["-o", "out.h5"]
# name: (arguments, file that is there before, exit code, prints to standard output)
COMMANDS = {
    **{name: (RUNS[name] + OUTPUT, None, 0, name == "learn") for name in RUNS},
    "learn with a report": ([*RUNS["learn"], *OUTPUT, "--report"], None, 0, True),
    "resume a finished file": ([*RUNS["teleport"], *OUTPUT, "--resume"], "finished", 0, False),
    "resume half a file": ([*RUNS["teleport"], *OUTPUT, "--resume"], "unfinished", 0, False),
    "refusal: exists": (RUNS["teleport"] + OUTPUT, "finished", 2, False),
    "refusal: a value": ([*changed(RUNS["teleport"], "--beta", "none"), *OUTPUT], None, 2, False),
    "refusal: a flag": (["teleport", "--no-such-flag"], None, 2, False),
    "info": (["info", "out.h5"], "finished", 0, True),
    "model": (["model", "-m", "learned"], None, 0, True),
    "circuit": (["circuit", "-m", "learned", "--beta", "4", "--mu=-12", "--t", "1"], None, 0, True),
    "help": (["--help"], None, 0, True),
    "help of a command": (["teleport", "--help"], None, 0, True),
    "version": (["--version"], None, 0, True),
    "dry run": ([*RUNS["teleport"], *QUIET, "--dry-run"], None, 0, True),
}


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("streams", STREAMS)
def test_result_files_and_exit_codes(tmp_path, tmp_path_factory, name, streams):
    arguments, before, code, prints = COMMANDS[name]
    run = reference(name.split()[0] if name.split()[0] in RUNS else "teleport", tmp_path_factory)
    path = tmp_path / "out.h5"
    if before:
        shutil.copy(getattr(run, before), path)
    old = path.read_bytes() if before else None
    ended = subprocess.run(
        ["bash", "-c", f'exec "$@" {streams}', "bash", PROGRAM, *arguments], cwd=tmp_path, capture_output=True,
        timeout=60, check=False,
    )  # fmt: skip
    if prints and ">/dev/full" in streams.split():
        assert ended.returncode == 1, ended
    else:  # closed: as good as /dev/null, or an output that cannot be written
        assert ended.returncode == code or (prints and ">&-" in streams.split() and ended.returncode == 1), ended
    if before == "finished":
        assert path.read_bytes() == old
    elif code == 0 and "-o" in arguments and "--dry-run" not in arguments:
        assert difference(content(path), run.content) == ""
    else:
        assert os.listdir(tmp_path) == []
    assert leftovers(tmp_path) == []
