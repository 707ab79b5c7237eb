"""Lines: from one JSON object, sayso's own or one in ninjs, to its Story."""

from __future__ import annotations

from typing import Any

import msgspec

from sayso.errors import InputError
from sayso.ingest.text import from_text
from sayso.story import Story

BOM = b"\xef\xbb\xbf"


class _Line(msgspec.Struct):
    id: str
    text: str
    url: str | None = None
    outlet: str | None = None
    publisher: str | None = None
    headline: str | list[int] | None = None
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    lang: str | None = None


_LINE = msgspec.json.Decoder(_Line)


def json_of(data: bytes) -> Any:
    """Return what a piece of JSON says; None where it is none, and where it is nested deeper than any news."""
    try:
        return msgspec.json.decode(data.removeprefix(BOM))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def is_story(found: Any) -> bool:
    """Say whether decoded JSON is a story: an object with an id and a text, or an item in ninjs."""
    from sayso.ingest.wire import is_ninjs

    return isinstance(found, dict) and ((isinstance(found.get("text"), str) and "id" in found) or is_ninjs(found))


def from_line(line: bytes, name: str, published: str | None = None) -> Story:
    """Make a story of a JSON object with an ``id`` and a ``text``, both kept to the letter, or of an item in ninjs.

    ``published`` counts where the object is not dated; ``name`` is what errors call it. Raises :class:`InputError`.
    """
    try:
        found = _LINE.decode(line.removeprefix(BOM))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        from sayso.ingest.wire import from_ninjs, is_ninjs

        if is_ninjs(item := json_of(line)):
            return from_ninjs(item, name, published)
        problem = f"is no story ({error})".replace(" - at `$", " at `$")
        raise InputError(name, problem, 'Give one JSON object a line, with strings "id" and "text".') from None
    try:
        return from_text(
            found.text,
            found.id,
            published=found.published or published,
            url=found.url,
            outlet=found.outlet or found.publisher,
            title=found.headline if isinstance(found.headline, str) else found.title,
            byline=found.byline,
            lang=found.lang,
        )
    except InputError as error:
        raise InputError(name, error.problem, error.remedy) from None
