import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from bioc import brat as reader
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import InputError
from sayso.export import brat, export
from sayso.export.brat import configuration, file_name, lines, text
from sayso.story import Span, Statement, Story
from tests.export.stories import ANY, EMOJI, SPANNED, harbour
from tests.show.stories import STORY_OF_A_LETTER
from tests.test_story import TEXT


def _document(story: Story) -> Any:
    return reader.loads(text(story), "".join(f"{line}\n" for line in lines(story)))


def _spans(entity: Any) -> list[tuple[int, int]]:
    return sorted((span.begin, span.end) for span in entity.locations)


@given(ANY)
def test_what_a_line_says_stands_in_the_text(story: Story) -> None:
    written = text(story)
    for line in lines(story):
        if line.startswith("T"):
            _, where, words = line.split("\t")
            kind, _, offsets = where.partition(" ")
            spans = [tuple(map(int, pair.split(" "))) for pair in offsets.split(";")]
            # As brat checks it (server/src/annotation.py): pieces joined by a blank, in order, apart from each other.
            assert " ".join(written[start:end] for start, end in spans) == words
            assert kind in ("Cue", "Spoken", "Source", "Content", "Addressee", "Channel", "Venue", "When")
            assert all(one[1] <= other[0] for one, other in pairwise(spans))
            assert words == words.strip() != ""


@given(ANY)
def test_a_line_is_one_line_to_every_reader(story: Story) -> None:
    for line in lines(story):
        assert line.splitlines() == [line]


@given(ANY)
def test_no_reader_counts_line_ends_otherwise(story: Story) -> None:
    assert len(text(story)) == len(story.text)
    assert "\r" not in text(story)
    assert re.sub(r"\s", "", text(story)) == re.sub(r"\s", "", story.text)


@given(SPANNED)
def test_another_reader_finds_every_reference(story: Story) -> None:
    document = _document(story)
    ids = {annotation.id for annotation in (*document.entities, *document.events)}
    assert len(ids) == len(document.entities) + len(document.events)
    for event in document.events:
        assert {event.trigger_id, *event.arguments.values()} <= ids
    assert {attribute.refid for attribute in document.attributes} | {note.refid for note in document.notes} <= ids


def test_another_reader_finds_every_word_of_every_statement() -> None:
    story = harbour()
    document = _document(story)
    assert len(document.events) == len(story.statements)
    entities = {entity.id: entity for entity in document.entities}
    for event, statement in zip(document.events, story.statements, strict=True):
        for role, spans in (("Source", statement.source), ("Content", statement.content)):
            found = _spans(entities[event.arguments[role]]) if role in event.arguments else []
            said = " ".join(story.text[start:end] for start, end in found)
            assert said.split() == " ".join(story.text[start:end] for start, end in sorted(spans)).split()


def test_a_statement_is_an_event_with_its_setting_its_parent_and_who_says_it() -> None:
    document = _document(STORY_OF_A_LETTER)
    told = document.events[2]
    entities = {entity.id: entity.text for entity in document.entities}
    assert (told.type, entities[told.trigger_id]) == ("Cue", "told")
    assert entities[told.arguments["Addressee"]] == "the crews"
    assert told.arguments["Parent"] == document.events[1].id
    attributes = {(attribute.type, *attribute.attributes) for attribute in document.attributes if attribute.refid == told.id}
    assert attributes == {("Kind", "indirect"), ("Stance", "neutral")}
    (note,) = [note.text for note in document.notes if note.refid == told.id]
    chain = "The Tidings → NWA → Jon Vey → Two clerks in the tower (unnamed) → Ada Brill"
    assert note == f"speaker: Ada Brill; speaker_kind: person; chain: {chain}"


def test_a_denial_and_a_question_are_marked() -> None:
    said = (Statement((), (Span(0, 2),), (), negated=True), Statement((), (Span(0, 2),), (), negated=False, asserted=False))
    found = [(a.type, a.refid) for a in _document(Story("a", "no", said)).attributes]
    assert found == [("Negated", "E1"), ("Unasserted", "E2")]


def test_a_statement_without_a_cue_is_triggered_by_what_is_said() -> None:
    document = _document(EMOJI)
    spoken = document.events[2]
    assert (spoken.type, dict(spoken.arguments)) == ("Spoken", {"Parent": "E2"})
    assert {entity.id: entity.text for entity in document.entities}[spoken.trigger_id] == "=knew it."


