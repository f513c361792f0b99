"""Channels of one and two qubits, rho -> sum_k K rho K^+."""

from collections.abc import Sequence


from traversable import _core
from traversable._arguments import complex_array, real_number, real_numbers, sequence, text, whole_number
from traversable._core import Channel
from traversable._documented import documented
from traversable._types import Numbers


@documented()
def depolarizing(probability: float, num_qubits: int = 1) -> Channel:
    """(1 - p) rho + p / (4^k - 1) sum_{P != 1} P rho P: any Pauli error with probability p in [0, 1], k = 1 or 2.

    Its average infidelity is p d / (d + 1), d = 2^k; Qiskit's depolarizing_error takes p 4^k / (4^k - 1).

    Parameters
    ----------
    probability : float
        p, in [0, 1].
    num_qubits : int
        k, 1 or 2.

    Returns
    -------
    Channel
        On k qubits.

    Examples
    --------
    >>> import traversable as tv
    >>> round(tv.noise.depolarizing(0.01, 2).average_infidelity, 6)
    0.008
    """
    return _core.depolarizing(real_number("probability", probability), whole_number("num_qubits", num_qubits, 1, 2))


@documented()
def pauli_channel(probabilities: Sequence[float]) -> Channel:
    """sum_P p_P P rho P. Three probabilities, of X, Z and Y, or fifteen: base-4 numbers 1 to 15 with a digit a qubit, I,
    X, Z, Y = 0 to 3, the first qubit lowest.

    Parameters
    ----------
    probabilities : list of float
        Three or fifteen, not negative, of a sum of at most 1.

    Returns
    -------
    Channel
        On one or two qubits.
    """
    return _core.pauli_channel(real_numbers("probabilities", probabilities))


@documented()
def amplitude_damping(gamma: float) -> Channel:
    """K0 = diag(1, sqrt(1 - gamma)), K1 = sqrt(gamma) |0><1|.

    Parameters
    ----------
    gamma : float
        Probability of the decay to |0>, in [0, 1].

    Returns
    -------
    Channel
        On one qubit.
    """
    return _core.amplitude_damping(real_number("gamma", gamma))


@documented()
def phase_damping(lambda_: float) -> Channel:
    """<0|rho|1> -> sqrt(1 - lambda) <0|rho|1>.

    Parameters
    ----------
    lambda_ : float
        In [0, 1].

    Returns
    -------
    Channel
        On one qubit.
    """
    return _core.phase_damping(real_number("lambda_", lambda_))


@documented()
def thermal_relaxation(t1: float, t2: float, duration: float) -> Channel:
    """Populations decay to |0> as e^{-t/T1}, coherences as e^{-t/T2}; T2 <= 2 T1, infinity allowed.

    Parameters
    ----------
    t1, t2, duration : float
        T1, T2 and t in one unit of time.

    Returns
    -------
    Channel
        On one qubit.
    """
    return _core.thermal_relaxation(
        real_number("t1", t1, infinite=True), real_number("t2", t2, infinite=True), real_number("duration", duration)
    )


@documented()
def over_rotation(angle: float, pauli: str) -> Channel:
    """exp(-i angle/2 P) with P of one or two letters: "X", or "ZZ" for the error of a CZ's phase. Radians.

    Parameters
    ----------
    angle : float
        In radians.
    pauli : str
        One or two letters X, Y, Z.

    Returns
    -------
    Channel
        On as many qubits as there are letters; unitary.
    """
    return _core.over_rotation(real_number("angle", angle), text("pauli", pauli, "one or two letters X, Y, Z"))


def kraus_channel(kraus: Sequence[Numbers], tolerance: float = 1e-8) -> Channel:
    """sum_k K rho K^+ of 2 x 2 or 4 x 4 matrices.

    Parameters
    ----------
    kraus : list of array of complex, shape (2, 2) or (4, 4)
        The matrices K.
    tolerance : float
        How far S = sum_k K^+ K may be from 1 (at least 1e-6 for matrices in single precision, 1e-3 at most); the channel is
        that of K S^(-1/2), which keeps the trace.

    Returns
    -------
    Channel
        On one or two qubits.

    Raises
    ------
    TypeError, ValueError
        For matrices of other shapes, or that do not keep the trace to `tolerance`.
    """
    return _core.kraus_channel(
        [complex_array(f"kraus[{k}]", matrix) for k, matrix in enumerate(sequence("kraus", kraus, "matrices", most=256))],
        real_number("tolerance", tolerance),
    )
