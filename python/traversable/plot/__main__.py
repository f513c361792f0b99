"""python -m traversable.plot FILE.h5 [-o FILE.png]: the figure that suits a result file."""

import argparse
import sys
from pathlib import Path

from traversable import load
from traversable._arguments import shown_path
from traversable._outputs import PICTURES, write_whole
from traversable._program import run_program

_ENDINGS = (".png", ".pdf", ".svg")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m traversable.plot", description=__doc__)
    parser.add_argument("file", type=Path, help="result file (HDF5)")
    parser.add_argument("-o", "--output", type=Path, help="picture; by its ending .png, .pdf or .svg (FILE.png)")
    parser.add_argument("--dpi", type=int, default=160, help="resolution of a .png, 10 to 1200 (160)")
    options = parser.parse_args(arguments)

    def make(source: Path, target: Path) -> None:
        import matplotlib

        matplotlib.use("agg")
        from traversable.plot import figure

        if target.suffix.lower() not in _ENDINGS:
            raise ValueError(f"{shown_path(target)}: expected a name that ends in {', '.join(_ENDINGS)}")
        if not 10 <= options.dpi <= 1200:
            raise ValueError(f"--dpi {options.dpi}: expected 10 to 1200")
        drawing = figure(load(source))
        write_whole(target, lambda path: drawing.savefig(path, dpi=options.dpi))

    target = options.output or options.file.with_name(options.file.stem + ".png")
    return run_program("traversable.plot", options.file, target, PICTURES, make)


if __name__ == "__main__":
    sys.exit(main())
