"""How every picture looks: sizes, fonts, colours, panels, legends, numbers.

Sizes are those of print: 7 pt text, 6 pt at ticks and in legends, whatever the width. The first of Arial, Helvetica and
Liberation Sans that the machine has, or DejaVu Sans. Letters stay letters in PDF (TrueType) and SVG.
"""

import io
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import matplotlib
import numpy as np
import numpy.typing as npt
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap, TwoSlopeNorm, to_hex
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from matplotlib.transforms import ScaledTranslation

from traversable._arguments import shown

# Okabe and Ito, which colour-blind readers can tell apart.
BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"
COLOURS = [BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY]
BAND = "0.55"
GUIDE = "0.75"
SEQUENTIAL, DIVERGING = "cividis", "PuOr_r"

Style = str | os.PathLike[str] | Mapping[str, Any]

COLUMN_MM, PAGE_MM = 89.0, 183.0
"""A column and a page of a journal."""
LEAST_PANEL_MM = 55.0
MM = 1 / 25.4

LETTERS: Any = {"pdf.fonttype": 42, "ps.fonttype": 42, "svg.fonttype": "none", "svg.hashsalt": "traversable"}
# Any: of matplotlib's own types, which name every setting.
HOUSE: Any = {
    **LETTERS,
    "font.family": "sans-serif", "font.sans-serif": ["Arial", "Helvetica", "Liberation Sans", "DejaVu Sans"],
    "mathtext.fontset": "custom", "mathtext.rm": "sans", "mathtext.it": "sans:italic", "mathtext.bf": "sans:bold",
    "mathtext.cal": "sans", "mathtext.fallback": "stixsans",
    "font.size": 7, "axes.labelsize": 7, "axes.titlesize": 7, "figure.titlesize": 7, "xtick.labelsize": 6, "ytick.labelsize": 6,
    "legend.fontsize": 6, "legend.title_fontsize": 6,
    "axes.linewidth": 0.5, "lines.linewidth": 1.0, "lines.markersize": 3, "patch.linewidth": 0.5,
    "xtick.major.width": 0.5, "ytick.major.width": 0.5, "xtick.minor.width": 0.4, "ytick.minor.width": 0.4,
    "xtick.major.size": 2.5, "ytick.major.size": 2.5, "xtick.minor.size": 1.5, "ytick.minor.size": 1.5,
    "axes.spines.top": False, "axes.spines.right": False, "axes.titlepad": 4, "axes.labelpad": 2.5,
    "axes.prop_cycle": cycler(color=COLOURS), "axes.unicode_minus": True,
    "savefig.dpi": 300, "figure.dpi": 150,
}  # fmt: skip


