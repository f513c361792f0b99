"""What each criterion asks and what the numbers say.

A verdict holds, fails, or cannot be told: where there is no number, where its error or the resolution of the times is
larger than what is asked, or where an ensemble has too few instances. Rules by ensemble ask how a value ranks among n
instances: it is unusual where a draw of the ensemble would rank so low or so high with a chance of at most 2.5 %. That
chance is never below 1/(n + 1).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt
import xarray as xr

from traversable import _core
from traversable._datasets import first_of_probe, reads_dataset, setting_of
from traversable.intervals import wilson

SIGNAL = 0.01
"""Bits that are a signal."""
CLEAR = 2.0
"""How many times the other sign's asymmetry one sign must reach; standard errors that a slope must be off zero."""
TAIL = 0.025
"""Chance in each tail of an ensemble."""
LEAST_WEIGHT = 0.01
"""Share of sum |Q| that a size carries to count."""
LEAST_PHASE = 0.05
"""By how much phases of Q, modulo pi, must differ between sizes for them to wind."""
FEWEST = 40
"""Instances of an ensemble below which nothing is said by its percentiles."""


class Verdict(Enum):
    """How a criterion comes out."""

    HOLDS = "holds"
    FAILS = "does not hold"
    OPEN = "cannot be told"


@dataclass(frozen=True, repr=False)
class Criterion:
    """One question, its answer, and the numbers that are compared with the ensembles.

    Attributes
    ----------
    title, question, sentence : str
        What the page prints: a heading, what is asked, the answer with its figures and the rule.
    verdict : Verdict
        How it comes out.
    numbers : tuple of str
        Variables of the Dataset of `diagnose`.
    picture : str
        Of the page.
    """

    title: str
    question: str
    verdict: Verdict
    sentence: str
    numbers: tuple[str, ...]
    picture: str

    def __repr__(self) -> str:
        return f"<Criterion {self.title}: {self.verdict.value}>"


@reads_dataset
def criteria(dataset: xr.Dataset) -> list[Criterion]:
    """All criteria of a Dataset of `diagnose`.

    Parameters
    ----------
    dataset : xarray.Dataset
        Of `diagnose` or its result file.

    Returns
    -------
    list of Criterion
        In the order of the page.

    Raises
    ------
    TypeError, ValueError
        For another Dataset or one that is not complete.
    """
    if "sample_ensemble" not in dataset:
        raise ValueError("not a diagnosis: no sample_ensemble in the Dataset")
    if "completed" in dataset and not bool(dataset.completed.all()):
        raise ValueError("the run is not complete: --resume goes on")
    return [make(_Numbers(dataset)) for make in _MAKERS]


class _Numbers:
    """The model's values and their place in the ensembles."""

    def __init__(self, dataset: xr.Dataset) -> None:
        self.dataset = dataset
        self.ensembles = [str(name) for name in dataset.ensemble.values[1:]]

    def __getitem__(self, name: str) -> float:
        return float(self.of_samples(name)[0])

    def of_samples(self, name: str) -> npt.NDArray[np.float64]:
        if name not in self.dataset:
            raise ValueError(f"not a diagnosis of this version: no {name} in the Dataset, run diagnose again")
        return np.asarray(self.dataset[name].values, dtype=float)

    @property
    def mu(self) -> float:
        return float(self.dataset.mu.max())

    @property
    def beta(self) -> float:
        return float(setting_of(self.dataset, "beta"))

    @property
    def winding_sizes(self) -> npt.NDArray[np.complex128]:
        """Q(n) of the probe's first fermion at the reference time, of the sizes that carry LEAST_WEIGHT of it or more."""
        of_probe = self.dataset.winding_distribution[0].sel(fermion=first_of_probe(self.dataset))
        q: npt.NDArray[np.complex128] = np.asarray(of_probe.values, dtype=complex)
        weight = np.abs(q)
        carries: npt.NDArray[np.bool_] = weight > LEAST_WEIGHT * weight.sum()
        return q[carries]

    def rank(self, name: str, ensemble: str, never: float | None = None) -> "_Rank":
        """Where the model falls; `never` stands for values that are not there."""
        values = self.of_samples(name)
        if never is not None:
            values = np.where(np.isfinite(values), values, never)
        chosen = self.dataset.sample_ensemble.values == 1 + self.ensembles.index(ensemble) if ensemble in self.ensembles else []
        return _Rank(*_core.compare_with_ensemble(float(values[0]), values[chosen].tolist()), int(np.sum(chosen)))

    def beside(self, name: str, ensemble: str = "dense", ruled_by: "_Rank | None" = None) -> str:
        """ "Dense SYK: 0.118 ± 0.056, the model at percentile 100 (94 to 100).", or nothing without that ensemble.

        With the rank that a verdict goes by, that there is none where the instances are too few for it.
        """
        found = self.rank(name, ensemble)
        if not np.isfinite(found.mean):
            return ""
        among = "" if found.count == found.instances else f" over {found.count} of {found.instances} instances"
        text = f" {label(ensemble).capitalize().replace('syk', 'SYK')}: {mean_and_spread(found.mean, found.spread)}{among}"
        if np.isfinite(found.percentile):
            text += f", the model at percentile {percentile_text(found.percentile, found.count)}"
        if ruled_by is not None and ruled_by.count < FEWEST:
            text += (
                f"; with {ruled_by.count} instances nothing is unusual at a level below {2 / (ruled_by.count + 1):.2g}, "
                f"so there is no verdict (it takes {FEWEST})"
            )
        return text + "."


