"""Letters: from a text to the letter that it is: what stands between its salutation and its close, and who signed it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sayso.language.en import voiced_texts
from sayso.story import Span

HEAD = 30
"""Lines in which a salutation is sought."""
TAIL = 15
"""Lines, from the end, in which a close is sought; postscripts, copies and enclosures follow it."""
SHORT = 4
"""Words of the close, at most, of a letter without a salutation."""
LONG = 100
"""Characters of a line that is no salutation, close or signature."""

_CLOSING = re.compile(r"^(?P<words>[A-Z][^.,;:!?\n]{1,80})(?:[.,!](?:\s+(?P<same>.*))?)?$")
_SIGNED = re.compile(r"(?:[–—-]{1,2}\s?)?(?P<name>[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3})(?:, [^.!?\n]{3,80})?")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter: its words, who signed it, the words of its close, and whom it greets."""

    span: Span
    name: Span
    cue: Span | None
    to: Span | None


def letter(text: str, lines: Sequence[Span]) -> Letter | None:
    """Return the letter that a text is, None where it is none. ``lines`` are its paragraphs."""
    opening, begins, to = _opening(text, lines)
    for at in range(len(lines) - 1, max(opening + 1, len(lines) - TAIL), -1):
        closed = _closed(text, lines, at)
        if closed and begins < lines[at - 1].end:
            cue, name = closed
            short = len(text[slice(*cue)].split()) <= SHORT and _SIGNED.fullmatch(text, *name)
            sure = opening >= 0 or (short and voiced_texts.FIRST_PERSON.search(text, begins, cue.start))
            return Letter(Span(begins, lines[at - 1].end), name, cue, to) if sure else None
    casual = opening >= 0 and voiced_texts.CASUAL.match(text, *lines[opening])
    if 0 <= opening < len(lines) - 2 and not casual and (signed := _SIGNED.fullmatch(text, *lines[-1])):
        return Letter(Span(begins, lines[-2].end), Span(*signed.span("name")), None, to)
    return None


def _opening(text: str, lines: Sequence[Span]) -> tuple[int, int, Span | None]:
    """Return the line of the salutation, -1 where there is none, where the letter begins, and the name of whom it greets."""
    head = next((i for i, line in enumerate(lines) if line.end - line.start > LONG), 0)
    greetings = [i for i, line in enumerate(lines[:HEAD]) if voiced_texts.SALUTATION.match(text[slice(*line)])]
    if greetings:
        at = max((i for i in greetings if i < head), default=greetings[0])
        greeted = voiced_texts.GREETED.match(text, *lines[at])
        begins = lines[at + 1].start if at + 1 < len(lines) else lines[at].end
        return at, begins, Span(*greeted.span("name")) if greeted else None
    for at, line in enumerate(lines[: head + 1]):
        if match := voiced_texts.BEFORE_WORDS.match(text, *line):
            greeted = voiced_texts.GREETED.match(text, line.start, match.end())
            return at, match.end(), Span(*greeted.span("name")) if greeted else None
    return -1, lines[0].start if lines else 0, None


def _closed(text: str, lines: Sequence[Span], at: int) -> tuple[Span, Span] | None:
    """Return the words of the close that a line is, and the signature that stands on it or below."""
    line = text[slice(*lines[at])]
    closing = _CLOSING.match(line) if len(line) < LONG and "." not in line[:-1] else None
    if not closing or not (voiced_texts.CLOSES.search(closing["words"]) or (line.endswith(",") and len(line.split()) < 5)):
        return None
    below = not closing["same"]
    if below and at + 1 == len(lines):
        return None
    start = lines[at + 1].start if below else lines[at].start + closing.start("same")
    signature = voiced_texts.SIGNATURE.match(text[start : lines[at + 1 if below else at].end])
    if not signature or len(signature["name"].split()) > 6:
        return None
    begins = start + signature.start("name")
    return Span(lines[at].start, lines[at].start + len(closing["words"])), Span(begins, begins + len(signature["name"].rstrip()))
