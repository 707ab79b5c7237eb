"""Files: from a path, a pattern, a folder or an address of fsspec (``s3://…``) to the files there, to be read or replaced."""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from sayso.errors import InputError, SaysoError
from sayso.ingest.paths import KNOWN, files_of, paths_of, printable, suffix_of

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

NEW = ".new"
"""How a file ends that is written beside the one whose place it takes. It begins with a point: no folder shows it."""


class ReadError(SaysoError):
    """A file that breaks off while it is read: the disk or the network fails, and not what stands in it."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that was found: what a user calls it, the path of it below the input that they named, and its size in bytes.

    ``stamp`` changes when the file does: its size and its time, or what the store calls its content by. ``inside`` says that it
    was found in a folder, so that nobody named it by itself.
    """

    name: str
    below: str
    size: int
    stamp: str
    inside: bool


def find(given: str) -> Iterator[File]:
    """Yield the files of an input that may hold stories, in order. Raises :class:`InputError` where there are none."""
    if "://" in given:
        yield from _find_remote(given)
        return
    for path in paths_of(given):
        for file in files_of(path) if path.is_dir() else [path]:
            try:
                known = file.stat()
            except OSError as error:
                raise InputError(printable(str(file)), f"cannot be read ({error.strerror})", "Check the path.") from None
            below = file.relative_to(path.parent).as_posix() if path.name else file.as_posix()
            stamp = f"{known.st_size}-{known.st_mtime_ns}"
            yield File(printable(str(file)), printable(below), known.st_size, stamp, path.is_dir())


def _find_remote(given: str) -> Iterator[File]:
    system, root = remote(given)
    with _told(given):
        folder = system.isdir(root)
        found = system.find(root, detail=True) if folder else {root: system.info(root)}
    base = PurePosixPath(root).parent
    for path in sorted(found):
        below = PurePosixPath(path).relative_to(base)
        hidden = any(part.startswith(".") for part in below.parts[1:])
        if folder and (hidden or suffix_of(path) not in KNOWN):
            continue
        yield File(system.unstrip_protocol(path), str(below), int(found[path]["size"] or 0), system.ukey(path), folder)


def remote(name: str) -> tuple[AbstractFileSystem, str]:
    """Return what opens an address, and the path there. Raises :class:`InputError` where nothing is installed that does."""
    try:
        from fsspec.core import url_to_fs
    except ModuleNotFoundError:
        raise InputError(name, "needs fsspec", "Install it: pip install 'sayso[remote]'") from None
    scheme = name.partition("://")[0]
    if scheme in ("http", "https"):
        # Its folders list nothing, and pages, feeds and site maps are another verb's.
        raise InputError(name, "is an address of the web", "Add pages and feeds with: sayso add. Get files first.")
    try:
        system, path = url_to_fs(name)
    except (ImportError, ValueError, OSError) as error:
        remedy = "Install what opens it for fsspec: s3fs for s3://, gcsfs for gs://, huggingface_hub for hf://."
        raise InputError(name, f"cannot be opened ({error})", remedy) from None
    return system, str(path)


def opened(name: str, start: int = 0, stop: int | None = None) -> BinaryIO:
    """Open a file, or a stretch of it in bytes. Raises :class:`ReadError`, here or as it is read."""
    try:
        if "://" in name:
            system, path = remote(name)
            file = system.open(path, "rb")
        else:
            file = Path(name).open("rb")  # noqa: SIM115 - closed with the stretch
    except OSError as error:
        raise ReadError(f"{name} cannot be opened ({error.strerror or error})") from None
    return io.BufferedReader(_Stretch(file, name, start, stop))


class _Stretch(io.RawIOBase):
    """A part of a file, from ``start`` to before ``stop``, as a file of its own."""

    def __init__(self, file: BinaryIO, name: str, start: int, stop: int | None) -> None:
        super().__init__()
        self._file, self._name, self._start, self._stop = file, name, start, stop
        self.seek(0)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            most = len(buffer) if self._stop is None else max(0, min(len(buffer), self._stop - self._file.tell()))
            data = self._file.read(most)
        except OSError as error:
            raise ReadError(f"{self._name} cannot be read ({error.strerror or error})") from None
        buffer[: len(data)] = data
        return len(data)

    def seek(self, to: int, whence: int = os.SEEK_SET) -> int:
        try:
            if whence == os.SEEK_END and self._stop is not None:
                self._file.seek(self._stop + to)
            else:
                self._file.seek(self._start + to if whence == os.SEEK_SET else to, whence)
        except OSError as error:
            raise ReadError(f"{self._name} cannot be read ({error.strerror or error})") from None
        return self.tell()

    def tell(self) -> int:
        return self._file.tell() - self._start

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


@contextmanager
def replacing(name: str) -> Iterator[BinaryIO]:
    """Yield a file that takes the place of ``name`` when the block ends, and is gone where it raises.

    It is written beside, and moved: whoever looks finds the old one, or the new one whole.
    """
    folder, _, last = name.rpartition("/")
    # Two processes never share it: one that was killed may live for a moment longer than whoever began anew.
    beside = f"{folder}/.{last}.{os.getpid()}-{secrets.token_hex(4)}{NEW}"
    if "://" in name:
        system, path = remote(name)
        held = remote(beside)[1]
        try:
            with system.open(held, "wb") as file:
                yield file
            system.mv(held, path)
        except BaseException:
            with suppress(OSError):
                system.rm(held)
            raise
        return
    try:
        with Path(beside).open("wb") as file:
            yield file
        Path(beside).replace(name)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def made(folder: str) -> None:
    """Make a folder, and those above it, unless it is there."""
    if "://" in folder:
        system, path = remote(folder)
        system.makedirs(path, exist_ok=True)
    else:
        Path(folder).mkdir(parents=True, exist_ok=True)


def listed(folder: str) -> dict[str, int]:
    """Return the files right in a folder: name → bytes."""
    if "://" in folder:
        system, path = remote(folder)
        found = system.ls(path, detail=True) if system.exists(path) else []
        return {PurePosixPath(each["name"]).name: int(each["size"] or 0) for each in found if each["type"] == "file"}
    place = Path(folder)
    return {each.name: each.stat().st_size for each in place.iterdir() if each.is_file()} if place.is_dir() else {}


def contents(names: Iterable[str]) -> Iterator[bytes]:
    """Yield what stands in files, each read whole."""
    for name in names:
        with opened(name) as file:
            yield file.read()


def removed(name: str) -> None:
    """Delete a file, if it is there."""
    with suppress(FileNotFoundError):
        if "://" in name:
            system, path = remote(name)
            system.rm(path)
        else:
            Path(name).unlink()


@contextmanager
def _told(name: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise InputError(name, "does not exist", "Check the address.") from None
    except OSError as error:
        raise InputError(name, f"cannot be read ({error})", "Check the address, and who may read it.") from None
