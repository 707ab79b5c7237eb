"""A reader's blocks lie over their story to the letter, or say where they do not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from training.labels import BlockError, gold, statements

TEXT = "The mayor said the pier is shut. “It leaks,” she told  reporters. “We know.”\n\nShe said the harbour master feared a storm."
BLOCKS = """
# 1
C the pier is shut
Q said
S The mayor
P open
A speech

# 2
C “It leaks,” … “We know.”
Q told
S she
P open
A speech

# 3
C the harbour <...> storm
Q said
S She
P open
A speech

# 4
C a storm
Q feared
S the harbour master
P anonymous
A thought
D 3
M yes
"""


def words(spans: list[list[int]]) -> list[str]:
    return [TEXT[start:end] for start, end in spans]


def test_each_field_is_laid_where_it_stands() -> None:
    first, second, third, fourth = statements(TEXT, BLOCKS)
    assert words(first["content"]) == ["the pier is shut"]
    assert words(second["content"]) == ["“It leaks,”", "“We know.”"]
    assert words(third["content"]) == ["the harbour master feared a storm"]
    assert (fourth["parent"], fourth["act"], fourth["doubtful"]) == (2, "thought", True)
    assert "doubtful" not in first


def test_a_word_that_stands_more_than_once_is_taken_nearest_to_the_content() -> None:
    first, _, third, _ = statements(TEXT, BLOCKS)
    assert first["cue"][0][0] < first["content"][0][0] < third["cue"][0][0]
    assert words(third["source"]) == ["She"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("C the pier is shut", "C the pier was shut", "# 1 C"),
        ("Q feared\n", "", "# 4: Q missing"),
        ("A thought", "A deed", "# 4: A"),
        ("D 3", "D 9", "# 4: D"),
        ("# 1", "no field", "line 2"),
    ],
)
def test_what_does_not_fit_is_named(old: str, new: str, said: str) -> None:
    with pytest.raises(BlockError, match=said):
        statements(TEXT, BLOCKS.replace(old, new, 1))


def test_marks_come_back_to_their_texts(tmp_path: Path) -> None:
    news, marks = tmp_path / "news.jsonl", tmp_path / "labels.jsonl"
    news.write_text(json.dumps({"id": "a", "text": TEXT}) + "\n")
    marks.write_text(json.dumps({"id": "a", "statements": statements(TEXT, BLOCKS)}) + "\n")
    (story,) = gold([marks], news)
    assert story["text"] == TEXT
    assert len(story["statements"]) == 4
