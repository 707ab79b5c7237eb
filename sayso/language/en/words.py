"""Words: where one begins and ends."""

from __future__ import annotations

import re

TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
"""A word, with the hyphens, apostrophes and points inside it: *sister-in-law*, *she's*, *U.S*."""
TOKEN_AND_POINT = re.compile(rf"{TOKEN.pattern}\.?")
"""The same with the point behind it, which may be that of an abbreviation: *Gov.*"""
PART_OF_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
"""A word; of one with hyphens each part: *she's*, *sister*, *in*, *law*."""
WORD_OF_NAME = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
"""A word of a name that was stripped of its points: *O'Reilly-Kraft*."""
COUNTED_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
"""A word as figures count it, underscores and all: *@harbour_news* is one."""
WORD = re.compile(r"\w+")
"""Letters, digits and underscores in a row: where marks inside a word do not matter."""
LETTERS = re.compile(r"[^\W\d_]+")
"""Letters in a row."""

LEADING_ARTICLE = re.compile(r"^(?:the|a|an|by)\s+", re.IGNORECASE)
"""What opens a source and says nothing of who it is: the article, and the preposition of a passive."""

BYLINE_LEAD = re.compile(r"^by\s+", re.IGNORECASE)
"""What opens a byline before the names."""

OF = re.compile(r"\s(?:of|for|at|in|to|with|from)\s|,")
"""What stands between a role and whom its bearer belongs to: *secretary of the union*, *head, Brannock Marine*."""

SMALL_OF_NAMES = frozenset(["the", "of", "and", "for"])
"""Words inside a name with which no shorter form of it begins."""

NO_NAMES = frozenset(["the", "The", "a", "A", "an", "s"])
"""Words and endings beside a name that are no part of it."""

THE = re.compile(r"\bthe\b", re.IGNORECASE)
COMMON_WORDS = re.compile(r"\b(?:of|and|to|in|a)\b", re.IGNORECASE)
"""What English is told by, of any text: the article, and the commonest other words."""


def without_genitive(word: str) -> str:
    """Return a word in small letters without the ending of a genitive: *oland's*."""
    return word.removesuffix("'s").removesuffix("’s")
