"""Queries over contents: from what a user types to what SQLite and PostgreSQL look for.

Words stand for themselves in any inflection; ``"a phrase"`` for words in a row; ``OR`` between two for either; ``-`` before one for
stories without it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func

from sayso.alike import PLAIN, plain
from sayso.errors import InputError

LONGEST = 100_000
"""Letters of a content that PostgreSQL looks through: no longer one fits its index."""
FOLDED = (
    rf"regexp_replace(normalize(left(coalesce(statement.plain, statement.content), {LONGEST}), NFKD), '[\u0300-\u036f]', '', 'g')"
)
"""What of a content PostgreSQL's index is made of, as the seventh migration has it: plain letters without their accents."""

_TERM = re.compile(r'(?P<without>-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_LETTER = re.compile(r"\w")


class Terms(NamedTuple):
    """What is looked for: one at least of each group of ``all``, and none of ``none``. Each is a word or a phrase."""

    all: tuple[tuple[str, ...], ...]
    none: tuple[str, ...]


def terms(words: str) -> Terms:
    """Read what a user typed. Raises :class:`InputError` where there is nothing to look for."""
    groups: list[list[str]] = []
    none: list[str] = []
    either = False
    # A zero character would end the query for SQLite, and PostgreSQL takes none.
    for match in _TERM.finditer(words.replace("\0", " ")):
        if match["word"] == "OR" and groups:
            either = True
            continue
        term = match["phrase"] if match["phrase"] is not None else match["word"]
        if not _LETTER.search(term):
            continue
        if match["without"]:
            none.append(term)
        elif either:
            groups[-1].append(term)
        else:
            groups.append([term])
        either = False
    if not groups:
        problem = "leaves out words but looks for none" if none else "holds no word to look for"
        raise InputError(words or "the search", problem, 'Write a word, or several, or "words in a row".')
    return Terms(tuple(map(tuple, groups)), tuple(none))


def for_sqlite(asked: Terms, facets: Iterable[Iterable[str]] = ()) -> str:
    """Return the query in the language of FTS5, where a quoted string is but words; one of each of the ``facets`` is to hold."""
    wanted = " AND ".join(f"({' OR '.join(map(_quoted, group))})" for group in asked.all)
    wanted = f"{{content plain}} : (({wanted})" + "".join(f" NOT {_quoted(term)}" for term in asked.none) + ")"
    return wanted + "".join(f" AND facets : ({' OR '.join(map(_quoted, group)) or _quoted('none')})" for group in facets)


def for_postgresql(asked: Terms) -> ColumnElement[Any]:
    """Return the query as an expression of type tsquery."""
    wanted: ColumnElement[Any] | None = None
    for group in asked.all:
        either = _tsquery(group[0])
        for term in group[1:]:
            either = either.op("||")(_tsquery(term))
        wanted = either if wanted is None else wanted.op("&&")(either)
    assert wanted is not None  # noqa: S101 - terms() gives one group at least
    for term in asked.none:
        wanted = wanted.op("&&")(func.tsquery_not(_tsquery(term)))
    return wanted


def _quoted(term: str) -> str:
    return '"' + plain(term).replace('"', '""') + '"'


def _tsquery(term: str) -> ColumnElement[Any]:
    return func.phraseto_tsquery("sayso", _folded(_spelt(term))[0])


def looked_through(content: str) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield a content as the databases look through it, and for each letter of that the offset of its own.

    SQLite does so as it stands, or in plain letters where it has others; PostgreSQL without accents (``FOLDED``).
    """
    yield content, range(len(content))
    spelt = _spelt(content)
    yield spelt
    yield _folded(spelt)


def _spelt(content: str) -> tuple[str, Sequence[int]]:
    """Return a text in plain letters, and for each of these the offset of its own."""
    found = [(letter, at) for at, char in enumerate(content) for letter in PLAIN.get(char, char)]
    return "".join(letter for letter, _ in found), [at for _, at in found]


def _folded(spelt: tuple[str, Sequence[int]]) -> tuple[str, Sequence[int]]:
    """Return the same without accents and, as PostgreSQL has it, no more of it than :data:`LONGEST`."""
    found = [
        (letter, at)
        for char, at in zip(spelt[0][:LONGEST], spelt[1], strict=False)
        for letter in (char if char.isascii() else unicodedata.normalize("NFKD", char))
        if not "\u0300" <= letter <= "\u036f"
    ]
    return "".join(letter for letter, _ in found), [at for _, at in found]
