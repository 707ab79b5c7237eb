import json
from dataclasses import replace

import pyarrow as pa
from hypothesis import given, settings

import sayso
from sayso.export import claims
from sayso.export.rows import COLUMNS, VERSION, chain_text, page, rows, schema, table
from sayso.run import part
from sayso.story import Link, Span, Story
from tests.export.stories import ANY, EMOJI, ROOT, harbour
from tests.show.stories import STORY_OF_A_LETTER


@given(ANY)
def test_a_row_has_a_value_for_each_column_and_no_empty_text(story: Story) -> None:
    for row in rows(story):
        assert sorted(row) == sorted(column.name for column in COLUMNS)
        assert "" not in [value for value in row.values() if isinstance(value, str) and value is not row["story"]]


@given(ANY)
@settings(deadline=None)
def test_any_story_is_a_table_of_the_one_schema(story: Story) -> None:
    found = table([story])
    assert found.schema.equals(schema(), check_metadata=True)
    assert found.num_rows == len(story.statements)


def test_the_words_of_a_row_stand_where_its_spans_say() -> None:
    story = harbour()
    for row in table([story]).to_pylist():
        for field in ("source", "cue", "content"):
            pieces = [story.text[span["start"] : span["end"]] for span in row[f"{field}_spans"]]
            assert " … ".join(pieces) == (row[field] or "")


def test_a_row_tells_the_speaker_and_on_whose_word_it_stands() -> None:
    row = list(rows(STORY_OF_A_LETTER))[2]
    assert row["speaker"] == "Ada Brill"
    assert (row["speaker_kind"], row["role"], row["affiliation"]) == ("person", "warden", "the pier")
    assert (row["parent"], row["depth"], row["addressee"]) == (1, 2, "the crews")
    assert row["chain"] == "The Tidings → NWA → Jon Vey → Two clerks in the tower (unnamed) → Ada Brill"
    assert row["chain_length"] == 5


def test_an_unnamed_speaker_is_described_in_the_words_of_the_story() -> None:
    row = list(rows(STORY_OF_A_LETTER))[1]
    assert (row["speaker"], row["unnamed"], row["description"]) == (None, True, "Two clerks in the tower")


def test_a_row_tells_what_was_done_how_sure_that_is_and_why_nobody_is_named() -> None:
    wrote, confirmed, *others = STORY_OF_A_LETTER.statements
    unsure = replace(confirmed, act="speech", speaker_kind="anonymous", confidence=0.3, unsure=True)
    story = replace(STORY_OF_A_LETTER, statements=(replace(wrote, act="writing", confidence=0.9), unsure, *others))
    found = table([story]).to_pylist()
    told = [tuple(row[name] for name in ("act", "speaker_kind", "confidence", "unsure")) for row in found[:3]]
    assert told == [("writing", "person", 0.9, False), ("speech", "anonymous", 0.3, True), (None, "person", None, False)]
    assert found[2]["chain"] == "The Tidings → NWA → Jon Vey → Two clerks in the tower (anonymous) → Ada Brill"


def test_a_link_without_words_is_nobody() -> None:
    chain = (Link("outlet", "A"), Link("speaker", None, (Span(0, 1),)), Link("speaker"))
    assert chain_text(STORY_OF_A_LETTER, chain) == f"A → {STORY_OF_A_LETTER.text[0]} (unnamed) → nobody named"


def test_what_the_json_calls_a_field_is_what_the_column_is_called() -> None:
    fields = set(json.loads((ROOT / "docs" / "story.schema.json").read_text(encoding="utf-8"))["$defs"]["Statement"]["properties"])
    told = {"source_spans", "cue_spans", "content_spans", "statement", "speaker_kind", "description", "role", "affiliation"}
    of_the_story = {"story", "url", "outlet", "published", "headline", "chain_length"}
    assert {column.name for column in COLUMNS} - told - of_the_story <= fields


def test_the_schema_says_what_each_column_means_and_which_sayso_made_it() -> None:
    assert schema().metadata == {b"sayso.version": sayso.__version__.encode(), b"sayso.columns": VERSION.encode()}
    assert [field.metadata[b"meaning"].decode() for field in schema()] == [column.meaning for column in COLUMNS]
    assert schema().field("source_spans").type.value_type.names == ["start", "end"]


def test_a_table_of_no_stories_has_the_columns_all_the_same() -> None:
    assert table([]).schema.equals(schema())
    assert isinstance(table([EMOJI]), pa.Table)


def test_the_page_of_the_columns_is_the_one_that_is_generated() -> None:
    assert (ROOT / "docs" / "columns.md").read_text(encoding="utf-8") == page() + claims.page() + part.page()
    assert all(f"| `{column.name}` |" in page() for column in COLUMNS)
