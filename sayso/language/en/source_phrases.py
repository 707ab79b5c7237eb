"""Phrases for sources: what opens a noun phrase, what goes on behind its head, and which of them mean somebody who is known."""

from __future__ import annotations

import re

from sayso.language.en.lists import word_set
from sayso.language.en.proper_nouns import NUMBERS

# What the tagger leaves around a source.
LEAD = re.compile(r"(?:[\s\"“”'‘(\[,]|(?:by|according to)\s)*", re.IGNORECASE)
GENITIVE = re.compile(r"\s?['’]s?$")

# What opens a phrase.
THE = "the"
ARTICLE = re.compile(r"^(?:the|a|an|its|his|her|their)\s+", re.IGNORECASE)
"""What opens a phrase and is no part of what it calls somebody."""
DEFINITE = word_set("the this that these those his her its their our my")
"""With these somebody known is meant."""
ALL = frozenset(["the", "its", "their"])
"""With these several bodies are known ones: *its members*."""
A = frozenset(["a", "an"])
SOME = NUMBERS | word_set(
    """
    a an some several many most few other another one various both all no any every each more at nearly almost half
    """
)
"""With these nobody known is meant."""
GONE = frozenset(["old", "late", "previous"])
"""Before a role these say that another holds it now."""
AGED = re.compile(r"(\d{1,3})-year-old")
OWNED = re.compile(r"[^'’]{2,40}['’]s?\s\S")
"""A phrase that opens with whose its noun is: *the minister's aide*."""
OWNED_SAYING = re.compile(r"(?P<owner>[^'’]{1,200})['’]s?\s(?:[\w-]+\s){0,2}[\w-]+$")
"""What somebody said, with whose it is: *the minister's claims*."""
APPOSES = re.compile(r"(?:an?|the|his|her|its|their|who)\s")
"""What opens a phrase in apposition to a name before it."""

# What goes on behind a head.
ADJUNCT = re.compile(
    r"\s(?:of|for|from|at|in|on|with|who|whom|whose|which|that|near|inside|close|familiar|briefed|involved|published|released|to|by|"
    r"and|(?:[a-z]+ed|seen|sent|written|given|shown|made|read|held|drawn|found|left|kept)\s(?:by|to|in|on|at|with|from|for))\s|,|\s\("
)
"""What ends the head of a phrase."""
TELLS = re.compile(r"^(?:[a-z]+(?:ing|ed)|now|still|currently|recently|widely|already)$")
"""What tells of the noun before it."""
OF = "of"
PREPOSITION = re.compile(r"\b(?:of|for|from|at|in|on|with|to|by|about|against|who|which|that|and|near|under)\b|,")
"""What, before a name, says that the phrase is about another noun."""
POSSESSIVE = re.compile(r"^(?:['’]s?|\s['’]s)(?=\W)")
"""The ending of a genitive right behind a name."""
OF_STATE = re.compile(r"\s(?:of|in)\s(?:the\s)?")
"""Between *government* and its country."""
OF_BODY = re.compile(r"\s(?:of|in|at|for|with|behind)\s(?:the\s)?")
"""Between a noun and the body that it belongs to."""
MADE_BY = re.compile(
    r"\s(?:(?:published|released|issued|written|conducted|commissioned|prepared|filed|posted)\s)?(?:by|from|of)\s(?:the\s)?"
)
"""Between a document and who made it."""
RIGHT_BEHIND = re.compile(r",\s(?:the\s)?")
"""Between a phrase and a name in apposition to it."""
NOUN_BEFORE = re.compile(r"(?:\b(?:the|a|an|some|several|many|those|one)\b[^,;:]*|\b\w+)$", re.IGNORECASE)
"""The noun, with what opens its phrase, that a relative pronoun follows."""

# Around the mentions among which one is sought whom a pronoun means.
THE_ROLE = re.compile(r"(?<!, )\b[Tt]he\s")
"""What opens *the minister* and the like; in apposition they are of another's phrase."""
PEOPLE = re.compile(r"(?:\b(?:the|some|many|several|these|those|its|their|our|his|her)\s)?(?:\b[a-z-]{1,40}\s)?$")
"""What opens a phrase before a plural noun for people."""
PLACED = re.compile(r"\b(?:in|near|around|across|outside|from|off|to|at)(?: the)?\s$")
"""Before a name: something is there."""
PLACING = re.compile(r"\b(?:in|at|from|to|on|of|the|a|an)\s$")
"""Before a word with a capital: it is no person's name."""
OWNS = re.compile(r"\s?['’]s?\s[^\W\d_]")
"""Behind a name: something belongs to it."""
