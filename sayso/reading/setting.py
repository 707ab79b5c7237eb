"""Setting: from a statement and the dates of its sentence to whom, by which channel, where and when it was said.

These are the elements Addressee, Medium, Place and Time of FrameNet's frame *Statement*. They stand in phrases outside source, cue and
content: behind the cue, between cue and content, behind the content up to the edge of its clause, beside the source, or before it. A
phrase is told by its preposition and its head noun, which the lists beside this file know (``channels.txt``, ``venues.txt``,
``audiences.txt``, ``asides.txt``, ``phrase_words.tsv``); the chain that it opens ("at a summit in Vilnius") belongs to it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from sayso.reading.lists import singular
from sayso.reading.stance import Found, find
from sayso.story import Span, Spans, Statement

Field = Literal["addressee", "channel", "venue", "when_text"]

REACH = 240
"""Characters from a span of the statement in which its setting is sought."""

LONGEST = 14
"""Words in a noun phrase, at most."""

_ABBREVIATION = r"(?:St|Mt|Mr|Mrs|Ms|Dr|Gov|Sen|Rep|Gen|Col|Prof|Rev|Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\."
_TOKEN = re.compile(rf"(?:[A-Z]\.){{2,}}|{_ABBREVIATION}|[^\W_]+(?:[-‑'’&/.@][^\W_]+)*['’]?|[^\s\w]|_")
_SENTENCE_END = re.compile(rf"(?:{_ABBREVIATION}|\b[A-Z]\.)|([.!?…]+[\"'”’»)\]]*(?=\s|$)|\n)")


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a statement stands said: spans with their prepositions, in order, and the rule that found each, beside its field."""

    addressee: Spans = ()
    channel: Spans = ()
    venue: Spans = ()
    when_text: Spans = ()
    rules: tuple[tuple[Field, str], ...] = ()


class _Token(NamedTuple):
    word: str
    start: int
    end: int
    facts: frozenset[str]

    @property
    def name(self) -> bool:
        """Whether it is written like a name."""
        return self.word[0].isupper() or self.word[0].isdigit()


@cache
def _words() -> Mapping[str, frozenset[str]]:
    """Each word of the lists → its facts; those of a noun list are the list's name in the singular."""
    folder = Path(__file__).parent
    facts: defaultdict[str, set[str]] = defaultdict(set)
    for name in ("channels", "venues", "audiences", "asides", "phrase_words"):
        for path in folder.glob(f"{name}.t*"):
            for line in path.read_text(encoding="utf-8").splitlines():
                if not line.startswith("#"):
                    word, _, said = line.partition("\t")
                    facts[word].update(said.split() or [name.removesuffix("s")])
    return {word: frozenset(found) for word, found in facts.items()}


_NOTHING: frozenset[str] = frozenset()


def _facts(word: str) -> frozenset[str]:
    known, low = _words(), word.lower()
    return known.get(word) or known.get(low) or known.get(singular(low.removesuffix("'s").removesuffix("’s")), _NOTHING)


def _tokens(text: str, start: int, end: int) -> list[_Token]:
    return [_Token(m.group(), m.start(), m.end(), _facts(m.group())) for m in _TOKEN.finditer(text, start, end)]


