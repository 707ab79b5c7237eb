"""Lines: from a text wrapped by hand, as mail, wires and PDF are, to the same with its paragraphs in one line each."""

from __future__ import annotations

import re

from sayso.story import Span

NARROWEST, WIDEST = 40, 100
"""Columns: mail and wires are wrapped at 60 to 80 (RFC 5322 asks for 78); of a wider text no break can be told to be hard."""
FEWEST = 3
"""Breaks that a text has at least before they are taken for its wrapping."""
FULL, TOLD = 0.5, 0.85
"""Shares of the breaks between lines that touch: at which the next word would not have fitted into the width, and, with these,
which stand behind a full stop, as where paragraphs have no blank line between them."""

_TOO_WIDE = re.compile(rf"[^\n]{{{WIDEST + 2}}}")
_BREAK = re.compile(r"(?<=\S)[^\S\n]*+\n(?=(?P<next>\S{1,100}))")
_STOPS = (".", "!", "?", "…", ":", '"', "”", "’", "'", ")")


def stripped(text: str, start: int, end: int) -> Span | None:
    """Return ``text[start:end]`` without the blanks around it; None where there is nothing else."""
    words = text[start:end]
    left = start + len(words) - len(words.lstrip())
    return Span(left, left + length) if (length := len(words.strip())) else None


def joined(text: str) -> str:
    """Return ``text`` with a blank for each hard line break, so that every offset stays; the text itself where it is not wrapped.

    A break is hard where the next line's first word would not have fitted: what ends early ends a paragraph, an item or a verse. A
    text is wrapped if most breaks between lines that touch are such, and nearly all others end a sentence. Time is linear in the
    length of the text.
    """
    if _TOO_WIDE.search(text):
        return text
    breaks = [(text.rfind("\n", 0, found.start()) + 1, found) for found in _BREAK.finditer(text)]
    width = max((found.start() - start for start, found in breaks), default=0)
    hard = [found for start, found in breaks if found.start() - start + 1 + len(found["next"]) > width]
    full = {found.start() for found in hard}
    told = sum(found.start() in full or text.endswith(_STOPS, start, found.start()) for start, found in breaks)
    if width < NARROWEST or len(hard) < max(FEWEST, FULL * len(breaks)) or told < TOLD * len(breaks):
        return text
    letters = list(text)
    for found in hard:
        letters[found.end() - 1] = " "
    return "".join(letters)
