"""Files that an earlier version of the program wrote (tests/data/results, whole and interrupted): they open, and a run goes
on with them to the same numbers or says in one line why not."""

import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import traversable as tv
from conftest import ROOT

RESULTS = ROOT / "tests/data/results"
# Another processor or version may round differently, and where a minimisation ends hangs on it: that of `learn`, and that
# of the compiler, whose circuits of as many gates differ by 1e-4 bits.
TOLERANCE = {"diagnose.h5": 1e-9, "learn.h5": 1e-3, "noise.h5": 1e-3, "teleport.h5": 1e-9}
# What is counted in 1000 shots of such a circuit.
OF_SHOTS = 0.03
WHOLE = sorted(path.name for path in RESULTS.glob("*.h5") if not path.stem.endswith("_part"))


def arguments_of(path: Path) -> list[str]:
    """Those of the command line in the file but the ones that say what to do with it."""
    words = tv.load(path).attrs["command_line"].split()[1:]
    return [word for word in re.sub(r" (-o \S+|--overwrite|--quiet|--threads 1)", "", " " + " ".join(words)).split()]


def test_there_is_a_file_of_every_run():
    assert WHOLE == list(TOLERANCE)


@pytest.mark.parametrize("name", WHOLE)
def test_an_old_file_opens(name):
    dataset = tv.load(RESULTS / name)
    assert (dataset.completed == 1).all() and dataset.attrs["experiment"] == name.removesuffix(".h5")
    part = tv.load(RESULTS / name.replace(".h5", "_part.h5"))
    assert 0 < int((part.completed == 1).sum()) < part.completed.size
    assert part.attrs["configuration"] == dataset.attrs["configuration"]
    assert tv.load_hamiltonian(RESULTS / name).terms


@pytest.mark.parametrize("name", WHOLE)
def test_a_run_goes_on_with_an_old_file_or_says_why_not(name, run, tmp_path):
    shutil.copy(RESULTS / name.replace(".h5", "_part.h5"), tmp_path / "out.h5")
    old = tv.load(tmp_path / "out.h5")
    result = run(*arguments_of(RESULTS / name), "-o", "out.h5", "--resume", "--quiet")
    if result.returncode == 2:
        assert result.stderr.startswith("traversable: out.h5: ") and result.stderr.count("\n") == 1
        return
    assert result.returncode == 0, result.stderr
    new, whole = tv.load(tmp_path / "out.h5"), tv.load(RESULTS / name)
    assert set(new.variables) == set(whole.variables)
    for variable in whole.data_vars:
        assert new[variable].dims == whole[variable].dims and new[variable].attrs == whole[variable].attrs
        # Points that were there stay as they were.
        there = old[variable].notnull() if old[variable].dtype.kind in "fc" else old[variable] != 0
        assert np.array_equal(new[variable].values[there.values], old[variable].values[there.values]), variable
        counted = "shots" in variable or variable.startswith("threshold")
        limit = OF_SHOTS if counted else TOLERANCE[name]
        assert np.allclose(new[variable], whole[variable], rtol=limit, atol=limit, equal_nan=True), variable
    assert (new.completed == 1).all()
