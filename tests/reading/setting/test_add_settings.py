from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.setting.add_settings import settle
from sayso.story import Dateline, Span, Spans, Statement, Story
from tests.reading.setting.test_find_setting import read
from tests.seconds import seconds

FILED = "2024-12-05T10:00:00Z"


def settled(marked: str, published: str | None = FILED) -> tuple[Story, Statement]:
    """Settle ``⟪s:source⟫ ⟪c:cue⟫ ⟪t:content⟫`` of a story; ``⟪o:…⟫`` is the content of another statement."""
    text, statement, others, _ = read(marked)
    story = Story("a", text, published=published)
    found = settle(story, [statement, *(Statement((), (), (other,)) for other in others)])
    return story, found[0]


def words(marked: str, field: str, published: str | None = FILED) -> str:
    story, statement = settled(marked, published)
    spans: Spans = getattr(statement, field)
    return story.words(spans)


def test_a_setting_is_taken_out_of_the_end_of_a_cue() -> None:
    story, statement = settled("⟪s:She⟫ ⟪c:wrote on Telegram⟫ ⟪t:that it leaks⟫.")
    assert (story.words(statement.cue), story.words(statement.channel)) == ("wrote", "on Telegram")


def test_an_addressee_is_taken_out_of_the_end_of_a_cue() -> None:
    story, statement = settled("⟪s:She⟫ ⟪c:said to reporters⟫ ⟪t:that it leaks⟫.")
    assert (story.words(statement.cue), story.words(statement.addressee)) == ("said", "to reporters")


def test_a_date_is_taken_out_of_the_end_of_a_cue() -> None:
    story, statement = settled("⟪s:She⟫ ⟪c:said on Tuesday⟫ ⟪t:that it leaks⟫.")
    assert (story.words(statement.cue), story.words(statement.when_text)) == ("said", "on Tuesday")


def test_a_preposition_that_belongs_to_the_cue_stays_in_it() -> None:
    assert words("⟪s:She⟫ ⟪c:pointed to⟫ ⟪t:a leak⟫.", "cue") == "pointed to"
    assert words("⟪c:According to⟫ ⟪s:her⟫, ⟪t:it leaks⟫.", "cue") == "According to"


def test_a_date_beside_the_cue_says_when_in_iso_8601() -> None:
    story, statement = settled("⟪s:She⟫ ⟪c:said⟫ on Tuesday ⟪t:that it leaks⟫.")
    assert (story.words(statement.when_text), statement.when) == ("on Tuesday", "2024-12-03")


def test_when_is_as_precise_as_its_words() -> None:
    assert settled("⟪s:She⟫ ⟪c:said⟫ in May 2023 ⟪t:that it leaks⟫.")[1].when == "2023-05"


def test_a_dateline_is_a_better_day_to_count_from_than_publication() -> None:
    text, statement, *_ = read("OSLO, December 5 — ⟪s:She⟫ ⟪c:said⟫ yesterday ⟪t:that it leaks⟫.")
    story = Story("a", text, published="2024-12-09", dateline=Dateline(Span(0, 16), date="2024-12-05"))
    assert settle(story, [statement])[0].when == "2024-12-04"
    yearless = replace(story, dateline=Dateline(Span(0, 16), date="--12-05"))
    assert settle(yearless, [statement])[0].when == "2024-12-08"


@pytest.mark.parametrize("published", [None, "", "soon", "2024-99-99"])
def test_without_a_day_to_count_from_a_weekday_has_no_date(published: str | None) -> None:
    story, statement = settled("⟪s:She⟫ ⟪c:said⟫ on Tuesday ⟪t:that it leaks⟫.", published)
    assert story.words(statement.when_text) == "on Tuesday"
    assert statement.when is None or not statement.when.startswith("2024")


def test_a_date_behind_a_content_that_is_a_noun_says_when() -> None:
    story, statement = settled("⟪s:She⟫ ⟪c:announced⟫ ⟪t:a bid in September 2022⟫.")
    assert (story.words(statement.content), statement.when) == ("a bid", "2022-09")


def test_a_date_inside_a_content_that_is_a_clause_stays_in_it() -> None:
    story, statement = settled("⟪s:She⟫ ⟪c:announced⟫ ⟪t:that they will bid in September 2022⟫.")
    assert (story.words(statement.content), statement.when) == ("that they will bid in September 2022", None)


def test_a_date_that_is_all_of_a_content_stays() -> None:
    assert words("⟪s:She⟫ ⟪c:announced⟫ ⟪t:the 5th of May 2022⟫.", "content") == "the 5th of May 2022"


