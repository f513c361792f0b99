"""Two runs with one file, and files that are moved, deleted or replaced under a run: nothing is lost, half a file is never
called complete."""

import os
import shutil
import subprocess
import time

import pytest
from conftest import PROGRAM
from result_files import LONG_RUNS, RUNS, changed, content, difference, leftovers, ran

TELEPORT = [*LONG_RUNS["teleport"], "-o", "out.h5"]


def start(folder, arguments):
    return subprocess.Popen(
        [PROGRAM, *arguments], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def start_and_wait_for_the_file(folder, arguments):
    process = start(folder, arguments)
    deadline = time.monotonic() + 20
    while not (folder / "out.h5").exists() and time.monotonic() < deadline:
        time.sleep(0.005)
    time.sleep(0.1)
    assert process.poll() is None, process.communicate()
    return process


_long = {}


def long_reference(name, folders):
    if name not in _long:
        folder = folders.mktemp(f"long-{name}")
        assert (ended := ran(folder, [*LONG_RUNS[name], "--quiet", "-o", "out.h5"], timeout=120)).code == 0, ended
        _long[name] = content(folder / "out.h5")
    return _long[name]


def assert_right(path, name, folders):
    assert difference(content(path), long_reference(name, folders)) == ""


def assert_one_line(errors):
    assert errors.startswith("traversable: ") and errors.count("\n") == 1, errors


@pytest.mark.parametrize("flag", ["--overwrite", "--resume"])
@pytest.mark.parametrize("seed", ["3", "9"])
def test_a_file_that_another_run_is_writing_is_refused(tmp_path, tmp_path_factory, flag, seed):
    first = start_and_wait_for_the_file(tmp_path, [*TELEPORT, "--quiet"])
    second = ran(tmp_path, [*changed(TELEPORT, "--seed", seed), "--quiet", flag])
    assert second.code == 2 and second.is_one_line, second
    assert "another run is writing to it" in second.err
    assert (first.communicate(timeout=60), first.returncode) == (("", ""), 0)
    assert leftovers(tmp_path) == []
    assert_right(tmp_path / "out.h5", "teleport", tmp_path_factory)


@pytest.mark.parametrize("count", [2, 4])
@pytest.mark.parametrize("flags", [["--resume"], [], ["--overwrite"]])
def test_runs_started_at_once_make_one_file(tmp_path_factory, count, flags):
    """Exactly one computes; the others are refused, or come after its end and find it complete."""
    short = [*changed(TELEPORT, "--instances", "2"), "--threads", "1"]
    reference = tmp_path_factory.mktemp("reference")
    assert ran(reference, [*short, "--quiet"]).code == 0
    for _ in range(4):
        folder = tmp_path_factory.mktemp("at-once")
        processes = [start(folder, [*short, *flags]) for _ in range(count)]
        errors = [process.communicate(timeout=60)[1] for process in processes]
        codes = [process.returncode for process in processes]
        assert {0} <= {*codes} <= {0, 2}, (codes, errors)
        computed = [e for code, e in zip(codes, errors, strict=True) if code == 0 and "is complete" not in e]
        assert len(computed) == 1 or (flags == ["--overwrite"] and computed), errors
        assert os.listdir(folder) == ["out.h5"]
        assert difference(content(folder / "out.h5"), content(reference / "out.h5")) == ""
        shutil.rmtree(folder)


@pytest.mark.parametrize("name", LONG_RUNS)
@pytest.mark.parametrize("what", ["moved", "deleted", "replaced"])
def test_a_file_taken_away_during_a_run(tmp_path, tmp_path_factory, name, what):
    """One line and exit code 1; a moved file has everything, what took its place is not touched."""
    process = start_and_wait_for_the_file(tmp_path, [*LONG_RUNS[name], "-o", "out.h5", "--quiet"])
    path, away = tmp_path / "out.h5", tmp_path / "away.h5"
    if what == "deleted":
        path.unlink()
    else:
        path.rename(away)
    if what == "replaced":
        path.write_text("someone else's")
    out, errors = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, ""), errors
    assert_one_line(errors)
    assert "out.h5" in errors
    assert path.exists() == (what == "replaced") and leftovers(tmp_path) == []
    if what == "replaced":
        assert path.read_text() == "someone else's"
    if what != "deleted":
        resumed = ran(tmp_path, [*LONG_RUNS[name], "-o", "away.h5", "--quiet", "--resume"], timeout=60)
        assert resumed.code == 0, resumed
        assert_right(away, name, tmp_path_factory)


