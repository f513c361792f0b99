"""What each criterion asks and what the numbers say."""

from dataclasses import dataclass
from enum import Enum

import numpy as np
import xarray as xr

from traversable._datasets import reads_dataset


class Verdict(Enum):
    """How a criterion comes out."""

    HOLDS = "holds"
    FAILS = "does not hold"
    OPEN = "cannot be told"


@dataclass(frozen=True)
class Criterion:
    """One question, its answer, and the numbers that are compared with the ensembles."""

    title: str
    question: str
    verdict: Verdict
    sentence: str
    numbers: tuple[str, ...]
    picture: str


@reads_dataset
def criteria(dataset: xr.Dataset) -> list[Criterion]:
    """All criteria of a Dataset of `diagnose`. ValueError for another Dataset or one that is not complete."""
    if "sample_ensemble" not in dataset:
        raise ValueError("not a diagnosis: no sample_ensemble in the Dataset")
    if "completed" in dataset and not bool(dataset.completed.all()):
        raise ValueError("the run is not complete: --resume goes on")
    return [
        make(_Numbers(dataset))
        for make in (_sign, _others, _thermal, _scrambling, _winding, _generic, _order, _shapiro, _levels)
    ]


class _Numbers:
    """The model's values and their place in the ensembles."""

    def __init__(self, dataset: xr.Dataset) -> None:
        self.dataset = dataset
        self.ensembles = [str(name) for name in dataset.ensemble.values[1:]]

    def __getitem__(self, name: str) -> float:
        return float(self.dataset[name].values[0])

    @property
    def mu(self) -> float:
        return float(self.dataset.mu.max())

    @property
    def beta(self) -> float:
        text = str(self.dataset.attrs.get("configuration", ""))
        for line in text.splitlines():
            if line.startswith("beta = "):
                return float(line.removeprefix("beta = "))
        return float(self.dataset.attrs["beta"])

    def percentile(self, name: str, ensemble: str) -> float:
        if ensemble not in self.ensembles:
            return float("nan")
        return float(self.dataset[name + "_percentile"].sel(ensemble=ensemble))

    def mean(self, name: str, ensemble: str) -> tuple[float, float]:
        chosen = self.dataset.sel(ensemble=ensemble)
        return float(chosen[name + "_mean"]), float(chosen[name + "_spread"])

    def beside(self, name: str, ensemble: str = "dense") -> str:
        """ "Dense SYK: 0.118 +- 0.056, the model at percentile 100.", or nothing without that ensemble."""
        if ensemble not in self.ensembles:
            return ""
        mean, spread = self.mean(name, ensemble)
        if not np.isfinite(mean):
            return ""
        place = self.percentile(name, ensemble)
        where = f", the model at percentile {place:.0f}" if np.isfinite(place) else ""
        return f" {label(ensemble).capitalize().replace('syk', 'SYK')}: {mean:.3g} ± {spread:.2g}{where}."

    def usual(self, name: str, ensemble: str = "dense") -> bool | None:
        """Within the middle 95 percent of the ensemble; None where it cannot be told."""
        place = self.percentile(name, ensemble)
        return None if not np.isfinite(place) else bool(2.5 <= place <= 97.5)


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


def _finite(value: float, holds: bool) -> bool | None:
    return holds if np.isfinite(value) else None


def _sign(n: _Numbers) -> Criterion:
    peak, time = n["peak_asymmetry"], n["peak_time"]
    holds = peak > 0.01
    return Criterion(
        "Traversable for one sign of the shockwave",
        "Does more information come through for a negative-energy shockwave (mu < 0) than for a positive one?",
        _verdict(holds),
        f"I_PT(mu = -{n.mu:g}) exceeds I_PT(mu = +{n.mu:g}) by at most {peak:.3f} bits, at t = {time:.2f}. Asked "
        "for: more than 0.01 bits."
        + n.beside("peak_asymmetry"),
        ("peak_asymmetry", "peak_time"),
        "information",
    )


