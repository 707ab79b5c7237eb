import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.names.story_entities import entities_of
from sayso.reading.speakers.resolve import resolve
from sayso.story import Dateline, Kind, Span, Statement, Story
from tests.reading.speaking import place, resolved, told, who
from tests.seconds import seconds


def quoted(text: str, source: str, quotation: str, inner: str, kind: Kind = "direct") -> list[str | None]:
    """Who says a quotation, and who is the source inside it."""
    content = place(text, quotation)
    said = Span(text.rindex(source), text.rindex(source) + len(source))
    outer = Statement((said,), (), (content,), kind=kind, where="body")
    inside = place(text, inner, content.start)
    nested = Statement((inside,), (), (Span(inside.end, inside.end + 1),), parent=0, depth=1, kind="indirect", where="body")
    found, _, _ = resolved(Story("a", text), [outer, nested])
    return [statement.speaker for statement in found]


def test_a_surname_is_the_one_named_in_full() -> None:
    assert who("Ruth Bray said no. Bray said so.", "Ruth Bray", "Bray") == ["Ruth Bray", "Ruth Bray"]


def test_mr_and_mrs_of_one_surname_stay_two() -> None:
    mr, mrs, he, she = told("Mr Bray said no. Mrs Bray said yes. He said so. She said so.", "Mr Bray", "Mrs Bray", "He", "She")
    assert mr != mrs
    assert (he, she) == (mr, mrs)


def test_a_name_is_better_than_a_role_and_a_role_than_a_pronoun() -> None:
    text = "Mayor Ruth Bray met the lawyer Ada Lund. The mayor said no. Lund said yes. She said more."
    assert who(text, "The mayor", "Lund", "She") == ["Ruth Bray", "Ada Lund", "Ada Lund"]


def test_he_and_she_are_told_by_gender() -> None:
    assert who("Owen Vane and Ruth Bray met. He said no. She said yes.", "He", "She") == ["Owen Vane", "Ruth Bray"]


def test_a_gender_that_a_pronoun_tells_is_kept() -> None:
    assert who("A. Bray met B. Vane. Bray left, she said. Vane came. She left. He said no.", "she", "He") == ["A. Bray", "B. Vane"]


def test_it_is_a_body_and_they_are_too() -> None:
    text = "The Skerrin Ferry Union met Ruth Bray. It said no. They said more."
    assert who(text, "It", "They") == ["Skerrin Ferry Union", "Skerrin Ferry Union"]


def test_they_are_the_people_told_of_behind_the_last_name() -> None:
    text = "We came from Taiwan. We met the fishermen there, and they said no."
    (speaker,) = told(text, "they")
    assert speaker
    assert (speaker.kind, speaker.description and text[slice(*speaker.description)]) == ("unnamed", "the fishermen")
    assert who("The fishermen met the Skerrin Ferry Union. They said no.", "They") == ["Skerrin Ferry Union"]


def test_a_pronoun_before_any_name_is_nobody() -> None:
    text = "He said no."
    (found,), speakers, _ = resolved(Story("a", text), [Statement((Span(0, 2),), (), (Span(8, 10),), where="body")])
    assert (found.speaker, found.speaker_index, found.unnamed, speakers) == (None, None, True, [])


def test_a_pronoun_before_the_first_name_is_the_one_named_next() -> None:
    assert who("He said no. Then Owen Vane left.", "He") == ["Owen Vane"]
    assert who("She said no. Then Owen Vane left.", "She") == [None]


def test_a_pronoun_in_a_quotation_waits_for_nobody() -> None:
    text = "“He said no,” Ada Lund said. Then Owen Vane left."
    assert quoted(text, "Ada Lund", "“He said no,”", "He") == ["Ada Lund", None]


def test_a_relation_is_the_one_other_of_the_surname() -> None:
    text = "Ruth Bray met Owen Bray and Ada Lund. She said that her brother had said no."
    assert who(text, "She", "her brother") == ["Ruth Bray", "Owen Bray"]
    assert who("Ruth Bray met Ada Lund. She said that her brother had said no.", "She", "her brother")[1] is None


def test_of_two_relations_none_is_meant() -> None:
    text = "Ruth Bray left Owen Bray and Carl Bray. Ruth said that her brother had said no."
    assert who(text, "Ruth ", "her brother")[1] is None


