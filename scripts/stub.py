"""The types of the compiled part, python/traversable/_core.pyi, from its bindings.

python scripts/stub.py           prints them
python scripts/stub.py FILE      writes them there

pybind11-stubgen reads the signatures that pybind11 gives every function; what they cannot say stands in TYPES below.
"""

import ast
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HEAD = '''"""Types of the compiled part: written by scripts/stub.py, not by hand."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, SupportsInt, overload

import numpy as np
import numpy.typing as npt

__version__: str

'''

# Of arguments that the bindings convert themselves, and of lists whose elements pybind11 does not know.
TYPES = {
    "progress": "Callable[[int, int], object] | None",
    "Hamiltonian.num_majoranas": "int",
    "Hamiltonian.terms": "Sequence[tuple[float, Sequence[int]]] | dict[Any, float] | dict[Any, int]",
    "Hamiltonian.__getitem__.return": "tuple[float, tuple[int, ...]]",
    "Hamiltonian.__iter__.return": "Iterator[tuple[float, tuple[int, ...]]]",
    "Hamiltonian.matrix.return": "npt.NDArray[np.complex128]",
    "Hamiltonian.matrix.parity": "Literal['even', 'odd'] | None",
    "Hamiltonian.to_sparse.parity": "Literal['even', 'odd'] | None",
    "Hamiltonian.from_openfermion.num_majoranas": "int | None",
    "Hamiltonian.from_openfermion.return": "Hamiltonian",
    "Circuit._repr_svg_.return": "str | None",
    "Hamiltonian.terms.return": "list[tuple[float, tuple[int, ...]]]",
    "Circuit.append_rotation.angle": "float | str | Angle",
    "short_complex_array.return": "npt.NDArray[np.complex128] | None",
    "short_real_array.return": "npt.NDArray[np.float64] | None",
    "short_reals.return": "list[float] | None",
    "short_rotations.return": "list[tuple[str, float]] | None",
    "short_terms.return": "list[tuple[complex, str]] | None",
    "left_hamiltonian.return": "list[tuple[complex, str]]",
    "right_hamiltonian.return": "list[tuple[complex, str]]",
    "coupled_hamiltonian.return": "list[tuple[complex, str]]",
    "size_coupling.return": "list[tuple[complex, str]]",
}

# What every class has, as `object` or for pickle.
DROPPED = {"__array__", "__eq__", "__hash__", "__repr__", "__str__", "__getstate__", "__setstate__", "__reduce__", "__reduce_ex__"}


# The types stand in docstrings; CPython's signature, which stubgen would rather take, has none.
STUBGEN = """
import inspect

def no_signature(function):
    raise TypeError

inspect.getfullargspec = no_signature
from pybind11_stubgen import main
main()
"""


def generated() -> str:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", STUBGEN, "traversable._core", "-o", folder, "--ignore-all-errors"]
        subprocess.run(command, check=True, capture_output=True)
        return Path(folder, "traversable/_core.pyi").read_text()


class Types(ast.NodeTransformer):
    """Annotations as this package writes them."""

    SHORT = {"collections.abc.": "", "numpy.typing.": "npt.", "numpy.": "np.", "typing.": ""}
    # Of arguments: what the bindings convert to an Angle.
    CONVERTED = {"Angle": "float | str | Angle"}
    GENERIC = {"dict": "dict[str, Any]", "list": "list[Any]", "tuple": "tuple[Any, ...]"}

    def __init__(self, is_argument: bool) -> None:
        self.names = self.GENERIC | (self.CONVERTED if is_argument else {})

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        name = ast.unparse(node.value)
        if name == "typing.Annotated":
            assert isinstance(node.slice, ast.Tuple)
            return self.visit(node.slice.elts[0])  # type: ignore[no-any-return]
        node.slice = self.visit(node.slice)
        node.value = ast.parse(self.short(node.value), mode="eval").body
        return node

    def short(self, node: ast.expr) -> str:
        text = ast.unparse(node)
        for long, short in self.SHORT.items():
            text = text.replace(long, short)
        return text

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return ast.parse(self.short(node), mode="eval").body

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.parse(self.names.get(node.id, node.id), mode="eval").body


def annotation(path: str, name: str, given: ast.expr | None) -> ast.expr | None:
    text = TYPES.get(f"{path}.{name}", TYPES.get(name))
    if text is not None:
        return ast.parse(text, mode="eval").body
    return None if given is None else Types(name != "return").visit(given)  # type: ignore[no-any-return]


def function(node: ast.FunctionDef, owner: str) -> ast.FunctionDef:
    path = owner if node.name == "__init__" else f"{owner}.{node.name}".lstrip(".")
    node.body = [ast.Expr(ast.Constant(...))]
    node.decorator_list = [ast.Name("overload") if ast.unparse(d) == "typing.overload" else d for d in node.decorator_list]
    arguments = node.args
    for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
        if argument.annotation is not None:
            argument.annotation = annotation(path, argument.arg, argument.annotation)
    arguments.defaults = [ast.Constant(...) for _ in arguments.defaults]
    arguments.kw_defaults = [None if d is None else ast.Constant(...) for d in arguments.kw_defaults]
    node.returns = annotation(path, "return", node.returns)
    if node.name in ("__copy__", "__deepcopy__"):
        node.returns = ast.Name(owner)
    return node


def members(body: list[ast.stmt], owner: str = "") -> list[ast.stmt]:
    kept: list[ast.stmt] = []
    for node in body:
        if isinstance(node, ast.ClassDef):
            node.body = members(node.body, node.name)
            kept.append(node)
        elif isinstance(node, ast.FunctionDef) and any(ast.unparse(one) == "property" for one in node.decorator_list):
            returned = ast.unparse(function(node, owner).returns or ast.Name("Any"))
            kept += ast.parse(f"{node.name}: Final[{returned}]").body
        elif isinstance(node, ast.FunctionDef) and node.name not in DROPPED:
            kept.append(function(node, owner))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and not node.target.id.startswith("__"):
            node.annotation, node.value = Types(False).visit(node.annotation), None
            kept.append(node)
    return kept


def stub() -> str:
    text = ast.unparse(ast.Module(members(ast.parse(generated()).body), []))
    text = re.sub(r":\n +\.\.\.", ": ...", text)
    return HEAD + re.sub(r"\n\n(?= |def |@)", "\n", text) + "\n"


if __name__ == "__main__":
    if sys.argv[1:]:
        Path(sys.argv[1]).write_text(stub())
    else:
        print(stub(), end="")
