"""The reader: from a story to the same story with its statements. It runs the steps of reading in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from unicodedata import is_normalized

from sayso.language.en.surroundings import ASIDE
from sayso.letters import composed, moved
from sayso.lines import joined, stripped
from sayso.reading.chain import chained, sourcing
from sayso.reading.confidence import NO_CALIBRATION, Calibration, with_confidence
from sayso.reading.names.people import people
from sayso.reading.names.story_entities import entities_of
from sayso.reading.setting.add_settings import settle
from sayso.reading.speakers.resolve import resolve
from sayso.reading.tagging.assemble import Evidence, Heart, assemble, heart
from sayso.reading.tagging.headline import headline_statements
from sayso.reading.tagging.nest import in_order, nest
from sayso.reading.tagging.passages import Sheet
from sayso.reading.tagging.quotes import insertions, kind_of, outermost, paragraphs, quotations, within
from sayso.reading.tagging.span_edges import redrawn
from sayso.reading.tagging.tagger import Tagger, Tags
from sayso.reading.voices.announced import announced
from sayso.reading.voices.find import spoken, voices
from sayso.story import Insertion, Kind, Span, Spans, Statement, Story, Where


class Reader:
    """Reads stories. Made once, used for many, from as many threads as you like; ``tags`` stands in for the shipped tagger."""

    def __init__(self, tags: Tags | None = None, calibration: Calibration | None = None) -> None:
        self._tags = tags or Tagger()
        self._calibration = calibration or (NO_CALIBRATION if tags else Calibration.of())

    def read(self, story: Story) -> Story:
        """Return the story with its statements, speakers and insertions in place of any that it had. Its text stays as it is."""
        return self.read_with_evidence(story)[0]

    def read_with_evidence(self, story: Story) -> tuple[Story, dict[Heart, Evidence]]:
        """Return what :meth:`read` does, and what the network says for each statement that it has found."""
        text = joined(story.text)
        if is_normalized("NFC", text):
            read, seen = self._read(replace(story, text=text))
            return replace(read, text=story.text), seen
        # A letter and the accents behind it are one letter for all steps of reading; the offsets are those of the text as it came.
        plain, there, back = composed(text)
        read, seen = self._read(moved(replace(story, text=plain), there))
        found = {(role, back(Span(at, at)).start): evidence for (role, at), evidence in seen.items()}
        return replace(moved(read, back), text=story.text), found

    def _read(self, story: Story) -> tuple[Story, dict[Heart, Evidence]]:
        text = story.text
        entities = entities_of(story)
        voiced = voices(entities, story.title)
        whole = spoken(voiced)
        parts = _parts(story)
        sheet = Sheet.of(text, [told for _, part in parts if (told := _told(text, part))])
        found: list[Statement] = []
        seen: dict[Heart, Evidence] = {}
        for statement, evidence in assemble(sheet.text, sheet.apart(self._tags(sheet.text))).values():
            placed = sheet.back(statement)
            found.append(placed)
            seen[heart(placed)] = sheet.evidence_back(evidence)
        headline = [statement for statement in found if _where(parts, statement) == "headline"]
        rest = [statement for statement in found if _where(parts, statement) != "headline"]
        if story.headline:
            sources = [story.words(statement.source) for statement in rest if statement.source]
            headline = headline_statements(text, story.headline, headline, sources)
        around = [replace(statement, depth=-1) for statement in whole]
        rest = announced(entities, rest)
        statements = in_order(nest([redrawn(text, s) for s in (*headline, *rest, *around)]))
        marks = quotations(text)
        quoted = outermost(marks)
        inserted = insertions(text, quoted)

        def kind(statement: Statement) -> Kind:
            inside = quoted if statement.parent is None else within(marks, statements[statement.parent].content)
            return kind_of(text, statement.content, inside, inserted)

        statements = [replace(s, where=_where(parts, s), kind=kind(s)) for s in statements]
        settled = settle(story, statements)
        resolved, speakers, labels = resolve(story, settled, entities, voiced, seen)
        read = replace(
            story,
            statements=resolved,
            speakers=speakers,
            people=people(entities, speakers),
            labels=labels,
            insertions=tuple(Insertion(Span(*span)) for span in inserted),
        )
        read = with_confidence(read, seen, self._calibration)
        read = replace(read, statements=chained(read))
        return replace(read, sourcing=sourcing(read)), seen

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
    body = story.told
    if story.dateline and body.start <= story.dateline.text.start < body.end:
        rest = story.text[story.dateline.text.end : body.end]
        body = Span(body.end - len(rest.lstrip(" .-—–―")), body.end)
    parts: list[tuple[Where, Span | None]] = [("headline", story.headline), ("deck", story.deck), ("body", body)]
    return sorted(((where, span) for where, span in parts if span), key=lambda part: part[1])


def _told(text: str, part: Span) -> Spans:
    """Return a part without the paragraphs in it that point away from the story: they state nothing of it."""
    edges = [part.start]
    for start, end in paragraphs(text[slice(*part)]):
        if ASIDE.match(text, part.start + start, part.start + end):
            edges += [part.start + start, part.start + end]
    edges.append(part.end)
    if len(edges) == 2:
        return (part,)
    stretches = (stripped(text, start, end) for start, end in zip(edges[::2], edges[1::2], strict=True))
    return tuple(stretch for stretch in stretches if stretch)


def _where(parts: list[tuple[Where, Span]], statement: Statement) -> Where:
    start = (*statement.content, *statement.cue)[0].start
    return next((where for where, span in parts if span.start <= start < span.end), "body")
