"""The pictures of docs/gallery.md: runs the program into HDF5 files, draws them, and prints the figures that the page
quotes.

python scripts/gallery.py [NAME ...] [--instances N] [--sizes N ...] [--data FOLDER] [--pictures FOLDER]; TRAVERSABLE_CLI
names the program.
"""

import argparse
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import matplotlib

matplotlib.use("agg")

import numpy as np  # noqa: E402
import traversable as tv  # noqa: E402
import xarray as xr  # noqa: E402
from matplotlib.figure import Figure  # noqa: E402
from traversable.plot import _style  # noqa: E402
from traversable.plot._style import BLUE, VERMILION, finish  # noqa: E402

GREY = _style.BAND
TIME, SAME_TIME = "time $t$  [energy$^{-1}$]", "time $t_0 = t_1 = t$  [energy$^{-1}$]"
SIZES = (7, 8, 9, 10, 12, 14)
PROTOCOL = "--beta 4 --mu 12 --t 0:12:61"
LEARNED = f"diagnose -m learned {PROTOCOL} --ensembles dense"
SYK = f"diagnose -m dense_syk -N 10 --J 1.4142135623730951 --seed 1 {PROTOCOL} --ensembles dense --ensemble-seed 2"
PROBES = ("0,1", "2,3", "4,5", "3,6")
TELEPORT = "teleport --beta 4 --mu=-12,12 --t 0:8:41"


class Runs:
    """Result files, each made once by the program."""

    def __init__(self, folder: Path, instances: int, sizes: tuple[int, ...]) -> None:
        self.folder, self.instances, self.sizes = folder, instances, sizes
        folder.mkdir(parents=True, exist_ok=True)

    def __call__(self, name: str, command: str) -> xr.Dataset:
        path = self.folder / f"{name}.h5"
        options = command.split() + (["--ensemble-instances", str(self.instances)] if "diagnose" in command else [])
        print("$ traversable", *options, "-o", path.name, flush=True)
        program = os.environ.get("TRAVERSABLE_CLI", "traversable")
        subprocess.run([program, *options, "-o", str(path), "--resume", "--quiet"], check=True)
        return tv.load(path)

    def both(self) -> tuple[tuple[str, xr.Dataset], tuple[str, xr.Dataset]]:
        return ("learned, N = 7", self("learned", LEARNED)), ("dense SYK, N = 10", self("syk", SYK))


def beside(ds: xr.Dataset, name: str, spec: str = ".3f") -> str:
    """Mean and standard deviation over dense SYK, and over how many instances where some have no value."""
    mean, spread, count = (ds[f"{name}_{what}"][1].item() for what in ("mean", "spread", "count"))
    members = int((ds.sample_ensemble == 1).sum())
    return f"{mean:{spec}} +- {spread:{spec}}" + (f" over {count:.0f} of {members}" if count < members else "")


def share(count: int, trials: int) -> str:
    """A fraction in percent with its 95 % interval."""
    low, high = (100 * end for end in tv.intervals.wilson(count, trials))
    return f"{100 * count / max(trials, 1):.0f} % ({low:.0f} to {high:.0f} %)"


def panels(count: int, columns: int = 3) -> tuple[Figure, list]:
    """A page wide, with letters."""
    figure = _style.Picture(figsize=(_style.PAGE_MM * _style.MM, 1), layout="constrained", rc=_style.HOUSE)
    (axes,) = _style.panels(figure, count, columns, (0.85 if columns == 3 else 0.75,))
    _style.letter(axes.tolist())
    return figure, axes.tolist()


def information(runs: Runs) -> Figure:
    figure, axes = panels(2)
    for ax, (name, ds) in zip(axes, runs.both()):
        tv.plot.information(ds, ax)
        ax.set_title(name)
        ax.set_ylim(0, 0.45)
        print(f"  {name}: I_PT(-12) exceeds I_PT(+12) by at most {ds.peak_asymmetry[0].item():.3f} bits, at t = {ds.peak_time[0].item():.2f}, "
              f"the other way round by at most {ds.reverse_asymmetry[0].item():.3f}; dense of that size: "
              f"{beside(ds, 'peak_asymmetry')}, the other way round {beside(ds, 'reverse_asymmetry')}, "
              f"signed {beside(ds, 'signed_asymmetry')}")  # fmt: skip
    return figure


