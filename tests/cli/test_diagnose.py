"""`traversable diagnose`: files, report, resuming, bad input."""

import os
import subprocess

import numpy as np
import pytest
import traversable as tv
import xarray as xr
from conftest import assert_refused
from test_kill_and_resume import survives_kills

SMALL = ["diagnose", "-m", "learned", "--beta", "4", "--mu", "12", "--t", "0:6:13", "--quiet"]
RUN = [*SMALL, "--ensembles", "dense,same_terms_commuting", "--ensemble-instances", "3", "-o", "out.h5"]


def test_xarray_opens_the_file_with_units(run, tmp_path):
    assert run(*RUN).returncode == 0
    with xr.open_dataset(tmp_path / "out.h5", engine="h5netcdf") as ds:
        assert ds.ensemble.values.tolist() == ["model", "dense", "same_terms_commuting"]
        assert ds.sample_ensemble.values.tolist() == [0, 1, 1, 1, 2, 2, 2]
        assert ds.sample_instance.values.tolist() == [0, 0, 1, 2, 0, 1, 2]
        assert ds.two_point.dims == ("sample", "fermion", "t") and ds.two_point.dtype == complex
        assert ds.winding_distribution.dims == ("sample", "fermion", "size")
        for variable in ds.data_vars.values():
            assert variable.attrs["units"] and variable.attrs["long_name"], variable.name
        assert (ds.completed == 1).all() and ds.attrs["experiment"] == "diagnose"
        assert np.isnan(ds.peak_asymmetry_percentile[0]) and np.isfinite(ds.peak_asymmetry_percentile[1:]).all()
    assert tv.load_hamiltonian(tmp_path / "out.h5") == tv.models.learned()
    dense = tv.diagnostics.reference_ensembles(tv.models.learned(), instances=3)["dense"]
    assert tv.load_hamiltonian(tmp_path / "out.h5", 3) == dense[2]
    with pytest.raises(ValueError, match="instance = 7"):
        tv.load_hamiltonian(tmp_path / "out.h5", 7)


def test_defaults_are_those_of_python(run):
    dry = run(*SMALL, "-o", "out.h5", "--dry-run").stdout
    line = next(line for line in dry.splitlines() if line.startswith("ensembles = "))
    expected = tv.diagnostics.reference_ensembles(tv.models.learned())
    assert line.split(" = ")[1].strip("'").split(",") == list(expected)
    assert f"# Hamiltonians  {1 + 40 * len(expected)}" in dry


def test_dry_run_reads_back_and_computes_nothing(run, tmp_path):
    options = [*RUN, "--reference-time", "2.5", "--probe", "2,4", "--pairs", "disjoint", "--injections", "0.8,1,1.2"]
    resolved = run(*options, "--dry-run").stdout
    assert os.listdir(tmp_path) == []
    (tmp_path / "run.toml").write_text(resolved)
    assert run("diagnose", "--config", "run.toml", "-o", "a.h5", "--quiet").returncode == 0
    assert run(*options[:-1], "0.8,1,1.2").returncode == 0
    a, b = tv.load(tmp_path / "a.h5"), tv.load(tmp_path / "out.h5")
    assert a.attrs["configuration"] == b.attrs["configuration"]
    assert a.equals(b)
    assert (a.reference_time == 2.5).all() and a.sizes["injection"] == 3


