"""Lines of a terminal: words of a story made visible on one line, wrapped to the width behind the branches of a tree."""

from __future__ import annotations

import unicodedata

from rich.console import Console
from rich.text import Text

from sayso.story import Spans, Story

WIDEST = 100
"""Columns: longer lines are hard to read."""
NARROWEST = 24
"""Columns that a tree's branches leave to the words."""
GLUE = "\ufdd0"
"""A blank at which no line ends: no character, so that no text has it."""
INSERTION, NOTE = "dim italic", "dim"

_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def visible(text: str) -> str:
    """Return the text on one line, its control and direction characters, which could move the cursor, as ``�``."""
    line = "".join(" " if char.isspace() else char for char in text)
    return "".join("�" if unicodedata.category(char) in ("Cc", "Cs") or char in _DIRECTION else char for char in line)


def words(story: Story, spans: Spans, style: str = "") -> Text:
    """Return the words of the spans on one line, pieces joined by an ellipsis, an editor's insertions set apart."""
    line = Text(style=style)
    for number, (start, end) in enumerate(spans):
        if number:
            line.append(" … ", NOTE)
        at = start
        for insertion in story.insertions:
            left, right = max(insertion.span.start, at), min(insertion.span.end, end)
            if left < right:
                line.append(visible(story.text[at:left])).append(visible(story.text[left:right]), INSERTION)
                at = right
        line.append(visible(story.text[at:end]))
    return line


def levels(console: Console) -> int:
    """Return how many levels of a tree leave the words room enough."""
    return max((min(console.width, WIDEST) - NARROWEST) // 3 - 2, 1)


def branch(lasts: tuple[bool, ...]) -> tuple[str, str]:
    """Return what stands before a node's first line and before its others: ``│  └─ `` and ``│     ``."""
    around = "".join("   " if last else "│  " for last in lasts[:-1])
    return around + ("└─ " if lasts[-1] else "├─ "), around + ("   " if lasts[-1] else "│  ")


def show(console: Console, line: Text, first: str = "", then: str | None = None) -> None:
    """Print a line, wrapped: ``first`` before its first piece, ``then`` (as much, in blanks) before the others."""
    then = " " * len(first) if then is None else then
    columns = min(console.width, WIDEST)
    pieces = list(line.wrap(console, max(columns - len(first), 1), overflow="fold"))
    if len(pieces) > 1 and len(then) > len(first):
        beyond = len(pieces[0].plain)
        beyond += len(line.plain[beyond:]) - len(line.plain[beyond:].lstrip(" "))
        pieces[1:] = line[beyond:].wrap(console, max(columns - len(then), 1), overflow="fold")
    for number, piece in enumerate(pieces):
        whole = Text(then if number else first, NOTE) + piece
        whole.plain = whole.plain.replace(GLUE, " ")
        whole.rstrip()
        console.print(whole, soft_wrap=True, highlight=False)
