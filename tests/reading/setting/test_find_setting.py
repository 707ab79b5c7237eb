import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.setting.find_setting import Setting, setting
from sayso.story import Span, Spans, Statement
from tests.seconds import seconds

FIELDS = ("addressee", "channel", "venue", "when_text")


def read(marked: str) -> tuple[str, Statement, list[Span], list[Span]]:
    """Read ``⟪s:source⟫ ⟪c:cue⟫ ⟪t:content⟫``, ``⟪o:a span of another statement⟫`` and ``⟪d:a date⟫``, which may nest."""
    text, at = "", 0
    found: dict[str, list[Span]] = {role: [] for role in "sctod"}
    open_marks: list[tuple[str, int]] = []
    while at < len(marked):
        if marked[at] == "⟪":
            open_marks.append((marked[at + 1], len(text)))
            at += 3
        elif marked[at] == "⟫":
            role, start = open_marks.pop()
            found[role].append(Span(start, len(text)))
            at += 1
        else:
            text += marked[at]
            at += 1
    return text, Statement(tuple(found["s"]), tuple(found["c"]), tuple(found["t"])), found["o"], found["d"]


def told(marked: str) -> dict[str, list[str]]:
    text, statement, taken, dated = read(marked)
    found = setting(text, statement, taken, dated)
    return {field: [text[start:end] for start, end in spans] for field in FIELDS if (spans := getattr(found, field))}


def test_who_is_told_is_the_object_of_the_cue() -> None:
    assert told("⟪s:The mayor⟫ ⟪c:told⟫ the harbour board ⟪t:to wait⟫.") == {"addressee": ["the harbour board"]}
    assert told("⟪t:“Wait,”⟫ ⟪s:she⟫ ⟪c:told⟫ him.") == {"addressee": ["him"]}
    assert told("⟪s:She⟫ ⟪c:called on⟫ the owners ⟪t:to wait⟫.") == {"addressee": ["the owners"]}


def test_an_apposition_belongs_to_who_is_told() -> None:
    assert told("⟪s:She⟫ ⟪c:warned⟫ her brother, the pilot, ⟪d:in 2019⟫ ⟪t:that it leaks⟫.")["addressee"] == [
        "her brother, the pilot"
    ]


def test_who_is_spoken_to_stands_with_its_preposition() -> None:
    assert told("⟪s:Two sources⟫ ⟪c:confirmed⟫ to me ⟪t:that it leaks⟫.") == {"addressee": ["to me"]}
    assert told("⟪s:She⟫ ⟪c:wrote⟫ to staff ⟪t:that it leaks⟫.") == {"addressee": ["to staff"]}


def test_an_infinitive_is_nobody() -> None:
    assert told("⟪s:She⟫ ⟪c:promised⟫ to repair ⟪t:the ferry⟫.") == {}


def test_an_addressee_may_stand_at_the_end_of_the_cue() -> None:
    assert told("⟪t:It leaks⟫, ⟪s:she⟫ ⟪c:told reporters⟫ in Oslo.") == {"addressee": ["reporters"], "venue": ["in Oslo"]}


def test_the_subject_of_a_passive_is_who_is_told() -> None:
    assert told("The crew ⟪c:was told⟫ ⟪t:to wait⟫.") == {"addressee": ["The crew"]}
    assert told("The pilot, Ida Moe, ⟪c:was never told⟫ ⟪t:that it leaks⟫.") == {"addressee": ["The pilot, Ida Moe"]}
    assert told("Crew ⟪c:told⟫ ⟪t:to wait⟫") == {"addressee": ["Crew"]}


def test_a_passive_behind_and_names_nobody() -> None:
    assert told("⟪o:The yard⟫ ⟪o:asked⟫ ⟪o:for more⟫ and ⟪c:was assured⟫ ⟪t:that it would come⟫.") == {}


@pytest.mark.parametrize(
    "channel",
    [
        "on Telegram",
        "in a letter",
        "by phone",
        "in a string of posts",
        "in the journal Boats & Yards",
        "in a video posted on Telegram",
        "in an interview with Radio Fjord",
        "during a call",
        "via a spokesman",
        "on the evening news",
        "in a two-line reply",
    ],
)
def test_what_words_travel_by_is_the_channel(channel: str) -> None:
    assert told(f"⟪t:“It floats,”⟫ ⟪s:the owner⟫ ⟪c:wrote⟫ {channel}.") == {"channel": [channel]}


