"""python -m traversable.plot FILE.h5 [-o FILE.png]: the figure that suits a result file."""

import argparse
import sys
from pathlib import Path

import matplotlib

from traversable import load


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m traversable.plot", description=__doc__)
    parser.add_argument("file", type=Path, help="result file (HDF5)")
    parser.add_argument("-o", "--output", type=Path, help="picture; by its ending .png, .pdf or .svg (FILE.png)")
    parser.add_argument("--dpi", type=int, default=160, help="resolution of a .png (160)")
    options = parser.parse_args(arguments)
    output = options.output or options.file.with_suffix(".png")
    matplotlib.use("agg")
    from traversable.plot import figure

    try:
        figure(load(options.file)).savefig(output, dpi=options.dpi)
    except (ValueError, OSError) as error:
        print(f"traversable.plot: {error}", file=sys.stderr)
        return 2
    print(f"wrote {output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
