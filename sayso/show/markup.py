"""Words of a story as HTML: nothing in them is taken for markup."""

from __future__ import annotations

import re
from html import escape

from sayso.story import Spans, Story

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


def legal(text: str) -> str:
    """Return the text with characters that HTML cannot carry as ``�``."""
    return _ILLEGAL.sub("�", text)


def safe(text: str) -> str:
    """Return the text as HTML, characters that HTML cannot carry as ``�``."""
    return escape(legal(text))


def line(story: Story, spans: Spans) -> str:
    """Return the words of the spans on one line, pieces joined by an ellipsis."""
    return " ".join(story.words(spans).split())
