"""python -m traversable.report FILE.h5 [-o FILE.html]: the report of a result file of `traversable diagnose`."""

import argparse
import sys
from pathlib import Path

from traversable import load, load_hamiltonian
from traversable._outputs import PAGES
from traversable._program import run_program


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m traversable.report", description=__doc__)
    parser.add_argument("file", type=Path, help="result file (HDF5) of traversable diagnose")
    parser.add_argument("-o", "--output", type=Path, help="page (FILE.html)")
    options = parser.parse_args(arguments)

    def make(source: Path, target: Path) -> None:
        from traversable.report import write

        write(load(source), target, load_hamiltonian(source))

    target = options.output or options.file.with_name(options.file.stem + ".html")
    return run_program("traversable.report", options.file, target, PAGES, make)


if __name__ == "__main__":
    sys.exit(main())
