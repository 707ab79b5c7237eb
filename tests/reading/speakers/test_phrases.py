import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.names.entities import Entities
from sayso.reading.names.proper_names import names
from sayso.reading.names.roles import describe
from sayso.reading.speakers.antecedents import Antecedents, Referent
from sayso.reading.speakers.phrases import SourcePhrases
from sayso.story import Span
from tests.reading.speaking import place, told, who
from tests.seconds import seconds


def sources(text: str) -> SourcePhrases:
    entities = describe(Entities(text, names(text)))
    return SourcePhrases(text, entities, Antecedents(text, entities))


def found(text: str, phrase: str, *, headline: bool = False) -> Referent:
    return sources(text).phrase(place(text, phrase), headline=headline)


def kind(text: str, phrase: str) -> tuple[str, str | None]:
    entity = found(text, phrase).entity
    assert entity
    return entity.kind, entity.full


def test_a_person_named_in_the_phrase_is_the_source() -> None:
    assert who("Mayor Ruth Bray of Skerrin said no.", "Mayor Ruth Bray of Skerrin") == ["Ruth Bray"]


def test_one_who_only_owns_or_stands_behind_a_preposition_is_not() -> None:
    assert who("Ruth Bray's lawyer said no.", "Ruth Bray's lawyer") == [None]
    assert who("A friend of Ruth Bray said no.", "A friend of Ruth Bray") == [None]


def test_the_relative_is_the_source_not_whose_relative_it_is() -> None:
    assert who("Ruth Bray's sister, Ada Lund, said no.", "Ruth Bray's sister, Ada Lund") == ["Ada Lund"]


def test_a_name_in_apposition_right_behind_the_phrase_is_the_source() -> None:
    assert who("The mayor, Ruth Bray, said no.", "The mayor") == ["Ruth Bray"]


def test_a_name_right_behind_a_common_noun_is_in_apposition_to_all_before_it() -> None:
    assert who("Director of sport Vidkun Hult said no.", "Director of sport Vidkun Hult") == ["Vidkun Hult"]
    assert who("A friend of Vidkun Hult said no.", "A friend of Vidkun Hult") == [None]


def test_a_title_that_was_cut_off_its_name_is_the_one_named_behind_it() -> None:
    assert who("It was late, Justice Bray. The pier stood.", "Justice") == ["Bray"]
    assert who("Experts, including Mr. Bray, said no.", "Experts, including Mr. Bray") == [None]


def test_an_ex_envoy_is_who_was_one() -> None:
    assert who("The envoy Ruth Bray left. The ex-envoy said no.", "The ex-envoy") == ["Ruth Bray"]


@pytest.mark.parametrize("role", ["The midfielder", "The doctor", "The prosecutor", "The skipper", "This officer"])
def test_a_role_that_nobody_is_said_to_hold_is_not_the_one_named_before(role: str) -> None:
    assert who(f"Vidkun Hult said yes. {role} said no.", "Vidkun Hult", role) == ["Vidkun Hult", None]
    assert who(f"Vidkun Hult said yes to Dana Ostrel, a baker. {role} said no.", role) == [None]


def test_the_official_behind_officials_without_a_name_is_one_of_them() -> None:
    text = "General Owen Vane left. Two officials said no. The official said so."
    _, official = told(text, "Two officials", "The official")
    assert official
    assert official.kind == "unnamed"


def test_a_spokesperson_without_a_name_is_not_the_ministry() -> None:
    text = "A spokeswoman for the Ministry of Trade said no. The ministry said more."
    spokeswoman, ministry = told(text, "A spokeswoman for the Ministry of Trade", "The ministry")
    assert spokeswoman
    assert ministry
    assert (spokeswoman.kind, spokeswoman.name, ministry.name) == ("unnamed", None, "Ministry of Trade")


def test_a_spokesperson_of_a_government_is_not_the_government() -> None:
    assert who("A Norwegian spokeswoman said no. A US official said so.", "A Norwegian spokeswoman", "A US official") == [
        None,
        None,
    ]


@pytest.mark.parametrize(
    "phrase",
    ["The government of Norway", "The government in Oslo", "The Norwegian government", "Norway's government", "Oslo", "Norway",
     "Authorities in Norway"],
)  # fmt: skip
def test_a_government_goes_by_its_country(phrase: str) -> None:
    assert kind(f"{phrase} said no.", phrase) == ("government", "Norway")


