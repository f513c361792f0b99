"""What the coupling V couples, as people write it."""

from collections.abc import Mapping, Sequence

from traversable import _core
from traversable._arguments import as_index, as_list, real_number, shown, text, whole_number
from traversable._documented import documented

Couple = str | Sequence[int] | Sequence[tuple[int, int]] | Mapping[int, float] | Mapping[tuple[int, int], float]
"""Fermions or pairs of them, in a mapping with their weights; or the text that the program takes."""

_EXPECTED = "expected fermions, pairs of them, a dict of their weights, or text such as '2-9'"


def coupling_text(couple: Couple) -> str:
    """`couple` as the program writes it. TypeError for what is none of its kinds."""
    if isinstance(couple, str):
        return text("couple", couple)
    if isinstance(couple, Mapping) and couple:
        # A sum has no order; the fermions of a pair have none either.
        return ",".join(f"{_set(key)}={real_number(f'couple[{shown(key)}]', weight)!r}" for key, weight in dict(couple).items())
    try:
        sets = [] if isinstance(couple, Mapping) else as_list(couple)
    except Exception:
        raise TypeError(f"couple = {shown(couple)}: {_EXPECTED}") from None
    if len(sets) == 0:
        raise ValueError(f"couple = {shown(couple)}: {_EXPECTED}")
    return ",".join(map(_set, sets))


def _set(one: object) -> str:
    """A fermion, or a pair."""
    try:
        if not _is_list(one):
            return str(as_index(one))
        first, second = as_list(one)
        return f"{as_index(first)}+{as_index(second)}"
    except Exception:  # of the values' own __index__, and lists that are no pairs
        raise TypeError(f"couple: {shown(one)}: {_EXPECTED}") from None


def _is_list(one: object) -> bool:
    return isinstance(one, Sequence) or getattr(one, "ndim", 0) == 1


@documented()
def coupling_formula(couple: Couple, num_majoranas: int, q: int = 4) -> str:
    """V of `couple` as a formula with its numbers.

    V = (1/(qW)) sum_j w_j i psi_L^j psi_R^j of fermions, W the sum of their weights w_j; or, of pairs, the classical channel
    V = (1/W) sum w_ab (2i psi_a psi_b)_L (2i psi_a psi_b)_R: what is left of L is traced out, so that measuring its factors
    and turning R by the outcomes gives the same (Gao and Jafferis, arXiv:1911.07416, section 5.2).

    Parameters
    ----------
    couple : str, list of int, list of (int, int) or dict
        "all"; fermions [2, 3] or "2-9"; pairs [(2, 3), (4, 5)] or "2+3,4+5"; with weights {2: 1.0, 3: 0.5} or "2=1,3=0.5".
    num_majoranas, q : int
        N, 1 to 64, and the size of the Hamiltonian's largest term.

    Returns
    -------
    str
        The formula.

    Raises
    ------
    TypeError, ValueError
        For fermions that are not there or given twice, pairs that share one, and weights that are negative, not finite or
        all zero.

    Examples
    --------
    >>> import traversable as tv
    >>> tv.coupling_formula("2-6", num_majoranas=7)
    '(1/20) sum i psi_L^j psi_R^j over j = 2-6'
    >>> tv.coupling_formula([(2, 3), (4, 5)], num_majoranas=7)
    '(1/2) sum (2i psi_a psi_b)_L (2i psi_a psi_b)_R over 2+3,4+5'
    """
    return _core.coupling_formula(
        coupling_text(couple), whole_number("num_majoranas", num_majoranas, 1, 64), whole_number("q", q, 1, 64)
    )
