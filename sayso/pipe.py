"""The spaCy component: from a Doc to the same Doc with its statements. ``nlp.add_pipe("sayso")`` finds it by itself."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc, Span

from sayso.ingest import from_text
from sayso.story import Statement, Story, from_json, to_json

if TYPE_CHECKING:
    from sayso.reading.reader import Reader

KEPT = "sayso.story"
"""Where a Doc keeps the story, as JSON: what spaCy writes to bytes and to disk with it."""
GROUPS = ("source", "cue", "content")
TOLD = ("id", "published", "url", "outlet", "title", "byline")
"""What may stand in ``doc.user_data`` beforehand, as text, since a story's text may not say it."""


@Language.factory("sayso", assigns=["doc._.story", "doc._.statements", "doc.spans", "span._.statement"])
class SaysoPipe:
    """Reads the text of each Doc.

    ``doc._.story`` is then the :class:`Story`, ``doc._.statements`` its statements, whose offsets point into ``doc.text``. The span
    groups ``sayso.sources``, ``sayso.cues`` and ``sayso.contents`` hold a span for each piece, as wide as the tokens that it
    touches; the ``id_`` of a span is the number of its statement, and ``span._.statement`` the statement itself. They go with a Doc
    to bytes and to disk. ``doc.user_data`` may say beforehand what :data:`TOLD` names.
    """

    def __init__(self, nlp: Language, name: str) -> None:  # noqa: ARG002 - spaCy gives both
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Read one Doc. One without text has no statements; what cannot be read is a :class:`sayso.InputError`."""
        story = _read(doc)
        doc.user_data[KEPT] = to_json(story).decode()
        for role in GROUPS:
            doc.spans[f"sayso.{role}s"] = [
                span
                for number, statement in enumerate(story.statements)
                for start, end in getattr(statement, role)
                if (span := doc.char_span(start, end, label=role.upper(), span_id=str(number), alignment_mode="expand"))
            ]
        return doc


def _read(doc: Doc) -> Story:
    told = {key: value for key in TOLD if isinstance(value := doc.user_data.get(key), str)}
    told.setdefault("id", "text")
    if not doc.text.strip():
        return Story(told["id"], doc.text)
    return _reader().read(from_text(doc.text, **told))


@cache
def _reader() -> Reader:
    from sayso.reading.reader import Reader

    return Reader()


def _story(doc: Doc) -> Story | None:
    kept = doc.user_data.get(KEPT)
    return _parsed(kept) if kept else None


@lru_cache(maxsize=16)
def _parsed(kept: str) -> Story:
    return from_json(kept)


def _statements(doc: Doc) -> tuple[Statement, ...]:
    story = _story(doc)
    return story.statements if story else ()


def _statement(span: Span) -> Statement | None:
    statements = _statements(span.doc)
    return statements[int(span.id_)] if span.id_.isdecimal() and int(span.id_) < len(statements) else None


Doc.set_extension("story", getter=_story)
Doc.set_extension("statements", getter=_statements)
Span.set_extension("statement", getter=_statement)