def _others(n: _Numbers) -> Criterion:
    probe, others, variation = n["peak_asymmetry"], n["other_pairs_asymmetry"], n["pair_asymmetry_variation"]
    place = n.percentile("pair_asymmetry_variation", "dense")
    if not np.isfinite(others):
        holds, sentence = None, "No pair of fermions besides the probe was teleported."
    else:
        holds = None if not np.isfinite(place) else bool(others > 0.5 * probe and place <= 97.5)
        sentence = (
            f"The probe reaches {probe:.3f} bits, pairs that share no fermion with it {others:.3f} on average; over "
            "all pairs the "
            f"asymmetry varies by {_text(100 * variation, '.0f')} %. Asked for: others reach half of the probe's, "
            "and they vary no more than in "
            "97.5 % of dense SYK."
        ) + n.beside("pair_asymmetry_variation")  # fmt: skip
    return Criterion(
        "Every fermion teleports alike",
        "Is the signal that of the model, or of the fermions it was trained on? (Objection ii of Kobrin, Schuster "
        "and Yao.)",
        _verdict(holds), sentence, ("pair_asymmetry_variation", "other_pairs_asymmetry"), "pairs",
    )  # fmt: skip


def _thermal(n: _Numbers) -> Criterion:
    each, average = n["late_fluctuation_single"], n["late_fluctuation_average"]
    place = n.percentile("late_fluctuation_single", "dense")
    holds = None if not np.isfinite(place) else bool(place <= 97.5)
    return Criterion(
        "Individual fermions thermalise",
        "Do two-point functions of single fermions decay and stay there, or does only their average look so? "
        "(Objection i.)",
        _verdict(holds),
        f"At late times Re G of a fermion fluctuates by {each:.3f} of G(0) (root mean square, mean over fermions; "
        "0.71 is one undamped "
        f"oscillation), that of the average over fermions by {average:.3f}. Asked for: no more than in 97.5 % of "
        "dense SYK." + n.beside("late_fluctuation_single"),
        ("late_fluctuation_single", "late_fluctuation_average"), "two_point",
    )  # fmt: skip


def _scrambling(n: _Numbers) -> Criterion:
    time, growth, error = n["scrambling_time"], n["lyapunov"], n["lyapunov_error"]
    usual = n.usual("scrambling_time")
    bound = 2 * np.pi / n.beta if n.beta > 0 else float("inf")
    if not np.isfinite(time):
        sentence, usual = "The OTOC does not fall to half within the times.", False
    else:
        sentence = (
            f"The regularised OTOC falls to half at t = {time:.2f}. Asked for: within the middle 95 % of dense SYK."
            + n.beside("scrambling_time")
        )
    if np.isfinite(growth):
        clear = (
            ""
            if error < 0.2 * growth
            else ": the error says that there is no exponential regime, so this is no Lyapunov exponent"
        )
        sentence += f" Its growth fits an exponent {growth:.2f} ± {_text(error, '.2f')} (bound 2π/β = {_text(bound, '.2f')}){clear}."
    return Criterion(
        "Scrambling", "Does an operator spread as in SYK of this size?",
        _verdict(usual), sentence, ("scrambling_time", "lyapunov"), "scrambling",
    )  # fmt: skip


def _winding(n: _Numbers) -> Criterion:
    quality, every = n["winding_quality"], n["winding_quality_all"]
    exact, alone = n["response_peak_mu"], n["response_peak_mu_probe_limit"]
    return Criterion(
        "Size winding",
        "Does the phase of the size distribution wind linearly with size, |Q(n)| = P(n), so that the coupling can "
        "undo it?",
        _verdict(_finite(quality, quality >= 0.9)),
        f"Perfectness times linearity is {_text(quality)} for the probe's first fermion and {_text(every)} on "
        "average (1 is perfect; 0.9 is asked for). The slope would be undone at mu = "
        f"{_text(n['winding_mu'], '.1f')}; the left-right response is largest at {_text(exact, '.1f')}, by size winding "
        f"alone at {_text(alone, '.1f')}; the protocol ran at {-n.mu:g}." + n.beside("winding_quality"),
        ("winding_quality", "winding_quality_all", "winding_mu", "response_peak_mu"), "winding",
    )  # fmt: skip


