"""Stance: from a cue to what it says of its content, whether it denies the saying, and whether anything is put forward as so.

All that is known of words stands in ``cues.tsv``, with the literature that it rests on; here it is only looked up. Inflected forms
are made from the lemmas by rule (Quirk et al. 1985, 3.5-3.10); a form too many ("offerred") does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import NamedTuple, cast

from sayso.language.en.lists import rows
from sayso.story import Span, Spans, Stance

REACH = 60
"""Characters before a cue in which its negation may stand. On GUM dev 20 find all that any number finds (precision .89, recall
.92; with 10, .82 and .89); the subject of a clause ("no official at the yard has said") stands farther off."""

_WORD = re.compile(r"n['’]t\b|[^\W_]+(?:['’-][^\W_]+)*|['’][^\W\d_]+|,")
_CLAUSE = re.compile(r"[.;:!?—–\"“”«»()\[\]\n]")
_OPENS_CLAUSE = frozenset([",", "and", "but", "that", "which", "who", "because", "when", "while", "if", "as", "so", "or", "than"])
_INTERROGATIVE = re.compile(r"(?:about |on |as to )?(?:whether|if|who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)
_REQUEST = re.compile(r"(?:(?:[\w'’-]{1,40} ){0,6}?to|that|for)\b", re.IGNORECASE)
_AFTER_QUESTION = re.compile(r"[\w.!?]")
_MARKS = "\"'“”«»„‘’ "


@dataclass(frozen=True, slots=True)
class Judged:
    """What a cue says of its content, and why.

    ``negated``: the saying is denied ("did not specify", "declined to comment"). ``asserted`` is False where nobody is reported to
    have put the content forward: for a question, a refusal to speak, and what was perhaps said ("if he says"); orders, wishes and
    promises are asserted by who gives them, and a plain "did not say" is ``negated`` only. ``spans`` are the words it rests on.
    """

    stance: Stance
    negated: bool
    asserted: bool
    rule: str
    spans: Spans


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
    words = [(_form(match.group()), *match.span()) for match in _WORD.finditer(text)]
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


@cache
def _bearing() -> frozenset[str]:
    """Words that a negation, a refusal or an "if" begins with."""
    return frozenset(form.split()[0] for form, cue in cues().items() if not cue.facts.isdisjoint(("not", "refuses", "maybe")))


def judge(text: str, cue: Spans, content: Spans) -> Judged:
    """Judge a cue by its words, by those right before it in its clause, and by how its content begins.

    The spans are those of a statement; any may be empty. Of several words that take a stance a distancing one outweighs an
    endorsing one ("falsely confirmed"); a cue that ``cues.tsv`` does not know takes none. Time is linear in the cue's length.
    """
    line = list(_line(text, cue, content))
    named = [item for item in line if item.inside and item.cue and item.cue.stance]
    chief = min(named, key=_rank, default=None)
    opening = text[content[0].start : content[0].start + REACH].lstrip(_MARKS) if content else ""
    head = next((item for item in named if not item.has("refuses")), None)
    if head:
        says = head.has("says", "unsaid")
        bearing = _borne(line, line.index(head))
    elif says := bool(named) and _says(opening):
        bearing = _borne(line, len(line))
    else:
        bearing = _borne(line, line.index(named[0]) if named else len(line) - 1)
    denials = [item for item in bearing if item.has("not", "refuses")] + [item for item in named if item.has("unsaid")]
    negated = len(denials) % 2 == 1
    refused = negated and says and any(item.has("refuses", "unsaid") for item in denials)
    asking = _INTERROGATIVE.match(opening) is not None
    asks = [] if negated else [item for item in named if item.has("question")]
    asked = not negated and _is_question(text, content, opening, asking, bool(asks))
    maybe = [] if negated else [item for item in bearing if item.has("maybe")]
    stance: Stance = (chief.cue and chief.cue.stance if chief else None) or "neutral"
    if stance == "endorsing" and negated and chief and (asking or not chief.has("factive")):
        stance = "neutral"

    def quoted(item: CueWord) -> str:
        return f"'{text[item.start : item.end]}'"

    reasons = [f"{quoted(chief)} is {chief.cue.stance} ({chief.cue.source})" if chief and chief.cue else "a cue of no known stance"]
    reasons += ["denying is what is said"] if not negated and any(item.has("denies") for item in named) else []
    reasons += [f"{quoted(item)} denies the saying" for item in denials]
    reasons += ["a refusal to speak"] if refused else ["a question"] if asked else []
    reasons += [f"{quoted(item)} leaves open whether it is said" for item in maybe]
    rests = {Span(item.start, item.end) for item in (*([chief] if chief else []), *denials, *maybe, *asks)}
    return Judged(stance, negated, not (refused or asked or maybe), "; ".join(reasons), tuple(sorted(rests)))


def _rank(item: CueWord) -> int:
    return ("distancing", "endorsing", "neutral").index(item.cue.stance) if item.cue and item.cue.stance else 3


def _line(text: str, cue: Spans, content: Spans) -> Iterator[CueWord]:
    """Yield the words of the cue, and before each piece of it those of its clause if one of them may bear on it."""
    done = 0
    for start, end in cue:
        floor = max(0, start - REACH, done, *(span.end for span in content if span.end <= start))
        before = _CLAUSE.split(text[floor:start])[-1]
        words = before.lower().replace(",", " ").replace("’", "'")
        if "n't" not in words and _bearing().isdisjoint(words.split()):
            before = ""
        yield from find(text, start - len(before), end, start)
        done = end


def _borne(line: list[CueWord], head: int) -> list[CueWord]:
    """Return what bears on the word at ``head``: to its left, in the cue or through words that let a negation pass.

    Past those only the subject of the clause can: "no paper has said".
    """
    found: list[CueWord] = []
    for at in range(head - 1, -1, -1):
        item = line[at]
        right = line[at + 1 : at + 3]
        if item.has("not", "maybe") or (item.has("refuses") and _governs(item, right)):
            if len(right) == 2 and right[0].form == "," and right[1].has("pronoun"):
                return found
            found.append(item)
            if not item.has("refuses"):
                return found
        elif not (item.inside or item.has("through") or item.form == "," or item.form.endswith("ly")):
            while at and not line[at - 1].inside and line[at - 1].form not in _OPENS_CLAUSE:
                at -= 1
            return [*found, line[at]] if line[at].has("subject") else found
    return found


def _governs(item: CueWord, right: list[CueWord]) -> bool:
    """Say whether a refusal has a verb to its right: "failed to say", not "the failed bill"."""
    return not right or item.form.endswith((" of", " from")) or right[0].form in ("to", "from") or right[0].form.endswith("ing")


def _says(opening: str) -> bool:
    """Say whether a content opens with a verb of saying: "to comment on it"."""
    first = next((item for item in find(opening, 0, len(opening)) if item.form != "to"), None)
    return first is not None and first.has("says")


def _is_question(text: str, content: Spans, opening: str, asking: bool, asks: bool) -> bool:
    """Say whether a content is a question: what is asked and is no request, or a quotation that asks and does no more."""
    marked = any("?" in text[start:end] for start, end in content)
    if asks:
        quoted = bool(content) and text.startswith(tuple(_MARKS), content[0].start)
        return asking or marked or not (quoted or _REQUEST.match(opening))
    return marked and all(_one_question(text[slice(*span)]) for span in content)


def _one_question(words: str) -> bool:
    """Say whether the words are one sentence, which ends in a question mark."""
    asked, mark, after = words.partition("?")
    return bool(mark) and "." not in asked and "!" not in asked and not _AFTER_QUESTION.search(after)