class _Walk:
    """A walk through the phrases of a gap, from its first token on."""

    def __init__(self, tokens: list[_Token], dates: Mapping[int, int], *, whole: bool, says: bool) -> None:
        self.tokens, self.whole, self.says = tokens, whole, says
        ends = {token.end for token in tokens}
        self.dates = {start: end for start, end in dates.items() if end in ends}
        self.at = 0
        self.found: list[tuple[Field, Span, str]] = []
        self.open = False

    def run(self) -> bool:
        """Walk on to the first token that belongs to no phrase; say whether there was none."""
        while self.at < len(self.tokens):
            if not (self._date() or self._phrase() or self._participle() or self._skip()):
                return False
        return True

    def object(self) -> None:
        """Take the noun phrase right here for the addressee, with an apposition that commas set off."""
        while self.at < len(self.tokens) and self._adverb(self.tokens[self.at]):
            self.at += 1
        end = self._phrase_end(self.at)
        if end == self.at:
            return
        if (
            self._is(end, ",")
            and end + 1 < len(self.tokens)
            and (self.tokens[end + 1].name or "determiner" in self.tokens[end + 1].facts)
        ):
            after = self._phrase_end(end + 1)
            if after > end + 1 and (self._is(after, ",") or (self.whole and after == len(self.tokens))):
                end = after
        self._add("addressee", self.at, end, "the object of the cue")
        self.at = end

    def _is(self, at: int, mark: str) -> bool:
        return at < len(self.tokens) and self.tokens[at].word == mark

    def _adverb(self, token: _Token) -> bool:
        return "passes" in token.facts or (token.word.endswith("ly") and token.word.islower() and not token.facts & _NOUNS)

    def _add(self, field: Field, first: int, end: int, why: str) -> None:
        self.found.append((field, Span(self.tokens[first].start, self.tokens[end - 1].end), why))

    def _date(self) -> bool:
        at = self.at
        while at < len(self.tokens) and ("dating" in self.tokens[at].facts or self._is(at, "dated")):
            at += 1
        if at == len(self.tokens) or self.tokens[at].start not in self.dates:
            return False
        end = self.dates[self.tokens[at].start]
        while at < len(self.tokens) and self.tokens[at].start < end:
            at += 1
        if self.open and self._is(self.at, "dated"):
            self._extend(at)
        else:
            self.open = False
        self._add("when_text", self.at, at, "a date beside the cue")
        self.at = at
        return True

    def _phrase_end(self, at: int) -> int:
        """Return where the noun phrase that begins at ``at`` ends: at a preposition but "of", a comma, a date, a clause."""
        first = at
        while at < len(self.tokens) and at - first < LONGEST:
            token = self.tokens[at]
            if token.start in self.dates or not (token.word[0].isalnum() or token.word == "&"):
                break
            if "preposition" in token.facts and not (token.word == "of" and at > first):
                break
            if ("ends" in token.facts and not (at == first and "determiner" in token.facts)) or (
                at > first and self._adverb(token)
            ):
                break
            if token.word == "and" and not (at > first and (self.whole or (self.tokens[at - 1].name and self._named(at + 1)))):
                break
            at += 1
        while at > first and self.tokens[at - 1].word in ("of", "and", "&"):
            at -= 1
        return at

    def _named(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].name

    def _phrase(self) -> bool:
        preposition = self.tokens[self.at]
        end = self._phrase_end(self.at + 1)
        if "preposition" not in preposition.facts or end == self.at + 1:
            return False
        field, why = self._field(preposition, self.tokens[self.at + 1 : end])
        if self.open and self._goes_on(preposition, field, self.tokens[self.at + 1 : end]):
            self._extend(end)
        else:
            if field:
                self._add(field, self.at, end, why)
            self.open = field in ("channel", "venue")
        self.at = end
        return True

    def _field(self, preposition: _Token, phrase: list[_Token]) -> tuple[Field | None, str]:
        """Say which field a phrase fills, by its preposition and its nouns: those before "of" first, the last one first."""
        words = [token.word for token in phrase]
        head = words.index("of") if "of" in words else len(words)
        nouns = [*reversed(phrase[:head]), *reversed(phrase[head:])]

        def noun(fact: str) -> str | None:
            return next((f"'{token.word}' is in {fact}s.txt" for token in nouns if fact in token.facts), None)

        name = phrase[-1].name and not phrase[-1].word.isdigit()
        facts = preposition.facts
        if preposition.word.lower() == "to":
            spoken = phrase[0].facts & {"pronoun", "determiner"} or phrase[0].name or "audience" in phrase[-1].facts
            things = {"channel", "aside"} & nouns[0].facts and not name
            return ("addressee", "whom the cue speaks to") if spoken and not things and (self.says or self.open) else (None, "")
        if "aside" in nouns[0].facts and (len(phrase) == 1 or not {"channel", "venue"} & nouns[0].facts):
            return None, ""
        if "carrying" in facts and (why := noun("channel")) and not (preposition.word == "during" and noun("venue")):
            return "channel", why
        if "placing" in facts and (why := noun("venue")):
            return "venue", why
        if name and preposition.word.lower() == "on":
            return "channel", "a name behind 'on'"
        if name and "leading" in facts:
            return "venue", f"a name behind '{preposition.word}'"
        if preposition.word.lower() == "at" and "determiner" in phrase[0].facts:
            return "venue", "a place or an occasion behind 'at'"
        return None, ""

    def _goes_on(self, preposition: _Token, field: Field | None, phrase: list[_Token]) -> bool:
        """Say whether a phrase belongs to the channel or venue right before it: "a summit in Vilnius", "a post on X"."""
        if self.found[-1][0] == "venue":
            return "chaining" in preposition.facts
        if preposition.word == "to":
            return any("channel" in token.facts for token in phrase)
        return "chaining" in preposition.facts and field != "venue"

    def _extend(self, end: int) -> None:
        field, span, why = self.found[-1]
        self.found[-1] = field, Span(span.start, self.tokens[end - 1].end), why

    def _participle(self) -> bool:
        """Go on with a channel or venue over how it came out: "a video posted on Telegram", "an email seen by this paper"."""
        at = self.at + self._is(self.at, "and")
        if not self.open or at >= len(self.tokens) or "participle" not in self.tokens[at].facts:
            return False
        self.at = at + 1
        if self.at < len(self.tokens) and "preposition" in self.tokens[self.at].facts:
            end = self._phrase_end(self.at + 1)
            if end > self.at + 1:
                self._extend(end)
                self.at = end
        return True

    def _skip(self) -> bool:
        token = self.tokens[self.at]
        if token.word == ",":
            self.open = False
        elif not self._adverb(token) and not (self.at == 0 and self.whole and "opens" in token.facts):
            return False
        self.at += 1
        return True


