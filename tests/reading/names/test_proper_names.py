import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.names.proper_names import Name, names
from sayso.story import SpeakerKind
from tests.seconds import seconds


def found(text: str) -> list[str]:
    return [name.text for name in names(text)]


def only(text: str) -> Name:
    (name,) = names(text)
    return name


def test_a_name_is_a_run_of_words_with_capitals() -> None:
    assert found("Yesterday Ruth Bray met Owen Vane at the pier.") == ["Ruth Bray", "Owen Vane"]


def test_an_adjective_that_opens_a_sentence_before_people_without_a_name_is_none() -> None:
    assert found("Diplomatic sources said no.") == []
    assert found("Skerrin sources said no.") == ["Skerrin"]


def test_a_word_of_talk_that_opens_a_sentence_is_none() -> None:
    assert found("Yeah, there it is. Anyway, we left.") == []


def test_a_surname_that_opens_a_sentence_is_one_though_the_text_has_the_word_in_small_letters_too() -> None:
    assert found("Ruth Price sails. Price said that the price was high.") == ["Ruth Price", "Price"]
    assert found("Price said it. The price was high.") == []


def test_what_asks_is_no_first_name() -> None:
    assert found("Will Bray sail again? Will Bray said no.") == ["Bray", "Will Bray"]


def test_a_title_is_no_part_of_the_name_that_it_leads_to() -> None:
    text = "Then Foreign Minister Ada Lund spoke."
    name = only(text)
    assert name.title
    assert (name.text, text[slice(*name.title)], name.kind) == ("Ada Lund", "Foreign Minister", "person")


def test_a_role_behind_a_given_name_or_a_form_of_address_is_a_surname() -> None:
    text = "Then Ruth Baker met Owen J. King, and Ms. Bishop met Mr Cook. Baker left, said King."
    assert found(text) == ["Ruth Baker", "Owen J. King", "Bishop", "Cook", "Baker", "King"]


def test_a_word_for_an_office_is_no_surname() -> None:
    assert found("Thank you, Mr. Speaker. Will Governor Moe come? Ruth Bray met the King, said Mr. President.") == [
        "Will",
        "Moe",
        "Ruth Bray",
    ]


@pytest.mark.parametrize(
    "name", ["International Monetary Fund", "Republican Party", "Republican National Committee", "Boxer Relief Prize"]
)
def test_a_role_that_opens_the_name_of_what_is_no_person_is_part_of_it(name: str) -> None:
    assert [(each.text, each.title) for each in names(f"They met the {name}.")] == [(name, None)]


def test_a_role_in_full_keeps_no_full_stop() -> None:
    assert found("They met the King. Then Ruth Bray left.") == ["Ruth Bray"]


def test_a_title_before_a_noun_of_organisations_is_none() -> None:
    assert found("The General Assembly met the Justice Department and General Bray.") == [
        "General Assembly",
        "Justice Department",
        "Bray",
    ]


def test_titles_may_follow_one_another() -> None:
    text = "The Rt Rev Dr Owen Vane spoke."
    name = only(text)
    assert name.title
    assert (name.text, text[slice(*name.title)]) == ("Owen Vane", "Rt Rev Dr")


def test_a_title_that_opens_a_sentence_is_one_though_the_text_has_it_in_small_letters_too() -> None:
    text = "Prime Minister Owen Vane left. The prime minister was tired."
    name = only(text)
    assert name.title
    assert text[slice(*name.title)] == "Prime Minister"


def test_a_title_tells_gender() -> None:
    assert [name.gender for name in names("Later Mr Bray, Mrs Bray and Dr. Bray left.")] == ["m", "f", None]


def test_a_first_name_tells_a_person_and_gender() -> None:
    name = only("It was Ruth Bray.")
    assert (name.kind, name.gender) == ("person", "f")


def test_initials_tell_a_person() -> None:
    assert [(name.text, name.kind) for name in names("It was J. K. Bray or J.K. Bray.")] == [
        ("J. K. Bray", "person"),
        ("J.K. Bray", "person"),
    ]


def test_a_country_in_dotted_letters_is_no_initial() -> None:
    assert only("They play the U.S. Open.").kind != "person"


def test_small_words_may_stand_inside_a_name() -> None:
    assert found("Then Ursula von der Ahe and the Bank of Skerrin paid.") == ["Ursula von der Ahe", "Bank of Skerrin"]


