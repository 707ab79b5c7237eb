"""Turns: from a conversation that is printed without labels to whose each paragraph is, where its words tell.

Who is addressed by name did not speak that turn, but the one before or the one behind it; who says *I am Maud Ferris* does
speak it; and two of a conversation take turns. How likely each is to have each turn follows by the forward-backward algorithm
of hidden Markov models (Rabiner 1989).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp

from sayso.language.en import voiced_texts
from sayso.language.en.words import WORD
from sayso.reading.tagging.quotes import unquoted
from sayso.story import Span

FEWEST = 5
"""Paragraphs that a conversation has at least."""
FEWEST_HEARD = 3
"""And where somebody is said to be interviewed."""
ASKS = 2
"""Paragraphs of it that end in a question mark or address somebody by name, at least; and they are one in five."""
PEOPLE = 6
"""Speakers that are told apart, at most, those most often addressed: bounds the time."""
QUOTED = 0.15
"""Share of a conversation's words that stand in quotation marks, at most: more do in news."""
HEADING = 12
"""Words of a line without a full stop, at most, that is a heading and no turn."""
LONG = 40
"""Words of a turn that the chair and the one who asks seldom reach."""

OWN = 6.0
"""Weight of saying one's own name: the logarithm of how many times likelier it makes one than somebody of whom nothing is known.

These and the next were chosen on GUM train's conversations, podcasts and vlogs: of 113 statements of named speakers 17 are right
and 9 wrong, 17 and 10 without the turns, and 40 instead of 49 get a name that gold does not know. On interviews and hearings (GUM
dev, used to measure) 110 of 148 are right and 10 wrong, 90 and 24 without.
"""
ADDRESSED = 2.0
"""Of being addressed in the turn before."""
GIVEN = 2.0
"""Of being given the floor there (*Mr Moe, please*), besides."""
GIVES = 2.0
"""Of the bench, for giving the floor or addressing *Counsel*."""
REPLIED = 1.5
"""Of being addressed at the head of the turn behind (*No, Mr Moe*)."""
NOT_HIMSELF = -5.0
"""Of being addressed in this turn."""
SPOKEN_OF = -1.0
"""Of being spoken of in it."""
AGAIN = -2.0
"""Of having had the turn before; twice as much where that one asks."""
RETURNS = 1.0
"""Of having had the one before that."""
RETURNS_IN_COURT = 2.0
"""The same where the chair or the bench is addressed as such: elsewhere it would name as many wrongly as rightly on GUM train."""
ANSWERS = 1.0
"""Of one who is interviewed, where the turn asks nothing; where it asks, twice as much against it. Of the bench, where it asks."""
SURE = 0.4
"""Least chance of a speaker at which a turn is said to be theirs.

With .5 one less is right on GUM train and on dev each and none wrong; with .3 two more are right on train and two wrong. The
likeliest path (Viterbi 1967), which says it of every turn, had 14 more of GUM train's statements right and named 22 more wrongly.
"""

_TITLED = re.compile(r"(?:(?:[A-Z][a-z]{0,3}\.|[A-Z][\w’'-]{0,40})\s){0,3}$")
_TAIL = re.compile(r"^\s*(?:$|[.?!,;:…—–-])")

Key = Hashable


