"""Headlines: the nouns that speak in them, and the words that say nothing of who does."""

from __future__ import annotations

from functools import cache

from sayso.language.en.lists import rows, word_set

STOP = word_set("a an the of in on at to for by from and or his her its their new top former ex")
"""Words that two sources may have in common without being one."""


@cache
def speaking_nouns() -> frozenset[str]:
    """Nouns that stand for a speaker in headlines: police, sources, study … (``speaking_nouns.txt``, one a line)."""
    return frozenset(noun for (noun,) in rows("speaking_nouns.txt"))