def test_a_piece_ends_at_the_end_of_a_line() -> None:
    said = Statement((), (), (Span(2, 13),))
    assert next(lines(Story("a", "a “one\r\n two”", (said,)))) == "T1\tSpoken 2 6;9 13\t“one two”"


def test_the_configuration_knows_every_type_that_is_written() -> None:
    known = set(re.findall(r"^[A-Z]\w+", configuration(), re.MULTILINE))
    for story in (harbour(), EMOJI, STORY_OF_A_LETTER):
        document = _document(story)
        found = {a.type for a in (*document.entities, *document.events, *document.attributes)}
        assert found <= known
    assert re.findall(r"^\[\w+\]", configuration(), re.MULTILINE) == ["[entities]", "[relations]", "[events]", "[attributes]"]


def test_a_folder_holds_a_pair_a_story_and_the_configuration(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "out"
    assert export([Story("one", "x"), STORY_OF_A_LETTER], "brat", folder) == 2
    assert sorted(path.name for path in folder.iterdir()) == ["annotation.conf", "letter.ann", "letter.txt", "one.ann", "one.txt"]
    assert (folder / "letter.txt").read_text(encoding="utf-8") == STORY_OF_A_LETTER.text
    assert (folder / "one.ann").read_bytes() == b""


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(InputError, match="not empty"):
        export([EMOJI], "brat", tmp_path)
    with pytest.raises(InputError, match="not empty"):
        export([EMOJI], "brat", tmp_path / "mine.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    assert export([STORY_OF_A_LETTER], "brat", tmp_path) == 1
    assert (tmp_path / "letter.ann").is_file()


def test_a_broken_export_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Any:
        yield EMOJI
        raise InputError("archive.db", "is broken", "Mend it.")

    with pytest.raises(InputError, match="is broken"):
        export(broken(), "brat", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_what_another_export_left_is_named(tmp_path: Path) -> None:
    (tmp_path / "out.part").mkdir()
    with pytest.raises(InputError, match="broken off"):
        brat.write([EMOJI], tmp_path / "out")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="cannot be written"):
        brat.write([EMOJI], tmp_path / "file" / "out")


_HOSTILE = ("../../etc/passwd", "/etc/passwd", "..", ".", "", "CON", "con.x", "a/b", "a\\b", "a\0b", "x" * 300, "-rf", "~root")


@given(TEXT | st.sampled_from(_HOSTILE))
def test_a_file_name_is_no_path_whatever_the_id(story_id: str) -> None:
    name = file_name(story_id)
    assert re.fullmatch(r"[a-z0-9_][a-z0-9._~-]*", name)
    assert Path(name).name == name
    assert len(name) < 200
    assert not re.fullmatch(r"con(\..*)?", name)
    assert file_name(story_id) == name


def test_ids_that_would_have_one_file_have_two(tmp_path: Path) -> None:
    ids = ["a/b", "a_b", "a b", "A_B", "a\\b", "", "_", "é", "ё", "x" * 300, "x" * 301, "con", "CON"]
    assert len({file_name(story_id).casefold() for story_id in ids}) == len(ids)
    assert export([Story(story_id, story_id) for story_id in ids], "brat", tmp_path / "out") == len(ids)
    assert sorted(path.read_text(encoding="utf-8") for path in (tmp_path / "out").glob("*.txt")) == sorted(ids)


def test_an_id_that_comes_again_loses_no_story(tmp_path: Path) -> None:
    export([Story("a", text) for text in ("one", "two", "three")], "brat", tmp_path / "out")
    found = {path.stem: path.read_text(encoding="utf-8") for path in (tmp_path / "out").glob("*.txt")}
    assert found == {"a": "one", "a~2": "two", "a~3": "three"}


def test_an_event_says_what_was_done_and_how_sure_that_is() -> None:
    said = Statement((), (), (Span(0, 7),), act="thought", confidence=0.25, unsure=True)
    document = _document(Story("a", "whether", (said,)))
    assert {(attribute.type, *attribute.attributes) for attribute in document.attributes} == {("Act", "thought"), ("Unsure",)}
    assert "confidence: 0.25" in document.notes[0].text
    assert "Act\tArg:<EVENT>, Value:speech|writing|thought|intention" in configuration()