def test_and_joins_the_name_of_an_organisation_but_not_two_people() -> None:
    assert found("Then the Ministry of Trade and Labour wrote.") == ["Ministry of Trade and Labour"]
    assert found("Then Bray and Vane wrote.") == ["Bray", "Vane"]


def test_an_ampersand_joins_a_firm() -> None:
    name = only("They bought Bray & Sons last year.")
    assert (name.text, name.kind) == ("Bray & Sons", "organisation")


def test_a_possessive_is_no_part_of_a_name() -> None:
    assert found("They saw Ruth Bray's boat and Vane’s dog.") == ["Ruth Bray", "Vane"]


def test_an_apostrophe_inside_a_name_stays() -> None:
    assert found("They saw Ann O’Hara and Luc D'Arcy.") == ["Ann O’Hara", "Luc D'Arcy"]


def test_a_first_name_in_brackets_belongs_to_the_name() -> None:
    text = "It was said by [Antony] Blunt."
    name = only(text)
    assert (name.text, text[slice(*name.span)]) == ("Antony Blunt", "[Antony] Blunt")


def test_a_surname_in_brackets_belongs_to_the_name() -> None:
    text = "It was said by Antony [Blunt]."
    assert text[slice(*only(text).span)] == "Antony [Blunt]"


def test_a_sentence_may_open_with_a_word_that_is_no_name() -> None:
    assert found("However, it sank. Officials wept. Ferries sank. All ferries sank.") == []


def test_a_short_form_that_opens_a_sentence_is_a_name() -> None:
    assert found("NATO said no. BBC reporters said so.") == ["NATO", "BBC"]
    assert found("US troops left, and told us. US ships stayed.") == ["US", "US"]


def test_former_is_no_name() -> None:
    assert found("Former President Owen Vane spoke.") == ["Owen Vane"]


def test_days_and_months_are_no_names_but_people_may_be_called_like_months() -> None:
    assert found("It sank on Monday, the 4th of December.") == []
    assert found("It sank on May 4, when Theresa May slept.") == ["Theresa May"]


def test_i_is_no_name() -> None:
    assert found("Today I'm sure that I’ve seen it, I think.") == []


@pytest.mark.parametrize(
    ("words", "kind", "government"),
    [
        ("Moscow", "government", "Russia"),
        ("the Kremlin", "government", "Russia"),
        ("the White House", "government", "United States"),
        ("Norway", "government", "Norway"),
        ("NATO", "organisation", "NATO"),
        ("the UN", "organisation", "United Nations"),
    ],
)
def test_a_capital_stands_for_its_government_and_a_body_is_an_organisation(words: str, kind: SpeakerKind, government: str) -> None:
    name = only(f"It was {words} that objected.")
    assert (name.kind, name.government) == (kind, government)


def test_an_adjective_of_nation_is_no_name() -> None:
    assert found("It was a Norwegian ferry with Swedes aboard.") == []


def test_a_noun_of_organisations_tells_one() -> None:
    assert {name.kind for name in names("The Skerrin Ferry Company and the University of Skerrin quarrelled.")} == {"organisation"}


def test_a_passage_is_read_by_its_offsets_in_the_text() -> None:
    text = "Ruth Bray met Owen Vane and Ada Lund."
    assert [text[slice(*name.span)] for name in names(text, 10, 23)] == ["Owen Vane"]


@given(st.text(alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from("AbB. &-'’[]()“”\nofM"))))
def test_any_text_has_names_that_stand_in_it_in_order_and_apart(text: str) -> None:
    end = 0
    for name in names(text):
        assert name.words
        if name.title:
            assert end <= name.title.start < name.title.end <= name.span.start
        assert end <= name.span.start < name.span.end <= len(text)
        assert text[slice(*name.span)].lstrip("[").startswith(name.words[0])
        end = name.span.end


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", ["Ruth Bray said. ", "Bank of Skerrin of ", "A ", "Prime Minister ", "Ab & ", "[Ab] ", "of ", "A."]
)
def test_time_is_linear_in_the_length_of_the_text(words: str) -> None:
    def spent(count: int) -> float:
        return seconds(lambda: names(words * count))

    assert spent(20_000) < 30 * spent(2_000) + 0.1


def test_letters_behind_a_name_make_it_an_organisation_unless_people_bear_them() -> None:
    assert [only(f"It was {words}.").kind for words in ("Skarvik IK", "Brannock PLC", "Vidkun Hult MP")] == [
        "organisation",
        "organisation",
        None,
    ]
