"""Hamiltonians of the field: the learned model and the SYK ensembles.

Every ensemble is a function of (seed, instance). Members of different ensembles, N, q or k are independent, also with
one seed; models that differ in J alone are multiples of each other. sigma^2 = (q-1)! J^2 / N^(q-1) is the variance of dense
SYK_q (Maldacena and Stanford, arXiv:1604.07818); the other ensembles are scaled to the same total variance
C(N,q) sigma^2. Seeds are whole numbers, or a Generator (of which the next draw) or a SeedSequence of NumPy.
"""

from __future__ import annotations

from typing import Any

from traversable import _core
from traversable._arguments import hamiltonian, one_of, real_number, seed_of, whole_number
from traversable._core import Hamiltonian
from traversable._documented import documented
from traversable._types import Seed

__all__ = [
    "binary_sparse_n8", "binary_sparse_syk", "commuting_syk", "dense_syk", "fixed_terms_syk", "learned", "matched_J", "sparse_syk",
]  # fmt: skip


def _syk(num_majoranas: int, q: int, J: float, seed: Seed, instance: int) -> dict[str, Any]:
    """The arguments that every ensemble takes, checked for type; the ensembles check their values."""
    return {
        "num_majoranas": whole_number("num_majoranas", num_majoranas, 2, 64),
        "q": whole_number("q", q, 2, 64),
        "J": real_number("J", J),
        "seed": seed_of("seed", seed),
        "instance": whole_number("instance", instance, 0, 2**63 - 1),
        "reference_of": 0,
    }


def learned() -> Hamiltonian:
    """The five-term, N = 7 Hamiltonian of the 2022 experiment, used at beta = 4, mu = -12 / +12.

    Source: Jafferis et al., Nature 612, 51 (2022), doi:10.1038/s41586-022-05424-3.

    Returns
    -------
    Hamiltonian
        N = 7, five terms of four Majoranas, all commuting.

    Examples
    --------
    >>> import traversable as tv
    >>> print(tv.models.learned())
    -0.36 ψ1ψ2ψ4ψ5 + 0.19 ψ1ψ3ψ4ψ7 - 0.71 ψ1ψ3ψ5ψ6 + 0.22 ψ2ψ3ψ4ψ6 + 0.49 ψ2ψ3ψ5ψ7
    """
    return _core.learned()


def binary_sparse_n8() -> Hamiltonian:
    """The ten-term, N = 8 Hamiltonian of a binary sparse SYK experiment, used at beta = 3, mu = -12 / +12, t0 = 1.8.

    Couplings +-J/sqrt(K) with J = sqrt 2 and K = 10; 34 pairs of terms commute, 11 do not. Source: arXiv:2604.10090.

    Returns
    -------
    Hamiltonian
        N = 8, ten terms of four Majoranas.

    Examples
    --------
    >>> import traversable as tv
    >>> ds = tv.teleport(tv.models.binary_sparse_n8(), 3.0, [-12, 12], t0=1.8, t1=[1.5, 2.5])
    >>> ds.mutual_information.round(5).values.tolist()
    [[0.30075, 0.37132], [0.16735, 0.10033]]
    """
    return _core.binary_sparse_n8()


_ensemble = documented(
    (
        "num_majoranas : int\n    N, Majoranas a side, 2 to 64.",
        "q : int\n    Majoranas in a term, even, 2 to N.",
        "J : float\n    Unit of energy, > 0; sigma^2 = (q-1)! J^2 / N^(q-1).",
        "seed, instance : int\n    Of the draw, >= 0; instances of a seed are independent.",
    ),
    returns="Hamiltonian\n    The same for the same arguments, on any machine.",
)


@_ensemble
def dense_syk(num_majoranas: int, q: int = 4, J: float = 1.0, seed: Seed = 0, instance: int = 0) -> Hamiltonian:
    """All C(N,q) terms with Gaussian couplings of variance sigma^2 = (q-1)! J^2 / N^(q-1).

    Source: Maldacena and Stanford, arXiv:1604.07818.

    Examples
    --------
    >>> import traversable as tv
    >>> len(tv.models.dense_syk(10, J=2**0.5, seed=1).terms)
    210
    """
    return _core.dense_syk(**_syk(num_majoranas, q, J, seed, instance))