@dataclass(frozen=True)
class _Rank:
    """sim/diagnostics/ensemble_comparison.h, and how many instances the ensemble has."""

    mean: float
    spread: float
    percentile: float
    count: int
    chance_low: float
    chance_high: float
    instances: int

    @property
    def not_high(self) -> bool | None:
        """No higher than usual; None where it cannot be told."""
        return self._usual(self.chance_high)

    @property
    def usual(self) -> bool | None:
        """Within the middle 95 percent; None where it cannot be told."""
        return self._usual(min(self.chance_low, self.chance_high))

    def _usual(self, chance: float) -> bool | None:
        return None if self.count < FEWEST or not np.isfinite(chance) else chance > TAIL


def percentile_text(percentile: float, count: int) -> str:
    """ "75 (60 to 86)": a percentile and its 95 % interval over `count` instances."""
    low, high = wilson(min(count, count * percentile / 100), count)
    return f"{percentile:.0f} ({100 * low:.0f} to {100 * high:.0f})"


def mean_and_spread(mean: float, spread: float) -> str:
    """ "0.113 ± 0.055": to two digits of the spread, a dash for what is not there."""
    if np.isfinite(mean) and np.isfinite(spread) and 1e-6 < spread < 1e6:
        digits = max(0, 1 - int(np.floor(np.log10(spread))))
        return f"{mean:.{digits}f} ± {spread:.{digits}f}"
    return f"{_text(mean, '.3g')} ± {_text(spread, '.2g')}"


def label(ensemble: str) -> str:
    """An ensemble's name in words."""
    kind, _, k = ensemble.partition(":")
    if k and kind in ("sparse", "binary"):
        return f"{kind} SYK, {float(k):.3g} terms a fermion"
    return {
        "dense": "dense SYK",
        "commuting_syk": "commuting SYK",
        "same_terms": "as many random terms",
        "same_terms_commuting": "as many terms, all commuting",
        "same_terms_noncommuting": "as many terms, not all commuting",
    }.get(ensemble, ensemble.replace("_", " "))


def _text(value: float, spec: str = ".3f") -> str:
    return format(value, spec) if np.isfinite(value) else "–"


def _verdict(holds: bool | None) -> Verdict:
    return Verdict.OPEN if holds is None else Verdict.HOLDS if holds else Verdict.FAILS


def _sign(n: _Numbers) -> Criterion:
    forward, reverse, time = n["peak_asymmetry"], n["reverse_asymmetry"], n["peak_time"]
    holds: bool | None = forward >= SIGNAL and forward > reverse
    sentence = (
        f"I_PT(mu = -{n.mu:g}) exceeds I_PT(mu = +{n.mu:g}) by at most {forward:.3f} bits, at t = {time:.2f}, and the other way "
        f"round by at most {reverse:.3f}. Asked for: at least {SIGNAL:g} bits and {CLEAR:g} times the other sign's; it "
        "does not hold where the other sign's is as large."
    )  # fmt: skip
    if holds and forward < CLEAR * reverse:
        holds, sentence = None, sentence + " Each sign has its times here."
    if n.beta == 0:
        holds, sentence = None, sentence + " At beta = 0 no shockwave has a negative energy."
    return Criterion(
        "Traversable for one sign of the shockwave",
        "Does more information come through for a negative-energy shockwave (mu < 0) than for a positive one?",
        _verdict(holds), sentence + n.beside("signed_asymmetry"),
        ("signed_asymmetry", "peak_asymmetry", "reverse_asymmetry", "peak_time"), "information",
    )  # fmt: skip


