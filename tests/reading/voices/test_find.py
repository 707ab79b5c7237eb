import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.names.story_entities import entities_of
from sayso.reading.voices.find import Voice, spoken, voices
from sayso.story import Story


def heard(text: str, title: str | None = None) -> list[Voice]:
    return voices(entities_of(Story("a", text)), title)


def found(text: str, title: str | None = None) -> list[tuple[str, str | None, str]]:
    return [
        (voice.form, text[slice(*voice.name)] if voice.name else None, text[slice(*voice.span)]) for voice in heard(text, title)
    ]


def test_each_turn_of_a_transcript_is_its_labels() -> None:
    text = "MAYOR VANE: We will not sell the pier.\n\nREPORTER: Why not?\n\nMAYOR VANE: I promised it.\n\nTo my mother."
    assert found(text) == [
        ("turn", "MAYOR VANE", "We will not sell the pier."),
        ("turn", "REPORTER", "Why not?"),
        ("turn", "MAYOR VANE", "I promised it.\n\nTo my mother."),
    ]
    statements = spoken(heard(text))
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
    assert found(text)[:2] == [("talk", None, "Why do you close?"), ("talk", "Maud Ferris", "I am tired, and my knees hurt.")]
    assert spoken(heard(text)) == []


def test_who_is_interviewed_may_be_told_by_a_role_and_named_further_down() -> None:
    text = (
        "The Bulletin interviews a Skerrin grocer on her pier cake\n\nThe shop is the first on Skerrin to sell it. Its owner is "
        "the grocer Maud Ferris, and her boat is run by Owen Vane, a pilot.\n\nWhy a cake?\n\nWe thought it would be fun.\n\n"
        "What next?\n\nWe do not know.\n\nWill you close?\n\nWe will not."
    )
    assert [name for _, name, _ in found(text)][1::2] == ["Maud Ferris"] * 3


@pytest.mark.parametrize("greeting", ["Hello! Skellig here and welcome back.", "Hello, so it's Skellig Vane here today."])
def test_who_greets_by_name_is_whose_voice_it_is(greeting: str) -> None:
    assert [(form, name and name.split()[0]) for form, name, _ in found(f"{greeting} I show my boat. I think it is old.")] == [
        ("own", "Skellig")
    ]


def test_letters_q_and_a_are_no_names() -> None:
    text = "Maud Ferris, the grocer, answered us.\n\nQ: Why?\n\nA: I am tired of it all.\n\nQ: And now?\n\nA: I shall sleep."
    assert [name for _, name, _ in found(text)] == ["Maud Ferris", "Maud Ferris"]


def test_remarks_are_those_of_whom_the_headline_names() -> None:
    text = "Remarks by Mayor Owen Vane at the pier\n\nMay 4\n\nI am glad that all of you came here today. We have waited for this."
    assert found(text) == [("speech", "Owen Vane", "I am glad that all of you came here today. We have waited for this.")]


def test_news_has_no_voice_but_the_outlets() -> None:
    text = "Mayor gives speech\n\nOwen Vane gave a speech at the pier. “I am glad,” he said. “We have waited for this for years.”"
    assert found(text) == []


@given(st.text(alphabet=st.sampled_from("AbQ:.?,\n IDearYours“”"), max_size=120))
def test_any_text_gives_voices_that_stand_in_it(text: str) -> None:
    for voice in heard(text):
        assert 0 <= voice.span.start < voice.span.end <= len(text)
        assert not voice.name or 0 <= voice.name.start < voice.name.end <= len(text)
        if voice.name and voice.form in ("turn", "letter"):
            assert voice.span.end <= voice.name.start or voice.name.end <= voice.span.start


@pytest.mark.parametrize(
    "line",
    [
        "MAYOR: I am.\n",
        "Dear me,\n",
        "Love,\n",
        "I am A B. ",
        "A " * 50,
        "Ann Bray spoke with us. ",
        "We spoke with Ann Bray of it.\n",
        "As your Mayor, I say. ",
        "“Ann, no,” I said. ",
    ],
)
def test_time_is_linear_in_the_length_of_the_text(line: str) -> None:
    began = time.process_time()
    heard(line * 20_000)
    assert time.process_time() - began < 10


def test_who_sat_down_with_the_outlet_is_interviewed_though_a_role_stands_before_the_name() -> None:
    text = (
        "A new light for Skerrin\n\nThe Bulletin interviewed harbour engineer Maud Ferris about the lighthouse.\n\nIs it safe?\n\n"
        "It is safer than the old one.\n\nWhat did the Earl of Bray say to you?\n\nHe wished us luck."
    )
    assert [name for _, name, _ in found(text)] == [None, "Maud Ferris", None, "Maud Ferris"]