def test_report_needs_no_output_and_says_where_python_is_missing(run, program, tmp_path):
    arguments = [*SMALL, "--ensembles", "dense", "--ensemble-instances", "3", "--report", "page.html"]
    none = {**os.environ, "TRAVERSABLE_PYTHON": "/nowhere/python"}
    refused = subprocess.run([program, *arguments], cwd=tmp_path, env=none, capture_output=True, text=True, check=False)
    assert refused.returncode == 2 and "no Python with the package traversable" in refused.stderr
    assert refused.stderr.count("\n") == 1 and os.listdir(tmp_path) == []
    import sys

    here = {**os.environ, "TRAVERSABLE_PYTHON": sys.executable}
    made = subprocess.run([program, *arguments], cwd=tmp_path, env=here, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    assert sorted(os.listdir(tmp_path)) == ["page.h5", "page.html"]
    page = (tmp_path / "page.html").read_text()
    assert page.count("<section") == 9 and "−0.36 ψ<sub>1</sub>ψ<sub>2</sub>ψ<sub>4</sub>ψ<sub>5</sub>" in page
    again = subprocess.run([program, *arguments], cwd=tmp_path, env=here, capture_output=True, text=True, check=False)
    assert again.returncode == 2 and "page.html: already exists" in again.stderr
    # Made again from a finished file, to the same bytes but for nothing.
    assert subprocess.run([program, *arguments, "--resume"], cwd=tmp_path, env=here, check=False).returncode == 0
    assert (tmp_path / "page.html").read_text() == page


def test_kills_and_an_interrupt_lose_nothing(program, tmp_path):
    sweep = ["diagnose", "-m", "dense_syk", "-N", "8", "--beta", "4", "--mu", "12", "--t", "0:6:21", "--quiet", "--ensembles",
             "dense,sparse:2", "--ensemble-instances", "30"]  # fmt: skip
    survives_kills(program, sweep, tmp_path, 61)


BAD = {
    "missing model": (["--model"], None, "--model: missing"),
    "missing beta": (["--beta"], None, "--beta: missing"),
    "negative beta": (["--beta"], "-1", "--beta: -1: expected a number >= 0"),
    "two betas": (["--beta"], "1,2", "--beta: '1,2'"),
    "mu without a scan": (["--mu"], "1e308", "--mu: 1e+308: expected at most"),
    "mu of zero": (["--mu"], "0", "--mu: 0: expected a number > 0"),
    "times that do not start at 0": (["--t"], "1:6:6", "--t: 1: expected 0 first"),
    "too few times": (["--t"], "0:6:3", "--t: 3 times, expected at least 4"),
    "times out of order": (["--t"], "0,2,1,3,4", "--t: 1: expected ascending times"),
    "probe": (["--probe"], "0,7", "--probe: '0,7'"),
    "pairs": (["--pairs"], "some", "--pairs: 'some': expected all, disjoint or none"),
    "reference time": (["--reference-time"], "0", "--reference-time: 0"),
    "injections": (["--injections"], "1,-1", "--injections: -1"),
    "messages": (["--messages"], "0.8,1.2", "--messages: 0.8, 1.2: expected the earlier"),
    "three messages": (["--messages"], "3,2,1", "--messages: '3,2,1': expected two numbers"),
    "unknown ensemble": (["--ensembles"], "denser", "--ensembles: 'denser': expected dense"),
    "ensemble without k": (["--ensembles"], "sparse", "--ensembles: 'sparse': expected dense"),
    "k of dense": (["--ensembles"], "dense:2", "--ensembles: 'dense:2': expected dense"),
    "ensemble of an odd N": (["--ensembles"], "commuting_syk", "'commuting_syk': num_majoranas = 7"),
    "k too large": (["--ensembles"], "sparse:9", "'sparse:9': k = 9"),
    "ensemble twice": (["--ensembles"], "dense,dense", "'dense' is given twice"),
    "one instance": (["--ensemble-instances"], "1", "--ensemble-instances: '1': expected a whole number from 2"),
    "J": (["--ensemble-J"], "-1", "--ensemble-J: -1: expected a number > 0"),
    "instances of the model": (["--instances"], "3", "--instances"),
    "report on the result file": (["--report"], "out.h5", "--output: out.h5: is the file of --report too"),
    "report in no folder": (["--report"], "none/page.html", "none/page.html: the folder none does not exist"),
    "no output": (["-o"], None, "--output: missing"),
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD)
def test_bad_input(run, tmp_path, case):
    (option,), value, message = case
    arguments = list(RUN)
    names = {"--model": "-m"}
    flag = names.get(option, option)
    if flag in arguments:
        at = arguments.index(flag)
        arguments[at : at + 2] = [] if value is None else [flag, value]
    else:
        arguments += [flag, value]
    assert_refused(run, tmp_path, arguments, message)


def test_resume_of_another_run_is_refused(run):
    assert run(*RUN).returncode == 0
    again = run(*[("11" if word == "12" else word) for word in RUN], "--resume")
    assert again.returncode == 2 and "mu: 11 here, 12 in the file" in again.stderr


def test_what_does_not_fit_in_memory_is_refused_at_once(run, tmp_path):
    arguments = [
        "diagnose",
        "-m",
        "dense_syk",
        "-N",
        "36",
        "--beta",
        "4",
        "--mu",
        "12",
        "--ensembles",
        "none",
        "-o",
        "out.h5",
    ]
    assert_refused(run, tmp_path, arguments, "a diagnosis with 36 Majoranas a side needs")


def test_fixed_terms_model(run):
    made = run(
        "model", "-m", "fixed_terms_syk", "-N", "8", "--num-terms", "5", "--commutation", "commuting", "--seed", "3"
    )
    assert made.returncode == 0, made.stderr
    missing = run("model", "-m", "fixed_terms_syk", "-N", "8")
    assert missing.returncode == 2 and "--num-terms: missing" in missing.stderr
    foreign = run("model", "-m", "dense_syk", "-N", "8", "--num-terms", "5")
    assert foreign.returncode == 2 and "5 is not a parameter of model dense_syk" in foreign.stderr
