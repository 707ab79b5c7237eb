import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.tagging.quotes import insertions, kind_of, outermost, paragraphs, quotations, unquoted
from tests.seconds import seconds

MARKS = st.text(alphabet="\"'“”‘’«»„‹›「」`[] ab.,\n", max_size=80)


def quoted(text: str) -> list[str]:
    return [text[start:end] for start, end in outermost(quotations(text))]


@pytest.mark.parametrize(
    "quotation",
    ['"Not a chance"', "“Not a chance”", "‘Not a chance’", "'Not a chance'", "«Not a chance»", "»Not a chance«", "„Not a chance“",
     "„Not a chance”", "‹Not a chance›", "「Not a chance」", "``Not a chance''",
     "''Not a chance''"],
)  # fmt: skip
def test_every_typography_is_read(quotation: str) -> None:
    assert quoted(f"The captain answered {quotation} and left.") == [quotation]


def test_an_apostrophe_is_not_a_quotation_mark() -> None:
    assert quoted("The ship’s cook didn't say it's over, and the crew's cat won’t either.") == []


def test_a_quotation_inside_a_quotation_is_found_too() -> None:
    text = "“She told me ‘never again’ and left,” he said."
    assert [text[a:b] for a, b in quotations(text)] == ["“She told me ‘never again’ and left,”", "‘never again’"]


def test_a_quotation_runs_over_paragraphs_that_each_open_with_a_mark() -> None:
    text = "“We sailed at dawn.\n\n“Nobody knew why,” she said."
    assert quoted(text) == ["“We sailed at dawn.", "“Nobody knew why,”"]


@pytest.mark.parametrize("behind", ["asked Ruth Bray, the keeper.", "said the keeper, Ruth Bray. She left.", "added Bray."])
@pytest.mark.parametrize("following", ["“Yes,” said the mayor.", "The mayor left."])
def test_a_mark_that_is_never_closed_quotes_no_word_of_the_writers(behind: str, following: str) -> None:
    text = f"“Shall we close it tonight, then? {behind}\n\n{following}"
    assert quoted(text)[0] == "“Shall we close it tonight, then?"


def test_what_somebody_tells_of_others_in_a_long_quotation_belongs_to_it() -> None:
    text = "“It was dark, he said to me, and we sailed.\n\n“Nobody knew why,” she said."
    assert quoted(text) == ["“It was dark, he said to me, and we sailed.", "“Nobody knew why,”"]


def test_a_stray_mark_quotes_nothing() -> None:
    assert quoted('The board is 12" wide, the keeper said.') == []


def test_a_mark_that_is_never_closed_ends_with_its_paragraph() -> None:
    assert quoted("“We sailed at dawn.\n\nThe rest is silence.") == ["“We sailed at dawn."]


@given(MARKS | st.text(max_size=80))
def test_quotations_lie_in_the_text_and_nest(text: str) -> None:
    spans = quotations(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans, key=lambda span: (span[0], -span[1]))
    for a in spans:
        for b in spans:
            assert a == b or a[1] <= b[0] or b[1] <= a[0] or (a[0] <= b[0] and b[1] <= a[1]) or (b[0] <= a[0] and a[1] <= b[1])


@given(MARKS | st.text(max_size=80))
def test_what_is_not_quoted_stays_where_it_stands(text: str) -> None:
    rest = unquoted(text)
    assert len(rest) == len(text)
    assert all(one in (" ", other) for one, other in zip(rest, text, strict=True))
    assert all(not rest[start:end].strip() for start, end in quotations(text))


@given(MARKS | st.text(max_size=80))
def test_paragraphs_hold_all_that_is_not_white_space(text: str) -> None:
    rest = text
    for start, end in reversed(list(paragraphs(text))):
        assert text[start:end] == text[start:end].strip() != ""
        rest = rest[:start] + rest[end:]
    assert not rest.strip()


@pytest.mark.slow
@pytest.mark.parametrize("unit", ['"', "“", "‘a ", "« ", "' "])
def test_time_is_linear_in_the_number_of_marks(unit: str) -> None:
    assert seconds(lambda: quotations(unit * 50_000)) < 40 * seconds(lambda: quotations(unit * 5_000)) + 0.2


def test_brackets_inside_a_quotation_are_insertions() -> None:
    text = 'The keeper [pictured] said "the [lighthouse] lamp is out".'
    assert [text[a:b] for a, b in insertions(text, quotations(text))] == ["[lighthouse]"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [("“All of it.”", "direct"), ("None of it", "indirect"), ("some “of it”", "mixed"), ("“all [but this] is quoted”", "direct")],
)
def test_the_kind_is_read_from_the_marks(content: str, kind: str) -> None:
    text = f"He said {content} on Monday."
    outer = outermost(quotations(text))
    assert kind_of(text, [(8, 8 + len(content))], outer, insertions(text, outer)) == kind


def test_a_content_that_leaves_its_quotation_marks_out_is_direct_all_the_same() -> None:
    text = "“Gone,” he said."
    assert kind_of(text, [(1, 5)], quotations(text), []) == "direct"
