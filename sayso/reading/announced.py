"""Announced: from the head of a text, its title and its own words to who speaks in it.

Whose interview or speech it says to be, who says *My name is …* or *as your Mayor, I …*, and whom the others of a narrative call by
name though its teller never does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

from sayso.reading.lists import roles
from sayso.reading.quotes import outermost, quotations
from sayso.reading.speakers.cast import Cast, Member
from sayso.reading.speakers.names import names
from sayso.story import Span

TOP_LINES = 8
TOP = 1_000
"""Lines and characters at the head of a text in which a speech or an interview is announced."""
NEAR = 40
"""Characters before the words of an interview in which it is said that it is another one."""
FIRST_PERSONS = 10
"""Words like *I* outside quotation marks that a narrative in the first person has, at least."""

_SPEECH = re.compile(
    r"\b(?:(?:delivered|gave|made) (?:\w+ ){0,3})?(?:remarks|speech|address|testimony|lecture|keynote|sermon|eulogy|statement)\b",
    re.IGNORECASE,
)
_INTERVIEW = re.compile(
    r"\b(?:interview(?:s|ed)?(?: with| of)?|in conversation with|(?:spoke|talks|talked|sat down|speaks) (?:with|to)|answered|"
    r"answers|tells|q&a)\b",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\b(?:remarks|speech|address|testimony|lecture|sermon|eulogy|statement|letter)\b[^.,;\n]{0,30}?\b(?:by|of|from)\b", re.I
)
_ANOTHER = re.compile(r"\b[Ii]n (?:an?|his|her|their)\s(?:[^\s.,;]+\s){0,3}$")
"""Before the words of an interview: that one is told of, not printed (*in an interview with the Bulletin, she said*)."""
_TOPIC = re.compile(r"\b(?:about|on|over|regarding|concerning|after|in|at)\b")
_BY = re.compile(r"\s(?:by|of|from)\s(?:the\s)?(?:[A-Z][\w.]*\s)*")
_SELF = re.compile(
    r"\b(?P<sure>[Mm]y name(?: is| ?['’]s)|I ?['’]?m|I am|[Tt]his is|I(?: am| ?['’]?m) your host\b[^.?!\n]{0,20},) "
    r"|\b[Ii]t(?: is| ?['’]s) "
)
_HERE = re.compile(r",? (?:here|(?:and )?welcome)\b")
_ROLE = r"(?:your |the )?(?P<{}>[A-Z]\w+(?:(?: of(?: the)?)? [A-Z]\w+){{0,4}})"
_OFFICE = re.compile(rf"\b[Aa]s {_ROLE.format('before')},? I\b|\bI\b[^.?!\n]{{0,40}}\bas {_ROLE.format('behind')}\b")
_FIRST_PERSON = re.compile(r"\b(?:I|me|my|we|our|us)\b")
_CALLED = re.compile(r"[“\"‘]$|, $")
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]?")

Persons = Mapping[Span, Member]


def in_third_person(line: str) -> bool:
    """Say whether a line has no *I* or *we* outside of quotation marks."""
    return not _FIRST_PERSON.search(_QUOTED.sub("", line))


def speaks_itself(text: str, lines: Sequence[Span]) -> bool:
    """Say whether at least one word in 150 is a first person outside of quotation marks."""
    first = sum(len(_FIRST_PERSON.findall(_QUOTED.sub("", text[slice(*line)]))) for line in lines)
    return first * 150 > sum(len(text[slice(*line)].split()) for line in lines)


def interviewed(text: str, lines: Sequence[Span], persons: Persons, title: str | None) -> Span | None:
    """Return the name of the one who is interviewed: whom the words of an interview stand beside, at the head or in the title.

    Rather one who is surely a person.
    """
    asked = next((index for index, line in enumerate(lines) if text[slice(*line)].endswith("?")), 0)
    told = [in_third_person(text[slice(*line)]) for line in lines[: max(asked, TOP_LINES)]]
    every = chain.from_iterable(_INTERVIEW.finditer(text, *line) for line, third in zip(lines, told, strict=False) if third)
    announced = [match for match in every if not _ANOTHER.search(text, max(0, match.start() - NEAR), match.start())]
    found = [name for match in announced if (name := _beside(text, match, persons))]
    if not found and title and _INTERVIEW.search(title):
        found = [name for name in persons if text[slice(*name)] in title]
    return max(found, key=lambda name: _sureness(persons[name], text[slice(*name)]), default=None)


def interviewer(text: str, lines: Sequence[Span], persons: Persons, guest: Span) -> Span | None:
    """Return the name of the one who asks: it stands on the other side of the words of an interview than the guest's."""
    for line in lines[:TOP_LINES]:
        for match in _INTERVIEW.finditer(text, *line) if in_third_person(text[slice(*line)]) else ():
            sides = _sides(text, match, persons)
            for one, other in (sides, sides[::-1]):
                asks = [name for name in other if persons[name].personal and persons[name] is not persons[guest]]
                if any(persons[name] is persons[guest] for name in one) and len(asks) == 1 == len(other):
                    return asks[0]
    return None


