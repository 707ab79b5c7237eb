"""Alike: when two texts are one copy (MinHash over runs of words, Broder 1997, in bands of a LSH index), and two names one.

Also which plain letters stand for one that no accent makes: Lodz for Łódź, Strasse for Straße.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np
from anyascii import anyascii
from datasketch import MinHash

from sayso.language.en.words import PART_OF_WORD, SMALL_OF_NAMES, WORD_OF_NAME

RUN = 5
"""Words of a shingle, as Broder et al. 1997 count them for pages: shorter ones are shared by any two stories on a subject."""
BANDS, ROWS = 32, 3
"""Of a signature of 96 values. Two texts with half of their shingles in common meet in one band at least with .99, two
with a tenth (what a site prints under every story) with .03. What meets is compared, so these cost time and no truth."""
SAME = 0.8
"""Share of the shorter text's shingles that the other has too, if they are one copy: what an outlet cuts or adds does not count."""
SHORTEST = 60
"""Words without which a text is no copy of anything: two notices of a match's score are not a reprint."""


def shingles(text: str, shortest: int = SHORTEST) -> frozenset[bytes]:
    """Return the runs of RUN words of a text, without case and punctuation; none of a text shorter than ``shortest`` words."""
    words = PART_OF_WORD.findall(text.casefold())
    if len(words) < shortest:
        return frozenset()
    return frozenset(" ".join(words[at : at + RUN]).encode("utf-8", "replace") for at in range(len(words) - RUN + 1))


def bands(found: frozenset[bytes]) -> tuple[int, ...]:
    """Return a text's bands, signed 64-bit numbers: texts that are alike have one in common. None for no shingles."""
    if not found:
        return ()
    signature = _empty().copy()
    signature.update_batch(found)
    rows = np.asarray(signature.hashvalues, dtype=np.uint32).reshape(BANDS, ROWS)
    return tuple(
        int.from_bytes(hashlib.blake2b(bytes([number]) + row.tobytes(), digest_size=8).digest(), "big", signed=True)
        for number, row in enumerate(rows)
    )


def shared(one: frozenset[bytes], other: frozenset[bytes]) -> float:
    """Return the share of the shorter one's shingles that the other has too (overlap coefficient, Szymkiewicz 1934)."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


@cache
def _empty() -> MinHash:
    return MinHash(num_perm=BANDS * ROWS, scheme="affine32")


def _plain_letters() -> dict[str, str]:
    """Return the letters of Latin script that no accent makes → the plain ones that stand for each."""
    found: dict[str, str] = {}
    for char in map(chr, (*range(0x80, 0x250), *range(0x1E00, 0x1F00))):
        base = "".join(each for each in unicodedata.normalize("NFKD", char) if not unicodedata.combining(each))
        if not base.isascii() and unicodedata.name(char, "").startswith("LATIN") and (letters := anyascii(char)).isalpha():
            found[char] = letters
    return found


PLAIN = _plain_letters()
_PLAIN = str.maketrans(PLAIN)


def plain(text: str) -> str:
    """Return a text with plain letters for those that no accent makes: ``Lódź`` for ``Łódź``. Accents stay."""
    return text if text.isascii() else text.translate(_PLAIN)


def key(name: str) -> str:
    """Return a name as it is compared: no accents, no case, no punctuation, one blank between words, no article before it."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    words = WORD_OF_NAME.findall(plain.casefold().replace(".", "").replace("’", "'"))
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def keys(names: Iterable[str], *, person: bool) -> Iterator[str]:
    """Yield the keys by which the bearer of the names is looked up: each name, and of a person's also its last words."""
    for name in names:
        words = key(name).split()
        for at in range(len(words) if person else min(len(words), 1)):
            if words[at] not in SMALL_OF_NAMES:
                yield " ".join(words[at:])
