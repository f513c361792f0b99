import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from traversable._arguments import instance, picture_style, real_number, sequence, text, whole_number
from traversable._core import Circuit, Operation

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MARKS = ("●", "×", "⊕")
# Okabe and Ito, which colour-blind readers can tell apart.
_ENTANGLING, _LOCAL, _MEASURE = "#56B4E9", "#F0F0F0", "#E69F00"

# Of the paper, in points.
_LETTERS, _ANGLES = 7.0, 6.0
_WIRE, _BOX, _PAD, _GAP, _ROW = 24.0, 17.0, 3.0, 4.0, 14.0

_MOST_IN_A_NOTEBOOK = 500


def draw(
    circuit: Circuit, *, labels: Sequence[str] | None = None, columns: int = 30, style: Any = None, width_mm: float | None = None
) -> "Figure":
    """The circuit as a matplotlib figure; `print(circuit)` draws it as text, `to_quantikz` is its LaTeX.

    Boxes on the wires are gates (blue where they act on several qubits, with the angle in the first of them), dots
    controls, orange boxes measurements with their classical bit. Angles are multiples of pi where they are, three digits
    else. Boxes fit their text, of 7 and 6 pt; wires that go on in another row end in dots. The Figure is none of
    pyplot's: save it by `figure.savefig("circuit.svg")`.

    Parameters
    ----------
    circuit : Circuit
        Any.
    labels : list of str, optional
        Names of the qubits (q0, q1, ...).
    columns : int
        Most columns a row; longer circuits go on in further rows.
    style : str, path or dict, optional
        A style of matplotlib, or settings over the house's own.
    width_mm : float, optional
        No row is wider (183, a page of most journals); the figure is no wider than its rows.

    Returns
    -------
    matplotlib.figure.Figure
        The drawing.

    Raises
    ------
    ValueError
        For another number of labels than of qubits, a width outside of 30 to 1000 or too small for one gate, an unknown
        style.
    """
    from traversable.plot._style import MM, PAGE_MM, picture

    instance("circuit", circuit, Circuit, "a Circuit")
    names = qubit_names(circuit, labels)
    picture_style(style)
    columns = whole_number("columns", columns, 1, 10_000)
    width = PAGE_MM if width_mm is None else real_number("width_mm", width_mm)
    with picture(style, width, PAGE_MM) as drawing:
        drawing.set_layout_engine("none")
        page = _Page(circuit, names)
        rows = page.rows(columns, width * MM * 72)
        right = max(page.right(row) for row in rows)
        row_height = circuit.num_qubits * _WIRE + _ROW
        legend = page.legend(right)
        height = len(rows) * row_height + (10.0 * len(legend) if legend else 0)
        drawing.set_size_inches(right / 72, height / 72)
        ax = drawing.add_axes((0, 0, 1, 1))
        ax.set_xlim(0, right)
        ax.set_ylim(-height, 0)
        ax.axis("off")
        for number, row in enumerate(rows):
            page.draw_row(ax, row, -number * row_height - _ROW / 2 - _WIRE / 2, number > 0, number < len(rows) - 1)
        for number, entries in enumerate(legend):
            y = -len(rows) * row_height - 10.0 * number - 3.0
            for x, colour, name in entries:
                ax.plot(x + 4, y, "s", color=colour, markeredgecolor="0.2", markeredgewidth=0.5, markersize=6)
                ax.text(x + 11, y, name, va="center", fontsize=_ANGLES)
    return drawing


def svg_of(circuit: Circuit) -> str | None:
    """The picture as SVG with text as text, for a notebook. None for a circuit of which no screen shows the picture."""
    if len(circuit) > _MOST_IN_A_NOTEBOOK:
        return None
    with io.StringIO() as file:
        draw(circuit).savefig(file, format="svg")
        return file.getvalue()


def qubit_names(circuit: Circuit, labels: Sequence[str] | None) -> list[str]:
    """The labels, or q0, q1, ... ValueError for another number of them than of qubits."""
    if labels is None:
        return [f"q{k}" for k in range(circuit.num_qubits)]
    names = [text("labels", name) for name in sequence("labels", labels, "names")]
    if len(names) != circuit.num_qubits:
        raise ValueError(f"labels: {len(names)}, expected {circuit.num_qubits}")
    return names


def label_of(operation: Operation, k: int) -> tuple[str, bool]:
    """What stands on the k-th of its qubits, and whether the angles stand there too."""
    name, bracket, _ = operation.label(k).partition("(")
    return name, bool(bracket)