def test_what_an_interview_is_about_is_not_who_gives_it() -> None:
    text = (
        "Interview about Owen Vane and the pier\n\nWe spoke with Maud Ferris.\n\nWho sold it?\n\nThe town did.\n\nTo whom?\n\n"
        "To him, I fear.\n\nAnd then?\n\nThen he shut it."
    )
    assert "Owen Vane" not in [name for _, name, _ in found(text)]


def test_who_says_to_hold_an_office_speaks_as_it() -> None:
    text = "Good evening. I shall speak of the flood.\n\nAs your Mayor, I must say that we were late. I am sorry for it."
    assert found(text) == [("office", "Mayor", text)]


def test_who_says_what_he_is_goes_by_that_where_nothing_else_tells() -> None:
    text = "Good evening. As a Socialist, I must say that we were late. I am sorry for it."
    assert found(text) == [("office", "Socialist", text)]
    assert found(text.replace("a Socialist", "a friend")) == []
    assert found(f"{text} My name is Maud Ferris.")[0][:2] == ("own", "Maud Ferris")


def test_the_teller_of_a_story_is_the_one_whom_its_people_call_by_a_name_that_he_never_uses() -> None:
    text = (
        "I woke early and I went to my boat. I knew that my sister was there.\n\n“Peter, you are late,” Ruth said. I nodded.\n\n"
        "“I slept,” I said. I took my oars, and I looked at my hands. I was tired, I think."
    )
    assert [name for _, name, _ in found(text)] == ["Peter"]


def test_a_name_that_the_teller_uses_himself_is_anothers() -> None:
    text = (
        "I woke early and I went to my boat. I knew that Peter was there.\n\n“Peter, you are late,” Ruth said. I nodded.\n\n"
        "“I slept,” I said. I took my oars, and I looked at my hands. I was tired, I think."
    )
    assert found(text) == []


def test_it_is_maud_here_says_whose_voice_it_is() -> None:
    text = "Hey everyone, it's Maud here and I am back. I have so much to show you.\n\nI bought my boat last week, and I love it."
    assert [name for _, name, _ in found(text)] == ["Maud"]


def test_who_asks_is_the_one_named_on_the_other_side_of_the_words_of_an_interview() -> None:
    text = (
        "Maud Ferris sat down with Peter Brode to speak of the pier.\n\nWhy do you sail?\n\nMy aunt did.\n\nWhat do you fear?\n\n"
        "Fog, of course.\n\nAnd what else?\n\nNothing."
    )
    assert {name for _, name, _ in found(text)} == {"Maud Ferris", "Peter Brode"}


def test_an_interview_of_which_a_text_tells_is_not_the_one_that_it_prints() -> None:
    text = (
        "In an interview with the Bulletin, Owen Vane said no.\n\nWho sold it?\n\nThe town did.\n\nTo whom?\n\n"
        "To you, I fear.\n\nAnd then?\n\nThen you shut it."
    )
    assert "Owen Vane" not in [name for _, name, _ in found(text, title="An interview")]


def test_a_letter_may_end_in_a_name_with_what_its_writer_is() -> None:
    text = "Dear governors,\n\nYou sold the field. We are sorry for it.\n\nMaud Ferris, chair of the Parents' Association"
    assert found(text) == [("letter", "Maud Ferris", "You sold the field. We are sorry for it.")]


def test_who_is_told_of_before_labelled_questions_answers_them() -> None:
    text = (
        "Maud Ferris shuts her shop\n\nMaud Ferris met us at the pier of Owen Vane. Questions and answers have been edited.\n\n"
        "Q: Why?\n\nA: I am tired of it all.\n\nQ: And now?\n\nA: I shall sleep."
    )
    assert {name for _, name, _ in found(text)} == {"Maud Ferris"}


def test_a_pronoun_whom_the_outlet_interviewed_is_the_one_named_before_it() -> None:
    text = (
        "Maud Ferris keeps the light. The Bulletin interviewed her.\n\nWhy do you sail?\n\nMy aunt did.\n\nWhat do you fear?\n\n"
        "Fog, of course.\n\nAnd what else?\n\nNothing."
    )
    assert [name for _, name, _ in found(text)] == [None, "Maud Ferris"] * 3


def test_news_full_of_questions_and_quotations_is_no_conversation() -> None:
    text = (
        "“I am glad, Maud,” Owen Vane said. “Are you?”\n\n“I am not,” said Maud Ferris. Does she mean it?\n\n"
        "“You know I do, Owen,” she said. “Why should I not?”\n\nDo you agree? Write to us.\n\n“I shall, Maud,” he said."
    )
    assert found(text) == []
