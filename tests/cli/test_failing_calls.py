"""Every call of the system that changes a file, or learns about it, fails once.

Walked: the calls of a short run of each kind, seen by an interposed library (failing_calls.c), in three situations: a new
file, `--resume` of half a file, `--overwrite`. Each fails with ENOSPC or EIO; a sample of them as a disk that is full from
there on, as a short transfer, an interrupted call, too many open files, a quota, a write that is lost. Long lists of
the same call are sampled evenly, from the first to the last; every kind of call is there.

Afterwards the file is right, refused or absent and the exit code says which: 0 only for a file equal to that of a run
without failures, 1 and one line for a failure, which before the file has its name leaves nothing (of an older file: that
file), and after it a file that `--resume` completes to the same bits, or refuses.
"""

import errno
import os
import shutil
import sys

import pytest
from result_files import (
    RUNS,
    broken,
    calls_of,
    complaints_of,
    content,
    difference,
    evenly,
    in_place,
    leftovers,
    loaded,
    logged,
    ran,
    reference,
    resumes,
)

CHANGES = ("write", "writev", "pwrite", "fsync", "ftruncate", "rename", "link", "create")
TRANSFERS = ("write", "pwrite", "read", "pread")
SAMPLE = 20  # of the writes of a lay-out, of the reads and of the opens after it
POINTS = 60  # of the writes of points
SITUATIONS = [(name, "new") for name in RUNS] + [(name, "resume") for name in RUNS] + [("teleport", "overwrite")]


def prepare(folder, run, situation):
    """The folder and the flags that a run in this situation starts with."""
    if situation == "new":
        return []
    shutil.copy(run.unfinished if situation == "resume" else run.finished, folder / "out.h5")
    return [f"--{situation}"]


def chosen(calls, named):
    """(call, how) to try; `named` is the number of the call that gives the file its name."""
    calls = [call for call in calls if call.name != "unlink"]  # leaves what it should have removed
    later = [call for call in calls if call.number > named]
    tried = {call for call in calls if call.name not in (*TRANSFERS, "open")}
    tried |= {*evenly([call for call in calls if call.number < named and call.name in TRANSFERS], SAMPLE)}
    tried |= {*evenly([call for call in later if call.name in ("write", "pwrite")], POINTS)}
    for names in (("read", "pread"), ("open",)):
        tried |= {*evenly([call for call in later if call.name in names], SAMPLE)}
    tried = sorted(tried, key=lambda call: call.number)
    for i, call in enumerate(tried):
        yield call, ("ENOSPC", "EIO")[i % 2]
    for how in ("full", "short", "EINTR", "lost"):
        yield from ((call, how) for call in evenly([c for c in tried if c.name in TRANSFERS[:2]], 4))
    yield from ((call, "short") for call in evenly([c for c in tried if c.name in TRANSFERS[2:]], 3))
    yield from ((call, "EMFILE") for call in tried if "open" in call.name or call.name == "create")
    yield from ((call, "EDQUOT") for call in evenly([c for c in tried if c.name in CHANGES[:3]], 2))


def complaint(folder, run, situation, call, how, named):
    """What is wrong after `call` failed; None: nothing."""
    flags = prepare(folder, run, situation)
    path = folder / "out.h5"
    old = path.read_bytes() if path.exists() else None
    ended = broken(folder, [*run.arguments, *flags], call.number, how)
    if left := leftovers(folder):
        return f"{left} left, {ended}"
    if ended.code == 0:
        if how.startswith("E") and how != "EINTR" and call.name in CHANGES:
            return f"a failure without a word, exit code 0; the file: {difference(content(path), run.content) or 'right'}"
        wrong = difference(content(path), run.content)
        if wrong and how == "lost":  # a disk that lies: seen by who reads
            return said_right(folder, path) or resumes(folder, run)
        return f"exit code 0, wrong: {wrong}" if wrong else None
    if how == "short" or (how == "EINTR" and call.name in TRANSFERS):
        return f"goes on elsewhere: {ended}"
    if ended.code != 1 or not ended.is_one_line:
        return f"{ended}, file {'there' if path.exists() else 'absent'}"
    if named and call.number < named:
        now = path.read_bytes() if path.exists() else None
        return None if now == old else f"{ended}: out.h5 is not what it was before ({now is not None and len(now)} bytes)"
    return resumes(folder, run) if path.exists() else None


