"""A short run of every command that makes a result file, the interposed library that breaks it, and what is left."""

import dataclasses
import errno
import functools
import json
import os
import select
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import PROGRAM

HERE = Path(__file__).parent
SYK = ["-m", "dense_syk", "--seed", "3", "--beta", "4", "--mu=-12,12"]

# One thread: the order of the calls is the same every time.
RUNS = {
    "teleport": ["teleport", *SYK, "-N", "6", "--instances", "2", "--t", "0,2"],
    "krylov": ["teleport", *SYK, "-N", "6", "--t0", "0,2", "--t1", "0:2:3", "--method", "krylov"],
    "noise": ["noise", "-m", "dense_syk", "-N", "4", "--beta", "4", "--mu=-12,12", "--trials", "1", "--t", "0,2.8",
              "--noise", "uniform_depolarizing(0.001)"],
    "learn": ["learn", *SYK, "-N", "6", "--t", "0:6:5", "--evaluations", "3", "--schedule", "8,5"],
    "diagnose": ["diagnose", "-m", "learned", "--beta", "4", "--mu", "12", "--t", "0:6:5", "--ensembles", "dense",
                 "--ensemble-instances", "2"],
    "spins": ["spins", "-m", "haar", "-n", "4", "--instances", "2", "--beta", "0", "--mu=-4,4", "--t", "0,3"],
}  # fmt: skip
RUNS = {name: [*arguments, "--threads", "1"] for name, arguments in RUNS.items()}
QUIET = ["--quiet", "-o", "out.h5"]

# The same for some seconds.
LONG_RUNS = {
    "teleport": ["teleport", *SYK, "-N", "14", "--instances", "20", "--t0", "0:4:8", "--t1", "0:4:20"],
    "krylov": ["teleport", *SYK, "-N", "12", "--t0", "0:4:12", "--t1", "0:4:8", "--method", "krylov"],
    "noise": ["noise", "-m", "learned", "--beta", "4", "--mu=-12,12", "--trials", "20", "--t", "0:4:20", "--noise",
              "sycamore"],
    "learn": ["learn", *SYK, "-N", "8", "--t", "0:8:17", "--evaluations", "60", "--schedule", "50,40,30,20,15,10,8,6,5"],
    "diagnose": ["diagnose", "-m", "dense_syk", "-N", "8", "--beta", "4", "--mu", "12", "--t", "0:6:21", "--ensembles",
                 "dense,sparse:2", "--ensemble-instances", "60"],
}  # fmt: skip


def changed(arguments, flag, value):
    """The same with another value of a flag."""
    i = arguments.index(flag) + 1
    return [*arguments[:i], value, *arguments[i + 1 :]]


# ---- programs and what they say


@dataclasses.dataclass
class Ended:
    code: int | str  # "hang" where it did not end
    out: str = ""
    err: str = ""

    @property
    def is_one_line(self):
        """Nothing but one line of error."""
        return self.out == "" and self.err.startswith("traversable: ") and self.err.count("\n") == 1


def ran(folder, arguments, timeout=30.0, program=PROGRAM, **environment):
    process = subprocess.Popen(
        [program, *arguments], cwd=folder, env={**os.environ, **environment}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace",
    )  # fmt: skip
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        return Ended("hang", *process.communicate())
    return Ended(process.returncode, out, err)


def leftovers(folder):
    return sorted(name for name in os.listdir(folder) if name.endswith(".part"))


_two = ThreadPoolExecutor(2)


def in_parallel(work, items):
    """The results of work(item), by two threads, each of which waits for a program."""
    return list(_two.map(work, items))


def complaints_of(work, items):
    """What work(item) complains about, item by item: None where all is well."""
    found = [text for text in in_parallel(work, items) if text]
    return f"{len(found)} of {len(items)}:\n" + "\n".join(found[:40]) if found else ""


def evenly(items, count):
    """At most `count` of them, from the first to the last."""
    items = list(items)
    if len(items) <= count:
        return items
    return [items[round(i * (len(items) - 1) / (count - 1))] for i in range(count)]


# ---- reading files that may break the reader


