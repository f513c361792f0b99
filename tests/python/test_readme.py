"""The README's Python programs run as they stand."""

import re
from pathlib import Path

import matplotlib

matplotlib.use("agg")


def test_programs_of_the_readme_run():
    text = (Path(__file__).parents[2] / "README.md").read_text()
    programs = [block for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if ">>>" not in block]
    assert programs
    for program in programs:
        exec(program, {})  # noqa: S102
