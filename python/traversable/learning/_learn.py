"""Ladders of models, each of fewer terms."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import xarray as xr

from traversable import _core
from traversable._arguments import one_of, real_number, shown, variables_of, whole_number, whole_numbers
from traversable._core import Hamiltonian
from traversable._run import Reporter
from traversable.learning._loss import Loss
from traversable.learning._report import Report, report


_AXES = {
    "mu": ("strength of the coupling, negative energy below 0", "1"),
    "t": ("time of injection and read-out, t0 = t1", "1/energy"),
    "t0": ("injection at -t0", "1/energy"),
    "t1": ("read-out at t1", "1/energy"),
}


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

    def report(self) -> Report:
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
    with Reporter(progress) as reporter:
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
