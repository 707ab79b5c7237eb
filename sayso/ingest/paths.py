"""Paths: from a path, a pattern or a folder to the files that are meant, and what their names tell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePath

from sayso.errors import InputError
from sayso.ingest.document import PAGES

LINES = frozenset({".jsonl", ".ndjson", ".jl"})
TEXTS = frozenset({".txt", ".text", ".md"})
WIRES = frozenset({".json", ".xml"})
"""What may be a wire's item, and is passed over in a folder where it is none."""
ARCHIVES = frozenset({".warc"})
TABLES = frozenset({".parquet"})
KNOWN = LINES | PAGES | TEXTS | WIRES | ARCHIVES | TABLES

_MAGIC = re.compile(r"[*?\[]")


def paths_of(name: str) -> Iterable[Path]:
    """Return the path of this name or, where there is none and it is a pattern, those that match, in order.

    Raises :class:`InputError` where none matches, and for what is no path.
    """
    path = Path(name)
    if "\0" in name:
        raise InputError(printable(name), "is no path (it holds a null character)", "Check the path.")
    try:
        if path.exists() or not _MAGIC.search(name):
            return [path]
        number = next(number for number, part in enumerate(path.parts) if _MAGIC.search(part))
        base, pattern = Path(*path.parts[:number]), PurePath(*path.parts[number:])
        if pattern.name == "**":
            pattern /= "*"
        found = sorted(base.glob(str(pattern)))
    except OSError as error:
        raise InputError(printable(name), f"cannot be read ({error.strerror})", "Check the path.") from None
    except ValueError as error:
        raise InputError(printable(name), f"is no pattern ({error})", "Write ** only for whole folders: news/**/*.html.") from None
    if not _is_hidden(pattern):
        found = [path for path in found if not _is_hidden(path.relative_to(base))]
    if "**" in pattern.parts:
        # The files of the folders that match do so themselves.
        found = [path for path in found if path.is_file()]
    if not found:
        raise InputError(printable(name), "matches no file", "Check the pattern; ** stands for folders in folders.")
    return found


def files_of(folder: Path) -> Iterable[Path]:
    """Yield the files in and below a folder that may hold stories, by their names, in order; none that is hidden."""
    for path in sorted(folder.rglob("*")):
        if suffix_of(path.name) in KNOWN and not _is_hidden(path.relative_to(folder)) and path.is_file():
            yield path


def suffix_of(name: str) -> str:
    """Return the end of a name that tells its form, in lower case: ``.jsonl`` of ``News.jsonl.gz`` too."""
    path = PurePath(name.casefold())
    return PurePath(path.stem).suffix if path.suffix == ".gz" else path.suffix


def printable(name: str) -> str:
    """Return a name that can be written as UTF-8: those of files may be any bytes."""
    return name.encode("utf-8", "replace").decode()


def _is_hidden(path: PurePath) -> bool:
    return any(part.startswith(".") for part in path.parts)


def size_of(inputs: Iterable[str]) -> int | None:
    """Return how many bytes the files of the inputs have, as they lie on the disk; None where one is no file, folder or pattern."""
    size = 0
    for name in inputs:
        if name == "-" or "://" in name:
            return None
        with suppress(InputError, OSError):
            for path in paths_of(name):
                size += sum(file.stat().st_size for file in (files_of(path) if path.is_dir() else [path]))
    return size
