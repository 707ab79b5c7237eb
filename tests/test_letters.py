"""Letters: a text whose accents stand behind their letters reads as one with whole letters, and every offset stays."""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.ingest import from_text
from sayso.letters import composed, moved
from sayso.reading.reader import Reader
from sayso.story import Span, Story

STORY = (
    "Café owner sues\n\nBy Nora Pell\n\n“It’s a disgrace,” said José Núñez, the owner, on Monday. Zoë Brontë told the court "
    "that she’d seen nothing.\n\nNúñez, who opened Café Über in May, said he would “fight it in Łódź”."
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


@pytest.mark.parametrize("form", ["NFD", "NFKD"])
def test_a_story_reads_alike_however_its_accents_are_written(reader: Reader, form: Literal["NFD", "NFKD"]) -> None:
    def told(text: str) -> list[tuple[str | None, ...]]:
        read = reader.read(from_text(text, "a"))
        assert read.text == text
        said = ((read.words(spans) for spans in (one.source, one.cue, one.content)) for one in read.statements)
        return [
            (one.speaker, *(unicodedata.normalize(form, words) for words in parts))
            for one, parts in zip(read.statements, said, strict=True)
        ]

    assert told(unicodedata.normalize(form, STORY)) == told(STORY)
    assert {speaker for speaker, *_ in told(STORY)} == {"José Núñez", "Zoë Brontë"}


TEXTS = st.text(
    alphabet=st.characters(codec="utf-8") | st.sampled_from("aeoCN\u0301\u0308\u0303\u0327\u1100\u1161\u11a8"), max_size=60
)


@given(TEXTS, st.data())
def test_a_span_that_goes_there_and_back_holds_what_it_held(text: str, data: st.DataObject) -> None:
    plain, there, back = composed(text)
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    moved_there = there(span)
    assert 0 <= moved_there.start <= moved_there.end <= len(plain)
    again = back(moved_there)
    assert again.start <= span.start <= span.end <= again.end
    # What it takes in beside are letters that it began or ended amid.
    assert unicodedata.normalize("NFD", plain[slice(*moved_there)]) == unicodedata.normalize("NFD", text[slice(*again)])


@given(TEXTS)
def test_the_whole_text_is_the_same_text(text: str) -> None:
    plain, there, _ = composed(text)
    assert unicodedata.normalize("NFD", plain) == unicodedata.normalize("NFD", text)
    assert there(Span(0, len(text))) == Span(0, len(plain))


def test_all_spans_of_a_story_are_moved() -> None:
    story = Story("a", "abc", headline=Span(0, 1), body=Span(1, 3))
    assert moved(story, lambda span: Span(span.start + 1, span.end + 1)) == Story("a", "abc", headline=Span(1, 2), body=Span(2, 4))
