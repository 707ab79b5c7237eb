"""Where results go: to standard output, or to a file that takes the old one's place once all is written."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import typer

from sayso.errors import InputError

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def results(output: Path | None, kept: str = "What was printed is whole.") -> Iterator[BinaryIO]:
    """Yield standard output, or a file that takes the place of ``output`` only when all is written.

    Links are followed, an old file's permissions kept, and a device or a pipe is written to as it is. A block that raises leaves
    the old file alone. A reader that goes away (``| head``) ends the program quietly with 0; Ctrl-C ends it with 130 and keeps
    what was done, which ``kept`` says. What cannot be written is an :class:`InputError` that names it.
    """
    try:
        if output is None:
            yield sys.stdout.buffer
            sys.stdout.flush()
        else:
            with _file(output) as file:
                yield file
    except BrokenPipeError:
        _drop_stdout()
        raise typer.Exit(0) from None
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        if output is None:
            _drop_stdout()
        raise _unwritable(output or "standard output", error) from None
    except KeyboardInterrupt:
        if output:
            kept = f"What was done is in {_part(output)}." if _part(output).is_file() else "Nothing was done yet."
        typer.echo(f"sayso: stopped. {kept}", err=True)
        raise typer.Exit(130) from None


@contextmanager
def _file(output: Path) -> Iterator[BinaryIO]:
    target = output.resolve()
    direct = target.exists() and not target.is_file()
    part = target if direct else _part(output)
    try:
        file = part.open("wb")
    except OSError as error:
        raise _unwritable(output, error) from None
    try:
        with file:
            yield file
    except BaseException as error:
        if not direct and (not isinstance(error, KeyboardInterrupt) or not part.stat().st_size):
            part.unlink()
        raise
    if not direct:
        if target.exists():
            shutil.copymode(target, part)
        part.replace(target)


def _part(output: Path) -> Path:
    target = output.resolve()
    return target.with_name(f"{target.name}.part")


def _unwritable(name: Path | str, error: OSError) -> InputError:
    return InputError(str(name), f"cannot be written ({error.strerror})", "Make room, or choose another file with --output.")


def _drop_stdout() -> None:
    """Let nothing more be written to standard output: Python would complain again when it flushes it on its way out."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
