"""Stories for archives, all invented: short news in the manner of wires and local papers, and stories read by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import insert

from sayso.alike import bands, shingles
from sayso.archive import schema
from sayso.archive.database import connect, writing
from sayso.archive.store import Kept, keep
from sayso.story import Act, Kind, Link, NoName, Span, Speaker, SpeakerKind, Stance, Statement, Story

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
    """What somebody is said to have said, and what the story tells of him; no ``name`` is somebody unnamed.

    Nobody is the source of what is ``bare``; ``inside`` is the number of the statement that it stands in.
    """

    content: str
    name: str | None = "Mara Lind"
    role: str | None = None
    affiliation: str | None = None
    kind: SpeakerKind = "person"
    when: str | None = None
    quoted: Kind | None = None
    stance: Stance | None = None
    negated: bool = False
    bare: bool = False
    inside: int | None = None
    act: Act | None = None
    no_name: NoName | None = None
    confidence: float | None = None
    unsure: bool = False


def story(
    name: str, *told: Told, url: str | None = None, outlet: str | None = None, published: str | None = None, before: str = ""
) -> Story:
    """A story that says so, read by hand: every statement with its speaker."""
    text = before
    statements: list[Statement] = []
    speakers: list[Speaker] = []

    def write(words: str) -> Span:
        nonlocal text
        start = len(text)
        text += words
        return Span(start, len(text))

    for number, each in enumerate(told):
        role = write(each.role) if each.role else None
        write(" " if role else "")
        source = () if each.bare else (write(each.name or "a clerk"),)
        write(", " if each.affiliation else "")
        affiliation = write(each.affiliation) if each.affiliation else None
        write(" ")
        cue = write("said")
        write(" ")
        content = write(each.content)
        write(".\n")
        index = None if each.bare else len(speakers)
        if source:
            names = (each.name,) if each.name else ()
            kind: SpeakerKind = each.kind if each.name else "unnamed"
            speakers.append(Speaker(each.name, kind, names, source, role, affiliation, None if each.name else source[0]))
        around = statements[each.inside] if each.inside is not None else None
        link = Link("speaker", each.name if source else None, source, number, index)
        statements.append(
            Statement(
                source,
                (cue,),
                (content,),
                each.inside,
                each.quoted,
                depth=around.depth + 1 if around else 0,
                speaker=each.name if source else None,
                speaker_index=index,
                unnamed=not each.name if source else None,
                when=each.when,
                stance=each.stance,
                negated=each.negated,
                act=each.act,
                speaker_kind=each.no_name,
                confidence=each.confidence,
                unsure=each.unsure,
                chain=(*(around.chain if around else ()), link),
            )
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


def know(place: str, attribute: str, **values: str) -> None:
    """Tell an archive an attribute of people, named as names are compared, with ``_`` for a blank, or by ``n12`` for ``#12``."""
    engine = connect(place)
    rows = [
        {"key": key, "attribute": attribute, "value": value, "name": name}
        for name, value in values.items()
        for key in ["#" + name[1:] if name[1:].isdecimal() else name.replace("_", " ")]
    ]
    with writing(engine) as connection:
        connection.execute(insert(schema.attribute), rows)
    engine.dispose()