def test_a_government_of_a_country_of_two_words_is_one() -> None:
    assert kind("The New Zealand government said no.", "The New Zealand government") == ("government", "New Zealand")


def test_a_body_is_taken_up_by_its_noun_or_by_what_it_is() -> None:
    assert who("The Skerrin Bank said no. The bank said more.", "The Skerrin Bank", "The bank")[1] == "Skerrin Bank"
    assert who("NATO said no. The alliance said more.", "NATO", "The alliance") == ["NATO", "NATO"]


def test_an_organisation_without_a_name_is_one_by_its_own_words() -> None:
    assert kind("The foreign ministry said no.", "The foreign ministry") == ("organisation", "foreign ministry")


def test_several_bodies_without_a_name_are_unnamed() -> None:
    (speaker,) = told("Two companies said no.", "Two companies")
    assert speaker
    assert (speaker.kind, speaker.several) == ("unnamed", True)


@pytest.mark.parametrize(
    ("phrase", "several"),
    [
        ("Several sources in Oslo", True),
        ("Residents", True),
        ("Police officers", True),
        ("A person familiar with the matter", False),
        ("A senior official", False),
        ("One diplomat", False),
    ],
)
def test_people_without_a_name_are_unnamed_and_described(phrase: str, several: bool) -> None:
    text = f"{phrase} said no."
    (speaker,) = told(text, phrase)
    assert speaker
    assert (speaker.kind, speaker.name, speaker.several) == ("unnamed", None, several)
    assert speaker.description
    assert text[slice(*speaker.description)] == phrase


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("Republicans", "Republicans"),
        ("House Republicans", "House Republicans"),
        ("The Europeans", "Europeans"),
        ("Researchers at the University of Oland", "Researchers at the University of Oland"),
        ("the founders of Skerrin Bank", "founders of Skerrin Bank"),
    ],
)
def test_a_group_goes_by_its_proper_name_or_that_of_its_body(phrase: str, name: str) -> None:
    assert kind(f"{phrase} said no.", phrase) == ("group", name)


@pytest.mark.parametrize(
    "phrase",
    ["Two Republicans", "A Republican", "Officials at Skerrin Bank", "Founders", "Nearly all Republicans", "the founders of it"],
)
def test_some_of_a_group_and_who_keep_their_names_to_themselves_are_unnamed(phrase: str) -> None:
    assert kind(f"{phrase} said no.", phrase)[0] == "unnamed"


def test_one_description_is_one_speaker() -> None:
    text = "A senior official said no. The senior official said more. A junior official left, he said."
    first, second, _ = told(text, "A senior official", "The senior official", "he")
    assert first == second


def test_a_document_speaks_and_is_taken_up() -> None:
    text = "A report by the council says no. The report says more. The document says less. A letter says so."
    phrases = ("A report by the council", "The report", "The document", "A letter")
    assert [(one.kind, one.name) for one in told(text, *phrases) if one] == [("document", "report")] * 3 + [("document", "letter")]


def test_a_document_goes_by_its_maker_too() -> None:
    text = "A new study by the Skerrin Institute said no. The study said more."
    assert who(text, "A new study by the Skerrin Institute", "The study") == ["new study by the Skerrin Institute"] * 2
    assert who("A study released by it said no.", "A study released by it") == ["study"]


def test_of_two_documents_the_last_is_taken_up() -> None:
    text = "A harbour report says no. A ferry report says yes. The report says more."
    assert who(text, "A harbour report", "A ferry report", "The report")[2] == "ferry report"


def test_a_role_means_its_holder_with_an_article_only() -> None:
    text = "It was Mayor Ruth Bray. The mayor said no. A mayor said yes."
    assert who(text, "The mayor", "A mayor") == ["Ruth Bray", None]


def test_an_office_in_capitals_is_one_person() -> None:
    assert kind("Then the Harbour Commissioner said no.", "the Harbour Commissioner") == ("person", "Harbour Commissioner")


def test_a_first_name_in_brackets_is_part_of_the_name() -> None:
    assert who("Minister [Ada] Lund said no. Lund said so.", "Minister [Ada] Lund", "Lund") == ["Ada Lund", "Ada Lund"]