def test_a_date_in_the_content_of_another_statement_is_not_taken() -> None:
    assert settled("⟪o:They sailed in May 2023⟫. ⟪s:She⟫ ⟪c:said⟫ ⟪t:that it leaks⟫.")[1].when is None


def test_a_stance_is_the_cues() -> None:
    assert settled("⟪s:She⟫ ⟪c:claimed⟫ ⟪t:that it leaks⟫.")[1].stance == "distancing"
    assert settled("⟪s:She⟫ ⟪c:confirmed⟫ ⟪t:that it leaks⟫.")[1].stance == "endorsing"
    assert settled("⟪s:She⟫ ⟪c:said⟫ ⟪t:that it leaks⟫.")[1].stance == "neutral"


def test_according_to_her_claims_keeps_its_distance() -> None:
    assert settled("⟪c:According to⟫ ⟪s:her claims⟫, ⟪t:it leaks⟫.")[1].stance == "distancing"
    assert settled("⟪c:According to⟫ ⟪s:her⟫, ⟪t:it leaks⟫.")[1].stance == "neutral"


def test_a_cue_that_denies_the_saying_is_negated_and_a_question_is_not_asserted() -> None:
    said = settled("⟪s:She⟫ ⟪c:did not say⟫ ⟪t:that it leaks⟫.")[1]
    asked = settled("⟪s:She⟫ ⟪c:asked⟫ ⟪t:whether it leaks⟫.")[1]
    assert (said.negated, asked.negated, asked.asserted) == (True, False, False)


def test_what_is_derived_has_a_reason_that_stands_in_the_text() -> None:
    story, statement = settled("⟪s:She⟫ ⟪c:told⟫ reporters on Tuesday ⟪t:that it leaks⟫.")
    assert [why.field for why in statement.why] == ["addressee", "when_text", "when", "stance"]
    assert [story.words(why.spans[:1]) for why in statement.why] == ["reporters", "on Tuesday", "Tuesday", "told"]


def test_a_statement_without_a_cue_or_a_content_is_left_as_it_is() -> None:
    bare = [Statement((), (), (Span(0, 2),)), Statement((), (Span(0, 2),), ())]
    assert settle(Story("a", "It leaks."), bare) == bare


PIECES = st.sampled_from(
    ["she", "said", "on", "Tuesday", "to reporters", "that", "a bid", "in May 2022", "via Telegram", ".", "“", "\n"]
)


@given(
    st.one_of(st.lists(PIECES, max_size=20).map(" ".join), st.text(alphabet=st.characters(codec="utf-8"))),
    st.lists(st.lists(st.integers(0, 100), min_size=6, max_size=6), max_size=4),
    st.sampled_from([None, FILED, "--", "9999-12-31"]),
)
def test_what_is_found_stands_in_the_text(text: str, cuts: list[list[int]], published: str | None) -> None:
    statements = []
    for cut in cuts:
        a, b, c, d, e, f = sorted(min(place, len(text)) for place in cut)
        spans: list[Spans] = [(Span(start, end),) if start < end else () for start, end in ((a, b), (c, d), (e, f))]
        statements.append(Statement(spans[0], spans[1], spans[2]))
    found = settle(Story("a", text, published=published), statements)
    assert len(found) == len(statements)
    for one, given_one in zip(found, statements, strict=True):
        assert one.source == given_one.source
        assert all(given_one.cue[0].start <= span.start < span.end <= given_one.cue[0].end for span in one.cue)
        assert bool(one.content) == bool(given_one.content)
        for span in (*one.cue, *one.content, *one.addressee, *one.channel, *one.venue, *one.when_text):
            assert 0 <= span.start < span.end <= len(text)


@pytest.mark.slow
def test_time_is_linear_in_the_number_of_statements_though_one_holds_them_all() -> None:
    def spent(count: int) -> float:
        line = "On Tuesday she said in May 2022 that it leaks. "
        text = line * count
        statements = [Statement((), (Span(0, 2),), (Span(3, len(text)),))]
        statements += [
            Statement((Span(start + 11, start + 14),), (Span(start + 15, start + 19),), (Span(start + 32, start + 45),))
            for start in range(0, len(text), len(line))
        ]
        story = Story("a", text, published=FILED)
        return seconds(lambda: settle(story, statements))

    assert spent(1_000) < 30 * spent(100) + 0.1


