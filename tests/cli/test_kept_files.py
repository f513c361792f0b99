"""Files that Python saves beside the program's, and the parts of an ensemble as one."""

import os
import re
import shutil
import subprocess

import h5py
import numpy as np
import pytest
import traversable as tv
import xarray as xr

ENSEMBLE = ["teleport", "-m", "dense_syk", "-N", "6", "--seed", "2", "--beta", "1,4", "--mu=-12,12", "--t", "0:2:3", "--quiet"]
NOISY = ["noise", "-m", "dense_syk", "-N", "4", "--beta", "4", "--mu=-12,12", "--t", "1", "--trials", "1", "--noise", "uniform_depolarizing(0.001)", "--quiet"]


def part(run, name, first, count, *more, command=ENSEMBLE):
    result = run(*command, "--instances", str(count), "--first-instance", str(first), *more, "-o", name)
    assert result.returncode == 0, result.stderr


@pytest.fixture
def parts(run, tmp_path):
    """Ten instances as 10, 4 + 3 + 3 in an order that is not that of the names."""
    for name, first, count in (("whole.h5", 5, 10), ("part_1.h5", 9, 3), ("part_10.h5", 5, 4), ("part_2.h5", 12, 3)):
        part(run, name, first, count)
    return tmp_path


def without_processes(dataset):
    return dataset.drop_attrs(deep=False)


def test_info_tells_where_a_saved_file_comes_from(run, tmp_path):
    ds = tv.runs.teleport(model="dense_syk", majoranas=6, instances=2, beta=4, mu=[-12, 12], t=[0, 1])
    tv.save(ds, tmp_path / "kept.h5")
    shown = run("info", "kept.h5")
    assert shown.returncode == 0, shown.stderr
    assert f"teleport (traversable/2), by traversable {tv.__version__} ({ds.attrs['git_commit']})" in shown.stdout
    assert re.search(r"^saved {6}\S+Z, Python, traversable", shown.stdout, re.MULTILINE) and ds.attrs["configuration"] in shown.stdout
    assert "everything is as it was written" in run("info", "--verify", "kept.h5").stdout
    tv.save(ds.drop_attrs(), tmp_path / "bare.h5")
    shown = run("info", "bare.h5")
    assert shown.returncode == 0 and shown.stdout.startswith("unknown (unknown), by traversable unknown"), shown


def test_no_run_goes_on_with_a_saved_file(run, tmp_path):
    part(run, "out.h5", 0, 2)
    tv.save(tv.load(tmp_path / "out.h5"), tmp_path / "kept.h5", [tv.load_hamiltonian(tmp_path / "out.h5", k) for k in range(2)])
    before = (tmp_path / "kept.h5").read_bytes()
    result = run(*ENSEMBLE, "--instances", "2", "--resume", "-o", "kept.h5")
    assert (result.returncode, result.stdout) == (2, "") and result.stderr == (
        "traversable: kept.h5: a Dataset saved by Python, expected the file of a run\n"
    )
    assert (tmp_path / "kept.h5").read_bytes() == before
    assert run(*ENSEMBLE, "--instances", "2", "--overwrite", "-o", "kept.h5").returncode == 0


def test_a_file_of_the_program_is_kept_as_it_was_read(run, tmp_path):
    part(run, "out.h5", 0, 2)
    dataset = tv.load(tmp_path / "out.h5")
    hamiltonians = [tv.load_hamiltonian(tmp_path / "out.h5", k) for k in range(2)]
    tv.save(dataset, tmp_path / "kept.h5", hamiltonians)
    xr.testing.assert_identical(tv.load(tmp_path / "kept.h5"), dataset)
    dataset.to_netcdf(tmp_path / "a.nc", engine="h5netcdf")
    xr.testing.assert_equal(xr.load_dataset(tmp_path / "a.nc", engine="h5netcdf"), dataset)
    with h5py.File(tmp_path / "out.h5") as ours, h5py.File(tmp_path / "kept.h5") as kept:
        # One layout, whoever wrote it.
        for group in ("hamiltonian", "/"):
            datasets = [{name for name, item in file[group].items() if isinstance(item, h5py.Dataset)} for file in (ours, kept)]
            assert datasets[0] == datasets[1]
            for name in datasets[0]:
                a, b = ours[group][name], kept[group][name]
                assert a.dtype == b.dtype and a.shape == b.shape and np.array_equal(a, b), name
                for key in ("units", "long_name"):
                    assert np.asarray(a.attrs.get(key, "")).astype(str) == np.asarray(b.attrs.get(key, "")).astype(str), name
                assert [scale.keys()[0] for scale in a.dims if len(scale)] == [scale.keys()[0] for scale in b.dims if len(scale)]
        for key in ("definition", "num_majoranas"):
            a, b = (np.asarray(file["hamiltonian"].attrs[key]).astype(str) for file in (ours, kept))
            assert a == b


def test_a_file_that_a_run_writes_to_is_not_replaced(run, program, tmp_path):
    arguments = ["teleport", "-m", "dense_syk", "-N", "14", "--instances", "50", "--beta", "4", "--mu=-12,12", "--t0", "0:4:20", "--t1", "0:4:20"]
    running = subprocess.Popen([program, *arguments, "-o", "out.h5", "--quiet"], cwd=tmp_path)
    try:
        while not (tmp_path / "out.h5").exists():
            assert running.poll() is None
        ds = tv.teleport(tv.models.learned(), 4, 12, 1)
        with pytest.raises(ValueError, match="out.h5: a run is writing to it"):
            tv.save(ds, tmp_path / "out.h5", overwrite=True)
        assert "instance" in tv.load(tmp_path / "out.h5").dims
    finally:
        running.terminate()
        running.wait()
    tv.save(ds, tmp_path / "out.h5", overwrite=True)


