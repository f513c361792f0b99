"""Points of the protocol as the core takes them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from traversable._arguments import real_axis, real_number, sequence
from traversable._coupling import Couple, coupling_text
from traversable._teleport import _probe, _times
from traversable._types import Reals

Points = tuple[float, list[float], list[tuple[float, list[float]]], tuple[int, int], str]


def points_of(
    num_majoranas: int,
    beta: float,
    mu: Reals,
    t: Reals | None,
    t0: Reals | None,
    t1: Reals | None,
    probe: tuple[int, int],
    couple: Couple,
) -> tuple[Points, dict[str, npt.NDArray[np.float64]]]:
    """Points as the core takes them, and the axes mu and times."""
    times = {name: values for name, (values, _) in _times(t, t0, t1).items()}
    couplings = real_axis("mu", mu)[0]
    if "t" in times:
        groups = [(time, [time]) for time in times["t"].tolist()]
    else:
        groups = [(time, times["t1"].tolist()) for time in times["t0"].tolist()]
    points = (real_number("beta", beta), couplings.tolist(), groups, _probe(probe, num_majoranas), coupling_text(couple))
    return points, {"mu": couplings, **times}


def by_mu(information: Sequence[Sequence[float]], axes: dict[str, npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
    """(mu, times) of [group][m * t1 + t]."""
    shape = [len(values) for values in axes.values()]
    groups = np.asarray(information).reshape(shape[1], shape[0], *(shape[2:] or [1]))
    return np.moveaxis(groups, 0, 1).reshape(shape)


def times_of(name: str, times: Sequence[float]) -> list[float]:
    return real_axis(name, times)[0].tolist() if len(sequence(name, times, "times")) else []
