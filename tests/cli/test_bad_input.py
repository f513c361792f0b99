"""Bad input: one clear line, exit code 2, nothing written."""

import json
import os
import subprocess

import pytest

RUN = ["teleport", "--model", "learned", "--beta", "4", "--mu=-12,12", "--t", "0:1:3", "-o", "out.h5"]


def changed(option: str, value: str | None) -> list[str]:
    """RUN with one option replaced, or left out where value is None."""
    at = next(i for i, word in enumerate(RUN) if word.split("=")[0] == option)
    rest = RUN[at + (1 if "=" in RUN[at] else 2) :]
    return RUN[:at] + ([] if value is None else [option, value]) + rest


CASES = {
    "no subcommand": ([], "expected a subcommand, one of model teleport noise learn diagnose spins circuit info"),
    "unknown subcommand": (["travel"], "travel: unknown command, expected model, teleport, noise"),
    "unknown option": ([*RUN, "--colour", "red"], "--colour: unknown option, --help lists them"),
    "slip in a subcommand": (["telport", "--beta", "4"], "traversable: telport: unknown command, did you mean teleport?\n"),
    "slip in an option": ([*RUN, "--betta", "4"], "traversable: --betta: unknown option, did you mean --beta?\n"),
    "slip in an option with =": ([*RUN, "--betta=4"], "traversable: --betta: unknown option, did you mean --beta?\n"),
    "slip in a flag of the program": (["--vresion"], "--vresion: unknown option, did you mean --version?"),
    "a value that is not there": (["teleport", "-m", "learned", "--beta"], "traversable: --beta: 1 required FLOAT,... missing\n"),
    "a word too many": (["teleport", "a.h5", "b.h5"], "traversable: a.h5: unexpected word, teleport takes options that begin with --\n"),
    "slip in a subcommand whose help is asked for": (["telport", "--help"], "traversable: telport: unknown command, did you mean teleport?\n"),
    "two words that are no command": (["plot", "a.h5"], "traversable: plot: unknown command, expected model"),
    "slip in a model": (changed("--model", "lerned"), "or a .json file, did you mean learned?\n"),
    "slip in a method": ([*RUN, "--method", "exat"], "--method: 'exat': expected exact, krylov, chebyshev or trotter, did you mean exact?\n"),
    "slip in a preset": (["noise", *RUN[1:], "--noise", "sycamor"], "or a .toml file, did you mean sycamore?\n"),
    "slip in an ensemble": (["diagnose", "-m", "learned", "--beta", "4", "--mu", "12", "--ensembles", "dens"], "did you mean dense?\n"),
    "slip in a shell": (["completion", "bsh"], "shell: 'bsh': expected bash, zsh or fish, did you mean bash?\n"),
    "slip in a page": (["man", "telport"], "did you mean teleport?\n"),
    "slip in a log level": ([*RUN, "--log-level", "dbug"], "--log-level: 'dbug': expected debug, info, warn or error, did you mean debug?"),
    "log in no folder": ([*RUN, "--log-file", "nowhere/run.log"], "--log-file: nowhere/run.log: the folder nowhere does not exist"),
    "log in a folder": ([*RUN, "--log-file", "folder"], "--log-file: folder: is a folder"),
    "log in the result": ([*RUN, "--log-file", "./out.h5"], "--log-file: ./out.h5: is the file of --output too"),
    "JSON of a run": ([*RUN, "--json"], "--json: only with --dry-run"),
    "JSON of a drawing": (["circuit", "-m", "learned", "--json", "--draw"], "--draw: not with --json"),
    "unknown model": (changed("--model", "schwarzschild"), "unknown model 'schwarzschild', expected learned"),
    "missing model file": (changed("--model", "none.json"), "none.json: No such file"),
    "missing model": (changed("--model", None), "--model: missing"),
    "missing beta": (changed("--beta", None), "--beta: missing"),
    "missing mu": (changed("--mu", None), "--mu: missing"),
    "missing times": (changed("--t", None), "--t0: missing"),
    "missing output": (changed("-o", None), "--output: missing"),
    "negative beta": (changed("--beta", "-1"), "--beta: -1: expected numbers >= 0"),
    "beta not a number": (changed("--beta", "hot"), "--beta: 'hot': expected a number"),
    "infinite beta": (changed("--beta", "inf"), "--beta: 'inf': expected a finite number"),
    "nan mu": (changed("--mu", "nan"), "--mu: 'nan': expected a finite number"),
    "repeated mu": (changed("--mu", "1,1"), "1 is given twice"),
    "empty range": (changed("--t", "0:10:0"), "'0': expected a whole number from 1"),
    "reversed range": (changed("--t", "10:0:11"), "stop 0 is below start 10"),
    "half a range": (changed("--t", "0:10"), "expected start:stop:count"),
    "t and t0": ([*RUN, "--t0", "1"], "--t0: cannot be given with t"),
    "probe out of range": ([*RUN, "--probe", "0,7"], "--probe"),
    "probe repeated": ([*RUN, "--probe", "2,2"], "--probe"),
    "unknown device": ([*RUN, "--device", "gpu"], "--device: 'gpu': expected cpu, cuda, cuda:K or auto"),
    "device that is not there": ([*RUN, "--device", "cuda:99"], "--device: 'cuda:99': "),
    "unknown precision": ([*RUN, "--precision", "half"], "--precision: 'half': expected single or double"),
    "unknown device of noise": (
        ["noise", *RUN[1:6], "--t", "2.8", "--noise", "sycamore", "--device", "gpu", "-o", "out.h5"],
        "--device: 'gpu': expected cpu, cuda, cuda:K or auto",
    ),
    "device of learning that is not there": (
        ["learn", "-m", "dense_syk", "-N", "6", *RUN[3:6], "--t", "1", "--device", "cuda:99", "-o", "out.h5"],
        "--device: 'cuda:99': ",
    ),
    "unknown units": ([*RUN, "--units", "dits"], "--units: 'dits': expected bits or nats"),
    "unknown method": ([*RUN, "--method", "taylor"], "--method: 'taylor': expected exact, krylov"),
    "tolerance of exact": ([*RUN, "--tolerance", "1e-8"], "--tolerance: only with method krylov, chebyshev, or trotter"),
    "encoding of exact": ([*RUN, "--encoding", "split"], "--encoding: only with method"),
    "step of krylov": ([*RUN, "--method", "krylov", "--trotter-step", "1"], "--trotter-step: only with method trotter"),
    "order of chebyshev": ([*RUN, "--method", "chebyshev", "--trotter-order", "2"], "--trotter-order: only with"),
    "tolerance out of reach": ([*RUN, "--method", "krylov", "--tolerance", "1e-17"], "--tolerance: 1e-17"),
    "two tolerances": ([*RUN, "--method", "krylov", "--tolerance", "1e-7,1e-8"], "expected a number"),
    "trotter without step": ([*RUN, "--method", "trotter"], "--trotter-step: missing, expected the longest step, or instead"),
    "trotter with both": (
        [*RUN, "--method", "trotter", "--tolerance", "0.1", "--trotter-step", "1"], "--tolerance: only with",
    ),
    "trotter order": (
        [*RUN, "--method", "trotter", "--trotter-step", "1", "--trotter-order", "3"],
        "--trotter-order: 3: expected 1, 2 or 4",
    ),
    "trotter step": ([*RUN, "--method", "trotter", "--trotter-step", "-1"], "--trotter-step: -1: expected a number > 0"),
    "unknown encoding": ([*RUN, "--method", "krylov", "--encoding", "bravyi"], "--encoding: 'bravyi'"),
    "encoding of another size": (
        [*changed("--model", "dense_syk"), "-N", "8", "--method", "krylov", "--encoding", "sycamore"],
        "--encoding: encoding sycamore is for 7 Majoranas a side",
    ),
    "too many qubits": (
        [*changed("--model", "sparse_syk"), "-N", "40", "--k", "4", "--method", "krylov"],
        "40 Majoranas a side take 40 qubits, a state vector has at most 30",
    ),
    "zero threads": ([*RUN, "--threads", "0"], "--threads"),
    "seed of no ensemble": ([*RUN, "--seed", "1"], "--seed: 1 is not a parameter of model learned"),
    "k of a dense model": ([*changed("--model", "dense_syk"), "-N", "8", "--k", "2"], "--k"),
    "odd q": ([*changed("--model", "dense_syk"), "-N", "8", "--q", "3"], "--q: 3"),
    "dense without size": (changed("--model", "dense_syk"), "--majoranas: missing"),
    "too many Majoranas": ([*changed("--model", "dense_syk"), "-N", "65"], "--majoranas"),
    "no instances": ([*changed("--model", "dense_syk"), "-N", "8", "--instances", "0"], "--instances"),
    "overwrite and resume": ([*RUN, "--overwrite", "--resume"], "--overwrite and --resume"),
    "does not fit in memory": (
        [*changed("--model", "sparse_syk"), "-N", "40", "--k", "4"],
        "a run with 40 Majoranas a side needs 124.0 TiB of memory, ",
    ),
    "no such folder": (changed("-o", "nowhere/out.h5"), "nowhere/out.h5: the folder nowhere does not exist"),
    "output is a folder": (changed("-o", "folder"), "folder: is a folder"),
    "output is a device": ([*changed("-o", "/dev/null"), "--overwrite"], "/dev/null: is not a regular file"),
    "missing configuration": (["teleport", "--config", "none.toml"], "none.toml: No such file"),
    "unknown format": (["model", "-m", "learned", "--format", "xml"], "--format: 'xml': expected text or json"),
    "instances of model": (["model", "-m", "dense_syk", "-N", "8", "--instances", "3"], "--instances"),
    "spectrum too large": (["model", "-m", "sparse_syk", "-N", "40", "--k", "4", "--spectrum"], "of memory"),
    "info on nothing": (["info", "none.h5"], "none.h5: No such file"),
}


