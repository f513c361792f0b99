"""The figures of the learned Hamiltonian (Jafferis et al., Nature 612, 51 (2022)), to the last digit printed."""

import numpy as np
import pytest
import traversable as tv

DIAGONAL = {0: (0.25687, 0.25687), 1.2: (0.30495, 0.25791), 2.8: (0.40121, 0.09950), 4.0: (0.25396, 0.06232)}
FIXED_INJECTION = {0.8: (0.15926, 0.12393), 2.0: (0.32808, 0.13747), 3.2: (0.41014, 0.07833), 4.8: (0.29193, 0.02909)}
ARRIVAL = {2.4: 3.05, 2.8: 3.20, 3.2: 3.25, 4.0: 3.40}


@pytest.fixture(scope="module")
def learned():
    return tv.models.learned()


@pytest.mark.parametrize("t", DIAGONAL)
def test_diagonal(learned, t):
    ds = tv.teleport(learned, beta=4.0, mu=[-12, 12], t=t)
    assert [f"{value:.5f}" for value in ds.mutual_information.values] == [f"{v:.5f}" for v in DIAGONAL[t]]


@pytest.mark.parametrize("t1", FIXED_INJECTION)
def test_fixed_injection(learned, t1):
    ds = tv.teleport(learned, beta=4.0, mu=[-12, 12], t0=2.8, t1=t1)
    assert [f"{value:.5f}" for value in ds.mutual_information.values] == [f"{v:.5f}" for v in FIXED_INJECTION[t1]]


def test_thermal_expectation_values(learned):
    ds = tv.teleport(learned, beta=4.0, mu=-12, t=0.0)
    assert f"{ds.energy.item():.6f}" == "-0.271210"
    assert f"{ds.coupling_expectation.item():.7f}" == "-0.0903359"


def test_levels(learned):
    expected = [-0.4925, -0.1525, -0.1075, -0.0275, 0.0425, 0.1375, 0.2875, 0.3125]
    assert np.allclose(tv.levels(learned), np.repeat(expected, 2), atol=1e-14)


def test_arrival_time_of_the_peak(learned):
    ds = tv.teleport(learned, beta=4.0, mu=-12, t0=list(ARRIVAL), t1=np.arange(0, 121) * 0.05)
    peaks = ds.mutual_information.idxmax("t1").values
    assert np.allclose(peaks, list(ARRIVAL.values()), atol=1e-12)


def test_only_the_negative_energy_shockwave_opens_the_wormhole(learned):
    ds = tv.teleport(learned, beta=4.0, mu=[-12, 12], t=np.linspace(2, 4, 21))
    assert (ds.mutual_information.sel(mu=-12) > 2 * ds.mutual_information.sel(mu=12)).sel(t=slice(2.6, 4)).all()
