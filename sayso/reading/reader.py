"""The reader: from a story to the same story with its statements. It runs the steps of reading in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice

from sayso.reading.assemble import assemble
from sayso.reading.headline import headline_statements
from sayso.reading.quotes import insertions, kind_of, outermost, quotations
from sayso.reading.tagger import Tagger, Tags
from sayso.story import Insertion, Span, Spans, Statement, Story, Where


class Reader:
    """Reads stories. Made once, used for many, from as many threads as you like; ``tags`` stands in for the shipped tagger."""

    def __init__(self, tags: Tags | None = None) -> None:
        self._tags = tags or Tagger()

    def read(self, story: Story) -> Story:
        """Return the story with its statements and insertions in place of any that it had. Its text stays as it is."""
        parts = _parts(story)
        page = _Page.of(story.text, [span for _, span in parts])
        found = [page.back(statement) for statement in assemble(page.text, self._tags(page.text))]
        headline = [statement for statement in found if _where(parts, statement) == "headline"]
        rest = [statement for statement in found if _where(parts, statement) != "headline"]
        if story.headline:
            sources = [story.words(statement.source) for statement in rest if statement.source]
            headline = headline_statements(story.text, story.headline, headline, sources)
        quoted = quotations(story.text)
        outer = outermost(quoted)
        inserted = insertions(story.text, outer)
        statements = tuple(
            replace(statement, where=_where(parts, statement), kind=kind_of(story.text, statement.content, outer, inserted))
            for statement in (*headline, *rest)
        )
        return replace(story, statements=statements, insertions=tuple(Insertion(Span(*span)) for span in inserted))

    def read_all(self, stories: Iterable[Story], threads: int = 1) -> Iterator[Story]:
        """Read stories in ``threads`` threads and yield them in their order; at most twice as many are held at a time."""
        if threads == 1:
            yield from map(self.read, stories)
            return
        source = iter(stories)
        with ThreadPoolExecutor(threads) as pool:
            waiting: deque[Future[Story]] = deque(pool.submit(self.read, story) for story in islice(source, 2 * threads))
            while waiting:
                done = waiting.popleft().result()
                waiting.extend(pool.submit(self.read, story) for story in islice(source, 1))
                yield done


def _parts(story: Story) -> list[tuple[Where, Span]]:
    """Return the parts that are read, in order; without the dateline, section line and byline, which state nothing."""
    body = story.body or Span(max((part.end for part in (story.headline, story.deck) if part), default=0), len(story.text))
    if story.dateline and body.start <= story.dateline.text.start < body.end:
        rest = story.text[story.dateline.text.end : body.end]
        body = Span(body.end - len(rest.lstrip(" .-—–―")), body.end)
    parts: list[tuple[Where, Span | None]] = [("headline", story.headline), ("deck", story.deck), ("body", body)]
    return sorted(((where, span) for where, span in parts if span), key=lambda part: part[1])


def _where(parts: list[tuple[Where, Span]], statement: Statement) -> Where:
    start = (*statement.content, *statement.cue)[0].start
    return next((where for where, span in parts if span.start <= start < span.end), "body")


@dataclass(frozen=True, slots=True)
class _Page:
    """The parts of a story set as one text for the tagger, each ``(start in text, start in the story, length)`` in ``shifts``.

    A headline and a deck get the full stop that the tagger has learnt to expect at the end of a paragraph.
    """

    text: str
    shifts: tuple[tuple[int, int, int], ...]

    @classmethod
    def of(cls, text: str, parts: list[Span]) -> _Page:
        pieces: list[str] = []
        shifts: list[tuple[int, int, int]] = []
        at = 0
        for start, end in parts:
            piece = text[start:end]
            stop = "" if piece.rstrip()[-1:] in ".!?…;" or end == len(text) else "."
            shifts.append((at, start, end - start))
            pieces.append(f"{piece}{stop}\n\n")
            at += len(pieces[-1])
        return cls("".join(pieces), tuple(shifts))

    def back(self, statement: Statement) -> Statement:
        """Move a statement's spans from the page to the story."""
        return replace(
            statement,
            source=self._moved(statement.source),
            cue=self._moved(statement.cue),
            content=self._moved(statement.content),
        )

    def _moved(self, spans: Spans) -> Spans:
        moved = []
        for span in spans:
            start, there, length = next(s for s in reversed(self.shifts) if s[0] <= span.start)
            offset = there - start
            moved.append(Span(span.start + offset, min(span.end + offset, there + length)))
        return tuple(span for span in moved if span.start < span.end)
