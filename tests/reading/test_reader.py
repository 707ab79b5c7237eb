from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.reading.reader import Reader
from sayso.reading.tagging.tagger import Tagging
from sayso.story import Dateline, Span, Statement, Story, from_json, to_json
from tests.doubles import MarkedTags, unmarked
from tests.seconds import seconds


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def words(story: Story, statement: Statement) -> tuple[str, str, str]:
    return story.words(statement.source), story.words(statement.cue), story.words(statement.content)


def check(story: Story) -> None:
    spans = [s for t in story.statements for s in (*t.source, *t.cue, *t.content)] + [i.span for i in story.insertions]
    assert all(0 <= start < end <= len(story.text) for start, end in spans)
    assert from_json(to_json(story)) == story


def test_a_headline_is_read_apart_from_the_body() -> None:
    marked = "⟪s1:Mayor⟫ ⟪c1:says⟫ ⟪t1:pier is safe⟫"
    text = unmarked(marked) + "\n\nThe pier opened."
    read = Reader(MarkedTags(marked)).read(Story("a", text, headline=Span(0, len(unmarked(marked)))))
    (statement,) = read.statements
    assert (statement.where, *words(read, statement)) == ("headline", "Mayor", "says", "pier is safe")


WRAPPED = """\
Skerrin's harbour board will close the north pier to lorries, its chair,
Maud Ferris, said on Tuesday. "We are keeping forty-tonne lorries off a
pier that was built for carts," Ferris said. She added that the board had
asked the county for money.

An engineer who examined the pier warned in April that two of its piles
had moved, according to a report that the board published on Monday.
"""


def test_hard_line_breaks_change_nothing_but_where_the_spans_end(reader: Reader) -> None:
    def said(text: str) -> list[tuple[str, ...]]:
        read = reader.read(Story("a", text))
        assert read.text == text
        check(read)
        return [tuple(" ".join(part.split()) for part in (*words(read, s), s.speaker or "")) for s in read.statements]

    unwrapped = "\n\n".join(" ".join(paragraph.split()) for paragraph in WRAPPED.split("\n\n"))
    assert said(WRAPPED) == said(unwrapped) != []


def test_section_byline_and_dateline_are_not_read() -> None:
    seen: list[str] = []

    class Listening(MarkedTags):
        def __call__(self, text: str) -> Tagging:
            seen.append(text)
            return super().__call__(text)

    text = "World\n\nPier opens\n\nBy Ann Ash\n\nOSLO (NWA) — The pier opened."
    story = Story("a", text, headline=Span(7, 17), body=Span(31, len(text)), dateline=Dateline(Span(31, 43)))
    Reader(Listening("")).read(story)
    assert seen == ["Pier opens.\n\n The pier opened.\n\n"] or seen == ["Pier opens.\n\nThe pier opened.\n\n"]


def test_an_insertion_is_marked_and_does_not_make_a_quotation_mixed() -> None:
    marked = "⟪t1:“The [harbour] master lied,”⟫ ⟪s1:she⟫ ⟪c1:said⟫."
    read = Reader(MarkedTags(marked)).read(Story("a", unmarked(marked)))
    assert read.statements[0].kind == "direct"
    assert [read.words((insertion.span,)) for insertion in read.insertions] == ["[harbour]"]


def test_whom_a_story_names_is_told_whether_he_speaks_or_not() -> None:
    marked = "⟪s1:Owen Bray⟫ ⟪c1:said⟫ ⟪t1:that the harbour had been Ruth Vane's⟫."
    read = Reader(MarkedTags(marked)).read(Story("a", unmarked(marked)))
    assert [(person.name, person.speaker) for person in read.people] == [("Owen Bray", 0), ("Ruth Vane", None)]


def test_statements_that_a_story_had_are_replaced() -> None:
    story = Story("a", "Nothing was heard.", (Statement((), (), (Span(0, 7),)),))
    assert Reader(MarkedTags("")).read(story).statements == ()