def test_a_role_in_a_headline_is_the_one_who_holds_it_in_the_body() -> None:
    text = "Mayor says no\n\nIt was late when Ruth Bray, the mayor, said no."
    assert who(text, "Mayor", headline=Span(0, 13)) == ["Ruth Bray"]


@pytest.mark.parametrize("words", ["claims", "latest accusations", "own words"])
def test_his_claims_are_his(words: str) -> None:
    assert who(f"Owen Vane left. According to his {words}, it sank.", f"his {words}") == ["Owen Vane"]


@pytest.mark.parametrize(
    ("phrase", "name"),
    [("Vane's claims", "Owen Vane"), ("the mayor’s latest remarks", "Ruth Bray"), ("Moscow's statements", "Russia")],
)
def test_the_claims_of_one_who_is_named_are_hers_or_his(phrase: str, name: str) -> None:
    assert who(f"Owen Vane met Mayor Ruth Bray. According to {phrase} it sank.", phrase) == [name]


def test_us_in_capitals_is_no_pronoun() -> None:
    assert who("They told us. The US said no. US said yes.", "The US", "US") == ["United States", "United States"]


def test_capitals_stand_for_governments_and_bodies_are_organisations() -> None:
    text = "Moscow said no. The Kremlin said so. NATO said yes."
    assert [(one.kind, one.name) for one in told(text, "Moscow", "The Kremlin", "NATO") if one] == [
        ("government", "Russia"),
        ("government", "Russia"),
        ("organisation", "NATO"),
    ]


def test_a_short_form_in_brackets_is_the_same_body() -> None:
    text = "The Skerrin Institute of Fish (SKIF) said no. SKIF said more. The institute said less."
    sources = ("The Skerrin Institute of Fish (SKIF)", "SKIF", "The institute")
    assert who(text, *sources) == ["Skerrin Institute of Fish"] * 3


def test_i_in_a_quotation_is_the_one_who_is_quoted() -> None:
    text = "“I think it sank,” Ruth Bray told Ada Lund."
    assert quoted(text, "Ruth Bray", "“I think it sank,”", "I") == ["Ruth Bray", "Ruth Bray"]


def test_we_in_a_quotation_is_the_one_who_is_quoted() -> None:
    text = "“We think it sank,” said a NATO official."
    assert quoted(text, "NATO", "“We think it sank,”", "We") == ["NATO", "NATO"]


def test_he_in_a_quotation_is_not_the_one_who_is_quoted() -> None:
    text = "Owen Vane met Carl Moe. “He knew that it sank,” Moe said."
    assert quoted(text, "Moe", "“He knew that it sank,”", "He") == ["Carl Moe", "Owen Vane"]


def test_he_outside_of_quotation_marks_may_be_the_one_whose_words_they_are() -> None:
    text = "Carl Moe said that he knew that it sank."
    assert quoted(text, "Carl Moe", "he knew that it sank", "he", "indirect") == ["Carl Moe", "Carl Moe"]


def test_you_inside_a_statement_is_the_one_who_is_told() -> None:
    text = "“You said that it sank,” Ruth Bray told Ada Lund."
    outer = Statement((place(text, "Ruth Bray"),), (), (Span(0, 24),), kind="direct", addressee=(place(text, "Ada Lund"),))
    inner = Statement((place(text, "You"),), (), (Span(5, 9),), parent=0, depth=1)
    found, _, _ = resolved(Story("a", text), [outer, inner])
    assert found[1].speaker == "Ada Lund"


@pytest.mark.parametrize(("mark", "who_is_meant"), [("?", "Ruth Bray"), (".", None)])
def test_you_in_an_answer_is_who_asked(mark: str, who_is_meant: str | None) -> None:
    text = f"“It is old{mark}” Ruth Bray said. “As you know, they sank,” said Owen Vane."
    asks = Statement((place(text, "Ruth Bray"),), (), (Span(0, 12),), kind="direct", where="body")
    says = Statement((place(text, "Owen Vane"),), (), (place(text, "“As you know, they sank,”"),), kind="direct", where="body")
    inner = Statement((place(text, "you"),), (), (place(text, "they sank"),), parent=1, depth=1)
    assert resolved(Story("a", text), [asks, says, inner])[0][2].speaker == who_is_meant


