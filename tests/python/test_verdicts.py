"""tv.report.criteria: every verdict comes out each way, and by the rule that its section states."""

import numpy as np
import pytest
import traversable as tv
from traversable.report import Verdict

MEMBERS = 40
T = np.linspace(0, 8, 21)


@pytest.fixture(scope="module")
def diagnosed():
    """Dense N = 8 beside 40 dense and 40 commuting models: data to change."""
    H = tv.models.dense_syk(8, J=2**0.5, seed=4)
    dense = [tv.models.dense_syk(8, J=2**0.5, seed=5, instance=i) for i in range(MEMBERS)]
    commuting = [tv.models.fixed_terms_syk(8, 5, "commuting", J=1.2, seed=5, instance=i) for i in range(MEMBERS)]
    return tv.diagnose(H, t=T, pairs="disjoint", ensembles={"dense": dense, "same_terms_commuting": commuting})


class Changed:
    """A copy of a diagnosis in which values are set."""

    def __init__(self, dataset):
        self.dataset = dataset.copy(deep=True)

    def model(self, **values):
        for name, value in values.items():
            self.dataset[name].values[0] = value
        return self

    def among(self, ensemble, count=MEMBERS, **ranks):
        """The model's value above a share of `count` instances, 0, 0.1, 0.2, ..., the others having none."""
        place = list(self.dataset.ensemble.values).index(ensemble)
        chosen = np.flatnonzero(self.dataset.sample_ensemble.values == place)
        for name, share in ranks.items():
            self.dataset[name].values[chosen] = np.nan
            self.dataset[name].values[chosen[:count]] = 0.1 * np.arange(count)
            self.dataset[name].values[0] = 0.1 * (share * count - 0.5)
        return self


def sign(peak, reverse):
    return lambda c: c.model(peak_asymmetry=peak, reverse_asymmetry=reverse)


def others(pairs, rank=0.5, count=MEMBERS):
    return lambda c: c.model(signed_asymmetry=0.2, other_pairs_asymmetry=pairs).among(
        "dense", count, pair_asymmetry_variation=rank
    )


def scrambles(rank, error, count=MEMBERS):
    return lambda c: c.model(lyapunov=1.0, lyapunov_error=error).among("dense", count, scrambling_time=rank)


def levels(rank, distinct, count=MEMBERS):
    return lambda c: c.among("dense", count, gap_ratio=rank).model(distinct_levels=distinct)


def thermal(rank, count=MEMBERS):
    return lambda c: c.among("dense", count, late_fluctuation_single=rank)


def generic(rank, count=MEMBERS):
    return lambda c: c.among("same_terms_commuting", count, winding_quality=rank)


def one_size(c):
    c.dataset.winding_distribution.values[0] = 0
    c.dataset.winding_distribution.values[0, :, 1] = 1
    return c.model(winding_quality=1.0)


def real(c, quality=1.0):
    c.dataset.winding_distribution.values[0] = np.array([0, 0.3, 0, -0.4, 0, 0.3, 0, 0, 0])[: c.dataset.sizes["size"]]
    return c.model(winding_quality=quality)


def faint(c):
    """A size of its own with a thousandth of the others."""
    c.dataset.winding_distribution.values[0] = 0
    for size, q in ((1, 0.5), (3, 0.5j), (5, -1e-3)):
        c.dataset.winding_distribution.values[0, :, size] = q
    return c.model(winding_quality=1.0)


def crossed(delay, bits=0.3):
    def change(c):
        c.dataset.delayed_information.values[0] = bits
        return c.model(shapiro_delay=delay)

    return change


def slope(value, error):
    return lambda c: c.model(arrival_slope=value, arrival_slope_error=error)


