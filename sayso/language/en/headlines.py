"""Headlines: the nouns that speak in them, and the words that say nothing of who does."""

from __future__ import annotations

import re
from functools import cache

from sayso.language.en.lists import rows, word_set

STOP = word_set("a an the of in on at to for by from and or his her its their new top former ex")
"""Words that two sources may have in common without being one."""

EXPLAINS = re.compile(
    r"\W{0,3}(?:(?:just|here['’]s|this is|that['’]s)\s)?(?:why|how|what|when|where|who|which|whether|if|inside|watch|opinion)\b",
    re.I,
)
"""What opens a headline that explains or asks something, and asserts nothing."""
NAMES_ONLY = re.compile(r"\W{0,3}(?:the|a|an|your|my|our|one|some)\b", re.IGNORECASE)
"""What opens a headline that may only name its subject: *The trouble with the pier*. Most others that assert something lack it."""


@cache
def speaking_nouns() -> frozenset[str]:
    """Nouns that stand for a speaker in headlines: police, sources, study … (``speaking_nouns.txt``, one a line)."""
    return frozenset(noun for (noun,) in rows("speaking_nouns.txt"))