def test_i_in_the_outlets_own_text_is_its_author() -> None:
    assert who("It was late. I think it sank.", "I", byline="Ann Ash") == ["Ann Ash"]
    assert who("It was late. I think it sank.", "I", byline="Ann Ash and Ben Birch") == [None]
    assert who("It was late. I think it sank.", "I") == [None]


def test_i_of_one_who_holds_an_office_is_the_author_where_he_is_named() -> None:
    text = "Good evening. As your Mayor, I must say that we were late. I am sorry for it."
    assert who(text, "I ") == ["Mayor"]
    assert who(text, "I ", byline="Ann Ash") == ["Ann Ash"]


def test_i_in_a_turn_of_a_transcript_is_whose_turn_it_is() -> None:
    text = "RUTH BRAY: I think it sank.\n\nOWEN VANE: I know it did."
    assert [name and name.casefold() for name in who(text, "I", "I ")][1:] == ["owen vane"]


def test_i_in_a_speech_is_whose_the_title_says_it_to_be() -> None:
    text = "It was late. I think it sank."
    assert who(text, "I", title="Address by Mr. Owen Vane to the Harbour Board") == ["Owen Vane"]
    assert who(text, "I", title="Address to Mr. Owen Vane") == [None]


def test_you_in_a_letter_is_whom_it_greets() -> None:
    text = "Dear Mr Vane,\n\nI write of the pier. You said that it would stay.\n\nYours sincerely,\nRuth Bray"
    assert who(text, "I", "You") == ["Ruth Bray", "Vane"]


def test_you_in_a_letter_to_many_is_they_without_a_name() -> None:
    text = "Dear neighbours,\n\nI write of the pier. You said that it would stay.\n\nYours sincerely,\nRuth Bray"
    assert [speaker and speaker.kind for speaker in told(text, "You")] == ["unnamed"]


HEARING = (
    "Mr. Vane, please proceed.\n\nThank you. I speak for the ferry.\n\nDo you say that it sank, Mr. Vane?\n\n"
    "Your Honor, I say that it did. He said that it would.\n\nWho, Carl Moe?\n\nI mean Carl Moe."
)


def test_i_and_you_in_a_hearing_are_whose_turn_it_is_and_who_is_addressed() -> None:
    assert who(HEARING, "I", "you ", "I", "I") == ["Vane", "Vane", "Vane", "Vane"]


def test_counsel_that_is_addressed_is_whom_the_turn_addresses() -> None:
    text = (
        "Good morning, Your Honors. My name is Owen Vane, for the ferry.\n\nCounsel, are you arguing that it sank?\n\nI am.\n\n"
        "And who sails it?\n\nNobody does.\n\nThen why are you here?\n\nWe want it to sail."
    )
    assert who(text, "Counsel", "I ") == ["Owen Vane", "Owen Vane"]


def test_he_in_a_turn_is_neither_who_speaks_nor_who_is_addressed() -> None:
    assert who("Carl Moe has a ferry.\n\n" + HEARING, "He")[0] == "Carl Moe"


COURT = (
    "Ms. Bray, please.\n\n"
    + "The ferry sank because the pier was old, and nobody mended it in all those years. " * 3
    + "I say so.\n\n"
    "But in a case by Justice Moe, he said that no pier is too old. Where do you say that it stands?\n\n"
    "It stands in the old case, Justice Tarn. "
    + "The pier was built when the town was small, and it was built of wood. " * 3
    + "I say so.\n\n"
    + "The ferry was of iron, and it was far too large for such a pier as that. " * 3
    + "You said so."
)


def test_you_in_a_hearing_is_who_asked_and_he_is_neither_side() -> None:
    assert who(COURT, "I ", "he ", "you ", "I ", "You") == ["Bray", "Moe", "Bray", "Bray", "Tarn"]


def test_they_in_an_answer_are_not_the_paper_that_asks() -> None:
    text = "Skerrin Tides: Is it old?\n\nAda Lund: It is. They said so.\n\nSkerrin Tides: And now?\n\nAda Lund: We sail."
    assert who("The Boats Board met.\n\n" + text, "They") == ["Boats Board"]


def test_i_in_a_question_to_one_who_is_interviewed_is_nobodys_unless_the_text_says_who_asks() -> None:
    talk = "Why?\n\nShe feels old.\n\nAnd the ferry? I heard that it sank?\n\nSo it did.\n\nDo you miss it?\n\nOften, I do."
    assert who("We spoke with Ada Lund of the ferry.\n\n" + talk, "I ", "you", "I ") == [None, "Ada Lund", "Ada Lund"]
    assert who("Ruth Bray sat down with Ada Lund.\n\n" + talk, "I ", "you", "I ") == ["Ruth Bray", "Ada Lund", "Ada Lund"]