HOLDS, FAILS, OPEN = Verdict.HOLDS, Verdict.FAILS, Verdict.OPEN
CASES = {
    "Traversable for one sign of the shockwave": [
        (HOLDS, sign(0.2, 0.05)), (FAILS, sign(0.1056, 0.2050)), (FAILS, sign(0.005, 0.0)), (OPEN, sign(0.2, 0.15)),
        (OPEN, lambda c: sign(0.2, 0.05)(Changed(c.dataset.assign_attrs(configuration="beta = 0\nprobe = [0, 1]")))),
    ],
    "Every fermion teleports alike": [
        (HOLDS, others(0.15)), (FAILS, others(0.15, 1.0)), (FAILS, others(0.05)), (FAILS, others(-0.3)),
        (OPEN, others(0.15, 0.5, 39)), (OPEN, others(np.nan)),
        (OPEN, lambda c: others(0.15)(c).model(signed_asymmetry=-0.2)),
    ],
    "Individual fermions thermalise": [(HOLDS, thermal(0.5)), (FAILS, thermal(1.0)), (OPEN, thermal(1.0, 39))],
    "Scrambling": [
        (HOLDS, scrambles(0.5, 0.1)), (FAILS, scrambles(1.0, 0.1)), (FAILS, scrambles(0.0, 0.1)),
        (OPEN, scrambles(0.5, 0.5)), (OPEN, scrambles(0.5, np.nan)),
        # Never within the times, as all others do, and as none does.
        (FAILS, lambda c: scrambles(0.5, 0.1)(c).model(scrambling_time=np.nan)),
        (OPEN, lambda c: scrambles(0.5, 0.1, 0)(c).model(scrambling_time=np.nan)),
    ],
    "Size winding": [
        (HOLDS, lambda c: c.model(winding_quality=0.95)), (FAILS, lambda c: c.model(winding_quality=0.5)),
        (OPEN, lambda c: c.model(winding_quality=np.nan)), (OPEN, one_size), (OPEN, real), (OPEN, faint),
        (FAILS, lambda c: real(c, 0.5)),
    ],
    "Winding beyond that of small commuting models": [
        (HOLDS, generic(1.0)), (FAILS, generic(0.5)), (OPEN, generic(1.0, 39)),
    ],
    "Causal order": [
        (HOLDS, slope(-0.5, 0.1)), (FAILS, slope(0.5, 0.1)), (OPEN, slope(-0.5, 0.3)), (OPEN, slope(0.5, 0.3)),
        (OPEN, slope(-0.5, np.nan)), (OPEN, slope(np.nan, np.nan)),
    ],
    "Shapiro delay": [
        (HOLDS, crossed(0.5)), (FAILS, crossed(-0.5)), (OPEN, crossed(0.05)), (OPEN, crossed(-0.05)),
        (OPEN, crossed(np.nan)), (OPEN, crossed(0.5, 0.001)),
    ],
    "Level statistics": [
        (HOLDS, levels(0.5, 128)), (FAILS, levels(1.0, 128)), (FAILS, levels(0.0, 16)), (OPEN, levels(0.5, 16)),
        (OPEN, levels(0.0, 128, 39)),
    ],
}  # fmt: skip


def test_the_cases_are_of_every_criterion_and_every_verdict(diagnosed):
    assert list(CASES) == [criterion.title for criterion in tv.report.criteria(diagnosed)]
    for title, cases in CASES.items():
        assert {verdict for verdict, _ in cases} == set(Verdict), title


@pytest.mark.parametrize("title", CASES)
def test_comes_out_each_way(diagnosed, title):
    for place, (expected, change) in enumerate(CASES[title]):
        changed = change(Changed(diagnosed)).dataset
        (found,) = (criterion for criterion in tv.report.criteria(changed) if criterion.title == title)
        assert found.verdict is expected, (place, found)


def test_too_few_instances_are_said(diagnosed):
    few = diagnosed.isel(sample=diagnosed.sample_instance.values < 20)
    by_ensemble = [c for c in tv.report.criteria(few) if "97.5 %" in c.sentence or "middle 95 %" in c.sentence]
    assert len(by_ensemble) == 5
    for criterion in by_ensemble:
        assert criterion.verdict is OPEN or criterion.title.startswith("Every fermion"), criterion
        assert "with 20 instances nothing is unusual at a level below 0.095" in criterion.sentence, criterion


def test_no_sign_of_the_shockwave_where_there_is_none():
    """At beta = 0 no sign can mean a negative energy: the old rule let 71 of 100 hold."""
    models = [tv.models.dense_syk(8, seed=3, instance=i) for i in range(20)]
    found = [tv.diagnose(H, 0.0, 12, T, pairs="none", ensembles={}) for H in models]
    assert all(tv.report.criteria(ds)[0].verdict is OPEN for ds in found)
    wrong = np.mean([ds.signed_asymmetry.item() < 0 for ds in found])
    assert 0.2 < wrong < 0.8 and all(ds.peak_asymmetry.item() >= -1e-12 for ds in found)


@pytest.mark.parametrize("beta, time", [(0.0, 2.8), (1e-3, 2.8), (4.0, 1e-3)])
def test_no_winding_where_the_phases_are_real(beta, time):
    """Q is real at beta = 0 and at t = 0, whatever the model: a perfect line that cannot fail is no winding."""
    for H in (tv.models.learned(), tv.models.dense_syk(8, seed=3)):
        ds = tv.diagnose(H, beta, 12, T, pairs="none", reference_time=time, ensembles={})
        (winding,) = (c for c in tv.report.criteria(ds) if c.title == "Size winding")
        assert winding.verdict is OPEN and ds.winding_quality.item() > 0.95, winding


def test_a_dataset_of_before_is_refused_in_a_line(diagnosed):
    with pytest.raises(ValueError, match="no reverse_asymmetry in the Dataset"):
        tv.report.criteria(diagnosed.drop_vars("reverse_asymmetry"))
