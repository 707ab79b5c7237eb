"""Setting: from a statement and the dates of its sentence to whom, by which channel, where and when it was said.

These are the elements Addressee, Medium, Place and Time of FrameNet's frame *Statement*. They stand in phrases outside source, cue
and content: behind the cue, between cue and content, behind the content up to the edge of its clause, beside the source, or before
it. Who is told something is also the object of the cue, and the subject of a passive one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sayso.language.en import setting_phrases
from sayso.language.en.cue_words import CueWord, find
from sayso.language.en.sentences import sentence_ends
from sayso.reading.setting.read_phrases import LONGEST, OPENING, Field, SettingPhrase, Token, Walk, tokens
from sayso.story import Span, Spans, Statement

REACH = 120
"""Characters from a span of the statement in which its setting is sought. In our gold stories 80 find all that any number finds; 40
lose a tenth of the channels and a fifth of the venues."""

SHORTEST = 3
"""Characters in a gap that holds anything, at least: a blank and "me"."""
_MARKS = frozenset('.!?…:;\n"“”«»(—–')


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a statement stands said: spans with their prepositions, in order, and the rule that found each, beside its field."""

    addressee: Spans = ()
    channel: Spans = ()
    venue: Spans = ()
    when_text: Spans = ()
    rules: tuple[tuple[Field, str], ...] = ()


def setting(text: str, statement: Statement, taken: Sequence[Span], dated: Sequence[Span]) -> Setting:
    """Find the setting of a statement.

    ``taken`` are the spans of the other statements of the sentence, which it does not enter; one that holds the whole cue is the
    content that the statement stands in, and bounds it. ``dated`` are the dates of the sentence; the one that dates the saying
    comes back with its preposition. Of source, cue and content nothing comes back but an addressee at the end of the cue ("told
    reporters"). A cue that is a mark has no setting. Time is linear in the number of spans: no more than ``REACH`` characters are
    read beside each.
    """
    found: dict[Field, list[SettingPhrase]] = {}
    for phrases in _walks(text, statement, taken, dated):
        fields = {phrase.field for phrase in phrases} - found.keys()
        for phrase in phrases:
            if phrase.field in fields:
                found.setdefault(phrase.field, []).append(phrase)
    spans = {field: tuple(sorted(phrase.span for phrase in phrases)) for field, phrases in found.items()}
    rules = [(field, f"'{text[slice(*phrase.span)]}': {phrase.why}") for field, phrases in found.items() for phrase in phrases]
    return Setting(**spans, rules=tuple(rules))


def _walks(text: str, statement: Statement, taken: Sequence[Span], dated: Sequence[Span]) -> Iterator[list[SettingPhrase]]:
    """Walk the gaps of a statement, those that tell most surely first, and yield what stands in each."""
    words = [word for start, end in statement.cue for word in find(text, start, end)]
    if not words:
        return
    gaps = _Gaps(text, statement, taken)
    dates = dict(dated)
    says = any(word.has("says", "addressed") for word in words)

    def walk(gap: list[Token], whole: bool, says: bool = says) -> Walk:
        return Walk(gap, dates, whole=whole, says=says)

    first, start = gaps.cue.start, min(span.start for span in gaps.own)
    object_behind = -1
    if told := next((word for word in reversed(words) if word.has("addressed")), None):
        piece = next(span for span in statement.cue if span.start <= told.start and told.end <= span.end)
        if _is_passive(text, statement, piece, told):
            if subject := _subject(gaps.before(piece.start), dates):
                yield [SettingPhrase("addressee", subject, "the subject of a passive cue")]
                start = min(start, subject.start)
        elif rest := tokens(text, told.end, piece.end):
            inside = walk(rest, whole=True)
            inside.object()
            others = (*statement.source, *statement.content)
            yield [found for found in inside.found if not any(_overlap(found.span, span) for span in others)]
        else:
            object_behind = piece.end
    joined = setting_phrases.JOINED.search(text, max(0, first - 9), first)
    for span in (*statement.cue, *statement.source, *statement.content):
        if not joined and span in statement.source and gaps.others_between(span.end, first):
            continue
        gap, whole = gaps.after(span)
        if gap:
            ahead = walk(gap, whole)
            if span.end == object_behind:
                ahead.object()
            ahead.run()
            yield ahead.found
    yield _leading(gaps.before(start), walk)
    for source in statement.source if joined else ():
        for span in gaps.others_between(source.end, first):
            ahead = walk(*gaps.after(span))
            ahead.run()
            yield ahead.found


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _is_passive(text: str, statement: Statement, piece: Span, told: CueWord) -> bool:
    """Say whether a cue is a passive: "was told", in a headline also "told to wait" that has no source."""
    if any(token.has("passive") for token in tokens(text, piece.start, told.start)):
        return not told.is_participle
    behind = [span.start for span in statement.content if 0 <= span.start - piece.end < 2]
    return not statement.source and bool(behind) and text.startswith(setting_phrases.TO_DO, behind[0])