def test_a_relative_pronoun_is_whom_it_follows() -> None:
    text = "It was Ruth Bray, who said no. They met a man who said yes."
    first, second = told(text, "who", "who")
    assert first
    assert second
    assert (first.name, second.name, second.kind) == ("Ruth Bray", None, "unnamed")


def test_whom_a_passive_hides_is_nobody() -> None:
    text = "Bray was told that it sank."
    (found,), speakers, _ = resolved(Story("a", text), [Statement((), (Span(5, 13),), (Span(14, 26),))])
    assert (found.speaker, found.speaker_index, found.unnamed, found.why, speakers) == (None, None, None, (), [])


def test_signs_around_a_source_are_no_part_of_it() -> None:
    assert who("It sank, according to Ruth Bray's. By “Owen Vane,” it did.", "according to Ruth Bray's", "“Owen Vane,”") == [
        "Ruth Bray",
        "Owen Vane",
    ]


def test_a_label_is_hung_on_the_one_it_stands_behind_whether_or_not_she_speaks() -> None:
    text = "Owen Vane said no to Ruth Bray (designated as a foreign agent in Oland)."
    found, speakers, (label,) = resolved(Story("a", text), [Statement((Span(0, 9),), (), (Span(15, 17),))])
    assert (text[slice(*label.span)], label.of, label.by) == (
        "(designated as a foreign agent in Oland)",
        "Ruth Bray",
        "the outlet",
    )
    assert [speaker.name for speaker in speakers] == ["Owen Vane", "Ruth Bray"]
    assert found[0].speaker_index == 0


def test_a_speaker_has_the_fullest_name_all_names_all_places_role_and_affiliation() -> None:
    text = "Bray said no. Skerrin Foods director Ruth Bray said so. So did [Ruth] Bray."
    speaker, *_ = told(text, "Bray")
    assert speaker
    assert (speaker.name, speaker.names) == ("Ruth Bray", ("Bray", "Ruth Bray"))
    assert [text[slice(*span)] for span in speaker.mentions] == ["Bray", "Ruth Bray", "[Ruth] Bray"]
    assert speaker.role
    assert speaker.affiliation
    assert (text[slice(*speaker.role)], text[slice(*speaker.affiliation)]) == ("director", "Skerrin Foods")


def test_each_speaker_has_a_reason() -> None:
    text = "Owen Vane left. He said no. Moscow said yes."
    found, _, _ = resolved(Story("a", text), [Statement((place(text, s),), (), (Span(0, 1),)) for s in ("He", "Moscow")])
    assert [(why.field, why.rule, [text[slice(*span)] for span in why.spans]) for one in found for why in one.why] == [
        ("speaker", "‘he’: the one most spoken of before", ["Owen Vane"]),
        ("speaker", "‘Moscow’ stands for Russia", ["Moscow"]),
    ]


def names_in(text: str, **fields: Span | Dateline) -> list[str | None]:
    return [entity.full for entity in entities_of(Story("a", text, **fields)).all]  # type: ignore[arg-type]


def test_section_byline_and_dateline_name_nobody() -> None:
    text = "Oland\n\nThe pier sinks\n\nBy Ann Ash\n\nOSLO (NWA) — It was Ruth Bray."
    body = place(text, text[text.index("OSLO") :])
    line = Dateline(place(text, "OSLO (NWA)"))
    assert names_in(text, headline=place(text, "The pier sinks"), body=body, dateline=line) == ["Ruth Bray"]


def test_a_headline_in_capitals_names_only_whom_the_body_does() -> None:
    text = "Velvet Harbour Loses Ruth Bray\n\nIt was late when Bray left."
    assert names_in(text, headline=Span(0, 30), body=Span(32, len(text))) == ["Bray"]
    plain = "The harbour loses its mayor Ruth Bray\n\nIt was late when Bray left."
    assert names_in(plain, headline=Span(0, 37), body=Span(39, len(plain))) == ["Ruth Bray"]


