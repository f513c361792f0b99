"""Hamiltonians of qubits."""

from __future__ import annotations

from traversable import _core
from traversable._arguments import one_of, real_number, seed_of, whole_number
from traversable._core import SpinHamiltonian
from traversable._documented import documented
from traversable._types import Seed

BOUNDARIES = ("open", "periodic")
DESCRIBED = (
    "num_qubits : int\n    n, sites a side, 2 to 64.",
    'boundary : {"open", "periodic"}\n    Of the chain; a periodic one has three sites at least.',
    "seed, instance : int\n    Of the draw, >= 0; instances of a seed are independent.",
)

_model = documented(DESCRIBED, returns="SpinHamiltonian\n    The same for the same arguments, on any machine.")


def sites_of(num_qubits: int) -> int:
    return whole_number("num_qubits", num_qubits, 2, 64)


def instance_of(instance: int) -> int:
    return whole_number("instance", instance, 0, 2**63 - 1)


@_model
def mixed_field_ising(
    num_qubits: int, J: float = 1.0, g: float = -1.05, h: float = 0.5, boundary: str = "open"
) -> SpinHamiltonian:
    """H = J sum Z_k Z_k+1 + g sum X_k + h sum Z_k, chaotic at J = 1, g = -1.05, h = 0.5.

    Source: Banuls, Cirac and Hastings, arXiv:1007.3957.

    Parameters
    ----------
    J, g, h : float
        Bond, transverse and longitudinal field, in energy.

    Examples
    --------
    >>> import traversable as tv
    >>> print(tv.spins.mixed_field_ising(2))
    1 ZZ - 1.05 X - 1.05 IX + 0.5 Z + 0.5 IZ
    """
    return _core.mixed_field_ising(
        sites_of(num_qubits), real_number("J", J), real_number("g", g), real_number("h", h), one_of("boundary", boundary, BOUNDARIES)
    )


@_model
def transverse_ising(num_qubits: int, J: float = 1.0, g: float = 1.0, boundary: str = "open") -> SpinHamiltonian:
    """H = J sum Z_k Z_k+1 + g sum X_k: free fermions.

    Source: Pfeuty, Ann. Phys. 57, 79 (1970).

    Parameters
    ----------
    J, g : float
        Bond and transverse field, in energy.

    Examples
    --------
    >>> import traversable as tv
    >>> len(tv.spins.transverse_ising(6, boundary="periodic").terms)
    12
    """
    return mixed_field_ising(num_qubits, J, g, 0.0, boundary)


@_model
def xxz(num_qubits: int, J: float = 1.0, delta: float = 1.0, boundary: str = "open") -> SpinHamiltonian:
    """H = (J/4) sum (X X + Y Y + delta Z Z) over the bonds: spins S = sigma / 2.

    Source: Orbach, Phys. Rev. 112, 309 (1958).

    Parameters
    ----------
    J, delta : float
        Bond, in energy, and its anisotropy.

    Examples
    --------
    >>> import traversable as tv
    >>> print(tv.spins.xxz(2, delta=0.5))
    0.25 XX + 0.25 YY + 0.125 ZZ
    """
    return _core.xxz(
        sites_of(num_qubits), real_number("J", J), real_number("delta", delta), one_of("boundary", boundary, BOUNDARIES)
    )


@_model
def spin_syk(num_qubits: int, q: int = 4, J: float = 1.0, seed: Seed = 0, instance: int = 0) -> SpinHamiltonian:
    """Spin SYK, the quantum q-spin model: all products of q Pauli matrices on q sites.

    C(n,q) 3^q strings with Gaussian coefficients of variance (q-1)! J^2 / (3^q n^(q-1)), SYK's rule with sites in place of
    fermions (this scaling is ours). Source: Swingle and Winer, arXiv:2311.01516.

    Parameters
    ----------
    q : int
        Sites in a term, 1 to n.
    J : float
        Unit of energy, > 0.

    Examples
    --------
    >>> import traversable as tv
    >>> len(tv.spins.spin_syk(5, seed=1).terms)
    405
    """
    return _core.spin_syk(
        sites_of(num_qubits), whole_number("q", q, 1, 64), real_number("J", J), seed_of("seed", seed), instance_of(instance)
    )


@_model
def xy_syk(num_qubits: int, q: int = 4, J: float = 1.0, seed: Seed = 0, instance: int = 0) -> SpinHamiltonian:
    """X_k and Y_k of every site in place of the N = 2n Majoranas of SYK, all C(N,q) products.

    H = sum_S J_S i^eta O_s1 ... O_sq, eta the sites whose X and Y are both in S; J_S Gaussian with variance
    (q-1)! J^2 / (N^(q-1) 2^q), so that Tr H^2 is that of dense SYK_q on N Majoranas. Source: Hanada, Jevicki, Liu, Rinaldi
    and Tezuka, arXiv:2309.15349 (signs as recalled).

    Parameters
    ----------
    q : int
        Operators in a term, 1 to 2n.
    J : float
        Unit of energy, > 0.

    Examples
    --------
    >>> import traversable as tv
    >>> len(tv.spins.xy_syk(5, seed=1).terms)
    210
    """
    return _core.xy_syk(
        sites_of(num_qubits), whole_number("q", q, 1, 128), real_number("J", J), seed_of("seed", seed), instance_of(instance)
    )


@_model
def random_two_local(num_qubits: int, J: float = 1.0, seed: Seed = 0, instance: int = 0) -> SpinHamiltonian:
    """All nine products of Pauli matrices on every pair of sites, Gaussian with variance 2 J^2 / (9 (n - 1)).

    Then <Tr H^2> / D = n J^2. Source of the model: Erdos and Schroder, arXiv:1407.1552.

    Parameters
    ----------
    J : float
        Unit of energy, > 0.

    Examples
    --------
    >>> import traversable as tv
    >>> len(tv.spins.random_two_local(4, seed=1).terms)
    54
    """
    return _core.random_two_local(sites_of(num_qubits), real_number("J", J), seed_of("seed", seed), instance_of(instance))
