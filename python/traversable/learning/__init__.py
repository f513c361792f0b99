"""Learning sparse models that teleport as a target does: exact gradients, losses, sparsifiers.

The experiment of doi:10.1038/s41586-022-05424-3 started from a dense SYK model and learned few couplings that keep the asymmetry
between the two signs of the shockwave. `tv.learn` does that; the parts are here.

>>> import numpy as np, traversable as tv
>>> target = tv.models.dense_syk(6, J=2**.5, seed=1)
>>> loss = tv.learning.Loss(target, beta=4.0, mu=[-12, 12], t=[0.0, 1.4, 2.8])
>>> value, slope = loss(tv.models.dense_syk(6, J=2**.5, seed=2))
>>> len(slope) == len(loss.terms) == 15
True
"""

from traversable._core import Generalisation, LossParts, Report
from traversable.learning._gradients import mutual_information_gradient, protocol_gradient
from traversable.learning._learn import Learned, learn, pareto_front
from traversable.learning._loss import Loss
from traversable.learning._report import report

__all__ = [
    "Generalisation",
    "Learned",
    "Loss",
    "LossParts",
    "Report",
    "learn",
    "mutual_information_gradient",
    "pareto_front",
    "protocol_gradient",
    "report",
]