@pytest.mark.parametrize("name", CASES)
def test_one_line_and_exit_code_2(run, tmp_path, name):
    arguments, message = CASES[name]
    (tmp_path / "folder").mkdir()
    before = sorted(os.listdir(tmp_path))
    result = run(*arguments)
    assert result.returncode == 2, result
    assert message in result.stderr
    assert result.stderr.startswith("traversable: ")
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""
    assert sorted(os.listdir(tmp_path)) == before


HAMILTONIANS = {
    "not JSON": ("{", "h.json: parse error at line 1"),
    "repeated index": ([[0, 0, 1, 2], 1.0], "h.json: terms[0]: indices = [0, 0, 1, 2]: index 0 is repeated"),
    "out of range": ([[0, 1, 2, 7], 1.0], "h.json: terms[0]: indices = [0, 1, 2, 7]: index 7, expected 0 to 6"),
    "odd": ([[0, 1, 2], 1.0], "h.json: terms[0]: indices = [0, 1, 2]: 3 Majoranas, expected an even number"),
    "nan": ('{"num_majoranas": 7, "terms": [{"indices": [0, 1], "coupling": NaN}]}', "h.json: parse error at line 1"),
    "infinite": (
        '{"num_majoranas": 7, "terms": [{"indices": [0, 1], "coupling": 1e999}]}',
        "h.json: number overflow parsing '1e999'",
    ),
    "not a number": ([[0, 1, 2, 3], None], "h.json: terms[0].coupling = null: expected a number"),
}