def winding(runs: Runs) -> Figure:
    figure, axes = panels(3)
    for ax, (name, ds), colour in zip(axes, runs.both(), (BLUE, VERMILION)):
        tv.plot.size_winding(ds, 0, ax=ax)
        ax.set_title(f"{name}, $t = {ds.reference_time[0].item():.2f}$")
        quality = (ds.winding_perfectness * ds.winding_linearity)[0]
        axes[2].plot(ds.t, quality.sel(fermion=0), color=colour, label=name)
        print(f"  {name}: winding {ds.winding_quality[0].item():.3f} (all fermions {ds.winding_quality_all[0].item():.3f}), undone at "
              f"mu = {ds.winding_mu[0].item():.1f}; dense of that size {beside(ds, 'winding_quality')}")  # fmt: skip
    axes[2].set_ylim(0, 1.03)
    finish(axes[2], TIME, "size winding of $\\psi_1$, perfect = 1")
    return figure


def two_point(runs: Runs) -> Figure:
    figure, axes = panels(2)
    for ax, (name, ds) in zip(axes, runs.both()):
        tv.plot.two_point_functions(ds, ax=ax)
        ax.set_title(name)
        ax.set_ylim(-1, 1.05)
        print(f"  {name}: late fluctuation of a fermion {ds.late_fluctuation_single[0].item():.3f} G(0), of the average "
              f"{ds.late_fluctuation_average[0].item():.3f}; dense of that size "
              f"{ds.late_fluctuation_single_mean[1].item():.3f} and "
              f"{ds.late_fluctuation_average_mean[1].item():.3f}")  # fmt: skip
    return figure


def untrained(runs: Runs) -> Figure:
    figure, axes = panels(3, columns=2)
    (_, learned), (_, syk) = runs.both()
    top = float(np.nanmax(np.abs(learned.pair_asymmetry[0])))
    for ax, ds, name in ((axes[0], learned, "learned, N = 7"), (axes[1], syk, "dense SYK, N = 10")):
        tv.plot.pair_asymmetry(ds, ax=ax, largest=top)
        ax.set_title(name)
        pairs = ds.pair_asymmetry[0].values
        pairs = pairs[np.triu_indices_from(pairs, 1)]
        print(
            f"  {name}: signed peaks of pairs {pairs.min():.3f} to {pairs.max():.3f} bits, {(pairs > 0).sum()} of {len(pairs)} above "
            f"zero, varying by {100 * ds.pair_asymmetry_variation[0].item():.0f} %; dense of that size "
            f"{beside(ds, 'pair_asymmetry_variation', '.2f')}"
        )
    fixed = tv.diagnostics.fermion_pairs(tv.models.learned(), 4.0, 12, t=[2.8]).values
    fixed = fixed[np.triu_indices_from(fixed, 1)]
    print(
        f"  learned, at the trained time 2.8: {fixed.min():.3f} to {fixed.max():.3f} bits, {(fixed > 0).sum()} of {len(fixed)} above zero"
    )
    ensemble = runs(
        "syk_curves",
        f"{TELEPORT} -m dense_syk -N 10 --J 1.4142135623730951 --seed 1 --instances {max(2, runs.instances)}",
    )
    asymmetry = difference(ensemble)
    low, high = np.percentile(asymmetry, [16, 84], axis=0)
    axes[2].fill_between(
        ensemble.t, low, high, color=GREY, alpha=0.35, linewidth=0, label="dense SYK, N = 10, middle 68 %"
    )
    for probe, style in zip(PROBES, ("-", "--", "-.", ":")):
        ds = runs(f"learned_{probe.replace(',', '')}", f"{TELEPORT} -m learned --probe {probe}")
        curve = difference(ds)
        trained = probe == PROBES[0]
        a, b = (int(j) + 1 for j in probe.split(","))
        axes[2].plot(ds.t, curve, style, color=BLUE if trained else VERMILION, linewidth=1.4 if trained else 0.9,
                     label=f"learned, $\\psi_{a},\\psi_{b}$" + (", the trained pair" if trained else ""))  # fmt: skip
        print(
            f"  probe {probe}: rms distance from the mean of SYK "
            f"{np.sqrt(((curve - asymmetry.mean(0)) ** 2).mean()):.3f} bits"
        )
    axes[2].set_ylim(-0.1, 0.45)
    finish(axes[2], SAME_TIME, r"$I_\mathrm{PT}(-12) - I_\mathrm{PT}(+12)$  [bits]")
    return figure


def difference(ds: xr.Dataset) -> np.ndarray:
    """I_PT(-12) - I_PT(+12), over (instance, t) or t."""
    return (
        (ds.mutual_information.sel(mu=-12) - ds.mutual_information.sel(mu=12))
        .squeeze("beta")
        .transpose(..., "t")
        .values
    )


