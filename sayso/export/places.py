"""Places: from spans of any shape to pieces that a text has, and from a story to the addresses of what it says."""

from __future__ import annotations

import re
from urllib.parse import quote

from sayso.story import Span, Spans, Story

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,40}:.")
_NO_IRI = re.compile(r"""[\x00-\x20<>"{}|\\^`\x7f-\xa0\u2028\u2029\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff]""")
"""What RFC 3987 has no place for in an IRI."""


def pieces(text: str, spans: Spans) -> list[Span]:
    """Return the spans as they stand in the text: in order, none empty, none beyond its end, those that overlap made one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        start, end = max(start, 0), min(end, len(text))
        if start >= end:
            continue
        if found and start < found[-1].end:
            found[-1] = Span(found[-1].start, max(end, found[-1].end))
        else:
            found.append(Span(start, end))
    return found


def iri(story: Story, part: str = "") -> str:
    """Return the story's address, or that of a ``part`` of it (``statement-3``): the same in each export of the same story.

    It is the story's URL, or ``urn:sayso:story:`` and its id where that is none; a part is its fragment.
    """
    address = _NO_IRI.sub(lambda match: quote(match.group()), story.url or "")
    if not _ABSOLUTE.match(address):
        address = f"urn:sayso:story:{quote(story.id, safe='')}"
    return f"{address}{'&' if '#' in address else '#'}{part}" if part else address
