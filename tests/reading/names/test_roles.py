import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.names.entities import Entities, Entity
from sayso.reading.names.proper_names import names
from sayso.reading.names.roles import describe
from sayso.story import Span
from tests.reading.speaking import told, who
from tests.seconds import seconds


def first(text: str) -> Entity:
    """The one who is named first."""
    return describe(Entities(text, names(text))).mentions[0][1]


def words(text: str, span: Span | None) -> str | None:
    return None if span is None else text[slice(*span)]


def role(text: str) -> str | None:
    return words(text, first(text).role)


@pytest.mark.parametrize(
    "text",
    [
        "It was Mayor Ruth Bray.",
        "It was the mayor Ruth Bray.",
        "It was the mayor, Ruth Bray.",
        "It was Ruth Bray, the mayor.",
        "It was Ruth Bray, who is the mayor.",
        "It was Ruth Bray, then the mayor, who left.",
        "It was Ruth Bray. Later, Ruth Bray was the mayor.",
    ],
)
def test_a_role_stands_before_or_behind_the_name(text: str) -> None:
    found = role(text)
    assert found
    assert found.lower() == "mayor"


def test_a_form_of_address_is_no_role() -> None:
    assert role("It was Mr Bray.") is None


def test_a_title_that_is_cut_short_is_the_role_in_full() -> None:
    entity = first("It was Gov. Ruth Bray.")
    assert entity.nouns == {"governor"}
    assert "politician" in entity.sets


def test_the_longer_role_is_shown() -> None:
    assert role("It was Minister Ruth Bray. It was Ruth Bray, the foreign minister.") == "foreign minister"


def test_a_role_beyond_a_verb_or_a_sentence_is_somebody_elses() -> None:
    assert role("The mayor said that Ruth Bray left.") is None
    assert role("It was the mayor. Ruth Bray left.") is None


def test_a_role_before_a_place_that_leads_to_anothers_title_is_not_the_places() -> None:
    text = "It was her running mate, Skerrin Gov. Ruth Bray."
    entities = describe(Entities(text, names(text)))
    assert [entity.full for _, entity in entities.mentions if entity.nouns] == ["Ruth Bray"]


def test_a_role_tells_gender() -> None:
    assert first("It was the spokeswoman, A. Bray.").gender == "f"


def test_a_capital_letter_with_a_role_is_a_person() -> None:
    assert first("It was Quux, the captain.").kind == "person"


def test_an_organisation_keeps_being_one_beside_a_role() -> None:
    assert first("The Skerrin Ferry Union president left.").kind == "organisation"


@pytest.mark.parametrize(
    ("text", "affiliation"),
    [
        ("Skerrin Foods director Ruth Bray left.", "Skerrin Foods"),
        ("It was Ruth Bray, director of Skerrin Foods.", "Skerrin Foods"),
        ("It was Ruth Bray, the director of the Skerrin Bank, who left.", "Skerrin Bank"),
        ("The Norwegian minister Ruth Bray left.", "Norwegian"),
        ("Norway's minister Ruth Bray left.", "Norway"),
    ],
)
def test_an_affiliation_stands_beside_the_role(text: str, affiliation: str) -> None:
    entities = describe(Entities(text, names(text)))
    bray = next(entity for _, entity in entities.mentions if entity.full == "Ruth Bray")
    assert words(text, bray.affiliation) == affiliation


def test_a_member_of_a_parliament_is_a_legislator() -> None:
    text = "It was member of the Skerrin Senate (upper house) Ruth Bray."
    entities = describe(Entities(text, names(text)))
    bray = next(entity for _, entity in entities.mentions if entity.full == "Ruth Bray")
    assert "legislator" in bray.own
    assert words(text, bray.affiliation) == "Skerrin Senate"


@pytest.mark.parametrize(
    "label",
    ["(designated as a foreign agent in Oland)", "(also listed as a terrorist by Oland)", "recognised as undesirable in Oland"],
)
def test_what_an_outlet_hangs_on_a_name_is_a_label(label: str) -> None:
    comma = "" if label.startswith("(") else ","
    text = f"It was Ruth Bray{comma} {label}{comma} who left."
    assert [words(text, span) for span in first(text).labels] == [label]


def test_a_label_is_no_role() -> None:
    assert role("It was Ruth Bray, listed as a terrorist by Oland, who left.") is None


