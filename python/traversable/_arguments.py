"""Checks of arguments, shared by the public functions."""

import math
import operator
import os
import reprlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import xarray as xr

from traversable._core import Hamiltonian, short_complex_array, short_real_array, short_reals

T = TypeVar("T")

_MOST_LETTERS = 80
_MOST_VALUES = 10_000_000
_SHORT = reprlib.Repr()
_SHORT.maxlist = _SHORT.maxtuple = _SHORT.maxdict = _SHORT.maxset = _SHORT.maxfrozenset = _SHORT.maxarray = 6
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = _MOST_LETTERS


def shown(value: Any) -> str:
    """The value as an error prints it: one line of 80 letters at most, whatever it is."""
    if isinstance(value, np.ndarray) and value.size > 16:
        return f"array of shape {value.shape} and type {value.dtype.name}"
    if isinstance(value, int) and value.bit_length() > 256:
        return f"an integer of {value.bit_length()} bits"
    try:
        text = " ".join(_SHORT.repr(value).split())
        text.encode()
    except Exception:  # of the value's own __repr__
        text = f"<{type(value).__name__}>"
    return text if len(text) <= _MOST_LETTERS else text[: _MOST_LETTERS - 3] + "..."


def as_index(value: Any) -> int:
    """A whole number of any library as an int. TypeError for a float, also a whole one, and for True and False."""
    if type(value) is int:
        return value
    if isinstance(value, (bool, np.ma.MaskedArray)):
        raise TypeError
    try:
        return operator.index(value)
    except TypeError:
        # An array without a dimension of another library, or of objects.
        if getattr(value, "ndim", None) != 0 or value.dtype.kind not in "iuO":
            raise
        return operator.index(value.item())


def as_complex(value: Any) -> complex:
    """A number of any library, also an array without a dimension, as a complex. TypeError for another object."""
    if isinstance(value, (str, bytes, bytearray, np.ma.MaskedArray)) or getattr(value, "ndim", 0) != 0:
        raise TypeError
    kind = getattr(getattr(value, "dtype", None), "kind", "c")
    if kind == "O":
        return as_complex(value.item())
    if kind not in "biufc":
        raise TypeError
    return complex(value)


def as_float(value: Any) -> float:
    """A real number of any library as a float. TypeError for another object, and an imaginary part that is not zero."""
    if type(value) is float:
        return value
    if isinstance(value, (int, float, np.floating)):
        return float(value)
    number = as_complex(value)
    # The imaginary part as it is: that of a wider type may be zero as a double.
    imaginary = getattr(value, "imag", 0)
    if number.imag != 0 or not (callable(imaginary) or imaginary == 0):
        raise TypeError
    return number.real


def as_list(value: Any) -> list[Any] | tuple[Any, ...]:
    """The elements in their order. TypeError for what has none: a set, a mapping, a generator, and for text; ValueError
    for more of them than a computation takes."""
    if isinstance(value, (list, tuple)):
        return value
    if isinstance(value, np.ma.MaskedArray):
        raise TypeError
    if not isinstance(value, np.ndarray) and hasattr(value, "__array__") and getattr(value, "ndim", 0) > 0:
        value = np.asarray(value)  # of a table of another library the elements are not what it iterates over
    if isinstance(value, np.ndarray):
        # Truth values stay NumPy's, which are no indices: an array of them is a mask.
        return value.tolist() if value.ndim == 1 and value.dtype.kind in "iufc" and value.dtype.itemsize <= 16 else list(value)
    if not isinstance(value, Sequence) or isinstance(value, (str, bytes, bytearray)):
        raise TypeError
    if len(value) > _MOST_VALUES:
        raise ValueError
    return list(value)


def as_complex_array(value: Any) -> npt.NDArray[np.complex128]:
    """Numbers of any library as an array in C order. TypeError for text, structures, masks, and what has no order."""
    with np.errstate(over="ignore"):
        return np.asarray(_array("array", value, "biufc", "numbers"), dtype=complex, order="C")


def as_real_array(value: Any) -> npt.NDArray[np.float64]:
    """As `as_complex_array`, TypeError also for an imaginary part that is not zero."""
    with np.errstate(over="ignore"):
        return np.asarray(_array("array", value, "biuf", "real numbers"), dtype=float, order="C")


def whole_number(name: str, value: Any, least: int, most: int) -> int:
    """The value as an int. TypeError for what is no integer, ValueError outside least .. most."""
    try:
        number = value if type(value) is int else as_index(value)
    except Exception:  # of the value's own __index__
        raise TypeError(f"{name} = {shown(value)}: expected an integer") from None
    if not least <= number <= most:
        raise ValueError(f"{name} = {shown(number)}: expected an integer from {least} to {most}")
    return number


def whole_numbers(name: str, values: Any, least: int, most: int) -> list[int]:
    """As ints. TypeError for what is no sequence of integers, ValueError outside least .. most."""
    return [whole_number(name, value, least, most) for value in sequence(name, values, "integers")]


