"""Bearers: from the words of a name to whether a person may bear it."""

from __future__ import annotations

import re
from functools import lru_cache

from sayso.language.en.lists import given_names, governments, is_noun_of, namesakes, role_of
from sayso.language.en.proper_nouns import COMPOUND, LINKS, NO_FIRST_ENDINGS, NO_PERSON

LONGEST = 5
"""Words of a person's name, at most: more in a row are a headline's."""

_INITIAL = re.compile(r"(?:[^\W\d_]\.)+")
_APOSTROPHE = re.compile(r"['’]")


@lru_cache(4096)
def may_be_a_person(words: tuple[str, ...], *, titled: bool = False) -> bool:
    """Say whether none of a name's words is against its being a person's; ``titled``: a title stands before it."""
    name, lower = " ".join(words), [word.casefold() for word in words]
    kind = namesakes().get(lower[-1])
    if len(words) > LONGEST or kind == "last" or namesakes().get(name) == "whole" or name in governments():
        return False
    if _INITIAL.fullmatch(words[-1]) or any(
        _APOSTROPHE.split(word)[0].casefold() in NO_PERSON or word in LINKS or COMPOUND.search(word) or any(map(str.isdigit, word))
        for word in words
    ):
        return False
    if is_noun_of("groups", lower[-1]) and lower[-1].endswith("s"):
        return False
    if is_whole(words):
        return kind != "surname" or len(words) == 2 or is_whole(words[1:]) or bool(_INITIAL.fullmatch(words[1]))
    if (kind == "surname" and not (titled and len(words) > 1)) or any(map(_is_of_state, words)):
        return False
    if any(is_noun_of(each, lower[-1]) for each in ("organisations", "groups", "documents")):
        return False
    if len(words) == 1 or titled:
        return True
    return not (
        namesakes().get(words[0]) == "first"
        or any(namesakes().get(word) == "place" or word in governments() for word in (words[0], words[-1]))
        or any(len(word) > 2 and word.isupper() for word in words)
        or any(role_of(word) for word in (lower[0], lower[-1]))
        or lower[0].endswith(NO_FIRST_ENDINGS)
        or is_noun_of("groups", lower[0])
    )


def is_whole(words: tuple[str, ...]) -> bool:
    """Say whether a name has a given name or a middle initial before a surname: *J. Robert Vane*."""
    initial = len(words) > 2 and _INITIAL.fullmatch(words[0])
    return len(words) > 1 and (is_given(words[1] if initial else words[0]) or bool(_INITIAL.fullmatch(words[1])))


def is_given(word: str) -> bool:
    """Say whether a word is a given name, in capitals too, and not more often a place's or a virtue's."""
    word = word.title() if word.isupper() and len(word) > 3 else word
    return word in given_names() and namesakes().get(word) != "given"


def _is_of_state(word: str) -> bool:
    country = governments().get(word)
    return country is not None and country.way in ("demonym", "people")