def said_right(folder, path):
    if ran(folder, ["info", "--verify", "out.h5"]).code == 0:
        return "a lost write, which info --verify calls right"
    if "error" not in loaded(path):
        return "a lost write, which tv.load loads"
    return None


@pytest.mark.parametrize(("name", "situation"), SITUATIONS)
def test_every_call_fails_once(tmp_path_factory, name, situation):
    run = reference(name, tmp_path_factory)
    folder = tmp_path_factory.mktemp("whole")
    calls = calls_of(folder, [*run.arguments, *prepare(folder, run, situation)], tmp_path_factory.mktemp("log") / "log")
    assert not difference(content(folder / "out.h5"), run.content)
    named = 0 if situation == "resume" else in_place(calls)

    def attempt(item):
        call, how = item
        place = tmp_path_factory.mktemp("broken")
        wrong = complaint(place, run, situation, call, how, named)
        shutil.rmtree(place)
        return wrong and f"{call}, {how}: {wrong}"

    wrong = complaints_of(attempt, list(chosen(calls, named)))
    assert not wrong, f"{name}, {situation}, {len(calls)} calls, named by the {named}th: {wrong}"


# Kills are here and not in test_kill_and_resume.py because they happen at calls.
@pytest.mark.parametrize("name", RUNS)
def test_kills_at_calls_lose_nothing(tmp_path_factory, name):
    """SIGKILL before a call, or half way through its write, in an evenly spaced sample; then --resume gives the bits."""
    run = reference(name, tmp_path_factory)
    changes = [call for call in run.calls if call.name not in ("read", "pread", "open")]
    kills = [(call, "kill") for call in evenly(changes, 24)]
    kills += [(call, "torn") for call in evenly([c for c in changes if c.name in TRANSFERS and c.size > 1], 8)]

    def attempt(item):
        call, how = item
        place = tmp_path_factory.mktemp("killed")
        ended = broken(place, run.arguments, call.number, how)
        again = ran(place, [*run.arguments, "--resume"])
        wrong = difference(content(place / "out.h5"), run.content) if again.code == 0 else "refused"
        shutil.rmtree(place)
        return f"{call}, {how} ({ended.code}): {again}, {wrong}" if wrong or ended.code != -9 else None

    assert not (wrong := complaints_of(attempt, kills)), wrong


SMALL_PROGRAM = """
import os
fd = os.open("a", os.O_RDWR | os.O_CREAT)
print(os.pwrite(fd, b"12345678", 0), os.pread(fd, 8, 0))
os.fsync(fd)
os.rename("a", "b")
"""


def test_the_library_sees_calls_and_lets_them_fail(tmp_path):
    """What the tests above stand on, with a program whose calls are known."""
    folder, log = tmp_path / "folder", tmp_path / "log"
    folder.mkdir()

    def attempt(at=0, how=""):
        for name in os.listdir(folder):
            (folder / name).unlink()
        log.unlink(missing_ok=True)
        return broken(folder, ["-S", "-c", SMALL_PROGRAM], at, how, log, program=sys.executable)

    assert attempt().out == "8 b'12345678'\n"
    calls = [(call.name, call.file) for call in logged(log)]
    first = calls.index(("create", "a"))  # Python looks at the folder that it starts in
    assert calls[first:] == [("create", "a"), ("pwrite", "a"), ("pread", "a"), ("fsync", "a"), ("rename", "b")]
    for at in range(first + 1, len(calls) + 1):
        for how in ("ENOSPC", "EIO", "EMFILE"):
            failed = attempt(at, how)
            assert os.strerror(getattr(errno, how)) in failed.err and not (folder / "b").exists(), (at, failed)
        assert attempt(at, "kill").code == -9 and not (folder / "b").exists()
    pwrite = first + 2
    assert attempt(pwrite, "short").out == "4 b'1234'\n"
    assert attempt(pwrite, "lost").out == "8 b''\n"
    assert attempt(pwrite, "torn").code == -9 and (folder / "a").read_bytes() == b"1234"
    assert os.strerror(errno.ENOSPC) in attempt(first + 1, "full").err
