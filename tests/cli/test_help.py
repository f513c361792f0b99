"""Help, manual pages and completion of every command: each option has a heading, a kind of value, and a default or a rule."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KINDS = re.compile(r"TEXT|INT|INT,INT|INT,\.\.\.|FLOAT|FLOAT,FLOAT|FLOAT,\.\.\.|FILE|NAME,\.\.\.|[\w()]+(\|[\w():;/]+)+")


def commands(run):
    text = run("--help").stdout.split("Commands:")[1].split("Options:")[0]
    return re.findall(r"^  (\w+)  ", text, re.MULTILINE)


def entries(text):
    """(heading, call, words) of every option; words are lines joined."""
    found, heading = [], None
    for line in text.splitlines():
        if re.fullmatch(r"[A-Z][\w ]*:", line):
            heading = line[:-1]
        elif row := re.match(r"  ((?:-\w,)?--[\w-]+(?: \S+)?)(?:\s{2,}(.*))?$", line):
            found.append([heading, row[1], row[2] or ""])
        elif found and heading != "Example" and line.startswith(" " * 30):
            found[-1][2] += " " + line.strip()
    return found


def test_every_option_has_heading_kind_and_default(run):
    total = 0
    for command in commands(run):
        for heading, call, words in entries(run(command, "--help").stdout):
            assert heading and heading not in ("Options", "Example"), (command, call)
            name, _, value = call.partition(" ")
            assert not value or KINDS.fullmatch(value), (command, call)
            note = re.search(r" \[(required\b[^\]]*|default: [^\]]+)\]$", " " + words)
            assert note, (command, name, words)
            assert value or note[1] == "default: false", (command, name, words)
            total += 1
    assert total > 150


def test_every_page_has_usage_example_and_documentation(run):
    for command in commands(run):
        text = run(command, "--help").stdout
        assert f"\nUsage: traversable {command} [OPTIONS]" in text
        example = text.split("\nExample:\n  ")[1].splitlines()[0]
        assert re.search(rf"\btraversable {command}\b", example)
        page = re.search(r"^Documentation: (\S+)$", text, re.MULTILINE)[1]
        assert (ROOT / page).exists(), page
        assert all(len(line) <= 100 or re.fullmatch(r"\s*(-\S+ )?\S+", line) for line in text.splitlines()), command


@pytest.mark.parametrize("command", ["model", "teleport", "noise", "learn", "diagnose", "circuit"])
def test_the_example_is_good(run, tmp_path, command):
    example = run(command, "--help").stdout.split("\nExample:\n  ")[1].splitlines()[0].split()
    assert example[0] == "traversable"
    dry = [] if command == "model" else ["--dry-run"]
    result = run(*example[1:], *dry)
    assert result.returncode == 0 and result.stdout, result
    assert list(tmp_path.iterdir()) == []


def test_a_circuit_that_is_read_needs_no_model(run, tmp_path):
    notes = {call.split(" ")[0].split(",")[-1]: words for _, call, words in entries(run("circuit", "--help").stdout)}
    for option in ("--model", "--beta", "--mu", "--t"):
        assert notes[option].endswith(", or input]"), notes[option]
    (tmp_path / "c.qasm").write_text("OPENQASM 2.0;\nqreg q[1];\nU(0,0,0) q[0];\n")
    assert run("circuit", "--input", "c.qasm").returncode == 0


def test_what_a_command_refuses_it_does_not_list(run):
    for command in ("circuit", "model", "diagnose"):
        assert "--instances" not in run(command, "--help").stdout


@pytest.mark.parametrize(("command", "option"), [
    ("teleport", "--method"), ("teleport", "--device"), ("teleport", "--units"), ("teleport", "--precision"), ("teleport", "--hypergraph"),
    ("noise", "--method"), ("noise", "--reconstruction"), ("noise", "--extrapolation"), ("noise", "--preserve"), ("noise", "--compile"),
    ("noise", "--preparation"), ("noise", "--goal"), ("noise", "--noise"), ("noise", "--trotter-order"), ("learn", "--sparsifier"),
    ("learn", "--optimizer"), ("diagnose", "--pairs"), ("circuit", "--format"), ("model", "--commutation"), ("model", "--coupling"), ("model", "--model"),
])  # fmt: skip
def test_words_are_those_that_are_taken(run, command, option):
    """A word of the help is understood; one that is not there is refused with the words."""
    value = {name.split(",")[-1]: value for _, call, _ in entries(run(command, "--help").stdout) for name, _, value in [call.partition(" ")]}[option]
    times = [] if command in ("model", "diagnose") else ["--t", "1"]
    mu = {"model": [], "diagnose": ["--mu", "12"]}.get(command, ["--mu=-12"])
    shots = ["--shots", "10"] if option in ("--reconstruction", "--extrapolation") else []
    base = [command, *mu, *times, *shots, *([] if command == "model" else ["--beta", "4", "--dry-run"]), *(["--noise", "none"] if command == "noise" else [])]
    for word in value.split("|"):
        if word.isupper() or "(" in word or word == "cuda:K":
            continue
        model = [] if option == "--model" else ["-m", {"--hypergraph": "sparse_syk", "--commutation": "fixed_terms_syk", "--coupling": "binary_sparse_syk"}.get(option, "learned")]
        arguments = [a for a in base if option != "--noise" or a not in ("--noise", "none")]
        result = run(*arguments, *model, f"{option}={word}")
        assert f"'{word}': expected" not in result.stderr and "unknown" not in result.stderr, result.stderr
    refused = run(*[a for a in base if option != "--noise" or a not in ("--noise", "none")], *([] if option == "--model" else ["-m", "learned"]),
                  f"{option}=zzzzzzzzz")  # fmt: skip
    assert refused.returncode == 2
    if option not in ("--hypergraph", "--commutation", "--coupling"):
        assert all(word in refused.stderr for word in value.split("|") if not word.isupper() and "(" not in word), refused.stderr


def test_manual_pages_are_good_roff(run):
    pages = {"": run("man").stdout, **{command: run("man", command).stdout for command in commands(run)}}
    for command, page in pages.items():
        name = "traversable" + (f"-{command}" if command else "")
        assert page.startswith(f".TH {name.upper()} 1".replace("-", r"\-")) and f".SH NAME\n{name} ".replace("-", r"\-") in page
        for section in ("SYNOPSIS", "SEE ALSO"):
            assert f"\n.SH {section}\n" in page
        if command:
            for _, call, _ in entries(run(command, "--help").stdout):
                assert f".B {call}\n".replace("-", r"\-") in page, call
        if shutil.which("groff"):
            checked = subprocess.run(["groff", "-man", "-ww", "-Tutf8", "-z"], input=page, capture_output=True, text=True, check=True)
            assert checked.stderr == "", (command, checked.stderr)


def completed(program, tmp_path, line):
    """What bash completes the last word of a line to."""
    code = f"""
    source <({program} completion bash)
    COMP_LINE={line!r}
    COMP_WORDS=($(sed 's/=/ = /g' <<< "$COMP_LINE")); [[ $COMP_LINE == *[' =']  ]] && COMP_WORDS+=('')
    COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
    _traversable
    printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    result = subprocess.run(["bash", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert result.stderr == ""
    return result.stdout.split("\n")[:-1]


def test_bash_completes_commands_options_words_and_files(run, program, tmp_path):
    (tmp_path / "own.toml").write_text("")
    (tmp_path / "run 1.h5").write_text("")
    assert set(completed(program, tmp_path, "traversable ")) == {*commands(run), "--help", "--version"}
    assert completed(program, tmp_path, "traversable tel") == ["teleport"]
    for command in commands(run):
        names = {name.split(",")[-1] for _, call, _ in entries(run(command, "--help").stdout) for name in [call.split()[0]]}
        assert names <= set(completed(program, tmp_path, f"traversable {command} -")), command
    assert completed(program, tmp_path, "traversable teleport --method k") == ["krylov"]
    assert completed(program, tmp_path, "traversable teleport --method=che") == ["chebyshev"]
    assert completed(program, tmp_path, "traversable teleport --units=") == ["bits", "nats"]
    assert completed(program, tmp_path, "traversable noise --noise syc") == ["sycamore"]
    assert completed(program, tmp_path, "traversable noise --noise o") == ["own.toml"]
    assert completed(program, tmp_path, "traversable info r") == ["run 1.h5"]
    assert completed(program, tmp_path, "traversable teleport --beta ") == [""]
    assert completed(program, tmp_path, "traversable completion ") == ["bash", "zsh", "fish"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_scripts_of_other_shells(run, shell, tmp_path):
    script = run("completion", shell).stdout
    for command in commands(run):
        for _, call, _ in entries(run(command, "--help").stdout):
            name = call.split()[0].split(",")[-1]
            assert (name if shell == "zsh" else f"-l {name[2:]}") in script
    assert "exact krylov chebyshev trotter" in script
    quotes = script.replace("'\\''" if shell == "zsh" else "\\'", "").count("'")
    assert quotes > 100 and quotes % 2 == 0
    if shutil.which(shell):
        (tmp_path / "script").write_text(script)
        assert subprocess.run([shell, "-n", "script"], cwd=tmp_path, capture_output=True, check=False).returncode == 0
