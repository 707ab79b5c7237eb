from hypothesis import given
from hypothesis import strategies as st

from sayso.reading.tagging.nest import in_order, nest
from sayso.reading.tagging.tagger import Tagging
from sayso.story import Span, Spans, Statement
from tests.doubles import MarkedTags, unmarked

OUTER = "Moe said that the mayor told him that sailors fear the pier would close."


def at(words: str, text: str = OUTER) -> Spans:
    return (Span(text.index(words), text.index(words) + len(words)),)


SAID = Statement(at("Moe"), at("said"), at("that the mayor told him that sailors fear the pier would close"))


def test_what_stands_in_a_content_has_it_as_parent() -> None:
    inner = MarkedTags("⟪s1:the mayor⟫ ⟪c1:told⟫ him ⟪t1:that sailors fear the pier would close⟫")
    outer, found, *rest = nest(OUTER, [SAID], Once(inner))
    assert not rest
    assert outer == SAID
    assert (found.parent, found.depth, found.source, found.content) == (
        0,
        1,
        at("the mayor"),
        at("that sailors fear the pier would close"),
    )


def test_a_content_that_is_all_of_the_one_around_it_is_none_inside() -> None:
    inner = MarkedTags("⟪c1:that⟫ ⟪t1:the mayor told him that sailors fear the pier would close⟫")
    same = Statement(at("Moe"), at("said"), at("the mayor told him that sailors fear the pier would close"))
    assert nest(OUTER, [same], Everything()) == [same]
    assert len(nest(OUTER, [SAID], Once(inner))) == 2


def test_contents_are_read_to_any_depth_but_not_for_ever() -> None:
    assert len(nest("a said " * 400, [Statement((), (), (Span(0, 2800),))], Halving())) <= 5


def test_what_has_children_already_is_not_read_again() -> None:
    child = Statement((), at("told"), at("that sailors fear the pier would close"), parent=0, depth=1)
    found = nest(OUTER, [SAID, child], Once(MarkedTags("that ⟪s1:sailors⟫ ⟪c1:fear⟫ ⟪t1:the pier would close⟫")))
    assert found[:2] == [SAID, child]
    assert [(statement.parent, statement.depth) for statement in found[2:]] == [(1, 2)]


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


class Once:
    """Tags the first inner text as its marks say, and nothing after it."""

    def __init__(self, tags: MarkedTags) -> None:
        self._tags, self._done = tags, False

    def __call__(self, text: str, *, inner: bool = False) -> Tagging:
        assert inner
        if self._done:
            return Tagging((), ())
        self._done = True
        return self._tags(text)


class Everything:
    """Takes the first letter for a cue and all the rest for its content."""

    def __call__(self, text: str, *, inner: bool = False) -> Tagging:
        assert inner
        return MarkedTags(f"⟪c1:{text[:1]}⟫⟪t1:{text[1:-3]}⟫")(text)


class Halving:
    """Takes the first word for a cue and half of the rest for its content."""

    def __call__(self, text: str, *, inner: bool = False) -> Tagging:
        assert inner
        words = text.split()
        return MarkedTags(f"⟪c1:{words[0]}⟫ ⟪t1:{' '.join(words[1 : len(words) // 2])}⟫")(text)


def test_a_content_without_a_word_that_may_be_a_cue_is_not_read_again() -> None:
    class Never:
        def __call__(self, text: str, *, inner: bool = False) -> Tagging:
            raise AssertionError(text, inner)

    plain = "Moe said that the old pier is red and green and very tall."
    said = Statement(at("Moe", plain), at("said", plain), at("that the old pier is red and green and very tall", plain))
    assert nest(plain, [said], Never()) == [said]


def test_the_marks_of_the_doubles_are_read() -> None:
    assert unmarked("⟪s1:Moe⟫ ⟪c1:said⟫") == "Moe said"
