from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from traversable._arguments import instance, sequence, text, whole_number
from traversable._core import Circuit, Operation

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MARKERS = {"●": "o", "×": "x"}
# Okabe and Ito, which colour-blind readers can tell apart.
_ENTANGLING, _LOCAL, _MEASURE = "#56B4E9", "#F0F0F0", "#E69F00"


def draw(circuit: Circuit, *, labels: Sequence[str] | None = None, columns: int = 30) -> "Figure":
    """The circuit as a matplotlib figure; `print(circuit)` draws it as text.

    Boxes on the wires are gates (blue where they act on several qubits), dots controls, orange boxes measurements
    with their classical bit. Save it as SVG or PDF with `figure.savefig("circuit.svg")`.

    Parameters
    ----------
    labels : list of str, optional
        Names of the qubits (q0, q1, ...).
    columns : int
        Columns a row; longer circuits go on in further rows.
    """
    import matplotlib.pyplot as plt

    instance("circuit", circuit, Circuit, "a Circuit")
    names = [f"q{k}" for k in range(circuit.num_qubits)] if labels is None else [text("labels", name) for name in sequence("labels", labels, "names")]
    if len(names) != circuit.num_qubits:
        raise ValueError(f"labels: {len(names)}, expected {circuit.num_qubits}")
    columns = whole_number("columns", columns, 1, 10_000)
    all_columns, operations = circuit.drawing_columns(), circuit.operations
    rows = [all_columns[k : k + columns] for k in range(0, len(all_columns), columns)] or [[]]
    width = max(len(row) for row in rows)
    height = circuit.num_qubits + 0.6
    figure, ax = plt.subplots(figsize=(1.0 + 0.55 * (width + 1), 0.42 * height * len(rows) + 0.2), layout="constrained")
    for number, row in enumerate(rows):
        _draw_row(ax, [[operations[k] for k in column] for column in row], names, -number * height)
    ax.set_xlim(-1.2, width + 0.2)
    ax.set_ylim(-len(rows) * height + 0.8, 0.8)
    ax.set_aspect("equal")
    ax.axis("off")
    return figure


def _draw_row(ax: Any, row: list[list[Operation]], names: list[str], top: float) -> None:
    for qubit, name in enumerate(names):
        ax.plot([-0.4, len(row) - 0.4], [top - qubit] * 2, color="0.5", lw=0.8, zorder=0)
        ax.text(-0.5, top - qubit, name, ha="right", va="center", fontsize=8)
    for x, column in enumerate(row):
        for operation in column:
            _draw_operation(ax, operation, float(x), top)


def _draw_operation(ax: Any, operation: Operation, x: float, top: float) -> None:
    from matplotlib.patches import FancyBboxPatch

    qubits = operation.qubits
    if len(qubits) > 1:
        ax.plot([x, x], [top - min(qubits), top - max(qubits)], color="0.2", lw=1.0, zorder=1)
    for k, qubit in enumerate(qubits):
        y = top - qubit
        if marker := _MARKERS.get(operation.label(k)):
            ax.plot(x, y, marker, color="0.1", ms=5 if marker == "o" else 7, mew=1.5, zorder=3)
            continue
        colour = _MEASURE if operation.name == "measure" else _LOCAL if len(qubits) == 1 else _ENTANGLING
        label = operation.label(k).replace("(", "\n(", 1)
        box = FancyBboxPatch(
            (x - 0.36, y - 0.32), 0.72, 0.64, boxstyle="round,pad=0.02", fc=colour, ec="0.2", lw=0.7, zorder=2
        )  # fmt: skip
        ax.add_patch(box)
        ax.text(x, y, label, ha="center", va="center", fontsize=5.5 if "\n" in label else 7, zorder=3)
