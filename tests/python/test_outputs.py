"""`python -m traversable.plot` and `.report`: one line for what goes wrong, and nothing is lost."""

import functools
import subprocess
import sys

import h5py
import pytest
import traversable as tv
from traversable.plot.__main__ import main as plot
from traversable.report.__main__ import main as report

H = tv.models.learned()


@pytest.fixture
def result(tmp_path, monkeypatch):
    # A file of xarray has no checksums.
    for program in ("plot", "report"):
        monkeypatch.setattr(f"traversable.{program}.__main__.load", functools.partial(tv.load, verify=False))
    path = tmp_path / "res.h5"
    dataset = tv.teleport(H, [4.0], [-12.0, 12.0], [0.0, 1.4, 2.8]).drop_vars("rho_pt").assign_attrs(schema="traversable/1")
    dataset.to_netcdf(path, engine="h5netcdf")
    return path


def said(capsys):
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1 and lines[0].startswith("traversable."), lines
    return lines[0]


def test_a_picture_is_made_and_replaced(result, capsys):
    assert plot([str(result)]) == plot([str(result)]) == 0
    for ending in ("pdf", "svg"):
        target = result.with_suffix("." + ending)
        assert plot([str(result), "-o", str(target)]) == plot([str(result), "-o", str(target)]) == 0
    assert sorted(path.name for path in result.parent.iterdir()) == ["res.h5", "res.pdf", "res.png", "res.svg"]


def test_the_input_is_not_replaced(result, capsys):
    for name in ("res.png", "res.html"):
        source = result.rename(result.with_name(name))
        before = source.read_bytes()
        program = plot if name.endswith("png") else report
        assert program([str(source)]) == 2
        said(capsys)
        assert source.read_bytes() == before
        result = source


@pytest.mark.parametrize("content", [b"notes", b"<?xml version='1.0'?><data/>", b"\x89HDF\r\n\x1a\n"])
def test_other_files_are_not_replaced(result, capsys, content):
    for program, name in ((plot, "keep.png"), (plot, "keep.svg"), (report, "keep.html")):
        target = result.with_name(name)
        target.write_bytes(content)
        assert program([str(result), "-o", str(target)]) == 2
        assert "not replaced" in said(capsys)
        assert target.read_bytes() == content


@pytest.mark.parametrize("program", [plot, report])
def test_bad_files_are_a_line(program, tmp_path, capsys):
    path = tmp_path / "bad\nname.h5"
    for content in (None, b"", b"text", b"\x89HDF\r\n\x1a\n" + bytes(100)):
        if content is not None:
            path.write_bytes(content)
        assert program([str(path)]) in (1, 2)
        said(capsys)
    path.unlink()
    with h5py.File(path, "w") as file:
        file.attrs["schema"] = "traversable/1"
        file["mutual_information"] = 3.0
    assert program([str(path)]) in (1, 2)
    said(capsys)
    assert program([str(tmp_path)]) in (1, 2)
    said(capsys)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_every_variable_that_is_missing_is_a_line(result, capsys):
    names = list(tv.load(result, verify=False).variables)
    for name in names:
        damaged = result.with_name("damaged.h5")
        damaged.write_bytes(result.read_bytes())
        with h5py.File(damaged, "a") as file:
            del file[name]
        if plot([str(damaged), "-o", str(result.with_name("out.png"))]) != 0:
            said(capsys)


@pytest.mark.parametrize("module", ["plot", "report"])
def test_as_programs(module, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", f"traversable.{module}", str(tmp_path / "none.h5")], capture_output=True, text=True
    )  # fmt: skip
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1, done.stderr