SOURCES = st.sampled_from(
    [
        "Ruth Bray",
        "Bray",
        "Mr Bray",
        "he",
        "she",
        "they",
        "I",
        "you",
        "who",
        "the mayor",
        "his claims",
        "US",
        "NATO",
        "a report",
        "’s",
        ",",
    ]
)


@given(st.lists(st.tuples(SOURCES, st.integers(-1, 5)), max_size=12), st.sampled_from([None, "Ann Ash", "By Ann and Ben", "“"]))
def test_any_sources_have_speakers_that_stand_in_the_story(sources: list[tuple[str, int]], byline: str | None) -> None:
    text = ""
    statements: list[Statement] = []
    for index, (words, outer) in enumerate(sources):
        span = Span(len(text), len(text) + len(words))
        parent = outer if 0 <= outer < index else None
        depth = 0 if parent is None else statements[parent].depth + 1
        statements.append(Statement((span,), (), (span,), parent=parent, depth=depth, kind="direct" if outer % 2 else "indirect"))
        text += words + (". " if index % 3 else " said ")
    story = Story("a", text, byline=byline)
    found, speakers, _ = resolve(story, statements, entities_of(story), ())
    assert [(one.source, one.content, one.parent) for one in found] == [(one.source, one.content, one.parent) for one in statements]
    for one in found:
        assert one.why
        assert one.unnamed is (one.speaker is None)
        assert one.speaker == (None if one.speaker_index is None else speakers[one.speaker_index].name)
    for speaker in speakers:
        assert bool(speaker.mentions) == bool(speaker.names)
        for span in (*speaker.mentions, *filter(None, (speaker.role, speaker.description, speaker.affiliation))):
            assert 0 <= span.start < span.end <= len(text)
    mentions = [span for speaker in speakers for span in speaker.mentions]
    assert len(mentions) == len(set(mentions))


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1), st.data())
def test_any_source_in_any_text_is_read(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    found, speakers, _ = resolved(Story("a", text), [Statement((span,), (), (span,), where="headline")])
    assert found[0].speaker_index is None or found[0].speaker == speakers[found[0].speaker_index].name


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    ["The lawyer Ruth Bray said no, the lawyer said. ", "Quux said no and he said so and I said so and they said so ",
     "OWEN VANE: I said no.\n\n", "A report said no. The report said so. "],
)  # fmt: skip
def test_time_is_linear_in_the_length_of_the_text(line: str) -> None:
    def spent(count: int) -> float:
        text = line * count
        statements, at = [], 0
        while (end := text.find(" said", at)) >= 0:
            start = max(text.rfind(" ", 0, end), text.rfind("\n", 0, end)) + 1
            statements.append(Statement((Span(start, end),), (), (Span(end, end + 5),), kind="indirect"))
            at = end + 5
        return seconds(lambda: resolved(Story("a", text, byline="Ann Ash"), statements))

    assert spent(2_000) < 30 * spent(200) + 0.1


def test_she_is_whose_daughter_spoke_not_the_daughter() -> None:
    assert who("Hedda Bray, the writer, has died, her daughter, Isobel, said. She said no.", "her daughter, Isobel", "She") == [
        "Isobel",
        "Hedda Bray",
    ]


def test_we_in_a_quotation_are_the_side_of_whom_it_quotes_where_he_has_one() -> None:
    text = "“We promised a door,” said Ruth Bray, head of the Skerrin Ferry Union."
    assert quoted(text, "Ruth Bray", "We promised a door,", "We") == ["Ruth Bray", "Skerrin Ferry Union"]
    text = "The Halden Hospital opened. “We promised a door,” said Ruth Bray, director of the hospital."
    assert quoted(text, "Ruth Bray", "We promised a door,", "We") == ["Ruth Bray", "Halden Hospital"]
    assert quoted("“We promised a door,” said Ruth Bray.", "Ruth Bray", "We promised a door,", "We") == ["Ruth Bray", "Ruth Bray"]


def test_we_in_the_words_of_an_officer_of_whom_no_body_is_told_are_the_one_spoken_of_before() -> None:
    text = "The Halden Hospital opened. “We promised a door,” said finance chief Ruth Bray."
    assert quoted(text, "Ruth Bray", "We promised a door,", "We") == ["Ruth Bray", "Halden Hospital"]
    text = "The Halden Hospital opened. “We promised a door,” said the farmer Ruth Bray."
    assert quoted(text, "Ruth Bray", "We promised a door,", "We") == ["Ruth Bray", "Ruth Bray"]