class _Page:
    """A circuit in columns with the places of their text, in points."""

    def __init__(self, circuit: Circuit, names: Sequence[str]) -> None:
        from traversable.plot._style import text_width

        self.measure = text_width
        operations = circuit.operations
        self.names = names
        self.columns = [[operations[k] for k in column] for column in circuit.drawing_columns()]
        self.widths = [max((self._operation_width(one) for one in column), default=_BOX) for column in self.columns]
        self.left = _GAP + max(text_width(name, _LETTERS) for name in names) + _GAP

    def rows(self, most: int, width: float) -> list[list[int]]:
        """Columns a row, as many as fit. ValueError where not even one does."""
        rows: list[list[int]] = [[]]
        for k in range(len(self.columns)):
            if self.right([k]) > width:
                raise ValueError(f"width_mm = {width / 72 * 25.4:.4g}: column {k} of the circuit takes {self.right([k]) / 72 * 25.4:.4g}")
            if len(rows[-1]) == most or (rows[-1] and self.right([*rows[-1], k]) > width):
                rows.append([])
            rows[-1].append(k)
        return rows

    def right(self, row: Sequence[int]) -> float:
        return self.left + _ROW + sum(self.widths[k] + _GAP for k in row) + _ROW

    def _lines(self, operation: Operation, k: int) -> list[str]:
        name, with_angles = label_of(operation, k)
        return [name, operation.angles_text()] if with_angles else [name]

    def _operation_width(self, operation: Operation) -> float:
        lines = [self._lines(operation, k) for k in range(len(operation.qubits))]
        return max(self._box_width(one) for one in lines)

    def _box_width(self, lines: Sequence[str]) -> float:
        sizes = (_LETTERS, _ANGLES)
        return max(_BOX, 2 * _PAD + max(self.measure(line, size) for line, size in zip(lines, sizes, strict=False)))

    def draw_row(self, ax: Any, row: Sequence[int], top: float, continued: bool, goes_on: bool) -> None:
        end = self.right(row) - _ROW / 2
        for qubit, name in enumerate(self.names):
            y = top - qubit * _WIRE
            ax.text(self.left - _GAP, y, name, ha="right", va="center", fontsize=_LETTERS)
            for begin, until, dotted in ((self.left, self.left + _ROW, continued), (self.left + _ROW, end - _ROW, False), (end - _ROW, end, goes_on)):
                ax.plot([begin, until], [y, y], color="0.5", lw=0.6, zorder=0, linestyle=":" if dotted else "-")
        x = self.left + _ROW
        for k in row:
            for operation in self.columns[k]:
                self._draw_operation(ax, operation, x + self.widths[k] / 2, top)
            x += self.widths[k] + _GAP

    def _draw_operation(self, ax: Any, operation: Operation, x: float, top: float) -> None:
        from matplotlib.patches import FancyBboxPatch

        qubits = operation.qubits
        if len(qubits) > 1:
            ax.plot([x, x], [top - min(qubits) * _WIRE, top - max(qubits) * _WIRE], color="0.2", lw=0.8, zorder=1)
        for k, qubit in enumerate(qubits):
            y = top - qubit * _WIRE
            lines = self._lines(operation, k)
            if lines[0] in _MARKS:
                _draw_mark(ax, lines[0], x, y)
                continue
            width = self._box_width(lines)
            box = FancyBboxPatch(
                (x - width / 2 + 1, y - _BOX / 2 + 1), width - 2, _BOX - 2, boxstyle="round,pad=1", fc=_colour(operation), ec="0.2",
                lw=0.5, zorder=2, mutation_aspect=1,
            )  # fmt: skip
            ax.add_patch(box)
            shift = 3.2 if len(lines) == 2 else 0.0
            ax.text(x, y + shift, lines[0], ha="center", va="center", fontsize=_LETTERS, zorder=3)
            if len(lines) == 2:
                ax.text(x, y - 4.0, lines[1], ha="center", va="center", fontsize=_ANGLES, zorder=3)

    def legend(self, width: float) -> list[list[tuple[float, str, str]]]:
        """Rows of (place, colour, meaning) of the colours that are there."""
        boxes = [one for column in self.columns for one in column if any(label_of(one, k)[0] not in _MARKS for k in range(len(one.qubits)))]
        shown = {_colour(operation) for operation in boxes}
        meanings = {
            _LOCAL: "gate on one qubit", _ENTANGLING: "on several qubits, angle in the first box", _MEASURE: "measurement, into a classical bit",
        }  # fmt: skip
        rows: list[list[tuple[float, str, str]]] = []
        x = _GAP
        for colour, name in meanings.items():
            if colour not in shown:
                continue
            end = x + 11 + self.measure(name, _ANGLES) + 10
            if not rows or end > width:
                rows.append([])
                x, end = _GAP, end - x + _GAP
            rows[-1].append((x, colour, name))
            x = end
        return rows


def _draw_mark(ax: Any, mark: str, x: float, y: float) -> None:
    """A control, an end of a swap, or the target of a controlled X."""
    if mark == "⊕":
        ax.plot(x, y, "o", color="white", ms=9, mec="0.1", mew=0.8, zorder=3)
        ax.plot(x, y, "+", color="0.1", ms=9, mew=0.8, zorder=3)
    else:
        ax.plot(x, y, "o" if mark == "●" else "x", color="0.1", ms=4 if mark == "●" else 6, mew=1.2, zorder=3)


def _colour(operation: Operation) -> str:
    return _MEASURE if operation.name == "measure" else _LOCAL if len(operation.qubits) == 1 else _ENTANGLING
