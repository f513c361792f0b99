"""Result files and what the subcommands print."""

import fcntl
import json
import os
import pty
import subprocess

import h5py
import numpy as np
import pytest
import traversable as tv
import xarray as xr

LEARNED = ["--model", "learned", "--beta", "4", "--mu=-12,12"]

RUNS = {
    "diagonal": ([*LEARNED, "--t", "0:4:5"], ("beta", "mu", "t")),
    "fixed injection": ([*LEARNED, "--t0", "2.8", "--t1", "0:10:11"], ("beta", "mu", "t0", "t1")),
    "map": (["--model", "learned", "--beta", "1,4", "--mu", "3", "--t0", "0:1:2", "--t1", "0:4:5"],
            ("beta", "mu", "t0", "t1")),
    "ensemble": (["--model", "sparse_syk", "-N", "8", "--k", "2", "--instances", "3", "--beta", "1", "--mu=-1,1",
                  "--t", "1,2"], ("instance", "beta", "mu", "t")),
    "krylov": ([*LEARNED, "--t", "0:4:3", "--method", "krylov"], ("beta", "mu", "t")),
    "trotter": ([*LEARNED, "--t0", "2.8", "--t1", "0:2:3", "--method", "trotter", "--trotter-step", "5",
                 "--encoding", "sycamore"], ("beta", "mu", "t0", "t1")),
    "odd ensemble": (["--model", "binary_sparse_syk", "-N", "7", "--k", "1", "--instances", "2", "--beta", "1",
                      "--mu=1", "--t", "1", "--units", "nats"], ("instance", "beta", "mu", "t")),
}  # fmt: skip


@pytest.mark.parametrize("name", RUNS)
def test_xarray_opens_every_file_with_units_on_every_axis(run, tmp_path, name):
    arguments, dims = RUNS[name]
    result = run("teleport", *arguments, "-o", "out.h5")
    assert result.returncode == 0, result.stderr
    with xr.open_dataset(tmp_path / "out.h5", engine="h5netcdf") as dataset:
        assert dataset.mutual_information.dims == dims
        assert dataset.rho_pt.dims == (*dims, "row", "column")
        assert dataset.rho_pt.dtype == complex
        for axis in (*dims, "row", "column"):
            assert bool(dataset[axis].attrs.get("units")) == (axis != "mu")  # which has none
            assert dataset[axis].attrs["long_name"]
        for variable in dataset.data_vars.values():
            assert variable.attrs["units"], variable.name
            assert np.isfinite(variable).all() or "stderr" in variable.name
        assert dataset.mutual_information.attrs["units"] == ("nats" if "nats" in arguments else "bits")
        assert (dataset.completed == 1).all()
        expected = ["schema", "version", "git_commit", "command_line", "configuration", "seed", "host", "start_time",
                    "end_time", "libraries"]  # fmt: skip
        assert set(expected) <= set(dataset.attrs)
        assert dataset.attrs["schema"] == "traversable/2"


def test_the_file_holds_what_python_computes(run, tmp_path):
    assert run("teleport", *LEARNED, "--t0", "1,2.8", "--t1", "0:4:5", "-o", "out.h5").returncode == 0
    file = tv.load(tmp_path / "out.h5")
    ds = tv.teleport(tv.models.learned(), beta=[4.0], mu=[-12, 12], t0=[1, 2.8], t1=np.linspace(0, 4, 5))
    for name in ds.data_vars:
        assert file[name].dims == ds[name].dims
        assert np.abs(file[name].values - ds[name].values).max() < 1e-14
        assert file[name].attrs == ds[name].attrs
    for name in ds.coords:
        assert file[name].attrs == ds[name].attrs


