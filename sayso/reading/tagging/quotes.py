"""Quotation marks: from text to the spans that stand in quotation marks, in any of the common typographies."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import chain

from sayso.language.en.quoting import SAID_BEHIND
from sayso.language.en.words import WORD
from sayso.lines import stripped
from sayso.story import Kind, Span

PAIRS = {"“": "”", "«": "»", "„": "“”", "‹": "›", "「": "」", "『": "』", "‘": "’", "‚": "‘’"}
"""Opening mark → the marks that may close it (Unicode 15, chapter 6.2; German „…“, Polish „…”)."""

STRAIGHT = {'"': '"', "'": "'", "``": "''", "''": "''"}
BACKWARD = {"»": "«", "›": "‹"}
"""Guillemets turned inward, as in German and Danish print: »…«."""

SINGLE = frozenset("‘’'‚")
_MARK = re.compile("``|''|[\"'“”«»„‹›「」『』‘’‚]")
_PARAGRAPH_END = re.compile(r"(?<!\s)(?=[^\S\n]*+\n[^\S\n]*+\n)\s++|\n")


def paragraphs(text: str) -> Iterator[Span]:
    """Yield the non-blank lines of ``text``, without the white space around them."""
    ends = [0, *(position for match in _PARAGRAPH_END.finditer(text) for position in match.span()), len(text)]
    for start, end in zip(ends[::2], ends[1::2], strict=True):
        if line := stripped(text, start, end):
            yield line


def quotations(text: str) -> list[tuple[int, int]]:
    """Return the quoted stretches of ``text``, marks included, as half-open character spans in order of their start.

    Quotations may stand inside each other. A mark that is never closed holds to the end of its paragraph, or to where the writer
    says who spoke, if the next paragraph opens with the same mark (the printers' convention for long quotations) or if it opens
    the paragraph; elsewhere it is taken for a stray mark, as is a closing mark with nothing open. Time is linear in the length of
    the text.
    """
    found: list[tuple[int, int]] = []
    lines = list(paragraphs(text))
    following = chain((text[start] for start, _ in lines[1:]), [""])
    for (start, end), next_mark in zip(lines, following, strict=False):
        found.extend(_in_paragraph(text, start, end, next_mark))
    return sorted(found, key=lambda span: (span[0], -span[1]))


def _in_paragraph(text: str, start: int, end: int, next_mark: str) -> Iterator[tuple[int, int]]:
    stack: list[tuple[int, str, str]] = []
    for match in _MARK.finditer(text, start, end):
        mark, at = match.group(), match.start()
        before = text[at - 1] if at > start else " "
        after = text[match.end()] if match.end() < end else " "
        if mark in SINGLE and before.isalnum() and after.isalnum():
            continue
        level = next((i for i in range(len(stack) - 1, max(-1, len(stack) - 4), -1) if mark in stack[i][2]), None)
        if level is not None and not (mark in STRAIGHT and _opens(before, after)):
            yield stack[level][0], match.end()
            del stack[level:]
        elif mark in PAIRS:
            if mark not in SINGLE or not before.isalnum():
                stack.append((at, mark, PAIRS[mark]))
        elif mark in STRAIGHT and _opens(before, after):
            stack.append((at, mark, STRAIGHT[mark]))
        elif mark in BACKWARD and _opens(before, after):
            stack.append((at, mark, BACKWARD[mark]))
    for at, mark, _ in stack:
        if mark not in SINGLE and (at == start or mark == next_mark):
            said = SAID_BEHIND.search(text, at, end)
            yield at, said.start() if said else end
            return


def _opens(before: str, after: str) -> bool:
    return not before.isalnum() and before not in ".,!?;:…" and not after.isspace()


def outermost(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Drop every span that starts inside an earlier one; ``spans`` come in order of their start."""
    kept: list[tuple[int, int]] = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def unquoted(text: str) -> str:
    """Return the text with a space for each character that stands in quotation marks, and for the marks."""
    pieces, at = [], 0
    for start, end in outermost(quotations(text)):
        pieces += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*pieces, text[at:]])


def within(spans: list[tuple[int, int]], content: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the outermost quotations inside a content, without those that are all of one of its pieces: its own marks."""
    return outermost(
        [
            (a, b)
            for a, b in spans
            if any(start <= a and b <= end and not (a <= start + 1 and b >= end - 2) for start, end in content)
        ]
    )


_INSERTION = re.compile(r"\[[^\[\]\n]{1,200}\]")


def insertions(text: str, quoted: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in square brackets, brackets included, that stand inside a quotation: the editor's words."""
    return [match.span() for start, end in quoted for match in _INSERTION.finditer(text, start, end)]


def kind_of(text: str, content: Iterable[tuple[int, int]], quoted: list[tuple[int, int]], inserted: list[tuple[int, int]]) -> Kind:
    """Say whether the content's words stand in quotation marks: all of them, none, or some. Insertions do not count.

    ``quoted`` and ``inserted`` are outermost spans in order. A content of no words counts by its characters.
    """
    words = [match.start() for start, end in content for match in WORD.finditer(text, start, end)]
    words = [at for at in words if not _holds(inserted, at)] or words or [start for start, _ in content]
    inside = sum(_holds(quoted, at) for at in words)
    return "direct" if inside == len(words) else "mixed" if inside else "indirect"


def _holds(spans: list[tuple[int, int]], at: int) -> bool:
    index = bisect_right(spans, (at, sys.maxsize)) - 1
    return index >= 0 and at < spans[index][1]
