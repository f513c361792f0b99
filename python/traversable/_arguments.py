"""Checks of arguments, shared by the public functions."""

import operator
from typing import Any

import numpy as np
import numpy.typing as npt


def whole_number(name: str, value: Any, least: int, most: int) -> int:
    """The value as an int. TypeError for what is no integer, ValueError outside least .. most."""
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} = {value!r}: expected an integer") from None
    if not least <= number <= most:
        raise ValueError(f"{name} = {number}: expected an integer from {least} to {most}")
    return number


def real_number(name: str, value: Any) -> float:
    """The value as a float. TypeError for what is no real number."""
    if isinstance(value, str):
        raise TypeError(f"{name} = {value!r}: expected a real number")
    try:
        return float(value)
    except (TypeError, ValueError):
        raise TypeError(f"{name} = {value!r}: expected a real number") from None


def real_axis(name: str, value: npt.ArrayLike) -> tuple[npt.NDArray[np.float64], bool]:
    """The values as a 1-d float array and whether a scalar was given.

    TypeError for what is no real number, ValueError for more than one dimension, nothing, NaN or infinity.
    """
    array = np.asarray(value)
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name} = {value!r}: expected real numbers")
    if array.ndim > 1 or array.size == 0:
        raise ValueError(f"{name}: shape {array.shape}, expected a number or a non-empty list")
    axis = np.atleast_1d(array).astype(float)
    if not np.isfinite(axis).all():
        raise ValueError(f"{name} = {axis[~np.isfinite(axis)][0]}: expected finite numbers")
    if len(np.unique(axis)) != len(axis):
        raise ValueError(f"{name}: a value is given twice")
    return axis, array.ndim == 0
