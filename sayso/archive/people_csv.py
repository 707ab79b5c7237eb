"""People in CSV: from a newsroom's own table of people (CSV) to their names and attributes. Nothing here knows of an archive."""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sayso.alike import key
from sayso.errors import InputError

LARGEST = 20_000_000
"""Bytes of a table: a hundred thousand people with ten columns take half as much."""
WIDEST = 300
"""Letters of a cell: PostgreSQL's indices take no two longer ones."""
TRIED = 200
"""Rows, the first, by which the sign between cells is told."""
LAST = 2**31 - 1
"""The last number that a speaker can have in either database."""

REMEDY = "Give a table (CSV) whose first line names its columns: a name, and behind it what is known, such as role or gender."
_SIGNS = (",", ";", "\t")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_NUMBER = re.compile(r"#\s?([0-9]{1,10})")


@dataclass(frozen=True, slots=True)
class PeopleTable:
    """A newsroom's table: its attributes in small letters, and by key each name as it is written, with a value for each of them.

    ``head`` is what stands over the names. ``twice`` are names of which the table has several rows: the last one counts.
    ``guessed`` is the encoding that it was taken for where it is not in UTF-8.
    """

    path: str
    head: str
    attributes: tuple[str, ...]
    rows: dict[str, tuple[str, tuple[str, ...]]]
    twice: tuple[str, ...] = ()
    guessed: str | None = None


def read(path: str | os.PathLike[str]) -> PeopleTable:
    """Read a table. Its first row names the columns, its first column the people; cells stand between commas, semicolons or tabs.

    It is UTF-8 or UTF-16 with its mark; any other text is taken for Windows-1252, which spreadsheets write. Raises
    :class:`InputError` for what is no such table, with its line.
    """
    name = os.fspath(path)
    text, guessed = _text(path, name)
    lines = list(_rows(text, name))
    if not lines:
        raise InputError(name, "is empty", REMEDY)
    (_, head), *rest = lines
    attributes = _head(head, name)
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    twice: dict[str, None] = {}
    for line, cells in rest:
        if len(cells) > len(head):
            problem = f"has {len(cells)} cells, and the first line {len(head)}"
            raise InputError(f"{name}:{line}", problem, "Put a cell that holds the sign between cells in quotation marks.")
        called, *values = cells
        known = _key(called)
        if (length := max(map(len, (known or "", *cells)))) > WIDEST:
            raise InputError(f"{name}:{line}", f"has a cell of {length:,} letters", f"Leave out what is longer than {WIDEST}.")
        if known is None:
            raise InputError(f"{name}:{line}", "does not begin with a name", "Give the name or the number (#12) of a speaker.")
        if known in found:
            twice[called] = None
        found[known] = (called, tuple(values) + ("",) * (len(attributes) - len(values)))
    if not found:
        raise InputError(name, "holds no names", REMEDY)
    return PeopleTable(name, head[0], attributes, found, tuple(twice), guessed)


def folded(attribute: str) -> str:
    """Return an attribute as it is compared: in small letters, one blank between words."""
    return " ".join(attribute.casefold().split())


def _key(called: str) -> str | None:
    """Return by what a name is compared, or ``#12``; None for neither."""
    if not called.startswith("#"):
        return key(called) or None
    number = _NUMBER.fullmatch(called)
    return f"#{int(number[1])}" if number and int(number[1]) <= LAST else None


def _head(head: Sequence[str], name: str) -> tuple[str, ...]:
    """Return the attributes that the first row names. Raises :class:`InputError` where it is no head."""
    place = f"{name}:1"
    if len(head) < 2:
        raise InputError(place, "has one column only", REMEDY)
    if _NUMBER.fullmatch(head[0]):
        raise InputError(place, f"has no head: its first line is already about {head[0]}", REMEDY)
    found = tuple(map(folded, head[1:]))
    for number, attribute in enumerate(found, 2):
        if not attribute or "=" in attribute:
            problem = f"calls its column {number} {attribute!r}" if attribute else f"does not say what its column {number} is"
            raise InputError(place, problem, "Give each column a name, such as role or gender, without a sign of equality.")
        if len(attribute) > WIDEST:
            raise InputError(place, f"has a cell of {len(attribute):,} letters", f"Leave out what is longer than {WIDEST}.")
        if attribute in found[: number - 2]:
            raise InputError(place, f"has two columns called {attribute!r}", "Give them two names, or leave one out.")
    return found


def _text(path: str | os.PathLike[str], name: str) -> tuple[str, str | None]:
    """Return the text of a file, and the encoding that it was taken for where it does not tell."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise InputError(name, "does not exist", "Check the path.") from None
    except (OSError, ValueError) as error:
        problem = f"cannot be read ({getattr(error, 'strerror', None) or error})"
        raise InputError(name, problem, "Check what it is and who may read it.") from None
    if len(data) > LARGEST:
        remedy = "Leave out the columns that are not needed, or give it in parts."
        raise InputError(name, f"is larger than {LARGEST // 1_000_000} MB", remedy)
    if data.startswith(b"PK\x03\x04"):
        raise InputError(name, "is a spreadsheet's own file, or a packed one, not text", "Save it as CSV, in UTF-8.")
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding, guessed in (("utf-16", None),) if wide else (("utf-8-sig", None), ("windows-1252", "Windows-1252")):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            break
        return text, guessed
    raise InputError(name, "is not text", "Save the table as CSV, in UTF-8.")


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that hold anything, each with the number of its last line. Raises :class:`InputError` for a broken one."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_sign(text), skipinitialspace=True, strict=True)
    try:
        for row in rows:
            cells = [" ".join(cell.split()) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield rows.line_num, cells
    except csv.Error as error:
        problem = f"is no row of a table ({error})"
        raise InputError(f"{name}:{rows.line_num}", problem, "Look for a quotation mark that is not closed.") from None


def _sign(text: str) -> str:
    """Return the sign between cells: the one by which the most of the first rows have as many cells as the head."""

    def fits(sign: str) -> tuple[int, int]:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=sign, skipinitialspace=True, strict=True)
        try:
            widths = [len(row) for row in islice(rows, TRIED) if row]
        except csv.Error:
            return 0, 0
        wide = widths[:1] > [1]
        return (sum(width == widths[0] for width in widths), widths[0]) if wide else (0, 0)

    return max(_SIGNS, key=fits)
