"""--json: one object on standard output, nothing else there, numbers as numbers, the same as the text tells."""

import json

import pytest

WORMHOLE = ["-m", "learned", "--beta", "4"]
BOTH = ["--mu=-12,12", "--t", "0:1:3"]
DRY = {
    "teleport": [*WORMHOLE, *BOTH],
    "noise": [*WORMHOLE, *BOTH, "--noise", "sycamore"],
    "learn": [*WORMHOLE, *BOTH],
    "diagnose": [*WORMHOLE, "--mu", "12", "--ensembles", "none"],
    "circuit": [*WORMHOLE, "--mu=-12", "--t", "2.8", "--compile", "cz"],
}


def object_of(run, *arguments):
    result = run(*arguments)
    assert result.returncode == 0 and result.stderr == "", result
    value = json.loads(result.stdout)
    assert isinstance(value, dict) and result.stdout == json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    return value


@pytest.mark.parametrize("command", DRY)
def test_dry_runs(run, tmp_path, command):
    told = object_of(run, command, *DRY[command], "--dry-run", "--json")
    assert told["command"] == command and told["configuration"]["model"] == "learned"
    assert told["configuration"]["beta"] in (4, [4])
    if command != "circuit":
        takes = told["takes"]
        for name in ("memory_bytes", "memory_available_bytes", "file_bytes", "seconds", "threads"):
            assert takes[name] > 0 and not isinstance(takes[name], str), name
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_says_in_json_what_it_says_in_words(run):
    takes = object_of(run, "teleport", *DRY["teleport"], "--dry-run", "--json")["takes"]
    text = run("teleport", *DRY["teleport"], "--dry-run").stdout
    assert f"# points        {takes['points']} (instance, beta, t0), {takes['states']} values of rho_PT" in text
    assert f"# matrices      {takes['dimension']} x {takes['dimension']}" in text
    assert f"# operations    {takes['operations']:.2g}" in text
    device = object_of(run, "teleport", *DRY["teleport"], "--method", "krylov", "--dry-run", "--json")["takes"]
    assert device["qubits"] == 8 and device["sector_qubits"] < 8 and device["products"] > 0


def test_model(run, tmp_path):
    told = object_of(run, "model", "-m", "dense_syk", "-N", "8", "--seed", "3", "--spectrum", "--json")
    assert told["num_majoranas"] == 8 and told["num_terms"] == 70 and told["degree"] == 4 and told["is_commuting"] is False
    assert told["configuration"]["seed"] == 3
    assert told["hamiltonian"] == json.loads(run("model", "-m", "dense_syk", "-N", "8", "--seed", "3", "--format", "json").stdout)
    assert sum(level["multiplicity"] for level in told["levels"]) == 16
    assert run("model", "-m", "learned", "--json", "-o", "m.json").stdout == ""
    assert json.loads((tmp_path / "m.json").read_text())["num_terms"] == 5


def test_circuit(run):
    told = object_of(run, "circuit", *DRY["circuit"], "--json", "--quiet")
    text = run("circuit", *DRY["circuit"], "--quiet").stdout
    assert f"two-qubit gates   {told['resources']['two_qubit_gates']}\n" in text
    assert f"I_PT              {told['mutual_information_bits']:.5f} bits" in text
    assert f"initial layout    {told['initial_layout']}\n" in text and told["preparation"]["method"] in text
    assert told["resources"]["gates"]["cz"] == told["resources"]["two_qubit_gates"]


def test_info(run):
    told = object_of(run, "info", "--json")
    assert told["version"] and told["threads"] > 0 and told["memory_available_bytes"] > 1e6 and "learned" in told["models"]
    assert run("teleport", *WORMHOLE, "--mu=-12,12", "--t", "0:10:11", "-o", "a.h5", "--quiet").returncode == 0
    told = object_of(run, "info", "a.h5", "--json")
    assert told["file"] == "a.h5" and told["experiment"] == "teleport" and told["is_complete"] is True
    assert told["points"] == told["points_done"] == 11 and told["configuration"]["t"] == list(range(11))
    assert object_of(run, "info", "a.h5", "--verify", "--json")["is_as_written"] is True


def test_info_prints_even_axes_as_ranges_that_read_back(run, tmp_path):
    times = ["--t0", "2.8", "--t1", "0:10:101"]
    assert run("teleport", *WORMHOLE, "--mu=-12,-6,1,12", *times, "-o", "a.h5", "--quiet").returncode == 0
    text = run("info", "a.h5").stdout
    assert "t1 = '0:10:101'\n" in text and "t0 = [2.8]\n" in text and "mu = [-12, -6, 1, 12]\n" in text
    (tmp_path / "run.toml").write_text(text.split("\n\n")[1])
    again = object_of(run, "teleport", "--config", "run.toml", "--dry-run", "--json")["configuration"]
    assert again == object_of(run, "info", "a.h5", "--json")["configuration"]


def test_no_result_file_holds_json(run):
    assert run("info", "none.h5", "--json").stdout == ""
