"""OpenQASM texts."""

from traversable._arguments import text as _text
from traversable._core import Circuit


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
