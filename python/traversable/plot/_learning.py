from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from traversable._datasets import reads_dataset
from traversable._core import Hamiltonian
from traversable.learning._learn import best_place
from traversable.plot._curves import BLUE, COLOURS, TIME_LABELS, VERMILION

MOST_COLOURED = len(COLOURS)


@reads_dataset
def training_curve(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """The best loss of the fit under way against evaluations, a line a chain; dots where a rung ends.

    `dataset` of `Learned` or of a file of `traversable learn`, one target of several (the first where there are more).
    """
    run = one_target(dataset)
    ax = plt.subplots()[1] if ax is None else ax
    for number, start in enumerate(run.start.values):
        chain = run.sel(start=start)
        ends, values, traces = [0], [], []
        for rung in range(chain.sizes["rung"]):
            trace = chain.history.isel(rung=rung).dropna("evaluation").values
            if not len(trace):
                break
            traces.append(trace)
            ends.append(ends[-1] + len(trace))
            values.append(trace[-1])
        if not traces:
            continue
        colour = COLOURS[number % len(COLOURS)]
        ax.plot(np.concatenate(traces), color=colour, linewidth=0.5, alpha=0.6, label=f"chain {start}")
        ax.plot(np.array(ends[1:]) - 1, values, "o", color=colour, markersize=3)
    ax.set_yscale("log")
    ax.set_xlabel("evaluation of the loss")
    ax.set_ylabel("loss of the fit under way; dots: rung done")
    return finish(ax, legend=run.sizes["start"] > 1)


@reads_dataset
def sparsity_path(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """The distance of I_PT from the target against the number of terms, a curve a chain and sign of mu."""
    run = one_target(dataset)
    ax = plt.subplots()[1] if ax is None else ax
    for mu in run.mu.values:
        for number, start in enumerate(run.start.values):
            chain = run.sel(start=start, mu=mu)
            there = (chain.num_terms.values > 0) & np.isfinite(chain.mutual_information_rms.values)
            ax.plot(
                chain.num_terms.values[there], chain.mutual_information_rms.values[there], "o-" if mu < 0 else "s--",
                color=BLUE if mu < 0 else VERMILION, markersize=4, alpha=1 if number == 0 else 0.35,
                label=f"$\\mu = {mu:+g}$" if number == 0 else None,
            )  # fmt: skip
    ax.set_yscale("log")
    terms_axis(ax, run.num_terms.values)
    ax.set_ylabel("rms distance of $I_{PT}$  [bits]")
    return finish(ax)


@reads_dataset
def coupling_path(dataset: xr.Dataset, num_terms: int = 5, ax: Axes | None = None) -> Axes:
    """|J_S| against the number of terms on the way to the best model of `num_terms`: its terms coloured, others grey."""
    run = one_target(dataset)
    ax = plt.subplots()[1] if ax is None else ax
    start, rung = best_place(run, num_terms)
    chain = run.isel(start=start, rung=slice(0, rung + 1))
    kept = np.flatnonzero(chain.coupling.isel(rung=-1).values)
    sizes = np.abs(chain.coupling.values)
    paths = np.where(sizes > 0, sizes, np.nan).T
    for path in np.delete(paths, kept, axis=0):
        if np.isfinite(path).any():
            ax.plot(chain.num_terms.values, path, color="0.8", linewidth=0.6)
    for number, (path, term) in enumerate(zip(paths[kept], run.term_majoranas.values[kept], strict=True)):
        ax.plot(
            chain.num_terms.values, path, "o-", markersize=3, color=COLOURS[number % MOST_COLOURED],
            label=term_label(term),
        )  # fmt: skip
    terms_axis(ax, chain.num_terms.values)
    ax.set_ylabel("$|J_S|$  [energy]")
    return finish(ax)


@reads_dataset
def learned_curves(dataset: xr.Dataset, num_terms: int = 5, ax: Axes | None = None) -> Axes:
    """I_PT of the target (lines) and of the best model of at most `num_terms` terms (dots) against time."""
    run = one_target(dataset)
    start, rung = best_place(run, num_terms)
    model = run.isel(start=start, rung=rung)
    times = [name for name in ("t", "t1", "t0") if name in run.dims]
    axis = max(times, key=lambda name: run.sizes[name] > 1)
    ax = plt.subplots()[1] if ax is None else ax
    for mu in run.mu.values:
        colour = BLUE if mu < 0 else VERMILION
        select = {name: 0 for name in times if name != axis}
        target, learned = (
            array.sel(mu=mu).isel(select) for array in (run.target_mutual_information, model.mutual_information)
        )
        ax.plot(target[axis], target, "-" if mu < 0 else "--", color=colour, label=f"target, $\\mu = {mu:+g}$")
        ax.plot(
            learned[axis], learned, "o" if mu < 0 else "s", color=colour, markersize=4,
            label=f"{int(model.num_terms)} terms, $\\mu = {mu:+g}$",
        )  # fmt: skip
    ax.set_xlabel(TIME_LABELS[axis])
    ax.set_ylabel("mutual information $I_{PT}$  [bits]")
    return finish(ax)


@reads_dataset
def hypergraph(H: Hamiltonian, ax: Axes | None = None) -> Axes:
    """Fermions on a circle, every term a polygon of its fermions with |J_S| as the width of its edge; 1-based."""
    ax = plt.subplots()[1] if ax is None else ax
    angles = np.pi / 2 - 2 * np.pi * np.arange(H.num_majoranas) / H.num_majoranas
    places = np.column_stack([np.cos(angles), np.sin(angles)])
    largest = max(abs(coupling) for coupling, _ in H.terms)
    used = {fermion for _, term in H.terms for fermion in term}
    for number, (coupling, term) in enumerate(sorted(H.terms, key=lambda t: -abs(t[0]))):
        colour = COLOURS[number % MOST_COLOURED] if len(H.terms) <= MOST_COLOURED else "0.5"
        # A little apart, so that edges of several terms can be told.
        corners = places[list(term)] * (0.94 - 0.03 * (number % MOST_COLOURED))
        ax.fill(*corners.T, facecolor=colour, alpha=0.12, edgecolor="none")
        ax.fill(*corners.T, facecolor="none", edgecolor=colour, linewidth=0.6 + 3 * abs(coupling) / largest,
                linestyle="-" if coupling > 0 else "--",
                label=f"{coupling:+.2f} {term_label(term)}" if len(H.terms) <= MOST_COLOURED else None)  # fmt: skip
    for fermion, place in enumerate(places):
        ax.text(1.08 * place[0], 1.08 * place[1], str(fermion + 1), ha="center", va="center",
                color="black" if fermion in used else "0.65", fontsize="medium")  # fmt: skip
    ax.set_aspect("equal")
    ax.axis("off")
    if len(H.terms) <= MOST_COLOURED:
        ax.legend(frameon=False, fontsize="small", loc="upper left", bbox_to_anchor=(1.02, 1))
    return ax


@reads_dataset
def learning_figure(dataset: xr.Dataset, num_terms: int | None = None) -> Figure:
    """Curves of target and model, sparsity path, training, couplings on the way, and the surviving terms."""
    run = one_target(dataset)
    terms = int(run.rung.values.min()) if num_terms is None else num_terms
    terms = max(terms, 5) if num_terms is None else terms
    figure, axes = plt.subplots(2, 3, figsize=(16, 8), layout="constrained")
    learned_curves(run, terms, axes[0, 0])
    sparsity_path(run, axes[0, 1])
    start, rung = best_place(run, terms)
    model = run.isel(start=start, rung=rung)
    training_curve(run, axes[1, 0])
    coupling_path(run, terms, axes[1, 1])
    kept = np.flatnonzero(model.coupling.values)
    H = Hamiltonian(
        int(run.term_majoranas.values.max()) + 1,
        [(float(model.coupling[k]), run.term_majoranas.values[k].tolist()) for k in kept],
    )
    hypergraph(H, axes[0, 2])
    fermions(H, axes[1, 2])
    if dataset.sizes.get("instance", 1) > 1:
        figure.suptitle(f"first of {dataset.sizes['instance']} targets", fontsize="medium")
    return figure


def fermions(H: Hamiltonian, ax: Axes) -> Axes:
    """sum of J_S^2 of the terms that every fermion is in."""
    weight = np.zeros(H.num_majoranas)
    for coupling, term in H.terms:
        weight[list(term)] += coupling**2
    ax.bar(np.arange(1, H.num_majoranas + 1), weight, color=COLOURS[2])
    ax.set_xticks(np.arange(1, H.num_majoranas + 1))
    ax.set_xlabel("fermion")
    ax.set_ylabel("sum of $J_S^2$ of its terms  [energy$^2$]")
    return finish(ax, legend=False)


def terms_axis(ax: Axes, num_terms: npt.NDArray[np.int64]) -> None:
    """Falling numbers of terms on a logarithmic axis with plain numbers."""
    ax.set_xscale("log")
    ax.invert_xaxis()
    ticks = [n for n in (3, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000) if num_terms.min() <= n <= num_terms.max()]
    ax.set_xticks(ticks, [str(n) for n in ticks])
    ax.minorticks_off()
    ax.set_xlabel("terms")


def one_target(dataset: xr.Dataset) -> xr.Dataset:
    if "rung" not in dataset.dims:
        raise ValueError("no axis rung in the Dataset: expected one of a learning run")
    return dataset.isel(instance=0) if "instance" in dataset.dims else dataset


def term_label(term: Sequence[int]) -> str:
    return "".join(f"$\\psi_{{{j + 1}}}$" for j in term)


def finish(ax: Axes, legend: bool = True) -> Axes:
    ax.spines[["top", "right"]].set_visible(False)
    if legend:
        ax.legend(frameon=False, fontsize="small")
    return ax
