"""Phrases of setting: from a word to what the lists know of it; what leads to an addressee, a channel, a venue or a date.

The lists are ``channels.txt``, ``venues.txt``, ``audiences.txt``, ``asides.txt`` and ``phrase_words.tsv``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from sayso.language.en.lists import rows, singular
from sayso.language.en.sentences import ABBREVIATION
from sayso.language.en.words import without_genitive

TOKEN = re.compile(
    rf"(?:[A-Z]\.){{2,}}|{ABBREVIATION}|[^\W_]+(?:(?:[-‑'’&/.@]|,(?=[0-9]{{3}}))[^\W_]+)*['’]?|[^\s\w]|_",
)
"""A word or a mark."""
ADVERB = "ly"
"""The ending of adverbs, which may stand between two phrases."""

# Words that decide by themselves.
THE, OF, AND, TO, ON, DURING, WHEN = "the", "of", "and", "to", "on", "during", "when"
DATED = "dated"
"""What ties a date to the channel before it."""
UNENDING = frozenset(["of", "and", "&"])
"""No phrase ends in these."""
TO_DO = "to "
"""What opens an infinitive."""
AND_THEN = " and "

# In and beside a cue.
PREPOSITION = re.compile(
    r"\b(?:to|on|in|at|by|via|through|during|from|with|before)\b|\b(?:me|him|her|us|them|reporters|journalists)\b"
)
"""Where a setting may begin that the tagger left in a cue."""
JOINED = re.compile(r"\b(?:and|but)\s+$")
"""Before a cue: another one of the same source stands before it."""
ACCORDING = re.compile(r"according to\b", re.IGNORECASE)
WHO = re.compile(r"\bwho\b")

# Beside a date.
BEFORE_DATE = re.compile(r"\b(?:in|on)\s$")
LED = re.compile(r"\b(?:on|in|early|late)\s$")
"""What leads to a date."""
LEADS = re.compile(r"(?:on|in|since|during|by|late|early|last|the|\s){0,40}\b", re.IGNORECASE)
"""The small words that lead to one, from the beginning of a span on."""
BORN = re.compile(r"\b(?:published|released|issued|dated|sent|written|posted|filed)\s(?:on\s)?$")
"""Before a date: when the source itself came out."""
IN_PAPER = re.compile(r"In (?:a|an|the|his|her|its|their)\s(?:[\w-]+\s){0,2}?(?P<noun>[a-z]+)\b")
"""A sentence that opens with the paper in which it stands: *In a letter dated May 3*."""
DOING = re.compile(r"[A-Z][a-z]+(?:ing|ed)\b")
"""A sentence that opens with what its subject was doing meanwhile: *Speaking on Tuesday*."""

# In a content.
NOUN = re.compile(r"(?:a|an|the|its|his|her|their|new|plans|proposals)\s", re.IGNORECASE)
"""A content that is a noun: *announced a bid*."""
CLAUSE = re.compile(r"[\"“”]|\b(?:that|will|would|is|are|was|were|has|have|had|can|could|should|to|who|which)\b", re.IGNORECASE)
"""A content that is a clause."""
TOLD = re.compile(r"(?:not )?to\b|that\b|whether\b|if\b|how\b|why\b|what\b|of\b|[“\"]")
"""What follows the one who is told something."""


@cache
def _words() -> Mapping[str, frozenset[str]]:
    """Each word of the lists → its facts; a word of a list without a second column is of the list's kind."""
    facts: defaultdict[str, set[str]] = defaultdict(set)
    for file in ("channels.txt", "venues.txt", "audiences.txt", "asides.txt", "phrase_words.tsv"):
        for word, *said in rows(file):
            facts[word].update(" ".join(said).split() or [file.removesuffix("s.txt")])
    return {word: frozenset(found) for word, found in facts.items()}


def facts(word: str) -> frozenset[str]:
    """Return what the lists know of a word, in any number and with the ending of a genitive."""
    known = _words()
    if (found := known.get(word) or known.get(low := word.lower())) is not None:
        return found
    return known.get(singular(without_genitive(low)), frozenset())
