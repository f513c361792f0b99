"""The run `spins`: its file, tv.runs.spins and tv.spins.teleport have the same numbers; what it refuses; what it resumes."""

import json
import os

import numpy as np
import pytest
import traversable as tv
import xarray as xr
from conftest import assert_refused

CHAIN = ["spins", "-m", "mixed_field_ising", "-n", "4", "--g", "0.9", "--boundary", "periodic", "--beta", "0,2", "--mu=-4,4", "--t0", "1,2", "--t1", "0,2",
         "--left", "0,2", "--right", "1,3", "--coupling", "size", "--couple", "0,1,2", "--weights", "1,1,2"]  # fmt: skip
CIRCUIT = ["spins", "-m", "haar", "-n", "4", "--seed", "5", "--instances", "3", "--beta", "0", "--mu=-4,4", "--t", "0,3"]


def file_of(run, folder, arguments):
    result = run(*arguments, "--quiet", "-o", "out.h5")
    assert result.returncode == 0, result.stderr
    return tv.load(folder / "out.h5").drop_vars("completed")


def same_numbers(file, dataset):
    for name in dataset.data_vars:
        assert file[name].dims == dataset[name].dims, name
        assert np.allclose(file[name].values, dataset[name].values, atol=1e-12), name


def test_a_chain_is_that_of_python(run, tmp_path):
    file = file_of(run, tmp_path, CHAIN)
    H = tv.spins.mixed_field_ising(4, g=0.9, boundary="periodic")
    dataset = tv.spins.teleport(
        H, [0, 2], [-4, 4], t0=[1, 2], t1=[0, 2], left=[0, 2], right=[1, 3], coupling="size", sites=[0, 1, 2], weights=[1, 1, 2]
    )
    same_numbers(file, dataset)
    options = {"model": "mixed_field_ising", "sites": 4, "g": 0.9, "boundary": "periodic", "beta": [0, 2], "mu": [-4, 4], "t0": [1, 2], "t1": [0, 2],
               "left": [0, 2], "right": [1, 3], "coupling": "size", "couple": [0, 1, 2], "weights": [1, 1, 2]}  # fmt: skip
    by_options = tv.runs.spins(**options)
    xr.testing.assert_identical(by_options.drop_attrs(deep=False), file.drop_attrs(deep=False))
    assert by_options.attrs["configuration"] == file.attrs["configuration"]


def test_instances_of_a_circuit_are_those_of_python(run, tmp_path):
    file = file_of(run, tmp_path, CIRCUIT)
    for k in range(3):
        S = tv.spins.brickwork(4, 3, seed=5, instance=k)
        same_numbers(file.isel(instance=k, drop=True), tv.spins.teleport(S, [0], [-4, 4], [0, 3]))
    assert file.t.attrs["units"] == "step"


@pytest.mark.parametrize("name, model", [
    ("transverse_ising", lambda: tv.spins.transverse_ising(3)), ("xxz", lambda: tv.spins.xxz(3)), ("xy_syk", lambda: tv.spins.xy_syk(3)),
    ("random_two_local", lambda: tv.spins.random_two_local(3)), ("kicked_ising", lambda: tv.spins.kicked_ising(3, 2)),
    ("brownian", lambda: tv.spins.brownian(3, 2)), ("clifford", lambda: tv.spins.brickwork(3, 2, "clifford")),
])  # fmt: skip
def test_every_model_has_its_name(name, model):
    same_numbers(tv.runs.spins(model=name, sites=3, beta=[0], mu=[2.0], t=[2]), tv.spins.teleport(model(), [0], [2.0], [2]))


def test_spin_syk_by_its_name():
    same_numbers(tv.runs.spins(model="spin_syk", sites=3, q=2, beta=[0], mu=[2.0], t=[2]), tv.spins.teleport(tv.spins.spin_syk(3, q=2), [0], [2.0], [2]))


@pytest.mark.parametrize("model", ["xxz", "kicked_ising", "brownian", "haar", "clifford"])
@pytest.mark.parametrize("times", [["--t", "0,2000"], ["--t0", "1", "--t1", "0,2000"]])
def test_a_dry_run_counts_the_steps(run, model, times):
    def operations(*these):
        result = run("spins", "-m", model, "-n", "6", "--beta", "0", "--mu", "1", *these, "--dry-run", "--json")
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)["takes"]["operations"]

    longer, shorter = operations(*times), operations(*(one.replace("2000", "2") for one in times))
    assert longer > 50 * shorter if model == "brownian" else longer >= shorter
    assert model == "xxz" or longer > shorter


BAD = {
    "site twice": (["--left", "0,0"], "--left: '0,0': 0 is given twice"),
    "site outside": (["--left", "4"], "--left: [4]: site 4, expected 0 to 3"),
    "coupled site outside": (["--couple", "0,5"], "--couple: 5: expected sites from 0 to 3"),
    "another number": (["--left", "0,1", "--right", "2"], "--right: [2]: expected 2 sites, as many as left has"),
    "weights that are negative": (["--weights", "1,1,1,-1"], "--weights: -1: expected a number >= 0"),
    "weights that are zero": (["--weights", "0,0,0,0"], "--weights: all 4 of them are zero, expected a positive one"),
    "too few weights": (["--weights", "1"], "--weights: 1 of them, expected 4, one a coupled site"),
    "another model's": (["--delta", "2"], "--delta: only with model xxz"),
    "warm circuit": (["--beta", "1"], "--beta: 1: expected 0 of a circuit"),
    "half a step": (["--t", "0.5"], "--t: 0.5: expected whole numbers of steps from 0 to 100000"),
}


@pytest.mark.parametrize("name", BAD)
def test_refuses_in_one_line(run, tmp_path, name):
    arguments, message = BAD[name]
    given = dict(zip(arguments[::2], arguments[1::2], strict=True))
    defaults = {"--beta": "0", "--mu": "1", "--t": "2"} | given
    flags = [part for pair in defaults.items() for part in pair]
    assert_refused(run, tmp_path, ["spins", "-m", "haar", "-n", "4", *flags, "-o", "out.h5"], message)


def test_resumes_to_the_same_file(run, tmp_path):
    whole = file_of(run, tmp_path, CIRCUIT)
    os.rename(tmp_path / "out.h5", tmp_path / "whole.h5")
    assert run(*CIRCUIT, "--quiet", "-o", "part.h5").returncode == 0
    result = run(*CIRCUIT, "--resume", "-o", "part.h5")
    assert result.returncode == 0 and "is complete: 6 points" in result.stderr
    xr.testing.assert_equal(tv.load(tmp_path / "part.h5").drop_vars("completed"), whole)
    other = run(*CIRCUIT, "--resume", "-o", "part.h5", "--seed", "6")
    assert other.returncode == 2 and "seed" in other.stderr