@pytest.mark.parametrize("name", HAMILTONIANS)
def test_bad_hamiltonian_files(run, tmp_path, name):
    content, message = HAMILTONIANS[name]
    if isinstance(content, list):
        indices, coupling = content
        content = json.dumps({"num_majoranas": 7, "terms": [{"indices": indices, "coupling": coupling}]})
    (tmp_path / "h.json").write_text(content)
    result = run(*changed("--model", "h.json"))
    assert result.returncode == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert os.listdir(tmp_path) == ["h.json"]


def test_configuration_errors_name_file_line_and_key(run, tmp_path):
    (tmp_path / "run.toml").write_text("model = 'learned'\nbeta = 4\nmu = [-12, 12]\ntemperature = 3\n")
    result = run("teleport", "--config", "run.toml", "--t", "1", "-o", "out.h5")
    assert result.returncode == 2
    assert "run.toml, line 4, temperature: unknown key" in result.stderr
    (tmp_path / "run.toml").write_text("model = 'learned'\nbeta = = 4\n")
    result = run("teleport", "--config", "run.toml")
    assert result.returncode == 2
    assert "run.toml, line 2, column 8" in result.stderr


def test_existing_output_needs_overwrite_or_resume(run, tmp_path):
    (tmp_path / "out.h5").write_text("precious")
    result = run(*RUN)
    assert result.returncode == 2
    assert "out.h5: already exists; give --resume to complete it or --overwrite to replace it" in result.stderr
    assert (tmp_path / "out.h5").read_text() == "precious"
    result = run(*RUN, "--resume")
    assert result.returncode == 2
    assert "out.h5: not a result file of traversable" in result.stderr
    assert (tmp_path / "out.h5").read_text() == "precious"
    assert run(*RUN, "--overwrite").returncode == 0