def test_parts_are_the_whole(parts):
    whole = tv.load(parts / "whole.h5")
    files = [parts / f"part_{i}.h5" for i in (10, 2, 1)]
    for given in (parts / "part_*.h5", str(parts / "part_[0-9]*.h5"), files, tuple(map(str, files))):
        joined = tv.load(given)
        assert joined.instance.values.tolist() == list(range(5, 15))
        xr.testing.assert_identical(without_processes(joined), without_processes(whole))
        assert list(joined.variables) == list(whole.variables)
        assert joined.attrs["configuration"] == whole.attrs["configuration"]
        assert {key: joined.attrs[key] for key in ("seed", "schema", "version", "experiment", "host")} == {
            key: whole.attrs[key] for key in ("seed", "schema", "version", "experiment", "host")
        }
    assert len(joined.attrs["stretches"]) == 3 and len(joined.attrs["command_line"].splitlines()) == 3
    ends = [(tv.load(one).attrs["start_time"], tv.load(one).attrs["end_time"]) for one in files]
    assert joined.attrs["start_time"] == min(a for a, _ in ends) and joined.attrs["end_time"] == max(b for _, b in ends)
    xr.testing.assert_identical(tv.load([parts / "whole.h5"]).drop_attrs(), whole.drop_attrs())
    for k in range(5, 15):
        H = tv.models.dense_syk(6, seed=2, instance=k)
        assert tv.load_hamiltonian(files, k) == tv.load_hamiltonian(parts / "part_*.h5", k) == H
    assert tv.load_hamiltonian(parts / "part_10.h5", 0) == tv.models.dense_syk(6, seed=2, instance=5)
    with pytest.raises(ValueError, match="instance = 15: in none of 3 files"):
        tv.load_hamiltonian(files, 15)
    kept = tv.save(joined, parts / "joined.h5", [tv.load_hamiltonian(files, k) for k in joined.instance.values])
    xr.testing.assert_identical(tv.load(kept), joined)


def test_parts_of_noisy_runs(run, tmp_path):
    for name, first, count in (("whole.h5", 0, 3), ("a.h5", 0, 2), ("b.h5", 2, 1)):
        part(run, name, first, count, command=NOISY)
    joined, whole = tv.load([tmp_path / "b.h5", tmp_path / "a.h5"]), tv.load(tmp_path / "whole.h5")
    xr.testing.assert_identical(without_processes(joined), without_processes(whole))
    assert joined.attrs["noise_model"] == whole.attrs["noise_model"]


def test_an_unfinished_part(parts, run):
    """What is open is NaN, and so is the mean."""
    file = parts / "part_2.h5"
    with h5py.File(file) as opened:
        place = opened["completed"].id.get_offset()
    data = bytearray(file.read_bytes())
    data[place] = 0
    file.write_bytes(data)
    joined = tv.load(parts / "part_*.h5")
    assert np.isnan(joined.mutual_information.sel(instance=12).isel(beta=0, t=0)).all()
    mean = joined.mutual_information_mean
    assert np.isnan(mean.isel(beta=0, t=0)).all() and not np.isnan(mean.isel(t=slice(1, None))).any()


def test_parts_that_are_not_those_of_one_run(parts, run):
    good = parts / "part_10.h5"
    part(run, "overlap.h5", 8, 2)
    part(run, "other.h5", 9, 2, "--units", "nats")
    part(run, "model.h5", 9, 2, command=[*ENSEMBLE, "--probe", "2,3"])
    assert run("teleport", "-m", "learned", "--beta", "4", "--mu", "12", "--t", "1", "-o", "single.h5", "--quiet").returncode == 0
    shutil.copy(good, parts / "twice.h5")
    for names, message in (
        (["overlap.h5"], r"overlap.h5: begins with instance 8, but .*part_10.h5 ends with 8: parts overlap"),
        (["twice.h5"], r"begins with instance 5, but .* ends with 8: parts overlap"),
        (["part_2.h5"], r"part_2.h5: begins with instance 12, but .*part_10.h5 ends with 8: a part is missing"),
        (["other.h5"], r"other.h5: made by another configuration than .*part_10.h5 .*units = 'nats'"),
        (["model.h5"], r"model.h5: made by another configuration than .*part_10.h5 .*probe = \[2, 3\]"),
        (["single.h5"], r"single.h5: no axis instance, expected a part of an ensemble"),
    ):
        with pytest.raises(ValueError, match=message) as caught:
            tv.load([good, *(parts / name for name in names)])
        assert "\n" not in str(caught.value)
    for path, kind, message in (
        (parts / "none_*.h5", FileNotFoundError, "none_.*no such file"),
        ([], ValueError, r"path = \[\]: expected a path or a list of paths"),
        ([parts / "no.h5"], FileNotFoundError, "no.h5: no such file"),
        ([1], TypeError, "path = 1: expected a path"),
    ):
        with pytest.raises(kind, match=message):
            tv.load(path)
    data = bytearray((parts / "part_1.h5").read_bytes())
    data[len(data) // 2] ^= 1
    (parts / "part_1.h5").write_bytes(data)
    with pytest.raises(ValueError, match="part_1.h5: .*damaged"):
        tv.load(parts / "part_*.h5")


def test_a_file_with_the_name_of_a_pattern(run, tmp_path):
    part(run, "a[1].h5", 0, 2)
    assert tv.load(tmp_path / "a[1].h5").sizes["instance"] == 2 and os.listdir(tmp_path) == ["a[1].h5"]
