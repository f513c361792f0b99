"""Every flag and option of every subcommand, as --help lists them: values are respected or refused."""

import re
import unicodedata

import pytest

# What makes a run of a command complete; a command that is not here is called with the option alone.
TIMES = ["--mu=-12,12", "--t", "0,1", "--dry-run"]
COMPLETE = {
    "model": ["-m", "learned"],
    "teleport": ["-m", "learned", "--beta", "4", *TIMES],
    "circuit": ["-m", "learned", "--beta", "4", "--mu=-12", "--t", "1", "--dry-run"],
    "noise": ["-m", "learned", "--beta", "4", "--noise", "sycamore", *TIMES],
    "learn": ["-m", "dense_syk", "-N", "6", "--instances", "2", "--beta", "4", *TIMES],
    "diagnose": ["-m", "learned", "--beta", "4", "--mu", "12", "--ensembles", "none", "--dry-run"],
    "spins": ["-m", "mixed_field_ising", "-n", "4", "--beta", "1", *TIMES],
    "completion": ["bash"],
}
COMMANDS = ["model", "teleport", "circuit", "noise", "learn", "diagnose", "spins", "info", "completion", "man"]


def listed(run, command):
    """Names of flags and of options of a command."""
    rows = re.findall(r"^  (?:-\w,)?(--[\w-]+)( \S+)?(?:\s{2,}|$)", run(command, "--help").stdout, re.MULTILINE)
    return [name for name, value in rows if not value], [name for name, value in rows if value]


def steady(result):
    """What a run says, without the lines that differ from call to call: memory and speed at that moment."""
    changing = ("# memory", "# time", "memory ", '"memory', '"seconds"')
    lines = [line for line in result.stdout.splitlines() if not line.lstrip().startswith(changing)]
    return result.returncode, lines, result.stderr


def without(arguments, flag):
    return [word for word in arguments if word != flag]


def assert_in_words(result, name=""):
    """Exit code 2 and one short line without control characters, which names `name`."""
    assert result.returncode == 2, result
    assert result.stderr.startswith("traversable: ") and result.stderr.count("\n") == 1, result
    assert name in result.stderr, result
    assert len(result.stderr) < 700, result
    assert not any(unicodedata.category(c) in ("Cc", "Zl", "Zp") for c in result.stderr[:-1]), result


def test_the_commands_are_all_of_them(run):
    assert sorted(COMMANDS) == sorted(set(re.findall(r"^  (\w+)  ", run("--help").stdout.split("Commands:")[1].split("Options:")[0], re.MULTILINE)))


@pytest.mark.parametrize("command", COMMANDS)
def test_values_of_flags(run, tmp_path, command):
    flags, _ = listed(run, command)
    assert "--help" in flags
    complete = COMPLETE.get(command, [])
    for flag in flags:
        for value in ("maybe", "0", "1", "True", "yes", "false ", "nonsense\n", "x" * 100_000, ""):
            assert_in_words(run(command, *without(complete, flag), f"{flag}={value}"), flag)
        if flag == "--help":
            continue
        plain = run(command, *without(complete, flag))
        given = run(command, *without(complete, flag), flag)
        for value, same in (("false", plain), ("true", given)):
            result = run(command, *without(complete, flag), f"{flag}={value}")
            assert steady(result) == steady(same), flag
        assert_in_words(run(command, *without(complete, flag), flag, flag), flag)
        assert_in_words(run(command, *without(complete, flag), flag, f"{flag}=false"), flag)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_options_once_and_with_values(run, tmp_path, command):
    _, options = listed(run, command)
    assert options or command == "info"
    for option in options:
        assert_in_words(run(command, *COMPLETE.get(command, []), f"{option}="), option)
        assert_in_words(run(command, option, "1", option, "2"), option)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [c for c in COMMANDS if c in COMPLETE])
def test_hostile_values_of_options_end_in_words_or_are_right(run, tmp_path, command):
    _, options = listed(run, command)
    hostile = ["x" * 100_000, "a\nb\x1b[31m", "+-5", "nan", "1e400", "0x10", "٣", "9223372036854775808", "1:2:99999999999", "'''\n"]
    for option in options:
        if command == "model" and option == "--output":
            continue  # has no dry run: these are names of files
        for value in hostile:
            result = run(command, *COMPLETE[command], f"{option}={value}")
            if result.returncode != 0:
                assert_in_words(result)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [c for c in COMMANDS if c in COMPLETE and c != "completion"])  # which has none
def test_no_text_of_a_config_holds_nul(run, tmp_path, command):
    """Paths would be cut there, and another file be used or replaced."""
    _, options = listed(run, command)
    config = tmp_path / "run.toml"
    (tmp_path / "a").write_text("precious")
    tried = 0
    for option in options:
        key = option.removeprefix("--").replace("-", "_")
        config.write_text(f'{key} = "a\\u0000b"\n')
        if key != "config" and (result := run(command, "--config", "run.toml")).stderr.find("unknown key") < 0:
            assert_in_words(result, f"run.toml, line 1, {key}: 'a\\x00b': expected text without NUL")
            tried += 1
    assert tried > 5 or command == "model"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "run.toml"] and (tmp_path / "a").read_text() == "precious"


def test_overwrite_false_does_not_overwrite(run, tmp_path):
    arguments = ["teleport", "-m", "learned", "--beta", "2", "--mu", "1", "--t", "1", "-o", "o.h5"]
    (tmp_path / "o.h5").write_text("precious")
    assert_in_words(run(*arguments, "--overwrite=false"), "already exists")
    assert (tmp_path / "o.h5").read_text() == "precious"
    assert run(*arguments, "--overwrite=true").returncode == 0


def test_average_false_does_not_average(run):
    assert "average" not in run("learn", *COMPLETE["learn"], "--average=false").stdout
    assert "average = true" in run("learn", *COMPLETE["learn"], "--average=true").stdout
