"""Every public object says what it is, every function what it takes, gives back and refuses.

The walk finds the objects by itself. Functions of the modules have the sections of NumPy's docstrings: Parameters with
every parameter, Returns unless they return nothing, and Raises where they take anything, since all arguments are checked. Classes name what
they are made of in Parameters or Attributes. Methods are short: they have a docstring, which names every parameter and, where there
is one, the error.
"""

import dataclasses
import enum
import inspect
import re
import types
from pathlib import Path

import pytest
import traversable as tv
from traversable._documented import REFUSED, documented
from traversable._signatures import _parameters

MODULES = {"traversable": tv} | {
    f"traversable.{name}": getattr(tv, name) for name in tv.__all__ if isinstance(getattr(tv, name), types.ModuleType)
}


def public_objects():
    """(name, object, owner): functions, classes, and methods and properties of these, each once."""
    seen = set()
    for place, module in MODULES.items():
        for name in module.__all__:
            one = getattr(module, name)
            if isinstance(one, types.ModuleType) or not callable(one) or id(one) in seen:
                continue
            seen.add(id(one))
            yield f"{place}.{name}", one, None
            if inspect.isclass(one):
                fields = {field.name for field in dataclasses.fields(one)} if dataclasses.is_dataclass(one) else set()
                for key in sorted(vars(one)):
                    member = inspect.getattr_static(one, key)
                    if key[0] != "_" and key not in fields and not isinstance(member, enum.Enum):
                        yield f"{place}.{name}.{key}", member, one


OBJECTS = {name: (one, owner) for name, one, owner in public_objects()}


def function_of(one):
    """What is called, for a static, class or other method; None for a property."""
    called = getattr(one, "__func__", one)
    if isinstance(one, property) or not callable(called) or inspect.isclass(called):
        return None
    return getattr(called, "__wrapped__", called)


def text_of(one):
    """The docstring without the signatures that pybind11 puts in front."""
    called = one if isinstance(one, property) else getattr(one, "__func__", one)
    lines = inspect.cleandoc(called.__doc__ or "").splitlines()
    return "\n".join(line for line in lines if not re.match(r"(\d+\. )?\w*\((self|arg0|\*args|\w+: ).*|\w+\(\) -> .*|Overloaded function\.$", line)).strip()


def parameters_of(function):
    if function is None:
        return []
    try:
        parameters = list(inspect.signature(function).parameters)
    except ValueError:
        signatures = [line[line.index("(") :] for line in function.__doc__.splitlines() if ") -> " in line and "(self" in line or "(text:" in line]
        parameters = [one.name for line in signatures for one in _parameters(line)]
    return [name for name in dict.fromkeys(parameters) if name not in ("self", "cls", "arg0", "args", "kwargs")]


def sections(text):
    """Name of every section: its text."""
    parts = re.split(r"^(\w+)\n-{3,}$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def entries(section):
    """Names that a section explains: "a, b : type" begins a line, what is said of them is indented."""
    heads = [line.partition(" : ")[0] for line in section.splitlines() if line and line[0] != " "]
    return {name.strip().lstrip("*") for head in heads for name in head.split(",")}


def named(name, text):
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def complaints(one, owner):
    text, function = text_of(one), function_of(one)
    parameters = parameters_of(function)
    found = sections(text)
    if not text:
        return ["no docstring"]
    if owner is not None:
        wrong = [f"parameter {name} is not named" for name in parameters if not named(name, text)]
        return wrong + (["no error named"] if parameters and not re.search(r"\w*Error|Raises", text) else [])
    if inspect.isclass(one):
        return class_complaints(one, found)
    wrong = [f"parameter {name} is not in Parameters" for name in parameters if name not in entries(found.get("Parameters", ""))]
    wrong += [f"{name} is no parameter" for name in entries(found.get("Parameters", "")) - set(parameters)]
    returned = inspect.signature(function).return_annotation
    if "Returns" not in found and returned not in (None, "None"):
        wrong.append("no Returns")
    if "Raises" not in found and parameters:
        wrong.append("no Raises")
    return wrong


def class_complaints(one, found):
    """Of a class of Python's: what its constructor takes, or its fields. Those of the core are bound with a docstring a member."""
    explained = entries(found.get("Parameters", "")) | entries(found.get("Attributes", ""))
    if dataclasses.is_dataclass(one):
        asked = [field.name for field in dataclasses.fields(one)]
    elif "__init__" in vars(one) and not one.__module__.endswith("_core") and not issubclass(one, enum.Enum):
        asked = parameters_of(one.__init__)
    else:
        asked = []
    return [f"{name} is neither in Parameters nor in Attributes" for name in asked if name not in explained]


@pytest.mark.parametrize("name", OBJECTS)
def test_is_documented(name):
    assert complaints(*OBJECTS[name]) == []


def test_modules_are_documented():
    assert [name for name, module in MODULES.items() if not module.__doc__] == []


def test_every_module_has_a_page():
    contents = (Path(__file__).parents[2] / "docs/api/index.md").read_text()
    assert set(re.findall(r"^   (traversable[.\w]*)$", contents, re.MULTILINE)) == set(MODULES)


def test_the_walk_finds_all_kinds():
    for name in ("teleport", "noise.threshold", "plot.curves", "circuits.Circuit.append", "StateVector.norm", "Hamiltonian.terms", "report.Verdict"):
        assert f"traversable.{name}" in OBJECTS


def half(a, b):
    """Half.

    Parameters
    ----------
    a, c : int
        One.
    """
    return a


def test_what_is_missing_is_found():
    assert complaints(half, None) == ["parameter b is not in Parameters", "c is no parameter", "no Returns", "no Raises"]
    assert complaints(half, object) == ["parameter b is not named", "no error named"]
    half.__doc__, text = None, half.__doc__
    assert complaints(half, None) == ["no docstring"]
    half.__doc__ = text


def test_shared_entries_complete_a_docstring():
    """In the order of the signature; what a function says itself goes before what its module says, and that before the package."""

    @documented(("beta : list\n    Of the module.", "seed, instance : int\n    Of the draw."), returns="float\n    One.")
    def function(H, own, beta, instance, units, unknown):
        """What it is.

        Parameters
        ----------
        own : int
            Its own.
        units : str
            Its own too.

        Examples
        --------
        None.
        """

    found = sections(function.__doc__)
    assert list(found) == ["Parameters", "Returns", "Raises", "Examples"]
    assert [line for line in found["Parameters"].splitlines() if line and line[0] != " "] == [
        "H : Hamiltonian", "own : int", "beta : list", "seed, instance : int", "units : str",
    ]  # fmt: skip
    assert found["Raises"].strip() == REFUSED and complaints(function, None) == [
        "parameter unknown is not in Parameters", "seed is no parameter",
    ]  # fmt: skip
