import importlib.util
import json
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import InputError
from sayso.evaluate import evaluate, load, load_predicted, right
from sayso.story import Span, Statement, Story, from_json, to_json

SCORER = Path(__file__).parents[2] / "shared" / "eval" / "score.py"
TEXT = "The boat leaks, the master said. He denied that the pilot knew. Calder's crew wasn't told."
WORDS = TEXT.split()


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    if not SCORER.is_file():
        pytest.skip("the reference scorer, ../shared/eval/score.py, is not there")
    spec = importlib.util.spec_from_file_location("score", SCORER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def statement(source: str, cue: str, content: str, **further: Any) -> dict[str, Any]:
    def spans(words: str) -> list[list[int]]:
        return [[TEXT.index(words), TEXT.index(words) + len(words)]] if words else []

    return {"source": spans(source), "cue": spans(cue), "content": spans(content), **further}


GOLD: list[dict[str, Any]] = [
    {
        "id": "a",
        "text": TEXT,
        "statements": [
            statement("the master", "said", "The boat leaks", parent=None, kind="indirect", speaker="Ines Calder", when="2024"),
            statement("He", "denied", "that the pilot knew", parent=None, speaker_mentions=["Calder", "the master"]),
            statement("the pilot", "knew", "knew", parent=1, unnamed=True),
        ],
    }
]


def predicted(*statements: dict[str, Any]) -> list[Story]:
    return [from_json(json.dumps({"id": "a", "text": TEXT, "statements": statements}))]


def test_gold_itself_is_right_in_everything() -> None:
    speakers = ["Ines Calder", "Calder", None]
    figures = evaluate(GOLD, predicted(*(s | {"speaker": name} for s, name in zip(GOLD[0]["statements"], speakers, strict=True))))
    assert {name: figure.f1 for name, figure in figures.items()} == dict.fromkeys(figures, 1.0)
    assert {"nested", "speaker", "kind", "when"} <= set(figures)


@pytest.mark.parametrize(
    ("source", "speaker", "gold_speaker", "is_right"),
    [
        ("the master", "Ines Calder", "Ines Calder", True),
        ("master", "Calder", "Ines Calder", True),
        ("the master", "Rolf Amsel", "Ines Calder", False),
        ("the master", None, "Ines Calder", False),
        ("the master", None, "anonymous", True),
        ("the master", "Ines Calder", "vague", False),
        ("the master", "master", "group", True),
        ("the master", None, "document: the log", True),
        ("the pilot", "Ines Calder", "Ines Calder", False),
        ("", "Ines Calder", "Ines Calder", False),
    ],
)
def test_a_statement_is_right_with_its_content_source_and_speaker(
    source: str, speaker: str | None, gold_speaker: str, *, is_right: bool
) -> None:
    gold = {**GOLD[0], "statements": [statement("the master", "said", "The boat leaks", speaker=gold_speaker)]}
    (story,) = predicted(statement(source, "said", "boat leaks", speaker=speaker), statement("", "said", "Calder's crew"))
    assert right(gold, story) == [is_right, False]


def test_a_wrong_source_costs_attributed_and_strict_but_not_statement() -> None:
    figures = evaluate(GOLD, predicted(statement("the pilot", "said", "The boat leaks")))
    assert astuple(figures["statement"]) == (1.0, 0.3333, 0.5, 3, 1)
    assert figures["attributed"].f1 == figures["strict"].f1 == 0


def test_punctuation_at_an_edge_costs_nothing() -> None:
    figures = evaluate(GOLD, predicted(statement("the master", "said.", "The boat leaks,")))
    assert figures["strict"].precision == 1


def test_a_story_that_is_not_predicted_counts_as_empty() -> None:
    assert astuple(evaluate(GOLD, [])["statement"]) == (0.0, 0.0, 0.0, 3, 0)


def test_nested_predictions_count_only_where_gold_marks_nesting() -> None:
    flat = [{**GOLD[0], "statements": [{k: v for k, v in s.items() if k != "parent"} for s in GOLD[0]["statements"]]}]
    figures = evaluate(
        flat, predicted(statement("He", "denied", "that the pilot knew"), statement("the pilot", "knew", "knew", parent=0))
    )
    assert figures["statement"].predicted == 1
    assert "nested" not in figures


SPANS = st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(0, 20)).map(lambda s: Span(s[0], s[0] + s[1])), max_size=2).map(
    tuple
)
STATEMENTS = st.lists(
    st.builds(
        Statement,
        source=SPANS,
        cue=SPANS,
        content=SPANS,
        parent=st.none() | st.integers(0, 2),
        kind=st.sampled_from([None, "direct", "mixed"]),
        speaker=st.sampled_from([None, "Ines Calder", "Calder", "the master", "The Master Calder"]),
        when=st.sampled_from([None, "2024"]),
        unnamed=st.sampled_from([None, True]),
    ),
    max_size=5,
)


