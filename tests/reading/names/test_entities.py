import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.names.entities import Entities
from sayso.reading.names.proper_names import names
from tests.seconds import seconds


def entities_of(text: str) -> Entities:
    return Entities(text, names(text))


def named(text: str) -> list[tuple[str | None, int]]:
    """The entities in order of their first full name, with how often each is named."""
    return [(entity.full, len(entity.names)) for entity in entities_of(text).all]


def mentioned(text: str) -> list[str | None]:
    return [entity.full for _, entity in entities_of(text).mentions]


def test_a_surname_is_the_one_who_was_named_in_full() -> None:
    assert named("It was Ruth Bray. Then Bray left.") == [("Ruth Bray", 2)]


def test_a_full_name_explains_a_surname_before_it() -> None:
    assert named("It was Bray who left. They found Ruth Bray.") == [("Ruth Bray", 2)]


def test_a_first_name_alone_is_the_one_who_bears_it() -> None:
    assert named("It was Ruth Bray. Then Ruth left.") == [("Ruth Bray", 2)]


def test_a_surname_that_two_bear_is_the_one_last_named_by_it() -> None:
    text = "It was Ruth Bray and Owen Bray. Then Bray left. It was Ruth Bray again. Then Bray left."
    assert mentioned(text) == ["Ruth Bray", "Owen Bray", "Owen Bray", "Ruth Bray", "Ruth Bray"]


def test_a_surname_stays_with_the_one_whom_the_story_is_about_though_another_was_named_last() -> None:
    text = "It was Ruth Bray. Bray left. Then Bray rang. Her husband, Owen Bray, stayed. Bray came back."
    assert mentioned(text) == ["Ruth Bray", "Ruth Bray", "Ruth Bray", "Owen Bray", "Ruth Bray"]


def test_letters_may_leave_out_the_country_and_the_last_word_of_a_body() -> None:
    text = "The U.S. Centers for Seaweed Control and Prevention knew. The CSC said so."
    assert set(mentioned(text)) == {"U.S. Centers for Seaweed Control and Prevention"}


def test_mr_and_mrs_of_one_surname_are_two() -> None:
    assert named("It was Mr Bray and Mrs Bray. Then Mr Bray left.") == [("Bray", 2), ("Bray", 1)]


def test_mr_and_ms_tell_which_of_two_is_meant() -> None:
    assert mentioned("It was Ruth Bray and Owen Bray. Then Mr Bray left, and Ms Bray, too.")[2:] == ["Owen Bray", "Ruth Bray"]


def test_what_only_looks_like_a_person_explains_no_surname_and_is_no_person() -> None:
    entities = entities_of("It was on Winter Road. The Oslo Post Bray read it. Ruth Bray came. Bray left.")
    assert [entity.full for entity in entities.all if entity.kind == "person"] == ["Ruth Bray"]
    assert entities.mentions[-1][1].full == "Ruth Bray"


def test_a_word_in_capitals_before_a_whole_name_is_against_nobody() -> None:
    assert [entity.kind for entity in entities_of("SKIPPER Ruth Bray left. LANDLORD Owen Vane came.").all] == ["person", "person"]


def test_a_short_first_name_or_an_initial_is_the_same_person() -> None:
    assert named("It was Samuel Bray. Then Sam Bray left, and S. Bray, too.") == [("Samuel Bray", 3)]


def test_a_first_name_and_what_it_is_called_for_short_are_the_same_person() -> None:
    assert named("It was Robert J. Bray. Then Bob Bray left.") == [("Robert J. Bray", 2)]


def test_a_surname_that_is_also_a_first_name_of_the_other_gender_is_its_bearer() -> None:
    assert named("It was Ruth Warren. Then Warren left.") == [("Ruth Warren", 2)]
    assert len(entities_of("It was Ruth Warren. Then Mr Warren left.").all) == 2


def test_a_title_before_a_surname_means_none_who_is_told_from_its_bearer_by_a_suffix() -> None:
    assert mentioned("It was Owen Vane Jr. who left. Then President Vane came.") == ["Owen Vane Jr", "Vane"]
    assert mentioned("It was Gov. Owen Vane Jr. who left. Then Gov. Vane came.") == ["Owen Vane Jr", "Owen Vane Jr"]


def test_the_account_in_brackets_behind_a_name_is_its_bearers() -> None:
    assert named("It rains. — Ruth Bray (@RuthBray) May 3. @RuthBray left.") == [("Ruth Bray", 3)]


def test_the_letters_of_a_name_with_a_hyphen_are_its_bearer() -> None:
    assert named("It was Ada Olsen-Carr. Then AOC left.") == [("Ada Olsen-Carr", 2)]


def test_a_short_first_name_of_the_other_gender_is_not() -> None:
    assert len(entities_of("It was Samantha Bray. Then Mr Sam Bray left.").all) == 2


def test_another_first_name_is_another_person() -> None:
    assert len(entities_of("It was Ruth Bray and Ada Bray.").all) == 2


