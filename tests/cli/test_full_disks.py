"""Limits on the size of a file and disks that are too small: a word, exit code 1, and nothing left or a good file."""

import os
import resource
import subprocess

import pytest
from conftest import PROGRAM
from result_files import RUNS, Ended, content, difference, evenly, leftovers, ran, reference

SHARES = [0.0, 0.05, 0.3, 0.6, 0.9, 0.99]


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("share", SHARES)
def test_limit_on_the_size_of_a_file(tmp_path, tmp_path_factory, name, share):
    """`ulimit -f`, to a share of what the file takes."""
    run = reference(name, tmp_path_factory)
    limit = int(share * os.path.getsize(run.finished))
    process = subprocess.run(
        [PROGRAM, *run.arguments], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )  # fmt: skip
    ended = Ended(process.returncode, process.stdout, process.stderr)
    assert ended.code == 1 and ended.is_one_line and "File too large" in ended.err, ended
    assert os.listdir(tmp_path) == []


def mounted(folder, size):
    """Whether a disk of `size` bytes could be mounted there."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("name", RUNS)
def test_small_disks(tmp_path, tmp_path_factory, name):
    """From one page to twice what the file takes, since a disk is refused by an estimate as well."""
    run = reference(name, tmp_path_factory)
    page = os.sysconf("SC_PAGE_SIZE")
    pages = -(-os.path.getsize(run.finished) // page)
    for count in [*evenly(range(1, pages + 3), 12), 2 * pages]:
        if not mounted(tmp_path, count * page):
            pytest.skip("no permission to mount a small disk")
        try:
            ended = ran(tmp_path, run.arguments)
            path = tmp_path / "out.h5"
            if ended.code == 0:
                assert difference(content(path), run.content) == "", count
            else:
                full = ended.code == 1 and "No space left" in ended.err
                foreseen = ended.code == 2 and "are free" in ended.err
                assert (full or foreseen) and ended.is_one_line, (count, ended)
            assert leftovers(tmp_path) == [] and (ended.code == 0 or count >= pages - 1 or not path.exists()), count
        finally:
            subprocess.run(["umount", str(tmp_path)], check=True)
    assert ended.code == 0, "a disk that is large enough"
