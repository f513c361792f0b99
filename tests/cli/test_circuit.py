"""traversable circuit: files, drawings, exit codes."""

import signal
import subprocess
import time

import pytest

import traversable as tv

WORMHOLE = ["circuit", "--model", "learned", "--beta", "4", "--mu=-12", "--t", "2.8"]


def test_builds_compiles_and_exports(run, tmp_path):
    result = run(*WORMHOLE, "--compile", "cz", "--trials", "20", "--format", "qasm2", "-o", "wormhole.qasm")
    assert result.returncode == 0, result.stderr
    assert "preparation       commuting, fidelity 1.000000" in result.stdout
    assert "I_PT              0.40121 bits" in result.stdout
    circuit = tv.circuits.from_qasm2((tmp_path / "wormhole.qasm").read_text())
    assert f"two-qubit gates   {circuit.num_two_qubit_gates}\n" in result.stdout
    assert tv.observables.mutual_information(circuit.measured_state()) == pytest.approx(0.40121, abs=5.1e-6)


def test_same_circuit_as_python(run, tmp_path):
    run(*WORMHOLE, "--compile", "sqrt_iswap", "--connectivity", "line", "--preserve", "unitary", "--trials", "5",
        "--compiler-seed", "3", "-o", "w.qasm")  # fmt: skip
    wormhole = tv.circuits.wormhole(tv.models.learned(), 4.0, -12.0, 2.8, 2.8, encoding="sycamore")
    compiled = tv.circuits.compile(wormhole, entangler="sqrt_iswap", connectivity="line", trials=5, seed=3)
    assert (tmp_path / "w.qasm").read_text() == compiled.circuit.to_qasm(3)


def test_reads_openqasm_2_and_draws(run, tmp_path):
    (tmp_path / "bell.qasm").write_text('OPENQASM 2.0; include "qelib1.inc"; qreg q[2]; h q[0]; cx q[0],q[1];')
    result = run("circuit", "-i", "bell.qasm", "--draw")
    assert result.returncode == 0, result.stderr
    assert result.stdout.endswith("\nq0: ─H─●─\n       │\nq1: ───⊕─\n")
    run("circuit", "-i", "bell.qasm", "--format", "text", "-o", "bell.txt")
    assert (tmp_path / "bell.txt").read_text() == "q0: ─H─●─\n       │\nq1: ───⊕─\n"


def test_dry_run_reads_back(run, tmp_path):
    options = ["--preparation", "adaptive", "--goal", "energy", "--nu", "9", "--compile", "cz", "--connectivity", "3x3"]
    first = run(*WORMHOLE, *options, "--dry-run")
    assert first.returncode == 0, first.stderr
    (tmp_path / "run.toml").write_text(first.stdout)
    assert run("circuit", "--config", "run.toml", "--dry-run").stdout == first.stdout
    assert list(tmp_path.iterdir()) == [tmp_path / "run.toml"]


def test_dense_models_with_trotter_steps(run):
    result = run("circuit", "--model", "dense_syk", "-N", "6", "--beta", "2", "--mu=-12", "--t0", "1", "--t1", "0.5",
                 "--preparation", "adaptive", "--trotter-steps", "2", "--trotter-order", "2", "--quiet")  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert "preparation       adaptive, fidelity 0.99" in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupt_exits_with_3_and_writes_nothing(program, tmp_path, number):
    command = [program, *WORMHOLE, "--compile", "cz", "--trials", "100000000", "-o", str(tmp_path / "w.qasm")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(1)
    process.send_signal(number)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 3, errors
    assert errors.endswith("traversable: interrupted\n")
    assert not (tmp_path / "w.qasm").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["circuit"], "--model: missing"),
        ([*WORMHOLE, "--mu", "1,2"], "--mu"),
        ([*WORMHOLE, "--t0", "1"], "--t0: cannot be given with t"),
        (["circuit", "--model", "learned", "--beta", "-1", "--mu=-12", "--t", "1"], "--beta: -1: expected a number >= 0"),
        ([*WORMHOLE, "--encoding", "bravyi"], "--encoding: 'bravyi'"),
        ([*WORMHOLE, "--probe", "0,7"], "--probe"),
        ([*WORMHOLE, "--trotter-order", "3"], "--trotter-order: '3': expected 1, 2 or 4"),
        ([*WORMHOLE, "--trotter-steps", "0"], "--trotter-steps: '0': expected a whole number from 1"),
        ([*WORMHOLE, "--preparation", "vqe"], "--preparation: 'vqe': expected auto, commuting, exact"),
        ([*WORMHOLE, "--preparation", "exact", "--layers", "2"], "--layers: only with preparation adaptive"),
        ([*WORMHOLE, "--nu", "4"], "--nu: only with goal energy"),
        ([*WORMHOLE, "--preparation", "adaptive", "--fidelity", "2"], "fidelity = 2: expected"),
        ([*WORMHOLE, "--compile", "cnot"], "--compile: 'cnot': expected cz or sqrt_iswap"),
        ([*WORMHOLE, "--connectivity", "line"], "--connectivity: only with compile"),
        ([*WORMHOLE, "--compile", "cz", "--connectivity", "ring"], "--connectivity: 'ring': expected all, line"),
        ([*WORMHOLE, "--compile", "cz", "--connectivity", "2x2"], "a 2x2 grid for a circuit of 9 qubits"),
        ([*WORMHOLE, "--format", "qpy"], "--format: 'qpy': expected qasm2, qasm3 or text"),
        ([*WORMHOLE, "--width", "80"], "--width: only with --draw"),
        ([*WORMHOLE, "--instances", "2"], "--instances"),
        (["circuit", "--input", "none.qasm"], "none.qasm: No such file"),
        (["circuit", "--input", "none.qasm", "--beta", "4"], "--beta: not with --input"),
        (["circuit", "--model", "dense_syk", "-N", "6", "--beta", "4", "--mu=-12", "--t", "1", "--preparation", "commuting"],
         "expected a Hamiltonian whose terms all commute"),
    ],
)  # fmt: skip
def test_bad_input(run, tmp_path, options, message):
    result = run(*options, "-o", "out.qasm")
    assert result.returncode == 2, result.stderr
    assert message in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "out.qasm").exists()


def test_errors_in_files_name_the_line(run, tmp_path):
    (tmp_path / "bad.qasm").write_text("OPENQASM 2.0;\nqreg q[2];\nCX q[0],q[1];\nreset q[0];\n")
    result = run("circuit", "-i", "bad.qasm")
    assert result.returncode == 2
    assert result.stderr == "traversable: bad.qasm, line 4: 'reset' after a gate is not supported, expected gates and measurements\n"


def test_existing_files_stay(run, tmp_path):
    (tmp_path / "w.qasm").write_text("mine")
    result = run(*WORMHOLE, "-o", "w.qasm")
    assert result.returncode == 2
    assert "w.qasm: already exists; --overwrite replaces it" in result.stderr
    assert (tmp_path / "w.qasm").read_text() == "mine"
    assert run(*WORMHOLE, "-o", "w.qasm", "--overwrite").returncode == 0