@pytest.mark.parametrize(
    "venue",
    [
        "in Oslo",
        "at a summit in Vilnius",
        "in court",
        "before a tribunal",
        "on the sidelines of a summit in Nairobi",
        "at a press conference in Bergen following a board meeting",
        "over breakfast",
        "during a visit to Tromsø",
        "outside the bakery",
        "at a rally in Salem, New Hampshire",
    ],
)
def test_where_it_is_said_is_the_venue_with_all_that_belongs_to_it(venue: str) -> None:
    assert told(f"⟪s:The owner⟫ ⟪c:said⟫ {venue} ⟪t:that it floats⟫.") == {"venue": [venue]}


@pytest.mark.parametrize("aside", ["at the time", "in response", "in part", "in English", "on condition of anonymity", "in turn"])
def test_a_phrase_of_manner_is_no_setting(aside: str) -> None:
    assert told(f"⟪s:The owner⟫ ⟪c:said⟫ {aside} ⟪t:that it floats⟫.") == {}


def test_an_email_to_staff_is_a_channel_and_an_addressee() -> None:
    expected = {"channel": ["in an email"], "addressee": ["to staff"], "when_text": ["on Monday"]}
    assert told("⟪s:The owner⟫ ⟪c:said⟫ in an email to staff on ⟪d:Monday⟫ ⟪t:that it floats⟫.") == expected


def test_a_date_beside_the_cue_dates_the_saying() -> None:
    assert told("⟪s:She⟫ ⟪c:said⟫ ⟪d:Monday⟫ ⟪t:that it sank on ⟪d:Sunday⟫⟫.") == {"when_text": ["Monday"]}
    assert told("⟪s:The town⟫ ⟪c:announced⟫ ⟪t:a bid⟫ in ⟪d:May 2022⟫, and won.") == {"when_text": ["in May 2022"]}
    assert told("⟪s:She⟫ ⟪c:said⟫ late on ⟪d:Monday⟫ ⟪t:that it sank⟫.") == {"when_text": ["late on Monday"]}


def test_a_date_inside_the_content_does_not() -> None:
    assert told("⟪s:She⟫ ⟪c:said⟫ ⟪t:it sank on ⟪d:Sunday⟫⟫.") == {}


def test_a_date_that_tells_which_one_is_meant_does_not() -> None:
    assert told("⟪s:She⟫ ⟪c:wrote⟫ in her ⟪d:1990⟫ memoir ⟪t:that it sank⟫.") == {"channel": ["in her 1990 memoir"]}


def test_a_clause_with_when_tells_of_the_date_before_it() -> None:
    marked = (
        "⟪o:It has not moved since ⟪d:2008⟫, when ⟪s:the yard⟫ ⟪c:promised⟫ ⟪t:to repair it⟫ at a fair in Kiel⟫, ⟪o:she⟫ ⟪o:said⟫."
    )
    assert told(marked) == {"when_text": ["2008"], "venue": ["at a fair in Kiel"]}


def test_phrases_before_the_source_set_the_scene() -> None:
    expected = {"venue": ["At a hearing in Bergen"], "when_text": ["on Monday"]}
    assert told("At a hearing in Bergen on ⟪d:Monday⟫, ⟪s:the owner⟫ ⟪c:said⟫ ⟪t:that it floats⟫.") == expected
    assert told("But speaking to reporters in Oslo, ⟪s:he⟫ ⟪c:said⟫ ⟪t:no⟫.") == {
        "addressee": ["to reporters"],
        "venue": ["in Oslo"],
    }


def test_another_clause_before_the_source_does_not() -> None:
    assert told("The ferry sank in Oslo on ⟪d:Sunday⟫, and ⟪s:the owner⟫ ⟪c:said⟫ ⟪t:no more⟫.") == {}
    assert told("It sank in Oslo. ⟪s:The owner⟫ ⟪c:said⟫ ⟪t:no more⟫.") == {}


