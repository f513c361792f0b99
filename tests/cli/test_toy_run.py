"""A run of 60 lines (tests/experiments/toy_run.cpp) and what follows from its table: a subcommand, a file, a function, a page."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import traversable as tv
import xarray as xr

ROOT = Path(__file__).parents[2]


@pytest.fixture
def toy(program, tmp_path):
    library = ROOT / "build/ci/tests/libtoy_run.so"
    assert library.exists(), f"{library}: not built (cmake --build --preset ci --target toy_run)"
    environment = {**os.environ, "TRAVERSABLE_RUNS": str(library)}

    def run(*command, code=0):
        result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False, env=environment)
        assert result.returncode == code, result
        return result

    return run


def test_it_is_short():
    assert len((ROOT / "tests/experiments/toy_run.cpp").read_text().splitlines()) <= 60


def test_a_subcommand_and_its_file(toy, program, tmp_path):
    assert "--x" in toy(program, "toy", "--help").stdout
    assert "x = [1, 2]" in toy(program, "toy", "--x", "1,2", "--dry-run").stdout
    (tmp_path / "run.toml").write_text("x = [1, 2, 3]\n")
    toy(program, "toy", "--config", "run.toml", "-o", "toy.h5", "--quiet")
    with xr.open_dataset(tmp_path / "toy.h5", engine="h5netcdf") as ds:
        assert ds.square.values.tolist() == [1, 4, 9] and ds.square.attrs["long_name"] == "its square"
        assert ds.x.attrs["units"] == "1" and (ds.completed == 1).all() and ds.attrs["experiment"] == "toy"
    before = (tmp_path / "toy.h5").read_bytes()
    toy(program, "toy", "--x", "1,2,3", "-o", "toy.h5", "--resume", "--quiet")
    assert len((tmp_path / "toy.h5").read_bytes()) == len(before)
    assert "toy.h5: made by another configuration (x: " in toy(program, "toy", "--x", "1,2", "-o", "toy.h5", "--resume", code=2).stderr
    for arguments, message in ((["--x=-1"], "--x: -1: expected numbers > 0"), ([], "--x: missing, expected numbers > 0"),
                               (["--x", "1", "--y", "2"], "--y")):  # fmt: skip
        assert message in toy(program, "toy", *arguments, "-o", "no.h5", code=2).stderr
    assert "toy.h5: everything is as it was written, 3 of 3 points" in toy(program, "info", "--verify", "toy.h5").stdout


def python(toy, code):
    return toy(sys.executable, "-c", f"import inspect, traversable as tv\n{code}").stdout.splitlines()


def test_a_function_with_a_signature_and_its_dataset(toy):
    assert python(toy, "print(inspect.signature(tv.runs.toy)); print('numbers to square' in tv.runs.toy.__doc__)") == [
        "(*, x=None, progress=False) -> xarray.core.dataset.Dataset", "True",
    ]  # fmt: skip
    code = "ds = tv.runs.toy(x=[1, 2])\nprint(ds.square.values.tolist(), ds.square.dims, ds.square.attrs, ds.x.attrs['units'])"
    assert python(toy, code) == ["[1.0, 4.0] ('x',) {'long_name': 'its square', 'units': '1'} 1"]
    refused = "try: tv.runs.toy(x=-1)\nexcept ValueError as error: print(error)"
    assert python(toy, refused) == ["x = -1: expected numbers > 0"]


def test_rows_in_the_tables_of_the_documentation(toy):
    printed = toy(sys.executable, str(ROOT / "scripts/result_tables.py")).stdout
    assert "| `x` | x | 1 | the number |" in printed and "| `square` | x | 1 | its square |" in printed


def test_a_library_without_runs_is_refused(program):
    for library, why in (("/nowhere.so", "No such file"), ("libm.so.6", "no runs of this version")):
        result = subprocess.run([program, "--version"], env={**os.environ, "TRAVERSABLE_RUNS": library},
                                capture_output=True, text=True, check=False)  # fmt: skip
        assert result.returncode == 2 and result.stderr.startswith(f"traversable: TRAVERSABLE_RUNS: {library}") and why in result.stderr


def test_the_tables_of_the_documentation_are_current(tmp_path):
    page = tmp_path / "page.md"
    page.write_text((ROOT / "docs/result_files.md").read_text())
    subprocess.run([sys.executable, ROOT / "scripts/result_tables.py", page], check=True)
    assert page.read_text() == (ROOT / "docs/result_files.md").read_text()


def test_every_run_is_the_function_that_the_package_has():
    by_options = tv.runs.teleport(model="learned", beta=4, mu=[-12, 12], t="0:2:3", units="nats")
    by_objects = tv.teleport(tv.models.learned(), [4], [-12, 12], t=np.linspace(0, 2, 3), units="nats")
    xr.testing.assert_identical(by_options.drop_attrs(deep=False), by_objects.drop_attrs(deep=False))
