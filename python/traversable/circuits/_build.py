from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from traversable import _core
from traversable._arguments import (
    function,
    hamiltonian,
    one_of,
    real_number,
    seed_of,
    shown,
    text,
    whole_number,
    whole_numbers,
)
from traversable._core import Circuit, Hamiltonian, Preparation
from traversable._coupling import Couple, coupling_text
from traversable._documented import documented
from traversable._types import Seed
from traversable.pauli import Encoding, PauliTerms, encoding_strings, terms_of

_METHODS = ("commuting", "exact", "adaptive", "hardware_efficient")
Method = Literal["commuting", "exact", "adaptive", "hardware_efficient"]


def prepare_thermofield_double(
    H: Hamiltonian,
    beta: float,
    encoding: Encoding = "paired",
    *,
    method: Method | None = None,
    goal: Literal["fidelity", "energy"] = "fidelity",
    nu: float | None = None,
    fidelity: float = 0.99,
    max_rotations: int = 64,
    entangler: Literal["cz", "sqrt_iswap"] = "cz",
    connectivity: str = "line",
    layers: int = 4,
    starts: int = 4,
    seed: Seed = 0,
    progress: Callable[[int, float], object] | None = None,
) -> Preparation:
    """A circuit for |TFD> = Z^(-1/2) exp(-beta (H_L + H_R) / 4)|I>.

    Parameters
    ----------
    H, beta, encoding
        As in `teleport` and `traversable.pauli`.
    method : {"commuting", "exact", "adaptive", "hardware_efficient"}, optional
        "commuting": exact, 2^r - 1 rotations for r independent commuting terms. "exact": any state of up to 12
        qubits, about 2^(n+1) rotations. "adaptive": rotations about products of two or four Majoranas, each
        the one with the steepest gradient, all trained after each. "hardware_efficient": layers of Ry, Rz and
        the entangler on all pairs of the connectivity. Not given: commuting where the terms do, else exact up
        to 8 qubits, else adaptive.
    goal : {"fidelity", "energy"}
        What is trained: the fidelity, or the energy of H_L + H_R + nu V (Maldacena and Qi, arXiv:1804.00491;
        doi:10.1038/s41586-022-05424-3), by exact adjoint gradients and L-BFGS.
    nu : float, optional
        Of the energy; the one whose ground state overlaps most with |TFD> where not given.
    fidelity : float
        Growth and training end when it is reached; falling short is no error.
    max_rotations, entangler, connectivity, layers, starts, seed
        Of the variational circuits. `connectivity` is "all", "line" or a grid such as "3x3".
    progress : callable, optional
        Called as progress(rotations or starts done, fidelity) a few times a second.

    Returns
    -------
    Preparation
        The circuit and its fidelity.

    Raises
    ------
    ValueError
        For options out of range, terms that do not commute, or too many qubits.

    Examples
    --------
    >>> import traversable as tv
    >>> exact = tv.circuits.prepare_thermofield_double(tv.models.learned(), 4.0, "sycamore")
    >>> exact.method, round(exact.fidelity, 12)
    ('commuting', 1.0)
    >>> grown = tv.circuits.prepare_thermofield_double(tv.models.learned(), 4.0, "sycamore", method="adaptive")
    >>> grown.fidelity > 0.99, len(grown.history)
    (True, 4)
    """
    left, right = encoding_strings(encoding, hamiltonian(H).num_majoranas)
    one_of("goal", goal, ("fidelity", "energy"))
    options = {
        "method": None if method is None else one_of("method", method, _METHODS),
        "goal": goal,
        "nu": None if nu is None else real_number("nu", nu),
        "fidelity": real_number("fidelity", fidelity),
        "max_rotations": whole_number("max_rotations", max_rotations, 1, 100_000),
        "entangler": one_of("entangler", entangler, ("cz", "sqrt_iswap")),
        "layers": whole_number("layers", layers, 1, 10_000),
        "starts": whole_number("starts", starts, 1, 1_000_000),
        "seed": seed_of("seed", seed, 2**64 - 1),
    }
    return _core.prepare_thermofield_double(
        H, real_number("beta", beta), left, right, options, text("connectivity", connectivity), function("progress", progress)
    )


