"""Shown: from a story that was read to what its page shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from sayso.show.cards import LIT, cards, level
from sayso.show.listing import overview
from sayso.show.page import article, title_of
from sayso.show.speakers import shown
from sayso.show.telling import chain_of, link_name
from sayso.story import Sourcing, Story


def told(
    story: Story,
    across: Mapping[int, str] | None = None,
    elsewhere: Mapping[int, tuple[str, str]] | None = None,
    *,
    unsure: bool = False,
) -> dict[str, Any]:
    """Return what a page shows of a story: its text with the statements marked, their cards, and what the headline rests on.

    ``across`` leads from a speaker's index to his own page, ``elsewhere`` from a statement's to that of its claim, and says how far
    that came. Statements of which the reading is ``unsure`` are left out, or marked.
    """
    levels = "".join(str(level(statement)) for statement in story.statements)
    pointed = 0 < len(levels) <= LIT
    return {
        "story": story,
        "title": title_of(story),
        "lang": story.lang or "en",
        "article": Markup(article(0, story, pointed=pointed, unsure=unsure)),  # noqa: S704 - escaped where it is made
        "cards": Markup(cards([story], elsewhere, unsure=unsure)),  # noqa: S704 - likewise
        "overview": Markup(overview(0, story, across, unsure=unsure)),  # noqa: S704 - likewise
        "lit": f"/static/lit-{levels}.css" if pointed else None,
        "claims": claims(story),
        "sourced": sourced(story),
        "doubtful": len(story.statements) - len(shown(story)),
        "unsure": unsure,
    }


def sourced(story: Story) -> dict[str, int]:
    """Return on whom a story's statements rest, and how many statements stand around the deepest one."""
    figures = story.sourcing or Sourcing()
    deepest = max((statement.depth for statement in story.statements if statement.quoted), default=0)
    counts = {name: getattr(figures, name) for name in ("named", "unnamed", "anonymous", "nobody")}
    return {**counts, "depth": deepest}


def claims(story: Story) -> list[dict[str, Any]]:
    """Return what headline and deck assert in the outlet's own voice, and who says it in the body, on whose word."""
    found = []
    for claim in story.sourcing.claims if story.sourcing else ():
        bodies = [
            {
                "place": f"#story-0-{index}",
                "who": [link_name(story, link) or "nobody named" for link in chain_of(story, index) if link.kind == "speaker"],
                "content": " ".join(story.words(story.statements[index].content).split()),
            }
            for index in claim.statements
        ]
        part = "headline" if story.headline == claim.span else "deck"
        found.append({"part": part, "words": story.text[slice(*claim.span)], "bodies": bodies})
    return found
