"""Words: where one begins and ends."""

from __future__ import annotations

import re

TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
"""A word, with the hyphens, apostrophes and points inside it: *sister-in-law*, *she's*, *U.S*."""

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
