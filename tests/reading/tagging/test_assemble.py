from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.tagging.assemble import assemble
from sayso.reading.tagging.tagger import Role, Tagged, Tagging
from tests.doubles import MarkedTags, unmarked


def assembled(marked: str, others: float = -10) -> list[tuple[list[str], list[str], list[str]]]:
    text = unmarked(marked)

    def words(spans: tuple[tuple[int, int], ...]) -> list[str]:
        return [text[start:end] for start, end in spans]

    return [(words(s.source), words(s.cue), words(s.content)) for s in assemble(text, MarkedTags(marked, others=others)(text))]


def test_a_quotation_around_its_cue_is_one_content_in_two_pieces() -> None:
    assert assembled("⟪t1:“It floats,”⟫ ⟪s1:she⟫ ⟪c1:said⟫. ⟪t1:“It always has.”⟫") == [
        (["she"], ["said"], ["“It floats,”", "“It always has.”"])
    ]


def test_a_second_cue_of_the_sentence_has_the_same_source() -> None:
    marked = "⟪t1:It floats⟫, ⟪s1:she⟫ ⟪c1:noted⟫, ⟪c2:adding⟫ ⟪t2:that it always has⟫."
    assert [source for source, _, _ in assembled(marked, others=9)] == [["she"], ["she"]]


def test_a_source_is_not_shared_from_another_paragraph() -> None:
    marked = "⟪t1:It floats⟫, ⟪s1:she⟫ ⟪c1:noted⟫.\n\n⟪c2:Reports⟫ ⟪t2:that it sank⟫ spread."
    assert [source for source, _, _ in assembled(marked, others=9)] == [["she"], []]


def test_a_passive_hides_its_source() -> None:
    marked = "⟪s1:She⟫ ⟪c1:demanded⟫ ⟪t1:a refund⟫ and ⟪c2:was assured⟫ ⟪t2:that it would come⟫."
    assert [source for source, _, _ in assembled(marked, others=9)] == [["She"], []]


def test_a_cue_without_a_content_is_no_statement() -> None:
    assert assembled("⟪s1:She⟫ ⟪c1:spoke⟫.") == []


def test_a_content_without_a_cue_in_reach_is_nobodys() -> None:
    text = "“It floats.”"
    assert assemble(text, Tagging((Tagged("content", 0, len(text)),), ({},))) == []


ROLES: list[Role] = ["source", "cue", "content"]


@given(
    st.lists(st.tuples(st.sampled_from(ROLES), st.integers(1, 9), st.integers(0, 3)), max_size=30),
    st.randoms(use_true_random=False),
)
def test_every_content_within_reach_of_a_cue_is_in_one_statement(layout: list[tuple[Role, int, int]], random: object) -> None:
    import random as module

    assert isinstance(random, module.Random)
    spans, at = [], 0
    for role, length, gap in layout:
        spans.append(Tagged(role, at, at + length))
        at += length + gap
    cues = [i for i, span in enumerate(spans) if span.role == "cue"]
    links: tuple[dict[int, float], ...] = tuple(
        {} if span.role == "cue" else {cue: random.uniform(-20, 20) for cue in cues} for span in spans
    )
    statements = assemble("x" * at, Tagging(tuple(spans), links))
    contents = [span for statement in statements for span in statement.content]
    assert len(contents) == len(set(contents)) == (sum(span.role == "content" for span in spans) if cues else 0)
    assert all(len(statement.source) <= 1 and len(statement.cue) == 1 for statement in statements)


def test_what_only_is_says_nothing() -> None:
    assert assembled("⟪s1:The council⟫ ⟪c1:is on Monday⟫ ⟪t1:to meet⟫.") == []
    assert assembled("⟪s1:The council⟫ ⟪c1:is said⟫ ⟪t1:to meet⟫.") == [(["The council"], ["is said"], ["to meet"])]


def test_only_a_quotation_goes_on_in_another_paragraph() -> None:
    marked = "⟪t1:It floats⟫.\n\n⟪t1:“It floats,”⟫ ⟪c1:said⟫ ⟪s1:she⟫. ⟪t1:“It does.”⟫\n\n⟪t1:“It always has.”⟫"
    assert [content for _, _, content in assembled(marked)] == [["“It floats,”", "“It does.”", "“It always has.”"]]
    marked = "⟪s1:She⟫ ⟪c1:said⟫ ⟪t1:it floats⟫.\n\nA report adds ⟪t1:that it does⟫."
    assert [content for _, _, content in assembled(marked)] == [["it floats"]]


def test_a_content_without_a_cue_in_its_paragraph_goes_to_the_one_before() -> None:
    assert assembled("⟪s1:She⟫ ⟪c1:said⟫:\n\n⟪t1:it floats⟫.") == [(["She"], ["said"], ["it floats"])]


def test_a_source_does_not_leave_its_paragraph() -> None:
    assert assembled("⟪s1:She⟫ sat down.\n\n⟪c1:Added⟫ ⟪t1:that it floats⟫.") == [([], ["Added"], ["that it floats"])]


def test_a_content_does_not_halt_at_an_hour() -> None:
    assert [content for _, _, content in assembled("⟪s1:She⟫ ⟪c1:said⟫ ⟪t1:it sailed at 11 p.m⟫. with her on board. It sank.")] == [
        ["it sailed at 11 p.m. with her on board"]
    ]
    assert [content for _, _, content in assembled("⟪s1:She⟫ ⟪c1:said⟫ ⟪t1:it sailed at 11 p.m⟫. It sank.")] == [
        ["it sailed at 11 p.m"]
    ]