def test_words_behind_a_surname_are_no_surname() -> None:
    assert named("It was Owen Vane Jr. who left. Then Vane came back.") == [("Owen Vane Jr", 2)]


def test_the_order_of_a_name_may_change() -> None:
    assert named("It was Ruth Bray. The list has Bray Ruth.") == [("Ruth Bray", 2)]


def test_a_short_form_in_brackets_is_what_stands_before_it() -> None:
    assert named("It was the Skerrin Institute of Fish (SKIF). Then SKIF left.") == [("Skerrin Institute of Fish", 3)]


def test_the_first_letters_are_a_short_form() -> None:
    assert named("It was the Skerrin Ferry Union. Then SFU left.") == [("Skerrin Ferry Union", 2)]


def test_a_party_in_brackets_is_not_the_person_before_it() -> None:
    assert len(entities_of("It was Ruth Bray (SNP) who left.").all) == 2


def test_words_for_a_state_are_one_government() -> None:
    assert named("They asked Moscow. They asked the Kremlin. They asked Russia.") == [("Russia", 3)]


def test_a_person_may_be_called_like_a_capital() -> None:
    assert ("London Breed", 1) in named("It was London Breed, who left London.")


def test_the_fullest_name_is_the_one_shown() -> None:
    assert named("It was Bray. It was Ruth Bray. It was Ruth M. Bray.")[0][0] == "Ruth M. Bray"


def test_an_organisation_is_called_by_its_noun_the_nearest_before_else_the_next() -> None:
    text = "The Ministry of Trade wrote to the Ministry of Labour. It wrote back."
    entities = entities_of(text)
    assert [entity and entity.full for at in (0, 30, len(text)) if [entity := entities.called("ministry", at)]] == [
        "Ministry of Trade",
        "Ministry of Trade",
        "Ministry of Labour",
    ]
    assert entities.called("union", 5) is None


def test_persons_are_those_who_surely_are_or_look_so() -> None:
    text = "It was Ruth Bray and Orla Quux. The Velvet Harbour boats and the Ministry of Trade came."
    assert [text[slice(*span)] for span in entities_of(text).persons()] == ["Ruth Bray", "Orla Quux"]


WORDS = st.sampled_from(
    [
        "Ruth",
        "Bray",
        "Owen",
        "Sam",
        "Samuel",
        "S.",
        "Mr",
        "Mrs",
        "Moscow",
        "NATO",
        "(SFU)",
        "Skerrin Ferry Union",
        "said.",
        "and",
        "of",
    ]
)


@given(st.one_of(st.lists(WORDS, max_size=25).map(" ".join), st.text(alphabet=st.characters(codec="utf-8"))))
def test_every_name_is_of_one_member_and_in_its_place(text: str) -> None:
    found = names(text)
    entities = Entities(text, found)
    assert [name for name, _ in entities.mentions] == found
    for name, entity in entities.mentions:
        assert [other for other in entities.all if name in other.names] == [entity]
    for entity in entities.all:
        assert entity.full
        assert entity.names == sorted(entity.names, key=lambda name: name.span)


@pytest.mark.slow
def test_time_is_linear_in_the_number_of_names() -> None:
    def spent(count: int) -> float:
        lines = (f"It was Ab{i:05} Cd{i:05} of the Ef{i:05} Ministry. Then Mr Cd{i:05} met Bray." for i in range(count))
        text = "".join(lines).translate(str.maketrans("0123456789", "abcdefghij"))
        found = names(text)
        return seconds(lambda: Entities(text, found))

    assert spent(5_000) < 30 * spent(500) + 0.1


@pytest.mark.parametrize(
    "called",
    ['Wanda "Bee" Castellan', "Wanda 'Bee' Castellan", "Wanda “Bee” Castellan", "Wanda ‘Bee’ Castellan", "Wanda (Bee) Castellan"],
)
def test_what_stands_between_the_names_of_somebody_is_what_they_are_called(called: str) -> None:
    text = f"It was {called} who left. Castellan rang. Then Bee came back, and Bee Castellan stayed."
    assert named(text) == [("Wanda Castellan", 4)]
    (entity,) = entities_of(text).all
    assert entity.kind == "person"
    assert text[slice(*entity.names[0].span)] == called


def test_a_nickname_may_have_an_article_and_a_title_before_it_all() -> None:
    assert named("It was Sen. Owen “The Rock” Vane. Vane left.") == [("Owen Vane", 2)]


@pytest.mark.parametrize(
    "text", ["It was Moss (Reuters) Ships.", 'The film "Titanic" Cameron made sank.', "It was Ruth Bray (Oslo) and Owen Vane.",
             'She said "Yes" Bray was there.']
)  # fmt: skip
def test_what_stands_in_brackets_or_marks_elsewhere_makes_no_person(text: str) -> None:
    assert all(entity.full in ("Ruth Bray", "Owen Vane") for entity in entities_of(text).all if entity.kind == "person")
    assert not any(name.nickname for name, _ in entities_of(text).mentions)
