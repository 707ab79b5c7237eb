"""Announced: a paragraph that only says whose words the next one holds is the source of what stands there by itself."""

from __future__ import annotations

import pytest

from sayso.reading.names.entities import Entities
from sayso.reading.names.proper_names import names
from sayso.reading.voices.announced import announced
from sayso.story import Span, Statement

QUOTED = "“The berth is ours, and we are glad of it.”"


def source(before: str, quoted: str = QUOTED) -> str | None:
    text = f"The board met on Monday.\n\n{before}\n\n{quoted}\n\nIt meets again in May."
    at = text.index(quoted)
    (found,) = announced(Entities(text, names(text)), [Statement((), (), (Span(at, at + len(quoted)),))])
    return text[slice(*found.source[0])] if found.source else None


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ("And from Chairwoman Ruth Bray:", "Chairwoman Ruth Bray"),
        ("From the desk of Owen Vane, VP Analyst, Finch Research.", "Owen Vane, VP Analyst, Finch Research"),
        ("From Owen Vane, who runs the pier:", "Owen Vane, who runs the pier"),
        ("Ruth Bray, chair of the board:", "Ruth Bray, chair of the board"),
    ],
)
def test_the_paragraph_before_tells_whose_words_they_are(before: str, told: str) -> None:
    assert source(before) == told


@pytest.mark.parametrize(
    "before",
    [
        "Ruth Bray left.",
        "The board was asked by Ruth Bray for the plans of the pier. It gave none.",
        "“No,” said Ruth Bray:",
        "From May on, the pier is shut.",
        "Three things are known of the pier, which Ruth Bray built:",
    ],
)
def test_a_paragraph_that_says_more_tells_nothing(before: str) -> None:
    assert source(before) is None


def test_only_what_opens_its_paragraph_and_has_no_source_of_its_own_gets_one() -> None:
    text = f"From Ruth Bray:\n\nIt was said: {QUOTED}"
    entities = Entities(text, names(text))
    content = (Span(text.index(QUOTED), len(text)),)
    amid, sourced = Statement((), (), content), Statement((Span(0, 4),), (), (Span(text.index("It was"), len(text)),))
    assert announced(entities, [amid, sourced]) == [amid, sourced]
