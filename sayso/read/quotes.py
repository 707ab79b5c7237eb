"""Quotation marks: from text to the spans that stand in quotation marks, in any of the common typographies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

PAIRS = {"“": "”", "«": "»", "„": "“”", "‹": "›", "「": "」", "『": "』", "‘": "’", "‚": "‘’"}
"""Opening mark → the marks that may close it (Unicode 15, chapter 6.2; German „…“, Polish „…”)."""

STRAIGHT = {'"': '"', "'": "'", "``": "''"}
BACKWARD = {"»": "«", "›": "‹"}
"""Guillemets turned inward, as in German and Danish print: »…«."""

SINGLE = frozenset("‘’'‚")
_MARK = re.compile("``|''|[\"'“”«»„‹›「」『』‘’‚]")
_PARAGRAPH_END = re.compile(r"\s*\n\s*\n\s*|\n")


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the non-blank lines of ``text`` as half-open character spans, without the white space around them."""
    ends = [0, *(position for match in _PARAGRAPH_END.finditer(text) for position in match.span()), len(text)]
    for start, end in zip(ends[::2], ends[1::2], strict=True):
        line = text[start:end]
        left = start + len(line) - len(line.lstrip())
        if right := len(line.strip()):
            yield left, left + right


def quotations(text: str) -> list[tuple[int, int]]:
    """Return the quoted stretches of ``text``, marks included, as half-open character spans in order of their start.

    Quotations may stand inside each other. A mark that is never closed holds to the end of its paragraph if the next
    paragraph opens with the same mark (the printers' convention for long quotations) or if it opens the paragraph; elsewhere
    it is taken for a stray mark, as is a closing mark with nothing open. Time is linear in the length of the text.
    """
    found: list[tuple[int, int]] = []
    lines = list(paragraphs(text))
    following = [text[start] for start, _ in lines[1:]] + [""]
    for (start, end), next_mark in zip(lines, following, strict=True):
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
            yield at, end
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


def disjoint(spans: list[tuple[int, int]]) -> bool:
    """Say whether no two of the spans, in order of their start, overlap."""
    return all(left[1] <= right[0] for left, right in pairwise(spans))
