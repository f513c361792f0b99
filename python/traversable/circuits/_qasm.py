"""OpenQASM texts."""

import contextlib
import io
import re

from traversable._arguments import shown
from traversable._arguments import text as _text
from traversable._core import Circuit
from traversable._optional import imported
from traversable.circuits._qiskit import from_qiskit

_MOST_LETTERS = 200


def from_qasm2(text: str) -> Circuit:
    """Reads OpenQASM 2; the same as `Circuit.from_qasm2`.

    Parameters
    ----------
    text : str
        The program.

    Returns
    -------
    Circuit
        Its gates and measurements.

    Raises
    ------
    TypeError, ValueError
        With the line of what is wrong.

    Examples
    --------
    >>> import traversable as tv
    >>> bell = 'OPENQASM 2.0; include "qelib1.inc"; qreg q[2]; h q[0]; cx q[0],q[1];'
    >>> tv.circuits.from_qasm2(bell).operations
    [h q0, cnot q0 q1]
    """
    return Circuit.from_qasm2(_text("text", text))


def from_qasm3(text: str) -> Circuit:
    """Reads OpenQASM 3 with Qiskit's reader, then as `from_qiskit`.

    Parameters
    ----------
    text : str
        The program.

    Returns
    -------
    Circuit

    Raises
    ------
    ImportError
        Where Qiskit or its reader of OpenQASM 3 is not installed.
    TypeError, ValueError
        With what is wrong, or with what has no counterpart here.

    Examples
    --------
    >>> import traversable as tv
    >>> bell = 'OPENQASM 3.0; include "stdgates.inc"; qubit[2] q; h q[0]; cx q[0], q[1];'
    >>> tv.circuits.from_qasm3(bell).operations
    [h q0, cnot q0 q1]
    """
    program = _text("text", text)
    version = re.search(r"^\s*OPENQASM\s+([\w.]+)", program, re.MULTILINE)
    if version and version[1].partition(".")[0] != "3":
        raise ValueError(f"OpenQASM {version[1]}: expected version 3" + (" (from_qasm2 reads 2)" if version[1][0] == "2" else ""))
    imported("qiskit_qasm3_import", "qiskit")
    said = io.StringIO()  # the parser prints what is wrong
    try:
        with contextlib.redirect_stderr(said):
            circuit = imported("qiskit.qasm3", "qiskit").loads(program)
    except Exception as error:  # of the parser and of the converter, which share no class
        words = "".join(letter if letter.isprintable() else "?" for letter in " ".join((said.getvalue() or _reason(error)).split()))
        raise ValueError(f"OpenQASM 3: {words[:_MOST_LETTERS] or f'{shown(program)} cannot be read, expected a program'}") from None
    return from_qiskit(circuit)


def _reason(error: Exception) -> str:
    """What the parser or the converter says of a program, as far as they do."""
    if type(error).__module__.startswith(("openqasm3", "qiskit")):
        mismatch = next(iter(getattr(error.__cause__, "args", ())), None)
        token = getattr(mismatch, "offendingToken", None)
        return str(error) or (f"line {token.line}:{token.column} unexpected {token.text!r}" if token else "")
    # Of Python's own kinds: what the converter does not foresee.
    return "" if isinstance(error, AttributeError) else f"Qiskit's reader does not take it ({type(error).__name__}: {error})"