def test_other_words_in_brackets_are_no_label() -> None:
    assert first("It was Ruth Bray (who designated a minister).").labels == []


def test_a_government_has_no_role() -> None:
    assert first("It was Norway, the mediator.").role is None


PIECES = st.sampled_from(
    [
        "Ruth Bray",
        "Mayor",
        "the mayor",
        ", ",
        " ",
        "Skerrin Foods",
        "(listed as bad)",
        ", listed as bad,",
        "of",
        "is a",
        ".",
        "member of",
    ]
)


@given(st.one_of(st.lists(PIECES, max_size=15).map(" ".join), st.text(alphabet=st.characters(codec="utf-8"))))
def test_roles_affiliations_and_labels_stand_in_the_text(text: str) -> None:
    for entity in describe(Entities(text, names(text))).all:
        for span in (*entity.labels, *filter(None, (entity.role, entity.affiliation))):
            assert 0 <= span.start < span.end <= len(text)
        assert entity.own <= entity.sets


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["It was Quux, the captain. ", "the mayor Ruth Bray, ", "Ruth Bray, " + " " * 50, "Ruth (listed as "]
)
def test_time_is_linear_in_the_length_of_the_text(piece: str) -> None:
    def spent(count: int) -> float:
        entities = Entities(piece * count, names(piece * count))
        return seconds(lambda: describe(entities))

    assert spent(2_000) < 30 * spent(200) + 0.1


def test_who_speaks_behind_a_comma_is_no_role_of_whom_the_sentence_is_about() -> None:
    assert role("It was Ruth Bray, her daughter said.") is None
    assert role("It was Ruth Bray, her daughter, who said no.") == "daughter"
    assert role("It was Ruth Bray, has accused the board.") is None


def test_the_mayor_of_a_place_is_named_behind_a_comma_too() -> None:
    text = "The mayor of Vathi, Despina Kourou, has accused the board."
    entities = describe(Entities(text, names(text)))
    kourou = entities.mentions[-1][1]
    assert (words(text, kourou.role), words(text, kourou.affiliation)) == ("mayor", "Vathi")
    assert "suspect" not in kourou.sets


def test_several_people_before_a_comma_are_no_role_of_one() -> None:
    text = "In a message to residents, Ruth Bray said no."
    assert words(text, describe(Entities(text, names(text))).mentions[-1][1].role) is None


def test_an_operator_in_apposition_is_an_organisation() -> None:
    assert first("It was Hebrim Ferries, the operator, that said no.").kind == "organisation"
    assert first("It was Ruth Bray, the operator, who said no.").kind == "person"


def test_a_clause_behind_a_name_is_no_role() -> None:
    assert role("It was Ruth Bray, in which the mayor came.") is None


@pytest.mark.parametrize(
    "text",
    [
        "The housing charity Warm Threshold warned tenants. The charity said no.",
        "Warm Threshold, the housing charity that runs it, warned tenants. The charity said no.",
    ],
)
def test_what_has_a_noun_for_a_body_beside_its_name_is_one_and_is_called_so(text: str) -> None:
    (speaker,) = told(text, "The charity")
    assert speaker
    assert (speaker.name, speaker.kind) == ("Warm Threshold", "organisation")


def test_a_body_that_is_told_something_is_not_the_one_named_behind_it() -> None:
    (speaker,) = told("She told the agency Vidkun Hult had left. Vidkun Hult said no.", "Vidkun Hult")
    assert speaker
    assert speaker.kind == "person"


def test_what_has_an_article_before_its_name_is_no_person() -> None:
    (speaker,) = told("She told The Northern Courant no. Northern Courant said so.", "Northern Courant")
    assert speaker
    assert speaker.kind == "organisation"


def test_a_role_farther_on_in_the_sentence_is_not_that_of_the_one_before_the_comma() -> None:
    text = "She told Northern Hult, raising questions over why the transport secretary had left. The transport secretary said no."
    assert who(text, "The transport secretary") == [None]


def test_a_role_may_say_of_what_it_is() -> None:
    assert role("It was Director of sport Hege Hult.") == "Director"
    assert role("It was the head of crew safety Hege Hult.") == "head"
    assert role("It was the captain of the Hege Hult.") is None
