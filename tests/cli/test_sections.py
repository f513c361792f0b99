"""One TOML file for several commands: keys for all of them, and a section each."""

import json

import pytest

PROJECT = """\
model = 'learned'
beta = 4
mu = [-12, 12]
t = [2.8]
log_level = 'warn'

[noise]
noise = 'sycamore'
scales = [0, 1]
beta = 3

[learn]
schedule = [5, 3]
terms = 3

[diagnose]
mu = 12
t = '0:4:9'
ensembles = 'none'

[circuit]
mu = -12
compile = 'cz'
"""


def configuration(run, command, *arguments):
    result = run(command, "--config", "run.toml", *arguments, "--dry-run", "--json")
    assert result.returncode == 0, result
    return json.loads(result.stdout)["configuration"]


def test_every_command_reads_its_own(run, tmp_path):
    (tmp_path / "run.toml").write_text(PROJECT)
    assert configuration(run, "teleport") == {"model": "learned", "beta": [4], "mu": [-12, 12], "t": [2.8], "probe": [0, 1],
                                              "units": "bits", "method": "exact", "precision": "double"}  # fmt: skip
    noise = configuration(run, "noise")
    assert noise["beta"] == 3 and noise["scales"] == [0, 1] and noise["mu"] == [-12, 12]
    assert configuration(run, "noise", "--beta", "2")["beta"] == 2
    assert configuration(run, "learn")["schedule"] == [5, 3]
    diagnosis = configuration(run, "diagnose")
    assert diagnosis["mu"] == 12 and len(diagnosis["t"]) == 9 and diagnosis["beta"] == 4
    circuit = configuration(run, "circuit")
    assert circuit["mu"] == -12 and circuit["t0"] == 2.8 and circuit["compile"] == "cz"


def test_the_file_of_a_run_is_that_of_flags_alone(run, tmp_path):
    (tmp_path / "run.toml").write_text(PROJECT)
    flags = ["-m", "learned", "--beta", "4", "--mu=-12,12", "--t", "2.8"]
    assert run("teleport", "--config", "run.toml", "-o", "a.h5").returncode == 0
    assert run("teleport", *flags, "-o", "a.h5", "--resume").returncode == 0
    told = [json.loads(run("info", "a.h5", "--json").stdout)["configuration"]]
    assert told == [configuration(run, "teleport")]


@pytest.mark.parametrize(("text", "command", "message"), [
    ("[noise]\nshts = 3\n", "noise", "run.toml, line 2, [noise] shts: unknown key, did you mean shots?"),
    ("[noise]\nshts = 3\n", "teleport", "run.toml, line 2, [noise] shts: unknown key, did you mean shots?"),
    ("[noise]\nscales = {a = 1}\n", "teleport", "run.toml, line 2, [noise] scales: expected a number, a string"),
    ("[nose]\nshots = 3\n", "noise", "run.toml, line 1, nose: unknown section, expected one of circuit, diagnose, learn, model, noise, spins, teleport, did you mean noise?"),
    ("bta = 3\n[noise]\nshots = 3\n", "noise", "run.toml, line 1, bta: unknown key, did you mean beta?"),
    ("[teleport]\nbeta = -1\n", "teleport", "run.toml, line 2, [teleport] beta: -1: expected numbers >= 0"),
    ("shots = 3\n", "teleport", "run.toml, line 1, shots: unknown key, expected model"),
    ("betta = 3\n", "teleport", "run.toml, line 1, betta: unknown key, did you mean beta?"),
    ("[beta]\nx = 3\n", "teleport", "run.toml, line 1, beta: expected a number, a string"),
])  # fmt: skip
def test_errors_name_file_line_section_and_key(run, tmp_path, text, command, message):
    (tmp_path / "run.toml").write_text(text)
    result = run(command, "--config", "run.toml", "-m", "learned", "--mu=-12,12", "--t", "1", "--dry-run")
    assert result.returncode == 2 and result.stderr.startswith(f"traversable: {message}") and result.stderr.count("\n") == 1, result


def test_keys_of_other_commands_stand_above_sections_alone(run, tmp_path):
    base = "model = 'learned'\nbeta = 4\nmu = [-12, 12]\nt = [1]\nshots = 100\n"
    (tmp_path / "run.toml").write_text(base)
    assert "line 5, shots: unknown key" in run("teleport", "--config", "run.toml", "--dry-run").stderr
    (tmp_path / "run.toml").write_text(base + "[noise]\nnoise = 'none'\n")
    assert run("teleport", "--config", "run.toml", "--dry-run").returncode == 0
    assert configuration(run, "noise")["shots"] == [100]
