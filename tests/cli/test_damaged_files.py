"""A damaged file is refused, or mended and right in the end; never a wrong number with exit code 0, a crash or a hang.

Walked: files of every kind of run, finished and killed half way, with a flipped bit, cut, with a block of zeros, with two
blocks exchanged, each at places drawn with a fixed seed, through `--resume`, `info`, `info --verify` and `tv.load`.
TRAVERSABLE_DAMAGES: how many of each, 12 unless told.
"""

import os
import random
import shutil

import h5py
import pytest
from result_files import RUNS, can_load, complaints_of, content, difference, loaded, ran, reference, resumes

COUNT = int(os.environ.get("TRAVERSABLE_DAMAGES", "12"))


def flipped(data, draw):
    bit = draw.randrange(8 * len(data))
    data[bit // 8] ^= 1 << bit % 8
    return f"bit {bit % 8} of byte {bit // 8}"


def cut(data, draw):
    length = draw.randrange(len(data))
    del data[length:]
    return f"to {length} bytes"


def zeroed(data, draw):
    size = draw.choice([8, 64, 512])
    place = draw.randrange(max(1, len(data) - size))
    data[place : place + size] = bytes(size)
    return f"{size} bytes at {place}"


def swapped(data, draw):
    size = draw.choice([8, 64, 512])
    a, b = sorted(draw.sample(range((len(data) - size) // size), 2))
    a, b = a * size, b * size
    data[a : a + size], data[b : b + size] = data[b : b + size], data[a : a + size]
    return f"{size} bytes at {a} and {b}"


DAMAGES = {"flipped": flipped, "cut": cut, "zeroed": zeroed, "swapped": swapped}


def damaged(original, name):
    """(what was done, the bytes), COUNT times."""
    whole = original.read_bytes()
    draw = random.Random(f"{name} {original.parent.name.split('-')[0]}")
    for _ in range(COUNT):
        data = bytearray(whole)
        text = DAMAGES[name](data, draw)
        if data != whole:
            yield f"{name}, {text}", bytes(data)


def through_everything(folder, run, original, finished):
    """A complaint about out.h5, a damaged copy of `original`, or None."""
    path = folder / "out.h5"
    before = path.read_bytes()
    info = ran(folder, ["info", "out.h5"], timeout=20)
    if info.code not in (0, 1, 2) or (info.code != 0 and not info.is_one_line):
        return f"info: {info}"
    verify = ran(folder, ["info", "--verify", "out.h5"], timeout=20)
    if verify.code not in (0, 1, 2) or (verify.code != 0 and not verify.is_one_line):
        return f"info --verify: {verify}"
    if verify.code == 0 and finished and (wrong := difference(content(path), run.content)):
        return f"info --verify says 0, wrong: {wrong}"
    if can_load() and (wrong := wrongly_loaded(path, original, finished)):
        return wrong
    if path.read_bytes() != before:
        return "changed by reading"
    return resumes(folder, run)


def wrongly_loaded(path, original, finished):
    got = loaded(path)
    if "error" in got:
        is_clear = got["error"] == "ValueError" and path.name in got["message"] and "\n" not in got["message"]
        return None if is_clear else f"tv.load: {got}"
    wrong = difference(got, loaded(original)) if finished else ""
    return f"tv.load loads it, wrong: {wrong}" if wrong else None


@pytest.mark.parametrize("state", ["finished", "unfinished"])
@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_files(tmp_path_factory, name, state, damage):
    run = reference(name, tmp_path_factory)
    original = getattr(run, state)

    def attempt(item):
        what, data = item
        folder = tmp_path_factory.mktemp("damaged")
        (folder / "out.h5").write_bytes(data)
        wrong = through_everything(folder, run, original, state == "finished")
        shutil.rmtree(folder)
        return wrong and f"{what}: {wrong}"

    assert not (wrong := complaints_of(attempt, list(damaged(original, damage)))), wrong


@pytest.mark.parametrize("name", RUNS)
def test_undamaged_files_pass(tmp_path, tmp_path_factory, name):
    run = reference(name, tmp_path_factory)
    for original in (run.finished, run.unfinished):
        shutil.copy(original, tmp_path / "out.h5")
        for arguments in (["info", "out.h5"], ["info", "--verify", "out.h5"]):
            ended = ran(tmp_path, arguments)
            assert ended.code == 0 and ended.err == "", ended
        assert not can_load() or "error" not in loaded(tmp_path / "out.h5")
        assert ran(tmp_path, [*run.arguments, "--resume"]).code == 0
        assert difference(content(tmp_path / "out.h5"), run.content) == ""


def test_files_of_an_earlier_version_are_refused(tmp_path, tmp_path_factory):
    """A file without check sums, as version 0.1.0 wrote them."""
    run = reference("teleport", tmp_path_factory)
    path = tmp_path / "out.h5"
    with h5py.File(run.finished) as new, h5py.File(path, "w") as old:
        for item in new:
            new.copy(item, old)
        old.attrs.update({**new.attrs, "schema": "traversable/1"})
    for arguments in ([*run.arguments, "--resume"], ["info", "out.h5"], ["info", "--verify", "out.h5"]):
        ended = ran(tmp_path, arguments)
        assert ended.code in (1, 2) and ended.is_one_line and "earlier version" in ended.err, ended
    if can_load():
        got = loaded(path)
        assert got.get("error") == "ValueError" and "earlier version" in got["message"], got