def told_of(text: str, lines: Sequence[Span], persons: Persons) -> Span | None:
    """Return the name of the one of whom the lines before the first question tell most; None where one of them speaks itself."""
    asked = next((index for index, line in enumerate(lines) if text[slice(*line)].endswith("?")), 0)
    if asked < 2 or not all(in_third_person(text[slice(*line)]) for line in lines[:asked]):
        return None
    counts = Counter(member for name, member in persons.items() if name.end <= lines[asked].start and member.sure)
    return next((name for name, member in persons.items() if [member] == [who for who, _ in counts.most_common(1)]), None)


def _beside(text: str, match: re.Match[str], persons: Persons) -> Span | None:
    """Return the person named behind the match, on its line and not as what the talk is about, else the nearest before it."""
    before, behind = _sides(text, match, persons)
    return max((*behind, *reversed(before)), key=lambda name: _sureness(persons[name], text[slice(*name)]), default=None)


def _sides(text: str, match: re.Match[str], persons: Persons) -> tuple[list[Span], list[Span]]:
    line_end = text.find("\n", match.end())
    line_end = len(text) if line_end < 0 else line_end
    line_start = text.rfind("\n", 0, match.start()) + 1
    topic = _TOPIC.search(text, match.end(), line_end)
    behind = [name for name in persons if match.end() <= name.start < (topic.start() if topic else line_end)]
    return [name for name in persons if line_start <= name.start and name.end <= match.start()], behind


def _sureness(member: Member, name: str) -> tuple[bool, bool]:
    return " " in name and " of " not in name, member.sure


def speech(text: str, lines: Sequence[Span], persons: Sequence[Span]) -> tuple[Span, int] | None:
    """Return the name of the one whose speech the head of the text announces, and where the speech begins."""
    top = min(lines[min(TOP_LINES, len(lines)) - 1].end, TOP)
    for match in _SPEECH.finditer(text, 0, top):
        if giver := _giver(text, match, persons):
            starts = (line.start for line in lines if line.start >= match.end() and len(text[slice(*line)].split()) > TOP_LINES)
            return next(((giver, start) for start in starts), None)
    return None


def _giver(text: str, match: re.Match[str], persons: Sequence[Span]) -> Span | None:
    """Return the person whose speech the match is: right behind *by*, or shortly before it on its line."""
    behind = next((name for name in persons if match.end() <= name.start < match.end() + 40), None)
    if behind and _BY.fullmatch(text, match.end(), behind.start):
        return behind
    start = max(text.rfind("\n", 0, match.start()) + 1, match.start() - 40)
    return next((name for name in reversed(persons) if start <= name.start and name.end <= match.start()), None)


def author_in(title: str) -> str | None:
    """Return whose speech or letter a title says the text to be: *Address by the Hon. Maud Ferris to the Assembly*."""
    match = _TITLE.search(title)
    named = (name for name in names(title, match.end()) if name.kind == "person" and len(name.words[0]) > 1) if match else ()
    return next((name.text for name in named if "." not in name.words[0]), None)


def named_by_himself(text: str, persons: Sequence[Span]) -> list[Span]:
    """Return the names of those who say who they are: *My name is …*, *I'm …*, *It's Maud here*."""
    starts = {name.start: name for name in persons}
    found = ((starts[match.end()], match["sure"]) for match in _SELF.finditer(text) if match.end() in starts)
    return [name for name, sure in found if sure or _HERE.match(text, name.end)]


def office(text: str) -> Span | None:
    """Return the role in capitals that the one who speaks most often says to hold: *as your Mayor, I …*; None where he does not."""
    spans = (Span(*match.span(match.lastgroup or 0)) for match in _OFFICE.finditer(_blanked(text)))
    held = [span for span in spans if _is_role(text[slice(*span)])]
    counts = Counter(text[slice(*span)] for span in held)
    return max(held, key=lambda span: (counts[text[slice(*span)]], -span.start), default=None)


def _is_role(words: str) -> bool:
    heads = (words.split(" of ")[0].casefold(), words.split(" of ")[0].split()[-1].casefold())
    return any(head in roles() for head in heads)


def narrator(cast: Cast) -> Span | None:
    """Return the name of the one who tells a story in the first person: others call him by it, he himself never does.

    That is, it stands in quotations, set off as an address, and nowhere outside of them.
    """
    text = cast.text
    spoken = outermost(quotations(text))
    outside = _blanked(text)
    if len(_FIRST_PERSON.findall(outside)) < FIRST_PERSONS:
        return None
    called: Counter[Member] = Counter()
    for name, member in cast.mentions:
        if outside[name.span.start] != " ":
            called[member] -= len(cast.mentions)
        elif name.gender and _CALLED.search(text, name.span.start - 2, name.span.start) and text[name.span.end] in ',.!?”"':
            called[member] += 1
    best = max(called, key=called.__getitem__, default=None)
    return best.names[0].span if best and spoken and called[best] > 0 else None


def _blanked(text: str) -> str:
    """Return the text with spaces for what stands in quotation marks."""
    pieces, at = [], 0
    for start, end in outermost(quotations(text)):
        pieces += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*pieces, text[at:]])