def test_who_is_named_at_a_place_is_a_person_before_a_body() -> None:
    text = "NATO, Ruth Bray. The mayor. It was Mayor Ada Lund."
    one = sources(text)
    assert [
        entity and entity.full for span in (Span(0, 15), Span(0, 4), place(text, "The mayor")) if [entity := one.named_at(span)]
    ] == [
        "Ruth Bray",
        "NATO",
        "Ada Lund",
    ]


PHRASES = st.sampled_from(
    [
        "the",
        "a",
        "mayor",
        "Ruth Bray",
        "'s",
        "of",
        "NATO",
        "report",
        "two",
        "sources",
        "government",
        "Norway",
        ",",
        "(",
        "union",
        "The",
    ]
)


@given(
    st.one_of(st.lists(PHRASES, max_size=15).map(" ".join), st.text(alphabet=st.characters(codec="utf-8"))),
    st.data(),
    st.booleans(),
)
def test_any_phrase_is_somebody_for_reasons_that_stand_in_the_text(text: str, data: st.DataObject, headline: bool) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    one = sources(text).phrase(Span(start, end), headline=headline)
    assert one.entity
    assert one.rule
    assert all(0 <= a < b <= len(text) for a, b in one.spans) or start == end


@pytest.mark.slow
def test_time_is_linear_in_the_number_of_sources() -> None:
    def spent(count: int) -> float:
        lines = (f"A {'x' * (i % 50)} report said. The union said. The lawyer Ab{'y' * (i % 40)} said. " for i in range(count))
        text = "".join(lines)
        one = sources(text)

        def work() -> None:
            at = 0
            for _ in range(count):
                for phrase in ("report", "The union", "The lawyer"):
                    span = place(text, phrase, at)
                    at = span.end
                    one.phrase(span, headline=False)

        return seconds(work)

    assert spent(2_000) < 30 * spent(200) + 0.1


def test_what_is_told_of_a_document_names_nobody_as_its_source() -> None:
    assert kind("It was in a letter seen by the Exchange Daily.", "a letter seen by the Exchange Daily")[0] == "document"
    assert kind("It was in a paper now circulating in Oslo.", "a paper now circulating in Oslo") == ("document", "paper")
    assert kind("It was in a note found in her desk.", "a note found in her desk")[0] == "document"


def test_a_report_goes_by_the_fuller_of_its_names() -> None:
    text = "An official report said no. The Marine Safety Board's report said more."
    assert who(text, "An official report", "The Marine Safety Board's report") == ["Marine Safety Board's report"] * 2


def test_one_minister_without_a_name_is_not_another() -> None:
    text = "A finance minister said no. The minister said so. The prime minister said yes."
    finance, minister, prime = told(text, "A finance minister", "The minister", "The prime minister")
    assert finance == minister != prime


def test_what_stands_in_apposition_behind_a_name_is_of_its_bearer() -> None:
    text = "Ines Moe, a geochemist at the University of Oland, said no."
    assert who(text, "a geochemist at the University of Oland") == ["Ines Moe"]
    assert who("They saw Ines Moe, and a geochemist said no.", "a geochemist") == [None]


def test_a_regulator_is_no_person() -> None:
    text = "Owen Vane left. The regulator said no."
    assert kind(text, "The regulator")[0] == "organisation"


def test_the_company_is_no_union_and_no_newspaper() -> None:
    text = "Hebrim Ferries Ltd met the RST union and the Exchange Daily. The company said no. The union said yes."
    assert who(text, "The company", "The union") == ["Hebrim Ferries Ltd", "RST"]


def test_who_is_told_by_a_role_in_the_lead_is_named_where_he_speaks_next() -> None:
    text = "Oland's trade minister said no. The minister did not say why. “No,” Edvin Haras told lawmakers."
    assert who(text, "Oland's trade minister", "The minister", "Edvin Haras") == ["Edvin Haras"] * 3


def test_who_is_told_by_a_role_once_others_are_named_is_not_the_next_to_speak() -> None:
    text = "Ruth Bray left. Oland's trade minister said no. “No,” Edvin Haras told lawmakers."
    assert who(text, "Oland's trade minister", "Edvin Haras") == [None, "Edvin Haras"]


def test_a_role_in_the_lead_is_rather_his_who_speaks_next_than_a_like_one_of_the_end() -> None:
    text = "The rail minister said no. “No,” Beatrice Lowther said. The permanent secretary, Colin Ferris, left."
    assert who(text, "The rail minister", "Beatrice Lowther") == ["Beatrice Lowther"] * 2


