"""Word lists: from the files beside this one to what the steps of reading look up. Each file's head says what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

_FOLDER = Path(__file__).parent
FORMER = "ex-"
"""Before a noun for a person who is it no longer."""


class Government(NamedTuple):
    """What a word for a government stands for: its country or body, and in which way (capital, building, demonym …)."""

    name: str
    way: str


class Role(NamedTuple):
    """What a noun for a person says of him: the sets of nouns that may stand for the same one, and the gender, m, f or ``-``.

    The first set is the noun's own, the others are wider.
    """

    sets: tuple[str, ...]
    gender: str


class Title(NamedTuple):
    """What a title says of its bearer: the role that it stands for, a noun of ``roles.tsv`` or None; its gender: m, f, ``-``."""

    role: str | None
    gender: str


def word_set(words: str) -> frozenset[str]:
    """Return the words of a string as a set: a list that is code's own and no fact of the language."""
    return frozenset(words.split())


def rows(name: str) -> Iterator[list[str]]:
    """Yield the rows of a list, split at tabs, without its comments."""
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@cache
def given_names() -> Mapping[str, str]:
    """Given name → m, f or u."""
    return MappingProxyType({row[0]: row[1] for row in rows("given_names.tsv")})


@cache
def nicknames() -> Mapping[str, frozenset[str]]:
    """Short form of a given name, in small letters → the names that it stands for: *bob* → *robert*."""
    return MappingProxyType({row[0].casefold(): frozenset(row[1].casefold().split(",")) for row in rows("nicknames.tsv")})


def one_given_name(one: str, other: str) -> bool:
    """Say whether two given names, in small letters and without full stops, are one, or one is short for the other: j, sam, bob.

    Two letters are short only for what is listed: Jo and Joseph, Al and Alan are two as often as one.
    """
    short, long = sorted((one, other), key=len)
    if len(short) == 2 and long != short:
        return long in nicknames().get(short, ())
    return long.startswith(short) or long in nicknames().get(short, ()) or short in nicknames().get(long, ())


@cache
def governments() -> Mapping[str, Government]:
    """Words as they are printed → government."""
    return MappingProxyType({words: Government(name, way) for words, name, way in rows("governments.tsv")})


@cache
def roles() -> Mapping[str, Role]:
    """Noun or phrase in small letters, singular → role."""
    found: dict[str, Role] = {}
    for noun, sets, gender in rows("roles.tsv"):
        key = noun.casefold()
        found[key] = Role(tuple(sets.split(",")) + (found[key].sets if key in found else ()), gender)
    return MappingProxyType(found)


@cache
def titles() -> Mapping[str, Title]:
    """Title, in small letters and without full stops → what it says."""
    found = ((title, None if role == "-" else role, gender) for title, role, gender in rows("titles.tsv"))
    return MappingProxyType({title.casefold().replace(".", ""): Title(role, gender) for title, role, gender in found})


@cache
def namesakes() -> Mapping[str, str]:
    """Words in what bears a person's name and is none → what they are there: last, surname, first, place, given, whole."""
    return MappingProxyType({row[0]: row[1] for row in rows("namesakes.tsv")})


@cache
def nouns(kind: str) -> frozenset[str]:
    """Return the head nouns of ``kind``: organisations, documents or groups, in small letters."""
    return frozenset(row[0].casefold() for row in rows(f"{kind}.txt"))


@cache
def anonymous() -> frozenset[str]:
    """Nouns of ``groups.txt`` by which those go who keep their names to themselves, in small letters: sources, officials, aides."""
    return frozenset(row[0].casefold() for row in rows("groups.txt") if row[1] == "unnamed")


@cache
def proper_groups() -> frozenset[str]:
    """Nouns of ``groups.txt`` that are proper names, as they are printed: Republicans, Muslims."""
    return frozenset(row[0] for row in rows("groups.txt") if row[0][0].isupper() and row[1] != "unnamed")


def singular(noun: str) -> str:
    """Return the singular of a regular plural, or the noun itself."""
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "ches", "shes", "xes")):
        return noun[:-2]
    if noun.endswith("men"):
        return noun[:-3] + "man"
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us")) else noun


def is_noun_of(kind: str, noun: str) -> bool:
    """Say whether a noun, in any number, is in the list of ``kind``."""
    noun = noun.casefold()
    return noun in nouns(kind) or singular(noun) in nouns(kind)


def is_common(noun: str) -> bool:
    """Say whether a word in small letters, in any number, is a common noun of the lists: for people, bodies or documents."""
    noun = noun.removeprefix(FORMER)
    return any(is_noun_of(kind, noun) for kind in ("groups", "organisations", "documents")) or singular(noun) in roles()


def role_of(noun: str) -> Role | None:
    """Return the role that a noun names, in singular or plural, or that its bearer had: *ex-envoy*."""
    noun = noun.removeprefix(FORMER)
    return roles().get(noun) or roles().get(singular(noun))


def is_people(noun: str) -> bool:
    """Say whether a noun, in small letters, is a plural for people: *allies*, *ministers*."""
    return noun != singular(noun) and (role_of(noun) is not None or is_noun_of("groups", noun))


def role_at_end(words: Sequence[str]) -> tuple[str, Role | None]:
    """Return the longest phrase of three words at most that names a role and ends ``words``, as they are, and the role.

    Where none does, the last word and None.
    """
    ends = (" ".join(words[start:]) for start in range(max(0, len(words) - 3), len(words)))
    return next(((end, role) for end in ends if (role := role_of(end))), (" ".join(words[-1:]), None))
