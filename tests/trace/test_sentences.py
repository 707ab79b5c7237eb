"""Which sentences of a story are the outlet's own."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sayso.story import Span, Statement, Story
from sayso.trace.sentences import own_sentences


def own(text: str, *statements: tuple[str, str]) -> list[str]:
    """The outlet's own sentences of a text with statements: each content and its cue."""

    def span(words: str) -> Span:
        return Span(text.index(words), text.index(words) + len(words))

    made = tuple(Statement(source=(), cue=(span(cue),), content=(span(content),)) for content, cue in statements)
    return [text[slice(*each)] for each in own_sentences(Story("one", text, statements=made))]


def test_a_sentence_that_holds_a_statement_is_none() -> None:
    text = "The ferry will stop on Friday. The pier is rotten, the master said. “It will sink soon.” He said that last week."
    assert own(text, ("The pier is rotten", "said"), ("“It will sink soon.”", "said that")) == ["The ferry will stop on Friday."]


def test_points_inside_numbers_and_behind_titles_end_none() -> None:
    text = "The city paid 3.1 million for tiles. Dr. Ada Kell saw them on Jan. 5 in the hall of J. Brandt."
    assert own(text) == ["The city paid 3.1 million for tiles.", "Dr. Ada Kell saw them on Jan. 5 in the hall of J. Brandt."]


def test_few_words_headlines_and_datelines_are_none() -> None:
    text = "Ferry to the harbour stops on Friday\n\nIt rained. The ferry to the outer harbour stops."
    story = Story("one", text, headline=Span(0, 36), body=Span(38, len(text)))
    assert [text[slice(*each)] for each in own_sentences(story)] == ["The ferry to the outer harbour stops."]


@given(st.text(alphabet="ab .!?”\n", max_size=200))
def test_sentences_stand_in_order_and_apart(text: str) -> None:
    found = [*own_sentences(Story("one", text))]
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all("\n" not in text[slice(*each)] and text[slice(*each)].strip() == text[slice(*each)] for each in found)
