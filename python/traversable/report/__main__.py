"""python -m traversable.report FILE.h5 [-o FILE.html]: the report of a result file of `traversable diagnose`."""

import argparse
import sys
from pathlib import Path

from traversable import load, load_hamiltonian


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m traversable.report", description=__doc__)
    parser.add_argument("file", type=Path, help="result file (HDF5) of traversable diagnose")
    parser.add_argument("-o", "--output", type=Path, help="page (FILE.html)")
    options = parser.parse_args(arguments)
    output = options.output or options.file.with_suffix(".html")
    from traversable.report import write

    try:
        write(load(options.file), output, load_hamiltonian(options.file))
    except (ValueError, OSError) as error:
        print(f"traversable.report: {error}", file=sys.stderr)
        return 2
    print(f"wrote {output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