def seed_of(name: str, value: Any, most: int = 2**63 - 1) -> int:
    """A seed from 0 to `most`: the integer itself; of NumPy's Generator the next draw, `integers(2**63)`, which moves it on;
    of a SeedSequence the first 64 bits of its state without the last, `generate_state(1, uint64)[0] >> 1`. TypeError for
    another kind."""
    if isinstance(value, np.random.Generator):
        return int(value.integers(2**63))
    if isinstance(value, np.random.SeedSequence):
        return int(value.generate_state(1, np.uint64)[0]) >> 1
    try:
        return whole_number(name, value, 0, most)
    except TypeError:
        raise TypeError(f"{name} = {shown(value)}: expected an integer, or a Generator or SeedSequence of NumPy") from None


def real_number(name: str, value: Any, *, infinite: bool = False) -> float:
    """The value as a float. TypeError for what is no real number, ValueError for NaN, and infinity where not allowed."""
    if type(value) is float and math.isfinite(value):
        return value
    try:
        number = as_float(value)
    except OverflowError:
        raise ValueError(f"{name} = {shown(value)}: expected a number below 1.8e308") from None
    except Exception:  # of the value's own __float__
        raise TypeError(f"{name} = {shown(value)}: expected a real number") from None
    if not math.isfinite(number) and (math.isnan(number) or not infinite):
        raise ValueError(f"{name} = {number}: expected a {'number' if infinite else 'finite number'}")
    return number


def real_numbers(name: str, values: Any) -> list[float]:
    """As floats. TypeError for what is no sequence of real numbers, ValueError where one is not finite."""
    short = short_reals(values)
    return short if short is not None else [real_number(name, value) for value in sequence(name, values, "real numbers")]


def real_axis(name: str, value: Any) -> tuple[npt.NDArray[np.float64], bool]:
    """The values as a 1-d float array and whether a scalar was given.

    TypeError for what is no real number, ValueError for more than one dimension, nothing, NaN or infinity.
    """
    array = _array(name, value, "iuf", "real numbers")
    if array.ndim > 1 or array.size == 0:
        raise ValueError(f"{name}: shape {array.shape}, expected a number or a non-empty list")
    with np.errstate(over="ignore"):
        axis = np.atleast_1d(array).astype(float, copy=False)
    if not np.isfinite(axis).all():
        raise ValueError(f"{name} = {axis[~np.isfinite(axis)][0]}: expected finite numbers")
    if len(np.unique(axis)) != len(axis):
        raise ValueError(f"{name}: a value is given twice")
    return axis, array.ndim == 0


def complex_array(name: str, value: Any) -> npt.NDArray[np.complex128]:
    """TypeError for what is no array of numbers (text, structures, masks), ValueError where one is not finite."""
    short = short_complex_array(value)
    if short is not None:
        return short
    array = _array(name, value, "biufc", "numbers")
    short = short_complex_array(array)
    if short is not None:
        return short
    if array.dtype != complex:
        with np.errstate(over="ignore"):
            array = array.astype(complex)
    if not np.isfinite(array).all():
        raise ValueError(f"{name}: a value that is not finite, expected finite numbers")
    return array


def real_array(name: str, value: Any) -> npt.NDArray[np.float64]:
    """As `complex_array`, of real numbers."""
    short = short_real_array(value)
    if short is not None:
        return short
    with np.errstate(over="ignore"):
        array = _array(name, value, "biuf", "real numbers").astype(float, copy=False)
    if not np.isfinite(array).all():
        raise ValueError(f"{name}: a value that is not finite, expected finite numbers")
    return array


def whole_array(name: str, value: Any) -> npt.NDArray[np.integer[Any]]:
    """TypeError for what is no array of integers."""
    if type(value) is np.ndarray and value.dtype.kind in "iu":
        return value
    return _array(name, value, "iu", "whole numbers")


def _is_masked(value: Any) -> bool:
    """Whether there is a masked array in it: np.asarray drops the masks of a list's elements."""
    if not isinstance(value, (list, tuple)):
        return isinstance(value, np.ma.MaskedArray)
    for one in value:
        if isinstance(one, (list, tuple, np.ma.MaskedArray)) and _is_masked(one):
            return True
    return False


def _array(name: str, value: Any, kinds: str, expected: str) -> npt.NDArray[Any]:
    if isinstance(value, (str, bytes, bytearray)):
        raise TypeError(f"{name} = {shown(value)}: expected {expected}")
    if _is_masked(value):
        raise TypeError(f"{name}: a masked array, expected {expected} without a mask")
    if isinstance(value, (list, tuple, range)) and len(value) > _MOST_VALUES:
        raise ValueError(f"{name}: {len(value)} values, expected {_MOST_VALUES} at most")
    try:
        array = np.asarray(value)
    except Exception:  # ragged lists, and of the value's own __array__
        raise TypeError(f"{name} = {shown(value)}: expected {expected}") from None
    if array.dtype.kind == "O":  # numbers of other libraries
        number = as_complex if "f" in kinds else as_index
        try:
            array = np.array([number(one) for one in array.flat]).reshape(array.shape)
        except Exception:
            raise TypeError(f"{name} = {shown(value)}: expected {expected}") from None
    if array.dtype.kind == "c" and "c" not in kinds and "f" in kinds and not array.imag.any():
        array = array.real
    if array.dtype.kind not in kinds:
        raise TypeError(f"{name} = {shown(value)}: expected {expected}")
    return array