def _subject(gap: list[Token], dates: Mapping[int, int]) -> Span | None:
    """Return the noun phrase at the end of the gap, with an apposition that commas set off, if one stands there."""
    apposed = bool(gap) and gap[-1].word == ","
    first = end = len(gap) - apposed
    ends = set(dates.values())
    while first and (token := gap[first - 1]).end not in ends and not token.facts & {"clause", "opens", "passive"}:
        if not (token.word[0].isalnum() or (apposed and token.word == ",")):
            break
        first -= 1
    phrase = gap[first:end]
    if not 0 < len(phrase) <= LONGEST or phrase[0].word == "," or any(phrase[at].has("preposition") for at in (0, -1)):
        return None
    return Span(phrase[0].start, phrase[-1].end)


def _leading(gap: list[Token], walk: Callable[[list[Token], bool, bool], Walk]) -> list[SettingPhrase]:
    """Return what stands before a statement: phrases and nothing else, from the head of the sentence or from a comma on."""
    while gap and gap[0].word in OPENING:
        gap = gap[1:]
    if not gap:
        return []
    commas = [at + 1 for at, token in enumerate(gap) if token.word == ","]
    for at in (0, *commas[-4:]):
        ahead = walk(gap[at:], True, False)
        if ahead.run():
            return ahead.found
    if gap[-1].word == setting_phrases.WHEN:
        before = next((token.end for token in reversed(gap[:-1]) if token.word != ","), -1)
        for start, end in walk(gap, True, False).dates.items():
            if end == before:
                within = (token.start for token in gap if start <= token.start < end and not token.has("preposition"))
                return [SettingPhrase("when_text", Span(next(within, start), end), "a date of which a clause with 'when' tells")]
    return []


class _Gaps:
    """What stands between the spans of a statement and those of others, as tokens, each gap within its sentence."""

    def __init__(self, text: str, statement: Statement, taken: Sequence[Span]) -> None:
        self.text, self.content = text, statement.content
        self.own = (*statement.source, *statement.cue, *statement.content)
        self.cue = Span(min(span.start for span in statement.cue), max(span.end for span in statement.cue))
        self.goals = {span.start for span in (*statement.cue, *statement.content)}
        self.others: list[Span] = []
        around: list[Span] = []
        for span in taken:
            (around if span.start <= self.cue.start and self.cue.end <= span.end else self.others).append(span)
        self.low = max((span.start for span in around), default=0)
        self.high = min((span.end for span in around), default=len(text))
        self.walls = (*self.own, *self.others)

    def after(self, span: Span) -> tuple[list[Token], bool]:
        """Return what stands behind a span, and whether the statement's own cue or content stands behind that."""
        start, end = span.end, min(span.end + REACH, self.high)
        for wall_start, wall_end in self.walls:
            if wall_end > start and wall_start < end:
                end = max(wall_start, start)
        if end - start < SHORTEST or self.text[start] in _MARKS:
            return [], False
        if stop := next(sentence_ends(self.text, max(span.start, start - 3) if span in self.content else start, end), None):
            return tokens(self.text, start, stop.start()), False
        return tokens(self.text, start, end), end in self.goals

    def before(self, end: int) -> list[Token]:
        """Return what stands before a place."""
        start = max(0, end - REACH, self.low)
        for wall_start, wall_end in self.walls:
            if wall_start < end and wall_end > start:
                start = min(wall_end, end)
        if end - start < SHORTEST or self.text[end - 1] in _MARKS:
            return []
        begins = max((mark.end() for mark in sentence_ends(self.text, start, end)), default=start)
        return tokens(self.text, begins, end)

    def others_between(self, start: int, end: int) -> list[Span]:
        """Return the spans of others between two places of one paragraph."""
        return [] if "\n" in self.text[start:end] else [span for span in self.others if start <= span.start and span.end <= end]
