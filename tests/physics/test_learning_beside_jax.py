"""Gradients of the learning loss against automatic differentiation by JAX, from formulas of its own."""

import numpy as np
import pytest

import traversable as tv

pytest.importorskip("jax")
import jax  # noqa: E402
from jax_reference import make_loss  # noqa: E402


@pytest.mark.parametrize(("num_majoranas", "beta"), [(6, 4.0), (8, 0.5), (8, 4.0)])
def test_loss_and_gradient(num_majoranas, beta):
    target, model = (tv.models.dense_syk(num_majoranas, J=2**0.5, seed=5, instance=i) for i in range(2))
    mu, t = [-12.0, 12.0], np.linspace(0.3, 5, 4)
    wanted = tv.teleport(target, beta, mu, t=t).mutual_information.values
    terms = [term for _, term in model.terms]
    couplings = np.array([coupling for coupling, _ in model.terms])
    value, gradient = jax.value_and_grad(make_loss(num_majoranas, terms, beta, mu, t, wanted))(couplings)
    loss = tv.learning.Loss(target, beta, mu, t=t)
    ours, slope = loss(model)
    assert ours == pytest.approx(float(value), rel=1e-9)
    assert np.abs(slope - np.asarray(gradient)).max() < 1e-9 * np.abs(slope).max()


def test_curves_are_the_engines():
    H = tv.models.dense_syk(6, J=2**0.5, seed=2)
    t = np.array([0.0, 1.7])
    exact = tv.teleport(H, 3.0, [-12.0, 12.0], t=t).mutual_information.values
    terms, couplings = [term for _, term in H.terms], np.array([coupling for coupling, _ in H.terms])
    assert float(make_loss(6, terms, 3.0, [-12.0, 12.0], t, exact)(couplings)) < 1e-24