def commuting(runs: Runs) -> Figure:
    figure, axes = panels(2)
    families = ("same_terms_commuting", "same_terms_noncommuting", "dense")
    labels = ("all terms commute", "not all commute", "dense SYK")
    found: dict[str, list[np.ndarray]] = {name: [] for name in families}
    for n in runs.sizes:
        ds = runs(
            f"terms_{n}",
            f"diagnose -m fixed_terms_syk -N {n} --num-terms {round(5 * n / 7)} --commutation commuting --seed 5 --J "
            "1.2511 --beta 4 --mu 12 "
            f"--t 0:8:41 --pairs none --ensembles {','.join(families)} --ensemble-J 1.2511",
        )
        for name in families:
            group = ds.isel(sample=ds.sample_ensemble.values == list(ds.ensemble.values).index(name))
            # Where nothing happens, as with a probe in no term, the size stays one and winding says nothing.
            signal = group.peak_asymmetry.values > 0.01
            found[name].append(group.winding_quality.values[signal])
            wound = found[name][-1]
            print(f"  N = {n}, {name}: {np.median(wound):.3f}, {share((wound > 0.95).sum(), len(wound))} above 0.95 "
                  f"({signal.sum()} of {len(signal)} with a signal)")  # fmt: skip
    for offset, name, label, colour, marker in zip((-0.2, 0, 0.2), families, labels, (BLUE, VERMILION, GREY), "os^"):
        median = [np.median(v) for v in found[name]]
        low, high = zip(*(np.percentile(v, [16, 84]) for v in found[name]))
        bars = [np.subtract(median, low), np.subtract(high, median)]
        axes[0].errorbar(
            np.add(runs.sizes, offset), median, bars, fmt=marker + "-", color=colour, capsize=2, markersize=3, label=label
        )
        fraction = np.array([(v > 0.95).mean() for v in found[name]])
        ends = np.array([tv.intervals.wilson((v > 0.95).sum(), len(v)) for v in found[name]]).T
        axes[1].errorbar(
            np.add(runs.sizes, offset), 100 * fraction, 100 * np.abs(ends - fraction), fmt=marker + "-", color=colour, capsize=2, markersize=3, label=label
        )
    for ax, y in zip(axes, ("size winding of $\\psi_1$: median, middle 68 %", "models wound above 0.95, 95 % interval  [%]")):
        ax.set_xticks(runs.sizes)
        finish(ax, "Majorana fermions a side $N$", y)
    return figure


def ordering(runs: Runs) -> Figure:
    figure, axes = panels(4, columns=2)
    for k, (name, ds) in enumerate(runs.both()):
        tv.plot.arrival_times(ds, axes[2 * k]).set_title(name)
        axes[2 * k].set_ylim(0.45, 1.5)
        tv.plot.messages(ds, ax=axes[2 * k + 1]).set_title(name + ": two messages")
        print(f"  {name}: slope {ds.arrival_slope[0].item():.2f} +- {ds.arrival_slope_error[0].item():.2f} over "
              f"{ds.arrival_slope_points[0].item():.0f} of {ds.sizes['injection']} arrivals, arrival of the earlier "
              f"message minus the later's {ds.message_lag[0].item():+.2f}, shift by a crossing message "
              f"{ds.shapiro_delay[0].item():+.2f} with {ds.delayed_information[0].max().item():.3f} of {ds.alone_information[0].max().item():.3f} bits; "
              f"dense of that size: slope {beside(ds, 'arrival_slope', '.2f')}, shift {beside(ds, 'shapiro_delay', '.2f')}")  # fmt: skip
    return figure


PICTURES: dict[str, Callable[[Runs], Figure]] = {
    picture.__name__: picture for picture in (information, winding, two_point, untrained, commuting, ordering)
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(PICTURES))
    parser.add_argument("--instances", type=int, default=60, help="instances of every ensemble (60)")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="fermions a side of the commuting models (7 to 14)")
    parser.add_argument("--data", type=Path, default=Path("results/gallery"), help="where the HDF5 files go")
    parser.add_argument("--pictures", type=Path, default=Path("docs/images"), help="where the pictures go")
    options = parser.parse_args()
    for name in options.names:
        if name not in PICTURES:
            parser.error(f"unknown picture '{name}', expected {', '.join(PICTURES)}")
    runs = Runs(options.data, options.instances, tuple(options.sizes))
    for name in options.names or PICTURES:
        with matplotlib.rc_context(_style.HOUSE):
            figure = PICTURES[name](runs)
        path = options.pictures / f"gallery_{name}.png"
        figure.savefig(path, dpi=160)
        print(f"wrote {path}", flush=True)


if __name__ == "__main__":
    main()
