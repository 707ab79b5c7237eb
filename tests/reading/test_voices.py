import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.voices import spoken, voices
from sayso.story import Span


def found(text: str, *names: str) -> list[tuple[str, str, str]]:
    persons = [Span(text.index(name), text.index(name) + len(name)) for name in names]
    return [(voice.form, text[slice(*voice.name)], text[slice(*voice.span)]) for voice in voices(text, persons)]


def test_each_turn_of_a_transcript_is_its_labels() -> None:
    text = "MAYOR VANE: We will not sell the pier.\n\nREPORTER: Why not?\n\nMAYOR VANE: I promised it.\n\nTo my mother."
    assert found(text) == [
        ("turn", "MAYOR VANE", "We will not sell the pier."),
        ("turn", "REPORTER", "Why not?"),
        ("turn", "MAYOR VANE", "I promised it.\n\nTo my mother."),
    ]
    statements = spoken(voices(text, []))
    assert [text[slice(*statement.cue[0])] for statement in statements] == [":", ":", ":"]


def test_a_table_is_no_transcript() -> None:
    assert found("Red Party: 14.\n\nBlue Party: 12.\n\nRed Party: 3.\n\nBlue Party: 9.") == []


def test_a_letter_is_its_signatures() -> None:
    text = "Dear neighbours,\n\nI shall close the shop. I am sorry.\n\nYours faithfully,\nMaud Ferris, grocer"
    assert found(text) == [("letter", "Maud Ferris", "I shall close the shop. I am sorry.")]


def test_a_letter_may_be_signed_on_the_line_of_its_close() -> None:
    text = "Skerrin, 4 May\n\nDear Mr. Bray:\n\nThe pier is unsafe.\n\nSincerely, [Maud Ferris]"
    assert found(text) == [("letter", "Maud Ferris", "The pier is unsafe.")]


def test_an_answer_is_the_voice_of_the_one_who_is_interviewed() -> None:
    text = (
        "An interview with Maud Ferris, the grocer\n\nWhy do you close?\n\nI am tired, and my knees hurt.\n\nWhat next?\n\n"
        "I shall sleep.\n\nAnd then?\n\nMy sister and I will travel."
    )
    assert found(text, "Maud Ferris")[0] == ("interview", "Maud Ferris", "I am tired, and my knees hurt.")
    assert spoken(voices(text, [Span(18, 29)])) == []


def test_letters_q_and_a_are_no_names() -> None:
    text = "Maud Ferris, the grocer, answered us.\n\nQ: Why?\n\nA: I am tired of it all.\n\nQ: And now?\n\nA: I shall sleep."
    assert [name for _, name, _ in found(text, "Maud Ferris")] == ["Maud Ferris", "Maud Ferris"]


def test_remarks_are_those_of_whom_the_headline_names() -> None:
    text = "Remarks by Mayor Owen Vane at the pier\n\nMay 4\n\nI am glad that all of you came here today. We have waited for this."
    assert found(text, "Owen Vane") == [
        ("speech", "Owen Vane", "I am glad that all of you came here today. We have waited for this.")
    ]


def test_news_has_no_voice_but_the_outlets() -> None:
    text = "Mayor gives speech\n\nOwen Vane gave a speech at the pier. “I am glad,” he said. “We have waited for this for years.”"
    assert found(text, "Owen Vane") == []


@given(st.text(alphabet=st.sampled_from("AbQ:.?,\n IDearYours“”"), max_size=120))
def test_any_text_gives_voices_that_stand_in_it(text: str) -> None:
    for voice in voices(text, []):
        assert 0 <= voice.name.start < voice.name.end <= len(text)
        assert 0 <= voice.span.start < voice.span.end <= len(text)
        assert voice.span.end <= voice.name.start or voice.name.end <= voice.span.start


@pytest.mark.parametrize("line", ["MAYOR: I am.\n", "Dear me,\n", "Love,\n", "I am A B. ", "A " * 50])
def test_time_is_linear_in_the_length_of_the_text(line: str) -> None:
    began = time.process_time()
    voices(line * 20_000, [])
    assert time.process_time() - began < 10
