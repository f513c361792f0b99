from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from traversable._datasets import reads_dataset
from traversable._core import Hamiltonian
from traversable.learning._learn import best_place
from traversable.plot._curves import AXIS_LABELS, INFORMATION, VARIABLE_LABELS
from traversable.plot._panel import panel
from traversable.plot._selection import DEFAULT, TIMES
from traversable.plot._style import (
    BLUE,
    COLOURS,
    GREEN,
    PAGE_MM,
    VERMILION,
    Style,
    axes_of,
    finish,
    legend_below,
    letter,
    number,
    panels,
    picture,
    sequence,
)

LEARNING = "Of `Learned` or a file of `traversable learn`; of several targets the first."
MOST_COLOURED = len(COLOURS)
EXACT = 1e-9
"""Bits below which a distance is rounding."""


@panel(LEARNING)
def training_curve(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """The best loss of the fit under way against evaluations, a line a chain; dots where a rung ends."""
    run = one_target(dataset)
    ax = axes_of(ax)
    starts = run.start.values
    for start, colour in zip(starts, sequence(len(starts)), strict=True):
        chain = run.sel(start=start)
        ends, values, traces = [0], [], []
        for rung in range(chain.sizes["rung"]):
            trace = chain.history.isel(rung=rung).dropna("evaluation").values
            if not len(trace):
                break
            traces.append(np.where(trace > 0, trace, np.nan))
            ends.append(ends[-1] + len(trace))
            values.append(traces[-1][-1])
        if not traces:
            continue
        name = f"chain {start}" if len(starts) > 1 else "fit under way"
        ax.plot(np.concatenate(traces), color=colour, linewidth=0.5, alpha=0.6, label=name)
        ax.plot(np.array(ends[1:]) - 1, values, "o", color=colour, markersize=3)
    logarithmic(ax)
    finish(ax, "evaluation of the loss", "loss", legend=False)
    handles, labels = ax.get_legend_handles_labels()
    dot = Line2D([], [], marker="o", color="0.3", linestyle="none", markersize=3)
    legend_below(ax, [*handles, dot], [*labels, "end of a rung"])
    return ax


@panel(LEARNING)
def sparsity_path(dataset: xr.Dataset, ax: Axes | None = None) -> Axes:
    """The distance of I_PT from the target against the number of terms, a curve a chain and sign of mu.

    Models that are the target to rounding are triangles at the lower edge.
    """
    run = one_target(dataset)
    ax = axes_of(ax)
    exact = False
    for mu in run.mu.values:
        for place, start in enumerate(run.start.values):
            chain = run.sel(start=start, mu=mu)
            terms, distance = chain.num_terms.values, chain.mutual_information_rms.values
            there = (terms > 0) & np.isfinite(distance)
            apart = there & (distance > EXACT)
            colour, faint = BLUE if mu < 0 else VERMILION, 1 if place == 0 else 0.35
            ax.plot(
                terms[apart], distance[apart], "o-" if mu < 0 else "s--", color=colour, markersize=3, alpha=faint,
                label=rf"$\mu = {number(mu, '+g')}$" if place == 0 else None,
            )  # fmt: skip
            same = terms[there & ~apart]
            exact = exact or len(same) > 0
            ax.plot(
                same, np.full(len(same), 0.03), "v", transform=ax.get_xaxis_transform(), color=colour, markersize=4,
                fillstyle="none", alpha=faint,
            )  # fmt: skip
    logarithmic(ax)
    terms_axis(ax, run.num_terms.values)
    finish(ax, "terms", f"rms distance of {INFORMATION}  [bits]", legend=False)
    handles, labels = ax.get_legend_handles_labels()
    if exact:
        handles.append(Line2D([], [], marker="v", color="0.3", linestyle="none", fillstyle="none", markersize=4))
        labels.append("the target itself")
    if run.sizes["start"] > 1:
        handles.append(Line2D([], [], marker="o", color="0.3", alpha=0.35, markersize=3))
        labels.append("other chains")
    legend_below(ax, handles, labels)
    return ax


@panel(LEARNING)
def coupling_path(dataset: xr.Dataset, num_terms: int = 5, ax: Axes | None = None) -> Axes:
    """|J_S| against the number of terms on the way to the best model of `num_terms`: its terms coloured, others grey."""
    run = one_target(dataset)
    ax = axes_of(ax)
    start, rung = best_place(run, num_terms)
    chain = run.isel(start=start, rung=slice(0, rung + 1))
    kept = np.flatnonzero(chain.coupling.isel(rung=-1).values)
    sizes = np.abs(chain.coupling.values)
    paths = np.where(sizes > 0, sizes, np.nan).T
    for path in np.delete(paths, kept, axis=0):
        if np.isfinite(path).any():
            ax.plot(chain.num_terms.values, path, color="0.8", linewidth=0.6)
    # By size: colours are in order where they are too many to be named.
    kept = kept[np.argsort(-sizes[-1, kept])]
    named = len(kept) <= MOST_COLOURED
    for k, colour in zip(kept, COLOURS if named else sequence(len(kept)), strict=False):
        label = term_label(run.term_majoranas.values[k]) if named else None
        ax.plot(chain.num_terms.values, paths[k], "o-", markersize=2.5, color=colour, label=label)
    terms_axis(ax, chain.num_terms.values)
    ax.set_ylim(bottom=0)
    finish(ax, "terms", "$|J_S|$  [energy]", legend=False)
    handles, labels = ax.get_legend_handles_labels()
    if not named:
        handles, labels = [Line2D([], [], color=sequence(3)[0], marker="o", markersize=2.5)], [f"the {len(kept)} terms kept, dark: largest"]
    legend_below(ax, handles, labels)
    return ax


@panel(LEARNING)
def learned_curves(dataset: xr.Dataset, num_terms: int = 5, ax: Axes | None = None) -> Axes:
    """I_PT of the target (open marks, joined by lines) and of the best model of at most `num_terms` terms (dots) against time."""
    run = one_target(dataset)
    start, rung = best_place(run, num_terms)
    model = run.isel(start=start, rung=rung)
    times = [name for name in TIMES if name in run.dims]
    axis = max(times, key=lambda name: run.sizes[name] > 1)
    ax = axes_of(ax)
    for mu in run.mu.values:
        colour, shape = (BLUE, "o") if mu < 0 else (VERMILION, "s")
        select = {name: 0 for name in times if name != axis}
        target, learned = (
            array.sel(mu=mu).isel(select) for array in (run.target_mutual_information, model.mutual_information)
        )
        name = rf"$\mu = {number(mu, '+g')}$"
        ax.plot(
            target[axis], target, shape + ("-" if mu < 0 else "--"), color=colour, markerfacecolor="white", markersize=4, linewidth=0.7,
            markeredgewidth=0.7, label=f"target, {name}",
        )  # fmt: skip
        ax.plot(learned[axis], learned, shape, color=colour, markersize=2.5, label=f"{int(model.num_terms)} terms, {name}")
    return finish(ax, AXIS_LABELS[axis], VARIABLE_LABELS[DEFAULT] + "  [bits]")


@panel(LEARNING)
def hypergraph(H: Hamiltonian, ax: Axes | None = None) -> Axes:
    """Fermions on a circle, every term a polygon of its fermions with |J_S| as the width of its edge; 1-based.

    Edges of negative couplings are dashed.
    """
    ax = axes_of(ax)
    angles = np.pi / 2 - 2 * np.pi * np.arange(H.num_majoranas) / H.num_majoranas
    places = np.column_stack([np.cos(angles), np.sin(angles)])
    largest = max(max((abs(coupling) for coupling, _ in H.terms), default=0), 1e-300)
    used = {fermion for _, term in H.terms for fermion in term}
    named = len(H.terms) <= MOST_COLOURED
    for place, (coupling, term) in enumerate(sorted(H.terms, key=lambda t: -abs(t[0]))):
        colour = COLOURS[place] if named else "0.5"
        # A little apart, so that edges of several terms can be told.
        corners = places[list(term)] * (0.94 - 0.03 * (place % MOST_COLOURED))
        ax.fill(*corners.T, facecolor=colour, alpha=0.12, edgecolor="none")
        ax.fill(*corners.T, facecolor="none", edgecolor=colour, linewidth=0.4 + 1.6 * abs(coupling) / largest,
                linestyle="-" if coupling > 0 else "--",
                label=f"${number(coupling, '+.2f')}$ {term_label(term)}" if named else None)  # fmt: skip
    every = -(-H.num_majoranas // 40)
    for fermion, spot in enumerate(places):
        if fermion % every == 0:
            ax.text(1.2 * spot[0], 1.2 * spot[1], str(fermion + 1), ha="center", va="center",
                    color="black" if fermion in used else "0.65")  # fmt: skip
    ax.set_xlim(-1.38, 1.38)
    ax.set_ylim(-1.38, 1.38)
    ax.set_aspect("equal")
    ax.axis("off")
    legend_below(ax)
    return ax


@reads_dataset
def learning_figure(
    dataset: xr.Dataset, num_terms: int | None = None, *, style: Style | None = None, width_mm: float | None = None
) -> Figure:
    """Curves of target and model, sparsity path, training, couplings on the way, and the surviving terms."""
    run = one_target(dataset)
    terms = int(run.rung.values.min()) if num_terms is None else num_terms
    terms = max(terms, 5) if num_terms is None else terms
    with picture(style, width_mm, PAGE_MM) as drawing:
        (axes,) = panels(drawing, 6, 3, (0.85,))
        learned_curves(run, terms, axes[0])
        sparsity_path(run, axes[1])
        start, rung = best_place(run, terms)
        model = run.isel(start=start, rung=rung)
        training_curve(run, axes[3])
        coupling_path(run, terms, axes[4])
        kept = np.flatnonzero(model.coupling.values)
        H = Hamiltonian(
            int(run.term_majoranas.values.max()) + 1,
            [(float(model.coupling[k]), run.term_majoranas.values[k].tolist()) for k in kept],
        )
        hypergraph(H, axes[2])
        fermions(H, axes[5])
        letter(axes.tolist())
        if dataset.sizes.get("instance", 1) > 1:
            drawing.suptitle(f"first of {dataset.sizes['instance']} targets")
    return drawing


def fermions(H: Hamiltonian, ax: Axes) -> Axes:
    """sum of J_S^2 of the terms that every fermion is in."""
    weight = np.zeros(H.num_majoranas)
    for coupling, term in H.terms:
        weight[list(term)] += coupling**2
    ax.bar(np.arange(1, H.num_majoranas + 1), weight, color=GREEN)
    ax.set_xticks(np.arange(1, H.num_majoranas + 1, -(-H.num_majoranas // 14)))
    return finish(ax, "fermion", "sum of $J_S^2$ of its terms  [energy$^2$]", legend=False)


def logarithmic(ax: Axes) -> None:
    """A logarithmic y axis, where there is a positive number to show."""
    if any((np.asarray(line.get_ydata(), float) > 0).any() for line in ax.lines if line.get_transform() == ax.transData):
        ax.set_yscale("log")


def terms_axis(ax: Axes, num_terms: npt.NDArray[np.int64]) -> None:
    """Falling numbers of terms on a logarithmic axis with plain numbers."""
    there = num_terms[num_terms > 0]
    low, high = (int(there.min()), int(there.max())) if len(there) else (1, 1)
    ax.set_xscale("log")
    ax.set_xlim(high * 1.15, low / 1.15)
    fitting = [n * 10**k for k in range(7) for n in (1, 2, 3, 5) if low <= n * 10**k <= high]
    # A factor of 1.5 and more apart, so that numbers do not touch.
    ticks: list[int] = []
    for tick in fitting or [low]:
        if not ticks or tick >= 1.5 * ticks[-1] * (1 + np.log(high / low) / 12):
            ticks.append(tick)
    ax.set_xticks(ticks, [str(n) for n in ticks])
    ax.minorticks_off()


def one_target(dataset: xr.Dataset) -> xr.Dataset:
    if "rung" not in dataset.dims:
        raise ValueError("no axis rung in the Dataset: expected one of a learning run")
    return dataset.isel(instance=0) if "instance" in dataset.dims else dataset


def term_label(term: Sequence[int]) -> str:
    return "$" + "".join(rf"\psi_{{{j + 1}}}" for j in term) + "$"
