"""Web Annotation: from stories to what readers of the W3C's Web Annotation Data Model (2017) show beside the text.

A story is one ``AnnotationCollection`` on one line, all its annotations in its ``first`` page; Recogito and Annotorious take
``first.items``. Each of a statement's source, cue and content is an annotation of its own, since a body is about each target by
itself: its pieces are the targets, its bodies say which of the three it is, on whose word the content stands, and in JSON what
:mod:`sayso.export.rows` says of the statement, so that the three can be put together again.

Both selectors count in Unicode code points, as the Recommendation asks. Positions are those in sayso's text of the story; in the
page at its URL the markup may move them, and what finds the words there is the quote. A client that counts in UTF-16, as some do,
finds by the quote what stands behind the first emoji.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import msgspec

import sayso
from sayso.export.places import iri, pieces
from sayso.export.rows import Value, chain_text, headline_of, rows
from sayso.story import Spans, Story

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
"""The address that the Recommendation asks for; a reader knows what it holds."""
AROUND = 32
"""Code points before and after a quote that tell it from others of the same words; as many as Hypothesis takes."""

Role = Literal["source", "cue", "content"]
_ROLES: tuple[tuple[Role, str], ...] = (("source", "identifying"), ("cue", "classifying"), ("content", "describing"))
_SAID = frozenset(
    ("url", "outlet", "published", "headline", "source", "cue", "content", "source_spans", "cue_spans", "content_spans")
)
"""The columns that no body repeats: what is said of the story as a whole, and the targets."""


def line(story: Story) -> bytes:
    """Return the story's collection as a line of JSON."""
    return msgspec.json.encode(collection(story))


def collection(story: Story) -> dict[str, Any]:
    """Return the story's annotations as a collection of one page."""
    found = list(items(story))
    head = {
        "@context": CONTEXT,
        "id": iri(story, "statements"),
        "type": "AnnotationCollection",
        "label": headline_of(story) or story.id,
        "generator": {"id": "urn:sayso:generator", "type": "Software", "name": f"sayso {sayso.__version__}"},
        "total": len(found),
    }
    # A collection of nothing has no page: a page has one annotation at least.
    page = {"id": iri(story, "statements-page"), "type": "AnnotationPage", "startIndex": 0, "items": found}
    return head | ({"first": page} if found else {})


def items(story: Story) -> Iterator[dict[str, Any]]:
    """Yield an annotation for each source, cue and content that stands somewhere in the text."""
    for number, (statement, row) in enumerate(zip(story.statements, rows(story), strict=True)):
        told = _text("describing", chain_text(story, statement.chain)) if statement.chain else None
        as_json = _json({name: value for name, value in row.items() if name not in _SAID and value is not None})
        spans: dict[Role, Spans] = {"source": statement.source, "cue": statement.cue, "content": statement.content}
        for role, motivation in _ROLES:
            if targets := _targets(story, spans[role]):
                yield {
                    "id": iri(story, f"statement-{number}-{role}"),
                    "type": "Annotation",
                    "motivation": motivation,
                    "body": [_text("tagging", role), *([told] if told else []), as_json],
                    "target": targets if len(targets) > 1 else targets[0],
                }


def _targets(story: Story, spans: Spans) -> list[dict[str, Any]]:
    return [
        {
            "source": iri(story),
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": story.text[start:end],
                    "prefix": story.text[max(start - AROUND, 0) : start],
                    "suffix": story.text[end : end + AROUND],
                },
                {"type": "TextPositionSelector", "start": start, "end": end},
            ],
        }
        for start, end in pieces(story.text, spans)
    ]


def _text(purpose: str, value: str) -> dict[str, str]:
    return {"type": "TextualBody", "purpose": purpose, "format": "text/plain", "value": value}


def _json(row: dict[str, Value]) -> dict[str, str]:
    return {
        "type": "TextualBody",
        "purpose": "describing",
        "format": "application/json",
        "value": msgspec.json.encode(row).decode(),
    }
