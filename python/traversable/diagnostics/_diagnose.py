"""Everything at once, beside ensembles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr

from traversable import _core, models
from traversable._arguments import (
    real_axis,
    real_number,
    real_numbers,
    seed_of,
    sequence,
    shown,
    text,
    variables_of,
    whole_number,
)
from traversable._core import Hamiltonian
from traversable._coupling import Couple, coupling_text
from traversable._run import Reporter, dataset_of
from traversable._teleport import _probe
from traversable._types import Reals, Seed
from traversable.diagnostics._common import FERMION, check, copy_of, diagnostic


@diagnostic
def fermion_pairs(
    H: Hamiltonian,
    beta: float,
    mu: float,
    t: Reals,
    pairs: Sequence[tuple[int, int]] | None = None,
    *,
    couple: Couple = "all",
) -> xr.DataArray:
    """Asymmetry A = I_PT(-|mu|) - I_PT(+|mu|) at t0 = t1 = t of every pair of fermions, in bits, as a matrix.

    Of several times, A where |A| is largest, with its sign: negative where the positive-energy shockwave lets more
    through. Choosing the time by the largest A alone would find hardly a pair of the wrong sign. For a time fixed
    beforehand give that one. Trained or not trained shows at once. NaN on the diagonal and where `pairs` leaves a pair out.

    Parameters
    ----------
    beta : float
        Inverse temperature, >= 0, in 1/energy.
    mu : float
        Both signs of it are run.
    pairs : list of (int, int), optional
        Pairs of Majoranas, from 0; all of them where not given.
    couple : str, list of int, list of (int, int) or dict
        What V couples, as in `teleport`.

    Returns
    -------
    xarray.DataArray, shape (N, N)
        Over (fermion, partner), in bits.

    Examples
    --------
    >>> import traversable as tv
    >>> matrix = tv.diagnostics.fermion_pairs(tv.models.learned(), 4.0, 12, t=[2.4, 2.8, 3.2])
    >>> matrix.sel(fermion=0, partner=1).round(3).item()
    0.306
    """
    times = real_axis("t", t)[0]
    n = check(H).num_majoranas
    chosen = [(a, b) for a in range(n) for b in range(a + 1, n)] if pairs is None else [_probe(p, n) for p in sequence("pairs", pairs, "pairs (a, b)")]
    peaks = copy_of(H).peak_asymmetries(real_number("beta", beta), real_number("mu", mu), times.tolist(), chosen, coupling_text(couple))
    matrix = np.full((n, n), np.nan)
    for (a, b), peak in zip(chosen, peaks, strict=True):
        matrix[a, b] = matrix[b, a] = peak
    return xr.DataArray(
        matrix, dims=("fermion", "partner"), name="pair_asymmetry",
        coords={"fermion": ("fermion", np.arange(n), FERMION), "partner": ("partner", np.arange(n), FERMION)},
        attrs={"long_name": "I_PT(-|mu|) - I_PT(+|mu|) where its modulus is largest", "units": "bits"},
    )  # fmt: skip


@diagnostic
def reference_ensembles(
    H: Hamiltonian, instances: int = 40, seed: Seed = 1, J: float | None = None
) -> dict[str, list[Hamiltonian]]:
    """Ensembles of H's size and Tr H^2 to compare it with, those that exist for its number of fermions and terms.

    Dense SYK, sparse SYK with 1, 2 and 4 terms a fermion, binary sparse SYK and commuting SYK, and as many random
    terms as H has, all commuting or not. J is that of dense SYK (`models.matched_J` of H where not given). The same
    as those of `traversable diagnose`. They are drawn for H: independent of `models` of the same seed and of the
    ensembles of any other Hamiltonian, so that H is never a member of its own.

    Parameters
    ----------
    instances : int
        Of every ensemble, at least 2.
    seed : int
        Of the draws, >= 0.
    J : float, optional
        Unit of energy of the ensembles, > 0.

    Returns
    -------
    dict of list of Hamiltonian
        By the ensemble's name.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, its value and what was expected; also where all couplings of H are zero and J is not given.

    Examples
    --------
    >>> import traversable as tv
    >>> sorted(tv.diagnostics.reference_ensembles(tv.models.learned()))
    ['binary:0.714286', 'dense', 'same_terms_commuting', 'same_terms_noncommuting', 'sparse:1', 'sparse:2', 'sparse:4']
    """
    instances = whole_number("instances", instances, 2, 100_000)
    scale = models.matched_J(check(H)) if J is None else real_number("J", J)
    if not scale > 0:
        raise ValueError(f"J = {scale}: expected a number above 0; the couplings of H are all zero where it is not given")
    return dict(_core.reference_ensembles(H, instances, seed_of("seed", seed), scale))


@diagnostic
def diagnose(
    H: Hamiltonian,
    beta: float = 4.0,
    mu: float = 12.0,
    t: Reals | None = None,
    *,
    probe: tuple[int, int] = (0, 1),
    couple: Couple = "all",
    pairs: str | None = None,
    reference_time: float | None = None,
    injections: Sequence[float] = (0.7, 0.85, 1.0, 1.15, 1.3),
    messages: tuple[float, float] = (1.2, 0.8),
    ensembles: Mapping[str, Sequence[Hamiltonian]] | None = None,
    progress: bool | Callable[[int, int], object] = False,
) -> xr.Dataset:
    """Every diagnostic of H, and of the ensembles that it is compared with: what `traversable diagnose` writes.

    Parameters
    ----------
    H : Hamiltonian
    beta, mu : float
        Inverse temperature, and |mu| > 0 whose both signs are run.
    t : list of float
        Times of everything, ascending from 0 (0 to 8 in steps of 0.2).
    probe : (int, int)
        The Majoranas of the probe mode.
    couple : str, list of int, list of (int, int) or dict
        What V couples, as in `teleport`; size distributions count that.
    pairs : {"all", "disjoint", "none"}
        Teleport every pair of fermions, or (0,1), (2,3), ... alone ("all" up to N = 12, then "disjoint").
    reference_time : float
        Of size distributions, response and injections; each Hamiltonian's own time of largest asymmetry where not
        given.
    injections, messages : list of float
        Injection times of the arrivals and of two messages (earlier first), in units of the reference time.
    ensembles : dict of name -> list of Hamiltonian
        `reference_ensembles(H)` where not given; {} for none.
    progress : bool or callable
        A progress bar, or progress(done, total).

    Returns
    -------
    xarray.Dataset
        Dimension sample: H, then the instances of every ensemble; sample_ensemble is the place in the coordinate
        `ensemble`, whose first is "model". Scalars of a sample are the criteria; for each NAME also NAME_mean,
        NAME_spread, NAME_percentile and NAME_count over ensembles (`compare_with_ensembles`). `traversable.report.write`
        makes a page of it. With A(t) = I_PT(-|mu|) - I_PT(+|mu|): peak_asymmetry is its maximum, reverse_asymmetry that of
        -A, and signed_asymmetry A where |A| is largest, as are pair_asymmetry and other_pairs_asymmetry. The maximum
        alone is never negative, since A(0) = 0. arrival_slope is over the arrivals within t, arrival_slope_points many.

    Examples
    --------
    >>> import traversable as tv
    >>> H = tv.models.learned()
    >>> ds = tv.diagnostics.diagnose(H, ensembles={"dense": [tv.models.dense_syk(7, J=1.25, seed=1, instance=i) for i in range(10)]})
    >>> ds.late_fluctuation_single_percentile.sel(ensemble="dense").item()  # its fermions fluctuate more than any SYK's
    100.0
    """
    options: dict[str, Any] = {
        "beta": real_number("beta", beta),
        "mu": real_number("mu", mu),
        "t": None if t is None else np.atleast_1d(real_axis("t", t)[0]).tolist(),
        "probe": _probe(probe, check(H).num_majoranas),
        "couple": coupling_text(couple),
        "pairs": None if pairs is None else text("pairs", pairs),
        "reference_time": None if reference_time is None else real_number("reference_time", reference_time),
        "injections": real_numbers("injections", injections),
        "messages": real_numbers("messages", messages),
    }
    chosen = reference_ensembles(H) if ensembles is None else _named(ensembles)
    with Reporter(progress) as reporter:
        return dataset_of(_core.diagnose(H, list(chosen.items()), options, {}, reporter.callback))


def compare_with_ensembles(dataset: xr.Dataset) -> xr.Dataset:
    """Adds NAME_mean, NAME_spread (standard deviation), NAME_percentile and NAME_count over `ensemble` for every NAME
    over samples alone.

    The percentile is the percentage of instances below the model's value, equal ones counted half. Instances without
    a value (NaN) are left out: NAME_count is how many have one. With n of them a percentile's rule cannot reject at a
    two-sided level below 2/(n + 1).

    Parameters
    ----------
    dataset : xarray.Dataset
        Of `diagnose` or its result file.

    Returns
    -------
    xarray.Dataset
        The same with the comparisons.

    Raises
    ------
    TypeError, ValueError
        For a Dataset without samples and ensembles.
    """
    groups = variables_of(dataset, "sample_ensemble").sample_ensemble.values
    if "sample" not in dataset.dims or "ensemble" not in dataset.dims:
        raise ValueError("dataset: no dimensions sample and ensemble, expected one of diagnose")
    added: dict[str, Any] = {}
    for name in list(dataset.data_vars):
        if dataset[name].dims != ("sample",) or str(name).startswith("sample_"):
            continue
        values, attributes = dataset[name].values, dataset[name].attrs
        rows = [
            _core.comparison_fields(float(values[0]), values[groups == e].tolist())
            for e in range(1, dataset.sizes["ensemble"])
        ]
        for k, (suffix, meaning, units, _) in enumerate(_core.comparison_fields(np.nan, [])):
            added[f"{name}{suffix}"] = (
                ("ensemble",), [np.nan, *(row[k][-1] for row in rows)],
                {"long_name": meaning + attributes["long_name"], "units": units or attributes["units"]},
            )  # fmt: skip
    return dataset.assign(added)


def _named(ensembles: Mapping[str, Sequence[Hamiltonian]]) -> dict[str, list[Hamiltonian]]:
    if not isinstance(ensembles, Mapping):
        raise TypeError(f"ensembles = {shown(ensembles)}: expected a dict of lists of Hamiltonians")
    return {
        text("ensembles", name): [check(one) for one in sequence(f"ensembles[{name!r}]", members, "Hamiltonians")]
        for name, members in ensembles.items()
    }

