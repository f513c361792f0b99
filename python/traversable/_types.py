"""What arguments may be: narrower than NumPy's ArrayLike, of which text is one."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt


class SupportsArray(Protocol):
    """An array of NumPy, xarray, pandas, JAX, ... or a scalar of NumPy."""

    def __array__(self) -> npt.NDArray[Any]: ...


Reals = float | Sequence[float | SupportsArray] | SupportsArray
"""A real number, or real numbers in their order."""

Numbers = complex | SupportsArray | Sequence[complex | SupportsArray | Sequence[complex | Sequence[complex]]]
"""Numbers as an array, a list or lists of lists."""

Seed = int | np.random.Generator | np.random.SeedSequence
"""A whole number from 0 on; or what of NumPy gives one (`_arguments.seed_of`)."""
