from random import Random

from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.tagging.assemble import assemble, heart
from sayso.reading.tagging.tagger import LEVELS, NamedAt, Role, Tagged, Tagging
from tests.doubles import MarkedTags, unmarked


def assembled(marked: str, others: float = -10) -> list[tuple[list[str], list[str], list[str]]]:
    text = unmarked(marked)

    def words(spans: tuple[tuple[int, int], ...]) -> list[str]:
        return [text[start:end] for start, end in spans]

    found = assemble(text, MarkedTags(marked, others=others)(text)).values()
    return [(words(s.source), words(s.cue), words(s.content)) for s, _ in found]


def test_a_quotation_around_its_cue_is_one_content_in_two_pieces() -> None:
    assert assembled("⟪t1:“It floats,”⟫ ⟪s1:she⟫ ⟪c1:said⟫. ⟪t1:“It always has.”⟫") == [
        (["she"], ["said"], ["“It floats,”", "“It always has.”"])
    ]


def test_two_cues_may_have_one_source() -> None:
    marked = "⟪t1:It floats⟫, ⟪s1:she⟫ ⟪c1:noted⟫, ⟪c2:adding⟫ ⟪t2:that it always has⟫."
    assert [source for source, _, _ in assembled(marked, others=9)] == [["she"], ["she"]]


def test_a_source_that_is_less_likely_than_none_is_none() -> None:
    marked = "⟪s1:She⟫ ⟪c1:demanded⟫ ⟪t1:a refund⟫ and ⟪c2:was assured⟫ ⟪t2:that it would come⟫."
    assert [source for source, _, _ in assembled(marked)] == [["She"], []]


def test_a_cue_without_a_content_is_no_statement() -> None:
    assert assembled("⟪s1:She⟫ ⟪c1:spoke⟫.") == []


def test_a_quotation_that_hangs_on_no_cue_is_a_statement_of_its_own() -> None:
    assert assembled("⟪s1:She⟫ ⟪c1:said⟫ ⟪t1:it floats⟫.\n\n⟪t2:“It always has.”⟫") == [
        (["She"], ["said"], ["it floats"]),
        ([], [], ["“It always has.”"]),
    ]


def test_what_stands_in_a_paragraph_of_its_own_is_a_statement_of_its_own() -> None:
    marked = "⟪t1:“It floats,”⟫ ⟪s1:she⟫ ⟪c1:said⟫. ⟪t1:“It does.”⟫\n\n⟪t1:“It always has.”⟫"
    assert assembled(marked) == [(["she"], ["said"], ["“It floats,”", "“It does.”"]), ([], [], ["“It always has.”"])]
    asked = "⟪t1:Does it float?⟫\n\n⟪s1:She⟫ ⟪c1:replied⟫:\n\n⟪t1:It does.⟫"
    assert assembled(asked) == [([], [], ["Does it float?"]), (["She"], ["replied"], ["It does."])]


def test_a_quotation_that_its_paragraph_leaves_open_goes_on_in_the_next() -> None:
    marked = "⟪t1:“It floats. It always has.⟫\n\n⟪t1:“And it will,”⟫ ⟪s1:she⟫ ⟪c1:said⟫."
    assert assembled(marked) == [(["she"], ["said"], ["“It floats. It always has.", "“And it will,”"])]


def test_a_post_hangs_on_its_signature() -> None:
    assert assembled("⟪t1:The pier is open again!⟫ — ⟪s1:Port of Skerrin (@skerrin)⟫ May 2") == [
        (["Port of Skerrin (@skerrin)"], [], ["The pier is open again!"])
    ]


def test_what_stands_in_a_content_is_a_statement_of_its_level() -> None:
    marked = "⟪s1:She⟫ ⟪c1:said⟫ ⟪t1:that ⟪s2:he⟫ ⟪c2:fears⟫ ⟪t2:a flood⟫⟫."
    assert assembled(marked) == [(["She"], ["said"], ["that he fears a flood"]), (["he"], ["fears"], ["a flood"])]
    text = unmarked(marked)
    assert [s.depth for s, _ in assemble(text, MarkedTags(marked)(text)).values()] == [0, 1]


def test_of_two_statements_with_one_cue_the_surer_stays() -> None:
    text = "She said it floats."
    spans = (Tagged("cue", 4, 8, 0), Tagged("cue", 4, 8, 1), Tagged("content", 9, 18, 0), Tagged("content", 9, 18, 1))
    links: tuple[dict[int, float], ...] = ({}, {}, {0: 5.0}, {1: 5.0})
    for sure, depth in (((0.9, 0.5, 0.9, 0.5), 0), ((0.5, 0.9, 0.5, 0.9), 1)):
        acts = ((0.9, 0.1, 0.0, 0.0),) * 4
        ((statement, evidence),) = assemble(text, Tagging(spans, links, sure, acts, (None,) * 4)).values()
        assert (statement.depth, statement.act, evidence.content) == (depth, "speech", 0.9)


def test_the_evidence_is_that_of_the_spans_and_links_chosen() -> None:
    text = "She said it floats."
    spans = (Tagged("source", 0, 3), Tagged("cue", 4, 8), Tagged("content", 9, 18))
    kinds = ((0.1, 0.6, 0.1, 0.1, 0.05, 0.05), (0.2, 0.1, 0.6, 0.1), (0.25, 0.25, 0.25, 0.25))
    tagging = Tagging(spans, ({}, {0: 0.0001}, {1: 30.0}), (0.7, 0.8, 0.9), kinds, (NamedAt(17, 0.4), None, None))
    ((statement, evidence),) = assemble(text, tagging).values()
    assert statement.act == "thought"
    assert (evidence.source, evidence.cue, evidence.content, evidence.act) == (0.7, 0.8, 0.9, 0.6)
    assert round(evidence.sourced, 2) == 0.5
    assert evidence.hangs > 0.99
    assert max(evidence.kinds, key=lambda kind: evidence.kinds[kind]) == "anonymous"
    assert evidence.meant == NamedAt(17, 0.4)


ROLES: list[Role] = ["source", "cue", "content"]


@given(
    st.lists(st.tuples(st.sampled_from(ROLES), st.integers(1, 9), st.integers(0, 3), st.integers(0, LEVELS - 1)), max_size=30),
    st.integers(0, 2**32),
)
def test_every_content_is_in_one_statement_at_most_and_hearts_differ(layout: list[tuple[Role, int, int, int]], seed: int) -> None:
    random = Random(seed)
    spans, at = [], 0
    for role, length, gap, level in layout:
        spans.append(Tagged(role, at, at + length, level))
        at += length + gap
    links: tuple[dict[int, float], ...] = tuple(
        {} if span.role == "source" else {i: random.uniform(-20, 20) for i, other in enumerate(spans) if _leads(span, other)}
        for span in spans
    )
    made = assemble("x" * at, Tagging(tuple(spans), links))
    contents = [span for statement, _ in made.values() for span in statement.content]
    assert len(contents) == len(set(contents)) == sum(span.role == "content" for span in spans)
    assert all(heart(statement) == key for key, (statement, _) in made.items())
    assert all(len(statement.source) <= 1 and len(statement.cue) <= 1 for statement, _ in made.values())


def _leads(one: Tagged, other: Tagged) -> bool:
    return other.role == "source" or (one.role == "content" and other.role == "cue" and other.level == one.level)
