"""What a bug report should say."""

import importlib.metadata
import platform

from traversable import _core

_LIBRARIES = ("numpy", "xarray", "h5py", "h5netcdf")


def library_versions() -> str:
    """Of the libraries of Python that results pass through, "NumPy 2.0.1, ..." in a line."""
    names = {"numpy": "NumPy"}
    return ", ".join(f"{names.get(one, one)} {importlib.metadata.version(one)}" for one in _LIBRARIES)


class About(dict[str, str]):
    """The facts by name, printed a line each."""

    def __repr__(self) -> str:
        return "\n".join(f"{name:<12}" + text.replace("\n", "\n" + 12 * " ") for name, text in self.items())


def about() -> About:
    """This program on this machine, for a bug report: version and commit, build, libraries, Python, instruction sets,
    threads, memory, devices and models, the facts of `traversable info` and of Python.

    Returns
    -------
    dict of str
        Texts by name; its repr is a page to paste.

    Examples
    --------
    >>> import traversable as tv
    >>> tv.about()["traversable"].split()[0] == tv.__version__
    True
    """
    facts = About({name: "\n".join(lines) for name, lines in _core.program_facts(library_versions())})
    facts["Python"] = f"{platform.python_implementation()} {platform.python_version()}"
    facts["system"] = platform.platform()
    return facts
