"""Libraries that are imported when asked for."""

import importlib
from typing import Any


def imported(module: str, extra: str) -> Any:
    """The module. ImportError that names the extra of the package that installs it, where it is not there."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        library = module.partition(".")[0]
        if error.name is None or error.name.partition(".")[0] != library:
            raise
    raise ImportError(f"{library} is not installed: pip install 'traversable[{extra}]'", name=library)
