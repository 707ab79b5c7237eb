import pytest

from sayso.language.en.headlines import speaking_nouns
from sayso.reading.tagging.headline import headline_statements
from sayso.story import Span, Statement


def read(headline: str, sources: list[str] | None = None, tagged: list[Statement] | None = None) -> list[tuple[str, str, str]]:
    text = f"World\n\n{headline}\n\nThe rest of the story."
    span = Span(7, 7 + len(headline))
    found = headline_statements(text, span, tagged or [], sources or [])
    return [(text[slice(*s.source[0])] if s.source else "", text[slice(*s.cue[0])], text[slice(*s.content[0])]) for s in found]


@pytest.mark.parametrize("dash", ["—", "–", "-"])
def test_a_speaker_behind_a_dash(dash: str) -> None:
    assert read(f"Ferry fares to double {dash} transport minister") == [("transport minister", dash, "Ferry fares to double")]


def test_a_speaker_behind_a_colon() -> None:
    assert read("Shipyard to cut 400 jobs: report") == [("report", ":", "Shipyard to cut 400 jobs")]


def test_a_speaker_before_a_colon() -> None:
    assert read("Police: driver fell asleep") == [("Police", ":", "driver fell asleep")]


def test_a_name_speaks_where_the_body_has_it_as_a_source() -> None:
    assert read("Calder: 'no more delays'", ["Harbour master Ines Calder"]) == [("Calder", ":", "'no more delays'")]


@pytest.mark.parametrize(
    "headline",
    ["Two dead in avalanche — as it happened", "Storm Ellen: thousands without power", "Explainer: why eggs cost more",
     "Calder, 44, wins harbour race", "A well-known pier reopens"],
)  # fmt: skip
def test_a_topic_or_a_note_is_no_speaker(headline: str) -> None:
    assert read(headline, ["the harbour master"]) == []


def test_the_taggers_reading_of_a_topic_is_dropped_where_the_story_has_sources() -> None:
    line = "Storm Ellen: thousands without power"
    tagged = [Statement((Span(7, 18),), (Span(18, 19),), (Span(20, 7 + len(line)),))]
    assert read(line, ["the grid operator"], tagged) == []


def test_the_taggers_speaker_before_a_quotation_stays() -> None:
    line = "Calder: 'no more delays'"
    tagged = [Statement((Span(7, 13),), (Span(13, 14),), (Span(15, 7 + len(line)),))]
    assert read(line, ["the grid operator"], tagged) == [("Calder", ":", "'no more delays'")]


def test_a_statement_inside_the_speakers_words_has_him_for_a_parent() -> None:
    line = "Island wants new ferry — minister"
    tagged = [Statement((Span(7, 13),), (Span(14, 19),), (Span(20, 29),))]
    text = f"World\n\n{line}\n\nThe rest."
    outer, inner = headline_statements(text, Span(7, 7 + len(line)), tagged, [])
    assert (outer.parent, inner.parent) == (None, 0)


def test_other_headlines_are_the_taggers() -> None:
    line = "Mayor says pier will open"
    tagged = [Statement((Span(7, 12),), (Span(13, 17),), (Span(18, 7 + len(line)),))]
    assert read(line, [], tagged) == [("Mayor", "says", "pier will open")]


def test_the_list_of_nouns_is_in_order_and_holds_single_words() -> None:
    assert all(noun == noun.casefold().strip() and " " not in noun for noun in speaking_nouns())
    assert {"police", "minister", "study"} <= speaking_nouns()