def sequence(name: str, value: Any, expected: str, most: int = _MOST_VALUES) -> list[Any]:
    """The elements as a list. TypeError for what `as_list` refuses, ValueError for more than `most`."""
    if type(value) in (list, tuple) and len(value) <= most:
        return list(value)
    if isinstance(value, np.ma.MaskedArray):
        raise TypeError(f"{name}: a masked array, expected {expected} without a mask")
    try:
        size = len(value)
        if size <= most:
            return list(as_list(value))
    except Exception:  # of the value's own methods
        raise TypeError(f"{name} = {shown(value)}: expected a list, tuple or array of {expected}") from None
    raise ValueError(f"{name}: {size} of them, expected {most} at most")


def one_of(name: str, value: Any, choices: Iterable[str]) -> str:
    """The value itself. TypeError for what is no text, ValueError for another text than the choices."""
    if not isinstance(value, str):
        raise TypeError(f"{name} = {shown(value)}: expected {_listed(choices)}")
    if value not in choices:
        raise ValueError(f"{name} = {shown(value)}: expected {_listed(choices)}")
    return value


def _listed(choices: Iterable[str]) -> str:
    *first, last = map(repr, choices)
    return f"{', '.join(first)} or {last}" if first else last


def text(name: str, value: Any, expected: str = "text") -> str:
    """The value itself. TypeError for what is no text, ValueError for text that UTF-8 cannot hold."""
    if not isinstance(value, str):
        raise TypeError(f"{name} = {shown(value)}: expected {expected}")
    try:
        value.encode()
    except UnicodeError:
        raise ValueError(f"{name} = {shown(value)}: expected {expected} without lone surrogates") from None
    return value


def instance(name: str, value: Any, kind: type[T], expected: str) -> T:
    """The value itself. TypeError for another kind."""
    if not isinstance(value, kind):
        raise TypeError(f"{name} = {shown(value)}: expected {expected}")
    return value


def hamiltonian(value: Any, name: str = "H") -> Hamiltonian:
    """The value itself. TypeError for what is no Hamiltonian, also for one whose __init__ was not called."""
    instance(name, value, Hamiltonian, "a Hamiltonian").num_majoranas  # noqa: B018
    return value  # type: ignore[no-any-return]


def variables_of(dataset: Any, *names: str) -> xr.Dataset:
    """The Dataset itself. TypeError for what is none, ValueError for one that lacks a variable."""
    instance("dataset", dataset, xr.Dataset, "a Dataset")
    for name in names:
        if name not in dataset:
            raise ValueError(f"dataset: no {name}, expected {', '.join(names)}")
    return dataset  # type: ignore[no-any-return]


def truth(name: str, value: Any) -> bool:
    """The value as a bool. TypeError for what is neither True nor False (0 and 1 are)."""
    if isinstance(value, (bool, np.bool_)) or (isinstance(value, (int, np.integer)) and value in (0, 1)):
        return bool(value)
    raise TypeError(f"{name} = {shown(value)}: expected True or False")


def function(name: str, value: Any) -> Any:
    """The value itself, None or what can be called. TypeError for another one."""
    if value is not None and not callable(value):
        raise TypeError(f"{name} = {shown(value)}: expected a function")
    return value


def path_of(name: str, value: Any) -> str:
    """The path as text. TypeError for what is none."""
    if not isinstance(value, (str, os.PathLike)):
        raise TypeError(f"{name} = {shown(value)}: expected a path")
    try:
        path = os.fspath(value)
    except Exception:  # of the value's own __fspath__
        raise TypeError(f"{name} = {shown(value)}: expected a path") from None
    if not isinstance(path, str) or "\0" in path:
        raise ValueError(f"{name} = {shown(path)}: expected a path of text without NUL")
    return path


def shown_path(path: str | os.PathLike[str]) -> str:
    """A path as an error prints it: one line of valid text, its end where it is long."""
    line = "".join(c if c.isprintable() else "?" for c in os.fspath(path))
    return line if len(line) <= _MOST_LETTERS else "..." + line[3 - _MOST_LETTERS :]


def without_constructor(value: Any, name: str) -> Exception:
    """What reading an attribute that is not there raises: of an object without its core, that __init__ was not called."""
    kind = type(value).__name__
    if name == "_core":
        return TypeError(f"{kind}: an object whose __init__ was not called")
    return AttributeError(f"'{kind}' object has no attribute '{name}'", name=name, obj=value)


def picture_style(value: Any) -> None:
    """TypeError for what is no name, path or dict of a style of matplotlib."""
    if value is not None and not isinstance(value, (str, os.PathLike, Mapping)):
        raise TypeError(f"style = {shown(value)}: expected a style of matplotlib, a file or a dict of its settings")
