"""Sentences: from a story that was read to the sentences that its outlet says itself, in which it gives no statement."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sayso.language.en.setting_phrases import NO_END
from sayso.story import Span, Story

SHORTEST = 5
"""Words of a sentence that may say what others say."""
_LINE = re.compile(r"[^\n]+")
_END = re.compile(r"[.!?…]++[\"'”’»)\]]*+(?=\s|$)")


def own_sentences(story: Story) -> Iterator[Span]:
    """Yield where the sentences of a story's body stand that neither hold a statement nor a part of one, in order."""
    first = story.body.start if story.body else max((part.end for part in (story.headline, story.deck) if part), default=0)
    last = story.body.end if story.body else len(story.text)
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
    ends = [
        mark.end()
        for mark in _END.finditer(text, start, end)
        if not NO_END.search(text, max(start, mark.start() - 5), mark.start() + 1)
    ]
    for stop in [*ends, end]:
        words = text[start:stop]
        if words.strip():
            yield Span(stop - len(words.lstrip()), start + len(words.rstrip()))
        start = stop
