"""The two copies' operators on qubits: H_L, H_R, V and the coupled Hamiltonians as sums of Pauli strings.

Every function returns a list of (coefficient, letters), letters one of I, X, Y, Z a qubit, qubit 0 leftmost.
`encoding` is a name or the Pauli strings (left, right) of the Majoranas gamma_L^j and gamma_R^j, gamma^2 = 1:

- "paired": psi_L^j and psi_R^j share qubit j, N qubits, V is diagonal;
- "split": the left copy on the first ceil(N/2) qubits, the right copy on the next;
- "sycamore": the nine-qubit experiment's strings, N = 7 (Jafferis et al., doi:10.1038/s41586-022-05424-3).

ValueError for another name, strings that do not anticommute (the first pair is named) or too few of them.
"""

import cmath
from collections.abc import Sequence
from typing import Any

import numpy as np

from traversable import _core
from traversable._arguments import complex_array, hamiltonian, real_number, sequence, shown, text, whole_number
from traversable._core import Hamiltonian
from traversable._coupling import Couple, coupling_text
from traversable._documented import documented

__all__ = [
    "coupled_hamiltonian",
    "encoding_strings",
    "left_hamiltonian",
    "maldacena_qi",
    "right_hamiltonian",
    "size_coupling",
]

Encoding = str | tuple[Sequence[str], Sequence[str]]
PauliTerms = list[tuple[complex, str]]


_terms = documented(returns="list of (complex, str)\n    Coefficients, in energy, and letters.")


@_terms
def encoding_strings(encoding: Encoding, num_majoranas: int) -> tuple[list[str], list[str]]:
    """The Pauli strings of gamma_L^j and gamma_R^j, trailing I's left out.

    Parameters
    ----------
    encoding : "paired", "split", "sycamore" or (left, right)
        A name, or two lists of Pauli strings, which are returned as they are.
    num_majoranas : int
        N, Majoranas a side, 1 to 64.

    Returns
    -------
    (list of str, list of str)
        Left and right, N letters strings each.

    Examples
    --------
    >>> import traversable as tv
    >>> tv.pauli.encoding_strings("paired", 2)
    (['X', 'ZX'], ['Y', 'ZY'])
    """
    if isinstance(encoding, str):
        return _core.encoding(text("encoding", encoding), whole_number("num_majoranas", num_majoranas, 1, 64))
    sides = sequence("encoding", encoding, "two lists of Pauli strings", most=2)
    if len(sides) != 2:
        raise ValueError(f"encoding = {shown(encoding)}: expected a name or (left, right)")
    left, right = ([text("encoding", one, "a Pauli string") for one in sequence("encoding", s, "Pauli strings")] for s in sides)
    return left, right


@_terms
def left_hamiltonian(H: Hamiltonian, encoding: Encoding = "paired") -> PauliTerms:
    """H_L = H[psi_L].

    Examples
    --------
    >>> import traversable as tv
    >>> tv.pauli.left_hamiltonian(tv.Hamiltonian(4, [(1.0, (0, 1, 2, 3))]), "split")
    [((-0.25+0j), 'ZZII')]
    """
    return _core.left_hamiltonian(hamiltonian(H), *encoding_strings(encoding, H.num_majoranas))


@_terms
def right_hamiltonian(H: Hamiltonian, encoding: Encoding = "paired") -> PauliTerms:
    """H_R = sum_S (-1)^(q/2) J_S h_q psi_R^S, the one with (H_L - H_R)|I> = 0."""
    return _core.right_hamiltonian(hamiltonian(H), *encoding_strings(encoding, H.num_majoranas))


@_terms
def size_coupling(
    num_majoranas: int, q: int = 4, encoding: Encoding = "paired", *, couple: Couple = "all"
) -> PauliTerms:
    """V = (1/(qN)) sum_j i psi_L^j psi_R^j (Gao and Jafferis, arXiv:1911.07416), or of what `couple` says.

    Parameters
    ----------
    num_majoranas, q : int
        N and q of the formula, 1 to 64.
    couple : str, list of int, list of (int, int) or dict
        As in `teleport`.

    Returns
    -------
    list of (complex, str)
        Coefficients, pure numbers, and letters.
    """
    size = whole_number("num_majoranas", num_majoranas, 1, 64)
    return _core.size_coupling(size, whole_number("q", q, 1, 64), coupling_text(couple), *encoding_strings(encoding, size))


@_terms
def coupled_hamiltonian(H: Hamiltonian, nu: float, encoding: Encoding = "paired") -> PauliTerms:
    """H_L + H_R + nu V, whose ground state prepares the thermofield double (doi:10.1038/s41586-022-05424-3).

    Parameters
    ----------
    nu : float
        Strength of V, in energy.
    """
    return _core.coupled_hamiltonian(hamiltonian(H), real_number("nu", nu), *encoding_strings(encoding, H.num_majoranas))


@_terms
def maldacena_qi(H: Hamiltonian, mu: float, encoding: Encoding = "paired") -> PauliTerms:
    """H_L + H_R + i mu sum_j psi_L^j psi_R^j (Maldacena and Qi, arXiv:1804.00491): nu = mu q N.

    Parameters
    ----------
    mu : float
        Strength of the coupling, in energy, without the factor 1/(qN).
    """
    return coupled_hamiltonian(hamiltonian(H), real_number("mu", mu) * H.degree * H.num_majoranas, encoding)


def terms_of(name: str, operator: Any) -> PauliTerms:
    """The terms of a sum, checked. TypeError for what is no sequence of (coefficient, letters), ValueError for a
    coefficient that is not finite."""
    short = _core.short_terms(operator)
    if short is not None:
        return short
    return [_term(f"{name}[{k}]", term) for k, term in enumerate(sequence(name, operator, "(coefficient, letters)"))]


# Numbers that `complex` takes as they are.
_EXACT = (float, complex, np.float64, np.complex128)


def _term(name: str, term: Any) -> tuple[complex, str]:
    if type(term) is tuple and len(term) == 2 and type(term[1]) is str and type(term[0]) in _EXACT:
        coefficient, letters = complex(term[0]), term[1]
    else:
        pair = sequence(name, term, "a coefficient and letters", most=2)
        if len(pair) != 2:
            raise ValueError(f"{name} = {shown(term)}: expected (coefficient, letters)")
        coefficient, letters = complex(complex_array(name, pair[0]).item()), text(name, pair[1], "letters I, X, Y, Z")
    if not cmath.isfinite(coefficient):
        raise ValueError(f"{name} = {shown(term)}: expected a finite coefficient")
    return coefficient, letters
