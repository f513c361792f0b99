"""`python -m traversable.plot` and `.report`: an input file, an output file, one line for what goes wrong."""

import sys
from collections.abc import Callable
from pathlib import Path

from traversable._arguments import shown_path
from traversable._outputs import Kinds, check_output


def run_program(
    name: str, source: Path, target: Path, kinds: Kinds, make: Callable[[Path, Path], None]
) -> int:
    """Exit code 0, 2 for bad input or output, 1 for anything else, with one line on stderr."""
    try:
        checked = check_output(target, kinds)
        if checked.exists() and source.exists() and checked.samefile(source):
            raise ValueError(f"{shown_path(target)}: is the input, expected another output")
        make(source, checked)
    except (ValueError, TypeError, FileNotFoundError) as error:
        return _fail(name, error, 2)
    except KeyboardInterrupt:
        return _fail(name, "interrupted", 130)
    except Exception as error:
        return _fail(name, error, 1)
    _say(sys.stdout, f"wrote {shown_path(target)}")
    return 0


def _fail(name: str, error: object, code: int) -> int:
    line = " ".join(str(error).split()) or type(error).__name__
    _say(sys.stderr, f"{name}: {line[:400]}")
    return code


def _say(stream: object, line: str) -> None:
    """A message that cannot be written is no failure."""
    try:
        print(line.encode("utf-8", "replace").decode(), file=stream, flush=True)  # type: ignore[call-overload]
    except (OSError, ValueError):
        pass
