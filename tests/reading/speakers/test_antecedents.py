import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.names.entities import Entities, Entity
from sayso.reading.names.proper_names import names
from sayso.reading.names.roles import describe
from sayso.reading.speakers.antecedents import HORIZON, PERSON, Antecedents
from sayso.story import Span, SpeakerKind
from tests.reading.speaking import FILLER, place, who
from tests.seconds import seconds

BODY: tuple[SpeakerKind, ...] = ("organisation", "government")


def antecedents(text: str) -> Antecedents:
    return Antecedents(text, describe(Entities(text, names(text))))


def entity(told: Antecedents, name: str) -> Entity:
    return next(entity for entity in told.entities.all if entity.full == name)


def meant(told: Antecedents, kinds: tuple[SpeakerKind, ...] = PERSON, gender: str | None = None) -> str | None:
    """Whom a pronoun at the end of the text means."""
    found = told.antecedent(Span(len(told.text), len(told.text)), kinds, gender)
    return found.entity.full if found and found.entity else None


def holder(text: str, role: str, *, headline: bool = False) -> str | None:
    found = antecedents(text).by_role(place(text, role), headline=headline)
    return found.full if found else None


def test_a_pronoun_means_the_one_named_last_where_nothing_else_tells() -> None:
    assert meant(antecedents("They saw Ruth Bray. They saw Ada Lund. ")) == "Ada Lund"


def test_a_pronoun_means_rather_the_one_named_more_often() -> None:
    assert meant(antecedents("They saw Ruth Bray. They knew that Ruth Bray had met Ada Lund, whom Bray liked. ")) == "Ruth Bray"


def test_a_pronoun_means_rather_the_one_who_opened_the_sentence() -> None:
    assert meant(antecedents("Ruth Bray left on the ferry that belongs to Ada Lund. ")) == "Ruth Bray"


def test_a_pronoun_that_opens_a_sentence_keeps_its_subject_in_mind() -> None:
    text = "Ruth Bray came. {} Was it the boat that A. Lund had? "
    assert meant(antecedents(text.format("She saw the pier. She left. She sat.")), gender="f") == "Ruth Bray"
    assert meant(antecedents(text.format("It was late. It rained. It blew.")), gender="f") == "A. Lund"


def test_a_word_that_only_opens_sentences_is_nothing_that_it_means_until_it_speaks() -> None:
    told = antecedents("The rain fell. Probably the pier leaks. Ambiguity helps. ")
    assert meant(told, BODY) is None
    told.tell(place(told.text, "Ambiguity"), entity(told, "Ambiguity"))
    assert meant(told, BODY) == "Ambiguity"


def test_one_word_of_which_nothing_tells_what_it_names_is_a_person_where_there_is_nobody_else() -> None:
    text = "They say that Skellig left. They saw {}Skellig come. {}"
    assert meant(antecedents(text.format("", "")), gender="m") == "Skellig"
    assert meant(antecedents(text.format("in ", "")), gender="m") is None
    assert meant(antecedents(text.format("", "They saw Owen Vane. ")), gender="m") == "Owen Vane"


def test_in_talk_a_person_is_sought_beyond_a_dozen_sentences() -> None:
    assert meant(antecedents("They saw Owen Vane. " + "Yes. " * 2 * HORIZON), gender="m") == "Owen Vane"
    assert meant(antecedents("They saw Owen Vane. " + FILLER * 2 * HORIZON + FILLER * 50), gender="m") is None


def test_who_only_owns_counts_less_than_who_is_told_of() -> None:
    assert meant(antecedents("Owen Vane's brother, Carl Moe, knew that. When ")) == "Carl Moe"


def test_a_role_counts_as_a_mention_of_its_holder_but_not_beside_a_name() -> None:
    text = "The pier is the work of Mayor Ruth Bray. They saw Ada Lund. It was the paper that {} held. "
    assert meant(antecedents(text.format("the mayor"))) == "Ruth Bray"
    assert meant(antecedents(text.format("a mayor"))) == "Ada Lund"
    assert meant(antecedents("It was Mayor Ruth Bray. They saw Ada Lund, the mayor of Quux. ")) == "Ada Lund"


def test_a_pronoun_means_rather_the_one_who_spoke() -> None:
    told = antecedents("In the harbour, they say, stood Ruth Bray with Ada Lund. ")
    told.tell(place(told.text, "Ruth Bray"), entity(told, "Ruth Bray"))
    assert meant(told) == "Ruth Bray"


def test_those_who_spoke_are_weighed_in_whatever_order_they_were_told() -> None:
    text = "In the harbour stood Ruth Bray. Later, and in the rain, came Ada Lund. "
    told = antecedents(text)
    for name in ("Ada Lund", "Ruth Bray"):
        told.tell(place(text, name), entity(told, name))
    assert meant(told) == "Ada Lund"


def test_gender_bars_the_other_and_is_learned() -> None:
    told = antecedents("It was A. Bray and Mr Vane. ")
    assert meant(told, gender="f") == "A. Bray"
    assert entity(told, "A. Bray").gender == "f"


