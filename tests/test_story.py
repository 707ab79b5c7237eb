import json
from pathlib import Path
from typing import get_args

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.story import Dateline, Insertion, Kind, Label, Person, Span, Stance, Statement, Story, Where, from_json, schema, to_json

TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=40)
SPAN = st.builds(Span, st.integers(0, 99), st.integers(0, 99))
SPANS = st.lists(SPAN, max_size=3).map(tuple)
STATEMENT = st.builds(
    Statement,
    source=SPANS,
    cue=SPANS,
    content=SPANS,
    parent=st.none() | st.integers(0, 9),
    kind=st.none() | st.sampled_from(get_args(Kind)),
    where=st.none() | st.sampled_from(get_args(Where)),
    speaker=st.none() | TEXT,
    unnamed=st.none() | st.booleans(),
    addressee=SPANS,
    when=st.none() | TEXT,
    stance=st.none() | st.sampled_from(get_args(Stance)),
)
STORY = st.builds(
    Story,
    id=TEXT,
    text=TEXT,
    statements=st.lists(STATEMENT, max_size=3).map(tuple),
    headline=st.none() | SPAN,
    dateline=st.none() | st.builds(Dateline, SPAN, TEXT, evidence=st.none() | SPAN),
    insertions=st.lists(st.builds(Insertion, SPAN), max_size=2).map(tuple),
    labels=st.lists(st.builds(Label, SPAN, TEXT), max_size=2).map(tuple),
    people=st.lists(st.builds(Person, TEXT, SPANS, st.none() | st.integers(0, 9)), max_size=2).map(tuple),
)


@given(STORY)
def test_json_goes_both_ways_without_loss(story: Story) -> None:
    assert from_json(to_json(story)) == story


@given(STORY)
def test_the_schema_holds_for_every_story(story: Story) -> None:
    jsonschema.validate(json.loads(to_json(story)), schema(), cls=jsonschema.Draft202012Validator)


def test_a_story_is_one_line_of_json() -> None:
    assert b"\n" not in to_json(Story("a", "one\ntwo\u2028three"))


def test_a_span_is_a_pair_in_json() -> None:
    assert json.loads(to_json(Story("a", "said", headline=Span(0, 4))))["headline"] == [0, 4]


def test_a_story_of_the_wrong_shape_names_the_place() -> None:
    with pytest.raises(msgspec.ValidationError, match=r"statements\[0\]\.source"):
        from_json('{"id": "a", "text": "b", "statements": [{"source": 3, "cue": [], "content": []}]}')


def test_nothing_changes_a_story() -> None:
    with pytest.raises(AttributeError):
        Story("a", "b").text = "c"  # type: ignore[misc]


def test_words_of_several_pieces_are_joined_by_an_ellipsis() -> None:
    assert Story("a", "one, two, three").words((Span(0, 3), Span(10, 15))) == "one … three"


def test_the_schema_in_the_docs_is_the_one_that_is_generated() -> None:
    kept = Path(__file__).parents[1] / "docs" / "story.schema.json"
    assert json.loads(kept.read_text(encoding="utf-8")) == json.loads(json.dumps(schema()))
