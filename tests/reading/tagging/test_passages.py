from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.tagging.passages import Sheet
from sayso.reading.tagging.tagger import Tagged, Tagging
from sayso.story import Span, Statement

TEXT = "“The boat leaks,” she said. “It always did.”\n\nHe added that “nobody” cares."


def at(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


def test_pieces_of_one_line_stand_on_one_line_and_passages_apart() -> None:
    sheet = Sheet.of(TEXT, [(at("The boat leaks"), at("It always did.")), (at("that “nobody” cares"),)])
    assert sheet.text == "The boat leaks. It always did.\n\nthat “nobody” cares.\n\n"
    assert [sheet.passage(sheet.text.index(word)) for word in ("boat", "always", "cares")] == [0, 0, 1]


def test_what_is_found_on_the_sheet_leads_back_to_the_story() -> None:
    sheet = Sheet.of(TEXT, [(at("The boat leaks"), at("It always did."))])
    start = sheet.text.index("leaks")
    back = sheet.back(Statement((), (), (Span(start, sheet.text.index("always") + 6),)))
    assert [TEXT[a:b] for a, b in back.content] == ["leaks", "It always"]


def test_a_cue_takes_nothing_from_another_passage() -> None:
    sheet = Sheet.of(TEXT, [(at("she said"),), (at("He added"),)])
    spans = (Tagged("source", 0, 3), Tagged("cue", 4, 8), Tagged("cue", 14, 19))
    assert sheet.apart(Tagging(spans, ({1: 5.0, 2: 9.0}, {}, {}))).links == ({1: 5.0}, {}, {})


@given(st.text(max_size=80), st.data())
def test_any_passages_of_any_text_lead_back_to_where_they_were(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    spans = [Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if a < b]
    sheet = Sheet.of(text, [(span,) for span in spans])
    back = sheet.back(Statement((), (), (Span(0, len(sheet.text)),))).content
    assert list(back) == spans
