"""Files that the package writes: whole or not at all, and never over anything but a file of the same kind."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from traversable._arguments import path_of, shown_path

Kinds = Mapping[str, tuple[bytes, ...]]

# The first bytes of what the package writes, by the kind's name.
PICTURES: Kinds = {"PNG": (b"\x89PNG\r\n\x1a\n",), "PDF": (b"%PDF-",), "SVG": (b"<?xml", b"<svg")}
PAGES: Kinds = {"HTML": (b"<!DOCTYPE html>",)}
RESULTS: Kinds = {"HDF5": (b"\x89HDF\r\n\x1a\n",)}


def check_output(path: str | os.PathLike[str], kinds: Kinds) -> Path:
    """The path. ValueError where something else than a file of these kinds is there: it would be lost."""
    target = Path(path_of("output", path))
    try:
        if not target.exists():
            return target
        if not target.is_file():
            raise ValueError(f"{shown_path(target)}: no regular file, expected a new file or one of {', '.join(kinds)}")
        with open(target, "rb") as file:
            start = file.read(512)
    except OSError as error:
        raise ValueError(f"{shown_path(target)}: {error.strerror}") from None
    if start and not _is_one_of(start, kinds):
        raise ValueError(f"{shown_path(target)}: exists and is no {' or '.join(kinds)}, it is not replaced")
    return target


def _is_one_of(start: bytes, kinds: Kinds) -> bool:
    if start.startswith(b"<?xml") and b"<svg" not in start:
        return False
    return start.startswith(tuple(first for kind in kinds.values() for first in kind))


def write_whole(target: Path, write: Callable[[Path], object], *, replace: bool = True) -> None:
    """Writes beside the target and renames. OSError where it cannot be written, FileExistsError where there is a file that is not
    to be replaced."""
    partial = target.with_name(f".{target.stem[:100]}.{os.getpid()}.part{target.suffix}")
    try:
        write(partial)
        if replace:
            partial.replace(target)
        else:
            _name_new(partial, target)
    finally:
        partial.unlink(missing_ok=True)


def _name_new(partial: Path, target: Path) -> None:
    """FileExistsError where there is a file of that name."""
    try:
        os.link(partial, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if target.exists():
            raise FileExistsError(str(target)) from None
        partial.replace(target)