@_ensemble
def sparse_syk(
    num_majoranas: int,
    k: float,
    q: int = 4,
    J: float = 1.0,
    hypergraph: str = "bernoulli",
    seed: Seed = 0,
    instance: int = 0,
) -> Hamiltonian:
    """Sparse SYK with about k N terms and Gaussian couplings of variance sigma^2 / p, p = k N / C(N,q).

    hypergraph="bernoulli" keeps each term with probability p; "regular" takes k N distinct terms with every fermion
    in exactly k q of them. An empty graph is H = 0, written as one term with coupling 0. Source: Xu, Susskind, Su and
    Swingle, arXiv:2008.02303.

    Parameters
    ----------
    k : float
        Terms a fermion, in (0, C(N,q)/N]; k N and k q are whole numbers for "regular".
    hypergraph : {"bernoulli", "regular"}
        How the terms are chosen.

    Examples
    --------
    >>> import traversable as tv
    >>> len(tv.models.sparse_syk(12, k=4, hypergraph="regular", seed=3).terms)
    48
    """
    one_of("hypergraph", hypergraph, ("bernoulli", "regular"))
    common = _syk(num_majoranas, q, J, seed, instance)
    return _core.sparse_syk(k=real_number("k", k), hypergraph=hypergraph, **common)


@_ensemble
def binary_sparse_syk(
    num_majoranas: int,
    k: float,
    q: int = 4,
    J: float = 1.0,
    seed: Seed = 0,
    instance: int = 0,
    *,
    coupling: str = "same_variance",
) -> Hamiltonian:
    """K = round(k N) distinct terms with couplings +-sqrt(sigma^2 C(N,q) / K), or +-J / sqrt(K).

    Source: Tezuka et al., arXiv:2208.12098.

    Parameters
    ----------
    k : float
        Terms a fermion, in (0, C(N,q)/N].
    coupling : {"same_variance", "J/sqrt(K)"}
        The modulus of the couplings: with Tr H^2 of dense SYK, or that of arXiv:2604.10090.

    Examples
    --------
    >>> import traversable as tv
    >>> len({abs(J) for J, _ in tv.models.binary_sparse_syk(8, k=1.25, seed=5).terms})
    1
    """
    one_of("coupling", coupling, ("same_variance", "J/sqrt(K)"))
    return _core.binary_sparse_syk(k=real_number("k", k), coupling=coupling, **_syk(num_majoranas, q, J, seed, instance))


@_ensemble
def commuting_syk(num_majoranas: int, q: int = 4, J: float = 1.0, seed: Seed = 0, instance: int = 0) -> Hamiltonian:
    """Products of q/2 pairs (psi_2a psi_2a+1), all commuting; Gaussian couplings, N even.

    Source of the model: Gao, arXiv:2306.14988. The variance sigma^2 C(N,q) / C(N/2,q/2) is ours: the same
    Tr H^2 as dense SYK.

    Examples
    --------
    >>> import traversable as tv
    >>> tv.models.commuting_syk(8, seed=2).is_commuting
    True
    """
    return _core.commuting_syk(**_syk(num_majoranas, q, J, seed, instance))


@_ensemble
def fixed_terms_syk(
    num_majoranas: int,
    num_terms: int,
    commutation: str = "any",
    q: int = 4,
    J: float = 1.0,
    seed: Seed = 0,
    instance: int = 0,
) -> Hamiltonian:
    """`num_terms` distinct random terms with Gaussian couplings of variance sigma^2 C(N,q) / num_terms.

    commutation="any": all sets of terms alike; "noncommuting": all alike in which some pair anticommutes.
    "commuting": all commute; the set grows term by term, each drawn from those that commute with all before, so sets
    are not equally likely. What a learned model of few terms is compared with (Kobrin, Schuster and Yao,
    arXiv:2302.07897).

    Parameters
    ----------
    num_terms : int
        Terms, 1 to C(N,q).
    commutation : {"any", "commuting", "noncommuting"}
        What is asked of the set.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, its value and what was expected; also where no such set is found.

    Examples
    --------
    >>> import traversable as tv
    >>> H = tv.models.fixed_terms_syk(7, 5, "commuting", seed=1)
    >>> len(H.terms), H.is_commuting
    (5, True)
    """
    one_of("commutation", commutation, ("any", "commuting", "noncommuting"))
    common = _syk(num_majoranas, q, J, seed, instance)
    return _core.fixed_terms_syk(
        num_terms=whole_number("num_terms", num_terms, 1, 10**6), commutation=commutation, **common
    )


@_ensemble
def matched_J(H: Hamiltonian) -> float:
    """J of dense SYK with the same expected sum of J_S^2 as H, J^2 = sum_S J_S^2 N^(q-1) / ((q-1)! C(N,q)).

    Returns
    -------
    float
        In the energy unit of H.

    Raises
    ------
    TypeError, ValueError
        For what is no Hamiltonian.

    Examples
    --------
    >>> import traversable as tv
    >>> round(tv.models.matched_J(tv.models.learned()), 4)
    1.2511
    """
    return _core.matched_J(hamiltonian(H))