def test_the_shipped_reader_reads_a_wire_story(reader: Reader) -> None:
    text = (
        "Ferry company denies fare rise — spokeswoman\n\n"
        "The ferry will sail in any weather, harbour master Ines Calder said on Monday. “We have never lost a passenger,” "
        "she said. “We do not mean to start.”\n\nAccording to the union, two boats leak. The minister noted that the boats "
        "were inspected in May, adding that the reports would be published."
    )
    read = reader.read(Story("a", text, headline=Span(0, 44)))
    found = [words(read, statement) for statement in read.statements]
    assert ("spokeswoman", "—", "Ferry company denies fare rise") in found
    assert ("she", "said", "“We have never lost a passenger,” … “We do not mean to start.”") in found
    assert any(source == "the union" and cue.lower() == "according to" for source, cue, _ in found)
    assert {("The minister", "noted"), ("The minister", "adding")} <= {(source, cue) for source, cue, _ in found}
    check(read)


def test_a_batch_is_read_in_order_from_several_threads(reader: Reader) -> None:
    stories = [Story(str(i), f"Pier {i} is closed, the mayor said.") for i in range(12)]
    assert list(reader.read_all(iter(stories), threads=3)) == [reader.read(story) for story in stories]


def test_a_batch_is_taken_from_its_source_only_as_it_is_read(reader: Reader) -> None:
    taken: list[int] = []

    def endless() -> Iterator[Story]:
        while True:
            taken.append(len(taken))
            yield Story(str(len(taken)), "The mayor said no.")

    reading = reader.read_all(endless(), threads=2)
    next(reading)
    assert len(taken) <= 6


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300), st.data())
def test_any_unicode_with_any_layout_is_read(reader: Reader, text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    story = Story("a", text)
    if cuts[0] < cuts[1]:
        story = replace(story, headline=Span(cuts[0], cuts[1]))
    if cuts[1] < cuts[2]:
        story = replace(story, deck=Span(cuts[1], cuts[2]))
    check(reader.read(story))


@pytest.mark.parametrize(
    "text",
    ["", "\n\n\n", '"' * 5000, "“" * 5000, "'s " * 3000, "a" * 20_000, "said " * 4000, "“He said ‘she said “they said” no’ maybe”",
     "\u0000\u0001\u001b[31m said he", "Ａ🌊é said the mayor\u2028“and so on”"],
)  # fmt: skip
def test_odd_texts_are_read(reader: Reader, text: str) -> None:
    check(reader.read(Story("a", text)))


@pytest.mark.slow
def test_time_is_linear_in_the_length_of_the_text(reader: Reader) -> None:
    def spent(count: int) -> float:
        text = "The boats leak, the mayor said, adding that “nobody cares”. " * count
        return seconds(lambda: reader.read(Story("a", text)))

    small, large = spent(100), spent(1000)
    assert large < 20 * small


@pytest.mark.parametrize(
    "aside",
    [
        "Read more: ⟪s1:Mayor⟫ ⟪c1:says⟫ ⟪t1:rents will rise⟫",
        'Related: ⟪t1:"I was sacked by text,"⟫ ⟪c1:says⟫ ⟪s1:a seaman⟫',
        "SEE ALSO: ⟪s1:Bray⟫ ⟪c1:says⟫ ⟪t1:the pier is shut⟫",
        'Sign up for our newsletter. ⟪t1:"The best in town,"⟫ ⟪c1:say⟫ ⟪s1:readers⟫.',
        "Related Coverage ⟪s1:Bray⟫ ⟪c1:says⟫ ⟪t1:the pier is shut⟫",
    ],
)
def test_what_points_away_from_the_story_is_not_read(aside: str) -> None:
    first, last = "⟪s2:Ruth Bray⟫ ⟪c2:said⟫ ⟪t2:it leaks⟫.", "⟪s3:Owen Vane⟫ ⟪c3:denied⟫ ⟪t3:it⟫."
    text = unmarked(f"{first}\n\n{aside}\n\n{last}")
    read = Reader(MarkedTags(f"{first}\n\n{last}")).read(Story("a", text))
    assert [words(read, statement)[0] for statement in read.statements] == ["Ruth Bray", "Owen Vane"]
    alone = Reader(MarkedTags("")).read(Story("a", unmarked(aside)))
    assert alone.statements == ()


@pytest.mark.parametrize(
    "line", ["More than 40 boats left: nobody stayed.", "Read the letter, she said: it is short.", "See you there."]
)
def test_a_paragraph_that_only_opens_like_a_pointer_is_read(line: str) -> None:
    read = Reader(MarkedTags(f"⟪t1:{line}⟫")).read(Story("a", line))
    assert len(read.statements) == 1
