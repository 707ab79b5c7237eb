"""Slots: from a story's speakers to the few colours that can be told apart, those who say the most first."""

from __future__ import annotations

from sayso.show.speakers import by_speaker, shown
from sayso.story import Story

NAMED = 6
"""Colours for named speakers: with more, some pairs look the same to the colour-blind. Whoever comes after them is grey."""
REST, UNNAMED, NOBODY = "0", "u", "n"


def slots(story: Story, *, unsure: bool = False) -> list[str]:
    """Return the slot of each statement's speaker: ``1`` to ``6``, ``0`` for the rest, ``u`` for the unnamed, ``n`` for nobody.

    Statements that are not shown, since they are ``unsure``, have no part in it.
    """
    found = [REST] * len(story.statements)
    named = 0
    # Of those who say as much, the order of appearance decides.
    for group in sorted(by_speaker(story, shown(story, unsure=unsure)), key=lambda group: -len(group.indices)):
        if group.name is None or group.unnamed:
            slot = NOBODY if group.name is None else UNNAMED
        else:
            named += 1
            slot = str(named) if named <= NAMED else REST
        for index in group.indices:
            found[index] = slot
    return found
