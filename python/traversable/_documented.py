"""What several public functions take, give back and refuse is described here or in their module, once; docstrings are completed with it."""

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

ARGUMENTS = (
    "H : Hamiltonian\n    One copy's Hamiltonian.",
    "beta : float\n    Inverse temperature, >= 0, in 1/energy.",
    "t : float or list of float\n    Times, in 1/energy.",
    'encoding : "paired", "split", "sycamore" or (left, right)\n    Of the Majoranas on qubits, as in `traversable.pauli`.',
    'units : {"bits", "nats"}\n    Of the entropies.',
    "fermions : list of int, optional\n    Distinct Majoranas, from 0; all of them where not given.",
    "hamiltonian : list of (complex, str)\n    H as a sum of Pauli strings, Hermitian, in energy.",
)
REFUSED = "TypeError, ValueError\n    Naming the argument, its value and what was expected."


def documented(described: Sequence[str] = (), returns: str = "", raises: str = REFUSED) -> Callable[[F], F]:
    """A function whose docstring is completed: Parameters that it does not explain by those of `described` or ARGUMENTS, in the
    order of the signature; Returns and Raises where it has none."""
    shared = {_names(entry): entry for entry in (*ARGUMENTS, *described)}

    def completed(function: F) -> F:
        head, own = _sections(inspect.cleandoc(function.__doc__ or ""))
        texts = {
            "Parameters": "\n".join(_parameters(function, own.pop("Parameters", ""), shared)),
            "Returns": own.pop("Returns", returns),
            "Raises": own.pop("Raises", raises),
            **own,
        }
        function.__doc__ = "\n\n".join([head, *(f"{name}\n{'-' * len(name)}\n{text}" for name, text in texts.items() if text)])
        return function

    return completed


def _sections(text: str) -> tuple[str, dict[str, str]]:
    """What is before the first section of NumPy's kind, and the text of each."""
    head, *parts = re.split(r"^(\w+)\n-{3,}\n", text, flags=re.MULTILINE)
    return head.strip(), {name: part.strip("\n") for name, part in zip(parts[::2], parts[1::2], strict=True)}


def _parameters(function: Callable[..., Any], own: str, shared: Mapping[tuple[str, ...], str]) -> list[str]:
    explained = {_names(entry): entry for entry in re.split(r"\n(?=\S)", own) if entry}
    entries = [*explained.items(), *(item for item in shared.items() if not any(set(item[0]) & set(names) for names in explained))]
    found = (next((entry for names, entry in entries if name in names), "") for name in inspect.signature(function).parameters)
    return [entry for entry in dict.fromkeys(found) if entry]


def _names(entry: str) -> tuple[str, ...]:
    """Of the parameters that an entry explains."""
    return tuple(name.strip().lstrip("*") for name in entry.splitlines()[0].partition(" : ")[0].split(","))
