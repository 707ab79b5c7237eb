"""sayso: on whose say-so? Reads news and shows, for every statement in a story, who said it.

>>> import sayso
>>> story = sayso.read_text("The bridge is safe, the mayor said.")
>>> story.words(story.statements[0].source)
'the mayor'
"""

from __future__ import annotations

from functools import cache
from os import PathLike
from typing import TYPE_CHECKING, Any

from sayso.errors import AmbiguousError, ArchiveError, InputError, LanguageError, SaysoError, UnknownError
from sayso.story import Span, Statement, Story

if TYPE_CHECKING:
    from sayso.archive import Archive
    from sayso.reading.reader import Reader

__all__ = [
    "AmbiguousError",
    "Archive",
    "ArchiveError",
    "InputError",
    "LanguageError",
    "Reader",
    "SaysoError",
    "Span",
    "Statement",
    "Story",
    "UnknownError",
    "__version__",
    "read",
    "read_text",
]
__version__ = "0.1.0"


def read(source: str | PathLike[str], *, published: str | None = None, lang: str | None = None) -> Story:
    """Read one story: a text file, a saved page, a JSON Lines file of one line, or an http(s) URL.

    ``published`` (ISO 8601) gives the year to a dateline that has none; ``lang="en"`` takes it for English whatever it looks like.
    Raises :class:`InputError` where the input cannot be read, :class:`LanguageError` where it is in another language, and the
    first where it holds several stories: those are for :class:`Reader`, fed by :func:`sayso.ingest.stories`.
    """
    from sayso.ingest import stories

    found: list[Story] = []
    for item in stories([source], published=published, lang=lang):
        if isinstance(item, InputError):
            raise item
        found.append(item)
    if len(found) != 1:
        raise InputError(str(source), f"holds {len(found)} stories", "Read them with sayso.ingest.stories and Reader.read_all.")
    return _reader().read(found[0])


def read_text(text: str, *, published: str | None = None, lang: str | None = None) -> Story:
    """Read a story from its text. Raises :class:`InputError` for an empty text.

    In another language it is a :class:`LanguageError`; ``lang="en"`` takes it for English whatever it looks like.
    """
    from sayso.ingest import from_text
    from sayso.ingest.language import checked

    return _reader().read(checked(from_text(text, "text", published=published), "text", lang))


@cache
def _reader() -> Reader:
    from sayso.reading.reader import Reader

    return Reader()


def __getattr__(name: str) -> Any:
    """Import the reader and the archive, with the libraries that they need, only when asked for: ``sayso --help`` stays quick."""
    if name == "Archive":
        from sayso.archive import Archive

        return Archive
    if name == "Reader":
        from sayso.reading.reader import Reader

        return Reader
    raise AttributeError(f"module 'sayso' has no attribute {name!r}")
