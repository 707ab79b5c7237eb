"""The sheet: passages of a story set as one text for the tagger, and the way back from there to the story."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sayso.reading.tagging.assemble import Evidence
from sayso.reading.tagging.tagger import Tagging
from sayso.story import Span, Spans, Statement

_MARKS = "\"'“”«»„‹›「」『』‘’‚`"
_ENDS = re.compile(rf"[.!?…][\s{_MARKS}]*$")
_STOPS = ".!?…;"


@dataclass(frozen=True, slots=True)
class Sheet:
    """``text`` holds the passages as paragraphs; none of its statements reaches from one passage into another.

    ``pieces`` says where each stretch of it is from, in order: (start on the sheet, start in the story, length, passage).
    A passage that ends without a full stop gets the one that the tagger has learnt to expect at the end of a paragraph.
    """

    text: str
    pieces: tuple[tuple[int, int, int, int], ...]

    @classmethod
    def of(cls, text: str, passages: Sequence[Spans]) -> Sheet:
        """Set ``passages`` of ``text``, each in one piece or several: on a line where the story has them on one, else on lines."""
        parts: list[str] = []
        pieces: list[tuple[int, int, int, int]] = []
        at = 0
        for number, passage in enumerate(passages):
            for index, (start, end) in enumerate(passage):
                if index:
                    between = text[passage[index - 1].end : start]
                    # “It leaks,” she said. “We know.” The comma stood for a full stop.
                    stop = "." if _ENDS.search(between) and parts[-1][-1] not in _STOPS else ""
                    parts.append(stop + ("\n\n" if "\n" in between else " "))
                    at += len(parts[-1])
                pieces.append((at, start, end - start, number))
                parts.append(text[start:end])
                at += end - start
            stop = "" if parts and parts[-1].rstrip()[-1:] in _STOPS else "."
            parts.append(f"{stop}\n\n")
            at += len(parts[-1])
        return cls("".join(parts), tuple(pieces))

    def passage(self, at: int) -> int:
        """Return the number of the passage that holds the offset ``at`` of the sheet."""
        return self.pieces[max(0, bisect_right(self.pieces, at, key=lambda piece: piece[0]) - 1)][3]

    def apart(self, tagging: Tagging) -> Tagging:
        """Return the tagging without the links that lead from one passage to another."""
        of = [self.passage(span.start) for span in tagging.spans]
        links = ({cue: fit for cue, fit in fits.items() if of[cue] == of[i]} for i, fits in enumerate(tagging.links))
        return replace(tagging, links=tuple(links))

    def back(self, statement: Statement) -> Statement:
        """Move a statement's spans from the sheet to the story."""
        source, cue, content = (self._moved(spans) for spans in (statement.source, statement.cue, statement.content))
        return replace(statement, source=source, cue=cue, content=content)

    def evidence_back(self, evidence: Evidence) -> Evidence:
        """Move where the text names whom a statement means from the sheet to the story."""
        if evidence.meant is None:
            return evidence
        at = self._moved((Span(evidence.meant.at, evidence.meant.at + 1),))
        return evidence._replace(meant=evidence.meant._replace(at=at[0].start) if at else None)

    def _moved(self, spans: Spans) -> Spans:
        moved = []
        for start, end in spans:
            first = max(0, bisect_right(self.pieces, start, key=lambda piece: piece[0]) - 1)
            for here, there, length, _ in self.pieces[first:]:
                if here >= end:
                    break
                left, right = max(start, here), min(end, here + length)
                if left < right:
                    moved.append(Span(there + left - here, there + right - here))
        return tuple(moved)
