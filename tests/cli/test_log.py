"""The log: dated lines with a level, on standard error or in a file, never in a result."""

import os
import re
import subprocess

RUN = ["teleport", "-m", "learned", "--beta", "4", "--mu=-12,12", "--t", "0:1:3"]
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d (debug|info|warning|error) \S.*")


def levels(text):
    lines = text.splitlines()
    assert all(LINE.fullmatch(line) for line in lines), text
    return [LINE.fullmatch(line)[1] for line in lines]


def test_lines_have_date_zone_and_level(run):
    result = run(*RUN, "-o", "a.h5")
    assert result.stdout == "" and levels(result.stderr) == ["info", "info"]
    assert levels(run(*RUN, "-o", "b.h5", "--log-level", "debug").stderr).count("debug") == 4
    assert run(*RUN, "-o", "c.h5", "--log-level", "warn").stderr == ""
    assert run(*RUN, "-o", "d.h5", "--quiet").stderr == ""


def test_the_environment_has_a_level_and_the_option_decides(program, tmp_path):
    def call(level, *arguments):
        environment = {**os.environ, "TRAVERSABLE_LOG_LEVEL": level}
        return subprocess.run([program, *RUN, "-o", "a.h5", "--overwrite", *arguments], cwd=tmp_path, env=environment,
                              capture_output=True, text=True, check=False)  # fmt: skip

    assert "debug" in levels(call("debug").stderr)
    assert call("error").stderr == "" and levels(call("error", "--log-level", "info").stderr) == ["info", "info"]
    refused = call("loud")
    assert refused.returncode == 2 and refused.stderr == (
        "traversable: TRAVERSABLE_LOG_LEVEL: 'loud': expected debug, info, warn or error\n")  # fmt: skip


def test_a_file_takes_the_lines_and_keeps_those_it_has(run, tmp_path):
    log = tmp_path / "run.log"
    assert run(*RUN, "-o", "a.h5", "--log-file", "run.log").stderr == ""
    assert levels(log.read_text()) == ["info", "info"]
    (tmp_path / "run.toml").write_text("log_file = 'run.log'\nlog_level = 'debug'\n")
    assert run(*RUN, "-o", "b.h5", "--config", "run.toml").stderr == ""
    assert levels(log.read_text()).count("debug") == 4 and levels(log.read_text())[:2] == ["info", "info"]


def test_what_is_refused_leaves_no_log_and_no_result_takes_one(run, tmp_path):
    assert run(*RUN, "--units", "dits", "-o", "a.h5", "--log-file", "run.log").returncode == 2
    assert run(*RUN, "--dry-run", "--log-file", "run.log").returncode == 0
    assert list(tmp_path.iterdir()) == []
    assert run(*RUN, "-o", "a.h5", "--quiet").returncode == 0
    before = (tmp_path / "a.h5").read_bytes()
    refused = run(*RUN, "-o", "b.h5", "--log-file", "a.h5")
    assert refused.returncode == 2 and refused.stderr == "traversable: --log-file: a.h5: is a result file\n"
    assert (tmp_path / "a.h5").read_bytes() == before and not (tmp_path / "b.h5").exists()
