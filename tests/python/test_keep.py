"""Datasets as files: what is saved comes back equal, whatever a user did to it, and nothing is ever half there."""

import os
import re
import signal
import subprocess
import sys
import tomllib

import h5py
import numpy as np
import pytest
import traversable as tv
import xarray as xr

H = tv.models.learned()
SYK = [tv.models.dense_syk(6, seed=2, instance=i) for i in range(3)]
FEW = {"beta": 4, "mu": [-12, 12], "t": [0.0, 2.8]}
FAST = tv.Processor(trials=1)

RUNS = {
    "teleport": lambda: tv.teleport(SYK, [1, 4], [-12, 12], t=[0, 1, 2]),
    "teleport, scalars": lambda: tv.teleport(H, 4, 12, t=1),
    "a map": lambda: tv.teleport(H, 4, [-12, 12], t0=[1, 2], t1=[0, 1, 2], method="krylov"),
    "noise": lambda: tv.teleport(H, 4, [-12, 12], 2.8, noise="sycamore", noise_scale=[0, 1, 2], shots=[100], processor=FAST, threshold=2,
                                 extrapolation="linear", budget=True),
    "learn": lambda: tv.learn(SYK[0], 4, [-12, 12], t=[0, 2], schedule=[8, 5], evaluations=5).dataset,
    "diagnose": lambda: tv.diagnose(H, 4.0, 12.0, np.linspace(0, 6, 5), ensembles={"itself": [H, H]}),
    "runs.teleport": lambda: tv.runs.teleport(model="dense_syk", majoranas=6, instances=2, **FEW),
    "runs.noise": lambda: tv.runs.noise(model="learned", noise="none", trials=1, **FEW),
    "runs.learn": lambda: tv.runs.learn(model="dense_syk", majoranas=6, schedule=[8, 5], evaluations=5, **FEW),
    "runs.diagnose": lambda: tv.runs.diagnose(model="learned", beta=4, mu=12, t="0:6:5", ensembles="dense", ensemble_instances=2),
    "runs.spins": lambda: tv.runs.spins(model="haar", sites=3, instances=2, beta=0, mu=[-4, 4], t=[2, 4]),
}  # fmt: skip
ORIGIN = {"schema", "experiment", "version", "git_commit", "configuration", "host", "libraries", "build", "start_time", "end_time"}


@pytest.fixture(scope="module")
def results():
    return {}


@pytest.fixture
def result(results):
    def of(name):
        if name not in results:
            results[name] = RUNS[name]()
        return results[name]

    return of


def kinds_of(dataset):
    return {name: "text" if one.dtype.kind in "UO" else one.dtype for name, one in dataset.variables.items()}


@pytest.mark.parametrize("name", RUNS)
def test_every_run_says_where_it_comes_from_and_comes_back(result, tmp_path, name):
    dataset = result(name)
    assert ORIGIN <= set(dataset.attrs)
    assert dataset.attrs["schema"] == "traversable/2" and dataset.attrs["version"] == tv.__version__
    assert dataset.attrs["start_time"] <= dataset.attrs["end_time"]
    assert "NumPy " + np.__version__ in dataset.attrs["libraries"] and "-march=" in dataset.attrs["build"]
    tomllib.loads(dataset.attrs["configuration"])
    before = dataset.copy(deep=True)
    path = tv.save(dataset, tmp_path / "kept.h5")
    again = tv.load(path)
    xr.testing.assert_identical(again, dataset)
    xr.testing.assert_identical(dataset, before)
    assert os.listdir(tmp_path) == ["kept.h5"]
    assert kinds_of(again) == kinds_of(dataset)


