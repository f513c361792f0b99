"""Tables of docs/learning.md from result files of `traversable learn`: learning_tables.py FREE COMMUTING NONCOMMUTING."""

import sys

import numpy as np
import traversable as tv
import xarray as xr
from traversable.learning._learn import best_place

MOST_TERMS, MOST_RMS, MOST_ASYMMETRY_ERROR = 5, 0.015, 0.15


def rms(run: xr.Dataset) -> xr.DataArray:
    """The worse of the two curves."""
    return run.mutual_information_rms.max("mu")


def asymmetry_error(run: xr.Dataset) -> xr.DataArray:
    return abs(run.peak_asymmetry / run.target_peak_asymmetry - 1)


def model(run: xr.Dataset, terms: int) -> tv.Hamiltonian:
    start, rung = best_place(run, terms)
    couplings = run.coupling.isel(start=start, rung=rung).values
    return tv.Hamiltonian(10, [(c, t) for c, t in zip(couplings, run.term_majoranas.values.tolist(), strict=True) if c])


def outcomes(ds: xr.Dataset) -> None:
    print("| target | terms | rms(-12) | rms(+12) | peak asymmetry | target's | fermions | anticommuting pairs | holds |")
    print("|---|---|---|---|---|---|---|---|---|")
    for instance in ds.instance.values:
        run = ds.sel(instance=instance)
        place = dict(zip(("start", "rung"), best_place(run, MOST_TERMS), strict=True))
        best = run.isel(place)
        H = model(run, MOST_TERMS)
        sets = [set(term) for _, term in H.terms]
        pairs = sum(len(a & b) % 2 for i, a in enumerate(sets) for b in sets[:i])
        error = float(asymmetry_error(run).isel(place))
        holds = float(rms(run).isel(place)) <= MOST_RMS and error <= MOST_ASYMMETRY_ERROR
        cells = [
            str(instance), str(int(best.num_terms)), *(f"{x:.4f}" for x in best.mutual_information_rms.values),
            f"{float(best.peak_asymmetry):.4f}", f"{float(run.target_peak_asymmetry):.4f}", str(len(set().union(*sets))),
            f"{pairs} of {len(sets) * (len(sets) - 1) // 2}", "yes" if holds else "no",
        ]  # fmt: skip
        print("| " + " | ".join(cells) + " |")
    print()


def fronts(runs: dict[str, xr.Dataset]) -> None:
    rungs = next(iter(runs.values())).rung.values
    print("| terms | " + " | ".join(runs) + " |")
    print("|---|" + "---|" * len(runs))
    for rung in rungs:
        cells = [str(rung)]
        for ds in runs.values():
            worst = rms(ds).min("start").sel(rung=rung).values
            cells.append(f"{np.median(worst):.5f} ({worst.min():.5f} to {worst.max():.5f})")
        print("| " + " | ".join(cells) + " |")
    print()


def fewest(name: str, ds: xr.Dataset) -> None:
    """Terms with which both curves and the asymmetry are met, per target."""
    holds = (rms(ds) <= MOST_RMS) & (asymmetry_error(ds) <= MOST_ASYMMETRY_ERROR)
    terms = ds.num_terms.where(holds & (ds.num_terms > 0)).min(["start", "rung"]).values
    kappa = []
    for instance, n in zip(ds.instance.values, terms, strict=True):
        if np.isfinite(n):
            run = ds.sel(instance=instance)
            H = model(run, int(n))
            kappa.append(tv.learning.report(H, tv.learning.Loss(H, 4.0, [-12, 12], t=[1.0])).noncommutativity)
    counts = ", ".join("none" if np.isnan(n) else str(int(n)) for n in terms)
    print(f"| {name} | {counts} | {np.nanmedian(terms):g} | {min(kappa):.2f} to {max(kappa):.2f} |")


if __name__ == "__main__":
    names = ["no constraint", "commuting demanded", "kappa >= 0.5 demanded"]
    runs = {name: tv.load(path) for name, path in zip(names, sys.argv[1:], strict=True)}
    outcomes(runs["no constraint"])
    fronts(runs)
    print("| constraint | fewest terms, target by target | median | kappa of these models |")
    print("|---|---|---|---|")
    for name, run in runs.items():
        fewest(name, run)
