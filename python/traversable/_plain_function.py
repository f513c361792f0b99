"""Static methods of the core's classes as functions of Python; imported while the core is."""

import inspect
from collections.abc import Callable
from typing import Any


def plain_function(function: Callable[..., Any], qualified_name: str) -> Callable[..., Any]:
    """The function in a function of Python: `help` names the type behind a compiled one, which is pybind11's own."""

    def plain(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    plain.__name__, plain.__qualname__, plain.__doc__ = function.__name__, qualified_name, function.__doc__
    plain.__module__ = "traversable._core"
    plain.__signature__ = inspect.signature(function)  # type: ignore[attr-defined]
    return plain
