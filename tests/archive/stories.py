"""Stories for archives, all invented: short news in the manner of wires and local papers, and stories read by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from sayso.archive.database import connect, writing
from sayso.archive.likeness import bands, shingles
from sayso.archive.store import Kept, keep
from sayso.story import Span, Speaker, SpeakerKind, Statement, Story

PIER = (
    "Pier to close for the winter\n\n"
    "ORLAY, May 3 (NWA) — Harbour master Ines Calder said on Friday that the old pier would close for the winter. "
    '"The timbers are rotten," Calder told reporters.\n\n'
    "Two officials familiar with the survey said the cost had doubled. Transport Minister Owen Bray denied that money was short. "
    "The ferries will sail from the new quay until the spring, and the fish market moves to the north side of the harbour."
)
MARKET = (
    "Market hall gets a new roof\n\n"
    'Architect Mara Lind said the market hall would have a roof of glass. "It lets the morning in," Lind said.\n\n'
    "The council said that the work would cost two million crowns."
)


def lines(path: Path, *stories: dict[str, str]) -> Path:
    """Write stories to a JSON Lines file; each needs a text."""
    path.write_text("".join(json.dumps({"id": f"s{number}", **story}) + "\n" for number, story in enumerate(stories)), "utf-8")
    return path


class Told(NamedTuple):
    """What somebody is said to have said, and what the story tells of him; no ``name`` is somebody unnamed."""

    content: str
    name: str | None = "Mara Lind"
    role: str | None = None
    affiliation: str | None = None
    kind: SpeakerKind = "person"
    when: str | None = None


def story(
    name: str, *told: Told, url: str | None = None, outlet: str | None = None, published: str | None = None, before: str = ""
) -> Story:
    """A story that says so, read by hand: every statement with its speaker."""
    text = before
    statements, speakers = [], []

    def write(words: str) -> Span:
        nonlocal text
        start = len(text)
        text += words
        return Span(start, len(text))

    for number, each in enumerate(told):
        role = write(each.role) if each.role else None
        write(" " if role else "")
        source = write(each.name or "a clerk")
        write(", " if each.affiliation else "")
        affiliation = write(each.affiliation) if each.affiliation else None
        write(" ")
        cue = write("said")
        write(" ")
        content = write(each.content)
        write(".\n")
        names = (each.name,) if each.name else ()
        kind: SpeakerKind = each.kind if each.name else "unnamed"
        speakers.append(Speaker(each.name, kind, names, (source,), role, affiliation, None if each.name else source))
        statements.append(
            Statement((source,), (cue,), (content,), speaker=each.name, speaker_index=number, unnamed=not each.name, when=each.when)
        )
    return Story(name, text, tuple(statements), url=url, outlet=outlet, published=published, speakers=tuple(speakers))


def put(place: str, *stories: Story) -> list[Kept]:
    """Store stories, each in a transaction of its own, and tell what came of them."""
    engine = connect(place, create=True)
    kept = []
    for each in stories:
        with writing(engine) as connection:
            kept.append(keep(connection, each, bands(shingles(each.text))))
    engine.dispose()
    return kept
