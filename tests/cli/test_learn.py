"""`traversable learn`: files, resuming, bad input."""

import json
import os

import numpy as np
import pytest
import traversable as tv
import xarray as xr
from conftest import assert_refused
from test_kill_and_resume import survives_kills

SMALL = ["learn", "-m", "dense_syk", "-N", "6", "--J", "1.4", "--seed", "3", "--beta", "4", "--mu=-12,12",
         "--t", "0:6:5", "--evaluations", "20", "--quiet"]  # fmt: skip
RUN = [*SMALL, "--schedule", "15,8,5", "-o", "out.h5"]


def test_xarray_opens_the_file_with_units(run, tmp_path):
    result = run(*SMALL, "--instances", "2", "--starts", "2", "--schedule", "15,8,5", "-o", "out.h5",
                 "--hamiltonian", "best.json", "--report")  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("peak asymmetry, learned and target") == 2
    assert "instance 1: 5 terms, rms(-12)" in result.stdout
    with xr.open_dataset(tmp_path / "out.h5", engine="h5netcdf") as ds:
        assert ds.coupling.dims == ("instance", "start", "rung", "term")
        assert ds.mutual_information.dims == ("instance", "start", "rung", "mu", "t")
        for variable in ds.data_vars.values():
            assert variable.attrs["units"] and variable.attrs["long_name"], variable.name
            assert variable.name == "history" or not np.isnan(variable.values).any(), variable.name
        assert (ds.num_terms <= ds.rung).all() and (ds.completed == 1).all()
        best = ds.loss.isel(instance=1).where(ds.num_terms.isel(instance=1) <= 5)
        couplings = ds.coupling.isel(instance=1).isel(best.argmin(["start", "rung"])).values
        H = tv.Hamiltonian.from_json((tmp_path / "best_1.json").read_text())
        kept = np.flatnonzero(couplings)
        assert [c for c, _ in H.terms] == couplings[kept].tolist()
        assert [list(term) for _, term in H.terms] == ds.term_majoranas.values[kept].tolist()
    assert (tmp_path / "best_0.json").exists()


