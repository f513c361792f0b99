from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from traversable import _core
from traversable._arguments import (
    function,
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
from traversable._core import Circuit, Compiled, Resources
from traversable._types import Seed


def compile(
    circuit: Circuit,
    *,
    entangler: Literal["cz", "sqrt_iswap"] = "cz",
    connectivity: str | Sequence[tuple[int, int]] = "all",
    preserve: Literal["unitary", "measured_state"] = "unitary",
    trials: int = 0,
    seed: Seed = 0,
    progress: Callable[[int, int], object] | None = None,
) -> Compiled:
    """The circuit in one-qubit gates and an entangler on the pairs of a processor, with few entanglers.

    Two ways are tried and the better one kept: all gates as Pauli rotations, of which a greedy network makes
    two-qubit gates that commuting rotations share (de Brugiere and Martiel, arXiv:2404.03280), the best of many
    randomised ones; and the gates as they are, merged in two-qubit blocks by their KAK decomposition and routed
    (Li, Ding and Xie, arXiv:1809.02573). The same circuit for a seed, whatever the number of threads.

    Parameters
    ----------
    circuit : Circuit
        Without unbound parameters; measurements last.
    entangler : {"cz", "sqrt_iswap"}
    connectivity : "all", "line", a grid such as "3x3", or a list of pairs
    preserve : {"unitary", "measured_state"}
        "unitary": equal up to a phase and the layouts. "measured_state": from |0...0>, the state of the measured
        qubits, the only thing that a wormhole circuit is run for; takes fewer gates.
    trials : int
        Randomised networks; 0 for 4 to 1000, the fewer the more rotations there are.
    seed : int
        Of the randomised networks, >= 0.
    progress : callable, optional
        Called as progress(trials done, trials) a few times a second.

    Returns
    -------
    Compiled
        The circuit and where its qubits lie.

    Raises
    ------
    ValueError
        For unbound parameters, gates after a measurement, or a processor that is too small or not connected.

    Examples
    --------
    >>> import traversable as tv
    >>> circuit = tv.circuits.Circuit(3)
    >>> circuit.append_rotation("XYZ", 0.3)
    >>> circuit.append_rotation("YXZ", 0.2)
    >>> tv.circuits.compile(circuit, connectivity="line").circuit.num_two_qubit_gates
    4
    """
    instance("circuit", circuit, Circuit, "a Circuit")
    name = text("connectivity", connectivity) if isinstance(connectivity, str) else connectivity_text("connectivity", connectivity)
    return _core.compile_circuit(
        circuit,
        one_of("entangler", entangler, ("cz", "sqrt_iswap")),
        name,
        one_of("preserve", preserve, ("unitary", "measured_state")),
        whole_number("trials", trials, 0, 100_000_000),
        seed_of("seed", seed, 2**64 - 1),
        function("progress", progress),
    )


def connectivity_text(name: str, connectivity: Sequence[tuple[int, int]]) -> str:
    """Pairs of qubits as the core reads them: "0-1,1-2"."""
    pairs = []
    for k, given in enumerate(sequence(name, connectivity, "pairs of qubits")):
        pair = whole_numbers(f"{name}[{k}]", given, 0, 63)
        if len(pair) != 2:
            raise ValueError(f"{name}[{k}] = {shown(given)}: expected two qubits")
        pairs.append(f"{pair[0]}-{pair[1]}")
    if not pairs:
        raise ValueError(f"{name}: no pairs, expected one at least")
    return ",".join(pairs)


def resources(circuit: Circuit, **figures: float) -> Resources:
    """Gates by kind, depth, and an estimate of duration and fidelity.

    `figures` of the processor: one_qubit_error, two_qubit_error, read_out_error, the times one_qubit_time,
    two_qubit_time, read_out_time, t1 and t2 in ns. Those that are not given are the preset `sycamore`'s
    (`traversable.noise.preset`): medians of a public calibration of the experiment's processor family.

    Parameters
    ----------
    circuit : Circuit
        Any.
    **figures : float
        Errors in [0, 1], times in ns.

    Returns
    -------
    Resources
        Counts and estimates.

    Raises
    ------
    TypeError, ValueError
        Naming the figure that is out of range.

    Examples
    --------
    >>> import traversable as tv
    >>> circuit = tv.circuits.Circuit(2)
    >>> circuit.append("h", [0])
    >>> circuit.append("cz", [0, 1])
    >>> tv.circuits.resources(circuit, two_qubit_error=0.01, one_qubit_error=0.0).fidelity
    0.99
    """
    instance("circuit", circuit, Circuit, "a Circuit")
    numbers = {name: real_number(name, value, infinite=True) for name, value in figures.items()}
    return _core.resources(circuit, numbers)