CHANGES = {
    "sel": lambda ds: ds.sel(mu=-12, drop=True),
    "isel": lambda ds: ds.isel(instance=[2, 0], t=0),
    "mean": lambda ds: ds.mean("instance"),
    "mean with attributes": lambda ds: ds.mean("instance", keep_attrs=True),
    "concat": lambda ds: xr.concat([ds.isel(beta=[1]), ds.isel(beta=[0])], "beta", data_vars="minimal"),
    "transposed": lambda ds: ds.transpose("t", ...),
    "one variable": lambda ds: ds[["negativity"]],
    "no variable": lambda ds: ds[[]],
    "no attributes": lambda ds: ds.drop_attrs(),
    "more": lambda ds: ds.assign(
        asymmetry=ds.mutual_information.sel(mu=-12) - ds.mutual_information.sel(mu=12), truth=ds.negativity > 0.1,
        single=ds.negativity.astype("float32"), phase=("t", np.exp(1j * ds.t.values)), words=("t", ["a", "bé", ""]), number=7,
        count=("t", np.arange(3, dtype=np.uint8)),
    ),
    "attributes": lambda ds: ds.assign_attrs(note="für mich", numbers=[1.5, 2.0], several=["a", "b"], flag=True, k=np.int32(3), z=1 + 2j),
    "another coordinate": lambda ds: ds.assign_coords(label=("t", [3, 1, 2]), scale=("mu", ["minus", "plus"])),
    "where": lambda ds: ds.where(ds.t > 0),
    "not a number": lambda ds: ds.assign(nothing=("t", [np.nan, np.inf, -0.0])),
    "an empty axis": lambda ds: ds.isel(t=slice(0, 0)),
    "float16": lambda ds: ds.assign(half=("t", np.zeros(3, np.float16))),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_what_users_do_to_a_dataset_comes_back(result, tmp_path, name):
    changed = CHANGES[name](result("teleport"))
    again = tv.load(tv.save(changed, tmp_path / "kept.h5"))
    xr.testing.assert_identical(again, changed)
    assert kinds_of(again) == kinds_of(changed)
    xr.testing.assert_identical(tv.load(tv.save(again, tmp_path / "again.h5")), changed)


def test_other_programs_read_the_layout(result, tmp_path):
    dataset = result("teleport")
    path = tv.save(dataset, tmp_path / "kept.h5", SYK)
    with h5py.File(path) as file:
        assert file["rho_pt"].dtype.names is None and file["rho_pt"].dtype == complex
        assert [scale.keys()[0] for scale in file["mutual_information"].dims] == ["instance", "beta", "mu", "t"]
        assert [file["t"].attrs[key] for key in ("units", "long_name")] == ["1/energy", dataset.t.attrs["long_name"]]
        assert {*ORIGIN, "saved"} <= set(file.attrs) and "NaN" not in str(dict(file["negativity"].attrs))
        assert file["hamiltonian/offset"][()].tolist() == [0, 15, 30, 45]
    opened = xr.open_dataset(path, engine="h5netcdf")
    xr.testing.assert_equal(opened.load(), dataset)


def test_hamiltonians_come_back(result, tmp_path):
    path = tv.save(result("teleport"), tmp_path / "kept.h5", SYK)
    assert [tv.load_hamiltonian(path, k) for k in range(3)] == SYK
    mixed = tv.Hamiltonian(4, [(0.5, [0, 1]), (-1.0, [0, 1, 2, 3])])
    for one in (H, mixed):
        path = tv.save(result("teleport, scalars"), tmp_path / "kept.h5", one, overwrite=True)
        assert tv.load_hamiltonian(path) == one
    path = tv.save(result("teleport"), tmp_path / "none.h5")
    with pytest.raises(ValueError, match=r"none.h5: no Hamiltonian in it"):
        tv.load_hamiltonian(path)


def test_nothing_is_replaced_unasked(result, tmp_path):
    dataset, path = result("teleport, scalars"), tmp_path / "kept.h5"
    tv.save(dataset, path)
    before = path.read_bytes()
    with pytest.raises(FileExistsError, match=r"kept.h5: exists, expected another name or overwrite=True"):
        tv.save(dataset, path)
    assert path.read_bytes() == before
    tv.save(dataset.assign(more=1), path, overwrite=True)
    assert "more" in tv.load(path)
    notes = tmp_path / "notes.txt"
    notes.write_text("mine")
    with pytest.raises(ValueError, match="is no HDF5, it is not replaced"):
        tv.save(dataset, notes, overwrite=True)
    assert notes.read_text() == "mine" and sorted(os.listdir(tmp_path)) == ["kept.h5", "notes.txt"]


def test_a_flipped_bit_is_found(result, tmp_path):
    path = tv.save(result("teleport"), tmp_path / "kept.h5", SYK)
    whole = path.read_bytes()
    with h5py.File(path) as file:
        places = {name: file[name].id.get_offset() for name in ("negativity", "t", "hamiltonian/coupling")}
    for name, place in places.items():
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(ValueError, match=f"its dataset {name} is damaged"):
            tv.load(path)
    # Everywhere, and cut off.
    for place in range(0, len(whole), 997):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        with pytest.raises(ValueError, match="kept.h5: "):
            tv.load(path)
        path.write_bytes(whole[:place])
        with pytest.raises(ValueError, match="kept.h5: "):
            tv.load(path)


KILLED = """
import os, signal, sys
import traversable as tv
from traversable import _core, _outputs, _save

path, when = sys.argv[1:]
ds = tv.load(path).assign(new=1)

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

if when == "before the seal":
    _core.seal_result_file = die
elif when == "before it is read back":
    _save._compare = die
elif when == "before the couplings":
    _save._couplings = die
elif when == "before the name":
    _outputs.Path.replace = die
tv.save(ds, path, tv.models.learned(), overwrite=True)
"""


@pytest.mark.parametrize("when", ["before the seal", "before it is read back", "before the couplings", "before the name", "after"])
def test_a_kill_leaves_what_was_there(result, tmp_path, when):
    path = tv.save(result("teleport, scalars"), tmp_path / "kept.h5")
    done = subprocess.run([sys.executable, "-c", KILLED, path, when], check=False)
    assert done.returncode == (0 if when == "after" else -signal.SIGKILL)
    assert ("new" in tv.load(path)) == (when == "after")
    # The next one is not in the way of what is left.
    tv.save(result("teleport, scalars"), path, overwrite=True)


@pytest.mark.parametrize("at", ["seal_result_file", "_compare"])
def test_an_error_leaves_nothing(result, tmp_path, monkeypatch, at):
    def fail(*_):
        raise RuntimeError("no space left on device")

    owner = tv._save._core if at == "seal_result_file" else tv._save
    monkeypatch.setattr(owner, at, fail)
    with pytest.raises(OSError, match=r"kept.h5: cannot be written \(no space left on device\)"):
        tv.save(result("teleport, scalars"), tmp_path / "kept.h5")
    assert os.listdir(tmp_path) == []


BAD = {
    "stack": (lambda ds: ds.stack(p=("mu", "t")), "p: an index of several levels, expected reset_index('p') first"),
    "objects": (lambda ds: ds.assign(o=("t", [{}, None, 1])), "o: values of type object, expected numbers or texts"),
    "dates": (lambda ds: ds.assign(d=np.datetime64("2026-01-01")), "d: values of type datetime64"),
    "a name": (lambda ds: ds.rename(negativity="a/b"), "dataset: a variable called 'a/b', expected a name without /"),
    "a number as name": (lambda ds: ds.rename(negativity=3), "dataset: a variable called 3"),
    "a dict": (lambda ds: ds.assign_attrs(options={"a": 1}), "dataset: attribute options = {'a': 1}, expected text, a number or a list"),
    "None": (lambda ds: ds.assign_attrs(note=None), "dataset: attribute note = None, expected text"),
    "of a variable": (lambda ds: ds.assign(x=("t", [1, 2, 3], {"who": object()})), "x: attribute who = <object object"),
    "reserved": (lambda ds: ds.assign_attrs(saved="me"), "dataset: an attribute called 'saved', expected another name"),
    "NUL": (lambda ds: ds.assign_attrs(note="a\0b"), "dataset: "),
    "surrogate": (lambda ds: ds.assign_attrs(note="\ud800"), "dataset: "),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_kept_is_named(result, tmp_path, name):
    change, message = BAD[name]
    with pytest.raises(ValueError, match="^" + re.escape(message)) as caught:
        tv.save(change(result("teleport")), tmp_path / "kept.h5")
    assert "\n" not in str(caught.value), caught.value
    assert os.listdir(tmp_path) == []


def test_bad_arguments(result, tmp_path):
    dataset = result("teleport")
    for arguments, kind, message in (
        ((1, "a.h5"), TypeError, "dataset = 1: expected a Dataset"),
        ((dataset.negativity, "a.h5"), TypeError, "dataset = "),
        ((dataset, 1), TypeError, "path = 1: expected a path"),
        ((dataset, tmp_path / "no" / "a.h5"), FileNotFoundError, "no: no such folder"),
        ((dataset, tmp_path / "a.h5", 1), TypeError, "hamiltonian = 1: expected a list, tuple or array of Hamiltonians"),
        ((dataset, tmp_path / "a.h5", []), ValueError, "hamiltonian = []"),
        ((dataset, tmp_path / "a.h5", H), ValueError, "hamiltonian: 1 for 3 instances of the Dataset, expected one each"),
        ((dataset, tmp_path / "a.h5", [H, *SYK[:2]]), ValueError, "hamiltonian: expected one number of Majoranas"),
    ):  # fmt: skip
        with pytest.raises(kind) as caught:
            tv.save(*arguments)
        assert message in str(caught.value), caught.value
    assert os.listdir(tmp_path) == []


def test_a_picture_of_a_saved_file(result, tmp_path):
    path = tv.save(result("teleport"), tmp_path / "kept.h5")
    subprocess.run([sys.executable, "-m", "traversable.plot", path], check=True, capture_output=True)
    assert (tmp_path / "kept.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", RUNS)
def test_to_netcdf_as_xarray_has_it(result, tmp_path, name):
    dataset = result(name)
    dataset.to_netcdf(tmp_path / "a.nc", engine="h5netcdf")
    xr.testing.assert_identical(xr.load_dataset(tmp_path / "a.nc", engine="h5netcdf"), dataset)


def test_about_is_a_page_for_a_bug_report():
    facts = tv.about()
    assert {"traversable", "build", "libraries", "SIMD", "threads", "memory", "devices", "models", "Python", "system"} == set(facts)
    assert facts["traversable"].startswith(tv.__version__) and f"h5py {h5py.__version__}" in facts["libraries"]
    lines = repr(facts).splitlines()
    assert lines[0].split() == ["traversable", *facts["traversable"].split()] and all(len(line) > 12 for line in lines)


def test_a_progress_bar_begins_with_its_length(capsys):
    tv.teleport(H, 4, [-12, 12], t=[1.0], progress=True)
    shown = capsys.readouterr().err
    assert "0point" not in shown and "1/1" in shown