def test_an_unknown_file_is_never_replaced_without_a_word(tmp_path):
    (tmp_path / "out.h5").write_text("someone else's")
    for flags in ([], ["--resume"]):
        ended = ran(tmp_path, [*RUNS["teleport"], "-o", "out.h5", "--quiet", *flags])
        assert ended.code == 2 and ended.is_one_line, ended
        assert (tmp_path / "out.h5").read_text() == "someone else's"
        assert os.listdir(tmp_path) == ["out.h5"]


OTHER_WRITERS = {
    "model": ["model", "-m", "learned", "-o", "out.h5"],
    "circuit": ["circuit", "-m", "learned", "--beta", "4", "--mu=-12", "--t", "2", "-o", "out.h5"],
    "learn": [*RUNS["learn"], "-o", "other.h5", "--hamiltonian", "out.h5"],
    "noise": [*RUNS["noise"], "-o", "out.h5"],
    "diagnose": [*RUNS["diagnose"], "-o", "other.h5", "--report", "out.h5"],
}


@pytest.mark.parametrize("name", OTHER_WRITERS)
def test_no_output_of_another_command_replaces_a_file_that_a_run_writes_to(tmp_path, tmp_path_factory, name):
    first = start_and_wait_for_the_file(tmp_path, [*TELEPORT, "--quiet"])
    second = ran(tmp_path, [*OTHER_WRITERS[name], "--overwrite"])
    assert second.code == 2 and second.is_one_line, second
    assert "another run is writing to it" in second.err
    assert (first.communicate(timeout=60), first.returncode) == (("", ""), 0)
    assert os.listdir(tmp_path) == ["out.h5"]
    assert_right(tmp_path / "out.h5", "teleport", tmp_path_factory)


@pytest.mark.parametrize("move", ["deleted", "moved"])
def test_an_interrupted_run_whose_file_is_gone_does_not_say_that_it_is_saved(tmp_path, move):
    process = start_and_wait_for_the_file(tmp_path, [*TELEPORT, "--quiet"])
    if move == "deleted":
        (tmp_path / "out.h5").unlink()
    else:
        (tmp_path / "out.h5").rename(tmp_path / "away.h5")
    process.terminate()
    errors = process.communicate(timeout=20)[1]
    assert process.returncode == 1 and f"was {move} while the run was writing to it" in errors
    assert_one_line(errors)


def change_at_the_end(path):
    with open(path, "ab") as file:
        file.write(b"x\n")


def change_the_structure(path):
    with open(path, "r+b") as file:
        file.seek(40)
        file.write(b"XXXXXXXX")


def cut(path):
    os.truncate(path, 1000)


@pytest.mark.parametrize("change", [change_at_the_end, change_the_structure, cut])
def test_a_file_that_another_program_changes_does_not_end_well(tmp_path, change):
    process = start_and_wait_for_the_file(tmp_path, [*TELEPORT, "--quiet"])
    change(tmp_path / "out.h5")
    errors = process.communicate(timeout=60)[1]
    assert process.returncode == 1, errors
    assert_one_line(errors)


def test_a_ladder_that_ends_early_does_not_end_well(tmp_path):
    arguments = ["learn", "-m", "learned", "--beta", "4", "--mu=-1,1", "--t", "0:1:2", "--evaluations", "3", "--schedule", "5,4",
                 "--start", "random", "--norm-weight", "1e308", "--norm", "1e10", "--quiet"]  # fmt: skip
    ended = ran(tmp_path, [*arguments, "-o", "out.h5", "--hamiltonian", "model.json"])
    assert ended.code == 1 and "could not be computed" in ended.err and not (tmp_path / "model.json").exists()


def test_a_page_is_never_put_over_another_file(tmp_path):
    (tmp_path / "page.html").write_bytes(b"\x89HDF\r\n")
    ended = ran(tmp_path, [*RUNS["diagnose"], "-o", "out.h5", "--report", "page.html", "--overwrite", "--quiet"])
    assert ended.code == 2 and ended.is_one_line and "is no HTML" in ended.err, ended
    assert os.listdir(tmp_path) == ["page.html"]
