"""State vectors of up to 30 qubits: Pauli rotations, operators without a stored matrix, evolution.

Strings are letters I, X, Y, Z, qubit 0 leftmost; qubit k is bit k of an amplitude's index. Operators are lists
of (coefficient, letters), as the functions of `traversable.pauli` return them.

>>> import traversable as tv
>>> psi = tv.StateVector(3)
>>> psi.rotate("XYZ", 0.3)
>>> round(psi.expectation([(1.0, "ZII")]).real, 6)
0.825336
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from traversable import _core
from traversable._arguments import (
    complex_array,
    instance,
    one_of,
    real_number,
    seed_of,
    sequence,
    shown,
    text,
    whole_number,
    whole_numbers,
)
from traversable._arguments import hamiltonian as _hamiltonian
from traversable._attributes import State
from traversable._core import EvolutionReport, Hamiltonian
from traversable._documented import documented
from traversable._trotter import trotter_step
from traversable._types import Numbers, Seed
from traversable.pauli import Encoding, PauliTerms, coupled_hamiltonian, encoding_strings, left_hamiltonian, terms_of

__all__ = [
    "EvolutionReport",
    "GroundState",
    "StateVector",
    "evolve",
    "ground_state",
    "imaginary_time_evolve",
    "infinite_temperature_state",
    "maldacena_qi_ground_state",
    "thermofield_double",
    "trotter_step",
]

Precision = Literal["double", "single"]


class StateVector(State):
    """psi = sum_i psi_i |i> on n qubits, |0...0> to begin with.

    Parameters
    ----------
    num_qubits : int
        1 to 30; ValueError with the estimate where the memory is not there.
    precision : {"double", "single"}
        complex128 or complex64 amplitudes.

    Attributes
    ----------
    amplitudes : numpy.ndarray
        The 2^n amplitudes themselves, not a copy: writing to them changes the state.

    Examples
    --------
    >>> import numpy as np, traversable as tv
    >>> psi = tv.StateVector(2)
    >>> psi.rotate("XX", np.pi / 4)
    >>> psi.amplitudes.round(4).tolist()
    [(0.7071+0j), 0j, 0j, -0.7071j]
    >>> psi.reduced_density_matrix([0]).round(3).real.tolist()
    [[0.5, 0.0], [0.0, 0.5]]
    """

    def __init__(self, num_qubits: int, precision: Precision = "double") -> None:
        self._core = _state_class(precision)(whole_number("num_qubits", num_qubits, 1, 30))

    @classmethod
    def basis(cls, num_qubits: int, index: int, precision: Precision = "double") -> "StateVector":
        """|index>, 0 <= index < 2^num_qubits, bit k = qubit k; ValueError for another one. `precision` as above."""
        n = whole_number("num_qubits", num_qubits, 1, 30)
        return cls._wrap(_state_class(precision).basis(n, whole_number("index", index, 0, 2**n - 1)))

    @classmethod
    def product(cls, qubits: Numbers, precision: Precision = "double") -> "StateVector":
        """The product of one-qubit states `qubits`, an array of shape (n, 2); each is normalised.

        ValueError for another shape or a state that is zero. `precision` as above.
        """
        array = complex_array("qubits", qubits)
        if array.ndim != 2 or array.shape[1] != 2:
            raise ValueError(f"qubits: shape {array.shape}, expected (n, 2)")
        return cls._wrap(_state_class(precision).product(array.tolist()))

    @classmethod
    def random(cls, num_qubits: int, seed: Seed = 0, instance: int = 0, precision: Precision = "double") -> "StateVector":
        """Number `instance` of the Haar-random states of `seed` on num_qubits, in a `precision` as above.

        ValueError for numbers out of range.
        """
        n = whole_number("num_qubits", num_qubits, 1, 30)
        numbers = seed_of("seed", seed, 2**64 - 1), whole_number("instance", instance, 0, 2**64 - 1)
        return cls._wrap(_state_class(precision).random(n, *numbers))

    @classmethod
    def from_amplitudes(cls, amplitudes: Numbers, precision: Precision = "double") -> "StateVector":
        """A copy of 2^n `amplitudes`, not normalised; ValueError where one is not finite or all are zero. `precision` as above."""
        return cls._wrap(_state_class(precision).from_amplitudes(complex_array("amplitudes", amplitudes)))

    @property
    def num_qubits(self) -> int:
        """Qubits, n."""
        return int(self._core.num_qubits)

    @property
    def precision(self) -> Precision:
        """"double" or "single"."""
        return "double" if isinstance(self._core, _core.StateVector) else "single"

    @property
    def amplitudes(self) -> npt.NDArray[np.complexfloating[Any, Any]]:
        """The 2^n amplitudes, complex, not a copy."""
        return np.asarray(self._core)

    def __eq__(self, other: object) -> bool:
        """The same amplitudes in the same precision, to the bit."""
        if not isinstance(other, StateVector):
            return NotImplemented
        return self.precision == other.precision and np.array_equal(self.amplitudes, other.amplitudes)

    __hash__ = None  # type: ignore[assignment]  # a state can be changed

    def __repr__(self) -> str:
        return f"<StateVector of {self.num_qubits} qubits in {self.precision} precision>"

    def norm(self) -> float:
        """The root of the sum of |psi_i|^2."""
        return float(self._core.norm())

    def normalize(self) -> float:
        """Divides by the norm, which is returned; ValueError where it is zero."""
        return float(self._core.normalize())

    def inner(self, other: "StateVector") -> complex:
        """<self|other>, complex; TypeError or ValueError for an `other` of another kind, precision or number of qubits."""
        return complex(self._core.inner(self._same_precision("other", other)))

    def rotate(self, pauli: str, angle: float) -> None:
        """exp(-i angle P) in place, P the letters of `pauli`, `angle` in radians; ValueError for another letter or too many."""
        self._core.rotate(text("pauli", pauli, "a Pauli string"), real_number("angle", angle))

    def rotate_all(self, rotations: Sequence[tuple[str, float]]) -> None:
        """All `rotations` (letters, angle) one after the other, fused: far faster than one by one where they are many.

        ValueError as `rotate`, before any is applied.
        """
        short = _core.short_rotations(rotations)
        self._core.rotate_all(_rotations(rotations) if short is None else short)

    def apply_pauli(self, pauli: str) -> None:
        """P, the letters of `pauli`, in place; a leading +, -, i or -i counts. ValueError for another letter or too many."""
        self._core.apply_pauli(text("pauli", pauli, "a Pauli string"))

    def apply(self, operator: PauliTerms) -> "StateVector":
        """A new state, sum_P c_P P psi, of an `operator` [(c_P, letters), ...]; ValueError as `rotate`."""
        return self._wrap(self._operator(operator).apply(self._core))

    def expectation(self, operator: PauliTerms) -> complex:
        """<psi| sum_P c_P P |psi>, complex, of an `operator` [(c_P, letters), ...]; ValueError as `rotate`."""
        return complex(self._operator(operator).expectation(self._core))

    def reduced_density_matrix(self, qubits: Sequence[int]) -> npt.NDArray[np.complex128]:
        """2^k x 2^k for k distinct `qubits`, the first the lowest bit of row and column; ValueError for others."""
        chosen = whole_numbers("qubits", qubits, 0, self.num_qubits - 1)
        return np.asarray(self._core.reduced_density_matrix(chosen))

    def sample(self, shots: int, seed: Seed = 0) -> npt.NDArray[np.uint64]:
        """Outcomes of measuring every qubit `shots` times, bit k = qubit k; ValueError for a number or `seed` out of range."""
        return np.asarray(
            self._core.sample(whole_number("shots", shots, 0, 2**40), seed_of("seed", seed, 2**64 - 1))
        )

    def _operator(self, terms: PauliTerms) -> Any:
        kind = _core.PauliOperator if self.precision == "double" else _core.PauliOperatorSingle
        return kind(self.num_qubits, terms_of("operator", terms))

    def _same_precision(self, name: str, other: "StateVector") -> Any:
        if state_of(other, name).precision != self.precision:
            raise TypeError(f"{name} = {shown(other)}: expected a StateVector of {self.precision} precision")
        return other._core


@documented()
def evolve(
    state: StateVector,
    hamiltonian: PauliTerms,
    t: float,
    *,
    method: str = "krylov",
    tolerance: float | None = None,
    trotter_order: int = 2,
    trotter_step: float | None = None,
    seed: Seed = 0,
) -> EvolutionReport:
    """exp(-iHt) in place.

    Parameters
    ----------
    state : StateVector
        Is changed.
    t : float
        In 1/energy.
    method : {"krylov", "chebyshev", "trotter", "qdrift"}
        Lanczos with an a-posteriori bound; a Chebyshev series (four vectors of memory); Suzuki-Trotter steps
        of Pauli rotations; random rotations (arXiv:1811.08017).
    tolerance : float
        Of the state in norm; 1e-10 where not given (1e-5 in single precision). A product formula must be given
        one or a step; qdrift's bounds the channel averaged over draws in diamond norm, which takes about 2 / tolerance
        (t sum |c|)^2 rotations, and the state of a single draw is off by some (tolerance / 2)^(1/2).
    trotter_order, trotter_step : int, float
        1, 2 or 4; the longest step, instead of a tolerance.
    seed : int
        Of qdrift's draws, >= 0.

    Returns
    -------
    EvolutionReport
        Error and work.

    Raises
    ------
    ValueError
        For what is out of range, an operator that is not Hermitian or a tolerance that cannot be reached.
        The state is as before then, also after Ctrl-C.

    Examples
    --------
    >>> import traversable as tv
    >>> H = tv.pauli.left_hamiltonian(tv.models.dense_syk(12, seed=1), "split")
    >>> psi, phi = tv.StateVector(12), tv.StateVector(12)
    >>> tv.evolve(psi, H, 2.0).error < 1e-10
    True
    >>> report = tv.evolve(phi, H, 2.0, method="trotter", trotter_step=0.01)
    >>> report.steps, bool(abs(1 - abs(psi.inner(phi))) < report.error < 1e-3)
    (200, True)
    """
    terms = terms_of("hamiltonian", hamiltonian)
    options = _options(state_of(state), method, tolerance, trotter_order, trotter_step, seed)
    return _evolution_of(state, terms, **options).evolve(state._core, real_number("t", t))


@documented()
def imaginary_time_evolve(
    state: StateVector, hamiltonian: PauliTerms, tau: float, *, method: str = "krylov", tolerance: float | None = None
) -> EvolutionReport:
    """exp(-tau H) psi / norm in place, tau >= 0; method "krylov" or "chebyshev".

    Parameters
    ----------
    state : StateVector
        Is changed.
    tau : float
        >= 0, in 1/energy.
    method : {"krylov", "chebyshev"}
        As in `evolve`.
    tolerance : float, optional
        Of the state in norm, 1e-10 (1e-5 in single precision).

    Returns
    -------
    EvolutionReport
        Error and work.

    Raises
    ------
    TypeError, ValueError
        As `evolve`, after which the state is as before.
    """
    one_of("method", method, ("krylov", "chebyshev"))
    terms = terms_of("hamiltonian", hamiltonian)
    options = _options(state_of(state), method, tolerance, 2, None, 0)
    return _evolution_of(state, terms, **options).cool(state._core, real_number("tau", tau))


@documented()
def infinite_temperature_state(num_majoranas: int, encoding: Encoding = "split") -> StateVector:
    """|I> of both copies, (psi_L^j + i psi_R^j)|I> = 0 for every j.

    Parameters
    ----------
    num_majoranas : int
        N, Majoranas a side.

    Returns
    -------
    StateVector
        On the encoding's qubits.
    """
    return StateVector._wrap(_core.StateVector.infinite_temperature(*encoding_strings(encoding, num_majoranas)))


@documented()
def thermofield_double(
    H: Hamiltonian, beta: float, encoding: Encoding = "split", *, method: str = "krylov", tolerance: float | None = None
) -> StateVector:
    """|TFD> = exp(-beta (H_L + H_R) / 4)|I> / norm, by imaginary time (Maldacena, hep-th/0106112).

    Parameters
    ----------
    method : {"krylov", "chebyshev"}
        As in `evolve`.
    tolerance : float, optional
        Of the state in norm, 1e-10.

    Returns
    -------
    StateVector
        On the encoding's qubits.

    Examples
    --------
    >>> import traversable as tv
    >>> H = tv.models.learned()
    >>> psi = tv.thermofield_double(H, beta=4.0)
    >>> round(psi.expectation(tv.pauli.left_hamiltonian(H, "split")).real, 6)
    -0.27121
    """
    strings = encoding_strings(encoding, _hamiltonian(H).num_majoranas)
    if real_number("beta", beta) < 0:
        raise ValueError(f"beta = {beta}: expected a number >= 0")
    state = infinite_temperature_state(H.num_majoranas, strings)
    # exp(-beta (H_L + H_R) / 4)|I> = exp(-beta H_L / 2)|I>
    imaginary_time_evolve(
        state, left_hamiltonian(H, strings), real_number("beta", beta) / 2, method=method, tolerance=tolerance
    )
    return state


@dataclass(frozen=True)
class GroundState:
    """A lowest eigenstate: energy, state, |H psi - E psi| and the number of products H psi.

    Attributes
    ----------
    energy : float
        Of the level.
    state : StateVector
        Its eigenvector.
    residual : float
        |H psi - E psi|, in energy.
    applications : int
        Products H psi.
    """

    energy: float
    state: StateVector
    residual: float
    applications: int


@documented()
def ground_state(hamiltonian: PauliTerms, start: StateVector, tolerance: float = 1e-10) -> GroundState:
    """The lowest level that `start` overlaps with, by Lanczos; |residual| <= tolerance times sum |c_P|.

    Parameters
    ----------
    start : StateVector
        Not changed.
    tolerance : float
        As above, > 0.

    Returns
    -------
    GroundState
        Energy, state and residual.

    Raises
    ------
    TypeError, ValueError
        For an operator that is not Hermitian or a bad tolerance.
    RuntimeError
        Without convergence.
    """
    operator = state_of(start, "start")._operator(hamiltonian)
    energy, state, residual, applications = operator.ground_state(start._core, real_number("tolerance", tolerance))
    return GroundState(energy, StateVector._wrap(state), residual, applications)


@documented()
def maldacena_qi_ground_state(
    H: Hamiltonian, nu: float, encoding: Encoding = "split", tolerance: float = 1e-10
) -> GroundState:
    """The ground state of H_L + H_R + nu V, nu = mu q N of Maldacena and Qi: an approximate thermofield double.

    Its overlap with |TFD> at some beta tells how good a preparation of it the coupling is (Maldacena and Qi,
    arXiv:1804.00491). Found from |I>, for nu < 0 from gamma_L^1 ... gamma_L^N |I>, the state of the largest V. Both
    overlap with the ground state by 2^(-N/4) at least: exp(-tau (H_L + H_R + nu V)), nu >= 0, takes A|I> to a completely
    positive map of A, so that (Perron and Frobenius) a positive A belongs to the lowest level; and A -> A gamma^1 ...
    gamma^N turns nu into -nu. The ground state is unique for nu other than 0, up to qubits that no Majorana needs; at
    nu = 0 it is the one nearest to |I>.

    Parameters
    ----------
    nu : float
        Strength of V, in energy.
    tolerance : float
        As in `ground_state`.

    Returns
    -------
    GroundState
        Energy, state and residual.

    Raises
    ------
    TypeError, ValueError, RuntimeError
        As `ground_state`.

    Examples
    --------
    >>> import traversable as tv
    >>> H = tv.models.learned()
    >>> ground = tv.maldacena_qi_ground_state(H, nu=4.0)
    >>> round(ground.energy, 6), round(abs(ground.state.inner(tv.thermofield_double(H, beta=4.0))), 4)
    (-1.039092, 0.8899)
    >>> round(tv.maldacena_qi_ground_state(H, nu=-4.0).energy, 6)
    -1.039092
    """
    strings = encoding_strings(encoding, _hamiltonian(H).num_majoranas)
    start = infinite_temperature_state(H.num_majoranas, strings)
    if real_number("nu", nu) < 0:
        for gamma in strings[0]:
            start.apply_pauli(gamma)
    return ground_state(coupled_hamiltonian(H, nu, strings), start, tolerance)


def state_of(state: Any, name: str = "state") -> StateVector:
    """The state itself. TypeError for what is no StateVector, also for one whose __init__ was not called."""
    instance(name, state, StateVector, "a StateVector")._core  # noqa: B018
    return state  # type: ignore[no-any-return]


def _rotations(rotations: Any) -> list[tuple[str, float]]:
    given = sequence("rotations", rotations, "(letters, angle)")
    return [_rotation(f"rotations[{k}]", one) for k, one in enumerate(given)]


def _rotation(name: str, rotation: Any) -> tuple[str, float]:
    pair = sequence(name, rotation, "letters and an angle", most=2)
    if len(pair) != 2:
        raise ValueError(f"{name} = {shown(rotation)}: expected (letters, angle)")
    return text(name, pair[0], "letters I, X, Y, Z"), real_number(name, pair[1])


def _state_class(precision: str) -> Any:
    one_of("precision", precision, ("double", "single"))
    return _core.StateVector if precision == "double" else _core.StateVectorSingle


def _evolution_of(state: StateVector, terms: PauliTerms, **options: Any) -> "_core.Evolution | _core.EvolutionSingle":
    kind = _core.Evolution if state.precision == "double" else _core.EvolutionSingle
    return kind(state.num_qubits, terms, **options)


def _options(
    state: StateVector, method: str, tolerance: float | None, trotter_order: int, trotter_step: float | None, seed: Seed
) -> dict[str, Any]:
    text("method", method)
    product = method in ("trotter", "qdrift")
    if trotter_step is not None and method != "trotter":
        raise ValueError("trotter_step: only with method 'trotter'")
    if product and (tolerance is None) == (trotter_step is None):
        expected = "trotter_step or tolerance, one of them" if method == "trotter" else "a tolerance, such as 0.01"
        raise ValueError(f"method = {method!r}: expected {expected}")
    step = 0.0 if trotter_step is None else real_number("trotter_step", trotter_step)
    if trotter_step is not None and not step > 0:
        raise ValueError(f"trotter_step = {trotter_step}: expected a number > 0")
    return {
        "method": method,
        "tolerance": _core.default_tolerance(state.precision) if tolerance is None else real_number("tolerance", tolerance),
        "trotter_order": whole_number("trotter_order", trotter_order, 1, 4),
        "trotter_step": step,
        "seed": seed_of("seed", seed, 2**64 - 1),
    }