def test_a_lock_of_the_run_does_not_keep_readers_out(run, tmp_path):
    assert run("teleport", *LEARNED, "--t", "1", "-o", "out.h5").returncode == 0
    path = tmp_path / "out.h5"
    with open(path, "rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # what a run's own lock is to others on NFS
        assert tv.load(path).mutual_information.shape == (1, 2, 1)
        assert tv.load_hamiltonian(path, np.int8(0)) == tv.models.learned()
        with pytest.raises(BlockingIOError):  # without checksums the lock is all there is
            tv.load(path, verify=False)
    assert tv.load(path, verify=False).mutual_information.shape == (1, 2, 1)


def test_ensemble_statistics(run, tmp_path):
    assert run("teleport", *RUNS["ensemble"][0], "-o", "out.h5").returncode == 0
    ds = tv.load(tmp_path / "out.h5")
    information = ds.mutual_information
    assert np.allclose(ds.mutual_information_mean, information.mean("instance"), atol=1e-15)
    assert np.allclose(ds.mutual_information_stderr, information.std("instance", ddof=1) / 3**0.5, atol=1e-15)


def test_couplings_of_every_instance_are_in_the_file(run, tmp_path):
    assert run("teleport", *RUNS["ensemble"][0], "--first-instance", "5", "-o", "out.h5").returncode == 0
    with h5py.File(tmp_path / "out.h5") as file:
        group = file["hamiltonian"]
        offset, indices, coupling = group["offset"][()], group["indices"][()], group["coupling"][()]
        for i in range(3):
            H = tv.models.sparse_syk(8, k=2, instance=5 + i)
            rows = slice(offset[i], offset[i + 1])
            assert [(c, tuple(int(j) for j in row)) for c, row in zip(coupling[rows], indices[rows])] == H.terms
        assert file["instance"][()].tolist() == [5, 6, 7]


def test_instances_split_over_jobs_are_those_of_one_run(run, tmp_path):
    ensemble = ["--model", "dense_syk", "-N", "8", "--beta", "1", "--mu=-1,1", "--t", "1,2"]
    assert run("teleport", *ensemble, "--instances", "4", "-o", "all.h5").returncode == 0
    assert run("teleport", *ensemble, "--instances", "2", "-o", "a.h5").returncode == 0
    assert run("teleport", *ensemble, "--instances", "2", "--first-instance", "2", "-o", "b.h5").returncode == 0
    parts = xr.concat([tv.load(tmp_path / n).mutual_information for n in ("a.h5", "b.h5")], "instance")
    assert parts.identical(tv.load(tmp_path / "all.h5").mutual_information)


def test_configuration_file_and_flags(run, tmp_path):
    (tmp_path / "run.toml").write_text(
        "model = 'learned'\nbeta = 4\nmu = [-12, 12]\nt = '0:1:3'\noutput = 'out.h5'\nthreads = 1\nquiet = true\n"
    )
    result = run("teleport", "--config", "run.toml", "--beta", "2")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    dataset = tv.load(tmp_path / "out.h5")
    assert dataset.beta.values.tolist() == [2]
    # The stored configuration is a configuration.
    (tmp_path / "again.toml").write_text(dataset.attrs["configuration"])
    assert run("teleport", "--config", "again.toml", "-o", "again.h5").returncode == 0
    assert tv.load(tmp_path / "again.h5").mutual_information.identical(dataset.mutual_information)


def test_model_takes_its_options_from_a_file(run, tmp_path):
    (tmp_path / "model.toml").write_text("model = 'dense_syk'\nmajoranas = 6\nformat = 'json'\n")
    assert json.loads(run("model", "--config", "model.toml").stdout)["num_majoranas"] == 6
    (tmp_path / "model.toml").write_text("model = 'learned'\nspectrum = 1\n")
    result = run("model", "--config", "model.toml")
    assert result.returncode == 2
    assert "model.toml, line 2, spectrum: '1': expected true or false" in result.stderr


def test_a_name_as_long_as_a_name_can_be(run, tmp_path):
    name = "0" * 252 + ".h5"
    assert run("teleport", "-m", "learned", "--beta", "4", "--mu=-12", "--t", "1", "-o", name, "--quiet").returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_dry_run_computes_nothing(run, tmp_path):
    result = run("teleport", "-m", "dense_syk", "-N", "24", "--beta", "4", "--mu=-12,12", "--t", "0:1:3", "--dry-run")
    assert result.returncode == 0
    assert "majoranas = 24" in result.stdout
    assert "4096 x 4096" in result.stdout
    assert "memory        2." in result.stdout
    assert os.listdir(tmp_path) == []


def test_model_prints_and_writes_hamiltonians(run, tmp_path):
    result = run("model", "-m", "learned", "--spectrum")
    assert "-0.36 ψ1ψ2ψ4ψ5" in result.stdout
    assert "all commuting" in result.stdout
    for level in ["-0.4925", "-0.1525", "-0.1075", "-0.0275", "0.0425", "0.1375", "0.2875", "0.3125"]:
        assert f" {level}  x 2" in result.stdout
    assert run("model", "-m", "dense_syk", "-N", "6", "--format", "json", "-o", "h.json").returncode == 0
    text = (tmp_path / "h.json").read_text()
    assert len(json.loads(text)["terms"]) == 15
    assert tv.Hamiltonian.from_json(text) == tv.models.dense_syk(6)
    assert run("model", "-m", "h.json", "--format", "json").stdout == text
    refused = run("model", "-m", "learned", "-o", "h.json")
    assert refused.returncode == 2
    assert (tmp_path / "h.json").read_text() == text


def test_a_written_hamiltonian_gives_the_same_run(run, tmp_path):
    run("model", "-m", "dense_syk", "-N", "6", "--seed", "4", "--format", "json", "-o", "h.json")
    times = ["--beta", "1", "--mu", "3", "--t", "0:1:3"]
    assert run("teleport", "-m", "h.json", *times, "-o", "a.h5").returncode == 0
    assert run("teleport", "-m", "dense_syk", "-N", "6", "--seed", "4", *times, "-o", "b.h5").returncode == 0
    a, b = (tv.load(tmp_path / name) for name in ("a.h5", "b.h5"))
    assert a.mutual_information.identical(b.mutual_information)


def test_info(run, tmp_path):
    assert "HDF5" in run("info").stdout
    assert run("--version").stdout.strip() == tv.__version__
    run("teleport", *LEARNED, "--t", "1,2", "-o", "out.h5")
    described = run("info", "out.h5").stdout
    assert "points     2 of 2" in described
    assert "model = 'learned'" in described
    (tmp_path / "text.h5").write_text("text")
    refused = run("info", "text.h5")
    assert refused.returncode == 2
    assert "not a result file" in refused.stderr


def test_a_full_disk_under_standard_output_is_an_error(program):
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            [program, "model", "-m", "learned"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert result.returncode == 1
    assert "standard output cannot be written" in result.stderr


def test_help_of_every_subcommand(run):
    for arguments in (["--help"], ["model", "--help"], ["teleport", "--help"], ["info", "--help"]):
        result = run(*arguments)
        assert result.returncode == 0
        assert "--help" in result.stdout


def test_progress_on_a_terminal(program, tmp_path):
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [program, "teleport", "-m", "dense_syk", "-N", "12", "--beta", "1", "--mu=-1,1", "--t", "0:9:200",
         "-o", "out.h5"], cwd=tmp_path, stderr=follower,
    )  # fmt: skip
    os.close(follower)
    text = b""
    while True:
        try:
            piece = os.read(leader, 4096)
        except OSError:  # the other end is closed
            break
        text += piece
    os.close(leader)
    assert process.wait() == 0
    assert b"200/200 points" in text
    assert b"/s, 0:00 left" in text


def test_quiet_says_nothing(run):
    result = run("teleport", *LEARNED, "--t", "1", "-o", "out.h5", "--quiet")
    assert (result.stdout, result.stderr) == ("", "")


def test_state_vectors_write_what_the_exact_engine_writes(run, tmp_path):
    sweep = ["-m", "dense_syk", "-N", "10", "--seed", "3", "--instances", "2", "--beta", "4", "--mu=-12,12", "--t0", "0,2.8",
             "--t1", "0:4:5", "--quiet"]  # fmt: skip
    assert run("teleport", *sweep, "-o", "exact.h5").returncode == 0
    assert run("teleport", *sweep, "--method", "krylov", "-o", "krylov.h5").returncode == 0
    with h5py.File(tmp_path / "exact.h5") as exact, h5py.File(tmp_path / "krylov.h5") as krylov:
        assert np.abs(exact["rho_pt"][:] - krylov["rho_pt"][:]).max() < 1e-9
        assert np.abs(exact["energy"][:] - krylov["energy"][:]).max() < 1e-9
        assert krylov["error_estimate"].shape == (2, 1, 2)
        assert (krylov["error_estimate"][:] < 1e-9).all()
        assert (krylov["operator_applications"][:] > 0).all()
        assert "error_estimate" not in exact
        assert b"tolerance = 1e-10" in krylov.attrs["configuration"]
    refused = run("teleport", *sweep, "--method", "chebyshev", "--resume", "-o", "krylov.h5")
    assert refused.returncode == 2
    assert "method: 'chebyshev' here, 'krylov' in the file" in refused.stderr


def test_dry_run_of_state_vectors_tells_what_it_takes(run):
    result = run("teleport", "-m", "sparse_syk", "-N", "24", "--k", "4", "--beta", "4", "--mu=-12", "--t", "2.8",
                 "--method", "chebyshev", "--dry-run")  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert "# qubits        24, parity sectors of 23" in result.stdout
    assert "# products      about" in result.stdout
