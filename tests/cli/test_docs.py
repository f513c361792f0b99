"""The console examples of the documentation: every command runs and prints what the page shows."""

import os
import re
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [page for page in sorted(ROOT.glob("docs/**/*.md")) if "```console" in page.read_text()]


def examples(page):
    """(command, lines printed) of every console block; lines with "> " go on with the command."""
    for block in re.findall(r"```console\n(.*?)```", page.read_text(), re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            lines = part.splitlines()
            more = 1
            while more < len(lines) and lines[more].startswith("> "):
                more += 1
            yield "\n".join([lines[0], *(line[2:] for line in lines[1:more])]), lines[more:]


def matches(printed, expected):
    """Line by line; "..." stands for part of a line, alone in a line for any number of them."""
    pattern = "\n".join("*" if line == "..." else re.sub(r"([\[\]?*])", r"[\1]", line).replace("...", "*") for line in expected)
    return fnmatchcase(printed.rstrip("\n"), pattern)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_console_examples(page, program, tmp_path):
    path = os.pathsep.join([os.path.dirname(program), os.path.dirname(sys.executable), os.environ["PATH"]])
    found = list(examples(page))
    assert found
    for command, expected in found:
        result = subprocess.run(
            command, shell=True, cwd=tmp_path, env={**os.environ, "PATH": path}, capture_output=True, text=True,
            timeout=600, check=False,
        )  # fmt: skip
        assert result.returncode == 0, (command, result.stderr)
        assert matches(result.stdout, expected), (command, result.stdout)