def test_resume_of_another_run_is_refused_with_the_difference(run, tmp_path):
    assert run(*RUN).returncode == 0
    before = (tmp_path / "out.h5").read_bytes()
    result = run(*changed("--beta", "5"), "--resume")
    assert result.returncode == 2
    assert "made by another configuration (beta: [5] here, [4] in the file)" in result.stderr
    assert (tmp_path / "out.h5").read_bytes() == before


def test_resume_with_other_couplings_is_refused(run, tmp_path):
    model = {"num_majoranas": 4, "terms": [{"indices": [0, 1, 2, 3], "coupling": 1.0}]}
    (tmp_path / "h.json").write_text(json.dumps(model))
    arguments = changed("--model", "h.json")
    assert run(*arguments).returncode == 0
    model["terms"][0]["coupling"] = 2.0
    (tmp_path / "h.json").write_text(json.dumps(model))
    result = run(*arguments, "--resume")
    assert result.returncode == 2
    assert "out.h5: made with other couplings" in result.stderr


def test_unwritable_folder(run, tmp_path):
    if os.geteuid() == 0:
        # root writes anywhere but to the kernel's own file systems
        result, reason = run(*changed("-o", "/proc/out.h5")), "/proc/out.h5: No such file or directory"
    else:
        (tmp_path / "locked").mkdir(mode=0o500)
        result, reason = run(*changed("-o", "locked/out.h5")), "locked/out.h5: cannot write to locked"
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert reason in result.stderr


def test_a_program_on_the_path_finds_its_devices_too(program, tmp_path):
    """Called by its bare name, from elsewhere, it says the same about devices as by its path."""
    environment = {**os.environ, "PATH": os.pathsep.join([os.path.dirname(program), os.environ["PATH"]])}
    options = {"cwd": tmp_path, "env": environment, "capture_output": True, "text": True, "check": True}
    by_path = subprocess.run([program, "info"], **options).stdout
    by_name = subprocess.run([os.path.basename(program), "info"], **options).stdout
    lines = [text.split("devices")[1].split("models")[0] for text in (by_path, by_name)]
    assert lines[0] == lines[1] and "cpu" in lines[0] and "canonical" not in lines[0]