@dataclass(slots=True)
class _Turn:
    span: Span
    asks: bool
    to_you: bool
    long: bool
    own: Key | None = None
    given: Key | None = None
    head: dict[Key, None] = field(default_factory=dict)
    addressed: dict[Key, None] = field(default_factory=dict)
    told: dict[Key, None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """A paragraph of a conversation: where the names stand of who speaks it and whom it addresses, None where nothing tells."""

    span: Span
    name: Span | None
    to: Span | None


def is_address(words: str) -> bool:
    """Say whether words are a form by which those are addressed whom a text does not name."""
    return any(pattern.fullmatch(words) for pattern in voiced_texts.FORMS.values())


def conversation(
    text: str, lines: Sequence[Span], persons: Mapping[Span, Key], guest: Key | None = None, *, announced: bool = False
) -> list[Turn]:
    """Return the turns of a conversation; none where the text is no conversation, or has more than a little in quotation marks.

    ``persons`` are the names in the text, in order, each with whose it is; ``guest`` is the one who is interviewed, if one is, and
    ``announced`` whether the text says so.
    """
    bare = unquoted(text)
    quoted = len(bare.split()) < (1 - QUOTED) * len(text.split())
    lines = [] if quoted else _talk(bare, lines, heard=announced, guest=guest is not None)
    if len(lines) < (FEWEST_HEARD if announced else FEWEST):
        return []
    known = _forms(text, persons) | dict(persons)
    starts = sorted(known)
    turns = [_turn(text, line, {name: known[name] for name in _within(starts, line)}) for line in lines]
    counsel = _counsel(turns)
    guest = guest if guest is not None else counsel
    asked = sum(turn.asks or (announced and turn.to_you) for turn in turns)
    if asked < ASKS or 8 * asked < len(turns):
        return []
    counts = Counter(key for turn in turns for key in turn.addressed)
    counts.update(turn.own for turn in turns if turn.own is not None)
    if any(turn.given is not None and not isinstance(turn.given, str) for turn in turns):
        del counts["counsel"]
    if guest is not None and guest != counsel:
        counts = Counter({key: count for key, count in counts.items() if count > 1 and not isinstance(key, str)})
    if guest is not None:
        counts[guest] += len(turns)
    keys = [key for key, _ in counts.most_common(PEOPLE)]
    if not keys:
        return []
    forms = Counter(text[slice(*name)] for name in starts)
    names: dict[Key, Span] = {}
    for name in sorted(starts, key=lambda name: (-forms[text[slice(*name)]], -name.start)):
        names.setdefault(known[name], name)
    return [
        Turn(turn.span, names[key] if key is not None else None, next((names[to] for to in turn.addressed if to != key), None))
        for turn, key in zip(turns, _likeliest(turns, keys, guest), strict=True)
    ]


def _talk(bare: str, lines: Sequence[Span], *, heard: bool, guest: bool) -> list[Span]:
    """Return the lines where most of them speak in the first and second person; of an interview, those behind its introduction."""
    words = [bare[slice(*line)].rstrip() for line in lines]
    start = (
        next((i for i, line in enumerate(words) if line.endswith("?") or voiced_texts.YOU.search(line)), len(lines)) if guest else 0
    )
    spoken = sum(bool(voiced_texts.I_AND_YOU.search(line)) or len(line) < LONG for line in words[start:])
    talk = [line for line in lines[start:] if not bare[line.end - 1].isalnum() or len(bare[slice(*line)].split()) > HEADING]
    return talk if heard or 3 * spoken > 2 * len(lines[start:]) else []


def _within(starts: Sequence[Span], line: Span) -> Sequence[Span]:
    return starts[bisect_left(starts, (line.start, 0)) : bisect_left(starts, (line.end, 0))]


def _forms(text: str, persons: Mapping[Span, Key]) -> dict[Span, Key]:
    taken = {name.start for name in persons}
    found = ((Span(*match.span()), form) for form, pattern in voiced_texts.FORMS.items() for match in pattern.finditer(text))
    return {span: form for span, form in found if span.start not in taken}


def _turn(text: str, line: Span, named: Mapping[Span, Key]) -> _Turn:
    words = text[slice(*line)]
    long = len(WORD.findall(words)) > LONG
    to_you = not long and len(voiced_texts.YOU.findall(words)) >= max(1, len(voiced_texts.FIRST_PERSON.findall(words)))
    turn = _Turn(line, asks=words.rstrip("\"'”’) ").endswith("?"), to_you=to_you, long=long)
    for name, key in named.items():
        behind = text[name.end : line.end]
        if voiced_texts.SELF_IN_TURN.search(_TITLED.sub("", text[line.start : name.start])):
            turn.own = key
        elif (place := _address(text, line, name)) is not None:
            turn.addressed[key] = None
            if voiced_texts.FLOOR.search(behind):
                turn.given = key
            elif not place:
                turn.head[key] = None
        else:
            turn.told[key] = None
    return turn


def addressed(text: str, line: Span, names: Iterable[Span]) -> Span | None:
    """Return the first of the names in a line that is set off as an address (*Thank you, Mr. Moe*)."""
    return next((name for name in names if _address(text, line, name) is not None), None)


def _address(text: str, line: Span, name: Span) -> int | None:
    """Return what stands in a line before a name that is set off as an address, in characters; None where none is."""
    before, behind = _TITLED.sub("", text[line.start : name.start]), text[name.end : line.end]
    if before.endswith(voiced_texts.COURT):
        return len(before)
    head = voiced_texts.ADDRESS_HEAD.search(before) if _TAIL.match(behind) else None
    titled = name.start - line.start > len(before) and behind[:1] in (".", "?", "!")
    if head and (not head.start() or titled or voiced_texts.YOU.search(text, *line) or not behind.strip(" .?!,—–")):
        return head.start()
    return None


def _counsel(turns: Sequence[_Turn]) -> Key | None:
    """Return who pleads: the only one who says who they are, where the bench is addressed or *Counsel*, whom they are taken for."""
    own = {turn.own for turn in turns if turn.own is not None}
    if len(own) != 1 or not any({"bench", "counsel"} & turn.addressed.keys() for turn in turns):
        return None
    (pleads,) = own
    for turn in turns:
        for keys in (turn.addressed, turn.head):
            if "counsel" in keys:
                del keys["counsel"]
                keys[pleads] = None
    return pleads


def _likeliest(turns: Sequence[_Turn], keys: Sequence[Key], guest: Key | None) -> list[Key | None]:
    """Return the likeliest speaker of each turn where it is likelier than ``SURE``, by the forward-backward algorithm.

    The states are pairs of the speaker before and the speaker of a turn, so that it counts who had the turn before the last.
    """
    none = len(keys)
    states = range(none + 1)
    here = [[exp(_weight(turns, at, key, guest)) for key in keys] + [1.0] for at in range(len(turns))]
    stays = exp(AGAIN / 2) if guest is not None else 1.0
    again = [[exp(AGAIN * ((turn.asks or turn.to_you) + (key != guest))) for key in keys] + [stays] for turn in turns]
    formal = any(isinstance(key, str) for turn in turns for key in turn.addressed)
    back = exp(RETURNS_IN_COURT if formal else RETURNS)

    def step(at: int, before: int, last: int, state: int) -> float:
        if state == last:
            return here[at][state] * again[at - 1][state]
        return here[at][state] * (back if state == before != none else 1.0)

    forward = [{(none, state): here[0][state] for state in states}]
    for at in range(1, len(turns)):
        came = {(last, state): 0.0 for last in states for state in states}
        for (before, last), weight in forward[-1].items():
            for state in states:
                came[last, state] += weight * step(at, before, last, state)
        total = sum(came.values())
        forward.append({pair: weight / total for pair, weight in came.items()})
    backward = [dict.fromkeys(forward[-1], 1.0)]
    for at in range(len(turns) - 1, 0, -1):
        goes = {
            (before, last): sum(step(at, before, last, state) * backward[-1].get((last, state), 0.0) for state in states)
            for before, last in forward[at - 1]
        }
        total = sum(goes.values())
        backward.append({pair: weight / total for pair, weight in goes.items()})
    found: list[Key | None] = []
    for ahead, behind in zip(forward, reversed(backward), strict=True):
        chances = [sum(weight * behind[pair] for pair, weight in ahead.items() if pair[1] == state) for state in states]
        best = max(states, key=chances.__getitem__)
        found.append(keys[best] if best != none and chances[best] > SURE * sum(chances) else None)
    return found


def _weight(turns: Sequence[_Turn], at: int, key: Key, guest: Key | None) -> float:
    turn = turns[at]
    weight = OWN * (turn.own == key) + NOT_HIMSELF * (key in turn.addressed) + SPOKEN_OF * (key in turn.told)
    if at:
        weight += ADDRESSED * (key in turns[at - 1].addressed) + GIVEN * (key == turns[at - 1].given)
    if at + 1 < len(turns) and key in turns[at + 1].head:
        weight += REPLIED
    if key == "bench" and (turn.given is not None or "counsel" in turn.addressed):
        weight += GIVES
    if key == "bench" and turn.asks:
        weight += ANSWERS
    if key == guest:
        weight += ANSWERS * (1 - (turn.asks or turn.to_you) * (3 - 2 * turn.long))
    return weight