def test_a_body_is_meant_by_another_pronoun_than_a_person() -> None:
    told = antecedents("The Skerrin Ferry Union wrote to Ruth Bray. ")
    assert (meant(told), meant(told, BODY)) == ("Ruth Bray", "Skerrin Ferry Union")


def test_who_is_barred_is_not_meant() -> None:
    told = antecedents("They saw Ruth Bray. They saw Ada Lund. ")
    end = Span(len(told.text), len(told.text))
    found = told.antecedent(end, PERSON, barred={id(entity(told, "Ada Lund"))})
    assert found
    assert found.entity is entity(told, "Ruth Bray")


def test_one_who_is_named_later_or_long_ago_is_not_meant() -> None:
    text = "They came. It was Ruth Bray."
    assert antecedents(text).antecedent(Span(10, 10), PERSON) is None
    assert meant(antecedents("It was Ruth Bray. " + FILLER * (HORIZON - 2))) == "Ruth Bray"
    assert meant(antecedents("It was Ruth Bray. " + FILLER * (HORIZON + 2))) is None


def test_a_reason_says_where_the_one_meant_is_named() -> None:
    told = antecedents("They saw Ruth Bray. ")
    found = told.antecedent(Span(20, 20), PERSON)
    assert found
    assert [told.text[slice(*span)] for span in found.spans] == ["Ruth Bray"]


def test_a_role_means_the_one_who_holds_it() -> None:
    assert holder("It was Mayor Ruth Bray and the lawyer Ada Lund. The mayor left.", "The mayor") == "Ruth Bray"


def test_another_word_for_a_role_means_its_holder() -> None:
    assert holder("It was Senator Ruth Bray and the lawyer Ada Lund. The lawmaker left.", "The lawmaker") == "Ruth Bray"
    assert holder("It was Foreign Minister Ruth Bray. The minister left.", "The minister") == "Ruth Bray"


def test_a_wide_set_alone_does_not_make_a_holder() -> None:
    assert holder("It was Senator Ruth Bray. The mayor left.", "The mayor") is None


def test_the_same_noun_is_better_than_another_word() -> None:
    assert holder("It was Senator Ruth Bray and Deputy Ada Lund. The senator left.", "The senator") == "Ruth Bray"


def test_of_two_holders_the_nearest_before_is_meant() -> None:
    text = "It was the lawyer Ruth Bray. It was the lawyer Ada Lund. The lawyer left."
    assert holder(text, "The lawyer") == "Ada Lund"


def test_a_holder_named_only_later_is_meant_in_a_headline_and_where_nobody_else_is() -> None:
    text = "Mayor says no\n\nIt was Ruth Bray, the mayor."
    assert holder(text, "Mayor", headline=True) == "Ruth Bray"
    assert holder("The mayor left. It was Mayor Ruth Bray.", "The mayor") == "Ruth Bray"


def test_a_role_of_women_means_no_man() -> None:
    assert holder("It was the spokesperson Owen Vane. The spokeswoman left.", "The spokeswoman") is None


def test_a_sentence_is_told_by_its_number_and_where_it_begins() -> None:
    told = antecedents("It sank. It did. “Why?” It did.")
    assert [told.sentence(at) for at in (0, 8, 9, 24)] == [(0, 0), (0, 0), (9, 1), (24, 3)]


@given(
    st.lists(st.sampled_from(["Ruth Bray", "Mayor", "the mayor", "Mr Vane", "NATO", ".", "\n", "left", "Bray"]), max_size=20).map(
        " ".join
    ),
    st.integers(0, 200),
    st.sampled_from(["m", "f", "-", None]),
)
def test_whom_a_pronoun_means_is_named_before_it(text: str, at: int, gender: str | None) -> None:
    told = antecedents(text)
    at = min(at, len(text))
    found = told.antecedent(Span(at, at), PERSON, gender)
    if found:
        assert found.entity in told.entities.all
        assert found.entity.names[0].span.end <= at
    assert told.by_role(Span(at, len(text)), headline=False) in [None, *told.entities.all]


@pytest.mark.slow
def test_time_is_linear_in_the_length_of_the_text_though_it_has_no_sentences() -> None:
    def spent(count: int) -> float:
        told = antecedents("the lawyer Ruth Bray and the lawyer Ada Lund " * count)

        def work() -> None:
            for name, one in told.entities.mentions:
                told.tell(name.span, one)
                told.antecedent(name.span, PERSON, "f")
                told.by_role(Span(name.span.start - 7, name.span.start - 1), headline=False)

        return seconds(work)

    # The first hundreds of names have fewer before them to look at.
    assert spent(2_000) < 30 * spent(200) + 0.1


def test_the_company_is_no_place_in_which_something_was() -> None:
    assert meant(antecedents("Norrbanken was told so in Talvik. "), ("organisation",)) == "Norrbanken"
    assert meant(antecedents("Norrbanken was told so. Talvik said no. "), ("organisation",)) == "Talvik"


def test_a_company_is_no_place_of_which_all_that_is_told_is_what_is_in_it() -> None:
    assert who("A father in Swansea wept. The company said no.", "The company") == ["company"]
