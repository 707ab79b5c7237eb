"""Subjects: from the people whom a story names to their rows, and which of them it is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sayso.alike import key
from sayso.archive.speakers import Placed
from sayso.export.rows import headline_of
from sayso.story import Person, Story

ABOUT = 5
"""Times that a story names somebody whom it is about though neither headline nor deck does. Going by the headlines of 34 of
PolNeAR's training stories, they are about 30 of the 34 whom they name so often, about 38 of 47 whom they name four times at least,
and about 42 of 68 whom they name three times."""


def subjects(story: Story, version_id: int, placed: Sequence[Placed]) -> list[dict[str, Any]]:
    """Return the rows of the people whom a story names; ``placed`` says who of the archive its speakers are."""
    above = f" {key(headline_of(story) or '')} ".replace("'s ", " ")
    return [
        {
            "version_id": version_id,
            "number": number,
            "name": " ".join(person.name.split()),
            "key": key(person.name),
            "speaker_id": placed[person.speaker][0] if person.speaker is not None else None,
            "times": len(person.mentions),
            "about": len(person.mentions) >= ABOUT or _is_above(story, person, above),
        }
        for number, person in enumerate(story.people)
    ]


def _is_above(story: Story, person: Person, above: str) -> bool:
    """Say whether the headline, also one that came beside the text, or the deck names somebody."""
    parts = [part for part in (story.headline, story.deck) if part]
    if any(start <= at < end for at, _ in person.mentions for start, end in parts):
        return True
    called = {key(name) for name in (person.name, *(story.text[slice(*span)] for span in person.mentions))}
    return any(f" {name} " in above for name in called if name)
