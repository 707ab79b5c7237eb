"""Export: from stories that are read, and from claims, to the formats in which other programs take them, one held at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, get_args

from sayso.claim import TracedClaim
from sayso.story import Story, to_json

if TYPE_CHECKING:
    from sayso.export.claims import ClaimFormat

Format = Literal["jsonl", "csv", "parquet", "jsonld", "webannotation", "brat"]
FORMATS: tuple[Format, ...] = get_args(Format)
NEED_PATH: frozenset[Format] = frozenset({"parquet", "brat"})
"""The formats that are no text, so that standard output is no place for them: a file of bytes, and a folder of files."""


def export(stories: Iterable[Story], format: Format, output: Path | None, *, for_spreadsheets: bool = False) -> int:  # noqa: A002
    """Write the stories to ``output``, or to standard output where that is None, and return how many there were.

    A file takes the old one's place once all is written (:func:`sayso.show.results.results`); ``brat`` makes a folder, new or empty
    before. ``for_spreadsheets`` is for ``csv`` alone: see :func:`sayso.export.csv.write`. Raises :class:`sayso.InputError` where
    ``output`` cannot be written, and a ``ValueError`` where one of :data:`NEED_PATH` has none.
    """
    if output is None and format in NEED_PATH:
        raise ValueError(f"{format} needs a path to write to")
    done = 0

    def counted() -> Iterator[Story]:
        nonlocal done
        for story in stories:
            yield story
            done += 1

    if format == "brat" and output:
        from sayso.export import brat

        brat.write(counted(), output)
    else:
        from sayso.show.results import results

        with results(output) as out:
            write(counted(), format, out, for_spreadsheets=for_spreadsheets)
    return done


def export_claims(claims: Iterable[TracedClaim], format: ClaimFormat, output: Path | None) -> int:  # noqa: A002
    """Write the claims to ``output``, or to standard output where that is None, and return how many there were.

    A file takes the old one's place once all is written. Raises :class:`sayso.InputError` where it cannot be written, and a
    ``ValueError`` where ``parquet``, which is no text, has no path.
    """
    from sayso.export.claims import write as write_claims
    from sayso.show.results import results

    if output is None and format == "parquet":
        raise ValueError("parquet needs a path to write to")
    done = 0

    def counted() -> Iterator[TracedClaim]:
        nonlocal done
        for claim in claims:
            yield claim
            done += 1

    with results(output) as out:
        write_claims(counted(), format, out)
    return done


def write(stories: Iterable[Story], format: Format, out: BinaryIO, *, for_spreadsheets: bool = False) -> None:  # noqa: A002
    """Write the stories to an open stream of bytes, in any format but ``brat``, which is a folder of files."""
    if format == "csv":
        from sayso.export import csv

        csv.write(stories, out, for_spreadsheets=for_spreadsheets)
    elif format == "parquet":
        from sayso.export import parquet

        parquet.write(stories, out)
    elif format in ("jsonl", "jsonld", "webannotation"):
        from sayso.export import jsonld, webannotation

        line = {"jsonl": to_json, "jsonld": jsonld.line, "webannotation": webannotation.line}[format]
        for story in stories:
            out.write(line(story) + b"\n")
    else:
        raise ValueError(f"{format} is no format that goes into one stream")
