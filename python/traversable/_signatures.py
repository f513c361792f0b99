"""What is wrong with a call of a compiled function, in words: the core asks when arguments fit none of its signatures."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from traversable._arguments import as_complex, as_complex_array, as_float, as_index, as_list, as_real_array, shown

_INTEGERS = {"int", "SupportsInt", "SupportsIndex"}
_REALS = {"float", "SupportsFloat"}
_SEQUENCES = {"Sequence", "List", "list", "Set", "set", "Iterable"}
_WORDS = {
    "int": "an integer", "SupportsInt": "an integer", "SupportsIndex": "an integer", "float": "a real number",
    "SupportsFloat": "a real number", "complex": "a number", "SupportsComplex": "a number", "str": "text",
    "bool": "True or False", "None": "None", "Callable": "a function", "dict": "a dict", "Angle": "a number, a name or an Angle",
}  # fmt: skip
_PLURALS = {
    "an integer": "integers", "a real number": "real numbers", "a number": "numbers", "text": "texts",
}  # fmt: skip


@dataclass(frozen=True)
class _Type:
    """One alternative of a type: its last name, and what stands in brackets."""

    name: str
    inside: tuple[tuple["_Type", ...], ...] = ()
    text: str = ""


@dataclass(frozen=True)
class _Parameter:
    name: str
    alternatives: tuple[_Type, ...]
    has_default: bool
    keyword_only: bool


def _split(text: str, separator: str) -> list[str]:
    """At separators that stand outside of brackets and quotes."""
    parts, depth, start, quote = [], 0, 0, ""
    for k, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter in "([{<":
            depth += 1
        elif letter in ")]}>" and text[k - 1 : k + 1] != "->":
            depth -= 1
        elif letter == separator and depth == 0:
            parts.append(text[start:k].strip())
            start = k + 1
    return [*parts, text[start:].strip()]


def _alternatives(text: str) -> tuple[_Type, ...]:
    found: list[_Type] = []
    for part in _split(text, "|"):
        head, bracket, rest = part.partition("[")
        name = head.strip().rpartition(".")[2]
        inside = _split(rest.rpartition("]")[0], ",") if bracket else []
        if name in ("Optional", "Union"):
            found += [one for inner in inside for one in _alternatives(inner)]
            found += [_Type("None")] if name == "Optional" else []
        elif name == "Annotated" and "numpy" not in part:
            found += _alternatives(inside[0])
        elif name in ("Annotated", "ndarray"):
            found.append(_Type("array", text=part))
        else:
            found.append(_Type(name, tuple(_alternatives(inner) for inner in inside if name != "Callable")))
    return tuple(found)


def _parameters(signature: str) -> list[_Parameter]:
    inside = signature[1 : signature.rindex(") ->")] if ") ->" in signature else signature.strip("()")
    result, keyword_only = [], False
    for part in _split(inside, ","):
        if part == "*":
            keyword_only = True
        elif part and part != "/":
            name, _, rest = part.partition(":")
            kind, equals, _ = rest.partition(" = ")
            result.append(_Parameter(name.strip(), _alternatives(kind.strip()), bool(equals), keyword_only))
    return result


def _words(alternatives: tuple[_Type, ...]) -> str:
    return " or ".join(dict.fromkeys(_word(one) for one in alternatives))


def _word(kind: _Type) -> str:
    if kind.name == "array":
        found = re.search(r"\[([a-z0-9]+(?:, ?[a-z0-9]+)*)\]", kind.text)
        dimensions = found.group(1).count(",") + 1 if found else 0
        return f"an array of {'complex' if 'complex' in kind.text else 'real'} numbers" + (
            f" in {dimensions} dimension{'s' * (dimensions > 1)}" if dimensions else ""
        )
    if kind.name in _SEQUENCES:
        element = _words(kind.inside[0]) if kind.inside else "values"
        return f"a list, tuple or array of {_PLURALS.get(element, element)}"
    if kind.name in ("tuple", "Tuple"):
        return f"({', '.join(map(_words, kind.inside))})"
    if kind.name in ("Mapping", "Dict", "dict") and kind.inside:
        return f"a dict of {_words(kind.inside[-1])}"
    return _WORDS.get(kind.name, f"{'an' if kind.name[:1] in 'AEIOU' else 'a'} {kind.name}")


def _complaint(name: str, value: Any, alternatives: tuple[_Type, ...]) -> str | None:
    """What is wrong with a value, None where it fits."""
    if any(_fits(value, kind) for kind in alternatives):
        return None
    if len(alternatives) == 1 and alternatives[0].name in _SEQUENCES and alternatives[0].inside and _is_sequence(value):
        for k, element in enumerate(as_list(value)):
            inner = _complaint(f"{name}[{k}]", element, alternatives[0].inside[0])
            if inner:
                return inner
    return f"{name} = {shown(value)}: expected {_words(alternatives)}"


def _is_sequence(value: Any) -> bool:
    try:
        return as_list(value) is not None
    except Exception:  # of the value's own methods
        return False


def _fits(value: Any, kind: _Type) -> bool:
    try:
        return _fits_unguarded(value, kind)
    except Exception:  # of the value's own methods
        return False


def _fits_unguarded(value: Any, kind: _Type) -> bool:
    name = kind.name
    if name in _INTEGERS:
        return -(2**63) <= as_index(value) < 2**64
    if name in _REALS:
        return as_float(value) is not None
    if name in ("complex", "SupportsComplex"):
        return as_complex(value) is not None
    if name == "str":
        return isinstance(value, str) and value.encode() is not None
    if name == "bool":
        return value is None or hasattr(value, "__bool__")
    if name == "None":
        return value is None
    if name == "Angle" and type(value).__name__ != "Angle":
        return isinstance(value, str) or as_float(value) is not None
    if name == "Callable":
        return callable(value)
    if name == "array":
        return _has_shape(as_complex_array(value) if "complex" in kind.text else as_real_array(value), kind)
    if name in _SEQUENCES:
        return _is_sequence(value) and all(any(_fits(v, one) for one in kind.inside[0]) for v in as_list(value))
    if name in ("tuple", "Tuple"):
        return (
            _is_sequence(value)
            and len(value) == len(kind.inside)
            and all(any(_fits(v, one) for one in inner) for v, inner in zip(as_list(value), kind.inside, strict=True))
        )
    if name in ("Mapping", "Dict", "dict"):
        return isinstance(value, Mapping)
    return name in ("object", "handle", "Any") or name in (one.__name__ for one in type(value).__mro__)


def _has_shape(value: Any, kind: _Type) -> bool:
    return f" in {np.ndim(value)} dimension" in (words := _word(kind)) or " in " not in words


def _overload(
    parameters: Sequence[_Parameter], positional: Sequence[Any], keywords: Mapping[str, Any]
) -> tuple[int, str]:
    """How far a call comes with one overload, and what is wrong there."""
    places = [p for p in parameters if not p.keyword_only]
    if len(positional) > len(places):
        names = ", ".join(p.name for p in places if p.name != "self")
        hidden = sum(p.name == "self" for p in places)
        return 0, f"{len(positional) - hidden} arguments, expected {len(places) - hidden} at most ({names})"
    known = {p.name for p in parameters}
    for name in keywords:
        if name not in known:
            return 0, f"unexpected argument {shown(name)}, expected {_named(parameters)}"
    for k, parameter in enumerate(parameters):
        if k < len(positional) and not parameter.keyword_only:
            if parameter.name in keywords:
                return k, f"{parameter.name} is given twice"
            value = positional[k]
        elif parameter.name in keywords:
            value = keywords[parameter.name]
        elif parameter.has_default:
            continue
        else:
            return k, f"{parameter.name} is missing: expected {_words(parameter.alternatives)}"
        complaint = _complaint(parameter.name, value, parameter.alternatives)
        if complaint:
            return k, complaint
    return len(parameters), _out_of_range(parameters, positional, keywords)


def _named(parameters: Iterable[_Parameter]) -> str:
    return ", ".join(p.name for p in parameters if p.name != "self") or "none"


def _out_of_range(parameters: Sequence[_Parameter], positional: Sequence[Any], keywords: Mapping[str, Any]) -> str:
    """Types fit: what is left is an integer that C++ cannot hold, or an array of another shape."""
    given = [*zip((p.name for p in parameters), positional, strict=False), *keywords.items()]
    for name, value in given:
        if hasattr(value, "__index__") and not 0 <= value.__index__() < 2**31:
            return f"{name} = {shown(value)}: expected an integer from 0 to 2147483647"
    shapes = [f"{p.name}: {_words(p.alternatives)}" for p in parameters if p.name != "self"]
    return f"arguments do not fit, expected ({', '.join(shapes)})"


def explain(name: str, signatures: Sequence[str], positional: Sequence[Any], keywords: Mapping[str, Any]) -> str:
    """One line that names the function, the first argument that does not fit, its value and what was expected."""
    found = [_overload(_parameters(signature), positional, keywords) for signature in signatures]
    furthest = max(place for place, _ in found)
    complaints = [complaint for place, complaint in found if place == furthest]
    first, *others = dict.fromkeys(complaints)
    start, expected, _ = first.partition(": expected ")
    more = [text.partition(": expected ")[2] for text in others] if expected else []
    words = " or ".join([first, *(text for text in more if text)])
    return f"{name}: {words.replace('self = ', 'an object ')}"[:400]
