"""`traversable noise`: files, resuming, bad input."""

import os

import numpy as np
import pytest
import traversable as tv
import xarray as xr
from conftest import assert_refused
from test_kill_and_resume import survives_kills

LEARNED = ["noise", "-m", "learned", "--beta", "4", "--mu=-12,12", "--trials", "20", "--quiet"]
RUN = [*LEARNED, "--t", "2.8", "--noise", "sycamore", "-o", "out.h5"]

RUNS = {
    "plain": (["--t", "0,2.8", "--noise", "sycamore"], ("mu", "t", "noise_scale")),
    "shots": (["--t0", "2.8", "--t1", "2,2.8", "--noise", "sycamore", "--scales", "0,1,2", "--shots", "100,1000",
               "--threshold", "3", "--max-scale", "0.5", "--budget", "--extrapolation", "linear"], ("mu", "t0", "t1", "noise_scale")),
    "trajectories": (["--t", "2.8", "--noise", "uniform_depolarizing(0.001)", "--method", "trajectories",
                      "--trajectories", "200"], ("mu", "t", "noise_scale")),
}  # fmt: skip


@pytest.mark.parametrize("name", RUNS)
def test_xarray_opens_every_file_with_units(run, tmp_path, name):
    arguments, dims = RUNS[name]
    result = run(*LEARNED, *arguments, "-o", "out.h5")
    assert result.returncode == 0, result.stderr
    with xr.open_dataset(tmp_path / "out.h5", engine="h5netcdf") as ds:
        assert ds.mutual_information.dims == dims
        assert ds.rho_pt.dims == (*dims, "row", "column") and ds.rho_pt.dtype == complex
        for variable in ds.data_vars.values():
            assert variable.attrs["units"] and variable.attrs["long_name"], variable.name
            assert not np.isnan(variable.values).any(), variable.name
        assert (ds.completed == 1).all()
        assert tv.noise.from_toml(ds.attrs["noise_model"]).components


@pytest.mark.parametrize("flags", [[], ["--common-random-numbers"]])
def test_trajectories_of_an_ensemble_are_those_of_python(run, tmp_path, flags):
    """Instances 3 and 4: keyed by their numbers, whichever part of an ensemble a run has."""
    arguments = ["noise", "-m", "dense_syk", "-N", "4", "--seed", "2", "--first-instance", "3", "--instances", "2", "--beta", "2",
                 "--mu=-6,6", "--trials", "1", "--t", "1,2", "--noise", "sycamore", "--scales", "1,2", "--method", "trajectories",
                 "--trajectories", "40", "--shot-seed", "5", "--shots", "100", "--quiet", "-o", "out.h5"]  # fmt: skip
    assert run(*arguments, *flags).returncode == 0
    file = tv.load(tmp_path / "out.h5")
    models = [tv.models.dense_syk(4, seed=2, instance=i) for i in range(5)]
    ds = tv.teleport(
        models, 2.0, [-6, 6], t=[1, 2], noise="sycamore", noise_scale=[1, 2], method="trajectories", trajectories=40, seed=5,
        shots=[100], processor=tv.Processor(trials=1), common_random_numbers=bool(flags),
    ).isel(instance=[3, 4])  # fmt: skip
    for name in ds.data_vars:
        assert np.abs(file[name].values - ds[name].values).max() < 1e-12, name
        assert file[name].attrs == ds[name].attrs, name
    assert np.isfinite(ds.asymmetry_stderr).all()


def test_a_model_of_ones_own_and_its_toml(run, tmp_path):
    shown = run("noise", "--noise", "sycamore", "--show")
    assert shown.returncode == 0 and tv.noise.from_toml(shown.stdout) == tv.noise.preset("sycamore")
    assert "T2 assumed equal to T1" in shown.stdout and "two_qubit_sycamore_gate_xeb_pauli_error_per_cycle" in shown.stdout
    (tmp_path / "mine.toml").write_text(shown.stdout)
    own = with_noise("mine.toml")
    assert run(*own).returncode == 0
    mine = tv.load(tmp_path / "out.h5").mutual_information
    assert run(*RUN, "--overwrite").returncode == 0
    assert np.array_equal(mine, tv.load(tmp_path / "out.h5").mutual_information)
    # Another model under the same name does not go on with the file.
    assert run(*own, "--overwrite").returncode == 0
    (tmp_path / "mine.toml").write_text(shown.stdout.replace("0.01047", "0.01048"))
    result = run(*own, "--resume")
    assert result.returncode == 2 and "made with another noise model" in result.stderr


SWEEP = [*LEARNED, "--t", "0:4:14", "--noise", "sycamore", "--shots", "1000", "--threshold", "3"]


