"""Errors that several options make together name the place of one of them: the flag, the line of a file, Python's argument."""

import pytest
import traversable as tv

RUN = ["--beta", "4", "--mu", "1", "--t", "1", "-o", "no.h5"]


@pytest.mark.parametrize(
    ("lines", "where"),
    [
        (["model = 'dense_syk'", "majoranas = 8", "q = 3"], "line 3, q: 3: expected an even number"),
        (["model = 'sparse_syk'", "majoranas = 8", "k = 1000"], "line 3, k: 1000: expected"),
        (["q = 4", "model = 'nofile.json'"], "line 2, model: nofile.json: No such file"),
    ],
)
def test_lines_of_a_file(run, tmp_path, lines, where):
    (tmp_path / "run.toml").write_text("\n".join(lines) + "\n")
    result = run("teleport", "--config", "run.toml", *RUN)
    assert result.returncode == 2 and result.stderr.startswith(f"traversable: run.toml, {where}"), result.stderr


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        (["teleport", "-m", "dense_syk", "-N", "8", "--q", "3"], "--q: 3: expected an even number"),
        (["learn", "-m", "learned", "--average"], "--average: only with instances"),
        (["noise", "-m", "learned", "--noise", "none", "--preparation", "adaptive", "--fidelity", "2"], "--fidelity: 2: expected"),
        (["noise", "-m", "learned", "--noise", "none", "--preparation", "adaptive", "--layers", "7"], "--layers: only with preparation"),
        (["noise", "--noise", "none", "--show"], "--beta: not with --show"),
    ],
)  # fmt: skip
def test_flags(run, arguments, where):
    result = run(*arguments, *RUN)
    assert result.returncode == 2 and result.stderr.startswith(f"traversable: {where}"), result.stderr


NOISY = {"H": tv.models.learned(), "beta": 4, "mu": [-12, 12], "t": 1, "noise": "none"}
LEARN = {"model": "learned", "beta": 4, "mu": 1, "t": 1, "schedule": [5], "evaluations": 1}


@pytest.mark.parametrize(
    ("call", "where"),
    [
        (lambda: tv.runs.learn(**LEARN, average=True), "average: only with instances"),
        (lambda: tv.runs.teleport(model="dense_syk", majoranas=8, q=3, beta=4, mu=1, t=1), "q = 3: expected an even"),
        (lambda: tv.teleport(**NOISY, processor=tv.Processor(preparation="adaptive", fidelity=2.0)), "processor.fidelity = 2: "),
        (lambda: tv.teleport(**NOISY, processor=tv.Processor(preparation="adaptive", starts=9)), "processor.starts: only with"),
        (lambda: tv.teleport(**NOISY, noise_scale=-1), "noise_scale = -1: expected numbers >= 0"),
        (lambda: tv.runs.noise(**LEARN), "schedule"),
    ],
)
def test_arguments(call, where):
    with pytest.raises((ValueError, TypeError)) as error:
        call()
    assert str(error.value).startswith(where)


def test_what_could_not_be_computed_is_said():
    """A learning rate beyond all measure: the program ends with exit code 1, Python warns."""
    run = {"model": "dense_syk", "majoranas": 6, "beta": 4, "mu": [-12, 12], "t": [1, 2], "evaluations": 30, "schedule": [15, 10, 5]}
    with pytest.warns(RuntimeWarning, match="target 0 start 0 ended early"):
        ds = tv.runs.learn(**run, optimizer="adam", learning_rate=1e100)
    assert ds.loss.isnull().any()


def test_texts_are_those_of_a_file(run, tmp_path):
    assert run("diagnose", "-m", "learned", "--beta", "4", "--mu", "12", "--ensembles", "none", "-o", "d.h5").returncode == 0
    ds = tv.runs.diagnose(model="learned", beta=4, mu=12, ensembles="none")
    assert ds.ensemble.dtype == tv.load(tmp_path / "d.h5").ensemble.dtype == object