def test_what_stands_between_source_and_cue_or_behind_the_source_counts() -> None:
    assert told("⟪s:The owner⟫, in turn, ⟪c:said⟫ at a hearing ⟪t:that it floats⟫.") == {"venue": ["at a hearing"]}
    assert told("⟪t:It floats⟫, ⟪c:said⟫ ⟪s:Ida Moe⟫, on stage in Kiel.") == {"venue": ["on stage in Kiel"]}


def test_a_statement_does_not_enter_another_one() -> None:
    marked = "“⟪o:⟪s:Blom⟫ ⟪c:told⟫ the crew ⟪t:to wait⟫⟫,” ⟪o:the mayor⟫ ⟪o:wrote⟫ on Telegram."
    assert told(marked) == {"addressee": ["the crew"]}
    assert told("⟪s:She⟫ ⟪c:said⟫ ⟪t:no⟫, ⟪o:adding⟫ in Oslo ⟪o:that it floats⟫.") == {}


def test_two_sayings_joined_by_and_share_their_setting() -> None:
    joined = "⟪s:The owner⟫ ⟪o:stressed⟫ at a hearing on ⟪d:Monday⟫ ⟪o:that it floats⟫ and ⟪c:noted⟫ ⟪t:that it is old⟫."
    assert told(joined) == {"venue": ["at a hearing"], "when_text": ["on Monday"]}
    assert told(joined.replace("and ⟪c:noted⟫", "⟪c:noting⟫")) == {}


def test_a_mark_has_no_setting() -> None:
    assert told("⟪s:Mayor on X⟫⟪c::⟫ ⟪t:It floats⟫") == {}


def test_every_span_comes_with_the_rule_that_found_it() -> None:
    text, statement, taken, dated = read("⟪s:She⟫ ⟪c:wrote⟫ to me on Telegram ⟪t:that it floats⟫.")
    assert setting(text, statement, taken, dated).rules == (
        ("addressee", "'to me': whom the cue speaks to"),
        ("channel", "'on Telegram': 'Telegram' is in the list of channels"),
    )


_PAIRS = st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), max_size=4)
_WORDS = """told said was asked wrote to on in at from and but when the a , . “ ” ’s [ ] dated seen posted speaking reporters me
Oslo Telegram summit letter Monday 2013 time English Jan. U.S. staff visit of with that"""
_TEXT = st.one_of(st.text(max_size=90), st.lists(st.sampled_from([*_WORDS.split(), "\n"]), max_size=20).map(" ".join))


def _within(text: str, pairs: list[tuple[int, int]]) -> Spans:
    return tuple(Span(min(a, b, len(text)), min(max(a, b), len(text))) for a, b in pairs)


@given(_TEXT, _PAIRS, _PAIRS, _PAIRS, _PAIRS, _PAIRS)
def test_any_text_and_any_spans_give_spans_of_the_text_outside_the_statement(
    text: str,
    source: list[tuple[int, int]],
    cue: list[tuple[int, int]],
    content: list[tuple[int, int]],
    taken: list[tuple[int, int]],
    dated: list[tuple[int, int]],
) -> None:
    statement = Statement(_within(text, source), _within(text, cue), _within(text, content))
    found = setting(text, statement, _within(text, taken), _within(text, dated))
    assert isinstance(found, Setting)
    for field in FIELDS:
        spans = getattr(found, field)
        assert list(spans) == sorted(spans)
        for start, end in spans:
            assert 0 <= start < end <= len(text)
            shut = [*statement.source, *statement.content, *(statement.cue if field != "addressee" else ())]
            assert not any(start < other.end and other.start < end and other.start < other.end for other in shut)
    assert {field for field, _ in found.rules} == {field for field in FIELDS if getattr(found, field)}


@pytest.mark.slow
def test_time_grows_no_faster_than_the_spans_around_it() -> None:
    def spent(number: int) -> float:
        text = "Ida said in Oslo on Monday that it floats. " * number
        taken = [Span(at, at + 3) for at in range(43, len(text), 43)]
        statement = Statement((Span(0, 3),), (Span(4, 8),), (Span(27, 41),))
        return seconds(lambda: setting(text, statement, taken, [Span(20, 26)]))

    assert spent(80_000) < 40 * max(spent(10_000), 1e-3)
