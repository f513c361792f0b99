"""Learning sparse models that teleport as a target does: exact gradients, losses, sparsifiers.

The experiment of doi:10.1038/s41586-022-05424-3 started from a dense SYK model and learned few couplings that keep the asymmetry
between the two signs of the shockwave. `tv.learn` does that; the parts are here.

>>> import numpy as np, traversable as tv
>>> target = tv.models.dense_syk(6, J=2**.5, seed=1)
>>> loss = tv.learning.Loss(target, beta=4.0, mu=[-12, 12], t=[0.0, 1.4, 2.8])
>>> value, slope = loss(tv.models.dense_syk(6, J=2**.5, seed=2))
>>> len(slope) == len(loss.terms) == 15
True
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import xarray as xr

from traversable import _core
from traversable._arguments import (
    complex_array,
    hamiltonian,
    instance,
    one_of,
    real_array,
    real_axis,
    real_number,
    sequence,
    shown,
    text,
    variables_of,
    whole_number,
    whole_numbers,
    without_constructor,
)
from traversable._core import Hamiltonian
from traversable._teleport import _AXES, _hamiltonians, _probe, _Reporter, _times

__all__ = [
    "Generalisation",
    "Learned",
    "Loss",
    "Report",
    "learn",
    "mutual_information_gradient",
    "pareto_front",
    "protocol_gradient",
    "report",
]

Points = tuple[float, list[float], list[tuple[float, list[float]]], tuple[int, int]]


def _points(
    num_majoranas: int,
    beta: float,
    mu: npt.ArrayLike,
    t: npt.ArrayLike | None,
    t0: npt.ArrayLike | None,
    t1: npt.ArrayLike | None,
    probe: tuple[int, int],
) -> tuple[Points, dict[str, npt.NDArray[np.float64]]]:
    """Points as the core takes them, and the axes mu and times."""
    times = {name: values for name, (values, _) in _times(t, t0, t1).items()}
    couplings = real_axis("mu", mu)[0]
    if "t" in times:
        groups = [(time, [time]) for time in times["t"].tolist()]
    else:
        groups = [(time, times["t1"].tolist()) for time in times["t0"].tolist()]
    points = (real_number("beta", beta), couplings.tolist(), groups, _probe(probe, num_majoranas))
    return points, {"mu": couplings, **times}


def _by_mu(information: Sequence[Sequence[float]], axes: dict[str, npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
    """(mu, times) of [group][m * t1 + t]."""
    shape = [len(values) for values in axes.values()]
    groups = np.asarray(information).reshape(shape[1], shape[0], *(shape[2:] or [1]))
    return np.moveaxis(groups, 0, 1).reshape(shape)


def mutual_information_gradient(rho: npt.ArrayLike, units: str = "bits") -> npt.NDArray[np.complex128]:
    """Lambda with dI_PT = Tr(Lambda d rho): log rho - log rho_P x 1 - 1 x log rho_T, 4 x 4."""
    return _core.information_gradient(complex_array("rho", rho), one_of("units", units, ("bits", "nats")))


def protocol_gradient(
    H: Hamiltonian,
    beta: float,
    mu: npt.ArrayLike,
    weights: npt.ArrayLike,
    t: npt.ArrayLike | None = None,
    *,
    t0: npt.ArrayLike | None = None,
    t1: npt.ArrayLike | None = None,
    probe: tuple[int, int] = (0, 1),
) -> tuple[npt.NDArray[np.float64], float, npt.NDArray[np.float64]]:
    """The derivative of any scalar of rho_PT with respect to all couplings of H, beta and every mu.

    `weights` has the shape (mu, times, 4, 4) of `teleport(H, beta, [..], ..).rho_pt`, a matrix Lambda for each with
    dL = sum Tr(Lambda d rho); the derivative is that of the couplings in the order of `H.terms`. Exact, by the adjoint
    of the whole chain: the thermofield double, both evolutions, the shockwave, the partial trace.

    >>> import numpy as np, traversable as tv
    >>> H = tv.models.learned()
    >>> rho = tv.teleport(H, 4.0, [-12.0], t=[2.8]).rho_pt.values
    >>> weights = [[tv.learning.mutual_information_gradient(rho[0, 0])]]
    >>> slope, by_beta, by_mu = tv.learning.protocol_gradient(H, 4.0, [-12.0], weights, t=[2.8])
    >>> step = 1e-5
    >>> up, down = (tv.teleport(H, 4.0 + s, -12.0, t=2.8).mutual_information.item() for s in (step, -step))
    >>> abs(by_beta - (up - down) / (2 * step)) < 1e-8
    True
    """
    points, axes = _points(hamiltonian(H).num_majoranas, beta, mu, t, t0, t1, probe)
    shape = (*(len(values) for values in axes.values()), 4, 4)
    array = complex_array("weights", weights)
    if array.shape != shape:
        raise ValueError(f"weights: shape {array.shape}, expected {shape}")
    # (mu, t0, t1) -> a list a group, mu-major.
    grouped = np.moveaxis(array.reshape(shape[0], shape[1], -1, 4, 4), 1, 0)
    space = _core.CouplingSpace(H)
    lists = [list(group.reshape(-1, 4, 4)) for group in grouped]
    return _core.protocol_gradient(space, space.couplings_of(H), points, lists)


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
    beta, mu, t, t0, t1, probe
        As in `teleport`, beta a number.
    curve_weight, asymmetry_weight, two_point_weight, winding_weight : float
        With two_point_t and winding_t, the times of the latter two.
    commutativity_weight, noncommutativity_weight, least_noncommutativity, norm_weight, norm : float
        Penalties.
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
        mu: npt.ArrayLike,
        t: npt.ArrayLike | None = None,
        *,
        t0: npt.ArrayLike | None = None,
        t1: npt.ArrayLike | None = None,
        probe: tuple[int, int] = (0, 1),
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
        self._arguments = dict(
            target=target, beta=beta, mu=mu, t=t, t0=t0, t1=t1, probe=probe, curve_weight=curve_weight,
            asymmetry_weight=asymmetry_weight, two_point_weight=two_point_weight, two_point_t=two_point_t,
            winding_weight=winding_weight, winding_t=winding_t, commutativity_weight=commutativity_weight,
            noncommutativity_weight=noncommutativity_weight, least_noncommutativity=least_noncommutativity,
            norm_weight=norm_weight, norm=norm, device=device,
        )  # fmt: skip
        self.targets = _hamiltonians(target)
        first = self.targets[0]
        points, self.axes = _points(first.num_majoranas, beta, mu, t, t0, t1, probe)
        weights = {
            "curve_weight": real_number("curve_weight", curve_weight),
            "asymmetry_weight": real_number("asymmetry_weight", asymmetry_weight),
            "two_point_weight": real_number("two_point_weight", two_point_weight),
            "two_point_t": _times_of("two_point_t", two_point_t),
            "winding_weight": real_number("winding_weight", winding_weight),
            "winding_t": _times_of("winding_t", winding_t),
            "commutativity_weight": real_number("commutativity_weight", commutativity_weight),
            "noncommutativity_weight": real_number("noncommutativity_weight", noncommutativity_weight),
            "least_noncommutativity": real_number("least_noncommutativity", least_noncommutativity),
            "norm_weight": real_number("norm_weight", norm_weight),
            "norm": real_number("norm", norm),
            "device": text("device", device),
        }
        self.curve_weight = real_number("curve_weight", curve_weight)
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

    @property
    def terms(self) -> list[list[int]]:
        return self._space.terms

    @property
    def target_information(self) -> npt.NDArray[np.float64]:
        return _by_mu(self._objective.information, self.axes)

    def couplings(self, H: Hamiltonian) -> npt.NDArray[np.float64]:
        """Of a model, in the order of `terms`, zero for those that it lacks."""
        return self._space.couplings_of(hamiltonian(H))

    def hamiltonian(self, couplings: npt.ArrayLike) -> Hamiltonian:
        """The model with the couplings that are not zero."""
        return self._space.hamiltonian(self._vector(couplings))

    def parts(self, model: Hamiltonian | npt.ArrayLike) -> dict[str, float]:
        """The loss by part: curves, asymmetry, two_point, size_winding, penalties."""
        return self._objective.loss(self._space, self._vector(model))[0]

    def information(self, model: Hamiltonian | npt.ArrayLike) -> npt.NDArray[np.float64]:
        """I_PT of a model at the trained points in bits, (mu, times)."""
        return _by_mu(self._objective.curves(self._space, self._vector(model)), self.axes)

    def __call__(self, model: Hamiltonian | npt.ArrayLike) -> tuple[float, npt.NDArray[np.float64]]:
        """L and dL/dJ of a model, or of couplings in the order of `terms`."""
        parts, gradient = self._objective.loss(self._space, self._vector(model))
        return sum(parts.values()), gradient

    def _vector(self, model: Hamiltonian | npt.ArrayLike) -> npt.NDArray[np.float64]:
        if isinstance(model, Hamiltonian):
            return self.couplings(model)
        vector = real_array("couplings", model)
        if vector.shape != (len(self._space),):
            raise ValueError(f"couplings: shape {vector.shape}, expected ({len(self._space)},)")
        return vector


def _loss_of(arguments: dict[str, Any]) -> Loss:
    return Loss(**arguments)


def _times_of(name: str, times: Sequence[float]) -> list[float]:
    return real_axis(name, times)[0].tolist() if len(sequence(name, times, "times")) else []


@dataclass(frozen=True)
class Learned:
    """What `learn` found.

    Attributes
    ----------
    best : Hamiltonian
        The model of at most `num_terms` terms with the least loss.
    dataset : xarray.Dataset
        Every rung of every chain, as the file of `traversable learn` holds it: coupling (start, rung, term), loss,
        num_terms, mutual_information (start, rung, mu, times), mutual_information_rms, peak_asymmetry, history, and the
        target's.
    loss : Loss
    messages : list of str
        Of chains that ended early, empty where all went well.
    """

    best: Hamiltonian
    dataset: xr.Dataset
    loss: Loss
    messages: list[str] = field(default_factory=list)

    def report(self) -> "Report":
        """What `best` does where it was not trained."""
        return report(self.best, self.loss)


def learn(
    target: Hamiltonian | Sequence[Hamiltonian],
    beta: float,
    mu: npt.ArrayLike,
    t: npt.ArrayLike | None = None,
    *,
    t0: npt.ArrayLike | None = None,
    t1: npt.ArrayLike | None = None,
    num_terms: int = 5,
    schedule: Sequence[int] | None = None,
    sparsifier: Literal["prune", "greedy", "l1", "hard_concrete"] = "prune",
    optimizer: Literal["lbfgs", "adam"] = "lbfgs",
    learning_rate: float = 0.01,
    evaluations: int = 150,
    regrowth: int = 6,
    candidates: int = 4,
    goal: float = 0.01,
    start: Hamiltonian | Literal["target", "random"] = "target",
    starts: int = 1,
    seed: int = 0,
    progress: bool | Callable[[int, int], object] = False,
    **loss: Any,
) -> Learned:
    """A model of few terms that teleports as the target does.

    A ladder of models with fewer and fewer terms (`schedule`), each made from the one before it by a sparsifier and
    fitted; several chains from different starts. Deterministic for a seed, whatever the number of threads.

    Parameters
    ----------
    target, beta, mu, t, t0, t1
        As in `Loss`; further keywords (probe, asymmetry_weight, ...) are those of `Loss`.
    num_terms : int
        Of `best`, at most.
    schedule : list of int, optional
        Falling numbers of terms; all, 100, 60, 40, 28, 20, 16, 13, 11, 10, ..., 3 where not given.
    sparsifier : {"prune", "greedy", "l1", "hard_concrete"}
        "prune": the smallest go, others grow again (`regrowth` rounds while the curves are farther than `goal` bits,
        `candidates` tried for removal). "greedy": one at a time, the cheapest. "l1": proximal gradient with a growing
        penalty. "hard_concrete": smooth L0 (arXiv:1712.01312).
    optimizer, learning_rate, evaluations
        Of the fits: L-BFGS, or Adam with its rate; most evaluations of one.
    start : Hamiltonian, "target" or "random"
        Of the first chain; the others start from random couplings of the same J^2.
    starts, seed : int
        Number of chains; seed of random starts and gates.
    progress : bool or callable
        As in `teleport`, counting rungs.

    Examples
    --------
    >>> import traversable as tv
    >>> target = tv.models.dense_syk(6, J=2**.5, seed=1)
    >>> learned = tv.learn(target, 4.0, [-12, 12], t=[0, 1, 2, 3, 4], num_terms=4, schedule=[15, 8, 6, 5, 4])
    >>> len(learned.best.terms)
    4
    >>> bool(learned.dataset.mutual_information_rms.sel(rung=8).max() < 0.01)
    True
    """
    objective = Loss(target, beta, mu, t, t0=t0, t1=t1, **loss)
    most = len(objective.terms)
    rungs = _core.default_schedule(most) if schedule is None else whole_numbers("schedule", schedule, 1, most)
    if not rungs:
        raise ValueError(f"schedule = {shown(schedule)}: expected falling numbers of terms, one at least")
    if not isinstance(start, Hamiltonian):
        one_of("start", start, ("target", "random"))
    model = start if isinstance(start, Hamiltonian) else objective.targets[0]
    first = None if isinstance(start, str) and start == "random" else objective.couplings(model)
    options = {
        "schedule": rungs,
        "sparsifier": one_of("sparsifier", sparsifier, ("prune", "greedy", "l1", "hard_concrete")),
        "optimizer": one_of("optimizer", optimizer, ("lbfgs", "adam")),
        "learning_rate": real_number("learning_rate", learning_rate),
        "evaluations": whole_number("evaluations", evaluations, 1, 1_000_000),
        "regrowth": whole_number("regrowth", regrowth, 0, 10_000),
        "candidates": whole_number("candidates", candidates, 1, 1_000_000),
        "goal": real_number("goal", goal) ** 2 * objective.curve_weight,
    }
    if whole_number("num_terms", num_terms, 1, most) < rungs[-1]:
        raise ValueError(f"num_terms = {num_terms}: the schedule ends at {rungs[-1]}")
    chains = _starts(objective, first, whole_number("starts", starts, 1, 10_000), whole_number("seed", seed, 0, 2**63 - 1))
    with _Reporter(progress) as reporter:
        done, messages = _core.climb(objective._objective, objective._space, chains, seed, options, reporter.callback)
    dataset = _dataset(objective, rungs, len(chains), done)
    allowed = dataset.loss.where(dataset.num_terms <= num_terms).where(dataset.num_terms > 0)
    if not np.isfinite(allowed).any():
        raise ValueError(f"no model of {num_terms} terms: {'; '.join(filter(None, messages))}")
    best = dataset.coupling.isel(allowed.argmin(["start", "rung"]))
    return Learned(objective.hamiltonian(best.values), dataset, objective, [text for text in messages if text])


def _starts(
    loss: Loss, first: npt.NDArray[np.float64] | None, count: int, seed: int
) -> list[npt.NDArray[np.float64]]:
    squares = loss.couplings(loss.targets[0]) ** 2
    n, q = loss._space.num_majoranas, loss._space.degree
    unit = float(np.prod(np.arange(1, q))) / n ** (q - 1)
    chains = [
        _core.random_start(loss._space, float(squares.sum()) / (unit * len(squares)), seed, number)
        for number in range(count)
    ]
    if first is not None:
        chains[0] = first
    return chains


def _dataset(loss: Loss, rungs: list[int], starts: int, done: list[Any]) -> xr.Dataset:
    shape = (starts, len(rungs))
    times = [name for name in loss.axes if name != "mu"]
    curves = tuple(len(values) for values in loss.axes.values())
    target = loss.target_information
    coupling = np.full((*shape, len(loss.terms)), np.nan)
    parts = {name: np.full(shape, np.nan) for name in ("curves", "asymmetry", "two_point", "size_winding", "penalties")}
    information = np.full((*shape, *curves), np.nan)
    history = np.full((*shape, 1000), np.nan)
    evaluations = np.zeros(shape, dtype=int)
    for chain, stage, couplings, values, trace in done:
        place = (chain, stage)
        coupling[place] = couplings
        for name, value in values.items():
            parts[name][place] = value
        information[place] = loss.information(couplings)
        history[place][: min(len(trace), 1000)] = trace[:1000]
        evaluations[place] = len(trace)
    rung = ["start", "rung"]
    distance = (information - target).reshape(*shape, curves[0], -1)
    variables: dict[str, Any] = {
        "coupling": ([*rung, "term"], coupling, {"long_name": "coupling J_S", "units": "energy"}),
        "num_terms": (rung, np.where(np.isnan(coupling[..., 0]), 0, (coupling != 0).sum(-1)), {"units": "1"}),
        "num_evaluations": (rung, evaluations, {"long_name": "evaluations of the loss", "units": "1"}),
        "loss": (rung, sum(parts.values()), {"long_name": "loss", "units": "1"}),
        "mutual_information": (
            [*rung, "mu", *times], information, {"long_name": "I_PT of the learned model", "units": "bits"},
        ),
        "mutual_information_rms": (
            [*rung, "mu"],
            np.sqrt((distance**2).mean(-1)),
            {"long_name": "root mean square distance of I_PT over times", "units": "bits"},
        ),
        "target_mutual_information": (["mu", *times], target, {"long_name": "I_PT of the target", "units": "bits"}),
        "history": ([*rung, "evaluation"], history, {"long_name": "best loss of the fit under way", "units": "1"}),
        "term_majoranas": (["term", "position"], np.array(loss.terms), {"long_name": "0-based indices of the terms"}),
    }  # fmt: skip
    variables |= {f"loss_{name}": (rung, array, {"units": "1"}) for name, array in parts.items()}
    pairs = _sign_pairs(loss.axes["mu"])
    if pairs:
        negative, positive = pairs[0]
        for name, values, dims in (
            ("peak_asymmetry", information, rung), ("target_peak_asymmetry", target, []),
        ):  # fmt: skip
            difference = np.take(values, negative, len(dims)) - np.take(values, positive, len(dims))
            peak = difference.reshape(*difference.shape[: len(dims)], -1).max(-1)
            variables[name] = (dims, peak, {"long_name": "largest I_PT(-|mu|) - I_PT(+|mu|)", "units": "bits"})
    coordinates: dict[str, Any] = {name: (name, values, dict(zip(("long_name", "units"), _AXES[name], strict=True)))
                   for name, values in loss.axes.items()}  # fmt: skip
    coordinates["start"] = ("start", np.arange(starts), {"long_name": "chain of models", "units": "1"})
    coordinates["rung"] = ("rung", np.array(rungs), {"long_name": "terms allowed", "units": "1"})
    return xr.Dataset(variables, coords=coordinates)


def _sign_pairs(mu: npt.NDArray[np.float64]) -> list[tuple[int, int]]:
    return [(i, k) for k, b in enumerate(mu) for i, a in enumerate(mu) if b > 0 and a == -b]


def pareto_front(dataset: xr.Dataset) -> xr.Dataset:
    """The models of a learning run that no other one beats in both terms and loss, along `model`, by rising terms.

    `dataset` is that of `Learned` or of a file of `traversable learn` (of one target; select an instance).
    """
    variables_of(dataset, "num_terms", "loss", "coupling", "mutual_information_rms")
    if "instance" in dataset.loss.dims:
        raise ValueError("instance: select one of them")
    models = dataset[["num_terms", "loss", "coupling", "mutual_information_rms"]].stack(model=("start", "rung"))
    models = models.transpose("model", ...).isel(model=np.flatnonzero(np.isfinite(models.loss.values)))
    order = np.lexsort((models.loss.values, models.num_terms.values))
    least = np.minimum.accumulate(models.loss.values[order])
    keep = [k for n, k in enumerate(order) if n == 0 or models.loss.values[k] < least[n - 1]]
    return models.isel(model=keep)


@dataclass(frozen=True)
class Generalisation:
    """I_PT of a learned model beside its target on points that share a name; distances in bits."""

    name: str
    trained: bool
    rms: float
    peak_asymmetry: float
    peak_asymmetry_target: float


@dataclass(frozen=True)
class Report:
    """What a learned model is like, and what it does where it was not trained; `print` it.

    Attributes
    ----------
    idle_fermions : list of int
        In no term.
    noncommutativity, coupling_squared : float
        kappa and J^2, as in `Loss`.
    information : list of Generalisation
        On the trained points, at later times, other temperatures, other probes.
    two_point_rms, mean_two_point_rms : list of float, float
        Distance of every fermion's two-point function from the target's, and of their mean.
    winding, winding_target : float
        sum_n |Q(n)| of the probe's first fermion at `peak_time`; 1 where size winding is perfect.
    """

    num_terms: int
    idle_fermions: list[int]
    anticommuting_pairs: int
    noncommutativity: float
    coupling_squared: float
    information: list[Generalisation]
    two_point_rms: list[float]
    mean_two_point_rms: float
    winding: float
    winding_target: float
    peak_time: float
    text: str = field(repr=False)

    def __str__(self) -> str:
        return self.text


def report(H: Hamiltonian, loss: Loss) -> Report:
    """A model beside the target of a loss: structure, and where it was not trained.

    >>> import traversable as tv
    >>> learned = tv.models.learned()
    >>> loss = tv.learning.Loss(learned, 4.0, [-12, 12], t=[0.0, 1.4, 2.8])
    >>> r = tv.learning.report(learned, loss)
    >>> r.idle_fermions, r.anticommuting_pairs, r.information[0].name
    ([], 0, 'trained points')
    """
    task = instance("loss", loss, Loss, "a Loss")._task
    result = _core.learning_report(hamiltonian(H), task)
    result["information"] = [Generalisation(*row) for row in result["information"]]
    return Report(**result)