_NOUNS = frozenset(["channel", "venue", "audience"])


def setting(text: str, statement: Statement, taken: Sequence[Span], dated: Sequence[Span]) -> Setting:
    """Find the setting of a statement.

    ``taken`` are the spans of the other statements of the sentence, which it does not enter; one that holds the whole cue is the
    content that the statement stands in, and bounds it. ``dated`` are the dates of the sentence; the one that dates the saying comes
    back with its preposition. Of source, cue and content nothing comes back but an addressee at the end of the cue ("told
    reporters"). Time is linear in the number of spans: no more than ``REACH`` characters are read around each.
    """
    found: dict[Field, list[tuple[Span, str]]] = {}
    if statement.cue:
        for walk in _walks(text, statement, taken, dated):
            fields = {field for field, *_ in walk} - found.keys()
            for field, span, why in walk:
                if field in fields:
                    found.setdefault(field, []).append((span, why))
    spans = {field: tuple(sorted(span for span, _ in items)) for field, items in found.items()}
    rules = tuple((field, f"'{text[span.start : span.end]}': {why}") for field, items in found.items() for span, why in items)
    return Setting(**spans, rules=rules)


def _walks(
    text: str, statement: Statement, taken: Sequence[Span], dated: Sequence[Span]
) -> Iterator[list[tuple[Field, Span, str]]]:
    """Walk the gaps of a statement, those that tell most surely first, and yield what stands in each."""
    first, last = statement.cue[0].start, statement.cue[-1].end
    around = [span for span in taken if span.start <= first and last <= span.end]
    gaps = _Gaps(text, statement, [span for span in taken if span not in around], around)
    said = [item for start, end in statement.cue for item in find(text, start, end)]
    says = any(item.has("says", "addressed") for item in said)
    dates = dict(dated)

    def walk(tokens: list[_Token], whole: bool) -> _Walk:
        return _Walk(tokens, dates, whole=whole, says=says)

    start = min(span.start for span in gaps.own)
    told = next((item for item in reversed(said) if item.has("addressed")), None)
    objects: set[int] = set()
    if told:
        piece = next(span for span in statement.cue if span.start <= told.start and told.end <= span.end)
        if _passive(text, statement, piece, told):
            if subject := _subject(gaps.before(piece.start), dates):
                yield [("addressee", subject, "the subject of a passive cue")]
                start = min(start, subject.start)
        elif tail := _tokens(text, told.end, piece.end):
            inside = walk(tail, whole=True)
            inside.object()
            yield inside.found
        else:
            objects.add(piece.end)
    for span in (*statement.cue, *statement.source, *statement.content):
        ahead = walk(*gaps.after(span))
        if span.end in objects:
            ahead.object()
        ahead.run()
        yield ahead.found
    yield _leading(gaps.before(start), walk)
    if re.search(r"\b(?:and|but)\s+$", text[max(0, first - 9) : first]):
        for span in gaps.shared(first):
            ahead = walk(*gaps.after(span))
            ahead.run()
            yield ahead.found