class Picture(Figure):
    """A matplotlib Figure that is drawn and saved in its own style, and shows itself once in a notebook."""

    def __init__(self, *args: Any, rc: Any = LETTERS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rc = rc

    def draw(self, renderer: Any) -> None:
        with matplotlib.rc_context(self.rc):
            super().draw(renderer)

    def savefig(self, *args: Any, **kwargs: Any) -> None:
        with matplotlib.rc_context(self.rc):
            super().savefig(*args, **kwargs)

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", dpi=150)
        return buffer.getvalue()


# ---- figures


@contextmanager
def picture(style: Style | None, width_mm: float | None, usual_mm: float) -> Iterator[Picture]:
    """An empty figure and, inside the block, the style that it is drawn in.

    ValueError for an unknown style or a width outside of 30 to 1000.
    """
    rc = _with_style(style)
    width = usual_mm if width_mm is None else float(width_mm)
    if not 30 <= width <= 1000:
        raise ValueError(f"width_mm = {width_mm}: expected 30 to 1000")
    with matplotlib.rc_context(rc):
        yield Picture(figsize=(width * MM, 1), layout="constrained", rc=rc)


def _named_styles() -> Any:
    """Matplotlib's styles, and those of SciencePlots ("nature", "ieee") where it is installed."""
    from matplotlib import style as styles

    if find_spec("scienceplots"):
        import_module("scienceplots")
    return styles.library


def _with_style(style: Style | None) -> Any:
    """The house's settings with those of `style` over them."""
    if style is None:
        return HOUSE
    try:
        settings: Any = style
        if not isinstance(style, Mapping):
            name = os.fspath(style)
            settings = _named_styles().get(name) or matplotlib.rc_params_from_file(name, use_default_template=False)
        rc: Any = {**HOUSE, **settings}
        rc.pop("backend", None)
        with matplotlib.rc_context(rc):
            return rc
    except (OSError, KeyError, TypeError, ValueError) as error:
        reason = " ".join(str(error).split())[:120]
        raise ValueError(f"style = {shown(style)}: expected a style of matplotlib, a file or a dict of its settings ({reason})") from None


def panels(
    drawing: Figure, count: int, most_columns: int = 3, heights: Sequence[float] = (0.75,), **shared: Any
) -> Any:
    """Axes of shape (len(heights), count): `count` places in rows of at most `most_columns`, as many as the width
    takes, and in each place Axes above each other that are `heights` times as high as wide."""
    width = drawing.get_figwidth()
    columns = max(1, min(most_columns, count, int(width / (LEAST_PANEL_MM * MM) + 0.01)))
    rows = -(-count // columns)
    drawing.set_figheight(rows * sum(heights) * width / columns)
    axes = drawing.subplots(
        rows * len(heights), columns, squeeze=False, gridspec_kw={"height_ratios": list(heights) * rows}, **shared
    ).reshape(rows, len(heights), columns)
    placed = axes.transpose(1, 0, 2).reshape(len(heights), rows * columns)
    for ax in placed[:, count:].flat:
        ax.remove()
    return placed[:, :count]


def letter(axes: Sequence[Axes]) -> None:
    """a, b, c, ... over the panels, row by row."""

    def place(ax: Axes) -> tuple[int, int]:
        spec = ax.get_subplotspec()
        return (spec.rowspan.start, spec.colspan.start) if spec is not None else (0, 0)

    for number, ax in enumerate(sorted(axes, key=place)):
        name = chr(ord("a") + number) if number < 26 else chr(ord("a") + number // 26 - 1) + chr(ord("a") + number % 26)
        ax.set_title(name, loc="left", fontweight="bold", x=0.0)


def axes_of(ax: Axes | None) -> Axes:
    """The Axes given, or those of a new figure of pyplot, which `plt.show()` shows."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    drawing = plt.figure(FigureClass=Picture, layout="constrained")
    return drawing.subplots()


# ---- Axes


def finish(ax: Axes, x: str, y: str, legend: bool = True) -> Axes:
    """Labels that fit the sides, no spines above and to the right, the legend below."""
    width, height = size_of(ax)
    size = points(matplotlib.rcParams["axes.labelsize"])
    if x:
        ax.set_xlabel(wrapped(x, size, 0.9 * width))
    if y:
        ax.set_ylabel(wrapped(y, size, 0.9 * height))
    ax.spines[["top", "right"]].set_visible(False)
    if legend:
        legend_below(ax)
    return ax


def legend_below(ax: Axes, handles: Sequence[Any] | None = None, labels: Sequence[str] | None = None) -> None:
    """The legend under the label of the x axis, where it covers nothing; none without entries."""
    if handles is None or labels is None:
        handles, labels = ax.get_legend_handles_labels()
    if not handles:
        return
    rc = matplotlib.rcParams
    below = 3.0
    if ax.axison:
        lines = ax.get_xlabel().count("\n") + 1 if ax.get_xlabel() else 0
        below += (
            rc["xtick.major.size"] + rc["xtick.major.pad"] + 1.2 * points(rc["xtick.labelsize"])
            + lines * 1.35 * points(rc["axes.labelsize"]) + rc["axes.labelpad"]
        )  # fmt: skip
    shift = ScaledTranslation(0, -below / 72, ax.figure.dpi_scale_trans)
    ax.legend(
        handles, labels, loc="upper center", bbox_to_anchor=(0.5, 0), bbox_transform=ax.transAxes + shift,
        ncols=_columns(labels, size_of(ax)[0]), **_PLAIN,
    )  # fmt: skip


def legend_above(drawing: Figure, handles: Sequence[Any], labels: Sequence[str]) -> None:
    """One legend over all panels."""
    if handles:
        columns = _columns(labels, 72 * drawing.get_figwidth())
        drawing.legend(handles, labels, loc="outside upper center", ncols=columns, **{**_PLAIN, "borderaxespad": 0.6})


_PLAIN: dict[str, Any] = {
    "frameon": False, "borderaxespad": 0, "borderpad": 0, "columnspacing": 1.2, "handlelength": 1.8, "handletextpad": 0.5,
    "labelspacing": 0.3,
}  # fmt: skip


def _columns(labels: Sequence[str], width: float) -> int:
    """How many columns of a legend fit into `width` points."""
    size = points(matplotlib.rcParams["legend.fontsize"])
    column = max(text_width(label, size) for label in labels) + size * (
        _PLAIN["handlelength"] + _PLAIN["handletextpad"] + _PLAIN["columnspacing"]
    )
    most = max(1, min(len(labels), int((width + size) / column)))
    return -(-len(labels) // -(-len(labels) // most))


# ---- colours


def sequence(count: int) -> list[str]:
    """Colours of an ordered quantity, dark to bright, none of them too pale to see; one or two in blue and vermilion."""
    if count <= 2:
        return [BLUE, VERMILION][:count]
    return [to_hex(colour) for colour in matplotlib.colormaps["viridis"](np.linspace(0, 0.88, count))]


def colour_bar(drawing: Figure, axes: Any, values: Sequence[float], label: str) -> None:
    """A bar with a colour of `sequence` a value, for more values than a legend can name."""
    norm = BoundaryNorm(np.arange(len(values) + 1) - 0.5, len(values))
    bar = drawing.colorbar(ScalarMappable(norm, ListedColormap(sequence(len(values)))), ax=axes, label=label)
    named = np.unique(np.linspace(0, len(values) - 1, min(len(values), 8)).round().astype(int))
    bar.set_ticks(named.tolist(), labels=[f"${number(values[k], '.3g')}$" for k in named])
    bar.minorticks_off()


def bar_beside(ax: Axes | Sequence[Axes], image: ScalarMappable, label: str, **keywords: Any) -> None:
    """The colour bar of an image, with a label no longer than the Axes."""
    first = ax if isinstance(ax, Axes) else ax[0]
    bar = first.figure.colorbar(image, ax=ax, **keywords)
    bar.set_label(wrapped(label, points(matplotlib.rcParams["axes.labelsize"]), 0.9 * size_of(first)[1]))


def colours_of(values: npt.NDArray[Any]) -> dict[str, Any]:
    """Keywords of pcolormesh: sequential from zero, or about it where a good part lies below."""
    low, high = (float(edge) for edge in (np.nanmin(values), np.nanmax(values))) if np.isfinite(values).any() else (0.0, 1.0)
    if low >= -0.1 * max(high, 0):
        return {"cmap": SEQUENTIAL, "vmin": min(low, 0.0), "vmax": high if high > low or high > 0 else low + 1}
    if high <= 0:
        return {"cmap": SEQUENTIAL + "_r", "vmin": low, "vmax": 0.0}
    return {"cmap": DIVERGING, "norm": TwoSlopeNorm(0, -max(high, -low), max(high, -low))}


# ---- text


def number(value: float, spec: str = "g") -> str:
    """A number for mathtext: a power of ten in place of 1e-05, no minus before zero."""
    text = format(value + 0.0, spec)
    mantissa, e, exponent = text.partition("e")
    if e:
        return (mantissa + r" \times " if mantissa not in ("1", "+1") else "") + f"10^{{{int(exponent)}}}"
    return text


def unit(units: Any) -> str:
    """ "  [bits]", with exponents in place of 1/energy; nothing for a plain number."""
    text = str(units or "1")
    text = re.sub(r"^1/(\w+)$", r"\1$^{-1}$", text)
    return "" if text == "1" else f"  [{text}]"


def size_of(ax: Axes) -> tuple[float, float]:
    """Width and height in points, of an Axes that is not laid out yet by and large."""
    box = ax.get_window_extent()
    return 72 * box.width / ax.figure.dpi, 72 * box.height / ax.figure.dpi


def points(size: float | str) -> float:
    return float(FontProperties(size=size).get_size_in_points())


def text_width(text: str, size: float) -> float:
    """In points, in the font that is set."""
    width, _, _ = text_to_path.get_text_width_height_descent(text, FontProperties(size=size), "$" in text)
    return float(width)


def wrapped(text: str, size: float, width: float) -> str:
    """Broken at blanks outside of formulas into lines of at most `width` points, where words allow, of about one length."""
    whole = text_width(text, size)
    if whole <= width:
        return text
    words = re.findall(r"(?:\$[^$]*\$|[^\s$])+", text)
    fewest = len(_lines(words, size, width))
    even = (_lines(words, size, least) for least in np.linspace(whole / fewest, width, 8))
    return "\n".join(next(lines for lines in even if len(lines) <= fewest))


def _lines(words: Sequence[str], size: float, width: float) -> list[str]:
    lines = [words[0]]
    for word in words[1:]:
        if text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
