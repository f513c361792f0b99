"""What a model is judged by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from traversable import _core
from traversable._arguments import hamiltonian, real_array, real_number, sequence, text, without_constructor
from traversable._core import Hamiltonian, LossParts
from traversable._coupling import Couple
from traversable._run import Kinds
from traversable._types import Reals
from traversable.learning._points import by_mu, points_of, times_of

# What kind of argument each of the weights and what goes with them is.
_KINDS: Kinds = {
    "curve_weight": real_number, "asymmetry_weight": real_number, "two_point_weight": real_number, "two_point_t": times_of,
    "winding_weight": real_number, "winding_t": times_of, "commutativity_weight": real_number,
    "noncommutativity_weight": real_number, "least_noncommutativity": real_number, "norm_weight": real_number,
    "norm": real_number, "device": text,
}  # fmt: skip
# What has to be given with a weight, and means nothing without it.
_WEIGHT_OF = {
    "two_point_t": "two_point_weight",
    "winding_t": "winding_weight",
    "least_noncommutativity": "noncommutativity_weight",
    "norm": "norm_weight",
}


class Loss:
    """What is learned: a weighted sum of squared distances from a target and penalties, with its exact gradient.

    L = w_c <(I_PT - I*)^2> + w_a <(A - A*)^2> + w_g <(G_j - G*_j)^2> + w_s <sum_n |Q - Q*|^2> + w_k kappa
    + w_n max(0, kappa_min - kappa)^2 + w_J (J^2 - norm)^2, means over the points; A = I_PT(-|mu|) - I_PT(+|mu|), G_j
    the two-point functions Re Tr rho psi_j(t) psi_j, Q(n) the winding size distribution of the probe's first fermion,
    kappa = 2 sum_{anticommuting} J_k^2 J_l^2 / (sum J^2)^2, J^2 that of dense SYK with the same sum of squares.

    Parameters
    ----------
    target : Hamiltonian or list of Hamiltonian
        Of a list the mean (over disorder) is the target.
    beta, mu, t, t0, t1, probe, couple
        As in `teleport`, beta a number; Q(n) counts what is coupled.
    curve_weight, asymmetry_weight, two_point_weight, winding_weight : float
        w_c, w_a, w_g and w_s, >= 0.
    two_point_t, winding_t : list of float
        Times of the latter two, in 1/energy.
    commutativity_weight, noncommutativity_weight, least_noncommutativity, norm_weight, norm : float
        w_k, w_n, kappa_min, w_J and norm of the penalties.
    device : {"cpu", "cuda", "cuda:K", "auto"}
        Of the curves and their gradient, as in `teleport`; everything else is computed on the CPU.

    Attributes
    ----------
    terms : list of list of int
        All C(N, q) terms in the order of the gradient.
    target_information : numpy.ndarray
        I* in bits, (mu, times).

    Raises
    ------
    ValueError
        For no weight above zero, contradicting penalties, targets of different sizes, times that are missing.
    """

    def __init__(
        self,
        target: Hamiltonian | Sequence[Hamiltonian],
        beta: float,
        mu: Reals,
        t: Reals | None = None,
        *,
        t0: Reals | None = None,
        t1: Reals | None = None,
        probe: tuple[int, int] = (0, 1),
        couple: Couple = "all",
        curve_weight: float = 1.0,
        asymmetry_weight: float = 0.0,
        two_point_weight: float = 0.0,
        two_point_t: Sequence[float] = (),
        winding_weight: float = 0.0,
        winding_t: Sequence[float] = (),
        commutativity_weight: float = 0.0,
        noncommutativity_weight: float = 0.0,
        least_noncommutativity: float = 0.0,
        norm_weight: float = 0.0,
        norm: float = 0.0,
        device: str = "cpu",
    ) -> None:
        self._arguments = {name: value for name, value in locals().items() if name != "self"}
        given = [target] if isinstance(target, Hamiltonian) else sequence("target", target, "a Hamiltonian or several")
        self.targets = [hamiltonian(one, "target") for one in given]
        if not self.targets:
            raise ValueError("target: no Hamiltonian, expected one at least")
        first = self.targets[0]
        points, self.axes = points_of(first.num_majoranas, beta, mu, t, t0, t1, probe, couple)
        weights = {name: read(name, self._arguments[name]) for name, read in _KINDS.items()}
        # The same as options of a run: what decides nothing is left out.
        decides = {name: weights[weight] != 0 for name, weight in _WEIGHT_OF.items()}
        self._settings = {name: value for name, value in weights.items() if decides.get(name, True)} | {
            "beta": points[0], "probe": points[3], "couple": points[4], **{name: values.tolist() for name, values in self.axes.items()}
        }  # fmt: skip
        self._space = _core.complete_space(first.num_majoranas, first.degree)
        self._task = _core.LearningTask(self.targets, points, weights)
        self._objective = _core.LearningObjective(self._task, self._space)

    def __reduce__(self) -> tuple[Any, ...]:
        return _loss_of, (self._arguments,)

    def __copy__(self) -> "Loss":
        return self  # nothing of it changes

    def __deepcopy__(self, memo: dict[int, Any]) -> "Loss":
        return self

    def __getattr__(self, name: str) -> Any:
        raise without_constructor(self, "_core" if name in ("_space", "_objective", "_task") else name)

    def __repr__(self) -> str:
        weights = ", ".join(name.removesuffix("_weight") for name in _KINDS if name.endswith("_weight") and self._settings.get(name))
        return f"<Loss of {weights} for {self.targets[0].num_majoranas} Majoranas a side, {len(self._space)} terms>"

    @property
    def terms(self) -> list[list[int]]:
        """All C(N, q) terms, in the order of the gradient."""
        return self._space.terms

    @property
    def target_information(self) -> npt.NDArray[np.float64]:
        """I* in bits, (mu, times)."""
        return by_mu(self._objective.information, self.axes)

    def couplings(self, H: Hamiltonian) -> npt.NDArray[np.float64]:
        """Of a model H, in the order of `terms`, zero for those that it lacks; ValueError for a term that is none of them."""
        return self._space.couplings_of(hamiltonian(H))

    def hamiltonian(self, couplings: Reals) -> Hamiltonian:
        """The model with those `couplings`, in the order of `terms`, that are not zero; ValueError for another number of them."""
        return self._space.hamiltonian(self._vector(couplings))

    def parts(self, model: Hamiltonian | Reals) -> LossParts:
        """The loss of a `model`, or of couplings in the order of `terms`, by part; ValueError as `couplings`."""
        return self._objective.loss(self._space, self._vector(model))[0]

    def information(self, model: Hamiltonian | Reals) -> npt.NDArray[np.float64]:
        """I_PT of a `model` at the trained points in bits, (mu, times); ValueError as `couplings`."""
        return by_mu(self._objective.curves(self._space, self._vector(model)), self.axes)

    def __call__(self, model: Hamiltonian | Reals) -> tuple[float, npt.NDArray[np.float64]]:
        """L and dL/dJ of a `model`, or of couplings in the order of `terms`; ValueError as `couplings`."""
        parts, gradient = self._objective.loss(self._space, self._vector(model))
        return parts.total, gradient

    def _vector(self, model: Hamiltonian | Reals) -> npt.NDArray[np.float64]:
        if isinstance(model, Hamiltonian):
            return self.couplings(model)
        vector = real_array("couplings", model)
        if vector.shape != (len(self._space),):
            raise ValueError(f"couplings: shape {vector.shape}, expected ({len(self._space)},)")
        return vector


def _loss_of(arguments: dict[str, Any]) -> Loss:
    return Loss(**arguments)
