"""An archive with all that an audit counts: drawn by a seed, with merges, new versions and what a newsroom knows of people."""

from __future__ import annotations

import random
from typing import get_args

from sqlalchemy import insert, select

from sayso.archive import Archive, schema
from sayso.archive.database import connect, writing
from sayso.story import ACTS, QUOTED, Kind, NoName, SpeakerKind, Stance, Story
from tests.archive.stories import Told, know, put, story

STORIES = 40
OUTLETS = ("The Tidings", "Echo", "ECHO", "Écho du Port", "écho du port", "#2", "100%", None)
DATES = ("2023-12-31T23:30:00Z", "2024", "2024-01-01", "2024-01", "2024-02-29", "2024-03", "2024-03-31T08:00:00+02:00", None)
SPEAKERS: tuple[tuple[str | None, SpeakerKind], ...] = (
    ("Mara Lind", "person"),
    ("Ines Calder", "person"),
    ("Owen Bray", "person"),
    ("Petra Quist", "person"),
    ("Ada Brill", "person"),
    ("Harbour Board", "organisation"),
    ("Norland", "government"),
    (None, "unnamed"),
)


def fill(place: str) -> None:
    """Make it."""
    chance = random.Random(5)
    kept = put(place, *(_story(chance, number) for number in range(STORIES)))
    put(place, story("namesake", Told("the lamp is out", "Owen Bray", "pilot", "Coast Guard"), outlet="Echo", published="2024-02"))
    put(place, story("namesake 2", Told("the lamp is on", "Owen Bray", "baker", "Mill Lane Bakery"), outlet="Echo"))
    kinds = [Told(f"the buoy of {kind} is loose", None, no_name=kind) for kind in (*get_args(NoName), None)]
    put(place, story("sources", *kinds, outlet="Echo", published="2024-02"))
    with Archive(place) as archive:
        quist, brill, lind = (archive.bearer(name).id for name in ("Petra Quist", "Ada Brill", "Mara Lind"))
        archive.merge(quist, brill, "married name")
        archive.unmerge(archive.merge(lind, brill, "a mistake"))
        archive.part(lind, archive.search(speaker=f"#{lind}")["story_id"][0].as_py())
        bray = archive.search(speaker="Bray", limit=1)["speaker_id"][0].as_py()
    know(place, "gender", ines_calder="woman", ada_brill="woman", petra_quist="married", nemo="man", **{f"n{bray}": "man"})
    know(place, "role", mara_lind="architect", owen_bray="minister")
    name(place, kept[0].story, ("Ines Calder", True), ("Nils Ott", True), ("Nils Ott", False))
    name(place, kept[1].story, ("Nils Ott", False), ("Ada Brill", False), ("Owen Bray", True))
    name(place, kept[2].story, ("Nils Ott", False), ("Harbour Board", False), ("Mara Lind", True))


def _story(chance: random.Random, number: int) -> Story:
    told: list[Told] = []
    for at in range(chance.randint(0, 5)):
        name, kind = chance.choice(SPEAKERS)
        told.append(
            Told(
                f"the pier {at} is {number}",
                name,
                kind=kind,
                quoted=chance.choice((*get_args(Kind), None)),
                stance=chance.choice((*get_args(Stance), None)),
                negated=chance.random() < 0.2,
                bare=(bare := chance.random() < 0.2),
                act=chance.choice((*ACTS, *QUOTED, None)),
                no_name=chance.choice((*get_args(NoName), None)) if name is None and not bare else None,
                unsure=chance.random() < 0.2,
                inside=chance.choice((None, at - 1)) if at else None,
            )
        )
    # Some stand under one address: the later is a new version of the earlier.
    url = f"https://news.example/{number % (STORIES - 5)}"
    return story(f"s{number}", *told, url=url, outlet=chance.choice(OUTLETS), published=chance.choice(DATES), before=f"{number}\n")


def name(place: str, story_id: int, *people: tuple[str, bool]) -> None:
    """Let the version of a story that stands now name people, each with whether it is about them."""
    engine = connect(place)
    own, appearance = schema.version.c, schema.appearance.c
    with writing(engine) as connection:
        version_id: int = connection.execute(select(own.id).where(own.story_id == story_id, own.current)).scalar_one()
        rows = []
        for number, (called, about) in enumerate(people):
            found = select(appearance.speaker_id).where(appearance.version_id == version_id, appearance.name == called)
            row = {"version_id": version_id, "number": number, "name": called, "key": called.lower(), "times": 1, "about": about}
            rows.append({**row, "speaker_id": connection.execute(found).scalars().first()})
        connection.execute(insert(schema.subject), rows)
    engine.dispose()