def _others(n: _Numbers) -> Criterion:
    probe, others, variation = n["signed_asymmetry"], n["other_pairs_asymmetry"], n["pair_asymmetry_variation"]
    holds = None
    if not np.isfinite(others):
        sentence = "No pair of fermions besides the probe was teleported."
    elif probe < SIGNAL:
        sentence = f"The probe itself has no asymmetry of that sign ({probe:.3f} bits): there is nothing to compare with."
    else:
        found = n.rank("pair_asymmetry_variation", "dense")
        holds = False if others < 0.5 * probe else found.not_high
        sentence = (
            f"Where it is largest in modulus the asymmetry is {probe:.3f} bits for the probe, and {others:.3f} on average for pairs "
            f"that share no fermion with it; over all pairs it varies by {_text(100 * variation, '.0f')} %. Asked for: "
            "others reach half of the probe's, and they vary no more than in 97.5 % of dense SYK."
        ) + n.beside("pair_asymmetry_variation", ruled_by=found)  # fmt: skip
    return Criterion(
        "Every fermion teleports alike",
        "Is the signal that of the model, or of the fermions it was trained on? (Objection ii of Kobrin, Schuster "
        "and Yao.)",
        _verdict(holds), sentence, ("pair_asymmetry_variation", "other_pairs_asymmetry"), "pairs",
    )  # fmt: skip


def _thermal(n: _Numbers) -> Criterion:
    each, average = n["late_fluctuation_single"], n["late_fluctuation_average"]
    found = n.rank("late_fluctuation_single", "dense")
    return Criterion(
        "Individual fermions thermalise",
        "Do two-point functions of single fermions decay and stay there, or does only their average look so? "
        "(Objection i.)",
        _verdict(found.not_high),
        f"At late times Re G of a fermion fluctuates by {each:.3f} of G(0) (root mean square, mean over fermions; "
        "0.71 is one undamped "
        f"oscillation), that of the average over fermions by {average:.3f}. Asked for: no more than in 97.5 % of "
        "dense SYK." + n.beside("late_fluctuation_single", ruled_by=found),
        ("late_fluctuation_single", "late_fluctuation_average"), "two_point",
    )  # fmt: skip


def _scrambling(n: _Numbers) -> Criterion:
    time, growth, error = n["scrambling_time"], n["lyapunov"], n["lyapunov_error"]
    # Where the OTOC does not fall to half within the times, it does so behind the last.
    found = n.rank("scrambling_time", "dense", never=2 * float(n.dataset.t.max()))
    holds = found.usual
    bound = 2 * np.pi / n.beta if n.beta > 0 else float("inf")
    if not np.isfinite(time):
        holds = holds if holds is False else None
        sentence = "The OTOC does not fall to half within the times."
    else:
        sentence = f"The regularised OTOC falls to half at t = {time:.2f}."
    sentence += " Asked for: within the middle 95 % of dense SYK, by a growth that is exponential (an error below a fifth of the exponent)."
    sentence += n.beside("scrambling_time", ruled_by=found)
    if np.isfinite(growth):
        sentence += f" Its growth fits an exponent {growth:.2f} ± {_text(error, '.2f')} (bound 2π/β = {_text(bound, '.2f')})"
        sentence += "." if error < 0.2 * growth else ": the error says that there is no exponential regime, so this is no Lyapunov exponent."
    if holds and not (np.isfinite(growth) and error < 0.2 * growth):
        holds = None
    return Criterion(
        "Scrambling", "Does an operator spread as in SYK of this size?",
        _verdict(holds), sentence, ("scrambling_time", "lyapunov"), "scrambling",
    )  # fmt: skip


def _winding(n: _Numbers) -> Criterion:
    quality, every = n["winding_quality"], n["winding_quality_all"]
    exact, alone = n["response_peak_mu"], n["response_peak_mu_probe_limit"]
    sizes = n.winding_sizes
    # Real Q, as at beta = 0 and at t = 0, is a line of any quality that says nothing.
    phase = float(np.abs(np.angle((sizes * np.conj(sizes[:1])) ** 2)).max(initial=0.0)) / 2
    holds = bool(quality >= 0.9) if np.isfinite(quality) and len(sizes) >= 3 else None
    if holds and phase < LEAST_PHASE:
        holds = None
    return Criterion(
        "Size winding",
        "Does the phase of the size distribution wind linearly with size, |Q(n)| = P(n), so that the coupling can "
        "undo it?",
        _verdict(holds),
        f"Perfectness times linearity is {_text(quality)} for the probe's first fermion and {_text(every)} on "
        f"average (1 is perfect; 0.9 is asked for, over three sizes or more with {100 * LEAST_WEIGHT:g} % of Q each: here {len(sizes)}, "
        f"whose phases differ by {LEAST_PHASE:g} or more modulo π: here by up to {phase:.2f}). The slope would be undone at mu = {_text(n['winding_mu'], '.1f')}; the left-right response is largest at "
        f"{_text(exact, '.1f')}, by size winding "
        f"alone at {_text(alone, '.1f')}; the protocol ran at {-n.mu:g}." + n.beside("winding_quality"),
        ("winding_quality", "winding_quality_all", "winding_mu", "response_peak_mu"), "winding",
    )  # fmt: skip


