"""The file of a run and Python's Dataset of the same run: names, dims, attributes and values are equal."""

import numpy as np
import pytest
import traversable as tv
import xarray as xr

SYK = [tv.models.dense_syk(6, seed=2, instance=i) for i in range(3)]
ENSEMBLE = ["-m", "dense_syk", "-N", "6", "--seed", "2", "--instances", "3"]
LEARNED = ["-m", "learned"]
H = tv.models.learned()
BOTH = ["--mu=-12,12"]
FAST = tv.Processor(trials=5)


def diagnosed():
    ensembles = tv.diagnostics.reference_ensembles(H, instances=3)
    chosen = {name: ensembles[name] for name in ("dense", "same_terms_commuting")}
    return tv.diagnose(H, 4.0, 12.0, np.linspace(0, 6, 13), ensembles=chosen)


# (the program's arguments, the same in Python); lists everywhere, since a scalar is no dimension in Python.
RUNS = {
    "teleport": (
        ["teleport", *ENSEMBLE, "--beta", "1,4", *BOTH, "--t", "0:2:3"],
        lambda: tv.teleport(SYK, [1, 4], [-12, 12], t=[0, 1, 2]),
    ),
    "teleport, a map in nats": (
        ["teleport", *LEARNED, "--beta", "4", *BOTH, "--t0", "2.8", "--t1", "1,2", "--units", "nats", "--probe", "2,3"],
        lambda: tv.teleport(H, [4], [-12, 12], t0=[2.8], t1=[1, 2], units="nats", probe=(2, 3)),
    ),
    "teleport by Krylov": (
        ["teleport", *ENSEMBLE, "--beta", "1", *BOTH, "--t", "0,1", "--method", "krylov", "--encoding", "paired"],
        lambda: tv.teleport(SYK, [1], [-12, 12], t=[0, 1], method="krylov", encoding="paired"),
    ),
    "teleport by Trotter": (
        ["teleport", *LEARNED, "--beta", "1", *BOTH, "--t", "1", "--method", "trotter", "--trotter-step", "0.1",
         "--trotter-order", "4", "--encoding", ";".join(",".join(side) for side in tv.pauli.encoding_strings("sycamore", 7))],
        lambda: tv.teleport(H, [1], [-12, 12], t=[1], method="trotter", trotter_step=0.1, trotter_order=4,
                            encoding=tv.pauli.encoding_strings("sycamore", 7)),
    ),
    "noise": (
        ["noise", *LEARNED, "--beta", "2,4", *BOTH, "--t", "2.8", "--noise", "sycamore", "--trials", "5", "--scales", "0,1,2",
         "--shots", "100,1000", "--shot-seed", "5", "--threshold", "2", "--max-scale", "0.5", "--budget",
         "--extrapolation", "linear"],
        lambda: tv.teleport(H, [2, 4], [-12, 12], t=[2.8], noise="sycamore", noise_scale=[0, 1, 2], shots=[100, 1000], seed=5,
                            threshold=2, max_scale=0.5, budget=True, extrapolation="linear", processor=FAST),
    ),
    "noise by trajectories": (
        ["noise", *ENSEMBLE, "--beta", "1,4", *BOTH, "--t0", "1", "--t1", "1,2", "--noise", "uniform_depolarizing(0.001)",
         "--method", "trajectories", "--trajectories", "40", "--common-random-numbers", "--scales", "1", "--trials", "1",
         "--shots", "100"],
        lambda: tv.teleport(SYK, [1, 4], [-12, 12], t0=[1], t1=[1, 2], noise=tv.noise.uniform_depolarizing(0.001),
                            method="trajectories", trajectories=40, common_random_numbers=True, noise_scale=[1],
                            shots=[100], processor=tv.Processor(trials=1)),
    ),
    "noise on a processor": (
        ["noise", *LEARNED, "--beta", "1,4", *BOTH, "--t", "1", "--noise", "none", "--trials", "1",
         "--compile", "sqrt_iswap", "--connectivity", "0-1,1-2,2-3,3-4,4-5,5-6,6-7,7-8,8-0", "--compiler-seed", "3",
         "--trotter-steps", "2", "--trotter-order", "2", "--preparation", "adaptive", "--max-rotations", "6"],
        lambda: tv.teleport(H, [1, 4], [-12, 12], t=[1], noise="none",
                            processor=tv.Processor("sqrt_iswap", [(i, (i + 1) % 9) for i in range(9)], trials=1, seed=3,
                                                   trotter_steps=2, trotter_order=2, preparation="adaptive", max_rotations=6)),
    ),
    "learn": (
        ["learn", "-m", "dense_syk", "-N", "6", "--seed", "2", "--beta", "4", *BOTH, "--t", "0:4:3", "--schedule", "15,8,5",
         "--evaluations", "20", "--starts", "2", "--learning-seed", "4"],
        lambda: tv.learn(SYK[0], 4, [-12, 12], t=[0, 2, 4], schedule=[15, 8, 5], evaluations=20, starts=2, seed=4).dataset,
    ),
    "diagnose": (
        ["diagnose", *LEARNED, "--beta", "4", "--mu", "12", "--t", "0:6:13", "--ensemble-instances", "3",
         "--ensembles", "dense,same_terms_commuting"],
        diagnosed,
    ),
}  # fmt: skip

# What names objects in a file and is an object in Python, and what draws them.
OF_THE_FILE = ("model = ", "majoranas = ", "q = ", "J = ", "seed = ", "first_instance = ", "instances = ", "ensemble_")
# What a file has alone; `seed` draws the models, which are objects in Python.
OF_A_FILE = {"command_line", "stretches", "seed"}
# When it was, and what either is built with: of the program HDF5 and CLI11, of Python NumPy and xarray.
OF_A_PROCESS = {"configuration", "start_time", "end_time", "libraries", "git_commit"}


def lines_of(dataset):
    lines = dataset.attrs["configuration"].splitlines()
    return [line for line in lines if not line.startswith(OF_THE_FILE)]


@pytest.mark.parametrize("name", RUNS)
def test_file_and_dataset_are_equal(run, tmp_path, name):
    arguments, compute = RUNS[name]
    result = run(*arguments, "--quiet", "-o", "out.h5")
    assert result.returncode == 0, result.stderr
    file, dataset = tv.load(tmp_path / "out.h5").drop_vars("completed"), compute()
    xr.testing.assert_identical(dataset.drop_attrs(deep=False), file.drop_attrs(deep=False))
    assert lines_of(dataset) == lines_of(file)
    assert set(file.attrs) - set(dataset.attrs) <= OF_A_FILE
    for key in set(dataset.attrs) - OF_A_PROCESS:
        assert dataset.attrs[key] == file.attrs[key], key


def test_defaults_are_the_same(run, tmp_path):
    """A run with nothing but what must be given."""
    few = ["--beta", "4", "--mu=-12,12", "--t", "1"]
    for arguments, compute in (
        (["teleport", *LEARNED, *few], lambda: tv.teleport(H, [4], [-12, 12], [1])),
        (["teleport", *LEARNED, *few, "--method", "krylov"], lambda: tv.teleport(H, [4], [-12, 12], [1], method="krylov")),
        (["noise", *LEARNED, *few, "--noise", "none", "--shots", "9"],
         lambda: tv.teleport(H, 4, [-12, 12], [1], noise="none", shots=[9])),
    ):  # fmt: skip
        shown = run(*arguments, "--dry-run").stdout
        lines = [line for line in shown.splitlines() if not line.startswith(("#", *OF_THE_FILE))]
        assert lines == lines_of(compute())
