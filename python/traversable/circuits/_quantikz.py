from collections.abc import Sequence

from traversable._arguments import instance
from traversable._core import Circuit, Operation
from traversable.circuits._draw import label_of, qubit_names

_SYMBOLS = {
    "S†": r"S^\dagger", "T†": r"T^\dagger", "√X": r"\sqrt{X}", "√X†": r"\sqrt{X}^\dagger", "Rx": "R_x", "Ry": "R_y", "Rz": "R_z",
    "Rxx": "R_{xx}", "Ryy": "R_{yy}", "Rzz": "R_{zz}", "U3": "U_3", "√iSWAP": r"\sqrt{i\mathrm{SWAP}}", "iSWAP": r"i\mathrm{SWAP}",
}  # fmt: skip
_MARKS = {"●": r"\control{}", "⊕": r"\targ{}", "×": r"\targX{}"}
_SPECIAL = {letter: "\\" + letter for letter in "&%$#_{}"} | {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\\": r"\textbackslash{}"}


def to_quantikz(circuit: Circuit, *, labels: Sequence[str] | None = None) -> str:
    r"""The circuit as LaTeX for the library quantikz2 of TikZ: `\usetikzlibrary{quantikz2}`.

    The columns are those of `draw`. A gate on several qubits is a box on each, with a line between them and the angles in
    the first; angles are multiples of pi where they are, three digits else.

    Parameters
    ----------
    circuit : Circuit
        Any.
    labels : list of str, optional
        Names of the qubits, taken literally (q0, q1, ...).

    Returns
    -------
    str
        LaTeX.

    Raises
    ------
    ValueError
        For another number of labels than of qubits.

    Examples
    --------
    >>> from traversable import circuits
    >>> bell = circuits.Circuit(2)
    >>> bell.append("h", [0])
    >>> bell.append("cnot", [0, 1])
    >>> bell.append("rz", [1], [3.141592653589793 / 2])
    >>> print(circuits.to_quantikz(bell))
    \begin{quantikz}
    \lstick{q0} & \gate{H} & \control{} \wire[d][1]{q} & & \\
    \lstick{q1} & & \targ{} & \gate{R_z(\pi/2)} &
    \end{quantikz}
    """
    instance("circuit", circuit, Circuit, "a Circuit")
    names = qubit_names(circuit, labels)
    operations = circuit.operations
    lines = [r"\lstick{" + "".join(_SPECIAL.get(letter, letter) for letter in name) + "}" for name in names]
    for column in circuit.drawing_columns():
        cells = [""] * circuit.num_qubits
        for index in column:
            _place(operations[index], cells)
        lines = [line + f" & {cell}".rstrip() for line, cell in zip(lines, cells, strict=True)]
    return "\\begin{quantikz}\n" + " & \\\\\n".join(lines) + " &\n\\end{quantikz}"


def _place(operation: Operation, cells: list[str]) -> None:
    order = sorted(range(len(operation.qubits)), key=lambda k: operation.qubits[k])
    for place, k in enumerate(order):
        qubit = operation.qubits[k]
        cells[qubit] = _cell(operation, k)
        if place + 1 < len(order):
            cells[qubit] += rf" \wire[d][{operation.qubits[order[place + 1]] - qubit}]{{q}}"


def _cell(operation: Operation, k: int) -> str:
    if operation.name == "measure":
        return rf"\meter{{c{operation.bit}}}"
    name, with_angles = label_of(operation, k)
    if name in _MARKS:
        return _MARKS[name]
    symbol = _SYMBOLS.get(name, name if len(name) == 1 else rf"\mathrm{{{name}}}")
    return rf"\gate{{{symbol}({operation.angles_text(latex=True)})}}" if with_angles else rf"\gate{{{symbol}}}"
