from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.tagging.nest import in_order, nest
from sayso.story import Span, Spans, Statement
from tests.doubles import unmarked

OUTER = "Moe said that the mayor told him that sailors fear the pier would close."


def at(words: str, text: str = OUTER) -> Spans:
    return (Span(text.index(words), text.index(words) + len(words)),)


SAID = Statement(at("Moe"), at("said"), at("that the mayor told him that sailors fear the pier would close"))
TOLD = Statement(at("the mayor"), at("told"), at("that sailors fear the pier would close"), depth=1)
FEAR = Statement(at("sailors"), at("fear"), at("the pier would close"), depth=2)


def test_what_stands_in_a_content_has_it_as_parent() -> None:
    assert [statement.parent for statement in nest([SAID, TOLD, FEAR])] == [None, 0, 1]
    assert [statement.parent for statement in nest([FEAR, TOLD, SAID])] == [1, 2, None]


def test_a_level_that_holds_nothing_is_passed_over() -> None:
    assert [statement.parent for statement in nest([SAID, FEAR])] == [None, 0]


def test_what_stands_in_no_content_has_no_parent_however_deep_the_tagger_has_it() -> None:
    assert [statement.parent for statement in nest([TOLD])] == [None]


def test_a_content_that_is_all_of_the_one_around_it_does_not_stand_inside() -> None:
    same = Statement((), at("that the mayor"), SAID.content, depth=1)
    assert [statement.parent for statement in nest([SAID, same])] == [None, None]


def test_a_quotation_without_a_cue_stands_where_its_content_does() -> None:
    bare = Statement((), (), at("the pier would close"), depth=1)
    assert [statement.parent for statement in nest([SAID, bare])] == [None, 0]


def test_a_parent_that_is_known_stays() -> None:
    child = Statement((), at("fear"), at("the pier would close"), parent=0, depth=0)
    assert [statement.parent for statement in nest([SAID, child])] == [None, 0]


def test_the_order_is_that_of_the_text_and_children_follow_their_parents() -> None:
    first, second = Statement((), at("said"), at("told")), Statement((), at("would"), at("close"))
    inside = Statement((), at("told"), at("him"), parent=0, depth=1)
    deeper = Statement((), at("him"), at("pier"), parent=2, depth=2)
    found = in_order([first, second, inside, deeper])
    assert [statement.cue for statement in found] == [first.cue, inside.cue, deeper.cue, second.cue]
    assert [(statement.parent, statement.depth) for statement in found] == [(None, 0), (0, 1), (1, 2), (None, 0)]


@given(st.lists(st.integers(-1, 6), max_size=7))
def test_any_nesting_is_put_in_order_without_a_loss(parents: list[int]) -> None:
    kept = [parent if parent < index else -1 for index, parent in enumerate(parents)]
    given = [Statement((), (Span(i, i + 1),), (Span(i, i + 1),), None if p < 0 else p) for i, p in enumerate(kept)]
    found = in_order(given)
    assert sorted(s.cue for s in found) == sorted(s.cue for s in given)
    for index, statement in enumerate(found):
        assert statement.parent is None or statement.parent < index
        before = given[statement.cue[0].start].parent
        assert (None if before is None else given[before].cue) == (
            None if statement.parent is None else found[statement.parent].cue
        )


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30), st.integers(-1, 2)), max_size=12))
def test_no_statement_stands_in_itself(layout: list[tuple[int, int, int]]) -> None:
    nested = nest([Statement((), (), (Span(start, start + length),), depth=depth) for start, length, depth in layout])
    for statement in nested:
        seen, parent = 0, statement.parent
        while parent is not None:
            seen, parent = seen + 1, nested[parent].parent
            assert seen <= len(nested)


def test_the_marks_of_the_doubles_are_read() -> None:
    assert unmarked("⟪s1:Moe⟫ ⟪c1:said⟫") == "Moe said"