def test_what_the_sentence_names_further_on_is_no_apposition_to_its_subject() -> None:
    assert who("Fans have decided that the single, Cold Tenancy, is about her.", "Fans") == [None]


def test_an_office_in_capitals_may_be_addressed_and_a_party_goes_by_its_role() -> None:
    text = (
        "As my Lord the Chief Justice said, it floats. Then the Chief Justice said no. They told Petitioner so. Petitioner said no."
    )
    assert who(text, "my Lord the Chief Justice", "the Chief Justice", "Petitioner") == [
        "Chief Justice",
        "Chief Justice",
        "Petitioner",
    ]
    assert who("A justice of the peace said no. The justice said so.", "A justice of the peace", "The justice") == [None, None]


@pytest.mark.parametrize(
    "phrase", ["a shipping bank", "one Halden broker", "another carrier", "thirteen councils", "Thirteen councils"]
)
def test_some_body_or_other_is_unnamed(phrase: str) -> None:
    assert kind(f"It leaks. {phrase} said so.", phrase)[0] == "unnamed"


@pytest.mark.parametrize("phrase", ["A court in Halden", "a team at the harbour"])
def test_a_court_or_a_team_is_one_body_though_no_name_is_told(phrase: str) -> None:
    assert kind(f"It leaks. {phrase} said so.", phrase)[0] == "organisation"


@pytest.mark.parametrize("source", ["the Portuguese", "The Portuguese", "the Portuguese side"])
def test_a_people_with_an_article_is_its_government(source: str) -> None:
    (speaker,) = told(f"Talks broke down. {source} had told Madrid to wait.", source)
    assert speaker
    assert (speaker.kind, speaker.name) == ("government", "Portugal")


def test_whoever_is_told_to_be_of_an_age_is_meant_by_it() -> None:
    text = "Gwen Moss, 52, and Ada Pell, 34, fled. “Hell,” said the 34-year-old. The 52-year-old wept, and the 61-year-old said no."
    assert who(text, "the 34-year-old", "The 52-year-old") == ["Ada Pell", "Gwen Moss"]
    assert who("Gwen Moss fled. It was hell, said the 52-year-old.", "the 52-year-old") == ["Gwen Moss"]


def test_an_organisation_in_apposition_is_the_source_whatever_the_noun_before_it_means() -> None:
    text = "Ruth Bray, president of the union, left. The vendor, Skyloom Systems, said no."
    assert who(text, "The vendor, Skyloom Systems") == ["Skyloom Systems"]


def test_a_plural_that_opens_a_sentence_is_no_name() -> None:
    assert kind("It leaks. Installers keep telling us so.", "Installers")[0] == "unnamed"
    assert kind("It leaks. Allies of Ruth Bray dispute it.", "Allies of Ruth Bray")[0] == "unnamed"


def test_a_name_may_open_with_a_small_letter() -> None:
    assert who("It leaks. Last week eBay said so, and the mRNA said no.", "eBay", "the mRNA") == ["eBay", None]


def test_an_illness_says_nothing() -> None:
    assert who("COVID spread. They said no.", "They") == [None]


def test_a_body_known_by_its_own_words_is_known_by_where_it_is_too() -> None:
    text = "The high court in Halden will rule. The high court of Halden said no. It said so."
    assert who(text, "The high court of Halden", "It") == ["high court of Halden", "high court of Halden"]


def test_a_post_in_capitals_is_one_and_a_judge_is_just_anybody() -> None:
    assert who("Rohan Vane spoke. Then the Chief Justice said no.", "the Chief Justice") == ["Chief Justice"]
    assert who("Rohan Vane spoke. Then the judge said no.", "the judge") == [None]


def test_the_old_mayor_is_not_the_mayor() -> None:
    assert who("The mayor, Ruth Bray, left. The mayor said no.", "The mayor", "The mayor") == ["Ruth Bray", "Ruth Bray"]
    assert who("The mayor, Ruth Bray, left. The old mayor said no.", "The old mayor") == [None]


def test_a_report_is_no_letter_told_of_before_but_a_study_may_be_one() -> None:
    assert who("A letter said no. The report said so.", "A letter", "The report") == ["letter", "report"]
    assert who("A study said no. The report said so.", "A study", "The report") == ["study", "study"]