def wormhole(
    H: Hamiltonian,
    beta: float,
    mu: float,
    t0: float,
    t1: float,
    *,
    encoding: Encoding = "paired",
    preparation: Preparation | Circuit | None = None,
    probe: tuple[int, int] = (0, 1),
    couple: Couple = "all",
    trotter_steps: int = 1,
    trotter_order: int = 1,
) -> Circuit:
    """The teleportation protocol as a circuit from |0...0>, rho_PT being its `measured_state()`.

    |TFD> on the system's qubits 0 .. n-1, the reference P = n in a Bell pair with the message Q = n + 1; then
    exp(i H_L t0), the fermionic swap of Q with chi_L, exp(-i H_L t0), exp(i mu V), exp(-i H_R t1), the swap of
    T = n + 2 with chi_R, and measurement of T into bit 0 and P into bit 1. Where the right probe mode is a bare
    qubit, as in the sycamore encoding, this qubit is measured instead of T: nine qubits for the learned model.
    Source: Jafferis et al., Nature 612, 51 (2022), doi:10.1038/s41586-022-05424-3.

    Parameters
    ----------
    H, beta, mu, t0, t1, probe, couple
        As in `teleport`.
    encoding : "paired", "split", "sycamore" or (left, right)
        As in `traversable.pauli`.
    preparation : Preparation or Circuit, optional
        Of the thermofield double; `prepare_thermofield_double` with its defaults where not given.
    trotter_steps, trotter_order : int
        Suzuki-Trotter steps of each of the three evolutions and their order, 1, 2 or 4. One step is exact where
        the terms commute.

    Returns
    -------
    Circuit
        On n + 2 or n + 3 qubits, measured.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, its value and what was expected; also for a preparation on another number of qubits.

    Examples
    --------
    >>> import traversable as tv
    >>> H = tv.models.dense_syk(6, J=2**.5, seed=3)
    >>> exact = tv.teleport(H, beta=2.0, mu=-12.0, t=1.0).rho_pt.values
    >>> circuit = tv.circuits.wormhole(H, 2.0, -12.0, 1.0, 1.0, encoding="split", trotter_steps=8, trotter_order=2)
    >>> bool(abs(circuit.measured_state() - exact).max() < 1e-2)
    True
    """
    left, right = encoding_strings(encoding, hamiltonian(H).num_majoranas)
    real_number("beta", beta)
    if preparation is None:
        preparation = prepare_thermofield_double(H, beta, encoding)
    circuit = preparation.circuit if isinstance(preparation, Preparation) else preparation
    if not isinstance(circuit, Circuit):
        raise TypeError(f"preparation = {shown(preparation)}: expected a Preparation or a Circuit")
    modes = whole_numbers("probe", probe, 0, H.num_majoranas - 1)
    if len(modes) != 2:
        raise ValueError(f"probe = {shown(probe)}: expected two Majoranas (a, b)")
    return _core.wormhole_circuit(
        H,
        left,
        right,
        circuit,
        real_number("mu", mu),
        real_number("t0", t0),
        real_number("t1", t1),
        modes,
        coupling_text(couple),
        whole_number("trotter_steps", trotter_steps, 1, 1_000_000),
        whole_number("trotter_order", trotter_order, 1, 4),
    )


@documented()
def evolution(terms: PauliTerms, t: float, *, steps: int = 1, order: int = 1) -> Circuit:
    """exp(-iHt) by Suzuki-Trotter steps as Pauli rotations, H a list of (coefficient, letters).

    Parameters
    ----------
    terms : list of (complex, str)
        H as a sum of Pauli strings, Hermitian, in energy.
    t : float
        In 1/energy.
    steps, order : int
        Steps, at least 1, and their order, 1, 2 or 4.

    Returns
    -------
    Circuit
        Of Pauli rotations.

    Examples
    --------
    >>> import traversable as tv
    >>> circuit = tv.circuits.evolution([(0.5, "XX"), (0.25, "ZI")], t=0.4)
    >>> circuit.operations
    [pauli_rotation(0.1) Z q0, pauli_rotation(0.2) XX q0 q1]
    """
    checked = terms_of("terms", terms)
    if not checked:
        raise ValueError("terms: empty, expected one at least")
    return _core.evolution_circuit(
        max(len(letters) for _, letters in checked),
        checked,
        real_number("t", t),
        whole_number("order", order, 1, 4),
        whole_number("steps", steps, 1, 1_000_000),
    )