@given(STATEMENTS, STATEMENTS, st.booleans())
def test_the_figures_are_those_of_the_reference_scorer(
    scorer: ModuleType, gold: Sequence[Statement], ours: Sequence[Statement], nested: bool
) -> None:
    story = json.loads(to_json(Story("a", TEXT, tuple(gold))))
    if not nested:
        for one in story["statements"]:
            del one["parent"]
    found = Story("a", TEXT, tuple(ours))
    theirs = scorer.score([story, GOLD[0] | {"id": "b"}], [json.loads(to_json(found))])
    figures = evaluate([story, GOLD[0] | {"id": "b"}], [found])
    assert {name: list(astuple(figure)) for name, figure in figures.items()} == {
        name: list(f.values()) for name, f in theirs.items()
    }


@pytest.mark.parametrize(
    ("text", "place"),
    [("", "gold.jsonl"), ("{}", "gold.jsonl"), ('{"id": "a", "text": "b", "statements": []}\nnonsense', "gold.jsonl:2"),
     ('{"id": "a", "text": "b", "statements": []}\n{"id": "a", "text": "b"}', "gold.jsonl:2"),
     ('{"id": "a", "text": "b", "statements": [{"cue": "b"}]}', "gold.jsonl"),
     ('{"id": "a", "text": "b", "statements": [{"cue": [[1]]}]}', "gold.jsonl")],
)  # fmt: skip
def test_a_file_that_is_no_gold_is_an_error_that_names_the_place(tmp_path: Path, text: str, place: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        load(path)
    assert error.value.input.endswith(place)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load(tmp_path / "none.jsonl")


def test_a_prediction_that_is_none_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "found.jsonl"
    path.write_bytes(to_json(Story("a", TEXT)) + b"\n\nnonsense\n")
    with pytest.raises(InputError) as error:
        load_predicted(path)
    assert error.value.input == f"{path}:3"


POLNEAR = Path(__file__).parents[2] / "shared" / "data" / "polnear" / "dev.jsonl"
EXAMPLE = Path(__file__).parents[2] / "shared" / "data" / "example" / "gold.json"


@pytest.mark.data
@pytest.mark.skipif(not POLNEAR.is_file(), reason="PolNeAR's stories, ../shared/data/polnear/dev.jsonl, are not there")
def test_the_shipped_reader_reaches_its_marks_on_polnear() -> None:
    from sayso.ingest import stories
    from sayso.reading.reader import Reader
    from sayso.reading.tagging.tagger import Tagger

    found = [story for story in stories([POLNEAR]) if isinstance(story, Story)]
    figures = evaluate(load(POLNEAR), Reader(Tagger(guidelines="polnear")).read_all(found, threads=2))
    marks = {"attributed": 0.70, "statement": 0.78, "strict": 0.50, "tokens.source": 0.84}
    assert {name: figures[name].f1 for name in marks if figures[name].f1 < marks[name]} == {}


@pytest.mark.data
@pytest.mark.skipif(not EXAMPLE.is_file(), reason="the wire story, ../shared/data/example/gold.json, is not there")
def test_the_shipped_reader_reads_a_wire_story_as_it_came_off_the_web() -> None:
    from sayso.ingest import from_text
    from sayso.reading.reader import Reader

    (gold,) = load(EXAMPLE)
    outer = {**gold, "statements": [s for s in gold["statements"] if s["parent"] is None]}
    outer["statements"] = [{key: value for key, value in s.items() if key != "parent"} for s in outer["statements"]]
    read = Reader().read(from_text(gold["text"], gold["id"]))
    figures = evaluate([outer], [read])
    assert figures["statement"].recall * 16 >= 13
    assert figures["attributed"].recall * 16 >= 12
    assert [list(insertion.span) for insertion in read.insertions] == [insertion["span"] for insertion in gold["insertions"]]
    assert (read.headline, read.deck) == (tuple(gold["headline"]), tuple(gold["deck"]))
    assert read.dateline is not None
    assert (read.dateline.date, read.dateline.year_from) == (gold["dateline"]["date"], "text")