def _generic(n: _Numbers) -> Criterion:
    kappa, quality = n["noncommutativity"], n["winding_quality"]
    found = n.rank("winding_quality", "same_terms_commuting")
    usual = found.not_high
    holds = None if usual is None else not usual
    if found.count == 0:
        sentence = "No random commuting models with as many terms to compare with."
    else:
        sentence = f"The winding is {_text(quality)}. Asked for: above 97.5 % of random models with as many terms that all commute."
        sentence += n.beside("winding_quality", "same_terms_commuting", ruled_by=found)
        sentence += n.beside("winding_quality", "same_terms_noncommuting")
    terms = "All terms commute" if kappa == 0 else f"Anticommuting pairs carry a share of {kappa:.2f} of (Tr H²)²"
    return Criterion(
        "Winding beyond that of small commuting models",
        "Is the winding more than any small model of commuting terms shows? (Objection iii.)",
        _verdict(holds), f"{terms}. {sentence}", ("winding_quality", "noncommutativity"), "commutation",
    )  # fmt: skip


def _order(n: _Numbers) -> Criterion:
    slope, error, points, lag = (
        n["arrival_slope"], n["arrival_slope_error"], n["arrival_slope_points"], n["message_lag"],
    )  # fmt: skip
    holds = None if not np.isfinite(error) or abs(slope) <= CLEAR * error else slope < 0
    injections = n.dataset.sizes["injection"]
    sentence = (
        f"The arrival moves with the injection time by dt₁*/dt₀ = {slope:.2f} ± {_text(error, '.2f')}, over {points:.0f} of "
        f"{injections} arrivals that lie within the read-out times; gravity asks for a slope below zero (earlier in, earlier "
        "out), peaked-size teleportation gives +1."
        if np.isfinite(slope)
        else f"{points:.0f} of {injections} arrivals lie within the read-out times: that gives no slope."
    )  # fmt: skip
    sentence += f" Asked for: below zero by {CLEAR:g} of its standard errors; above by as much it does not hold."
    sentence += n.beside("arrival_slope")
    if np.isfinite(lag):
        sentence += f" Of two messages at once the earlier comes out {abs(lag):.2f} {'later' if lag > 0 else 'earlier'} than the other."
    return Criterion(
        "Causal order", "Do messages come out in the order in which they went in?",
        _verdict(holds), sentence, ("arrival_slope", "arrival_slope_error", "arrival_slope_points", "message_lag"), "order",
    )  # fmt: skip


def _shapiro(n: _Numbers) -> Criterion:
    delay = n["shapiro_delay"]
    before = float(n.dataset.alone_information[0].max())
    after = float(n.dataset.delayed_information[0].max())
    resolution = float(np.diff(n.dataset.t1.values).max()) / 2
    told = np.isfinite(delay) and abs(delay) > resolution and min(before, after) >= SIGNAL
    if np.isfinite(delay):
        sentence = f"A message from the other side moves the arrival by {delay:+.2f}"
    else:
        sentence = "With a message from the other side the signal has no peak within the read-out times"
    sentence += (
        f" and leaves {after:.3f} bits of the {before:.3f} that come through without it. Asked for: a later arrival, by more "
        f"than half a step of the read-out times ({resolution:.2g}), of {SIGNAL:g} bits or more. The experiment (Nature "
        "612, 51, doi 10.1038/s41586-022-05424-3) claims a delay for the learned model; this program finds an earlier and "
        "smaller peak for it, and so did an independent code."
        + n.beside("shapiro_delay")
    )  # fmt: skip
    return Criterion(
        "Shapiro delay", "Is a message delayed by one that crosses it?",
        _verdict(delay > 0 if told else None), sentence, ("shapiro_delay",), "shapiro",
    )  # fmt: skip


def _levels(n: _Numbers) -> Criterion:
    ratio, error = n["gap_ratio"], n["gap_ratio_error"]
    states, distinct = n.dataset.sizes["state"], n["distinct_levels"]
    found = n.rank("gap_ratio", "dense")
    holds = found.usual
    sentence = (
        f"{distinct:.0f} distinct levels of {states} states, mean gap ratio {_text(ratio)} ± {_text(error)} (Poisson 0.386). Asked "
        "for: within the middle 95 % of dense SYK."
        + n.beside("gap_ratio", ruled_by=found)
    )  # fmt: skip
    if distinct < 64:
        holds = holds if holds is False else None
        sentence += " With fewer than 64 levels agreement says little, and is no verdict."
    return Criterion(
        "Level statistics", "Are the levels those of a chaotic system of this symmetry?",
        _verdict(holds), sentence, ("gap_ratio", "gap_ratio_error", "distinct_levels"), "levels",
    )  # fmt: skip


_MAKERS: tuple[Callable[[_Numbers], Criterion], ...] = (
    _sign, _others, _thermal, _scrambling, _winding, _generic, _order, _shapiro, _levels,
)  # fmt: skip
