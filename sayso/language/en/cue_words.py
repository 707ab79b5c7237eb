"""Cue words: from a text to the words of its cues and of what bears on them, and what surrounds a cue.

All that is known of words stands in ``cues.tsv``, with the literature that it rests on. Inflected forms are made from the lemmas by
rule (Quirk et al. 1985, 3.5-3.10); a form too many ("offerred") does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import NamedTuple, cast

from sayso.language.en.lists import rows
from sayso.story import Stance

WORD = re.compile(r"n['’]t\b|[^\W_]+(?:['’-][^\W_]+)*|['’][^\W\d_]+|,")
OPENS_CLAUSE = frozenset([",", "and", "but", "that", "which", "who", "because", "when", "while", "if", "as", "so", "or", "than"])
INFINITIVE = "to"

# How a content begins.
INTERROGATIVE = re.compile(r"(?:about |on |as to )?(?:whether|if|who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)
REQUEST = re.compile(r"(?:(?:[\w'’-]{1,40} ){0,6}?to|that|for)\b", re.IGNORECASE)
"""What is asked for, and not asked: *asked him to leave*."""
SPEAK = re.compile(
    r"to (?:immediately |publicly |directly )?(?:comment|say|discuss|answer|talk|speak|elaborate|respond|reveal|disclose|confirm|"
    r"specify|explain)\b"
)
"""The verb of a refusal to speak: *declined to comment*."""
WHOM = re.compile(
    r"(?:(?:me|him|her|us|them|you)\s+(?=[a-z“\"])|(?!(?:that|to|whether|if|how|what|why|when|where|who|not|about|of|it|there)\b)"
    r"(?:[^\s,.;:!?“\"()]{1,60}+\s{1,20}+){1,6}?(?=(?:that|to|whether|not to|how)\s))"
)
"""Whom it is said to, before a content that the tagger has begun too early: *told | the court that*."""

# Around a passive.
BE = re.compile(r"\b(?:am|is|are|was|were|be|been|being|'re|'s|’re|’s|got|gets?)\b", re.IGNORECASE)
BY = re.compile(
    r"(?<!\s)\s++by\s+(?P<agent>(?:(?!(?:that|to|whether|if|about|of|not|on|in|at|who|which|and|when|how|why)\b)[^\s,.;:!?“\"()]+\s*){1,8})"
)
"""Who says it: *was told by the minister that*."""
ASKED = re.compile(r"(?:Asked|Told|Pressed|Questioned)(?: (?:about|again|if))?")
"""A participle that opens a sentence: who is asked is its subject, and nobody says who asked."""


class Cue(NamedTuple):
    """A row of ``cues.tsv``: a cue or a word that bears on one, in any inflection. ``stance`` is None for the latter."""

    stance: Stance | None
    facts: frozenset[str]
    source: str


class CueWord(NamedTuple):
    """A word or phrase where it stands, ``inside`` the cue or before it; ``cue`` is None if ``cues.tsv`` does not know it."""

    form: str
    start: int
    end: int
    cue: Cue | None
    inside: bool = True

    def has(self, *facts: str) -> bool:
        """Say whether it has one of the facts."""
        return self.cue is not None and not self.cue.facts.isdisjoint(facts)

    @property
    def is_participle(self) -> bool:
        """Whether it ends as present participles do: *telling*."""
        return self.form.endswith("ing")

    @property
    def is_adverb(self) -> bool:
        """Whether it ends as adverbs do."""
        return self.form.endswith("ly")


@cache
def cues() -> Mapping[str, Cue]:
    """Every inflected form of every cue of ``cues.tsv``, in small letters, a space between words → its row."""
    found: dict[str, Cue] = {}
    for words, inflection, stance, facts, source in rows("cues.tsv"):
        cue = Cue(None if stance == "-" else cast(Stance, stance), frozenset(facts.split()), source)
        for form in _forms(words, inflection):
            found.setdefault(form, cue)
    return MappingProxyType(found)


def _forms(words: str, inflection: str) -> Iterator[str]:
    """Yield a cue and its inflected forms: of a verb its first word bends, of a noun its last."""
    yield words
    kind, _, irregular = inflection.partition(":")
    if kind == "v":
        verb, space, rest = words.partition(" ")
        for form in (_with_s(verb), *(irregular.split(",") if irregular else _past(verb)), *_with_ing(verb)):
            yield f"{form}{space}{rest}"
    elif kind == "n":
        yield _with_s(words)


def _with_s(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def _past(verb: str) -> tuple[str, ...]:
    if verb.endswith("y") and verb[-2:-1] not in tuple("aeiou"):
        return (verb[:-1] + "ied",)
    return (verb + "d",) if verb.endswith("e") else (verb + "ed", verb + verb[-1] + "ed")


def _with_ing(verb: str) -> tuple[str, ...]:
    if verb.endswith("ie"):
        return (verb[:-2] + "ying",)
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return (verb[:-1] + "ing",)
    return (verb + "ing", verb + verb[-1] + "ing")


def find(text: str, start: int, end: int, cue: int = 0) -> list[CueWord]:
    """Return the words and phrases of ``text[start:end]`` in order, at each place the longest that ``cues.tsv`` knows.

    What ends after ``cue`` is inside the cue.
    """
    found = _looked_up(text[start:end])
    return [CueWord(form, start + first, start + last, known, start + last > cue) for form, first, last, known in found]


@lru_cache(maxsize=4096)
def _looked_up(text: str) -> tuple[tuple[str, int, int, Cue | None], ...]:
    known, longest, found = cues(), _longest(), []
    words = [(_form(match.group()), *match.span()) for match in WORD.finditer(text)]
    at = 0
    while at < len(words):
        form, first, last = words[at]
        length = min(longest.get(form, 1), len(words) - at)
        while length > 1 and (phrase := " ".join(word for word, *_ in words[at : at + length])) not in known:
            length -= 1
        if length > 1:
            form, last = phrase, words[at + length - 1][2]
        found.append((form, first, last, known.get(form) or (known["n't"] if form.endswith("n't") else None)))
        at += length
    return tuple(found)


def _form(word: str) -> str:
    return word if word == "May" else word.lower().replace("’", "'")


@cache
def _longest() -> Mapping[str, int]:
    """First word of a phrase → words of the longest phrase that begins so."""
    found: dict[str, int] = {}
    for form in cues():
        words = form.split()
        found[words[0]] = max(len(words), found.get(words[0], 1))
    return MappingProxyType(found)


def may_bear(words: str) -> bool:
    """Say whether a negation, a refusal or an "if" may stand among words."""
    words = words.lower().replace(",", " ").replace("’", "'")
    return "n't" in words or not _bearing().isdisjoint(words.split())


@cache
def _bearing() -> frozenset[str]:
    """Words that a negation, a refusal or an "if" begins with."""
    return frozenset(form.split()[0] for form, cue in cues().items() if not cue.facts.isdisjoint(("not", "refuses", "maybe")))


def governs(refusal: CueWord, right: list[CueWord]) -> bool:
    """Say whether a refusal has a verb to its right: "failed to say", not "the failed bill"."""
    return not right or refusal.form.endswith((" of", " from")) or right[0].form in (INFINITIVE, "from") or right[0].is_participle