T = np.linspace(0, 6, 5)
START = tv.models.dense_syk(6, J=1.4, seed=7)
SAME = {
    "losses and starts": (
        ["--mu=-12,12", "--t", "0:6:5", "--starts", "2", "--learning-seed", "4", "--asymmetry-weight", "0.5",
         "--two-point-weight", "0.1", "--two-point-t", "1,2"],
        {"mu": [-12, 12], "t": T, "starts": 2, "seed": 4, "asymmetry_weight": 0.5, "two_point_weight": 0.1, "two_point_t": [1, 2]},
    ),
    "one sign, a fixed injection": (
        ["--mu=-12", "--t0", "2.8", "--t1", "0:6:5", "--sparsifier", "greedy", "--candidates", "2", "--terms", "7"],
        {"mu": [-12], "t0": [2.8], "t1": T, "sparsifier": "greedy", "candidates": 2, "num_terms": 7},
    ),
    "starts from a model": (
        ["--mu=-12,12", "--t", "0:6:5", "--start", "start.json", "--starts", "2", "--optimizer", "adam", "--learning-rate", "0.02"],
        {"mu": [-12, 12], "t": T, "start": START, "starts": 2, "optimizer": "adam", "learning_rate": 0.02},
    ),
    "the mean over instances": (
        ["--mu=-12,12", "--t", "0:6:5", "--instances", "3", "--average", "--start", "random", "--probe", "1,4"],
        {"target": [tv.models.dense_syk(6, J=1.4, seed=3, instance=i) for i in range(3)], "mu": [-12, 12], "t": T,
         "start": "random", "probe": (1, 4)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_the_file_holds_what_python_computes(name, run, tmp_path):
    arguments, keywords = SAME[name]
    (tmp_path / "start.json").write_text(START.to_json())
    common = ["learn", "-m", "dense_syk", "-N", "6", "--J", "1.4", "--seed", "3", "--beta", "4", "--evaluations", "20"]
    result = run(*common, *arguments, "--schedule", "15,8,5", "-o", "out.h5", "--hamiltonian", "best.json", "--quiet")
    assert result.returncode == 0, result.stderr
    file = tv.load(tmp_path / "out.h5")
    target = {"target": tv.models.dense_syk(6, J=1.4, seed=3)}
    learned = tv.learn(**(target | keywords), beta=4.0, schedule=[15, 8, 5], evaluations=20)
    xr.testing.assert_identical(learned.dataset.drop_attrs(deep=False), file.drop_vars("completed").drop_attrs(deep=False))
    # The file names its models.
    named = ("model", "majoranas", "q", "J", "seed", "first_instance", "instances", *(["start"] if "start.json" in arguments else []))
    lines = [line for line in file.attrs["configuration"].splitlines() if line.split(" = ")[0] not in named]
    assert learned.dataset.attrs["configuration"].splitlines() == lines
    assert learned.best == tv.Hamiltonian.from_json((tmp_path / "best.json").read_text())


def test_defaults_are_those_of_python(run):
    dry = run("learn", "-m", "learned", "--beta", "4", "--mu=-12,12", "--t", "0,1", "-o", "out.h5", "--dry-run").stdout
    lines = [line for line in dry.splitlines() if not line.startswith(("model = ", "#", "schedule = "))]
    learned = tv.learn(tv.models.learned(), 4.0, [-12, 12], t=[0, 1], schedule=[5])
    assert [line for line in learned.dataset.attrs["configuration"].splitlines() if not line.startswith("schedule")] == lines
    assert "schedule = [35, 28, 20, 16, 13, 11, 10, 9, 8, 7, 6, 5, 4, 3]" in dry


SWEEP = [*SMALL, "--instances", "4", "--starts", "2", "--schedule", "15,12,9,7,5,4,3"]


def test_kills_and_an_interrupt_lose_nothing(program, tmp_path):
    survives_kills(program, SWEEP, tmp_path, 56)


def test_the_published_model_is_a_fixed_point(run, tmp_path):
    published = tv.models.learned()
    (tmp_path / "published.json").write_text(published.to_json())
    result = run("learn", "-m", "published.json", "--beta", "4", "--mu=-12,12", "--t", "0:8:9", "--start",
                 "published.json", "--schedule", "5", "--hamiltonian", "after.json", "-o", "out.h5", "--quiet")  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("5 terms, rms(-12) 0.0000, rms(+12) 0.0000")
    after = tv.Hamiltonian.from_json((tmp_path / "after.json").read_text())
    assert sorted(after.terms) == sorted(published.terms)


def test_disorder_averaged_target(run, tmp_path):
    assert run(*RUN, "--instances", "3", "--average").returncode == 0
    ds = tv.load(tmp_path / "out.h5")
    assert "instance" not in ds.loss.dims
    models = [tv.models.dense_syk(6, J=1.4, seed=3, instance=i) for i in range(3)]
    mean = tv.teleport(models, 4.0, [-12, 12], t=np.linspace(0, 6, 5)).mutual_information.mean("instance")
    assert np.allclose(ds.target_mutual_information, mean, atol=1e-12)


def without(option):
    at = next(i for i, word in enumerate(RUN) if word.split("=")[0] == option)
    return RUN[:at] + RUN[at + (1 if "=" in RUN[at] else 2) :]


CASES = {
    "no beta": (without("--beta"), "--beta: missing"),
    "no mu": (without("--mu"), "--mu: missing"),
    "no times": (without("--t"), "--t0: missing"),
    "two betas": ([*without("--beta"), "--beta", "1,2"], "--beta"),
    "negative beta": ([*without("--beta"), "--beta", "-1"], "--beta: -1: expected a number >= 0"),
    "rising schedule": ([*without("--schedule"), "--schedule", "5,8"], "schedule: 8 after 5, expected falling numbers"),
    "all pruned": ([*without("--schedule"), "--schedule", "5,0"], "--schedule"),
    "terms below the schedule": ([*RUN, "--terms", "4"], "--terms: 4: the schedule ends at 5"),
    "unknown sparsifier": ([*RUN, "--sparsifier", "lasso"], "--sparsifier: 'lasso'"),
    "unknown optimizer": ([*RUN, "--optimizer", "sgd"], "--optimizer: 'sgd'"),
    "rate of lbfgs": ([*RUN, "--learning-rate", "0.1"], "--learning-rate: only with optimizer adam"),
    "regrowth of l1": ([*RUN, "--sparsifier", "l1", "--regrowth", "3"], "--regrowth: only with sparsifier prune"),
    "empty objective": ([*RUN, "--curve-weight", "0"], "--curve-weight: 0: no target with a weight above 0"),
    "negative weight": ([*RUN, "--curve-weight", "-1"], "--curve-weight: -1: expected a number >= 0"),
    "two-point without times": ([*RUN, "--two-point-weight", "1"], "--two-point-t: missing"),
    "times without weight": ([*RUN, "--winding-t", "1"], "--winding-t: only with winding_weight"),
    "contradiction": (
        [*RUN, "--commutativity-weight", "1", "--noncommutativity-weight", "1", "--least-noncommutativity", "0.3"],
        "contradict each other",
    ),
    "kappa beyond one": (
        [*RUN, "--noncommutativity-weight", "1", "--least-noncommutativity", "1.5"], "expected 0 <= kappa < 1",
    ),
    "asymmetry of one sign": (
        [*without("--mu"), "--mu=-12", "--asymmetry-weight", "1"], "--asymmetry-weight: expected both signs",
    ),
    "average of one": ([*RUN, "--average"], "--average: only with instances"),
    "missing start": ([*RUN, "--start", "none.json"], "none.json: No such file"),
    "no starts": ([*RUN, "--starts", "0"], "--starts"),
    "too large": (["learn", "-m", "dense_syk", "-N", "40", "--beta", "1", "--mu=-1,1", "--t", "1", "-o", "out.h5"], "memory"),
    "hamiltonian nowhere": ([*RUN, "--hamiltonian", "nowhere/h.json"], "nowhere/h.json"),
    "hamiltonian of a long name": ([*RUN, "--hamiltonian", "0" * 256], "File name too long"),
    "hamiltonian where nothing can be made": ([*RUN, "--hamiltonian", "/proc/h.json"], "/proc/h.json: "),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_one_line_and_exit_code_2(run, tmp_path, name):
    assert_refused(run, tmp_path, *CASES[name])


def test_names_that_lead_elsewhere_are_refused_before_the_fit(run, tmp_path):
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "link.json").symlink_to("out.h5")
    for name, message in (("loop", "Too many levels of symbolic links"), ("link.json", "is the file of")):
        result = run(*RUN, "--hamiltonian", name, "--overwrite")
        assert result.returncode == 2 and message in result.stderr, result
    assert sorted(os.listdir(tmp_path)) == ["link.json", "loop"]


def test_start_of_another_model_is_refused(run, tmp_path):
    (tmp_path / "h.json").write_text(json.dumps({"num_majoranas": 7, "terms": [{"indices": [0, 1, 2, 3], "coupling": 1}]}))
    result = run(*RUN, "--start", "h.json")
    assert result.returncode == 2 and "--start: a model of 7 Majoranas: expected 6" in result.stderr
    assert run(*RUN).returncode == 0
    result = run(*RUN, "--resume", "--evaluations", "20")
    assert result.returncode == 2  # given twice
    other = [word if word != "20" else "21" for word in RUN]
    result = run(*other, "--resume")
    assert result.returncode == 2 and "evaluations: 21 here, 20 in the file" in result.stderr


def test_dry_run_says_what_it_takes(run, tmp_path):
    result = run(*RUN, "--dry-run")
    assert result.returncode == 0
    assert "# couplings     15" in result.stdout and "# chains        1 of 3 rungs" in result.stdout
    assert os.listdir(tmp_path) == []