@pytest.mark.parametrize(
    ("marked", "when"),
    [
        ("⟪s:She⟫ ⟪c:today announced⟫ ⟪t:a bid⟫.", "2024-12-05"),
        ("⟪s:She⟫ ⟪c:promised⟫ ⟪t:in 2021⟫ ⟪t:that it floats⟫.", "2021"),
        ("⟪t:It leaks⟫, ⟪c:according to⟫ ⟪s:a study published on Tuesday in Oslo⟫.", "2024-12-03"),
        ("⟪s:The letter, dated November 18⟫, ⟪c:says⟫ ⟪t:that it leaks⟫.", "2024-11-18"),
        ("In a 1987 interview with the Echo ⟪s:she⟫ ⟪c:recalled⟫ ⟪t:that it leaked⟫.", "1987"),
        ("⟪t:It leaks⟫, ⟪c:according to⟫ ⟪s:several reports on Monday night⟫.", "2024-12-02"),
        ("⟪o:“In November, ⟪s:you⟫ ⟪c:promised⟫ ⟪t:that it floats⟫.”⟫", "2024-11"),
        ("⟪s:She⟫ looked up in July and ⟪c:promised⟫ ⟪t:to come⟫.", "2024-07"),
        ("It was late. Opening the case in Oslo on Tuesday, ⟪s:she⟫ ⟪c:told⟫ the jury ⟪t:that it leaked⟫.", "2024-12-03"),
        ("Seen on Tuesday. It was late, ⟪s:she⟫ ⟪c:told⟫ the jury ⟪t:that it leaked⟫.", None),
        ("⟪t:It leaks⟫, ⟪c:according to⟫ ⟪s:a study of the 2012 boats⟫.", None),
        ("It was late. Reached on Tuesday, ⟪s:she⟫ ⟪c:confirmed⟫ ⟪t:that it leaked⟫.", "2024-12-03"),
        ("In a letter to Bray last week, seen by the Echo, ⟪s:she⟫ ⟪c:wrote⟫ ⟪t:that it leaks⟫.", "2024-W48"),
        ("It was late. In her diary for 12 March 1979, ⟪s:Moe⟫ ⟪c:noted⟫ ⟪t:that it leaked⟫.", "1979-03-12"),
        ("In a harbour that opened in 1979, ⟪s:Moe⟫ ⟪c:noted⟫ ⟪t:that it leaked⟫.", None),
        ("⟪s:The minister, who visited on Sunday⟫, ⟪c:said⟫ ⟪t:that it leaked⟫.", None),
        ("⟪t:The board learned of the leak in June⟫, ⟪c:according to⟫ ⟪s:a memo⟫.", None),
    ],
)
def test_a_date_tells_when_wherever_it_stands(marked: str, when: str | None) -> None:
    assert settled(marked)[1].when == when


def test_a_date_is_no_part_of_cue_or_content() -> None:
    assert words("⟪s:She⟫ ⟪c:last night swore⟫ ⟪t:that it leaks⟫.", "cue") == "swore"
    assert words("⟪s:She⟫ ⟪c:promised⟫ ⟪t:in 2021⟫ ⟪t:that it floats⟫.", "content") == "that it floats"
    assert words("⟪s:She⟫ ⟪c:promised⟫ ⟪t:2021⟫.", "content") == "2021"


def test_the_entries_of_a_log_are_of_the_day_that_heads_them() -> None:
    text = "Log\n\nMonday, Sept. 30\n\nShe said no.\n\nFriday, Oct. 4\n\nShe said no.\n\nShe said on Tuesday no."
    starts = [at for at in range(len(text)) if text.startswith("She said", at)]
    statements = [
        Statement((Span(at, at + 3),), (Span(at + 4, at + 8),), (Span(text.index("no", at), text.index("no", at) + 2),))
        for at in starts
    ]
    story = Story("a", text, published="2024-10-10")
    assert [one.when for one in settle(story, statements)] == ["2024-09-30", "2024-10-04", "2024-10-08"]
    one = text[: text.index("Friday")]
    assert settle(Story("a", one, published="2024-10-10"), statements[:1])[0].when is None


@pytest.mark.parametrize(
    ("marked", "content", "addressee"),
    [
        ("⟪s:She⟫ ⟪c:told⟫ ⟪t:the board⟫ ⟪t:to wait⟫.", "to wait", "the board"),
        ("⟪t:The board⟫ ⟪c:was told⟫ ⟪t:to wait⟫.", "to wait", "The board"),
        ("⟪t:The board⟫, ⟪s:she⟫ ⟪c:said⟫, ⟪t:that it leaks⟫.", "The board … that it leaks", ""),
        ("⟪s:She⟫ ⟪c:told⟫ ⟪t:the truth⟫.", "the truth", ""),
    ],
)
def test_whom_somebody_is_told_to_is_no_part_of_what_is_told(marked: str, content: str, addressee: str) -> None:
    story, statement = settled(marked)
    assert story.words(statement.content) == content
    assert story.words(statement.addressee) == addressee
