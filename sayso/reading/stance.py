"""Stance: from a cue to what it says of its content, whether it denies the saying, and whether anything is put forward as so.

All that is known of words is in ``language/en/py``; here it is only looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sayso.language.en.cue_words import INFINITIVE, INTERROGATIVE, OPENS_CLAUSE, REQUEST, CueWord, find, governs, may_bear
from sayso.story import Span, Spans, Stance

REACH = 60
"""Characters before a cue in which its negation may stand. On GUM dev 20 find all that any number finds (precision .89, recall
.92; with 10, .82 and .89); the subject of a clause ("no official at the yard has said") stands farther off."""

_CLAUSE = re.compile(r"[.;:!?—–\"“”«»()\[\]\n]")
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
    asking = INTERROGATIVE.match(opening) is not None
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
        if not may_bear(before):
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
        if item.has("not", "maybe") or (item.has("refuses") and governs(item, right)):
            if len(right) == 2 and right[0].form == "," and right[1].has("pronoun"):
                return found
            found.append(item)
            if not item.has("refuses"):
                return found
        elif not (item.inside or item.has("through") or item.form == "," or item.is_adverb):
            while at and not line[at - 1].inside and line[at - 1].form not in OPENS_CLAUSE:
                at -= 1
            return [*found, line[at]] if line[at].has("subject") else found
    return found


def _says(opening: str) -> bool:
    """Say whether a content opens with a verb of saying: "to comment on it"."""
    first = next((item for item in find(opening, 0, len(opening)) if item.form != INFINITIVE), None)
    return first is not None and first.has("says")


def _is_question(text: str, content: Spans, opening: str, asking: bool, asks: bool) -> bool:
    """Say whether a content is a question: what is asked and is no request, or a quotation that asks and does no more."""
    marked = any("?" in text[start:end] for start, end in content)
    if asks:
        quoted = bool(content) and text.startswith(tuple(_MARKS), content[0].start)
        return asking or marked or not (quoted or REQUEST.match(opening))
    return marked and all(_one_question(text[slice(*span)]) for span in content)


def _one_question(words: str) -> bool:
    """Say whether the words are one sentence, which ends in a question mark."""
    asked, mark, after = words.partition("?")
    return bool(mark) and "." not in asked and "!" not in asked and not _AFTER_QUESTION.search(after)