def _passive(text: str, statement: Statement, piece: Span, told: Found) -> bool:
    """Say whether a cue is a passive: "was told"; in a headline also "told to wait", with no source."""
    if any("passive" in token.facts for token in _tokens(text, piece.start, told.start)):
        return not told.form.endswith("ing")
    ahead = text[piece.end : piece.end + 9]
    return (
        not statement.source and any(span.start - piece.end in (0, 1) for span in statement.content) and ahead.split()[:1] == ["to"]
    )


def _subject(tokens: list[_Token], dates: Mapping[int, int]) -> Span | None:
    """Return the noun phrase at the end of the tokens, with an apposition that commas set off, if one stands there."""
    apposed = bool(tokens) and tokens[-1].word == ","
    tokens = tokens[:-1] if apposed else tokens
    ends = set(dates.values())
    first = len(tokens)
    while first and (token := tokens[first - 1]).end not in ends and not token.facts & {"clause", "opens"}:
        if not (token.word[0].isalnum() or (apposed and token.word == ",")):
            break
        first -= 1
    phrase = tokens[first:]
    if not phrase or len(phrase) > LONGEST or phrase[0].word == "," or "preposition" in phrase[0].facts:
        return None
    return Span(phrase[0].start, phrase[-1].end)


def _leading(tokens: list[_Token], walk: Callable[[list[_Token], bool], _Walk]) -> list[tuple[Field, Span, str]]:
    """Return what stands before a statement: phrases and nothing else from a comma or the head of the sentence on."""
    starts = [0, *(at + 1 for at, token in enumerate(tokens) if token.word == ",")]
    for at in starts[:1] + starts[1:][-4:]:
        ahead = walk(tokens[at:], True)
        if ahead.run():
            return ahead.found
    if tokens and tokens[-1].word == "when":
        before = [token for token in tokens[:-1] if token.word != ","][-1:]
        for start, end in walk(tokens, True).dates.items():
            if before and end == before[0].end:
                return [("when_text", Span(start, end), "a date that a clause with 'when' tells of")]
    return []


class _Gaps:
    """What stands between the spans of a statement and those of others, as tokens, each within its sentence."""

    def __init__(self, text: str, statement: Statement, others: Iterable[Span], around: Sequence[Span]) -> None:
        self.text, self.statement = text, statement
        self.own = (*statement.source, *statement.cue, *statement.content)
        self.others = sorted(others)
        self.walls = sorted((*self.own, *self.others))
        self.low = max((span.start for span in around), default=0)
        self.high = min((span.end for span in around), default=len(text))

    def after(self, span: Span) -> tuple[list[_Token], bool]:
        """Return what stands behind a span, and whether the statement's own cue or content stands behind that."""
        start = span.end
        end = min(start + REACH, self.high)
        for wall in self.walls:
            if wall.end > start:
                end = min(end, max(wall.start, start))
        back = start - 3 if span in self.statement.content else start
        for match in _SENTENCE_END.finditer(self.text, max(span.start, back), max(start, end)):
            if match.start(1) >= 0:
                return _tokens(self.text, start, max(start, match.start(1))), False
        whole = any(own.start == end for own in (*self.statement.cue, *self.statement.content))
        return _tokens(self.text, start, end), whole

    def before(self, end: int) -> list[_Token]:
        """Return what stands before a place."""
        start = max(0, end - REACH, self.low)
        for wall in self.walls:
            if wall.start < end:
                start = max(start, min(wall.end, end))
        for match in _SENTENCE_END.finditer(self.text, start, end):
            if match.start(1) >= 0:
                start = match.end()
        return _tokens(self.text, start, end)

    def shared(self, cue: int) -> list[Span]:
        """Return the spans of others between the source and a cue of the same sentence: "said in Oslo that …, and added"."""
        start = max((span.end for span in self.statement.source if span.end <= cue), default=cue)
        if "\n" in self.text[start:cue]:
            return []
        return [span for span in self.others if start <= span.start and span.end <= cue]
