"""Sentences: from a story that was read to the sentences that its outlet says itself, in which it gives no statement."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sayso.language.en.sentences import sentence_ends
from sayso.lines import stripped
from sayso.story import Span, Story

SHORTEST = 5
"""Words of a sentence that may say what others say."""
_LINE = re.compile(r"[^\n]+")


def own_sentences(story: Story) -> Iterator[Span]:
    """Yield where the sentences of a story's body stand that neither hold a statement nor a part of one, in order."""
    first, last = story.told
    taken = bytearray(len(story.text))
    for start, end in (span for each in story.statements for span in (*each.content, *each.cue)):
        taken[start:end] = b"x" * (end - start)
    if story.dateline:
        first = max(first, story.dateline.text.end)
    for line in _LINE.finditer(story.text, first, last):
        for sentence in _sentences(story.text, *line.span()):
            if not any(taken[slice(*sentence)]) and len(story.text[slice(*sentence)].split()) >= SHORTEST:
                yield sentence


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the sentences of a line, without the blanks around them."""
    for stop in [*(mark.end() for mark in sentence_ends(text, start, end, start)), end]:
        if sentence := stripped(text, start, stop):
            yield sentence
        start = stop
