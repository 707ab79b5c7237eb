import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.tagging.span_edges import redrawn
from sayso.story import Span, Spans, Statement


def marked(text: str, source: str, cue: str, content: str) -> tuple[str, Statement]:
    def at(words: str) -> Spans:
        return (Span(text.index(words), text.index(words) + len(words)),) if words else ()

    return text, Statement(at(source), at(cue), at(content))


def words(text: str, statement: Statement) -> tuple[str, ...]:
    return tuple(" … ".join(text[a:b] for a, b in spans) for spans in (statement.source, statement.cue, statement.content))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        # Who is told something is not the one who says it.
        (("Moe was told that the pier leaks.", "Moe", "was told", "that the pier leaks"), ("", "was told", "that the pier leaks")),
        # The source of a passive stands behind "by".
        (
            ("We were assured by the city council that it holds.", "We", "were assured", "that it holds"),
            ("the city council", "were assured", "that it holds"),
        ),
        # An active verb keeps its subject.
        (("Moe told them that it holds.", "Moe", "told", "that it holds"), ("Moe", "told", "that it holds")),
        # Who is asked is not the one who asks.
        (("Asked whether it holds, Moe left.", "Moe", "Asked", "whether it holds"), ("", "Asked", "whether it holds")),
        # A refusal holds the verb that is refused.
        (
            ("The mayor declined to comment on the leak.", "The mayor", "declined", "to comment on the leak"),
            ("The mayor", "declined to comment", "on the leak"),
        ),
        # A refusal to comment alone keeps its content.
        (("The mayor declined to comment.", "The mayor", "declined", "to comment"), ("The mayor", "declined", "to comment")),
        # Whom it is said to is no part of what is said.
        (
            ("She warned the harbour board that it leaks.", "She", "warned", "the harbour board that it leaks"),
            ("She", "warned", "that it leaks"),
        ),
        (("He promised me a new boat.", "He", "promised", "me a new boat"), ("He", "promised", "a new boat")),
        (("She said that the board knew.", "She", "said", "that the board knew"), ("She", "said", "that the board knew")),
    ],
)
def test_borders_stand_where_source_cue_and_content_part(given: tuple[str, str, str, str], expected: tuple[str, ...]) -> None:
    text, statement = marked(*given)
    assert words(text, redrawn(text, statement)) == expected


def test_one_who_is_asked_is_the_addressee() -> None:
    text, statement = marked("Asked whether it holds, Moe left.", "Moe", "Asked", "whether it holds")
    assert [text[a:b] for a, b in redrawn(text, statement).addressee] == ["Moe"]


@given(st.text(alphabet=st.sampled_from("ab ,.“”"), max_size=10), st.lists(st.integers(0, 60), min_size=6, max_size=6), st.data())
def test_any_spans_stay_within_the_text(noise: str, cuts: list[int], data: st.DataObject) -> None:
    text = (
        noise
        + data.draw(st.sampled_from(["was told by the man that to comment ", "declined to say whether it ", "Asked us about "]))
        + noise
    )
    a, b, c, d, e, f = (min(cut, len(text)) for cut in sorted(cuts))
    statement = Statement((Span(a, b),), (Span(c, d),), (Span(e, f),))
    found = redrawn(text, statement)
    assert all(0 <= s.start <= s.end <= len(text) for spans in (found.source, found.cue, found.content) for s in spans)
