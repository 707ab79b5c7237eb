import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.names.people import people
from sayso.reading.names.story_entities import entities_of
from sayso.reading.speakers.resolve import resolve
from sayso.story import Dateline, Person, Span, Story
from tests.reading.speaking import stated
from tests.seconds import seconds


def found(text: str, *sources: str, **fields: Span | Dateline | None) -> tuple[Person, ...]:
    """The people whom a story names; ``sources`` are those of its statements, in the order of the text."""
    story = Story("a", text, **fields)  # type: ignore[arg-type]
    entities = entities_of(story)
    _, speakers, _ = resolve(story, stated(text, sources), entities, ())
    return people(entities, speakers)


def named(text: str, **fields: Span | Dateline | None) -> list[str]:
    return [person.name for person in found(text, **fields)]


def test_a_person_is_told_by_the_fullest_name_and_all_its_places() -> None:
    text = "Bray left. Later Owen Bray came back, and Bray sat down."
    (person,) = found(text)
    assert person.name == "Owen Bray"
    assert [text[slice(*span)] for span in person.mentions] == ["Bray", "Owen Bray", "Bray"]


def test_people_come_in_the_order_of_their_first_mentions() -> None:
    assert named("Bray met Ruth Vane. Then Owen Bray left.") == ["Owen Bray", "Ruth Vane"]


def test_a_person_who_speaks_is_told_from_one_whom_the_story_only_names() -> None:
    bray, vane = found("Owen Bray said no. He had met Ruth Vane.", "Owen Bray")
    assert (bray.speaker, vane.speaker) == (0, None)


@pytest.mark.parametrize(
    "text",
    [
        "They met Zorba Quillon, 42, at noon.",
        "They met Zorba Quillon, who left.",
        "They met Zorba Quillon, a drummer from the north.",
        "They met the drummer Zorba Quillon.",
        "They met Mr Zorba Quillon.",
        "They met Zorba T. Quillon.",
        "They met Zorba Quillon. Then Quillon left.",
    ],
)
def test_a_name_that_no_list_holds_is_a_persons_by_what_stands_around_it(text: str) -> None:
    assert len(named(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "They met Zorba Quillon.",
        "They went to Gorse Lane, which is long.",
        "They drove down Victoria Road and Albert Street.",
        "They played in Ruth Bray Park, near Alice Springs.",
        "Dalmoor Lines said no. Dalmoor left.",
        "The operator Dalmoor Lines said no.",
        "It is the Owen Bray, a ship from the north.",
        "It was in May. Since August Bray has stood empty.",
        "They sang for Merrill Lynch and Morgan Stanley.",
        "Oslo-based Zorba Quillon, who left, came back.",
        "Executive Order. The Republican Party left.",
        "Virginia voted, and so did Orlando.",
        "The Grace Committee met the Diana Award.",
        "Indian Americans, who left, came back.",
        "New Haven, 42, lost.",
    ],
)
def test_what_may_be_no_persons_name_is_left_out(text: str) -> None:
    assert named(text) == []


def test_a_line_of_capitals_names_nobody_by_itself() -> None:
    headline = "Owen Bray Blasts Council For Closing Harbour Pier Early.\n\n"
    assert named(headline + "The pier stays shut.") == []
    assert named(headline + "It was Owen Bray who was cross.") == ["Owen Bray"]


def test_a_signature_of_capitals_names_its_writer() -> None:
    assert named("Yours,\n\nOwen Bray, Chair Of The Harbour Friends Association") == ["Owen Bray"]


def test_a_single_name_is_a_persons_behind_a_title_or_a_word_for_kin() -> None:
    assert named("They met Judge Bray and his sister Quilla. They met Ruth.") == ["Bray", "Quilla"]


def test_the_last_words_of_a_long_name_are_the_same_person() -> None:
    (person,) = found("It was Ruth Lund Bray. Lund Bray, who left, came back.")
    assert (person.name, len(person.mentions)) == ("Ruth Lund Bray", 2)


def test_two_of_one_surname_stay_two() -> None:
    assert named("It was Owen Bray and Ruth Bray.") == ["Owen Bray", "Ruth Bray"]


def test_what_an_article_makes_a_thing_is_no_place_of_a_persons_name() -> None:
    text = "It was Tom West. They rode into the West. The West campaign lost."
    assert [span.start for span in found(text)[0].mentions] == [7, text.index("West campaign")]


def test_that_before_a_name_is_no_article() -> None:
    assert named("They said that Owen Bray left.") == ["Owen Bray"]


def test_bylines_and_datelines_name_nobody() -> None:
    text = "By Ruth Vane\n\nPORT ELLERY (NWA) — It was Owen Bray."
    line = Span(text.index("PORT"), text.index(" —"))
    assert named(text, body=Span(line.start, len(text)), dateline=Dateline(line)) == ["Owen Bray"]


def test_an_organisation_that_the_story_calls_so_is_no_person() -> None:
    text = "The operator, Ash Marine, said no. Ash Marine left."
    assert [person.name for person in found(text, "The operator, Ash Marine")] == []


@given(
    st.lists(
        st.sampled_from(
            [
                "Owen Bray",
                "Bray",
                "Owen",
                "Ruth Lund Bray",
                "Lund Bray",
                "Mr Bray",
                "the",
                "The",
                "said",
                "in",
                "May",
                "of",
                ",",
                ".",
                "\n",
            ]
        ),
        max_size=30,
    )
)
def test_people_are_named_where_they_stand_and_nobody_twice(words: list[str]) -> None:
    text = " ".join(words)
    persons = found(text)
    spans = [span for person in persons for span in person.mentions]
    assert len(set(spans)) == len(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(person.mentions == tuple(sorted(person.mentions)) and person.mentions for person in persons)
    assert [person.mentions[0] for person in persons] == sorted(person.mentions[0] for person in persons)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["Owen Bray met Lund Bray, who left. " * 3_000, " ".join(f"Owen Bray{chr(97 + i % 26)}{i} said." for i in range(9_000))]
)
def test_time_is_linear_in_the_length_of_the_text(text: str) -> None:
    def spent(part: str) -> float:
        entities = entities_of(Story("a", part))
        return seconds(lambda: people(entities, ()))

    assert spent(text) < 16 * spent(text[: len(text) // 4]) + 0.2