class Reader:
    """read_results.py, started again where a file ended it."""

    def __init__(self):
        self.process = None

    def ask(self, command, path, timeout=60.0):
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, str(HERE / "read_results.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        self.process.stdin.write(f"{command} {path}\n")
        self.process.stdin.flush()
        answers, _, _ = select.select([self.process.stdout], [], [], timeout)
        line = self.process.stdout.readline() if answers else ""
        if line:
            return json.loads(line)
        self.process.kill()
        code, self.process = self.process.wait(), None
        return {"error": "crash" if answers else "hang", "message": str(code)}


_readers = threading.local()


def ask_reader(command, path):
    if not hasattr(_readers, "one"):
        _readers.one = Reader()
    return _readers.one.ask(command, path)


def content(path):
    """Datasets and attributes, all but what belongs to one run alone."""
    return ask_reader("content", path)


def loaded(path):
    """What tv.load gives, or {"error": class, "message": text}."""
    return ask_reader("load", path)


@functools.cache
def can_load():
    return subprocess.run([sys.executable, "-c", "import traversable"], stderr=subprocess.DEVNULL, check=False).returncode == 0


def difference(a, b):
    """Names that differ."""
    if "error" in a:
        return f"{a['error']}: {a['message']}"[:200]
    return ", ".join(sorted(name for name in {*a, *b} if a.get(name) != b.get(name)))


# ---- failing calls


@dataclasses.dataclass(frozen=True)
class Call:
    number: int  # from 1
    name: str
    file: str
    offset: int
    size: int

    def __str__(self):
        return f"call {self.number}, {self.name} {self.file} {self.size} at {self.offset}"


@functools.cache
def failing_calls():
    """The library of failing_calls.c; skips without a compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        pytest.skip("no C compiler")
    library = Path(os.environ.get("TMPDIR", "/tmp")) / f"failing_calls.{os.getpid()}.so"
    subprocess.run(
        [compiler, "-std=gnu11", "-O1", "-shared", "-fPIC", "-o", library, HERE / "failing_calls.c", "-ldl"], check=True
    )
    return library


def broken(folder, arguments, at=0, how="", log=None, program=PROGRAM):
    """Runs it with the `at`-th call about files in `folder` failing as failing_calls.c says: `how` is one of its
    words or the name of an errno."""
    environment = {"LD_PRELOAD": str(failing_calls()), "FAILING_CALLS_FOLDER": os.path.realpath(folder)}
    if how:
        environment |= {"FAILING_CALLS_AT": str(at), "FAILING_CALLS_HOW": str(getattr(errno, how, how))}
    if log:
        environment["FAILING_CALLS_LOG"] = str(log)
    return ran(folder, arguments, program=program, **environment)


def calls_of(folder, arguments, log):
    """The calls of a run in `folder` that goes well, in `arguments`."""
    Path(log).unlink(missing_ok=True)
    ended = broken(folder, arguments, log=log)
    assert ended.code == 0, ended
    return logged(log)


def logged(log):
    rows = [line.split("\t") for line in Path(log).read_text().splitlines()]
    return [Call(i + 1, name, file, int(offset), int(size)) for i, (name, file, offset, size) in enumerate(rows)]


def in_place(calls):
    """The number of the call that gives the file its name."""
    return max(call.number for call in calls if call.name in ("rename", "link"))


@dataclasses.dataclass(frozen=True)
class Reference:
    """A finished file of a run, one of the same run killed half way, and the calls that made the first."""

    name: str
    finished: Path
    unfinished: Path
    content: dict
    calls: tuple

    @property
    def arguments(self):
        return [*RUNS[self.name], *QUIET]


_references = {}


def reference(name, folders):
    """`folders`: pytest's tmp_path_factory. Made once."""
    if name not in _references:
        whole, half = folders.mktemp(f"{name}-whole"), folders.mktemp(f"{name}-half")
        arguments = [*RUNS[name], *QUIET]
        calls = calls_of(whole, arguments, whole.parent / f"{name}.log")
        broken(half, arguments, (in_place(calls) + len(calls)) // 2, "kill")
        assert (half / "out.h5").exists() and not leftovers(half), os.listdir(half)
        whole, half = whole / "out.h5", half / "out.h5"
        _references[name] = Reference(name, whole, half, content(whole), tuple(calls))
    return _references[name]


def resumes(folder, run):
    """A complaint where `--resume` neither completes out.h5 to the reference nor refuses in words."""
    before = (folder / "out.h5").read_bytes() if (folder / "out.h5").exists() else b""
    ended = ran(folder, [*run.arguments, "--resume"])
    if ended.code == 0:
        wrong = difference(content(folder / "out.h5"), run.content)
        return f"--resume says 0, wrong: {wrong}" if wrong else None
    if ended.code != 2 or not ended.is_one_line:
        return f"--resume: {ended}"
    if (folder / "out.h5").read_bytes() != before:
        return "--resume refuses, and changes the file"
    return None
