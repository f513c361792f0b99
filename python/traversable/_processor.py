"""How the protocol becomes a circuit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

import numpy as np

from traversable._arguments import real_number, seed_of, shown, text
from traversable._run import whole
from traversable._types import Seed
from traversable.circuits._compile import connectivity_text

# Of the arguments of circuits.compile, circuits.wormhole and circuits.prepare_thermofield_double, by the key of the run.
_KEYS = {
    "compile": "entangler", "connectivity": "connectivity", "trials": "trials", "compiler_seed": "seed",
    "trotter_steps": "trotter_steps", "trotter_order": "trotter_order", "preparation": "preparation", "goal": "goal",
    "nu": "nu", "fidelity": "fidelity", "max_rotations": "max_rotations", "layers": "layers", "starts": "starts",
}  # fmt: skip

PROCESSOR_NAMES = {key: f"processor.{attribute}" for key, attribute in _KEYS.items()}


@dataclass(frozen=True, repr=False)
class Processor:
    """How the protocol becomes a circuit: gates, connectivity, Trotter steps, preparation.

    The arguments of the same names of `circuits.compile`, `circuits.wormhole` and
    `circuits.prepare_thermofield_double` (`preparation` is its method); None is their default.

    Attributes
    ----------
    entangler, connectivity, trials, seed
        Of `circuits.compile`.
    trotter_steps, trotter_order
        Of `circuits.wormhole`.
    preparation, goal, nu, fidelity, max_rotations, layers, starts
        Of `circuits.prepare_thermofield_double`; None is its default.
    """

    entangler: Literal["cz", "sqrt_iswap"] = "cz"
    connectivity: str | Sequence[tuple[int, int]] = "all"
    trials: int = 0
    seed: Seed = 0
    trotter_steps: int = 1
    trotter_order: int = 1
    preparation: Literal["commuting", "exact", "adaptive", "hardware_efficient"] | None = None
    goal: Literal["fidelity", "energy"] | None = None
    nu: float | None = None
    fidelity: float | None = None
    max_rotations: int | None = None
    layers: int | None = None
    starts: int | None = None

    def __post_init__(self) -> None:
        if isinstance(self.seed, (np.random.Generator, np.random.SeedSequence)):  # drawn once, not by every run
            object.__setattr__(self, "seed", seed_of("processor.seed", self.seed))

    def __repr__(self) -> str:
        given = [one.name for one in fields(self) if getattr(self, one.name) != one.default]
        text = ", ".join(f"{name}={shown(getattr(self, name))}" for name in given)
        return f"Processor({text if len(text) < 180 else text[:177] + '...'})"

    def options(self) -> dict[str, Any]:
        """By the keys of the run. TypeError for values of another kind."""
        return {key: self._option(attribute) for key, attribute in _KEYS.items()}

    def _option(self, attribute: str) -> Any:
        value, name = getattr(self, attribute), f"processor.{attribute}"
        if value is None:
            return None
        if attribute == "connectivity" and not isinstance(value, str):
            return connectivity_text(name, value)
        if attribute in ("entangler", "connectivity", "preparation", "goal"):
            return text(name, value)
        return real_number(name, value) if attribute in ("nu", "fidelity") else whole(name, value)
