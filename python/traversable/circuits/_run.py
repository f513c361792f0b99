from traversable._arguments import instance
from traversable._core import Circuit
from traversable.state_vector import StateVector, state_of


def run(circuit: Circuit, state: StateVector | None = None) -> StateVector:
    """The state after the circuit, from |0...0> or a copy of `state`; measurements leave it as it is.

    Parameters
    ----------
    circuit : Circuit
        Its operations and parameters.
    state : StateVector, optional
        To begin with; not changed.

    Returns
    -------
    StateVector
        Before the measurements.

    Raises
    ------
    TypeError, ValueError
        For parameters without a value, a gate after a measurement of its qubit, or another number of qubits.

    Examples
    --------
    >>> import traversable as tv
    >>> flip = tv.circuits.Circuit(2)
    >>> flip.append("x", [1])
    >>> tv.circuits.run(flip).amplitudes.real.tolist()
    [0.0, 0.0, 1.0, 0.0]
    """
    instance("circuit", circuit, Circuit, "a Circuit")
    result = StateVector(circuit.num_qubits) if state is None else state_of(state).copy()
    circuit.apply_to(result._core)
    return result
