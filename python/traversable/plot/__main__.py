"""python -m traversable.plot FILE.h5 [-o FILE.pdf] [--width MM] ...: the figure that suits a result file."""

import argparse
import sys
from pathlib import Path

import xarray as xr

from traversable import load
from traversable._arguments import shown_path
from traversable._outputs import PICTURES, write_whole
from traversable._program import run_program

_ENDINGS = (".png", ".pdf", ".svg")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m traversable.plot", description=__doc__)
    parser.add_argument("file", type=Path, help="result file (HDF5)")
    parser.add_argument("-o", "--output", type=Path, help="picture; by its ending .png, .pdf or .svg (FILE.png)")
    parser.add_argument("--variable", help="what to draw in place of the figure of the run: negativity, energy, ...")
    parser.add_argument("--beta", help="only these inverse temperatures of the file: 1,4")
    parser.add_argument("--mu", help="only these couplings of the file: --mu=-12,12")
    parser.add_argument("--width", type=float, metavar="MM", help="30 to 1000; 89 is a column, 183 a page of most journals")
    parser.add_argument("--style", help="a style of matplotlib, by name or file, over the house's own")
    parser.add_argument("--dpi", type=int, default=300, help="resolution of a .png, 10 to 1200 (300)")
    options = parser.parse_args(arguments)

    def make(source: Path, target: Path) -> None:
        import matplotlib

        matplotlib.use("agg")
        from traversable.plot import figure

        if target.suffix.lower() not in _ENDINGS:
            raise ValueError(f"{shown_path(target)}: expected a name that ends in {', '.join(_ENDINGS)}")
        if not 10 <= options.dpi <= 1200:
            raise ValueError(f"--dpi {options.dpi}: expected 10 to 1200")
        dataset = load(source)
        for axis in ("beta", "mu"):
            dataset = _only(dataset, axis, getattr(options, axis))
        drawing = figure(dataset, options.variable, style=options.style, width_mm=options.width)
        write_whole(target, lambda path: drawing.savefig(path, dpi=options.dpi))

    target = options.output or options.file.with_name(options.file.stem + ".png")
    return run_program("traversable.plot", options.file, target, PICTURES, make)


def _only(dataset: xr.Dataset, axis: str, chosen: str | None) -> xr.Dataset:
    """The values of an axis that an option names. ValueError for one that the file has not."""
    if chosen is None:
        return dataset
    if axis not in dataset.dims:
        raise ValueError(f"--{axis} {chosen}: no axis {axis} in the file")
    known = [float(value) for value in dataset[axis].values]
    places = []
    for text in chosen.split(","):
        try:
            near = min(range(len(known)), key=lambda k: abs(known[k] - float(text)))
            if abs(known[near] - float(text)) > 1e-9 * max(1.0, abs(known[near])):
                raise ValueError
        except ValueError:
            raise ValueError(f"--{axis} {text}: expected of {', '.join(f'{value:g}' for value in known)}") from None
        places.append(near)
    return dataset.isel({axis: places})


if __name__ == "__main__":
    sys.exit(main())
