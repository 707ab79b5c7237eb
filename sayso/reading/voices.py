"""Voices: from a text to the passages in which somebody speaks in the first person outside of quotation marks.

A transcript's turns, an interview's answers, a letter, a speech: each has a voice that the text names, by a label, a signature, a
headline, or in the speaker's own words ("My name is …").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sayso.reading.quotes import paragraphs
from sayso.story import Span, Statement

TOP_LINES = 8
TOP = 1_000
"""Lines and characters at the head of a text in which a speech or an interview is announced."""

LONG_TURN = 40
"""Words of a paragraph in a hearing that only the one who has the floor speaks; the chair and the bench put in shorter ones."""

Form = Literal["turn", "letter", "speech", "interview", "own"]

_LABEL = re.compile(
    r"(?:\d{1,2}:\d\d [AP]\.?M\.?(?: [A-Z]{2,4})? )?"
    r"(?P<name>[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,5}?)(?P<cue>:|\.(?=\s)|\s?[—–](?=\s))\s*"
)
_LETTERS = re.compile(r"[^\W\d_]{2}")
_QA = frozenset(["Q", "A", "Question", "Answer"])
_SALUTATION = re.compile(
    r"^(?:(?:my )?dear(?:est)?\b[^!?\n]{0,60}|to (?:the|whom|my|our|all)\b[^.!?\n]{0,80}|(?:dr|mr|mrs|ms|prof|sir|madam|mom|mum|"
    r"dad|mother|father|friends|colleagues|comrades)\b\.?[^.!?\n]{0,40})[,:;–—-]?$",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"^(?P<words>[A-Z][^.,;:!?\n]{1,40})[.,]?(?:\s|$)(?P<same>.*)$")
_CLOSES = re.compile(
    r"\b(?:yours|sincerely|respectfully|faithfully|cordially|truly|wishes|regards|love|luv|affectionately|gratefully|solidarity|"
    r"signed|cheers|thanks)\b",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^(?:\[signed\]\s*|/?s/\s*)?\[?(?P<name>[A-Z][^.,;:!?\n\]]{0,60})\]?(?:,.*)?$", re.IGNORECASE)
_SPEECH = re.compile(
    r"\b(?:(?:delivered|gave|made) (?:\w+ ){0,3})?(?:remarks|speech|address|testimony|lecture|keynote|sermon|eulogy|statement)\b",
    re.IGNORECASE,
)
_INTERVIEW = re.compile(
    r"\b(?:interview(?:s|ed)?(?: with| of)?|in conversation with|(?:spoke|talks|talked|sat down|speaks) (?:with|to)|answered|"
    r"answers|q&a)\b",
    re.IGNORECASE,
)
_SELF = re.compile(r"\b(?:[Mm]y name is|I ?['’]?m|I am|[Tt]his is) ")
_BY = re.compile(r"\s(?:by|of|from)\s(?:the\s)?(?:[A-Z][\w.]*\s)*")
_CALLED = re.compile(
    r"(?:^|[.?!,]\s)(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Justice|Judge|General|Senator|Congressman|Congresswoman|Minister|Counsel)\.?\s"
    r"[^.?!,\n]{2,30}(?:\?|\.|,? (?:please|go ahead|your turn|proceed|you have the floor)[^.?!\n]{0,20}[.?!])$"
)
_FIRST_PERSON = re.compile(r"\b(?:I|me|my|we|our|us)\b")


@dataclass(frozen=True, slots=True)
class Voice:
    """A passage ``span`` whose *I* is whom ``name`` names; ``cue`` is the mark behind a turn's label, or a letter's close."""

    form: Form
    span: Span
    name: Span
    cue: Span | None = None


def voices(text: str, persons: Sequence[Span]) -> list[Voice]:
    """Return the voices of ``text`` in order of their passages; ``persons`` are the names of people in it, in order."""
    lines = [Span(*line) for line in paragraphs(text)]
    if turns := _turns(text, lines):
        return _answers(text, turns, persons)
    if letter := _letter(text, lines):
        return [letter]
    return _introduced(text, lines, persons)


def spoken(found: Sequence[Voice]) -> list[Statement]:
    """Return the statements that turns, letters and speeches are as a whole: who speaks, the mark behind his label, all he says."""
    return [
        Statement((voice.name,), (voice.cue,) if voice.cue else (), (voice.span,), where="body")
        for voice in found
        if voice.form in ("turn", "letter", "speech")
    ]


def _turns(text: str, lines: list[Span]) -> list[Voice]:
    """Find labels at the heads of lines: NAME: or Name. twice or more, each turn to the next one's label.

    The turns of a table (``Seats: 12``) are none: those of talk end as sentences do.
    """
    labels: list[tuple[Span, Span, Span]] = []
    for line in lines:
        match = _LABEL.match(text, line.start, line.end)
        if match and (match["name"].isupper() or match["name"].istitle() or match["name"] in _QA):
            if len(match["name"]) == 1 and match["name"] not in _QA:
                continue
            if match["cue"] == "." and not (match["name"].isupper() or " " in match["name"]):
                continue
            labels.append((Span(*match.span("name")), Span(*match.span("cue")), Span(match.end(), line.end)))
    counts = Counter(text[slice(*name)] for name, *_ in labels)
    kept = [label for label in labels if counts[text[slice(*label[0])]] > 1 or text[slice(*label[0])].isupper()]
    others = {text[slice(*name)] for name, *_ in kept}
    if len(kept) < 2 or not others:
        return []
    marks = {text[slice(*cue)].strip() for _, cue, _ in kept}
    kept = [label for label in labels if text[slice(*label[1])].strip() in marks]
    shouted = all(text[slice(*name)].isupper() and text[slice(*cue)] == ":" for name, cue, _ in kept)
    if len(kept) < 2 or (not shouted and 3 * len(kept) < len([line for line in lines if line.start >= kept[0][0].start])):
        return []
    ends = [name.start for name, *_ in kept[1:]] + [lines[-1].end]
    found = []
    for (name, cue, rest), end in zip(kept, ends, strict=True):
        words = text[rest.start : end].rstrip()
        if words:
            found.append(Voice("turn", Span(rest.start, rest.start + len(words)), name, cue))
    talk = [
        voice
        for voice in found
        if _LETTERS.search(text, *voice.span)
        and text[slice(*voice.span)].rstrip("\"'”’) ").endswith((".", "!", "?", "…", "–", "—"))
    ]
    return found if 2 * len(talk) > len(found) else []


def _answers(text: str, turns: list[Voice], persons: Sequence[Span]) -> list[Voice]:
    """Give the answers of questions that are labelled with no more than Q and A to the one who is interviewed."""
    if not all(text[slice(*turn.name)] in _QA for turn in turns):
        return turns
    match = _INTERVIEW.search(text, 0, turns[0].name.start)
    name = (
        _beside(text, match, persons, turns[0].name.start)
        if match
        else next((p for p in persons if p.start < turns[0].name.start), None)
    )
    return [Voice("interview", turn.span, name) for turn in turns if name and text[slice(*turn.name)][0] == "A"]


def _letter(text: str, lines: list[Span]) -> Voice | None:
    """Find a salutation, and near the end a closing line with a signature on it or below; what stands between is the letter."""
    head = next((i for i, line in enumerate(lines) if line.end - line.start > 100), 0)
    greetings = [i for i, line in enumerate(lines[:30]) if _SALUTATION.match(text[slice(*line)])]
    if not greetings:
        return None
    opening = max((i for i in greetings if i < head), default=greetings[0])
    for at in range(len(lines) - 1, max(opening + 1, len(lines) - 15), -1):
        line = text[slice(*lines[at])]
        closing = _CLOSING.match(line) if len(line) < 100 and "." not in line[:-1] else None
        if not closing or not (_CLOSES.search(closing["words"]) or (line.endswith(",") and len(line.split()) < 5)):
            continue
        below = not closing["same"].strip()
        if below and at + 1 == len(lines):
            continue
        start = lines[at + 1].start if below else lines[at].start + closing.start("same")
        signature = _SIGNATURE.match(text[start : lines[at + 1 if below else at].end])
        if signature and len(signature["name"].split()) < 7:
            name = Span(start + signature.start("name"), start + len(signature["name"].rstrip()) + signature.start("name"))
            cue = Span(lines[at].start, lines[at].start + len(closing["words"]))
            return Voice("letter", Span(lines[opening + 1].start, lines[at - 1].end), name, cue)
    last = text[slice(*lines[-1])]
    if opening + 2 < len(lines) and len(last.split()) < 4 and last.istitle():
        return Voice("letter", Span(lines[opening + 1].start, lines[-2].end), lines[-1])
    return None


def _introduced(text: str, lines: list[Span], persons: Sequence[Span]) -> list[Voice]:
    """Find who says who he is, whose interview or speech the first lines announce, and who is given the floor."""
    if not lines or not _speaks_itself(text, lines):
        return []
    top = lines[min(TOP_LINES, len(lines)) - 1].end
    end = lines[-1].end
    given = _given_the_floor(text, lines, persons)
    starts = {name.start: name for name in persons}
    told = [(match.start(), starts[match.end()]) for match in _SELF.finditer(text) if match.end() in starts]
    if len(told) == 1 and len(given) < 2:
        at, own = told[0]
        return [Voice("own", Span(max(line.start for line in lines if line.start <= at), end), own)]
    if len(given) > 1:
        return given
    questions = [line for line in lines if text[slice(*line)].rstrip("\"'”’ ").endswith("?")]
    match = _INTERVIEW.search(text, 0, top)
    name = _beside(text, match, persons, top) if match else None
    announced = match is not None and match.start() < lines[min(2, len(lines)) - 1].end
    if len(questions) > 2 and 5 * len(questions) > len(lines):
        name = name or next((name for name in persons if name.start < top), None)
        announced = True
    if name and announced:
        first = questions[0].start if questions else top
        return [Voice("interview", line, name) for line in lines if line.start >= first and line not in questions]
    for match in _SPEECH.finditer(text, 0, min(top, TOP)):
        if giver := _giver(text, match, persons):
            after = next((line for line in lines if line.start >= match.end() and len(text[slice(*line)].split()) > 8), None)
            return [Voice("speech", Span(after.start, end), giver)] if after else []
    return given


def _given_the_floor(text: str, lines: list[Span], persons: Sequence[Span]) -> list[Voice]:
    """Find whom a hearing's chair calls on: a line that ends with a name (*Mr Moe?*, *Ms Ash, please.*) opens that one's turn."""
    found: list[Voice] = []
    called: Span | None = None
    for line in lines:
        if called and len(text[slice(*line)].split()) > LONG_TURN:
            found.append(Voice("own", line, called))
        if match := _CALLED.search(text, line.start, line.end):
            called = next((name for name in persons if match.start() <= name.start and name.end <= line.end), called)
    return found


def _giver(text: str, match: re.Match[str], persons: Sequence[Span]) -> Span | None:
    """Return the person whose speech the match is: right behind *by*, or shortly before it on its line."""
    behind = next((name for name in persons if match.end() <= name.start < match.end() + 40), None)
    if behind and _BY.fullmatch(text, match.end(), behind.start):
        return behind
    start = max(text.rfind("\n", 0, match.start()) + 1, match.start() - 40)
    return next((name for name in reversed(persons) if start <= name.start and name.end <= match.start()), None)


def _beside(text: str, match: re.Match[str], persons: Sequence[Span], top: int) -> Span | None:
    """Return the person named right behind the match, on its line, else right before it, else first at the top of the text."""
    line_end = text.find("\n", match.end())
    line_end = len(text) if line_end < 0 else line_end
    line_start = text.rfind("\n", 0, match.start()) + 1
    after = [name for name in persons if match.end() <= name.start < line_end]
    behind = next((name for name in after if " " in text[slice(*name)]), after[0] if after else None)
    before = next((name for name in reversed(persons) if line_start <= name.start and name.end <= match.start()), None)
    return behind or before or next((name for name in persons if name.start < top), None)


def _speaks_itself(text: str, lines: list[Span]) -> bool:
    first = sum(1 for line in lines for _ in _FIRST_PERSON.finditer(_unquoted(text[slice(*line)])))
    return first * 150 > sum(len(text[slice(*line)].split()) for line in lines)


def _unquoted(line: str) -> str:
    return re.sub(r"[“\"][^”\"]*[”\"]?", "", line)
