from traversable import _core
from traversable._arguments import real_number, whole_number
from traversable._documented import documented
from traversable.pauli import PauliTerms, terms_of


@documented()
def trotter_step(hamiltonian: PauliTerms, step: float, order: int = 2) -> list[tuple[str, float]]:
    """One Suzuki-Trotter step of exp(-iH step) as rotations (letters, angle), exp(-i angle P), in their order.

    Parameters
    ----------
    step : float
        Of time, in 1/energy.
    order : int
        1, 2 or 4.

    Returns
    -------
    list of (str, float)
        Letters and angles in radians.

    Examples
    --------
    >>> import traversable as tv
    >>> tv.trotter_step([(0.5, "XX"), (1.0, "ZI")], 0.1, order=1)
    [('Z', 0.1), ('XX', 0.05)]
    """
    return _core.trotter_step(terms_of("hamiltonian", hamiltonian), whole_number("order", order, 1, 4), real_number("step", step))