def _generic(n: _Numbers) -> Criterion:
    kappa, quality = n["noncommutativity"], n["winding_quality"]
    ensemble = "same_terms_commuting"
    place = n.percentile("winding_quality", ensemble)
    if not np.isfinite(place):
        holds, sentence = None, "No random commuting models with as many terms to compare with."
    else:
        holds = bool(place > 97.5)
        sentence = (
            f"A winding of {quality:.3f} is at percentile {place:.0f} of random models with as many terms that all "
            "commute: "
            + ("better than nearly all of them." if holds else "nothing that they do not have.")
            + " Asked for: above the 97.5th."
        ) + n.beside("winding_quality", "same_terms_noncommuting")  # fmt: skip
    terms = "All terms commute" if kappa == 0 else f"Anticommuting pairs carry a share of {kappa:.2f} of (Tr H²)²"
    return Criterion(
        "Winding beyond that of small commuting models",
        "Is the winding more than any small model of commuting terms shows? (Objection iii.)",
        _verdict(holds), f"{terms}. {sentence}", ("winding_quality", "noncommutativity"), "commutation",
    )  # fmt: skip


def _order(n: _Numbers) -> Criterion:
    slope, error, lag = n["arrival_slope"], n["arrival_slope_error"], n["message_lag"]
    sentence = (
        f"The arrival moves with the injection time by dt₁*/dt₀ = {slope:.2f} ± {_text(error, '.2f')}; gravity asks "
        "for a slope below zero (earlier in, "
        "earlier out), peaked-size teleportation gives "
        "+1." if np.isfinite(slope) else "The arrivals lie outside the read-out times."
    )  # fmt: skip
    sentence += n.beside("arrival_slope")
    if np.isfinite(lag):
        sentence += f" Of two messages at once the earlier comes out {abs(lag):.2f} {'later' if lag > 0 else 'earlier'} than the other."
    return Criterion(
        "Causal order", "Do messages come out in the order in which they went in?",
        _verdict(_finite(slope, slope < 0)), sentence, ("arrival_slope", "message_lag"), "order",
    )  # fmt: skip


def _shapiro(n: _Numbers) -> Criterion:
    delay = n["shapiro_delay"]
    before = float(n.dataset.alone_information[0].max())
    after = float(n.dataset.delayed_information[0].max())
    if np.isfinite(delay):
        sentence = f"A message from the other side moves the arrival by {delay:+.2f}"
    else:
        sentence = "With a message from the other side the signal has no peak within the read-out times"
    sentence += (
        f" and leaves {after:.3f} bits of the {before:.3f} that come through without it. Asked for: a later arrival."
        + n.beside("shapiro_delay")
    )
    return Criterion(
        "Shapiro delay", "Is a message delayed by one that crosses it?",
        _verdict(_finite(delay, delay > 0)), sentence, ("shapiro_delay",), "shapiro",
    )  # fmt: skip


def _levels(n: _Numbers) -> Criterion:
    ratio = n["gap_ratio"]
    states, distinct = n.dataset.sizes["state"], n["distinct_levels"]
    holds = n.usual("gap_ratio")
    if distinct < 16:
        holds = None
    sentence = (
        f"{distinct:.0f} distinct levels of {states} states, mean gap ratio {_text(ratio)} (Poisson 0.386). Asked "
        "for: within the middle 95 % of dense SYK."
        + n.beside("gap_ratio")
    )
    if distinct < 64:
        sentence += " With so few levels a single model's ratio says little."
    return Criterion(
        "Level statistics", "Are the levels those of a chaotic system of this symmetry?",
        _verdict(holds), sentence, ("gap_ratio", "distinct_levels"), "levels",
    )  # fmt: skip
