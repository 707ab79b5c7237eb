"""Names: how names are compared across stories, and by which ones a speaker can be looked up."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SMALL = frozenset(["the", "of", "and", "for"])


def key(name: str) -> str:
    """Return a name as it is compared: no accents, no case, no punctuation, one blank between words, no article before it."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    words = _WORD.findall(plain.casefold().replace(".", "").replace("’", "'"))
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def keys(names: Iterable[str], *, person: bool) -> Iterator[str]:
    """Yield the keys by which the bearer of the names is looked up: each name, and of a person's also its last words."""
    for name in names:
        words = key(name).split()
        for at in range(len(words) if person else min(len(words), 1)):
            if words[at] not in _SMALL:
                yield " ".join(words[at:])
