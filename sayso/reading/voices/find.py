"""Voices: from a text to the passages in which somebody speaks in the first person outside of quotation marks.

A transcript's turns, an interview's answers, a letter, a speech: each has a voice that the text names, by a label, a signature, a
headline, or in the speaker's own words ("My name is …").
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sayso.language.en import voiced_texts
from sayso.reading.names.entities import Entities
from sayso.reading.voices.conversation import addressed, conversation
from sayso.reading.voices.letter import letter
from sayso.reading.voices.opening import VoicedText
from sayso.reading.voices.transcript import transcript
from sayso.story import Span, Statement

LONG_TURN = 40
"""Words of a paragraph in a hearing that only the one who has the floor speaks; the chair and the bench put in shorter ones."""

Form = Literal["turn", "letter", "speech", "interview", "talk", "own", "office"]


@dataclass(frozen=True, slots=True)
class Voice:
    """A passage ``span`` whose *I* is whom ``name`` names, None where nothing tells, and whose *you* is whom ``to`` names.

    ``cue`` is the mark behind a turn's label, or a letter's close.
    """

    form: Form
    span: Span
    name: Span | None
    cue: Span | None = None
    to: Span | None = None


class Heard:
    """The voices of a text, found by place: ``whole`` are their passages, ``only`` is the name of the one voice that it has."""

    def __init__(self, voiced: Sequence[Voice]) -> None:
        self._voices = sorted(voiced, key=lambda voice: voice.span)
        self.whole = frozenset(voice.span for voice in voiced)
        named = {voice.name for voice in voiced if voice.name}
        self.only = named.pop() if len(named) == 1 else None

    def at(self, span: Span) -> Voice | None:
        """Return the voice in whose passage a span begins."""
        place = self._place(span)
        return self._voices[place] if place >= 0 and span.start < self._voices[place].span.end else None

    def addressed(self, span: Span) -> Span | None:
        """Return the name of whom the voice at ``span`` addresses, or who else speaks right after or before it."""
        voice, place = self.at(span), self._place(span)
        if voice and voice.to:
            return voice.to
        own = (one for one in reversed(self._voices[:place]) if voice and voice.name and one.name == voice.name)
        if to := next((one.to for one in own if one.to), None):
            return to
        before = place - 1 if voice else place
        around = (*self._voices[place + 1 : place + 2], *self._voices[max(0, before) : before + 1])
        return next((other.name for other in around if other.name and (not voice or other.name != voice.name)), None)

    def _place(self, span: Span) -> int:
        return bisect_right(self._voices, span.start, key=lambda voice: voice.span.start) - 1


def voices(entities: Entities, title: str | None = None) -> list[Voice]:
    """Return the voices of the text of ``entities``, in order of their passages; ``title`` is a headline that stands beside it."""
    voiced = VoicedText(entities, title)
    text, lines, persons = voiced.text, voiced.lines, voiced.persons
    if turns := transcript(text, lines):
        return _answers(voiced, [Voice("turn", turn.span, turn.label, turn.cue) for turn in turns])
    if found := letter(text, lines):
        return [Voice("letter", found.span, found.name, found.cue, found.to)]
    announced = voiced.interviewed()
    guest = announced or voiced.told_of()
    heard = persons[guest] if guest else None
    sure = {name: entity for name, entity in persons.items() if entity.personal or entity is heard}
    if talk := conversation(text, lines, sure, heard, announced=announced is not None):
        host = voiced.interviewer(announced) if announced else None
        return [Voice("talk", turn.span, turn.name or host, to=turn.to) for turn in talk]
    return _introduced(voiced) if lines and voiced.speaks_itself() else []


def spoken(found: Sequence[Voice]) -> list[Statement]:
    """Return the statements that turns, letters and speeches are as a whole: who speaks, the mark behind a label, all they say."""
    return [
        Statement((voice.name,), (voice.cue,) if voice.cue else (), (voice.span,), where="body")
        for voice in found
        if voice.name and voice.form in ("turn", "letter", "speech")
    ]


def _answers(voiced: VoicedText, turns: list[Voice]) -> list[Voice]:
    """Give the answers of questions that are labelled with no more than Q and A to the one who is interviewed."""
    labels = [turn.name for turn in turns if turn.name]
    if not all(voiced.words(label) in voiced_texts.QUESTION_AND_ANSWER for label in labels):
        return turns
    head = labels[0].start
    name = voiced.interviewed(head) or voiced.told_of(head)
    answers = (turn for turn, label in zip(turns, labels, strict=True) if voiced.text[label.start] == voiced_texts.ANSWER)
    return [Voice("interview", turn.span, name) for turn in answers if name]


def _introduced(voiced: VoicedText) -> list[Voice]:
    """Find who says who they are, whose speech the first lines announce, who is given the floor, who tells a story as their own."""
    start, end = voiced.lines[0].start, voiced.lines[-1].end
    given = _given_the_floor(voiced)
    if sum(voice.name is not None for voice in given) > 1:
        return given
    own = voiced.named_by_themselves()
    if len(set(own.values())) == 1:
        first = min(own)
        return [Voice("own", Span(max(line.start for line in voiced.lines if line.start <= first.start), end), first)]
    if announced := voiced.speech():
        giver, begins = announced
        return [Voice("speech", Span(begins, end), giver)]
    if given:
        return given
    if name := voiced.narrator():
        return [Voice("own", Span(start, end), name)]
    if held := voiced.office():
        return [Voice("office", Span(start, end), held)]
    return []


def _given_the_floor(voiced: VoicedText) -> list[Voice]:
    """Find whom a hearing's chair calls on: a line that ends with a name (*Mr Moe?*, *Ms Ash, please.*) opens that one's turn.

    What ends as a question in it is asked of that one.
    """
    found: list[Voice] = []
    called: Span | None = None
    for line in voiced.lines:
        words, match = voiced.bare[slice(*line)].rstrip(), voiced_texts.CALLED.search(voiced.bare, *line)
        if called and words.endswith("?") and not match:
            found.append(Voice("talk", line, None, to=called))
        elif called and len(words.split()) > LONG_TURN:
            found.append(Voice("own", line, called, to=addressed(voiced.text, line, voiced.named(line))))
        if match:
            called = next((name for name in voiced.persons if match.start() <= name.start and name.end <= line.end), called)
    return found