def test_kills_and_an_interrupt_lose_nothing(program, tmp_path):
    survives_kills(program, SWEEP, tmp_path, 14)


def with_noise(name):
    return [name if word == "sycamore" else word for word in RUN]


CASES = {
    "no noise": ([word for word in RUN if word not in ("--noise", "sycamore")], "--noise: missing"),
    "unknown preset": (with_noise("eagle"), "'eagle'"),
    "probability": (with_noise("uniform_depolarizing(1.5)"), "probability 1.5"),
    "missing file": (with_noise("none.toml"), "none.toml: No such file"),
    "negative scale": ([*RUN, "--scales=-1"], "--scales: -1: expected numbers >= 0"),
    "scale beyond one": ([*RUN, "--scales", "1000"], "noise scale 1000: "),
    "zero shots": ([*RUN, "--shots", "0"], "--shots: 0: expected whole numbers from 1 to"),
    "half a shot": ([*RUN, "--shots", "1.5"], "--shots: 1.5: expected whole numbers"),
    "mitigate without shots": ([*RUN, "--mitigate", "false"], "--mitigate: only with shots"),
    "threshold without shots": ([*RUN, "--threshold", "3"], "--threshold: only with shots"),
    "threshold of one sign": (
        [*[w if not w.startswith("--mu") else "--mu=-12" for w in RUN], "--shots", "10", "--threshold", "3"],
        "two couplings mu of opposite sign",
    ),
    "max scale alone": ([*RUN, "--shots", "10", "--max-scale", "3"], "--max-scale: only with threshold"),
    "linear": ([*RUN, "--shots", "10", "--reconstruction", "linear"], "expected projected or maximum_likelihood"),
    "one resample": ([*RUN, "--shots", "10", "--resamples", "1"], "--resamples"),
    "extrapolation from one scale": (
        [*RUN, "--scales", "0,1", "--shots", "10", "--extrapolation", "linear"], "needs 2 or more noise scales",
    ),
    "unknown method": ([*RUN, "--method", "exact"], "expected density_matrix or trajectories"),
    "trajectories of density_matrix": ([*RUN, "--trajectories", "100"], "only with method trajectories"),
    "common numbers of density_matrix": ([*RUN, "--common-random-numbers"], "only with method trajectories"),
    "common numbers of one sign": (
        [*[w if not w.startswith("--mu") else "--mu=-12,-6" for w in RUN], "--method", "trajectories", "--common-random-numbers"],
        "--common-random-numbers: needs both signs of one |mu|",
    ),
    "few trajectories": ([*RUN, "--method", "trajectories", "--trajectories", "3"], "--trajectories"),
    "budget of none": ([*with_noise("none"), "--budget"], "the noise 'none' has no parts"),
    "too many qubits": (
        ["noise", "-m", "sparse_syk", "-N", "30", "--k", "1", "--beta", "1", "--mu=-1", "--t", "1", "--noise", "sycamore",
         "-o", "out.h5"], "method density_matrix: 33 qubits, expected at most 16",
    ),
    "small grid": ([*RUN, "--connectivity", "2x2"], "--connectivity: a 2x2 grid for a circuit of 9 qubits"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_one_line_and_exit_code_2(run, tmp_path, name):
    assert_refused(run, tmp_path, *CASES[name])


MODELS = {
    "syntax": ("name = = 3", "m.toml, line 1"),
    "unknown key": ("name = 'x'\ncolour = 'red'", "m.toml, line 2, colour: unknown key"),
    "probability": ("[one_qubit]\n[[one_qubit.channels]]\nkind = 'depolarizing'\nprobability = 1.2", "probability 1.2"),
    "t2": ("[idle]\nt1 = 10\nt2 = 21", "T2"),
    "kraus": (
        "[one_qubit]\n[[one_qubit.channels]]\nkind = 'kraus'\nmatrices = [[[[1,0],[0,0]],[[0,0],[0.5,0]]]]", "sum",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MODELS)
def test_bad_models_name_file_and_line(run, tmp_path, name):
    text, message = MODELS[name]
    (tmp_path / "m.toml").write_text(text)
    result = run(*with_noise("m.toml"))
    assert result.returncode == 2, result
    assert "m.toml" in result.stderr and message in result.stderr, result.stderr
    assert os.listdir(tmp_path) == ["m.toml"]


def test_dry_run_says_what_it_takes(run, tmp_path):
    result = run(*RUN, "--dry-run")
    assert result.returncode == 0
    assert "# circuits      2 of 9 qubits, 10 runs" in result.stdout and "MiB" in result.stdout
    assert os.listdir(tmp_path) == []
