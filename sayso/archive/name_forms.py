"""Forms of a name: whether two full names may be one person's: Owen J. Vane and Owen Vane, Bob Bray and Robert Bray."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sayso.language.en.lists import nicknames, one_given_name

_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv"])
_DEGREES = frozenset(["mp", "qc", "kc", "md", "phd"])


class _Form(NamedTuple):
    given: tuple[str, ...]
    surname: str
    suffix: str | None


def surname(name: str) -> str:
    """Return the last word of a person's name, given as a key (:func:`sayso.alike.key`), that is no *Jr*."""
    return _form(name).surname


def one_form(one: str, other: str) -> bool:
    """Say whether two keys may be forms of one person's full name.

    Surname and *Jr* are the same, the first names are one or one is short for the other, and no middle name is against it. An
    initial is short for any name that it opens.
    """
    mine, yours = _form(one), _form(other)
    if (mine.surname, mine.suffix) != (yours.surname, yours.suffix) or not (mine.given and yours.given):
        return False
    if one_given_name(mine.given[0], yours.given[0]):
        return _in_order(mine.given[1:], yours.given[1:])
    # J. Robert Vane is called Robert Vane.
    longer, shorter = sorted((mine.given, yours.given), key=len, reverse=True)
    return len(longer) == 2 and len(shorter) == 1 and len(longer[0]) == 1 and one_given_name(longer[1], shorter[0])


def first_is_sure(one: str, other: str) -> bool:
    """Say whether the first names of two keys are the same word, or one is listed as short for the other: *bob*, *robert*."""
    (mine, *_), (yours, *_) = one.split(), other.split()
    return mine == yours or mine in nicknames().get(yours, ()) or yours in nicknames().get(mine, ())


def _form(name: str) -> _Form:
    words = [word for word in name.split() if word not in _DEGREES]
    suffix = words.pop() if len(words) > 2 and words[-1] in _SUFFIXES else None
    return _Form(tuple(words[:-1]), words[-1] if words else "", suffix)


def _in_order(one: Sequence[str], other: Sequence[str]) -> bool:
    """Say whether the middle names of one are among the other's, in order, each as it stands there or as its initial."""
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    return all(any(one_given_name(word, each) for each in rest) for word in short)
