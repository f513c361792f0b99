"""Ladders of models, each of fewer terms."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import xarray as xr

from traversable import _core
from traversable._arguments import one_of, real_number, seed_of, variables_of, whole_number, whole_numbers
from traversable._core import Hamiltonian, Report
from traversable._run import Reporter, dataset_of
from traversable._types import Reals, Seed
from traversable.learning._loss import Loss
from traversable.learning._report import report


@dataclass(frozen=True, repr=False)
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

    def __repr__(self) -> str:
        starts, rungs = (self.dataset.sizes.get(name, 1) for name in ("start", "rung"))
        return f"<Learned: {self.best!r}, of {starts} chain{'s' * (starts != 1)} of {rungs} model{'s' * (rungs != 1)}>"

    def _repr_html_(self) -> str:
        html: str = self.best._repr_html_()
        return html

    def report(self) -> Report:
        """What `best` does where it was not trained."""
        return report(self.best, self.loss)


def learn(
    target: Hamiltonian | Sequence[Hamiltonian],
    beta: float,
    mu: Reals,
    t: Reals | None = None,
    *,
    t0: Reals | None = None,
    t1: Reals | None = None,
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
    seed: Seed = 0,
    progress: bool | Callable[[int, int], object] = False,
    **loss: Any,
) -> Learned:
    """A model of few terms that teleports as the target does.

    A ladder of models with fewer and fewer terms (`schedule`), each made from the one before it by a sparsifier and
    fitted; several chains from different starts. Deterministic for a seed, whatever the number of threads.

    Parameters
    ----------
    target, beta, mu, t, t0, t1
        As in `Loss`.
    num_terms : int
        Of `best`, at most.
    schedule : list of int, optional
        Falling numbers of terms; all, 100, 60, 40, 28, 20, 16, 13, 11, 10, ..., 3 where not given.
    sparsifier : {"prune", "greedy", "l1", "hard_concrete"}
        "prune": the smallest go, others grow again (`regrowth` rounds while the curves are farther than `goal` bits,
        `candidates` tried for removal). "greedy": one at a time, the cheapest. "l1": proximal gradient with a growing
        penalty. "hard_concrete": smooth L0 (arXiv:1712.01312).
    regrowth, candidates : int
        Of "prune"; `candidates` of "greedy" too.
    goal : float
        In bits, of "prune".
    optimizer, learning_rate, evaluations
        Of the fits: L-BFGS, or Adam with its rate; most evaluations of one.
    start : Hamiltonian, "target" or "random"
        Of the first chain; the others start from random couplings of the same J^2.
    starts : int
        Number of chains.
    seed : int, numpy.random.Generator or SeedSequence
        Of random starts and gates.
    progress : bool or callable
        As in `teleport`, counting rungs.
    **loss
        Further arguments of `Loss`: probe, couple, weights, device.

    Returns
    -------
    Learned
        The best model, all others and the loss.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, its value and what was expected; also where no chain came down to num_terms terms.
    KeyboardInterrupt
        Ctrl-C ends the learning after the current step.

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
    for name in loss.keys() - inspect.signature(Loss).parameters.keys():
        meant = _core.did_you_mean(name, list(inspect.signature(Loss).parameters))
        raise TypeError(f"learn() got an unexpected keyword argument {name!r}{meant}")
    objective = Loss(target, beta, mu, t, t0=t0, t1=t1, **loss)
    most = len(objective._space)
    model = start if isinstance(start, Hamiltonian) else None
    options: dict[str, Any] = {
        "schedule": None if schedule is None else whole_numbers("schedule", schedule, 1, most),
        "sparsifier": one_of("sparsifier", sparsifier, ("prune", "greedy", "l1", "hard_concrete")),
        "optimizer": one_of("optimizer", optimizer, ("lbfgs", "adam")),
        "learning_rate": real_number("learning_rate", learning_rate),
        "evaluations": whole_number("evaluations", evaluations, 1, 1_000_000),
        "regrowth": whole_number("regrowth", regrowth, 0, 10_000),
        "candidates": whole_number("candidates", candidates, 1, 1_000_000),
        "goal": real_number("goal", goal),
        "terms": whole_number("num_terms", num_terms, 1, most),
        "start": "a Hamiltonian" if model else one_of("start", start, ("target", "random")),
        "starts": whole_number("starts", starts, 1, 10_000),
        "learning_seed": seed_of("seed", seed),
    }
    # What decides nothing and has a default all the same.
    decides = {
        "learning_rate": optimizer == "adam",
        "regrowth": sparsifier == "prune",
        "candidates": sparsifier in ("prune", "greedy"),
    }
    options = objective._settings | {name: value for name, value in options.items() if decides.get(name, True)}
    with Reporter(progress) as reporter:
        run = _core.learn(
            objective.targets, objective._objective, objective._space, model, options,
            {"terms": "num_terms", "learning_seed": "seed"}, reporter.callback,
        )  # fmt: skip
    dataset, messages = dataset_of(run), run["messages"]
    try:
        best = dataset.coupling.values[best_place(dataset, num_terms)]
    except ValueError as error:
        raise ValueError("; ".join([str(error), *messages])) from None
    return Learned(objective.hamiltonian(best), dataset, objective, messages)


def best_place(dataset: xr.Dataset, num_terms: int) -> tuple[int, int]:
    """(start, rung) of the model of one target with the least loss among those of at most `num_terms` terms that are not
    zero. ValueError where there is none."""
    loss, terms = (dataset[name].transpose("start", "rung").values for name in ("loss", "num_terms"))
    place = _core.best_model(loss.ravel().tolist(), terms.ravel().tolist(), num_terms)
    if place is None:
        raise ValueError(f"no model of {num_terms} terms or fewer in the Dataset")
    start, rung = divmod(place, loss.shape[1])
    return start, rung


def pareto_front(dataset: xr.Dataset) -> xr.Dataset:
    """The models of a learning run that no other one beats in both terms and loss, along `model`, by rising terms.

    `dataset` is that of `Learned` or of a file of `traversable learn` (of one target; select an instance).

    Parameters
    ----------
    dataset : xarray.Dataset
        Of `Learned.dataset` or a file.

    Returns
    -------
    xarray.Dataset
        num_terms, loss, coupling and mutual_information_rms along `model`.

    Raises
    ------
    TypeError, ValueError
        For a Dataset of something else, or of several targets.
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
