"""A story's entities: those whom its headline, deck and body name, with the roles that it gives them."""

from __future__ import annotations

from sayso.language.en.words import TOKEN
from sayso.reading.names.entities import Entities
from sayso.reading.names.proper_names import names
from sayso.reading.names.roles import describe
from sayso.story import Story


def entities_of(story: Story) -> Entities:
    """Return the entities of a story: who stands in its headline, deck and body. A headline in capitals names nobody by itself."""
    text, headline, deck = story.text, story.headline, story.deck
    found = names(text)
    if headline:
        known = {word for name in found if name.span.start >= headline.end for word in name.words}
        shouted = _in_title_case(text[slice(*headline)])
        found = [
            name
            for name in found
            if name.span.start >= headline.end or name.government or not shouted or all(word in known for word in name.words)
        ]
    if story.body:
        # Section lines and bylines name nobody of whom the story tells.
        parts = [part for part in (headline, deck, story.body) if part]
        found = [name for name in found if any(part.start <= name.span.start < part.end for part in parts)]
    if line := story.dateline:
        found = [name for name in found if not line.text.start <= name.span.start < line.text.end]
    return describe(Entities(text, found))


def _in_title_case(line: str) -> bool:
    words = [word for word in TOKEN.findall(line) if len(word) > 3]
    return bool(10 * sum(word[0].isupper() for word in words) > 7 * len(words))
